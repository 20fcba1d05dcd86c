//! Rosters that wait for signatures, in the home's folder `drafts`: whoever may sign sees them, takes
//! them to the key, and brings the signature back. Each file is one signed roster; what it stands on is
//! in the store.

use cabildo_protocol::{
    authority::Authority,
    bounds,
    enrol::{Sheaf, Standing},
    id::Hash,
    roster::{RosterError, SignedRoster},
};
use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

/// Drafts that are kept.
pub const DRAFTS_MAX: usize = 32;
/// A roster with as many signatures as it can have.
const FILE_MAX: usize = bounds::ROSTER_MAX + 128 * bounds::ROSTER_SIGNATURES_MAX + 1024;

/// Why a draft is not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// It does not stand on the rosters in force.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// Nobody who may sign it has.
    #[error("nobody who may sign it has signed it")]
    Unsigned,
    /// There are too many.
    #[error("{DRAFTS_MAX} rosters wait for signatures already")]
    Many,
    /// The disk.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A roster that waits, and how it stands.
#[derive(Debug)]
pub struct Draft {
    /// With the signatures so far.
    pub signed: SignedRoster,
    /// Who must sign it and who has.
    pub standing: Standing,
}

/// The folder.
#[derive(Debug, Clone, Copy)]
pub struct Drafts<'a>(pub &'a Path);

impl Drafts<'_> {
    /// All that still stand on the rosters in force, in the order of their hashes. What does no longer is
    /// deleted: it was published, or another version was.
    pub fn list(&self, rosters: &[SignedRoster], authority: &Authority) -> Vec<Draft> {
        let mut all = Vec::new();
        for path in self.paths() {
            let draft =
                read(&path).and_then(|signed| stand(signed, rosters, authority).map_err(io::Error::other));
            match draft {
                Ok(draft) => all.push(draft),
                Err(error) => {
                    tracing::info!(file = %path.display(), %error, "a roster waits for signatures no more");
                    let _ = fs::remove_file(&path);
                }
            }
        }
        all
    }

    /// Keeps a draft, or the signatures by which it differs from the one that is here.
    ///
    /// # Errors
    /// [`DraftError`].
    pub fn keep(
        &self,
        signed: SignedRoster,
        rosters: &[SignedRoster],
        authority: &Authority,
    ) -> Result<Draft, DraftError> {
        let mut draft = stand(signed, rosters, authority)?;
        let path = self.path(&draft.signed.hash());
        if let Ok(mut here) = read(&path)
            && here.merge(&draft.signed).is_ok()
        {
            draft = stand(here, rosters, authority)?;
        } else if self.paths().len() >= DRAFTS_MAX {
            return Err(DraftError::Many);
        }
        if draft.standing.needs.iter().all(|need| need.have.is_empty()) {
            return Err(DraftError::Unsigned);
        }
        let written = || -> io::Result<()> {
            fs::create_dir_all(self.0)?;
            let mut file = tempfile::NamedTempFile::new_in(self.0)?;
            file.write_all(&Sheaf::new(vec![draft.signed.clone()]).encode())?;
            file.as_file().sync_data()?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        written().map_err(|source| DraftError::Io { path: path.clone(), source })?;
        Ok(draft)
    }

    /// Deletes a draft. Whether it was there.
    ///
    /// # Errors
    /// [`DraftError::Io`].
    pub fn drop(&self, hash: &Hash) -> Result<bool, DraftError> {
        let path = self.path(hash);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(DraftError::Io { path, source }),
        }
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths().is_empty()
    }

    fn path(&self, hash: &Hash) -> PathBuf {
        self.0.join(format!("{hash}.roster"))
    }

    fn paths(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut paths: Vec<_> =
            entries.filter(|path| path.extension().is_some_and(|end| end == "roster")).collect();
        paths.sort();
        paths
    }
}

fn read(path: &Path) -> io::Result<SignedRoster> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_MAX as u64).read_to_end(&mut bytes)?;
    let sheaf = Sheaf::decode(&bytes).map_err(io::Error::other)?;
    sheaf.rosters.into_iter().next_back().ok_or_else(|| io::Error::other("it holds no roster"))
}

/// How a draft stands; signatures that are none are left out.
fn stand(
    mut signed: SignedRoster,
    rosters: &[SignedRoster],
    authority: &Authority,
) -> Result<Draft, RosterError> {
    let scope = signed.open()?.scope;
    let good = signed.good_signatures()?;
    signed.signatures.retain(|(key, _)| good.contains(key));
    // Where two versions stand side by side, only a settlement follows, which cites both.
    if authority.is_contested(&scope) && signed.open()?.settles.is_empty() {
        return Err(RosterError::Twice { version: authority.version(&scope), scope });
    }
    let mut sheaf = Sheaf::of_scope(rosters, &scope)?;
    sheaf.rosters.push(signed);
    let standing = sheaf.standing()?;
    let signed = sheaf.rosters.pop().ok_or(RosterError::NoCharter)?;
    Ok(Draft { signed, standing })
}
