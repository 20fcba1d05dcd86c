//! The files that messages name: given to the node with a message, listed, fetched and written.
//!
//! What others call a file is shown, and cut down to a name before one is written under it; no program is
//! started for it.

use super::{
    args::{AttachmentsArgs, Command, Common, Fetch},
    carry::{Part, unwritable},
    error::{CliError, Exit},
    output::Output,
    render,
    session::Session,
    words::{Said, Words},
};
use cabildo_client::{
    api::{AttachmentInfo, AttachmentState, SCHEMA, Uploaded},
    attachments::size,
};
use cabildo_protocol::{
    bounds::{ATTACHMENT_NAME_MAX, ATTACHMENTS_MAX, CHUNK},
    content::{Attachment, Content},
    sanitize,
};
use futures::{StreamExt as _, stream};
use serde_json::json;
use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::{fs::File, io::AsyncReadExt as _};

/// How often is looked how far a fetch is, and how often that is said.
const LOOK: Duration = Duration::from_millis(300);
const SAY: Duration = Duration::from_secs(2);
/// What is said where nothing better is known.
const UNKNOWN: &str = "application/octet-stream";

/// The files that a command gives with its message.
pub fn given(command: &Command) -> &[PathBuf] {
    match command {
        Command::Propose(args) => &args.files.attach,
        Command::Agenda(args) => &args.files.attach,
        Command::Minutes(args) => &args.files.attach,
        Command::Comment(args) => &args.files.attach,
        _ => &[],
    }
}

/// Gives files to the node and names them in the content.
///
/// # Errors
/// When one cannot be read, or the node does not take it.
pub async fn attach(session: &Session<'_>, paths: &[PathBuf], content: &mut Content) -> Result<(), CliError> {
    if paths.is_empty() {
        return Ok(());
    }
    let all = content.attachments().len() + paths.len();
    if all > ATTACHMENTS_MAX {
        return Err(CliError::Usage(Said::new("cli-attach-many").number("n", all as u64)));
    }
    for path in paths {
        let uploaded = upload(session, path).await?;
        let file = Attachment {
            name: name_of(path),
            mime_type: declared(path, uploaded.found.as_deref()).to_owned(),
            size: uploaded.size,
            root: uploaded.root,
        };
        content.attachments_mut().into_iter().for_each(|files| files.push(file.clone()));
    }
    content.check()?;
    Ok(())
}

async fn upload(session: &Session<'_>, path: &Path) -> Result<Uploaded, CliError> {
    let shown = path.display().to_string();
    let unreadable = |error: io::Error| {
        CliError::Usage(
            Said::new("cli-attach-unreadable").with("path", &shown).with("why", &error.to_string()),
        )
    };
    let metadata = tokio::fs::metadata(path).await.map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(unreadable(io::ErrorKind::InvalidInput.into()));
    }
    if metadata.len() == 0 {
        return Err(CliError::Usage(Said::new("cli-attach-empty").with("path", &shown)));
    }
    let file = File::open(path).await.map_err(unreadable)?;
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; CHUNK];
        let n = file.read(&mut piece).await?;
        piece.truncate(n);
        Ok((n > 0).then_some((piece, file)))
    });
    Ok(session.api.upload(metadata.len(), pieces).await?)
}

/// The file's own name, without its folders and what no name of a file may have in a message.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = sanitize::line(&name.replace(['/', '\\'], "_"));
    let mut short = name.trim().to_owned();
    while short.len() > ATTACHMENT_NAME_MAX {
        short.pop();
    }
    if short.is_empty() { sanitize::file_name("") } else { short }
}

/// What a file is by the end of its name, for whoever reads the message before the file is there; else by its
/// first bytes.
fn declared<'a>(path: &Path, found: Option<&'a str>) -> &'a str {
    mime_guess::from_path(path).first_raw().or(found).unwrap_or(UNKNOWN)
}

/// `attachments`: the files that a message names, and where it begins a thread those of the whole.
pub async fn attachments(
    common: &Common,
    args: &AttachmentsArgs,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let list = session.api.attachments(&args.id).await?;
    if output.is_json() {
        return output.json(&list);
    }
    output.page(&render::attachments(&session.reader(), &list.message, &list.attachments))
}

/// `fetch`: writes a file that a message names; the node fetches it first where it is not there.
pub async fn fetch(
    common: &Common,
    args: &Fetch,
    words: &Words,
    output: &mut Output,
) -> Result<Exit, CliError> {
    let session = Session::open(common, words).await?;
    let list = session.api.attachments(&args.id).await?;
    let own = list.attachments.iter().filter(|file| file.message == list.message);
    let file = chosen(&args.id, &own.collect::<Vec<_>>(), args.number)?.clone();
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(sanitize::file_name(&file.name)));
    // Before anything is fetched for it.
    if !args.force && path.symlink_metadata().is_ok() {
        return Err(unwritable(&path, &io::ErrorKind::AlreadyExists.into()));
    }
    if file.state != AttachmentState::Saved && !comes(&session, &file, output).await? {
        let waits = Said::new("cli-fetch-waits").with("name", &file.name);
        output.note(&words.say(&waits));
        return Ok(Exit::Degraded);
    }
    write(&session, &file, &path, args.force).await?;
    if output.is_json() {
        let path = path.display().to_string();
        output.json(&json!({ "schema": SCHEMA, "path": path, "size": file.size, "name": file.name }))?;
        return Ok(Exit::Done);
    }
    let written = Said::new("cli-fetch-written").with("path", &path.display().to_string());
    output.line(&words.say(&written.with("size", &size(file.size))))?;
    let now = session.api.attachments(&args.id).await?.attachments;
    let now = now.iter().find(|other| other.number == file.number && other.message == file.message);
    if let Some(warning) = now.and_then(|file| cabildo_client::attachments::warning(words.lang(), file)) {
        output.note(&format!("! {warning}"));
    }
    Ok(Exit::Done)
}

