//! Where the systems write: a folder on a real disk.

use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};

/// A folder on a disk, removed at the end.
#[derive(Debug)]
pub struct Place {
    folder: tempfile::TempDir,
    file_system: String,
}

impl Place {
    /// Makes a folder below another.
    ///
    /// # Errors
    /// When that is in memory, where a sync to disk costs nothing, or cannot be written.
    pub fn below(under: &Path) -> Result<Self> {
        let under = std::path::absolute(under)?;
        let shown = || under.display().to_string();
        let folder = tempfile::Builder::new().prefix("compare-").tempdir_in(&under).with_context(shown)?;
        let file_system = match rustix::fs::statfs(folder.path()).with_context(shown)?.f_type {
            0x0102_1994 | 0x8584_58f6 => {
                bail!("{} is in memory: name a folder on a disk with --dir", shown())
            }
            0xef53 => "ext4".to_owned(),
            0x5846_5342 => "xfs".to_owned(),
            0x9123_683e => "btrfs".to_owned(),
            0x794c_7630 => "overlayfs".to_owned(),
            other => format!("file system {other:#x}"),
        };
        Ok(Self { folder, file_system })
    }

    /// A new folder inside.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn fresh(&self, name: &str) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path).with_context(|| path.display().to_string())?;
        Ok(path)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The file system's name.
    pub fn file_system(&self) -> &str {
        &self.file_system
    }
}
