//! A node and its driver: take all that waits, handle all of it, commit once, then perform.

use super::{
    Happening, Planted, Question, World,
    disk::Disk,
    net::{Frame, Packet},
};
use cabildo_protocol::{
    authority::Authority,
    bounds, cbor,
    engine::{self, Effect, Engine, Event, Input, Peer, RequestId, Ticket, Token, Topic},
    id::{Hash, InstitutionId, MessageId, Millis, PublicKey, hash},
    ingest::{Refusal, Verdict},
    message::{Message, Verified, WireMessage},
    news,
    roster::{Scope, SignedRoster},
    store::{Store as _, StoreError},
    sync::{Request, Response},
};
use rand::RngExt as _;
use std::collections::{BTreeMap, BTreeSet};

/// What waits for a verdict or a response.
#[derive(Debug)]
pub(super) enum Handed {
    Frame { from: usize, frame: Frame },
    Question { from: usize, epoch: u32, serial: u64 },
}

/// Where in a batch the next thing goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doom {
    /// The process ends with everything handled and nothing committed.
    DieUnsaved,
    /// The process ends when all is committed and nothing is said.
    DieUnsaid,
    /// The commit finds no room.
    RunFull,
}

/// What became of a gossiped message in the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Linked,
    Waits,
    Refused,
}

/// A node: alive with an engine, or dead with a disk.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) peer: Peer,
    institution: InstitutionId,
    pub(super) skew: u64,
    pub(super) engine: Option<Engine<Disk>>,
    pub(super) disk: Option<Disk>,
    /// Counts starts: what was planned for an earlier life does not happen.
    pub(super) life: u32,
    engines: u32,
    inbox: Vec<Input>,
    awake: bool,
    busy_until: u64,
    /// Frames that gossip has seen, and when.
    pub(super) seen: BTreeMap<Hash, u64>,
    handed: BTreeMap<Token, Handed>,
    next_token: Token,
    tickets: BTreeMap<Ticket, usize>,
    next_ticket: Ticket,
    fates: BTreeMap<Token, Fate>,
    pub(super) questions: BTreeMap<u64, Question>,
    /// Messages that were said to be kept.
    pub(super) claimed: BTreeSet<MessageId>,
    pub(super) doom: Option<Doom>,
    /// Rosters that an administrator gives this node until it has them.
    pub(super) edicts: Vec<(Scope, u32, SignedRoster)>,
}

impl Node {
    pub(super) fn new(key: PublicKey, institution: InstitutionId, skew: u64) -> Self {
        Self {
            peer: Peer(key),
            institution,
            skew,
            engine: None,
            disk: None,
            life: 0,
            engines: 0,
            inbox: Vec::new(),
            awake: false,
            busy_until: 0,
            seen: BTreeMap::new(),
            handed: BTreeMap::new(),
            next_token: 0,
            tickets: BTreeMap::new(),
            next_ticket: 0,
            fates: BTreeMap::new(),
            questions: BTreeMap::new(),
            claimed: BTreeSet::new(),
            doom: None,
            edicts: Vec::new(),
        }
    }

    pub(super) fn is_alive(&self) -> bool {
        self.engine.is_some()
    }

    /// A token for what waits for a verdict or a response.
    pub(super) fn hand(&mut self, what: Handed) -> Token {
        self.next_token += 1;
        self.handed.insert(self.next_token, what);
        self.next_token
    }
}

/// What the engine owes for one batch.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owed {
    Verdict(Token),
    Response(Token),
    Reply(Ticket),
}

impl World {
    /// Puts an input into a node's inbox and sees to it that its driver comes by.
    pub(super) fn give(&mut self, node: usize, input: Input) {
        let place = &mut self.nodes[node];
        if !place.is_alive() {
            return;
        }
        place.inbox.push(input);
        if !std::mem::replace(&mut place.awake, true) {
            let (life, wait) = (place.life, place.busy_until.saturating_sub(self.now));
            let delay = wait + self.rng.random_range(0..4);
            self.after(delay, Happening::Wake { node, life });
        }
    }

    /// A client hands a message over.
    pub(super) fn submit(&mut self, client: usize, node: usize, message: Verified) {
        let place = &mut self.nodes[node];
        place.next_ticket += 1;
        let ticket = place.next_ticket;
        place.tickets.insert(ticket, client);
        self.give(node, Input::Submit { ticket, message });
    }

