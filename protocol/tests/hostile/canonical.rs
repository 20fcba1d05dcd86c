//! The canonical check: what it refuses, and that it agrees with an independent encoder.

use cabildo_protocol::{
    bounds::CBOR_DEPTH_MAX,
    cbor::{self, Problem, check},
};
use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn problem(bytes: &[u8]) -> Option<Problem> {
    check(bytes).err().map(|error| error.problem)
}

#[test]
fn each_rule_refuses_what_breaks_it() {
    use Problem::{Depth, Forbidden, Keys, NotShortest, Trailing, Truncated, Utf8};
    let rows: &[(&[u8], Option<Problem>)] = &[
        (&[], Some(Truncated)),
        (&[0x00], None),
        (&[0x00, 0x00], Some(Trailing)),
        // Numbers and lengths in longer forms than needed.
        (&[0x17], None),
        (&[0x18, 0x17], Some(NotShortest)),
        (&[0x18, 0x18], None),
        (&[0x19, 0x00, 0xff], Some(NotShortest)),
        (&[0x19, 0x01, 0x00], None),
        (&[0x1a, 0x00, 0x00, 0xff, 0xff], Some(NotShortest)),
        (&[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], Some(NotShortest)),
        (&[0x1b, 0, 0, 0, 1, 0, 0, 0, 0], None),
        (&[0x38, 0x17], Some(NotShortest)),
        (&[0x58, 0x01, 0x00], Some(NotShortest)),
        (&[0x78, 0x01, b'a'], Some(NotShortest)),
        (&[0x98, 0x01, 0x00], Some(NotShortest)),
        (&[0xb8, 0x01, 0x61, b'a', 0x00], Some(NotShortest)),
        // Indefinite lengths, reserved values, tags, floats, undefined, simple values.
        (&[0x5f, 0x41, 0x00, 0xff], Some(Forbidden)),
        (&[0x7f, 0x61, b'a', 0xff], Some(Forbidden)),
        (&[0x9f, 0x00, 0xff], Some(Forbidden)),
        (&[0xbf, 0xff], Some(Forbidden)),
        (&[0xff], Some(Forbidden)),
        (&[0x1c], Some(Forbidden)),
        (&[0xc0, 0x00], Some(Forbidden)),
        (&[0xd8, 0x2a, 0x41, 0x00], Some(Forbidden)),
        (&[0xf9, 0x00, 0x00], Some(Forbidden)),
        (&[0xfa, 0, 0, 0, 0], Some(Forbidden)),
        (&[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], Some(Forbidden)),
        (&[0xf7], Some(Forbidden)),
        (&[0xf0], Some(Forbidden)),
        (&[0xf8, 0xff], Some(Forbidden)),
        (&[0xf4], None),
        (&[0xf6], None),
        // Texts and truncation.
        (&[0x61, 0xff], Some(Utf8)),
        (&[0x62, 0xc0, 0x80], Some(Utf8)),
        (&[0x63, 0xed, 0xa0, 0x80], Some(Utf8)),
        (&[0x62, b'a'], Some(Truncated)),
        (&[0x19, 0x01], Some(Truncated)),
        (&[0x82, 0x00], Some(Truncated)),
        (&[0xa1, 0x61, b'a'], Some(Truncated)),
        // Keys: texts, shorter first, then by bytes, each once.
        (&[0xa2, 0x61, b'b', 0, 0x62, b'a', b'a', 0], None),
        (&[0xa2, 0x62, b'a', b'a', 0, 0x61, b'b', 0], Some(Keys)),
        (&[0xa2, 0x61, b'b', 0, 0x61, b'a', 0], Some(Keys)),
        (&[0xa2, 0x61, b'a', 0, 0x61, b'a', 0], Some(Keys)),
        (&[0xa1, 0x00, 0x00], Some(Keys)),
        (&[0xa1, 0x41, b'a', 0x00], Some(Keys)),
        // Depth.
        (&[&[0x81; CBOR_DEPTH_MAX][..], &[0x00]].concat(), None),
        (&[&[0x81; CBOR_DEPTH_MAX + 1][..], &[0x00]].concat(), Some(Depth)),
        (&[0x81; 250_000], Some(Depth)),
        (&[0xa1, 0x60].repeat(100_000), Some(Depth)),
    ];
    for (bytes, want) in rows {
        assert_eq!(problem(bytes), *want, "{:02x?}", &bytes[..bytes.len().min(12)]);
    }
}

