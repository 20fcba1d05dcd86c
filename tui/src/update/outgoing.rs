//! The ten seconds in which what is not urgent can be taken back.

use super::{Command, compose, say, sheet};
use crate::model::{
    Link, Model, Mood, Overlay,
    compose::{Draft, DraftKey},
    outgoing::{Outgoing, TAKE_BACK_MS},
};
use cabildo_protocol::{content::Content, id::Millis};

/// Holds an act back for its time. Its draft is on disk meanwhile, also where it has no words.
pub fn hold(model: &mut Model, draft: Draft, mut content: Content, todo: &mut Vec<Command>) {
    model.note = None;
    let read = model.thread(draft.key.thread).and_then(|thread| thread.decided_on(&model.languages));
    if let Some((what, language)) = read {
        content.note_read(what, language);
    }
    model.outgoing.push(Outgoing {
        key: draft.key,
        content: Box::new(content),
        until: model.now.plus(TAKE_BACK_MS),
        under: false,
    });
    model.drafts.insert(draft.key, draft.clone());
    todo.extend([Command::Keep(draft), Command::Flush]);
}

/// Sends what has waited long enough.
pub fn due(model: &mut Model, todo: &mut Vec<Command>) {
    let (now, up) = (model.now, model.link == Link::Up);
    let mut late = false;
    model.outgoing.retain_mut(|outgoing| {
        if outgoing.under || outgoing.until > now {
            return true;
        }
        late |= !up;
        outgoing.under = true;
        if up {
            todo.push(Command::Send { key: outgoing.key, content: outgoing.content.clone() });
        }
        up
    });
    if late {
        say(model, Mood::Bad, "tui-send-later");
    }
}

/// Stops the clock while another program has the terminal: nobody sees it count there.
pub fn pause(model: &mut Model) {
    model.outgoing.iter_mut().filter(|o| !o.under).for_each(|o| o.until = Millis(u64::MAX));
}

/// Lets the whole time begin again after a pause.
pub fn resume(model: &mut Model) {
    let until = model.now.plus(TAKE_BACK_MS);
    model.outgoing.iter_mut().filter(|o| o.until.0 == u64::MAX).for_each(|o| o.until = until);
}

/// Takes the last one back and opens it again, unless something else is being written.
pub fn take_back(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(at) = model.outgoing.iter().rposition(|outgoing| !outgoing.under) else {
        return say(model, Mood::Plain, "tui-nothing-to-take-back");
    };
    let key = model.outgoing.remove(at).key;
    reopen(model, key);
    todo.push(Command::Flush);
    say(model, Mood::Good, "tui-taken-back");
}

/// Takes everything back; whether there was anything. The drafts are there.
pub fn take_all_back(model: &mut Model) -> bool {
    let before = model.outgoing.len();
    model.outgoing.retain(|outgoing| outgoing.under);
    model.outgoing.len() < before
}

/// Takes one back because it is written on; false where it is being signed already.
pub fn stop(model: &mut Model, key: DraftKey) -> bool {
    if model.outgoing.iter().any(|outgoing| outgoing.key == key && outgoing.under) {
        say(model, Mood::Plain, "tui-sending");
        return false;
    }
    model.outgoing.retain(|outgoing| outgoing.key != key);
    true
}

/// Opens a draft for writing, where nothing else is being written; whether it did.
pub fn reopen(model: &mut Model, key: DraftKey) -> bool {
    let busy = model.compose.is_some() || model.sheet.is_some() || !matches!(model.overlay, Overlay::None);
    let Some(draft) = model.drafts.get(&key).filter(|_| !busy).cloned() else { return false };
    if !sheet::open(model, &draft) {
        compose::open(model, key);
    }
    true
}

/// The confirmation or failure of one that was held back.
pub fn ended(model: &mut Model, key: DraftKey) {
    model.outgoing.retain(|outgoing| outgoing.key != key);
}
