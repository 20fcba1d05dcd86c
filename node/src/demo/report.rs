//! What the demo says while it plays without a terminal: one line an event, for people or as JSON.

use super::measure::Times;
use cabildo_client::lang::{Arg, Lang};
use cabildo_protocol::{
    content::Content,
    id::{InstitutionId, Language, MessageId},
    sanitize,
    text::Texts,
};
use serde::Serialize;
use std::{
    io::Write,
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// Version of these objects; grows when a field changes its meaning.
const SCHEMA: u16 = 1;
/// Letters of what somebody says that stand on a line.
const EXCERPT_MAX: usize = 72;

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Report<'a> {
    /// All nodes run.
    Started {
        /// How many.
        nodes: usize,
    },
    /// A node is cut off for the whole run.
    Cut {
        /// Its name.
        node: &'a str,
    },
    /// A node has confirmed a message of its institution.
    Message {
        /// The node.
        node: &'a str,
        /// Whose it is.
        institution: &'a InstitutionId,
        /// Its names.
        #[serde(skip)]
        names: &'a Texts,
        /// The message's kind.
        kind: &'a str,
        /// Its id.
        id: MessageId,
        /// The very message that it answers.
        answers: Option<MessageId>,
        /// A stance, a state or an attendance.
        #[serde(skip_serializing_if = "Option::is_none")]
        says: Option<&'a str>,
        /// The text of that.
        #[serde(skip)]
        says_text: Option<&'a str>,
        /// Its title or first words.
        title: &'a Texts,
    },
    /// An institution's own API has returned a message that it will answer. For programs only: to people
    /// the answer itself says so.
    Heard {
        /// The node.
        node: &'a str,
        /// The message.
        id: MessageId,
    },
    /// Something did not work.
    Trouble {
        /// Where.
        node: &'a str,
        /// What happened.
        problem: String,
    },
    /// The last line.
    Summary(&'a Summary),
}

/// How a play without a terminal ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Whether all nodes had the same frontier with every confirmed message, by their APIs after
    /// the last message and again in their stores after they were stopped.
    pub converged: bool,
    /// Nodes that ran.
    pub nodes: usize,
    /// Messages that were confirmed.
    pub messages: usize,
    /// Milliseconds from a message's confirmation until the last node's API reported it; a node
    /// that is cut off is not waited for. None where no message reached all others.
    pub last_node_ms: Option<Times>,
    /// Nodes that were cut off.
    pub cut: Vec<String>,
    /// Nodes that lack something that others have.
    pub behind: Vec<String>,
    /// Messages that could not be written, and other trouble.
    pub troubles: usize,
}

/// Prints what happens. Who reads it may leave: that is no trouble of the demo's.
pub(super) struct Reporter {
    out: Mutex<Box<dyn Write + Send>>,
    json: bool,
    lang: Lang,
    languages: Vec<Language>,
    begun: Instant,
}

impl Reporter {
    pub fn new(out: Box<dyn Write + Send>, json: bool, languages: &[Language]) -> Self {
        Self {
            out: Mutex::new(out),
            json,
            lang: Lang::new(languages),
            languages: languages.to_vec(),
            begun: Instant::now(),
        }
    }

    /// Prints a line.
    pub fn say(&self, report: &Report<'_>) {
        let ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let line = if self.json { Some(json(report, ms)) } else { self.text(report, ms) };
        let Some(line) = line else { return };
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }

    /// For people; none where there is nothing to tell them.
    fn text(&self, report: &Report<'_>, ms: u64) -> Option<String> {
        let said = match report {
            Report::Heard { .. } => return None,
            Report::Started { nodes } => self.lang.with("demo-started", &[("nodes", Arg::from(*nodes))]),
            Report::Cut { node } => self.lang.with("demo-cut", &[("node", Arg::Text(node))]),
            Report::Trouble { node, problem } => {
                let problem = sanitize::line(problem);
                let args = [("node", Arg::Text(node)), ("problem", Arg::Text(&problem))];
                self.lang.with("demo-trouble", &args)
            }
            Report::Message { node, names, kind, says_text, title, .. } => {
                let who = names.best(&self.languages).map_or(*node, |(_, name)| name);
                let mut what = self.lang.text(&format!("kind-{kind}"));
                if let Some(says) = says_text {
                    what = format!("{what} ({})", self.lang.text(says));
                }
                let words = title.best(&self.languages).map_or("", |(_, text)| text);
                format!("{} · {what} · «{}»", sanitize::line(who), shorten(&sanitize::line(words)))
            }
            Report::Summary(summary) => self.summary(summary),
        };
        let (seconds, tenths) = (ms / 1000, ms % 1000 / 100);
        Some(format!("{seconds:>3}.{tenths} s  {said}"))
    }

    fn summary(&self, summary: &Summary) -> String {
        let (nodes, messages) = (Arg::from(summary.nodes), Arg::from(summary.messages));
        if !summary.converged {
            let mut names = summary.behind.clone();
            names.extend(summary.cut.iter().filter(|cut| !summary.behind.contains(cut)).cloned());
            let names = names.join(", ");
            let args = [("nodes", nodes), ("messages", messages), ("behind", Arg::Text(&names))];
            return self.lang.with("demo-apart", &args);
        }
        let times = summary.last_node_ms.unwrap_or_default();
        let args = [
            ("nodes", nodes),
            ("messages", messages),
            ("half", Arg::from(times.p50)),
            ("max", Arg::from(times.max)),
        ];
        self.lang.with("demo-converged", &args)
    }
}

fn json(report: &Report<'_>, ms: u64) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        schema: u16,
        ms: u64,
        #[serde(flatten)]
        report: &'a Report<'a>,
    }
    // These types always become JSON; an empty object would be seen by whoever reads it.
    serde_json::to_string(&Line { schema: SCHEMA, ms, report }).unwrap_or_else(|_| "{}".to_owned())
}

/// What an answer says in a word: the id of its text, and the word on the wire.
pub(super) fn says(content: &Content) -> Option<(String, &'static str)> {
    match content {
        Content::Position(c) => Some(("stance-", c.stance.name())),
        Content::Ack(c) => Some(("ack-", c.state.name())),
        Content::Rsvp(c) => Some(("attendance-", c.attendance.name())),
        _ => None,
    }
    .map(|(prefix, name)| (format!("{prefix}{name}"), name))
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= EXCERPT_MAX {
        return text.to_owned();
    }
    let kept: String = text.chars().take(EXCERPT_MAX).collect();
    // Not in the middle of a word, where there is a space.
    let end = kept.rfind(' ').unwrap_or(kept.len());
    format!("{}…", kept.get(..end).unwrap_or(&kept).trim_end_matches([' ', ',', ';', ':', '.']))
}
