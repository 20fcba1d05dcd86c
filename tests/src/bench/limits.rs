//! What the machine itself allows: signatures verified, bytes appended and made durable.

use cabildo_protocol::message::{KeyCache, Message};
use std::{fs::File, io::Write as _, path::Path, time::Instant};

/// Strict verifications a second on one core, decoding included.
///
/// # Panics
/// When a message does not verify.
#[must_use]
pub fn verify_rate(wire: &[(Vec<u8>, Vec<u8>)]) -> f64 {
    let mut keys = KeyCache::default();
    let began = Instant::now();
    for (header, body) in wire {
        Message::decode(header, Some(body)).and_then(|m| m.verify(&mut keys)).expect("a good message");
    }
    wire.len() as f64 / began.elapsed().as_secs_f64()
}

/// Records of `size` bytes a second, appended to one file in batches with one `fdatasync` each.
///
/// # Panics
/// When the disk fails.
#[must_use]
pub fn append_rate(folder: &Path, size: usize, batch: usize, batches: usize) -> f64 {
    let record = vec![0xa5u8; size * batch];
    let path = folder.join("append-limit");
    let mut file = File::create(&path).expect("a file");
    rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, (record.len() * batches) as u64)
        .expect("room on the disk");
    file.sync_all().expect("a sync");
    let began = Instant::now();
    for _ in 0..batches {
        file.write_all(&record).expect("a write");
        file.sync_data().expect("a sync");
    }
    let rate = (batch * batches) as f64 / began.elapsed().as_secs_f64();
    drop(file);
    std::fs::remove_file(path).expect("a removal");
    rate
}

/// What two stages after each other allow: the harmonic sum of their rates.
#[must_use]
pub fn together(rates: &[f64]) -> f64 {
    1.0 / rates.iter().map(|rate| 1.0 / rate).sum::<f64>()
}
