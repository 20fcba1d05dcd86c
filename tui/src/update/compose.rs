//! Writing: menus, the editor, drafts, sending.

use super::{Command, note, outgoing, panes, say, sheet};
use crate::{
    keys::Action,
    model::{
        Failure, Model, Mood, Pane, Signing,
        compose::{Act, Compose, Draft, DraftKey, Form, Sending, area},
    },
};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    bounds::PARAGRAPH_MAX,
    content::{AckState, Kind},
    id::MessageId,
    sanitize,
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::TextArea;

/// The drafts that were kept; one that somebody wrote on is told of.
pub fn restore(model: &mut Model, drafts: Vec<Draft>) {
    model.drafts = drafts.into_iter().map(|draft| (draft.key, draft)).collect();
    if !model.drafts.is_empty() {
        let text = model.lang.with("tui-drafts-found", &[("n", Arg::from(model.drafts.len()))]);
        note(model, Mood::Plain, text);
    }
}

/// Begins an answer or a comment to the current thread.
pub fn begin(model: &mut Model, action: Action, todo: &mut Vec<Command>) {
    let Some(thread) = model.current() else { return };
    match &model.signing {
        Signing::Ready => {}
        Signing::Locked(_) | Signing::None { .. } => return super::ask_passphrase(model),
    }
    let kind = model.summary(thread).and_then(|summary| summary.kind).or_else(|| {
        // What rang is a notice, which can be answered before the node has told what it says.
        let rang = model.rung.contains(&thread).then_some(Kind::Notice);
        let reader = model.reader.as_ref().filter(|reader| reader.id == thread);
        rang.or_else(|| Kind::from_name(&reader?.detail.as_ref()?.info.kind))
    });
    if kind == Some(Kind::Feedback) && action == Action::Answer {
        if model.pane == Pane::Inbox {
            panes::read(model, thread, todo);
        }
        return super::acts::answer(model, todo);
    }
    let act = match action {
        Action::Comment => kind.filter(|kind| kind.begins_thread()).map(|_| Act::Comment),
        _ => kind.and_then(Act::answering),
    };
    let Some(act) = act else { return say(model, Mood::Bad, "tui-no-answer") };
    if act == Act::Signature {
        return super::closing::begin(model, act, todo);
    }
    if !model.may_author(act) {
        return say(model, Mood::Bad, "tui-not-granted");
    }
    // One answers what one sees.
    if model.pane == Pane::Inbox {
        panes::read(model, thread, todo);
    }
    let key = DraftKey { thread, act };
    if outgoing::stop(model, key) && !model.drafts.get(&key).cloned().is_some_and(|d| sheet::open(model, &d))
    {
        open(model, key);
    }
}

/// Opens the menu or the editor, on the draft where there is one.
pub fn open(model: &mut Model, key: DraftKey) {
    let hint = model.lang.text(&format!("tui-type-{}", key.act.name()));
    model.compose = Some(Compose::new(key, model.drafts.get(&key), &hint));
}

/// The hint in the empty editor, in the language that is shown.
pub fn placeholder(model: &mut Model) {
    if let Some(compose) = model.compose.as_mut().filter(|compose| !super::offers::is_offered(compose)) {
        let hint = model.lang.text(&format!("tui-type-{}", compose.key.act.name()));
        compose.text.set_placeholder_text(sanitize::line(&hint));
    }
}

