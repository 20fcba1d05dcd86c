//! What becomes of a meeting: its new version, its minutes, requests for items.

use super::{Act, Field, Reading, SCHEMA, in_order};
use crate::model::compose::DraftKey;
use cabildo_client::contents;
use cabildo_protocol::{
    bounds::ITEM_MINUTES_MAX,
    content::{Agenda, Content, ItemRequest, Minutes},
    views::Thread,
};

impl Reading<'_> {
    /// The agenda as it stands, with what the form says; items keep their keys, and what no field shows.
    pub fn agenda_update(&mut self, key: DraftKey) -> Agenda {
        let made = self.agenda(key.act);
        let takes = self.marked(key, Field::Takes);
        let declines = self.marked(key, Field::Declines);
        if takes.iter().any(|id| declines.contains(id)) {
            self.bad(Field::Declines, "tui-check-both", "");
        }
        let Some(Thread::Agenda(view)) = self.model.thread(key.thread) else { return made };
        let before = &view.agenda;
        let sequence = view.life.sequence.saturating_add(1);
        let mut agenda = Agenda {
            host: before.host.clone(),
            respond_by: made.respond_by.or(before.respond_by),
            invited: in_order(made.invited.clone(), &before.invited),
            declines: before.declines.clone(),
            next_host: before.next_host.clone(),
            attachments: before.attachments.clone(),
            ..made
        };
        let mut known = agenda.clone();
        known.keep_keys(before, sequence);
        for (item, key) in agenda.items.iter_mut().zip(known.keys()) {
            let same = before.keys().zip(&before.items).find(|(old, _)| *old == key);
            let Some((_, old)) = same else { continue };
            (item.speaker, item.room) = (old.speaker.clone(), old.room.clone());
            (item.interpretation, item.request) = (old.interpretation.clone(), old.request);
        }
        let takes: Vec<_> = view.requests.iter().filter(|one| takes.contains(&one.source.id)).collect();
        contents::settle(&mut agenda, &takes, &declines);
        agenda.keep_keys(before, sequence);
        agenda
    }

    pub fn minutes(&mut self) -> Minutes {
        let zone = self.zone(Act::Minutes);
        let (text, attended) = (self.needed(Field::Text), self.members(Field::Attended));
        let (decisions, tasks) = (self.decisions(), self.tasks(&zone, false));
        let (attended, attachments) = match &self.before {
            Some((_, Content::Minutes(old))) => (in_order(attended, &old.attended), old.attachments.clone()),
            _ => (attended, Vec::new()),
        };
        Minutes { schema: SCHEMA, text, attended, decisions, tasks, attachments }
    }

    pub fn item_request(&mut self) -> ItemRequest {
        let minutes = self.word(Field::Minutes);
        let lasts = minutes.as_deref().and_then(|text| text.parse().ok());
        let lasts = lasts.filter(|n| (1..=ITEM_MINUTES_MAX).contains(n));
        if let Some(text) = minutes.filter(|_| lasts.is_none()) {
            self.bad(Field::Minutes, "tui-check-minutes", &text);
        }
        let papers = self.word(Field::Papers).unwrap_or_default();
        ItemRequest {
            schema: SCHEMA,
            title: self.needed(Field::Title),
            text: self.texts(Field::Reason),
            minutes: lasts,
            papers: self.papers(Field::Papers, &papers),
        }
    }
}
