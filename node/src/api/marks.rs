//! `/v1/marks`: what the operators of this node note for each other, and `/v1/devices`: who they are.

use super::{Api, DRAFT_MAX, problem::Failure, read::Shelf, serve::Client, submit::body};
use crate::{driver::clock, handle::Look};
use axum::{
    Extension, Json,
    extract::{Request, State},
};
use cabildo_client::api::{ApiEvent, DeviceInfo, Mark, MarkChange, MarkRequest, Marks, SCHEMA};
use cabildo_protocol::id::{InstitutionId, PublicKey};

/// `GET /v1/marks`.
pub async fn marks(State(api): State<Api>) -> Result<Json<Marks>, Failure> {
    Ok(Json(Marks { schema: SCHEMA, threads: api.handle().marks().all() }))
}

/// `GET /v1/devices`: the devices of this node's institution.
pub async fn devices(State(api): State<Api>) -> Result<Json<Vec<DeviceInfo>>, Failure> {
    let look = api.handle().look().await?;
    let own = &api.handle().about().institution;
    let devices = look.authority.devices().filter(|(_, institution, _)| *institution == own);
    let devices = devices.map(|(key, _, device)| DeviceInfo {
        key: *key,
        label: device.label.clone(),
        role: device.role,
        ended: device.cut_off != (None, None),
    });
    Ok(Json(devices.collect()))
}

/// `POST /v1/marks`.
pub async fn mark(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Json<Mark>, Failure> {
    let bytes = body(&api, request, DRAFT_MAX).await?;
    let wanted: MarkRequest = serde_json::from_slice(&bytes).map_err(|error| {
        let message =
            format!("the mark is no valid JSON at line {}, column {}", error.line(), error.column());
        Failure::bad_request(message, "see `MarkRequest` in `GET /v1/openapi.json`")
    })?;
    let look = api.handle().look().await?;
    let own = api.handle().about().institution.clone();
    check(&look, &own, "by", &wanted.by)?;
    if let MarkChange::Assign(Some(to)) = &wanted.change {
        check(&look, &own, "to", to)?;
    }
    let answer = api.read(move |api| {
        let found = Shelf::new(api, &look).find(&wanted.thread)?.message;
        let thread = found.details().and_then(|details| details.root).unwrap_or(found.id());
        let mark = api.handle().marks().note(thread, wanted.by, clock(), wanted.change);
        let mark = mark.map_err(|error| {
            tracing::error!(%error, "a mark could not be kept");
            Failure::unavailable(error.to_string(), "see the disk of the node")
        })?;
        tracing::info!(%client, %thread, by = %wanted.by, "marked");
        api.handle().events().push(ApiEvent::Marked { thread, mark: mark.clone() });
        Ok(mark)
    });
    answer.await.map(Json)
}

/// Whether a key is a device of this institution.
fn check(look: &Look, own: &InstitutionId, field: &str, key: &PublicKey) -> Result<(), Failure> {
    if look.authority.devices().any(|(device, institution, _)| device == key && institution == own) {
        return Ok(());
    }
    let message = format!("{field}: {key} is no device of {own}");
    Err(Failure::refused(message, "see `GET /v1/devices`"))
}
