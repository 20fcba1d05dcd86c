//! A store in memory, with a power switch: for the simulator and for tests.

use super::{Store, StoreError};
use crate::{
    id::{Hash, LogId, MessageId},
    message::{Message, Position, WireMessage},
    proof::Proof,
    roster::{Scope, SignedRoster},
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Default)]
struct Kept {
    logs: BTreeMap<LogId, Vec<Message>>,
    places: BTreeMap<MessageId, (LogId, u64)>,
    proofs: BTreeMap<LogId, Proof>,
    rosters: BTreeMap<(Scope, u32, Hash), SignedRoster>,
    late: BTreeSet<Hash>,
    erased: BTreeSet<(LogId, u64)>,
    unchecked: BTreeMap<LogId, u64>,
}

/// Signed logs in memory. What was written since the last [`Store::commit`] is lost by
/// [`MemoryStore::power_cut`].
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    now: Kept,
    durable: Journal,
    full: bool,
}

/// How to undo what was not committed: cheaper than a copy of everything.
#[derive(Debug, Clone, Default)]
struct Journal {
    appended: Vec<MessageId>,
    bodies: Vec<MessageId>,
    proofs: Vec<(LogId, Option<Proof>)>,
    rosters: Vec<(Scope, u32, Hash)>,
    erased: Vec<(LogId, u64, Option<Message>)>,
    rewound: Vec<Vec<Message>>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Loses everything that was not committed, as a power cut does.
    pub fn power_cut(&mut self) {
        let journal = std::mem::take(&mut self.durable);
        for (log, seq, before) in journal.erased.into_iter().rev() {
            self.now.erased.remove(&(log, seq));
            if let (Some(slot), Some(message)) = (self.slot(&log, seq), before) {
                *slot = message;
            }
        }
        for id in journal.bodies {
            if let Some(place) = self.now.places.get(&id).copied()
                && let Some(message) = self.slot(&place.0, place.1)
            {
                *message = message.clone().without_body();
            }
        }
        for id in journal.appended.into_iter().rev() {
            if let Some((log, _)) = self.now.places.remove(&id)
                && let Some(messages) = self.now.logs.get_mut(&log)
            {
                messages.pop();
                if messages.is_empty() {
                    self.now.logs.remove(&log);
                }
            }
        }
        for message in journal.rewound.into_iter().rev().flatten() {
            self.now.places.insert(message.id(), (message.log(), message.seq()));
            self.now.logs.entry(message.log()).or_default().push(message);
        }
        for (log, before) in journal.proofs.into_iter().rev() {
            match before {
                Some(proof) => self.now.proofs.insert(log, proof),
                None => self.now.proofs.remove(&log),
            };
        }
        for key in journal.rosters {
            self.now.rosters.remove(&key);
        }
    }

    /// Messages written since the last commit.
    #[must_use]
    pub fn uncommitted(&self) -> usize {
        self.durable.appended.len()
    }

    /// From now on writes fail for want of room, or no longer.
    pub fn set_full(&mut self, full: bool) {
        self.full = full;
    }

    /// All messages, log by log.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.now.logs.values().flatten()
    }

    fn slot(&mut self, log: &LogId, seq: u64) -> Option<&mut Message> {
        let index = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.now.logs.get_mut(log)?.get_mut(index)
    }

    fn room(&self) -> Result<(), StoreError> {
        if self.full {
            Err(StoreError::Full { place: "memory".into(), detail: "told so by a test".into() })
        } else {
            Ok(())
        }
    }
}

impl Store for MemoryStore {
    fn head(&self, log: &LogId) -> Option<Position> {
        self.now.logs.get(log)?.last().map(Message::position)
    }

    fn heads(&self) -> Vec<(LogId, Position)> {
        self.now.logs.iter().filter_map(|(log, messages)| Some((*log, messages.last()?.position()))).collect()
    }

    fn locate(&self, id: &MessageId) -> Result<Option<(LogId, u64)>, StoreError> {
        Ok(self.now.places.get(id).copied())
    }

    fn message(&self, log: &LogId, seq: u64) -> Result<Option<Message>, StoreError> {
        let index = seq.checked_sub(1).and_then(|n| usize::try_from(n).ok());
        Ok(index.and_then(|index| self.now.logs.get(log)?.get(index).cloned()))
    }

    fn run(&self, log: &LogId, from: u64, to: u64, target: usize) -> Result<Vec<WireMessage>, StoreError> {
        let skip = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
        let mut bytes = 0;
        Ok(self
            .now
            .logs
            .get(log)
            .into_iter()
            .flatten()
            .skip(skip)
            .take_while(|message| {
                let fits = message.seq() <= to && bytes < target;
                bytes += message.header_bytes().len() + message.body_bytes().map_or(0, <[u8]>::len);
                fits
            })
            .map(WireMessage::from)
            .collect())
    }

