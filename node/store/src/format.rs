//! The bytes of a segment file: file header, batch frames, records. Described for readers of
//! other languages in `docs/disk-format.md`. All numbers are little-endian.

use cabildo_protocol::{
    bounds,
    id::{Lane, LogId, MessageId, Millis, PublicKey},
    message::Position,
};

/// The format that this release writes. A larger one in any file is refused.
pub const FORMAT: u16 = 4;
/// Bytes before the first batch.
pub const FILE_HEADER_LEN: usize = 64;
/// Bytes before the first record of a batch.
pub const FRAME_LEN: usize = 32;
/// Bytes before the payload of a record.
pub const RECORD_LEN: usize = 8;
/// The longest payload of a record.
pub const PAYLOAD_MAX: usize = bounds::BODY_MAX + BODY_PREFIX;
/// A batch that replaces damaged ones: its number need not follow the one before.
pub const FRAME_REPAIRED: u32 = 1;
/// Bytes of a log's name: key and lane.
pub const LOG_LEN: usize = 34;

const MAGIC: &[u8; 8] = b"CABILDO\0";
const KIND_HOLE: u8 = 0;
const KIND_HEADER: u8 = 1;
const KIND_BODY: u8 = 2;
const KIND_ERASED: u8 = 3;
const KIND_DROPPED: u8 = 4;
const KIND_REWOUND: u8 = 5;
const KIND_VOID: u8 = 6;
const HEADER_PREFIX: usize = 13;
const BODY_PREFIX: usize = 2 + LOG_LEN + 8;
/// How many bytes to read for a header record of unknown length.
pub const HEADER_RECORD_MAX: usize = RECORD_LEN + HEADER_PREFIX + bounds::HEADER_MAX;
/// As long as most of them are.
pub const HEADER_RECORD_USUAL: usize = 512;

/// The two families of segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Signed headers.
    Headers = 1,
    /// Body records.
    Bodies = 2,
}

impl Family {
    /// The first word of its file names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Headers => "headers",
            Self::Bodies => "bodies",
        }
    }

    /// The name of a segment's file.
    pub fn file_name(self, segment: u32) -> String {
        format!("{}-{segment:08}.seg", self.word())
    }

    /// The segment's number in a file name of this family.
    pub fn number_in(self, name: &str, ending: &str) -> Option<u32> {
        let digits = name.strip_prefix(self.word())?.strip_prefix('-')?.strip_suffix(ending)?;
        if digits.len() == 8 { digits.parse().ok().filter(|n| *n > 0) } else { None }
    }
}

/// What a segment file says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileHeader {
    /// Its format.
    pub format: u16,
    /// Its family's number.
    pub family: u16,
    /// Its number in the family.
    pub segment: u32,
    /// The number of its first batch.
    pub first_batch: u64,
    /// The length to which it was preallocated.
    pub capacity: u64,
    /// Random; begins each batch and seeds each checksum, so that no message can imitate one.
    pub marker: u64,
}

impl FileHeader {
    /// Its bytes.
    pub fn encode(&self) -> [u8; FILE_HEADER_LEN] {
        let mut bytes = [0; FILE_HEADER_LEN];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..10].copy_from_slice(&self.format.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.family.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.segment.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.first_batch.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.capacity.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.marker.to_le_bytes());
        let crc = crc32c::crc32c(&bytes[..60]);
        bytes[60..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads it; none where magic or checksum do not fit.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..FILE_HEADER_LEN)?;
        if &bytes[..8] != MAGIC || u32_at(bytes, 60)? != crc32c::crc32c(&bytes[..60]) {
            return None;
        }
        Some(Self {
            format: u16::from_le_bytes([bytes[8], bytes[9]]),
            family: u16::from_le_bytes([bytes[10], bytes[11]]),
            segment: u32_at(bytes, 12)?,
            first_batch: u64_at(bytes, 16)?,
            capacity: u64_at(bytes, 24)?,
            marker: u64_at(bytes, 32)?,
        })
    }
}

