//! Joint declarations: who has signed, who is missing, since when they are in force, and that every order of
//! arrival leads to the same.

use super::{fixture::Writer, stage::*};
use cabildo_protocol::{
    bounds::CLOCK_OFF_MS,
    content::Kind,
    id::{InstitutionId, MessageId, hash},
    message::Message,
    views::{self, DeclarationState, DeclarationView, NotSignable, Summary, Thread},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};

const DEADLINE: u64 = 11_000;

fn fields() -> Value {
    let text = json!({"es": "El agua es de todos"});
    json!({"title": text, "text": text, "required": {"cl": 1, "mx": 1}})
}

fn declare(stage: &mut Stage, more: Value) -> Message {
    let mut fields = fields();
    fields["respond_by"] = json!(at(DEADLINE).0);
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    say(&mut stage.oaxaca, Kind::Declaration, None, 1000, fields)
}

fn sign(writer: &mut Writer, root: &Message, ms: u64, signs: MessageId) -> Message {
    say(writer, Kind::Signature, Some(root.id()), ms, json!({"signs": signs}))
}

fn take_back(writer: &mut Writer, root: &Message, ms: u64) -> Message {
    say(writer, Kind::SignatureWithdrawal, Some(root.id()), ms, json!({"reason": {"es": "No"}}))
}

fn revise(writer: &mut Writer, root: &Message, ms: u64) -> Message {
    say(writer, Kind::Revision, Some(root.id()), ms, json!({"text": {"es": format!("Texto de {ms}")}}))
}

/// Each country: which, how many are required, whose count, who is missing.
fn countries(view: &DeclarationView) -> Vec<(String, u32, Vec<&str>, Vec<&str>)> {
    let all = view.countries.iter().map(|country| {
        let (name, required) = (country.country.to_string(), country.required);
        let signed = country.signed.iter().map(InstitutionId::as_str).collect();
        (name, required, signed, country.missing.iter().map(InstitutionId::as_str).collect())
    });
    all.collect()
}

fn whys(view: &DeclarationView) -> Vec<(&str, &str)> {
    view.set_aside.iter().map(|aside| (aside.kind.as_str(), aside.why.as_str())).collect()
}

#[test]
fn it_is_in_force_with_enough_of_each_country_and_says_who_is_missing() {
    let mut s = Stage::new();
    s.now = at(9000);
    let root = declare(&mut s, json!({}));
    let plain = s.declaration(&root, &[]);
    assert_eq!((plain.state, plain.current, plain.in_force_since), (DeclarationState::Open, root.id(), None));
    assert_eq!(
        countries(&plain),
        [("cl".to_owned(), 1, vec![], vec![VALPARAISO]), ("mx".to_owned(), 1, vec![], vec![MORELIA, OAXACA]),],
        "who publishes it has not signed it"
    );
    let mexican = sign(&mut s.morelia, &root, 2000, root.id());
    let own = sign(&mut s.oaxaca, &root, 2500, root.id());
    let half = s.declaration(&root, &[mexican.clone(), own.clone()]);
    assert_eq!(half.state, DeclarationState::Open, "two of one country are none of the other");
    assert_eq!(countries(&half)[1], ("mx".to_owned(), 1, vec![MORELIA, OAXACA], vec![]));
    assert_eq!((half.countries[0].lacking(), half.countries[1].lacking()), (1, 0));
    let chilean = sign(&mut s.valparaiso, &root, 3000, root.id());
    let whole = s.declaration(&root, &[mexican, own, chilean.clone()]);
    assert_eq!((whole.state, whole.in_force_since), (DeclarationState::InForce, Some(at(3000))));
    assert!(whole.signatures.iter().all(|entry| entry.counted));
    let line = |view: DeclarationView, me: &str| -> Summary {
        let now = s.now;
        views::summary(&Thread::Declaration(Box::new(view)), at(3000), false, &me.parse().unwrap(), now)
    };
    let ours = line(whole, VALPARAISO);
    assert_eq!((ours.open, ours.ours.as_deref(), ours.ours_missing), (false, Some("signed"), false));
    let early = s.declaration(&root, std::slice::from_ref(&chilean));
    assert!(line(early, OAXACA).ours_missing, "its author is asked, too");
    s.now = at(DEADLINE + 1);
    let over = s.declaration(&root, &[chilean]);
    assert_eq!(over.state, DeclarationState::Lapsed, "nobody of Mexico has signed");
}

