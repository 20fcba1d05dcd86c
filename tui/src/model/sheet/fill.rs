//! A form filled in from what is there already.

use super::{Field, Filled, Shape, build::lines::NOTHING, current::current, when};
use crate::model::{
    Model,
    acts::About,
    compose::{Act, DraftKey},
};
use cabildo_client::lang::{Arg, Lang};
use cabildo_protocol::{
    content::{Agenda, AgendaItem, Amendment, Content, Minutes, Notice, Revision, Task, Translation},
    id::{InstitutionId, Language, MessageId, Millis},
    sanitize,
    text::Texts,
    views::{Thread, TranslationEntry},
};
use jiff::tz::TimeZone;
use serde::Serialize;
use std::collections::BTreeSet;

/// The form of an act on a thread as it is opened: with the version that it changes, where there is one.
#[must_use]
pub fn opened(model: &Model, key: DraftKey) -> Filled {
    let Some((of, content)) = current(model, key) else {
        return Filled::new(model.lang.language().clone());
    };
    let mut filled = match &content {
        Content::Translation(original) => translation(model, key, original),
        content => from(model, content),
    };
    filled.of = Some(of);
    if key.act == Act::AllClear {
        all_clear(&mut filled);
    }
    filled
}

/// A translation into the reader's language, or the next that the original has not: from our last one into it,
/// else from the text itself.
fn translation(model: &Model, key: DraftKey, original: &Translation) -> Filled {
    let speaks = |language: &Language| {
        let primary = language.as_str().split('-').next();
        original.text.0.keys().any(|own| own.as_str().split('-').next() == primary)
    };
    let ours = model.lang.language();
    let wanted = [ours.clone()].into_iter().chain(Lang::available()).find(|language| !speaks(language));
    let language = wanted.unwrap_or_else(|| ours.clone());
    let mut writing = Writing { filled: Filled::new(language.clone()), zone: zone(model) };
    let earlier = model.thread(key.thread).map(Thread::translations).unwrap_or_default();
    let by_us = |entry: &&TranslationEntry| {
        Some(&entry.source.institution) == model.institution() && entry.language == language
    };
    if let Some(entry) = earlier.iter().find(by_us) {
        writing.value(Field::Method, &entry.method);
        writing.word(Field::Translator, entry.translator.as_deref().unwrap_or_default());
        writing.texts(Field::Title, &entry.title);
        writing.texts(Field::Text, &entry.text);
        return writing.filled;
    }
    for (field, texts) in [(Field::Title, &original.title), (Field::Text, &original.text)] {
        let best = texts.best(&model.languages).map(|(_, text)| text).unwrap_or_default();
        writing.texts(field, &Texts::one(language.clone(), best));
    }
    writing.filled
}

/// A form with what a content says.
#[must_use]
pub fn from(model: &Model, content: &Content) -> Filled {
    let all: Vec<&Texts> = content.texts().into_iter().chain([content.title()]).collect();
    let tags: BTreeSet<&Language> = all.iter().flat_map(|texts| texts.0.keys()).collect();
    let ours = model.lang.language();
    // The reader's own language leads, where it is there.
    let mut tags: Vec<Language> = tags.into_iter().cloned().collect();
    tags.sort_by_key(|tag| tag != ours);
    let leading = tags.first().unwrap_or(ours).clone();
    let mut writing = Writing { filled: Filled::new(leading), zone: zone(model) };
    if !tags.is_empty() {
        writing.filled.languages = tags;
    }
    match content {
        Content::Notice(notice) | Content::NoticeUpdate(notice) => writing.notice(notice, model.now),
        Content::Revision(Revision { text, .. }) | Content::Amendment(Amendment { text, .. }) => {
            writing.texts(Field::Text, text);
        }
        Content::Agenda(agenda) | Content::AgendaUpdate(agenda) => writing.agenda(agenda, model.now),
        Content::Minutes(minutes) => writing.minutes(minutes),
        Content::Commitment(whole) => {
            writing.texts(Field::Office, &whole.office);
            writing.texts(Field::Result, &whole.result);
            writing.tasks(&whole.items);
            writing.at(Field::Review, whole.review);
        }
        Content::Progress(progress) => {
            writing.word(Field::Item, &progress.item.to_string());
            writing.value(Field::ItemState, &progress.state);
        }
        _ => {}
    }
    writing.filled
}

