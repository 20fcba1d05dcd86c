//! New versions of an agenda, its cancellation, minutes, and requests for items.

use super::{HOUR, offered, open, pictures, reading, signed};
use crate::{
    model::sheet::{Field, fill},
    tests::fixture::{NOW, agenda, ago, both, id, institution, source, tag},
};
use cabildo_client::contents;
use cabildo_protocol::{
    content::{AgendaCancel, Content, Decision, ItemRequest, Minutes, Task},
    id::Millis,
    text::Texts,
    views::{AgendaState, AgendaView, ItemRequestEntry, RequestState, Thread},
};

/// The fixture's agenda as one of `who`: a second day, what no field shows, and two requests.
pub fn of(who: &str) -> AgendaView {
    let mut view = agenda();
    view.source = source(3, who, view.source.created);
    view.agenda.ends = view.agenda.ends.plus(24 * HOUR);
    view.agenda.items[2].starts = Some(view.agenda.starts.plus(25 * HOUR + 7));
    view.agenda.items[2].title = Texts::one(tag("es"), "Firma");
    view.agenda.items[0].room = both("Sala 2", "Room 2");
    view.agenda.items[0].speaker = both("Alcaldía", "Mayor's office");
    view.agenda.invited = vec![institution("mx:20067"), institution("cl:05101"), institution("mx:21001")];
    view.agenda.next_host = Some(institution("mx:16053"));
    let asked = |n, who, title: Texts| ItemRequestEntry {
        source: source(n, who, ago(HOUR)),
        title,
        text: Texts::default(),
        minutes: Some(20),
        papers: vec![id(2)],
        state: RequestState::Open,
    };
    view.requests = vec![
        asked(70, "mx:16053", both("Escuelas", "Schools")),
        asked(71, "cl:03101", both("Atrapanieblas", "Fog nets")),
    ];
    view
}

/// The same, an hour after it began.
pub fn begun(who: &str) -> AgendaView {
    let mut view = of(who);
    let back = view.agenda.starts.0 - NOW.0 + HOUR;
    let earlier = |at: Millis| Millis(at.0 - back);
    (view.agenda.starts, view.agenda.ends) = (earlier(view.agenda.starts), earlier(view.agenda.ends));
    view.agenda.items.iter_mut().for_each(|item| item.starts = item.starts.map(earlier));
    view
}

fn minutes() -> Minutes {
    let papers = vec![id(2)];
    Minutes {
        schema: 1,
        text: both("Se trató el agua.", "Water was dealt with."),
        attended: vec![institution("mx:16053"), institution("cl:05101")],
        decisions: vec![
            Decision { text: both("Adoptar la propuesta.", "Adopt the proposal."), papers: papers.clone() },
            Decision { text: Texts::one(tag("es"), "Reunirse\nen marzo."), papers: Vec::new() },
        ],
        tasks: vec![
            Task {
                text: both("10 escuelas", "10 schools"),
                who: Some(institution("mx:16053")),
                due: Some(NOW.plus(240 * HOUR + 12_345)),
                papers,
            },
            Task { text: both("Avisar", "Tell"), who: None, due: None, papers: Vec::new() },
        ],
        attachments: Vec::new(),
    }
}

/// The same, held, with minutes.
pub fn held(who: &str) -> AgendaView {
    let mut view = begun(who);
    view.life.state = AgendaState::Held;
    view.life.minutes = Some((source(80, who, ago(HOUR / 2)), minutes()));
    view
}

fn thread(view: AgendaView) -> Thread {
    Thread::Agenda(Box::new(view))
}

#[test]
fn who_calls_a_meeting_keeps_it_and_others_ask_for_items() {
    let mut cancelled = begun("mx:20067");
    cancelled.life.state = AgendaState::Cancelled;
    for (view, want) in [
        (of("mx:20067"), &["agenda_update", "agenda_cancel"][..]),
        (begun("mx:20067"), &["minutes", "agenda_update", "agenda_cancel"]),
        (held("mx:20067"), &["minutes"]),
        (cancelled, &[]),
        (of("mx:16053"), &["item_request"]),
        (held("mx:16053"), &[]),
    ] {
        let screen = reading((80, 24), "es", 3, thread(view));
        let common = ["rsvp", "pause", "comment", "translation"];
        let acts: Vec<&str> =
            offered(&screen, id(3)).into_iter().filter(|act| !common.contains(act)).collect();
        assert_eq!(acts, want);
    }
}

