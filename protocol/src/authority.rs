//! Who may say what: the newest rosters of a federation, and the judgement on a message that
//! follows from them. Never from the order in which anything arrived, never from a clock.

mod chain;
mod judge;

use crate::{
    alarm::Alarm,
    id::{Country, FederationId, Hash, InstitutionId, Millis, PublicKey, hash},
    roster::{
        Change, Checkpoint, Device, InstitutionEntry, Mandate, Node, Quorum, Role, Roster, RosterError,
        Scope, SignedRoster, Standing, State,
    },
    text::Texts,
};
use chain::{Chain, Taken, Version};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// All rosters of a federation, applied in order, and what they grant.
#[derive(Debug, Clone)]
pub struct Authority {
    federation: FederationId,
    chains: BTreeMap<Scope, Chain>,
    members: BTreeMap<InstitutionId, Member>,
    /// An institution may list a key that is another's: nobody proves possession in a roster. So
    /// a key may have several listings, and the institution that a message names decides.
    devices: BTreeMap<PublicKey, Vec<Listing>>,
    nodes: BTreeMap<PublicKey, Vec<(InstitutionId, Node)>>,
    /// See [`Authority::with_node`]; found when it is first asked for.
    with_node: OnceLock<BTreeSet<InstitutionId>>,
    /// The mandates of those who list any; found in the same way.
    mandates: OnceLock<BTreeMap<InstitutionId, Mandates>>,
}

/// Mandates by the code that positions cite.
type Mandates = BTreeMap<String, Mandate>;

/// A roster that was checked and not yet taken in.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) scope: Scope,
    pub(crate) version: u32,
    changes: Vec<Change>,
    what: What,
}

impl Offer {
    /// Whether it comes too late to change anything but an alarm.
    pub(crate) fn is_old(&self) -> bool {
        matches!(self.what, What::Old(_))
    }
}

#[derive(Debug)]
enum What {
    Begun(Box<Chain>),
    Version(Box<Version>),
    /// It changes nothing any more.
    Old(SignedRoster),
}

#[derive(Debug, Clone)]
struct Member {
    entry: InstitutionEntry,
    /// Every kind that a version ever granted.
    granted: BTreeSet<u16>,
}

#[derive(Debug, Clone)]
struct Listing {
    institution: InstitutionId,
    device: Device,
    /// Every role that a version ever gave it.
    roles: BTreeSet<Role>,
    /// The version of its institution's roster that listed it so; the newest one may be higher.
    version: u32,
}

impl Authority {
    /// The authority that these rosters lead to, in whatever order they are given.
    ///
    /// # Errors
    /// [`RosterError::NoCharter`] without a first charter, else the first roster that does not
    /// apply and why. What another one outranks, or what only raises an alarm, is no error.
    pub fn load(rosters: &[SignedRoster]) -> Result<Self, RosterError> {
        Self::load_knowing(rosters, &BTreeSet::new(), &BTreeSet::new()).map(|(authority, _)| authority)
    }

    /// The same, where some (by hash) came too late to be settled, and where signatures and roots of
    /// rosters with these digests were found good before, on this machine: they are not checked again.
    /// Also the digests of all that are known to be good now.
    ///
    /// # Errors
    /// As [`Authority::load`].
    pub fn load_knowing(
        rosters: &[SignedRoster],
        late: &BTreeSet<Hash>,
        known: &BTreeSet<Hash>,
    ) -> Result<(Self, BTreeSet<Hash>), RosterError> {
        let mut good = BTreeSet::new();
        let mut opened = Vec::with_capacity(rosters.len());
        for signed in rosters {
            let roster = signed.open()?;
            let hash = signed.hash();
            let place = (late.contains(&hash), roster.scope.clone(), roster.version, hash);
            opened.push((place, roster, signed));
        }
        opened.sort_by(|(a, _, _), (b, _, _)| a.cmp(b));
        let mut rest = opened.into_iter();
        let (_, charter, signed) = rest.next().ok_or(RosterError::NoCharter)?;
        if charter.scope != Scope::Federation || charter.version != 1 || charter.federation.is_some() {
            return Err(RosterError::NoCharter);
        }
        let mut authority = Self::empty(FederationId(signed.hash().0));
        // What was outranked, and what continues it.
        let mut aside = BTreeSet::new();
        for (roster, signed) in std::iter::once((charter, signed)).chain(rest.map(|(_, r, s)| (r, s))) {
            if roster.previous.is_some_and(|previous| aside.contains(&previous)) {
                aside.insert(signed.hash());
                continue;
            }
            let digest = signed.digest();
            let examined = authority.examine(roster, signed, known.contains(&digest));
            let taken = examined.and_then(|offer| match offer {
                Some(offer) => {
                    good.insert(digest);
                    authority.accept(offer)
                }
                None => Ok(()),
            });
            match taken {
                Ok(()) | Err(RosterError::Twice { .. }) => {}
                Err(RosterError::Outranked { .. }) => {
                    aside.insert(signed.hash());
                }
                Err(error) => return Err(error),
            }
        }
        Ok((authority, good))
    }

