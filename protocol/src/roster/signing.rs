//! Making, signing and opening rosters, and what their changes add up to.

use super::{Change, Former, Quorum, Role, Roster, RosterError, Scope, SignatureBytes, SignedRoster, State};
use crate::{
    bounds, cbor,
    id::{FederationId, Hash, Millis, PublicKey, hash},
    message::verifying_key,
};
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The format of rosters that this release writes and reads.
pub(super) const SCHEMA: u16 = 1;
const SIGNING_DOMAIN: &[u8] = b"cabildo/roster/1\0";
const HASH_DOMAIN: &str = "cabildo/roster-hash/1";
const DIGEST_DOMAIN: &str = "cabildo/roster-digest/1";
const STATE_DOMAIN: &str = "cabildo/roster-state/1";
const QUORUM_DOMAIN: &str = "cabildo/quorum/1";

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
    /// The state that the changes lead to from the one before.
    ///
    /// # Errors
    /// When a change is not this scope's, cannot be made, or they do not lead to the root.
    pub(crate) fn leads_to(&self, state: State) -> Result<State, RosterError> {
        let state = self.changed(state)?;
        if state.root() != self.root {
            return Err(RosterError::Root { scope: self.scope.clone(), version: self.version });
        }
        self.check_signers(&state)?;
        Ok(state)
    }

    /// The same where the root was found good before.
    pub(crate) fn changed(&self, mut state: State) -> Result<State, RosterError> {
        for change in &self.changes {
            change.belongs_to(&self.scope)?;
            state.apply(change)?;
        }
        Ok(state)
    }

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
        // A commitment stays until those whom it names take over.
        let kept = before.as_ref().filter(|before| before.signers == next.signers);
        let next_signers = kept.and_then(|before| before.next_signers);
        let roster = Self {
            schema: SCHEMA,
            scope: next.scope,
            federation: next.federation.map(|id| Hash(id.0)),
            version: before.as_ref().map_or(1, |b| b.version.saturating_add(1)),
            previous: previous.map(SignedRoster::hash),
            signers: next.signers,
            changes: next.changes,
            root: after.root(),
            issued: next.issued,
            review_by: next.review_by,
            settles: Vec::new(),
            next_signers,
            recovers: None,
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
        let commits = self.next_signers.is_none() || matches!(self.scope, Scope::Institution(_));
        if !named || !commits || self.signers.is_empty() {
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

impl Quorum {
    /// What signers state of those to whom they will hand over: the hash of this quorum.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        hash(QUORUM_DOMAIN, &[&cbor::encode(self)])
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
        add_signature(&mut self.signatures, key, &signing_input(&self.bytes));
    }

    /// The hash of the roster: of its bytes, not of its signatures.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(HASH_DOMAIN, &[&self.bytes])
    }

    /// The hash of bytes and signatures: whoever has checked these need not check them again.
    #[must_use]
    pub fn digest(&self) -> Hash {
        let signatures = self.signatures.iter().flat_map(|(key, s)| [key.as_bytes(), &s.0[..]]);
        let length = (self.bytes.len() as u64).to_le_bytes();
        let parts: Vec<&[u8]> = [&length[..], &self.bytes].into_iter().chain(signatures).collect();
        hash(DIGEST_DOMAIN, &parts)
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
        Ok(self.good_signers())
    }

    /// The same of one that has been opened.
    pub(crate) fn good_signers(&self) -> BTreeSet<PublicKey> {
        good(&self.signatures, &signing_input(&self.bytes))
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
                if let Some(before) = self.chambers.insert(country.clone(), quorum.clone()) {
                    replaced(&mut self.former.governors, country, before, quorum);
                }
            }
            Change::LowestWire(version) => self.lowest_wire = *version,
            Change::Institution(id, entry) => {
                entry.keys.check(&Scope::Institution(id.clone()))?;
                if let Some(before) = self.institutions.insert(id.clone(), (**entry).clone()) {
                    replaced(&mut self.former.keys, id, before.keys, &entry.keys);
                    let kinds = self.former.kinds.entry(id.clone()).or_default();
                    kinds.extend(before.may);
                    kinds.retain(|kind| !entry.may.contains(kind));
                    self.former.kinds.retain(|_, kinds| !kinds.is_empty());
                }
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
                let before = self.devices.iter().find(|(k, _)| k == key).map(|(_, device)| device.role);
                put(&mut self.devices, key, device, "devices", bounds::DEVICES_MAX)?;
                self.former.had_role(key, before, device.role);
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
            Change::CodeList(name, version, document) => {
                within("name of a code list", name.len(), bounds::CODE_MAX)?;
                within("code list", document.len(), bounds::CODE_LIST_MAX)?;
                let before = self.code_lists.values().flatten().map(|(_, document)| document.len());
                within(
                    "code lists together",
                    before.sum::<usize>() + document.len(),
                    bounds::CODE_LISTS_MAX,
                )?;
                if self.code_lists.len() >= bounds::LIST_MAX && !self.code_lists.contains_key(name) {
                    return Err(RosterError::TooMany { what: "code lists", max: bounds::LIST_MAX });
                }
                let versions = self.code_lists.entry(name.clone()).or_default();
                // What messages have named never changes its meaning.
                if versions.last().is_some_and(|(last, _)| last >= version) {
                    return Err(RosterError::CodeList { name: name.clone(), version: *version });
                }
                versions.push((*version, document.clone()));
            }
            Change::FourEyes(needed) => self.four_eyes = *needed,
            Change::Baseline(baseline) => {
                if !(1..=bounds::BASELINE_MAX_MS).contains(&baseline.ack_ms) {
                    return Err(RosterError::Baseline(baseline.ack_ms));
                }
                within("source of the baseline", baseline.source.len(), bounds::TITLE_MAX)?;
                self.baseline = Some(baseline.clone());
            }
            Change::Mandate(code, mandate) => {
                within("mandate's code", code.len(), bounds::CODE_MAX)?;
                within("mandate's act", mandate.act.len(), bounds::TITLE_MAX)?;
                within("mandate's themes", mandate.themes.len(), bounds::LIST_MAX)?;
                if self.mandates.len() >= bounds::LIST_MAX && !self.mandates.contains_key(code) {
                    return Err(RosterError::TooMany { what: "mandates", max: bounds::LIST_MAX });
                }
                self.mandates.insert(code.clone(), mandate.clone());
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

impl Former {
    /// Whether nothing was ever taken back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn had_role(&mut self, key: &PublicKey, before: Option<Role>, now: Role) {
        let at = self.roles.binary_search_by_key(key, |(k, _)| *k);
        let mut roles = at.ok().map(|at| self.roles.remove(at).1).unwrap_or_default();
        roles.extend(before);
        roles.remove(&now);
        if !roles.is_empty() {
            let at = at.unwrap_or_else(|at| at);
            self.roles.insert(at, (*key, roles));
        }
    }
}

/// Notes that `now` was put in the place of `before`.
fn replaced<K: Ord + Clone>(former: &mut BTreeMap<K, Vec<Quorum>>, of: &K, before: Quorum, now: &Quorum) {
    let quorums = former.entry(of.clone()).or_default();
    if !quorums.contains(&before) {
        quorums.push(before);
    }
    quorums.retain(|quorum| quorum != now);
    former.retain(|_, quorums| !quorums.is_empty());
}

impl Change {
    /// Whether a roster of this scope may make the change.
    ///
    /// # Errors
    /// [`RosterError::Foreign`].
    pub(crate) fn belongs_to(&self, scope: &Scope) -> Result<(), RosterError> {
        let fits = match (self, scope) {
            (
                Self::Name(_)
                | Self::Chamber(..)
                | Self::LowestWire(_)
                | Self::FourEyes(_)
                | Self::CodeList(..)
                | Self::Baseline(_),
                Scope::Federation,
            )
            | (Self::Recovery(_), Scope::Chamber(_))
            | (
                Self::Device(..) | Self::Node(..) | Self::Encryption(_) | Self::Mandate(..),
                Scope::Institution(_),
            ) => true,
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

/// Adds or replaces the signature of one key, in the order of keys.
pub(super) fn add_signature(
    signatures: &mut Vec<(PublicKey, SignatureBytes)>,
    key: &SigningKey,
    input: &[u8],
) {
    let public = PublicKey::ed25519(key.verifying_key().to_bytes());
    let signature = SignatureBytes(key.sign(input).to_bytes().to_vec());
    match signatures.binary_search_by_key(&public, |(k, _)| *k) {
        Ok(at) => {
            if let Some(entry) = signatures.get_mut(at) {
                entry.1 = signature;
            }
        }
        Err(at) => signatures.insert(at, (public, signature)),
    }
}

/// The keys whose signatures are good.
pub(super) fn good(signatures: &[(PublicKey, SignatureBytes)], input: &[u8]) -> BTreeSet<PublicKey> {
    let good = signatures.iter().filter(|(key, signature)| verifies(key, input, signature));
    good.map(|(key, _)| *key).collect()
}

fn signing_input(bytes: &[u8]) -> Vec<u8> {
    [SIGNING_DOMAIN, bytes].concat()
}

fn verifies(key: &PublicKey, input: &[u8], signature: &SignatureBytes) -> bool {
    let Some(key) = verifying_key(key) else { return false };
    Signature::from_slice(&signature.0).is_ok_and(|signature| key.verify_strict(input, &signature).is_ok())
}