#[test]
fn a_declared_length_costs_nothing() {
    // Each ends at the first missing byte; a loop or an allocation of the declared size would not.
    for huge in [1u64 << 60, u64::MAX, 1 << 32] {
        for major in [0x5b, 0x7b, 0x9b, 0xbb] {
            let bytes = [&[major][..], &huge.to_be_bytes()].concat();
            assert_eq!(problem(&bytes), Some(Problem::Truncated));
            assert!(cbor::decode::<Vec<u64>>(&bytes).is_err());
            // Also below an element that is there, and many times over.
            let nested = [&[0x82, 0x00][..], &bytes].concat();
            assert_eq!(problem(&nested), Some(Problem::Truncated));
            let many = [&[0x9b][..], &huge.to_be_bytes(), &[0x80; 1000][..], &bytes].concat();
            assert_eq!(problem(&many), Some(Problem::Truncated));
        }
    }
}

/// Whether the subset of this crate holds it: no floats, no links.
fn in_subset(value: &Ipld) -> bool {
    match value {
        Ipld::Float(_) | Ipld::Link(_) => false,
        Ipld::List(items) => items.iter().all(in_subset),
        Ipld::Map(items) => items.values().all(in_subset),
        _ => true,
    }
}

fn depth(value: &Ipld) -> usize {
    match value {
        Ipld::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Ipld::Map(items) => 1 + items.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn values() -> impl Strategy<Value = Ipld> {
    let leaf = prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        any::<u64>().prop_map(|n| Ipld::Integer(n.into())),
        (0u64..70_000).prop_map(|n| Ipld::Integer(-1 - i128::from(n))),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(Ipld::Bytes),
        ".{0,30}".prop_map(Ipld::String),
    ];
    leaf.prop_recursive(20, 64, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..30).prop_map(Ipld::List),
            proptest::collection::btree_map(".{0,4}", inner, 0..6).prop_map(Ipld::Map),
        ]
    })
}

/// Bytes that often are nearly CBOR: short heads, small lengths.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        any::<u8>(),
        proptest::sample::select(vec![
            0x00, 0x17, 0x18, 0x20, 0x40, 0x41, 0x60, 0x61, 0x62, 0x80, 0x81, 0x82, 0xa0, 0xa1, 0xa2, 0xf4,
            0xf6,
        ]),
    ];
    proptest::collection::vec(byte, 0..40)
}

fn agrees(bytes: &[u8]) -> Result<(), TestCaseError> {
    let independent = serde_ipld_dagcbor::from_slice::<Ipld>(bytes).ok().filter(|value| {
        in_subset(value)
            && depth(value) <= CBOR_DEPTH_MAX
            && serde_ipld_dagcbor::to_vec(value).is_ok_and(|again| again == bytes)
    });
    prop_assert_eq!(check(bytes).is_ok(), independent.is_some(), "{:02x?} {:?}", bytes, check(bytes));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_check_agrees_with_encoding_again(bytes in nearly()) {
        agrees(&bytes)?;
    }

    #[test]
    fn what_an_independent_encoder_writes_is_canonical(value in values()) {
        let bytes = serde_ipld_dagcbor::to_vec(&value).unwrap();
        prop_assert_eq!(check(&bytes).is_ok(), depth(&value) <= CBOR_DEPTH_MAX);
        agrees(&bytes)?;
    }

    #[test]
    fn one_changed_byte_is_judged_alike(value in values(), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut bytes = serde_ipld_dagcbor::to_vec(&value).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = to;
        agrees(&bytes)?;
    }
}

#[test]
fn maps_are_written_in_the_order_that_is_read() {
    let texts: BTreeMap<String, u8> =
        ["es-MX", "arn", "es", "zap", "en"].into_iter().map(|tag| (tag.to_owned(), 1)).collect();
    let bytes = cbor::encode(&texts);
    check(&bytes).unwrap();
    assert_eq!(&bytes[..4], &[0xa5, 0x62, b'e', b'n']);
}
