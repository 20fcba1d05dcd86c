//! Alerts: what asks for a person runs a program of the administrator's, by the rules of
//! `[[alert]]`, also while nobody looks at a screen.
//!
//! A task beside the node follows its events and plans; a plan is checked again just before its
//! program starts, so that nobody is woken for what was answered or withdrawn meanwhile. Nothing
//! here holds up the node: programs run beside it, few at a time, each within its time.

mod case;
mod payload;
mod program;
mod record;

pub use program::{End, Outcome};

use crate::{
    config::Alert,
    driver::clock,
    handle::{Handle, Look},
};
use cabildo_client::api::ApiEvent;
use cabildo_protocol::{
    content::{Kind, Severity},
    id::{Language, MessageId, Millis},
    policy::Policy,
    store::StoreError,
    text::Texts,
    views::{self, Context},
};
use cabildo_store::{Query, Reader};
use case::{Case, Says};
use futures::StreamExt as _;
use payload::{OnDuty, Payload};
use record::Record;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, broadcast::error::RecvError},
    task::{JoinHandle, JoinSet},
};

/// Programs that run at the same time.
const RUNS_MAX: usize = 4;
/// Plans at the same time; what comes beyond them is found again when there is room.
const PLANS_MAX: usize = 4096;
/// Threads that are looked at when all are: the newest.
const SCAN_MAX: usize = 1024;
/// The longest pause between two tries.
const PAUSE_MAX_MS: u64 = 15 * 60 * 1000;
/// The system's clock may be set: no plan sleeps longer than this.
const SLEEP_MAX: Duration = Duration::from_secs(60);
/// An hour, where nothing is planned.
const IDLE: Duration = Duration::from_secs(3600);
/// What may come in a row is looked at together.
const GATHER: Duration = Duration::from_millis(20);

/// The rules of a node, and how their programs do. Shared with the local API.
#[derive(Debug)]
pub struct Alerts {
    rules: Vec<Alert>,
    language: Option<Language>,
    socket: PathBuf,
    testing: Semaphore,
    failing: Mutex<BTreeMap<String, String>>,
}

/// Why no test was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TestError {
    /// There is nothing to test.
    #[error("this node has no rules for alerts")]
    NoRules,
    /// No rule has this name.
    #[error("there is no rule «{name}» for alerts; there are {}", known.join(", "))]
    NoSuchRule {
        /// What was asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// One test at a time.
    #[error("another test of the alerts is under way")]
    Busy,
}

impl Alerts {
    /// The rules of a node whose API listens there.
    #[must_use]
    pub fn new(rules: Vec<Alert>, language: Option<Language>, socket: &Path) -> Self {
        Self {
            rules,
            language,
            socket: socket.to_owned(),
            testing: Semaphore::new(1),
            failing: Mutex::default(),
        }
    }

    /// Whether these are its rules and its language.
    #[must_use]
    pub fn follows(&self, rules: &[Alert], language: Option<&Language>) -> bool {
        self.rules == rules && self.language.as_ref() == language
    }

    /// Rules whose program was given up, and why: until it succeeds again.
    #[must_use]
    pub fn failing(&self) -> Vec<(String, String)> {
        let failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        failing.iter().map(|(rule, why)| (rule.clone(), why.clone())).collect()
    }

    /// Runs the program of a rule, or of all, once with a test alert; says what became of each.
    ///
    /// # Errors
    /// Why no program was run.
    pub async fn test(
        &self,
        handle: &Handle,
        look: &Look,
        name: Option<&str>,
    ) -> Result<Vec<(String, Outcome)>, TestError> {
        let _permit = self.testing.try_acquire().map_err(|_| TestError::Busy)?;
        if self.rules.is_empty() {
            return Err(TestError::NoRules);
        }
        let wanted = self.rules.iter().filter(|rule| name.is_none_or(|name| rule.name == name));
        let wanted: Vec<Alert> = wanted.cloned().collect();
        if wanted.is_empty() {
            let known = self.rules.iter().map(|rule| rule.name.clone()).collect();
            return Err(TestError::NoSuchRule { name: name.unwrap_or_default().to_owned(), known });
        }
        let me = &handle.about().institution;
        let runs = futures::stream::iter(wanted).map(|rule| async move {
            let payload = Payload::test(&rule, me, name_of(look, me), &self.socket, clock());
            let outcome = program::run(&rule, &payload, self.language.as_ref()).await;
            self.settle(&rule.name, &outcome, false);
            let (end, output) = (outcome.end, &outcome.output);
            tracing::info!(rule = rule.name, %end, output, "an alert was tested");
            (rule.name, outcome)
        });
        Ok(runs.buffered(RUNS_MAX).collect().await)
    }

