//! The file that carries messages where there is no network: written by one node, read by another.
//!
//! It is [`MAGIC`] and then records, each with its length and a checksum, so that a cut or damaged
//! file is good up to that place. A record is believed for what is signed inside it and for nothing
//! else: what a file brings goes through the same ingest as what a peer brings.

use crate::{
    bounds, cbor,
    id::{FederationId, Hash, MessageId, Millis, PublicKey, hash},
    message::{Verified, WireMessage},
    proof::Proof,
    receipt::Receipt,
    roster::SignedRoster,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

/// What a file begins with; the number is its version.
pub const MAGIC: &[u8] = b"CABILDO EXPORT 1\n";
/// What every version begins with.
const MAGIC_ANY: &[u8] = b"CABILDO EXPORT ";
/// Before a record's payload: its tag, its length, its checksum.
const HEAD_LEN: usize = 1 + 4 + CHECK_LEN;
const CHECK_LEN: usize = 8;
const CHECK_DOMAIN: &str = "cabildo/export-record/1";

/// What a record is. Others are passed over: later releases may add some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Tag {
    /// [`About`]; the first record.
    About = 1,
    /// A [`SignedRoster`].
    Roster = 2,
    /// A fork proof.
    Proof = 3,
    /// A [`WireMessage`].
    Message = 4,
    /// A head receipt: who holds what goes the same way.
    Receipt = 5,
    /// [`End`]; the last record.
    End = 6,
    /// A [`File`].
    File = 7,
    /// A [`Chunk`] of the file before.
    Chunk = 8,
}

impl Tag {
    fn from_number(number: u8) -> Option<Self> {
        let all = [
            Self::About,
            Self::Roster,
            Self::Proof,
            Self::Message,
            Self::Receipt,
            Self::End,
            Self::File,
            Self::Chunk,
        ];
        all.into_iter().find(|tag| *tag as u8 == number)
    }

    /// The longest payload of a record of this tag.
    fn max(tag: Option<Self>) -> usize {
        match tag {
            Some(Self::About | Self::End) => 512,
            Some(Self::Roster) => bounds::ROSTER_MAX + 128 * bounds::ROSTER_SIGNATURES_MAX + 1024,
            Some(Self::Proof) => 2 * bounds::HEADER_MAX + 16,
            Some(Self::Message) => bounds::HEADER_MAX + bounds::BODY_MAX + 64,
            Some(Self::Receipt) => bounds::RECEIPT_MAX,
            Some(Self::File) => bounds::ATTACHMENT_RESPONSE_MAX + 128,
            Some(Self::Chunk) => bounds::CHUNK + 64,
            None => bounds::SYNC_PAGE_TARGET,
        }
    }
}

/// Whose file it is. Nothing of it is signed: it is for people, and to tell federations apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Of which federation.
    pub federation: FederationId,
    /// The node that wrote it.
    pub node: PublicKey,
    /// When, by its clock.
    pub made: Millis,
    /// Messages that were written before are left out; none where all are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Millis>,
}

/// The end of a file that was written whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Records before this one.
    pub records: u64,
}

/// A file that a message names: whoever has that message can check all that is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// A message that names it.
    pub message: MessageId,
    /// Its root.
    pub root: Hash,
    /// The hashes of its chunks ([`crate::attachment::Manifest::encode`]).
    pub manifest: ByteBuf,
}

/// A chunk of the file whose record came last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Which, from 0.
    pub index: u32,
    /// Its bytes.
    pub bytes: ByteBuf,
}

/// A record whose checksum fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What it is; none where this release does not know it.
    pub tag: Option<Tag>,
    /// Its bytes.
    pub payload: Vec<u8>,
    /// Where in the file it ends.
    pub end: u64,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Not one at all.
    #[error("it is no export of Cabildo")]
    Foreign,
    /// Of a later version.
    #[error("it was made by a later release")]
    Newer,
    /// A record that is not as it was written.
    #[error("it is damaged at byte {at}")]
    Damaged {
        /// Where the record begins.
        at: u64,
    },
    /// It ends before its end.
    #[error("it breaks off at byte {at}")]
    Cut {
        /// Where.
        at: u64,
    },
}

/// Encodes a record.
#[must_use]
pub fn record(tag: Tag, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut bytes = Vec::with_capacity(HEAD_LEN + payload.len());
    bytes.push(tag as u8);
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(&check(tag as u8, length, payload));
    bytes.extend_from_slice(payload);
    bytes
}

