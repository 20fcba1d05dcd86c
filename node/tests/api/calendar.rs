//! Agendas as calendars.

use super::town::{Author, Town, agenda, content, proposal};
use cabildo_node::formats::ical::{self, Taken};
use jiff::tz::TimeZone;
use serde_json::json;

const OPERATOR: Author = Author("oaxaca operator");
const SECRETARY: Author = Author("oaxaca secretary");

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
