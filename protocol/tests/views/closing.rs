//! How proposals are closed: the rules, who may say what when, and that every order of arrival leads to
//! the same result.

use super::{fixture::Writer, stage::*};
use cabildo_protocol::{
    bounds::CLOCK_OFF_MS,
    content::{Kind, Outcome, Rule, Stance, Tally, Terms},
    id::MessageId,
    message::Message,
    views::{self, Doubt, ProposalView, Stage as Life},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};

const DEADLINE: u64 = 11_000;
const CONTEST: u64 = 1000;

/// A tally of (country, in favour, against, abstentions, asking for changes).
fn tally(counts: &[(&str, u32, u32, u32, u32)]) -> Tally {
    let country = |(country, pro, contra, abstain, changes): &(&str, u32, u32, u32, u32)| {
        let all = [
            (Stance::Endorse, *pro),
            (Stance::Object, *contra),
            (Stance::Abstain, *abstain),
            (Stance::AskForChanges, *changes),
        ];
        (country.parse().unwrap(), all.into_iter().filter(|(_, n)| *n > 0).collect())
    };
    counts.iter().map(country).collect()
}

#[test]
fn the_rules_come_to_what_was_computed_by_hand() {
    use Outcome::{Adopted, Lapsed, Rejected};
    let both = || Rule::EachCountry(vec!["cl".parse().unwrap(), "mx".parse().unwrap()]);
    let two_thirds = || Rule::QualifiedMajority(2, 3);
    type Counts = &'static [(&'static str, u32, u32, u32, u32)];
    type Row = (Rule, u32, &'static [(&'static str, u32)], Counts, Outcome);
    let table: [Row; 25] = [
        (Rule::SimpleMajority, 0, &[], &[], Lapsed),
        (Rule::SimpleMajority, 0, &[], &[("mx", 1, 0, 0, 0)], Adopted),
        (Rule::SimpleMajority, 0, &[], &[("mx", 2, 2, 9, 0)], Rejected),
        (Rule::SimpleMajority, 0, &[], &[("mx", 2, 1, 0, 1)], Rejected),
        (Rule::SimpleMajority, 0, &[], &[("mx", 1, 3, 0, 0), ("cl", 3, 0, 0, 0)], Adopted),
        (Rule::SimpleMajority, 0, &[], &[("mx", 0, 0, 5, 0)], Lapsed),
        (Rule::SimpleMajority, 3, &[], &[("mx", 2, 0, 0, 0)], Lapsed),
        (Rule::SimpleMajority, 3, &[], &[("mx", 2, 0, 1, 0)], Adopted),
        (Rule::SimpleMajority, 0, &[("cl", 1)], &[("mx", 9, 0, 0, 0)], Lapsed),
        (Rule::SimpleMajority, 0, &[("cl", 1)], &[("mx", 9, 0, 0, 0), ("cl", 0, 0, 1, 0)], Adopted),
        (two_thirds(), 0, &[], &[("mx", 2, 1, 0, 0)], Adopted),
        (two_thirds(), 0, &[], &[("mx", 199, 100, 0, 0)], Rejected),
        (two_thirds(), 0, &[], &[("mx", 2, 0, 7, 1)], Adopted),
        (two_thirds(), 0, &[], &[("mx", 0, 0, 7, 0)], Lapsed),
        (Rule::QualifiedMajority(1, 1), 0, &[], &[("mx", 5, 0, 0, 1)], Rejected),
        (
            Rule::QualifiedMajority(u32::MAX, u32::MAX),
            0,
            &[],
            &[("mx", u32::MAX, 0, 0, 0), ("cl", u32::MAX, 0, 0, 0)],
            Adopted,
        ),
        (both(), 0, &[], &[("mx", 9, 0, 0, 0), ("cl", 1, 0, 0, 0)], Adopted),
        (both(), 0, &[], &[("mx", 9, 0, 0, 0), ("cl", 1, 1, 0, 0)], Rejected),
        (both(), 0, &[], &[("mx", 9, 0, 0, 0)], Rejected),
        (both(), 0, &[("cl", 1)], &[("mx", 9, 0, 0, 0)], Lapsed),
        (both(), 0, &[], &[("mx", 2, 1, 0, 0), ("cl", 2, 1, 0, 0), ("pe", 0, 50, 0, 0)], Adopted),
        (Rule::Consent, 0, &[], &[], Adopted),
        (Rule::Consent, 0, &[], &[("mx", 9, 1, 0, 0)], Rejected),
        (Rule::Consent, 0, &[], &[("mx", 0, 0, 1, 2)], Adopted),
        (Rule::Consent, 1, &[], &[], Lapsed),
    ];
    for (rule, quorum, by_country, counts, wanted) in table {
        let quorum_by_country = by_country.iter().map(|(c, n)| (c.parse().unwrap(), *n)).collect();
        let terms = Terms { rule, quorum, quorum_by_country, ..Terms::default() };
        assert_eq!(terms.outcome(&tally(counts)), wanted, "{terms:?} {counts:?}");
    }
}

