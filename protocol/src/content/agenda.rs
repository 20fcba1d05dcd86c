//! What becomes of an agenda: it is called off, or held, and then has minutes.

use crate::{
    id::{InstitutionId, MessageId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// Calls off the meeting that the header names as root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaCancel {
    /// Format of this map.
    pub schema: u16,
    /// Why.
    pub reason: Texts,
}

/// The minutes of the meeting that the header names as root. The convener's last ones count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Format of this map.
    pub schema: u16,
    /// What was said, without personal names.
    pub text: Texts,
    /// Who was there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attended: Vec<InstitutionId>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
}

/// A decision of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub text: Texts,
    /// The messages that it is about, as proposals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
}

/// Something that a meeting gave to somebody to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What.
    pub text: Texts,
    /// Which institution does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<InstitutionId>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    /// The messages that it is about, as proposals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
}
