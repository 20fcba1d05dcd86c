//! Files over the network: what peers ask for is read from the disk beside this task, a little at a time,
//! and what this node asks is matched with its answer.

use super::Network;
use crate::{
    attachments::{AskError, Attachments, Question},
    identity,
};
use cabildo_protocol::{
    attachment::{Request, Response},
    id::PublicKey,
};
use cabildo_store::Reader;
use libp2p::{
    PeerId,
    request_response::{Event, Message, OutboundFailure, OutboundRequestId, ResponseChannel},
};
use std::{
    collections::{BTreeMap, HashMap},
    io,
    sync::Arc,
};
use tokio::sync::{mpsc, oneshot};

/// Questions for files that are read from the disk at the same time…
const SERVED_MAX: usize = 4;
/// …and of them those of one peer; whoever asks for more is told to try later.
const SERVED_PER_PEER_MAX: usize = 2;

/// What was read for a peer.
pub(super) struct Read {
    peer: PublicKey,
    channel: ResponseChannel<Response>,
    response: Response,
}

/// What is asked and answered of files just now.
pub(super) struct Files {
    files: Arc<Attachments>,
    reader: Reader,
    asked: HashMap<OutboundRequestId, oneshot::Sender<Result<Response, AskError>>>,
    served: BTreeMap<PublicKey, usize>,
    done: mpsc::UnboundedSender<Read>,
    reads: mpsc::UnboundedReceiver<Read>,
}

impl Files {
    pub(super) fn new((files, reader): (Arc<Attachments>, Reader)) -> Self {
        let (done, reads) = mpsc::unbounded_channel();
        Self { files, reader, asked: HashMap::new(), served: BTreeMap::new(), done, reads }
    }

    /// The next answer that was read. Waits for ever where there is none.
    pub(super) async fn read(&mut self) -> Read {
        match self.reads.recv().await {
            Some(read) => read,
            // Not while a sender is kept beside the receiver.
            None => std::future::pending().await,
        }
    }

    fn is_busy(&self, peer: &PublicKey) -> bool {
        let all: usize = self.served.values().sum();
        all >= SERVED_MAX || self.served.get(peer).is_some_and(|n| *n >= SERVED_PER_PEER_MAX)
    }

    fn serve(&mut self, peer: PublicKey, request: Request, channel: ResponseChannel<Response>) {
        *self.served.entry(peer).or_default() += 1;
        let (files, reader, done) = (self.files.clone(), self.reader.clone(), self.done.clone());
        tokio::task::spawn_blocking(move || {
            let response = files.answer(&reader, &request);
            // Fails only while the node stops.
            let _ = done.send(Read { peer, channel, response });
        });
    }
}

impl Network {
    /// Asks a peer that is linked; none is dialled for a file.
    pub(super) fn ask_file(&mut self, question: Question) {
        let Question { to, what, answer } = question;
        match identity::peer_id(&to).filter(|peer| self.swarm.is_connected(peer)) {
            Some(peer) => {
                let id = self.swarm.behaviour_mut().files.send_request(&peer, what);
                self.files.asked.insert(id, answer);
            }
            // Whoever asked may have stopped waiting.
            None => _ = answer.send(Err(AskError::Silent)),
        }
    }

    /// An answer was read from the disk.
    pub(super) fn file_read(&mut self, read: Read) {
        if let Some(n) = self.files.served.get_mut(&read.peer) {
            *n -= 1;
            if *n == 0 {
                self.files.served.remove(&read.peer);
            }
        }
        // The peer may have gone.
        let _ = self.swarm.behaviour_mut().files.send_response(read.channel, read.response);
    }

    fn file_asked(&mut self, peer: &PeerId, request: Request, channel: ResponseChannel<Response>) {
        let key = identity::node_key(peer).filter(|key| self.swarm.behaviour().gate.lists(key));
        let refusal = match key {
            // Who is in no roster gets rosters, and nothing else.
            None => Response::NotHere,
            Some(key) if self.files.is_busy(&key) => Response::Busy,
            Some(key) => return self.files.serve(key, request, channel),
        };
        let _ = self.swarm.behaviour_mut().files.send_response(channel, refusal);
    }

    pub(super) fn file_event(&mut self, event: Event<Request, Response>) {
        match event {
            Event::Message { peer, message: Message::Request { request, channel, .. }, .. } => {
                self.file_asked(&peer, request, channel);
            }
            Event::Message { message: Message::Response { request_id, response }, .. } => {
                if let Some(answer) = self.files.asked.remove(&request_id) {
                    let _ = answer.send(Ok(response));
                }
            }
            Event::OutboundFailure { request_id, error, peer, .. } => {
                tracing::debug!(%peer, %error, "a peer was asked for a part of a file in vain");
                if let Some(answer) = self.files.asked.remove(&request_id) {
                    let _ = answer.send(Err(told(&error)));
                }
            }
            Event::InboundFailure { peer, error, .. } => {
                tracing::debug!(%peer, %error, "a part of a file could not be given to a peer");
            }
            Event::ResponseSent { .. } => {}
        }
    }
}

/// Whether a peer that gave no answer has misbehaved.
fn told(error: &OutboundFailure) -> AskError {
    match error {
        OutboundFailure::Io(error) if error.kind() == io::ErrorKind::InvalidData => AskError::NoAnswer,
        _ => AskError::Silent,
    }
}
