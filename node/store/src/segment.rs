//! Segment files: reading records of one, appending batches to the newest.

use crate::{
    disk::{Disk, File},
    format::{
        Codec, FILE_HEADER_LEN, FORMAT, FRAME_LEN, Family, FileHeader, Frame, HEADER_RECORD_MAX,
        HEADER_RECORD_USUAL, Payload, record_len,
    },
    side::State,
};
use cabildo_protocol::store::StoreError;
use std::{
    hash::{BuildHasher as _, Hasher as _},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The smallest preallocation: a small node's first segments are small, each next one doubles.
const FIRST_CAPACITY: u64 = 2 * 1024 * 1024;

/// What the disk said, in the words of the store.
pub fn io_error(place: &Path, error: &io::Error) -> StoreError {
    let (place, detail) = (place.display().to_string(), error.to_string());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full { place, detail },
        _ => StoreError::Broken { place, detail },
    }
}

/// A segment that is open for reading.
#[derive(Debug)]
pub struct Segment {
    /// Its number in its family, from 1.
    pub number: u32,
    /// Where it lies.
    pub path: PathBuf,
    /// Seeds checksums, begins batches.
    pub marker: u64,
    /// The file.
    pub file: Arc<dyn File>,
}

impl Segment {
    /// For its records.
    pub fn codec(&self) -> Codec {
        Codec::new(self.marker)
    }

    /// Reads at most `length` bytes of the record at `offset` (longer than it may be) into
    /// `buffer`, which never shrinks, and says what it holds.
    pub fn read<'a>(
        &self,
        offset: u32,
        length: usize,
        buffer: &'a mut Vec<u8>,
    ) -> Result<Payload<'a>, StoreError> {
        let got = self.fetch(offset, length, buffer)?;
        self.parse(offset, buffer.get(..got).unwrap_or_default())
    }

    /// The same for a header, of which most are far shorter than the longest.
    pub fn read_header<'a>(&self, offset: u32, buffer: &'a mut Vec<u8>) -> Result<Payload<'a>, StoreError> {
        let mut got = self.fetch(offset, HEADER_RECORD_USUAL, buffer)?;
        if record_len(buffer).is_some_and(|length| length > got) {
            got = self.fetch(offset, HEADER_RECORD_MAX, buffer)?;
        }
        self.parse(offset, buffer.get(..got).unwrap_or_default())
    }

    fn fetch(&self, offset: u32, length: usize, buffer: &mut Vec<u8>) -> Result<usize, StoreError> {
        if buffer.len() < length {
            buffer.resize(length, 0);
        }
        let room = buffer.get_mut(..length).unwrap_or_default();
        self.file.read_at(room, u64::from(offset)).map_err(|error| io_error(&self.path, &error))
    }

    fn parse<'a>(&self, offset: u32, record: &'a [u8]) -> Result<Payload<'a>, StoreError> {
        let payload = self.codec().read(record);
        payload.ok_or_else(|| self.damaged(offset, "a record does not pass its checksum"))
    }

    /// The error for a record that is not what it should be.
    pub fn damaged(&self, offset: u32, detail: &str) -> StoreError {
        StoreError::Damaged {
            place: self.path.display().to_string(),
            offset: u64::from(offset),
            detail: format!(
                "{detail}; the node sets damage aside and fetches anew, at the latest when it starts"
            ),
        }
    }
}

/// Appends to the newest segment of a family.
#[derive(Debug)]
pub struct Appender {
    family: Family,
    folder: PathBuf,
    segment_bytes: u64,
    segment: Arc<Segment>,
    capacity: u64,
    /// The end of the last durable batch.
    end: u64,
    /// The numbers of the segment's first batch and of the next one.
    first_batch: u64,
    next_batch: u64,
    /// The batch in the making, room for its frame first.
    buffer: Vec<u8>,
    count: u32,
    allocated: bool,
}

impl Appender {
    /// Goes on in a segment that was read up to `end`.
    pub fn resume(
        family: Family,
        folder: &Path,
        segment_bytes: u64,
        segment: Arc<Segment>,
        capacity: u64,
        end: u64,
        (first_batch, next_batch): (u64, u64),
    ) -> Self {
        Self {
            family,
            folder: folder.to_owned(),
            segment_bytes,
            segment,
            capacity,
            end,
            first_batch,
            next_batch,
            buffer: vec![0; FRAME_LEN],
            count: 0,
            // Claimed at the first record: what was cut on opening lost its room on the disk.
            allocated: false,
        }
    }

    /// The segment that is appended to.
    pub fn segment(&self) -> &Arc<Segment> {
        &self.segment
    }

    /// The end of the last durable batch.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// What a side file of the segment says of it.
    pub fn state(&self) -> State {
        State {
            segment: self.segment.number,
            marker: self.segment.marker,
            used: self.end,
            first: self.first_batch,
            next: self.next_batch,
        }
    }

    /// Whether nothing waits to be written.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a record of this length fits into the batch in the making.
    pub fn fits(&self, record: usize) -> bool {
        self.end + (self.buffer.len() + record) as u64 <= self.capacity
    }

    /// Bytes that wait to be written.
    pub fn waiting(&self) -> usize {
        self.buffer.len() - FRAME_LEN
    }

