//! With whom a node compares, and how often.

use super::desk::*;
use cabildo_protocol::{
    content::Kind,
    engine::{Answer, Effect, Input, Options, Peer},
    sync::{Fingerprint, Overview, Request},
};

/// Answers everything that is asked with «I have the same as you»; returns who was asked.
fn agree(desk: &mut Desk) -> Vec<Peer> {
    let mut asked = Vec::new();
    while let Some(at) = desk.out.iter().position(|effect| matches!(effect, Effect::Ask { .. })) {
        let Effect::Ask { to, request, what } = desk.out.remove(at) else { unreachable!() };
        let Request::Overview(heads) = what else { panic!("{what:?}") };
        let mut other = Desk::new();
        let same = match ask(&mut other, to, Request::Overview(heads)) {
            cabildo_protocol::sync::Response::Overview(overview) => Overview { heads: vec![], ..overview },
            response => panic!("{response:?}"),
        };
        asked.push(to);
        desk.answer(to, request, Answer::Overview(same));
    }
    asked
}

/// Who is asked while so much time passes, in steps of half a second as the node's.
fn pass(desk: &mut Desk, ms: u64, random: u64) -> Vec<Peer> {
    let mut asked = Vec::new();
    for step in 0..ms / 500 {
        desk.now = desk.now.plus(500);
        let random = random.wrapping_mul(step + 1).rotate_left(17);
        desk.input(Input::Tick { random });
        asked.extend(agree(desk));
    }
    asked
}

fn linked() -> Desk {
    let mut desk = Desk::new();
    for peer in [peer(), other_peer()] {
        desk.input(Input::PeerUp(peer));
    }
    assert_eq!(agree(&mut desk).len(), 2);
    desk
}

#[test]
fn peers_are_asked_in_turn_whatever_the_dice() {
    for random in [0, 1, u64::MAX, 0x1234_5678_9abc_def1] {
        let mut desk = linked();
        let asked = pass(&mut desk, 120_000, random);
        assert!((9..=16).contains(&asked.len()), "{} in two minutes", asked.len());
        assert!(asked.windows(2).all(|pair| pair[0] != pair[1]), "{random}: {asked:?}");
    }
}

#[test]
fn what_is_linked_is_compared_with_everybody_soon() {
    let every = Options::default().sync_every_ms;
    for random in [0, u64::MAX, 0x1234_5678_9abc_def1] {
        let mut desk = linked();
        pass(&mut desk, 60_000, random);
        let message = desk.writer().write(Kind::Proposal);
        desk.gossip(&message);
        desk.out.clear();
        let asked = pass(&mut desk, every / 2, random);
        assert!(asked.contains(&peer()) && asked.contains(&other_peer()), "{random}: {asked:?}");
        pass(&mut desk, every, random);
        let asked = pass(&mut desk, 60_000, random);
        assert!(asked.len() <= 9, "and then slowly again: {}", asked.len());
    }
}

#[test]
fn one_that_never_answers_does_not_keep_its_turn() {
    let mut desk = linked();
    let mut asked = Vec::new();
    for _ in 0..240 {
        desk.now = desk.now.plus(500);
        desk.input(Input::Tick { random: 5 });
        while let Some((request, _)) = desk.question(peer()) {
            asked.push(peer());
            desk.input(Input::Unanswered { from: peer(), request });
        }
        asked.extend(agree(&mut desk));
    }
    let silent = asked.iter().filter(|p| **p == peer()).count();
    assert!(silent * 2 <= asked.len() + 1 && silent > 0, "{silent} of {}", asked.len());
}

#[test]
fn a_peer_that_found_us_equal_takes_our_turn_but_never_two_in_a_row() {
    let (mut quiet, mut busy) = (linked(), linked());
    let alone = pass(&mut quiet, 120_000, 7).len();
    let (mut asked, mut told) = (Vec::new(), 0);
    for step in 0..240u64 {
        busy.now = busy.now.plus(500);
        // Somebody compares with us all the time, and finds nothing.
        let heads = Fingerprint::of([]);
        if let cabildo_protocol::sync::Response::Overview(overview) =
            ask(&mut busy, peer(), Request::Overview(heads))
        {
            assert!(overview.heads.is_empty());
            told += 1;
        }
        busy.input(Input::Tick { random: step.wrapping_mul(0x9e37_79b9_7f4a_7c15) });
        asked.extend(agree(&mut busy));
    }
    assert_eq!(told, 240);
    let half = alone / 2;
    assert!((half - 1..=half + 2).contains(&asked.len()), "{} of {alone}", asked.len());
    assert!(asked.contains(&other_peer()), "who has not compared is asked first");
}
