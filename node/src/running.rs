//! A running node: store, driver, network and local API, started and stopped in order.

mod reload;

pub use reload::{ReloadError, Reloaded};

use crate::{
    alerts::{self, Alerts},
    api::feeds::{self, FeedError, FeedServer},
    attachments::{self, Attachments},
    checking::Checker,
    config::Role,
    driver::{self, Command, Desk, Driver, clock},
    events::{self, EventLog},
    handle::{About, Handle, Inner, SUBMISSIONS_MAX},
    home::Home,
    identity,
    marks::{Marks, MarksError},
    metrics::Metrics,
    net::{NetCommand, NetError, Network, Setup},
    offers::{self, Offers},
    policy::{self, InForce, PolicyError},
    receipts,
    retention::{self, Retaining},
    service, verified,
    verify::Verifier,
};
use cabildo_client::key::KeyError;
use cabildo_protocol::{
    authority::Authority,
    bounds, cbor,
    engine::Options,
    id::{InstitutionId, PublicKey},
    roster::{RosterError, Scope, SignedRoster},
    store::{Store as _, StoreError},
};
use cabildo_store::{OpenError, SegmentStore};
use std::{
    collections::BTreeSet,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};
use tokio::sync::{Semaphore, mpsc, watch};

/// Threads that verify signatures.
const VERIFIERS: usize = 2;
/// Between reconciliations where each byte costs. After news they come sooner all the same.
const METERED_SYNC_MS: u64 = 120_000;
/// Rosters read from a home's folder.
const ROSTER_FILES_MAX: usize = 100_000;

