//! The catalogue as a file, so that a node that starts does not read all that it keeps.
//!
//! `docs/disk-format.md` describes it. It is the node's own, and may be cut or damaged: what does not
//! pass its checksum is made anew.

use super::catalogue::{Catalogue, Doc, List, Logged, State};
use crate::format::{LOG_LEN, log_at, log_bytes};
use cabildo_protocol::id::MessageId;
use std::collections::BTreeMap;

const MAGIC: &[u8; 8] = b"CABWORD\0";
/// Grows when the layout changes or words are told apart by other rules.
const VERSION: u32 = 2;
const SUM_LEN: usize = 4;
const DOC_LEN: usize = 35;

/// As bytes.
#[must_use]
pub fn encode(catalogue: &Catalogue) -> Vec<u8> {
    let mut to = Vec::with_capacity(catalogue.docs.len() * (DOC_LEN + 64) + 64);
    to.extend_from_slice(MAGIC);
    to.extend_from_slice(&VERSION.to_le_bytes());
    for count in [catalogue.logs.len(), catalogue.docs.len(), catalogue.lists.len()] {
        put_length(&mut to, count);
    }
    for logged in &catalogue.logs {
        to.extend_from_slice(&log_bytes(&logged.log));
        to.extend_from_slice(&logged.seq.to_le_bytes());
        to.extend_from_slice(logged.id.as_bytes());
        put_length(&mut to, logged.institution.as_str().len());
        to.extend_from_slice(logged.institution.as_str().as_bytes());
    }
    for doc in &catalogue.docs {
        to.extend_from_slice(&doc.log.to_le_bytes());
        to.extend_from_slice(&doc.seq.to_le_bytes());
        to.extend_from_slice(&doc.created.to_le_bytes());
        to.extend_from_slice(&doc.id.to_le_bytes());
        to.extend_from_slice(&doc.due.to_le_bytes());
        to.extend_from_slice(&doc.kind.to_le_bytes());
        to.push(doc.state as u8);
    }
    for (key, list) in &catalogue.lists {
        put_length(&mut to, key.len());
        to.extend_from_slice(key.as_bytes());
        to.extend_from_slice(&list.last.to_le_bytes());
        to.extend_from_slice(&list.count.to_le_bytes());
        put_length(&mut to, list.bytes.len());
        to.extend_from_slice(&list.bytes);
    }
    let sum = crc32c::crc32c(&to);
    to.extend_from_slice(&sum.to_le_bytes());
    to
}

/// From bytes; none where they are not what was written by these rules.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Catalogue> {
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM_LEN)?)?;
    if crc32c::crc32c(content).to_le_bytes() != sum {
        return None;
    }
    let mut from = Reading(content);
    if from.array::<8>()? != *MAGIC || from.u32()? != VERSION {
        return None;
    }
    let (logs, docs, lists) = (from.u32()?, from.u32()?, from.u32()?);
    let mut catalogue = Catalogue::default();
    for _ in 0..logs {
        let log = log_at(from.take(LOG_LEN)?, 0)?;
        let (seq, id) = (from.u64()?, MessageId(from.array()?));
        let institution = from.text()?.parse().ok()?;
        catalogue.logs.push(Logged { log, institution, seq, id });
    }
    for _ in 0..docs {
        catalogue.docs.push(Doc {
            log: from.u32()?,
            seq: from.u32()?,
            created: from.u64()?,
            id: from.u64()?,
            due: from.u64()?,
            kind: u16::from_le_bytes(from.array()?),
            state: match from.array::<1>()?[0] {
                0 => State::Header,
                1 => State::Body,
                2 => State::Gone,
                _ => return None,
            },
        });
    }
    let mut keyed = BTreeMap::new();
    for _ in 0..lists {
        let key = from.text()?;
        let (last, count, length) = (from.u32()?, from.u32()?, from.u32()?);
        let bytes = from.take(usize::try_from(length).ok()?)?.to_vec();
        keyed.insert(key.into(), List { last, count, bytes });
    }
    catalogue.lists = keyed;
    from.0.is_empty().then_some(catalogue)
}

fn put_length(to: &mut Vec<u8>, length: usize) {
    to.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}

/// What is still to be read.
struct Reading<'a>(&'a [u8]);

impl<'a> Reading<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.u32()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}
