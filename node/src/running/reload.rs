//! What a running node reads anew when it is told to: `policy.toml`, and the rules for alerts, the
//! webhooks and the feeds in its settings. Whatever else they say holds from the next start on.

use super::Running;
use crate::{
    alerts::{self, Alerts},
    api::feeds::{self, FeedError, FeedServer},
    config::Config,
    driver::Command,
    home::HomeError,
    offers::{self, Offers},
    policy::{self, PolicyError},
};
use cabildo_client::api::ApiEvent;
use std::sync::{Arc, PoisonError};

/// Why nothing was taken over: what was in force stays.
#[derive(Debug, thiserror::Error)]
pub enum ReloadError {
    /// The settings cannot be read.
    #[error(transparent)]
    Settings(#[from] HomeError),
    /// The policy cannot be read.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The feeds cannot be served.
    #[error(transparent)]
    Feeds(#[from] FeedError),
}

/// What reading anew has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reloaded {
    /// What is not passed on and not shown.
    pub policy: bool,
    /// The rules for alerts and webhooks, or their language.
    pub alerts: bool,
    /// What other programs may read over TCP, or a token of theirs.
    pub feeds: bool,
    /// Feeds of other systems' alerts.
    pub cap_feeds: bool,
    /// Sections of the settings that are others than at the start, and wait for the next one.
    pub at_next_start: Vec<&'static str>,
}

impl Running {
    /// Reads anew. To be called inside a tokio runtime.
    ///
    /// # Errors
    /// When either file, or a token that the settings name, cannot be read or says something wrong, or the
    /// feeds' address cannot be had; then nothing changes.
    pub async fn reload(&mut self) -> Result<Reloaded, ReloadError> {
        let paths = self.home.paths();
        let (config, policy) = (paths.load_config()?, policy::read(&paths.policy())?);
        let mut news = Reloaded { at_next_start: others(self.home.config(), &config), ..Reloaded::default() };
        let rules = feeds::Rules::read(&config.feeds, paths.root())?;
        news.feeds = rules.as_ref() != self.feeds.as_ref().map(FeedServer::rules);
        let bound = rules.as_ref().map(|rules| feeds::bind(rules, self.feeds.as_ref())).transpose()?;
        if news.feeds {
            if let Some(before) = self.feeds.take() {
                before.stop().await;
            }
            self.feeds = rules.zip(bound).map(|(rules, bound)| feeds::serve(&self.handle, rules, bound));
        }
        let inner = &self.handle.0;
        if *inner.policy.now() != policy {
            news.policy = true;
            inner.policy.replace(policy.clone());
            inner.desk.leave(Command::Policy(policy));
        }
        if !self.handle.alerts().follows(&config) {
            news.alerts = true;
            let alerts = Arc::new(Alerts::new(&config, paths.root(), &self.socket));
            *inner.alerts.lock().unwrap_or_else(PoisonError::into_inner) = alerts.clone();
            // What was told stays recorded; a program that runs is ended and begun again.
            self.alerts = alerts::start(&self.handle, &alerts, &paths.alerts());
        }
        if !self.handle.offers().follows(&config) {
            news.cap_feeds = true;
            let offers = Arc::new(Offers::new(&config, &paths.passed_over()));
            *inner.offers.lock().unwrap_or_else(PoisonError::into_inner) = offers.clone();
            self.offers = offers::start(&self.handle, &offers);
        }
        if news.policy {
            // Lists are others now: whoever follows the events reads them again.
            inner.events.push(ApiEvent::Resync);
        }
        let Reloaded { policy, alerts, feeds, cap_feeds, at_next_start } = &news;
        let at_next_start = at_next_start.join(", ");
        tracing::info!(policy, alerts, feeds, cap_feeds, at_next_start, "settings were read anew");
        Ok(news)
    }
}

fn others(before: &Config, now: &Config) -> Vec<&'static str> {
    let sections = [
        ("node", before.node != now.node),
        ("network", before.network != now.network),
        ("api", before.api != now.api),
        ("store", before.store != now.store),
        ("attachments", before.attachments != now.attachments),
        ("log", before.log != now.log),
    ];
    sections.into_iter().filter(|(_, other)| *other).map(|(name, _)| name).collect()
}
