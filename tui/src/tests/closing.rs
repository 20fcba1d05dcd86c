//! Closing proposals: what the reader shows of each stage, and what the keys sign.

use super::fixture::{NOW, Screen, ago, both, detail, id, institution, position, proposal, source};
use crate::{
    model::{compose::Act, sheet::Field},
    update::{Command, Event},
};
use cabildo_protocol::{
    content::{Content, ItemState, Outcome, Rule, Stance, Terms},
    text::Texts,
    views::{
        ClosingEntry, ContestEntry, Doubt, FinalEntry, Implementation, ItemEntry, PositionEntry,
        ProgressEntry, ProposalView, RevisionEntry, SetAside, Stage, Thread,
    },
};
use std::collections::BTreeMap;

const HOUR: u64 = 3_600_000;

/// A proposal of `who` whose deadline passed three hours ago.
fn passed(who: &str) -> ProposalView {
    let mut view = proposal();
    view.source = source(2, who, ago(60 * HOUR));
    view.clock.respond_by = ago(3 * HOUR);
    view.clock.over = true;
    view.close.stage = Stage::DeadlinePassed;
    view.close.outcome = Some(Outcome::Adopted);
    view.close.terms = Terms {
        rule: Rule::EachCountry(vec!["cl".parse().expect("cl"), "mx".parse().expect("mx")]),
        quorum: 3,
        ..Terms::default()
    };
    view
}

fn left_out() -> PositionEntry {
    let entry =
        position(25, "mx:x-sfic", Stance::Object, both("No hay fondos.", "There are no funds."), None);
    PositionEntry { counted: false, ..entry }
}

/// The same closed two hours ago by its proposer, one position left out.
fn closed(who: &str) -> ProposalView {
    let mut view = passed(who);
    view.close.stage = Stage::Closed;
    view.close.closing = Some(ClosingEntry {
        source: source(40, who, ago(2 * HOUR)),
        heads: 3,
        contest_until: ago(2 * HOUR).plus(48 * HOUR),
        note: Texts::default(),
    });
    view.close.left_out = vec![left_out()];
    view.close.doubts = vec![Doubt::LeftOut];
    view
}

fn contested(who: &str) -> ProposalView {
    let mut view = closed(who);
    view.close.stage = Stage::Contested;
    view.close.contests = vec![ContestEntry {
        source: source(41, "mx:x-sfic", ago(HOUR)),
        left_out: vec![(left_out().log, 1, id(25))],
        heeded: false,
        reason: both("La nuestra llegó a tiempo.", "Ours came in time."),
    }];
    view
}

pub fn adopted() -> ProposalView {
    let mut view = contested("mx:16053");
    view.close.stage = Stage::Adopted;
    view.close.revisions = vec![RevisionEntry {
        source: source(42, "mx:16053", ago(30 * HOUR)),
        text: both("Se propone instalar sistemas en ochenta escuelas.", "Systems in eighty schools."),
        accepts: Vec::new(),
        declines: Vec::new(),
        note: Texts::default(),
    }];
    view.close.last = Some(FinalEntry {
        source: source(43, "mx:16053", ago(HOUR / 2)),
        closing: id(40),
        chambers: BTreeMap::new(),
        tally: view.tally.clone(),
        outcome: Outcome::Adopted,
        note: Texts::default(),
    });
    view.close.doubts = vec![Doubt::Unheeded];
    view.close.set_aside = vec![SetAside {
        source: source(44, "cl:03101", ago(HOUR / 3)),
        kind: "final".to_owned(),
        why: "later".to_owned(),
    }];
    view
}

/// The same carried out: something is late, something done.
pub fn implementing() -> ProposalView {
    let mut view = adopted();
    (view.close.stage, view.close.doubts, view.close.set_aside) = (Stage::Implementing, vec![], vec![]);
    let item = |n, text, who, due, state, progress| ItemEntry {
        item: n,
        text,
        who: institution(who),
        due,
        papers: Vec::new(),
        state,
        overdue: due < NOW && state == ItemState::Begun,
        progress,
    };
    let said = |n, who, state, text| ProgressEntry { source: source(n, who, ago(HOUR / 5)), state, text };
    let begun = said(51, "mx:16053", ItemState::Begun, both("Van treinta.", "Thirty so far."));
    let done = said(52, "cl:05101", ItemState::Done, both("Entregado.", "Delivered."));
    view.implementation = Some(Implementation {
        source: source(50, "mx:16053", ago(HOUR / 4)),
        result: both("Agua para ochenta escuelas.", "Water for eighty schools."),
        office: both("Dirección de Obras", "Office of works"),
        items: vec![
            item(
                1,
                both("Ochenta sistemas", "Eighty systems"),
                "mx:16053",
                ago(48 * HOUR),
                ItemState::Begun,
                vec![begun],
            ),
            item(2, both("Manual", "Manual"), "cl:05101", ago(HOUR), ItemState::Done, vec![done]),
            item(3, both("Curso", "Course"), "cl:03101", NOW.plus(72 * HOUR), ItemState::Open, Vec::new()),
        ],
        review: Some(ago(HOUR)),
        review_due: true,
        before: Vec::new(),
    });
    view
}

#[test]
fn what_follows_from_a_decision_in_every_language() {
    for language in ["es", "en", "pt"] {
        let screen = screen((80, 64), language, implementing());
        insta::assert_snapshot!(format!("implementing_{language}"), screen.text());
    }
}

