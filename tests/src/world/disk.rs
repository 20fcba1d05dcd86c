//! A node's disk: the store in memory, with what a driver must expect of a real one.

use super::wire::Wire;
use cabildo_protocol::{
    id::{Hash, LogId, MessageId},
    message::{Message, Position, WireMessage},
    proof::Proof,
    roster::SignedRoster,
    store::{Store, StoreError, memory::MemoryStore},
};
use std::collections::{BTreeMap, BTreeSet};

/// A store that drops what waits when a commit finds no room, as segments do, and keeps rosters
/// and proofs from its reserve.
#[derive(Debug, Default)]
pub(super) struct Disk {
    inner: MemoryStore,
    full: bool,
    waiting: usize,
    /// The last message appended since the last commit, and that of the last commit.
    appended: Option<MessageId>,
    last: Option<MessageId>,
}

impl Disk {
    pub(super) fn set_full(&mut self, full: bool) {
        self.full = full;
        self.inner.set_full(full);
    }

    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// Messages and bodies that wait for the commit.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Loses what was not committed.
    pub(super) fn power_cut(&mut self) {
        self.inner.power_cut();
        (self.waiting, self.appended) = (0, None);
    }

    pub(super) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.inner.messages()
    }

    pub(super) fn has(&self, id: &MessageId) -> bool {
        matches!(self.inner.locate(id), Ok(Some(_)))
    }

    /// The planted defect: the last record of the last commit does not come back.
    pub(super) fn lose_last(&mut self, wire: &mut Wire) {
        let Some(last) = self.last.take() else { return };
        let mut rest = MemoryStore::new();
        for message in self.inner.messages().filter(|message| message.id() != last) {
            if let Ok(message) = wire.message(&WireMessage::from(message)) {
                let _ = rest.append(&message);
            }
        }
        for proof in self.inner.proofs() {
            let _ = rest.keep_proof(&proof);
        }
        for roster in self.inner.rosters() {
            let _ = rest.keep_roster(&roster);
        }
        let _ = rest.keep_unchecked(&self.inner.unchecked());
        let _ = rest.commit();
        self.inner = rest;
    }
}

impl Store for Disk {
    fn head(&self, log: &LogId) -> Option<Position> {
        self.inner.head(log)
    }

    fn heads(&self) -> Vec<(LogId, Position)> {
        self.inner.heads()
    }

    fn locate(&self, id: &MessageId) -> Result<Option<(LogId, u64)>, StoreError> {
        self.inner.locate(id)
    }

    fn message(&self, log: &LogId, seq: u64) -> Result<Option<Message>, StoreError> {
        self.inner.message(log, seq)
    }

    fn run(&self, log: &LogId, from: u64, to: u64, target: usize) -> Result<Vec<WireMessage>, StoreError> {
        self.inner.run(log, from, to, target)
    }

    fn missing_bodies(&self, limit: usize) -> Vec<(LogId, u64, MessageId)> {
        self.inner.missing_bodies(limit)
    }

    fn unchecked(&self) -> BTreeMap<LogId, u64> {
        self.inner.unchecked()
    }

    fn keep_unchecked(&mut self, list: &BTreeMap<LogId, u64>) -> Result<(), StoreError> {
        self.inner.keep_unchecked(list)
    }

    fn append(&mut self, message: &Message) -> Result<(), StoreError> {
        self.inner.append(message)?;
        self.waiting += 1;
        self.appended = Some(message.id());
        Ok(())
    }

    fn rewind(&mut self, log: &LogId, after: u64) -> Result<(), StoreError> {
        self.inner.rewind(log, after)
    }

    fn append_body(&mut self, message: &Message) -> Result<(), StoreError> {
        self.inner.append_body(message)?;
        self.waiting += 1;
        Ok(())
    }

    fn erase(&mut self, log: &LogId, seq: u64) -> Result<(), StoreError> {
        self.inner.erase(log, seq)?;
        self.waiting += 1;
        Ok(())
    }

    fn is_erased(&self, log: &LogId, seq: u64) -> bool {
        self.inner.is_erased(log, seq)
    }

    fn keep_proof(&mut self, proof: &Proof) -> Result<(), StoreError> {
        self.inner.keep_proof(proof)
    }

    fn proofs(&self) -> Vec<Proof> {
        self.inner.proofs()
    }

    fn keep_roster(&mut self, roster: &SignedRoster) -> Result<(), StoreError> {
        self.inner.keep_roster(roster)
    }

    fn keep_late_roster(&mut self, roster: &SignedRoster) -> Result<(), StoreError> {
        self.inner.keep_late_roster(roster)
    }

    fn late_rosters(&self) -> BTreeSet<Hash> {
        self.inner.late_rosters()
    }

    fn rosters(&self) -> Vec<SignedRoster> {
        self.inner.rosters()
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if self.full && self.waiting > 0 {
            let full = self.inner.commit();
            self.power_cut();
            return full;
        }
        self.inner.set_full(false);
        let committed = self.inner.commit();
        self.inner.set_full(self.full);
        self.waiting = 0;
        self.last = self.appended.take().or(self.last);
        committed
    }
}