fn terms() -> Value {
    json!({"terms": {"rule": "simple_majority", "contest_ms": CONTEST}})
}

fn write(
    writer: &mut Writer,
    root: &Message,
    ms: u64,
    content: cabildo_protocol::content::Content,
) -> Message {
    let kind = content.kind();
    content.check().unwrap();
    let mut draft = writer.draft(kind);
    (draft.root, draft.created, draft.content) = (Some(root.id()), at(ms), content.encode());
    writer.sign(&draft).into_message()
}

fn close(writer: &mut Writer, root: &Message, ms: u64, view: &ProposalView) -> Message {
    write(writer, root, ms, cabildo_protocol::content::Content::Closing(view.to_close()))
}

fn contest(writer: &mut Writer, root: &Message, ms: u64, view: &ProposalView) -> Message {
    write(writer, root, ms, cabildo_protocol::content::Content::Contest(view.to_contest().unwrap()))
}

fn finish(writer: &mut Writer, root: &Message, ms: u64, view: &ProposalView) -> Message {
    write(writer, root, ms, cabildo_protocol::content::Content::Final(view.to_final().unwrap()))
}

#[test]
fn a_withheld_position_is_contested_and_counted_in_the_final_message() {
    let mut s = Stage::new();
    s.now = at(DEADLINE);
    let root = propose(&mut s.oaxaca, 1000, terms());
    let ours = position(&mut s.oaxaca, &root, 2000, "endorse");
    let against = position(&mut s.morelia, &root, 3000, "object");
    let withheld = position(&mut s.valparaiso, &root, 4000, "object");
    let mut all = vec![ours, against];
    assert_eq!(s.proposal(&root, &all).close.stage, Life::Open);
    s.now = at(DEADLINE + 1);
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, view.close.outcome), (Life::DeadlinePassed, Some(Outcome::Rejected)));
    all.push(close(&mut s.oaxaca, &root, DEADLINE + 1, &view));
    let view = s.proposal(&root, &all);
    assert_eq!(view.close.stage, Life::Closed);
    assert!(view.close.left_out.is_empty() && view.close.doubts.is_empty());
    // Who has it, says so; who has not, sees nothing of it.
    all.push(withheld.clone());
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, &view.close.doubts[..]), (Life::Closed, &[Doubt::LeftOut][..]));
    assert_eq!(view.close.left_out[0].source.id, withheld.id());
    assert_eq!(view.tally.len(), 1);
    all.push(contest(&mut s.valparaiso, &root, DEADLINE + 2, &view));
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, view.close.contests[0].heeded), (Life::Contested, false));
    let early = finish(&mut s.oaxaca.clone(), &root, DEADLINE + 1 + CONTEST, &view);
    let last = finish(&mut s.oaxaca, &root, DEADLINE + 2 + CONTEST, &view);
    all.push(early);
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, view.close.set_aside[0].why.as_str()), (Life::Contested, "early"));
    all.pop();
    all.push(last);
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, view.close.outcome), (Life::Rejected, Some(Outcome::Rejected)));
    assert!(view.close.contests[0].heeded && view.close.doubts.is_empty() && !view.close.is_contested());
    assert_eq!(view.tally.values().flat_map(BTreeMap::values).sum::<u32>(), 3);
    assert!(view.positions.iter().all(|entry| entry.counted));
}

