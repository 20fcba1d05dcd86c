//! Runs that are taken by their last signature, and what becomes of the signatures inside.

use super::{desk::*, fixture::*, forks::*};
use cabildo_protocol::{
    authority::Authority,
    content::Kind,
    engine::{Answer, Effect, Engine, Input, News, Options, Stretch},
    id::{LogId, MessageId},
    ingest::Verdict,
    message::{CHAINED_MIN, KeyCache, Message, Verified, WireMessage},
    store::Store as _,
    sync::{Request, Response, Want},
};

fn write(writer: &mut Writer, count: usize) -> Vec<Message> {
    (0..count).map(|_| writer.write(Kind::Proposal).into_message()).collect()
}

fn take(desk: &mut Desk, messages: &[Message]) {
    answers(desk, &messages.iter().collect::<Vec<_>>());
}

fn tick(desk: &mut Desk) {
    desk.now = desk.now.plus(1000);
    desk.input(Input::Tick { random: 1 });
}

fn head(desk: &Desk, log: &LogId) -> Option<(u64, MessageId)> {
    desk.engine.frontier().into_iter().find(|(id, ..)| id == log).map(|(_, seq, id)| (seq, id))
}

fn has(desk: &Desk, message: &Message) -> bool {
    desk.engine.store().messages().any(|kept| kept.id() == message.id())
}

fn served(desk: &mut Desk, request: Request) -> usize {
    match ask(desk, other_peer(), request) {
        Response::Page { messages, .. } => messages.len(),
        _ => panic!("no page"),
    }
}

#[test]
fn a_long_run_is_kept_at_once_and_shown_and_served_when_its_signatures_were_checked() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let first = writer.write(Kind::Proposal);
    desk.gossip(&first);
    let run = write(&mut writer, 600);
    let (log, last) = (first.log(), run.last().unwrap().clone());
    take(&mut desk, &run);
    assert!(run.iter().all(|message| has(&desk, message)));
    assert_eq!(desk.engine.state().unchecked, 600, "the last one stands on the others");
    assert_eq!(desk.engine.store().unchecked()[&log], 2);
    let wanted = || vec![Want { log, from: 1, to: 1000 }];
    assert_eq!(head(&desk, &log), Some((1, first.id())));
    assert_eq!(served(&mut desk, Request::Runs(wanted())), 1);
    assert_eq!(served(&mut desk, Request::Bodies(vec![first.id(), run[0].id(), last.id()])), 1);
    // It is not asked for again, and the next of the log is linked behind it, to be shown with it.
    let next = writer.write(Kind::Proposal);
    assert_eq!(desk.gossip(&next), Verdict::Accept);
    desk.input(Input::PeerDown(peer()));
    desk.out.retain(|effect| !matches!(effect, Effect::Ask { .. }));
    desk.input(Input::PeerUp(peer()));
    assert!(desk.until_runs(peer(), &[(log, 602, next.id())]).is_none());
    assert!(desk.check_all() >= 3, "in stretches, so that nobody waits long");
    assert_eq!(head(&desk, &log), Some((602, next.id())));
    assert_eq!(desk.engine.state().unchecked, 0);
    assert!(desk.engine.store().unchecked().is_empty());
    assert!(served(&mut desk, Request::Runs(wanted())) > 1);
    assert!(published(&desk).is_empty());
}

#[test]
fn short_runs_crises_and_a_last_signature_that_is_none_are_checked_one_by_one() {
    for (count, kind, spoilt) in [
        (CHAINED_MIN - 1, Kind::Proposal, false),
        (CHAINED_MIN, Kind::Notice, false),
        (CHAINED_MIN, Kind::Proposal, true),
    ] {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        let mut run: Vec<Message> = (0..count).map(|_| writer.write(kind).into_message()).collect();
        if spoilt {
            run.push(writer.write_unsigned());
        }
        take(&mut desk, &run);
        let last = &run[count - 1];
        assert_eq!(head(&desk, &last.log()), Some((last.seq(), last.id())), "{kind:?}");
        assert_eq!(desk.check_all(), 0);
        assert!(desk.engine.store().unchecked().is_empty());
        let blamed = desk.out.iter().any(|e| matches!(e, Effect::Disconnect(_)));
        assert_eq!(blamed, spoilt, "a peer shows nothing that it has not checked");
    }
}

