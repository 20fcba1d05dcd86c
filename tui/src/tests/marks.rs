//! What operators note for each other, and what of it is seen.

use super::fixture::{NOW, Screen, id};
use crate::update::{Command, Event};
use cabildo_client::api::{ApiEvent, DeviceInfo, Mark, MarkChange, MarkNote};
use cabildo_protocol::{id::PublicKey, roster::Role};

const OTHER: [u8; 32] = [6; 32];

fn changes(screen: &mut Screen) -> Vec<MarkChange> {
    let all = std::mem::take(&mut screen.todo);
    let marks = all.into_iter().filter_map(|command| match command {
        Command::Mark { thread, change, .. } => {
            assert_eq!(thread, id(1));
            Some(change)
        }
        _ => None,
    });
    marks.collect()
}

fn marked(mark: Mark) -> Event {
    Event::Node(ApiEvent::Marked { thread: id(1), mark })
}

#[test]
fn what_is_opened_is_read_once() {
    let mut screen = Screen::new((80, 24), "es");
    assert!(screen.text().contains("▸•▲ SEVERA"), "{}", screen.text());
    screen.keys("<enter>");
    assert_eq!(changes(&mut screen), [MarkChange::Read]);
    let by = screen.model.key.expect("a key");
    screen.event(marked(Mark { read: vec![MarkNote { by, at: NOW }], ..Mark::default() })).keys("<esc>");
    assert!(screen.text().contains("▸ ▲ SEVERA"), "{}", screen.text());
    screen.keys("<enter>");
    assert_eq!(changes(&mut screen), []);
}

#[test]
fn a_flag_and_who_takes_care_are_seen_by_all() {
    let mut screen = Screen::new((120, 24), "es");
    screen.todo.clear();
    let (ours, other) = (screen.model.key.expect("a key"), PublicKey::ed25519(OTHER));
    let label = "turno de noche".to_owned();
    let device = DeviceInfo { key: other, label, role: Role::Operator, ended: false };
    screen.event(Event::Devices(Ok(vec![device]))).keys("ft");
    assert_eq!(changes(&mut screen), [MarkChange::Flag(true), MarkChange::Assign(Some(ours))]);
    let note = MarkNote { by: other, at: NOW };
    let mark = Mark { flagged: Some(note), assigned: Some((other, note)), last: NOW, read: Vec::new() };
    screen.event(marked(mark.clone()));
    let text = screen.text();
    assert!(text.contains("señalado"), "{text}");
    screen.keys("ft");
    assert_eq!(changes(&mut screen), [MarkChange::Flag(false), MarkChange::Assign(Some(ours))]);
    screen.event(marked(Mark { assigned: Some((ours, note)), ..mark })).keys("t");
    assert_eq!(changes(&mut screen), [MarkChange::Assign(None)]);
}
