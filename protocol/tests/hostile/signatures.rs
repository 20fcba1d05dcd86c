//! Signatures that other libraries take: none verifies here. One bit of a message is its identity.

use super::message;
use cabildo_protocol::{
    content::Kind,
    id::{PublicKey, hash},
    message::{KeyCache, Message, MessageError},
};
use ed25519_dalek::{Signature, VerifyingKey};
use proptest::prelude::*;
use serde_json::Value;

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn verify(header: &[u8]) -> Result<(), MessageError> {
    Message::decode(header, None)?.verify(&mut KeyCache::default()).map(|_| ())
}

/// The signed bytes of a golden message, with another signature.
fn golden_with(signature: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let all: Vec<Value> = serde_json::from_str(include_str!("../golden/messages.json")).unwrap();
    let signed = unhex(all[0]["signed"].as_str().unwrap());
    (signed.clone(), [&signed[..], signature].concat())
}

#[test]
fn a_second_form_of_the_scalar_is_refused() {
    // S + L is the same scalar modulo the group's order L.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let good = message(1, Kind::Proposal);
    let mut header = good.header_bytes().to_vec();
    verify(&header).unwrap();
    let at = header.len() - 32;
    let mut carry = 0u16;
    for (byte, add) in header[at..].iter_mut().zip(ORDER) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = (carry & 0xff) as u8;
        carry >>= 8;
    }
    assert_eq!(carry, 0);
    assert_eq!(verify(&header), Err(MessageError::Signature));
}

#[test]
fn a_signature_point_of_small_order_is_refused() {
    // R is the neutral point and S = k·a: the plain equation holds for it.
    let signature = unhex(
        "0100000000000000000000000000000000000000000000000000000000000000\
         b83e63979ba52765d9cff7bce7ac317af4469b04e22157d2727a1ced966ddf03",
    );
    let (signed, header) = golden_with(&signature);
    let message = Message::decode(&header, None).unwrap();
    let key = VerifyingKey::from_bytes(&message.log().key.key_bytes()).unwrap();
    let input = [b"cabildo/message/1\0", &signed[..]].concat();
    use ed25519_dalek::Verifier as _;
    key.verify(&input, &Signature::from_slice(&signature).unwrap()).unwrap();
    assert_eq!(verify(&header), Err(MessageError::Signature));
}

#[test]
fn keys_of_small_order_or_in_a_second_form_are_refused() {
    // The points of order 1, 2, 4 and 8 with their second forms; then points of full order whose
    // y is written above p; then one that is no point.
    let keys = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0200000000000000000000000000000000000000000000000000000000000000",
    ];
    let good = message(1, Kind::Proposal);
    let ours = good.log().key.key_bytes();
    for hex in keys {
        let key = unhex(hex);
        // R neutral and S zero: what a lenient verifier takes from any key of small order.
        let mut header = good.header_bytes().to_vec();
        let at = header.windows(32).position(|w| w == ours).unwrap();
        header[at..at + 32].copy_from_slice(&key);
        let signature = header.len() - 64;
        header[signature..].fill(0);
        header[signature] = 1;
        assert_eq!(verify(&header), Err(MessageError::Key), "{hex}");
    }
    let mut header = good.header_bytes().to_vec();
    let at = header.windows(32).position(|w| w == ours).unwrap();
    header[at - 1] = PublicKey::X25519;
    assert_eq!(verify(&header), Err(MessageError::Key));
}

#[test]
fn a_signature_counts_only_under_its_domain() {
    use ed25519_dalek::{Signer as _, SigningKey};
    let good = message(1, Kind::Proposal);
    let (signed, _) = good.header_bytes().split_at(good.header_bytes().len() - 64);
    let key = SigningKey::from_bytes(&[1; 32]);
    for input in [
        signed.to_vec(),
        [b"cabildo/roster/1\0", signed].concat(),
        hash("cabildo/message/1", &[signed]).0.to_vec(),
    ] {
        let header = [signed, &key.sign(&input).to_bytes()[..]].concat();
        assert_eq!(verify(&header), Err(MessageError::Signature));
    }
}

#[test]
fn no_bit_of_a_message_can_be_changed() {
    let good = message(2, Kind::Notice);
    let (header, body) = (good.header_bytes(), good.body_bytes().unwrap());
    let mut keys = KeyCache::default();
    for bit in 0..header.len() * 8 {
        let mut changed = header.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        let taken = Message::decode(&changed, Some(body)).and_then(|m| m.verify(&mut keys));
        assert!(taken.is_err(), "bit {bit} of the header");
    }
    for bit in 0..body.len() * 8 {
        let mut changed = body.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(
            Message::decode(header, Some(&changed)),
            Err(MessageError::BodyMismatch),
            "bit {bit} of the body"
        );
    }
}

proptest! {
    #[test]
    fn a_mutated_message_never_verifies(
        seed in 1u8..4,
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0usize..4, any::<Vec<u8>>()), 1..4),
    ) {
        let good = message(seed, Kind::Agenda);
        let mut header = good.header_bytes().to_vec();
        for (at, remove, insert) in cuts {
            let at = at.index(header.len() + 1);
            let end = (at + remove).min(header.len());
            header.splice(at..end, insert.into_iter().take(8));
        }
        prop_assume!(header != good.header_bytes());
        prop_assert!(verify(&header).is_err());
    }
}