/// Notes in a form what of its thread it is about: an amendment that is taken over is marked, and where
/// nothing was written yet its text is the new one; or the step that is taken.
pub fn about(model: &Model, (key, about): (DraftKey, About), begun: bool, filled: &mut Filled) {
    let id = match about {
        About::Whole => return,
        About::Step(step) => {
            let shown = filled.shown.clone();
            return filled.set(Field::Step, &shown, step.name().to_owned());
        }
        About::Amendment(id) => id,
    };
    let Some(Thread::Proposal(view)) = model.thread(key.thread) else { return };
    let Some(entry) = view.amendments.iter().find(|entry| entry.source.id == id) else { return };
    let value = id.to_string();
    let mut marked: Vec<String> = filled.marked(Field::Accepts).map(str::to_owned).collect();
    if !marked.contains(&value) {
        marked.push(value);
    }
    let shown = filled.shown.clone();
    filled.set(Field::Accepts, &shown, marked.join(" "));
    if begun {
        return;
    }
    filled.values.remove(&Field::Text);
    for (language, text) in clean(Field::Text, &entry.text).0 {
        if !filled.languages.contains(&language) {
            filled.languages.push(language.clone());
        }
        filled.set(Field::Text, &language, text);
    }
}

/// Texts as they stand in a field: what others wrote passes the sanitiser before it can be typed into.
#[must_use]
pub fn clean(field: Field, texts: &Texts) -> Texts {
    let block = field.shape() == Shape::Block;
    let line = |text: &str| if block { sanitize::block(text) } else { sanitize::line(text) };
    let lines = texts.0.iter().map(|(language, text)| (language.clone(), line(text).trim().to_owned()));
    Texts(lines.filter(|(_, text)| !text.is_empty()).collect())
}

/// The zone of our institution, in which instants are read.
fn zone(model: &Model) -> TimeZone {
    model.time_zone().and_then(when::zone).unwrap_or(TimeZone::UTC)
}

/// The headline says that it is over; what happens and what to do is said anew.
fn all_clear(filled: &mut Filled) {
    for language in filled.languages.clone() {
        let headline = filled.value(Field::Headline, &language).to_owned();
        let lang = Lang::new(std::slice::from_ref(&language));
        let knows = lang.language().as_str() == language.as_str().split('-').next().unwrap_or_default();
        if knows && !headline.is_empty() {
            let over = lang.with("tui-template-all_clear-headline", &[("headline", Arg::from(&headline))]);
            filled.set(Field::Headline, &language, over);
        }
        for field in [Field::Description, Field::Instruction] {
            filled.set(field, &language, String::new());
        }
    }
}

struct Writing {
    filled: Filled,
    zone: TimeZone,
}

impl Writing {
    fn texts(&mut self, field: Field, texts: &Texts) {
        for (language, text) in clean(field, texts).0 {
            self.filled.set(field, &language, text);
        }
    }

    fn word(&mut self, field: Field, text: &str) {
        let shown = self.filled.shown.clone();
        self.filled.set(field, &shown, sanitize::line(text).trim().to_owned());
    }

    /// A value of the protocol by its own name.
    fn value<T: Serialize>(&mut self, field: Field, value: &T) {
        let name = serde_json::to_value(value).ok();
        self.word(field, name.as_ref().and_then(|name| name.as_str()).unwrap_or_default());
    }

    fn at(&mut self, field: Field, at: Option<Millis>) {
        let text = at.and_then(|at| when::write(at, &self.zone)).unwrap_or_default();
        self.word(field, &text);
    }

    fn members(&mut self, field: Field, ids: &[InstitutionId]) {
        let ids: Vec<&str> = ids.iter().map(InstitutionId::as_str).collect();
        self.word(field, &ids.join(", "));
    }

    fn notice(&mut self, notice: &Notice, now: Millis) {
        self.value(Field::Status, &notice.status);
        self.members(Field::Asked, &notice.asked);
        // What has passed asks nobody for anything: it stays as it was.
        self.at(Field::RespondBy, notice.respond_by.filter(|at| *at > now));
        let Some(info) = notice.info.first() else { return };
        self.texts(Field::Headline, &info.headline);
        self.texts(Field::Event, &info.event);
        self.texts(Field::Description, &info.description);
        self.texts(Field::Instruction, &info.instruction);
        self.value(Field::Severity, &info.severity);
        self.value(Field::Urgency, &info.urgency);
        self.value(Field::Certainty, &info.certainty);
        if let Some(category) = info.categories.first() {
            self.value(Field::Category, category);
        }
        self.at(Field::Expires, info.expires);
        self.word(Field::Contact, info.contact.as_deref().unwrap_or_default());
        if let Some(area) = info.areas.first() {
            self.texts(Field::Area, &area.description);
            let places: Vec<&str> = area.places.iter().map(|place| place.as_str()).collect();
            self.word(Field::Places, &places.join(", "));
        }
    }

