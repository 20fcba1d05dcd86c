//! The words of the command line in every language: names of commands, and values.
//!
//! The English command names and the protocol's own words are what scripts rely on. Beside them
//! every language has its own, which are understood whatever the reader's language is, and shown
//! in that one. Accents, capitals, hyphens and underscores make no difference.

use super::{
    args::{Layer, Part},
    words::{Said, Words},
};
use cabildo_client::lang::Lang;
use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, TypedValueParser},
    error::{ContextKind, ContextValue, ErrorKind},
};
use serde::de::DeserializeOwned;
use std::{ffi::OsStr, marker::PhantomData, sync::LazyLock};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// How alike a word must be to be what was meant, as the parser judges commands and options.
const ALIKE: f64 = 0.7;

/// A list of words of the protocol. Its name is what the languages' files call its words by.
#[derive(Debug, PartialEq, Eq)]
pub struct List {
    pub name: &'static str,
    pub words: &'static [&'static str],
}

/// Stances on a proposal.
pub const STANCE: List = List { name: "stance", words: &["endorse", "object", "abstain", "ask_for_changes"] };
/// States of an acknowledgement.
pub const ACK: List = List {
    name: "ack",
    words: &["seen", "accepted", "acting", "need_help", "can_offer", "not_affected", "closed", "rejected"],
};
/// Who comes to a summit.
pub const ATTENDANCE: List =
    List { name: "attendance", words: &["in_person", "remote", "tentative", "declined"] };
/// What people need there.
pub const ACCESS: List = List {
    name: "access",
    words: &["wheelchair", "sign_language", "hearing", "sight", "interpretation", "diet"],
};
/// CAP: severity.
pub const SEVERITY: List =
    List { name: "severity", words: &["extreme", "severe", "moderate", "minor", "unknown"] };
/// CAP: urgency.
pub const URGENCY: List =
    List { name: "urgency", words: &["immediate", "expected", "future", "past", "unknown"] };
/// CAP: certainty.
pub const CERTAINTY: List =
    List { name: "certainty", words: &["observed", "likely", "possible", "unlikely", "unknown"] };
/// CAP: category.
pub const CATEGORY: List = List {
    name: "category",
    words: &[
        "geo",
        "met",
        "safety",
        "security",
        "rescue",
        "fire",
        "health",
        "env",
        "transport",
        "infra",
        "cbrne",
        "other",
    ],
};
/// CAP: what people are to do.
pub const RESPONSE: List = List {
    name: "response",
    words: &["shelter", "evacuate", "prepare", "execute", "avoid", "monitor", "assess", "all_clear", "none"],
};
/// CAP: whether it is real. The other words of CAP are not for people to write.
pub const STATUS: List = List { name: "cap", words: &["actual", "exercise", "test"] };
/// What adopts a proposal.
pub const RULE: List =
    List { name: "rule", words: &["simple_majority", "two_thirds", "each_country", "consent"] };
/// States of threads: stages of a proposal, states of a notice and of an agenda.
pub const STATE: List = List {
    name: "state",
    words: &[
        "open",
        "amending",
        "voting",
        "deadline_passed",
        "closed",
        "contested",
        "adopted",
        "implementing",
        "done",
        "rejected",
        "lapsed",
        "withdrawn",
        "disputed",
        "active",
        "cancelled",
        "expired",
        "upcoming",
        "over",
        "held",
        "in_force",
        "answered",
        "acting",
        "reopened",
    ],
};
/// Kinds of messages.
pub const KIND: List = List {
    name: "kind",
    words: &[
        "proposal",
        "position",
        "comment",
        "closing",
        "contest",
        "final",
        "withdrawal",
        "revision",
        "pause",
        "amendment",
        "notice",
        "notice_update",
        "notice_cancel",
        "ack",
        "agenda_update",
        "agenda_cancel",
        "minutes",
        "item_request",
        "agenda",
        "rsvp",
        "declaration",
        "signature",
        "signature_withdrawal",
        "translation",
        "commitment",
        "progress",
        "feedback",
        "follow_up",
        "erasure",
        "rota",
    ],
};

/// How far something is that follows from a proposal.
pub const ITEM_STATE: List = List { name: "item-state", words: &["open", "begun", "done", "dropped"] };
/// Steps of what becomes of feedback.
pub const STEP: List = List { name: "step", words: &["reply", "action", "close", "reopen"] };
/// How a translation was made.
pub const METHOD: List = List { name: "method", words: &["certified", "human", "machine"] };
/// Parts of a node that are looked at.
pub const PART: List = List { name: "cli-doctor-part", words: &Part::NAMES };
/// Layers of a map.
pub const LAYER: List = List { name: "layer", words: &Layer::NAMES };
/// What is done with the operator's key.
pub const KEY_ACTION: List = List { name: "cli-key-action", words: &["new", "words", "restore"] };
/// An answer.
pub const YES_NO: List = List { name: "yes-no", words: &["yes", "no"] };
/// What is done with a device or a node in an institution's roster.
pub const OWN_ACTION: List = List { name: "own-action", words: &["add", "change", "retire"] };
/// What a device's operator may do.
pub const ROLE: List = List { name: "role", words: &["operator", "duty_officer", "secretary", "read_only"] };
/// What kind of institution one is.
pub const INSTITUTION: List = List {
    name: "institution",
    words: &[
        "municipality",
        "embassy",
        "consulate",
        "council",
        "ministry",
        "parliament",
        "health_service",
        "university",
        "ngo",
        "cooperative",
        "indigenous_authority",
        "relay",
    ],
};
/// How the federation's own roster is called, in all languages.
pub const CHARTER: [&str; 3] = ["charter", "carta", "acta"];

