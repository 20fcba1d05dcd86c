//! What the command says to people, in their language.

use cabildo_client::lang::{Arg, Lang};
use cabildo_protocol::{id::Language, text::Texts};
use std::fmt;

/// A sentence to be said: a message of the languages with what it is about. Errors of this
/// command are such sentences, so that they too are in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    id: &'static str,
    texts: Vec<(&'static str, String)>,
    numbers: Vec<(&'static str, u64)>,
}

impl Said {
    /// The message of an id.
    pub fn new(id: &'static str) -> Self {
        Self { id, texts: Vec::new(), numbers: Vec::new() }
    }

    /// With a text in it.
    pub fn with(mut self, name: &'static str, text: &str) -> Self {
        self.texts.push((name, text.to_owned()));
        self
    }

    /// With a number in it, by which a language may choose its plural.
    pub fn number(mut self, name: &'static str, number: u64) -> Self {
        self.numbers.push((name, number));
        self
    }

    /// The same parts in another message.
    pub fn named(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    /// The message's id.
    #[cfg(test)]
    pub fn id(&self) -> &'static str {
        self.id
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)?;
        self.texts.iter().try_for_each(|(name, text)| write!(f, " {name}={text}"))?;
        self.numbers.iter().try_for_each(|(name, number)| write!(f, " {name}={number}"))
    }
}

impl std::error::Error for Said {}

/// The reader's language.
#[derive(Debug, Clone)]
pub struct Words {
    lang: Lang,
    wanted: Vec<Language>,
}

impl Words {
    /// The first of these languages that there is; Spanish where there is none.
    pub fn new(wanted: Vec<Language>) -> Self {
        Self { lang: Lang::new(&wanted), wanted }
    }

    /// The languages in which the reader wants texts of others, the best first.
    pub fn wanted(&self) -> &[Language] {
        &self.wanted
    }

    /// The program's texts in the reader's language.
    pub fn lang(&self) -> &Lang {
        &self.lang
    }

    /// The language that the reader writes in where a text does not say.
    pub fn own(&self) -> &Language {
        self.wanted.first().unwrap_or_else(|| self.lang.language())
    }

    /// A message without parts.
    pub fn text(&self, id: &str) -> String {
        self.lang.text(id)
    }

    /// A message with its parts.
    pub fn say(&self, said: &Said) -> String {
        let texts = said.texts.iter().map(|(name, text)| (*name, Arg::Text(text)));
        let numbers = said.numbers.iter().map(|(name, number)| (*name, Arg::from(*number)));
        self.lang.with(said.id, &texts.chain(numbers).collect::<Vec<_>>())
    }

    /// The word for one of a list's values: `stance-ask_for_changes`.
    pub fn term(&self, list: &str, value: &str) -> String {
        self.text(&format!("{list}-{value}"))
    }

    /// Whether a list has such a value.
    pub fn has(&self, list: &str, value: &str) -> bool {
        self.lang.has(&format!("{list}-{value}"))
    }

    /// A language's name, else its tag.
    pub fn language_name(&self, tag: &Language) -> String {
        let primary = tag.as_str().split('-').next().unwrap_or_default();
        if self.has("language", primary) { self.term("language", primary) } else { tag.to_string() }
    }

    /// The best of a text's languages, marked where it is none of those wanted.
    pub fn best(&self, texts: &Texts) -> Option<String> {
        let primary = |l: &Language| l.as_str().split('-').next().map(str::to_owned);
        texts.best(&self.wanted).map(|(tag, text)| {
            let wanted = self.wanted.iter().any(|w| primary(w) == primary(tag));
            if wanted { text.to_owned() } else { format!("[{tag}] {text}") }
        })
    }
}
