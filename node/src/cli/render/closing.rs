//! The proposals that wait for somebody to close them.

use super::{Reader, short, unique_letters};
use crate::cli::{output::Page, vocabulary, words::Said};
use cabildo_client::api::Unclosed;
use cabildo_protocol::id::MessageId;

/// What each is, who may go on with it, and the command.
pub fn unclosed(page: &mut Page, reader: &Reader<'_>, all: &[Unclosed]) {
    let words = reader.words;
    if all.is_empty() {
        return;
    }
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    page.line(&format!("  {}", words.say(&Said::new("cli-unclosed").number("n", count))));
    let letters = unique_letters(&all.iter().map(|entry| entry.id).collect::<Vec<MessageId>>());
    for entry in all {
        let passed = Said::new("cli-unclosed-passed").with("at", &reader.at(entry.respond_by));
        let about = [reader.title(&entry.title), reader.name(&entry.institution), words.say(&passed)];
        page.line(&format!("    {}", about.join(" · ")));
        page.line(&format!("      {}", words.say(&who(reader, entry))));
        let verbs = vocabulary::verbs(words, entry.next.step.name());
        let verb = verbs.first().map_or(entry.next.step.name(), String::as_str);
        page.line(&format!("      cabildo {verb} {}", short(&entry.id, letters)));
    }
}

/// Who may go on, said to a reader of this institution.
fn who(reader: &Reader<'_>, entry: &Unclosed) -> Said {
    let next = &entry.next;
    let who = Said::new(match next.ours_from {
        Some(from) if from <= reader.now => "cli-unclosed-ours",
        Some(_) => "cli-unclosed-ours-from",
        None if next.voters_from <= reader.now => "cli-unclosed-voters",
        None => "cli-unclosed-proposer",
    });
    let from = next.ours_from.unwrap_or(next.voters_from);
    let step = reader.words.text(&format!("cli-unclosed-{}", next.step.name()));
    who.with("step", &step).with("from", &reader.at(from))
}
