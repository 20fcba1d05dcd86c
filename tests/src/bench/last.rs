//! How long a message takes to the last of many nodes: real ones against bare gossipsub with the
//! same links, one message at a time, in turn.

use super::{
    bare::Bare,
    pair::{PATIENCE, bare_nodes, linked, meshed},
    work::{Federation, Signed, frame},
};
use cabildo_client::api::ApiEvent;
use cabildo_node::{events::Numbered, running::Running};
use cabildo_protocol::{id::MessageId, message::Verified};
use futures::future::join_all;
use std::time::{Duration, Instant};
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
};
use tracing_subscriber::{
    Layer,
    filter::filter_fn,
    layer::{Context, SubscriberExt as _},
};

/// Between two messages: what the one leaves to do, above all making it durable, must not disturb
/// the other.
const PAUSE: Duration = Duration::from_millis(150);
/// How long a frame may still be under way once the message is durable everywhere.
const GRACE: Duration = Duration::from_millis(500);

/// A real and a bare cluster, both running: whatever disturbs the one disturbs the other.
#[derive(Debug)]
pub struct Clusters<'a> {
    real: Vec<Running>,
    bare: Vec<Bare>,
    durable: mpsc::UnboundedReceiver<(Instant, MessageId)>,
    steps: &'a mut Steps,
    listeners: Vec<JoinHandle<()>>,
}

/// When nodes of this process did what with a frame.
pub type Steps = mpsc::UnboundedReceiver<(Instant, Step)>;

/// What a real node does with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The author's node publishes it: it is durable there.
    Published,
    /// Another one has verified and linked it, and passes it on.
    PassedOn,
}

/// Times to the last node.
#[derive(Debug, Default)]
pub struct Times {
    /// Bare gossipsub: arrived.
    pub bare: Vec<Duration>,
    /// Real nodes: verified, linked and handed on.
    pub accepted: Vec<Duration>,
    /// The same from the moment when the author's node published it: without the author's own disk, all
    /// that bare gossipsub is spared are the checks at each hop.
    pub from_publish: Vec<Duration>,
    /// Real nodes: durable and told to clients.
    pub durable: Vec<Duration>,
    /// Messages that did not come to every node by gossip alone; sync brought them.
    pub by_sync: usize,
}

impl<'a> Clusters<'a> {
    /// Starts and links all.
    ///
    /// # Panics
    /// When they do not find each other.
    pub async fn start(federation: &Federation, steps: &'a mut Steps) -> Self {
        let mut real = Vec::new();
        for node in 0..federation.len() {
            real.push(federation.start(node).await);
        }
        let bare = bare_nodes(federation, federation.len()).await;
        let (sender, durable) = mpsc::unbounded_channel();
        let listeners = real
            .iter()
            .map(|node| tokio::spawn(listen(node.handle().events().subscribe(None).coming, sender.clone())))
            .collect();
        linked(real.iter().map(Running::handle)).await;
        meshed(&bare).await;
        Self { real, bare, durable, steps, listeners }
    }

    /// Sends each message through both.
    ///
    /// # Panics
    /// When a message does not come to all.
    pub async fn measure(&mut self, messages: &[Signed]) -> Times {
        let mut times = Times::default();
        for (at, message) in messages {
            times.bare.push(self.bare(*at, frame(message)).await);
            tokio::time::sleep(PAUSE).await;
            let (accepted, durable) = self.real(*at, message).await;
            match accepted {
                Some((accepted, from_publish)) => {
                    times.accepted.push(accepted);
                    times.from_publish.push(from_publish);
                }
                None => times.by_sync += 1,
            }
            times.durable.push(durable);
            tokio::time::sleep(PAUSE).await;
        }
        times
    }

    /// Stops the real nodes; bare ones end by themselves.
    pub async fn stop(self) {
        self.listeners.iter().for_each(JoinHandle::abort);
        join_all(self.real.into_iter().map(Running::stop)).await;
    }

    async fn bare(&mut self, at: usize, frame: Vec<u8>) -> Duration {
        let began = Instant::now();
        self.bare[at].publish.send(frame).expect("a running node");
        let mut last = began;
        for (_, node) in self.bare.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            let arrival = tokio::time::timeout(PATIENCE, node.arrived.recv()).await;
            last = last.max(arrival.ok().flatten().expect("an arrival at every bare node").0);
        }
        last - began
    }

    /// Until the last has handed it on, from here and from its publication, and until it is durable there.
    async fn real(&mut self, at: usize, message: &Verified) -> (Option<(Duration, Duration)>, Duration) {
        while self.steps.try_recv().is_ok() {}
        let began = Instant::now();
        let id = self.real[at].handle().submit((**message).clone()).await.expect("a good message");
        let (mut missing, mut last) = (self.real.len(), began);
        while missing > 0 {
            let event = tokio::time::timeout(PATIENCE, self.durable.recv()).await;
            let (time, which) = event.ok().flatten().expect("a message at every node");
            if which == id {
                (missing, last) = (missing - 1, last.max(time));
            }
        }
        let spread = self.all_passed_on().await;
        (spread.map(|(published, passed_on)| (passed_on - began, passed_on - published)), last - began)
    }

    /// When the author's node published the message and the last of the others passed it on; none where
    /// sync brought it to one.
    async fn all_passed_on(&mut self) -> Option<(Instant, Instant)> {
        let (mut published, mut last) = (None, None);
        for _ in 0..self.real.len() {
            let (time, step) = tokio::time::timeout(GRACE, self.steps.recv()).await.ok().flatten()?;
            match step {
                Step::Published => published = Some(time),
                Step::PassedOn => last = last.max(Some(time)),
            }
        }
        published.zip(last)
    }
}

/// Takes the time whenever a node publishes a frame or passes one on: it says so in its log.
struct Clock(mpsc::UnboundedSender<(Instant, Step)>);

impl<S: tracing::Subscriber> Layer<S> for Clock {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let published = event.metadata().fields().field("published").is_some();
        let step = if published { Step::Published } else { Step::PassedOn };
        // Nobody reads any more once the measuring is over.
        let _ = self.0.send((Instant::now(), step));
    }
}

/// Starts the clock for all nodes of this process; once.
///
/// # Panics
/// The second time.
#[must_use]
pub fn steps() -> Steps {
    let (sender, receiver) = mpsc::unbounded_channel();
    let only =
        filter_fn(|event| *event.level() == tracing::Level::TRACE && event.target() == "cabildo_node::net");
    let subscriber = tracing_subscriber::registry().with(Clock(sender).with_filter(only));
    tracing::subscriber::set_global_default(subscriber).expect("the only subscriber");
    receiver
}

/// Reports what becomes durable at a node.
async fn listen(
    mut coming: broadcast::Receiver<Numbered>,
    sender: mpsc::UnboundedSender<(Instant, MessageId)>,
) {
    while let Ok((_, event)) = coming.recv().await {
        if let ApiEvent::Message(info) = &*event
            && sender.send((Instant::now(), info.id)).is_err()
        {
            return;
        }
    }
}
