//! What there is as maps and tables: GeoJSON and CSV.

use super::{
    Api,
    calendar::languages,
    filter::{self, Asked, Filter, Pairs},
    formats::{best, name},
    inbox::Row,
    problem::{Failure, shorten},
    read::{Shelf, parsed, path_id},
};
use crate::{
    formats::{
        cap,
        geo::{self, Shape},
        table::{self, Cell, Table},
    },
    places,
};
use axum::{
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_protocol::{
    content::{CapStatus, Content, Cost, Kind, Point, Validity},
    id::{InstitutionId, Language, Place},
    message::Message,
    sanitize,
    text::Texts,
    views::{
        AgendaView, Clock, DeclarationView, FeedbackView, NoticeState, NoticeView, ProposalView, Source,
        Stage, Thread,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Things of one layer.
const LAYER_MAX: usize = 1000;
/// Bytes of one layer; what does not fit is older.
const LAYER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What a layer may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerQuery {
    language: Option<String>,
    state: Option<String>,
}

/// The value of `state` that leaves nothing out.
const EVERY_STATE: &str = "all";

/// What a thread's table may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableQuery {
    /// As a Spanish Excel opens it.
    #[serde(default)]
    pub excel: bool,
    /// The language that is wanted.
    pub language: Option<String>,
}

/// `GET /v1/geo/{layer}`: notices, proposals, agendas or institutions on the map.
pub async fn layer(
    State(api): State<Api>,
    layer: Result<Path<String>, PathRejection>,
    query: Result<Query<LayerQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let layer = layer.map(|Path(layer)| layer).unwrap_or_default();
    let kind = match layer.as_str() {
        "notices" => Some(Kind::Notice),
        "proposals" => Some(Kind::Proposal),
        "agendas" => Some(Kind::Agenda),
        "declarations" => Some(Kind::Declaration),
        "feedback" => Some(Kind::Feedback),
        "institutions" => None,
        other => {
            let text = format!("there is no layer {}", shorten(&format!("«{other}»")));
            return Err(Failure::bad_request(
                text,
                "give one of notices, proposals, agendas, declarations, feedback, institutions",
            ));
        }
    };
    let query = parsed(query)?;
    let wanted = languages(query.language.as_deref())?;
    // A map is acted on: unless more is asked for, it has no notice that does not hold.
    let asked = query.state.as_deref().or((kind == Some(Kind::Notice)).then_some(NoticeState::Active.name()));
    let state = match asked {
        None | Some(EVERY_STATE) => None,
        Some(_) if kind.is_none() => {
            return Err(Failure::bad_request("institutions have no state", "leave `state` out"));
        }
        Some(name) => Some(filter::state(name)?),
    };
    let look = api.handle().look().await?;
    let text = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let mut features = Vec::new();
        let mut bytes = 0;
        let Some(kind) = kind else {
            let all = look.authority.institutions();
            let features = all.map(|(id, entry)| institution(id, &entry.names, &entry.places, &wanted));
            return Ok(geo::collection(features.collect()).to_string());
        };
        let mut filter = Filter::of(kind);
        filter.state = state;
        for (_, root, _) in shelf.listed(api, &filter, LAYER_MAX)?.found {
            let found = of_thread(&shelf, &root, &wanted, state)?;
            bytes += found.iter().map(|feature| feature.to_string().len()).sum::<usize>();
            if bytes > LAYER_BYTES_MAX {
                break;
            }
            features.extend(found);
        }
        Ok(geo::collection(features).to_string())
    });
    Ok(([(CONTENT_TYPE, geo::MEDIA_TYPE)], text.await?).into_response())
}

fn point_of(code: &str) -> Option<Point> {
    places::municipality(code).and_then(|place| place.point)
}

/// A text in the best language there is.
pub fn said(texts: &Texts, wanted: &[Language]) -> String {
    texts.best(wanted).map(|(_, text)| sanitize::block(text)).unwrap_or_default()
}

