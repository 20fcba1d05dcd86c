//! The heads that a node shows, and fingerprints of ranges of them.

use crate::{
    bounds::RANGE_PARTS,
    id::{LogId, MessageId},
    sync::{Fingerprint, Has, Range, between},
};
use std::{cell::Cell, collections::BTreeMap, ops::Bound};

/// Ranges with at most this many heads are listed, larger ones split.
const LISTED: usize = 2;
/// The same where at most [`RANGE_PARTS`] ranges are compared at once: a list saves a turn then, and costs little.
const LISTED_ALONE: usize = 16;

/// Heads by log, those of forked logs capped.
#[derive(Debug, Default)]
pub(super) struct Frontier {
    heads: BTreeMap<LogId, (u64, MessageId)>,
    /// The fingerprint of all heads, until one changes: most overviews find it here.
    whole: Cell<Option<Fingerprint>>,
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
    fn within(
        &self,
        from: Option<LogId>,
        to: Option<LogId>,
    ) -> impl Iterator<Item = (&LogId, &(u64, MessageId))> {
        let upside_down = from.zip(to).is_some_and(|(from, to)| from >= to);
        let end = if upside_down { from } else { to };
        let bounds =
            (from.map_or(Bound::Unbounded, Bound::Included), end.map_or(Bound::Unbounded, Bound::Excluded));
        self.heads.range(bounds)
    }

    /// The fingerprint of all heads.
    pub(super) fn whole(&self) -> Fingerprint {
        let whole = self.whole.get().unwrap_or_else(|| Fingerprint::of(&self.heads));
        self.whole.set(Some(whole));
        whole
    }

    fn fingerprint(&self, from: Option<LogId>, to: Option<LogId>) -> Fingerprint {
        if from.is_none() && to.is_none() { self.whole() } else { Fingerprint::of(self.within(from, to)) }
    }

    /// Whether a fingerprint that a peer sent is the one that we have there.
    pub(super) fn agrees(&self, range: &Range) -> bool {
        match &range.has {
            Has::Fingerprint(theirs) => self.fingerprint(range.from, range.to) == *theirs,
            Has::Heads(_) => false,
        }
    }

    /// What we have where the asker has something else: our heads where they are few or it has none, else
    /// fingerprints of parts. `alone` says that little is compared at once; `budget` bounds the heads
    /// of one answer.
    pub(super) fn answer(&self, asked: &Range, alone: bool, budget: &mut usize, out: &mut Vec<Range>) {
        if self.agrees(asked) {
            return;
        }
        let heads: Vec<_> = self.within(asked.from, asked.to).collect();
        let nothing = asked.has == Has::Fingerprint(Fingerprint::of([]));
        if !nothing && heads.len() > if alone { LISTED_ALONE } else { LISTED } {
            return split((asked.from, asked.to), &heads, RANGE_PARTS, out);
        }
        // What is too much for one answer the asker asks for again.
        let fits = heads.len().min(*budget);
        *budget -= fits;
        let (listed, rest) = heads.split_at(fits);
        let to = match (listed.last(), rest.first()) {
            (Some((last, _)), Some((next, _))) => Some(between(last, next)),
            (None, Some(_)) => asked.from,
            _ => asked.to,
        };
        if !listed.is_empty() || rest.is_empty() {
            let heads = listed.iter().map(|(log, (seq, id))| (**log, *seq, *id)).collect();
            out.push(Range { from: asked.from, to, has: Has::Heads(heads) });
        }
        if !rest.is_empty() {
            let has = Has::Fingerprint(self.fingerprint(to, asked.to));
            out.push(Range { from: to, to: asked.to, has });
        }
    }

    /// What we ask with where a peer has something else: our fingerprints of the parts of a range, or of
    /// all of it where we have little there.
    pub(super) fn closer(&self, from: Option<LogId>, to: Option<LogId>, out: &mut Vec<Range>) {
        let heads: Vec<_> = self.within(from, to).collect();
        let parts = if heads.len() > LISTED { RANGE_PARTS } else { 1 };
        split((from, to), &heads, parts, out);
    }
}

type Head<'a> = (&'a LogId, &'a (u64, MessageId));

/// Parts of about equal numbers of heads, with their fingerprints.
fn split((from, to): (Option<LogId>, Option<LogId>), heads: &[Head<'_>], parts: usize, out: &mut Vec<Range>) {
    let size = heads.len().div_ceil(parts).max(1);
    let (mut at, mut rest) = (from, heads);
    loop {
        // Both lanes of a key stay together: an end between them would be long.
        let twins = matches!(rest.get(size - 1..=size), Some([(a, _), (b, _)]) if a.key == b.key);
        let (part, next) = rest.split_at_checked(size + usize::from(twins)).unwrap_or((rest, &[]));
        let end =
            part.last().zip(next.first()).map_or(to, |((last, _), (next, _))| Some(between(last, next)));
        out.push(Range { from: at, to: end, has: Has::Fingerprint(Fingerprint::of(part.iter().copied())) });
        if next.is_empty() {
            return;
        }
        (at, rest) = (end, next);
    }
}
