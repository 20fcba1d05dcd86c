//! Letting go of files that no message here names any longer.

use super::{Attachments, Hash, MessageId, locked, named, names};
use crate::{events::EventLog, handle::Handle};
use cabildo_client::api::ApiEvent;
use cabildo_protocol::{content::Kind, store::StoreError};
use cabildo_store::Reader;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::task::JoinHandle;

/// The first look after a start, and the time between two.
const FIRST: Duration = Duration::from_secs(30);
const EVERY: Duration = Duration::from_secs(3600);
/// What comes together is looked at together.
const TOGETHER: Duration = Duration::from_millis(200);
/// An upload that no message names is kept so long: whoever wrote for hours sends at last.
const UNNAMED: Duration = Duration::from_secs(24 * 3600);
/// Why files could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The messages cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files cannot.
    #[error("the folder of files: {0}")]
    Io(#[from] io::Error),
}

/// Looks now and then, and whenever a text is taken back. Ends with the event log.
pub(crate) fn start(handle: &Handle) -> JoinHandle<()> {
    let (files, reader) = (handle.attachments().clone(), handle.reader().clone());
    tokio::spawn(run(files, reader, handle.events().clone()))
}

async fn run(files: Arc<Attachments>, reader: Reader, events: Arc<EventLog>) {
    let mut coming = events.subscribe(None).coming;
    let mut wait = FIRST;
    loop {
        let next = tokio::time::sleep(wait);
        tokio::pin!(next);
        loop {
            tokio::select! {
                () = &mut next => break,
                event = coming.recv() => match event {
                    Ok((_, event)) => match &*event {
                        ApiEvent::Message(info) if info.kind == Kind::Erasure.name() => break,
                        _ => {}
                    },
                    // Something of what was missed may have been one.
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => break,
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                },
            }
        }
        tokio::time::sleep(TOGETHER).await;
        wait = EVERY;
        let (files, reader) = (files.clone(), reader.clone());
        let swept = tokio::task::spawn_blocking(move || files.sweep(&reader, SystemTime::now())).await;
        match swept {
            Ok(Ok(0)) => {}
            Ok(Ok(gone)) => tracing::info!(gone, "files that no message here names are not kept any longer"),
            Ok(Err(error)) => tracing::warn!(%error, "files that no message names could not be let go"),
            Err(error) => tracing::error!(%error, "looking for files that no message names broke off"),
        }
    }
}

impl Attachments {
    /// Lets go at an instant of the files that no message here names: at once of those that one named
    /// before, of others a day after they came. Reads all messages that may name files, where it is not
    /// known that one does. How many went.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sweep(&self, reader: &Reader, now: SystemTime) -> Result<usize, ShelfError> {
        let roots = self.shelf.roots()?;
        let (mut doubtful, mut were_named) = (BTreeSet::new(), BTreeSet::new());
        for root in roots {
            let witness = locked(&self.witnesses).get(&root).copied();
            match witness {
                Some(message) if named(reader, &message, &root)?.is_some() => {}
                Some(_) => {
                    were_named.insert(root);
                    doubtful.insert(root);
                }
                None => {
                    doubtful.insert(root);
                }
            }
        }
        let found = if doubtful.is_empty() { BTreeMap::new() } else { named_anywhere(reader, &doubtful)? };
        let mut gone = 0;
        for root in doubtful {
            if let Some(message) = found.get(&root) {
                self.witness(&root, *message);
                continue;
            }
            let age = self.shelf.written(&root)?.and_then(|written| now.duration_since(written).ok());
            if were_named.contains(&root) || age.is_some_and(|age| age > UNNAMED) {
                locked(&self.fetching).remove(&root);
                locked(&self.witnesses).remove(&root);
                self.shelf.remove(&root)?;
                gone += 1;
            }
        }
        Ok(gone)
    }
}

/// Of these files those that a message names, with one that does.
fn named_anywhere(reader: &Reader, roots: &BTreeSet<Hash>) -> Result<BTreeMap<Hash, MessageId>, StoreError> {
    let mut found = BTreeMap::new();
    for (log, head) in reader.heads() {
        for seq in 1..=head.seq {
            let Some(header) = reader.header(&log, seq)? else { continue };
            let kind = header.details().and_then(|details| Kind::from_number(details.kind));
            if !kind.is_some_and(Kind::names_files) {
                continue;
            }
            for file in reader.at(&log, seq)?.as_ref().map(names).unwrap_or_default() {
                if roots.contains(&file.root) {
                    found.insert(file.root, header.id());
                }
            }
            if found.len() == roots.len() {
                return Ok(found);
            }
        }
    }
    Ok(found)
}
