//! The node's network: a task that owns the libp2p swarm.
//!
//! It carries and decides nothing: frames and answers go to the verifier, questions to the driver,
//! and what these two want done comes back as [`NetCommand`]s. What is under way is counted and
//! bounded here, because the channels behind are not.

mod behaviour;
pub mod codec;
mod error;
pub mod fetch;
mod files;
mod gate;
pub mod gossip;
mod links;
mod listen;
mod only;
pub mod port;
mod reach;

pub use error::NetError;

use crate::{
    attachments::{Attachments, Question},
    config,
    driver::{Command, Desk, LINGER, clock},
    handle::NetworkState,
    identity,
    metrics::{Judged, Metrics},
    verify::Verifier,
};
use behaviour::{Behaviour, BehaviourEvent};
use cabildo_protocol::{
    engine::{Input, Peer, RequestId, Token, Topic},
    id::{FederationId, Millis, PublicKey},
    ingest::Verdict,
    message::KeyCache,
    sync::{Request, Response},
};
use cabildo_store::Reader;
use files::Files;
use futures::StreamExt as _;
use libp2p::{
    Multiaddr, PeerId, Swarm,
    gossipsub::{self, MessageAcceptance},
    identity::Keypair,
    mdns, ping,
    request_response::{self, OutboundRequestId, ResponseChannel},
    swarm::{
        DialError, SwarmEvent,
        dial_opts::{DialOpts, PeerCondition},
    },
};
use links::{Links, Up};
use reach::Reach;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, watch};

/// Gossiped frames that wait for their verdict; more are dropped, sync brings them later.
const FRAMES_MAX: usize = 4096;
/// While no more wait, this task verifies frames itself; more go to the threads that verify.
const FRAMES_HERE: usize = 2;
/// Requests of peers that wait for their answer; more are told to try later.
const ASKED_MAX: usize = 128;
/// How often the book of links is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// Where commands to the network go.
pub type NetSender = mpsc::UnboundedSender<NetCommand>;

/// What the network is asked to do.
#[derive(Debug)]
pub enum NetCommand {
    /// Tells gossip what to do with a frame.
    Verdict {
        /// Which.
        token: Token,
        /// What.
        verdict: Verdict,
    },
    /// Gossips a frame of our own.
    Publish {
        /// Where.
        topic: Topic,
        /// What.
        frame: Vec<u8>,
    },
    /// Asks a peer.
    Ask {
        /// Whom.
        to: Peer,
        /// Names the answer.
        request: RequestId,
        /// What.
        what: Request,
    },
    /// Answers a peer.
    Respond {
        /// Which request.
        token: Token,
        /// What.
        response: Box<Response>,
    },
    /// Asks a peer for a part of a file.
    AskFile(Question),
    /// Closes the links to a peer.
    Disconnect(Peer),
    /// Who is listed by the rosters.
    Listed {
        /// All nodes.
        nodes: BTreeSet<PublicKey>,
        /// Those of them that are relays.
        relays: BTreeSet<PublicKey>,
    },
    /// Something came that the institutions of these nodes wrote.
    Heard(BTreeSet<PublicKey>),
    /// Cuts every link and refuses new ones, or lets the network work again.
    Sever(bool),
    /// Stop.
    Stop,
}

/// What the network needs to know at the start.
#[derive(Debug)]
pub struct Setup<'a> {
    /// Addresses, peers.
    pub config: &'a config::Network,
    /// What it has room for, where the node is a relay.
    pub relay: Option<&'a config::Relay>,
    /// The node's identity.
    pub pair: Keypair,
    /// Which federation's topics.
    pub federation: FederationId,
    /// Where questions and links are reported.
    pub desk: Desk,
    /// Where frames and answers are verified.
    pub verifier: Verifier,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The files that others may get, and the messages that name them.
    pub files: (Arc<Attachments>, Reader),
    /// What is to be done.
    pub commands: mpsc::UnboundedReceiver<NetCommand>,
}

