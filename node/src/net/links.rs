//! The book of nodes to connect to: addresses, and when to try again.

use super::clock_plus;
use crate::handle::Link;
use cabildo_protocol::id::{Millis, PublicKey};
use libp2p::{Multiaddr, multiaddr::Protocol, swarm::ConnectionId};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// The first wait after a failure; it doubles up to [`WAIT_MAX`].
const WAIT_FIRST: Duration = Duration::from_millis(500);
/// The longest wait between two attempts.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// Addresses kept for one node.
const ADDRESSES_MAX: usize = 8;
/// A node that is linked through a relay is sought at its own addresses again after this.
const DIRECTLY_AGAIN: Duration = Duration::from_secs(300);
/// A node of which nothing was heard for so long is worth a call as soon as something is.
const SILENCE: Duration = Duration::from_secs(30);
/// A link that comes up after so many attempts in vain is a sign that others can be had again, too.
const SIGN: u32 = 4;
/// Two nodes that dial each other at once get two links; what is older than this is none of these.
const AT_ONCE: Duration = Duration::from_secs(3);

/// A link that is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Up {
    /// Of the other side.
    pub address: String,
    /// The other side has made it.
    pub inbound: bool,
    /// When it was made.
    pub since: Instant,
    /// Through which relay, where it is not direct.
    pub through: Option<PublicKey>,
}

/// A node whose turn it is to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub node: PublicKey,
    /// Its addresses.
    pub addresses: Vec<Multiaddr>,
    /// They were tried in vain, or there are none: now through relays, too.
    pub through: bool,
}

/// What is known of one node.
#[derive(Debug, Default)]
struct Entry {
    /// From the configuration or the local network, in the order of trying.
    addresses: Vec<Multiaddr>,
    /// Sought even without an address.
    wanted: bool,
    up: BTreeMap<ConnectionId, Up>,
    attempts: u32,
    /// When to try next; none while a link is up or an attempt under way.
    due: Option<Instant>,
    rtt: Option<Duration>,
    error: Option<String>,
    /// When something of its institution was last heard of while no link was up.
    heard: Option<Instant>,
}

impl Entry {
    /// Whether no link is up, or none but through relays.
    fn is_sought(&self) -> bool {
        self.up.values().all(|up| up.through.is_some())
    }

    /// Is tried now, if it is down and waits for its next turn.
    fn hasten(&mut self, now: Instant) {
        if self.up.is_empty() {
            self.due = self.due.map(|due| due.min(now));
        }
    }
}

/// All nodes that are linked or will be tried.
#[derive(Debug, Default)]
pub struct Links {
    entries: BTreeMap<PublicKey, Entry>,
    /// When a link that came up was last a sign for others: one that comes and goes is none each time.
    sign: Option<Instant>,
}

impl Links {
    /// Adds an address to try for a node, at once if there is no link.
    pub fn learn(&mut self, node: PublicKey, address: Multiaddr, now: Instant) {
        let entry = self.entries.entry(node).or_default();
        if !entry.addresses.contains(&address) && entry.addresses.len() < ADDRESSES_MAX {
            entry.addresses.push(address);
            if entry.up.is_empty() {
                entry.due = Some(now);
            }
        }
    }

    /// A node to be linked to even if no address of it is known.
    pub fn want(&mut self, node: PublicKey, now: Instant) {
        let entry = self.entries.entry(node).or_default();
        (entry.wanted, entry.due) = (true, Some(now));
    }

    /// The nodes whose turn it is; each counts as being tried from now on.
    pub fn take_due(&mut self, now: Instant) -> Vec<Due> {
        let due = self.entries.iter_mut().filter(|(_, entry)| {
            let somewhere = entry.wanted || !entry.addresses.is_empty();
            somewhere && entry.is_sought() && entry.due.is_some_and(|at| at <= now)
        });
        due.map(|(node, entry)| {
            entry.due = None;
            let through = entry.up.is_empty() && (entry.attempts > 0 || entry.addresses.is_empty());
            Due { node: *node, addresses: entry.addresses.clone(), through }
        })
        .collect()
    }

