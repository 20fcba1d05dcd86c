//! Files that messages name: cut into chunks, hashed, and found again by one root.
//!
//! A file's chunks have [`bounds::CHUNK`] bytes each, the last one the rest. The list of their hashes
//! is the file's [`Manifest`]; its root, which messages name, is a hash over the file's size and that
//! list. So whoever has a root needs to believe nobody: a manifest is that of the root or is refused,
//! and each chunk is that of the manifest or is refused, in whatever order and from whomever they come.

use crate::{
    bounds::{ATTACHMENT_MAX, CHUNK},
    id::{Hash, MessageId, hash},
};
use serde::{Deserialize, Serialize};

/// What the hash of a chunk begins with.
const CHUNK_DOMAIN: &str = "cabildo/chunk/1";
/// What the root of a file begins with.
const ROOT_DOMAIN: &str = "cabildo/attachment/1";
/// Bytes of one hash in a manifest.
const HASH_LEN: usize = 32;

/// Why bytes are not those of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// A file has at least a byte and at most [`ATTACHMENT_MAX`].
    #[error("a file of {size} bytes: 1 to {ATTACHMENT_MAX} are allowed")]
    Size {
        /// Bytes of the file.
        size: u64,
    },
    /// The list of hashes has not the length that belongs to the file's size.
    #[error("a list of {got} bytes for a file whose list has {expected}")]
    Length {
        /// Bytes that the list has.
        got: usize,
        /// Bytes that it should have.
        expected: usize,
    },
    /// The list of hashes is another file's.
    #[error("the list of hashes is not that of the root")]
    Root,
    /// The file has no such chunk.
    #[error("a chunk {index} of a file that has {chunks}")]
    Index {
        /// Which was meant, from 0.
        index: u32,
        /// How many there are.
        chunks: u32,
    },
    /// The bytes are not those of the chunk.
    #[error("the bytes are not those of chunk {index}")]
    Chunk {
        /// Which, from 0.
        index: u32,
    },
}

/// The hashes of all chunks of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    size: u64,
    hashes: Vec<Hash>,
}

/// How many chunks a file of so many bytes has.
///
/// # Errors
/// [`AttachmentError::Size`].
pub fn chunks(size: u64) -> Result<u32, AttachmentError> {
    let wrong = AttachmentError::Size { size };
    if !(1..=ATTACHMENT_MAX).contains(&size) {
        return Err(wrong);
    }
    u32::try_from(size.div_ceil(CHUNK as u64)).map_err(|_| wrong)
}

/// The hash of one chunk's bytes.
#[must_use]
pub fn chunk_hash(bytes: &[u8]) -> Hash {
    hash(CHUNK_DOMAIN, &[bytes])
}

impl Manifest {
    /// Of a file of so many bytes, from the hashes of its chunks in their order.
    ///
    /// # Errors
    /// When they are not as many as the file has chunks.
    pub fn new(size: u64, hashes: Vec<Hash>) -> Result<Self, AttachmentError> {
        let (got, expected) = (hashes.len() * HASH_LEN, chunks(size)? as usize * HASH_LEN);
        if got != expected {
            return Err(AttachmentError::Length { got, expected });
        }
        Ok(Self { size, hashes })
    }

    /// Of a file that is in memory.
    ///
    /// # Errors
    /// When it is empty, or longer than any may be.
    pub fn of(bytes: &[u8]) -> Result<Self, AttachmentError> {
        Self::new(bytes.len() as u64, bytes.chunks(CHUNK).map(chunk_hash).collect())
    }

    /// Of the file with this root and size, from the hashes as they travel: one after the other.
    ///
    /// # Errors
    /// When the bytes are not the manifest of this root.
    pub fn decode(root: &Hash, size: u64, bytes: &[u8]) -> Result<Self, AttachmentError> {
        let expected = chunks(size)? as usize * HASH_LEN;
        if bytes.len() != expected {
            return Err(AttachmentError::Length { got: bytes.len(), expected });
        }
        let (whole, _) = bytes.as_chunks::<HASH_LEN>();
        let manifest = Self::new(size, whole.iter().map(|hash| Hash(*hash)).collect())?;
        if manifest.root() == *root { Ok(manifest) } else { Err(AttachmentError::Root) }
    }

    /// The hashes as they travel.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.0).collect()
    }

    /// What messages name the file by.
    #[must_use]
    pub fn root(&self) -> Hash {
        hash(ROOT_DOMAIN, &[&self.size.to_be_bytes(), &self.encode()])
    }

    /// Bytes of the file.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many chunks it has.
    #[must_use]
    pub fn chunks(&self) -> u32 {
        u32::try_from(self.hashes.len()).unwrap_or(u32::MAX)
    }

    /// Where a chunk begins in the file, and how many bytes it has.
    ///
    /// # Errors
    /// [`AttachmentError::Index`].
    pub fn place(&self, index: u32) -> Result<(u64, usize), AttachmentError> {
        if index >= self.chunks() {
            return Err(AttachmentError::Index { index, chunks: self.chunks() });
        }
        let begins = u64::from(index) * CHUNK as u64;
        let rest = usize::try_from(self.size - begins).unwrap_or(CHUNK);
        Ok((begins, rest.min(CHUNK)))
    }

    /// Whether bytes are those of a chunk.
    ///
    /// # Errors
    /// When they are not, or the file has no such chunk.
    pub fn verify(&self, index: u32, bytes: &[u8]) -> Result<(), AttachmentError> {
        let (_, length) = self.place(index)?;
        let expected = self.hashes.get(index as usize);
        // The length first: more bytes than a chunk has are not even hashed.
        let good = bytes.len() == length && expected.is_some_and(|hash| *hash == chunk_hash(bytes));
        if good { Ok(()) } else { Err(AttachmentError::Chunk { index }) }
    }
}

