//! Joint declarations that are begun, and translations of what a thread is about.

use super::{HOUR, offered, open, picture, pictures, reading, replaced, signed};
use crate::{
    keys::Place,
    model::sheet::Field,
    tests::{
        declaration, feedback,
        fixture::{NOW, Screen, agenda, ago, id, notice, proposal, source, tag},
    },
    update::Event,
};
use cabildo_protocol::{
    content::{Content, Declaration, Method, Translation},
    text::Texts,
    views::{FeedbackState, ProposalView, Thread, TranslationEntry},
};

fn of(view: ProposalView) -> Thread {
    Thread::Proposal(Box::new(view))
}

fn one(language: &str, text: &str) -> Texts {
    Texts::one(tag(language), text)
}

#[test]
fn a_declaration_says_how_many_of_each_country_sign() {
    // As `declare --title … --text … --required mx=2 --required cl=1`.
    let mut screen = Screen::new((80, 24), "es");
    screen.keys("n9Por el agua<tab><tab>Nos comprometemos.<ctrl-s>");
    assert_eq!(screen.model.sheet.as_ref().map(|sheet| sheet.field()), Some(Field::Required));
    assert!(screen.text().contains("cuántas de cada país"), "{}", screen.text());
    screen.keys("mx=dos<ctrl-s>");
    assert!(screen.text().contains("no se entiende"), "{}", screen.text());
    screen.keys("<backspace><backspace><backspace>2, cl=1<ctrl-s>");
    let content = signed(&mut screen, "<enter>");
    let want = Declaration {
        respond_by: Some(NOW.plus(15 * 24 * HOUR)),
        ..Declaration::new(
            one("es", "Por el agua"),
            one("es", "Nos comprometemos."),
            [("cl".parse().expect("cl"), 1), ("mx".parse().expect("mx"), 2)].into(),
        )
    };
    assert_eq!(content, Content::Declaration(want));
}

#[test]
fn a_translation_is_written_over_the_original() {
    // As `translate ID human --translator … --title en=… --text en=…`.
    let mut screen = reading((80, 24), "en", 2, of(proposal()));
    open(&mut screen, "translation").keys("<ctrl-s>");
    assert!(screen.text().contains("this is still the original text"), "{}", screen.text());
    screen.event(Event::Edited(Ok("Systems are to be installed.".to_owned())));
    screen.model.sheet.as_mut().expect("a form").go_to(Field::Translator);
    let content = signed(&mut screen, "Translator 7<ctrl-s><enter>");
    let want = Translation {
        schema: 1,
        what: id(2),
        method: Method::Human,
        translator: Some("Translator 7".to_owned()),
        title: one("en", "Rainwater harvesting in public schools"),
        text: one("en", "Systems are to be installed."),
    };
    assert_eq!(content, Content::Translation(want));
}

#[test]
fn a_translation_is_in_one_language_which_can_be_another() {
    let mut screen = reading((80, 24), "es", 2, of(proposal()));
    open(&mut screen, "translation");
    let sheet = screen.model.sheet.as_ref().expect("a form");
    assert_eq!(sheet.filled.languages, [tag("en")], "the next language that the original has not");
    screen.keys("<f4><backspace><backspace>arn<enter>");
    screen.model.sheet.as_mut().expect("a form").go_to(Field::Title);
    screen.event(Event::Edited(Ok("Mawün ko".to_owned())));
    screen.model.sheet.as_mut().expect("a form").go_to(Field::Text);
    screen.event(Event::Edited(Ok("Ko.".to_owned())));
    screen.model.sheet.as_mut().expect("a form").go_to(Field::Method);
    let Content::Translation(content) = signed(&mut screen, "<right><right><ctrl-s><enter>") else {
        panic!()
    };
    assert_eq!((content.title, content.text), (one("arn", "Mawün ko"), one("arn", "Ko.")));
    assert_eq!(content.method, Method::Machine);
}

