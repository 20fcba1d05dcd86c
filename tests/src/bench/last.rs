//! How long a message takes to the last of many nodes: real ones against bare gossipsub with the
//! same links, one message at a time, in turn.

use super::{
    bare::Bare,
    pair::{PATIENCE, bare_nodes, linked, meshed},
    work::{Federation, Signed, frame},
};
use cabildo_client::api::ApiEvent;
use cabildo_node::{
    events::Numbered,
    metrics::{Judged, VerdictLabel},
    running::Running,
};
use cabildo_protocol::{id::MessageId, message::Verified};
use futures::future::join_all;
use std::{
    sync::mpsc::RecvTimeoutError,
    time::{Duration, Instant},
};
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
};

/// How often it is looked at what nodes have accepted.
const LOOK: Duration = Duration::from_micros(100);
/// Between two messages: what the one leaves to do, above all making it durable, must not disturb
/// the other.
const PAUSE: Duration = Duration::from_millis(150);
/// How long a verdict may take to be counted once the message is durable everywhere.
const GRACE: Duration = Duration::from_millis(500);

/// A real and a bare cluster, both running: whatever disturbs the one disturbs the other.
#[derive(Debug)]
pub struct Clusters {
    real: Vec<Running>,
    bare: Vec<Bare>,
    durable: mpsc::UnboundedReceiver<(Instant, MessageId)>,
    listeners: Vec<JoinHandle<()>>,
}

/// Times to the last node.
#[derive(Debug, Default)]
pub struct Times {
    /// Bare gossipsub: arrived.
    pub bare: Vec<Duration>,
    /// Real nodes: verified, linked and handed on.
    pub accepted: Vec<Duration>,
    /// Real nodes: durable and told to clients.
    pub durable: Vec<Duration>,
    /// Messages that did not come to every node by gossip alone; sync brought them.
    pub by_sync: usize,
}

impl Clusters {
    /// Starts and links all.
    ///
    /// # Panics
    /// When they do not find each other.
    pub async fn start(federation: &Federation) -> Self {
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
        Self { real, bare, durable, listeners }
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
                Some(time) => times.accepted.push(time),
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

    async fn real(&mut self, at: usize, message: &Verified) -> (Option<Duration>, Duration) {
        let judged = Judged { verdict: VerdictLabel::Accept };
        let others = self.real.iter().enumerate().filter(|(other, _)| *other != at);
        let counters: Vec<_> = others
            .map(|(_, node)| node.handle().metrics().frames.get_or_create(&judged).clone())
            .map(|counter| (counter.get(), counter))
            .collect();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let began = Instant::now();
        let watch = tokio::task::spawn_blocking(move || {
            let mut ended = None;
            loop {
                if counters.iter().all(|(before, counter)| counter.get() > *before) {
                    return Some(began.elapsed());
                }
                // The network counts a verdict a little after the driver has given it.
                let over = stopped.recv_timeout(LOOK) == Err(RecvTimeoutError::Disconnected);
                if over && *ended.get_or_insert_with(Instant::now) + GRACE < Instant::now() {
                    return None;
                }
                if over {
                    std::thread::sleep(LOOK);
                }
            }
        });
        let id = self.real[at].handle().submit((**message).clone()).await.expect("a good message");
        let (mut missing, mut last) = (self.real.len(), began);
        while missing > 0 {
            let event = tokio::time::timeout(PATIENCE, self.durable.recv()).await;
            let (time, which) = event.ok().flatten().expect("a message at every node");
            if which == id {
                (missing, last) = (missing - 1, last.max(time));
            }
        }
        drop(stop);
        (watch.await.expect("a watch"), last - began)
    }
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
