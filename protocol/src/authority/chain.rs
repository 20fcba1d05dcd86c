//! The versions of one scope's roster: which of those that were ever offered stand, and what is in
//! force. The same set leads to the same, in whatever order it came.
//!
//! - A version follows the one before and is signed by its signers and its own.
//! - Of two at one version the one of higher [`Rank`] stands. Of equal ones, where nothing follows
//!   yet, none does: granted is what both grant, revoked what either revokes. What follows one of
//!   them decides for it; so does a settlement that cites both, signed by those who signed before.
//! - Who is two versions ahead of a fork keeps its chain: what signers of long ago may still sign
//!   raises an alarm and no more.

use crate::{
    alarm::Alarm,
    id::{FederationId, Hash},
    roster::{Quorum, Roster, RosterError, Scope, SignedRoster, State, check_recovery, meet},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Rosters of one version that are looked at; whoever signs more gets no more attention.
const RIVALS_MAX: usize = 16;
/// Hashes of rosters that were outranked, to know what continues them.
const SET_ASIDE_MAX: usize = 256;

/// What makes one roster stand rather than another of its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Not by the governors, whose quorum is said to be lost.
    Recovery,
    Plain,
    /// It cites the rivals of the version before.
    Settlement,
    /// It hands over to the signers that the version before committed to.
    Handover,
}

/// A roster that was checked, with the state that it leads to.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) signed: SignedRoster,
    /// Without its changes, which are in the state.
    pub(super) roster: Roster,
    pub(super) state: Arc<State>,
    hash: Hash,
    rank: Rank,
}

/// A version of the chain, whose state may be gone.
#[derive(Debug, Clone)]
struct Link {
    signed: SignedRoster,
    hash: Hash,
    signers: Vec<Quorum>,
    next_signers: Option<Hash>,
    rank: Rank,
}

/// The versions of one scope's roster.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// The first version that is here: 1, or that of a checkpoint.
    first: u32,
    links: Vec<Link>,
    /// The last versions with their states, the newest last.
    recent: Vec<Version>,
    /// All rosters of a version, in the order of their hashes, where there are several.
    rivals: BTreeMap<u32, Vec<Version>>,
    in_force: Arc<State>,
    alarm: Option<Alarm>,
    /// The alarm came too late: whoever follows the other roster does not find back by a next version.
    split: bool,
    set_aside: BTreeSet<Hash>,
}

/// What a roster builds on.
struct Before<'a> {
    /// Whoever of these signs, all of one, may sign it.
    may_sign: Vec<Vec<&'a Quorum>>,
    /// Whom it follows: signers and commitment.
    follows: Option<(&'a [Quorum], Option<Hash>)>,
    /// Where that is still known.
    state: Option<Arc<State>>,
    rank: Rank,
}

/// What became of a version that was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It follows what was in force.
    Next,
    /// It changed what is in force in another way.
    Otherwise,
    /// It is worth keeping, but changes nothing.
    Noted,
}

impl Chain {
    /// A chain from its first version. The anchors are those who may sign it: none for a charter.
    pub(super) fn found(
        anchors: Option<&[Quorum]>,
        roster: &mut Roster,
        signed: &SignedRoster,
        known: bool,
    ) -> Result<Self, RosterError> {
        if roster.version != 1 {
            return Err(RosterError::Gap { scope: roster.scope.clone(), have: 0, got: roster.version });
        }
        let before = Before::nothing(anchors, roster)?;
        Ok(Self::from(before.check(roster, signed, known)?))
    }

    /// A chain from a version whose state is known to be right.
    pub(super) fn from(version: Version) -> Self {
        Self {
            first: version.number(),
            links: vec![version.link()],
            in_force: version.state.clone(),
            recent: vec![version],
            rivals: BTreeMap::new(),
            alarm: None,
            split: false,
            set_aside: BTreeSet::new(),
        }
    }

    /// Looks at a roster; none where it is here already.
    pub(super) fn examine(
        &self,
        anchors: Option<&[Quorum]>,
        roster: &mut Roster,
        signed: &SignedRoster,
        known: bool,
    ) -> Result<Option<Version>, RosterError> {
        let (scope, version, have) = (roster.scope.clone(), roster.version, self.version());
        if version == 0 || version > have.saturating_add(1) {
            return Err(RosterError::Gap { scope, have, got: version });
        }
        let hash = signed.hash();
        let ours = self.link(version).is_some_and(|link| link.hash == hash);
        let rivals = self.rivals.get(&version).into_iter().flatten();
        if ours || rivals.into_iter().any(|rival| rival.hash == hash) {
            return Ok(None);
        }
        if version < self.first || (version == self.first && self.first > 1) {
            return Err(RosterError::BeforeCheckpoint { scope, first: self.first, version });
        }
        let before = match version {
            1 => Before::nothing(anchors, roster)?,
            _ => self.before(anchors, roster)?,
        };
        if before.state.is_none() {
            // Of long ago: it can raise an alarm, where it was really signed.
            before.check_signed(roster, signed)?;
            return match before.hands_over(roster)? {
                true => Err(RosterError::Outranked { scope, version }),
                false => Err(RosterError::Twice { scope, version }),
            };
        }
        before.check(roster, signed, known).map(Some)
    }

