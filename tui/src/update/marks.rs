//! What the operators of one node note for each other: read, flagged, who takes care of it.

use super::{Command, note, say};
use crate::model::{Failure, Link, Model, Mood};
use cabildo_client::{
    api::{DeviceInfo, Mark, MarkChange, Marks},
    lang::Arg,
};
use cabildo_protocol::id::MessageId;

/// All marks.
pub fn marks(model: &mut Model, result: Result<Marks, Failure>) {
    // A node that knows no marks is no failure: there is nothing to show.
    if let Ok(marks) = result {
        model.marks = marks.threads;
    }
}

/// The marks of one thread.
pub fn marked(model: &mut Model, thread: MessageId, mark: Mark) {
    model.marks.insert(thread, mark);
}

/// The devices of our institution, by which operators are named.
pub fn devices(model: &mut Model, result: Result<Vec<DeviceInfo>, Failure>) {
    if let Ok(devices) = result {
        model.devices = devices.into_iter().map(|device| (device.key, device)).collect();
    }
}

/// Something was not noted.
pub fn failed(model: &mut Model, failure: &Failure) {
    let text = model.lang.with("tui-mark-failed", &[("why", Arg::from(&failure.message))]);
    note(model, Mood::Bad, text);
}

/// Whether our operator has not read what the thread says now.
#[must_use]
pub fn unread(model: &Model, thread: MessageId) -> bool {
    let Some(key) = &model.key else { return false };
    let Some(summary) = model.summary(thread) else { return false };
    let read = model.marks.get(&thread).and_then(|mark| mark.read.iter().find(|note| note.by == *key));
    match read {
        Some(read) => read.at < summary.last,
        // What we wrote ourselves is no news until others have said something and one has looked.
        None => Some(&summary.source.institution) != model.institution(),
    }
}

/// Notes that a thread is being read, where that is news.
pub fn read(model: &Model, thread: MessageId, todo: &mut Vec<Command>) {
    if model.link == Link::Up && unread(model, thread) {
        ask(model, thread, MarkChange::Read, todo);
    }
}

/// Flags the current thread, or takes the flag away.
pub fn flag(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(thread) = ready(model) else { return };
    let flagged = model.marks.get(&thread).is_some_and(|mark| mark.flagged.is_some());
    ask(model, thread, MarkChange::Flag(!flagged), todo);
}

/// Takes care of the current thread, or no longer.
pub fn care(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(thread) = ready(model) else { return };
    let ours = model.marks.get(&thread).and_then(|mark| mark.assigned).map(|(who, _)| who);
    let next = if ours.is_some() && ours == model.key { None } else { model.key };
    ask(model, thread, MarkChange::Assign(next), todo);
}

/// The current thread, where something can be noted on it.
fn ready(model: &mut Model) -> Option<MessageId> {
    let thread = model.current()?;
    if model.key.is_none() {
        super::ask_passphrase(model);
        return None;
    }
    if model.link != Link::Up {
        say(model, Mood::Bad, "tui-mark-later");
        return None;
    }
    Some(thread)
}

fn ask(model: &Model, thread: MessageId, change: MarkChange, todo: &mut Vec<Command>) {
    if let Some(by) = model.key {
        todo.push(Command::Mark { thread, by, change });
    }
}
