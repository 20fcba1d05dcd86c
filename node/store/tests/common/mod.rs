//! Authors with fixed seeds, and small stores.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod faulty;

use cabildo_protocol::{
    cbor,
    content::Content,
    id::{FederationId, Hash, InstitutionId, Lane, LogId, MessageId, Millis, PublicKey},
    message::{Draft, Message, Position, RosterNeeds, Verified, sign},
    proof::Proof,
    roster::{Roster, Scope, SignedRoster},
    store::Store,
};
use cabildo_store::{Options, SegmentStore};
use ed25519_dalek::SigningKey;
use std::collections::BTreeMap;

/// One device that writes one log.
#[derive(Clone)]
pub struct Author {
    key: SigningKey,
    lane: Lane,
    institution: InstitutionId,
    head: Position,
    /// How many others its next messages refer to: each makes their headers longer.
    pub refs: usize,
}

pub const FEDERATION: FederationId = FederationId([7; 32]);

impl Author {
    pub fn new(seed: u8) -> Self {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let log = LogId {
            key: PublicKey::ed25519(key.verifying_key().to_bytes()),
            lane: Lane::from_number(seed % 2).expect("a lane"),
        };
        Self {
            key,
            lane: log.lane,
            institution: format!("mx:{}", 20000 + u32::from(seed)).parse().expect("an institution"),
            head: Position::start(&FEDERATION, &log),
            refs: 0,
        }
    }

    pub fn log(&self) -> LogId {
        LogId { key: PublicKey::ed25519(self.key.verifying_key().to_bytes()), lane: self.lane }
    }

    /// The next message of the log, with a body of about `size` bytes.
    pub fn write(&mut self, size: usize) -> Verified {
        self.answer(1, None, size)
    }

    pub fn answer(&mut self, kind: u16, root: Option<MessageId>, size: usize) -> Verified {
        let byte = u8::try_from((self.head.seq + 1) % 251).expect("a byte");
        let mut content = BTreeMap::new();
        content.insert("x".to_owned(), serde_bytes::ByteBuf::from(vec![byte; size]));
        self.sign(kind, root, cbor::encode(&content))
    }

    /// Goes back to the last of its messages among these.
    pub fn back_to(&mut self, all: &[Verified]) {
        let own = all.iter().filter(|message| message.log() == self.log());
        let last = own.max_by_key(|message| message.seq()).map(|message| message.position());
        self.head = last.unwrap_or(Position::start(&FEDERATION, &self.log()));
    }

    /// The next message of the log, with this content.
    pub fn say(&mut self, content: &Content) -> Verified {
        self.sign(content.kind() as u16, None, content.encode())
    }

    fn sign(&mut self, kind: u16, root: Option<MessageId>, content: Vec<u8>) -> Verified {
        let n = self.head.seq + 1;
        let byte = u8::try_from(n % 251).expect("a byte");
        let draft = Draft {
            federation: FEDERATION,
            institution: self.institution.clone(),
            lane: self.lane,
            kind,
            root,
            refs: vec![MessageId([byte; 32]); self.refs],
            audience: None,
            needs: RosterNeeds::default(),
            created: Millis(1_000_000 + n * 10 + u64::from(self.key.to_bytes()[0])),
            expires: None,
            content,
            salt: [byte; 16],
        };
        let message = sign(&draft, &self.head, &self.key).expect("a message");
        self.head = message.position();
        message
    }
}

/// The same message as gossip brings it when the body is large.
pub fn bare(message: &Verified) -> Verified {
    let mut keys = cabildo_protocol::message::KeyCache::default();
    Message::decode(message.header_bytes(), None).expect("a header").verify(&mut keys).expect("verified")
}

/// Small segments, so that a test meets many of them; no index, and no thread that looks for damage.
pub fn small() -> Options {
    Options {
        segment_bytes: 8 * 1024,
        index: false,
        scrub_bytes: 0,
        reserve_bytes: 64 * 1024,
        ..Options::default()
    }
}

/// Asserts that every message is there, byte for byte, by every way of asking.
pub fn assert_has(store: &SegmentStore, messages: &[Verified]) {
    let reader = store.reader();
    for message in messages {
        let (log, seq) = (message.log(), message.seq());
        assert_eq!(store.locate(&message.id()).expect("a disk"), Some((log, seq)), "{message:?}");
        let found = store.message(&log, seq).expect("a disk").expect("a message");
        assert_eq!(&found, &**message);
        assert_eq!(reader.message(&message.id()).expect("a disk").as_ref(), Some(&**message));
    }
}

/// A roster of the federation, not signed.
pub fn roster(version: u32) -> SignedRoster {
    let roster = Roster {
        schema: 1,
        scope: Scope::Federation,
        federation: None,
        version,
        previous: None,
        signers: Vec::new(),
        changes: Vec::new(),
        root: Hash([1; 32]),
        issued: Millis(0),
        review_by: Millis(0),
        settles: Vec::new(),
        next_signers: None,
        recovers: None,
    };
    SignedRoster { bytes: cbor::encode(&roster), signatures: Vec::new() }
}

/// Two messages that contradict each other.
pub fn fork(seed: u8) -> Proof {
    let (mut a, mut b) = (Author::new(seed), Author::new(seed));
    Proof::new(&a.write(1), &b.write(2)).expect("two that contradict each other")
}
