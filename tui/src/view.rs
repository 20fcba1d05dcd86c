//! Draws the model: pure, the same model gives the same screen.

pub mod ink;
pub mod page;
pub mod style;
mod translation;
pub mod words;

mod acts;
mod agenda;
mod amendment;
mod ascii;
mod chrome;
mod closing;
mod declaration;
mod federation;
mod feedback;
mod implementing;
mod inbox;
mod look;
mod network;
mod notice;
mod overlay;
mod palette;
mod preview;
mod proposal;
pub mod reader;
mod sheet;

#[cfg(test)]
pub use ascii::text as ascii_text;
pub use closing::not_ready;
pub use federation::last as federation_last;
pub use inbox::first_shown;
pub use network::last as network_last;
pub use overlay::help_last;

use crate::model::{Model, Overlay, Pane, Reader, SMALLEST};
use cabildo_client::lang::Arg;
use ink::Row;
use ratatui::{buffer::Buffer, layout::Rect, symbols};
use words::Words;

/// The areas of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Areas {
    /// Lines above everything: name, banner, a notice that arrived.
    pub top: Rect,
    /// The list of threads; empty where the reader covers it.
    pub inbox: Rect,
    /// The thread; empty where nothing is read.
    pub reader: Rect,
    /// What is being written; empty where nothing is.
    pub compose: Rect,
    /// Status and hints.
    pub bottom: Rect,
}

/// Where everything stands on a screen of the model's size.
#[must_use]
pub fn areas(model: &Model) -> Areas {
    let (width, height) = model.size;
    let (off, alarms) = (model.clock_off().is_some(), model.alarms() > 0);
    let overdue = model.governance_overdue().is_some();
    let offers = !model.offers.is_empty();
    let banners = [model.banner.is_some(), off, overdue, alarms, offers, model.alert.is_some()];
    let top = banners.into_iter().fold(1, |lines, shown| lines + u16::from(shown));
    let middle = height.saturating_sub(top + 2);
    let area = |x: u16, y: u16, width: u16, height: u16| Rect { x, y, width, height };
    let mut areas = Areas {
        top: area(0, 0, width, top),
        bottom: area(0, height.saturating_sub(2), width, 2),
        ..Areas::default()
    };
    let left = if model.two_panes() { (width * 2 / 5).clamp(44, 64) } else { width };
    if model.sheet.is_some() {
        areas.compose = area(0, top, width, middle);
        return areas;
    }
    if model.two_panes() {
        areas.inbox = area(0, top, left, middle);
        areas.reader = area(left + 1, top, width.saturating_sub(left + 1), middle);
    } else if model.pane == Pane::Reader && model.reader.is_some() {
        areas.reader = area(0, top, width, middle);
    } else {
        areas.inbox = area(0, top, width, middle);
    }
    if model.search.is_some() && areas.inbox.height > 0 {
        areas.inbox.y += 1;
        areas.inbox.height = areas.inbox.height.saturating_sub(1);
    }
    let Some(compose) = &model.compose else { return areas };
    // What is answered stays in sight above, as far as there is room.
    let wanted = overlay::compose_height(compose);
    let wanted = wanted.min(middle.saturating_sub(if middle > 14 { 5 } else { 0 }));
    let over = if areas.reader.width > 0 { &mut areas.reader } else { &mut areas.inbox };
    areas.compose = area(over.x, over.y + middle - wanted, over.width, wanted);
    over.height = middle - wanted;
    areas
}

/// The rows of a thread at the width that the reader has.
#[must_use]
pub fn page(model: &Model, reader: &Reader) -> page::Page {
    reader::page(Words::new(model), reader, text_area(areas(model).reader).width)
}

/// The text inside the reader's area.
#[must_use]
pub fn text_area(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2).max(1), ..area }
}

/// The screen above the lines of status and hints: what is counted down stays in sight.
fn above_status(model: &Model) -> Rect {
    Rect { x: 0, y: 0, width: model.size.0, height: model.size.1.saturating_sub(2) }
}

