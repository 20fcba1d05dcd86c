//! Alerts of other systems that a node offers to its operators.

use cabildo_protocol::{
    content::{CapStatus, Content, Severity},
    id::{MessageId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// `GET /v1/offers`: what the feeds of other systems offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffersInfo {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// The newest first.
    pub offers: Vec<Offer>,
}

/// An alert of another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// By what it is named here.
    pub id: String,
    /// The feed, by its name in the settings; empty for a file.
    pub feed: String,
    /// CAP `sender`.
    pub sender: String,
    /// CAP `sent`.
    pub sent: Millis,
    /// CAP `msgType`: `alert`, `update`, `cancel`, `ack` or `error`.
    pub msg_type: String,
    /// CAP `status`.
    pub status: CapStatus,
    /// The worst of its blocks.
    pub severity: Severity,
    /// Its headline, else what happens.
    pub title: Texts,
    /// When its last block expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
    /// The notice here that took over what it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<MessageId>,
}

/// `GET /v1/offers/{id}` and `POST /v1/cap`: an alert of another system as a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedAlert {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// What it is.
    pub offer: Offer,
    /// A draft of a notice, or of a comment where it answers a message of the federation; none where the alert
    /// has no block to make one of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// The message that it acknowledges or rejects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<MessageId>,
}
