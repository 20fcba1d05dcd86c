//! What follows from an adopted proposal: who may commit, who says how far it is, and that every order of
//! arrival leads to the same.

use super::{fixture::Writer, stage::*};
use cabildo_protocol::{
    content::{Content, ItemState, Kind},
    id::MessageId,
    message::Message,
    views::{self, Implementation, ProposalView, Stage as Life, Thread},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};

const DEADLINE: u64 = 11_000;
const CONTEST: u64 = 1000;
/// When it is adopted.
const FINAL: u64 = DEADLINE + 2 + CONTEST;

fn write(writer: &mut Writer, root: &Message, ms: u64, content: &Content) -> Message {
    let mut draft = writer.draft(content.kind());
    (draft.root, draft.created, draft.content) = (Some(root.id()), at(ms), content.encode());
    writer.sign(&draft).into_message()
}

/// A proposal of Oaxaca that is adopted, or rejected, with all that led there.
fn decided(s: &mut Stage, stance: &str) -> (Message, Vec<Message>) {
    let (root, all, _) = decided_after(s, stance);
    (root, all)
}

/// The same, and its author as it was before the final message.
fn decided_after(s: &mut Stage, stance: &str) -> (Message, Vec<Message>, Writer) {
    s.now = at(DEADLINE + 1);
    let terms = json!({"terms": {"rule": "simple_majority", "contest_ms": CONTEST}});
    let root = propose(&mut s.oaxaca, 1000, terms);
    let mut all = vec![position(&mut s.morelia, &root, 2000, stance)];
    let closing = Content::Closing(s.proposal(&root, &all).to_close());
    all.push(write(&mut s.oaxaca, &root, DEADLINE + 1, &closing));
    let last = Content::Final(s.proposal(&root, &all).to_final().unwrap());
    let before = s.oaxaca.clone();
    all.push(write(&mut s.oaxaca, &root, FINAL, &last));
    s.now = at(FINAL + 50_000);
    (root, all, before)
}

fn items(texts: &[(&str, Option<&str>, u64)]) -> Value {
    let item = |(text, who, due): &(&str, Option<&str>, u64)| {
        let mut item = json!({"text": {"es": text}, "due": at(FINAL + due).0});
        item["who"] = who.map_or(Value::Null, |who| json!(who));
        item
    };
    json!(texts.iter().map(item).collect::<Vec<_>>())
}

fn commit(writer: &mut Writer, root: &Message, ms: u64, items: Value) -> Message {
    let fields =
        json!({"office": {"es": "Dirección de Aguas"}, "items": items, "review": at(FINAL + 40_000).0});
    say(writer, Kind::Commitment, Some(root.id()), ms, fields)
}

fn report(writer: &mut Writer, root: &Message, ms: u64, (of, n): (MessageId, u32), state: &str) -> Message {
    let fields = json!({"commitment": of, "item": n, "state": state, "text": {"es": "Así es"}});
    say(writer, Kind::Progress, Some(root.id()), ms, fields)
}

fn states(view: &ProposalView) -> Vec<(ItemState, bool)> {
    let items = view.implementation.iter().flat_map(|whole| &whole.items);
    items.map(|item| (item.state, item.overdue)).collect()
}

fn whys(view: &ProposalView) -> Vec<(&str, &str)> {
    view.close.set_aside.iter().map(|aside| (aside.kind.as_str(), aside.why.as_str())).collect()
}

