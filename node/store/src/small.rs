//! Rosters and proofs: small files, each written under a passing name, synced, renamed. What is
//! in them never rolls back.
//!
//! A file is 16 bytes (magic, format, length, checksum) and its content.

use crate::{
    disk::Disk,
    format::{FORMAT, u32_at},
    segment::io_error,
};
use cabildo_protocol::{
    bounds, cbor,
    id::{Hash, LogId},
    message::KeyCache,
    proof::Proof,
    roster::{Roster, Scope, SignedRoster},
    store::StoreError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

const HEAD_LEN: usize = 16;
const ROSTER_FILE_MAX: usize = bounds::ROSTER_MAX + 64 * 1024;
/// How the name of a roster ends that came too late to be settled.
const LATE: &str = "-late.cbor";

/// Which folder of small files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// `rosters/`.
    Rosters,
    /// `proofs/`.
    Proofs,
}

impl Shelf {
    fn folder(self) -> &'static str {
        match self {
            Self::Rosters => "rosters",
            Self::Proofs => "proofs",
        }
    }

    fn magic(self) -> [u8; 4] {
        match self {
            Self::Rosters => *b"CABR",
            Self::Proofs => *b"CABP",
        }
    }
}

/// Rosters and proofs, those that are durable and those that wait for the commit.
#[derive(Debug, Default)]
pub struct Small {
    /// By scope, version and hash: somebody may have signed two of one version.
    pub rosters: BTreeMap<Scope, BTreeMap<(u32, Hash), SignedRoster>>,
    /// Of these, what came too late to be settled.
    pub late: BTreeSet<Hash>,
    /// One a log.
    pub proofs: BTreeMap<LogId, Proof>,
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    shelf: Shelf,
    name: String,
    content: Vec<u8>,
    undo: Undo,
}

#[derive(Debug)]
enum Undo {
    Roster(Scope, u32, Hash),
    /// The log, and the proof that was kept before.
    Proof(LogId, Option<Box<Proof>>),
}

/// What reading the folders found wrong.
#[derive(Debug, Default)]
pub struct SmallProblems {
    /// A file of a newer format.
    pub newer: Option<(PathBuf, u16)>,
    /// Files that are not intact.
    pub damaged: Vec<PathBuf>,
}

impl Small {
    /// Reads both folders and changes nothing.
    pub fn read(disk: &dyn Disk, store: &Path) -> Result<(Self, SmallProblems), StoreError> {
        let (mut small, mut problems) = (Self::default(), SmallProblems::default());
        let mut keys = KeyCache::default();
        for shelf in [Shelf::Rosters, Shelf::Proofs] {
            let folder = store.join(shelf.folder());
            for name in disk.list(&folder).map_err(|error| io_error(&folder, &error))? {
                let path = folder.join(&name);
                if !name.ends_with(".cbor") {
                    continue;
                }
                match read_file(disk, &path, shelf.magic(), ROSTER_FILE_MAX)? {
                    Content::Intact(bytes) if small.take(shelf, &name, &bytes, &mut keys) => {}
                    Content::Newer(format) => problems.newer = Some((path, format)),
                    _ => problems.damaged.push(path),
                }
            }
        }
        Ok((small, problems))
    }

    fn take(&mut self, shelf: Shelf, name: &str, bytes: &[u8], keys: &mut KeyCache) -> bool {
        match shelf {
            Shelf::Rosters => {
                let Ok(signed) = cbor::decode::<SignedRoster>(bytes) else { return false };
                let Ok(roster) = cbor::decode::<Roster>(&signed.bytes) else { return false };
                let place = (roster.version, signed.hash());
                if name.ends_with(LATE) {
                    self.late.insert(place.1);
                }
                self.rosters.entry(roster.scope).or_default().insert(place, signed);
            }
            Shelf::Proofs => {
                let Ok(proof) = Proof::decode(bytes, keys) else { return false };
                self.proofs.entry(proof.log()).or_insert(proof);
            }
        }
        true
    }

    /// Takes a roster in, unless it is here. An older one than the newest is taken too: it may be
    /// one whose file was damaged. Of what comes too late to be settled the file's name says so.
    pub fn keep_roster(&mut self, signed: &SignedRoster, late: bool) -> Result<(), StoreError> {
        let roster: Roster = cbor::decode(&signed.bytes).map_err(|error| StoreError::Damaged {
            place: "a roster to be kept".to_owned(),
            offset: error.offset as u64,
            detail: error.problem.to_string(),
        })?;
        let versions = self.rosters.entry(roster.scope.clone()).or_default();
        let hash = signed.hash();
        if versions.contains_key(&(roster.version, hash)) {
            return Ok(());
        }
        let first = versions.keys().all(|(version, _)| *version != roster.version);
        versions.insert((roster.version, hash), signed.clone());
        if late {
            self.late.insert(hash);
        }
        let name = match &roster.scope {
            Scope::Federation => "federation".to_owned(),
            Scope::Chamber(country) => country.to_string(),
            Scope::Institution(institution) => institution.as_str().replace(':', "_"),
        };
        self.waiting.push(Waiting {
            shelf: Shelf::Rosters,
            name: match first {
                true => format!("{name}-{:08}.cbor", roster.version),
                false => {
                    let end = if late { LATE } else { ".cbor" };
                    format!("{name}-{:08}-{:.12}{end}", roster.version, hash.to_string().split_off(4))
                }
            },
            content: cbor::encode(signed),
            undo: Undo::Roster(roster.scope, roster.version, hash),
        });
        Ok(())
    }

