//! Joint declarations: what the reader shows, and what the keys sign after a last look.

use super::fixture::{self, NOW, Screen, ago, both, detail, id, institution, source};
use crate::{
    model::{compose::Act, sheet::Field},
    update::{Command, Event},
};
use cabildo_protocol::{
    content::{Content, Declaration, Kind},
    id::{MessageId, Millis},
    text::Texts,
    views::{
        Clock, CountrySignatures, DeclarationState, DeclarationView, Recipient, RecipientState,
        SignatureEntry, Thread,
    },
};

const HOUR: u64 = 3_600_000;

fn signature(n: u8, who: &str, signs: MessageId) -> SignatureEntry {
    SignatureEntry {
        source: source(n, who, ago(u64::from(n) * HOUR / 4)),
        signs,
        mandate: Some("Acuerdo 12/2026".to_owned()),
        read: None,
        cited: None,
        note: Texts::default(),
        counted: signs == id(2),
        moved_on: signs != id(2),
        taken_back: None,
    }
}

/// A declaration of `who` that Valparaíso has signed.
pub fn open(who: &str) -> DeclarationView {
    let ids = |all: &[&str]| all.iter().map(|who| institution(who)).collect::<Vec<_>>();
    let due = NOW.plus(40 * HOUR);
    let asked = ids(&["cl:03101", "cl:05101", "mx:16053", "mx:20067"]);
    let mut recipients: Vec<Recipient> = asked.into_iter().map(|id| Recipient::new(id, due)).collect();
    recipients[1].state = RecipientState::Answered;
    recipients[1].answered = Some(ago(HOUR));
    let country = |code: &str, signed: &[&str], missing: &[&str]| CountrySignatures {
        country: code.parse().expect("a country"),
        required: 1,
        signed: ids(signed),
        missing: ids(missing),
    };
    DeclarationView {
        source: source(2, who, ago(8 * HOUR)),
        declaration: Declaration {
            summary: both("Ciudades de dos países.", "Cities of two countries."),
            respond_by: Some(due),
            ..Declaration::new(
                both("Declaración por el agua", "Declaration for water"),
                both("Nos comprometemos a cuidar el agua.", "We commit ourselves to care for water."),
                [("cl".parse().expect("cl"), 1), ("mx".parse().expect("mx"), 1)].into(),
            )
        },
        state: DeclarationState::Open,
        in_force_since: None,
        current: id(2),
        revisions: Vec::new(),
        clock: Clock { respond_by: due, over: false, recipients },
        signatures: vec![signature(4, "cl:05101", id(2))],
        late: Vec::new(),
        countries: vec![
            country("cl", &["cl:05101"], &["cl:03101"]),
            country("mx", &[], &["mx:16053", "mx:20067"]),
        ],
        withdrawn: None,
        set_aside: Vec::new(),
        comments: Vec::new(),
        translations: Vec::new(),
    }
}

/// The same, signed by us.
fn signed(who: &str) -> DeclarationView {
    let mut view = open(who);
    view.signatures.push(signature(3, "mx:20067", id(2)));
    view
}

/// The same in force.
fn in_force() -> DeclarationView {
    let mut view = signed("mx:16053");
    view.signatures.push(signature(5, "cl:03101", id(9)));
    view.late = vec![signature(1, "mx:16053", id(2))];
    view.state = DeclarationState::InForce;
    view.in_force_since = Some(ago(HOUR));
    view.countries[1].signed = vec![institution("mx:20067")];
    view.countries[1].missing = vec![institution("mx:16053")];
    view
}

fn screen(size: (u16, u16), language: &str, view: DeclarationView) -> Screen {
    let mut screen = Screen::new(size, language);
    let mut inbox = fixture::inbox();
    for line in inbox.threads.iter_mut().filter(|line| line.source.id == id(2)) {
        (line.kind, line.stage, line.title) = (Some(Kind::Declaration), None, view.declaration.title.clone());
    }
    screen.event(Event::Inbox(Ok(Box::new(inbox))));
    screen.keys("j<enter>");
    let mut detail = detail(Thread::Declaration(Box::new(view)));
    (detail.info.id, detail.info.thread) = (id(2), id(2));
    screen.event(Event::Detail(id(2), Ok(Box::new(detail))));
    screen
}

#[test]
fn declarations_in_every_language() {
    for language in ["es", "en", "pt"] {
        for (name, view, keys) in [
            ("declaration_open", open("mx:16053"), ""),
            ("declaration_in_force", in_force(), ""),
            ("declaration_in_force_end", in_force(), "G"),
            ("declaration_form", open("mx:16053"), "r"),
            ("declaration_look", open("mx:16053"), "rAcuerdo 12/2026<ctrl-s>"),
        ] {
            let mut screen = screen((80, 24), language, view);
            screen.keys(keys);
            insta::assert_snapshot!(format!("{name}_{language}"), screen.text());
        }
        let screen = screen((40, 12), language, open("mx:16053"));
        insta::assert_snapshot!(format!("declaration_small_{language}"), screen.text());
    }
}

/// What is signed after the look, and the time to take it back.
fn after(screen: &mut Screen, keys: &str) -> Option<Content> {
    screen.keys(keys).later(11_000);
    screen.todo.drain(..).find_map(|command| match command {
        Command::Send { content, .. } => Some(*content),
        _ => None,
    })
}

#[test]
fn the_key_signs_the_text_as_it_stands_after_a_last_look() {
    let mut screen = screen((80, 24), "es", open("mx:16053"));
    screen.keys("r");
    let sheet = screen.model.sheet.as_ref().expect("a form");
    assert_eq!((sheet.key.act, sheet.field()), (Act::Signature, Field::Mandate));
    screen.keys("Acuerdo 12/2026<ctrl-s>");
    assert!(screen.todo.iter().all(|command| !matches!(command, Command::Send { .. })), "not before");
    let Some(Content::Signature(content)) = after(&mut screen, "<enter>") else { panic!("no signature") };
    assert_eq!((content.signs, content.mandate.as_deref()), (id(2), Some("Acuerdo 12/2026")));
}

#[test]
fn what_was_signed_is_taken_back_by_the_key_that_withdraws() {
    let mut ours = screen((80, 24), "es", signed("mx:20067"));
    ours.keys("W");
    let content = after(&mut ours, "No se ratificó.<ctrl-s><enter>");
    assert!(matches!(&content, Some(Content::SignatureWithdrawal(_))), "{content:?}");
    let mut own = screen((80, 24), "es", open("mx:20067"));
    own.keys("W");
    let content = after(&mut own, "Se presentará otra.<ctrl-s><enter>");
    assert!(matches!(&content, Some(Content::Withdrawal(_))), "{content:?}");
    let mut lapsed = open("mx:16053");
    (lapsed.state, lapsed.clock.respond_by) = (DeclarationState::Lapsed, Millis(1));
    for (view, key, why) in [
        (signed("mx:16053"), "r", "ya firmó este texto"),
        (open("mx:16053"), "W", "Solo puede hacerlo"),
        (in_force(), "W", "está en vigor"),
        (lapsed, "r", "plazo para firmar terminó"),
    ] {
        let mut screen = screen((80, 24), "es", view);
        screen.keys(key);
        assert!(screen.model.sheet.is_none(), "{key}");
        assert!(screen.text().contains(why), "{key}: {}", screen.text());
    }
}
