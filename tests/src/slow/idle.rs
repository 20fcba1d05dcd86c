//! What a node sends and receives when nothing happens.

use super::{
    link::{Link, Shape},
    nodes::{lines, linked, through, unlink},
};
use crate::bench::work::Federation;
use std::{path::Path, time::Duration};

const DAY: f64 = 86_400.0;

/// What is idle.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Nodes of the federation.
    pub nodes: usize,
    /// The node is linked with all others, and not only with those whom a node knows.
    pub all: bool,
    /// It pays for each byte.
    pub metered: bool,
    /// The others do, too.
    pub others_metered: bool,
    /// Before it is counted, and while it is.
    pub settle: Duration,
    /// For so long it is counted.
    pub time: Duration,
}

/// Traffic of one node with all others, while nobody says anything.
#[derive(Debug)]
pub struct Found {
    /// Links.
    pub links: usize,
    /// Bytes a day, both directions, with the headers of IP and UDP.
    pub bytes_a_day: f64,
    /// Datagrams a second, both directions.
    pub datagrams: f64,
}

/// Measures one node for a while, after it has settled.
///
/// # Panics
/// When the nodes do not find each other.
pub async fn measure(folder: &Path, case: Case) -> Found {
    let federation = Federation::write(folder, case.nodes);
    for node in 0..case.nodes {
        let metered = if node == 0 { case.metered } else { case.others_metered };
        federation.configure(node, |config| config.network.metered = metered);
    }
    let lines = if case.all {
        unlink(&federation);
        let others: Vec<usize> = (1..case.nodes).collect();
        lines(&federation, 0, &others, Shape::OPEN).await
    } else {
        known(&federation).await
    };
    let mut running = Vec::new();
    for node in 0..case.nodes {
        running.push(federation.start(node).await);
    }
    linked(&running[0], lines.len()).await;
    tokio::time::sleep(case.settle).await;
    let count = || {
        let bytes: u64 = lines.iter().map(|line| line.counted.bytes()).sum();
        (bytes, lines.iter().map(|line| line.counted.datagrams()).sum::<u64>())
    };
    let before = count();
    tokio::time::sleep(case.time).await;
    let after = count();
    for node in running {
        node.stop().await;
    }
    let seconds = case.time.as_secs_f64();
    Found {
        links: lines.len(),
        bytes_a_day: (after.0 - before.0) as f64 / seconds * DAY,
        datagrams: (after.1 - before.1) as f64 / seconds,
    }
}

/// Lines in the links of the first node, which all others dial that know it.
async fn known(federation: &Federation) -> Vec<Link> {
    let mut lines = Vec::new();
    for (seed, node) in (1..).zip((1..federation.len()).filter(|node| federation.dials(*node).contains(&0))) {
        let (line, peer) = through(federation, 0, Shape::OPEN, seed * 2).await;
        federation.configure(node, |config| {
            config.network.peers.retain(|known| known.node != peer.node);
            config.network.peers.push(peer);
        });
        lines.push(line);
    }
    lines
}
