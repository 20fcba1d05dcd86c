//! A fresh node that catches up from one peer.

use super::{
    door,
    pair::PATIENCE,
    work::{BATCH, Federation, Signed},
};
use crate::processes::cpu;
use cabildo_node::{home::Paths, running::Running};
use cabildo_protocol::store::Store as _;
use std::time::{Duration, Instant};

/// For so long nothing is done before a clock starts.
const QUIET: Duration = Duration::from_millis(250);
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

/// Messages a second of a node that begins with an empty store, from the first link on.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// Until it has everything durable.
    pub kept: f64,
    /// Until every signature was checked.
    pub checked: f64,
    /// Until its index holds everything.
    pub indexed: f64,
}

/// Waits until this process does nothing: a node that was filled or stopped still indexes, or gives its
/// memory back, for seconds.
///
/// # Panics
/// When it goes on.
pub async fn quiet() {
    let spent = || cpu(std::process::id());
    let (began, mut before) = (Instant::now(), spent());
    loop {
        tokio::time::sleep(QUIET).await;
        let now = spent();
        if now - before <= 1 {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "something goes on and on");
        before = now;
    }
}

/// Lets a node catch up. Its store is removed again.
///
/// # Panics
/// When it does not get everything.
pub async fn measure(federation: &Federation, node: usize, peer: &Running, patience: Duration) -> Found {
    let total = peer.handle().reader().counts().messages;
    let running = federation.start(node).await;
    let handle = running.handle().clone();
    let start = Instant::now();
    while !handle.network().links.iter().any(|link| link.connected) {
        assert!(start.elapsed() < PATIENCE, "no link");
        tokio::time::sleep(LOOK).await;
    }
    let began = Instant::now();
    let (mut kept, mut checked, mut indexed) = (None, None, None);
    let rate = || total as f64 / began.elapsed().as_secs_f64();
    while kept.is_none() || checked.is_none() || indexed.is_none() {
        tokio::time::sleep(LOOK).await;
        let counts = handle.reader().counts();
        let arrived = counts.messages;
        assert!(began.elapsed() < patience, "only {arrived} of {total} messages came");
        if arrived < total {
            continue;
        }
        kept.get_or_insert_with(rate);
        if indexed.is_none() && counts.index_lag == 0 {
            indexed = Some(rate());
        }
        if checked.is_none() && handle.look().await.is_ok_and(|look| look.engine.unchecked == 0) {
            checked = Some(rate());
        }
    }
    running.stop().await;
    std::fs::remove_dir_all(Paths::new(federation.home(node)).store()).expect("a removed store");
    let all = kept.zip(checked).zip(indexed).expect("all three");
    Found { kept: all.0.0, checked: all.0.1, indexed: all.1 }
}