    /// The authority of a newcomer: from the federation's id and the hashes of rosters that an
    /// invitation names (the charter's at least), and checkpoints that anybody may hand over. A
    /// scope that is not pinned counts where those whom the roster above names now have signed it.
    /// Later versions are applied as ever; nothing older, and no other history, is.
    ///
    /// # Errors
    /// [`RosterError::NoCharter`] without the pinned charter, else the first checkpoint that does
    /// not fit and why.
    pub fn start(
        federation: FederationId,
        pins: &BTreeMap<Scope, Hash>,
        checkpoints: &[Checkpoint],
    ) -> Result<Self, RosterError> {
        let mut opened = Vec::with_capacity(checkpoints.len());
        for checkpoint in checkpoints {
            opened.push((checkpoint.open()?, checkpoint));
        }
        opened.sort_by(|(a, _), (b, _)| (&a.scope, a.version).cmp(&(&b.scope, b.version)));
        if !pins.contains_key(&Scope::Federation)
            || opened.first().is_none_or(|(roster, _)| roster.scope != Scope::Federation)
        {
            return Err(RosterError::NoCharter);
        }
        let mut authority = Self::empty(federation);
        for (roster, checkpoint) in opened {
            authority.begin(pins, roster, checkpoint)?;
        }
        Ok(authority)
    }

    fn empty(federation: FederationId) -> Self {
        Self {
            federation,
            chains: BTreeMap::new(),
            members: BTreeMap::new(),
            devices: BTreeMap::new(),
            nodes: BTreeMap::new(),
            with_node: OnceLock::new(),
            mandates: OnceLock::new(),
        }
    }

    /// Begins a scope with a checkpoint.
    fn begin(
        &mut self,
        pins: &BTreeMap<Scope, Hash>,
        roster: Roster,
        checkpoint: &Checkpoint,
    ) -> Result<(), RosterError> {
        self.check_federation(&roster, &checkpoint.roster)?;
        let (scope, version) = (roster.scope.clone(), roster.version);
        if let Some(chain) = self.chains.get(&scope) {
            let have = chain.version();
            return Err(RosterError::Gap { scope, have, got: version });
        }
        match pins.get(&scope) {
            Some(pin) if *pin == checkpoint.roster.hash() => {}
            Some(_) => return Err(RosterError::NotPinned { scope, version }),
            None => {
                let named = self.named(&scope).ok_or_else(|| RosterError::Unlisted(scope.clone()))?;
                checkpoint.roster.check_thresholds(&roster, &[&named])?;
            }
        }
        let begun = Version::of_checkpoint(roster, checkpoint.roster.clone(), checkpoint.state.clone());
        self.chains.insert(scope.clone(), Chain::from(begun));
        self.adopt_all(&scope);
        Ok(())
    }

    /// Applies the next version of a scope's roster, or another one of its last version, which
    /// raises an alarm: see [`Authority::alarms`]. `false` where exactly this one is already here.
    ///
    /// # Errors
    /// Why it does not apply; what is in force does not change then.
    pub fn apply(&mut self, signed: &SignedRoster) -> Result<bool, RosterError> {
        match self.offer(signed)? {
            Some(offer) => self.accept(offer).map(|()| true),
            None => Ok(false),
        }
    }

