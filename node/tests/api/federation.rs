//! A federation of one chamber: Oaxaca with an operator, a secretary and a duty officer, Morelia
//! with an operator, and a relay. Its keys depend on their names alone.

use cabildo_protocol::{
    content::Kind,
    id::{Country, FederationId, InstitutionId, Millis, PublicKey, hash},
    roster::{
        Change, Device, InstitutionEntry, InstitutionKind, Next, Node, Quorum, Role, Roster, Scope,
        SignedRoster, Standing, State,
    },
    text::Texts,
};
use ed25519_dalek::SigningKey;

/// Bytes granted to each log of Oaxaca and Morelia.
pub const QUOTA: u64 = 4 << 20;

/// A key that only depends on its name.
pub fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&hash("test key", &[name.as_bytes()]).0)
}

/// Its public half.
pub fn public(name: &str) -> PublicKey {
    PublicKey::ed25519(key(name).verifying_key().to_bytes())
}

fn code<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a code")
}

fn quorum(name: &str) -> Quorum {
    Quorum::new([public(name)], 1)
}

fn roster(
    federation: Option<FederationId>,
    scope: Scope,
    signer: &str,
    changes: Vec<Change>,
) -> SignedRoster {
    let (issued, review_by) = (Millis(1_790_000_000_000), Millis(4_000_000_000_000));
    let next = Next { federation, scope, signers: vec![quorum(signer)], changes, issued, review_by };
    let roster = Roster::next(None, &mut State::default(), next).expect("a roster");
    let mut signed = SignedRoster::new(&roster);
    signed.sign(&key(signer));
    signed
}

fn institution(id: &str, name: &str, kind: InstitutionKind, may: &[Kind]) -> Change {
    let entry = InstitutionEntry {
        kind,
        names: Texts::one(code("es"), name),
        places: vec![],
        time_zone: Some("America/Mexico_City".to_owned()),
        language: code("es"),
        keys: quorum(&format!("{id} institution")),
        may: may.iter().map(|kind| *kind as u16).collect(),
        quota_bytes: QUOTA,
        standing: Standing::Active,
        ends: vec![],
    };
    Change::Institution(code(id), Box::new(entry))
}

/// The federation's rosters. Devices are named `oaxaca operator`, nodes `oaxaca node`.
pub fn rosters() -> Vec<SignedRoster> {
    let mx: Country = code("mx");
    let charter = roster(
        None,
        Scope::Federation,
        "governor",
        vec![
            Change::Name(Texts::one(code("es"), "Federación de prueba")),
            Change::Chamber(mx.clone(), quorum("governor")),
            Change::LowestWire(1),
        ],
    );
    let id = Some(FederationId(charter.hash().0));
    let but_rsvp: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Rsvp).collect();
    let chamber = roster(
        id,
        Scope::Chamber(mx),
        "governor",
        vec![
            institution("mx:20067", "Oaxaca de Juárez", InstitutionKind::Municipality, &Kind::ALL),
            institution("mx:16053", "Morelia", InstitutionKind::Municipality, &but_rsvp),
            institution("mx:x-relay", "Relevo", InstitutionKind::Relay, &[]),
        ],
    );
    let own = |institution: &str, devices: &[(&str, Role)], node: &str| {
        let scope = Scope::Institution(code::<InstitutionId>(institution));
        let listed = devices.iter().map(|(name, role)| {
            let device = Device { label: (*name).to_owned(), role: *role, cut_off: (None, None) };
            Change::Device(public(name), device)
        });
        let node = Change::Node(public(node), Node { label: node.to_owned(), active: true });
        roster(id, scope, &format!("{institution} institution"), listed.chain([node]).collect())
    };
    let oaxaca = [
        ("oaxaca operator", Role::Operator),
        ("oaxaca secretary", Role::Secretary),
        ("oaxaca duty", Role::DutyOfficer),
    ];
    vec![
        charter,
        chamber,
        own("mx:20067", &oaxaca, "oaxaca node"),
        own("mx:16053", &[("morelia operator", Role::Operator)], "morelia node"),
        own("mx:x-relay", &[], "relay node"),
    ]
}
