//! The lines around the panes: whose node, banners, status, hints.

use super::{ink::Row, words::Words};
use crate::{
    keys::{Action, Place},
    model::{Banner, Link, Mood, Signing, compose::Act},
};
use cabildo_client::{
    api::{ClockInfo, Status},
    lang::Arg,
};
use cabildo_protocol::content::Severity;
use ratatui::{buffer::Buffer, layout::Rect};

/// Whose node it is; below it the banner and a notice that has just arrived.
pub fn top(words: Words<'_>, buffer: &mut Buffer, area: Rect) {
    let (model, cells) = (words.model, usize::from(area.width));
    let bar = words.style.bar();
    let whose =
        model.institution().map_or_else(|| words.say("tui-connecting"), |id| words.name(id).to_owned());
    let federation = model.status.as_ref().map(|s| federation(words, s)).unwrap_or_default();
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
    if let Some(clock) = model.clock_off() {
        let remedy = words.say("tui-clock-remedy");
        let text = format!(" {} · {remedy}", clock_said(words, clock));
        Row::new().put(&text, words.style.warning()).cut(cells).draw(buffer, area, line);
        line += 1;
    }
    if let Some(stale) = model.governance_overdue() {
        let text = format!(" ! {}", words.own(model.lang.trouble(stale)));
        Row::new().put(&text, words.style.warning()).cut(cells).draw(buffer, area, line);
        line += 1;
    }
    if model.alarms() > 0 {
        let key = key_of(words, Action::Federation);
        let args = [("n", Arg::from(model.alarms())), ("key", Arg::from(&key))];
        let text = format!(" ! {}", words.with("tui-alarms", &args));
        Row::new().put(&text, words.style.bad()).cut(cells).draw(buffer, area, line);
        line += 1;
    }
    if !model.offers.is_empty() {
        let key = key_of(words, Action::New);
        let args = [("n", Arg::from(model.offers.len())), ("key", Arg::from(&key))];
        let text = format!(" ⇣ {}", words.with("tui-offers", &args));
        Row::new().put(&text, words.style.warning()).cut(cells).draw(buffer, area, line);
        line += 1;
    }
    let Some(alert) = &model.alert else { return };
    let summary = model.summary(alert.id);
    let exercise = summary.is_some_and(|s| s.exercise);
    let style = if exercise { words.style.exercise() } else { words.style.alarm() };
    let label = match (exercise, cells < 60) {
        (true, _) => "tui-alert-exercise",
        (false, true) => "tui-alert-short",
        (false, false) => "tui-alert",
    };
    let mut text = format!(" ▲ {} ", words.say(label));
    if let Some(severity @ (Severity::Extreme | Severity::Severe)) = summary.and_then(|s| s.severity) {
        text.push_str(&format!("· {} ", super::words::severity(words, severity)));
    }
    text.push_str(&format!("· {}: {}", words.name(&alert.institution), words.text(&alert.title)));
    let mut hint = words.with("tui-alert-read", &[("key", Arg::from(&key_of(words, Action::Alert)))]);
    if alert.others > 0 {
        hint = format!("+{} · {hint}", alert.others);
    }
    let right = Row::new().put(&format!("{hint} "), style);
    Row::new().put(&text, style).right(right, cells, style).padded(cells, style).draw(buffer, area, line);
}

/// How far the node's clock is from those of others.
pub fn clock_said(words: Words<'_>, clock: ClockInfo) -> String {
    let span = words.span(clock.offset_ms.unsigned_abs());
    let id = if clock.offset_ms > 0 { "clock-behind" } else { "clock-ahead" };
    let args = [("span", Arg::from(&span)), ("n", Arg::from(clock.institutions))];
    words.with("tui-clock", &[("clock", Arg::from(&words.with(id, &args)))])
}

/// The federation's name, with the first letters of its id: two of one name are two.
fn federation(words: Words<'_>, status: &Status) -> String {
    let id = status.federation.to_string();
    let letters: String = id.rsplit('1').next().unwrap_or_default().chars().take(6).collect();
    let name = status.federation_name.best(&words.model.languages).map_or("", |(_, name)| name);
    format!("{name} {letters}")
}

