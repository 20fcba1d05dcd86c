//! Finding messages by what stands in them: which there are, and the order in which they come.
//!
//! The [`catalogue`] holds in memory what is asked for; [`keeper`] follows the logs with it. What it
//! names is looked at again by whoever shows it: it decides nothing.

pub mod catalogue;
mod file;
pub mod keeper;
mod terms;

pub use terms::{Tongue, Word, fold, words};

use cabildo_protocol::{
    content::Content,
    id::{Country, InstitutionId, Language, LogId, MessageId, Millis},
    message::Message,
};
use std::collections::BTreeMap;

/// Different words of one message that can be found.
const TERMS_MAX: usize = 4096;
/// What a word counts that stands in the title, several times in the text, or once.
const IN_TITLE: u8 = 3;
const OFTEN: u8 = 2;
const ONCE: u8 = 1;

/// Where a message stands in a list: the greater comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Rank {
    /// How well it fits the words; 0 where the newest come first. It depends on the message alone, so
    /// that what arrives later moves nothing.
    pub score: u32,
    /// When it was created.
    pub created: Millis,
    /// The first eight bytes of its id.
    pub id: u64,
}

/// A message that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its log.
    pub log: LogId,
    /// Its place there.
    pub seq: u64,
    /// Its place in the list.
    pub rank: Rank,
}

/// What is looked for: all that is set has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// One of these kinds.
    pub kinds: Option<Vec<u16>>,
    /// What this institution wrote.
    pub institution: Option<InstitutionId>,
    /// What institutions of this country wrote.
    pub country: Option<Country>,
    /// What names one of these places; `MX*` stands for all whose codes begin so, in small letters or
    /// capitals.
    pub places: Option<Vec<String>>,
    /// What has this theme.
    pub theme: Option<String>,
    /// What has a text in this language.
    pub language: Option<Language>,
    /// What asks for an answer by an instant from the first on and before the second.
    pub due: Option<(Millis, Millis)>,
    /// What has all of these words.
    pub words: Vec<Word>,
    /// What fits the words best comes first; else the newest.
    pub best_first: bool,
    /// Only what comes after this in the list.
    pub after: Option<Rank>,
}

impl Selection {
    /// Whether only what is in a body can tell.
    #[must_use]
    pub fn reads_bodies(&self) -> bool {
        self.places.is_some()
            || self.theme.is_some()
            || self.language.is_some()
            || self.due.is_some()
            || !self.words.is_empty()
    }

    /// Where a message stands among what is looked for; none where it does not fit.
    #[must_use]
    pub fn rank(&self, message: &Message) -> Option<Rank> {
        let described = Described::of(message)?;
        let institution = &message.envelope().institution;
        if !self.fits(described.kind, institution, described.due) {
            return None;
        }
        let has = |key: &String| described.terms.contains_key(key);
        if !self.groups().iter().all(|keys| keys.iter().any(has)) {
            return None;
        }
        let mut score = 0;
        for word in &self.words {
            let weights = described.terms.iter().filter_map(|(key, weight)| {
                key.strip_prefix(WORD).filter(|stem| word.has(stem)).map(|_| *weight)
            });
            score += u32::from(weights.max()?);
        }
        let rank = self.ranked(score, described.created, described.id);
        self.after.is_none_or(|after| rank < after).then_some(rank)
    }

    fn ranked(&self, score: u32, created: Millis, id: u64) -> Rank {
        Rank { score: if self.best_first { score } else { 0 }, created, id }
    }

    fn fits(&self, kind: u16, institution: &InstitutionId, due: Option<Millis>) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
            && self.is_by(institution)
            && self.due.is_none_or(|(from, to)| due.is_some_and(|due| from <= due && due < to))
    }

    fn is_by(&self, institution: &InstitutionId) -> bool {
        self.institution.as_ref().is_none_or(|id| id == institution)
            && self.country.as_ref().is_none_or(|country| institution.country() == *country)
    }

    /// Keys of which a message has one of each group, beside the words.
    fn groups(&self) -> Vec<Vec<String>> {
        let mut groups = Vec::new();
        groups
            .extend(self.places.as_ref().map(|places| places.iter().map(|place| place_key(place)).collect()));
        groups.extend(self.theme.as_ref().map(|theme| vec![format!("{THEME}{}", fold(theme))]));
        groups
            .extend(self.language.as_ref().map(|language| vec![format!("{LANGUAGE}{}", language.as_str())]));
        groups
    }
}

/// What the keys of the catalogue begin with.
const WORD: char = 'w';
const PLACE: char = 'p';
const COUNTRY: char = 'c';
const THEME: char = 't';
const LANGUAGE: char = 'l';

fn place_key(place: &str) -> String {
    match place.strip_suffix('*') {
        Some(country) => format!("{COUNTRY}{country}"),
        None => format!("{PLACE}{place}"),
    }
}

/// What the catalogue keeps of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    kind: u16,
    created: Millis,
    id: u64,
    /// Its body was read.
    body: bool,
    due: Option<Millis>,
    /// By key, what it counts.
    terms: BTreeMap<String, u8>,
}

impl Described {
    /// None of a version that is not known.
    pub fn of(message: &Message) -> Option<Self> {
        let details = message.details()?;
        let mut described = Self {
            kind: details.kind,
            created: details.created,
            id: beginning(&message.id()),
            body: message.body_bytes().is_some(),
            due: None,
            terms: BTreeMap::new(),
        };
        // What is encrypted for some is for nobody else to find.
        if details.audience.is_none()
            && let Some(Ok(content)) = message.content()
        {
            described.read(&content);
        }
        Some(described)
    }

    fn read(&mut self, content: &Content) {
        self.due = content.respond_by(self.created);
        for place in content.places() {
            let code = place.as_str();
            self.add(format!("{PLACE}{code}"), ONCE);
            self.add(format!("{COUNTRY}{}", code.get(..2).unwrap_or(code).to_ascii_uppercase()), ONCE);
        }
        self.terms.extend(content.theme().map(|theme| (format!("{THEME}{}", fold(theme)), ONCE)));
        // The title of an answer is its whole text.
        let titled = content.kind().begins_thread();
        let texts =
            [(content.title(), titled)].into_iter().chain(content.texts().into_iter().map(|t| (t, false)));
        for (texts, title) in texts {
            for (language, text) in &texts.0 {
                let tag = language.as_str();
                self.add(format!("{LANGUAGE}{tag}"), ONCE);
                self.add(format!("{LANGUAGE}{}", tag.split('-').next().unwrap_or(tag)), ONCE);
                self.add_words(text, Tongue::of(language), title);
            }
        }
        for mark in content.marks() {
            self.add_words(mark, Tongue::Other, false);
        }
    }

    fn add_words(&mut self, text: &str, tongue: Tongue, title: bool) {
        for (_, word) in words(text) {
            if let Some(stem) = tongue.of_word(word) {
                self.add(format!("{WORD}{stem}"), if title { IN_TITLE } else { ONCE });
            }
        }
    }

    fn add(&mut self, key: String, weight: u8) {
        let full = self.terms.len() >= TERMS_MAX;
        match self.terms.get_mut(&key) {
            Some(had) => *had = (*had).max(if weight == ONCE { OFTEN } else { weight }),
            None if full => {}
            None => {
                self.terms.insert(key, weight);
            }
        }
    }
}

/// The first bytes of an id, as a number.
#[must_use]
pub fn beginning(id: &MessageId) -> u64 {
    id.as_bytes().first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}
