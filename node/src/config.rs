//! The settings of a home: `config.toml`, strictly read.
//!
//! `configs/node.toml` explains every key and holds the defaults; a test keeps the two equal.
//! Errors name file, line, column and key, and suggest the key that was probably meant.

mod alert;
mod attachments;
mod cap_feed;
mod feeds;
mod log;
mod relay;
mod webhook;

pub use alert::{Alert, RULES_MAX, Tell};
pub use attachments::Attachments;
pub use cap_feed::CapFeed;
pub use feeds::{Access, Feed, Feeds};
pub use log::{Log, LogFormat, LogLevel};
pub use relay::{Relay, ThroughRelays};
pub use webhook::Webhook;

use cabildo_protocol::id::{InstitutionId, Language, PublicKey};
use libp2p::Multiaddr;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The annotated defaults, as an administrator reads them.
pub const ANNOTATED: &str = include_str!("../../configs/node.toml");

/// More than any configuration needs; a larger file is not one.
const CONFIG_MAX: usize = 1024 * 1024;

/// A store that is smaller would be empty but for headers.
const MAX_BYTES_MIN: u64 = 128 * 1024 * 1024;
/// Whoever was away for a week is to find what was written meanwhile.
const RETENTION_DAYS_MIN: u32 = 7;

/// All settings of a home.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whose node, and what it does.
    pub node: Node,
    /// Addresses of this node and of others.
    pub network: Network,
    /// What a relay has room for.
    pub relay: Relay,
    /// The local API.
    pub api: Api,
    /// What other programs may read over TCP.
    pub feeds: Feeds,
    /// The disk.
    pub store: Store,
    /// The files that messages name.
    pub attachments: Attachments,
    /// What is logged, and how.
    pub log: Log,
    /// Settings of the clients on this machine.
    pub operator: Operator,
    /// Which programs are run when something asks for a person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alert: Vec<Alert>,
    /// Which messages other programs are told of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook: Vec<Webhook>,
    /// Which alerts of other systems are offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cap_feed: Vec<CapFeed>,
}

/// The address of a web server.
pub(crate) fn web_address(text: &str) -> Option<reqwest::Url> {
    let url = reqwest::Url::parse(text).ok()?;
    (["http", "https"].contains(&url.scheme()) && url.has_host()).then_some(url)
}

/// `[node]`: whose node, and what it does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Node {
    /// Whose node this is; none for the institution that lists its node key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// What it does.
    pub role: Role,
}

/// What a node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Operators read and write through it.
    #[default]
    Node,
    /// It keeps and forwards for others; no client writes through it.
    Relay,
}

impl Role {
    /// Its name in the configuration and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Relay => "relay",
        }
    }
}

/// `[network]`: addresses of this node and of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Where to listen.
    pub listen: Vec<Multiaddr>,
    /// Addresses at which others reach this node.
    pub external: Vec<Multiaddr>,
    /// Whether to look for nodes on the local network.
    pub mdns: bool,
    /// Whether each byte costs: less is said while nothing happens, and what is lost is noticed later.
    pub metered: bool,
    /// Whether others come to this node through relays.
    pub through_relays: ThroughRelays,
    /// Nodes to connect to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub peers: Vec<Peer>,
}

impl Default for Network {
    fn default() -> Self {
        let listen = ["/ip4/0.0.0.0/udp/4250/quic-v1", "/ip4/0.0.0.0/tcp/4250"];
        Self {
            listen: listen.iter().filter_map(|address| address.parse().ok()).collect(),
            external: Vec::new(),
            mdns: false,
            metered: false,
            through_relays: ThroughRelays::Auto,
            peers: Vec::new(),
        }
    }
}

/// `[[network.peers]]`: a node to connect to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// Its node key.
    pub node: PublicKey,
    /// Where it is; tried in this order, then through relays.
    pub addresses: Vec<Multiaddr>,
}

/// `[api]`: the local API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Api {
    /// The Unix socket, relative to the home.
    pub socket: PathBuf,
    /// A group whose members may use it too: name or number; empty for none.
    pub group: String,
}

impl Default for Api {
    fn default() -> Self {
        Self { socket: "run/api.sock".into(), group: String::new() }
    }
}

/// `[store]`: the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// Free MiB below which the node is read-only.
    pub min_free_mib: u64,
    /// Percent of the file system below which it is, too.
    pub min_free_percent: u8,
    /// Bytes of segments above which the oldest bodies are not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Days after which bodies are not kept.
    #[serde(skip_serializing_if = "RetentionDays::is_unlimited")]
    pub retention_days: RetentionDays,
}

