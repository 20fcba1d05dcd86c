//! Ranges of logs and what one side has in them, in their short form on the wire.
//!
//! A list of ranges is a list of pairs [end, what], which go on where the one before ended. An end is the
//! bytes of a log, key then lane, without the zeros at their end; the last one may be empty, which is the
//! end of all logs. What is there is a fingerprint, a list of heads, or null: nothing is said of that part.

use crate::{
    bounds,
    id::{Lane, LogId, MessageId, PublicKey},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// Key and lane.
const LOG_LEN: usize = 34;

/// A half-open range of logs and what one side has in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// First log inside; none for the beginning.
    pub from: Option<LogId>,
    /// First log beyond; none for the end.
    pub to: Option<LogId>,
    /// What the sender has inside.
    pub has: Has,
}

/// What one side has in a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Has {
    /// The fingerprint of its heads there.
    Fingerprint(Fingerprint),
    /// Its heads there.
    Heads(Vec<(LogId, u64, MessageId)>),
}

/// The first 16 bytes of the SHA-256 of heads in the order of their logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 16]);

impl Fingerprint {
    /// Of these heads, which stand in the order of their logs.
    pub fn of<'a>(heads: impl IntoIterator<Item = (&'a LogId, &'a (u64, MessageId))>) -> Self {
        let mut sha = Sha256::new_with_prefix(b"cabildo/range/1\0");
        for (log, (seq, id)) in heads {
            sha.update(log.key.as_bytes());
            sha.update([log.lane as u8]);
            sha.update(seq.to_be_bytes());
            sha.update(id.as_bytes());
        }
        let mut first = [0; 16];
        first.copy_from_slice(sha.finalize().get(..16).unwrap_or(&[0; 16]));
        Self(first)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        serde_bytes::ByteArray::deserialize(d).map(|bytes| Self(bytes.into_array()))
    }
}

/// The shortest end that lies behind one log and not behind the next one: what comes after the first
/// byte in which they differ is zero.
pub(crate) fn between(last: &LogId, next: &LogId) -> LogId {
    let (last, bytes) = (bytes_of(last), bytes_of(next));
    let same = last.iter().zip(&bytes).take_while(|(a, b)| a == b).count();
    log_of(bytes.get(..=same).unwrap_or(&bytes)).unwrap_or(*next)
}

fn bytes_of(log: &LogId) -> [u8; LOG_LEN] {
    let mut bytes = [0; LOG_LEN];
    let (key, lane) = bytes.split_at_mut(LOG_LEN - 1);
    key.copy_from_slice(log.key.as_bytes());
    lane.fill(log.lane as u8);
    bytes
}

fn log_of(short: &[u8]) -> Option<LogId> {
    let mut bytes = [0; LOG_LEN];
    bytes.get_mut(..short.len())?.copy_from_slice(short);
    let (key, lane) = bytes.split_at(LOG_LEN - 1);
    Some(LogId { key: PublicKey::from_slice(key).ok()?, lane: Lane::from_number(*lane.first()?)? })
}

/// An end on the wire.
struct End(Option<LogId>);

impl Serialize for End {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let bytes = self.0.as_ref().map_or([0; LOG_LEN], bytes_of);
        let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        s.serialize_bytes(bytes.get(..length).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for End {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let short = serde_bytes::ByteBuf::deserialize(d)?;
        match short.last() {
            None => Ok(Self(None)),
            Some(0) => Err(D::Error::custom("an end with zeros behind it")),
            Some(_) => log_of(&short).map(|log| Self(Some(log))).ok_or_else(|| D::Error::custom("no end")),
        }
    }
}

impl Serialize for Has {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Fingerprint(fingerprint) => fingerprint.serialize(s),
            Self::Heads(heads) => heads.serialize(s),
        }
    }
}

impl<'de> Deserialize<'de> for Has {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(HasVisitor)
    }
}

struct HasVisitor;

