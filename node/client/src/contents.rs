//! How contents follow from what a thread says: the same on the command line and in the terminal.

use cabildo_protocol::{
    content::{Agenda, AgendaItem, Notice, ResponseType, Severity, Urgency},
    id::MessageId,
    views::ItemRequestEntry,
};

/// How long an item is whose request does not say it, in minutes.
const ITEM_MINUTES: u32 = 30;

/// Has every block of a notice say that the danger is over: what still says otherwise would be taken for what
/// holds.
pub fn all_clear(notice: &mut Notice) {
    for info in &mut notice.info {
        info.responses = vec![ResponseType::AllClear];
        (info.urgency, info.severity) = (Urgency::Past, Severity::Minor);
    }
}

/// Takes requests for items up, or declines them.
pub fn settle(agenda: &mut Agenda, takes: &[&ItemRequestEntry], declines: &[MessageId]) {
    for asked in takes {
        let id = asked.source.id;
        if agenda.items.iter().all(|item| item.request != Some(id)) {
            agenda.items.push(taken_up(asked));
        }
        agenda.declines.retain(|declined| *declined != id);
    }
    for id in declines {
        agenda.items.retain(|item| item.request != Some(*id));
        if !agenda.declines.contains(id) {
            agenda.declines.push(*id);
        }
    }
}

/// An item at the end of the agenda, as it was asked for.
fn taken_up(asked: &ItemRequestEntry) -> AgendaItem {
    AgendaItem {
        title: asked.title.clone(),
        minutes: asked.minutes.unwrap_or(ITEM_MINUTES),
        presenter: Some(asked.source.institution.clone()),
        papers: asked.papers.clone(),
        request: Some(asked.source.id),
        ..AgendaItem::default()
    }
}
