//! What a search found: a line for each message, and the place where the words stand.

use super::{Reader, short, unique_letters};
use crate::cli::output::Page;
use cabildo_client::api::{Excerpt, Found};
use cabildo_protocol::content::Kind;

/// The messages, the first first.
pub fn found(reader: &Reader<'_>, found: &[Found]) -> Page {
    let mut page = Page::default();
    if found.is_empty() {
        page.line(&reader.words.text("cli-list-empty"));
        return page;
    }
    let letters = unique_letters(&found.iter().map(|one| one.message.id).collect::<Vec<_>>());
    for one in found {
        let message = &one.message;
        let kind = reader.kind(Kind::from_name(&message.kind));
        let about =
            [kind, reader.marked(message.exercise, &message.title), reader.name(&message.institution)]
                .join(" · ");
        page.line(&format!("{}  {}  {about}", short(&message.id, letters), reader.at(message.created)));
        if let Some(excerpt) = &one.excerpt {
            page.line(&format!("    {}", part(excerpt)));
        }
    }
    page
}

fn part(excerpt: &Excerpt) -> String {
    let dots = |more: bool| if more { "…" } else { "" };
    let [before, after] = excerpt.cut;
    format!("{}{}{}", dots(before), excerpt.text.trim(), dots(after))
}
