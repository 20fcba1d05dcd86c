//! Messages: the signed items of a log.
//!
//! On the wire and on disk a message is two byte strings that are never re-encoded:
//!
//! - the **header**: a CBOR array (the frozen [`Envelope`] with the versioned [`Details`] as its
//!   last element, a byte string), followed by the 64 bytes of its Ed25519 signature;
//! - the **body record**, absent where it was not sent, not fetched or erased: a random salt of
//!   16 bytes, followed by the content, one CBOR map.
//!
//! The id is SHA-256 over the header with its signature, so that the chain pins signatures too.
//! The header pins the body by a hash over salt and content.

mod keys;
mod run;

pub use keys::KeyCache;
pub(crate) use keys::verifying_key;
pub use run::{CHAINED_MIN, Run, signed};

use crate::{
    bounds,
    cbor::{self, CborError},
    id::{FederationId, Hash, InstitutionId, Lane, LogId, MessageId, Millis, PublicKey, hash},
};
use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{ops::Deref, sync::Arc};

/// The wire version that this release writes.
pub const WIRE_VERSION: u16 = 1;
const SIGNATURE_LEN: usize = 64;
const SIGNING_DOMAIN: &[u8] = b"cabildo/message/1\0";
const BODY_DOMAIN: &str = "cabildo/body/1";

/// Why bytes are not a message, whoever sent them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Longer than a bound.
    #[error("{what} of {length} bytes: at most {max} are allowed")]
    TooLong {
        /// Which part.
        what: &'static str,
        /// Its length.
        length: usize,
        /// The bound.
        max: usize,
    },
    /// Not canonical CBOR of the expected shape.
    #[error("{what} is malformed: {source}")]
    Malformed {
        /// Which part.
        what: &'static str,
        /// Where and why.
        source: CborError,
    },
    /// The body is not the one that the header pins.
    #[error("the body is not the one that the header names")]
    BodyMismatch,
    /// The key is not a usable Ed25519 key.
    #[error("the signing key is not a usable Ed25519 key")]
    Key,
    /// The signature does not fit.
    #[error("the signature does not fit the message")]
    Signature,
    /// A sequence of 0, or details that contradict the envelope.
    #[error("the header contradicts itself: {0}")]
    Inconsistent(&'static str),
}

/// The frozen part of a header, readable by every future version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Version of the rest; this one is [`WIRE_VERSION`].
    pub wire: u16,
    /// The federation that it belongs to.
    pub federation: FederationId,
    /// The institution that speaks.
    pub institution: InstitutionId,
    /// Its log: the device key and the lane.
    pub log: LogId,
    /// Position in the log, from 1.
    pub seq: u64,
    /// Id of the message before, or [`LogId::genesis`].
    pub previous: MessageId,
    /// Hash of the body record.
    pub body_hash: Hash,
    /// Length of the body record, bytes.
    pub body_len: u32,
}

/// The versioned part of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// What the message is; see [`crate::content::Kind`]. Unknown numbers are relayed.
    pub kind: u16,
    /// The first message of the thread that this one answers; none where it begins one.
    pub root: Option<MessageId>,
    /// Other messages that it refers to, at most [`bounds::REFS_MAX`].
    pub refs: Vec<MessageId>,
    /// None for everybody, else the hash of a recipient list (sealed bodies).
    pub audience: Option<Hash>,
    /// Lowest roster versions that the author relied on.
    pub needs: RosterNeeds,
    /// When it was written; never decreases along a log.
    pub created: Millis,
    /// When it stops mattering.
    pub expires: Option<Millis>,
    /// Bytes of headers and bodies in this log up to and with this message.
    pub total_bytes: u64,
}

/// Lowest versions of the three rosters that a message needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RosterNeeds {
    /// The federation's charter.
    pub charter: u32,
    /// The chamber of the institution.
    pub chamber: u32,
    /// The institution itself.
    pub institution: u32,
}

type EnvelopeTuple =
    (u16, FederationId, InstitutionId, PublicKey, Lane, u64, MessageId, Hash, u32, serde_bytes::ByteBuf);
