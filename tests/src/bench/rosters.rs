//! What membership costs: full verification, a start from checkpoints, the judgement on a message,
//! one more admission.

use super::table::{Table, median, millis, number};
use cabildo_protocol::{
    authority::Authority,
    cbor,
    content::Kind,
    id::{FederationId, Hash, InstitutionId, Lane, LogId, MessageId, Millis, PublicKey, hash},
    message::{Draft, Position, RosterNeeds, Verified, sign},
    roster::{
        Change, Checkpoint, Device, InstitutionEntry, InstitutionKind, Next, Node, Quorum, Role, Roster,
        Scope, SignedRoster, Standing, State,
    },
    text::Texts,
};
use ed25519_dalek::SigningKey;
use std::{
    collections::{BTreeMap, BTreeSet},
    hint::black_box,
    time::{Duration, Instant},
};

/// Devices of each institution.
pub(super) const DEVICES: usize = 3;
/// Institutions that a founding chamber lists in one version.
const TOGETHER: usize = 100;
pub(super) const FOUNDED: Millis = Millis(1_790_000_000_000);

/// The rosters of a federation of two chambers.
pub(super) struct Rosters {
    pub(super) id: FederationId,
    pub(super) all: Vec<SignedRoster>,
    chamber: (State, SignedRoster),
    pub(super) institutions: Vec<InstitutionId>,
}

pub(super) fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&hash("bench key", &[name.as_bytes()]).0)
}

pub(super) fn public(name: &str) -> PublicKey {
    PublicKey::ed25519(key(name).verifying_key().to_bytes())
}

fn code<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a code")
}

fn governors(country: &str) -> [String; 3] {
    [0, 1, 2].map(|n| format!("{country}-{n}"))
}

fn quorum(country: &str) -> Quorum {
    Quorum::new(governors(country).iter().map(|name| public(name)), 2)
}

/// The next version, signed by these keys.
fn next(
    last: Option<&SignedRoster>,
    state: &mut State,
    (id, scope): (Option<FederationId>, Scope),
    signers: Vec<Quorum>,
    changes: Vec<Change>,
    by: &[String],
) -> SignedRoster {
    let review_by = FOUNDED.plus(31_536_000_000);
    let next = Next { federation: id, scope, signers, changes, issued: FOUNDED, review_by };
    let mut signed = SignedRoster::new(&Roster::next(last, state, next).expect("a roster"));
    by.iter().for_each(|name| signed.sign(&key(name)));
    signed
}

fn entry(id: &InstitutionId) -> Change {
    let entry = InstitutionEntry {
        kind: InstitutionKind::Municipality,
        names: Texts::one(code("es"), "Ayuntamiento de un municipio"),
        places: vec![code(id.as_str())],
        time_zone: None,
        language: code("es"),
        keys: Quorum::new([public(id.as_str())], 1),
        may: InstitutionKind::Municipality.usual_kinds(),
        quota_bytes: 1 << 30,
        standing: Standing::Active,
        ends: Vec::new(),
    };
    Change::Institution(id.clone(), Box::new(entry))
}

fn own(id: &InstitutionId, federation: FederationId) -> SignedRoster {
    let name = id.as_str();
    let device = |n: usize| {
        let device = Device { label: format!("ventanilla-{n}"), role: Role::Operator, cut_off: (None, None) };
        Change::Device(public(&format!("{name}-{n}")), device)
    };
    let node = Node { label: "nodo-1".to_owned(), active: true };
    let mut changes: Vec<Change> = (0..DEVICES).map(device).collect();
    changes.push(Change::Node(public(&format!("{name}-node")), node));
    let scope = (Some(federation), Scope::Institution(id.clone()));
    let signers = vec![Quorum::new([public(name)], 1)];
    next(None, &mut State::default(), scope, signers, changes, &[name.to_owned()])
}

impl Rosters {
    pub(super) fn found(count: usize) -> Self {
        let countries = ["cl", "mx"];
        let named = countries.map(|country| Change::Chamber(code(country), quorum(country)));
        let by: Vec<String> = countries.iter().flat_map(|country| governors(country)).collect();
        let quorums = countries.map(quorum).to_vec();
        let scope = (None, Scope::Federation);
        let charter = next(None, &mut State::default(), scope, quorums, named.to_vec(), &by);
        let id = FederationId(charter.hash().0);
        let (mut all, mut chamber) = (vec![charter], None);
        let mut institutions = Vec::new();
        for country in countries {
            let members: Vec<InstitutionId> =
                (0..count / 2).map(|n| code(&format!("{country}:{:05}", 1001 + n))).collect();
            let (mut state, mut last): (State, Option<SignedRoster>) = (State::default(), None);
            for some in members.chunks(TOGETHER) {
                let changes = some.iter().map(entry).collect();
                let scope = (Some(id), Scope::Chamber(code(country)));
                let by = &governors(country)[..2];
                let signed = next(last.as_ref(), &mut state, scope, vec![quorum(country)], changes, by);
                all.push(signed.clone());
                last = Some(signed);
            }
            chamber = last.map(|last| (state, last));
            all.extend(members.iter().map(|member| own(member, id)));
            institutions.extend(members);
        }
        Self { id, all, chamber: chamber.expect("a chamber"), institutions }
    }

