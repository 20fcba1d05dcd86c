//! `/v1/rosters/drafts`: rosters that wait for signatures at this node, and notices of new governors.

use super::{
    Api,
    problem::{Failure, shorten},
    rosters,
    serve::Client,
    submit,
};
use crate::drafts::{Draft, DraftError, Paper};
use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use cabildo_client::api::{DraftInfo, NeedInfo};
use cabildo_protocol::{
    enrol::{Need, Sheaf},
    id::Hash,
    roster::RosterError,
};

/// All that wait, as they are shown.
pub async fn infos(api: &Api) -> Result<Vec<DraftInfo>, Failure> {
    // Whoever looks at the federation asks, and nearly always nothing waits.
    if api.handle().drafts().is_empty() {
        return Ok(Vec::new());
    }
    let rosters = api.handle().rosters().await?;
    let look = api.handle().look().await?;
    let drafts = api.read(move |api| Ok(api.handle().drafts().list(&rosters, &look.authority)));
    Ok(drafts.await?.iter().map(info).collect())
}

fn info(draft: &Draft) -> DraftInfo {
    let need = |need: &Need| NeedInfo {
        threshold: need.quorum.threshold,
        keys: need.quorum.keys.iter().copied().collect(),
        signed: need.have.iter().copied().collect(),
    };
    DraftInfo {
        hash: draft.hash,
        scope: draft.scope.clone(),
        version: draft.version,
        issued: draft.issued,
        until: draft.until,
        needs: draft.needs.iter().map(need).collect(),
        complete: draft.complete,
    }
}

/// `GET /v1/rosters/drafts`.
pub async fn drafts(State(api): State<Api>) -> Result<Json<Vec<DraftInfo>>, Failure> {
    infos(&api).await.map(Json)
}

/// `POST /v1/rosters/drafts`.
pub async fn keep(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Json<DraftInfo>, Failure> {
    let bytes = submit::body(&api, request, rosters::REQUEST_MAX).await?;
    let sheaf = Sheaf::decode(&bytes).map_err(rosters::refused)?;
    let Some(paper) = Paper::of(sheaf) else {
        return Err(Failure::bad_request(
            "there is no roster in it",
            "send a file as `cabildo roster` writes it",
        ));
    };
    let rosters = api.handle().rosters().await?;
    let look = api.handle().look().await?;
    let kept =
        api.read(move |api| api.handle().drafts().keep(paper, &rosters, &look.authority).map_err(not_kept));
    let info = info(&kept.await?);
    tracing::info!(%client, scope = %info.scope, info.version, hash = %info.hash, "a roster waits for signatures");
    Ok(Json(info))
}

/// `GET /v1/rosters/drafts/{hash}`: the roster after those on which it stands.
pub async fn one(State(api): State<Api>, Path(hash): Path<String>) -> Result<Response, Failure> {
    let hash = named(&hash)?;
    let rosters = api.handle().rosters().await?;
    let look = api.handle().look().await?;
    let bytes = api.read(move |api| {
        let drafts = api.handle().drafts().list(&rosters, &look.authority);
        let draft = drafts.into_iter().find(|draft| draft.hash == hash).ok_or_else(none)?;
        let mut sheaf = Sheaf::of_scope(&rosters, &draft.scope).map_err(rosters::refused)?;
        match draft.paper {
            Paper::Roster(signed) => sheaf.rosters.push(signed),
            Paper::Notice(signed) => sheaf.notice = Some(signed),
        }
        Ok(sheaf.encode())
    });
    Ok(([(CONTENT_TYPE, "application/cbor")], bytes.await?).into_response())
}

/// `DELETE /v1/rosters/drafts/{hash}`.
pub async fn remove(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    Path(hash): Path<String>,
) -> Result<StatusCode, Failure> {
    let hash = named(&hash)?;
    let gone = api.read(move |api| api.handle().drafts().drop(&hash).map_err(not_kept)).await?;
    if !gone {
        return Err(none());
    }
    tracing::info!(%client, %hash, "a roster waits for signatures no more");
    Ok(StatusCode::NO_CONTENT)
}

fn named(hash: &str) -> Result<Hash, Failure> {
    hash.parse().map_err(|_| {
        let message = format!("«{}» names no roster", shorten(hash));
        Failure::bad_request(message, "`cabildo roster pending` shows the names: cbh1…")
    })
}

fn none() -> Failure {
    Failure::not_found("no such roster waits for signatures", "see `cabildo roster pending`")
}

fn not_kept(error: DraftError) -> Failure {
    let said = error.to_string();
    match error {
        DraftError::Roster(RosterError::Gap { scope, have, got }) if got <= have => {
            let said = format!("version {got} of the roster of {scope} is in force already");
            Failure::refused(said, "draft it again on the newest version")
        }
        DraftError::Roster(error) => rosters::refused(error),
        DraftError::Unsigned => Failure::refused(said, "sign it first: `cabildo roster sign`"),
        DraftError::Many => {
            Failure::refused(said, "publish them or take them away: `cabildo roster pending`")
        }
        DraftError::Io { .. } => Failure::internal(said),
    }
}
