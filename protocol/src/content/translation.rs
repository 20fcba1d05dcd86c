//! Translations of what a thread is about.

use crate::{
    id::{Language, MessageId},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// How a translation was made, the most reliable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By somebody who is sworn or licensed to.
    Certified,
    /// By a person.
    Human,
    /// By a machine, and looked at by nobody.
    Machine,
}

impl Method {
    /// Its name on the wire, in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Certified => "certified",
            Self::Human => "human",
            Self::Machine => "machine",
        }
    }
}

/// A translation of a text of the thread that the header names as root. An institution's last one into a
/// language counts. It never takes the place of the original, which is what is signed and decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// Format of this map.
    pub schema: u16,
    /// The message whose text it is: the thread's first one, or a revision or update of it.
    pub what: MessageId,
    /// How it was made.
    pub method: Method,
    /// Who made it, by office or licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translator: Option<String>,
    /// One line, in the language of the text.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub title: Texts,
    /// The text, in one language.
    pub text: Texts,
}

impl Translation {
    /// The language that it is in.
    #[must_use]
    pub fn language(&self) -> Option<&Language> {
        self.text.0.keys().next()
    }
}
