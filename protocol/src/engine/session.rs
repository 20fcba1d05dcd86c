//! Sync from the asking side: one session a peer, one request under way in each, or two for runs where the link
//! is quick.
//!
//! A session asks for an overview; where that differs, for rosters, proofs and ranges of heads until
//! it knows which logs differ, then for the missing runs (crisis lanes first, institutions in turn),
//! then for missing bodies. Several sessions share the work: a log that one of them is fetching is
//! left alone by the others. When one fails or stands still, another peer takes over what it left.

mod pace;
mod receipts;
mod rivals;
mod runs;
mod turns;

use super::{Answer, Effect, Engine, Event, Peer, RequestId, ingest::Door, unchecked::Authentic};
use crate::{
    bounds,
    id::{Hash, InstitutionId, LogId, MessageId, Millis},
    message::Run,
    proof::Proof,
    store::Store,
    sync::{Has, Overview, Range, Request, Want},
};
use pace::Pace;
use rivals::LOOKS_BACK;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Bodies asked for in one request.
const BODIES_AT_ONCE: usize = 64;
/// How long a peer may take for an answer.
const ANSWER_MAX_MS: u64 = 30_000;
/// Ranges that one session may have to look at, so that nobody keeps us busy with narrowing.
const NARROWINGS_MAX: usize = 65_536;
/// After something was linked, so many peers are compared with in quick turn: gossip may have lost
/// the last message of a log, and nothing that follows would tell.
const QUICK_TURNS: u64 = 8;

/// All sessions, and when the next one is due.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    peers: BTreeMap<Peer, Session>,
    /// Which peer is sending us which log.
    fetching: BTreeMap<LogId, Peer>,
    /// Logs whose message at a sequence was refused: not fetched again before rosters or proofs
    /// change.
    pub(super) stalled: BTreeMap<LogId, u64>,
    /// The number of the last receipt that each peer has given us.
    receipts_after: BTreeMap<Peer, u64>,
    last_request: RequestId,
    /// A random number: whose runs are asked for first.
    chance: u64,
    next_due: Millis,
    /// Quick turns still to come.
    quick: u64,
    /// The last turn was left out, because a peer had compared with us.
    left_out: bool,
}

#[derive(Debug, Default)]
struct Session {
    stage: Stage,
    /// What was asked, and when; more than one only of runs.
    under_way: Vec<(RequestId, Asked, Millis)>,
    /// Begin again when this run ends: something was announced meanwhile.
    again: bool,
    /// It compares everything; else it only fetches what gossip lacked.
    whole: bool,
    /// What the overview left to do.
    rosters_differ: bool,
    /// What names its last versions, until they were asked for.
    tips: Option<Hash>,
    proofs_differ: bool,
    /// The log of the last proof that was received.
    proofs_after: Option<LogId>,
    /// Its answer for all heads, kept until rosters and proofs are here.
    overview: Vec<Range>,
    /// It serves us no more than rosters.
    busy: bool,
    /// The number of its last receipt, until all are here.
    receipts: Option<u64>,
    /// Pages of receipts in this session.
    receipt_pages: usize,
    narrowings: usize,
    ranges: Vec<Range>,
    wants: BTreeMap<LogId, (u64, u64)>,
    /// Whose runs were asked for last.
    turn: Option<InstitutionId>,
    bodies: VecDeque<MessageId>,
    /// When everything was last compared.
    last: Option<Millis>,
    /// When that was last begun.
    begun: Option<Millis>,
    /// When it was known what is missing; none until then.
    looked: Option<Millis>,
    /// How much to ask for at once: what the link carries in a few seconds.
    pace: Pace,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Idle,
    Overview,
    Rosters,
    Proofs,
    Heads,
    Runs,
    Bodies,
    Receipts,
}

/// What an answer is expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Overview,
    Rosters,
    /// How often one may still look farther back.
    Tips(u8),
    Proofs,
    Heads,
    Runs {
        /// The whole of what is wanted of each log.
        wants: BTreeMap<LogId, (u64, u64)>,
        /// What of it the request names; none from when it is late.
        parts: Vec<Want>,
    },
    Bodies,
    /// After this number.
    Receipts(u64),
}

