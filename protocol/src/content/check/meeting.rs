//! Checks of agendas, of the answers to them, and of what becomes of one.

use super::{
    Checked, attachment::attachments, distinct, ensure, instant, list, needed, schema, texts, time_zone,
};
use crate::{
    bounds::{ITEM_MINUTES_MAX, PARAGRAPH_MAX, PEOPLE_MAX, TEXT_MAX, TITLE_MAX},
    content::{Agenda, AgendaCancel, Flaw, ItemRequest, Minutes, Rsvp},
};
use std::collections::BTreeSet;

pub(super) fn cancel(c: &AgendaCancel) -> Checked {
    schema(c.schema)?;
    needed("reason", &c.reason, PARAGRAPH_MAX)
}

pub(super) fn minutes(c: &Minutes) -> Checked {
    schema(c.schema)?;
    needed("text", &c.text, TEXT_MAX)?;
    distinct("attended", &c.attended)?;
    list("decisions", &c.decisions)?;
    for (n, decision) in c.decisions.iter().enumerate() {
        needed(&format!("decisions[{n}].text"), &decision.text, PARAGRAPH_MAX)?;
        distinct(&format!("decisions[{n}].papers"), &decision.papers)?;
    }
    list("tasks", &c.tasks)?;
    for (n, task) in c.tasks.iter().enumerate() {
        needed(&format!("tasks[{n}].text"), &task.text, PARAGRAPH_MAX)?;
        instant(&format!("tasks[{n}].due"), task.due)?;
        distinct(&format!("tasks[{n}].papers"), &task.papers)?;
    }
    attachments(&c.attachments)
}

pub(super) fn agenda(c: &Agenda) -> Checked {
    schema(c.schema)?;
    needed("title", &c.title, TITLE_MAX)?;
    texts("summary", &c.summary, PARAGRAPH_MAX)?;
    texts("venue", &c.venue, TITLE_MAX)?;
    time_zone("time_zone", &c.time_zone)?;
    instant("ends", Some(c.ends))?;
    ensure(c.starts < c.ends, "ends", Flaw::BeforeStart)?;
    instant("respond_by", c.respond_by)?;
    distinct("invited", &c.invited)?;
    list("items", &c.items)?;
    for (n, item) in c.items.iter().enumerate() {
        let field = |name: &str| format!("items[{n}].{name}");
        needed(&field("title"), &item.title, TITLE_MAX)?;
        instant(&field("starts"), item.starts)?;
        ensure(item.minutes <= ITEM_MINUTES_MAX, &field("minutes"), Flaw::ItemTooLong)?;
        let inside = item.starts.is_none_or(|at| (c.starts..=c.ends).contains(&at));
        ensure(inside, &field("starts"), Flaw::OutsideSummit)?;
        texts(&field("speaker"), &item.speaker, TITLE_MAX)?;
        texts(&field("room"), &item.room, TITLE_MAX)?;
        distinct(&field("interpretation"), &item.interpretation)?;
        distinct(&field("papers"), &item.papers)?;
    }
    let mut keys = BTreeSet::new();
    for (n, key) in c.keys().enumerate() {
        ensure(keys.insert(key), &format!("items[{n}].key"), Flaw::KeyTwice)?;
    }
    distinct("declines", &c.declines)?;
    attachments(&c.attachments)
}

pub(super) fn item_request(c: &ItemRequest) -> Checked {
    schema(c.schema)?;
    needed("title", &c.title, TITLE_MAX)?;
    texts("text", &c.text, PARAGRAPH_MAX)?;
    let fits = c.minutes.is_none_or(|minutes| (1..=ITEM_MINUTES_MAX).contains(&minutes));
    ensure(fits, "minutes", Flaw::RequestLength)?;
    distinct("papers", &c.papers)
}

pub(super) fn rsvp(c: &Rsvp) -> Checked {
    schema(c.schema)?;
    ensure(c.people <= PEOPLE_MAX, "people", Flaw::ManyPeople)?;
    distinct("languages", &c.languages)?;
    texts("note", &c.note, PARAGRAPH_MAX)?;
    let few = c.access.values().all(|n| (1..=c.people).contains(n));
    ensure(few, "access", Flaw::NeedCount)
}
