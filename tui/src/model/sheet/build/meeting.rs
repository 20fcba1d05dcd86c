//! What becomes of a meeting: its new version, its minutes, requests for items.

use super::{Act, Field, Reading, SCHEMA, fill, in_order, lines::NOTHING, list};
use crate::model::compose::DraftKey;
use cabildo_client::contents;
use cabildo_protocol::{
    bounds::ITEM_MINUTES_MAX,
    content::{Agenda, AgendaItem, Content, ItemRequest, Minutes},
    id::Language,
    text::Texts,
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
        // What nobody touched stays with its item, wherever that now stands.
        let [speakers, rooms, interpretation] = self.untouched();
        for (item, key) in agenda.items.iter_mut().zip(known.keys()) {
            let same = before.keys().zip(&before.items).find(|(old, _)| *old == key);
            let Some((_, old)) = same else { continue };
            item.request = old.request;
            if speakers {
                item.speaker.clone_from(&old.speaker);
            }
            if rooms {
                item.room.clone_from(&old.room);
            }
            if interpretation {
                item.interpretation.clone_from(&old.interpretation);
            }
        }
        let takes: Vec<_> = view.requests.iter().filter(|one| takes.contains(&one.source.id)).collect();
        contents::settle(&mut agenda, &takes, &declines);
        agenda.keep_keys(before, sequence);
        agenda
    }

    /// Who speaks, where, and into what it is interpreted: of each item, in fields of their own.
    pub fn beside_items(&mut self, items: &mut [AgendaItem]) {
        let [speakers, rooms, interpretation] = self.untouched();
        if !speakers {
            self.beside(Field::Speakers, items, |item| &mut item.speaker);
        }
        if !rooms {
            self.beside(Field::Rooms, items, |item| &mut item.room);
        }
        let words = self.word(Field::Interpretation).filter(|_| !interpretation).unwrap_or_default();
        for part in words.split(';') {
            let (of, tags) = match part.split_once(':') {
                None => (items.get_mut(..), part),
                Some((number, tags)) => {
                    let at = number.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                    (at.and_then(|at| items.get_mut(at..=at)), tags)
                }
            };
            let Some(of) = of else {
                self.bad(Field::Interpretation, "tui-check-item-number", part.trim());
                continue;
            };
            let mut languages: Vec<Language> = Vec::new();
            for tag in list(tags) {
                match tag.parse() {
                    Ok(tag) if !languages.contains(&tag) => languages.push(tag),
                    Ok(_) => {}
                    Err(_) => self.bad(Field::Interpretation, "tui-check-language", tag),
                }
            }
            of.iter_mut().for_each(|item| item.interpretation.clone_from(&languages));
        }
    }

    /// Whether speakers, rooms and interpretation say what they said when the version that is changed was opened.
    fn untouched(&self) -> [bool; 3] {
        let Some((_, content)) = &self.before else { return [false; 3] };
        let stood = fill::from(self.model, content);
        [Field::Speakers, Field::Rooms, Field::Interpretation].map(|field| {
            let mut languages = self.filled.languages.iter().chain(&stood.languages);
            languages.all(|l| stood.value(field, l).trim() == self.filled.value(field, l).trim())
        })
    }

    /// Texts of a field whose lines are for the items, in their order.
    fn beside(&mut self, field: Field, items: &mut [AgendaItem], part: fn(&mut AgendaItem) -> &mut Texts) {
        for (language, text) in self.texts(field).0 {
            if text.lines().count() > items.len() {
                self.bad(field, "tui-check-item-count", language.as_str());
            }
            for (item, line) in items.iter_mut().zip(text.lines().map(str::trim)) {
                if !line.is_empty() && line != NOTHING {
                    part(item).0.insert(language.clone(), line.to_owned());
                }
            }
        }
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
