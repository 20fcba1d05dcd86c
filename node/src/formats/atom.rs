//! An Atom feed (RFC 4287) whose entries carry whole CAP alerts.

use super::{
    cap::{self, Alert},
    xml::Writer,
};
use cabildo_protocol::id::Millis;
use jiff::{Timestamp, tz::TimeZone};

/// One entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What a reader of feeds shows in its list.
    pub title: String,
    /// Who speaks.
    pub author: String,
    /// A paragraph; may be empty.
    pub summary: String,
    /// The alert.
    pub alert: Alert,
    /// The clock on which its times are written.
    pub zone: TimeZone,
}

/// A feed of alerts, the newest first. `id` names the feed for ever; without an entry it has not changed since 1970.
#[must_use]
pub fn feed(id: &str, title: &str, entries: &[Entry]) -> String {
    let newest = entries.iter().map(|entry| entry.alert.sent).max().unwrap_or_default();
    let mut xml = Writer::document();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom")]);
    xml.leaf("id", id);
    xml.leaf("title", title);
    xml.leaf("updated", &time(newest));
    xml.leaf("generator", "Cabildo");
    for entry in entries {
        xml.open("entry", &[]);
        xml.leaf("id", &format!("urn:cabildo:{}", entry.alert.identifier));
        xml.leaf("title", &entry.title);
        xml.leaf("updated", &time(entry.alert.sent));
        xml.open("author", &[]);
        xml.leaf("name", &entry.author);
        xml.close("author");
        if !entry.summary.is_empty() {
            xml.leaf("summary", &entry.summary);
        }
        xml.open("content", &[("type", cap::MEDIA_TYPE)]);
        cap::inside(&mut xml, &entry.alert, &entry.zone);
        xml.close("content");
        xml.close("entry");
    }
    xml.close("feed");
    xml.finish()
}

fn time(at: Millis) -> String {
    let instant = i64::try_from(at.0 / 1000).ok().and_then(|s| Timestamp::from_second(s).ok());
    instant.unwrap_or_default().to_string()
}