#[test]
fn while_page_after_page_comes_little_is_checked_and_all_of_it_afterwards() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let run = write(&mut writer, 3000);
    let last = run.last().unwrap();
    desk.input(Input::PeerUp(peer()));
    let mut begun = Vec::new();
    while let Some((request, Request::Runs(wants))) =
        desk.until_runs(peer(), &[(last.log(), last.seq(), last.id())])
    {
        let asked = run.iter().filter(|message| (wants[0].from..=wants[0].to).contains(&message.seq()));
        let messages: Vec<WireMessage> = asked.take(500).map(WireMessage::from).collect();
        let more = wants[0].from + (messages.len() as u64) <= wants[0].to;
        // Pages come every tenth of a second.
        desk.now = desk.now.plus(100);
        let answer = Answer::check(Response::Page { messages, more }, &mut KeyCache::default());
        desk.answer(peer(), request, answer);
        begun.push(desk.checks());
        // Whoever checks is ready before the next page comes.
        for (stretch, messages) in begun.last().unwrap() {
            desk.input(Input::Checked { stretch: *stretch, good: messages.len() });
        }
    }
    let beside = begun.iter().flatten().count();
    assert!((2..=begun.len() / 2).contains(&beside), "{beside} stretches beside {} pages", begun.len());
    assert!(desk.check_all() > beside, "most of it is left for afterwards");
    assert_eq!(head(&desk, &last.log()), Some((last.seq(), last.id())));
}

/// A run with bad signatures at two places in a row, and what stands before.
fn spoilt(writer: &mut Writer) -> (Vec<Message>, Vec<Message>) {
    let before = write(writer, 20);
    let bad = [writer.write_unsigned(), writer.write_unsigned()];
    let after = write(writer, 60);
    (before.clone(), before.into_iter().chain(bad).chain(after).collect())
}

#[test]
fn a_signature_that_is_none_ends_the_log_before_it_and_its_sender_is_to_blame() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let (before, run) = spoilt(&mut writer);
    let (log, last) = (run[0].log(), before.last().unwrap());
    take(&mut desk, &run);
    assert!(run.iter().all(|message| has(&desk, message)));
    desk.check_all();
    assert_eq!(head(&desk, &log), Some((20, last.id())));
    assert_eq!(desk.engine.store().head(&log).map(|head| head.seq), Some(20));
    assert!(desk.engine.store().unchecked().is_empty());
    assert!(desk.out.iter().any(|e| matches!(e, Effect::Disconnect(to) if *to == peer())));
    let proofs = published(&desk);
    assert_eq!(proofs.len(), 1);
    assert!(proofs[0].is_fault());
    assert_eq!(proofs[0].messages().0.id(), run[21].id(), "the last of them, which a signed one cites");
    // Whoever checks each at once ends up with the same, by the proof or without it.
    let mut other = Desk::new();
    before.iter().for_each(|m| {
        let verified: Verified = m.clone().verify(&mut KeyCache::default()).unwrap();
        assert_eq!(other.gossip(&verified), Verdict::Accept);
    });
    assert_eq!(other.engine.frontier(), desk.engine.frontier());
    assert_eq!(other.news(News::Proof(Box::new(proofs[0].clone()))), Verdict::Accept);
    assert_eq!(other.engine.frontier(), desk.engine.frontier());
    assert_eq!(other.engine.forks(), desk.engine.forks());
    // The same again leads nowhere, however often.
    for _ in 0..3 {
        take(&mut desk, &run);
        desk.check_all();
        assert_eq!(head(&desk, &log), Some((20, last.id())));
        assert_eq!(desk.engine.store().proofs(), proofs);
    }
}

