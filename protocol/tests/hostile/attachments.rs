//! Files from peers that lie: no manifest but that of the root is taken, and no chunk but that of the manifest.

use cabildo_protocol::{
    attachment::{AttachmentError, Manifest, Request, Response},
    bounds::{ATTACHMENT_MAX, CHUNK},
    cbor,
    id::Hash,
};
use proptest::prelude::*;

/// A file of a size, its bytes made of a seed.
fn file(size: usize, seed: u8) -> Vec<u8> {
    (0..size).map(|n| u8::try_from((n * 31 + usize::from(seed) + (n >> 8)) % 251).unwrap()).collect()
}

/// Sizes around the ends of chunks.
fn sizes() -> impl Strategy<Value = usize> {
    proptest::sample::select(vec![1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 2, 3 * CHUNK + 1])
}

#[test]
fn a_manifest_is_of_one_root_and_one_size() {
    let bytes = file(3 * CHUNK - 5, 1);
    let manifest = Manifest::of(&bytes).unwrap();
    let (root, size, list) = (manifest.root(), manifest.size(), manifest.encode());
    assert_eq!(Manifest::decode(&root, size, &list), Ok(manifest));
    // As many chunks, another size.
    assert_eq!(Manifest::decode(&root, size + 1, &list), Err(AttachmentError::Root));
    assert_eq!(Manifest::decode(&Hash([0; 32]), size, &list), Err(AttachmentError::Root));
    let expected = list.len();
    for wrong in [&list[1..], &list[..expected - 32], &[], &[&list[..], &[0; 32]].concat()] {
        let got = wrong.len();
        assert_eq!(Manifest::decode(&root, size, wrong), Err(AttachmentError::Length { got, expected }));
    }
    for size in [0, ATTACHMENT_MAX + 1, u64::MAX] {
        assert_eq!(Manifest::decode(&root, size, &list), Err(AttachmentError::Size { size }));
    }
    let swapped = [&list[32..64], &list[..32], &list[64..]].concat();
    assert_eq!(Manifest::decode(&root, size, &swapped), Err(AttachmentError::Root));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_chunk_is_itself_alone(size in sizes(), seed: u8, flip: usize, bit in 0..8_u8) {
        let bytes = file(size, seed);
        let manifest = Manifest::of(&bytes).unwrap();
        prop_assert_eq!(manifest.chunks() as usize, bytes.chunks(CHUNK).count());
        let mut back = Vec::new();
        for (index, chunk) in (0..).zip(bytes.chunks(CHUNK)) {
            prop_assert_eq!(manifest.verify(index, chunk), Ok(()));
            let mut wrong = chunk.to_vec();
            wrong[flip % chunk.len()] ^= 1 << bit;
            prop_assert_eq!(manifest.verify(index, &wrong), Err(AttachmentError::Chunk { index }));
            prop_assert!(manifest.verify(index, &chunk[1..]).is_err(), "shorter");
            prop_assert!(manifest.verify(index, &[chunk, &[0]].concat()).is_err(), "longer");
            prop_assert!(manifest.verify(index + manifest.chunks(), chunk).is_err(), "beyond the end");
            back.extend_from_slice(chunk);
        }
        prop_assert_eq!(back, bytes);
    }

    #[test]
    fn other_bytes_have_another_root(size in sizes(), seed: u8, flip: usize, bit in 0..8_u8) {
        let mut bytes = file(size, seed);
        let root = Manifest::of(&bytes).unwrap().root();
        let at = flip % bytes.len();
        bytes[at] ^= 1 << bit;
        prop_assert_ne!(Manifest::of(&bytes).unwrap().root(), root);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), size: u64, root: [u8; 32]) {
        let _ = Manifest::decode(&Hash(root), size, &bytes);
        let _ = Manifest::decode(&Hash(root), size % (5 * CHUNK as u64), &bytes);
        for read in [cbor::decode::<Request>(&bytes).map(drop), cbor::decode::<Response>(&bytes).map(drop)] {
            let _ = read;
        }
    }
}
