//! The form of a new act: the menu of beginnings, fields, languages, preview, the last look.

use super::{Command, compose::typed, note, outgoing, say};
use crate::{
    keys::Action,
    model::{
        Link, Model, Mood, Overlay, Signing,
        compose::{Act, Draft, DraftKey, Form, Sending},
        sheet::{
            Face, Field, Filled, Shape, Sheet, build,
            current::current,
            options::options,
            templates::{TEMPLATES, Template},
        },
    },
};
use cabildo_client::lang::{Arg, Lang};
use cabildo_protocol::{id::Language, sanitize};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The longest language tag that can be typed.
const TAG_MAX: usize = cabildo_protocol::bounds::LANGUAGE_TAG_MAX;
/// The problem that what a form changes is another by now.
const NEWER: &str = "tui-check-newer";

/// Opens the menu of what can be begun.
pub fn choose(model: &mut Model) {
    match &model.signing {
        Signing::Ready
            if model.offers.is_empty() && drafts(model).is_empty() && templates(model).is_empty() =>
        {
            say(model, Mood::Bad, "tui-not-granted");
        }
        Signing::Ready => model.overlay = Overlay::New { line: 0 },
        Signing::Locked(_) | Signing::None { .. } => super::ask_passphrase(model),
    }
}

/// The drafts of forms that begin a thread, the last written first.
#[must_use]
pub fn drafts(model: &Model) -> Vec<&Draft> {
    let mut drafts: Vec<&Draft> = model.drafts.values().filter(|draft| draft.key.act.begins()).collect();
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved));
    drafts
}

/// The templates of what the rosters let us begin.
#[must_use]
pub fn templates(model: &Model) -> Vec<&'static Template> {
    TEMPLATES.iter().filter(|template| model.may_author(template.act)).collect()
}

/// Keys in the menu of beginnings: what is offered first, then drafts, then templates.
pub fn menu(model: &mut Model, action: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Overlay::New { line } = model.overlay else { return };
    let drafts: Vec<Draft> = drafts(model).into_iter().cloned().collect();
    let offers = model.offers.len();
    let templates = templates(model);
    let lines = (offers + drafts.len() + templates.len()).max(1);
    let to = |line: usize| Overlay::New { line };
    let picked = match (action, key.code) {
        (Some(Action::Down), _) | (None, KeyCode::Char('j')) => {
            return model.overlay = to((line + 1) % lines);
        }
        (Some(Action::Up), _) | (None, KeyCode::Char('k')) => {
            return model.overlay = to((line + lines - 1) % lines);
        }
        (Some(Action::Back), _) | (None, KeyCode::Char('q')) => return model.overlay = Overlay::None,
        (Some(Action::Open), _) => line,
        (None, KeyCode::Char('D')) => {
            match (model.offers.get(line), line.checked_sub(offers).and_then(|line| drafts.get(line))) {
                (Some(offer), _) => todo.push(Command::PassOver(offer.id.clone())),
                (None, Some(draft)) => discard(model, draft.key, todo),
                (None, None) => {}
            }
            return;
        }
        (None, KeyCode::Char(c)) => {
            let Some(n) = c.to_digit(10).and_then(|n| usize::try_from(n).ok()?.checked_sub(1)) else {
                return;
            };
            n
        }
        _ => return,
    };
    model.overlay = Overlay::None;
    if let Some(offer) = model.offers.get(picked) {
        return todo.push(Command::LoadOffer(offer.id.clone()));
    }
    let picked = picked.saturating_sub(offers);
    if let Some(draft) = drafts.get(picked) {
        open(model, draft);
    } else if let Some(template) = templates.get(picked.saturating_sub(drafts.len())) {
        let filled = template.filled(&model.lang, model.time_zone());
        let key = DraftKey::begun(template.act, model.now);
        model.sheet = Some(Sheet::new(key, filled, None));
    }
}

