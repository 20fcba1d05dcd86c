//! What a node logs, and how.

use serde::{Deserialize, Serialize};

/// `[log]`: what is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// The least important that is still logged.
    pub level: LogLevel,
    /// For people or for machines.
    pub format: LogFormat,
}

/// The least important that is still logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// What stops the node, or part of it.
    Error,
    /// What an administrator should look at.
    Warn,
    /// What happens.
    #[default]
    Info,
    /// Why it happens.
    Debug,
    /// Everything.
    Trace,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
    /// Lines for the journal: a priority, no time. Taken by itself where standard error is the
    /// journal and nothing else is set.
    Journal,
}
