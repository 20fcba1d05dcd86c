//! Reading a whole segment: what is intact, what is damaged, and where it ends.

use crate::format::{Codec, FILE_HEADER_LEN, FRAME_LEN, Frame, PAYLOAD_MAX, RECORD_LEN};

/// A stretch of a file, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins.
    pub from: usize,
    /// The first byte beyond.
    pub to: usize,
}

/// A batch, or a stretch that takes the place of damaged ones.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Offset of its frame.
    pub offset: usize,
    /// The first byte beyond it.
    pub end: usize,
    /// Its number; for a damaged frame the last number that fits there.
    pub batch: u64,
    /// Intact records: offsets.
    pub records: Vec<usize>,
    /// Stretches inside it that are not intact, the frame itself possibly included.
    pub damage: Vec<Stretch>,
}

/// What a segment holds.
#[derive(Debug)]
pub struct Scan {
    /// In the order of the file.
    pub batches: Vec<Batch>,
    /// The end of the last batch.
    pub end: usize,
    /// What follows it and is not zero: the remains of a batch that was never complete.
    pub tail: Option<Stretch>,
    /// Batch numbers that should be here and are not: (first, last).
    pub gaps: Vec<(u64, u64)>,
    /// The number that the next batch must have.
    pub next_batch: u64,
}

impl Scan {
    /// Whether nothing inside the committed part is damaged.
    pub fn intact(&self) -> bool {
        self.gaps.is_empty() && self.batches.iter().all(|batch| batch.damage.is_empty())
    }

    /// Offsets of all intact records.
    pub fn records(&self) -> impl Iterator<Item = usize> {
        self.batches.iter().flat_map(|batch| batch.records.iter().copied())
    }
}

/// Scans a segment from its first batch on. `last` says that no segment of the family follows,
/// so that its last batch may be one that was never completed: it is cut from its first bad
/// record. Anywhere else, what does not pass its checksum is damage.
pub fn scan(bytes: &[u8], marker: u64, first_batch: u64, last: bool) -> Scan {
    let codec = Codec::new(marker);
    let mut scan = Scan {
        batches: Vec::new(),
        end: FILE_HEADER_LEN,
        tail: None,
        gaps: Vec::new(),
        next_batch: first_batch,
    };
    let mut at = FILE_HEADER_LEN;
    while at < bytes.len() {
        if let Some((frame, end)) = frame_at(bytes, at, marker) {
            scan.follow(&frame);
            let (records, damage) = records_in(bytes, at + FRAME_LEN, end, codec);
            scan.batches.push(Batch { offset: at, end, batch: frame.batch, records, damage });
            at = end;
        } else if let Some(next) = next_frame(bytes, at + 1, marker) {
            let batch = frame_at(bytes, next, marker).map_or(0, |(frame, _)| frame.batch.saturating_sub(1));
            scan.salvage(bytes, at, next, batch, codec);
            at = next;
        } else {
            break;
        }
    }
    scan.finish(bytes, at, last, codec);
    scan
}

impl Scan {
    fn follow(&mut self, frame: &Frame) {
        let repaired = frame.flags & crate::format::FRAME_REPAIRED != 0;
        if frame.batch > self.next_batch && !repaired {
            self.gaps.push((self.next_batch, frame.batch - 1));
        }
        self.next_batch = frame.batch.saturating_add(1);
    }

    /// Takes what is intact from a stretch whose frame is lost.
    fn salvage(&mut self, bytes: &[u8], from: usize, to: usize, batch: u64, codec: Codec) {
        let inside = (from + FRAME_LEN).min(to);
        let (records, mut damage) = records_in(bytes, inside, to, codec);
        damage.insert(0, Stretch { from, to: inside });
        self.next_batch = batch.saturating_add(1);
        self.batches.push(Batch { offset: from, end: to, batch, records, damage });
    }

