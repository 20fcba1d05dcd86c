//! What follows from a decision: `commit`, `progress`, and `commitments`, which lists them all.

use super::{
    args::{Commit, Commitments, Common, ProgressArgs},
    contents::{self, SCHEMA, Scene},
    error::CliError,
    meeting,
    output::Output,
    read, render,
    session::Session,
    tables,
    texts::Shape,
    words::{Said, Words},
};
use cabildo_protocol::{
    content::{Commitment, Content, Kind, Progress},
    text::Texts,
    views::{ProposalView, Stage, Thread},
};

/// The proposal that a command names.
async fn proposal(session: &Session<'_>, id: &str) -> Result<Box<ProposalView>, CliError> {
    match session.api.message(id).await?.view {
        Some(Thread::Proposal(view)) => Ok(view),
        _ => Err(Said::new("cli-not-a-proposal").with("id", id).into()),
    }
}

/// The content of `commit`.
///
/// # Errors
/// When the proposal is not ours or not adopted, or something given is wrong.
pub async fn commit(
    session: &Session<'_>,
    args: &Commit,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let view = proposal(session, &args.id).await?;
    if view.source.institution != scene.institution {
        return Err(CliError::Refused(Said::new("cli-commit-not-proposer")));
    }
    if !matches!(view.close.stage, Stage::Adopted | Stage::Implementing | Stage::Done) {
        return Err(CliError::Refused(Said::new("cli-commit-not-adopted")));
    }
    let base: Option<Commitment> =
        args.file.as_ref().map(|path| contents::from_file(Kind::Commitment, path, scene)).transpose()?;
    let mut commitment = base.unwrap_or(Commitment {
        schema: SCHEMA,
        result: Texts::default(),
        office: Texts::default(),
        items: Vec::new(),
        review: None,
    });
    commitment.office.0.extend(scene.sources.texts("--office", Shape::Line, &args.office, &[])?.0);
    commitment.result.0.extend(scene.sources.texts("--result", Shape::Block, &args.result, &[])?.0);
    commitment.review = scene.when(args.review.as_ref())?.or(commitment.review);
    commitment.items.extend(meeting::tasks(session, "--item", &args.item, scene).await?);
    let content = Content::Commitment(commitment);
    content.check()?;
    Ok((view.source.id.to_string(), content))
}

/// The content of `progress`.
///
/// # Errors
/// When there is no such item, or it is another institution's.
pub async fn progress(
    session: &Session<'_>,
    args: &ProgressArgs,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let view = proposal(session, &args.id).await?;
    let whole = view.implementation.as_ref();
    let whole = whole.ok_or_else(|| CliError::Refused(Said::new("cli-progress-nothing")))?;
    let unknown = || Said::new("cli-progress-no-item").number("n", args.number.into());
    let item = whole.items.iter().find(|item| item.item == args.number).ok_or_else(unknown)?;
    if !whole.may_report(item, &scene.institution) {
        let said = Said::new("cli-progress-not-ours").with("who", &session.reader().who(&item.who));
        return Err(CliError::Refused(said));
    }
    let text = scene.sources.texts("--text", Shape::Block, &args.text, &[])?;
    let (commitment, state) = (whole.source.id, args.state);
    let content = Content::Progress(Progress { schema: SCHEMA, commitment, item: args.number, state, text });
    content.check()?;
    Ok((view.source.id.to_string(), content))
}

/// `commitments`.
///
/// # Errors
/// When no node answers, or the file cannot be written.
pub async fn commitments(
    common: &Common,
    args: &Commitments,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let state = match (args.overdue, args.every_item) {
        (true, _) => "overdue",
        (false, true) => "all",
        (false, false) => "pending",
    };
    let mut query = vec![("state", state.to_owned())];
    query.extend(args.institution.as_ref().map(|id| ("institution", id.to_string())));
    if let Some(more) = tables::instead(&args.table, words) {
        query.extend(more);
        let text = session.api.feed("commitments.csv", &query).await?;
        let saved = &args.table.saved;
        return read::put(&text, saved.output.as_deref(), saved.force, words, output);
    }
    let info = session.api.commitments(&query).await?;
    if output.is_json() {
        return output.json(&info);
    }
    output.page(&render::commitments(&session.reader(), &info))
}
