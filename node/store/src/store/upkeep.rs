//! What a store does beside taking and giving messages: looking for damage and putting it right,
//! and letting bodies go that are not to be kept here any longer.
//!
//! Letting go has three steps, so that a crash between them costs nothing: a durable mark of the
//! stretches ([`SegmentStore::drop_bodies`]), wiping them in place ([`Reader::wipe_dropped`]), and
//! giving room back ([`SegmentStore::compact`]), for which what is left of a body segment moves to
//! the newest one. Headers stay: the log still links, and heads are what they were.
//!
//! [`Reader::wipe_dropped`]: crate::Reader::wipe_dropped

use super::SegmentStore;
use crate::{
    bodies::BodyTable,
    erase,
    format::{
        BodyAt, Codec, DROPPED_RECORD_LEN, ERASED_RECORD_LEN, FILE_HEADER_LEN, FRAME_LEN, FRAME_REPAIRED,
        FileHeader, Frame, Payload, RECORD_LEN, VOID_RECORD_LEN, body_record_len,
    },
    recover,
    report::OpenError,
    scan::scan,
    scrub,
    segment::{Segment, io_error},
    side::State,
    small::replace,
};
use cabildo_protocol::{
    id::LogId,
    store::{Store as _, StoreError},
};
use std::sync::Arc;

/// Files of body segments that were emptied: a header, and one filler of the smallest size.
const EMPTY_LEN: usize = FILE_HEADER_LEN + FRAME_LEN + RECORD_LEN + 1;

