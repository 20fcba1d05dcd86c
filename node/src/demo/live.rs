//! The nodes of the demo, alive in this process: each with its own swarm, ports, home and store.

use super::{
    DemoError,
    cast::{self, CAST},
    homes::{self, WriteOptions, WrittenNode},
};
use crate::{
    config::Store,
    home::{Home, SOCKET_PATH_MAX},
    running::Running,
};
use cabildo_client::{http::ApiClient, key::KeyFile, writer::Writer};
use cabildo_protocol::{
    id::{InstitutionId, Language},
    text::Texts,
};
use std::{
    fs,
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The longest path of a socket below the folder of all homes.
const BELOW: usize = "/federation/valparaiso/run/api.sock".len();
/// How long a node may take to stop.
const STOP: Duration = Duration::from_secs(10);

/// A federation that runs.
pub(super) struct Live {
    /// Deleted at the end.
    folder: TempDir,
    pub nodes: Vec<LiveNode>,
}

/// One of its nodes.
pub(super) struct LiveNode {
    pub name: String,
    pub institution: InstitutionId,
    pub names: Texts,
    pub home: PathBuf,
    pub api: ApiClient,
    /// Signs for its operator; none for the relay.
    pub writer: Option<Writer>,
    running: Running,
}

impl Live {
    /// Writes the homes into a new folder and starts all nodes.
    pub async fn start(language: Option<Language>) -> Result<Self, DemoError> {
        let folder = folder()?;
        // The demo must run where there is little room, too; it deletes what it writes.
        let store = Some(Store { min_free_mib: 64, min_free_percent: 0, ..Store::default() });
        let options = WriteOptions { nodes: CAST, store, language };
        let place = folder.path().join("federation");
        let written = tokio::task::spawn_blocking(move || homes::write(&place, &options));
        let written = written.await.map_err(|_| DemoError::Interrupted)??;
        let names = cast::members(CAST)?.into_iter().map(|member| member.names);
        let starting: Vec<_> = written.nodes.into_iter().map(|node| tokio::spawn(start(node))).collect();
        let mut nodes = Vec::with_capacity(starting.len());
        let mut failure = None;
        for (started, names) in starting.into_iter().zip(names) {
            match started.await.map_err(|_| DemoError::Interrupted).flatten() {
                Ok(node) => nodes.push(LiveNode { names, ..node }),
                Err(error) => failure = Some(error),
            }
        }
        let live = Self { folder, nodes };
        match failure {
            None => Ok(live),
            Some(error) => {
                live.stop().await;
                Err(error)
            }
        }
    }

    /// Cuts a node off until the end.
    pub fn cut(&self, node: usize) {
        if let Some(node) = self.nodes.get(node) {
            node.running.handle().sever(true);
        }
    }

    /// Waits until every node but those cut off has links to others, at most for so long.
    pub async fn linked(&self, cut: &std::collections::BTreeSet<usize>, patience: Duration) {
        let until = Instant::now() + patience;
        let ours = self.nodes.iter().enumerate().filter(|(n, _)| !cut.contains(n));
        let waiting: Vec<_> = ours.map(|(_, node)| &node.api).collect();
        let enough = u32::try_from(waiting.len().saturating_sub(1).min(3)).unwrap_or(u32::MAX);
        for api in waiting {
            while Instant::now() < until && api.status().await.is_ok_and(|status| status.connected < enough) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// Stops all nodes. The homes stay until the folder that is returned is dropped.
    pub async fn stop(self) -> TempDir {
        let stopping = self.nodes.into_iter().map(|node| async move {
            if tokio::time::timeout(STOP, node.running.stop()).await.is_err() {
                tracing::warn!(node = node.name, "does not stop in time");
            }
        });
        futures::future::join_all(stopping).await;
        self.folder
    }
}

async fn start(node: WrittenNode) -> Result<LiveNode, DemoError> {
    let home = Home::open(&node.home)?;
    let key = home.paths().operator_key(home.config());
    let writer = if key.exists() { Some(Writer::new(&key, KeyFile::read(&key)?.open(None)?)) } else { None };
    let named = |source| DemoError::Start { node: node.name.clone(), source };
    let running = Running::start(home).await.map_err(named)?;
    Ok(LiveNode {
        api: ApiClient::new(running.socket())?,
        name: node.name,
        institution: node.institution,
        names: Texts::default(),
        home: node.home,
        writer,
        running,
    })
}

/// A private folder for all homes. Where the usual place lies too deep for sockets, below /tmp.
fn folder() -> Result<TempDir, DemoError> {
    let usual = std::env::temp_dir();
    let name = "/cabildo-demo-".len() + 6;
    let deep = usual.as_os_str().as_bytes().len() + name + BELOW > SOCKET_PATH_MAX;
    let place: &Path = if deep { Path::new("/tmp") } else { &usual };
    tempfile::Builder::new()
        .prefix("cabildo-demo-")
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(place)
        .map_err(|source| DemoError::Io { path: place.to_owned(), source })
}