impl Sessions {
    pub(super) fn remaining(&self) -> BTreeMap<Peer, u64> {
        // What a peer says that it has may be any number.
        let run = |from: u64, to: u64| to.saturating_sub(from).saturating_add(1);
        let missing = |s: &Session| {
            let wants = s.wants.values().chain(s.runs_under_way().flat_map(BTreeMap::values));
            wants.fold(0u64, |sum, (from, to)| sum.saturating_add(run(*from, *to)))
        };
        self.peers.iter().map(|(peer, session)| (*peer, missing(session))).collect()
    }

    /// Whether a peer is linked.
    pub(super) fn is_linked(&self, peer: &Peer) -> bool {
        self.peers.contains_key(peer)
    }

    /// Logs of which something is wanted of a peer.
    pub(super) fn wanted(&self, peer: &Peer) -> Vec<LogId> {
        self.peers.get(peer).map(|session| session.wants.keys().copied().collect()).unwrap_or_default()
    }

    pub(super) fn last_request(&self) -> RequestId {
        self.last_request
    }

    pub(super) fn number_requests_after(&mut self, last: RequestId) {
        self.last_request = last;
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

    pub(super) fn peer_down(&mut self, now: Millis, peer: Peer) {
        self.end_session(now, peer, false);
        self.sessions.peers.remove(&peer);
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
        session.look(now);
        self.go_on(now, peer);
    }

    /// Wants a run of a log from a peer: at once if nothing else is under way with it.
    pub(super) fn want(&mut self, now: Millis, peer: Peer, want: Want) {
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return };
        session.want(&want);
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
        let ours = |s: &Session| s.under_way.iter().any(|(id, _, _)| *id == request);
        if let Some(session) = self.sessions.peers.get_mut(&from).filter(|session| ours(session)) {
            session.pace.unanswered();
            let again = session.again;
            self.end_session(now, from, false);
            // What was asked over a link that is dead says nothing of the one that took its place.
            if again {
                self.begin_session(now, from);
            }
        }
    }

    pub(super) fn answered(&mut self, now: Millis, from: Peer, request: RequestId, answer: Answer) {
        let Some((asked, since)) = self.settle(from, request) else { return };
        match (asked, answer) {
            (Asked::Overview, Answer::Overview(overview)) => {
                if let Some(theirs) = overview.now {
                    self.clocks.compare(from, theirs, (since, now));
                }
                if let Some(session) = self.sessions.peers.get_mut(&from) {
                    session.pace.looked(now.0.saturating_sub(since.0));
                }
                self.take_overview(now, from, overview);
            }
            (Asked::Rosters, Answer::Rosters(rosters)) => {
                // There may be more than one answer holds.
                let again = self.take_rosters(&rosters);
                if !again && let Some(session) = self.sessions.peers.get_mut(&from) {
                    session.rosters_differ = false;
                }
                self.advance(now, from, Stage::Rosters);
            }
            (Asked::Tips(left), Answer::Rosters(rosters)) => {
                self.take_rosters(&rosters);
                match left.checked_sub(1).zip(self.look_back(&rosters)) {
                    Some((left, back)) => self.ask(now, from, Request::Tips(back), Asked::Tips(left)),
                    None => self.advance(now, from, Stage::Rosters),
                }
            }
            (Asked::Proofs, Answer::Proofs(proofs)) => self.take_proofs(now, from, &proofs),
            (Asked::Heads, Answer::Reconcile(ranges)) => {
                if self.learn(from, ranges) {
                    self.go_on(now, from)
                } else {
                    self.blame(now, from)
                }
            }
            (Asked::Runs { wants: asked, .. }, Answer::Page { runs, unsigned, more, faults }) => {
                let fits = runs.iter().map(Run::len).sum::<usize>() as u64;
                if let Some(session) = self.sessions.peers.get_mut(&from) {
                    session.pace.answered(now.0.saturating_sub(since.0), more.then_some(fits));
                }
                self.take_page(now, from, asked, &runs, more, faults);
                unsigned.iter().for_each(|bad| self.take_fault(bad));
            }
            (Asked::Bodies, Answer::Page { runs, faults, .. }) => {
                if let Some(session) = self.sessions.peers.get_mut(&from) {
                    session.pace.answered(now.0.saturating_sub(since.0), None);
                }
                for message in runs.iter().flat_map(Authentic::of) {
                    // A body that is not wanted any more is no fault. Its message is here, or has to be signed.
                    let _ = self.ingest(now, message, Door::Peer(from));
                }
                if faults > 0 {
                    self.blame(now, from);
                } else {
                    self.go_on(now, from);
                }
            }
            (Asked::Receipts(after), Answer::Receipts { receipts, next, faults }) => {
                self.take_receipts(now, from, &receipts, (after, next));
                if faults > 0 {
                    self.blame(now, from);
                } else {
                    self.go_on(now, from);
                }
            }
            // Who does not list us yet gives us its rosters, nothing else.
            (Asked::Overview, Answer::Busy) => {
                if let Some(session) = self.sessions.peers.get_mut(&from) {
                    (session.rosters_differ, session.busy) = (true, true);
                }
                self.advance(now, from, Stage::Rosters);
            }
            (_, Answer::Busy) => self.end_session(now, from, false),
            _ => self.blame(now, from),
        }
    }

