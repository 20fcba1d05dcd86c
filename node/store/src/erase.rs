//! Wiping bodies that were erased: their records become fillers, in place.
//!
//! A durable mark in the body segments comes first, so that what a crash interrupts is wiped when
//! the store is opened again. On file systems that copy what they change, and on disks that move
//! what wears out, the old bytes may live on below the files: nothing up here can reach them.

use crate::{
    disk::Disk,
    format::{BodyAt, Payload, body_record_len},
    segment::{Segment, io_error},
    tables::Shared,
};
use cabildo_protocol::{id::LogId, store::StoreError};
use std::path::Path;

/// Wipes the bodies of these messages, as far as they are here, and what quarantine has of them.
///
/// # Errors
/// When the disk fails.
pub fn wipe(
    disk: &dyn Disk,
    store: &Path,
    shared: &Shared,
    erased: &[(LogId, u64)],
) -> Result<(), StoreError> {
    for (log, seq) in erased {
        let Some((segment, at)) = shared.body(log, *seq)? else { continue };
        let length = body_record_len(usize::try_from(at.length).unwrap_or(usize::MAX));
        let mut buffer = Vec::new();
        match segment.read(at.offset, length, &mut buffer) {
            Ok(Payload::Body { log: other, seq: number, .. }) if (other, number) == (*log, *seq) => {
                fill(&segment, at.offset, length)?;
            }
            // Damage that has just been met is put right, and wiped, when the store is opened next.
            Ok(_) | Err(StoreError::Damaged { .. }) => forget_evidence(disk, store, at)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn fill(segment: &Segment, offset: u32, length: usize) -> Result<(), StoreError> {
    let fail = |error| io_error(&segment.path, &error);
    let mut hole = Vec::with_capacity(length);
    segment.codec().put_hole(&mut hole, length);
    segment.file.write_at(&hole, u64::from(offset)).map_err(fail)?;
    segment.file.sync().map_err(fail)
}

/// A power cut in the middle of wiping leaves a record that is neither: opening takes it for
/// damage, and keeps its bytes.
fn forget_evidence(disk: &dyn Disk, store: &Path, at: BodyAt) -> Result<(), StoreError> {
    let folder = store.join("quarantine");
    let fail = |error| io_error(&folder, &error);
    let prefix = format!("bodies-{:08}-", at.segment);
    for name in disk.list(&folder).map_err(fail)? {
        let from =
            name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".bytes")?.parse::<u64>().ok());
        let Some(from) = from else { continue };
        let path = folder.join(&name);
        let length = disk.open(&path).and_then(|file| file.length()).map_err(fail)?;
        let (offset, end) = (u64::from(at.offset), from.saturating_add(length));
        if offset < end && from < offset + body_record_len(0) as u64 + u64::from(at.length) {
            disk.remove(&path).map_err(fail)?;
            disk.sync_folder(&folder).map_err(fail)?;
        }
    }
    Ok(())
}