/// Every list, by which help and errors find the words to show.
pub const LISTS: [&List; 23] = [
    &STANCE,
    &RULE,
    &ACK,
    &ATTENDANCE,
    &ACCESS,
    &SEVERITY,
    &URGENCY,
    &CERTAINTY,
    &CATEGORY,
    &RESPONSE,
    &STATUS,
    &STATE,
    &KIND,
    &METHOD,
    &ITEM_STATE,
    &STEP,
    &PART,
    &LAYER,
    &KEY_ACTION,
    &YES_NO,
    &OWN_ACTION,
    &ROLE,
    &INSTITUTION,
];

/// The complete languages.
static LANGUAGES: LazyLock<Vec<Lang>> =
    LazyLock::new(|| Lang::available().into_iter().map(|tag| Lang::new(&[tag])).collect());

impl List {
    /// The list that consists of these words.
    pub fn of<S: AsRef<str>>(words: &[S]) -> Option<&'static Self> {
        LISTS.into_iter().find(|list| list.words.iter().copied().eq(words.iter().map(AsRef::as_ref)))
    }

    /// The protocol's word for one that was typed, in whatever language.
    pub fn find(&self, typed: &str) -> Option<&'static str> {
        let typed = plain(typed);
        self.words.iter().copied().find(|word| {
            plain(word) == typed || LANGUAGES.iter().any(|lang| self.in_language(lang, word) == typed)
        })
    }

    /// A word as the reader types it; in English it is the protocol's.
    pub fn shown(&self, words: &Words, word: &str) -> String {
        if is_english(words.lang()) { word.to_owned() } else { self.in_language(words.lang(), word) }
    }

    /// All words as the reader types them.
    pub fn all(&self, words: &Words) -> String {
        self.words.iter().map(|word| self.shown(words, word)).collect::<Vec<_>>().join(", ")
    }

    /// A word of its own where the term is too long to be typed.
    fn in_language(&self, lang: &Lang, word: &str) -> String {
        if is_english(lang) {
            return plain(word);
        }
        let own = format!("cli-word-{}-{word}", self.name);
        let term = if lang.has(&own) { own } else { format!("{}-{word}", self.name) };
        plain(&lang.text(&term))
    }

    /// The word most like one that is none, in whatever language; of several that are alike the
    /// reader's.
    pub fn nearest(&self, words: &Words, typed: &str) -> Option<String> {
        let typed = plain(typed);
        let all = self.words.iter().flat_map(|word| {
            let foreign = LANGUAGES.iter().map(|lang| self.in_language(lang, word));
            [(*word).to_owned()].into_iter().chain(foreign).collect::<Vec<_>>()
        });
        let own = self.words.iter().map(|word| self.shown(words, word));
        let alike = all.chain(own).map(|word| (strsim::jaro(&typed, &plain(&word)), word));
        // The last of the best is taken.
        let best = alike.max_by(|a, b| a.0.total_cmp(&b.0));
        best.filter(|(likeness, _)| *likeness > ALIKE).map(|(_, word)| word)
    }
}

/// What a command is called beside its English name: all languages' names, those of the reader's
/// language first, and of those the one that is shown.
pub fn verbs(words: &Words, command: &str) -> Vec<String> {
    let id = format!("cli-verb-{command}");
    let mut all: Vec<String> = Vec::new();
    for lang in std::iter::once(words.lang()).chain(LANGUAGES.iter()).filter(|lang| lang.has(&id)) {
        for verb in lang.text(&id).split_whitespace() {
            if !all.iter().any(|known| known == verb) {
                all.push(verb.to_owned());
            }
        }
    }
    all
}

fn is_english(lang: &Lang) -> bool {
    lang.language().as_str() == "en"
}

/// A word as it is compared: small letters without accents, with hyphens between.
pub fn plain(text: &str) -> String {
    let letters = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}

/// A value that is a word of a list, as it is written in JSON.
pub fn word<T>(list: &'static List) -> WordParser<T> {
    WordParser { list, value: PhantomData }
}

/// The value that a word of the protocol stands for.
pub fn named<T: DeserializeOwned>(word: &str) -> Result<T, Said> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| Said::new("cli-bad-word").with("value", word))
}

