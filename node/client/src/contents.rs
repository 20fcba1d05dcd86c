//! How contents follow from what a thread says: the same on the command line and in the terminal.

use cabildo_protocol::{
    bounds::RESPONSE_DEFAULT_MS,
    content::{Agenda, AgendaItem, Notice, Proposal, ResponseType, Severity, Urgency},
    id::{MessageId, Millis},
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

/// The time to change a text ends before a deadline that the proposal has to state: where it states none, it
/// states the one that holds anyway.
pub fn state_deadline(proposal: &mut Proposal, now: Millis) {
    if proposal.terms.as_ref().is_some_and(|terms| terms.amend_until.is_some()) {
        proposal.respond_by.get_or_insert(now.plus(RESPONSE_DEFAULT_MS));
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

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::{
        content::{CapStatus, Category, Certainty, Content, Info, Terms},
        text::Texts,
        views::{RequestState, Source},
    };

    #[test]
    fn a_proposal_that_may_change_until_some_time_states_its_deadline() {
        let now = Millis(1_800_000_000_000);
        let line = |text: &str| Texts::one("es".parse().expect("a tag"), text);
        let mut proposal = Proposal::new(line("Agua"), line("Se propone."));
        state_deadline(&mut proposal, now);
        assert_eq!(proposal.respond_by, None);
        let until = Some(now.plus(3_600_000));
        proposal.terms = Some(Terms { amend_until: until, ..Terms::default() });
        assert!(Content::Proposal(proposal.clone()).check().is_err(), "which the content needs");
        state_deadline(&mut proposal, now);
        assert_eq!(proposal.respond_by, Some(now.plus(RESPONSE_DEFAULT_MS)));
        assert_eq!(Content::Proposal(proposal.clone()).check(), Ok(()));
        proposal.respond_by = Some(now.plus(7_200_000));
        state_deadline(&mut proposal, now);
        assert_eq!(proposal.respond_by, Some(now.plus(7_200_000)), "what it says stays");
    }

    fn asked(n: u8, minutes: Option<u32>) -> ItemRequestEntry {
        ItemRequestEntry {
            source: Source {
                id: MessageId([n; 32]),
                institution: "mx:20067".parse().expect("an institution"),
                created: Millis(1),
                disputed: false,
            },
            title: Texts::one("es".parse().expect("a tag"), "Pozos"),
            text: Texts::default(),
            minutes,
            papers: vec![MessageId([9; 32])],
            state: RequestState::Open,
        }
    }

    #[test]
    fn a_request_is_taken_up_once_and_what_is_declined_is_no_item() {
        let host = "cl:05101".parse().expect("an institution");
        let mut agenda = Agenda::new(host, "UTC".to_owned(), (Millis(1), Millis(2)));
        let (first, second) = (asked(1, None), asked(2, Some(20)));
        agenda.declines = vec![first.source.id];
        settle(&mut agenda, &[&first, &second], &[]);
        settle(&mut agenda, &[&first], &[]);
        let items: Vec<_> = agenda.items.iter().map(|item| (item.request, item.minutes)).collect();
        assert_eq!(items, [(Some(first.source.id), 30), (Some(second.source.id), 20)]);
        assert_eq!(agenda.items[0].presenter.as_ref(), Some(&first.source.institution));
        assert_eq!((&agenda.items[0].papers, agenda.declines.len()), (&first.papers, 0));
        settle(&mut agenda, &[], &[second.source.id, second.source.id]);
        assert_eq!((agenda.items.len(), &agenda.declines), (1, &vec![second.source.id]));
    }

    #[test]
    fn an_all_clear_is_one_of_every_block() {
        let info = Info::new(Category::Met, (Urgency::Immediate, Severity::Extreme, Certainty::Likely));
        let mut notice = Notice::new(CapStatus::Actual, vec![info.clone(), info]);
        assert!(!notice.is_all_clear());
        all_clear(&mut notice);
        assert!(notice.is_all_clear());
        assert_eq!((notice.severity(), notice.info[1].urgency), (Severity::Minor, Urgency::Past));
    }
}
