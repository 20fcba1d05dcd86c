//! How fast institutions answer: over a period, by institution.

use super::{
    Api,
    calendar::languages,
    filter::Filter,
    formats::{best, name},
    problem::{Failure, shorten},
    read::{Shelf, parsed},
};
use crate::formats::table::{self, Cell, Table};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_client::api::{ResponseInfo, SCHEMA};
use cabildo_protocol::{
    content::Kind,
    id::{IdError, InstitutionId, Millis},
    message::Message,
    views::{self, Figures, Thread},
};
use serde::Deserialize;

/// Threads of one kind that one answer looks at: the newest.
const THREADS_MAX: usize = 2000;
/// The period where nobody says another: 90 days.
const PERIOD_MS: u64 = 90 * 24 * 60 * 60 * 1000;

/// What may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseQuery {
    from: Option<u64>,
    to: Option<u64>,
    kind: Option<String>,
    institution: Option<String>,
    #[serde(default)]
    excel: bool,
    language: Option<String>,
}

/// `GET /v1/response-times`.
pub async fn times(
    State(api): State<Api>,
    query: Result<Query<ResponseQuery>, QueryRejection>,
) -> Result<Json<ResponseInfo>, Failure> {
    let query = parsed(query)?;
    let look = api.handle().look().await?;
    api.read(move |api| of(&Shelf::new(api, &look), &query)).await.map(Json)
}

/// `GET /v1/response-times.csv`.
pub async fn csv(
    State(api): State<Api>,
    query: Result<Query<ResponseQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let query = parsed(query)?;
    languages(query.language.as_deref())?;
    let look = api.handle().look().await?;
    let bytes = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let info = of(&shelf, &query)?;
        let rows = info.rows.iter().map(|row| {
            let id = &row.institution;
            let mut cells =
                vec![Cell::text(id), Cell::text(best(&name(&shelf, id))), Cell::text(id.country())];
            cells.extend(figures(&row.figures));
            cells
        });
        let head = &[
            "institution",
            "institution_name",
            "country",
            "asked",
            "answered",
            "late",
            "open",
            "paused",
            "overdue",
            "median_seconds",
            "p90_seconds",
        ];
        Ok(table::write(&Table { head, rows: rows.collect() }, query.excel))
    });
    Ok(([(CONTENT_TYPE, table::MEDIA_TYPE)], bytes.await?).into_response())
}

fn figures(figures: &Figures) -> Vec<Cell> {
    let counts =
        [figures.asked, figures.answered, figures.late, figures.open, figures.paused, figures.overdue];
    let times = [figures.median_ms, figures.p90_ms];
    let counts = counts.into_iter().map(|n| Cell::count(u64::from(n)));
    let times = times.into_iter().map(|ms| ms.map_or(Cell::text(""), |ms| Cell::count(ms / 1000)));
    counts.chain(times).collect()
}

fn of(shelf: &Shelf<'_>, query: &ResponseQuery) -> Result<ResponseInfo, Failure> {
    let now = shelf.now;
    let (from, to) = period(query.from, query.to, now)?;
    let only = query.institution.as_deref().map(str::parse::<InstitutionId>).transpose();
    let only = only.map_err(|error: IdError| {
        Failure::bad_request(shorten(&error.to_string()), "see `GET /v1/institutions`")
    })?;
    let (mut clocks, mut more) = (Vec::new(), false);
    for kind in kinds(query.kind.as_deref())? {
        let (roots, older) = shelf.newest_of(&Filter::of(kind), THREADS_MAX)?;
        more |= older;
        for root in roots {
            let created = root_created(&root);
            if created < from || created >= to {
                continue;
            }
            let thread = shelf.shown_thread(&root)?.0;
            let exercise = matches!(&thread, Thread::Notice(view) if view.notice.is_exercise());
            if let Some(clock) = thread.clock().filter(|_| !exercise) {
                let mut clock = clock.clone();
                clock.recipients.retain(|r| only.as_ref().is_none_or(|only| r.institution == *only));
                clocks.push(clock);
            }
        }
    }
    let (rows, all) = views::response_times(&clocks);
    let threads = u32::try_from(clocks.len()).unwrap_or(u32::MAX);
    Ok(ResponseInfo { schema: SCHEMA, now, from, to, threads, more, rows, all })
}

/// A period that ends before `to`, now where nobody says, and begins 90 days before where nobody says.
pub(super) fn period(from: Option<u64>, to: Option<u64>, now: Millis) -> Result<(Millis, Millis), Failure> {
    let to = to.unwrap_or(now.0.saturating_add(1));
    let from = from.unwrap_or(to.saturating_sub(PERIOD_MS));
    if from >= to {
        let text = format!("from={from} is not before to={to}");
        return Err(Failure::bad_request(
            text,
            "give the beginning and the end of a period, in milliseconds",
        ));
    }
    Ok((Millis(from), Millis(to)))
}

/// When a thread was begun, by its author's clock.
pub(super) fn root_created(root: &Message) -> Millis {
    root.details().map_or(Millis(0), |details| details.created)
}

/// The kinds that ask for an answer, or one of them.
fn kinds(name: Option<&str>) -> Result<Vec<Kind>, Failure> {
    let all = [Kind::Proposal, Kind::Notice, Kind::Agenda, Kind::Declaration, Kind::Feedback];
    let Some(name) = name else { return Ok(all.to_vec()) };
    let kind = all.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
        let text = format!("{} asks for no answer", shorten(&format!("«{name}»")));
        Failure::bad_request(text, "give one of proposal, notice, agenda, declaration, feedback")
    });
    Ok(vec![kind?])
}
