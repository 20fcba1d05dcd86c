//! The replies of a thread that may be shown, in one order whatever order they arrived in.

use super::{Context, Source};
use crate::{
    bounds::FUTURE_MAX_MS,
    content::Content,
    id::{InstitutionId, LogId, MessageId, Millis},
    ingest::Refusal,
    message::{Details, Message},
};
use std::collections::BTreeMap;

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

/// What answers a root, by (created, id), each once. What is void, not due, not understood, erased or
/// without a body is left out.
pub(super) struct Replies {
    /// What may be shown.
    pub(super) shown: Vec<Reply>,
    /// What was valid until the rosters cut its log off.
    pub(super) cut_off: Vec<Reply>,
    /// The root itself was erased.
    pub(super) without_root: bool,
}

impl Replies {
    /// Reads each reply once.
    pub(super) fn of(root: &Message, replies: &[Message], context: &Context<'_>) -> Self {
        let mut valid: Vec<(&Message, bool)> = Vec::with_capacity(replies.len());
        for message in replies {
            let answers = message.details().is_some_and(|d| d.root == Some(root.id()));
            if !answers || message.body_bytes().is_none() || context.unreadable(message).is_some() {
                continue;
            }
            match context.authority.judge(message) {
                Ok(()) => valid.push((message, false)),
                Err(Refusal::BeyondCutOff { .. }) => valid.push((message, true)),
                Err(_) => {}
            }
        }
        // What they say is moved about no more than once.
        valid.sort_unstable_by_key(|(message, _)| (message.position().created, message.id()));
        valid.dedup_by_key(|(message, _)| message.id());
        let shown = Vec::with_capacity(valid.len());
        let mut all = Self { shown, cut_off: Vec::new(), without_root: false };
        let mut erasures: BTreeMap<MessageId, Vec<(InstitutionId, LogId, u64)>> = BTreeMap::new();
        for (message, cut_off) in valid {
            let Some(Ok(content)) = message.content() else { continue };
            let source = context.source(message);
            // It counts only where it is of the same institution, and at the place that is named.
            if let (Content::Erasure(erasure), false) = (&content, cut_off) {
                let place = (source.institution.clone(), erasure.log, erasure.seq);
                erasures.entry(erasure.what).or_default().push(place);
            }
            let reply = Reply { log: message.log(), seq: message.seq(), source, content };
            if cut_off { all.cut_off.push(reply) } else { all.shown.push(reply) }
        }
        let is_erased = |id: &MessageId, place: (&InstitutionId, LogId, u64)| {
            let named = erasures.get(id);
            named.is_some_and(|all| all.iter().any(|(who, log, seq)| (who, *log, *seq) == place))
        };
        for replies in [&mut all.shown, &mut all.cut_off] {
            replies.retain(|r| !is_erased(&r.source.id, (&r.source.institution, r.log, r.seq)));
        }
        let place = (&root.envelope().institution, root.log(), root.seq());
        all.without_root = is_erased(&root.id(), place);
        all
    }
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
