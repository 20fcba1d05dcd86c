//! What the messages of a thread add up to: pure folds, the same on every node whatever the
//! order in which the messages arrived.

mod amendments;
mod closing;
mod declaration;
mod deliberation;
mod feedback;
mod fold;
mod implementing;
mod inbox;
mod matrix;
mod meeting;
mod recipients;
mod replies;
mod rota;
mod taking;
mod translations;
mod turns;

pub use amendments::{AmendmentEntry, AmendmentState};
pub use declaration::{CountrySignatures, DeclarationState, DeclarationView, NotSignable, SignatureEntry};
pub use deliberation::{
    Close, ClosingEntry, ContestEntry, Doubt, FinalEntry, RevisionEntry, SetAside, Stage,
};
pub use feedback::{FeedbackState, FeedbackView, StepEntry};
pub use fold::thread;
pub use implementing::{Implementation, ItemEntry, ProgressEntry};
pub use inbox::{by_urgency, summary};
pub use matrix::{
    AckFigures, Help, MatrixRow, NodeHas, Offer, Reminder, ReminderReason, ack_figures, help, matrix,
    reminders,
};
pub use meeting::{ItemRequestEntry, RequestState};
pub use recipients::{Figures, PauseEntry, Recipient, RecipientState, ResponseRow, rank, response_times};
pub use rota::{RotaView, rota};
pub use translations::{Read, TranslationEntry};
pub use turns::{NextStep, NotReady, Step};

use crate::{
    authority::Authority,
    content::{
        AccessNeed, AckState, Agenda, Attendance, Info, Kind, Minutes, Notice, Proposal, Severity, Stance,
        Tally, Validity,
    },
    id::{InstitutionId, Language, LogId, MessageId, Millis},
    roster::Cited,
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a view depends on beside the messages of its thread.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Decides what is void and who is asked.
    pub authority: &'a Authority,
    /// Forked logs with the first sequence that is disputed.
    pub forks: &'a BTreeMap<LogId, u64>,
    /// The instant for which the view is made.
    pub now: Millis,
}

/// Who said something, when, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The message.
    pub id: MessageId,
    /// Who speaks.
    pub institution: InstitutionId,
    /// When it was written, by the author's clock.
    pub created: Millis,
    /// Its log is forked at or before it: shown, marked, not counted.
    pub disputed: bool,
}

/// What a thread adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "view", rename_all = "snake_case")]
pub enum Thread {
    /// A proposal with its positions.
    Proposal(Box<ProposalView>),
    /// A notice with its acknowledgements.
    Notice(Box<NoticeView>),
    /// An agenda with its answers.
    Agenda(Box<AgendaView>),
    /// A joint declaration with its signatures.
    Declaration(Box<DeclarationView>),
    /// Feedback with what became of it.
    Feedback(Box<FeedbackView>),
    /// A root that this release does not understand, or whose body is not here.
    Opaque {
        /// Who and when.
        source: Source,
        /// Its kind's number on the wire; none where its version is unknown.
        kind: Option<u16>,
        /// Why it is not shown: a sentence's key (`unknown_version`, `unknown_kind`, `no_body`,
        /// `malformed`, `sealed`, `void`, `not_due`, `not_a_thread`, `erased`), and a node's own `not_kept`.
        reason: String,
    },
}

/// The response clock of a thread: who is asked, by when, and who has not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// By when.
    pub respond_by: Millis,
    /// Whether the time is over.
    pub over: bool,
    /// Who is asked, in order: who answered when, what is overdue, what is paused. A late answer is an
    /// answer, a disputed one is not.
    pub recipients: Vec<Recipient>,
}

/// A proposal and everything said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalView {
    /// Who and when.
    pub source: Source,
    /// What.
    pub proposal: Proposal,
    /// By when, and who has not answered.
    pub clock: Clock,
    /// One position an institution: its last one in time that counts, once it is closed the last one
    /// that the closing or the final message counts. Its last disputed one stands beside it, marked.
    /// Any institution that may vote is counted, asked or not.
    pub positions: Vec<PositionEntry>,
    /// Positions taken after the close, in the same manner; they count as answers, not as votes.
    pub late: Vec<PositionEntry>,
    /// Counted positions by country.
    pub tally: Tally,
    /// Comments in order of time.
    pub comments: Vec<CommentEntry>,
    /// How it is closed, and how far that has come.
    pub close: Close,
    /// Amendments in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<AmendmentEntry>,
    /// What its proposer committed itself and others to once it was adopted, and how far that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementation: Option<Implementation>,
    /// Translations, of each language the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<TranslationEntry>,
}

/// A position on a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// What it says.
    pub stance: Stance,
    /// Why.
    pub reason: Texts,
    /// The authority cited.
    pub mandate: Option<String>,
    /// The message whose text it is about: what it says itself, else what stood when it was dated.
    pub revision: MessageId,
    /// The language in which that was read, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Language>,
    /// It puts the proposal forward, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sponsors: bool,
    /// How that stands by the institution's roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cited: Option<Cited>,
    /// The log that it stands in.
    pub log: LogId,
    /// Its place there.
    pub seq: u64,
    /// Whether it is in the tally.
    pub counted: bool,
    /// The text has changed since the one that it is about.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved_on: bool,
    /// The rosters have cut its log off before it since a final message counted it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut_off: bool,
}

/// A comment. Comments stand in order of time, and below each what answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// What it says.
    pub text: Texts,
    /// The comment that it answers, where that is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<MessageId>,
    /// How deep it stands below the first that was answered.
    #[serde(default)]
    pub depth: u8,
}

