//! What institutions have committed themselves to.

use cabildo_protocol::{
    id::{MessageId, Millis},
    text::Texts,
    views::ItemEntry,
};
use serde::{Deserialize, Serialize};

/// `GET /v1/commitments`: items of the commitments that follow from adopted proposals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitmentsInfo {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// The items, those first that are due first.
    pub items: Vec<CommittedItem>,
    /// There are more, of older proposals than one answer looks at.
    pub more: bool,
}

/// An item of a commitment, with the proposal from which it follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommittedItem {
    /// The proposal.
    pub proposal: MessageId,
    /// Its title.
    pub title: Texts,
    /// The commitment.
    pub commitment: MessageId,
    /// The office that is accountable for it.
    pub office: Texts,
    /// When all of it is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Millis>,
    /// What, who, until when, and how far.
    #[serde(flatten)]
    pub item: ItemEntry,
}
