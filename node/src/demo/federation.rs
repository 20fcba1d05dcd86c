//! The rosters of the federation: charter, two chambers, institutions, all signed.

use super::{
    DemoError,
    cast::{Member, texts},
};
use cabildo_client::key::{self, KeyError};
use cabildo_protocol::{
    content::Kind,
    id::{Country, FederationId, Millis, PublicKey},
    message::WIRE_VERSION,
    roster::{
        Change, Device, InstitutionEntry, InstitutionKind, Next, Node, Quorum, Role, Roster, Scope,
        SignedRoster, Standing, State,
    },
};
use ed25519_dalek::SigningKey;
use std::collections::BTreeSet;

/// Governors of a chamber, and as many recovery keys.
const GOVERNORS: usize = 3;
/// How many of them must sign.
pub(super) const THRESHOLD: u16 = 2;
/// Bytes granted to each log.
const QUOTA_BYTES: u64 = 64 * 1024 * 1024;
/// After this, rosters are to be looked at again: a year.
const REVIEW_MS: u64 = 365 * 24 * 60 * 60 * 1000;

/// The keys that stay in a member's home.
pub(super) struct Keys {
    /// The node's libp2p identity.
    pub node: SigningKey,
    /// Signs the institution's rosters.
    pub institution: SigningKey,
    /// The operator's device; none where nothing is authored.
    pub operator: Option<SigningKey>,
    /// Its Montgomery form is the X25519 key for whoever encrypts to the institution, so that it
    /// is kept in a key file like the others.
    pub encryption: Option<SigningKey>,
}

/// The keys that govern a chamber.
pub(super) struct Chamber {
    pub country: Country,
    pub governors: Vec<SigningKey>,
    pub recovery: Vec<SigningKey>,
}

/// A federation that has just been founded.
pub(super) struct Federation {
    pub id: FederationId,
    pub members: Vec<(Member, Keys)>,
    pub chambers: Vec<Chamber>,
    /// Each with the name of its file; a folder lists them in the order in which they apply.
    pub rosters: Vec<(String, SignedRoster)>,
}

/// Founds a federation of these members, with new keys.
pub(super) fn found(members: Vec<Member>, issued: Millis) -> Result<Federation, DemoError> {
    let members = members
        .into_iter()
        .map(|member| Ok((keys(&member)?, member)))
        .map(|made: Result<_, KeyError>| made.map(|(keys, member)| (member, keys)))
        .collect::<Result<Vec<_>, _>>()?;
    let chambers = ["mx", "cl"].into_iter().map(chamber).collect::<Result<Vec<_>, _>>()?;
    let founder = Founder { federation: None, issued };
    let charter = founder.charter(&chambers)?;
    let id = FederationId(charter.hash().0);
    let founder = Founder { federation: Some(id), issued };
    let mut rosters = vec![("00-charter.roster".to_owned(), charter)];
    for chamber in &chambers {
        let name = format!("10-chamber-{}.roster", chamber.country);
        rosters.push((name, founder.chamber(chamber, &members)?));
    }
    for (member, keys) in &members {
        let name = format!("20-{}.roster", member.institution.as_str().replace(':', "-"));
        rosters.push((name, founder.institution(member, keys)?));
    }
    Ok(Federation { id, members, chambers, rosters })
}

/// The kinds that an institution may author. Who convenes is decided by the device's role.
fn may(kind: InstitutionKind) -> BTreeSet<u16> {
    if kind == InstitutionKind::Relay {
        return BTreeSet::new();
    }
    Kind::ALL.into_iter().map(|kind| kind as u16).collect()
}

/// Councils convene; operators elsewhere do not.
fn role(kind: InstitutionKind) -> Role {
    if kind == InstitutionKind::Council { Role::Secretary } else { Role::Operator }
}

fn keys(member: &Member) -> Result<Keys, KeyError> {
    let writes = !may(member.kind).is_empty();
    Ok(Keys {
        node: key::generate()?,
        institution: key::generate()?,
        operator: writes.then(key::generate).transpose()?,
        encryption: writes.then(key::generate).transpose()?,
    })
}

