//! A joint declaration: its text, how far each country is, who signed and who is missing.

use super::{
    closing,
    ink::Row,
    page::Page,
    reader::{self, Answer},
    words::Words,
};
use crate::{keys::Action, model::compose::Act};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    id::MessageId,
    text::Texts,
    views::{CountrySignatures, DeclarationState, DeclarationView, SignatureEntry},
};

/// Writes the page.
pub fn page(words: Words<'_>, view: &DeclarationView, theme: &Texts, page: &mut Page) {
    let (style, declaration) = (words.style, &view.declaration);
    reader::title(words, &declaration.title, page);
    reader::origin(words, "tui-declaration-from", &view.source, page);
    let me = words.model.institution();
    let ours = me.and_then(|me| view.signed_by(me)).map(|_| words.say("signature-signed"));
    reader::clock(words, Act::Signature, &view.clock, ours.as_deref(), page);
    state(words, view, page);
    if let Some(code) = &declaration.theme {
        let named = words.text(theme);
        let named = if named.is_empty() { code.clone() } else { format!("{named} ({code})") };
        reader::fact(words, "tui-theme", &named, page);
    }
    let places: Vec<&str> =
        declaration.places.iter().map(|place| super::notice::place(words, place)).collect();
    reader::fact(words, "tui-places", &places.join(" · "), page);
    let summary = words.text(&declaration.summary);
    if !summary.is_empty() {
        page.gap();
        page.text("summary", &summary, 0, style.strong());
    }
    page.gap();
    if let Some(revision) = view.revisions.iter().find(|revision| revision.source.id == view.current) {
        let when = words.moment(revision.source.created);
        let text = words.with("tui-revised", &[("when", Arg::from(&when))]);
        page.row("revised", Row::new().put(&text, style.warning()), 0);
    }
    page.text("text", &words.text(view.text()), 0, style.plain());
    let heading = words.with("tui-signatures", &[("n", Arg::from(view.signatures.len()))]);
    page.heading("signatures", &heading, style.heading());
    view.countries.iter().for_each(|country| of_country(words, country, page));
    page.gap();
    signatures(words, &view.signatures, page);
    if !view.late.is_empty() {
        let heading = words.with("tui-signatures-late", &[("n", Arg::from(view.late.len()))]);
        page.heading("late", &heading, style.heading());
        signatures(words, &view.late, page);
    }
    closing::aside(words, &view.set_aside, page);
    reader::comments(words, &view.comments, page);
}

/// Where it stands, and what we may do about it with which key.
fn state(words: Words<'_>, view: &DeclarationView, page: &mut Page) {
    let (style, model) = (words.style, words.model);
    let look = match view.state {
        DeclarationState::Open => style.plain(),
        DeclarationState::InForce => style.good(),
        DeclarationState::Lapsed | DeclarationState::Withdrawn => style.bad(),
    };
    let text = match view.in_force_since {
        Some(at) => words.with("cli-in-force-since", &[("at", Arg::from(&words.moment(at)))]),
        None => words.say(&format!("declaration-state-{}", view.state.name())),
    };
    page.row("state", Row::new().put(&text, look), 2);
    if let Some((source, reason)) = &view.withdrawn {
        let when = words.moment(source.created);
        let text = words.with("tui-withdrawn", &[("when", Arg::from(&when))]);
        page.row("withdrawn", Row::new().put(&text, style.plain()), 2);
        page.text("withdrawn/reason", &words.text(reason), 2, style.plain());
    }
    // What is only looked at has no id yet, and nobody signs it.
    let Some(me) = model.institution().filter(|_| view.source.id != MessageId([0; 32])) else { return };
    let mut offers = Vec::new();
    let mut offer = |act: Act, action: Action| {
        if let Some(key) = closing::key_of(words, action) {
            offers.push(format!("{key} {}", words.say(&format!("tui-do-{}", act.name()))));
        }
    };
    if view.signature_by(me, model.now).is_ok() {
        offer(Act::Signature, Action::Answer);
    }
    if view.taken_back_by(me, model.now).is_ok() {
        offer(Act::SignatureWithdrawal, Action::Withdraw);
    } else if view.withdrawal_by(me, model.now).is_ok() {
        offer(Act::Withdrawal, Action::Withdraw);
    }
    if !offers.is_empty() {
        page.row("can", Row::new().put(&format!("▸ {}", offers.join(" · ")), style.warning()), 2);
    }
}

/// How far a country is, and who of it is missing.
fn of_country(words: Words<'_>, of: &CountrySignatures, page: &mut Page) {
    let style = words.style;
    let name = words.model.lang.country(&of.country);
    let args = [
        ("country", Arg::from(&name)),
        ("signed", Arg::from(of.signed.len())),
        ("required", Arg::from(of.required)),
    ];
    let look = if of.lacking() == 0 { style.good() } else { style.warning() };
    let id = format!("country/{}", of.country);
    page.row(&id, Row::new().put(&format!(" {}", words.with("cli-signatures-of", &args)), look), 3);
    if of.lacking() == 0 || of.missing.is_empty() {
        return;
    }
    let names: Vec<&str> = of.missing.iter().map(|who| words.name(who)).collect();
    let text = words.with("cli-signatures-missing", &[("names", Arg::from(&names.join(" · ")))]);
    page.row(&format!("{id}/missing"), Row::new().put(&format!("   {text}"), style.plain()), 3);
}

fn signatures(words: Words<'_>, entries: &[SignatureEntry], page: &mut Page) {
    for entry in entries {
        let (sign, look) = match entry.name() {
            "taken_back" => ("✗", words.style.bad()),
            "other_text" => ("·", words.style.warning()),
            _ => ("✓", words.style.good()),
        };
        let mandate = entry.mandate.as_ref().map(|mandate| {
            let cites = words.with("tui-mandate", &[("act", Arg::from(mandate))]);
            match entry.cited.filter(|cited| cited.fault().is_some()) {
                Some(fault) => format!("{cites} · ! {}", words.word("cli-cited", &fault)),
                None => cites,
            }
        });
        let read = entry.read.as_ref();
        let read = read.map(|tag| words.with("cli-read-in", &[("language", Arg::from(tag.as_str()))]));
        let more: Vec<String> = [mandate, read].into_iter().flatten().collect();
        let more = (!more.is_empty()).then(|| more.join(" · "));
        let said = words.say(&format!("signature-{}", entry.name()));
        let answer = Answer { source: &entry.source, sign, said, look, more, words: &entry.note };
        reader::answer(words, &answer, page);
    }
}
