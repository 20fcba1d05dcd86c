//! Proposals, what is said to them, and how they are closed.

use super::{Attachment, Cost};
use crate::{
    bounds::RESPONSE_DEFAULT_MS,
    id::{Country, InstitutionId, Language, MessageId, Millis, Place},
    receipt::Head,
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Positions that count, by country and by what they say.
pub type Tally = BTreeMap<Country, BTreeMap<Stance, u32>>;

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
    /// How it is closed; a simple majority of whoever takes a position where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<Cost>,
    /// Files that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl Proposal {
    /// A proposal of a title and a text, to everybody.
    #[must_use]
    pub fn new(title: Texts, text: Texts) -> Self {
        Self {
            schema: 1,
            title,
            summary: Texts::default(),
            text,
            theme: None,
            places: Vec::new(),
            respond_by: None,
            asked: Vec::new(),
            terms: None,
            costs: Vec::new(),
            attachments: Vec::new(),
        }
    }
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

impl Stance {
    /// Its name on the wire, in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Endorse => "endorse",
            Self::Object => "object",
            Self::Abstain => "abstain",
            Self::AskForChanges => "ask_for_changes",
        }
    }
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
    /// The revision of the text that it is about; the one in force when it was dated where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<MessageId>,
    /// The language in which that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Language>,
    /// It is put forward by this institution, too: only with [`Stance::Endorse`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sponsors: bool,
}

/// How a proposal is closed. Numbers, lists and countries stand in the proposal, so that no later
/// roster changes what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// What adopts it.
    pub rule: Rule,
    /// So many institutions have to take a position, abstentions included.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub quorum: u32,
    /// So many of each of these countries have to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub quorum_by_country: BTreeMap<Country, u32>,
    /// Who may vote; empty for every institution that may take a position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voters: Vec<InstitutionId>,
    /// For how long after the closing it may be contested; 48 hours where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contest_ms: Option<u64>,
    /// Until when amendments and new texts have an effect: after that the text is decided on as it
    /// stands. As long as the deadline where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amend_until: Option<Millis>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What adopts a proposal. In favour is who endorses; against, who objects or asks for changes; who
/// abstains only counts for the quorum.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// More in favour than against.
    #[default]
    SimpleMajority,
    /// At least this share, a numerator and a denominator, of those in favour or against.
    QualifiedMajority(u32, u32),
    /// More in favour than against in each of these countries.
    EachCountry(Vec<Country>),
    /// Nobody objects; who only asks for changes does not stop it, nor does silence.
    Consent,
}

/// What a proposal came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rule is met.
    Adopted,
    /// It is not.
    Rejected,
    /// Too few took a position.
    Lapsed,
}

impl Outcome {
    /// Its name on the wire, in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Rejected => "rejected",
            Self::Lapsed => "lapsed",
        }
    }
}

impl Rule {
    /// Its name on the wire, in JSON and in languages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SimpleMajority => "simple_majority",
            Self::QualifiedMajority(..) => "qualified_majority",
            Self::EachCountry(_) => "each_country",
            Self::Consent => "consent",
        }
    }
}

impl Terms {
    /// For how long after the closing it may be contested.
    #[must_use]
    pub fn contest_ms(&self) -> u64 {
        self.contest_ms.unwrap_or(RESPONSE_DEFAULT_MS)
    }

    /// Whether the text cannot change any more at a time.
    #[must_use]
    pub fn text_is_fixed(&self, at: Millis) -> bool {
        self.amend_until.is_some_and(|until| at > until)
    }

    /// Whether an institution is among those that may vote.
    #[must_use]
    pub fn may_vote(&self, institution: &InstitutionId) -> bool {
        self.voters.is_empty() || self.voters.contains(institution)
    }

    /// What a tally comes to.
    #[must_use]
    pub fn outcome(&self, tally: &Tally) -> Outcome {
        let by = |country: Option<&Country>, stances: &[Stance]| -> u64 {
            let countries = tally.iter().filter(|(c, _)| country.is_none_or(|country| country == *c));
            let counts = countries.flat_map(|(_, counts)| counts);
            counts.filter(|(stance, _)| stances.contains(stance)).map(|(_, n)| u64::from(*n)).sum()
        };
        let all = [Stance::Endorse, Stance::Object, Stance::Abstain, Stance::AskForChanges];
        let pro = |country| by(country, &[Stance::Endorse]);
        let contra = |country| by(country, &[Stance::Object, Stance::AskForChanges]);
        let mut quorums = self.quorum_by_country.iter();
        if by(None, &all) < u64::from(self.quorum)
            || quorums.any(|(country, quorum)| by(Some(country), &all) < u64::from(*quorum))
        {
            return Outcome::Lapsed;
        }
        let voted = pro(None) + contra(None);
        let met = match &self.rule {
            Rule::Consent => by(None, &[Stance::Object]) == 0,
            _ if voted == 0 => return Outcome::Lapsed,
            Rule::SimpleMajority => pro(None) > contra(None),
            Rule::QualifiedMajority(part, of) => {
                u128::from(pro(None)) * u128::from(*of) >= u128::from(voted) * u128::from(*part)
            }
            Rule::EachCountry(countries) => countries.iter().all(|c| pro(Some(c)) > contra(Some(c))),
        };
        if met { Outcome::Adopted } else { Outcome::Rejected }
    }
}

/// Closes the proposal that the header names as root: what its author counts. By the proposer after
/// the deadline; when as long again as the time to contest has gone by, by whoever may vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Format of this map.
    pub schema: u16,
    /// The heads of the logs that it counts, in the order of logs: positions at or before them count.
    pub heads: Vec<Head>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}

/// Says within the time to contest what a closing has left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// Format of this map.
    pub schema: u16,
    /// The closing.
    pub closing: MessageId,
    /// The positions that it leaves out, with their places.
    pub left_out: Vec<Head>,
    /// Why they count.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub reason: Texts,
}

/// The last word on a proposal, after the time to contest: what counts for good, and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Final {
    /// Format of this map.
    pub schema: u16,
    /// The closing.
    pub closing: MessageId,
    /// The contests that its author knew, heeded or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contests: Vec<MessageId>,
    /// The heads of the logs that count, in the order of logs.
    pub heads: Vec<Head>,
    /// The version of each chamber's roster by which they count.
    pub chambers: BTreeMap<Country, u32>,
    /// What was counted.
    pub tally: Tally,
    /// What it comes to.
    pub outcome: Outcome,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}

/// The proposer takes its proposal back, until the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Format of this map.
    pub schema: u16,
    /// Why.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub reason: Texts,
}

/// Another text of the proposal that the header names as root. The proposer takes it over, or not, by a
/// revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Format of this map.
    pub schema: u16,
    /// The message whose text it changes: the proposal, or a revision of it.
    pub amends: MessageId,
    /// The whole text as it would be.
    pub text: Texts,
    /// Why.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub reason: Texts,
}

/// The proposer's new text of its proposal, until the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Format of this map.
    pub schema: u16,
    /// The whole text as it is now; empty where none changes, and amendments are only declined.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub text: Texts,
    /// Amendments that it takes over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<MessageId>,
    /// Amendments that the proposer does not take over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declines: Vec<MessageId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}
