//! The inbox: the threads' lines, kept between requests and made anew where something changed.
//!
//! A line changes for three reasons: a message came into its thread, the rosters or forks changed,
//! or a time has come (a deadline, an expiry, a message that becomes due). The first is seen by
//! comparing the heads of all logs with those of the last time, the second by comparing what the
//! engine shows, and of the third every line says when it will be. So a request reads what is new
//! and no more, and never shows what is not true any more.

use super::{
    filter::{Facts, Filter},
    problem::Failure,
};
use crate::{handle::Look, policy::InForce};
use cabildo_protocol::{
    authority::Authority,
    bounds::FUTURE_MAX_MS,
    content::Kind,
    id::{InstitutionId, Lane, LogId, MessageId, Millis},
    message::Message,
    policy::{Hidden, Policy},
    views::{self, Context, Summary, Thread},
};
use cabildo_store::{Query, Reader};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Threads in an inbox: the newest.
const THREADS_MAX: usize = 4096;
/// New messages since the last request above which all is read anew.
const NEWS_MAX: u64 = 20_000;
/// How much later than another a request may get its turn.
const REORDER_MS: u64 = 10_000;

/// The lines of the last request.
#[derive(Debug, Default)]
pub struct Cache {
    lines: Mutex<Lines>,
    policy: InForce,
}

#[derive(Debug, Default)]
struct Lines {
    /// What the lines were made from; none before the first request.
    seen: Option<Seen>,
    /// The instant for which they were made.
    now: Millis,
    lines: BTreeMap<MessageId, Line>,
    /// What was hidden in them.
    policy: Arc<Policy>,
}

#[derive(Debug)]
struct Seen {
    heads: BTreeMap<LogId, (u64, MessageId)>,
    authority: Arc<Authority>,
    forks: Arc<BTreeMap<LogId, u64>>,
    generation: u64,
}

/// One thread's line, and for how long it is true.
#[derive(Debug)]
struct Line {
    /// None where the thread may not be shown.
    row: Option<Row>,
    /// Why this node's policy does not show it.
    hidden: Option<Hidden>,
    /// It is a notice.
    crisis: bool,
    created: Millis,
    from: Millis,
    until: Millis,
    /// A body is still to come, and nothing in the heads will tell of it.
    incomplete: bool,
}

/// A thread in a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its line.
    pub summary: Summary,
    /// By what else it is found.
    pub facts: Arc<Facts>,
}

impl Cache {
    /// Of a node with this policy.
    pub fn new(policy: InForce) -> Self {
        Self { lines: Mutex::default(), policy }
    }

    /// How many threads the node's policy hides, and why.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn hidden(
        &self,
        reader: &Reader,
        look: &Look,
        me: &InstitutionId,
        now: Millis,
    ) -> Result<BTreeMap<Hidden, u64>, Failure> {
        let mut count = BTreeMap::new();
        if self.policy.now().is_empty() {
            return Ok(count);
        }
        let lines = self.renewed(reader, look, me, now)?;
        for why in lines.lines.values().filter_map(|line| line.hidden) {
            *count.entry(why).or_default() += 1;
        }
        Ok(count)
    }

    /// The lines of all threads that may be shown, in no particular order, at about `now`.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn rows(
        &self,
        reader: &Reader,
        look: &Look,
        me: &InstitutionId,
        now: Millis,
    ) -> Result<Vec<Row>, Failure> {
        let lines = self.renewed(reader, look, me, now)?;
        let (policy, now) = (lines.policy.clone(), lines.now);
        let mut found: BTreeMap<MessageId, Row> = BTreeMap::new();
        for (root, line) in &lines.lines {
            found.extend(line.row.clone().map(|row| (*root, row)));
        }
        drop(lines);
        Reading { reader, look, me, now, policy: &policy }.add_held(&mut found)?;
        Ok(found.into_values().collect())
    }

    /// The lines that a filter leaves, the most urgent first.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn listed(
        &self,
        reader: &Reader,
        look: &Look,
        me: &InstitutionId,
        (now, filter): (Millis, &Filter),
    ) -> Result<Vec<Row>, Failure> {
        let mut rows = self.rows(reader, look, me, now)?;
        rows.retain(|row| filter.fits(&row.summary, &row.facts));
        rows.sort_by(|a, b| views::by_urgency(&a.summary, &b.summary));
        Ok(rows)
    }

    /// What is picked of the lines of threads that began with a message that is linked.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn pick<T>(
        &self,
        reader: &Reader,
        look: &Look,
        me: &InstitutionId,
        now: Millis,
        pick: impl Fn(&Summary) -> Option<T>,
    ) -> Result<Vec<T>, Failure> {
        let lines = self.renewed(reader, look, me, now)?;
        let rows = lines.lines.values().filter_map(|line| line.row.as_ref());
        Ok(rows.filter_map(|row| pick(&row.summary)).collect())
    }

    /// The lines, as they stand at about `now`.
    fn renewed(
        &self,
        reader: &Reader,
        look: &Look,
        me: &InstitutionId,
        now: Millis,
    ) -> Result<MutexGuard<'_, Lines>, Failure> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        // A little earlier than the last time is a request that waited for the lock; more is a
        // clock that was set back.
        let now = if now.plus(REORDER_MS) < lines.now { now } else { now.max(lines.now) };
        let policy = self.policy.now();
        if policy != lines.policy {
            *lines = Lines { policy: policy.clone(), ..Lines::default() };
        }
        lines.now = now;
        let renewed = lines.renew(&Reading { reader, look, me, now, policy: &policy });
        if renewed.is_err() {
            // Half renewed: nothing of it is trusted.
            *lines = Lines::default();
        }
        renewed.map(|()| lines)
    }
}