/// Keys in a menu.
pub fn menu(model: &mut Model, action: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Some(compose) = &mut model.compose else { return };
    if compose.sending == Sending::Under {
        return;
    }
    let (line, lines) = (compose.line, compose.lines().max(1));
    match (action, key.code) {
        (Some(Action::Down), _) => compose.go((line + 1) % lines),
        (Some(Action::Up), _) => compose.go((line + lines - 1) % lines),
        (Some(Action::More), _) => compose.change(true),
        (Some(Action::Less), _) => compose.change(false),
        (Some(Action::Note), _) => compose.writing = true,
        (Some(Action::Mandate), _) => sheet::with_mandate(model),
        (Some(Action::TakeBack), _) => outgoing::take_back(model, todo),
        (Some(Action::Send), _) => send(model, todo),
        (Some(Action::Back), _) => model.compose = None,
        (None, KeyCode::Backspace) => compose.digit(None),
        (None, KeyCode::Char(c)) => {
            let Some(digit) = c.to_digit(10) else { return };
            match compose.key.act {
                Act::Rsvp => compose.digit(Some(digit)),
                _ => {
                    if let Some(line) = usize::try_from(digit).ok().and_then(|n| n.checked_sub(1))
                        && line < lines
                    {
                        compose.go(line);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Keys at the last look.
pub fn look(model: &mut Model, action: Option<Action>, todo: &mut Vec<Command>) {
    let Some(top) = model.compose.as_ref().and_then(|compose| compose.look) else { return };
    let to = match action {
        Some(Action::Send) => return send(model, todo),
        Some(Action::Back) if model.compose.as_ref().is_some_and(super::offers::is_offered) => {
            return model.compose = None;
        }
        Some(Action::Back) => None,
        other => Some(sheet::scrolled(model, top, other)),
    };
    if let Some(compose) = &mut model.compose {
        compose.look = to;
    }
}

/// Keys in the editor.
pub fn editor(model: &mut Model, action: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Some(compose) = &mut model.compose else { return };
    if compose.sending == Sending::Under {
        return;
    }
    match action {
        Some(Action::Send) => send(model, todo),
        Some(Action::Back) => close(model, todo),
        Some(Action::Alert) => super::alert(model, todo),
        Some(Action::TakeBack) => outgoing::take_back(model, todo),
        Some(Action::Editor) => {
            todo.push(Command::Edit(compose.text.lines().join("\n")));
            outgoing::pause(model);
        }
        _ => {
            let room = !full(compose, 4);
            if key.code != KeyCode::Tab && typed(&mut compose.text, key, room) {
                compose.sending = Sending::Not;
                let draft = compose.draft(model.now);
                remember(model, draft, todo);
            }
        }
    }
}

/// One key into a text; whether it changed. The editor's own shortcuts hold, but those that
/// insert are given only clean characters, and nothing where there is no room.
pub fn typed(text: &mut TextArea<'static>, key: KeyEvent, room: bool) -> bool {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) if plain && (sanitize::is_forbidden(c) || !room) => false,
        KeyCode::Enter if !room => false,
        KeyCode::Tab | KeyCode::BackTab => false,
        _ => text.input(key),
    }
}

fn full(compose: &Compose, more: usize) -> bool {
    let bytes: usize = compose.text.lines().iter().map(|line| line.len() + 1).sum();
    bytes + more > PARAGRAPH_MAX
}

/// A paste: one insertion, nothing in it is a key.
pub fn paste(model: &mut Model, text: &str, todo: &mut Vec<Command>) {
    if let crate::model::Overlay::Passphrase(secret) = &mut model.overlay {
        text.chars().filter(|c| !c.is_control()).for_each(|c| secret.push(c));
        return;
    }
    if model.sheet.is_some() {
        return sheet::paste(model, text, todo);
    }
    let Some(compose) =
        model.compose.as_mut().filter(|c| c.writing && c.look.is_none() && c.sending != Sending::Under)
    else {
        return say(model, Mood::Plain, "tui-paste-nowhere");
    };
    let clean = sanitize::block(text);
    let removed = removed(text);
    if full(compose, clean.len()) {
        let text = model.lang.with("tui-paste-long", &[("max", Arg::from(PARAGRAPH_MAX / 1024))]);
        return note(model, Mood::Bad, text);
    }
    compose.text.insert_str(&clean);
    compose.sending = Sending::Not;
    let draft = compose.draft(model.now);
    remember(model, draft, todo);
    pasted(model, &clean, removed);
}

/// Says what came of a paste, or of a text from an editor.
pub fn pasted(model: &mut Model, clean: &str, removed: usize) {
    let args = [("lines", Arg::from(clean.lines().count())), ("removed", Arg::from(removed))];
    let text = model.lang.with("tui-pasted", &args);
    note(model, if removed > 0 { Mood::Bad } else { Mood::Plain }, text);
}

/// How many characters of a paste the sanitiser takes out because terminals obey them or people
/// cannot see them. Line ends and tabs are not counted: they become others.
pub fn removed(text: &str) -> usize {
    let kept =
        |c: char| matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    text.chars().filter(|c| sanitize::is_forbidden(*c) && !kept(*c)).count()
}

/// Notes a draft and has it kept; an empty one is forgotten.
fn remember(model: &mut Model, draft: Draft, todo: &mut Vec<Command>) {
    if draft.text.trim().is_empty() && draft.form == Form::blank(draft.key.act) {
        if model.drafts.remove(&draft.key).is_some() {
            todo.push(Command::Forget(draft.key));
        }
        return;
    }
    model.drafts.insert(draft.key, draft.clone());
    todo.push(Command::Keep(draft));
}

/// Keeps what is being typed; whether there was anything.
pub fn keep(model: &mut Model, todo: &mut Vec<Command>) -> bool {
    if sheet::keep(model, todo) {
        return true;
    }
    let Some(compose) = &model.compose else { return false };
    if compose.words().is_empty() {
        return false;
    }
    let draft = compose.draft(model.now);
    remember(model, draft, todo);
    todo.push(Command::Flush);
    true
}

fn close(model: &mut Model, todo: &mut Vec<Command>) {
    let kept = keep(model, todo);
    model.compose = None;
    if kept {
        say(model, Mood::Plain, "tui-kept");
    }
}

/// The text that came back from the editor.
pub fn edited(model: &mut Model, text: &str, todo: &mut Vec<Command>) {
    let removed = removed(text);
    if model.sheet.is_some() {
        sheet::edited(model, text, todo);
    } else if let Some(compose) = &mut model.compose {
        let clean = sanitize::block(text);
        if clean.len() > PARAGRAPH_MAX {
            let text = model.lang.with("tui-paste-long", &[("max", Arg::from(PARAGRAPH_MAX / 1024))]);
            return note(model, Mood::Bad, text);
        }
        compose.text = area(clean.trim_end(), "");
        compose.sending = Sending::Not;
        let draft = compose.draft(model.now);
        remember(model, draft, todo);
    }
    if removed > 0 {
        let text = model.lang.with("tui-edited-removed", &[("removed", Arg::from(removed))]);
        note(model, Mood::Bad, text);
    }
}

/// Signs and sends what is urgent; the rest is looked at once more, and can be taken back for a while.
/// Nothing is called sent before the node has confirmed it.
fn send(model: &mut Model, todo: &mut Vec<Command>) {
    let language = model.lang.language().clone();
    let Some(compose) = &mut model.compose else { return };
    if compose.key.act == Act::Comment && compose.words().is_empty() {
        return say(model, Mood::Bad, "tui-nothing-typed");
    }
    if compose.form == Form::Ack(AckState::Rejected) && compose.words().is_empty() {
        compose.writing = true;
        return say(model, Mood::Bad, "tui-rejected-why");
    }
    if model.link != crate::model::Link::Up {
        return say(model, Mood::Bad, "tui-send-later");
    }
    if !compose.key.act.at_once() {
        if compose.look.is_none() {
            compose.look = Some(0);
            return;
        }
        let (draft, content) = (compose.draft(model.now), compose.content(&language));
        model.compose = None;
        return outgoing::hold(model, draft, content, todo);
    }
    compose.sending = Sending::Under;
    let (key, content) = (compose.key, Box::new(compose.content(&language)));
    keep(model, todo);
    todo.push(Command::Send { key, content });
}

/// The node has confirmed, or not.
pub fn sent(model: &mut Model, key: DraftKey, result: Result<MessageId, Failure>, todo: &mut Vec<Command>) {
    outgoing::ended(model, key);
    match result {
        Ok(id) => {
            model.compose.take_if(|compose| compose.key == key);
            model.sheet.take_if(|sheet| sheet.key == key);
            if model.drafts.remove(&key).is_some() {
                todo.push(Command::Forget(key));
            }
            let short: String = id.to_string().chars().take(12).collect();
            let text = model.lang.with("tui-saved", &[("id", Arg::from(&short))]);
            note(model, Mood::Good, text);
            super::node::load_all(model, todo);
        }
        Err(failure) => {
            // What was held back is opened again, so that the reason stands beside the words.
            outgoing::reopen(model, key);
            let text = model.lang.with("tui-failed", &[("why", Arg::from(&failure.message))]);
            match (&mut model.compose, &mut model.sheet) {
                (Some(compose), _) if compose.key == key => compose.sending = Sending::Failed(failure),
                (_, Some(sheet)) if sheet.key == key => sheet.failed(failure),
                _ => note(model, Mood::Bad, text),
            }
        }
    }
}
