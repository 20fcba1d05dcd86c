//! What lies over the panes: help, menus, the editor, the question for the passphrase.

use super::{
    ink::{self, Row},
    look,
    style::Style,
    words::{Words, ack_sign, stance_sign},
};
use crate::{
    fold::fold,
    keys::Place,
    model::{
        Model, Overlay, Secret, Signing,
        compose::{Act, Compose, Form, NEEDS, STANCES, Sending},
        find::Search,
        sheet::Field,
    },
};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    content::{AckState, CapStatus},
    id::Millis,
    sanitize,
};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget as _};
use ratatui_textarea::TextArea;

/// The places in the order of the help, the asking one first.
const PLACES: [Place; 13] = [
    Place::Inbox,
    Place::Reader,
    Place::Everywhere,
    Place::Menu,
    Place::Editor,
    Place::Sheet,
    Place::Preview,
    Place::Look,
    Place::Pick,
    Place::Find,
    Place::Network,
    Place::Federation,
    Place::Passphrase,
];

/// Draws a frame with a title; returns what is inside.
pub fn frame(words: Words<'_>, title: &str, buffer: &mut Buffer, area: Rect) -> Rect {
    let cells = usize::from(area.width);
    let blank = Row::new().put(&" ".repeat(cells), words.style.plain());
    let side = Row::new().put("│", words.style.heading());
    let bar = |left: &str, text: &str, right: &str| {
        let text =
            Row::new().put(left, words.style.heading()).put(text, words.style.heading()).cut(cells - 1);
        let fill = "─".repeat((cells - 1).saturating_sub(text.width()));
        text.put(&fill, words.style.heading()).put(right, words.style.heading())
    };
    for y in 0..area.height {
        blank.draw(buffer, area, y);
        side.draw(buffer, area, y);
        side.draw(buffer, Rect { x: area.right() - 1, width: 1, ..area }, y);
    }
    bar("┌─ ", &format!("{title} "), "┐").draw(buffer, area, 0);
    bar("└", "", "┘").draw(buffer, area, area.height - 1);
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// An area of at most this size in the middle.
pub fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 2,
        width,
        height,
    }
}

fn help_area(screen: Rect) -> Rect {
    centred(screen, if screen.width < 90 { screen.width } else { 80 }, screen.height.min(48))
}

fn help_rows(words: Words<'_>, place: Place, find: Option<&Search>, cells: usize) -> Vec<Row> {
    let style = words.style;
    let wanted = find.map(|search| fold(search.text.trim())).unwrap_or_default();
    let key_cells = if cells >= 60 { 24 } else { 14 };
    let mut rows: Vec<Row> = Vec::new();
    let asking = PLACES.iter().position(|p| *p == place);
    let order = asking.into_iter().chain((0..PLACES.len()).filter(|n| Some(*n) != asking));
    for place in order.filter_map(|n| PLACES.get(n)) {
        let id = match place {
            Place::Inbox => "tui-place-inbox",
            Place::Reader => "tui-place-reader",
            Place::Menu => "tui-place-menu",
            Place::Editor => "tui-place-editor",
            Place::Sheet => "tui-place-sheet",
            Place::Preview => "tui-place-preview",
            Place::Look => "tui-place-look",
            Place::Pick => "tui-place-pick",
            Place::Find => "tui-place-find",
            Place::Network => "tui-place-network",
            Place::Federation => "tui-place-federation",
            Place::Passphrase => "tui-place-passphrase",
            Place::Everywhere | Place::Help => "tui-place-everywhere",
        };
        let mut heading = Some(Row::new().put(&words.say(id), style.heading()));
        for binding in words.model.keys.of(*place) {
            let shown: Vec<String> = binding.keys.iter().map(|key| words.key(key)).collect();
            if !fold(&format!("{} {}", shown.join(" "), words.say(&binding.text))).contains(&wanted) {
                continue;
            }
            if let Some(heading) = heading.take() {
                if !rows.is_empty() {
                    rows.push(Row::new());
                }
                rows.push(heading);
            }
            let row = Row::new()
                .fit(&format!(" {}", shown.join(" ")), key_cells, style.strong())
                .put(" ", style.plain())
                .put(&words.say(&binding.text), style.plain());
            rows.extend(row.wrapped(cells, key_cells + 1));
        }
    }
    rows
}