    /// Checks a roster, which is the dear part; none where it is here already.
    ///
    /// # Errors
    /// Why it does not apply.
    pub(crate) fn offer(&self, signed: &SignedRoster) -> Result<Option<Offer>, RosterError> {
        self.examine(signed.open()?, signed, false)
    }

    /// Takes in what was checked against this very state.
    ///
    /// # Errors
    /// Why it changes nothing, but perhaps an alarm.
    pub(crate) fn accept(&mut self, offer: Offer) -> Result<(), RosterError> {
        let Offer { scope, version, changes, what } = offer;
        let taken = match (what, self.chains.get_mut(&scope)) {
            (What::Begun(chain), here) => {
                let first = here.is_none();
                self.chains.insert(scope.clone(), *chain);
                if first {
                    self.adopt_all(&scope);
                    return Ok(());
                }
                Taken::Otherwise
            }
            (What::Version(next), Some(chain)) => chain.take(*next)?,
            (What::Old(signed), Some(chain)) => {
                chain.raise_too_late(version, &signed);
                return Err(RosterError::Twice { scope, version });
            }
            (_, None) => return Err(RosterError::Gap { scope, have: 0, got: version }),
        };
        match taken {
            Taken::Next => self.adopt_changes(&scope, &changes),
            Taken::Otherwise => self.adopt(&scope),
            Taken::Noted => {}
        }
        Ok(())
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
        self.chains.get(&Scope::Federation).map_or(&NONE, |chain| &chain.state().name)
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

    /// The newest version of each chamber, in the order of countries.
    pub fn chambers(&self) -> impl Iterator<Item = (&Country, u32)> {
        self.chains.iter().filter_map(|(scope, chain)| match scope {
            Scope::Chamber(country) => Some((country, chain.version())),
            _ => None,
        })
    }

    /// The hash of a version that stands; none where it is not here.
    #[must_use]
    pub fn hash(&self, scope: &Scope, version: u32) -> Option<Hash> {
        self.chains.get(scope)?.hash(version)
    }

    /// Names the last version of each scope, in the order of scopes; where there are several, all
    /// of them together.
    #[must_use]
    pub fn tips(&self) -> Vec<(Scope, u32, Hash)> {
        let tips = self.chains.iter().map(|(scope, chain)| (scope.clone(), chain.version(), chain.tips()));
        tips.map(|(scope, version, tips)| {
            let hashes: Vec<Hash> = tips.iter().map(Version::hash).collect();
            let parts: Vec<&[u8]> = hashes.iter().map(Hash::as_bytes).collect();
            (scope, version, hash("cabildo/tips/1", &parts))
        })
        .collect()
    }

    /// Two rosters at one version, by scope: who signed both must be talked to.
    pub fn alarms(&self) -> impl Iterator<Item = &Alarm> {
        self.chains.values().filter_map(Chain::alarm)
    }

    /// The alarm of a scope.
    #[must_use]
    pub fn alarm(&self, scope: &Scope) -> Option<&Alarm> {
        self.chains.get(scope)?.alarm()
    }

    /// Whether a scope has several last versions: only what all of them grant is granted.
    #[must_use]
    pub fn is_contested(&self, scope: &Scope) -> bool {
        self.chains.get(scope).is_some_and(Chain::is_contested)
    }

    /// Whether another history of a scope's rosters may have gone on elsewhere: its alarm is of a version
    /// that no later one settles. People decide which stands, and the others begin anew at its checkpoint.
    #[must_use]
    pub fn is_split(&self, scope: &Scope) -> bool {
        self.chains.get(scope).is_some_and(Chain::is_split)
    }

    /// Of several last versions, those beside the one of lowest hash: what a settlement cites.
    #[must_use]
    pub fn rivals(&self, scope: &Scope) -> Vec<Hash> {
        let tips = self.chains.get(scope).map(Chain::tips).unwrap_or_default();
        tips.iter().skip(1).map(Version::hash).collect()
    }

    /// When a scope's roster must be looked at again.
    #[must_use]
    pub fn review_by(&self, scope: &Scope) -> Option<Millis> {
        self.chains.get(scope)?.tips().iter().map(|tip| tip.roster.review_by).min()
    }

    /// The whole state of a scope with its last roster, for newcomers.
    #[must_use]
    pub fn checkpoint(&self, scope: &Scope) -> Option<Checkpoint> {
        let last = self.chains.get(scope)?.last()?;
        Some(Checkpoint { state: (*last.state).clone(), roster: last.signed.clone() })
    }

    /// What a scope's rosters add up to.
    #[must_use]
    pub fn scope_state(&self, scope: &Scope) -> Option<&State> {
        self.chains.get(scope).map(Chain::state)
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
        self.connects(self.nodes.get(key)?)
    }

    /// All node keys that may connect, in order.
    pub fn nodes(&self) -> impl Iterator<Item = (&PublicKey, &InstitutionId, &Node)> {
        self.nodes.iter().filter_map(|(key, list)| self.connects(list).map(|(id, node)| (key, id, node)))
    }

    /// The institutions that take part with a node.
    pub fn with_node(&self) -> &BTreeSet<InstitutionId> {
        self.with_node.get_or_init(|| self.nodes().map(|(_, id, _)| id.clone()).collect())
    }

    /// The mandates of an institution that lists any: most list none, and every position is asked for one.
    pub(crate) fn mandates(&self, institution: &InstitutionId) -> Option<&Mandates> {
        let listed = |(scope, chain): (&Scope, &Chain)| match (scope, &chain.state().mandates) {
            (Scope::Institution(id), mandates) if !mandates.is_empty() => {
                Some((id.clone(), mandates.clone()))
            }
            _ => None,
        };
        self.mandates.get_or_init(|| self.chains.iter().filter_map(listed).collect()).get(institution)
    }

    /// The first listing of a node key by which it may connect.
    fn connects<'a>(&self, listings: &'a [(InstitutionId, Node)]) -> Option<(&'a InstitutionId, &'a Node)> {
        let takes_part = |id| self.members.get(id).is_some_and(|m| m.entry.standing == Standing::Active);
        listings.iter().find(|(id, node)| node.active && takes_part(id)).map(|(id, node)| (id, node))
    }