#[test]
fn a_backdated_position_counts_only_where_the_heads_name_it() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, terms());
    let ours = position(&mut s.oaxaca, &root, 2000, "endorse");
    let view = s.proposal(&root, std::slice::from_ref(&ours));
    let closing = close(&mut s.oaxaca, &root, DEADLINE + 1, &view);
    let view = s.proposal(&root, &[ours.clone(), closing.clone()]);
    let last = finish(&mut s.oaxaca, &root, DEADLINE + 2 + CONTEST, &view);
    // Written when the result was known, and dated before the deadline.
    let backdated = position(&mut s.morelia, &root, 10_999, "object");
    let view = s.proposal(&root, &[ours, closing, last, backdated.clone()]);
    assert_eq!(view.close.stage, Life::Adopted);
    assert_eq!(view.close.left_out[0].source.id, backdated.id());
    assert_eq!((&view.close.doubts[..], view.close.is_contested()), (&[Doubt::LeftOut][..], false));
}

#[test]
fn late_skewed_and_foreign_positions_stand_apart() {
    let mut s = Stage::new();
    let voters =
        json!({"terms": {"rule": "simple_majority", "voters": [OAXACA, MORELIA], "contest_ms": CONTEST}});
    let root = propose(&mut s.oaxaca, CLOCK_OFF_MS + 1000, voters);
    s.now = at(CLOCK_OFF_MS + 60_000);
    let skewed = position(&mut s.morelia, &root, 999, "object");
    let foreign = position(&mut s.valparaiso, &root, CLOCK_OFF_MS + 2000, "object");
    let late = position(&mut s.oaxaca, &root, CLOCK_OFF_MS + 11_001, "endorse");
    let view = s.proposal(&root, &[skewed.clone(), foreign.clone(), late.clone()]);
    let ids = |list: &[views::PositionEntry]| list.iter().map(|p| p.source.id).collect::<Vec<_>>();
    assert_eq!(ids(&view.late), [late.id()]);
    assert_eq!(ids(&view.close.skewed), [skewed.id()]);
    assert_eq!(ids(&view.close.not_voters), [foreign.id()]);
    assert!(view.positions.is_empty() && view.tally.is_empty());
    assert_eq!(asked(&view.clock), [id(MORELIA)], "who may vote is who is asked");
    let barely = position(&mut s.morelia, &root, 1000, "object");
    assert_eq!(ids(&s.proposal(&root, std::slice::from_ref(&barely)).positions), [barely.id()]);
}

#[test]
fn the_proposer_closes_first_and_then_whoever_may_vote() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, terms());
    let said = position(&mut s.morelia, &root, 2000, "endorse");
    let view = s.proposal(&root, std::slice::from_ref(&said));
    let close_at = |s: &mut Stage, ms| close(&mut s.morelia.clone(), &root, ms, &view);
    let early = close_at(&mut s, DEADLINE + CONTEST);
    let in_turn = close_at(&mut s, DEADLINE + CONTEST + 1);
    let own = close(&mut s.oaxaca.clone(), &root, DEADLINE + 5000, &view);
    let too_early = close(&mut s.oaxaca.clone(), &root, DEADLINE, &view);
    let of = |replies: &[&Message]| {
        let replies: Vec<Message> = replies.iter().map(|m| (*m).clone()).chain([said.clone()]).collect();
        s.proposal(&root, &replies).close
    };
    let chosen = |close: &views::Close| close.closing.as_ref().map(|closing| closing.source.id);
    let why = |close: &views::Close| close.set_aside.iter().map(|a| a.why.clone()).collect::<Vec<_>>();
    let none = of(&[&early, &too_early]);
    assert_eq!((chosen(&none), none.stage), (None, Life::DeadlinePassed));
    assert_eq!(why(&none), ["early", "early"]);
    assert_eq!(chosen(&of(&[&in_turn])), Some(in_turn.id()));
    let two = of(&[&in_turn, &own]);
    assert_eq!((chosen(&two), why(&two)), (Some(own.id()), vec!["later".to_owned()]));
}