    /// Takes note of an answer; none where it answers nothing that we asked.
    /// Says what was asked, and when.
    fn settle(&mut self, from: Peer, request: RequestId) -> Option<(Asked, Millis)> {
        let session = self.sessions.peers.get_mut(&from)?;
        let at = session.under_way.iter().position(|(id, _, _)| *id == request)?;
        let (_, asked, since) = session.under_way.remove(at);
        if let Asked::Runs { wants, .. } = &asked {
            self.sessions.fetching.retain(|log, by| *by != from || !wants.contains_key(log));
        }
        Some((asked, since))
    }

    fn advance(&mut self, now: Millis, peer: Peer, stage: Stage) {
        if let Some(session) = self.sessions.peers.get_mut(&peer) {
            session.stage = stage;
            self.go_on(now, peer);
        }
    }

    /// Asks what the session's stage needs, or moves on to the next stage that needs something.
    fn go_on(&mut self, now: Millis, peer: Peer) {
        let Some(session) = self.sessions.peers.get(&peer) else { return };
        let (stage, idle) = (session.stage, session.under_way.is_empty());
        if !idle && (stage != Stage::Runs || !session.has_room()) {
            return;
        }
        match stage {
            Stage::Idle => {}
            Stage::Overview => {
                let whole = self.frontier.whole();
                self.ask(now, peer, Request::Overview(whole), Asked::Overview);
            }
            Stage::Rosters if self.sessions.peers.get(&peer).is_some_and(|s| s.rosters_differ) => {
                self.ask(now, peer, Request::Rosters(self.authority.versions()), Asked::Rosters);
            }
            Stage::Rosters => match self.differing_tips(&peer) {
                Some(tips) => self.ask(now, peer, Request::Tips(tips), Asked::Tips(LOOKS_BACK)),
                None => self.advance(now, peer, Stage::Proofs),
            },
            // Who is not listed is asked for rosters alone.
            Stage::Proofs if self.only_rosters(&peer) => self.end_session(now, peer, false),
            Stage::Proofs => match self.sessions.peers.get(&peer).filter(|s| s.proofs_differ) {
                Some(session) => {
                    self.ask(now, peer, Request::Proofs(session.proofs_after), Asked::Proofs);
                }
                None => self.advance(now, peer, Stage::Heads),
            },
            Stage::Heads => {
                let first = self
                    .sessions
                    .peers
                    .get_mut(&peer)
                    .map(|s| std::mem::take(&mut s.overview))
                    .unwrap_or_default();
                if !self.learn(peer, first) {
                    return self.blame(now, peer);
                }
                let ranges: Vec<Range> = self
                    .sessions
                    .peers
                    .get_mut(&peer)
                    .map(|s| s.ranges.drain(..s.ranges.len().min(bounds::RANGES_ASKED_MAX)).collect())
                    .unwrap_or_default();
                if ranges.is_empty() {
                    self.advance(now, peer, Stage::Runs);
                } else {
                    self.ask(now, peer, Request::Reconcile(ranges), Asked::Heads);
                }
            }
            Stage::Runs if self.is_to_look_again(now, peer) => {
                // What is under way comes first.
                if let Some(session) = self.sessions.peers.get_mut(&peer).filter(|_| idle) {
                    session.look(now);
                    self.go_on(now, peer);
                }
            }
            Stage::Runs => {
                let wants = self.next_runs(peer);
                if wants.is_empty() && !idle {
                    // What is under way may leave something to do.
                } else if wants.is_empty() {
                    self.want_missing_bodies(peer);
                    self.advance(now, peer, Stage::Bodies);
                } else {
                    let asked =
                        Asked::Runs { wants: self.start_fetching(peer, &wants), parts: wants.clone() };
                    self.ask(now, peer, Request::Runs(wants), asked);
                    self.go_on(now, peer);
                }
            }
            Stage::Bodies => {
                let bodies = self.next_bodies(peer);
                if bodies.is_empty() {
                    self.advance(now, peer, Stage::Receipts);
                } else {
                    self.ask(now, peer, Request::Bodies(bodies), Asked::Bodies);
                }
            }
            Stage::Receipts => match self.next_receipts(&peer) {
                Some(after) => {
                    let about = self.receipts_wanted();
                    self.ask(now, peer, Request::Receipts { about, after }, Asked::Receipts(after));
                }
                None => self.end_session(now, peer, true),
            },
        }
    }

