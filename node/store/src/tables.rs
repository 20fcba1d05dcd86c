//! What is known about the segments in memory, shared by the one writer and all readers.
//!
//! The lock is held for look-ups and for taking in a finished batch, never while the disk works.

use crate::{
    disk::Disk,
    format::{BodyAt, Payload, body_record_len},
    segment::Segment,
    side::{Side, reach},
};
use cabildo_protocol::{
    id::{InstitutionId, LogId, MessageId},
    message::{Message, Position, WireMessage},
    store::StoreError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
};

/// Places that are looked up under one lock.
const PLACES_MAX: u64 = 256;

/// The messages of one log in one complete segment.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// The header segment.
    pub segment: u32,
    /// Sequence of the first.
    pub first: u64,
    /// How many.
    pub count: u32,
    /// Place of the first in the side file.
    pub start: u32,
}

/// A log.
#[derive(Debug, Clone)]
pub struct Log {
    /// Its last linked message.
    pub head: Position,
    /// Who writes it.
    pub institution: InstitutionId,
    /// In complete segments, oldest first.
    pub runs: Vec<Run>,
    /// In the newest segment: first sequence, the id cited by it, offsets.
    pub active: Option<ActiveRun>,
}

/// The messages of one log in the newest segment.
#[derive(Debug, Clone)]
pub struct ActiveRun {
    /// Sequence of the first.
    pub first: u64,
    /// The id that the first cites.
    pub previous: MessageId,
    /// Where each header record stands.
    pub offsets: Vec<u32>,
    /// Sequences of those whose headers name no body that was there.
    pub bare: Vec<u64>,
}

/// A header segment with its table, which the newest one lacks.
#[derive(Debug, Clone)]
pub struct HeaderSegment {
    /// The file.
    pub segment: Arc<Segment>,
    /// Its side file.
    pub side: Option<Arc<Side>>,
}

/// Everything that is known.
#[derive(Debug, Default)]
pub struct Tables {
    /// All logs.
    pub logs: BTreeMap<LogId, Log>,
    /// Header segments by number; the last one is the newest.
    pub headers: BTreeMap<u32, HeaderSegment>,
    /// Body segments by number.
    pub bodies: BTreeMap<u32, Arc<Segment>>,
    /// Ids in the newest header segment.
    pub ids: BTreeMap<MessageId, (LogId, u64)>,
    /// Bodies that came after their headers.
    pub late: BTreeMap<(LogId, u64), BodyAt>,
    /// Messages whose bodies are not here.
    pub missing: BTreeMap<(LogId, u64), MessageId>,
    /// Messages whose bodies are erased, whether they were ever here or not.
    pub erased: BTreeSet<(LogId, u64)>,
    /// Messages whose bodies are not kept here any more.
    pub dropped: Dropped,
    /// Logs that were let go in older segments while the newest was written, and where they stood then.
    pub rewound: BTreeMap<LogId, Position>,
    /// The farthest body that a header in the newest segment names.
    pub reach: (u32, u32),
    /// The durable end of the newest header segment.
    pub end: u32,
    /// Bytes of all segments, without what is preallocated.
    pub bytes: u64,
}

impl Tables {
    /// Adds the next message of its log, which stands in the newest header segment. `body` is what
    /// its header names, where that is there.
    pub fn add(&mut self, message: &Message, offset: u32, body: Option<BodyAt>) {
        let (log, seq, id) = (message.log(), message.seq(), message.id());
        let previous = message.envelope().previous;
        let entry = self.logs.entry(log).or_insert_with(|| Log {
            head: message.position(),
            institution: message.envelope().institution.clone(),
            runs: Vec::new(),
            active: None,
        });
        entry.head = message.position();
        let new = || ActiveRun { first: seq, previous, offsets: Vec::new(), bare: Vec::new() };
        let active = entry.active.get_or_insert_with(new);
        active.offsets.push(offset);
        self.ids.insert(id, (log, seq));
        match body {
            Some(at) => self.reach = self.reach.max(reach(at)),
            None => {
                active.bare.push(seq);
                self.lacks(&(log, seq), id);
            }
        }
    }

