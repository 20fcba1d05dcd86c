//! Side files: for each complete segment of headers, where each message stands, sorted by log
//! and by id. They hold nothing that the segment does not, and are made anew when they are
//! missing or damaged. Opening reads their beginning alone, which has a checksum of its own; the
//! tables behind it are read block by block when something is looked for.

use crate::{
    disk::{Disk, File},
    format::{
        BodyAt, FORMAT, LOG_LEN, POSITION_LEN, log_at, log_bytes, position_at, position_bytes, u32_at, u64_at,
    },
    segment::io_error,
};
use cabildo_protocol::{
    id::{InstitutionId, LogId, MessageId, Millis},
    message::Position,
    store::StoreError,
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const MAGIC: &[u8; 8] = b"CABSIDE\0";
/// Bytes at the beginning of every side file that say which segment it is of, and in what state.
pub const STATE_LEN: usize = 48;
const HEAD_LEN: usize = 80;
const RUN_LEN: usize = LOG_LEN + 8 + 4 + 4 + 32 + 32 + 8 + 8;
const BARE_LEN: usize = 40;
const REWOUND_LEN: usize = LOG_LEN + POSITION_LEN;
const ID_LEN: usize = 40;
/// Ids in a block; of each block the first id's beginning stays in memory.
const IDS: usize = 64;
/// Offsets in a block.
const OFFSETS: usize = 512;
const CRC_LEN: usize = 4;

/// Which segment a side file is of, and how long and where in its family that was. A segment in
/// another state needs another side file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// The segment's number.
    pub segment: u32,
    /// Its marker.
    pub marker: u64,
    /// Its used length.
    pub used: u64,
    /// The number that its first batch should have.
    pub first: u64,
    /// The number of the batch that follows it.
    pub next: u64,
}

impl State {
    /// The beginning of a side file.
    pub fn encode(&self, magic: &[u8; 8]) -> Vec<u8> {
        let mut bytes = magic.to_vec();
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&[0; 2]);
        bytes.extend_from_slice(&self.segment.to_le_bytes());
        for number in [self.marker, self.used, self.first, self.next] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// Reads it; none where it is of another kind of file or another format.
    pub fn decode(bytes: &[u8], magic: &[u8; 8]) -> Option<Self> {
        let format = bytes.get(8..10) == Some(FORMAT.to_le_bytes().as_slice());
        (bytes.get(..8) == Some(magic.as_slice()) && format).then_some(())?;
        Some(Self {
            segment: u32_at(bytes, 12)?,
            marker: u64_at(bytes, 16)?,
            used: u64_at(bytes, 24)?,
            first: u64_at(bytes, 32)?,
            next: u64_at(bytes, 40)?,
        })
    }
}

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
    /// Who writes the log.
    pub institution: InstitutionId,
}

/// What a side file is made from.
#[derive(Debug, Default)]
pub struct SideData {
    /// In the order of their logs.
    pub runs: Vec<SideRun>,
    /// Messages whose headers name no body that was there: run, sequence after its first, id.
    pub bare: Vec<(u32, u32, MessageId)>,
    /// Logs that were let go in older segments before what stands here, and from where on.
    pub rewound: Vec<(LogId, Position)>,
    /// The farthest body that a header names: its segment, and where it ends there.
    pub bodies: (u32, u32),
    /// Offsets in the segment, run after run.
    pub offsets: Vec<u32>,
    /// Ids with their places in `offsets` and their runs, in the order of the ids.
    pub ids: Vec<(MessageId, u32, u32)>,
}

/// What opening needs of a side file once.
#[derive(Debug)]
pub struct Summary {
    /// What it is of.
    pub state: State,
    /// See [`SideData::runs`].
    pub runs: Vec<SideRun>,
    /// See [`SideData::bare`].
    pub bare: Vec<(u32, u32, MessageId)>,
    /// See [`SideData::rewound`].
    pub rewound: Vec<(LogId, Position)>,
    /// See [`SideData::bodies`].
    pub bodies: (u32, u32),
}

