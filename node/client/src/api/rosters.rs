//! Rosters over the local API.

use cabildo_protocol::{
    id::{Hash, Millis, PublicKey},
    roster::{Change, Quorum, RosterError, Scope, SignedRoster},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest version of a scope's roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterInfo {
    /// Whose.
    pub scope: Scope,
    /// Its version.
    pub version: u32,
    /// Its hash, which the next version cites.
    pub hash: Hash,
    /// When it was issued.
    pub issued: Millis,
    /// When it must be looked at again.
    pub review_by: Millis,
    /// Whether that has passed: a banner, and no new admissions.
    pub overdue: bool,
    /// Who may sign the next version: each quorum must reach its threshold.
    pub signers: Vec<Quorum>,
    /// Who signed this one.
    pub signed: Vec<PublicKey>,
}

/// One version of a scope's roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterVersion {
    /// Whose.
    pub scope: Scope,
    /// Its version.
    pub version: u32,
    /// Its hash.
    pub hash: Hash,
    /// When it was issued.
    pub issued: Millis,
    /// When it must be looked at again.
    pub review_by: Millis,
    /// What it changes.
    pub changes: Vec<Change>,
    /// Rosters of the version before that it does away with.
    #[serde(default)]
    pub settles: Vec<Hash>,
    /// The commitment to those who sign after its signers.
    #[serde(default)]
    pub next_signers: Option<Hash>,
    /// It names new governors where the old ones' quorum was lost.
    #[serde(default)]
    pub recovers: bool,
    /// Who signed it.
    pub signed: Vec<PublicKey>,
}

impl RosterVersion {
    /// Of a signed roster.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(signed: &SignedRoster) -> Result<Self, RosterError> {
        let roster = signed.open()?;
        Ok(Self {
            scope: roster.scope,
            version: roster.version,
            hash: signed.hash(),
            issued: roster.issued,
            review_by: roster.review_by,
            changes: roster.changes,
            settles: roster.settles,
            next_signers: roster.next_signers,
            recovers: roster.recovers.is_some(),
            signed: signed.signatures.iter().map(|(key, _)| *key).collect(),
        })
    }
}

/// What a node took of the rosters that were published to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Versions that were news, in the order in which they apply.
    pub taken: Vec<(Scope, u32)>,
}

/// `GET /v1/codes`: a version of a list of codes that the federation has signed. Its document in the
/// charter is this as TOML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeList {
    /// What it is called: `themes`.
    pub name: String,
    /// Which version, from 1.
    pub version: u32,
    /// The codes with what they mean.
    pub codes: BTreeMap<String, Texts>,
}

/// A roster that waits for signatures at this node: `GET /v1/rosters/drafts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftInfo {
    /// What names it.
    pub hash: Hash,
    /// Whose roster.
    pub scope: Scope,
    /// Which version.
    pub version: u32,
    /// When it was issued.
    pub issued: Millis,
    /// Until when everybody may object, where it is notice of new governors.
    #[serde(default)]
    pub until: Option<Millis>,
    /// Who must sign it, and who has.
    pub needs: Vec<NeedInfo>,
    /// Whether everybody has signed who must: it may be published.
    pub complete: bool,
}

/// A quorum that must sign a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedInfo {
    /// How many of the keys must sign.
    pub threshold: u16,
    /// The keys.
    pub keys: Vec<PublicKey>,
    /// Those of them that have.
    pub signed: Vec<PublicKey>,
}

impl NeedInfo {
    /// How many signatures are missing.
    #[must_use]
    pub fn lacks(&self) -> usize {
        usize::from(self.threshold).saturating_sub(self.signed.len())
    }
}

impl DraftInfo {
    /// How many signatures are missing in all.
    #[must_use]
    pub fn lacks(&self) -> usize {
        self.needs.iter().map(NeedInfo::lacks).sum()
    }
}
