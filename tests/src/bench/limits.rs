//! What the machine itself allows: signatures verified, bytes appended and made durable.

use ed25519_dalek::{Signer as _, SigningKey};
use std::{fs::File, io::Write as _, path::Path, time::Instant};

/// Strict verifications a second on one core, over inputs of `size` bytes; the key is parsed.
///
/// # Panics
/// When a signature is not good.
#[must_use]
pub fn verify_rate(size: usize, count: usize) -> f64 {
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = key.verifying_key();
    let signed: Vec<_> = (0..count)
        .map(|n| {
            let mut input = vec![0x5a; size.max(8)];
            input[..8].copy_from_slice(&n.to_le_bytes());
            let signature = key.sign(&input);
            (input, signature)
        })
        .collect();
    let began = Instant::now();
    for (input, signature) in &signed {
        public.verify_strict(input, signature).expect("a good signature");
    }
    count as f64 / began.elapsed().as_secs_f64()
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

/// What stages after each other allow: the harmonic sum of their rates.
#[must_use]
pub fn together(rates: &[f64]) -> f64 {
    1.0 / rates.iter().map(|rate| 1.0 / rate).sum::<f64>()
}
