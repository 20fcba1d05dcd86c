//! The home of a node: one folder with everything that it keeps.
//!
//! | path | what |
//! | --- | --- |
//! | `FORMAT` | version of this layout, a number |
//! | `config.toml` | settings, see [`crate::config`] |
//! | `node.key` | the node's libp2p identity, mode 0600 |
//! | `keys/` | the operator's key and ledger; only clients touch them |
//! | `rosters/` | initial rosters (`*.roster`), imported at the start |
//! | `store/` | segments and index |
//! | `run/api.sock` | the local API, see [`crate::api`] |
//! | `policy.toml` | what the node does not pass on and does not show, see [`crate::policy`] |
//! | `verified` | digests of rosters that were verified here before; may be deleted |
//! | `receipts` | what other nodes said that they hold; may be deleted |
//! | `alerts.json` | which alerts were told already, see [`crate::alerts`] |
//! | `attachments/` | files that messages name, see [`crate::attachments`] |
//! | `drafts/` | rosters that wait for signatures, see [`crate::drafts`] |
//! | `lock` | held while a node runs; says its process id |

use crate::config::{Config, ConfigError};
use rustix::fs::{FlockOperation, flock};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::{
        ffi::OsStrExt as _,
        fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    },
    path::{Path, PathBuf},
};

/// Version of the layout that this release writes and reads.
pub const FORMAT: u32 = 1;

/// The longest path of a Unix socket: `sun_path` has 108 bytes with its final NUL.
pub const SOCKET_PATH_MAX: usize = 107;

/// Why a home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// There is none.
    #[error(
        "no home of a node in {path} · make one with `cabildo demo --write`, or name another with --home"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// There is already something where a home should be made.
    #[error("{path} is not empty · name a folder that does not exist yet")]
    Occupied {
        /// Where.
        path: PathBuf,
    },
    /// Neither `--home` nor the environment says where the home is.
    #[error("no home is named · give --home, or set CABILDO_HOME, XDG_DATA_HOME or HOME")]
    Unnamed,
    /// Another process holds it.
    #[error("a node is already running on {path}{} · talk to it (`cabildo --home {} status`), or stop it first",
        pid.map(|p| format!(" (process {p})")).unwrap_or_default(), path.display())]
    Running {
        /// Which home.
        path: PathBuf,
        /// The process that holds it, as far as known.
        pid: Option<u32>,
    },
    /// Written by a later release; nothing was changed.
    #[error(
        "{path} has format {found}, this release reads up to {FORMAT} · install a newer release; nothing was changed"
    )]
    Newer {
        /// Which home.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// `FORMAT` does not hold a number.
    #[error("{path} should hold a number · restore it from a backup")]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// The socket's path does not fit into the system's address.
    #[error(
        "the socket's path has {length} bytes, the system allows {SOCKET_PATH_MAX}: {path} · set a shorter one in config.toml: [api] socket = \"/run/cabildo/api.sock\""
    )]
    SocketPath {
        /// The path.
        path: PathBuf,
        /// Its length in bytes.
        length: usize,
    },
    /// The settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The system refused something.
    #[error("{path}: {source}")]
    Io {
        /// What file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The paths of a home, whether or not somebody runs on it. Clients need no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    root: PathBuf,
}

