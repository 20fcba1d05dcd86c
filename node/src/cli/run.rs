//! The commands that run a node: in the foreground, under the terminal, or as a demo.

use super::{
    args::{Common, Demo},
    error::{CliError, Exit},
    logs,
    output::Output,
    plain, session,
    words::{Said, Words},
};
use cabildo_client::http::{ApiClient, ClientError};
use cabildo_node::{
    config::Role,
    demo::{self, DemoOptions, WriteOptions},
    home::{Home, Paths},
    running::Running,
    service::Service,
};
use std::path::Path;
use tokio::signal::unix::{SignalKind, signal};

/// `node` and `relay`: runs the home's node until it is told to stop.
///
/// # Errors
/// When the home is of the other role, is in use, or the node cannot start or has to stop.
pub async fn foreground(common: &Common, role: Role) -> Result<Exit, CliError> {
    let root = session::root(common)?;
    let config = Paths::new(&root).load_config()?;
    if config.node.role != role {
        let said = match config.node.role {
            Role::Relay => Said::new("cli-home-of-relay"),
            Role::Node => Said::new("cli-home-of-node"),
        };
        return Err(said.with("path", &root.display().to_string()).into());
    }
    logs::to_stderr(&config.log);
    // Before the node starts: whoever stops it at once is heard, too.
    let mut terminate = signal(SignalKind::terminate()).map_err(CliError::System)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CliError::System)?;
    let mut hangup = signal(SignalKind::hangup()).map_err(CliError::System)?;
    let mut running = Running::start(Home::open(&root)?).await?;
    let service = Service::ready(running.handle());
    let failure = loop {
        tokio::select! {
            _ = terminate.recv() => break None,
            _ = interrupt.recv() => break None,
            _ = hangup.recv() => {
                if let Err(error) = running.reload().await {
                    tracing::error!(%error, "settings cannot be read anew: what was in force stays");
                }
            }
            failure = running.failed() => break Some(failure),
        }
    };
    service.stopping();
    running.stop().await;
    match failure {
        None => Ok(Exit::Done),
        Some(error) => Err(CliError::Stopped(error.to_string())),
    }
}

/// A node that answers, wherever it runs.
pub struct Attached {
    /// Its API.
    pub api: ApiClient,
    /// The node itself, where it was started for this and ends with it.
    pub inside: Option<Running>,
}

/// The node that runs on the home, or one that is started inside.
///
/// # Errors
/// When there is no home, or no node can be started on it.
pub async fn attach(common: &Common) -> Result<Attached, CliError> {
    let api = ApiClient::new(&session::socket(common)?)?;
    let inside = match api.status().await {
        Ok(_) => None,
        // A socket that was named is of a node elsewhere: it is not ours to start.
        Err(ClientError::NotRunning { .. }) if common.socket.is_none() => {
            Some(Running::start(Home::open(&session::root(common)?)?).await?)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Attached { api, inside })
}

/// The failure of a node that runs inside; never, where none does.
pub async fn failure(inside: &mut Option<Running>) -> CliError {
    match inside {
        Some(running) => CliError::Stopped(running.failed().await.to_string()),
        None => std::future::pending().await,
    }
}

/// `demo`: plays the federation, or writes it as homes and starts none.
///
/// # Errors
/// When it cannot be started or written.
pub async fn demo(args: &Demo, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    if let Some(folder) = &args.write {
        write_homes(folder, args.nodes, words, output)?;
        return Ok(Exit::Done);
    }
    let options = DemoOptions {
        // A program that reads JSON has no terminal.
        headless: args.headless || output.is_json(),
        json: output.is_json(),
        cut: args.cut.clone(),
        languages: words.wanted().to_vec(),
    };
    if args.plain {
        output.line(&words.text("tui-banner-demo"))?;
        let talk = async |home| {
            let common = Common::of_node(Some(home), None);
            plain::run(&common, words.clone(), output).await
        };
        return demo::beside(&options, talk).await?;
    }
    let outcome = demo::run(options).await?;
    Ok(if outcome.converged() { Exit::Done } else { Exit::Failed })
}

fn write_homes(
    folder: &Path,
    nodes: Option<usize>,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let usual = WriteOptions::default();
    let options = WriteOptions { nodes: nodes.unwrap_or(usual.nodes), ..usual };
    let written = demo::write(folder, &options)?;
    if output.is_json() {
        return output.json(&written);
    }
    let names: Vec<&str> = written.nodes.iter().map(|node| node.name.as_str()).collect();
    let path = folder.display().to_string();
    output.line(
        &words.say(&Said::new("cli-written-nodes").with("path", &path).with("names", &names.join(", "))),
    )?;
    let first = names.first().map(|name| folder.join(name).display().to_string()).unwrap_or_default();
    output.line(&words.say(&Said::new("cli-written-start").with("path", &first)))
}