    fn ask(&mut self, now: Millis, to: Peer, what: Request, asked: Asked) {
        self.sessions.last_request += 1;
        let request = self.sessions.last_request;
        if let Some(session) = self.sessions.peers.get_mut(&to) {
            session.under_way.push((request, asked, now));
            self.effects.push(Effect::Ask { to, request, what });
        }
    }

    fn take_overview(&mut self, now: Millis, from: Peer, overview: Overview) {
        let (rosters, proofs) = (self.rosters_hash(), self.proofs_hash());
        if let Some(session) = self.sessions.peers.get_mut(&from) {
            session.rosters_differ = overview.rosters != rosters;
            session.tips = Some(overview.rosters);
            session.proofs_differ = overview.proofs != proofs;
            session.proofs_after = None;
            session.overview = overview.heads;
            (session.receipts, session.receipt_pages) = (overview.receipts, 0);
            session.narrowings = 0;
        }
        self.advance(now, from, Stage::Rosters);
    }

    fn only_rosters(&self, peer: &Peer) -> bool {
        self.authority.node(&peer.0).is_none() || self.sessions.peers.get(peer).is_none_or(|s| s.busy)
    }

    fn take_proofs(&mut self, now: Millis, from: Peer, proofs: &[Proof]) {
        for proof in proofs {
            self.take_proof(proof);
        }
        if let Some(session) = self.sessions.peers.get_mut(&from) {
            let last = proofs.last().map(Proof::log);
            // Each answer goes on after the one before, or this would never end.
            session.proofs_differ = last > session.proofs_after;
            session.proofs_after = last;
        }
        self.go_on(now, from);
    }

    /// Learns from a peer's ranges what it has and we lack, and which parts to look at closer.
    /// `false` where the peer goes beyond the bounds.
    fn learn(&mut self, from: Peer, ranges: Vec<Range>) -> bool {
        let heads: usize = ranges.iter().map(|r| if let Has::Heads(h) = &r.has { h.len() } else { 0 }).sum();
        if ranges.len() > bounds::RANGES_MAX || heads > bounds::RANGE_HEADS_MAX {
            return false;
        }
        let (mut closer, mut differ) = (Vec::new(), 0);
        let mut wants = Vec::new();
        for range in ranges {
            match range.has {
                Has::Fingerprint(_) if self.frontier.agrees(&range) => {}
                Has::Fingerprint(_) => {
                    differ += 1;
                    self.frontier.closer(range.from, range.to, &mut closer);
                }
                Has::Heads(heads) => wants.extend(heads.into_iter().filter_map(|head| self.missing(head))),
            }
        }
        let Some(session) = self.sessions.peers.get_mut(&from) else { return true };
        session.narrowings += differ;
        session.ranges.extend(closer);
        for want in wants {
            session.want(&want);
        }
        session.narrowings <= NARROWINGS_MAX
    }

    /// What we lack of a log of which a peer shows a head.
    fn missing(&self, (log, seq, id): (LogId, u64, MessageId)) -> Option<Want> {
        self.authority.device(&log.key)?;
        let fork = self.blocked(&log).map(|fork| fork - 1);
        let to = [fork, self.authority.end(&log)].into_iter().flatten().fold(seq, u64::min);
        let ours = match self.unchecked.from(&log) {
            Some(_) => self.store.head(&log).map(|head| (head.seq, head.id)),
            None => self.frontier.head(&log),
        };
        let from = match ours {
            // Two heads at one place: one of them proves a fork.
            Some((ours, our_id)) if ours == seq && our_id != id => seq,
            Some((ours, _)) => ours + 1,
            None => 1,
        };
        let stalled = self.sessions.stalled.get(&log) == Some(&from);
        (from <= to && !stalled).then_some(Want { log, from, to })
    }

