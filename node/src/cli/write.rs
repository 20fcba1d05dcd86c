//! The commands that write: content, key, signature, node.

use super::{
    args::{Alert, Command, Common},
    attachments, closing, contents,
    error::CliError,
    feedback, key, meeting,
    output::Output,
    render, responses,
    session::{self, Session},
    signing, translate,
    words::{Said, Words},
    working,
};
use cabildo_client::{api::SCHEMA, key::Passphrase, writer::WriteRequest};
use cabildo_protocol::{
    content::{Content, Kind, Notice},
    views::Thread,
};
use serde_json::json;

/// Writes what the command says, and tells the new id.
///
/// # Errors
/// When something given is wrong, the key is locked, or the node refuses.
pub async fn write(
    common: &Common,
    command: &Command,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    // Before the text: both may come from the standard input.
    let given = key::given(common)?;
    match draft(&session, command).await? {
        Some(draft) => send(common, &session, given, draft, output).await,
        None => Ok(()),
    }
}

/// Signs a draft, hands it to the node, and tells the new id.
///
/// # Errors
/// When the key is locked, or the node refuses.
pub async fn send(
    common: &Common,
    session: &Session<'_>,
    given: Option<Passphrase>,
    draft: WriteRequest,
    output: &mut Output,
) -> Result<(), CliError> {
    let (paths, config) = session::home(common)?;
    let words = session.words;
    let writer = key::writer(given.as_ref(), &paths.operator_key(&config), words, output)?;
    if let Some(warning) = render::clock_warning(words, &session.status) {
        output.note(&warning);
    }
    let kind = draft.content.kind();
    let submitted = writer.write(&session.api, draft).await?;
    if output.is_json() {
        return output.json(&json!({ "schema": SCHEMA, "id": submitted.id }));
    }
    let said = Said::new("cli-written").with("kind", &words.term("kind", kind.name()));
    output.line(&words.say(&said))?;
    output.line(&submitted.id.to_string())
}

/// `adopt`: takes over what the node knows of this key, where the ledger beside it is lost.
///
/// # Errors
/// When the key is locked, or node and ledger contradict each other.
pub async fn adopt(common: &Common, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let (paths, config) = session::home(common)?;
    let session = Session::open(common, words).await?;
    let given = key::given(common)?;
    let writer = key::writer(given.as_ref(), &paths.operator_key(&config), words, output)?;
    writer.adopt(&session.api).await?;
    if output.is_json() {
        return output.json(&json!({ "schema": SCHEMA, "key": writer.public() }));
    }
    let key = writer.public().to_string();
    output.line(&words.say(&Said::new("cli-adopted").with("key", &key)))
}

/// An answer to a thread.
fn to((root, content): (String, Content)) -> (Option<String>, Content) {
    (Some(root), content)
}

/// What the command writes; none for one that writes nothing.
async fn draft(session: &Session<'_>, command: &Command) -> Result<Option<WriteRequest>, CliError> {
    let scene = &mut session.scene();
    let (answers, mut content) = match command {
        Command::Propose(args) => {
            (None, closing::with_terms(contents::proposal(args, scene)?, &args.terms, session, scene)?)
        }
        Command::Agenda(args) => meeting::agenda(session, args, scene).await?,
        Command::Minutes(args) => (Some(args.id.clone()), meeting::minutes(session, args, scene).await?),
        Command::RequestItem(args) => {
            (Some(args.id.clone()), meeting::request_item(session, args, scene).await?)
        }
        Command::Alert(args) => match (&args.cancel, &args.update) {
            (Some(id), _) => (Some(id.clone()), contents::cancel(args, scene)?),
            (None, Some(id)) => {
                let current = current(session, args, id).await?;
                (Some(id.clone()), contents::notice(args, Some(current), scene)?)
            }
            (None, None) => (None, contents::notice(args, None, scene)?),
        },
        Command::Respond(args) => (Some(args.id.clone()), contents::position(args, scene)?),
        Command::Close(args) | Command::Contest(args) | Command::Finalize(args) | Command::Withdraw(args) => {
            to(closing::draft(session, command, args, scene).await?)
        }
        Command::Commit(args) => to(working::commit(session, args, scene).await?),
        Command::Progress(args) => to(working::progress(session, args, scene).await?),
        Command::Feedback(args) => (None, feedback::feedback(args, scene)?),
        Command::FollowUp(args) => to(feedback::follow_up(session, args, scene).await?),
        Command::Pause(args) => to(responses::pause(session, args, scene).await?),
        Command::Declare(args) => (None, contents::declaration(args, scene)?),
        Command::Sign(args) => to(signing::sign(session, args, scene).await?),
        Command::Amend(args) => to(signing::amend(session, args, scene).await?),
        Command::Revise(args) => to(signing::revise(session, args, scene).await?),
        Command::Translate(args) => to(translate::translate(session, args, scene).await?),
        Command::Ack(args) => (Some(args.id.clone()), contents::ack(args, scene)?),
        Command::Comment(args) => {
            let named = session.api.message(&args.id).await?.info;
            let answers = (named.kind == Kind::Comment.name()).then_some(named.id);
            (Some(args.id.clone()), contents::comment(args, answers, scene)?)
        }
        Command::Rsvp(args) => (Some(args.id.clone()), contents::rsvp(args, scene)?),
        Command::Erase(args) => {
            let what = session.api.message(&args.id).await?.info;
            (Some(args.id.clone()), contents::erasure(args, &what, scene)?)
        }
        _ => return Ok(None),
    };
    attachments::attach(session, attachments::given(command), &mut content).await?;
    if let (Content::Position(_) | Content::Signature(_), Some(id)) = (&content, &answers) {
        let view = session.api.message(id).await?.view;
        if let Some((what, language)) = view.and_then(|view| view.decided_on(session.words.wanted())) {
            content.note_read(what, language);
        }
    }
    let expires = match &content {
        Content::Notice(notice) | Content::NoticeUpdate(notice) => notice.expires(),
        _ => None,
    };
    Ok(Some(WriteRequest { answers, refs: Vec::new(), expires, content }))
}

/// What a notice says now, to be updated.
async fn current(session: &Session<'_>, args: &Alert, id: &str) -> Result<Notice, CliError> {
    let detail = session.api.message(id).await?;
    match detail.view {
        Some(Thread::Notice(view)) => Ok(view.notice),
        // A file says everything itself.
        _ => match detail.content {
            Some(Content::Notice(notice) | Content::NoticeUpdate(notice)) => Ok(notice),
            _ => Err(Said::new("cli-not-a-notice").with("id", args.update.as_deref().unwrap_or(id)).into()),
        },
    }
}
