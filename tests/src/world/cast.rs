//! Who takes part: two chambers, their institutions with nodes and devices, and the rosters that
//! list them.

use super::{FOUNDED, Options, client::Client};
use cabildo_protocol::{
    authority::Authority,
    content::Kind,
    id::{Country, FederationId, InstitutionId, PublicKey},
    roster::{
        Change, CutOff, Device, InstitutionEntry, InstitutionKind, Next, Node, Quorum, Role, Roster, Scope,
        SignedRoster, Standing, State,
    },
    text::Texts,
};
use ed25519_dalek::SigningKey;
use rand::{RngExt as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use std::{collections::BTreeMap, str::FromStr};

/// Bytes that the rosters grant to each log, and to each log of the institution that gets little.
const QUOTA: u64 = 8 * 1024 * 1024;
const SMALL_QUOTA: u64 = 1500;

/// A node's place in the federation.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) key: PublicKey,
    pub(super) institution: InstitutionId,
}

/// A device, listed or not.
#[derive(Debug, Clone)]
pub(super) struct Author {
    pub(super) key: SigningKey,
    pub(super) institution: InstitutionId,
    pub(super) home: usize,
    pub(super) role: Role,
}

/// The rosters of one institution, to go on from.
#[derive(Debug)]
struct Own {
    key: SigningKey,
    state: State,
    last: SignedRoster,
}

/// Everybody.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) federation: FederationId,
    pub(super) rosters: Vec<SignedRoster>,
    pub(super) authority: Authority,
    pub(super) nodes: Vec<Place>,
    pub(super) authors: Vec<Author>,
    /// Devices that misbehave, each listed by its institution.
    pub(super) rogues: Vec<Author>,
    /// Its institution has a quota that holds a message or two.
    pub(super) spender: Author,
    /// Listed by a later roster.
    pub(super) newcomer: Author,
    /// A governor who signs what the other two have not, and of which chamber.
    pub(super) usurper: SigningKey,
    pub(super) usurped: Country,
    own: BTreeMap<InstitutionId, Own>,
}

/// Parses what is written in this file.
pub(super) fn code<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a code")
}

pub(super) fn new_key(rng: &mut ChaCha8Rng) -> SigningKey {
    SigningKey::from_bytes(&rng.random())
}

pub(super) fn public(key: &SigningKey) -> PublicKey {
    PublicKey::ed25519(key.verifying_key().to_bytes())
}

fn institution(number: usize) -> InstitutionId {
    let country = if number.is_multiple_of(2) { "mx" } else { "cl" };
    code(&format!("{country}:{:05}", 1001 + number))
}

fn next(
    (federation, scope): (Option<FederationId>, Scope),
    last: Option<&SignedRoster>,
    state: &mut State,
    signers: Vec<Quorum>,
    changes: Vec<Change>,
    keys: &[&SigningKey],
) -> SignedRoster {
    let review_by = FOUNDED.plus(31_536_000_000);
    let next = Next { federation, scope, signers, changes, issued: FOUNDED, review_by };
    let mut signed = SignedRoster::new(&Roster::next(last, state, next).expect("a roster"));
    keys.iter().for_each(|key| signed.sign(key));
    signed
}

fn device(role: Role) -> Device {
    Device { label: "ventanilla".to_owned(), role, cut_off: (None, None) }
}

/// What is being written down.
struct Draft<'a> {
    rng: &'a mut ChaCha8Rng,
    listed: BTreeMap<InstitutionId, Vec<Change>>,
}

impl Draft<'_> {
    fn author(&mut self, institution: &InstitutionId, home: usize, listed: bool) -> Author {
        let roles = [Role::Operator, Role::Operator, Role::DutyOfficer, Role::Secretary];
        let role = *roles.choose(self.rng).expect("a role");
        let role = if listed { role } else { Role::Operator };
        let key = new_key(self.rng);
        if listed {
            let change = Change::Device(public(&key), device(role));
            self.listed.entry(institution.clone()).or_default().push(change);
        }
        Author { key, institution: institution.clone(), home, role }
    }

    fn node(&mut self, institution: &InstitutionId) -> Place {
        let key = public(&new_key(self.rng));
        let node = Node { label: "nodo".to_owned(), active: true };
        self.listed.entry(institution.clone()).or_default().push(Change::Node(key, node));
        Place { key, institution: institution.clone() }
    }
}

