//! The acknowledgements of crisis notices: the matrix of one, whom to remind, and how fast those of a
//! period were acknowledged.

use super::{
    Api,
    calendar::languages,
    delivery,
    filter::Filter,
    formats::{best, name},
    problem::Failure,
    read::{Shelf, parsed, path_id},
    response::{period, root_created},
    tables::{TableQuery, said},
};
use crate::{
    formats::table::{self, Cell, Table},
    handle::Handle,
};
use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_client::api::{AckTimesInfo, MatrixInfo, NoticeTimes, QuarterTimes, RemindersInfo, SCHEMA};
use cabildo_protocol::{
    bounds::BASELINE_MAX_MS,
    content::{AckState, Kind},
    id::{InstitutionId, Millis},
    message::Message,
    views::{self, NodeHas, NoticeView, RecipientState, Thread, rank},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Notices that one answer looks at: the newest.
const NOTICES_MAX: usize = 2000;
/// `GET /v1/messages/{id}/matrix`.
pub async fn matrix(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<MatrixInfo>, Failure> {
    let answer = asked(api, id, |Asked { shelf, thread, nodes, .. }| {
        let Thread::Notice(view) = thread else { return Err(no_notice()) };
        let rows = views::matrix(&view, &nodes);
        let figures = views::ack_figures(&rows);
        Ok(MatrixInfo {
            schema: SCHEMA,
            now: shelf.now,
            id: view.source.id,
            title: view.notice.title().clone(),
            institution: view.source.institution.clone(),
            created: view.source.created,
            status: view.notice.status,
            state: view.state,
            ended: ended(&view, shelf.now),
            respond_by: view.clock.respond_by,
            help: views::help(&view),
            score: figures.score().filter(|_| view.notice.is_exercise()),
            figures,
            rows,
        })
    });
    answer.await.map(Json)
}

/// `GET /v1/messages/{id}/matrix.csv`: the matrix as a table, a row an institution.
pub async fn matrix_csv(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<TableQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let query = parsed(query)?;
    let wanted = languages(query.language.as_deref())?;
    let bytes = asked(api, id, move |Asked { shelf, thread, nodes, .. }| {
        let Thread::Notice(view) = thread else { return Err(no_notice()) };
        let seconds = |ms: Option<&u64>| ms.map_or(Cell::text(""), |ms| Cell::count(ms / 1000));
        let rows = views::matrix(&view, &nodes).into_iter().map(|row| {
            let id = &row.institution;
            let mut cells = vec![
                Cell::text(id),
                Cell::text(best(&name(&shelf, id))),
                Cell::text(id.country()),
                Cell::text(row.node.name()),
                Cell::text(row.answer.map_or("", RecipientState::name)),
                Cell::text(row.state.map_or("", AckState::name)),
                seconds(row.first_ms.as_ref()),
            ];
            cells.extend(AckState::ALL.map(|state| seconds(row.steps_ms.get(&state))));
            cells.push(Cell::text(said(&row.note, &wanted)));
            cells
        });
        let head = &[
            "institution",
            "institution_name",
            "country",
            "node",
            "answer",
            "state",
            "seconds_to_ack",
            "seconds_seen",
            "seconds_accepted",
            "seconds_acting",
            "seconds_need_help",
            "seconds_can_offer",
            "seconds_not_affected",
            "seconds_closed",
            "seconds_rejected",
            "note",
        ];
        Ok(table::write(&Table { head, rows: rows.collect() }, query.excel))
    });
    Ok(([(CONTENT_TYPE, table::MEDIA_TYPE)], bytes.await?).into_response())
}

fn no_notice() -> Failure {
    let text = "the message stands in no thread of a notice that this node shows";
    Failure::bad_request(text, "name a crisis notice, as `GET /v1/inbox` lists them")
}

/// `GET /v1/acknowledgement-times.csv`: a row a notice.
pub async fn times_csv(
    State(api): State<Api>,
    query: Result<Query<AckTableQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let AckTableQuery { from, to, exercises, excel, language } = parsed(query)?;
    let wanted = languages(language.as_deref())?;
    let look = api.handle().look().await?;
    let bytes = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let info = of(&shelf, &AckTimesQuery { from, to, exercises, baseline_ms: None })?;
        let seconds = |ms: Option<u64>| ms.map_or(Cell::text(""), |ms| Cell::count(ms / 1000));
        let rows = info.notices.iter().map(|notice| {
            let figures = &notice.figures;
            let counts = [figures.asked, figures.has, figures.acknowledged, figures.in_time, figures.acted];
            let mut cells = vec![
                Cell::text(notice.id),
                Cell::text(&notice.institution),
                Cell::text(best(&name(&shelf, &notice.institution))),
                Cell::At(notice.created),
                Cell::text(said(&notice.title, &wanted)),
            ];
            cells.extend(counts.map(|n| Cell::count(n.into())));
            cells.extend([figures.median_ms, figures.p90_ms].map(seconds));
            cells
        });
        let head = &[
            "id",
            "institution",
            "institution_name",
            "created_utc",
            "title",
            "asked",
            "has",
            "acknowledged",
            "in_time",
            "acted",
            "median_seconds",
            "p90_seconds",
        ];
        Ok(table::write(&Table { head, rows: rows.collect() }, excel))
    });
    Ok(([(CONTENT_TYPE, table::MEDIA_TYPE)], bytes.await?).into_response())
}