impl Paths {
    /// The paths below `root`.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: std::path::absolute(root).unwrap_or_else(|_| root.to_owned()) }
    }

    /// The home itself, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.root.join("config.toml")
    }

    /// The node's libp2p identity.
    #[must_use]
    pub fn node_key(&self) -> PathBuf {
        self.root.join("node.key")
    }

    /// The folder of clients' keys and ledgers.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// The operator's key.
    #[must_use]
    pub fn operator_key(&self, config: &Config) -> PathBuf {
        self.root.join(&config.operator.key)
    }

    /// The folder of initial rosters.
    #[must_use]
    pub fn rosters(&self) -> PathBuf {
        self.root.join("rosters")
    }

    /// What is not passed on and not shown here.
    #[must_use]
    pub fn policy(&self) -> PathBuf {
        self.root.join("policy.toml")
    }

    /// Digests of rosters that were verified here before.
    #[must_use]
    pub fn verified(&self) -> PathBuf {
        self.root.join("verified")
    }

    /// What other nodes said that they hold.
    #[must_use]
    pub fn receipts(&self) -> PathBuf {
        self.root.join("receipts")
    }

    /// The folder of segments and index.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.root.join("store")
    }

    /// The folder of the files that messages name.
    #[must_use]
    pub fn attachments(&self) -> PathBuf {
        self.root.join("attachments")
    }

    /// The local API's socket.
    #[must_use]
    pub fn socket(&self, config: &Config) -> PathBuf {
        self.root.join(&config.api.socket)
    }

    /// Rosters that wait for signatures.
    #[must_use]
    pub fn drafts(&self) -> PathBuf {
        self.root.join("drafts")
    }

    /// Which alerts were told already.
    #[must_use]
    pub fn alerts(&self) -> PathBuf {
        self.root.join("alerts.json")
    }

    /// Offered alerts that were passed over.
    #[must_use]
    pub fn passed_over(&self) -> PathBuf {
        self.root.join("passed-over.json")
    }

    /// What its operators note for each other.
    #[must_use]
    pub fn marks(&self) -> PathBuf {
        self.root.join("marks")
    }

    /// The lock of a running node.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// The version of the layout.
    #[must_use]
    pub fn format(&self) -> PathBuf {
        self.root.join("FORMAT")
    }

    /// Reads the settings. Changes nothing.
    ///
    /// # Errors
    /// [`HomeError::Missing`], [`HomeError::Newer`], or what is wrong with the settings.
    pub fn load_config(&self) -> Result<Config, HomeError> {
        if !self.config().exists() {
            return Err(HomeError::Missing { path: self.root.clone() });
        }
        self.check_format()?;
        Ok(Config::load(&self.config())?)
    }

    /// Refuses a home that a later release has written. A missing file counts as the first format.
    fn check_format(&self) -> Result<(), HomeError> {
        let path = self.format();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(HomeError::Io { path, source }),
        };
        match text.trim().parse::<u32>() {
            Ok(found) if found > FORMAT => Err(HomeError::Newer { path: self.root.clone(), found }),
            Ok(_) => Ok(()),
            Err(_) => Err(HomeError::Format { path }),
        }
    }
}

/// The home where none is named: `$XDG_DATA_HOME/cabildo`, else `~/.local/share/cabildo`.
///
/// # Errors
/// [`HomeError::Unnamed`] where the environment does not say.
pub fn default_root() -> Result<PathBuf, HomeError> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
        .map(|data| data.join("cabildo"))
        .ok_or(HomeError::Unnamed)
}

/// A home that this process holds alone.
#[derive(Debug)]
pub struct Home {
    paths: Paths,
    config: Config,
    /// Held, not read: the system releases it when the process ends, however it ends.
    _lock: File,
}

impl Home {
    /// Makes a home with settings and empty folders, private to the user. The caller adds
    /// `node.key` and `rosters/*.roster`.
    ///
    /// # Errors
    /// [`HomeError::Occupied`] where there is something already; what the system refuses.
    pub fn create(root: &Path, config: &Config) -> Result<Paths, HomeError> {
        let paths = Paths::new(root);
        let occupied = fs::read_dir(paths.root()).is_ok_and(|mut entries| entries.next().is_some());
        if occupied {
            return Err(HomeError::Occupied { path: paths.root });
        }
        let text = config.to_toml()?;
        private_folder(paths.root())?;
        for folder in [paths.keys(), paths.rosters(), paths.store(), paths.root.join("run")] {
            private_folder(&folder)?;
        }
        write_durably(&paths.config(), text.as_bytes())?;
        write_durably(&paths.format(), format!("{FORMAT}\n").as_bytes())?;
        Ok(paths)
    }

    /// Opens a home for a node: reads the settings, takes the lock, completes the folders.
    /// Nothing is changed where it is refused.
    ///
    /// # Errors
    /// Says what is wrong, where, and what to do.
    pub fn open(root: &Path) -> Result<Self, HomeError> {
        let paths = Paths::new(root);
        let config = paths.load_config()?;
        check_socket_path(&paths.socket(&config))?;
        let lock = take_lock(&paths)?;
        // Read again under the lock: a later release may have converted the home in between.
        paths.check_format()?;
        private_folder(paths.root())?;
        for folder in [paths.keys(), paths.store()] {
            private_folder(&folder)?;
        }
        if !paths.format().exists() {
            write_durably(&paths.format(), format!("{FORMAT}\n").as_bytes())?;
        }
        Ok(Self { paths, config, _lock: lock })
    }

    /// Its paths.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Its settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }
}

/// Refuses a socket whose path the system could not bind, before anything else is done.
///
/// # Errors
/// [`HomeError::SocketPath`].
pub fn check_socket_path(path: &Path) -> Result<(), HomeError> {
    let length = path.as_os_str().as_bytes().len();
    if length > SOCKET_PATH_MAX {
        return Err(HomeError::SocketPath { path: path.to_owned(), length });
    }
    Ok(())
}

