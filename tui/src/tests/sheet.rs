//! Forms of new acts: what is typed, what is missing, what is signed, and what can be taken back.

use super::fixture::{NOW, Screen, id, institution, tag};
use crate::{
    keys::Place,
    model::{
        Failure, Mood,
        compose::{Act, Draft, DraftKey, Form},
        outgoing::TAKE_BACK_MS,
        sheet::{Field, Shape, build, templates::TEMPLATES},
    },
    update::{Command, Event},
};
use cabildo_client::{api::ApiEvent, lang::Lang};
use cabildo_protocol::{
    content::{CapStatus, Content, Rule, Severity, Stance},
    id::Millis,
    text::Texts,
};

/// Presses keys; an editor that is asked for gives a text back.
fn screen(keys: &str) -> Screen {
    let mut screen = Screen::new((80, 24), "es");
    screen.todo.clear();
    screen.keys(keys);
    screen
}

fn sent(screen: &Screen) -> Vec<Content> {
    let contents = screen.todo.iter().filter_map(|command| match command {
        Command::Send { content, .. } => Some((**content).clone()),
        _ => None,
    });
    contents.collect()
}

/// A proposal as far as it must be filled in.
fn proposal() -> Screen {
    let mut screen = screen("n1Atrapanieblas<tab><tab>");
    screen.event(Event::Edited(Ok("Se propone poner diez.\n".to_owned())));
    screen
}

#[test]
fn a_proposal_says_how_it_is_decided() {
    let mut screen = proposal();
    let down = "<tab>";
    // Theme, places, asked, until when; then how long it may change, the rule, the quorum and who votes.
    screen.keys(&format!("{}2d{down}<right>{down}3, cl=1{down}mx", down.repeat(5)));
    let sheet = screen.model.sheet.as_ref().expect("a form");
    let mut filled = sheet.filled.clone();
    let language = filled.shown.clone();
    filled.set(Field::Voters, &language, "mx".to_owned());
    let checked = build::check(&screen.model, sheet.key, &filled);
    assert_eq!(checked.problems, []);
    let Content::Proposal(proposal) = checked.content else { panic!("{:?}", checked.content) };
    let terms = proposal.terms.expect("terms");
    assert_eq!((terms.rule, terms.quorum), (Rule::QualifiedMajority(2, 3), 3));
    assert_eq!(terms.quorum_by_country, [("cl".parse().expect("a country"), 1)].into());
    assert_eq!(terms.amend_until, Some(NOW.plus(2 * 24 * 3_600_000)));
    assert!(terms.voters.len() > 1 && terms.voters.iter().all(|id| id.as_str().starts_with("mx:")));
    filled.set(Field::Quorum, &language, "mucho".to_owned());
    let checked = build::check(&screen.model, sheet.key, &filled);
    assert_eq!(checked.of(Field::Quorum).map(|problem| problem.id), Some("tui-check-quorum"));
}

#[test]
fn keys_lead_from_face_to_face() {
    for (keys, place) in [
        ("n", Place::Pick),
        ("n<esc>", Place::Inbox),
        ("n<enter>", Place::Sheet),
        ("n<enter><esc>", Place::Inbox),
        ("<enter>n1q?n", Place::Sheet),
        ("n1<f5>", Place::Preview),
        ("n1<f5><esc>", Place::Sheet),
        ("n1<ctrl-s>", Place::Sheet),
        ("jr1m", Place::Sheet),
        ("jr1m<ctrl-s>", Place::Look),
        ("jr1m<ctrl-s><esc>", Place::Sheet),
    ] {
        assert_eq!(screen(keys).model.place(), place, "after «{keys}»");
    }
    assert_eq!(proposal().keys("<ctrl-s>").model.place(), Place::Look);
}