/// The task's state.
pub struct Network {
    swarm: Swarm<Behaviour>,
    federation: FederationId,
    topics: gossip::Topics,
    links: Links,
    reach: Reach,
    listening: Vec<String>,
    frames: BTreeMap<Token, (gossipsub::MessageId, PeerId)>,
    asked: BTreeMap<Token, ResponseChannel<Response>>,
    requests: HashMap<OutboundRequestId, (Peer, RequestId)>,
    files: Files,
    next_token: Token,
    desk: Desk,
    /// When the driver is to look at what waits for its commit.
    settle_at: Option<tokio::time::Instant>,
    verifier: Verifier,
    keys: KeyCache,
    metrics: Arc<Metrics>,
    commands: mpsc::UnboundedReceiver<NetCommand>,
    state: watch::Sender<Arc<NetworkState>>,
}

/// The wall clock after a while.
fn clock_plus(later: Duration) -> Millis {
    clock().plus(u64::try_from(later.as_millis()).unwrap_or(u64::MAX))
}

impl Network {
    /// Listens on all addresses; [`Network::run`] does the rest.
    ///
    /// # Errors
    /// Which address cannot be listened on, and why.
    pub async fn start(setup: Setup<'_>) -> Result<(Self, watch::Receiver<Arc<NetworkState>>), NetError> {
        let problem = |error: Box<dyn std::error::Error + Send + Sync>| NetError::Setup(error.to_string());
        let config = setup.config;
        let mut swarm =
            behaviour::swarm(setup.pair, &setup.federation, config, setup.relay).map_err(problem)?;
        let listening = listen::listen(&mut swarm, &config.listen).await?;
        let mut external = config.external.clone();
        if external.is_empty() && setup.relay.is_some() {
            // A place at a relay that names no address of it is none.
            external.extend(listening.iter().filter_map(|address| address.parse::<Multiaddr>().ok()));
        }
        for address in &external {
            swarm.add_external_address(address.clone());
        }
        let reach =
            Reach::new(config.through_relays, !config.listen.is_empty(), &external, setup.relay.is_some());
        let (mut links, now) = (Links::default(), Instant::now());
        for peer in &config.peers {
            links.want(peer.node, now);
            peer.addresses.iter().for_each(|address| links.learn(peer.node, address.clone(), now));
        }
        let (state, watcher) = watch::channel(Arc::default());
        let network = Self {
            swarm,
            topics: gossip::Topics::of(&setup.federation),
            federation: setup.federation,
            links,
            reach,
            listening,
            frames: BTreeMap::new(),
            asked: BTreeMap::new(),
            requests: HashMap::new(),
            files: Files::new(setup.files),
            next_token: 0,
            desk: setup.desk,
            settle_at: None,
            verifier: setup.verifier,
            keys: KeyCache::default(),
            metrics: setup.metrics,
            commands: setup.commands,
            state,
        };
        network.show();
        Ok((network, watcher))
    }

