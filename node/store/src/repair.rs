//! Loading one segment: scanned as a whole, and put right where it is damaged.
//!
//! Intact records keep their offsets, because headers name bodies by offset: what is damaged is
//! replaced by fillers of the same length, and its bytes go to `quarantine/`.

use crate::{
    disk::Disk,
    format::{FILE_HEADER_LEN, FORMAT, FRAME_LEN, FRAME_REPAIRED, Family, FileHeader, Frame, RECORD_LEN},
    report::{Damage, OpenReport},
    scan::{Batch, Scan, Stretch, scan},
    segment::{Segment, io_error},
    small::replace,
};
use cabildo_protocol::store::StoreError;
use std::{path::Path, sync::Arc};

/// A segment with what it holds.
pub struct Loaded {
    /// Open for reading.
    pub segment: Arc<Segment>,
    /// All its bytes, as far as they are used.
    pub bytes: Vec<u8>,
    /// What is in them; without damage, which was put right.
    pub scan: Scan,
    /// See [`FileHeader::capacity`].
    pub capacity: u64,
    /// Whether something durable was damaged.
    pub was_damaged: bool,
}

/// Where a segment stands in its family.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The store's folder.
    pub store: &'a Path,
    /// The family.
    pub family: Family,
    /// The segment's number.
    pub number: u32,
    /// Whether it is the newest one.
    pub last: bool,
    /// The number that its first batch should have.
    pub next_batch: u64,
}

/// Reads a segment and puts it right. None where nothing in it can be used: then it lies in
/// quarantine.
pub fn load(place: Place<'_>, report: &mut OpenReport) -> Result<Option<Loaded>, StoreError> {
    let path = place.store.join(place.family.file_name(place.number));
    let bytes = read_all(place.disk, &path)?;
    let stated =
        FileHeader::decode(&bytes).filter(|h| h.family == place.family as u16 && h.segment == place.number);
    let Some(header) = stated.or_else(|| guess_header(place, &bytes)) else {
        set_aside(place, &path, bytes.len(), report)?;
        return Ok(None);
    };
    let mut found = scan(&bytes, header.marker, place.next_batch, place.last);
    let shortened = place.last && (bytes.len() as u64) < header.capacity;
    describe(&path, &found, (stated.is_none(), shortened, bytes.len()), report);
    let mut bytes = bytes;
    let was_damaged = !found.intact() || stated.is_none() || shortened;
    if !found.intact() || stated.is_none() || is_cut_inside(&found, &bytes, header.marker) {
        keep_evidence(place, &bytes, &found)?;
        bytes = put_right(&bytes, &found, &header);
        let length = if place.last { header.capacity } else { bytes.len() as u64 };
        replace_segment(place, &path, &bytes, length)?;
        found = scan(&bytes, header.marker, place.next_batch, place.last);
    } else if found.tail.is_some() || shortened {
        keep_evidence(place, &bytes, &found)?;
        cut(place.disk, &path, found.end as u64, header.capacity)?;
    }
    bytes.truncate(found.end);
    let file = place.disk.open(&path).map_err(|error| io_error(&path, &error))?;
    let segment = Arc::new(Segment { number: place.number, path, marker: header.marker, file });
    Ok(Some(Loaded { segment, bytes, scan: found, capacity: header.capacity, was_damaged }))
}

/// Reads a whole file.
pub fn read_all(disk: &dyn Disk, path: &Path) -> Result<Vec<u8>, StoreError> {
    let fail = |error| io_error(path, &error);
    let file = disk.open(path).map_err(fail)?;
    let length = file.length().map_err(fail)?;
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
    let got = file.read_at(&mut bytes, 0).map_err(fail)?;
    bytes.truncate(got);
    Ok(bytes)
}

/// A file header that was damaged, from the first batch, which begins with the same marker.
fn guess_header(place: Place<'_>, bytes: &[u8]) -> Option<FileHeader> {
    let marker = crate::format::u64_at(bytes, FILE_HEADER_LEN)?;
    let frame = Frame::decode(bytes.get(FILE_HEADER_LEN..)?, marker)?;
    Some(FileHeader {
        format: FORMAT,
        family: place.family as u16,
        segment: place.number,
        first_batch: frame.batch,
        capacity: bytes.len() as u64,
        marker,
    })
}

fn describe(
    path: &Path,
    found: &Scan,
    (bad_header, shortened, length): (bool, bool, usize),
    report: &mut OpenReport,
) {
    let damage = |from: usize, to: usize| Damage {
        file: path.to_owned(),
        offset: from as u64,
        length: (to - from) as u64,
    };
    if bad_header {
        report.damaged.push(damage(0, FILE_HEADER_LEN));
    }
    for stretch in found.batches.iter().flat_map(|batch| &batch.damage) {
        report.damaged.push(damage(stretch.from, stretch.to));
    }
    if !found.gaps.is_empty() {
        report.damaged.push(damage(FILE_HEADER_LEN, FILE_HEADER_LEN));
    }
    if shortened {
        report.damaged.push(damage(length, length));
    }
    if let Some(tail) = found.tail {
        report.cut.push(damage(tail.from, tail.to));
    }
}

/// Whether the last batch was cut between its records, so that its frame says too much.
fn is_cut_inside(found: &Scan, bytes: &[u8], marker: u64) -> bool {
    found.batches.last().is_some_and(|batch| {
        bytes.get(batch.offset..).and_then(|raw| Frame::decode(raw, marker)).is_some_and(|frame| {
            usize::try_from(frame.length).is_ok_and(|n| batch.offset + FRAME_LEN + n != batch.end)
        })
    })
}