impl Cast {
    pub(super) fn new(rng: &mut ChaCha8Rng, options: &Options) -> Self {
        let mut draft = Draft { rng, listed: BTreeMap::new() };
        let all: Vec<InstitutionId> = (0..options.institutions).map(institution).collect();
        // The first nodes are one an institution, the rest second ones.
        let nodes: Vec<Place> =
            (0..options.nodes).map(|n| draft.node(&all[n % options.institutions])).collect();
        // The last institutions have devices that misbehave and no others.
        let honest = options.institutions - 3;
        let authors: Vec<Author> =
            (0..options.devices).map(|n| draft.author(&all[n % honest], n % honest, true)).collect();
        let rogues = (0..6)
            .map(|n| {
                let at = honest + n % 2;
                Author { role: Role::Secretary, ..draft.author(&all[at], at, true) }
            })
            .collect();
        let last = options.institutions - 1;
        let spender = draft.author(&all[last], last, true);
        let newcomer = draft.author(&all[0], 0, false);
        let governors: [Vec<SigningKey>; 2] =
            std::array::from_fn(|_| (0..3).map(|_| new_key(draft.rng)).collect());
        let owners: BTreeMap<InstitutionId, SigningKey> =
            all.iter().map(|id| (id.clone(), new_key(draft.rng))).collect();
        let listed = draft.listed;

        let quorums = governors.each_ref().map(|keys| Quorum::new(keys.iter().map(public), 2));
        let countries: [Country; 2] = [code("mx"), code("cl")];
        // A charter names its chambers in the order of their countries.
        let signers = vec![quorums[1].clone(), quorums[0].clone()];
        let mut changes = vec![Change::Name(Texts::one(code("es"), "Federación simulada"))];
        for (country, quorum) in countries.iter().zip(&quorums) {
            changes.push(Change::Chamber(country.clone(), quorum.clone()));
        }
        changes.push(Change::LowestWire(1));
        let keys: Vec<&SigningKey> = governors.iter().flat_map(|keys| &keys[..2]).collect();
        let charter = next((None, Scope::Federation), None, &mut State::default(), signers, changes, &keys);
        let federation = FederationId(charter.hash().0);
        let mut rosters = vec![charter];
        for (n, country) in countries.iter().enumerate() {
            let members = all.iter().filter(|id| id.country() == *country);
            let changes = members
                .map(|id| {
                    let quota = if *id == all[last] { SMALL_QUOTA } else { QUOTA };
                    Change::Institution(id.clone(), Box::new(entry(&owners[id], quota)))
                })
                .collect();
            let scope = (Some(federation), Scope::Chamber(country.clone()));
            let keys: Vec<&SigningKey> = governors[n][1..].iter().collect();
            rosters.push(next(scope, None, &mut State::default(), vec![quorums[n].clone()], changes, &keys));
        }
        let mut own = BTreeMap::new();
        for id in &all {
            let (key, mut state) = (owners[id].clone(), State::default());
            let scope = (Some(federation), Scope::Institution(id.clone()));
            let quorum = Quorum::new([public(&key)], 1);
            let changes = listed.get(id).cloned().unwrap_or_default();
            let signed = next(scope, None, &mut state, vec![quorum], changes, &[&key]);
            rosters.push(signed.clone());
            own.insert(id.clone(), Own { key, state, last: signed });
        }
        let authority = Authority::load(&rosters).expect("good rosters");
        let (usurper, usurped) = (governors[0][0].clone(), countries[0].clone());
        Self {
            federation,
            rosters,
            authority,
            nodes,
            authors,
            rogues,
            spender,
            newcomer,
            usurper,
            usurped,
            own,
        }
    }

    /// The honest clients: one a device.
    pub(super) fn clients(&self, rng: &mut ChaCha8Rng, (least, most): (u32, u32)) -> Vec<Client> {
        let honest = self.authors.iter().chain([&self.newcomer]);
        let mut clients: Vec<Client> = honest
            .map(|author| Client::new(author.clone(), &self.federation, rng.random_range(least..=most)))
            .collect();
        clients.push(Client::over_its_quota(self.spender.clone(), &self.federation));
        clients
    }

    /// The next roster of an institution: it lists a new device.
    pub(super) fn list(&mut self, author: &Author) -> SignedRoster {
        self.amend(&author.institution, Change::Device(public(&author.key), device(author.role)))
    }

    /// The next roster of an institution: it ends the acts of a device.
    pub(super) fn end(&mut self, author: &Author, cut_off: CutOff) -> SignedRoster {
        let device = Device { cut_off: (None, Some(cut_off)), ..device(author.role) };
        self.amend(&author.institution, Change::Device(public(&author.key), device))
    }

    fn amend(&mut self, institution: &InstitutionId, change: Change) -> SignedRoster {
        let own = self.own.get_mut(institution).expect("an institution");
        let scope = (Some(self.federation), Scope::Institution(institution.clone()));
        let quorum = Quorum::new([public(&own.key)], 1);
        let signed = next(scope, Some(&own.last), &mut own.state, vec![quorum], vec![change], &[&own.key]);
        own.last = signed.clone();
        signed
    }
}

fn entry(owner: &SigningKey, quota_bytes: u64) -> InstitutionEntry {
    InstitutionEntry {
        kind: InstitutionKind::Municipality,
        names: Texts::one(code("es"), "Municipio"),
        places: vec![],
        time_zone: None,
        language: code("es"),
        keys: Quorum::new([public(owner)], 1),
        may: Kind::ALL.iter().map(|kind| *kind as u16).collect(),
        quota_bytes,
        standing: Standing::Active,
        ends: vec![],
    }
}
