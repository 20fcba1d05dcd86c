//! What messages say: the content of a body, by kind.
//!
//! A content is one CBOR map with a key `schema`; a key never changes its meaning, and unknown
//! keys are kept (the bytes are) and ignored. Every text is a map from language to text, every
//! place a code, every instant milliseconds since 1970 (UTC).

mod agenda;
mod attachment;
mod cap;
mod check;
mod commitment;
mod cost;
mod declaration;
mod deliberation;
mod facts;
mod feedback;
mod flaw;
mod kind;
mod pause;
mod rota;
mod translation;

pub use agenda::{
    AccessNeed, Agenda, AgendaCancel, AgendaItem, Attendance, Decision, ItemRequest, Minutes, Rsvp, Task,
};
pub use attachment::Attachment;
pub use cap::{
    Area, CapScope, CapStatus, Category, Certainty, Info, Notice, Origin, Point, Resource, ResponseType,
    Severity, Urgency, Validity,
};

pub use commitment::{Commitment, ItemState, Progress};
pub use cost::Cost;
pub use declaration::{Declaration, Signature, SignatureWithdrawal};
pub use deliberation::{
    Amendment, Closing, Contest, Final, Outcome, PositionTaken, Proposal, Revision, Rule, Stance, Tally,
    Terms, Withdrawal,
};
pub use feedback::{Feedback, FollowUp, Step};
pub use flaw::{Finding, Flaw};
pub use kind::Kind;
pub use pause::Pause;
pub use rota::{Duty, Rota, Turn};
pub use translation::{Method, Translation};

use crate::{
    cbor,
    id::{Language, LogId, MessageId},
    message::Message,
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// A decoded content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// See [`Kind::Proposal`].
    Proposal(Proposal),
    /// See [`Kind::Position`].
    Position(PositionTaken),
    /// See [`Kind::Comment`].
    Comment(Comment),
    /// See [`Kind::Closing`].
    Closing(Closing),
    /// See [`Kind::Contest`].
    Contest(Contest),
    /// See [`Kind::Final`].
    Final(Final),
    /// See [`Kind::Withdrawal`].
    Withdrawal(Withdrawal),
    /// See [`Kind::Revision`].
    Revision(Revision),
    /// See [`Kind::Pause`].
    Pause(Pause),
    /// See [`Kind::Amendment`].
    Amendment(Amendment),
    /// See [`Kind::Notice`].
    Notice(Notice),
    /// See [`Kind::NoticeUpdate`].
    NoticeUpdate(Notice),
    /// See [`Kind::NoticeCancel`].
    NoticeCancel(NoticeCancel),
    /// See [`Kind::Ack`].
    Ack(Ack),
    /// See [`Kind::AgendaUpdate`].
    AgendaUpdate(Agenda),
    /// See [`Kind::AgendaCancel`].
    AgendaCancel(AgendaCancel),
    /// See [`Kind::Minutes`].
    Minutes(Minutes),
    /// See [`Kind::ItemRequest`].
    ItemRequest(ItemRequest),
    /// See [`Kind::Agenda`].
    Agenda(Agenda),
    /// See [`Kind::Rsvp`].
    Rsvp(Rsvp),
    /// See [`Kind::Declaration`].
    Declaration(Declaration),
    /// See [`Kind::Signature`].
    Signature(Signature),
    /// See [`Kind::SignatureWithdrawal`].
    SignatureWithdrawal(SignatureWithdrawal),
    /// See [`Kind::Translation`].
    Translation(Translation),
    /// See [`Kind::Commitment`].
    Commitment(Commitment),
    /// See [`Kind::Progress`].
    Progress(Progress),
    /// See [`Kind::Feedback`].
    Feedback(Feedback),
    /// See [`Kind::FollowUp`].
    FollowUp(FollowUp),
    /// See [`Kind::Erasure`].
    Erasure(Erasure),
    /// See [`Kind::Rota`].
    Rota(Rota),
}