/// Where an institution is: its own municipality, or the first of its places that has a point.
fn institution(id: &InstitutionId, names: &Texts, places: &[Place], wanted: &[Language]) -> Value {
    let codes = [id.as_str()].into_iter().chain(places.iter().map(Place::as_str));
    let points = codes.filter_map(point_of).take(1).collect();
    let properties = json!({"id": id, "name": said(names, wanted), "country": id.country().to_string()});
    geo::feature(id.as_str(), &Shape { points, ..Shape::default() }, fields(properties))
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// What every feature of a thread says.
fn common(shelf: &Shelf<'_>, source: &Source, kind: Kind, title: String) -> Map<String, Value> {
    fields(json!({
        "id": source.id, "kind": kind.name(), "title": title, "institution": source.institution,
        "institution_name": best(&name(shelf, &source.institution)),
        "created": source.created, "disputed": source.disputed,
    }))
}

/// A thread's features: of a notice one an area, of the others one.
fn of_thread(
    shelf: &Shelf<'_>,
    root: &Message,
    wanted: &[Language],
    state: Option<&str>,
) -> Result<Vec<Value>, Failure> {
    let places = |codes: &[Place]| Shape {
        points: codes.iter().filter_map(|code| point_of(code.as_str())).collect(),
        ..Shape::default()
    };
    Ok(match shelf.shown_thread(root)?.0 {
        Thread::Notice(view) => of_notice(shelf, &view, wanted, state),
        Thread::Proposal(view) => {
            let proposal = &view.proposal;
            let mut own = common(shelf, &view.source, Kind::Proposal, said(&proposal.title, wanted));
            own.extend(fields(json!({"theme": proposal.theme, "places": proposal.places,
                "respond_by": view.clock.respond_by, "over": view.clock.over})));
            vec![geo::feature(&view.source.id.to_string(), &places(&proposal.places), own)]
        }
        Thread::Agenda(view) => {
            let agenda = &view.agenda;
            let mut own = common(shelf, &view.source, Kind::Agenda, said(&agenda.title, wanted));
            own.extend(fields(json!({"starts": agenda.starts, "ends": agenda.ends,
                "time_zone": agenda.time_zone, "venue": said(&agenda.venue, wanted), "place": agenda.place})));
            let place: Vec<Place> = agenda.place.iter().cloned().collect();
            vec![geo::feature(&view.source.id.to_string(), &places(&place), own)]
        }
        Thread::Declaration(view) => {
            let declaration = &view.declaration;
            let mut own = common(shelf, &view.source, Kind::Declaration, said(&declaration.title, wanted));
            own.extend(fields(json!({"theme": declaration.theme, "places": declaration.places,
                "state": view.state, "in_force_since": view.in_force_since,
                "respond_by": view.clock.respond_by})));
            vec![geo::feature(&view.source.id.to_string(), &places(&declaration.places), own)]
        }
        Thread::Feedback(view) => {
            let feedback = &view.feedback;
            let mut own = common(shelf, &view.source, Kind::Feedback, said(&feedback.title, wanted));
            own.extend(fields(json!({"theme": feedback.theme, "places": feedback.places,
                "state": view.state, "asked": feedback.asked, "respond_by": view.clock.respond_by})));
            vec![geo::feature(&view.source.id.to_string(), &places(&feedback.places), own)]
        }
        Thread::Opaque { .. } => Vec::new(),
    })
}

/// Areas of a notice. Of one that is in force a block that has expired is left out, where only that is asked for.
fn of_notice(shelf: &Shelf<'_>, view: &NoticeView, wanted: &[Language], state: Option<&str>) -> Vec<Value> {
    let status = view.notice.status;
    let (mut features, mut number) = (Vec::new(), 0);
    for info in &view.notice.info {
        let validity = view.validity(info, shelf.now);
        for area in &info.areas {
            // Counted whether it is shown or not: an id goes on meaning the same area.
            number += 1;
            if state == Some(NoticeState::Active.name()) && validity == Validity::Expired {
                continue;
            }
            let title = if info.headline.is_empty() { &info.event } else { &info.headline };
            let title = cap::marked(status, &said(title, wanted));
            let mut own = common(shelf, &view.source, Kind::Notice, title);
            own.extend(fields(json!({
                "state": view.state, "status": status, "event": said(&info.event, wanted), "validity": validity,
                "effective": info.effective,
                "severity": info.severity, "urgency": info.urgency, "certainty": info.certainty,
                "expires": info.expires, "area": said(&area.description, wanted), "places": area.places,
            })));
            let id = format!("{}-{number}", view.source.id);
            features.push(geo::feature(&id, &Shape::of_area(area, point_of), own));
        }
    }
    features
}

/// `GET /v1/messages.csv`: the newest messages as a table.
pub async fn messages(State(api): State<Api>, query: Pairs) -> Result<Response, Failure> {
    let asked = Asked::read(query, &["excel", "language"])?;
    let (wanted, limit) = (languages(asked.text("language"))?, asked.limit()?);
    let excel = asked.value("excel", "give true or false")?.unwrap_or(false);
    let filter = Filter::new(&asked)?;
    let look = api.handle().look().await?;
    let bytes = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let row = |message: &Message| {
            let info = shelf.info(message, false);
            vec![
                Cell::text(info.id),
                Cell::text(&info.kind),
                Cell::text(&info.institution),
                Cell::text(best(&name(&shelf, &info.institution))),
                Cell::At(info.created),
                Cell::text(said(&info.title, &wanted)),
                Cell::text(info.thread),
                Cell::text(info.disputed),
                Cell::text(status(&shelf, message).map(word).unwrap_or_default()),
                Cell::text(costs(message)),
            ]
        };
        let rows =
            shelf.listed(api, &filter, limit)?.found.iter().map(|(_, message, _)| row(message)).collect();
        let head = &[
            "id",
            "kind",
            "institution",
            "institution_name",
            "created_utc",
            "title",
            "thread",
            "disputed",
            "status",
            "costs",
        ];
        Ok(table::write(&Table { head, rows }, excel))
    });
    Ok(([(CONTENT_TYPE, table::MEDIA_TYPE)], bytes.await?).into_response())
}

