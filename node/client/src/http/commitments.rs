//! What institutions have committed themselves to, asked of the node.

use super::{ANSWER_WITHIN, ApiClient, ClientError, answer_error};
use crate::api::CommitmentsInfo;

impl ApiClient {
    /// Items of commitments; the query is that of `GET /v1/commitments`.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn commitments(&self, query: &[(&str, String)]) -> Result<CommitmentsInfo, ClientError> {
        let bytes = self.bytes(self.get("commitments").query(query).timeout(ANSWER_WITHIN)).await?;
        serde_json::from_slice(&bytes).map_err(|error| answer_error(&self.socket, &error))
    }
}