    /// Remembers how a rule's program does.
    fn settle(&self, rule: &str, outcome: &Outcome, given_up: bool) {
        let mut failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        if outcome.is_success() {
            failing.remove(rule);
        } else if given_up {
            failing.insert(rule.to_owned(), outcome.end.to_string());
        }
    }
}

/// The task that watches. Ends when this is dropped, and programs that run with it.
#[derive(Debug)]
pub struct Watching(Option<JoinHandle<()>>);

impl Drop for Watching {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

/// Watches what happens in a node; does nothing where there are no rules. To be called inside a
/// tokio runtime.
#[must_use]
pub fn start(handle: &Handle, alerts: &Arc<Alerts>, record: &Path) -> Watching {
    if alerts.rules.is_empty() {
        return Watching(None);
    }
    let watch = Watch {
        handle: handle.clone(),
        alerts: alerts.clone(),
        record: Arc::new(Mutex::new(Record::open(record))),
        plans: BTreeMap::new(),
        dated_ahead: BTreeMap::new(),
        touched: BTreeSet::new(),
        all: true,
        crowded: false,
        runs: JoinSet::new(),
    };
    tracing::info!(rules = alerts.rules.len(), "alerts are watched for");
    Watching(Some(tokio::spawn(watch.run())))
}

/// A rule, by its place, and the thread that it is about.
type Key = (usize, MessageId);

#[derive(Debug, Clone, Copy)]
struct Plan {
    due: Millis,
    severity: Severity,
    /// Tries that failed.
    failed: u32,
    running: bool,
}

struct Watch {
    handle: Handle,
    alerts: Arc<Alerts>,
    record: Arc<Mutex<Record>>,
    plans: BTreeMap<Key, Plan>,
    /// Threads that cannot be seen yet, and when they can.
    dated_ahead: BTreeMap<MessageId, Millis>,
    /// Messages of threads to be looked at.
    touched: BTreeSet<MessageId>,
    /// Whether all threads are.
    all: bool,
    /// Whether something found no room among the plans.
    crowded: bool,
    runs: JoinSet<(Key, Outcome)>,
}

impl Watch {
    async fn run(mut self) {
        let mut events = self.handle.events().subscribe(None).coming;
        loop {
            if self.look_around().await.is_err() || self.begin().await.is_err() {
                // The node stops, or its disk has failed, which it says itself.
                return;
            }
            let wait = self.next();
            tokio::select! {
                event = events.recv() => {
                    match event {
                        Ok((_, event)) => self.note(&event),
                        Err(RecvError::Lagged(_)) => self.all = true,
                        Err(RecvError::Closed) => return,
                    }
                    tokio::time::sleep(GATHER).await;
                    while let Ok((_, event)) = events.try_recv() {
                        self.note(&event);
                    }
                }
                Some(ended) = self.runs.join_next(), if !self.runs.is_empty() => {
                    if let Ok((key, outcome)) = ended {
                        self.ended(key, outcome).await;
                    }
                }
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// What an event means here. Answers are not looked at: they can only end a plan, which is
    /// checked before its program starts.
    fn note(&mut self, event: &ApiEvent) {
        match event {
            ApiEvent::Message(info) => {
                let kind = Kind::from_name(&info.kind);
                let speaks = kind.is_some_and(|kind| kind.begins_thread() || kind == Kind::NoticeUpdate);
                if speaks && info.created.plus(case::AGE_MAX_MS) > clock() {
                    self.touched.insert(info.thread);
                }
            }
            ApiEvent::Body { id } => {
                self.touched.insert(*id);
            }
            ApiEvent::Roster { .. } | ApiEvent::Forked { .. } | ApiEvent::Resync => self.all = true,
            ApiEvent::Peer { .. } | ApiEvent::Progress { .. } | ApiEvent::Marked { .. } => {}
        }
        if self.touched.len() > SCAN_MAX {
            self.touched.clear();
            self.all = true;
        }
    }

    /// Looks at the threads in which something happened, and plans.
    async fn look_around(&mut self) -> Result<(), Gone> {
        let now = clock();
        if self.crowded && self.plans.len() < PLANS_MAX / 2 {
            (self.all, self.crowded) = (true, false);
        }
        let visible = self.dated_ahead.iter().filter(|(_, at)| **at <= now).map(|(id, _)| *id);
        self.touched.extend(visible.collect::<Vec<_>>());
        if !self.all && self.touched.is_empty() {
            return Ok(());
        }
        let touched = std::mem::take(&mut self.touched);
        let all = std::mem::take(&mut self.all);
        self.dated_ahead.retain(|id, _| !touched.contains(id));
        let rules = self.alerts.rules.iter().flat_map(|rule| rule.kinds.iter().map(|kind| *kind as u16));
        let kinds: BTreeSet<u16> = rules.collect();
        let look = self.handle.look().await.map_err(|_| Gone)?;
        let (reader, record, alerts) =
            (self.handle.reader().clone(), self.record.clone(), self.alerts.clone());
        let (me, policy) = (self.handle.about().institution.clone(), self.handle.policy().now());
        let seen = blocking(move || {
            let mut roots = roots(&reader, &look, touched)?;
            if all {
                let kinds = Some(kinds.into_iter().collect());
                roots.extend(reader.recent(&Query { kinds, limit: SCAN_MAX, ..Query::default() })?);
                roots.extend(look.engine.held_crises.iter().map(cabildo_protocol::message::Message::id));
            }
            let told = |root: &MessageId| {
                let record = record.lock().unwrap_or_else(PoisonError::into_inner);
                alerts.rules.iter().all(|rule| record.has(&rule.name, root))
            };
            roots.retain(|root| !told(root));
            let mut seen = Vec::new();
            for root in roots {
                match read((&reader, &policy), &look, &root, now)? {
                    None => {}
                    Some(Err(visible)) => seen.push((root, Err(visible))),
                    Some(Ok(case)) => {
                        let says = alerts.rules.iter().map(|rule| case.judge(rule, &me, now));
                        seen.push((root, Ok((case.severity, says.collect::<Vec<_>>()))));
                    }
                }
            }
            Ok(seen)
        });
        for (root, said) in seen.await? {
            match said {
                Err(visible) => {
                    self.dated_ahead.extend(visible.map(|at| (root, at)));
                }
                Ok((severity, says)) => {
                    for (rule, says) in says.into_iter().enumerate() {
                        self.plan((rule, root), severity.unwrap_or(Severity::Unknown), says, now);
                    }
                }
            }
        }
        Ok(())
    }

    fn plan(&mut self, key: Key, severity: Severity, says: Says, now: Millis) {
        let due = match says {
            Says::Nothing => {
                // What runs is heard to its end.
                if self.plans.get(&key).is_some_and(|plan| !plan.running) {
                    self.plans.remove(&key);
                }
                return;
            }
            Says::Later(due) => due,
            Says::Now => now,
        };
        let name = self.alerts.rules.get(key.0).map(|rule| rule.name.as_str()).unwrap_or_default();
        if self.record.lock().unwrap_or_else(PoisonError::into_inner).has(name, &key.1) {
            return;
        }
        if let Some(plan) = self.plans.get_mut(&key) {
            plan.severity = severity;
        } else if self.plans.len() < PLANS_MAX {
            self.plans.insert(key, Plan { due, severity, failed: 0, running: false });
        } else {
            self.crowded = true;
        }
    }

    /// Starts the programs that are due, the most severe first, as far as there is room.
    async fn begin(&mut self) -> Result<(), Gone> {
        while self.runs.len() < RUNS_MAX {
            let now = clock();
            let waiting = self.plans.iter().filter(|(_, plan)| !plan.running && plan.due <= now);
            let Some(key) = waiting.min_by_key(|(_, plan)| (plan.severity, plan.due)).map(|(key, _)| *key)
            else {
                break;
            };
            let (rule, root) = key;
            let look = self.handle.look().await.map_err(|_| Gone)?;
            let reader = self.handle.reader().clone();
            let me = self.handle.about().institution.clone();
            let policy = self.handle.policy().now();
            let read = blocking(move || {
                Ok((
                    read((&reader, &policy), &look, &root, now)?,
                    crate::api::rota::of(&reader, &look, &me, (now, false))?,
                    look,
                ))
            });
            let (case, rota, look) = read.await?;
            let Some((rule, Some(Ok(case)))) = self.alerts.rules.get(rule).map(|rule| (rule.clone(), case))
            else {
                self.plans.remove(&key);
                continue;
            };
            let says = case.judge(&rule, &self.handle.about().institution, now);
            match (says, self.plans.get_mut(&key)) {
                (Says::Now, Some(plan)) => {
                    plan.running = true;
                    let name = name_of(&look, &case.source.institution);
                    let mut payload = Payload::of(&case, &rule, name, &self.alerts.socket);
                    payload.attempt = plan.failed + 1;
                    payload.duty = rota.map(|view| OnDuty::at(&view.rota, now)).unwrap_or_default();
                    let alerts = self.alerts.clone();
                    self.runs.spawn(async move {
                        (key, program::run(&rule, &payload, alerts.language.as_ref()).await)
                    });
                }
                (Says::Later(due), Some(plan)) => plan.due = due,
                _ => {
                    self.plans.remove(&key);
                }
            }
        }
        Ok(())
    }

    /// Logs what became of a run; records it, or plans the next try.
    async fn ended(&mut self, key: Key, outcome: Outcome) {
        let Some(rule) = self.alerts.rules.get(key.0) else { return };
        let failed = self.plans.get(&key).map_or(0, |plan| plan.failed) + u32::from(!outcome.is_success());
        let given_up = failed > rule.retries;
        let (name, id, end) = (&rule.name, key.1, outcome.end);
        let took_ms = u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX);
        let metrics = self.handle.metrics();
        if outcome.is_success() {
            metrics.alerts_told.inc();
            tracing::info!(rule = name, %id, took_ms, output = outcome.output, "an alert was told");
        } else {
            metrics.alerts_failed.inc();
            tracing::warn!(rule = name, %id, %end, took_ms, failed, output = outcome.output, "an alert's program failed");
        }
        if given_up {
            tracing::error!(rule = name, %id, tries = failed, "an alert was given up: nobody was told");
        }
        self.alerts.settle(name, &outcome, given_up);
        if outcome.is_success() || given_up {
            self.plans.remove(&key);
            let (record, name) = (self.record.clone(), name.clone());
            let added = tokio::task::spawn_blocking(move || {
                record.lock().unwrap_or_else(PoisonError::into_inner).add(&name, id, clock(), given_up);
            });
            // Fails only where the runtime is going down.
            let _ = added.await;
        } else if let Some(plan) = self.plans.get_mut(&key) {
            let pause = u64::from(rule.retry_seconds) * 1000 * (1 << (failed - 1).min(10));
            plan.due = clock().plus(pause.min(PAUSE_MAX_MS));
            plan.failed = failed;
            plan.running = false;
        }
    }

    /// How long until something is due.
    fn next(&self) -> Duration {
        let plans = self.plans.values().filter(|plan| !plan.running).map(|plan| plan.due);
        // While no program more may run, the end of one is waited for.
        let plans = plans.filter(|_| self.runs.len() < RUNS_MAX);
        let now = clock();
        let first = plans.chain(self.dated_ahead.values().copied()).min();
        first.map_or(IDLE, |due| Duration::from_millis(due.0.saturating_sub(now.0)).min(SLEEP_MAX))
    }
}

/// The node does not answer any more.
struct Gone;

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Gone> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            tracing::error!(%error, "no alerts are given any more: the store cannot be read");
            Err(Gone)
        }
        Err(_) => Err(Gone),
    }
}

