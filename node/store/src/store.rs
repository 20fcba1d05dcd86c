//! The store: one writer over segments, small files and the index.

mod rewind;
mod roll;
mod upkeep;

use crate::{
    disk::{Disk, RealDisk, Space},
    erase,
    find::keeper::Keeper,
    format::{BodyAt, ERASED_RECORD_LEN, body_record_len, header_record_len},
    index::follow::Following,
    reader::Reader,
    recover::{self, follows},
    report::{OpenError, OpenReport},
    scrub::Scrubbing,
    segment::{Appender, io_error},
    small::Small,
    tables::Shared,
    unchecked,
};
use cabildo_protocol::{
    id::{Hash, LogId, MessageId},
    message::{Message, Position, WireMessage},
    proof::Proof,
    roster::SignedRoster,
    store::{Store, StoreError},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

/// A batch that has grown to this is made durable without waiting for the commit, so that one
/// frame and its memory stay bounded.
const BATCH_MAX: usize = 16 * 1024 * 1024;

/// How a store is kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// The largest preallocation of one segment. The first ones are smaller.
    pub segment_bytes: u64,
    /// Whether the index and the catalogue are kept; without them readers search the segments.
    pub index: bool,
    /// Whether opening reads every byte, whatever side files say.
    pub check: bool,
    /// How many bytes a second a thread reads of complete segments, to find damage while peers
    /// still have what was lost; 0 for no such thread.
    pub scrub_bytes: u64,
    /// Below this much free space the node is read-only…
    pub min_free_bytes: u64,
    /// …or below this share of the file system, whichever is more.
    pub min_free_percent: u64,
    /// Set aside on the disk, so that rosters and proofs can be kept when it is full.
    pub reserve_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            // The newest one of each family is read as a whole on opening: this bounds how long
            // that takes, and how much memory.
            segment_bytes: 16 * 1024 * 1024,
            index: true,
            check: false,
            scrub_bytes: 8 * 1024 * 1024,
            min_free_bytes: 1024 * 1024 * 1024,
            min_free_percent: 5,
            reserve_bytes: 4 * 1024 * 1024,
        }
    }
}

/// The signed logs in a folder. Dropping it releases the folder; what was not committed is gone.
#[derive(Debug)]
pub struct SegmentStore {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    options: Options,
    shared: Arc<Shared>,
    headers: Appender,
    bodies: Appender,
    small: Small,
    unchecked: BTreeMap<LogId, u64>,
    pending: Pending,
    report: OpenReport,
    /// After a failure of the disk every later call fails with it.
    failed: Option<StoreError>,
    /// What was buffered was dropped outside a commit: the next commit must say so.
    owed: Option<StoreError>,
    reader: Reader,
    following: Option<Following>,
    _keeper: Option<Keeper>,
    _scrubbing: Option<Scrubbing>,
    _lock: Held,
}

/// Keeps the folder's lock.
struct Held(#[expect(dead_code, reason = "held, never read")] Box<dyn Send + Sync>);

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Held")
    }
}

/// What was appended since the last commit.
#[derive(Debug, Default)]
struct Pending {
    heads: BTreeMap<LogId, Position>,
    ids: BTreeMap<MessageId, (LogId, u64)>,
    messages: BTreeMap<(LogId, u64), Message>,
    /// In the order of appending: the message's place, its header's offset, the body named there.
    order: Vec<(LogId, u64, u32, Option<BodyAt>)>,
    late: BTreeMap<(LogId, u64), (BodyAt, Message)>,
    erased: BTreeSet<(LogId, u64)>,
    /// Stretches whose bodies are let go: first and last sequence.
    dropped: Vec<(LogId, u64, u64)>,
    /// Bodies that move here from an old segment.
    moved: Vec<((LogId, u64), BodyAt)>,
    /// A log that is let go: alone in its batch.
    rewound: Option<(LogId, Position)>,
}

impl SegmentStore {
    /// Opens the store in a folder, or begins one; puts right what a crash or a bad disk left.
    ///
    /// # Errors
    /// When another has it open, when it was written by a newer release (then nothing was
    /// changed), or when the disk fails.
    pub fn open(folder: &Path, options: Options) -> Result<Self, OpenError> {
        Self::open_on(Arc::new(RealDisk), folder, options)
    }

