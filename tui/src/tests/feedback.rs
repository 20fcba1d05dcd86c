//! Feedback: what the reader shows of it.

use super::fixture::{self, NOW, Screen, ago, both, detail, id, institution, source};
use crate::update::Event;
use cabildo_protocol::{
    content::{Feedback, Kind, Step},
    views::{Clock, FeedbackState, FeedbackView, Recipient, RecipientState, StepEntry, Thread},
};

const HOUR: u64 = 3_600_000;

pub fn view(state: FeedbackState, steps: &[(Step, u64)]) -> FeedbackView {
    let mut feedback = Feedback::new(
        both("Falta agua en el cerro", "No water on the hill"),
        both("Desde hace dos semanas.", "For two weeks."),
        institution("mx:20067"),
    );
    feedback.places = vec!["mx:20067".parse().expect("a place")];
    let due = NOW.plus(20 * HOUR);
    let mut recipient = Recipient::new(institution("mx:20067"), due);
    if let Some((_, hours)) = steps.first() {
        (recipient.state, recipient.answered) = (RecipientState::Answered, Some(ago(hours * HOUR)));
    }
    let entry = |(n, (step, hours)): (u8, &(Step, u64))| StepEntry {
        source: source(n, if *step == Step::Reopen { "cl:05101" } else { "mx:20067" }, ago(hours * HOUR)),
        step: *step,
        text: both("Desde el lunes van camiones.", "Lorries come from Monday on."),
        papers: Vec::new(),
        after_ms: (28 - hours) * HOUR,
    };
    FeedbackView {
        source: source(2, "cl:05101", ago(28 * HOUR)),
        feedback,
        state,
        clock: Clock { respond_by: due, over: false, recipients: vec![recipient] },
        steps: (60..).zip(steps).map(entry).collect(),
        withdrawn: None,
        set_aside: Vec::new(),
        comments: Vec::new(),
        translations: Vec::new(),
    }
}

#[test]
fn feedback_in_every_language() {
    for language in ["es", "en", "pt"] {
        let steps = [(Step::Reply, 20), (Step::Action, 10), (Step::Close, 5), (Step::Reopen, 1)];
        for (name, view) in [
            ("feedback_open", view(FeedbackState::Open, &[])),
            ("feedback_reopened", view(FeedbackState::Reopened, &steps)),
        ] {
            let mut screen = Screen::new((80, 32), language);
            let mut inbox = fixture::inbox();
            for line in inbox.threads.iter_mut().filter(|line| line.source.id == id(2)) {
                (line.kind, line.stage) = (Some(Kind::Feedback), None);
                line.title = view.feedback.title.clone();
            }
            screen.event(Event::Inbox(Ok(Box::new(inbox))));
            screen.keys("j<enter>");
            let mut detail = detail(Thread::Feedback(Box::new(view)));
            (detail.info.id, detail.info.thread) = (id(2), id(2));
            screen.event(Event::Detail(id(2), Ok(Box::new(detail))));
            insta::assert_snapshot!(format!("{name}_{language}"), screen.text());
        }
    }
}