/// An open side file: what is kept in memory is an id's beginning in [`IDS`] and the filter.
#[derive(Debug)]
pub struct Side {
    file: Arc<dyn File>,
    path: PathBuf,
    used: u64,
    layout: Layout,
    fence: Vec<u64>,
    bloom: Bloom,
}

/// Where the tables stand.
#[derive(Debug, Clone, Copy)]
struct Layout {
    count: usize,
    runs: usize,
    names_at: usize,
    bare_at: usize,
    bare: usize,
    rewound_at: usize,
    rewound: usize,
    fence_at: usize,
    bloom_at: usize,
    /// The checksum of everything before.
    summary_end: usize,
    offsets_at: usize,
    ids_at: usize,
    /// The checksum of the whole file.
    end: usize,
}

impl Layout {
    fn of(count: usize, runs: usize, names: usize, bare: usize, rewound: usize) -> Option<Self> {
        let blocks = |size: usize, each: usize| {
            count.checked_mul(size)?.checked_add(count.div_ceil(each).checked_mul(CRC_LEN)?)
        };
        let names_at = HEAD_LEN.checked_add(runs.checked_mul(RUN_LEN)?)?;
        let bare_at = names_at.checked_add(names)?;
        let rewound_at = bare_at.checked_add(bare.checked_mul(BARE_LEN)?)?;
        let fence_at = rewound_at.checked_add(rewound.checked_mul(REWOUND_LEN)?)?;
        let bloom_at = fence_at.checked_add(count.div_ceil(IDS).checked_mul(8)?)?;
        let summary_end = bloom_at.checked_add(Bloom::words_for(count).checked_mul(8)?)?;
        let offsets_at = summary_end.checked_add(CRC_LEN)?;
        let ids_at = offsets_at.checked_add(blocks(4, OFFSETS)?)?;
        let end = ids_at.checked_add(blocks(ID_LEN, IDS)?)?;
        Some(Self {
            count,
            runs,
            names_at,
            bare_at,
            bare,
            rewound_at,
            rewound,
            fence_at,
            bloom_at,
            summary_end,
            offsets_at,
            ids_at,
            end,
        })
    }

    fn read(head: &[u8]) -> Option<Self> {
        let number = |at| u32_at(head, at).and_then(|n| usize::try_from(n).ok());
        Self::of(number(48)?, number(52)?, number(60)?, number(56)?, number(72)?)
    }
}