type DetailsTuple =
    (u16, Option<MessageId>, Vec<MessageId>, Option<Hash>, (u32, u32, u32), Millis, Option<Millis>, u64);

impl Details {
    fn encode(&self) -> Vec<u8> {
        let n = self.needs;
        cbor::encode(&(
            self.kind,
            self.root,
            &self.refs,
            self.audience,
            (n.charter, n.chamber, n.institution),
            self.created,
            self.expires,
            self.total_bytes,
        ))
    }

    fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        let malformed = |source| MessageError::Malformed { what: "the header's details", source };
        let t: DetailsTuple = cbor::decode(bytes).map_err(malformed)?;
        if t.2.len() > bounds::REFS_MAX {
            return Err(MessageError::TooLong {
                what: "the list of references",
                length: t.2.len(),
                max: bounds::REFS_MAX,
            });
        }
        let needs = RosterNeeds { charter: t.4.0, chamber: t.4.1, institution: t.4.2 };
        Ok(Self {
            kind: t.0,
            root: t.1,
            refs: t.2,
            audience: t.3,
            needs,
            created: t.5,
            expires: t.6,
            total_bytes: t.7,
        })
    }
}

/// A decoded message whose signature nobody has checked yet, or that comes from our own disk.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    header: Arc<[u8]>,
    body: Option<Arc<[u8]>>,
    id: MessageId,
    envelope: Envelope,
    details: Option<Details>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} #{})", self.id, self.envelope.log, self.envelope.seq)
    }
}

impl Message {
    /// Decodes a message and checks everything that needs no key: bounds, canonical form, and
    /// that the body is the one that the header pins.
    ///
    /// # Errors
    /// Says what is wrong with the bytes.
    pub fn decode(header: &[u8], body: Option<&[u8]>) -> Result<Self, MessageError> {
        let too_long = |what, length, max| MessageError::TooLong { what, length, max };
        if header.len() > bounds::HEADER_MAX {
            return Err(too_long("the header", header.len(), bounds::HEADER_MAX));
        }
        let signed_len = header.len().saturating_sub(SIGNATURE_LEN);
        let malformed = |source| MessageError::Malformed { what: "the header", source };
        let t: EnvelopeTuple =
            cbor::decode(header.get(..signed_len).unwrap_or_default()).map_err(malformed)?;
        let envelope = Envelope {
            wire: t.0,
            federation: t.1,
            institution: t.2,
            log: LogId { key: t.3, lane: t.4 },
            seq: t.5,
            previous: t.6,
            body_hash: t.7,
            body_len: t.8,
        };
        if envelope.seq == 0 {
            return Err(MessageError::Inconsistent("sequences begin at 1"));
        }
        let body_len = envelope.body_len as usize;
        if body_len > bounds::BODY_MAX {
            return Err(too_long("the body", body_len, bounds::BODY_MAX));
        }
        if body_len < bounds::SALT_LEN {
            return Err(MessageError::Inconsistent("a body without its salt"));
        }
        let details = if envelope.wire == WIRE_VERSION { Some(Details::decode(&t.9)?) } else { None };
        let message = Self {
            id: MessageId(Sha256::digest(header).into()),
            header: header.into(),
            body: None,
            envelope,
            details,
        };
        match body {
            Some(body) => message.with_body(body),
            None => Ok(message),
        }
    }

    /// The same message with its body.
    ///
    /// # Errors
    /// When `body` is not the record that the header pins.
    pub fn with_body(mut self, body: &[u8]) -> Result<Self, MessageError> {
        if body.len() != self.envelope.body_len as usize
            || hash(BODY_DOMAIN, &[body]) != self.envelope.body_hash
        {
            return Err(MessageError::BodyMismatch);
        }
        self.body = Some(body.into());
        Ok(self)
    }

