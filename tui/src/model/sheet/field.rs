//! The fields of forms: their names, how each is filled in, and which an act has.

use crate::model::compose::Act;
use cabildo_protocol::bounds::{CODE_MAX, PARAGRAPH_MAX, TEXT_MAX, TITLE_MAX};
use serde::{Deserialize, Serialize};

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
    /// Who speaks, a line for each item.
    Speakers,
    /// In which room, a line for each item.
    Rooms,
    /// Into which languages items are interpreted.
    Interpretation,
    /// The position taken.
    Stance,
    /// Why.
    Reason,
    /// The council's act that gives the authority.
    Mandate,
    /// Amendments that a new text takes over.
    Accepts,
    /// What is asked for and not taken up.
    Declines,
    /// Requests for items that are taken up.
    Takes,
    /// Who was there.
    Attended,
    /// What was decided, one decision a line.
    Decisions,
    /// What is to be done, one task a line.
    Tasks,
    /// How long something is, in minutes.
    Minutes,
    /// The messages that it is about.
    Papers,
    /// What was achieved.
    Result,
    /// The accountable office.
    Office,
    /// When it is looked at again.
    Review,
    /// Which item of a commitment.
    Item,
    /// How far that is.
    ItemState,
    /// What is done about feedback.
    Step,
    /// How many of each country have to sign.
    Required,
    /// How a translation was made.
    Method,
    /// Who made it.
    Translator,
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
    /// One of what the thread has.
    One,
    /// Any number of what the thread has.
    Some,
}

const NOTICE: &[Field] = &[
    Field::Headline,
    Field::Event,
    Field::Description,
    Field::Instruction,
    Field::Area,
    Field::Places,
    Field::Severity,
    Field::Urgency,
    Field::Certainty,
    Field::Category,
    Field::Status,
    Field::Expires,
    Field::RespondBy,
    Field::Asked,
    Field::Contact,
];

const PROPOSAL: &[Field] = &[
    Field::Title,
    Field::Summary,
    Field::Text,
    Field::Theme,
    Field::Places,
    Field::Asked,
    Field::RespondBy,
    Field::AmendUntil,
    Field::Rule,
    Field::Quorum,
    Field::Voters,
];

const AGENDA: &[Field] = &[
    Field::Title,
    Field::Summary,
    Field::Starts,
    Field::Ends,
    Field::TimeZone,
    Field::Venue,
    Field::Places,
    Field::Items,
    Field::Speakers,
    Field::Rooms,
    Field::Interpretation,
    Field::Asked,
    Field::RespondBy,
];

