//! What is being written: the choice, the words, and their draft.

use super::{Failure, sheet::Filled};
use cabildo_protocol::{
    bounds::PEOPLE_MAX,
    content::{AccessNeed, Ack, AckState, Attendance, Comment, Content, Kind, PositionTaken, Rsvp, Stance},
    id::{Language, MessageId, Millis},
    sanitize,
    text::Texts,
};
use ratatui_textarea::{CursorMove, TextArea, WrapMode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The positions, in the order of the menu.
pub const STANCES: [Stance; 4] = [Stance::Endorse, Stance::Object, Stance::Abstain, Stance::AskForChanges];
/// The attendances, in the order of the menu.
pub const ATTENDANCES: [Attendance; 4] =
    [Attendance::InPerson, Attendance::Remote, Attendance::Tentative, Attendance::Declined];
/// The access needs, in the order of the menu.
pub const NEEDS: [AccessNeed; 6] = [
    AccessNeed::Wheelchair,
    AccessNeed::SignLanguage,
    AccessNeed::Hearing,
    AccessNeed::Sight,
    AccessNeed::Interpretation,
    AccessNeed::Diet,
];
/// Format of what is signed.
const SCHEMA: u16 = 1;
/// Format of a draft's file.
pub const DRAFT_SCHEMA: u16 = 1;

/// What kind of act is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// An acknowledgement.
    Ack,
    /// A position.
    Position,
    /// An answer to an invitation.
    Rsvp,
    /// A comment.
    Comment,
    /// A proposal.
    Proposal,
    /// A crisis notice.
    Notice,
    /// An agenda.
    Agenda,
    /// What closes a proposal.
    Closing,
    /// What contests that.
    Contest,
    /// Its final result.
    Final,
    /// What takes it back.
    Withdrawal,
    /// That we need longer for our answer.
    Pause,
    /// A signature of a declaration.
    Signature,
    /// What takes that back.
    SignatureWithdrawal,
    /// A new version of a crisis notice.
    Update,
    /// A new version that says that the danger is over.
    AllClear,
    /// What withdraws a crisis notice.
    Cancel,
    /// A new text of what we put forward.
    Revision,
    /// What says which amendments are not taken over.
    Decline,
    /// Another text of somebody else's proposal.
    Amendment,
    /// A new version of an agenda.
    AgendaUpdate,
    /// What calls a meeting off.
    AgendaCancel,
    /// The minutes of a meeting.
    Minutes,
    /// A request for an item.
    ItemRequest,
    /// What follows from an adopted proposal.
    Commitment,
    /// How far an item of that is.
    Progress,
    /// Feedback to an institution.
    Feedback,
    /// A step of what becomes of it.
    FollowUp,
    /// A joint declaration.
    Declaration,
    /// A translation of what a thread is about.
    Translation,
}

impl Act {
    /// The act that answers a thread of this kind.
    #[must_use]
    pub fn answering(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Notice => Some(Self::Ack),
            Kind::Proposal => Some(Self::Position),
            Kind::Agenda => Some(Self::Rsvp),
            Kind::Declaration => Some(Self::Signature),
            _ => None,
        }
    }

    /// Its name in file names and in the ids of texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ack => "ack",
            Self::Position => "position",
            Self::Rsvp => "rsvp",
            Self::Comment => "comment",
            Self::Proposal => "proposal",
            Self::Notice => "notice",
            Self::Agenda => "agenda",
            Self::Closing => "closing",
            Self::Contest => "contest",
            Self::Final => "final",
            Self::Withdrawal => "withdrawal",
            Self::Pause => "pause",
            Self::Signature => "signature",
            Self::SignatureWithdrawal => "signature_withdrawal",
            Self::Update => "update",
            Self::AllClear => "all_clear",
            Self::Cancel => "cancel",
            Self::Revision => "revision",
            Self::Decline => "decline",
            Self::Amendment => "amendment",
            Self::AgendaUpdate => "agenda_update",
            Self::AgendaCancel => "agenda_cancel",
            Self::Minutes => "minutes",
            Self::ItemRequest => "item_request",
            Self::Commitment => "commitment",
            Self::Progress => "progress",
            Self::Feedback => "feedback",
            Self::FollowUp => "follow_up",
            Self::Declaration => "declaration",
            Self::Translation => "translation",
        }
    }

    /// Whether it begins a thread.
    #[must_use]
    pub fn begins(self) -> bool {
        matches!(self, Self::Proposal | Self::Notice | Self::Agenda | Self::Declaration | Self::Feedback)
    }

    /// Whether it goes at once: what is urgent waits for no second thought. A cancellation does, since
    /// nothing takes it back.
    #[must_use]
    pub fn at_once(self) -> bool {
        matches!(self, Self::Notice | Self::Ack | Self::Update | Self::AllClear)
    }
}

