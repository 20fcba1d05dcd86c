//! `policy.toml` in a home: what this node does not pass on and does not show. It never decides what is
//! valid; what is hidden is kept, synced and counted.

use cabildo_protocol::{
    message::Message,
    policy::{Hidden, Policy},
};
use cabildo_store::Reader;
use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

const FILE_MAX: u64 = 1024 * 1024;

/// Why the file is not used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The system refused something.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// It says something else than a policy.
    #[error("{path}: {why} · it may have the lists kinds, institutions and themes")]
    Form {
        /// Which file.
        path: PathBuf,
        /// What does not fit.
        why: String,
    },
}

/// The policy in force, shared by all who show something. It may be read anew while the node runs.
#[derive(Debug, Clone, Default)]
pub struct InForce(Arc<RwLock<Arc<Policy>>>);

impl InForce {
    /// This one, until another takes its place.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(policy))))
    }

    /// The one in force now.
    #[must_use]
    pub fn now(&self) -> Arc<Policy> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another in its place.
    pub fn replace(&self, policy: Policy) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }
}

/// Why a message is not shown: it or what it answers is hidden.
#[must_use]
pub fn hides(policy: &Policy, reader: &Reader, message: &Message) -> Option<Hidden> {
    if policy.is_empty() {
        return None;
    }
    let of_root = || {
        let root = message.details().and_then(|details| details.root)?;
        policy.hides(&reader.message(&root).ok().flatten()?)
    };
    policy.hides(message).or_else(of_root)
}

/// Reads the file; without one nothing is hidden.
///
/// # Errors
/// When it cannot be read or says something else: a node that shows what it should hide would be wrong.
pub fn read(path: &Path) -> Result<Policy, PolicyError> {
    let fail = |source| PolicyError::Io { path: path.to_owned(), source };
    let form = |why: String| PolicyError::Form { path: path.to_owned(), why };
    let mut text = String::new();
    match File::open(path) {
        Ok(file) => file.take(FILE_MAX + 1).read_to_string(&mut text).map_err(fail)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Policy::default()),
        Err(error) => return Err(fail(error)),
    };
    if text.len() as u64 > FILE_MAX {
        return Err(form(format!("it is longer than {FILE_MAX} bytes")));
    }
    toml::from_str(&text).map_err(|error| form(error.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_policy_is_read_strictly() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("policy.toml");
        assert!(read(&path).expect("none").is_empty());
        fs::write(&path, "kinds = [\"comment\"]\ninstitutions = [\"mx:x-a\"]\nthemes = [\"agua\"]\n")
            .expect("written");
        let policy = read(&path).expect("a policy");
        assert_eq!((policy.kinds.len(), policy.institutions.len(), policy.themes.len()), (1, 1, 1));
        // Cut at its bound it would hide less than it says.
        fs::write(&path, format!("themes = [\"agua\"]\n{}kinds = []\n", "#\n".repeat(512 * 1024)))
            .expect("written");
        assert!(matches!(read(&path), Err(PolicyError::Form { .. })));
        fs::write(&path, "themas = [\"agua\"]\n").expect("written");
        assert!(matches!(read(&path), Err(PolicyError::Form { .. })));
    }
}
