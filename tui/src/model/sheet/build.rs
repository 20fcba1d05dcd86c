//! From what is filled in to what is signed, and what still stands in the way.

pub mod lines;
mod meeting;
mod thread;
mod works;

use super::{
    Field, Filled,
    current::{current, exact, in_order, named},
    fill,
    templates::BLANK,
    when,
};
use crate::{
    fold::fold,
    model::{
        Model,
        compose::{Act, DraftKey},
    },
};
use cabildo_client::contents;
use cabildo_protocol::{
    bounds::{BODY_MAX, SALT_LEN},
    content::{
        Agenda, Area, CapStatus, Category, Certainty, Content, ContentError, Info, Notice, PositionTaken,
        Proposal, Rule, Severity, Stance, Terms, Urgency,
    },
    id::{Country, InstitutionId, Language, MessageId, Millis, Place},
    text::Texts,
};
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Format of what is signed.
const SCHEMA: u16 = 1;

/// Something that stands in the way of signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where; none where it is the whole.
    pub field: Option<Field>,
    /// The message that says it.
    pub id: &'static str,
    /// What the message speaks of, if anything.
    pub value: String,
}

/// What came of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What would be signed.
    pub content: Content,
    /// What stands in the way.
    pub problems: Vec<Problem>,
}

impl Checked {
    /// The first problem of a field.
    #[must_use]
    pub fn of(&self, field: Field) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == Some(field))
    }
}

/// Reads a form.
#[must_use]
pub fn check(model: &Model, key: DraftKey, filled: &Filled) -> Checked {
    let act = key.act;
    let mut reading = Reading::new(model, filled);
    reading.before = current(model, key);
    let content = match act {
        Act::Notice => Content::Notice(reading.notice()),
        Act::Agenda => Content::Agenda(reading.agenda(act)),
        Act::Feedback => Content::Feedback(reading.feedback()),
        Act::Declaration => Content::Declaration(reading.declaration()),
        Act::Position => Content::Position(reading.position()),
        Act::Closing
        | Act::Contest
        | Act::Final
        | Act::Withdrawal
        | Act::Signature
        | Act::SignatureWithdrawal => reading.deciding(key),
        Act::Pause => Content::Pause(reading.pause()),
        Act::Proposal | Act::Ack | Act::Rsvp | Act::Comment => Content::Proposal(reading.proposal()),
        _ => reading.in_thread(key),
    };
    reading.bounds(act);
    if reading.problems.is_empty() {
        reading.protocol(act, &content);
    }
    let same = reading.before.as_ref().is_some_and(|(_, before)| *before == content);
    // A notice calls everybody anew.
    if act == Act::Update && same && reading.problems.is_empty() {
        reading.problems.push(Problem { field: None, id: "tui-check-unchanged", value: String::new() });
    }
    Checked { content, problems: reading.problems }
}

/// Whom a list of names means, for showing it.
#[must_use]
pub fn institutions(model: &Model, key: DraftKey, filled: &Filled, field: Field) -> Vec<InstitutionId> {
    Reading { before: current(model, key), ..Reading::new(model, filled) }.members(field)
}

/// The languages in which everything says what it said before, where something changed in another.
#[must_use]
pub fn untouched(model: &Model, key: DraftKey, filled: &Filled) -> Vec<Language> {
    if key.act == Act::Translation || current(model, key).is_none() {
        return Vec::new();
    }
    let before = fill::opened(model, key);
    let spoken = || Field::of(key.act).iter().filter(|field| field.spoken());
    let same = |language: &&Language| {
        spoken().all(|field| filled.value(*field, language) == before.value(*field, language))
    };
    let stand: Vec<Language> = filled.languages.iter().filter(same).cloned().collect();
    if stand.len() == filled.languages.len() { Vec::new() } else { stand }
}

/// Which places are named, for showing them.
#[must_use]
pub fn places(model: &Model, filled: &Filled) -> Vec<Place> {
    Reading::new(model, filled).places()
}

/// The instant that a field means; none where it is empty or cannot be read.
#[must_use]
pub fn instant(model: &Model, act: Act, filled: &Filled, field: Field) -> Option<Millis> {
    let mut reading = Reading::new(model, filled);
    let zone = reading.zone(act);
    reading.when(field, &zone)
}

