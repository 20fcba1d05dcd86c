//! Public keys, and what was signed with them.

use super::{MessageError, SIGNATURE_LEN};
use crate::id::PublicKey;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Parsed public keys; parsing one costs about a tenth of a verification.
#[derive(Debug, Default, Clone)]
pub struct KeyCache {
    keys: BTreeMap<PublicKey, VerifyingKey>,
    /// SHA-256 of what was signed well, with key and signature, where the same comes from every neighbour.
    good: BTreeSet<[u8; 32]>,
}

impl KeyCache {
    const MAX: usize = 65_536;
    const GOOD_MAX: usize = 4096;

    /// Checks a signature, strictly.
    pub(crate) fn check(
        &mut self,
        key: &PublicKey,
        input: &[u8],
        signature: &[u8],
    ) -> Result<(), MessageError> {
        let key = self.parse(key).ok_or(MessageError::Key)?;
        let signature = Signature::from_slice(signature).map_err(|_| MessageError::Signature)?;
        key.verify_strict(input, &signature).map_err(|_| MessageError::Signature)
    }

    /// As [`KeyCache::check`], but what was good before is not checked again.
    pub(crate) fn check_once(
        &mut self,
        key: &PublicKey,
        input: &[u8],
        signature: &[u8],
    ) -> Result<(), MessageError> {
        let whole: &[u8; SIGNATURE_LEN] = signature.try_into().map_err(|_| MessageError::Signature)?;
        let parts = Sha256::new().chain_update([key.algorithm()]).chain_update(key.key_bytes());
        let digest: [u8; 32] = parts.chain_update(whole).chain_update(input).finalize().into();
        if self.good.contains(&digest) {
            return Ok(());
        }
        self.check(key, input, signature)?;
        if self.good.len() >= Self::GOOD_MAX {
            self.good.clear();
        }
        self.good.insert(digest);
        Ok(())
    }

    fn parse(&mut self, key: &PublicKey) -> Option<&VerifyingKey> {
        if !self.keys.contains_key(key) {
            let parsed = verifying_key(key)?;
            if self.keys.len() >= Self::MAX {
                self.keys.clear();
            }
            self.keys.insert(*key, parsed);
        }
        self.keys.get(key)
    }
}

/// Parses a key that may verify: Ed25519, of full order, in its one form.
pub(crate) fn verifying_key(key: &PublicKey) -> Option<VerifyingKey> {
    if key.algorithm() != PublicKey::ED25519 {
        return None;
    }
    let bytes = key.key_bytes();
    VerifyingKey::from_bytes(&bytes).ok().filter(|parsed| is_canonical(&bytes) && !parsed.is_weak())
}

/// Whether a point's y is written below p = 2²⁵⁵ − 19. Libraries differ in what they make of the
/// others, so that one key could be two, or good for some and bad for others.
fn is_canonical(point: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = point;
    !(*low >= 0xed && high & 0x7f == 0x7f && middle.iter().all(|b| *b == 0xff))
}
