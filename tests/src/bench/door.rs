//! The engine's door: decode, verify, link, append, durable, without libp2p.

use super::work::BATCH;
use cabildo_node::driver::clock;
use cabildo_protocol::{
    authority::Authority,
    bounds,
    engine::{Effect, Engine, Input, Options, Peer},
    id::{Millis, PublicKey},
    ingest::Verdict,
    message::{KeyCache, Verified, WireMessage},
    store::Store as _,
};
use cabildo_store::SegmentStore;
use std::{path::Path, sync::mpsc, time::Instant};

/// Opens a store as a node does, with or without its index.
///
/// # Panics
/// When the disk refuses.
#[must_use]
pub fn store(folder: &Path, index: bool) -> SegmentStore {
    let options = cabildo_store::Options { index, ..cabildo_store::Options::default() };
    SegmentStore::open(folder, options).unwrap_or_else(|error| panic!("{error}"))
}

/// An engine that counts what it has made durable.
#[derive(Debug)]
pub struct Door {
    engine: Engine<SegmentStore>,
    now: Millis,
    token: u64,
    kept: usize,
}

impl Door {
    /// A door to a store.
    ///
    /// # Panics
    /// When the store cannot be read.
    #[must_use]
    pub fn new(store: SegmentStore, authority: &Authority) -> Self {
        let engine = Engine::new(authority.clone(), store, Options::default()).expect("an engine");
        Self { engine, now: clock(), token: 0, kept: 0 }
    }

    /// Hands a message to the engine, as gossiped by some peer.
    pub fn take(&mut self, message: Verified) {
        self.token += 1;
        let from = Peer(PublicKey::ed25519([1; 32]));
        self.engine.handle(self.now, Input::Gossip { from, token: self.token, message });
    }

    /// Makes durable what has come in.
    ///
    /// # Panics
    /// When a message was not accepted, or the disk fails.
    pub fn settle(&mut self) {
        let effects = self.engine.take_effects();
        self.engine.store_mut().commit().expect("a commit");
        for effect in effects {
            match effect {
                Effect::Verdict { verdict, .. } => assert_eq!(verdict, Verdict::Accept, "a good message"),
                Effect::Notify(_) => self.kept += 1,
                _ => {}
            }
        }
        self.now = self.now.max(clock());
    }

    /// Messages made durable so far.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.kept
    }

    /// Bytes of records in the segments.
    #[must_use]
    pub fn segment_bytes(&self) -> u64 {
        self.engine.store().reader().counts().bytes
    }

    /// Messages that the index has not taken in yet.
    #[must_use]
    pub fn index_lag(&self) -> u64 {
        self.engine.store().reader().counts().index_lag
    }
}

/// Reads and verifies a frame.
///
/// # Panics
/// When it is no message.
#[must_use]
pub fn verified(frame: &[u8], keys: &mut KeyCache) -> Verified {
    let message = WireMessage::decode(frame, bounds::GOSSIP_FRAME_MAX);
    message.and_then(|message| message.verify(keys)).expect("a good message")
}

/// Messages a second with everything on one thread.
#[must_use]
pub fn on_one_thread(mut door: Door, frames: &[Vec<u8>]) -> f64 {
    let mut keys = KeyCache::default();
    let began = Instant::now();
    for batch in frames.chunks(BATCH) {
        batch.iter().for_each(|frame| door.take(verified(frame, &mut keys)));
        door.settle();
    }
    rate(&door, frames.len(), began)
}

/// Messages a second with signatures verified on a thread of its own, as the node does.
#[must_use]
pub fn on_two_threads(mut door: Door, frames: &[Vec<u8>]) -> f64 {
    let (sender, verified_ones) = mpsc::sync_channel(4 * BATCH);
    std::thread::scope(|threads| {
        let began = Instant::now();
        threads.spawn(move || {
            let mut keys = KeyCache::default();
            for frame in frames {
                if sender.send(verified(frame, &mut keys)).is_err() {
                    return;
                }
            }
        });
        while let Ok(first) = verified_ones.recv() {
            door.take(first);
            verified_ones.try_iter().take(BATCH - 1).for_each(|message| door.take(message));
            door.settle();
        }
        rate(&door, frames.len(), began)
    })
}

fn rate(door: &Door, expected: usize, began: Instant) -> f64 {
    let rate = expected as f64 / began.elapsed().as_secs_f64();
    assert_eq!(door.kept(), expected, "everything durable");
    rate
}
