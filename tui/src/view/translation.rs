//! Translations: what a reader is shown before the original, and which there are.

use super::{ink::Row, page::Page, words::Words};
use cabildo_client::lang::Arg;
use cabildo_protocol::views::{Thread, TranslationEntry};

/// The translation that the reader is shown, and that the original follows; nothing where the reader has
/// the language of the original.
pub fn shown(words: Words<'_>, thread: &Thread, page: &mut Page) {
    let read = thread.read(&words.model.languages);
    let Some(entry) = read.and_then(|read| read.translation) else { return };
    let style = words.style;
    page.row("translation", Row::new().put(&about(words, entry), style.faint()), 0);
    if entry.stale {
        let text = format!("! {}", words.say("cli-translation-stale"));
        page.row("translation/stale", Row::new().put(&text, style.warning()), 0);
    }
    let title = words.text(&entry.title);
    if !title.is_empty() {
        page.row("translation/title", Row::new().put(&title, style.strong()), 0);
    }
    page.text("translation/text", &words.text(&entry.text), 0, style.plain());
    page.gap();
    page.row(
        "translation/original",
        Row::new().put(&words.say("cli-translation-original"), style.faint()),
        0,
    );
}

/// All translations that there are.
pub fn list(words: Words<'_>, thread: &Thread, page: &mut Page) {
    let all = thread.translations();
    if all.is_empty() {
        return;
    }
    let heading = words.with("cli-translations", &[("n", Arg::from(all.len()))]);
    page.heading("translations", &heading, words.style.heading());
    for entry in all {
        let when = words.relative(entry.source.created);
        let mut row = Row::new().put(&format!(" {} · {when}", about(words, entry)), words.style.plain());
        if entry.stale {
            row = row.put(&format!(" · ! {}", words.say("cli-translation-stale")), words.style.warning());
        }
        if entry.source.disputed {
            row = row.put(&format!(" · {}", words.say("tui-disputed")), words.style.warning());
        }
        page.row(&format!("translation/{}", entry.source.id), row, 3);
    }
}

/// Into which language, how, and by whom.
fn about(words: Words<'_>, entry: &TranslationEntry) -> String {
    let primary = entry.language.as_str().split('-').next().unwrap_or_default();
    let id = format!("language-{primary}");
    let language = if words.model.lang.has(&id) { words.say(&id) } else { entry.language.to_string() };
    let method = words.word("method", &entry.method);
    let args = [
        ("language", Arg::from(&language)),
        ("method", Arg::from(&method)),
        ("who", Arg::from(words.name(&entry.source.institution))),
    ];
    let line = words.with("cli-translation-by", &args);
    match &entry.translator {
        Some(translator) => format!("{line} · {translator}"),
        None => line,
    }
}
