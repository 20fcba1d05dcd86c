//! New texts and amendments of a proposal, with what changes in them word by word.

use super::{
    ink::Row,
    page::Page,
    reader::{self, Answer},
    words::Words,
};
use cabildo_client::{
    diff::{Change, Comparing, Part},
    lang::Arg,
};
use cabildo_protocol::views::{AmendmentState, ProposalView};

/// What the last new text changed.
pub fn revised(words: Words<'_>, view: &ProposalView, comparing: &mut Comparing<'_>, page: &mut Page) {
    let Some(revision) = view.close.revision() else { return };
    let before = view.text_before(&revision.source.id);
    let Some(parts) = comparing.texts(before, &revision.text) else { return };
    page.heading("changes", &words.say("tui-changes"), words.style.heading());
    page.text("changes/note", &words.text(&revision.note), 1, words.style.plain());
    changed(words, "changes", &parts, page);
}

/// The amendments, and what became of each.
pub fn list(words: Words<'_>, view: &ProposalView, comparing: &mut Comparing<'_>, page: &mut Page) {
    if view.amendments.is_empty() {
        return;
    }
    let heading = words.with("cli-amendments", &[("n", Arg::from(view.amendments.len()))]);
    page.heading("amendments", &heading, words.style.heading());
    for entry in &view.amendments {
        let (sign, look) = match entry.state {
            AmendmentState::Proposed => ("·", words.style.plain()),
            AmendmentState::Accepted => ("✓", words.style.good()),
            AmendmentState::Declined => ("✗", words.style.bad()),
        };
        let said = words.say(&format!("amendment-state-{}", entry.state.name()));
        let more = entry.moved_on.then(|| format!("! {}", words.say("cli-moved-on")));
        let answer = Answer { source: &entry.source, sign, said, look, more, words: &entry.reason };
        reader::answer(words, &answer, page);
        let name = format!("amendment/{}", entry.source.id);
        let before = view.text_of(&entry.amends);
        match before.and_then(|before| comparing.texts(before, &entry.text)) {
            Some(parts) => changed(words, &name, &parts, page),
            None => page.text(&name, &words.text(&entry.text), 5, words.style.plain()),
        }
    }
}

/// A text with what went and what came; the marks stay where there are no colours.
fn changed(words: Words<'_>, name: &str, parts: &[Part], page: &mut Page) {
    let style = words.style;
    let (mut row, mut n) = (Row::new(), 0);
    for (change, text) in parts {
        let (marks, look) = match change {
            Change::Same => (("", ""), style.plain()),
            Change::Removed => (("[-", "-]"), style.bad()),
            Change::Added => (("{+", "+}"), style.good()),
        };
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                page.row(&format!("{name}/{n}"), std::mem::take(&mut row), 5);
                n += 1;
            }
            if row.width() == 0 {
                row = row.put("     ", style.plain());
            }
            row = if line.is_empty() { row } else { row.put(&format!("{}{line}{}", marks.0, marks.1), look) };
        }
    }
    page.row(&format!("{name}/{n}"), row, 5);
}
