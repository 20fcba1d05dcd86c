//! The verdict on a message: why it is refused, and what gossip does with the frame.

use crate::{
    content::ContentError,
    id::{InstitutionId, Millis},
    message::MessageError,
    roster::Scope,
    store::StoreError,
};

/// What gossip does with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Forward it.
    Accept,
    /// Drop it without blame.
    Ignore,
    /// Drop it and blame the sender.
    Reject,
}

/// Why a message is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No message at all.
    #[error(transparent)]
    Bytes(#[from] MessageError),
    /// Signed for another federation.
    #[error("the message belongs to another federation")]
    Federation,
    /// The key is not listed by any institution.
    #[error("the signing key is not listed by any institution of this federation")]
    UnlistedKey,
    /// The key is listed, but by another institution than the header says.
    #[error("the signing key does not belong to {0}")]
    Institution(InstitutionId),
    /// The institution or the device's role may not author this.
    #[error("{who} may not write messages of kind {kind}")]
    NotAllowed {
        /// Which institution or role.
        who: String,
        /// Which kind.
        kind: u16,
    },
    /// Beyond the cut-off of its log.
    #[error("the message stands after the end of its log, which its institution has closed at {cut_off}")]
    BeyondCutOff {
        /// The last valid sequence.
        cut_off: u64,
    },
    /// A roster is newer at the author's than here: fetched, nobody is blamed.
    #[error("version {version} of the roster of {scope} is needed and not here yet")]
    RosterBehind {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// Already here.
    #[error("the message is already here")]
    Duplicate,
    /// A client submitted at a sequence that is taken.
    #[error("the log stands at {head}, the message says {seq}: sign it again as the next one")]
    Conflict {
        /// Where the log stands.
        head: u64,
        /// What the message claims.
        seq: u64,
    },
    /// It contradicts a message that is here: both became a proof.
    #[error("the key signed two messages at sequence {seq}")]
    Fork {
        /// Where.
        seq: u64,
    },
    /// Its predecessor id is not the one at that place.
    #[error("the message does not link to the one before it")]
    BrokenLink,
    /// Its kind, lane and root contradict each other: whoever has the message can see it.
    #[error("the header contradicts itself: {0}")]
    Inconsistent(&'static str),
    /// The running total or the time contradicts its log: only who has the log can see it.
    #[error("the header contradicts its log: {0}")]
    Contradiction(&'static str),
    /// Over the quota of its log.
    #[error("the log has used the {quota} bytes that the roster grants")]
    Quota {
        /// Bytes granted.
        quota: u64,
    },
    /// Created far in the future (only from clients; from peers it is linked and held from view).
    #[error("the message is dated {created:?}, more than ten minutes ahead: check the clock")]
    Future {
        /// What it says.
        created: Millis,
    },
    /// A client submitted a content that is not acceptable.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// A client's position cites a mandate that does not carry it.
    #[error("the mandate «{code}» {why}")]
    Mandate {
        /// As cited.
        code: String,
        /// What does not fit.
        why: &'static str,
    },
    /// A client's theme is no code of the federation's list.
    #[error("the theme «{theme}» {why}")]
    Theme {
        /// As written.
        theme: String,
        /// What does not fit.
        why: &'static str,
    },
    /// A client submitted without the body.
    #[error("the body is missing")]
    NoBody,
    /// Its predecessors are missing and too many messages wait already.
    #[error("too many messages wait for what comes before them")]
    HeldFull,
    /// Its predecessors are missing: it is held and they are fetched.
    #[error("the messages before it are not here yet")]
    Held,
    /// A file brought it without what comes before it.
    #[error("the messages before it are neither here nor in the file")]
    Gap,
    /// The disk is full.
    #[error("the node is read-only: its disk is full")]
    ReadOnly,
    /// Our own storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal {
    /// What gossip does with the frame that was refused for this.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Held => Verdict::Accept,
            Self::Bytes(_) | Self::Federation | Self::Inconsistent(_) => Verdict::Reject,
            Self::UnlistedKey
            | Self::Institution(_)
            | Self::NotAllowed { .. }
            | Self::BeyondCutOff { .. }
            | Self::RosterBehind { .. }
            | Self::Duplicate
            | Self::Conflict { .. }
            | Self::Fork { .. }
            // Its author may have forked the log: who hands us the other branch is honest.
            | Self::BrokenLink
            // Who does not have the log holds it and passes it on in good faith.
            | Self::Contradiction(_)
            | Self::Quota { .. }
            | Self::Future { .. }
            | Self::Content(_)
            | Self::Mandate { .. }
            | Self::Theme { .. }
            | Self::NoBody
            | Self::HeldFull
            | Self::Gap
            | Self::ReadOnly
            | Self::Store(_) => Verdict::Ignore,
        }
    }

    /// A stable word for programs and for counting.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Bytes(_) => "forged",
            Self::Federation => "federation",
            Self::UnlistedKey | Self::Institution(_) => "unlisted",
            Self::NotAllowed { .. } => "not_allowed",
            Self::BeyondCutOff { .. } => "cut_off",
            Self::RosterBehind { .. } => "roster_behind",
            Self::Duplicate => "duplicate",
            Self::Conflict { .. } => "conflict",
            Self::Fork { .. } => "fork",
            Self::BrokenLink => "broken_link",
            Self::Inconsistent(_) | Self::Contradiction(_) => "inconsistent",
            Self::Quota { .. } => "quota",
            Self::Future { .. } => "future",
            Self::Content(_) | Self::NoBody => "content",
            Self::Mandate { .. } => "mandate",
            Self::Theme { .. } => "theme",
            Self::HeldFull | Self::Held | Self::Gap => "gap",
            Self::ReadOnly => "read_only",
            Self::Store(_) => "store",
        }
    }
}
