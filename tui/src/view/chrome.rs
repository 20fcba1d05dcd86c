//! The lines around the panes: whose node, banners, status, hints.

use super::{ink::Row, words::Words};
use crate::{
    keys::{self, Action, Place},
    model::{Banner, Link, Mood, Signing, compose::Act},
};
use cabildo_client::lang::Arg;
use cabildo_protocol::content::Severity;
use ratatui::{buffer::Buffer, layout::Rect};

/// Whose node it is; below it the banner and a notice that has just arrived.
pub fn top(words: Words<'_>, buffer: &mut Buffer, area: Rect) {
    let (model, cells) = (words.model, usize::from(area.width));
    let bar = words.style.bar();
    let whose =
        model.institution().map_or_else(|| words.say("tui-connecting"), |id| words.name(id).to_owned());
    let federation = model.status.as_ref().map(|s| words.text(&s.federation_name)).unwrap_or_default();
    let left = Row::new().put(" Cabildo · ", bar).put(&whose, bar);
    let room = cells.saturating_sub(left.width() + 3);
    let right = Row::new().put(&federation, bar).put(" ", bar).cut(room);
    left.right(right, cells, bar).padded(cells, bar).draw(buffer, area, 0);
    let mut line = 1;
    if model.banner == Some(Banner::Demo) {
        let text = format!(" {}", words.say("tui-banner-demo"));
        Row::new().put(&text, words.style.exercise()).cut(cells).draw(buffer, area, line);
        line += 1;
    }
    let Some(alert) = &model.alert else { return };
    let summary = model.summary(alert.id);
    let exercise = summary.is_some_and(|s| s.exercise);
    let style = if exercise { words.style.exercise() } else { words.style.alarm() };
    let mut text = format!(" ▲ {} ", words.say(if exercise { "tui-alert-exercise" } else { "tui-alert" }));
    if let Some(severity @ (Severity::Extreme | Severity::Severe)) = summary.and_then(|s| s.severity) {
        text.push_str(&format!("· {} ", super::words::severity(words, severity)));
    }
    text.push_str(&format!("· {}: {}", words.name(&alert.institution), words.text(&alert.title)));
    let place = if model.place() == Place::Editor { Place::Editor } else { Place::Everywhere };
    let mut hint = hint_key(words, place, Action::Alert);
    if alert.others > 0 {
        hint = format!("+{} · {hint}", alert.others);
    }
    let right = Row::new().put(&format!("{hint} "), style);
    Row::new().put(&text, style).right(right, cells, style).padded(cells, style).draw(buffer, area, line);
}

fn hint_key(words: Words<'_>, place: Place, action: Action) -> String {
    let binding = words.model.keys.of(place).find(|b| b.action == action);
    let key = binding.and_then(|b| b.keys.first()).map(|key| keys::shown(key, &words.model.lang));
    words.with("tui-alert-read", &[("key", Arg::from(&key.unwrap_or_default()))])
}

/// Status and hints.
pub fn bottom(words: Words<'_>, buffer: &mut Buffer, area: Rect) {
    let cells = usize::from(area.width);
    status(words, cells).draw(buffer, area, 0);
    hints(words, cells).draw(buffer, area, 1);
}

fn status(words: Words<'_>, cells: usize) -> Row {
    let (model, style) = (words.model, words.style);
    if let Some(note) = &model.note {
        let (sign, look) = match note.mood {
            Mood::Good => ("✓", style.good()),
            Mood::Plain => ("·", style.strong()),
            Mood::Bad => ("✗", style.bad()),
        };
        return Row::new().put(&format!(" {sign} {}", note.text), look).cut(cells);
    }
    let mut row = Row::new().put(" ", style.plain()).join(link(words));
    match &model.signing {
        Signing::Ready => {}
        Signing::Locked(_) => {
            row = row.put(" · ", style.faint()).put(&words.say("tui-locked"), style.warning());
        }
        Signing::None { why } => {
            let text = words.with("tui-read-only", &[("why", Arg::from(why))]);
            row = row.put(" · ", style.faint()).put(&text, style.warning());
        }
    }
    if let Some(trouble) = model.status.as_ref().and_then(|s| s.trouble.first()) {
        let text = format!("{} · {}", trouble.message, trouble.remedy);
        row = row.put(" · ", style.faint()).put(&text, style.bad());
    }
    row.cut(cells)
}

fn link(words: Words<'_>) -> Row {
    let (model, style) = (words.model, words.style);
    match model.link {
        Link::Connecting => Row::new().put(&format!("○ {}", words.say("tui-connecting")), style.faint()),
        Link::Lost { since } => {
            let text = words.with("tui-lost", &[("since", Arg::from(&words.relative(since)))]);
            Row::new().put(&format!("✗ {text}"), style.bad())
        }
        Link::Up => {
            let (connected, known) = model.status.as_ref().map_or((0, 0), |s| (s.connected, s.known));
            let args = [("connected", Arg::from(connected)), ("known", Arg::from(known))];
            let alone = connected == 0 && known > 0;
            let (sign, look) = if alone { ("○", style.warning()) } else { ("●", style.good()) };
            let row = Row::new().put(&format!("{sign} {}", words.with("tui-connected", &args)), look);
            let (behind, most) = model.behind;
            if behind == 0 {
                let id = if alone { "tui-alone" } else { "tui-up-to-date" };
                return row.put(" · ", style.faint()).put(&words.say(id), style.faint());
            }
            let done = usize::try_from(most.saturating_sub(behind) * 10 / most.max(1)).unwrap_or(10).min(10);
            let bar = format!(" {}{} ", "█".repeat(done), "░".repeat(10 - done));
            let text = words.with("tui-behind", &[("n", Arg::from(behind))]);
            row.put(" ·", style.faint()).put(&bar, style.plain()).put(&text, style.warning())
        }
    }
}

fn hints(words: Words<'_>, cells: usize) -> Row {
    let (model, place) = (words.model, words.model.place());
    let general = matches!(place, Place::Inbox | Place::Reader);
    let own = model.keys.of(place);
    let shared = model.keys.of(Place::Everywhere).filter(|_| general);
    let mut parts = Vec::new();
    for binding in own.chain(shared) {
        let Some(hint) = &binding.hint else { continue };
        if binding.action == Action::Back && place == Place::Inbox {
            continue;
        }
        if matches!(binding.action, Action::Note)
            && model.compose.as_ref().is_some_and(|c| c.key.act == Act::Comment)
        {
            continue;
        }
        let key = binding.keys.first().map(|key| keys::shown(key, &model.lang)).unwrap_or_default();
        parts.push((key, words.say(hint)));
    }
    // Where not all of them fit, the last but one go first: `?` and the way out stay.
    let bar = words.style.bar();
    let long = |parts: &[(String, String)]| {
        let row = parts.iter().fold(Row::new().put(" ", bar), |row, (key, hint)| {
            row.put(key, bar.add_modifier(ratatui::style::Modifier::BOLD)).put(&format!(" {hint}  "), bar)
        });
        row.padded(cells, bar)
    };
    while parts.len() > 2 && long(&parts).width() > cells {
        parts.remove(parts.len() - 3);
    }
    long(&parts).cut(cells)
}
