//! What is true in a Cabildo federation: messages, signatures, rosters, validity, sync and views.
//!
//! This crate does no I/O, reads no clock and rolls no dice: time and randomness are arguments.
//! One function signs ([`message::sign`]), one verifies ([`message::Message::verify`]), and one
//! path ingests every message, whatever door it came in by.

#![warn(clippy::indexing_slicing)]

pub mod alarm;
pub mod attachment;
pub mod authority;
pub mod bounds;
pub mod carry;
pub mod cbor;
pub mod codes;
pub mod content;
pub mod engine;
pub mod enrol;
pub mod evidence;
pub mod id;
pub mod ingest;
pub mod message;
pub mod news;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod roster;
pub mod sanitize;
pub mod store;
pub mod sync;
pub mod text;
pub mod views;
