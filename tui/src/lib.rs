//! The terminal interface of a Cabildo node: model, update, view.
//!
//! `model` is what is shown, `update` what events do to it, `view` how it is drawn; all three are
//! pure. `run` is the loop around them.

pub mod fold;
pub mod keys;
pub mod model;
mod run;
pub mod update;
pub mod view;

pub use model::Banner;
pub use run::run;

use cabildo_client::{http::ApiClient, key::KeyFile, writer::Writer};
use cabildo_protocol::id::Language;
use std::{ffi::OsString, fmt, io, path::PathBuf};

/// What the interface needs to begin.
pub struct Setup {
    /// The node.
    pub api: ApiClient,
    /// Who signs.
    pub signer: Signer,
    /// The reader's languages, the most wanted first.
    pub languages: Vec<Language>,
    /// A line that stays at the top.
    pub banner: Option<Banner>,
    /// The folder where drafts are kept; none keeps none.
    pub drafts: Option<PathBuf>,
    /// The program and its first arguments, for the commands that the reader runs from within; none runs
    /// none.
    pub program: Option<(PathBuf, Vec<OsString>)>,
    /// Whether a panic on the thread that asks is caught and made good by the part of the program that it
    /// is in: such a one leaves the screen alone.
    pub caught: fn() -> bool,
    /// Draw nothing beyond ASCII but what people wrote; see [`wants_ascii`].
    pub ascii: bool,
}

/// Whether the environment asks for ASCII: a terminal that is `dumb`, or a locale of `LC_ALL`,
/// `LC_CTYPE` and `LANG`, the first one set, that is `C` or `POSIX`.
#[must_use]
pub fn wants_ascii() -> bool {
    asks_for_ascii(|name| std::env::var(name).ok())
}

fn asks_for_ascii(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(&variable).find(|value| !value.is_empty());
    variable("TERM").is_some_and(|term| term == "dumb")
        || locale.is_some_and(|locale| locale == "C" || locale == "POSIX")
}

/// Who signs what is written.
pub enum Signer {
    /// An open key.
    Ready(Writer),
    /// An encrypted key and where it lies: the interface asks for the passphrase.
    Locked(KeyFile, PathBuf),
    /// Nobody: everything can be read, nothing written.
    None {
        /// Why, in the reader's words.
        why: String,
    },
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("languages", &self.languages).finish_non_exhaustive()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(_) => "Ready",
            Self::Locked(..) => "Locked",
            Self::None { .. } => "None",
        })
    }
}

/// Why the interface cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// There is no terminal that can be drawn on; the sentence names the command line's way.
    #[error("{0}")]
    NoTerminal(String),
    /// The terminal failed.
    #[error("the terminal does not answer: {0} · try another one, or use cabildo list")]
    Terminal(#[from] io::Error),
    /// Something in the program panicked and has said so; the sentence says what became of the draft.
    #[error("{0}")]
    Panicked(String),
    /// The key map in the binary is damaged.
    #[error("the key map is damaged: {0} · install the program again")]
    Keys(#[from] toml::de::Error),
}

#[cfg(test)]
mod tests;
