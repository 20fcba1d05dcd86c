//! Rosters and the engine, tested where others meet them.

#[path = "engine/fixture.rs"]
mod fixture;
#[path = "engine/rosters.rs"]
mod rosters;

use cabildo_protocol::content::Kind;

/// Some content of a kind; the engine looks inside only when a client submits it.
fn content(kind: Kind) -> Vec<u8> {
    cabildo_protocol::cbor::encode(&std::collections::BTreeMap::from([("schema", 1), ("kind", kind as u16)]))
}
