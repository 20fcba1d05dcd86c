//! What is made of an adopted proposal: who does what until when, and how far that is.

use super::{
    Reader,
    thread::{row, section},
};
use crate::cli::{output::Page, times, words::Said};
use cabildo_client::api::CommitmentsInfo;
use cabildo_protocol::views::{Implementation, ItemEntry};

/// The commitment that counts, item by item.
pub fn implementing(page: &mut Page, reader: &Reader<'_>, whole: Option<&Implementation>) {
    let Some(whole) = whole else { return };
    let words = reader.words;
    section(page, reader, "cli-commitments", whole.items.len());
    row(page, reader, &whole.source, "");
    page.block(4, &reader.text(&whole.result));
    page.line(&format!("    {}", office(reader, whole)));
    if let Some(review) = review(reader, whole) {
        page.line(&format!("    {review}"));
    }
    for item in &whole.items {
        page.block(2, &format!("{}. {}", item.item, reader.text(&item.text)));
        page.line(&format!("     {}", stands(reader, item)));
        for said in &item.progress {
            let state = words.term("item-state", said.state.name());
            let who = [state, reader.who(&said.source.institution), reader.at(said.source.created)];
            page.line(&format!("     - {}", who.join(" · ")));
            page.block(7, &reader.text(&said.text));
        }
    }
}

/// Who is accountable.
pub fn office(reader: &Reader<'_>, whole: &Implementation) -> String {
    reader.words.say(&Said::new("cli-office").with("office", &reader.text(&whole.office)))
}

/// When all of it is looked at again, and whether it should have been.
pub fn review(reader: &Reader<'_>, whole: &Implementation) -> Option<String> {
    let id = if whole.review_due { "cli-review-due" } else { "cli-review" };
    whole.review.map(|at| reader.words.say(&Said::new(id).with("at", &reader.at(at))))
}

/// Who does it until when, and how far that is.
pub fn stands(reader: &Reader<'_>, item: &ItemEntry) -> String {
    let mut parts = vec![reader.words.term("item-state", item.state.name()), reader.who(&item.who)];
    parts.push(reader.words.say(&Said::new("cli-item-until").with("at", &reader.at(item.due))));
    if item.overdue {
        let span = times::show_span(reader.now.0.saturating_sub(item.due.0));
        parts.push(reader.words.say(&Said::new("cli-item-overdue").with("span", &span)));
    }
    parts.join(" · ")
}

/// The items of many proposals, those first that are due first.
pub fn list(reader: &Reader<'_>, info: &CommitmentsInfo) -> Page {
    let mut page = Page::default();
    if info.items.is_empty() {
        page.line(&reader.words.text("cli-commitments-none"));
    }
    for one in &info.items {
        page.line(&format!("{} · {}", reader.title(&one.title), one.proposal));
        page.block(2, &format!("{}. {}", one.item.item, reader.text(&one.item.text)));
        page.line(&format!("     {}", stands(reader, &one.item)));
    }
    if info.more {
        page.line(&reader.words.text("cli-commitments-more"));
    }
    page
}
