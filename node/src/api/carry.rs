//! `/v1/export` and `/v1/import`: files that carry messages where there is no network.

use super::{Api, problem::Failure, read::parsed, serve::Client, submit};
use crate::{
    attachments::{Brought, ShelfError, Taken, names},
    driver::clock,
    handle::Look,
};
use axum::{
    Extension, Json,
    body::Body,
    extract::{Query, Request, State, rejection::QueryRejection},
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_client::api::{Imported, NotTaken, SCHEMA};
use cabildo_protocol::{
    carry::{self, About, Carried, End, Flaw, Parser, Tag},
    cbor,
    content::Attachment,
    id::{FederationId, Hash, LogId, MessageId, Millis},
    message::{KeyCache, WireMessage},
    proof::Proof,
    receipt::Receipt,
    roster::SignedRoster,
    store::StoreError,
};
use cabildo_store::Reader;
use futures::stream;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    io,
};
use tokio::sync::mpsc;

/// Exports under way at once: they read the disk for long.
pub const EXPORTS_MAX: usize = 2;
/// Bytes of one import: a part of a file, if it is longer.
pub const IMPORT_MAX: usize = 8 * 1024 * 1024;
/// Bytes that are sent at once.
const PIECE: usize = 256 * 1024;
/// Pieces that wait for a slow reader.
const PIECES: usize = 4;

/// What `/v1/export` may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    since: Option<u64>,
    files: Option<bool>,
}

/// `GET /v1/export`.
pub async fn export(
    State(api): State<Api>,
    query: Result<Query<ExportQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let ExportQuery { since, files } = parsed(query)?;
    let since = since.map(Millis);
    let busy = |_| Failure::unavailable("two exports are under way already", "wait for one of them");
    let permit = api.0.exports.clone().try_acquire_owned().map_err(busy)?;
    let look = api.handle().look().await?;
    let signed = (api.handle().rosters().await?, api.handle().proofs().await?);
    let (pieces, waiting) = mpsc::channel(PIECES);
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let about = About {
            federation: look.authority.federation(),
            node: api.handle().about().node,
            made: clock(),
            since,
        };
        let mut writing = Writing { api: &api, piece: carry::MAGIC.to_vec(), records: 0, pieces };
        // Where it breaks off the file has no end, and its reader says so.
        match writing.all(&look, signed, &about, files.unwrap_or(true)) {
            Ok(Some(())) => tracing::info!(records = writing.records, "exported"),
            Ok(None) => tracing::info!("an export was broken off by its reader"),
            Err(error) => tracing::error!(%error, "an export broke off"),
        }
    });
    let body = stream::unfold(waiting, |mut waiting| async move {
        let piece = waiting.recv().await?;
        Some((Ok::<_, Infallible>(piece), waiting))
    });
    Ok(([(CONTENT_TYPE, "application/octet-stream")], Body::from_stream(body)).into_response())
}

/// A file that is being written.
struct Writing<'a> {
    api: &'a Api,
    piece: Vec<u8>,
    records: u64,
    pieces: mpsc::Sender<Vec<u8>>,
}

