//! `responses`: how fast institutions answer; `pause`: that one's own needs longer.

use super::{
    args::{Common, Pauses, Responses},
    contents::{SCHEMA, Scene},
    error::CliError,
    output::{Output, Page},
    read,
    render::Reader,
    session::Session,
    tables,
    texts::Shape,
    times::{self, When},
    words::{Said, Words},
};
use cabildo_client::api::ResponseInfo;
use cabildo_protocol::{
    content::{Content, Pause},
    id::Millis,
    views::{Figures, RecipientState},
};

/// `responses`.
///
/// # Errors
/// When no node answers, a time cannot be read, or the file cannot be written.
pub async fn responses(
    common: &Common,
    args: &Responses,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let mut query = period(&session, args.from.as_ref(), args.to.as_ref())?;
    query.extend(args.kind.map(|kind| ("kind", kind.name().to_owned())));
    query.extend(args.institution.as_ref().map(|id| ("institution", id.to_string())));
    if let Some(more) = tables::instead(&args.table, words) {
        query.extend(more);
        let text = session.api.feed("response-times.csv", &query).await?;
        let saved = &args.table.saved;
        return read::put(&text, saved.output.as_deref(), saved.force, words, output);
    }
    let info = session.api.response_times(&query).await?;
    if output.is_json() {
        return output.json(&info);
    }
    output.page(&page(&session.reader(), &info))
}

/// A past period, as it is asked for: a span counts back from now.
pub fn period(
    session: &Session<'_>,
    from: Option<&When>,
    to: Option<&When>,
) -> Result<Vec<(&'static str, String)>, Said> {
    let scene = session.scene();
    let mut query = Vec::new();
    for (name, when) in [("from", from), ("to", to)] {
        let at = match when {
            None => continue,
            Some(When::After(ms)) => Millis(scene.now.0.saturating_sub(*ms)),
            Some(other) => other.resolve(scene.now, &scene.zone)?,
        };
        query.push((name, at.0.to_string()));
    }
    Ok(query)
}

fn page(reader: &Reader<'_>, info: &ResponseInfo) -> Page {
    let words = reader.words;
    let mut page = Page::default();
    let said = Said::new("cli-responses-period").with("from", &reader.at(info.from));
    let said = said.with("to", &reader.at(info.to)).number("n", info.threads.into());
    page.line(&words.say(&said));
    if info.more {
        page.line(&words.text("cli-responses-more"));
    }
    if info.rows.is_empty() {
        return page;
    }
    for row in &info.rows {
        page.line(&reader.who(&row.institution));
        page.line(&format!("  {}", sentence(words, &row.figures)));
    }
    if info.rows.len() > 1 {
        page.line(&words.text("tui-answer-times-all"));
        page.line(&format!("  {}", sentence(words, &info.all)));
    }
    page.line(&words.text("cli-responses-note"));
    page
}

/// As the screen of the federation says it.
fn sentence(words: &Words, figures: &Figures) -> String {
    let span = |ms: Option<u64>| ms.map_or("–".to_owned(), times::show_span);
    let answered = figures.answered.saturating_add(figures.late);
    let said = Said::new("tui-answer-times-line").number("asked", figures.asked.into());
    let said = said.number("answered", answered.into()).number("late", figures.late.into());
    let said = said.number("overdue", figures.overdue.into()).number("paused", figures.paused.into());
    words.say(&said.with("median", &span(figures.median_ms)).with("p90", &span(figures.p90_ms)))
}

/// The content of `pause`.
///
/// # Errors
/// When its end cannot be read or has passed, or our institution is not asked there or has answered.
pub async fn pause(
    session: &Session<'_>,
    args: &Pauses,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let until = args.until.resolve(scene.now, &scene.zone)?;
    let reason = scene.sources.texts("--text", Shape::Block, &args.text, &[])?;
    let detail = session.api.message(&args.id).await?;
    let clock = detail.view.as_ref().and_then(|view| view.clock());
    let ours = clock.and_then(|clock| clock.recipients.iter().find(|r| r.institution == scene.institution));
    let Some(ours) = ours else { return Err(CliError::Refused(Said::new("cli-pause-not-asked"))) };
    match ours.state {
        RecipientState::Answered | RecipientState::Late => {
            return Err(CliError::Refused(Said::new("cli-pause-answered")));
        }
        RecipientState::Overdue => {
            let due = session.reader().at(ours.due);
            return Err(CliError::Refused(Said::new("cli-pause-overdue").with("due", &due)));
        }
        RecipientState::Released => return Err(CliError::Refused(Said::new("cli-pause-not-asked"))),
        RecipientState::Open | RecipientState::Paused => {}
    }
    let content = Content::Pause(Pause { schema: SCHEMA, until, reason });
    content.check()?;
    Ok((detail.info.thread.to_string(), content))
}