fn screen(size: (u16, u16), language: &str, view: ProposalView) -> Screen {
    let mut screen = Screen::new(size, language);
    screen.keys("j<enter>");
    let detail = detail(Thread::Proposal(Box::new(view)));
    screen.event(Event::Detail(id(2), Ok(Box::new(detail))));
    screen
}

#[test]
fn every_stage_in_every_language() {
    for language in ["es", "en", "pt"] {
        for (name, view, keys) in [
            ("closing_passed", passed("mx:20067"), ""),
            ("closing_passed_theirs", passed("mx:16053"), ""),
            ("closing_closed", closed("mx:16053"), ""),
            ("closing_contested_end", contested("mx:16053"), "G"),
            ("closing_adopted", adopted(), ""),
            ("closing_form", passed("mx:20067"), "C"),
            ("closing_look", passed("mx:20067"), "CAsí se contó.<ctrl-s>"),
        ] {
            let mut screen = screen((80, 24), language, view);
            screen.keys(keys);
            insta::assert_snapshot!(format!("{name}_{language}"), screen.text());
        }
        let screen = screen((40, 12), language, closed("mx:16053"));
        insta::assert_snapshot!(format!("closing_closed_small_{language}"), screen.text());
    }
}

/// What is signed after the look, and the time to take it back.
fn signed(screen: &mut Screen, keys: &str) -> Option<Content> {
    screen.keys(keys).later(11_000);
    screen.todo.drain(..).find_map(|command| match command {
        Command::Send { content, .. } => Some(*content),
        _ => None,
    })
}

#[test]
fn the_keys_sign_what_can_be_signed_now_and_say_why_where_it_cannot() {
    let mut all = closed("mx:20067");
    all.close.closing.as_mut().expect("closed").contest_until = ago(1);
    all.close.closing.as_mut().expect("closed").source.created = ago(49 * HOUR);
    all.close.left_out.clear();
    let mut open = proposal();
    open.source.institution = institution("mx:20067");
    for (view, key, act, kind) in [
        (passed("mx:20067"), "C", Act::Closing, "closing"),
        (closed("mx:16053"), "X", Act::Contest, "contest"),
        (all, "V", Act::Final, "final"),
        (open.clone(), "W", Act::Withdrawal, "withdrawal"),
    ] {
        let mut screen = screen((80, 24), "es", view);
        screen.keys(key);
        let sheet = screen.model.sheet.as_ref().expect("a form");
        assert_eq!((sheet.key.act, sheet.field()), (act, Field::Reason));
        let content = signed(&mut screen, "Consta.<ctrl-s><enter>").expect("signed");
        assert_eq!(content.kind().name(), kind);
        assert!(content.check().is_ok());
        assert_eq!(content.title().0.values().next().map(String::as_str), Some("Consta."));
    }
    for (view, key, why) in [
        (open, "C", "Antes de tiempo"),
        (passed("mx:16053"), "C", "Antes de tiempo"),
        (passed("mx:16053"), "W", "Solo la retira"),
        (passed("mx:20067"), "V", "Todavía no está cerrada"),
        (closed("mx:16053"), "C", "Ya está cerrada"),
        (adopted(), "V", "No queda nada por hacer: aprobada"),
    ] {
        let mut screen = screen((80, 24), "es", view);
        screen.keys(key);
        assert!(screen.model.sheet.is_none(), "{key}");
        assert!(screen.text().contains(why), "{key}: {}", screen.text());
    }
}

#[test]
fn what_happens_meanwhile_is_heeded_before_anything_is_signed() {
    let mut screen = screen((80, 24), "es", passed("mx:20067"));
    screen.keys("C<ctrl-s>");
    let closed = detail(Thread::Proposal(Box::new(closed("mx:20067"))));
    screen.event(Event::Detail(id(2), Ok(Box::new(closed))));
    screen.keys("<enter>");
    assert!(screen.text().contains("Ya está cerrada"), "{}", screen.text());
    assert_eq!(signed(&mut screen, ""), None);
    let mut screen = Screen::new((80, 24), "es");
    screen.keys("C");
    assert!(screen.model.sheet.is_none(), "a notice is not closed");
}

#[test]
fn who_needs_longer_says_so_and_until_when() {
    use cabildo_protocol::views::{PauseEntry, Recipient, RecipientState};
    let recipient = |who: &str, state, pause: Option<PauseEntry>| Recipient {
        institution: institution(who),
        state,
        due: ago(0).plus(HOUR),
        answered: None,
        answered_in_ms: None,
        late_by_ms: None,
        pause,
    };
    let mut view = proposal();
    let pause = PauseEntry {
        source: source(50, "mx:x-sfic", ago(HOUR)),
        until: ago(0).plus(30 * HOUR),
        reason: both("El consejo sesiona el lunes.", "The council meets on Monday."),
    };
    view.clock.recipients = vec![
        recipient("mx:20067", RecipientState::Open, None),
        recipient("mx:x-sfic", RecipientState::Paused, Some(pause)),
    ];
    for language in ["es", "en", "pt"] {
        for (name, keys) in [("pause_reader", "G"), ("pause_form", "P2026-11-30 10:00<tab>Sesiona el lunes.")]
        {
            let mut screen = screen((80, 24), language, view.clone());
            screen.keys(keys);
            insta::assert_snapshot!(format!("{name}_{language}"), screen.text());
        }
    }
    let mut screen = screen((80, 24), "es", view);
    screen.keys("P2026-11-30 10:00<tab>");
    let content = signed(&mut screen, "Sesiona el lunes.<ctrl-s><enter>").expect("signed");
    assert!(matches!(&content, Content::Pause(pause) if pause.until > ago(0)), "{content:?}");
    assert!(content.check().is_ok());
}
