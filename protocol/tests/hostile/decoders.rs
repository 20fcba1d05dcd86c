//! Every decoder of bytes and texts from outside, with anything at all.

use super::{message, samples};
use cabildo_protocol::{
    authority::Authority,
    bounds,
    cbor::{self, Problem},
    content::{Content, Kind},
    id::{Country, FederationId, Hash, InstitutionId, Language, LogId, MessageId, Millis, Place, PublicKey},
    message::{Draft, KeyCache, Message, MessageError, Position, RosterNeeds, WireMessage, sign},
    news,
    proof::Proof,
    roster::{Roster, SignedRoster},
    sync::{Request, Response},
};
use proptest::prelude::*;
use serde_json::json;

fn split(header: &[u8]) -> (&[u8], &[u8]) {
    header.split_at(header.len() - 64)
}

/// Why a header is refused, with the signed part replaced and the signature kept.
fn refused(signed: &[u8]) -> MessageError {
    let good = message(1, Kind::Proposal);
    let header = [signed, split(good.header_bytes()).1].concat();
    Message::decode(&header, None).unwrap_err()
}

fn is_malformed(error: &MessageError, want: Problem) -> bool {
    matches!(error, MessageError::Malformed { source, .. } if source.problem == want)
}

#[test]
fn a_header_has_exactly_its_fields() {
    let good = message(1, Kind::Proposal);
    let (signed, _) = split(good.header_bytes());
    assert_eq!(signed[0], 0x8a);
    let more = [&[0x8b], &signed[1..], &[0x00]].concat();
    assert!(is_malformed(&refused(&more), Problem::Shape), "{:?}", refused(&more));
    let fewer = [&[0x81], &signed[1..2]].concat();
    assert!(is_malformed(&refused(&fewer), Problem::Shape));
    let trailing = [signed, &[0x00]].concat();
    assert!(is_malformed(&refused(&trailing), Problem::Trailing));
    assert!(is_malformed(&refused(&signed[..signed.len() - 1]), Problem::Truncated));
    let long_form = [&[0x98, 0x0a], &signed[1..]].concat();
    assert!(is_malformed(&refused(&long_form), Problem::NotShortest));
    assert!(is_malformed(&Message::decode(&[], None).unwrap_err(), Problem::Truncated));
    assert!(is_malformed(&Message::decode(&[0; 64], None).unwrap_err(), Problem::Truncated));
    let long = vec![0; bounds::HEADER_MAX + 1];
    assert!(matches!(Message::decode(&long, None), Err(MessageError::TooLong { .. })));
}

/// A header with other fields than a signer would write.
fn header(seq: u64, body_len: u32, wire: u16, details: &[u8]) -> Vec<u8> {
    let key = message(1, Kind::Proposal).log().key;
    let fields = (
        wire,
        FederationId([1; 32]),
        "cl:05101",
        key,
        1u8,
        seq,
        MessageId([2; 32]),
        Hash([3; 32]),
        body_len,
        serde_bytes::Bytes::new(details),
    );
    [cbor::encode(&fields), vec![0; 64]].concat()
}

#[test]
fn fields_of_a_header_are_bounded() {
    let refs = |n: usize| {
        let none = Option::<MessageId>::None;
        let refs = vec![MessageId([1; 32]); n];
        cbor::encode(&(10u16, none, refs, none, (1, 1, 1), 0u64, none, 0u64))
    };
    let details = refs(0);
    assert!(Message::decode(&header(1, 16, 1, &details), None).is_ok());
    assert!(Message::decode(&header(u64::MAX, 16, 1, &details), None).is_ok());
    let error = |bytes: Vec<u8>| Message::decode(&bytes, None).unwrap_err();
    assert!(matches!(error(header(0, 16, 1, &details)), MessageError::Inconsistent(_)));
    assert!(matches!(error(header(1, 15, 1, &details)), MessageError::Inconsistent(_)));
    let longest = u32::try_from(bounds::BODY_MAX).unwrap();
    assert!(Message::decode(&header(1, longest, 1, &details), None).is_ok());
    assert!(matches!(error(header(1, longest + 1, 1, &details)), MessageError::TooLong { .. }));
    assert!(Message::decode(&header(1, 16, 1, &refs(bounds::REFS_MAX)), None).is_ok());
    assert!(matches!(error(header(1, 16, 1, &refs(bounds::REFS_MAX + 1))), MessageError::TooLong { .. }));
    assert!(is_malformed(&error(header(1, 16, 1, &[])), Problem::Truncated));
    assert!(is_malformed(&error(header(1, 16, 1, &[details.clone(), vec![0]].concat())), Problem::Trailing));
    let none = Option::<MessageId>::None;
    let nine = cbor::encode(&(10u16, none, [none; 0], none, (1, 1, 1), 0u64, none, 0u64, 0u64));
    assert!(is_malformed(&error(header(1, 16, 1, &nine)), Problem::Shape));

    // Of another wire version only the envelope is read.
    let future = Message::decode(&header(1, 16, 2, b"\xff anything"), None).unwrap();
    assert!(future.details().is_none() && future.content().is_none());
    assert_eq!(future.envelope().wire, 2);
}

