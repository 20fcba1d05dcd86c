//! The client side of a node: keys, the sign-once ledger, signing, the local API, and the
//! program's texts in the languages that people read.

pub mod api;
pub mod attachments;
pub mod cap;
pub mod contents;
pub mod delivery;
pub mod diff;
mod files;
pub mod governor;
pub mod http;
pub mod key;
pub mod lang;
pub mod ledger;
pub mod words;
pub mod writer;
