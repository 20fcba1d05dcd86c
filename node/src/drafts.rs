//! Rosters that wait for signatures, in the home's folder `drafts`: whoever may sign sees them, takes
//! them to the key, and brings the signature back. So do notices of new governors, which everybody should
//! see who can still object. Each file is one of them; what it stands on is in the store.

use cabildo_protocol::{
    authority::Authority,
    bounds, cbor,
    enrol::{Need, Sheaf},
    id::{Hash, Millis},
    roster::{RosterError, Scope, SignedRecovery, SignedRoster},
};
use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

/// Drafts that are kept.
pub const DRAFTS_MAX: usize = 32;
/// How the files end.
const ROSTER: &str = "roster";
const NOTICE: &str = "notice";
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

/// What waits, with the signatures so far.
#[derive(Debug, Clone)]
pub enum Paper {
    /// A roster.
    Roster(SignedRoster),
    /// Notice of new governors.
    Notice(SignedRecovery),
}

impl Paper {
    /// What a sheaf is about: its notice, else its last roster.
    #[must_use]
    pub fn of(sheaf: Sheaf) -> Option<Self> {
        let roster = sheaf.rosters.into_iter().next_back().map(Self::Roster);
        sheaf.notice.map(Self::Notice).or(roster)
    }

    fn merge(&mut self, other: &Self) -> bool {
        match (self, other) {
            (Self::Roster(ours), Self::Roster(theirs)) => ours.merge(theirs).is_ok(),
            (Self::Notice(ours), Self::Notice(theirs)) => ours.merge(theirs).is_ok(),
            _ => false,
        }
    }

    fn read(path: &Path) -> io::Result<Self> {
        let mut bytes = Vec::new();
        File::open(path)?.take(FILE_MAX as u64).read_to_end(&mut bytes)?;
        if path.extension().is_some_and(|end| end == NOTICE) {
            return cbor::decode(&bytes).map(Self::Notice).map_err(io::Error::other);
        }
        let sheaf = Sheaf::decode(&bytes).map_err(io::Error::other)?;
        Self::of(sheaf).ok_or_else(|| io::Error::other("it holds no roster"))
    }

    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Roster(signed) => Sheaf::new(vec![signed.clone()]).encode(),
            Self::Notice(signed) => cbor::encode(signed),
        }
    }
}

/// What waits, and how it stands.
#[derive(Debug)]
pub struct Draft {
    /// Itself.
    pub paper: Paper,
    /// What names it.
    pub hash: Hash,
    /// Whose roster it is about.
    pub scope: Scope,
    /// Its version; of a notice, the one that it follows.
    pub version: u32,
    /// When it was made, its author says.
    pub issued: Millis,
    /// Until when everybody may object; none of a roster.
    pub until: Option<Millis>,
    /// Who must sign it and who has.
    pub needs: Vec<Need>,
    /// Whether everybody has signed who must.
    pub complete: bool,
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
            let draft = Paper::read(&path)
                .and_then(|paper| stand(paper, rosters, authority).map_err(io::Error::other));
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
        paper: Paper,
        rosters: &[SignedRoster],
        authority: &Authority,
    ) -> Result<Draft, DraftError> {
        let mut draft = stand(paper, rosters, authority)?;
        let end = if draft.until.is_some() { NOTICE } else { ROSTER };
        let path = self.path(&draft.hash, end);
        if let Ok(mut here) = Paper::read(&path)
            && here.merge(&draft.paper)
        {
            draft = stand(here, rosters, authority)?;
        } else if self.paths().len() >= DRAFTS_MAX {
            return Err(DraftError::Many);
        }
        if draft.needs.iter().all(|need| need.have.is_empty()) {
            return Err(DraftError::Unsigned);
        }
        let written = || -> io::Result<()> {
            fs::create_dir_all(self.0)?;
            let mut file = tempfile::NamedTempFile::new_in(self.0)?;
            file.write_all(&draft.paper.encode())?;
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
        for path in [ROSTER, NOTICE].map(|end| self.path(hash, end)) {
            match fs::remove_file(&path) {
                Ok(()) => return Ok(true),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(DraftError::Io { path, source }),
            }
        }
        Ok(false)
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths().is_empty()
    }

    fn path(&self, hash: &Hash, end: &str) -> PathBuf {
        self.0.join(format!("{hash}.{end}"))
    }

    fn paths(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut paths: Vec<_> = entries
            .filter(|path| path.extension().is_some_and(|end| end == ROSTER || end == NOTICE))
            .collect();
        paths.sort();
        paths
    }
}

/// How a paper stands; signatures that are none are left out.
fn stand(paper: Paper, rosters: &[SignedRoster], authority: &Authority) -> Result<Draft, RosterError> {
    match paper {
        Paper::Roster(signed) => roster(signed, rosters, authority),
        Paper::Notice(signed) => notice(signed, rosters),
    }
}

fn roster(
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
    Ok(Draft {
        hash: signed.hash(),
        paper: Paper::Roster(signed),
        version: standing.roster.version,
        issued: standing.roster.issued,
        until: None,
        complete: standing.is_complete(),
        needs: standing.needs,
        scope,
    })
}

fn notice(mut signed: SignedRecovery, rosters: &[SignedRoster]) -> Result<Draft, RosterError> {
    let scope = Scope::Chamber(signed.open()?.chamber);
    signed.keep_good();
    let mut sheaf = Sheaf::of_scope(rosters, &scope)?;
    sheaf.notice = Some(signed.clone());
    let (notice, need) = sheaf.notice_standing()?.ok_or(RosterError::NoCharter)?;
    Ok(Draft {
        hash: signed.hash(),
        paper: Paper::Notice(signed),
        scope,
        version: notice.version,
        issued: notice.issued,
        until: Some(notice.issued.plus(notice.waits_ms)),
        complete: need.lacks() == 0,
        needs: vec![need],
    })
}
