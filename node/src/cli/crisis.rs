//! Crisis notices: `report`, who answered when; `remind`, whom to remind and why; `ack-times`, how fast
//! those of a period were acknowledged. Nothing is sent by any of them.

use super::{
    args::{AckTimes, Common, Format, Remind, Report},
    error::CliError,
    output::{self, Output, Page},
    paper, read,
    render::{Reader, columns, name},
    responses::period,
    session::Session,
    tables,
    times::{self, When},
    words::{Said, Words},
};
use cabildo_client::api::{AckTimesInfo, MatrixInfo, RemindersInfo};
use cabildo_protocol::{
    content::{AckState, CapStatus},
    views::{AckFigures, MatrixRow, RecipientState},
};

/// `report ID`: on the terminal, as JSON or on paper.
///
/// # Errors
/// When no node answers, the message is no notice, or the file cannot be written.
pub async fn report(
    common: &Common,
    args: &Report,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let saved = &args.table.saved;
    if let Some(query) = tables::instead(&args.table, words) {
        let text = session.api.written(&args.id, "matrix.csv", &query).await?;
        return read::put(&text, saved.output.as_deref(), saved.force, words, output);
    }
    let info = session.api.matrix(&args.id).await?;
    let reader = session.reader();
    let text = match args.format {
        _ if output.is_json() => output::json(&info)?,
        Format::Html => {
            paper::report(&reader, &title(&reader, &info), &facts(&reader, &info), &table(&reader, &info))
        }
        Format::Text => page(&reader, &info).into_string(),
        Format::Cap => return Err(Said::new("cli-report-no-cap").into()),
    };
    if saved.output.is_none() && args.format != Format::Html {
        return output.own(&text);
    }
    read::put(&text, saved.output.as_deref(), saved.force, words, output)
}

/// The notice's own words, after what it is where it is not real.
fn title(reader: &Reader<'_>, info: &MatrixInfo) -> String {
    match info.status {
        CapStatus::Actual => reader.title(&info.title),
        status => {
            let status = reader.words.term("cap", &name(&status)).to_uppercase();
            format!("{status} · {}", reader.title(&info.title))
        }
    }
}

/// What the report says above its table.
fn facts(reader: &Reader<'_>, info: &MatrixInfo) -> Vec<String> {
    let words = reader.words;
    let mut facts = vec![format!("{} · {}", reader.who(&info.institution), reader.at(info.created))];
    let due = Said::new("cli-report-due").with("at", &reader.at(info.respond_by));
    facts.push(words.say(&due));
    if let Some(ended) = info.ended {
        let lasted = times::show_span(ended.0.saturating_sub(info.created.0));
        facts.push(
            words.say(&Said::new("cli-report-ended").with("at", &reader.at(ended)).with("span", &lasted)),
        );
    } else {
        facts.push(words.text("cli-report-open"));
    }
    let f = &info.figures;
    facts.extend(
        info.score.map(|score| words.say(&Said::new("cli-report-score").number("score", score.into()))),
    );
    let count = |id, n: u32| words.say(&Said::new(id).number("n", n.into()).number("of", f.asked.into()));
    facts.push(count("cli-report-has", f.has));
    facts.push(count("cli-report-acknowledged", f.acknowledged));
    facts.push(count("cli-report-in-time", f.in_time));
    facts.push(count("cli-report-acted", f.acted));
    if let (Some(median), Some(p90)) = (f.median_ms, f.p90_ms) {
        let said = Said::new("cli-report-times").with("median", &times::show_span(median));
        facts.push(words.say(&said.with("p90", &times::show_span(p90))));
    }
    for help in &info.help {
        let offers: Vec<String> = help.offers.iter().map(|offer| reader.name(&offer.institution)).collect();
        let id = if offers.is_empty() { "cli-report-unmet" } else { "cli-report-help" };
        let said =
            Said::new(id).with("who", &reader.name(&help.needs)).with("what", &reader.text(&help.note));
        facts.push(words.say(&said.with("offers", &offers.join(", "))));
    }
    facts
}

/// The matrix as cells, its head first.
fn table(reader: &Reader<'_>, info: &MatrixInfo) -> Vec<[String; 10]> {
    let words = reader.words;
    let head = ["cli-report-institution", "cli-report-node"].map(|id| words.text(id));
    let states = AckState::ALL.map(|state| words.term("ack", state.name()));
    let [institution, node] = head;
    let [seen, accepted, acting, needs, offers, not_affected, closed, _] = states;
    let stands = words.text("cli-report-stands");
    let mut rows =
        vec![[institution, node, seen, accepted, acting, needs, offers, not_affected, closed, stands]];
    rows.extend(info.rows.iter().map(|row| cells(reader, row)));
    rows
}

fn cells(reader: &Reader<'_>, row: &MatrixRow) -> [String; 10] {
    let words = reader.words;
    let [seen, accepted, acting, needs, offers, not_affected, closed, _] = AckState::ALL.map(|state| {
        row.steps_ms.get(&state).map_or_else(|| "·".to_owned(), |ms| format!("+{}", times::show_span(*ms)))
    });
    let node = words.term("node-has", row.node.name());
    let stands = match (row.state, row.answer) {
        (Some(state), answer) => {
            let state = words.term("ack", state.name());
            if answer == Some(RecipientState::Late) {
                format!("{state} ({})", words.term("recipient", "late"))
            } else {
                state
            }
        }
        (None, Some(answer)) => words.term("recipient", answer.name()),
        (None, None) => String::new(),
    };
    [reader.name(&row.institution), node, seen, accepted, acting, needs, offers, not_affected, closed, stands]
}

