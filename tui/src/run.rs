//! The loop around the pure parts.

pub mod drafts;
