//! The file `verified` of a home: digests of rosters whose signatures were found good on this machine,
//! so that a start need not verify thousands of them again. It may be deleted at any time.
//!
//! A SHA-256 of the rest, then 32 bytes each. Whoever can write it can write the store beside it.

use cabildo_protocol::id::{Hash, hash};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    path::Path,
};

const DOMAIN: &str = "cabildo/verified/1";
/// A million rosters.
const FILE_MAX: u64 = 32 * 1024 * 1024;

/// What the file says; nothing where it is missing or not intact.
#[must_use]
pub fn read(path: &Path) -> BTreeSet<Hash> {
    let fits = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= FILE_MAX);
    let bytes = if fits { fs::read(path).unwrap_or_default() } else { Vec::new() };
    let Some((sum, content)) = bytes.split_at_checked(32) else { return BTreeSet::new() };
    if sum != hash(DOMAIN, &[content]).as_bytes() {
        return BTreeSet::new();
    }
    content.chunks_exact(32).filter_map(|raw| raw.try_into().ok().map(Hash)).collect()
}

/// Writes it, whole or not at all. Failing costs time at the next start, nothing else.
pub fn write(path: &Path, good: &BTreeSet<Hash>) {
    let content: Vec<u8> = good.iter().flat_map(|digest| digest.0).collect();
    let written = || -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(hash(DOMAIN, &[&content]).as_bytes())?;
        file.write_all(&content)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    if let Err(error) = written() {
        tracing::warn!(file = %path.display(), %error, "the rosters will be verified again at the next start");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_what_was_changed_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("verified");
        assert!(read(&path).is_empty());
        let good: BTreeSet<Hash> = (0..9).map(|n| Hash([n; 32])).collect();
        write(&path, &good);
        assert_eq!(read(&path), good);
        let mut bytes = fs::read(&path).expect("the file");
        bytes[40] ^= 1;
        fs::write(&path, bytes).expect("written");
        assert!(read(&path).is_empty());
    }
}
