//! Making, signing and opening rosters, and what their changes add up to.

use super::{Change, Quorum, Roster, Scope, SignatureBytes, SignedRoster, State};
use crate::{
    bounds,
    cbor::{self, CborError},
    id::{FederationId, Hash, Millis, PublicKey, hash},
    message::verifying_key,
};
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The format of rosters that this release writes and reads.
const SCHEMA: u16 = 1;
const SIGNING_DOMAIN: &[u8] = b"cabildo/roster/1\0";
const HASH_DOMAIN: &str = "cabildo/roster-hash/1";
const STATE_DOMAIN: &str = "cabildo/roster-state/1";

/// Why a roster is not applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// Longer than its bound, in bytes or signatures.
    #[error("the roster's {what}: {length}, at most {max} are allowed")]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// How long it is.
        length: usize,
        /// The bound.
        max: usize,
    },
    /// Not canonical CBOR of a roster's shape.
    #[error("the roster is malformed: {0}")]
    Malformed(#[from] CborError),
    /// Written by a newer release.
    #[error("the roster has format {0}, this release reads {SCHEMA}: update the program")]
    Schema(u16),
    /// Signatures must stand in the order of their keys, each key once.
    #[error("the roster's signatures are not in the order of their keys, each once")]
    SignatureOrder,
    /// Too few of the keys that must sign have signed.
    #[error("version {version} of the roster of {scope} has {have} good signatures of {need} needed")]
    Threshold {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
        /// Good signatures of the quorum that lacks most.
        have: usize,
        /// Its threshold.
        need: usize,
    },
    /// A quorum that no scope of its kind may have.
    #[error("{threshold} of {keys} keys is no quorum for {scope}")]
    Quorum {
        /// Whose.
        scope: Scope,
        /// Its keys.
        keys: usize,
        /// Its threshold.
        threshold: u16,
    },
    /// The signers are not those that the state names.
    #[error("the roster of {0} names other signers than its own state does")]
    Signers(Scope),
    /// A version is missing in between.
    #[error("version {got} of the roster of {scope} does not follow version {have}, which is here")]
    Gap {
        /// Which roster.
        scope: Scope,
        /// The version that is here.
        have: u32,
        /// The version that was offered.
        got: u32,
    },
    /// It does not cite the version before it.
    #[error("version {version} of the roster of {scope} does not cite the version before it")]
    Previous {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// Another roster of this scope and version is here: somebody signed two.
    #[error(
        "two different rosters of {scope} at version {version}: someone signed both, alert the governors"
    )]
    Twice {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// The root is not the hash of what the changes lead to.
    #[error("the changes of version {version} of the roster of {scope} do not lead to its root")]
    Root {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// No charter names the chamber, or no chamber the institution.
    #[error("{0} is not listed by the roster above it")]
    Unlisted(Scope),
    /// A change that a roster of this scope cannot make.
    #[error("the roster of {0} makes a change that is not its own to make")]
    Foreign(Scope),
    /// It belongs to another federation.
    #[error("the roster belongs to another federation")]
    Federation,
    /// There is no first charter to begin with.
    #[error("there is no charter at version 1: the federation's rosters are incomplete")]
    NoCharter,
    /// A key is listed twice.
    #[error("the key {0} is listed twice")]
    KeyTwice(PublicKey),
    /// A key is of another algorithm than its use needs.
    #[error("the key {0} cannot be used for what it is listed for")]
    KeyAlgorithm(PublicKey),
    /// A list is longer than its bound.
    #[error("too many {what}: at most {max} are allowed")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: usize,
    },
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Federation => f.write_str("the federation"),
            Self::Chamber(country) => write!(f, "the chamber of {country}"),
            Self::Institution(id) => write!(f, "{id}"),
        }
    }
}