#[test]
fn two_final_messages_that_contradict_each_other_are_disputed() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, terms());
    let pro = position(&mut s.oaxaca, &root, 2000, "endorse");
    let contra = position(&mut s.morelia, &root, 2000, "object");
    let both = [pro.clone(), contra.clone()];
    let view = s.proposal(&root, &both);
    let closing = close(&mut s.oaxaca, &root, DEADLINE + 1, &view);
    let known = |more: &[&Message]| -> Vec<Message> {
        both.iter().chain([&closing]).chain(more.iter().copied()).cloned().collect()
    };
    let whole = s.proposal(&root, &known(&[]));
    let partial = s.proposal(&root, &[pro.clone(), closing.clone()]);
    let first = finish(&mut s.oaxaca.clone(), &root, DEADLINE + 2 + CONTEST, &whole);
    let other = finish(&mut s.oaxaca.clone(), &root, DEADLINE + 3 + CONTEST, &partial);
    let again = finish(&mut s.oaxaca.clone(), &root, DEADLINE + 3 + CONTEST, &whole);
    let theirs = finish(&mut s.morelia, &root, DEADLINE + 2 + 2 * CONTEST, &partial);
    assert_eq!(s.proposal(&root, &known(&[&first])).close.stage, Life::Rejected);
    assert_eq!(s.proposal(&root, &known(&[&first, &again])).close.doubts, []);
    let disputed = s.proposal(&root, &known(&[&first, &other]));
    assert_eq!((disputed.close.stage, disputed.close.outcome), (Life::Disputed, None));
    let stands = s.proposal(&root, &known(&[&first, &theirs]));
    assert_eq!((stands.close.stage, stands.close.is_contested()), (Life::Rejected, true));
    // What is said to be counted has to be what the heads come to.
    let mut content = whole.to_final().unwrap();
    content.outcome = Outcome::Adopted;
    let lie = write(
        &mut s.oaxaca.clone(),
        &root,
        DEADLINE + 2 + CONTEST,
        cabildo_protocol::content::Content::Final(content),
    );
    let view = s.proposal(&root, &known(&[&lie]));
    assert_eq!((view.close.stage, view.close.set_aside[0].why.as_str()), (Life::Closed, "misstated"));
}

/// A proposal with one position for and one against it, closed by who proposed it.
fn closed(s: &mut Stage) -> (Message, Vec<Message>) {
    let root = propose(&mut s.oaxaca, 1000, terms());
    let pro = position(&mut s.oaxaca, &root, 2000, "endorse");
    let contra = position(&mut s.morelia, &root, 2000, "object");
    let mut all = vec![pro, contra];
    let view = s.proposal(&root, &all);
    all.push(close(&mut s.oaxaca, &root, DEADLINE + 1, &view));
    (root, all)
}

