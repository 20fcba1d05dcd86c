//! A feed asked for, within bounds: bytes, time, and its own server.

use super::document;
use crate::{
    config::{CapFeed, web_address},
    formats::{cap::Alert, xml::BYTES_MAX},
    web,
};
use futures::StreamExt as _;
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{ETAG, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED},
    redirect::Policy,
};
use std::{collections::BTreeSet, time::Duration};

/// How long an answer may take.
const WITHIN: Duration = Duration::from_secs(20);
/// Alerts that are asked for by one look at a feed; the others follow at the next.
const LINKS_MAX: usize = 32;
/// Addresses of alerts that are remembered as read.
const READ_MAX: usize = 4096;

/// Asks for one feed again and again.
#[derive(Debug)]
pub struct Fetcher {
    url: Option<Url>,
    client: Result<Client, String>,
    etag: Option<HeaderValue>,
    modified: Option<HeaderValue>,
    read: BTreeSet<String>,
}

impl Fetcher {
    /// Makes its connections when they are needed.
    pub fn new(feed: &CapFeed) -> Self {
        // The administrator has named the server: what it says is elsewhere is not asked.
        let client =
            Client::builder().redirect(Policy::none()).no_proxy().user_agent("Cabildo").timeout(WITHIN);
        Self {
            url: web_address(&feed.url),
            client: client.build().map_err(|error| web::reason(&error)),
            etag: None,
            modified: None,
            read: BTreeSet::new(),
        }
    }

    /// The alerts in the feed, and those that it names and that were not read yet; none where it is what it was.
    ///
    /// # Errors
    /// Why it cannot be read, for people.
    pub async fn fetch(&mut self) -> Result<Vec<Alert>, String> {
        let url = self.url.clone().ok_or("no address of a web server")?;
        let client = self.client.clone()?;
        let mut request = client.get(url.clone());
        for (name, value) in [(IF_NONE_MATCH, &self.etag), (IF_MODIFIED_SINCE, &self.modified)] {
            request = value.iter().fold(request, |request, value| request.header(&name, value));
        }
        let answer = request.send().await.map_err(|error| web::reason(&error))?;
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(Vec::new());
        }
        let marks = [ETAG, LAST_MODIFIED].map(|name| answer.headers().get(name).cloned());
        let document = document::read(&bytes(answer).await?)?;
        let (mut alerts, mut refused) = (document.alerts, document.refused);
        let links: Vec<Url> = document.links.iter().filter_map(|link| url.join(link).ok()).collect();
        let own = |link: &Url| link.origin() == url.origin();
        if !links.is_empty() && !links.iter().any(own) {
            refused.get_or_insert("its alerts are on another server".to_owned());
        }
        let unread = links.into_iter().filter(|link| own(link) && !self.read.contains(link.as_str()));
        let unread: Vec<Url> = unread.collect();
        let mut whole = unread.len() <= LINKS_MAX;
        for link in unread.into_iter().take(LINKS_MAX) {
            let answer = client.get(link.clone()).send().await.map_err(|error| web::reason(&error));
            let read = match answer {
                Ok(answer) => bytes(answer).await,
                Err(why) => Err(why),
            };
            match read.map(|bytes| document::read(&bytes)) {
                Ok(read) => {
                    match read {
                        Ok(one) => alerts.extend(one.alerts),
                        Err(why) => drop(refused.get_or_insert(why)),
                    }
                    self.remember(link);
                }
                Err(why) => {
                    whole = false;
                    refused.get_or_insert(why);
                }
            }
        }
        // What is left over is asked for at the next look, though the feed is the same.
        [self.etag, self.modified] = if whole { marks } else { [None, None] };
        match refused {
            Some(why) if alerts.is_empty() => Err(why),
            _ => Ok(alerts),
        }
    }

    fn remember(&mut self, link: Url) {
        if self.read.len() >= READ_MAX {
            self.read.clear();
        }
        self.read.insert(link.into());
    }
}

/// What a server answers, whole.
async fn bytes(answer: Response) -> Result<Vec<u8>, String> {
    let status = answer.status();
    if !status.is_success() {
        return Err(format!("the server answers {status}"));
    }
    let (mut bytes, mut coming) = (Vec::new(), answer.bytes_stream());
    while let Some(part) = coming.next().await {
        bytes.extend_from_slice(&part.map_err(|error| web::reason(&error))?);
        if bytes.len() > BYTES_MAX {
            return Err(format!("the answer has more than {BYTES_MAX} bytes"));
        }
    }
    Ok(bytes)
}