    /// As [`SegmentStore::open`], on another disk. The index works on the real one only:
    /// elsewhere `options.index` must be off.
    ///
    /// # Errors
    /// As [`SegmentStore::open`].
    pub fn open_on(disk: Arc<dyn Disk>, folder: &Path, options: Options) -> Result<Self, OpenError> {
        let fail = |error| io_error(folder, &error);
        disk.create_folder(folder).map_err(fail)?;
        if let Some(parent) = folder.parent() {
            disk.sync_folder(parent).map_err(fail)?;
        }
        let lock = disk.lock(&folder.join("lock")).map_err(fail)?;
        let lock = lock.ok_or_else(|| OpenError::InUse { folder: folder.to_owned() })?;
        let opened = recover::open(&*disk, folder, &options, (options.check, BTreeMap::new()))?;
        opened.report.log(folder);
        let unchecked = unchecked::read(&*disk, folder)?.unwrap_or_else(|| {
            tracing::error!(folder = %folder.display(), "the list of unchecked logs is damaged: all are checked");
            opened.tables.logs.keys().map(|log| (*log, 1)).collect()
        });
        let shared = Arc::new(Shared::new(disk.clone(), folder.to_owned(), opened.tables));
        let following = match options.index {
            true => Some(Following::start(folder, shared.clone(), opened.report.is_changed()).map_err(fail)?),
            false => None,
        };
        let keeper = match options.index {
            true => Some(Keeper::start(folder, shared.clone()).map_err(fail)?),
            false => None,
        };
        let scrubbing = match options.scrub_bytes {
            0 => None,
            rate => Some(Scrubbing::start(shared.clone(), rate).map_err(fail)?),
        };
        let follower = following.as_ref().map(Following::follower);
        let reader = Reader::new(shared.clone(), follower, keeper.as_ref().map(Keeper::kept));
        let store = Self {
            disk,
            folder: folder.to_owned(),
            options,
            shared,
            headers: opened.headers,
            bodies: opened.bodies,
            small: opened.small,
            unchecked,
            pending: Pending::default(),
            report: opened.report,
            failed: None,
            owed: None,
            reader,
            following,
            _keeper: keeper,
            _scrubbing: scrubbing,
            _lock: Held(lock),
        };
        store.keep_reserve();
        erase::wipe(&*store.disk, &store.folder, &store.shared, &opened.to_wipe)?;
        Ok(store)
    }

    /// What opening found, and what was put right since.
    #[must_use]
    pub fn report(&self) -> &OpenReport {
        &self.report
    }

