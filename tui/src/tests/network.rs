//! The screen of the other nodes, and the line that says how we stand.

use super::fixture::{NOW, Screen, institution, peers, status};
use crate::{
    keys::Place,
    update::{Command, Event},
};
use cabildo_client::api::{ApiEvent, ClockInfo};

fn asked(screen: &mut Screen) -> usize {
    let all = std::mem::take(&mut screen.todo);
    all.iter().filter(|c| **c == Command::LoadPeers).count()
}

fn away() -> Event {
    let institution = institution("cl:03101");
    Event::Node(ApiEvent::Peer { institution, peer_id: "12D3".to_owned(), connected: false })
}

#[test]
fn peers_are_asked_for_only_while_they_are_shown_and_not_too_often() {
    let mut screen = Screen::new((80, 24), "es");
    screen.events([away(), away()]);
    assert_eq!(asked(&mut screen), 0, "nobody looks");
    screen.keys("N");
    assert_eq!((screen.model.place(), asked(&mut screen)), (Place::Network, 1));
    screen.event(Event::Peers(Ok(peers())));
    for _ in 0..20 {
        screen.event(away());
    }
    assert_eq!(asked(&mut screen), 0, "a storm of news waits");
    assert_eq!(screen.model.wakes(), NOW.plus(3000));
    screen.later(3000);
    assert_eq!(asked(&mut screen), 1);
    screen.later(60_000);
    assert_eq!(asked(&mut screen), 0, "one question at a time");
    screen.event(Event::Peers(Ok(peers())));
    assert_eq!(asked(&mut screen), 1);
    screen.event(Event::Peers(Ok(peers()))).later(9999);
    assert_eq!(asked(&mut screen), 0);
    screen.later(1);
    assert_eq!(asked(&mut screen), 1, "and now and then without news");
    screen.event(Event::Peers(Ok(peers()))).keys("<esc>").later(60_000);
    assert_eq!(asked(&mut screen), 0);
}

#[test]
fn who_is_not_reached_stands_on_top_with_the_reason() {
    let mut screen = Screen::new((80, 24), "es");
    screen.keys("N").event(Event::Peers(Ok(peers())));
    let text = screen.text();
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("«{what}» in\n{text}"));
    assert!(at("○ Copiapó") < at("● Valparaíso"));
    for what in ["connection refused", "se intenta otra vez en 12 s", "34 ms", "faltan 3", "sin enlace"] {
        at(what);
    }
}

#[test]
fn the_line_below_says_what_waits() {
    let mut screen = Screen::new((80, 24), "es");
    let text = screen.text();
    assert!(text.contains("5 de 6 nodos en línea · al día · contestar en 40 min"), "{text}");
    screen.keys("cHola<esc>");
    screen.model.note = None;
    assert!(screen.text().contains("1 borrador"), "{}", screen.text());
}

#[test]
fn a_clock_that_is_off_has_a_banner_and_a_line_in_the_last_look() {
    let mut screen = Screen::new((80, 24), "es");
    let mut status = status();
    status.clock = Some(ClockInfo { offset_ms: 119_000, institutions: 3 });
    screen.events([Event::Status(Ok(Box::new(status.clone())))]);
    assert!(!screen.text().contains("reloj"), "{}", screen.text());
    status.clock = Some(ClockInfo { offset_ms: -601_000, institutions: 3 });
    screen.events([Event::Status(Ok(Box::new(status)))]);
    let text = screen.text();
    assert!(text.contains("El reloj del nodo está 10 min adelantado respecto de 3 instituciones"), "{text}");
    let look = screen.keys("jr1m<ctrl-s>").text();
    assert!(look.contains("! El reloj del nodo está 10 min adelantado"), "{look}");
}
