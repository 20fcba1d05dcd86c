//! What is made of an adopted proposal: who does what until when, and how far that is.

use super::{ink::Row, page::Page, style::Style, words::Words};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    content::ItemState,
    views::{Implementation, ItemEntry},
};

/// Writes the section, where there is one.
pub fn section(words: Words<'_>, whole: Option<&Implementation>, page: &mut Page) {
    let Some(whole) = whole else { return };
    let style = words.style;
    let heading = words.with("cli-commitments", &[("n", Arg::from(whole.items.len()))]);
    page.heading("works", &heading, style.heading());
    let by = format!(" {} · {}", words.name(&whole.source.institution), words.moment(whole.source.created));
    page.row("works/by", Row::new().put(&by, style.plain()), 3);
    let result = words.text(&whole.result);
    if !result.is_empty() {
        page.text("works/result", &result, 1, style.strong());
    }
    let office = words.with("cli-office", &[("office", Arg::from(&words.text(&whole.office)))]);
    page.row("works/office", Row::new().put(&format!(" {office}"), style.plain()), 3);
    if let Some(at) = whole.review {
        let (id, look) =
            if whole.review_due { ("cli-review-due", style.bad()) } else { ("cli-review", style.plain()) };
        let text = words.with(id, &[("at", Arg::from(&words.moment(at)))]);
        page.row("works/review", Row::new().put(&format!(" {text}"), look), 3);
    }
    page.gap();
    whole.items.iter().for_each(|item| entry(words, item, page));
}

/// A sign and a look for how far something is: never the colour alone.
fn sign(words: Words<'_>, item: &ItemEntry) -> (&'static str, Style) {
    let style = words.style;
    match item.state {
        _ if item.overdue => ("!", style.bad()),
        ItemState::Open => ("○", style.plain()),
        ItemState::Begun => ("▸", style.warning()),
        ItemState::Done => ("✓", style.good()),
        ItemState::Dropped => ("✗", style.faint()),
    }
}

fn entry(words: Words<'_>, item: &ItemEntry, page: &mut Page) {
    let style = words.style;
    let name = format!("works/{}", item.item);
    let (sign, look) = sign(words, item);
    let text = format!("{}. {}", item.item, words.text(&item.text));
    page.row(&name, Row::new().put(&format!(" {sign} "), look).put(&text, style.strong()), 3);
    let mut parts = vec![words.word("item-state", &item.state), words.name(&item.who).to_owned()];
    parts.push(words.with("cli-item-until", &[("at", Arg::from(&words.moment(item.due)))]));
    if item.overdue {
        let span = words.span(words.model.now.0.saturating_sub(item.due.0));
        parts.push(words.with("cli-item-overdue", &[("span", Arg::from(&span))]));
    }
    let stands = Row::new().put(&format!("   {}", parts.join(" · ")), look);
    page.row(&format!("{name}/stands"), stands, 3);
    for said in &item.progress {
        let source = &said.source;
        let parts = [
            words.word("item-state", &said.state),
            words.name(&source.institution).to_owned(),
            words.moment(source.created),
        ];
        let id = format!("{name}/{}", source.id);
        page.row(&id, Row::new().put(&format!("   - {}", parts.join(" · ")), style.faint()), 5);
        let text = words.text(&said.text);
        if !text.is_empty() {
            page.text(&format!("{id}/text"), &text, 5, style.plain());
        }
    }
}
