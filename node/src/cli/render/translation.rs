//! Translations: what a reader is shown beside the original, and which there are.

use super::{Reader, thread::section};
use crate::cli::{output::Page, words::Said};
use cabildo_protocol::views::{Thread, TranslationEntry};

/// The translation that the reader is shown, and that the original follows; nothing where the reader has
/// the language of the original.
pub fn shown(page: &mut Page, reader: &Reader<'_>, thread: &Thread) {
    let Some(entry) = thread.read(reader.words.wanted()).and_then(|read| read.translation) else { return };
    page.line(&about(reader, entry));
    if entry.stale {
        page.line(&format!("! {}", reader.words.text("cli-translation-stale")));
    }
    let title = reader.text(&entry.title);
    if !title.is_empty() {
        page.line(&title);
    }
    page.block(2, &reader.text(&entry.text));
    page.line(&reader.words.text("cli-translation-original"));
    page.gap();
}

/// All translations that there are.
pub fn list(page: &mut Page, reader: &Reader<'_>, thread: &Thread) {
    let all = thread.translations();
    if all.is_empty() {
        return;
    }
    section(page, reader, "cli-translations", all.len());
    for entry in all {
        let mut line = format!("  {} · {}", about(reader, entry), reader.at(entry.source.created));
        if entry.stale {
            line = format!("{line} · ! {}", reader.words.text("cli-translation-stale"));
        }
        if entry.source.disputed {
            line = format!("{line} · {}", reader.words.text("cli-disputed"));
        }
        page.line(&line);
    }
}

/// Into which language, how, and by whom.
pub fn about(reader: &Reader<'_>, entry: &TranslationEntry) -> String {
    let words = reader.words;
    let said = Said::new("cli-translation-by").with("language", &language(reader, entry));
    let said = said.with("method", &words.term("method", entry.method.name()));
    let line = words.say(&said.with("who", &reader.who(&entry.source.institution)));
    match &entry.translator {
        Some(translator) => format!("{line} · {translator}"),
        None => line,
    }
}

fn language(reader: &Reader<'_>, entry: &TranslationEntry) -> String {
    let primary = entry.language.as_str().split('-').next().unwrap_or_default();
    let words = reader.words;
    if words.has("language", primary) { words.term("language", primary) } else { entry.language.to_string() }
}