/// The last line of a preview or last look that may stand on top.
#[must_use]
pub fn page_last(model: &Model) -> usize {
    let area = areas(model).compose;
    match &model.compose {
        Some(compose) if model.sheet.is_none() => look::last(Words::new(model), compose, area),
        _ => sheet::last(model, area),
    }
}

/// How many rows of it are shown at least.
#[must_use]
pub fn page_rows(model: &Model) -> usize {
    usize::from(areas(model).compose.height.saturating_sub(3))
}

/// Draws everything.
pub fn draw(model: &Model, buffer: &mut Buffer) {
    paint(model, buffer);
    if model.ascii {
        ascii::plain(buffer);
    }
}

fn paint(model: &Model, buffer: &mut Buffer) {
    let words = Words::new(model);
    let screen = buffer.area.intersection(Rect { x: 0, y: 0, width: model.size.0, height: model.size.1 });
    if model.size.0 < SMALLEST.0 || model.size.1 < SMALLEST.1 {
        return too_small(words, buffer, screen);
    }
    let areas = areas(model);
    chrome::top(words, buffer, areas.top.intersection(screen));
    if areas.inbox.width > 0 {
        if let Some(search) = &model.search {
            let line = Rect { y: areas.inbox.y.saturating_sub(1), height: 1, ..areas.inbox };
            palette::search(words, search, buffer, line.intersection(screen));
        }
        inbox::draw(words, buffer, areas.inbox.intersection(screen));
    }
    if areas.reader.width > 0 {
        if model.two_panes() {
            divide(words, buffer, areas.reader.x - 1, areas);
        }
        match &model.reader {
            Some(reader) => reader::draw(words, reader, buffer, areas.reader.intersection(screen)),
            None => {
                let row = Row::new().put(&words.say("tui-nothing-read"), words.style.faint());
                row.draw(buffer, text_area(areas.reader), 1);
            }
        }
    }
    if let Some(form) = &model.sheet {
        sheet::draw(words, form, buffer, areas.compose.intersection(screen));
    } else if let Some(compose) = &model.compose {
        overlay::compose(words, compose, buffer, areas.compose.intersection(screen));
    }
    chrome::bottom(words, buffer, areas.bottom.intersection(screen));
    let above = above_status(model).intersection(screen);
    match &model.overlay {
        Overlay::None => {}
        Overlay::Help { top, place, find } => {
            overlay::help(words, *top, *place, find.as_ref(), buffer, above);
        }
        Overlay::Network { top } => network::draw(words, *top, buffer, screen),
        Overlay::Federation { top } => federation::draw(words, *top, buffer, screen),
        Overlay::Palette { text, line } => palette::draw(words, text, *line, buffer, above),
        Overlay::Passphrase(secret) => overlay::passphrase(words, secret, buffer, screen),
        Overlay::New { line } => overlay::begin(words, *line, buffer, above),
        Overlay::Acts { line } => acts::draw(words, *line, buffer, above),
    }
}

fn divide(words: Words<'_>, buffer: &mut Buffer, x: u16, areas: Areas) {
    let line = Row::new().put(symbols::line::VERTICAL, words.style.faint());
    let column = Rect { x, y: areas.inbox.y, width: 1, height: areas.inbox.height };
    for y in 0..column.height {
        line.draw(buffer, column, y);
    }
}

fn too_small(words: Words<'_>, buffer: &mut Buffer, screen: Rect) {
    let (columns, rows) = SMALLEST;
    let size = format!("{}×{}", words.model.size.0, words.model.size.1);
    let need = format!("{columns}×{rows}");
    let text = words.with("tui-too-small", &[("size", Arg::from(&size)), ("need", Arg::from(&need))]);
    let rows = Row::new().put(&text, words.style.plain()).wrapped(usize::from(screen.width), 0);
    ink::draw(&rows, buffer, screen);
}
