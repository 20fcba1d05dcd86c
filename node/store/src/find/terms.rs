//! Words as they are compared: without accents, in small letters, without their endings.
//!
//! Spanish, Portuguese and English lose their endings by the Snowball rules, whichever of them a
//! text says it is in; other languages keep theirs. Accents go first, because people search without
//! them, and then the few endings are put right that the rules know with their accents alone, so
//! that «votación», «votacion» and «votaciones» are one word.

use cabildo_protocol::id::Language;
use frostem::{Algorithm, Stemmer};
use std::collections::BTreeSet;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The longest word that is told from others, bytes.
const WORD_MAX: usize = 40;
/// Words of one search.
const WORDS_MAX: usize = 16;

/// Words that nearly every text has.
const COMMON: [&str; 64] = [
    "a", "al", "an", "and", "ao", "aos", "as", "at", "be", "by", "com", "con", "da", "das", "de", "del",
    "do", "dos", "e", "el", "em", "en", "es", "for", "from", "in", "is", "it", "la", "las", "lo", "los",
    "na", "nas", "no", "nos", "o", "of", "on", "or", "os", "ou", "para", "pela", "pelo", "por", "que", "se",
    "su", "sua", "sus", "that", "the", "this", "to", "u", "um", "uma", "un", "una", "uno", "was", "with",
    "y",
];

/// The text without accents and in small letters: «Captación» becomes `captacion`.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The words of a text, and where each begins, in bytes.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inside = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (begin, _) = rest.find(|(_, c)| inside(*c))?;
        let mut end = text.len();
        while let Some((at, c)) = rest.peek() {
            if !inside(*c) {
                end = *at;
                break;
            }
            rest.next();
        }
        Some((begin, text.get(begin..end).unwrap_or_default()))
    })
}

/// By which rules a word loses its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// English.
    English,
    /// It keeps it.
    Other,
}

impl Tongue {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Spanish, Self::Portuguese, Self::English, Self::Other];

    /// That of a language.
    #[must_use]
    pub fn of(language: &Language) -> Self {
        match language.as_str().split('-').next() {
            Some("es") => Self::Spanish,
            Some("pt") => Self::Portuguese,
            Some("en") => Self::English,
            _ => Self::Other,
        }
    }

    /// What is kept of a word; none of one that is not told from others.
    #[must_use]
    pub fn of_word(self, word: &str) -> Option<String> {
        self.stem(&cut(fold(word)))
    }

    fn stem(self, folded: &str) -> Option<String> {
        if folded.is_empty() || COMMON.contains(&folded) {
            return None;
        }
        let stem = match self {
            Self::Spanish => fold(&Stemmer::new(Algorithm::Spanish).stem(&spanish(folded))),
            Self::Portuguese => fold(&Stemmer::new(Algorithm::Portuguese).stem(&portuguese(folded))),
            Self::English => Stemmer::new(Algorithm::English).stem(folded).into_owned(),
            Self::Other => folded.to_owned(),
        };
        Some(cut(if stem.is_empty() { folded.to_owned() } else { stem }))
    }
}

/// No longer than words are told apart.
fn cut(mut word: String) -> String {
    word.truncate(word.floor_char_boundary(WORD_MAX));
    word
}

/// The accents of endings that the rules know with them alone.
fn spanish(folded: &str) -> String {
    match folded.strip_suffix("ion") {
        Some(begin) => format!("{begin}ión"),
        None => folded.to_owned(),
    }
}

/// As [`spanish`]; and of the plurals in -ões and -ães, which the rules leave apart, the singular.
fn portuguese(folded: &str) -> String {
    for (ending, accented) in [("coes", "ção"), ("cao", "ção"), ("oes", "ão"), ("aes", "ão"), ("ao", "ão")]
    {
        if let Some(begin) = folded.strip_suffix(ending)
            && !begin.is_empty()
        {
            return format!("{begin}{accented}");
        }
    }
    folded.to_owned()
}

/// A word that is searched for, whatever language it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What is kept of it by any of the rules.
    pub(super) stems: BTreeSet<String>,
    /// It stands for every word that begins so (`agu*`).
    pub(super) begins: Option<String>,
}

impl Word {
    /// The words of a search, at most 16. Words that nearly every text has are left out.
    #[must_use]
    pub fn parse(text: &str) -> Vec<Self> {
        let mut found = Vec::new();
        for (at, word) in words(text).take(WORDS_MAX) {
            let folded = cut(fold(word));
            let open = text.get(at + word.len()..).is_some_and(|rest| rest.starts_with('*'));
            let stems: BTreeSet<String> =
                Tongue::ALL.into_iter().filter_map(|tongue| tongue.stem(&folded)).collect();
            if open || !stems.is_empty() {
                found.push(Self { stems, begins: open.then_some(folded) });
            }
        }
        found
    }

    /// Whether a word of a text is it.
    #[must_use]
    pub fn is(&self, word: &str, tongue: Tongue) -> bool {
        let folded = cut(fold(word));
        let stem = tongue.stem(&folded);
        stem.is_some_and(|stem| self.has(&stem))
            || self.begins.as_ref().is_some_and(|b| folded.starts_with(b))
    }

    /// Whether what was kept of a word is it.
    pub(super) fn has(&self, stem: &str) -> bool {
        self.stems.contains(stem) || self.begins.as_ref().is_some_and(|begins| stem.starts_with(begins))
    }
}