/// `GET /v1/inbox.csv`: threads by urgency as a table; all of them unless a limit is given.
pub async fn inbox(State(api): State<Api>, query: Pairs) -> Result<Response, Failure> {
    let asked = Asked::read(query, &["excel", "language"])?;
    let wanted = languages(asked.text("language"))?;
    let limit = asked.text("limit").map(|_| asked.limit()).transpose()?.unwrap_or(usize::MAX);
    let excel = asked.value("excel", "give true or false")?.unwrap_or(false);
    let filter = Filter::new(&asked)?;
    let look = api.handle().look().await?;
    let bytes = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let me = &api.handle().about().institution;
        let threads = api.0.inbox.listed(api.handle().reader(), &look, me, (shelf.now, &filter))?;
        let rows = threads.iter().take(limit).map(|Row { summary, .. }| {
            let source = &summary.source;
            vec![
                Cell::text(source.id),
                Cell::text(summary.kind.map_or("", Kind::name)),
                Cell::text(&source.institution),
                Cell::text(best(&name(&shelf, &source.institution))),
                Cell::At(source.created),
                Cell::text(said(&summary.title, &wanted)),
                Cell::text(summary.severity.map(word).unwrap_or_default()),
                Cell::text(summary.exercise),
                Cell::text(summary.open),
                Cell::text(summary.stage.map_or("", Stage::name)),
                summary.respond_by.map_or(Cell::text(""), Cell::At),
                Cell::count(summary.asked.into()),
                Cell::count(summary.answered.into()),
                Cell::text(summary.ours_missing),
                Cell::text(summary.ours.as_deref().unwrap_or_default()),
                Cell::At(summary.last),
            ]
        });
        let head = &[
            "id",
            "kind",
            "institution",
            "institution_name",
            "created_utc",
            "title",
            "severity",
            "exercise",
            "open",
            "stage",
            "respond_by_utc",
            "asked",
            "answered",
            "ours_missing",
            "ours",
            "last_utc",
        ];
        Ok(table::write(&Table { head, rows: rows.collect() }, excel))
    });
    Ok(([(CONTENT_TYPE, table::MEDIA_TYPE)], bytes.await?).into_response())
}