/// The acts that are written in a form.
const FORMS: [Act; 27] = [
    Act::Proposal,
    Act::Notice,
    Act::Agenda,
    Act::Position,
    Act::Closing,
    Act::Contest,
    Act::Final,
    Act::Withdrawal,
    Act::Pause,
    Act::Signature,
    Act::SignatureWithdrawal,
    Act::Update,
    Act::AllClear,
    Act::Cancel,
    Act::Revision,
    Act::Decline,
    Act::Amendment,
    Act::AgendaUpdate,
    Act::AgendaCancel,
    Act::Minutes,
    Act::ItemRequest,
    Act::Commitment,
    Act::Progress,
    Act::Feedback,
    Act::FollowUp,
    Act::Declaration,
    Act::Translation,
];

#[test]
fn every_field_is_named_and_explained_in_every_language() {
    for language in Lang::available() {
        let lang = Lang::new(&[language]);
        for act in FORMS {
            assert!(lang.has(&format!("tui-sheet-{}", act.name())));
            for field in Field::of(act) {
                let mut ids =
                    vec![format!("tui-field-{}", field.name()), format!("tui-hint-field-{}", field.name())];
                if let Shape::Choice(values) = field.shape() {
                    ids.extend(values.iter().map(|value| format!("{}-{value}", field.family())));
                }
                ids.iter().for_each(|id| assert!(lang.has(id), "{id}"));
            }
        }
    }
}

#[test]
fn every_template_lacks_only_what_people_fill_in() {
    for language in Lang::available() {
        let screen = Screen::new((80, 24), language.as_str());
        for template in TEMPLATES {
            let mut filled = template.filled(&screen.model.lang, screen.model.time_zone());
            let ours = filled.shown.clone();
            for field in Field::of(template.act) {
                let text = match (field, filled.value(*field, &ours)) {
                    (Field::Asked, _) if template.act == Act::Feedback => "Morelia".to_owned(),
                    (Field::Required, _) => "mx=2, cl=1".to_owned(),
                    (Field::Starts, _) => "2026-12-02 10:00".to_owned(),
                    (Field::Ends, _) => "2026-12-02 14:00".to_owned(),
                    (Field::Title | Field::Text | Field::Headline | Field::Event, "") => "agua".to_owned(),
                    (_, text) => text.replace("____", "agua"),
                };
                filled.set(*field, &ours, text);
            }
            let checked = build::check(&screen.model, DraftKey::begun(template.act, NOW), &filled);
            assert_eq!(checked.problems, vec![], "{} in {language}", template.name);
            assert!(checked.content.check().is_ok());
        }
    }
}

#[test]
fn what_stands_in_the_way_is_said_beside_the_field() {
    for (template, field, value, problem) in [
        (0, Field::Title, "", "tui-check-missing"),
        (0, Field::Title, "____", "tui-check-blank"),
        (0, Field::RespondBy, "ayer", "tui-check-when"),
        (0, Field::RespondBy, "2026-11-24 10:00", "tui-check-past"),
        (0, Field::Asked, "Macondo", "tui-check-institution"),
        (0, Field::Asked, "a", "tui-check-institution"),
        (0, Field::Places, "aquí", "tui-check-place"),
        (1, Field::Area, "", "tui-check-area"),
        (7, Field::TimeZone, "America/Macondo", "tui-check-zone"),
        (7, Field::Ends, "2026-12-02 10:00", "tui-check-order"),
        (7, Field::Items, "Bienvenida", "tui-check-item"),
        (7, Field::Items, "18:00 15 Cena", "tui-check-outside"),
    ] {
        let screen = screen("");
        let mut filled = TEMPLATES[template].filled(&screen.model.lang, None);
        let ours = filled.shown.clone();
        for (f, text) in [(Field::Starts, "2026-12-02 12:00"), (Field::Places, "mx:20067"), (field, value)] {
            filled.set(f, &ours, text.to_owned());
        }
        let checked = build::check(&screen.model, DraftKey::begun(TEMPLATES[template].act, NOW), &filled);
        assert_eq!(checked.of(field).map(|p| p.id), Some(problem), "{field:?} «{value}»");
    }
    let mut screen = screen("n1");
    screen.event(Event::Paste("x".repeat(401)));
    assert!(screen.text().contains("demasiado largo: 401/400"), "{}", screen.text());
    screen.keys("<ctrl-s>");
    assert_eq!(screen.model.note.as_ref().map(|n| n.mood), Some(Mood::Bad));
}

