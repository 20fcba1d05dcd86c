//! Bytes that no honest author sends: every decoder refuses them, and none panics.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "hostile/attachments.rs"]
mod attachments;
#[path = "hostile/canonical.rs"]
mod canonical;
#[path = "hostile/corpus.rs"]
mod corpus;
#[path = "hostile/decoders.rs"]
mod decoders;
#[path = "hostile/edges.rs"]
mod edges;
#[path = "../fuzz/src/lib.rs"]
mod fuzz;
#[path = "hostile/mutated.rs"]
mod mutated;
#[path = "shared/samples.rs"]
mod samples;
#[path = "hostile/signatures.rs"]
mod signatures;

use cabildo_protocol::{
    content::Kind,
    id::{FederationId, LogId, Millis, PublicKey},
    message::{Draft, Position, RosterNeeds, Verified, sign},
};
use ed25519_dalek::SigningKey;

/// The first message of a log whose key is made of this seed.
fn message(seed: u8, kind: Kind) -> Verified {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let federation = FederationId([1; 32]);
    let log = LogId { key: PublicKey::ed25519(key.verifying_key().to_bytes()), lane: kind.lane() };
    let draft = Draft {
        federation,
        institution: "cl:05101".parse().unwrap(),
        lane: kind.lane(),
        kind: kind as u16,
        root: None,
        refs: vec![],
        audience: None,
        needs: RosterNeeds::default(),
        created: Millis(1_790_000_000_000),
        expires: None,
        content: samples::content(kind).encode(),
        salt: [seed; 16],
    };
    sign(&draft, &Position::start(&federation, &log), &key).unwrap()
}
