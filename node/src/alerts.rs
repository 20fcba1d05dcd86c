//! Alerts: what asks for a person runs a program of the administrator's, by the rules of
//! `[[alert]]`, also while nobody looks at a screen; and what is written is sent to other programs, by
//! those of `[[webhook]]`.
//!
//! A task beside the node follows its events and plans; a plan is checked again just before its
//! program starts, so that nobody is woken for what was answered or withdrawn meanwhile. Nothing
//! here holds up the node: programs and requests run beside it, few at a time, each within its time.

mod case;
mod letter;
mod payload;
mod post;
mod program;
mod reading;
mod record;
mod rule;
mod scan;

pub use program::{End, Outcome};

use crate::{
    config::{Alert, Config, Webhook},
    driver::clock,
    handle::{Handle, Look},
};
use cabildo_client::api::ApiEvent;
use cabildo_protocol::{
    content::{Kind, Severity},
    id::{Language, MessageId, Millis},
};
use case::Says;
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture};
use payload::{OnDuty, Payload};
use post::Poster;
use reading::{Shelf, blocking, name_of};
use record::Record;
use rule::Rule;
use scan::Scan;
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
/// Requests to one server at the same time: another's, and programs, do not wait for it.
const POSTS_MAX: usize = 2;
/// Plans of a rule at the same time; what comes beyond them is found again when there is room.
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
    rules: Vec<Rule>,
    language: Option<Language>,
    socket: PathBuf,
    poster: Poster,
    testing: Semaphore,
    failing: Mutex<BTreeMap<String, String>>,
}

/// Why no test was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TestError {
    /// There is nothing to test.
    #[error("this node has no rules for alerts or webhooks")]
    NoRules,
    /// No rule has this name.
    #[error("there is no rule «{name}» for alerts or webhooks; there are {}", known.join(", "))]
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
    /// The rules of a node whose home and API are there.
    #[must_use]
    pub fn new(config: &Config, home: &Path, socket: &Path) -> Self {
        Self {
            rules: Rule::all(config),
            language: config.operator.language.clone(),
            socket: socket.to_owned(),
            poster: Poster::new(home),
            testing: Semaphore::new(1),
            failing: Mutex::default(),
        }
    }

    /// Whether these are its rules and its language.
    #[must_use]
    pub fn follows(&self, config: &Config) -> bool {
        self.rules == Rule::all(config) && self.language == config.operator.language
    }

    /// Rules that were given up, and why: until they succeed again. Those of programs, then those of servers.
    #[must_use]
    pub fn failing(&self) -> [Vec<(String, String)>; 2] {
        let failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        [false, true].map(|server| {
            let rules = self.rules.iter().filter(|rule| rule.is_server() == server);
            let why =
                rules.filter_map(|rule| Some((rule.name().to_owned(), failing.get(rule.name())?.clone())));
            why.collect()
        })
    }

    /// Runs the program of a rule, or of all, or asks its server, once with a test; says what became of each.
    ///
    /// # Errors
    /// Why nothing was tried.
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
        let wanted = self.rules.iter().filter(|rule| name.is_none_or(|name| rule.name() == name));
        let wanted: Vec<Rule> = wanted.cloned().collect();
        if wanted.is_empty() {
            let known = self.rules.iter().map(|rule| rule.name().to_owned()).collect();
            return Err(TestError::NoSuchRule { name: name.unwrap_or_default().to_owned(), known });
        }
        let me = &handle.about().institution;
        let runs = futures::stream::iter(wanted).map(|rule| async move {
            let (name, now) = (name_of(look, me), clock());
            let outcome = match &rule {
                Rule::Program(rule) => {
                    let payload = Payload::test(rule, me, name, &self.socket, now);
                    program::run(rule, &payload, self.language.as_ref()).await
                }
                Rule::Server(rule) => {
                    let body = letter::test(&rule.name, me, &name, now);
                    self.poster.post(rule, &format!("test_{}", now.0), body, now).await
                }
            };
            self.settle(rule.name(), &outcome, false);
            let (rule, end, output) = (rule.name().to_owned(), outcome.end, &outcome.output);
            tracing::info!(rule, %end, output, "an alert was tested");
            (rule, outcome)
        });
        Ok(runs.buffered(RUNS_MAX).collect().await)
    }

    /// Remembers how a rule's program or server does.
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
        news: BTreeSet::new(),
        all: true,
        crowded: BTreeSet::new(),
        runs: JoinSet::new(),
    };
    tracing::info!(rules = alerts.rules.len(), "alerts are watched for");
    Watching(Some(tokio::spawn(watch.run())))
}

