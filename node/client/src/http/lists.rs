//! Lists of messages and threads.

use super::{ApiClient, ClientError};
use crate::api::{Inbox, MessageInfo, MessageList, SearchResult};
use cabildo_protocol::id::{Country, InstitutionId, Language, Millis, Place};

/// Which messages or threads a list shows; everything where nothing is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Only this kind, by its name.
    pub kind: Option<String>,
    /// Only what this institution wrote.
    pub institution: Option<InstitutionId>,
    /// Only this thread: the root's id or a unique prefix. The inbox has no such filter.
    pub thread: Option<String>,
    /// Only what institutions of this country wrote.
    pub country: Option<Country>,
    /// Only what concerns this place, what lies in it or what it lies in.
    pub place: Option<Place>,
    /// Only this theme.
    pub theme: Option<String>,
    /// Only what has a text in this language.
    pub written_in: Option<Language>,
    /// Only what asks for an answer by this instant or later.
    pub due_after: Option<Millis>,
    /// Only what asks for an answer before this instant.
    pub due_before: Option<Millis>,
    /// Only threads in this state: a proposal's stage, a notice's or an agenda's state.
    pub state: Option<String>,
    /// At most so many.
    pub limit: Option<u32>,
    /// The next page: `next` of the one before.
    pub cursor: Option<String>,
}

impl MessageFilter {
    /// The parameters that are set.
    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        fn text<T: ToString>(value: Option<&T>) -> Option<String> {
            value.map(ToString::to_string)
        }
        let all = [
            ("kind", self.kind.clone()),
            ("institution", text(self.institution.as_ref())),
            ("thread", self.thread.clone()),
            ("country", text(self.country.as_ref())),
            ("place", text(self.place.as_ref())),
            ("theme", self.theme.clone()),
            ("written_in", text(self.written_in.as_ref())),
            ("due_after", self.due_after.map(|at| at.0.to_string())),
            ("due_before", self.due_before.map(|at| at.0.to_string())),
            ("state", self.state.clone()),
            ("limit", text(self.limit.as_ref())),
            ("cursor", self.cursor.clone()),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

impl ApiClient {
    /// Threads by urgency: the first page.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn inbox(&self, limit: u32) -> Result<Inbox, ClientError> {
        self.inbox_page(&MessageFilter { limit: Some(limit), ..MessageFilter::default() }).await
    }

    /// A page of the threads that fit, by urgency.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn inbox_page(&self, filter: &MessageFilter) -> Result<Inbox, ClientError> {
        self.json(self.get("inbox").query(&filter.query())).await
    }

    /// Messages, newest first: the first page.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn messages(&self, filter: &MessageFilter) -> Result<Vec<MessageInfo>, ClientError> {
        Ok(self.message_page(filter).await?.messages)
    }

    /// A page of the messages that fit, newest first.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn message_page(&self, filter: &MessageFilter) -> Result<MessageList, ClientError> {
        self.json(self.get("messages").query(&filter.query())).await
    }

    /// A page of the messages that have all of these words and fit, the best first or the newest.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn search(
        &self,
        words: &str,
        newest: bool,
        filter: &MessageFilter,
    ) -> Result<SearchResult, ClientError> {
        let order = if newest { "newest" } else { "best" };
        let request = self.get("search").query(&[("q", words), ("order", order)]);
        self.json(request.query(&filter.query())).await
    }
}
