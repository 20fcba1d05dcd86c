//! `/v1/rosters`: who belongs, by whose signatures, since when; and the door for new versions.

use super::{Api, problem::Failure, serve::Client, submit};
use crate::{codes, driver::clock};
use axum::{
    Extension, Json,
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use cabildo_client::api::{CodeList, Published, RosterInfo, RosterVersion};
use cabildo_protocol::{
    authority::Authority,
    enrol::Sheaf,
    roster::{RosterError, Scope, SignedRoster},
};

/// A request's rosters: far more than anybody signs at once.
pub(super) const REQUEST_MAX: usize = 16 * 1024 * 1024;

/// `GET /v1/rosters`.
pub async fn rosters(State(api): State<Api>) -> Result<Json<Vec<RosterInfo>>, Failure> {
    let look = api.handle().look().await?;
    let infos = api.read(move |_| {
        let scopes = look.authority.versions();
        scopes.into_iter().map(|(scope, _)| info(&look.authority, &scope)).collect()
    });
    infos.await.map(Json)
}

fn info(authority: &Authority, scope: &Scope) -> Result<RosterInfo, Failure> {
    let missing = || Failure::internal(format!("the roster of {scope} is gone"));
    let signed = authority.checkpoint(scope).ok_or_else(missing)?.roster;
    let roster = signed.open().map_err(|error| Failure::internal(error.to_string()))?;
    Ok(RosterInfo {
        version: roster.version,
        hash: signed.hash(),
        issued: roster.issued,
        review_by: roster.review_by,
        overdue: roster.review_by < clock(),
        signers: roster.signers,
        signed: signed.signatures.iter().map(|(key, _)| *key).collect(),
        scope: roster.scope,
    })
}

/// `GET /v1/rosters/log`.
pub async fn log(State(api): State<Api>) -> Result<Json<Vec<RosterVersion>>, Failure> {
    let rosters = api.handle().rosters().await?;
    let versions = api.read(move |_| {
        let mut versions = rosters.iter().map(RosterVersion::of).collect::<Result<Vec<_>, _>>();
        if let Ok(versions) = &mut versions {
            versions.sort_by(|a, b| (a.issued, &a.scope, a.version).cmp(&(b.issued, &b.scope, b.version)));
        }
        versions.map_err(|error| Failure::internal(error.to_string()))
    });
    versions.await.map(Json)
}

/// `GET /v1/codes`: the lists of codes that the federation has signed.
pub async fn code_lists(State(api): State<Api>) -> Result<Json<Vec<CodeList>>, Failure> {
    let look = api.handle().look().await?;
    api.read(move |_| Ok(codes::lists(&look.authority))).await.map(Json)
}

/// `GET /v1/rosters/raw`: everything, as a file that `cabildo roster verify` reads.
pub async fn raw(State(api): State<Api>) -> Result<Response, Failure> {
    let rosters = api.handle().rosters().await?;
    let broken = |error: RosterError| Failure::internal(error.to_string());
    let bytes = api.read(move |_| Ok(sorted(rosters).map_err(broken)?.encode())).await?;
    Ok(([(CONTENT_TYPE, "application/cbor")], bytes).into_response())
}

fn sorted(rosters: Vec<SignedRoster>) -> Result<Sheaf, RosterError> {
    let mut all = Vec::with_capacity(rosters.len());
    for signed in rosters {
        let roster = signed.open()?;
        all.push((roster.scope, roster.version, signed));
    }
    all.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    Ok(Sheaf::new(all.into_iter().map(|(_, _, signed)| signed).collect()))
}

/// `POST /v1/rosters`.
pub async fn publish(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Json<Published>, Failure> {
    let bytes = submit::body(&api, request, REQUEST_MAX).await?;
    let sheaf = Sheaf::decode(&bytes).map_err(refused)?;
    let look = api.handle().look().await?;
    if look.engine.read_only {
        return Err(Failure::read_only());
    }
    // On a copy first: the engine leaves out what does not apply and says nothing about it.
    let before = look.authority;
    let (news, rosters) = api.read(move |_| try_out(&before, sheaf)).await?;
    if !news.is_empty() {
        let after = api.handle().offer_rosters(rosters).await?;
        if let Some((scope, version)) =
            news.iter().find(|(scope, version)| after.authority.version(scope) < *version)
        {
            let said = format!("version {version} of the roster of {scope} was not taken");
            return Err(Failure::unavailable(said, "publish it again"));
        }
    }
    for (scope, version) in &news {
        tracing::info!(%client, %scope, version, "a client's roster is kept");
    }
    Ok(Json(Published { taken: news }))
}

/// What a sheaf brings beyond the rosters in force, in the order in which it applies.
type News = (Vec<(Scope, u32)>, Vec<SignedRoster>);

fn try_out(before: &Authority, sheaf: Sheaf) -> Result<News, Failure> {
    let mut authority = before.clone();
    let (mut news, mut rosters) = (Vec::new(), Vec::new());
    for signed in sorted(sheaf.rosters).map_err(refused)?.rosters {
        if authority.apply(&signed).map_err(refused)? {
            let roster = signed.open().map_err(refused)?;
            news.push((roster.scope, roster.version));
            rosters.push(signed);
        }
    }
    Ok((news, rosters))
}

pub(super) fn refused(error: RosterError) -> Failure {
    let said = error.to_string();
    match error {
        RosterError::TooLong { .. }
        | RosterError::Malformed(_)
        | RosterError::Schema(_)
        | RosterError::SignatureOrder => {
            Failure::bad_request(said, "send a file as `cabildo roster` writes it")
        }
        RosterError::Threshold { .. } => {
            Failure::refused(said, "let those sign who have not: `cabildo roster show` says who")
        }
        RosterError::Gap { .. } => {
            let remedy = "publish the versions before it first";
            Failure::new(StatusCode::CONFLICT, "conflict", said, remedy)
        }
        RosterError::Previous { .. } | RosterError::Twice { .. } => {
            let remedy = "draft it again on the newest version";
            Failure::new(StatusCode::CONFLICT, "conflict", said, remedy)
        }
        _ => Failure::refused(said, "draft it again: `cabildo roster show` says what it stands on"),
    }
}