#[test]
fn what_was_not_checked_is_checked_after_a_power_cut() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let (before, run) = spoilt(&mut writer);
    take(&mut desk, &run);
    desk.engine.store_mut().commit().unwrap();
    let stretch = check_one(&mut desk);
    let restart = |desk: &mut Desk| {
        let mut store = desk.engine.store().clone();
        store.power_cut();
        let authority = Authority::load(&desk.federation.rosters).unwrap();
        desk.engine = Engine::new(authority, store, Options::default()).unwrap();
        desk.out.clear();
    };
    restart(&mut desk);
    assert_eq!(head(&desk, &run[0].log()), None);
    assert_eq!(desk.engine.state().unchecked, run.len() as u64);
    // What an earlier life asked for says nothing of another run at this place.
    let other = Stretch { last: MessageId([7; 32]), ..stretch };
    desk.input(Input::Checked { stretch: other, good: run.len() });
    assert_eq!(head(&desk, &run[0].log()), None);
    tick(&mut desk);
    desk.check_all();
    let last = before.last().unwrap();
    assert_eq!(head(&desk, &run[0].log()), Some((20, last.id())));
    desk.engine.store_mut().commit().unwrap();
    restart(&mut desk);
    assert_eq!(head(&desk, &run[0].log()), Some((20, last.id())));
    assert_eq!(desk.check_all(), 0);
}

fn check_one(desk: &mut Desk) -> Stretch {
    tick(desk);
    desk.checks().remove(0).0
}

#[test]
fn a_run_is_not_taken_where_the_list_of_unchecked_logs_cannot_be_written() {
    let mut desk = Desk::new();
    let run = write(&mut desk.writer(), 60);
    desk.engine.store_mut().set_full(true);
    take(&mut desk, &run);
    assert!(!run.iter().any(|message| has(&desk, message)));
    desk.engine.store_mut().set_full(false);
    desk.input(Input::ReadOnly(false));
    take(&mut desk, &run);
    desk.check_all();
    assert_eq!(head(&desk, &run[0].log()).map(|(seq, _)| seq), Some(60));
}

#[test]
fn a_run_behind_a_gap_or_across_a_fork_counts_by_its_own_signatures() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let run = write(&mut writer, 60);
    // The peer leaves the first five out.
    take(&mut desk, &run[5..]);
    assert!(!run.iter().any(|message| has(&desk, message)), "held, not linked");
    take(&mut desk, &run);
    desk.check_all();
    assert_eq!(head(&desk, &run[0].log()).map(|(seq, _)| seq), Some(60));
    // Another branch from the thirtieth on, as long as a run.
    let mut twin = desk.writer();
    twin.heads[1] = run[29].position();
    twin.now = twin.now.plus(500);
    let branch = write(&mut twin, 60);
    take(&mut desk, &branch);
    desk.check_all();
    assert_eq!(published(&desk).len(), 1, "two signed messages at one place");
    assert_eq!(head(&desk, &run[0].log()).map(|(seq, _)| seq), Some(30));
}

#[test]
fn pages_that_answer_for_bodies_bring_no_new_messages_unchecked() {
    let mut desk = Desk::new();
    let run = write(&mut desk.writer(), 60);
    desk.input(Input::PeerUp(peer()));
    let bare = run[0].clone().without_body().verify(&mut KeyCache::default()).unwrap();
    desk.gossip(&bare);
    let bodies = loop {
        let (request, what) = desk.question(peer()).expect("a question");
        match (&what, usual(&what, &[])) {
            (Request::Bodies(_), _) => break request,
            (_, Some(answer)) => desk.answer(peer(), request, answer),
            _ => panic!("{what:?}"),
        }
    };
    let messages = run.iter().map(WireMessage::from).collect();
    let page = Answer::check(Response::Page { messages, more: false }, &mut KeyCache::default());
    desk.answer(peer(), bodies, page);
    assert!(desk.engine.store().unchecked().is_empty());
    assert_eq!(desk.engine.state().unchecked, 0);
}