#[test]
fn a_translation_of_ours_that_is_stale_goes_on_from_there() {
    let mut view = proposal();
    view.translations = vec![TranslationEntry {
        source: source(60, "mx:20067", ago(HOUR)),
        what: id(9),
        language: tag("pt"),
        method: Method::Certified,
        translator: Some("Perito 123".to_owned()),
        title: one("pt", "Água da chuva"),
        text: one("pt", "Propõe-se instalar sistemas."),
        stale: true,
    }];
    let mut screen = reading((80, 24), "pt", 2, of(view));
    let content = signed(open(&mut screen, "translation"), "<ctrl-s><enter>");
    let want = Translation {
        schema: 1,
        what: id(2),
        method: Method::Certified,
        translator: Some("Perito 123".to_owned()),
        title: one("pt", "Água da chuva"),
        text: one("pt", "Propõe-se instalar sistemas."),
    };
    assert_eq!(content, Content::Translation(want));
}

#[test]
fn everything_that_begins_a_thread_can_be_translated() {
    let threads = [
        (1, Thread::Notice(Box::new(notice())), id(12)),
        (3, Thread::Agenda(Box::new(agenda())), id(3)),
        (2, Thread::Declaration(Box::new(declaration::open("mx:16053"))), id(2)),
        (2, Thread::Feedback(Box::new(feedback::view(FeedbackState::Open, &[]))), id(2)),
    ];
    for (n, view, what) in threads {
        let mut screen = reading((80, 24), "pt", n, view.clone());
        assert!(offered(&screen, id(n)).contains(&"translation"));
        open(&mut screen, "translation");
        let sheet = screen.model.sheet.as_mut().expect("a form");
        assert_eq!(sheet.filled.languages, [tag("pt")]);
        let (title, text) =
            (sheet.filled.value(Field::Title, &tag("pt")), sheet.filled.value(Field::Text, &tag("pt")));
        assert!(!title.is_empty() && !text.is_empty(), "{view:?}");
        sheet.go_to(Field::Text);
        let Content::Translation(content) = signed(&mut screen, " (traduzido)<ctrl-s><enter>") else {
            panic!()
        };
        assert_eq!(content.what, what);
    }
    // What changes meanwhile is told before it is signed.
    let mut screen = reading((80, 24), "pt", 1, Thread::Notice(Box::new(notice())));
    open(&mut screen, "translation").model.sheet.as_mut().expect("a form").go_to(Field::Text);
    screen.keys("!<ctrl-s>");
    let mut newer = notice();
    newer.current = id(99);
    replaced(&mut screen, 1, Thread::Notice(Box::new(newer)));
    screen.keys("<enter>");
    assert_eq!(screen.model.place(), Place::Sheet);
    let Content::Translation(content) = signed(&mut screen, "<ctrl-s><enter>") else { panic!() };
    assert_eq!(content.what, id(99));
}

#[test]
fn pictures_in_every_language() {
    let view = Thread::Notice(Box::new(notice()));
    for (name, act, keys) in [
        ("acts_translation", "translation", "<tab><tab><tab>"),
        ("acts_translation_preview", "translation", "<tab><tab><tab>!<f5>"),
    ] {
        pictures(name, 1, &view, act, keys);
    }
    for language in ["es", "en", "pt"] {
        for size in [(80, 24), (120, 40), (40, 12)] {
            for (name, keys) in [
                ("acts_declaration", "n9Agua<tab><tab>Nos comprometemos.<tab>mx=1, cl=1"),
                ("acts_declaration_preview", "n9Agua<tab><tab>Nos comprometemos.<tab>mx=1, cl=1<f5>"),
                ("acts_declaration_look", "n9Agua<tab><tab>Nos comprometemos.<tab>mx=1, cl=1<ctrl-s>"),
            ] {
                let mut screen = Screen::new(size, language);
                screen.keys(keys);
                picture(&format!("{name}_{language}_{}x{}", size.0, size.1), &screen);
            }
        }
    }
}