fn take_lock(paths: &Paths) -> Result<File, HomeError> {
    let path = paths.lock();
    let io = |source| HomeError::Io { path: path.clone(), source };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(io)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => {
            let mut text = String::new();
            let _ = (&mut file).take(32).read_to_string(&mut text);
            return Err(HomeError::Running { path: paths.root.clone(), pid: text.trim().parse().ok() });
        }
        Err(e) => return Err(io(e.into())),
    }
    file.set_len(0).map_err(io)?;
    writeln!(file, "{}", std::process::id()).map_err(io)?;
    Ok(file)
}

/// Makes a folder, with those above it, that only the user may enter; one that is there already
/// and open to others is closed to them, except for passage by a group (mode 0710), which a
/// shared socket below it needs.
fn private_folder(path: &Path) -> Result<(), HomeError> {
    let io = |source| HomeError::Io { path: path.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io)?;
    let mode = fs::metadata(path).map_err(io)?.permissions().mode() & 0o777;
    if !matches!(mode & 0o077, 0 | 0o010) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700)).map_err(io)?;
    }
    Ok(())
}

/// Writes a small file so that it is there whole or not at all, whatever happens.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), HomeError> {
    let written = || -> io::Result<()> {
        let temporary = path.with_extension("new");
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    written().map_err(|source| HomeError::Io { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("metadata").permissions().mode() & 0o777
    }

    /// Everything below a folder: path, mode, bytes.
    fn picture(root: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                found.push((path.clone(), mode(&path), fs::read(&path).unwrap_or_default()));
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn a_new_home_is_private_and_opens_once_at_a_time() {
        let base = tempfile::tempdir().expect("a folder");
        let root = base.path().join("deep/home");
        let paths = Home::create(&root, &Config::default()).expect("created");
        for folder in [paths.root().to_owned(), paths.keys(), paths.store(), root.join("run")] {
            assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        }
        let home = Home::open(&root).expect("opened");
        let second = Home::open(&root).expect_err("locked").to_string();
        assert!(second.contains("already running"), "{second}");
        assert!(second.contains(&format!("process {}", std::process::id())), "{second}");
        drop(home);
        Home::open(&root).expect("opened again");
        assert!(matches!(Home::create(&root, &Config::default()), Err(HomeError::Occupied { .. })));
    }

    #[test]
    fn a_newer_home_is_refused_and_left_alone() {
        let base = tempfile::tempdir().expect("a folder");
        let root = base.path().join("home");
        let paths = Home::create(&root, &Config::default()).expect("created");
        fs::write(paths.format(), "2\n").expect("written");
        let before = picture(&root);
        let said = Home::open(&root).expect_err("refused").to_string();
        assert!(said.contains("format 2") && said.contains("up to 1"), "{said}");
        assert_eq!(picture(&root), before);
        fs::write(paths.format(), "two").expect("written");
        assert!(matches!(Home::open(&root), Err(HomeError::Format { .. })));
    }

    #[test]
    fn a_missing_home_and_a_wrong_setting_leave_nothing_behind() {
        let base = tempfile::tempdir().expect("a folder");
        let said = Home::open(&base.path().join("none")).expect_err("refused").to_string();
        assert!(said.contains("no home of a node in "), "{said}");
        assert!(!base.path().join("none").exists());
        let paths = Home::create(&base.path().join("home"), &Config::default()).expect("created");
        fs::write(paths.config(), "[api]\nsokcet = \"x\"\n").expect("written");
        let before = picture(paths.root());
        let said = Home::open(paths.root()).expect_err("refused").to_string();
        assert!(said.contains("config.toml:2:1: «api.sokcet»") && said.contains("«socket»?"), "{said}");
        assert_eq!(picture(paths.root()), before);
    }

    #[test]
    fn a_path_too_long_for_a_socket_is_refused_with_a_remedy() {
        let base = tempfile::tempdir().expect("a folder");
        let root = base.path().join("a".repeat(120));
        let paths = Home::create(&root, &Config::default()).expect("created");
        let said = Home::open(&root).expect_err("refused").to_string();
        let socket = paths.socket(&Config::default());
        assert!(said.contains(&format!("{} bytes", socket.as_os_str().len())), "{said}");
        assert!(said.contains("allows 107") && said.contains("[api] socket = \"/run/"), "{said}");
        assert!(!paths.lock().exists());
        fs::write(paths.config(), "[api]\nsocket = \"/tmp/elsewhere/api.sock\"\n").expect("written");
        Home::open(&root).expect("opened with a shorter socket");
    }

    #[test]
    fn a_home_open_to_others_is_closed() {
        let base = tempfile::tempdir().expect("a folder");
        let root = base.path().join("home");
        Home::create(&root, &Config::default()).expect("created");
        fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).expect("set");
        fs::set_permissions(root.join("keys"), fs::Permissions::from_mode(0o777)).expect("set");
        Home::open(&root).expect("opened");
        assert_eq!((mode(&root), mode(&root.join("keys"))), (0o700, 0o700));
    }
}
