//! Without a command: the terminal interface on the running node, or on one started inside.

use super::{
    args::Common,
    error::{CliError, Exit},
    key, session,
    words::{Said, Words},
};
use cabildo_client::http::{ApiClient, ClientError};
use cabildo_node::{
    home::{Home, Paths},
    running::Running,
};
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
    let api = ApiClient::new(&session::socket(common)?)?;
    let inside = match api.status().await {
        Ok(_) => None,
        // A socket that was named is of a node elsewhere: it is not ours to start.
        Err(ClientError::NotRunning { .. }) if common.socket.is_none() => {
            Some(Running::start(Home::open(&session::root(common)?)?).await?)
        }
        Err(error) => return Err(error.into()),
    };
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
        ascii: cabildo_tui::wants_ascii(),
    };
    let shown = show(setup, inside).await;
    shown.map(|()| Exit::Done)
}

/// Shows the interface. A node that was started for it ends with it, and its end ends it.
async fn show(setup: Setup, inside: Option<Running>) -> Result<(), CliError> {
    let Some(mut running) = inside else { return Ok(cabildo_tui::run(setup).await?) };
    let shown = tokio::select! {
        shown = cabildo_tui::run(setup) => shown.map_err(CliError::from),
        failure = running.failed() => Err(CliError::Stopped(failure.to_string())),
    };
    running.stop().await;
    shown
}

fn drafts(paths: &Paths) -> std::path::PathBuf {
    paths.root().join("drafts")
}
