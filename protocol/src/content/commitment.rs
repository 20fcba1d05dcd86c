//! What becomes of a proposal that was adopted: who does what until when, and how far that has come.

use super::Task;
use crate::{
    id::{MessageId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// What follows from the adopted proposal that the header names as root. The proposer's last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Format of this map.
    pub schema: u16,
    /// What was achieved by the decision, in words.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub result: Texts,
    /// The office of the proposer's institution that is accountable; never a person's name.
    pub office: Texts,
    /// What is to be done, each with its date. An entry keeps its place in every later version.
    pub items: Vec<Task>,
    /// When all of it is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Millis>,
}

/// How far something is that an institution has committed itself to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Not begun.
    Open,
    /// Under way.
    Begun,
    /// Done.
    Done,
    /// Not to be done any more.
    Dropped,
}

impl ItemState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Begun, Self::Done, Self::Dropped];

    /// Its name on the wire, in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Open | Self::Begun)
    }
}

/// How far an item of a commitment is, in the thread that the header names as root. The last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Format of this map.
    pub schema: u16,
    /// The commitment whose item is meant, as its author read it.
    pub commitment: MessageId,
    /// Which item of it, numbered from 1.
    pub item: u32,
    /// How far that is.
    pub state: ItemState,
    /// What was done, or why it is dropped.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub text: Texts,
}
