//! What bad input gets at the doors of clients, of gossip and of sync, and at the disk: real nodes,
//! and a listed peer that says what no node would.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test ends at what it did not expect, and says what it skips"
)]

#[path = "doors/client.rs"]
mod client;
#[path = "doors/clock.rs"]
mod clock;
mod common;
#[path = "doors/disk.rs"]
mod disk;
#[path = "doors/flood.rs"]
mod flood;
#[path = "doors/forge.rs"]
mod forge;
#[path = "doors/frames.rs"]
mod frames;
#[path = "doors/gossip.rs"]
mod gossip;
#[path = "doors/hiding.rs"]
mod hiding;
#[path = "common/http.rs"]
mod http;
#[path = "doors/letting.rs"]
mod letting;
#[path = "doors/order.rs"]
mod order;
#[path = "doors/peer.rs"]
mod peer;
#[path = "doors/sync.rs"]
mod sync;
