//! Messages whose predecessors are still missing, within bounds.

use super::Peer;
use crate::{
    bounds,
    id::{Lane, LogId},
    message::{Message, Verified},
};
use std::{collections::BTreeMap, ops::Bound};

/// Messages that wait, by log and sequence.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// With each message who handed it to us: it has what comes before.
    logs: BTreeMap<LogId, BTreeMap<u64, (Verified, Peer)>>,
    count: usize,
    bytes: usize,
}

fn size(message: &Message) -> usize {
    message.header_bytes().len() + message.body_bytes().map_or(0, <[u8]>::len)
}

impl Held {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Whether exactly this message waits already.
    pub(super) fn contains(&self, message: &Message) -> bool {
        self.logs
            .get(&message.log())
            .and_then(|log| log.get(&message.seq()))
            .is_some_and(|(m, _)| m.id() == message.id())
    }

    /// Another message that waits at the same place.
    pub(super) fn rival(&self, message: &Message) -> Option<&Verified> {
        let (held, _) = self.logs.get(&message.log())?.get(&message.seq())?;
        (held.id() != message.id()).then_some(held)
    }

    /// What waits at a place.
    pub(super) fn at(&self, log: &LogId, seq: u64) -> Option<&Verified> {
        self.logs.get(log)?.get(&seq).map(|(held, _)| held)
    }

    /// The next sequence of a log after a place that waits.
    pub(super) fn next(&self, log: &LogId, after: u64) -> Option<u64> {
        let range = (Bound::Excluded(after), Bound::Unbounded);
        self.logs.get(log)?.range(range).next().map(|(seq, _)| *seq)
    }

    /// The last sequence of a log that waits.
    pub(super) fn last(&self, log: &LogId) -> Option<u64> {
        self.logs.get(log)?.last_key_value().map(|(seq, _)| *seq)
    }

    /// Holds a message if there is room; says whether there was.
    pub(super) fn hold(&mut self, message: &Verified, from: Peer) -> bool {
        let bytes = size(message);
        let log = self.logs.get(&message.log()).map_or(0, BTreeMap::len);
        if log >= bounds::HELD_PER_LOG_MAX
            || self.count >= bounds::HELD_MAX
            || self.bytes.saturating_add(bytes) > bounds::HELD_BYTES_MAX
        {
            return false;
        }
        let waiting = self.logs.entry(message.log()).or_default();
        if waiting.insert(message.seq(), (message.clone(), from)).is_none() {
            self.count += 1;
            self.bytes += bytes;
        }
        true
    }

    /// Takes out what waits at a place, and drops what waits before it.
    pub(super) fn take(&mut self, log: &LogId, seq: u64) -> Option<(Verified, Peer)> {
        let waiting = self.logs.get_mut(log)?;
        let later = waiting.split_off(&seq);
        let gone = std::mem::replace(waiting, later);
        let taken = waiting.remove(&seq);
        if waiting.is_empty() {
            self.logs.remove(log);
        }
        for (message, _) in gone.values().chain(&taken) {
            self.count -= 1;
            self.bytes -= size(message);
        }
        taken
    }

    /// Drops everything that waits in a log.
    pub(super) fn forget(&mut self, log: &LogId) {
        for (_, (message, _)) in self.logs.remove(log).into_iter().flatten() {
            self.count -= 1;
            self.bytes -= size(&message);
        }
    }

    /// Crisis messages that wait.
    pub(super) fn crises(&self) -> Vec<Message> {
        let crisis = self.logs.iter().filter(|(log, _)| log.lane == Lane::Crisis);
        crisis.flat_map(|(_, waiting)| waiting.values().map(|(m, _)| (**m).clone())).collect()
    }
}
