//! Updates, the all-clear and the cancellation of a notice of our own.

use super::{HOUR, offered, open, pictures, reading, replaced, signed};
use crate::{
    keys::Place,
    model::{
        compose::Act,
        sheet::{Field, build},
    },
    tests::fixture::{NOW, both, id, institution, notice, source, tag},
    update::Command,
};
use cabildo_client::contents;
use cabildo_protocol::{
    content::{Content, Info, Notice, NoticeCancel, Severity},
    text::Texts,
    views::{NoticeState, NoticeView, Thread},
};

/// The fixture's notice as one of ours, with what no form shows: a second block, a map, responses.
pub fn ours() -> NoticeView {
    let mut view = notice();
    view.source = source(1, "mx:20067", view.source.created);
    view.notice.asked = vec![institution("mx:16053"), institution("cl:05101")];
    view.notice.incidents = vec!["marejada-7".to_owned()];
    view.notice.info[0].areas[0].altitude_feet = Some(0);
    let mut second = view.notice.info[0].clone();
    second.event = both("Viento", "Wind");
    view.notice.info.push(second);
    view
}

fn thread(view: NoticeView) -> Thread {
    Thread::Notice(Box::new(view))
}

fn first(notice: Notice, change: impl FnOnce(&mut Info)) -> Notice {
    let mut notice = notice;
    change(&mut notice.info[0]);
    notice
}

#[test]
fn who_gave_a_notice_keeps_it_up_to_date() {
    let mut cancelled = ours();
    cancelled.state = NoticeState::Cancelled;
    let mut clear = ours();
    contents::all_clear(&mut clear.notice);
    for (view, want) in [
        (ours(), &["ack", "update", "all_clear", "cancel", "pause", "comment", "translation"][..]),
        (clear, &["ack", "update", "cancel", "pause", "comment", "translation"]),
        (cancelled, &["ack", "pause", "comment", "translation"]),
        (notice(), &["ack", "pause", "comment", "translation"]),
    ] {
        let screen = reading((80, 24), "es", 1, thread(view));
        assert_eq!(offered(&screen, id(1)), want);
    }
}

#[test]
fn where_nothing_can_be_done_that_is_said() {
    let reason = "erased".to_owned();
    let view = Thread::Opaque { source: ours().source, kind: None, reason };
    let mut screen = reading((80, 24), "es", 1, view);
    assert!(screen.keys("m").text().contains("Aquí no podemos hacer nada"), "{}", screen.text());
    assert_eq!(screen.keys("j<enter>").model.place(), Place::Pick);
}

#[test]
fn keys_lead_through_the_menu() {
    for (keys, place) in [
        ("m", Place::Pick),
        ("mm", Place::Reader),
        ("m<esc>", Place::Reader),
        ("m9", Place::Pick),
        ("m1", Place::Menu),
        ("m2", Place::Sheet),
        ("mj<enter>", Place::Sheet),
        ("m2<ctrl-s>", Place::Sheet),
        ("m2!<ctrl-s>", Place::Look),
        ("m2<f5>", Place::Preview),
        ("m4<ctrl-s>", Place::Sheet),
        ("m6", Place::Editor),
    ] {
        let mut screen = reading((80, 24), "es", 1, thread(ours()));
        assert_eq!(screen.keys(keys).model.place(), place, "after «{keys}»");
    }
}

#[test]
fn an_update_says_what_changed_and_keeps_the_rest_at_once() {
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    open(&mut screen, "update").keys("<ctrl-s>");
    assert!(screen.text().contains("lo mismo que antes"), "{}", screen.text());
    let sheet = screen.model.sheet.as_ref().expect("a form");
    let same = build::check(&screen.model, sheet.key, &sheet.filled).content;
    assert_eq!(same, Content::NoticeUpdate(ours().notice), "nothing was changed");
    // As `alert --update ID --severity extreme --headline es=…`.
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    open(&mut screen, "update");
    screen.model.sheet.as_mut().expect("a form").go_to(Field::Severity);
    screen.keys("<left>").model.sheet.as_mut().expect("a form").go_to(Field::Headline);
    let content = signed(&mut screen, ": seis metros<ctrl-s><enter>");
    let want = first(ours().notice, |info| {
        info.severity = Severity::Extreme;
        info.headline.0.entry(tag("es")).or_default().push_str(": seis metros");
    });
    assert_eq!(content, Content::NoticeUpdate(want));
}

#[test]
fn other_words_for_the_area_leave_its_map_behind() {
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    open(&mut screen, "update");
    screen.model.sheet.as_mut().expect("a form").go_to(Field::Area);
    let Content::NoticeUpdate(content) = signed(&mut screen, " norte<ctrl-s><enter>") else { panic!() };
    let area = &content.info[0].areas[0];
    assert_eq!(area.description.0[&tag("es")], "Borde costero norte");
    assert_eq!((area.ceiling_feet, area.places.len()), (None, 1));
    assert_eq!(content.info[1], ours().notice.info[1]);
}

