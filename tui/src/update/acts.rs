//! The menu of what can be done about the thread that is read.

use super::{Command, outgoing, panes, say, sheet};
use crate::{
    keys::Action,
    model::{
        Model, Mood, Overlay, Pane, Signing,
        acts::{About, Possible},
        compose::{Act, DraftKey},
        sheet::{Sheet, fill},
    },
};
use cabildo_client::lang::Arg;
use cabildo_protocol::views::Thread;
use crossterm::event::{KeyCode, KeyEvent};

/// Opens the menu for the current thread. One decides on what one sees: it is opened.
pub fn choose(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(thread) = model.current() else { return };
    if !matches!(model.signing, Signing::Ready) {
        return super::ask_passphrase(model);
    }
    if model.pane == Pane::Inbox {
        panes::read(model, thread, todo);
    }
    model.overlay = Overlay::Acts { line: 0 };
}

/// The key that does the same where something is read.
#[must_use]
pub fn action(act: Act) -> Option<Action> {
    match act {
        Act::Ack | Act::Position | Act::Rsvp | Act::Signature => Some(Action::Answer),
        Act::Comment => Some(Action::Comment),
        Act::Closing => Some(Action::Close),
        Act::Contest => Some(Action::Contest),
        Act::Final => Some(Action::Finalize),
        Act::Withdrawal | Act::SignatureWithdrawal => Some(Action::Withdraw),
        Act::Pause => Some(Action::Pause),
        _ => None,
    }
}

/// What stands in the menu for it.
#[must_use]
pub fn text(model: &Model, possible: &Possible) -> String {
    let name = possible.act.name();
    let id = match possible.about {
        About::Whole => return model.lang.text(&format!("tui-act-{name}")),
        About::Step(step) => return model.lang.text(&format!("tui-act-{name}-{}", step.name())),
        About::Amendment(id) => id,
    };
    let thread = model.current().and_then(|thread| model.thread(thread));
    let all = thread.map(|view| if let Thread::Proposal(view) = view { &view.amendments[..] } else { &[] });
    let entry = all.unwrap_or_default().iter().find(|entry| entry.source.id == id);
    let who = entry.map(|entry| model.name(&entry.source.institution)).unwrap_or_default();
    let said =
        entry.and_then(|entry| entry.reason.best(&model.languages).or(entry.text.best(&model.languages)));
    let said = said.and_then(|(_, text)| text.lines().next()).unwrap_or_default();
    model.lang.with("tui-act-accept", &[("who", Arg::from(who)), ("what", Arg::from(said))])
}

/// Keys in the menu.
pub fn menu(model: &mut Model, pressed: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Overlay::Acts { line } = model.overlay else { return };
    let acts = model.current().map(|thread| model.acts(thread)).unwrap_or_default();
    let lines = acts.len().max(1);
    let line = line.min(lines - 1);
    let to = |line: usize| Overlay::Acts { line };
    let picked = match (pressed, key.code) {
        (Some(Action::Down), _) | (None, KeyCode::Char('j')) => {
            return model.overlay = to((line + 1) % lines);
        }
        (Some(Action::Up), _) | (None, KeyCode::Char('k')) => {
            return model.overlay = to((line + lines - 1) % lines);
        }
        (Some(Action::Back), _) | (None, KeyCode::Char('q' | 'm')) => return model.overlay = Overlay::None,
        (Some(Action::Open), _) => line,
        (None, KeyCode::Char(c)) => {
            let Some(n) = c.to_digit(10).and_then(|n| usize::try_from(n).ok()?.checked_sub(1)) else {
                return;
            };
            n
        }
        _ => return,
    };
    if let Some(possible) = acts.get(picked) {
        model.overlay = Overlay::None;
        begin(model, *possible, todo);
    }
}

/// Answers the feedback that is read: the first step that is ours.
pub fn answer(model: &mut Model, todo: &mut Vec<Command>) {
    let acts = model.current().map(|thread| model.acts(thread)).unwrap_or_default();
    match acts.into_iter().find(|possible| possible.act == Act::FollowUp) {
        Some(possible) => begin(model, possible, todo),
        None => say(model, Mood::Bad, "tui-no-answer"),
    }
}

/// Does what was picked: as its key does, or in a form.
pub fn begin(model: &mut Model, possible: Possible, todo: &mut Vec<Command>) {
    if let Some(action) = action(possible.act) {
        return super::general(model, action, todo);
    }
    let Some(thread) = model.current() else { return };
    let key = DraftKey { thread, act: possible.act };
    if !outgoing::stop(model, key) {
        return;
    }
    let of = (key, possible.about);
    if let Some(draft) = model.drafts.get(&key).cloned()
        && sheet::open(model, &draft)
    {
        let Some(mut sheet) = model.sheet.take() else { return };
        fill::about(model, of, true, &mut sheet.filled);
        model.sheet = Some(sheet);
        if matches!(possible.about, About::Amendment(_)) {
            say(model, Mood::Plain, "tui-act-goes-on");
        }
        return;
    }
    let mut filled = fill::opened(model, key);
    fill::about(model, of, false, &mut filled);
    model.sheet = Some(Sheet::new(key, filled, None));
}
