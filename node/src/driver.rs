//! The loop that gives the engine what has arrived, makes the store durable once for all of it,
//! and performs what the engine wants done.
//!
//! It is a thread of its own, because it waits for the disk. What waits in its channel is bounded
//! by those who put it there: submissions by permits, frames and answers by the network's counts.
//! A single frame need not wait for the thread: see [`Desk::take_here`].

mod time;

pub use time::clock;

use crate::{
    checking::{Checker, Job},
    events::{Happened, Reporter},
    handle::Look,
    metrics::Metrics,
    net::{NetCommand, NetSender},
    verify::Submitter,
};
use cabildo_protocol::{
    authority::Authority,
    carry::{Carried, Outcome},
    engine::{Effect, Engine, Event, Input, Options, Peer, Ticket},
    id::{InstitutionId, Millis, PublicKey},
    ingest::Refusal,
    message::{Verified, WireMessage},
    news,
    policy::Policy,
    proof::Proof,
    roster::{InstitutionKind, Scope, SignedRoster},
    store::{Store as _, StoreError},
};
use cabildo_store::{OpenError, SegmentStore};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, Weak},
    time::{Duration, Instant},
};
use time::told;
use tokio::sync::oneshot;

/// Commands that are handled before one commit.
const BATCH: usize = 256;
/// What came from peers may wait so long for its commit, so that passing it on comes first and one
/// commit serves for more of it. Nobody waits for an answer meanwhile.
pub const LINGER: Duration = Duration::from_millis(10);
/// Time passes for the engine at least this often.
const TICK: Duration = Duration::from_millis(500);

/// Damage that is met again so soon after everything was put right is not waited out: the node stops.
const PUT_RIGHT_MIN: Duration = Duration::from_secs(60);

/// What the driver is asked to do.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every command is an input of the engine")]
pub enum Command {
    /// Something for the engine.
    Engine(Input),
    /// A client's message, whose signature is good.
    Submit {
        /// The message.
        message: Box<Verified>,
        /// Who waits for what becomes of it.
        answer: Submitter,
    },
    /// What a file brings, its signatures checked.
    Carried {
        /// What it brings.
        carried: Box<Carried>,
        /// Who waits for what becomes of it.
        answer: oneshot::Sender<Outcome>,
    },
    /// All rosters that are kept.
    Rosters(oneshot::Sender<Vec<SignedRoster>>),
    /// All fork proofs that are kept.
    Proofs(oneshot::Sender<Vec<Proof>>),
    /// How things stand.
    Look(oneshot::Sender<Look>),
    /// From now on other messages are not passed on.
    Policy(Policy),
    /// See what waits for its commit.
    Settle,
    /// Stop after what is under way.
    Stop,
}

/// Where things are brought to the driver.
#[derive(Debug, Clone)]
pub struct Desk {
    inbox: Sender<Command>,
    driver: Arc<Mutex<Driver>>,
}

impl Desk {
    /// A desk of this driver, whose commands wait in the channel of this sender.
    #[must_use]
    pub fn new(driver: Arc<Mutex<Driver>>, inbox: Sender<Command>) -> Self {
        Self { inbox, driver }
    }

    /// Where commands wait: for whoever must not keep the driver, and with it the store, open.
    #[must_use]
    pub fn inbox(&self) -> Sender<Command> {
        self.inbox.clone()
    }

    /// Leaves a command for the driver's thread. `false` only while the node stops.
    pub fn leave(&self, command: Command) -> bool {
        self.inbox.send(command).is_ok()
    }

    /// Works on the store between two turns of the driver.
    ///
    /// # Errors
    /// When the disk fails, or the node is stopping.
    pub fn with_store<T>(
        &self,
        work: impl FnOnce(&mut SegmentStore) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let gone = |_| StoreError::Broken { place: "the driver".into(), detail: "a thread failed".into() };
        let mut driver = self.driver.lock().map_err(gone)?;
        // Nothing may wait for a commit that is not the driver's own: should that fail, what waits
        // would be answered by the next one.
        driver.settle(true)?;
        work(driver.engine()?.store_mut())
    }

