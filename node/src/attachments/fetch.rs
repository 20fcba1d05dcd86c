//! Fetching files from other nodes: one peer after the other, a chunk at a time.
//!
//! The nodes of the message's author are asked first. A peer that sends what is not of the file is asked
//! no more for it; one that lacks it, or is silent, is passed over until something changes. What none of
//! the linked nodes has stays wanted: it is looked for again with each new link, and now and then.

use super::{Attachments, Hash, Trouble, Want, locked, named};
use crate::{
    handle::{Handle, NetworkState},
    net::NetCommand,
};
use cabildo_protocol::{
    attachment::{Manifest, Request, Response},
    bounds::CHUNK,
    id::{InstitutionId, PublicKey},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{Mutex, oneshot, watch},
    task::JoinSet,
};

/// Files that are fetched at the same time. Each asks for one chunk at a time, and never two of them one
/// peer: what else travels has the rest of the line.
const FETCHES: usize = 2;
/// What nobody had is looked for again after this.
const AGAIN: Duration = Duration::from_secs(60);
/// A peer that has no time is asked again after this, so often.
const BUSY: Duration = Duration::from_millis(500);
const BUSY_MAX: usize = 20;
/// Chunks after which it is looked whether the disk is full.
const LOOK_AFTER: u32 = 16;

/// Why a peer has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// It sent what is no answer, or more than any may be.
    #[error("it sent what is no answer")]
    NoAnswer,
    /// It is gone, silent, or speaks no such protocol.
    #[error("it did not answer")]
    Silent,
}

/// A question for a peer, and who waits for the answer.
#[derive(Debug)]
pub struct Question {
    /// Whom.
    pub to: PublicKey,
    /// What.
    pub what: Request,
    /// Where the answer goes.
    pub answer: oneshot::Sender<Result<Response, AskError>>,
}

/// How a fetch ended for now.
enum Ended {
    Whole,
    Waits(Trouble),
    /// No message here names the file any longer, or it was brought by hand.
    Unwanted,
}

/// What a peer was good for.
enum Served {
    Whole,
    /// It sent what is not of the file.
    Lied,
    /// It lacks the file, has no time, or is gone.
    Passed,
    Full,
    /// Nobody wants it any longer.
    Unwanted,
}

/// Starts fetching what is wanted.
pub(crate) fn start(handle: &Handle) -> tokio::task::JoinHandle<()> {
    let fetcher = Fetcher { handle: handle.clone(), peers: Arc::default() };
    let network = handle.0.network.clone();
    tokio::spawn(fetcher.run(network))
}

#[derive(Clone)]
struct Fetcher {
    handle: Handle,
    /// A peer is asked one thing at a time.
    peers: Arc<std::sync::Mutex<BTreeMap<PublicKey, Arc<Mutex<()>>>>>,
}

fn linked(state: &NetworkState) -> BTreeSet<PublicKey> {
    state.links.iter().filter(|link| link.connected).map(|link| link.node).collect()
}

impl Fetcher {
    fn files(&self) -> &Arc<Attachments> {
        self.handle.attachments()
    }

