//! What messages say: the content of a body, by kind.
//!
//! A content is one CBOR map with a key `schema`; a key never changes its meaning, and unknown
//! keys are kept (the bytes are) and ignored. Every text is a map from language to text, every
//! place a code, every instant milliseconds since 1970 (UTC).

use crate::{
    cbor,
    id::{InstitutionId, Lane, Language, MessageId, Millis, Place},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// A crisis notice (CAP `Alert`).
    Notice = 20,
    /// An update of a notice (CAP `Update`): replaces it whole.
    NoticeUpdate = 21,
    /// A cancellation of a notice (CAP `Cancel`).
    NoticeCancel = 22,
    /// An acknowledgement of a notice.
    Ack = 23,
    /// A summit's agenda.
    Agenda = 30,
    /// An answer to an invitation.
    Rsvp = 31,
}

impl Kind {
    /// All kinds of this release.
    pub const ALL: [Self; 9] = [
        Self::Proposal,
        Self::Position,
        Self::Comment,
        Self::Notice,
        Self::NoticeUpdate,
        Self::NoticeCancel,
        Self::Ack,
        Self::Agenda,
        Self::Rsvp,
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
            Self::Proposal | Self::Position | Self::Comment | Self::Agenda | Self::Rsvp => Lane::Acts,
        }
    }

    /// Whether a message of this kind begins a thread (else its header names a root).
    #[must_use]
    pub fn begins_thread(self) -> bool {
        matches!(self, Self::Proposal | Self::Notice | Self::Agenda)
    }
}

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
    /// See [`Kind::Notice`].
    Notice(Notice),
    /// See [`Kind::NoticeUpdate`].
    NoticeUpdate(Notice),
    /// See [`Kind::NoticeCancel`].
    NoticeCancel(NoticeCancel),
    /// See [`Kind::Ack`].
    Ack(Ack),
    /// See [`Kind::Agenda`].
    Agenda(Agenda),
    /// See [`Kind::Rsvp`].
    Rsvp(Rsvp),
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
        problem: String,
    },
    /// No such kind in this release.
    #[error("kind {0} is not known to this release")]
    UnknownKind(u16),
}

/// A policy proposal, open for positions until `respond_by`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Format of this map.
    pub schema: u16,
    /// One line.
    pub title: Texts,
    /// A paragraph.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub summary: Texts,
    /// The text itself.
    pub text: Texts,
    /// Theme, a code of the federation's list (`agua`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// What places it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Until when positions count; 48 hours after `created` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Millis>,
    /// Who is asked for a position; empty for every institution that may take one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<InstitutionId>,
}

/// What an institution says to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// In favour.
    Endorse,
    /// Against.
    Object,
    /// Neither.
    Abstain,
    /// In favour of another text.
    AskForChanges,
}

/// A position on the proposal that the header names as root. An institution's last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionTaken {
    /// Format of this map.
    pub schema: u16,
    /// What it says.
    pub stance: Stance,
    /// Why.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub reason: Texts,
    /// The council's act that gives the authority, as cited (`Acuerdo 12/2026`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<String>,
}

/// A comment on the thread that the header names as root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Format of this map.
    pub schema: u16,
    /// What it says.
    pub text: Texts,
}

/// CAP `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapStatus {
    /// Act on it.
    Actual,
    /// For designated participants of an exercise.
    Exercise,
    /// For systems, not people.
    System,
    /// Technical test.
    Test,
    /// Not for use.
    Draft,
}

/// CAP `scope`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapScope {
    /// For everybody.
    #[default]
    Public,
    /// As `restriction` says.
    Restricted,
    /// For `addresses` only.
    Private,
}

/// CAP `urgency`, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Act now.
    Immediate,
    /// Within the hour.
    Expected,
    /// In the near future.
    Future,
    /// No longer.
    Past,
    /// Unknown.
    Unknown,
}

/// CAP `severity`, most severe first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Extraordinary threat.
    Extreme,
    /// Significant threat.
    Severe,
    /// Possible threat.
    Moderate,
    /// Minimal threat.
    Minor,
    /// Unknown.
    Unknown,
}

/// CAP `certainty`, most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Has happened or is happening.
    Observed,
    /// More than about 50 %.
    Likely,
    /// Up to about 50 %.
    Possible,
    /// Not expected.
    Unlikely,
    /// Unknown.
    Unknown,
}

/// CAP `category`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Geophysical.
    Geo,
    /// Meteorological.
    Met,
    /// General emergency and public safety.
    Safety,
    /// Law enforcement, security.
    Security,
    /// Rescue and recovery.
    Rescue,
    /// Fire.
    Fire,
    /// Medical and public health.
    Health,
    /// Pollution, environment.
    Env,
    /// Transport.
    Transport,
    /// Utilities, infrastructure.
    Infra,
    /// Chemical, biological, radiological, nuclear, explosive.
    Cbrne,
    /// Other.
    Other,
}

/// CAP `responseType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseType {
    /// Take shelter.
    Shelter,
    /// Evacuate.
    Evacuate,
    /// Prepare.
    Prepare,
    /// Execute a planned activity.
    Execute,
    /// Avoid the place.
    Avoid,
    /// Watch for information.
    Monitor,
    /// Evaluate.
    Assess,
    /// The threat has passed.
    AllClear,
    /// Nothing.
    None,
}