/// A rule, by its place, and the thread that its program is told of, or the message that its server is.
type Key = (usize, MessageId);

/// What a rule does.
type Run = BoxFuture<'static, Outcome>;

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
    /// What cannot be seen yet, and when it can.
    dated_ahead: BTreeMap<MessageId, Millis>,
    /// Messages of threads to be looked at.
    touched: BTreeSet<MessageId>,
    /// Messages that a server may have to be told of.
    news: BTreeSet<MessageId>,
    /// Whether all are.
    all: bool,
    /// Rules of which something found no room among their plans.
    crowded: BTreeSet<usize>,
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

    /// What an event means here. Programs are not told of answers: those can only end a plan, which is
    /// checked before its program starts.
    fn note(&mut self, event: &ApiEvent) {
        match event {
            ApiEvent::Message(info) => {
                let kind =
                    Kind::from_name(&info.kind).filter(|_| info.created.plus(case::AGE_MAX_MS) > clock());
                if kind.is_some_and(|kind| kind.begins_thread() || kind == Kind::NoticeUpdate) {
                    self.touched.insert(info.thread);
                }
                let is_sent = |kind: Kind| self.rules(true).any(|(_, rule)| rule.kinds().contains(&kind));
                if kind.is_some_and(is_sent) {
                    self.news.insert(info.id);
                }
            }
            ApiEvent::Body { id } => {
                self.touched.insert(*id);
                self.news.insert(*id);
            }
            ApiEvent::Roster { .. } | ApiEvent::Forked { .. } | ApiEvent::Resync => self.all = true,
            ApiEvent::Peer { .. }
            | ApiEvent::Progress { .. }
            | ApiEvent::Marked { .. }
            | ApiEvent::Offered(_) => {}
        }
        if self.touched.len() + self.news.len() > SCAN_MAX {
            self.touched.clear();
            self.news.clear();
            self.all = true;
        }
    }

    /// The rules of servers, or of programs.
    fn rules(&self, servers: bool) -> impl Iterator<Item = (usize, &Rule)> {
        self.alerts.rules.iter().enumerate().filter(move |(_, rule)| rule.is_server() == servers)
    }

    /// Looks at the threads in which something happened, and at what was written, and plans.
    async fn look_around(&mut self) -> Result<(), Gone> {
        let now = clock();
        if self.crowded.iter().any(|rule| self.planned(*rule) < PLANS_MAX / 2) {
            self.crowded.clear();
            self.all = true;
        }
        let visible: Vec<MessageId> =
            self.dated_ahead.iter().filter(|(_, at)| **at <= now).map(|(id, _)| *id).collect();
        self.touched.extend(visible);
        if !self.all && self.touched.is_empty() && self.news.is_empty() {
            return Ok(());
        }
        let (touched, news) = (std::mem::take(&mut self.touched), std::mem::take(&mut self.news));
        let all = std::mem::take(&mut self.all);
        self.dated_ahead.retain(|id, _| !touched.contains(id));
        let look = self.handle.look().await.map_err(|_| Gone)?;
        let (reader, record, alerts) =
            (self.handle.reader().clone(), self.record.clone(), self.alerts.clone());
        let (me, policy) = (self.handle.about().institution.clone(), self.handle.policy().now());
        let seen = blocking(move || {
            let shelf = Shelf { reader: &reader, policy: &policy, look: &look, now };
            let untold = |key: &Key| {
                let record = record.lock().unwrap_or_else(PoisonError::into_inner);
                alerts.rules.get(key.0).is_some_and(|rule| !record.has(rule.name(), &key.1))
            };
            let scan = Scan { alerts: &alerts, me: &me, all, untold: &untold };
            let mut seen = scan.programs(&shelf, touched)?;
            seen.plans.extend(scan.servers(&shelf, news)?);
            Ok(seen)
        });
        let seen = seen.await?;
        self.dated_ahead.extend(seen.dated_ahead);
        for (key, severity, says) in seen.plans {
            self.plan(key, severity.unwrap_or(Severity::Unknown), says, now);
        }
        Ok(())
    }

    /// The plans of one rule: none waits behind those of another.
    fn planned(&self, rule: usize) -> usize {
        self.plans.range((rule, MessageId([0; 32]))..=(rule, MessageId([u8::MAX; 32]))).count()
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
        if let Some(plan) = self.plans.get_mut(&key) {
            plan.severity = severity;
        } else if self.planned(key.0) < PLANS_MAX {
            self.plans.insert(key, Plan { due, severity, failed: 0, running: false });
        } else {
            self.crowded.insert(key.0);
        }
    }

    /// The plans that wait while there is room for what they do.
    fn waiting(&self) -> impl Iterator<Item = (&Key, &Plan)> {
        let mut running: BTreeMap<usize, usize> = BTreeMap::new();
        for ((rule, _), _) in self.plans.iter().filter(|(_, plan)| plan.running) {
            *running.entry(*rule).or_default() += 1;
        }
        let programs: usize = self.rules(false).filter_map(|(rule, _)| running.get(&rule)).sum();
        let is_server = |rule: usize| self.alerts.rules.get(rule).is_some_and(Rule::is_server);
        self.plans.iter().filter(move |((rule, _), plan)| {
            let posts = running.get(rule).copied().unwrap_or(0);
            !plan.running && if is_server(*rule) { posts < POSTS_MAX } else { programs < RUNS_MAX }
        })
    }

    /// Starts what is due, the most severe first, as far as there is room.
    async fn begin(&mut self) -> Result<(), Gone> {
        loop {
            let now = clock();
            let due = self.waiting().filter(|(_, plan)| plan.due <= now);
            let first = due.min_by_key(|(_, plan)| (plan.severity, plan.due));
            let Some((key, attempt)) = first.map(|(key, plan)| (*key, plan.failed + 1)) else {
                return Ok(());
            };
            let (says, run) = match self.alerts.rules.get(key.0).cloned() {
                Some(Rule::Program(rule)) => self.program(rule, key.1, attempt).await?,
                Some(Rule::Server(rule)) => self.server(rule, key.1).await?,
                None => (Says::Nothing, None),
            };
            match (says, run, self.plans.get_mut(&key)) {
                (Says::Now, Some(run), Some(plan)) => {
                    plan.running = true;
                    self.runs.spawn(run.map(move |outcome| (key, outcome)));
                }
                (Says::Later(due), _, Some(plan)) => plan.due = due,
                _ => {
                    self.plans.remove(&key);
                }
            }
        }
    }

    /// A thread as a program is told of it, if it still is.
    async fn program(&self, rule: Alert, root: MessageId, attempt: u32) -> Result<(Says, Option<Run>), Gone> {
        let now = clock();
        let look = self.handle.look().await.map_err(|_| Gone)?;
        let (reader, policy) = (self.handle.reader().clone(), self.handle.policy().now());
        let me = self.handle.about().institution.clone();
        let institution = me.clone();
        let read = blocking(move || {
            let case = Shelf { reader: &reader, policy: &policy, look: &look, now }.case(&root)?;
            Ok((case, crate::api::rota::of(&reader, &look, &me, (now, false))?, look))
        });
        let (Some(Ok(case)), rota, look) = read.await? else { return Ok((Says::Nothing, None)) };
        let mut payload =
            Payload::of(&case, &rule, name_of(&look, &case.source.institution), &self.alerts.socket);
        payload.attempt = attempt;
        let duty = rota.map(|view| OnDuty::at(&view.rota, now)).unwrap_or_default();
        let payload = payload.told(duty, rule.tell);
        let (says, alerts) = (case.judge(&rule, &institution, now), self.alerts.clone());
        let run = async move { program::run(&rule, &payload, alerts.language.as_ref()).await };
        Ok((says, Some(run.boxed())))
    }

    /// A message as a server is told of it, if it still is.
    async fn server(&self, rule: Webhook, id: MessageId) -> Result<(Says, Option<Run>), Gone> {
        let now = clock();
        let look = self.handle.look().await.map_err(|_| Gone)?;
        let (reader, policy) = (self.handle.reader().clone(), self.handle.policy().now());
        let read = blocking(move || {
            let shelf = Shelf { reader: &reader, policy: &policy, look: &look, now };
            Ok((shelf.letter(&id, &mut BTreeMap::new())?, look))
        });
        let (Some(letter), look) = read.await? else { return Ok((Says::Nothing, None)) };
        let name = name_of(&look, &letter.message.envelope().institution);
        let (says, body) = (letter.judge(&rule, now), letter.body(&rule.name, &name));
        let alerts = self.alerts.clone();
        let run = async move { alerts.poster.post(&rule, &id.to_string(), body, now).await };
        Ok((says, Some(run.boxed())))
    }

    /// Logs what became of a run; records it, or plans the next try.
    async fn ended(&mut self, key: Key, outcome: Outcome) {
        let Some(rule) = self.alerts.rules.get(key.0) else { return };
        let failed = self.plans.get(&key).map_or(0, |plan| plan.failed) + u32::from(!outcome.is_success());
        let given_up = failed > rule.retries();
        let (name, id, end) = (rule.name(), key.1, outcome.end);
        let took_ms = u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX);
        let metrics = self.handle.metrics();
        let (told, not_told) = match rule {
            Rule::Program(_) => (&metrics.alerts_told, &metrics.alerts_failed),
            Rule::Server(_) => (&metrics.webhooks_sent, &metrics.webhooks_failed),
        };
        if outcome.is_success() {
            told.inc();
            tracing::info!(rule = name, %id, took_ms, output = outcome.output, "an alert was told");
        } else {
            not_told.inc();
            tracing::warn!(rule = name, %id, %end, took_ms, failed, output = outcome.output, "an alert was not told");
        }
        if given_up {
            tracing::error!(rule = name, %id, tries = failed, "an alert was given up: nobody was told");
        }
        self.alerts.settle(name, &outcome, given_up);
        if outcome.is_success() || given_up {
            self.plans.remove(&key);
            let (record, name) = (self.record.clone(), name.to_owned());
            let added = tokio::task::spawn_blocking(move || {
                record.lock().unwrap_or_else(PoisonError::into_inner).add(&name, id, clock(), given_up);
            });
            // Fails only where the runtime is going down.
            let _ = added.await;
        } else if let Some(plan) = self.plans.get_mut(&key) {
            let pause = u64::from(rule.retry_seconds()) * 1000 * (1 << (failed - 1).min(10));
            plan.due = clock().plus(pause.min(PAUSE_MAX_MS));
            plan.failed = failed;
            plan.running = false;
        }
    }

    /// How long until something is due.
    fn next(&self) -> Duration {
        // While nothing more may run, the end of something is waited for.
        let plans = self.waiting().map(|(_, plan)| plan.due);
        let now = clock();
        let first = plans.chain(self.dated_ahead.values().copied()).min();
        first.map_or(IDLE, |due| Duration::from_millis(due.0.saturating_sub(now.0)).min(SLEEP_MAX))
    }
}

/// The node does not answer any more.
struct Gone;
