//! The play: each institution listens to its own node's API and answers through it, as anyone.

use super::{
    DemoError,
    cast::{COPIAPO, EMBASSY, OAXACA, SFIC, VALPARAISO},
    homes::now,
    live::LiveNode,
    measure::Measure,
    opening::{self, Presenters},
    replies::{self, Heard},
    report::{Report, Reporter, says},
};
use cabildo_client::{
    api::{ApiEvent, MessageDetail},
    http::{ApiClient, MessageFilter},
    writer::{WriteRequest, Writer},
};
use cabildo_protocol::{
    content::Content,
    id::{InstitutionId, MessageId},
    text::Texts,
    views::Thread,
};
use futures::StreamExt as _;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, task::JoinSet};

/// An event's place that no node gives out: a stream that resumes after it begins by saying that
/// everything must be read, and so shows that it is open.
const BEFORE_ALL: &str = "0-0";
/// Messages read when everything must be read.
const ALL_MAX: u32 = 1000;
/// After this without any event the play counts as over, whatever is missing. Longer than nodes
/// need to find by sync what gossip lost.
const QUIET: Duration = Duration::from_secs(15);
/// The play is over then in any case; on an idle machine it takes a quarter of it.
const LONGEST: Duration = Duration::from_secs(45);
/// How long all streams of events may take to open.
const OPEN: Duration = Duration::from_secs(5);

/// When the three threads begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub agenda: Duration,
    pub proposal: Duration,
    pub notice: Duration,
}

/// For a user, who first looks around.
pub(super) const UNHURRIED: Pace = Pace {
    agenda: Duration::from_millis(500),
    proposal: Duration::from_millis(2500),
    notice: Duration::from_secs(12),
};

/// For nobody.
pub(super) const BRISK: Pace = Pace {
    agenda: Duration::from_millis(200),
    proposal: Duration::from_millis(1000),
    notice: Duration::from_secs(5),
};

/// One institution as the script plays it.
struct Player {
    name: String,
    institution: InstitutionId,
    names: Texts,
    api: ApiClient,
    writer: Option<Writer>,
    /// One message after the other.
    pen: tokio::sync::Mutex<()>,
}

/// Everything that the players share.
pub(super) struct Stage {
    players: Vec<Player>,
    cut: BTreeSet<usize>,
    /// Whether Oaxaca is played too.
    scripted: bool,
    reporter: Option<Arc<Reporter>>,
    measure: Mutex<Measure>,
    /// What each player has considered, so that it answers once.
    considered: Mutex<BTreeSet<(usize, MessageId)>>,
    /// Answers that are being thought about, and openings still to come.
    pending: AtomicUsize,
    troubles: AtomicUsize,
    tasks: Mutex<JoinSet<()>>,
}

/// Something is pending until this is dropped, however its task ends.
struct Pending(Arc<Stage>);

impl Pending {
    fn new(stage: &Arc<Stage>) -> Self {
        stage.pending.fetch_add(1, Ordering::SeqCst);
        Self(stage.clone())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.0.pending.fetch_sub(1, Ordering::SeqCst);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stage {
    pub fn new(nodes: &[LiveNode], cut: BTreeSet<usize>, reporter: Option<Arc<Reporter>>) -> Arc<Self> {
        let player = |node: &LiveNode| Player {
            name: node.name.clone(),
            institution: node.institution.clone(),
            names: node.names.clone(),
            api: node.api.clone(),
            writer: node.writer.clone(),
            pen: tokio::sync::Mutex::new(()),
        };
        Arc::new(Self {
            players: nodes.iter().map(player).collect(),
            cut,
            scripted: reporter.is_some(),
            reporter,
            measure: Mutex::new(Measure::new(nodes.len())),
            considered: Mutex::new(BTreeSet::new()),
            pending: AtomicUsize::new(0),
            troubles: AtomicUsize::new(0),
            tasks: Mutex::new(JoinSet::new()),
        })
    }

    /// What was confirmed and reported so far.
    pub fn measure(&self) -> MutexGuard<'_, Measure> {
        lock(&self.measure)
    }

    /// How often something could not be written.
    pub fn troubles(&self) -> usize {
        self.troubles.load(Ordering::SeqCst)
    }

    /// Ends what is still being thought about.
    pub fn end(&self) {
        lock(&self.tasks).abort_all();
    }

    fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        lock(&self.tasks).spawn(task);
    }