#[test]
fn an_adopted_proposal_is_carried_out_and_done() {
    let mut s = Stage::new();
    let (root, mut all) = decided(&mut s, "endorse");
    assert_eq!(s.proposal(&root, &all).close.stage, Life::Adopted);
    let two = items(&[("Diez pozos", None, 20_000), ("Estudio", Some(VALPARAISO), 60_000)]);
    let commitment = commit(&mut s.oaxaca, &root, FINAL + 1, two);
    let of = commitment.id();
    all.push(commitment);
    let view = s.proposal(&root, &all);
    assert_eq!(view.close.stage, Life::Implementing);
    assert_eq!(states(&view), [(ItemState::Open, true), (ItemState::Open, false)]);
    let whole = view.implementation.as_ref().unwrap();
    assert!(whole.review_due, "its date has come, and nothing is done");
    let doers: Vec<&str> = whole.items.iter().map(|item| item.who.as_str()).collect();
    assert_eq!(doers, [OAXACA, VALPARAISO], "who proposed it does what is nobody else's");
    all.push(report(&mut s.oaxaca, &root, FINAL + 2, (of, 1), "begun"));
    all.push(report(&mut s.valparaiso, &root, FINAL + 3, (of, 2), "done"));
    assert_eq!(states(&s.proposal(&root, &all)), [(ItemState::Begun, true), (ItemState::Done, false)]);
    all.push(report(&mut s.oaxaca, &root, FINAL + 4, (of, 1), "done"));
    let view = s.proposal(&root, &all);
    assert_eq!(view.close.stage, Life::Done);
    assert!(view.close.stage.is_final() && !view.implementation.unwrap().review_due);
    all.push(report(&mut s.oaxaca, &root, FINAL + 5, (of, 1), "open"));
    assert_eq!(s.proposal(&root, &all).close.stage, Life::Implementing, "what was not done, is said");
    all.push(report(&mut s.oaxaca, &root, FINAL + 6, (of, 1), "dropped"));
    all.push(report(&mut s.oaxaca, &root, FINAL + 7, (of, 2), "dropped"));
    let view = s.proposal(&root, &all);
    assert_eq!(view.close.stage, Life::Implementing, "where all is dropped, nothing was done");
    assert_eq!(view.implementation.map(|whole| whole.items[0].progress.len()), Some(4));
    assert!(view.close.set_aside.is_empty());
}

#[test]
fn only_who_proposed_it_commits_and_only_once_it_is_adopted() {
    let mut s = Stage::new();
    let (root, mut all, mut before) = decided_after(&mut s, "endorse");
    let one = || items(&[("Pozos", None, 20_000)]);
    all.push(commit(&mut s.morelia, &root, FINAL + 1, one()));
    all.push(commit(&mut before, &root, FINAL - 1, one()));
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, view.implementation.is_none()), (Life::Adopted, true));
    assert_eq!(whys(&view), [("commitment", "early"), ("commitment", "not_the_proposer")]);
    let mut s = Stage::new();
    let (root, mut all) = decided(&mut s, "object");
    all.push(commit(&mut s.oaxaca, &root, FINAL + 1, one()));
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, whys(&view)), (Life::Rejected, vec![("commitment", "not_adopted")]));
}

#[test]
fn who_does_it_says_how_far_it_is_and_what_changed_is_said_anew() {
    let mut s = Stage::new();
    let (root, mut all) = decided(&mut s, "endorse");
    let two = items(&[("Pozos", None, 20_000), ("Estudio", Some(VALPARAISO), 60_000)]);
    let first = commit(&mut s.oaxaca, &root, FINAL + 1, two);
    let of = first.id();
    all.push(first.clone());
    all.push(report(&mut s.morelia, &root, FINAL + 2, (of, 1), "done"));
    all.push(report(&mut s.valparaiso, &root, FINAL + 3, (of, 1), "done"));
    all.push(report(&mut s.oaxaca, &root, FINAL + 4, (of, 3), "done"));
    all.push(report(&mut s.oaxaca, &root, FINAL + 5, (root.id(), 1), "done"));
    all.push(report(&mut s.oaxaca, &root, FINAL + 6, (of, 1), "begun"));
    all.push(report(&mut s.valparaiso, &root, FINAL + 7, (of, 2), "begun"));
    let view = s.proposal(&root, &all);
    let wanted = ["not_accountable", "not_accountable", "no_item", "no_commitment"];
    assert_eq!(whys(&view), wanted.map(|why| ("progress", why)));
    assert_eq!(states(&view), [(ItemState::Begun, true), (ItemState::Begun, false)]);
    // A later version moves a date, changes a text and adds something.
    let three = items(&[("Pozos", None, 80_000), ("Otro", Some(VALPARAISO), 60_000), ("Más", None, 70_000)]);
    all.push(commit(&mut s.oaxaca, &root, FINAL + 10, three));
    let view = s.proposal(&root, &all);
    let open = (ItemState::Open, false);
    assert_eq!(states(&view), [(ItemState::Begun, false), open, open], "what is the same keeps its progress");
    assert_eq!(whys(&view).last(), Some(&("progress", "moved_on")));
    let whole = view.implementation.unwrap();
    assert_eq!(whole.before.iter().map(|source| source.id).collect::<Vec<_>>(), [of]);
    // A fork of the proposer's log takes the later version away, not the first.
    let fork = all.last().unwrap().seq();
    s.forks.insert(first.log(), fork);
    let view = s.proposal(&root, &all);
    assert_eq!(view.implementation.as_ref().map(|whole| whole.source.id), Some(of));
    assert_eq!(whys(&view).last(), Some(&("commitment", "disputed")));
}