impl SegmentStore {
    /// Reads all complete segments and side files now; whether all of it is as it was written.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn scrub(&self) -> Result<bool, StoreError> {
        scrub::all(&self.shared, 1, &mut |_| true)?;
        Ok(!self.shared.is_suspect())
    }

    /// Whether damage was met since the store was opened: time for [`SegmentStore::put_right`].
    #[must_use]
    pub fn is_suspect(&self) -> bool {
        self.shared.is_suspect()
    }

    /// Reads every byte and puts right what is damaged, as opening does, while readers go on.
    /// What is lost is reported and to be fetched again; heads may have gone back.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put_right(&mut self) -> Result<(), OpenError> {
        self.commit()?;
        let heads = self.heads().into_iter().map(|(log, head)| (log, head.seq)).collect();
        let opened = recover::open(&*self.disk, &self.folder, &self.options, (true, heads))?;
        opened.report.log(&self.folder);
        self.shared.replace(opened.tables);
        (self.headers, self.bodies, self.small) = (opened.headers, opened.bodies, opened.small);
        erase::wipe(&*self.disk, &self.folder, &self.shared, &opened.to_wipe)?;
        if let Some(following) = &mut self.following {
            following.again(&self.folder).map_err(|error| io_error(&self.folder, &error))?;
        }
        self.report.add(opened.report);
        Ok(())
    }

    /// Lets the bodies of a stretch of a log go, all of which is here: from the next commit on they
    /// are not shown, served or fetched any more.
    ///
    /// # Errors
    /// When the disk fails; nothing is let go then.
    pub fn drop_bodies(&mut self, log: &LogId, from: u64, to: u64) -> Result<(), StoreError> {
        self.check()?;
        let head = self.shared.look().logs.get(log).map_or(0, |log| log.head.seq);
        let (from, to) = (from.max(1), to.min(head));
        if from > to {
            return Ok(());
        }
        self.make_room(0, DROPPED_RECORD_LEN)?;
        self.bodies.add(|codec, into| codec.put_dropped(into, log, from, to));
        self.pending.dropped.push((*log, from, to));
        Ok(())
    }

    /// Empties a complete body segment: what is still kept there moves to the newest one. Commits;
    /// how many bytes were given back.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn compact(&mut self, number: u32) -> Result<u64, StoreError> {
        self.commit()?;
        let Some(segment) = self.shared.look().bodies.get(&number).cloned() else { return Ok(0) };
        let side = segment.path.with_extension("side");
        // Without its side file it is read as a whole when the store is opened, and has one then.
        let Some((state, _)) = BodyTable::open(&*self.disk, &side) else { return Ok(0) };
        if number == self.bodies.segment().number || state.used <= EMPTY_LEN as u64 {
            return Ok(0);
        }
        let mut bytes = vec![0; usize::try_from(state.used).unwrap_or(usize::MAX)];
        segment.file.read_at(&mut bytes, 0).map_err(|error| io_error(&segment.path, &error))?;
        let found = scan(&bytes, segment.marker, state.first, false);
        if !found.intact() {
            self.shared.suspect();
            return Ok(0);
        }
        for offset in found.records() {
            let at = u32::try_from(offset).unwrap_or(u32::MAX);
            if let Some(payload) = bytes.get(offset..).and_then(|record| segment.codec().read(record)) {
                self.move_on((number, at), &payload)?;
            }
        }
        self.commit()?;
        self.empty(&segment, &state, &bytes)?;
        Ok(state.used - EMPTY_LEN as u64)
    }

    /// Appends to the newest segment what a record of an old one still says.
    fn move_on(&mut self, (segment, offset): (u32, u32), payload: &Payload<'_>) -> Result<(), StoreError> {
        match payload {
            Payload::Erased { log, seq } => {
                self.make_room(0, ERASED_RECORD_LEN)?;
                self.bodies.add(|codec, to| codec.put_erased(to, log, *seq));
            }
            Payload::Dropped { log, from, to } => {
                self.make_room(0, DROPPED_RECORD_LEN)?;
                self.bodies.add(|codec, into| codec.put_dropped(into, log, *from, *to));
            }
            Payload::Body { log, seq, body, .. } => {
                let here = self
                    .shared
                    .body(log, *seq)?
                    .is_some_and(|(_, at)| (at.segment, at.offset) == (segment, offset));
                if !here || self.shared.look().is_let_go(&(*log, *seq)) {
                    return Ok(());
                }
                self.make_room(0, body_record_len(body.len()))?;
                let at = BodyAt {
                    segment: self.bodies.segment().number,
                    offset: self.bodies.add(|codec, to| codec.put_body(to, true, log, *seq, body)),
                    length: u32::try_from(body.len()).unwrap_or(u32::MAX),
                };
                self.pending.moved.push(((*log, *seq), at));
            }
            Payload::Void { log, after, before } => {
                self.make_room(0, VOID_RECORD_LEN)?;
                self.bodies.add(|codec, to| codec.put_void(to, log, *after, *before));
            }
            Payload::Hole | Payload::Header { .. } | Payload::Rewound { .. } => {}
        }
        Ok(())
    }

    /// Puts a file in place of a segment that has its number, its place among the others' batches,
    /// and nothing else.
    fn empty(&mut self, segment: &Segment, state: &State, bytes: &[u8]) -> Result<(), StoreError> {
        let fail = |error| io_error(&segment.path, &error);
        let Some(header) = FileHeader::decode(bytes) else {
            return Err(segment.damaged(0, "its header is not intact"));
        };
        let mut emptied = header.encode().to_vec();
        let length = u32::try_from(RECORD_LEN + 1).unwrap_or(u32::MAX);
        let batch = state.next.saturating_sub(1);
        emptied.extend_from_slice(
            &Frame { length, count: 1, batch, flags: FRAME_REPAIRED }.encode(segment.marker),
        );
        Codec::new(segment.marker).put_hole(&mut emptied, RECORD_LEN + 1);
        replace(&*self.disk, &segment.path, &emptied).map_err(fail)?;
        self.disk.sync_folder(&self.folder).map_err(|error| io_error(&self.folder, &error))?;
        let file = self.disk.open(&segment.path).map_err(fail)?;
        let (number, path, marker) = (segment.number, segment.path.clone(), segment.marker);
        let new = Arc::new(Segment { number, path, marker, file });
        let mut tables = self.shared.change();
        tables.bytes = tables.bytes.saturating_sub(state.used - EMPTY_LEN as u64);
        tables.bodies.insert(number, new.clone());
        drop(tables);
        if let Err(error) = self.describe_bodies(&new, &State { used: EMPTY_LEN as u64, ..*state }) {
            tracing::warn!(%error, "no side file");
        }
        Ok(())
    }
}
