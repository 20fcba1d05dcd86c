//! The local API's server: HTTP under `/v1` on a Unix socket.
//!
//! `cabildo_client::api` has the data, `docs/api.md` the examples. Everything here is bounded:
//! connections, time to send a request, bodies, lists. Who connects is known by the system's
//! word (`SO_PEERCRED`) and logged with every write; texts never are.

mod alerts;
mod attachments;
mod bundle;
mod calendar;
mod carry;
mod commitments;
mod crisis;
mod delivery;
mod drafts;
mod federation;
pub mod feeds;
mod filter;
mod formats;
mod hosts;
mod inbox;
mod kept;
mod lists;
mod marks;
mod offers;
mod openapi;
mod prepare;
mod problem;
mod read;
mod response;
mod rosters;
pub mod rota;
mod routes;
mod schemas;
mod scrape;
mod search;
mod serve;
mod socket;
mod status;
mod stream;
mod submit;
mod tables;

use crate::handle::Handle;
pub use read::fairly;

use problem::Failure;
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinHandle,
};

/// Items of one list.
pub const LIST_MAX: u32 = 1000;
/// Items of a list where the request does not say.
pub const LIST_DEFAULT: u32 = 100;
/// A draft, as JSON.
pub const DRAFT_MAX: usize = 1024 * 1024;

/// Bounds of the server in number and time.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once; more wait in the system's queue.
    pub connections: usize,
    /// Readers of events at once: they stay, so they get only a part of the connections.
    pub streams: usize,
    /// Requests that read the disk at the same time; more wait for their turn.
    pub reads: usize,
    /// How long a request's head may take, also the first byte of the next one.
    pub head: Duration,
    /// How long a request's body may take.
    pub body: Duration,
    /// How long requests may go on after the stop.
    pub stop: Duration,
    /// A comment is sent to readers of events after so much silence.
    pub keep_alive: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            streams: 128,
            reads: 16,
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            stop: Duration::from_secs(1),
            keep_alive: Duration::from_secs(15),
        }
    }
}

/// Why the API cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// A node answers there.
    #[error("another node answers on {path} · stop it, or set another path in config.toml: [api] socket")]
    InUse {
        /// The socket.
        path: PathBuf,
    },
    /// Something else is there.
    #[error("{path} is no socket · move it away, or set another path in config.toml: [api] socket")]
    NotASocket {
        /// What should be a socket.
        path: PathBuf,
    },
    /// The folder is not this user's own.
    #[error(
        "{folder} is shared with others and cannot be closed · name a folder of this node's own in config.toml: [api] socket"
    )]
    SharedFolder {
        /// The socket's folder.
        folder: PathBuf,
    },
    /// No such group.
    #[error("there is no group «{group}» · make it, or give its number in config.toml: [api] group")]
    NoGroup {
        /// What the settings name.
        group: String,
    },
    /// The user may not give files to the group.
    #[error(
        "{path} cannot be given to the group «{group}»: {source} · make the node's user a member of it, or change config.toml: [api] group"
    )]
    GroupRefused {
        /// What the settings name.
        group: String,
        /// The folder or socket.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused something.
    #[error("{path}: {source} · see [api] socket in config.toml")]
    Io {
        /// What file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The API that is being served. Dropped without [`ApiServer::stop`] it ends too, a moment later.
#[derive(Debug)]
pub struct ApiServer {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl ApiServer {
    /// Takes no more connections, lets running requests end within a second, ends event streams
    /// and removes the socket.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // Fails only where the runtime is going down, and the task with it.
        let _ = self.task.await;
    }
}

/// Serves the API of a node. To be called inside a tokio runtime.
///
/// # Errors
/// Why the socket cannot be had, and what to do.
pub fn start(handle: Handle, socket: &Path, group: &str) -> Result<ApiServer, ApiError> {
    start_within(Limits::default(), handle, socket, group)
}

/// As [`start`], within other limits.
///
/// # Errors
/// As [`start`].
pub fn start_within(
    limits: Limits,
    handle: Handle,
    socket: &Path,
    group: &str,
) -> Result<ApiServer, ApiError> {
    let bound = socket::bind(socket, group)?;
    let (stop, stopped) = watch::channel(false);
    let api = Api::new(handle, limits, stopped.clone(), false);
    let task = tokio::spawn(serve::local(bound, api, stopped));
    Ok(ApiServer { stop, task })
}

/// What all requests share. Cheap to clone.
#[derive(Debug, Clone)]
struct Api(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    handle: Handle,
    limits: Limits,
    inbox: inbox::Cache,
    pages: lists::Pages,
    threads: kept::Threads,
    reads: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    exports: Arc<Semaphore>,
    stopped: watch::Receiver<bool>,
    /// Whether anybody may read it: then only what is for everybody is shown.
    public: bool,
}

impl Api {
    fn new(handle: Handle, limits: Limits, stopped: watch::Receiver<bool>, public: bool) -> Self {
        Self(Arc::new(Inner {
            reads: Arc::new(Semaphore::new(limits.reads)),
            streams: Arc::new(Semaphore::new(limits.streams)),
            exports: Arc::new(Semaphore::new(carry::EXPORTS_MAX)),
            inbox: inbox::Cache::new(handle.policy().clone()),
            pages: lists::Pages::default(),
            threads: kept::Threads::default(),
            stopped,
            public,
            limits,
            handle,
        }))
    }

    fn handle(&self) -> &Handle {
        &self.0.handle
    }

    fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Runs what reads the disk where it may block.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let closed = || Failure::unavailable("the node is stopping", "try again when it runs");
        let permit = self.0.reads.clone().acquire_owned().await.map_err(|_| closed())?;
        let api = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&api)
        });
        done.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a request of the local API broke off");
            Err(Failure::internal("the request broke off"))
        })
    }
}

/// Waits until the server stops, or nobody is left who could stop it.
async fn stop(stopped: &mut watch::Receiver<bool>) {
    // Its guard must not be held over an await, so it is dropped here.
    let _ = stopped.wait_for(|stop| *stop).await;
}