fn chamber(country: &str) -> Result<Chamber, DemoError> {
    let keys = || (0..GOVERNORS).map(|_| key::generate()).collect::<Result<Vec<_>, _>>();
    Ok(Chamber { country: country.parse()?, governors: keys()?, recovery: keys()? })
}

/// The public half of a signing key.
pub(super) fn public(key: &SigningKey) -> PublicKey {
    PublicKey::ed25519(key.verifying_key().to_bytes())
}

fn quorum(keys: &[SigningKey], threshold: u16) -> Quorum {
    Quorum::new(keys.iter().map(public), threshold)
}

/// What all first versions have in common.
struct Founder {
    federation: Option<FederationId>,
    issued: Millis,
}

impl Founder {
    fn first(
        &self,
        scope: Scope,
        signers: Vec<Quorum>,
        changes: Vec<Change>,
        keys: &[&SigningKey],
    ) -> Result<SignedRoster, DemoError> {
        let (federation, issued) = (self.federation, self.issued);
        let next = Next { federation, scope, signers, changes, issued, review_by: issued.plus(REVIEW_MS) };
        let mut signed = SignedRoster::new(&Roster::next(None, &mut State::default(), next)?);
        for key in keys {
            signed.sign(key);
        }
        Ok(signed)
    }

    /// All founders sign.
    fn charter(&self, chambers: &[Chamber]) -> Result<SignedRoster, DemoError> {
        let name = texts("Cabildo México–Chile (demostración)", "Cabildo Mexico–Chile (demonstration)");
        let mut changes = vec![Change::Name(name), Change::LowestWire(WIRE_VERSION)];
        let mut named: Vec<_> =
            chambers.iter().map(|c| (c.country.clone(), quorum(&c.governors, THRESHOLD))).collect();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let signers = named.iter().map(|(_, quorum)| quorum.clone()).collect();
        changes.extend(named.into_iter().map(|(country, quorum)| Change::Chamber(country, quorum)));
        let keys: Vec<_> = chambers.iter().flat_map(|c| &c.governors).collect();
        self.first(Scope::Federation, signers, changes, &keys)
    }

    fn chamber(&self, chamber: &Chamber, members: &[(Member, Keys)]) -> Result<SignedRoster, DemoError> {
        let ours = members.iter().filter(|(m, _)| m.institution.country() == chamber.country);
        let mut changes = vec![Change::Recovery(quorum(&chamber.recovery, THRESHOLD))];
        changes.extend(ours.map(|(member, keys)| {
            let entry = InstitutionEntry {
                kind: member.kind,
                names: member.names.clone(),
                places: member.places.clone(),
                time_zone: member.time_zone.clone(),
                language: member.language.clone(),
                keys: Quorum::new([public(&keys.institution)], 1),
                may: may(member.kind),
                quota_bytes: QUOTA_BYTES,
                standing: Standing::Active,
                ends: Vec::new(),
            };
            Change::Institution(member.institution.clone(), Box::new(entry))
        }));
        let signers = vec![quorum(&chamber.governors, THRESHOLD)];
        let keys: Vec<_> = chamber.governors.iter().take(usize::from(THRESHOLD)).collect();
        self.first(Scope::Chamber(chamber.country.clone()), signers, changes, &keys)
    }

    fn institution(&self, member: &Member, keys: &Keys) -> Result<SignedRoster, DemoError> {
        let label = if member.kind == InstitutionKind::Relay { "relevo-1" } else { "nodo-1" };
        let node = Node { label: label.to_owned(), active: true };
        let mut changes = vec![Change::Node(public(&keys.node), node)];
        if let Some(operator) = &keys.operator {
            let label = "ventanilla-1".to_owned();
            let device = Device { label, role: role(member.kind), cut_off: (None, None) };
            changes.push(Change::Device(public(operator), device));
        }
        if let Some(encryption) = &keys.encryption {
            let secret = x25519_dalek::StaticSecret::from(encryption.to_scalar_bytes());
            let listed = PublicKey::x25519(x25519_dalek::PublicKey::from(&secret).to_bytes());
            changes.push(Change::Encryption(BTreeSet::from([listed])));
        }
        let signers = vec![Quorum::new([public(&keys.institution)], 1)];
        self.first(Scope::Institution(member.institution.clone()), signers, changes, &[&keys.institution])
    }
}
