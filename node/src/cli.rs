//! The command line: reads the arguments, asks the node, answers people and programs.

mod alert_test;
mod args;
mod ascii;
mod backup;
mod backup_words;
mod contents;
mod doctor;
mod error;
mod help;
mod key;
mod language;
mod logs;
mod output;
mod paper;
mod plain;
mod read;
mod render;
mod run;
mod session;
mod shift;
#[cfg(feature = "tui")]
mod terminal;
mod texts;
mod times;
mod usage;
mod vocabulary;
mod words;
mod write;

use args::{Cli, Command};
use cabildo_node::config::Role;
use clap::FromArgMatches as _;
use error::{CliError, Exit};
use output::Output;
use std::ffi::OsString;
use tokio::signal::unix::{SignalKind, signal};
use words::Words;

/// Does what the arguments say.
pub fn run(arguments: Vec<OsString>) -> Exit {
    let words = language::words(&arguments);
    let given = |option: &str| arguments.iter().any(|argument| argument == option);
    let mut output = Output::new(given("--json"), given("--ascii") || language::is_ascii());
    let parsed = help::command(&words)
        .try_get_matches_from(&arguments)
        .and_then(|_| help::grammar(&words).try_get_matches_from(&arguments))
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let done = match parsed {
        Ok(cli) => in_runtime(cli, &words, &mut output),
        Err(error) if error.use_stderr() => {
            output.error(&usage::report(&error, &words));
            return Exit::Usage;
        }
        // Help and version are what was asked for.
        Err(error) => output.own(&error.render().to_string()).map(|()| Exit::Done),
    };
    done.unwrap_or_else(|error| error.tell(&words, &mut output))
}

fn in_runtime(cli: Cli, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CliError::System)?;
    let done = runtime.block_on(execute(cli, words, output));
    // A thread that waits for standard input must not keep the process.
    runtime.shutdown_background();
    done
}

async fn execute(cli: Cli, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    let common = &cli.common;
    let Some(command) = cli.command else {
        if cli.plain {
            return plain::run(common, words.clone(), output).await;
        }
        #[cfg(feature = "tui")]
        return terminal::run(common, words).await;
        #[cfg(not(feature = "tui"))]
        return Err(words::Said::new("cli-no-screen").into());
    };
    match &command {
        Command::Node => return run::foreground(common, Role::Node).await,
        Command::Relay => return run::foreground(common, Role::Relay).await,
        Command::Demo(args) => return run::demo(args, words, output).await,
        Command::Status => return read::status(common, words, output).await,
        Command::AlertTest(args) => return alert_test::alert_test(common, args, words, output).await,
        Command::Watch => return until_interrupted(read::watch(common, words, output)).await,
        Command::List(args) => read::list(common, args, words, output).await?,
        Command::Show(args) => read::show(common, args, words, output).await?,
        Command::Mark(args) => shift::mark(common, args, words, output).await?,
        Command::Shift(args) => shift::shift(common, args, words, output).await?,
        Command::Peers => read::peers(common, words, output).await?,
        Command::Frontier => read::frontier(common, output).await?,
        Command::Completions(args) => completions(args, words, output)?,
        Command::Help(args) => return explain(args, words, output),
        Command::Doctor(args) => return doctor::doctor(common, args, words, output).await,
        Command::Backup(args) => backup::backup(common, args, words, output)?,
        Command::Restore(args) => backup::restore(common, args, words, output)?,
        Command::Key(args) => return backup_words::key(common, args, words, output),
        Command::Adopt => write::adopt(common, words, output).await?,
        Command::Propose(_)
        | Command::Alert(_)
        | Command::Agenda(_)
        | Command::Respond(_)
        | Command::Ack(_)
        | Command::Comment(_)
        | Command::Rsvp(_)
        | Command::Erase(_) => write::write(common, &command, words, output).await?,
    }
    Ok(Exit::Done)
}

/// What goes on for ever ends well when it is interrupted.
async fn until_interrupted(work: impl Future<Output = Result<(), CliError>>) -> Result<Exit, CliError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(CliError::System)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CliError::System)?;
    tokio::select! {
        done = work => done.map(|()| Exit::Done),
        _ = terminate.recv() => Ok(Exit::Done),
        _ = interrupt.recv() => Ok(Exit::Done),
    }
}

fn completions(args: &args::Completions, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command(words), "cabildo", &mut script);
    output.raw(&String::from_utf8_lossy(&script))
}

/// `help COMMAND` is `COMMAND --help`, and a typo in it is answered like any other.
fn explain(args: &args::Help, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    let line = ["cabildo"].into_iter().chain(args.command.as_deref()).chain(["--help"]);
    match help::command(words).try_get_matches_from(line) {
        Err(error) if error.use_stderr() => {
            output.error(&usage::report(&error, words));
            Ok(Exit::Usage)
        }
        Err(error) => output.own(&error.render().to_string()).map(|()| Exit::Done),
        Ok(_) => Ok(Exit::Done),
    }
}
