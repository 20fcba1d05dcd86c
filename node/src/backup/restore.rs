//! Putting a backup into an empty home, or only proving that it could be.
//!
//! Everything is read and checked record by record before the home is one: the file's checksums,
//! then the store as a node opens it, then every message with its signature.

use super::{
    FILE_MAX, FILES_MAX,
    container::{Entry, Flaw, Reader},
};
use crate::{
    config::Config,
    home::{HomeError, Paths},
};
use cabildo_protocol::{message::KeyCache, store::StoreError};
use cabildo_store::{OpenError, Options, SegmentStore};
use std::{
    fs::{self, DirBuilder, File},
    io::{self, BufReader, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, chown},
    path::{Path, PathBuf},
};

/// Where a backup is unpacked before it is the home.
const UNFINISHED: &str = ".restore-unfinished";

/// What a backup was found to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Files.
    pub files: usize,
    /// Messages whose records and links are intact.
    pub messages: u64,
    /// Logs.
    pub logs: u64,
    /// Rosters.
    pub rosters: usize,
    /// Messages whose body is not here; peers are asked for them.
    pub bodies_missing: u64,
    /// Messages with a bad signature: kept, as evidence, by the node they come from.
    pub bad_signatures: u64,
    /// Whether the node's own key is in it.
    pub node_key: bool,
}

/// Why a backup was not restored. Nothing is left of it then.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is something already.
    #[error("{path} is not empty · name an empty folder with --home: a backup never replaces a home")]
    Occupied {
        /// Where.
        path: PathBuf,
    },
    /// The file is not usable.
    #[error("{file}: {flaw} · take another backup")]
    File {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        flaw: Flaw,
    },
    /// It holds no home.
    #[error("{file} holds no home: {problem} · take another backup")]
    NoHome {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Its store is not intact.
    #[error("the store in {file} is not intact: {problem} · take another backup")]
    Store {
        /// Which file.
        file: PathBuf,
        /// What is wrong, where.
        problem: String,
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

/// Restores a backup into a home that is empty or not there.
///
/// # Errors
/// When there is something already, the backup is damaged, or the system refuses something.
pub fn restore(file: &Path, root: &Path) -> Result<Checked, RestoreError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| RestoreError::Io { path, source }
    };
    let made = !root.exists();
    private_folder(root).map_err(at(root))?;
    let unfinished = root.join(UNFINISHED);
    for entry in fs::read_dir(root).map_err(at(root))? {
        // What an earlier try has left is ours.
        if entry.map_err(at(root))?.file_name() != UNFINISHED {
            return Err(RestoreError::Occupied { path: root.to_owned() });
        }
    }
    let done = unpack(file, &unfinished).and_then(|checked| {
        move_up(&unfinished, root).map_err(at(root))?;
        Ok(checked)
    });
    if done.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_dir_all(&unfinished);
        if made {
            let _ = fs::remove_dir(root);
        }
    }
    done
}

/// Proves that a backup could be restored, in a passing folder.
///
/// # Errors
/// As [`restore`].
pub fn check(file: &Path) -> Result<Checked, RestoreError> {
    let passing = tempfile::tempdir();
    let passing = passing.map_err(|source| RestoreError::Io { path: std::env::temp_dir(), source })?;
    unpack(file, &passing.path().join("home"))
}

fn unpack(file: &Path, folder: &Path) -> Result<Checked, RestoreError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| RestoreError::Io { path, source }
    };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(at(folder))?;
    }
    private_folder(folder).map_err(at(folder))?;
    let flaw = |flaw| RestoreError::File { file: file.to_owned(), flaw };
    let input = File::open(file).map_err(at(file))?;
    let mut reader = Reader::begin(BufReader::new(input)).map_err(flaw)?;
    let mut checked = Checked::default();
    while let Some(entry) = reader.next(FILES_MAX as u64, FILE_MAX).map_err(flaw)? {
        if super::is_left_out(&entry.path) || super::is_author_key(&entry.path, &entry.bytes) {
            let problem = format!("«{}» does not belong into a backup", entry.path.display());
            return Err(RestoreError::NoHome { file: file.to_owned(), problem });
        }
        checked.files += 1;
        checked.node_key |= entry.path == Path::new("node.key");
        write(&folder.join(&entry.path), &entry).map_err(at(&entry.path))?;
    }
    prove_home(file, folder)?;
    prove_store(file, folder, &mut checked)?;
    Ok(checked)
}

fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn write(path: &Path, entry: &Entry) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        private_folder(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(&entry.bytes)?;
    file.set_len(entry.full)?;
    file.sync_all()
}

/// Whether settings and layout are those of a home that this release knows.
fn prove_home(file: &Path, folder: &Path) -> Result<(), RestoreError> {
    let no_home = |problem: String| RestoreError::NoHome { file: file.to_owned(), problem };
    Paths::new(folder).load_config().map(|_: Config| ()).map_err(|error| match error {
        HomeError::Missing { .. } => no_home("its settings are missing".to_owned()),
        error => no_home(error.to_string()),
    })
}

/// Opens the store as a node does, and reads every message.
fn prove_store(file: &Path, folder: &Path, checked: &mut Checked) -> Result<(), RestoreError> {
    let broken = |problem: String| RestoreError::Store { file: file.to_owned(), problem };
    let options = Options {
        index: false,
        check: true,
        scrub_bytes: 0,
        min_free_bytes: 0,
        min_free_percent: 0,
        ..Options::default()
    };
    let paths = Paths::new(folder);
    let store = SegmentStore::open(&paths.store(), options).map_err(|error| match error {
        OpenError::Store(error) => broken(error.to_string()),
        error => broken(error.to_string()),
    })?;
    let report = store.report();
    if let Some(damage) = report.damaged.first() {
        let name = damage.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(broken(format!("{name}, byte {}: {} bytes are damaged", damage.offset, damage.length)));
    }
    if let Some(aside) = report.set_aside.first() {
        return Err(broken(format!("{} cannot be read", aside.display())));
    }
    if !report.is_clean() {
        return Err(broken("messages or bodies are missing".to_owned()));
    }
    let reader = store.reader();
    let counts = reader.counts();
    checked.logs = counts.logs;
    checked.bodies_missing = counts.bodies_missing;
    checked.rosters = cabildo_protocol::store::Store::rosters(&store).len();
    let mut keys = KeyCache::default();
    for (log, head) in reader.heads() {
        for seq in 1..=head.seq {
            let place = |error: StoreError| broken(format!("{log}, message {seq}: {error}"));
            let message = reader.at(&log, seq).map_err(place)?;
            let message = message.ok_or_else(|| broken(format!("{log}: message {seq} is missing")))?;
            checked.messages += 1;
            checked.bad_signatures += u64::from(message.verify(&mut keys).is_err());
        }
    }
    Ok(())
}

/// Makes the unpacked files the home's, the settings last: without them it is none. Whoever owns
/// the home owns them.
fn move_up(unfinished: &Path, root: &Path) -> io::Result<()> {
    let owner = fs::metadata(root)?;
    let ours = rustix::process::geteuid().as_raw() == owner.uid();
    if !ours {
        give(unfinished, owner.uid(), owner.gid())?;
    }
    let mut names: Vec<_> =
        fs::read_dir(unfinished)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort_by_key(|name| name == "config.toml");
    for name in names {
        fs::rename(unfinished.join(&name), root.join(&name))?;
    }
    fs::remove_dir(unfinished)?;
    File::open(root)?.sync_all()
}

fn give(path: &Path, uid: u32, gid: u32) -> io::Result<()> {
    chown(path, Some(uid), Some(gid))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), uid, gid)?;
        }
    }
    Ok(())
}
