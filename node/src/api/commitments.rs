//! What follows from adopted proposals: who has to do what until when, over all of them.

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
use cabildo_client::api::{CommitmentsInfo, CommittedItem, SCHEMA};
use cabildo_protocol::{
    content::{ItemState, Kind},
    id::{IdError, InstitutionId, MessageId},
    sanitize,
    views::Thread,
};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Commitments that one answer looks at: the newest.
const COMMITMENTS_MAX: usize = 2000;
/// Items in one answer.
const ITEMS_MAX: usize = 1000;

/// What may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitmentsQuery {
    state: Option<String>,
    institution: Option<String>,
    #[serde(default)]
    excel: bool,
    language: Option<String>,
}

/// Which items are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    /// Still to be done.
    Pending,
    /// And late.
    Overdue,
    State(ItemState),
}

impl Wanted {
    fn of(name: Option<&str>) -> Result<Self, Failure> {
        let state = |name: &str| ItemState::ALL.into_iter().find(|state| state.name() == name);
        match name {
            None | Some("pending") => Ok(Self::Pending),
            Some("all") => Ok(Self::All),
            Some("overdue") => Ok(Self::Overdue),
            Some(other) => state(other).map(Self::State).ok_or_else(|| {
                let text = format!("state={}: there is no such state", shorten(&format!("«{other}»")));
                Failure::bad_request(text, "give one of pending, overdue, open, begun, done, dropped, all")
            }),
        }
    }
}

/// `GET /v1/commitments`.
pub async fn list(
    State(api): State<Api>,
    query: Result<Query<CommitmentsQuery>, QueryRejection>,
) -> Result<Json<CommitmentsInfo>, Failure> {
    let query = parsed(query)?;
    let look = api.handle().look().await?;
    api.read(move |api| of(&Shelf::new(api, &look), &query)).await.map(Json)
}

/// `GET /v1/commitments.csv`.
pub async fn csv(
    State(api): State<Api>,
    query: Result<Query<CommitmentsQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let query = parsed(query)?;
    let wanted = languages(query.language.as_deref())?;
    let look = api.handle().look().await?;
    let bytes = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let said = |texts: &cabildo_protocol::text::Texts| {
            texts.best(&wanted).map(|(_, text)| sanitize::block(text)).unwrap_or_default()
        };
        let rows = of(&shelf, &query)?.items.into_iter().map(|one| {
            let item = &one.item;
            vec![
                Cell::text(one.proposal),
                Cell::text(said(&one.title)),
                Cell::count(u64::from(item.item)),
                Cell::text(said(&item.text)),
                Cell::text(&item.who),
                Cell::text(best(&name(&shelf, &item.who))),
                Cell::At(item.due),
                Cell::text(item.state.name()),
                Cell::text(item.overdue),
                Cell::text(said(&one.office)),
                one.review.map_or(Cell::text(""), Cell::At),
                Cell::text(one.commitment),
            ]
        });
        let head = &[
            "proposal",
            "title",
            "item",
            "text",
            "institution",
            "institution_name",
            "due_utc",
            "state",
            "overdue",
            "office",
            "review_utc",
            "commitment",
        ];
        Ok(table::write(&Table { head, rows: rows.collect() }, query.excel))
    });
    Ok(([(CONTENT_TYPE, table::MEDIA_TYPE)], bytes.await?).into_response())
}

fn of(shelf: &Shelf<'_>, query: &CommitmentsQuery) -> Result<CommitmentsInfo, Failure> {
    let wanted = Wanted::of(query.state.as_deref())?;
    let only = query.institution.as_deref().map(str::parse::<InstitutionId>).transpose();
    let only = only.map_err(|error: IdError| {
        Failure::bad_request(shorten(&error.to_string()), "see `GET /v1/institutions`")
    })?;
    let (mut items, mut more) = (Vec::new(), false);
    // By what commits, and not by the proposals: of those there are many more, and these may be old.
    let (said, older) = shelf.newest_of(&Filter::of(Kind::Commitment), COMMITMENTS_MAX)?;
    more |= older;
    let roots: BTreeSet<MessageId> = said.iter().filter_map(|message| message.details()?.root).collect();
    for root in roots {
        let Some(found) = shelf.with_id(&root)? else { continue };
        let Thread::Proposal(view) = shelf.shown_thread(&found.message)?.0 else { continue };
        let Some(whole) = view.implementation else { continue };
        let title = &view.proposal.title;
        items.extend(whole.items.into_iter().map(|item| CommittedItem {
            proposal: view.source.id,
            title: title.clone(),
            commitment: whole.source.id,
            office: whole.office.clone(),
            review: whole.review,
            item,
        }));
    }
    items.retain(|one| {
        let item = &one.item;
        only.as_ref().is_none_or(|only| item.who == *only)
            && match wanted {
                Wanted::All => true,
                Wanted::Pending => item.state.is_pending(),
                Wanted::Overdue => item.overdue,
                Wanted::State(state) => item.state == state,
            }
    });
    items.sort_by_key(|one| (one.item.due, one.proposal, one.item.item));
    more |= items.len() > ITEMS_MAX;
    items.truncate(ITEMS_MAX);
    Ok(CommitmentsInfo { schema: SCHEMA, now: shelf.now, items, more })
}