/// What a next version says; see [`Roster::next`].
#[derive(Debug, Clone)]
pub struct Next {
    /// The federation; none only for the first charter.
    pub federation: Option<FederationId>,
    /// Whom it speaks for.
    pub scope: Scope,
    /// Who may sign the version after it.
    pub signers: Vec<Quorum>,
    /// What changes.
    pub changes: Vec<Change>,
    /// When it is issued.
    pub issued: Millis,
    /// When it must be looked at again.
    pub review_by: Millis,
}

impl Roster {
    /// The version after `previous` (or version 1), which applies the changes to `state` and
    /// states the root that they lead to.
    ///
    /// # Errors
    /// When `previous` cannot be read or a change is not acceptable; `state` is unchanged then.
    pub fn next(previous: Option<&SignedRoster>, state: &mut State, next: Next) -> Result<Self, RosterError> {
        let before = previous.map(SignedRoster::open).transpose()?;
        let mut after = state.clone();
        for change in &next.changes {
            change.belongs_to(&next.scope)?;
            after.apply(change)?;
        }
        let roster = Self {
            schema: SCHEMA,
            scope: next.scope,
            federation: next.federation.map(|id| Hash(id.0)),
            version: before.map_or(1, |b| b.version.saturating_add(1)),
            previous: previous.map(SignedRoster::hash),
            signers: next.signers,
            changes: next.changes,
            root: after.root(),
            issued: next.issued,
            review_by: next.review_by,
        };
        roster.check_signers(&after)?;
        *state = after;
        Ok(roster)
    }

    /// Its canonical bytes, which are signed and kept.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// When they are too long, not canonical, of another shape or a newer format.
    pub fn decode(bytes: &[u8]) -> Result<Self, RosterError> {
        within("bytes", bytes.len(), bounds::ROSTER_MAX)?;
        let roster: Self = cbor::decode(bytes)?;
        if roster.schema == SCHEMA { Ok(roster) } else { Err(RosterError::Schema(roster.schema)) }
    }

    /// The hash that the next version cites; of the first charter, the federation's id.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(HASH_DOMAIN, &[&self.encode()])
    }

    /// Checks that the signers are quorums, and in a charter those of the chambers in `state`.
    pub(crate) fn check_signers(&self, state: &State) -> Result<(), RosterError> {
        let named = match self.scope {
            Scope::Federation => self.signers.iter().eq(state.chambers.values()),
            Scope::Chamber(_) | Scope::Institution(_) => self.signers.len() == 1,
        };
        if !named || self.signers.is_empty() {
            return Err(RosterError::Signers(self.scope.clone()));
        }
        self.signers.iter().try_for_each(|quorum| quorum.check(&self.scope))
    }
}

impl Quorum {
    /// A quorum.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = PublicKey>, threshold: u16) -> Self {
        Self { keys: keys.into_iter().collect(), threshold }
    }

    /// Whether the quorum holds the rule of its scope: for governors more than half, and not all
    /// where there are three or more; for an institution at least one.
    ///
    /// # Errors
    /// [`RosterError::Quorum`], or a key that cannot sign.
    pub fn check(&self, scope: &Scope) -> Result<(), RosterError> {
        let (m, n) = (usize::from(self.threshold), self.keys.len());
        within("signing keys", n, bounds::QUORUM_KEYS_MAX)?;
        let fits = match scope {
            Scope::Institution(_) => m >= 1 && m <= n,
            Scope::Federation | Scope::Chamber(_) => 2 * m > n && m <= n && (n < 3 || m < n),
        };
        if !fits {
            return Err(RosterError::Quorum { scope: scope.clone(), keys: n, threshold: self.threshold });
        }
        self.keys.iter().try_for_each(|key| usable(key, PublicKey::ED25519))
    }
}

impl SignedRoster {
    /// A roster without any signature yet.
    #[must_use]
    pub fn new(roster: &Roster) -> Self {
        Self { bytes: roster.encode(), signatures: Vec::new() }
    }

