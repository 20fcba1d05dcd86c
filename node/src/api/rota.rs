//! The duty rota: who of an institution is on duty now, and who follows.

use super::{
    Api,
    problem::{Failure, shorten},
    read::parsed,
};
use crate::{driver::clock, handle::Look};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use cabildo_client::api::{RotaInfo, SCHEMA};
use cabildo_protocol::{
    id::{InstitutionId, Millis},
    views::{self, Context, RotaView},
};
use cabildo_store::Reader;
use serde::Deserialize;

/// What `/v1/rota` may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RotaQuery {
    institution: Option<String>,
}

/// `GET /v1/rota`.
pub(super) async fn rota(
    State(api): State<Api>,
    query: Result<Query<RotaQuery>, QueryRejection>,
) -> Result<Json<RotaInfo>, Failure> {
    let wanted = parsed(query)?.institution.map(|text| {
        text.parse::<InstitutionId>().map_err(|_| {
            let message = format!("institution: «{}» is no institution", shorten(&text));
            Failure::bad_request(message, "write its country and its code: mx:20067")
        })
    });
    let wanted = wanted.transpose()?;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let (handle, now) = (api.handle(), clock());
        let institution = wanted.unwrap_or_else(|| handle.about().institution.clone());
        let rota = of(handle.reader(), &look, &institution, (now, false))?;
        let duty = rota.as_ref().map(|view| view.rota.at(now));
        Ok(RotaInfo { schema: SCHEMA, now, institution, rota, duty })
    });
    answer.await.map(Json)
}

/// The rota of an institution that holds now. With `at_once` it may be missing while the index is
/// made: see [`Reader::rotas`].
///
/// # Errors
/// When the disk fails.
pub fn of(
    reader: &Reader,
    look: &Look,
    institution: &InstitutionId,
    (now, at_once): (Millis, bool),
) -> Result<Option<RotaView>, cabildo_protocol::store::StoreError> {
    let mut messages = Vec::new();
    for id in reader.rotas(institution, at_once)? {
        messages.extend(reader.message(&id)?);
    }
    let context = Context { authority: &look.authority, forks: &look.forks, now };
    Ok(views::rota(&messages, institution, &context))
}