/// The roots of the threads to which these messages belong.
fn roots(
    reader: &Reader,
    look: &Look,
    touched: BTreeSet<MessageId>,
) -> Result<BTreeSet<MessageId>, StoreError> {
    let mut roots = BTreeSet::new();
    for id in touched {
        let held = look.engine.held_crises.iter().find(|message| message.id() == id).cloned();
        let message = reader.message(&id)?.or(held);
        roots.insert(message.and_then(|message| message.details()?.root).unwrap_or(id));
    }
    Ok(roots)
}

/// A thread as rules see it; none where it is not here, or the node's policy hides it.
fn read(
    (reader, policy): (&Reader, &Policy),
    look: &Look,
    root: &MessageId,
    now: Millis,
) -> Result<Option<Result<Case, Option<Millis>>>, StoreError> {
    let held = || look.engine.held_crises.iter();
    let kept = reader.message(root)?.or_else(|| held().find(|message| message.id() == *root).cloned());
    let Some(message) = kept.filter(|message| policy.hides(message).is_none()) else { return Ok(None) };
    let mut replies = Vec::new();
    for id in reader.thread(root)?.into_iter().take(crate::api::THREAD_MAX) {
        replies.extend(reader.message(&id)?);
    }
    replies
        .extend(held().filter(|message| message.details().is_some_and(|d| d.root == Some(*root))).cloned());
    replies.retain(|reply| policy.hides(reply).is_none());
    let context = Context { authority: &look.authority, forks: &look.forks, now };
    Ok(Some(case::of(views::thread(&message, &replies, &context))))
}

fn name_of(look: &Look, institution: &cabildo_protocol::id::InstitutionId) -> Texts {
    look.authority.institution(institution).map(|entry| entry.names.clone()).unwrap_or_default()
}