    /// Adds (or replaces) the signature of one key.
    pub fn sign(&mut self, key: &SigningKey) {
        let public = PublicKey::ed25519(key.verifying_key().to_bytes());
        let signature = SignatureBytes(key.sign(&signing_input(&self.bytes)).to_bytes().to_vec());
        match self.signatures.binary_search_by_key(&public, |(k, _)| *k) {
            Ok(at) => {
                if let Some(entry) = self.signatures.get_mut(at) {
                    entry.1 = signature;
                }
            }
            Err(at) => self.signatures.insert(at, (public, signature)),
        }
    }

    /// The hash of the roster: of its bytes, not of its signatures.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(HASH_DOMAIN, &[&self.bytes])
    }

    /// Reads the roster inside and checks bounds and the order of signatures. Says nothing about
    /// whether enough keys have signed: see [`crate::authority::Authority::apply`].
    ///
    /// # Errors
    /// What is wrong with the bytes.
    pub fn open(&self) -> Result<Roster, RosterError> {
        within("signatures", self.signatures.len(), bounds::ROSTER_SIGNATURES_MAX)?;
        let in_order = self.signatures.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
        if !in_order {
            return Err(RosterError::SignatureOrder);
        }
        Roster::decode(&self.bytes)
    }

    /// The keys whose signatures are good, whoever they are.
    ///
    /// # Errors
    /// As [`SignedRoster::open`].
    pub fn good_signatures(&self) -> Result<BTreeSet<PublicKey>, RosterError> {
        self.open()?;
        let input = signing_input(&self.bytes);
        let good = self.signatures.iter().filter(|(key, signature)| verifies(key, &input, signature));
        Ok(good.map(|(key, _)| *key).collect())
    }

    /// Checks that each of the quorums reaches its threshold.
    ///
    /// # Errors
    /// [`RosterError::Threshold`] of the first that does not.
    pub(crate) fn check_thresholds(&self, roster: &Roster, quorums: &[&Quorum]) -> Result<(), RosterError> {
        let wanted: BTreeSet<_> = quorums.iter().flat_map(|q| &q.keys).collect();
        let input = signing_input(&self.bytes);
        let good: BTreeSet<_> = self
            .signatures
            .iter()
            .filter(|(key, signature)| wanted.contains(key) && verifies(key, &input, signature))
            .map(|(key, _)| key)
            .collect();
        for quorum in quorums {
            let (have, need) =
                (quorum.keys.iter().filter(|k| good.contains(k)).count(), usize::from(quorum.threshold));
            if have < need {
                let (scope, version) = (roster.scope.clone(), roster.version);
                return Err(RosterError::Threshold { scope, version, have, need });
            }
        }
        Ok(())
    }
}

/// A whole state with the roster that states its root, so that a newcomer need not replay every
/// version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// What all changes up to and with the roster add up to.
    pub state: State,
    /// The roster.
    pub roster: SignedRoster,
}

impl Checkpoint {
    /// Reads the roster and checks that the state is the one that it states, that the roster's
    /// own signers have signed it. Whether those are the right signers, the caller must know.
    ///
    /// # Errors
    /// What does not fit.
    pub fn open(&self) -> Result<Roster, RosterError> {
        let roster = self.roster.open()?;
        if self.state.root() != roster.root {
            return Err(RosterError::Root { scope: roster.scope, version: roster.version });
        }
        roster.check_signers(&self.state)?;
        let quorums: Vec<_> = roster.signers.iter().collect();
        self.roster.check_thresholds(&roster, &quorums)?;
        Ok(roster)
    }
}

