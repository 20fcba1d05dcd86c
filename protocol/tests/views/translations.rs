//! Translations: whose stand, which are stale, who is shown which, and on what somebody decides.

use super::{
    fixture::Writer,
    stage::{MORELIA, OAXACA, Stage, at, notice_fields, position, propose, say, warn},
};
use cabildo_protocol::{
    content::{Content, Kind, Method},
    id::{Language, MessageId},
    message::Message,
    views::Thread,
};
use serde_json::json;

fn translate(
    writer: &mut Writer,
    root: &Message,
    ms: u64,
    (what, method, tag): (MessageId, &str, &str),
) -> Message {
    let fields = json!({"what": what, "method": method, "title": {tag: "Título"}, "text": {tag: format!("{method} {ms}")}});
    say(writer, Kind::Translation, Some(root.id()), ms, fields)
}

fn tags(all: &[&str]) -> Vec<Language> {
    all.iter().map(|tag| tag.parse().unwrap()).collect()
}

/// Of each: language, how, whether stale, by whom.
fn rows(thread: &Thread) -> Vec<(&str, Method, bool, &str)> {
    let rows = thread.translations().iter();
    rows.map(|e| (e.language.as_str(), e.method, e.stale, e.source.institution.as_str())).collect()
}

#[test]
fn the_best_comes_first_and_is_stale_when_the_text_moves_on() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let machine = translate(&mut s.oaxaca, &root, 2000, (root.id(), "machine", "pt"));
    let sworn = translate(&mut s.morelia, &root, 2100, (root.id(), "certified", "pt"));
    let again = translate(&mut s.oaxaca, &root, 2200, (root.id(), "human", "pt"));
    let mapudungun = translate(&mut s.oaxaca, &root, 2300, (root.id(), "human", "arn"));
    let mut all = vec![machine, sworn.clone(), again, mapudungun];
    assert_eq!(
        rows(&s.thread(&root, &all)),
        [
            ("arn", Method::Human, false, OAXACA),
            ("pt", Method::Certified, false, MORELIA),
            ("pt", Method::Human, false, OAXACA),
        ],
        "one an institution and language, its last"
    );
    let text = say(&mut s.oaxaca, Kind::Revision, Some(root.id()), 3000, json!({"text": {"es": "Nuevo"}}));
    let fresh = translate(&mut s.oaxaca, &root, 3100, (text.id(), "machine", "pt"));
    all.extend([text, fresh]);
    let thread = s.thread(&root, &all);
    assert_eq!(
        rows(&thread),
        [
            ("arn", Method::Human, true, OAXACA),
            ("pt", Method::Machine, false, OAXACA),
            ("pt", Method::Certified, true, MORELIA),
        ],
        "what fits comes before what is better made"
    );
    s.forks.insert(sworn.log(), sworn.seq());
    let disputed = s.thread(&root, &all);
    assert!(disputed.translations().last().is_some_and(|entry| entry.source.disputed));
}

#[test]
fn readers_are_shown_the_original_before_a_translation_and_decide_on_what_fits() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let portuguese = translate(&mut s.oaxaca, &root, 2000, (root.id(), "human", "pt-BR"));
    let mut all = vec![portuguese.clone()];
    let shown = |thread: &Thread, wanted: &[&str]| {
        let wanted = tags(wanted);
        let read = thread.read(&wanted).unwrap();
        let by = read.translation.map(|entry| entry.source.id);
        (read.language.to_string(), by, thread.decided_on(&wanted).unwrap())
    };
    let spanish = |what: MessageId| (what, "es".parse().unwrap());
    let thread = s.thread(&root, &all);
    for wanted in [&["es", "pt"][..], &["es-CL"], &["fr"], &[]] {
        assert_eq!(shown(&thread, wanted), ("es".to_owned(), None, spanish(root.id())), "{wanted:?}");
    }
    for wanted in [&["pt", "es"][..], &["pt-BR"], &["fr", "pt"]] {
        let read = (root.id(), "pt-BR".parse().unwrap());
        assert_eq!(shown(&thread, wanted), ("pt-BR".to_owned(), Some(portuguese.id()), read), "{wanted:?}");
    }
    let text = say(&mut s.oaxaca, Kind::Revision, Some(root.id()), 3000, json!({"text": {"es": "Nuevo"}}));
    all.push(text.clone());
    let thread = s.thread(&root, &all);
    let stale = ("pt-BR".to_owned(), Some(portuguese.id()), spanish(text.id()));
    assert_eq!(shown(&thread, &["pt"]), stale, "what is stale is shown, and is no ground");
    let mut content: Content =
        serde_json::from_value(json!({"kind": "position", "schema": 1, "stance": "endorse"})).unwrap();
    let (what, language) = thread.decided_on(&tags(&["pt"])).unwrap();
    content.note_read(what, language);
    let fields = json!({"stance": "endorse", "revision": text.id(), "read": "es"});
    let taken = say(&mut s.morelia, Kind::Position, Some(root.id()), 4000, fields.clone());
    assert_eq!(taken.content().unwrap().unwrap(), content);
    let silent = position(&mut s.valparaiso, &root, 2500, "object");
    all.extend([taken, silent]);
    let view = s.proposal(&root, &all);
    let read: Vec<_> =
        view.positions.iter().map(|p| (p.revision, p.read.as_ref().map(Language::as_str))).collect();
    assert_eq!(read, [(root.id(), None), (text.id(), Some("es"))]);
}

#[test]
fn notices_and_agendas_move_on_by_their_updates() {
    let mut s = Stage::new();
    let root = warn(&mut s.oaxaca, 1000, "severe", "Lluvia");
    let translated = translate(&mut s.morelia, &root, 1500, (root.id(), "human", "en"));
    let update = say(
        &mut s.oaxaca,
        Kind::NoticeUpdate,
        Some(root.id()),
        2000,
        notice_fields("minor", "Llovizna", None),
    );
    assert!(!s.thread(&root, std::slice::from_ref(&translated)).translations()[0].stale);
    let thread = s.thread(&root, &[translated, update.clone()]);
    assert!(thread.translations()[0].stale && thread.original().unwrap().0 == update.id());
    let fields = |title: &str| {
        json!({"title": {"es": title}, "host": OAXACA, "time_zone": "UTC", "starts": at(10_000), "ends": at(20_000),
            "items": []})
    };
    let root = say(&mut s.oaxaca, Kind::Agenda, None, 3000, fields("Cumbre"));
    let translated = translate(&mut s.oaxaca, &root, 3500, (root.id(), "human", "en"));
    let update = say(&mut s.oaxaca, Kind::AgendaUpdate, Some(root.id()), 4000, fields("Otra"));
    assert!(!s.thread(&root, std::slice::from_ref(&translated)).translations()[0].stale);
    assert!(s.thread(&root, &[translated, update]).translations()[0].stale);
}