    /// The same message without its body.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        self.body = None;
        self
    }

    /// Checks the signature, strictly (RFC 8032, the equation without cofactor; no points of small
    /// order, no second encoding of a point or a scalar).
    ///
    /// # Errors
    /// [`MessageError::Key`] or [`MessageError::Signature`].
    pub fn verify(self, keys: &mut KeyCache) -> Result<Verified, MessageError> {
        let at = self.header.len() - SIGNATURE_LEN;
        let (signed, signature) = self.header.split_at(at);
        keys.check(&self.envelope.log.key, &signing_input(signed), signature)?;
        Ok(Verified(self))
    }

    /// SHA-256 of the signed header.
    #[must_use]
    pub fn id(&self) -> MessageId {
        self.id
    }

    /// The frozen part of the header.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The log that it stands in.
    #[must_use]
    pub fn log(&self) -> LogId {
        self.envelope.log
    }

    /// Its position in the log, from 1.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.envelope.seq
    }

    /// The versioned part of the header; none where its version is unknown.
    #[must_use]
    pub fn details(&self) -> Option<&Details> {
        self.details.as_ref()
    }

    /// The signed header's bytes, signature included.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        &self.header
    }

    /// The body record, salt included, if it is here.
    #[must_use]
    pub fn body_bytes(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// The content of the body (one CBOR map, without the salt), if it is here.
    #[must_use]
    pub fn content_bytes(&self) -> Option<&[u8]> {
        self.body.as_deref().and_then(|body| body.get(bounds::SALT_LEN..))
    }

    /// Bytes of header and body together, whether the body is here or not.
    #[must_use]
    pub fn total_len(&self) -> u64 {
        self.header.len() as u64 + u64::from(self.envelope.body_len)
    }

    /// Where the log stands with this message as its last.
    #[must_use]
    pub fn position(&self) -> Position {
        Position {
            seq: self.envelope.seq,
            id: self.id,
            total_bytes: self.details.as_ref().map_or(0, |d| d.total_bytes),
            created: self.details.as_ref().map_or(Millis(0), |d| d.created),
        }
    }
}

/// A message whose signature was checked. Only [`Message::verify`] and [`sign`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified(Message);

impl Verified {
    /// The message itself.
    #[must_use]
    pub fn into_message(self) -> Message {
        self.0
    }

    /// The same message with its body.
    ///
    /// # Errors
    /// When `body` is not the record that the header pins.
    pub fn with_body(self, body: &[u8]) -> Result<Self, MessageError> {
        self.0.with_body(body).map(Self)
    }
}

impl Deref for Verified {
    type Target = Message;
    fn deref(&self) -> &Message {
        &self.0
    }
}

/// Where a log stands: its last message. [`Position::start`] where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Sequence of the last message, 0 for none.
    pub seq: u64,
    /// Its id, or [`LogId::genesis`].
    pub id: MessageId,
    /// Its running total of bytes.
    pub total_bytes: u64,
    /// When it was created.
    pub created: Millis,
}

impl Position {
    /// The position before the first message of a log.
    #[must_use]
    pub fn start(federation: &FederationId, log: &LogId) -> Self {
        Self { seq: 0, id: log.genesis(federation), total_bytes: 0, created: Millis(0) }
    }
}

/// What an author decides about a message; the position in the log completes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The federation that it belongs to.
    pub federation: FederationId,
    /// The institution that speaks.
    pub institution: InstitutionId,
    /// Its lane; see [`crate::content::Kind::lane`].
    pub lane: Lane,
    /// See [`Details::kind`].
    pub kind: u16,
    /// See [`Details::root`].
    pub root: Option<MessageId>,
    /// See [`Details::refs`].
    pub refs: Vec<MessageId>,
    /// See [`Details::audience`].
    pub audience: Option<Hash>,
    /// See [`Details::needs`].
    pub needs: RosterNeeds,
    /// See [`Details::created`].
    pub created: Millis,
    /// See [`Details::expires`].
    pub expires: Option<Millis>,
    /// The content, one CBOR map.
    pub content: Vec<u8>,
    /// Random, from the client.
    pub salt: [u8; bounds::SALT_LEN],
}

