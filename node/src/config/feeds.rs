//! `[feeds]`: what other programs may read over TCP, and who may.

use super::alert;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

/// Names and pages in one list.
const LIST_MAX: usize = 64;
/// Bytes of one of them: a name of the DNS, with a scheme and a port.
const NAME_MAX: usize = 270;
/// Requests of one address in a minute.
const PER_MINUTE_MAX: u32 = 60_000;

/// Read-only feeds for other programs. Without an address there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feeds {
    /// Where to listen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// Names by which they may be asked for, beside addresses and `localhost`.
    pub hosts: Vec<String>,
    /// Web pages that may read them.
    pub origins: Vec<String>,
    /// Requests that one address has in a minute.
    pub per_minute: u32,
    /// Which there are, and who may read each.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub serve: BTreeMap<Feed, Access>,
}

impl Default for Feeds {
    fn default() -> Self {
        Self { listen: None, hosts: Vec::new(), origins: Vec::new(), per_minute: 120, serve: BTreeMap::new() }
    }
}

/// What may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feed {
    /// Crisis notices as CAP.
    Cap,
    /// Agendas as calendars.
    Agendas,
    /// Layers of a map.
    Geo,
    /// Messages and answers as tables.
    Messages,
    /// How fast institutions answer.
    Responses,
    /// What the node counts.
    Metrics,
}

/// Who may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Anybody.
    Public,
    /// Who has the token that is in this file, relative to the home.
    Token(PathBuf),
}

/// Which key contradicts what the types cannot say, why, and what to do.
pub(super) fn check(feeds: &Feeds) -> Result<(), (String, String, &'static str)> {
    let fail = |key: &str, problem: String, remedy| Err((format!("feeds.{key}"), problem, remedy));
    if feeds.listen.is_some() && feeds.serve.is_empty() {
        let remedy = "name what to serve in [feeds.serve], or remove the address";
        return fail("listen", "there is nothing to serve".into(), remedy);
    }
    if let Some((key, problem)) = alert::out_of_range([("per_minute", feeds.per_minute, 1..=PER_MINUTE_MAX)])
    {
        return fail(key, problem, "correct it");
    }
    for (key, names) in [("hosts", &feeds.hosts), ("origins", &feeds.origins)] {
        if names.len() > LIST_MAX || names.iter().any(|name| name.len() > NAME_MAX) {
            let problem = format!("at most {LIST_MAX} of {NAME_MAX} bytes are taken");
            return fail(key, problem, "leave out what is not needed");
        }
    }
    if let Some(name) = feeds.hosts.iter().find(|name| !is_name(name)) {
        return fail("hosts", format!("«{name}» is no name"), "give one such as \"avisos.example.org\"");
    }
    if let Some(page) = feeds.origins.iter().find(|page| !is_origin(page)) {
        let remedy = "give a scheme, a name and nothing after it: \"https://mapa.example.org\"";
        return fail("origins", format!("«{page}» is no origin"), remedy);
    }
    for access in feeds.serve.values() {
        if matches!(access, Access::Token(path) if path.as_os_str().is_empty()) {
            return fail("serve", "an empty path".into(), "name the file with the token, or \"public\"");
        }
    }
    Ok(())
}

/// As a browser sends it, without port.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
}

/// As a browser sends it.
fn is_origin(page: &str) -> bool {
    reqwest::Url::parse(page).is_ok_and(|url| {
        ["http", "https"].contains(&url.scheme()) && url.origin().ascii_serialization() == page
    })
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;
    use std::path::Path;

    fn read(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("c")).map_err(|error| error.to_string())
    }

    #[test]
    fn feeds_are_off_and_each_says_who_may_read_it() {
        assert_eq!(Feeds::default().listen, None);
        let config = read(
            "[feeds]\nlisten = \"127.0.0.1:4280\"\nhosts = [\"avisos.example.org\"]\n\
            origins = [\"https://mapa.example.org\", \"http://localhost:8080\", \"http://[::1]:8080\"]\n\
            [feeds.serve]\ncap = \"public\"\nmetrics = { token = \"keys/metrics.token\" }\n",
        )
        .expect("settings");
        assert_eq!(config.feeds.serve[&Feed::Cap], Access::Public);
        assert_eq!(config.feeds.serve[&Feed::Metrics], Access::Token("keys/metrics.token".into()));
        let written = config.to_toml().expect("TOML");
        assert_eq!(read(&written).expect("read again"), config);
    }

    #[test]
    fn what_cannot_work_is_said_with_its_place() {
        for (text, said) in [
            ("[feeds]\nlisten = \"127.0.0.1:1\"\n", "c:2:10: «feeds.listen»: there is nothing to serve"),
            ("[feeds]\nlisten = \"4280\"\n", "c:2:10: «feeds.listen»"),
            ("[feeds]\nper_minute = 0\n", "c:2:14: «feeds.per_minute»: 0 is not from 1"),
            ("[feeds]\nhosts = [\"http://x\"]\n", "«http://x» is no name"),
            ("[feeds]\nhosts = [\"x:80\"]\n", "«x:80» is no name"),
            ("[feeds]\norigins = [\"*\"]\n", "«*» is no origin"),
            ("[feeds]\norigins = [\"https://x/\"]\n", "«https://x/» is no origin"),
            ("[feeds]\norigins = [\"https://x:443\"]\n", "is no origin"),
            ("[feeds.serve]\ncap = \"all\"\n", "c:2:7: «feeds.serve.cap»"),
            ("[feeds.serve]\ninbox = \"public\"\n", "unknown variant"),
            ("[feeds.serve]\ncap = { token = \"\" }\n", "an empty path"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(said), "{error}");
        }
    }
}
