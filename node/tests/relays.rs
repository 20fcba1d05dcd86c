//! Nodes that nobody can call, behind a relay: members are carried to each other, others are not.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::api::{PeerInfo, ReachState};
use cabildo_node::{
    config::{Config, Peer},
    home::Home,
    identity,
};
use common::{Federation, arrives, endorse, federation, proposal, until};
use futures::StreamExt as _;
use libp2p::{
    Multiaddr, PeerId, Swarm, SwarmBuilder, identity::Keypair, multiaddr::Protocol, noise, relay,
    swarm::SwarmEvent, tcp, yamux,
};
use std::time::Duration;

/// Changes the settings of a node's home.
fn set(federation: &Federation, name: &str, change: impl FnOnce(&mut Config)) {
    let path = federation.home(name).join("config.toml");
    let mut config = Config::load(&path).expect("settings");
    change(&mut config);
    std::fs::write(&path, config.to_toml().expect("TOML")).expect("written");
}

/// A node as others have it in their settings.
fn known(federation: &Federation, name: &str, addressed: bool) -> Peer {
    let node = federation.written.nodes.iter().find(|node| node.name == name).expect("a node");
    Peer { node: node.node, addresses: if addressed { node.addresses.clone() } else { Vec::new() } }
}

/// A federation in which nobody can call oaxaca, and morelia seeks it.
fn hidden() -> Federation {
    let federation = federation(7);
    let (relay, oaxaca) = (known(&federation, "relay", true), known(&federation, "oaxaca", false));
    set(&federation, "relay", |config| config.network.peers = Vec::new());
    set(&federation, "oaxaca", |config| {
        config.network.listen = Vec::new();
        config.network.peers = vec![relay.clone()];
    });
    set(&federation, "morelia", |config| config.network.peers = vec![relay, oaxaca]);
    federation
}

