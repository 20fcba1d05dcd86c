//! Bodies that this node does not keep for ever: `[store.retention_days]` and `[store] max_bytes`.
//!
//! It is this node's own affair: nothing of it is gossiped, headers and signatures stay, the logs
//! verify and frontiers are equal. What went is not fetched again, and shown as not kept here.
//! Never let go are what this node's own institution wrote (so that every text is kept by somebody
//! for sure, and nothing goes before others have it), what is open (its deadline or expiry is to
//! come), joint declarations with their signatures, what an operator flagged or took on, and erasures.

use crate::{
    config,
    driver::{Desk, clock},
    handle::Handle,
};
use cabildo_client::api::Mark;
use cabildo_protocol::{
    bounds::RESPONSE_DEFAULT_MS,
    content::{Content, Kind},
    id::{InstitutionId, Lane, LogId, MessageId, Millis},
    message::Message,
    store::{Store as _, StoreError},
};
use cabildo_store::{Holding, Reader};
use std::{
    collections::BTreeMap,
    io,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// The first look after a start, and the time between two.
const FIRST: Duration = Duration::from_secs(60);
const EVERY: Duration = Duration::from_secs(3600);
const DAY_MS: u64 = 24 * 3600 * 1000;
/// Of each segment that is looked at the driver has this time for others.
const PAUSE: Duration = Duration::from_millis(20);
/// Threads of which is remembered whether they are open.
const REMEMBERED: usize = 100_000;
/// A body segment of which less than this part is kept is emptied, and the rest moves on.
const WORTH_KEEPING: u64 = 4;
/// A segment that was emptied is shorter.
const EMPTY_BYTES: u64 = 4096;

/// What one look did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Bodies that were let go.
    pub bodies: u64,
    /// Bytes of segments that were given back.
    pub freed: u64,
    /// Whether the store is larger than it may be, and nothing more may go.
    pub too_large: bool,
}

/// The thread, which ends when this is dropped.
#[derive(Debug)]
pub struct Retaining {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Retaining {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that lets old bodies go panicked");
        }
    }
}

/// Starts looking now and then, where the settings ask for it.
///
/// # Errors
/// When the system gives no thread.
pub fn start(handle: &Handle, settings: &config::Store) -> io::Result<Retaining> {
    if settings.max_bytes.is_none() && settings.retention_days == config::RetentionDays::default() {
        return Ok(Retaining { stop: None, thread: None });
    }
    let (stop, told) = mpsc::channel();
    let (handle, settings) = (handle.clone(), settings.clone());
    let thread = thread::Builder::new().name("retention".into()).spawn(move || {
        let mut wait = FIRST;
        while told.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = EVERY;
            match look(&handle, &settings, clock()) {
                Ok(outcome) => say(&outcome, &settings),
                Err(error) => tracing::warn!(%error, "old bodies could not be let go"),
            }
        }
    })?;
    Ok(Retaining { stop: Some(stop), thread: Some(thread) })
}

fn say(outcome: &Outcome, settings: &config::Store) {
    if outcome.bodies > 0 || outcome.freed > 0 {
        tracing::info!(
            bodies = outcome.bodies,
            bytes = outcome.freed,
            "old bodies are not kept here any longer"
        );
    }
    if let (true, Some(max_bytes)) = (outcome.too_large, settings.max_bytes) {
        tracing::warn!(max_bytes, "the store is larger than store.max_bytes, and nothing more may go");
    }
}

/// Lets go at an instant what the settings do not keep. Takes seconds where much has to go.
///
/// # Errors
/// When the disk fails.
pub fn look(handle: &Handle, settings: &config::Store, now: Millis) -> Result<Outcome, StoreError> {
    let inner = &handle.0;
    let (reader, own) = (&inner.reader, &inner.about.institution);
    let mut look = Look {
        desk: &inner.desk,
        reader,
        own,
        marks: inner.marks.all(),
        now,
        open: BTreeMap::new(),
        outcome: Outcome::default(),
    };
    look.by_age(settings)?;
    // A crash may have come between mark and wiping: once anything went, all is looked at.
    if reader.counts().bodies_dropped > 0 {
        for number in reader.body_segments() {
            look.wipe(number)?;
        }
    }
    if let Some(max) = settings.max_bytes {
        look.by_size(max)?;
    }
    Ok(look.outcome)
}

struct Look<'a> {
    desk: &'a Desk,
    reader: &'a Reader,
    own: &'a InstitutionId,
    marks: BTreeMap<MessageId, Mark>,
    now: Millis,
    open: BTreeMap<MessageId, bool>,
    outcome: Outcome,
}

