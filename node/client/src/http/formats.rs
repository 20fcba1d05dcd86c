//! What the node writes in the formats of other programs.

use super::{ANSWER_WITHIN, ApiClient, ClientError, answer_error};

impl ApiClient {
    /// A message or its thread in the format of other programs: `cap`, `ics`, `csv`.
    ///
    /// # Errors
    /// Why there is no answer, or the format has no such message.
    pub async fn written(
        &self,
        id: &str,
        format: &str,
        query: &[(&str, String)],
    ) -> Result<String, ClientError> {
        self.feed(&format!("messages/{}/{format}", self.segment(id)?), query).await
    }

    /// A message's thread with all that proves it, as a file.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn bundle(&self, id: &str) -> Result<Vec<u8>, ClientError> {
        self.bytes(self.get(&format!("messages/{}/bundle", self.segment(id)?)).timeout(ANSWER_WITHIN)).await
    }

    /// A text at a path of the API: a feed, a table.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn feed(&self, path: &str, query: &[(&str, String)]) -> Result<String, ClientError> {
        let bytes = self.bytes(self.get(path).query(query).timeout(ANSWER_WITHIN)).await?;
        String::from_utf8(bytes).map_err(|error| answer_error(&self.socket, &error))
    }
}