/// Encodes a record of a message.
#[must_use]
pub fn message(message: &WireMessage) -> Vec<u8> {
    record(Tag::Message, &message.encode())
}

/// Encodes a record of a roster.
#[must_use]
pub fn roster(roster: &SignedRoster) -> Vec<u8> {
    record(Tag::Roster, &cbor::encode(roster))
}

fn check(tag: u8, length: [u8; 4], payload: &[u8]) -> [u8; CHECK_LEN] {
    let whole = hash(CHECK_DOMAIN, &[&[tag], &length, payload]).0;
    std::array::from_fn(|at| whole.get(at).copied().unwrap_or_default())
}

/// Reads a file in pieces of any size.
#[derive(Debug, Default)]
pub struct Parser {
    buffer: Vec<u8>,
    /// What of the buffer is used up.
    used: usize,
    /// Where in the file the buffer begins.
    base: u64,
    begun: bool,
    ended: bool,
    records: u64,
}

impl Parser {
    /// Adds the next bytes. Whoever takes all records that are there between two pieces never has more
    /// than one record and one piece here.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.used);
        self.base += self.used as u64;
        self.used = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next record; none where more bytes are needed, or the file has ended.
    ///
    /// # Errors
    /// When the file is none, or damaged here: nothing can be read beyond.
    pub fn next_record(&mut self) -> Result<Option<Record>, Flaw> {
        if !self.begun && !self.begin()? {
            return Ok(None);
        }
        let at = self.at();
        let rest = self.buffer.get(self.used..).unwrap_or_default();
        if self.ended {
            return if rest.is_empty() { Ok(None) } else { Err(Flaw::Damaged { at }) };
        }
        let Some((head, rest)) = rest.split_at_checked(HEAD_LEN) else { return Ok(None) };
        let [tag, a, b, c, d, sum @ ..] = head else { return Err(Flaw::Damaged { at }) };
        let (known, length) = (Tag::from_number(*tag), [*a, *b, *c, *d]);
        let size = u32::from_be_bytes(length) as usize;
        if size > Tag::max(known) {
            return Err(Flaw::Damaged { at });
        }
        let Some(payload) = rest.get(..size) else { return Ok(None) };
        if check(*tag, length, payload) != sum {
            return Err(Flaw::Damaged { at });
        }
        let payload = payload.to_vec();
        if (self.records == 0) != (known == Some(Tag::About)) {
            return Err(Flaw::Damaged { at });
        }
        if known == Some(Tag::End) {
            let end: End = cbor::decode(&payload).map_err(|_| Flaw::Damaged { at })?;
            if end.records != self.records {
                return Err(Flaw::Damaged { at });
            }
            self.ended = true;
        }
        self.used += HEAD_LEN + size;
        self.records += 1;
        Ok(Some(Record { tag: known, payload, end: self.at() }))
    }

    /// Whether the bytes so far are the beginning of a file of this version; all of it once it is here.
    fn begin(&mut self) -> Result<bool, Flaw> {
        let here = self.buffer.get(..MAGIC.len().min(self.buffer.len())).unwrap_or_default();
        if here == MAGIC {
            (self.begun, self.used) = (true, MAGIC.len());
            return Ok(true);
        }
        match MAGIC.starts_with(here) {
            true => Ok(false),
            false if here.starts_with(MAGIC_ANY) => Err(Flaw::Newer),
            false => Err(Flaw::Foreign),
        }
    }

    /// Where in the file the next record begins.
    #[must_use]
    pub fn at(&self) -> u64 {
        self.base + self.used as u64
    }

    /// Records so far.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Whether the file may end here: after its last record. A part of one may end after any.
    ///
    /// # Errors
    /// Where it breaks off.
    pub fn finish(&self, part: bool) -> Result<(), Flaw> {
        let whole = self.ended || part && self.begun && self.used == self.buffer.len();
        match (whole, self.begun) {
            (true, _) => Ok(()),
            (false, true) => Err(Flaw::Cut { at: self.at() }),
            (false, false) => Err(Flaw::Foreign),
        }
    }
}

/// What a file, or a part of one, brings; signatures of messages and proofs checked.
#[derive(Debug, Default)]
pub struct Carried {
    /// Rosters, in the order of the file.
    pub rosters: Vec<SignedRoster>,
    /// Fork proofs.
    pub proofs: Vec<Proof>,
    /// Messages, in the order of the file.
    pub messages: Vec<Verified>,
    /// Head receipts, in the order of the file.
    pub receipts: Vec<Receipt>,
}

