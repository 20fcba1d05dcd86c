//! The baseline: anonymous gossipsub alone, with the node's own parameters and topology, but
//! without signatures, store or validation beyond «accept».

use futures::StreamExt as _;
use libp2p::{
    Multiaddr, Swarm, SwarmBuilder,
    gossipsub::{self, AllowAllSubscriptionFilter, IdentTopic, IdentityTransform, MessageAcceptance},
    identity::Keypair,
    swarm::SwarmEvent,
};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// What a bare node does: follow every topic that it is told to.
pub type Gossip = gossipsub::Behaviour<IdentityTransform, AllowAllSubscriptionFilter>;

/// One bare node: what is sent into `publish` is gossiped, what arrives comes out of `arrived`.
#[derive(Debug)]
pub struct Bare {
    /// Frames to publish.
    pub publish: mpsc::UnboundedSender<Vec<u8>>,
    /// Frames of others with the instant of their arrival.
    pub arrived: mpsc::UnboundedReceiver<(Instant, Vec<u8>)>,
    /// Where it listens.
    pub address: Multiaddr,
    /// Asks how many peers are in its mesh.
    mesh: mpsc::UnboundedSender<tokio::sync::oneshot::Sender<usize>>,
    task: tokio::task::JoinHandle<()>,
}

impl Bare {
    /// Starts a node on loopback that dials `known` and subscribes to `topic`.
    ///
    /// # Panics
    /// When no socket can be had.
    pub async fn start(behaviour: Gossip, topic: &IdentTopic, known: &[Multiaddr]) -> Self {
        let mut swarm = SwarmBuilder::with_existing_identity(Keypair::generate_ed25519())
            .with_tokio()
            .with_quic()
            .with_behaviour(|_| behaviour)
            .expect("a behaviour")
            .with_swarm_config(|c| c.with_idle_connection_timeout(Duration::from_secs(3600)))
            .build();
        swarm.behaviour_mut().subscribe(topic).expect("a subscription");
        swarm.listen_on("/ip4/127.0.0.1/udp/0/quic-v1".parse().expect("an address")).expect("a socket");
        let address = loop {
            if let SwarmEvent::NewListenAddr { address, .. } = swarm.select_next_some().await {
                break address;
            }
        };
        for peer in known {
            swarm.dial(peer.clone()).expect("a dial");
        }
        let (publish, to_publish) = mpsc::unbounded_channel();
        let (on_arrival, arrived) = mpsc::unbounded_channel();
        let (mesh, mesh_asked) = mpsc::unbounded_channel();
        let task = tokio::spawn(run(swarm, topic.clone(), to_publish, on_arrival, mesh_asked));
        Self { publish, arrived, address, mesh, task }
    }

    /// Peers in its mesh now.
    ///
    /// # Panics
    /// When the node has ended.
    pub async fn mesh_size(&self) -> usize {
        let (answer, size) = tokio::sync::oneshot::channel();
        self.mesh.send(answer).expect("a running node");
        size.await.expect("a running node")
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn run(
    mut swarm: Swarm<Gossip>,
    topic: IdentTopic,
    mut to_publish: mpsc::UnboundedReceiver<Vec<u8>>,
    on_arrival: mpsc::UnboundedSender<(Instant, Vec<u8>)>,
    mut mesh_asked: mpsc::UnboundedReceiver<tokio::sync::oneshot::Sender<usize>>,
) {
    loop {
        tokio::select! {
            event = swarm.select_next_some() => {
                if let SwarmEvent::Behaviour(gossipsub::Event::Message { propagation_source, message_id, message }) = event {
                    swarm.behaviour_mut().report_message_validation_result(
                        &message_id,
                        &propagation_source,
                        MessageAcceptance::Accept,
                    );
                    if on_arrival.send((Instant::now(), message.data)).is_err() {
                        return;
                    }
                }
            }
            Some(frame) = to_publish.recv() => {
                // Full queues and missing subscribers show up as missing arrivals.
                let _ = swarm.behaviour_mut().publish(topic.clone(), frame);
            }
            Some(answer) = mesh_asked.recv() => {
                let _ = answer.send(swarm.behaviour().mesh_peers(&topic.hash()).count());
            }
        }
    }
}
