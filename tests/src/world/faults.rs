//! What goes wrong, and when: drawn anew for each seed, so that seeds differ in what they stress.

use super::{CALM_MS, Happening, World, cast::Author, node::Doom, rogue::Mischief};
use cabildo_protocol::{
    id::Hash,
    roster::{CutOff, SignedRoster},
};
use rand::{RngExt as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;

/// How often packets are lost, late or repeated.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Odds {
    pub(super) loss: f64,
    pub(super) delay: f64,
    pub(super) repeat: f64,
}

impl Odds {
    pub(super) fn new(rng: &mut ChaCha8Rng, faults: bool) -> Self {
        if !faults {
            return Self::default();
        }
        Self {
            loss: rng.random_range(0.01..0.3),
            delay: rng.random_range(0.01..0.3),
            repeat: rng.random_range(0.01..0.15),
        }
    }
}

/// Something goes wrong, or is put right.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// At the next chance of this kind, else some seconds later.
    Doom(usize, Doom),
    Crash(usize),
    Restart(usize),
    Partition,
    Heal,
    CutLink(u64),
    Relink,
    Full(usize),
    Room(usize),
    Misbehave(Mischief),
    /// An institution ends the log of a device.
    End(Box<(Author, CutOff)>),
    /// An institution lists a new device.
    List,
    /// Everything is put right.
    Calm,
}

impl World {
    /// Draws what will go wrong. What is put right is so before the calm.
    pub(super) fn plan_faults(&mut self) {
        let list = self.rng.random_range(10_000..60_000);
        self.after(list, Happening::Fault(Fault::List));
        self.after(CALM_MS, Happening::Fault(Fault::Calm));
        if !self.options.faults {
            return;
        }
        for _ in 0..self.rng.random_range(3..12) {
            let (node, stage) = (self.rng.random_range(0..self.nodes.len()), self.rng.random_range(0..3));
            let fault = match stage {
                0 => Fault::Doom(node, Doom::DieUnsaved),
                1 => Fault::Doom(node, Doom::DieUnsaid),
                _ => Fault::Crash(node),
            };
            self.some_time(fault);
        }
        for _ in 0..self.rng.random_range(1..5) {
            let node = self.rng.random_range(0..self.nodes.len());
            let at_commit = self.rng.random_bool(0.5);
            self.some_time(if at_commit { Fault::Doom(node, Doom::RunFull) } else { Fault::Full(node) });
        }
        for _ in 0..self.rng.random_range(1..3) {
            self.some_time(Fault::Partition);
        }
        for _ in 0..self.rng.random_range(0..12) {
            let until = self.rng.random_range(1000..20_000);
            self.some_time(Fault::CutLink(until));
        }
        let mut mischief = Mischief::ALL;
        mischief.shuffle(&mut self.rng);
        let much = self.rng.random_range(4..=mischief.len());
        for what in mischief.into_iter().take(much) {
            self.some_time(Fault::Misbehave(what));
        }
    }

    fn some_time(&mut self, fault: Fault) {
        let at = self.rng.random_range(3000..95_000);
        self.after(at, Happening::Fault(fault));
    }

    fn soon(&mut self, least: u64, most: u64, fault: Fault) {
        let at = self.rng.random_range(least..most);
        self.after(at, Happening::Fault(fault));
    }

    pub(super) fn strike(&mut self, fault: Fault) {
        if self.now >= CALM_MS && !matches!(fault, Fault::Calm | Fault::End(_) | Fault::List | Fault::Relink)
        {
            return;
        }
        match fault {
            Fault::Doom(node, doom) => {
                self.nodes[node].doom = Some(doom);
                if doom == Doom::RunFull {
                    self.soon(5000, 15_000, Fault::Room(node));
                } else {
                    self.soon(4000, 9000, Fault::Crash(node));
                }
            }
            Fault::Crash(node) => {
                self.crash(node);
                self.soon(500, 20_000, Fault::Restart(node));
            }
            Fault::Restart(node) => self.restart(node),
            Fault::Partition => {
                let mut all: Vec<usize> = (0..self.nodes.len()).collect();
                all.shuffle(&mut self.rng);
                all.truncate(self.rng.random_range(1..=self.nodes.len() / 2));
                self.note("partition", all.len(), &[]);
                self.counts.add("partitions", 1);
                self.links.set_apart(all.into_iter().collect());
                self.refresh_links();
                self.soon(3000, 25_000, Fault::Heal);
            }
            Fault::Heal => {
                self.links.set_apart(BTreeSet::new());
                self.refresh_links();
            }
            Fault::CutLink(ms) => {
                let until = self.now + ms;
                self.links.cut_one(&mut self.rng, until);
                self.refresh_links();
                self.after(ms, Happening::Fault(Fault::Relink));
            }
            Fault::Relink => self.refresh_links(),
            Fault::Full(node) => {
                self.fill(node, true);
                self.soon(3000, 20_000, Fault::Room(node));
            }
            Fault::Room(node) => self.fill(node, false),
            Fault::Misbehave(what) => self.misbehave(what),
            Fault::End(end) => {
                let (author, cut_off) = *end;
                let signed = self.cast.end(&author, cut_off);
                self.decree(author.home, signed);
            }
            Fault::List => {
                let author = self.cast.newcomer.clone();
                let signed = self.cast.list(&author);
                self.decree(author.home, signed);
            }
            Fault::Calm => self.put_right(),
        }
    }

    /// A process that died by itself comes back too.
    pub(super) fn restart(&mut self, node: usize) {
        if self.nodes[node].is_alive() {
            return;
        }
        self.start(node);
        self.refresh_links();
    }

    fn fill(&mut self, node: usize, full: bool) {
        self.nodes[node].doom = None;
        let place = &mut self.nodes[node];
        let running = place.engine.as_mut().map(|engine| engine.store_mut());
        if let Some(disk) = running.or(place.disk.as_mut()) {
            if full && !disk.is_full() {
                self.counts.add("full disks", 1);
            }
            disk.set_full(full);
        }
    }

    fn decree(&mut self, node: usize, signed: SignedRoster) {
        if let Ok(roster) = signed.open() {
            let name: Hash = signed.hash();
            self.note("decree", node, &name.0);
            self.nodes[node].edicts.push((roster.scope, roster.version, signed));
        }
    }

    fn put_right(&mut self) {
        self.note("calm", 0, &[]);
        self.links.set_apart(BTreeSet::new());
        for node in 0..self.nodes.len() {
            self.fill(node, false);
            if !self.nodes[node].is_alive() {
                self.start(node);
            }
        }
        self.links.mend();
        self.refresh_links();
    }
}
