//! Opening: what is on disk becomes the tables in memory, and what is damaged is put right.
//!
//! Every checksum of every segment is checked. Headers of complete segments are decoded only
//! where their side file is missing or does not link; those of the newest one always. A message
//! counts when it links to the one before it in its log; what does not (because something
//! before it was damaged) is left alone, and fetched again.

use crate::{
    disk::Disk,
    format::{BodyAt, FILE_HEADER_LEN, FORMAT, Family, FileHeader, Payload, u32_at},
    repair::{Loaded, Place, load, move_to_quarantine, read_all},
    report::{Lost, OpenError, OpenReport},
    segment::{Appender, capacity_of, create, io_error},
    side::{self, Side, SideData, SideRun},
    small::{self, Small},
    store::Options,
    tables::{HeaderSegment, Log, Run, Tables},
};
use cabildo_protocol::{
    id::{LogId, MessageId},
    message::{Message, Position},
    store::StoreError,
};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    path::{Path, PathBuf},
    sync::Arc,
};

/// What opening gives the store.
pub struct Opened {
    /// For all threads.
    pub tables: Tables,
    /// For the writer.
    pub headers: Appender,
    /// For the writer.
    pub bodies: Appender,
    /// Rosters and proofs.
    pub small: Small,
    /// What was found.
    pub report: OpenReport,
}

/// Reads a store and puts it right.
pub fn open(disk: &dyn Disk, folder: &Path, options: &Options) -> Result<Opened, OpenError> {
    let names = disk.list(folder).map_err(|error| io_error(folder, &error))?;
    refuse_newer(disk, folder, &names)?;
    let (small, problems) = Small::read(disk, folder)?;
    if let Some((file, format)) = problems.newer {
        return Err(OpenError::Newer { file, format, known: FORMAT });
    }
    // Only from here on is anything changed.
    let mut recovery = Recovery {
        disk,
        folder,
        options,
        tables: Tables::default(),
        report: OpenReport::default(),
        holes: BTreeMap::new(),
        ends: BTreeMap::new(),
        seen: BTreeMap::new(),
    };
    recovery.prepare(&names, &problems.damaged)?;
    let bodies = recovery.family(Family::Bodies)?;
    let headers = recovery.family(Family::Headers)?;
    recovery.compare();
    Ok(Opened { tables: recovery.tables, headers, bodies, small, report: recovery.report })
}

/// Looks at the first bytes of each file, and changes nothing.
fn refuse_newer(disk: &dyn Disk, folder: &Path, names: &[String]) -> Result<(), OpenError> {
    let newer = |file: PathBuf, format| Err(OpenError::Newer { file, format, known: FORMAT });
    for name in names {
        let path = folder.join(name);
        let fail = |error| io_error(&path, &error);
        if name == "format" {
            let text = read_all(disk, &path)?;
            let format = std::str::from_utf8(&text).ok().and_then(|t| t.trim().parse::<u16>().ok());
            if let Some(format) = format.filter(|format| *format > FORMAT) {
                return newer(path, format);
            }
        } else if name.ends_with(".seg") {
            let mut head = [0; FILE_HEADER_LEN];
            disk.open(&path).and_then(|file| file.read_at(&mut head, 0)).map_err(fail)?;
            if let Some(format) = FileHeader::decode(&head).map(|h| h.format).filter(|f| *f > FORMAT) {
                return newer(path, format);
            }
        } else if name.ends_with(".side")
            && let Some(format) = side::newer_format(disk, &path)
        {
            return newer(path, format);
        }
    }
    Ok(())
}

struct Recovery<'a> {
    disk: &'a dyn Disk,
    folder: &'a Path,
    options: &'a Options,
    tables: Tables,
    report: OpenReport,
    /// Fillers in body segments: (segment, from) → to.
    holes: BTreeMap<(u32, u32), u32>,
    /// The used length of each body segment.
    ends: BTreeMap<u32, u32>,
    /// The highest sequence of each log that is known to have been here.
    seen: BTreeMap<LogId, u64>,
}

