//! Gossip between two nodes: real ones against bare gossipsub with the same frames, window and
//! link.

use super::{
    bare::Bare,
    work::{Federation, Signed, frame},
};
use cabildo_node::{
    handle::Handle,
    metrics::{Judged, VerdictLabel},
    net::gossip,
    running::Running,
};
use cabildo_protocol::engine::Topic;
use futures::{StreamExt as _, stream::FuturesUnordered};
use std::time::{Duration, Instant};

/// Messages that may be on their way, on both sides: below the queue that gossipsub has for a
/// peer, so that bare gossipsub loses none.
pub const WINDOW: usize = 192;
/// Only a defect takes this long.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// After this a bare frame counts as lost.
const LOST: Duration = Duration::from_secs(5);

/// Two real nodes and two bare ones.
#[derive(Debug)]
pub struct Pair {
    real: [Running; 2],
    bare: [Bare; 2],
}

/// What one round found.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Messages a second.
    pub rate: f64,
    /// Share that came by gossip; real nodes fetch the rest, bare ones lose it.
    pub gossiped: f64,
}

impl Pair {
    /// Starts and links all four.
    ///
    /// # Panics
    /// When they do not find each other.
    pub async fn start(federation: &Federation) -> Self {
        let real = [federation.start(0).await, federation.start(1).await];
        let bare = bare_nodes(federation, 2).await;
        let bare: [Bare; 2] = bare.try_into().expect("two nodes");
        linked(real.iter().map(Running::handle)).await;
        meshed(&bare).await;
        Self { real, bare }
    }

    /// Submits at the one node; the clock stops when the other has everything durable.
    pub async fn real(&self, messages: &[Signed]) -> Round {
        let (here, there) = (self.real[0].handle(), self.real[1].handle());
        // Cooperative yielding would let submissions of one log overtake each other.
        tokio::task::unconstrained(push(here, there, messages)).await
    }

    /// Publishes the same frames at the one bare node; the clock stops when the other has them.
    pub async fn bare(&mut self, messages: &[Signed]) -> Round {
        let frames: Vec<_> = messages.iter().map(|(_, message)| frame(message)).collect();
        let count = frames.len();
        let [here, there] = &mut self.bare;
        let (mut sent, mut arrived) = (0, 0);
        let mut frames = frames.into_iter();
        let began = Instant::now();
        let mut last = began;
        while arrived < count {
            for frame in frames.by_ref().take((arrived + WINDOW).saturating_sub(sent)) {
                here.publish.send(frame).expect("a running node");
                sent += 1;
            }
            match tokio::time::timeout(LOST, there.arrived.recv()).await {
                Ok(Some((at, _))) => (arrived, last) = (arrived + 1, at),
                _ => break,
            }
        }
        let rate = arrived as f64 / (last - began).as_secs_f64();
        Round { rate, gossiped: arrived as f64 / count as f64 }
    }

    /// Stops the real nodes; bare ones end by themselves.
    pub async fn stop(self) {
        for node in self.real {
            node.stop().await;
        }
    }
}

async fn push(here: &Handle, there: &Handle, messages: &[Signed]) -> Round {
    let accepted = there.metrics().frames.get_or_create(&Judged { verdict: VerdictLabel::Accept }).clone();
    let kept = || usize::try_from(there.reader().counts().messages).unwrap_or(usize::MAX);
    let (before, accepted_before) = (kept(), accepted.get());
    let mut waiting = messages.iter();
    let mut under_way = FuturesUnordered::new();
    let mut sent = 0;
    let began = Instant::now();
    loop {
        let arrived = kept() - before;
        if arrived == messages.len() {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "only {arrived} of {} arrived", messages.len());
        for (_, message) in waiting.by_ref().take((arrived + WINDOW).saturating_sub(sent)) {
            under_way.push(here.submit((**message).clone()));
            sent += 1;
        }
        tokio::select! {
            Some(result) = under_way.next() => { result.expect("a good message"); }
            () = tokio::time::sleep(Duration::from_millis(1)) => {}
        }
    }
    let rate = messages.len() as f64 / began.elapsed().as_secs_f64();
    let gossiped = (accepted.get() - accepted_before) as f64 / messages.len() as f64;
    Round { rate, gossiped }
}

/// As many bare nodes as the federation has, with the same links.
///
/// # Panics
/// When no socket can be had.
pub async fn bare_nodes(federation: &Federation, count: usize) -> Vec<Bare> {
    let topic = gossip::topic(&federation.authority().federation(), Topic::Acts);
    let mut nodes: Vec<Bare> = Vec::new();
    for at in 0..count {
        let known: Vec<_> = federation.dials(at).iter().map(|other| nodes[*other].address.clone()).collect();
        let behaviour = gossip::bare().expect("acceptable settings");
        nodes.push(Bare::start(behaviour, &topic, &known).await);
    }
    nodes
}

/// Waits until all links of real nodes are up, and gossip has had a few heartbeats to mesh.
///
/// # Panics
/// When they do not come up.
pub async fn linked(nodes: impl Iterator<Item = &Handle>) {
    let began = Instant::now();
    for node in nodes {
        while !node.network().links.iter().all(|link| link.connected) || node.network().links.is_empty() {
            assert!(began.elapsed() < PATIENCE, "no link: {:?}", node.network());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    tokio::time::sleep(Duration::from_millis(2500)).await;
}

/// Waits until every bare node has peers in its mesh.
///
/// # Panics
/// When they do not find each other.
pub async fn meshed(nodes: &[Bare]) {
    let began = Instant::now();
    for node in nodes {
        while node.mesh_size().await == 0 {
            assert!(began.elapsed() < PATIENCE, "no mesh");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