    fn finish(&mut self, bytes: &[u8], at: usize, last: bool, codec: Codec) {
        let used = at + used_len(bytes.get(at..).unwrap_or_default());
        if last {
            let cut = self.cut_last_batch().unwrap_or(at);
            self.end = cut;
            self.tail = (cut < used).then_some(Stretch { from: cut, to: used });
            return;
        }
        if used > at {
            // The last batch of a segment that was completed, with its frame lost: at least a
            // frame and the smallest record stood here.
            let to = used.max(at + FRAME_LEN + RECORD_LEN + 1).min(bytes.len());
            self.salvage(bytes, at, to, self.next_batch, codec);
        }
        self.end = self.batches.last().map_or(FILE_HEADER_LEN, |batch| batch.end);
    }

    /// Cuts the last batch at its first bad record, if it has one; where that is.
    fn cut_last_batch(&mut self) -> Option<usize> {
        let batch = self.batches.last_mut()?;
        let bad = batch.damage.first()?.from;
        batch.records.retain(|offset| *offset < bad);
        batch.damage.clear();
        batch.end = bad;
        if !batch.records.is_empty() {
            return Some(bad);
        }
        let empty = self.batches.pop()?;
        self.next_batch = empty.batch;
        Some(empty.offset)
    }
}

fn frame_at(bytes: &[u8], at: usize, marker: u64) -> Option<(Frame, usize)> {
    let frame = Frame::decode(bytes.get(at..)?, marker)?;
    let end = at.checked_add(FRAME_LEN)?.checked_add(usize::try_from(frame.length).ok()?)?;
    (end <= bytes.len()).then_some((frame, end))
}

fn next_frame(bytes: &[u8], from: usize, marker: u64) -> Option<usize> {
    let marker_bytes = marker.to_le_bytes();
    let rest = bytes.get(from..)?;
    rest.windows(8)
        .enumerate()
        .filter(|(_, window)| *window == marker_bytes.as_slice())
        .map(|(i, _)| from + i)
        .find(|at| frame_at(bytes, *at, marker).is_some())
}

/// Intact records and damaged stretches between `from` and `to`.
fn records_in(bytes: &[u8], from: usize, to: usize, codec: Codec) -> (Vec<usize>, Vec<Stretch>) {
    let (mut records, mut damage) = (Vec::new(), Vec::new());
    let mut at = from;
    while at < to {
        let inside = bytes.get(at..to).unwrap_or_default();
        if let Some(payload) = codec.payload(inside) {
            records.push(at);
            at += RECORD_LEN + payload.len();
        } else {
            let next = resume(bytes, at, to, codec);
            damage.push(Stretch { from: at, to: next });
            at = next;
        }
    }
    (records, damage)
}

/// Where the next intact record begins after a bad one at `at`.
fn resume(bytes: &[u8], at: usize, to: usize, codec: Codec) -> usize {
    let intact = |offset: usize| {
        let inside = bytes.get(offset..to).unwrap_or_default();
        let plausible = crate::format::u32_at(inside, 0)
            .is_some_and(|length| usize::try_from(length).is_ok_and(|n| (1..=PAYLOAD_MAX).contains(&n)));
        plausible && codec.payload(inside).is_some()
    };
    // Most often the length is right and something in the payload is not.
    let stated = crate::format::u32_at(bytes, at)
        .and_then(|length| usize::try_from(length).ok())
        .and_then(|length| at.checked_add(RECORD_LEN)?.checked_add(length));
    if let Some(next) = stated.filter(|next| *next == to || (*next < to && intact(*next))) {
        return next;
    }
    (at + RECORD_LEN + 1..to).find(|offset| intact(*offset)).unwrap_or(to)
}

/// Length without the zeros at the end.
fn used_len(bytes: &[u8]) -> usize {
    const BLOCK: usize = 4096;
    static ZEROS: [u8; BLOCK] = [0; BLOCK];
    let mut end = bytes.len();
    while end >= BLOCK && bytes.get(end - BLOCK..end) == Some(ZEROS.as_slice()) {
        end -= BLOCK;
    }
    bytes.get(..end).and_then(|head| head.iter().rposition(|b| *b != 0)).map_or(0, |last| last + 1)
}
