//! Long threads of proposals as they were last shown: one more position is taken into what was folded, and
//! nothing is read twice. What else happens, and time that changes more than a clock, lets them go.

use super::{
    inbox::times,
    problem::Failure,
    read::{Shelf, Shown, THREAD_MAX},
};
use cabildo_protocol::{
    authority::Authority,
    bounds::FUTURE_MAX_MS,
    content::Kind,
    id::{LogId, MessageId, Millis},
    message::{Message, Position},
    policy::Policy,
    views::Thread,
};
use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::value::RawValue;
use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Threads that are kept: those that were shown last.
const KEPT_MAX: usize = 4;
/// Replies from which a thread is kept.
const LONG: usize = 64;
/// Messages that are looked through for what a thread has more; of more than that it costs less to ask the
/// index.
const NEWS_MAX: u64 = 256;

/// The threads that are kept.
#[derive(Debug, Default)]
pub struct Threads(Mutex<VecDeque<Kept>>);

#[derive(Debug)]
struct Kept {
    root: MessageId,
    /// What it was made by.
    authority: Arc<Authority>,
    forks: Arc<BTreeMap<LogId, u64>>,
    policy: Arc<Policy>,
    /// Of the store, before it was made.
    then: Then,
    /// For how long it holds.
    from: Millis,
    until: Millis,
    /// The messages in it.
    ids: HashSet<MessageId>,
    shown: Shown,
}

impl Threads {
    /// A thread as it is now, from what was kept of it; none where that does not tell.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn again(&self, shelf: &Shelf<'_>, root: &Message) -> Result<Option<Shown>, Failure> {
        let kept = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let place = all.iter().position(|kept| kept.root == root.id());
            place.and_then(|place| all.remove(place))
        };
        let Some(mut kept) = kept.filter(|kept| kept.holds(shelf)) else { return Ok(None) };
        if !kept.take(shelf)? {
            return Ok(None);
        }
        let shown = kept.shown.clone();
        self.put(kept);
        Ok(Some(shown))
    }

    /// Keeps what was made of these replies, where it is long and of a proposal, and all of it is here and shown;
    /// with what there was before they were read.
    pub fn keep(
        &self,
        shelf: &Shelf<'_>,
        root: &Message,
        replies: &[Message],
        (then, shown): (Then, &Shown),
    ) {
        let Thread::Proposal(view) = shown.view.thread() else { return };
        let whole = |m: &Message| m.body_bytes().is_some() || shelf.reader.is_let_go(&m.log(), m.seq());
        let plain = shown.hidden == 0 && view.implementation.is_none();
        if !(LONG..=THREAD_MAX).contains(&replies.len()) || !plain || !replies.iter().all(whole) {
            return;
        }
        let ids: HashSet<MessageId> = replies.iter().map(Message::id).collect();
        let due = replies.iter().map(|m| Millis(m.position().created.0.saturating_sub(FUTURE_MAX_MS)));
        let until = due.chain(times(shown.view.thread())).filter(|at| *at > shelf.now).min();
        self.put(Kept {
            root: root.id(),
            authority: shelf.look.authority.clone(),
            forks: shelf.look.forks.clone(),
            policy: shelf.policy.clone(),
            then,
            from: shelf.now,
            until: until.unwrap_or(Millis(u64::MAX)),
            ids,
            shown: shown.clone(),
        });
    }

    fn put(&self, kept: Kept) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| other.root != kept.root);
        all.push_back(kept);
        if all.len() > KEPT_MAX {
            all.pop_front();
        }
    }
}

/// A thread, and its JSON as soon as that is asked for: of a long one that costs more than everything else of an
/// answer.
#[derive(Debug, Clone)]
pub struct View(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    thread: Thread,
    json: OnceLock<Box<RawValue>>,
}

