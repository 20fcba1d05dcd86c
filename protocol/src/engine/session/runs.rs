//! Missing runs of logs: which to ask for next, and taking a page of them in.

use super::{Asked, Authentic, Door, Effect, Engine, Event, Pace, Peer, Session, Sessions};
use crate::{
    bounds,
    id::{InstitutionId, Lane, LogId, Millis},
    ingest::{Refusal, Verdict},
    message::{CHAINED_MIN, Run},
    store::Store,
    sync::Want,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Logs asked for in one request.
const RUNS_AT_ONCE: usize = 16;
/// Requests for runs that one session may have under way.
const RUNS_UNDER_WAY: usize = 2;
/// Long ones of which a quick peer is asked for parts: each part costs one signature, however long it is.
const PARTS_AT_ONCE: u64 = 4;

impl<S: Store> Engine<S> {
    /// The next runs to ask a peer for: crisis lanes first and by themselves, institutions in turn,
    /// nothing that another peer is sending, unless this one sends far sooner. What the pace allows is
    /// shared among the logs, so that a long one does not hold up the others. On a slow link it may take
    /// all of that in its turn.
    ///
    /// Of a log that one far peer sends, others send the parts that follow: so it comes over all lines. The
    /// others are left to neighbours: the first turn is by chance, so that these begin elsewhere, and each
    /// has from the others what they have fetched from afar.
    pub(super) fn next_runs(&mut self, peer: Peer) -> Vec<Want> {
        let Some(session) = self.sessions.peers.get(&peer).filter(|_| !self.read_only) else {
            return Vec::new();
        };
        let (room, far) = (session.pace.messages(), session.pace.is_far());
        let parts = if far { self.parts_from_afar() } else { BTreeMap::new() };
        let mut open: Vec<(Lane, &InstitutionId, Want)> = Vec::new();
        for (log, (from, to)) in &session.wants {
            let by = self.sessions.fetching.get(log).filter(|by| **by != peer);
            let by = by.and_then(|by| self.sessions.peers.get(by)).map(|other| other.pace);
            let head = self.store.head(log).map_or(0, |head| head.seq);
            // A want of one message may be of the other branch of a fork.
            let mut run = Some((if from < to { (*from).max(head.saturating_add(1)) } else { *from }, *to));
            if let Some(parts) = parts.get(log).filter(|_| *to > head && by.is_none_or(Pace::is_far)) {
                run = run.and_then(|run| self.gap(log, head, run, parts));
            } else if by.is_some_and(|other| !session.pace.is_far_sooner(other)) {
                run = None;
            }
            let run = run.filter(|(from, to)| from <= to);
            if let (Some((from, to)), Some((institution, _))) = (run, self.authority.device(&log.key)) {
                open.push((log.lane, institution, Want { log: *log, from, to }));
            }
        }
        // Nothing else may make the page of the crisis lanes longer, and what comes from afar comes together.
        let first = open.iter().map(|(lane, ..)| *lane).min();
        open.retain(|(lane, ..)| Some(*lane) == first);
        let together = open.iter().any(|(_, _, want)| parts.contains_key(&want.log));
        open.retain(|(_, _, want)| !together || parts.contains_key(&want.log));
        let mut turns: BTreeMap<&InstitutionId, VecDeque<Want>> = BTreeMap::new();
        for (_, institution, want) in open {
            turns.entry(institution).or_default().push_back(want);
        }
        let begin = match &session.turn {
            Some(last) => turns.keys().filter(|institution| **institution <= last).count(),
            None => usize::try_from(self.sessions.chance).unwrap_or_default(),
        };
        let mut in_turn: Vec<VecDeque<Want>> = turns.into_values().collect();
        let count = in_turn.len().max(1);
        in_turn.rotate_left(begin % count);
        let part = if session.pace.is_quick() { (room / PARTS_AT_ONCE).max(1) } else { room };
        let chosen = choose(in_turn, room, part);
        let last = chosen.last().and_then(|want| self.authority.device(&want.log.key));
        let last = last.map(|(institution, _)| institution.clone());
        if let Some(session) = self.sessions.peers.get_mut(&peer).filter(|_| last.is_some()) {
            session.turn = last;
        }
        chosen
    }

    /// What far peers are asked for, by log.
    fn parts_from_afar(&self) -> BTreeMap<LogId, Vec<(u64, u64)>> {
        let mut parts: BTreeMap<LogId, Vec<(u64, u64)>> = BTreeMap::new();
        let far = self.sessions.peers.values().filter(|session| session.pace.is_far());
        for want in far.flat_map(Session::parts) {
            parts.entry(want.log).or_default().push((want.from, want.to));
        }
        parts
    }

    /// The first messages of a run that neither wait here nor are under way, and that may wait until what comes
    /// before them is here.
    fn gap(
        &self,
        log: &LogId,
        head: u64,
        (from, to): (u64, u64),
        parts: &[(u64, u64)],
    ) -> Option<(u64, u64)> {
        let mut at = from;
        loop {
            let under_way = parts.iter().find(|(from, to)| (*from..=*to).contains(&at));
            at = match under_way {
                Some((_, to)) => to.checked_add(1)?,
                None if self.held.at(log, at).is_some() => at.checked_add(1)?,
                None => break,
            };
        }
        let next = parts.iter().map(|(from, _)| *from).chain(self.held.next(log, at));
        let end = next.filter(|next| *next > at).fold(to, |end, next| end.min(next - 1));
        let waits = if at > head.saturating_add(1) { bounds::HELD_PER_LOG_MAX as u64 } else { u64::MAX };
        Some((at, end.min(head.saturating_add(waits))))
    }

    /// Moves wants from the list to what is under way, so that what is wanted meanwhile is not
    /// mistaken for it.
    pub(super) fn start_fetching(&mut self, peer: Peer, runs: &[Want]) -> BTreeMap<LogId, (u64, u64)> {
        let mut asked = BTreeMap::new();
        for want in runs {
            // Who sends it already is the one on whom others count.
            self.sessions.fetching.entry(want.log).or_insert(peer);
            let session = self.sessions.peers.get_mut(&peer);
            asked.extend(session.and_then(|s| Some((want.log, s.wants.remove(&want.log)?))));
        }
        asked
    }

    /// That a peer is gone shows late only, and whoever has to wait for it would lack for so long what all
    /// others have: what does not come in time is asked of another, too.
    pub(super) fn hurry(&mut self, now: Millis) {
        let mut late = Vec::new();
        for (peer, session) in &mut self.sessions.peers {
            let patience = session.pace.patience_ms();
            for (_, asked, since) in &mut session.under_way {
                if let Asked::Runs { wants, parts } = asked
                    && !parts.is_empty()
                    && now > since.plus(patience)
                {
                    // Once: from here on nobody counts on that peer.
                    parts.clear();
                    late.push((*peer, wants.clone()));
                }
            }
        }
        for (peer, wants) in late {
            self.sessions.fetching.retain(|_, by| *by != peer);
            self.pass_on(now, peer, &wants);
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
        let (mut progress, mut waiting, mut full) = (false, BTreeSet::new(), BTreeSet::new());
        for message in runs.iter().flat_map(Authentic::of) {
            let refusal = match self.ingest(now, message, Door::Peer(from)) {
                Ok(_) => {
                    progress = true;
                    continue;
                }
                Err(Refusal::Held) => {
                    progress = true;
                    waiting.insert(message.log());
                    continue;
                }
                Err(Refusal::HeldFull) => {
                    full.insert(message.log());
                    continue;
                }
                Err(Refusal::Duplicate) => continue,
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
        // What comes before that was wanted along with it: from whoever sends too much it would be for ever.
        if let Some(session) = self.sessions.peers.get_mut(&from) {
            session.wants.retain(|log, _| !full.contains(log));
        }
        // What the page had no room for is not given up, as long as there was room for something new.
        let came: BTreeSet<LogId> = runs.iter().map(|run| run.last().log()).collect();
        if !(more && progress) {
            asked.retain(|log, _| came.contains(log));
        }
        self.keep_wanting(from, asked, &(&came - &waiting));
        let institution = self.authority.node(&from.0).map(|(id, _)| id.clone());
        let remaining = self.sessions.remaining().get(&from).copied().unwrap_or(0);
        self.effects.push(Effect::Notify(Event::Progress { peer: from, institution, remaining }));
        self.go_on(now, from);
        self.check_on(now);
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

    /// Wants the rest of these runs. A log of which something came that neither moved it on nor waits until it can
    /// is given up with this peer: the next session asks again.
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

impl Sessions {
    /// Whether page after page comes from a quick peer.
    pub(in crate::engine) fn is_pouring(&self) -> bool {
        self.peers.values().any(Session::is_pouring)
    }
}

impl Session {
    fn is_pouring(&self) -> bool {
        self.pace.is_quick() && self.runs_under_way().next().is_some()
    }

    /// Whether the peer may be asked for more runs while it sends some: so that neither waits for the other.
    pub(super) fn has_room(&self) -> bool {
        self.under_way.len() < RUNS_UNDER_WAY && self.is_pouring()
    }
}

/// What to ask for of the logs of institutions in the order of their turns, where so many messages have room, and
/// so many of one log before there is none for another.
fn choose(mut in_turn: Vec<VecDeque<Want>>, room: u64, part: u64) -> Vec<Want> {
    let length = |want: &Want| want.to.saturating_sub(want.from).saturating_add(1);
    let (mut chosen, mut left) = (Vec::new(), room);
    loop {
        let before = chosen.len();
        for queue in &mut in_turn {
            if left == 0 || chosen.len() == RUNS_AT_ONCE {
                break;
            }
            let Some(want) = queue.pop_front() else { continue };
            left = left.saturating_sub(length(&want).min(part));
            chosen.push(want);
        }
        if chosen.len() == before {
            break;
        }
    }
    let each = (room / chosen.len().max(1) as u64).max(1);
    // No rest is left that is so short that each of its signatures is checked at once.
    let rest = if each >= CHAINED_MIN as u64 { CHAINED_MIN as u64 - 1 } else { 0 };
    for want in &mut chosen {
        let end = want.from.saturating_add(each - 1);
        if want.to > end.saturating_add(rest) {
            want.to = end;
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PublicKey;

    /// What is chosen of logs that lack so many messages each, as how many of each.
    fn chosen(lengths: &[u64], room: u64, part: u64) -> Vec<u64> {
        let log = LogId { key: PublicKey::ed25519([1; 32]), lane: Lane::Acts };
        let queue = |to: &u64| VecDeque::from([Want { log, from: 1, to: *to }]);
        let wants = choose(lengths.iter().map(queue).collect(), room, part);
        wants.iter().map(|want| want.to).collect()
    }

    #[test]
    fn a_long_run_takes_a_slow_request_and_short_ones_share_it() {
        assert_eq!(chosen(&[600, 500, 400], 32, 32), [32], "the others are left to others");
        assert_eq!(chosen(&[2, 600, 600], 32, 32), [2, 16]);
        assert_eq!(chosen(&[1; 40], 32, 32), [1; RUNS_AT_ONCE]);
        assert_eq!(chosen(&[600; 5], 4096, 256), [600; 5], "a quick link has room for all");
        assert_eq!(chosen(&[600; 40], 1024, 256), [256; 4], "long ones in parts");
        assert_eq!(chosen(&[600, 303, 304, 256], 1024, 256), [256, 303, 256, 256], "no rest that is short");
        assert_eq!(chosen(&[600; 3], 2, 1), [1, 1], "no more than has room");
        assert_eq!(chosen(&[], 32, 32), [0; 0]);
    }
}
