//! What can be asked of a content without knowing its kind: what it says, where, and until when it
//! asks for an answer.

use super::{Content, Notice};
use crate::{
    bounds::RESPONSE_DEFAULT_MS,
    id::{Millis, Place},
    text::Texts,
};

impl Content {
    /// The places that it names.
    #[must_use]
    pub fn places(&self) -> Vec<&Place> {
        match self {
            Self::Proposal(c) => c.places.iter().collect(),
            Self::Declaration(c) => c.places.iter().collect(),
            Self::Feedback(c) => c.places.iter().collect(),
            Self::Notice(c) | Self::NoticeUpdate(c) => {
                c.info.iter().flat_map(|info| &info.areas).flat_map(|area| &area.places).collect()
            }
            Self::Agenda(c) | Self::AgendaUpdate(c) => c.place.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Until when it asks for an answer; none where it asks for none, or leaves what was said before.
    #[must_use]
    pub fn respond_by(&self, created: Millis) -> Option<Millis> {
        let or_default = |said: Option<Millis>| Some(said.unwrap_or(created.plus(RESPONSE_DEFAULT_MS)));
        match self {
            Self::Proposal(c) => or_default(c.respond_by),
            Self::Declaration(c) => or_default(c.respond_by),
            Self::Feedback(c) => or_default(c.respond_by),
            Self::Notice(c) => or_default(c.respond_by),
            Self::NoticeUpdate(c) => c.respond_by,
            Self::AgendaUpdate(c) => c.respond_by,
            Self::Agenda(c) => or_default(c.respond_by),
            _ => None,
        }
    }

    /// What people read in it, beside [`Content::title`].
    #[must_use]
    pub fn texts(&self) -> Vec<&Texts> {
        match self {
            Self::Proposal(c) => {
                [&c.summary, &c.text].into_iter().chain(c.costs.iter().map(|cost| &cost.what)).collect()
            }
            Self::Declaration(c) => vec![&c.summary, &c.text],
            Self::Revision(c) => vec![&c.text],
            Self::Feedback(c) => vec![&c.text],
            Self::Amendment(c) => vec![&c.text],
            Self::Translation(c) if !c.title.is_empty() => vec![&c.text],
            Self::Notice(c) | Self::NoticeUpdate(c) => notice(c),
            Self::Commitment(c) => {
                let office = (!c.result.is_empty()).then_some(&c.office);
                c.items.iter().map(|one| &one.text).chain(office).collect()
            }
            Self::Minutes(c) => {
                c.decisions.iter().map(|one| &one.text).chain(c.tasks.iter().map(|one| &one.text)).collect()
            }
            Self::Agenda(c) | Self::AgendaUpdate(c) => {
                [&c.summary, &c.venue].into_iter().chain(c.items.iter().map(|item| &item.title)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What people read in it and stands there in no stated language.
    #[must_use]
    pub fn marks(&self) -> Vec<&str> {
        match self {
            Self::Proposal(c) => c.theme.iter().map(String::as_str).collect(),
            Self::Declaration(c) => c.theme.iter().map(String::as_str).collect(),
            Self::Feedback(c) => c.theme.iter().map(String::as_str).collect(),
            Self::Translation(c) => c.translator.iter().map(String::as_str).collect(),
            Self::Position(_) | Self::Signature(_) => self.mandate().into_iter().collect(),
            Self::Notice(c) | Self::NoticeUpdate(c) => c.incidents.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

fn notice(notice: &Notice) -> Vec<&Texts> {
    let blocks = notice.info.iter().flat_map(|info| {
        let areas = info.areas.iter().map(|area| &area.description);
        [&info.headline, &info.event, &info.description, &info.instruction].into_iter().chain(areas)
    });
    let title = notice.title();
    blocks.filter(|texts| !std::ptr::eq(*texts, title)).collect()
}
