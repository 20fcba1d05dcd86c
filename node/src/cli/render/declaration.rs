//! A joint declaration: its text, how far each country is, who signed.

use super::{
    Reader, name,
    thread::{clock, comments, head, mandate, paragraph, read_in, row, section, set_aside},
};
use crate::cli::{output::Page, words::Said};
use cabildo_protocol::{
    content::Kind,
    text::Texts,
    views::{CountrySignatures, DeclarationView, SignatureEntry},
};

/// The whole thread.
pub fn declaration(page: &mut Page, reader: &Reader<'_>, view: &DeclarationView, theme: &Texts) {
    let (words, declaration) = (reader.words, &view.declaration);
    head(page, reader, Some(Kind::Declaration), &view.source);
    page.gap();
    page.line(&reader.title(&declaration.title));
    page.line(&state(reader, view));
    if let Some(code) = &declaration.theme {
        page.line(&words.say(&Said::new("cli-theme").with("value", &reader.theme(code, theme))));
    }
    if !declaration.places.is_empty() {
        let places: Vec<&str> = declaration.places.iter().map(|place| place.as_str()).collect();
        page.line(&words.say(&Said::new("cli-places").with("value", &places.join(", "))));
    }
    paragraph(page, &reader.text(&declaration.summary));
    paragraph(page, &reader.text(view.text()));
    page.gap();
    for revision in view.revisions.iter().filter(|revision| !revision.text.is_empty()) {
        let at = reader.at(revision.source.created);
        page.line(&words.say(&Said::new("cli-updated").with("at", &at)));
    }
    if let Some((source, reason)) = &view.withdrawn {
        page.line(&words.say(&Said::new("cli-declaration-withdrawn").with("at", &reader.at(source.created))));
        page.block(2, &reader.text(reason));
    }
    for country in &view.countries {
        page.line(&self::country(reader, country));
        if country.lacking() > 0 && !country.missing.is_empty() {
            let missing = Said::new("cli-signatures-missing");
            let missing = missing.with("names", &reader.names_of(&country.missing));
            page.line(&format!("  {}", words.say(&missing)));
        }
    }
    page.gap();
    clock(page, reader, &view.clock);
    section(page, reader, "cli-signatures", view.signatures.len());
    view.signatures.iter().for_each(|entry| signature(page, reader, entry));
    if !view.late.is_empty() {
        section(page, reader, "cli-signatures-late", view.late.len());
        view.late.iter().for_each(|entry| signature(page, reader, entry));
    }
    set_aside(page, reader, &view.set_aside);
    comments(page, reader, &view.comments);
}

/// Where it stands, and since when it is in force.
pub fn state(reader: &Reader<'_>, view: &DeclarationView) -> String {
    let words = reader.words;
    let state = words.term("declaration-state", view.state.name());
    match view.in_force_since {
        Some(at) => words.say(&Said::new("cli-in-force-since").with("at", &reader.at(at))),
        None => state,
    }
}

/// How far a country is.
pub fn country(reader: &Reader<'_>, country: &CountrySignatures) -> String {
    let words = reader.words;
    let name = words.lang().country(&country.country);
    let signed = u64::try_from(country.signed.len()).unwrap_or(u64::MAX);
    let said = Said::new("cli-signatures-of").with("country", &name).number("signed", signed);
    words.say(&said.number("required", country.required.into()))
}

/// How a signature stands, in a word or two.
pub fn stands(reader: &Reader<'_>, entry: &SignatureEntry) -> String {
    reader.words.term("signature", entry.name())
}

fn signature(page: &mut Page, reader: &Reader<'_>, entry: &SignatureEntry) {
    row(page, reader, &entry.source, &stands(reader, entry));
    page.block(4, &reader.text(&entry.note));
    mandate(page, reader, entry.mandate.as_deref());
    read_in(page, reader, entry.read.as_ref());
    if let Some(fault) = entry.cited.filter(|cited| cited.fault().is_some()) {
        page.line(&format!("    ! {}", reader.words.term("cli-cited", &name(&fault))));
    }
}
