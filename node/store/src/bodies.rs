//! Side files of body segments: what of a complete one must be known before its bodies are read.
//! Few records are named by no header, so these files are small.

use crate::{
    disk::Disk,
    format::{BodyAt, Codec, LOG_LEN, Payload, log_at, log_bytes, u32_at, u64_at},
    scan::Scan,
    side::{STATE_LEN, State, put, whole},
};
use cabildo_protocol::{id::LogId, store::StoreError};
use std::path::Path;

const MAGIC: &[u8; 8] = b"CABBODY\0";
const PLACE_LEN: usize = LOG_LEN + 8;

/// What a body segment holds beside bodies that their headers name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BodyTable {
    /// Bodies that came after their headers.
    pub late: Vec<(LogId, u64, BodyAt)>,
    /// Bodies that are erased, wherever they stand.
    pub erased: Vec<(LogId, u64)>,
    /// Stretches of logs whose bodies are not kept here any more: first and last sequence.
    pub dropped: Vec<(LogId, u64, u64)>,
    /// Marks of bodies that came later and are of messages that were let go: the log, the last
    /// sequence that is not meant, the place before which they stand.
    pub void: Vec<(LogId, u64, (u32, u32))>,
    /// Fillers: from, to.
    pub holes: Vec<(u32, u32)>,
}

impl BodyTable {
    /// Reads it from a segment that was scanned.
    pub fn of(segment: u32, codec: Codec, bytes: &[u8], scan: &Scan) -> Self {
        let mut table = Self::default();
        for offset in scan.records() {
            let record = bytes.get(offset..).unwrap_or_default();
            let at = u32::try_from(offset).unwrap_or(u32::MAX);
            match codec.read(record) {
                Some(Payload::Body { late: true, log, seq, body }) => {
                    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
                    table.late.push((log, seq, BodyAt { segment, offset: at, length }));
                }
                Some(Payload::Erased { log, seq }) => table.erased.push((log, seq)),
                Some(Payload::Dropped { log, from, to }) => table.dropped.push((log, from, to)),
                Some(Payload::Void { log, after, before }) => table.void.push((log, after, before)),
                Some(Payload::Hole) => {
                    let length = u32_at(record, 0).unwrap_or(0).saturating_add(8);
                    let to = at.saturating_add(length);
                    match table.holes.last_mut() {
                        Some((_, end)) if *end == at => *end = to,
                        _ => table.holes.push((at, to)),
                    }
                }
                _ => {}
            }
        }
        table
    }

    /// Writes and syncs it, unless the same one is there already.
    pub fn write(&self, disk: &dyn Disk, path: &Path, state: &State) -> Result<(), StoreError> {
        put(disk, path, &self.encode(state))
    }

    fn encode(&self, state: &State) -> Vec<u8> {
        let mut bytes = state.encode(MAGIC);
        let lists =
            [self.late.len(), self.erased.len(), self.dropped.len(), self.holes.len(), self.void.len()];
        for length in lists {
            bytes.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        }
        let place = |bytes: &mut Vec<u8>, log: &LogId, seq: u64| {
            bytes.extend_from_slice(&log_bytes(log));
            bytes.extend_from_slice(&seq.to_le_bytes());
        };
        for (log, seq, at) in &self.late {
            place(&mut bytes, log, *seq);
            bytes.extend_from_slice(&at.offset.to_le_bytes());
            bytes.extend_from_slice(&at.length.to_le_bytes());
        }
        for (log, seq) in &self.erased {
            place(&mut bytes, log, *seq);
        }
        for (log, from, to) in &self.dropped {
            place(&mut bytes, log, *from);
            bytes.extend_from_slice(&to.to_le_bytes());
        }
        for (from, to) in &self.holes {
            bytes.extend_from_slice(&from.to_le_bytes());
            bytes.extend_from_slice(&to.to_le_bytes());
        }
        for (log, after, before) in &self.void {
            place(&mut bytes, log, *after);
            bytes.extend_from_slice(&before.0.to_le_bytes());
            bytes.extend_from_slice(&before.1.to_le_bytes());
        }
        let crc = crc32c::crc32c(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Opens the side file of a body segment; none where there is none that can be used.
    pub fn open(disk: &dyn Disk, path: &Path) -> Option<(State, Self)> {
        let bytes = whole(disk, path)?;
        let state = State::decode(&bytes, MAGIC)?;
        let segment = state.segment;
        let mut at = STATE_LEN + 20;
        let mut next = |length: usize| {
            let entry = bytes.get(at..at.checked_add(length)?);
            at += length;
            entry
        };
        let mut table = Self::default();
        for _ in 0..u32_at(&bytes, STATE_LEN)? {
            let raw = next(PLACE_LEN + 8)?;
            let (offset, length) = (u32_at(raw, PLACE_LEN)?, u32_at(raw, PLACE_LEN + 4)?);
            let body = BodyAt { segment, offset, length };
            table.late.push((log_at(raw, 0)?, u64_at(raw, LOG_LEN)?, body));
        }
        for _ in 0..u32_at(&bytes, STATE_LEN + 4)? {
            let raw = next(PLACE_LEN)?;
            table.erased.push((log_at(raw, 0)?, u64_at(raw, LOG_LEN)?));
        }
        for _ in 0..u32_at(&bytes, STATE_LEN + 8)? {
            let raw = next(PLACE_LEN + 8)?;
            table.dropped.push((log_at(raw, 0)?, u64_at(raw, LOG_LEN)?, u64_at(raw, PLACE_LEN)?));
        }
        for _ in 0..u32_at(&bytes, STATE_LEN + 12)? {
            let raw = next(8)?;
            table.holes.push((u32_at(raw, 0)?, u32_at(raw, 4)?));
        }
        for _ in 0..u32_at(&bytes, STATE_LEN + 16)? {
            let raw = next(PLACE_LEN + 8)?;
            let before = (u32_at(raw, PLACE_LEN)?, u32_at(raw, PLACE_LEN + 4)?);
            table.void.push((log_at(raw, 0)?, u64_at(raw, LOG_LEN)?, before));
        }
        Some((state, table))
    }
}
