//! A meeting's items and who asks for more of them; its versions, its cancellation, its minutes.

use super::Reader;
use crate::cli::{output::Page, words::Said};
use cabildo_client::api::{HostedMeeting, HostsInfo};
use cabildo_protocol::{
    content::AgendaItem,
    id::MessageId,
    views::{AgendaLife, AgendaView, ItemRequestEntry},
};

/// Who presents an item, who speaks, where, and into which languages it is interpreted.
pub fn about(reader: &Reader<'_>, item: &AgendaItem) -> Vec<String> {
    let words = reader.words;
    let mut about: Vec<String> = item.presenter.iter().map(|id| reader.name(id)).collect();
    about.extend([reader.text(&item.speaker), reader.text(&item.room)]);
    let into: Vec<String> = item.interpretation.iter().map(|tag| words.language_name(tag)).collect();
    if !into.is_empty() {
        about.push(words.say(&Said::new("tui-interpreted").with("languages", &into.join(", "))));
    }
    about.retain(|part| !part.is_empty());
    about
}

/// Who asks for which items, and what became of that.
pub fn requests(page: &mut Page, reader: &Reader<'_>, view: &AgendaView) {
    super::thread::section(page, reader, "tui-item-requests", view.requests.len());
    for asked in &view.requests {
        super::thread::row(page, reader, &asked.source, &requested(reader, asked));
        page.block(4, &reader.text(&asked.text));
        papers(page, &asked.papers);
        page.line(&format!("     {}", asked.source.id));
    }
}

/// What is asked for, and where that stands.
pub fn requested(reader: &Reader<'_>, asked: &ItemRequestEntry) -> String {
    let state = reader.words.term("request-state", asked.state.name());
    let minutes = asked.minutes.map(|minutes| format!(" · {minutes} min")).unwrap_or_default();
    format!("{}{minutes} · {state}", reader.title(&asked.title))
}

/// Who has hosted how many meetings, whose turn it is first.
pub fn hosts(reader: &Reader<'_>, info: &HostsInfo) -> Page {
    let words = reader.words;
    let mut page = Page::default();
    let meeting = |id, meeting: &HostedMeeting| {
        let said = Said::new(id).with("title", &reader.title(&meeting.title));
        words.say(&said.with("when", &reader.at(meeting.starts)))
    };
    for row in &info.hosts {
        let mut parts = vec![words.say(&Said::new("cli-hosted").number("n", row.hosted.into()))];
        parts.extend(row.named.then(|| words.text("cli-hosts-named")));
        page.line(&format!("{} · {}", reader.who(&row.institution), parts.join(" · ")));
        row.next.iter().for_each(|next| page.line(&format!("  {}", meeting("cli-hosts-next", next))));
        row.last.iter().for_each(|last| page.line(&format!("  {}", meeting("cli-hosts-last", last))));
    }
    if info.more {
        page.line(&words.text("cli-hosts-more"));
    }
    page
}

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
