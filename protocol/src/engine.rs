//! The engine: one state machine that every message passes, whatever door it came in by.
//!
//! It takes one [`Input`] at a time and queues ordered [`Effect`]s. It reads no clock and rolls
//! no dice: both come with the input. The driver takes what is waiting, lets the engine handle
//! all of it, commits the store **once**, and only then performs the effects for which
//! [`Effect::claims_durability`] holds; the others may go out before.

mod clocks;
mod frontier;
mod held;
mod ingest;
mod io;
mod receipting;
mod serve;
mod session;
mod unchecked;

pub use clocks::ClockOffset;
pub use io::{Answer, Effect, Event, Input, News, Peer, RequestId, Stretch, Ticket, Token, Topic};

use crate::{
    alarm::Alarm,
    authority::Authority,
    bounds,
    id::{Hash, InstitutionId, LogId, MessageId, Millis},
    ingest::Verdict,
    message::{KeyCache, Message, Position},
    policy::Policy,
    proof::Proof,
    receipt::{Due, Receipts},
    roster::SignedRoster,
    store::{Store, StoreError},
};
use clocks::Clocks;
use ed25519_dalek::SigningKey;
use frontier::Frontier;
use held::Held;
use session::Sessions;
use std::{cell::Cell, collections::BTreeMap, sync::Arc};
use unchecked::Unchecked;

/// How an engine behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whose node this is: it prefers to reconcile with nodes of others.
    pub institution: Option<InstitutionId>,
    /// Milliseconds between reconciliations, before jitter.
    pub sync_every_ms: u64,
    /// What this node does not pass on by gossip; what it stores and syncs is the same.
    pub policy: Policy,
    /// The node's key, with which it says what it holds; without it it says nothing.
    pub signer: Option<Arc<SigningKey>>,
    /// Gathers what nodes hold of everybody's logs, so that others may ask it, as a relay does; else,
    /// in a large federation, of its own institution's alone.
    pub gathers: bool,
    /// Defects that a simulation plants to see whether its checkers find them. All off, always,
    /// but there.
    pub planted: Planted,
}

impl Default for Options {
    fn default() -> Self {
        let (policy, planted) = (Policy::default(), Planted::default());
        Self { institution: None, sync_every_ms: 10_000, policy, signer: None, gathers: false, planted }
    }
}

/// Defects for the simulator's own test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Planted {
    /// Links a message whose predecessor is another than it names.
    pub skip_previous: bool,
    /// Lets gossip forward a message before it was accepted.
    pub forward_first: bool,
}

/// What a proof says of its log.
#[derive(Debug, Clone, Copy)]
struct Proven {
    /// The first sequence that is disputed.
    seq: u64,
    /// See [`Proof::settled_from`].
    settled_from: u64,
    hash: Hash,
}

impl Proven {
    fn of(proof: &Proof) -> Self {
        Self { seq: proof.seq(), settled_from: proof.settled_from(), hash: proof.hash() }
    }
}

/// What a node may say about its state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EngineState {
    /// Messages known to be missing here, as far as any one peer has shown.
    pub behind: u64,
    /// The same, by peer.
    pub behind_by_peer: BTreeMap<Peer, u64>,
    /// Messages that wait for their predecessors.
    pub held: usize,
    /// Crisis messages among them: shown at once, marked.
    pub held_crises: Vec<Message>,
    /// Whether the disk is full.
    pub read_only: bool,
    /// Messages that are here on the word of a later signature, whose own are still to be checked.
    pub unchecked: u64,
    /// When the last reconciliation with each peer ended.
    pub last_sync: BTreeMap<Peer, Millis>,
    /// How far this node's clock is from those of others, where any was compared with.
    pub clock: Option<ClockOffset>,
}

/// The state machine.
#[derive(Debug)]
pub struct Engine<S> {
    authority: Arc<Authority>,
    /// What names the last roster versions, until one changes: every overview says it.
    rosters_hash: Cell<Option<Hash>>,
    store: S,
    options: Options,
    keys: KeyCache,
    forks: Arc<BTreeMap<LogId, u64>>,
    /// What each proof says of its log, to compare sets and to rank proofs
    /// without reading them.
    proofs: BTreeMap<LogId, Proven>,
    frontier: Frontier,
    held: Held,
    unchecked: Unchecked,
    sessions: Sessions,
    clocks: Clocks,
    /// How often each forked log went back for another branch, and when last.
    rewinds: BTreeMap<LogId, (u32, Millis)>,
    receipts: Receipts,
    /// What is to be receipted; none before the first tick.
    due: Option<Due>,
    read_only: bool,
    failure: Option<StoreError>,
    effects: Vec<Effect>,
}

