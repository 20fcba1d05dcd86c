//! A federation on loopback whose nodes run in this process.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

#[path = "../../../tests/src/skip.rs"]
pub mod skip;

use cabildo_client::{
    http::ApiClient,
    key::KeyFile,
    writer::{WriteRequest, Writer},
};
use cabildo_node::{
    config::Store,
    demo::{WriteOptions, Written, write},
    home::Home,
    running::Running,
};
use cabildo_protocol::{
    content::{Ack, AckState, Content, PositionTaken, Proposal, Stance},
    id::MessageId,
    text::Texts,
};
use futures::StreamExt as _;
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How long anything may take. Far more than it does: only a defect takes this long.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Homes that are removed at the end.
pub struct Federation {
    pub folder: tempfile::TempDir,
    pub written: Written,
}

/// Writes the homes of a federation. The store never minds how full this machine's disk is.
pub fn federation(nodes: usize) -> Federation {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Some(Store { min_free_mib: 1, min_free_percent: 0, ..Store::default() });
    let options = WriteOptions { nodes, store, ..WriteOptions::default() };
    let written = write(&folder.path().join("f"), &options).expect("homes");
    Federation { folder, written }
}

impl Federation {
    /// The home of a node.
    pub fn home(&self, name: &str) -> PathBuf {
        self.written.nodes.iter().find(|node| node.name == name).expect("a node").home.clone()
    }

    /// Starts a node of it.
    pub async fn start(&self, name: &str) -> Running {
        Running::start(Home::open(&self.home(name)).expect("a home")).await.expect("a node")
    }

    /// A client of a node's local API.
    pub fn api(&self, name: &str) -> ApiClient {
        let node = self.written.nodes.iter().find(|node| node.name == name).expect("a node");
        ApiClient::new(&node.socket).expect("a client")
    }

    /// The operator of a node.
    pub fn writer(&self, name: &str) -> Writer {
        let path = self.home(name).join("keys/operator.key");
        let key = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
        Writer::new(&path, key)
    }
}

/// A text in Spanish.
pub fn text(text: &str) -> Texts {
    Texts::one("es".parse().expect("a tag"), text)
}

/// A proposal.
pub fn proposal(title: &str) -> WriteRequest {
    let content = Proposal::new(text(title), text("Se propone."));
    WriteRequest::new(Content::Proposal(content))
}

/// A position on a proposal.
pub fn endorse(id: &MessageId) -> WriteRequest {
    let content = PositionTaken {
        schema: 1,
        stance: Stance::Endorse,
        reason: Texts::default(),
        mandate: None,
        revision: None,
        read: None,
        sponsors: false,
    };
    WriteRequest::new(Content::Position(content)).answering(id)
}

/// An acknowledgement of a notice.
pub fn ack(id: &MessageId) -> WriteRequest {
    let content = Ack { schema: 1, state: AckState::Seen, note: Texts::default() };
    WriteRequest::new(Content::Ack(content)).answering(id)
}

/// Waits until something holds.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until a node has a message.
pub async fn arrives(api: &ApiClient, id: &MessageId) {
    until(&format!("{id} at {}", api.socket().display()), async || {
        api.message(&id.to_string()).await.is_ok()
    })
    .await;
}

/// All bytes of the files below a folder.
pub fn bytes_below(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(m) if m.is_dir() => bytes_below(&entry.path()),
            Ok(m) => m.len(),
            Err(_) => 0,
        })
        .sum()
}

/// All of a node's export.
pub async fn exported(api: &ApiClient) -> Vec<u8> {
    let (mut pieces, mut file) = (api.export(None, true).await.expect("an export"), Vec::new());
    while let Some(piece) = pieces.next().await {
        file.extend(piece.expect("a piece"));
    }
    file
}
