//! How far a node believes that its clock is from those of others.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    authority::Authority,
    engine::{Answer, ClockOffset, Engine, Input, Options, Peer},
    id::Hash,
    store::memory::MemoryStore,
    sync::{Overview, Request},
};

const MINUTE: i64 = 60_000;

/// Answers a peer's first question after a round trip, with a clock that is so far off ours; none
/// says nothing, as an earlier release.
fn compare(desk: &mut Desk, of: Peer, round_trip: u64, off_ms: Option<i64>) {
    desk.input(Input::PeerUp(of));
    let (request, what) = desk.question(of).unwrap();
    assert!(matches!(what, Request::Overview(..)));
    let middle = desk.now.plus(round_trip / 2);
    desk.now = desk.now.plus(round_trip);
    let now = off_ms.map(|off| cabildo_protocol::id::Millis(middle.0.checked_add_signed(off).unwrap()));
    let none = Hash([0; 32]);
    let overview = Overview { rosters: none, proofs: none, heads: vec![], receipts: None, now };
    desk.answer(of, request, Answer::Overview(overview));
    desk.input(Input::PeerDown(of));
    desk.out.clear();
}

fn clock(desk: &Desk) -> Option<(i64, u32)> {
    desk.engine.state().clock.map(|ClockOffset { offset_ms, institutions }| (offset_ms, institutions))
}

#[test]
fn the_offset_is_that_of_other_institutions_with_the_round_trip_taken_off() {
    let mut desk = Desk::new();
    assert_eq!(clock(&desk), None, "nobody was asked");
    compare(&mut desk, peer(), 900, None);
    assert_eq!(clock(&desk), None, "an earlier release says nothing");
    compare(&mut desk, Peer(public("oaxaca-node")), 10, Some(5));
    assert_eq!(clock(&desk), Some((5, 1)), "our own nodes are better than nothing");
    compare(&mut desk, peer(), 4_000, Some(10 * MINUTE));
    assert_eq!(clock(&desk), Some((10 * MINUTE, 1)), "others count, whatever the round trip");
    compare(&mut desk, peer(), 25_000, Some(0));
    assert_eq!(clock(&desk), Some((10 * MINUTE, 1)), "an answer that took too long says nothing");
    compare(&mut desk, Peer(public("nobody")), 10, Some(0));
    compare(&mut desk, other_peer(), 10, Some(-MINUTE));
    assert_eq!(clock(&desk), Some((-MINUTE, 2)), "of two the one that asks for less");
}

#[test]
fn one_of_three_that_lies_moves_nothing() {
    let mut desk = Desk::new();
    let authority = Authority::load(&desk.federation.rosters).unwrap();
    desk.engine = Engine::new(authority, MemoryStore::new(), Options::default()).unwrap();
    compare(&mut desk, peer(), 4_000, Some(10 * MINUTE));
    compare(&mut desk, other_peer(), 1_200, Some(10 * MINUTE + 40));
    for lie in [-900 * MINUTE, 0, 900_000 * MINUTE] {
        compare(&mut desk, Peer(public("oaxaca-node")), 600, Some(lie));
        let (offset, institutions) = clock(&desk).unwrap();
        assert!((10 * MINUTE..=10 * MINUTE + 40).contains(&offset) && institutions == 3, "{offset}");
    }
}

#[test]
fn what_was_measured_before_the_clock_was_set_is_forgotten() {
    let mut desk = Desk::new();
    desk.input(Input::Tick { random: 1 });
    compare(&mut desk, peer(), 10, Some(10 * MINUTE));
    desk.input(Input::Tick { random: 1 });
    assert_eq!(clock(&desk), Some((10 * MINUTE, 1)));
    desk.now = desk.now.plus(600_000);
    desk.input(Input::Tick { random: 1 });
    assert_eq!(clock(&desk), None);
    compare(&mut desk, peer(), 10, Some(i64::from(i32::MIN)));
    assert_eq!(clock(&desk), Some((i64::from(i32::MIN), 1)));
}
