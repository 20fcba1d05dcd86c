//! Sync from the asking side: one session a peer, one request under way in each.
//!
//! A session asks for rosters, proofs, then ranges of heads until it knows which logs differ, then
//! for the missing runs (crisis lanes first, institutions in turn), then for missing bodies. Several
//! sessions share the work: a log that one of them is fetching is left alone by the others.

use super::{Answer, Effect, Engine, Event, Peer, RequestId, ingest::Door, serve::proofs_hash};
use crate::{
    bounds,
    id::{InstitutionId, Lane, LogId, MessageId, Millis},
    ingest::Refusal,
    message::Verified,
    store::Store,
    sync::{Has, Range, Request, Want},
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Messages of one log asked for at a time, so that a long log does not hold up the others.
const RUN_LENGTH: u64 = 512;
/// Logs asked for in one request.
const RUNS_AT_ONCE: usize = 64;
/// Bodies asked for in one request.
const BODIES_AT_ONCE: usize = 64;

/// All sessions, and when the next one is due.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    peers: BTreeMap<Peer, Session>,
    /// Which peer is sending us which log.
    fetching: BTreeMap<LogId, Peer>,
    next_request: RequestId,
    next_due: Millis,
}

#[derive(Debug, Default)]
struct Session {
    stage: Stage,
    under_way: Option<(RequestId, Asked)>,
    /// Begin again when this run ends: something was announced meanwhile.
    again: bool,
    /// It began with rosters and compares all heads; else it only fetches what gossip lacked.
    whole: bool,
    ranges: Vec<Range>,
    wants: BTreeMap<LogId, (u64, u64)>,
    bodies: VecDeque<MessageId>,
    last: Option<Millis>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Idle,
    Rosters,
    Proofs,
    Heads,
    Runs,
    Bodies,
}

/// What an answer is expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Rosters,
    Proofs,
    Heads,
    Runs(Vec<LogId>),
    Bodies,
}

impl Sessions {
    pub(super) fn remove(&mut self, peer: &Peer) {
        self.peers.remove(peer);
        self.fetching.retain(|_, by| by != peer);
    }

    pub(super) fn remaining(&self) -> BTreeMap<Peer, u64> {
        let missing = |s: &Session| s.wants.values().map(|(from, to)| to.saturating_sub(*from) + 1).sum();
        self.peers.iter().map(|(peer, session)| (*peer, missing(session))).collect()
    }

    pub(super) fn last_sync(&self) -> BTreeMap<Peer, Millis> {
        self.peers.iter().filter_map(|(peer, session)| Some((*peer, session.last?))).collect()
    }
}

impl<S: Store> Engine<S> {
    pub(super) fn peer_up(&mut self, now: Millis, peer: Peer) {
        self.sessions.peers.entry(peer).or_default();
        self.begin_session(now, peer);
    }

    /// Every ten seconds or so, one peer of another institution; at once where a session stands still.
    pub(super) fn tick(&mut self, now: Millis, random: u64) {
        if now < self.sessions.next_due {
            return;
        }
        let every = self.options.sync_every_ms;
        let jitter = if every == 0 { 0 } else { random % (every / 2 + 1) };
        self.sessions.next_due = now.plus(every * 3 / 4 + jitter);
        let ours =
            |peer: &Peer| self.authority.node(&peer.0).map(|(id, _)| id) == self.options.institution.as_ref();
        let idle = |(_, session): &(&Peer, &Session)| session.stage == Stage::Idle;
        let all: Vec<Peer> = self.sessions.peers.iter().filter(idle).map(|(peer, _)| *peer).collect();
        let others: Vec<Peer> = all.iter().copied().filter(|peer| !ours(peer)).collect();
        let choice = if others.is_empty() { &all } else { &others };
        let index = (random >> 32) as usize % choice.len().max(1);
        if let Some(peer) = choice.get(index).copied() {
            self.begin_session(now, peer);
        }
    }