/// `[store.retention_days]`: days after which bodies are not kept, by class; without end where
/// there are none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionDays {
    /// Crisis notices and what answers them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crisis: Option<u32>,
    /// Everything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acts: Option<u32>,
}

impl RetentionDays {
    fn is_unlimited(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Store {
    fn default() -> Self {
        Self {
            min_free_mib: 1024,
            min_free_percent: 5,
            max_bytes: None,
            retention_days: RetentionDays::default(),
        }
    }
}

/// `[operator]`: settings of the clients on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Operator {
    /// The key that signs, relative to the home.
    pub key: PathBuf,
    /// The interface's first language.
    #[serde(deserialize_with = "language")]
    pub language: Option<Language>,
}

impl Default for Operator {
    fn default() -> Self {
        Self { key: "keys/operator.key".into(), language: "es".parse().ok() }
    }
}

fn language<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Language>, D::Error> {
    Language::deserialize(d).map(Some)
}

/// Why a configuration is not usable.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{}", Place { path, line: *line, column: *column, key: key.as_deref(), problem, remedy })]
    Invalid {
        /// Which file.
        path: PathBuf,
        /// Where, from 1.
        line: usize,
        /// Where in the line, in characters from 1.
        column: usize,
        /// Which key, with its tables (`network.listen`), where that is known.
        key: Option<String>,
        /// What is wrong.
        problem: String,
        /// What to do, or nothing.
        remedy: String,
    },
    /// The settings cannot be written as TOML.
    #[error("the settings cannot be written as TOML: {0}")]
    Write(#[from] toml::ser::Error),
}

/// Prints the error like a compiler: place first, so that editors can jump there.
struct Place<'a> {
    path: &'a Path,
    line: usize,
    column: usize,
    key: Option<&'a str>,
    problem: &'a str,
    remedy: &'a str,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.path.display(), self.line, self.column)?;
        if let Some(key) = self.key {
            write!(f, "«{key}»: ")?;
        }
        f.write_str(self.problem)?;
        if !self.remedy.is_empty() {
            write!(f, " · {}", self.remedy)?;
        }
        Ok(())
    }
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When it cannot be read, or something in it is wrong: where, which key, what to do.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let read = |source| ConfigError::Read { path: path.to_owned(), source };
        let length = std::fs::metadata(path).map_err(read)?.len();
        if length > CONFIG_MAX as u64 {
            return Err(read(std::io::Error::other(format!("{length} bytes are too many for settings"))));
        }
        Self::parse(&std::fs::read_to_string(path).map_err(read)?, path)
    }

    /// Reads settings from TOML; `path` is only for the error's text.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let invalid = |span: Option<Range<usize>>, key: Option<String>, problem: String, remedy: String| {
            let (line, column) = line_column(text, span.map_or(0, |s| s.start));
            ConfigError::Invalid { path: path.to_owned(), line, column, key, problem, remedy }
        };
        let tree = DeTable::parse(text)
            .map_err(|e| invalid(e.span(), None, e.message().to_owned(), String::new()))?;
        let mut keys = Vec::new();
        collect_keys(tree.get_ref(), "", &mut keys);
        let config: Self = toml::from_str(text).map_err(|e| {
            let key = e.span().and_then(|span| key_at(&keys, &span));
            let (problem, remedy) = explain(e.message(), key.as_deref());
            invalid(e.span(), key, problem, remedy)
        })?;
        config.check().map_err(|(key, problem, remedy)| {
            let span = keys.iter().find(|k| k.path == key).map(|k| k.value.clone());
            invalid(span, Some(key), problem, remedy.to_owned())
        })?;
        Ok(config)
    }

    /// The settings as TOML, for a home's `config.toml`.
    ///
    /// # Errors
    /// When a path in them is not UTF-8.
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        let head = "# Every key is explained in configs/node.toml, where the defaults are, too.\n\n";
        Ok(format!("{head}{}", toml::to_string_pretty(self)?))
    }

    /// Which key contradicts what the types cannot say, why, and what to do.
    fn check(&self) -> Result<(), (String, String, &'static str)> {
        let fail = |key: &str, problem: String, remedy| Err((key.to_owned(), problem, remedy));
        let nowhere = self.node.role == Role::Relay || self.network.through_relays == ThroughRelays::Never;
        if self.network.listen.is_empty() && nowhere {
            return fail(
                "network.listen",
                "no address to listen at".into(),
                "remove the key for the default",
            );
        }
        for (i, peer) in self.network.peers.iter().enumerate() {
            if peer.node.algorithm() != PublicKey::ED25519 {
                let problem = "a node key is an Ed25519 key, this is another".into();
                return fail(&format!("network.peers[{i}].node"), problem, "see the node's own `status`");
            }
        }
        relay::check(&self.relay)?;
        feeds::check(&self.feeds)?;
        attachments::check(&self.attachments)?;
        if self.store.min_free_percent > 90 {
            let problem = format!("{} % would never be free", self.store.min_free_percent);
            return fail("store.min_free_percent", problem, "give at most 90");
        }
        if let Some(bytes) = self.store.max_bytes.filter(|bytes| *bytes < MAX_BYTES_MIN) {
            let problem = format!("{bytes} bytes would hold next to nothing");
            return fail("store.max_bytes", problem, "give at least 134217728 (128 MiB), or remove the key");
        }
        let days = &self.store.retention_days;
        for (key, days) in [("crisis", days.crisis), ("acts", days.acts)] {
            if days.is_some_and(|days| days < RETENTION_DAYS_MIN) {
                let problem = "bodies would go before everybody has read them".into();
                let key = format!("store.retention_days.{key}");
                return fail(&key, problem, "give at least 7, or remove the key");
            }
        }
        for (key, path) in [("api.socket", &self.api.socket), ("operator.key", &self.operator.key)] {
            if path.as_os_str().is_empty() {
                return fail(key, "an empty path".into(), "remove the key for the default");
            }
        }
        alert::check(&self.alert)?;
        webhook::check(&self.webhook, &self.alert)?;
        cap_feed::check(&self.cap_feed)
    }
}