    fn check_federation(&self, roster: &Roster, signed: &SignedRoster) -> Result<(), RosterError> {
        let first_charter = roster.scope == Scope::Federation && roster.version == 1;
        let ours = if first_charter {
            roster.federation.is_none() && signed.hash().0 == self.federation.0
        } else {
            roster.federation.is_some_and(|id| id.0 == self.federation.0)
        };
        if ours { Ok(()) } else { Err(RosterError::Federation) }
    }

    fn examine(
        &self,
        mut roster: Roster,
        signed: &SignedRoster,
        known: bool,
    ) -> Result<Option<Offer>, RosterError> {
        self.check_federation(&roster, signed)?;
        let (scope, version) = (roster.scope.clone(), roster.version);
        let anchors = self.anchors(&scope);
        let what = match self.chains.get(&scope) {
            None => What::Begun(Box::new(Chain::found(anchors.as_deref(), &mut roster, signed, known)?)),
            Some(chain) => match chain.examine(anchors.as_deref(), &mut roster, signed, known) {
                Ok(None) => return Ok(None),
                Ok(Some(version)) => What::Version(Box::new(version)),
                Err(RosterError::Twice { .. }) => What::Old(signed.clone()),
                Err(error) => return Err(error),
            },
        };
        Ok(Some(Offer { scope, version, changes: roster.changes, what }))
    }

    /// Those whom the roster above names now for a scope.
    fn named(&self, scope: &Scope) -> Option<Quorum> {
        match scope {
            Scope::Federation => None,
            Scope::Chamber(country) => self.scope_state(&Scope::Federation)?.chambers.get(country).cloned(),
            Scope::Institution(id) => self.institution(id).map(|entry| entry.keys.clone()),
        }
    }

