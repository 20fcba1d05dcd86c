//! The form of a new act, or of a position with its mandate: fields, each in as many languages as
//! were written, one of them being typed into.

pub mod build;
pub mod templates;
pub mod when;

use super::{
    Failure,
    compose::{Act, DRAFT_SCHEMA, Draft, DraftKey, Form, Sending, area},
};
use cabildo_protocol::{
    bounds::{BODY_MAX, CODE_MAX, PARAGRAPH_MAX, TEXT_MAX, TITLE_MAX},
    id::{Language, Millis},
};
use ratatui_textarea::{CursorMove, TextArea};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use templates::BLANK;

/// The name under which what has no language stands.
const PLAIN: &str = "";

/// One field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// One line that names it.
    Title,
    /// A paragraph.
    Summary,
    /// The text itself.
    Text,
    /// The theme's code.
    Theme,
    /// Codes of places.
    Places,
    /// Who is asked or invited.
    Asked,
    /// By when.
    RespondBy,
    /// Until when the text may change.
    AmendUntil,
    /// What adopts it.
    Rule,
    /// How many have to take a position.
    Quorum,
    /// Who may vote.
    Voters,
    /// What happens.
    Event,
    /// The notice's headline.
    Headline,
    /// What is known.
    Description,
    /// What to do.
    Instruction,
    /// Where, in words.
    Area,
    /// CAP severity.
    Severity,
    /// CAP urgency.
    Urgency,
    /// CAP certainty.
    Certainty,
    /// CAP category.
    Category,
    /// Real, exercise or test.
    Status,
    /// Until when the notice holds.
    Expires,
    /// Whom to call.
    Contact,
    /// When the summit begins.
    Starts,
    /// When it ends.
    Ends,
    /// IANA time zone of the venue.
    TimeZone,
    /// The venue.
    Venue,
    /// What is dealt with, one item a line.
    Items,
    /// The position taken.
    Stance,
    /// Why.
    Reason,
    /// The council's act that gives the authority.
    Mandate,
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line in each language.
    Line,
    /// Several lines in each language.
    Block,
    /// One line without a language: a code, an instant, a list of names.
    Word,
    /// One of these values.
    Choice(&'static [&'static str]),
}

impl Field {
    /// Its name in the ids of texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Text => "text",
            Self::Theme => "theme",
            Self::Places => "places",
            Self::Asked => "asked",
            Self::RespondBy => "respond-by",
            Self::AmendUntil => "amend-until",
            Self::Rule => "rule",
            Self::Quorum => "quorum",
            Self::Voters => "voters",
            Self::Event => "event",
            Self::Headline => "headline",
            Self::Description => "description",
            Self::Instruction => "instruction",
            Self::Area => "area",
            Self::Severity => "severity",
            Self::Urgency => "urgency",
            Self::Certainty => "certainty",
            Self::Category => "category",
            Self::Status => "status",
            Self::Expires => "expires",
            Self::Contact => "contact",
            Self::Starts => "starts",
            Self::Ends => "ends",
            Self::TimeZone => "time-zone",
            Self::Venue => "venue",
            Self::Items => "items",
            Self::Stance => "stance",
            Self::Reason => "reason",
            Self::Mandate => "mandate",
        }
    }

    /// How it is filled in.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            Self::Title | Self::Event | Self::Headline | Self::Area | Self::Venue => Shape::Line,
            Self::Summary
            | Self::Text
            | Self::Description
            | Self::Instruction
            | Self::Items
            | Self::Reason => Shape::Block,
            Self::Severity => Shape::Choice(&["extreme", "severe", "moderate", "minor", "unknown"]),
            Self::Urgency => Shape::Choice(&["immediate", "expected", "future", "past", "unknown"]),
            Self::Certainty => Shape::Choice(&["observed", "likely", "possible", "unlikely", "unknown"]),
            Self::Category => Shape::Choice(&[
                "geo",
                "met",
                "safety",
                "security",
                "rescue",
                "fire",
                "health",
                "env",
                "transport",
                "infra",
                "cbrne",
                "other",
            ]),
            Self::Status => Shape::Choice(&["actual", "exercise", "test"]),
            Self::Rule => Shape::Choice(&["simple_majority", "two_thirds", "each_country", "consent"]),
            Self::Stance => Shape::Choice(&["endorse", "object", "abstain", "ask_for_changes"]),
            Self::Theme
            | Self::Places
            | Self::Asked
            | Self::RespondBy
            | Self::AmendUntil
            | Self::Quorum
            | Self::Voters
            | Self::Expires
            | Self::Contact
            | Self::Starts
            | Self::Ends
            | Self::TimeZone
            | Self::Mandate => Shape::Word,
        }
    }

    /// The family of texts that names the values of a choice.
    #[must_use]
    pub fn family(self) -> &'static str {
        match self {
            Self::Status => "cap",
            other => other.name(),
        }
    }

    /// The most bytes it takes in one language.
    #[must_use]
    pub fn bound(self) -> usize {
        match (self, self.shape()) {
            (Self::Text, _) => TEXT_MAX,
            (_, Shape::Line) => TITLE_MAX,
            (_, Shape::Block) | (Self::Asked | Self::Voters | Self::Places, _) => PARAGRAPH_MAX,
            (_, Shape::Word | Shape::Choice(_)) => CODE_MAX,
        }
    }

    /// The fields of an act, in the order of its form.
    #[must_use]
    pub fn of(act: Act) -> &'static [Self] {
        match act {
            Act::Proposal => &[
                Self::Title,
                Self::Summary,
                Self::Text,
                Self::Theme,
                Self::Places,
                Self::Asked,
                Self::RespondBy,
                Self::AmendUntil,
                Self::Rule,
                Self::Quorum,
                Self::Voters,
            ],
            Act::Notice => &[
                Self::Headline,
                Self::Event,
                Self::Description,
                Self::Instruction,
                Self::Area,
                Self::Places,
                Self::Severity,
                Self::Urgency,
                Self::Certainty,
                Self::Category,
                Self::Status,
                Self::Expires,
                Self::RespondBy,
                Self::Asked,
                Self::Contact,
            ],
            Act::Agenda => &[
                Self::Title,
                Self::Summary,
                Self::Starts,
                Self::Ends,
                Self::TimeZone,
                Self::Venue,
                Self::Places,
                Self::Items,
                Self::Asked,
                Self::RespondBy,
            ],
            Act::Position => &[Self::Stance, Self::Reason, Self::Mandate],
            Act::Closing | Act::Contest | Act::Final | Act::Withdrawal | Act::SignatureWithdrawal => {
                &[Self::Reason]
            }
            Act::Signature => &[Self::Mandate, Self::Reason],
            Act::Pause => &[Self::RespondBy, Self::Reason],
            Act::Ack | Act::Rsvp | Act::Comment | Act::Update => &[],
        }
    }

    /// Whether it can be typed into.
    #[must_use]
    pub fn typed(self) -> bool {
        !matches!(self.shape(), Shape::Choice(_))
    }

    /// Whether it has a text for each language.
    #[must_use]
    pub fn spoken(self) -> bool {
        matches!(self.shape(), Shape::Line | Shape::Block)
    }
}

