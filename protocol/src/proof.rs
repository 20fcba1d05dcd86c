//! Proofs that a key contradicted itself: two messages that it signed at one place of one log (a fork), or one
//! whose signature is none and that it signed on from (a fault).

use crate::{
    cbor,
    id::{Hash, LogId, hash},
    message::{KeyCache, Message, MessageError, Verified, WireMessage},
};
use serde::{Deserialize, Serialize};

/// Of a fork two different messages of one log at one sequence, both with good signatures, ordered by id, so that
/// all nodes that saw the same two hold equal bytes. Of a fault the message with the bad signature, then the
/// signed one that cites it as its predecessor. Only headers are kept.
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

    /// A proof from a message whose signature is none and one that its key signed after it; none where the one
    /// does not cite the other or both are signed.
    #[must_use]
    pub fn of_fault(bad: &Message, next: &Verified, keys: &mut KeyCache) -> Option<Self> {
        let cited = bad.log() == next.log()
            && bad.seq().checked_add(1) == Some(next.seq())
            && next.envelope().previous == bad.id()
            && bad.envelope().federation == next.envelope().federation;
        let mut unsigned = || matches!(bad.clone().verify(keys), Err(MessageError::Signature));
        (cited && unsigned())
            .then(|| Self { first: bad.clone().without_body(), second: (**next).clone().without_body() })
    }

    /// Whether it proves a fault.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.first.seq() != self.second.seq()
    }

    /// From which sequence on a cut-off settles it: of a fork one that names the branch which stands, of a fault
    /// one before it, for nothing can stand at its place.
    #[must_use]
    pub fn settled_from(&self) -> u64 {
        self.seq() - u64::from(self.is_fault())
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

    /// Reads and checks a proof: the signatures, and that the two contradict each other.
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
        let open = |header: Vec<u8>| WireMessage(header, None).open();
        let (first, second) = (open(wire.0)?, open(wire.1)?.verify(keys)?);
        if first.seq() != second.seq() {
            return Self::of_fault(&first, &second, keys)
                .ok_or(MessageError::Inconsistent("two messages that do not contradict each other"));
        }
        let (a, b) = (first.verify(keys)?, second);
        let proof = Self::new(&a, &b)
            .ok_or(MessageError::Inconsistent("two messages that do not contradict each other"))?;
        if proof.first == *a {
            Ok(proof)
        } else {
            Err(MessageError::Inconsistent("the two messages are in the wrong order"))
        }
    }
}
