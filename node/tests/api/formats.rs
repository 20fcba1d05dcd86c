//! Messages in the formats of other programs.

use super::town::{Author, Town, ack, content, notice, proposal};
use cabildo_node::formats::{
    cap::{self, MsgType},
    xml,
};
use serde_json::json;

const OPERATOR: Author = Author("oaxaca operator");
const MORELIA: Author = Author("morelia operator");

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_goes_out_as_cap_with_its_update_cancellation_and_answers() {
    let town = Town::oaxaca().await;
    let id = OPERATOR.write(&town, None, notice("Incendio")).await;
    let answer = town.get(&format!("/v1/messages/{id}/cap")).await;
    assert!(answer.head.contains("content-type: application/cap+xml"), "{}", answer.head);
    let alert = cap::read(&answer.body).expect("an alert");
    assert_eq!((alert.msg_type, alert.identifier.as_str()), (MsgType::Alert, id.to_string().as_str()));
    assert_eq!((alert.sender.as_str(), alert.references.len()), ("mx:20067", 0));
    assert!(!alert.notice.info[0].sender_name.is_empty());

    let mut fields = serde_json::to_value(notice("Incendio controlado")).expect("JSON");
    fields.as_object_mut().expect("a map").remove("kind");
    let update = OPERATOR.write(&town, Some(&id.to_string()), content("notice_update", fields)).await;
    let ack = MORELIA.write(&town, Some(&id.to_string()), ack("seen")).await;
    let alert_of = async |id: String| {
        cap::read(&town.get(&format!("/v1/messages/{id}/cap")).await.body).expect("an alert")
    };
    let (update, ack) = (alert_of(update.to_string()).await, alert_of(ack.to_string()).await);
    assert_eq!((update.msg_type, update.references.len()), (MsgType::Update, 1));
    assert!(update.references[0].starts_with(&format!("mx:20067,{id},")), "{:?}", update.references);
    assert_eq!((ack.msg_type, ack.references.len()), (MsgType::Ack, 2));

    let feed = async || xml::parse(&town.get("/v1/cap.atom").await.body).expect("XML");
    let entries = |feed: &xml::Element| feed.children.iter().filter(|e| e.name == "entry").count();
    let now = feed().await;
    assert_eq!(entries(&now), 1);
    let text = town.get("/v1/cap.atom").await.text();
    assert!(text.contains("<msgType>Update</msgType>") && text.contains("Incendio controlado"), "{text}");

    let cancel = content("notice_cancel", json!({"reason": {"es": "Extinguido"}}));
    let cancel = OPERATOR.write(&town, Some(&id.to_string()), cancel).await;
    let cancel = alert_of(cancel.to_string()).await;
    assert_eq!((cancel.msg_type, cancel.references.len()), (MsgType::Cancel, 2));
    assert_eq!(cancel.notice.note.as_deref(), Some("Extinguido"));
    assert!(town.get("/v1/cap.atom").await.text().contains("<msgType>Cancel</msgType>"));

    let info = json!({"categories": ["geo"], "event": {"es": "Sismo"}, "urgency": "immediate",
        "severity": "extreme", "certainty": "observed"});
    let exercise = content("notice", json!({"status": "exercise", "scope": "public", "info": [info]}));
    OPERATOR.write(&town, None, exercise).await;
    let text = town.get("/v1/cap.atom").await.text();
    assert!(text.contains("<title>SIMULACRO / EXERCISE: Sismo</title>"), "{text}");

    let other = OPERATOR.write(&town, None, proposal("Agua")).await;
    let (status, problem) = town.problem(&format!("/v1/messages/{other}/cap")).await;
    assert_eq!((status, problem.code.as_str()), (400, "bad_request"));
    town.running.stop().await;
}