async fn peer(federation: &Federation, of: &str, institution: &str) -> PeerInfo {
    let peers = federation.api(of).peers().await.expect("peers");
    peers.into_iter().find(|peer| peer.institution.as_str() == institution).expect("a peer")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_that_nobody_can_call_are_linked_through_the_relay() {
    let federation = hidden();
    // Else oaxaca would call it, as soon as they are linked, and the link be a direct one.
    set(&federation, "morelia", |config| config.network.listen = Vec::new());
    let relay = federation.start("relay").await;
    let oaxaca = federation.start("oaxaca").await;
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    until("a place at the relay", async || {
        here.status().await.expect("a status").reach.state == ReachState::Relayed
    })
    .await;
    assert_eq!(here.status().await.expect("a status").reach.through.len(), 1);
    let served = federation.api("relay").status().await.expect("a status").relay.expect("a relay");
    assert_eq!((served.reservations, served.circuits, served.full), (1, 0, None));
    let morelia = federation.start("morelia").await;
    let (own, other) =
        (oaxaca.handle().about().institution.clone(), morelia.handle().about().institution.clone());
    until("a link through the relay, with everything compared", async || {
        let linked = peer(&federation, "morelia", own.as_str()).await;
        let back = peer(&federation, "oaxaca", other.as_str()).await;
        linked.through.is_some() && back.through.is_some() && linked.last_sync.is_some()
    })
    .await;
    let direct = peer(&federation, "morelia", relay.handle().about().institution.as_str()).await;
    assert!(direct.connected && direct.through.is_none(), "{direct:?}");
    let id = federation.writer("oaxaca").write(&here, proposal("Agua")).await.expect("kept").id;
    arrives(&there, &id).await;
    let answer = federation.writer("morelia").write(&there, endorse(&id)).await.expect("kept").id;
    arrives(&here, &answer).await;
    let served = federation.api("relay").status().await.expect("a status").relay.expect("a relay");
    assert_eq!(served.circuits, 1);
    relay.stop().await;
    oaxaca.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_through_the_relay_becomes_a_direct_one_where_one_side_can_be_called() {
    let federation = hidden();
    let relay = federation.start("relay").await;
    let oaxaca = federation.start("oaxaca").await;
    let morelia = federation.start("morelia").await;
    let own = oaxaca.handle().about().institution.clone();
    // Neither knows an address of the other: they met at the relay.
    until("a direct link, with everything compared", async || {
        let linked = peer(&federation, "morelia", own.as_str()).await;
        linked.connected && linked.through.is_none() && linked.last_sync.is_some()
    })
    .await;
    until("no circuit", async || {
        let status = federation.api("relay").status().await.expect("a status");
        status.relay.expect("a relay").circuits == 0
    })
    .await;
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    relay.stop().await;
    let id = federation.writer("oaxaca").write(&here, proposal("Sin relevo")).await.expect("kept").id;
    arrives(&there, &id).await;
    let answer = federation.writer("morelia").write(&there, endorse(&id)).await.expect("kept").id;
    arrives(&here, &answer).await;
    oaxaca.stop().await;
    morelia.stop().await;
}

/// A program that is no node and speaks of relays only.
fn stranger(pair: Keypair) -> Swarm<relay::client::Behaviour> {
    SwarmBuilder::with_existing_identity(pair)
        .with_tokio()
        .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
        .expect("TCP")
        .with_relay_client(noise::Config::new, yamux::Config::default)
        .expect("a client")
        .with_behaviour(|_, client| client)
        .expect("a behaviour")
        .with_swarm_config(|config| config.with_idle_connection_timeout(Duration::from_secs(60)))
        .build()
}

/// Whether a relay gives a place; its answer where not.
async fn asks(swarm: &mut Swarm<relay::client::Behaviour>, at: &Multiaddr) -> Result<(), String> {
    swarm.listen_on(at.clone()).expect("a listener");
    let answer = async {
        loop {
            match swarm.select_next_some().await {
                SwarmEvent::NewListenAddr { .. } => return Ok(()),
                SwarmEvent::ListenerClosed { reason, .. } => return Err(format!("{reason:?}")),
                _ => {}
            }
        }
    };
    tokio::time::timeout(common::PATIENCE, answer).await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_serves_members_and_nobody_else() {
    let federation = hidden();
    let relay = federation.start("relay").await;
    let oaxaca = federation.start("oaxaca").await;
    until("a place at the relay", async || {
        federation.api("oaxaca").status().await.expect("a status").reach.state == ReachState::Relayed
    })
    .await;
    let listed = known(&federation, "relay", true);
    let own: PeerId = identity::peer_id(&listed.node).expect("an identity");
    let tcp = listed.addresses.iter().find(|a| a.iter().any(|part| matches!(part, Protocol::Tcp(_))));
    let at = tcp.expect("TCP").clone().with(Protocol::P2p(own)).with(Protocol::P2pCircuit);

    let mut unlisted = stranger(Keypair::generate_ed25519());
    let refused = asks(&mut unlisted, &at).await.expect_err("no roster lists it");
    assert!(refused.contains("Unsupported"), "{refused}");
    let hidden = identity::peer_id(&known(&federation, "oaxaca", false).node).expect("an identity");
    unlisted.dial(at.clone().with(Protocol::P2p(hidden))).expect("a call");
    let refused = async {
        loop {
            match unlisted.select_next_some().await {
                SwarmEvent::OutgoingConnectionError { error, .. } => return error.to_string(),
                SwarmEvent::ConnectionEstablished { endpoint, .. } => {
                    assert!(!endpoint.is_relayed(), "carried to a member");
                }
                _ => {}
            }
        }
    };
    tokio::time::timeout(common::PATIENCE, refused).await.expect("an answer");

    // The same program with the key of a member is served.
    let home = Home::open(&federation.home("copiapo")).expect("a home");
    let (_, pair) = identity::load(&home.paths().node_key()).expect("a key");
    let mut member = stranger(pair);
    asks(&mut member, &at).await.expect("a place");
    relay.stop().await;
    oaxaca.stop().await;
}
