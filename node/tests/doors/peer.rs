//! A peer that says and answers whatever a test wants, with a swarm of its own.

use crate::common::{Federation, until};
use cabildo_client::http::ApiClient;
use cabildo_node::{
    identity,
    net::{codec, gossip},
};
use cabildo_protocol::{
    cbor,
    engine::Topic,
    id::{FederationId, Hash, LogId, MessageId},
    message::{Message, WireMessage},
    sync::{Has, Overview, Range, Request, Response},
};
use futures::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, StreamExt as _};
use libp2p::{
    Multiaddr, PeerId, StreamProtocol, Swarm, SwarmBuilder,
    gossipsub::{self, MessageAuthenticity, ValidationMode},
    identity::Keypair,
    noise,
    request_response::{self, Codec, ProtocolSupport},
    swarm::{
        NetworkBehaviour, SwarmEvent,
        dial_opts::{DialOpts, PeerCondition},
    },
    tcp, yamux,
};
use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{mpsc, oneshot, watch};

/// Longer than any node waits.
const EVER: Duration = Duration::from_secs(300);
/// Larger than any node takes.
const LARGE: usize = 8 * 1024 * 1024;

/// What the peer puts on a stream of the sync protocol.
#[derive(Debug, Clone)]
pub enum Out {
    /// These bytes, and the end.
    Bytes(Vec<u8>),
    /// These bytes, and then one more after each such time, without an end.
    Drip(Vec<u8>, Duration),
    /// As much as the other side takes.
    Flood,
}

impl Out {
    pub fn request(request: &Request) -> Self {
        Self::Bytes(cbor::encode(request))
    }

    pub fn response(response: &Response) -> Self {
        Self::Bytes(cbor::encode(response))
    }
}

/// Streams as bytes; counts those that the other side has cut.
#[derive(Debug, Clone, Default)]
struct Raw(Arc<AtomicUsize>);

impl Raw {
    async fn write(&self, io: &mut (impl AsyncWrite + Unpin + Send), out: Out) -> io::Result<()> {
        let (bytes, pause) = match out {
            Out::Bytes(bytes) => return io.write_all(&bytes).await,
            Out::Drip(bytes, pause) => (bytes, pause),
            Out::Flood => (vec![0x5a; 64 * 1024], Duration::ZERO),
        };
        let mut next = &bytes[..];
        loop {
            let written = async {
                io.write_all(next).await?;
                io.flush().await
            };
            if let Err(error) = written.await {
                self.0.fetch_add(1, Ordering::Relaxed);
                return Err(error);
            }
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
                next = &[0x5a];
            }
        }
    }
}

async fn read(io: &mut (impl AsyncRead + Unpin + Send)) -> io::Result<Out> {
    let mut bytes = Vec::new();
    io.take(LARGE as u64).read_to_end(&mut bytes).await?;
    Ok(Out::Bytes(bytes))
}

impl Codec for Raw {
    type Protocol = StreamProtocol;
    type Request = Out;
    type Response = Out;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Out>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io).await
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Out>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io).await
    }

    async fn write_request<T>(&mut self, _: &StreamProtocol, io: &mut T, out: Out) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        self.write(io, out).await
    }

    async fn write_response<T>(&mut self, _: &StreamProtocol, io: &mut T, out: Out) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        self.write(io, out).await
    }
}

#[derive(NetworkBehaviour)]
struct Behaviour {
    gossip: gossipsub::Behaviour,
    sync: request_response::Behaviour<Raw>,
}

/// What the peer has seen so far.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Links that are up.
    pub links: usize,
    /// Links that were closed, or never came to be.
    pub closed: usize,
    /// Topics that the other side follows.
    pub topics: usize,
    /// What it was asked.
    pub requests: Vec<Request>,
    /// Frames of gossip.
    pub frames: Vec<Vec<u8>>,
}

/// What the peer says to a request; none for what an honest peer with its messages would say.
pub type Script = Box<dyn FnMut(&Request) -> Option<Out> + Send>;

enum Do {
    Dial(PeerId, Vec<Multiaddr>),
    Publish(Topic, Vec<u8>, oneshot::Sender<Result<(), String>>),
    Ask(PeerId, Out, oneshot::Sender<Result<Vec<u8>, String>>),
    Close(PeerId),
}