/// The report as lines: on a narrow terminal a matrix of ten columns is told row by row.
fn page(reader: &Reader<'_>, info: &MatrixInfo) -> Page {
    let mut page = Page::default();
    page.line(&title(reader, info));
    page.line(&info.id.to_string());
    page.gap();
    facts(reader, info).iter().for_each(|fact| page.line(&format!("  {fact}")));
    page.gap();
    let mut rows = table(reader, info).into_iter();
    let Some(head) = rows.next() else { return page };
    for row in rows {
        let [who, node, steps @ .., stands] = &row;
        page.line(&format!("  {who} · {stands} · {node}"));
        let said = head.iter().skip(2).zip(steps).filter(|(_, cell)| *cell != "·");
        let said: Vec<String> = said.map(|(state, after)| format!("{state} {after}")).collect();
        if !said.is_empty() {
            page.line(&format!("      {}", said.join(" · ")));
        }
    }
    page
}

/// `remind ID`.
///
/// # Errors
/// When no node answers, or nobody is asked there.
pub async fn remind(
    common: &Common,
    args: &Remind,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let info = session.api.reminders(&args.id).await?;
    if output.is_json() {
        return output.json(&info);
    }
    output.page(&reminders(&session.reader(), &info))
}

fn reminders(reader: &Reader<'_>, info: &RemindersInfo) -> Page {
    let words = reader.words;
    let mut page = Page::default();
    page.line(&reader.title(&info.title));
    if info.reminders.is_empty() {
        page.line(&words.text("cli-remind-none"));
        return page;
    }
    let rows = info.reminders.iter().map(|reminder| {
        let due = reader.due(reminder.due);
        [reader.who(&reminder.institution), words.term("remind", reminder.reason.name()), due]
    });
    columns(&mut page, rows.collect());
    page.line(&words.text("cli-remind-note"));
    page
}

/// `ack-times`.
///
/// # Errors
/// When no node answers, or a time cannot be read.
pub async fn ack_times(
    common: &Common,
    args: &AckTimes,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let mut query = period(&session, args.from.as_ref(), args.to.as_ref())?;
    match &args.baseline {
        Some(When::After(ms)) => query.push(("baseline_ms", ms.to_string())),
        Some(_) => return Err(Said::new("cli-bad-baseline").into()),
        None => {}
    }
    if args.exercises {
        query.push(("exercises", "true".to_owned()));
    }
    if let Some(more) = tables::instead(&args.table, words) {
        query.retain(|(name, _)| *name != "baseline_ms");
        query.extend(more);
        let text = session.api.feed("acknowledgement-times.csv", &query).await?;
        let saved = &args.table.saved;
        return read::put(&text, saved.output.as_deref(), saved.force, words, output);
    }
    let info = session.api.ack_times(&query).await?;
    if output.is_json() {
        return output.json(&info);
    }
    output.page(&ack_page(&session.reader(), &info))
}

fn ack_page(reader: &Reader<'_>, info: &AckTimesInfo) -> Page {
    let words = reader.words;
    let mut page = Page::default();
    let id = if info.exercises { "cli-ack-times-exercises" } else { "cli-ack-times-period" };
    let said = Said::new(id).with("from", &reader.at(info.from)).with("to", &reader.at(info.to));
    page.line(&words.say(&said));
    if info.more {
        page.line(&words.text("cli-responses-more"));
    }
    if info.notices.is_empty() {
        page.line(&words.text("cli-list-empty"));
        return page;
    }
    if let Some(ms) = info.baseline_ms {
        let source = info.baseline.as_ref().map(|baseline| baseline.source.as_str());
        let id = if source.is_some() { "cli-ack-times-charter" } else { "cli-ack-times-baseline" };
        let said = Said::new(id).with("span", &times::show_span(ms));
        page.line(&words.say(&said.with("source", source.unwrap_or_default())));
    }
    let head = ["notice", "acknowledged", "median", "p90"];
    let mut rows = vec![head.map(|name| words.text(&format!("cli-ack-times-{name}")))];
    rows.extend(info.notices.iter().map(|notice| {
        let about = format!("{} · {}", reader.at(notice.created), reader.title(&notice.title));
        figures(about, &notice.figures)
    }));
    rows.extend(info.quarters.iter().map(|quarter| {
        let compared = quarter.faster_percent.map(|percent| {
            let id = if percent < 0 { "cli-ack-times-slower" } else { "cli-ack-times-faster" };
            words.say(&Said::new(id).number("n", percent.unsigned_abs()))
        });
        let notices = words.say(&Said::new("cli-ack-times-notices").number("n", quarter.notices.into()));
        let about = [Some(quarter.quarter.clone()), Some(notices), compared];
        let all = AckFigures {
            asked: quarter.asked,
            acknowledged: quarter.acknowledged,
            median_ms: quarter.median_ms,
            p90_ms: quarter.p90_ms,
            ..AckFigures::default()
        };
        figures(about.into_iter().flatten().collect::<Vec<_>>().join(" · "), &all)
    }));
    columns(&mut page, rows);
    page
}

fn figures(about: String, figures: &AckFigures) -> [String; 4] {
    let span = |ms: Option<u64>| ms.map_or("–".to_owned(), times::show_span);
    [
        about,
        format!("{}/{}", figures.acknowledged, figures.asked),
        span(figures.median_ms),
        span(figures.p90_ms),
    ]
}
