//! A thread: what all kinds have in common, and the way to each.

use super::{
    agenda, declaration, feedback,
    ink::{self, Row},
    notice,
    page::Page,
    proposal,
    style::Style,
    text_area, translation,
    words::Words,
};
use crate::model::{Pane, Reader, compose::Act};
use cabildo_client::{api::MessageDetail, attachments, delivery, lang::Arg};
use cabildo_protocol::{
    id::{MessageId, Millis},
    text::Texts,
    views::{Clock, CommentEntry, RecipientState, Source, Thread},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws the window onto a thread, and where in it the window is.
pub fn draw(words: Words<'_>, reader: &Reader, buffer: &mut Buffer, area: Rect) {
    let inner = text_area(area);
    let page = page(words, reader, inner.width);
    let offset = page.offset(&reader.top, inner.height);
    ink::draw(page.rows().get(offset..).unwrap_or_default(), buffer, inner);
    scroll_bar(words, &page, offset, buffer, area);
}

/// A bar at the right edge where the text is longer than the window.
fn scroll_bar(words: Words<'_>, page: &Page, offset: usize, buffer: &mut Buffer, area: Rect) {
    let last = page.last(area.height);
    if last == 0 || area.height < 3 || area.width == 0 {
        return;
    }
    let track = usize::from(area.height - 1);
    let at = offset * track / last;
    let style = if words.model.pane == Pane::Reader { words.style.plain() } else { words.style.faint() };
    let edge = Rect { x: area.right() - 1, width: 1, ..area };
    for y in 0..area.height {
        let sign = if usize::from(y) == at { "█" } else { "│" };
        let style = if usize::from(y) == at { style } else { words.style.faint() };
        Row::new().put(sign, style).draw(buffer, edge, y);
    }
}

/// The rows of a thread.
#[must_use]
pub fn page(words: Words<'_>, reader: &Reader, width: u16) -> Page {
    let mut page = Page::new(width);
    let Some(detail) = &reader.detail else {
        let text = match &reader.failure {
            Some(failure) if failure.code == "not_running" => words.say("tui-not-here"),
            Some(failure) => words.with("tui-not-read", &[("why", Arg::from(&failure.message))]),
            None => words.say("tui-loading"),
        };
        page.text("loading", &text, 0, words.style.faint());
        return page;
    };
    if let Some(view) = &detail.view {
        translation::shown(words, view, &mut page);
    }
    match &detail.view {
        Some(Thread::Proposal(view)) => proposal::page(words, view, &detail.theme, &mut page),
        Some(Thread::Notice(view)) => notice::page(words, view, &mut page),
        Some(Thread::Agenda(view)) => agenda::page(words, view, &mut page),
        Some(Thread::Declaration(view)) => declaration::page(words, view, &detail.theme, &mut page),
        Some(Thread::Feedback(view)) => feedback::page(words, view, &detail.theme, &mut page),
        Some(Thread::Opaque { source, reason, .. }) => opaque(words, detail, source, reason, &mut page),
        None => opaque(words, detail, &source(detail), "no_root", &mut page),
    }
    if let Some(view) = &detail.view {
        translation::list(words, view, &mut page);
    }
    files(words, detail, &mut page);
    if detail.info.held {
        page.gap();
        page.text("held", &words.say("tui-held-long"), 0, words.style.warning());
    }
    if let Some(delivery) = &detail.delivery {
        page.gap();
        let lines = delivery::lines(&words.model.lang, delivery, |id| words.model.name(id).to_owned());
        for (number, line) in lines.into_iter().enumerate() {
            page.text(&format!("delivery/{number}"), &words.own(line), 0, words.style.faint());
        }
    }
    page.gap();
    // What is only looked at has no id yet.
    if detail.info.id != MessageId([0; 32]) {
        page.line("id", Row::new().put(&detail.info.thread.to_string(), words.style.faint()));
    }
    page
}

/// The files that the thread's messages name, and whether they are here.
fn files(words: Words<'_>, detail: &MessageDetail, page: &mut Page) {
    if detail.attachments.is_empty() {
        return;
    }
    let heading = words.with("tui-attachments", &[("n", Arg::from(detail.attachments.len()))]);
    page.heading("files", &heading, words.style.heading());
    for (n, file) in detail.attachments.iter().enumerate() {
        let line = words.own(attachments::line(&words.model.lang, file));
        page.row(&format!("file/{n}"), Row::new().put(&format!(" {line}"), words.style.plain()), 3);
        if let Some(warning) = attachments::warning(&words.model.lang, file) {
            let warning = format!("! {}", words.own(warning));
            page.text(&format!("file/{n}/warning"), &warning, 3, words.style.warning());
        }
    }
}

fn source(detail: &MessageDetail) -> Source {
    Source {
        id: detail.info.id,
        institution: detail.info.institution.clone(),
        created: detail.info.created,
        disputed: detail.info.disputed,
    }
}

fn opaque(words: Words<'_>, detail: &MessageDetail, source: &Source, reason: &str, page: &mut Page) {
    title(words, &detail.info.title, page);
    origin(words, "tui-message-from", source, page);
    page.gap();
    let id = format!("tui-opaque-{reason}");
    let id = if words.model.lang.has(&id) { id.as_str() } else { "tui-opaque-malformed" };
    page.text("opaque", &words.say(id), 0, words.style.warning());
}

/// The title of a thread.
pub fn title(words: Words<'_>, title: &Texts, page: &mut Page) {
    let text = words.text(title);
    let text = if text.is_empty() { words.say("tui-untitled") } else { text };
    page.row("title", Row::new().put(&text, words.style.strong()), 0);
}

/// Who wrote it and when.
pub fn origin(words: Words<'_>, id: &str, source: &Source, page: &mut Page) {
    let who = words.full_name(&source.institution);
    let when = words.moment(source.created);
    let text = words.with(id, &[("who", Arg::from(&who)), ("when", Arg::from(&when))]);
    page.row("origin", Row::new().put(&text, words.style.plain()), 0);
    if source.disputed {
        page.text("disputed", &words.say("tui-disputed-long"), 0, words.style.warning());
    }
}

/// The response clock: by when, how many have answered, and what we said.
pub fn clock(words: Words<'_>, act: Act, clock: &Clock, ours: Option<&str>, page: &mut Page) {
    let style = words.style;
    let state = if clock.over { "over" } else { "until" };
    let moment = words.moment(clock.respond_by);
    let text = words.with(&format!("tui-clock-{}-{state}", act.name()), &[("moment", Arg::from(&moment))]);
    let args = [("k", Arg::from(clock.answered())), ("n", Arg::from(clock.recipients.len()))];
    let counted = format!(" · {}", words.with("tui-answered", &args));
    let mut row = Row::new().put(&text, style.plain()).put(&counted, style.plain());
    for (state, look) in [(RecipientState::Overdue, style.warning()), (RecipientState::Paused, style.plain())]
    {
        let n = clock.count(state);
        if n > 0 {
            let text = words.with(&format!("tui-recipients-{}", state.name()), &[("n", Arg::from(n))]);
            row = row.put(&format!(" · {text}"), look);
        }
    }
    page.row("clock", row, 0);
    let waits = words.model.institution().is_some_and(|me| clock.awaits(me));
    match ours {
        Some(said) => {
            let text = words.with("tui-we-said", &[("said", Arg::from(said))]);
            page.row("ours", Row::new().put(&format!("✓ {text}"), style.good()), 0);
        }
        None if waits => {
            let id = format!("tui-we-are-asked-{}", act.name());
            page.row("ours", Row::new().put(&words.say(&id), style.warning()), 0);
        }
        None => {}
    }
}

/// One institution's answer: a sign, who, what and when, in columns where there is room.
pub fn answer(words: Words<'_>, entry: &Answer<'_>, page: &mut Page) {
    let style = words.style;
    let name = format!("answer/{}/{}", entry.source.institution, entry.source.disputed);
    let ours = words.model.institution() == Some(&entry.source.institution);
    let who = words.name(&entry.source.institution);
    let look = if ours { style.strong() } else { style.plain() };
    let when = words.relative(entry.source.created);
    let mut said = entry.said.clone();
    if entry.source.disputed {
        said.push_str(&format!(" ({})", words.say("tui-disputed")));
    }
    let sign = Row::new().put(&format!(" {} ", entry.sign), entry.look);
    let cells = page.width();
    let more = entry.more.as_deref().unwrap_or_default();
    let below = |text: &str| Row::new().put(&format!("     {text}"), style.faint());
    if cells >= 70 {
        let states = if said.chars().count() <= 20 { 20 } else { 26 };
        let names = (cells / 3).min(32);
        let row = sign.fit(who, names, look).put(" ", style.plain()).fit(&said, states, entry.look);
        let row = row.put(&format!(" {when}"), style.faint());
        let whole = row.clone().put(&format!(" · {more}"), style.faint());
        if more.is_empty() || whole.width() > cells {
            page.line(&name, row);
            if !more.is_empty() {
                page.row(&format!("{name}/more"), below(more), 5);
            }
        } else {
            page.line(&name, whole);
        }
    } else {
        page.line(&name, sign.put(who, look).put(": ", style.plain()).put(&said, entry.look));
        let text = if more.is_empty() { when } else { format!("{when} · {more}") };
        page.row(&format!("{name}/when"), below(&text), 5);
    }
    let text = words.text(entry.words);
    if !text.is_empty() {
        page.text(&format!("{name}/words"), &text, 5, style.plain());
    }
}

/// What [`answer`] shows.
#[derive(Debug)]
pub struct Answer<'a> {
    /// Who and when.
    pub source: &'a Source,
    /// A sign for what it says.
    pub sign: &'a str,
    /// What it says, in a word or two.
    pub said: String,
    /// How that is painted.
    pub look: Style,
    /// Something that stands after the time.
    pub more: Option<String>,
    /// The words that came with it.
    pub words: &'a Texts,
}