/// Signs a draft as the next message of the key's log: the only function that signs messages.
///
/// Callers go through the client's ledger, which never lets one key sign twice at one sequence.
///
/// # Errors
/// When the content is over its bound or the draft contradicts the position.
pub fn sign(draft: &Draft, after: &Position, key: &SigningKey) -> Result<Verified, MessageError> {
    let mut body = draft.salt.to_vec();
    body.extend_from_slice(&draft.content);
    if body.len() > bounds::BODY_MAX {
        return Err(MessageError::TooLong { what: "the body", length: body.len(), max: bounds::BODY_MAX });
    }
    let public = PublicKey::ed25519(key.verifying_key().to_bytes());
    let mut details = Details {
        kind: draft.kind,
        root: draft.root,
        refs: draft.refs.clone(),
        audience: draft.audience,
        needs: draft.needs,
        created: draft.created.max(after.created),
        expires: draft.expires,
        total_bytes: 0,
    };
    let header = settle(draft, &mut details, after, public, &body)?;
    let signature = key.sign(&signing_input(&header));
    let signed = [&header[..], &signature.to_bytes()].concat();
    Message::decode(&signed, Some(&body)).map(Verified)
}

/// The unsigned header with the running total that counts it. The header's length depends on how
/// many digits the total takes and the total on the length; since both only grow, and the lengths
/// are few, they agree after a few rounds.
fn settle(
    draft: &Draft,
    details: &mut Details,
    after: &Position,
    key: PublicKey,
    body: &[u8],
) -> Result<Vec<u8>, MessageError> {
    let full = MessageError::Inconsistent("the log is as long as a log can be");
    let seq = after.seq.checked_add(1).ok_or(full.clone())?;
    for _ in 0..8 {
        let header = unsigned_header(draft, details, (seq, after.id), key, body);
        let bytes = (header.len() + SIGNATURE_LEN + body.len()) as u64;
        let total = after.total_bytes.checked_add(bytes).ok_or(full.clone())?;
        if total == details.total_bytes {
            return Ok(header);
        }
        details.total_bytes = total;
    }
    Err(MessageError::Inconsistent("the running total does not settle"))
}

fn unsigned_header(
    draft: &Draft,
    details: &Details,
    (seq, previous): (u64, MessageId),
    key: PublicKey,
    body: &[u8],
) -> Vec<u8> {
    cbor::encode(&(
        WIRE_VERSION,
        draft.federation,
        &draft.institution,
        key,
        draft.lane,
        seq,
        previous,
        hash(BODY_DOMAIN, &[body]),
        u32::try_from(body.len()).unwrap_or(u32::MAX),
        serde_bytes::Bytes::new(&details.encode()),
    ))
}

fn signing_input(header: &[u8]) -> Vec<u8> {
    [SIGNING_DOMAIN, header].concat()
}

/// A message as it travels: header and body as byte strings, the body possibly absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireMessage(
    /// The signed header.
    #[serde(with = "serde_bytes")]
    pub Vec<u8>,
    /// The body record.
    #[serde(with = "serde_bytes")]
    pub Option<Vec<u8>>,
);

impl WireMessage {
    /// One frame of gossip or of a submission. A body above [`bounds::GOSSIP_BODY_MAX`] is left
    /// out by [`WireMessage::for_gossip`], never here.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// The message as gossip carries it: the body only where it is small.
    #[must_use]
    pub fn for_gossip(message: &Message) -> Self {
        let body = message.body_bytes().filter(|body| body.len() <= bounds::GOSSIP_BODY_MAX);
        Self(message.header_bytes().to_vec(), body.map(<[u8]>::to_vec))
    }

    /// Reads a frame and decodes its message; `max` bounds the frame.
    ///
    /// # Errors
    /// As [`Message::decode`].
    pub fn decode(frame: &[u8], max: usize) -> Result<Message, MessageError> {
        if frame.len() > max {
            return Err(MessageError::TooLong { what: "the frame", length: frame.len(), max });
        }
        let malformed = |source| MessageError::Malformed { what: "the frame", source };
        let wire: Self = cbor::decode(frame).map_err(malformed)?;
        wire.open()
    }

    /// Decodes the message inside.
    ///
    /// # Errors
    /// As [`Message::decode`].
    pub fn open(&self) -> Result<Message, MessageError> {
        Message::decode(&self.0, self.1.as_deref())
    }
}

impl From<&Message> for WireMessage {
    fn from(message: &Message) -> Self {
        Self(message.header_bytes().to_vec(), message.body_bytes().map(<[u8]>::to_vec))
    }
}