    /// A link is up. Returns older links to leave: those through relays, where this one is direct, and
    /// those that must be dead, though nobody has noticed yet: who is linked does not dial, so a node
    /// that does has started anew. (A relay does: it may try whether we can be reached.)
    pub fn up(&mut self, node: PublicKey, id: ConnectionId, link: Up, is_relay: bool) -> Vec<ConnectionId> {
        let entry = self.entries.entry(node).or_default();
        let probed = is_relay && entry.up.values().any(|old| !old.inbound);
        let dead = |old: &Up| {
            link.inbound
                && !probed
                && (old.inbound || link.since.saturating_duration_since(old.since) > AT_ONCE)
        };
        let detour = |old: &Up| link.through.is_none() && old.through.is_some();
        let leave = entry.up.iter().filter(|(_, old)| dead(old) || detour(old)).map(|(id, _)| *id).collect();
        let again = link.through.is_some() && !entry.addresses.is_empty();
        let (sign, now) = (entry.attempts >= SIGN, link.since);
        (entry.attempts, entry.error, entry.heard) = (0, None, None);
        entry.due = again.then(|| link.since + DIRECTLY_AGAIN);
        entry.up.insert(id, link);
        if sign && self.sign.is_none_or(|at| now.saturating_duration_since(at) > SILENCE) {
            self.sign = Some(now);
            self.entries.values_mut().for_each(|entry| entry.hasten(now));
        }
        leave
    }

    /// Something of a node's institution came, by whatever way: after a silence that may mean that the node can be
    /// reached again.
    pub fn heard(&mut self, node: &PublicKey, now: Instant) {
        let Some(entry) = self.entries.get_mut(node).filter(|entry| entry.up.is_empty()) else { return };
        let silent = |at: Instant| now.saturating_duration_since(at) > SILENCE;
        if entry.heard.replace(now).is_none_or(silent) {
            entry.hasten(now);
        }
    }

    /// The direct links to a node, with the addresses of its side; whether it has made them.
    pub fn direct(&self, node: &PublicKey) -> impl Iterator<Item = (ConnectionId, &Up)> {
        let entry = self.entries.get(node).into_iter();
        entry.flat_map(|entry| &entry.up).map(|(id, up)| (*id, up)).filter(|(_, up)| up.through.is_none())
    }

    /// The QUIC addresses of a node that is linked by TCP only; none where it has none.
    pub fn better(&self, node: &PublicKey) -> Option<Vec<Multiaddr>> {
        let is_quic = |address: &Multiaddr| address.iter().any(|part| part == Protocol::QuicV1);
        let linked = |(_, up): (_, &Up)| up.address.parse().is_ok_and(|address| is_quic(&address));
        let quic = self.entries.get(node)?.addresses.iter().filter(|address| is_quic(address));
        let quic: Vec<Multiaddr> = quic.cloned().collect();
        (!quic.is_empty() && !self.direct(node).any(linked)).then_some(quic)
    }

    /// The node that has a direct link at an address.
    pub fn at(&self, address: &str) -> Option<PublicKey> {
        let linked = |entry: &Entry| entry.up.values().any(|up| up.address == address);
        self.entries.iter().find(|(_, entry)| linked(entry)).map(|(node, _)| *node)
    }

    /// A link is down; when it was the last one, the node is tried again.
    pub fn down(
        &mut self,
        node: &PublicKey,
        id: ConnectionId,
        why: Option<String>,
        (now, random): (Instant, u64),
    ) {
        let Some(entry) = self.entries.get_mut(node) else { return };
        entry.up.remove(&id);
        if !entry.up.is_empty() {
            return;
        }
        entry.rtt = None;
        if entry.addresses.is_empty() && !entry.wanted {
            self.entries.remove(node);
        } else {
            self.failed(node, why, (now, random));
        }
    }

