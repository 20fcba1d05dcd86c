//! The inbox: two lines a thread, the most urgent first.

use super::{
    ink::Row,
    words::{self, Words},
};
use crate::{
    model::{Model, Pane},
    update,
};
use cabildo_client::lang::Arg;
use cabildo_protocol::{content::Kind, id::PublicKey, views::Summary};
use ratatui::{buffer::Buffer, layout::Rect};

/// The parts of the list, in the order in which the node sends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Waiting,
    Open,
    Rest,
}

fn part(thread: &Summary) -> Part {
    match (thread.ours_missing, thread.open) {
        (true, _) => Part::Waiting,
        (false, true) => Part::Open,
        (false, false) => Part::Rest,
    }
}

/// The first thread to show, so that the chosen one is seen in a list of this height, and no
/// room is left empty below while threads are hidden above.
#[must_use]
pub fn first_shown(model: &Model, height: u16) -> usize {
    let Some(chosen) = model.chosen_index() else { return 0 };
    let threads = model.threads();
    let fits = |first: usize, last: usize| {
        let shown = threads.get(first..=last).unwrap_or_default();
        let headings = shown.iter().zip(shown.iter().skip(1)).filter(|(a, b)| part(a) != part(b)).count();
        shown.len() * 2 + headings < usize::from(height)
    };
    let mut first = model.first.min(chosen);
    while first < chosen && !fits(first, chosen) {
        first += 1;
    }
    while first > 0 && fits(first - 1, threads.len() - 1) {
        first -= 1;
    }
    first
}

