//! Fork proofs: two messages that one key signed at one place of one log.

use crate::{
    cbor,
    id::{Hash, LogId, hash},
    message::{KeyCache, Message, MessageError, Verified, WireMessage},
};
use serde::{Deserialize, Serialize};

/// Two different messages of one log at one sequence, both with good signatures. Only headers
/// are kept; the pair is ordered by id, so that all nodes that saw the same two hold equal bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    first: Message,
    second: Message,
}

#[derive(Serialize, Deserialize)]
struct ProofWire(#[serde(with = "serde_bytes")] Vec<u8>, #[serde(with = "serde_bytes")] Vec<u8>);

impl Proof {
    /// A proof from two verified messages; none where they do not contradict each other.
    #[must_use]
    pub fn new(a: &Verified, b: &Verified) -> Option<Self> {
        let contradict = a.log() == b.log()
            && a.seq() == b.seq()
            && a.id() != b.id()
            && a.envelope().federation == b.envelope().federation;
        if !contradict {
            return None;
        }
        let (first, second) = if a.id() < b.id() { (a, b) } else { (b, a) };
        Some(Self { first: (**first).clone().without_body(), second: (**second).clone().without_body() })
    }

    /// The log that is forked.
    #[must_use]
    pub fn log(&self) -> LogId {
        self.first.log()
    }

    /// The first sequence at which it is.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.first.seq()
    }

    /// Whether this proof replaces another of the same log: the earlier fork does, and of two at
    /// one sequence the one whose hash is lower, so that all nodes end up with the same one.
    #[must_use]
    pub fn outranks(&self, other: &Self) -> bool {
        (self.seq(), self.hash()) < (other.seq(), other.hash())
    }

    /// The two messages, without bodies.
    #[must_use]
    pub fn messages(&self) -> (&Message, &Message) {
        (&self.first, &self.second)
    }

    /// The bytes that are kept and sent.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(&ProofWire(self.first.header_bytes().to_vec(), self.second.header_bytes().to_vec()))
    }

    /// Names the proof by its bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash("cabildo/proof/1", &[&self.encode()])
    }

    /// Reads and checks a proof: both signatures, and that the two contradict each other.
    ///
    /// # Errors
    /// When it is malformed or proves nothing.
    pub fn decode(bytes: &[u8], keys: &mut KeyCache) -> Result<Self, MessageError> {
        let max = 2 * crate::bounds::HEADER_MAX + 16;
        if bytes.len() > max {
            return Err(MessageError::TooLong { what: "the proof", length: bytes.len(), max });
        }
        let wire: ProofWire =
            cbor::decode(bytes).map_err(|source| MessageError::Malformed { what: "the proof", source })?;
        let open =
            |header: &[u8], keys: &mut KeyCache| WireMessage(header.to_vec(), None).open()?.verify(keys);
        let (a, b) = (open(&wire.0, keys)?, open(&wire.1, keys)?);
        let proof = Self::new(&a, &b)
            .ok_or(MessageError::Inconsistent("two messages that do not contradict each other"))?;
        if proof.first == *a {
            Ok(proof)
        } else {
            Err(MessageError::Inconsistent("the two messages are in the wrong order"))
        }
    }
}
