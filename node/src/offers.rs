//! Alerts of other systems, watched by the feeds of `[[cap_feed]]` and offered to the operators. Nothing of
//! them is sent by itself: who takes one over reads it, changes it and signs it.
//!
//! A task a feed asks for it now and then, and keeps in memory what it says. What an operator passed over is
//! remembered in a file, so that it is not offered again after a start.

mod document;
mod fetch;

use crate::{
    config::{CapFeed, Config},
    driver::clock,
    formats::cap::{Alert, MsgType},
    handle::Handle,
};
use cabildo_client::api::{ApiEvent, Offer, OfferedAlert, SCHEMA};
use cabildo_protocol::{
    content::{CapStatus, Content, Origin},
    id::{MessageId, Millis, hash},
};
use data_encoding::HEXLOWER;
use fetch::Fetcher;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::task::JoinSet;

/// Alerts of one feed that are kept, the newest.
const KEPT_MAX: usize = 500;
/// Bytes of them, as drafts.
const KEPT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How long an alert is offered that says no end.
const LASTS_MS: u64 = 48 * 3_600_000;
/// Tries that fail in a row before it is said.
const FAILS_MAX: u32 = 3;
/// Alerts that were passed over and are remembered, the last ones.
const PASSED_MAX: usize = 4096;

/// What the feeds of a node say. Shared with the local API.
#[derive(Debug)]
pub struct Offers {
    feeds: Vec<CapFeed>,
    passed_file: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By id: what several feeds have is of the first of them.
    alerts: BTreeMap<String, Kept>,
    passed: Vec<String>,
    failing: BTreeMap<String, (u32, String)>,
}

#[derive(Debug)]
struct Kept {
    feed: String,
    alert: Alert,
    /// As a draft.
    bytes: usize,
}

/// What our notices have taken over: sender and identifier; the thread, and whether it is in force.
pub type Taken = BTreeMap<(String, String), (MessageId, bool)>;

impl Offers {
    /// For the feeds of a node, with what was passed over before.
    #[must_use]
    pub fn new(config: &Config, passed: &Path) -> Self {
        let remembered = match fs::read(passed) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        let state = State { passed: remembered, ..State::default() };
        Self { feeds: config.cap_feed.clone(), passed_file: passed.to_owned(), state: Mutex::new(state) }
    }

    /// Whether these are its feeds.
    #[must_use]
    pub fn follows(&self, config: &Config) -> bool {
        self.feeds == config.cap_feed
    }

    /// Whether there is anything to look at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().alerts.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Feeds that cannot be read, and why.
    #[must_use]
    pub fn failing(&self) -> Vec<(String, String)> {
        let state = self.lock();
        let failing = state.failing.iter().filter(|(_, (times, _))| *times >= FAILS_MAX);
        failing.map(|(feed, (_, why))| (feed.clone(), why.clone())).collect()
    }

    /// What is offered now, the newest first: neither over nor replaced, nor taken over or passed over already.
    /// A cancellation is offered where what it withdraws was taken over and is in force.
    #[must_use]
    pub fn now(&self, taken: &Taken, now: Millis) -> Vec<Offer> {
        let state = self.lock();
        let alerts = || state.alerts.values().map(|kept| &kept.alert);
        // Nobody replaces what another says.
        let named = alerts().flat_map(|alert| {
            alert.references.iter().filter_map(|r| identity(r)).filter(|(sender, _)| *sender == alert.sender)
        });
        let replaced: BTreeSet<(String, String)> = named.collect();
        let passed: BTreeSet<&String> = state.passed.iter().collect();
        let mut offers = Vec::new();
        for (id, Kept { feed, alert, .. }) in &state.alerts {
            let own = (alert.sender.clone(), alert.identifier.clone());
            let gone = now >= until(alert) || replaced.contains(&own) || taken.contains_key(&own);
            if gone || passed.contains(id) {
                continue;
            }
            let replaces = replaces(alert, taken);
            if alert.msg_type != MsgType::Cancel || replaces.is_some_and(|(_, in_force)| in_force) {
                offers.push(offer(feed, id, alert, replaces.map(|(notice, _)| notice)));
            }
        }
        offers.sort_by(|a, b| (b.sent, &b.id).cmp(&(a.sent, &a.id)));
        offers
    }

