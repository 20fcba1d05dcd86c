//! What a node's swarm is made of.

use super::{codec, gate::Gate, gossip, only::Only};
use crate::config;
use cabildo_protocol::id::FederationId;
use libp2p::{
    PeerId, Swarm, SwarmBuilder, autonat, connection_limits, dcutr, identify,
    identity::Keypair,
    mdns, memory_connection_limits, noise, ping, relay, request_response,
    swarm::{NetworkBehaviour, behaviour::toggle::Toggle},
    tcp, yamux,
};
use std::{collections::BTreeSet, num::NonZeroU32, time::Duration};

/// How long a peer may take for a request or an answer; a frame that never ends is cut here.
const SYNC_TIMEOUT: Duration = Duration::from_secs(20);
/// Requests under way on one connection, both ways.
const SYNC_STREAMS: usize = 8;
/// How long a peer may take for a chunk of a file: half a minute by a line of 64 kbit/s.
const FILES_TIMEOUT: Duration = Duration::from_secs(90);
/// Chunks under way on one connection, both ways: files leave room for everything else.
const FILES_STREAMS: usize = 2;
/// Streams of one yamux connection.
const YAMUX_STREAMS: usize = 32;

/// What one circuit carries before it is made anew; the library's 128 KiB and two minutes cut every
/// catching up.
const CIRCUIT_BYTES: u64 = 4 << 30;
/// How long a circuit lasts before it is made anew.
const CIRCUIT_LASTS: Duration = Duration::from_secs(24 * 3600);
/// Circuits that one node may have begun at a relay.
const CIRCUITS_EACH: usize = 16;
/// Reservations and circuits that one node may ask for in a row, and how soon for one more. There is no
/// limit by address: town halls share theirs.
const ASKS: (NonZeroU32, Duration) = (NonZeroU32::MIN.saturating_add(59), Duration::from_secs(20));

/// How often is said that one is still there.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Between two questions for the round trip; by TCP they are the only sign of life.
    ping: Duration,
    /// Between two signs of life by QUIC, of which each costs a datagram and its answer: this, or a fifth less.
    /// Routers forget who speaks by UDP after half a minute.
    sign_of_life: Duration,
    /// A peer without power is noticed after this.
    gone_after_ms: u32,
}

impl Pace {
    const USUAL: Self =
        Self { ping: Duration::from_secs(120), sign_of_life: Duration::from_secs(10), gone_after_ms: 12_000 };
    const METERED: Self =
        Self { ping: Duration::from_secs(240), sign_of_life: Duration::from_secs(25), gone_after_ms: 60_000 };
}

impl Pace {
    /// Every node's own: where both ends of a link spoke at the same moment they would go on doing so, and each
    /// sign of life would be given twice.
    fn sign_of_life_of(self, peer: &PeerId) -> Duration {
        let share = peer.to_bytes().last().copied().map_or(0.0, f64::from) / 255.0;
        self.sign_of_life.mul_f64(1.0 - 0.2 * share)
    }
}

/// All protocols of a node. Those that may refuse a connection come first.
#[derive(NetworkBehaviour)]
pub struct Behaviour {
    pub gate: Gate,
    pub limits: connection_limits::Behaviour,
    pub memory: memory_connection_limits::Behaviour,
    pub identify: identify::Behaviour,
    pub ping: ping::Behaviour,
    pub gossip: gossip::Gossip,
    pub sync: request_response::Behaviour<codec::SyncCodec>,
    /// Files that messages name, a chunk at a time.
    pub files: request_response::Behaviour<codec::FileCodec>,
    pub mdns: Toggle<mdns::tokio::Behaviour>,
    /// Asks relays for a place, and comes in and goes out through them.
    pub circuits: Only<relay::client::Behaviour>,
    /// Makes a link through a relay a direct one where the routers allow it.
    pub punch: dcutr::Behaviour,
    /// Has relays try whether this node can be reached.
    pub probe: Toggle<Only<autonat::v2::client::Behaviour>>,
    /// Gives places to members: relays only.
    pub relay: Toggle<Only<relay::Behaviour>>,
    /// Tries for members whether they can be reached: relays only.
    pub prober: Toggle<Only<autonat::v2::server::Behaviour>>,
}

impl Behaviour {
    /// Relays serve members and nobody else, and only relays are asked for anything.
    pub fn list(&mut self, members: BTreeSet<PeerId>, relays: BTreeSet<PeerId>) {
        if let Some(relay) = self.relay.as_mut() {
            relay.with(members.clone());
        }
        if let Some(prober) = self.prober.as_mut() {
            prober.with(members);
        }
        if let Some(probe) = self.probe.as_mut() {
            probe.with(relays.clone());
        }
        self.circuits.with(relays);
    }
}