    fn missing_bodies(&self, limit: usize) -> Vec<(LogId, u64, MessageId)> {
        self.messages()
            .filter(|m| m.body_bytes().is_none() && !self.is_erased(&m.log(), m.seq()))
            .take(limit)
            .map(|m| (m.log(), m.seq(), m.id()))
            .collect()
    }

    fn append(&mut self, message: &Message) -> Result<(), StoreError> {
        self.room()?;
        let erased = self.is_erased(&message.log(), message.seq());
        let log = self.now.logs.entry(message.log()).or_default();
        debug_assert_eq!(log.len() as u64 + 1, message.seq());
        let kept = message.clone();
        log.push(if erased { kept.without_body() } else { kept });
        self.now.places.insert(message.id(), (message.log(), message.seq()));
        self.durable.appended.push(message.id());
        Ok(())
    }

    fn unchecked(&self) -> BTreeMap<LogId, u64> {
        self.now.unchecked.clone()
    }

    fn keep_unchecked(&mut self, list: &BTreeMap<LogId, u64>) -> Result<(), StoreError> {
        self.room()?;
        self.now.unchecked = list.clone();
        Ok(())
    }

    fn rewind(&mut self, log: &LogId, after: u64) -> Result<(), StoreError> {
        let keep = usize::try_from(after).unwrap_or(usize::MAX);
        let Some(messages) = self.now.logs.get_mut(log).filter(|messages| messages.len() > keep) else {
            return Ok(());
        };
        let mut gone = messages.split_off(keep);
        if messages.is_empty() {
            self.now.logs.remove(log);
        }
        for message in &gone {
            self.now.places.remove(&message.id());
        }
        let unsaved = &mut self.durable.appended;
        gone.retain(|message| !unsaved.contains(&message.id()));
        unsaved.retain(|id| self.now.places.contains_key(id));
        self.durable.rewound.push(gone);
        Ok(())
    }

    fn append_body(&mut self, message: &Message) -> Result<(), StoreError> {
        self.room()?;
        if !self.is_erased(&message.log(), message.seq())
            && let Some(slot) = self.slot(&message.log(), message.seq())
            && slot.id() == message.id()
            && slot.body_bytes().is_none()
        {
            *slot = message.clone();
            self.durable.bodies.push(message.id());
        }
        Ok(())
    }

    fn erase(&mut self, log: &LogId, seq: u64) -> Result<(), StoreError> {
        self.room()?;
        if self.now.erased.insert((*log, seq)) {
            let before = self.slot(log, seq).map(|slot| {
                let before = slot.clone();
                *slot = before.clone().without_body();
                before
            });
            self.durable.erased.push((*log, seq, before));
        }
        Ok(())
    }

    fn is_erased(&self, log: &LogId, seq: u64) -> bool {
        self.now.erased.contains(&(*log, seq))
    }

    fn keep_proof(&mut self, proof: &Proof) -> Result<(), StoreError> {
        let before = self.now.proofs.get(&proof.log()).cloned();
        if before.as_ref().is_none_or(|kept| proof.outranks(kept)) {
            self.now.proofs.insert(proof.log(), proof.clone());
            self.durable.proofs.push((proof.log(), before));
        }
        Ok(())
    }

    fn proofs(&self) -> Vec<Proof> {
        self.now.proofs.values().cloned().collect()
    }

    fn keep_roster(&mut self, roster: &SignedRoster) -> Result<(), StoreError> {
        let broken = |detail: String| StoreError::Broken { place: "a roster".into(), detail };
        let open: crate::roster::Roster =
            crate::cbor::decode(&roster.bytes).map_err(|e| broken(e.to_string()))?;
        let key = (open.scope, open.version, roster.hash());
        if self.now.rosters.insert(key.clone(), roster.clone()).is_none() {
            self.durable.rosters.push(key);
        }
        Ok(())
    }

    fn keep_late_roster(&mut self, roster: &SignedRoster) -> Result<(), StoreError> {
        self.now.late.insert(roster.hash());
        self.keep_roster(roster)
    }

    fn late_rosters(&self) -> BTreeSet<Hash> {
        self.now
            .rosters
            .keys()
            .map(|(_, _, hash)| *hash)
            .filter(|hash| self.now.late.contains(hash))
            .collect()
    }

    fn rosters(&self) -> Vec<SignedRoster> {
        self.now.rosters.values().cloned().collect()
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.room()?;
        self.durable = Journal::default();
        Ok(())
    }
}
