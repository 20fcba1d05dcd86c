//! Texts of the program itself, by language: Fluent, embedded in the binary.
//!
//! Messages live in `configs/lang/*.ftl`. Those of the command line begin with `cli-`, those of
//! the terminal interface with `tui-`, and what both say has no prefix. Spanish comes first: it
//! stands in wherever a wanted language is not there, and the others behind it.
//!
//! Another language is one file and its line in [`FILES`]. The reader of a language that is not
//! there gets the next one wanted that is.

use crate::api::Trouble;
use cabildo_protocol::{
    content::{ContentError, Finding, Rule, Terms},
    id::{Country, Language},
};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};
use unic_langid::LanguageIdentifier;

/// The languages that are complete, by tag, in the order in which they stand in for each other.
const FILES: [(&str, &str); 3] = [
    ("es", include_str!("../../../configs/lang/es.ftl")),
    ("en", include_str!("../../../configs/lang/en.ftl")),
    ("pt", include_str!("../../../configs/lang/pt.ftl")),
];

type Bundle = FluentBundle<FluentResource>;

/// The files, read once: in the order of [`FILES`].
static BUNDLES: LazyLock<Vec<Arc<Bundle>>> =
    LazyLock::new(|| FILES.iter().filter_map(|(tag, text)| bundle(tag, text)).map(Arc::new).collect());

/// The program's texts in the reader's language.
#[derive(Clone)]
pub struct Lang {
    language: Language,
    chain: Vec<Arc<Bundle>>,
}

/// What a message is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg<'a> {
    /// Words.
    Text(&'a str),
    /// A number, which also chooses the plural form.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Arg<'_> {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl Lang {
    /// The texts for a reader who wants these languages, the most wanted first.
    #[must_use]
    pub fn new(wanted: &[Language]) -> Self {
        let primary = |l: &Language| l.as_str().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let mut order: Vec<usize> = Vec::new();
        let named = wanted.iter().filter_map(|w| FILES.iter().position(|(tag, _)| *tag == primary(w)));
        for n in named.chain(0..FILES.len()) {
            if !order.contains(&n) {
                order.push(n);
            }
        }
        let chain = order.iter().filter_map(|n| BUNDLES.get(*n)).cloned().collect();
        Self { language: language(&order), chain }
    }

    /// The languages that are complete.
    #[must_use]
    pub fn available() -> Vec<Language> {
        FILES.iter().filter_map(|(tag, _)| tag.parse().ok()).collect()
    }

    /// The language that is shown.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// Whether there is such a message.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.chain.iter().any(|bundle| bundle.has_message(id))
    }

    /// A message without arguments. The id itself where there is no such message, so that a
    /// slip is seen and nothing stops.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A message with its arguments.
    #[must_use]
    pub fn with(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut filled = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            filled.set(
                Cow::Owned((*name).to_owned()),
                match value {
                    Arg::Text(text) => FluentValue::String(Cow::Owned((*text).to_owned())),
                    Arg::Number(number) => FluentValue::from(*number),
                },
            );
        }
        let found = self
            .chain
            .iter()
            .find_map(|bundle| Some((bundle, bundle.get_message(id).and_then(|m| m.value())?)));
        let Some((bundle, pattern)) = found else { return id.to_owned() };
        // A wrong argument leaves its own name in the text, which is all that can be done here.
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned()
    }

    /// A country's name, or its code.
    #[must_use]
    pub fn country(&self, country: &Country) -> String {
        let id = format!("country-{country}");
        if self.has(&id) { self.text(&id) } else { country.as_str().to_uppercase() }
    }

    /// What adopts a proposal, and how many have to take part.
    #[must_use]
    pub fn terms(&self, terms: &Terms) -> String {
        let mut parts = vec![self.text(&format!("rule-{}", terms.rule.name()))];
        match &terms.rule {
            Rule::QualifiedMajority(part, of) => parts.push(format!("{part}/{of}")),
            Rule::EachCountry(countries) => {
                parts.push(countries.iter().map(|c| self.country(c)).collect::<Vec<_>>().join(", "));
            }
            Rule::SimpleMajority | Rule::Consent => {}
        }
        if terms.quorum > 0 {
            parts.push(self.with("terms-quorum", &[("n", Arg::from(terms.quorum))]));
        }
        for (country, n) in &terms.quorum_by_country {
            let country = self.country(country);
            parts.push(
                self.with("terms-quorum-of", &[("country", Arg::from(&country)), ("n", Arg::from(*n))]),
            );
        }
        if !terms.voters.is_empty() {
            parts.push(self.with("terms-voters", &[("n", Arg::from(terms.voters.len()))]));
        }
        parts.join(" · ")
    }

    /// What is wrong with a node and what to do; in the node's own words where these texts do not know it.
    #[must_use]
    pub fn trouble(&self, trouble: &Trouble) -> String {
        let (message, remedy) = self
            .sentences(&trouble.code, &trouble.values)
            .unwrap_or_else(|| (trouble.message.clone(), trouble.remedy.clone()));
        format!("{message} · {remedy}")
    }

    /// Why a content is not acceptable, with the field before it.
    #[must_use]
    pub fn content_error(&self, error: &ContentError) -> String {
        match error {
            ContentError::Field { field, problem } => format!("{field}: {}", self.finding(problem)),
            ContentError::Malformed(why) => {
                self.with("content-malformed", &[("why", Arg::from(&why.to_string()))])
            }
            ContentError::UnknownKind(kind) => {
                self.with("content-unknown-kind", &[("kind", Arg::from(&kind.to_string()))])
            }
        }
    }

    /// What a check of a content found.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> String {
        let values: Vec<_> = finding.values.iter().map(|(name, value)| (*name, Arg::from(value))).collect();
        self.with(&format!("flaw-{}", finding.flaw.key()), &values)
    }

    fn sentences(&self, code: &str, values: &BTreeMap<String, String>) -> Option<(String, String)> {
        let id = format!("trouble-{code}");
        let args: Vec<_> = values.iter().map(|(name, text)| (name.as_str(), Arg::Text(text))).collect();
        self.has(&id).then(|| (self.with(&id, &args), self.with(&format!("{id}-remedy"), &args)))
    }
}

