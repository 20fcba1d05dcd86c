//! Who has what, and how fast: read from the nodes' APIs and, after they were stopped, from their
//! stores.

use cabildo_client::http::{ApiClient, ClientError};
use cabildo_protocol::id::{LogId, MessageId};
use cabildo_store::{OpenError, Options, SegmentStore};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::{Duration, Instant},
};

/// One answer of a node that is asked for what it has.
const ASK: Duration = Duration::from_secs(5);

/// Half, 99 of 100 and all of some times, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Times {
    /// Half were at most this.
    pub p50: u64,
    /// 99 of 100 were at most this.
    pub p99: u64,
    /// All were at most this.
    pub max: u64,
}

impl Times {
    /// Of these; none of none.
    pub(super) fn of(mut all: Vec<u64>) -> Option<Self> {
        all.sort_unstable();
        // The smallest that at least so many of 100 do not exceed.
        let rank = |percent: usize| all.get((all.len() * percent).div_ceil(100).max(1) - 1).copied();
        Some(Self { p50: rank(50)?, p99: rank(99)?, max: rank(100)? })
    }
}

/// What was confirmed, and when each node's API reported it.
#[derive(Debug)]
pub(super) struct Measure {
    confirmed: BTreeMap<MessageId, (usize, Instant)>,
    /// By node.
    reported: Vec<BTreeMap<MessageId, Instant>>,
    changed: Instant,
}

impl Measure {
    pub fn new(nodes: usize) -> Self {
        Self { confirmed: BTreeMap::new(), reported: vec![BTreeMap::new(); nodes], changed: Instant::now() }
    }

    /// A node has confirmed a message of its own.
    pub fn confirmed(&mut self, node: usize, id: MessageId, at: Instant) {
        self.changed = Instant::now();
        self.confirmed.insert(id, (node, at));
    }

    /// A node's API has reported a message; `true` the first time.
    pub fn reported(&mut self, node: usize, id: MessageId, at: Instant) -> bool {
        let Some(reported) = self.reported.get_mut(node) else { return false };
        let first = !reported.contains_key(&id);
        if first {
            reported.insert(id, at);
            self.changed = Instant::now();
        }
        first
    }

    /// Every message that was confirmed, with the node that did.
    pub fn all(&self) -> BTreeMap<MessageId, usize> {
        self.confirmed.iter().map(|(id, (node, _))| (*id, *node)).collect()
    }

    /// Whether every linked node has reported what the linked ones confirmed.
    pub fn is_everywhere(&self, cut: &BTreeSet<usize>) -> bool {
        let said = self.confirmed.iter().filter(|(_, (node, _))| !cut.contains(node));
        said.map(|(id, _)| id).all(|id| {
            let linked = self.reported.iter().enumerate().filter(|(node, _)| !cut.contains(node));
            linked.map(|(_, reported)| reported).all(|reported| reported.contains_key(id))
        })
    }

    /// For how long nothing has changed.
    pub fn quiet(&self) -> Duration {
        self.changed.elapsed()
    }

    /// From each message's confirmation until the last linked node reported it, of those that all
    /// of them did.
    pub fn last_node_ms(&self, cut: &BTreeSet<usize>) -> Option<Times> {
        let last = |id: &MessageId| {
            let linked = self.reported.iter().enumerate().filter(|(node, _)| !cut.contains(node));
            linked.map(|(_, reported)| reported.get(id)).collect::<Option<Vec<_>>>()?.into_iter().max()
        };
        let said = self.confirmed.iter().filter(|(_, (node, _))| !cut.contains(node));
        let times = said.filter_map(|(id, (_, at))| {
            // A node may report a message before its author's client has the confirmation.
            u64::try_from(last(id)?.saturating_duration_since(*at).as_millis()).ok()
        });
        Times::of(times.collect())
    }
}

/// What one node has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Picture {
    /// Its frontier.
    pub heads: BTreeMap<LogId, (u64, MessageId)>,
    /// The messages asked for that it has, with their places.
    pub known: BTreeMap<MessageId, (LogId, u64)>,
}