    async fn run(self, mut network: watch::Receiver<Arc<NetworkState>>) {
        let mut running: JoinSet<(Hash, Ended)> = JoinSet::new();
        let mut links = linked(&network.borrow_and_update());
        let mut again = tokio::time::interval(AGAIN);
        loop {
            while running.len() < FETCHES
                && let Some(want) = self.next()
            {
                let fetcher = self.clone();
                running.spawn(async move { (want.root, fetcher.fetch(want).await) });
            }
            tokio::select! {
                () = self.files().wake.notified() => {}
                _ = again.tick() => self.retry(),
                Some(ended) = running.join_next(), if !running.is_empty() => match ended {
                    Ok((root, ended)) => self.ended(&root, &ended),
                    Err(error) => {
                        tracing::error!(%error, "a fetch broke off");
                        self.broken();
                    }
                },
                changed = network.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let now = linked(&network.borrow_and_update());
                    if now.difference(&links).next().is_some() {
                        self.retry();
                    }
                    links = now;
                }
            }
        }
    }

    /// The next file to be fetched that is not waiting for something to change.
    fn next(&self) -> Option<Want> {
        let mut fetching = locked(&self.files().fetching);
        let next = fetching.values_mut().find(|fetching| !fetching.running && fetching.trouble.is_none())?;
        next.running = true;
        Some(next.want)
    }

    fn retry(&self) {
        locked(&self.files().fetching).values_mut().for_each(|fetching| fetching.trouble = None);
    }

    /// None of those that run does any longer: they begin anew at the next look.
    fn broken(&self) {
        for fetching in locked(&self.files().fetching).values_mut().filter(|fetching| fetching.running) {
            (fetching.running, fetching.trouble) = (false, Some(Trouble::Disk));
        }
    }

    fn ended(&self, root: &Hash, ended: &Ended) {
        let mut fetching = locked(&self.files().fetching);
        match ended {
            Ended::Whole | Ended::Unwanted => _ = fetching.remove(root),
            Ended::Waits(trouble) => {
                if let Some(fetching) = fetching.get_mut(root) {
                    (fetching.running, fetching.trouble) = (false, Some(*trouble));
                }
            }
        }
    }

    /// Runs what reads or writes the disk where it may block.
    async fn disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Attachments) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let files = self.files().clone();
        tokio::task::spawn_blocking(move || work(&files)).await.map_err(io::Error::other)?
    }

    async fn fetch(&self, want: Want) -> Ended {
        match self.go_round(want).await {
            Ok(ended) => ended,
            Err(error) if is_full(&error) => Ended::Waits(Trouble::NoRoom),
            Err(error) => {
                tracing::warn!(%error, "a file is not fetched: the disk refused");
                Ended::Waits(Trouble::Disk)
            }
        }
    }

    /// Whether the whole node may not write more.
    async fn is_read_only(&self) -> bool {
        self.handle.look().await.is_ok_and(|look| look.engine.read_only)
    }

    async fn go_round(&self, want: Want) -> io::Result<Ended> {
        let reader = self.handle.reader().clone();
        let message = want.message;
        let root = want.root;
        let author = self
            .disk(move |_| {
                let named = named(&reader, &message, &root).map_err(io::Error::other)?;
                let message = reader.message(&message).map_err(io::Error::other)?;
                Ok(message.filter(|_| named.is_some()).map(|message| message.envelope().institution.clone()))
            })
            .await?;
        let Some(author) = author else {
            self.disk(move |files| files.shelf.remove(&root)).await?;
            return Ok(Ended::Unwanted);
        };
        if self.is_read_only().await {
            return Ok(Ended::Waits(Trouble::NoRoom));
        }
        for peer in self.in_turn(&author).await {
            if self.files().has_lied(&root, &peer) {
                continue;
            }
            match self.take_from(want, peer).await? {
                Served::Whole => {
                    tracing::info!(size = want.size, "a file is here whole");
                    return Ok(Ended::Whole);
                }
                Served::Full => return Ok(Ended::Waits(Trouble::NoRoom)),
                Served::Unwanted => return Ok(Ended::Unwanted),
                Served::Lied => {
                    tracing::warn!(node = %peer, "a node sent what is not of the file that it was asked for");
                    self.files().note_lie(&root, peer);
                }
                Served::Passed => {}
            }
        }
        Ok(Ended::Waits(Trouble::NoPeer))
    }

    /// Who is linked: the author's nodes, then all others.
    async fn in_turn(&self, author: &InstitutionId) -> Vec<PublicKey> {
        let links = linked(&self.handle.network());
        let Ok(look) = self.handle.look().await else { return Vec::new() };
        let of = |key: &PublicKey| look.authority.node(key).map(|(institution, _)| institution.clone());
        let listed = links.into_iter().filter_map(|key| Some((of(&key)? != *author, key)));
        let mut all: Vec<(bool, PublicKey)> = listed.collect();
        all.sort_unstable();
        all.into_iter().map(|(_, key)| key).collect()
    }

    async fn ask(&self, to: PublicKey, what: Request) -> Result<Response, AskError> {
        let gate = {
            let mut peers = self.peers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            peers.entry(to).or_default().clone()
        };
        let _turn = gate.lock().await;
        for _ in 0..BUSY_MAX {
            let (answer, answered) = oneshot::channel();
            let question = Question { to, what, answer };
            self.handle.0.net.send(NetCommand::AskFile(question)).map_err(|_| AskError::Silent)?;
            match answered.await.map_err(|_| AskError::Silent)? {
                Ok(Response::Busy) => tokio::time::sleep(BUSY).await,
                other => return other,
            }
        }
        Ok(Response::Busy)
    }

    /// The manifest of a file, from the disk or from a peer.
    async fn manifest(&self, want: Want, peer: PublicKey) -> io::Result<Result<Manifest, Served>> {
        let Want { root, message, size } = want;
        if let Some(manifest) = self.disk(move |files| files.shelf.manifest(&root, size)).await? {
            return Ok(Ok(manifest));
        }
        Ok(match self.ask(peer, Request::Manifest { message, root }).await {
            Ok(Response::Manifest(bytes)) => Manifest::decode(&root, size, &bytes).map_err(|_| Served::Lied),
            Ok(Response::NotHere | Response::Busy) | Err(AskError::Silent) => Err(Served::Passed),
            Ok(Response::Chunk(_)) | Err(AskError::NoAnswer) => Err(Served::Lied),
        })
    }

    async fn take_from(&self, want: Want, peer: PublicKey) -> io::Result<Served> {
        let Want { root, message, .. } = want;
        let manifest = match self.manifest(want, peer).await? {
            Ok(manifest) => manifest,
            Err(served) => return Ok(served),
        };
        let Some(mut part) = self.disk(move |files| files.shelf.part(&root, manifest)).await? else {
            return Ok(Served::Full);
        };
        let mut came = 0;
        while let Some(index) = part.missing() {
            // Meanwhile it may have been brought by hand, or its last message may have gone.
            if !self.tell(&root, part.counted()) {
                return Ok(Served::Unwanted);
            }
            if came % LOOK_AFTER == LOOK_AFTER - 1 && self.is_read_only().await {
                return Ok(Served::Full);
            }
            let bytes = match self.ask(peer, Request::Chunk { message, root, index }).await {
                Ok(Response::Chunk(bytes)) if bytes.len() <= CHUNK => bytes,
                Ok(Response::NotHere | Response::Busy) | Err(AskError::Silent) => return Ok(Served::Passed),
                Ok(_) | Err(AskError::NoAnswer) => return Ok(Served::Lied),
            };
            let length = bytes.len() as u64;
            let (back, good) = self
                .disk(move |_| {
                    let good = part.put(index, &bytes)?;
                    Ok((part, good))
                })
                .await?;
            part = back;
            if !good {
                return Ok(Served::Lied);
            }
            came += 1;
            self.files().metrics.attachment_bytes_fetched.inc_by(length);
        }
        self.disk(move |files| files.shelf.finish(&root, &part)).await?;
        Ok(Served::Whole)
    }

    /// Says how far a fetch is; `false` where nobody wants it any longer.
    fn tell(&self, root: &Hash, counted: (u32, u32)) -> bool {
        let mut fetching = locked(&self.files().fetching);
        let wanted = fetching.get_mut(root);
        wanted.map(|fetching| fetching.counted = Some(counted)).is_some()
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
