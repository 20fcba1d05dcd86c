//! A small federation with known keys: two chambers, three institutions, a relay.

use cabildo_protocol::{
    content::Kind,
    id::{Country, FederationId, InstitutionId, LogId, Millis, PublicKey},
    message::{Draft, KeyCache, Message, Position, RosterNeeds, Verified, sign},
    roster::{
        Change, Device, InstitutionEntry, InstitutionKind, Next, Node, Quorum, Role, Roster, Scope,
        SignedRoster, Standing, State,
    },
    text::Texts,
};
use ed25519_dalek::{Signer as _, SigningKey};

/// When the federation was founded; messages are dated after it.
pub const FOUNDED: Millis = Millis(1_790_000_000_000);

/// A key that only depends on its name.
pub fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&cabildo_protocol::id::hash("test key", &[name.as_bytes()]).0)
}

/// Its public half.
pub fn public(name: &str) -> PublicKey {
    PublicKey::ed25519(key(name).verifying_key().to_bytes())
}

/// Parses a code.
pub fn code<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A quorum of named keys.
pub fn quorum(names: &[&str], threshold: u16) -> Quorum {
    Quorum::new(names.iter().map(|n| public(n)), threshold)
}

/// The rosters of one scope as they grow.
#[derive(Clone)]
pub struct Scoped {
    pub scope: Scope,
    pub state: State,
    pub last: Option<SignedRoster>,
}

impl Scoped {
    pub fn new(scope: Scope) -> Self {
        Self { scope, state: State::default(), last: None }
    }

    /// The next version, unsigned.
    pub fn draft(
        &mut self,
        federation: Option<FederationId>,
        signers: Vec<Quorum>,
        changes: Vec<Change>,
    ) -> Roster {
        let (issued, review_by) = (FOUNDED, FOUNDED.plus(31_536_000_000));
        let next = Next { federation, scope: self.scope.clone(), signers, changes, issued, review_by };
        Roster::next(self.last.as_ref(), &mut self.state, next).unwrap()
    }

    /// The next version, signed by the named keys.
    pub fn next(
        &mut self,
        federation: Option<FederationId>,
        signers: Vec<Quorum>,
        changes: Vec<Change>,
        by: &[&str],
    ) -> SignedRoster {
        let signed = signed(&self.draft(federation, signers, changes), by);
        self.last = Some(signed.clone());
        signed
    }
}

/// A roster with the signatures of the named keys.
pub fn signed(roster: &Roster, by: &[&str]) -> SignedRoster {
    let mut signed = SignedRoster::new(roster);
    by.iter().for_each(|name| signed.sign(&key(name)));
    signed
}

pub const GOVERNORS_MX: [&str; 3] = ["mx-a", "mx-b", "mx-c"];
pub const GOVERNORS_CL: [&str; 3] = ["cl-a", "cl-b", "cl-c"];

/// The federation with everything that is needed to go on from there.
#[derive(Clone)]
pub struct Federation {
    pub id: FederationId,
    pub mx: Scoped,
    pub oaxaca: Scoped,
    pub morelia: Scoped,
    pub rosters: Vec<SignedRoster>,
}

/// An institution that may write everything.
pub fn entry(name: &str, quota_bytes: u64) -> InstitutionEntry {
    InstitutionEntry {
        kind: InstitutionKind::Municipality,
        names: Texts::one(code("es"), name),
        places: vec![],
        time_zone: None,
        language: code("es"),
        keys: quorum(&[&format!("{name}-institution")], 1),
        // 900 is a kind of a future release.
        may: Kind::ALL
            .iter()
            .filter(|kind| {
                !matches!(kind, Kind::Rsvp | Kind::Erasure | Kind::Rota | Kind::Pause)
                    && !comes_with_another(**kind)
            })
            .map(|kind| *kind as u16)
            .chain([900])
            .collect(),
        quota_bytes,
        standing: Standing::Active,
        ends: vec![],
    }
}

/// What closes a proposal, becomes of a meeting, is signed jointly, translated or follows needs no grant of its own; the frozen rosters are older than it.
fn comes_with_another(kind: Kind) -> bool {
    let closes = matches!(
        kind,
        Kind::Amendment | Kind::Closing | Kind::Contest | Kind::Final | Kind::Withdrawal | Kind::Revision
    );
    let signs =
        matches!(kind, Kind::Declaration | Kind::Signature | Kind::SignatureWithdrawal | Kind::Translation);
    let follows = matches!(kind, Kind::Commitment | Kind::Progress | Kind::Feedback | Kind::FollowUp);
    let asks = kind == Kind::ItemRequest;
    closes || signs || follows || asks || (kind.convenes() && kind != Kind::Agenda)
}

pub fn device(role: Role) -> Device {
    Device { label: "ventanilla-1".to_owned(), role, cut_off: (None, None) }
}

pub fn node() -> Node {
    Node { label: "node-1".to_owned(), active: true }
}

