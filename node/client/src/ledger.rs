//! The sign-once ledger beside a device key: what the key signed last in each lane.
//!
//! No key may sign twice at one sequence of a log, or it forks. So signed bytes are durable here
//! before they leave, one process at a time writes, and a record never goes back. A record that
//! cannot be read is an error, never an absence.
//!
//! `operator.key` has its ledger in `operator.ledger/`: `lock`, `begun`, and `lane-0`, `lane-1` from
//! the first message of each on. A lane's file is a SHA-256 over the rest, then one CBOR item.

use crate::files;
use cabildo_protocol::{
    cbor,
    id::{Lane, LogId, MessageId, hash},
    message::{Message, Position, Verified, WireMessage},
};
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

const FORMAT: u16 = 1;
const DOMAIN: &str = "cabildo/ledger/1";
/// A message and what stands around it.
const FILE_MAX: u64 = 512 * 1024;

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A record is not intact.
    #[error(
        "{path} is damaged: what this key signed last is not known · do not sign with it on guesses: let the institution list a new device, or restore the file"
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
    },
    /// Written by a newer release.
    #[error("{path} has format {found}, this release reads up to {FORMAT} · install the newer release")]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its format.
        found: u16,
    },
    /// Another process writes with this key and does not come to an end.
    #[error("{path} is held by another program that writes with this key · end that one, or wait for it")]
    Busy {
        /// The lock.
        path: PathBuf,
    },
    /// A record that does not follow the last one: nothing of it leaves.
    #[error("{path} stands at {last}, a record of {next} does not follow")]
    Order {
        /// Which file.
        path: PathBuf,
        /// The last sequence.
        last: u64,
        /// The next one.
        next: u64,
    },
}

/// What a key signed last in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where the log stands with it.
    pub position: Position,
    /// The signed message itself; none where the position was learnt from the node.
    pub message: Option<Message>,
    /// Whether the node has kept it.
    pub confirmed: bool,
}

#[derive(Serialize, Deserialize)]
struct OnDisk {
    format: u16,
    log: LogId,
    position: Position,
    message: Option<WireMessage>,
    confirmed: bool,
}

/// Just enough to tell a newer file from a damaged one.
#[derive(Deserialize)]
struct Format {
    format: u16,
}

/// The ledger of one key, held by this process alone until it is dropped.
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    _lock: File,
}

/// The folder of a key's ledger.
#[must_use]
pub fn folder_of(key_path: &Path) -> PathBuf {
    key_path.with_extension("ledger")
}