/// What one node asks another of a file. The message says why the other should have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// The manifest of a file.
    Manifest {
        /// A message that names the file.
        message: MessageId,
        /// The file's root.
        root: Hash,
    },
    /// One chunk of a file.
    Chunk {
        /// A message that names the file.
        message: MessageId,
        /// The file's root.
        root: Hash,
        /// Which chunk, from 0.
        index: u32,
    },
}

/// What the other answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// The manifest, as [`Manifest::encode`] writes it.
    Manifest(serde_bytes::ByteBuf),
    /// The chunk's bytes.
    Chunk(serde_bytes::ByteBuf),
    /// The responder does not have it, holds no such message, or serves no files.
    NotHere,
    /// Too much is asked for just now; try later.
    Busy,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bounds::{ATTACHMENT_REQUEST_MAX, ATTACHMENT_RESPONSE_MAX},
        cbor,
    };

    fn file(size: usize) -> Vec<u8> {
        (0..size).map(|n| u8::try_from(n % 251).unwrap_or_default()).collect()
    }

    #[test]
    fn a_file_is_cut_where_it_should_be() {
        for (size, lengths) in [
            (1, vec![1]),
            (CHUNK - 1, vec![CHUNK - 1]),
            (CHUNK, vec![CHUNK]),
            (CHUNK + 1, vec![CHUNK, 1]),
            (2 * CHUNK + 77, vec![CHUNK, CHUNK, 77]),
        ] {
            let (bytes, n) = (file(size), u32::try_from(lengths.len()).expect("few"));
            let manifest = Manifest::of(&bytes).expect("a manifest");
            assert_eq!((manifest.chunks(), manifest.size()), (n, size as u64));
            for (index, length) in (0..).zip(lengths) {
                let (begins, long) = manifest.place(index).expect("a chunk");
                assert_eq!((begins, long), (u64::from(index) * CHUNK as u64, length));
                let from = usize::try_from(begins).expect("small");
                manifest.verify(index, &bytes[from..from + long]).expect("its bytes");
            }
            assert_eq!(manifest.place(n), Err(AttachmentError::Index { index: n, chunks: n }));
        }
        assert_eq!(Manifest::of(&[]), Err(AttachmentError::Size { size: 0 }));
        assert_eq!(chunks(ATTACHMENT_MAX), Ok(16_384));
        assert!(chunks(ATTACHMENT_MAX + 1).is_err() && chunks(u64::MAX).is_err());
    }

    #[test]
    fn the_root_is_what_was_frozen() {
        let root = |bytes: &[u8]| -> String {
            let root = Manifest::of(bytes).expect("a manifest").root();
            root.0.iter().map(|byte| format!("{byte:02x}")).collect()
        };
        // As any program finds it: SHA-256 over the tag, a zero byte, the size in eight bytes and the hashes.
        assert_eq!(root(b"a"), "07f753f3dae6aecacc08cf3bfa7962e7899c0a1bf6613a2de962fbffa5e77685");
        assert_eq!(
            root(&file(CHUNK + 1)),
            "57c26165f3d852bf57687526579d8586559f94aba1eb93ca4ebe082611078acc"
        );
    }

    #[test]
    fn questions_and_answers_are_what_was_frozen() {
        let (message, root) = (MessageId([8; 32]), Hash([9; 32]));
        let requests = [Request::Manifest { message, root }, Request::Chunk { message, root, index: 300 }];
        let responses = [
            Response::Manifest(vec![7; 32].into()),
            Response::Chunk(vec![6; 3].into()),
            Response::NotHere,
            Response::Busy,
        ];
        let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let made = requests.iter().map(cbor::encode).chain(responses.iter().map(cbor::encode));
        let frozen: Vec<String> =
            serde_json::from_str(include_str!("../tests/golden/files.json")).expect("a list");
        assert_eq!(made.map(hex).collect::<Vec<_>>(), frozen);
        for request in requests {
            assert_eq!(cbor::decode::<Request>(&cbor::encode(&request)), Ok(request));
        }
        for response in responses {
            assert_eq!(cbor::decode::<Response>(&cbor::encode(&response)), Ok(response));
        }
    }

    #[test]
    fn the_largest_frames_fit_their_bounds() {
        let (message, root) = (MessageId([0xff; 32]), Hash([0xff; 32]));
        let request = Request::Chunk { message, root, index: u32::MAX };
        assert!(cbor::encode(&request).len() <= ATTACHMENT_REQUEST_MAX);
        let most = chunks(ATTACHMENT_MAX).expect("chunks") as usize * HASH_LEN;
        for response in [
            Response::Manifest(serde_bytes::ByteBuf::from(vec![0; most])),
            Response::Chunk(serde_bytes::ByteBuf::from(vec![0; CHUNK])),
        ] {
            assert!(cbor::encode(&response).len() <= ATTACHMENT_RESPONSE_MAX);
        }
    }
}
