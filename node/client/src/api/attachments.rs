//! The files that messages name, as a node has them.

use cabildo_protocol::id::{Hash, MessageId};
use serde::{Deserialize, Serialize};

/// `POST /v1/attachments`: a file that the node keeps for a message that is going to name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// What messages name it by.
    pub root: Hash,
    /// Its bytes.
    pub size: u64,
    /// What it is by its first bytes; none where they bear no signature that is known.
    #[serde(default)]
    pub found: Option<String>,
}

/// `GET /v1/messages/{id}/attachments`: the files of a message; of a thread's first one, those of all its
/// messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentList {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The message.
    pub message: MessageId,
    /// The files, its own first.
    pub attachments: Vec<AttachmentInfo>,
}

/// A file that a message names, and how it stands at this node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentInfo {
    /// The message that names it.
    pub message: MessageId,
    /// Its place among that message's files, from 1.
    pub number: u32,
    /// What its author calls it. Never a path.
    pub name: String,
    /// What its author says that it is.
    pub mime_type: String,
    /// Its bytes.
    pub size: u64,
    /// What it is found by.
    pub root: Hash,
    /// What it is by its first bytes; none where it is not here, or they bear no signature that is known.
    #[serde(default)]
    pub found: Option<String>,
    /// Its first bytes contradict what its author says that it is.
    #[serde(default)]
    pub differs: bool,
    /// Whether it is here.
    pub state: AttachmentState,
    /// Its chunks that are here.
    pub here: u32,
    /// All its chunks.
    pub chunks: u32,
    /// It is being fetched.
    #[serde(default)]
    pub fetching: bool,
    /// What keeps it from being fetched on, a stable word: `no_peer` (no node is linked that has it),
    /// `no_room`, `disk`.
    #[serde(default)]
    pub trouble: Option<String>,
}

/// Whether a file is at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentState {
    /// Whole.
    Saved,
    /// In part.
    Partial,
    /// Not at all.
    Absent,
}

impl AttachmentState {
    /// Its name in JSON and in the languages' files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Partial => "partial",
            Self::Absent => "absent",
        }
    }
}