    /// Starts a node over its disk, or over a new one with the rosters.
    pub(super) fn start(&mut self, node: usize) {
        let disk = self.nodes[node].disk.take().unwrap_or_else(|| {
            let mut disk = Disk::default();
            for roster in &self.cast.rosters {
                disk.keep_roster(roster).expect("room on a new disk");
            }
            disk.commit().expect("room on a new disk");
            disk
        });
        let engine = self.engine_over(node, disk);
        let place = &mut self.nodes[node];
        place.engine = Some(engine);
        place.life += 1;
        self.note("start", node, &[]);
    }

    fn engine_over(&mut self, node: usize, disk: Disk) -> Engine<Disk> {
        let authority = self.authority_of(&disk.rosters());
        let planted = engine::Planted {
            skip_previous: self.options.planted == Planted::SkipPrevious,
            forward_first: self.options.planted == Planted::ForwardFirst,
        };
        let place = &mut self.nodes[node];
        place.engines += 1;
        let institution = Some(place.institution.clone());
        let options = engine::Options { institution, planted, ..engine::Options::default() };
        Engine::new(authority, disk, options).expect("a disk that reads")
    }

    fn authority_of(&mut self, rosters: &[SignedRoster]) -> Authority {
        let bytes: Vec<&[u8]> = rosters.iter().map(|signed| &signed.bytes[..]).collect();
        let load = || Authority::load(rosters).expect("rosters that were kept");
        self.authorities.entry(hash("rosters", &bytes)).or_insert_with(load).clone()
    }

    /// Ends a node's process: what was not committed is lost, and so is what was not yet performed.
    pub(super) fn crash(&mut self, node: usize) {
        let Some(engine) = self.nodes[node].engine.take() else { return };
        self.note("crash", node, &[]);
        self.counts.add("crashes", 1);
        let mut disk = engine.into_store();
        self.counts.add("power-cut losses", disk.waiting() as u64);
        disk.power_cut();
        if self.options.planted == Planted::LoseLast {
            disk.lose_last(&mut self.wire);
        }
        self.check_kept(node, &disk);
        let place = &mut self.nodes[node];
        place.disk = Some(disk);
        (place.awake, place.doom) = (false, None);
        place.inbox.clear();
        place.seen.clear();
        place.handed.clear();
        place.tickets.clear();
        place.fates.clear();
        place.questions.clear();
        self.refresh_links();
    }

    /// One turn of the driver.
    pub(super) fn drive(&mut self, node: usize, life: u32) {
        if self.nodes[node].life != life || !self.nodes[node].is_alive() {
            return;
        }
        let now = self.clock(node);
        let place = &mut self.nodes[node];
        place.awake = false;
        let inputs = std::mem::take(&mut place.inbox);
        let Some(mut engine) = place.engine.take() else { return };
        let mut owed = BTreeSet::new();
        for input in inputs {
            let watched = match &input {
                Input::Gossip { token, message, .. } => Some((*token, message.clone())),
                _ => None,
            };
            owed.extend(owed_for(&input));
            engine.handle(now, input);
            if let Some((token, message)) = watched {
                let fate = fate(&engine, now, &message);
                self.nodes[node].fates.insert(token, fate);
            }
        }
        let effects = engine.take_effects();
        let failure = engine.take_failure();
        self.nodes[node].engine = Some(engine);
        self.check_owed(node, owed, &effects);
        let (after, before): (Vec<_>, Vec<_>) = effects.into_iter().partition(Effect::claims_durability);
        before.into_iter().for_each(|effect| self.perform(node, effect));
        if let Some(failure) = failure.filter(|failure| !matches!(failure, StoreError::Full { .. })) {
            self.blame("storage", format!("node {node}: {failure}"));
        }
        self.settle(node, after);
        let busy = self.rng.random_range(0..6);
        self.nodes[node].busy_until = self.now + busy;
    }

    /// Commits, and performs what was to wait for it.
    fn settle(&mut self, node: usize, mut after: Vec<Effect>) {
        if self.options.planted == Planted::AcknowledgeFirst {
            std::mem::take(&mut after).into_iter().for_each(|effect| self.perform(node, effect));
        }
        let doom = self.nodes[node].doom;
        let Some(engine) = self.nodes[node].engine.as_mut() else { return };
        let waiting = engine.store().waiting() > 0;
        if waiting && doom == Some(Doom::DieUnsaved) {
            return self.crash(node);
        }
        if waiting && doom == Some(Doom::RunFull) {
            engine.store_mut().set_full(true);
        }
        match engine.store_mut().commit() {
            Ok(()) if waiting && doom == Some(Doom::DieUnsaid) => self.crash(node),
            Ok(()) => after.into_iter().for_each(|effect| self.perform(node, effect)),
            Err(StoreError::Full { .. }) => self.forget(node, after),
            Err(error) => self.blame("storage", format!("node {node}: {error}")),
        }
    }

