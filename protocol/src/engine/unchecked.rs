//! Messages that are here on the word of a later signature of their author: their own are checked when there is
//! time. Until then this node shows and serves nothing of their log from the first of them on, so no other node
//! ever takes a message from it that nobody has checked, and none is to blame for what it passed on in good faith.
//!
//! A signature that is none ends its log before it, here and with the proof of it everywhere: the author has
//! signed a later message that cites it.

use super::{Effect, Engine, Peer, Stretch};
use crate::{
    id::{LogId, Millis},
    message::{Message, Run, Verified},
    proof::Proof,
    store::{Store, StoreError},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

/// Stretches that are checked at once.
const AT_ONCE: usize = 4;
/// While a quick peer sends page after page, which is over in seconds, one is checked at most so often: those who
/// fetch, link and write have the processors first.
const BESIDE_MS: u64 = 250;
/// Messages in one of them, and their bytes.
const STRETCH_MAX: u64 = 256;
const STRETCH_BYTES: usize = 1024 * 1024;

/// What is still to be checked.
#[derive(Debug, Default)]
pub(super) struct Unchecked {
    /// The first such message of each log, and who sent it, where that is known. From there on to its head
    /// nothing of the log counts as checked.
    logs: BTreeMap<LogId, (u64, Option<Peer>)>,
    /// What the store's list says: more, never less.
    listed: BTreeMap<LogId, u64>,
    under_way: BTreeSet<LogId>,
    /// When the last one was begun.
    begun: Millis,
    /// The log whose turn it was.
    last: Option<LogId>,
}

impl Unchecked {
    /// What a store's list says that is still here.
    pub(super) fn over<S: Store>(store: &S) -> Self {
        let listed = store.unchecked();
        let here = |(log, from): (&LogId, &u64)| {
            store.head(log).filter(|head| head.seq >= *from).map(|_| (*log, (*from, None)))
        };
        Self { logs: listed.iter().filter_map(here).collect(), listed, ..Self::default() }
    }

    /// From which sequence on nothing of a log counts as checked.
    pub(super) fn from(&self, log: &LogId) -> Option<u64> {
        self.logs.get(log).map(|(from, _)| *from)
    }

    /// Whether the store's list says that a message may be here unchecked.
    pub(super) fn is_listed(&self, log: &LogId, seq: u64) -> bool {
        self.listed.get(log).is_some_and(|from| *from <= seq)
    }

    /// A message was linked that was not checked.
    pub(super) fn add(&mut self, log: LogId, seq: u64, sender: Option<Peer>) {
        self.logs.entry(log).or_insert((seq, sender));
    }

    /// A log is let go after this sequence.
    pub(super) fn rewound(&mut self, log: &LogId, after: u64) {
        if self.from(log).is_some_and(|from| from > after) {
            self.logs.remove(log);
        }
    }

    /// Messages that wait for it.
    pub(super) fn count<S: Store>(&self, store: &S) -> u64 {
        let waiting = |(log, (from, _)): (&LogId, &(u64, Option<Peer>))| {
            store.head(log).map_or(0, |head| (head.seq + 1).saturating_sub(*from))
        };
        self.logs.iter().map(waiting).sum()
    }
}

impl<S: Store> Engine<S> {
    /// Writes down which logs may have unchecked messages from now on, before any is appended: those of these
    /// runs, and all that the peer is to send, so that it is done once.
    pub(super) fn expect_unchecked(&mut self, from: Peer, runs: &[Run]) -> Result<(), StoreError> {
        let after = |store: &S, log: &LogId| store.head(log).map_or(0, |head| head.seq) + 1;
        let mut chained = runs.iter().filter(|run| !run.chained().is_empty()).map(|run| run.last().log());
        if chained.all(|log| self.unchecked.is_listed(&log, after(&self.store, &log))) {
            return Ok(());
        }
        let wanted = self.sessions.wanted(&from);
        let mut list: BTreeMap<LogId, u64> =
            self.unchecked.logs.iter().map(|(log, (first, _))| (*log, *first)).collect();
        for log in wanted.into_iter().chain(runs.iter().map(|run| run.last().log())) {
            list.entry(log).or_insert_with(|| after(&self.store, &log));
        }
        self.store.keep_unchecked(&list)?;
        self.unchecked.listed = list;
        Ok(())
    }

    /// Has the next stretches checked, logs in turn.
    pub(super) fn check_on(&mut self, now: Millis) {
        let Unchecked { logs, under_way, begun, last, .. } = &self.unchecked;
        let beside = usize::from(now >= begun.plus(BESIDE_MS));
        let at_once = if self.sessions.is_pouring() { beside } else { AT_ONCE };
        let room = at_once.saturating_sub(under_way.len());
        let after = (last.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
        let turns = logs.range(after).chain(logs).map(|(log, _)| *log);
        let next: BTreeSet<LogId> =
            turns.take(logs.len()).filter(|log| !under_way.contains(log)).take(room).collect();
        for log in next {
            let Some((from, head)) = self.unchecked.from(&log).zip(self.store.head(&log)) else { continue };
            let to = head.seq.min(from.saturating_add(STRETCH_MAX - 1));
            let read = self.store.run(&log, from, to, STRETCH_BYTES);
            let read = read.and_then(|messages| {
                let to = from + (messages.len() as u64).saturating_sub(1);
                Ok(self
                    .store
                    .message(&log, to)?
                    .map(|last| (Stretch { log, from, to, last: last.id() }, messages)))
            });
            let Some(Some((stretch, messages))) = self.failed(read) else { continue };
            self.unchecked.under_way.insert(log);
            self.unchecked.begun = now;
            self.unchecked.last = Some(log);
            self.effects.push(Effect::Check { stretch, messages });
        }
    }

    /// Signatures were checked.
    pub(super) fn checked(&mut self, now: Millis, stretch: Stretch, good: usize) {
        let Stretch { log, from, to, last } = stretch;
        self.unchecked.under_way.remove(&log);
        let there = self.store.message(&log, to);
        let Some(there) = self.failed(there) else { return };
        let ours = there.is_some_and(|message| message.id() == last);
        if ours && self.unchecked.from(&log) == Some(from) {
            let end = from.saturating_add(good as u64).min(to + 1);
            let done = if end > to { self.shown_to(now, &log, end) } else { self.fault(now, &log, end) };
            self.failed(done);
        }
        self.check_on(now);
    }

    /// Everything of a log before this sequence was checked.
    fn shown_to(&mut self, now: Millis, log: &LogId, end: u64) -> Result<(), StoreError> {
        if self.store.head(log).is_none_or(|head| head.seq < end) {
            self.unchecked.logs.remove(log);
        } else if let Some((from, _)) = self.unchecked.logs.get_mut(log) {
            *from = end;
        }
        self.show_log(log)?;
        self.news(now);
        self.grew(now, log);
        self.forget_list()
    }

    /// When everything was checked, the list is to say so.
    fn forget_list(&mut self) -> Result<(), StoreError> {
        if self.unchecked.logs.is_empty() && !self.unchecked.listed.is_empty() {
            self.store.keep_unchecked(&BTreeMap::new())?;
            self.unchecked.listed.clear();
        }
        Ok(())
    }

    /// The message at this sequence has a signature that is none. The last such one before one that is signed is
    /// the proof; what is here from the first on goes.
    fn fault(&mut self, now: Millis, log: &LogId, seq: u64) -> Result<(), StoreError> {
        let sender = self.unchecked.logs.get(log).and_then(|(_, sender)| *sender);
        let proof = self.proof_of_fault(log, seq)?;
        self.store.rewind(log, seq - 1)?;
        self.unchecked.logs.remove(log);
        self.show_log(log)?;
        if let Some(proof) = proof {
            self.take_proof(&proof);
        }
        // No honest node shows what it has not checked.
        if let Some(sender) = sender.filter(|sender| self.sessions.is_linked(sender)) {
            self.blame(now, sender);
        }
        self.grew(now, log);
        self.forget_list()
    }

    fn proof_of_fault(&mut self, log: &LogId, seq: u64) -> Result<Option<Proof>, StoreError> {
        let Some(mut bad) = self.store.message(log, seq)? else { return Ok(None) };
        while let Some(next) = self.store.message(log, bad.seq() + 1)? {
            match next.clone().verify(&mut self.keys) {
                Ok(next) => return Ok(Proof::of_fault(&bad, &next, &mut self.keys)),
                Err(_) => bad = next,
            }
        }
        Ok(None)
    }
}

/// A message, and how its author is known.
#[derive(Debug, Clone, Copy)]
pub(super) enum Authentic<'a> {
    /// By its own signature.
    Verified(&'a Verified),
    /// By that of a later message of its log, which cites it.
    Chained(&'a Message),
}

impl<'a> Authentic<'a> {
    /// The messages of a run.
    pub(super) fn of(run: &'a Run) -> impl Iterator<Item = Self> {
        run.chained().iter().map(Self::Chained).chain([Self::Verified(run.last())])
    }
}

impl std::ops::Deref for Authentic<'_> {
    type Target = Message;
    fn deref(&self) -> &Self::Target {
        match self {
            Self::Verified(message) => message,
            Self::Chained(message) => message,
        }
    }
}

impl<'a> From<&'a Verified> for Authentic<'a> {
    fn from(message: &'a Verified) -> Self {
        Self::Verified(message)
    }
}
