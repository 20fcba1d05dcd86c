//! Alarms: two rosters of one scope and version, both signed. Somebody signed twice.

use crate::{
    bounds, cbor,
    id::PublicKey,
    roster::{Roster, RosterError, Scope, SignedRoster},
};
use std::collections::BTreeSet;

/// Two different rosters of one scope and version, the one of lower hash first. Whether enough keys
/// have signed each of them, the authority says that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    scope: Scope,
    version: u32,
    first: SignedRoster,
    second: SignedRoster,
}

impl Alarm {
    /// An alarm; none where the two do not contradict each other.
    #[must_use]
    pub fn new(a: &SignedRoster, b: &SignedRoster) -> Option<Self> {
        let (ours, theirs): (Roster, Roster) = (a.open().ok()?, b.open().ok()?);
        let contradict = ours.scope == theirs.scope && ours.version == theirs.version && a.hash() != b.hash();
        let (first, second) = if a.hash() < b.hash() { (a, b) } else { (b, a) };
        contradict.then(|| Self {
            scope: ours.scope,
            version: ours.version,
            first: first.clone(),
            second: second.clone(),
        })
    }

    /// Whose rosters they are.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Which version there is twice.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The two rosters.
    #[must_use]
    pub fn rosters(&self) -> (&SignedRoster, &SignedRoster) {
        (&self.first, &self.second)
    }

    /// Who signed both, with good signatures: whoever sees the alarm must talk to them.
    #[must_use]
    pub fn double_signers(&self) -> BTreeSet<PublicKey> {
        let (first, second) = (self.first.good_signers(), self.second.good_signers());
        first.intersection(&second).copied().collect()
    }

    /// The bytes that are sent.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(&(&self.first, &self.second))
    }

    /// Reads an alarm and checks that the two contradict each other.
    ///
    /// # Errors
    /// When it is too long, malformed or alarms nobody.
    pub fn decode(bytes: &[u8]) -> Result<Self, RosterError> {
        let (length, max) = (bytes.len(), 2 * bounds::ROSTER_MAX + 256 * bounds::ROSTER_SIGNATURES_MAX);
        if length > max {
            return Err(RosterError::TooLong { what: "two versions", length, max });
        }
        let (a, b): (SignedRoster, SignedRoster) = cbor::decode(bytes)?;
        let (first, _) = (a.open()?, b.open()?);
        let alarm = Self::new(&a, &b).ok_or(RosterError::NoAlarm(first.scope))?;
        if alarm.first == a { Ok(alarm) } else { Err(RosterError::SignatureOrder) }
    }
}