    /// Lets the engine handle an input on this thread, if nothing waits and nobody is at it; else
    /// leaves it. What claims nothing, above all the verdict on a frame, is done when this returns:
    /// handing it over and waiting until the system runs another thread would take longer than the
    /// whole. Whether something waits for its commit, to be asked for by [`Command::Settle`].
    pub fn take_here(&self, input: Input) -> bool {
        let free = self.inbox.is_empty().then(|| self.driver.try_lock().ok()).flatten();
        let Some(mut driver) = free else {
            self.leave(Command::Engine(input));
            return false;
        };
        driver.tell_time();
        driver.input(input);
        // Without an engine the node is stopping.
        driver.act().is_ok() && driver.waits_since.is_some()
    }
}

/// Runs a desk's driver until it is told to stop, or everybody who could is gone.
///
/// # Errors
/// When the disk fails: nothing is acknowledged from there on.
pub fn run(driver: &Mutex<Driver>, inbox: &Receiver<Command>) -> Result<(), StoreError> {
    let ended = turns(driver, inbox);
    // Whoever still holds the desk must not keep the store open.
    if let Ok(mut driver) = driver.lock() {
        driver.engine = None;
    }
    ended
}

fn turns(driver: &Mutex<Driver>, inbox: &Receiver<Command>) -> Result<(), StoreError> {
    let broken = |_| StoreError::Broken { place: "the driver".into(), detail: "a thread failed".into() };
    let driver = || driver.lock().map_err(broken);
    driver()?.check_space()?;
    loop {
        let wait = driver()?.patience();
        let first = match inbox.recv_timeout(wait) {
            Ok(command) => Some(command),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        let commands = first.into_iter().chain(inbox.try_iter().take(BATCH - 1));
        if driver()?.turn(commands)? {
            return Ok(());
        }
    }
}

/// The engine with everything around it.
#[derive(Debug)]
pub struct Driver {
    engine: Option<Engine<SegmentStore>>,
    options: Options,
    net: NetSender,
    events: Reporter,
    metrics: Arc<Metrics>,
    checker: Weak<Checker>,
    waiting: BTreeMap<Ticket, Submitter>,
    carrying: BTreeMap<Ticket, oneshot::Sender<Outcome>>,
    next_ticket: Ticket,
    linked: BTreeSet<Peer>,
    /// The devices whose messages came since the last tick.
    heard: BTreeSet<PublicKey>,
    looks: Vec<oneshot::Sender<Look>>,
    /// What is claimed after the next commit, and since when it waits.
    after: Vec<Effect>,
    waits_since: Option<Instant>,
    generation: u64,
    last_tick: Instant,
    now: Millis,
    /// When the time was last told.
    told: Instant,
    read_only: bool,
    put_right: Option<Instant>,
}

impl Driver {
    /// A driver over a store whose rosters are these.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new(
        authority: Authority,
        store: SegmentStore,
        options: Options,
        (net, events, metrics): (NetSender, Reporter, Arc<Metrics>),
        checker: Weak<Checker>,
    ) -> Result<Self, StoreError> {
        let driver = Self {
            engine: Some(Engine::new(authority, store, options.clone())?),
            options,
            net,
            events,
            metrics,
            checker,
            waiting: BTreeMap::new(),
            carrying: BTreeMap::new(),
            next_ticket: 0,
            linked: BTreeSet::new(),
            heard: BTreeSet::new(),
            looks: Vec::new(),
            after: Vec::new(),
            waits_since: None,
            generation: 0,
            last_tick: Instant::now(),
            now: clock(),
            told: Instant::now(),
            read_only: false,
            put_right: None,
        };
        driver.list_nodes();
        Ok(driver)
    }

    /// Handles these commands and settles; whether it was told to stop.
    fn turn(&mut self, commands: impl Iterator<Item = Command>) -> Result<bool, StoreError> {
        let mut stop = false;
        self.tell_time();
        for command in commands {
            match command {
                Command::Stop => stop = true,
                command => self.take(command),
            }
        }
        if self.last_tick.elapsed() >= TICK {
            self.last_tick = Instant::now();
            self.check_space()?;
            self.input(Input::Tick { random: random() });
            self.tell_heard();
        }
        self.settle(stop)?;
        if !stop && self.engine()?.store().is_suspect() {
            self.put_right()?;
        }
        Ok(stop)
    }

    /// How long it may be left alone.
    fn patience(&self) -> Duration {
        let linger = self.waits_since.map_or(TICK, |since| LINGER.saturating_sub(since.elapsed()));
        TICK.saturating_sub(self.last_tick.elapsed()).min(linger)
    }

    fn tell_time(&mut self) {
        let passed = u64::try_from(self.told.elapsed().as_millis()).unwrap_or(u64::MAX) / 2 * 2;
        self.told += Duration::from_millis(passed);
        self.now = told(self.now, passed, clock());
    }

    fn engine(&mut self) -> Result<&mut Engine<SegmentStore>, StoreError> {
        let gone = || StoreError::Broken { place: "the store".into(), detail: "it was closed".into() };
        self.engine.as_mut().ok_or_else(gone)
    }

    fn input(&mut self, input: Input) {
        let now = self.now;
        if let Some(engine) = &mut self.engine {
            engine.handle(now, input);
        }
    }

    fn take(&mut self, command: Command) {
        match command {
            Command::Engine(input) => {
                match &input {
                    Input::PeerUp(peer) => self.link(*peer, true),
                    Input::PeerDown(peer) => self.link(*peer, false),
                    _ => {}
                }
                self.input(input);
            }
            Command::Submit { message, answer } => {
                self.next_ticket += 1;
                self.waiting.insert(self.next_ticket, answer);
                self.input(Input::Submit { ticket: self.next_ticket, message: *message });
            }
            Command::Carried { carried, answer } => {
                self.next_ticket += 1;
                self.carrying.insert(self.next_ticket, answer);
                self.input(Input::Carried { ticket: self.next_ticket, carried });
            }
            Command::Rosters(answer) => {
                let rosters = self.engine.as_ref().map(|engine| engine.store().rosters());
                // Whoever asked may have gone.
                let _ = answer.send(rosters.unwrap_or_default());
            }
            Command::Proofs(answer) => {
                let proofs = self.engine.as_ref().map(|engine| engine.store().proofs());
                let _ = answer.send(proofs.unwrap_or_default());
            }
            Command::Look(answer) => self.looks.push(answer),
            Command::Policy(policy) => {
                if let Some(engine) = &mut self.engine {
                    engine.set_policy(policy.clone());
                }
                // An engine that takes its place has the same.
                self.options.policy = policy;
            }
            Command::Settle | Command::Stop => {}
        }
    }

    fn link(&mut self, peer: Peer, connected: bool) {
        let news = if connected { self.linked.insert(peer) } else { self.linked.remove(&peer) };
        if !news {
            return;
        }
        let node = self.engine.as_ref().and_then(|engine| engine.authority().node(&peer.0));
        let institution = node.map(|(institution, _)| institution.clone());
        self.events.report(Happened::Link { peer, institution, connected });
    }

    /// Performs what of the engine's wishes claims nothing; the rest waits for the commit.
    fn act(&mut self) -> Result<(), StoreError> {
        let effects = self.engine()?.take_effects();
        let (after, before): (Vec<_>, Vec<_>) = effects.into_iter().partition(Effect::claims_durability);
        before.into_iter().for_each(|effect| self.perform(effect));
        self.after.extend(after);
        if !self.after.is_empty() {
            self.waits_since.get_or_insert_with(Instant::now);
        }
        Ok(())
    }

    /// Performs what the engine wants done: what claims nothing at once, the rest after the commit,
    /// which waits a little where nobody waits for it.
    fn settle(&mut self, now: bool) -> Result<(), StoreError> {
        self.act()?;
        let failure = self.engine()?.take_failure();
        match failure {
            None | Some(StoreError::Full { .. }) => {}
            // It is put right as soon as this is settled.
            Some(StoreError::Damaged { .. }) if self.engine()?.store().is_suspect() => {}
            Some(failure) => return Err(failure),
        }
        let patient = self.looks.is_empty() && self.after.iter().all(|e| matches!(e, Effect::Notify(_)));
        if patient && !now && self.waits_since.is_some_and(|since| since.elapsed() < LINGER) {
            return Ok(());
        }
        self.waits_since = None;
        let after = std::mem::take(&mut self.after);
        let began = Instant::now();
        let committed = self.engine()?.store_mut().commit();
        match committed {
            Ok(()) if after.is_empty() => {}
            Ok(()) => {
                self.metrics.commit_seconds.observe(began.elapsed().as_secs_f64());
                self.generation += 1;
                after.into_iter().for_each(|effect| self.perform(effect));
            }
            Err(StoreError::Full { place, detail }) => {
                tracing::error!(%place, %detail, "no room: read-only until there is some");
                self.forget(after)?;
            }
            Err(error) => return Err(error),
        }
        for answer in std::mem::take(&mut self.looks) {
            let look = self.look()?;
            // Whoever asked may have gone.
            let _ = answer.send(look);
        }
        Ok(())
    }

    fn look(&mut self) -> Result<Look, StoreError> {
        let (generation, now) = (self.generation, self.now);
        let engine = self.engine()?;
        Ok(Look {
            authority: engine.authority().clone(),
            forks: engine.forks().clone(),
            frontier: engine.frontier(),
            receipts: engine.receipts().clone(),
            engine: engine.state(),
            now,
            generation,
        })
    }

    /// The disk was full and the store has dropped what this batch brought: a new engine over what
    /// it kept, and nobody is told anything else.
    fn forget(&mut self, effects: Vec<Effect>) -> Result<(), StoreError> {
        for effect in effects {
            match effect {
                Effect::Reply { ticket, .. } => self.reply(ticket, Err(Refusal::ReadOnly)),
                // Whoever waits sees that nobody will answer.
                Effect::Carried { ticket, .. } => drop(self.carrying.remove(&ticket)),
                Effect::Respond { token, .. } => {
                    let _ = self.net.send(NetCommand::Respond {
                        token,
                        response: Box::new(cabildo_protocol::sync::Response::Busy),
                    });
                }
                _ => {}
            }
        }
        self.renew(true, |_| Ok(()))
    }

    /// Damage was met: all of the store is read and put right, and a new engine fetches what is lost.
    fn put_right(&mut self) -> Result<(), StoreError> {
        self.settle(true)?;
        if self.put_right.is_some_and(|last| last.elapsed() < PUT_RIGHT_MIN) {
            let detail = "damage was met again right after all of it was put right".into();
            return Err(StoreError::Damaged { place: "the store".into(), offset: 0, detail });
        }
        self.put_right = Some(Instant::now());
        self.renew(self.read_only, |store| {
            store.put_right().map_err(|error| match error {
                OpenError::Store(error) => error,
                other => StoreError::Broken { place: "the store".into(), detail: other.to_string() },
            })
        })
    }

    /// A new engine over what the store has kept after `change`, which meets all who are linked.
    fn renew(
        &mut self,
        read_only: bool,
        change: impl FnOnce(&mut SegmentStore) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let engine = self.engine.take();
        let asked = engine.as_ref().map_or(0, Engine::last_request);
        let mut store = engine.map(Engine::into_store).ok_or_else(|| StoreError::Broken {
            place: "the store".into(),
            detail: "it was closed".into(),
        })?;
        change(&mut store)?;
        let (authority, _) =
            Authority::load_knowing(&store.rosters(), &store.late_rosters(), &BTreeSet::new()).map_err(
                |error| StoreError::Broken { place: "the rosters".into(), detail: error.to_string() },
            )?;
        let mut engine = Engine::new(authority, store, self.options.clone())?;
        engine.number_requests_after(asked);
        self.engine = Some(engine);
        self.read_only = read_only;
        self.input(Input::ReadOnly(read_only));
        for peer in self.linked.clone() {
            self.input(Input::PeerUp(peer));
        }
        self.generation += 1;
        Ok(())
    }

    /// Turns read-only where there is little room, and back where there is some again.
    fn check_space(&mut self) -> Result<(), StoreError> {
        let low = self.engine()?.store().low_space()?;
        let engine = self.engine()?.state().read_only;
        if low != self.read_only || low != engine {
            if low {
                tracing::warn!("little room on the disk: read-only until there is some");
            } else {
                tracing::info!("room on the disk again");
            }
            self.read_only = low;
            self.input(Input::ReadOnly(low));
        }
        Ok(())
    }

    fn reply(&mut self, ticket: Ticket, result: Result<cabildo_protocol::id::MessageId, Refusal>) {
        if result.is_err() {
            self.metrics.refused.inc();
        }
        if let Some(answer) = self.waiting.remove(&ticket) {
            // The client may have gone; its message is kept all the same.
            let _ = answer.send(result);
        }
    }

    fn perform(&mut self, effect: Effect) {
        let command = match effect {
            Effect::Reply { ticket, result } => return self.reply(ticket, result),
            Effect::Carried { ticket, outcome } => {
                // Whoever asked may have gone.
                let _ = self.carrying.remove(&ticket).map(|answer| answer.send(outcome));
                return;
            }
            Effect::Notify(event) => return self.notify(event),
            Effect::Check { stretch, messages } => {
                if let Some(checker) = self.checker.upgrade() {
                    checker.check(Job { stretch, messages });
                }
                return;
            }
            Effect::Verdict { token, verdict } => NetCommand::Verdict { token, verdict },
            Effect::Publish { topic, message } => {
                NetCommand::Publish { topic, frame: WireMessage::for_gossip(&message).encode() }
            }
            Effect::PublishNews(what) => NetCommand::Publish {
                topic: cabildo_protocol::engine::Topic::Rosters,
                frame: news::encode(&what),
            },
            Effect::Ask { to, request, what } => NetCommand::Ask { to, request, what },
            Effect::Respond { token, response } => NetCommand::Respond { token, response },
            Effect::Disconnect(peer) => NetCommand::Disconnect(peer),
        };
        // Fails only while the node stops.
        let _ = self.net.send(command);
    }

    fn notify(&mut self, event: Event) {
        match &event {
            Event::Message { log, .. } => {
                self.metrics.messages.inc();
                self.heard.insert(log.key);
            }
            Event::Roster(..) => self.list_nodes(),
            Event::Forked(log) => {
                let author = self.engine.as_ref().and_then(|engine| engine.authority().device(&log.key));
                if let Some((institution, _)) = author {
                    tracing::error!(%log, %institution, "a log is forked: its key signed two messages at one place");
                    self.events.report(Happened::Forked { log: *log, institution: institution.clone() });
                }
                return;
            }
            _ => {}
        }
        let Some(engine) = &self.engine else { return };
        self.events.report(Happened::Engine(event, engine.forks().clone()));
    }

    /// Tells the network of whose institutions something came: they may be reached again.
    fn tell_heard(&mut self) {
        let heard = std::mem::take(&mut self.heard);
        let Some(engine) = self.engine.as_ref().filter(|_| !heard.is_empty()) else { return };
        let authority = engine.authority();
        let of = |key: &PublicKey| authority.device(key).map(|(institution, _)| institution.clone());
        let institutions: BTreeSet<InstitutionId> = heard.iter().filter_map(of).collect();
        let states = institutions.into_iter().filter_map(|id| authority.scope_state(&Scope::Institution(id)));
        let nodes = states.flat_map(|state| state.nodes.iter().map(|(key, _)| *key));
        let _ = self.net.send(NetCommand::Heard(nodes.collect()));
    }

    /// Tells the network who may connect.
    fn list_nodes(&self) {
        let Some(engine) = &self.engine else { return };
        let nodes: BTreeSet<PublicKey> = engine.authority().nodes().map(|(key, ..)| *key).collect();
        let relay = |id: &InstitutionId| {
            engine.authority().institution(id).is_some_and(|entry| entry.kind == InstitutionKind::Relay)
        };
        let relays = engine.authority().nodes().filter(|(_, id, _)| relay(id)).map(|(key, ..)| *key);
        let _ = self.net.send(NetCommand::Listed { relays: relays.collect(), nodes });
    }
}

/// A random number for jitter. Without the system's randomness it is the clock's.
fn random() -> u64 {
    getrandom::u64().unwrap_or_else(|_| clock().0)
}
