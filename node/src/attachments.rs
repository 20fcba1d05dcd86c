//! The files that messages name: kept on this node's disk, fetched from others on demand, served to them.
//!
//! A file is here because somebody uploaded it for a message of theirs, asked for one that a message
//! names, or brought it by hand. It goes when no message here names it any longer; an upload that none ever named goes after a
//! day. What travels is checked against hashes that are signed with the message, so it does not matter
//! from whom it came. Nothing here opens a file or makes a path of its name.

mod bring;
mod fetch;
pub mod kind;
mod shelf;
mod sweep;

pub use bring::{Brought, Taken};
pub use fetch::{AskError, Question};
pub use shelf::{Shelf, Upload, Want};
pub use sweep::ShelfError;

use crate::{config, handle::Handle, metrics::Metrics};
use cabildo_client::api::{AttachmentInfo, AttachmentState};
use cabildo_protocol::{
    attachment::{Manifest, Request, Response, chunks},
    bounds::ATTACHMENT_MAX,
    content::{Attachment, Content, Kind},
    id::{Hash, MessageId, PublicKey},
    message::Message,
    store::StoreError,
};
use cabildo_store::Reader;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

const MIB: u64 = 1024 * 1024;

/// Why a file is neither taken nor fetched: what, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is empty.
    #[error("the file is empty")]
    Empty,
    /// It is larger than the settings allow.
    #[error("{size} bytes: this node keeps files of at most {max} bytes")]
    TooLarge {
        /// Its bytes.
        size: u64,
        /// What is allowed.
        max: u64,
    },
    /// All files together would be more than the settings allow.
    #[error("{size} bytes have no room: all files together may have {max} bytes on this node")]
    NoRoom {
        /// Its bytes.
        size: u64,
        /// What is allowed.
        max: u64,
    },
    /// The disk.
    #[error("the folder of files: {0}")]
    Io(#[from] io::Error),
}

/// What keeps a fetch from going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No node is linked that has it.
    NoPeer,
    /// There is no room, or the disk is full.
    NoRoom,
    /// The disk.
    Disk,
}

impl Trouble {
    fn name(self) -> &'static str {
        match self {
            Self::NoPeer => "no_peer",
            Self::NoRoom => "no_room",
            Self::Disk => "disk",
        }
    }
}

/// A fetch as it stands.
#[derive(Debug, Clone)]
pub(crate) struct Fetching {
    pub want: Want,
    /// Chunks that are here, and all; none before that is known.
    pub counted: Option<(u32, u32)>,
    pub trouble: Option<Trouble>,
    pub running: bool,
    /// Who sent what is not of the file: they are asked for it no more.
    pub liars: BTreeSet<PublicKey>,
}

impl Fetching {
    fn new(want: Want) -> Self {
        Self { want, counted: None, trouble: None, running: false, liars: BTreeSet::new() }
    }
}

/// The files of a node. Calls read the disk: asynchronous callers put them on a blocking thread.
#[derive(Debug)]
pub struct Attachments {
    shelf: Shelf,
    settings: config::Attachments,
    pub(crate) metrics: Arc<Metrics>,
    fetching: Mutex<BTreeMap<Hash, Fetching>>,
    /// The file that is being brought by hand.
    brought: Mutex<Option<(Hash, shelf::Part)>>,
    /// A message that names a file, so that not all are read to know that one does.
    witnesses: Mutex<BTreeMap<Hash, MessageId>>,
    /// Something is to be fetched.
    wake: Notify,
}

/// The tasks that fetch files and let them go, which end when this is dropped: else they would keep the
/// node.
#[derive(Debug)]
pub(crate) struct Working([tokio::task::JoinHandle<()>; 2]);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

