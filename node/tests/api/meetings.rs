//! A meeting's items: who asks for them, and what the agenda makes of it; and who hosts the next one.

use super::town::{Author, Town, agenda, content};
use cabildo_client::api::{HostsInfo, MessageDetail};
use cabildo_protocol::views::{AgendaView, RequestState, Thread};
use serde_json::json;

const OPERATOR: Author = Author("oaxaca operator");
const SECRETARY: Author = Author("oaxaca secretary");
const MORELIA: Author = Author("morelia operator");

async fn view(town: &Town, id: &str) -> AgendaView {
    let detail: MessageDetail = town.json(&format!("/v1/messages/{id}")).await;
    match detail.view {
        Some(Thread::Agenda(view)) => *view,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_asked_for_and_taken_up_and_the_next_host_is_named() {
    let town = Town::oaxaca().await;
    let id = SECRETARY.write(&town, None, agenda("mx:20067")).await.to_string();
    let ask = content("item_request", json!({"title": {"es": "Riego"}, "minutes": 20}));
    let asked = MORELIA.write(&town, Some(&id), ask.clone()).await;
    let other = OPERATOR.write(&town, Some(&id), ask.clone()).await;
    let requests = view(&town, &id).await.requests;
    assert_eq!(requests.iter().map(|r| r.state).collect::<Vec<_>>(), [RequestState::Open; 2]);
    let update = json!({"title": {"es": "Cumbre"}, "host": "mx:20067",
        "time_zone": "America/Mexico_City", "starts": 3_000_000_000_000u64, "ends": 3_000_000_360_000u64,
        "items": [{"title": {"es": "Riego"}, "minutes": 20, "presenter": "mx:16053", "request": asked,
            "room": {"es": "Sala 2"}, "interpretation": ["en"], "speaker": {"es": "Dirección de Aguas"}}],
        "declines": [other], "next_host": "mx:16053"});
    SECRETARY.write(&town, Some(&id), content("agenda_update", update)).await;
    let now = view(&town, &id).await;
    let stands: Vec<_> = now.requests.iter().map(|r| (r.source.id, r.state)).collect();
    assert!(stands.contains(&(asked, RequestState::Taken)), "{stands:?}");
    assert!(stands.contains(&(other, RequestState::Declined)), "{stands:?}");
    let calendar = town.get(&format!("/v1/messages/{id}/ics?language=es")).await.text();
    let calendar = calendar.replace("\r\n ", "");
    assert!(calendar.contains("LOCATION:Sala 2") && calendar.contains("Dirección de Aguas"), "{calendar}");

    let hosts: HostsInfo = town.json("/v1/hosts").await;
    let rows: Vec<_> =
        hosts.hosts.iter().map(|r| (r.institution.as_str(), r.named, r.next.is_some(), r.hosted)).collect();
    assert_eq!(rows[..2], [("mx:16053", true, false, 0), ("mx:20067", false, true, 0)], "{rows:?}");

    // It asks for an item of a meeting, and of nothing else.
    let draft = MORELIA.draft(Some(&asked.to_string()), ask.clone());
    assert_eq!(MORELIA.prepare(&town, &draft).await.status, 200, "in the thread of the meeting");
    let proposal = OPERATOR.write(&town, None, super::town::proposal("Agua")).await;
    let draft = MORELIA.draft(Some(&proposal.to_string()), ask);
    MORELIA.prepare(&town, &draft).await.expect(400, "bad_request");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_invites_by_mail_and_the_answers_come_back() {
    let town = Town::oaxaca().await;
    let id = SECRETARY.write(&town, None, agenda("mx:20067")).await;
    let path = format!("/v1/messages/{id}/ics");
    let query = "invite=ana@ejemplo.cl,luis@ejemplo.mx&organizer=secretaria@ejemplo.mx";
    let text = town.get(&format!("{path}?{query}")).await.text().replace("\r\n ", "");
    assert!(text.contains("METHOD:REQUEST"), "{text}");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "the meeting alone: {text}");
    let organizer = text.lines().find(|line| line.starts_with("ORGANIZER")).expect("an organizer");
    assert!(organizer.contains("CN=") && organizer.ends_with(":mailto:secretaria@ejemplo.mx"), "{organizer}");
    let attendee = text.lines().find(|line| line.ends_with("mailto:luis@ejemplo.mx")).expect("an attendee");
    assert!(attendee.contains("PARTSTAT=NEEDS-ACTION") && attendee.contains("RSVP=TRUE"), "{attendee}");
    for (query, named) in [
        ("invite=ana@ejemplo.cl", "organizer"),
        ("organizer=s@e.mx", "nobody is invited"),
        ("invite=ana&organizer=s@e.mx", "invite=ana"),
        ("invite=a@b@c&organizer=s@e.mx", "invite="),
        ("invite=a@b.mx%0d%0aX:1&organizer=s@e.mx", "invite="),
        ("invite=a@b.mx,&organizer=s@e.mx", "invite="),
        ("invite=a@b.mx&organizer=%22a%22@e.mx", "organizer="),
    ] {
        let (status, problem) = town.problem(&format!("{path}?{query}")).await;
        assert_eq!((status, problem.code.as_str()), (400, "bad_request"), "{query}");
        assert!(problem.message.contains(named), "{query}: {problem}");
    }
    let cancel = content("agenda_cancel", json!({"reason": {"es": "Lluvia"}}));
    SECRETARY.write(&town, Some(&id.to_string()), cancel).await;
    let text = town.get(&format!("{path}?{query}")).await.text();
    assert!(text.contains("METHOD:CANCEL") && text.contains("SEQUENCE:1"), "{text}");
    town.running.stop().await;
}
