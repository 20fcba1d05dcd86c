//! A form: its fields with what is missing beside them, what others will see of it, and the last
//! look at what will be signed.

use super::{
    agenda, closing,
    ink::{self, Row},
    look, overlay,
    page::Page,
    preview,
    words::Words,
};
use crate::model::{
    Model,
    compose::Act,
    sheet::{
        Face, Field, Shape, Sheet,
        build::{self, Checked, Problem},
        options::{Entry, options},
    },
};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    content::{Commitment, Content, Minutes},
    id::{InstitutionId, Language},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Lines of a field that takes several.
const BLOCK_LINES: u16 = 8;

/// Draws the form in what it shows just now.
pub fn draw(words: Words<'_>, sheet: &Sheet, buffer: &mut Buffer, area: Rect) {
    if area.height < 3 || area.width < 8 {
        return;
    }
    let inner = overlay::frame(words, &title(words, sheet), buffer, area);
    let foot = overlay::foot(words, &sheet.sending, sheet.restored, usize::from(inner.width));
    let foot_height = u16::try_from(foot.len()).unwrap_or(0).min(inner.height.saturating_sub(3));
    let upper = Rect { height: inner.height - foot_height, ..inner };
    let foot_area = Rect { y: upper.bottom(), height: foot_height, ..inner };
    match &sheet.face {
        Face::Fields | Face::Tag(_) => {
            ink::draw(&foot, buffer, foot_area);
            fields(words, sheet, buffer, upper);
        }
        Face::Preview { top, .. } | Face::Look { top } => {
            let page = page(words.model, sheet, inner.width);
            let last = page.last(inner.height);
            ink::draw(page.rows().get((*top).min(last)..).unwrap_or_default(), buffer, inner);
        }
    }
    if let Face::Tag(tag) = &sheet.face {
        ask_tag(words, tag, buffer, area);
    }
}

/// The last line of what is shown that may stand on top.
#[must_use]
pub fn last(model: &Model, area: Rect) -> usize {
    let (width, height) = (area.width.saturating_sub(4), area.height.saturating_sub(2));
    model.sheet.as_ref().map_or(0, |sheet| page(model, sheet, width).last(height))
}

fn title(words: Words<'_>, sheet: &Sheet) -> String {
    let kind = words.say(&format!("tui-sheet-{}", sheet.key.act.name()));
    let shown = match sheet.face {
        Face::Preview { language, .. } => sheet.filled.languages.get(language),
        _ => Some(&sheet.filled.shown),
    };
    let tags: Vec<String> = sheet.filled.languages.iter().map(|l| mark(l, Some(l) == shown)).collect();
    let id = match sheet.face {
        Face::Preview { .. } => "tui-sheet-preview",
        Face::Look { .. } => "tui-sheet-look",
        Face::Fields | Face::Tag(_) => return format!("{kind} · {}", tags.join(" ")),
    };
    let face = words.say(id);
    if id == "tui-sheet-look" {
        format!("{kind} · {face}")
    } else {
        format!("{kind} · {face} {}", tags.join(" "))
    }
}

fn mark(language: &Language, shown: bool) -> String {
    if shown { format!("[{language}]") } else { language.to_string() }
}

fn problem(words: Words<'_>, problem: &Problem) -> String {
    words.with(problem.id, &[("value", Arg::from(&problem.value))])
}

