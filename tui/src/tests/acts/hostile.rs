//! Forms that open with what others wrote, at its worst: no cell is unclean, nothing panics, at any size.

use super::{meetings, notices, reading, texts, works};
use crate::tests::{
    closing::implementing,
    declaration, feedback,
    fixture::id,
    hostile::{assert_clean, hostile, poison},
};
use cabildo_protocol::views::{FeedbackState, Thread};
use proptest::prelude::*;

/// A thread of ours, and the number of its root in the fixture's inbox.
fn thread(n: usize) -> (u8, Thread) {
    match n {
        0 => (1, Thread::Notice(Box::new(notices::ours()))),
        1 => (2, Thread::Proposal(Box::new(texts::of("mx:20067")))),
        2 => (2, Thread::Proposal(Box::new(texts::of("mx:16053")))),
        3 => (2, works::of("mx:20067", implementing())),
        4 => (3, Thread::Agenda(Box::new(meetings::begun("mx:20067")))),
        5 => (3, Thread::Agenda(Box::new(meetings::held("mx:20067")))),
        6 => (3, Thread::Agenda(Box::new(meetings::of("mx:16053")))),
        7 => (2, Thread::Declaration(Box::new(declaration::open("mx:20067")))),
        _ => (2, Thread::Feedback(Box::new(feedback::view(FeedbackState::Open, &[])))),
    }
}

/// What forms show of a thread and the other poison leaves alone.
fn poison_more(view: &mut Thread, text: &str) {
    let change = |texts: &mut cabildo_protocol::text::Texts| {
        texts.0.values_mut().for_each(|one| one.push_str(text));
    };
    match view {
        Thread::Agenda(view) => {
            view.requests.iter_mut().for_each(|asked| change(&mut asked.title));
            for (_, minutes) in view.life.minutes.iter_mut() {
                change(&mut minutes.text);
                minutes.decisions.iter_mut().for_each(|one| change(&mut one.text));
                minutes.tasks.iter_mut().for_each(|one| change(&mut one.text));
            }
        }
        Thread::Proposal(view) => {
            for whole in view.implementation.iter_mut() {
                change(&mut whole.office);
                change(&mut whole.result);
                whole.items.iter_mut().for_each(|item| change(&mut item.text));
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn forms_hold_nothing_that_a_terminal_obeys(
        text in hostile(),
        size in (1_u16..140, 1_u16..45),
        which in 0_usize..9,
        at in 0_usize..10,
    ) {
        let (n, mut view) = thread(which);
        poison(&mut view, &text);
        poison_more(&mut view, &text);
        let mut screen = reading(size, "es", n, view);
        let acts = screen.model.acts(id(n)).len();
        screen.keys("m");
        assert_clean(&screen);
        screen.keys(&format!("{}<enter>", "j".repeat(at % acts.max(1))));
        assert_clean(&screen);
        for next in ["<tab>", "<tab>", "<right> ", "<tab>x", "<f5>", "<pgdn>", "<esc>", "<f2>", "<pgdn>", "<esc>"] {
            screen.keys(next);
            assert_clean(&screen);
        }
        screen.keys(":");
        assert_clean(&screen);
    }
}
