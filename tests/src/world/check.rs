//! The rules that must hold, whatever goes wrong. Each could fail: planted defects show it.

use super::{FOUNDED, Planted, World, disk::Disk, net::Frame};
use cabildo_protocol::{
    bounds,
    content::{Content, Kind},
    engine::{self, Engine, EngineState, Input, News},
    id::{LogId, MessageId},
    message::{Message, WireMessage},
    proof::Proof,
    roster::Scope,
    store::Store as _,
    views::{self, Context, Thread},
};
use rand::seq::SliceRandom as _;
use std::collections::{BTreeMap, BTreeSet};

impl World {
    fn engine(&self, node: usize) -> Option<&Engine<Disk>> {
        self.nodes[node].engine.as_ref()
    }

    fn engines(&self) -> impl Iterator<Item = (usize, &Engine<Disk>)> {
        self.nodes.iter().enumerate().filter_map(|(n, node)| Some((n, node.engine.as_ref()?)))
    }

    /// Those that are not hostile. What a hostile node alone has, and withholds, nobody else can have: so
    /// the others must end with the same, and it with nothing false.
    fn honest(&self) -> impl Iterator<Item = (usize, &Engine<Disk>)> {
        self.engines().filter(|(node, _)| !self.hostile.contains(node))
    }

    /// An honest node, with which the others are compared.
    fn first(&self) -> usize {
        (0..self.nodes.len()).find(|node| !self.hostile.contains(node)).unwrap_or_default()
    }

    /// Whether others must have a message: an honest node has confirmed it.
    fn is_owed(&self, id: &MessageId) -> bool {
        self.confirmed.get(id).is_some_and(|home| !self.hostile.contains(home))
    }

    /// After a crash: what was said to be kept is there.
    pub(super) fn check_kept(&mut self, node: usize, disk: &Disk) {
        // Of a log that its key has forked, a node may have let go of the branch that fell.
        let forked: BTreeSet<LogId> = disk.proofs().iter().map(Proof::log).collect();
        let fell = |id: &MessageId| {
            let signed = self.signed.get(id).and_then(|signed| Message::decode(&signed.header, None).ok());
            signed.is_some_and(|message| forked.contains(&message.log()))
        };
        let lost = self.nodes[node].claimed.iter().find(|id| !disk.has(id) && !fell(id)).copied();
        if let Some(id) = lost {
            self.blame(
                "no acknowledged loss",
                format!("{id} was said to be kept by node {node} and is gone"),
            );
        }
    }

    /// Only who handed on what is no message is blamed for it, never who was handed it in turn.
    pub(super) fn check_rejected(&mut self, node: usize, from: usize, frame: &Frame, why: &str) {
        if self.injected.contains_key(&(from, frame.name)) {
            return;
        }
        let mut misdeeds = self.injected.iter();
        let origin = misdeeds.find(|((_, name), _)| *name == frame.name).map(|(_, what)| *what);
        let what = format!("node {node} blames node {from}, which only forwarded ({origin:?}): {why}");
        self.blame("honest peers", what);
    }

    pub(super) fn check_bounds(&mut self, node: usize, state: &EngineState) {
        if state.held > bounds::HELD_MAX {
            self.blame("bounds", format!("node {node} holds {} messages", state.held));
        }
        let crises = state.held_crises.iter().fold(BTreeMap::<LogId, usize>::new(), |mut count, message| {
            *count.entry(message.log()).or_default() += 1;
            count
        });
        if crises.values().any(|count| *count > bounds::HELD_PER_LOG_MAX) {
            self.blame("bounds", format!("node {node} holds too much of one log"));
        }
    }