fn fields(words: Words<'_>, sheet: &Sheet, buffer: &mut Buffer, area: Rect) {
    let mut now = sheet.clone();
    now.store();
    let checked = build::check(words.model, sheet.key, &now.filled);
    let all = Field::of(sheet.key.act);
    let cells = usize::from(area.width);
    let wanted = match sheet.field().shape() {
        Shape::Block => BLOCK_LINES,
        Shape::Line => 2,
        Shape::Word => 1,
        Shape::Choice(_) | Shape::One | Shape::Some => 0,
    };
    // Label, what is to be known of the field, and the text itself.
    let open = (2 + wanted).min(area.height);
    let above = u16::try_from(sheet.at).unwrap_or(0);
    let after = u16::try_from(all.len() - sheet.at.min(all.len())).unwrap_or(0).saturating_sub(1);
    let hidden = (above + open + after).saturating_sub(area.height);
    let skip = hidden.min(above).min((above + open).saturating_sub(area.height.saturating_sub(after.min(2))));
    let mut y = 0;
    for (n, field) in all.iter().enumerate().skip(usize::from(skip)) {
        if y >= area.height {
            break;
        }
        if n != sheet.at {
            line(words, &now, *field, &checked, cells).draw(buffer, area, y);
            y += 1;
            continue;
        }
        let style = words.style;
        let row =
            Row::new().put("▸ ", style.strong()).put(&label(words, sheet.key.act, *field), style.strong());
        let row = match field.shape() {
            Shape::Choice(_) => row.put(&format!(": ‹ {} ›", value(words, &now, *field)), style.chosen()),
            Shape::One | Shape::Some => row.put(": ", style.strong()).join(one(words, &now, *field)),
            _ => row,
        };
        row.cut(cells).draw(buffer, area, y);
        known(words, &now, *field, &checked).cut(cells).draw(buffer, area, y + 1);
        let height = open.saturating_sub(2).min(area.height.saturating_sub(y + 2));
        if field.typed() && height > 0 {
            let text = Rect { x: area.x + 2, y: area.y + y + 2, width: area.width - 2, height };
            overlay::editor(words, &sheet.text, &sheet.sending, buffer, text);
        }
        y += open;
    }
}

fn label(words: Words<'_>, act: Act, field: Field) -> String {
    words.say(&text_of(words, "tui-field", act, field))
}

/// The message of a field: that of the act, where it says it in its own way.
fn text_of(words: Words<'_>, family: &str, act: Act, field: Field) -> String {
    let own = format!("{family}-{}-{}", act.name(), field.name());
    if words.model.lang.has(&own) { own } else { format!("{family}-{}", field.name()) }
}

/// What stands in a field that has not the keys.
fn value(words: Words<'_>, sheet: &Sheet, field: Field) -> String {
    match field.shape() {
        Shape::Choice(_) => words.say(&format!("{}-{}", field.family(), sheet.filled.choice(field))),
        Shape::One | Shape::Some => {
            let marked: Vec<&str> = sheet.filled.marked(field).collect();
            let all = options(words.model, sheet.key, field);
            let taken = all.iter().filter(|entry| marked.contains(&entry.value.as_str()));
            taken.map(|entry| option(words, entry)).collect::<Vec<_>>().join(" / ")
        }
        _ => sheet.filled.value(field, &sheet.filled.shown).lines().collect::<Vec<_>>().join(" / "),
    }
}

/// One of what the thread has: whose it is and what it says.
fn option(words: Words<'_>, entry: &Entry) -> String {
    let text = words.text(&entry.text);
    format!("{}: {}", words.name(&entry.who), text.lines().next().unwrap_or_default())
}

/// What is looked at or chosen of what the thread has.
fn one(words: Words<'_>, sheet: &Sheet, field: Field) -> Row {
    let style = words.style;
    let all = options(words.model, sheet.key, field);
    let several = field.shape() == Shape::Some;
    let chosen = |entry: &&Entry| sheet.filled.marked(field).any(|value| value == entry.value);
    let entry = if several { all.get(sheet.pick) } else { all.iter().find(chosen).or(all.first()) };
    let Some(entry) = entry else { return Row::new().put(&words.say("tui-nothing-there"), style.faint()) };
    let at = all.iter().position(|one| one == entry).map_or(1, |at| at + 1);
    let mark = match (several, chosen(&entry)) {
        (false, _) => "",
        (true, true) => "[x] ",
        (true, false) => "[ ] ",
    };
    Row::new().put(&format!("‹ {at}/{} {mark}{} ›", all.len(), option(words, entry)), style.chosen())
}