/// Where a notice is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// In force.
    Active,
    /// Withdrawn by its author.
    Cancelled,
    /// All its blocks have expired.
    Expired,
}

impl NoticeState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Cancelled, Self::Expired];

    /// Its name on the wire, in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
}

/// A crisis notice with everything that followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    /// Who and when, of the first notice.
    pub source: Source,
    /// What it says now: the last update by the notice's own institution, or the first notice.
    pub notice: Notice,
    /// Where it is in its life.
    pub state: NoticeState,
    /// The charter wants a second device of its institution for an actual, extreme notice, and none
    /// has acknowledged or revised it yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub awaits_second: bool,
    /// The message that says what it says now.
    pub current: MessageId,
    /// Updates by the notice's own institution in order of time, disputed ones marked.
    pub updates: Vec<Source>,
    /// Its first cancellation that counts, else the first disputed one, which changes no state.
    pub cancelled: Option<(Source, Texts)>,
    /// By when, and who has not acknowledged.
    pub clock: Clock,
    /// The acknowledgement matrix: one row an institution, and one for its disputed answers.
    pub acks: Vec<AckEntry>,
    /// Comments in order of time.
    pub comments: Vec<CommentEntry>,
    /// Translations, of each language the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<TranslationEntry>,
}

impl NoticeView {
    /// Whether a block of it holds at an instant: none does of what was cancelled.
    #[must_use]
    pub fn validity(&self, info: &Info, now: Millis) -> Validity {
        match self.state {
            NoticeState::Cancelled => Validity::Expired,
            NoticeState::Active | NoticeState::Expired => info.validity(now),
        }
    }
}

/// What an institution said to a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AckEntry {
    /// Its last acknowledgement.
    #[serde(flatten)]
    pub source: Source,
    /// Its state, by its last acknowledgement.
    pub state: AckState,
    /// Details of the last one.
    pub note: Texts,
    /// When it first acknowledged.
    pub first: Millis,
    /// Milliseconds from the notice to its first acknowledgement.
    pub time_to_ack_ms: u64,
    /// When it first said each state.
    #[serde(default)]
    pub steps: BTreeMap<AckState, Millis>,
}

/// An agenda with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaView {
    /// Who and when.
    pub source: Source,
    /// What.
    pub agenda: Agenda,
    /// By when, and who has not answered.
    pub clock: Clock,
    /// One answer an institution, its last, and beside it its last disputed one.
    pub answers: Vec<RsvpEntry>,
    /// People who come in person; tentative answers are not counted here or below.
    pub in_person: u64,
    /// People who take part by video.
    pub remote: u64,
    /// How many of those who come need what.
    pub access: BTreeMap<AccessNeed, u64>,
    /// The last requests of each institution for items, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<ItemRequestEntry>,
    /// Comments in order of time.
    pub comments: Vec<CommentEntry>,
    /// What became of it.
    #[serde(default)]
    pub life: AgendaLife,
    /// Translations, of each language the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<TranslationEntry>,
}

/// What became of an agenda. Only messages of the institution that wrote it count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AgendaLife {
    /// Where it stands.
    pub state: AgendaState,
    /// Its new versions in order of time, disputed ones marked.
    pub updates: Vec<Source>,
    /// The update that says what it says now; none where it stands as it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<MessageId>,
    /// How often it was changed: a calendar's sequence number.
    pub sequence: u32,
    /// When it was last changed; none where it stands as it was published.
    pub changed: Option<Millis>,
    /// Its first cancellation that counts, else the first disputed one, which changes no state.
    pub cancelled: Option<(Source, Texts)>,
    /// Its last minutes that count.
    pub minutes: Option<(Source, Minutes)>,
}

/// Where an agenda stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgendaState {
    /// Before its end.
    #[default]
    Upcoming,
    /// After its end, without minutes yet.
    Over,
    /// It was held, and has minutes.
    Held,
    /// Called off.
    Cancelled,
}

impl AgendaState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Upcoming, Self::Over, Self::Held, Self::Cancelled];

    /// Its name on the wire, in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Over => "over",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
        }
    }
}

/// An answer to an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RsvpEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// Whether it comes.
    pub attendance: Attendance,
    /// How many people.
    pub people: u32,
    /// How many of them need what.
    pub access: BTreeMap<AccessNeed, u32>,
    /// Interpretation asked for.
    pub languages: Vec<Language>,
    /// Anything else.
    pub note: Texts,
}

/// One line of an inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// What it is; none where this release does not know.
    pub kind: Option<Kind>,
    /// Its title, headline or event.
    pub title: Texts,
    /// The worst severity of a notice.
    pub severity: Option<Severity>,
    /// An exercise or test, not the real thing.
    pub exercise: bool,
    /// Whether it still asks for something: open, in force, to come.
    pub open: bool,
    /// Where a proposal is in its life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// What closes a proposal next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextStep>,
    /// By when an answer is asked for.
    pub respond_by: Option<Millis>,
    /// How many are asked.
    pub asked: u32,
    /// How many of them have answered.
    pub answered: u32,
    /// Whether the reader's institution is asked, has not answered, and the thread is open.
    pub ours_missing: bool,
    /// What the reader's institution said last: a stance, state or attendance (`endorse`).
    pub ours: Option<String>,
    /// Its predecessors are still missing.
    pub held: bool,
    /// When something last happened in the thread.
    pub last: Millis,
}
