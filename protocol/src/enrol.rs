//! How institutions and keys come into a federation, on paper as it were: what a newcomer asks,
//! what it gets for an answer, and the files in which rosters go from hand to hand.
//!
//! An enrolment [`Request`] and a [`Card`] are signed by every key that they name: whoever lists
//! one can be sure that the other side has it. An [`Invitation`] is unsigned: what it leads to is
//! checked against the federation's id, which two people read to each other.
//!
//! Fields have names of one letter, so that a request is a QR code that fits a terminal of 80 columns.

mod sheaf;

pub use sheaf::{Countersigns, Need, Sheaf, Standing};

use crate::{
    authority::Authority,
    bounds,
    cbor::{self, CborError},
    id::{FederationId, Hash, InstitutionId, Language, Millis, Place, PublicKey, hash},
    message::verifying_key,
    roster::{InstitutionKind, Quorum, RosterError, Scope, SignatureBytes, SignedRoster},
    text::Texts,
};
use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeSet;

const SCHEMA: u16 = 1;
/// A request with as many keys as a quorum may have is shorter.
const PAPER_MAX: usize = 16 * 1024;
/// Its text: five bits a letter, and spaces.
const TEXT_MAX: usize = 4 * PAPER_MAX;
/// Peers of an invitation, and addresses of each.
const PEERS_MAX: usize = 16;
/// Letters on a line.
const LINE: usize = 64;

/// Why a paper is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// It does not begin as papers of its kind do.
    #[error("this does not begin with {0}/1:")]
    Kind(&'static str),
    /// A letter is missing or wrong.
    #[error("it was not copied whole: a letter is missing or wrong")]
    Letters,
    /// Longer than any.
    #[error("it is longer than {max} bytes")]
    TooLong {
        /// The bound.
        max: usize,
    },
    /// Not canonical CBOR of its shape.
    #[error("it is malformed: {0}")]
    Malformed(#[from] CborError),
    /// Written by a newer release.
    #[error("it has format {0}, this release reads {SCHEMA}: update the program")]
    Schema(u16),
    /// Something in it goes beyond its bound.
    #[error("its {0} is empty or too long")]
    Bound(&'static str),
    /// One key for two uses.
    #[error("it names the key {0} twice")]
    KeyTwice(PublicKey),
    /// A key that it names has not signed it.
    #[error("the key {0} has not signed it: nobody has shown to have that key")]
    Unproven(PublicKey),
    /// The rosters are of another federation than the invitation.
    #[error("these rosters are of another federation than the invitation names")]
    Federation,
    /// The rosters end before what the invitation saw.
    #[error("the newest roster of {scope} here is version {have}, and the invitation saw version {saw}")]
    Older {
        /// Whose roster.
        scope: Scope,
        /// The version that is here.
        have: u32,
        /// The version that the inviter had.
        saw: u32,
    },
    /// The rosters tell another history.
    #[error("version {version} of the roster of {scope} is another one here than the invitation saw")]
    History {
        /// Whose roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// The rosters do not fit together.
    #[error(transparent)]
    Rosters(#[from] RosterError),
}

/// A key with what its owner calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    /// The key.
    #[serde(rename = "k")]
    pub key: PublicKey,
    /// A pseudonymous label ("ventanilla-1"), never a person's name.
    #[serde(rename = "l")]
    pub label: String,
}

/// What an institution asks of its chamber.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Format; 1.
    #[serde(rename = "v")]
    pub schema: u16,
    /// Who it says that it is.
    #[serde(rename = "i")]
    pub institution: InstitutionId,
    /// What it is.
    #[serde(rename = "k")]
    pub kind: InstitutionKind,
    /// Its official names.
    #[serde(rename = "n")]
    pub names: Texts,
    /// Where it is.
    #[serde(rename = "p")]
    pub places: Vec<Place>,
    /// IANA time zone, where it is another than the place's.
    #[serde(rename = "z", default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Its first language.
    #[serde(rename = "l")]
    pub language: Language,
    /// The keys that sign its rosters.
    #[serde(rename = "q")]
    pub keys: Quorum,
    /// Its first device; none for a relay.
    #[serde(rename = "d")]
    pub device: Option<Labelled>,
    /// Its first node.
    #[serde(rename = "o")]
    pub node: Labelled,
    /// When it was made.
    #[serde(rename = "t")]
    pub made: Millis,
}

/// A key that an operator or a machine offers to its institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Format; 1.
    #[serde(rename = "v")]
    pub schema: u16,
    /// Who is to list it.
    #[serde(rename = "i")]
    pub institution: InstitutionId,
    /// The key, and what it is to be called.
    #[serde(rename = "k")]
    pub key: Labelled,
    /// When it was made.
    #[serde(rename = "t")]
    pub made: Millis,
}

/// What a newcomer gets: which federation, which of its rosters it must at least find, and whom to
/// ask for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Format; 1.
    #[serde(rename = "v")]
    pub schema: u16,
    /// Who is invited.
    #[serde(rename = "i")]
    pub institution: InstitutionId,
    /// The federation.
    #[serde(rename = "f")]
    pub federation: FederationId,
    /// Versions that were in force, with their hashes.
    #[serde(rename = "c")]
    pub checkpoint: Vec<(Scope, u32, Hash)>,
    /// Nodes with their addresses (multiaddr).
    #[serde(rename = "p")]
    pub peers: Vec<(PublicKey, Vec<String>)>,
}

