//! Backups of a home: everything that a node keeps, in one file, while it runs; and back.
//!
//! Never in it: the keys of authors with their ledgers (a device key lives on one machine, and its
//! ledger must not go back), sockets and locks, and what is rebuilt (index, side files). The
//! node's own key is in it, so that a node can be put in place of a lost one: the file is as
//! secret as the home. `docs/backup.md` describes the file.
//!
//! A running node goes on meanwhile. Header segments are copied before body segments, and a node
//! writes bodies before headers: so every header in the copy has its body. What was durable before
//! the copy began is in it; a batch that is half written at its end is cut when it is opened, as
//! after a power cut.

mod container;
mod restore;

pub use restore::{Checked, RestoreError, check, restore};

use crate::home::Paths;
use container::Writer;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Component, Path, PathBuf},
};

/// Files of a backup; a home has far fewer.
const FILES_MAX: usize = 200_000;
/// Bytes of one file: the largest are segments of 64 MiB.
pub(crate) const FILE_MAX: u64 = 256 * 1024 * 1024;
/// A file that may be a key is not longer.
const KEY_FILE_MAX: u64 = 16 * 1024;
/// Begins the format of key files, wherever somebody has put one.
const KEY_MARK: &[u8] = b"\"cabildo_key\"";

/// What a backup holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    /// Files.
    pub files: usize,
    /// Bytes of the backup.
    pub bytes: u64,
    /// Whether the node's own key is in it.
    pub node_key: bool,
}

/// Why no backup was made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something in its place.
    #[error("{path} is there already · name a new file")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The home holds more than one does.
    #[error("{path} has more than {FILES_MAX} files, or one of more than {FILE_MAX} bytes · it is no home")]
    Large {
        /// The home.
        path: PathBuf,
    },
    /// The system refused something.
    #[error("{path}: {source}")]
    Io {
        /// What file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Copies a home into a new file, private to the user; it is there whole or not at all.
///
/// # Errors
/// When there is something already, or the system refuses something.
pub fn save(paths: &Paths, file: &Path) -> Result<Saved, BackupError> {
    if file.exists() {
        return Err(BackupError::Exists { path: file.to_owned() });
    }
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::Io { path, source }
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut passing = tempfile::Builder::new()
        .prefix(".cabildo-backup-")
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(folder)
        .map_err(at(folder))?;
    let mut writer = Writer::begin(passing.as_file_mut()).map_err(at(file))?;
    let mut saved = Saved::default();
    // Looked for anew after the headers were copied: a body may be in a segment that was just made.
    for headers in [true, false] {
        for (name, path) in contents(paths)?.into_iter().filter(|(name, _)| (order(name) == 0) == headers) {
            let Some(bytes) = read(&path).map_err(at(&path))? else { continue };
            if is_author_key(&name, &bytes) {
                continue;
            }
            saved.files += 1;
            saved.node_key |= name == Path::new("node.key");
            writer.add(&name, &bytes).map_err(at(file))?;
        }
    }
    saved.bytes = writer.end().map_err(at(file))?;
    passing.as_file().sync_all().map_err(at(file))?;
    // Refuses where somebody has made the file meanwhile.
    passing
        .persist_noclobber(file)
        .map_err(|error| BackupError::Io { path: file.to_owned(), source: error.error })?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
    Ok(saved)
}

/// The files of a home that belong into a backup, by their names in it, in the order in which
/// they are to be read.
fn contents(paths: &Paths) -> Result<Vec<(PathBuf, PathBuf)>, BackupError> {
    let root = paths.root();
    let mut found: BTreeMap<(u8, PathBuf), PathBuf> = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let place = root.join(&folder);
        let at = |source| BackupError::Io { path: place.clone(), source };
        for entry in fs::read_dir(&place).map_err(at)? {
            let entry = entry.map_err(at)?;
            let name = folder.join(entry.file_name());
            let kind = match entry.file_type() {
                // The settings alone may lie elsewhere.
                Ok(kind) if kind.is_symlink() && name == Path::new("config.toml") => None,
                Ok(kind) => Some(kind),
                // It went away meanwhile: a passing file.
                Err(_) => continue,
            };
            if is_left_out(&name) {
                continue;
            }
            match kind {
                Some(kind) if kind.is_dir() => folders.push(name),
                Some(kind) if !kind.is_file() => {}
                _ => {
                    found.insert((order(&name), name.clone()), place.join(entry.file_name()));
                }
            }
            if found.len() + folders.len() > FILES_MAX {
                return Err(BackupError::Large { path: root.to_owned() });
            }
        }
    }
    Ok(found.into_iter().map(|((_, name), path)| (name, path)).collect())
}

/// What never belongs into a backup, by its name.
fn is_left_out(name: &Path) -> bool {
    let mut parts = name.components().filter_map(|part| match part {
        Component::Normal(part) => part.to_str(),
        _ => None,
    });
    let first = parts.next().unwrap_or_default();
    let second = parts.next();
    let last = name.file_name().and_then(|last| last.to_str()).unwrap_or_default();
    let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let passing =
        last.starts_with('.') || matches!(ending, "new" | "part" | "side" | "ledger" | "sock" | "damaged");
    passing
        || matches!(first, "keys" | "run" | "lock")
        || (first == "store" && matches!(second, Some("index" | "quarantine" | "lock" | "reserve")))
}

/// Header segments go before body segments; the settings last, because a home with settings is one.
fn order(name: &Path) -> u8 {
    let file = name.file_name().and_then(|file| file.to_str()).unwrap_or_default();
    match () {
        () if name == Path::new("config.toml") => 3,
        () if file.starts_with("headers-") => 0,
        () if file.starts_with("bodies-") => 1,
        () => 2,
    }
}

/// A file's bytes; none where it went away.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
    let opened = fs::OpenOptions::new().read(true).custom_flags(nonblocking).open(path);
    let file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(FILE_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_MAX {
        return Err(io::Error::other(format!("more than {FILE_MAX} bytes")));
    }
    Ok(Some(bytes))
}

/// Whether a file is a key of an author, whatever it is called: only the node's own may leave.
fn is_author_key(name: &Path, bytes: &[u8]) -> bool {
    name != Path::new("node.key")
        && bytes.len() as u64 <= KEY_FILE_MAX
        && bytes.windows(KEY_MARK.len()).any(|window| window == KEY_MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_authors_locks_and_what_is_rebuilt_stay_out() {
        for (name, out) in [
            ("config.toml", false),
            ("node.key", false),
            ("alerts.json", false),
            ("rosters/00-charter.roster", false),
            ("store/headers-00000001.seg", false),
            ("store/rosters/mx-00000001.cbor", false),
            ("store/index/3/db", true),
            ("store/headers-00000001.side", true),
            ("store/lock", true),
            ("store/quarantine/x", true),
            ("keys/operator.key", true),
            ("own.ledger", true),
            ("run/api.sock", true),
            ("alerts.new", true),
            (".restore-x", true),
        ] {
            assert_eq!(is_left_out(Path::new(name)), out, "{name}");
        }
        let key = b"{\n  \"cabildo_key\": 1,\n  \"public\": \"cbk1\"}";
        assert!(is_author_key(Path::new("mine"), key) && !is_author_key(Path::new("node.key"), key));
        assert!(order(Path::new("store/headers-2.seg")) < order(Path::new("store/bodies-1.seg")));
    }
}