impl SideData {
    fn encode(&self, state: &State) -> Vec<u8> {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        let mut names = Vec::new();
        for run in &self.runs {
            let name = run.institution.as_str().as_bytes();
            names.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            names.extend_from_slice(name);
        }
        let mut bytes = state.encode(MAGIC);
        bytes.extend_from_slice(&number(self.offsets.len()));
        bytes.extend_from_slice(&number(self.runs.len()));
        bytes.extend_from_slice(&number(self.bare.len()));
        bytes.extend_from_slice(&number(names.len()));
        bytes.extend_from_slice(&self.bodies.0.to_le_bytes());
        bytes.extend_from_slice(&self.bodies.1.to_le_bytes());
        bytes.extend_from_slice(&number(self.rewound.len()));
        bytes.resize(HEAD_LEN, 0);
        for run in &self.runs {
            put_run(&mut bytes, run);
        }
        bytes.extend_from_slice(&names);
        for (run, after, id) in &self.bare {
            bytes.extend_from_slice(&run.to_le_bytes());
            bytes.extend_from_slice(&after.to_le_bytes());
            bytes.extend_from_slice(id.as_bytes());
        }
        for (log, after) in &self.rewound {
            bytes.extend_from_slice(&log_bytes(log));
            bytes.extend_from_slice(&position_bytes(after));
        }
        let mut bloom = Bloom::new(self.ids.len());
        for (i, (id, ..)) in self.ids.iter().enumerate() {
            bloom.insert(id.as_bytes());
            if i % IDS == 0 {
                bytes.extend_from_slice(&leading(id.as_bytes()).to_le_bytes());
            }
        }
        for word in &bloom.words {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        let crc = crc32c::crc32c(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        for block in self.offsets.chunks(OFFSETS) {
            put_block(&mut bytes, block.iter().flat_map(|offset| offset.to_le_bytes()));
        }
        for block in self.ids.chunks(IDS) {
            let entry = |(id, place, run): &(MessageId, u32, u32)| {
                let mut entry = id.as_bytes().to_vec();
                entry.extend_from_slice(&place.to_le_bytes());
                entry.extend_from_slice(&run.to_le_bytes());
                entry
            };
            put_block(&mut bytes, block.iter().flat_map(entry));
        }
        let crc = crc32c::crc32c(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        bytes
    }
}

fn put_run(bytes: &mut Vec<u8>, run: &SideRun) {
    bytes.extend_from_slice(&log_bytes(&run.log));
    bytes.extend_from_slice(&run.first.to_le_bytes());
    bytes.extend_from_slice(&run.count.to_le_bytes());
    bytes.extend_from_slice(&run.start.to_le_bytes());
    bytes.extend_from_slice(run.previous.as_bytes());
    bytes.extend_from_slice(run.last.id.as_bytes());
    bytes.extend_from_slice(&run.last.total_bytes.to_le_bytes());
    bytes.extend_from_slice(&run.last.created.0.to_le_bytes());
}

/// Appends a block with its checksum, which covers its place, too.
fn put_block(bytes: &mut Vec<u8>, block: impl Iterator<Item = u8>) {
    let at = bytes.len();
    bytes.extend(block);
    let crc = block_crc(at, bytes.get(at..).unwrap_or_default());
    bytes.extend_from_slice(&crc.to_le_bytes());
}

fn block_crc(at: usize, block: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&(at as u64).to_le_bytes()), block)
}

/// Writes and syncs the side file of a segment, unless the same one is there already.
pub fn write(disk: &dyn Disk, path: &Path, state: &State, data: &SideData) -> Result<Side, StoreError> {
    let bytes = data.encode(state);
    put(disk, path, &bytes)?;
    let file = disk.open(path).map_err(|error| io_error(path, &error))?;
    let side = Layout::read(&bytes).and_then(|layout| side(&bytes, layout, file, path, state.used));
    side.ok_or_else(|| StoreError::Damaged {
        place: path.display().to_string(),
        offset: 0,
        detail: "the table that was just made does not read back".to_owned(),
    })
}

/// Puts a side file in place, unless it is there just so.
pub fn put(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    if whole(disk, path).is_some_and(|there| there == bytes) {
        return Ok(());
    }
    crate::small::replace(disk, path, bytes).map_err(|error| io_error(path, &error))
}

/// All bytes of a side file, where its last four are the checksum of the others.
pub fn whole(disk: &dyn Disk, path: &Path) -> Option<Vec<u8>> {
    let bytes = crate::repair::read_all(disk, path).ok()?;
    let content = bytes.len().checked_sub(CRC_LEN)?;
    (u32_at(&bytes, content)? == crc32c::crc32c(bytes.get(..content)?)).then_some(bytes)
}

/// Whether a side file is intact, or not there at all: then it is made when the store is opened.
pub fn is_sound(disk: &dyn Disk, path: &Path) -> bool {
    disk.open(path).is_err() || whole(disk, path).is_some()
}

/// Opens a side file of this format; none where there is none that can be used.
pub fn open(disk: &dyn Disk, path: &Path) -> Option<(Side, Summary)> {
    let file = disk.open(path).ok()?;
    let mut head = [0; HEAD_LEN];
    file.read_at(&mut head, 0).ok()?;
    let state = State::decode(&head, MAGIC)?;
    let layout = Layout::read(&head)?;
    if file.length().ok()? != (layout.end + CRC_LEN) as u64 {
        return None;
    }
    let mut bytes = vec![0; layout.offsets_at];
    file.read_at(&mut bytes, 0).ok()?;
    let content = bytes.get(..layout.summary_end)?;
    if u32_at(&bytes, layout.summary_end)? != crc32c::crc32c(content) {
        return None;
    }
    let summary = summary(content, layout, state)?;
    Some((side(content, layout, file, path, state.used)?, summary))
}

/// The format of a side file that is intact, where it is newer than this release's.
pub fn newer_format(disk: &dyn Disk, path: &Path) -> Option<u16> {
    let mut head = [0; 10];
    disk.open(path).ok()?.read_at(&mut head, 0).ok()?;
    let format = u16::from_le_bytes([head[8], head[9]]);
    (format > FORMAT && whole(disk, path).is_some()).then_some(format)
}

fn summary(bytes: &[u8], layout: Layout, state: State) -> Option<Summary> {
    let mut runs = Vec::with_capacity(layout.runs);
    let mut name_at = layout.names_at;
    for i in 0..layout.runs {
        let length = usize::from(*bytes.get(name_at)?);
        let name = bytes.get(name_at + 1..name_at + 1 + length)?;
        name_at += 1 + length;
        let institution = std::str::from_utf8(name).ok()?.parse().ok()?;
        runs.push(run_at(bytes, HEAD_LEN + i * RUN_LEN, institution)?);
    }
    let bare = (0..layout.bare).map(|i| {
        let at = layout.bare_at + i * BARE_LEN;
        let id = MessageId::from_slice(bytes.get(at + 8..at + BARE_LEN)?).ok()?;
        Some((u32_at(bytes, at)?, u32_at(bytes, at + 4)?, id))
    });
    let bare = bare.collect::<Option<_>>()?;
    let rewound = (0..layout.rewound).map(|i| {
        let at = layout.rewound_at + i * REWOUND_LEN;
        Some((log_at(bytes, at)?, position_at(bytes, at + LOG_LEN)?))
    });
    let rewound = rewound.collect::<Option<_>>()?;
    Some(Summary { state, runs, bare, rewound, bodies: (u32_at(bytes, 64)?, u32_at(bytes, 68)?) })
}

fn side(bytes: &[u8], layout: Layout, file: Arc<dyn File>, path: &Path, used: u64) -> Option<Side> {
    let numbers = |from: usize, to: usize| {
        let raw = bytes.get(from..to)?.chunks_exact(8);
        raw.map(|raw| u64_at(raw, 0)).collect::<Option<Vec<u64>>>()
    };
    let fence = numbers(layout.fence_at, layout.bloom_at)?;
    let bloom = Bloom { words: numbers(layout.bloom_at, layout.summary_end)? };
    Some(Side { file, path: path.to_owned(), used, layout, fence, bloom })
}

fn run_at(bytes: &[u8], at: usize, institution: InstitutionId) -> Option<SideRun> {
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
        institution,
    })
}

