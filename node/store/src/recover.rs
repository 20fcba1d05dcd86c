//! Opening: what is on disk becomes the tables in memory, and what is damaged is put right.
//!
//! Of a complete segment the side file is read, where it vouches for the segment; of the newest
//! one of a family every byte. When damage is met, or when it is asked for, every checksum of every
//! segment is checked and every header linked anew: damage in one file may make untrue what the
//! side file of another says. A message counts when it links to the one before it in its log; what
//! does not (because something before it was damaged) is left alone, and fetched again.

use crate::{
    bodies::BodyTable,
    disk::Disk,
    format::{BodyAt, FILE_HEADER_LEN, FORMAT, Family, FileHeader, Payload},
    repair::{Loaded, Place, load, move_to_quarantine, read_all},
    report::{Lost, OpenError, OpenReport},
    segment::{Appender, Segment, capacity_of, create, io_error},
    side::{self, Side, SideData, SideRun, State, Summary},
    small::{self, Small},
    store::Options,
    tables::{HeaderSegment, Log, Run, Tables},
};
use cabildo_protocol::{
    id::LogId,
    message::{Message, Position},
    store::StoreError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

/// A file of this name says that damage was met, and all is to be checked.
pub const CHECK: &str = "check";

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
    /// Bodies that a crash may have left between their mark and their wiping.
    pub to_wipe: Vec<(LogId, u64)>,
    /// What was found.
    pub report: OpenReport,
}

/// Reads a store and puts it right; with `all`, whatever side files say. `seen` are sequences that
/// are known to have been here.
pub fn open(
    disk: &dyn Disk,
    folder: &Path,
    options: &Options,
    (all, seen): (bool, BTreeMap<LogId, u64>),
) -> Result<Opened, OpenError> {
    let names = disk.list(folder).map_err(|error| io_error(folder, &error))?;
    refuse_newer(disk, folder, &names)?;
    let (small, problems) = Small::read(disk, folder)?;
    if let Some((file, format)) = problems.newer {
        return Err(OpenError::Newer { file, format, known: FORMAT });
    }
    // Only from here on is anything changed.
    let mut report = OpenReport::default();
    let older = prepare(disk, folder, &names, &problems.damaged, &mut report)?;
    let asked = names.iter().any(|name| name == CHECK);
    let begin = |trust: bool, report: OpenReport, seen| Recovery {
        disk,
        folder,
        options,
        trust,
        older,
        doubt: false,
        tables: Tables::default(),
        report,
        holes: BTreeMap::new(),
        ends: BTreeMap::new(),
        to_wipe: Vec::new(),
        known: seen,
        seen: BTreeMap::new(),
    };
    let mut recovery = begin(!all && !asked, report, seen);
    let mut appenders = recovery.families()?;
    if recovery.trust && (recovery.doubt || !recovery.report.damaged.is_empty()) {
        let first = recovery.report;
        recovery = begin(false, OpenReport { bodies_lost: Vec::new(), ..first }, recovery.known);
        appenders = recovery.families()?;
    }
    recovery.compare();
    if asked {
        let path = folder.join(CHECK);
        disk.remove(&path).map_err(|error| io_error(&path, &error))?;
    }
    let (bodies, headers) = appenders;
    let Recovery { tables, to_wipe, report, .. } = recovery;
    Ok(Opened { tables, headers, bodies, small, to_wipe, report })
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

/// Removes what was left in the making, sets damaged files aside; whether an older release wrote
/// the store last.
fn prepare(
    disk: &dyn Disk,
    folder: &Path,
    names: &[String],
    damaged: &[PathBuf],
    report: &mut OpenReport,
) -> Result<bool, StoreError> {
    for name in names.iter().filter(|name| name.ends_with(".new")) {
        let path = folder.join(name);
        disk.remove(&path).map_err(|error| io_error(&path, &error))?;
    }
    for path in damaged {
        move_to_quarantine(disk, folder, path, report)?;
    }
    small::make_folders(disk, folder)?;
    // From here on older releases are kept out: they would not know every record.
    let path = folder.join("format");
    let text = format!("{FORMAT}\n");
    let there = names.iter().any(|name| name == "format");
    let older = !there || read_all(disk, &path)? != text.as_bytes();
    if older {
        small::replace(disk, &path, text.as_bytes()).map_err(|error| io_error(&path, &error))?;
    }
    disk.sync_folder(folder).map_err(|error| io_error(folder, &error))?;
    Ok(older)
}

struct Recovery<'a> {
    disk: &'a dyn Disk,
    folder: &'a Path,
    options: &'a Options,
    /// Complete segments are taken as their side files describe them.
    trust: bool,
    /// An older release wrote the store: its side files are none of ours.
    older: bool,
    /// Something does not fit, so that nothing is to be trusted.
    doubt: bool,
    tables: Tables,
    report: OpenReport,
    /// Fillers in body segments: (segment, from) → to.
    holes: BTreeMap<(u32, u32), u32>,
    /// The used length of each body segment.
    ends: BTreeMap<u32, u32>,
    to_wipe: Vec<(LogId, u64)>,
    /// The highest sequence of each log that the caller knows to have been here…
    known: BTreeMap<LogId, u64>,
    /// …and that was met and not let go since.
    seen: BTreeMap<LogId, u64>,
}

