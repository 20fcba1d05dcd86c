//! Signing rosters, once: the ledger beside a key that signs rosters.
//!
//! Two rosters of one scope and version are an alarm for everybody, and need somebody who signed
//! both. So what is signed is durable here first, and another roster of the same scope and
//! version is refused for ever. `governor.key` has its ledger in `governor.ledger/`: `lock`,
//! `begun`, and `rosters`, a SHA-256 over the rest, then one CBOR item.

use crate::{
    files,
    ledger::{self, Ledger, LedgerError},
};
use cabildo_protocol::{
    cbor,
    id::{Hash, hash},
    roster::{RosterError, Scope, SignedRoster},
};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
};

const FORMAT: u16 = 1;
const DOMAIN: &str = "cabildo/roster-ledger/1";
/// A hundred thousand rosters.
const FILE_MAX: u64 = 16 * 1024 * 1024;

/// Why a roster was not signed.
#[derive(Debug, thiserror::Error)]
pub enum GovernorError {
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What is to be signed is no roster.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// There is no ledger, and the key may have signed on another disk.
    #[error(
        "{path} is missing: what this key signed before is not known · if it has never signed a roster, say so with --first; else bring the folder from where it signed"
    )]
    NoLedger {
        /// The ledger's folder.
        path: PathBuf,
    },
    /// The key has signed another roster of the same scope and version.
    #[error(
        "this key has signed another version {version} of the roster of {scope}, and signs none twice · sign the other one, or let other governors sign this"
    )]
    Twice {
        /// Whose roster.
        scope: Scope,
        /// Its version.
        version: u32,
    },
}

#[derive(Default, Serialize, Deserialize)]
struct Record {
    format: u16,
    /// Federation, scope, version and hash of what was signed. The first charter is the beginning
    /// of its own federation, so two of them are no contradiction.
    signed: Vec<(Hash, Scope, u32, Hash)>,
}

/// Signs a roster, unless the key has signed another one of its scope and version. `first` says
/// that a key without a ledger has never signed.
///
/// # Errors
/// Why not; nothing is signed then.
pub fn sign(
    key_path: &Path,
    key: &SigningKey,
    signed: &mut SignedRoster,
    first: bool,
) -> Result<(), GovernorError> {
    let roster = signed.open()?;
    if first {
        Ledger::begin(key_path)?;
    }
    let _held = Ledger::lock(key_path)?;
    let folder = ledger::folder_of(key_path);
    let path = folder.join("rosters");
    if !path.exists() && !folder.join("begun").exists() {
        return Err(GovernorError::NoLedger { path: folder });
    }
    let mut record = read(&path)?;
    let own = signed.hash();
    let (scope, version, federation) = (roster.scope, roster.version, roster.federation.unwrap_or(own));
    let same = |(f, s, v, _): &&(Hash, Scope, u32, Hash)| *f == federation && *s == scope && *v == version;
    match record.signed.iter().find(same) {
        Some((.., before)) if *before != own => return Err(GovernorError::Twice { scope, version }),
        Some(_) => {}
        None => {
            record.signed.push((federation, scope, version, own));
            record.format = FORMAT;
            write(&path, &record)?;
        }
    }
    signed.sign(key);
    Ok(())
}

fn read(path: &Path) -> Result<Record, LedgerError> {
    let bytes = match files::read_small(path, FILE_MAX) {
        Ok((_, bytes)) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Record::default()),
        Err(source) => return Err(LedgerError::Io { path: path.to_owned(), source }),
    };
    let damaged = || LedgerError::Damaged { path: path.to_owned() };
    let (sum, content) = bytes.split_at_checked(32).ok_or_else(damaged)?;
    if sum != hash(DOMAIN, &[content]).as_bytes() {
        return Err(damaged());
    }
    let record: Record = cbor::decode(content).map_err(|_| damaged())?;
    if record.format > FORMAT {
        return Err(LedgerError::Newer { path: path.to_owned(), found: record.format });
    }
    Ok(record)
}

fn write(path: &Path, record: &Record) -> Result<(), LedgerError> {
    let content = cbor::encode(record);
    let bytes = [hash(DOMAIN, &[&content]).as_bytes(), &content[..]].concat();
    files::replace_durably(path, &bytes).map_err(|source| LedgerError::Io { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::{
        id::{FederationId, Millis, PublicKey},
        roster::{Change, Next, Quorum, Roster, State},
    };
    use std::fs;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[5; 32])
    }

    fn roster(federation: u8, review: u64) -> SignedRoster {
        let quorum = Quorum::new([PublicKey::ed25519(key().verifying_key().to_bytes())], 1);
        let next = Next {
            federation: Some(FederationId([federation; 32])),
            scope: Scope::Chamber("mx".parse().expect("a country")),
            signers: vec![quorum.clone()],
            changes: vec![Change::Recovery(quorum)],
            issued: Millis(1),
            review_by: Millis(review),
        };
        SignedRoster::new(&Roster::next(None, &mut State::default(), next).expect("a roster"))
    }

    #[test]
    fn a_key_signs_one_roster_of_a_scope_and_version_and_that_one_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("governor.key");
        let sign = |signed: &mut SignedRoster, first| super::sign(&path, &key(), signed, first);
        let (mut one, mut two, mut elsewhere) = (roster(1, 10), roster(1, 11), roster(2, 11));
        assert!(matches!(sign(&mut one, false), Err(GovernorError::NoLedger { .. })));
        sign(&mut one, true).expect("signed");
        let again = one.clone();
        sign(&mut one, false).expect("signed again");
        assert_eq!((one.signatures.len(), &one), (1, &again));
        for first in [false, true] {
            assert!(matches!(sign(&mut two, first), Err(GovernorError::Twice { version: 1, .. })));
            assert!(two.signatures.is_empty());
        }
        sign(&mut elsewhere, false).expect("another federation's");
    }

    #[test]
    fn a_damaged_ledger_signs_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("governor.key");
        super::sign(&path, &key(), &mut roster(1, 10), true).expect("signed");
        let file = folder.path().join("governor.ledger/rosters");
        let mut bytes = fs::read(&file).expect("the ledger");
        bytes[40] ^= 1;
        fs::write(&file, bytes).expect("written");
        let mut next = roster(2, 10);
        let refused = super::sign(&path, &key(), &mut next, true);
        assert!(matches!(refused, Err(GovernorError::Ledger(LedgerError::Damaged { .. }))));
        assert!(next.signatures.is_empty());
    }
}