/// Reads words of a list.
#[derive(Debug, Clone)]
pub struct WordParser<T> {
    list: &'static List,
    value: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Clone + Send + Sync + 'static> TypedValueParser for WordParser<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let typed = value.to_string_lossy();
        if let Some(value) = self.list.find(&typed).and_then(|word| named(word).ok()) {
            return Ok(value);
        }
        let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(command);
        let arg = arg.map(ToString::to_string).unwrap_or_default();
        error.insert(ContextKind::InvalidArg, ContextValue::String(arg));
        error.insert(ContextKind::InvalidValue, ContextValue::String(typed.into_owned()));
        let known = self.list.words.iter().map(|word| (*word).to_owned()).collect();
        error.insert(ContextKind::ValidValue, ContextValue::Strings(known));
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.list.words.iter().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{Cli, KeyAction, OwnAction};
    use cabildo_protocol::content::{
        AccessNeed, AckState, Attendance, CapStatus, Category, Certainty, Kind, Method, ResponseType,
        Severity, Stance, Urgency,
    };
    use cabildo_protocol::roster::{InstitutionKind, Role};
    use clap::CommandFactory as _;
    use std::collections::BTreeMap;

    fn words(tag: &str) -> Words {
        Words::new(vec![tag.parse().expect("a tag")])
    }

    #[test]
    fn every_word_offered_is_a_word_of_the_protocol() {
        fn check<T: DeserializeOwned>(list: &List) {
            for word in list.words {
                assert!(named::<T>(word).is_ok(), "{} {word}", list.name);
            }
        }
        check::<Stance>(&STANCE);
        check::<crate::cli::args::RuleWord>(&RULE);
        check::<AckState>(&ACK);
        check::<Attendance>(&ATTENDANCE);
        check::<AccessNeed>(&ACCESS);
        check::<Severity>(&SEVERITY);
        check::<Urgency>(&URGENCY);
        check::<Certainty>(&CERTAINTY);
        check::<Category>(&CATEGORY);
        check::<CapStatus>(&STATUS);
        check::<ResponseType>(&RESPONSE);
        check::<crate::cli::args::StateWord>(&STATE);
        check::<Kind>(&KIND);
        check::<Method>(&METHOD);
        check::<cabildo_protocol::content::Step>(&STEP);
        check::<cabildo_protocol::content::ItemState>(&ITEM_STATE);
        check::<Part>(&PART);
        check::<Layer>(&LAYER);
        check::<KeyAction>(&KEY_ACTION);
        check::<OwnAction>(&OWN_ACTION);
        check::<Role>(&ROLE);
        check::<InstitutionKind>(&INSTITUTION);
        assert_eq!(KIND.words.len(), Kind::ALL.len());
    }

    #[test]
    fn no_word_of_a_list_means_two_values_in_any_language() {
        for list in LISTS {
            let mut meaning: BTreeMap<String, &str> = BTreeMap::new();
            for word in list.words {
                for lang in LANGUAGES.iter() {
                    let own = list.in_language(lang, word);
                    assert!(!own.is_empty() && own.is_ascii(), "{own}");
                    let before = meaning.insert(own.clone(), word);
                    assert!(before.is_none_or(|before| before == *word), "{}: {own}", list.name);
                }
            }
        }
    }

    #[test]
    fn no_verb_means_two_commands_in_any_language() {
        let mut meaning: BTreeMap<String, String> = BTreeMap::new();
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            for verb in verbs(&words("es"), name).into_iter().chain([name.to_owned()]) {
                let before = meaning.insert(verb.clone(), name.to_owned());
                assert!(before.as_deref().is_none_or(|before| before == name), "{verb}");
            }
        }
        assert_eq!(meaning["proponer"], "propose");
        assert_eq!(meaning["propor"], "propose");
        assert_eq!(meaning["ver"], "show");
        assert_eq!(verbs(&words("pt"), "propose")[0], "propor");
        assert_eq!(verbs(&words("en"), "propose")[0], "propose");
    }

    #[test]
    fn words_are_found_in_every_language_however_they_are_written() {
        for (list, typed, word) in [
            (&STANCE, "endorse", Some("endorse")),
            (&STANCE, "ask-for-changes", Some("ask_for_changes")),
            (&STANCE, "APOYAR", Some("endorse")),
            (&STANCE, "apoiar", Some("endorse")),
            (&STANCE, "pedir_cambios", Some("ask_for_changes")),
            (&STANCE, "pedir-mudanças", Some("ask_for_changes")),
            (&ACK, "necesita-ayuda", Some("need_help")),
            (&ACCESS, "señas", Some("sign_language")),
            (&SEVERITY, "extrema", Some("extreme")),
            (&STATUS, "simulacro", Some("exercise")),
            (&STANCE, "", None),
            (&STANCE, "quizá", None),
        ] {
            assert_eq!(list.find(typed), word, "{typed}");
        }
        assert_eq!(STANCE.shown(&words("es"), "endorse"), "apoyar");
        assert_eq!(STANCE.shown(&words("en"), "ask_for_changes"), "ask_for_changes");
        assert_eq!(STANCE.nearest(&words("es"), "apollar").as_deref(), Some("apoyar"));
        assert_eq!(STANCE.nearest(&words("pt"), "apollar").as_deref(), Some("apoiar"));
        assert_eq!(STANCE.nearest(&words("es"), "xyz"), None);
    }
}
