//! Closing, contesting, finalising and taking back the proposal that is read, signing the declaration; and saying that our own
//! answer to what is read takes longer.

use super::{Command, note, outgoing, panes, say, sheet};
use crate::{
    keys::Action,
    model::{
        Model, Mood, Pane, Signing,
        compose::{Act, DraftKey},
        sheet::{Filled, Sheet},
    },
    view,
};
use cabildo_protocol::{id::MessageId, text::Texts};

/// The act that a key asks for.
#[must_use]
pub fn act(action: Action) -> Option<Act> {
    match action {
        Action::Close => Some(Act::Closing),
        Action::Contest => Some(Act::Contest),
        Action::Finalize => Some(Act::Final),
        Action::Withdraw => Some(Act::Withdrawal),
        _ => None,
    }
}

/// Opens the form of an act on the current proposal, or says why it is not the time for it.
pub fn begin(model: &mut Model, act: Act, todo: &mut Vec<Command>) {
    let Some(thread) = in_sight(model, todo) else { return };
    let act = if act == Act::Withdrawal { model.taking_back(thread) } else { act };
    let key = DraftKey { thread, act };
    match model.deciding(key, Texts::default()) {
        None => return say(model, Mood::Bad, "tui-closing-no-proposal"),
        Some(Err(why)) => {
            let text = view::not_ready(model, why);
            return note(model, Mood::Bad, text);
        }
        Some(Ok(_)) => {}
    }
    open(model, key);
}

/// Opens the form of a pause, where our answer is awaited and not overdue.
pub fn pause(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(thread) = in_sight(model, todo) else { return };
    match model.may_pause(thread) {
        Ok(()) => open(model, DraftKey { thread, act: Act::Pause }),
        Err(why) => say(model, Mood::Bad, why),
    }
}

/// The current thread, where something may be signed. One decides on what one sees: it is opened.
fn in_sight(model: &mut Model, todo: &mut Vec<Command>) -> Option<MessageId> {
    let thread = model.current()?;
    if !matches!(model.signing, Signing::Ready) {
        super::ask_passphrase(model);
        return None;
    }
    if model.pane == Pane::Inbox {
        panes::read(model, thread, todo);
    }
    Some(thread)
}

fn open(model: &mut Model, key: DraftKey) {
    if !model.may_author(key.act) {
        return say(model, Mood::Bad, "tui-not-granted");
    }
    if outgoing::stop(model, key) && !model.drafts.get(&key).cloned().is_some_and(|d| sheet::open(model, &d))
    {
        let filled = Filled::new(model.lang.language().clone());
        model.sheet = Some(Sheet::new(key, filled, None));
    }
}