const AGENDA_UPDATE: &[Field] = &[
    Field::Title,
    Field::Summary,
    Field::Starts,
    Field::Ends,
    Field::TimeZone,
    Field::Venue,
    Field::Places,
    Field::Items,
    Field::Speakers,
    Field::Rooms,
    Field::Interpretation,
    Field::Asked,
    Field::RespondBy,
    Field::Takes,
    Field::Declines,
];

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
            Self::Speakers => "speakers",
            Self::Rooms => "rooms",
            Self::Interpretation => "interpretation",
            Self::Stance => "stance",
            Self::Reason => "reason",
            Self::Mandate => "mandate",
            Self::Accepts => "accepts",
            Self::Declines => "declines",
            Self::Takes => "takes",
            Self::Attended => "attended",
            Self::Decisions => "decisions",
            Self::Tasks => "tasks",
            Self::Minutes => "minutes",
            Self::Papers => "papers",
            Self::Result => "result",
            Self::Office => "office",
            Self::Review => "review",
            Self::Item => "item",
            Self::ItemState => "item-state",
            Self::Step => "step",
            Self::Required => "required",
            Self::Method => "method",
            Self::Translator => "translator",
        }
    }

    /// How it is filled in.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            Self::Title | Self::Event | Self::Headline | Self::Area | Self::Venue | Self::Office => {
                Shape::Line
            }
            Self::Summary
            | Self::Text
            | Self::Description
            | Self::Instruction
            | Self::Items
            | Self::Speakers
            | Self::Rooms
            | Self::Reason
            | Self::Decisions
            | Self::Tasks
            | Self::Result => Shape::Block,
            Self::Item => Shape::One,
            Self::Accepts | Self::Declines | Self::Takes => Shape::Some,
            _ => match self.values() {
                [] => Shape::Word,
                values => Shape::Choice(values),
            },
        }
    }

    /// What can be chosen; nothing where something is typed.
    fn values(self) -> &'static [&'static str] {
        match self {
            Self::Severity => &["extreme", "severe", "moderate", "minor", "unknown"],
            Self::Urgency => &["immediate", "expected", "future", "past", "unknown"],
            Self::Certainty => &["observed", "likely", "possible", "unlikely", "unknown"],
            Self::Category => &[
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
            ],
            Self::Status => &["actual", "exercise", "test"],
            Self::Rule => &["simple_majority", "two_thirds", "each_country", "consent"],
            Self::Stance => &["endorse", "object", "abstain", "ask_for_changes"],
            Self::ItemState => &["open", "begun", "done", "dropped"],
            Self::Step => &["reply", "action", "close", "reopen"],
            // The most reliable is not what stands there before anything was chosen.
            Self::Method => &["human", "certified", "machine"],
            _ => &[],
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
            (Self::Text | Self::Decisions | Self::Tasks | Self::Items | Self::Speakers | Self::Rooms, _) => {
                TEXT_MAX
            }
            (_, Shape::Line) => TITLE_MAX,
            (
                Self::Asked
                | Self::Voters
                | Self::Places
                | Self::Attended
                | Self::Papers
                | Self::Interpretation,
                _,
            )
            | (_, Shape::Block | Shape::One | Shape::Some) => PARAGRAPH_MAX,
            (_, Shape::Word | Shape::Choice(_)) => CODE_MAX,
        }
    }

    /// The fields of an act, in the order of its form.
    #[must_use]
    pub fn of(act: Act) -> &'static [Self] {
        match act {
            Act::Proposal => PROPOSAL,
            Act::Notice | Act::Update => NOTICE,
            Act::Agenda => AGENDA,
            Act::Position => &[Self::Stance, Self::Reason, Self::Mandate],
            Act::AllClear => &[Self::Headline, Self::Description, Self::Instruction, Self::Expires],
            Act::Closing
            | Act::Contest
            | Act::Final
            | Act::Withdrawal
            | Act::SignatureWithdrawal
            | Act::Cancel
            | Act::AgendaCancel => &[Self::Reason],
            Act::AgendaUpdate => AGENDA_UPDATE,
            Act::Minutes => &[Self::Text, Self::Attended, Self::Decisions, Self::Tasks],
            Act::ItemRequest => &[Self::Title, Self::Reason, Self::Minutes, Self::Papers],
            Act::Commitment => &[Self::Office, Self::Result, Self::Tasks, Self::Review],
            Act::Progress => &[Self::Item, Self::ItemState, Self::Reason],
            Act::Feedback => {
                &[Self::Title, Self::Text, Self::Asked, Self::Theme, Self::Places, Self::RespondBy]
            }
            Act::FollowUp => &[Self::Step, Self::Reason, Self::Papers],
            Act::Declaration => &[
                Self::Title,
                Self::Summary,
                Self::Text,
                Self::Required,
                Self::RespondBy,
                Self::Asked,
                Self::Theme,
                Self::Places,
            ],
            Act::Translation => &[Self::Method, Self::Translator, Self::Title, Self::Text],
            Act::Revision => &[Self::Text, Self::Accepts, Self::Reason],
            Act::Decline => &[Self::Declines, Self::Reason],
            Act::Amendment => &[Self::Text, Self::Reason],
            Act::Signature => &[Self::Mandate, Self::Reason],
            Act::Pause => &[Self::RespondBy, Self::Reason],
            Act::Ack | Act::Rsvp | Act::Comment => &[],
        }
    }

    /// Whether it can be typed into.
    #[must_use]
    pub fn typed(self) -> bool {
        matches!(self.shape(), Shape::Line | Shape::Block | Shape::Word)
    }

    /// Whether it has a text for each language.
    #[must_use]
    pub fn spoken(self) -> bool {
        matches!(self.shape(), Shape::Line | Shape::Block)
    }
}