    /// The disk was full and has dropped the batch: a new engine over what it kept.
    fn forget(&mut self, node: usize, effects: Vec<Effect>) {
        self.note("full", node, &[]);
        self.counts.add("full disks at a commit", 1);
        self.nodes[node].doom = None;
        for effect in effects {
            match effect {
                Effect::Reply { ticket, .. } => {
                    self.perform(node, Effect::Reply { ticket, result: Err(Refusal::ReadOnly) });
                }
                Effect::Respond { token, .. } => {
                    self.perform(node, Effect::Respond { token, response: Box::new(Response::Busy) });
                }
                _ => {}
            }
        }
        let Some(engine) = self.nodes[node].engine.take() else { return };
        let asked = engine.last_request();
        let mut engine = self.engine_over(node, engine.into_store());
        engine.number_requests_after(asked);
        self.nodes[node].engine = Some(engine);
        self.give(node, Input::ReadOnly(true));
        for other in self.links.linked(node) {
            let peer = self.nodes[other].peer;
            self.give(node, Input::PeerUp(peer));
        }
    }

    fn perform(&mut self, node: usize, effect: Effect) {
        match effect {
            Effect::Reply { ticket, result } => {
                if let Some(client) = self.nodes[node].tickets.remove(&ticket) {
                    if let Ok(id) = &result {
                        self.nodes[node].claimed.insert(*id);
                    }
                    self.replied(client, result);
                }
            }
            // No file is carried in this world.
            Effect::Carried { .. } => {}
            Effect::Verdict { token, verdict } => self.judged(node, token, verdict),
            Effect::Publish { topic, message } => {
                let frame = WireMessage::for_gossip(&message).encode();
                self.publish(node, topic, frame);
            }
            Effect::PublishNews(what) => self.publish(node, Topic::Rosters, news::encode(&what)),
            Effect::Ask { to, request, what } => self.ask(node, to, request, &what),
            Effect::Respond { token, response } => self.respond(node, token, &response),
            Effect::Check { stretch, messages } => {
                self.counts.add("signatures checked later", messages.len() as u64);
                let good = self.wire.signed(&messages);
                let (life, delay) = (self.nodes[node].life, self.rng.random_range(0..2000));
                self.after(delay, Happening::Checked { node, life, stretch, good });
            }
            Effect::Notify(event) => self.told(node, event),
            Effect::Disconnect(peer) => self.disconnect(node, peer),
        }
    }

    fn judged(&mut self, node: usize, token: Token, verdict: Verdict) {
        let fate = self.nodes[node].fates.remove(&token);
        let Some(Handed::Frame { from, frame }) = self.nodes[node].handed.remove(&token) else { return };
        self.note("verdict", node, &[verdict as u8]);
        match verdict {
            Verdict::Ignore => self.counts.add("ignored", 1),
            Verdict::Reject => {
                self.counts.add("rejected", 1);
                self.check_rejected(node, from, &frame, "its engine refused it");
            }
            Verdict::Accept => {
                match fate {
                    Some(Fate::Refused) => self.blame(
                        "forward only after accept",
                        format!("node {node} forwards what it did not take in"),
                    ),
                    Some(Fate::Waits) => self.counts.add("held", 1),
                    Some(Fate::Linked) | None => {}
                }
                self.counts.add("forwarded", 1);
                self.spread(node, &frame, Some(from));
            }
        }
    }

    fn ask(&mut self, node: usize, to: Peer, request: RequestId, what: &Request) {
        let Some(other) = self.nodes.iter().position(|place| place.peer == to) else { return };
        let bytes = cbor::encode(what);
        if bytes.len() > bounds::SYNC_REQUEST_MAX {
            self.blame("bounds", format!("node {node} asks with {} bytes", bytes.len()));
        }
        let engine = self.nodes[node].engines;
        let question = Question { to: other, request, engine };
        let waiting = self.nodes[node].questions.values();
        // A link that fails and comes back within one batch leaves the question of the session
        // that ended in the queue; its answer answers nothing.
        if waiting.filter(|asked| asked.to == other && asked.engine == engine).count() > 2 {
            self.blame("bounds", format!("node {node} asks {other} a fourth question at once"));
        }
        self.next_serial += 1;
        let serial = self.next_serial;
        self.nodes[node].questions.insert(serial, question);
        self.counts.add("questions", 1);
        if let Request::Bodies(_) = what {
            self.counts.add("bodies asked for", 1);
        }
        self.transmit(node, other, Packet::Request { serial, bytes: bytes.into() });
        self.wait_for_answer(node, serial);
    }

