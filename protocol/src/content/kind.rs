//! What kinds of messages there are.

use crate::id::Lane;
use serde::{Deserialize, Serialize};

/// What a message is. The numbers are on the wire for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u16)]
pub enum Kind {
    /// A policy proposal.
    Proposal = 10,
    /// A position on a proposal.
    Position = 11,
    /// A comment on anything.
    Comment = 12,
    /// Closes a proposal: what its author counts.
    Closing = 13,
    /// Says what a closing has left out.
    Contest = 14,
    /// Fixes what a proposal came to.
    Final = 15,
    /// Takes a proposal back.
    Withdrawal = 16,
    /// A new text of a proposal, by its author.
    Revision = 17,
    /// An institution needs longer for its answer, and says why.
    Pause = 18,
    /// Another text of a proposal, by anybody.
    Amendment = 19,
    /// A crisis notice (CAP `Alert`).
    Notice = 20,
    /// An update of a notice (CAP `Update`): replaces it whole.
    NoticeUpdate = 21,
    /// A cancellation of a notice (CAP `Cancel`).
    NoticeCancel = 22,
    /// An acknowledgement of a notice.
    Ack = 23,
    /// A new version of an agenda, by who wrote it: replaces it whole.
    AgendaUpdate = 24,
    /// Calls off a meeting.
    AgendaCancel = 25,
    /// The minutes of a meeting that was held.
    Minutes = 26,
    /// Asks for an item of a meeting.
    ItemRequest = 27,
    /// A summit's agenda.
    Agenda = 30,
    /// An answer to an invitation.
    Rsvp = 31,
    /// A joint declaration, to be signed.
    Declaration = 40,
    /// An institution signs a declaration.
    Signature = 41,
    /// Takes a signature back.
    SignatureWithdrawal = 42,
    /// A translation of what a thread is about.
    Translation = 50,
    /// What an adopted proposal commits institutions to, by its proposer.
    Commitment = 60,
    /// How far an item of a commitment is.
    Progress = 61,
    /// What somebody noticed: one institution is asked for an answer.
    Feedback = 70,
    /// A step of what becomes of feedback.
    FollowUp = 71,
    /// Withdraws the text of a message of one's own.
    Erasure = 90,
    /// An institution's duty rota: stands alone, the last one counts.
    Rota = 91,
}

impl Kind {
    /// All kinds of this release.
    pub const ALL: [Self; 30] = [
        Self::Proposal,
        Self::Position,
        Self::Comment,
        Self::Closing,
        Self::Contest,
        Self::Final,
        Self::Withdrawal,
        Self::Revision,
        Self::Pause,
        Self::Amendment,
        Self::Notice,
        Self::NoticeUpdate,
        Self::NoticeCancel,
        Self::Ack,
        Self::AgendaUpdate,
        Self::AgendaCancel,
        Self::Minutes,
        Self::ItemRequest,
        Self::Agenda,
        Self::Rsvp,
        Self::Declaration,
        Self::Signature,
        Self::SignatureWithdrawal,
        Self::Translation,
        Self::Commitment,
        Self::Progress,
        Self::Feedback,
        Self::FollowUp,
        Self::Erasure,
        Self::Rota,
    ];

    /// From its number on the wire.
    #[must_use]
    pub fn from_number(n: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|k| *k as u16 == n)
    }

    /// The lane that messages of this kind stand in.
    #[must_use]
    pub fn lane(self) -> Lane {
        match self {
            Self::Notice | Self::NoticeUpdate | Self::NoticeCancel | Self::Ack => Lane::Crisis,
            Self::Proposal
            | Self::Position
            | Self::Comment
            | Self::Closing
            | Self::Contest
            | Self::Final
            | Self::Withdrawal
            | Self::Revision
            | Self::Pause
            | Self::Amendment
            | Self::AgendaUpdate
            | Self::AgendaCancel
            | Self::Minutes
            | Self::ItemRequest
            | Self::Agenda
            | Self::Rsvp
            | Self::Declaration
            | Self::Signature
            | Self::SignatureWithdrawal
            | Self::Translation
            | Self::Commitment
            | Self::Progress
            | Self::Feedback
            | Self::FollowUp
            | Self::Erasure
            | Self::Rota => Lane::Acts,
        }
    }

    /// Its name in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposal => "proposal",
            Self::Position => "position",
            Self::Comment => "comment",
            Self::Closing => "closing",
            Self::Contest => "contest",
            Self::Final => "final",
            Self::Withdrawal => "withdrawal",
            Self::Revision => "revision",
            Self::Pause => "pause",
            Self::Amendment => "amendment",
            Self::Notice => "notice",
            Self::NoticeUpdate => "notice_update",
            Self::NoticeCancel => "notice_cancel",
            Self::Ack => "ack",
            Self::AgendaUpdate => "agenda_update",
            Self::AgendaCancel => "agenda_cancel",
            Self::Minutes => "minutes",
            Self::ItemRequest => "item_request",
            Self::Agenda => "agenda",
            Self::Rsvp => "rsvp",
            Self::Declaration => "declaration",
            Self::Signature => "signature",
            Self::SignatureWithdrawal => "signature_withdrawal",
            Self::Translation => "translation",
            Self::Commitment => "commitment",
            Self::Progress => "progress",
            Self::Feedback => "feedback",
            Self::FollowUp => "follow_up",
            Self::Erasure => "erasure",
            Self::Rota => "rota",
        }
    }

    /// From its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a message of this kind begins a thread.
    #[must_use]
    pub fn begins_thread(self) -> bool {
        matches!(self, Self::Proposal | Self::Notice | Self::Agenda | Self::Declaration | Self::Feedback)
    }

    /// Whether it calls institutions together, or says what becomes of that: secretaries write it.
    #[must_use]
    pub fn convenes(self) -> bool {
        matches!(self, Self::Agenda | Self::AgendaUpdate | Self::AgendaCancel | Self::Minutes)
    }

    /// Whether a message of this kind may name files.
    #[must_use]
    pub fn names_files(self) -> bool {
        matches!(self, Self::Proposal | Self::Agenda | Self::AgendaUpdate | Self::Minutes | Self::Comment)
    }

    /// Whether a message of this kind stands in a thread that another began: its header names a root.
    #[must_use]
    pub fn names_root(self) -> bool {
        !self.begins_thread() && self != Self::Rota
    }
}
