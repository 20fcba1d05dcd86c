//! Who may say what: the newest rosters of a federation, and the judgement on a message that
//! follows from them. Never from the order in which anything arrived, never from a clock.

use crate::{
    content::Kind,
    id::{Country, FederationId, Hash, InstitutionId, Lane, LogId, Millis, PublicKey},
    ingest::Refusal,
    message::{Details, Message, RosterNeeds},
    roster::{
        Checkpoint, Device, InstitutionEntry, Node, Quorum, Role, Roster, RosterError, Scope, SignedRoster,
        Standing, State,
    },
    text::Texts,
};
use std::collections::{BTreeMap, BTreeSet};

/// All rosters of a federation, applied in order, and what they grant.
#[derive(Debug, Clone)]
pub struct Authority {
    federation: FederationId,
    chains: BTreeMap<Scope, Chain>,
    chambers: BTreeMap<Country, u32>,
    /// Every quorum that a version of the roster above ever named for a scope: each may sign the
    /// scope's first roster, so that the outcome does not depend on which version came first.
    anchors: BTreeMap<Scope, Vec<Quorum>>,
    members: BTreeMap<InstitutionId, Member>,
    /// An institution may list a key that is another's: nobody proves possession in a roster. So
    /// a key may have several listings, and the institution that a message names decides.
    devices: BTreeMap<PublicKey, Vec<Listing>>,
    nodes: BTreeMap<PublicKey, Vec<(InstitutionId, Node)>>,
}

/// The versions of one scope's roster.
#[derive(Debug, Clone)]
struct Chain {
    state: State,
    last: SignedRoster,
    review_by: Millis,
    /// Hash and signers of every version, from 1.
    versions: Vec<(Hash, Vec<Quorum>)>,
}

#[derive(Debug, Clone)]
struct Member {
    entry: InstitutionEntry,
    country: Country,
    /// Version of its own roster, 0 where it has none.
    version: u32,
    /// Every kind that a version ever granted.
    granted: BTreeSet<u16>,
}

#[derive(Debug, Clone)]
struct Listing {
    institution: InstitutionId,
    device: Device,
    /// Every role that a version ever gave it.
    roles: Vec<Role>,
}

impl Authority {
    /// The authority that these rosters lead to, in whatever order they are given.
    ///
    /// # Errors
    /// [`RosterError::NoCharter`] without a first charter, else the first roster that does not
    /// apply and why.
    pub fn load(rosters: &[SignedRoster]) -> Result<Self, RosterError> {
        let mut opened = Vec::with_capacity(rosters.len());
        for signed in rosters {
            opened.push((signed.open()?, signed));
        }
        opened.sort_by(|(a, _), (b, _)| (&a.scope, a.version).cmp(&(&b.scope, b.version)));
        let mut rest = opened.into_iter();
        let (charter, signed) = rest.next().ok_or(RosterError::NoCharter)?;
        if charter.scope != Scope::Federation || charter.version != 1 || charter.federation.is_some() {
            return Err(RosterError::NoCharter);
        }
        let mut authority = Self {
            federation: FederationId(signed.hash().0),
            chains: BTreeMap::new(),
            chambers: BTreeMap::new(),
            anchors: BTreeMap::new(),
            members: BTreeMap::new(),
            devices: BTreeMap::new(),
            nodes: BTreeMap::new(),
        };
        authority.take(charter, signed)?;
        for (roster, signed) in rest {
            authority.take(roster, signed)?;
        }
        Ok(authority)
    }

    /// Applies the next version of a scope's roster. `false` where exactly this version is
    /// already here.
    ///
    /// # Errors
    /// Why it does not apply; nothing changes then.
    pub fn apply(&mut self, signed: &SignedRoster) -> Result<bool, RosterError> {
        self.take(signed.open()?, signed)
    }

    /// The federation's id: the hash of its first charter.
    #[must_use]
    pub fn federation(&self) -> FederationId {
        self.federation
    }