#[test]
fn a_head_that_nobody_has_lets_a_final_message_state_no_more_than_one_position() {
    let mut s = Stage::new();
    let (root, all) = closed(&mut s);
    let honest = s.proposal(&root, &all).to_final().unwrap();
    let nowhere = |s: &Stage, counts| {
        let mut last = honest.clone();
        let head = (s.valparaiso.log(Kind::Position), 99, MessageId([9; 32]));
        last.heads.push(head);
        last.heads.sort_unstable();
        (last.tally, last.outcome) = (tally(counts), Outcome::Adopted);
        last
    };
    for (counts, holds) in [
        (&[("mx", 9, 0, 0, 0)][..], false),
        (&[("mx", 2, 1, 0, 0)], false),
        (&[("mx", 1, 0, 0, 0), ("cl", 1, 0, 0, 0)], false),
        (&[("mx", 1, 1, 0, 0), ("cl", 2, 0, 0, 0)], false),
        // What Valparaíso may have said.
        (&[("mx", 1, 1, 0, 0), ("cl", 1, 0, 0, 0)], true),
    ] {
        let content = cabildo_protocol::content::Content::Final(nowhere(&s, counts));
        let said = write(&mut s.oaxaca.clone(), &root, DEADLINE + 2 + CONTEST, content);
        let view = s.proposal(&root, &[&all[..], &[said]].concat());
        match holds {
            true => assert_eq!(
                (view.close.stage, &view.close.doubts[..]),
                (Life::Adopted, &[Doubt::Incomplete][..])
            ),
            false => assert_eq!(
                (view.close.stage, view.close.set_aside[0].why.as_str()),
                (Life::Closed, "misstated"),
                "{counts:?}"
            ),
        }
    }
}

#[test]
fn finals_that_could_not_count_take_no_others_place() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, terms());
    let mut all = vec![position(&mut s.oaxaca, &root, 2000, "endorse")];
    let view = s.proposal(&root, &all);
    all.push(close(&mut s.oaxaca, &root, DEADLINE + 1, &view));
    let view = s.proposal(&root, &all);
    let early = (0..9).map(|n| finish(&mut s.oaxaca.clone(), &root, DEADLINE + 2 + n, &view));
    let early: Vec<Message> = early.collect();
    all.extend(early);
    all.push(finish(&mut s.oaxaca, &root, DEADLINE + 2 + CONTEST, &view));
    assert_eq!(s.proposal(&root, &all).close.stage, Life::Adopted);
}

#[test]
fn a_later_cut_off_leaves_a_final_result_and_marks_it() {
    let mut s = Stage::new();
    let (root, mut all) = closed(&mut s);
    let view = s.proposal(&root, &all);
    let last = finish(&mut s.oaxaca, &root, DEADLINE + 2 + CONTEST, &view);
    s.cut_morelia_off(0, MessageId([0; 32]));
    let open = s.proposal(&root, &all);
    assert_eq!(open.close.outcome, Some(Outcome::Adopted), "open results leave out what is cut off");
    all.push(last);
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, &view.close.doubts[..]), (Life::Rejected, &[Doubt::CutOff][..]));
    assert!(view.close.is_contested());
    assert!(view.positions.iter().any(|entry| entry.cut_off && entry.counted));
    // Who never got what was cut off takes the result as it is stated.
    all.retain(|m| m.envelope().institution != id(MORELIA));
    let view = s.proposal(&root, &all);
    assert_eq!((view.close.stage, view.close.missing), (Life::Rejected, 1));
    assert_eq!(view.close.doubts, [Doubt::Incomplete]);
}

