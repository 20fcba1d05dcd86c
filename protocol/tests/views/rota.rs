//! Who is on duty: the institution's last rota that counts, whatever came in which order.

use super::stage::*;
use cabildo_protocol::{
    content::{Kind, Rota, Turn},
    id::Millis,
    message::Message,
    views,
};
use serde_json::json;

const HOUR: u64 = 3_600_000;

fn turn(person: &str, from: u64, to: u64) -> Turn {
    let backup = Some("jefatura".to_owned());
    Turn { from: at(from * HOUR), to: at(to * HOUR), person: person.to_owned(), device: None, backup }
}

fn sign(writer: &mut super::fixture::Writer, ms: u64, turns: &[Turn]) -> Message {
    say(writer, Kind::Rota, None, ms, json!({ "turns": turns }))
}

/// The turns of Oaxaca's rota; none where there is none.
fn turns(stage: &Stage, messages: &[Message]) -> Option<Vec<Turn>> {
    let found = views::rota(messages, &id(OAXACA), &stage.context());
    let mut other = messages.to_vec();
    other.reverse();
    assert_eq!(views::rota(&other, &id(OAXACA), &stage.context()), found);
    found.map(|view| view.rota.turns)
}

#[test]
fn the_last_rota_of_the_institution_counts_and_no_other() {
    let mut s = Stage::new();
    let (night, day) = (vec![turn("guardia-1", 1, 2)], vec![turn("guardia-2", 1, 2)]);
    let first = sign(&mut s.oaxaca, 1000, &night);
    let second = sign(&mut s.oaxaca, 2000, &day);
    let theirs = sign(&mut s.morelia, 3000, &night);
    let strange = sign(&mut s.stranger, 4000, &night);
    let to_come = sign(&mut s.oaxaca, 60_001 + cabildo_protocol::bounds::FUTURE_MAX_MS, &night);
    let all = [first.clone(), theirs.clone(), second.clone(), strange.clone(), to_come];
    assert_eq!(turns(&s, &all), Some(day.clone()));
    assert_eq!(turns(&s, &[theirs, strange]), None);
    assert_eq!(turns(&s, &[first.clone(), second.clone().without_body()]), Some(night.clone()));
    s.forks.insert(second.log(), second.seq());
    assert_eq!(turns(&s, &[first, second]), Some(night));
}

#[test]
fn who_follows_begins_where_the_other_ends() {
    let rota = |turns: Vec<Turn>| Rota { schema: 1, turns, note: Default::default() };
    let people = |rota: &Rota, ms: u64| {
        let duty = rota.at(at(ms));
        let now: Vec<String> = duty.now.into_iter().map(|turn| turn.person).collect();
        (now.join("+"), duty.next.map_or(String::new(), |turn| turn.person))
    };
    let three = rota(vec![turn("b", 2, 4), turn("a", 0, 2), turn("c", 3, 5)]);
    for (ms, now, next) in [
        (0, "a", "b"),
        (2 * HOUR - 1, "a", "b"),
        (2 * HOUR, "b", "c"),
        (3 * HOUR, "b+c", ""),
        (4 * HOUR, "c", ""),
        (5 * HOUR, "", ""),
    ] {
        assert_eq!(people(&three, ms), (now.to_owned(), next.to_owned()), "{ms}");
    }
    assert_eq!(people(&rota(vec![]), 0), (String::new(), String::new()));
    assert_eq!(rota(vec![turn("a", 0, 2)]).at(Millis(0)).next.map(|t| t.person), Some("a".to_owned()));
}