/// Builds the swarm: QUIC first, TCP with Noise and Yamux beside it, names by DNS.
///
/// # Errors
/// What could not be set up.
pub fn swarm(
    pair: Keypair,
    federation: &FederationId,
    config: &config::Network,
    relay: Option<&config::Relay>,
) -> Result<Swarm<Behaviour>, Box<dyn std::error::Error + Send + Sync>> {
    let pace = if config.metered { Pace::METERED } else { Pace::USUAL };
    let mdns = config.mdns && !config.metered;
    let sign_of_life = pace.sign_of_life_of(&pair.public().to_peer_id());
    let yamux = || {
        let mut config = yamux::Config::default();
        config.set_max_num_streams(YAMUX_STREAMS);
        config
    };
    let swarm = SwarmBuilder::with_existing_identity(pair)
        .with_tokio()
        .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, yamux)?
        .with_quic_config(move |mut config| {
            config.max_concurrent_stream_limit = 64;
            config.max_idle_timeout = pace.gone_after_ms;
            config.keep_alive_interval = sign_of_life;
            config
        })
        .with_dns()?
        .with_relay_client(noise::Config::new, yamux)?
        .with_behaviour(|pair, circuits| behaviour(pair, federation, mdns, pace, (circuits, relay)))?
        // Links to members are kept; the default closes what is idle for ten seconds.
        .with_swarm_config(|config| {
            // QUIC gets a head start over TCP (RFC 8305).
            config.with_idle_connection_timeout(Duration::from_secs(365 * 24 * 3600)).with_smart_dial()
        })
        .build();
    Ok(swarm)
}

fn behaviour(
    pair: &Keypair,
    federation: &FederationId,
    mdns: bool,
    pace: Pace,
    (circuits, relay): (relay::client::Behaviour, Option<&config::Relay>),
) -> Result<Behaviour, Box<dyn std::error::Error + Send + Sync>> {
    let limits = connection_limits::ConnectionLimits::default()
        .with_max_pending_incoming(Some(64))
        .with_max_pending_outgoing(Some(64))
        .with_max_established(Some(1024))
        .with_max_established_per_peer(Some(6));
    // Others learn addresses from rosters and settings, not from what a machine calls itself.
    let identify = identify::Config::new("/cabildo/1".into(), pair.public())
        .with_agent_version(concat!("cabildo/", env!("CARGO_PKG_VERSION")).into())
        .with_hide_listen_addrs(true)
        // It is said at the beginning of a link, and when it changes.
        .with_interval(Duration::from_secs(3600));
    let sync = request_response::Config::default()
        .with_request_timeout(SYNC_TIMEOUT)
        .with_max_concurrent_streams(SYNC_STREAMS);
    let files = request_response::Config::default()
        .with_request_timeout(FILES_TIMEOUT)
        .with_max_concurrent_streams(FILES_STREAMS);
    let peer = pair.public().to_peer_id();
    let mdns = if mdns { Some(mdns::tokio::Behaviour::new(mdns::Config::default(), peer)?) } else { None };
    Ok(Behaviour {
        gate: Gate::default(),
        limits: connection_limits::Behaviour::new(limits),
        memory: memory_connection_limits::Behaviour::with_max_percentage(0.9),
        identify: identify::Behaviour::new(identify),
        ping: ping::Behaviour::new(
            ping::Config::new().with_interval(pace.ping).with_timeout(Duration::from_secs(10)),
        ),
        gossip: gossip::behaviour(federation)?,
        sync: request_response::Behaviour::new(
            [(codec::SYNC, request_response::ProtocolSupport::Full)],
            sync,
        ),
        files: request_response::Behaviour::new(
            [(codec::FILES, request_response::ProtocolSupport::Full)],
            files,
        ),
        mdns: mdns.into(),
        circuits: Only::new(circuits),
        punch: dcutr::Behaviour::new(peer),
        probe: relay.is_none().then(|| Only::new(autonat::v2::client::Behaviour::default())).into(),
        relay: relay.map(|relay| Only::new(places(peer, relay))).into(),
        prober: relay.map(|_| Only::new(autonat::v2::server::Behaviour::default())).into(),
    })
}

fn places(own: PeerId, config: &config::Relay) -> relay::Behaviour {
    let (many, again) = ASKS;
    let limits = relay::Config {
        max_reservations: config.reservations,
        max_circuits: config.circuits,
        max_circuits_per_peer: CIRCUITS_EACH,
        max_circuit_duration: CIRCUIT_LASTS,
        max_circuit_bytes: CIRCUIT_BYTES,
        reservation_rate_limiters: Vec::new(),
        circuit_src_rate_limiters: Vec::new(),
        ..relay::Config::default()
    };
    let limits = limits.reservation_rate_per_peer(many, again).circuit_src_per_peer(many, again);
    let mut places = relay::Behaviour::new(own, limits);
    // Else it would serve nobody before somebody has found it at an external address.
    places.set_status(Some(relay::Status::Enable));
    places
}