impl Content {
    /// What kind of message carries it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Proposal(_) => Kind::Proposal,
            Self::Position(_) => Kind::Position,
            Self::Comment(_) => Kind::Comment,
            Self::Closing(_) => Kind::Closing,
            Self::Contest(_) => Kind::Contest,
            Self::Final(_) => Kind::Final,
            Self::Withdrawal(_) => Kind::Withdrawal,
            Self::Revision(_) => Kind::Revision,
            Self::Pause(_) => Kind::Pause,
            Self::Amendment(_) => Kind::Amendment,
            Self::Notice(_) => Kind::Notice,
            Self::NoticeUpdate(_) => Kind::NoticeUpdate,
            Self::NoticeCancel(_) => Kind::NoticeCancel,
            Self::Ack(_) => Kind::Ack,
            Self::AgendaUpdate(_) => Kind::AgendaUpdate,
            Self::AgendaCancel(_) => Kind::AgendaCancel,
            Self::Minutes(_) => Kind::Minutes,
            Self::ItemRequest(_) => Kind::ItemRequest,
            Self::Agenda(_) => Kind::Agenda,
            Self::Rsvp(_) => Kind::Rsvp,
            Self::Declaration(_) => Kind::Declaration,
            Self::Signature(_) => Kind::Signature,
            Self::SignatureWithdrawal(_) => Kind::SignatureWithdrawal,
            Self::Translation(_) => Kind::Translation,
            Self::Commitment(_) => Kind::Commitment,
            Self::Progress(_) => Kind::Progress,
            Self::Feedback(_) => Kind::Feedback,
            Self::FollowUp(_) => Kind::FollowUp,
            Self::Erasure(_) => Kind::Erasure,
            Self::Rota(_) => Kind::Rota,
        }
    }

    /// The bytes of a body, without the salt.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Proposal(c) => cbor::encode(c),
            Self::Position(c) => cbor::encode(c),
            Self::Comment(c) => cbor::encode(c),
            Self::Closing(c) => cbor::encode(c),
            Self::Contest(c) => cbor::encode(c),
            Self::Final(c) => cbor::encode(c),
            Self::Withdrawal(c) => cbor::encode(c),
            Self::Revision(c) => cbor::encode(c),
            Self::Pause(c) => cbor::encode(c),
            Self::Amendment(c) => cbor::encode(c),
            Self::Notice(c) | Self::NoticeUpdate(c) => cbor::encode(c),
            Self::NoticeCancel(c) => cbor::encode(c),
            Self::Ack(c) => cbor::encode(c),
            Self::Agenda(c) | Self::AgendaUpdate(c) => cbor::encode(c),
            Self::AgendaCancel(c) => cbor::encode(c),
            Self::Minutes(c) => cbor::encode(c),
            Self::ItemRequest(c) => cbor::encode(c),
            Self::Rsvp(c) => cbor::encode(c),
            Self::Declaration(c) => cbor::encode(c),
            Self::Signature(c) => cbor::encode(c),
            Self::SignatureWithdrawal(c) => cbor::encode(c),
            Self::Translation(c) => cbor::encode(c),
            Self::Commitment(c) => cbor::encode(c),
            Self::Progress(c) => cbor::encode(c),
            Self::Feedback(c) => cbor::encode(c),
            Self::FollowUp(c) => cbor::encode(c),
            Self::Erasure(c) => cbor::encode(c),
            Self::Rota(c) => cbor::encode(c),
        }
    }

    /// Reads and checks the content of a message of a kind.
    ///
    /// # Errors
    /// When the kind is unknown, the bytes are not canonical or not of its shape, or
    /// [`Content::check`] finds something.
    pub fn decode(kind: u16, bytes: &[u8]) -> Result<Self, ContentError> {
        let content = match Kind::from_number(kind).ok_or(ContentError::UnknownKind(kind))? {
            Kind::Proposal => Self::Proposal(cbor::decode(bytes)?),
            Kind::Position => Self::Position(cbor::decode(bytes)?),
            Kind::Comment => Self::Comment(cbor::decode(bytes)?),
            Kind::Closing => Self::Closing(cbor::decode(bytes)?),
            Kind::Contest => Self::Contest(cbor::decode(bytes)?),
            Kind::Final => Self::Final(cbor::decode(bytes)?),
            Kind::Withdrawal => Self::Withdrawal(cbor::decode(bytes)?),
            Kind::Revision => Self::Revision(cbor::decode(bytes)?),
            Kind::Pause => Self::Pause(cbor::decode(bytes)?),
            Kind::Amendment => Self::Amendment(cbor::decode(bytes)?),
            Kind::Notice => Self::Notice(cbor::decode(bytes)?),
            Kind::NoticeUpdate => Self::NoticeUpdate(cbor::decode(bytes)?),
            Kind::NoticeCancel => Self::NoticeCancel(cbor::decode(bytes)?),
            Kind::Ack => Self::Ack(cbor::decode(bytes)?),
            Kind::AgendaUpdate => Self::AgendaUpdate(cbor::decode(bytes)?),
            Kind::AgendaCancel => Self::AgendaCancel(cbor::decode(bytes)?),
            Kind::Minutes => Self::Minutes(cbor::decode(bytes)?),
            Kind::ItemRequest => Self::ItemRequest(cbor::decode(bytes)?),
            Kind::Agenda => Self::Agenda(cbor::decode(bytes)?),
            Kind::Rsvp => Self::Rsvp(cbor::decode(bytes)?),
            Kind::Declaration => Self::Declaration(cbor::decode(bytes)?),
            Kind::Signature => Self::Signature(cbor::decode(bytes)?),
            Kind::SignatureWithdrawal => Self::SignatureWithdrawal(cbor::decode(bytes)?),
            Kind::Translation => Self::Translation(cbor::decode(bytes)?),
            Kind::Commitment => Self::Commitment(cbor::decode(bytes)?),
            Kind::Progress => Self::Progress(cbor::decode(bytes)?),
            Kind::Feedback => Self::Feedback(cbor::decode(bytes)?),
            Kind::FollowUp => Self::FollowUp(cbor::decode(bytes)?),
            Kind::Erasure => Self::Erasure(cbor::decode(bytes)?),
            Kind::Rota => Self::Rota(cbor::decode(bytes)?),
        };
        content.check()?;
        Ok(content)
    }

    /// The theme of a proposal, a declaration or feedback, as it is written.
    #[must_use]
    pub fn theme(&self) -> Option<&str> {
        match self {
            Self::Proposal(c) => c.theme.as_deref(),
            Self::Declaration(c) => c.theme.as_deref(),
            Self::Feedback(c) => c.theme.as_deref(),
            _ => None,
        }
    }

    /// The authority that it cites.
    #[must_use]
    pub fn mandate(&self) -> Option<&str> {
        match self {
            Self::Position(c) => c.mandate.as_deref(),
            Self::Signature(c) => c.mandate.as_deref(),
            _ => None,
        }
    }

    /// Notes which text was read and in which language, where it says that and does not say it already.
    pub fn note_read(&mut self, what: MessageId, language: Language) {
        match self {
            Self::Position(c) => {
                c.revision.get_or_insert(what);
                c.read.get_or_insert(language);
            }
            Self::Signature(c) => {
                c.read.get_or_insert(language);
            }
            _ => {}
        }
    }

    /// Whether it is a notice that is not of the real thing.
    #[must_use]
    pub fn is_exercise(&self) -> bool {
        matches!(self, Self::Notice(notice) | Self::NoticeUpdate(notice) if notice.is_exercise())
    }

    /// Its title, headline or first words, as far as it has any.
    #[must_use]
    pub fn title(&self) -> &Texts {
        match self {
            Self::Proposal(c) => &c.title,
            Self::Position(c) => &c.reason,
            Self::Comment(c) => &c.text,
            Self::Closing(c) => &c.note,
            Self::Contest(c) => &c.reason,
            Self::Final(c) => &c.note,
            Self::Withdrawal(c) => &c.reason,
            Self::Revision(c) => &c.note,
            Self::Pause(c) => &c.reason,
            Self::Amendment(c) => &c.reason,
            Self::Notice(c) | Self::NoticeUpdate(c) => c.title(),
            Self::NoticeCancel(c) => &c.reason,
            Self::Ack(c) => &c.note,
            Self::Agenda(c) | Self::AgendaUpdate(c) => &c.title,
            Self::AgendaCancel(c) => &c.reason,
            Self::Minutes(c) => &c.text,
            Self::ItemRequest(c) => &c.title,
            Self::Rsvp(c) => &c.note,
            Self::Declaration(c) => &c.title,
            Self::Signature(c) => &c.note,
            Self::SignatureWithdrawal(c) => &c.reason,
            Self::Translation(c) if c.title.is_empty() => &c.text,
            Self::Translation(c) => &c.title,
            Self::Commitment(c) if c.result.is_empty() => &c.office,
            Self::Commitment(c) => &c.result,
            Self::Progress(c) => &c.text,
            Self::Feedback(c) => &c.title,
            Self::FollowUp(c) => &c.text,
            Self::Erasure(c) => &c.reason,
            Self::Rota(c) => &c.note,
        }
    }
}

