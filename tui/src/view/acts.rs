//! The menu of what can be done about the thread that is read.

use super::{
    closing::key_of,
    ink::{self, Row},
    overlay,
    words::Words,
};
use crate::{model::compose::DraftKey, update};
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws the menu: a number, what can be done, whether there is a draft of it, and the key that does it, too.
pub fn draw(words: Words<'_>, line: usize, buffer: &mut Buffer, screen: Rect) {
    let (model, style) = (words.model, words.style);
    let thread = model.current();
    let acts = thread.map(|thread| model.acts(thread)).unwrap_or_default();
    // What can be done changes with what arrives.
    let line = line.min(acts.len().saturating_sub(1));
    let height = u16::try_from(acts.len().max(1) + 3).unwrap_or(u16::MAX);
    let area = overlay::centred(screen, 64, height);
    let inner = overlay::frame(words, &words.say("tui-acts-title"), buffer, area);
    let cells = usize::from(inner.width);
    let mut rows: Vec<Row> = Vec::new();
    for (n, possible) in acts.iter().enumerate() {
        let key = thread.map(|thread| DraftKey { thread, act: possible.act });
        let draft = if key.is_some_and(|key| model.drafts.contains_key(&key)) { "✎ " } else { "" };
        let text = format!("{}  {draft}{}", n + 1, words.own(update::act_text(model, possible)));
        let look = if n == line { style.chosen() } else { style.faint() };
        let key = update::action_of(possible.act).and_then(|action| key_of(words, action));
        let key = Row::new().put(&key.map(|key| format!(" {key}")).unwrap_or_default(), look);
        let row = overlay::picked(words, &text, n == line, cells.saturating_sub(key.width() + 1));
        rows.push(row.right(key, cells, look));
    }
    if rows.is_empty() {
        let read = thread.is_some_and(|thread| model.thread(thread).is_some());
        let text = words.say(if read { "tui-acts-none" } else { "tui-loading" });
        rows.push(Row::new().put(&text, style.faint()).cut(cells));
    }
    let room = usize::from(inner.height.saturating_sub(1));
    let shown: Vec<Row> = rows.into_iter().skip((line + 1).saturating_sub(room)).take(room).collect();
    ink::draw(&shown, buffer, inner);
    let help = Row::new().put(&words.say("tui-acts-help"), style.faint()).cut(cells);
    help.draw(buffer, inner, inner.height.saturating_sub(1));
}
