//! `[[cap_feed]]`: alerts of other systems that are offered to the operators.

use super::alert;
use cabildo_protocol::content::Severity;
use serde::{Deserialize, Serialize};

/// Feeds of one node.
const FEEDS_MAX: usize = 16;
/// Bytes of an address.
const URL_MAX: usize = 2048;
/// How often a feed may be asked for: from twice a minute to once a day.
const EVERY_SECONDS: std::ops::RangeInclusive<u32> = 30..=86_400;

/// One feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapFeed {
    /// Its name, in the log and beside what it offers.
    pub name: String,
    /// Where it is: `https://…` or `http://…`.
    pub url: String,
    /// How often it is asked for.
    #[serde(default = "every_seconds")]
    pub every_seconds: u32,
    /// The least severe alert that is offered.
    #[serde(default = "severity")]
    pub severity: Severity,
    /// Whether exercises and tests are offered, too.
    #[serde(default)]
    pub exercises: bool,
}

fn every_seconds() -> u32 {
    120
}

fn severity() -> Severity {
    Severity::Unknown
}

/// Which key of the rules contradicts what the types cannot say, why, and what to do.
pub(super) fn check(feeds: &[CapFeed]) -> Result<(), (String, String, &'static str)> {
    if feeds.len() > FEEDS_MAX {
        let problem = format!("{} feeds, at most {FEEDS_MAX} are watched", feeds.len());
        return Err(("cap_feed".to_owned(), problem, "watch a feed that gathers others"));
    }
    let mut names: Vec<&str> = Vec::new();
    for (i, feed) in feeds.iter().enumerate() {
        let fail =
            |key: &str, problem: String, remedy| Err((format!("cap_feed[{i}].{key}"), problem, remedy));
        if let Err((problem, remedy)) = alert::check_name(&feed.name, &names) {
            return fail("name", problem, remedy);
        }
        names.push(&feed.name);
        if feed.url.len() > URL_MAX || super::web_address(&feed.url).is_none() {
            let problem = "no address of a web server".into();
            return fail("url", problem, "give one such as \"https://alertas.example.org/cap.xml\"");
        }
        let numbers = [("every_seconds", feed.every_seconds, EVERY_SECONDS)];
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

    #[test]
    fn a_feed_needs_a_name_and_an_address_and_what_cannot_work_is_said_with_its_place() {
        let read = |text: &str| Config::parse(text, Path::new("c")).map_err(|error| error.to_string());
        let feed =
            |more: &str| format!("[[cap_feed]]\nname = \"smn\"\nurl = \"https://x.example/cap\"\n{more}\n");
        let config = read(&feed("")).expect("a feed");
        let one = &config.cap_feed[0];
        assert_eq!((one.every_seconds, one.severity, one.exercises), (120, Severity::Unknown, false));
        assert_eq!(read(&config.to_toml().expect("TOML")).expect("read again"), config);
        for (text, said) in [
            ("[[cap_feed]]\nname = \"a\"\n".to_owned(), "missing field"),
            (feed("").replace("https:", "file:"), "c:3:7: «cap_feed[0].url»: no address"),
            (feed("").replace("\"smn\"", "\"s n\""), "c:2:8: «cap_feed[0].name»"),
            (feed("") + &feed(""), "another rule has this name"),
            (feed("every_seconds = 29"), "29 is not from 30 to 86400"),
            (feed("severity = \"bad\""), "cap_feed[0].severity"),
        ] {
            let error = read(&text).expect_err(&text);
            assert!(error.contains(said), "{error}");
        }
    }
}