/// A draft's name: one a thread and act. What begins a thread is named by when it was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DraftKey {
    /// The thread's root.
    pub thread: MessageId,
    /// What is written.
    pub act: Act,
}

impl DraftKey {
    /// The name of an act that begins a thread.
    #[must_use]
    pub fn begun(act: Act, at: Millis) -> Self {
        let mut name = [0; 32];
        name[..8].copy_from_slice(&at.0.to_be_bytes());
        Self { thread: MessageId(name), act }
    }
}

/// The choices of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// One of [`AckState::ALL`].
    Ack(AckState),
    /// One of [`STANCES`].
    Position(Stance),
    /// Who comes.
    Rsvp {
        /// One of [`ATTENDANCES`].
        attendance: Attendance,
        /// How many people.
        people: u32,
        /// How many of them need what.
        access: BTreeMap<AccessNeed, u32>,
    },
    /// Nothing to choose.
    Comment,
    /// Fields, of what begins a thread or cites a mandate.
    Sheet(Filled),
    /// What another system says, as it stands.
    Offered(Box<Content>),
}

/// What is kept of something written and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// See [`DRAFT_SCHEMA`].
    pub schema: u16,
    /// Its name.
    pub key: DraftKey,
    /// The choices.
    pub form: Form,
    /// The words.
    pub text: String,
    /// When it was last changed.
    pub saved: Millis,
}

/// Where sending stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Sending {
    /// Not sent.
    #[default]
    Not,
    /// Waits for the node's confirmation.
    Under,
    /// Failed, and why; the words are kept.
    Failed(Failure),
}

/// Something being written.
#[derive(Debug, Clone)]
pub struct Compose {
    /// What, and to which thread.
    pub key: DraftKey,
    /// The choices.
    pub form: Form,
    /// The line of the menu.
    pub line: usize,
    /// Words are typed; else a choice is made.
    pub writing: bool,
    /// The last look at what will be signed, and its first line that is shown.
    pub look: Option<usize>,
    /// The words.
    pub text: TextArea<'static>,
    /// Where sending stands.
    pub sending: Sending,
    /// It continues a draft of this time.
    pub restored: Option<Millis>,
}

impl Compose {
    /// Begins an answer, from its draft where there is one.
    #[must_use]
    pub fn new(key: DraftKey, draft: Option<&Draft>, placeholder: &str) -> Self {
        let form = draft.map_or_else(|| Form::blank(key.act), |draft| draft.form.clone());
        let line = match &form {
            Form::Ack(state) => AckState::ALL.iter().position(|s| s == state),
            Form::Position(stance) => STANCES.iter().position(|s| s == stance),
            Form::Rsvp { .. } | Form::Comment | Form::Sheet(_) | Form::Offered(_) => None,
        };
        let words = draft.map(|draft| draft.text.as_str()).unwrap_or_default();
        Self {
            key,
            form,
            line: line.unwrap_or_default(),
            writing: key.act == Act::Comment || !words.is_empty(),
            look: None,
            text: area(words, placeholder),
            sending: Sending::Not,
            restored: draft.map(|draft| draft.saved),
        }
    }

    /// What another system says, to be looked at before it is signed.
    #[must_use]
    pub fn offered(key: DraftKey, content: Content) -> Self {
        let form = Form::Offered(Box::new(content));
        Self { form, writing: false, look: Some(0), ..Self::new(key, None, "") }
    }

    /// How many lines the menu has.
    #[must_use]
    pub fn lines(&self) -> usize {
        match self.form {
            Form::Ack(_) => AckState::ALL.len(),
            Form::Position(_) => STANCES.len(),
            Form::Rsvp { .. } => 2 + NEEDS.len(),
            Form::Comment | Form::Sheet(_) | Form::Offered(_) => 0,
        }
    }