    /// Takes a proof in, unless its log has one that ranks as high.
    pub fn keep_proof(&mut self, proof: &Proof) {
        let log = proof.log();
        let wanted = match self.proofs.get(&log) {
            Some(kept) => proof.outranks(kept),
            None => self.proofs.len() < bounds::PROOFS_MAX,
        };
        if !wanted {
            return;
        }
        let before = self.proofs.insert(log, proof.clone());
        self.waiting.push(Waiting {
            shelf: Shelf::Proofs,
            name: format!("{}-{}.cbor", log.key, log.lane as u8),
            content: proof.encode(),
            undo: Undo::Proof(log, before.map(Box::new)),
        });
    }

    /// Whether something waits for the commit.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Writes and syncs what waits. It stays waiting until [`Small::done`], so that after an
    /// error it can be tried again (names are renamed over) or undone.
    pub fn write(&self, disk: &dyn Disk, store: &Path) -> Result<(), StoreError> {
        for shelf in [Shelf::Rosters, Shelf::Proofs] {
            let folder = store.join(shelf.folder());
            let mut any = false;
            for item in self.waiting.iter().filter(|item| item.shelf == shelf) {
                write_file(disk, &folder.join(&item.name), shelf.magic(), &item.content)?;
                any = true;
            }
            if any {
                disk.sync_folder(&folder).map_err(|error| io_error(&folder, &error))?;
            }
        }
        Ok(())
    }

    /// What waited is durable.
    pub fn done(&mut self) {
        self.waiting.clear();
    }

    /// What waited is not kept.
    pub fn undo(&mut self) {
        for item in std::mem::take(&mut self.waiting).into_iter().rev() {
            match item.undo {
                Undo::Roster(scope, version, hash) => {
                    if let Some(versions) = self.rosters.get_mut(&scope) {
                        versions.remove(&(version, hash));
                    }
                    self.late.remove(&hash);
                }
                Undo::Proof(log, Some(before)) => {
                    self.proofs.insert(log, *before);
                }
                Undo::Proof(log, None) => {
                    self.proofs.remove(&log);
                }
            }
        }
    }
}

/// Makes the folders of the small files.
pub fn make_folders(disk: &dyn Disk, store: &Path) -> Result<(), StoreError> {
    for shelf in [Shelf::Rosters, Shelf::Proofs] {
        let folder = store.join(shelf.folder());
        disk.create_folder(&folder).map_err(|error| io_error(&folder, &error))?;
    }
    Ok(())
}

/// What a small file is.
pub enum Content {
    /// As it was written.
    Intact(Vec<u8>),
    /// Of a newer format.
    Newer(u16),
    /// Neither.
    Damaged,
}

/// Reads a small file whose content has at most `max` bytes.
pub fn read_file(disk: &dyn Disk, path: &Path, magic: [u8; 4], max: usize) -> Result<Content, StoreError> {
    let fail = |error| io_error(path, &error);
    let file = disk.open(path).map_err(fail)?;
    let length = usize::try_from(file.length().map_err(fail)?).unwrap_or(usize::MAX);
    if length > HEAD_LEN + max {
        return Ok(Content::Damaged);
    }
    let mut bytes = vec![0; length];
    let got = file.read_at(&mut bytes, 0).map_err(fail)?;
    bytes.truncate(got);
    let content = bytes.get(HEAD_LEN..).unwrap_or_default();
    let intact = bytes.get(..4) == Some(&magic)
        && u32_at(&bytes, 8).and_then(|n| usize::try_from(n).ok()) == Some(content.len())
        && u32_at(&bytes, 12) == Some(checksum(&bytes, content));
    match bytes.get(4..6) {
        Some(&[low, high]) if intact && u16::from_le_bytes([low, high]) > FORMAT => {
            Ok(Content::Newer(u16::from_le_bytes([low, high])))
        }
        _ if intact => Ok(Content::Intact(content.to_vec())),
        _ => Ok(Content::Damaged),
    }
}

fn checksum(head: &[u8], content: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(head.get(..12).unwrap_or_default()), content)
}

/// Writes a small file. The folder is not synced.
pub fn write_file(disk: &dyn Disk, path: &Path, magic: [u8; 4], content: &[u8]) -> Result<(), StoreError> {
    let mut bytes = magic.to_vec();
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&[0; 2]);
    bytes.extend_from_slice(&u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    let crc = checksum(&bytes, content);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes.extend_from_slice(content);
    replace(disk, path, &bytes).map_err(|error| io_error(path, &error))
}

/// Puts a file in place at once: passing name, sync, rename. The folder is not synced.
pub fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let passing = path.with_extension("new");
    let made = disk.create(&passing).and_then(|file| {
        file.write_at(bytes, 0)?;
        file.sync()?;
        disk.rename(&passing, path)
    });
    if made.is_err()
        && let Err(left) = disk.remove(&passing)
    {
        tracing::debug!(file = %passing.display(), error = %left, "could not remove");
    }
    made
}
