//! Keeps the index behind the segments, on its own thread, and makes it anew when it is wrong.

use super::{Entry, Index, IndexError, Location, Mark, mark_of, sled::SledIndex};
use crate::{
    catch_up::{CatchUp, Found},
    format::{Codec, FILE_HEADER_LEN, FRAME_LEN, Frame, Payload, RECORD_LEN},
    scrub::{NICE, yield_to_others},
    segment::{Segment, io_error},
    tables::Shared,
};
use cabildo_protocol::{message::Message, store::StoreError};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

/// With more messages to come than this, waiting is in vain.
const NEAR: u64 = 4096;
/// Entries that are added at once.
const BATCH: usize = 4096;
/// After so many indexes that failed one after the other, readers search the segments.
const ATTEMPTS: u32 = 4;

/// The index's state, shared by its thread and the readers.
#[derive(Default)]
pub struct Follower {
    reached: CatchUp<Reached>,
    suspect: AtomicBool,
}

/// The index, where it may be read, and how far it is.
#[derive(Default)]
struct Reached {
    index: Option<Arc<dyn Index>>,
    mark: Mark,
}

impl std::fmt::Debug for Follower {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Follower at {:?}", self.reached.read(|reached| reached.mark.next))
    }
}

/// The thread, which ends when this is dropped.
#[derive(Debug)]
pub struct Following {
    follower: Arc<Follower>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Following {
    /// Starts following. `anew` says that the segments were put right, so that what is indexed may
    /// stand elsewhere now.
    pub fn start(folder: &Path, shared: Arc<Shared>, anew: bool) -> io::Result<Self> {
        let mut following = Self { follower: Arc::default(), shared, thread: None };
        following.begin(folder, anew)?;
        Ok(following)
    }

    /// For readers.
    pub fn follower(&self) -> Arc<Follower> {
        self.follower.clone()
    }

    /// Makes the index anew, after the segments were put right.
    pub fn again(&mut self, folder: &Path) -> io::Result<()> {
        self.end();
        self.begin(folder, true)
    }

    fn begin(&mut self, folder: &Path, anew: bool) -> io::Result<()> {
        let folder = folder.join("index");
        if anew {
            remove_folder(&folder);
        }
        self.follower.reached.stop(false);
        self.follower.suspect.store(false, Ordering::Relaxed);
        let (shared, follower) = (self.shared.clone(), self.follower.clone());
        let work = move || {
            yield_to_others(NICE);
            work(&folder, &shared, &follower);
        };
        self.thread = Some(std::thread::Builder::new().name("cabildo-index".to_owned()).spawn(work)?);
        Ok(())
    }

    fn end(&mut self) {
        self.follower.reached.stop(true);
        self.shared.announce();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the index panicked");
        }
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.end();
    }
}

impl Follower {
    /// The index, once it has everything that is committed now; none where that takes too long.
    pub fn current(&self, shared: &Shared) -> Option<Arc<dyn Index>> {
        let (end, messages) = {
            let tables = shared.look();
            (Location { segment: tables.newest(), offset: tables.end }, crate::reader::messages(&tables))
        };
        self.reached.wait(|Reached { index, mark }| match index {
            _ if self.is_suspect() => Found::InVain,
            Some(index) if mark.next >= end => Found::Here(index.clone()),
            _ if messages.saturating_sub(mark.records) <= NEAR => Found::Soon,
            _ => Found::InVain,
        })
    }

    /// A reader found the index wrong: it is made anew.
    pub fn distrust(&self, shared: &Shared, error: &IndexError) {
        tracing::warn!(%error, "the index is made anew");
        self.suspect.store(true, Ordering::Relaxed);
        self.reached.hurry();
        shared.announce();
    }

    /// Messages that are not in the index yet.
    pub fn lag(&self, shared: &Shared) -> u64 {
        let mark = self.reached.read(|reached| reached.mark);
        let tables = shared.look();
        if mark.next >= (Location { segment: tables.newest(), offset: tables.end }) {
            return 0;
        }
        crate::reader::messages(&tables).saturating_sub(mark.records).max(1)
    }

    fn moved_to(&self, index: Option<&Arc<dyn Index>>, mark: Mark) {
        self.reached.tell(|reached| *reached = Reached { index: index.cloned(), mark });
    }

    fn is_suspect(&self) -> bool {
        self.suspect.load(Ordering::Relaxed)
    }
}

enum Ended {
    Stopped,
    Index(IndexError),
    Store(StoreError),
}

impl From<IndexError> for Ended {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn work(folder: &Path, shared: &Shared, follower: &Follower) {
    for _ in 0..ATTEMPTS {
        let ended = match place(folder) {
            Ok(place) => attempt(&place, shared, follower),
            Err(error) => Err(Ended::Store(io_error(folder, &error))),
        };
        follower.moved_to(None, Mark::default());
        match ended {
            Ok(()) | Err(Ended::Stopped) => return,
            Err(Ended::Index(error)) => {
                tracing::warn!(folder = %folder.display(), %error, "the index is made anew");
                // Readers may still hold the old one, and with it its files: the next one gets
                // a folder of its own.
                condemn(folder);
            }
            Err(Ended::Store(error)) => {
                tracing::error!(%error, "no index: searching takes longer until the node starts again");
                return;
            }
        }
        follower.suspect.store(false, Ordering::Relaxed);
    }
    tracing::error!(folder = %folder.display(), "no index: it failed {ATTEMPTS} times");
}

/// The folder of the present index: the one with the highest number. Others are removed.
fn place(folder: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut numbers = numbers(folder)?;
    let newest = numbers.pop().unwrap_or(1);
    for old in numbers {
        remove_folder(&folder.join(old.to_string()));
    }
    Ok(folder.join(newest.to_string()))
}

fn numbers(folder: &Path) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        numbers.extend(entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Makes room for a new index beside the one that is given up.
fn condemn(folder: &Path) {
    let newest = numbers(folder).ok().and_then(|mut numbers| numbers.pop()).unwrap_or(0);
    let next = folder.join(newest.wrapping_add(1).to_string());
    if let Err(error) = fs::create_dir_all(&next) {
        tracing::warn!(folder = %next.display(), %error, "no room for a new index");
    }
}

fn remove_folder(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(folder = %folder.display(), %error, "could not remove an old index");
        }
        _ => {}
    }
}