/// What begins a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Bytes of its records.
    pub length: u32,
    /// How many records.
    pub count: u32,
    /// Its number in the family, from 1.
    pub batch: u64,
    /// [`FRAME_REPAIRED`] or 0.
    pub flags: u32,
}

impl Frame {
    /// Its bytes, in a segment with this marker.
    pub fn encode(&self, marker: u64) -> [u8; FRAME_LEN] {
        let mut bytes = [0; FRAME_LEN];
        bytes[..8].copy_from_slice(&marker.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.length.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.count.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.batch.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.flags.to_le_bytes());
        let crc = crc32c::crc32c(&bytes[..28]);
        bytes[28..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads the frame at the beginning of `bytes`; none where there is none.
    pub fn decode(bytes: &[u8], marker: u64) -> Option<Self> {
        let bytes = bytes.get(..FRAME_LEN)?;
        if u64_at(bytes, 0)? != marker || u32_at(bytes, 28)? != crc32c::crc32c(&bytes[..28]) {
            return None;
        }
        Some(Self {
            length: u32_at(bytes, 8)?,
            count: u32_at(bytes, 12)?,
            batch: u64_at(bytes, 16)?,
            flags: u32_at(bytes, 24)?,
        })
    }
}

/// Where the body of a header stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyAt {
    /// The body segment.
    pub segment: u32,
    /// Offset of the record there.
    pub offset: u32,
    /// Length of the body record, salt included.
    pub length: u32,
}

/// What a record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload<'a> {
    /// Filler where something was damaged.
    Hole,
    /// A signed header, and where its body was put with it.
    Header {
        /// None where the body did not come with the header.
        body: Option<BodyAt>,
        /// The signed header.
        header: &'a [u8],
    },
    /// The body of this message is erased, wherever it stands.
    Erased {
        /// Its log.
        log: LogId,
        /// Its sequence.
        seq: u64,
    },
    /// The bodies of these messages are not kept here any more.
    Dropped {
        /// Their log.
        log: LogId,
        /// The first sequence.
        from: u64,
        /// The last sequence.
        to: u64,
    },
    /// The log was let go after this position: another branch of it stands.
    Rewound {
        /// Its log.
        log: LogId,
        /// Where it stands from here on; sequence 0 where nothing of it is left.
        after: Position,
    },
    /// Bodies that came after their headers, beyond this sequence and before this place, are of
    /// messages that were let go.
    Void {
        /// Their log.
        log: LogId,
        /// The last sequence that is not meant.
        after: u64,
        /// Segment and offset.
        before: (u32, u32),
    },
    /// A body record.
    Body {
        /// Whether it came after its header, so that the header does not name it.
        late: bool,
        /// Its message's log.
        log: LogId,
        /// Its message's sequence.
        seq: u64,
        /// Salt and content.
        body: &'a [u8],
    },
}

/// Appends records to a buffer and reads them back, with the checksums of one segment.
#[derive(Debug, Clone, Copy)]
pub struct Codec {
    seed: u32,
}

impl Codec {
    /// For a segment with this marker.
    pub fn new(marker: u64) -> Self {
        Self { seed: crc32c::crc32c(&marker.to_le_bytes()) }
    }

    /// Appends a header record.
    pub fn put_header(self, to: &mut Vec<u8>, header: &[u8], body: Option<BodyAt>) {
        let at = body.unwrap_or(BodyAt { segment: 0, offset: 0, length: 0 });
        let mut prefix = [KIND_HEADER; HEADER_PREFIX];
        prefix[1..5].copy_from_slice(&at.segment.to_le_bytes());
        prefix[5..9].copy_from_slice(&at.offset.to_le_bytes());
        prefix[9..].copy_from_slice(&at.length.to_le_bytes());
        self.put(to, &prefix, header);
    }

