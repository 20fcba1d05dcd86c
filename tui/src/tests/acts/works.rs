//! What follows from an adopted proposal, and feedback with what becomes of it.

use super::{HOUR, offered, open, picture, pictures, reading, replaced, signed};
use crate::{
    keys::Place,
    model::{
        compose::{Act, DraftKey},
        sheet::{Field, build, fill},
    },
    tests::{
        closing::{adopted, implementing},
        feedback,
        fixture::{self, NOW, Screen, id, institution, tag},
    },
    update::Event,
};
use cabildo_protocol::{
    content::{Commitment, Content, Feedback, FollowUp, ItemState, Kind, Progress, Step, Task, Withdrawal},
    id::Millis,
    text::Texts,
    views::{FeedbackState, FeedbackView, ProposalView, Thread},
};

fn one(text: &str) -> Texts {
    Texts::one(tag("es"), text)
}

pub fn of(who: &str, mut view: ProposalView) -> Thread {
    view.source.institution = institution(who);
    if let Some(whole) = &mut view.implementation {
        whole.source.institution = institution(who);
    }
    Thread::Proposal(Box::new(view))
}

/// Feedback in the thread with the number 2.
fn said(size: (u16, u16), language: &str, view: FeedbackView) -> Screen {
    let mut screen = reading(size, language, 2, Thread::Feedback(Box::new(view.clone())));
    let mut inbox = fixture::inbox();
    for line in inbox.threads.iter_mut().filter(|line| line.source.id == id(2)) {
        (line.kind, line.stage, line.title) = (Some(Kind::Feedback), None, view.feedback.title.clone());
    }
    screen.event(Event::Inbox(Ok(Box::new(inbox))));
    replaced(&mut screen, 2, Thread::Feedback(Box::new(view)));
    screen.todo.clear();
    screen
}

#[test]
fn who_put_it_forward_commits_and_who_does_something_reports() {
    let doing = |who: &str| {
        let screen = reading((80, 24), "es", 2, of(who, implementing()));
        let acts = offered(&screen, id(2));
        acts.into_iter().filter(|act| ["commitment", "progress"].contains(act)).collect::<Vec<_>>()
    };
    assert_eq!(doing("mx:20067"), ["progress", "commitment"]);
    assert!(doing("mx:16053").is_empty());
    let mut view = implementing();
    view.implementation.as_mut().expect("a commitment").items[1].who = institution("mx:20067");
    let screen = reading((80, 24), "es", 2, of("mx:16053", view));
    assert!(offered(&screen, id(2)).contains(&"progress"));
    let screen = reading((80, 24), "es", 2, of("mx:20067", adopted()));
    assert!(
        offered(&screen, id(2)).contains(&"commitment") && !offered(&screen, id(2)).contains(&"progress")
    );
}

#[test]
fn a_commitment_says_what_who_and_until_when() {
    // As `commit ID --office … --result … --item "Pozos;@mx:16053;2026-12-10 18:00" --review …`.
    let mut screen = reading((80, 24), "es", 2, of("mx:20067", adopted()));
    open(&mut screen, "commitment").keys("Obras<tab>Agua.<tab>Pozos @ Morelia<ctrl-s>");
    assert!(screen.text().contains("no dice hasta cuándo"), "{}", screen.text());
    screen.event(Event::Edited(Ok("2026-12-10 18:00 Pozos @ Morelia\n2026-12-11 18:00 Curso".to_owned())));
    let content = signed(&mut screen, "<tab>2027-01-10 10:00<ctrl-s><enter>");
    let due = Millis(NOW.0 + 15 * 24 * HOUR + 8 * HOUR);
    let task = |text, who, due| Task { text: one(text), who, due: Some(due), papers: Vec::new() };
    let want = Commitment {
        schema: 1,
        result: one("Agua."),
        office: one("Obras"),
        items: vec![
            task("Pozos", Some(institution("mx:16053")), due),
            task("Curso", None, due.plus(24 * HOUR)),
        ],
        review: Some(NOW.plus(46 * 24 * HOUR)),
    };
    assert_eq!(content, Content::Commitment(want));
}

#[test]
fn a_new_commitment_begins_with_the_one_that_stands() {
    let mut screen = reading((80, 24), "es", 2, of("mx:20067", implementing()));
    open(&mut screen, "commitment").keys("<ctrl-s><enter>");
    // What was to be looked at by now, and what is late, stays as it was said.
    let Content::Commitment(content) = signed(&mut screen, "") else { panic!() };
    let Thread::Proposal(view) = of("mx:20067", implementing()) else { panic!() };
    let whole = view.implementation.expect("a commitment");
    assert_eq!((content.office, content.result, content.review), (whole.office, whole.result, whole.review));
    let said: Vec<_> = content.items.iter().map(|task| (task.text.clone(), task.due)).collect();
    assert_eq!(said, whole.items.iter().map(|item| (item.text.clone(), Some(item.due))).collect::<Vec<_>>());
}

#[test]
fn progress_names_the_item_and_says_why_something_is_dropped() {
    // As `progress ID 3 dropped --text …`.
    let mut screen = reading((80, 24), "es", 2, of("mx:20067", implementing()));
    open(&mut screen, "progress").keys("<right><right><tab><right><right><ctrl-s>");
    assert!(screen.text().contains("diga por qué se abandona"), "{}", screen.text());
    let content = signed(&mut screen, "Sin fondos.<ctrl-s><enter>");
    let want = Progress {
        schema: 1,
        commitment: id(50),
        item: 3,
        state: ItemState::Dropped,
        text: one("Sin fondos."),
    };
    assert_eq!(content, Content::Progress(want));
}

