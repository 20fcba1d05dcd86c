//! Two messages at one place, or one that is badly signed and was signed on from: a proof that spreads, and the
//! same head on every node.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    content::Kind,
    engine::{Answer, Effect, Event, Input, News},
    id::{Hash, Lane, LogId, MessageId},
    ingest::{Refusal, Verdict},
    message::{KeyCache, Message, Verified, WireMessage},
    proof::Proof,
    roster::{Change, CutOff, Device, Role},
    store::Store as _,
    sync::{Fingerprint, Request, Response},
};

/// A log with a common beginning of `common` messages and two branches of two.
fn forked(writer: &mut Writer, common: usize) -> (Vec<Verified>, Vec<Verified>, Vec<Verified>) {
    let before: Vec<_> = (0..common).map(|_| writer.write(Kind::Proposal)).collect();
    let mut twin = writer.clone();
    let one = (0..2).map(|_| writer.write(Kind::Proposal)).collect();
    let mut draft = twin.draft(Kind::Proposal);
    draft.salt = [8; 16];
    let other = vec![twin.sign(&draft), twin.write(Kind::Proposal)];
    (before, one, other)
}

pub fn published(desk: &Desk) -> Vec<Proof> {
    let news = desk.out.iter().filter_map(|e| match e {
        Effect::PublishNews(News::Proof(proof)) => Some((**proof).clone()),
        _ => None,
    });
    news.collect()
}

#[test]
fn a_second_message_from_a_peer_is_a_proof_that_is_kept_and_spread() {
    for door in [Door::Gossip, Door::Sync] {
        let mut desk = Desk::new();
        let (before, one, other) = forked(&mut desk.writer(), 2);
        before.iter().chain(&one).for_each(|m| assert_eq!(desk.gossip(m), Verdict::Accept));
        match desk.bring(door, &other[0]) {
            Outcome::Verdict(verdict) => assert_eq!(verdict, Verdict::Ignore),
            outcome => assert_eq!(outcome, Outcome::Page),
        }
        assert!(!desk.has(&other[0]));
        let proofs = published(&desk);
        assert_eq!(proofs.len(), 1);
        assert_eq!((proofs[0].log(), proofs[0].seq()), (one[0].log(), 3));
        assert_eq!(desk.engine.store().proofs(), proofs);
        assert!(desk.events().contains(&&Event::Forked(one[0].log())));
        // The head is the last message before the fork, and nothing beyond is linked.
        assert_eq!(desk.engine.frontier(), [(one[0].log(), 2, before[1].id())]);
        assert_eq!(desk.gossip(&other[1]), Verdict::Ignore);
        let mut writer = desk.writer();
        assert_eq!(desk.gossip(&writer.write(Kind::Notice)), Verdict::Accept, "the other lane goes on");
    }
}

#[test]
fn nodes_that_linked_different_branches_or_none_show_the_same_head() {
    let federation = federation();
    let (before, one, other) = forked(&mut Writer::new(&federation, "mx:20067", "oaxaca-device"), 2);
    let proof = Proof::new(&one[0], &other[0]).unwrap();
    let mut frontiers = Vec::new();
    for branch in [&one[..], &other[..], &[]] {
        let mut desk = Desk::of(federation.clone());
        before.iter().chain(branch).for_each(|m| assert_eq!(desk.gossip(m), Verdict::Accept));
        assert_eq!(desk.news(News::Proof(Box::new(proof.clone()))), Verdict::Accept);
        assert_eq!(desk.news(News::Proof(Box::new(proof.clone()))), Verdict::Ignore, "news once");
        assert_eq!(desk.gossip(&one[0]), Verdict::Ignore);
        assert_eq!(desk.gossip(&other[0]), Verdict::Ignore);
        frontiers.push(desk.engine.frontier());
        // What is beyond the fork is not handed on.
        let want = cabildo_protocol::sync::Want { log: one[0].log(), from: 1, to: 9 };
        let Response::Page { messages, .. } = ask(&mut desk, peer(), Request::Runs(vec![want])) else {
            panic!("no page")
        };
        assert_eq!(messages.len(), 2);
    }
    assert_eq!(frontiers[0], frontiers[1]);
    assert_eq!(frontiers[0], frontiers[2]);
}

