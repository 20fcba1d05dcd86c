//! `[[alert]]`: which program is run when something asks for a person, and how.

use cabildo_protocol::{
    content::{Kind, Severity},
    id::Place,
};
use serde::{Deserialize, Serialize};
use std::{ops::RangeInclusive, path::Path};

/// Rules of one node.
pub const RULES_MAX: usize = 32;
/// Bytes of a rule's name.
const NAME_MAX: usize = 40;
/// The program and its arguments.
const WORDS_MAX: usize = 32;
/// Bytes of one of them.
const WORD_MAX: usize = 1024;
/// A day: later is no alert any more.
const MINUTES_MAX: u32 = 24 * 60;
/// How long a program may be given.
const TIMEOUT_MAX: u32 = 600;
/// How often a failed program may be tried again.
const RETRIES_MAX: u32 = 20;
/// The longest first pause between two tries.
const RETRY_MAX: u32 = 3600;

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// Its name, in the log and in the record of what was sent.
    pub name: String,
    /// What begins the threads that it is about.
    #[serde(default = "kinds")]
    pub kinds: Vec<Kind>,
    /// The least severe notice that it is about.
    #[serde(default = "severity")]
    pub severity: Severity,
    /// Places that it is about; empty for all.
    #[serde(default)]
    pub area: Vec<Place>,
    /// Whether exercises and tests count, too.
    #[serde(default)]
    pub exercises: bool,
    /// How long nobody of the institution must have answered; 0 for at once.
    #[serde(default)]
    pub unacknowledged_minutes: u32,
    /// Whom of the duty rota it is for.
    #[serde(default)]
    pub tell: Tell,
    /// The program, by its whole path, and its arguments. No shell reads them.
    pub run: Vec<String>,
    /// How long it may take before it is ended.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u32,
    /// How often it is tried again where it fails.
    #[serde(default = "retries")]
    pub retries: u32,
    /// The pause before the first of these; each further one is twice as long.
    #[serde(default = "retry_seconds")]
    pub retry_seconds: u32,
}

/// Whom of an institution's duty rota an alert is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// Who is on duty.
    Duty,
    /// Who steps in.
    Backup,
    /// Both.
    #[default]
    Everybody,
}

fn kinds() -> Vec<Kind> {
    vec![Kind::Notice]
}

fn severity() -> Severity {
    Severity::Severe
}

fn timeout_seconds() -> u32 {
    30
}

fn retries() -> u32 {
    5
}

fn retry_seconds() -> u32 {
    15
}

/// Which key of the rules contradicts what the types cannot say, why, and what to do.
pub(super) fn check(rules: &[Alert]) -> Result<(), (String, String, &'static str)> {
    if rules.len() > RULES_MAX {
        let problem = format!("{} rules, at most {RULES_MAX} are taken", rules.len());
        return Err(("alert".to_owned(), problem, "let one rule run a program that tells several people"));
    }
    for (i, rule) in rules.iter().enumerate() {
        let fail = |key: &str, problem: String, remedy| Err((format!("alert[{i}].{key}"), problem, remedy));
        let names: Vec<&str> = rules[..i].iter().map(|other| other.name.as_str()).collect();
        if let Err((problem, remedy)) = check_name(&rule.name, &names) {
            return fail("name", problem, remedy);
        }
        if rule.kinds.is_empty() || !rule.kinds.iter().all(|kind| kind.begins_thread()) {
            let problem = "an alert is about what begins a thread".into();
            return fail(
                "kinds",
                problem,
                "give some of \"notice\", \"proposal\", \"agenda\", \"declaration\", \"feedback\"",
            );
        }
        match rule.run.first() {
            None => return fail("run", "no program".into(), "give its whole path, then its arguments"),
            Some(program) if !Path::new(program).is_absolute() => {
                let problem = "no shell looks for the program".into();
                return fail("run", problem, "give its whole path: \"/usr/bin/…\"");
            }
            Some(_) => {}
        }
        let fits = |word: &String| word.len() <= WORD_MAX && !word.contains('\0');
        if rule.run.len() > WORDS_MAX || !rule.run.iter().all(fits) {
            let problem = format!("at most {WORDS_MAX} words of {WORD_MAX} bytes are passed");
            return fail("run", problem, "run a script that holds the rest");
        }
        let numbers = [
            ("unacknowledged_minutes", rule.unacknowledged_minutes, 0..=MINUTES_MAX),
            ("timeout_seconds", rule.timeout_seconds, 1..=TIMEOUT_MAX),
            ("retries", rule.retries, 0..=RETRIES_MAX),
            ("retry_seconds", rule.retry_seconds, 1..=RETRY_MAX),
        ];
        if let Some((key, problem)) = out_of_range(numbers) {
            return fail(key, problem, "correct it");
        }
    }
    Ok(())
}

