//! The heads that a node shows, and fingerprints of ranges of them.

use crate::{
    id::{Hash, LogId, MessageId},
    sync::{Has, Range},
};
use sha2::{Digest as _, Sha256};
use std::{cell::Cell, collections::BTreeMap, ops::Bound};

/// Ranges with at most this many heads are listed, larger ones split.
const LISTED: usize = 64;
/// Into how many parts a range is split.
const PARTS: usize = 16;

/// Heads by log, those of forked logs capped.
#[derive(Debug, Default)]
pub(super) struct Frontier {
    heads: BTreeMap<LogId, (u64, MessageId)>,
    /// The fingerprint of all heads, until one changes: most overviews find it here.
    whole: Cell<Option<Hash>>,
}

impl Frontier {
    pub(super) fn set(&mut self, log: LogId, seq: u64, id: MessageId) {
        self.heads.insert(log, (seq, id));
        self.whole.set(None);
    }

    pub(super) fn remove(&mut self, log: &LogId) {
        self.heads.remove(log);
        self.whole.set(None);
    }

    pub(super) fn head(&self, log: &LogId) -> Option<(u64, MessageId)> {
        self.heads.get(log).copied()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (LogId, u64, MessageId)> {
        self.heads.iter().map(|(log, (seq, id))| (*log, *seq, *id))
    }

    /// The heads inside a range; none where it is upside down.
    fn within(&self, from: Option<LogId>, to: Option<LogId>) -> Vec<(LogId, u64, MessageId)> {
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Vec::new();
        }
        let bounds =
            (from.map_or(Bound::Unbounded, Bound::Included), to.map_or(Bound::Unbounded, Bound::Excluded));
        self.heads.range(bounds).map(|(log, (seq, id))| (*log, *seq, *id)).collect()
    }

    /// A range with our fingerprint: what we ask with.
    pub(super) fn fingerprinted(&self, from: Option<LogId>, to: Option<LogId>) -> Range {
        let (hash, count) = self.fingerprint(from, to);
        Range { from, to, has: Has::Fingerprint(hash, count) }
    }

    /// The fingerprint of a range, and how many heads it has.
    fn fingerprint(&self, from: Option<LogId>, to: Option<LogId>) -> (Hash, u64) {
        let all = from.is_none() && to.is_none();
        if let (true, Some(hash)) = (all, self.whole.get()) {
            return (hash, self.heads.len() as u64);
        }
        let heads = self.within(from, to);
        let hash = fingerprint(&heads);
        if all {
            self.whole.set(Some(hash));
        }
        (hash, heads.len() as u64)
    }

    /// Whether a fingerprint that a peer sent is the one that we have there.
    pub(super) fn agrees(&self, range: &Range) -> bool {
        match &range.has {
            Has::Fingerprint(hash, count) => self.fingerprint(range.from, range.to) == (*hash, *count),
            Has::Heads(_) => false,
        }
    }

    /// What we have where the asker has something else: our heads where they are few, else
    /// fingerprints of parts. `budget` bounds the heads of one answer.
    pub(super) fn answer(&self, asked: &Range, budget: &mut usize, out: &mut Vec<Range>) {
        if self.agrees(asked) {
            return;
        }
        let heads = self.within(asked.from, asked.to);
        if heads.len() <= LISTED {
            match budget.checked_sub(heads.len()) {
                Some(rest) => {
                    *budget = rest;
                    out.push(Range { from: asked.from, to: asked.to, has: Has::Heads(heads) });
                }
                // Too much for one answer: the asker asks for this range again.
                None => out.push(self.fingerprinted(asked.from, asked.to)),
            }
            return;
        }
        let size = heads.len().div_ceil(PARTS);
        let mut from = asked.from;
        let mut parts = heads.chunks(size).peekable();
        while let Some(part) = parts.next() {
            let to = parts.peek().and_then(|next| next.first()).map_or(asked.to, |(log, _, _)| Some(*log));
            out.push(Range { from, to, has: Has::Fingerprint(fingerprint(part), part.len() as u64) });
            from = to;
        }
    }
}

fn fingerprint(heads: &[(LogId, u64, MessageId)]) -> Hash {
    let mut sha = Sha256::new_with_prefix(b"cabildo/range/1\0");
    for (log, seq, id) in heads {
        sha.update(log.key.as_bytes());
        sha.update([log.lane as u8]);
        sha.update(seq.to_be_bytes());
        sha.update(id.as_bytes());
    }
    Hash(sha.finalize().into())
}
