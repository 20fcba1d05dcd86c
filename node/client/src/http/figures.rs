//! Who is on duty, what other systems offer, and what a node adds up from many threads, asked of it.

use super::{ANSWER_WITHIN, ApiClient, ClientError, answer_error};
use crate::api::{
    AckTimesInfo, CommitmentsInfo, HostsInfo, MatrixInfo, OfferedAlert, OffersInfo, RemindersInfo,
    ResponseInfo, RotaInfo,
};
use reqwest::{Method, header::CONTENT_TYPE};
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

    /// Items of commitments; the query is that of `GET /v1/commitments`.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn commitments(&self, query: &[(&str, String)]) -> Result<CommitmentsInfo, ClientError> {
        self.figures("commitments", query).await
    }

    /// How the institutions answered in a period; the query is that of `GET /v1/response-times`.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn response_times(&self, query: &[(&str, String)]) -> Result<ResponseInfo, ClientError> {
        self.figures("response-times", query).await
    }

    /// Who has hosted how many meetings.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn hosts(&self) -> Result<HostsInfo, ClientError> {
        self.figures("hosts", &[]).await
    }

    /// Alerts of other systems that are offered.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn offers(&self) -> Result<OffersInfo, ClientError> {
        self.figures("offers", &[]).await
    }

    /// One of them as a draft.
    ///
    /// # Errors
    /// Why there is no answer, or that there is no such offer.
    pub async fn offer(&self, id: &str) -> Result<OfferedAlert, ClientError> {
        self.figures(&format!("offers/{}", self.segment(id)?), &[]).await
    }

    /// Says that one is not wanted.
    ///
    /// # Errors
    /// Why there is no answer, or that there is no such offer.
    pub async fn pass_over(&self, id: &str) -> Result<(), ClientError> {
        let request = self.request(Method::DELETE, &format!("offers/{}", self.segment(id)?));
        self.bytes(request.timeout(ANSWER_WITHIN)).await.map(drop)
    }

    /// A CAP alert as a draft.
    ///
    /// # Errors
    /// Why there is no answer, or what is wrong with the alert.
    pub async fn read_cap(&self, alert: Vec<u8>) -> Result<OfferedAlert, ClientError> {
        let request = self.request(Method::POST, "cap").header(CONTENT_TYPE, "application/cap+xml");
        self.json(request.body(alert)).await
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
