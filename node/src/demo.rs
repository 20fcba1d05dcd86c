//! The demo: a whole federation on this machine, written as homes or alive in this process.

mod cast;
mod federation;
mod homes;
mod live;
mod measure;
mod opening;
mod play;
mod replies;
mod report;
mod script;

pub use homes::{WriteOptions, Written, WrittenGovernors, WrittenNode, write};
pub use measure::Times;
pub use report::Summary;

use cabildo_client::{http::ClientError, key::KeyError, ledger::LedgerError};
use cabildo_protocol::{
    id::{IdError, Language},
    roster::RosterError,
};
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// The most nodes that are written: each home holds the rosters of all.
pub const NODES_MAX: usize = 200;

/// How the demo is played.
#[derive(Debug, Clone, Default)]
pub struct DemoOptions {
    /// Without a terminal: Oaxaca is played too, and it ends by itself.
    pub headless: bool,
    /// Without a terminal, one JSON object a line.
    pub json: bool,
    /// A node, by its name or institution, that is cut off for the whole run.
    pub cut: Option<String>,
    /// Languages of the user, the most wanted first.
    pub languages: Vec<Language>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What was measured; with a user at the terminal, nothing.
    pub summary: Option<Summary>,
}

impl Outcome {
    /// Whether nothing speaks against the federation: measured, it converged.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.summary.as_ref().is_none_or(|summary| summary.converged)
    }
}

/// Plays the demo in a temporary folder, which is deleted at the end. Needs a runtime with
/// several threads.
///
/// # Errors
/// When it cannot be started, or was interrupted.
pub async fn run(options: DemoOptions) -> Result<Outcome, DemoError> {
    if options.headless {
        run_into(&options, Box::new(io::stdout())).await
    } else {
        play::terminal(&options).await
    }
}

/// Plays the others while `talk` speaks for Oaxaca, on its home. Everything ends with it.
///
/// # Errors
/// When it cannot be started.
pub async fn beside<T>(options: &DemoOptions, talk: impl AsyncFnOnce(PathBuf) -> T) -> Result<T, DemoError> {
    play::beside(options, talk).await
}

/// Plays it without a terminal, with the lines going elsewhere.
///
/// # Errors
/// As [`run`].
pub async fn run_into(options: &DemoOptions, out: Box<dyn Write + Send>) -> Result<Outcome, DemoError> {
    play::headless(options, out).await
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A number of nodes that cannot be.
    #[error("{0} nodes cannot be written · give a number from 1 to {NODES_MAX}")]
    Count(usize),
    /// There is already something.
    #[error("{} is not empty · name a folder that does not exist yet", path.display())]
    Occupied {
        /// Where.
        path: PathBuf,
    },
    /// Sockets below the folder would have paths too long for the system.
    #[error(
        "{} lies too deep: a socket in it would be {}, longer than the {} bytes that the system allows · name a folder with a shorter path",
        path.display(), socket.display(), crate::home::SOCKET_PATH_MAX
    )]
    Deep {
        /// The folder.
        path: PathBuf,
        /// The first socket that is too long.
        socket: PathBuf,
    },
    /// No free ports.
    #[error("no ports on 127.0.0.1 for the nodes: {0} · end what uses them, or try again")]
    Ports(String),
    /// The clock stands before 1970.
    #[error("the system's clock is not set · set it and try again")]
    Clock,
    /// The list of municipalities is not as it should be.
    #[error("the list of municipalities in this program is damaged: {0} · install it again")]
    List(String),
    /// A name in the demo that is none; only a damaged program has one.
    #[error(transparent)]
    Name(#[from] IdError),
    /// A key could not be made or kept.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A ledger could not be begun.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A roster could not be made.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// A home could not be made or opened.
    #[error(transparent)]
    Home(#[from] crate::home::HomeError),
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// What file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A node did not start.
    #[error("the node {node} does not start: {source}")]
    Start {
        /// Which.
        node: String,
        /// Why.
        source: crate::running::StartError,
    },
    /// A node's API cannot be used.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// No node of the demo has this name.
    #[error("no node of the demo is called «{name}» · name one of {known}")]
    NoSuchNode {
        /// What was given.
        name: String,
        /// What there is.
        known: String,
    },
    /// The user, or the system, ended it.
    #[error("the demo was interrupted; nothing is left of it")]
    Interrupted,
    /// The system does not say when the program should end.
    #[error("the system's signals cannot be heard: {0}")]
    Signals(io::Error),
    /// The terminal could not be used.
    #[cfg(feature = "tui")]
    #[error(transparent)]
    Terminal(#[from] cabildo_tui::TuiError),
    /// This build has no terminal interface.
    #[cfg(not(feature = "tui"))]
    #[error("this build has no terminal interface · add --headless")]
    NoTerminal,
}