impl Recovery<'_> {
    fn prepare(&mut self, names: &[String], damaged: &[PathBuf]) -> Result<(), StoreError> {
        for name in names.iter().filter(|name| name.ends_with(".new")) {
            let path = self.folder.join(name);
            self.disk.remove(&path).map_err(|error| io_error(&path, &error))?;
        }
        for path in damaged {
            move_to_quarantine(self.disk, self.folder, path, &mut self.report)?;
        }
        small::make_folders(self.disk, self.folder)?;
        // From here on older releases are kept out: they would not know every record.
        let path = self.folder.join("format");
        let text = format!("{FORMAT}\n");
        if !names.iter().any(|name| name == "format") || read_all(self.disk, &path)? != text.as_bytes() {
            small::replace(self.disk, &path, text.as_bytes()).map_err(|error| io_error(&path, &error))?;
        }
        self.disk.sync_folder(self.folder).map_err(|error| io_error(self.folder, &error))
    }

    /// Reads all segments of a family; where to go on writing.
    fn family(&mut self, family: Family) -> Result<Appender, StoreError> {
        let names = self.disk.list(self.folder).map_err(|error| io_error(self.folder, &error))?;
        let numbers: Vec<u32> = names.iter().filter_map(|name| family.number_in(name, ".seg")).collect();
        let mut next_batch = 1;
        let mut newest = None;
        for (i, number) in numbers.iter().enumerate() {
            let last = i + 1 == numbers.len();
            let place =
                Place { disk: self.disk, store: self.folder, family, number: *number, last, next_batch };
            let Some(loaded) = load(place, &mut self.report)? else { continue };
            next_batch = loaded.scan.next_batch;
            self.tables.bytes += loaded.scan.end as u64;
            match family {
                Family::Bodies => self.take_bodies(&loaded),
                Family::Headers => self.take_headers(&loaded, last)?,
            }
            newest = last.then_some((loaded.segment, loaded.capacity, loaded.scan.end as u64));
        }
        let (segment, capacity, end) = match newest {
            Some(newest) => newest,
            None => self.first_segment(family, numbers.last().map_or(1, |n| n + 1), next_batch)?,
        };
        if family == Family::Headers {
            self.tables.end = u32::try_from(end).unwrap_or(u32::MAX);
        }
        let bytes = self.options.segment_bytes;
        Ok(Appender::resume(family, self.folder, bytes, segment, capacity, end, next_batch))
    }

    fn first_segment(
        &mut self,
        family: Family,
        number: u32,
        next_batch: u64,
    ) -> Result<(Arc<crate::segment::Segment>, u64, u64), StoreError> {
        let capacity = capacity_of(number, self.options.segment_bytes);
        let segment = create(self.disk, self.folder, family, number, next_batch, capacity)?;
        self.tables.bytes += FILE_HEADER_LEN as u64;
        match family {
            Family::Bodies => {
                self.tables.bodies.insert(number, segment.clone());
            }
            Family::Headers => {
                self.tables.headers.insert(number, HeaderSegment { segment: segment.clone(), side: None });
            }
        }
        Ok((segment, capacity, FILE_HEADER_LEN as u64))
    }

    fn take_bodies(&mut self, loaded: &Loaded) {
        let number = loaded.segment.number;
        let codec = loaded.segment.codec();
        for offset in loaded.scan.records() {
            let record = loaded.bytes.get(offset..).unwrap_or_default();
            let at = u32::try_from(offset).unwrap_or(u32::MAX);
            match codec.read(record) {
                Some(Payload::Body { late: true, log, seq, body }) => {
                    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
                    self.tables.late.insert((log, seq), BodyAt { segment: number, offset: at, length });
                }
                Some(Payload::Erased { log, seq }) => {
                    self.tables.erased.insert((log, seq));
                }
                Some(Payload::Hole) => {
                    let length = u32_at(record, 0).unwrap_or(0).saturating_add(8);
                    self.holes.insert((number, at), at.saturating_add(length));
                }
                _ => {}
            }
        }
        self.ends.insert(number, u32::try_from(loaded.scan.end).unwrap_or(u32::MAX));
        self.tables.bodies.insert(number, loaded.segment.clone());
    }

    /// Whether the body that a header names is there.
    fn has_body(&self, at: BodyAt) -> bool {
        let inside = self.ends.get(&at.segment).is_some_and(|end| at.offset < *end);
        let hole = self.holes.range(..=(at.segment, at.offset)).next_back();
        inside && !hole.is_some_and(|((segment, _), to)| *segment == at.segment && at.offset < *to)
    }

    fn take_headers(&mut self, loaded: &Loaded, last: bool) -> Result<(), StoreError> {
        let number = loaded.segment.number;
        let entry = HeaderSegment { segment: loaded.segment.clone(), side: None };
        self.tables.headers.insert(number, entry);
        let state = (number, loaded.segment.marker, loaded.scan.end as u64);
        let path = loaded.segment.path.with_extension("side");
        let side = if last { None } else { side::open(self.disk, &path, state).ok() };
        if let Some(side) = &side
            && loaded.was_damaged
        {
            for run in &side.runs {
                self.saw(run.log, run.last.seq);
            }
        }
        if let Some(side) = side.filter(|side| !loaded.was_damaged && self.links(side)) {
            return self.take_side(loaded, side);
        }
        let touched = self.replay(loaded);
        if last {
            return Ok(());
        }
        self.report.tables_rebuilt += 1;
        let data = side_data(&self.tables, &touched);
        let side = side::write(self.disk, &path, state, &data)?;
        seal(&mut self.tables, number, side);
        Ok(())
    }

    /// Whether each run of a side file goes on where its log stands.
    fn links(&self, side: &Side) -> bool {
        side.runs.iter().all(|run| match self.tables.logs.get(&run.log) {
            Some(log) => run.first == log.head.seq + 1 && run.previous == log.head.id,
            None => run.first == 1,
        })
    }

    fn take_side(&mut self, loaded: &Loaded, side: Side) -> Result<(), StoreError> {
        let codec = loaded.segment.codec();
        let header = |offset: usize| match codec.read(loaded.bytes.get(offset..)?)? {
            Payload::Header { header, .. } => Message::decode(header, None).ok(),
            _ => None,
        };
        for run in &side.runs {
            if let Entry::Vacant(vacant) = self.tables.logs.entry(run.log) {
                let offset = side.offsets(usize::try_from(run.start).unwrap_or(usize::MAX), 1)?;
                let offset = offset.first().and_then(|at| usize::try_from(*at).ok());
                let Some(message) = offset.and_then(header) else {
                    return Err(loaded.segment.damaged(0, "its table does not fit it"));
                };
                let institution = message.envelope().institution.clone();
                vacant.insert(Log { head: run.last, institution, runs: Vec::new(), active: None });
            }
            self.saw(run.log, run.last.seq);
        }
        for offset in loaded.scan.records() {
            let body = match loaded.bytes.get(offset..).and_then(|record| codec.read(record)) {
                Some(Payload::Header { body, .. }) => body,
                _ => continue,
            };
            if body.is_none_or(|at| !self.has_body(at))
                && let Some(message) = header(offset)
                && side.locate(&message.id())?.is_some()
            {
                self.without_body(&message, body.is_some());
            }
        }
        seal(&mut self.tables, loaded.segment.number, side);
        Ok(())
    }

    /// Decodes all headers and links them; the ids that the first ones of their logs cite.
    fn replay(&mut self, loaded: &Loaded) -> BTreeSet<LogId> {
        let codec = loaded.segment.codec();
        let mut touched = BTreeSet::new();
        for offset in loaded.scan.records() {
            let record = loaded.bytes.get(offset..).unwrap_or_default();
            let Some(Payload::Header { body, header }) = codec.read(record) else { continue };
            let Ok(message) = Message::decode(header, None) else { continue };
            self.saw(message.log(), message.seq());
            let linked = match self.tables.logs.get(&message.log()) {
                Some(log) => follows(&message, &log.head),
                None => message.seq() == 1,
            };
            if !linked {
                continue;
            }
            let has_body = body.is_some_and(|at| self.has_body(at));
            self.tables.add(&message, u32::try_from(offset).unwrap_or(u32::MAX), true);
            touched.insert(message.log());
            if !has_body {
                self.without_body(&message, body.is_some());
            }
        }
        touched
    }

    fn without_body(&mut self, message: &Message, was_here: bool) {
        let key = (message.log(), message.seq());
        if self.tables.late.contains_key(&key) || self.tables.erased.contains(&key) {
            return;
        }
        self.tables.missing.insert(key, message.id());
        if was_here {
            self.report.bodies_lost.push(key);
        }
    }

    fn saw(&mut self, log: LogId, seq: u64) {
        let highest = self.seen.entry(log).or_insert(seq);
        *highest = seq.max(*highest);
    }

    /// Reports what was here and does not link any more.
    fn compare(&mut self) {
        for (log, seq) in &self.seen {
            let head = self.tables.logs.get(log).map_or(0, |log| log.head.seq);
            if *seq > head {
                self.report.lost.push(Lost { log: *log, from: head + 1, to: *seq });
            }
        }
    }
}