/// What is filled in: kept in drafts, and all that a content is made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The languages that are written, the first one leading.
    pub languages: Vec<Language>,
    /// The one that is shown.
    pub shown: Language,
    /// By field and language; what has no language stands under the empty name.
    pub values: BTreeMap<Field, BTreeMap<String, String>>,
}

impl Filled {
    /// An empty form in a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { languages: vec![language.clone()], shown: language, values: BTreeMap::new() }
    }

    /// A field's text in a language; the language is of no account where the field has none.
    #[must_use]
    pub fn value(&self, field: Field, language: &Language) -> &str {
        let slot = if field.spoken() { language.as_str() } else { PLAIN };
        self.values.get(&field).and_then(|by| by.get(slot)).map_or("", String::as_str)
    }

    /// Fills in a field; an empty text takes it out.
    pub fn set(&mut self, field: Field, language: &Language, text: String) {
        let slot = if field.spoken() { language.as_str() } else { PLAIN };
        let by = self.values.entry(field).or_default();
        if text.is_empty() {
            by.remove(slot);
        } else {
            by.insert(slot.to_owned(), text);
        }
        if by.is_empty() {
            self.values.remove(&field);
        }
    }

    /// A choice's value: the first one where nothing was chosen.
    #[must_use]
    pub fn choice(&self, field: Field) -> &str {
        let Shape::Choice(values) = field.shape() else { return "" };
        let chosen = self.value(field, &self.shown);
        values.iter().find(|value| **value == chosen).or(values.first()).copied().unwrap_or_default()
    }

    /// Bytes of all texts together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.values.values().flat_map(BTreeMap::values).map(String::len).sum()
    }
}

/// What is shown of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Face {
    /// Its fields.
    #[default]
    Fields,
    /// The question for another language's tag.
    Tag(String),
    /// What others will see, in one language.
    Preview {
        /// Which of the languages.
        language: usize,
        /// The first line shown.
        top: usize,
    },
    /// The last look at what will be signed.
    Look {
        /// The first line shown.
        top: usize,
    },
}

/// A form that is being filled in.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The draft's name.
    pub key: DraftKey,
    /// What is filled in.
    pub filled: Filled,
    /// The field that has the keys.
    pub at: usize,
    /// The text of that field.
    pub text: TextArea<'static>,
    /// What is shown.
    pub face: Face,
    /// Where sending stands.
    pub sending: Sending,
    /// It continues a draft of this time.
    pub restored: Option<Millis>,
}