#[test]
fn what_only_the_protocol_finds_is_said_in_the_readers_language() {
    let screen = screen("");
    let mut filled = TEMPLATES[7].filled(&screen.model.lang, None);
    let ours = filled.shown.clone();
    for (field, text) in [
        (Field::Title, "Cumbre del agua"),
        (Field::Starts, "2026-12-02 12:00"),
        (Field::Ends, "2026-12-02 14:00"),
        (Field::Items, "20000 Cena"),
    ] {
        filled.set(field, &ours, text.to_owned());
    }
    let checked = build::check(&screen.model, DraftKey::begun(TEMPLATES[7].act, NOW), &filled);
    let found = checked.of(Field::Items).map(|problem| (problem.id, problem.value.as_str()));
    assert_eq!(found, Some(("tui-check-protocol", "dura más de una semana")), "{:?}", checked.problems);
}

#[test]
fn names_codes_and_countries_say_who_is_asked() {
    let all = ["mx:16053", "mx:20067", "mx:x-embajada-cl", "mx:x-sfic"];
    for (text, want) in [
        ("", &[][..]),
        ("Valparaíso", &["cl:05101"]),
        ("valpar, mx:16053", &["cl:05101", "mx:16053"]),
        ("EMBAJADA", &["mx:x-embajada-cl"]),
        ("mx", &all),
        ("mx, morelia", &all),
    ] {
        let screen = screen("");
        let mut filled = TEMPLATES[0].filled(&screen.model.lang, None);
        filled.set(Field::Asked, &tag("es"), text.to_owned());
        let want: Vec<_> = want.iter().map(|id| institution(id)).collect();
        let key = DraftKey::begun(Act::Proposal, NOW);
        assert_eq!(build::institutions(&screen.model, key, &filled, Field::Asked), want, "«{text}»");
    }
}

#[test]
fn a_proposal_waits_ten_seconds_and_is_then_signed_once() {
    let mut screen = proposal();
    screen.keys("<ctrl-s>");
    assert!(screen.text().contains("Oaxaca de Juárez (mx:20067)"), "{}", screen.text());
    screen.keys("<enter>");
    assert_eq!((screen.model.place(), sent(&screen)), (Place::Inbox, vec![]));
    assert!(screen.text().contains("Se firma en 10 s: propuesta"), "{}", screen.text());
    assert_eq!(screen.model.wakes(), Millis(NOW.0 + 1000));
    screen.later(TAKE_BACK_MS - 1).keys("j");
    assert_eq!(sent(&screen), vec![]);
    screen.later(1).later(1000);
    let contents = sent(&screen);
    let [Content::Proposal(signed)] = &contents[..] else { panic!("{contents:?}") };
    assert_eq!(signed.title.0[&tag("es")], "Atrapanieblas");
    assert_eq!(signed.text.0[&tag("es")], "Se propone poner diez.");
    assert_eq!(signed.respond_by, Some(NOW.plus(15 * 24 * 3_600_000)));
    let key = *screen.model.drafts.keys().next().expect("the draft stays until it is confirmed");
    screen.event(Event::Sent(key, Ok(id(77))));
    assert!(screen.model.drafts.is_empty() && screen.model.outgoing.is_empty());
    assert!(screen.todo.contains(&Command::Forget(key)));
}

#[test]
fn what_is_taken_back_is_a_draft_again_and_never_signed() {
    for (keys, place) in [
        ("z", Place::Sheet),
        ("<enter><ctrl-z>", Place::Sheet),
        // In an editor a letter is a letter.
        ("cz", Place::Editor),
        ("<ctrl-c>", Place::Inbox),
        ("<ctrl-c><ctrl-c>", Place::Inbox),
        ("q", Place::Inbox),
    ] {
        let mut screen = proposal();
        screen.keys("<ctrl-s><enter>").keys(keys);
        assert_eq!(screen.model.place(), place, "after «{keys}»");
        assert_eq!(sent(&screen), vec![], "after «{keys}»");
        assert!(screen.model.drafts.values().any(|d| matches!(d.form, Form::Sheet(_))), "after «{keys}»");
        if keys != "cz" && keys != "q" {
            screen.later(TAKE_BACK_MS);
            assert_eq!(sent(&screen), vec![], "after «{keys}»");
        }
    }
}