    /// Takes in a version that was examined.
    pub(super) fn take(&mut self, version: Version) -> Result<Taken, RosterError> {
        let (number, have) = (version.number(), self.version());
        if number == have.saturating_add(1) {
            let next = self.decide(&version);
            self.push(version);
            return Ok(next);
        }
        let ours = self.link(number).map_or(Rank::Plain, |link| link.rank);
        let newest = number == have;
        if version.rank > ours && (newest || version.rank == Rank::Handover) {
            self.cut(number);
            self.decide(&version);
            self.push(version);
            return Ok(Taken::Otherwise);
        }
        let (scope, version_number) = (version.roster.scope.clone(), number);
        if version.rank < ours {
            self.put_aside(version.hash);
            return Err(RosterError::Outranked { scope, version: version_number });
        }
        // Two versions back it could still be what a settlement cites.
        if number.saturating_add(1) < have || version.rank > ours {
            self.raise_too_late(number, &version.signed);
            return Err(RosterError::Twice { scope, version: version_number });
        }
        self.raise(number, &version.signed);
        self.contest(version)?;
        Ok(if newest { Taken::Otherwise } else { Taken::Noted })
    }

    pub(super) fn version(&self) -> u32 {
        let length = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        self.first.saturating_add(length).saturating_sub(1)
    }

    /// What is in force.
    pub(super) fn state(&self) -> &State {
        &self.in_force
    }

    /// The last version; where there are several, the one of lowest hash.
    pub(super) fn last(&self) -> Option<&Version> {
        self.recent.last()
    }

    /// All rosters of the last version.
    pub(super) fn tips(&self) -> &[Version] {
        match self.rivals.get(&self.version()) {
            Some(rivals) => rivals,
            None => self.recent.last().map(std::slice::from_ref).unwrap_or_default(),
        }
    }

    /// Whether there are several last versions.
    pub(super) fn is_contested(&self) -> bool {
        self.rivals.contains_key(&self.version())
    }

    /// Whether the alarm is of two histories that both went on, as far as can be known here.
    pub(super) fn is_split(&self) -> bool {
        self.split
    }

    /// The hash of a version.
    pub(super) fn hash(&self, version: u32) -> Option<Hash> {
        self.link(version).map(|link| link.hash)
    }

    pub(super) fn alarm(&self) -> Option<&Alarm> {
        self.alarm.as_ref()
    }

    fn link(&self, version: u32) -> Option<&Link> {
        self.links.get(version.checked_sub(self.first)? as usize)
    }

