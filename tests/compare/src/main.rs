//! Measures Cabildo beside other systems on one machine in one run, and prints one table. `tests/compare/run`
//! installs them and calls it.

mod cabildo;
mod child;
mod docs;
mod effort;
mod federation;
#[path = "../../src/bench/table.rs"]
#[expect(dead_code, reason = "of that table only the figures are used")]
mod figures;
mod gossip;
mod mosquitto;
mod nats;
mod nostr_relay;
mod pace;
mod payload;
#[path = "../../src/bench/place.rs"]
#[expect(clippy::expect_used, reason = "benchmarks may panic")]
mod place;
mod process;
mod synapse;
mod table;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand, ValueEnum};
use effort::Effort;
use place::Place;
use std::{path::PathBuf, process::ExitCode};
use table::Row;
use tokio::signal::unix::{SignalKind, signal};

/// What all measurements need.
#[derive(Debug)]
struct Setup {
    /// Where they write.
    place: Place,
    /// How many messages.
    effort: Effort,
}

/// Measures Cabildo beside other systems.
#[derive(Debug, Parser)]
#[command(name = "cabildo-compare")]
struct Arguments {
    /// Few messages, some minutes; otherwise it takes more.
    #[arg(long)]
    short: bool,
    /// A folder on the disk to measure; what is written there is removed at the end.
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// Measure only these.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<System>,
    /// The program `cabildo`.
    #[arg(long)]
    cabildo: Option<PathBuf>,
    /// The program `mosquitto`.
    #[arg(long)]
    mosquitto: Option<PathBuf>,
    /// The program `nats-server`.
    #[arg(long)]
    nats: Option<PathBuf>,
    /// The program `nostr-rs-relay`.
    #[arg(long)]
    nostr: Option<PathBuf>,
    /// A Python with `matrix-synapse`.
    #[arg(long)]
    synapse: Option<PathBuf>,
    #[command(subcommand)]
    node: Option<Node>,
}

/// How the program calls itself: nodes of the libraries that come without a program.
#[derive(Debug, Subcommand)]
#[command(hide = true)]
enum Node {
    /// A node of iroh-docs.
    Docs(docs::Node),
    /// A node of iroh-gossip.
    Gossip(gossip::Node),
}

/// What can be measured, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum System {
    Cabildo,
    Mosquitto,
    Nats,
    Nostr,
    Docs,
    Gossip,
    Synapse,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = tokio::runtime::Runtime::new().map_err(anyhow::Error::from).and_then(|runtime| {
        let result = runtime.block_on(async {
            let mut end = signal(SignalKind::terminate())?;
            tokio::select! {
                result = run(arguments) => result,
                _ = tokio::signal::ctrl_c() => bail!("interrupted"),
                _ = end.recv() => bail!("ended"),
            }
        });
        // A node's threads may wait for what never comes.
        runtime.shutdown_background();
        result
    });
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("compare: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything was measured that is here.
async fn run(arguments: Arguments) -> Result<bool> {
    match arguments.node {
        Some(Node::Docs(node)) => return docs::run(node).await.map(|()| true),
        Some(Node::Gossip(node)) => return gossip::run(node).await.map(|()| true),
        None => {}
    }
    let effort = if arguments.short { Effort::SHORT } else { Effort::LONG };
    let setup = Setup {
        place: Place::below(&std::path::absolute(&arguments.dir)?).map_err(anyhow::Error::msg)?,
        effort,
    };
    let (mut rows, mut left_out, mut failed) = (Vec::new(), Vec::new(), false);
    for system in System::value_variants() {
        if !arguments.only.is_empty() && !arguments.only.contains(system) {
            continue;
        }
        eprintln!("… {system:?}");
        match measure(*system, &setup, &arguments).await {
            Ok(Some(measured)) => rows.extend(measured),
            Ok(None) => left_out.push(format!("{system:?}: not installed, left out")),
            Err(problem) => {
                failed = true;
                left_out.push(format!("{system:?}: failed: {problem:#}"));
            }
        }
    }
    print!("{}", table::render(&setup.place, &rows, &left_out));
    Ok(!failed)
}

/// Measures one; none where it is not here.
async fn measure(system: System, setup: &Setup, arguments: &Arguments) -> Result<Option<Vec<Row>>> {
    let rows = match (system, arguments) {
        (System::Cabildo, Arguments { cabildo: Some(program), .. }) => {
            cabildo::measure(setup, program).await?
        }
        (System::Mosquitto, Arguments { mosquitto: Some(program), .. }) => {
            mosquitto::measure(setup, program).await?
        }
        (System::Nats, Arguments { nats: Some(program), .. }) => nats::measure(setup, program).await?,
        (System::Nostr, Arguments { nostr: Some(program), .. }) => {
            nostr_relay::measure(setup, program).await?
        }
        (System::Synapse, Arguments { synapse: Some(python), .. }) => synapse::measure(setup, python).await?,
        (System::Docs, _) => docs::measure(setup).await?,
        (System::Gossip, _) => gossip::measure(setup).await?,
        _ => return Ok(None),
    };
    Ok(Some(rows))
}
