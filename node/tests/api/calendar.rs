//! Agendas as calendars.

use super::town::{Author, Town, agenda, content, proposal};
use cabildo_node::formats::ical::{self, Taken};
use jiff::tz::TimeZone;
use serde_json::json;

const OPERATOR: Author = Author("oaxaca operator");
const SECRETARY: Author = Author("oaxaca secretary");
const MORELIA: Author = Author("morelia operator");

#[tokio::test(flavor = "multi_thread")]
async fn an_agenda_goes_out_as_a_calendar_and_comes_back_as_a_draft() {
    let town = Town::oaxaca().await;
    let id = SECRETARY.write(&town, None, agenda("mx:20067")).await;
    let answer = town.get(&format!("/v1/messages/{id}/ics?language=es")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.head.contains("content-type: text/calendar; charset=utf-8"), "{}", answer.head);
    let text = answer.text();
    assert!(text.contains(&format!("UID:{id}")) && text.contains("SUMMARY:Agua"), "{text}");
    assert!(text.contains("America/Mexico_City"), "the venue's clock: {text}");
    let (host, tag) = ("mx:20067".parse().expect("an id"), "es".parse().expect("a tag"));
    let taken = ical::read(&answer.body, &host, &tag, &TimeZone::UTC).expect("a calendar");
    let Taken::Agenda(back) = taken else { panic!("{taken:?}") };
    assert_eq!((back.starts.0, back.items.len()), (3_000_000_000_000, 1));

    let comment = content("comment", json!({"text": {"es": "Bien"}}));
    let comment = OPERATOR.write(&town, Some(&id.to_string()), comment).await;
    assert_eq!(town.get(&format!("/v1/messages/{comment}/ics?language=es")).await.text(), text, "its thread");
    assert!(town.get("/v1/agendas.ics").await.text().contains(&format!("UID:{id}")));
    let (status, problem) = town.problem(&format!("/v1/messages/{id}/ics?day=2020-01-01")).await;
    assert_eq!(status, 400);
    assert!(problem.remedy.is_some_and(|remedy| remedy.contains("2065-01-2")), "the days that there are");
    let other = OPERATOR.write(&town, None, proposal("Agua")).await;
    for path in [
        format!("/v1/messages/{other}/ics"),
        format!("/v1/messages/{id}/ics?day=x"),
        format!("/v1/messages/{id}/ics?language=%1b"),
        "/v1/agendas.ics?day=2020-01-01".to_owned(),
    ] {
        let (status, problem) = town.problem(&path).await;
        assert_eq!((status, problem.code.as_str()), (400, "bad_request"), "{path}");
    }
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_counts_changes_and_says_what_was_called_off() {
    let town = Town::oaxaca().await;
    let id = SECRETARY.write(&town, None, agenda("mx:20067")).await.to_string();
    let calendar = async || town.get("/v1/agendas.ics").await.text();
    let first = calendar().await;
    assert!(first.contains("SEQUENCE:0") && first.contains("STATUS:CONFIRMED"), "{first}");
    let update = json!({"title": {"es": "Cumbre, otra fecha"}, "host": "mx:20067",
        "time_zone": "America/Mexico_City", "starts": 3_000_100_000_000u64, "ends": 3_000_100_360_000u64,
        "items": [{"title": {"es": "Agua"}, "minutes": 30}]});
    SECRETARY.write(&town, Some(&id), content("agenda_update", update)).await;
    let second = calendar().await;
    assert!(second.contains("SEQUENCE:1") && !second.contains("SEQUENCE:0"), "{second}");
    assert!(second.contains("otra fecha") && second.contains(&format!("UID:{id}")), "the same UID: {second}");
    let minutes = json!({"text": {"es": "Acta"}, "decisions": [{"text": {"es": "Sí"}}]});
    SECRETARY.write(&town, Some(&id), content("minutes", minutes)).await;
    let list: cabildo_client::api::Inbox = town.json("/v1/inbox?state=held").await;
    assert_eq!(list.threads.len(), 1);
    let cancel = content("agenda_cancel", json!({"reason": {"es": "Lluvia"}}));
    let cancelled = SECRETARY.write(&town, Some(&id), cancel.clone()).await;
    let said: cabildo_client::api::MessageDetail = town.json(&format!("/v1/messages/{cancelled}")).await;
    let list: cabildo_client::api::Inbox = town.json("/v1/inbox").await;
    assert_eq!(list.threads[0].last, said.info.created, "it is news of the thread");
    let third = calendar().await;
    assert!(third.contains("SEQUENCE:2") && !third.contains("STATUS:CONFIRMED"), "{third}");
    assert!(third.contains("STATUS:CANCELLED"), "{third}");
    // Neither another role nor another institution calls it off.
    let draft = OPERATOR.draft(Some(&id), cancel.clone());
    OPERATOR.prepare(&town, &draft).await.expect(403, "refused");
    let draft = MORELIA.draft(Some(&id), cancel);
    assert_eq!(MORELIA.prepare(&town, &draft).await.status, 403);
    town.running.stop().await;
}
