//! Follows the node's news, and takes them up again by itself when the link was lost.

use super::News;
use crate::update::Event;
use cabildo_client::http::ApiClient;
use futures::StreamExt as _;
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// The first and the longest wait before the next try, milliseconds.
const WAIT_MS: (u64, u64) = (250, 5_000);

/// Follows for ever; ends when nobody listens.
pub async fn follow(api: ApiClient, news: Sender<News>) {
    let mut last = None;
    let mut wait = WAIT_MS.0;
    loop {
        if link(&api, &news, &mut last).await {
            wait = WAIT_MS.0;
        }
        if news.send(News::event(Event::Unlinked)).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(wait)).await;
        wait = (wait * 2).min(WAIT_MS.1);
    }
}

/// Follows one link to its end; whether there was one. The news are listened to before the node
/// is asked for anything, so that nothing falls between the two.
async fn link(api: &ApiClient, news: &Sender<News>, last: &mut Option<String>) -> bool {
    let mut stream = api.events(last.clone());
    let mut asked = Box::pin(api.status());
    let mut linked = false;
    loop {
        let event = tokio::select! {
            item = stream.next() => match item {
                Some(Ok(received)) => {
                    *last = received.id.or_else(|| last.take());
                    Event::Node(received.event)
                }
                Some(Err(_)) | None => return linked,
            },
            status = &mut asked, if !linked => match status {
                Ok(_) => {
                    linked = true;
                    Event::Linked
                }
                Err(_) => return false,
            },
        };
        if news.send(News::event(event)).await.is_err() {
            return linked;
        }
    }
}