/// A crisis notice: all of CAP 1.2 (OASIS, 2010) that the header does not already say
/// (identifier, sender, sent, msgType, references come from the header).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Format of this map.
    pub schema: u16,
    /// CAP `status`.
    pub status: CapStatus,
    /// CAP `scope`.
    pub scope: CapScope,
    /// CAP `source`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// CAP `restriction`; needed where the scope is restricted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restriction: Option<String>,
    /// CAP `addresses`; needed where the scope is private.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// CAP `code`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// CAP `note`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// CAP `incidents`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<String>,
    /// CAP `info`: one block for each set of facts; the languages of one block are in its texts.
    pub info: Vec<Info>,
    /// Until when an acknowledgement is asked for; 48 hours after `created` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Millis>,
    /// Who is asked to acknowledge; empty for every institution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<InstitutionId>,
}

/// CAP `info`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// CAP `category`, at least one.
    pub categories: Vec<Category>,
    /// CAP `event`: what happens, in a few words.
    pub event: Texts,
    /// CAP `responseType`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<ResponseType>,
    /// CAP `urgency`.
    pub urgency: Urgency,
    /// CAP `severity`.
    pub severity: Severity,
    /// CAP `certainty`.
    pub certainty: Certainty,
    /// CAP `audience`.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub audience: Texts,
    /// CAP `eventCode`: pairs of list and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub event_codes: Vec<(String, String)>,
    /// CAP `effective`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Millis>,
    /// CAP `onset`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset: Option<Millis>,
    /// CAP `expires`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
    /// CAP `senderName`.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub sender_name: Texts,
    /// CAP `headline`.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub headline: Texts,
    /// CAP `description`.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub description: Texts,
    /// CAP `instruction`.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub instruction: Texts,
    /// CAP `web`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<String>,
    /// CAP `contact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// CAP `parameter`: pairs of name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<(String, String)>,
    /// CAP `resource`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    /// CAP `area`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
}

/// CAP `resource`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// CAP `resourceDesc`.
    pub description: Texts,
    /// CAP `mimeType`.
    pub mime_type: String,
    /// CAP `size`, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// CAP `uri`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// CAP `derefUri`: the resource itself, Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deref_uri: Option<String>,
    /// CAP `digest`: SHA-1, hexadecimal, as the standard has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// A point in 10⁻⁷ degree, WGS 84: latitude, longitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point(
    /// Latitude, north positive.
    pub i32,
    /// Longitude, east positive.
    pub i32,
);

/// CAP `area`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// CAP `areaDesc`.
    pub description: Texts,
    /// CAP `polygon`: closed rings of at least four points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygons: Vec<Vec<Point>>,
    /// CAP `circle`: centre and radius in metres.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub circles: Vec<(Point, u32)>,
    /// Places by code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// CAP `geocode` of other lists: pairs of list and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub geocodes: Vec<(String, String)>,
    /// CAP `altitude`, feet above mean sea level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude_feet: Option<i32>,
    /// CAP `ceiling`, feet above mean sea level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling_feet: Option<i32>,
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

/// A summit's agenda and invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    /// Format of this map.
    pub schema: u16,
    /// One line.
    pub title: Texts,
    /// A paragraph.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub summary: Texts,
    /// Who hosts it.
    pub host: InstitutionId,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The venue, in words.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub venue: Texts,
    /// IANA time zone of the venue.
    pub time_zone: String,
    /// When it begins.
    pub starts: Millis,
    /// When it ends.
    pub ends: Millis,
    /// What is dealt with.
    pub items: Vec<AgendaItem>,
    /// Until when an answer is asked for; 48 hours after `created` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Millis>,
    /// Who is invited; empty for every institution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invited: Vec<InstitutionId>,
}

/// One item of an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// One line.
    pub title: Texts,
    /// When it begins, where that is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Millis>,
    /// How long, in minutes.
    pub minutes: u32,
    /// Which institution presents it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presenter: Option<InstitutionId>,
    /// Messages that it deals with, as proposals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
}

/// Whether an institution comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// In person.
    InPerson,
    /// By video.
    Remote,
    /// Perhaps.
    Tentative,
    /// Not.
    Declined,
}

/// What visitors need. No names, no diagnoses: only how many need what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessNeed {
    /// Step-free access for wheelchairs.
    Wheelchair,
    /// Sign-language interpretation.
    SignLanguage,
    /// Captions or an induction loop.
    Hearing,
    /// Large print, Braille or readable files.
    Sight,
    /// Interpretation into another spoken language.
    Interpretation,
    /// Dietary needs.
    Diet,
}

/// An answer to the agenda that the header names as root. An institution's last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rsvp {
    /// Format of this map.
    pub schema: u16,
    /// Whether it comes.
    pub attendance: Attendance,
    /// How many people.
    pub people: u32,
    /// How many of them need what.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub access: BTreeMap<AccessNeed, u32>,
    /// Interpretation into these languages is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Anything else, without personal names.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}
