//! Alerts of other systems: what their feeds offer, and what a file of one becomes.

use super::{
    Api,
    filter::Filter,
    problem::{Failure, shorten},
    read::Shelf,
    serve::Client,
    submit,
};
use crate::{
    formats::{
        cap::{self, Alert},
        xml,
    },
    offers::{self, Offers, Taken},
};
use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    http::StatusCode,
};
use cabildo_client::api::{OfferedAlert, OffersInfo, SCHEMA, Trouble};
use cabildo_protocol::{
    content::Kind,
    views::{NoticeState, Thread},
};

/// Notices that are looked at for what they took over: the newest.
const NOTICES_MAX: usize = 1000;

/// `GET /v1/offers`.
pub async fn list(State(api): State<Api>) -> Result<Json<OffersInfo>, Failure> {
    let offers = api.handle().offers();
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let taken = if offers.is_empty() { Taken::new() } else { taken(&shelf)? };
        Ok(OffersInfo { schema: SCHEMA, now: shelf.now, offers: offers.now(&taken, shelf.now) })
    });
    answer.await.map(Json)
}

/// `GET /v1/offers/{id}`: what it says, as a draft.
pub async fn one(State(api): State<Api>, Path(id): Path<String>) -> Result<Json<OfferedAlert>, Failure> {
    let (feed, alert) = found(&api, &id)?;
    drafted(&api, feed, alert).await
}

/// `DELETE /v1/offers/{id}`: it is not offered any more.
pub async fn pass_over(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let (feed, alert) = found(&api, &id)?;
    let said = offers::id_of(&alert);
    let written = api.read(move |api| {
        let done = api.handle().offers().pass_over(&alert);
        done.map_err(|error| Failure::internal(format!("it cannot be remembered: {error}")))
    });
    written.await?;
    tracing::info!(%client, feed, id = said, "an offered alert was passed over");
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v1/cap`: a CAP alert as a draft. Nothing is kept of it.
pub async fn read(State(api): State<Api>, request: Request) -> Result<Json<OfferedAlert>, Failure> {
    let bytes = submit::body(&api, request, xml::BYTES_MAX).await?;
    let alert = cap::read(&bytes)
        .map_err(|error| Failure::bad_request(error.to_string(), "send an alert of CAP 1.2"))?;
    drafted(&api, String::new(), alert).await
}

/// Feeds that cannot be read.
pub fn trouble(offers: &Offers) -> Vec<Trouble> {
    let failing = offers.failing().into_iter();
    failing.map(|(feed, why)| Trouble::new("cap_feed_failed", &[("feed", feed), ("why", why)])).collect()
}

async fn drafted(api: &Api, feed: String, alert: Alert) -> Result<Json<OfferedAlert>, Failure> {
    let look = api.handle().look().await?;
    let replaces =
        api.read(move |api| Ok((offers::replaces(&alert, &taken(&Shelf::new(api, &look))?), alert)));
    let (replaces, alert) = replaces.await?;
    let replaces = replaces.map(|(notice, _)| notice);
    Ok(Json(offers::draft(offers::offer(&feed, &offers::id_of(&alert), &alert, replaces), alert)))
}

fn found(api: &Api, id: &str) -> Result<(String, Alert), Failure> {
    api.handle().offers().find(id).ok_or_else(|| {
        let message = format!("«{}» names no offered alert, or more than one", shorten(id));
        Failure::not_found(message, "see `GET /v1/offers`")
    })
}

/// What our notices, as they are now, took over.
fn taken(shelf: &Shelf<'_>) -> Result<Taken, Failure> {
    let mut taken = Taken::new();
    for root in shelf.newest(&Filter::of(Kind::Notice), NOTICES_MAX)? {
        if let Thread::Notice(view) = shelf.shown_thread(&root)?.0
            && let Some(origin) = &view.notice.origin
        {
            let notice = (view.source.id, view.state == NoticeState::Active);
            taken.insert(offers::origin(origin), notice);
            // An update names what it replaces, and so does whoever asks what became of that.
            let before = origin.references.iter().filter_map(|reference| offers::identity(reference));
            taken.extend(before.map(|of| (of, notice)));
        }
    }
    Ok(taken)
}