    /// Runs until it is told to stop, or everybody who could is gone.
    pub async fn run(mut self) {
        let mut look = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                // Commands first: who is listed must be known before anybody knocks.
                biased;
                command = self.commands.recv() => match command {
                    None | Some(NetCommand::Stop) => return,
                    Some(command) => self.command(command),
                },
                event = self.swarm.select_next_some() => self.event(event),
                read = self.files.read() => self.file_read(read),
                () = until(self.settle_at), if self.settle_at.is_some() => {
                    self.settle_at = None;
                    let _ = self.desk.leave(Command::Settle);
                }
                _ = look.tick() => {
                    self.look_for_places(Instant::now());
                    self.dial_due();
                    self.show();
                }
            }
        }
    }

    fn show(&self) {
        let state = NetworkState {
            listening: self.listening.clone(),
            links: self.links.show(Instant::now()),
            reach: self.reach.show(),
            relay: self.reach.serves(),
        };
        self.state.send_if_modified(|shown| {
            let news = **shown != state;
            if news {
                *shown = Arc::new(state);
            }
            news
        });
    }

    fn dial_due(&mut self) {
        if self.swarm.behaviour().gate.is_severed() {
            return;
        }
        for due in self.links.take_due(Instant::now()) {
            let Some(peer) = identity::peer_id(&due.node) else { continue };
            let mut addresses = due.addresses;
            if due.through {
                addresses.extend(self.circuits_to(&due.node));
            }
            if addresses.is_empty() {
                let why = "no address of it is known, and no relay is linked".to_owned();
                self.links.failed(&due.node, Some(why), chance());
                continue;
            }
            // One that is linked through a relay is sought directly, too.
            let dial = DialOpts::peer_id(peer).addresses(addresses).condition(PeerCondition::NotDialing);
            if let Err(error) = self.swarm.dial(dial.build()) {
                self.dial_failed(&due.node, &error);
            }
        }
    }

    fn dial_failed(&mut self, node: &PublicKey, error: &DialError) {
        // Another attempt is under way, or a link is up by now.
        let why = match error {
            DialError::DialPeerConditionFalse(_) => None,
            error => Some(words(error)),
        };
        self.links.failed(node, why, chance());
    }

    fn token(&mut self) -> Token {
        self.next_token += 1;
        self.next_token
    }

    /// Tells the driver; fails only while the node stops.
    fn tell(&self, input: Input) {
        let _ = self.desk.leave(Command::Engine(input));
    }

    fn command(&mut self, command: NetCommand) {
        match command {
            NetCommand::Verdict { token, verdict } => self.verdict(token, verdict),
            NetCommand::Publish { topic, frame } => {
                let topic = gossip::topic(&self.federation, topic);
                // Nobody there yet, or queues full: sync carries it.
                match self.swarm.behaviour_mut().gossip.publish(topic, frame) {
                    // The benchmark takes the time by it.
                    Ok(_) => tracing::trace!(published = true, "a frame is published"),
                    Err(error) => tracing::debug!(%error, "not gossiped; peers will fetch it"),
                }
            }
            NetCommand::Ask { to, request, what } => match identity::peer_id(&to.0) {
                Some(peer) => {
                    let id = self.swarm.behaviour_mut().sync.send_request(&peer, what);
                    self.requests.insert(id, (to, request));
                }
                None => self.tell(Input::Unanswered { from: to, request }),
            },
            NetCommand::Respond { token, response } => {
                if let Some(channel) = self.asked.remove(&token) {
                    self.metrics.requests_served.inc();
                    // The peer may have gone.
                    let _ = self.swarm.behaviour_mut().sync.send_response(channel, *response);
                }
            }
            NetCommand::AskFile(question) => self.ask_file(question),
            NetCommand::Disconnect(peer) => self.disconnect(&peer.0),
            NetCommand::Listed { nodes, relays } => self.list(nodes, relays),
            NetCommand::Heard(nodes) => {
                nodes.iter().for_each(|node| self.links.heard(node, Instant::now()));
            }
            NetCommand::Sever(cut) => self.sever(cut),
            NetCommand::Stop => {}
        }
    }

    fn verdict(&mut self, token: Token, verdict: Verdict) {
        let Some((id, peer)) = self.frames.remove(&token) else { return };
        self.metrics.frames.get_or_create(&Judged { verdict: verdict.into() }).inc();
        let acceptance = match verdict {
            Verdict::Accept => {
                // The benchmark takes the time by it.
                tracing::trace!("a frame is passed on");
                MessageAcceptance::Accept
            }
            Verdict::Ignore => MessageAcceptance::Ignore,
            Verdict::Reject => MessageAcceptance::Reject,
        };
        self.swarm.behaviour_mut().gossip.report_message_validation_result(&id, &peer, acceptance);
    }

    fn disconnect(&mut self, node: &PublicKey) {
        if let Some(peer) = identity::peer_id(node) {
            // It may be gone already.
            let _ = self.swarm.disconnect_peer_id(peer);
        }
    }

    /// Who was a stranger is met anew as a member, and who is listed no longer is asked to leave:
    /// what either may do is settled when a link begins.
    fn list(&mut self, nodes: BTreeSet<PublicKey>, relays: BTreeSet<PublicKey>) {
        let peers = |keys: &BTreeSet<PublicKey>| keys.iter().filter_map(identity::peer_id).collect();
        self.swarm.behaviour_mut().list(peers(&nodes), peers(&relays));
        let changed = self.reach.list(relays);
        let connected: Vec<PeerId> = self.swarm.connected_peers().copied().collect();
        for key in connected.iter().filter_map(identity::node_key) {
            if self.swarm.behaviour().gate.lists(&key) != nodes.contains(&key) || changed.contains(&key) {
                self.disconnect(&key);
            }
        }
        self.swarm.behaviour_mut().gate.list(nodes);
    }

    fn sever(&mut self, cut: bool) {
        self.swarm.behaviour_mut().gate.sever(cut);
        if !cut {
            self.links.retry(Instant::now());
            return;
        }
        let connected: Vec<PeerId> = self.swarm.connected_peers().copied().collect();
        for peer in connected {
            let _ = self.swarm.disconnect_peer_id(peer);
        }
    }

    fn event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::Behaviour(BehaviourEvent::Gossip(event)) => self.gossiped(event),
            SwarmEvent::Behaviour(BehaviourEvent::Sync(event)) => self.synced(event),
            SwarmEvent::Behaviour(BehaviourEvent::Files(event)) => self.file_event(event),
            SwarmEvent::Behaviour(BehaviourEvent::Ping(event)) => self.pinged(event),
            event => {
                self.link_event(event);
                // Only here: what is shown is made anew for every link, too much for every frame.
                self.show();
            }
        }
    }

    /// Links and places at relays come and go.
    fn link_event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::Behaviour(BehaviourEvent::Mdns(mdns::Event::Discovered(found))) => {
                for (peer, address) in found {
                    let key = identity::node_key(&peer);
                    if let Some(key) = key.filter(|key| self.swarm.behaviour().gate.lists(key)) {
                        self.links.learn(key, address, Instant::now());
                    }
                }
            }
            SwarmEvent::ConnectionEstablished {
                peer_id, connection_id, endpoint, num_established, ..
            } => {
                let Some(key) = identity::node_key(&peer_id) else { return };
                let link = Up {
                    address: endpoint.get_remote_address().to_string(),
                    inbound: endpoint.is_listener(),
                    since: Instant::now(),
                    // A relay that cannot be told by its address is none that anybody could look up.
                    through: self.through(&endpoint).or(endpoint.is_relayed().then_some(key)),
                };
                for old in self.links.up(key, connection_id, link, self.reach.is_relay(&key)) {
                    // Requests would go there, and wait in vain or take the longer way.
                    self.swarm.close_connection(old);
                }
                self.link_up(&peer_id, key, num_established.get() == 1);
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, num_established, cause, .. } => {
                let Some(key) = identity::node_key(&peer_id) else { return };
                let why = cause.map(|cause| words(&cause));
                self.links.down(&key, connection_id, why, chance());
                if num_established == 0 {
                    tracing::info!(peer = %peer_id, "link down");
                    self.tell(Input::PeerDown(Peer(key)));
                }
            }
            SwarmEvent::OutgoingConnectionError { peer_id: Some(peer), error, .. } => {
                if let Some(key) = identity::node_key(&peer) {
                    tracing::debug!(%peer, %error, "could not connect");
                    self.dial_failed(&key, &error);
                }
            }
            SwarmEvent::ListenerError { error, .. } => tracing::warn!(%error, "a listener has trouble"),
            SwarmEvent::NewListenAddr { listener_id, .. } => _ = self.reach.had(listener_id),
            SwarmEvent::ListenerClosed { listener_id, addresses, reason } => {
                let why = reason.as_ref().err().map(|error| words(error));
                if self.reach.lost(listener_id, why.as_deref(), Instant::now())
                    || addresses.iter().any(reach::is_circuit)
                {
                    return;
                }
                tracing::error!(?addresses, ?reason, "no longer listening");
                self.listening.retain(|known| !addresses.iter().any(|gone| gone.to_string() == *known));
            }
            SwarmEvent::Behaviour(event) => self.reach_event(event),
            _ => {}
        }
    }

    /// A second link may mean that the peer has started anew and the first one is dead, only that
    /// nobody has noticed yet: what it has is compared again.
    fn link_up(&mut self, peer: &PeerId, key: PublicKey, first: bool) {
        let listed = self.swarm.behaviour().gate.lists(&key);
        if first {
            tracing::info!(%peer, listed, "link up");
        }
        // Who is not listed gets rosters, by sync, and nothing else: with this score gossip neither
        // hears nor tells it anything. (A block list would only keep us from hearing.)
        let score = if listed { 0.0 } else { gossip::STRANGER };
        self.swarm.behaviour_mut().gossip.set_application_score(peer, score);
        self.tell(Input::PeerUp(Peer(key)));
    }

    /// Who does not answer twice is gone: a machine without power closes no link, and over TCP the second try
    /// ends as a stream that cannot be opened.
    fn pinged(&mut self, event: ping::Event) {
        match event.result {
            Ok(rtt) => {
                if let Some(key) = identity::node_key(&event.peer) {
                    self.links.rtt(&key, rtt);
                }
            }
            Err(ping::Failure::Unsupported) => tracing::debug!(peer = %event.peer, "no ping"),
            Err(error) => {
                tracing::debug!(peer = %event.peer, %error, "no answer to a ping");
                self.swarm.close_connection(event.connection);
            }
        }
    }

    fn gossiped(&mut self, event: gossipsub::Event) {
        let gossipsub::Event::Message { propagation_source, message_id, message } = event else { return };
        let class = self.topics.class(&message.topic);
        let from = identity::linked_key(&propagation_source);
        let (Some(class), Some(from)) = (class, from) else { return };
        if self.frames.len() >= FRAMES_MAX {
            self.metrics.frames_dropped.inc();
            let gossip = &mut self.swarm.behaviour_mut().gossip;
            gossip.report_message_validation_result(
                &message_id,
                &propagation_source,
                MessageAcceptance::Ignore,
            );
            return;
        }
        let token = self.token();
        self.frames.insert(token, (message_id, propagation_source));
        let here = (self.frames.len() <= FRAMES_HERE).then_some(&mut self.keys);
        if self.verifier.gossip(Peer(from), token, class, message.data, here) {
            self.settle_at.get_or_insert_with(|| tokio::time::Instant::now() + LINGER);
        }
    }

    fn synced(&mut self, event: request_response::Event<Request, Response>) {
        match event {
            request_response::Event::Message { peer, message, .. } => match message {
                request_response::Message::Request { request, channel, .. } => {
                    let Some(key) = identity::linked_key(&peer) else { return };
                    if self.asked.len() >= ASKED_MAX {
                        let _ = self.swarm.behaviour_mut().sync.send_response(channel, Response::Busy);
                        return;
                    }
                    let token = self.token();
                    self.asked.insert(token, channel);
                    self.tell(Input::Asked { from: Peer(key), token, request });
                }
                request_response::Message::Response { request_id, response } => {
                    if let Some((from, request)) = self.requests.remove(&request_id) {
                        self.verifier.response(from, request, response);
                    }
                }
            },
            request_response::Event::OutboundFailure { request_id, error, peer, .. } => {
                if let Some((from, request)) = self.requests.remove(&request_id) {
                    tracing::debug!(%peer, %error, "a request failed");
                    self.metrics.requests_failed.inc();
                    self.tell(Input::Unanswered { from, request });
                }
            }
            request_response::Event::InboundFailure { peer, error, .. } => {
                tracing::debug!(%peer, %error, "a request could not be answered");
            }
            request_response::Event::ResponseSent { .. } => {}
        }
    }
}

async fn until(instant: Option<tokio::time::Instant>) {
    if let Some(instant) = instant {
        tokio::time::sleep_until(instant).await;
    }
}

/// An error with its causes in one line.
fn words(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text.chars().take(300).collect()
}

/// Now, and a random number for jitter.
fn chance() -> (Instant, u64) {
    (Instant::now(), getrandom::u64().unwrap_or_default())
}
