//! Rosters: who belongs to a federation, a chamber or an institution.
//!
//! One mechanism at three levels. A roster version is a document (changes, and the root of the
//! state that they lead to) with detached signatures over its bytes. The rules follow TUF:
//! version n+1 follows exactly n and cites its hash, and carries the threshold of n's signers
//! and of its own.

mod error;
mod limits;
mod meet;
mod recovery;
mod signing;

pub use error::RosterError;
pub use limits::{Cited, Mandate};
pub use recovery::{RECOVERY_WAIT_MIN_MS, Recovery, SignedRecovery};
pub use signing::{Checkpoint, Next};

pub(crate) use meet::meet;
pub(crate) use recovery::check as check_recovery;

use crate::{
    id::{Country, Hash, InstitutionId, Language, LogId, Millis, Place, PublicKey},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a roster speaks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The federation: its charter.
    Federation,
    /// One country's chamber.
    Chamber(Country),
    /// One institution.
    Institution(InstitutionId),
}

/// Keys of which a number must sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quorum {
    /// The keys, each once.
    pub keys: BTreeSet<PublicKey>,
    /// How many of them must sign.
    pub threshold: u16,
}

/// One version of a roster, as signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Format of this document; 1.
    pub schema: u16,
    /// Whom it speaks for.
    pub scope: Scope,
    /// The federation's id; none only in the first charter, whose hash is that id.
    pub federation: Option<Hash>,
    /// From 1, without gaps.
    pub version: u32,
    /// Hash of the version before; none for version 1.
    pub previous: Option<Hash>,
    /// Who may sign the next version: one quorum, or in a charter one per chamber, each of which
    /// must reach its threshold.
    pub signers: Vec<Quorum>,
    /// What changes against the version before.
    pub changes: Vec<Change>,
    /// Hash of the resulting [`State`].
    pub root: Hash,
    /// When it was issued.
    pub issued: Millis,
    /// After this, a banner and no new admissions; never a stop.
    pub review_by: Millis,
    /// Of the version before, the other rosters that this one does away with. It cites the one of
    /// lowest hash as its previous, and carries the threshold of those who signed before them all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settles: Vec<Hash>,
    /// Institution: the [`Quorum::commitment`] to whom these signers will hand over. Who signs
    /// instead of them must be that quorum, and needs none of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_signers: Option<Hash>,
    /// Chamber: the notice by which its recovery keys name new governors, where the quorum of the
    /// old ones is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovers: Option<SignedRecovery>,
}

/// A roster's bytes with its detached signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRoster {
    /// The canonical bytes of a [`Roster`]; what was signed is what is kept.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// One signature a key, in the order of the keys.
    pub signatures: Vec<(PublicKey, SignatureBytes)>,
}

/// An Ed25519 signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureBytes(#[serde(with = "serde_bytes")] pub Vec<u8>);

/// One change to a roster's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Charter: names the federation.
    Name(Texts),
    /// Charter: adds or replaces a chamber.
    Chamber(Country, Quorum),
    /// Charter: the lowest wire version spoken.
    LowestWire(u16),
    /// Chamber: adds or replaces an institution.
    Institution(InstitutionId, Box<InstitutionEntry>),
    /// Chamber: its recovery keys.
    Recovery(Quorum),
    /// Institution: adds a device key or changes its entry.
    Device(PublicKey, Device),
    /// Institution: adds a node key or changes its entry.
    Node(PublicKey, Node),
    /// Institution: the keys to encrypt for it.
    Encryption(BTreeSet<PublicKey>),
    /// Charter: whether an actual, extreme crisis notice needs a second device.
    FourEyes(bool),
    /// Institution: adds or replaces a mandate, by the code that positions cite.
    Mandate(String, Mandate),
    /// Charter: adds a version of a list of codes (themes, corridors): its name, the version, and the
    /// document itself, so that whoever has the charter has the lists.
    CodeList(String, u32, serde_bytes::ByteBuf),
    /// Charter: the time to acknowledge that the federation compares its own with.
    Baseline(Baseline),
}

/// How fast crisis notices were acknowledged before, as the federation states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The time that half of the acknowledgements took at most, milliseconds.
    pub ack_ms: u64,
    /// Where that was measured.
    pub source: String,
}