/// A paper with the signatures of the keys that it names, in the order of [`Paper::keys`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    #[serde(rename = "p", with = "serde_bytes")]
    bytes: Vec<u8>,
    #[serde(rename = "s")]
    signatures: Vec<SignatureBytes>,
}

/// What is signed by the keys that it names.
pub trait Paper: Serialize + DeserializeOwned {
    /// How its text begins; also keeps signatures of one kind from being used for another.
    const NAME: &'static str;

    /// The keys that must sign it.
    fn keys(&self) -> Vec<PublicKey>;

    /// Its format.
    fn schema(&self) -> u16;

    /// Whether all in it is within bounds.
    ///
    /// # Errors
    /// What is not.
    fn check(&self) -> Result<(), EnrolError>;
}

impl Paper for Request {
    const NAME: &'static str = "CABILDO-REQUEST";

    fn keys(&self) -> Vec<PublicKey> {
        let others = self.device.iter().map(|device| device.key).chain([self.node.key]);
        self.keys.keys.iter().copied().chain(others).collect()
    }

    fn schema(&self) -> u16 {
        self.schema
    }

    fn check(&self) -> Result<(), EnrolError> {
        let named = !self.names.is_empty() && self.names.check(bounds::TITLE_MAX).is_ok();
        within("name", named)?;
        within("list of places", self.places.len() <= bounds::LIST_MAX)?;
        within("time zone", self.time_zone.as_ref().is_none_or(|z| z.len() <= bounds::CODE_MAX))?;
        let quorum = self.keys.check(&Scope::Institution(self.institution.clone()));
        within("number of keys that must sign", quorum.is_ok())?;
        self.device.iter().chain([&self.node]).try_for_each(Labelled::check)
    }
}

impl Paper for Card {
    const NAME: &'static str = "CABILDO-KEY";

    fn keys(&self) -> Vec<PublicKey> {
        vec![self.key.key]
    }

    fn schema(&self) -> u16 {
        self.schema
    }

    fn check(&self) -> Result<(), EnrolError> {
        self.key.check()
    }
}

impl Labelled {
    fn check(&self) -> Result<(), EnrolError> {
        within("label", !self.label.is_empty() && self.label.len() <= bounds::CODE_MAX)
    }
}

impl Signed {
    /// Signs a paper with all keys that it names. A key that is not among those given leaves its
    /// place empty, and the paper is refused by whoever opens it.
    #[must_use]
    pub fn new<P: Paper>(paper: &P, keys: &[&SigningKey]) -> Self {
        let bytes = cbor::encode(paper);
        let input = input::<P>(&bytes);
        let signature = |wanted: PublicKey| {
            let key = keys.iter().find(|key| PublicKey::ed25519(key.verifying_key().to_bytes()) == wanted);
            SignatureBytes(key.map(|key| key.sign(&input).to_bytes().to_vec()).unwrap_or_default())
        };
        let signatures = paper.keys().into_iter().map(signature).collect();
        Self { bytes, signatures }
    }

    /// Reads the paper and checks that each key that it names has signed it.
    ///
    /// # Errors
    /// What does not fit.
    pub fn open<P: Paper>(&self) -> Result<P, EnrolError> {
        if self.bytes.len() > PAPER_MAX {
            return Err(EnrolError::TooLong { max: PAPER_MAX });
        }
        let paper: P = cbor::decode(&self.bytes)?;
        if paper.schema() != SCHEMA {
            return Err(EnrolError::Schema(paper.schema()));
        }
        paper.check()?;
        let (input, mut seen) = (input::<P>(&self.bytes), BTreeSet::new());
        for (n, key) in paper.keys().into_iter().enumerate() {
            if !seen.insert(key) {
                return Err(EnrolError::KeyTwice(key));
            }
            let signature = self.signatures.get(n).and_then(|s| Signature::from_slice(&s.0).ok());
            let good = verifying_key(&key)
                .zip(signature)
                .is_some_and(|(key, signature)| key.verify_strict(&input, &signature).is_ok());
            if !good {
                return Err(EnrolError::Unproven(key));
            }
        }
        Ok(paper)
    }

