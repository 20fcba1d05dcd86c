//! What became of a meeting: its versions, its cancellation, its minutes.

use super::Reader;
use crate::cli::{output::Page, words::Said};
use cabildo_protocol::{id::MessageId, views::AgendaLife};

/// Its state, and who changed it when.
pub fn life(page: &mut Page, reader: &Reader<'_>, life: &AgendaLife) {
    let words = reader.words;
    page.line(&words.term("agenda-state", life.state.name()));
    for update in &life.updates {
        page.line(&words.say(&Said::new("cli-updated").with("at", &reader.at(update.created))));
    }
    if let Some((source, reason)) = &life.cancelled {
        page.line(&words.say(&Said::new("cli-cancelled").with("at", &reader.at(source.created))));
        page.block(2, &reader.text(reason));
    }
}

/// What was said, decided and given to somebody to do.
pub fn minutes(page: &mut Page, reader: &Reader<'_>, life: &AgendaLife) {
    let Some((source, minutes)) = &life.minutes else { return };
    let words = reader.words;
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    page.gap();
    page.line(&words.say(&Said::new("cli-minutes").with("at", &reader.at(source.created))));
    page.block(2, &reader.text(&minutes.text));
    if !minutes.attended.is_empty() {
        page.line(&words.say(&Said::new("cli-attended").with("names", &reader.names_of(&minutes.attended))));
    }
    if !minutes.decisions.is_empty() {
        page.gap();
        page.line(&words.say(&Said::new("cli-decisions").number("n", count(minutes.decisions.len()))));
    }
    for (n, decision) in (1..).zip(&minutes.decisions) {
        page.block(2, &format!("{n}. {}", reader.text(&decision.text)));
        papers(page, &decision.papers);
    }
    if !minutes.tasks.is_empty() {
        page.gap();
        page.line(&words.say(&Said::new("cli-tasks").number("n", count(minutes.tasks.len()))));
    }
    for (n, task) in (1..).zip(&minutes.tasks) {
        let mut parts = vec![reader.text(&task.text)];
        parts.extend(task.who.as_ref().map(|who| reader.who(who)));
        parts.extend(task.due.map(|due| reader.due(due)));
        page.block(2, &format!("{n}. {}", parts.join(" · ")));
        papers(page, &task.papers);
    }
}

fn papers(page: &mut Page, papers: &[MessageId]) {
    for paper in papers {
        page.line(&format!("     {paper}"));
    }
}
