//! The commands that ask the node and show its answer.

use super::{
    args::{Common, Format, Peers, PeersAction, Show},
    error::{CliError, Exit},
    formats,
    output::{self, Output},
    paper::{self, Evidence},
    render,
    session::{self, Session},
    why,
    words::{Said, Words},
};
use cabildo_client::{
    api::{MessageDetail, SCHEMA},
    http::{ApiClient, ClientError, Received},
};
use cabildo_protocol::{
    bounds::{BODY_MAX, HEADER_MAX},
    id::Language,
    message::WireMessage,
};
use futures::StreamExt as _;
use serde_json::json;
use std::{
    fs::File,
    io::{self, Write as _},
    path::Path,
    time::Duration,
};

/// The longest message, with what frames it.
const FRAME_MAX: usize = HEADER_MAX + BODY_MAX + 1024;
/// Between two attempts to reach a node that was there before.
const RETRY: Duration = Duration::from_secs(1);

/// `show`: a message with its thread, on the terminal or on paper.
pub async fn show(common: &Common, args: &Show, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    if args.format == Format::Cap {
        return formats::cap(&session, &args.id, args.output.as_deref(), args.force, output).await;
    }
    let detail = session.api.message(&args.id).await?;
    let text = if output.is_json() {
        output::json(&detail)?
    } else if args.format == Format::Html {
        sheet(&session, detail, args, common.language.as_ref()).await?
    } else {
        render::detail(&session.reader(), &detail).into_string()
    };
    if args.output.is_none() && args.format != Format::Html {
        return output.own(&text);
    }
    put(&text, args.output.as_deref(), args.force, words, output)
}

/// What is a file by itself, into one or onto the output.
///
/// # Errors
/// When there is a file already, or it cannot be written.
pub fn put(
    text: &str,
    path: Option<&Path>,
    force: bool,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let Some(path) = path else { return output.raw(text) };
    let shown = path.display().to_string();
    save(path, force, text).map_err(|error| {
        CliError::Failed(match error.kind() {
            io::ErrorKind::AlreadyExists => Said::new("cli-paper-exists").with("path", &shown),
            _ => Said::new("cli-paper-unwritable").with("path", &shown).with("why", &error.to_string()),
        })
    })?;
    output.note(&words.say(&Said::new("cli-paper-written").with("path", &shown)));
    Ok(())
}

/// The thread as a sheet, whichever of its messages was named. The bytes that its author signed
/// are checked here: what is printed is believed for longer than what is shown.
async fn sheet(
    session: &Session<'_>,
    named: MessageDetail,
    args: &Show,
    only: Option<&Language>,
) -> Result<String, CliError> {
    let root = named.info.thread;
    let detail = if named.info.id == root { named } else { session.api.message(&root.to_string()).await? };
    let raw = session.api.raw(&root.to_string()).await?;
    let evidence = WireMessage::decode(&raw, FRAME_MAX).and_then(Evidence::of).map_err(|error| {
        let said = Said::new("cli-paper-forged").with("id", &root.to_string());
        CliError::Failed(said.with("why", &error.to_string()))
    })?;
    let how = paper::Sheet { paper: args.paper, only };
    Ok(paper::sheet(&session.reader(), &detail, &evidence, &how))
}

fn save(path: &Path, force: bool, text: &str) -> io::Result<()> {
    let mut options = File::options();
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    options.write(true).open(path)?.write_all(text.as_bytes())
}

/// `peers`: the other nodes.
pub async fn peers(
    common: &Common,
    args: &Peers,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    if let Some(PeersAction::Why(wanted)) = &args.action {
        return why::why(&session, &wanted.peer, output).await;
    }
    let peers = session.api.peers().await?;
    if output.is_json() {
        return output.json(&json!({ "schema": SCHEMA, "peers": peers }));
    }
    output.page(&render::peers(&session.reader(), &peers))
}

/// `status`: the node itself. Degraded only for trouble of its own.
pub async fn status(common: &Common, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    let session = Session::open(common, words).await?;
    if output.is_json() {
        output.json(&session.status)?;
    } else {
        output.page(&render::status(&session.reader(), &session.status))?;
        if session.status.alarms > 0 {
            output.page(&render::alarms(&session.reader(), &session.api.alarms().await?))?;
        }
    }
    Ok(if session.status.trouble.is_empty() { Exit::Done } else { Exit::Degraded })
}

/// `frontier`: the head of each log, in the order of the logs. Always JSON, to be compared.
pub async fn frontier(common: &Common, output: &mut Output) -> Result<(), CliError> {
    let api = ApiClient::new(&session::socket(common)?)?;
    let mut heads = api.frontier().await?;
    // As the logs are written, so that whoever sorts the lines again finds the same order.
    heads.sort_by_cached_key(|head| head.log.to_string());
    output.json(&heads)
}

/// `watch`: what happens, until it is interrupted. A node that restarts is waited for, and what
/// happened meanwhile is asked of it.
pub async fn watch(common: &Common, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let mut after: Option<String> = None;
    let mut lost = false;
    loop {
        let mut events = session.api.events(after.clone());
        let broken = loop {
            match events.next().await {
                Some(Ok(received)) => {
                    lost = false;
                    after = received.id.clone().or(after);
                    tell(&session, &received, output)?;
                }
                Some(Err(error)) => break Some(error),
                None => break None,
            }
        };
        match broken {
            None | Some(ClientError::NotRunning { .. }) => {}
            Some(error) if is_final(&error) => return Err(error.into()),
            Some(_) => {}
        }
        if !lost {
            output.note(&words.text("cli-watch-lost"));
        }
        lost = true;
        tokio::time::sleep(RETRY).await;
    }
}

/// Whether asking again cannot help.
fn is_final(error: &ClientError) -> bool {
    matches!(error, ClientError::NotPermitted { .. } | ClientError::Problem(_))
}

fn tell(session: &Session<'_>, received: &Received, output: &mut Output) -> Result<(), CliError> {
    if !output.is_json() {
        return output.line(&render::event(&session.reader(), &received.event));
    }
    let mut object = serde_json::to_value(&received.event).map_err(|e| CliError::Output(e.into()))?;
    if let Some(map) = object.as_object_mut() {
        map.insert("schema".to_owned(), SCHEMA.into());
        map.insert("event_id".to_owned(), received.id.clone().into());
    }
    output.json(&object)
}