impl Picture {
    /// What a running node says through its API.
    pub async fn asked(api: &ApiClient, ids: &BTreeMap<MessageId, usize>) -> Result<Self, ClientError> {
        let mut picture = Self { heads: frontier(api).await?, known: BTreeMap::new() };
        for id in ids.keys() {
            if let Ok(Ok(detail)) = tokio::time::timeout(ASK, api.message(&id.to_string())).await
                && detail.info.id == *id
                && !detail.info.held
            {
                picture.known.insert(*id, (detail.info.log, detail.info.seq));
            }
        }
        Ok(picture)
    }

    /// What the store of a stopped node holds.
    pub fn stored(folder: &Path, ids: &BTreeMap<MessageId, usize>) -> Result<Self, OpenError> {
        let store = SegmentStore::open(folder, Options { index: false, ..Options::default() })?;
        let reader = store.reader();
        let heads = reader.heads().into_iter().map(|(log, position)| (log, (position.seq, position.id)));
        let mut picture = Self { heads: heads.collect(), known: BTreeMap::new() };
        for id in ids.keys() {
            if let Ok(Some(message)) = reader.message(id) {
                picture.known.insert(*id, (message.envelope().log, message.envelope().seq));
            }
        }
        Ok(picture)
    }

    /// Whether the message is here, at or below the head of its log.
    fn contains(&self, id: &MessageId) -> bool {
        let Some((log, seq)) = self.known.get(id) else { return false };
        match self.heads.get(log) {
            Some((head, at)) => seq < head || (seq == head && at == id),
            None => false,
        }
    }
}

async fn frontier(api: &ApiClient) -> Result<BTreeMap<LogId, (u64, MessageId)>, ClientError> {
    let heads = match tokio::time::timeout(ASK, api.frontier()).await {
        Ok(heads) => heads?,
        Err(_) => Vec::new(),
    };
    Ok(heads.into_iter().map(|head| (head.log, (head.seq, head.hash))).collect())
}

/// What the pictures of all nodes add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Agreement {
    /// All frontiers are equal and contain every confirmed message.
    pub converged: bool,
    /// Nodes that lack something that linked ones have.
    pub behind: BTreeSet<usize>,
}

/// Compares; a node without a picture has nothing.
pub(super) fn compare(
    pictures: &[Option<Picture>],
    confirmed: &BTreeMap<MessageId, usize>,
    cut: &BTreeSet<usize>,
) -> Agreement {
    let mut farthest: BTreeMap<LogId, (u64, MessageId)> = BTreeMap::new();
    let linked = pictures.iter().enumerate().filter(|(node, _)| !cut.contains(node));
    for (log, head) in linked.filter_map(|(_, picture)| picture.as_ref()).flat_map(|p| &p.heads) {
        let known = farthest.entry(*log).or_insert(*head);
        *known = (*known).max(*head);
    }
    let mut behind = BTreeSet::new();
    let mut converged = true;
    for (node, picture) in pictures.iter().enumerate() {
        let nothing = Picture::default();
        let picture = picture.as_ref().unwrap_or(&nothing);
        converged &= picture.heads == farthest && confirmed.keys().all(|id| picture.contains(id));
        let lacks_head = farthest.iter().any(|(log, head)| {
            picture.heads.get(log).is_none_or(|own| own.0 < head.0 || (own.0 == head.0 && own.1 != head.1))
        });
        let mut said = confirmed.iter().filter(|(_, by)| !cut.contains(by));
        if lacks_head || said.any(|(id, _)| !picture.contains(id)) {
            behind.insert(node);
        }
    }
    Agreement { converged, behind }
}