/// A key of the file: its path, and where it and its value stand.
struct KeyPlace {
    path: String,
    key: Range<usize>,
    value: Range<usize>,
}

fn collect_keys(table: &DeTable<'_>, prefix: &str, found: &mut Vec<KeyPlace>) {
    for (key, value) in table {
        let path =
            if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
        found.push(KeyPlace { path: path.clone(), key: key.span(), value: value.span() });
        collect_values(value, &path, found);
    }
}

fn collect_values(value: &Spanned<DeValue<'_>>, path: &str, found: &mut Vec<KeyPlace>) {
    match value.get_ref() {
        DeValue::Table(table) => collect_keys(table, path, found),
        DeValue::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                collect_values(item, &format!("{path}[{i}]"), found);
            }
        }
        _ => {}
    }
}

/// The innermost key whose name or value holds the place.
fn key_at(keys: &[KeyPlace], span: &Range<usize>) -> Option<String> {
    let holds = |r: &Range<usize>| r.start <= span.start && span.end <= r.end;
    keys.iter()
        .filter(|k| holds(&k.key) || holds(&k.value))
        .min_by_key(|k| if holds(&k.key) { k.key.len() } else { k.value.len() })
        .map(|k| k.path.clone())
}

/// Turns the parser's sentence into one for administrators, with the nearest known key.
fn explain(message: &str, key: Option<&str>) -> (String, String) {
    let Some(rest) = message.strip_prefix("unknown field `") else {
        return (message.replace('`', "\""), String::new());
    };
    let (unknown, known) = rest.split_once('`').unwrap_or((rest, ""));
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    let nearest = known.iter().map(|k| (strsim::osa_distance(unknown, k), *k)).min();
    let remedy = match nearest {
        Some((far, name)) if far <= (unknown.len() / 3).max(1) => format!("did you mean «{name}»?"),
        _ => format!("known here: {}", known.join(", ")),
    };
    let place = key
        .and_then(|k| k.rsplit_once('.'))
        .map_or("at the top level".to_owned(), |(table, _)| format!("in [{table}]"));
    (format!("there is no key «{unknown}» {place}"), remedy)
}

