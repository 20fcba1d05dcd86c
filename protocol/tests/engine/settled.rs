//! A fork is over when the institution's next roster says which branch stands, even one at
//! sequence 1: nodes that hold the other branch let go of it and fetch the one that stands.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    content::Kind,
    engine::{Answer, Input, News},
    id::{Hash, LogId, MessageId},
    ingest::Verdict,
    message::{KeyCache, Verified},
    proof::Proof,
    roster::{Change, CutOff, Device, Role, SignedRoster},
    store::Store as _,
    sync::Request,
};
use proptest::prelude::*;

/// A log with a common beginning, and two branches: of three messages and of two.
struct Story {
    federation: Federation,
    before: Vec<Verified>,
    stands: Vec<Verified>,
    falls: Vec<Verified>,
    proof: Proof,
    /// Says that the first branch stands up to its second message, and lists a new device.
    settles: SignedRoster,
    /// What the new device writes.
    after: Verified,
}

fn story(common: usize) -> Story {
    let mut f = federation();
    let mut writer = Writer::new(&f, "mx:20067", "oaxaca-device");
    let before: Vec<_> = (0..common).map(|_| writer.write(Kind::Proposal)).collect();
    let mut twin = writer.clone();
    let stands: Vec<_> = (0..3).map(|_| writer.write(Kind::Proposal)).collect();
    let mut draft = twin.draft(Kind::Proposal);
    draft.salt = [8; 16];
    let falls = vec![twin.sign(&draft), twin.write(Kind::Proposal)];
    let proof = Proof::new(&stands[0], &falls[0]).unwrap();
    let end = CutOff { seq: stands[1].seq(), id: Hash(stands[1].id().0) };
    let ended = Device { cut_off: (None, Some(end)), ..device(Role::Operator) };
    let changes = vec![
        Change::Device(public("oaxaca-device"), ended),
        Change::Device(public("new-device"), device(Role::Operator)),
    ];
    let federation = f.clone();
    let owner = vec![quorum(&["oaxaca-institution"], 1)];
    let settles = f.oaxaca.next(Some(f.id), owner, changes, &["oaxaca-institution"]);
    let after = Writer::new(&f, "mx:20067", "new-device").write(Kind::Proposal);
    Story { federation, before, stands, falls, proof, settles, after }
}

fn log(story: &Story) -> LogId {
    story.stands[0].log()
}

fn expected(story: &Story) -> (LogId, u64, MessageId) {
    (log(story), story.stands[1].seq(), story.stands[1].id())
}

/// Lets one desk sync from another until it asks no more.
pub fn sync(from: &mut Desk, to: &mut Desk) {
    to.input(Input::PeerDown(peer()));
    to.out.clear();
    to.input(Input::PeerUp(peer()));
    let mut keys = KeyCache::default();
    for _ in 0..50 {
        let Some((request, what)) = to.question(peer()) else { return };
        let answer = Answer::check(ask(from, other_peer(), what), &mut keys);
        to.answer(peer(), request, answer);
    }
    panic!("it never ends");
}

fn check(story: &Story, desk: &Desk, what: &str) {
    let head = desk.engine.frontier().into_iter().find(|(id, ..)| *id == log(story));
    assert_eq!(head, Some(expected(story)), "{what}");
    assert!(desk.engine.forks().is_empty(), "{what}: still disputed");
    let kept: Vec<_> =
        desk.engine.store().messages().filter(|m| m.log() == log(story)).map(|m| m.id()).collect();
    assert!(!story.falls.iter().any(|m| kept.contains(&m.id())), "{what}");
    assert_eq!(
        desk.engine.store().proofs(),
        std::slice::from_ref(&story.proof),
        "{what}: the evidence stays"
    );
}