    /// A header names no body: one is to be fetched, unless it came later or is not to be here.
    pub fn lacks(&mut self, place: &(LogId, u64), id: MessageId) {
        if !self.late.contains_key(place) && !self.is_let_go(place) {
            self.missing.insert(*place, id);
        }
    }

    /// The bodies of a stretch are not kept here any more.
    pub fn drop_bodies(&mut self, log: LogId, from: u64, to: u64) {
        self.dropped.insert(log, from, to);
        let places = (log, from)..=(log, to);
        self.late.extract_if(places.clone(), |_, _| true).for_each(drop);
        self.missing.extract_if(places, |_, _| true).for_each(drop);
    }

    /// Lets go of a log after a position: nothing beyond is linked any more. Bodies that came later
    /// are the caller's affair: when a store is opened they are known before the headers.
    pub fn rewind(&mut self, log: &LogId, after: &Position) {
        let Some(entry) = self.logs.get_mut(log).filter(|entry| entry.head.seq > after.seq) else { return };
        entry.head = *after;
        let end = |run: &Run| run.first + u64::from(run.count) - 1;
        if entry.runs.last().is_some_and(|run| end(run) > after.seq) {
            self.rewound.insert(*log, *after);
            entry.runs.retain(|run| run.first <= after.seq);
            if let Some(run) = entry.runs.last_mut() {
                run.count = run.count.min(u32::try_from(after.seq + 1 - run.first).unwrap_or(u32::MAX));
            }
        }
        match &mut entry.active {
            Some(active) if active.first <= after.seq => {
                let keep = usize::try_from(after.seq + 1 - active.first).unwrap_or(usize::MAX);
                active.offsets.truncate(keep);
                active.bare.retain(|seq| *seq <= after.seq);
            }
            active => *active = None,
        }
        if after.seq == 0 {
            self.logs.remove(log);
        }
        self.ids.retain(|_, (other, seq)| other != log || *seq <= after.seq);
        self.missing.extract_if((*log, after.seq + 1)..=(*log, u64::MAX), |_, _| true).for_each(drop);
    }

    /// Forgets bodies that came later, beyond a sequence and before a place.
    pub fn void_late(&mut self, log: &LogId, after: u64, before: (u32, u32)) {
        let beyond = (*log, after.saturating_add(1))..=(*log, u64::MAX);
        let gone = self.late.extract_if(beyond, |_, at| (at.segment, at.offset) < before);
        gone.for_each(drop);
    }

    /// Whether a message of an older segment is linked. What was let go, and what stood behind
    /// damage, lies there still.
    fn is_linked(&self, log: &LogId, seq: u64, segment: u32) -> bool {
        let run = self.logs.get(log).and_then(|log| log.runs.iter().rev().find(|run| run.segment == segment));
        run.is_some_and(|run| run.first <= seq && seq - run.first < u64::from(run.count))
    }

    /// Whether the body at a place is erased or dropped.
    pub fn is_let_go(&self, place: &(LogId, u64)) -> bool {
        self.erased.contains(place) || self.dropped.contains(&place.0, place.1)
    }

    /// The number of the newest header segment.
    pub fn newest(&self) -> u32 {
        self.headers.last_key_value().map_or(0, |(number, _)| *number)
    }
}

/// Stretches of logs, first and last sequence each, in order and apart from each other.
#[derive(Debug, Default)]
pub struct Dropped(BTreeMap<LogId, Vec<(u64, u64)>>);

