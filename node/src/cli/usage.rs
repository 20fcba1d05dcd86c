//! Wrong usage, in the reader's language, with what was probably meant.

use super::{
    error::{Exit, Report},
    vocabulary::List,
    words::{Said, Words},
};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;

/// What was wrong on the command line.
pub fn report(error: &clap::Error, words: &Words) -> Report {
    let text = match sentence(error, words) {
        Some(said) => words.say(&said),
        // What is rare is left in the words of the parser.
        None => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            first.strip_prefix("error: ").unwrap_or(first).to_owned()
        }
    };
    let remedy = suggestion(error, words).unwrap_or_else(|| words.text("cli-usage-see-help"));
    let mut report = Report::new(Exit::Usage, "usage", &text);
    report.remedy.get_or_insert(remedy);
    report
}

fn sentence(error: &clap::Error, words: &Words) -> Option<Said> {
    let context = |kind| error.get(kind).map(text_of);
    let arg = || context(ContextKind::InvalidArg).unwrap_or_default();
    let value = || context(ContextKind::InvalidValue).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => Said::new("cli-usage-command")
            .with("value", &context(ContextKind::InvalidSubcommand).unwrap_or_default()),
        ErrorKind::MissingSubcommand => Said::new("cli-usage-subcommand"),
        ErrorKind::UnknownArgument => Said::new("cli-usage-argument").with("value", &arg()),
        ErrorKind::InvalidValue if value().is_empty() => {
            Said::new("cli-usage-value-missing").with("option", &arg())
        }
        ErrorKind::InvalidValue => Said::new("cli-usage-value")
            .with("option", &arg())
            .with("value", &value())
            .with("known", &known(error, words)),
        ErrorKind::ValueValidation => match error.source().and_then(|source| source.downcast_ref::<Said>()) {
            Some(said) => Said::new("cli-usage-why").with("option", &arg()).with("why", &words.say(said)),
            None => Said::new("cli-usage-invalid").with("option", &arg()).with("value", &value()),
        },
        ErrorKind::MissingRequiredArgument => Said::new("cli-usage-missing").with("names", &arg()),
        ErrorKind::ArgumentConflict => Said::new("cli-usage-conflict")
            .with("option", &context(ContextKind::InvalidSubcommand).unwrap_or_else(arg))
            .with("other", &context(ContextKind::PriorArg).unwrap_or_default()),
        _ => return None,
    })
}

/// The values that there are, as the reader types them.
fn known(error: &clap::Error, words: &Words) -> String {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => {
            List::of(values).map_or_else(|| values.join(", "), |list| list.all(words))
        }
        other => other.map(text_of).unwrap_or_default(),
    }
}

fn suggestion(error: &clap::Error, words: &Words) -> Option<String> {
    let of_list = || match (error.get(ContextKind::ValidValue), error.get(ContextKind::InvalidValue)) {
        (Some(ContextValue::Strings(values)), Some(typed)) => {
            List::of(values)?.nearest(words, &text_of(typed))
        }
        _ => None,
    };
    [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| error.get(kind))
        .map(|meant| match meant {
            // The parser puts what is most alike last.
            ContextValue::Strings(texts) => texts.last().cloned().unwrap_or_default(),
            other => other.to_string(),
        })
        .or_else(of_list)
        .map(|meant| words.say(&Said::new("cli-usage-meant").with("value", &meant)))
}

fn text_of(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::help;

    fn said(line: &[&str]) -> Report {
        let words = Words::new(vec!["es".parse().expect("a tag")]);
        let error = help::command(&words)
            .try_get_matches_from([&["cabildo"], line].concat())
            .expect_err("wrong usage");
        report(&error, &words)
    }

    #[test]
    fn a_typo_is_answered_with_what_was_meant() {
        for (line, wrong, meant) in [
            (&["propse"][..], "propse", "propose"),
            (&["propner"], "propner", "«proponer»"),
            (&["respond", "cbm1a", "apollar"], "apollar", "«apoyar»"),
            (&["list", "--limt", "3"], "--limt", "--limit"),
            (&["ack", "cbm1a", "sen"], "sen", "seen"),
        ] {
            let report = said(line);
            assert_eq!(report.exit, Exit::Usage);
            assert!(report.message.contains(wrong), "{report:?}");
            assert!(report.remedy.as_deref().is_some_and(|r| r.contains(meant)), "{report:?}");
        }
    }

    #[test]
    fn every_kind_of_wrong_usage_is_a_sentence_of_ours() {
        for (line, part) in [
            (&["show"][..], "<ID>"),
            (&["alert", "--severity", "x"], "extrema, severa"),
            (&["show", "../x"], "../x"),
            (&["list", "--limit"], "--limit"),
            (&["list", "--limit", "x"], "«x»"),
            (&["status", "--passphrase-file", "a", "--passphrase-fd", "3"], "--passphrase-fd"),
            (&["propose", "--title", "a", "--text", "b", "--respond-by", "pronto"], "«pronto»"),
            (&["propose", "--title", "a", "--text", "b", "--asked", "Oaxaca"], "«Oaxaca»"),
        ] {
            let report = said(line);
            assert!(report.message.contains(part), "{report:?}");
            assert!(!report.message.contains("cli-") && !report.message.contains(" the "), "{report:?}");
        }
    }
}
