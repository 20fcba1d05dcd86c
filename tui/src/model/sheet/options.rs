//! What a thread has that a field takes one or several of.

use super::Field;
use crate::model::{Model, compose::DraftKey};
use cabildo_protocol::{
    id::InstitutionId,
    text::Texts,
    views::{AgendaView, AmendmentState, ProposalView, RequestState, Thread},
};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What stands in the field for it.
    pub value: String,
    /// Whose it is.
    pub who: InstitutionId,
    /// What it says.
    pub text: Texts,
}

/// All of them, in the order of the thread.
#[must_use]
pub fn options(model: &Model, key: DraftKey, field: Field) -> Vec<Entry> {
    match (model.thread(key.thread), field) {
        (Some(Thread::Proposal(view)), Field::Accepts | Field::Declines) => amendments(view),
        (Some(Thread::Agenda(view)), Field::Takes) => requests(view, |state| state != RequestState::Taken),
        (Some(Thread::Agenda(view)), Field::Declines) => requests(view, |state| state == RequestState::Open),
        (Some(Thread::Proposal(view)), Field::Item) => items(view, model),
        _ => Vec::new(),
    }
}

/// The items of a commitment of which our institution may say how far they are.
fn items(view: &ProposalView, model: &Model) -> Vec<Entry> {
    let (Some(whole), Some(me)) = (&view.implementation, model.institution()) else { return Vec::new() };
    let ours = whole.items.iter().filter(|item| whole.may_report(item, me));
    let entry = ours.map(|item| Entry {
        value: item.item.to_string(),
        who: item.who.clone(),
        text: item.text.clone(),
    });
    entry.collect()
}

/// The requests for items that are in such a state.
fn requests(view: &AgendaView, state: impl Fn(RequestState) -> bool) -> Vec<Entry> {
    let all = view.requests.iter().filter(|one| state(one.state) && !one.source.disputed);
    let entry = all.map(|one| Entry {
        value: one.source.id.to_string(),
        who: one.source.institution.clone(),
        text: one.title.clone(),
    });
    entry.collect()
}

/// The amendments that nobody has said anything to.
fn amendments(view: &ProposalView) -> Vec<Entry> {
    let open = view.amendments.iter();
    let open = open.filter(|one| one.state == AmendmentState::Proposed && !one.source.disputed);
    let entry = open.map(|one| Entry {
        value: one.source.id.to_string(),
        who: one.source.institution.clone(),
        text: if one.reason.is_empty() { one.text.clone() } else { one.reason.clone() },
    });
    entry.collect()
}