/// Who has not answered yet.
pub fn silent(words: Words<'_>, id: &str, clock: &Clock, page: &mut Page) {
    let waiting: Vec<_> = clock.waiting().collect();
    if waiting.is_empty() {
        return;
    }
    let heading = words.with(id, &[("n", Arg::from(waiting.len()))]);
    page.heading("silent", &heading, words.style.heading());
    let mut row = Row::new().put(" ", words.style.plain());
    for (n, who) in waiting.into_iter().enumerate() {
        if n > 0 {
            row = row.put(" · ", words.style.faint());
        }
        let ours = words.model.institution() == Some(who);
        let look = if ours { words.style.warning() } else { words.style.plain() };
        row = row.put(words.name(who), look);
        if ours {
            row = row.put(&format!(" ({})", words.say("tui-us")), look);
        }
    }
    page.row("silent/names", row, 1);
    let paused = clock.recipients.iter().filter(|recipient| recipient.answered.is_none());
    for pause in paused.filter_map(|recipient| recipient.pause.as_ref()) {
        let name = format!("pause/{}", pause.source.institution);
        let until = words.moment(pause.until);
        let args = [("who", Arg::from(words.name(&pause.source.institution))), ("until", Arg::from(&until))];
        page.row(
            &name,
            Row::new().put(&format!(" {}", words.with("tui-paused", &args)), words.style.plain()),
            3,
        );
        page.text(&format!("{name}/reason"), &words.text(&pause.reason), 3, words.style.faint());
    }
}

