//! Feedback: what was noticed, who is asked, and what became of it.

use super::{
    Reader,
    thread::{clock, comments, head, paragraph, row, section, set_aside},
};
use crate::cli::{output::Page, times, words::Said};
use cabildo_protocol::{content::Kind, text::Texts, views::FeedbackView};

/// The whole thread.
pub fn feedback(page: &mut Page, reader: &Reader<'_>, view: &FeedbackView, theme: &Texts) {
    let (words, feedback) = (reader.words, &view.feedback);
    head(page, reader, Some(Kind::Feedback), &view.source);
    page.gap();
    page.line(&reader.title(&feedback.title));
    page.line(&words.term("feedback-state", view.state.name()));
    if let Some(code) = &feedback.theme {
        page.line(&words.say(&Said::new("cli-theme").with("value", &reader.theme(code, theme))));
    }
    if !feedback.places.is_empty() {
        let places: Vec<&str> = feedback.places.iter().map(|place| place.as_str()).collect();
        page.line(&words.say(&Said::new("cli-places").with("value", &places.join(", "))));
    }
    page.line(&words.say(&Said::new("cli-feedback-asked").with("who", &reader.who(&feedback.asked))));
    paragraph(page, &reader.text(&feedback.text));
    page.gap();
    clock(page, reader, &view.clock);
    if let Some((source, reason)) = &view.withdrawn {
        page.line(&words.say(&Said::new("cli-feedback-withdrawn").with("at", &reader.at(source.created))));
        page.block(2, &reader.text(reason));
    }
    section(page, reader, "cli-steps", view.steps.len());
    for entry in &view.steps {
        row(page, reader, &entry.source, &after(reader, entry.step.name(), entry.after_ms));
        page.block(4, &reader.text(&entry.text));
        for paper in &entry.papers {
            page.line(&format!("    {paper}"));
        }
    }
    set_aside(page, reader, &view.set_aside);
    comments(page, reader, &view.comments);
}

/// A step, and how long after the feedback.
pub fn after(reader: &Reader<'_>, step: &str, ms: u64) -> String {
    let took = Said::new("cli-took").with("span", &times::show_span(ms));
    format!("{} · {}", reader.words.term("step", step), reader.words.say(&took))
}
