//! The command line: reads the arguments, asks the node, answers people and programs.

mod alert_test;
mod args;
mod ascii;
mod attachments;
mod backup;
mod backup_words;
mod bundle;
mod calendar;
mod carry;
mod closing;
mod completion;
mod contents;
mod crisis;
mod doctor;
mod error;
mod feedback;
mod first;
mod formats;
mod help;
mod init;
mod join;
mod key;
mod language;
mod lists;
mod logs;
mod man;
mod meeting;
mod output;
mod paper;
mod plain;
mod qr;
mod read;
mod render;
mod responses;
mod roster;
mod rota;
mod run;
mod search;
mod session;
mod shift;
mod signing;
mod tables;
#[cfg(feature = "tui")]
mod terminal;
mod texts;
mod times;
mod translate;
mod usage;
mod vocabulary;
mod why;
mod words;
mod working;
mod write;

use args::{Cli, Command, Common};
use cabildo_node::{
    config::Role,
    home::{HomeError, Paths},
};
use clap::FromArgMatches as _;
use error::{CliError, Exit};
use output::Output;
use std::{
    ffi::OsString,
    io::{self, IsTerminal as _},
};
use tokio::signal::unix::{SignalKind, signal};
use words::Words;

/// Does what the arguments say.
pub fn run(arguments: Vec<OsString>) -> Exit {
    let words = language::words(&arguments);
    if completion::answered(&arguments, &words) {
        return Exit::Done;
    }
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
        return without_command(common, cli.plain, words, output).await;
    };
    match &command {
        Command::Node => return run::foreground(common, Role::Node).await,
        Command::Relay => return run::foreground(common, Role::Relay).await,
        Command::Demo(args) => return run::demo(args, words, output).await,
        Command::Status => return read::status(common, words, output).await,
        Command::Cap(args) => formats::cap_command(common, args, words, output).await?,
        Command::Calendar(args) => calendar::calendar(common, args, words, output).await?,
        Command::Map(args) => tables::map(common, args, words, output).await?,
        Command::Table(args) => tables::table(common, args, words, output).await?,
        Command::Bundle(args) => bundle::bundle(common, args, words, output).await?,
        Command::Verify(args) => return bundle::verify(args, words, output),
        Command::AlertTest(args) => return alert_test::alert_test(common, args, words, output).await,
        Command::Watch => return until_interrupted(read::watch(common, words, output)).await,
        Command::List(args) => lists::list(common, args, words, output).await?,
        Command::Search(args) => search::search(common, args, words, output).await?,
        Command::Show(args) => read::show(common, args, words, output).await?,
        Command::Attachments(args) => attachments::attachments(common, args, words, output).await?,
        Command::Fetch(args) => return attachments::fetch(common, args, words, output).await,
        Command::Mark(args) => shift::mark(common, args, words, output).await?,
        Command::Shift(args) => shift::shift(common, args, words, output).await?,
        Command::Rota(args) => rota::rota(common, args, words, output).await?,
        Command::Peers(args) => read::peers(common, args, words, output).await?,
        Command::Report(args) => crisis::report(common, args, words, output).await?,
        Command::Remind(args) => crisis::remind(common, args, words, output).await?,
        Command::AckTimes(args) => crisis::ack_times(common, args, words, output).await?,
        Command::Responses(args) => responses::responses(common, args, words, output).await?,
        Command::Hosts => meeting::hosts(common, words, output).await?,
        Command::Commitments(args) => working::commitments(common, args, words, output).await?,
        Command::Frontier => read::frontier(common, output).await?,
        Command::Completions(args) => completion::script(args.shell, output)?,
        Command::Man(args) => man::write(&args.dir, words, output)?,
        Command::Help(args) => return explain(args, words, output),
        Command::Doctor(args) => return doctor::doctor(common, args, words, output).await,
        Command::Export(args) => carry::export(common, args, words, output).await?,
        Command::Import(args) => return carry::import(common, args, words, output).await,
        Command::Backup(args) => backup::backup(common, args, words, output)?,
        Command::Restore(args) => backup::restore(common, args, words, output)?,
        Command::Init(args) => return init::init(common, args, words, output),
        Command::Join(args) => return join::join(common, args, words, output).await,
        Command::Roster(args) => return roster::roster(common, args, words, output).await,
        Command::Key(args) => return backup_words::key(common, args, words, output),
        Command::Adopt => write::adopt(common, words, output).await?,
        Command::Propose(_)
        | Command::Alert(_)
        | Command::Agenda(_)
        | Command::Minutes(_)
        | Command::RequestItem(_)
        | Command::Declare(_)
        | Command::Sign(_)
        | Command::Amend(_)
        | Command::Revise(_)
        | Command::Translate(_)
        | Command::Respond(_)
        | Command::Close(_)
        | Command::Contest(_)
        | Command::Finalize(_)
        | Command::Withdraw(_)
        | Command::Commit(_)
        | Command::Progress(_)
        | Command::Feedback(_)
        | Command::FollowUp(_)
        | Command::Pause(_)
        | Command::Ack(_)
        | Command::Comment(_)
        | Command::Rsvp(_)
        | Command::Erase(_) => write::write(common, &command, words, output).await?,
    }
    Ok(Exit::Done)
}

/// The program itself: in lines, or on the screen; the first time, what can be done about that.
async fn without_command(
    common: &Common,
    plain: bool,
    words: &Words,
    output: &mut Output,
) -> Result<Exit, CliError> {
    let interactive = io::stdin().is_terminal() && io::stdout().is_terminal();
    if interactive && common.home.is_none() && common.socket.is_none() {
        let root = session::root(common)?;
        if matches!(Paths::new(&root).load_config(), Err(HomeError::Missing { .. })) {
            let mut words = words.clone();
            return match first::ask(&root, &mut words, output).await? {
                first::Choice::Demo => run::demo(&args::Demo::default(), &words, output).await,
                first::Choice::Init => init::init(common, &args::Init::default(), &words, output),
                first::Choice::Leave => Ok(Exit::Done),
            };
        }
    }
    if plain {
        return plain::run(common, words.clone(), output).await;
    }
    #[cfg(feature = "tui")]
    return terminal::run(common, words).await;
    #[cfg(not(feature = "tui"))]
    Err(words::Said::new("cli-no-screen").into())
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