/// Deletes a draft that will not be sent.
fn discard(model: &mut Model, key: DraftKey, todo: &mut Vec<Command>) {
    if outgoing::stop(model, key) && model.drafts.remove(&key).is_some() {
        todo.push(Command::Forget(key));
        say(model, Mood::Plain, "tui-draft-deleted");
    }
    model.overlay = Overlay::New { line: 0 };
}

/// Opens the form of a draft; false where the draft has none.
pub fn open(model: &mut Model, draft: &Draft) -> bool {
    let Form::Sheet(filled) = &draft.form else { return false };
    if outgoing::stop(model, draft.key) {
        model.sheet = Some(Sheet::new(draft.key, filled.clone(), Some(draft.saved)));
    }
    true
}

/// A position as a form, with the field for its mandate.
pub fn with_mandate(model: &mut Model) {
    let Some(compose) = model.compose.as_ref().filter(|c| c.key.act == Act::Position) else { return };
    let Form::Position(stance) = compose.form else { return };
    let mut filled = Filled::new(model.lang.language().clone());
    let language = filled.shown.clone();
    filled.set(Field::Stance, &language, stance.name().to_owned());
    filled.set(Field::Reason, &language, compose.words());
    let mut sheet = Sheet::new(compose.key, filled, None);
    sheet.go_to(Field::Mandate);
    model.compose = None;
    model.sheet = Some(sheet);
}

/// Keys while a form is open.
pub fn key(model: &mut Model, action: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Some(sheet) = &model.sheet else { return };
    if sheet.sending == Sending::Under {
        return;
    }
    match &sheet.face {
        Face::Fields => fields(model, action, key, todo),
        Face::Tag(tag) => {
            let tag = tag.clone();
            self::tag(model, tag, action, key);
        }
        Face::Preview { language, top } => {
            let (language, top) = (*language, *top);
            preview(model, language, top, action);
        }
        Face::Look { top } => {
            let top = *top;
            look(model, top, action, todo);
        }
    }
}

fn fields(model: &mut Model, action: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Some(sheet) = &mut model.sheet else { return };
    match action {
        // From blank to blank, then on.
        Some(Action::NextField) => {
            if !sheet.next_blank() {
                sheet.go(true);
            }
        }
        Some(Action::PreviousField) => sheet.go(false),
        Some(Action::NextLanguage) => sheet.speak(sheet.next_language()),
        Some(Action::AddLanguage) => {
            sheet.store();
            let unused = |l: &&Language| !sheet.filled.languages.contains(l);
            let offer = Lang::available().iter().find(unused).map(ToString::to_string);
            sheet.face = Face::Tag(offer.unwrap_or_default());
        }
        Some(Action::Preview) => {
            sheet.store();
            let languages = &sheet.filled.languages;
            let language = languages.iter().position(|l| *l == sheet.filled.shown).unwrap_or_default();
            sheet.face = Face::Preview { language, top: 0 };
        }
        Some(Action::Editor) => edit(model, todo),
        Some(Action::Send) => ask_to_look(model),
        Some(Action::Back) => close(model, todo),
        Some(Action::Alert) => super::alert(model, todo),
        Some(Action::TakeBack) => outgoing::take_back(model, todo),
        _ => type_key(model, key, todo),
    }
}

/// Up and down leave a field of one line, and a longer one at its ends.
fn leaves(sheet: &Sheet, key: KeyEvent) -> Option<bool> {
    let (row, last) = (sheet.text.cursor().0, sheet.text.lines().len().saturating_sub(1));
    let block = sheet.field().shape() == Shape::Block;
    match key.code {
        KeyCode::Down if !block || row == last => Some(true),
        KeyCode::Up if !block || row == 0 => Some(false),
        KeyCode::Enter if !block => Some(true),
        _ => None,
    }
}