#[test]
fn positions_without_words_can_be_taken_back_too() {
    let mut screen = screen("jr2<enter><enter>");
    assert_eq!(screen.model.outgoing.len(), 1);
    screen.keys("z");
    assert_eq!(screen.model.place(), Place::Menu);
    let compose = screen.model.compose.as_ref().expect("a menu");
    assert_eq!(compose.form, Form::Position(Stance::Object));
    screen.keys("<enter><enter>").later(TAKE_BACK_MS);
    assert!(matches!(&sent(&screen)[..], [Content::Position(p)] if p.stance == Stance::Object));
}

#[test]
fn without_a_node_what_was_held_back_stays_a_draft() {
    let mut screen = screen("cHola<ctrl-s><enter>");
    screen.event(Event::Unlinked).later(TAKE_BACK_MS);
    assert_eq!((sent(&screen), screen.model.outgoing.len()), (vec![], 0));
    assert_eq!(screen.model.drafts.len(), 1);
}

#[test]
fn the_clock_stands_while_an_editor_has_the_terminal() {
    let mut screen = screen("jr2<enter><enter>c<f6>");
    screen.later(600_000);
    assert_eq!(sent(&screen), vec![]);
    screen.event(Event::Edited(Ok("Hola".to_owned()))).later(TAKE_BACK_MS - 1);
    assert_eq!(sent(&screen), vec![]);
    screen.later(1);
    assert_eq!(sent(&screen).len(), 1);
}

#[test]
fn a_notice_goes_at_once() {
    let mut screen = screen("n7Derrame en el puerto<tab>Derrame<ctrl-s>");
    assert!(screen.text().contains("Sale en el acto"), "{}", screen.text());
    screen.keys("<enter><enter>");
    let contents = sent(&screen);
    let [Content::Notice(signed)] = &contents[..] else { panic!("{contents:?}") };
    assert_eq!((signed.status, signed.severity()), (CapStatus::Actual, Severity::Unknown));
    assert_eq!(signed.info[0].expires, Some(NOW.plus(12 * 3_600_000)));
    assert!(screen.model.outgoing.is_empty());
}

#[test]
fn a_text_in_two_languages_is_one_act() {
    let mut screen = proposal();
    // The question offers the next language of the program; another tag is typed over it.
    screen.keys("<f4><backspace><backspace>en-GB<enter>Ten of them.<backtab><backtab>Fog nets");
    assert!(screen.text().contains("es [en-GB]"), "{}", screen.text());
    screen.keys("<f3>");
    assert!(screen.text().contains("[es] en-GB"), "{}", screen.text());
    screen.keys("<ctrl-s><enter>").later(TAKE_BACK_MS);
    let contents = sent(&screen);
    let [Content::Proposal(signed)] = &contents[..] else { panic!("{contents:?}") };
    assert_eq!(signed.title.0[&tag("en-GB")], "Fog nets");
    assert_eq!(signed.title.0[&tag("es")], "Atrapanieblas");
    assert_eq!(signed.text.0[&tag("en-GB")], "Ten of them.");
}

#[test]
fn blanks_are_filled_in_one_after_the_other() {
    let mut screen = screen("n2en el centro");
    let value = |screen: &Screen, field| {
        let sheet = screen.model.sheet.as_ref().expect("a form");
        sheet.filled.value(field, &tag("es")).to_owned()
    };
    assert_eq!(value(&screen, Field::Headline), "Inundación en en el centro");
    screen.keys("<tab><tab>las 5<tab>la plaza<tab>Ruta 7<tab>");
    assert_eq!(
        value(&screen, Field::Description),
        "Desde las las 5 el agua sube en la plaza. Vialidades cerradas: Ruta 7."
    );
    assert_eq!(screen.model.sheet.as_ref().expect("a form").field(), Field::Instruction);
    screen.keys("<backtab><backtab>");
    assert_eq!(screen.model.sheet.as_ref().expect("a form").field(), Field::Event);
}

