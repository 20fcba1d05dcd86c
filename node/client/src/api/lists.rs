//! Lists of threads and of messages.

use cabildo_protocol::{
    content::{Content, Kind},
    id::{InstitutionId, Language, LogId, MessageId, Millis},
    message::Message,
    text::Texts,
    views::Summary,
};
use serde::{Deserialize, Serialize};

/// Threads by urgency, the most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// See [`SCHEMA`](super::SCHEMA).
    pub schema: u16,
    /// Whose inbox it is.
    pub institution: InstitutionId,
    /// The node's clock.
    pub now: Millis,
    /// The threads.
    pub threads: Vec<Summary>,
    /// Where the next page begins: the parameter `cursor` of the next request; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Messages, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageList {
    /// See [`SCHEMA`](super::SCHEMA).
    pub schema: u16,
    /// The messages.
    pub messages: Vec<MessageInfo>,
    /// Where the next page begins: the parameter `cursor` of the next request; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A message in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageInfo {
    /// Its id.
    pub id: MessageId,
    /// Its kind (`proposal`), or `unknown:NUMBER`, or `unknown_version:NUMBER`.
    pub kind: String,
    /// Who speaks.
    pub institution: InstitutionId,
    /// Its log.
    pub log: LogId,
    /// Its place there.
    pub seq: u64,
    /// When it was written.
    pub created: Millis,
    /// The thread that it belongs to: the id of its root, or its own.
    pub thread: MessageId,
    /// Its log is forked at or before it.
    pub disputed: bool,
    /// Its predecessors are still missing.
    pub held: bool,
    /// Its title or first words.
    pub title: Texts,
    /// A notice that is none of a real emergency: an exercise or a test.
    #[serde(default)]
    pub exercise: bool,
}

impl MessageInfo {
    /// A message as lists show it. What it says is read from its body, as far as that is here and
    /// understood.
    #[must_use]
    pub fn of(message: &Message, disputed: bool, held: bool) -> Self {
        let details = message.details();
        let kind = match details {
            None => format!("unknown_version:{}", message.envelope().wire),
            Some(details) => Kind::from_number(details.kind)
                .map_or_else(|| format!("unknown:{}", details.kind), |kind| kind.name().to_owned()),
        };
        let content = message.content().and_then(Result::ok);
        let exercise = content.as_ref().is_some_and(Content::is_exercise);
        Self {
            id: message.id(),
            kind,
            institution: message.envelope().institution.clone(),
            log: message.log(),
            seq: message.seq(),
            created: details.map_or(Millis(0), |details| details.created),
            thread: details.and_then(|details| details.root).unwrap_or(message.id()),
            disputed,
            held,
            title: content.map(|content| content.title().clone()).unwrap_or_default(),
            exercise,
        }
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchResult {
    /// See [`SCHEMA`](super::SCHEMA).
    pub schema: u16,
    /// The messages.
    pub found: Vec<Found>,
    /// Where the next page begins: the parameter `cursor` of the next request; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// It.
    #[serde(flatten)]
    pub message: MessageInfo,
    /// Where the words stand in it; none where it names them in no text (`Acuerdo 12/2026`).
    pub excerpt: Option<Excerpt>,
}

/// A part of a text, on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The text's language.
    pub language: Language,
    /// The part.
    pub text: String,
    /// Where words that were looked for begin and end in it, in characters.
    pub marks: Vec<[usize; 2]>,
    /// Whether there is more before it, and after it.
    pub cut: [bool; 2],
}