/// The first number that lies outside of what is allowed.
pub(super) fn out_of_range<const N: usize>(
    numbers: [(&'static str, u32, RangeInclusive<u32>); N],
) -> Option<(&'static str, String)> {
    let wrong = numbers.into_iter().find(|(_, value, range)| !range.contains(value));
    wrong
        .map(|(key, value, range)| (key, format!("{value} is not from {} to {}", range.start(), range.end())))
}

/// Whether a rule may have this name beside these.
pub(super) fn check_name(name: &str, others: &[&str]) -> Result<(), (String, &'static str)> {
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !fits || name.is_empty() || name.len() > NAME_MAX {
        let problem = format!("a name has 1 to {NAME_MAX} letters, digits, hyphens and underscores");
        return Err((problem, "name it after who is told: \"guardia\""));
    }
    if others.contains(&name) {
        return Err(("another rule has this name".into(), "give each rule a name of its own"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn read(rules: &str) -> Result<Config, String> {
        Config::parse(rules, Path::new("c")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_rule_needs_a_name_and_a_program_and_the_rest_has_defaults() {
        let config = read("[[alert]]\nname = \"guardia\"\nrun = [\"/bin/true\"]\n").expect("a rule");
        let rule = &config.alert[0];
        assert_eq!((rule.severity, rule.kinds.as_slice()), (Severity::Severe, &[Kind::Notice][..]));
        assert_eq!(rule.tell, Tell::Everybody);
        assert_eq!((rule.unacknowledged_minutes, rule.timeout_seconds, rule.retries), (0, 30, 5));
        let written = config.to_toml().expect("TOML");
        assert_eq!(read(&written).expect("read again"), config);
    }

    #[test]
    fn what_cannot_work_is_said_with_its_place() {
        let rule = |more: &str| format!("[[alert]]\nname = \"a\"\nrun = [\"/bin/true\"]\n{more}\n");
        for (text, said) in [
            ("[[alert]]\nname = \"a\"\n".to_owned(), "missing field"),
            ("[[alert]]\nname = \"a\"\nrun = []".to_owned(), "c:3:7: «alert[0].run»: no program"),
            ("[[alert]]\nname = \"a\"\nrun = [\"mail\"]".to_owned(), "no shell looks"),
            ("[[alert]]\nname = \"a b\"\nrun = [\"/x\"]".to_owned(), "c:2:8: «alert[0].name»"),
            (rule("") + &rule(""), "another rule has this name"),
            (rule("kinds = [\"ack\"]"), "c:4:9: «alert[0].kinds»"),
            (rule("timeout_seconds = 0"), "0 is not from 1 to 600"),
            (rule("tell = \"alcaldesa\""), "alert[0].tell"),
            (rule("unacknowledged_minutes = 9999"), "not from 0 to 1440"),
            (rule("area = [\"Oaxaca\"]"), "is not"),
            (rule("sevrity = \"severe\""), "did you mean «severity»?"),
        ] {
            let error = read(&text).expect_err(&text);
            assert!(error.contains(said), "{error}");
        }
    }
}
