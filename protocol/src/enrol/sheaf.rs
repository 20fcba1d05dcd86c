//! Rosters in a file, as they go from governor to governor: those that a version stands on, and
//! last that version, which may lack signatures.

use crate::{
    authority::Authority,
    bounds,
    cbor::{self, CborError},
    id::{InstitutionId, PublicKey},
    roster::{self, Quorum, Recovery, Roster, RosterError, Scope, SignedRecovery, SignedRoster, State},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Rosters that belong together, the newest of what is spoken of last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sheaf {
    /// Format of the file; 1.
    cabildo_rosters: u16,
    /// The rosters.
    pub rosters: Vec<SignedRoster>,
    /// Notice of a recovery of the last one's chamber, while it is signed and waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<SignedRecovery>,
}

/// A quorum that must sign a version, and how many of it have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Whose keys.
    pub quorum: Quorum,
    /// Of them, those that have signed.
    pub have: BTreeSet<PublicKey>,
}

impl Need {
    /// How many signatures are missing.
    #[must_use]
    pub fn lacks(&self) -> usize {
        usize::from(self.quorum.threshold).saturating_sub(self.have.len())
    }
}

/// Institutions of which more than half must sign what completes a recovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countersigns {
    /// All that take part, each with its keys and who of them has signed.
    pub institutions: Vec<(InstitutionId, Need)>,
    /// How many of them must sign.
    pub need: usize,
}

impl Countersigns {
    /// How many have.
    #[must_use]
    pub fn have(&self) -> usize {
        self.institutions.iter().filter(|(_, need)| need.lacks() == 0).count()
    }

    /// How many are missing.
    #[must_use]
    pub fn lacks(&self) -> usize {
        self.need.saturating_sub(self.have())
    }
}

/// How the last version of a sheaf stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// What the versions before it add up to; none before the first charter.
    pub authority: Option<Authority>,
    /// The version.
    pub roster: Roster,
    /// Who must sign it.
    pub needs: Vec<Need>,
    /// Who beside them, where it completes a recovery.
    pub countersigns: Option<Countersigns>,
    /// What its scope is like before it.
    pub before: State,
}

impl Standing {
    /// Whether everybody has signed who must.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.needs.iter().all(|need| need.lacks() == 0)
            && self.countersigns.as_ref().is_none_or(|countersigns| countersigns.lacks() == 0)
    }

    /// Whether a key is one of those that may sign it.
    #[must_use]
    pub fn asks(&self, key: &PublicKey) -> bool {
        let institutions = self.countersigns.iter().flat_map(|c| &c.institutions).map(|(_, need)| need);
        self.needs.iter().chain(institutions).any(|need| need.quorum.keys.contains(key))
    }
}

impl Sheaf {
    /// The longest file.
    pub const MAX: usize = 64 * 1024 * 1024;

    /// Of these rosters.
    #[must_use]
    pub fn new(rosters: Vec<SignedRoster>) -> Self {
        Self { cabildo_rosters: 1, rosters, notice: None }
    }

    /// The bytes of a file.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads a file: a sheaf, or one signed roster by itself.
    ///
    /// # Errors
    /// When it is too long or neither.
    pub fn decode(bytes: &[u8]) -> Result<Self, RosterError> {
        if bytes.len() > Self::MAX {
            return Err(RosterError::TooLong { what: "file", length: bytes.len(), max: Self::MAX });
        }
        let sheaf: Result<Self, CborError> = cbor::decode(bytes);
        match sheaf {
            Ok(sheaf) if sheaf.cabildo_rosters > 1 => Err(RosterError::Schema(sheaf.cabildo_rosters)),
            Ok(sheaf) => Ok(sheaf),
            Err(error) => match cbor::decode::<SignedRoster>(bytes) {
                Ok(signed) => Ok(Self::new(vec![signed])),
                Err(_) => Err(error.into()),
            },
        }
    }

