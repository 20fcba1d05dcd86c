//! Feedback: what was noticed, who is asked, and what became of it.

use super::{
    closing,
    ink::Row,
    page::Page,
    reader::{self, Answer},
    words::Words,
};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    content::Step,
    text::Texts,
    views::{FeedbackState, FeedbackView, StepEntry},
};

/// Writes the page.
pub fn page(words: Words<'_>, view: &FeedbackView, theme: &Texts, page: &mut Page) {
    let (style, feedback) = (words.style, &view.feedback);
    reader::title(words, &feedback.title, page);
    reader::origin(words, "tui-feedback-from", &view.source, page);
    clock(words, view, page);
    let look = match view.state {
        FeedbackState::Open | FeedbackState::Reopened => style.warning(),
        FeedbackState::Closed => style.good(),
        _ => style.plain(),
    };
    page.row("state", Row::new().put(&words.word("feedback-state", &view.state), look), 2);
    let asked = words.with("cli-feedback-asked", &[("who", Arg::from(words.name(&feedback.asked)))]);
    page.row("asked", Row::new().put(&asked, style.strong()), 2);
    if let Some((source, reason)) = &view.withdrawn {
        let when = words.moment(source.created);
        let text = words.with("tui-withdrawn", &[("when", Arg::from(&when))]);
        page.row("withdrawn", Row::new().put(&text, style.plain()), 2);
        page.text("withdrawn/reason", &words.text(reason), 2, style.plain());
    }
    if let Some(code) = &feedback.theme {
        let named = words.text(theme);
        let named = if named.is_empty() { code.clone() } else { format!("{named} ({code})") };
        reader::fact(words, "tui-theme", &named, page);
    }
    let places: Vec<&str> = feedback.places.iter().map(|place| super::notice::place(words, place)).collect();
    reader::fact(words, "tui-places", &places.join(" · "), page);
    page.gap();
    page.text("text", &words.text(&feedback.text), 0, style.plain());
    let heading = words.with("cli-steps", &[("n", Arg::from(view.steps.len()))]);
    page.heading("steps", &heading, style.heading());
    view.steps.iter().for_each(|entry| step(words, entry, page));
    closing::aside(words, &view.set_aside, page);
    reader::comments(words, &view.comments, page);
}

/// By when an answer is asked for, and how that stands.
fn clock(words: Words<'_>, view: &FeedbackView, page: &mut Page) {
    let style = words.style;
    let id = if view.clock.over { "tui-clock-feedback-over" } else { "tui-clock-feedback-until" };
    let text = words.with(id, &[("moment", Arg::from(&words.moment(view.clock.respond_by)))]);
    let mut row = Row::new().put(&text, style.plain());
    for recipient in &view.clock.recipients {
        let look = if recipient.late_by_ms.is_some() { style.bad() } else { style.plain() };
        row = row.put(&format!(" · {}", words.word("recipient", &recipient.state)), look);
    }
    page.row("clock", row, 2);
    let ours = words.model.institution().is_some_and(|me| *me == view.feedback.asked);
    if ours && view.state.is_pending() {
        page.row("ours", Row::new().put(&words.say("tui-we-are-asked-feedback"), style.warning()), 2);
    }
}

/// A step: a sign, who, what and how long after the feedback.
fn step(words: Words<'_>, entry: &StepEntry, page: &mut Page) {
    let style = words.style;
    let (sign, look) = match entry.step {
        Step::Reply => ("·", style.plain()),
        Step::Action => ("▸", style.warning()),
        Step::Close => ("✓", style.good()),
        Step::Reopen => ("!", style.bad()),
    };
    let span = words.span(entry.after_ms);
    let papers = entry.papers.iter().map(ToString::to_string);
    let more: Vec<String> =
        [words.with("tui-first-ack", &[("span", Arg::from(&span))])].into_iter().chain(papers).collect();
    let answer = Answer {
        source: &entry.source,
        sign,
        said: words.word("step", &entry.step),
        look,
        more: Some(more.join(" · ")),
        words: &entry.text,
    };
    reader::answer(words, &answer, page);
}