    /// The log of one of an institution's devices, by the device's name.
    pub(super) fn log(device: &str) -> LogId {
        LogId { key: public(device), lane: Lane::Acts }
    }

    /// The next message of one of an institution's devices.
    pub(super) fn write(
        &self,
        institution: &InstitutionId,
        device: &str,
        last: &Position,
        (root, kind, content): (Option<MessageId>, Kind, &[u8]),
    ) -> Verified {
        let draft = Draft {
            federation: self.id,
            institution: institution.clone(),
            lane: Lane::Acts,
            kind: kind as u16,
            root,
            refs: Vec::new(),
            audience: None,
            needs: RosterNeeds { charter: 1, chamber: 1, institution: 1 },
            created: FOUNDED,
            expires: None,
            content: content.to_vec(),
            salt: [7; 16],
        };
        sign(&draft, last, &key(device)).expect("a message")
    }

    /// One message of a device each.
    fn messages(&self) -> Vec<Verified> {
        let message = |id: &InstitutionId| {
            let device = format!("{id}-1");
            let last = Position::start(&self.id, &Self::log(&device));
            self.write(id, &device, &last, (None, Kind::Proposal, &[0xa0]))
        };
        self.institutions.iter().map(message).collect()
    }

    /// One more admission: the chamber's next version and the institution's first.
    fn admit(&self) -> [SignedRoster; 2] {
        let (mut state, last) = self.chamber.clone();
        let newcomer: InstitutionId = code("mx:99999");
        let scope = (Some(self.id), Scope::Chamber(code("mx")));
        let by = &governors("mx")[..2];
        let chamber = next(Some(&last), &mut state, scope, vec![quorum("mx")], vec![entry(&newcomer)], by);
        [chamber, own(&newcomer, self.id)]
    }
}

fn middle(times: usize, mut run: impl FnMut() -> Duration) -> Duration {
    let measured: Vec<f64> = (0..times).map(|_| run().as_secs_f64()).collect();
    Duration::from_secs_f64(median(&measured))
}

/// Measures a federation of so many institutions.
///
/// # Panics
/// When its own rosters are refused.
pub fn measure(count: usize, repetitions: usize, table: &mut Table) {
    let rosters = Rosters::found(count);
    let members = format!("{} institutions, {DEVICES} devices each", number(count as f64));
    let load = middle(repetitions, || {
        let began = Instant::now();
        black_box(Authority::load(&rosters.all).expect("good rosters"));
        began.elapsed()
    });
    table.row("rosters: full verification", millis(load), format!("{members}, at most 2 s"));
    let (_, known) =
        Authority::load_knowing(&rosters.all, &BTreeSet::new(), &BTreeSet::new()).expect("good rosters");
    let again = middle(repetitions, || {
        let began = Instant::now();
        black_box(Authority::load_knowing(&rosters.all, &BTreeSet::new(), &known).expect("good rosters"));
        began.elapsed()
    });
    table.row("rosters: start with what was verified before", millis(again), "the same, at most 200 ms");
    let authority = Authority::load(&rosters.all).expect("good rosters");
    let scopes: Vec<Scope> = authority.versions().into_iter().map(|(scope, _)| scope).collect();
    let checkpoints: Vec<Checkpoint> =
        scopes.iter().filter_map(|scope| authority.checkpoint(scope)).collect();
    let pin = |scope: &Scope| Some((scope.clone(), authority.hash(scope, authority.version(scope))?));
    let pins: BTreeMap<Scope, Hash> = scopes.iter().filter_map(pin).collect();
    let start = middle(repetitions, || {
        let began = Instant::now();
        black_box(Authority::start(rosters.id, &pins, &checkpoints).expect("good checkpoints"));
        began.elapsed()
    });
    table.row("rosters: start from checkpoints", millis(start), "the same, all versions pinned");
    let messages = rosters.messages();
    let judge = middle(20 * repetitions, || {
        let began = Instant::now();
        let good = messages.iter().filter(|message| authority.judge(message).is_ok()).count();
        assert_eq!(good, messages.len());
        began.elapsed()
    });
    let each = judge.as_secs_f64() * 1e9 / messages.len() as f64;
    table.row("rosters: judgement on a message", format!("{} ns", number(each)), "at most 1 000 ns");
    let admitted = rosters.admit();
    let apply = middle(repetitions, || {
        let mut authority = authority.clone();
        let began = Instant::now();
        admitted.iter().for_each(|signed| assert_eq!(authority.apply(signed), Ok(true)));
        began.elapsed()
    });
    let bytes: usize = admitted.iter().map(|signed| cbor::encode(signed).len()).sum();
    let against = format!("{} bytes to fetch, at most 2 048", number(bytes as f64));
    table.row("rosters: one admission", millis(apply), against);
}
