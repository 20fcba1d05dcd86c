//! The line of a search, and the palette.

use super::{
    ink::{self, Row},
    overlay,
    words::Words,
};
use crate::{model::find::Search, update};
use cabildo_client::lang::Arg;
use ratatui::{buffer::Buffer, layout::Rect};

/// What is looked for in the inbox, and how much was found.
pub fn search(words: Words<'_>, search: &Search, buffer: &mut Buffer, area: Rect) {
    let (model, style) = (words.model, words.style);
    let all = model.inbox.as_ref().map_or(0, |inbox| inbox.threads.len());
    let found = words.with("tui-count", &[("k", Arg::from(model.threads().len())), ("n", Arg::from(all))]);
    let mut row = Row::new().put(" /", style.strong()).put(&search.text, style.strong());
    if search.typing {
        row = row.put(" ", style.chosen());
    }
    let right = Row::new().put(&found, style.faint()).put(" ", style.plain());
    row.right(right, usize::from(area.width), style.plain()).draw(buffer, area, 0);
}

/// Everything that can be done or opened, by its letters.
pub fn draw(words: Words<'_>, text: &str, line: usize, buffer: &mut Buffer, screen: Rect) {
    let (model, style) = (words.model, words.style);
    let offers = update::offers(model, text);
    let area = overlay::centred(screen, 76, 22);
    let inner = overlay::frame(words, &words.say("tui-palette-title"), buffer, area);
    let cells = usize::from(inner.width);
    let typed = Row::new().put("> ", style.strong()).put(text, style.strong()).put(" ", style.chosen());
    let mut rows = vec![typed.cut(cells)];
    if offers.is_empty() {
        rows.push(Row::new().put(&words.say("tui-find-nothing"), style.faint()));
    }
    let room = usize::from(inner.height.saturating_sub(1)).max(1);
    let first = (line + 1).saturating_sub(room);
    for (n, offer) in offers.iter().enumerate().skip(first).take(room) {
        let key = offer.key.as_ref().map(|key| words.key(key)).unwrap_or_default();
        // What a key does is said by the program, all else by people.
        let own = matches!(offer.goal, update::Goal::Do(_) | update::Goal::Begin(_));
        let text = if own { words.own(offer.text.clone()) } else { offer.text.clone() };
        let row = overlay::picked(words, &text, n == line, cells);
        let look = if n == line { style.chosen() } else { style.faint() };
        rows.push(row.right(Row::new().put(&key, look), cells, look));
    }
    ink::draw(&rows, buffer, inner);
}
