//! What the local API, and whoever starts nodes inside a process, may do with a running node.

use crate::{
    alerts::Alerts,
    attachments::Attachments,
    config::Role,
    drafts::Drafts,
    driver::{Command, Desk},
    events::EventLog,
    marks::Marks,
    metrics::Metrics,
    net::{NetCommand, NetSender},
    offers::Offers,
    policy::InForce,
    verify::Verifier,
};
use cabildo_client::api::{PeerInfo, ReachInfo, ReachState, RelayInfo};
use cabildo_protocol::{
    authority::Authority,
    carry::{Carried, Outcome},
    engine::{EngineState, Input, Peer},
    id::{InstitutionId, LogId, MessageId, Millis, PublicKey},
    ingest::Refusal,
    message::Message,
    proof::Proof,
    receipt::Newest,
    roster::SignedRoster,
};
use cabildo_store::{OpenReport, Reader};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Semaphore, oneshot, watch};

/// Submissions under way at once; more wait for their turn.
pub const SUBMISSIONS_MAX: usize = 256;

/// Who a node is. Does not change while it runs.
#[derive(Debug, Clone)]
pub struct About {
    /// Whose node it is.
    pub institution: InstitutionId,
    /// What it does.
    pub role: Role,
    /// Its node key.
    pub node: PublicKey,
    /// The same as libp2p writes it.
    pub peer_id: String,
    /// When it was started.
    pub started: Millis,
    /// What opening its store found.
    pub report: Arc<OpenReport>,
}

/// A node's state between two batches: everything in it belongs together and is durable.
#[derive(Debug, Clone)]
pub struct Look {
    /// The rosters in force.
    pub authority: Arc<Authority>,
    /// Forked logs with the first sequence at which they are.
    pub forks: Arc<BTreeMap<LogId, u64>>,
    /// All heads in the order of their logs.
    pub frontier: Vec<(LogId, u64, MessageId)>,
    /// Who holds what, as far as nodes have said so here.
    pub receipts: Arc<Newest>,
    /// What the engine says of itself.
    pub engine: EngineState,
    /// The engine's clock, which never runs backwards.
    pub now: Millis,
    /// Grows with every batch that changed anything: whoever caches by it is never stale.
    pub generation: u64,
}

/// One listed or linked node of another, as the network sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its node key.
    pub node: PublicKey,
    /// Whether there is a link now.
    pub connected: bool,
    /// The address of the link, or those that will be tried.
    pub addresses: Vec<String>,
    /// The relay that it goes through, where it is not direct.
    pub through: Option<PublicKey>,
    /// Round-trip time, milliseconds.
    pub rtt_ms: Option<u32>,
    /// When the next attempt to connect is due.
    pub next_try: Option<Millis>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// What the network is like now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkState {
    /// Addresses that the node listens on.
    pub listening: Vec<String>,
    /// Nodes that are linked or will be tried, in the order of their keys.
    pub links: Vec<Link>,
    /// Whether others can reach the node.
    pub reach: Reachable,
    /// How many it serves, where it is a relay.
    pub relay: Option<RelayInfo>,
}

/// Whether others can reach a node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reachable {
    /// How.
    pub state: ReachState,
    /// The relays where it has a place.
    pub through: Vec<PublicKey>,
    /// A relay had no place for it.
    pub full: bool,
}

/// Why a submission was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// It may not be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A relay takes nothing from clients.
    #[error("this node is a relay: it keeps what others write and takes no messages from clients")]
    Relay,
    /// The node is stopping; whether the message was kept is not known.
    #[error("the node is stopping: submit the same bytes again when it runs")]
    Stopped,
}

/// The node is stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the node is stopping")]
pub struct Stopped;

/// A running node. Cheap to clone; does not keep the node alive.
#[derive(Debug, Clone)]
pub struct Handle(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub about: About,
    pub reader: Reader,
    pub desk: Desk,
    pub net: NetSender,
    pub network: watch::Receiver<Arc<NetworkState>>,
    pub verifier: Verifier,
    pub events: Arc<EventLog>,
    pub metrics: Arc<Metrics>,
    pub alerts: Mutex<Arc<Alerts>>,
    pub offers: Mutex<Arc<Offers>>,
    pub marks: Marks,
    pub policy: InForce,
    pub attachments: Arc<Attachments>,
    pub drafts: PathBuf,
    pub submissions: Semaphore,
}

