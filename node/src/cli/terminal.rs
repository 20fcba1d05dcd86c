//! Without a command: the terminal interface on the running node, or on one started inside.

use super::{
    args::Common,
    error::{CliError, Exit},
    key,
    run::{self, Attached},
    session,
    words::{Said, Words},
};
use cabildo_node::home::Paths;
use cabildo_tui::{Setup, Signer};
use std::{
    ffi::OsString,
    io::{self, IsTerminal as _},
    path::PathBuf,
};

/// Opens the interface; returns when the user leaves.
///
/// # Errors
/// When there is no terminal, no home, or no node can be started on it.
pub async fn run(common: &Common, words: &Words) -> Result<Exit, CliError> {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    if dumb || !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Said::new("cli-no-terminal").into());
    }
    let Attached { api, mut inside } = run::attach(common).await?;
    let home = session::home(common).ok();
    let signer = match &home {
        Some((paths, config)) => key::signer(common, &paths.operator_key(config), words),
        None => Signer::None { why: words.text("cli-no-key") },
    };
    let setup = Setup {
        api,
        signer,
        languages: words.wanted().to_vec(),
        banner: None,
        drafts: home.map(|(paths, _)| drafts(&paths)),
        program: program(common),
        caught: cabildo_store::panic_is_caught,
        ascii: common.ascii || cabildo_tui::wants_ascii(),
    };
    // A node that was started for the interface ends with it, and its end ends it.
    let shown = tokio::select! {
        shown = cabildo_tui::run(setup) => shown.map_err(CliError::from),
        failure = run::failure(&mut inside) => Err(failure),
    };
    if let Some(inside) = inside {
        inside.stop().await;
    }
    shown.map(|()| Exit::Done)
}

/// This program on the same node, in the same language.
fn program(common: &Common) -> Option<(PathBuf, Vec<OsString>)> {
    let program = std::env::current_exe().ok()?;
    let mut first = Vec::new();
    for (name, path) in [("--home", &common.home), ("--socket", &common.socket)] {
        first.extend(path.iter().flat_map(|path| [OsString::from(name), path.clone().into()]));
    }
    if let Some(language) = &common.language {
        first.extend(["--language".into(), language.to_string().into()]);
    }
    Some((program, first))
}

fn drafts(paths: &Paths) -> PathBuf {
    paths.root().join("drafts")
}
