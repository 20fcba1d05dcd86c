//! Keeps the catalogue behind the logs, on its own thread.
//!
//! It goes by logs and places in them, not by segments: whatever becomes of files, a message that is
//! linked at its place is the one that was taken in, or its log is taken in anew.

use super::{
    Described, Hit, Selection,
    catalogue::{Catalogue, Logged, State},
    file,
};
use crate::{
    catch_up::{CatchUp, Found},
    scrub::{NICE, yield_to_others},
    small,
    tables::Shared,
};
use cabildo_protocol::{
    id::{InstitutionId, LogId, MessageId},
    message::Message,
    store::StoreError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    thread::JoinHandle,
};

/// With more messages to come than this, waiting is in vain.
const NEAR: u64 = 2048;
/// Messages that are taken in under one lock.
const BATCH: u64 = 128;
/// Messages after which the file is written anew; a crash costs reading as many.
const SAVE_AFTER: u64 = 8192;

/// The catalogue and how far it is, shared by its thread and the readers.
#[derive(Debug, Default)]
pub struct Kept {
    catalogue: RwLock<Catalogue>,
    reached: CatchUp<Reached>,
}

#[derive(Debug, Default)]
struct Reached {
    /// Commits that are taken in: none before the first time.
    commits: Option<u64>,
    /// Messages that are taken in.
    messages: u64,
    /// The disk failed: nothing more is taken in.
    failed: bool,
}

/// The thread, which ends when this is dropped.
#[derive(Debug)]
pub struct Keeper {
    kept: Arc<Kept>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Begins to follow. The file is in the folder of the index, and gone with it.
    pub fn start(folder: &Path, shared: Arc<Shared>) -> io::Result<Self> {
        let kept = Arc::new(Kept::default());
        let path = folder.join("index").join("words");
        let (own, theirs) = (kept.clone(), shared.clone());
        let work = move || {
            yield_to_others(NICE);
            let mut work = Work {
                kept: &own,
                shared: &theirs,
                path,
                unsaved: 0,
                gone: (0, 0),
                waiting: BTreeSet::new(),
            };
            if let Err(error) = work.run() {
                tracing::error!(%error, "no catalogue: lists take longer until the node starts again");
                own.reached.tell(|reached| reached.failed = true);
            }
        };
        let thread = std::thread::Builder::new().name("cabildo-words".to_owned()).spawn(work)?;
        Ok(Self { kept, shared, thread: Some(thread) })
    }

    /// For readers.
    pub fn kept(&self) -> Arc<Kept> {
        self.kept.clone()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.kept.reached.stop(true);
        self.shared.announce();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the catalogue panicked");
        }
    }
}

impl Kept {
    /// What is looked for, in order, at most so many; none where the catalogue has not everything
    /// that is committed, and will not have it soon.
    pub fn select(&self, shared: &Shared, selection: &Selection, limit: usize) -> Option<Vec<Hit>> {
        self.wait(shared)?;
        let catalogue = self.catalogue.read().unwrap_or_else(PoisonError::into_inner);
        Some(catalogue.select(selection, limit))
    }

    fn wait(&self, shared: &Shared) -> Option<()> {
        let wanted = *shared.commits.lock().unwrap_or_else(PoisonError::into_inner);
        let messages = crate::reader::messages(&shared.look());
        self.reached.wait(|reached| {
            if reached.commits.is_some_and(|commits| commits >= wanted) {
                Found::Here(())
            } else if reached.failed || messages.saturating_sub(reached.messages) > NEAR {
                Found::InVain
            } else {
                Found::Soon
            }
        })
    }

    /// Messages that are not in it yet.
    pub fn lag(&self, shared: &Shared) -> u64 {
        let wanted = *shared.commits.lock().unwrap_or_else(PoisonError::into_inner);
        let all = crate::reader::messages(&shared.look());
        self.reached.read(|reached| {
            let whole = reached.failed || reached.commits.is_some_and(|commits| commits >= wanted);
            if whole { 0 } else { all.saturating_sub(reached.messages).max(1) }
        })
    }
}

/// Where the logs stand, by their ids.
type Heads = BTreeMap<LogId, (u64, MessageId, InstitutionId)>;

struct Work<'a> {
    kept: &'a Kept,
    shared: &'a Shared,
    path: PathBuf,
    /// Messages since the file was written.
    unsaved: u64,
    /// Bodies that were erased and let go when it was looked last.
    gone: (usize, u64),
    /// Numbers of messages whose bodies were to come.
    waiting: BTreeSet<u32>,
}