    /// Takes back the room on disk that a failed write gave up.
    pub fn claim(&mut self) -> Result<(), StoreError> {
        if !self.allocated {
            self.segment.file.allocate(self.capacity).map_err(|e| io_error(&self.segment.path, &e))?;
            self.allocated = true;
        }
        Ok(())
    }

    /// Where the next record will stand.
    pub fn next_offset(&self) -> u32 {
        // Capacities are below 4 GiB, see `capacity_of`.
        u32::try_from(self.end + self.buffer.len() as u64).unwrap_or(u32::MAX)
    }

    /// Adds a record to the batch in the making; where it will stand.
    pub fn add(&mut self, put: impl FnOnce(Codec, &mut Vec<u8>)) -> u32 {
        let at = self.next_offset();
        put(self.segment.codec(), &mut self.buffer);
        self.count += 1;
        at
    }

    /// Writes the batch with one call. It is not durable yet.
    pub fn write(&mut self) -> Result<(), StoreError> {
        if self.is_empty() {
            return Ok(());
        }
        let length = u32::try_from(self.waiting()).unwrap_or(u32::MAX);
        let frame = Frame { length, count: self.count, batch: self.next_batch, flags: 0 };
        if let Some(room) = self.buffer.get_mut(..FRAME_LEN) {
            room.copy_from_slice(&frame.encode(self.segment.marker));
        }
        self.segment.file.write_at(&self.buffer, self.end).map_err(|e| io_error(&self.segment.path, &e))
    }

    /// Makes the written batch durable.
    pub fn sync(&self) -> Result<(), StoreError> {
        if self.is_empty() {
            return Ok(());
        }
        self.segment.file.sync().map_err(|e| io_error(&self.segment.path, &e))
    }

    /// The batch is durable: the next one begins behind it. Bytes that it took.
    pub fn advance(&mut self) -> u64 {
        if self.is_empty() {
            return 0;
        }
        let length = self.buffer.len() as u64;
        self.end += length;
        self.next_batch += 1;
        self.forget();
        length
    }

    /// Drops the batch in the making; `written` says that some of it may be in the file.
    pub fn discard(&mut self, written: bool) -> Result<(), StoreError> {
        let dirty = written && !self.is_empty();
        self.forget();
        if dirty {
            self.allocated = false;
            let file = &self.segment.file;
            let cleared = file.resize(self.end).and_then(|()| file.resize(self.capacity));
            cleared.map_err(|e| io_error(&self.segment.path, &e))?;
        }
        Ok(())
    }

    fn forget(&mut self) {
        self.buffer.truncate(FRAME_LEN);
        // A large batch was an exception; its memory is given back.
        self.buffer.shrink_to(1024 * 1024);
        self.count = 0;
    }

    /// Makes the next segment and goes on there; the old one is returned with its used length.
    /// Nothing changes where there is no room.
    pub fn roll(&mut self, disk: &dyn Disk, record: usize) -> Result<(Arc<Segment>, u64), StoreError> {
        let number = self.segment.number + 1;
        let least = (FILE_HEADER_LEN + FRAME_LEN + record) as u64;
        let capacity = capacity_of(number, self.segment_bytes).max(least);
        let segment = create(disk, &self.folder, self.family, number, self.next_batch, capacity)?;
        let old = std::mem::replace(&mut self.segment, segment);
        let used = std::mem::replace(&mut self.end, FILE_HEADER_LEN as u64);
        self.capacity = capacity;
        self.first_batch = self.next_batch;
        self.allocated = true;
        Ok((old, used))
    }
}

/// How much to preallocate for a segment: doubling up to `segment_bytes`.
pub fn capacity_of(number: u32, segment_bytes: u64) -> u64 {
    let doubled = FIRST_CAPACITY << number.saturating_sub(1).min(16);
    doubled.min(segment_bytes).clamp(4096, u64::from(u32::MAX) / 2)
}

/// Makes a segment under a passing name, so that one without header or room is never seen.
pub fn create(
    disk: &dyn Disk,
    folder: &Path,
    family: Family,
    number: u32,
    first_batch: u64,
    capacity: u64,
) -> Result<Arc<Segment>, StoreError> {
    let path = folder.join(family.file_name(number));
    let passing = path.with_extension("new");
    let marker = random_marker();
    let header =
        FileHeader { format: FORMAT, family: family as u16, segment: number, first_batch, capacity, marker };
    let made = disk.create(&passing).and_then(|file| {
        file.allocate(capacity)?;
        file.write_at(&header.encode(), 0)?;
        file.sync()?;
        Ok(file)
    });
    let named = made.and_then(|file| {
        disk.rename(&passing, &path)?;
        Ok(file)
    });
    let file = named.map_err(|error| {
        // What could not be made must not take the room that is missing.
        if let Err(left) = disk.remove(&passing) {
            tracing::debug!(file = %passing.display(), error = %left, "could not remove");
        }
        io_error(&path, &error)
    })?;
    disk.sync_folder(folder).map_err(|error| io_error(folder, &error))?;
    Ok(Arc::new(Segment { number, path, marker, file }))
}

/// A number that no author of a message can know. The standard library's hasher is seeded by
/// the system; a dependency for eight bytes a segment would be too much.
fn random_marker() -> u64 {
    // Zero would make unwritten space look like the beginning of a batch.
    std::hash::RandomState::new().build_hasher().finish() | 1
}
