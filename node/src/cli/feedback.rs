//! Feedback and its steps: `feedback` and `follow-up`.

use super::{
    args::{FeedbackArgs, FollowUpArgs},
    contents::{self, SCHEMA, Scene, overlay, replace},
    error::CliError,
    session::Session,
    texts::{self, Shape},
    words::Said,
};
use cabildo_protocol::{
    content::{Content, Feedback, FollowUp, Kind},
    text::Texts,
    views::{FeedbackView, Thread},
};

/// The content of `feedback`.
///
/// # Errors
/// What is wrong with the arguments, or with what they add up to.
pub fn feedback(args: &FeedbackArgs, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let base: Option<Feedback> =
        args.file.as_ref().map(|path| contents::from_file(Kind::Feedback, path, scene)).transpose()?;
    let asked = args.asks.clone().or(base.as_ref().map(|base| base.asked.clone()));
    let asked = asked.ok_or_else(|| Said::new("cli-missing-option").with("option", "--asked"))?;
    let mut feedback =
        base.unwrap_or_else(|| Feedback::new(Texts::default(), Texts::default(), asked.clone()));
    feedback.asked = asked;
    let sources = &mut scene.sources;
    overlay(&mut feedback.title, sources.texts("--title", Shape::Line, &args.title, &[])?);
    overlay(&mut feedback.text, sources.texts("--text", Shape::Block, &args.text, &args.text_file)?);
    if let Some(code) = &args.theme {
        feedback.theme = Some(texts::clean("--theme", Shape::Line, code)?);
    }
    replace(&mut feedback.places, &args.place);
    feedback.respond_by = scene.when(args.respond_by.as_ref())?.or(feedback.respond_by);
    let content = Content::Feedback(feedback);
    content.check()?;
    Ok(content)
}

/// The content of `follow-up`.
///
/// # Errors
/// When the message is of no feedback, or the step is not ours to take.
pub async fn follow_up(
    session: &Session<'_>,
    args: &FollowUpArgs,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let Some(Thread::Feedback(view)) = session.api.message(&args.id).await?.view else {
        return Err(Said::new("cli-not-feedback").with("id", &args.id).into());
    };
    view.may_step(&scene.institution, args.step).map_err(|why| refused(session, &view, why))?;
    let mut papers = Vec::new();
    for id in &args.about {
        papers.push(session.api.message(id).await?.info.id);
    }
    let text = scene.sources.texts("--text", Shape::Block, &args.text, &args.text_file)?;
    let content = Content::FollowUp(FollowUp { schema: SCHEMA, step: args.step, text, papers });
    content.check()?;
    Ok((view.source.id.to_string(), content))
}

/// Why a step would have no effect.
pub fn refused(session: &Session<'_>, view: &FeedbackView, why: &str) -> CliError {
    let reader = session.reader();
    CliError::Refused(match why {
        "not_asked" => Said::new("cli-step-not-asked").with("who", &reader.who(&view.feedback.asked)),
        "not_the_author" => {
            Said::new("cli-step-not-author").with("who", &reader.who(&view.source.institution))
        }
        "unanswered" => Said::new("cli-step-unanswered"),
        _ => Said::new("cli-step-withdrawn"),
    })
}