impl Ledger {
    /// Begins the ledger of a key that has never signed: whoever makes a key calls this once. One
    /// that is there already is left as it is.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn begin(key_path: &Path) -> Result<(), LedgerError> {
        let ledger = Self::lock(key_path)?;
        let path = ledger.folder.join("begun");
        if path.exists() {
            return Ok(());
        }
        files::create_durably(&path, b"1\n").map_err(|source| LedgerError::Io { path, source })
    }

    /// Waits until no other process holds the ledger, and holds it.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn lock(key_path: &Path) -> Result<Self, LedgerError> {
        let (folder, path, lock) = Self::lock_file(key_path)?;
        flock(&lock, FlockOperation::LockExclusive)
            .map_err(|error| LedgerError::Io { path, source: error.into() })?;
        Ok(Self { folder, _lock: lock })
    }

    /// Holds the ledger, unless another process does.
    ///
    /// # Errors
    /// [`LedgerError::Busy`], or what the system refuses.
    pub fn try_lock(key_path: &Path) -> Result<Self, LedgerError> {
        let (folder, path, lock) = Self::lock_file(key_path)?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self { folder, _lock: lock }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(LedgerError::Busy { path }),
            Err(error) => Err(LedgerError::Io { path, source: error.into() }),
        }
    }

    fn lock_file(key_path: &Path) -> Result<(PathBuf, PathBuf, File), LedgerError> {
        let folder = folder_of(key_path);
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| LedgerError::Io { path, source }
        };
        files::private_folder(&folder).map_err(io(&folder))?;
        let path = folder.join("lock");
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
        let lock = lock.map_err(io(&path))?;
        Ok((folder, path, lock))
    }

    /// Whether the ledger knows all that its key signed: it was begun with the key, or has learnt
    /// where its logs stand.
    #[must_use]
    pub fn is_begun(&self, lane: Lane) -> bool {
        self.folder.join("begun").exists() || self.file(lane).exists()
    }

    /// What the key signed last in a lane, if anything.
    ///
    /// # Errors
    /// When that is not certain.
    pub fn last(&self, log: &LogId) -> Result<Option<Entry>, LedgerError> {
        let path = self.file(log.lane);
        let bytes = match files::read_small(&path, FILE_MAX) {
            Ok((_, bytes)) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(LedgerError::Io { path, source }),
        };
        let damaged = || LedgerError::Damaged { path: path.clone() };
        let (sum, content) = bytes.split_at_checked(32).ok_or_else(damaged)?;
        if sum != hash(DOMAIN, &[content]).as_bytes() {
            return Err(damaged());
        }
        let format: Format = cbor::decode(content).map_err(|_| damaged())?;
        if format.format > FORMAT {
            return Err(LedgerError::Newer { path, found: format.format });
        }
        let on_disk: OnDisk = cbor::decode(content).map_err(|_| damaged())?;
        let message = on_disk.message.map(|wire| wire.open()).transpose().map_err(|_| damaged())?;
        let is_its_own = message.as_ref().is_none_or(|m| m.position() == on_disk.position && m.log() == *log);
        if on_disk.log != *log || !is_its_own {
            return Err(damaged());
        }
        Ok(Some(Entry { position: on_disk.position, message, confirmed: on_disk.confirmed }))
    }

    /// Records what the key has just signed. Durable when this returns: only then may the bytes
    /// leave.
    ///
    /// # Errors
    /// When it cannot be made durable, or does not follow the last record: the bytes must not leave.
    pub fn record(&self, message: &Verified) -> Result<(), LedgerError> {
        let log = message.log();
        let last = self.last(&log)?;
        let follows = match &last {
            Some(last) => {
                last.confirmed
                    && last.position.seq.checked_add(1) == Some(message.seq())
                    && last.position.id == message.envelope().previous
            }
            None => message.seq() == 1,
        };
        if !follows {
            let (last, next) = (last.map_or(0, |last| last.position.seq), message.seq());
            return Err(LedgerError::Order { path: self.file(log.lane), last, next });
        }
        let message: &Message = message;
        self.write(&log, message.position(), Some(message), false)
    }

    /// The node has kept the last message.
    ///
    /// # Errors
    /// When that cannot be written; nothing is lost then, the message is only submitted once more.
    pub fn confirm(&self, log: &LogId, id: &MessageId) -> Result<(), LedgerError> {
        match self.last(log)? {
            Some(Entry { position, message, confirmed: false }) if position.id == *id => {
                self.write(log, position, message.as_ref(), true)
            }
            _ => Ok(()),
        }
    }

    /// Drops the text of the last message, where it is this one and kept: it was erased everywhere.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn forget_text(&self, log: &LogId, id: &MessageId) -> Result<(), LedgerError> {
        match self.last(log)? {
            Some(Entry { position, message: Some(message), confirmed: true }) if position.id == *id => {
                self.write(log, position, Some(&message.without_body()), true)
            }
            _ => Ok(()),
        }
    }

    /// Takes over where the node says that the log stands.
    ///
    /// # Errors
    /// When it would go back, drop what was signed and may not have been kept, or cannot be written.
    pub fn learn(&self, log: &LogId, position: Position) -> Result<(), LedgerError> {
        match self.last(log)? {
            Some(last) if last.confirmed && last.position == position => Ok(()),
            Some(last) if !last.confirmed || last.position.seq >= position.seq => {
                let (last, next) = (last.position.seq, position.seq);
                Err(LedgerError::Order { path: self.file(log.lane), last, next })
            }
            _ => self.write(log, position, None, true),
        }
    }

    fn file(&self, lane: Lane) -> PathBuf {
        self.folder.join(format!("lane-{}", lane as u8))
    }

    fn write(
        &self,
        log: &LogId,
        position: Position,
        message: Option<&Message>,
        confirmed: bool,
    ) -> Result<(), LedgerError> {
        let message = message.map(WireMessage::from);
        let content = cbor::encode(&OnDisk { format: FORMAT, log: *log, position, message, confirmed });
        let bytes = [hash(DOMAIN, &[&content]).as_bytes(), &content[..]].concat();
        let path = self.file(log.lane);
        files::replace_durably(&path, &bytes).map_err(|source| LedgerError::Io { path, source })
    }
}