    /// Appends a body record.
    pub fn put_body(self, to: &mut Vec<u8>, late: bool, log: &LogId, seq: u64, body: &[u8]) {
        let mut prefix = [KIND_BODY; BODY_PREFIX];
        prefix[1] = u8::from(late);
        prefix[2..2 + LOG_LEN].copy_from_slice(&log_bytes(log));
        prefix[2 + LOG_LEN..].copy_from_slice(&seq.to_le_bytes());
        self.put(to, &prefix, body);
    }

    /// Appends the mark of an erased body.
    pub fn put_erased(self, to: &mut Vec<u8>, log: &LogId, seq: u64) {
        self.put(to, &[KIND_ERASED], &[&log_bytes(log)[..], &seq.to_le_bytes()].concat());
    }

    /// Appends the mark of a stretch whose bodies are dropped.
    pub fn put_dropped(self, to: &mut Vec<u8>, log: &LogId, first: u64, last: u64) {
        let places = [&log_bytes(log)[..], &first.to_le_bytes(), &last.to_le_bytes()].concat();
        self.put(to, &[KIND_DROPPED], &places);
    }

    /// Appends the mark that a log was let go after a position.
    pub fn put_rewound(self, to: &mut Vec<u8>, log: &LogId, after: &Position) {
        self.put(to, &[KIND_REWOUND], &[&log_bytes(log)[..], &position_bytes(after)].concat());
    }

    /// Appends the mark that bodies before a place are of messages that were let go.
    pub fn put_void(self, to: &mut Vec<u8>, log: &LogId, after: u64, before: (u32, u32)) {
        let place = [before.0.to_le_bytes(), before.1.to_le_bytes()].concat();
        self.put(to, &[KIND_VOID], &[&log_bytes(log)[..], &after.to_le_bytes(), &place].concat());
    }

    /// Appends a filler that is `length` bytes long in all.
    pub fn put_hole(self, to: &mut Vec<u8>, length: usize) {
        self.put(to, &[KIND_HOLE], &vec![0; length.saturating_sub(RECORD_LEN + 1)]);
    }

    fn put(self, to: &mut Vec<u8>, prefix: &[u8], rest: &[u8]) {
        let length = u32::try_from(prefix.len() + rest.len()).unwrap_or(u32::MAX).to_le_bytes();
        let crc = crc32c::crc32c_append(crc32c::crc32c_append(self.seed, &length), prefix);
        let crc = crc32c::crc32c_append(crc, rest);
        to.extend_from_slice(&length);
        to.extend_from_slice(&crc.to_le_bytes());
        to.extend_from_slice(prefix);
        to.extend_from_slice(rest);
    }

    /// The payload of the record at the beginning of `bytes`; none where it is not intact.
    pub fn payload(self, bytes: &[u8]) -> Option<&[u8]> {
        let payload = bytes.get(RECORD_LEN..record_len(bytes)?)?;
        let crc = crc32c::crc32c_append(crc32c::crc32c_append(self.seed, bytes.get(..4)?), payload);
        (!payload.is_empty() && crc == u32_at(bytes, 4)?).then_some(payload)
    }

    /// What the record at the beginning of `bytes` holds; none where it is not intact.
    pub fn read(self, bytes: &[u8]) -> Option<Payload<'_>> {
        parse(self.payload(bytes)?)
    }
}

fn parse(payload: &[u8]) -> Option<Payload<'_>> {
    match *payload.first()? {
        KIND_HOLE => Some(Payload::Hole),
        KIND_HEADER => {
            let at = BodyAt {
                segment: u32_at(payload, 1)?,
                offset: u32_at(payload, 5)?,
                length: u32_at(payload, 9)?,
            };
            Some(Payload::Header {
                body: (at.segment > 0).then_some(at),
                header: payload.get(HEADER_PREFIX..)?,
            })
        }
        KIND_ERASED => Some(Payload::Erased { log: log_at(payload, 1)?, seq: u64_at(payload, 1 + LOG_LEN)? }),
        KIND_DROPPED => Some(Payload::Dropped {
            log: log_at(payload, 1)?,
            from: u64_at(payload, 1 + LOG_LEN)?,
            to: u64_at(payload, 9 + LOG_LEN)?,
        }),
        KIND_REWOUND => {
            Some(Payload::Rewound { log: log_at(payload, 1)?, after: position_at(payload, 1 + LOG_LEN)? })
        }
        KIND_VOID => Some(Payload::Void {
            log: log_at(payload, 1)?,
            after: u64_at(payload, 1 + LOG_LEN)?,
            before: (u32_at(payload, 9 + LOG_LEN)?, u32_at(payload, 13 + LOG_LEN)?),
        }),
        KIND_BODY => Some(Payload::Body {
            late: *payload.get(1)? != 0,
            log: log_at(payload, 2)?,
            seq: u64_at(payload, 2 + LOG_LEN)?,
            body: payload.get(BODY_PREFIX..)?,
        }),
        _ => None,
    }
}