    /// The one alert whose id begins so, with its feed.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<(String, Alert)> {
        let state = self.lock();
        let mut found = state.alerts.iter().filter(|(known, _)| known.starts_with(id));
        match (found.next(), found.next()) {
            (Some((_, kept)), None) => Some((kept.feed.clone(), kept.alert.clone())),
            _ => None,
        }
    }

    /// Remembers that an alert is not wanted.
    ///
    /// # Errors
    /// When that cannot be written; then it is not offered until the next start.
    pub fn pass_over(&self, alert: &Alert) -> io::Result<()> {
        let mut state = self.lock();
        state.passed.push(id_of(alert));
        let beyond = state.passed.len().saturating_sub(PASSED_MAX);
        state.passed.drain(..beyond);
        let folder = self.passed_file.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec(&state.passed)?)?;
        file.as_file().sync_all()?;
        file.persist(&self.passed_file).map_err(|error| error.error)?;
        Ok(())
    }

    /// What was read of a feed; those that are new and wanted.
    fn take_in(&self, feed: &CapFeed, alerts: Vec<Alert>, now: Millis) -> Vec<Offer> {
        let mut state = self.lock();
        state.failing.remove(&feed.name);
        let mut news = Vec::new();
        for alert in alerts {
            let id = id_of(&alert);
            if !wanted(feed, &alert) || state.alerts.contains_key(&id) {
                continue;
            }
            if alert.msg_type != MsgType::Cancel && now < until(&alert) && !state.passed.contains(&id) {
                news.push(offer(&feed.name, &id, &alert, None));
            }
            let bytes = Content::Notice(alert.notice.clone()).encode().len();
            state.alerts.insert(id, Kept { feed: feed.name.clone(), alert, bytes });
        }
        let of_feed = state.alerts.iter().filter(|(_, kept)| kept.feed == feed.name);
        let mut of_feed: Vec<_> =
            of_feed.map(|(id, kept)| (kept.alert.sent, id.clone(), kept.bytes)).collect();
        of_feed.sort_unstable();
        let (mut count, mut bytes) = (0, 0);
        for (_, id, length) in of_feed.into_iter().rev() {
            (count, bytes) = (count + 1, bytes + length);
            if count > KEPT_MAX || bytes > KEPT_BYTES_MAX {
                state.alerts.remove(&id);
            }
        }
        news
    }

    fn failed(&self, feed: &CapFeed, why: String) {
        let mut state = self.lock();
        let entry = state.failing.entry(feed.name.clone()).or_default();
        *entry = (entry.0.saturating_add(1), why);
    }
}

/// Until when an alert is offered.
fn until(alert: &Alert) -> Millis {
    alert.notice.expires().unwrap_or(alert.sent.plus(LASTS_MS))
}

/// The notice here that took over what an alert refers to, and whether it is in force.
pub fn replaces(alert: &Alert, taken: &Taken) -> Option<(MessageId, bool)> {
    alert.references.iter().filter_map(|reference| identity(reference)).find_map(|of| taken.get(&of).copied())
}

/// What a notice of ours took over: sender and identifier.
pub fn origin(origin: &Origin) -> (String, String) {
    (origin.sender.clone(), origin.identifier.clone())
}

/// Sender and identifier of CAP's `sender,identifier,sent`.
pub fn identity(reference: &str) -> Option<(String, String)> {
    let mut parts = reference.split(',');
    Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
}

/// What an alert is offered under: 16 hexadecimal digits of a hash of what identifies it.
pub fn id_of(alert: &Alert) -> String {
    let parts =
        [alert.sender.as_bytes(), &[0], alert.identifier.as_bytes(), &[0], &alert.sent.0.to_be_bytes()];
    HEXLOWER.encode(&hash("cabildo/offer/1", &parts).as_bytes()[..8])
}

fn wanted(feed: &CapFeed, alert: &Alert) -> bool {
    let kind = matches!(alert.msg_type, MsgType::Alert | MsgType::Update | MsgType::Cancel);
    let real = match alert.notice.status {
        CapStatus::Actual => true,
        CapStatus::Exercise | CapStatus::Test => feed.exercises,
        CapStatus::System | CapStatus::Draft => false,
    };
    kind && real && (alert.msg_type == MsgType::Cancel || alert.notice.severity() <= feed.severity)
}

/// An alert with the draft that can be made of it.
pub fn draft(offer: Offer, alert: Alert) -> OfferedAlert {
    let (answers, content) = match alert.answer() {
        Some((message, comment)) => (Some(message), Some(Content::Comment(comment))),
        None if alert.notice.info.is_empty() => (None, None),
        None => (None, Some(Content::Notice(alert.into_draft()))),
    };
    OfferedAlert { schema: SCHEMA, offer, content, answers }
}

/// What is said of an alert in a list.
pub fn offer(feed: &str, id: &str, alert: &Alert, replaces: Option<MessageId>) -> Offer {
    Offer {
        id: id.to_owned(),
        feed: feed.to_owned(),
        sender: alert.sender.clone(),
        sent: alert.sent,
        msg_type: format!("{:?}", alert.msg_type).to_lowercase(),
        status: alert.notice.status,
        severity: alert.notice.severity(),
        title: alert.notice.title().clone(),
        expires: alert.notice.expires(),
        replaces,
    }
}

/// The tasks that watch. End when this is dropped.
#[derive(Debug)]
pub struct Watching(#[expect(dead_code, reason = "held for its drop")] JoinSet<()>);

/// Watches the feeds of a node. To be called inside a tokio runtime.
#[must_use]
pub fn start(handle: &Handle, offers: &Arc<Offers>) -> Watching {
    let mut tasks = JoinSet::new();
    for feed in offers.feeds.clone() {
        tasks.spawn(watch(handle.clone(), offers.clone(), feed));
    }
    Watching(tasks)
}

async fn watch(handle: Handle, offers: Arc<Offers>, feed: CapFeed) {
    let every = Duration::from_secs(u64::from(feed.every_seconds));
    let mut fetcher = Fetcher::new(&feed);
    loop {
        match fetcher.fetch().await {
            Ok(alerts) => {
                for news in offers.take_in(&feed, alerts, clock()) {
                    tracing::info!(feed = feed.name, id = news.id, "an alert is offered");
                    handle.events().push(ApiEvent::Offered(news));
                }
            }
            Err(why) => {
                tracing::warn!(feed = feed.name, why, "a feed of alerts cannot be read");
                offers.failed(&feed, why);
            }
        }
        tokio::time::sleep(every).await;
    }
}

#[cfg(test)]
mod tests;