#[test]
fn a_proposal_is_taken_back_until_the_deadline_and_its_text_moves_on() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, terms());
    let before = position(&mut s.morelia, &root, 2000, "endorse");
    let text = json!({"text": {"es": "Agua y saneamiento"}});
    let revision = say(&mut s.oaxaca, Kind::Revision, Some(root.id()), 3000, text.clone());
    let foreign = say(&mut s.valparaiso.clone(), Kind::Revision, Some(root.id()), 3000, text);
    let after = position(&mut s.valparaiso, &root, 4000, "endorse");
    let view = s.proposal(&root, &[before.clone(), revision, foreign, after]);
    let moved: Vec<_> =
        view.positions.iter().map(|p| (p.source.institution.as_str(), p.moved_on, p.counted)).collect();
    assert_eq!(moved, [(VALPARAISO, false, true), (MORELIA, true, true)]);
    assert_eq!(view.close.set_aside[0].why, "not_the_proposer");
    let take_back = |writer: &mut Writer, ms| say(writer, Kind::Withdrawal, Some(root.id()), ms, json!({}));
    let gone = take_back(&mut s.oaxaca.clone(), 5000);
    let late = take_back(&mut s.oaxaca.clone(), DEADLINE + 1);
    assert_eq!(s.proposal(&root, &[before.clone(), gone]).close.stage, Life::Withdrawn);
    let view = s.proposal(&root, &[before, late]);
    assert_eq!((view.close.stage, view.close.set_aside[0].why.as_str()), (Life::DeadlinePassed, "late"));
}

/// One rule of each sort.
fn rules() -> Vec<(&'static str, Value)> {
    vec![
        ("simple_majority", json!("simple_majority")),
        ("qualified_majority", json!({"qualified_majority": [2, 3]})),
        ("each_country", json!({"each_country": ["cl", "mx"]})),
        ("consent", json!("consent")),
    ]
}

/// A whole deliberation: who says what when, what its closing and its final message know of it, whether
/// somebody contests, and what happens afterwards, all by the numbers.
fn deliberation(s: &mut Stage, acts: &[(u8, u8, u16)], choices: [u8; 7]) -> (Message, Vec<Message>) {
    let [rule, quorum, seen, contests, lasts, fork, cut] = choices;
    let (_, rule) = rules().swap_remove(usize::from(rule % 4));
    let more = json!({"terms": {"rule": rule, "quorum": quorum % 3, "contest_ms": CONTEST}});
    let root = propose(&mut s.oaxaca, 1000, more);
    let mut now = 1000;
    let mut all: Vec<Message> = Vec::new();
    let stances = ["endorse", "object", "abstain", "ask_for_changes"];
    for (who, stance, pause) in acts {
        now += u64::from(*pause);
        let writer = match who % 3 {
            0 => &mut s.oaxaca,
            1 => &mut s.morelia,
            _ => &mut s.valparaiso,
        };
        all.push(position(writer, &root, now, stances[usize::from(stance % 4)]));
    }
    let known = all.len() * usize::from(seen % 4) / 3;
    let view = s.proposal(&root, &all[..known.min(all.len())]);
    let closed = now.max(DEADLINE) + 1;
    all.push(close(&mut s.oaxaca, &root, closed, &view));
    let view = s.proposal(&root, &all);
    if contests % 2 == 1 && view.to_contest().is_some() {
        all.push(contest(&mut s.valparaiso, &root, closed + 1, &view));
    }
    let whole = s.proposal(&root, &all);
    for n in 0..u64::from(lasts % 4) {
        let view = if n == 1 { &view } else { &whole };
        all.push(finish(&mut s.oaxaca, &root, closed + CONTEST + 1 + n, view));
    }
    if fork % 4 == 1 {
        s.forks.insert(s.morelia.log(Kind::Position), 1);
    }
    if cut % 4 == 1 {
        s.cut_morelia_off(0, MessageId([0; 32]));
    }
    s.now = at(closed + 10 * CONTEST);
    (root, all)
}