fn line(words: Words<'_>, sheet: &Sheet, field: Field, checked: &Checked, cells: usize) -> Row {
    let style = words.style;
    let column = if cells >= 60 { 22 } else { 14 };
    let row =
        Row::new().put("  ", style.plain()).fit(&label(words, sheet.key.act, field), column, style.faint());
    let row = row.put(" ", style.plain()).put(&value(words, sheet, field), style.plain());
    let row = match meant(words, sheet, field) {
        Some(at) => row.put(&format!(" = {at}"), style.faint()),
        None => row,
    };
    match checked.of(field) {
        Some(found) if cells >= 60 => {
            let text =
                Row::new().put(&format!("✗ {}", problem(words, found)), style.warning()).cut(cells / 2);
            row.right(text, cells, style.plain())
        }
        Some(_) => row.right(Row::new().put("✗", style.warning()), cells, style.plain()),
        None => row.cut(cells),
    }
}

/// What is to be known of the field that has the keys: what is wrong, what it means, or how it is
/// filled in.
fn known(words: Words<'_>, sheet: &Sheet, field: Field, checked: &Checked) -> Row {
    let style = words.style;
    let row = Row::new().put("  ", style.plain());
    if let Some(found) = checked.of(field) {
        return row.put(&format!("✗ {}", problem(words, found)), style.warning());
    }
    let model = words.model;
    if let Some(at) = meant(words, sheet, field) {
        return row.put(&format!("= {at}"), style.good());
    }
    if field == Field::Places {
        let places = build::places(model, &sheet.filled);
        let codes: Vec<&str> = places.iter().map(|place| place.as_str()).collect();
        if !codes.is_empty() {
            return row.put(&format!("= {}", codes.join(", ")), style.good());
        }
    }
    if matches!(field, Field::Asked | Field::Attended | Field::Voters) {
        let asked = build::institutions(model, sheet.key, &sheet.filled, field);
        if !asked.is_empty() {
            return row.put(&format!("= {}: {}", asked.len(), names(words, &asked)), style.good());
        }
    }
    let hint = words.say(&text_of(words, "tui-hint-field", sheet.key.act, field));
    let bytes = sheet.filled.value(field, &sheet.filled.shown).len();
    // The bound is told when it comes near.
    if bytes * 2 > field.bound() {
        return row.put(&format!("{bytes}/{} · {hint}", field.bound()), style.faint());
    }
    row.put(&hint, style.faint())
}

/// The instant that a field means, in words.
fn meant(words: Words<'_>, sheet: &Sheet, field: Field) -> Option<String> {
    if !matches!(field, Field::RespondBy | Field::Expires | Field::Starts | Field::Ends | Field::Review) {
        return None;
    }
    build::instant(words.model, sheet.key.act, &sheet.filled, field).map(|at| words.moment(at))
}

fn names(words: Words<'_>, ids: &[InstitutionId]) -> String {
    ids.iter().map(|id| words.name(id).to_owned()).collect::<Vec<_>>().join(", ")
}

fn ask_tag(words: Words<'_>, tag: &str, buffer: &mut Buffer, screen: Rect) {
    let area = overlay::centred(screen, 56, 5);
    let inner = overlay::frame(words, &words.say("tui-tag-title"), buffer, area);
    let style = words.style;
    let typed = Row::new().put("> ", style.strong()).put(tag, style.strong()).put(" ", style.chosen());
    let help = Row::new().put(&words.say("tui-tag-help"), style.faint()).cut(usize::from(inner.width));
    ink::draw(&[typed, Row::new(), help], buffer, inner);
}

/// The rows of a preview or of the last look.
fn page(model: &Model, sheet: &Sheet, width: u16) -> Page {
    match sheet.face {
        Face::Preview { language, .. } => preview::page(model, sheet, language, width),
        Face::Look { .. } => look(Words::new(model), sheet, width),
        Face::Fields | Face::Tag(_) => Page::new(width),
    }
}