/// Starts fetching what is wanted and letting go of what nobody names. Inside a tokio runtime.
pub(crate) fn start(handle: &Handle) -> Working {
    Working([fetch::start(handle), sweep::start(handle)])
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a message that is here says so: that it names a file with this root.
pub(crate) fn named(
    reader: &Reader,
    message: &MessageId,
    root: &Hash,
) -> Result<Option<Attachment>, StoreError> {
    let files = reader.message(message)?.as_ref().map(names).unwrap_or_default();
    Ok(files.into_iter().find(|file| file.root == *root))
}

/// The files that a message names.
pub(crate) fn names(message: &Message) -> Vec<Attachment> {
    let kind = message.details().and_then(|details| Kind::from_number(details.kind));
    // The kind first: what a message says costs much more.
    if !kind.is_some_and(Kind::names_files) {
        return Vec::new();
    }
    let content = message.content().and_then(Result::ok);
    content.as_ref().map(Content::attachments).unwrap_or_default().to_vec()
}

impl Attachments {
    /// Opens the folder of files. What was being fetched is fetched on.
    ///
    /// # Errors
    /// What the system refused.
    pub fn open(folder: &Path, settings: &config::Attachments, metrics: Arc<Metrics>) -> io::Result<Self> {
        let shelf = Shelf::open(folder, settings.max_total_mib.saturating_mul(MIB))?;
        let begun = shelf.wants()?.into_iter().map(|want| (want.root, Fetching::new(want)));
        let fetching = Mutex::new(begun.collect());
        Ok(Self {
            shelf,
            settings: settings.clone(),
            metrics,
            fetching,
            brought: Mutex::default(),
            witnesses: Mutex::default(),
            wake: Notify::new(),
        })
    }

    /// The folder.
    #[must_use]
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    fn check_size(&self, size: u64) -> Result<(), FileError> {
        let max = self.settings.max_file_mib.saturating_mul(MIB).min(ATTACHMENT_MAX);
        match size {
            0 => Err(FileError::Empty),
            size if size > max => Err(FileError::TooLarge { size, max }),
            _ => Ok(()),
        }
    }

    fn no_room(&self, size: u64) -> FileError {
        FileError::NoRoom { size, max: self.settings.max_total_mib.saturating_mul(MIB) }
    }

    /// Begins an upload of so many bytes.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn upload(&self, size: u64) -> Result<Upload<'_>, FileError> {
        self.check_size(size)?;
        self.shelf.begin(size)?.ok_or_else(|| self.no_room(size))
    }

    /// Has a file fetched that a message names.
    ///
    /// # Errors
    /// Why it is not.
    pub fn fetch(&self, message: MessageId, file: &Attachment) -> Result<(), FileError> {
        if self.shelf.saved(&file.root)?.is_some() {
            return Ok(());
        }
        self.check_size(file.size)?;
        let want = Want { root: file.root, message, size: file.size };
        if !self.shelf.want(&want)? {
            return Err(self.no_room(file.size));
        }
        self.witness(&file.root, message);
        let mut fetching = locked(&self.fetching);
        let begun = fetching.entry(file.root).or_insert_with(|| Fetching::new(want));
        begun.trouble = None;
        drop(fetching);
        self.wake.notify_one();
        Ok(())
    }

    /// Notes that a message which is kept names these files.
    pub fn note_named(&self, message: MessageId, files: &[Attachment]) {
        files.iter().for_each(|file| self.witness(&file.root, message));
    }

    fn witness(&self, root: &Hash, message: MessageId) {
        locked(&self.witnesses).insert(*root, message);
    }

    fn has_lied(&self, root: &Hash, peer: &PublicKey) -> bool {
        locked(&self.fetching).get(root).is_some_and(|fetching| fetching.liars.contains(peer))
    }

    fn note_lie(&self, root: &Hash, peer: PublicKey) {
        if let Some(fetching) = locked(&self.fetching).get_mut(root) {
            fetching.liars.insert(peer);
        }
    }

    /// How a file that a message names stands here.
    ///
    /// # Errors
    /// What the system refused.
    pub fn info(&self, message: MessageId, number: u32, file: &Attachment) -> io::Result<AttachmentInfo> {
        let all = chunks(file.size).unwrap_or_default();
        let head = self.shelf.head(&file.root)?;
        let fetching = locked(&self.fetching).get(&file.root).cloned();
        let counted = match (&head, fetching.as_ref().and_then(|fetching| fetching.counted)) {
            (Some(_), _) => Some((all, all)),
            (None, Some(counted)) => Some(counted),
            (None, None) => self.shelf.counted(&file.root, file.size)?,
        };
        if let Some(fetching) = locked(&self.fetching).get_mut(&file.root) {
            // Chunks are told by their hashes: once is enough while nothing comes.
            fetching.counted = fetching.counted.max(counted);
        }
        let here = counted.map_or(0, |(here, _)| here);
        let state = match (&head, here) {
            (Some(_), _) => AttachmentState::Saved,
            (None, 0) => AttachmentState::Absent,
            (None, _) => AttachmentState::Partial,
        };
        Ok(AttachmentInfo {
            message,
            number,
            name: file.name.clone(),
            mime_type: file.mime_type.clone(),
            size: file.size,
            root: file.root,
            found: head.as_deref().and_then(kind::found).map(str::to_owned),
            differs: head.as_deref().is_some_and(|head| kind::differs(&file.mime_type, head)),
            state,
            here,
            chunks: all,
            fetching: fetching.is_some(),
            trouble: fetching.and_then(|fetching| fetching.trouble).map(|trouble| trouble.name().to_owned()),
        })
    }

    /// The manifest of a file that is here whole; none where it is not.
    ///
    /// # Errors
    /// What the system refused.
    pub fn whole(&self, file: &Attachment) -> io::Result<Option<Manifest>> {
        if self.shelf.saved(&file.root)? != Some(file.size) {
            return Ok(None);
        }
        self.shelf.manifest(&file.root, file.size)
    }

    /// A chunk of a whole file, verified. A file of which one is damaged is to be fetched again.
    ///
    /// # Errors
    /// What the system refused, or that it is damaged.
    pub fn chunk(&self, root: &Hash, manifest: &Manifest, index: u32) -> io::Result<Vec<u8>> {
        let chunk = self.shelf.chunk(root, index)?;
        if let Some(chunk) = chunk.filter(|chunk| manifest.verify(index, chunk).is_ok()) {
            return Ok(chunk);
        }
        tracing::error!(index, "a file is damaged on the disk: it is to be fetched again");
        if let Err(error) = self.shelf.damaged(root) {
            tracing::error!(%error, "the damaged file could not be set aside");
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "damaged on this node's disk"))
    }

    /// What a listed node is answered.
    #[must_use]
    pub fn answer(&self, reader: &Reader, request: &Request) -> Response {
        let (Request::Manifest { message, root } | Request::Chunk { message, root, .. }) = request;
        let answer = || {
            let Some(file) = named(reader, message, root).ok()? else { return Some(Response::NotHere) };
            if !self.settings.serve || self.shelf.saved(root).ok()? != Some(file.size) {
                return Some(Response::NotHere);
            }
            Some(match request {
                Request::Manifest { .. } => {
                    Response::Manifest(self.shelf.manifest(root, file.size).ok()??.encode().into())
                }
                Request::Chunk { index, .. } => {
                    let bytes = self.shelf.chunk(root, *index).ok()??;
                    self.metrics.attachment_bytes_served.inc_by(bytes.len() as u64);
                    Response::Chunk(bytes.into())
                }
            })
        };
        answer().unwrap_or(Response::NotHere)
    }
}
