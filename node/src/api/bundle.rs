//! `GET /v1/messages/{id}/bundle`: a thread with all that proves it, as one file.

use super::{
    Api,
    problem::Failure,
    read::{Shelf, path_id},
};
use crate::handle::Look;
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_protocol::{
    carry::{self, About, End, Tag},
    cbor,
    id::{InstitutionId, LogId},
    message::{Message, WireMessage},
    proof::Proof,
    receipt::Receipt,
    roster::{RosterError, Scope, SignedRoster},
};
use std::collections::BTreeSet;

/// Bytes of one bundle.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// `GET /v1/messages/{id}/bundle`.
pub async fn bundle(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let id = path_id(id)?;
    let look = api.handle().look().await?;
    Failure::while_unchecked(look.engine.unchecked)?;
    let (rosters, proofs) = (api.handle().rosters().await?, api.handle().proofs().await?);
    let bytes = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let root = shelf.root_of(&id)?;
        let root_id = root.id();
        let mut messages = shelf.replies(&root_id)?;
        messages.push(root);
        // The root first, then in order of time.
        messages.sort_by_key(|m| (m.id() != root_id, m.position().created, m.id()));
        messages.dedup_by_key(|message| message.id());
        let about = About {
            federation: look.authority.federation(),
            node: api.handle().about().node,
            made: shelf.now,
            since: None,
        };
        let bytes = write(&about, &messages, &look, rosters, &proofs).map_err(|error| {
            tracing::error!(%error, "a roster that is kept cannot be read");
            Failure::internal("a roster that is kept cannot be read")
        })?;
        if bytes.len() > BYTES_MAX {
            let text =
                format!("the thread's bundle has {} bytes: at most {BYTES_MAX} are written", bytes.len());
            return Err(Failure::bad_request(text, "use `cabildo export`, which `cabildo verify` reads too"));
        }
        Ok(bytes)
    });
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes.await?).into_response())
}

fn write(
    about: &About,
    messages: &[Message],
    look: &Look,
    rosters: Vec<SignedRoster>,
    proofs: &[Proof],
) -> Result<Vec<u8>, RosterError> {
    let logs: BTreeSet<LogId> = messages.iter().map(Message::log).collect();
    let of_logs = |receipt: &&Receipt| logs.iter().any(|log| receipt.head(log).is_some());
    let receipts: Vec<&Receipt> = look.receipts.values().filter(of_logs).collect();
    let nodes = receipts.iter().filter_map(|receipt| look.authority.node(receipt.node()));
    let authors = messages.iter().map(|message| &message.envelope().institution);
    let institutions: BTreeSet<&InstitutionId> = authors.chain(nodes.map(|(id, _)| id)).collect();
    let mut kept = Vec::new();
    for signed in rosters {
        let roster = signed.open()?;
        let wanted = match &roster.scope {
            Scope::Federation => true,
            Scope::Chamber(country) => institutions.iter().any(|id| id.country() == *country),
            Scope::Institution(id) => institutions.contains(id),
        };
        if wanted {
            kept.push(((roster.scope, roster.version), signed));
        }
    }
    kept.sort_by(|(a, _), (b, _)| a.cmp(b));
    let proofs = proofs.iter().filter(|proof| logs.contains(&proof.log()));
    let mut records = vec![carry::record(Tag::About, &cbor::encode(about))];
    records.extend(kept.iter().map(|(_, roster)| carry::roster(roster)));
    records.extend(proofs.map(|proof| carry::record(Tag::Proof, &proof.encode())));
    records.extend(receipts.iter().map(|receipt| carry::record(Tag::Receipt, receipt.bytes())));
    records.extend(messages.iter().map(|message| carry::message(&WireMessage::from(message))));
    records.push(carry::record(Tag::End, &cbor::encode(&End { records: records.len() as u64 })));
    Ok([carry::MAGIC.to_vec(), records.concat()].concat())
}