    /// Those who may sign a scope's first roster; none for a charter. Every quorum that a version
    /// of the roster above ever named, so that the outcome does not depend on which came first.
    fn anchors(&self, scope: &Scope) -> Option<Vec<Quorum>> {
        let above = match scope {
            Scope::Federation => return None,
            Scope::Chamber(_) => Scope::Federation,
            Scope::Institution(id) => Scope::Chamber(id.country()),
        };
        let tips = self.chains.get(&above).map(Chain::tips).unwrap_or_default();
        let named = tips.iter().flat_map(|tip| {
            let (now, former) = match scope {
                Scope::Chamber(country) => {
                    (tip.state.chambers.get(country), tip.state.former.governors.get(country))
                }
                Scope::Institution(id) => {
                    (tip.state.institutions.get(id).map(|entry| &entry.keys), tip.state.former.keys.get(id))
                }
                Scope::Federation => (None, None),
            };
            former.into_iter().flatten().chain(now)
        });
        Some(named.cloned().collect())
    }

    /// Takes over what a scope's state says, in the place of everything that it said before.
    fn adopt(&mut self, scope: &Scope) {
        match scope {
            Scope::Federation => return,
            Scope::Chamber(country) => self.members.retain(|id, _| id.country() != *country),
            Scope::Institution(id) => {
                self.devices.values_mut().for_each(|list| list.retain(|l| l.institution != *id));
                self.nodes.values_mut().for_each(|list| list.retain(|(institution, _)| institution != id));
                self.devices.retain(|_, list| !list.is_empty());
                self.nodes.retain(|_, list| !list.is_empty());
            }
        }
        self.adopt_all(scope);
    }

    /// Takes over what the state of a scope says that said nothing before.
    fn adopt_all(&mut self, scope: &Scope) {
        let Some(chain) = self.chains.get(scope) else { return };
        let changes: Vec<Change> = match scope {
            Scope::Federation => return,
            Scope::Chamber(_) => {
                let entries = chain.state().institutions.iter();
                entries.map(|(id, entry)| Change::Institution(id.clone(), Box::new(entry.clone()))).collect()
            }
            Scope::Institution(_) => {
                let (devices, nodes) = (chain.state().devices.iter(), chain.state().nodes.iter());
                let devices = devices.map(|(key, device)| Change::Device(*key, device.clone()));
                devices.chain(nodes.map(|(key, node)| Change::Node(*key, node.clone()))).collect()
            }
        };
        self.adopt_changes(scope, &changes);
    }

    /// Takes over what changed.
    fn adopt_changes(&mut self, scope: &Scope, changes: &[Change]) {
        (self.with_node, self.mandates) = Default::default();
        let Some(chain) = self.chains.get(scope) else { return };
        let (former, version) = (&chain.state().former, chain.version());
        for change in changes {
            match (change, scope) {
                (Change::Institution(id, entry), _) => {
                    let before = former.kinds.get(id).into_iter().flatten();
                    let granted = entry.may.iter().chain(before).copied().collect();
                    self.members.insert(id.clone(), Member { entry: (**entry).clone(), granted });
                }
                (Change::Device(key, device), Scope::Institution(institution)) => {
                    let before = former.roles.binary_search_by_key(key, |(k, _)| *k).ok();
                    let before = before.and_then(|at| former.roles.get(at)).map(|(_, roles)| roles);
                    let roles = before.into_iter().flatten().copied().chain([device.role]).collect();
                    let listings = self.devices.entry(*key).or_default();
                    listings.retain(|listing| listing.institution != *institution);
                    let at = listings.partition_point(|listing| listing.institution < *institution);
                    let (institution, device) = (institution.clone(), device.clone());
                    listings.insert(at, Listing { institution, device, roles, version });
                }
                (Change::Node(key, node), Scope::Institution(id)) => {
                    let listings = self.nodes.entry(*key).or_default();
                    listings.retain(|(institution, _)| institution != id);
                    let at = listings.partition_point(|(institution, _)| institution < id);
                    listings.insert(at, (id.clone(), node.clone()));
                }
                _ => {}
            }
        }
    }
}