/// The comments.
pub fn comments(words: Words<'_>, comments: &[CommentEntry], page: &mut Page) {
    if comments.is_empty() {
        return;
    }
    let heading = words.with("tui-comments", &[("n", Arg::from(comments.len()))]);
    page.heading("comments", &heading, words.style.heading());
    for comment in comments {
        let name = format!("comment/{}", comment.source.id);
        let indent = 2 * usize::from(comment.depth);
        let before = if comment.depth == 0 { " ".to_owned() } else { format!("{:indent$}↳ ", "") };
        let mut row = Row::new()
            .put(&before, words.style.plain())
            .put(words.name(&comment.source.institution), words.style.strong())
            .put(&format!("  {}", words.relative(comment.source.created)), words.style.faint());
        if comment.source.disputed {
            row = row.put(&format!(" · {}", words.say("tui-disputed")), words.style.warning());
        }
        page.line(&name, row);
        page.text(&format!("{name}/text"), &words.text(&comment.text), indent + 3, words.style.plain());
    }
}

/// A labelled line: «Tema: agua».
pub fn fact(words: Words<'_>, id: &str, value: &str, page: &mut Page) {
    if value.trim().is_empty() {
        return;
    }
    let label = format!("{}: ", words.say(id));
    let row = Row::new().put(&label, words.style.faint()).put(value, words.style.plain());
    page.row(id, row, 2);
}

/// A labelled instant.
pub fn fact_at(words: Words<'_>, id: &str, at: Option<Millis>, page: &mut Page) {
    if let Some(at) = at {
        fact(words, id, &words.moment(at), page);
    }
}
