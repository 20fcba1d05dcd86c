//! The files that messages name: to the node, from it, and from others to it.

use super::{ANSWER_WITHIN, ApiClient, ClientError, SILENCE_MAX, answer_error};
use crate::api::{AttachmentInfo, AttachmentList, Uploaded};
use futures::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use reqwest::{Body, Method, header};
use std::{io, time::Duration};

/// How long a node may take to take in a file, from its first byte to its last.
const UPLOAD_WITHIN: Duration = Duration::from_secs(60 * 60);

impl ApiClient {
    /// Gives the node a file of so many bytes, in pieces; returns when it is kept.
    ///
    /// # Errors
    /// Why it is not kept, or there is no answer: the same file may be given again.
    pub async fn upload(
        &self,
        size: u64,
        pieces: impl Stream<Item = io::Result<Vec<u8>>> + Send + 'static,
    ) -> Result<Uploaded, ClientError> {
        let request = self
            .request(Method::POST, "attachments")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_LENGTH, size)
            .body(Body::wrap_stream(pieces));
        let bytes = self.bytes(request.timeout(UPLOAD_WITHIN)).await?;
        serde_json::from_slice(&bytes).map_err(|error| answer_error(&self.socket, &error))
    }

    /// The files that a message names, and where it begins a thread those of the whole thread.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn attachments(&self, id: &str) -> Result<AttachmentList, ClientError> {
        self.json(self.get(&format!("messages/{}/attachments", self.segment(id)?))).await
    }

    /// Has the node fetch a file of a message from others, by its number from 1.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn fetch_attachment(&self, id: &str, number: u32) -> Result<AttachmentInfo, ClientError> {
        let path = format!("messages/{}/attachments/{number}", self.segment(id)?);
        self.json(self.request(Method::POST, &path)).await
    }

    /// The bytes of a file of a message, in pieces. Ends with the file, or after an error.
    ///
    /// # Errors
    /// Why there are none.
    pub async fn attachment(
        &self,
        id: &str,
        number: u32,
    ) -> Result<BoxStream<'static, Result<Vec<u8>, ClientError>>, ClientError> {
        let request = self.get(&format!("messages/{}/attachments/{number}", self.segment(id)?));
        let begun = tokio::time::timeout(ANSWER_WITHIN, self.send(request)).await;
        let response = begun.map_err(|late| answer_error(&self.socket, &late))??;
        let socket = self.socket.clone();
        let pieces = stream::try_unfold(response, move |mut response| {
            let socket = socket.clone();
            async move {
                let piece = tokio::time::timeout(SILENCE_MAX, response.chunk()).await;
                let piece = piece.map_err(|late| answer_error(&socket, &late))?;
                let piece = piece.map_err(|error| answer_error(&socket, &error))?;
                Ok(piece.map(|piece| (piece.to_vec(), response)))
            }
        });
        Ok(pieces.boxed())
    }
}
