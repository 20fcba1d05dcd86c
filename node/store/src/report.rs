//! What opening a store found, for the log, the metrics and the engine.

use cabildo_protocol::{id::LogId, store::StoreError};
use std::path::{Path, PathBuf};

/// Why a store cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Another process, or another part of this one, has it open.
    #[error("{} is in use by another node: stop that one first", folder.display())]
    InUse {
        /// The store's folder.
        folder: PathBuf,
    },
    /// Written by a newer release; nothing was changed.
    #[error(
        "{} has format {format}, this release knows up to {known}: install the newer release; nothing was changed",
        file.display()
    )]
    Newer {
        /// Which file.
        file: PathBuf,
        /// Its format.
        format: u16,
        /// The newest that this release knows.
        known: u16,
    },
    /// The disk failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A stretch of a file that was not intact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Which file.
    pub file: PathBuf,
    /// Where it begins, bytes.
    pub offset: u64,
    /// Its length, bytes; 0 where whole batches are absent.
    pub length: u64,
}

/// Messages that were here and must be fetched from peers again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// Their log.
    pub log: LogId,
    /// The first that is not linked any more.
    pub from: u64,
    /// The last that is known to have been here.
    pub to: u64,
}

/// What opening a store found and did. All empty where the last stop was an orderly one or a
/// clean crash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// Ends of files that were cut: batches that a crash left incomplete. A flipped bit in the
    /// very last batch looks the same.
    pub cut: Vec<Damage>,
    /// Damage in what had been durable. Its bytes are kept in `quarantine/`.
    pub damaged: Vec<Damage>,
    /// Messages that are not linked any more because of it, as far as they are known.
    pub lost: Vec<Lost>,
    /// Messages that lost their bodies.
    pub bodies_lost: Vec<(LogId, u64)>,
    /// Whole files that could not be used and lie in `quarantine/` now.
    pub set_aside: Vec<PathBuf>,
    /// Side files of header segments that were made anew. Those of body segments are missing
    /// wherever there was no room for them.
    pub tables_rebuilt: u32,
}

impl OpenReport {
    /// Whether nothing durable was damaged.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.damaged.is_empty()
            && self.lost.is_empty()
            && self.bodies_lost.is_empty()
            && self.set_aside.is_empty()
    }

    /// Says in the log what was put right in a folder.
    pub(crate) fn log(&self, folder: &Path) {
        for cut in &self.cut {
            tracing::warn!(file = %cut.file.display(), offset = cut.offset, bytes = cut.length,
                "cut an incomplete batch from the end");
        }
        for damage in &self.damaged {
            tracing::error!(file = %damage.file.display(), offset = damage.offset, bytes = damage.length,
                "damaged: set aside");
        }
        if !self.is_clean() {
            tracing::error!(folder = %folder.display(), logs = self.lost.len(),
                bodies = self.bodies_lost.len(), files = self.set_aside.len(),
                "damage was set aside; what is missing is fetched from peers again");
        }
    }

    /// Adds what was found later.
    pub(crate) fn add(&mut self, later: Self) {
        self.cut.extend(later.cut);
        self.damaged.extend(later.damaged);
        self.lost.extend(later.lost);
        self.bodies_lost.extend(later.bodies_lost);
        self.set_aside.extend(later.set_aside);
        self.tables_rebuilt += later.tables_rebuilt;
    }

    /// Whether records stand elsewhere than before, or are gone.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.is_clean() || !self.cut.is_empty()
    }
}