#[test]
fn a_frame_is_two_fields_and_no_more() {
    let good = message(1, Kind::Proposal);
    let frame = WireMessage::from(&*good).encode();
    let max = bounds::GOSSIP_FRAME_MAX;
    assert_eq!(WireMessage::decode(&frame, max).unwrap(), *good);
    assert_eq!(frame[0], 0x82);
    let shape = |bytes: &[u8]| is_malformed(&WireMessage::decode(bytes, max).unwrap_err(), Problem::Shape);
    assert!(shape(&[&[0x83], &frame[1..], &[0xf6]].concat()));
    let header = cbor::encode(&serde_bytes::Bytes::new(good.header_bytes()));
    assert!(shape(&[&[0x81], &header[..]].concat()));
    assert!(shape(&[&[0x82], &header[..], &[0x60]].concat()), "a text is no body");
    assert!(shape(&[&[0x82], &header[..], &[0x81, 0x00]].concat()), "a list is no body");
    assert!(WireMessage::decode(&[&[0x82], &header[..], &[0xf6]].concat(), max).is_ok());
    let other = [&[0x82], &header[..], &[0x51], &[0; 17]].concat();
    assert_eq!(WireMessage::decode(&other, max), Err(MessageError::BodyMismatch));
    assert!(matches!(WireMessage::decode(&frame, frame.len() - 1), Err(MessageError::TooLong { .. })));
    assert!(is_malformed(
        &WireMessage::decode(&[&frame[..], &[0]].concat(), max).unwrap_err(),
        Problem::Trailing
    ));
}

#[test]
fn gossip_leaves_out_large_bodies_only() {
    let good = message(1, Kind::Proposal);
    let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    for (body, carried) in [(bounds::GOSSIP_BODY_MAX, true), (bounds::GOSSIP_BODY_MAX + 1, false)] {
        let draft = Draft { content: vec![0; body - bounds::SALT_LEN], ..comment(&good) };
        let large = sign(&draft, &good.position(), &key).unwrap();
        let frame = WireMessage::for_gossip(&large);
        assert_eq!(frame.1.is_some(), carried);
        assert!(frame.encode().len() <= bounds::GOSSIP_FRAME_MAX);
        assert_eq!(frame.open().unwrap().id(), large.id());
    }
    assert!(WireMessage::for_gossip(&good.into_message().without_body()).1.is_none());
}

/// A draft of the message after `before`.
fn comment(before: &Message) -> Draft {
    Draft {
        federation: FederationId([1; 32]),
        institution: "cl:05101".parse().unwrap(),
        lane: before.log().lane,
        kind: Kind::Comment as u16,
        root: None,
        refs: vec![],
        audience: None,
        needs: RosterNeeds::default(),
        created: Millis(0),
        expires: None,
        content: vec![],
        salt: [0; bounds::SALT_LEN],
    }
}

#[test]
fn a_proof_needs_a_contradiction() {
    let (a, b) = (message(1, Kind::Proposal), message(1, Kind::Agenda));
    let proof = Proof::new(&a, &b).unwrap();
    let keys = &mut KeyCache::default();
    assert_eq!(Proof::decode(&proof.encode(), keys).unwrap(), proof);
    assert_eq!(Proof::new(&b, &a), Some(proof.clone()));
    assert!(Proof::new(&a, &a).is_none());
    assert!(Proof::new(&a, &message(2, Kind::Agenda)).is_none(), "another key");
    assert!(Proof::new(&a, &message(1, Kind::Notice)).is_none(), "another lane");
    let pair = |x: &[u8], y: &[u8]| cbor::encode(&(serde_bytes::Bytes::new(x), serde_bytes::Bytes::new(y)));
    let (first, second) = (proof.messages().0.header_bytes(), proof.messages().1.header_bytes());
    assert_eq!(pair(first, second), proof.encode());
    assert!(Proof::decode(&pair(second, first), keys).is_err(), "one pair has one encoding");
    assert!(Proof::decode(&pair(first, first), keys).is_err());
    let mut forged = second.to_vec();
    *forged.last_mut().unwrap() ^= 1;
    assert!(Proof::decode(&pair(first, &forged), keys).is_err());
}

#[test]
fn signing_at_the_end_of_a_log_is_an_error() {
    let good = message(1, Kind::Comment);
    let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    let signs = |draft: &Draft, after: Position| sign(draft, &after, &key).is_ok();
    let (small, here) = (comment(&good), good.position());
    assert!(signs(&small, here));
    assert!(!signs(&small, Position { seq: u64::MAX, ..here }));
    assert!(!signs(&small, Position { total_bytes: u64::MAX - 100, ..here }));
    let most = bounds::BODY_MAX - bounds::SALT_LEN;
    assert!(signs(&Draft { content: vec![0; most], ..small.clone() }, here));
    assert!(!signs(&Draft { content: vec![0; most + 1], ..small.clone() }, here));
    assert!(!signs(&Draft { refs: vec![good.id(); bounds::REFS_MAX + 1], ..small }, here));
}

