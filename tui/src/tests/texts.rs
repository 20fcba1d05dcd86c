//! Translations, new texts, amendments and co-sponsors: what the reader shows, and what a position says of
//! what was read.

use super::fixture::{Screen, ago, both, detail, id, proposal, source, tag};
use crate::update::{Command, Event};
use cabildo_protocol::{
    content::{Content, Method},
    text::Texts,
    views::{AmendmentEntry, AmendmentState, ProposalView, RevisionEntry, Thread, TranslationEntry},
};

const HOUR: u64 = 3_600_000;

fn translation(stale: bool) -> TranslationEntry {
    TranslationEntry {
        source: source(60, "mx:x-sfic", ago(HOUR)),
        what: id(2),
        language: tag("pt"),
        method: Method::Certified,
        translator: Some("Perito 123".to_owned()),
        title: Texts::one(tag("pt"), "Água da chuva"),
        text: Texts::one(tag("pt"), "Propõe-se instalar sistemas em oitenta escolas."),
        stale,
    }
}

fn translated(stale: bool) -> ProposalView {
    ProposalView { translations: vec![translation(stale)], ..proposal() }
}

fn amended() -> ProposalView {
    let mut view = proposal();
    let text = both("Se propone instalar sistemas en cuarenta escuelas.", "Systems in forty schools.");
    view.proposal.text = text;
    let text = both("Se propone instalar sistemas en ochenta escuelas.", "Systems in eighty schools.");
    view.close.revisions = vec![RevisionEntry {
        source: source(61, "cl:05101", ago(3 * HOUR)),
        text,
        accepts: vec![id(62)],
        declines: Vec::new(),
        note: both("Alcanza para más.", "There is enough for more."),
    }];
    let amendment = |n: u8, state, amends, es: &str, en: &str| AmendmentEntry {
        source: source(n, "mx:16053", ago(4 * HOUR)),
        amends: id(amends),
        text: both(es, en),
        reason: Texts::default(),
        state,
        moved_on: false,
    };
    let more = ("Se propone instalar sistemas en ochenta escuelas.", "Systems in eighty schools.");
    let later = ("Se propone instalar pozos en ochenta escuelas.", "Wells in eighty schools.");
    view.amendments = vec![
        amendment(62, AmendmentState::Accepted, 2, more.0, more.1),
        amendment(63, AmendmentState::Proposed, 61, later.0, later.1),
    ];
    view.positions.iter_mut().take(1).for_each(|entry| entry.sponsors = true);
    view
}

fn screen(language: &str, view: ProposalView) -> Screen {
    let mut screen = Screen::new((80, 24), language);
    screen.keys("j<enter>");
    screen.event(Event::Detail(id(2), Ok(Box::new(detail(Thread::Proposal(Box::new(view)))))));
    screen
}

#[test]
fn texts_in_every_language() {
    for language in ["es", "en", "pt"] {
        for (name, view, keys) in [
            ("translated", translated(false), ""),
            ("translated_stale", translated(true), ""),
            ("amended", amended(), "<pgdn>"),
        ] {
            let mut screen = screen(language, view);
            screen.keys(keys);
            insta::assert_snapshot!(format!("texts_{name}_{language}"), screen.text());
        }
    }
}

#[test]
fn a_position_says_which_text_was_read_in_which_language() {
    for (language, view, read) in
        [("pt", translated(false), "pt"), ("pt", translated(true), "es"), ("es", translated(false), "es")]
    {
        let mut screen = screen(language, view);
        screen.keys("r<enter><enter>").later(11_000);
        let sent = screen.todo.drain(..).find_map(|command| match command {
            Command::Send { content, .. } => Some(*content),
            _ => None,
        });
        let Some(Content::Position(position)) = sent else { panic!("{sent:?}") };
        assert_eq!(position.revision, Some(id(2)));
        assert_eq!(position.read.as_ref().map(|tag| tag.as_str()), Some(read), "{language}");
    }
}
