//! What each fuzz target does with its bytes. Nothing may panic, and what is read anew says the same.
//!
//! The tests of the protocol do the same with the corpus, without instruments.

#[path = "../../tests/engine/contents.rs"]
mod contents;
#[path = "../../tests/engine/fixture.rs"]
#[allow(dead_code, reason = "the engine's tests need more of it")]
mod fixture;
mod targets;

pub use targets::{answer, carry, content, decode, papers, serve};
