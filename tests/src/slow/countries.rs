//! Two countries far from each other: what is written in the one comes to the other over long and lossy lines, and
//! after these were cut.

use super::{
    link::{Link, Shape},
    nodes::{linked, through, unlink, within},
};
use crate::bench::{
    table::quantile,
    work::{Federation, Signed},
};
use cabildo_node::running::Running;
use futures::future::join_all;
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// Nodes of each country.
const EACH: usize = 5;
/// Between two messages, of all authors together.
const PACE: Duration = Duration::from_millis(50);
/// Only a defect takes this long.
const HEALED_MAX: Duration = Duration::from_secs(900);
/// How often it is looked at who has a message.
const LOOK: Duration = Duration::from_millis(5);

/// How long, and over which lines.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Messages while the countries are linked.
    pub linked: usize,
    /// Messages while they are not.
    pub cut: usize,
    /// The lines between them.
    pub shape: Shape,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// From when a message was kept until the last of all nodes has it: median, 99 of 100, the slowest.
    pub last: [Duration; 3],
    /// From when the lines were whole again until all of them were called.
    pub called: Duration,
    /// The same until all nodes had the same messages.
    pub healed: Duration,
}

/// Lets both countries write, cuts what links them while both go on writing, and mends it.
///
/// # Panics
/// When a node does not start, or does not get everything.
pub async fn measure(folder: &Path, case: Case) -> Found {
    let mut federation = Federation::write(&folder.join("countries"), 2 * EACH);
    unlink(&federation);
    let mut lines = Vec::new();
    for node in 1..2 * EACH {
        let near = if node < EACH { 0..node } else { EACH..node };
        let mut peers: Vec<_> = near.map(|other| federation.peer(other)).collect();
        // As the nodes of a roster do, each of the one country calls each of the other.
        for far in if node < EACH { 0..0 } else { 0..EACH } {
            let (line, peer) = through(&federation, far, case.shape, 2 * lines.len() as u64).await;
            lines.push(line);
            peers.push(peer);
        }
        federation.configure(node, |config| config.network.peers = peers);
    }
    let messages = federation.sign(case.linked + case.cut);
    let nodes = join_all((0..2 * EACH).map(|node| federation.start(node))).await;
    for node in &nodes[EACH..] {
        linked(node, 2 * EACH - 1).await;
    }
    let (before, during) = messages.split_at(case.linked);
    let times = write(&nodes, before, true).await;
    lines.iter().for_each(|line: &Link| line.cut(true));
    write(&nodes, during, false).await;
    let heads = |node: &Running| node.handle().reader().heads();
    assert!(heads(&nodes[0]) != heads(&nodes[EACH]), "they were not cut off");
    lines.iter().for_each(|line| line.cut(false));
    let total = messages.len() as u64;
    let same = within(HEALED_MAX, "all nodes have the same", async || {
        nodes.iter().all(|node| node.handle().reader().counts().messages == total)
    });
    let links = join_all(nodes[EACH..].iter().map(|node| linked(node, 2 * EACH - 1)));
    let (healed, called) = futures::join!(same, links);
    let called = called.into_iter().max().unwrap_or_default();
    assert!(nodes.iter().all(|node| heads(node) == heads(&nodes[0])), "one history everywhere");
    join_all(nodes.into_iter().map(Running::stop)).await;
    Found { last: [0.5, 0.99, 1.0].map(|share| quantile(&times, share)), called, healed }
}

/// Writes messages at their authors' nodes, one after the other; where wanted, how long each took to the last node.
async fn write(nodes: &[Running], messages: &[Signed], timed: bool) -> Vec<Duration> {
    let mut pace = tokio::time::interval(PACE);
    let mut arrivals = Vec::new();
    for (at, message) in messages {
        pace.tick().await;
        let id = nodes[*at].handle().submit((**message).clone()).await.expect("a good message");
        let kept = Instant::now();
        if timed {
            let readers: Vec<_> = nodes.iter().map(|node| node.handle().reader().clone()).collect();
            arrivals.push(tokio::spawn(async move {
                let has =
                    |reader: &cabildo_store::Reader| reader.message(&id).is_ok_and(|found| found.is_some());
                while !readers.iter().all(has) {
                    tokio::time::sleep(LOOK).await;
                }
                kept.elapsed()
            }));
        }
    }
    join_all(arrivals).await.into_iter().map(|took| took.expect("an arrival")).collect()
}
