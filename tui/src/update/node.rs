//! What the node says, and what it is asked.

use super::{Command, note, panes, say};
use crate::{
    fold::fold,
    model::{Alert, Failure, Link, Model, Mood, READ_MAX},
};
use cabildo_client::{
    api::{ApiEvent, Inbox, InstitutionInfo, MessageDetail, MessageInfo, Status},
    lang::Arg,
};
use cabildo_protocol::{content::Kind, id::MessageId};

/// Notices remembered as having rung; older ones are forgotten all together.
const RUNG_MAX: usize = 4096;

/// Asks for everything.
pub fn load_all(model: &mut Model, todo: &mut Vec<Command>) {
    load_status(model, todo);
    todo.extend([Command::LoadMembers, Command::LoadMarks, Command::LoadOffers]);
    load_inbox(model, todo);
    if let Some(id) = model.reader.as_ref().map(|reader| reader.id) {
        load_detail(model, id, todo);
    }
}

/// Asks once a minute for what deadlines change by themselves.
pub fn minute(model: &mut Model, todo: &mut Vec<Command>) {
    if model.link == Link::Up {
        load_status(model, todo);
        load_inbox(model, todo);
        reload(model, todo);
    }
}

/// Asks for the status, once at a time.
pub fn load_status(model: &mut Model, todo: &mut Vec<Command>) {
    if ask(&mut model.pending.status) {
        todo.push(Command::LoadStatus);
    }
}

fn load_inbox(model: &mut Model, todo: &mut Vec<Command>) {
    if ask(&mut model.pending.inbox) {
        todo.push(Command::LoadInbox);
    }
}

/// Asks for a thread, once at a time.
pub fn load_detail(model: &mut Model, id: MessageId, todo: &mut Vec<Command>) {
    let (under, again) = &mut model.pending.detail;
    if *under == Some(id) {
        *again = true;
    } else {
        (*under, *again) = (Some(id), false);
        todo.push(Command::LoadDetail(id));
    }
}

/// Marks a question as asked; one that is under way is asked again after its answer.
fn ask((under, again): &mut (bool, bool)) -> bool {
    let first = !*under;
    (*under, *again) = (true, !first);
    first
}

/// Whether an answered question is to be asked again.
fn answered((under, again): &mut (bool, bool)) -> bool {
    *under = false;
    std::mem::take(again)
}

/// There is a link: everything is read anew.
pub fn linked(model: &mut Model, todo: &mut Vec<Command>) {
    let back = matches!(model.link, Link::Lost { .. });
    model.link = Link::Up;
    // Answers of the old link will not come.
    model.pending = Default::default();
    model.peers.asking = false;
    model.by_words.asked = None;
    load_all(model, todo);
    if back {
        say(model, Mood::Good, "tui-back");
    }
}

/// There is none: what is here stays readable.
pub fn unlinked(model: &mut Model) {
    if !matches!(model.link, Link::Lost { .. }) {
        model.link = Link::Lost { since: model.now };
    }
    model.pending = Default::default();
    model.peers.asking = false;
    model.by_words.asked = None;
}

/// The node tells of a change.
pub fn event(model: &mut Model, event: ApiEvent, todo: &mut Vec<Command>) {
    match event {
        ApiEvent::Message(info) => message(model, &info, todo),
        ApiEvent::Body { .. } => {
            load_inbox(model, todo);
            reload(model, todo);
        }
        ApiEvent::Peer { .. } => {
            model.peers.news = true;
            load_status(model, todo);
        }
        ApiEvent::Progress { behind } => {
            model.peers.news = true;
            progress(model, behind);
        }
        ApiEvent::Forked { institution, .. } => {
            let who = model.name(&institution).to_owned();
            let text = model.lang.with("tui-forked", &[("who", Arg::from(&who))]);
            note(model, Mood::Bad, text);
            load_inbox(model, todo);
            reload(model, todo);
        }
        ApiEvent::Roster { .. } => {
            load_status(model, todo);
            todo.push(Command::LoadMembers);
            load_inbox(model, todo);
            reload(model, todo);
        }
        ApiEvent::Offered(offer) => super::offers::offered(model, &offer, todo),
        ApiEvent::Marked { thread, mark } => super::marks::marked(model, thread, mark),
        ApiEvent::Resync => load_all(model, todo),
    }
}