    /// Whether all clients are done and all nodes have and show the same.
    pub(super) fn is_converged(&self) -> bool {
        if !self.clients.iter().all(super::Client::is_done) || !self.nodes.iter().all(|n| n.is_alive()) {
            return false;
        }
        let Some(first) = self.engine(self.first()) else { return false };
        let (frontier, versions) = (first.frontier(), first.authority().versions());
        self.nodes.iter().all(|node| node.edicts.is_empty())
            && self.honest().all(|(_, engine)| {
                engine.frontier() == frontier
                    && engine.forks() == first.forks()
                    && engine.authority().versions() == versions
                    && !self.lacks_a_body(engine)
            })
    }

    /// Whether a node lacks the body of a message that an honest one has confirmed, or has. Who misbehaves may
    /// withhold bodies, also those of its own clients; but one that came to an honest node comes to all.
    fn lacks_a_body(&self, engine: &Engine<Disk>) -> bool {
        let has = |other: &Engine<Disk>, log: &LogId, seq: u64| {
            let message = other.store().message(log, seq).expect("a disk in memory");
            message.is_some_and(|message| message.body_bytes().is_some())
        };
        // What is beyond a fork or an end is handed on by nobody.
        let heads: BTreeMap<LogId, u64> =
            engine.frontier().into_iter().map(|(log, seq, _)| (log, seq)).collect();
        let shown = |log: &LogId, seq: u64| heads.get(log).is_some_and(|head| seq <= *head);
        let missing = engine.store().missing_bodies(usize::MAX);
        missing.iter().any(|(log, seq, id)| {
            self.is_owed(id) || shown(log, *seq) && self.honest().any(|(_, other)| has(other, log, *seq))
        })
    }

    /// What keeps the nodes apart, for whoever has to find out why.
    pub(super) fn describe_difference(&self) -> String {
        let busy = self.clients.iter().filter(|client| !client.is_done()).count();
        let mut what = format!("not converged: {busy} clients are not done");
        let Some(first) = self.engine(self.first()) else { return what };
        let frontier: BTreeMap<LogId, (u64, MessageId)> =
            first.frontier().into_iter().map(|(log, seq, id)| (log, (seq, id))).collect();
        for (node, engine) in self.honest() {
            let theirs: BTreeMap<LogId, (u64, MessageId)> =
                engine.frontier().into_iter().map(|(log, seq, id)| (log, (seq, id))).collect();
            let logs = frontier.keys().chain(theirs.keys());
            let differ = logs.filter(|log| frontier.get(log) != theirs.get(log)).take(2);
            let differ: Vec<_> = differ
                .map(|log| {
                    let seq = |heads: &BTreeMap<LogId, (u64, MessageId)>| heads.get(log).map(|h| h.0);
                    format!("{log}: {:?} against {:?}", seq(&theirs), seq(&frontier))
                })
                .collect();
            let missing = self.lacks_a_body(engine);
            let (forks, rosters) = (
                engine.forks() == first.forks(),
                engine.authority().versions() == first.authority().versions(),
            );
            if !differ.is_empty() || missing || !forks || !rosters {
                what += &format!(
                    "; node {node}: {differ:?}, bodies missing {missing}, same forks {forks}, same rosters {rosters}"
                );
            }
        }
        what.truncate(1500);
        what
    }

    /// Everything that must hold in the end.
    pub(super) fn check_the_end(&mut self) {
        self.counts.add("devices", self.clients.len() as u64);
        for node in 0..self.nodes.len() {
            self.check_authentic(node);
            self.check_confirmed(node);
            self.check_erased(node);
        }
        self.check_proofs();
        self.check_rosters();
        self.check_views();
        self.check_rebuilt();
        let frontier = self.engine(self.first()).map(Engine::frontier).unwrap_or_default();
        for (log, seq, id) in frontier {
            self.note("head", seq as usize, &[log.key.as_bytes(), id.as_bytes()].concat());
        }
    }