/// The peer, which ends with this.
pub struct Peer {
    id: PeerId,
    /// The real node that it is linked with.
    node: Option<PeerId>,
    commands: mpsc::UnboundedSender<Do>,
    seen: watch::Receiver<Seen>,
    script: Arc<Mutex<Script>>,
    has: Arc<Mutex<Vec<Message>>>,
    cut: Arc<AtomicUsize>,
}

struct Task {
    swarm: Swarm<Behaviour>,
    federation: FederationId,
    commands: mpsc::UnboundedReceiver<Do>,
    seen: watch::Sender<Seen>,
    script: Arc<Mutex<Script>>,
    has: Arc<Mutex<Vec<Message>>>,
    waiting: BTreeMap<request_response::OutboundRequestId, oneshot::Sender<Result<Vec<u8>, String>>>,
}

impl Peer {
    /// A peer with the key of a node that does not run.
    pub fn of(federation: &Federation, name: &str) -> Self {
        let (_, pair) = identity::load(&federation.home(name).join("node.key")).expect("a node key");
        Self::with(federation, pair)
    }

    /// A peer that nobody lists.
    pub fn stranger(federation: &Federation) -> Self {
        Self::with(federation, Keypair::generate_ed25519())
    }

    fn with(federation: &Federation, pair: Keypair) -> Self {
        let cut = Arc::<AtomicUsize>::default();
        let id = pair.public().to_peer_id();
        let (commands, inbox) = mpsc::unbounded_channel();
        let (sender, seen) = watch::channel(Seen::default());
        let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(Box::new(|_| None)));
        let has = Arc::default();
        let task = Task {
            swarm: swarm(pair, &federation.written.federation, cut.clone()),
            federation: federation.written.federation,
            commands: inbox,
            seen: sender,
            script: script.clone(),
            has: Arc::clone(&has),
            waiting: BTreeMap::new(),
        };
        tokio::spawn(task.run());
        Self { id, node: None, commands, seen, script, has, cut }
    }

    fn send(&self, command: Do) {
        assert!(self.commands.send(command).is_ok(), "the peer has ended");
    }

    /// Dials a node, without waiting.
    pub fn dial(&mut self, federation: &Federation, name: &str) {
        let node = federation.written.nodes.iter().find(|node| node.name == name).expect("a node");
        let id = identity::peer_id(&node.node).expect("a peer id");
        self.node = Some(id);
        // By TCP: a link that was cut is known to be so at once.
        let tcp = node.addresses.iter().filter(|address| address.to_string().contains("/tcp/"));
        self.send(Do::Dial(id, tcp.cloned().collect()));
    }

    /// Dials a node and waits until it is linked and the node follows its topics, or has ended the
    /// link again, as it does soon with who answers badly.
    pub async fn meet(&mut self, federation: &Federation, name: &str) {
        let closed = self.seen().closed;
        self.dial(federation, name);
        let met = |seen: &Seen| (seen.links > 0 && seen.topics >= 3) || seen.closed > closed;
        self.until("a link and topics", met).await;
    }

    /// Leaves, waits until the node has seen that, and comes again.
    pub async fn meet_again(&mut self, federation: &Federation, name: &str) {
        self.send(Do::Close(self.node.expect("a node")));
        self.until("the link is closed", |seen| seen.links == 0).await;
        let api = federation.api(name);
        until("the node sees that", async || !self.is_linked_with(&api).await).await;
        self.meet(federation, name).await;
    }

    /// Whether a node says that it is linked with this peer.
    pub async fn is_linked_with(&self, api: &ApiClient) -> bool {
        let peers = api.peers().await.expect("peers");
        peers.iter().any(|peer| peer.peer_id == self.id.to_string() && peer.connected)
    }

    /// Whether a node has looked at all that this peer says to have, and ended that.
    pub async fn is_done_with(&self, api: &ApiClient) -> bool {
        let peers = api.peers().await.expect("peers");
        peers.iter().any(|peer| peer.peer_id == self.id.to_string() && peer.last_sync.is_some())
    }

    /// Gossips a frame.
    pub async fn publish(&self, topic: Topic, frame: Vec<u8>) {
        let (answer, published) = oneshot::channel();
        self.send(Do::Publish(topic, frame, answer));
        published.await.expect("an answer").expect("published");
    }

    /// Gossips a frame, as soon as there is room for it in the queues.
    pub async fn offer(&self, topic: Topic, frame: Vec<u8>) {
        loop {
            let (answer, published) = oneshot::channel();
            self.send(Do::Publish(topic, frame.clone(), answer));
            match published.await.expect("an answer") {
                // After a full queue the same frame counts as published.
                Err(why) if !why.to_lowercase().contains("duplicate") => {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                _ => return,
            }
        }
    }

    /// Asks the node.
    pub async fn ask(&self, out: Out) -> Result<Vec<u8>, String> {
        let (answer, answered) = oneshot::channel();
        self.send(Do::Ask(self.node.expect("a node"), out, answer));
        answered.await.unwrap_or_else(|_| Err("the peer has ended".into()))
    }

    /// Asks the node and reads its answer.
    pub async fn ask_for(&self, request: &Request) -> Result<Response, String> {
        let bytes = self.ask(Out::request(request)).await?;
        cbor::decode(&bytes).map_err(|error| error.to_string())
    }

    /// What to say from now on.
    pub fn say(&self, script: impl FnMut(&Request) -> Option<Out> + Send + 'static) {
        *self.script.lock().expect("a script") = Box::new(script);
    }

    /// From now on what an honest peer would say that has these messages.
    pub fn has(&self, messages: impl IntoIterator<Item = Message>) {
        self.has.lock().expect("messages").extend(messages);
        self.say(|_| None);
    }

    pub fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Streams that the node has cut.
    pub fn cut(&self) -> usize {
        self.cut.load(Ordering::Relaxed)
    }

    /// Waits until it has seen something.
    pub async fn until(&self, what: &str, mut holds: impl FnMut(&Seen) -> bool) {
        until(what, async || holds(&self.seen.borrow())).await;
    }
}