    /// An attempt failed; the next one waits twice as long, give or take a quarter.
    pub fn failed(&mut self, node: &PublicKey, why: Option<String>, (now, random): (Instant, u64)) {
        let Some(entry) = self.entries.get_mut(node).filter(|entry| entry.is_sought()) else { return };
        if !entry.up.is_empty() {
            entry.due = (!entry.addresses.is_empty()).then(|| now + DIRECTLY_AGAIN);
            return;
        }
        let wait = WAIT_FIRST.saturating_mul(1 << entry.attempts.min(10)).min(WAIT_MAX);
        let jitter = wait.mul_f64(0.5 * (random % 1000) as f64 / 1000.0);
        entry.attempts += 1;
        entry.due = Some(now + wait.mul_f64(0.75) + jitter);
        entry.error = why.or(entry.error.take());
    }

    /// Every node that is down is tried at once.
    pub fn retry(&mut self, now: Instant) {
        for entry in self.entries.values_mut().filter(|entry| entry.up.is_empty()) {
            (entry.attempts, entry.due) = (0, Some(now));
        }
    }

    /// The round trip on a link.
    pub fn rtt(&mut self, node: &PublicKey, rtt: Duration) {
        if let Some(entry) = self.entries.get_mut(node) {
            entry.rtt = Some(rtt);
        }
    }

