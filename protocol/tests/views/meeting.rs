//! What becomes of an agenda: revised, called off, held and minuted.

use super::{
    fixture::code,
    stage::{MORELIA, OAXACA, Stage, at, say},
};
use cabildo_protocol::{
    bounds::ITEM_REQUESTS_MAX,
    content::{Agenda, AgendaItem, Content, Kind},
    id::MessageId,
    message::Message,
    text::Texts,
    views::{self, AgendaState, RequestState, Thread},
};
use serde_json::{Value, json};

const HOUR: u64 = 3_600_000;

fn fields(title: &str, ends: u64) -> Value {
    json!({
        "title": {"es": title}, "host": OAXACA, "time_zone": "America/Mexico_City",
        "starts": at(HOUR), "ends": at(ends), "items": [{"title": {"es": "Agua"}, "minutes": 30}],
        "respond_by": at(50_000),
    })
}

fn convene(stage: &mut Stage) -> Message {
    say(&mut stage.oaxaca, Kind::Agenda, None, 1000, fields("Cumbre", 2 * HOUR))
}

#[test]
fn a_new_version_replaces_the_agenda_and_counts_up() {
    let mut s = Stage::new();
    let root = convene(&mut s);
    let id = Some(root.id());
    let plain = s.agenda(&root, &[]);
    assert_eq!((plain.life.state, plain.life.sequence, plain.life.changed), (AgendaState::Upcoming, 0, None));
    let rsvp = say(&mut s.morelia, Kind::Rsvp, id, 1500, json!({"attendance": "remote", "people": 2}));
    let first = say(&mut s.oaxaca, Kind::AgendaUpdate, id, 2000, fields("Cumbre, otra fecha", 3 * HOUR));
    let mut last = fields("Cumbre, otra sala", 4 * HOUR);
    last.as_object_mut().unwrap().remove("respond_by");
    let last = say(&mut s.oaxaca, Kind::AgendaUpdate, id, 3000, last);
    let foreign = say(&mut s.morelia, Kind::AgendaUpdate, id, 4000, fields("Ajena", 5 * HOUR));
    let view = s.agenda(&root, &[rsvp, first.clone(), last.clone(), foreign]);
    assert_eq!(view.agenda.title.best(&[]).map(|(_, text)| text), Some("Cumbre, otra sala"));
    assert_eq!((view.life.sequence, view.life.changed), (2, Some(at(3000))));
    let updates: Vec<MessageId> = view.life.updates.iter().map(|source| source.id).collect();
    assert_eq!(updates, [first.id(), last.id()]);
    assert_eq!(
        (view.remote, view.answers.len()),
        (2, 1),
        "an answer holds for the meeting, not for a version"
    );
    assert_eq!(view.clock.respond_by, at(50_000), "where the new version says nothing, the first one holds");
    s.now = at(4 * HOUR);
    assert_eq!(s.agenda(&root, &[last]).life.state, AgendaState::Over);
}

#[test]
fn what_is_called_off_stays_so() {
    let mut s = Stage::new();
    let root = convene(&mut s);
    let id = Some(root.id());
    let update = say(&mut s.oaxaca, Kind::AgendaUpdate, id, 2000, fields("Otra fecha", 3 * HOUR));
    let foreign = say(&mut s.morelia, Kind::AgendaCancel, id, 2500, json!({"reason": {"es": "No"}}));
    let cancel = say(&mut s.oaxaca, Kind::AgendaCancel, id, 3000, json!({"reason": {"es": "Lluvia"}}));
    let later = say(&mut s.oaxaca, Kind::AgendaUpdate, id, 4000, fields("Revive", 5 * HOUR));
    let minutes = say(&mut s.oaxaca, Kind::Minutes, id, 5000, json!({"text": {"es": "Nada"}}));
    assert_eq!(s.agenda(&root, std::slice::from_ref(&foreign)).life.state, AgendaState::Upcoming);
    let view = s.agenda(&root, &[update, foreign, cancel.clone(), later, minutes]);
    assert_eq!((view.life.state, view.life.sequence), (AgendaState::Cancelled, 2));
    assert_eq!(view.agenda.title.best(&[]).map(|(_, text)| text), Some("Otra fecha"));
    assert_eq!(view.life.cancelled.as_ref().map(|(source, _)| source.id), Some(cancel.id()));
    let thread = Thread::Agenda(Box::new(view));
    let line = views::summary(&thread, at(3000), false, &MORELIA.parse().unwrap(), s.now);
    assert!(!line.open && !line.ours_missing, "nobody is asked for an answer any more");
    // On a forked log it is shown, and changes nothing.
    s.forks.insert(cancel.log(), cancel.seq());
    let view = s.agenda(&root, std::slice::from_ref(&cancel));
    assert_eq!(view.life.state, AgendaState::Upcoming);
    assert!(view.life.cancelled.is_some_and(|(source, _)| source.disputed));
}