#[test]
fn the_running_total_counts_itself_at_every_length() {
    let good = message(1, Kind::Comment);
    let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    let boundaries = [24u64, 1 << 8, 1 << 16, 1 << 32];
    for total in boundaries.into_iter().flat_map(|b| b.saturating_sub(420)..b + 20) {
        let after = Position { total_bytes: total, ..good.position() };
        let message = sign(&comment(&good), &after, &key).unwrap();
        assert_eq!(message.details().unwrap().total_bytes, total + message.total_len());
    }
}

#[test]
fn texts_of_ids_have_one_form() {
    let id = MessageId([0x5a; 32]);
    let text = id.to_string();
    assert_eq!(text.parse::<MessageId>().unwrap(), id);
    assert_eq!(text.to_uppercase().parse::<MessageId>().unwrap(), id);
    for wrong in [
        text[..text.len() - 1].to_owned(),
        format!("{text}q"),
        text.replace('1', "b"),
        text.replacen("cbm", "cbk", 1),
        format!("{}{}", &text[..20], text[20..].to_uppercase()),
        String::new(),
        "1".repeat(90),
        "ñ".repeat(1000),
        Hash([0x5a; 32]).to_string(),
        PublicKey([0x5a; 33]).to_string(),
    ] {
        assert!(wrong.parse::<MessageId>().is_err(), "{wrong}");
    }
    // 32 bytes leave four spare bits in the last letter: set, the checksum can still be right.
    use bech32::{
        Bech32m, Fe32, Hrp,
        primitives::iter::{ByteIterExt as _, Fe32IterExt as _},
    };
    let mut letters: Vec<Fe32> = id.0.iter().copied().bytes_to_fes().collect();
    let last = letters.last_mut().unwrap();
    *last = Fe32::try_from(last.to_u8() | 1).unwrap();
    let hrp = Hrp::parse("cbm").unwrap();
    let second: String = letters.into_iter().with_checksum::<Bech32m>(&hrp).chars().collect();
    assert_ne!(second, text);
    assert!(second.parse::<MessageId>().is_err());
}

fn anything() -> impl Strategy<Value = Vec<u8>> {
    let cbor_like =
        proptest::sample::select(vec![0x82u8, 0x8a, 0x81, 0xa1, 0x61, 0x58, 0x20, 0x01, 0xf6, 0x40]);
    proptest::collection::vec(prop_oneof![any::<u8>(), cbor_like], 0..600)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_decoder_panics(bytes in anything(), kind in 0u16..40) {
        let keys = &mut KeyCache::default();
        let _ = Message::decode(&bytes, None).map(|m| m.verify(keys));
        let _ = Message::decode(&bytes, Some(&bytes));
        let _ = WireMessage::decode(&bytes, bounds::GOSSIP_FRAME_MAX);
        let _ = Content::decode(kind, &bytes);
        let _ = Proof::decode(&bytes, keys);
        let _ = news::decode(&bytes, keys);
        let _ = Roster::decode(&bytes);
        let _ = cbor::decode::<SignedRoster>(&bytes).map(|signed| signed.open());
        let _ = Authority::load(&[SignedRoster { bytes: bytes.clone(), signatures: vec![] }]);
        let _ = cbor::decode::<Request>(&bytes);
        let _ = cbor::decode::<Response>(&bytes);
    }

    #[test]
    fn a_damaged_content_is_read_or_refused(
        n in 0usize..Kind::ALL.len(), at in any::<prop::sample::Index>(), with in any::<Vec<u8>>(), cut in 0usize..3,
    ) {
        let kind = Kind::ALL[n];
        let mut bytes = samples::content(kind).encode();
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with.into_iter().take(3));
        if let Ok(content) = Content::decode(kind as u16, &bytes) {
            prop_assert_eq!(content.kind(), kind);
            prop_assert!(content.check().is_ok());
            cbor::check(&bytes).unwrap();
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>(), tail in "[a-z0-9:x-]{0,50}") {
        for text in [text, format!("mx:{tail}"), format!("cbm1{tail}"), format!("cbk1{tail}/0"), tail.clone()] {
            let _ = text.parse::<MessageId>();
            let _ = text.parse::<LogId>();
            let _ = (text.parse::<FederationId>(), text.parse::<PublicKey>());
            let _ = (text.parse::<Place>(), text.parse::<Country>(), text.parse::<Language>());
            if let Ok(id) = text.parse::<InstitutionId>() {
                prop_assert_eq!(id.as_str(), text.as_str());
                prop_assert!(text.starts_with(id.country().as_str()));
            }
        }
    }

    #[test]
    fn ids_survive_both_forms(bytes in any::<[u8; 32]>()) {
        let id = MessageId(bytes);
        prop_assert_eq!(id.to_string().parse::<MessageId>().unwrap(), id);
        prop_assert_eq!(cbor::decode::<MessageId>(&cbor::encode(&id)).unwrap(), id);
        prop_assert_eq!(serde_json::from_value::<MessageId>(json!(id)).unwrap(), id);
    }
}
