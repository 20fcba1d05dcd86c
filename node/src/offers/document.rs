//! What a feed of alerts is: one CAP alert, or an Atom (RFC 4287) or RSS 2.0 feed whose entries hold alerts or
//! name where they are.

use crate::formats::{
    cap::{self, Alert},
    xml::{self, Element},
};
use cabildo_protocol::sanitize;

/// Entries of a feed that are looked at: the first.
pub const ENTRIES_MAX: usize = 256;

/// What stands in a document.
#[derive(Debug, Default)]
pub struct Document {
    /// Whole alerts.
    pub alerts: Vec<Alert>,
    /// Where others are, as it is written.
    pub links: Vec<String>,
    /// Why the first of those that cannot be read is not.
    pub refused: Option<String>,
}

/// Reads a document.
///
/// # Errors
/// Why it is neither an alert nor a feed.
pub fn read(bytes: &[u8]) -> Result<Document, String> {
    let root = xml::parse(bytes).map_err(|error| error.to_string())?;
    let mut document = Document::default();
    match root.name.as_str() {
        "alert" => document.alerts.push(cap::of(&root).map_err(|error| error.to_string())?),
        "feed" => root.all("entry").take(ENTRIES_MAX).for_each(|entry| document.entry(entry)),
        "rss" => {
            let items = root.all("channel").flat_map(|channel| channel.all("item"));
            items.take(ENTRIES_MAX).for_each(|item| document.entry(item));
        }
        other => {
            let other: String = sanitize::line(other).chars().take(40).collect();
            return Err(format!("it begins with «{other}»: neither a CAP alert nor an Atom or RSS feed"));
        }
    }
    Ok(document)
}

impl Document {
    /// An entry: the alert inside it, else the link to it.
    fn entry(&mut self, entry: &Element) {
        if let Some(alert) = inside(entry) {
            match cap::of(alert) {
                Ok(alert) => self.alerts.push(alert),
                Err(error) => {
                    self.refused.get_or_insert(error.to_string());
                }
            }
            return;
        }
        let links: Vec<&Element> = entry.all("link").chain(entry.all("enclosure")).collect();
        let is_cap = |link: &&&Element| link.attribute("type") == Some(cap::MEDIA_TYPE);
        let best = links.iter().find(is_cap).or(links.first());
        let Some(best) = best else { return };
        let written = best.attribute("href").or(best.attribute("url")).unwrap_or(&best.text).trim();
        if !written.is_empty() {
            self.links.push(written.to_owned());
        }
    }
}

/// The alert in an element, however deep.
fn inside(element: &Element) -> Option<&Element> {
    let own = |e: &Element| e.name == "alert" && e.namespace == cap::NAMESPACE;
    element.children.iter().find_map(|child| if own(child) { Some(child) } else { inside(child) })
}
