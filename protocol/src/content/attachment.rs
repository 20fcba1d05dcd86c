//! The files that a message names.

use crate::id::Hash;
use serde::{Deserialize, Serialize};

/// A file that a message names. The bytes travel by themselves, on demand: see [`crate::attachment`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attachment {
    /// What its author calls it. A name for people, never a path.
    pub name: String,
    /// What its author says that it is (`application/pdf`).
    pub mime_type: String,
    /// Its bytes.
    pub size: u64,
    /// What it is found by: [`crate::attachment::Manifest::root`].
    pub root: Hash,
}

impl super::Content {
    /// The files that it names.
    #[must_use]
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Proposal(c) => &c.attachments,
            Self::Agenda(c) | Self::AgendaUpdate(c) => &c.attachments,
            Self::Minutes(c) => &c.attachments,
            Self::Comment(c) => &c.attachments,
            _ => &[],
        }
    }

    /// The files that it names, to be changed; none where its kind names no files.
    pub fn attachments_mut(&mut self) -> Option<&mut Vec<Attachment>> {
        match self {
            Self::Proposal(c) => Some(&mut c.attachments),
            Self::Agenda(c) | Self::AgendaUpdate(c) => Some(&mut c.attachments),
            Self::Minutes(c) => Some(&mut c.attachments),
            Self::Comment(c) => Some(&mut c.attachments),
            _ => None,
        }
    }
}
