//! What nodes say that they hold, and how that comes to those who ask.

use super::{desk::*, fixture::*, syncing};
use cabildo_protocol::{
    authority::Authority,
    carry::Carried,
    content::Kind,
    engine::{Answer, Effect, Engine, Input, Options, Peer},
    id::{Hash, Lane, LogId, Millis},
    receipt::Receipt,
    store::memory::MemoryStore,
    sync::{Overview, Request},
};
use std::sync::Arc;

/// The desk of a node that signs receipts.
fn desk(institution: &str, node: &str) -> (Desk, Peer) {
    let mut desk = Desk::new();
    let authority = Authority::load(&desk.federation.rosters).unwrap();
    let signer = Some(Arc::new(key(node)));
    let options = Options { institution: Some(code(institution)), signer, ..Options::default() };
    desk.engine = Engine::new(authority, MemoryStore::new(), options).unwrap();
    // Receipts begin with the first tick.
    desk.input(Input::Tick { random: 0 });
    (desk, Peer(public(node)))
}

/// Lets time pass until receipts are due.
fn wait(desk: &mut Desk, ms: u64) {
    desk.now = desk.now.plus(ms);
    desk.input(Input::Tick { random: 0 });
}

/// What a node's receipts say of the acts of Oaxaca's device: who holds up to which sequence.
fn held(desk: &Desk) -> Vec<(Peer, u64)> {
    let log = LogId { key: public("oaxaca-device"), lane: Lane::Acts };
    let receipts = desk.engine.receipts().values();
    let mut held: Vec<_> = receipts.filter_map(|r| Some((Peer(*r.node()), r.head(&log)?.0))).collect();
    held.sort_unstable();
    held
}

fn meet(asker: &mut (Desk, Peer), other: &mut (Desk, Peer)) -> Vec<Request> {
    asker.0.input(Input::PeerDown(other.1));
    asker.0.input(Input::PeerUp(other.1));
    syncing::sync(&mut asker.0, other.1, &mut other.0, asker.1)
}

#[test]
fn who_holds_what_comes_back_over_a_node_between_and_costs_nothing_when_known() {
    let mut oaxaca = desk("mx:20067", "oaxaca-node");
    let mut morelia = desk("mx:16053", "morelia-node");
    let mut valparaiso = desk("cl:05101", "valparaiso-node");
    let mut writer = oaxaca.0.writer();
    for _ in 0..3 {
        oaxaca.0.submit(&writer.write(Kind::Proposal)).unwrap();
    }
    meet(&mut morelia, &mut oaxaca);
    meet(&mut valparaiso, &mut morelia);
    for desk in [&mut oaxaca, &mut morelia, &mut valparaiso] {
        wait(&mut desk.0, 3_000);
    }
    assert_eq!(held(&oaxaca.0), vec![(oaxaca.1, 3)], "nobody else has said anything yet");
    meet(&mut morelia, &mut valparaiso);
    let asked = meet(&mut oaxaca, &mut morelia);
    assert!(asked.iter().any(|what| matches!(what, Request::Receipts { .. })), "{asked:?}");
    let mut all = vec![(oaxaca.1, 3), (morelia.1, 3), (valparaiso.1, 3)];
    all.sort_unstable();
    assert_eq!(held(&oaxaca.0), all, "also of a node to which there is no link");
    let again = meet(&mut oaxaca, &mut morelia);
    assert!(matches!(again[..], [Request::Overview(..)]), "{again:?}");
}

#[test]
fn a_receipt_is_of_a_listed_node_about_now_and_never_goes_back() {
    let (mut oaxaca, _) = desk("mx:20067", "oaxaca-node");
    let mut writer = oaxaca.writer();
    oaxaca.submit(&writer.write(Kind::Proposal)).unwrap();
    let head = oaxaca.engine.frontier();
    let made = |at: Millis, by: &str, of: &str, seq: u64| {
        let heads = head.iter().map(|(log, _, id)| (*log, seq, *id)).collect();
        Receipt::sign(oaxaca.federation.id, code(of), at, heads, &key(by)).unwrap()
    };
    let now = oaxaca.now;
    let told = [
        made(now, "nobody-node", "mx:20067", 9),
        made(now, "oaxaca-device", "mx:20067", 9),
        made(now, "morelia-node", "mx:99999", 9),
        made(now.plus(3_600_000), "morelia-node", "mx:20067", 9),
        made(now, "morelia-node", "mx:20067", 5),
        made(Millis(now.0 - 1), "morelia-node", "mx:20067", 4),
    ];
    let carried = Carried { receipts: told.to_vec(), ..Carried::default() };
    oaxaca.input(Input::Carried { ticket: 7, carried: Box::new(carried) });
    let outcome = oaxaca.out.iter().find_map(|effect| match effect {
        Effect::Carried { ticket: 7, outcome } => Some(outcome.clone()),
        _ => None,
    });
    assert_eq!(outcome.unwrap().receipts, 1);
    assert!(held(&oaxaca).contains(&(Peer(public("morelia-node")), 5)));
}

#[test]
fn a_text_that_is_missing_is_not_said_to_be_held() {
    let (mut morelia, _) = desk("mx:16053", "morelia-node");
    let mut writer = Desk::new().writer();
    let messages: Vec<_> = (0..3).map(|_| writer.write(Kind::Proposal)).collect();
    morelia.input(Input::PeerUp(peer()));
    for (number, message) in messages.iter().enumerate() {
        let bare = message.clone().into_message().without_body();
        let bare = bare.verify(&mut Default::default()).unwrap();
        morelia.gossip(if number == 1 { &bare } else { message });
    }
    wait(&mut morelia, 3_000);
    let own = Peer(public("morelia-node"));
    assert_eq!(held(&morelia), vec![(own, 1)]);
    morelia.gossip(&messages[1]);
    wait(&mut morelia, 3_000);
    assert_eq!(held(&morelia), vec![(own, 1)], "not more often than once a minute");
    wait(&mut morelia, 60_000);
    assert_eq!(held(&morelia), vec![(own, 3)]);
}

#[test]
fn a_peer_without_an_end_of_receipts_is_not_asked_without_an_end() {
    let (mut oaxaca, _) = desk("mx:20067", "oaxaca-node");
    oaxaca.input(Input::PeerUp(peer()));
    let (request, _) = oaxaca.question(peer()).unwrap();
    let (none, receipts) = (Hash([9; 32]), Some(u64::MAX));
    let overview = Overview { rosters: none, proofs: none, heads: vec![], receipts, now: None };
    oaxaca.answer(peer(), request, Answer::Overview(overview));
    let mut asked = 0;
    while let Some((request, what)) = oaxaca.question(peer()) {
        let answer = match what {
            Request::Receipts { after, .. } => {
                asked += 1;
                Answer::Receipts { receipts: vec![], next: after + 1, faults: 0 }
            }
            Request::Proofs(_) => Answer::Proofs(vec![]),
            _ => Answer::Rosters(vec![]),
        };
        oaxaca.answer(peer(), request, answer);
        assert!(asked <= 16, "it never ends");
    }
    assert_eq!(asked, 16);
}