#[test]
fn items_take_their_hours_from_the_first_language() {
    let mut screen =
        screen("n8Cumbre<tab><tab>2026-12-02 10:00<tab>2026-12-02 12:00<tab><tab><tab>MX-OAX<tab>");
    let paper = screen.model.threads()[0].source.id;
    let items = format!("10:00 15 Bienvenida @ Morelia\n\n11:30 30 Firma @ Oaxaca #{paper}");
    screen.event(Event::Edited(Ok(items)));
    screen.keys("<f4><enter>").event(Event::Edited(Ok("Welcome\nSigning".to_owned())));
    screen.keys("<ctrl-s><enter>").later(TAKE_BACK_MS);
    let contents = sent(&screen);
    let [Content::Agenda(signed)] = &contents[..] else { panic!("{contents:?}\n{}", screen.text()) };
    assert_eq!(signed.host, institution("mx:20067"));
    let items: Vec<_> = signed.items.iter().map(|i| (i.minutes, i.starts, i.title.0.len())).collect();
    assert_eq!(items, [(15, Some(signed.starts), 2), (30, Some(signed.starts.plus(90 * 60_000)), 2)]);
    assert_eq!(signed.place.as_ref().map(|place| place.as_str()), Some("MX-OAX"));
    assert_eq!(signed.items[0].presenter, Some(institution("mx:16053")));
    assert_eq!(signed.items[0].title.0[&tag("es")], "Bienvenida");
    assert_eq!(
        (signed.items[1].title.0[&tag("es")].as_str(), &signed.items[1].papers),
        ("Firma", &vec![paper])
    );
}

#[test]
fn speakers_and_rooms_are_a_line_for_each_item() {
    let write = |beside: [&str; 3]| {
        let [speakers, rooms, interpretation] = beside.map(str::to_owned);
        let mut screen =
            screen("n8Cumbre<tab><tab>2026-12-02 10:00<tab>2026-12-02 12:00<tab><tab><tab>MX-OAX<tab>");
        screen.event(Event::Edited(Ok("15 Bienvenida\n30 Firma".to_owned())));
        screen.keys("<tab>").event(Event::Edited(Ok(speakers)));
        screen.keys("<tab>").event(Event::Edited(Ok(rooms)));
        screen.keys("<tab>").keys(&interpretation).keys("<ctrl-s><enter>").later(TAKE_BACK_MS);
        screen
    };
    let mut screen = write(["-\nDirección de Aguas", "Sala 1\n\n", "1: en; 2: en, arn"]);
    let contents = sent(&screen);
    let [Content::Agenda(signed)] = &contents[..] else { panic!("{contents:?}\n{}", screen.text()) };
    let [first, second] = &signed.items[..] else { panic!("{:?}", signed.items) };
    assert_eq!((&first.speaker, &first.room), (&Texts::default(), &Texts::one(tag("es"), "Sala 1")));
    assert_eq!(
        (&second.speaker, &second.room),
        (&Texts::one(tag("es"), "Dirección de Aguas"), &Texts::default())
    );
    assert_eq!(
        (&first.interpretation, &second.interpretation),
        (&vec![tag("en")], &vec![tag("en"), tag("arn")])
    );
    screen = write(["", "", "en"]);
    let contents = sent(&screen);
    let [Content::Agenda(signed)] = &contents[..] else { panic!("{contents:?}") };
    assert!(signed.items.iter().all(|item| item.interpretation == [tag("en")]));
    for (beside, says) in [
        (["a\nb\nc", "", ""], "no hay tantos puntos"),
        (["", "", "3: en"], "no hay tal punto"),
        (["", "", "0: en"], "no hay tal punto"),
        (["", "", "1: x-"], "no es una etiqueta de idioma"),
    ] {
        let screen = write(beside);
        assert!(sent(&screen).is_empty() && screen.text().contains(says), "{beside:?}: {}", screen.text());
    }
}

