//! Completions: the shell asks this program, which knows the reader's language, the members of the
//! federation and the messages of the running node.
//!
//! The registered script calls the program again with the words so far. Where no node answers in
//! time there is nothing to offer, and the shell waits no longer than that.

use super::{
    args::Common,
    error::CliError,
    help,
    output::Output,
    session,
    vocabulary::{self, List},
    words::Words,
};
use cabildo_client::{
    api::{Inbox, InstitutionInfo},
    http::{ApiClient, MessageFilter},
    lang::Lang,
};
use cabildo_protocol::{id::InstitutionId, sanitize};
use clap::{Arg, Command};
use clap_complete::{
    CompleteEnv, Shell,
    engine::{ArgValueCompleter, CompletionCandidate},
    env::Shells,
};
use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
    time::Duration,
};

/// How the script tells the program that it is asked for completions.
const ASKED: &str = "COMPLETE";
/// A person waits before the word goes on: longer than this is not better than nothing.
const WITHIN: Duration = Duration::from_millis(500);
/// Messages that are offered at most.
const MESSAGES: u32 = 50;

/// Prints the script that registers the completions with a shell.
///
/// # Errors
/// When the output cannot be written.
pub fn script(shell: Shell, output: &mut Output) -> Result<(), CliError> {
    let mut script = Vec::new();
    let name = shell.to_string();
    if let Some(shell) = Shells::builtins().completer(&name) {
        shell
            .write_registration(ASKED, "cabildo", "cabildo", "cabildo", &mut script)
            .map_err(CliError::Output)?;
    }
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if shell == Shell::Bash {
        // An institution is one word: mx:20067.
        script.push_str("COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\n");
    }
    output.raw(&script)
}

/// Answers the script, if it is it that asks.
pub fn answered(arguments: &[OsString], words: &Words) -> bool {
    if std::env::var_os(ASKED).is_none_or(|asked| asked.is_empty() || asked == "0") {
        return false;
    }
    let folder = std::env::current_dir().ok();
    let scene = Scene::of(arguments, words);
    let complete = CompleteEnv::with_factory(|| command(&scene)).var(ASKED).bin("cabildo");
    // A shell that nobody knows gets no answer, which is what it can use.
    let _ = complete.try_complete(arguments.to_vec(), folder.as_deref());
    true
}

/// What the words so far say about whom to ask.
#[derive(Debug, Clone)]
struct Scene {
    words: Words,
    common: Common,
}

impl Scene {
    fn of(arguments: &[OsString], words: &Words) -> Self {
        let path = |option| super::language::value(arguments, option).map(PathBuf::from);
        let home = path("--home").or_else(|| std::env::var_os("CABILDO_HOME").map(PathBuf::from));
        Self { words: words.clone(), common: Common::of_node(home, path("--socket")) }
    }

    /// Asks the node, for a short time.
    fn ask<T>(&self, question: impl AsyncFnOnce(ApiClient) -> Option<T>) -> Option<T> {
        let api = ApiClient::new(&session::socket(&self.common).ok()?).ok()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        let answer = runtime.block_on(async { tokio::time::timeout(WITHIN, question(api)).await });
        runtime.shutdown_background();
        answer.ok().flatten()
    }
}

/// The command line as the reader sees it, with what the running node knows.
fn command(scene: &Scene) -> Command {
    // What all commands take is defined once, at the root.
    let root = help::command(&scene.words).mut_args(|arg| values(arg, scene, ""));
    root.mut_subcommands(|sub| {
        let answers = sub.get_name().to_owned();
        sub.mut_args(|arg| values(arg, scene, &answers))
    })
}

fn values(arg: Arg, scene: &Scene, command: &str) -> Arg {
    let scene = scene.clone();
    let names: Vec<String> = arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
    match arg.get_id().as_str() {
        "id" | "update" | "cancel" => {
            let kind = wanted_kind(&scene.words, command);
            arg.add(ArgValueCompleter::new(move |current: &OsStr| messages(&scene, kind, current)))
        }
        "asked" | "invited" | "host" | "institution" => {
            arg.add(ArgValueCompleter::new(move |current: &OsStr| institutions(&scene, current)))
        }
        "language" => arg.add(ArgValueCompleter::new(move |current: &OsStr| {
            let all = Lang::available().into_iter().map(|tag| (tag.to_string(), String::new()));
            beginning(current, all)
        })),
        "command" => arg.add(ArgValueCompleter::new(move |current: &OsStr| {
            let root = help::command(&scene.words);
            let all = root.get_subcommands().map(|sub| {
                (sub.get_name().to_owned(), sub.get_about().map(ToString::to_string).unwrap_or_default())
            });
            beginning(current, all.collect::<Vec<_>>())
        })),
        _ => match List::of(&names) {
            Some(list) => arg.add(ArgValueCompleter::new(move |current: &OsStr| {
                let terms = list.words.iter();
                let all = terms.map(|w| (list.shown(&scene.words, w), scene.words.term(list.name, w)));
                beginning(current, all.collect::<Vec<_>>())
            })),
            None => arg,
        },
    }
}