/// Length of the record that begins `bytes`, by what it says; none where they are fewer than that takes.
pub fn record_len(bytes: &[u8]) -> Option<usize> {
    usize::try_from(u32_at(bytes, 0)?).ok()?.checked_add(RECORD_LEN)
}

/// Length of the record that holds a body of so many bytes.
pub fn body_record_len(body: usize) -> usize {
    RECORD_LEN + BODY_PREFIX + body
}

/// Length of the record that marks an erased body.
pub const ERASED_RECORD_LEN: usize = RECORD_LEN + 1 + LOG_LEN + 8;

/// Length of the record that marks a stretch of dropped bodies.
pub const DROPPED_RECORD_LEN: usize = ERASED_RECORD_LEN + 8;

/// Length of the record that marks bodies of messages that were let go.
pub const VOID_RECORD_LEN: usize = DROPPED_RECORD_LEN;

/// Length of the record that marks where a log was let go.
pub const REWOUND_RECORD_LEN: usize = RECORD_LEN + 1 + LOG_LEN + POSITION_LEN;

/// Length of the record that holds a header of so many bytes.
pub fn header_record_len(header: usize) -> usize {
    RECORD_LEN + HEADER_PREFIX + header
}

/// The bytes of a log's name.
pub fn log_bytes(log: &LogId) -> [u8; LOG_LEN] {
    let mut bytes = [log.lane as u8; LOG_LEN];
    bytes[..33].copy_from_slice(log.key.as_bytes());
    bytes
}

/// The log whose name stands at `at`.
pub fn log_at(bytes: &[u8], at: usize) -> Option<LogId> {
    let raw = bytes.get(at..at.checked_add(LOG_LEN)?)?;
    let lane = Lane::from_number(raw[33])?;
    Some(LogId { key: PublicKey::from_slice(&raw[..33]).ok()?, lane })
}

/// Bytes of a position in a log.
pub const POSITION_LEN: usize = 8 + 32 + 8 + 8;

/// The bytes of a position: sequence, id, running total, time.
pub fn position_bytes(position: &Position) -> [u8; POSITION_LEN] {
    let mut bytes = [0; POSITION_LEN];
    bytes[..8].copy_from_slice(&position.seq.to_le_bytes());
    bytes[8..40].copy_from_slice(position.id.as_bytes());
    bytes[40..48].copy_from_slice(&position.total_bytes.to_le_bytes());
    bytes[48..].copy_from_slice(&position.created.0.to_le_bytes());
    bytes
}

/// The position that stands at `at`.
pub fn position_at(bytes: &[u8], at: usize) -> Option<Position> {
    let raw = bytes.get(at..at.checked_add(POSITION_LEN)?)?;
    Some(Position {
        seq: u64_at(raw, 0)?,
        id: MessageId::from_slice(raw.get(8..40)?).ok()?,
        total_bytes: u64_at(raw, 40)?,
        created: Millis(u64_at(raw, 48)?),
    })
}

/// FNV-1a over a key of the index, for the sum that is kept with it.
pub fn key_hash(key: &[u8]) -> u64 {
    key.iter().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// The number of four bytes at `at`.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let raw = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(raw.try_into().ok()?))
}

/// The number of eight bytes at `at`.
pub fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let raw = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(raw.try_into().ok()?))
}