    /// A handle for other threads. It sees what is committed.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// Room on the file system.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn free_space(&self) -> Result<Space, StoreError> {
        self.disk.space(&self.folder).map_err(|error| io_error(&self.folder, &error))
    }

    /// Whether there is so little room that the node should be read-only. Asks the system each
    /// time; once a second is often enough.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn low_space(&self) -> Result<bool, StoreError> {
        let space = self.free_space()?;
        let share = space.total / 100 * self.options.min_free_percent;
        Ok(space.free < share.max(self.options.min_free_bytes))
    }

    /// The failure of the disk that ended this store's work, if there was one.
    #[must_use]
    pub fn failure(&self) -> Option<&StoreError> {
        self.failed.as_ref()
    }

    fn reserve(&self) -> PathBuf {
        self.folder.join("reserve")
    }

    /// Sets room aside for rosters, as far as there is some.
    fn keep_reserve(&self) {
        let made = self.disk.open(&self.reserve()).or_else(|_| self.disk.create(&self.reserve()));
        if let Err(error) = made.and_then(|file| file.allocate(self.options.reserve_bytes)) {
            tracing::warn!(folder = %self.folder.display(), %error, "no room to set aside for rosters");
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        self.failed.clone().map_or(Ok(()), Err)
    }

    /// Remembers a failure after which memory and disk may differ.
    fn fail(&mut self, error: StoreError) -> StoreError {
        tracing::error!(%error, "the store stops");
        self.pending = Pending::default();
        self.failed.get_or_insert_with(|| error.clone());
        error
    }

    fn head_of(&self, log: &LogId) -> Option<Position> {
        self.pending.heads.get(log).copied().or_else(|| self.shared.look().logs.get(log).map(|l| l.head))
    }

    /// Makes sure that both records fit into the newest segments.
    fn make_room(&mut self, header: usize, body: usize) -> Result<(), StoreError> {
        let full = |appender: &Appender, record| record > 0 && !appender.fits(record);
        let (headers_full, bodies_full) = (full(&self.headers, header), full(&self.bodies, body));
        let large = self.headers.waiting() + self.bodies.waiting() > BATCH_MAX;
        if headers_full || bodies_full || large {
            // A batch stands in one segment, so the one in the making is finished first.
            if let Err(error) = self.commit_batch() {
                self.owed.get_or_insert_with(|| error.clone());
                return Err(error);
            }
        }
        if full(&self.bodies, body) {
            self.roll_bodies(body)?;
        }
        if full(&self.headers, header) {
            self.roll_headers(header)?;
        }
        self.bodies.claim()?;
        self.headers.claim()
    }

    /// Writes and syncs what is pending: small files, then bodies, then headers, so that a
    /// header that survives a power cut has its body.
    fn commit_batch(&mut self) -> Result<(), StoreError> {
        self.check()?;
        if self.small.is_waiting() {
            self.commit_small()?;
        }
        if self.bodies.is_empty() && self.headers.is_empty() {
            return Ok(());
        }
        let written = self.bodies.write().and_then(|()| self.headers_may_follow());
        if let Err(error) = written {
            return Err(self.undo(error));
        }
        if let Err(error) = self.headers.sync() {
            return Err(self.fail(error));
        }
        let erased = self.publish();
        let wiped = erase::wipe(&*self.disk, &self.folder, &self.shared, &erased);
        wiped.map_err(|error| self.fail(error))
    }

    /// Syncs the bodies, then writes the headers.
    fn headers_may_follow(&mut self) -> Result<(), StoreError> {
        if let Err(error) = self.bodies.sync() {
            return Err(self.fail(error));
        }
        self.headers.write()
    }

    /// Drops what was pending after a failed write. Only a full disk is survived.
    fn undo(&mut self, error: StoreError) -> StoreError {
        self.pending = Pending::default();
        let bodies = self.bodies.discard(true);
        let headers = self.headers.discard(true);
        match (&error, bodies.and(headers)) {
            (StoreError::Full { .. }, Ok(())) => error,
            (StoreError::Full { .. }, Err(worse)) => self.fail(worse),
            _ => self.fail(error),
        }
    }

    fn commit_small(&mut self) -> Result<(), StoreError> {
        let mut written = self.small.write(&*self.disk, &self.folder);
        if matches!(written, Err(StoreError::Full { .. })) {
            // This is what the reserve is for. It comes back when the store is opened again.
            if let Err(error) = self.disk.remove(&self.reserve()) {
                tracing::debug!(%error, "no reserve to give up");
            }
            written = self.small.write(&*self.disk, &self.folder);
        }
        match written {
            Ok(()) => {
                self.small.done();
                Ok(())
            }
            Err(error) => {
                self.small.undo();
                Err(self.undo(error))
            }
        }
    }

    /// What was pending is durable: readers may see it. Returns what is to be wiped.
    fn publish(&mut self) -> Vec<(LogId, u64)> {
        let bytes = self.bodies.advance() + self.headers.advance();
        let pending = std::mem::take(&mut self.pending);
        let mut tables = self.shared.change();
        if let Some((log, after)) = &pending.rewound {
            tables.rewind(log, after);
            tables.void_late(log, after.seq, (u32::MAX, u32::MAX));
        }
        for (place, (at, _)) in &pending.late {
            tables.late.insert(*place, *at);
            tables.missing.remove(place);
        }
        tables.late.extend(pending.moved);
        for place in &pending.erased {
            tables.erased.insert(*place);
            tables.missing.remove(place);
        }
        for (log, from, to) in pending.dropped {
            tables.drop_bodies(log, from, to);
        }
        for (log, seq, offset, body) in &pending.order {
            if let Some(message) = pending.messages.get(&(*log, *seq)) {
                tables.add(message, *offset, *body);
            }
        }
        tables.bytes += bytes;
        tables.end = u32::try_from(self.headers.end()).unwrap_or(u32::MAX);
        drop(tables);
        self.shared.announce();
        pending.erased.into_iter().collect()
    }
}