struct Reading<'a> {
    model: &'a Model,
    filled: &'a Filled,
    /// What the thread says now, where the act changes that.
    before: Option<(MessageId, Content)>,
    problems: Vec<Problem>,
}

impl<'a> Reading<'a> {
    fn new(model: &'a Model, filled: &'a Filled) -> Self {
        Self { model, filled, before: None, problems: Vec::new() }
    }

    /// What stands in the way of the whole.
    fn whole(&mut self, id: &'static str, value: String) {
        self.problems.push(Problem { field: None, id, value });
    }

    fn bad(&mut self, field: Field, id: &'static str, value: &str) {
        self.problems.push(Problem { field: Some(field), id, value: value.to_owned() });
    }

    fn word(&self, field: Field) -> Option<String> {
        let text = self.filled.value(field, &self.filled.shown).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn texts(&self, field: Field) -> Texts {
        let languages = self.filled.languages.iter();
        let trimmed = languages.map(|l| (l.clone(), self.filled.value(field, l).trim().to_owned()));
        Texts(trimmed.filter(|(_, text)| !text.is_empty()).collect())
    }

    /// A text that must be there in some language.
    fn needed(&mut self, field: Field) -> Texts {
        let texts = self.texts(field);
        if texts.is_empty() {
            self.bad(field, "tui-check-missing", "");
        }
        texts
    }

    /// A choice by the protocol's own name of it.
    fn choice<T: DeserializeOwned>(&self, field: Field, other: T) -> T {
        let name = serde_json::Value::from(self.filled.choice(field));
        serde_json::from_value(name).unwrap_or(other)
    }

    /// The zone in which instants are read: the venue's, else our institution's.
    fn zone(&self, act: Act) -> TimeZone {
        let meets = Field::of(act).contains(&Field::TimeZone);
        let venue = if meets { self.word(Field::TimeZone) } else { None };
        let name = venue.as_deref().or_else(|| self.model.time_zone());
        name.and_then(when::zone).unwrap_or(TimeZone::UTC)
    }

    fn when(&mut self, field: Field, zone: &TimeZone) -> Option<Millis> {
        let text = self.word(field)?;
        let old = self.before.as_ref().and_then(|(_, content)| instant_of(content, field));
        let at = when::read(&text, self.model.now, zone).map(|at| exact(at, old));
        // What has begun may be changed; a notice that has expired is none.
        let stays = at.is_some() && at == old && field != Field::Expires;
        match at {
            None => self.bad(field, "tui-check-when", &text),
            Some(at) if at <= self.model.now && !stays => self.bad(field, "tui-check-past", &text),
            Some(_) => {}
        }
        at
    }

    /// A name or id of a member: the whole name, else a beginning or part that only one has.
    fn member(&self, text: &str) -> Option<InstitutionId> {
        let named = || self.before.iter().flat_map(|(_, content)| named(content));
        let known = |id: &InstitutionId| self.model.members.contains_key(id) || named().any(|one| one == id);
        if let Some(id) = text.parse().ok().filter(known) {
            return Some(id);
        }
        let wanted = fold(text);
        let only = |test: &dyn Fn(&str) -> bool| {
            let mut ids = self.model.folded.iter().filter(|(name, _)| test(name)).map(|(_, id)| id);
            let first = ids.next()?;
            ids.all(|id| id == first).then(|| first.clone())
        };
        only(&|name| name == wanted)
            .or_else(|| only(&|name| name.starts_with(&wanted)))
            .or_else(|| only(&|name| name.contains(&wanted)))
    }

    /// Whom a list names: names, ids, or a country for all of its members.
    fn members(&mut self, field: Field) -> Vec<InstitutionId> {
        let mut asked = BTreeSet::new();
        for name in list(&self.word(field).unwrap_or_default()) {
            let country = self.model.members.keys().filter(|id| id.country().as_str() == name);
            let all: Vec<_> = country.cloned().collect();
            match self.member(name) {
                _ if !all.is_empty() => asked.extend(all),
                Some(id) => {
                    asked.insert(id);
                }
                None => self.bad(field, "tui-check-institution", name),
            }
        }
        asked.into_iter().collect()
    }

    /// Places by code, or by the name of a municipality that is a member.
    fn places(&mut self) -> Vec<Place> {
        let mut places = BTreeSet::new();
        for name in list(&self.word(Field::Places).unwrap_or_default()) {
            let place = name.parse().ok().or_else(|| self.member(name)?.as_str().parse().ok());
            match place {
                Some(place) => {
                    places.insert(place);
                }
                None => self.bad(Field::Places, "tui-check-place", name),
            }
        }
        places.into_iter().collect()
    }

    fn proposal(&mut self) -> Proposal {
        let zone = self.zone(Act::Proposal);
        let mut proposal = Proposal {
            schema: SCHEMA,
            title: self.needed(Field::Title),
            summary: self.texts(Field::Summary),
            text: self.needed(Field::Text),
            theme: self.word(Field::Theme),
            places: self.places(),
            respond_by: self.when(Field::RespondBy, &zone),
            asked: self.members(Field::Asked),
            terms: self.terms(&zone),
            costs: Vec::new(),
            attachments: Vec::new(),
        };
        contents::state_deadline(&mut proposal, self.model.now);
        proposal
    }

    /// Numbers of institutions, of a country (`mx=2`) or of all (`3`).
    fn counts(&mut self, field: Field, wrong: &'static str) -> Vec<(Option<Country>, u32)> {
        let mut counts = Vec::new();
        for part in list(&self.word(field).unwrap_or_default()) {
            let (country, n) = part.split_once('=').map_or((None, part), |(country, n)| (Some(country), n));
            match (country.map(|country| country.trim().parse()), n.trim().parse()) {
                (None, Ok(n)) => counts.push((None, n)),
                (Some(Ok(country)), Ok(n)) => counts.push((Some(country), n)),
                _ => self.bad(field, wrong, part),
            }
        }
        counts
    }

    /// How it is closed; the countries are those of the members now, and stand in the proposal.
    fn terms(&mut self, zone: &TimeZone) -> Option<Terms> {
        let rule = match self.filled.choice(Field::Rule) {
            "two_thirds" => Rule::QualifiedMajority(2, 3),
            "each_country" => {
                let all: BTreeSet<Country> = self.model.members.keys().map(InstitutionId::country).collect();
                Rule::EachCountry(all.into_iter().collect())
            }
            "consent" => Rule::Consent,
            _ => Rule::SimpleMajority,
        };
        let amend_until = self.when(Field::AmendUntil, zone);
        let mut terms = Terms { rule, amend_until, voters: self.members(Field::Voters), ..Terms::default() };
        for (country, n) in self.counts(Field::Quorum, "tui-check-quorum") {
            match country {
                None => terms.quorum = n,
                Some(country) => drop(terms.quorum_by_country.insert(country, n)),
            }
        }
        (terms != Terms::default()).then_some(terms)
    }

    fn position(&mut self) -> PositionTaken {
        PositionTaken {
            schema: SCHEMA,
            stance: self.choice(Field::Stance, Stance::Abstain),
            reason: self.texts(Field::Reason),
            mandate: self.word(Field::Mandate),
            revision: None,
            read: None,
            sponsors: false,
        }
    }

    fn notice(&mut self) -> Notice {
        let zone = self.zone(Act::Notice);
        let (description, places) = (self.texts(Field::Area), self.places());
        if description.is_empty() && !places.is_empty() {
            self.bad(Field::Area, "tui-check-area", "");
        }
        let area = Area { places, ..Area::new(description) };
        let category = self.choice(Field::Category, Category::Other);
        let how = (
            self.choice(Field::Urgency, Urgency::Unknown),
            self.choice(Field::Severity, Severity::Unknown),
            self.choice(Field::Certainty, Certainty::Unknown),
        );
        let info = Info {
            event: self.needed(Field::Event),
            expires: self.when(Field::Expires, &zone),
            headline: self.needed(Field::Headline),
            description: self.texts(Field::Description),
            instruction: self.texts(Field::Instruction),
            contact: self.word(Field::Contact),
            areas: if area.description.is_empty() { Vec::new() } else { vec![area] },
            ..Info::new(category, how)
        };
        Notice {
            respond_by: self.when(Field::RespondBy, &zone),
            asked: self.members(Field::Asked),
            ..Notice::new(self.choice(Field::Status, CapStatus::Test), vec![info])
        }
    }

    fn agenda(&mut self, act: Act) -> Agenda {
        let zone = self.zone(act);
        let time_zone = self.word(Field::TimeZone).unwrap_or_default();
        if when::zone(&time_zone).is_none() {
            self.bad(Field::TimeZone, "tui-check-zone", &time_zone);
        }
        for field in [Field::Starts, Field::Ends] {
            if self.word(field).is_none() {
                self.bad(field, "tui-check-missing", "");
            }
        }
        let places = self.places();
        if places.len() > 1 {
            self.bad(Field::Places, "tui-check-one-place", "");
        }
        let starts = self.when(Field::Starts, &zone).unwrap_or(self.model.now);
        let ends = self.when(Field::Ends, &zone).unwrap_or(starts.plus(1));
        if ends <= starts {
            self.bad(Field::Ends, "tui-check-order", "");
        }
        // Whoever writes an agenda hosts it; before the node has said who we are nothing is sent.
        let host = self.model.institution().cloned().or_else(|| "xx:0".parse().ok());
        let Some(host) = host else { unreachable!("«xx:0» is an institution's id") };
        Agenda {
            title: self.needed(Field::Title),
            summary: self.texts(Field::Summary),
            place: places.into_iter().next(),
            venue: self.texts(Field::Venue),
            items: self.items(starts, ends, &zone),
            respond_by: self.when(Field::RespondBy, &zone),
            invited: self.members(Field::Asked),
            ..Agenda::new(host, time_zone, (starts, ends))
        }
    }

    /// What each text may be: not too long, nothing of the template left to fill in.
    fn bounds(&mut self, act: Act) {
        for field in Field::of(act) {
            let Some(by) = self.filled.values.get(field) else { continue };
            for (language, text) in by {
                if text.len() > field.bound() {
                    self.bad(
                        *field,
                        "tui-check-long",
                        &format!("{}/{} {language}", text.len(), field.bound()),
                    );
                }
                if act.begins() && text.contains(BLANK) {
                    self.bad(*field, "tui-check-blank", language);
                }
            }
        }
    }

    /// The protocol's own checks have the last word.
    fn protocol(&mut self, act: Act, content: &Content) {
        if let Err(error) = content.check() {
            let (path, value) = match &error {
                ContentError::Field { field, problem } => (field.as_str(), self.model.lang.finding(problem)),
                other => ("", self.model.lang.content_error(other)),
            };
            self.problems.push(Problem { field: field_of(act, path), id: "tui-check-protocol", value });
        }
        let bytes = content.encode().len() + SALT_LEN;
        if bytes > BODY_MAX {
            let value = format!("{bytes}/{BODY_MAX}");
            self.whole("tui-check-long", value);
        }
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

/// The instant that a field had before.
fn instant_of(content: &Content, field: Field) -> Option<Millis> {
    match (content, field) {
        (Content::NoticeUpdate(notice), Field::RespondBy) => notice.respond_by,
        (Content::AgendaUpdate(agenda), Field::Starts) => Some(agenda.starts),
        (Content::AgendaUpdate(agenda), Field::Ends) => Some(agenda.ends),
        (Content::AgendaUpdate(agenda), Field::RespondBy) => agenda.respond_by,
        (Content::Commitment(whole), Field::Review) => whole.review,
        (Content::NoticeUpdate(notice), Field::Expires) => notice.info.first()?.expires,
        _ => None,
    }
}

/// The field of the form for the protocol's path of one (`info[0].headline`).
fn field_of(act: Act, path: &str) -> Option<Field> {
    let last = path.rsplit('.').next().unwrap_or_default();
    let base = path.split(['.', '[']).next().unwrap_or_default();
    let fields = Field::of(act);
    let found = match (base, last) {
        ("items" | "tasks", _) if fields.contains(&Field::Tasks) => Field::Tasks,
        ("items", _) => Field::Items,
        ("decisions", _) => Field::Decisions,
        ("invited", _) => Field::Asked,
        ("place", _) => Field::Places,
        ("until", _) => Field::RespondBy,
        (_, "categories") => Field::Category,
        _ if path.contains("areas") => Field::Area,
        (_, name) => match fields.iter().find(|field| field.name().replace('-', "_") == name) {
            Some(field) => *field,
            // Words beside what is decided, whatever they are called there.
            None if matches!(name, "note" | "text") => Field::Reason,
            None => return None,
        },
    };
    fields.contains(&found).then_some(found)
}