/// The last line of the help that may stand on top.
#[must_use]
pub fn help_last(model: &Model) -> usize {
    let Overlay::Help { place, find, .. } = &model.overlay else { return 0 };
    let area = help_area(super::above_status(model));
    let rows = help_rows(Words::new(model), *place, find.as_ref(), usize::from(area.width.saturating_sub(4)));
    rows.len().saturating_sub(usize::from(area.height.saturating_sub(2)))
}

/// The help for a place, made from the key map.
pub fn help(
    words: Words<'_>,
    top: usize,
    place: Place,
    find: Option<&Search>,
    buffer: &mut Buffer,
    screen: Rect,
) {
    let area = help_area(screen);
    let title = words.say("tui-help-title");
    let title = match find.filter(|search| search.typing || !search.text.is_empty()) {
        Some(search) => format!("{title} · /{}", search.text),
        None => title,
    };
    let inner = frame(words, &title, buffer, area);
    let mut rows = help_rows(words, place, find, usize::from(inner.width));
    if rows.is_empty() {
        rows.push(Row::new().put(&words.say("tui-find-nothing"), words.style.faint()));
    }
    let last = rows.len().saturating_sub(usize::from(inner.height));
    ink::draw(rows.get(top.min(last)..).unwrap_or_default(), buffer, inner);
    if last > 0 {
        let text = words.with(
            "tui-help-more",
            &[
                ("k", Arg::from((top.min(last) + usize::from(inner.height)).min(rows.len()))),
                ("n", Arg::from(rows.len())),
            ],
        );
        let row = Row::new().put(&format!(" {text} "), words.style.heading());
        let width = u16::try_from(row.width()).unwrap_or(0).min(inner.width);
        let edge = Rect { x: area.right().saturating_sub(width + 2), y: area.bottom() - 1, width, height: 1 };
        row.draw(buffer, edge, 0);
    }
}

/// The question for the passphrase: masked, and how long to wait after a wrong one.
pub fn passphrase(words: Words<'_>, secret: &Secret, buffer: &mut Buffer, screen: Rect) {
    let style = words.style;
    let area = centred(screen, 60, 9);
    let inner = frame(words, &words.say("tui-passphrase-title"), buffer, area);
    let cells = usize::from(inner.width);
    let mut rows = Row::new().put(&words.say("tui-passphrase-why"), style.plain()).wrapped(cells, 0);
    rows.truncate(3);
    let stars = "•".repeat(secret.letters().min(cells.saturating_sub(3)));
    rows.push(Row::new().put("> ", style.strong()).put(&stars, style.strong()).put(" ", style.chosen()));
    rows.push(Row::new());
    if let Signing::Locked(lock) = &words.model.signing {
        let wait = lock.not_before.map_or(0, |at| at.0.saturating_sub(words.model.now.0).div_ceil(1000));
        let text = if lock.trying {
            Row::new().put(&words.say("tui-passphrase-trying"), style.faint())
        } else if let Some(failure) = &lock.failure {
            Row::new().put(failure, style.bad())
        } else if wait > 0 {
            Row::new().put(&words.with("tui-passphrase-wait", &[("seconds", Arg::from(wait))]), style.bad())
        } else if lock.wrong > 0 {
            Row::new().put(&words.say("tui-passphrase-wrong"), style.bad())
        } else {
            Row::new()
        };
        rows.extend(text.wrapped(cells, 0));
    }
    ink::draw(&rows, buffer, inner);
}

