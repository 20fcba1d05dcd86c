//! Running the demo from start to end: with a user at the terminal, or without.

use super::{
    DemoError, DemoOptions, Outcome,
    cast::OAXACA,
    live::Live,
    measure::{self, Picture},
    report::{Report, Reporter, Summary},
    script::{self, Stage},
};
use crate::home::Paths;
use cabildo_protocol::id::MessageId;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long nodes may take to find each other before anything is said.
const LINKS: Duration = Duration::from_secs(5);
/// How long the last message may take to all nodes.
const SETTLE: Duration = Duration::from_secs(15);
/// The same where a node is cut off, which will not agree.
const SETTLE_APART: Duration = Duration::from_secs(2);

/// Plays everything without a terminal and says how it ended.
pub(super) async fn headless(
    options: &DemoOptions,
    out: Box<dyn Write + Send>,
) -> Result<Outcome, DemoError> {
    let reporter = Arc::new(Reporter::new(out, options.json, &options.languages));
    let mut interrupts = Interrupts::new()?;
    let (live, cut) = tokio::select! {
        started = start(options) => started?,
        () = interrupts.next() => return Err(DemoError::Interrupted),
    };
    let stage = Stage::new(&live.nodes, cut.clone(), Some(reporter.clone()));
    reporter.say(&Report::Started { nodes: live.nodes.len() });
    for node in &script::names(&stage, &cut) {
        reporter.say(&Report::Cut { node });
    }
    let played = tokio::select! {
        played = play(&live, &stage, &cut) => Some(played),
        () = interrupts.next() => None,
    };
    stage.end();
    let stores: Vec<PathBuf> = live.nodes.iter().map(|node| Paths::new(&node.home).store()).collect();
    let folder = live.stop().await;
    let (confirmed, asked) = match played {
        Some(played) => played?,
        None => return Err(DemoError::Interrupted),
    };
    let ids = confirmed.clone();
    let kept = tokio::task::spawn_blocking(move || {
        stores.iter().map(|store| Picture::stored(store, &ids).ok()).collect::<Vec<_>>()
    });
    let kept_by = kept.await.map_err(|_| DemoError::Interrupted)?;
    let kept = measure::compare(&kept_by, &confirmed, &cut);
    drop(folder);
    let behind: BTreeSet<usize> = asked.behind.union(&kept.behind).copied().collect();
    let summary = Summary {
        converged: asked.converged && kept.converged && !confirmed.is_empty(),
        nodes: kept_by.len(),
        messages: confirmed.len(),
        last_node_ms: stage.measure().last_node_ms(&cut),
        cut: script::names(&stage, &cut),
        behind: script::names(&stage, &behind),
        troubles: stage.troubles(),
    };
    reporter.say(&Report::Summary(&summary));
    Ok(Outcome { summary: Some(summary) })
}

type Played = Result<(BTreeMap<MessageId, usize>, measure::Agreement), DemoError>;

async fn play(live: &Live, stage: &Arc<Stage>, cut: &BTreeSet<usize>) -> Played {
    live.linked(cut, LINKS).await;
    script::begin(stage, script::BRISK).await?;
    script::over(stage).await;
    // Nothing more may be said, or the comparison would be of something that moves.
    stage.end();
    let confirmed = stage.measure().all();
    let patience = if cut.is_empty() { SETTLE } else { SETTLE_APART };
    let asked = measure::settle(&script::apis(stage), &confirmed, cut, patience).await;
    Ok((confirmed, asked))
}

/// Starts the nodes and cuts off whom the options name, before anything is said.
async fn start(options: &DemoOptions) -> Result<(Live, BTreeSet<usize>), DemoError> {
    let known = super::cast::members(super::cast::CAST)?;
    let mut cut = BTreeSet::new();
    if let Some(name) = &options.cut {
        let node =
            known.iter().position(|member| member.name == *name || member.institution.as_str() == name);
        cut.insert(node.ok_or_else(|| DemoError::NoSuchNode {
            name: name.clone(),
            known: known.iter().map(|member| member.name.as_str()).collect::<Vec<_>>().join(", "),
        })?);
    }
    let live = Live::start(options.languages.first().cloned()).await?;
    for node in &cut {
        live.cut(*node);
    }
    Ok((live, cut))
}

/// Wishes of others that the program should end. From the first on it does so in order.
struct Interrupts(Signal, Signal);

impl Interrupts {
    fn new() -> Result<Self, DemoError> {
        let listen = |kind| signal(kind).map_err(DemoError::Signals);
        Ok(Self(listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?))
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

/// Plays the others by the script, while somebody else is Oaxaca's operator.
pub(super) async fn beside<T>(
    options: &DemoOptions,
    talk: impl AsyncFnOnce(PathBuf) -> T,
) -> Result<T, DemoError> {
    let mut interrupts = Interrupts::new()?;
    let (live, cut) = tokio::select! {
        started = start(options) => started?,
        () = interrupts.next() => return Err(DemoError::Interrupted),
    };
    let stage = Stage::new(&live.nodes, cut, None);
    let home = live.nodes.iter().find(|node| node.name == OAXACA).map(|node| node.home.clone());
    let said = match (home, script::begin(&stage, script::UNHURRIED).await) {
        (Some(home), Ok(())) => Ok(talk(home).await),
        (None, Ok(())) => Err(DemoError::Interrupted),
        (_, Err(error)) => Err(error),
    };
    stage.end();
    drop(live.stop().await);
    said
}

/// Opens the terminal as Oaxaca's operator, while the others act by the script.
#[cfg(feature = "tui")]
pub(super) async fn terminal(options: &DemoOptions) -> Result<Outcome, DemoError> {
    use cabildo_tui::{Banner, Setup, Signer};

    let mut interrupts = Interrupts::new()?;
    let (live, cut) = tokio::select! {
        started = start(options) => started?,
        () = interrupts.next() => return Err(DemoError::Interrupted),
    };
    let stage = Stage::new(&live.nodes, cut, None);
    let oaxaca = live.nodes.iter().find(|node| node.name == OAXACA);
    let shown = match oaxaca.and_then(|node| Some((node, node.writer.clone()?))) {
        Some((node, writer)) => {
            script::begin(&stage, script::UNHURRIED).await?;
            let setup = Setup {
                api: node.api.clone(),
                signer: Signer::Ready(writer),
                languages: options.languages.clone(),
                banner: Some(Banner::Demo),
                drafts: Some(node.home.join("drafts")),
                program: std::env::current_exe()
                    .ok()
                    .map(|program| (program, vec!["--home".into(), node.home.clone().into()])),
                caught: cabildo_store::panic_is_caught,
                ascii: cabildo_tui::wants_ascii(),
            };
            // A signal ends it too: the interface restores the terminal however it ends.
            tokio::select! {
                shown = cabildo_tui::run(setup) => shown,
                () = interrupts.next() => Ok(()),
            }
        }
        None => Ok(()),
    };
    stage.end();
    drop(live.stop().await);
    shown?;
    Ok(Outcome { summary: None })
}

/// A build without the terminal interface has none to open.
#[cfg(not(feature = "tui"))]
pub(super) async fn terminal(_options: &DemoOptions) -> Result<Outcome, DemoError> {
    Err(DemoError::NoTerminal)
}