fn line_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Config::parse(text, Path::new("/h/config.toml")).expect_err("refused").to_string()
    }

    #[test]
    fn the_annotated_file_holds_the_defaults() {
        let annotated = Config::parse(ANNOTATED, Path::new("configs/node.toml")).expect("readable");
        assert_eq!(annotated, Config::default());
        assert_eq!(Config::parse("", Path::new("empty")).expect("readable"), Config::default());
        assert_eq!(Config::default().network.listen.len(), 2);
        assert!(Config::default().operator.language.is_some());
    }

    #[test]
    fn every_key_is_in_the_annotated_file() {
        let mut full = Config::default();
        full.node.institution = Some("mx:20067".parse().expect("an id"));
        full.network.peers = vec![Peer {
            node: PublicKey::ed25519([7; 32]),
            addresses: vec!["/ip4/10.0.0.1/tcp/1".parse().expect("an address")],
        }];
        full.store.max_bytes = Some(MAX_BYTES_MIN);
        full.store.retention_days = RetentionDays { crisis: Some(7), acts: Some(7) };
        full.feeds.listen = Some(([127, 0, 0, 1], 4280).into());
        full.feeds.serve.insert(Feed::Cap, Access::Public);
        full.alert =
            toml::from_str::<Config>("[[alert]]\nname = \"a\"\nrun = [\"/x\"]\n").expect("a rule").alert;
        let hook = "[[webhook]]\nname = \"b\"\nurl = \"https://x/\"\nsecret = \"s\"\n";
        full.webhook = toml::from_str::<Config>(hook).expect("a rule").webhook;
        let written = full.to_toml().expect("TOML");
        for line in written.lines() {
            let key = line.split([' ', '=']).next().unwrap_or_default();
            let there = ANNOTATED.lines().any(|l| {
                let l = l.trim_start_matches("# ");
                l == key || l.starts_with(&format!("{key} = "))
            });
            assert!(key.is_empty() || key.starts_with(['#', ' ', ']']) || there, "«{key}» is not explained");
        }
    }

    #[test]
    fn settings_survive_writing_and_reading() {
        let mut config = Config::default();
        config.node.institution = Some("cl:x-embajada-mx".parse().expect("an id"));
        config.node.role = Role::Relay;
        config.log.format = LogFormat::Json;
        config.store.max_bytes = Some(MAX_BYTES_MIN);
        config.store.retention_days.acts = Some(400);
        config.network.peers = vec![Peer {
            node: PublicKey::ed25519([9; 32]),
            addresses: vec!["/ip4/127.0.0.1/udp/4/quic-v1".parse().expect("an address")],
        }];
        let text = config.to_toml().expect("TOML");
        assert_eq!(Config::parse(&text, Path::new("x")).expect("readable"), config);
    }

    #[test]
    fn a_typo_names_its_place_and_the_key_that_was_meant() {
        assert_eq!(
            refused("[network]\nmdns = true\n  listn = []\n"),
            "/h/config.toml:3:3: «network.listn»: there is no key «listn» in [network] · did you mean «listen»?"
        );
        assert_eq!(
            refused("[netwrok]\n"),
            "/h/config.toml:1:2: «netwrok»: there is no key «netwrok» at the top level · did you mean «network»?"
        );
        let far = refused("[api]\nport = 80\n");
        assert!(far.contains("known here: socket, group"), "{far}");
        let peer = refused("[[network.peers]]\nnode = \"x\"\n");
        assert!(peer.starts_with("/h/config.toml:2:8: «network.peers[0].node»: "), "{peer}");
    }

    #[test]
    fn a_wrong_value_names_its_place_and_key() {
        for (text, place) in [
            ("[node]\nrole = \"relais\"\n", "/h/config.toml:2:8: «node.role»: "),
            (
                "[node]\ninstitution = \"Oaxaca\"\n",
                "/h/config.toml:2:15: «node.institution»: «Oaxaca» is not",
            ),
            ("[network]\nlisten = [\"tcp:80\"]\n", "/h/config.toml:2:11: «network.listen»: "),
            (
                "[network]\nlisten = []\nthrough_relays = \"never\"\n",
                "/h/config.toml:2:10: «network.listen»: no address",
            ),
            ("[relay]\ncircuits = 5000\n", "/h/config.toml:2:12: «relay.circuits»: 5000 are more"),
            ("[store]\nmin_free_mib = -1\n", "/h/config.toml:2:16: «store.min_free_mib»: "),
            ("[store]\nmin_free_percent = 99\n", "/h/config.toml:2:20: «store.min_free_percent»: 99 %"),
            ("[store]\nmax_bytes = 5\n", "/h/config.toml:2:13: «store.max_bytes»: 5 bytes"),
            ("[store.retention_days]\nacts = 3\n", "/h/config.toml:2:8: «store.retention_days.acts»: bodies"),
            ("[store.retention_days]\nact = 30\n", "/h/config.toml:2:1: «store.retention_days.act»: there"),
            ("[log]\nlevel = 3\n", "/h/config.toml:2:9: «log.level»: "),
            ("[operator]\nlanguage = \"\"\n", "/h/config.toml:2:12: «operator.language»: "),
            ("[log\nlevel = 3\n", "/h/config.toml:1:5: "),
            ("[log]\nlevel = \"info\"\nlevel = \"warn\"\n", "/h/config.toml:3:1: "),
        ] {
            let said = refused(text);
            assert!(said.starts_with(place), "{text:?}: {said}");
        }
    }

    #[test]
    fn nothing_that_one_types_panics() {
        for text in ["é = 1", "\u{feff}[log]", "[[[", "\0", "a.b.c.d = [[{x = 1}]]", "[network]\npeers = 3"]
        {
            let _ = Config::parse(text, Path::new("x"));
        }
    }
}