    /// Of all rosters, those that a reader of one scope needs: the charters, the chamber's, and
    /// where it is an institution its own.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn of_scope(rosters: &[SignedRoster], scope: &Scope) -> Result<Self, RosterError> {
        let mut found = Vec::new();
        for signed in rosters {
            let roster = signed.open()?;
            let wanted = match (&roster.scope, scope) {
                (Scope::Federation, _) => true,
                (Scope::Chamber(country), Scope::Institution(id)) => *country == id.country(),
                (one, other) => one == other,
            };
            if wanted {
                found.push((roster.scope, roster.version, signed.clone()));
            }
        }
        found.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        Ok(Self::new(found.into_iter().map(|(_, _, signed)| signed).collect()))
    }

    /// Checks everything before the last version, and of that version everything but the
    /// signatures that it still lacks.
    ///
    /// # Errors
    /// What does not fit.
    pub fn standing(&self) -> Result<Standing, RosterError> {
        let (last, before) = self.rosters.split_last().ok_or(RosterError::NoCharter)?;
        let roster = last.open()?;
        let authority = if before.is_empty() { None } else { Some(Authority::load(before)?) };
        let state = self.check(&roster, authority.as_ref())?;
        let signed = last.good_signatures()?;
        let needs = quorums(&roster, before, authority.as_ref())?.into_iter();
        let needs = needs.map(|quorum| need(quorum, &signed)).collect();
        let countersigns = roster.recovers.as_ref().map(|_| {
            let take_part = state.institutions.iter().filter(|(_, e)| e.standing == roster::Standing::Active);
            let institutions: Vec<_> =
                take_part.map(|(id, entry)| (id.clone(), need(entry.keys.clone(), &signed))).collect();
            Countersigns { need: institutions.len() / 2 + 1, institutions }
        });
        Ok(Standing { needs, countersigns, before: state, authority, roster })
    }

    /// The notice that a sheaf carries, and how many of the chamber's recovery keys have signed it.
    ///
    /// # Errors
    /// When it cannot be read, or does not fit the rosters.
    pub fn notice_standing(&self) -> Result<Option<(Recovery, Need)>, RosterError> {
        let Some(signed) = &self.notice else { return Ok(None) };
        let (notice, authority) = (signed.open()?, Authority::load(&self.rosters)?);
        let scope = Scope::Chamber(notice.chamber.clone());
        let refused = |why| RosterError::Recovery { scope: scope.clone(), why };
        let last = authority.checkpoint(&scope).ok_or_else(|| RosterError::Unlisted(scope.clone()))?;
        if notice.federation.0 != authority.federation().0 || notice.previous != last.roster.hash() {
            return Err(refused("the chamber's roster has another version since"));
        }
        let quorum = last.state.recovery.ok_or_else(|| refused("the chamber has no recovery keys"))?;
        let have = signed.good_signers();
        Ok(Some((notice, need(quorum, &have))))
    }

    /// Checks what the last version says; returns the state before it.
    fn check(&self, roster: &Roster, authority: Option<&Authority>) -> Result<State, RosterError> {
        let (scope, version) = (roster.scope.clone(), roster.version);
        let federation = authority.map(|a| crate::id::Hash(a.federation().0));
        let first = scope == Scope::Federation && version == 1;
        if roster.federation != federation || (authority.is_none() && !first) {
            return Err(if authority.is_none() { RosterError::NoCharter } else { RosterError::Federation });
        }
        let checkpoint = authority.and_then(|a| a.checkpoint(&scope));
        let have = authority.map_or(0, |a| a.version(&scope));
        if version != have + 1 {
            return Err(RosterError::Gap { scope, have, got: version });
        }
        if roster.previous != checkpoint.as_ref().map(|c| c.roster.hash()) {
            return Err(RosterError::Previous { scope, version });
        }
        let before = checkpoint.map(|c| c.state).unwrap_or_default();
        roster.leads_to(before.clone())?;
        Ok(before)
    }
}

fn need(quorum: Quorum, signed: &BTreeSet<PublicKey>) -> Need {
    let have = quorum.keys.intersection(signed).copied().collect();
    Need { quorum, have }
}