fn put_right(bytes: &[u8], found: &Scan, header: &FileHeader) -> Vec<u8> {
    let mut fixed = header.encode().to_vec();
    let mut expected = header.first_batch;
    for batch in &found.batches {
        let whole = bytes.get(batch.offset..batch.end).unwrap_or_default();
        let gap = found.gaps.iter().any(|(_, last)| last + 1 == batch.batch);
        if batch.damage.is_empty() && !gap && batch.batch == expected && !cut_frame(whole, header.marker) {
            fixed.extend_from_slice(whole);
        } else {
            refill(&mut fixed, bytes, batch, header, gap || !batch.damage.is_empty());
        }
        expected = batch.batch.saturating_add(1);
    }
    fixed
}

fn cut_frame(whole: &[u8], marker: u64) -> bool {
    Frame::decode(whole, marker)
        .is_some_and(|frame| usize::try_from(frame.length).is_ok_and(|n| FRAME_LEN + n != whole.len()))
}

/// Writes a batch again: its intact records, and fillers between them.
fn refill(fixed: &mut Vec<u8>, bytes: &[u8], batch: &Batch, header: &FileHeader, repaired: bool) {
    let codec = crate::format::Codec::new(header.marker);
    let (mut records, mut count) = (Vec::new(), 0);
    let mut at = batch.offset + FRAME_LEN;
    let mut fill = |records: &mut Vec<u8>, from: usize, to: usize| {
        if to > from + RECORD_LEN {
            codec.put_hole(records, to - from);
            count += 1;
        } else {
            records.resize(records.len() + to.saturating_sub(from), 0);
        }
    };
    for offset in &batch.records {
        fill(&mut records, at, *offset);
        let record = bytes.get(*offset..batch.end).unwrap_or_default();
        let length = codec.payload(record).map_or(0, |payload| RECORD_LEN + payload.len());
        records.extend_from_slice(record.get(..length).unwrap_or_default());
        at = offset + length;
    }
    // A rest too small for a filler occurs only where a file was shortened: there is room behind.
    let end = if at < batch.end { batch.end.max(at + RECORD_LEN + 1) } else { batch.end };
    fill(&mut records, at, if batch.end == bytes.len() { end } else { batch.end });
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let flags = if repaired { FRAME_REPAIRED } else { 0 };
    let count = count + number(batch.records.len());
    let frame = Frame { length: number(records.len()), count, batch: batch.batch, flags };
    fixed.extend_from_slice(&frame.encode(header.marker));
    fixed.extend_from_slice(&records);
}

fn replace_segment(place: Place<'_>, path: &Path, bytes: &[u8], length: u64) -> Result<(), StoreError> {
    let fail = |error| io_error(path, &error);
    let passing = path.with_extension("new");
    let made = place.disk.create(&passing).and_then(|file| {
        file.write_at(bytes, 0)?;
        file.resize(length.max(bytes.len() as u64))?;
        file.sync()?;
        place.disk.rename(&passing, path)
    });
    made.map_err(fail)?;
    place.disk.sync_folder(place.store).map_err(fail)
}

fn cut(disk: &dyn Disk, path: &Path, end: u64, capacity: u64) -> Result<(), StoreError> {
    let done = disk.open(path).and_then(|file| {
        file.resize(end)?;
        file.resize(capacity.max(end))?;
        file.sync()
    });
    done.map_err(|error| io_error(path, &error))
}

/// Copies what is not intact, so that nothing is thrown away that somebody may want to examine.
fn keep_evidence(place: Place<'_>, bytes: &[u8], found: &Scan) -> Result<(), StoreError> {
    let stretches: Vec<Stretch> =
        found.batches.iter().flat_map(|batch| batch.damage.iter().copied()).chain(found.tail).collect();
    if stretches.is_empty() {
        return Ok(());
    }
    let folder = place.store.join("quarantine");
    place.disk.create_folder(&folder).map_err(|error| io_error(&folder, &error))?;
    for stretch in stretches {
        let name = format!("{}-{:08}-{}.bytes", place.family.word(), place.number, stretch.from);
        let content = bytes.get(stretch.from..stretch.to).unwrap_or_default();
        match replace(place.disk, &folder.join(name), content) {
            Ok(()) => {}
            // Evidence must not keep a node with a full disk from starting.
            Err(error) if matches!(io_error(&folder, &error), StoreError::Full { .. }) => {}
            Err(error) => return Err(io_error(&folder, &error)),
        }
    }
    Ok(())
}

/// Moves a file that cannot be used to quarantine.
pub fn set_aside(
    place: Place<'_>,
    path: &Path,
    length: usize,
    report: &mut OpenReport,
) -> Result<(), StoreError> {
    report.damaged.push(Damage { file: path.to_owned(), offset: 0, length: length as u64 });
    move_to_quarantine(place.disk, place.store, path, report)
}

/// Moves a file to quarantine, under a name that is free there.
pub fn move_to_quarantine(
    disk: &dyn Disk,
    store: &Path,
    path: &Path,
    report: &mut OpenReport,
) -> Result<(), StoreError> {
    let folder = store.join("quarantine");
    let fail = |error| io_error(&folder, &error);
    disk.create_folder(&folder).map_err(fail)?;
    let taken = disk.list(&folder).map_err(fail)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let free = (0u32..).map(|n| format!("{name}.{n}")).find(|name| !taken.contains(name));
    let to = folder.join(free.unwrap_or(name));
    disk.rename(path, &to).map_err(fail)?;
    disk.sync_folder(&folder).map_err(fail)?;
    if let Some(parent) = path.parent() {
        disk.sync_folder(parent).map_err(fail)?;
    }
    report.set_aside.push(to);
    Ok(())
}
