//! The overlay: links over a random graph, gossip along them, questions and answers.

use super::{Happening, World, node::Handed};
use cabildo_protocol::{
    bounds, cbor,
    engine::{Input, Topic},
    id::{Hash, hash},
};
use rand::{RngExt as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How long gossip remembers a frame, as the node configures it.
const SEEN_MS: u64 = 120_000;
/// How long the network waits for an answer.
const ANSWER_MS: u64 = 12_000;

/// A frame of gossip with the name by which it is deduplicated.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) topic: Topic,
    pub(super) name: Hash,
    pub(super) bytes: Arc<[u8]>,
}

impl Frame {
    pub(super) fn new(topic: Topic, bytes: Vec<u8>) -> Self {
        Self { topic, name: hash("frame", &[&[topic as u8], &bytes]), bytes: bytes.into() }
    }
}

/// What travels along a link.
#[derive(Debug, Clone)]
pub(super) enum Packet {
    Gossip(Frame),
    Request { serial: u64, bytes: Arc<[u8]> },
    Response { serial: u64, bytes: Arc<[u8]> },
}

#[derive(Debug, Default)]
struct Link {
    up: bool,
    /// Counts how often it went up or down: what was under way then is lost.
    epoch: u32,
    down_until: u64,
    /// The latest arrival on it, in either direction.
    latest: [u64; 2],
}

/// All links.
#[derive(Debug)]
pub(super) struct Links {
    links: BTreeMap<(usize, usize), Link>,
    neighbours: Vec<Vec<usize>>,
    /// The nodes on one side of a partition.
    apart: BTreeSet<usize>,
}

