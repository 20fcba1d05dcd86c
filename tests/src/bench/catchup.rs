//! A fresh node that catches up from one peer.

use super::{
    door,
    pair::PATIENCE,
    work::{BATCH, Federation, Signed},
};
use cabildo_node::{home::Paths, running::Running};
use cabildo_protocol::store::Store as _;
use std::time::{Duration, Instant};

/// How often it is looked at how far the node is.
const LOOK: Duration = Duration::from_millis(2);

/// Keeps messages in the store of a node that does not run.
///
/// # Panics
/// When the disk fails.
pub fn fill(federation: &Federation, node: usize, index: bool, messages: &[Signed]) {
    let mut store = door::store(&Paths::new(federation.home(node)).store(), index);
    for batch in messages.chunks(BATCH) {
        batch.iter().for_each(|(_, message)| store.append(message).expect("an appended message"));
        store.commit().expect("a commit");
    }
}

/// Messages a second of a node that begins with an empty store, from the first link on until it
/// has everything durable. The store is removed again.
///
/// # Panics
/// When it does not get everything.
pub async fn rate(federation: &Federation, node: usize, peer: &Running, patience: Duration) -> f64 {
    let total = peer.handle().reader().counts().messages;
    let running = federation.start(node).await;
    let handle = running.handle().clone();
    let start = Instant::now();
    while !handle.network().links.iter().any(|link| link.connected) {
        assert!(start.elapsed() < PATIENCE, "no link");
        tokio::time::sleep(LOOK).await;
    }
    let began = Instant::now();
    loop {
        let arrived = handle.reader().counts().messages;
        if arrived == total {
            break;
        }
        assert!(began.elapsed() < patience, "only {arrived} of {total} messages came");
        tokio::time::sleep(LOOK).await;
    }
    let rate = total as f64 / began.elapsed().as_secs_f64();
    running.stop().await;
    std::fs::remove_dir_all(Paths::new(federation.home(node)).store()).expect("a removed store");
    rate
}
