//! Searching: what is typed, and what it finds among the threads.

use super::Model;
use crate::fold::fold;
use cabildo_protocol::{id::MessageId, views::Summary};
use std::collections::BTreeSet;

/// The longest search, bytes.
pub const FIND_MAX: usize = 128;

/// A search in the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// What is looked for.
    pub text: String,
    /// It is being typed; else the keys go to the list.
    pub typing: bool,
}

/// What the node found in whole texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ByWords {
    /// What it was asked and has not answered yet.
    pub asked: Option<String>,
    /// What it answered.
    pub text: String,
    /// The threads.
    pub threads: BTreeSet<MessageId>,
}

/// The threads that have every word of a search in a title, an institution, a kind or an id, and those in
/// which the node found them.
#[must_use]
pub fn hits(model: &Model, text: &str) -> Vec<Summary> {
    let words: Vec<String> = text.split_whitespace().map(fold).collect();
    let all = model.inbox.iter().flat_map(|inbox| &inbox.threads);
    all.filter(|thread| {
        let here = haystack(model, thread);
        words.iter().all(|word| here.contains(word.as_str()))
            || (model.by_words.text == text && model.by_words.threads.contains(&thread.source.id))
    })
    .cloned()
    .collect()
}

/// Everything by which a thread is found, folded. Lines keep one text from running into another.
fn haystack(model: &Model, thread: &Summary) -> String {
    let mut parts: Vec<String> = thread.title.0.values().cloned().collect();
    if let Some(member) = model.members.get(&thread.source.institution) {
        parts.extend(member.names.0.values().cloned());
    }
    parts.push(thread.source.institution.to_string());
    parts.push(thread.source.id.to_string());
    if let Some(kind) = thread.kind {
        parts.push(model.lang.text(&format!("kind-{}", kind.name())));
        parts.push(kind.name().to_owned());
    }
    fold(&parts.join("\n"))
}