/// A thread, and whether a node of each institution has its first message.
struct Asked<'a> {
    shelf: Shelf<'a>,
    root: Message,
    thread: Thread,
    nodes: BTreeMap<InstitutionId, NodeHas>,
}

/// Answers a question about the thread of a message.
async fn asked<T: Send + 'static>(
    api: Api,
    id: Result<Path<String>, PathRejection>,
    answer: impl FnOnce(Asked<'_>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let id = path_id(id)?;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let root = shelf.root_of(&id)?;
        let thread = shelf.shown_thread(&root)?.0;
        let nodes = nodes(api.handle(), &shelf, &root, &thread)?;
        answer(Asked { shelf, root, thread, nodes })
    });
    answer.await
}

/// `GET /v1/messages/{id}/reminders`.
pub async fn reminders(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<RemindersInfo>, Failure> {
    let answer = asked(api, id, |Asked { shelf, root, thread, nodes }| {
        let Some(clock) = thread.clock() else {
            let text = "the message stands in no thread that asks for an answer";
            return Err(Failure::bad_request(text, "name a proposal, a notice or an agenda"));
        };
        Ok(RemindersInfo {
            schema: SCHEMA,
            now: shelf.now,
            id: root.id(),
            title: shelf.info(&root, false).title,
            respond_by: clock.respond_by,
            reminders: views::reminders(clock, &nodes),
        })
    });
    answer.await.map(Json)
}

/// Whether a node of each institution has a thread's first message.
fn nodes(
    handle: &Handle,
    shelf: &Shelf<'_>,
    root: &Message,
    thread: &Thread,
) -> Result<BTreeMap<InstitutionId, NodeHas>, Failure> {
    let known = delivery::known(handle, shelf.look, root, Some(thread))?;
    let own = handle.about().institution.clone();
    let mut nodes: BTreeMap<InstitutionId, NodeHas> = BTreeMap::from([(own, NodeHas::Has)]);
    for id in &known.members {
        let has = match (known.held.contains(id), known.linked.contains(id)) {
            (true, _) => NodeHas::Has,
            (false, true) => NodeHas::NotYet,
            (false, false) => NodeHas::Away,
        };
        nodes.insert((*id).clone(), has);
    }
    Ok(nodes)
}

/// When a notice ended, where it has.
fn ended(view: &NoticeView, now: Millis) -> Option<Millis> {
    let cancelled = view.cancelled.as_ref().filter(|(source, _)| !source.disputed).map(|(s, _)| s.created);
    cancelled.or_else(|| view.notice.expires().filter(|at| *at <= now))
}

/// What may be asked of a period.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AckTimesQuery {
    from: Option<u64>,
    to: Option<u64>,
    #[serde(default)]
    exercises: bool,
    baseline_ms: Option<u64>,
}

/// What the table of these may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AckTableQuery {
    from: Option<u64>,
    to: Option<u64>,
    #[serde(default)]
    exercises: bool,
    #[serde(default)]
    excel: bool,
    language: Option<String>,
}

