//! The index in sled 0.34.
//!
//! It may fail with an error, a panic or silently wrong answers when its files are damaged:
//! panics are caught here, and [`Index::check`] compares all keys with a count and a sum that
//! were written with them.

use super::{Entry, Index, IndexError, Location, Mark};
use crate::format::key_hash;
use cabildo_protocol::id::{MessageId, Millis};
use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
};

const THREAD: u8 = b't';
const KIND: u8 = b'k';
const MARK: &[u8] = b"m";
const ROOT_LEN: usize = 16;

/// See the module.
pub struct SledIndex {
    db: sled::Db,
}

impl SledIndex {
    /// Opens the index in a folder, or begins one.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        guard(|| {
            let config = sled::Config::new().path(folder).cache_capacity(16 * 1024 * 1024);
            Ok(Self { db: config.flush_every_ms(Some(2000)).open()? })
        })
    }
}

thread_local! {
    /// Whether this thread is in a call whose panic becomes an error.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread, now, is one of the index: it ends nothing, since the index is made
/// anew. For panic hooks, which are told of it before it is caught.
#[must_use]
pub fn panic_is_caught() -> bool {
    // What fails on a thread of sled's own comes to the caller as an error or a panic.
    let of_sled = |name: &str| name.starts_with("sled-io-") || name == "log flusher";
    GUARDED.get() || thread::current().name().is_some_and(of_sled)
}

/// Runs a call into sled; a panic becomes an error. What sled holds after one is not used any
/// more, so that nothing half-changed is seen.
fn guard<T>(call: impl FnOnce() -> Result<T, sled::Error>) -> Result<T, IndexError> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(before);
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(IndexError::Failed(error.to_string())),
        Err(_) => Err(IndexError::Panicked),
    }
}

/// A panic that a test plants, once, as sled's own: `CABILDO_PLANTED=index`. A build without debug
/// assertions has none.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "what it is for")]
fn plant() {
    use std::sync::atomic::{AtomicBool, Ordering};

    static PLANTED: AtomicBool = AtomicBool::new(false);
    let asked = std::env::var_os("CABILDO_PLANTED").is_some_and(|what| what == "index");
    if asked && !PLANTED.swap(true, Ordering::Relaxed) {
        panic!("planted in the index");
    }
}

/// Never panics.
#[cfg(not(debug_assertions))]
fn plant() {}

fn put_location(key: &mut Vec<u8>, at: Location) {
    key.extend_from_slice(&at.segment.to_be_bytes());
    key.extend_from_slice(&at.offset.to_be_bytes());
}

fn location_at(key: &[u8], at: usize) -> Option<Location> {
    let number = |at: usize| Some(u32::from_be_bytes(key.get(at..at + 4)?.try_into().ok()?));
    Some(Location { segment: number(at)?, offset: number(at + 4)? })
}

fn thread_prefix(root: &MessageId) -> Vec<u8> {
    let mut key = vec![THREAD];
    key.extend_from_slice(root.as_bytes().get(..ROOT_LEN).unwrap_or_default());
    key
}

fn kind_key(kind: u16, created: Millis, at: Location) -> Vec<u8> {
    let mut key = vec![KIND];
    key.extend_from_slice(&kind.to_be_bytes());
    key.extend_from_slice(&created.0.to_be_bytes());
    put_location(&mut key, at);
    key
}

impl Index for SledIndex {
    fn mark(&self) -> Result<Option<Mark>, IndexError> {
        let bytes = guard(|| self.db.get(MARK))?;
        bytes
            .map(|bytes| Mark::decode(&bytes).ok_or(IndexError::Mismatch("its mark is malformed")))
            .transpose()
    }

    fn check(&self) -> Result<(), IndexError> {
        let (mut keys, mut sum) = (0u64, 0u64);
        guard(|| {
            for item in self.db.iter().keys() {
                let key = item?;
                if key != MARK {
                    keys += 1;
                    sum = sum.wrapping_add(key_hash(&key));
                }
            }
            Ok(())
        })?;
        match self.mark()? {
            Some(mark) if (mark.keys, mark.sum) == (keys, sum) => Ok(()),
            None if keys == 0 => Ok(()),
            _ => Err(IndexError::Mismatch("its keys are not those that were written")),
        }
    }

    fn add(&self, entries: &[Entry], mut mark: Mark) -> Result<Mark, IndexError> {
        let mut batch = sled::Batch::default();
        let mut put = |key: Vec<u8>| {
            mark.keys += 1;
            mark.sum = mark.sum.wrapping_add(key_hash(&key));
            batch.insert(key, &[]);
        };
        for entry in entries {
            put(kind_key(entry.kind, entry.created, entry.at));
            for root in [&entry.root, &entry.rotas].into_iter().flatten() {
                let mut key = thread_prefix(root);
                put_location(&mut key, entry.at);
                put(key);
            }
        }
        batch.insert(MARK, mark.encode().as_slice());
        guard(|| self.db.apply_batch(batch))?;
        Ok(mark)
    }

    fn replies(&self, root: &MessageId) -> Result<Vec<Location>, IndexError> {
        guard(|| {
            plant();
            let mut found = Vec::new();
            for key in self.db.scan_prefix(thread_prefix(root)).keys() {
                found.extend(location_at(&key?, 1 + ROOT_LEN));
            }
            Ok(found)
        })
    }

    fn kinds(&self) -> Result<Vec<u16>, IndexError> {
        guard(|| {
            let (mut kinds, mut next) = (Vec::new(), Some(0u16));
            while let Some(kind) = next {
                let from = kind_key(kind, Millis(0), Location::default());
                let Some((key, _)) = self.db.get_gt(from)? else { break };
                let [KIND, high, low, ..] = *key else { break };
                let found = u16::from_be_bytes([high, low]);
                kinds.push(found);
                next = found.checked_add(1);
            }
            Ok(kinds)
        })
    }

    fn before(
        &self,
        kind: u16,
        before: (Millis, Location),
        limit: usize,
    ) -> Result<Vec<(Millis, Location)>, IndexError> {
        guard(|| {
            let from = kind_key(kind, Millis(0), Location::default());
            let to = kind_key(kind, before.0, before.1);
            let mut found = Vec::new();
            for key in self.db.range(from..to).keys().rev().take(limit) {
                let key = key?;
                let created = key.get(3..11).and_then(|raw| raw.try_into().ok()).map(u64::from_be_bytes);
                if let (Some(created), Some(at)) = (created, location_at(&key, 11)) {
                    found.push((Millis(created), at));
                }
            }
            Ok(found)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_caught_is_said_to_be() {
        assert!(!panic_is_caught());
        let inside = guard(|| {
            let inner = guard(|| Ok(panic_is_caught())).is_ok_and(|caught| caught);
            Ok(inner && panic_is_caught())
        });
        assert!(inside.is_ok_and(|caught| caught) && !panic_is_caught());
        assert!(matches!(guard::<()>(|| panic!("as sled does")), Err(IndexError::Panicked)));
        assert!(!panic_is_caught(), "also after one");
    }
}