#[test]
fn an_earlier_fork_replaces_a_later_one() {
    let federation = federation();
    let mut writer = Writer::new(&federation, "mx:20067", "oaxaca-device");
    let mut twin = writer.clone();
    let (_, early, _) = forked(&mut twin, 0);
    let (before, one, other) = forked(&mut writer, 2);
    let late = Proof::new(&one[0], &other[0]).unwrap();
    let mut desk = Desk::of(federation);
    before.iter().for_each(|m| assert_eq!(desk.gossip(m), Verdict::Accept));
    desk.news(News::Proof(Box::new(late.clone())));
    let mut draft = twin.draft(Kind::Proposal);
    draft.salt = [9; 16];
    let start = desk.writer().heads[1];
    let rival = cabildo_protocol::message::sign(&draft, &start, &twin.key).unwrap();
    assert_ne!(rival.id(), early[0].id());
    let first = Proof::new(&before[0], &rival).unwrap();
    assert_eq!(desk.news(News::Proof(Box::new(first))), Verdict::Accept);
    assert_eq!(desk.engine.forks().get(&one[0].log()), Some(&1));
    assert_eq!(desk.news(News::Proof(Box::new(late))), Verdict::Ignore);
    assert!(desk.engine.frontier().is_empty());
}

#[test]
fn proofs_of_strangers_and_of_other_federations_prove_nothing_here() {
    let mut desk = Desk::new();
    let (_, one, other) = forked(&mut Writer::new(&desk.federation, "mx:20067", "stranger"), 0);
    let stranger = Proof::new(&one[0], &other[0]).unwrap();
    let mut elsewhere = desk.federation.clone();
    elsewhere.id = another(elsewhere.id);
    let (_, one, other) = forked(&mut Writer::new(&elsewhere, "mx:20067", "oaxaca-device"), 0);
    let foreign = Proof::new(&one[0], &other[0]).unwrap();
    for proof in [stranger, foreign] {
        assert_eq!(desk.news(News::Proof(Box::new(proof))), Verdict::Ignore);
    }
    assert!(desk.engine.forks().is_empty() && published(&desk).is_empty());
}

#[test]
fn proofs_are_fetched_where_the_sets_differ() {
    let mut one = Desk::new();
    let (_, a, b) = forked(&mut one.writer(), 0);
    one.gossip(&a[0]);
    one.gossip(&b[0]);
    let Response::Proofs(proofs) = ask(&mut one, peer(), Request::Proofs(None)) else { panic!("no proofs") };
    assert_eq!(proofs.len(), 1);
    let Response::Proofs(rest) = ask(&mut one, peer(), Request::Proofs(Some(a[0].log()))) else {
        panic!("no proofs")
    };
    assert!(rest.is_empty());
    let proof = Proof::decode(&proofs[0], &mut Default::default()).unwrap();
    let mut other = Desk::new();
    other.input(Input::PeerUp(peer()));
    let (request, _) = other.question(peer()).unwrap();
    let Response::Overview(overview) = ask(&mut one, peer(), Request::Overview(Fingerprint([0; 16]))) else {
        panic!("no overview")
    };
    other.answer(peer(), request, Answer::Overview(overview));
    let (request, what) = other.question(peer()).unwrap();
    assert_eq!(what, Request::Proofs(None));
    other.answer(peer(), request, Answer::Proofs(vec![proof]));
    let (request, what) = other.question(peer()).unwrap();
    assert_eq!(what, Request::Proofs(Some(a[0].log())));
    other.answer(peer(), request, Answer::Proofs(vec![]));
    assert_eq!(other.engine.forks(), one.engine.forks());
}

#[test]
fn a_cut_off_caps_what_was_linked_beyond_it() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let messages: Vec<_> = (0..3).map(|_| writer.write(Kind::Proposal)).collect();
    messages.iter().for_each(|m| assert_eq!(desk.gossip(m), Verdict::Accept));
    let mut ended = entry("oaxaca", 1 << 20);
    ended.ends = vec![(messages[1].log(), CutOff { seq: 2, id: Hash(messages[1].id().0) })];
    let id = desk.federation.id;
    let changes = vec![Change::Institution(code("mx:20067"), Box::new(ended))];
    let governors = vec![quorum(&GOVERNORS_MX, 2)];
    let roster = desk.federation.mx.next(Some(id), governors, changes, &["mx-a", "mx-c"]);
    desk.input(Input::Rosters(vec![roster]));
    assert_eq!(desk.engine.frontier(), [(messages[1].log(), 2, messages[1].id())]);
    let next = writer.write(Kind::Proposal);
    assert_eq!(desk.submit(&next), Err(Refusal::BeyondCutOff { cut_off: 2 }));
    assert_eq!(desk.gossip(&next), Verdict::Ignore);
}

