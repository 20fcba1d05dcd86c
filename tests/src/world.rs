//! A federation in one process: many engines, one virtual clock, one seeded die, no threads.
//!
//! The seam is above libp2p. The world keeps the overlay's contract: gossip over a random mesh
//! that deduplicates frames by the hash of their bytes and forwards a frame only after the
//! node's verdict, questions and answers that may be late or lost, links that come and go. Each
//! node is driven as the real driver does it: take all that waits, handle all of it, commit once,
//! and only then perform what claims to be kept. The same seed gives the same run, byte for byte.

mod cast;
mod check;
mod client;
mod disk;
mod faults;
mod hostile;
mod net;
mod node;
mod rogue;
mod wire;

use cabildo_protocol::{
    authority::Authority,
    engine::{Input, RequestId, Stretch},
    id::{Hash, MessageId, Millis, hash},
};
use cast::Cast;
use client::Client;
use faults::{Fault, Odds};
use net::{Links, Packet};
use node::Node;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rogue::Mischief;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use wire::Wire;

/// When the federation was founded; the world's clock begins here.
pub(crate) const FOUNDED: Millis = Millis(1_790_000_000_000);
/// Faults come until this time, milliseconds; half of the repairs may come later.
const CALM_MS: u64 = 120_000;
/// Whoever has not converged so long after the faults never will.
const PATIENCE_MS: u64 = 600_000;

/// A defect that is planted to see whether a checker finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Planted {
    /// None: the product as it is.
    #[default]
    Nothing,
    /// Messages are linked though they name another predecessor.
    SkipPrevious,
    /// What claims to be kept is performed before the commit.
    AcknowledgeFirst,
    /// Gossip forwards before the verdict.
    ForwardFirst,
    /// The last record of the last commit is gone after a restart.
    LoseLast,
}

/// What world to make.
#[derive(Debug, Clone)]
pub struct Options {
    /// Decides everything that happens.
    pub seed: u64,
    /// Institutions with operators; each has one node, some a second one.
    pub institutions: usize,
    /// Nodes, those of relays included.
    pub nodes: usize,
    /// Devices that write as they should.
    pub devices: usize,
    /// Messages that each of them writes, at least and at most.
    pub messages: (u32, u32),
    /// Whether there are faults and devices that misbehave.
    pub faults: bool,
    /// Whether up to a third of the nodes are hostile, and a governor with them.
    pub hostile: bool,
    /// A planted defect.
    pub planted: Planted,
}

impl Options {
    /// Fifty devices on some thirty nodes, with all faults.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let (institutions, nodes, devices) = (24, 30, 50);
        let (messages, planted) = ((2, 4), Planted::Nothing);
        Self { seed, institutions, nodes, devices, messages, faults: true, hostile: false, planted }
    }

    /// The same with hostile nodes.
    #[must_use]
    pub fn hostile(seed: u64) -> Self {
        Self { hostile: true, ..Self::new(seed) }
    }

    /// Several hundred nodes and few messages.
    #[must_use]
    pub fn large(seed: u64, nodes: usize) -> Self {
        let institutions = nodes * 4 / 5;
        Self { institutions, nodes, devices: 30, messages: (1, 2), ..Self::new(seed) }
    }
}

/// What happened how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(pub BTreeMap<&'static str, u64>);

impl Counts {
    fn add(&mut self, what: &'static str, n: u64) {
        *self.0.entry(what).or_default() += n;
    }

    /// How often something happened.
    #[must_use]
    pub fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }

    /// Adds the counts of another run.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(what, n)| self.add(what, *n));
    }
}

/// A run that broke no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Names the whole course of the run.
    pub digest: Hash,
    /// What happened how often.
    pub counts: Counts,
    /// When all nodes had everything, milliseconds after the faults ended.
    pub converged_ms: u64,
}

/// A rule that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// In which run.
    pub seed: u64,
    /// When, milliseconds.
    pub at: u64,
    /// The checker that found it.
    pub checker: &'static str,
    /// What it saw.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, at, checker, what } = self;
        write!(
            f,
            "seed {seed}, at {at} ms, {checker}: {what} · replay with: \
             CABILDO_SEED={seed} cargo test -p cabildo-tests --test simulation"
        )
    }
}

/// Something that is going to happen.
#[derive(Debug)]
enum Happening {
    /// A packet reaches the end of a link.
    Arrive { from: usize, to: usize, epoch: u32, packet: Packet },
    /// A node's driver takes what waits.
    Wake { node: usize, life: u32 },
    /// A node's signatures were checked.
    Checked { node: usize, life: u32, stretch: Stretch, good: usize },
    /// Time passes for a node.
    Tick(usize),
    /// The network gives up waiting for an answer.
    Timeout { node: usize, serial: u64 },
    /// A client acts.
    Act(usize),
    /// Something goes wrong, or is put right.
    Fault(Fault),
}

/// A message that was signed in this run.
#[derive(Debug, Clone)]
struct Signed {
    header: Vec<u8>,
    body: Option<Vec<u8>>,
}

