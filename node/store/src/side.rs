//! Side files: for each complete segment of headers, where each message stands, sorted by log
//! and by id. They hold nothing that the segment does not, and are made anew when they are
//! missing or damaged.

use crate::{
    disk::{Disk, File},
    format::{FORMAT, LOG_LEN, log_at, log_bytes, u32_at, u64_at},
    segment::io_error,
};
use cabildo_protocol::{
    id::{LogId, MessageId, Millis},
    message::Position,
    store::StoreError,
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const MAGIC: &[u8; 8] = b"CABSIDE\0";
const HEAD_LEN: usize = 64;
const RUN_LEN: usize = LOG_LEN + 8 + 4 + 4 + 32 + 32 + 8 + 8;
const ID_LEN: usize = 36;
/// Every so many ids, one stays in memory.
const FENCE: usize = 64;

/// The messages of one log in one segment; their sequences follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideRun {
    /// Which log.
    pub log: LogId,
    /// Sequence of the first.
    pub first: u64,
    /// How many.
    pub count: u32,
    /// Place of the first in the table of offsets.
    pub start: u32,
    /// The id that the first cites as its predecessor's.
    pub previous: MessageId,
    /// Where the log stands after the last.
    pub last: Position,
}

/// What a side file is made from.
#[derive(Debug, Default)]
pub struct SideData {
    /// In the order of their logs.
    pub runs: Vec<SideRun>,
    /// Offsets in the segment, run after run.
    pub offsets: Vec<u32>,
    /// Ids with their places in `offsets`, in the order of the ids.
    pub ids: Vec<(MessageId, u32)>,
}

/// An open side file.
#[derive(Debug)]
pub struct Side {
    /// In the order of their logs.
    pub runs: Vec<SideRun>,
    file: Arc<dyn File>,
    path: PathBuf,
    used: u64,
    count: usize,
    /// Where the offsets begin.
    offsets_at: usize,
    /// Where the ids begin.
    ids_at: usize,
    fence: Vec<u64>,
    bloom: Bloom,
}

/// Why a side file cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum SideProblem {
    /// Written by a newer release.
    Newer(u16),
    /// Missing, damaged, or of another state of the segment.
    Unusable,
}

impl SideData {
    fn encode(&self, segment: u32, marker: u64, used: u64) -> Vec<u8> {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        let mut bytes = vec![0; HEAD_LEN];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..10].copy_from_slice(&FORMAT.to_le_bytes());
        bytes[12..16].copy_from_slice(&segment.to_le_bytes());
        bytes[16..24].copy_from_slice(&marker.to_le_bytes());
        bytes[24..32].copy_from_slice(&used.to_le_bytes());
        bytes[32..36].copy_from_slice(&number(self.offsets.len()));
        bytes[36..40].copy_from_slice(&number(self.runs.len()));
        for run in &self.runs {
            bytes.extend_from_slice(&log_bytes(&run.log));
            bytes.extend_from_slice(&run.first.to_le_bytes());
            bytes.extend_from_slice(&run.count.to_le_bytes());
            bytes.extend_from_slice(&run.start.to_le_bytes());
            bytes.extend_from_slice(run.previous.as_bytes());
            bytes.extend_from_slice(run.last.id.as_bytes());
            bytes.extend_from_slice(&run.last.total_bytes.to_le_bytes());
            bytes.extend_from_slice(&run.last.created.0.to_le_bytes());
        }
        for offset in &self.offsets {
            bytes.extend_from_slice(&offset.to_le_bytes());
        }
        for (id, place) in &self.ids {
            bytes.extend_from_slice(id.as_bytes());
            bytes.extend_from_slice(&place.to_le_bytes());
        }
        let crc = crc32c::crc32c(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        bytes
    }
}

/// Writes the side file of a segment. It is not synced: what a power cut takes is made anew.
pub fn write(
    disk: &dyn Disk,
    path: &Path,
    (segment, marker, used): (u32, u64, u64),
    data: &SideData,
) -> Result<Side, StoreError> {
    let bytes = data.encode(segment, marker, used);
    let fail = |error| io_error(path, &error);
    let passing = path.with_extension("new");
    let file = disk.create(&passing).map_err(fail)?;
    let written = file.write_at(&bytes, 0).and_then(|()| disk.rename(&passing, path));
    if let Err(error) = written {
        if let Err(left) = disk.remove(&passing) {
            tracing::debug!(file = %passing.display(), error = %left, "could not remove");
        }
        return Err(fail(error));
    }
    parse(&bytes, file, path, (segment, marker, used)).map_err(|_| StoreError::Damaged {
        place: path.display().to_string(),
        offset: 0,
        detail: "the table that was just made does not read back".to_owned(),
    })
}

