//! `calendar`: agendas as iCalendar files, and those of others as drafts.

use super::{
    args::{Calendar, CalendarAction, Common, Foreign},
    error::CliError,
    formats,
    output::Output,
    read,
    session::Session,
    words::{Said, Words},
};
use cabildo_node::formats::ical::{self, Taken};
use cabildo_protocol::content::Content;

/// An agenda's calendar, that of all agendas, or a draft from another's.
///
/// # Errors
/// When the file is no calendar, or the node has no such agenda.
pub async fn calendar(
    common: &Common,
    args: &Calendar,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    if let Some(CalendarAction::Import(args)) = &args.action {
        return import(&session, args, output);
    }
    let mut query = vec![("language", words.own().to_string())];
    query.extend(args.day.clone().map(|day| ("day", day)));
    if !args.invite.is_empty() {
        query.push(("invite", args.invite.join(",")));
        query.extend(args.organizer.clone().map(|address| ("organizer", address)));
    }
    let text = match &args.id {
        Some(id) => session.api.written(id, "ics", &query).await?,
        None => session.api.feed("agendas.ics", &query).await?,
    };
    read::put(&text, args.saved.output.as_deref(), args.saved.force, words, output)
}

/// A draft of an agenda, or of an answer to one.
fn import(session: &Session<'_>, args: &Foreign, output: &mut Output) -> Result<(), CliError> {
    let bytes = formats::foreign(&args.foreign, ical::BYTES_MAX)?;
    let scene = session.scene();
    let words = session.words;
    let taken = ical::read(&bytes, &scene.institution, words.own(), &scene.zone)
        .map_err(|error| formats::refused(&args.foreign, &error, words))?;
    let path =
        args.saved.output.as_ref().map_or_else(|| "FILE".to_owned(), |path| path.display().to_string());
    let (content, said) = match taken {
        Taken::Agenda(agenda) => {
            let said = Said::new("cli-calendar-drafted").number("items", agenda.items.len() as u64);
            (Content::Agenda(*agenda), said)
        }
        Taken::Reply(reply) => {
            let said = Said::new("cli-calendar-answer").with("from", &reply.from);
            (Content::Rsvp(reply.rsvp), said.with("id", &reply.about.to_string()))
        }
    };
    formats::draft(&content, &args.saved, words, output)?;
    output.note(&words.say(&said.with("path", &path)));
    Ok(())
}