fn attempt(folder: &Path, shared: &Shared, follower: &Follower) -> Result<(), Ended> {
    let index: Arc<dyn Index> = Arc::new(SledIndex::open(folder)?);
    index.check()?;
    let (store, first, end) = {
        let tables = shared.look();
        let first = tables.headers.values().next().map(|h| (h.segment.marker, h.segment.number));
        let (marker, number) = first.unwrap_or_default();
        let offset = u32::try_from(FILE_HEADER_LEN).unwrap_or_default();
        let end = Location { segment: tables.newest(), offset: tables.end };
        (mark_of(marker), Location { segment: number, offset }, end)
    };
    let mut mark = index.mark()?.unwrap_or(Mark { store, next: first, ..Mark::default() });
    if mark.store != store || mark.next > end {
        return Err(IndexError::Mismatch("it is of another state of the store").into());
    }
    let mut seen = 0;
    loop {
        mark = catch_up(&*index, shared, follower, mark)?;
        follower.moved_to(Some(&index), mark);
        // The lock is released while waiting, so no commit is missed: their number is compared.
        let commits = shared.commits.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = shared.committed.wait_while(commits, |commits| {
            *commits == seen && !follower.reached.is_stopped() && !follower.is_suspect()
        });
        seen = *waited.unwrap_or_else(PoisonError::into_inner);
        follower.reached.gather();
        if follower.reached.is_stopped() {
            return Err(Ended::Stopped);
        }
        if follower.is_suspect() {
            return Err(IndexError::Mismatch("a reader found a wrong entry").into());
        }
    }
}

/// Adds everything that is committed.
fn catch_up(index: &dyn Index, shared: &Shared, follower: &Follower, mut mark: Mark) -> Result<Mark, Ended> {
    let mut entries = Vec::new();
    let mut ahead = mark;
    while let Some(segment) = next_segment(shared, &mut ahead.next) {
        if follower.reached.is_stopped() {
            return Err(Ended::Stopped);
        }
        ahead.records += batch_at(&segment, &mut ahead.next, &mut entries)?;
        if entries.len() >= BATCH {
            ahead = index.add(&entries, ahead)?;
            entries.clear();
            mark = ahead;
            follower.moved_to(None, mark);
        }
    }
    if ahead != mark {
        mark = index.add(&entries, ahead)?;
    }
    Ok(mark)
}

/// The segment with the next batch, if one is committed; `next` moves on to it.
fn next_segment(shared: &Shared, next: &mut Location) -> Option<Arc<Segment>> {
    let tables = shared.look();
    let newest = tables.newest();
    loop {
        if next.segment == newest && next.offset >= tables.end {
            return None;
        }
        let here = tables.headers.get(&next.segment);
        let whole =
            here.and_then(|h| h.side.as_ref()).is_some_and(|side| u64::from(next.offset) >= side.used());
        match here {
            Some(here) if !whole => return Some(here.segment.clone()),
            _ => {
                let (number, _) = tables.headers.range(next.segment.checked_add(1)?..).next()?;
                let offset = u32::try_from(FILE_HEADER_LEN).unwrap_or_default();
                *next = Location { segment: *number, offset };
            }
        }
    }
}

/// Reads a batch; how many header records it has.
fn batch_at(segment: &Segment, next: &mut Location, entries: &mut Vec<Entry>) -> Result<u64, StoreError> {
    let read = |offset: u32, length: usize| {
        let mut bytes = vec![0; length];
        let got = segment.file.read_at(&mut bytes, u64::from(offset));
        bytes.truncate(got.map_err(|error| io_error(&segment.path, &error))?);
        Ok(bytes)
    };
    let frame = Frame::decode(&read(next.offset, FRAME_LEN)?, segment.marker)
        .ok_or_else(|| segment.damaged(next.offset, "a batch does not pass its checksum"))?;
    let begin = next.offset + u32::try_from(FRAME_LEN).unwrap_or_default();
    let bytes = read(begin, usize::try_from(frame.length).unwrap_or(usize::MAX))?;
    let codec: Codec = segment.codec();
    let (mut at, mut records) = (0, 0);
    while let Some(payload) = bytes.get(at..).and_then(|rest| codec.payload(rest)) {
        let offset = begin + u32::try_from(at).unwrap_or(u32::MAX);
        if let Some(Payload::Header { header, .. }) = bytes.get(at..).and_then(|rest| codec.read(rest)) {
            records += 1;
            let at = Location { segment: segment.number, offset };
            entries.extend(Message::decode(header, None).ok().and_then(|message| Entry::of(&message, at)));
        }
        at += RECORD_LEN + payload.len();
    }
    *next = Location { segment: segment.number, offset: begin.saturating_add(frame.length) };
    Ok(records)
}