/// What became of what a file brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Messages that are new here.
    pub messages: u64,
    /// Texts that are new here, of messages that were known.
    pub bodies: u64,
    /// Messages that were here.
    pub known: u64,
    /// Rosters that were applied, all of the file counted as one or none.
    pub rosters: bool,
    /// Proofs that are new here.
    pub proofs: u64,
    /// Head receipts that are new here.
    pub receipts: u64,
    /// Messages that were not taken in: how many by reason ([`crate::ingest::Refusal::word`]), and the
    /// first of them.
    pub refused: BTreeMap<&'static str, (u64, MessageId)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About {
        let node = PublicKey::ed25519([7; 32]);
        About { federation: FederationId([3; 32]), node, made: Millis(5), since: None }
    }

    fn written() -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(record(Tag::About, &cbor::encode(&about())));
        bytes.extend(message(&WireMessage(vec![1; 40], Some(vec![2; 300]))));
        bytes.extend(record(Tag::Message, b"not even CBOR"));
        bytes.extend(record(Tag::End, &cbor::encode(&End { records: 3 })));
        bytes
    }

    /// All records, fed in pieces of this size, and how the file ends.
    fn read(bytes: &[u8], piece: usize) -> (Vec<Record>, Result<(), Flaw>) {
        let (mut parser, mut records) = (Parser::default(), Vec::new());
        for piece in bytes.chunks(piece.max(1)) {
            parser.feed(piece);
            loop {
                match parser.next_record() {
                    Ok(Some(record)) => records.push(record),
                    Ok(None) => break,
                    Err(flaw) => return (records, Err(flaw)),
                }
            }
        }
        (records, parser.finish(false))
    }

    #[test]
    fn what_is_written_is_read_in_pieces_of_any_size() {
        let bytes = written();
        for piece in [1, 2, 7, 64, bytes.len()] {
            let (records, end) = read(&bytes, piece);
            assert_eq!((records.len(), end), (4, Ok(())), "{piece}");
            assert_eq!(cbor::decode::<About>(&records[0].payload), Ok(about()));
            assert_eq!(records[3].end, bytes.len() as u64);
        }
    }

    #[test]
    fn a_cut_file_is_good_up_to_the_cut_and_a_changed_byte_is_met() {
        let bytes = written();
        let (whole, _) = read(&bytes, bytes.len());
        for cut in 0..bytes.len() {
            let (records, end) = read(&bytes[..cut], 16);
            assert_eq!(records, whole[..records.len()], "cut at {cut}");
            assert!(whole.get(records.len()).is_none_or(|next| next.end > cut as u64), "cut at {cut}");
            end.expect_err("it breaks off");
            let mut changed = bytes.clone();
            changed[cut] ^= 0x20;
            let (records, end) = read(&changed, 16);
            assert_eq!(records, whole[..records.len()], "changed at {cut}");
            end.expect_err("a changed byte");
        }
        assert_eq!(read(&[&bytes[..], b"x"].concat(), 9).1, Err(Flaw::Damaged { at: bytes.len() as u64 }));
    }

    #[test]
    fn other_files_other_versions_and_endless_records_are_refused_at_once() {
        assert_eq!(read(b"", 1).1, Err(Flaw::Foreign));
        assert_eq!(read(b"%PDF-1.7", 1).1, Err(Flaw::Foreign));
        assert_eq!(read(b"CABILDO EXPORT 2\n", 4).1, Err(Flaw::Newer));
        let mut endless = MAGIC.to_vec();
        endless.extend([Tag::About as u8, 0xff, 0xff, 0xff, 0xff]);
        endless.extend([0; 64]);
        assert_eq!(read(&endless, 8).1, Err(Flaw::Damaged { at: MAGIC.len() as u64 }));
        let mut first = MAGIC.to_vec();
        first.extend(record(Tag::Message, b"x"));
        assert_eq!(read(&first, 8).1, Err(Flaw::Damaged { at: MAGIC.len() as u64 }), "whose is it?");
    }

    #[test]
    fn a_record_of_a_later_release_is_passed_over() {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(record(Tag::About, &cbor::encode(&about())));
        let mut later = record(Tag::Message, b"later");
        later[0] = 99;
        let sum = check(99, 5u32.to_be_bytes(), b"later");
        later[5..HEAD_LEN].copy_from_slice(&sum);
        bytes.extend(later);
        bytes.extend(record(Tag::End, &cbor::encode(&End { records: 2 })));
        let (records, end) = read(&bytes, 50);
        assert_eq!((records.len(), records[1].tag, end), (3, None, Ok(())));
    }
}
