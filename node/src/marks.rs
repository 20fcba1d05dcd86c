//! What the operators of one node note for each other: who has read a thread, that it is flagged,
//! who takes care of it. It is this node's own affair: shared over the local API, never gossiped.
//!
//! Notes are records in a file of their own, each durable before it counts. A record is its length
//! (4 bytes, little-endian), its CRC-32C (4), and canonical CBOR. What a crash cut off at the end is
//! cut away when the file is opened; a file that has grown is written anew with what still holds.

use cabildo_client::api::{Mark, MarkChange, MarkNote};
use cabildo_protocol::{
    cbor,
    id::{MessageId, Millis, PublicKey},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What the file begins with: its name and format.
const HEAD: &[u8; 8] = b"CABMARK1";
/// A record's bytes at most.
const RECORD_MAX: usize = 1024;
/// Threads with marks at most; the oldest marks go first.
const THREADS_MAX: usize = 20_000;
/// With more records than this, and most of them out of date, the file is written anew.
const RECORDS_MAX: usize = 4096;
/// The file's bytes at most, when it is opened.
const FILE_MAX: u64 = 64 * 1024 * 1024;

/// Why marks cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum MarksError {
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no file of marks, or of a newer release.
    #[error("{path} is no file of marks that this release reads · move it away, marks begin anew then")]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Record {
    thread: MessageId,
    by: PublicKey,
    at: Millis,
    change: MarkChange,
}

/// The marks of a node.
#[derive(Debug)]
pub struct Marks {
    path: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    file: File,
    records: usize,
    threads: BTreeMap<MessageId, Mark>,
}

impl Marks {
    /// Opens the file, or begins one.
    ///
    /// # Errors
    /// When it is another file, or the system refuses.
    pub fn open(path: &Path) -> Result<Self, MarksError> {
        let io = |source| MarksError::Io { path: path.to_owned(), source };
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path).map_err(io)?;
        if file.metadata().map_err(io)?.len() > FILE_MAX {
            return Err(MarksError::Foreign { path: path.to_owned() });
        }
        let bytes = fs::read(path).map_err(io)?;
        let mut kept = Kept { file, records: 0, threads: BTreeMap::new() };
        if bytes.is_empty() {
            kept.file.write_all(HEAD).and_then(|()| kept.file.sync_data()).map_err(io)?;
        } else {
            let foreign = || MarksError::Foreign { path: path.to_owned() };
            let mut rest = bytes.strip_prefix(HEAD).ok_or_else(foreign)?;
            while let Some((record, after)) = read(rest) {
                kept.apply(&record);
                rest = after;
            }
            if !rest.is_empty() {
                tracing::warn!(file = %path.display(), bytes = rest.len(), "cut an incomplete mark from the end");
                let length = (bytes.len() - rest.len()) as u64;
                kept.file.set_len(length).and_then(|()| kept.file.sync_data()).map_err(io)?;
            }
        }
        Ok(Self { path: path.to_owned(), kept: Mutex::new(kept) })
    }

    /// All marks, by thread.
    #[must_use]
    pub fn all(&self) -> BTreeMap<MessageId, Mark> {
        self.kept().threads.clone()
    }

    /// Notes a change; durable when this returns. May take milliseconds. Returns the thread's marks.
    ///
    /// # Errors
    /// When the disk refuses; nothing is noted then.
    pub fn note(
        &self,
        thread: MessageId,
        by: PublicKey,
        at: Millis,
        change: MarkChange,
    ) -> Result<Mark, MarksError> {
        let io = |source| MarksError::Io { path: self.path.clone(), source };
        let mut kept = self.kept();
        let record = Record { thread, by, at, change };
        append(&kept.file, |mut file| file.write_all(&write(&record)).and_then(|()| file.sync_data()))
            .map_err(io)?;
        kept.apply(&record);
        if kept.records > RECORDS_MAX && kept.records > 2 * kept.count() {
            self.write_anew(&mut kept).map_err(io)?;
        }
        Ok(kept.threads.get(&thread).cloned().unwrap_or_default())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a file in place that has only what still holds.
    fn write_anew(&self, kept: &mut Kept) -> io::Result<()> {
        let passing = self.path.with_extension("new");
        let mut bytes = HEAD.to_vec();
        for (thread, mark) in &kept.threads {
            for record in records(*thread, mark) {
                bytes.extend_from_slice(&write(&record));
            }
        }
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&passing)?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        fs::rename(&passing, &self.path)?;
        if let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        kept.file = OpenOptions::new().append(true).open(&self.path)?;
        kept.records = kept.count();
        Ok(())
    }
}

impl Kept {
    fn apply(&mut self, record: &Record) {
        self.records += 1;
        let mark = self.threads.entry(record.thread).or_default();
        let note = MarkNote { by: record.by, at: record.at };
        match &record.change {
            MarkChange::Read => {
                mark.read.retain(|note| note.by != record.by);
                mark.read.push(note);
            }
            MarkChange::Flag(flagged) => mark.flagged = flagged.then_some(note),
            MarkChange::Assign(to) => mark.assigned = to.map(|to| (to, note)),
        }
        mark.last = mark.last.max(record.at);
        if self.threads.len() > THREADS_MAX {
            let oldest = self.threads.iter().min_by_key(|(_, mark)| mark.last).map(|(thread, _)| *thread);
            if let Some(oldest) = oldest {
                self.threads.remove(&oldest);
            }
        }
    }