impl Trouble {
    /// A trouble whose sentences are in the files of the languages, in English for who only reads JSON.
    #[must_use]
    pub fn new(code: &str, values: &[(&str, String)]) -> Self {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let english = Lang::new(&"en".parse().into_iter().collect::<Vec<_>>());
        let (message, remedy) = english.sentences(code, &values).unwrap_or_default();
        Self { code: code.to_owned(), values, message, remedy }
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lang").field("language", &self.language).finish_non_exhaustive()
    }
}

fn language(order: &[usize]) -> Language {
    let tag = order.first().and_then(|n| FILES.get(*n)).map_or("es", |(tag, _)| tag);
    match tag.parse() {
        Ok(language) => language,
        // A tag of two letters is always one.
        Err(_) => unreachable!("«{tag}» is a language tag"),
    }
}

fn bundle(tag: &str, text: &str) -> Option<Bundle> {
    let locale: LanguageIdentifier = tag.parse().ok()?;
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The marks would isolate arguments of the other direction; terminals show them as boxes.
    bundle.set_use_isolating(false);
    // What can be read of a damaged file is used; a test says what cannot.
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    Some(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::{content::Flaw, text::Texts};
    use std::collections::{BTreeMap, BTreeSet};

    fn tag(text: &str) -> Language {
        text.parse().expect("a tag")
    }

    /// A message of a file: its text, the variables in it, and the comment above it.
    #[derive(Default)]
    struct Entry {
        text: String,
        variables: BTreeSet<String>,
        comment: String,
    }

    fn entries(file: &str) -> BTreeMap<String, Entry> {
        let mut found: BTreeMap<String, Entry> = BTreeMap::new();
        let (mut comment, mut id) = (String::new(), String::new());
        for line in file.lines() {
            match line.chars().next() {
                Some('#') => comment.push_str(line),
                Some(c) if c.is_ascii_alphabetic() => {
                    let (name, text) = line.split_once('=').expect("a message");
                    id = name.trim().to_owned();
                    let entry = Entry { comment: std::mem::take(&mut comment), ..Entry::default() };
                    assert!(found.insert(id.clone(), entry).is_none(), "«{id}» stands there twice");
                    found.get_mut(&id).expect("just put in").text.push_str(text.trim());
                }
                Some(_) => found.get_mut(&id).expect("a message before").text.push_str(line.trim()),
                None => comment.clear(),
            }
        }
        for entry in found.values_mut() {
            entry.variables = entry
                .text
                .split('$')
                .skip(1)
                .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || "-_".contains(*c)).collect())
                .collect();
        }
        found
    }

    #[test]
    fn every_file_is_well_formed() {
        for (tag, text) in FILES {
            if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
                panic!("configs/lang/{tag}.ftl: {errors:?}");
            }
        }
    }

    #[test]
    fn every_language_has_the_same_messages_with_the_same_variables() {
        let (first, reference) = FILES[0];
        let reference = entries(reference);
        assert!(reference.len() > 50, "the file is read");
        for (tag, text) in FILES {
            let entries = entries(text);
            let ids = |e: &BTreeMap<String, Entry>| e.keys().cloned().collect::<BTreeSet<_>>();
            let (here, there) = (ids(&entries), ids(&reference));
            let missing: Vec<_> = there.difference(&here).collect();
            let alone: Vec<_> = here.difference(&there).collect();
            assert!(
                missing.is_empty() && alone.is_empty(),
                "{tag} lacks {missing:?}; {first} lacks {alone:?}"
            );
            for (id, entry) in &entries {
                assert_eq!(entry.variables, reference[id].variables, "variables of «{id}» in {tag}");
            }
        }
    }

    #[test]
    fn what_checks_find_is_said_as_the_protocol_says_it() {
        let english = entries(FILES[1].1);
        let files = english.keys().filter(|id| id.starts_with("flaw-")).count();
        assert_eq!(files, Flaw::ALL.len(), "a message a flaw");
        for flaw in Flaw::ALL {
            let text = english[&format!("flaw-{}", flaw.key())].text.replace("{ $", "{").replace(" }", "}");
            assert_eq!(text, flaw.text());
        }
        let long = Texts::one(tag("es"), "ñandú").check(3).expect_err("six bytes");
        let spanish = Lang::new(&[tag("es")]);
        assert_eq!(spanish.finding(&long), "el texto en «es» tiene 7 bytes; se permiten 3 como máximo");
        let kind = spanish.content_error(&ContentError::UnknownKind(9));
        assert_eq!(kind, "esta versión no conoce el tipo 9");
    }

    /// How a comment begins that says why a text is the same in English, in each language.
    const REASONS: [&str; 2] = ["Igual en inglés:", "Igual em inglês:"];

    /// A text that nobody translated looks like its English. Where the two are rightly equal, a
    /// comment with the reason stands above it.
    #[test]
    fn nothing_is_left_in_english() {
        let english = entries(FILES[1].1);
        assert_eq!(FILES[1].0, "en");
        for (tag, text) in FILES.into_iter().filter(|(tag, _)| *tag != "en") {
            for (id, entry) in &entries(text) {
                let equal = entry.text == english[id].text;
                let reason = REASONS.iter().any(|reason| entry.comment.contains(reason));
                assert_eq!(
                    equal, reason,
                    "{tag}: «{id}»: «{}» (equal to the English, or a reason too many)",
                    entry.text
                );
            }
        }
    }

    #[test]
    fn a_reader_gets_the_nearest_language_and_spanish_where_there_is_none() {
        for (wanted, shown) in [
            (&["es-MX"][..], "es"),
            (&["en-GB"], "en"),
            (&["arn", "en"], "en"),
            (&["pt-BR"], "pt"),
            (&["fr"], "es"),
            (&[], "es"),
        ] {
            let wanted: Vec<_> = wanted.iter().map(|t| tag(t)).collect();
            assert_eq!(Lang::new(&wanted).language(), &tag(shown), "{wanted:?}");
        }
        assert_eq!(Lang::new(&[tag("es")]).text("kind-proposal"), "propuesta");
        assert_eq!(Lang::new(&[tag("en")]).text("kind-proposal"), "proposal");
    }

    #[test]
    fn numbers_choose_the_plural_and_no_marks_are_put_in() {
        let lang = Lang::new(&[tag("es")]);
        assert_eq!(lang.with("time-in", &[("span", Arg::from("3 h"))]), "en 3 h");
        assert_eq!(lang.with("span-days", &[("n", Arg::from(1_u32))]), "1 día");
        assert_eq!(lang.with("span-days", &[("n", Arg::from(2_u32))]), "2 días");
        assert_eq!(lang.text("no-such-message"), "no-such-message");
    }
}
