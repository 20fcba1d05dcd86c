//! How far this node's clock is from those of its peers, as their overviews show it.
//!
//! Each answer to an overview names the sender's time; half of the round trip is taken off. What
//! counts is the median over institutions, so that one wrong or lying clock moves nothing where three
//! are asked.

use super::{Engine, Peer};
use crate::{
    id::{InstitutionId, Millis},
    store::Store,
};
use std::collections::BTreeMap;

/// An answer that took longer says too little.
const ROUND_TRIP_MAX_MS: u64 = 20_000;
/// A comparison older than this counts no more.
const AGE_MAX_MS: u64 = 60 * 60 * 1000;
/// A clock that goes on by more than this between two ticks was set, or the machine slept.
const LEAP_MS: u64 = 30_000;

/// How far a node's clock is from those of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockOffset {
    /// Milliseconds by which the others are ahead of this node; negative where they are behind.
    pub offset_ms: i64,
    /// Institutions whose nodes were compared with.
    pub institutions: u32,
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    offset_ms: i64,
    round_trip_ms: u64,
    at: Millis,
}

/// The last comparison with each peer.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    samples: BTreeMap<Peer, Sample>,
    now: Millis,
}

impl Clocks {
    /// Takes note of what a peer's clock showed while an answer was waited for.
    pub(super) fn compare(&mut self, peer: Peer, theirs: Millis, (asked, answered): (Millis, Millis)) {
        let round_trip_ms = answered.0.saturating_sub(asked.0);
        if round_trip_ms > ROUND_TRIP_MAX_MS {
            return;
        }
        let ours = asked.0.saturating_add(round_trip_ms / 2);
        // What a peer says may be any number.
        let offset_ms = i64::try_from(i128::from(theirs.0) - i128::from(ours)).unwrap_or(i64::MAX);
        self.samples.insert(peer, Sample { offset_ms, round_trip_ms, at: answered });
    }

    /// Time passes: what was measured before the clock was set says nothing any more.
    pub(super) fn tick(&mut self, now: Millis) {
        if now.0.saturating_sub(self.now.0) > LEAP_MS {
            self.samples.clear();
        }
        self.samples.retain(|_, sample| now <= sample.at.plus(AGE_MAX_MS));
        self.now = now;
    }
}

impl<S: Store> Engine<S> {
    /// The median over other institutions, of each the comparison with the shortest round trip; over
    /// our own nodes where there is no other.
    pub(super) fn clock(&self) -> Option<ClockOffset> {
        let mut best: BTreeMap<&InstitutionId, Sample> = BTreeMap::new();
        for (peer, sample) in &self.clocks.samples {
            let Some((institution, _)) = self.authority.node(&peer.0) else { continue };
            let kept = best.entry(institution).or_insert(*sample);
            if sample.round_trip_ms < kept.round_trip_ms {
                *kept = *sample;
            }
        }
        if best.len() > 1 {
            best.retain(|institution, _| Some(*institution) != self.options.institution.as_ref());
        }
        let mut offsets: Vec<i64> = best.values().map(|sample| sample.offset_ms).collect();
        offsets.sort_unstable();
        // Of two the one that asks for less to be changed.
        let (low, high) = (offsets.get((offsets.len().max(1) - 1) / 2)?, offsets.get(offsets.len() / 2)?);
        let offset_ms = if low.unsigned_abs() < high.unsigned_abs() { *low } else { *high };
        Some(ClockOffset { offset_ms, institutions: u32::try_from(offsets.len()).unwrap_or(u32::MAX) })
    }
}