    /// What to show of all this.
    pub fn show(&self, now: Instant) -> Vec<Link> {
        let wall = |at: Instant| -> Millis { clock_plus(at.saturating_duration_since(now)) };
        let links = self.entries.iter().map(|(node, entry)| {
            let mut up: Vec<String> = entry.up.values().map(|link| link.address.clone()).collect();
            up.sort_unstable();
            up.dedup();
            Link {
                node: *node,
                connected: !up.is_empty(),
                through: entry.up.values().next().filter(|_| entry.is_sought()).and_then(|up| up.through),
                addresses: if up.is_empty() {
                    entry.addresses.iter().map(Multiaddr::to_string).collect()
                } else {
                    up
                },
                rtt_ms: entry.rtt.map(|rtt| u32::try_from(rtt.as_millis()).unwrap_or(u32::MAX)),
                next_try: entry.due.map(wall),
                last_error: entry.error.clone(),
            }
        });
        links.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> ConnectionId {
        ConnectionId::new_unchecked(number)
    }

    fn link(inbound: bool, since: Instant) -> Up {
        Up { address: "/ip4/127.0.0.1/udp/1/quic-v1".into(), inbound, since, through: None }
    }

    #[test]
    fn attempts_wait_longer_and_longer_and_a_link_forgives() {
        let (node, start) = (PublicKey::ed25519([1; 32]), Instant::now());
        let address: Multiaddr = "/ip4/127.0.0.1/udp/1/quic-v1".parse().expect("an address");
        let mut links = Links::default();
        links.learn(node, address.clone(), start);
        links.learn(node, address.clone(), start);
        assert_eq!(
            links.take_due(start),
            vec![Due { node, addresses: vec![address.clone()], through: false }]
        );
        assert!(links.take_due(start + WAIT_MAX * 9).is_empty(), "an attempt is under way");
        let mut waits = Vec::new();
        for _ in 0..12 {
            links.failed(&node, Some("refused".into()), (start, 500));
            let wait = (1..2_000).map(|n| Duration::from_millis(50 * n));
            waits.push(
                wait.into_iter().find(|wait| !links.take_due(start + *wait).is_empty()).expect("a try"),
            );
        }
        assert!(waits.is_sorted() && waits[0] <= WAIT_FIRST * 2, "{waits:?}");
        assert_eq!(waits[11], WAIT_MAX, "{waits:?}");
        assert_eq!(links.show(start)[0].last_error.as_deref(), Some("refused"));
        links.up(node, id(1), link(false, start), false);
        assert!(links.show(start)[0].connected && links.show(start)[0].last_error.is_none());
        links.down(&node, id(1), None, (start, 500));
        assert_eq!(links.take_due(start + WAIT_FIRST * 2).len(), 1, "tried again soon");
    }

    #[test]
    fn a_node_that_is_linked_by_tcp_may_be_linked_better() {
        let (node, now) = (PublicKey::ed25519([1; 32]), Instant::now());
        let (tcp, quic) = ("/ip4/127.0.0.1/tcp/1", "/ip4/127.0.0.1/udp/1/quic-v1");
        let by = |address: &str| Up { address: address.into(), inbound: false, since: now, through: None };
        let mut links = Links::default();
        links.learn(node, tcp.parse().expect("an address"), now);
        links.up(node, id(1), by(tcp), true);
        assert_eq!(links.better(&node), None, "no such address of it is known");
        links.learn(node, quic.parse().expect("an address"), now);
        assert_eq!(links.better(&node), Some(vec![quic.parse().expect("an address")]));
        links.up(node, id(2), by(quic), true);
        assert_eq!(links.better(&node), None);
    }

    #[test]
    fn who_is_only_linked_is_forgotten_with_the_link() {
        let (node, now) = (PublicKey::ed25519([1; 32]), Instant::now());
        let mut links = Links::default();
        links.up(node, id(1), link(true, now), false);
        links.down(&node, id(1), None, (now, 0));
        assert!(links.show(now).is_empty());
    }

    #[test]
    fn a_node_that_started_anew_leaves_a_dead_link_of_the_same_address() {
        let (node, now) = (PublicKey::ed25519([1; 32]), Instant::now());
        let mut links = Links::default();
        assert_eq!(links.up(node, id(1), link(true, now), false), vec![]);
        assert_eq!(links.up(node, id(2), link(true, now), false), vec![id(1)]);
        links.down(&node, id(1), None, (now, 0));
        assert!(links.show(now)[0].connected, "the new one is still there");
    }

    #[test]
    fn who_dial_each_other_at_once_keep_both_links() {
        let (node, now) = (PublicKey::ed25519([1; 32]), Instant::now());
        for (first, second) in [(true, false), (false, true)] {
            let mut links = Links::default();
            links.up(node, id(1), link(first, now), false);
            assert_eq!(links.up(node, id(2), link(second, now + AT_ONCE), false), vec![]);
        }
        let mut links = Links::default();
        links.up(node, id(1), link(false, now), false);
        assert_eq!(links.up(node, id(2), link(true, now + AT_ONCE * 2), false), vec![id(1)]);
    }

    #[test]
    fn a_sign_of_life_ends_a_long_wait() {
        let (node, other, start) = (PublicKey::ed25519([1; 32]), PublicKey::ed25519([2; 32]), Instant::now());
        let address: Multiaddr = "/ip4/127.0.0.1/udp/1/quic-v1".parse().expect("an address");
        let second = Duration::from_secs(1);
        let mut links = Links::default();
        let wait_long = |links: &mut Links, node| {
            links.learn(node, address.clone(), start);
            for _ in 0..12 {
                links.take_due(start);
                links.failed(&node, None, (start, 500));
            }
        };
        wait_long(&mut links, node);
        assert!(links.take_due(start + second * 2).is_empty(), "it waits");
        links.heard(&node, start + second);
        assert_eq!(links.take_due(start + second * 2).len(), 1, "its institution speaks again");
        links.failed(&node, None, (start + second * 2, 500));
        links.heard(&node, start + second * 3);
        assert!(
            links.take_due(start + second * 4).is_empty(),
            "it goes on speaking, and is not to be reached"
        );
        links.heard(&node, start + second * 40);
        assert_eq!(links.take_due(start + second * 40).len(), 1, "after a silence that counts again");
        links.failed(&node, None, (start + second * 40, 500));

        wait_long(&mut links, other);
        links.up(node, id(1), link(false, start + second * 41), false);
        assert_eq!(links.take_due(start + second * 42).len(), 1, "where one is back others may be");
        links.failed(&other, None, (start + second * 42, 500));
        links.down(&node, id(1), None, (start + second * 43, 500));
        links.take_due(start + second * 44);
        links.up(node, id(2), link(false, start + second * 44), false);
        assert!(links.take_due(start + second * 45).is_empty(), "a link that comes and goes is no sign");
    }
}