impl Store for SegmentStore {
    fn head(&self, log: &LogId) -> Option<Position> {
        self.head_of(log)
    }

    fn heads(&self) -> Vec<(LogId, Position)> {
        let mut heads: BTreeMap<LogId, Position> =
            self.shared.look().logs.iter().map(|(log, entry)| (*log, entry.head)).collect();
        heads.extend(self.pending.heads.iter().map(|(log, head)| (*log, *head)));
        heads.into_iter().collect()
    }

    fn locate(&self, id: &MessageId) -> Result<Option<(LogId, u64)>, StoreError> {
        self.check()?;
        match self.pending.ids.get(id) {
            Some(found) => Ok(Some(*found)),
            None => self.shared.locate(id),
        }
    }

    fn message(&self, log: &LogId, seq: u64) -> Result<Option<Message>, StoreError> {
        self.check()?;
        let key = (*log, seq);
        if let Some((_, message)) = self.pending.late.get(&key) {
            return Ok(Some(message.clone()));
        }
        let found = match self.pending.messages.get(&key) {
            Some(message) => Some(message.clone()),
            None => self.shared.message(log, seq)?,
        };
        let erased = self.pending.erased.contains(&key);
        Ok(found.map(|message| if erased { message.without_body() } else { message }))
    }

    fn run(&self, log: &LogId, from: u64, to: u64, target: usize) -> Result<Vec<WireMessage>, StoreError> {
        self.check()?;
        let mut found = self.shared.run(log, from, to, target)?;
        for (seq, wire) in (from.max(1)..).zip(&mut found) {
            if self.pending.erased.contains(&(*log, seq)) {
                wire.1 = None;
            }
        }
        let mut bytes: usize = found.iter().map(|w| w.0.len() + w.1.as_ref().map_or(0, Vec::len)).sum();
        let next = from.max(1) + found.len() as u64;
        if next <= to {
            for (_, message) in self.pending.messages.range((*log, next)..=(*log, to)) {
                if bytes >= target && !found.is_empty() {
                    break;
                }
                bytes += message.header_bytes().len() + message.body_bytes().map_or(0, <[u8]>::len);
                found.push(WireMessage::from(message));
            }
        }
        Ok(found)
    }

    fn missing_bodies(&self, limit: usize) -> Vec<(LogId, u64, MessageId)> {
        let tables = self.shared.look();
        let committed = tables
            .missing
            .iter()
            .filter(|(place, _)| {
                !self.pending.late.contains_key(place) && !self.pending.erased.contains(place)
            })
            .map(|((log, seq), id)| (*log, *seq, *id));
        let pending = self
            .pending
            .messages
            .iter()
            .filter(|((log, seq), m)| {
                let late = self.pending.late.contains_key(&(*log, *seq));
                m.body_bytes().is_none() && !late && !self.is_erased(log, *seq) && !self.is_dropped(log, *seq)
            })
            .map(|((log, seq), m)| (*log, *seq, m.id()));
        committed.chain(pending).take(limit).collect()
    }

    fn unchecked(&self) -> BTreeMap<LogId, u64> {
        self.unchecked.clone()
    }

    fn keep_unchecked(&mut self, list: &BTreeMap<LogId, u64>) -> Result<(), StoreError> {
        self.check()?;
        match unchecked::write(&*self.disk, &self.folder, list) {
            Ok(()) => self.unchecked.clone_from(list),
            Err(error @ StoreError::Full { .. }) => return Err(error),
            Err(error) => return Err(self.fail(error)),
        }
        Ok(())
    }