#[test]
fn an_agenda_that_nobody_changed_is_the_same() {
    for view in [of("mx:20067"), begun("mx:20067")] {
        let mut screen = reading((80, 24), "es", 3, thread(view.clone()));
        let content = signed(open(&mut screen, "agenda_update"), "<ctrl-s><enter>");
        assert_eq!(content, Content::AgendaUpdate(view.agenda));
    }
}

#[test]
fn a_new_version_keeps_the_keys_of_its_items_and_takes_requests_up() {
    // As `agenda --update ID --item … --take 70 --decline 71`.
    let mut screen = reading((80, 24), "es", 3, thread(of("mx:20067")));
    open(&mut screen, "agenda_update");
    let sheet = screen.model.sheet.as_mut().expect("a form");
    sheet.go_to(Field::Items);
    assert!(sheet.text.lines()[2].starts_with("2026-12-03 11:00 45 Firma"), "{:?}", sheet.text.lines());
    sheet.filled.set(Field::Items, &tag("en"), "Opening\nWelcome\n-\n-".to_owned());
    sheet.load();
    let lines = sheet.text.lines().join("\n");
    screen.model.sheet.as_mut().expect("a form").filled.set(
        Field::Items,
        &tag("es"),
        format!("15 Apertura\n{lines}"),
    );
    let sheet = screen.model.sheet.as_mut().expect("a form");
    sheet.load();
    sheet.go_to(Field::Takes);
    screen.keys(" <tab><right> ");
    let view = of("mx:20067");
    let Content::AgendaUpdate(content) = signed(&mut screen, "<ctrl-s><enter>") else { panic!() };
    let mut want = view.agenda.clone();
    want.items.insert(
        0,
        cabildo_protocol::content::AgendaItem {
            title: both("Apertura", "Opening"),
            minutes: 15,
            ..Default::default()
        },
    );
    want.items[2].title = Texts::one(tag("es"), want.items[2].title.0[&tag("es")].clone());
    contents::settle(&mut want, &[&view.requests[0]], &[id(71)]);
    want.keep_keys(&view.agenda, 1);
    assert_eq!(content, want);
    assert_eq!(content.keys().collect::<Vec<_>>(), [1001, 1, 2, 3, 1005]);
    assert_eq!(content.items[1].room, both("Sala 2", "Room 2"));
}

#[test]
fn rooms_are_changed_by_line_and_the_rest_stays() {
    let mut view = of("mx:20067");
    view.agenda.items[0].interpretation = vec![tag("en"), tag("arn")];
    let mut screen = reading((80, 24), "es", 3, thread(view.clone()));
    open(&mut screen, "agenda_update");
    let sheet = screen.model.sheet.as_mut().expect("a form");
    assert_eq!(sheet.filled.value(Field::Rooms, &tag("es")), "Sala 2");
    assert_eq!(sheet.filled.value(Field::Interpretation, &tag("es")), "1: en, arn");
    sheet.filled.set(Field::Rooms, &tag("es"), "-\nSala 7".to_owned());
    sheet.filled.set(Field::Rooms, &tag("en"), "-\nRoom 7".to_owned());
    sheet.load();
    let Content::AgendaUpdate(content) = signed(&mut screen, "<ctrl-s><enter>") else { panic!() };
    view.agenda.items[0].room = Texts::default();
    view.agenda.items[1].room = both("Sala 7", "Room 7");
    view.agenda.keep_keys(&of("mx:20067").agenda, 1);
    assert_eq!(content, view.agenda);
}