/// Opens the side file of a segment in the state that is given by its marker and used length.
pub fn open(disk: &dyn Disk, path: &Path, state: (u32, u64, u64)) -> Result<Side, SideProblem> {
    let unusable = |_| SideProblem::Unusable;
    let file = disk.open(path).map_err(unusable)?;
    let length = file.length().map_err(unusable)?;
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| SideProblem::Unusable)?];
    let got = file.read_at(&mut bytes, 0).map_err(unusable)?;
    bytes.truncate(got);
    parse(&bytes, file, path, state)
}

/// The format of a side file, where it is newer than this release's.
pub fn newer_format(disk: &dyn Disk, path: &Path) -> Option<u16> {
    match open(disk, path, (0, 0, 0)) {
        Err(SideProblem::Newer(format)) => Some(format),
        _ => None,
    }
}

fn parse(
    bytes: &[u8],
    file: Arc<dyn File>,
    path: &Path,
    state: (u32, u64, u64),
) -> Result<Side, SideProblem> {
    let body = bytes.len().checked_sub(4).ok_or(SideProblem::Unusable)?;
    if bytes.get(..8) != Some(MAGIC.as_slice())
        || u32_at(bytes, body) != bytes.get(..body).map(crc32c::crc32c)
    {
        return Err(SideProblem::Unusable);
    }
    match bytes.get(8..10) {
        Some(&[low, high]) if u16::from_le_bytes([low, high]) > FORMAT => {
            return Err(SideProblem::Newer(u16::from_le_bytes([low, high])));
        }
        _ => {}
    }
    tables(bytes, body, file, path, state).ok_or(SideProblem::Unusable)
}

fn tables(
    bytes: &[u8],
    body: usize,
    file: Arc<dyn File>,
    path: &Path,
    (segment, marker, used): (u32, u64, u64),
) -> Option<Side> {
    let same = u32_at(bytes, 12)? == segment && u64_at(bytes, 16)? == marker && u64_at(bytes, 24)? == used;
    let number = |at| u32_at(bytes, at).and_then(|n| usize::try_from(n).ok());
    let (count, runs) = (number(32)?, number(36)?);
    let offsets_at = HEAD_LEN + runs.checked_mul(RUN_LEN)?;
    let ids_at = offsets_at.checked_add(count.checked_mul(4)?)?;
    if !same || ids_at.checked_add(count.checked_mul(ID_LEN)?)? != body {
        return None;
    }
    let runs = (0..runs).map(|i| run_at(bytes, HEAD_LEN + i * RUN_LEN)).collect::<Option<Vec<_>>>()?;
    let mut bloom = Bloom::new(count);
    let mut fence = Vec::with_capacity(count / FENCE + 1);
    for i in 0..count {
        let id = bytes.get(ids_at + i * ID_LEN..)?;
        bloom.insert(id);
        if i % FENCE == 0 {
            fence.push(leading(id));
        }
    }
    Some(Side { runs, file, path: path.to_owned(), used, count, offsets_at, ids_at, fence, bloom })
}

fn run_at(bytes: &[u8], at: usize) -> Option<SideRun> {
    let first = u64_at(bytes, at + LOG_LEN)?;
    let count = u32_at(bytes, at + LOG_LEN + 8)?;
    let ids = at + LOG_LEN + 16;
    let id = |at: usize| MessageId::from_slice(bytes.get(at..at + 32)?).ok();
    Some(SideRun {
        log: log_at(bytes, at)?,
        first,
        count,
        start: u32_at(bytes, at + LOG_LEN + 12)?,
        previous: id(ids)?,
        last: Position {
            seq: first.checked_add(u64::from(count))?.checked_sub(1)?,
            id: id(ids + 32)?,
            total_bytes: u64_at(bytes, ids + 64)?,
            created: Millis(u64_at(bytes, ids + 72)?),
        },
    })
}