/// Whether a message is the next one after a position of its log.
pub fn follows(message: &Message, head: &Position) -> bool {
    message.seq() == head.seq + 1 && message.envelope().previous == head.id
}

/// Makes the content of a side file from the tables of the newest segment. `logs` are those
/// that have messages there.
pub fn side_data(tables: &Tables, logs: &BTreeSet<LogId>) -> SideData {
    let mut data = SideData::default();
    let mut starts: BTreeMap<LogId, (u32, u64)> = BTreeMap::new();
    for log in logs {
        let Some(entry) = tables.logs.get(log) else { continue };
        let Some(active) = &entry.active else { continue };
        let start = u32::try_from(data.offsets.len()).unwrap_or(u32::MAX);
        data.runs.push(SideRun {
            log: *log,
            first: active.first,
            count: u32::try_from(active.offsets.len()).unwrap_or(u32::MAX),
            start,
            previous: active.previous,
            last: entry.head,
        });
        data.offsets.extend_from_slice(&active.offsets);
        starts.insert(*log, (start, active.first));
    }
    data.ids = tables
        .ids
        .iter()
        .filter_map(|(id, (log, seq)): (&MessageId, _)| {
            let (start, first) = starts.get(log)?;
            Some((*id, start + u32::try_from(seq - first).ok()?))
        })
        .collect();
    data
}

/// Puts a side file in place of the tables of the newest segment.
pub fn seal(tables: &mut Tables, number: u32, side: Side) {
    for run in &side.runs {
        if let Some(log) = tables.logs.get_mut(&run.log) {
            log.head = run.last;
            log.active = None;
            let (first, count, start) = (run.first, run.count, run.start);
            log.runs.push(Run { segment: number, first, count, start });
        }
    }
    tables.ids.clear();
    if let Some(segment) = tables.headers.get_mut(&number) {
        segment.side = Some(Arc::new(side));
    }
}