    /// Begins a session with a connected peer, or lets the running one begin again at its end.
    pub(super) fn begin_session(&mut self, now: Millis, peer: Peer) {
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return };
        if session.stage != Stage::Idle {
            session.again = true;
            return;
        }
        session.again = false;
        session.whole = true;
        session.stage = Stage::Rosters;
        self.go_on(now, peer);
    }

    /// Wants a run of a log from a peer: at once if nothing else is under way with it.
    pub(super) fn want(&mut self, now: Millis, peer: Peer, want: Want) {
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return };
        let entry = session.wants.entry(want.log).or_insert((want.from, want.to));
        *entry = (entry.0.min(want.from), entry.1.max(want.to));
        if session.stage == Stage::Idle {
            session.stage = Stage::Runs;
            self.go_on(now, peer);
        }
    }

    /// Wants the body of a message whose header came without it.
    pub(super) fn want_body(&mut self, now: Millis, peer: Peer, id: MessageId) {
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return };
        if session.bodies.len() < bounds::SYNC_WANTS_MAX {
            session.bodies.push_back(id);
        }
        if session.stage == Stage::Idle {
            session.stage = Stage::Bodies;
            self.go_on(now, peer);
        }
    }

    pub(super) fn unanswered(&mut self, now: Millis, from: Peer, request: RequestId) {
        if self.settle(from, request).is_some() {
            self.end_session(now, from, false);
        }
    }

    pub(super) fn answered(&mut self, now: Millis, from: Peer, request: RequestId, answer: Answer) {
        let Some(asked) = self.settle(from, request) else { return };
        match (asked, answer) {
            (Asked::Rosters, Answer::Rosters(rosters)) => {
                self.take_rosters(&rosters);
                self.advance(now, from, Stage::Proofs);
            }
            (Asked::Proofs, Answer::Proofs(proofs)) => {
                for proof in proofs.iter().take(bounds::PROOFS_MAX) {
                    self.take_proof(proof);
                }
                let whole = self.frontier.fingerprinted(None, None);
                if let Some(session) = self.sessions.peers.get_mut(&from) {
                    session.ranges = vec![whole];
                }
                self.advance(now, from, Stage::Heads);
            }
            (Asked::Heads, Answer::Reconcile(ranges)) => self.compare(now, from, ranges),
            (Asked::Runs(logs), Answer::Page { messages, faults, .. }) => {
                self.take_page(now, from, &logs, &messages, faults);
            }
            (Asked::Bodies, Answer::Page { messages, faults, .. }) => {
                for message in &messages {
                    // A body that is not wanted any more is no fault.
                    let _ = self.ingest(now, message, Door::Peer(from));
                }
                if faults > 0 {
                    self.blame(now, from);
                } else {
                    self.go_on(now, from);
                }
            }
            (_, Answer::Busy) => self.end_session(now, from, false),
            _ => self.blame(now, from),
        }
    }

    /// Takes note of an answer; none where it answers nothing that we asked.
    fn settle(&mut self, from: Peer, request: RequestId) -> Option<Asked> {
        let session = self.sessions.peers.get_mut(&from)?;
        let (id, _) = session.under_way.as_ref()?;
        if *id != request {
            return None;
        }
        let (_, asked) = session.under_way.take()?;
        if let Asked::Runs(logs) = &asked {
            for log in logs {
                self.sessions.fetching.remove(log);
            }
        }
        Some(asked)
    }

    fn advance(&mut self, now: Millis, peer: Peer, stage: Stage) {
        if let Some(session) = self.sessions.peers.get_mut(&peer) {
            session.stage = stage;
            self.go_on(now, peer);
        }
    }

    /// Asks what the session's stage needs, or moves on to the next stage that needs something.
    fn go_on(&mut self, now: Millis, peer: Peer) {
        let Some(stage) = self.sessions.peers.get(&peer).filter(|s| s.under_way.is_none()).map(|s| s.stage)
        else {
            return;
        };
        match stage {
            Stage::Idle => {}
            Stage::Rosters => self.ask(peer, Request::Rosters(self.authority.versions()), Asked::Rosters),
            Stage::Proofs => {
                self.ask(peer, Request::Proofs(proofs_hash(&self.store.proofs())), Asked::Proofs)
            }
            Stage::Heads => {
                let ranges: Vec<Range> = self
                    .sessions
                    .peers
                    .get_mut(&peer)
                    .map(|s| s.ranges.drain(..s.ranges.len().min(bounds::RANGES_MAX / 16)).collect())
                    .unwrap_or_default();
                if ranges.is_empty() {
                    self.advance(now, peer, Stage::Runs);
                } else {
                    self.ask(peer, Request::Reconcile(ranges), Asked::Heads);
                }
            }
            Stage::Runs => {
                let wants = self.next_runs(peer);
                if wants.is_empty() {
                    self.want_missing_bodies(peer);
                    self.advance(now, peer, Stage::Bodies);
                } else {
                    let logs: Vec<LogId> = wants.iter().map(|want| want.log).collect();
                    for log in &logs {
                        self.sessions.fetching.insert(*log, peer);
                    }
                    self.ask(peer, Request::Runs(wants), Asked::Runs(logs));
                }
            }
            Stage::Bodies => {
                let bodies = self.next_bodies(peer);
                if bodies.is_empty() {
                    self.end_session(now, peer, true);
                } else {
                    self.ask(peer, Request::Bodies(bodies), Asked::Bodies);
                }
            }
        }
    }

    fn ask(&mut self, to: Peer, what: Request, asked: Asked) {
        self.sessions.next_request += 1;
        let request = self.sessions.next_request;
        if let Some(session) = self.sessions.peers.get_mut(&to) {
            session.under_way = Some((request, asked));
            self.effects.push(Effect::Ask { to, request, what });
        }
    }

    /// Learns from a peer's ranges what it has and we lack, and which parts to look at closer.
    fn compare(&mut self, now: Millis, from: Peer, ranges: Vec<Range>) {
        let heads: usize = ranges.iter().map(|r| if let Has::Heads(h) = &r.has { h.len() } else { 0 }).sum();
        if ranges.len() > bounds::RANGES_MAX || heads > bounds::RANGE_HEADS_MAX {
            return self.blame(now, from);
        }
        let mut closer = Vec::new();
        let mut wants = Vec::new();
        for range in ranges {
            match range.has {
                Has::Fingerprint(..) if self.frontier.agrees(&range) => {}
                Has::Fingerprint(..) => closer.push(self.frontier.fingerprinted(range.from, range.to)),
                Has::Heads(heads) => wants.extend(heads.into_iter().filter_map(|head| self.missing(head))),
            }
        }
        if let Some(session) = self.sessions.peers.get_mut(&from) {
            session.ranges.extend(closer);
            for want in wants {
                session.wants.insert(want.log, (want.from, want.to));
            }
        }
        self.go_on(now, from);
    }

    /// What we lack of a log of which a peer shows a head.
    fn missing(&self, (log, seq, id): (LogId, u64, MessageId)) -> Option<Want> {
        self.authority.device(&log.key)?;
        if self.forks.get(&log).is_some_and(|fork| seq >= *fork) {
            return None;
        }
        let to = self.authority.end(&log).map_or(seq, |end| seq.min(end));
        match self.frontier.head(&log) {
            Some((ours, our_id)) if ours == seq && our_id != id => Some(Want { log, from: seq, to: seq }),
            Some((ours, _)) if ours >= to => None,
            Some((ours, _)) => Some(Want { log, from: ours + 1, to }),
            None if to == 0 => None,
            None => Some(Want { log, from: 1, to }),
        }
    }

    /// The next runs to ask a peer for: crisis lanes first, institutions in turn, nothing that
    /// another peer is sending.
    fn next_runs(&mut self, peer: Peer) -> Vec<Want> {
        let Some(session) = self.sessions.peers.get(&peer) else { return Vec::new() };
        let mut turns: BTreeMap<(Lane, &InstitutionId), VecDeque<Want>> = BTreeMap::new();
        for (log, (from, to)) in &session.wants {
            let elsewhere = self.sessions.fetching.get(log).is_some_and(|by| *by != peer);
            if let (false, Some((institution, _))) = (elsewhere, self.authority.device(&log.key)) {
                let to = (*to).min(from.saturating_add(RUN_LENGTH - 1));
                turns.entry((log.lane, institution)).or_default().push_back(Want {
                    log: *log,
                    from: *from,
                    to,
                });
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
        }
        chosen.truncate(RUNS_AT_ONCE);
        chosen
    }

    /// Once a session, every body that is missing is asked for; what this peer lacks too is left to
    /// the next session.
    fn want_missing_bodies(&mut self, peer: Peer) {
        let missing = self.store.missing_bodies(bounds::SYNC_WANTS_MAX);
        if let Some(session) = self.sessions.peers.get_mut(&peer) {
            let known: BTreeSet<MessageId> = session.bodies.iter().copied().collect();
            session.bodies.extend(missing.into_iter().map(|(_, _, id)| id).filter(|id| !known.contains(id)));
        }
    }

    fn next_bodies(&mut self, peer: Peer) -> Vec<MessageId> {
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return Vec::new() };
        let first = session.bodies.len().min(BODIES_AT_ONCE);
        let asked: BTreeSet<MessageId> = session.bodies.drain(..first).collect();
        asked.into_iter().collect()
    }

    /// Takes a page of runs in, and asks for the next one as long as there is progress.
    fn take_page(&mut self, now: Millis, from: Peer, logs: &[LogId], messages: &[Verified], faults: usize) {
        let mut refused = BTreeSet::new();
        for message in messages {
            match self.ingest(now, message, Door::Peer(from)) {
                Ok(_) | Err(Refusal::Duplicate | Refusal::Held) => {}
                Err(Refusal::ReadOnly | Refusal::Store(_)) => return self.end_session(now, from, false),
                Err(_) => {
                    refused.insert(message.log());
                }
            }
        }
        if faults > 0 {
            return self.blame(now, from);
        }
        self.settle_wants(from, logs, &refused);
        let institution = self.authority.node(&from.0).map(|(id, _)| id.clone());
        let remaining = self.sessions.remaining().get(&from).copied().unwrap_or(0);
        self.effects.push(Effect::Notify(Event::Progress { peer: from, institution, remaining }));
        self.go_on(now, from);
    }

    /// Moves the wants of a page on to where the logs stand now. A log that did not move is given
    /// up with this peer: the next session asks again.
    fn settle_wants(&mut self, from: Peer, logs: &[LogId], refused: &BTreeSet<LogId>) {
        let heads: BTreeMap<LogId, u64> = logs.iter().map(|log| (*log, self.position(log).seq)).collect();
        let Some(session) = self.sessions.peers.get_mut(&from) else { return };
        for (log, head) in heads {
            let Some((begin, to)) = session.wants.get(&log).copied() else { continue };
            let moved = head >= begin;
            if head >= to || !moved || refused.contains(&log) {
                session.wants.remove(&log);
            } else {
                session.wants.insert(log, (head + 1, to));
            }
        }
        // What other peers brought meanwhile.
        let known: Vec<LogId> = session.wants.keys().copied().collect();
        let done: Vec<(LogId, u64)> = known.iter().map(|log| (*log, self.position(log).seq)).collect();
        if let Some(session) = self.sessions.peers.get_mut(&from) {
            for (log, head) in done {
                if let Some(want) = session.wants.get_mut(&log)
                    && want.0 <= head
                {
                    want.0 = head + 1;
                }
            }
            session.wants.retain(|_, (from, to)| from <= to);
        }
    }

    /// A peer broke the protocol: its links are closed, and others are asked.
    fn blame(&mut self, now: Millis, peer: Peer) {
        self.end_session(now, peer, false);
        self.effects.push(Effect::Disconnect(peer));
    }

    /// Ends a session: what it still wanted, the next one finds again.
    fn end_session(&mut self, now: Millis, peer: Peer, complete: bool) {
        self.sessions.fetching.retain(|_, by| *by != peer);
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return };
        session.stage = Stage::Idle;
        session.ranges.clear();
        session.wants.clear();
        session.bodies.clear();
        if std::mem::take(&mut session.whole) && complete {
            session.last = Some(now);
            let institution = self.authority.node(&peer.0).map(|(id, _)| id.clone());
            self.effects.push(Effect::Notify(Event::Progress { peer, institution, remaining: 0 }));
        }
        if self.sessions.peers.get_mut(&peer).is_some_and(|s| std::mem::take(&mut s.again)) && complete {
            self.begin_session(now, peer);
        }
    }
}
