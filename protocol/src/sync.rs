//! The sync protocol's messages: how two nodes find and fetch what one of them lacks.
//!
//! Sync pulls. A node asks, the other answers from its store, and both directions run alike:
//!
//! 1. [`Request::Overview`]: the hashes of everything; where they are equal, that was all.
//! 2. [`Request::Rosters`]: newer rosters than those named; [`Request::Tips`] where that brought
//!    nothing and yet they differ: somebody signed two of one version.
//! 3. [`Request::Proofs`]: fork proofs, if the sets differ.
//! 4. [`Request::Reconcile`]: ranges over log heads, narrowed until the heads that differ are
//!    known. Range-based set reconciliation after Meyer, *Range-Based Set Reconciliation* (2023).
//! 5. [`Request::Runs`]: the missing runs of those logs, crisis lanes first, in pages.
//! 6. [`Request::Bodies`]: bodies that gossip left out.
//! 7. [`Request::Receipts`]: who holds what, where the responder has heard of it.
//!
//! Each is one request and one response, CBOR, bounded by [`crate::bounds::SYNC_REQUEST_MAX`]
//! and [`crate::bounds::SYNC_RESPONSE_MAX`].

mod ranges;

pub(crate) use ranges::between;
pub use ranges::{Fingerprint, Has, Range};

use crate::{
    id::{Hash, InstitutionId, LogId, MessageId, Millis},
    message::WireMessage,
    roster::{Scope, SignedRoster},
};
use serde::{Deserialize, Serialize};

/// What one node asks another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Hashes of what the responder has, and its answer to the range of all logs, of which the
    /// asker has heads with this fingerprint.
    Overview(Fingerprint),
    /// Rosters newer than the versions named; a scope that is not named is at 0.
    Rosters(Vec<(Scope, u32)>),
    /// Rosters of the last versions, where they are others than those named: a version, and the
    /// first four bytes of what names it at [`crate::authority::Authority::tips`].
    Tips(Vec<(Scope, u32, u32)>),
    /// Fork proofs in the order of their logs, from after this one on.
    Proofs(Option<LogId>),
    /// Ranges in the order of logs, and what the asker has there.
    Reconcile(#[serde(with = "ranges")] Vec<Range>),
    /// Messages of logs.
    Runs(Vec<Want>),
    /// Bodies of messages.
    Bodies(Vec<MessageId>),
    /// Head receipts that came to the responder after the one of this number.
    Receipts {
        /// Only those about the logs of this institution.
        about: Option<InstitutionId>,
        /// The number; 0 for all.
        after: u64,
    },
}

/// What the other answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// See [`Request::Overview`].
    Overview(Overview),
    /// Rosters, each scope's versions in order.
    Rosters(Vec<SignedRoster>),
    /// Proofs, as [`crate::proof::Proof::encode`] makes them; empty where there are no more.
    Proofs(Vec<serde_bytes::ByteBuf>),
    /// For each range that differs, what the responder has there.
    Reconcile(#[serde(with = "ranges")] Vec<Range>),
    /// Messages in the order of the wants, until the page is full.
    Page {
        /// The messages.
        messages: Vec<WireMessage>,
        /// Whether the page ended before the wants did.
        more: bool,
    },
    /// Receipts, as [`crate::receipt::Receipt::bytes`] has them.
    Receipts {
        /// The receipts.
        receipts: Vec<serde_bytes::ByteBuf>,
        /// The number from which to go on.
        next: u64,
    },
    /// The responder cannot serve now (unlisted peer, too many requests); try later or elsewhere.
    Busy,
}

/// What a node has, at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Hash of its last roster versions.
    pub rosters: Hash,
    /// Hash of its fork proofs.
    pub proofs: Hash,
    /// As [`Response::Reconcile`], for the range of all logs; empty where the heads are equal.
    #[serde(with = "ranges")]
    pub heads: Vec<Range>,
    /// The number of the last head receipt that came to it, where there is any; earlier releases do
    /// not say, and have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipts: Option<u64>,
    /// Its clock, when it answered; earlier releases do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Millis>,
}

/// A run of a log that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// Which log.
    pub log: LogId,
    /// First sequence wanted.
    pub from: u64,
    /// Last sequence wanted.
    pub to: u64,
}