impl Writing<'_> {
    /// Everything, crises first: of a file that is cut what matters most is good. None where the reader
    /// is gone.
    fn all(
        &mut self,
        look: &Look,
        (mut rosters, proofs): (Vec<SignedRoster>, Vec<Proof>),
        about: &About,
        files: bool,
    ) -> Result<Option<()>, ShelfError> {
        let reader = self.api.handle().reader();
        let mut named = Named::default();
        if files {
            named.here = self.api.handle().attachments().shelf().roots()?;
        }
        rosters.sort_by_cached_key(|signed| signed.open().map(|r| (r.scope, r.version)).ok());
        let mut frontier = look.frontier.clone();
        frontier.sort_by_key(|(log, ..)| (log.lane, *log));
        let receipts = look.receipts.values().map(|receipt| carry::record(Tag::Receipt, receipt.bytes()));
        let own = carry::record(Tag::About, &cbor::encode(about));
        let rosters = rosters.iter().map(carry::roster);
        let proofs = proofs.into_iter().map(|proof| carry::record(Tag::Proof, &proof.encode()));
        for record in [own].into_iter().chain(rosters).chain(proofs).chain(receipts) {
            if self.put(record).is_none() {
                return Ok(None);
            }
        }
        for (log, head, _) in frontier {
            let mut next = first_since(reader, &log, head, about.since)?;
            while next <= head {
                let run = reader.run(&log, next, head, PIECE)?;
                if run.is_empty() {
                    break;
                }
                next += run.len() as u64;
                run.iter().for_each(|message| named.look(message));
                if run.iter().try_for_each(|message| self.put(carry::message(message))).is_none() {
                    return Ok(None);
                }
            }
        }
        if named.files.iter().try_for_each(|(message, file)| self.file(*message, file)).is_none() {
            return Ok(None);
        }
        let end = End { records: self.records };
        Ok(self.put(carry::record(Tag::End, &cbor::encode(&end))).and_then(|()| self.send()))
    }

    /// A file that is here whole. What the disk does not give is left out, up to the end of the file.
    fn file(&mut self, message: MessageId, file: &Attachment) -> Option<()> {
        let files = self.api.handle().attachments();
        let left_out = |error: io::Error| tracing::warn!(%error, "a file is not exported whole");
        let manifest = match files.whole(file) {
            Ok(Some(manifest)) => manifest,
            Ok(None) => return Some(()),
            Err(error) => {
                left_out(error);
                return Some(());
            }
        };
        let own = carry::File { message, root: file.root, manifest: manifest.encode().into() };
        self.put(carry::record(Tag::File, &cbor::encode(&own)))?;
        for index in 0..manifest.chunks() {
            match files.chunk(&file.root, &manifest, index) {
                Ok(bytes) => {
                    let chunk = carry::Chunk { index, bytes: bytes.into() };
                    self.put(carry::record(Tag::Chunk, &cbor::encode(&chunk)))?;
                }
                Err(error) => {
                    left_out(error);
                    break;
                }
            }
        }
        Some(())
    }

    fn put(&mut self, record: Vec<u8>) -> Option<()> {
        self.records += 1;
        self.piece.extend(record);
        if self.piece.len() >= PIECE { self.send() } else { Some(()) }
    }

    fn send(&mut self) -> Option<()> {
        self.pieces.blocking_send(std::mem::take(&mut self.piece)).ok()
    }
}

/// The files that messages of an export name, of those of which anything is here.
#[derive(Default)]
struct Named {
    here: BTreeSet<Hash>,
    files: Vec<(MessageId, Attachment)>,
}

impl Named {
    fn look(&mut self, message: &WireMessage) {
        if self.here.is_empty() {
            return;
        }
        let Ok(message) = message.open() else { return };
        for file in names(&message) {
            if self.here.remove(&file.root) {
                self.files.push((message.id(), file));
            }
        }
    }
}

