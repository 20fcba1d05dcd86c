//! What a list is asked for: the parameters that filter it, and where a page begins.

use super::{
    LIST_DEFAULT, LIST_MAX,
    problem::{Failure, shorten},
    read::parsed,
};
use crate::places;
use axum::extract::{Query, rejection::QueryRejection};
use cabildo_protocol::{
    content::{Content, Kind},
    id::{Country, Language, Millis, Place},
    views::{AgendaState, DeclarationState, FeedbackState, NoticeState, Stage, Summary, Thread},
};
use cabildo_store::{Rank, Selection, fold};
use data_encoding::BASE64URL_NOPAD;
use std::{collections::BTreeMap, fmt::Display, str::FromStr};

/// Parameters that every list of messages or threads has.
const FILTERS: [&str; 10] = [
    "kind",
    "institution",
    "country",
    "place",
    "theme",
    "written_in",
    "due_after",
    "due_before",
    "state",
    "limit",
];
/// Kinds in one filter.
const KINDS_MAX: usize = 32;
/// Bytes of a parameter; nothing longer is one.
const VALUE_MAX: usize = 512;

/// The parameters of a request, each of them once.
#[derive(Debug, Default)]
pub struct Asked(BTreeMap<String, String>);

/// A query as it stands in the address.
pub type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

impl Asked {
    /// Those of a list, and these.
    pub fn read(pairs: Pairs, also: &[&str]) -> Result<Self, Failure> {
        let mut asked = BTreeMap::new();
        for (name, value) in parsed(pairs)? {
            if !FILTERS.contains(&name.as_str()) && !also.contains(&name.as_str()) {
                let known: Vec<&str> = FILTERS.iter().chain(also).copied().collect();
                let said = shorten(&format!("«{name}»"));
                let remedy = format!("there are {}", known.join(", "));
                return Err(Failure::bad_request(format!("there is no parameter {said}"), &remedy));
            }
            if value.len() > VALUE_MAX {
                return Err(Failure::bad_request(format!("{name} is too long"), "shorten it"));
            }
            if asked.insert(name.clone(), value).is_some() {
                return Err(Failure::bad_request(format!("{name} is given twice"), "give it once"));
            }
        }
        Ok(Self(asked))
    }

    /// A parameter's text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter's value.
    pub fn value<T: FromStr<Err: Display>>(&self, name: &str, remedy: &str) -> Result<Option<T>, Failure> {
        let parse = |text: &str| {
            text.parse().map_err(|error: T::Err| {
                let why = shorten(&error.to_string());
                Failure::bad_request(format!("{name}={}: {why}", shorten(&format!("«{text}»"))), remedy)
            })
        };
        self.text(name).map(parse).transpose()
    }

    /// How many items are asked for.
    pub fn limit(&self) -> Result<usize, Failure> {
        match self.value::<u32>("limit", "give a number")?.unwrap_or(LIST_DEFAULT) {
            limit if limit <= LIST_MAX => Ok(limit as usize),
            limit => {
                let message = format!("limit={limit}: a list has at most {LIST_MAX} items");
                Err(Failure::bad_request(message, "ask for fewer, and for the next page with its cursor"))
            }
        }
    }
}

/// Which messages or threads a list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub selection: Selection,
    place: Option<Place>,
    pub state: Option<&'static str>,
}

impl Filter {
    /// Messages of one kind.
    pub fn of(kind: Kind) -> Self {
        let selection = Selection { kinds: Some(vec![kind as u16]), ..Selection::default() };
        Self { selection, ..Self::default() }
    }

    /// What is asked for.
    pub fn new(asked: &Asked) -> Result<Self, Failure> {
        let kinds = asked.text("kind");
        let kinds = kinds.map(|names| names.split(',').take(KINDS_MAX).map(number).collect()).transpose()?;
        let place: Option<Place> = asked.value("place", "give one such as mx:20067, MX-OAX or MX")?;
        let instant = |name| asked.value::<u64>(name, "give milliseconds since 1970, UTC");
        let due = match (instant("due_after")?, instant("due_before")?) {
            (None, None) => None,
            (after, before) => Some((Millis(after.unwrap_or(0)), Millis(before.unwrap_or(u64::MAX)))),
        };
        let selection = Selection {
            kinds,
            institution: asked.value("institution", "see `GET /v1/institutions`")?,
            country: asked.value::<Country>("country", "give one such as mx")?,
            places: place.as_ref().map(places::touching),
            theme: asked.text("theme").map(str::to_owned),
            language: asked.value::<Language>("written_in", "give a tag such as es or pt-BR")?,
            due,
            ..Selection::default()
        };
        Ok(Self { selection, place, state: asked.text("state").map(state).transpose()? })
    }