fn type_key(model: &mut Model, key: KeyEvent, todo: &mut Vec<Command>) {
    let Some(sheet) = &mut model.sheet else { return };
    if let Some(down) = leaves(sheet, key) {
        return sheet.go(down);
    }
    let Some(sheet) = &model.sheet else { return };
    let options = || options(model, sheet.key, sheet.field());
    let options =
        if matches!(sheet.field().shape(), Shape::One | Shape::Some) { options() } else { Vec::new() };
    let Some(sheet) = &mut model.sheet else { return };
    let changed = match (sheet.field().shape(), key.code) {
        (Shape::One | Shape::Some, KeyCode::Right | KeyCode::Left) => {
            sheet.go_on(&options, key.code == KeyCode::Right)
        }
        (Shape::Some, KeyCode::Char(' ' | '+' | 'x')) => sheet.mark(&options),
        (Shape::One | Shape::Some, _) => false,
        (Shape::Choice(_), KeyCode::Right | KeyCode::Char('+' | ' ')) => sheet.turn(true),
        (Shape::Choice(_), KeyCode::Left | KeyCode::Char('-')) => sheet.turn(false),
        (Shape::Choice(_), _) => false,
        _ => {
            let room = sheet.takes(4);
            typed(&mut sheet.text, key, room)
        }
    };
    if changed {
        remember(model, todo);
    }
}

/// Notes the form as a draft and has it kept.
fn remember(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(sheet) = &mut model.sheet else { return };
    sheet.sending = Sending::Not;
    let draft = sheet.draft(model.now);
    model.drafts.insert(draft.key, draft.clone());
    todo.push(Command::Keep(draft));
}

/// Keeps the form now; whether anything had been filled in.
pub fn keep(model: &mut Model, todo: &mut Vec<Command>) -> bool {
    if !model.sheet.as_ref().is_some_and(|sheet| model.drafts.contains_key(&sheet.key)) {
        return false;
    }
    remember(model, todo);
    todo.push(Command::Flush);
    true
}

fn close(model: &mut Model, todo: &mut Vec<Command>) {
    if keep(model, todo) {
        say(model, Mood::Plain, "tui-kept");
    }
    model.sheet = None;
}

/// A paste into the field: one insertion.
pub fn paste(model: &mut Model, text: &str, todo: &mut Vec<Command>) {
    let Some(sheet) = model.sheet.as_mut().filter(|s| s.face == Face::Fields && s.field().typed()) else {
        return say(model, Mood::Plain, "tui-paste-nowhere");
    };
    let block = sheet.field().shape() == Shape::Block;
    let clean = if block { sanitize::block(text) } else { sanitize::line(text) };
    if !sheet.takes(clean.len()) {
        return say(model, Mood::Bad, "tui-paste-full");
    }
    sheet.text.insert_str(&clean);
    remember(model, todo);
    super::compose::pasted(model, &clean, super::compose::removed(text));
}

/// Has the field's text edited in the program that the writer likes.
fn edit(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(sheet) = model.sheet.as_ref().filter(|sheet| sheet.field().typed()) else { return };
    todo.push(Command::Edit(sheet.text.lines().join("\n")));
    outgoing::pause(model);
}

/// The text that came back from the editor.
pub fn edited(model: &mut Model, text: &str, todo: &mut Vec<Command>) {
    let Some(sheet) = &mut model.sheet else { return };
    let block = sheet.field().shape() == Shape::Block;
    let clean = if block { sanitize::block(text) } else { sanitize::line(text) };
    let shown = sheet.filled.shown.clone();
    let field = sheet.field();
    let before = sheet.filled.value(field, &shown).len();
    if sheet.filled.bytes() - before + clean.len() > cabildo_protocol::bounds::BODY_MAX {
        return say(model, Mood::Bad, "tui-paste-full");
    }
    sheet.filled.set(field, &shown, clean.trim_end().to_owned());
    sheet.load();
    remember(model, todo);
}

fn tag(model: &mut Model, mut tag: String, action: Option<Action>, key: KeyEvent) {
    let Some(sheet) = &mut model.sheet else { return };
    match (action, key.code) {
        (Some(Action::Back), _) => sheet.face = Face::Fields,
        (_, KeyCode::Enter) => match tag.parse::<Language>() {
            Ok(language) => {
                sheet.face = Face::Fields;
                sheet.speak(language);
            }
            Err(_) => {
                let text = model.lang.with("tui-bad-tag", &[("tag", Arg::from(&tag))]);
                note(model, Mood::Bad, text);
            }
        },
        (_, KeyCode::Backspace) => {
            tag.pop();
            sheet.face = Face::Tag(tag);
        }
        (_, KeyCode::Char(c)) if c.is_ascii_alphanumeric() || c == '-' => {
            let control = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
            if !control && tag.len() < TAG_MAX {
                tag.push(c);
                sheet.face = Face::Tag(tag);
            }
        }
        _ => {}
    }
}