impl Dropped {
    /// Whether a message is in one of them.
    pub fn contains(&self, log: &LogId, seq: u64) -> bool {
        let ranges = self.0.get(log).map(Vec::as_slice).unwrap_or_default();
        let after = ranges.partition_point(|(from, _)| *from <= seq);
        after.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|(_, to)| seq <= *to)
    }

    /// Adds a stretch.
    pub fn insert(&mut self, log: LogId, from: u64, to: u64) {
        let ranges = self.0.entry(log).or_default();
        let begin = ranges.partition_point(|(_, last)| last.saturating_add(1) < from);
        let end = ranges.partition_point(|(first, _)| *first <= to.saturating_add(1));
        let touched = ranges.get(begin..end.max(begin)).unwrap_or_default();
        let first = touched.first().map_or(from, |range| range.0.min(from));
        let last = touched.last().map_or(to, |range| range.1.max(to));
        ranges.splice(begin..end.max(begin), [(first, last)]);
    }

    /// The end of the stretch from the log's beginning, 0 where there is none.
    pub fn prefix(&self, log: &LogId) -> u64 {
        let first = self.0.get(log).and_then(|ranges| ranges.first());
        first.filter(|(from, _)| *from <= 1).map_or(0, |(_, to)| *to)
    }

    /// How many messages.
    pub fn count(&self) -> u64 {
        self.0.values().flatten().map(|(from, to)| to - from + 1).sum()
    }
}

/// The tables behind their lock.
#[derive(Debug)]
pub struct Shared {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    tables: RwLock<Tables>,
    /// Something was met that is not what it should be: see [`Shared::suspect`].
    suspect: AtomicBool,
    /// Counts commits; the index waits on it.
    pub commits: Mutex<u64>,
    /// Signals a commit.
    pub committed: Condvar,
}

/// Where a header stands and what the tables know of its body.
#[derive(Debug)]
struct Place {
    segment: Arc<Segment>,
    offset: u32,
    late: Option<BodyAt>,
    /// Its body is not here, or let go.
    bare: bool,
}

enum Piece {
    Sealed { side: Arc<Side>, segment: Arc<Segment>, start: usize, count: usize },
    Active { segment: Arc<Segment>, offsets: Vec<u32> },
}

impl Shared {
    /// Around tables that were read from disk.
    pub fn new(disk: Arc<dyn Disk>, folder: PathBuf, tables: Tables) -> Self {
        Self {
            disk,
            folder,
            tables: RwLock::new(tables),
            suspect: AtomicBool::new(false),
            commits: Mutex::default(),
            committed: Condvar::new(),
        }
    }

    /// The disk below.
    pub fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    /// Damage was met: everything is to be read and put right, at the latest when the store is
    /// opened next.
    pub fn suspect(&self) {
        if self.suspect.swap(true, Ordering::Relaxed) {
            return;
        }
        let made = self.disk.create(&self.folder.join(crate::recover::CHECK));
        if let Err(error) = made.and_then(|_| self.disk.sync_folder(&self.folder)) {
            tracing::warn!(folder = %self.folder.display(), %error, "could not note that all is to be checked");
        }
    }

    /// Whether damage was met.
    pub fn is_suspect(&self) -> bool {
        self.suspect.load(Ordering::Relaxed)
    }

    /// Everything was read and put right.
    pub fn replace(&self, tables: Tables) {
        *self.change() = tables;
        self.suspect.store(false, Ordering::Relaxed);
    }