impl View {
    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        &self.0.thread
    }

    /// The thread itself.
    #[must_use]
    pub fn into_thread(self) -> Thread {
        Arc::unwrap_or_clone(self.0).thread
    }

    /// Its JSON.
    ///
    /// # Errors
    /// None that a thread can have.
    pub fn json(&self) -> Result<&RawValue, serde_json::Error> {
        if let Some(json) = self.0.json.get() {
            return Ok(json);
        }
        let json = serde_json::value::to_raw_value(&self.0.thread)?;
        Ok(self.0.json.get_or_init(|| json))
    }

    /// Changes the thread, and says whether it did.
    fn change(&mut self, change: impl FnOnce(&mut Thread) -> bool) -> bool {
        let inner = Arc::make_mut(&mut self.0);
        let changed = change(&mut inner.thread);
        if changed {
            inner.json.take();
        }
        changed
    }
}

impl From<Thread> for View {
    fn from(thread: Thread) -> Self {
        Self(Arc::new(Inner { thread, json: OnceLock::new() }))
    }
}

impl Serialize for View {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.json().map_err(S::Error::custom)?.serialize(s)
    }
}

/// What there was in the store.
#[derive(Debug)]
pub struct Then {
    /// How many texts were gone: whatever goes is in no view from then on.
    gone: u64,
    /// All heads, in the order of their logs.
    heads: Vec<(LogId, Position)>,
}

impl Then {
    /// What there is now.
    #[must_use]
    pub fn now(shelf: &Shelf<'_>) -> Self {
        Self { gone: gone(shelf), heads: shelf.reader.heads() }
    }

    /// The messages that came later, by log, from and up to; none where a log went back, or there are too many.
    fn news(&self, heads: &[(LogId, Position)]) -> Option<Vec<(LogId, u64, u64)>> {
        let mut news = Vec::new();
        let mut before = self.heads.iter().peekable();
        for (log, head) in heads {
            let old = before.next_if(|(old, _)| old == log).map(|(_, old)| *old);
            let seq = old.map_or(0, |old| old.seq);
            if head.seq > seq {
                news.push((*log, seq + 1, head.seq));
            } else if old != Some(*head) {
                return None;
            }
        }
        let count: u64 = news.iter().map(|(_, from, to)| to - from + 1).sum();
        (before.next().is_none() && count <= NEWS_MAX).then_some(news)
    }
}

fn gone(shelf: &Shelf<'_>) -> u64 {
    let counts = shelf.reader.counts();
    counts.bodies_dropped + counts.bodies_erased
}

impl Kept {
    fn holds(&self, shelf: &Shelf<'_>) -> bool {
        let look = shelf.look;
        Arc::ptr_eq(&self.authority, &look.authority)
            && self.forks == look.forks
            && self.policy == shelf.policy
            && self.then.gone == gone(shelf)
            && self.from <= shelf.now
            && shelf.now < self.until
    }

    /// Takes in what has come since; false where only the whole fold can tell.
    fn take(&mut self, shelf: &Shelf<'_>) -> Result<bool, Failure> {
        let heads = shelf.reader.heads();
        let Some(news) = self.then.news(&heads) else { return Ok(false) };
        for (log, from, to) in news {
            for seq in from..=to {
                let Some(message) = shelf.reader.at(&log, seq)? else { return Ok(false) };
                if !self.take_one(shelf, &message) {
                    return Ok(false);
                }
            }
        }
        self.then.heads = heads;
        self.shown.view.change(|thread| match thread {
            Thread::Proposal(view) => view.clock.set(shelf.now),
            _ => false,
        });
        // Of too many each institution has its last ones: which those are only all of them tell.
        Ok(self.ids.len() <= THREAD_MAX)
    }

    /// Takes in a message, if it is of this thread.
    fn take_one(&mut self, shelf: &Shelf<'_>, message: &Message) -> bool {
        let Some(details) = message.details().filter(|details| details.root == Some(self.root)) else {
            return true;
        };
        if !self.ids.insert(message.id()) {
            return true;
        }
        let position = details.kind == Kind::Position as u16;
        position
            && shelf.policy.hides(message).is_none()
            && self.shown.view.change(|thread| thread.take(message, &shelf.context()))
    }
}