/// What a command answers, where it answers one kind alone.
fn wanted_kind(words: &Words, command: &str) -> Option<&'static str> {
    [("respond", "proposal"), ("ack", "notice"), ("rsvp", "agenda"), ("alert", "notice")]
        .into_iter()
        .find(|(name, _)| *name == command || vocabulary::verbs(words, name).iter().any(|v| v == command))
        .map(|(_, kind)| kind)
}

/// Ids of threads, the most urgent first, with their titles; of other messages where an id goes on
/// that no thread has.
fn messages(scene: &Scene, kind: Option<&str>, current: &OsStr) -> Vec<CompletionCandidate> {
    let known = scene.ask(async |api| {
        let inbox: Inbox = api.inbox(MESSAGES).await.ok()?;
        let threads = inbox
            .threads
            .iter()
            .filter(|line| kind.is_none_or(|kind| line.kind.is_some_and(|k| k.name() == kind)));
        let mut all: Vec<(String, String)> = threads
            .map(|line| (line.source.id.to_string(), scene.words.best(&line.title).unwrap_or_default()))
            .collect();
        if kind.is_none() && all.iter().all(|(id, _)| !id.starts_with(&*current.to_string_lossy())) {
            let filter = MessageFilter { limit: Some(MESSAGES), ..MessageFilter::default() };
            let messages = api.messages(&filter).await.ok()?;
            all = messages
                .iter()
                .map(|m| (m.id.to_string(), scene.words.best(&m.title).unwrap_or_default()))
                .collect();
        }
        Some(all)
    });
    beginning(current, known.unwrap_or_default())
}

/// The members, by id; what is typed may also be the beginning of a name.
fn institutions(scene: &Scene, current: &OsStr) -> Vec<CompletionCandidate> {
    let known: Vec<InstitutionInfo> =
        scene.ask(async |api| api.institutions().await.ok()).unwrap_or_default();
    let name = |id: &InstitutionId, info: &InstitutionInfo| {
        scene.words.best(&info.names).unwrap_or_else(|| id.to_string())
    };
    let all = known.iter().map(|info| (info.id.to_string(), name(&info.id, info)));
    let typed = vocabulary::plain(&current.to_string_lossy());
    let named = |(id, name): &(String, String)| {
        id.starts_with(&*current.to_string_lossy())
            || (!typed.is_empty() && vocabulary::plain(name).starts_with(&typed))
    };
    all.filter(named).enumerate().map(|(order, (id, name))| candidate(order, &id, &name)).collect()
}

fn beginning(current: &OsStr, all: impl IntoIterator<Item = (String, String)>) -> Vec<CompletionCandidate> {
    let typed = current.to_string_lossy();
    let fitting = all.into_iter().filter(|(value, _)| value.starts_with(&*typed));
    fitting.enumerate().map(|(order, (value, about))| candidate(order, &value, &about)).collect()
}

/// A value and what it is, which others may have written.
fn candidate(order: usize, value: &str, about: &str) -> CompletionCandidate {
    let about = sanitize::line(about);
    let about = (!about.trim().is_empty()).then(|| about.into());
    CompletionCandidate::new(sanitize::line(value)).help(about).display_order(Some(order))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(language: &str) -> Scene {
        let words = Words::new(vec![language.parse().expect("a tag")]);
        Scene { words, common: Common::of_node(Some(PathBuf::from("/nonexistent")), None) }
    }

    fn offered(language: &str, line: &[&str]) -> Vec<String> {
        let mut command = command(&scene(language));
        command.build();
        let line: Vec<OsString> = ["cabildo"].iter().chain(line).map(OsString::from).collect();
        let at = line.len() - 1;
        let offered = clap_complete::engine::complete(&mut command, line, at, None).expect("completed");
        offered.iter().map(|c| c.get_value().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn names_and_words_are_offered_in_the_readers_language() {
        assert_eq!(offered("es", &["propo"]), ["proponer"]);
        assert!(offered("es", &["responder", "cbm1a", ""]).contains(&"apoyar".to_owned()));
        assert!(offered("pt", &["responder", "cbm1a", "apo"]).contains(&"apoiar".to_owned()));
        assert_eq!(offered("en", &["alert", "--severity", "ext"]), ["extreme"]);
        assert_eq!(offered("es", &["ayuda", "prop"]), ["proponer"]);
        assert_eq!(offered("es", &["--language", "p"]), ["pt"]);
    }

    #[test]
    fn without_a_node_there_is_nothing_and_no_waiting() {
        assert_eq!(offered("es", &["mostrar", "cbm1"]), Vec::<String>::new());
        assert_eq!(offered("es", &["proponer", "--asked", "mx"]), Vec::<String>::new());
    }

    #[test]
    fn what_others_wrote_is_sanitised() {
        let candidate = candidate(0, "cbm1", "a\u{1b}[31m\nb");
        assert_eq!(candidate.get_help().map(ToString::to_string).as_deref(), Some("a[31m b"));
    }
}