/// The place of a body's end, to compare how far bodies were named.
pub fn reach(at: BodyAt) -> (u32, u32) {
    let length = usize::try_from(at.length).unwrap_or(usize::MAX);
    let length = u32::try_from(crate::format::body_record_len(length)).unwrap_or(u32::MAX);
    (at.segment, at.offset.saturating_add(length))
}

impl Side {
    /// The used length of its segment.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Offsets in the segment of `count` messages from place `start` on.
    pub fn offsets(&self, start: usize, count: usize) -> Result<Vec<u32>, StoreError> {
        let mut found = Vec::with_capacity(count);
        let end = (start + count).min(self.layout.count);
        let mut at = start;
        while at < end {
            let block = self.block(self.layout.offsets_at, at / OFFSETS, OFFSETS, 4)?;
            let (from, to) = (at % OFFSETS, (end - at + at % OFFSETS).min(OFFSETS));
            let wanted = block.get(from * 4..to * 4).unwrap_or_default();
            found.extend(wanted.chunks_exact(4).filter_map(|raw| u32_at(raw, 0)));
            at += to - from;
        }
        Ok(found)
    }

    /// Where a message stands, if it is in this segment.
    pub fn locate(&self, id: &MessageId) -> Result<Option<(LogId, u64)>, StoreError> {
        if !self.bloom.may_contain(id.as_bytes()) {
            return Ok(None);
        }
        match self.between(id, id, 1)?.first() {
            Some((_, place, run)) => self.place(*place, *run).map(Some),
            None => Ok(None),
        }
    }