#[test]
fn one_signature_an_institution_of_the_text_as_it_stands() {
    let mut s = Stage::new();
    s.now = at(9000);
    let root = declare(&mut s, json!({"required": {"mx": 2}}));
    let first = sign(&mut s.morelia, &root, 2000, root.id());
    let again = sign(&mut s.morelia, &root, 2500, root.id());
    let twice = s.declaration(&root, &[first.clone(), again.clone()]);
    assert_eq!((twice.signatures.len(), twice.state), (1, DeclarationState::Open));
    assert_eq!(twice.signatures[0].source.id, again.id(), "its last one counts");
    let revision = revise(&mut s.oaxaca, &root, 3000);
    let foreign = revise(&mut s.valparaiso, &root, 3100);
    let own = sign(&mut s.oaxaca, &root, 3500, revision.id());
    let all = [first, again, revision.clone(), foreign, own];
    let moved = s.declaration(&root, &all);
    assert_eq!((moved.current, moved.text().0.len()), (revision.id(), 1));
    assert_eq!(moved.text().best(&[]).map(|(_, text)| text), Some("Texto de 3000"));
    let morelia = moved.signatures.iter().find(|entry| entry.source.institution == id(MORELIA)).unwrap();
    assert!(morelia.moved_on && !morelia.counted, "it signed another text");
    let thread = Thread::Declaration(Box::new(moved.clone()));
    let line = views::summary(&thread, at(4000), false, &id(MORELIA), s.now);
    assert_eq!((line.ours.as_deref(), line.ours_missing), (Some("other_text"), true), "and is asked anew");
    assert!(moved.signature_by(&id(MORELIA), s.now).is_ok_and(|next| next.signs == revision.id()));
    assert_eq!(moved.signature_by(&id(OAXACA), s.now), Err(NotSignable::Signed));
    assert_eq!(whys(&moved), [("revision", "not_the_proposer")]);
    let anew = sign(&mut s.morelia, &root, 4000, revision.id());
    let more = [&all[..], &[anew]].concat();
    let done = s.declaration(&root, &more);
    assert_eq!((done.state, done.in_force_since), (DeclarationState::InForce, Some(at(4000))));
    // What is in force is changed by nobody.
    let late_text = revise(&mut s.oaxaca, &root, 5000);
    let back = take_back(&mut s.morelia, &root, 5100);
    let withdrawal = say(&mut s.oaxaca, Kind::Withdrawal, Some(root.id()), 5200, json!({}));
    let other = sign(&mut s.morelia, &root, 5300, root.id());
    let after = [&more[..], &[late_text, back, withdrawal, other]].concat();
    let same = s.declaration(&root, &after);
    assert_eq!((same.state, same.current), (DeclarationState::InForce, revision.id()));
    assert_eq!(
        whys(&same)[1..],
        ["revision", "signature_withdrawal", "withdrawal", "signature"].map(|kind| (kind, "in_force"))
    );
}

#[test]
fn signatures_and_declarations_are_taken_back_before_they_are_in_force() {
    let mut s = Stage::new();
    s.now = at(9000);
    let root = declare(&mut s, json!({}));
    let signed = sign(&mut s.morelia, &root, 2000, root.id());
    let back = take_back(&mut s.morelia, &root, 2500);
    let nothing = take_back(&mut s.valparaiso, &root, 2600);
    let chilean = sign(&mut s.valparaiso, &root, 3000, root.id());
    let all = [signed, back, nothing, chilean];
    let view = s.declaration(&root, &all);
    assert_eq!(view.state, DeclarationState::Open);
    assert_eq!(view.signatures[1].taken_back, Some(at(2500)));
    assert_eq!(whys(&view), [("signature_withdrawal", "no_signature")]);
    assert!(view.taken_back_by(&id(VALPARAISO), s.now).is_ok());
    assert_eq!(view.taken_back_by(&id(MORELIA), s.now), Err(NotSignable::Nothing));
    assert_eq!(view.withdrawal_by(&id(MORELIA), s.now), Err(NotSignable::NotAuthor));
    let over = Err(NotSignable::Is(DeclarationState::Lapsed));
    assert_eq!(view.withdrawal_by(&id(OAXACA), at(DEADLINE + 1)), over);
    let anew = sign(&mut s.morelia, &root, 4000, root.id());
    assert_eq!(s.declaration(&root, &[&all[..], &[anew]].concat()).state, DeclarationState::InForce);
    let gone = say(&mut s.oaxaca, Kind::Withdrawal, Some(root.id()), 5000, json!({"reason": {"es": "No"}}));
    let after = sign(&mut s.oaxaca, &root, 6000, root.id());
    let withdrawn = s.declaration(&root, &[&all[..], &[gone, after]].concat());
    assert_eq!(withdrawn.state, DeclarationState::Withdrawn);
    let gone = Err(NotSignable::Is(DeclarationState::Withdrawn));
    assert_eq!(withdrawn.signature_by(&id(OAXACA), s.now), gone);
    assert_eq!(whys(&withdrawn)[1], ("signature", "withdrawn"));
}