fn chosen<'a>(
    id: &str,
    own: &[&'a AttachmentInfo],
    number: Option<u32>,
) -> Result<&'a AttachmentInfo, CliError> {
    let said = |message| Said::new(message).with("id", id);
    match (own, number) {
        ([], _) => Err(CliError::Failed(said("cli-fetch-none"))),
        ([one], None) => Ok(one),
        (all, None) => Err(CliError::Usage(said("cli-fetch-which").number("n", all.len() as u64))),
        (all, Some(number)) => {
            let found = all.iter().find(|file| file.number == number);
            let none = || CliError::Failed(said("cli-fetch-no-number").with("n", &number.to_string()));
            found.copied().ok_or_else(none)
        }
    }
}

/// Has the node fetch a file and waits for it; `false` where no node that is linked has it.
async fn comes(session: &Session<'_>, file: &AttachmentInfo, output: &mut Output) -> Result<bool, CliError> {
    let id = file.message.to_string();
    session.api.fetch_attachment(&id, file.number).await?;
    let (mut said, mut told) = (Instant::now(), 0);
    loop {
        tokio::time::sleep(LOOK).await;
        let list = session.api.attachments(&id).await?.attachments;
        let now = list.iter().find(|now| now.number == file.number && now.message == file.message);
        let name = |message| Said::new(message).with("name", &file.name);
        let Some(now) = now else { return Err(CliError::Failed(name("cli-fetch-none").with("id", &id))) };
        match (now.state, now.trouble.as_deref()) {
            (AttachmentState::Saved, _) => return Ok(true),
            (_, Some("no_peer")) => return Ok(false),
            (_, Some("no_room")) => return Err(CliError::Failed(name("cli-fetch-no-room"))),
            (_, Some(_)) => return Err(CliError::Failed(name("cli-fetch-disk"))),
            (_, None) => {}
        }
        if now.here != told && said.elapsed() >= SAY {
            (said, told) = (Instant::now(), now.here);
            let counted =
                name("cli-fetch-progress").number("k", now.here.into()).number("n", now.chunks.into());
            output.note(&session.words.say(&counted));
        }
    }
}

/// Writes a file under a passing name, and under its own when all of it is there.
async fn write(
    session: &Session<'_>,
    file: &AttachmentInfo,
    path: &Path,
    force: bool,
) -> Result<(), CliError> {
    let mut pieces = session.api.attachment(&file.message.to_string(), file.number).await?;
    let refused = |error: io::Error| unwritable(path, &error);
    let mut part = Part::create(path).map_err(refused)?;
    let mut written = 0;
    while let Some(piece) = pieces.next().await {
        // A file that the node finds damaged breaks off.
        let Ok(piece) = piece else { break };
        written += piece.len() as u64;
        part.write(&piece).map_err(refused)?;
    }
    if written != file.size {
        return Err(CliError::Failed(Said::new("cli-fetch-short").with("name", &file.name)));
    }
    part.finish(force).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_declared_by_the_end_of_its_name_else_by_what_it_is() {
        for (path, found, want) in [
            ("/a/Acta.PDF", None, "application/pdf"),
            ("plano.svg", Some("application/xml"), "image/svg+xml"),
            ("sin_final", Some("image/png"), "image/png"),
            ("raro.no-such-ending", None, UNKNOWN),
        ] {
            assert_eq!(declared(Path::new(path), found), want, "{path}");
        }
        for ending in ["docx", "ods", "odt", "geojson", "kml", "ics", "csv", "mp4", "zip"] {
            let path = PathBuf::from(format!("a.{ending}"));
            assert_ne!(declared(&path, None), UNKNOWN, "{ending}");
        }
    }

    #[test]
    fn a_name_goes_without_its_folders_and_controls() {
        for (path, want) in [
            ("/tmp/x/Acta 3.pdf", "Acta 3.pdf"),
            ("a\\b.txt", "a_b.txt"),
            ("x\u{1b}[2J\n.txt", "x[2J .txt"),
            ("..", "attachment"),
        ] {
            assert_eq!(name_of(Path::new(path)), want, "{path:?}");
        }
        assert!(name_of(Path::new(&"ñ".repeat(300))).len() <= ATTACHMENT_NAME_MAX);
    }
}
