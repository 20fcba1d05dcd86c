//! The commands that read and write the formats of other programs.
//!
//! What comes in becomes a draft: a file that the operator reads, changes and sends with the command for
//! its kind. Nothing that another system says is sent by itself.

use super::{
    args::{Cap, CapAction, Common, Foreign},
    error::CliError,
    output::{self, Output},
    read, render,
    session::Session,
    words::{Said, Words},
};
use cabildo_client::api::OfferedAlert;
use cabildo_node::{
    formats::{cap, xml},
    offers,
};
use cabildo_protocol::content::Content;
use std::{
    error::Error,
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
        CapAction::Import(args) => cap_import(common, args, words, output).await,
        CapAction::Offers => {
            let session = Session::open(common, words).await?;
            let info = session.api.offers().await?;
            if output.is_json() {
                return output.json(&info);
            }
            output.page(&render::offers(&session.reader(), &info))
        }
        CapAction::Take(args) => {
            let session = Session::open(common, words).await?;
            let taken = session.api.offer(&args.offer).await?;
            drafted(&taken, &args.saved, words, output)
        }
        CapAction::PassOver(args) => {
            let session = Session::open(common, words).await?;
            session.api.pass_over(&args.offer).await?;
            output.note(&words.text("cli-cap-passed-over"));
            Ok(())
        }
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

/// A draft of a notice from an alert in a file. Where a node runs, it knows which notice that took over what
/// the alert refers to.
async fn cap_import(
    common: &Common,
    args: &Foreign,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let bytes = foreign(&args.foreign, xml::BYTES_MAX)?;
    let alert = cap::read(&bytes).map_err(|error| refused(&args.foreign, &error, words))?;
    let mut replaces = None;
    if !alert.references.is_empty()
        && let Ok(session) = Session::open(common, words).await
    {
        replaces = session.api.read_cap(bytes).await.ok().and_then(|taken| taken.offer.replaces);
    }
    let offer = offers::offer("", &alert.identifier, &alert, replaces);
    drafted(&offers::draft(offer, alert), &args.saved, words, output)
}

/// Why another program's file becomes no draft.
pub fn refused(given: &str, error: &dyn Error, words: &Words) -> CliError {
    let content = error.source().and_then(|source| source.downcast_ref());
    let why = content.map_or_else(|| error.to_string(), |content| words.lang().content_error(content));
    CliError::Failed(Said::new("cli-foreign-refused").with("path", given).with("why", &why))
}

/// The draft of an alert, and what to do with it.
fn drafted(
    taken: &OfferedAlert,
    saved: &super::args::Saved,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let OfferedAlert { offer, content, answers, .. } = taken;
    let path = saved.output.as_ref().map_or_else(|| "FILE".to_owned(), |path| path.display().to_string());
    let say = |id| {
        let notice = answers.or(offer.replaces);
        let notice = notice.map_or_else(|| "ID".to_owned(), |notice| notice.to_string());
        let said = Said::new(id).with("id", &offer.id).with("path", &path).with("notice", &notice);
        said.with("type", &offer.msg_type)
    };
    if let ("cancel", Some(_)) = (offer.msg_type.as_str(), offer.replaces) {
        output.note(&words.say(&say("cli-cap-cancels")));
        return Ok(());
    }
    if let Some(Content::Comment(comment)) = content {
        let said: String = comment.text.0.values().map(|text| format!("{text}\n")).collect();
        read::put(&said, saved.output.as_deref(), saved.force, words, output)?;
        output.note(&words.say(&say("cli-cap-drafted-answer")));
        return Ok(());
    }
    if matches!(offer.msg_type.as_str(), "ack" | "error") {
        return Err(CliError::Failed(say("cli-cap-answers")));
    }
    let Some(content) = content else { return Err(CliError::Failed(say("cli-cap-no-draft"))) };
    draft(content, saved, words, output)?;
    let id = match (offer.msg_type.as_str(), offer.replaces) {
        ("update", None) => "cli-cap-drafted-update",
        ("update", Some(_)) => "cli-cap-drafted-replaces",
        _ => "cli-cap-drafted",
    };
    output.note(&words.say(&say(id)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_node::formats::{cap::CapError, ical::IcalError};
    use cabildo_protocol::content::{ContentError, Flaw};

    #[test]
    fn a_flaw_in_a_foreign_file_is_said_in_the_readers_language() {
        let words = Words::new(vec!["es".parse().expect("a tag")]);
        let flaw =
            || ContentError::Field { field: "info[0].expires".into(), problem: Flaw::BeforeEffect.into() };
        let errors: [&dyn Error; 2] = [&CapError::from(flaw()), &IcalError::from(flaw())];
        for error in errors {
            let report = refused("alerta.xml", error, &words).report(&words);
            assert_eq!(
                report.message,
                "alerta.xml no se puede tomar: info[0].expires: cae antes de que el aviso entre en vigor"
            );
        }
    }
}