    /// What two people compare: the hash of what was signed.
    #[must_use]
    pub fn fingerprint(&self) -> Hash {
        hash("cabildo/enrol-hash/1", &[&self.bytes])
    }

    /// As a text that can be mailed, scanned or typed.
    #[must_use]
    pub fn to_text<P: Paper>(&self) -> String {
        to_text(P::NAME, &cbor::encode(self))
    }

    /// From its text.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_text<P: Paper>(text: &str) -> Result<Self, EnrolError> {
        Ok(cbor::decode(&from_text(P::NAME, text)?)?)
    }
}

impl Request {
    /// The format of requests that this release makes.
    pub const SCHEMA: u16 = SCHEMA;
}

impl Card {
    /// The format of cards that this release makes.
    pub const SCHEMA: u16 = SCHEMA;
}

impl Invitation {
    /// The format of invitations that this release makes.
    pub const SCHEMA: u16 = SCHEMA;
    /// How its text begins.
    pub const NAME: &'static str = "CABILDO-INVITATION";

    /// As a text.
    #[must_use]
    pub fn to_text(&self) -> String {
        to_text(Self::NAME, &cbor::encode(self))
    }

    /// From its text.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_text(text: &str) -> Result<Self, EnrolError> {
        let invitation: Self = cbor::decode(&from_text(Self::NAME, text)?)?;
        if invitation.schema != SCHEMA {
            return Err(EnrolError::Schema(invitation.schema));
        }
        let few = |length| length <= PEERS_MAX;
        let addresses = |(_, addresses): &(PublicKey, Vec<String>)| {
            few(addresses.len()) && addresses.iter().all(|a| a.len() <= bounds::URI_MAX)
        };
        within("list of nodes", few(invitation.peers.len()) && invitation.peers.iter().all(addresses))?;
        within("checkpoint", few(invitation.checkpoint.len()))?;
        Ok(invitation)
    }

    /// What rosters add up to, if they are those of the federation to which this invites, and
    /// neither older than what the inviter saw nor of another history.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check(&self, rosters: &[SignedRoster]) -> Result<Authority, EnrolError> {
        let authority = Authority::load(rosters)?;
        if authority.federation() != self.federation {
            return Err(EnrolError::Federation);
        }
        for (scope, saw, hash) in &self.checkpoint {
            let (scope, version, have) = (scope.clone(), *saw, authority.version(scope));
            if have < version {
                return Err(EnrolError::Older { scope, have, saw: version });
            }
            let same = rosters.iter().filter(|signed| signed.hash() == *hash).any(|signed| {
                signed.open().is_ok_and(|roster| roster.scope == scope && roster.version == version)
            });
            if !same {
                return Err(EnrolError::History { scope, version });
            }
        }
        Ok(authority)
    }
}

/// The letters of a paper on one line, as a QR code carries them: upper case and digits only.
#[must_use]
pub fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect()
}

