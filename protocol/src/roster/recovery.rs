//! A chamber whose governors have lost their quorum: its recovery keys give public notice of new
//! ones, wait as long as they say, and a majority of its institutions countersigns.

use super::{Quorum, Roster, RosterError, SignatureBytes, SignedRoster, Standing, State, signing};
use crate::{
    bounds, cbor,
    id::{self, Country, FederationId, Hash, Millis, PublicKey},
};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const SIGNING_DOMAIN: &[u8] = b"cabildo/recovery/1\0";
/// The shortest public waiting time: a week.
pub const RECOVERY_WAIT_MIN_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// Notice of new governors. While it waits, the governors veto it by an ordinary version: then
/// their quorum is not lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// The federation.
    pub federation: Hash,
    /// Whose governors are lost.
    pub chamber: Country,
    /// The last version of the chamber's roster.
    pub version: u32,
    /// Its hash.
    pub previous: Hash,
    /// Who shall govern.
    pub signers: Quorum,
    /// When notice was given.
    pub issued: Millis,
    /// How long everybody may object, milliseconds.
    pub waits_ms: u64,
}

/// A notice with the signatures of recovery keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRecovery {
    /// The canonical bytes of a [`Recovery`].
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// One signature a key, in the order of the keys.
    pub signatures: Vec<(PublicKey, SignatureBytes)>,
}

impl SignedRecovery {
    /// A notice without any signature yet.
    #[must_use]
    pub fn new(recovery: &Recovery) -> Self {
        Self { bytes: cbor::encode(recovery), signatures: Vec::new() }
    }

    /// Adds (or replaces) the signature of one recovery key.
    pub fn sign(&mut self, key: &SigningKey) {
        signing::add_signature(&mut self.signatures, key, &[SIGNING_DOMAIN, &self.bytes].concat());
    }

    /// Reads the notice inside; says nothing about its signatures.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn open(&self) -> Result<Recovery, RosterError> {
        Ok(cbor::decode(&self.bytes)?)
    }

    /// What names it: the hash of its bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        id::hash("cabildo/recovery/1", &[&self.bytes])
    }

    /// Leaves out signatures that are none.
    pub fn keep_good(&mut self) {
        let good = self.good_signers();
        self.signatures.retain(|(key, _)| good.contains(key));
    }

    /// Adds the signatures of another copy that are good; says how many were news.
    ///
    /// # Errors
    /// When the other one is no copy of this.
    pub fn merge(&mut self, other: &Self) -> Result<usize, RosterError> {
        let notice = self.open()?;
        if self.bytes != other.bytes {
            let scope = super::Scope::Chamber(notice.chamber);
            return Err(RosterError::Recovery { scope, why: "the two copies are of different notices" });
        }
        let (good, mut added) = (other.good_signers(), 0);
        for (key, signature) in other.signatures.iter().filter(|(key, _)| good.contains(key)) {
            if let Err(at) = self.signatures.binary_search_by_key(key, |(k, _)| *k)
                && self.signatures.len() < bounds::ROSTER_SIGNATURES_MAX
            {
                self.signatures.insert(at, (*key, signature.clone()));
                added += 1;
            }
        }
        Ok(added)
    }

    /// The keys whose signatures are good, whoever they are.
    pub(crate) fn good_signers(&self) -> BTreeSet<PublicKey> {
        signing::good(&self.signatures, &[SIGNING_DOMAIN, &self.bytes].concat())
    }

    fn is_signed_by(&self, quorum: &Quorum) -> bool {
        let good = self.good_signers();
        quorum.threshold > 0 && quorum.keys.intersection(&good).count() >= usize::from(quorum.threshold)
    }
}

/// Checks what completes a recovery: a version of the chamber's roster after `before`, which names
/// the new signers and changes nothing else, dated after the waiting time, and countersigned by
/// more than half of the institutions that take part, each by the keys that the chamber lists.
pub(crate) fn check(
    notice: &SignedRecovery,
    roster: &Roster,
    signed: &SignedRoster,
    federation: FederationId,
    before: &State,
) -> Result<(), RosterError> {
    let refused = |why| Err(RosterError::Recovery { scope: roster.scope.clone(), why });
    let stated = notice.open()?;
    let super::Scope::Chamber(country) = &roster.scope else { return refused("only chambers are recovered") };
    let fits = stated.federation.0 == federation.0
        && stated.chamber == *country
        && Some(stated.version) == roster.version.checked_sub(1)
        && Some(stated.previous) == roster.previous
        && roster.signers.first() == Some(&stated.signers);
    if !fits {
        return refused("it is not what the notice says");
    }
    if !roster.changes.is_empty() || !roster.settles.is_empty() {
        return refused("it may name new governors and nothing else");
    }
    if stated.waits_ms < RECOVERY_WAIT_MIN_MS || roster.issued < stated.issued.plus(stated.waits_ms) {
        return refused("the public waiting time is too short or not over");
    }
    if !before.recovery.as_ref().is_some_and(|quorum| notice.is_signed_by(quorum)) {
        return refused("the notice lacks the threshold of the chamber's recovery keys");
    }
    let good = signed.good_signers();
    let take_part = before.institutions.values().filter(|entry| entry.standing == Standing::Active);
    let (mut all, mut have) = (0usize, 0usize);
    for entry in take_part {
        all += 1;
        let signers = entry.keys.keys.intersection(&good).count();
        have += usize::from(signers >= usize::from(entry.keys.threshold));
    }
    if 2 * have <= all {
        return refused("no majority of the chamber's institutions has countersigned");
    }
    Ok(())
}