    fn append(&mut self, message: &Message) -> Result<(), StoreError> {
        self.check()?;
        let (log, seq) = (message.log(), message.seq());
        let fits = self.head_of(&log).map_or(seq == 1, |head| follows(message, &head));
        if !fits {
            return Err(StoreError::Broken {
                place: log.to_string(),
                detail: format!("message {seq} does not follow the last one that is kept"),
            });
        }
        let let_go = self.is_erased(&log, seq) || self.is_dropped(&log, seq);
        let body = message.body_bytes().filter(|_| !let_go);
        let header_len = header_record_len(message.header_bytes().len());
        self.make_room(header_len, body.map_or(0, |body| body_record_len(body.len())))?;
        let at = body.map(|body| BodyAt {
            segment: self.bodies.segment().number,
            offset: self.bodies.add(|codec, to| codec.put_body(to, false, &log, seq, body)),
            length: message.envelope().body_len,
        });
        let offset = self.headers.add(|codec, to| codec.put_header(to, message.header_bytes(), at));
        self.pending.heads.insert(log, message.position());
        self.pending.ids.insert(message.id(), (log, seq));
        let kept = message.clone();
        let kept = if body.is_some() { kept } else { kept.without_body() };
        self.pending.messages.insert((log, seq), kept);
        self.pending.order.push((log, seq, offset, at));
        Ok(())
    }

    fn rewind(&mut self, log: &LogId, after: u64) -> Result<(), StoreError> {
        self.rewind_log(log, after)
    }

    fn append_body(&mut self, message: &Message) -> Result<(), StoreError> {
        self.check()?;
        let Some(body) = message.body_bytes() else { return Ok(()) };
        let key = (message.log(), message.seq());
        let wanted = !self.pending.late.contains_key(&key)
            && !self.is_erased(&key.0, key.1)
            && match self.pending.messages.get(&key) {
                Some(pending) => pending.id() == message.id() && pending.body_bytes().is_none(),
                None => self.shared.look().missing.get(&key) == Some(&message.id()),
            };
        if !wanted {
            return Ok(());
        }
        self.make_room(0, body_record_len(body.len()))?;
        let at = BodyAt {
            segment: self.bodies.segment().number,
            offset: self.bodies.add(|codec, to| codec.put_body(to, true, &key.0, key.1, body)),
            length: message.envelope().body_len,
        };
        self.pending.late.insert(key, (at, message.clone()));
        Ok(())
    }

    fn erase(&mut self, log: &LogId, seq: u64) -> Result<(), StoreError> {
        self.check()?;
        if self.is_erased(log, seq) {
            return Ok(());
        }
        self.make_room(0, ERASED_RECORD_LEN)?;
        self.bodies.add(|codec, to| codec.put_erased(to, log, seq));
        let key = (*log, seq);
        self.pending.erased.insert(key);
        self.pending.late.remove(&key);
        if let Some(message) = self.pending.messages.remove(&key) {
            self.pending.messages.insert(key, message.without_body());
        }
        Ok(())
    }

    fn is_dropped(&self, log: &LogId, seq: u64) -> bool {
        self.shared.look().dropped.contains(log, seq)
    }

    fn is_erased(&self, log: &LogId, seq: u64) -> bool {
        let key = (*log, seq);
        self.pending.erased.contains(&key) || self.shared.look().erased.contains(&key)
    }

    fn keep_proof(&mut self, proof: &Proof) -> Result<(), StoreError> {
        self.check()?;
        self.small.keep_proof(proof);
        Ok(())
    }

    fn proofs(&self) -> Vec<Proof> {
        self.small.proofs.values().cloned().collect()
    }

    fn keep_roster(&mut self, roster: &SignedRoster) -> Result<(), StoreError> {
        self.check()?;
        self.small.keep_roster(roster, false)
    }

    fn keep_late_roster(&mut self, roster: &SignedRoster) -> Result<(), StoreError> {
        self.check()?;
        self.small.keep_roster(roster, true)
    }

    fn late_rosters(&self) -> BTreeSet<Hash> {
        self.small.late.clone()
    }

    fn rosters(&self) -> Vec<SignedRoster> {
        self.small.rosters.values().flat_map(|versions| versions.values().cloned()).collect()
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let done = self.commit_batch();
        // Part of what this commit answers for was already dropped.
        match self.owed.take() {
            Some(owed) => Err(owed),
            None => done,
        }
    }
}