/// What a proposal costs, one after the other.
fn costs(message: &Message) -> String {
    match message.content() {
        Some(Ok(Content::Proposal(proposal))) => {
            proposal.costs.iter().map(Cost::written).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    }
}

/// CAP's status of the notice that a message is or stands in the thread of.
fn status(shelf: &Shelf<'_>, message: &Message) -> Option<CapStatus> {
    match message.content() {
        Some(Ok(Content::Notice(notice) | Content::NoticeUpdate(notice))) => Some(notice.status),
        _ => {
            let root = shelf.with_id(&message.details()?.root?).ok()??.message;
            status(shelf, Some(&root).filter(|root| root.details().is_some_and(|d| d.root.is_none()))?)
        }
    }
}

/// `GET /v1/messages/{id}/csv`: what was answered in a thread, a row an institution.
pub async fn answers(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<TableQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let (id, query) = (path_id(id)?, parsed(query)?);
    let wanted = languages(query.language.as_deref())?;
    let look = api.handle().look().await?;
    let bytes = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let table = match shelf.shown_thread(&shelf.root_of(&id)?)?.0 {
            Thread::Proposal(view) => positions(&shelf, &view, &wanted),
            Thread::Notice(view) => acks(&shelf, &view, &wanted),
            Thread::Agenda(view) => rsvps(&shelf, &view, &wanted),
            Thread::Declaration(view) => signatures(&shelf, &view, &wanted),
            Thread::Feedback(view) => steps(&shelf, &view, &wanted),
            Thread::Opaque { .. } => {
                let text = "the message stands in no thread with answers that this node shows";
                return Err(Failure::bad_request(
                    text,
                    "name a proposal, a notice, an agenda, a declaration or feedback",
                ));
            }
        };
        Ok(table::write(&table, query.excel))
    });
    Ok(([(CONTENT_TYPE, table::MEDIA_TYPE)], bytes.await?).into_response())
}

/// A value that is one word, as JSON has it: `wheelchair`.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Who answered, and when.
fn who(shelf: &Shelf<'_>, source: &Source) -> Vec<Cell> {
    vec![
        Cell::text(&source.institution),
        Cell::text(best(&name(shelf, &source.institution))),
        Cell::text(source.institution.country()),
        Cell::At(source.created),
    ]
}

/// Those who were asked and have not answered: a row each, so that nobody is missing from the table.
fn silent<'a>(shelf: &'a Shelf<'_>, clock: &'a Clock, width: usize) -> impl Iterator<Item = Vec<Cell>> + 'a {
    clock.waiting().map(move |id| {
        let mut row = vec![
            Cell::text(id),
            Cell::text(best(&name(shelf, id))),
            Cell::text(id.country()),
            Cell::text(""),
            Cell::text("waiting"),
        ];
        row.resize_with(width, || Cell::text(""));
        row
    })
}

fn positions(shelf: &Shelf<'_>, view: &ProposalView, wanted: &[Language]) -> Table {
    let head = &[
        "institution",
        "institution_name",
        "country",
        "created_utc",
        "stance",
        "counted",
        "apart",
        "disputed",
        "mandate",
        "reason",
        "id",
    ];
    let close = &view.close;
    let lists = [
        (&view.positions, ""),
        (&view.late, "late"),
        (&close.left_out, "left_out"),
        (&close.skewed, "skewed"),
        (&close.not_voters, "not_a_voter"),
    ];
    let all = lists.into_iter().flat_map(|(list, apart)| list.iter().map(move |position| (position, apart)));
    let rows = all.map(|(position, apart)| {
        let mut row = who(shelf, &position.source);
        row.extend([
            Cell::text(position.stance.name()),
            Cell::text(position.counted),
            Cell::text(apart),
            Cell::text(position.source.disputed),
            Cell::text(position.mandate.as_deref().unwrap_or_default()),
            Cell::text(said(&position.reason, wanted)),
            Cell::text(position.source.id),
        ]);
        row
    });
    let rows = rows.chain(silent(shelf, &view.clock, head.len())).collect();
    Table { head, rows }
}

