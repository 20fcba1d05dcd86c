//! Feedback: whose turn each step is, what the clock counts, and that every order of arrival leads to the same.

use super::{fixture::Writer, stage::*};
use cabildo_protocol::{
    content::{Kind, Step},
    message::Message,
    views::{self, FeedbackState, FeedbackView, RecipientState, Summary, Thread},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};

fn ask(writer: &mut Writer, asked: &str, more: Value) -> Message {
    let text = json!({"es": "Falta agua"});
    let mut fields = json!({"title": text, "text": text, "asked": asked, "respond_by": at(11_000).0});
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    say(writer, Kind::Feedback, None, 1000, fields)
}

fn step(writer: &mut Writer, root: &Message, ms: u64, step: &str) -> Message {
    say(writer, Kind::FollowUp, Some(root.id()), ms, json!({"step": step, "text": {"es": "Así es"}}))
}

fn whys(view: &FeedbackView) -> Vec<(&str, &str)> {
    view.set_aside.iter().map(|aside| (aside.kind.as_str(), aside.why.as_str())).collect()
}

fn steps(view: &FeedbackView) -> Vec<Step> {
    view.steps.iter().map(|entry| entry.step).collect()
}

#[test]
fn it_is_answered_acted_on_closed_and_asked_again() {
    let mut s = Stage::new();
    s.now = at(9000);
    let root = ask(&mut s.morelia, VALPARAISO, json!({}));
    let line = |s: &Stage, view: FeedbackView, me: &str| -> Summary {
        views::summary(&Thread::Feedback(Box::new(view)), at(2000), false, &id(me), s.now)
    };
    let open = s.feedback(&root, &[]);
    assert_eq!((open.state, open.clock.recipients[0].state), (FeedbackState::Open, RecipientState::Open));
    assert_eq!((asked(&open.clock), open.clock.respond_by), (vec![id(VALPARAISO)], at(11_000)));
    assert!(line(&s, open.clone(), VALPARAISO).ours_missing && !line(&s, open, OAXACA).ours_missing);
    let mut all = vec![step(&mut s.valparaiso, &root, 2000, "reply")];
    let view = s.feedback(&root, &all);
    assert_eq!((view.state, view.steps[0].after_ms), (FeedbackState::Answered, 1000));
    assert_eq!(view.clock.recipients[0].state, RecipientState::Answered);
    all.push(step(&mut s.valparaiso, &root, 3000, "action"));
    assert_eq!(s.feedback(&root, &all).state, FeedbackState::Acting);
    all.push(step(&mut s.valparaiso, &root, 4000, "close"));
    let closed = s.feedback(&root, &all);
    assert_eq!(closed.state, FeedbackState::Closed);
    assert!(!line(&s, closed, MORELIA).open);
    all.push(step(&mut s.morelia, &root, 5000, "reopen"));
    let again = s.feedback(&root, &all);
    assert_eq!(again.state, FeedbackState::Reopened);
    assert_eq!(again.may_step(&id(MORELIA), Step::Reopen), Err("unanswered"), "it was asked again already");
    assert!(line(&s, again, VALPARAISO).ours_missing, "who is asked again answers again");
    all.push(step(&mut s.valparaiso, &root, 6000, "close"));
    let view = s.feedback(&root, &all);
    assert_eq!((view.state, view.steps.len(), view.set_aside.len()), (FeedbackState::Closed, 5, 0));
}

#[test]
fn nobody_takes_the_steps_of_another() {
    let mut s = Stage::new();
    s.now = at(20_000);
    let root = ask(&mut s.morelia, VALPARAISO, json!({}));
    let mut all = vec![
        step(&mut s.oaxaca, &root, 2000, "reply"),
        step(&mut s.morelia, &root, 2100, "close"),
        step(&mut s.morelia, &root, 2200, "reopen"),
        step(&mut s.valparaiso, &root, 2300, "reopen"),
        say(&mut s.oaxaca, Kind::Withdrawal, Some(root.id()), 2400, json!({})),
    ];
    let view = s.feedback(&root, &all);
    assert_eq!(view.state, FeedbackState::Open);
    let wanted = ["not_asked", "not_asked", "unanswered", "not_the_author"];
    assert_eq!(whys(&view)[..4], wanted.map(|why| ("follow_up", why)));
    assert_eq!(whys(&view)[4], ("withdrawal", "not_the_author"));
    let recipient = &view.clock.recipients[0];
    let wanted = (RecipientState::Overdue, None);
    assert_eq!((recipient.state, recipient.answered), wanted, "a step that is not its own answers nothing");
    all.push(step(&mut s.valparaiso, &root, 12_000, "reply"));
    let late = s.feedback(&root, &all);
    assert_eq!((late.state, late.clock.recipients[0].state), (FeedbackState::Answered, RecipientState::Late));
    s.forks.insert(all[5].log(), all[5].seq());
    let forked = s.feedback(&root, &all);
    assert_eq!((forked.state, whys(&forked)[5]), (FeedbackState::Open, ("follow_up", "disputed")));
}