#[test]
fn a_position_that_is_taken_in_leads_where_the_fold_leads() {
    let taken: RefCell<(u32, u32)> = RefCell::default();
    let config = ProptestConfig { cases: 384, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let acts = proptest::collection::vec((0u8..3, 0u8..4, 0u16..4000), 1..12);
    let ran = runner.run(&(acts, any::<[u8; 7]>(), any::<u64>()), |(acts, choices, shuffle)| {
        let mut s = Stage::new();
        let (root, mut all) = deliberation(&mut s, &acts, choices);
        let id = Some(root.id());
        let until = s.now.plus(1000).0;
        let pause = json!({"until": until, "reason": {"es": "Sesiona el lunes."}});
        all.push(say(&mut s.valparaiso, Kind::Pause, id, 1500, pause));
        all.push(say(&mut s.morelia, Kind::Comment, id, 1600, json!({"text": {"es": "Bien"}})));
        s.now = at(1000 + u64::from(choices[6]) * 100);
        let place =
            |m: &Message| cabildo_protocol::id::hash("shuffle", &[m.id().as_bytes(), &shuffle.to_be_bytes()]);
        all.sort_by_key(place);
        for n in 0..all.len() {
            let before = s.proposal(&root, &all[..n]);
            let mut view = before.clone();
            if view.take(&all[n], &s.context()) {
                prop_assert_eq!(&view, &s.proposal(&root, &all[..=n]), "after {:?}", all[n].content());
                taken.borrow_mut().0 += 1;
            } else {
                prop_assert_eq!(&view, &before);
                taken.borrow_mut().1 += 1;
            }
            // And as time goes by, until the deadline and after it.
            let now = s.now;
            s.now = now.plus(u64::from(choices[5]) * 100);
            let mut clock = before.clock.clone();
            prop_assert_eq!(clock.set(s.now), clock != before.clock);
            prop_assert_eq!(clock, s.proposal(&root, &all[..n]).clock);
            s.now = now;
        }
        Ok(())
    });
    ran.unwrap();
    let (taken, left) = taken.into_inner();
    assert!(taken > 200 && left > 200, "{taken} taken in, {left} left to the fold");
}

#[test]
fn every_order_of_arrival_leads_to_the_same_result() {
    let reached: RefCell<BTreeMap<String, u32>> = RefCell::default();
    let config = ProptestConfig { cases: 1536, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let acts = proptest::collection::vec((0u8..3, 0u8..4, 0u16..4000), 0..9);
    let inputs = (acts, any::<[u8; 7]>(), any::<u64>());
    let ran = runner.run(&inputs, |(acts, choices, shuffle)| {
        let mut s = Stage::new();
        let (root, all) = deliberation(&mut s, &acts, choices);
        let view = s.proposal(&root, &all);
        let mut other = all.clone();
        let place =
            |m: &Message| cabildo_protocol::id::hash("shuffle", &[m.id().as_bytes(), &shuffle.to_be_bytes()]);
        other.sort_by_key(place);
        let again = s.proposal(&root, &other);
        prop_assert_eq!(&again, &view);
        let count = |what: &str, happened: bool| {
            *reached.borrow_mut().entry(what.to_owned()).or_default() += u32::from(happened);
        };
        count(view.close.stage.name(), true);
        let (rule, _) = rules().swap_remove(usize::from(choices[0] % 4));
        count(&format!("{rule} {}", view.close.stage.name()), true);
        count("late", !view.late.is_empty());
        count("left out", !view.close.left_out.is_empty());
        for doubt in &view.close.doubts {
            count(doubt.name(), true);
        }
        count("forked", view.positions.iter().any(|p| p.source.disputed));
        count("revoked and counted", view.positions.iter().any(|p| p.cut_off && p.counted));
        Ok(())
    });
    ran.unwrap();
    let reached = reached.into_inner();
    let wanted = [
        "closed",
        "contested",
        "adopted",
        "rejected",
        "lapsed",
        "disputed",
        "late",
        "left out",
        "forked",
        "cut_off",
        "revoked and counted",
    ];
    let each = rules()
        .into_iter()
        .flat_map(|(rule, _)| ["adopted", "rejected", "lapsed"].map(|stage| format!("{rule} {stage}")));
    for what in wanted.map(str::to_owned).into_iter().chain(each) {
        assert!(reached.get(&what).is_some_and(|n| *n >= 3), "{what}: {reached:?}");
    }
}