#[test]
fn who_holds_the_other_branch_fetches_the_one_that_stands() {
    for common in [0, 2] {
        let story = story(common);
        let mut good = Desk::of(story.federation.clone());
        let mut bad = Desk::of(story.federation.clone());
        let mut empty = Desk::of(story.federation.clone());
        story.before.iter().chain(&story.stands).for_each(|m| assert_eq!(good.gossip(m), Verdict::Accept));
        story.before.iter().chain(&story.falls).for_each(|m| assert_eq!(bad.gossip(m), Verdict::Accept));
        for desk in [&mut good, &mut bad, &mut empty] {
            assert_eq!(desk.news(News::Proof(Box::new(story.proof.clone()))), Verdict::Accept);
            assert_eq!(desk.engine.forks().get(&log(&story)), Some(&(common as u64 + 1)));
            desk.input(Input::Rosters(vec![story.settles.clone()]));
        }
        check(&story, &good, "who held it");
        for (what, desk) in [("who held the other", &mut bad), ("who held none", &mut empty)] {
            assert!(!desk.engine.forks().is_empty());
            sync(&mut good, desk);
            check(&story, desk, what);
            assert_eq!(desk.engine.frontier(), good.engine.frontier());
            // The branch that fell does not come back.
            story.falls.iter().for_each(|m| assert_eq!(desk.gossip(m), Verdict::Ignore));
            check(&story, desk, what);
            assert_eq!(desk.gossip(&story.after), Verdict::Accept);
        }
    }
}

#[test]
fn who_never_saw_the_proof_finds_it_on_the_way() {
    let story = story(2);
    let mut good = Desk::of(story.federation.clone());
    let mut bad = Desk::of(story.federation.clone());
    story.before.iter().chain(&story.stands).for_each(|m| assert_eq!(good.gossip(m), Verdict::Accept));
    story.before.iter().chain(&story.falls).for_each(|m| assert_eq!(bad.gossip(m), Verdict::Accept));
    for desk in [&mut good, &mut bad] {
        desk.input(Input::Rosters(vec![story.settles.clone()]));
    }
    for _ in 0..3 {
        sync(&mut good, &mut bad);
        sync(&mut bad, &mut good);
    }
    check(&story, &good, "who held it");
    check(&story, &bad, "who held the other");
}

#[test]
fn what_a_cut_off_does_not_name_is_void_though_nobody_has_what_it_names() {
    let story = story(1);
    let settles = || Input::Rosters(vec![story.settles.clone()]);
    let mut early = Desk::of(story.federation.clone());
    let mut late = Desk::of(story.federation.clone());
    story.before.iter().chain(&story.falls).for_each(|m| assert_eq!(early.gossip(m), Verdict::Accept));
    early.input(settles());
    late.input(settles());
    for message in story.before.iter().chain(&story.falls) {
        late.gossip(message);
    }
    let fell = &story.falls[0];
    assert_eq!(early.engine.frontier(), [(log(&story), fell.seq(), fell.id())]);
    assert_eq!(late.engine.frontier(), early.engine.frontier());
}