#[test]
fn feedback_asks_one_institution() {
    // As `feedback --title … --text … --asked mx:16053`.
    let mut screen = Screen::new((80, 24), "es");
    screen.keys("njjjjjjjjj<enter>Fuga<tab>Hay una fuga.<tab>mx<ctrl-s>");
    assert!(screen.text().contains("una institución, ni más ni menos"), "{}", screen.text());
    screen.keys("<backspace><backspace>Morelia<ctrl-s>");
    assert!(screen.text().contains("1: Morelia"), "{}", screen.text());
    let content = signed(&mut screen, "<enter>");
    let want = Feedback {
        respond_by: Some(NOW.plus(15 * 24 * HOUR)),
        ..Feedback::new(one("Fuga"), one("Hay una fuga."), institution("mx:16053"))
    };
    assert_eq!(content, Content::Feedback(want));
}

#[test]
fn whose_turn_a_step_is() {
    let acts = |screen: &Screen| -> Vec<String> {
        let all = screen
            .model
            .acts(id(2))
            .into_iter()
            .map(|possible| crate::update::act_text(&screen.model, &possible));
        all.collect()
    };
    let asked = said((80, 24), "es", feedback::view(FeedbackState::Open, &[]));
    let offers = acts(&asked);
    assert_eq!(offers[..3], ["responder", "decir qué se hace", "cerrar el asunto"]);
    let mut ours = feedback::view(FeedbackState::Answered, &[(Step::Reply, 20)]);
    ours.source.institution = institution("mx:20067");
    ours.feedback.asked = institution("cl:05101");
    assert_eq!(
        acts(&said((80, 24), "es", ours.clone()))[..2],
        ["reabrirla: no nos basta", "retirar lo que publicamos"]
    );
    let mut screen = said((80, 24), "es", ours.clone());
    let content = signed(&mut screen, "WYa se arregló.<ctrl-s><enter>");
    assert_eq!(content, Content::Withdrawal(Withdrawal { schema: 1, reason: one("Ya se arregló.") }));
    ours.state = FeedbackState::Closed;
    let mut screen = said((80, 24), "es", ours);
    screen.keys("W");
    assert!(screen.text().contains("ya está cerrada"), "{}", screen.text());
    let mut other = feedback::view(FeedbackState::Open, &[]);
    other.feedback.asked = institution("cl:03101");
    let mut screen = said((80, 24), "es", other);
    assert_eq!(screen.keys("r").model.place(), Place::Reader);
}

#[test]
fn a_step_is_taken_by_the_key_that_answers_or_from_the_menu() {
    // As `follow-up ID action --text … --about 3`.
    let mut screen = said((80, 24), "es", feedback::view(FeedbackState::Open, &[]));
    screen.keys(&format!("m2<tab>Van camiones.<tab>{}", id(3)));
    let content = signed(&mut screen, "<ctrl-s><enter>");
    let want = FollowUp { schema: 1, step: Step::Action, text: one("Van camiones."), papers: vec![id(3)] };
    assert_eq!(content, Content::FollowUp(want));
    let mut screen = said((80, 24), "es", feedback::view(FeedbackState::Open, &[]));
    let content = signed(screen.keys("r"), "<tab>Se revisa.<ctrl-s><enter>");
    let want = FollowUp { schema: 1, step: Step::Reply, text: one("Se revisa."), papers: Vec::new() };
    assert_eq!(content, Content::FollowUp(want));
    // A step that is not ours is told beside it.
    let screen = said((80, 24), "es", feedback::view(FeedbackState::Open, &[]));
    let key = DraftKey { thread: id(2), act: Act::FollowUp };
    let mut filled = fill::opened(&screen.model, key);
    filled.set(Field::Step, &tag("es"), "reopen".to_owned());
    let checked = build::check(&screen.model, key, &filled);
    assert_eq!(checked.of(Field::Step).map(|problem| problem.id), Some("tui-check-step"));
}

#[test]
fn pictures_in_every_language() {
    let works = of("mx:20067", implementing());
    for (name, act, keys) in [
        ("acts_commitment", "commitment", "<tab><tab>"),
        ("acts_progress", "progress", "<right><tab><right>"),
        ("acts_progress_look", "progress", "<tab><right><tab>Van cuarenta.<ctrl-s>"),
        ("acts_commitment_preview", "commitment", "<f5><pgdn>"),
        ("acts_commitment_look", "commitment", "<ctrl-s>G"),
    ] {
        pictures(name, 2, &works, act, keys);
    }
    for language in ["es", "en", "pt"] {
        for size in [(80, 24), (40, 12)] {
            for (name, keys) in [
                ("acts_feedback_menu", "m"),
                ("acts_follow_up", "m3<tab>Hecho."),
                ("acts_follow_up_preview", "m3<tab>Hecho.<f5>"),
                ("acts_feedback", "<esc>njjjjjjjjj<enter>Fuga<tab>Hay una fuga.<tab>Morelia"),
                ("acts_feedback_preview", "<esc>njjjjjjjjj<enter>Fuga<tab>Hay una fuga.<tab>Morelia<f5>"),
            ] {
                let mut screen = said(size, language, feedback::view(FeedbackState::Open, &[]));
                screen.keys(keys);
                picture(&format!("{name}_{language}_{}x{}", size.0, size.1), &screen);
            }
        }
    }
}