fn swarm(pair: Keypair, federation: &FederationId, cut: Arc<AtomicUsize>) -> Swarm<Behaviour> {
    let ours = gossip::config().expect("settings");
    let config = gossipsub::ConfigBuilder::default()
        .validation_mode(ValidationMode::Anonymous)
        .message_id_fn(move |message| ours.message_id(message))
        // What it is told it never forwards.
        .validate_messages()
        .max_transmit_size(LARGE)
        .flood_publish(true)
        .heartbeat_interval(Duration::from_millis(700))
        .build()
        .expect("settings");
    let mut gossip = gossipsub::Behaviour::new(MessageAuthenticity::Anonymous, config).expect("gossip");
    for topic in [Topic::Crisis, Topic::Acts, Topic::Rosters] {
        gossip.subscribe(&gossip::topic(federation, topic)).expect("subscribed");
    }
    let sync = request_response::Config::default().with_request_timeout(EVER);
    let protocols = [(codec::SYNC, ProtocolSupport::Full)];
    let sync = request_response::Behaviour::with_codec(Raw(cut), protocols, sync);
    SwarmBuilder::with_existing_identity(pair)
        .with_tokio()
        .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, yamux::Config::default)
        .expect("TCP")
        .with_behaviour(|_| Behaviour { gossip, sync })
        .expect("a behaviour")
        .with_swarm_config(|config| config.with_idle_connection_timeout(EVER))
        .build()
}

impl Task {
    async fn run(mut self) {
        loop {
            tokio::select! {
                command = self.commands.recv() => match command {
                    None => return,
                    Some(command) => self.command(command),
                },
                event = self.swarm.select_next_some() => self.event(event),
            }
        }
    }

    fn command(&mut self, command: Do) {
        match command {
            Do::Dial(peer, addresses) => {
                let dial = DialOpts::peer_id(peer).addresses(addresses).condition(PeerCondition::Always);
                self.swarm.dial(dial.build()).expect("dialled");
            }
            Do::Publish(topic, frame, answer) => {
                let topic = gossip::topic(&self.federation, topic);
                let published = self.swarm.behaviour_mut().gossip.publish(topic, frame);
                let _ = answer.send(published.map(drop).map_err(|error| error.to_string()));
            }
            Do::Ask(peer, out, answer) => {
                let id = self.swarm.behaviour_mut().sync.send_request(&peer, out);
                self.waiting.insert(id, answer);
            }
            Do::Close(peer) => {
                // It may be closed already.
                let _ = self.swarm.disconnect_peer_id(peer);
            }
        }
    }

