//! `translate`: a translation of what a thread says now.

use super::{
    args::Translate,
    contents::{SCHEMA, Scene},
    error::CliError,
    session::Session,
    texts::{self, Shape},
    words::Said,
};
use cabildo_protocol::content::{Content, Translation};

/// The content, and the thread that it is of.
///
/// # Errors
/// When there is nothing to translate, or what is wrong with the texts.
pub async fn translate(
    session: &Session<'_>,
    args: &Translate,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let detail = session.api.message(&args.id).await?;
    let original = detail.view.as_ref().and_then(|view| view.original());
    let Some((what, _)) = original else {
        return Err(Said::new("cli-not-to-translate").with("id", &args.id).into());
    };
    let translator = args.translator.as_deref();
    let translator = translator.map(|who| texts::clean("--translator", Shape::Line, who)).transpose()?;
    let content = Content::Translation(Translation {
        schema: SCHEMA,
        what,
        method: args.method,
        translator,
        title: scene.sources.texts("--title", Shape::Line, &args.title, &[])?,
        text: scene.sources.texts("--text", Shape::Block, &args.text, &args.text_file)?,
    });
    content.check()?;
    Ok((detail.info.thread.to_string(), content))
}
