//! `/v1/attachments` and `/v1/messages/{id}/attachments`: the files that messages name.

use super::{
    Api,
    problem::Failure,
    read::{Found, Shelf, may_name_files, path_id},
    serve::Client,
};
use crate::{
    attachments::{FileError, ShelfError, Upload, kind, names},
    config::Role,
};
use axum::{
    Extension, Json,
    body::Body,
    extract::{Path, Request, State, rejection::PathRejection},
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use cabildo_client::api::{AttachmentInfo, AttachmentList, SCHEMA, Uploaded};
use cabildo_protocol::{
    attachment::Manifest,
    content::{Attachment, Content},
    id::{Hash, MessageId},
    message::Message,
};
use futures::{StreamExt as _, stream};
use std::{collections::BTreeSet, io, time::Duration};
use tokio::sync::mpsc;

/// Pieces that wait for a slow disk or a slow reader.
const PIECES: usize = 4;
/// How soon the next bytes of an upload must come.
const NEXT_WITHIN: Duration = Duration::from_secs(30);
/// What is refused is read on for so long: over a socket of this machine, gigabytes.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);
const FREE: &str =
    "choose a smaller file, or raise [attachments] max_file_mib and max_total_mib in config.toml";

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let said = error.to_string();
        match error {
            FileError::Empty => Self::bad_request(said, "choose a file that says something"),
            FileError::TooLarge { .. } | FileError::NoRoom { .. } => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", said, FREE)
            }
            FileError::Io(error) => error.into(),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::read_only(),
            _ => Self::internal(format!("the folder of files: {error}")),
        }
    }
}

impl From<ShelfError> for Failure {
    fn from(error: ShelfError) -> Self {
        match error {
            ShelfError::Store(error) => error.into(),
            ShelfError::Io(error) => error.into(),
        }
    }
}

/// What became of the bytes of an upload.
enum Taken {
    Kept(Hash, Option<&'static str>),
    /// Fewer or more than were announced.
    Miscounted,
}

/// `POST /v1/attachments`: a file for a message that is going to name it.
pub async fn upload(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Json<Uploaded>, Failure> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let size = match may_come(&api, length).await {
        Ok(size) => size,
        Err(refused) => {
            drain(request.into_body()).await;
            return Err(refused);
        }
    };
    let (pieces, mut waiting) = mpsc::channel::<Vec<u8>>(PIECES);
    let files = api.handle().attachments().clone();
    let taking = tokio::task::spawn_blocking(move || -> Result<Taken, FileError> {
        let mut upload: Upload<'_> = files.upload(size)?;
        let mut head = Vec::new();
        while let Some(piece) = waiting.blocking_recv() {
            let room = 8192_usize.saturating_sub(head.len());
            head.extend(piece.iter().take(room));
            if !upload.write(&piece)? {
                return Ok(Taken::Miscounted);
            }
        }
        Ok(upload.finish()?.map_or(Taken::Miscounted, |root| Taken::Kept(root, kind::found(&head))))
    });
    let came = send_on(request.into_body(), pieces).await;
    let taken =
        taking.await.map_err(|error| Failure::internal(format!("the upload broke off: {error}")))??;
    came?;
    match taken {
        Taken::Kept(root, found) => {
            tracing::info!(%client, size, "a client's file is kept");
            Ok(Json(Uploaded { schema: SCHEMA, root, size, found: found.map(str::to_owned) }))
        }
        Taken::Miscounted => {
            Err(Failure::bad_request("the file has other bytes than were announced", "send all of it again"))
        }
    }
}

/// How long a file is that may come in; why it may not.
async fn may_come(api: &Api, length: Option<u64>) -> Result<u64, Failure> {
    if api.handle().about().role == Role::Relay {
        return Err(Failure::relay());
    }
    let Some(size) = length else {
        let message = "the request does not say how long the file is";
        return Err(Failure::bad_request(message, "send Content-Length, as `curl --data-binary @FILE` does"));
    };
    if api.handle().look().await?.engine.read_only {
        return Err(Failure::read_only());
    }
    Ok(size)
}

/// Reads what is sent and not taken: who is cut off while writing never reads why.
async fn drain(body: Body) {
    let mut body = body.into_data_stream();
    let all = async { while let Some(Ok(_)) = body.next().await {} };
    // Whoever needs longer than that is cut off.
    let _ = tokio::time::timeout(DRAIN_WITHIN, all).await;
}

/// Hands the pieces of a body on as fast as they are taken; when this ends, so do they.
async fn send_on(body: Body, pieces: mpsc::Sender<Vec<u8>>) -> Result<(), Failure> {
    let mut body = body.into_data_stream();
    loop {
        match tokio::time::timeout(NEXT_WITHIN, body.next()).await {
            // Where nobody takes them any more, whoever took them says why.
            Ok(Some(Ok(piece))) if pieces.send(piece.to_vec()).await.is_err() => {
                drain(Body::from_stream(body)).await;
                return Ok(());
            }
            Ok(Some(Ok(_))) => {}
            Ok(None) => return Ok(()),
            Ok(Some(Err(_))) => {
                return Err(Failure::bad_request("the file breaks off", "send all of it"));
            }
            Err(_) => {
                let message = "the file's next bytes took too long";
                let remedy = "send it without pauses";
                return Err(Failure::new(StatusCode::REQUEST_TIMEOUT, "bad_request", message, remedy));
            }
        }
    }
}

/// `GET /v1/messages/{id}/attachments`.
pub async fn list(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<AttachmentList>, Failure> {
    let id = path_id(id)?;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let found = shelf.find(&id)?;
        let attachments = shelf.attachments(api, &found)?;
        Ok(AttachmentList { schema: SCHEMA, message: found.message.id(), attachments })
    });
    answer.await.map(Json)
}