impl<S: Store> Engine<S> {
    /// An engine over what a store has kept.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new(authority: Authority, store: S, options: Options) -> Result<Self, StoreError> {
        let proofs = store.proofs();
        let mut engine = Self {
            authority: Arc::new(authority),
            rosters_hash: Cell::default(),
            options,
            keys: KeyCache::default(),
            forks: Arc::default(),
            proofs: proofs.iter().map(|p| (p.log(), Proven::of(p))).collect(),
            frontier: Frontier::default(),
            held: Held::default(),
            unchecked: Unchecked::over(&store),
            sessions: Sessions::default(),
            clocks: Clocks::default(),
            rewinds: BTreeMap::new(),
            receipts: Receipts::default(),
            due: None,
            read_only: false,
            failure: None,
            effects: Vec::new(),
            store,
        };
        engine.show_heads()?;
        Ok(engine)
    }

    /// Handles one input at an instant of the local clock.
    pub fn handle(&mut self, now: Millis, input: Input) {
        match input {
            Input::Submit { ticket, message } => self.submit(now, ticket, &message),
            Input::Gossip { from, token, message } => self.gossip(now, from, token, &message),
            Input::GossipNews { from, token, news } => self.gossip_news(now, from, token, news),
            Input::PeerUp(peer) => self.peer_up(now, peer),
            Input::PeerDown(peer) => self.peer_down(now, peer),
            Input::Asked { from, token, request } => {
                let response = Box::new(self.serve(now, from, request));
                self.effects.push(Effect::Respond { token, response });
            }
            Input::Answered { from, request, answer } => self.answered(now, from, request, answer),
            Input::Unanswered { from, request } => self.unanswered(now, from, request),
            Input::Checked { stretch, good } => self.checked(now, stretch, good),
            Input::Rosters(rosters) => {
                self.take_rosters(&rosters);
            }
            Input::Carried { ticket, carried } => {
                let outcome = self.carried(now, &carried);
                self.effects.push(Effect::Carried { ticket, outcome });
            }
            Input::ReadOnly(read_only) => self.read_only = read_only,
            Input::Tick { random } => {
                self.clocks.tick(now);
                self.check_on(now);
                self.tick(now, random);
                self.receipt(now, false);
            }
        }
    }

    /// From now on this is not passed on, and nothing else.
    pub fn set_policy(&mut self, policy: Policy) {
        self.options.policy = policy;
    }

    /// What is to be done, in order; empties the queue.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// A failure of our own storage since the last call: the node stops, or turns read-only where
    /// there was no room.
    pub fn take_failure(&mut self) -> Option<StoreError> {
        self.failure.take()
    }

    /// The rosters in force.
    #[must_use]
    pub fn authority(&self) -> &Arc<Authority> {
        &self.authority
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The store, to commit it.
    pub fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// Gives the store back: after a commit that failed for want of room, what the engine has in
    /// memory is ahead of it, and a new engine is made over what it kept.
    #[must_use]
    pub fn into_store(self) -> S {
        self.store
    }

    /// The number of the last request that was asked.
    #[must_use]
    pub fn last_request(&self) -> RequestId {
        self.sessions.last_request()
    }

    /// Numbers requests on from here, so that an answer to an earlier engine's is none to this one's.
    pub fn number_requests_after(&mut self, last: RequestId) {
        self.sessions.number_requests_after(last);
    }

    /// Forked logs with the first sequence at which they are, as long as their institutions have not
    /// said which branch stands, or that one is not all here.
    #[must_use]
    pub fn forks(&self) -> &Arc<BTreeMap<LogId, u64>> {
        &self.forks
    }

    /// All heads in the order of their logs: of each the last linked message before a fork and
    /// at or before a cut-off.
    #[must_use]
    pub fn frontier(&self) -> Vec<(LogId, u64, MessageId)> {
        self.frontier.iter().collect()
    }

    /// Where a log stands for an author who wants to go on writing it.
    #[must_use]
    pub fn position(&self, log: &LogId) -> Position {
        self.store.head(log).unwrap_or_else(|| Position::start(&self.authority.federation(), log))
    }

    /// What a node may say about its state.
    #[must_use]
    pub fn state(&self) -> EngineState {
        let behind_by_peer = self.sessions.remaining();
        EngineState {
            behind: behind_by_peer.values().copied().max().unwrap_or(0),
            behind_by_peer,
            held: self.held.len(),
            held_crises: self.held.crises(),
            read_only: self.read_only,
            unchecked: self.unchecked.count(&self.store),
            last_sync: self.sessions.last_sync(),
            clock: self.clock(),
        }
    }

    /// Remembers a failed write; the caller goes on as if the input had not come.
    fn failed<T>(&mut self, result: Result<T, StoreError>) -> Option<T> {
        result.map_err(|error| self.failure = Some(error)).ok()
    }

    /// Shows the heads of all logs as the store has them, as far as forks and cut-offs allow.
    fn show_heads(&mut self) -> Result<(), StoreError> {
        self.frontier = Frontier::default();
        for log in self.proofs.keys().copied().collect::<Vec<_>>() {
            self.settle_fork(&log)?;
        }
        for (log, head) in self.store.heads() {
            self.show_head(&log, head)?;
        }
        Ok(())
    }

    /// Shows the head of one log anew.
    fn show_log(&mut self, log: &LogId) -> Result<(), StoreError> {
        self.settle_fork(log)?;
        match self.store.head(log) {
            Some(head) => self.show_head(log, head),
            None => {
                self.frontier.remove(log);
                Ok(())
            }
        }
    }

    /// Where a log is forked and its institution has not said which branch stands.
    fn blocked(&self, log: &LogId) -> Option<u64> {
        let proven = self.proofs.get(log)?;
        let settled = self.authority.cut_off(log).is_some_and(|cut_off| cut_off.seq >= proven.settled_from);
        (!settled).then_some(proven.seq)
    }

    /// Looks whether a fork is over: a cut-off at or beyond it names the branch that stands, and that
    /// one is here. Another branch is let go, to be fetched anew.
    fn settle_fork(&mut self, log: &LogId) -> Result<(), StoreError> {
        let Some(Proven { seq: fork, settled_from, .. }) = self.proofs.get(log).copied() else {
            return Ok(());
        };
        let cut_off = self.authority.cut_off(log).filter(|cut_off| cut_off.seq >= settled_from);
        // Nothing of a log stands before its first message.
        let nothing = cut_off.is_some_and(|cut_off| cut_off.seq == 0);
        let there = match cut_off {
            Some(cut_off) => self.store.message(log, cut_off.seq)?,
            None => None,
        };
        let over = nothing
            || there.as_ref().map(|message| message.id().0) == cut_off.map(|cut_off| cut_off.id.0)
                && there.is_some();
        if there.is_some() && !over {
            self.rewind(log, fork.saturating_sub(1))?;
        }
        match self.forks.get(log) {
            Some(_) if over => {
                Arc::make_mut(&mut self.forks).remove(log);
                self.rewinds.remove(log);
            }
            known if !over && known != Some(&fork) => {
                Arc::make_mut(&mut self.forks).insert(*log, fork);
            }
            _ => {}
        }
        Ok(())
    }

    /// Lets go of what is here of a forked log from the fork on: its institution has said which
    /// branch stands, this one is not known to be it, and a peer has another. None where that is
    /// not so, else the fork, and whether it did: who signs branch after branch could else fill the
    /// disk while nobody has the one that stands.
    fn let_go(&mut self, now: Millis, log: &LogId, seq: u64) -> Result<Option<(u64, bool)>, StoreError> {
        let open = self.forks.get(log).copied().filter(|fork| seq >= *fork);
        let Some(fork) = open.filter(|_| self.blocked(log).is_none()) else { return Ok(None) };
        if self.store.head(log).is_none_or(|head| head.seq < fork) {
            return Ok(None);
        }
        let (times, last) = self.rewinds.get(log).copied().unwrap_or((0, Millis(0)));
        if times >= bounds::REWINDS_AT_ONCE && now < last.plus(bounds::REWIND_EVERY_MS) {
            return Ok(Some((fork, false)));
        }
        self.rewind(log, fork.saturating_sub(1))?;
        self.rewinds.insert(*log, (times.saturating_add(1), now));
        Ok(Some((fork, true)))
    }

    fn rewind(&mut self, log: &LogId, after: u64) -> Result<(), StoreError> {
        self.store.rewind(log, after)?;
        self.unchecked.rewound(log, after);
        Ok(())
    }

    /// Shows the last message of a log before a fork and at or before a cut-off: so honest nodes
    /// show equal heads, whatever they linked before they knew. A cut-off that names another message
    /// at its place voids ours, though nobody may have that other one.
    fn show_head(&mut self, log: &LogId, head: Position) -> Result<(), StoreError> {
        let fork = self.forks.get(log).map(|seq| seq - 1);
        let cut_off = self.authority.cut_off(log);
        let unchecked = self.unchecked.from(log).map(|seq| seq - 1);
        let end = [fork, cut_off.map(|cut_off| cut_off.seq), unchecked].into_iter().flatten().min();
        let mut last = end.map_or(head.seq, |end| end.min(head.seq));
        while let Some(id) = self.id_at(log, last, head)? {
            if cut_off.is_none_or(|cut_off| cut_off.seq != last || cut_off.id.0 == id.0) {
                self.frontier.set(*log, last, id);
                return Ok(());
            }
            last -= 1;
        }
        self.frontier.remove(log);
        Ok(())
    }

    fn id_at(&self, log: &LogId, seq: u64, head: Position) -> Result<Option<MessageId>, StoreError> {
        if seq == head.seq {
            return Ok((seq > 0).then_some(head.id));
        }
        Ok(self.store.message(log, seq)?.map(|message| message.id()))
    }

    /// Keeps a proof if it is news; says whether it was.
    fn take_proof(&mut self, proof: &Proof) -> bool {
        let log = proof.log();
        let ours = proof.messages().0.envelope().federation == self.authority.federation();
        let known = self.authority.device(&log.key).is_some();
        let kept = self.proofs.get(&log).copied();
        let news = kept.is_none_or(|kept| (proof.seq(), proof.hash()) < (kept.seq, kept.hash));
        let room = kept.is_some() || self.proofs.len() < bounds::PROOFS_MAX;
        if !ours || !known || !news || !room {
            return false;
        }
        let kept = self.store.keep_proof(proof);
        if self.failed(kept).is_none() {
            return false;
        }
        self.proofs.insert(log, Proven::of(proof));
        let shown = self.show_log(&log);
        self.failed(shown);
        self.held.forget(&log);
        self.sessions.stalled.remove(&log);
        self.effects.push(Effect::PublishNews(News::Proof(Box::new(proof.clone()))));
        self.effects.push(Effect::Notify(Event::Forked(log)));
        true
    }

    /// Applies rosters and announces those that were news; says whether any was.
    fn take_rosters(&mut self, rosters: &[SignedRoster]) -> bool {
        let mut news = false;
        for signed in rosters {
            let Ok(Some(offer)) = self.authority.offer(signed) else { continue };
            let (scope, version) = (offer.scope.clone(), offer.version);
            // The authority is shared: it is copied for what changes it, and for nothing else.
            if offer.is_old() && self.authority.alarm(&scope).is_some_and(|a| a.version() >= version) {
                continue;
            }
            let alarm = self.authority.alarm(&scope).cloned();
            let taken = Arc::make_mut(&mut self.authority).accept(offer).is_ok();
            self.rosters_hash.set(None);
            let alarmed = self.authority.alarm(&scope).filter(|now| alarm.as_ref() != Some(*now)).cloned();
            if !taken && alarmed.is_none() {
                continue;
            }
            let kept = match taken {
                true => self.store.keep_roster(signed),
                false => self.store.keep_late_roster(signed),
            };
            if self.failed(kept).is_none() {
                break;
            }
            news = true;
            match alarmed {
                Some(alarm) => self.sound(alarm),
                None => self.effects.push(Effect::PublishNews(News::Roster(scope.clone(), version))),
            }
            self.effects.push(Effect::Notify(Event::Roster(scope, version)));
        }
        if news {
            // Cut-offs may have come or gone, and what was refused may be allowed now.
            self.sessions.stalled.clear();
            let shown = self.show_heads();
            self.failed(shown);
        }
        news
    }

    /// Spreads an alarm. One that is too long for gossip goes by sync alone.
    fn sound(&mut self, alarm: Alarm) {
        let news = News::Alarm(Box::new(alarm));
        if crate::news::encode(&news).len() <= bounds::GOSSIP_FRAME_MAX {
            self.effects.push(Effect::PublishNews(news));
        }
    }

    fn gossip_news(&mut self, now: Millis, from: Peer, token: Token, news: News) {
        let verdict = match news {
            News::Proof(proof) if self.take_proof(&proof) => Verdict::Accept,
            News::Proof(_) => Verdict::Ignore,
            News::Alarm(alarm) => {
                if alarm.version() > self.authority.version(alarm.scope()).saturating_add(1) {
                    self.begin_session(now, from);
                }
                let (first, second) = alarm.rosters();
                if self.take_rosters(&[first.clone(), second.clone()]) {
                    Verdict::Accept
                } else {
                    Verdict::Ignore
                }
            }
            News::Roster(scope, version) => {
                // An announcement is unsigned: it is a reason to ask, and passed on only by who
                // has fetched and checked what it announces.
                if version > self.authority.version(&scope) {
                    self.begin_session(now, from);
                }
                Verdict::Ignore
            }
        };
        self.effects.push(Effect::Verdict { token, verdict });
    }
}
