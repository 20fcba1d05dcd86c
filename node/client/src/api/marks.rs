//! What the operators of one node note for each other, over the local API.

use cabildo_protocol::{
    id::{MessageId, Millis, PublicKey},
    roster::Role,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A device of this node's institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// Its key.
    pub key: PublicKey,
    /// What the roster calls it: no personal name.
    pub label: String,
    /// What its operator may do.
    pub role: Role,
    /// It was cut off.
    pub ended: bool,
}

/// Who noted something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkNote {
    /// The device.
    pub by: PublicKey,
    /// By the node's clock.
    pub at: Millis,
}

/// What the operators of a node noted on a thread.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Who has read it, each with the last time, the last one last.
    pub read: Vec<MarkNote>,
    /// Who flagged it.
    pub flagged: Option<MarkNote>,
    /// Who takes care of it, and who said so.
    pub assigned: Option<(PublicKey, MarkNote)>,
    /// When something was last noted.
    pub last: Millis,
}

/// What changes in the marks of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkChange {
    /// It was read.
    Read,
    /// It is flagged, or no longer.
    Flag(bool),
    /// Somebody takes care of it, or nobody any more.
    Assign(Option<PublicKey>),
}

/// `POST /v1/marks`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkRequest {
    /// A message of the thread: an id or a unique prefix.
    pub thread: String,
    /// The device whose operator notes it.
    pub by: PublicKey,
    /// What.
    pub change: MarkChange,
}

/// `GET /v1/marks`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// By thread; those without marks are left out.
    pub threads: BTreeMap<MessageId, Mark>,
}
