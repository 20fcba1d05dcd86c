//! The corpus of the fuzz targets (`protocol/fuzz`), without instruments: what fuzzing once found, or
//! found interesting, is read on every compiler.

use super::{fuzz, mutated, samples};
use cabildo_protocol::{
    cbor,
    content::Kind,
    enrol::{Card, Invitation, Labelled, Signed},
    id::{FederationId, Hash, Millis, PublicKey},
    roster::Scope,
    sync::{Request, Response},
};
use ed25519_dalek::SigningKey;
use std::{
    fs,
    path::{Path, PathBuf},
};

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)
}

#[expect(clippy::disallowed_methods, reason = "the corpus is files")]
fn each(target: &str, read: fn(&[u8])) {
    let mut paths: Vec<_> =
        fs::read_dir(folder(target)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target} has no corpus");
    for path in paths {
        let bytes = fs::read(&path).unwrap();
        let panicked = std::panic::catch_unwind(|| read(&bytes)).is_err();
        assert!(!panicked, "on {}", path.display());
    }
}

#[test]
fn the_corpus_is_read() {
    #[expect(clippy::disallowed_methods, reason = "a test may be told to write what it reads")]
    if std::env::var_os("CABILDO_SEEDS").is_some() {
        seeds();
    }
    each("decode", fuzz::decode);
    each("content", fuzz::content);
    each("carry", fuzz::carry);
    each("papers", fuzz::papers);
    each("serve", fuzz::serve);
    each("answer", fuzz::answer);
}

/// Writes what the fuzzer begins with, what honest nodes write: for when there are new vectors.
#[expect(clippy::disallowed_methods, reason = "the corpus is files")]
fn seeds() {
    let all = mutated::golden();
    let write = |target: &str, n: usize, bytes: &[u8]| {
        fs::create_dir_all(folder(target)).unwrap();
        fs::write(folder(target).join(format!("seed-{n}")), bytes).unwrap();
    };
    for (n, vector) in all.iter().enumerate() {
        write("decode", n, vector);
        if cbor::decode::<Request>(vector).is_ok() {
            write("serve", n, vector);
        }
        if cbor::decode::<Response>(vector).is_ok() {
            write("answer", n, &[&[255], &vector[..]].concat());
        }
    }
    write("carry", 0, &[&[7], &mutated::carried(&all)[..]].concat());
    for kind in Kind::ALL {
        write("content", kind as usize, &[&[kind as u8], &samples::content(kind).encode()[..]].concat());
    }
    let key = SigningKey::from_bytes(&[2; 32]);
    let public = PublicKey::ed25519(key.verifying_key().to_bytes());
    let key_card = Card {
        schema: Card::SCHEMA,
        institution: "mx:16053".parse().unwrap(),
        key: Labelled { key: public, label: "turno".to_owned() },
        made: Millis(1),
    };
    write("papers", 0, &cbor::encode(&Signed::new(&key_card, &[&key])));
    let invitation = Invitation {
        schema: Invitation::SCHEMA,
        institution: "cl:05101".parse().unwrap(),
        federation: FederationId([7; 32]),
        checkpoint: vec![(Scope::Federation, 1, Hash([7; 32]))],
        peers: vec![(public, vec!["/ip4/192.0.2.1/tcp/4250".to_owned()])],
    };
    write("papers", 1, &cbor::encode(&invitation));
}