/// Two chambers; Oaxaca, Morelia and Valparaíso with one device and one node each.
pub fn federation() -> Federation {
    let (mx_governors, cl_governors) = (quorum(&GOVERNORS_MX, 2), quorum(&GOVERNORS_CL, 2));
    let (mx_country, cl_country): (Country, Country) = (code("mx"), code("cl"));
    let mut charter = Scoped::new(Scope::Federation);
    let first = charter.next(
        None,
        vec![cl_governors.clone(), mx_governors.clone()],
        vec![
            Change::Name(Texts::one(code("es"), "Federación de prueba")),
            Change::Chamber(mx_country.clone(), mx_governors.clone()),
            Change::Chamber(cl_country.clone(), cl_governors.clone()),
            Change::LowestWire(1),
        ],
        &["mx-a", "mx-b", "cl-a", "cl-c"],
    );
    let id = FederationId(first.hash().0);
    let list = |institution: &str, name: &str, quota| {
        Change::Institution(code(institution), Box::new(entry(name, quota)))
    };
    let (mut mx, mut cl) = (Scoped::new(Scope::Chamber(mx_country)), Scoped::new(Scope::Chamber(cl_country)));
    let changes = vec![list("mx:20067", "oaxaca", 1 << 20), list("mx:16053", "morelia", 1 << 20)];
    let mx_first = mx.next(Some(id), vec![mx_governors], changes, &["mx-b", "mx-c"]);
    let changes = vec![list("cl:05101", "valparaiso", 1 << 20)];
    let cl_first = cl.next(Some(id), vec![cl_governors], changes, &["cl-b", "cl-c"]);
    let mut rosters = vec![first, mx_first, cl_first];
    let mut own = |institution: &str, name: &str| {
        let mut scoped = Scoped::new(Scope::Institution(code(institution)));
        let owner = format!("{name}-institution");
        rosters.push(scoped.next(
            Some(id),
            vec![quorum(&[&owner], 1)],
            vec![
                Change::Device(public(&format!("{name}-device")), device(Role::Operator)),
                Change::Node(public(&format!("{name}-node")), node()),
            ],
            &[&owner],
        ));
        scoped
    };
    let oaxaca = own("mx:20067", "oaxaca");
    let morelia = own("mx:16053", "morelia");
    own("cl:05101", "valparaiso");
    Federation { id, mx, oaxaca, morelia, rosters }
}

/// A device that writes, and where its logs stand.
#[derive(Clone)]
pub struct Writer {
    pub federation: FederationId,
    pub institution: InstitutionId,
    pub key: SigningKey,
    pub heads: [Position; 2],
    pub now: Millis,
}

impl Writer {
    pub fn new(federation: &Federation, institution: &str, name: &str) -> Self {
        let key = key(name);
        let public = PublicKey::ed25519(key.verifying_key().to_bytes());
        let start = |lane| Position::start(&federation.id, &LogId { key: public, lane });
        use cabildo_protocol::id::Lane::{Acts, Crisis};
        Self {
            federation: federation.id,
            institution: code(institution),
            key,
            heads: [start(Crisis), start(Acts)],
            now: FOUNDED.plus(1000),
        }
    }

    pub fn log(&self, kind: Kind) -> LogId {
        LogId { key: PublicKey::ed25519(self.key.verifying_key().to_bytes()), lane: kind.lane() }
    }

    /// A draft of a kind with some content of its shape.
    pub fn draft(&self, kind: Kind) -> Draft {
        let root = kind.names_root().then_some(self.heads[1].id);
        Draft {
            federation: self.federation,
            institution: self.institution.clone(),
            lane: kind.lane(),
            kind: kind as u16,
            root,
            refs: vec![],
            audience: None,
            needs: RosterNeeds { charter: 1, chamber: 1, institution: 1 },
            created: self.now,
            expires: None,
            content: super::contents::content(kind),
            salt: [7; 16],
        }
    }

    /// Signs a draft as the next message of its log and moves on.
    pub fn sign(&mut self, draft: &Draft) -> Verified {
        let lane = draft.lane as usize;
        let message = sign(draft, &self.heads[lane], &self.key).unwrap();
        self.heads[lane] = message.position();
        self.now = self.now.plus(1);
        message
    }

    /// The next message of a kind.
    pub fn write(&mut self, kind: Kind) -> Verified {
        self.sign(&self.draft(kind))
    }

    /// The next message of the acts, with its body, whose signature is none; the log goes on from it.
    pub fn write_unsigned(&mut self) -> Message {
        let good = self.write(Kind::Proposal);
        let mut header = good.header_bytes().to_vec();
        *header.last_mut().unwrap() ^= 1;
        let bad = Message::decode(&header, good.body_bytes()).unwrap();
        self.heads[1] = Position { id: bad.id(), ..good.position() };
        bad
    }

    /// The next message of the acts, of a wire version that this release does not know.
    pub fn write_newer(&mut self) -> Verified {
        let head = self.heads[1];
        let body = [1u8; 20];
        let log = self.log(Kind::Proposal);
        let mut header = cabildo_protocol::cbor::encode(&(
            9u16,
            self.federation,
            &self.institution,
            log.key,
            log.lane,
            head.seq + 1,
            head.id,
            cabildo_protocol::id::hash("cabildo/body/1", &[&body]),
            20u32,
            serde_bytes::Bytes::new(b"what the future says"),
        ));
        let signature = self.key.sign(&[b"cabildo/message/1\0", &header[..]].concat());
        header.extend_from_slice(&signature.to_bytes());
        let message = Message::decode(&header, Some(&body)).unwrap();
        let message = message.verify(&mut KeyCache::default()).unwrap();
        self.heads[1] = message.position();
        message
    }
}