fn reload(model: &mut Model, todo: &mut Vec<Command>) {
    if let Some(id) = model.reader.as_ref().map(|reader| reader.id) {
        load_detail(model, id, todo);
    }
}

fn message(model: &mut Model, info: &MessageInfo, todo: &mut Vec<Command>) {
    load_inbox(model, todo);
    if model.reader.as_ref().is_some_and(|reader| reader.id == info.thread) {
        load_detail(model, info.thread, todo);
    }
    let crisis = info.kind == Kind::Notice.name() || info.kind == Kind::NoticeUpdate.name();
    let ours = model.institution() == Some(&info.institution);
    if !crisis || ours || !model.rung.insert(info.id) {
        return;
    }
    if model.rung.len() > RUNG_MAX {
        model.rung.clear();
    }
    todo.push(Command::Bell);
    let title = info.title.best(&model.languages).map_or("", |(_, text)| text);
    let label = model.lang.text(if info.exercise { "tui-alert-exercise" } else { "tui-alert" });
    todo.push(Command::Notify(format!("{label}: {}: {title}", model.name(&info.institution))));
    let read =
        model.reader.as_ref().is_some_and(|reader| reader.id == info.thread) && model.compose.is_none();
    if read {
        return;
    }
    let others = model.alert.as_ref().map_or(0, |alert| alert.others + usize::from(alert.id != info.thread));
    model.alert = Some(Alert {
        id: info.thread,
        institution: info.institution.clone(),
        title: info.title.clone(),
        others,
    });
}

fn progress(model: &mut Model, behind: u64) {
    let (_, most) = model.behind;
    model.behind = (behind, if behind == 0 { 0 } else { most.max(behind) });
}

/// The node's status.
pub fn status(model: &mut Model, result: Result<Box<Status>, Failure>, todo: &mut Vec<Command>) {
    let again = answered(&mut model.pending.status);
    if let Ok(status) = result {
        progress(model, status.behind);
        model.status = Some(*status);
    }
    if again {
        load_status(model, todo);
    }
}

/// The members.
pub fn members(model: &mut Model, result: Result<Vec<InstitutionInfo>, Failure>) {
    if let Ok(members) = result {
        let names = members.iter().flat_map(|m| m.names.0.values().map(|name| (fold(name), m.id.clone())));
        model.folded = names.collect();
        model.members = members.into_iter().map(|member| (member.id.clone(), member)).collect();
    }
}

/// The inbox: what was chosen stays chosen wherever it now stands.
pub fn inbox(model: &mut Model, result: Result<Box<Inbox>, Failure>, todo: &mut Vec<Command>) {
    let again = answered(&mut model.pending.inbox);
    match result {
        Ok(inbox) => {
            model.inbox = Some(*inbox);
            super::find::apply(model, todo);
            // A key that is on its way must not meet another thread than the one it was meant for.
            if model.chosen_index().is_none() {
                model.chosen = model.threads().first().map(|thread| thread.source.id);
            }
            panes::settle(model, todo);
        }
        Err(failure) => refused(model, &failure),
    }
    if again {
        load_inbox(model, todo);
    }
}

/// A thread.
pub fn detail(
    model: &mut Model,
    id: MessageId,
    result: Result<Box<MessageDetail>, Failure>,
    todo: &mut Vec<Command>,
) {
    let (under, again) = &mut model.pending.detail;
    let again = *under == Some(id) && std::mem::take(again);
    if *under == Some(id) {
        *under = None;
    }
    if let Ok(detail) = &result {
        if model.read.len() >= READ_MAX {
            model.read.clear();
        }
        model.read.insert(id, detail.clone());
    }
    if let Some(reader) = model.reader.as_mut().filter(|reader| reader.id == id) {
        match result {
            Ok(detail) => (reader.detail, reader.failure) = (Some(detail), None),
            Err(failure) => reader.failure = Some(failure),
        }
    }
    if again {
        load_detail(model, id, todo);
    }
}

/// The link itself tells when the node is gone; what else went wrong is said here.
fn refused(model: &mut Model, failure: &Failure) {
    if model.link == Link::Up {
        let text = model.lang.with("tui-not-read", &[("why", Arg::from(&failure.message))]);
        note(model, Mood::Bad, text);
    }
}