/// Asks all nodes until they agree, at most for so long, and says how it stood last.
pub(super) async fn settle(
    apis: &[ApiClient],
    confirmed: &BTreeMap<MessageId, usize>,
    cut: &BTreeSet<usize>,
    patience: Duration,
) -> Agreement {
    let until = Instant::now() + patience;
    loop {
        let asked = apis.iter().map(|api| Picture::asked(api, confirmed));
        let pictures: Vec<_> = futures::future::join_all(asked).await.into_iter().map(Result::ok).collect();
        let agreement = compare(&pictures, confirmed, cut);
        if agreement.converged || Instant::now() >= until {
            return agreement;
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::id::{Lane, PublicKey};

    fn log(n: u8) -> LogId {
        LogId { key: PublicKey::ed25519([n; 32]), lane: Lane::Acts }
    }

    fn id(n: u8) -> MessageId {
        MessageId([n; 32])
    }

    /// A node with one log of the author `1`, up to `seq`, in which message n has the id n.
    fn up_to(seq: u8) -> Option<Picture> {
        let known = (1..=seq).map(|n| (id(n), (log(1), u64::from(n)))).collect();
        Some(Picture { heads: BTreeMap::from([(log(1), (u64::from(seq), id(seq)))]), known })
    }

    #[test]
    fn converged_are_only_equal_frontiers_that_hold_all_that_was_confirmed() {
        let confirmed = BTreeMap::from([(id(1), 0), (id(2), 0)]);
        let none = BTreeSet::new();
        let all = compare(&[up_to(2), up_to(2)], &confirmed, &none);
        assert_eq!(all, Agreement { converged: true, behind: BTreeSet::new() });

        let equal_but_lost = compare(&[up_to(1), up_to(1)], &confirmed, &none);
        assert!(!equal_but_lost.converged, "equal is not enough");
        let late = compare(&[up_to(2), up_to(1), None], &confirmed, &none);
        assert_eq!(late, Agreement { converged: false, behind: BTreeSet::from([1, 2]) });

        let mut forked = up_to(2);
        if let Some(picture) = &mut forked {
            picture.heads.insert(log(1), (2, id(9)));
            picture.known.remove(&id(2));
        }
        assert!(!compare(&[up_to(2), forked], &confirmed, &none).converged);
    }

    #[test]
    fn a_node_that_is_cut_off_is_named_and_the_others_are_not() {
        let cut = BTreeSet::from([1]);
        let confirmed = BTreeMap::from([(id(1), 0)]);
        let apart = compare(&[up_to(1), None, up_to(1)], &confirmed, &cut);
        assert_eq!(apart, Agreement { converged: false, behind: BTreeSet::from([1]) });
        // What it said itself is lacking elsewhere, and that is not their fault.
        let own = Picture {
            heads: BTreeMap::from([(log(7), (1, id(7)))]),
            known: BTreeMap::from([(id(7), (log(7), 1))]),
        };
        let confirmed = BTreeMap::from([(id(1), 0), (id(7), 1)]);
        let apart = compare(&[up_to(1), Some(own), up_to(1)], &confirmed, &cut);
        assert_eq!(apart, Agreement { converged: false, behind: BTreeSet::from([1]) });
    }

    #[test]
    fn times_run_from_the_confirmation_to_the_last_linked_node() {
        let begun = Instant::now();
        let at = |ms| begun + Duration::from_millis(ms);
        let mut measure = Measure::new(3);
        measure.confirmed(0, id(1), at(100));
        for (node, ms) in [(0, 90), (1, 130)] {
            assert!(measure.reported(node, id(1), at(ms)));
            assert!(!measure.reported(node, id(1), at(ms + 500)), "the first report counts");
        }
        let cut = BTreeSet::from([2]);
        assert!(!measure.is_everywhere(&BTreeSet::new()) && measure.is_everywhere(&cut));
        assert_eq!(measure.last_node_ms(&BTreeSet::new()), None);
        assert_eq!(measure.last_node_ms(&cut), Some(Times { p50: 30, p99: 30, max: 30 }));
        measure.reported(2, id(1), at(95));
        assert!(measure.is_everywhere(&BTreeSet::new()));
        assert_eq!(measure.last_node_ms(&BTreeSet::new()).map(|t| t.max), Some(30));
        assert_eq!(measure.all(), BTreeMap::from([(id(1), 0)]));
    }

    #[test]
    fn percentiles_are_times_that_occurred() {
        assert_eq!(Times::of(Vec::new()), None);
        assert_eq!(Times::of((1..=100).collect()), Some(Times { p50: 50, p99: 99, max: 100 }));
        assert_eq!(Times::of(vec![7, 3]), Some(Times { p50: 3, p99: 7, max: 7 }));
    }
}