/// A message whose signature is none, and the one that its key signed after it.
fn faulty(writer: &mut Writer) -> (Message, Verified) {
    let bad = writer.write_unsigned();
    (bad.without_body(), writer.write(Kind::Proposal))
}

/// What a peer answers that has these, checked as every answer is.
pub fn answers(desk: &mut Desk, messages: &[&Message]) {
    let log = LogId { key: public("oaxaca-device"), lane: Lane::Acts };
    desk.input(Input::PeerDown(peer()));
    desk.out.retain(|effect| !matches!(effect, Effect::Ask { .. }));
    desk.input(Input::PeerUp(peer()));
    let (request, _) = desk.until_runs(peer(), &[(log, 1000, MessageId([9; 32]))]).unwrap();
    let messages = messages.iter().map(|message| WireMessage::from(*message)).collect();
    let answer = Answer::check(Response::Page { messages, more: false }, &mut KeyCache::default());
    desk.answer(peer(), request, answer);
}

#[test]
fn a_bad_signature_that_its_key_signed_on_from_is_a_proof_that_ends_the_log_before_it() {
    let mut frontiers = Vec::new();
    for apart in [false, true] {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        let before = [writer.write(Kind::Proposal), writer.write(Kind::Proposal)];
        let (bad, next) = faulty(&mut writer);
        before.iter().for_each(|m| assert_eq!(desk.gossip(m), Verdict::Accept));
        answers(&mut desk, &[&bad]);
        assert!(published(&desk).is_empty(), "alone it proves nothing: whoever sent it may have made it");
        match apart {
            // What follows comes by gossip, and is held.
            true => {
                assert_eq!(desk.gossip(&next), Verdict::Accept);
                answers(&mut desk, &[&bad]);
            }
            false => answers(&mut desk, &[&bad, &next]),
        }
        let proofs = published(&desk);
        assert_eq!(proofs.len(), 1);
        assert_eq!((proofs[0].seq(), proofs[0].settled_from(), proofs[0].is_fault()), (3, 2, true));
        assert_eq!(desk.engine.store().proofs(), proofs);
        assert_eq!(desk.engine.forks().get(&next.log()), Some(&3));
        let read = Proof::decode(&proofs[0].encode(), &mut KeyCache::default()).unwrap();
        assert_eq!(read, proofs[0]);
        // Whoever has neither of the two believes the proof alone.
        let mut other = Desk::new();
        before.iter().for_each(|m| assert_eq!(other.gossip(m), Verdict::Accept));
        assert_eq!(other.news(News::Proof(Box::new(read))), Verdict::Accept);
        frontiers.extend([desk.engine.frontier(), other.engine.frontier()]);
        // Its institution ends the log before it, and that is that.
        let end = CutOff { seq: 2, id: Hash(before[1].id().0) };
        let ended = Device { cut_off: (None, Some(end)), ..device(Role::Operator) };
        let changes = vec![Change::Device(public("oaxaca-device"), ended)];
        let owner = vec![quorum(&["oaxaca-institution"], 1)];
        let id = desk.federation.id;
        let roster = desk.federation.oaxaca.next(Some(id), owner, changes, &["oaxaca-institution"]);
        for desk in [&mut desk, &mut other] {
            desk.input(Input::Rosters(vec![roster.clone()]));
            assert!(desk.engine.forks().is_empty());
            frontiers.push(desk.engine.frontier());
        }
        assert_eq!(frontiers[0], [(next.log(), 2, before[1].id())]);
    }
    assert!(frontiers.iter().all(|frontier| *frontier == frontiers[0]));
}

#[test]
fn two_messages_that_do_not_cite_each_other_or_are_both_signed_prove_no_fault() {
    let f = federation();
    let mut writer = Writer::new(&f, "mx:20067", "oaxaca-device");
    let (first, second) = (writer.write(Kind::Proposal), writer.write(Kind::Proposal));
    let (bad, next) = faulty(&mut writer);
    let mut keys = KeyCache::default();
    assert!(Proof::of_fault(&first, &second, &mut keys).is_none(), "both are signed");
    assert!(Proof::of_fault(&bad, &second, &mut keys).is_none(), "the one does not cite the other");
    let proof = Proof::of_fault(&bad, &next, &mut keys).unwrap();
    // A signature that somebody else spoilt has another id, which nobody cites.
    let mut bytes = proof.encode();
    let at = bad.header_bytes().len() - 8;
    bytes[at] ^= 1;
    assert!(Proof::decode(&bytes, &mut keys).is_err());
}