/// The key of an action where the keys go just now.
fn key_of(words: Words<'_>, action: Action) -> String {
    let place = words.model.place();
    let of = |place| words.model.keys.of(place).find(|b| b.action == action);
    let binding = of(place).or_else(|| of(Place::Everywhere));
    let key = binding.and_then(|b| b.keys.first());
    key.map(|key| words.key(key)).unwrap_or_default()
}

/// Status and hints.
pub fn bottom(words: Words<'_>, buffer: &mut Buffer, area: Rect) {
    let cells = usize::from(area.width);
    status(words, cells).draw(buffer, area, 0);
    hints(words, cells).draw(buffer, area, 1);
}

fn status(words: Words<'_>, cells: usize) -> Row {
    let (model, style) = (words.model, words.style);
    if let Some(outgoing) = model.outgoing.iter().rev().find(|outgoing| !outgoing.under) {
        let seconds = outgoing.until.0.saturating_sub(model.now.0).div_ceil(1000);
        let what = words.say(&format!("kind-{}", outgoing.content.kind().name()));
        let key = key_of(words, Action::TakeBack);
        let args = [("what", Arg::from(&what)), ("seconds", Arg::from(seconds)), ("key", Arg::from(&key))];
        return Row::new()
            .put(&format!(" … {}", words.with("tui-counting", &args)), style.warning())
            .cut(cells);
    }
    if let Some(note) = &model.note {
        let (sign, look) = match note.mood {
            Mood::Good => ("✓", style.good()),
            Mood::Plain => ("·", style.strong()),
            Mood::Bad => ("✗", style.bad()),
        };
        return Row::new().put(&format!(" {sign} {}", words.own(note.text.clone())), look).cut(cells);
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
    // What a banner says already is not said again.
    let said = |code: &str| code == "roster_review" || code == "clock" && model.clock_off().is_some();
    let troubles = model.status.iter().flat_map(|status| &status.trouble);
    if let Some(trouble) = troubles.into_iter().find(|trouble| !said(&trouble.code)) {
        let text = words.own(model.lang.trouble(trouble));
        row = row.put(" · ", style.faint()).put(&text, style.bad());
    }
    row.join(waiting(words)).cut(cells)
}

/// What waits for us: the oldest open deadline, and drafts.
fn waiting(words: Words<'_>) -> Row {
    let (model, style) = (words.model, words.style);
    let mut row = Row::new();
    let threads = model.inbox.iter().flat_map(|inbox| &inbox.threads);
    if let Some(by) = threads.filter(|t| t.ours_missing).filter_map(|t| t.respond_by).min() {
        let span = words.span(by.0.abs_diff(model.now.0));
        let late = by < model.now;
        let id = if late { "tui-oldest-late" } else { "tui-oldest" };
        let text = words.with(id, &[("span", Arg::from(&span))]);
        let look = if late { style.bad() } else { style.warning() };
        row = row.put(" · ", style.faint()).put(&text, look);
    }
    if let Some(duty) = model.status.as_ref().and_then(|status| status.duty.as_ref()) {
        let people: Vec<&str> = duty.now.iter().map(|turn| turn.person.as_str()).collect();
        let text = match people.is_empty() {
            true => words.say("tui-duty-nobody"),
            false => words.with("tui-duty", &[("person", Arg::from(&people.join(", ")))]),
        };
        row = row.put(" · ", style.faint()).put(&text, style.faint());
    }
    let hidden: u64 = model.status.iter().flat_map(|status| status.hidden.values()).sum();
    if hidden > 0 {
        let text = words.with("tui-hidden", &[("n", Arg::from(hidden))]);
        row = row.put(" · ", style.faint()).put(&text, style.faint());
    }
    if !model.drafts.is_empty() {
        let text = words.with("tui-drafts", &[("n", Arg::from(model.drafts.len()))]);
        row = row.put(" · ", style.faint()).put(&text, style.warning());
    }
    row
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
        let act = model.compose.as_ref().map(|c| c.key.act);
        let fits = match binding.action {
            Action::Note => act != Some(Act::Comment),
            Action::Mandate => act == Some(Act::Position),
            // In a thread it is looked for what can be done, in the list for a thread.
            Action::Acts => place == Place::Reader,
            Action::Find => place != Place::Reader,
            _ => true,
        };
        if !fits {
            continue;
        }
        let key = binding.keys.first().map(|key| words.key(key)).unwrap_or_default();
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