/// One that may happen: who, what, of which item, how far.
#[derive(Debug, Clone)]
enum Act {
    Commit(usize, u8),
    Report(usize, usize, u32, usize),
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..3_usize;
    let commit = (who.clone(), 0..3_u8).prop_map(|(who, version)| Act::Commit(who, version));
    let of = prop_oneof![4 => Just(usize::MAX), 1 => 0..4_usize];
    let item = prop_oneof![6 => 1..3_u32, 1 => Just(3)];
    let state = prop_oneof![2 => Just(2), 1 => 0..4_usize];
    let report = (who, of, item, state);
    prop_oneof![1 => commit, 6 => report.prop_map(|(who, of, n, state)| Act::Report(who, of, n, state))]
}

fn play(s: &mut Stage, root: &Message, acts: &[Act]) -> Vec<Message> {
    let (mut commitments, mut last) = (vec![root.id()], root.id());
    let mut made = Vec::new();
    for (n, act) in (0..).zip(acts) {
        let ms = FINAL + 10 * n;
        let (Act::Commit(who, ..) | Act::Report(who, ..)) = act;
        let writer = [&mut s.oaxaca, &mut s.morelia, &mut s.valparaiso].into_iter().nth(*who).unwrap();
        made.push(match act {
            Act::Commit(_, version) => {
                let text = format!("Pozos {version}");
                let two = [(text.as_str(), None, 100), ("Estudio", Some(VALPARAISO), 900)];
                let message = commit(writer, root, ms, items(&two));
                commitments.push(message.id());
                if *who == 0 {
                    last = message.id();
                }
                message
            }
            Act::Report(_, of, item, state) => {
                let of = if *of == usize::MAX { last } else { commitments[*of % commitments.len()] };
                report(writer, root, ms, (of, *item), ItemState::ALL[*state].name())
            }
        });
    }
    made
}

thread_local! {
    static REACHED: RefCell<BTreeMap<String, u32>> = const { RefCell::new(BTreeMap::new()) };
}

fn reached(what: &str) {
    REACHED.with_borrow_mut(|all| *all.entry(what.to_owned()).or_default() += 1);
}

#[test]
fn every_order_of_arrival_leads_to_the_same() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(128));
    let acts = proptest::collection::vec(act(), 1..20);
    let order = any::<u64>();
    runner
        .run(&(acts, order, any::<bool>()), |(mut acts, order, begins)| {
            // Half of them begin with what the proposer commits itself to.
            if begins {
                acts.insert(0, Act::Commit(0, 0));
            }
            let mut s = Stage::new();
            let (root, mut all) = decided(&mut s, "endorse");
            all.extend(play(&mut s, &root, &acts));
            let view = s.proposal(&root, &all);
            let mut mixed = all.clone();
            mixed.sort_by_key(|message| {
                let id: [u8; 8] = message.id().as_bytes()[..8].try_into().unwrap();
                u64::from_le_bytes(id).wrapping_mul(order | 1)
            });
            let again = views::thread(&root, &mixed, &s.context());
            prop_assert_eq!(&again, &Thread::Proposal(Box::new(view.clone())));
            reached(view.close.stage.name());
            view.close.set_aside.iter().for_each(|aside| reached(&aside.why));
            check(&view, &all);
            Ok(())
        })
        .unwrap();
    for what in [
        "adopted",
        "implementing",
        "done",
        "not_the_proposer",
        "not_accountable",
        "no_commitment",
        "no_item",
        "moved_on",
    ] {
        let times = REACHED.with_borrow(|all| all.get(what).copied().unwrap_or_default());
        assert!(times > 0, "the generator never reaches {what}");
    }
}

/// What a reader may rely on, whatever was said.
fn check(view: &ProposalView, all: &[Message]) {
    let kinds = [Kind::Commitment as u16, Kind::Progress as u16];
    let said = all.iter().filter(|m| m.details().is_some_and(|d| kinds.contains(&d.kind))).count();
    let Some(Implementation { items, before, .. }) = &view.implementation else {
        assert_eq!(view.close.stage, Life::Adopted);
        return assert_eq!(view.close.set_aside.len(), said, "nothing is dropped silently");
    };
    let shown: usize = items.iter().map(|item| item.progress.len()).sum();
    assert_eq!(shown + view.close.set_aside.len() + before.len() + 1, said, "nothing is dropped silently");
    for item in items {
        let last = item.progress.last().map_or(ItemState::Open, |last| last.state);
        assert_eq!(item.state, last);
        let may = |who: &str| who == OAXACA || who == item.who.as_str();
        assert!(item.progress.iter().all(|entry| may(entry.source.institution.as_str())));
    }
}
