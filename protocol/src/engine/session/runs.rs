//! Missing runs of logs: which to ask for next, and taking a page of them in.

use super::{Authentic, Door, Effect, Engine, Event, Peer};
use crate::{
    id::{InstitutionId, Lane, LogId, Millis},
    ingest::{Refusal, Verdict},
    message::Run,
    store::Store,
    sync::Want,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Logs asked for in one request.
const RUNS_AT_ONCE: usize = 16;

impl<S: Store> Engine<S> {
    /// The next runs to ask a peer for: crisis lanes first and by themselves, institutions in turn,
    /// nothing that another peer is sending. What the pace allows is shared among the logs, so that a
    /// long one does not hold up the others.
    pub(super) fn next_runs(&mut self, peer: Peer) -> Vec<Want> {
        let Some(session) = self.sessions.peers.get(&peer).filter(|_| !self.read_only) else {
            return Vec::new();
        };
        let mut turns: BTreeMap<(Lane, &InstitutionId), VecDeque<Want>> = BTreeMap::new();
        for (log, (from, to)) in &session.wants {
            let elsewhere = self.sessions.fetching.get(log).is_some_and(|by| *by != peer);
            if let (false, Some((institution, _))) = (elsewhere, self.authority.device(&log.key)) {
                let want = Want { log: *log, from: *from, to: *to };
                turns.entry((log.lane, institution)).or_default().push_back(want);
            }
        }
        let mut chosen = Vec::new();
        for lane in [Lane::Crisis, Lane::Acts] {
            let mut in_lane: Vec<&mut VecDeque<Want>> =
                turns.iter_mut().filter(|((l, _), _)| *l == lane).map(|(_, queue)| queue).collect();
            while chosen.len() < RUNS_AT_ONCE {
                let before = chosen.len();
                chosen.extend(in_lane.iter_mut().filter_map(|queue| queue.pop_front()));
                if chosen.len() == before {
                    break;
                }
            }
            // Nothing else may make their page longer.
            if !chosen.is_empty() {
                break;
            }
        }
        let at_once = usize::try_from(session.pace.messages()).unwrap_or(RUNS_AT_ONCE);
        chosen.truncate(RUNS_AT_ONCE.min(at_once));
        let each = session.pace.messages() / chosen.len().max(1) as u64;
        for want in &mut chosen {
            want.to = want.to.min(want.from.saturating_add(each - 1));
        }
        chosen
    }

    /// Moves wants from the list to what is under way, so that what is wanted meanwhile is not
    /// mistaken for it.
    pub(super) fn start_fetching(&mut self, peer: Peer, runs: &[Want]) -> BTreeMap<LogId, (u64, u64)> {
        let mut asked = BTreeMap::new();
        for want in runs {
            self.sessions.fetching.insert(want.log, peer);
            let session = self.sessions.peers.get_mut(&peer);
            asked.extend(session.and_then(|s| Some((want.log, s.wants.remove(&want.log)?))));
        }
        asked
    }

    /// That a peer is gone shows late only, and whoever has to wait for it would lack for so long what all
    /// others have: what does not come in time is asked of another, too.
    pub(super) fn hurry(&mut self, now: Millis) {
        let mut late = Vec::new();
        for (peer, session) in &self.sessions.peers {
            for (asked, since) in session.runs_under_way() {
                if now > since.plus(session.pace.patience_ms()) {
                    late.push((*peer, asked.clone()));
                }
            }
        }
        for (peer, mut wants) in late {
            // Once: from here on nobody counts on that peer.
            wants.retain(|log, _| self.sessions.fetching.get(log) == Some(&peer));
            self.sessions.fetching.retain(|_, by| *by != peer);
            if !wants.is_empty() {
                self.pass_on(now, peer, &wants);
            }
        }
    }

    /// Takes a page of runs in, and asks for the next one as long as there is progress.
    pub(super) fn take_page(
        &mut self,
        now: Millis,
        from: Peer,
        mut asked: BTreeMap<LogId, (u64, u64)>,
        runs: &[Run],
        more: bool,
        mut faults: usize,
    ) {
        let mut back: BTreeMap<LogId, (u64, u64)> = BTreeMap::new();
        let expected = self.expect_unchecked(from, runs);
        if self.failed(expected).is_none() {
            return self.end_session(now, from, false);
        }
        let mut progress = false;
        for message in runs.iter().flat_map(Authentic::of) {
            let refusal = match self.ingest(now, message, Door::Peer(from)) {
                Ok(_) => {
                    progress = true;
                    continue;
                }
                Err(Refusal::Duplicate | Refusal::Held | Refusal::HeldFull) => continue,
                Err(refusal) => refusal,
            };
            let log = message.log();
            match refusal {
                Refusal::ReadOnly | Refusal::Store(_) => return self.end_session(now, from, false),
                // Nothing of this log goes on from here; what proves a fork is wanted apart.
                Refusal::Fork { .. } => {}
                Refusal::BrokenLink => {
                    let head = self.position(&log).seq;
                    back.extend(asked.get(&log).filter(|(_, to)| *to <= head).map(|run| (log, *run)));
                }
                // No honest peer has it: the sender is at fault, not the log, which others may go on
                // sending.
                refusal if refusal.verdict() == Verdict::Reject => faults += 1,
                _ if self.authority.device(&log.key).is_some() => {
                    self.sessions.stalled.insert(log, message.seq());
                }
                _ => {}
            }
            asked.remove(&log);
        }
        if faults > 0 {
            return self.blame(now, from);
        }
        self.end_looking_back(from, &back);
        // What the page had no room for is not given up, as long as there was room for something new.
        let came: BTreeSet<LogId> = runs.iter().map(|run| run.last().log()).collect();
        if !(more && progress) {
            asked.retain(|log, _| came.contains(log));
        }
        self.keep_wanting(from, asked, &came);
        let institution = self.authority.node(&from.0).map(|(id, _)| id.clone());
        let remaining = self.sessions.remaining().get(&from).copied().unwrap_or(0);
        self.effects.push(Effect::Notify(Event::Progress { peer: from, institution, remaining }));
        self.check_on();
        self.go_on(now, from);
    }

    /// Runs that end at our head were asked for to prove a fork, and the broken link came again. What
    /// it makes us want leads farther back, or that was all: else a peer could keep us asking without
    /// an end.
    fn end_looking_back(&mut self, from: Peer, back: &BTreeMap<LogId, (u64, u64)>) {
        let Some(session) = self.sessions.peers.get_mut(&from) else { return };
        session.wants.retain(|log, (begin, to)| {
            back.get(log).is_none_or(|(first, last)| *begin < *first || *to > *last)
        });
    }

    /// Wants the rest of these runs. A log of which something came that did not move it on is given up with
    /// this peer: the next session asks again.
    fn keep_wanting(&mut self, from: Peer, asked: BTreeMap<LogId, (u64, u64)>, came: &BTreeSet<LogId>) {
        let going_on = asked.into_iter().filter_map(|(log, (begin, to))| {
            let head = self.position(&log).seq;
            let moved = head >= begin || !came.contains(&log);
            (moved && head < to).then(|| Want { log, from: begin.max(head + 1), to })
        });
        let going_on: Vec<Want> = going_on.collect();
        let Some(session) = self.sessions.peers.get_mut(&from) else { return };
        // What gossip or other peers brought meanwhile. A want of one message stays: it may be of
        // the other branch of a fork.
        let store = &self.store;
        session.wants.retain(|log, (begin, to)| {
            let head = store.head(log).map_or(0, |head| head.seq);
            if *begin < *to {
                *begin = (*begin).max(head + 1);
            }
            *begin <= *to
        });
        for want in going_on {
            session.want(&want);
        }
    }
}
