//! Where the benchmarks write: a named path on a named file system, never in memory.

use std::path::{Path, PathBuf};

/// A folder on a real disk, removed at the end.
#[derive(Debug)]
pub struct Place {
    folder: tempfile::TempDir,
    file_system: String,
}

impl Place {
    /// Makes a folder below `under`.
    ///
    /// # Errors
    /// When `under` is in memory (tmpfs, ramfs), where durability costs nothing and every figure
    /// would be wrong, or cannot be written.
    pub fn below(under: &Path) -> Result<Self, String> {
        let folder = tempfile::Builder::new()
            .prefix("cabildo-bench-")
            .tempdir_in(under)
            .map_err(|e| format!("{}: {e}", under.display()))?;
        let stat = rustix::fs::statfs(folder.path()).map_err(|e| format!("{}: {e}", under.display()))?;
        let file_system = name(stat.f_type as u64);
        if matches!(file_system.as_str(), "tmpfs" | "ramfs") {
            return Err(format!(
                "{} is on {file_system}, where nothing becomes durable: name a folder on a disk with --dir",
                under.display()
            ));
        }
        Ok(Self { folder, file_system })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A folder of its own inside.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn fresh(&self, name: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the benchmark");
        path
    }

    /// The file system's name.
    #[must_use]
    pub fn file_system(&self) -> &str {
        &self.file_system
    }
}

/// Names of the magic numbers in statfs(2).
fn name(magic: u64) -> String {
    match magic {
        0x0102_1994 => "tmpfs".into(),
        0x8584_58f6 => "ramfs".into(),
        0xef53 => "ext4".into(),
        0x5846_5342 => "xfs".into(),
        0x9123_683e => "btrfs".into(),
        0x794c_7630 => "overlayfs".into(),
        other => format!("file system {other:#x}"),
    }
}
