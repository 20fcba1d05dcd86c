//! Crisis notices: the vocabulary and structure of CAP 1.2 (OASIS Common Alerting Protocol, 2010).

use crate::{
    id::{InstitutionId, Millis, Place},
    text::Texts,
};
use serde::{Deserialize, Serialize};

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
    /// What an alert of another system, from which it was taken over, said of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// The identity of an alert of another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// CAP `sender`.
    pub sender: String,
    /// CAP `identifier`.
    pub identifier: String,
    /// CAP `sent`.
    pub sent: Millis,
    /// CAP `references`, each `sender,identifier,sent`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
}

impl Notice {
    /// Whether it is not the real thing: an exercise, a test, a draft.
    #[must_use]
    pub fn is_exercise(&self) -> bool {
        self.status != CapStatus::Actual
    }

    /// Whether all of it says that the danger is over.
    #[must_use]
    pub fn is_all_clear(&self) -> bool {
        !self.info.is_empty() && self.info.iter().all(|info| info.responses.contains(&ResponseType::AllClear))
    }

    /// A public notice that says this, and nothing that CAP leaves to choice.
    #[must_use]
    pub fn new(status: CapStatus, info: Vec<Info>) -> Self {
        Self {
            schema: 1,
            status,
            scope: CapScope::Public,
            source: None,
            restriction: None,
            addresses: Vec::new(),
            codes: Vec::new(),
            note: None,
            incidents: Vec::new(),
            info,
            respond_by: None,
            asked: Vec::new(),
            origin: None,
        }
    }

    /// The first headline, or what happens where there is none.
    #[must_use]
    pub fn title(&self) -> &Texts {
        static NONE: Texts = Texts(std::collections::BTreeMap::new());
        let headline = self.info.iter().map(|info| &info.headline).find(|text| !text.is_empty());
        headline.or_else(|| self.info.first().map(|info| &info.event)).unwrap_or(&NONE)
    }

    /// The worst severity of its blocks.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.info.iter().map(|info| info.severity).min().unwrap_or(Severity::Unknown)
    }

    /// When its last block expires; none while any is open-ended.
    #[must_use]
    pub fn expires(&self) -> Option<Millis> {
        self.info.iter().map(|info| info.expires).collect::<Option<Vec<_>>>()?.into_iter().max()
    }
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

/// Whether what a block says holds at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// It takes effect later.
    Upcoming,
    /// It holds.
    Current,
    /// It has expired.
    Expired,
}

impl Validity {
    /// Its name in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Current => "current",
            Self::Expired => "expired",
        }
    }
}

impl Info {
    /// Whether it holds at an instant; a block without an end holds until its notice is cancelled.
    #[must_use]
    pub fn validity(&self, now: Millis) -> Validity {
        if self.expires.is_some_and(|expires| expires <= now) {
            Validity::Expired
        } else if self.effective.is_some_and(|effective| now < effective) {
            Validity::Upcoming
        } else {
            Validity::Current
        }
    }

    /// A block of a category that says how bad it is, and nothing else yet.
    #[must_use]
    pub fn new(category: Category, (urgency, severity, certainty): (Urgency, Severity, Certainty)) -> Self {
        Self {
            categories: vec![category],
            event: Texts::default(),
            responses: Vec::new(),
            urgency,
            severity,
            certainty,
            audience: Texts::default(),
            event_codes: Vec::new(),
            effective: None,
            onset: None,
            expires: None,
            sender_name: Texts::default(),
            headline: Texts::default(),
            description: Texts::default(),
            instruction: Texts::default(),
            web: None,
            contact: None,
            parameters: Vec::new(),
            resources: Vec::new(),
            areas: Vec::new(),
        }
    }
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

impl Area {
    /// An area that is only described.
    #[must_use]
    pub fn new(description: Texts) -> Self {
        Self {
            description,
            polygons: Vec::new(),
            circles: Vec::new(),
            places: Vec::new(),
            geocodes: Vec::new(),
            altitude_feet: None,
            ceiling_feet: None,
        }
    }
}
