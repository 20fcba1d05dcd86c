//! Messages as an author writes them, and what is none.

use crate::common::{Federation, text};
use cabildo_client::key::{self, KeyFile};
use cabildo_node::metrics::VerdictLabel;
use cabildo_protocol::{
    bounds, cbor,
    content::{CapStatus, Category, Certainty, Content, Info, Kind, Notice, Proposal, Severity, Urgency},
    id::{FederationId, Hash, InstitutionId, Lane, LogId, MessageId, Millis, PublicKey, hash},
    message::{Draft, Message, Position, RosterNeeds, Verified, WireMessage, sign},
};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_bytes::Bytes;
use std::collections::BTreeMap;

/// A device that writes, and where its logs stand.
#[derive(Clone)]
pub struct Author {
    pub key: SigningKey,
    pub federation: FederationId,
    pub institution: InstitutionId,
    heads: BTreeMap<Lane, Position>,
    salts: u8,
}

/// What a proposal with this title says.
pub fn proposal(title: &str) -> Content {
    Content::Proposal(Proposal::new(text(title), text("Se propone.")))
}

/// What a crisis notice with this headline says.
pub fn notice(headline: &str) -> Content {
    let how = (Urgency::Immediate, Severity::Severe, Certainty::Observed);
    let info = Info { event: text("Sismo"), headline: text(headline), ..Info::new(Category::Health, how) };
    Content::Notice(Notice::new(CapStatus::Actual, vec![info]))
}

impl Author {
    /// The operator of a node that does not run.
    pub fn of(federation: &Federation, name: &str) -> Self {
        let path = federation.home(name).join("keys/operator.key");
        let key = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
        let node = federation.written.nodes.iter().find(|node| node.name == name).expect("a node");
        Self {
            key,
            federation: federation.written.federation,
            institution: node.institution.clone(),
            heads: BTreeMap::new(),
            salts: 0,
        }
    }

    /// Another key that says to be of an institution.
    pub fn other(&self, key: SigningKey, institution: InstitutionId) -> Self {
        Self { key, institution, heads: BTreeMap::new(), ..self.clone() }
    }

    pub fn log(&self, lane: Lane) -> LogId {
        LogId { key: PublicKey::ed25519(self.key.verifying_key().to_bytes()), lane }
    }

    /// Where a log of this author stands.
    pub fn head(&self, lane: Lane) -> Position {
        let start = || Position::start(&self.federation, &self.log(lane));
        self.heads.get(&lane).copied().unwrap_or_else(start)
    }

    pub fn draft(&self, content: &Content) -> Draft {
        Draft {
            federation: self.federation,
            institution: self.institution.clone(),
            lane: content.kind().lane(),
            kind: content.kind() as u16,
            root: None,
            refs: vec![],
            audience: None,
            needs: RosterNeeds { charter: 1, chamber: 1, institution: 1 },
            created: cabildo_node::driver::clock(),
            expires: None,
            content: content.encode(),
            salt: [self.salts; bounds::SALT_LEN],
        }
    }

    /// Writes the next message of its log.
    pub fn write(&mut self, content: &Content) -> Verified {
        let draft = self.draft(content);
        self.write_draft(&draft)
    }

    pub fn write_draft(&mut self, draft: &Draft) -> Verified {
        let message = sign(draft, &self.head(draft.lane), &self.key).expect("signed");
        self.heads.insert(draft.lane, message.position());
        self.salts = self.salts.wrapping_add(1);
        message
    }

    /// Signs what would be the next message, without going on from it.
    pub fn sign(&self, content: &Content) -> Verified {
        sign(&self.draft(content), &self.head(content.kind().lane()), &self.key).expect("signed")
    }
}

/// The frame in which gossip carries a message.
pub fn frame(message: &Message) -> Vec<u8> {
    WireMessage::for_gossip(message).encode()
}

/// What is no message of this federation, or none that may stand where it claims to.
pub struct Bad {
    pub wire: WireMessage,
    /// As gossip carries it.
    pub frame: Vec<u8>,
    /// What gossip makes of it.
    pub verdict: VerdictLabel,
    /// What sync makes of a page with it.
    pub sync: Sync,
    /// What a client is told that submits it: the status and the problem's code.
    pub api: (u16, &'static str),
}

const BAD_REQUEST: (u16, &str) = (400, "bad_request");
const REFUSED: (u16, &str) = (403, "refused");
const TOO_LARGE: (u16, &str) = (413, "too_large");

/// What sync makes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    /// The sender is sent away.
    Blamed,
    /// The sender may be honest.
    Dropped,
    /// The author may not be: its log is not fetched again before rosters or proofs change.
    Stalled,
}