/// Who must sign a version: its own signers, and those of the version before or, for a first
/// version, whom the roster above names.
fn quorums(
    roster: &Roster,
    before: &[SignedRoster],
    authority: Option<&Authority>,
) -> Result<Vec<Quorum>, RosterError> {
    let mut all = roster.signers.clone();
    // A settlement is for those to sign who signed before all that it settles.
    let back = if roster.settles.is_empty() { 1 } else { 2 };
    let last = authority.and_then(|a| a.checkpoint(&roster.scope)?.roster.open().ok());
    let hands_over = last.is_some_and(|last| {
        let commitment = roster.signers.first().map(Quorum::commitment);
        last.signers != roster.signers && last.next_signers.is_some() && last.next_signers == commitment
    });
    if hands_over || roster.recovers.is_some() {
        return Ok(all);
    }
    for signed in before {
        let earlier = signed.open()?;
        if earlier.scope == roster.scope && earlier.version + back == roster.version {
            all.extend(earlier.signers);
        }
    }
    if roster.version == back
        && roster.scope != Scope::Federation
        && let Some(authority) = authority
    {
        let above = match &roster.scope {
            Scope::Federation => None,
            Scope::Chamber(country) => {
                authority.scope_state(&Scope::Federation).and_then(|s| s.chambers.get(country)).cloned()
            }
            Scope::Institution(id) => authority.institution(id).map(|entry| entry.keys.clone()),
        };
        all.push(above.ok_or_else(|| RosterError::Unlisted(roster.scope.clone()))?);
    }
    let mut once: Vec<Quorum> = Vec::new();
    for quorum in all {
        if !once.contains(&quorum) {
            once.push(quorum);
        }
    }
    Ok(once)
}

impl SignedRoster {
    /// Adds the signatures of another copy of the same roster that are good; says how many were
    /// news.
    ///
    /// # Errors
    /// When the other one is no copy of this, or cannot be read.
    pub fn merge(&mut self, other: &Self) -> Result<usize, RosterError> {
        let roster = self.open()?;
        other.open()?;
        if self.bytes != other.bytes {
            return Err(RosterError::Twice { scope: roster.scope, version: roster.version });
        }
        let (good, mut added) = (other.good_signatures()?, 0);
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        enrol::{EnrolError, Invitation},
        id::{Country, FederationId, Hash, Millis},
        roster::{Change, Next},
        text::Texts,
    };
    use ed25519_dalek::SigningKey;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn sign(signed: &mut SignedRoster, seeds: &[u8]) {
        seeds.iter().for_each(|seed| signed.sign(&key(*seed)));
    }

    fn quorum(seeds: [u8; 3]) -> Quorum {
        Quorum::new(seeds.map(|seed| PublicKey::ed25519(key(seed).verifying_key().to_bytes())), 2)
    }

    fn country(code: &str) -> Country {
        code.parse().expect("a country")
    }

    fn version(
        federation: Option<FederationId>,
        scope: Scope,
        signers: Vec<Quorum>,
        changes: Vec<Change>,
    ) -> SignedRoster {
        let next = Next { federation, scope, signers, changes, issued: Millis(1), review_by: Millis(2) };
        SignedRoster::new(&Roster::next(None, &mut State::default(), next).expect("a roster"))
    }

    /// Two chambers' charter, which nobody has signed.
    fn charter() -> SignedRoster {
        let (cl, mx) = (quorum([1, 2, 3]), quorum([4, 5, 6]));
        let changes = vec![
            Change::Name(Texts::one("es".parse().expect("a tag"), "Prueba")),
            Change::Chamber(country("cl"), cl.clone()),
            Change::Chamber(country("mx"), mx.clone()),
        ];
        version(None, Scope::Federation, vec![cl, mx], changes)
    }

