//! The screen of the federation, and the banner that leads to it.

use super::fixture::{Screen, both, institution, status};
use crate::{
    keys::Place,
    update::{Command, Event},
};
use cabildo_client::api::{
    AlarmInfo, ApiEvent, ChamberInfo, DraftInfo, FederationInfo, Health, MemberInfo, NeedInfo, SCHEMA,
};
use cabildo_protocol::{
    id::{Hash, Lane, LogId, Millis, PublicKey},
    roster::{InstitutionKind, Scope, Standing},
};

fn health(version: u32) -> Health {
    Health { version, review_by: Some(Millis(1)), ..Health::default() }
}

fn member(id: &str, kind: InstitutionKind, name: &str) -> MemberInfo {
    MemberInfo {
        id: institution(id),
        kind,
        names: both(name, name),
        standing: Standing::Active,
        roster: health(2),
        devices: 3,
        ended: 1,
        nodes: 1,
        forks: 0,
    }
}

fn info() -> FederationInfo {
    let chamber = |country: &str| ChamberInfo {
        country: country.parse().expect("a country"),
        roster: health(5),
        governors: 3,
        threshold: 2,
        provisional: false,
        recovery: true,
    };
    let mut members = vec![
        member("cl:05101", InstitutionKind::Municipality, "Valparaíso"),
        member("cl:03101", InstitutionKind::Municipality, "Copiapó"),
        member("mx:16053", InstitutionKind::Municipality, "Morelia"),
        member("mx:20067", InstitutionKind::Municipality, "Oaxaca de Juárez"),
        member("mx:x-embassy-cl", InstitutionKind::Embassy, "Embajada de México en Chile"),
    ];
    members[1].standing = Standing::Suspended;
    members[2].forks = 1;
    members[3].roster.overdue = true;
    members[4].roster = Health::default();
    FederationInfo {
        schema: SCHEMA,
        now: super::fixture::NOW,
        name: both("Federación México–Chile", "Mexico–Chile federation"),
        charter: health(3),
        four_eyes: true,
        chambers: vec![chamber("cl"), ChamberInfo { provisional: true, recovery: false, ..chamber("mx") }],
        members,
        alarms: vec![
            AlarmInfo::Rosters {
                scope: Scope::Chamber("mx".parse().expect("a country")),
                version: 5,
                signers: vec![key(1), key(2)],
                open: true,
                split: false,
            },
            AlarmInfo::Rosters {
                scope: Scope::Federation,
                version: 2,
                signers: vec![key(5)],
                open: true,
                split: true,
            },
            AlarmInfo::Fork {
                institution: institution("mx:16053"),
                device: "ventanilla-1".to_owned(),
                log: LogId { key: key(3), lane: Lane::Acts },
                seq: 7,
            },
        ],
        drafts: vec![draft(false), draft(true)],
    }
}

fn key(n: u8) -> PublicKey {
    PublicKey::ed25519([n; 32])
}

/// A roster that waits, or notice of new governors.
fn draft(notice: bool) -> DraftInfo {
    DraftInfo {
        hash: Hash([4; 32]),
        scope: Scope::Chamber("cl".parse().expect("a country")),
        version: 6,
        issued: super::fixture::NOW,
        until: notice.then(|| super::fixture::NOW.plus(7 * 24 * 3_600_000)),
        needs: vec![NeedInfo { threshold: 2, keys: vec![key(1), key(2), key(3)], signed: vec![key(2)] }],
        complete: false,
    }
}

fn shown(size: (u16, u16), language: &str) -> Screen {
    let mut screen = Screen::new(size, language);
    screen.keys("F").event(Event::Federation(Ok(Box::new(info()))));
    screen
}

#[test]
fn the_federation() {
    for language in ["es", "en", "pt"] {
        for size in [(80, 24), (200, 60)] {
            let screen = shown(size, language);
            insta::assert_snapshot!(format!("federation_{language}_{}x{}", size.0, size.1), screen.text());
        }
    }
}

#[test]
fn it_is_asked_for_when_it_is_opened_and_after_news_while_it_is_open() {
    let asked = |screen: &mut Screen| {
        let all = std::mem::take(&mut screen.todo);
        all.iter().filter(|command| **command == Command::LoadFederation).count()
    };
    let news = || Event::Node(ApiEvent::Roster { scope: "mx".to_owned(), version: 6 });
    let mut screen = Screen::new((80, 24), "es");
    screen.event(news());
    assert_eq!(asked(&mut screen), 0, "nobody looks");
    screen.keys("F");
    assert_eq!((screen.model.place(), asked(&mut screen)), (Place::Federation, 1));
    screen.event(news()).event(news());
    assert_eq!(asked(&mut screen), 0, "one question at a time");
    screen.event(Event::Federation(Ok(Box::new(info()))));
    assert_eq!(asked(&mut screen), 1);
    screen.event(Event::Federation(Ok(Box::new(info())))).keys("<esc>").event(news());
    assert_eq!((screen.model.place(), asked(&mut screen)), (Place::Inbox, 0));
}

#[test]
fn it_scrolls_to_its_end_and_no_farther() {
    let mut screen = shown((80, 24), "es");
    let first = screen.text();
    screen.keys("kk");
    assert_eq!(screen.text(), first);
    screen.keys(&"j".repeat(200));
    let last = screen.text();
    assert!(last.contains("Embajada de México en Chile") && last.contains("aún no hay padrón"), "{last}");
    screen.keys("k").keys("j");
    assert_eq!(screen.text(), last);
}

#[test]
fn an_alarm_has_a_banner_and_what_is_hidden_a_word() {
    let mut screen = Screen::new((120, 24), "es");
    assert!(!screen.text().contains("Alarmas"));
    let mut status = status();
    status.alarms = 2;
    status.hidden = [(cabildo_protocol::policy::Hidden::Kind, 3)].into();
    screen.event(Event::Status(Ok(Box::new(status))));
    let text = screen.text();
    assert!(text.contains("! Alarmas de la federación: 2. F las muestra."), "{text}");
    assert!(text.contains("por la política de este nodo: 3"), "{text}");
}