/// `POST /v1/messages/{id}/attachments/{n}`: has it fetched, if it is not here.
pub async fn fetch(
    State(api): State<Api>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Json<AttachmentInfo>, Failure> {
    let (id, number) = place(path)?;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let (message, file) = one(&Shelf::new(api, &look), &id, number)?;
        let files = api.handle().attachments();
        if look.engine.read_only && files.shelf().saved(&file.root)?.is_none() {
            return Err(Failure::read_only());
        }
        files.fetch(message, &file)?;
        Ok(files.info(message, number, &file)?)
    });
    answer.await.map(Json)
}

/// `GET /v1/messages/{id}/attachments/{n}`: its bytes, each chunk checked before it is sent. What it is
/// said to be is not repeated here: no program is to open it for that.
pub async fn bytes(
    State(api): State<Api>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Failure> {
    let (id, number) = place(path)?;
    let look = api.handle().look().await?;
    let found = api.read(move |api| {
        let (message, file) = one(&Shelf::new(api, &look), &id, number)?;
        let Some(manifest) = api.handle().attachments().whole(&file)? else {
            let remedy = "POST to the same path has it fetched";
            return Err(Failure::not_found(format!("file {number} of {message} is not here"), remedy));
        };
        Ok((file, manifest))
    });
    let (file, manifest) = found.await?;
    let (pieces, waiting) = mpsc::channel(PIECES);
    let size = file.size;
    tokio::task::spawn_blocking(move || read_out(&api, &file.root, &manifest, &pieces));
    let body = stream::unfold(waiting, |mut waiting| async move {
        let piece: io::Result<Vec<u8>> = waiting.recv().await?;
        Some((piece, waiting))
    });
    let head = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, "attachment".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CONTENT_LENGTH, size.to_string()),
    ];
    Ok((head, Body::from_stream(body)).into_response())
}

fn read_out(api: &Api, root: &Hash, manifest: &Manifest, pieces: &mpsc::Sender<io::Result<Vec<u8>>>) {
    for index in 0..manifest.chunks() {
        let chunk = api.handle().attachments().chunk(root, manifest, index);
        let broken = chunk.is_err();
        // The reader may have gone.
        if pieces.blocking_send(chunk).is_err() || broken {
            return;
        }
    }
}

fn place(path: Result<Path<(String, String)>, PathRejection>) -> Result<(String, u32), Failure> {
    let wrong = || Failure::bad_request("the path names no file", "give a message's id and a number from 1");
    let Path((id, number)) = path.map_err(|_| wrong())?;
    let number: u32 = number.parse().map_err(|_| wrong())?;
    if number == 0 { Err(wrong()) } else { Ok((id, number)) }
}

/// A file of a message by its number.
fn one(shelf: &Shelf<'_>, id: &str, number: u32) -> Result<(MessageId, Attachment), Failure> {
    let found = shelf.find(id)?;
    let files = shelf.files_of(&found.message);
    let message = found.message.id();
    match files.get(number as usize - 1) {
        Some(file) => Ok((message, file.clone())),
        None => {
            let said = format!("{message} names {} files, not a number {number}", files.len());
            Err(Failure::not_found(said, "see `GET /v1/messages/{id}/attachments`"))
        }
    }
}

/// Whether the files that a draft names are here: else nobody would ever get them. A new version of an
/// agenda names those again that the one before did.
pub fn check_named(api: &Api, content: &Content, before: &[Attachment]) -> Result<(), Failure> {
    for (n, file) in content.attachments().iter().enumerate() {
        if before.iter().any(|other| other.root == file.root) {
            continue;
        }
        let saved = api.handle().attachments().shelf().saved(&file.root)?;
        if saved != Some(file.size) {
            let message = match saved {
                Some(size) => format!("attachments[{n}].size: the file has {size} bytes"),
                None => format!("attachments[{n}].root: no file {} is at this node", file.root),
            };
            return Err(Failure::bad_request(message, "upload it first: `POST /v1/attachments`"));
        }
    }
    Ok(())
}

impl Shelf<'_> {
    /// The files that a message names, where it may be shown.
    pub fn files_of(&self, message: &Message) -> Vec<Attachment> {
        // The kind first: what else is to be known costs much more.
        if may_name_files(message) && self.is_listed(message) { names(message) } else { Vec::new() }
    }

    /// The files of a message, and where it begins a thread of all its messages, oldest first; what is
    /// named again is there once.
    fn attachments(&self, api: &Api, found: &Found) -> Result<Vec<AttachmentInfo>, Failure> {
        let mut replies = self.replies(&found.message.id())?;
        replies.sort_by_key(|reply| (reply.position().created, reply.id()));
        self.infos(api, std::iter::once(&found.message).chain(&replies))
    }

    /// How the files that these messages name stand.
    pub fn infos<'a>(
        &self,
        api: &Api,
        messages: impl Iterator<Item = &'a Message>,
    ) -> Result<Vec<AttachmentInfo>, Failure> {
        let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
        for message in messages {
            for (number, file) in (1..).zip(self.files_of(message)) {
                if seen.insert((file.root, file.name.clone())) {
                    all.push(api.handle().attachments().info(message.id(), number, &file)?);
                }
            }
        }
        Ok(all)
    }
}