impl Message {
    /// What it says: none where the body is not here, or the header's version is unknown.
    #[must_use]
    pub fn content(&self) -> Option<Result<Content, ContentError>> {
        Some(Content::decode(self.details()?.kind, self.content_bytes()?))
    }
}

/// Why a content is not acceptable: which field, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// Not canonical CBOR of the kind's shape.
    #[error("the content is malformed: {0}")]
    Malformed(#[from] cbor::CborError),
    /// A field is missing, too long or contradicts another.
    #[error("{field}: {problem}")]
    Field {
        /// The field, as `info[0].headline`.
        field: String,
        /// What is wrong, and what is allowed.
        problem: Finding,
    },
    /// No such kind in this release.
    #[error("kind {0} is not known to this release")]
    UnknownKind(u16),
}

/// A comment on the thread that the header names as root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Format of this map.
    pub schema: u16,
    /// What it says.
    pub text: Texts,
    /// The comment of the same thread that it answers; none where it is on the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<MessageId>,
    /// Files that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl Comment {
    /// A comment on the whole of a thread.
    #[must_use]
    pub fn new(text: Texts) -> Self {
        Self { schema: 1, text, answers: None, attachments: Vec::new() }
    }
}

/// Withdraws the text of a message of the author's own institution, in the thread that the header
/// names as root. Every node drops that body; header and signature stay, so the log still verifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Format of this map.
    pub schema: u16,
    /// The message whose body goes.
    pub what: MessageId,
    /// Its log.
    pub log: LogId,
    /// Its place there: also who does not have it yet keeps no body of it.
    pub seq: u64,
    /// Why, without what is erased.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub reason: Texts,
}

