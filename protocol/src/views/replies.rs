//! The replies of a thread that may be shown, in one order whatever order they arrived in.

use super::{Context, Source};
use crate::{
    bounds::FUTURE_MAX_MS,
    content::{Content, Kind},
    id::{InstitutionId, LogId, MessageId, Millis},
    ingest::Refusal,
    message::{Details, Message},
};
use std::collections::{BTreeMap, BTreeSet};

/// A reply that may be shown.
pub(super) struct Reply {
    /// The log that it stands in, of the device that signed it.
    pub(super) log: LogId,
    /// Its place there.
    pub(super) seq: u64,
    pub(super) source: Source,
    pub(super) content: Content,
}

impl Context<'_> {
    pub(super) fn source(&self, message: &Message) -> Source {
        let disputed = self.forks.get(&message.log()).is_some_and(|fork| *fork <= message.seq());
        Source {
            id: message.id(),
            institution: message.envelope().institution.clone(),
            created: message.details().map_or(Millis(0), |d| d.created),
            disputed,
        }
    }

    /// Why a message may not be shown whatever it says.
    pub(super) fn hidden(&self, message: &Message) -> Option<&'static str> {
        if self.authority.judge(message).is_err() { Some("void") } else { self.unreadable(message) }
    }

    /// The same for what the rosters let stand or have cut off.
    fn unreadable(&self, message: &Message) -> Option<&'static str> {
        let sealed = |d: &Details| d.audience.is_some();
        let future = |d: &Details| d.created > self.now.plus(FUTURE_MAX_MS);
        match message.details() {
            None => Some("unknown_version"),
            Some(d) if future(d) => Some("not_due"),
            Some(d) if sealed(d) => Some("sealed"),
            Some(_) => None,
        }
    }
}

/// The messages of a thread that were erased: what an erasure in it names counts only where it is of
/// the same institution, and at the place that is named.
pub(super) fn erased(root: &Message, replies: &[Message], context: &Context<'_>) -> BTreeSet<MessageId> {
    let place = |message: &Message| (message.envelope().institution.clone(), message.log(), message.seq());
    let places: BTreeMap<MessageId, _> =
        replies.iter().chain([root]).map(|message| (message.id(), place(message))).collect();
    let erasures = replies.iter().filter(|m| m.details().is_some_and(|d| d.kind == Kind::Erasure as u16));
    let named = erasures.filter_map(|message| match message.content() {
        Some(Ok(Content::Erasure(erasure))) if context.hidden(message).is_none() => {
            let named = (message.envelope().institution.clone(), erasure.log, erasure.seq);
            (places.get(&erasure.what) == Some(&named)).then_some(erasure.what)
        }
        _ => None,
    });
    named.collect()
}

/// The replies to `root` that may be shown, by (created, id), each once. What is void, not due,
/// not understood, erased or without a body is left out.
pub(super) fn sorted(
    root: &Message,
    replies: &[Message],
    erased: &BTreeSet<MessageId>,
    context: &Context<'_>,
) -> Vec<Reply> {
    read(root, replies, erased, context, |message| context.hidden(message).is_none())
}

/// The replies to `root` that were valid until the rosters cut their logs off, in the same order.
pub(super) fn cut_off(
    root: &Message,
    replies: &[Message],
    erased: &BTreeSet<MessageId>,
    context: &Context<'_>,
) -> Vec<Reply> {
    read(root, replies, erased, context, |message| {
        let verdict = context.authority.judge(message);
        matches!(verdict, Err(Refusal::BeyondCutOff { .. })) && context.unreadable(message).is_none()
    })
}

fn read(
    root: &Message,
    replies: &[Message],
    erased: &BTreeSet<MessageId>,
    context: &Context<'_>,
    takes: impl Fn(&Message) -> bool,
) -> Vec<Reply> {
    let mut shown = BTreeMap::new();
    for message in replies {
        let answers = message.details().is_some_and(|d| d.root == Some(root.id()));
        if !answers || erased.contains(&message.id()) || !takes(message) {
            continue;
        }
        if let Some(Ok(content)) = message.content() {
            let source = context.source(message);
            let (log, seq) = (message.log(), message.seq());
            shown.insert((source.created, source.id), Reply { log, seq, source, content });
        }
    }
    shown.into_values().collect()
}

/// The last entry of each key, in the order of keys, of entries that come in order of time.
pub(super) fn last_by<T, K: Ord>(entries: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut last: BTreeMap<K, T> = BTreeMap::new();
    for entry in entries {
        last.insert(key(&entry), entry);
    }
    last.into_values().collect()
}

/// Per institution the last answer that counts and the last disputed one, in this order, of
/// answers that come in order of time.
pub(super) fn last_by_institution<T>(
    answers: impl IntoIterator<Item = T>,
    source: impl Fn(&T) -> &Source,
) -> Vec<T> {
    last_by(answers, |answer| {
        let from = source(answer);
        (from.institution.clone(), from.disputed)
    })
}

/// The last ones of each institution, so many at most, of entries in order of time, in that order.
pub(super) fn last_of_each<T>(entries: Vec<T>, most: usize, source: impl Fn(&T) -> &Source) -> Vec<T> {
    let mut shown: BTreeMap<InstitutionId, usize> = BTreeMap::new();
    let mut last: Vec<T> = entries
        .into_iter()
        .rev()
        .filter(|entry| {
            let of_one = shown.entry(source(entry).institution.clone()).or_default();
            *of_one += 1;
            *of_one <= most
        })
        .collect();
    last.reverse();
    last
}