/// The whole of it.
struct World {
    options: Options,
    rng: ChaCha8Rng,
    now: u64,
    agenda: BTreeMap<(u64, u64), Happening>,
    next: u64,
    cast: Cast,
    nodes: Vec<Node>,
    clients: Vec<Client>,
    links: Links,
    odds: Odds,
    wire: Wire,
    /// What rosters lead to, by their bytes: a restart reads them again.
    authorities: BTreeMap<Hash, Authority>,
    counts: Counts,
    trace: Hash,
    violation: Option<Violation>,
    /// Everything that any device signed.
    signed: BTreeMap<MessageId, Signed>,
    /// What honest devices signed and their nodes confirmed.
    confirmed: BTreeMap<MessageId, usize>,
    /// Frames that a misbehaving peer handed to its neighbours past its own node.
    injected: BTreeMap<(usize, Hash), Mischief>,
    /// Nodes that are hostile.
    hostile: BTreeSet<usize>,
    next_serial: u64,
}

/// Runs a world to its end.
///
/// # Errors
/// The first rule that was broken.
pub fn run(options: &Options) -> Result<Report, Box<Violation>> {
    let mut world = World::new(options.clone());
    let converged = world.play();
    if world.violation.is_none() {
        world.check_the_end();
    }
    match world.violation {
        Some(violation) => Err(Box::new(violation)),
        None => Ok(Report {
            digest: world.trace,
            counts: world.counts,
            converged_ms: converged.saturating_sub(CALM_MS),
        }),
    }
}

impl World {
    fn new(options: Options) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
        let cast = Cast::new(&mut rng, &options);
        let links = Links::new(&mut rng, options.nodes);
        let odds = Odds::new(&mut rng, options.faults);
        let mut world = Self {
            nodes: Vec::new(),
            clients: Vec::new(),
            now: 0,
            agenda: BTreeMap::new(),
            next: 0,
            wire: Wire::default(),
            authorities: BTreeMap::new(),
            counts: Counts::default(),
            trace: hash("world", &[&options.seed.to_be_bytes()]),
            violation: None,
            signed: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            injected: BTreeMap::new(),
            hostile: BTreeSet::new(),
            next_serial: 0,
            options,
            rng,
            cast,
            links,
            odds,
        };
        world.found();
        world
    }

    /// Starts the nodes, their links, the clients and the faults.
    fn found(&mut self) {
        for node in 0..self.options.nodes {
            let skew = self.rng.random_range(0..40_000);
            let place = &self.cast.nodes[node];
            self.nodes.push(Node::new(place.key, place.institution.clone(), skew));
            self.start(node);
            let first = self.rng.random_range(0..1000);
            self.after(first, Happening::Tick(node));
        }
        self.choose_hostile();
        self.refresh_links();
        self.clients = self.cast.clients(&mut self.rng, self.options.messages);
        for client in 0..self.clients.len() {
            let first = self.rng.random_range(500..30_000);
            self.after(first, Happening::Act(client));
        }
        self.plan_faults();
    }

    /// Lets everything happen until all nodes have everything; when that was.
    fn play(&mut self) -> u64 {
        let mut look = CALM_MS + 1000;
        let mut equal_since = None;
        while self.violation.is_none() {
            let Some(((at, _), happening)) = self.agenda.pop_first() else { break };
            self.now = at;
            self.happen(happening);
            if at < look {
                continue;
            }
            look = at + 1000;
            if !self.is_converged() {
                equal_since = None;
                if at > CALM_MS + PATIENCE_MS {
                    let what = self.describe_difference();
                    self.blame("convergence", what);
                }
                continue;
            }
            let since = *equal_since.get_or_insert(at);
            // Late copies may still come; nothing may change by them.
            if at > since + 15_000 {
                return since;
            }
        }
        self.now
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Arrive { from, to, epoch, packet } => self.arrive(from, to, epoch, packet),
            Happening::Wake { node, life } => self.drive(node, life),
            Happening::Checked { node, life, stretch, good } => {
                if self.nodes[node].life == life {
                    self.give(node, Input::Checked { stretch, good });
                }
            }
            Happening::Tick(node) => {
                self.tick(node);
                self.after(1000, Happening::Tick(node));
            }
            Happening::Timeout { node, serial } => self.time_out(node, serial),
            Happening::Act(client) => self.act(client),
            Happening::Fault(fault) => self.strike(fault),
        }
    }

    fn after(&mut self, ms: u64, happening: Happening) {
        self.next += 1;
        self.agenda.insert((self.now + ms, self.next), happening);
    }

    /// The clock of a node: they differ by seconds.
    fn clock(&self, node: usize) -> Millis {
        FOUNDED.plus(1_000_000 + self.now + self.nodes[node].skew)
    }

    /// Adds to the trace, which names the run.
    fn note(&mut self, what: &str, number: usize, bytes: &[u8]) {
        let (now, number) = (self.now.to_be_bytes(), (number as u64).to_be_bytes());
        self.trace = hash("world", &[&self.trace.0, what.as_bytes(), &now, &number, bytes]);
    }

    /// A rule was broken. Only the first one counts: what follows may be its consequence.
    fn blame(&mut self, checker: &'static str, what: impl Into<String>) {
        if self.violation.is_none() {
            let (seed, at, what) = (self.options.seed, self.now, what.into());
            self.violation = Some(Violation { seed, at, checker, what });
        }
    }

    fn calm(&self) -> bool {
        self.now >= CALM_MS || !self.options.faults
    }
}

/// Which question an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Question {
    to: usize,
    request: RequestId,
    /// Of which engine of this node: one that is made anew counts from the beginning.
    engine: u32,
}
