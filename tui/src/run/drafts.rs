//! Drafts on disk: one small file each, replaced whole, readable by nobody else.
//!
//! A draft is read again with the same suspicion as anything else: what cannot be read is left
//! where it is and does not stop the program.

use crate::model::compose::{DRAFT_SCHEMA, Draft, DraftKey};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

/// The largest draft that is read: more than the longest text that can be typed, escaped.
const BYTES_MAX: u64 = 128 * 1024;
/// Drafts read at the start.
const FILES_MAX: usize = 256;

/// The folder of the drafts.
#[derive(Debug, Clone)]
pub struct Drafts {
    folder: PathBuf,
}

impl Drafts {
    /// In a folder that is made when the first draft is kept.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// All drafts that can be read.
    #[must_use]
    pub fn read(&self) -> Vec<Draft> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let drafts = paths.filter(|path| path.extension().is_some_and(|e| e == "json"));
        drafts.take(FILES_MAX).filter_map(|path| read(&path)).collect()
    }

    /// Keeps a draft: written beside, made durable, then put in the place of the one before.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn keep(&self, draft: &Draft) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let path = self.path(draft.key);
        let beside = path.with_extension("tmp");
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&serde_json::to_vec(draft)?)?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        File::open(&self.folder)?.sync_all()
    }

    /// Deletes a draft.
    ///
    /// # Errors
    /// When it is there and cannot be deleted.
    pub fn forget(&self, key: DraftKey) -> io::Result<()> {
        match fs::remove_file(self.path(key)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    fn path(&self, key: DraftKey) -> PathBuf {
        self.folder.join(format!("{}-{}.json", key.thread, key.act.name()))
    }
}

fn read(path: &Path) -> Option<Draft> {
    let mut text = String::new();
    File::open(path).ok()?.take(BYTES_MAX).read_to_string(&mut text).ok()?;
    let draft: Draft = serde_json::from_str(&text).ok()?;
    (draft.schema == DRAFT_SCHEMA).then_some(draft)
}