    fn player(&self, name: &str) -> Option<usize> {
        self.players.iter().position(|player| player.name == name)
    }

    fn name_of(&self, institution: &InstitutionId) -> Option<&str> {
        let player = self.players.iter().find(|player| player.institution == *institution)?;
        Some(&player.name)
    }

    fn trouble(&self, node: &str, problem: &dyn std::fmt::Display) {
        self.troubles.fetch_add(1, Ordering::SeqCst);
        tracing::warn!(node, %problem, "a player cannot speak");
        if let Some(reporter) = &self.reporter {
            reporter.say(&Report::Trouble { node, problem: problem.to_string() });
        }
    }
}

/// Lets every institution listen, and begins the three threads at their times.
pub(super) async fn begin(stage: &Arc<Stage>, pace: Pace) -> Result<(), DemoError> {
    let (open, mut opened) = mpsc::channel(stage.players.len().max(1));
    for node in 0..stage.players.len() {
        stage.spawn(listen(stage.clone(), node, open.clone()));
    }
    drop(open);
    let all_open = async {
        for _ in 0..stage.players.len() {
            opened.recv().await;
        }
    };
    // Who hears late reads all that it missed: the play need not wait for ever.
    let _ = tokio::time::timeout(OPEN, all_open).await;
    let start = now()?;
    let openings = [
        (pace.agenda, SFIC, presenters(stage).map(|who| opening::agenda(start, &who))),
        (pace.proposal, VALPARAISO, Some(opening::proposal(start))),
        (pace.notice, COPIAPO, Some(opening::notice(start.plus(millis(pace.notice))))),
    ];
    for (after, name, content) in openings {
        let (Some(player), Some(content)) = (stage.player(name), content) else { continue };
        let (pending, stage) = (Pending::new(stage), stage.clone());
        stage.clone().spawn(async move {
            tokio::time::sleep(after).await;
            say(&stage, player, None, content).await;
            drop(pending);
        });
    }
    Ok(())
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn presenters(stage: &Stage) -> Option<Presenters> {
    let institution = |name| stage.player(name).and_then(|n| Some(stage.players.get(n)?.institution.clone()));
    Some(Presenters {
        council: institution(SFIC)?,
        oaxaca: institution(OAXACA)?,
        valparaiso: institution(VALPARAISO)?,
        copiapo: institution(COPIAPO)?,
        embassy: institution(EMBASSY)?,
    })
}

/// Waits until everything was said and has reached all linked nodes, or nothing more happens.
pub(super) async fn over(stage: &Stage) {
    let begun = Instant::now();
    while begun.elapsed() < LONGEST {
        let said = stage.pending.load(Ordering::SeqCst) == 0;
        let (everywhere, quiet) = {
            let measure = stage.measure();
            (measure.is_everywhere(&stage.cut), measure.quiet())
        };
        // What has just been reported is being considered a moment later.
        if said && (quiet > QUIET || (everywhere && quiet > Duration::from_millis(300))) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Follows the events of one node's API for ever.
async fn listen(stage: Arc<Stage>, node: usize, open: mpsc::Sender<()>) {
    let Some(player) = stage.players.get(node) else { return };
    let mut open = Some(open);
    let mut after = BEFORE_ALL.to_owned();
    loop {
        let mut events = player.api.events(Some(after.clone()));
        while let Some(Ok(received)) = events.next().await {
            if let Some(id) = received.id {
                after = id;
            }
            match received.event {
                ApiEvent::Message(info) if !info.held => hear(&stage, node, info.id),
                ApiEvent::Body { id } => hear(&stage, node, id),
                ApiEvent::Resync => read_all(&stage, node).await,
                _ => {}
            }
            if let Some(open) = open.take() {
                // The other end waits only for a while.
                let _ = open.send(()).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn read_all(stage: &Arc<Stage>, node: usize) {
    let Some(player) = stage.players.get(node) else { return };
    let filter = MessageFilter { limit: Some(ALL_MAX), ..MessageFilter::default() };
    let Ok(messages) = player.api.messages(&filter).await else { return };
    for info in messages.into_iter().filter(|info| !info.held) {
        hear(stage, node, info.id);
    }
}

/// A node's API has returned a message: it is noted, and its institution may answer.
fn hear(stage: &Arc<Stage>, node: usize, id: MessageId) {
    stage.measure().reported(node, id, Instant::now());
    let speaks = stage.players.get(node).is_some_and(|player| player.writer.is_some());
    if speaks && !lock(&stage.considered).contains(&(node, id)) {
        let (pending, stage) = (Pending::new(stage), stage.clone());
        stage.clone().spawn(async move {
            consider(&stage, node, id).await;
            drop(pending);
        });
    }
}

/// Reads the message through the institution's own API and answers it, if that is its part.
async fn consider(stage: &Arc<Stage>, node: usize, id: MessageId) {
    let Some(player) = stage.players.get(node) else { return };
    let Ok(detail) = player.api.message(&id.to_string()).await else { return };
    // Without its body there is nothing to answer yet; its arrival is an event of its own.
    let Some(content) = &detail.content else { return };
    if !lock(&stage.considered).insert((node, id)) {
        return;
    }
    let author = stage.name_of(&detail.info.institution);
    let root = root_author(&detail).and_then(|institution| stage.name_of(institution));
    let (Some(author), Some(root)) = (author, root) else { return };
    let variant = id.as_bytes().first().copied().unwrap_or_default();
    let heard = Heard { author, root, content, variant };
    if let Some(answer) = replies::answer(&player.name, &heard, stage.scripted) {
        if let Some(reporter) = &stage.reporter {
            reporter.say(&Report::Heard { node: &player.name, id });
        }
        tokio::time::sleep(answer.after).await;
        say(stage, node, Some(id), answer.content).await;
    }
}

/// Who began the thread.
fn root_author(detail: &MessageDetail) -> Option<&InstitutionId> {
    if detail.info.thread == detail.info.id {
        return Some(&detail.info.institution);
    }
    detail.view.as_ref().map(|view| match view {
        Thread::Proposal(view) => &view.source.institution,
        Thread::Notice(view) => &view.source.institution,
        Thread::Agenda(view) => &view.source.institution,
        Thread::Declaration(view) => &view.source.institution,
        Thread::Feedback(view) => &view.source.institution,
        Thread::Opaque { source, .. } => &source.institution,
    })
}

/// Signs and submits through the institution's own API.
async fn say(stage: &Stage, node: usize, answers: Option<MessageId>, content: Content) {
    let Some(player) = stage.players.get(node) else { return };
    let Some(writer) = &player.writer else { return };
    let _pen = player.pen.lock().await;
    let (kind, title, says) = (content.kind().name(), content.title().clone(), says(&content));
    // The node finds the thread's root, and refers to this very message where it is a reply.
    let request =
        WriteRequest { answers: answers.map(|id| id.to_string()), refs: Vec::new(), expires: None, content };
    let written = writer.write(&player.api, request).await;
    let at = Instant::now();
    let id = match written {
        Ok(submitted) => submitted.id,
        Err(error) => return stage.trouble(&player.name, &error),
    };
    stage.measure().confirmed(node, id, at);
    if let Some(reporter) = &stage.reporter {
        reporter.say(&Report::Message {
            node: &player.name,
            institution: &player.institution,
            names: &player.names,
            kind,
            id,
            answers,
            says: says.as_ref().map(|(_, word)| *word),
            says_text: says.as_ref().map(|(text, _)| text.as_str()),
            title: &title,
        });
    }
}

/// Names of nodes by their numbers.
pub(super) fn names(stage: &Stage, nodes: &BTreeSet<usize>) -> Vec<String> {
    nodes.iter().filter_map(|n| Some(stage.players.get(*n)?.name.clone())).collect()
}

/// The clients of all nodes, in their order.
pub(super) fn apis(stage: &Stage) -> Vec<ApiClient> {
    stage.players.iter().map(|player| player.api.clone()).collect()
}
