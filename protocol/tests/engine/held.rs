//! Messages whose predecessors are missing: held within bounds, fetched, a crisis shown at once.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    bounds::HELD_PER_LOG_MAX,
    content::Kind,
    engine::{Effect, Event, Input},
    ingest::Verdict,
    message::Verified,
    sync::{Request, Want},
};

/// So many messages of one log.
pub fn run(writer: &mut Writer, kind: Kind, n: usize) -> Vec<Verified> {
    (0..n).map(|_| writer.write(kind)).collect()
}

fn linked(desk: &Desk) -> Vec<u64> {
    desk.events()
        .iter()
        .filter_map(|e| if let Event::Message { seq, .. } = e { Some(*seq) } else { None })
        .collect()
}

#[test]
fn a_gap_is_held_fetched_from_the_sender_and_closed() {
    let mut desk = Desk::new();
    desk.input(Input::PeerUp(peer()));
    desk.until_runs(peer(), &[]);
    let messages = run(&mut desk.writer(), Kind::Proposal, 4);
    assert_eq!(desk.gossip(&messages[3]), Verdict::Accept, "good signature, so it is passed on");
    assert_eq!(desk.gossip(&messages[3]), Verdict::Ignore, "once");
    assert!(!desk.has(&messages[3]));
    assert_eq!(desk.engine.state().held, 1);
    let (request, what) = desk.question(peer()).unwrap();
    assert_eq!(what, Request::Runs(vec![Want { log: messages[3].log(), from: 1, to: 3 }]));
    desk.answer(peer(), request, page(&messages[..3]));
    assert_eq!(linked(&desk), [1, 2, 3, 4]);
    assert_eq!(desk.engine.state().held, 0);
}

#[test]
fn who_held_and_passed_on_a_wrong_total_is_not_to_blame() {
    let (mut behind, mut ahead) = (Desk::new(), Desk::new());
    let mut writer = ahead.writer();
    let first = writer.write(Kind::Proposal);
    writer.heads[1].total_bytes += 7;
    let wrong = writer.write(Kind::Proposal);
    assert_eq!(behind.gossip(&wrong), Verdict::Accept, "its log is not here to compare with");
    ahead.gossip(&first);
    assert_eq!(ahead.gossip(&wrong), Verdict::Ignore);
}

#[test]
fn a_crisis_is_shown_at_once() {
    let mut desk = Desk::new();
    let messages = run(&mut desk.writer(), Kind::Notice, 2);
    assert_eq!(desk.gossip(&messages[1]), Verdict::Accept);
    assert!(matches!(desk.events()[..], [Event::Held(m)] if m.id() == messages[1].id()));
    let crises = desk.engine.state().held_crises;
    assert_eq!(crises.iter().map(|m| m.id()).collect::<Vec<_>>(), [messages[1].id()]);
    assert_eq!(desk.gossip(&messages[0]), Verdict::Accept);
    assert_eq!(linked(&desk), [1, 2]);
    assert!(desk.engine.state().held_crises.is_empty());
}

#[test]
fn an_act_is_not_shown_before_it_is_linked() {
    let mut desk = Desk::new();
    let messages = run(&mut desk.writer(), Kind::Proposal, 2);
    desk.gossip(&messages[1]);
    assert!(desk.events().is_empty());
}

#[test]
fn what_waits_is_bounded() {
    let mut desk = Desk::new();
    let messages = run(&mut desk.writer(), Kind::Proposal, HELD_PER_LOG_MAX + 2);
    let verdicts: Vec<_> = messages[1..].iter().map(|m| desk.gossip(m)).collect();
    assert!(verdicts[..HELD_PER_LOG_MAX].iter().all(|v| *v == Verdict::Accept));
    assert_eq!(verdicts[HELD_PER_LOG_MAX], Verdict::Ignore);
    assert_eq!(desk.engine.state().held, HELD_PER_LOG_MAX);
    // The other lane is not affected, and the gap closes as usual.
    let notice = desk.writer().write(Kind::Notice);
    assert_eq!(desk.gossip(&notice), Verdict::Accept);
    assert_eq!(desk.gossip(&messages[0]), Verdict::Accept);
    assert_eq!(desk.engine.state().held, 0);
    assert!(desk.has(&messages[HELD_PER_LOG_MAX]));
}

#[test]
fn what_waits_on_another_branch_is_dropped_and_its_beginning_asked_for() {
    let mut desk = Desk::new();
    desk.input(Input::PeerUp(peer()));
    desk.until_runs(peer(), &[]);
    let mut writer = desk.writer();
    let mut twin = writer.clone();
    let ours = writer.write(Kind::Proposal);
    let mut draft = twin.draft(Kind::Proposal);
    draft.salt = [8; 16];
    let theirs = twin.sign(&draft);
    let second = twin.write(Kind::Proposal);
    desk.gossip(&second);
    let (request, _) = desk.question(peer()).unwrap();
    desk.gossip(&ours);
    assert!(desk.has(&ours) && !desk.has(&second));
    assert_eq!(desk.engine.state().held, 0);
    desk.answer(peer(), request, page(&[]));
    let (request, what) = desk.question(peer()).unwrap();
    assert_eq!(what, Request::Runs(vec![Want { log: ours.log(), from: 1, to: 1 }]));
    desk.answer(peer(), request, page(&[theirs]));
    assert_eq!(desk.engine.forks().get(&ours.log()), Some(&1));
    assert!(desk.out.iter().any(|e| matches!(e, Effect::PublishNews(_))));
}
