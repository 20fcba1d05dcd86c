//! `POST /v1/messages`: signed bytes come in.

use super::{Api, prepare::check_theme, problem::Failure, serve::Client};
use axum::{
    Extension, Json,
    body::Body,
    extract::{Request, State},
    http::StatusCode,
};
use cabildo_client::api::Submitted;
use cabildo_protocol::{
    bounds::{BODY_MAX, HEADER_MAX},
    content::{Content, Kind, Proposal},
    message::{Message, WireMessage},
};
use futures::StreamExt as _;

/// A message as it travels: its two byte strings, and what CBOR puts around them.
pub const SUBMISSION_MAX: usize = BODY_MAX + HEADER_MAX + 64;

/// `POST /v1/messages`.
pub async fn submit(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Json<Submitted>, Failure> {
    let bytes = body(&api, request, SUBMISSION_MAX).await?;
    let message = WireMessage::decode(&bytes, SUBMISSION_MAX).map_err(|error| {
        tracing::info!(%client, %error, "a client's bytes are no message");
        Failure::from(error)
    })?;
    if let Some(Ok(Content::Proposal(Proposal { theme: Some(theme), .. }))) = message.content() {
        let authority = api.handle().look().await?.authority;
        check_theme(&authority, &theme)?;
    }
    let files = match message.content() {
        Some(Ok(content)) => content.attachments().to_vec(),
        _ => Vec::new(),
    };
    // Who, what kind, which message: never what it says.
    let (id, kind) = (message.id(), kind(&message));
    match api.handle().submit(message).await {
        Ok(id) => {
            api.handle().attachments().note_named(id, &files);
            tracing::info!(%client, %kind, %id, "a client's message is kept");
            Ok(Json(Submitted { id }))
        }
        Err(error) => {
            tracing::info!(%client, %kind, %id, %error, "a client's message is refused");
            Err(error.into())
        }
    }
}

fn kind(message: &Message) -> String {
    let number = message.details().map(|details| details.kind);
    match number.map(|number| (number, Kind::from_number(number))) {
        Some((_, Some(kind))) => kind.name().to_owned(),
        Some((number, None)) => format!("unknown:{number}"),
        None => "unknown".to_owned(),
    }
}

/// The body of a request, within its bound and its time.
pub async fn body(api: &Api, request: Request, max: usize) -> Result<Vec<u8>, Failure> {
    let too_large = || Failure::too_large(format!("the request's body has more than {max} bytes"));
    let announced = request.headers().get(axum::http::header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > max as u64) {
        return Err(too_large());
    }
    match tokio::time::timeout(api.limits().body, collect(request.into_body(), max)).await {
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => Err(too_large()),
        Ok(Err(_)) => Err(Failure::bad_request("the request's body breaks off", "send all of it")),
        Err(_) => {
            let remedy = "send it without pauses";
            let message = "the request's body took too long";
            Err(Failure::new(StatusCode::REQUEST_TIMEOUT, "bad_request", message, remedy))
        }
    }
}

/// All bytes of a body; none where there are more than `max`.
async fn collect(body: Body, max: usize) -> Result<Option<Vec<u8>>, axum::Error> {
    let mut all = Vec::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece?;
        if piece.len() > max - all.len() {
            return Ok(None);
        }
        all.extend_from_slice(&piece);
    }
    Ok(Some(all))
}
