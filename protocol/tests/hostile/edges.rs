//! The edges of Ed25519, computed here: what lenient, batching or cofactored verifiers take and
//! others refuse. One function verifies messages and it is strict, so all nodes agree.

use super::message;
use cabildo_protocol::{
    content::Kind,
    message::{KeyCache, Message, MessageError},
};
use curve25519_dalek::{
    EdwardsPoint, Scalar,
    constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION},
    traits::IsIdentity as _,
};
use sha2::{Digest as _, Sha512};

/// A signature at an edge: key, R and S as bytes.
struct Edge {
    what: &'static str,
    key: [u8; 32],
    r: [u8; 32],
    s: [u8; 32],
    expected: Result<(), MessageError>,
}

const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The unsigned header of a message, by another key.
fn unsigned(key: &[u8; 32]) -> Vec<u8> {
    let good = message(1, Kind::Proposal);
    let mut header = good.header_bytes()[..good.header_bytes().len() - 64].to_vec();
    let at = header.windows(32).position(|w| w == good.log().key.key_bytes()).unwrap();
    header[at..at + 32].copy_from_slice(key);
    header
}

fn challenge(r: &[u8; 32], key: &[u8; 32]) -> Scalar {
    let hashed = Sha512::new()
        .chain_update(r)
        .chain_update(key)
        .chain_update(b"cabildo/message/1\0")
        .chain_update(unsigned(key))
        .finalize();
    Scalar::from_bytes_mod_order_wide(&hashed.into())
}

fn bytes(point: EdwardsPoint) -> [u8; 32] {
    point.compress().to_bytes()
}

/// S plus so many times the group's order, which is the same scalar.
fn plus_order(s: [u8; 32], times: u16) -> [u8; 32] {
    let (mut sum, mut carry) = (s, 0u16);
    for (byte, add) in sum.iter_mut().zip(ORDER) {
        carry += u16::from(*byte) + u16::from(add) * times;
        *byte = (carry & 0xff) as u8;
        carry >>= 8;
    }
    assert_eq!(carry, 0);
    sum
}

/// y of the neutral point written above p, with either sign.
fn neutral_above(sign: u8) -> [u8; 32] {
    let mut neutral = [0xff; 32];
    (neutral[0], neutral[31]) = (0xee, 0x7f | sign);
    neutral
}

fn edges() -> Vec<Edge> {
    let (a, r, torsion) = (Scalar::from(77_777u64), Scalar::from(55_555u64), EIGHT_TORSION[1]);
    let (full, mixed) = (bytes(BASE * a), bytes(BASE * a + torsion));
    let small = bytes(torsion);
    let signs = |key: &[u8; 32], r_bytes: [u8; 32], r: Scalar, a: Scalar| {
        (r + challenge(&r_bytes, key) * a).to_bytes()
    };
    let refused = || Err(MessageError::Signature);
    let edge = |what, key, r, s, expected| Edge { what, key, r, s, expected };
    let (plain, zero) = (bytes(BASE * r), [0; 32]);
    let mixed_r = bytes(BASE * r + torsion);
    let good = signs(&full, plain, r, a);
    let mut all = vec![
        edge("a good one", full, plain, good, Ok(())),
        edge("0: key and R of small order, S zero", small, small, zero, Err(MessageError::Key)),
        edge("1: key of small order", small, plain, r.to_bytes(), Err(MessageError::Key)),
        edge("2: R of small order", full, small, signs(&full, small, Scalar::ZERO, a), refused()),
        edge("4: key with a small part", mixed, plain, signs(&mixed, plain, r, a), refused()),
        edge("5: R with a small part", full, mixed_r, signs(&full, mixed_r, r, a), refused()),
        edge("6: S above the order", full, plain, plus_order(good, 1), refused()),
        edge("7: S far above the order", full, plain, plus_order(good, 14), refused()),
    ];
    for (n, sign) in [(8, 0), (9, 0x80)] {
        let r = neutral_above(sign);
        let s = signs(&full, r, Scalar::ZERO, a);
        let what = if n == 8 { "8: R above p" } else { "9: R above p, with a sign" };
        all.push(edge(what, full, r, s, refused()));
    }
    all.push(edge("10: key above p", neutral_above(0), plain, r.to_bytes(), Err(MessageError::Key)));
    all.push(edge(
        "11: key above p, with a sign",
        neutral_above(0x80),
        plain,
        r.to_bytes(),
        Err(MessageError::Key),
    ));
    all
}

/// The equation as lenient verifiers take it: with the cofactor, any form of a point.
fn lenient(edge: &Edge) -> bool {
    let point = |bytes: &[u8; 32]| curve25519_dalek::edwards::CompressedEdwardsY(*bytes).decompress();
    let (Some(key), Some(r)) = (point(&edge.key), point(&edge.r)) else { return false };
    let k = challenge(&edge.r, &edge.key);
    let left = BASE * Scalar::from_bytes_mod_order(edge.s);
    (left - r - key * k).mul_by_cofactor().is_identity()
}

fn verify(edge: &Edge) -> Result<(), MessageError> {
    let header = [&unsigned(&edge.key)[..], &edge.r, &edge.s].concat();
    Message::decode(&header, None)?.verify(&mut KeyCache::default()).map(|_| ())
}

#[test]
fn what_lenient_verifiers_take_is_refused() {
    for edge in edges() {
        // Libraries differ in whether they read a key above p at all.
        assert!(lenient(&edge) || edge.what.starts_with("1"), "{}: proves nothing", edge.what);
        assert_eq!(verify(&edge), edge.expected, "{}", edge.what);
    }
}

#[test]
fn a_small_part_that_cancels_out_is_what_every_strict_verifier_takes() {
    // 3: key and R have small parts, and the equation holds without the cofactor: it says so
    // itself, and the key is another one than that without the small part.
    let (a, torsion) = (Scalar::from(77_777u64), EIGHT_TORSION[1]);
    let key = bytes(BASE * a + torsion);
    let found = (1u64..2000).find_map(|n| {
        let r = Scalar::from(n);
        (1..8usize).find_map(|part| {
            let r_bytes = bytes(BASE * r + EIGHT_TORSION[part]);
            let k = challenge(&r_bytes, &key);
            let s = (r + k * a).to_bytes();
            let holds = bytes(BASE * (r + k * a) - (BASE * a + torsion) * k) == r_bytes;
            holds.then_some(Edge { what: "3", key, r: r_bytes, s, expected: Ok(()) })
        })
    });
    let edge = found.unwrap();
    assert!(lenient(&edge));
    assert_eq!(verify(&edge), Ok(()));
}