/// The menu of what can be begun: what other systems offer first, then drafts, then templates.
pub fn begin(words: Words<'_>, line: usize, buffer: &mut Buffer, screen: Rect) {
    let (model, style) = (words.model, words.style);
    let drafts = crate::update::drafts(model).into_iter().map(|draft| {
        let kind = words.say(&format!("tui-sheet-{}", draft.key.act.name()));
        let title = match &draft.form {
            Form::Sheet(filled) => [Field::Title, Field::Headline, Field::Event]
                .into_iter()
                .map(|field| filled.value(field, &filled.shown))
                .find(|text| !text.is_empty()),
            _ => None,
        };
        let title = title.unwrap_or_default();
        format!("✎ {kind}: {title} ({})", words.relative(draft.saved))
    });
    let templates = crate::update::templates(model)
        .into_iter()
        .map(|template| words.say(&format!("tui-template-{}", template.name)));
    let offers = model.offers.iter().map(|offer| {
        let severity = words.word("severity", &offer.severity);
        let kind = words.say(&format!("offer-{}", offer.msg_type));
        let real = match offer.status {
            CapStatus::Actual => String::new(),
            status => format!("{} · ", words.word("cap", &status)),
        };
        format!("⇣ {}: {real}{kind} · {severity} · {}", offer.feed, words.text(&offer.title))
    });
    let lines: Vec<String> = offers.chain(drafts).chain(templates).collect();
    let height = u16::try_from(lines.len() + 3).unwrap_or(u16::MAX);
    let area = centred(screen, 64, height);
    let inner = frame(words, &words.say("tui-new-title"), buffer, area);
    let cells = usize::from(inner.width);
    let rows: Vec<Row> = numbered(lines.into_iter())
        .iter()
        .enumerate()
        .map(|(n, text)| picked(words, text, n == line, cells))
        .collect();
    let room = usize::from(inner.height.saturating_sub(1));
    let first = (line + 1).saturating_sub(room);
    let shown: Vec<Row> = rows.into_iter().skip(first).take(room).collect();
    ink::draw(&shown, buffer, inner);
    let help = Row::new().put(&words.say("tui-new-help"), style.faint()).cut(cells);
    help.draw(buffer, inner, inner.height.saturating_sub(1));
}

/// A line of a list, marked where it is the chosen one.
pub fn picked(words: Words<'_>, text: &str, chosen: bool, cells: usize) -> Row {
    let style: Style = if chosen { words.style.chosen() } else { words.style.plain() };
    let row = Row::new().put(if chosen { "▸ " } else { "  " }, style).put(text, style).cut(cells);
    if chosen { row.padded(cells, style) } else { row }
}

/// How many lines what is being written wants.
#[must_use]
pub fn compose_height(compose: &Compose) -> u16 {
    let lines = match compose.look {
        // All of it is looked at.
        Some(_) if matches!(compose.form, Form::Offered(_)) => 200,
        Some(_) => 12,
        None if compose.writing => 7,
        None => compose.lines(),
    };
    let failed = if matches!(compose.sending, Sending::Failed(_)) { 2 } else { 1 };
    u16::try_from(lines + 2 + failed).unwrap_or(u16::MAX)
}

/// The menu or the editor below what is answered.
pub fn compose(words: Words<'_>, compose: &Compose, buffer: &mut Buffer, area: Rect) {
    if area.height < 3 || area.width < 8 {
        return;
    }
    let language = words.say(&format!("language-{}", words.model.lang.language()));
    let title =
        words.with(&format!("tui-write-{}", compose.key.act.name()), &[("language", Arg::from(&language))]);
    let inner = frame(words, &title, buffer, area);
    if let Some(top) = compose.look {
        let page = look::answer(words, compose, inner.width);
        let top = top.min(page.last(inner.height));
        return ink::draw(page.rows().get(top..).unwrap_or_default(), buffer, inner);
    }
    let foot = match &compose.form {
        // It goes at once, so who signs what is told before.
        Form::Ack(state) if compose.sending == Sending::Not && compose.restored.is_none() => {
            look::at_once(words, *state, usize::from(inner.width))
        }
        _ => foot(words, &compose.sending, compose.restored, usize::from(inner.width)),
    };
    let foot_height = u16::try_from(foot.len()).unwrap_or(0).min(inner.height.saturating_sub(1));
    let upper = Rect { height: inner.height - foot_height, ..inner };
    ink::draw(&foot, buffer, Rect { y: upper.bottom(), height: foot_height, ..inner });
    if compose.writing {
        let mut upper = upper;
        if compose.key.act != Act::Comment && upper.height > 2 {
            Row::new()
                .join(choice(words, &compose.form))
                .cut(usize::from(upper.width))
                .draw(buffer, upper, 0);
            upper = Rect { y: upper.y + 1, height: upper.height - 1, ..upper };
        }
        editor(words, &compose.text, &compose.sending, buffer, upper);
    } else {
        let rows = menu(words, compose, usize::from(upper.width));
        let height = usize::from(upper.height);
        let first = (compose.line + 1).saturating_sub(height);
        ink::draw(rows.get(first..).unwrap_or_default(), buffer, upper);
    }
}