    /// Every message was signed by its device in this run, is byte for byte what was signed, and
    /// links to the one before it.
    fn check_authentic(&mut self, node: usize) {
        let Some(engine) = self.engine(node) else { return };
        let mut before: Option<&Message> = None;
        let mut found = None;
        for message in engine.store().messages() {
            let last = before.filter(|before| before.log() == message.log());
            let (seq, id) =
                last.map_or((0, message.log().genesis(&self.cast.federation)), |m| (m.seq(), m.id()));
            let linked = message.seq() == seq + 1 && message.envelope().previous == id;
            let signed = self.signed.get(&message.id());
            let same = signed.is_some_and(|signed| {
                signed.header == message.header_bytes()
                    && message.body_bytes().is_none_or(|body| signed.body.as_deref() == Some(body))
            });
            if !linked || !same {
                found = Some(format!("{message:?} on node {node}: linked {linked}, as signed {same}"));
                break;
            }
            before = Some(message);
        }
        if let Some(what) = found {
            self.blame("authenticity", what);
        }
    }

    /// What was confirmed to a client is everywhere, and shown.
    fn check_confirmed(&mut self, node: usize) {
        let Some(engine) = self.engine(node).filter(|_| !self.hostile.contains(&node)) else { return };
        let heads: BTreeMap<LogId, u64> =
            engine.frontier().into_iter().map(|(log, seq, _)| (log, seq)).collect();
        let lost = self.confirmed.keys().filter(|id| self.is_owed(id)).find(|id| {
            let place = engine.store().locate(id).ok().flatten();
            place.is_none_or(|(log, seq)| heads.get(&log).is_none_or(|head| *head < seq))
        });
        if let Some(id) = lost.copied() {
            let home = self.confirmed.get(&id).copied().unwrap_or_default();
            self.blame(
                "no acknowledged loss",
                format!("{id}, confirmed by node {home}, is not on node {node}"),
            );
        }
    }

    /// What its institution has taken back is nowhere.
    fn check_erased(&mut self, node: usize) {
        let shown = self.shown(node);
        let authors: BTreeMap<MessageId, &Message> = shown.iter().map(|m| (m.id(), m)).collect();
        let erased = shown.iter().filter_map(|message| match message.content() {
            Some(Ok(Content::Erasure(erasure))) => {
                let what = authors.get(&erasure.what)?;
                (what.envelope().institution == message.envelope().institution).then_some(*what)
            }
            _ => None,
        });
        let kept = erased.filter(|what| what.body_bytes().is_some()).map(Message::id).next();
        if let Some(id) = kept {
            self.blame("erasure", format!("node {node} still has what {id} said"));
        }
    }

    /// What one governor signs alone is in force nowhere, and raises no alarm.
    fn check_rosters(&mut self) {
        let scope = Scope::Chamber(self.cast.usurped.clone());
        let expected = self.cast.authority.hash(&scope, self.cast.authority.version(&scope));
        let wrong = self.engines().find(|(_, engine)| {
            let authority = engine.authority();
            authority.hash(&scope, authority.version(&scope)) != expected
                || authority.alarms().next().is_some()
        });
        if let Some((node, _)) = wrong {
            self.blame("governance", format!("node {node} took what a single governor signed"));
        }
    }

    fn check_proofs(&mut self) {
        let Some(first) = self.engine(self.first()) else { return };
        let proofs = first.store().proofs();
        let differs = self.honest().find(|(_, engine)| engine.store().proofs() != proofs);
        if let Some((node, _)) = differs {
            self.blame("convergence", format!("node {node} keeps other proofs"));
        }
    }

    /// What a node shows: messages up to its frontier.
    pub(super) fn shown(&self, node: usize) -> Vec<Message> {
        let Some(engine) = self.engine(node) else { return Vec::new() };
        let heads: BTreeMap<LogId, u64> =
            engine.frontier().into_iter().map(|(log, seq, _)| (log, seq)).collect();
        let shown = engine.store().messages();
        shown.filter(|m| heads.get(&m.log()).is_some_and(|head| m.seq() <= *head)).cloned().collect()
    }