    /// What a later version than the first builds on.
    fn before<'a>(
        &'a self,
        anchors: Option<&'a [Quorum]>,
        roster: &Roster,
    ) -> Result<Before<'a>, RosterError> {
        let (scope, version) = (roster.scope.clone(), roster.version);
        let back = version.saturating_sub(1);
        let unknown = RosterError::Previous { scope: scope.clone(), version };
        let previous = roster.previous.ok_or_else(|| unknown.clone())?;
        let rivals = self.rivals.get(&back).map(Vec::as_slice).unwrap_or_default();
        let parent = rivals.iter().find(|rival| rival.hash == previous);
        if !roster.settles.is_empty() {
            let in_order = [previous].iter().chain(&roster.settles).is_sorted_by(|a, b| a < b);
            let known = roster.settles.iter().all(|cited| rivals.iter().any(|rival| rival.hash == *cited));
            let parent = parent.filter(|_| in_order && known).ok_or(unknown)?;
            let may_sign = match self.link(back.saturating_sub(1)) {
                Some(link) => vec![link.signers.iter().collect()],
                None if back == 1 => alternatives(anchors),
                None => return Err(RosterError::BeforeCheckpoint { scope, first: self.first, version }),
            };
            let follows = Some((&parent.roster.signers[..], parent.roster.next_signers));
            return Ok(Before {
                may_sign,
                follows,
                state: Some(parent.state.clone()),
                rank: Rank::Settlement,
            });
        }
        let (signers, next_signers, state) = match (parent, self.link(back)) {
            (Some(parent), _) => {
                (&parent.roster.signers, parent.roster.next_signers, Some(parent.state.clone()))
            }
            (None, Some(link)) if link.hash == previous => {
                let recent = self.recent.iter().find(|recent| recent.number() == back);
                (&link.signers, link.next_signers, recent.map(|recent| recent.state.clone()))
            }
            _ if self.set_aside.contains(&previous) => return Err(RosterError::Outranked { scope, version }),
            _ => return Err(unknown),
        };
        let may_sign = vec![signers.iter().collect()];
        Ok(Before { may_sign, follows: Some((signers, next_signers)), state, rank: Rank::Plain })
    }

    /// Among rivals of the version before, the one that this version follows stands. Says whether
    /// it was in force already.
    fn decide(&mut self, next: &Version) -> Taken {
        let back = next.number().saturating_sub(1);
        let followed = self
            .rivals
            .get(&back)
            .and_then(|rivals| rivals.iter().find(|rival| Some(rival.hash) == next.roster.previous).cloned());
        let was_contested = self.is_contested();
        if let Some(followed) = followed
            && self.hash(back) != Some(followed.hash)
        {
            self.stand(followed);
            return Taken::Otherwise;
        }
        if was_contested { Taken::Otherwise } else { Taken::Next }
    }

    /// Puts a roster in the place of another of its version, and the one that it follows.
    fn stand(&mut self, version: Version) {
        self.decide(&version);
        let number = version.number();
        if let Some(link) = number.checked_sub(self.first).and_then(|at| self.links.get_mut(at as usize)) {
            *link = version.link();
        }
        if let Some(recent) = self.recent.iter_mut().find(|recent| recent.number() == number) {
            *recent = version;
        }
    }

    fn push(&mut self, version: Version) {
        let keep = keep(&version.roster.scope);
        self.links.push(version.link());
        self.in_force = version.state.clone();
        self.recent.push(version);
        self.recent.drain(..self.recent.len().saturating_sub(keep));
        let have = self.version();
        self.rivals.retain(|version, _| version.saturating_add(1) >= have);
    }

    /// Takes back a version and all that follow it: another one outranks it.
    fn cut(&mut self, version: u32) {
        self.split &= self.alarm.as_ref().is_some_and(|alarm| alarm.version() < version);
        let length = version.saturating_sub(self.first) as usize;
        for link in self.links.split_off(length.min(self.links.len())) {
            self.put_aside(link.hash);
        }
        self.recent.retain(|recent| recent.number() < version);
        for rival in self.rivals.split_off(&version).into_values().flatten() {
            self.put_aside(rival.hash);
        }
    }

    fn put_aside(&mut self, hash: Hash) {
        if self.set_aside.len() < SET_ASIDE_MAX {
            self.set_aside.insert(hash);
        }
    }

    /// Adds a rival of equal rank.
    fn contest(&mut self, version: Version) -> Result<(), RosterError> {
        let (number, newest) = (version.number(), self.version());
        let ours = self.recent.iter().find(|recent| recent.number() == number).cloned();
        let rivals = self.rivals.entry(number).or_insert_with(|| ours.into_iter().collect());
        if rivals.len() >= RIVALS_MAX {
            return Err(RosterError::TooMany { what: "rosters of one version", max: RIVALS_MAX });
        }
        let at = rivals.partition_point(|rival| rival.hash < version.hash);
        rivals.insert(at, version);
        if number == newest {
            let first = rivals.first().cloned();
            let states: Vec<&State> = rivals.iter().map(|rival| &*rival.state).collect();
            self.in_force = Arc::new(meet(&states));
            if let Some(first) = first {
                self.stand(first);
            }
        }
        Ok(())
    }

    /// Raises an alarm of two histories: no version settles it.
    pub(super) fn raise_too_late(&mut self, number: u32, signed: &SignedRoster) {
        self.raise(number, signed);
        self.split = self.alarm.as_ref().is_some_and(|alarm| alarm.version() == number);
    }

    /// Raises an alarm; the one of the latest version is kept, and of one version that of the
    /// lowest hashes.
    fn raise(&mut self, number: u32, signed: &SignedRoster) {
        let mut all: Vec<(Hash, &SignedRoster)> = vec![(signed.hash(), signed)];
        all.extend(self.rivals.get(&number).into_iter().flatten().map(|rival| (rival.hash, &rival.signed)));
        all.extend(self.link(number).map(|link| (link.hash, &link.signed)));
        let before = self.alarm.as_ref().filter(|alarm| alarm.version() == number).map(Alarm::rosters);
        all.extend(before.into_iter().flat_map(|(a, b)| [(a.hash(), a), (b.hash(), b)]));
        all.sort_by_key(|(hash, _)| *hash);
        all.dedup_by_key(|(hash, _)| *hash);
        let newer = self.alarm.as_ref().is_none_or(|alarm| alarm.version() <= number);
        if let (true, [(_, first), (_, second), ..]) = (newer, &all[..]) {
            self.alarm = Alarm::new(first, second).or(self.alarm.take());
        }
    }
}