/// What is wrong, and how it is made for the next place in its author's log.
pub type Case = (&'static str, fn(&Author) -> Bad);

/// Wrong in themselves or in their place. The first that are blamed, then those where the sender
/// may be honest.
pub const CASES: [Case; 15] = [
    ("a wrong signature", |author| {
        let good = author.sign(&proposal("mala firma"));
        let mut header = good.header_bytes().to_vec();
        let first_of_signature = header.len() - 64;
        header[first_of_signature] ^= 1;
        rejected(WireMessage(header, good.body_bytes().map(<[u8]>::to_vec)))
    }),
    ("another federation", |author| {
        let federation = FederationId([7; 32]);
        let elsewhere = Author { federation, ..author.clone() };
        let wire = WireMessage::from(&*elsewhere.sign(&proposal("de otra federación")));
        Bad { api: REFUSED, ..rejected(wire) }
    }),
    ("a header over its bound", |author| Bad { api: TOO_LARGE, ..rejected(author.with_refs(60)) }),
    ("too many references", |author| Bad {
        api: TOO_LARGE,
        ..rejected(author.with_refs(bounds::REFS_MAX + 1))
    }),
    ("a body over its bound", |author| {
        let body = vec![0; bounds::BODY_MAX + 1];
        let wire = author.raw(&body, &author.details(0));
        // Gossip has no room for such a body.
        let frame = WireMessage(wire.0.clone(), None).encode();
        Bad { frame, api: TOO_LARGE, ..rejected(wire) }
    }),
    ("another body than the header names", |author| {
        let good = author.sign(&proposal("otro cuerpo"));
        rejected(WireMessage(good.header_bytes().to_vec(), Some(vec![0; 40])))
    }),
    ("bytes after the header", |author| {
        let good = author.sign(&proposal("bytes de más"));
        rejected(author.again(&good, |header| header.push(0)))
    }),
    ("bytes after the details", |author| {
        let mut details = author.details(0);
        details.push(0);
        rejected(author.raw(&[0; 40], &details))
    }),
    ("a header that is not canonical", |author| {
        let good = author.sign(&proposal("no canónica"));
        // The length of the array in two bytes instead of one.
        rejected(author.again(&good, |header| drop(header.splice(..1, [0x98, 0x0a]))))
    }),
    ("a comment on nothing", |author| {
        let mut draft = author.draft(&proposal("sin raíz"));
        draft.kind = Kind::Comment as u16;
        let message = sign(&draft, &author.head(Lane::Acts), &author.key).expect("signed");
        Bad { api: REFUSED, ..rejected(WireMessage::from(&*message)) }
    }),
    ("a total that does not add up", |author| {
        let draft = author.draft(&proposal("mala suma"));
        let mut after = author.head(Lane::Acts);
        after.total_bytes += 1;
        let wire = WireMessage::from(&*sign(&draft, &after, &author.key).expect("signed"));
        // Who has not got the log passes it on in good faith.
        Bad { verdict: VerdictLabel::Ignore, sync: Sync::Stalled, api: REFUSED, ..rejected(wire) }
    }),
    ("a date before its predecessor's", |author| {
        let mut draft = author.draft(&proposal("de ayer"));
        draft.created = Millis(1);
        let after = Position { created: draft.created, ..author.head(Lane::Acts) };
        let message = sign(&draft, &after, &author.key).expect("signed");
        Bad { sync: Sync::Stalled, ..ignored(&message) }
    }),
    ("an unlisted key", |author| {
        let stranger =
            Author { key: key::generate().expect("a key"), heads: BTreeMap::new(), ..author.clone() };
        ignored(&stranger.sign(&proposal("de nadie")))
    }),
    ("a key of another institution", |author| {
        let institution = "mx:16053".parse().expect("an id");
        let wrong = Author { institution, ..author.clone() }.sign(&proposal("en nombre de otra"));
        Bad { sync: Sync::Stalled, ..ignored(&wrong) }
    }),
    ("a broken link", |author| {
        let draft = author.draft(&proposal("sin enlace"));
        let after = Position { id: MessageId([9; 32]), ..author.head(Lane::Acts) };
        ignored(&sign(&draft, &after, &author.key).expect("signed"))
    }),
];

fn rejected(wire: WireMessage) -> Bad {
    Bad { frame: wire.encode(), wire, verdict: VerdictLabel::Reject, sync: Sync::Blamed, api: BAD_REQUEST }
}

fn ignored(message: &Message) -> Bad {
    let wire = WireMessage::from(message);
    Bad { frame: wire.encode(), wire, verdict: VerdictLabel::Ignore, sync: Sync::Dropped, api: REFUSED }
}

impl Author {
    /// A header around any details, with a good signature.
    fn raw(&self, body: &[u8], details: &[u8]) -> WireMessage {
        let (log, head) = (self.log(Lane::Acts), self.head(Lane::Acts));
        let header = cbor::encode(&(
            1u16,
            self.federation,
            &self.institution,
            log.key,
            log.lane,
            head.seq + 1,
            head.id,
            hash("cabildo/body/1", &[body]),
            u32::try_from(body.len()).expect("a length"),
            Bytes::new(details),
        ));
        WireMessage(self.signed(header), Some(body.to_vec()))
    }

    /// Details with so many references.
    fn details(&self, refs: usize) -> Vec<u8> {
        let created = cabildo_node::driver::clock();
        let refs = vec![MessageId([5; 32]); refs];
        cbor::encode(&(
            Kind::Proposal as u16,
            None::<MessageId>,
            refs,
            None::<Hash>,
            (1u32, 1u32, 1u32),
            created,
            None::<Millis>,
            0u64,
        ))
    }

    fn with_refs(&self, refs: usize) -> WireMessage {
        self.raw(&[0; 40], &self.details(refs))
    }

    /// A message with another header, signed again.
    fn again(&self, good: &Message, change: impl FnOnce(&mut Vec<u8>)) -> WireMessage {
        let (header, _) = good.header_bytes().split_at(good.header_bytes().len() - 64);
        let mut header = header.to_vec();
        change(&mut header);
        WireMessage(self.signed(header), good.body_bytes().map(<[u8]>::to_vec))
    }

    fn signed(&self, mut header: Vec<u8>) -> Vec<u8> {
        let signature = self.key.sign(&[b"cabildo/message/1\0", &header[..]].concat());
        header.extend_from_slice(&signature.to_bytes());
        header
    }
}