#[test]
fn minutes_are_written_one_entry_a_line_and_written_anew_without_loss() {
    // As `minutes ID --text … --attended … --decision … --task …`.
    let mut screen = reading((80, 24), "es", 3, thread(begun("mx:20067")));
    open(&mut screen, "minutes").keys("Se trató el agua.<tab>Morelia, cl:05101<tab>");
    let paper = id(2);
    screen.keys(&format!("Adoptarla, con @ dentro #{paper}<enter>Reunirse<tab>"));
    let content =
        signed(&mut screen, "15d Diez escuelas @ Morelia<enter>2026-12-24 10:00 Informe<ctrl-s><enter>");
    let one = |text: &str| Texts::one(tag("es"), text);
    let task = |text, who, due| Task { text: one(text), who, due: Some(due), papers: Vec::new() };
    let want = Minutes {
        schema: 1,
        text: one("Se trató el agua."),
        attended: vec![institution("cl:05101"), institution("mx:16053")],
        decisions: vec![
            Decision { text: one("Adoptarla, con @ dentro"), papers: vec![paper] },
            Decision { text: one("Reunirse"), papers: Vec::new() },
        ],
        tasks: vec![
            task("Diez escuelas", Some(institution("mx:16053")), NOW.plus(15 * 24 * HOUR + 11_000)),
            task("Informe", None, NOW.plus(29 * 24 * HOUR)),
        ],
        attachments: Vec::new(),
    };
    let mut want = want;
    let Content::Minutes(content) = content else { panic!("{content:?}") };
    // A span counts from the moment of signing.
    want.tasks[0].due = content.tasks[0].due.filter(|due| due.0.abs_diff(NOW.0 + 15 * 24 * HOUR) < 20_000);
    assert_eq!(content, want);
    let mut screen = reading((80, 24), "es", 3, thread(held("mx:20067")));
    let content = signed(open(&mut screen, "minutes"), "<ctrl-s><enter>");
    assert_eq!(content, Content::Minutes(minutes()));
}

#[test]
fn what_no_line_of_minutes_can_be_is_said() {
    let screen = reading((80, 24), "es", 3, thread(begun("mx:20067")));
    let key = crate::model::compose::DraftKey { thread: id(3), act: crate::model::compose::Act::Minutes };
    for (field, text, problem) in [
        (Field::Text, "", "tui-check-missing"),
        (Field::Attended, "Macondo", "tui-check-institution"),
        (Field::Tasks, "15d", "tui-check-task"),
        (Field::Tasks, "2026-11-01 10:00 Tarde", "tui-check-past"),
        (Field::Tasks, "Pozos @ Macondo", "tui-check-institution"),
        (Field::Decisions, "Nada #cbm1zzz", "tui-check-paper"),
    ] {
        let mut filled = fill::opened(&screen.model, key);
        filled.set(Field::Text, &tag("es"), "Algo".to_owned());
        filled.set(field, &tag("es"), text.to_owned());
        let checked = crate::model::sheet::build::check(&screen.model, key, &filled);
        assert_eq!(checked.of(field).map(|p| p.id), Some(problem), "{field:?} «{text}»");
    }
}

#[test]
fn a_meeting_is_called_off_and_an_item_asked_for() {
    let mut screen = reading((80, 24), "es", 3, thread(of("mx:20067")));
    let content = signed(open(&mut screen, "agenda_cancel"), "Hay paro.<ctrl-s><enter>");
    let reason = Texts::one(tag("es"), "Hay paro.");
    assert_eq!(content, Content::AgendaCancel(AgendaCancel { schema: 1, reason }));
    // As `request-item ID --title … --text … --lasts 20 --about 2`.
    let mut screen = reading((80, 24), "es", 3, thread(of("mx:16053")));
    open(&mut screen, "item_request").keys("Atrapanieblas<tab>Para el desierto.<tab>veinte<ctrl-s>");
    assert!(screen.text().contains("no son minutos"), "{}", screen.text());
    screen.keys(&"<backspace>".repeat(6)).keys(&format!("20<tab>{}", id(2)));
    let want = ItemRequest {
        schema: 1,
        title: Texts::one(tag("es"), "Atrapanieblas"),
        text: Texts::one(tag("es"), "Para el desierto."),
        minutes: Some(20),
        papers: vec![id(2)],
    };
    assert_eq!(signed(&mut screen, "<ctrl-s><enter>"), Content::ItemRequest(want));
}

#[test]
fn pictures_in_every_language() {
    let begun = thread(begun("mx:20067"));
    for (name, act, keys) in [
        ("acts_agenda", "", "m"),
        ("acts_agenda_update", "agenda_update", "<tab><tab><tab><tab><tab><tab><tab>"),
        ("acts_agenda_requests", "agenda_update", "<backtab><backtab> "),
        (
            "acts_minutes",
            "minutes",
            "Se trató el agua.<tab>Morelia<tab>Adoptarla<tab>15d Diez escuelas @ Morelia",
        ),
        (
            "acts_minutes_preview",
            "minutes",
            "Se trató el agua.<tab><tab>Adoptarla<tab>15d Diez escuelas @ Morelia<f5><pgdn>",
        ),
    ] {
        pictures(name, 3, &begun, act, keys);
    }
    pictures("acts_item_request", 3, &thread(of("mx:16053")), "item_request", "Escuelas<tab><tab>");
}
