//! A rule of either kind: who is told, and how often it is tried.

use crate::config::{Alert, Config, Webhook};
use cabildo_protocol::content::Kind;

/// A program that somebody is told by, or a server that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// `[[alert]]`: once of a thread, while nobody has answered it.
    Program(Alert),
    /// `[[webhook]]`: of each message.
    Server(Webhook),
}

impl Rule {
    /// All rules of the settings.
    pub fn all(config: &Config) -> Vec<Self> {
        let programs = config.alert.iter().cloned().map(Self::Program);
        programs.chain(config.webhook.iter().cloned().map(Self::Server)).collect()
    }

    pub fn name(&self) -> &str {
        match self {
            Self::Program(rule) => &rule.name,
            Self::Server(rule) => &rule.name,
        }
    }

    pub fn retries(&self) -> u32 {
        match self {
            Self::Program(rule) => rule.retries,
            Self::Server(rule) => rule.retries,
        }
    }

    pub fn retry_seconds(&self) -> u32 {
        match self {
            Self::Program(rule) => rule.retry_seconds,
            Self::Server(rule) => rule.retry_seconds,
        }
    }

    pub fn kinds(&self) -> &[Kind] {
        match self {
            Self::Program(rule) => &rule.kinds,
            Self::Server(rule) => &rule.kinds,
        }
    }

    pub fn is_server(&self) -> bool {
        matches!(self, Self::Server(_))
    }
}
