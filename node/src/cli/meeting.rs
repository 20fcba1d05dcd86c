//! What becomes of a meeting: its new version, its cancellation, its minutes.

use super::{
    args::{AgendaArgs, Common, MinutesArgs, RequestItem},
    contents::{self, SCHEMA, Scene, attached},
    error::CliError,
    output::Output,
    render,
    session::Session,
    texts::Shape,
    times::When,
    words::{Said, Words},
};
use cabildo_client::contents as shared;
use cabildo_protocol::{
    content::{AgendaCancel, Content, Decision, ItemRequest, Kind, Minutes, Task},
    id::MessageId,
    text::Texts,
    views::{AgendaView, ItemRequestEntry, Thread},
};

/// An agenda, a new version of one, or its cancellation, and what it answers.
///
/// # Errors
/// What is wrong with the arguments, or with what they add up to.
pub async fn agenda(
    session: &Session<'_>,
    args: &AgendaArgs,
    scene: &mut Scene<'_>,
) -> Result<(Option<String>, Content), CliError> {
    if let Some(id) = &args.cancel {
        let reason = scene.sources.texts("--reason", Shape::Block, &args.reason, &[])?;
        let content = Content::AgendaCancel(AgendaCancel { schema: SCHEMA, reason });
        content.check()?;
        return Ok((Some(id.clone()), content));
    }
    let whole = AgendaArgs { item: written_out(session, &args.item).await?, ..args.clone() };
    let Some(id) = &args.update else {
        return Ok((None, Content::Agenda(contents::agenda(&whole, None, scene)?)));
    };
    let Some(Thread::Agenda(view)) = session.api.message(id).await?.view else {
        return Err(Said::new("cli-not-an-agenda").with("id", id).into());
    };
    let mut agenda = contents::agenda(&whole, Some(view.agenda.clone()), scene)?;
    let (mut takes, mut declines) = (Vec::new(), Vec::new());
    for asked in &args.take {
        takes.push(requested(session, &view, asked).await?);
    }
    for asked in &args.decline {
        declines.push(requested(session, &view, asked).await?.source.id);
    }
    shared::settle(&mut agenda, &takes, &declines);
    agenda.keep_keys(&view.agenda, view.life.sequence.saturating_add(1));
    let content = Content::AgendaUpdate(agenda);
    content.check()?;
    Ok((Some(id.clone()), content))
}

/// A request for an item of this agenda.
async fn requested<'a>(
    session: &Session<'_>,
    view: &'a AgendaView,
    id: &str,
) -> Result<&'a ItemRequestEntry, CliError> {
    let whole = session.api.message(id).await?.info.id;
    let asked = view.requests.iter().find(|entry| entry.source.id == whole);
    asked.ok_or_else(|| Said::new("cli-not-a-request").with("id", id).into())
}

/// A request for an item.
///
/// # Errors
/// What is wrong with the arguments, or with what they add up to.
pub async fn request_item(
    session: &Session<'_>,
    args: &RequestItem,
    scene: &mut Scene<'_>,
) -> Result<Content, CliError> {
    let mut papers = Vec::new();
    for id in &args.about {
        papers.push(session.api.message(id).await?.info.id);
    }
    let content = Content::ItemRequest(ItemRequest {
        schema: SCHEMA,
        title: scene.sources.texts("--title", Shape::Line, &args.title, &[])?,
        text: scene.sources.texts("--text", Shape::Block, &args.text, &[])?,
        minutes: args.lasts,
        papers,
    });
    content.check()?;
    Ok(content)
}

/// The values with the ids behind a `#` written out: a beginning that only one message has will do.
async fn written_out(session: &Session<'_>, values: &[String]) -> Result<Vec<String>, CliError> {
    let mut whole = Vec::new();
    for value in values {
        let mut parts: Vec<String> = value.split(';').map(str::to_owned).collect();
        for part in parts.iter_mut().skip(1) {
            let Some(ids) = part.trim().strip_prefix('#') else { continue };
            let mut named = Vec::new();
            for id in ids.split(',').map(str::trim) {
                let whole = match id.parse::<MessageId>() {
                    Ok(id) => id,
                    Err(_) => session.api.message(id).await?.info.id,
                };
                named.push(whole.to_string());
            }
            *part = format!("#{}", named.join(","));
        }
        whole.push(parts.join(";"));
    }
    Ok(whole)
}

/// Minutes.
///
/// # Errors
/// What is wrong with the arguments, or with what they add up to.
pub async fn minutes(
    session: &Session<'_>,
    args: &MinutesArgs,
    scene: &mut Scene<'_>,
) -> Result<Content, CliError> {
    let base: Option<Minutes> =
        args.file.as_ref().map(|path| contents::from_file(Kind::Minutes, path, scene)).transpose()?;
    let mut minutes = base.unwrap_or(Minutes {
        schema: SCHEMA,
        text: Texts::default(),
        attended: Vec::new(),
        decisions: Vec::new(),
        tasks: Vec::new(),
        attachments: Vec::new(),
    });
    minutes.text.0.extend(scene.sources.texts("--text", Shape::Block, &args.text, &[])?.0);
    minutes.attended.extend(args.attended.iter().cloned());
    for value in &written_out(session, &args.decision).await? {
        let (text, _, papers) = attached(value)?;
        minutes.decisions.push(Decision { text: one(scene, "--decision", text)?, papers });
    }
    minutes.tasks.extend(tasks(session, "--task", &args.task, scene).await?);
    let content = Content::Minutes(minutes);
    content.check()?;
    Ok(content)
}

/// What is to be done: `TEXT;@ID;TIME;#ID`, all but the text as there is.
///
/// # Errors
/// What is wrong with one of them.
pub async fn tasks(
    session: &Session<'_>,
    option: &'static str,
    values: &[String],
    scene: &mut Scene<'_>,
) -> Result<Vec<Task>, CliError> {
    let mut tasks = Vec::new();
    for value in &written_out(session, values).await? {
        let (text, who, papers) = attached(value)?;
        // The time stands at the end, or before what is attached: only what is one is taken for it.
        let (text, due) = match text.rsplit_once(';') {
            Some((before, last)) => match When::parse(last.trim()) {
                Ok(when) => (before, Some(when.resolve(scene.now, &scene.zone)?)),
                Err(_) => (text, None),
            },
            None => (text, None),
        };
        let (text, before, earlier) = attached(text)?;
        let papers = if papers.is_empty() { earlier } else { papers };
        tasks.push(Task { text: one(scene, option, text)?, who: who.or(before), due, papers });
    }
    Ok(tasks)
}

fn one(scene: &mut Scene<'_>, option: &'static str, text: &str) -> Result<Texts, Said> {
    let (language, text) = scene.sources.one(option, Shape::Block, text.trim(), false)?;
    Ok(Texts::one(language, text))
}

/// `hosts`: whose turn it is.
///
/// # Errors
/// When no node answers.
pub async fn hosts(common: &Common, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let info = session.api.hosts().await?;
    if output.is_json() {
        return output.json(&info);
    }
    output.page(&render::hosts(&session.reader(), &info))
}