/// The editor's own widget draws what was typed. That has passed the sanitiser on its way in
/// (keys, pastes, drafts); whatever still came through is taken out of the cells again.
pub fn editor(
    words: Words<'_>,
    text: &TextArea<'static>,
    sending: &Sending,
    buffer: &mut Buffer,
    area: Rect,
) {
    text.render(area, buffer);
    let area = area.intersection(buffer.area);
    for position in area.positions() {
        if let Some(cell) = buffer.cell_mut(position)
            && cell.symbol().chars().any(sanitize::is_forbidden)
        {
            cell.set_symbol("·");
        }
    }
    if *sending == Sending::Under {
        buffer.set_style(area, words.style.faint());
    }
}

/// What was chosen, in a line.
pub fn choice(words: Words<'_>, form: &Form) -> Row {
    let style = words.style.strong();
    match form {
        Form::Ack(state) => {
            Row::new().put(&format!("{} {}", ack_sign(*state), words.word("ack", state)), style)
        }
        Form::Position(stance) => {
            Row::new().put(&format!("{} {}", stance_sign(*stance), words.word("stance", stance)), style)
        }
        Form::Rsvp { attendance, people, .. } => {
            let people = words.with("tui-people", &[("n", Arg::from(*people))]);
            Row::new().put(&format!("{} · {people}", words.word("attendance", attendance)), style)
        }
        Form::Comment | Form::Sheet(_) | Form::Offered(_) => Row::new(),
    }
}

fn menu(words: Words<'_>, compose: &Compose, cells: usize) -> Vec<Row> {
    let lines: Vec<String> = match &compose.form {
        Form::Ack(_) => {
            numbered(AckState::ALL.iter().map(|s| format!("{} {}", ack_sign(*s), words.word("ack", s))))
        }
        Form::Position(_) => {
            numbered(STANCES.iter().map(|s| format!("{} {}", stance_sign(*s), words.word("stance", s))))
        }
        Form::Rsvp { attendance, people, access } => {
            let field = |label: String, value: String| format!("{label}: ‹ {value} ›");
            let first = [
                field(words.say("tui-attendance"), words.word("attendance", attendance)),
                field(words.say("tui-how-many"), people.to_string()),
            ];
            let needs = NEEDS.iter().map(|need| {
                field(words.word("access", need), access.get(need).copied().unwrap_or_default().to_string())
            });
            first.into_iter().chain(needs).collect()
        }
        Form::Comment | Form::Sheet(_) | Form::Offered(_) => Vec::new(),
    };
    lines.iter().enumerate().map(|(n, text)| picked(words, text, n == compose.line, cells)).collect()
}

fn numbered(lines: impl Iterator<Item = String>) -> Vec<String> {
    lines.enumerate().map(|(n, line)| format!("{}  {line}", n + 1)).collect()
}

/// Below the menu or the words: where sending stands.
pub fn foot(words: Words<'_>, sending: &Sending, restored: Option<Millis>, cells: usize) -> Vec<Row> {
    let style = words.style;
    let line = |text: String, look: Style| Row::new().put(&text, look).wrapped(cells, 2);
    match sending {
        Sending::Under => line(format!("… {}", words.say("tui-sending")), style.warning()),
        Sending::Failed(failure) => {
            let mut rows = line(format!("✗ {}", failed(words, failure)), style.bad());
            rows.truncate(2);
            rows
        }
        Sending::Not => match restored {
            Some(at) => {
                let when = words.at(at);
                line(words.with("tui-restored", &[("when", Arg::from(&when))]), style.faint())
            }
            None => line(words.say("tui-signed-as"), style.faint()),
        },
    }
}

/// A failure in the reader's words, where its kind is known, with the node's own behind it.
fn failed(words: Words<'_>, failure: &crate::model::Failure) -> String {
    let id = format!("tui-failed-{}", failure.code);
    let id = if words.model.lang.has(&id) { id.as_str() } else { "tui-failed" };
    words.with(id, &[("why", Arg::from(&failure.message))])
}
