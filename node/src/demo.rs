//! The demo: a whole federation on this machine, written as homes or alive in this process.

mod cast;
mod federation;
mod homes;

pub use homes::{WriteOptions, Written, WrittenGovernors, WrittenNode, write};

use cabildo_client::{key::KeyError, ledger::LedgerError};
use cabildo_protocol::{id::IdError, roster::RosterError};
use std::{io, path::PathBuf};

/// The most nodes that are written: each home holds the rosters of all.
pub const NODES_MAX: usize = 200;

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
}