/// Who is asked by what begins a thread, or by a new version of that.
fn asked(content: &Content) -> Option<&[InstitutionId]> {
    match content {
        Content::Proposal(c) => Some(&c.asked),
        Content::Declaration(c) => Some(&c.asked),
        Content::Notice(c) | Content::NoticeUpdate(c) => Some(&c.asked),
        Content::Agenda(c) | Content::AgendaUpdate(c) => Some(&c.invited),
        Content::Feedback(c) => Some(std::slice::from_ref(&c.asked)),
        _ => None,
    }
}

/// What will be signed: who, with which key, what, who is asked and by when, then the texts.
fn look(words: Words<'_>, sheet: &Sheet, width: u16) -> Page {
    let (model, style) = (words.model, words.style);
    let content = build::check(model, sheet.key, &sheet.filled).content;
    let mut page = Page::new(width);
    look::then(words, sheet.key.act, &mut page);
    let stand = build::untouched(model, sheet.key, &sheet.filled);
    if !stand.is_empty() {
        let names: Vec<String> = stand.iter().map(|language| look::language(words, language)).collect();
        let text = words.with("tui-look-untouched", &[("languages", Arg::from(&names.join(", ")))]);
        page.row("untouched", Row::new().put(&format!("! {text}"), style.warning()), 2);
        page.gap();
    }
    look::signer(words, &content, &mut page);
    let mut fact = |id: &str, value: &str| look::fact(words, id, value, style.plain(), &mut page);
    if let Some(asked) = asked(&content) {
        let all = words.say("tui-look-all");
        let asked = if asked.is_empty() { all } else { format!("{}: {}", asked.len(), names(words, asked)) };
        fact("tui-look-asked", &asked);
        if let Some(by) = content.respond_by(model.now) {
            fact("tui-look-by", &words.moment(by));
        }
    }
    // A position is signed beside its thread, what decides it over it.
    let beside = content.kind().begins_thread() || sheet.key.act == Act::Position;
    if let Some(line) = model.summary(sheet.key.thread).filter(|_| !beside) {
        fact("tui-look-thread", &words.text(&line.title));
    }
    fact("tui-look-bytes", &content.encode().len().to_string());
    closing::look(words, &content, &mut page);
    let plain = |f: &&Field| !f.spoken() && !matches!(f, Field::Asked | Field::RespondBy);
    for field in Field::of(sheet.key.act).iter().filter(plain) {
        let value = value(words, sheet, *field);
        let shown = meant(words, sheet, *field).unwrap_or(value);
        if !shown.is_empty() {
            let label = label(words, sheet.key.act, *field);
            let row = Row::new().fit(&label, 15, style.faint()).put(" ", style.plain());
            page.row(field.name(), row.put(&shown, style.plain()), 16);
        }
    }
    for language in &sheet.filled.languages {
        let spoken = Field::of(sheet.key.act).iter().filter(|f| f.spoken());
        let texts: Vec<_> = spoken
            .map(|f| (f, sheet.filled.value(*f, language)))
            .filter(|(_, text)| !text.trim().is_empty())
            .collect();
        if texts.is_empty() {
            continue;
        }
        page.heading(&format!("language/{language}"), &look::language(words, language), style.heading());
        for (field, text) in texts {
            let name = format!("{language}/{}", field.name());
            page.row(&name, Row::new().put(&label(words, sheet.key.act, *field), style.faint()), 0);
            page.text(&name, text.trim(), 2, style.plain());
        }
    }
    let (Content::Minutes(Minutes { tasks, .. }) | Content::Commitment(Commitment { items: tasks, .. })) =
        &content
    else {
        return page;
    };
    if !tasks.is_empty() {
        // Until when each is, as it is signed.
        page.heading("tasks", &words.with("tui-tasks", &[("n", Arg::from(tasks.len()))]), style.heading());
        agenda::tasks(words, tasks, &mut page);
    }
    page
}