impl Handle {
    /// Who the node is.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.0.about
    }

    /// What it has kept. Calls may take milliseconds: put them on a blocking thread.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.0.reader
    }

    /// What its operators note for each other.
    #[must_use]
    pub fn marks(&self) -> &Marks {
        &self.0.marks
    }

    /// What it does not pass on and does not show.
    #[must_use]
    pub fn policy(&self) -> &InForce {
        &self.0.policy
    }

    /// The files that messages name.
    #[must_use]
    pub fn attachments(&self) -> &Arc<Attachments> {
        &self.0.attachments
    }

    /// Rosters that wait for signatures.
    #[must_use]
    pub fn drafts(&self) -> Drafts<'_> {
        Drafts(&self.0.drafts)
    }

    /// What happens, for readers that come and go.
    #[must_use]
    pub fn events(&self) -> &Arc<EventLog> {
        &self.0.events
    }

    /// What is counted.
    #[must_use]
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.0.metrics
    }

    /// The rules for alerts, and how their programs do.
    #[must_use]
    pub fn alerts(&self) -> Arc<Alerts> {
        self.0.alerts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What other systems' feeds offer.
    #[must_use]
    pub fn offers(&self) -> Arc<Offers> {
        self.0.offers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The network now.
    #[must_use]
    pub fn network(&self) -> Arc<NetworkState> {
        self.0.network.borrow().clone()
    }

    fn leave(&self, command: Command) -> Result<(), Stopped> {
        if self.0.desk.leave(command) { Ok(()) } else { Err(Stopped) }
    }

    /// The node's state between two batches.
    ///
    /// # Errors
    /// [`Stopped`].
    pub async fn look(&self) -> Result<Look, Stopped> {
        let (answer, look) = oneshot::channel();
        self.leave(Command::Look(answer))?;
        look.await.map_err(|_| Stopped)
    }

    /// All rosters that the node keeps, in no particular order.
    ///
    /// # Errors
    /// [`Stopped`].
    pub async fn rosters(&self) -> Result<Vec<SignedRoster>, Stopped> {
        let (answer, rosters) = oneshot::channel();
        self.leave(Command::Rosters(answer))?;
        rosters.await.map_err(|_| Stopped)
    }

    /// All fork proofs that the node keeps, in the order of their logs.
    ///
    /// # Errors
    /// [`Stopped`].
    pub async fn proofs(&self) -> Result<Vec<Proof>, Stopped> {
        let (answer, proofs) = oneshot::channel();
        self.leave(Command::Proofs(answer))?;
        proofs.await.map_err(|_| Stopped)
    }

    /// Gives the engine rosters, as a peer would; returns the state when they are durable. What
    /// does not apply is left out: the state says what was taken.
    ///
    /// # Errors
    /// [`Stopped`].
    pub async fn offer_rosters(&self, rosters: Vec<SignedRoster>) -> Result<Look, Stopped> {
        self.leave(Command::Engine(Input::Rosters(rosters)))?;
        self.look().await
    }

    /// Verifies and takes in a signed message; returns when it is durable.
    ///
    /// # Errors
    /// Why it was not kept.
    pub async fn submit(&self, message: Message) -> Result<MessageId, SubmitError> {
        if self.0.about.role == Role::Relay {
            return Err(SubmitError::Relay);
        }
        let _permit = self.0.submissions.acquire().await.map_err(|_| SubmitError::Stopped)?;
        let (answer, kept) = oneshot::channel();
        self.0.verifier.submission(message, answer);
        kept.await.map_err(|_| SubmitError::Stopped)?.map_err(SubmitError::Refused)
    }

    /// Takes in what a file brings; returns what became of it when that is durable.
    ///
    /// # Errors
    /// [`Stopped`], or nothing of it was kept for want of room.
    pub async fn carry(&self, carried: Carried) -> Result<Outcome, Stopped> {
        let (answer, outcome) = oneshot::channel();
        self.leave(Command::Carried { carried: Box::new(carried), answer })?;
        outcome.await.map_err(|_| Stopped)
    }

    /// Cuts every link and refuses new ones, or lets the network work again.
    pub fn sever(&self, cut: bool) {
        // A node that stops is cut anyway.
        let _ = self.0.net.send(NetCommand::Sever(cut));
    }

    /// All other listed nodes with what is known of the links to them, in the order of their keys.
    #[must_use]
    pub fn peers(&self, look: &Look) -> Vec<PeerInfo> {
        let network = self.network();
        let links: BTreeMap<&PublicKey, &Link> =
            network.links.iter().map(|link| (&link.node, link)).collect();
        let others = look.authority.nodes().filter(|(key, ..)| **key != self.0.about.node);
        others
            .filter_map(|(key, institution, node)| {
                let link = links.get(key);
                Some(PeerInfo {
                    peer_id: crate::identity::peer_id(key)?.to_string(),
                    label: node.label.clone(),
                    institution: institution.clone(),
                    institution_name: look
                        .authority
                        .institution(institution)
                        .map(|entry| entry.names.clone())
                        .unwrap_or_default(),
                    connected: link.is_some_and(|l| l.connected),
                    addresses: link.map(|l| l.addresses.clone()).unwrap_or_default(),
                    through: link.and_then(|l| l.through).map(|relay| label(look, &relay)),
                    rtt_ms: link.and_then(|l| l.rtt_ms),
                    last_sync: look.engine.last_sync.get(&Peer(*key)).copied(),
                    behind: look.engine.behind_by_peer.get(&Peer(*key)).copied().unwrap_or(0),
                    next_try: link.and_then(|l| l.next_try),
                    last_error: link.and_then(|l| l.last_error.clone()),
                })
            })
            .collect()
    }

    /// Whether others can reach the node.
    #[must_use]
    pub fn reach(&self, look: &Look) -> ReachInfo {
        let Reachable { state, through, full } = &self.network().reach;
        ReachInfo {
            state: *state,
            through: through.iter().map(|relay| label(look, relay)).collect(),
            full: *full,
        }
    }
}

/// What a roster calls a node, or its key.
fn label(look: &Look, node: &PublicKey) -> String {
    look.authority.node(node).map_or_else(|| node.to_string(), |(_, node)| node.label.clone())
}