fn to_text(name: &str, bytes: &[u8]) -> String {
    let letters = format!("{name}/{SCHEMA}:{}", BASE32_NOPAD.encode(bytes));
    let mut text = String::with_capacity(letters.len() + letters.len() / LINE + 1);
    for (n, letter) in letters.chars().enumerate() {
        if n > 0 && n % LINE == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text
}

fn from_text(name: &'static str, text: &str) -> Result<Vec<u8>, EnrolError> {
    if text.len() > TEXT_MAX {
        return Err(EnrolError::TooLong { max: TEXT_MAX });
    }
    let letters = on_one_line(text).to_ascii_uppercase();
    let rest = letters.strip_prefix(name).and_then(|rest| rest.strip_prefix("/1:"));
    let bytes = BASE32_NOPAD.decode(rest.ok_or(EnrolError::Kind(name))?.as_bytes());
    bytes.map_err(|_| EnrolError::Letters)
}

fn input<P: Paper>(bytes: &[u8]) -> Vec<u8> {
    [P::NAME.as_bytes(), b"/1\0", bytes].concat()
}

fn within(what: &'static str, fits: bool) -> Result<(), EnrolError> {
    if fits { Ok(()) } else { Err(EnrolError::Bound(what)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn public(seed: u8) -> PublicKey {
        PublicKey::ed25519(key(seed).verifying_key().to_bytes())
    }

    fn labelled(seed: u8, label: &str) -> Labelled {
        Labelled { key: public(seed), label: label.to_owned() }
    }

    fn request() -> Request {
        Request {
            schema: SCHEMA,
            institution: "mx:16053".parse().expect("an id"),
            kind: InstitutionKind::Municipality,
            names: Texts::one("es".parse().expect("a tag"), "Morelia"),
            places: vec!["mx:16053".parse().expect("a place")],
            time_zone: None,
            language: "es-MX".parse().expect("a tag"),
            keys: Quorum::new([public(1)], 1),
            device: Some(labelled(2, "ventanilla-1")),
            node: labelled(3, "nodo-1"),
            made: Millis(1_800_000_000_000),
        }
    }

    #[test]
    fn a_request_comes_back_from_its_text_however_it_was_copied() {
        let signed = Signed::new(&request(), &[&key(3), &key(1), &key(2)]);
        let text = signed.to_text::<Request>();
        assert!(text.lines().all(|line| line.len() <= LINE), "{text}");
        for copied in [text.clone(), text.to_lowercase(), on_one_line(&text), text.replace('\n', "\r\n  ")] {
            let read = Signed::from_text::<Request>(&copied).expect("a text");
            assert_eq!(read.open::<Request>(), Ok(request()));
            assert_eq!(read.fingerprint(), signed.fingerprint());
        }
        // The largest QR code of 77 modules, which fits a terminal of 80 columns, holds so many.
        assert!(on_one_line(&text).len() <= 758, "{}", on_one_line(&text).len());
    }

    #[test]
    fn every_key_must_have_signed_and_be_there_once() {
        let open = |request: &Request, keys: &[&SigningKey]| Signed::new(request, keys).open::<Request>();
        assert_eq!(open(&request(), &[&key(1), &key(3)]), Err(EnrolError::Unproven(public(2))));
        assert_eq!(open(&request(), &[]), Err(EnrolError::Unproven(public(1))));
        let mut twice = request();
        twice.node.key = public(1);
        assert_eq!(open(&twice, &[&key(1), &key(2)]), Err(EnrolError::KeyTwice(public(1))));
        let mut changed = Signed::new(&request(), &[&key(1), &key(2), &key(3)]);
        let mut other = request();
        other.institution = "mx:20067".parse().expect("an id");
        changed.bytes = cbor::encode(&other);
        assert_eq!(changed.open::<Request>(), Err(EnrolError::Unproven(public(1))));
    }

    #[test]
    fn a_paper_of_one_kind_is_none_of_another() {
        let institution = "mx:16053".parse().expect("an id");
        let card = Card { schema: SCHEMA, institution, key: labelled(2, "turno"), made: Millis(1) };
        let text = Signed::new(&card, &[&key(2)]).to_text::<Card>();
        assert_eq!(Signed::from_text::<Request>(&text), Err(EnrolError::Kind(Request::NAME)));
        assert!(Signed::from_text::<Card>(&text[..text.len() - 9]).is_err());
        assert_eq!(Signed::from_text::<Card>("CABILDO-KEY/1:0"), Err(EnrolError::Letters));
        let long = "A".repeat(TEXT_MAX + 1);
        assert_eq!(Signed::from_text::<Card>(&long), Err(EnrolError::TooLong { max: TEXT_MAX }));
        let mut blank = card;
        blank.key.label.clear();
        let signed = Signed::new(&blank, &[&key(2)]);
        assert_eq!(signed.open::<Card>(), Err(EnrolError::Bound("label")));
    }

    #[test]
    fn an_invitation_comes_back_and_is_bounded() {
        let mut invitation = Invitation {
            schema: SCHEMA,
            institution: "cl:05101".parse().expect("an id"),
            federation: FederationId([7; 32]),
            checkpoint: vec![(Scope::Federation, 1, Hash([7; 32]))],
            peers: vec![(public(1), vec!["/ip4/192.0.2.1/tcp/4250".to_owned()])],
        };
        assert_eq!(Invitation::from_text(&invitation.to_text()), Ok(invitation.clone()));
        invitation.peers = vec![(public(1), Vec::new()); PEERS_MAX + 1];
        let bound = Err(EnrolError::Bound("list of nodes"));
        assert_eq!(Invitation::from_text(&invitation.to_text()), bound);
    }
}