/// Draws the list.
pub fn draw(words: Words<'_>, buffer: &mut Buffer, area: Rect) {
    let (model, cells) = (words.model, usize::from(area.width));
    let threads = model.threads();
    if threads.is_empty() {
        let id = match (&model.hits, &model.inbox) {
            (Some(_), _) => "tui-find-nothing",
            (None, Some(_)) => "tui-inbox-empty",
            (None, None) => "tui-inbox-loading",
        };
        let rows = Row::new().put(&words.say(id), words.style.faint()).wrapped(cells.saturating_sub(2), 0);
        let inner = Rect { x: area.x + 1, y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        return super::ink::draw(&rows, buffer, inner);
    }
    let first = first_shown(model, area.height);
    let mut rows: Vec<Row> = Vec::new();
    let mut last = None;
    for thread in threads.iter().skip(first) {
        if rows.len() >= usize::from(area.height) {
            break;
        }
        let part = part(thread);
        if last != Some(part) {
            rows.push(heading(words, part));
            last = Some(part);
        }
        let chosen = model.chosen == Some(thread.source.id);
        let [mut upper, mut lower] = lines(words, thread, cells, chosen);
        if chosen {
            // Where the other pane has the keys, the choice is only marked.
            let style = if model.pane == Pane::Inbox { words.style.chosen() } else { words.style.strong() };
            upper = upper.padded(cells, style).all(style);
            lower = if model.pane == Pane::Inbox { lower.padded(cells, style).all(style) } else { lower };
        }
        rows.extend([upper, lower]);
    }
    super::ink::draw(&rows, buffer, area);
}

fn heading(words: Words<'_>, part: Part) -> Row {
    let threads = words.model.threads().iter().filter(|thread| self::part(thread) == part);
    let id = match part {
        Part::Waiting => "tui-part-waiting",
        Part::Open => "tui-part-open",
        Part::Rest => "tui-part-rest",
    };
    Row::new()
        .put(&format!(" {}", words.with(id, &[("n", Arg::from(threads.count()))])), words.style.heading())
}

fn lines(words: Words<'_>, thread: &Summary, cells: usize, chosen: bool) -> [Row; 2] {
    let style = words.style;
    let column = if cells >= 60 { 14 } else { 12 };
    let (sign, look) = sign(words, thread);
    let title = words.text(&thread.title);
    let title = if title.is_empty() { words.say("tui-untitled") } else { title };
    let weight = if thread.ours_missing { style.strong() } else { style.plain() };
    let upper = Row::new()
        .put(if chosen { "▸" } else { " " }, style.strong())
        .put(if update::unread(words.model, thread.source.id) { "•" } else { " " }, style.warning())
        .fit(&sign, column, look)
        .put(&title, weight)
        .cut(cells.saturating_sub(1));
    let indent = if cells >= 60 { column + 2 } else { 2 };
    let lower = Row::new()
        .put(&" ".repeat(indent), style.plain())
        .join(marks(words, thread))
        .join(state(words, thread))
        .join(facts(words, thread))
        .cut(cells.saturating_sub(1));
    [upper, lower]
}

/// What it is: a sign and a word, of a notice how grave it is.
fn sign(words: Words<'_>, thread: &Summary) -> (String, super::style::Style) {
    let style = words.style;
    match (thread.kind, thread.severity) {
        (Some(Kind::Notice), _) if thread.exercise => {
            (format!("▲ {}", words.say("tui-exercise")), style.warning())
        }
        (Some(Kind::Notice), Some(severity)) => {
            (format!("▲ {}", words::severity(words, severity)), style.severity(severity))
        }
        (Some(kind), _) => {
            let sign = match kind {
                Kind::Notice => "▲",
                Kind::Agenda => "◆",
                Kind::Declaration => "●",
                Kind::Feedback => "◇",
                _ => "■",
            };
            (format!("{sign} {}", words.say(&format!("kind-{}", kind.name()))), style.plain())
        }
        (None, _) => (format!("? {}", words.say("tui-unknown")), style.faint()),
    }
}

/// What is asked of us, or what we said.
fn state(words: Words<'_>, thread: &Summary) -> Row {
    if words.model.drafts.keys().any(|key| key.thread == thread.source.id) {
        let text = format!("✎ {} · ", words.say("tui-has-draft"));
        return Row::new().put(&text, words.style.warning()).join(asked(words, thread));
    }
    asked(words, thread)
}

fn asked(words: Words<'_>, thread: &Summary) -> Row {
    let (style, now) = (words.style, words.model.now);
    let by = thread.respond_by;
    if let (true, Some(by)) = (thread.ours_missing, by) {
        let at = words.at(by);
        let span = words.span(by.0.abs_diff(now.0));
        let args = [("span", Arg::from(&span)), ("at", Arg::from(&at))];
        return if by < now {
            Row::new().put(&words.with("tui-waits-late", &args), style.bad())
        } else {
            Row::new().put(&words.with("tui-waits-until", &args), style.warning())
        };
    }
    let mut row = match &thread.ours {
        Some(said) => {
            let family = match thread.kind {
                Some(Kind::Notice) => "ack",
                Some(Kind::Agenda) => "attendance",
                Some(Kind::Declaration) => "signature",
                Some(Kind::Feedback) => "step",
                _ => "stance",
            };
            let said = words.say(&format!("{family}-{said}"));
            Row::new().put(&words.with("tui-we-said", &[("said", Arg::from(&said))]), style.good())
        }
        None => Row::new(),
    };
    if let (true, Some(by)) = (thread.open && by.is_some_and(|by| by >= now), by) {
        if row.width() > 0 {
            row = row.put(" · ", style.faint());
        }
        let text = words.with("tui-open-until", &[("moment", Arg::from(&words.moment(by)))]);
        return row.put(&text, style.plain());
    }
    if row.width() == 0 {
        row = row.put(&words.relative(thread.last), style.faint());
    }
    row
}

/// What the operators noted on a thread.
fn marks(words: Words<'_>, thread: &Summary) -> Row {
    let (row, style) = (Row::new(), words.style);
    let Some(mark) = words.model.marks.get(&thread.source.id) else { return row };
    let row = match mark.flagged {
        Some(_) => row.put(&format!("{} · ", words.say("tui-flagged")), style.warning()),
        None => row,
    };
    match &mark.assigned {
        Some((who, _)) => row.put(&format!("{} · ", care(words, who)), style.good()),
        None => row,
    }
}

/// Who takes care of a thread.
fn care(words: Words<'_>, who: &PublicKey) -> String {
    if words.model.key.as_ref() == Some(who) {
        return words.say("tui-care-ours");
    }
    let key = who.to_string();
    let short: String = key.chars().take(12).collect();
    let label = words.model.devices.get(who).map_or(&short, |device| &device.label);
    words.with("tui-care", &[("who", Arg::from(label))])
}

fn facts(words: Words<'_>, thread: &Summary) -> Row {
    let style = words.style;
    let mut row = Row::new();
    if thread.asked > 0 {
        let args = [("k", Arg::from(thread.answered)), ("n", Arg::from(thread.asked))];
        row = row.put(&format!(" · {}", words.with("tui-count", &args)), style.plain());
    }
    row = row.put(&format!(" · {}", words.name(&thread.source.institution)), style.plain());
    for (holds, id) in [(thread.source.disputed, "tui-disputed"), (thread.held, "tui-held")] {
        if holds {
            row = row.put(&format!(" · {}", words.say(id)), style.warning());
        }
    }
    row
}