fn pair(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

impl Links {
    /// A ring over a random order, which connects everybody, and twice as many chords.
    pub(super) fn new(rng: &mut ChaCha8Rng, nodes: usize) -> Self {
        let mut order: Vec<usize> = (0..nodes).collect();
        order.shuffle(rng);
        let mut links = BTreeMap::new();
        for (n, node) in order.iter().enumerate() {
            links.insert(pair(*node, order[(n + 1) % nodes]), Link::default());
            for _ in 0..2 {
                let other = rng.random_range(0..nodes);
                if other != *node {
                    links.insert(pair(*node, other), Link::default());
                }
            }
        }
        let mut neighbours = vec![Vec::new(); nodes];
        for (a, b) in links.keys() {
            neighbours[*a].push(*b);
            neighbours[*b].push(*a);
        }
        Self { links, neighbours, apart: BTreeSet::new() }
    }

    fn between(&self, a: usize, b: usize) -> Option<&Link> {
        self.links.get(&pair(a, b)).filter(|link| link.up)
    }

    /// Who is linked to a node now.
    pub(super) fn linked(&self, node: usize) -> Vec<usize> {
        self.neighbours[node].iter().copied().filter(|other| self.between(node, *other).is_some()).collect()
    }

    /// The epoch of a link that is up.
    pub(super) fn epoch(&self, a: usize, b: usize) -> Option<u32> {
        self.between(a, b).map(|link| link.epoch)
    }

    /// No link is cut any more.
    pub(super) fn mend(&mut self) {
        self.links.values_mut().for_each(|link| link.down_until = 0);
    }

    /// Takes a link down until a time.
    pub(super) fn cut_between(&mut self, a: usize, b: usize, until: u64) {
        if let Some(link) = self.links.get_mut(&pair(a, b)) {
            link.down_until = until;
        }
    }

    pub(super) fn set_apart(&mut self, nodes: BTreeSet<usize>) {
        self.apart = nodes;
    }

    /// Takes a random link down until a time.
    pub(super) fn cut_one(&mut self, rng: &mut ChaCha8Rng, until: u64) {
        let at = rng.random_range(0..self.links.len());
        if let Some(link) = self.links.values_mut().nth(at) {
            link.down_until = until;
        }
    }
}

impl World {
    /// Brings links up and down as nodes, partitions and cuts allow.
    pub(super) fn refresh_links(&mut self) {
        let mut changed = Vec::new();
        for ((a, b), link) in &mut self.links.links {
            let alive = self.nodes[*a].is_alive() && self.nodes[*b].is_alive();
            let together = self.links.apart.contains(a) == self.links.apart.contains(b);
            let up = alive && together && link.down_until <= self.now;
            if up != link.up {
                link.up = up;
                link.epoch += 1;
                changed.push((*a, *b, up));
            }
        }
        for (a, b, up) in changed {
            self.counts.add("links changed", 1);
            for (node, other) in [(a, b), (b, a)] {
                let peer = self.nodes[other].peer;
                if up {
                    self.give(node, Input::PeerUp(peer));
                } else {
                    self.fail_questions(node, other);
                    self.give(node, Input::PeerDown(peer));
                }
            }
        }
    }

    /// Hands a frame to all neighbours but one, as gossip does with what it may forward.
    pub(super) fn spread(&mut self, node: usize, frame: &Frame, but: Option<usize>) {
        for other in self.links.linked(node) {
            if Some(other) != but {
                self.transmit(node, other, Packet::Gossip(frame.clone()));
            }
        }
    }

    /// Publishes a frame of a node's own. One that it has seen is a duplicate.
    pub(super) fn publish(&mut self, node: usize, topic: Topic, bytes: Vec<u8>) {
        if bytes.len() > bounds::GOSSIP_FRAME_MAX {
            self.blame("bounds", format!("node {node} publishes a frame of {} bytes", bytes.len()));
        }
        let frame = Frame::new(topic, bytes);
        self.note("publish", node, &frame.name.0);
        if self.is_new(node, &frame) {
            self.spread(node, &frame, None);
        }
    }

    fn is_new(&mut self, node: usize, frame: &Frame) -> bool {
        let now = self.now;
        let before = self.nodes[node].seen.get(&frame.name).copied();
        if before.is_some_and(|at| at + SEEN_MS > now) {
            return false;
        }
        self.nodes[node].seen.insert(frame.name, now);
        true
    }

    /// Sends along a link, with what may happen on the way.
    pub(super) fn transmit(&mut self, from: usize, to: usize, packet: Packet) {
        let Some(epoch) = self.links.epoch(from, to) else { return };
        let Some((packet, later)) = self.meddle((from, to, epoch), packet) else { return };
        let mut delay = later + self.rng.random_range(2..60);
        if !self.calm() {
            let gossip = matches!(packet, Packet::Gossip(_));
            let loss = if gossip { self.odds.loss } else { self.odds.loss / 3.0 };
            if self.rng.random_bool(loss) {
                self.counts.add("lost", 1);
                return;
            }
            if self.rng.random_bool(self.odds.delay) {
                self.counts.add("delayed", 1);
                delay += self.rng.random_range(200..6000);
            }
            if gossip && self.rng.random_bool(self.odds.repeat) {
                self.counts.add("repeated", 1);
                // Some copies come when gossip has forgotten the first.
                let forgotten = self.rng.random_bool(0.2);
                let later = if forgotten { SEEN_MS } else { 0 } + self.rng.random_range(0..9000);
                self.after(delay + later, Happening::Arrive { from, to, epoch, packet: packet.clone() });
            }
        }
        let arrival = self.now + delay;
        if let Some(link) = self.links.links.get_mut(&pair(from, to)) {
            let latest = &mut link.latest[usize::from(from < to)];
            if *latest > arrival {
                self.counts.add("reordered", 1);
            }
            *latest = arrival.max(*latest);
        }
        self.after(delay, Happening::Arrive { from, to, epoch, packet });
    }

    pub(super) fn arrive(&mut self, from: usize, to: usize, epoch: u32, packet: Packet) {
        if self.links.epoch(from, to) != Some(epoch) {
            self.counts.add("lost with the link", 1);
            return;
        }
        match packet {
            Packet::Gossip(frame) => self.hear(from, to, frame),
            Packet::Request { serial, bytes } => {
                let Ok(request) = cbor::decode(&bytes) else {
                    return self.blame("authenticity", format!("node {from} asks what is no request"));
                };
                self.note("asked", to, &bytes);
                let token = self.nodes[to].hand(Handed::Question { from, epoch, serial });
                let peer = self.nodes[from].peer;
                self.give(to, Input::Asked { from: peer, token, request });
            }
            Packet::Response { serial, bytes } => {
                let Some(question) = self.nodes[to].questions.remove(&serial) else { return };
                let Ok(response) = cbor::decode(&bytes) else {
                    return self.blame("authenticity", format!("node {from} answers what is no response"));
                };
                self.note("answered", to, &bytes);
                let answer = self.wire.answer(response);
                let peer = self.nodes[from].peer;
                self.give(to, Input::Answered { from: peer, request: question.request, answer });
            }
        }
    }

    /// A frame of gossip arrives: deduplicated, decoded and verified before the engine sees it.
    fn hear(&mut self, from: usize, to: usize, frame: Frame) {
        if !self.is_new(to, &frame) {
            self.counts.add("duplicates", 1);
            return;
        }
        self.note("heard", to, &frame.name.0);
        let peer = self.nodes[from].peer;
        let opened = if frame.topic == Topic::Rosters {
            self.wire.news(frame.name, &frame.bytes).map(|news| (None, Some(news)))
        } else {
            self.wire.frame(frame.topic, frame.name, &frame.bytes).map(|message| (Some(message), None))
        };
        match opened {
            Err(error) => {
                self.counts.add("frames that are no message", 1);
                self.check_rejected(to, from, &frame, &error.to_string());
            }
            Ok((message, news)) => {
                let token = self.nodes[to].hand(Handed::Frame { from, frame });
                if let Some(message) = message {
                    self.give(to, Input::Gossip { from: peer, token, message });
                } else if let Some(news) = news {
                    self.give(to, Input::GossipNews { from: peer, token, news });
                }
            }
        }
    }

    /// How long a question may wait.
    pub(super) fn wait_for_answer(&mut self, node: usize, serial: u64) {
        self.after(ANSWER_MS, Happening::Timeout { node, serial });
    }
}