    /// The federation's name.
    #[must_use]
    pub fn name(&self) -> &Texts {
        static NONE: Texts = Texts(BTreeMap::new());
        self.chains.get(&Scope::Federation).map_or(&NONE, |chain| &chain.state.name)
    }

    /// The version of a scope's roster, 0 where there is none.
    #[must_use]
    pub fn version(&self, scope: &Scope) -> u32 {
        self.chains.get(scope).map_or(0, Chain::version)
    }

    /// All versions, in the order of scopes.
    #[must_use]
    pub fn versions(&self) -> Vec<(Scope, u32)> {
        self.chains.iter().map(|(scope, chain)| (scope.clone(), chain.version())).collect()
    }

    /// When a scope's roster must be looked at again.
    #[must_use]
    pub fn review_by(&self, scope: &Scope) -> Option<Millis> {
        self.chains.get(scope).map(|chain| chain.review_by)
    }

    /// The whole state of a scope with its last roster, for newcomers.
    #[must_use]
    pub fn checkpoint(&self, scope: &Scope) -> Option<Checkpoint> {
        self.chains
            .get(scope)
            .map(|chain| Checkpoint { state: chain.state.clone(), roster: chain.last.clone() })
    }

    /// What a scope's rosters add up to.
    #[must_use]
    pub fn scope_state(&self, scope: &Scope) -> Option<&State> {
        self.chains.get(scope).map(|chain| &chain.state)
    }

    /// An institution as its chamber lists it.
    #[must_use]
    pub fn institution(&self, id: &InstitutionId) -> Option<&InstitutionEntry> {
        self.members.get(id).map(|member| &member.entry)
    }

    /// All institutions, in order.
    pub fn institutions(&self) -> impl Iterator<Item = (&InstitutionId, &InstitutionEntry)> {
        self.members.iter().map(|(id, member)| (id, &member.entry))
    }

    /// A device key, whatever its cut-offs, with the institution that lists it.
    #[must_use]
    pub fn device(&self, key: &PublicKey) -> Option<(&InstitutionId, &Device)> {
        self.devices.get(key)?.first().map(|listing| (&listing.institution, &listing.device))
    }

    /// All device keys, in order.
    pub fn devices(&self) -> impl Iterator<Item = (&PublicKey, &InstitutionId, &Device)> {
        self.devices.iter().flat_map(|(key, listings)| {
            listings.iter().map(move |listing| (key, &listing.institution, &listing.device))
        })
    }

    /// A node key that may connect: active, of an institution that takes part.
    #[must_use]
    pub fn node(&self, key: &PublicKey) -> Option<(&InstitutionId, &Node)> {
        let connects = |id: &InstitutionId, node: &Node| {
            node.active && self.members.get(id).is_some_and(|m| m.entry.standing == Standing::Active)
        };
        let mut listings = self.nodes.get(key)?.iter();
        listings.find(|(id, node)| connects(id, node)).map(|(id, node)| (id, node))
    }

    /// All node keys that may connect, in order.
    pub fn nodes(&self) -> impl Iterator<Item = (&PublicKey, &InstitutionId, &Node)> {
        self.nodes.keys().filter_map(|key| self.node(key).map(|(id, node)| (key, id, node)))
    }

    /// Whether an institution may author a kind now.
    #[must_use]
    pub fn may(&self, institution: &InstitutionId, kind: Kind) -> bool {
        self.institution(institution)
            .is_some_and(|entry| entry.standing == Standing::Active && grants(&entry.may, kind as u16))
    }

    /// The roster versions that a message of an institution relies on when it is written now.
    #[must_use]
    pub fn needs(&self, institution: &InstitutionId) -> RosterNeeds {
        RosterNeeds {
            charter: self.version(&Scope::Federation),
            chamber: self.version(&Scope::Chamber(institution.country())),
            institution: self.version(&Scope::Institution(institution.clone())),
        }
    }