    /// Moves to a line of the menu, which in a menu of single choices chooses it.
    pub fn go(&mut self, line: usize) {
        self.line = line.min(self.lines().saturating_sub(1));
        match &mut self.form {
            Form::Ack(state) => *state = AckState::ALL.get(self.line).copied().unwrap_or(*state),
            Form::Position(stance) => *stance = STANCES.get(self.line).copied().unwrap_or(*stance),
            Form::Rsvp { .. } | Form::Comment | Form::Sheet(_) | Form::Offered(_) => {}
        }
    }

    /// Changes the value of the menu's line by one.
    pub fn change(&mut self, more: bool) {
        let Form::Rsvp { attendance, people, access } = &mut self.form else { return };
        let step = |n: u32| if more { n.saturating_add(1) } else { n.saturating_sub(1) };
        match self.line {
            0 => {
                let at = ATTENDANCES.iter().position(|a| a == attendance).unwrap_or_default();
                let next = (at + if more { 1 } else { ATTENDANCES.len() - 1 }) % ATTENDANCES.len();
                *attendance = ATTENDANCES.get(next).copied().unwrap_or(*attendance);
            }
            1 => *people = step(*people).clamp(1, PEOPLE_MAX),
            line => {
                let Some(need) = NEEDS.get(line - 2) else { return };
                let n = step(access.get(need).copied().unwrap_or_default());
                access.insert(*need, n);
            }
        }
        cap(access, *people);
    }

    /// A digit typed into the number of people; `None` takes the last one away.
    pub fn digit(&mut self, digit: Option<u32>) {
        let Form::Rsvp { people, access, .. } = &mut self.form else { return };
        if self.line != 1 {
            return;
        }
        *people = match digit {
            None => *people / 10,
            Some(digit) => match people.saturating_mul(10).saturating_add(digit) {
                longer if longer > PEOPLE_MAX => digit,
                longer => longer,
            },
        };
        cap(access, *people);
    }

    /// The words, without blank ends.
    #[must_use]
    pub fn words(&self) -> String {
        self.text.lines().join("\n").trim().to_owned()
    }

    /// The draft of what stands here.
    #[must_use]
    pub fn draft(&self, now: Millis) -> Draft {
        Draft {
            schema: DRAFT_SCHEMA,
            key: self.key,
            form: self.form.clone(),
            text: self.text.lines().join("\n"),
            saved: now,
        }
    }

    /// What is to be signed.
    #[must_use]
    pub fn content(&self, language: &Language) -> Content {
        let words = self.words();
        let words = if words.is_empty() { Texts::default() } else { Texts::one(language.clone(), words) };
        match &self.form {
            Form::Ack(state) => Content::Ack(Ack { schema: SCHEMA, state: *state, note: words }),
            Form::Position(stance) => Content::Position(PositionTaken {
                schema: SCHEMA,
                stance: *stance,
                reason: words,
                mandate: None,
                revision: None,
                read: None,
                sponsors: false,
            }),
            Form::Rsvp { attendance, people, access } => {
                let comes = *attendance != Attendance::Declined;
                Content::Rsvp(Rsvp {
                    schema: SCHEMA,
                    attendance: *attendance,
                    people: if comes { *people } else { 0 },
                    access: if comes { access.clone() } else { BTreeMap::new() },
                    languages: Vec::new(),
                    note: words,
                })
            }
            Form::Offered(content) => (**content).clone(),
            Form::Comment | Form::Sheet(_) => Content::Comment(Comment::new(words)),
        }
    }
}

impl Form {
    /// What stands there before anything was chosen.
    #[must_use]
    pub fn blank(act: Act) -> Self {
        match act {
            Act::Ack => Self::Ack(AckState::Seen),
            Act::Position => Self::Position(Stance::Endorse),
            Act::Rsvp => Self::Rsvp { attendance: Attendance::InPerson, people: 1, access: BTreeMap::new() },
            _ => Self::Comment,
        }
    }
}

/// No need counts more people than come.
fn cap(access: &mut BTreeMap<AccessNeed, u32>, people: u32) {
    for n in access.values_mut() {
        *n = (*n).min(people);
    }
    access.retain(|_, n| *n > 0);
}

/// An editor with a text in it, the cursor at its end.
pub fn area(words: &str, placeholder: &str) -> TextArea<'static> {
    let clean = sanitize::block(words);
    let mut area = TextArea::new(clean.split('\n').map(str::to_owned).collect());
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.set_cursor_line_style(ratatui::style::Style::new());
    area.set_placeholder_text(sanitize::line(placeholder));
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}