/// The first message of a log that was written at an instant or later: `created` never decreases.
fn first_since(reader: &Reader, log: &LogId, head: u64, since: Option<Millis>) -> Result<u64, StoreError> {
    let Some(since) = since else { return Ok(1) };
    let (mut low, mut high) = (1, head.saturating_add(1));
    while low < high {
        let middle = low + (high - low) / 2;
        match reader.at(log, middle)? {
            Some(message) if message.position().created < since => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// `POST /v1/import`: a file as `/v1/export` writes it, or a part of one that begins as the whole does.
pub async fn import(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Json<Imported>, Failure> {
    let bytes = submit::body(&api, request, IMPORT_MAX).await?;
    let look = api.handle().look().await?;
    if look.engine.read_only {
        return Err(Failure::read_only());
    }
    let federation = look.authority.federation();
    let Opened { carried, brought, forged, strays } = api.read(move |_| open(&bytes, &federation)).await?;
    let rosters = carried.rosters.len();
    let before = look.authority;
    let outcome = match api.handle().carry(carried).await {
        Ok(outcome) => outcome,
        // The disk was full: it says so, where it has not stopped.
        Err(stopped) if api.handle().look().await?.engine.read_only => {
            tracing::warn!(%stopped, "an import found no room");
            return Err(Failure::read_only());
        }
        Err(stopped) => return Err(stopped.into()),
    };
    let after = api.handle().look().await?.authority;
    let versions: BTreeMap<_, _> = before.versions().into_iter().collect();
    let applied =
        after.versions().into_iter().filter(|(scope, version)| versions.get(scope) != Some(version));
    let mut refused: Vec<NotTaken> = outcome
        .refused
        .into_iter()
        .map(|(reason, (count, first))| NotTaken { reason: reason.to_owned(), count, first: Some(first) })
        .collect();
    let (files, mut others) = api.read(move |api| keep(api, &brought)).await?;
    for (why, count) in [("forged", forged), ("not_its_bytes", strays)].into_iter().filter(|(_, n)| *n > 0) {
        *others.entry(why).or_default() += count;
    }
    let other = |(reason, count): (&str, u64)| NotTaken { reason: reason.to_owned(), count, first: None };
    refused.extend(others.into_iter().map(other));
    let imported = Imported {
        schema: SCHEMA,
        messages: outcome.messages,
        bodies: outcome.bodies,
        known: outcome.known,
        rosters: applied.collect(),
        proofs: outcome.proofs,
        receipts: outcome.receipts,
        files,
        refused,
    };
    let not_taken: u64 = imported.refused.iter().map(|refused| refused.count).sum();
    tracing::info!(%client, messages = imported.messages, known = imported.known, rosters, not_taken, "imported");
    Ok(Json(imported))
}

/// Keeps files, once the messages that name them are here: how many are whole now, and what was not taken: a
/// file with its first chunk, chunks that are not of it wherever they come.
fn keep(api: &Api, brought: &[Brought]) -> Result<(u64, BTreeMap<&'static str, u64>), Failure> {
    let (mut whole, mut refused) = (0, BTreeMap::new());
    for file in brought {
        match api.handle().attachments().bring(api.handle().reader(), file)? {
            Taken::Whole => whole += 1,
            Taken::Other(chunks) => *refused.entry("not_its_bytes").or_default() += chunks,
            Taken::Refused(why) if file.chunks.first().is_some_and(|chunk| chunk.index == 0) => {
                *refused.entry(why).or_default() += 1;
            }
            Taken::Known | Taken::Part | Taken::Refused(_) => {}
        }
    }
    Ok((whole, refused))
}

/// What bytes bring.
#[derive(Default)]
struct Opened {
    carried: Carried,
    brought: Vec<Brought>,
    /// Records that hold nothing that is signed as it should be.
    forged: u64,
    /// Records of files and chunks that are none.
    strays: u64,
}

fn open(bytes: &[u8], federation: &FederationId) -> Result<Opened, Failure> {
    let flawed = |flaw: Flaw| {
        Failure::bad_request(
            flaw.to_string(),
            "send a file of `cabildo export`, or let `cabildo import` read it",
        )
    };
    let (mut parser, mut keys) = (Parser::default(), KeyCache::default());
    let Opened { mut carried, mut brought, mut forged, mut strays } = Opened::default();
    parser.feed(bytes);
    while let Some(record) = parser.next_record().map_err(flawed)? {
        let payload = &record.payload;
        match record.tag {
            Some(Tag::About) => {
                let about: About = cbor::decode(payload).map_err(|_| flawed(Flaw::Damaged { at: 0 }))?;
                if about.federation != *federation {
                    let message = format!("the file belongs to another federation: {}", about.federation);
                    return Err(Failure::refused(message, "import it into a node of that federation"));
                }
            }
            Some(Tag::Roster) => match cbor::decode::<SignedRoster>(payload) {
                Ok(roster) => carried.rosters.push(roster),
                Err(_) => forged += 1,
            },
            Some(Tag::Proof) => match Proof::decode(payload, &mut keys) {
                Ok(proof) => carried.proofs.push(proof),
                Err(_) => forged += 1,
            },
            Some(Tag::Message) => {
                let read = WireMessage::decode(payload, submit::SUBMISSION_MAX);
                match read.and_then(|message| message.verify(&mut keys)) {
                    Ok(message) => carried.messages.push(message),
                    Err(_) => forged += 1,
                }
            }
            Some(Tag::Receipt) => match Receipt::decode(payload, &mut keys) {
                Ok(receipt) => carried.receipts.push(receipt),
                Err(_) => forged += 1,
            },
            Some(Tag::File) => match cbor::decode(payload) {
                Ok(file) => brought.push(Brought { file, chunks: Vec::new() }),
                Err(_) => strays += 1,
            },
            Some(Tag::Chunk) => match (cbor::decode(payload), brought.last_mut()) {
                (Ok(chunk), Some(file)) => file.chunks.push(chunk),
                _ => strays += 1,
            },
            Some(Tag::End) | None => {}
        }
    }
    parser.finish(true).map_err(flawed)?;
    Ok(Opened { carried, brought, forged, strays })
}
