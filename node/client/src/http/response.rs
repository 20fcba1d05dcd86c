//! How fast institutions answer, asked of the node.

use super::{ANSWER_WITHIN, ApiClient, ClientError, answer_error};
use crate::api::ResponseInfo;

impl ApiClient {
    /// How the institutions answered in a period; the query is that of `GET /v1/response-times`.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn response_times(&self, query: &[(&str, String)]) -> Result<ResponseInfo, ClientError> {
        let bytes = self.bytes(self.get("response-times").query(query).timeout(ANSWER_WITHIN)).await?;
        serde_json::from_slice(&bytes).map_err(|error| answer_error(&self.socket, &error))
    }
}