    /// The log and sequence of the message at a place of a run.
    fn place(&self, place: u32, run: u32) -> Result<(LogId, u64), StoreError> {
        let at = HEAD_LEN + usize::try_from(run).unwrap_or(usize::MAX).min(self.layout.runs) * RUN_LEN;
        let mut bytes = [0; LOG_LEN + 16];
        self.file.read_at(&mut bytes, at as u64).map_err(|e| io_error(&self.path, &e))?;
        let found = || {
            let start = u32_at(&bytes, LOG_LEN + 12)?;
            Some((
                log_at(&bytes, 0)?,
                u64_at(&bytes, LOG_LEN)?.checked_add(place.checked_sub(start)?.into())?,
            ))
        };
        found().ok_or_else(|| self.damaged(at))
    }

    /// Ids from `low` to `high`, both included; at most `limit`.
    pub fn ids_between(
        &self,
        low: &MessageId,
        high: &MessageId,
        limit: usize,
    ) -> Result<Vec<MessageId>, StoreError> {
        Ok(self.between(low, high, limit)?.into_iter().map(|(id, ..)| id).collect())
    }

    fn between(
        &self,
        low: &MessageId,
        high: &MessageId,
        limit: usize,
    ) -> Result<Vec<(MessageId, u32, u32)>, StoreError> {
        // The block before the first fence that is not smaller may hold equal leading bytes.
        let mut block =
            self.fence.partition_point(|fence| *fence < leading(low.as_bytes())).saturating_sub(1);
        let mut found = Vec::new();
        while block * IDS < self.layout.count && found.len() < limit {
            let bytes = self.block(self.layout.ids_at, block, IDS, ID_LEN)?;
            for raw in bytes.chunks_exact(ID_LEN) {
                let id = raw.get(..32).and_then(|id| MessageId::from_slice(id).ok());
                let (Some(id), Some(place), Some(run)) = (id, u32_at(raw, 32), u32_at(raw, 36)) else {
                    continue;
                };
                if id > *high {
                    return Ok(found);
                }
                if id >= *low && found.len() < limit {
                    found.push((id, place, run));
                }
            }
            block += 1;
        }
        Ok(found)
    }

    /// A block of a table whose entries are `size` bytes, `each` of them in a block.
    fn block(&self, table: usize, block: usize, each: usize, size: usize) -> Result<Vec<u8>, StoreError> {
        let at = table + block * (each * size + CRC_LEN);
        let length = each.min(self.layout.count.saturating_sub(block * each)) * size;
        let mut bytes = vec![0; length + CRC_LEN];
        self.file.read_at(&mut bytes, at as u64).map_err(|e| io_error(&self.path, &e))?;
        let crc = u32_at(&bytes, length);
        bytes.truncate(length);
        if crc == Some(block_crc(at, &bytes)) { Ok(bytes) } else { Err(self.damaged(at)) }
    }

    fn damaged(&self, at: usize) -> StoreError {
        StoreError::Damaged {
            place: self.path.display().to_string(),
            offset: at as u64,
            detail: "a table is not what it was; it is made anew from its segment".to_owned(),
        }
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

    fn words_for(count: usize) -> usize {
        count.saturating_mul(10).div_ceil(64).max(1)
    }

    fn new(count: usize) -> Self {
        Self { words: vec![0; Self::words_for(count)] }
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