impl Sheet {
    /// A form with what is filled in already.
    #[must_use]
    pub fn new(key: DraftKey, filled: Filled, restored: Option<Millis>) -> Self {
        let mut sheet = Self {
            key,
            filled,
            at: 0,
            text: TextArea::default(),
            face: Face::Fields,
            sending: Sending::Not,
            restored,
        };
        sheet.load();
        sheet
    }

    /// The field that has the keys.
    #[must_use]
    pub fn field(&self) -> Field {
        Field::of(self.key.act).get(self.at).copied().unwrap_or(Field::Title)
    }

    /// Takes what was typed into the field.
    pub fn store(&mut self) {
        let field = self.field();
        if field.typed() {
            let text = self.text.lines().join("\n");
            let shown = self.filled.shown.clone();
            self.filled.set(field, &shown, text);
        }
    }

    /// Shows the field's text for typing, its first blank marked.
    pub fn load(&mut self) {
        self.text = area(self.filled.value(self.field(), &self.filled.shown), "");
        self.mark_blank((0, 0));
    }

    /// Marks the blank after the cursor, which the next letter replaces; whether there is one.
    pub fn next_blank(&mut self) -> bool {
        let cursor = self.text.cursor();
        self.mark_blank((cursor.0, cursor.1))
    }

    fn mark_blank(&mut self, (row, column): (usize, usize)) -> bool {
        let found = self.text.lines().iter().enumerate().skip(row).find_map(|(n, line)| {
            let from = if n == row { column } else { 0 };
            let start = line.char_indices().nth(from).map_or(line.len(), |(at, _)| at);
            let at = start + line.get(start..)?.find(BLANK)?;
            Some((n, line.get(..at)?.chars().count()))
        });
        let Some((Ok(row), Ok(column))) = found.map(|(r, c)| (u16::try_from(r), u16::try_from(c))) else {
            return false;
        };
        self.text.move_cursor(CursorMove::Jump(row, column));
        self.text.start_selection();
        BLANK.chars().for_each(|_| self.text.move_cursor(CursorMove::Forward));
        true
    }

    /// Goes to another field.
    pub fn go(&mut self, down: bool) {
        self.store();
        let count = Field::of(self.key.act).len().max(1);
        self.at = (self.at + if down { 1 } else { count - 1 }) % count;
        self.load();
    }

    /// Goes to a field by name.
    pub fn go_to(&mut self, field: Field) {
        self.store();
        if let Some(at) = Field::of(self.key.act).iter().position(|f| *f == field) {
            self.at = at;
        }
        self.load();
    }

    /// The next or previous value of a choice; whether the field is one.
    pub fn turn(&mut self, more: bool) -> bool {
        let field = self.field();
        let Shape::Choice(values) = field.shape() else { return false };
        let at = values.iter().position(|v| *v == self.filled.choice(field)).unwrap_or_default();
        let next = (at + if more { 1 } else { values.len() - 1 }) % values.len();
        let shown = self.filled.shown.clone();
        self.filled.set(field, &shown, values.get(next).copied().unwrap_or_default().to_owned());
        true
    }

    /// Shows a language, which is added where it is not there yet.
    pub fn speak(&mut self, language: Language) {
        self.store();
        if !self.filled.languages.contains(&language) {
            self.filled.languages.push(language.clone());
        }
        self.filled.shown = language;
        self.load();
    }

    /// The language after the shown one.
    #[must_use]
    pub fn next_language(&self) -> Language {
        let languages = &self.filled.languages;
        let at = languages.iter().position(|l| *l == self.filled.shown).unwrap_or_default();
        languages.get((at + 1) % languages.len().max(1)).unwrap_or(&self.filled.shown).clone()
    }

    /// Whether so many bytes more can be typed: beyond the field's bound it is told, beyond the
    /// body's nothing more is taken.
    #[must_use]
    pub fn takes(&self, more: usize) -> bool {
        let typed: usize = self.text.lines().iter().map(|line| line.len() + 1).sum();
        let before = self.filled.value(self.field(), &self.filled.shown).len();
        self.filled.bytes().saturating_sub(before) + typed + more <= BODY_MAX
    }

    /// The draft of what stands here.
    #[must_use]
    pub fn draft(&mut self, now: Millis) -> Draft {
        self.store();
        Draft {
            schema: DRAFT_SCHEMA,
            key: self.key,
            form: Form::Sheet(self.filled.clone()),
            text: String::new(),
            saved: now,
        }
    }

    /// Notes that sending failed.
    pub fn failed(&mut self, failure: Failure) {
        self.face = Face::Fields;
        self.sending = Sending::Failed(failure);
    }
}
