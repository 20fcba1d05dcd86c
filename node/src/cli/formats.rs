//! The commands that read and write the formats of other programs.
//!
//! What comes in becomes a draft: a file that the operator reads, changes and sends with the command for
//! its kind. Nothing that another system says is sent by itself.

use super::{
    args::{Cap, CapAction, Common, Foreign},
    error::CliError,
    output::{self, Output},
    read,
    session::Session,
    words::{Said, Words},
};
use cabildo_node::formats::{
    cap::{self, MsgType},
    xml,
};
use cabildo_protocol::content::Content;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// `cap`: alerts of other systems in and out.
///
/// # Errors
/// When the file is no alert, or the node has no such notice.
pub async fn cap_command(
    common: &Common,
    args: &Cap,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    match &args.action {
        CapAction::Export(args) => {
            let session = Session::open(common, words).await?;
            cap(&session, &args.id, args.saved.output.as_deref(), args.saved.force, output).await
        }
        CapAction::Import(args) => cap_import(args, words, output),
    }
}

/// A message as a CAP alert.
///
/// # Errors
/// When it is none of a notice, or the file cannot be written.
pub async fn cap(
    session: &Session<'_>,
    id: &str,
    path: Option<&Path>,
    force: bool,
    output: &mut Output,
) -> Result<(), CliError> {
    let text = session.api.written(id, "cap", &[]).await?;
    read::put(&text, path, force, session.words, output)
}

/// A draft of a notice from an alert.
fn cap_import(args: &Foreign, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let bytes = foreign(&args.foreign, xml::BYTES_MAX)?;
    let wrong = |why: &str| {
        CliError::Failed(Said::new("cli-foreign-refused").with("path", &args.foreign).with("why", why))
    };
    let alert = cap::read(&bytes).map_err(|error| wrong(&error.to_string()))?;
    let (msg_type, identifier) = (alert.msg_type, alert.identifier.clone());
    if alert.notice.info.is_empty() {
        let said = Said::new("cli-cap-no-draft").with("path", &args.foreign);
        return Err(CliError::Failed(said.with("type", &format!("{msg_type:?}"))));
    }
    draft(&Content::Notice(alert.into_draft()), &args.saved, words, output)?;
    let how = args.saved.output.as_ref().map_or_else(|| "FILE".to_owned(), |path| path.display().to_string());
    let id = match msg_type {
        MsgType::Update => "cli-cap-drafted-update",
        _ => "cli-cap-drafted",
    };
    output.note(&words.say(&Said::new(id).with("id", &identifier).with("path", &how)));
    Ok(())
}

/// A draft as the file that `--file` reads.
pub fn draft(
    content: &Content,
    saved: &super::args::Saved,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let text = output::json(content)?;
    read::put(&text, saved.output.as_deref(), saved.force, words, output)
}

/// The bytes of a file of another program, or of the standard input; one byte more than is read says
/// that there are too many.
///
/// # Errors
/// When it cannot be read.
pub fn foreign(path: &str, max: usize) -> Result<Vec<u8>, CliError> {
    let most = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let done = match path {
        "-" => io::stdin().lock().take(most).read_to_end(&mut bytes),
        path => File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    };
    done.map_err(|error| {
        let said = Said::new("cli-foreign-refused").with("path", path);
        CliError::Failed(said.with("why", &error.to_string()))
    })?;
    Ok(bytes)
}
