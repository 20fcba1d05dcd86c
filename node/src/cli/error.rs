//! What can go wrong in the command, and the exit status that says so.

use super::words::{Said, Words};
use crate::cli::output::Output;
use cabildo_client::{
    api::Problem, governor::GovernorError, http::ClientError, key::KeyError, writer::WriteError,
};
use cabildo_node::{
    demo::DemoError,
    home::{FORMAT, HomeError, SOCKET_PATH_MAX},
    net::NetError,
    running::StartError,
};
use cabildo_protocol::{content::ContentError, enrol::EnrolError, roster::RosterError};
use cabildo_store::OpenError;
use serde::Serialize;
use std::{io, path::Path, process::ExitCode};

/// The exit statuses. Scripts rely on them: they never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// No node runs.
    NotRunning = 3,
    /// The node runs and has trouble of its own.
    Degraded = 4,
    /// A key is locked, or the system does not let us.
    NotPermitted = 5,
    /// The federation's rules do not allow it.
    Refused = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Something on the command line, or in a file that it names, is wrong.
    #[error("{0}")]
    Usage(Said),
    /// It could not be done.
    #[error("{0}")]
    Failed(Said),
    /// The federation's rules do not allow it.
    #[error("{0}")]
    Refused(Said),
    /// A roster does not do.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// A request, a card or an invitation does not do.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// A roster was not signed.
    #[error(transparent)]
    Governor(#[from] GovernorError),
    /// What is written breaks a bound or contradicts itself.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The home cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The key cannot be read or opened.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The node did not answer, or not as hoped.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Nothing was written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The node cannot start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The node had to stop.
    #[error("{0}")]
    Stopped(String),
    /// The terminal interface cannot be shown.
    #[cfg(feature = "tui")]
    #[error(transparent)]
    Terminal(#[from] cabildo_tui::TuiError),
    /// No backup was made.
    #[error(transparent)]
    Backup(#[from] cabildo_node::backup::BackupError),
    /// A backup was not restored.
    #[error(transparent)]
    Restore(#[from] cabildo_node::backup::RestoreError),
    /// There is no demo.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The system refused something.
    #[error("{0}")]
    System(io::Error),
    /// Whoever read the output has had enough.
    #[error("the reader is gone")]
    Closed,
    /// The output cannot be written.
    #[error("{0}")]
    Output(io::Error),
}

impl From<Said> for CliError {
    fn from(said: Said) -> Self {
        Self::Usage(said)
    }
}

/// An error as a person or a program reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// A stable word.
    pub code: String,
    /// What happened, where.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    #[serde(skip)]
    pub exit: Exit,
}

impl Report {
    /// Sentences of this program carry their remedy behind a dot.
    pub fn new(exit: Exit, code: &str, text: &str) -> Self {
        let (message, remedy) = match text.rsplit_once(" · ") {
            Some((message, remedy)) => (message, Some(remedy)),
            None => (text, None),
        };
        Self { code: code.to_owned(), message: message.to_owned(), remedy: remedy.map(str::to_owned), exit }
    }

    /// What a node answered.
    pub fn of_problem(problem: &Problem) -> Self {
        let exit = match problem.code.as_str() {
            "bad_request" | "too_large" => Exit::Usage,
            "read_only" => Exit::Degraded,
            "not_permitted" => Exit::NotPermitted,
            "refused" => Exit::Refused,
            _ => Exit::Failed,
        };
        Self {
            code: problem.code.clone(),
            message: problem.message.clone(),
            remedy: problem.remedy.clone(),
            exit,
        }
    }
}

impl CliError {
    /// The error in the reader's language, as far as this command says it itself.
    pub fn report(&self, words: &Words) -> Report {
        match self {
            Self::Usage(said) => Report::new(Exit::Usage, "usage", &words.say(said)),
            Self::Failed(said) => Report::new(Exit::Failed, "failed", &words.say(said)),
            Self::Refused(said) => Report::new(Exit::Refused, "refused", &words.say(said)),
            Self::Roster(error) | Self::Governor(GovernorError::Roster(error)) => {
                Report::new(Exit::Refused, "roster", &error.to_string())
            }
            Self::Enrol(error) => {
                use EnrolError::{Kind, Letters, Malformed, TooLong};
                let usage = matches!(error, Kind(_) | Letters | Malformed(_) | TooLong { .. });
                Report::new(if usage { Exit::Usage } else { Exit::Refused }, "paper", &error.to_string())
            }
            Self::Governor(error) => {
                let twice = matches!(error, GovernorError::Twice { .. });
                let exit = if twice { Exit::Refused } else { Exit::Failed };
                Report::new(exit, "not_signed", &error.to_string())
            }
            Self::Content(error) => {
                Report::new(Exit::Usage, "bad_content", &words.lang().content_error(error))
            }
            Self::Home(error) => home_report(error, words),
            Self::Key(error) => key_report(error, words),
            Self::Client(error) => client_report(error, words),
            Self::Write(WriteError::Client(error)) => client_report(error, words),
            // It may be written: the same command again finds out, and writes it once.
            Self::Write(error @ WriteError::Unconfirmed { source, .. }) => {
                Report::new(client_report(source, words).exit, "unconfirmed", &error.to_string())
            }
            Self::Write(error) => {
                let exit = match error {
                    WriteError::Waiting { problem, .. } => Report::of_problem(problem).exit,
                    _ => Exit::Failed,
                };
                Report::new(exit, "not_written", &error.to_string())
            }
            Self::Start(error) => start_report(error, words),
            #[cfg(feature = "tui")]
            Self::Terminal(error) => Report::new(Exit::Failed, "terminal", &error.to_string()),
            Self::Stopped(why) => Report::new(Exit::Failed, "stopped", why),
            Self::Demo(DemoError::Home(error)) => home_report(error, words),
            Self::Demo(DemoError::Start { source, .. }) => start_report(source, words),
            Self::Demo(error) => {
                let wrong = matches!(error, DemoError::Count(_) | DemoError::NoSuchNode { .. });
                Report::new(if wrong { Exit::Usage } else { Exit::Failed }, "demo", &error.to_string())
            }
            Self::Backup(error) => Report::new(Exit::Failed, "no_backup", &error.to_string()),
            Self::Restore(error) => Report::new(Exit::Failed, "not_restored", &error.to_string()),
            Self::System(error) => Report::new(Exit::Failed, "system", &error.to_string()),
            Self::Closed => Report::new(Exit::Done, "closed", &self.to_string()),
            Self::Output(error) => {
                let said = Said::new("cli-output").with("why", &error.to_string());
                Report::new(Exit::Failed, "output", &words.say(&said))
            }
        }
    }

    /// Says what went wrong, and returns the status that says so too.
    pub fn tell(&self, words: &Words, output: &mut Output) -> Exit {
        let report = self.report(words);
        if !matches!(self, Self::Closed) {
            output.error(&report);
        }
        report.exit
    }
}

fn key_report(error: &KeyError, words: &Words) -> Report {
    let said = |id, path: &Path| words.say(&Said::new(id).with("path", &path.display().to_string()));
    match error {
        KeyError::Locked { path } => Report::new(Exit::NotPermitted, "locked", &said("cli-key-locked", path)),
        KeyError::Wrong { path } => {
            Report::new(Exit::NotPermitted, "wrong_passphrase", &said("cli-key-wrong", path))
        }
        KeyError::Loose { .. } => Report::new(Exit::NotPermitted, "loose_key", &error.to_string()),
        KeyError::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
            Report::new(Exit::NotPermitted, "not_permitted", &error.to_string())
        }
        _ => Report::new(Exit::Failed, "bad_key", &error.to_string()),
    }
}

fn client_report(error: &ClientError, words: &Words) -> Report {
    let said = |id, path: &Path| words.say(&Said::new(id).with("path", &path.display().to_string()));
    match error {
        ClientError::NotRunning { socket, .. } => {
            Report::new(Exit::NotRunning, "not_running", &said("cli-not-running", socket))
        }
        ClientError::NotPermitted { socket, .. } => {
            Report::new(Exit::NotPermitted, "not_permitted", &said("cli-not-permitted", socket))
        }
        ClientError::Problem(problem) => Report::of_problem(problem),
        ClientError::Answer { .. } => Report::new(Exit::Failed, "bad_answer", &error.to_string()),
    }
}

fn home_report(error: &HomeError, words: &Words) -> Report {
    let code = match error {
        HomeError::Running { path, pid } => {
            let pid = pid.map_or_else(|| "?".to_owned(), |pid| pid.to_string());
            let said =
                Said::new("cli-home-in-use").with("path", &path.display().to_string()).with("pid", &pid);
            return Report::new(Exit::Failed, "already_running", &words.say(&said));
        }
        HomeError::Missing { .. } | HomeError::Unnamed => "no_home",
        HomeError::Config(_) => "bad_config",
        _ => "bad_home",
    };
    let path = |id, path: &Path| Said::new(id).with("path", &path.display().to_string());
    let said = match error {
        HomeError::Missing { path: root } => path("cli-home-missing", root),
        HomeError::Unnamed => Said::new("cli-home-unnamed"),
        HomeError::Newer { path: root, found } => newer(root, u64::from(*found), u64::from(FORMAT)),
        HomeError::SocketPath { path: socket, length } => path("cli-socket-long", socket)
            .number("length", *length as u64)
            .number("max", SOCKET_PATH_MAX as u64),
        // What is rare, or names a line of a file, is said as it is.
        _ => return Report::new(Exit::Failed, code, &error.to_string()),
    };
    Report::new(Exit::Failed, code, &words.say(&said))
}

fn newer(path: &Path, found: u64, known: u64) -> Said {
    let said = Said::new("cli-newer-format").with("path", &path.display().to_string());
    said.with("found", &found.to_string()).with("known", &known.to_string())
}

fn start_report(error: &StartError, words: &Words) -> Report {
    let said = match error {
        StartError::Key(error) => return key_report(error, words),
        StartError::Open(OpenError::InUse { folder }) => {
            Said::new("cli-store-in-use").with("path", &folder.display().to_string())
        }
        StartError::Open(OpenError::Newer { file, format, known }) => {
            newer(file, u64::from(*format), u64::from(*known))
        }
        StartError::NoRosters { folder } => {
            Said::new("cli-no-rosters").with("path", &folder.display().to_string())
        }
        StartError::Network(NetError::PortTaken { address, holder }) => {
            let other = words.text("cli-port-other");
            let said = Said::new("cli-port-taken").with("address", &address.to_string());
            said.with("holder", holder.as_deref().unwrap_or(&other))
        }
        _ => return Report::new(Exit::Failed, "not_started", &error.to_string()),
    };
    Report::new(Exit::Failed, "not_started", &words.say(&said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::content::Flaw;

    fn words() -> Words {
        Words::new(vec!["es".parse().expect("a tag")])
    }

    #[test]
    fn each_failure_has_its_status() {
        let problem = |code: &str| Problem { code: code.into(), message: "x".into(), remedy: None };
        let socket = Path::new("/x/api.sock");
        for (error, exit, code) in [
            (CliError::Usage(Said::new("cli-text-empty")), 2, "usage"),
            (CliError::Failed(Said::new("cli-text-empty")), 1, "failed"),
            (HomeError::Missing { path: "/x".into() }.into(), 1, "no_home"),
            (HomeError::Running { path: "/x".into(), pid: Some(7) }.into(), 1, "already_running"),
            (KeyError::Locked { path: "/x".into() }.into(), 5, "locked"),
            (KeyError::Wrong { path: "/x".into() }.into(), 5, "wrong_passphrase"),
            (ClientError::from(problem("refused")).into(), 6, "refused"),
            (ClientError::from(problem("bad_request")).into(), 2, "bad_request"),
            (ClientError::from(problem("not_found")).into(), 1, "not_found"),
            (ClientError::from(problem("read_only")).into(), 4, "read_only"),
            (ClientError::from(problem("not_permitted")).into(), 5, "not_permitted"),
            (WriteError::from(ClientError::from(problem("refused"))).into(), 6, "refused"),
            (WriteError::UsedElsewhere { seq: 3 }.into(), 1, "not_written"),
            (
                WriteError::Unconfirmed {
                    id: cabildo_protocol::id::MessageId([1; 32]),
                    source: ClientError::NotRunning { socket: "/run/api.sock".into() },
                }
                .into(),
                3,
                "unconfirmed",
            ),
            (DemoError::Count(0).into(), 2, "demo"),
            (CliError::Closed, 0, "closed"),
        ] {
            let report = error.report(&words());
            assert_eq!((report.exit as u8, report.code.as_str()), (exit, code), "{report:?}");
        }
        for (error, parts) in [
            (HomeError::Missing { path: "/x".into() }.into(), ["/x", "no hay"]),
            (HomeError::Newer { path: "/x".into(), found: 9 }.into(), ["9", "más nueva"]),
            (HomeError::SocketPath { path: "/x".into(), length: 200 }.into(), ["200", "más corta"]),
            (
                CliError::Start(StartError::Network(NetError::PortTaken {
                    address: "/ip4/0.0.0.0/tcp/4250".parse().expect("an address"),
                    holder: None,
                })),
                ["tcp/4250", "otro programa"],
            ),
            (
                CliError::Content(ContentError::Field {
                    field: "terms.quorum".to_owned(),
                    problem: Flaw::QuorumTooHigh.into(),
                }),
                ["terms.quorum: ", "todos los que pueden votar"],
            ),
        ] {
            let report = error.report(&words());
            let text = format!("{} {}", report.message, report.remedy.unwrap_or_default());
            assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        }
        let gone = client_report(&ClientError::NotRunning { socket: socket.to_owned() }, &words());
        assert_eq!((gone.exit, gone.code.as_str()), (Exit::NotRunning, "not_running"));
        let used = home_report(&HomeError::Running { path: "/x".into(), pid: Some(7) }, &words());
        assert!(
            used.message.contains("proceso 7")
                && used.remedy.is_some_and(|r| r.contains("cabildo --home /x"))
        );
    }
}