/// Withdraws the notice that the header names as root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeCancel {
    /// Format of this map.
    pub schema: u16,
    /// Why.
    pub reason: Texts,
}

/// What an institution says to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AckState {
    /// Read by a person.
    Seen,
    /// Responsibility taken.
    Accepted,
    /// Measures under way.
    Acting,
    /// Asks others for help.
    NeedHelp,
    /// Offers help.
    CanOffer,
    /// Does not concern it.
    NotAffected,
    /// Done, for this institution.
    Closed,
    /// It cannot be used as it stands; the note says why.
    Rejected,
}

impl AckState {
    /// All of them, in the order in which one comes after the other.
    pub const ALL: [Self; 8] = [
        Self::Seen,
        Self::Accepted,
        Self::Acting,
        Self::NeedHelp,
        Self::CanOffer,
        Self::NotAffected,
        Self::Closed,
        Self::Rejected,
    ];

    /// Its name on the wire, in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Accepted => "accepted",
            Self::Acting => "acting",
            Self::NeedHelp => "need_help",
            Self::CanOffer => "can_offer",
            Self::NotAffected => "not_affected",
            Self::Closed => "closed",
            Self::Rejected => "rejected",
        }
    }
}

/// An acknowledgement of the notice that the header names as root. An institution's last one
/// is its state; the time of its first is its time to acknowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Format of this map.
    pub schema: u16,
    /// What it says.
    pub state: AckState,
    /// Details: what is needed or offered.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}