/// Why a node cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its key cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Its store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Its store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There are no rosters at all.
    #[error("{folder} has no rosters · put there the files that came with the invitation")]
    NoRosters {
        /// Where they should be.
        folder: PathBuf,
    },
    /// A roster's file is not one.
    #[error("{file} is no roster: {problem} · fetch it again")]
    RosterFile {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The rosters do not fit together.
    #[error("the rosters cannot be used: {0}")]
    Rosters(#[from] RosterError),
    /// No roster lists the node's key.
    #[error(
        "no roster lists this node's key {node} · ask the institution to list it, or name the institution in config.toml: [node] institution"
    )]
    Unlisted {
        /// The key.
        node: PublicKey,
    },
    /// What its operators noted cannot be read.
    #[error(transparent)]
    Marks(#[from] MarksError),
    /// What it is not to show cannot be read.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The network cannot start.
    #[error(transparent)]
    Network(#[from] NetError),
    /// The local API cannot start.
    #[error(transparent)]
    Api(#[from] crate::api::ApiError),
    /// The feeds cannot be served.
    #[error(transparent)]
    Feeds(#[from] FeedError),
    /// The folder of files cannot be used.
    #[error("{folder}: {source} · see that it is this user's own")]
    Attachments {
        /// Where they are.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused something.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: io::Error,
    },
}

/// A node that runs. Dropped without [`Running::stop`] it stops too, only less orderly.
#[derive(Debug)]
pub struct Running {
    handle: Handle,
    socket: PathBuf,
    alerts: alerts::Watching,
    offers: offers::Watching,
    retaining: Retaining,
    files: attachments::Working,
    receipts: receipts::Keeping,
    /// Its threads end with it.
    _checker: Arc<Checker>,
    api: crate::api::ApiServer,
    feeds: Option<FeedServer>,
    network: tokio::task::JoinHandle<()>,
    driver: thread::JoinHandle<()>,
    failure: watch::Receiver<Option<StoreError>>,
    /// Released last.
    home: Home,
}

impl Running {
    /// Starts a node on a home.
    ///
    /// # Errors
    /// What is wrong, where, and what to do. Nothing runs then.
    pub async fn start(home: Home) -> Result<Self, StartError> {
        let (node, pair) = match service::credential("node.key") {
            Some(path) => identity::load_credential(&path)?,
            None => identity::load(&home.paths().node_key())?,
        };
        let (store, authority) = open(&home)?;
        let about = About {
            institution: institution(&home, &authority, &node)?,
            role: home.config().node.role,
            node,
            peer_id: pair.public().to_peer_id().to_string(),
            started: clock(),
            report: Arc::new(store.report().clone()),
        };
        let reader = store.reader();
        let marks = Marks::open(&home.paths().marks())?;
        let (to_driver, inbox) = crossbeam_channel::unbounded();
        let (to_net, commands) = mpsc::unbounded_channel();
        let metrics = Arc::new(Metrics::default());
        let log = EventLog::new(about.started);
        let io = |what: &str| {
            let what = what.to_owned();
            move |source| StartError::Io { what, source }
        };
        let policy = policy::read(&home.paths().policy())?;
        let in_force = InForce::new(policy.clone());
        let (reporter, _) =
            events::start(log.clone(), reader.clone(), in_force.clone()).map_err(io("a thread"))?;
        let mut options = Options {
            institution: Some(about.institution.clone()),
            policy,
            signer: identity::signer(&pair).map(Arc::new),
            gathers: about.role == Role::Relay,
            ..Options::default()
        };
        if home.config().network.metered {
            options.sync_every_ms = METERED_SYNC_MS;
        }
        let federation = authority.federation();
        let files = open_files(&home, metrics.clone())?;
        let checker = Arc::new(Checker::start(VERIFIERS, &to_driver).map_err(io("a thread"))?);
        let tell = (to_net.clone(), reporter, metrics.clone());
        let driver = Driver::new(authority, store, options, tell, Arc::downgrade(&checker))?;
        let driver = Arc::new(Mutex::new(driver));
        let desk = Desk::new(driver.clone(), to_driver);
        let verifier = Verifier::start(VERIFIERS, &desk, to_net.clone()).map_err(io("a thread"))?;
        let setup = Setup {
            config: &home.config().network,
            relay: (about.role == Role::Relay).then_some(&home.config().relay),
            pair,
            federation,
            desk: desk.clone(),
            verifier: verifier.clone(),
            metrics: metrics.clone(),
            files: (files.clone(), reader.clone()),
            commands,
        };
        let (network, watcher) = Network::start(setup).await?;
        let socket = home.paths().socket(home.config());
        let alerts = Arc::new(Alerts::new(home.config(), home.paths().root(), &socket));
        let offers = Arc::new(Offers::new(home.config(), &home.paths().passed_over()));
        let handle = Handle(Arc::new(Inner {
            about,
            reader,
            desk,
            net: to_net.clone(),
            network: watcher,
            verifier,
            events: log,
            metrics,
            alerts: Mutex::new(alerts.clone()),
            offers: Mutex::new(offers.clone()),
            marks,
            policy: in_force,
            attachments: files,
            drafts: home.paths().drafts(),
            submissions: Semaphore::new(SUBMISSIONS_MAX),
        }));
        let rules = feeds::Rules::read(&home.config().feeds, home.paths().root())?;
        let feeds = rules.map(|rules| Ok::<_, FeedError>((feeds::bind(&rules, None)?, rules))).transpose()?;
        let api = crate::api::start(handle.clone(), &socket, &home.config().api.group)?;
        let (failed, failure) = watch::channel(None);
        let driver = thread::Builder::new()
            .name("driver".into())
            .spawn(move || {
                if let Err(error) = driver::run(&driver, &inbox) {
                    tracing::error!(%error, "the disk failed: the node stops");
                    failed.send_replace(Some(error));
                    // Nothing may be answered any more.
                    let _ = to_net.send(NetCommand::Stop);
                }
            })
            .map_err(io("a thread"))?;
        let network = tokio::spawn(network.run());
        let alerts = alerts::start(&handle, &alerts, &home.paths().alerts());
        let offers = offers::start(&handle, &offers);
        let feeds = feeds.map(|(bound, rules)| feeds::serve(&handle, rules, bound));
        let retaining = retention::start(&handle, &home.config().store).map_err(io("a thread"))?;
        let files = attachments::start(&handle);
        let receipts = receipts::start(&handle, home.paths().receipts());
        tracing::info!(institution = %handle.about().institution, peer = %handle.about().peer_id, "running");
        Ok(Self {
            handle,
            socket,
            alerts,
            offers,
            retaining,
            files,
            receipts,
            _checker: checker,
            api,
            feeds,
            network,
            driver,
            failure,
            home,
        })
    }

    /// What others may do with it.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The local API's socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Where it serves feeds over TCP, if it does.
    #[must_use]
    pub fn feeds(&self) -> Option<SocketAddr> {
        self.feeds.as_ref().map(FeedServer::address)
    }

    /// Its home.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Waits until the node stops by itself, because its disk failed; says how.
    pub async fn failed(&mut self) -> StoreError {
        match self.failure.wait_for(Option::is_some).await {
            Ok(failure) => failure.clone().unwrap_or_else(gone),
            Err(_) => gone(),
        }
    }

    /// Stops in order: no more requests, what is under way made durable, links closed.
    pub async fn stop(self) {
        drop(self.alerts);
        drop(self.offers);
        drop(self.files);
        let retaining = self.retaining;
        let _ = tokio::task::spawn_blocking(move || drop(retaining)).await;
        if let Some(feeds) = self.feeds {
            feeds.stop().await;
        }
        self.api.stop().await;
        self.receipts.stop().await;
        // Each fails only where that part has stopped by itself.
        let _ = self.handle.0.desk.leave(Command::Stop);
        let driver = self.driver;
        let _ = tokio::task::spawn_blocking(move || driver.join()).await;
        let _ = self.handle.0.net.send(NetCommand::Stop);
        let _ = self.network.await;
        tracing::info!(institution = %self.handle.about().institution, "stopped");
    }
}

/// Opens the folder of files.
fn open_files(home: &Home, metrics: Arc<Metrics>) -> Result<Arc<Attachments>, StartError> {
    let folder = home.paths().attachments();
    let files = Attachments::open(&folder, &home.config().attachments, metrics);
    files.map(Arc::new).map_err(|source| StartError::Attachments { folder, source })
}

fn gone() -> StoreError {
    StoreError::Broken { place: "the driver".into(), detail: "it has ended".into() }
}

/// Opens the store and adds what rosters the home's folder has beyond it.
fn open(home: &Home) -> Result<(SegmentStore, Authority), StartError> {
    let settings = &home.config().store;
    let options = cabildo_store::Options {
        // With a million messages it alone takes more memory than a relay may. Nobody searches there,
        // and who does gets the same answers from the segments.
        index: home.config().node.role != Role::Relay,
        min_free_bytes: settings.min_free_mib.saturating_mul(1024 * 1024),
        min_free_percent: u64::from(settings.min_free_percent),
        ..cabildo_store::Options::default()
    };
    let mut store = SegmentStore::open(&home.paths().store(), options)?;
    // There may be several of one version: what that means, the authority says.
    let mut rosters = store.rosters();
    let mut here: BTreeSet<(Scope, u32)> = BTreeSet::new();
    for signed in &rosters {
        let roster = signed.open()?;
        here.insert((roster.scope, roster.version));
    }
    let mut news = Vec::new();
    for (file, signed) in roster_files(&home.paths().rosters())? {
        let roster =
            signed.open().map_err(|error| StartError::RosterFile { file, problem: error.to_string() })?;
        // What the store has was checked when it came, and never goes back.
        if here.insert((roster.scope, roster.version)) {
            news.push(signed);
        }
    }
    rosters.extend(news.iter().cloned());
    if rosters.is_empty() {
        return Err(StartError::NoRosters { folder: home.paths().rosters() });
    }
    let known = verified::read(&home.paths().verified());
    let (authority, good) = Authority::load_knowing(&rosters, &store.late_rosters(), &known)?;
    for signed in &news {
        store.keep_roster(signed)?;
    }
    store.commit()?;
    if good != known {
        verified::write(&home.paths().verified(), &good);
    }
    Ok((store, authority))
}

fn roster_files(folder: &Path) -> Result<Vec<(PathBuf, SignedRoster)>, StartError> {
    let io = |path: &Path| {
        let what = path.display().to_string();
        move |source| StartError::Io { what, source }
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io(folder)(error)),
    };
    let mut found = Vec::new();
    for entry in entries.take(ROSTER_FILES_MAX) {
        let file = entry.map_err(io(folder))?.path();
        if file.extension().is_none_or(|ending| ending != "roster") {
            continue;
        }
        let length = fs::metadata(&file).map_err(io(&file))?.len();
        let max = bounds::ROSTER_MAX + bounds::ROSTER_SIGNATURES_MAX * 128;
        if length > max as u64 {
            let problem = format!("{length} bytes, at most {max} are allowed");
            return Err(StartError::RosterFile { file, problem });
        }
        let bytes = fs::read(&file).map_err(io(&file))?;
        match cbor::decode::<SignedRoster>(&bytes) {
            Ok(signed) => found.push((file, signed)),
            Err(error) => return Err(StartError::RosterFile { file, problem: error.to_string() }),
        }
    }
    Ok(found)
}

/// Whose node this is: what the settings say, else who lists its key.
fn institution(home: &Home, authority: &Authority, node: &PublicKey) -> Result<InstitutionId, StartError> {
    let listed = authority.node(node).map(|(institution, _)| institution);
    let named = home.config().node.institution.as_ref();
    named.or(listed).cloned().ok_or(StartError::Unlisted { node: *node })
}