impl State {
    /// Applies one change.
    ///
    /// # Errors
    /// When a key cannot be used, is listed twice, or a list grows beyond its bound; the state is
    /// unchanged then.
    pub fn apply(&mut self, change: &Change) -> Result<(), RosterError> {
        match change {
            Change::Name(texts) => self.name = texts.clone(),
            Change::Chamber(country, quorum) => {
                quorum.check(&Scope::Federation)?;
                self.chambers.insert(country.clone(), quorum.clone());
            }
            Change::LowestWire(version) => self.lowest_wire = *version,
            Change::Institution(id, entry) => {
                entry.keys.check(&Scope::Institution(id.clone()))?;
                self.institutions.insert(id.clone(), (**entry).clone());
            }
            Change::Recovery(quorum) => {
                quorum.keys.iter().try_for_each(|key| usable(key, PublicKey::ED25519))?;
                self.recovery = Some(quorum.clone());
            }
            Change::Device(key, device) => {
                usable(key, PublicKey::ED25519)?;
                if self.nodes.iter().any(|(k, _)| k == key) {
                    return Err(RosterError::KeyTwice(*key));
                }
                put(&mut self.devices, key, device, "devices", bounds::DEVICES_MAX)?;
            }
            Change::Node(key, node) => {
                usable(key, PublicKey::ED25519)?;
                if self.devices.iter().any(|(k, _)| k == key) {
                    return Err(RosterError::KeyTwice(*key));
                }
                put(&mut self.nodes, key, node, "nodes", bounds::NODES_MAX)?;
            }
            Change::Encryption(keys) => {
                if keys.len() > bounds::DEVICES_MAX {
                    return Err(RosterError::TooMany { what: "encryption keys", max: bounds::DEVICES_MAX });
                }
                keys.iter().try_for_each(|key| usable(key, PublicKey::X25519))?;
                self.encryption = keys.clone();
            }
        }
        Ok(())
    }

    /// The hash of its canonical bytes.
    #[must_use]
    pub fn root(&self) -> Hash {
        hash(STATE_DOMAIN, &[&cbor::encode(self)])
    }
}

impl Change {
    /// Whether a roster of this scope may make the change.
    ///
    /// # Errors
    /// [`RosterError::Foreign`].
    pub(crate) fn belongs_to(&self, scope: &Scope) -> Result<(), RosterError> {
        let fits = match (self, scope) {
            (Self::Name(_) | Self::Chamber(..) | Self::LowestWire(_), Scope::Federation)
            | (Self::Recovery(_), Scope::Chamber(_))
            | (Self::Device(..) | Self::Node(..) | Self::Encryption(_), Scope::Institution(_)) => true,
            (Self::Institution(id, _), Scope::Chamber(country)) => id.country() == *country,
            _ => false,
        };
        if fits { Ok(()) } else { Err(RosterError::Foreign(scope.clone())) }
    }
}

fn within(what: &'static str, length: usize, max: usize) -> Result<(), RosterError> {
    if length > max { Err(RosterError::TooLong { what, length, max }) } else { Ok(()) }
}

fn usable(key: &PublicKey, algorithm: u8) -> Result<(), RosterError> {
    if key.algorithm() == algorithm { Ok(()) } else { Err(RosterError::KeyAlgorithm(*key)) }
}

fn put<T: Clone>(
    list: &mut Vec<(PublicKey, T)>,
    key: &PublicKey,
    value: &T,
    what: &'static str,
    max: usize,
) -> Result<(), RosterError> {
    match list.binary_search_by_key(key, |(k, _)| *k) {
        Ok(at) => {
            if let Some(entry) = list.get_mut(at) {
                entry.1 = value.clone();
            }
        }
        Err(_) if list.len() >= max => return Err(RosterError::TooMany { what, max }),
        Err(at) => list.insert(at, (*key, value.clone())),
    }
    Ok(())
}

fn signing_input(bytes: &[u8]) -> Vec<u8> {
    [SIGNING_DOMAIN, bytes].concat()
}

fn verifies(key: &PublicKey, input: &[u8], signature: &SignatureBytes) -> bool {
    let Some(key) = verifying_key(key) else { return false };
    Signature::from_slice(&signature.0).is_ok_and(|signature| key.verify_strict(input, &signature).is_ok())
}