fn preview(model: &mut Model, language: usize, top: usize, action: Option<Action>) {
    let count = model.sheet.as_ref().map_or(1, |sheet| sheet.filled.languages.len().max(1));
    let face = match action {
        Some(Action::NextLanguage | Action::More) => {
            Face::Preview { language: (language + 1) % count, top: 0 }
        }
        Some(Action::Less) => Face::Preview { language: (language + count - 1) % count, top: 0 },
        Some(Action::Send) => return ask_to_look(model),
        Some(Action::Back | Action::Preview) => Face::Fields,
        other => Face::Preview { language, top: scrolled(model, top, other) },
    };
    if let Some(sheet) = &mut model.sheet {
        sheet.face = face;
    }
}

/// Where a scrolled page begins; the view keeps it within what there is.
pub fn scrolled(model: &Model, top: usize, action: Option<Action>) -> usize {
    let last = crate::view::page_last(model);
    // No line is passed over, in a small window either.
    let page = usize::from(model.size.1).saturating_sub(8).min(crate::view::page_rows(model));
    super::moved(top, last, page.max(1), action).unwrap_or(top.min(last))
}

/// Shows what will be signed, or goes to the first field that stands in the way.
fn ask_to_look(model: &mut Model) {
    let Some(mut sheet) = model.sheet.take() else { return };
    sheet.store();
    let checked = build::check(model, sheet.key, &sheet.filled);
    match checked.problems.first() {
        None => sheet.face = Face::Look { top: 0 },
        Some(problem) => {
            if problem.id == NEWER {
                // It is told once: who signs after that means to take the place of the newer one.
                sheet.filled.of = current(model, sheet.key).map(|(of, _)| of);
            }
            sheet.face = Face::Fields;
            if let Some(field) = problem.field {
                sheet.go_to(field);
            }
            let text = model.lang.with(problem.id, &[("value", Arg::from(&problem.value))]);
            note(model, Mood::Bad, text);
        }
    }
    model.sheet = Some(sheet);
}

fn look(model: &mut Model, top: usize, action: Option<Action>, todo: &mut Vec<Command>) {
    match action {
        Some(Action::Send) => send(model, todo),
        Some(Action::Alert) => super::alert(model, todo),
        Some(Action::Back) => {
            if let Some(sheet) = &mut model.sheet {
                sheet.face = Face::Fields;
            }
        }
        other => {
            let top = scrolled(model, top, other);
            if let Some(sheet) = &mut model.sheet {
                sheet.face = Face::Look { top };
            }
        }
    }
}

/// What is urgent goes at once, the rest can be taken back for a while.
fn send(model: &mut Model, todo: &mut Vec<Command>) {
    if model.link != Link::Up || model.institution().is_none() {
        return say(model, Mood::Bad, "tui-send-later");
    }
    let Some(mut sheet) = model.sheet.take() else { return };
    let checked = build::check(model, sheet.key, &sheet.filled);
    if !checked.problems.is_empty() {
        // Time has passed since the look: an instant may lie in the past by now.
        model.sheet = Some(sheet);
        return ask_to_look(model);
    }
    let draft = sheet.draft(model.now);
    if !sheet.key.act.at_once() {
        return outgoing::hold(model, draft, checked.content, todo);
    }
    sheet.sending = Sending::Under;
    model.drafts.insert(draft.key, draft.clone());
    todo.extend([Command::Keep(draft), Command::Flush]);
    todo.push(Command::Send { key: sheet.key, content: Box::new(checked.content) });
    model.sheet = Some(sheet);
}