impl Work<'_> {
    fn run(&mut self) -> Result<(), StoreError> {
        self.load();
        let (mut seen, mut begun) = (None, false);
        loop {
            let commits = self.shared.commits.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = self
                .shared
                .committed
                .wait_while(commits, |commits| seen == Some(*commits) && !self.kept.reached.is_stopped());
            let commits = *waited.unwrap_or_else(PoisonError::into_inner);
            if std::mem::replace(&mut begun, true) {
                self.kept.reached.gather();
            }
            if self.kept.reached.is_stopped() {
                if self.unsaved > 0 {
                    self.save();
                }
                return Ok(());
            }
            let whole = match self.pass() {
                // It is put right while the store is open; until then readers look for themselves.
                Err(StoreError::Damaged { .. }) => false,
                passed => passed?,
            };
            if whole {
                seen = Some(commits);
                self.kept.reached.tell(|reached| reached.commits = seen);
            }
            if self.unsaved >= SAVE_AFTER {
                self.save();
            }
        }
    }

    fn load(&mut self) {
        let read = match fs::read(&self.path) {
            Ok(bytes) => file::decode(&bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(file = %self.path.display(), %error, "the catalogue is made anew");
                None
            }
        };
        let Some(catalogue) = read else { return };
        *self.kept.catalogue.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
        self.count();
    }

    /// Counts what is in, and notes of what the bodies are still to come.
    fn count(&mut self) {
        let catalogue = self.kept.catalogue.read().unwrap_or_else(PoisonError::into_inner);
        let tables = self.shared.look();
        let to_come = (0u32..).zip(&catalogue.docs).filter(|(_, doc)| {
            let log = catalogue.logs.get(doc.log as usize).map(|logged| logged.log);
            doc.state == State::Header && log.is_some_and(|log| !tables.is_let_go(&(log, u64::from(doc.seq))))
        });
        self.waiting = to_come.map(|(number, _)| number).collect();
        let messages = catalogue.logs.iter().map(|logged| logged.seq).sum();
        self.kept.reached.tell(|reached| reached.messages = messages);
    }

    /// Whatever goes wrong, the file is made anew when the node starts again.
    fn save(&mut self) {
        let bytes = file::encode(&self.kept.catalogue.read().unwrap_or_else(PoisonError::into_inner));
        let made = self.path.parent().map_or(Ok(()), fs::create_dir_all);
        if let Err(error) = made.and_then(|()| small::replace(self.shared.disk(), &self.path, &bytes)) {
            tracing::warn!(file = %self.path.display(), %error, "could not keep the catalogue");
        }
        self.unsaved = 0;
    }

    /// Takes in what is committed; whether it came to its end.
    fn pass(&mut self) -> Result<bool, StoreError> {
        let (heads, gone): (Heads, _) = {
            let tables = self.shared.look();
            let heads = tables
                .logs
                .iter()
                .map(|(log, entry)| (*log, (entry.head.seq, entry.head.id, entry.institution.clone())));
            (heads.collect(), (tables.erased.len(), tables.dropped.count()))
        };
        self.leave(&heads, gone)?;
        let mut numbers: BTreeMap<LogId, usize> = {
            let catalogue = self.kept.catalogue.read().unwrap_or_else(PoisonError::into_inner);
            catalogue.logs.iter().enumerate().map(|(number, logged)| (logged.log, number)).collect()
        };
        for (log, (seq, _, institution)) in heads {
            let number = match numbers.get(&log) {
                Some(number) => *number,
                None => {
                    let new = Logged { log, institution, seq: 0, id: MessageId([0; 32]) };
                    let mut catalogue = self.kept.catalogue.write().unwrap_or_else(PoisonError::into_inner);
                    catalogue.logs.push(new);
                    numbers.insert(log, catalogue.logs.len() - 1);
                    catalogue.logs.len() - 1
                }
            };
            if !self.take_in(number, log, seq)? {
                return Ok(false);
            }
        }
        self.bodies_that_came()?;
        Ok(!self.kept.reached.is_stopped())
    }

    /// Forgets what is not there any more: logs that went back, bodies that were let go.
    fn leave(&mut self, heads: &Heads, gone: (usize, u64)) -> Result<(), StoreError> {
        let (mut bodies, mut whole) = (BTreeSet::new(), BTreeSet::new());
        let stale = self.stale(heads)?;
        if stale.is_empty() && gone == self.gone {
            return Ok(());
        }
        {
            let catalogue = self.kept.catalogue.read().unwrap_or_else(PoisonError::into_inner);
            let tables = self.shared.look();
            for (number, doc) in (0u32..).zip(&catalogue.docs) {
                let Some(logged) = catalogue.logs.get(doc.log as usize) else { continue };
                if stale.contains(&doc.log) {
                    whole.insert(number);
                } else if doc.state == State::Body && tables.is_let_go(&(logged.log, u64::from(doc.seq))) {
                    bodies.insert(number);
                }
            }
        }
        self.gone = gone;
        if bodies.is_empty() && stale.is_empty() {
            self.count();
            return Ok(());
        }
        let mut catalogue = self.kept.catalogue.write().unwrap_or_else(PoisonError::into_inner);
        catalogue.forget(&bodies, &whole);
        for number in stale {
            if let Some(logged) = catalogue.logs.get_mut(number as usize) {
                (logged.seq, logged.id) = (0, MessageId([0; 32]));
            }
        }
        drop(catalogue);
        self.count();
        // At once: no word of what was let go stays on the disk until something else is written.
        self.save();
        Ok(())
    }

    /// The numbers of logs whose last message that is in is not linked any more.
    fn stale(&self, heads: &Heads) -> Result<BTreeSet<u32>, StoreError> {
        let logs: Vec<(u32, LogId, u64, MessageId)> = {
            let catalogue = self.kept.catalogue.read().unwrap_or_else(PoisonError::into_inner);
            let logs = (0u32..).zip(&catalogue.logs);
            logs.map(|(number, logged)| (number, logged.log, logged.seq, logged.id)).collect()
        };
        let mut stale = BTreeSet::new();
        for (number, log, seq, id) in logs.into_iter().filter(|(_, _, seq, _)| *seq > 0) {
            let there = match heads.get(&log) {
                Some((head, head_id, _)) if *head == seq => *head_id == id,
                Some((head, _, _)) if *head > seq => {
                    self.shared.header(&log, seq + 1)?.is_some_and(|next| next.envelope().previous == id)
                }
                _ => false,
            };
            if !there {
                stale.insert(number);
            }
        }
        Ok(stale)
    }

    /// The messages of a log up to its head; whether it came to its end.
    fn take_in(&mut self, number: usize, log: LogId, head: u64) -> Result<bool, StoreError> {
        let from = {
            let catalogue = self.kept.catalogue.read().unwrap_or_else(PoisonError::into_inner);
            catalogue.logs.get(number).map_or(0, |logged| logged.seq) + 1
        };
        let mut next = from;
        while next <= head {
            if self.kept.reached.is_stopped() {
                return Ok(false);
            }
            let mut read: Vec<(u64, MessageId, Option<Described>)> = Vec::new();
            while next <= head && (read.len() as u64) < BATCH {
                // Gone since its head was read: the next time the log is stale.
                let Some(message) = self.shared.message(&log, next)? else { return Ok(false) };
                read.push((next, message.id(), Described::of(&message)));
                next += 1;
            }
            let mut catalogue = self.kept.catalogue.write().unwrap_or_else(PoisonError::into_inner);
            for (seq, id, described) in &read {
                catalogue.add(number, *seq, *id, described.as_ref());
                let bare = described.as_ref().is_some_and(|described| !described.body);
                if bare && !self.shared.look().is_let_go(&(log, *seq)) {
                    self.waiting.extend(u32::try_from(catalogue.docs.len().saturating_sub(1)));
                }
            }
            drop(catalogue);
            self.unsaved += read.len() as u64;
            self.kept.reached.tell(|reached| reached.messages += read.len() as u64);
        }
        Ok(true)
    }

    /// Takes in bodies that came after their headers.
    fn bodies_that_came(&mut self) -> Result<(), StoreError> {
        let came: Vec<(u32, LogId, u64)> = {
            let catalogue = self.kept.catalogue.read().unwrap_or_else(PoisonError::into_inner);
            let tables = self.shared.look();
            let places = self.waiting.iter().filter_map(|number| {
                let doc = catalogue.docs.get(*number as usize)?;
                let place = (catalogue.logs.get(doc.log as usize)?.log, u64::from(doc.seq));
                let here = !tables.missing.contains_key(&place) && !tables.is_let_go(&place);
                here.then_some((*number, place.0, place.1))
            });
            places.collect()
        };
        for (number, log, seq) in came {
            let message: Option<Message> = self.shared.message(&log, seq)?;
            let Some(described) = message.as_ref().and_then(Described::of).filter(|d| d.body) else {
                continue;
            };
            self.waiting.remove(&number);
            let mut catalogue = self.kept.catalogue.write().unwrap_or_else(PoisonError::into_inner);
            catalogue.renew(number as usize, &described);
            self.unsaved += 1;
        }
        Ok(())
    }
}
