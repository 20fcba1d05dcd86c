//! `GET /v1/events`: server-sent events that can be resumed.

use super::{Api, problem::Failure};
use crate::events::{EventId, EventLog, Numbered};
use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use cabildo_client::api::ApiEvent;
use futures::stream;
use std::{collections::VecDeque, convert::Infallible, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, broadcast, watch};

/// The header by which a reader says what it saw last.
const LAST_EVENT_ID: &str = "last-event-id";

/// `GET /v1/events`.
pub async fn events(State(api): State<Api>, headers: HeaderMap) -> Result<Response, Failure> {
    let full = |_| {
        let message = format!("{} programs read the events already", api.limits().streams);
        Failure::unavailable(message, "end one of them")
    };
    let permit = api.0.streams.clone().try_acquire_owned().map_err(full)?;
    let after = headers.get(LAST_EVENT_ID).map(|id| id.to_str().ok().and_then(|id| id.parse().ok()));
    let reader = Reader::new(api.handle().events().clone(), after, api.0.stopped.clone(), permit);
    let events = stream::unfold(reader, |mut reader| async move {
        let event = reader.next().await?;
        Some((Ok::<_, Infallible>(event), reader))
    });
    let keep_alive = KeepAlive::new().interval(api.limits().keep_alive);
    Ok(Sse::new(events).keep_alive(keep_alive).into_response())
}

/// One reader of events.
struct Reader {
    log: Arc<EventLog>,
    waiting: VecDeque<Event>,
    coming: broadcast::Receiver<Numbered>,
    stopped: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    /// `after` is what the reader saw last; inside it is none where that is no event's id.
    fn new(
        log: Arc<EventLog>,
        after: Option<Option<EventId>>,
        stopped: watch::Receiver<bool>,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        let subscription = log.subscribe(after.flatten());
        let waiting = match (subscription.missed, after) {
            (None, _) | (_, Some(None)) => VecDeque::from([sent(&subscription.last, &ApiEvent::Resync)]),
            // The place from which a reader resumes that is cut off before anything happens. No
            // data, so it is no event.
            (Some(_), None) => VecDeque::from([Event::default().id(subscription.last.to_string())]),
            (Some(missed), Some(_)) => missed.iter().map(|(id, event)| sent(id, event)).collect(),
        };
        Self { log, waiting, coming: subscription.coming, stopped, _permit: permit }
    }

    /// The next event; none when the node stops.
    async fn next(&mut self) -> Option<Event> {
        if *self.stopped.borrow() {
            return None;
        }
        if let Some(event) = self.waiting.pop_front() {
            return Some(event);
        }
        let received = tokio::select! {
            biased;
            () = super::stop(&mut self.stopped) => return None,
            received = self.coming.recv() => received,
        };
        match received {
            Ok((id, event)) => Some(sent(&id, &event)),
            Err(broadcast::error::RecvError::Closed) => None,
            Err(broadcast::error::RecvError::Lagged(_)) => Some(self.restart()),
        }
    }

    /// The reader was too slow: it is told to read everything again, and served from here on.
    fn restart(&mut self) -> Event {
        let subscription = self.log.subscribe(None);
        self.coming = subscription.coming;
        sent(&subscription.last, &ApiEvent::Resync)
    }
}

fn sent(id: &EventId, event: &ApiEvent) -> Event {
    let name = match event {
        ApiEvent::Message(_) => "message",
        ApiEvent::Body { .. } => "body",
        ApiEvent::Peer { .. } => "peer",
        ApiEvent::Progress { .. } => "progress",
        ApiEvent::Forked { .. } => "forked",
        ApiEvent::Roster { .. } => "roster",
        ApiEvent::Marked { .. } => "marked",
        ApiEvent::Offered(_) => "offered",
        ApiEvent::Resync => "resync",
    };
    let framed = Event::default().id(id.to_string()).event(name);
    match framed.json_data(event) {
        Ok(framed) => framed,
        Err(error) => {
            // Cannot happen with these types; a reader that reads all again misses nothing.
            tracing::error!(%error, "an event that cannot be written");
            Event::default().id(id.to_string()).event("resync").data(r#"{"event":"resync"}"#)
        }
    }
}