    /// Whether a thread is one of those.
    pub fn fits(&self, line: &Summary, facts: &Facts) -> bool {
        let wanted = &self.selection;
        let institution = &line.source.institution;
        wanted.kinds.as_ref().is_none_or(|kinds| line.kind.is_some_and(|kind| kinds.contains(&(kind as u16))))
            && wanted.institution.as_ref().is_none_or(|id| id == institution)
            && wanted.country.as_ref().is_none_or(|country| institution.country() == *country)
            && wanted.due.is_none_or(|(from, to)| line.respond_by.is_some_and(|due| from <= due && due < to))
            && wanted.theme.as_ref().is_none_or(|theme| facts.theme.as_ref() == Some(&fold(theme)))
            && wanted
                .language
                .as_ref()
                .is_none_or(|language| facts.languages.iter().any(|own| speaks(own, language)))
            && self
                .place
                .as_ref()
                .is_none_or(|place| facts.places.iter().any(|own| places::touch(own, place)))
            && self.state.is_none_or(|state| facts.state == Some(state))
    }
}

/// Whether a text in a language is one in the language that is wanted.
fn speaks(own: &Language, wanted: &Language) -> bool {
    own == wanted || own.as_str().split('-').next() == Some(wanted.as_str())
}

/// By what a thread is found, beside what its line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub state: Option<&'static str>,
    places: Vec<Place>,
    theme: Option<String>,
    languages: Vec<Language>,
}

impl Facts {
    /// Of a thread as it stands.
    pub fn of(thread: &Thread) -> Self {
        let (content, state) = match thread {
            Thread::Proposal(view) => (Content::Proposal(view.proposal.clone()), view.close.stage.name()),
            Thread::Notice(view) => (Content::Notice(view.notice.clone()), view.state.name()),
            Thread::Agenda(view) => (Content::Agenda(view.agenda.clone()), view.life.state.name()),
            Thread::Declaration(view) => (Content::Declaration(view.declaration.clone()), view.state.name()),
            Thread::Feedback(view) => (Content::Feedback(view.feedback.clone()), view.state.name()),
            Thread::Opaque { .. } => return Self::default(),
        };
        let mut languages: Vec<Language> = content
            .texts()
            .into_iter()
            .chain([content.title()])
            .flat_map(|texts| texts.0.keys().cloned())
            .collect();
        languages.sort();
        languages.dedup();
        Self {
            state: Some(state),
            places: content.places().into_iter().cloned().collect(),
            theme: content.theme().map(fold),
            languages,
        }
    }
}

/// A state's name, as one of those there are.
pub fn state(name: &str) -> Result<&'static str, Failure> {
    let stages = Stage::ALL.map(Stage::name).into_iter();
    let notices = NoticeState::ALL.map(NoticeState::name);
    // An agenda is cancelled by the same name as a notice.
    let agendas = AgendaState::ALL.map(AgendaState::name).into_iter().filter(|name| !notices.contains(name));
    // A declaration is open, lapsed or withdrawn by the same names as a proposal, feedback open, closed or withdrawn.
    let own = [FeedbackState::Answered, FeedbackState::Acting, FeedbackState::Reopened];
    let own = [DeclarationState::InForce.name()].into_iter().chain(own.map(FeedbackState::name));
    let known: Vec<&str> = stages.chain(notices).chain(agendas).chain(own).collect();
    known.iter().find(|known| **known == name).copied().ok_or_else(|| {
        let message = format!("state={}: there is no such state", shorten(&format!("«{name}»")));
        Failure::bad_request(message, &format!("give one of {}", known.join(", ")))
    })
}

fn number(name: &str) -> Result<u16, Failure> {
    let kind = match name.strip_prefix("unknown:") {
        Some(number) => number.parse().ok(),
        None => Kind::from_name(name).map(|kind| kind as u16),
    };
    kind.ok_or_else(|| {
        let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        let message = format!("kind={}: there is no such kind", shorten(&format!("«{name}»")));
        Failure::bad_request(message, &format!("give one of {}", known.join(", ")))
    })
}

/// Where a page ended, as a text.
pub fn cursor(rank: Rank) -> String {
    let mut bytes = Vec::with_capacity(20);
    bytes.extend_from_slice(&rank.score.to_be_bytes());
    bytes.extend_from_slice(&rank.created.0.to_be_bytes());
    bytes.extend_from_slice(&rank.id.to_be_bytes());
    BASE64URL_NOPAD.encode(&bytes)
}

/// Where the page before ended.
pub fn rank(cursor: &str) -> Result<Rank, Failure> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
    let rank = bytes.and_then(|bytes| {
        let (score, rest) = bytes.split_first_chunk::<4>()?;
        let (created, id) = rest.split_first_chunk::<8>()?;
        Some(Rank {
            score: u32::from_be_bytes(*score),
            created: Millis(u64::from_be_bytes(*created)),
            id: u64::from_be_bytes(id.try_into().ok()?),
        })
    });
    rank.ok_or_else(|| wrong_cursor(cursor))
}

/// What is no cursor.
pub fn wrong_cursor(cursor: &str) -> Failure {
    let message = format!("cursor={}: no list gave that out", shorten(&format!("«{cursor}»")));
    Failure::bad_request(message, "give `next` of the page before, or leave it out to begin anew")
}