    fn agenda(&mut self, agenda: &Agenda, now: Millis) {
        self.zone = when::zone(&agenda.time_zone).unwrap_or(TimeZone::UTC);
        self.texts(Field::Title, &agenda.title);
        self.texts(Field::Summary, &agenda.summary);
        self.at(Field::Starts, Some(agenda.starts));
        self.at(Field::Ends, Some(agenda.ends));
        self.word(Field::TimeZone, &agenda.time_zone);
        self.texts(Field::Venue, &agenda.venue);
        self.word(Field::Places, agenda.place.as_ref().map_or("", |place| place.as_str()));
        self.members(Field::Asked, &agenda.invited);
        self.at(Field::RespondBy, agenda.respond_by.filter(|at| *at > now));
        let first = when::write(agenda.starts, &self.zone).unwrap_or_default();
        let today = first.split(' ').next().unwrap_or_default();
        let lines = agenda.items.iter().map(|item| {
            let at = item.starts.and_then(|at| when::write(at, &self.zone)).unwrap_or_default();
            // The first day is not said.
            let at = at.strip_prefix(today).unwrap_or(&at).trim_start();
            let before = format!("{at} {} ", item.minutes).trim_start().to_owned();
            (before, &item.title, behind(item.presenter.as_ref(), &item.papers))
        });
        let lines: Vec<_> = lines.collect();
        self.lines(Field::Items, &lines);
        self.beside(Field::Speakers, agenda.items.iter().map(|item| &item.speaker).collect());
        self.beside(Field::Rooms, agenda.items.iter().map(|item| &item.room).collect());
        self.word(Field::Interpretation, &interpretation(&agenda.items));
    }

    /// A line for each item, no more than there is something to say.
    fn beside(&mut self, field: Field, mut items: Vec<&Texts>) {
        while items.pop_if(|texts| texts.is_empty()).is_some() {}
        self.lines(
            field,
            &items.iter().map(|texts| (String::new(), *texts, String::new())).collect::<Vec<_>>(),
        );
    }

    fn minutes(&mut self, minutes: &Minutes) {
        self.texts(Field::Text, &minutes.text);
        self.members(Field::Attended, &minutes.attended);
        let decisions: Vec<_> = minutes
            .decisions
            .iter()
            .map(|one| (String::new(), &one.text, behind(None, &one.papers)))
            .collect();
        self.lines(Field::Decisions, &decisions);
        self.tasks(&minutes.tasks);
    }

    fn tasks(&mut self, tasks: &[Task]) {
        let lines = tasks.iter().map(|task| {
            let due = task.due.and_then(|at| when::write(at, &self.zone));
            let before = due.map(|due| format!("{due} ")).unwrap_or_default();
            (before, &task.text, behind(task.who.as_ref(), &task.papers))
        });
        let lines: Vec<_> = lines.collect();
        self.lines(Field::Tasks, &lines);
    }

    /// One entry a line: the first language says everything, the others only the texts.
    fn lines(&mut self, field: Field, lines: &[(String, &Texts, String)]) {
        let languages = self.filled.languages.clone();
        let speaks = |language: &&Language| lines.iter().any(|(_, text, _)| text.0.contains_key(*language));
        for (n, language) in languages.iter().filter(speaks).enumerate() {
            let written = lines.iter().map(|(before, text, behind)| {
                let text = text.0.get(language).map(|text| sanitize::line(text).trim().to_owned());
                let text = text.unwrap_or_else(|| NOTHING.to_owned());
                if n == 0 { format!("{before}{text}{behind}") } else { text }
            });
            let written: Vec<String> = written.collect();
            self.filled.set(field, language, written.join("\n"));
        }
    }
}

/// What stands behind an entry: whose it is, and the messages that it deals with.
fn behind(who: Option<&InstitutionId>, papers: &[MessageId]) -> String {
    let who = who.map(|who| format!(" @ {who}")).unwrap_or_default();
    let papers: Vec<String> = papers.iter().map(ToString::to_string).collect();
    if papers.is_empty() { who } else { format!("{who} #{}", papers.join(", ")) }
}

/// Into which languages the items are interpreted: once where it is the same for all, else by their numbers.
fn interpretation(items: &[AgendaItem]) -> String {
    let tags =
        |item: &AgendaItem| item.interpretation.iter().map(Language::as_str).collect::<Vec<_>>().join(", ");
    if let [first, rest @ ..] = items
        && rest.iter().all(|item| item.interpretation == first.interpretation)
    {
        return tags(first);
    }
    let some = items.iter().zip(1..).filter(|(item, _)| !item.interpretation.is_empty());
    some.map(|(item, n)| format!("{n}: {}", tags(item))).collect::<Vec<_>>().join("; ")
}