fn acks(shelf: &Shelf<'_>, view: &NoticeView, wanted: &[Language]) -> Table {
    let head = &[
        "institution",
        "institution_name",
        "country",
        "created_utc",
        "state",
        "first_utc",
        "seconds_to_ack",
        "disputed",
        "note",
        "id",
    ];
    let rows = view.acks.iter().map(|ack| {
        let mut row = who(shelf, &ack.source);
        row.extend([
            Cell::text(ack.state.name()),
            Cell::At(ack.first),
            Cell::count(ack.time_to_ack_ms / 1000),
            Cell::text(ack.source.disputed),
            Cell::text(said(&ack.note, wanted)),
            Cell::text(ack.source.id),
        ]);
        row
    });
    let rows = rows.chain(silent(shelf, &view.clock, head.len())).collect();
    Table { head, rows }
}

fn signatures(shelf: &Shelf<'_>, view: &DeclarationView, wanted: &[Language]) -> Table {
    let head = &[
        "institution",
        "institution_name",
        "country",
        "created_utc",
        "state",
        "counted",
        "disputed",
        "signs",
        "mandate",
        "note",
        "id",
    ];
    let lists = [(&view.signatures, ""), (&view.late, "late")];
    let all = lists.into_iter().flat_map(|(list, apart)| list.iter().map(move |entry| (entry, apart)));
    let rows = all.map(|(entry, apart)| {
        let state = if apart.is_empty() { entry.name() } else { apart };
        let mut row = who(shelf, &entry.source);
        row.extend([
            Cell::text(state),
            Cell::text(entry.counted),
            Cell::text(entry.source.disputed),
            Cell::text(entry.signs),
            Cell::text(entry.mandate.as_deref().unwrap_or_default()),
            Cell::text(said(&entry.note, wanted)),
            Cell::text(entry.source.id),
        ]);
        row
    });
    let rows = rows.chain(silent(shelf, &view.clock, head.len())).collect();
    Table { head, rows }
}

fn steps(shelf: &Shelf<'_>, view: &FeedbackView, wanted: &[Language]) -> Table {
    let head = &[
        "institution",
        "institution_name",
        "country",
        "created_utc",
        "step",
        "seconds_after",
        "disputed",
        "text",
        "id",
    ];
    let rows = view.steps.iter().map(|entry| {
        let mut row = who(shelf, &entry.source);
        row.extend([
            Cell::text(entry.step.name()),
            Cell::count(entry.after_ms / 1000),
            Cell::text(entry.source.disputed),
            Cell::text(said(&entry.text, wanted)),
            Cell::text(entry.source.id),
        ]);
        row
    });
    let rows = rows.chain(silent(shelf, &view.clock, head.len())).collect();
    Table { head, rows }
}

fn rsvps(shelf: &Shelf<'_>, view: &AgendaView, wanted: &[Language]) -> Table {
    let head = &[
        "institution",
        "institution_name",
        "country",
        "created_utc",
        "attendance",
        "people",
        "access",
        "languages",
        "disputed",
        "note",
        "id",
    ];
    let rows = view.answers.iter().map(|answer| {
        let needs = answer.access.iter().map(|(need, n)| format!("{}={n}", word(need)));
        let languages = answer.languages.iter().map(Language::as_str);
        let mut row = who(shelf, &answer.source);
        row.extend([
            Cell::text(answer.attendance.name()),
            Cell::count(u64::from(answer.people)),
            Cell::text(needs.collect::<Vec<_>>().join(" ")),
            Cell::text(languages.collect::<Vec<_>>().join(" ")),
            Cell::text(answer.source.disputed),
            Cell::text(said(&answer.note, wanted)),
            Cell::text(answer.source.id),
        ]);
        row
    });
    let rows = rows.chain(silent(shelf, &view.clock, head.len())).collect();
    Table { head, rows }
}
