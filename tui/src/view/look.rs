//! The last look at what will be signed: what forms and short answers have in common, and that of
//! short answers.

use super::{
    chrome,
    ink::Row,
    overlay,
    page::Page,
    preview,
    style::Style,
    words::{Words, ack_sign},
};
use crate::model::{
    compose::{Act, Compose, Form},
    outgoing::TAKE_BACK_MS,
};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    content::{AckState, Content},
    id::Language,
};
use ratatui::layout::Rect;

/// Cells of the names of what is told.
const LABEL: usize = 15;

/// What happens after signing; and whether the clock is off.
pub fn then(words: Words<'_>, act: Act, page: &mut Page) {
    let style = words.style;
    let then = if act.at_once() { "tui-look-at-once" } else { "tui-look-take-back" };
    let text = words.with(then, &[("seconds", Arg::from(TAKE_BACK_MS / 1000))]);
    page.row("then", Row::new().put(&text, style.warning()), 0);
    if let Some(clock) = words.model.clock_off() {
        let text = format!("! {}", chrome::clock_said(words, clock));
        page.row("clock", Row::new().put(&text, style.bad()), 0);
    }
    page.gap();
}

/// Who signs, with which key, and what kind of act.
pub fn signer(words: Words<'_>, content: &Content, page: &mut Page) {
    let (model, style) = (words.model, words.style);
    let who = model.institution().map(|id| format!("{} ({id})", words.name(id))).unwrap_or_default();
    fact(words, "tui-look-institution", &who, style.strong(), page);
    let key = model.key.map(|key| key.to_string()).unwrap_or_default();
    fact(words, "tui-look-key", &key, style.plain(), page);
    let kind = words.say(&format!("kind-{}", content.kind().name()));
    fact(words, "tui-look-kind", &kind, style.strong(), page);
}

/// One fact after its name.
pub fn fact(words: Words<'_>, id: &str, value: &str, look: Style, page: &mut Page) {
    let row = Row::new().fit(&words.say(id), LABEL, words.style.faint()).put(" ", words.style.plain());
    page.row(id, row.put(value, look), LABEL + 1);
}

/// A name for a language, or its tag where the program has none.
pub fn language(words: Words<'_>, language: &Language) -> String {
    let id = format!("language-{language}");
    if words.model.lang.has(&id) { words.say(&id) } else { language.to_string() }
}

/// What will be signed of a short answer: who, to what, the choice, the words.
pub fn answer(words: Words<'_>, compose: &Compose, width: u16) -> Page {
    let (model, style) = (words.model, words.style);
    let content = compose.content(model.lang.language());
    let mut page = Page::new(width);
    then(words, compose.key.act, &mut page);
    signer(words, &content, &mut page);
    if let Some(thread) = model.summary(compose.key.thread) {
        fact(words, "tui-look-thread", &words.text(&thread.title), style.plain(), &mut page);
    }
    let name = words.say("tui-look-answer");
    let row = Row::new().fit(&name, LABEL, style.faint()).put(" ", style.plain());
    match &compose.form {
        Form::Offered(_) => return offered(words, content, page),
        Form::Comment | Form::Sheet(_) => {}
        chosen => page.row("answer", row.join(overlay::choice(words, chosen)), LABEL + 1),
    }
    if let Content::Rsvp(rsvp) = &content {
        for (need, n) in &rsvp.access {
            let row = Row::new().fit(&words.word("access", need), LABEL, style.faint());
            page.row("access", row.put(&format!(" {n}"), style.plain()), LABEL + 1);
        }
    }
    let text = compose.words();
    if !text.is_empty() {
        let language = language(words, model.lang.language());
        page.heading("language", &language, style.heading());
        page.text("words", &text, 2, style.plain());
    }
    page
}

/// What another system says, as its readers here will see it.
fn offered(words: Words<'_>, content: Content, mut page: Page) -> Page {
    if let Content::Notice(notice) | Content::NoticeUpdate(notice) = content {
        page.gap();
        let width = u16::try_from(page.width()).unwrap_or(u16::MAX);
        let read = preview::as_read(words.model, Content::Notice(notice), width);
        read.rows().iter().for_each(|row| page.line("offered", row.clone()));
    }
    page
}

/// The last line of it that may stand on top.
pub fn last(words: Words<'_>, compose: &Compose, area: Rect) -> usize {
    answer(words, compose, area.width.saturating_sub(4)).last(area.height.saturating_sub(2))
}

/// Below the menu of acknowledgements, which go at once: who signs which of them with the next key.
pub fn at_once(words: Words<'_>, state: AckState, cells: usize) -> Vec<Row> {
    let who = words.model.institution().map(|id| words.name(id)).unwrap_or_default();
    let ack = format!("{} {}", ack_sign(state), words.word("ack", &state));
    let text = words.with("tui-look-ack", &[("ack", Arg::from(&ack)), ("who", Arg::from(who))]);
    Row::new().put(&text, words.style.warning()).wrapped(cells, 2)
}