impl Lines {
    fn renew(&mut self, reading: &Reading<'_>) -> Result<(), Failure> {
        // Heads first: what is linked while we read is looked at again next time.
        let heads: BTreeMap<LogId, (u64, MessageId)> =
            reading.reader.heads().into_iter().map(|(log, head)| (log, (head.seq, head.id))).collect();
        let look = reading.look;
        let mut stale = match self.changed(&heads, reading)? {
            Some(changed) => changed,
            None => {
                self.lines.clear();
                reading.roots()?
            }
        };
        let changed = self.seen.as_ref().is_none_or(|seen| seen.generation != look.generation);
        let now = reading.now;
        let old = self
            .lines
            .iter()
            .filter(|(_, line)| now < line.from || now >= line.until || (line.incomplete && changed));
        stale.extend(old.map(|(root, _)| *root));
        // All at once: where there is no index, each reading of threads is one of everything.
        let mut answers = reading.reader.threads(&stale)?;
        for root in stale {
            match reading.line(&root, answers.remove(&root).unwrap_or_default())? {
                Some(line) => self.lines.insert(root, line),
                None => self.lines.remove(&root),
            };
        }
        self.forget_old();
        self.seen = Some(Seen {
            heads,
            authority: look.authority.clone(),
            forks: look.forks.clone(),
            generation: look.generation,
        });
        Ok(())
    }

    /// The threads into which messages came since the last time; none where all must be read.
    fn changed(
        &self,
        heads: &BTreeMap<LogId, (u64, MessageId)>,
        reading: &Reading<'_>,
    ) -> Result<Option<BTreeSet<MessageId>>, Failure> {
        let Some(seen) = &self.seen else { return Ok(None) };
        let look = reading.look;
        if !Arc::ptr_eq(&seen.authority, &look.authority) || seen.forks != look.forks {
            return Ok(None);
        }
        let mut news = Vec::new();
        for (log, (seq, id)) in heads {
            let (before, last) = seen.heads.get(log).copied().unwrap_or((0, *id));
            if *seq < before || (*seq == before && *id != last) {
                return Ok(None);
            }
            news.extend((before < *seq).then_some((*log, before + 1, *seq)));
        }
        let count: u64 = news.iter().map(|(_, from, to)| to - from + 1).sum();
        if count > NEWS_MAX || seen.heads.keys().any(|log| !heads.contains_key(log)) {
            return Ok(None);
        }
        let mut changed = BTreeSet::new();
        for (log, from, to) in news {
            for seq in from..=to {
                let message = reading.reader.at(&log, seq)?;
                changed.extend(message.map(|m| m.details().and_then(|d| d.root).unwrap_or(m.id())));
            }
        }
        Ok(Some(changed))
    }

    /// Notices apart: who writes much else does not write them out of the list.
    fn forget_old(&mut self) {
        for crisis in [true, false] {
            let of = || self.lines.iter().filter(|(_, line)| line.crisis == crisis);
            let surplus = of().count().saturating_sub(THREADS_MAX);
            if surplus == 0 {
                continue;
            }
            let mut by_age: Vec<_> = of().map(|(id, line)| (line.created, *id)).collect();
            by_age.sort_unstable();
            for (_, id) in by_age.into_iter().take(surplus) {
                self.lines.remove(&id);
            }
        }
    }
}

struct Reading<'a> {
    reader: &'a Reader,
    look: &'a Look,
    me: &'a InstitutionId,
    now: Millis,
    policy: &'a Policy,
}