impl<'de> Visitor<'de> for HasVisitor {
    type Value = Has;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fingerprint or heads")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Has, E> {
        let bytes = bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &"16 bytes"))?;
        Ok(Has::Fingerprint(Fingerprint(bytes)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Has, A::Error> {
        let mut heads = Vec::new();
        while let Some(head) = list.next_element()? {
            heads.push(head);
        }
        Ok(Has::Heads(heads))
    }
}

/// Writes ranges that stand in the order of logs and do not overlap.
pub(super) fn serialize<S: Serializer>(ranges: &[Range], s: S) -> Result<S::Ok, S::Error> {
    let mut pairs = Vec::with_capacity(ranges.len());
    let mut at = None;
    for range in ranges {
        if range.from != at {
            pairs.push((End(range.from), None));
        }
        pairs.push((End(range.to), Some(&range.has)));
        at = range.to;
    }
    pairs.serialize(s)
}

/// Reads ranges; each ends behind the one before.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Range>, D::Error> {
    d.deserialize_seq(RangesVisitor)
}

struct RangesVisitor;

impl<'de> Visitor<'de> for RangesVisitor {
    type Value = Vec<Range>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ranges in order")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Range>, A::Error> {
        let (mut ranges, mut from, mut over) = (Vec::new(), None, false);
        while let Some((End(to), has)) = list.next_element::<(End, Option<Has>)>()? {
            if over || to.is_some_and(|to| from.is_some_and(|from| from >= to)) {
                return Err(A::Error::custom("ranges that are not in order"));
            }
            if ranges.len() > bounds::RANGES_MAX {
                return Err(A::Error::custom("too many ranges"));
            }
            over = to.is_none();
            ranges.extend(has.map(|has| Range { from, to, has }));
            from = to;
        }
        Ok(ranges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor;

    fn log(start: u8, end: u8, lane: Lane) -> LogId {
        let mut key = [start; 33];
        key[32] = end;
        LogId { key: PublicKey(key), lane }
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct List(#[serde(with = "super")] Vec<Range>);

    #[test]
    fn what_is_written_is_read_and_what_is_out_of_order_is_refused() {
        let (a, b, c) = (log(1, 1, Lane::Crisis), log(1, 1, Lane::Acts), log(2, 0, Lane::Crisis));
        let heads = Has::Heads(vec![(a, 3, MessageId([4; 32]))]);
        let print = Has::Fingerprint(Fingerprint([7; 16]));
        let range = |from, to, has: &Has| Range { from, to, has: has.clone() };
        for ranges in [
            vec![],
            vec![range(None, None, &heads)],
            vec![range(None, Some(a), &print), range(Some(a), Some(b), &heads), range(Some(c), None, &print)],
            vec![range(Some(b), Some(c), &print)],
        ] {
            let bytes = cbor::encode(&List(ranges.clone()));
            assert_eq!(cbor::decode::<List>(&bytes).unwrap(), List(ranges));
        }
        for wrong in [
            vec![range(Some(b), Some(a), &print)],
            vec![range(None, Some(b), &print), range(Some(a), Some(c), &print)],
            vec![range(None, None, &print), range(None, None, &print)],
        ] {
            assert!(cbor::decode::<List>(&cbor::encode(&List(wrong))).is_err());
        }
    }

    #[test]
    fn an_end_between_two_logs_is_as_short_as_can_be() {
        let pairs = [
            (log(1, 1, Lane::Crisis), log(2, 9, Lane::Crisis), 1),
            (log(1, 1, Lane::Crisis), log(1, 9, Lane::Acts), 33),
            (log(1, 1, Lane::Crisis), log(1, 1, Lane::Acts), 34),
        ];
        for (last, next, length) in pairs {
            let end = between(&last, &next);
            assert!(last < end && end <= next, "{last} {end} {next}");
            let bytes = cbor::encode(&End(Some(end)));
            let head = if length < 24 { 1 } else { 2 };
            assert_eq!(bytes.len(), head + length);
        }
    }
}