#[test]
fn the_all_clear_says_of_every_block_that_it_is_over() {
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    let content = signed(open(&mut screen, "all_clear"), "<tab>Mar en calma.<ctrl-s><enter>");
    // As `alert --update ID --all-clear`, with the texts.
    let mut want = first(ours().notice, |info| {
        info.headline = both(
            "Fin de la alerta: Marejadas anormales con olas de cinco metros en la bahía de Valparaíso",
            "All clear: Storm surge with waves of five metres in the bay of Valparaíso",
        );
        info.description = Texts::one(tag("es"), "Mar en calma.");
        info.instruction = Texts::default();
    });
    contents::all_clear(&mut want);
    assert!(want.is_all_clear());
    assert_eq!(content, Content::NoticeUpdate(want));
}

#[test]
fn a_cancellation_gives_its_reason_and_can_be_taken_back_for_a_while() {
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    open(&mut screen, "cancel").keys("<ctrl-s>");
    assert!(screen.text().contains("falta"), "{}", screen.text());
    screen.keys("Se confundió la escala.<ctrl-s><enter>");
    assert!(screen.todo.iter().all(|command| !matches!(command, Command::Send { .. })), "not at once");
    screen.keys("z");
    assert_eq!(screen.model.place(), Place::Sheet);
    let content = signed(&mut screen, "<ctrl-s><enter>");
    let reason = Texts::one(tag("es"), "Se confundió la escala.");
    assert_eq!(content, Content::NoticeCancel(NoticeCancel { schema: 1, reason }));
}

#[test]
fn what_has_expired_says_so_until_somebody_says_until_when_it_holds() {
    let mut view = ours();
    view.notice.info[0].expires = Some(NOW);
    view.notice.respond_by = Some(NOW);
    let mut screen = reading((80, 24), "es", 1, thread(view));
    open(&mut screen, "update").keys("<ctrl-s>");
    assert_eq!(screen.model.sheet.as_ref().map(|sheet| sheet.field()), Some(Field::Expires));
    assert!(screen.text().contains("ya pasó"), "{}", screen.text());
    screen.keys(&"<backspace>".repeat(16));
    let Content::NoticeUpdate(content) = signed(&mut screen, "6h<ctrl-s><enter>") else { panic!() };
    assert_eq!(content.info[0].expires, Some(NOW.plus(6 * HOUR)));
    assert_eq!(content.respond_by, Some(NOW), "who did not answer in time did not");
}

#[test]
fn a_newer_version_is_told_once_before_it_is_replaced() {
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    open(&mut screen, "update").keys("!<ctrl-s>");
    let mut newer = ours();
    newer.current = id(77);
    newer.notice.incidents.push("otra".to_owned());
    replaced(&mut screen, 1, thread(newer));
    screen.keys("<enter>");
    assert!(screen.text().contains("mientras tanto hay otra versión"), "{}", screen.text());
    assert_eq!(screen.model.place(), Place::Sheet);
    let Content::NoticeUpdate(content) = signed(&mut screen, "<ctrl-s><enter>") else { panic!() };
    assert_eq!(content.incidents, ["marejada-7", "otra"]);
    // What is cancelled meanwhile is not updated any more.
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    open(&mut screen, "update").keys("!");
    let cancelled = NoticeView { state: NoticeState::Cancelled, ..ours() };
    replaced(&mut screen, 1, thread(cancelled));
    screen.keys("<ctrl-s>");
    assert!(screen.text().contains("ahora ya no se puede"), "{}", screen.text());
}

#[test]
fn what_still_says_the_same_in_another_language_is_told_before_it_is_signed() {
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    open(&mut screen, "update").keys("!<ctrl-s>");
    assert!(screen.text().contains("Sin cambios en: English"), "{}", screen.text());
}

#[test]
fn what_is_changed_is_kept_as_a_draft() {
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    open(&mut screen, "update").keys(" ya<esc>m");
    assert!(screen.text().contains("✎ actualizar el aviso"), "{}", screen.text());
    screen.keys("2");
    let sheet = screen.model.sheet.as_ref().expect("a form");
    assert!(sheet.restored.is_some() && sheet.filled.value(Field::Headline, &tag("es")).ends_with(" ya"));
}

#[test]
fn the_palette_offers_what_the_menu_does() {
    let mut screen = reading((80, 24), "es", 1, thread(ours()));
    screen.keys(":fin de la alerta<enter>");
    assert_eq!(screen.model.sheet.as_ref().map(|sheet| sheet.key.act), Some(Act::AllClear));
    let mut screen = reading((80, 24), "es", 1, thread(notice()));
    screen.keys(":fin de la alerta");
    assert!(!screen.text().contains("dar fin a la alerta"), "{}", screen.text());
}

#[test]
fn pictures_in_every_language() {
    let view = thread(ours());
    for (name, act, keys) in [
        ("acts_notice", "", "m"),
        ("acts_update", "update", ""),
        ("acts_update_look", "update", ": seis metros<ctrl-s>"),
        ("acts_update_preview", "update", "<f5>"),
        ("acts_all_clear", "all_clear", ""),
        ("acts_cancel", "cancel", "No era aquí.<ctrl-s>"),
    ] {
        pictures(name, 1, &view, act, keys);
    }
}