    /// Every thread of some messages, as a node's rosters and proofs judge them.
    fn threads(&self, node: usize, messages: &[Message]) -> BTreeMap<MessageId, String> {
        let json = |thread: &Thread| serde_json::to_string(thread).expect("a view in JSON");
        self.folded(node, messages).iter().map(|(id, thread)| (*id, json(thread))).collect()
    }

    fn folded(&self, node: usize, messages: &[Message]) -> BTreeMap<MessageId, Thread> {
        let Some(engine) = self.engine(node) else { return BTreeMap::new() };
        let now = FOUNDED.plus(1_000_000 + self.now);
        let context = Context { authority: engine.authority(), forks: engine.forks(), now };
        let mut replies: BTreeMap<MessageId, Vec<Message>> = BTreeMap::new();
        for message in messages {
            if let Some(root) = message.details().and_then(|d| d.root) {
                replies.entry(root).or_default().push(message.clone());
            }
        }
        let begins = |m: &&Message| {
            m.details().and_then(|d| Kind::from_number(d.kind)).is_some_and(Kind::begins_thread)
        };
        messages
            .iter()
            .filter(begins)
            .map(|root| {
                let replies = replies.get(&root.id()).map(Vec::as_slice).unwrap_or_default();
                (root.id(), views::thread(root, replies, &context))
            })
            .collect()
    }

    /// The same messages add up to the same on every node, in whatever order they come.
    fn check_views(&mut self) {
        let first = self.first();
        let mut messages = self.shown(first);
        let threads = self.threads(first, &messages);
        self.counts.add("threads", threads.len() as u64);
        let proposals = self.folded(first, &messages).into_values();
        for view in proposals.filter_map(|t| if let Thread::Proposal(view) = t { Some(view) } else { None }) {
            let close = &view.close;
            self.counts.add(close.stage.name(), 1);
            let disputed = view.positions.iter().filter(|entry| entry.source.disputed).count();
            let cut_off = view.positions.iter().filter(|entry| entry.cut_off).count();
            for (what, count) in [
                ("late positions", view.late.len()),
                ("positions left out", close.left_out.len()),
                ("contests", close.contests.len()),
                ("disputed positions", disputed),
                ("positions that were cut off", cut_off),
                ("results in doubt", usize::from(!close.doubts.is_empty())),
                ("set aside", close.set_aside.len()),
            ] {
                self.counts.add(what, count as u64);
            }
        }
        messages.shuffle(&mut self.rng);
        if self.threads(first, &messages) != threads {
            self.blame("views", "the order of messages changes a view");
        }
        let others: Vec<usize> = self.honest().map(|(node, _)| node).collect();
        for node in others {
            if self.threads(node, &self.shown(node)) != threads {
                self.blame("views", format!("nodes {first} and {node} show different threads"));
            }
        }
    }

    /// An engine that gets the same messages in any order ends up with the same heads.
    fn check_rebuilt(&mut self) {
        let node = self.first();
        let (mut messages, now) = (self.shown(node), self.clock(node));
        messages.shuffle(&mut self.rng);
        let Some(first) = self.nodes[node].engine.as_ref() else { return };
        let authority = (**first.authority()).clone();
        let options = engine::Options::default();
        let mut rebuilt = Engine::new(authority, Disk::default(), options).expect("an empty disk");
        let from = self.nodes[(node + 1) % self.nodes.len()].peer;
        for (n, message) in messages.iter().enumerate() {
            match self.wire.message(&WireMessage::from(message)) {
                Ok(message) => rebuilt.handle(now, Input::Gossip { from, token: n as u64, message }),
                Err(error) => return self.blame("authenticity", format!("{message:?}: {error}")),
            }
        }
        for proof in first.store().proofs() {
            let news = News::Proof(Box::new(proof));
            rebuilt.handle(now, Input::GossipNews { from, token: 0, news });
        }
        if rebuilt.frontier() != first.frontier() && self.options.planted == Planted::Nothing {
            self.blame("order-independent validity", "shuffled messages lead to other heads");
        }
    }
}
