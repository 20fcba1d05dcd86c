//! Signatures are checked on threads of their own, before the engine, whose inputs carry
//! `Verified`.
//!
//! Messages of one key always go to the same thread: so those of a log stay in order, and parsed
//! keys stay with the thread.

use crate::{
    driver::{Command, Desk},
    net::{NetCommand, NetSender},
};
use cabildo_protocol::{
    bounds,
    engine::{Answer, Input, Peer, RequestId, Token, Topic},
    id::{MessageId, PublicKey},
    ingest::Refusal,
    message::{KeyCache, Message, MessageError, WireMessage},
    news,
    sync::Response,
};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use tokio::sync::oneshot;

/// Who waits for what becomes of a submission.
pub type Submitter = oneshot::Sender<Result<MessageId, Refusal>>;

/// What a thread is asked to do.
#[derive(Debug)]
enum Job {
    Submission(Box<Message>, Submitter),
    Message { from: Peer, token: Token, message: Box<Message> },
    News { from: Peer, token: Token, frame: Vec<u8> },
    Response { from: Peer, request: RequestId, response: Response },
}

/// The threads that verify. How much waits for them is bounded by who hands it over:
/// submissions by permits, frames and answers by the network's counts.
#[derive(Debug, Clone)]
pub struct Verifier {
    threads: Vec<Sender<Job>>,
    /// Frames that wait or are being verified.
    frames: Arc<AtomicUsize>,
    desk: Desk,
    net: NetSender,
}

impl Verifier {
    /// Starts as many threads; what they have verified goes to the driver, what is no message back
    /// to the network. They end when every clone of the verifier is gone.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(threads: usize, desk: &Desk, net: NetSender) -> io::Result<Self> {
        let frames = Arc::new(AtomicUsize::new(0));
        let start = |number| {
            let (sender, jobs) = unbounded();
            let (driver, net, frames) = (desk.inbox(), net.clone(), frames.clone());
            thread::Builder::new()
                .name(format!("verify-{number}"))
                .spawn(move || work(&jobs, &driver, &net, &frames))
                .map(|_| sender)
        };
        let threads = (0..threads.max(1)).map(start).collect::<io::Result<_>>()?;
        Ok(Self { threads, frames, desk: desk.clone(), net })
    }

    /// A client's message.
    pub fn submission(&self, message: Message, answer: Submitter) {
        let key = message.log().key;
        self.send(&key, Job::Submission(Box::new(message), answer));
    }

    /// A gossiped frame. With `keys` it is verified and handled here and now, unless other frames wait: to
    /// hand it over, and wait until the system runs another thread and that has checked what it was given
    /// before, takes longer. Whether something waits for its commit then.
    pub fn gossip(
        &self,
        from: Peer,
        token: Token,
        topic: Topic,
        frame: Vec<u8>,
        keys: Option<&mut KeyCache>,
    ) -> bool {
        if topic == Topic::Rosters {
            self.send(&from.0, Job::News { from, token, frame });
            return false;
        }
        let message = match on_its_topic(topic, &frame) {
            Ok(message) => message,
            Err(error) => {
                reject(&self.net, from, token, &error);
                return false;
            }
        };
        let key = message.log().key;
        let job = Job::Message { from, token, message: Box::new(message) };
        match keys.filter(|_| self.frames.load(Ordering::Acquire) == 0) {
            None => {
                self.frames.fetch_add(1, Ordering::AcqRel);
                self.send(&key, job);
                false
            }
            Some(keys) => match verify(job, &self.net, keys) {
                Some(Command::Engine(input)) => self.desk.take_here(input),
                _ => false,
            },
        }
    }

    /// A peer's answer to a request of ours.
    pub fn response(&self, from: Peer, request: RequestId, response: Response) {
        self.send(&from.0, Job::Response { from, request, response });
    }

    fn send(&self, key: &PublicKey, job: Job) {
        let last = key.as_bytes().last().copied().unwrap_or_default();
        if let Some(thread) = self.threads.get(usize::from(last) % self.threads.len()) {
            // Fails only where the node is stopping: whoever waits sees its channel close.
            let _ = thread.send(job);
        }
    }
}

/// Reads a frame, whose message must be on the topic of its lane.
fn on_its_topic(topic: Topic, frame: &[u8]) -> Result<Message, MessageError> {
    let message = WireMessage::decode(frame, bounds::GOSSIP_FRAME_MAX)?;
    if Topic::of(message.log().lane) == topic {
        Ok(message)
    } else {
        Err(MessageError::Inconsistent("a message on the topic of the other lane"))
    }
}

/// A frame that is no message is not forwarded, and its sender is to blame.
fn reject(net: &NetSender, from: Peer, token: Token, error: &MessageError) {
    tracing::debug!(peer = %from.0, %error, "a frame that is no message");
    let _ = net.send(NetCommand::Verdict { token, verdict: Refusal::Bytes(error.clone()).verdict() });
}

fn work(jobs: &Receiver<Job>, driver: &Sender<Command>, net: &NetSender, frames: &AtomicUsize) {
    let mut keys = KeyCache::default();
    while let Ok(job) = jobs.recv() {
        let frame = matches!(job, Job::Message { .. });
        let verified = verify(job, net, &mut keys);
        let stopping = verified.is_some_and(|command| driver.send(command).is_err());
        if frame {
            frames.fetch_sub(1, Ordering::AcqRel);
        }
        if stopping {
            return;
        }
    }
}

/// What the driver gets of a job, if anything: who sent what is no message has been told.
fn verify(job: Job, net: &NetSender, keys: &mut KeyCache) -> Option<Command> {
    let judged = match job {
        Job::Submission(message, answer) => match message.verify(keys) {
            Ok(message) => return Some(Command::Submit { message: Box::new(message), answer }),
            Err(error) => {
                let _ = answer.send(Err(error.into()));
                return None;
            }
        },
        Job::Response { from, request, response } => {
            let answer = Answer::check(response, keys);
            return Some(Command::Engine(Input::Answered { from, request, answer }));
        }
        Job::Message { from, token, message } => message
            .verify(keys)
            .map(|message| Input::Gossip { from, token, message })
            .map_err(|error| (from, token, error)),
        Job::News { from, token, frame } => news::decode(&frame, keys)
            .map(|news| Input::GossipNews { from, token, news })
            .map_err(|error| (from, token, error)),
    };
    match judged {
        Ok(input) => Some(Command::Engine(input)),
        Err((from, token, error)) => {
            reject(net, from, token, &error);
            None
        }
    }
}