#[test]
fn who_gave_it_takes_it_back_until_it_is_closed() {
    let mut s = Stage::new();
    s.now = at(9000);
    let root = ask(&mut s.morelia, VALPARAISO, json!({}));
    let back =
        say(&mut s.morelia, Kind::Withdrawal, Some(root.id()), 3000, json!({"reason": {"es": "Ya hay"}}));
    let closed = step(&mut s.valparaiso.clone(), &root, 2000, "close");
    let after = step(&mut s.valparaiso, &root, 4000, "reply");
    let view = s.feedback(&root, &[back.clone(), after]);
    assert_eq!((view.state, whys(&view)), (FeedbackState::Withdrawn, vec![("follow_up", "withdrawn")]));
    assert_eq!(view.clock.recipients[0].state, RecipientState::Released);
    let view = s.feedback(&root, &[back, closed]);
    assert_eq!((view.state, whys(&view)), (FeedbackState::Closed, vec![("withdrawal", "late")]));
    // An institution may be asked by its own citizens through itself.
    let own = ask(&mut s.oaxaca, OAXACA, json!({}));
    let reply = step(&mut s.oaxaca, &own, 2000, "reply");
    let again = step(&mut s.oaxaca, &own, 3000, "reopen");
    assert_eq!(steps(&s.feedback(&own, &[reply, again])), [Step::Reply, Step::Reopen]);
}

thread_local! {
    static REACHED: RefCell<BTreeMap<String, u32>> = const { RefCell::new(BTreeMap::new()) };
}

fn reached(what: &str) {
    REACHED.with_borrow_mut(|all| *all.entry(what.to_owned()).or_default() += 1);
}

#[test]
fn every_order_of_arrival_leads_to_the_same() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(96));
    // Who, and which step; the fifth is a withdrawal.
    let acts = proptest::collection::vec((0..3_usize, 0..5_usize), 0..10);
    runner
        .run(&(acts, any::<u64>()), |(acts, order)| {
            let mut s = Stage::new();
            s.now = at(20_000);
            let root = ask(&mut s.morelia, VALPARAISO, json!({}));
            let mut all = Vec::new();
            for (n, (who, what)) in (0..).zip(&acts) {
                let writer =
                    [&mut s.morelia, &mut s.valparaiso, &mut s.oaxaca].into_iter().nth(*who).unwrap();
                all.push(match Step::ALL.get(*what) {
                    Some(taken) => step(writer, &root, 2000 + n * 1500, taken.name()),
                    None => say(writer, Kind::Withdrawal, Some(root.id()), 2000 + n * 1500, json!({})),
                });
            }
            let view = s.feedback(&root, &all);
            let mut mixed = all.clone();
            mixed.sort_by_key(|message| {
                let id: [u8; 8] = message.id().as_bytes()[..8].try_into().unwrap();
                u64::from_le_bytes(id).wrapping_mul(order | 1)
            });
            let again = views::thread(&root, &mixed, &s.context());
            prop_assert_eq!(&again, &Thread::Feedback(Box::new(view.clone())));
            let kept = view.steps.len() + view.set_aside.len() + usize::from(view.withdrawn.is_some());
            prop_assert_eq!(kept, all.len(), "nothing is dropped silently");
            reached(view.state.name());
            reached(view.clock.recipients[0].state.name());
            view.set_aside.iter().for_each(|aside| reached(&aside.why));
            Ok(())
        })
        .unwrap();
    for state in FeedbackState::ALL.map(FeedbackState::name) {
        assert!(REACHED.with_borrow(|all| all.contains_key(state)), "the generator never reaches {state}");
    }
    for what in
        ["answered", "late", "overdue", "released", "not_asked", "not_the_author", "unanswered", "withdrawn"]
    {
        assert!(REACHED.with_borrow(|all| all.contains_key(what)), "the generator never reaches {what}");
    }
}
