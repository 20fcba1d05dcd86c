//! The commands that list: the inbox, messages.

use super::{
    args::{Common, Filters, List},
    error::CliError,
    output::Output,
    render,
    session::Session,
    words::{Said, Words},
};
use cabildo_client::http::MessageFilter;

/// Lines of a list where nobody says how many.
const LINES: u32 = 100;

/// `list`: the inbox, or messages of a kind that begins no thread.
pub async fn list(common: &Common, args: &List, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let filter = filter(&session, &args.filters)?;
    if args.filters.kind.is_some_and(|kind| !kind.begins_thread()) {
        let list = session.api.message_page(&filter).await?;
        if output.is_json() {
            return output.json(&list);
        }
        output.page(&render::messages(&session.reader(), &list.messages))?;
        return more(&session, list.next.as_deref(), output);
    }
    let inbox = session.api.inbox_page(&filter).await?;
    if output.is_json() {
        return output.json(&inbox);
    }
    output.page(&render::inbox(&session.reader(), &inbox))?;
    more(&session, inbox.next.as_deref(), output)?;
    match render::hidden(&session.reader(), &session.status) {
        Some(line) => output.line(&line),
        None => Ok(()),
    }
}

/// What is asked of the node.
pub fn filter(session: &Session<'_>, args: &Filters) -> Result<MessageFilter, CliError> {
    let scene = session.scene();
    let instant = |when: &Option<super::times::When>| {
        when.as_ref().map(|when| when.resolve(scene.now, &scene.zone)).transpose()
    };
    Ok(MessageFilter {
        kind: args.kind.map(|kind| kind.name().to_owned()),
        institution: args.institution.clone(),
        thread: None,
        country: args.country.clone(),
        place: args.at_place.clone(),
        theme: args.of_theme.clone(),
        written_in: args.written_in.clone(),
        due_after: instant(&args.due_after)?,
        due_before: instant(&args.due_before)?,
        state: args.in_state.as_ref().map(|state| state.0.clone()),
        limit: Some(args.limit.unwrap_or(LINES)),
        cursor: args.cursor.clone(),
    })
}

/// How the next page is asked for.
pub fn more(session: &Session<'_>, next: Option<&str>, output: &mut Output) -> Result<(), CliError> {
    if let Some(next) = next {
        output.note(&session.words.say(&Said::new("cli-list-more").with("cursor", next)));
    }
    Ok(())
}
