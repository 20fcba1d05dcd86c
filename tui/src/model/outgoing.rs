//! What was sent and can still be taken back.

use super::compose::DraftKey;
use cabildo_protocol::{content::Content, id::Millis};

/// How long what is not urgent can be taken back, milliseconds.
pub const TAKE_BACK_MS: u64 = 10_000;

/// An act on its way. Nothing of it is signed before its time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its draft, which stays until the node has confirmed.
    pub key: DraftKey,
    /// What will be signed.
    pub content: Box<Content>,
    /// When it is signed.
    pub until: Millis,
    /// It is being signed and sent: nobody takes it back any more.
    pub under: bool,
}