    /// The bytes that the rosters grant to each log of an institution.
    #[must_use]
    pub fn quota(&self, institution: &InstitutionId) -> u64 {
        self.institution(institution).map_or(0, |entry| entry.quota_bytes)
    }

    /// The last valid sequence of a log by the rosters' cut-offs; none where it is open.
    #[must_use]
    pub fn end(&self, log: &LogId) -> Option<u64> {
        let listings = self.devices.get(&log.key)?;
        let ends = listings.iter().map(|listing| self.end_of(listing, log));
        // Open where one listing leaves it open, else the farthest.
        ends.reduce(|a, b| a.zip(b).map(|(a, b)| a.max(b))).flatten()
    }

    /// Whether the rosters let this message stand in its log.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn judge(&self, message: &Message) -> Result<(), Refusal> {
        let envelope = message.envelope();
        if envelope.federation != self.federation {
            return Err(Refusal::Federation);
        }
        let member = self.members.get(&envelope.institution);
        if let Some(details) = message.details() {
            self.check_needs(&envelope.institution, member, details.needs)?;
            check_shape(details, envelope.log.lane)?;
        }
        let listings = self.devices.get(&envelope.log.key).ok_or(Refusal::UnlistedKey)?;
        let listing = listings
            .iter()
            .find(|listing| listing.institution == envelope.institution)
            .ok_or_else(|| Refusal::Institution(envelope.institution.clone()))?;
        if let Some(cut_off) = self.end_of(listing, &envelope.log).filter(|end| envelope.seq > *end) {
            return Err(Refusal::BeyondCutOff { cut_off });
        }
        match (message.details(), member) {
            (Some(details), Some(member)) => check_right(listing, member, details.kind),
            (None, Some(_)) => Ok(()),
            (_, None) => Err(Refusal::UnlistedKey),
        }
    }

    /// Whether the author may write this now: stricter than [`Authority::judge`], because what was
    /// withdrawn still links when it comes from peers.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn judge_submission(&self, message: &Message) -> Result<(), Refusal> {
        self.judge(message)?;
        let envelope = message.envelope();
        let Some(details) = message.details() else { return Ok(()) };
        let entry = self.institution(&envelope.institution).ok_or(Refusal::UnlistedKey)?;
        let refused = |who: String| Err(Refusal::NotAllowed { who, kind: details.kind });
        if entry.standing != Standing::Active || !grants(&entry.may, details.kind) {
            return refused(envelope.institution.to_string());
        }
        let mut listings = self.devices.get(&envelope.log.key).into_iter().flatten();
        match listings.find(|listing| listing.institution == envelope.institution) {
            Some(listing) if !listing.device.role.may(details.kind) => refused(listing.device.label.clone()),
            _ => Ok(()),
        }
    }

    fn check_needs(
        &self,
        institution: &InstitutionId,
        member: Option<&Member>,
        needs: RosterNeeds,
    ) -> Result<(), Refusal> {
        let charter = self.version(&Scope::Federation);
        let (chamber, own) = match member {
            Some(member) => (self.chambers.get(&member.country).copied().unwrap_or(0), member.version),
            None => (self.version(&Scope::Chamber(institution.country())), 0),
        };
        let behind = |scope, version| Err(Refusal::RosterBehind { scope, version });
        if needs.charter > charter {
            return behind(Scope::Federation, needs.charter);
        }
        if needs.chamber > chamber {
            return behind(Scope::Chamber(institution.country()), needs.chamber);
        }
        if needs.institution > own {
            return behind(Scope::Institution(institution.clone()), needs.institution);
        }
        Ok(())
    }

    fn end_of(&self, listing: &Listing, log: &LogId) -> Option<u64> {
        let own = match log.lane {
            Lane::Crisis => listing.device.cut_off.0,
            Lane::Acts => listing.device.cut_off.1,
        };
        let own = own.map(|cut_off| cut_off.seq);
        let entry = &self.members.get(&listing.institution)?.entry;
        let named = entry.ends.iter().find(|(l, _)| l == log).map(|(_, cut_off)| cut_off.seq);
        let chamber = named.or((entry.standing != Standing::Active).then_some(0));
        match (own, chamber) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    fn take(&mut self, roster: Roster, signed: &SignedRoster) -> Result<bool, RosterError> {
        let first_charter = roster.scope == Scope::Federation && roster.version == 1;
        let ours = if first_charter {
            roster.federation.is_none() && signed.hash().0 == self.federation.0
        } else {
            roster.federation.is_some_and(|id| id.0 == self.federation.0)
        };
        if !ours {
            return Err(RosterError::Federation);
        }
        let chain = self.chains.get(&roster.scope);
        let have = chain.map_or(0, Chain::version);
        let (scope, version) = (roster.scope.clone(), roster.version);
        if version == 0 || version > have.saturating_add(1) {
            return Err(RosterError::Gap { scope, have, got: version });
        }
        if version <= have {
            if chain.and_then(|c| c.at(version)).is_some_and(|(hash, _)| *hash == signed.hash()) {
                return Ok(false);
            }
            // Worth an alarm only where it was really signed.
            self.check_signed(&roster, signed)?;
            return Err(RosterError::Twice { scope, version });
        }
        if roster.previous != chain.and_then(|c| c.at(have)).map(|(hash, _)| *hash) {
            return Err(RosterError::Previous { scope, version });
        }
        self.check_signed(&roster, signed)?;
        let mut state = chain.map(|c| c.state.clone()).unwrap_or_default();
        for change in &roster.changes {
            change.belongs_to(&scope)?;
            state.apply(change)?;
        }
        if state.root() != roster.root {
            return Err(RosterError::Root { scope, version });
        }
        roster.check_signers(&state)?;
        self.adopt(roster, signed, state);
        Ok(true)
    }

    /// Checks the thresholds: of the roster's own signers and of those of the version before; a
    /// first version needs those whom a roster above it names.
    fn check_signed(&self, roster: &Roster, signed: &SignedRoster) -> Result<(), RosterError> {
        let own: Vec<&Quorum> = roster.signers.iter().collect();
        if let Some((_, before)) = self.chains.get(&roster.scope).and_then(|c| c.at(roster.version - 1)) {
            let quorums: Vec<_> = own.into_iter().chain(before).collect();
            return signed.check_thresholds(roster, &quorums);
        }
        if roster.scope == Scope::Federation {
            return signed.check_thresholds(roster, &own);
        }
        let mut refused = RosterError::Unlisted(roster.scope.clone());
        for anchor in self.anchors.get(&roster.scope).into_iter().flatten() {
            let quorums: Vec<_> = own.iter().copied().chain([anchor]).collect();
            match signed.check_thresholds(roster, &quorums) {
                Ok(()) => return Ok(()),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    fn adopt(&mut self, roster: Roster, signed: &SignedRoster, state: State) {
        match &roster.scope {
            Scope::Federation => {
                for (country, quorum) in &state.chambers {
                    self.anchor(Scope::Chamber(country.clone()), quorum);
                }
            }
            Scope::Chamber(country) => {
                self.chambers.insert(country.clone(), roster.version);
                for change in &roster.changes {
                    if let crate::roster::Change::Institution(id, entry) = change {
                        self.adopt_institution(country, id, entry);
                    }
                }
            }
            Scope::Institution(id) => {
                if let Some(member) = self.members.get_mut(id) {
                    member.version = roster.version;
                }
                for (key, device) in &state.devices {
                    self.adopt_device(id, key, device);
                }
                for (key, node) in &state.nodes {
                    let listings = self.nodes.entry(*key).or_default();
                    listings.retain(|(institution, _)| institution != id);
                    listings.push((id.clone(), node.clone()));
                    listings.sort_by(|a, b| a.0.cmp(&b.0));
                }
            }
        }
        let chain = self.chains.entry(roster.scope).or_insert_with(|| Chain {
            state: State::default(),
            last: signed.clone(),
            review_by: roster.review_by,
            versions: Vec::new(),
        });
        chain.state = state;
        chain.last = signed.clone();
        chain.review_by = roster.review_by;
        chain.versions.push((signed.hash(), roster.signers));
    }

    fn adopt_institution(&mut self, country: &Country, id: &InstitutionId, entry: &InstitutionEntry) {
        let member = self.members.entry(id.clone()).or_insert_with(|| Member {
            entry: entry.clone(),
            country: country.clone(),
            version: 0,
            granted: BTreeSet::new(),
        });
        member.entry = entry.clone();
        member.granted.extend(&entry.may);
        self.anchor(Scope::Institution(id.clone()), &entry.keys);
    }

    fn anchor(&mut self, scope: Scope, quorum: &Quorum) {
        let anchors = self.anchors.entry(scope).or_default();
        if !anchors.contains(quorum) {
            anchors.push(quorum.clone());
        }
    }

    fn adopt_device(&mut self, id: &InstitutionId, key: &PublicKey, device: &Device) {
        let listings = self.devices.entry(*key).or_default();
        match listings.binary_search_by(|listing| listing.institution.cmp(id)) {
            Ok(at) => {
                if let Some(listing) = listings.get_mut(at) {
                    listing.device = device.clone();
                    if !listing.roles.contains(&device.role) {
                        listing.roles.push(device.role);
                    }
                }
            }
            Err(at) => {
                let (institution, roles) = (id.clone(), vec![device.role]);
                listings.insert(at, Listing { institution, device: device.clone(), roles });
            }
        }
    }
}

impl Chain {
    fn version(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX)
    }

    fn at(&self, version: u32) -> Option<&(Hash, Vec<Quorum>)> {
        self.versions.get(version.checked_sub(1)? as usize)
    }
}

impl Role {
    /// Whether a device of this role writes messages of a kind. Of kinds that this release does
    /// not know, only that a read-only device writes none.
    #[must_use]
    pub fn may(self, kind: u16) -> bool {
        match (self, Kind::from_number(kind)) {
            (Self::ReadOnly, _) => false,
            (Self::Secretary, _) => true,
            (Self::Operator, kind) => kind != Some(Kind::Agenda),
            (Self::DutyOfficer, kind) => kind.is_none_or(|kind| kind.lane() == Lane::Crisis),
        }
    }
}

/// What of a header can contradict itself, for the kinds that this release knows.
fn check_shape(details: &Details, lane: Lane) -> Result<(), Refusal> {
    let Some(kind) = Kind::from_number(details.kind) else { return Ok(()) };
    if kind.lane() != lane {
        return Err(Refusal::Inconsistent("its kind belongs into the other lane"));
    }
    if kind.begins_thread() && details.root.is_some() {
        return Err(Refusal::Inconsistent("what begins a thread answers nothing"));
    }
    if !kind.begins_thread() && details.root.is_none() {
        return Err(Refusal::Inconsistent("an answer names what it answers"));
    }
    Ok(())
}

/// Whether a grant covers a kind. Who may write anything may also take its own words back.
fn grants(may: &BTreeSet<u16>, kind: u16) -> bool {
    may.contains(&kind) || (kind == Kind::Erasure as u16 && !may.is_empty())
}

fn check_right(listing: &Listing, member: &Member, kind: u16) -> Result<(), Refusal> {
    let refused = |who: String| Err(Refusal::NotAllowed { who, kind });
    if !grants(&member.granted, kind) {
        return refused(listing.institution.to_string());
    }
    if !listing.roles.iter().any(|role| role.may(kind)) {
        return refused(listing.device.label.clone());
    }
    Ok(())
}
