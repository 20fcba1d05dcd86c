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
    content::Kind,
    id::{InstitutionId, Millis},
    views::{self, Context, RotaView},
};
use cabildo_store::{Query as StoreQuery, Reader};
use serde::Deserialize;

/// Rotas of an institution that are looked at, the newest first: those of cut-off devices count no more.
const LOOKED_AT: usize = 64;

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
        let rota = of(handle.reader(), &look, &institution, now)?;
        let duty = rota.as_ref().map(|view| view.rota.at(now));
        Ok(RotaInfo { schema: SCHEMA, now, institution, rota, duty })
    });
    answer.await.map(Json)
}

/// The rota of an institution that holds now.
///
/// # Errors
/// When the disk fails.
pub fn of(
    reader: &Reader,
    look: &Look,
    institution: &InstitutionId,
    now: Millis,
) -> Result<Option<RotaView>, cabildo_protocol::store::StoreError> {
    let query = StoreQuery {
        kinds: Some(vec![Kind::Rota as u16]),
        institution: Some(institution.clone()),
        limit: LOOKED_AT,
        ..StoreQuery::default()
    };
    let mut messages = Vec::new();
    for id in reader.recent(&query)? {
        messages.extend(reader.message(&id)?);
    }
    let context = Context { authority: &look.authority, forks: &look.forks, now };
    Ok(views::rota(&messages, institution, &context))
}