    /// Takes note of damage that a call met.
    pub fn noting<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(result, Err(StoreError::Damaged { .. })) {
            self.suspect();
        }
        result
    }

    /// To look something up. A thread that panicked while it held the lock changed nothing
    /// halfway: only [`Shared::change`] writes, and its callers do not panic.
    pub fn look(&self) -> RwLockReadGuard<'_, Tables> {
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// To take in a commit.
    pub fn change(&self) -> RwLockWriteGuard<'_, Tables> {
        self.tables.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes those who follow the commits.
    pub fn announce(&self) {
        *self.commits.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.committed.notify_all();
    }

    /// Where a message stands.
    pub fn locate(&self, id: &MessageId) -> Result<Option<(LogId, u64)>, StoreError> {
        let sides: Vec<(u32, Arc<Side>)> = {
            let tables = self.look();
            if let Some(found) = tables.ids.get(id) {
                return Ok(Some(*found));
            }
            let sides = tables.headers.iter().rev();
            sides.filter_map(|(number, h)| Some((*number, h.side.clone()?))).collect()
        };
        for (segment, side) in sides {
            // A message that was let go and came back stands in a second segment.
            if let Some((log, seq)) = self.noting(side.locate(id))?
                && self.look().is_linked(&log, seq, segment)
            {
                return Ok(Some((log, seq)));
            }
        }
        Ok(None)
    }

    /// The message at a position, with its body where that is here.
    pub fn message(&self, log: &LogId, seq: u64) -> Result<Option<Message>, StoreError> {
        self.noting(self.message_at(log, seq))
    }

    fn message_at(&self, log: &LogId, seq: u64) -> Result<Option<Message>, StoreError> {
        let Some(place) = self.places(log, seq, seq)?.pop() else { return Ok(None) };
        let wire = self.wire(log, seq, &place, &mut Vec::new())?;
        wire.open().map(Some).map_err(|error| place.segment.damaged(place.offset, &error.to_string()))
    }

    /// The message at a position without its body.
    pub fn header(&self, log: &LogId, seq: u64) -> Result<Option<Message>, StoreError> {
        let Some(place) = self.noting(self.places(log, seq, seq))?.pop() else { return Ok(None) };
        self.noting(self.header_at(place.segment.number, place.offset))
    }

    /// Messages of a log as they travel; see [`cabildo_protocol::store::Store::run`].
    pub fn run(
        &self,
        log: &LogId,
        from: u64,
        to: u64,
        target: usize,
    ) -> Result<Vec<WireMessage>, StoreError> {
        self.noting(self.run_at(log, from, to, target))
    }

    fn run_at(&self, log: &LogId, from: u64, to: u64, target: usize) -> Result<Vec<WireMessage>, StoreError> {
        let (mut found, mut bytes, mut next) = (Vec::new(), 0, from.max(1));
        let mut buffer = Vec::new();
        while next <= to {
            let places = self.places(log, next, to)?;
            if places.is_empty() {
                break;
            }
            for (seq, place) in (next..).zip(&places) {
                if bytes >= target && !found.is_empty() {
                    return Ok(found);
                }
                let wire = self.wire(log, seq, place, &mut buffer)?;
                bytes += wire.0.len() + wire.1.as_ref().map_or(0, Vec::len);
                found.push(wire);
            }
            next += places.len() as u64;
        }
        Ok(found)
    }

    /// The header at a location (segment number, offset), for the index.
    pub fn header_at(&self, segment: u32, offset: u32) -> Result<Option<Message>, StoreError> {
        let Some(segment) = self.look().headers.get(&segment).map(|h| h.segment.clone()) else {
            return Ok(None);
        };
        let mut buffer = Vec::new();
        match segment.read_header(offset, &mut buffer)? {
            Payload::Header { header, .. } => Ok(Message::decode(header, None).ok()),
            _ => Ok(None),
        }
    }

    fn places(&self, log: &LogId, from: u64, to: u64) -> Result<Vec<Place>, StoreError> {
        let to = to.min(from.saturating_add(PLACES_MAX - 1));
        let (pieces, bodies) = {
            let tables = self.look();
            let Some(entry) = tables.logs.get(log) else { return Ok(Vec::new()) };
            let to = to.min(entry.head.seq);
            if from == 0 || from > to {
                return Ok(Vec::new());
            }
            let known: Vec<(Option<BodyAt>, bool)> = (from..=to)
                .map(|seq| {
                    let key = (*log, seq);
                    let bare = tables.missing.contains_key(&key) || tables.is_let_go(&key);
                    (tables.late.get(&key).copied(), bare)
                })
                .collect();
            (pieces(&tables, entry, from, to), known)
        };
        let mut found = Vec::with_capacity(bodies.len());
        let mut bodies = bodies.into_iter();
        for piece in pieces {
            let (segment, offsets) = match piece {
                Piece::Sealed { side, segment, start, count } => (segment, side.offsets(start, count)?),
                Piece::Active { segment, offsets } => (segment, offsets),
            };
            for (offset, (late, bare)) in offsets.into_iter().zip(bodies.by_ref()) {
                found.push(Place { segment: segment.clone(), offset, late, bare });
            }
        }
        Ok(found)
    }

    /// The record of a body, if it has one: its segment and place.
    pub fn body(&self, log: &LogId, seq: u64) -> Result<Option<(Arc<Segment>, BodyAt)>, StoreError> {
        let Some(place) = self.places(log, seq, seq)?.pop() else { return Ok(None) };
        let mut buffer = Vec::new();
        let at = match place.segment.read_header(place.offset, &mut buffer)? {
            Payload::Header { body, .. } => place.late.or(body),
            _ => None,
        };
        let Some(at) = at else { return Ok(None) };
        Ok(self.look().bodies.get(&at.segment).cloned().map(|segment| (segment, at)))
    }

    fn wire(
        &self,
        log: &LogId,
        seq: u64,
        place: &Place,
        buffer: &mut Vec<u8>,
    ) -> Result<WireMessage, StoreError> {
        match self.wire_at(place, place.bare, buffer) {
            // Its body was let go, or moved, since the tables were looked at.
            Err(StoreError::Damaged { .. }) => match self.places(log, seq, seq)?.pop() {
                Some(now) => self.wire_at(&now, now.bare, buffer),
                None => self.wire_at(place, true, buffer),
            },
            read => read,
        }
    }

    fn wire_at(&self, place: &Place, bare: bool, buffer: &mut Vec<u8>) -> Result<WireMessage, StoreError> {
        let read = place.segment.read_header(place.offset, buffer)?;
        let Payload::Header { body, header } = read else {
            return Err(place.segment.damaged(place.offset, "not a header"));
        };
        let at = if bare { None } else { place.late.or(body) };
        let header = header.to_vec();
        let Some(at) = at else { return Ok(WireMessage(header, None)) };
        let segment = self.look().bodies.get(&at.segment).cloned();
        let Some(segment) = segment else {
            return Err(place.segment.damaged(place.offset, "it names a body segment that is not here"));
        };
        let length = body_record_len(usize::try_from(at.length).unwrap_or(usize::MAX));
        match segment.read(at.offset, length, buffer)? {
            Payload::Body { body, .. } => Ok(WireMessage(header, Some(body.to_vec()))),
            _ => Err(segment.damaged(at.offset, "not a body")),
        }
    }
}

/// Where the messages `from..=to` of a log stand, all of which are at or before its head.
fn pieces(tables: &Tables, log: &Log, from: u64, to: u64) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut next = from;
    let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let begin = log.runs.partition_point(|run| run.first + u64::from(run.count) <= from);
    for run in log.runs.get(begin..).unwrap_or_default() {
        let last = to.min(run.first + u64::from(run.count) - 1);
        let Some(HeaderSegment { segment, side: Some(side) }) = tables.headers.get(&run.segment) else {
            return pieces;
        };
        if next < run.first || next > last {
            continue;
        }
        let start = size(u64::from(run.start) + next - run.first);
        let count = size(last - next + 1);
        pieces.push(Piece::Sealed { side: side.clone(), segment: segment.clone(), start, count });
        next = last + 1;
    }
    if let (Some(active), Some(newest)) = (&log.active, tables.headers.get(&tables.newest()))
        && next >= active.first
        && next <= to
    {
        let offsets = active.offsets.iter().skip(size(next - active.first)).take(size(to - next + 1));
        pieces.push(Piece::Active { segment: newest.segment.clone(), offsets: offsets.copied().collect() });
    }
    pieces
}
