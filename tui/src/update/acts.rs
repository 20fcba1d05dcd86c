//! The menu of what can be done about the thread that is read.

use super::{Command, outgoing, panes, sheet};
use crate::{
    keys::Action,
    model::{
        Model, Overlay, Pane, Signing,
        acts::Possible,
        compose::{Act, DraftKey},
        sheet::{Sheet, fill},
    },
};
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
    model.lang.text(&format!("tui-act-{}", possible.act.name()))
}

/// Keys in the menu.
pub fn menu(model: &mut Model, pressed: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Overlay::Acts { line } = model.overlay else { return };
    let acts = model.current().map(|thread| model.acts(thread)).unwrap_or_default();
    let lines = acts.len().max(1);
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

/// Does what was picked: as its key does, or in a form.
pub fn begin(model: &mut Model, possible: Possible, todo: &mut Vec<Command>) {
    if let Some(action) = action(possible.act) {
        return super::general(model, action, todo);
    }
    let Some(thread) = model.current() else { return };
    let key = DraftKey { thread, act: possible.act };
    if outgoing::stop(model, key) && !model.drafts.get(&key).cloned().is_some_and(|d| sheet::open(model, &d))
    {
        model.sheet = Some(Sheet::new(key, fill::opened(model, key), None));
    }
}
