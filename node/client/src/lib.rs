//! The client side of a node: keys, the sign-once ledger, signing, and the local API.

pub mod api;
pub mod lang;