    /// Records that would say the same.
    fn count(&self) -> usize {
        let of = |mark: &Mark| {
            mark.read.len() + usize::from(mark.flagged.is_some()) + usize::from(mark.assigned.is_some())
        };
        self.threads.values().map(of).sum()
    }
}

/// Adds to the end of a file, whole or not at all: half a record would hide those after it.
fn append(file: &File, write: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
    let end = file.metadata()?.len();
    write(file).inspect_err(|_| {
        if let Err(error) = file.set_len(end) {
            tracing::error!(%error, "half a mark stays in the file");
        }
    })
}

/// The records that a thread's marks come from.
fn records(thread: MessageId, mark: &Mark) -> Vec<Record> {
    let record = |note: &MarkNote, change| Record { thread, by: note.by, at: note.at, change };
    let read = mark.read.iter().map(|note| record(note, MarkChange::Read));
    let flagged = mark.flagged.iter().map(|note| record(note, MarkChange::Flag(true)));
    let assigned = mark.assigned.iter().map(|(to, note)| record(note, MarkChange::Assign(Some(*to))));
    read.chain(flagged).chain(assigned).collect()
}

fn write(record: &Record) -> Vec<u8> {
    let content = cbor::encode(record);
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend_from_slice(&crc32c::crc32c(&content).to_le_bytes());
    bytes.extend_from_slice(&content);
    bytes
}

/// The record at the beginning of `bytes`, and what follows; none where it is not intact.
fn read(bytes: &[u8]) -> Option<(Record, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok().filter(|n| *n <= RECORD_MAX)?;
    let (content, rest) = rest.split_at_checked(length)?;
    let intact = u32::from_le_bytes(*crc) == crc32c::crc32c(content);
    Some((cbor::decode(content).ok().filter(|_| intact)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> PublicKey {
        PublicKey::ed25519([n; 32])
    }

    fn thread(n: u8) -> MessageId {
        MessageId([n; 32])
    }

    #[test]
    fn what_one_notes_all_see_and_a_restart_keeps() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("marks");
        let marks = Marks::open(&path).expect("marks");
        let note = |by, at, change| marks.note(thread(1), key(by), Millis(at), change).expect("noted");
        note(1, 10, MarkChange::Read);
        note(2, 20, MarkChange::Read);
        note(1, 30, MarkChange::Read);
        note(2, 40, MarkChange::Flag(true));
        note(1, 50, MarkChange::Assign(Some(key(2))));
        let mark = note(1, 60, MarkChange::Flag(false));
        let read: Vec<_> = mark.read.iter().map(|note| (note.by, note.at.0)).collect();
        assert_eq!(read, [(key(2), 20), (key(1), 30)]);
        assert!(mark.flagged.is_none());
        assert_eq!(mark.assigned, Some((key(2), MarkNote { by: key(1), at: Millis(50) })));
        let before = marks.all();
        drop(marks);
        assert_eq!(Marks::open(&path).expect("marks").all(), before);
    }

    #[test]
    fn a_torn_end_is_cut_at_any_byte_and_nothing_before_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("marks");
        let marks = Marks::open(&path).expect("marks");
        marks.note(thread(1), key(1), Millis(1), MarkChange::Flag(true)).expect("noted");
        let whole = fs::read(&path).expect("a file").len();
        marks.note(thread(2), key(1), Millis(2), MarkChange::Flag(true)).expect("noted");
        let bytes = fs::read(&path).expect("a file");
        drop(marks);
        for end in whole..bytes.len() {
            fs::write(&path, &bytes[..end]).expect("written");
            let marks = Marks::open(&path).expect("marks");
            assert_eq!(marks.all().len(), 1, "{end}");
            assert_eq!(fs::read(&path).expect("a file").len(), whole);
        }
        fs::write(&path, b"something else").expect("written");
        assert!(matches!(Marks::open(&path), Err(MarksError::Foreign { .. })));
    }

    #[test]
    fn a_full_disk_leaves_no_half_record_before_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("marks");
        let marks = Marks::open(&path).expect("marks");
        marks.note(thread(1), key(1), Millis(1), MarkChange::Flag(true)).expect("noted");
        let failed = append(&marks.kept().file, |mut file| {
            file.write_all(&[9; 5])?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
        marks.note(thread(2), key(1), Millis(2), MarkChange::Flag(true)).expect("noted");
        assert_eq!(Marks::open(&path).expect("marks").all().len(), 2);
    }

    #[test]
    fn a_file_that_has_grown_is_written_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("marks");
        let mut bytes = HEAD.to_vec();
        for n in 0..=RECORDS_MAX {
            let record =
                Record { thread: thread(1), by: key(1), at: Millis(n as u64), change: MarkChange::Read };
            bytes.extend_from_slice(&write(&record));
        }
        fs::write(&path, &bytes).expect("written");
        let marks = Marks::open(&path).expect("marks");
        marks.note(thread(2), key(2), Millis(9), MarkChange::Flag(true)).expect("noted");
        assert!(fs::metadata(&path).expect("a file").len() < 1000);
        marks.note(thread(3), key(2), Millis(10), MarkChange::Flag(true)).expect("noted");
        let before = marks.all();
        assert_eq!(before.len(), 3);
        drop(marks);
        assert_eq!(Marks::open(&path).expect("marks").all(), before);
    }
}
