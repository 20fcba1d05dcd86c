//! Nodes of one federation in this process, linked by lines of ours.

use super::link::{Link, Shape};
use crate::bench::work::Federation;
use cabildo_node::{config::Peer, handle::Handle, running::Running};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// Only a defect takes this long.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Removes the links of all nodes; each test makes its own.
pub fn unlink(federation: &Federation) {
    for node in 0..federation.len() {
        federation.configure(node, |config| config.network.peers.clear());
    }
}

/// Lines from one node to others, by which it dials them.
///
/// # Panics
/// When a node has no address.
pub async fn lines(federation: &Federation, from: usize, to: &[usize], shape: Shape) -> Vec<Link> {
    let mut lines = Vec::new();
    let mut peers = Vec::new();
    for (seed, node) in (1..).zip(to) {
        let (line, peer) = through(federation, *node, shape, seed * 2).await;
        peers.push(peer);
        lines.push(line);
    }
    federation.configure(from, |config| config.network.peers = peers);
    lines
}

/// A line to a node, and the node as whoever is to dial it by that line knows it.
///
/// # Panics
/// When it has no address.
pub async fn through(federation: &Federation, node: usize, shape: Shape, seed: u64) -> (Link, Peer) {
    let line = Link::to(quic(federation, node), shape, seed).await;
    let address = format!("/ip4/127.0.0.1/udp/{}/quic-v1", line.port);
    let peer = Peer { node: federation.key(node), addresses: vec![address.parse().expect("an address")] };
    (line, peer)
}

/// Where a node listens for QUIC.
///
/// # Panics
/// When it does not.
#[must_use]
pub fn quic(federation: &Federation, node: usize) -> SocketAddr {
    let address = federation.address(node).to_string();
    let port = address.split('/').nth(4).and_then(|port| port.parse().ok()).expect("a port");
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// Waits until a node is linked with so many; returns how long that took.
///
/// # Panics
/// When it never is.
pub async fn linked(node: &Running, with: usize) -> Duration {
    let began = Instant::now();
    let links = |handle: &Handle| handle.network().links.iter().filter(|link| link.connected).count();
    until("links", async || links(node.handle()) >= with).await;
    began.elapsed()
}

/// Waits until something holds.
///
/// # Panics
/// When it never does.
pub async fn until(what: &str, holds: impl AsyncFnMut() -> bool) {
    _ = within(PATIENCE, what, holds).await;
}

/// Waits so long until something holds; returns how long that took.
///
/// # Panics
/// When it does not.
pub async fn within(patience: Duration, what: &str, mut holds: impl AsyncFnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < patience, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    began.elapsed()
}