/// How many versions are kept with their states: handing over outranks what a thief of the present
/// keys signed, as far back.
fn keep(scope: &Scope) -> usize {
    if matches!(scope, Scope::Institution(_)) { 16 } else { 3 }
}

/// Any one of the anchors may sign; for a charter, its own signers alone.
fn alternatives(anchors: Option<&[Quorum]>) -> Vec<Vec<&Quorum>> {
    match anchors {
        None => vec![Vec::new()],
        Some(anchors) => anchors.iter().map(|anchor| vec![anchor]).collect(),
    }
}

impl<'a> Before<'a> {
    fn nothing(anchors: Option<&'a [Quorum]>, roster: &Roster) -> Result<Self, RosterError> {
        if roster.previous.is_some() || !roster.settles.is_empty() {
            return Err(RosterError::Previous { scope: roster.scope.clone(), version: roster.version });
        }
        let state = Some(Arc::new(State::default()));
        Ok(Self { may_sign: alternatives(anchors), follows: None, state, rank: Rank::Plain })
    }

    /// The thresholds: of the roster's own signers, and of those before.
    fn check_signed(&self, roster: &Roster, signed: &SignedRoster) -> Result<(), RosterError> {
        let mut refused = RosterError::Unlisted(roster.scope.clone());
        for quorums in &self.may_sign {
            let quorums: Vec<&Quorum> = roster.signers.iter().chain(quorums.iter().copied()).collect();
            match signed.check_thresholds(roster, &quorums) {
                Ok(()) => return Ok(()),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// Whether it hands over to the signers that were committed to. A commitment binds until then.
    fn hands_over(&self, roster: &Roster) -> Result<bool, RosterError> {
        let Some((signers, Some(commitment))) = self.follows else { return Ok(false) };
        let same = signers == roster.signers;
        let handover = !same && roster.signers.first().map(Quorum::commitment) == Some(commitment);
        if handover || (same && roster.next_signers == Some(commitment)) {
            return Ok(handover);
        }
        Err(RosterError::Handover { scope: roster.scope.clone(), version: roster.version })
    }

    /// Everything that can be checked of a roster whose predecessor is known. `known` says that its
    /// signatures and root were found good before.
    fn check(
        mut self,
        roster: &mut Roster,
        signed: &SignedRoster,
        known: bool,
    ) -> Result<Version, RosterError> {
        if self.hands_over(roster)? {
            (self.rank, self.may_sign) = (Rank::Handover, vec![Vec::new()]);
        }
        if let (Some(notice), Some(before)) = (&roster.recovers, &self.state) {
            let federation = FederationId(roster.federation.unwrap_or(Hash([0; 32])).0);
            check_recovery(notice, roster, signed, federation, before)?;
            (self.rank, self.may_sign) = (Rank::Recovery, vec![Vec::new()]);
        }
        let before = self.state.as_deref().cloned().unwrap_or_default();
        let state = if known {
            roster.changed(before)?
        } else {
            self.check_signed(roster, signed)?;
            roster.leads_to(before)?
        };
        let changes = std::mem::take(&mut roster.changes);
        let bare = roster.clone();
        roster.changes = changes;
        let (signed, hash) = (signed.clone(), signed.hash());
        Ok(Version { signed, roster: bare, state: Arc::new(state), hash, rank: self.rank })
    }
}

impl Version {
    /// The version of a checkpoint, whose signers the caller knows to be right.
    pub(super) fn of_checkpoint(mut roster: Roster, signed: SignedRoster, state: State) -> Self {
        roster.changes = Vec::new();
        let hash = signed.hash();
        Self { signed, roster, state: Arc::new(state), hash, rank: Rank::Plain }
    }

    pub(super) fn hash(&self) -> Hash {
        self.hash
    }

    fn number(&self) -> u32 {
        self.roster.version
    }

    fn link(&self) -> Link {
        Link {
            signed: self.signed.clone(),
            hash: self.hash,
            signers: self.roster.signers.clone(),
            next_signers: self.roster.next_signers,
            rank: self.rank,
        }
    }
}