impl Reading<'_> {
    /// The newest roots.
    fn roots(&self) -> Result<BTreeSet<MessageId>, Failure> {
        let mut roots = BTreeSet::new();
        for crisis in [true, false] {
            let begins = |kind: &Kind| kind.begins_thread() && (kind.lane() == Lane::Crisis) == crisis;
            let kinds = Kind::ALL.into_iter().filter(begins).map(|kind| kind as u16);
            let query = Query { kinds: Some(kinds.collect()), limit: THREADS_MAX, ..Query::default() };
            roots.extend(self.reader.recent(&query)?);
        }
        Ok(roots)
    }

    fn replies(&self, ids: Vec<MessageId>) -> Result<Vec<Message>, Failure> {
        let mut replies = super::fairly(ids, |id| self.reader.message(id))?;
        replies.retain(|reply| self.policy.hides(reply).is_none());
        Ok(replies)
    }

    /// A thread's line, with what answers it; none where no thread begins there.
    fn line(&self, root: &MessageId, answers: Vec<MessageId>) -> Result<Option<Line>, Failure> {
        let Some(root) = self.reader.message(root)?.filter(begins_thread) else { return Ok(None) };
        // Of what is not kept any longer there is not even a title.
        if self.reader.is_dropped(&root.log(), root.seq()) {
            return Ok(None);
        }
        if let Some(why) = self.policy.hides(&root) {
            return Ok(Some(Line {
                row: None,
                hidden: Some(why),
                crisis: root.log().lane == Lane::Crisis,
                created: root.position().created,
                from: self.now,
                until: Millis(u64::MAX),
                incomplete: false,
            }));
        }
        let replies = self.replies(answers)?;
        let (row, thread) = self.fold(&root, &replies, false);
        let incomplete = replies.iter().chain([&root]).any(|message| {
            message.body_bytes().is_none() && !self.reader.is_let_go(&message.log(), message.seq())
        });
        // What is dated ahead becomes due by time alone.
        let due = replies.iter().chain([&root]).filter_map(|message| {
            message.details().map(|d| Millis(d.created.0.saturating_sub(FUTURE_MAX_MS)))
        });
        let times = due.chain(times(&thread)).filter(|time| *time > self.now);
        Ok(Some(Line {
            row,
            hidden: None,
            crisis: root.log().lane == Lane::Crisis,
            created: root.position().created,
            from: self.now,
            until: times.min().unwrap_or(Millis(u64::MAX)),
            incomplete,
        }))
    }

    fn fold(&self, root: &Message, replies: &[Message], held: bool) -> (Option<Row>, Thread) {
        let context = Context { authority: &self.look.authority, forks: &self.look.forks, now: self.now };
        let thread = views::thread(root, replies, &context);
        let shown = match &thread {
            Thread::Opaque { reason, .. } => !matches!(reason.as_str(), "void" | "not_due" | "not_a_thread"),
            _ => true,
        };
        let row = shown.then(|| Row {
            summary: views::summary(&thread, self.last(root, replies), held, self.me, self.now),
            facts: Arc::new(Facts::of(&thread)),
        });
        (row, thread)
    }

    /// When something last happened in a thread, whatever it was.
    fn last(&self, root: &Message, replies: &[Message]) -> Millis {
        let due = self.now.plus(FUTURE_MAX_MS);
        let counts = |message: &&Message| self.look.authority.judge(message).is_ok();
        let dates = replies.iter().filter(counts).map(|message| message.position().created);
        dates.filter(|at| *at <= due).max().unwrap_or_default().max(root.position().created)
    }

    /// Crisis messages that wait for their predecessors: shown at once, marked. They are few, and
    /// gone when those have come, so nothing of them is kept.
    fn add_held(&self, found: &mut BTreeMap<MessageId, Row>) -> Result<(), Failure> {
        let held = &self.look.engine.held_crises;
        let root_of = |message: &Message| message.details().and_then(|d| d.root).unwrap_or(message.id());
        let roots: BTreeSet<MessageId> = held.iter().map(root_of).collect();
        for id in roots {
            let waits = held.iter().find(|message| message.id() == id).cloned();
            let Some(root) = waits.or(self.reader.message(&id)?).filter(begins_thread) else { continue };
            if self.policy.hides(&root).is_some() {
                continue;
            }
            let mut replies = self.replies(self.reader.thread(&id)?)?;
            replies
                .extend(held.iter().filter(|message| message.id() != id && root_of(message) == id).cloned());
            match self.fold(&root, &replies, true).0 {
                Some(row) => found.insert(id, row),
                None => found.remove(&id),
            };
        }
        Ok(())
    }
}

fn begins_thread(message: &Message) -> bool {
    let kind = message.details().and_then(|details| Kind::from_number(details.kind));
    kind.is_some_and(Kind::begins_thread)
}

/// Instants at which a line may change by itself: the first at which it is no longer so.
pub fn times(thread: &Thread) -> Vec<Millis> {
    match thread {
        Thread::Proposal(view) => [Some(view.clock.respond_by), view.close.terms.amend_until]
            .into_iter()
            .flatten()
            .map(|at| at.plus(1))
            .collect(),
        Thread::Notice(view) => {
            view.notice.expires().into_iter().chain([view.clock.respond_by.plus(1)]).collect()
        }
        Thread::Agenda(view) => vec![view.agenda.ends, view.clock.respond_by.plus(1)],
        Thread::Declaration(view) => vec![view.clock.respond_by.plus(1)],
        Thread::Feedback(view) => vec![view.clock.respond_by.plus(1)],
        Thread::Opaque { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