#[test]
fn a_restart_finds_a_fork_that_is_over_as_it_was() {
    let story = story(1);
    let mut desk = Desk::of(story.federation.clone());
    for signed in &story.federation.rosters {
        desk.engine.store_mut().keep_roster(signed).unwrap();
    }
    story.before.iter().chain(&story.falls).for_each(|m| assert_eq!(desk.gossip(m), Verdict::Accept));
    desk.engine.store_mut().commit().unwrap();
    desk.news(News::Proof(Box::new(story.proof.clone())));
    desk.input(Input::Rosters(vec![story.settles.clone()]));
    // A power cut before the commit: the other branch is back, and let go again when it is known.
    desk.engine.store_mut().power_cut();
    let last = desk.engine.store().head(&log(&story)).map(|head| head.id);
    assert_eq!(last, Some(story.falls[1].id()));
    desk.engine.store_mut().keep_proof(&story.proof).unwrap();
    desk.engine.store_mut().keep_roster(&story.settles).unwrap();
    desk.engine.store_mut().commit().unwrap();
    let store = std::mem::replace(&mut desk.engine, Desk::of(story.federation.clone()).engine).into_store();
    let authority = cabildo_protocol::authority::Authority::load(&store.rosters()).unwrap();
    desk.engine = cabildo_protocol::engine::Engine::new(authority, store, Default::default()).unwrap();
    let held = desk.engine.frontier();
    assert_eq!(held, [(log(&story), 1, story.before[0].id())]);
    let mut good = Desk::of(story.federation.clone());
    story.before.iter().chain(&story.stands).for_each(|m| assert_eq!(good.gossip(m), Verdict::Accept));
    good.news(News::Proof(Box::new(story.proof.clone())));
    good.input(Input::Rosters(vec![story.settles.clone()]));
    sync(&mut good, &mut desk);
    check(&story, &desk, "after a restart");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]
    #[test]
    fn every_order_ends_with_the_branch_that_stands(
        (common, order) in (0usize..3, Just((0..8usize).collect::<Vec<_>>()).prop_shuffle()),
    ) {
        let story = story(common);
        let mut good = Desk::of(story.federation.clone());
        story.before.iter().chain(&story.stands).for_each(|m| { good.gossip(m); });
        good.news(News::Proof(Box::new(story.proof.clone())));
        good.input(Input::Rosters(vec![story.settles.clone()]));
        let mut desk = Desk::of(story.federation.clone());
        let messages: Vec<&Verified> = story.stands.iter().chain(&story.falls).collect();
        story.before.iter().for_each(|m| { desk.gossip(m); });
        for at in order {
            match at {
                0..5 => { desk.gossip(messages[at]); }
                5 => desk.input(Input::Rosters(vec![story.settles.clone()])),
                6 => { desk.news(News::Proof(Box::new(story.proof.clone()))); }
                _ => { desk.gossip(&story.after); }
            }
        }
        desk.input(Input::Rosters(vec![story.settles.clone()]));
        for _ in 0..3 {
            sync(&mut good, &mut desk);
        }
        check(&story, &desk, "any order");
    }
}

#[test]
fn a_peer_that_has_the_branch_that_fell_and_does_not_know_cannot_bring_it_back() {
    let story = story(0);
    let mut desk = Desk::of(story.federation.clone());
    story.stands.iter().for_each(|m| assert_eq!(desk.gossip(m), Verdict::Accept));
    desk.input(Input::Rosters(vec![story.settles.clone()]));
    desk.out.clear();
    let heads = [(log(&story), 2, story.falls[1].id())];
    desk.input(Input::PeerUp(peer()));
    if let Some((request, what)) = desk.until_runs(peer(), &heads) {
        assert!(matches!(what, Request::Runs(_)));
        desk.answer(peer(), request, page(&story.falls));
        desk.until_runs(peer(), &heads);
    }
    let head = desk.engine.frontier().into_iter().find(|(id, ..)| *id == log(&story));
    assert_eq!(head, Some(expected(&story)));
}

#[test]
fn who_signs_branch_after_branch_cannot_have_them_kept_without_end() {
    let story = story(1);
    let mut desk = Desk::of(story.federation.clone());
    story.before.iter().chain(&story.falls).for_each(|m| assert_eq!(desk.gossip(m), Verdict::Accept));
    desk.news(News::Proof(Box::new(story.proof.clone())));
    desk.input(Input::Rosters(vec![story.settles.clone()]));
    let [one, other] = [&story.stands[0], &story.falls[0]];
    let turns = |desk: &mut Desk| {
        let kept = [one, other].repeat(50).into_iter().filter(|m| desk.gossip(m) == Verdict::Accept);
        kept.count()
    };
    // The roster has let the branch fall that was here: the first one needs no turn.
    assert_eq!(turns(&mut desk), 1 + 8);
    assert_eq!(turns(&mut desk), 0);
    desk.now = desk.now.plus(60_000);
    assert_eq!(turns(&mut desk), 1);
    // The one that stands comes through all the same.
    desk.now = desk.now.plus(60_000);
    let mut good = Desk::of(story.federation.clone());
    story.before.iter().chain(&story.stands).for_each(|m| assert_eq!(good.gossip(m), Verdict::Accept));
    good.news(News::Proof(Box::new(story.proof.clone())));
    good.input(Input::Rosters(vec![story.settles.clone()]));
    sync(&mut good, &mut desk);
    check(&story, &desk, "after all turns");
}