    fn respond(&mut self, node: usize, token: Token, response: &Response) {
        let handed = self.nodes[node].handed.remove(&token);
        let Some(Handed::Question { from, epoch, serial }) = handed else { return };
        let bytes = cbor::encode(response);
        if bytes.len() > bounds::SYNC_RESPONSE_MAX {
            self.blame("bounds", format!("node {node} answers with {} bytes", bytes.len()));
        }
        if self.links.epoch(node, from) == Some(epoch) {
            self.transmit(node, from, Packet::Response { serial, bytes: bytes.into() });
        }
    }

    fn told(&mut self, node: usize, event: Event) {
        match event {
            Event::Message { id, .. } => {
                self.note("kept", node, id.as_bytes());
                self.nodes[node].claimed.insert(id);
            }
            Event::Forked(_) => self.counts.add("forks proven", 1),
            Event::Body(_) => self.counts.add("bodies that came later", 1),
            Event::Held(_) => self.counts.add("crises shown at once", 1),
            Event::Roster(..) => self.counts.add("rosters applied", 1),
            Event::Progress { .. } => {}
        }
    }

    /// The network gives up on an answer.
    pub(super) fn time_out(&mut self, node: usize, serial: u64) {
        if let Some(question) = self.nodes[node].questions.remove(&serial) {
            self.counts.add("unanswered", 1);
            let from = self.nodes[question.to].peer;
            self.give(node, Input::Unanswered { from, request: question.request });
        }
    }

    /// A link is gone, and with it what was asked over it.
    pub(super) fn fail_questions(&mut self, node: usize, other: usize) {
        let waiting = self.nodes[node].questions.iter();
        let gone: Vec<u64> = waiting.filter(|(_, q)| q.to == other).map(|(serial, _)| *serial).collect();
        gone.into_iter().for_each(|serial| self.time_out(node, serial));
    }

    /// Time passes for a node: it looks at its disk and at what its administrator wants.
    pub(super) fn tick(&mut self, node: usize) {
        let random = self.rng.random();
        let Some(engine) = &self.nodes[node].engine else { return };
        let (full, state) = (engine.store().is_full(), engine.state());
        let authority = engine.authority().clone();
        self.check_bounds(node, &state);
        if full != state.read_only {
            self.give(node, Input::ReadOnly(full));
        }
        self.nodes[node].edicts.retain(|(scope, version, _)| authority.version(scope) < *version);
        let edicts = self.nodes[node].edicts.iter().map(|(.., signed)| signed.clone()).collect::<Vec<_>>();
        if !edicts.is_empty() && !full {
            self.give(node, Input::Rosters(edicts));
        }
        self.give(node, Input::Tick { random });
    }

    fn check_owed(&mut self, node: usize, mut owed: BTreeSet<Owed>, effects: &[Effect]) {
        for effect in effects {
            let paid = match effect {
                Effect::Verdict { token, .. } => Owed::Verdict(*token),
                Effect::Respond { token, .. } => Owed::Response(*token),
                Effect::Reply { ticket, .. } => Owed::Reply(*ticket),
                _ => continue,
            };
            if !owed.remove(&paid) {
                self.blame("one answer each", format!("node {node} answers twice or unasked: {paid:?}"));
            }
        }
        if let Some(unpaid) = owed.first() {
            self.blame("one answer each", format!("node {node} never answers {unpaid:?}"));
        }
    }
}

fn owed_for(input: &Input) -> Option<Owed> {
    match input {
        Input::Gossip { token, .. } | Input::GossipNews { token, .. } => Some(Owed::Verdict(*token)),
        Input::Asked { token, .. } => Some(Owed::Response(*token)),
        Input::Submit { ticket, .. } => Some(Owed::Reply(*ticket)),
        _ => None,
    }
}

/// What became of a message, by what the store says and not by the engine's word.
fn fate(engine: &Engine<Disk>, now: Millis, message: &Message) -> Fate {
    let due = message.details().is_none_or(|d| d.created <= now.plus(bounds::FUTURE_MAX_MS));
    let head = engine.position(&message.log()).seq;
    let linked = matches!(engine.store().locate(&message.id()), Ok(Some(_)));
    match (due, linked) {
        (true, true) => Fate::Linked,
        (true, false) if message.seq() > head + 1 => Fate::Waits,
        _ => Fate::Refused,
    }
}
