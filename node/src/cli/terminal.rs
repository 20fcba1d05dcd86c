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
use std::io::{self, IsTerminal as _};

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

fn drafts(paths: &Paths) -> std::path::PathBuf {
    paths.root().join("drafts")
}
