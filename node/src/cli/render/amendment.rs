//! New texts and amendments of a proposal, with what changes in them word by word.

use super::{
    Reader,
    thread::{row, section},
};
use crate::cli::{output::Page, words::Said};
use cabildo_client::diff::{self, Comparing};
use cabildo_protocol::{text::Texts, views::ProposalView};

/// What the last new text changed.
pub fn revised(page: &mut Page, reader: &Reader<'_>, view: &ProposalView) {
    let Some(revision) = view.close.revision() else { return };
    page.gap();
    page.line(&reader.words.say(&Said::new("cli-revised").with("at", &reader.at(revision.source.created))));
    page.block(2, &reader.text(&revision.note));
    let mut comparing = Comparing::new(reader.words.wanted());
    changed(page, reader, &mut comparing, (view.text_before(&revision.source.id), &revision.text));
}

/// The amendments, and what became of each.
pub fn list(page: &mut Page, reader: &Reader<'_>, view: &ProposalView) {
    if view.amendments.is_empty() {
        return;
    }
    section(page, reader, "cli-amendments", view.amendments.len());
    let mut comparing = Comparing::new(reader.words.wanted());
    for entry in &view.amendments {
        let mut state = reader.words.term("amendment-state", entry.state.name());
        if entry.moved_on {
            state = format!("{state} · ! {}", reader.words.text("cli-moved-on"));
        }
        row(page, reader, &entry.source, &state);
        page.line(&format!("    {}", entry.source.id));
        page.block(4, &reader.text(&entry.reason));
        match view.text_of(&entry.amends) {
            Some(before) => changed(page, reader, &mut comparing, (before, &entry.text)),
            None => page.block(4, &reader.text(&entry.text)),
        }
    }
}

/// What changed, or the whole text where that cannot be said.
fn changed(
    page: &mut Page,
    reader: &Reader<'_>,
    comparing: &mut Comparing<'_>,
    (before, after): (&Texts, &Texts),
) {
    let parts = comparing.texts(before, after);
    let text = parts.map_or_else(|| reader.text(after), |parts| diff::marked(&parts));
    page.block(4, &text);
}