    fn event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::ConnectionEstablished { .. } => self.seen.send_modify(|seen| seen.links += 1),
            SwarmEvent::ConnectionClosed { num_established, .. } => self.seen.send_modify(|seen| {
                seen.links -= 1;
                seen.closed += 1;
                if num_established == 0 {
                    seen.topics = 0;
                }
            }),
            SwarmEvent::OutgoingConnectionError { .. } => self.seen.send_modify(|seen| seen.closed += 1),
            SwarmEvent::Behaviour(BehaviourEvent::Gossip(event)) => match event {
                gossipsub::Event::Subscribed { .. } => self.seen.send_modify(|seen| seen.topics += 1),
                gossipsub::Event::Message { message, .. } => {
                    self.seen.send_modify(|seen| seen.frames.push(message.data));
                }
                _ => {}
            },
            SwarmEvent::Behaviour(BehaviourEvent::Sync(event)) => self.synced(event),
            _ => {}
        }
    }

    fn synced(&mut self, event: request_response::Event<Out, Out>) {
        use request_response::{Event, Message};
        match event {
            Event::Message { message: Message::Request { request, channel, .. }, .. } => {
                let Out::Bytes(bytes) = request else { unreachable!("what is read is bytes") };
                let request: Request = cbor::decode(&bytes).expect("nodes ask as they should");
                let said = (self.script.lock().expect("a script"))(&request);
                let said = said.unwrap_or_else(|| honest(&self.has.lock().expect("messages"), &request));
                self.seen.send_modify(|seen| seen.requests.push(request));
                // The node may have gone.
                let _ = self.swarm.behaviour_mut().sync.send_response(channel, said);
            }
            Event::Message { message: Message::Response { request_id, response }, .. } => {
                let Out::Bytes(bytes) = response else { unreachable!("what is read is bytes") };
                if let Some(answer) = self.waiting.remove(&request_id) {
                    let _ = answer.send(Ok(bytes));
                }
            }
            Event::OutboundFailure { request_id, error, .. } => {
                if let Some(answer) = self.waiting.remove(&request_id) {
                    let _ = answer.send(Err(error.to_string()));
                }
            }
            _ => {}
        }
    }
}

/// An overview of these heads. Its hashes are nobody's, so that rosters and proofs are asked for too.
pub fn overview(heads: Vec<(LogId, u64, MessageId)>) -> Response {
    let none = Hash([0; 32]);
    let heads = vec![Range { from: None, to: None, has: Has::Heads(heads) }];
    Response::Overview(Overview { rosters: none, proofs: none, heads, receipts: None, now: None })
}

fn honest(has: &[Message], request: &Request) -> Out {
    let page = |wanted: &dyn Fn(&Message) -> bool| Response::Page {
        messages: has.iter().filter(|message| wanted(message)).map(WireMessage::from).collect(),
        more: false,
    };
    let response = match request {
        Request::Overview(..) => {
            let heads: BTreeMap<LogId, (u64, MessageId)> =
                has.iter().map(|message| (message.log(), (message.seq(), message.id()))).collect();
            overview(heads.into_iter().map(|(log, (seq, id))| (log, seq, id)).collect())
        }
        Request::Rosters(_) | Request::Tips(_) => Response::Rosters(vec![]),
        Request::Proofs(_) => Response::Proofs(vec![]),
        Request::Reconcile(_) => Response::Reconcile(vec![]),
        Request::Runs(wants) => page(&|message| {
            wants
                .iter()
                .any(|want| want.log == message.log() && (want.from..=want.to).contains(&message.seq()))
        }),
        Request::Bodies(ids) => page(&|message| ids.contains(&message.id())),
        Request::Receipts { after, .. } => Response::Receipts { receipts: vec![], next: *after },
    };
    Out::response(&response)
}