impl Look<'_> {
    fn by_age(&mut self, settings: &config::Store) -> Result<(), StoreError> {
        for (log, head) in self.reader.heads() {
            let days = match log.lane {
                Lane::Crisis => settings.retention_days.crisis,
                Lane::Acts => settings.retention_days.acts,
            };
            let Some(days) = days else { continue };
            let before = Millis(self.now.0.saturating_sub(u64::from(days) * DAY_MS));
            let mut old = Vec::new();
            for seq in self.reader.kept_from(&log)..=head.seq {
                let Some(header) = self.reader.header(&log, seq)? else { break };
                if header.position().created >= before || header.envelope().institution == *self.own {
                    break;
                }
                if !self.reader.is_dropped(&log, seq) && self.may_go(&header)? {
                    old.push((log, seq));
                }
            }
            self.let_go(&old)?;
        }
        Ok(())
    }

    /// Those that have been here longest first, until the store is small enough.
    fn by_size(&mut self, max: u64) -> Result<(), StoreError> {
        for number in self.reader.body_segments() {
            if self.reader.counts().bytes <= max {
                return Ok(());
            }
            let held = self.reader.wipe_dropped(number)?;
            if !held.complete {
                break;
            }
            let mut old = Vec::new();
            for (log, seq) in held.messages {
                if let Some(header) = self.reader.header(&log, seq)?
                    && self.may_go(&header)?
                {
                    old.push((log, seq));
                }
            }
            self.let_go(&old)?;
            self.wipe(number)?;
        }
        self.outcome.too_large = self.reader.counts().bytes > max;
        Ok(())
    }

    /// Marks these bodies as let go.
    fn let_go(&mut self, bodies: &[(LogId, u64)]) -> Result<(), StoreError> {
        let mut bodies = bodies.to_vec();
        bodies.sort_unstable();
        let mut stretches: Vec<(LogId, u64, u64)> = Vec::new();
        for (log, seq) in bodies {
            match stretches.last_mut() {
                Some((of, _, to)) if *of == log && *to + 1 >= seq => *to = seq,
                _ => stretches.push((log, seq, seq)),
            }
        }
        if stretches.is_empty() {
            return Ok(());
        }
        let before = self.reader.counts().bodies_dropped;
        self.desk.with_store(|store| {
            for (log, from, to) in &stretches {
                store.drop_bodies(log, *from, *to)?;
            }
            store.commit()
        })?;
        self.outcome.bodies += self.reader.counts().bodies_dropped.saturating_sub(before);
        Ok(())
    }

    /// Wipes in a segment what was let go, and gives its room back where little is left.
    fn wipe(&mut self, number: u32) -> Result<(), StoreError> {
        let Holding { complete, bytes, kept, .. } = self.reader.wipe_dropped(number)?;
        if complete && bytes > EMPTY_BYTES && kept * WORTH_KEEPING < bytes {
            self.outcome.freed += self.desk.with_store(|store| store.compact(number))?;
        }
        thread::sleep(PAUSE);
        Ok(())
    }

    fn may_go(&mut self, header: &Message) -> Result<bool, StoreError> {
        let Some(details) = header.details() else { return Ok(false) };
        if header.envelope().institution == *self.own || details.kind == Kind::Erasure as u16 {
            return Ok(false);
        }
        let thread = details.root.unwrap_or(header.id());
        if let Some(open) = self.open.get(&thread) {
            return Ok(!open);
        }
        let open = self.is_open(&thread)?;
        if self.open.len() < REMEMBERED {
            self.open.insert(thread, open);
        }
        Ok(!open)
    }

    /// Whether a thread is still to be read. One whose beginning is still to come is.
    fn is_open(&self, thread: &MessageId) -> Result<bool, StoreError> {
        if self.marks.get(thread).is_some_and(|mark| mark.flagged.is_some() || mark.assigned.is_some()) {
            return Ok(true);
        }
        let Some(root) = self.reader.message(thread)? else { return Ok(true) };
        if root.body_bytes().is_none() {
            return Ok(!self.reader.is_let_go(&root.log(), root.seq()));
        }
        if until(&root) > self.now {
            return Ok(true);
        }
        let goes_on = [Kind::Notice, Kind::Proposal].map(|kind| kind as u16);
        if root.details().is_some_and(|details| goes_on.contains(&details.kind)) {
            for id in self.reader.thread(thread)? {
                if self.reader.message(&id)?.is_some_and(|reply| until(&reply) > self.now) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// Until when a message asks for something.
fn until(message: &Message) -> Millis {
    let answer = |by: Option<Millis>| by.unwrap_or(message.position().created.plus(RESPONSE_DEFAULT_MS));
    match message.content() {
        Some(Ok(Content::Proposal(proposal))) => answer(proposal.respond_by),
        Some(Ok(Content::Notice(notice) | Content::NoticeUpdate(notice))) => {
            answer(notice.respond_by).max(notice.expires().unwrap_or_default())
        }
        // Its signatures alone tell that it is in force.
        Some(Ok(Content::Declaration(_))) => Millis(u64::MAX),
        Some(Ok(Content::Commitment(commitment))) => {
            let dates = commitment.items.iter().filter_map(|item| item.due).chain(commitment.review);
            dates.max().unwrap_or_default()
        }
        Some(Ok(Content::Feedback(feedback))) => answer(feedback.respond_by),
        Some(Ok(Content::Agenda(agenda))) => answer(agenda.respond_by).max(agenda.ends),
        _ => Millis(0),
    }
}