/// `GET /v1/acknowledgement-times`.
pub async fn times(
    State(api): State<Api>,
    query: Result<Query<AckTimesQuery>, QueryRejection>,
) -> Result<Json<AckTimesInfo>, Failure> {
    let query = parsed(query)?;
    if let Some(ms) = query.baseline_ms.filter(|ms| *ms == 0 || *ms > BASELINE_MAX_MS) {
        let text = format!("baseline_ms={ms}: a baseline is at least a moment and at most a year");
        return Err(Failure::bad_request(text, "give the time to acknowledge that is compared with"));
    }
    let look = api.handle().look().await?;
    api.read(move |api| of(&Shelf::new(api, &look), &query)).await.map(Json)
}

fn of(shelf: &Shelf<'_>, query: &AckTimesQuery) -> Result<AckTimesInfo, Failure> {
    let (from, to) = period(query.from, query.to, shelf.now)?;
    let (mut notices, mut quarters) = (Vec::new(), BTreeMap::<String, (u32, u32, Vec<u64>)>::new());
    let (roots, more) = shelf.newest_of(&Filter::of(Kind::Notice), NOTICES_MAX)?;
    for root in roots {
        let created = root_created(&root);
        if created < from || created >= to {
            continue;
        }
        let Thread::Notice(view) = shelf.shown_thread(&root)?.0 else { continue };
        if view.notice.is_exercise() != query.exercises {
            continue;
        }
        // Who has it today says nothing of how fast it was acknowledged.
        let rows = views::matrix(&view, &BTreeMap::new());
        let figures = views::ack_figures(&rows);
        let (count, asked, times) = quarters.entry(quarter(created)).or_default();
        (*count, *asked) = (count.saturating_add(1), asked.saturating_add(figures.asked));
        times.extend(rows.iter().filter(|row| row.answer.is_some()).filter_map(|row| row.first_ms));
        notices.push(NoticeTimes {
            id: view.source.id,
            title: view.notice.title().clone(),
            institution: view.source.institution.clone(),
            created: view.source.created,
            figures,
        });
    }
    notices.sort_by_key(|notice| (std::cmp::Reverse(notice.created), notice.id));
    let stated = shelf.look.authority.baseline().filter(|_| query.baseline_ms.is_none()).cloned();
    let baseline_ms = query.baseline_ms.or(stated.as_ref().map(|baseline| baseline.ack_ms));
    let quarters = quarters.into_iter().map(|(quarter, (notices, asked, mut times))| {
        times.sort_unstable();
        let median_ms = rank(&times, 50);
        QuarterTimes {
            quarter,
            notices,
            asked,
            acknowledged: u32::try_from(times.len()).unwrap_or(u32::MAX),
            median_ms,
            p90_ms: rank(&times, 90),
            faster_percent: median_ms.zip(baseline_ms).and_then(|(median, base)| faster(median, base)),
        }
    });
    let (exercises, quarters) = (query.exercises, quarters.collect());
    Ok(AckTimesInfo {
        schema: SCHEMA,
        now: shelf.now,
        from,
        to,
        exercises,
        more,
        baseline_ms,
        baseline: stated,
        notices,
        quarters,
    })
}

/// By how many per cent a time is below another, rounded towards nothing.
fn faster(ms: u64, baseline_ms: u64) -> Option<i64> {
    let (ms, base) = (i128::from(ms), i128::from(baseline_ms));
    i64::try_from((base - ms).checked_mul(100)?.checked_div(base)?).ok()
}

/// The quarter of an instant (UTC): `2026-Q4`.
fn quarter(at: Millis) -> String {
    let instant = i64::try_from(at.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let day = instant.unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(TimeZone::UTC).date();
    format!("{}-Q{}", day.year(), (day.month() + 2) / 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_and_per_cents_are_those_counted_by_hand() {
        for (at, wanted) in [
            (0, "1970-Q1"),
            (1_774_999_999_000, "2026-Q1"),
            (1_775_001_600_000, "2026-Q2"),
            (1_795_622_400_000, "2026-Q4"),
        ] {
            assert_eq!(quarter(Millis(at)), wanted);
        }
        let table = [(70, 100, 30), (100, 100, 0), (130, 100, -30), (1, 3, 66), (0, 5, 100)];
        for (ms, base, wanted) in table {
            assert_eq!(faster(ms, base), Some(wanted), "{ms} {base}");
        }
        assert_eq!(faster(1, 0), None);
    }
}
