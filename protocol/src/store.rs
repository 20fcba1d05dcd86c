//! What the engine needs of a disk. `cabildo-store` keeps this promise with files; the
//! simulator keeps it in memory, with a power switch.

use crate::{
    id::{Hash, LogId, MessageId},
    message::{Message, Position, WireMessage},
    proof::Proof,
    roster::SignedRoster,
};
use std::collections::{BTreeMap, BTreeSet};

pub mod memory;

/// Our own storage failed. The node stops or turns read-only; it never goes on as if nothing
/// had happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room: the node becomes read-only until there is some.
    #[error("no room left in {place}: {detail}")]
    Full {
        /// Which folder or file.
        place: String,
        /// What the system said.
        detail: String,
    },
    /// A read or write failed for another reason.
    #[error("{place} cannot be read or written: {detail}")]
    Broken {
        /// Which file.
        place: String,
        /// What the system said.
        detail: String,
    },
    /// A record does not pass its checksum.
    #[error("{place} is damaged at byte {offset}: {detail}")]
    Damaged {
        /// Which file.
        place: String,
        /// Where.
        offset: u64,
        /// What does not fit.
        detail: String,
    },
}

/// The signed logs, and the few other facts that must outlive the process.
///
/// Writes are buffered until [`Store::commit`]; reads see them at once. After an error from
/// `commit` nothing buffered may be claimed to be kept.
pub trait Store {
    /// The last linked message of a log, if it has any.
    fn head(&self, log: &LogId) -> Option<Position>;

    /// All heads, in the order of their logs.
    fn heads(&self) -> Vec<(LogId, Position)>;

    /// Where a message stands, if it is here.
    ///
    /// # Errors
    /// When the disk fails.
    fn locate(&self, id: &MessageId) -> Result<Option<(LogId, u64)>, StoreError>;

    /// The message at a position of a log, with its body where that is here.
    ///
    /// # Errors
    /// When the disk fails.
    fn message(&self, log: &LogId, seq: u64) -> Result<Option<Message>, StoreError>;

    /// Messages of a log from `from` up to and with `to`, until their bytes reach `target`
    /// (always at least one, where there is one).
    ///
    /// # Errors
    /// When the disk fails.
    fn run(&self, log: &LogId, from: u64, to: u64, target: usize) -> Result<Vec<WireMessage>, StoreError>;

    /// Messages of a log whose bodies are still to be fetched (none of those that were erased), lowest sequence first, at most
    /// `limit` over all logs.
    fn missing_bodies(&self, limit: usize) -> Vec<(LogId, u64, MessageId)>;

    /// Appends the next message of its log (its sequence is the head's plus one), with its body
    /// where it has one that is not erased. Whose it is has been made sure of.
    ///
    /// # Errors
    /// When the disk fails; nothing is appended then.
    fn append(&mut self, message: &Message) -> Result<(), StoreError>;

    /// Logs in which messages may stand whose own signatures were not checked yet, each with the first
    /// sequence of such.
    fn unchecked(&self) -> BTreeMap<LogId, u64>;

    /// Keeps that list in place of the one before: durable when this returns, for what is appended under it must
    /// not be mistaken for checked after a power cut.
    ///
    /// # Errors
    /// When the disk fails; the list before stands then.
    fn keep_unchecked(&mut self, list: &BTreeMap<LogId, u64>) -> Result<(), StoreError>;

    /// Lets go of the messages of a log after a sequence, for its institution says that another
    /// branch of it stands.
    ///
    /// # Errors
    /// When the disk fails.
    fn rewind(&mut self, log: &LogId, after: u64) -> Result<(), StoreError>;

    /// Adds the body of a message that is here without it, unless it was erased.
    ///
    /// # Errors
    /// When the disk fails.
    fn append_body(&mut self, message: &Message) -> Result<(), StoreError>;

    /// Drops the body of a message, now and whenever it comes. Header and chain stay.
    ///
    /// # Errors
    /// When the disk fails; nothing is dropped then.
    fn erase(&mut self, log: &LogId, seq: u64) -> Result<(), StoreError>;

    /// Whether this node has decided not to keep the body at a place any longer: its own affair,
    /// which neither the log nor anybody else sees.
    fn is_dropped(&self, _log: &LogId, _seq: u64) -> bool {
        false
    }

    /// Whether the body at a place was erased, or will be when it comes.
    fn is_erased(&self, log: &LogId, seq: u64) -> bool;

    /// Keeps a proof; of two for one log the one that [`Proof::outranks`] the other stays.
    ///
    /// # Errors
    /// When the disk fails.
    fn keep_proof(&mut self, proof: &Proof) -> Result<(), StoreError>;

    /// All proofs, in the order of their logs.
    fn proofs(&self) -> Vec<Proof>;

    /// Keeps a roster, beside others of its version; versions of a scope never go back.
    ///
    /// # Errors
    /// When the disk fails.
    fn keep_roster(&mut self, roster: &SignedRoster) -> Result<(), StoreError>;

    /// Keeps a roster that came when the other one of its version had been followed too far: an alarm
    /// that no version settles.
    ///
    /// # Errors
    /// When the disk fails.
    fn keep_late_roster(&mut self, roster: &SignedRoster) -> Result<(), StoreError>;

    /// All rosters, each scope's versions in order, the federation's first.
    fn rosters(&self) -> Vec<SignedRoster>;

    /// The hashes of those among them that came too late.
    fn late_rosters(&self) -> BTreeSet<Hash>;

    /// Makes everything written so far durable, at once.
    ///
    /// # Errors
    /// When the disk fails: then nothing since the last commit counts as kept.
    fn commit(&mut self) -> Result<(), StoreError>;
}
