//! What a node counts, as OpenMetrics.

use cabildo_protocol::ingest::Verdict;
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, text::encode},
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};
use std::fmt;

/// What gossip did with a frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Judged {
    /// Which verdict.
    pub verdict: VerdictLabel,
}

/// A verdict's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum VerdictLabel {
    /// Forwarded.
    Accept,
    /// Dropped.
    Ignore,
    /// Dropped, and the sender blamed.
    Reject,
}

impl From<Verdict> for VerdictLabel {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accept => Self::Accept,
            Verdict::Ignore => Self::Ignore,
            Verdict::Reject => Self::Reject,
        }
    }
}

/// The counters of a node. Cheap to count, safe from any thread.
pub struct Metrics {
    registry: Registry,
    /// Messages linked and made durable.
    pub messages: Counter,
    /// Submissions refused.
    pub refused: Counter,
    /// Gossiped frames by verdict.
    pub frames: Family<Judged, Counter>,
    /// Gossiped frames dropped unseen, because too many waited.
    pub frames_dropped: Counter,
    /// Requests of peers answered.
    pub requests_served: Counter,
    /// Requests to peers that failed or timed out.
    pub requests_failed: Counter,
    /// How long it takes to make a batch durable.
    pub commit_seconds: Histogram,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("cabildo");
        // From 0.1 ms, which fast disks reach, to 6.5 s, where one is failing.
        let buckets = (0..17).map(|n| 0.0001 * f64::from(1u32 << n));
        let metrics = Self {
            messages: Counter::default(),
            refused: Counter::default(),
            frames: Family::default(),
            frames_dropped: Counter::default(),
            requests_served: Counter::default(),
            requests_failed: Counter::default(),
            commit_seconds: Histogram::new(buckets),
            registry: Registry::default(),
        };
        registry.register("messages", "Messages linked and made durable", metrics.messages.clone());
        registry.register("submissions_refused", "Submissions of clients refused", metrics.refused.clone());
        registry.register("gossip_frames", "Gossiped frames by verdict", metrics.frames.clone());
        registry.register(
            "gossip_frames_dropped",
            "Gossiped frames dropped unseen, because too many waited",
            metrics.frames_dropped.clone(),
        );
        registry.register("sync_served", "Requests of peers answered", metrics.requests_served.clone());
        registry.register(
            "sync_failed",
            "Requests to peers that failed or timed out",
            metrics.requests_failed.clone(),
        );
        registry.register_with_unit(
            "commit",
            "Time to make a batch durable",
            Unit::Seconds,
            metrics.commit_seconds.clone(),
        );
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// What was counted, as OpenMetrics text without its end mark.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn encode(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