impl Side {
    /// The used length of its segment.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Offsets in the segment of `count` messages from place `start` on.
    pub fn offsets(&self, start: usize, count: usize) -> Result<Vec<u32>, StoreError> {
        let bytes = self.read(self.offsets_at + start * 4, count * 4)?;
        Ok(bytes.chunks_exact(4).filter_map(|raw| u32_at(raw, 0)).collect())
    }

    /// The log and sequence of the message at a place.
    pub fn place(&self, place: u32) -> Option<(LogId, u64)> {
        let at = self.by_start(place)?;
        Some((at.log, at.first + u64::from(place - at.start)))
    }

    fn by_start(&self, place: u32) -> Option<&SideRun> {
        let i = self.runs.partition_point(|run| run.start <= place);
        self.runs.get(i.checked_sub(1)?).filter(|run| place - run.start < run.count)
    }

    /// Where a message stands, if it is in this segment.
    pub fn locate(&self, id: &MessageId) -> Result<Option<(LogId, u64)>, StoreError> {
        if !self.bloom.may_contain(id.as_bytes()) {
            return Ok(None);
        }
        let found = self.ids_between(id, id, 1)?;
        Ok(found.first().and_then(|(_, place)| self.place(*place)))
    }

    /// Ids from `low` to `high`, both included, with their places; at most `limit`.
    pub fn ids_between(
        &self,
        low: &MessageId,
        high: &MessageId,
        limit: usize,
    ) -> Result<Vec<(MessageId, u32)>, StoreError> {
        // The block before the first fence that is not smaller may hold equal leading bytes.
        let block = self.fence.partition_point(|fence| *fence < leading(low.as_bytes())).saturating_sub(1);
        let mut found = Vec::new();
        let mut at = block * FENCE;
        while at < self.count && found.len() < limit {
            let n = FENCE.min(self.count - at);
            let bytes = self.read(self.ids_at + at * ID_LEN, n * ID_LEN)?;
            for raw in bytes.chunks_exact(ID_LEN) {
                let (Some(id), Some(place)) =
                    (raw.get(..32).and_then(|id| MessageId::from_slice(id).ok()), u32_at(raw, 32))
                else {
                    continue;
                };
                if id > *high {
                    return Ok(found);
                }
                if id >= *low && found.len() < limit {
                    found.push((id, place));
                }
            }
            at += n;
        }
        Ok(found)
    }

    fn read(&self, at: usize, length: usize) -> Result<Vec<u8>, StoreError> {
        let mut bytes = vec![0; length];
        let got = self.file.read_at(&mut bytes, at as u64).map_err(|e| io_error(&self.path, &e))?;
        if got == length {
            return Ok(bytes);
        }
        Err(StoreError::Damaged {
            place: self.path.display().to_string(),
            offset: at as u64,
            detail: "the table is shorter than it was; it is made anew when the node starts".to_owned(),
        })
    }
}

/// The first eight bytes of an id as a number that sorts like it.
fn leading(id: &[u8]) -> u64 {
    id.get(..8).and_then(|raw| raw.try_into().ok()).map_or(0, u64::from_be_bytes)
}

/// Says of most ids that are not in a segment that they are not. Ids are hashes, so their own
/// bytes serve as the hash functions: ten bits an id and six probes err in about one of 120.
#[derive(Debug)]
struct Bloom {
    words: Vec<u64>,
}

impl Bloom {
    const PROBES: usize = 6;

    fn new(count: usize) -> Self {
        Self { words: vec![0; (count * 10).div_ceil(64).max(1)] }
    }

    fn bits(&self, id: &[u8]) -> impl Iterator<Item = (usize, u64)> {
        let bits = self.words.len() as u64 * 64;
        let (a, b) = (u64_at(id, 8).unwrap_or(0), u64_at(id, 16).unwrap_or(0) | 1);
        (0..Self::PROBES as u64).map(move |i| {
            let bit = a.wrapping_add(b.wrapping_mul(i)) % bits;
            (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
        })
    }

    fn insert(&mut self, id: &[u8]) {
        let bits: Vec<_> = self.bits(id).collect();
        for (word, mask) in bits {
            if let Some(word) = self.words.get_mut(word) {
                *word |= mask;
            }
        }
    }

    fn may_contain(&self, id: &[u8]) -> bool {
        self.bits(id).all(|(word, mask)| self.words.get(word).is_some_and(|w| w & mask != 0))
    }
}
