//! What a node counts, as OpenMetrics.

use cabildo_protocol::ingest::Verdict;
use prometheus_client::{
    encoding::{
        EncodeLabelSet, EncodeLabelValue,
        text::{encode_eof, encode_registry},
    },
    metrics::{counter::Counter, family::Family, gauge::ConstGauge, histogram::Histogram},
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
    /// Alerts whose program succeeded.
    pub alerts_told: Counter,
    /// Runs of alerts' programs that failed.
    pub alerts_failed: Counter,
    /// Messages that a server of a webhook has taken.
    pub webhooks_sent: Counter,
    /// Tries to send one that failed.
    pub webhooks_failed: Counter,
    /// Requests for feeds answered.
    pub feeds_served: Counter,
    /// Requests for feeds refused.
    pub feeds_refused: Counter,
    /// Bytes of files that other nodes got here.
    pub attachment_bytes_served: Counter,
    /// Bytes of files that other nodes gave.
    pub attachment_bytes_fetched: Counter,
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
            alerts_told: Counter::default(),
            alerts_failed: Counter::default(),
            webhooks_sent: Counter::default(),
            webhooks_failed: Counter::default(),
            feeds_served: Counter::default(),
            feeds_refused: Counter::default(),
            attachment_bytes_served: Counter::default(),
            attachment_bytes_fetched: Counter::default(),
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
        registry.register("alerts_told", "Alerts whose program succeeded", metrics.alerts_told.clone());
        registry.register(
            "alerts_failed",
            "Runs of alerts' programs that failed",
            metrics.alerts_failed.clone(),
        );
        registry.register(
            "webhooks_sent",
            "Messages that webhooks have taken",
            metrics.webhooks_sent.clone(),
        );
        registry.register(
            "webhooks_failed",
            "Tries of webhooks that failed",
            metrics.webhooks_failed.clone(),
        );
        registry.register("feeds_served", "Requests for feeds answered", metrics.feeds_served.clone());
        registry.register("feeds_refused", "Requests for feeds refused", metrics.feeds_refused.clone());
        for (name, help, counter) in [
            ("attachment_served", "Files given to other nodes", &metrics.attachment_bytes_served),
            ("attachment_fetched", "Files that other nodes gave", &metrics.attachment_bytes_fetched),
        ] {
            registry.register_with_unit(name, help, Unit::Bytes, counter.clone());
        }
        registry.register_with_unit(
            "commit",
            "Time to make a batch durable",
            Unit::Seconds,
            metrics.commit_seconds.clone(),
        );
        Self { registry, ..metrics }
    }
}

/// How things stand when the metrics are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Messages kept.
    pub messages: u64,
    /// Logs with at least one message.
    pub logs: u64,
    /// Bytes of segments on disk.
    pub store_bytes: u64,
    /// Messages whose own signatures are still to be checked.
    pub unchecked: u64,
    /// Bodies still to be fetched.
    pub bodies_missing: u64,
    /// Bodies that are not kept here any longer.
    pub bodies_dropped: u64,
    /// Messages that the index has not taken in yet.
    pub index_lag: u64,
    /// Listed peers with a link.
    pub peers_connected: u64,
    /// Listed peers.
    pub peers_known: u64,
    /// Messages known to be missing.
    pub behind: u64,
    /// Messages that wait for their predecessors.
    pub held: u64,
    /// Forked logs.
    pub forks: u64,
    /// 1 while the disk is full.
    pub read_only: u64,
    /// When the node was started, seconds since 1970.
    pub started_seconds: u64,
}

impl Metrics {
    /// What was counted and how things stand, as OpenMetrics text with its end mark.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn encode(&self, reading: &Reading) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode_registry(&mut text, &self.registry)?;
        encode_registry(&mut text, &reading.registry())?;
        encode_eof(&mut text)?;
        Ok(text)
    }
}

impl Reading {
    fn registry(&self) -> Registry {
        let mut registry = Registry::with_prefix("cabildo");
        for (name, help, value) in [
            ("messages_kept", "Messages kept", self.messages),
            ("logs", "Logs with at least one message", self.logs),
            ("unchecked", "Messages whose own signatures are still to be checked", self.unchecked),
            ("bodies_missing", "Bodies still to be fetched", self.bodies_missing),
            ("bodies_dropped", "Bodies that are not kept here any longer", self.bodies_dropped),
            ("index_lag", "Messages that the index has not taken in yet", self.index_lag),
            ("peers_connected", "Listed peers with a link", self.peers_connected),
            ("peers_known", "Listed peers", self.peers_known),
            ("behind", "Messages known to be missing here", self.behind),
            ("held", "Messages that wait for their predecessors", self.held),
            ("forks", "Forked logs", self.forks),
            ("read_only", "1 while the disk is full and the node keeps nothing new", self.read_only),
        ] {
            registry.register(name, help, ConstGauge::new(value));
        }
        let (bytes, started) = (ConstGauge::new(self.store_bytes), ConstGauge::new(self.started_seconds));
        registry.register_with_unit("store", "Segments on disk", Unit::Bytes, bytes);
        registry.register_with_unit("start_time", "When the node was started", Unit::Seconds, started);
        registry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_open_metrics() {
        let metrics = Metrics::default();
        metrics.messages.inc();
        metrics.frames.get_or_create(&Judged { verdict: VerdictLabel::Reject }).inc();
        metrics.commit_seconds.observe(0.003);
        let reading = Reading { messages: 12, behind: 3, store_bytes: 4096, ..Reading::default() };
        let text = metrics.encode(&reading).expect("text");
        for line in [
            "cabildo_messages_total 1",
            "cabildo_messages_kept 12",
            "cabildo_behind 3",
            "cabildo_store_bytes 4096",
            "cabildo_read_only 0",
            "cabildo_gossip_frames_total{verdict=\"Reject\"} 1",
            "cabildo_commit_seconds_count 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("\n# EOF\n"), "the end mark");
        assert_eq!(text.matches("# EOF").count(), 1, "once");
        // A family is described once, and nothing is left to it after another began.
        let types: Vec<_> = text.lines().filter(|line| line.starts_with("# TYPE ")).collect();
        let unique: std::collections::BTreeSet<_> = types.iter().collect();
        assert_eq!(types.len(), unique.len(), "{text}");
    }
}