#[test]
fn a_position_cites_its_mandate() {
    let mut screen = screen("jr3nSin quórum<esc>r<esc>");
    screen.keys("r").keys("<esc>");
    let mut screen = self::screen("jr3mActa 7<ctrl-s><enter>");
    screen.later(TAKE_BACK_MS);
    let contents = sent(&screen);
    let [Content::Position(signed)] = &contents[..] else { panic!("{contents:?}") };
    assert_eq!((signed.stance, signed.mandate.as_deref()), (Stance::Abstain, Some("Acta 7")));
}

#[test]
fn a_failure_opens_the_form_again_and_says_why() {
    let mut screen = proposal();
    screen.keys("<ctrl-s><enter>").later(TAKE_BACK_MS);
    let key = *screen.model.drafts.keys().next().expect("a draft");
    let failure = Failure { code: "refused".to_owned(), message: "the quota is used up".to_owned() };
    screen.event(Event::Sent(key, Err(failure)));
    assert_eq!(screen.model.place(), Place::Sheet);
    let text = screen.text();
    assert!(text.contains("La federación no lo acepta") && text.contains("Atrapanieblas"), "{text}");
}

#[test]
fn a_draft_of_a_form_is_found_in_the_menu_and_can_be_deleted() {
    let before = proposal();
    let drafts: Vec<Draft> = before.model.drafts.values().cloned().collect();
    assert_eq!(drafts.len(), 1);
    let text = serde_json::to_string(&drafts[0]).expect("json");
    assert_eq!(serde_json::from_str::<Draft>(&text).expect("a draft"), drafts[0]);
    let mut after = screen("");
    after.event(Event::Start(drafts)).keys("n");
    assert!(after.text().contains("✎ Propuesta: Atrapanieblas"), "{}", after.text());
    after.keys("<enter>");
    assert!(after.text().contains("Atrapanieblas"));
    after.keys("<esc>nD");
    assert!(after.model.drafts.is_empty());
    assert!(after.todo.iter().any(|c| matches!(c, Command::Forget(key) if key.act == Act::Proposal)));
}

#[test]
fn drafts_of_older_releases_are_read() {
    let thread = id(1);
    let old = format!(
        r#"{{"schema":1,"key":{{"thread":"{thread}","act":"position"}},"form":{{"position":"object"}},"text":"No","saved":7}}"#
    );
    let draft: Draft = serde_json::from_str(&old).expect("a draft");
    assert_eq!((draft.key.act, draft.form), (Act::Position, Form::Position(Stance::Object)));
}

#[test]
fn a_crisis_leaves_the_form_its_keys() {
    let mut screen = screen("n1Atrapa");
    let title = super::fixture::both("Incendio", "Fire");
    screen.event(Event::Node(ApiEvent::Message(super::fixture::info(8, "notice", "cl:05101", title))));
    screen.keys("nieblas");
    let text = screen.text();
    assert!(text.contains("Atrapanieblas") && text.contains("AVISO DE CRISIS"), "{text}");
    screen.keys("<ctrl-g>");
    assert_eq!(screen.model.reader.as_ref().map(|r| r.id), Some(id(8)));
    assert!(screen.model.sheet.is_none());
    assert_eq!(screen.model.drafts.len(), 1);
}

#[test]
fn an_editor_gives_back_clean_text_or_a_reason() {
    let mut screen = screen("n1<tab><tab>uno<f6>");
    let asked = screen.todo.last();
    assert!(matches!(asked, Some(Command::Edit(text)) if text.starts_with("Se propone uno.")));
    screen.event(Event::Edited(Ok("dos\u{1b}[31m\r\ntres\u{202e}\n\n".to_owned())));
    let sheet = screen.model.sheet.as_ref().expect("a form");
    assert_eq!(sheet.text.lines(), ["dos[31m", "tres"]);
    assert!(screen.model.note.as_ref().is_some_and(|n| n.text.contains('2')), "two were removed");
    screen.event(Event::Edited(Err("vi: not found".to_owned())));
    assert!(screen.model.note.as_ref().is_some_and(|n| n.text.contains("vi: not found")));
}