impl Recovery<'_> {
    /// Reads both families; where to go on writing bodies and headers.
    fn families(&mut self) -> Result<(Appender, Appender), StoreError> {
        // Bodies first: which of them are here decides what headers lack.
        Ok((self.family(Family::Bodies)?, self.family(Family::Headers)?))
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
            let known = if self.trust && !last { self.vouched(place)? } else { None };
            if let Some(state) = known {
                next_batch = state.next;
                self.tables.bytes += state.used;
                continue;
            }
            let Some(loaded) = load(place, &mut self.report)? else { continue };
            let state = State {
                segment: *number,
                marker: loaded.segment.marker,
                used: loaded.scan.end as u64,
                first: next_batch,
                next: loaded.scan.next_batch,
            };
            self.tables.bytes += state.used;
            match family {
                Family::Bodies => self.take_bodies(&loaded, &state, last)?,
                Family::Headers => self.take_headers(&loaded, &state, last)?,
            }
            next_batch = state.next;
            newest = last.then_some((loaded.segment, loaded.capacity, state));
        }
        let (segment, capacity, state) = match newest {
            Some(newest) => newest,
            None => self.first_segment(family, numbers.last().map_or(1, |n| n + 1), next_batch)?,
        };
        if family == Family::Headers {
            self.tables.end = u32::try_from(state.used).unwrap_or(u32::MAX);
        }
        let (bytes, batches) = (self.options.segment_bytes, (state.first, state.next));
        Ok(Appender::resume(family, self.folder, bytes, segment, capacity, state.used, batches))
    }

    /// Takes a complete segment as its side file describes it; none where that is of another
    /// state, or does not fit what was read so far.
    fn vouched(&mut self, place: Place<'_>) -> Result<Option<State>, StoreError> {
        let path = place.store.join(place.family.file_name(place.number));
        let side = path.with_extension("side");
        let fail = |error| io_error(&path, &error);
        let file = self.disk.open(&path).map_err(fail)?;
        let mut head = [0; FILE_HEADER_LEN];
        file.read_at(&mut head, 0).map_err(fail)?;
        let header = FileHeader::decode(&head)
            .filter(|header| header.family == place.family as u16 && header.segment == place.number);
        let (Some(header), length) = (header, file.length().map_err(fail)?) else { return Ok(None) };
        let fits = |state: &State| {
            (state.segment, state.marker, state.first) == (place.number, header.marker, place.next_batch)
                && state.used <= length
        };
        let segment = Arc::new(Segment {
            number: place.number,
            path: path.clone(),
            marker: header.marker,
            file: file.clone(),
        });
        let state = match place.family {
            Family::Bodies => {
                let Some((state, table)) = BodyTable::open(self.disk, &side).filter(|(s, _)| fits(s)) else {
                    return Ok(None);
                };
                self.take_table(table, segment, state.used);
                state
            }
            Family::Headers => {
                let there = side::open(self.disk, &side);
                let Some((side, summary)) = there.filter(|(_, it)| fits(&it.state) && self.links(it)) else {
                    return Ok(None);
                };
                let state = summary.state;
                self.take_summary(side, summary, segment);
                state
            }
        };
        if state.used < length {
            // It was complete, and a crash came before its unused room was given back.
            file.resize(state.used).map_err(fail)?;
        }
        Ok(Some(state))
    }

    fn first_segment(
        &mut self,
        family: Family,
        number: u32,
        next_batch: u64,
    ) -> Result<(Arc<Segment>, u64, State), StoreError> {
        let capacity = capacity_of(number, self.options.segment_bytes);
        let segment = create(self.disk, self.folder, family, number, next_batch, capacity)?;
        let used = FILE_HEADER_LEN as u64;
        self.tables.bytes += used;
        match family {
            Family::Bodies => {
                self.tables.bodies.insert(number, segment.clone());
                self.ends.insert(number, u32::try_from(used).unwrap_or(u32::MAX));
            }
            Family::Headers => {
                self.tables.headers.insert(number, HeaderSegment { segment: segment.clone(), side: None });
            }
        }
        let marker = segment.marker;
        Ok((segment, capacity, State { segment: number, marker, used, first: next_batch, next: next_batch }))
    }

    fn take_bodies(&mut self, loaded: &Loaded, state: &State, last: bool) -> Result<(), StoreError> {
        let segment = loaded.segment.clone();
        let table = BodyTable::of(segment.number, segment.codec(), &loaded.bytes, &loaded.scan);
        if !last {
            table.write(self.disk, &segment.path.with_extension("side"), state)?;
        }
        self.to_wipe.extend(&table.erased);
        self.take_table(table, segment, state.used);
        Ok(())
    }

    fn take_table(&mut self, table: BodyTable, segment: Arc<Segment>, used: u64) {
        let number = segment.number;
        self.tables.late.extend(table.late.into_iter().map(|(log, seq, at)| ((log, seq), at)));
        self.tables.erased.extend(table.erased);
        for (log, from, to) in table.dropped {
            self.tables.dropped.insert(log, from, to);
        }
        for (log, after, before) in table.void {
            self.tables.void_late(&log, after, before);
        }
        self.holes.extend(table.holes.into_iter().map(|(from, to)| ((number, from), to)));
        self.ends.insert(number, u32::try_from(used).unwrap_or(u32::MAX));
        self.tables.bodies.insert(number, segment);
    }

    /// Whether the body that a header names is there.
    fn has_body(&self, at: BodyAt) -> bool {
        let inside = self.ends.get(&at.segment).is_some_and(|end| at.offset < *end);
        let hole = self.holes.range(..=(at.segment, at.offset)).next_back();
        inside && !hole.is_some_and(|((segment, _), to)| *segment == at.segment && at.offset < *to)
    }

    fn take_headers(&mut self, loaded: &Loaded, state: &State, last: bool) -> Result<(), StoreError> {
        let number = loaded.segment.number;
        let entry = HeaderSegment { segment: loaded.segment.clone(), side: None };
        self.tables.headers.insert(number, entry);
        let path = loaded.segment.path.with_extension("side");
        let there = side::open(self.disk, &path).map(|(_, summary)| summary);
        if let (true, Some(summary)) = (loaded.was_damaged, &there) {
            for run in &summary.runs {
                self.saw(run.log, run.last.seq);
            }
        }
        let touched = self.replay(loaded);
        if last {
            return Ok(());
        }
        let data = side_data(&self.tables, &touched);
        let side = side::write(self.disk, &path, state, &data)?;
        // One that was of this state differs only where bodies came or went since.
        let fitted = there.is_some_and(|summary| summary.state == *state);
        self.report.tables_rebuilt += u32::from(!fitted && !self.older);
        seal(&mut self.tables, number, side, &data.runs);
        Ok(())
    }

    /// Whether each run of a side file goes on where its log stands.
    fn links(&self, side: &Summary) -> bool {
        let rewound: BTreeMap<&LogId, &Position> = side.rewound.iter().map(|(log, at)| (log, at)).collect();
        side.runs.iter().all(|run| {
            let head = self.tables.logs.get(&run.log).map(|log| &log.head);
            let back = rewound.get(&run.log).copied().filter(|at| head.is_some_and(|head| at.seq < head.seq));
            match back.or(head).filter(|head| head.seq > 0) {
                Some(head) => run.first == head.seq + 1 && run.previous == head.id,
                None => run.first == 1,
            }
        })
    }

    fn rewind(&mut self, log: &LogId, after: &Position) {
        self.tables.rewind(log, after);
        self.seen.entry(*log).and_modify(|seq| *seq = after.seq.min(*seq));
        self.report.bodies_lost.retain(|(other, seq)| other != log || *seq <= after.seq);
    }

    fn take_summary(&mut self, side: Side, summary: Summary, segment: Arc<Segment>) {
        let number = segment.number;
        self.tables.headers.insert(number, HeaderSegment { segment, side: None });
        // Bodies that a header names and that are beyond the newest end were cut off there.
        let newest = self.ends.last_key_value().map_or((0, 0), |(number, end)| (*number, *end));
        self.doubt |= summary.bodies > newest;
        for (log, after) in &summary.rewound {
            self.rewind(log, after);
        }
        for run in &summary.runs {
            self.tables.logs.entry(run.log).or_insert_with(|| Log {
                head: run.last,
                institution: run.institution.clone(),
                runs: Vec::new(),
                active: None,
            });
            self.saw(run.log, run.last.seq);
        }
        for (run, after, id) in summary.bare {
            let run = usize::try_from(run).ok().and_then(|run| summary.runs.get(run));
            if let Some(run) = run {
                self.tables.lacks(&(run.log, run.first + u64::from(after)), id);
            }
        }
        seal(&mut self.tables, number, side, &summary.runs);
    }

    /// Decodes all headers and links them; the logs that they are of.
    fn replay(&mut self, loaded: &Loaded) -> BTreeSet<LogId> {
        let codec = loaded.segment.codec();
        let mut touched = BTreeSet::new();
        for offset in loaded.scan.records() {
            let record = loaded.bytes.get(offset..).unwrap_or_default();
            let (body, header) = match codec.read(record) {
                Some(Payload::Header { body, header }) => (body, header),
                Some(Payload::Rewound { log, after }) => {
                    self.rewind(&log, &after);
                    continue;
                }
                _ => continue,
            };
            let Ok(message) = Message::decode(header, None) else { continue };
            self.saw(message.log(), message.seq());
            let linked = match self.tables.logs.get(&message.log()) {
                Some(log) => follows(&message, &log.head),
                None => message.seq() == 1,
            };
            if !linked {
                continue;
            }
            let place = (message.log(), message.seq());
            let there = body.filter(|at| self.has_body(*at));
            self.tables.add(&message, u32::try_from(offset).unwrap_or(u32::MAX), there);
            touched.insert(place.0);
            if there.is_none() && body.is_some() && self.tables.missing.contains_key(&place) {
                self.report.bodies_lost.push(place);
            }
        }
        touched
    }

    fn saw(&mut self, log: LogId, seq: u64) {
        let highest = self.seen.entry(log).or_insert(seq);
        *highest = seq.max(*highest);
    }

    /// Reports what was here and does not link any more.
    fn compare(&mut self) {
        for (log, seq) in std::mem::take(&mut self.known) {
            self.saw(log, seq);
        }
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
    let rewound = tables.rewound.iter().map(|(log, after)| (*log, *after)).collect();
    let mut data = SideData { bodies: tables.reach, rewound, ..SideData::default() };
    // Of each log: its run, the place of its first message, and the sequence of that.
    let mut starts: BTreeMap<LogId, (u32, u32, u64)> = BTreeMap::new();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut bare = BTreeSet::new();
    for log in logs {
        let Some(entry) = tables.logs.get(log) else { continue };
        let Some(active) = &entry.active else { continue };
        let start = number(data.offsets.len());
        starts.insert(*log, (number(data.runs.len()), start, active.first));
        data.runs.push(SideRun {
            log: *log,
            first: active.first,
            count: number(active.offsets.len()),
            start,
            previous: active.previous,
            last: entry.head,
            institution: entry.institution.clone(),
        });
        data.offsets.extend_from_slice(&active.offsets);
        bare.extend(active.bare.iter().map(|seq| (*log, *seq)));
    }
    for (id, (log, seq)) in &tables.ids {
        let Some((run, start, first)) = starts.get(log) else { continue };
        let after = u32::try_from(seq - first).unwrap_or(u32::MAX);
        data.ids.push((*id, start.saturating_add(after), *run));
        if bare.contains(&(*log, *seq)) {
            data.bare.push((*run, after, *id));
        }
    }
    data
}

/// Puts a side file in place of the tables of the newest segment.
pub fn seal(tables: &mut Tables, number: u32, side: Side, runs: &[SideRun]) {
    for run in runs {
        if let Some(log) = tables.logs.get_mut(&run.log) {
            log.head = run.last;
            log.active = None;
            let (first, count, start) = (run.first, run.count, run.start);
            log.runs.push(Run { segment: number, first, count, start });
        }
    }
    tables.ids.clear();
    tables.rewound.clear();
    tables.reach = (0, 0);
    if let Some(segment) = tables.headers.get_mut(&number) {
        segment.side = Some(Arc::new(side));
    }
}