/// What all changes so far add up to, for one scope. Its canonical bytes have the hash that the
/// roster states as its root, and a checkpoint carries them whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// Charter: the federation's name.
    pub name: Texts,
    /// Charter: the chambers with their governors.
    pub chambers: BTreeMap<Country, Quorum>,
    /// Charter: the lowest wire version spoken.
    pub lowest_wire: u16,
    /// Chamber: its institutions.
    pub institutions: BTreeMap<InstitutionId, InstitutionEntry>,
    /// Chamber: its recovery keys.
    pub recovery: Option<Quorum>,
    /// Institution: its device keys. An entry, once listed, stays for ever.
    pub devices: Vec<(PublicKey, Device)>,
    /// Institution: its node keys.
    pub nodes: Vec<(PublicKey, Node)>,
    /// Institution: its X25519 keys.
    pub encryption: BTreeSet<PublicKey>,
    /// Charter: whether an actual, extreme crisis notice needs a second device.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub four_eyes: bool,
    /// Institution: its mandates, by the code that positions cite.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mandates: BTreeMap<String, Mandate>,
    /// Charter: lists of codes with the documents of all their versions, which messages name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub code_lists: BTreeMap<String, Vec<(u32, serde_bytes::ByteBuf)>>,
    /// Charter: the time to acknowledge that the federation compares its own with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// What earlier versions granted and later ones took back: what was said under it stays.
    #[serde(default, skip_serializing_if = "Former::is_empty")]
    pub former: Former,
}

/// Rights and signers of earlier versions. They are part of the state, so that whoever starts from
/// it judges old messages as those do who saw every version.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Former {
    /// Charter: quorums that were named for a chamber.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub governors: BTreeMap<Country, Vec<Quorum>>,
    /// Chamber: keys that were named for an institution.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<InstitutionId, Vec<Quorum>>,
    /// Chamber: kinds that an institution might author.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<InstitutionId, BTreeSet<u16>>,
    /// Institution: roles that a device had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<(PublicKey, BTreeSet<Role>)>,
}

/// What kind of institution one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstitutionKind {
    /// A municipality or comuna.
    Municipality,
    /// An embassy.
    Embassy,
    /// A consulate.
    Consulate,
    /// A council, as the SFIC.
    Council,
    /// A ministry.
    Ministry,
    /// A parliament or one of its chambers.
    Parliament,
    /// A health service (IMSS, MINSAL).
    HealthService,
    /// A university: convenes and attests, does not vote.
    University,
    /// A non-governmental organisation.
    Ngo,
    /// A cooperative.
    Cooperative,
    /// An indigenous authority.
    IndigenousAuthority,
    /// A relay operator: authors nothing.
    Relay,
}

/// Whether an institution takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It does.
    Active,
    /// Its rights are paused until the next version lifts or confirms it.
    Suspended,
    /// It left, or was removed; what it said before stays.
    Left,
}

/// An institution as its chamber lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstitutionEntry {
    /// What it is.
    pub kind: InstitutionKind,
    /// Its official names by language. Never an identity: names occur twice.
    pub names: Texts,
    /// Where it is.
    pub places: Vec<Place>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// Its first language, for interfaces and exports.
    pub language: Language,
    /// The institution's own keys, which sign its roster.
    pub keys: Quorum,
    /// Message kinds that it may author. A kind that is withdrawn may no longer be submitted; what
    /// others sign of it links on, until a cut-off ends the log, or newcomers could not link what
    /// everybody else linked before.
    pub may: BTreeSet<u16>,
    /// Bytes granted to each log; beyond it nothing is fetched until the grant is raised.
    pub quota_bytes: u64,
    /// Whether it takes part.
    pub standing: Standing,
    /// Where logs of its devices end, by its chamber's decision. While it does not take part, a
    /// log that is not named here ends before its first message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<(LogId, CutOff)>,
}

/// What a device's operator may do; each may what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Writes nothing.
    ReadOnly,
    /// Writes crisis notices and acknowledgements.
    DutyOfficer,
    /// Writes acts, crisis notices and answers; does not convene.
    Operator,
    /// As an operator, and convenes.
    Secretary,
}

/// A device key as its institution lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// A pseudonymous label ("ventanilla-1"), never a person's name.
    pub label: String,
    /// What its operator may do.
    pub role: Role,
    /// Per lane (crisis, acts): the last valid position, once there is a cut-off.
    pub cut_off: (Option<CutOff>, Option<CutOff>),
}

/// The last position of a log that is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutOff {
    /// Its sequence; 0 where nothing is valid.
    pub seq: u64,
    /// The id of the message there.
    pub id: Hash,
}

/// A node key (libp2p identity) as its institution lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// A label ("relay-1").
    pub label: String,
    /// Whether it may still connect.
    pub active: bool,
}
