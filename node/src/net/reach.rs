//! Whether others can reach this node, and through which relays where they cannot.
//!
//! Relays try it (AutoNAT); where they do not get in, the node asks two of them for a place, through
//! which others come. A link that begins there becomes a direct one where the routers allow it.

use super::{BehaviourEvent, Network};
use crate::{config::ThroughRelays, driver::clock, handle::Reachable, identity};
use cabildo_client::api::{ReachState, RelayInfo};
use cabildo_protocol::id::PublicKey;
use libp2p::{
    Multiaddr, PeerId, autonat,
    core::{ConnectedPoint, transport::ListenerId},
    multiaddr::Protocol,
    relay,
    swarm::dial_opts::{DialOpts, PeerCondition},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

/// Relays at which a node has a place: one may be away.
const PLACES: usize = 2;
/// How long a relay is left alone that had no place.
const ASK_AGAIN: Duration = Duration::from_secs(60);
/// The same while the link to it has only just begun: it may not know yet who is a member.
const ASK_SOON: Duration = Duration::from_secs(3);
/// How long a relay that is linked by TCP is tried by QUIC before it is asked.
const BY_QUIC: Duration = Duration::from_secs(6);
/// How long relays have to get in once this node has called one. Their verdict may never come: they give up
/// on a call that hangs no sooner than this node gives up on their answer.
const GET_IN: Duration = Duration::from_secs(15);
/// Circuits that are tried to one node at once.
const CIRCUITS_AT_ONCE: usize = 2;

/// Whether an address leads through a relay.
pub fn is_circuit(address: &Multiaddr) -> bool {
    address.iter().any(|part| part == Protocol::P2pCircuit)
}

/// A place at a relay: asked for, had, or refused.
#[derive(Debug)]
enum Place {
    Asked(ListenerId),
    Had(ListenerId),
    Refused { again: Instant, full: bool },
}

/// What is known of how others reach this node.
#[derive(Debug)]
pub struct Reach {
    setting: ThroughRelays,
    listens: bool,
    /// Addresses of the settings, and such at which a relay got in.
    open: BTreeSet<Multiaddr>,
    /// A relay knocked in vain, or none got in in time.
    closed: bool,
    /// Since when this node has a relay linked that it called itself.
    called: Option<Instant>,
    relays: BTreeSet<PublicKey>,
    places: BTreeMap<PublicKey, Place>,
    refusals: u32,
    /// Relays that are linked by TCP and were called by QUIC, and when.
    by_quic: BTreeMap<PublicKey, Instant>,
    /// Where this node is a relay itself.
    serves: Option<Serves>,
}

/// Whom a relay serves.
#[derive(Debug, Default)]
struct Serves {
    places: BTreeSet<PeerId>,
    info: RelayInfo,
}

impl Reach {
    /// Before anything is known but the settings.
    pub fn new(setting: ThroughRelays, listens: bool, external: &[Multiaddr], is_relay: bool) -> Self {
        Self {
            setting,
            listens,
            open: external.iter().cloned().collect(),
            closed: false,
            called: None,
            relays: BTreeSet::new(),
            places: BTreeMap::new(),
            refusals: 0,
            by_quic: BTreeMap::new(),
            serves: is_relay.then(Serves::default),
        }
    }

    /// Which nodes are relays. Returns those that have become one or are one no longer.
    pub fn list(&mut self, relays: BTreeSet<PublicKey>) -> BTreeSet<PublicKey> {
        let changed = self.relays.symmetric_difference(&relays).copied().collect();
        self.relays = relays;
        changed
    }

    /// Whether a node is a relay.
    pub fn is_relay(&self, node: &PublicKey) -> bool {
        self.relays.contains(node)
    }

    /// What to show of it.
    pub fn show(&self) -> Reachable {
        let had = self.places.iter().filter(|(_, place)| matches!(place, Place::Had(_)));
        let through: Vec<PublicKey> = had.map(|(relay, _)| *relay).collect();
        let state = match (through.is_empty(), self.open.is_empty()) {
            (_, false) => ReachState::Direct,
            (false, true) => ReachState::Relayed,
            (true, true) if self.closed || !self.listens => ReachState::Hidden,
            (true, true) => ReachState::Unknown,
        };
        let full = self.places.values().any(|place| matches!(place, Place::Refused { full: true, .. }));
        Reachable { state, full: full && through.is_empty(), through }
    }

    /// Whom this node serves as a relay.
    pub fn serves(&self) -> Option<RelayInfo> {
        self.serves.as_ref().map(|serves| serves.info.clone())
    }

    /// Whether this node has a relay linked that it called itself, so that this one tries to get in.
    fn called(&mut self, linked: bool, now: Instant) {
        self.called = linked.then(|| self.called.unwrap_or(now));
        let late = self.called.is_some_and(|since| since + GET_IN <= now);
        // Nobody tries to get in at a relay.
        self.closed |= late && self.open.is_empty() && self.serves.is_none();
    }

    fn wants_places(&self) -> bool {
        match self.setting {
            ThroughRelays::Never => false,
            ThroughRelays::Always => self.serves.is_none(),
            ThroughRelays::Auto => {
                self.serves.is_none() && self.open.is_empty() && (self.closed || !self.listens)
            }
        }
    }

    /// How many more relays to ask.
    fn missing(&self) -> usize {
        let taken = self.places.values().filter(|place| !matches!(place, Place::Refused { .. }));
        PLACES.saturating_sub(taken.count())
    }

    /// The relays that may be asked now.
    fn to_ask(&self, now: Instant) -> impl Iterator<Item = &PublicKey> {
        self.relays.iter().filter(move |relay| match self.places.get(relay) {
            None => true,
            Some(Place::Refused { again, .. }) => *again <= now,
            Some(Place::Asked(_) | Place::Had(_)) => false,
        })
    }

    fn place(&mut self, id: ListenerId) -> Option<(PublicKey, &mut Place)> {
        let ours = |place: &Place| matches!(place, Place::Asked(at) | Place::Had(at) if *at == id);
        self.places.iter_mut().find(|(_, place)| ours(place)).map(|(relay, place)| (*relay, place))
    }

    /// A relay gave a place. Whether the listener is one.
    pub fn had(&mut self, id: ListenerId) -> bool {
        let Some((relay, place)) = self.place(id) else { return false };
        *place = Place::Had(id);
        self.refusals = 0;
        tracing::info!(%relay, "others reach this node through a relay");
        true
    }

    /// A place is gone, or there was none to be had. Whether the listener was one.
    pub fn lost(&mut self, id: ListenerId, why: Option<&str>, now: Instant) -> bool {
        let refusals = self.refusals;
        let Some((relay, place)) = self.place(id) else { return false };
        let full = why.is_some_and(|why| why.contains("resource limit"));
        let wait = if full || refusals > 3 { ASK_AGAIN } else { ASK_SOON };
        tracing::info!(%relay, why = why.unwrap_or_default(), "no place at a relay");
        *place = Place::Refused { again: now + wait, full };
        self.refusals += 1;
        true
    }
}

impl Network {
    /// Asks relays for places, or gives them back.
    pub(super) fn look_for_places(&mut self, now: Instant) {
        let called = |relay| self.links.direct(relay).any(|(_, up)| !up.inbound);
        let called = self.reach.relays.iter().any(called);
        self.reach.called(called, now);
        if !self.reach.wants_places() {
            for place in std::mem::take(&mut self.reach.places).into_values() {
                if let Place::Asked(id) | Place::Had(id) = place {
                    self.swarm.remove_listener(id);
                }
            }
            return;
        }
        self.reach.by_quic.retain(|relay, _| self.links.direct(relay).next().is_some());
        let linked = self.reach.to_ask(now).filter_map(|relay| Some((*relay, self.address_of(relay)?)));
        let chosen: Vec<_> = linked.take(self.reach.missing()).collect();
        for (relay, address) in chosen {
            if self.waits_for_quic(&relay, now) {
                continue;
            }
            match self.swarm.listen_on(address.with(Protocol::P2pCircuit)) {
                Ok(id) => _ = self.reach.places.insert(relay, Place::Asked(id)),
                Err(error) => tracing::debug!(%error, "a relay cannot be asked"),
            }
        }
    }

    /// Whether a relay that is linked by TCP may yet be linked by QUIC. Two routers are opened only where
    /// both sides call by the same transport, and by QUIC far more of them are: a node calls with the
    /// address at which its relay sees it.
    fn waits_for_quic(&mut self, relay: &PublicKey, now: Instant) -> bool {
        let (Some(addresses), Some(peer)) = (self.links.better(relay), identity::peer_id(relay)) else {
            return false;
        };
        if let Some(since) = self.reach.by_quic.get(relay) {
            return *since + BY_QUIC > now;
        }
        self.reach.by_quic.insert(*relay, now);
        let dial = DialOpts::peer_id(peer).addresses(addresses).condition(PeerCondition::NotDialing);
        self.swarm.dial(dial.build()).is_ok()
    }

    /// The addresses of a node through the relays that are linked.
    pub(super) fn circuits_to(&self, node: &PublicKey) -> Vec<Multiaddr> {
        let relays = self.reach.relays.iter().filter(|relay| *relay != node);
        let linked = relays.filter_map(|relay| self.address_of(relay));
        linked.take(CIRCUITS_AT_ONCE).map(|address| address.with(Protocol::P2pCircuit)).collect()
    }

    /// Where a relay is linked, with its identity.
    fn address_of(&self, relay: &PublicKey) -> Option<Multiaddr> {
        let (_, up) = self.links.direct(relay).next()?;
        let mut address: Multiaddr = up.address.parse().ok()?;
        if let Some(Protocol::P2p(_)) = address.iter().last() {
            address.pop();
        }
        Some(address.with(Protocol::P2p(identity::peer_id(relay)?)))
    }

    /// The relay that a connection goes through, and whether it goes through any.
    pub(super) fn through(&self, endpoint: &ConnectedPoint) -> Option<PublicKey> {
        let ConnectedPoint::Listener { local_addr: address, .. } = endpoint else {
            return named_relay(endpoint.get_remote_address());
        };
        let before = |part: &Protocol<'_>| *part != Protocol::P2pCircuit;
        let relay = || self.links.at(&address.iter().take_while(before).collect::<Multiaddr>().to_string());
        is_circuit(address).then(|| named_relay(address).or_else(relay)).flatten()
    }

    /// What relays and this node's own service as one say.
    pub(super) fn reach_event(&mut self, event: BehaviourEvent) {
        match event {
            BehaviourEvent::Probe(autonat::v2::client::Event { tested_addr, result, server, .. }) => {
                match result {
                    Ok(()) => _ = self.reach.open.insert(tested_addr),
                    Err(error) => {
                        tracing::debug!(address = %tested_addr, relay = %server, %error, "not reached");
                        self.reach.closed = true;
                    }
                }
            }
            BehaviourEvent::Prober(event) => self.hang_up(&event.client, &event.tested_addr),
            BehaviourEvent::Punch(event) => match event.result {
                Ok(_) => tracing::info!(peer = %event.remote_peer_id, "a direct link through the routers"),
                Err(error) => tracing::debug!(peer = %event.remote_peer_id, %error, "no direct link"),
            },
            BehaviourEvent::Relay(event) => {
                let linked = |peer: &PeerId| self.swarm.is_connected(peer);
                if let Some(serves) = &mut self.reach.serves {
                    serves.event(&event, linked);
                }
            }
            _ => {}
        }
    }

    /// Ends the call by which a member was tried.
    fn hang_up(&mut self, client: &PeerId, address: &Multiaddr) {
        let Some(key) = identity::node_key(client) else { return };
        let called = |up: &str| up.parse().is_ok_and(|up: Multiaddr| bare(up) == bare(address.clone()));
        let calls = self.links.direct(&key).filter(|(_, up)| !up.inbound && called(&up.address));
        let calls: Vec<_> = calls.map(|(id, _)| id).collect();
        if self.links.direct(&key).count() > calls.len() {
            for id in calls {
                self.swarm.close_connection(id);
            }
        }
    }
}

impl Serves {
    fn event(&mut self, event: &relay::Event, linked: impl Fn(&PeerId) -> bool) {
        match event {
            relay::Event::ReservationReqAccepted { src_peer_id, .. } => {
                self.places.insert(*src_peer_id);
            }
            // It is said of every link that ends, of those without a place, too.
            relay::Event::ReservationClosed { src_peer_id } if linked(src_peer_id) => {}
            relay::Event::ReservationClosed { src_peer_id }
            | relay::Event::ReservationTimedOut { src_peer_id } => {
                self.places.remove(src_peer_id);
            }
            relay::Event::ReservationReqDenied { .. } => self.info.full = Some(clock()),
            relay::Event::CircuitReqDenied { status: relay::StatusCode::ResourceLimitExceeded, .. } => {
                self.info.full = Some(clock());
            }
            relay::Event::CircuitReqAccepted { .. } => self.info.circuits += 1,
            relay::Event::CircuitClosed { .. } => {
                self.info.circuits = self.info.circuits.saturating_sub(1);
            }
            _ => {}
        }
        self.info.reservations = self.places.len() as u64;
    }
}

fn named_relay(address: &Multiaddr) -> Option<PublicKey> {
    let mut last = None;
    for part in address {
        match part {
            Protocol::P2p(peer) => last = Some(peer),
            Protocol::P2pCircuit => return last.and_then(|peer| identity::node_key(&peer)),
            _ => {}
        }
    }
    None
}

/// An address without the identity at its end.
fn bare(mut address: Multiaddr) -> Multiaddr {
    if let Some(Protocol::P2p(_)) = address.iter().last() {
        address.pop();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> PublicKey {
        PublicKey::ed25519([number; 32])
    }

    fn nat(setting: ThroughRelays, is_relay: bool) -> Reach {
        let mut reach = Reach::new(setting, true, &[], is_relay);
        reach.list([key(1), key(2), key(3)].into());
        reach
    }

    #[test]
    fn places_are_asked_for_once_a_relay_knocked_in_vain_and_no_longer_once_one_got_in() {
        let mut reach = nat(ThroughRelays::Auto, false);
        assert!(!reach.wants_places() && reach.show().state == ReachState::Unknown);
        reach.closed = true;
        assert!(reach.wants_places() && reach.show().state == ReachState::Hidden);
        reach.open.insert("/ip4/192.0.2.1/tcp/4250".parse().expect("an address"));
        assert!(!reach.wants_places() && reach.show().state == ReachState::Direct);
        assert!(!nat(ThroughRelays::Never, false).wants_places());
        assert!(nat(ThroughRelays::Always, false).wants_places());
        assert!(!nat(ThroughRelays::Always, true).wants_places(), "a relay asks no other");
        assert!(Reach::new(ThroughRelays::Auto, false, &[], false).wants_places(), "it listens nowhere");
    }

    #[test]
    fn a_verdict_that_never_comes_is_one() {
        let (mut reach, now) = (nat(ThroughRelays::Auto, false), Instant::now());
        reach.called(true, now);
        reach.called(false, now + GET_IN / 2);
        reach.called(true, now + GET_IN);
        assert!(!reach.wants_places(), "relays have some time from when they are linked");
        reach.called(true, now + GET_IN * 2);
        assert!(reach.wants_places() && reach.show().state == ReachState::Hidden);
        let mut reach = nat(ThroughRelays::Auto, false);
        reach.called(true, now);
        reach.open.insert("/ip4/192.0.2.1/tcp/4250".parse().expect("an address"));
        reach.called(true, now + GET_IN);
        assert!(!reach.wants_places() && !reach.closed, "one got in");
        let mut reach = nat(ThroughRelays::Auto, true);
        reach.called(true, now);
        reach.called(true, now + GET_IN);
        assert!(reach.show().state == ReachState::Unknown, "nobody tries to get in at a relay");
    }

    #[test]
    fn two_relays_are_asked_and_one_that_is_full_is_left_alone_for_a_while() {
        let (mut reach, now) = (nat(ThroughRelays::Always, false), Instant::now());
        let (first, second) = (ListenerId::next(), ListenerId::next());
        assert_eq!((reach.missing(), reach.to_ask(now).count()), (2, 3));
        reach.places.insert(key(1), Place::Asked(first));
        reach.places.insert(key(2), Place::Asked(second));
        assert_eq!((reach.missing(), reach.to_ask(now).count()), (0, 1));
        assert!(reach.had(first) && !reach.had(ListenerId::next()));
        assert!(reach.lost(second, Some("Remote reported resource limit exceeded."), now));
        assert!(!reach.show().full, "the other one has a place");
        assert_eq!(reach.show().through, vec![key(1)]);
        assert_eq!((reach.missing(), reach.to_ask(now).count()), (1, 1));
        assert_eq!(reach.to_ask(now + ASK_AGAIN).count(), 2);
        assert!(reach.lost(first, None, now) && reach.show().full);
    }

    #[test]
    fn the_relay_of_a_circuit_is_in_its_address() {
        let relay = PeerId::from_public_key(&libp2p::identity::Keypair::generate_ed25519().public());
        let address: Multiaddr = "/ip4/192.0.2.1/tcp/4250".parse().expect("an address");
        let circuit = address.clone().with(Protocol::P2p(relay)).with(Protocol::P2pCircuit);
        assert!(identity::node_key(&relay).is_some());
        assert_eq!((named_relay(&circuit), is_circuit(&circuit)), (identity::node_key(&relay), true));
        assert_eq!((named_relay(&address), is_circuit(&address)), (None, false));
        assert_eq!(bare(address.clone().with(Protocol::P2p(relay))), address);
    }
}