    #[test]
    fn signatures_are_gathered_from_copies_and_what_lacks_is_known() {
        let lacks = |signed: &SignedRoster| {
            let standing = Sheaf::new(vec![signed.clone()]).standing().expect("a charter");
            standing.needs.iter().map(Need::lacks).collect::<Vec<_>>()
        };
        let (mut here, mut there) = (charter(), charter());
        assert_eq!(lacks(&here), [2, 2]);
        sign(&mut here, &[1, 2]);
        sign(&mut there, &[2, 4, 5, 9]);
        assert_eq!((lacks(&here), lacks(&there)), (vec![0, 2], vec![1, 0]));
        assert_eq!(here.merge(&there), Ok(3), "one that nobody asked for is carried along");
        assert_eq!(lacks(&here), [0, 0]);
        // A signature that is none counts nowhere and is not taken over.
        let mut forged = charter();
        forged.sign(&key(6));
        forged.signatures[0].1.0[3] ^= 1;
        assert_eq!(lacks(&forged), [2, 2]);
        assert_eq!(here.merge(&forged), Ok(0));
        let mut other = charter();
        other.bytes = version(
            None,
            Scope::Federation,
            vec![quorum([1, 2, 3])],
            vec![Change::Chamber(country("cl"), quorum([1, 2, 3]))],
        )
        .bytes;
        assert!(matches!(here.merge(&other), Err(RosterError::Twice { version: 1, .. })));
    }

    #[test]
    fn a_draft_stands_on_what_comes_before_it_and_on_nothing_else() {
        let mut charter = charter();
        sign(&mut charter, &[1, 2, 4, 5]);
        let federation = Some(FederationId(charter.hash().0));
        let scope = Scope::Chamber(country("mx"));
        let recovery = vec![Change::Recovery(quorum([7, 8, 9]))];
        // The chamber may change its governors at once: both old and new must sign.
        let draft = version(federation, scope.clone(), vec![quorum([4, 5, 7])], recovery.clone());
        let sheaf = Sheaf::new(vec![charter.clone(), draft.clone()]);
        let sheaf = Sheaf::decode(&sheaf.encode()).expect("a file");
        let standing = sheaf.standing().expect("a draft");
        assert_eq!(standing.needs.iter().map(Need::lacks).collect::<Vec<_>>(), [2, 2]);
        assert!(!standing.is_complete());
        let alone = Sheaf::new(vec![draft.clone()]).standing();
        assert_eq!(alone.err(), Some(RosterError::NoCharter));
        let elsewhere =
            version(Some(FederationId([9; 32])), scope.clone(), vec![quorum([4, 5, 6])], recovery.clone());
        let refused = Sheaf::new(vec![charter.clone(), elsewhere]).standing();
        assert_eq!(refused.err(), Some(RosterError::Federation));
        let unlisted = version(federation, Scope::Chamber(country("pe")), vec![quorum([4, 5, 6])], recovery);
        let refused = Sheaf::new(vec![charter.clone(), unlisted]).standing();
        assert_eq!(refused.err(), Some(RosterError::Unlisted(Scope::Chamber(country("pe")))));
        // An invitation that saw this charter, or a later one, or another.
        let charters = [charter.clone()];
        let invitation = |version, hash| Invitation {
            schema: 1,
            institution: "mx:1".parse().expect("an id"),
            federation: FederationId(charter.hash().0),
            checkpoint: vec![(Scope::Federation, version, hash)],
            peers: Vec::new(),
        };
        assert!(invitation(1, charter.hash()).check(&charters).is_ok());
        let saw = |version, hash| invitation(version, hash).check(&charters).err();
        assert!(matches!(saw(2, charter.hash()), Some(EnrolError::Older { have: 1, saw: 2, .. })));
        assert!(matches!(saw(1, Hash([1; 32])), Some(EnrolError::History { version: 1, .. })));
        let mut foreign = invitation(1, charter.hash());
        foreign.federation = FederationId([1; 32]);
        assert_eq!(foreign.check(&charters).err(), Some(EnrolError::Federation));
        // A charter that lacks signatures carries nothing.
        let mut unsigned = charter;
        unsigned.signatures.clear();
        let refused = Sheaf::new(vec![unsigned, draft]).standing();
        assert!(matches!(refused.err(), Some(RosterError::Threshold { .. })));
    }
}
