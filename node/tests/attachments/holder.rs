//! A listed node of its own kind that gives files as a test wants: honestly, slowly, or lying.

use crate::common::Federation;
use cabildo_node::{identity, net::codec};
use cabildo_protocol::{
    attachment::{Manifest, Request, Response},
    bounds::CHUNK,
    cbor,
};
use futures::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, StreamExt as _};
use libp2p::{
    StreamProtocol, SwarmBuilder,
    identity::Keypair,
    noise,
    request_response::{self, Codec, Event, Message, ProtocolSupport},
    swarm::{
        SwarmEvent,
        dial_opts::{DialOpts, PeerCondition},
    },
    tcp, yamux,
};
use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};

/// What it answers: bytes as they go on the stream; none for never.
pub type Script = Box<dyn FnMut(&Request) -> Option<Vec<u8>> + Send>;

/// The peer, which ends with this.
pub struct Holder {
    task: tokio::task::JoinHandle<()>,
    asked: Arc<Mutex<Vec<Request>>>,
    questions: mpsc::UnboundedSender<Question>,
}

/// What it asks the node, and where the answer goes.
type Question = (Request, oneshot::Sender<Result<Vec<u8>, String>>);

impl Drop for Holder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Requests are read, answers are whatever bytes they are.
#[derive(Debug, Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Protocol = StreamProtocol;
    type Request = Request;
    type Response = Vec<u8>;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Request>
    where
        T: AsyncRead + Unpin + Send,
    {
        let mut bytes = Vec::new();
        io.take(4096).read_to_end(&mut bytes).await?;
        cbor::decode(&bytes).map_err(io::Error::other)
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Vec<u8>>
    where
        T: AsyncRead + Unpin + Send,
    {
        let mut bytes = Vec::new();
        io.take(4 << 20).read_to_end(&mut bytes).await?;
        Ok(bytes)
    }

    async fn write_request<T>(&mut self, _: &StreamProtocol, io: &mut T, request: Request) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&cbor::encode(&request)).await
    }

    async fn write_response<T>(&mut self, _: &StreamProtocol, io: &mut T, bytes: Vec<u8>) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&bytes).await
    }
}

impl Holder {
    /// A peer with the key of a node that does not run, linked with one that does as soon as that is there.
    pub fn of(federation: &Federation, name: &str, node: &str, script: Script) -> Self {
        let (_, pair) = identity::load(&federation.home(name).join("node.key")).expect("a node key");
        Self::with(federation, pair, node, script)
    }

    /// A peer that nobody lists, and that has nothing.
    pub fn stranger(federation: &Federation, node: &str) -> Self {
        Self::with(federation, Keypair::generate_ed25519(), node, Box::new(|_| None))
    }

    fn with(federation: &Federation, pair: Keypair, node: &str, mut script: Script) -> Self {
        let node = federation.written.nodes.iter().find(|other| other.name == node).expect("a node");
        let peer = identity::peer_id(&node.node).expect("a peer id");
        let addresses: Vec<_> =
            node.addresses.iter().filter(|address| address.to_string().contains("/tcp/")).cloned().collect();
        let config = request_response::Config::default().with_request_timeout(Duration::from_secs(300));
        let behaviour =
            request_response::Behaviour::with_codec(Raw, [(codec::FILES, ProtocolSupport::Full)], config);
        let mut swarm = SwarmBuilder::with_existing_identity(pair)
            .with_tokio()
            .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, yamux::Config::default)
            .expect("TCP")
            .with_behaviour(|_| behaviour)
            .expect("a behaviour")
            .with_swarm_config(|config| config.with_idle_connection_timeout(Duration::from_secs(600)))
            .build();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        let (questions, mut inbox) = mpsc::unbounded_channel::<Question>();
        let task = tokio::spawn(async move {
            let mut look = tokio::time::interval(Duration::from_millis(100));
            // Who is never answered keeps waiting: the channel must not be dropped.
            let mut kept = Vec::new();
            let mut waiting = HashMap::new();
            loop {
                tokio::select! {
                    _ = look.tick() => if !swarm.is_connected(&peer) {
                        let dial = DialOpts::peer_id(peer).addresses(addresses.clone());
                        // It is not there yet.
                        let _ = swarm.dial(dial.condition(PeerCondition::DisconnectedAndNotDialing).build());
                    },
                    Some((request, answer)) = inbox.recv() => {
                        waiting.insert(swarm.behaviour_mut().send_request(&peer, request), answer);
                    }
                    event = swarm.select_next_some() => match event {
                        SwarmEvent::Behaviour(Event::Message {
                            message: Message::Request { request, channel, .. }, ..
                        }) => {
                            noted.lock().expect("a list").push(request);
                            match script(&request) {
                                Some(bytes) => _ = swarm.behaviour_mut().send_response(channel, bytes),
                                None => kept.push(channel),
                            }
                        }
                        SwarmEvent::Behaviour(Event::Message {
                            message: Message::Response { request_id, response }, ..
                        }) => {
                            let answer: oneshot::Sender<_> = waiting.remove(&request_id).expect("a question");
                            let _ = answer.send(Ok(response));
                        }
                        SwarmEvent::Behaviour(Event::OutboundFailure { request_id, error, .. }) => {
                            let answer = waiting.remove(&request_id).expect("a question");
                            let _ = answer.send(Err(error.to_string()));
                        }
                        _ => {}
                    }
                }
            }
        });
        Self { task, asked, questions }
    }

    /// Asks the node; none where it does not take the question.
    pub async fn try_to_ask(&self, request: Request) -> Option<Response> {
        let (answer, answered) = oneshot::channel();
        assert!(self.questions.send((request, answer)).is_ok(), "the peer has ended");
        let bytes = answered.await.expect("an end").ok()?;
        // Of a question that is dropped nothing comes.
        cbor::decode(&bytes).ok()
    }

    /// Asks the node, as soon as it is linked.
    pub async fn ask(&self, request: Request) -> Response {
        for _ in 0..100 {
            if let Some(response) = self.try_to_ask(request).await {
                return response;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no answer to {request:?}");
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("a list").clone()
    }
}

/// What an honest node answers that has this file.
pub fn honest(file: &[u8], request: &Request) -> Vec<u8> {
    let manifest = Manifest::of(file).expect("a manifest");
    let (Request::Manifest { root, .. } | Request::Chunk { root, .. }) = request;
    let response = match request {
        _ if *root != manifest.root() => Response::NotHere,
        Request::Manifest { .. } => Response::Manifest(manifest.encode().into()),
        Request::Chunk { index, .. } => {
            Response::Chunk(file.chunks(CHUNK).nth(*index as usize).expect("a chunk").to_vec().into())
        }
    };
    cbor::encode(&response)
}