    /// Once a session, every body that is missing is asked for; what this peer lacks too is left to
    /// the next session.
    fn want_missing_bodies(&mut self, peer: Peer) {
        if self.read_only {
            return;
        }
        let missing = self.store.missing_bodies(bounds::SYNC_WANTS_MAX);
        if let Some(session) = self.sessions.peers.get_mut(&peer) {
            let known: BTreeSet<MessageId> = session.bodies.iter().copied().collect();
            session.bodies.extend(missing.into_iter().map(|(_, _, id)| id).filter(|id| !known.contains(id)));
        }
    }

    fn next_bodies(&mut self, peer: Peer) -> Vec<MessageId> {
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return Vec::new() };
        // A body may be as large as some thirty messages.
        let at_once = usize::try_from(session.pace.messages() / 32).unwrap_or(BODIES_AT_ONCE);
        let first = session.bodies.len().min(at_once.clamp(1, BODIES_AT_ONCE));
        let asked: BTreeSet<MessageId> = session.bodies.drain(..first).collect();
        asked.into_iter().collect()
    }

    /// A peer broke the protocol: its links are closed, and others are asked.
    pub(super) fn blame(&mut self, now: Millis, peer: Peer) {
        self.end_session(now, peer, false);
        self.effects.push(Effect::Disconnect(peer));
    }

    /// Ends a session. Where it failed, another peer that stands still takes over what it left.
    fn end_session(&mut self, now: Millis, peer: Peer, complete: bool) {
        self.sessions.fetching.retain(|_, by| *by != peer);
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return };
        let mut before = std::mem::take(session);
        for (_, asked, _) in std::mem::take(&mut before.under_way) {
            let Asked::Runs { wants, .. } = asked else { continue };
            for (log, (from, to)) in wants {
                before.want(&Want { log, from, to });
            }
        }
        (session.last, session.begun, session.pace) = (before.last, before.begun, before.pace);
        session.turn = before.turn.take();
        if complete && before.whole {
            session.last = Some(now);
            let institution = self.authority.node(&peer.0).map(|(id, _)| id.clone());
            self.effects.push(Effect::Notify(Event::Progress { peer, institution, remaining: 0 }));
        }
        if complete && before.again {
            self.begin_session(now, peer);
        } else if !complete && !before.wants.is_empty() && !self.read_only {
            self.pass_on(now, peer, &before.wants);
        }
    }

    /// Gives the wants of a failed session to the next idle peer after it.
    fn pass_on(&mut self, now: Millis, failed: Peer, wants: &BTreeMap<LogId, (u64, u64)>) {
        let idle = |(peer, session): &(&Peer, &Session)| **peer != failed && session.stage == Stage::Idle;
        let mut after = self.sessions.peers.range(failed..).chain(self.sessions.peers.range(..failed));
        let Some(next) = after.find(idle).map(|(peer, _)| *peer) else { return };
        for (log, (from, to)) in wants {
            if let Some(session) = self.sessions.peers.get_mut(&next) {
                session.want(&Want { log: *log, from: *from, to: *to });
            }
        }
        self.advance(now, next, Stage::Runs);
    }
}

impl Session {
    /// Begins to compare everything; what is wanted already stays so.
    fn look(&mut self, now: Millis) {
        (self.begun, self.looked) = (Some(now), None);
        self.stage = Stage::Overview;
    }

    /// Runs that were asked for.
    fn runs_under_way(&self) -> impl Iterator<Item = &BTreeMap<LogId, (u64, u64)>> {
        self.under_way.iter().filter_map(|(_, asked, _)| match asked {
            Asked::Runs { wants, .. } => Some(wants),
            _ => None,
        })
    }

    /// What the peer was asked for by name.
    fn parts(&self) -> impl Iterator<Item = &Want> {
        self.under_way.iter().flat_map(|(_, asked, _)| match asked {
            Asked::Runs { parts, .. } => &parts[..],
            _ => &[],
        })
    }

    /// Adds a want, together with what is wanted of that log already.
    fn want(&mut self, want: &Want) {
        let entry = self.wants.entry(want.log).or_insert((want.from, want.to));
        *entry = (entry.0.min(want.from), entry.1.max(want.to));
    }
}
