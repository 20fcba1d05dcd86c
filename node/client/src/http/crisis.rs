//! Who is on duty, and the acknowledgements of crisis notices, asked of the node.

use super::{ANSWER_WITHIN, ApiClient, ClientError, answer_error};
use crate::api::{AckTimesInfo, MatrixInfo, RemindersInfo, RotaInfo};
use serde::de::DeserializeOwned;

impl ApiClient {
    /// The duty rota of the node's institution.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn rota(&self) -> Result<RotaInfo, ClientError> {
        self.json(self.get("rota")).await
    }

    /// The acknowledgement matrix of a notice.
    ///
    /// # Errors
    /// Why there is no answer, or that the message is no notice.
    pub async fn matrix(&self, id: &str) -> Result<MatrixInfo, ClientError> {
        self.figures(&format!("messages/{}/matrix", self.segment(id)?), &[]).await
    }

    /// Who has not answered in a thread.
    ///
    /// # Errors
    /// Why there is no answer, or that nobody is asked there.
    pub async fn reminders(&self, id: &str) -> Result<RemindersInfo, ClientError> {
        self.figures(&format!("messages/{}/reminders", self.segment(id)?), &[]).await
    }

    /// How fast notices were acknowledged; the query is that of `GET /v1/acknowledgement-times`.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn ack_times(&self, query: &[(&str, String)]) -> Result<AckTimesInfo, ClientError> {
        self.figures("acknowledgement-times", query).await
    }

    /// What may take longer than other answers, because the node reads many threads for it.
    async fn figures<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<T, ClientError> {
        let bytes = self.bytes(self.get(path).query(query).timeout(ANSWER_WITHIN)).await?;
        serde_json::from_slice(&bytes).map_err(|error| answer_error(&self.socket, &error))
    }
}