#[test]
fn a_request_is_open_until_the_agenda_takes_it_up_or_declines_it() {
    let mut s = Stage::new();
    let root = convene(&mut s);
    let id = Some(root.id());
    let ask = |title: &str| json!({"title": {"es": title}, "minutes": 20});
    let [taken, declined, open] = [(1501, "Riego"), (1502, "Fuego"), (1503, "Caminos")]
        .map(|(ms, title)| say(&mut s.morelia, Kind::ItemRequest, id, ms, ask(title)));
    let states = |s: &Stage, replies: &[Message]| -> Vec<(MessageId, RequestState)> {
        s.agenda(&root, replies).requests.iter().map(|entry| (entry.source.id, entry.state)).collect()
    };
    let asked = [taken.clone(), declined.clone(), open.clone()];
    assert_eq!(
        states(&s, &asked),
        asked.clone().map(|message| (message.id(), RequestState::Open)),
        "in order of time"
    );
    let mut next = fields("Cumbre", 2 * HOUR);
    next["items"][0]["request"] = json!(taken.id());
    next["declines"] = json!([declined.id()]);
    let update = say(&mut s.oaxaca, Kind::AgendaUpdate, id, 2000, next.clone());
    // Only the convener's agenda says what becomes of them.
    next["declines"] = json!([taken.id(), open.id()]);
    let foreign = say(&mut s.morelia, Kind::AgendaUpdate, id, 3000, next);
    let [a, b, c] = asked;
    let all = [foreign, update, c, a, b];
    let expected = [
        (taken.id(), RequestState::Taken),
        (declined.id(), RequestState::Declined),
        (open.id(), RequestState::Open),
    ];
    assert_eq!(states(&s, &all), expected);
    // A flood of one institution leaves room for the others.
    let own = say(&mut s.oaxaca, Kind::ItemRequest, id, 4000, ask("Actas"));
    let many = u64::try_from(ITEM_REQUESTS_MAX).unwrap() + 3;
    let flood = (0..many).map(|n| say(&mut s.morelia, Kind::ItemRequest, id, 5000 + n, ask("Otra vez")));
    let flood: Vec<Message> = flood.collect();
    let all: Vec<Message> = flood.iter().cloned().chain([own.clone()]).chain(all).collect();
    let shown: Vec<MessageId> = states(&s, &all).into_iter().map(|(id, _)| id).collect();
    let last: Vec<MessageId> = [own.id()].into_iter().chain(flood[3..].iter().map(Message::id)).collect();
    assert_eq!(shown, last);
}

#[test]
fn the_conveners_last_minutes_count() {
    let mut s = Stage::new();
    let root = convene(&mut s);
    let id = Some(root.id());
    let minutes = |text: &str| {
        json!({"text": {"es": text}, "attended": [OAXACA, MORELIA],
            "decisions": [{"text": {"es": "Sí"}, "papers": [MessageId([14; 32])]}],
            "tasks": [{"text": {"es": "Presupuesto"}, "who": MORELIA, "due": at(9 * HOUR)}]})
    };
    let first = say(&mut s.oaxaca, Kind::Minutes, id, 2000, minutes("borrador"));
    let last = say(&mut s.oaxaca, Kind::Minutes, id, 3000, minutes("final"));
    let foreign = say(&mut s.morelia, Kind::Minutes, id, 4000, minutes("ajena"));
    let view = s.agenda(&root, &[first, last, foreign]);
    assert_eq!(view.life.state, AgendaState::Held);
    let (_, minutes) = view.life.minutes.expect("minutes");
    assert_eq!(minutes.text.best(&[]).map(|(_, text)| text), Some("final"));
    assert_eq!((minutes.decisions.len(), minutes.tasks[0].due), (1, Some(at(9 * HOUR))));
}

#[test]
fn an_item_keeps_its_key_whatever_becomes_of_the_others() {
    let item =
        |title: &str| AgendaItem { title: Texts::one(code("es"), title.to_owned()), ..AgendaItem::default() };
    let agenda = |titles: &[&str]| {
        let mut agenda = Agenda::new(code(OAXACA), "America/Mexico_City".to_owned(), (at(1), at(2)));
        agenda.items = titles.iter().map(|title| item(title)).collect();
        agenda
    };
    let keys = |agenda: &Agenda| agenda.keys().collect::<Vec<_>>();
    let first = agenda(&["Agua", "Basura", "Sismos"]);
    let mut second = agenda(&["Basura", "Incendios", "Sismos"]);
    second.keep_keys(&first, 1);
    assert_eq!(keys(&second), [2, 1002, 3]);
    let mut third = agenda(&["Agua", "Sismos", "Residuos"]);
    second.items[0].starts = Some(at(1));
    third.items[2].starts = Some(at(1));
    third.keep_keys(&second, 2);
    assert_eq!(keys(&third), [2001, 3, 2], "who comes back is new; what has its beginning is the same");
    let mut same = agenda(&["Agua", "Basura", "Sismos"]);
    same.keep_keys(&first, 1);
    assert_eq!(same, first, "where nothing moved nothing is said");
    third.items[0].key = Some(3);
    third.title = Texts::one(code("es"), "Cumbre".to_owned());
    let refused = Content::Agenda(third).check().unwrap_err().to_string();
    assert!(refused.contains("items[1].key"), "{refused}");
}