#[test]
fn late_backdated_forked_and_cut_off_signatures_count_nowhere() {
    let mut s = Stage::new();
    let root = declare(&mut s, json!({"required": {"mx": 1}}));
    let late = sign(&mut s.morelia, &root, DEADLINE + 1, root.id());
    let view = s.declaration(&root, std::slice::from_ref(&late));
    assert_eq!((view.state, view.late.len(), view.signatures.len()), (DeclarationState::Lapsed, 1, 0));
    let mut s = Stage::new();
    let root = declare(&mut s, json!({"required": {"mx": 1}}));
    let signed = sign(&mut s.morelia, &root, 2000, root.id());
    let all = std::slice::from_ref(&signed);
    assert_eq!(s.declaration(&root, all).state, DeclarationState::InForce);
    s.forks.insert(signed.log(), signed.seq());
    let forked = s.declaration(&root, all);
    assert_eq!(speakers(forked.signatures.iter().map(|entry| &entry.source)), [(MORELIA, true)]);
    assert_eq!((forked.state, forked.signatures[0].counted), (DeclarationState::Lapsed, false));
    s.forks.clear();
    s.cut_morelia_off(0, MessageId([0; 32]));
    let cut = s.declaration(&root, all);
    assert_eq!((cut.state, whys(&cut)), (DeclarationState::Lapsed, vec![("signature", "cut_off")]));
    let mut s = Stage::new();
    let before = sign(&mut s.morelia, &root, 10, root.id());
    let later = say(&mut s.oaxaca, Kind::Declaration, None, 11 + CLOCK_OFF_MS, fields());
    let backdated = say(&mut s.morelia, Kind::Signature, Some(later.id()), 10, json!({"signs": later.id()}));
    s.now = later.position().created;
    let view = s.declaration(&later, &[before, backdated]);
    assert_eq!((view.state, whys(&view)), (DeclarationState::Open, vec![("signature", "skewed")]));
}

/// A thread in which anybody signs, takes back, revises and withdraws at any time.
fn busy(s: &mut Stage, acts: &[(u8, u8, u64)]) -> (Message, Vec<Message>) {
    let root = declare(s, json!({}));
    let mut texts = vec![root.id()];
    let mut said = Vec::new();
    for (who, what, ms) in acts {
        let ms = 1000 + ms;
        let writer = match who % 3 {
            0 => &mut s.oaxaca,
            1 => &mut s.morelia,
            _ => &mut s.valparaiso,
        };
        let message = match what % 8 {
            0 | 1 => sign(writer, &root, ms, texts[0]),
            2 | 3 => sign(writer, &root, ms, *texts.last().unwrap()),
            4 => take_back(writer, &root, ms),
            5 => revise(writer, &root, ms),
            6 => say(writer, Kind::Comment, Some(root.id()), ms, json!({"text": {"es": "Sí"}})),
            _ if ms > 9000 => say(writer, Kind::Withdrawal, Some(root.id()), ms, json!({})),
            _ => sign(writer, &root, ms, *texts.last().unwrap()),
        };
        if what % 8 == 5 {
            texts.push(message.id());
        }
        said.push(message);
    }
    (root, said)
}

/// Whatever order they arrive in, and whoever comes late: who has the same messages sees the same.
#[test]
fn every_order_of_arrival_gives_an_equal_view() {
    let reached: RefCell<BTreeMap<String, u32>> = RefCell::default();
    let config = ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let acts = proptest::collection::vec((0u8..3, 0u8..8, 0u64..12_000), 1..14);
    let inputs = (acts, any::<(u64, prop::sample::Index)>(), any::<[u8; 4]>());
    let ran = runner.run(&inputs, |(acts, (shuffle, cut), [over, fork, fork_at, cut_off])| {
        let mut s = Stage::new();
        s.now = at(if over % 2 == 0 { 60_000 } else { DEADLINE });
        let (root, replies) = busy(&mut s, &acts);
        if fork % 4 == 0 {
            let writer = [&s.morelia, &s.valparaiso][usize::from(fork / 4 % 2)];
            s.forks.insert(writer.log(Kind::Signature), u64::from(fork_at % 4) + 1);
        }
        if cut_off % 8 == 0 {
            s.cut_morelia_off(0, MessageId([0; 32]));
        }
        let view = s.declaration(&root, &replies);
        let mut other = replies.clone();
        other.sort_by_key(|m| hash("shuffle", &[m.id().as_bytes(), &shuffle.to_be_bytes()]));
        // Two halves that had lost each other, and some of it twice.
        let (here, there) = other.split_at(cut.index(other.len()));
        let halves = [there, here, there].concat();
        for order in [&other, &halves] {
            let again = views::thread(&root, order, &s.context());
            prop_assert_eq!(again, Thread::Declaration(Box::new(view.clone())));
        }
        // It is in force just where each country has enough that count.
        let met = view.countries.iter().all(|country| country.lacking() == 0);
        prop_assert_eq!(view.state == DeclarationState::InForce, met && view.withdrawn.is_none());
        prop_assert_eq!(view.in_force_since.is_some(), view.state == DeclarationState::InForce);
        let count = |what: &str, happened: bool| {
            *reached.borrow_mut().entry(what.to_owned()).or_default() += u32::from(happened);
        };
        count(view.state.name(), true);
        whys(&view).into_iter().for_each(|(_, why)| count(why, true));
        count("late", !view.late.is_empty());
        count("forked", view.signatures.iter().any(|entry| entry.source.disputed));
        count("moved on", view.signatures.iter().any(|entry| entry.moved_on));
        Ok(())
    });
    ran.unwrap();
    let reached = reached.into_inner();
    let wanted =
        ["open", "in_force", "lapsed", "withdrawn", "late", "forked", "moved on", "cut_off", "no_signature"];
    for what in wanted {
        assert!(reached.get(what).is_some_and(|n| *n >= 3), "{what}: {reached:?}");
    }
}
