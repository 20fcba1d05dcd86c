//! Node keys as libp2p sees them: between a roster's public keys and peer ids.

use cabildo_client::key::{KeyError, KeyFile};
use cabildo_protocol::id::PublicKey;
use ed25519_dalek::SigningKey;
use libp2p::{
    PeerId,
    identity::{self, Keypair},
};
use std::path::Path;
use zeroize::Zeroizing;

/// The peer id of a node key; none where the key is no Ed25519 point.
#[must_use]
pub fn peer_id(key: &PublicKey) -> Option<PeerId> {
    if key.algorithm() != PublicKey::ED25519 {
        return None;
    }
    let key = identity::ed25519::PublicKey::try_from_bytes(&key.key_bytes()).ok()?;
    Some(PeerId::from_public_key(&key.into()))
}

/// The node key inside a peer id: an Ed25519 peer id carries its key whole. None for any other.
#[must_use]
pub fn node_key(peer: &PeerId) -> Option<PublicKey> {
    identity::PublicKey::try_decode_protobuf(peer.as_ref().digest()).ok()?;
    linked_key(peer)
}

/// As [`node_key`], of a peer that is linked: whether its key is one was seen when it proved to have it.
#[must_use]
pub fn linked_key(peer: &PeerId) -> Option<PublicKey> {
    const IDENTITY: u64 = 0;
    /// What libp2p puts in front of an Ed25519 key: its type, and its length.
    const ED25519: [u8; 4] = [8, 1, 18, 32];
    let hash = Some(peer.as_ref()).filter(|hash| hash.code() == IDENTITY)?;
    Some(PublicKey::ed25519(hash.digest().strip_prefix(&ED25519)?.try_into().ok()?))
}

/// The key of a pair, to sign what a node says of itself.
#[must_use]
pub fn signer(pair: &Keypair) -> Option<SigningKey> {
    let pair = pair.clone().try_into_ed25519().ok()?;
    let secret = Zeroizing::new(<[u8; 32]>::try_from(pair.secret().as_ref()).ok()?);
    Some(SigningKey::from_bytes(&secret))
}

/// Reads a node's key.
///
/// # Errors
/// When the file is not there, readable by others, damaged or encrypted.
pub fn load(path: &Path) -> Result<(PublicKey, Keypair), KeyError> {
    pair_of(&KeyFile::read(path)?)
}

/// Reads a node's key that the service manager has handed over. Its folder is closed to others
/// whatever its mode says.
///
/// # Errors
/// As [`load`].
pub fn load_credential(path: &Path) -> Result<(PublicKey, Keypair), KeyError> {
    pair_of(&KeyFile::read_credential(path)?)
}

fn pair_of(file: &KeyFile) -> Result<(PublicKey, Keypair), KeyError> {
    let secret = Zeroizing::new(file.open(None)?.to_bytes());
    let mut bytes = Zeroizing::new(*secret);
    let pair = Keypair::ed25519_from_bytes(&mut bytes[..]).map_err(|_| KeyError::unfit(file.path()))?;
    Ok((file.public(), pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_peer_ids_are_the_same_thing() {
        let pair = Keypair::generate_ed25519();
        let peer = PeerId::from_public_key(&pair.public());
        let key = node_key(&peer).expect("an Ed25519 key");
        assert_eq!((peer_id(&key), linked_key(&peer)), (Some(peer), Some(key)));
        assert_eq!(peer_id(&PublicKey::x25519([9; 32])), None);
        let hashed = PeerId::random();
        assert_eq!((node_key(&hashed), linked_key(&hashed)), (None, None), "a hashed peer id carries no key");
    }
}
