//! `[[webhook]]`: which messages another program is told of, and where it listens.

use super::alert::{self, Alert};
use cabildo_protocol::{
    content::{Kind, Severity},
    id::Place,
};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Rules of one node.
const RULES_MAX: usize = 32;
/// Bytes of an address.
const URL_MAX: usize = 2048;
/// How long an answer may take.
const TIMEOUT_MAX: u32 = 120;
/// How often what failed may be tried again: some days.
const RETRIES_MAX: u32 = 500;
/// The longest first pause between two tries.
const RETRY_MAX: u32 = 900;

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Its name, in the log and in the record of what was sent.
    pub name: String,
    /// Where to send: `https://…` or `http://…`.
    pub url: String,
    /// The file with the secret that signs, relative to the home.
    pub secret: PathBuf,
    /// Which messages.
    #[serde(default = "kinds")]
    pub kinds: Vec<Kind>,
    /// The least severe notice that it is about, with what answers it.
    #[serde(default = "severity")]
    pub severity: Severity,
    /// Places that it is about; empty for all.
    #[serde(default)]
    pub area: Vec<Place>,
    /// Whether exercises and tests count, too.
    #[serde(default)]
    pub exercises: bool,
    /// How long an answer may take.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u32,
    /// How often it is tried again where it fails.
    #[serde(default = "retries")]
    pub retries: u32,
    /// The pause before the first of these; each further one is twice as long.
    #[serde(default = "retry_seconds")]
    pub retry_seconds: u32,
}

fn kinds() -> Vec<Kind> {
    vec![Kind::Notice, Kind::NoticeUpdate, Kind::NoticeCancel]
}

fn severity() -> Severity {
    Severity::Unknown
}

fn timeout_seconds() -> u32 {
    20
}

fn retries() -> u32 {
    100
}

fn retry_seconds() -> u32 {
    15
}

/// Which key of the rules contradicts what the types cannot say, why, and what to do.
pub(super) fn check(rules: &[Webhook], alerts: &[Alert]) -> Result<(), (String, String, &'static str)> {
    if rules.len() > RULES_MAX {
        let problem = format!("{} rules, at most {RULES_MAX} are taken", rules.len());
        return Err(("webhook".to_owned(), problem, "send to one program that passes it on"));
    }
    let mut names: Vec<&str> = alerts.iter().map(|rule| rule.name.as_str()).collect();
    for (i, rule) in rules.iter().enumerate() {
        let fail = |key: &str, problem: String, remedy| Err((format!("webhook[{i}].{key}"), problem, remedy));
        if let Err((problem, remedy)) = alert::check_name(&rule.name, &names) {
            return fail("name", problem, remedy);
        }
        names.push(&rule.name);
        if rule.kinds.is_empty() {
            return fail("kinds", "no kind".into(), "leave the key out for notices");
        }
        if rule.url.len() > URL_MAX || super::web_address(&rule.url).is_none() {
            let problem = "no address of a web server".into();
            return fail("url", problem, "give one such as \"https://avisos.example.org/cabildo\"");
        }
        if rule.secret.as_os_str().is_empty() {
            return fail("secret", "an empty path".into(), "name the file with the secret");
        }
        let numbers = [
            ("timeout_seconds", rule.timeout_seconds, 1..=TIMEOUT_MAX),
            ("retries", rule.retries, 0..=RETRIES_MAX),
            ("retry_seconds", rule.retry_seconds, 1..=RETRY_MAX),
        ];
        if let Some((key, problem)) = alert::out_of_range(numbers) {
            return fail(key, problem, "correct it");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;
    use std::path::Path;

    fn read(rules: &str) -> Result<Config, String> {
        Config::parse(rules, Path::new("c")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_rule_needs_a_name_an_address_and_a_secret_and_the_rest_has_defaults() {
        let text =
            "[[webhook]]\nname = \"civil\"\nurl = \"https://x.example/in\"\nsecret = \"keys/civil.secret\"\n";
        let config = read(text).expect("a rule");
        let rule = &config.webhook[0];
        assert_eq!((rule.severity, rule.kinds.len(), rule.exercises), (Severity::Unknown, 3, false));
        assert_eq!((rule.timeout_seconds, rule.retries, rule.retry_seconds), (20, 100, 15));
        let written = config.to_toml().expect("TOML");
        assert_eq!(read(&written).expect("read again"), config);
    }

    #[test]
    fn what_cannot_work_is_said_with_its_place() {
        let rule = |more: &str| {
            format!("[[webhook]]\nname = \"a\"\nsecret = \"s\"\nurl = \"http://127.0.0.1:1/\"\n{more}\n")
        };
        for (text, said) in [
            ("[[webhook]]\nname = \"a\"\nurl = \"http://x/\"\n".to_owned(), "missing field"),
            (rule("").replace("http:", "ftp:"), "c:4:7: «webhook[0].url»: no address"),
            (rule("").replace("http://127.0.0.1:1/", "x.example"), "no address"),
            (rule("").replace("\"a\"", "\"a b\""), "c:2:8: «webhook[0].name»"),
            (rule("") + &rule(""), "another rule has this name"),
            (rule("") + "[[alert]]\nname = \"a\"\nrun = [\"/x\"]\n", "another rule has this name"),
            (rule("").replace("\"s\"", "\"\""), "an empty path"),
            (rule("kinds = []"), "no kind"),
            (rule("kinds = [\"x\"]"), "webhook[0].kinds"),
            (rule("retries = 501"), "501 is not from 0 to 500"),
        ] {
            let error = read(&text).expect_err(&text);
            assert!(error.contains(said), "{error}");
        }
    }
}
