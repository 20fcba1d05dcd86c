//! Maps, tables and bundles.

use super::town::{Author, Town, ack, agenda, content, proposal};
use cabildo_protocol::{content::Content, evidence};
use serde_json::{Value, json};

const OPERATOR: Author = Author("oaxaca operator");
const SECRETARY: Author = Author("oaxaca secretary");
const MORELIA: Author = Author("morelia operator");

fn position(stance: &str, reason: &str) -> Content {
    content("position", json!({"stance": stance, "reason": {"es": reason}}))
}

fn rows(body: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(body);
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    rows.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_a_place_is_on_the_map() {
    let town = Town::oaxaca().await;
    let info = json!({"categories": ["met"], "event": {"es": "Inundación"}, "urgency": "immediate",
        "severity": "severe", "certainty": "observed", "areas": [
            {"description": {"es": "Centro"}, "circles": [[[170_000_000, -967_000_000], 500]]},
            {"description": {"es": "Morelia"}, "places": ["mx:16053"]},
            {"description": {"es": "En alguna parte"}}]});
    let notice = content("notice", json!({"status": "exercise", "scope": "public", "info": [info]}));
    let id = OPERATOR.write(&town, None, notice).await;
    let answer = town.get("/v1/geo/notices?language=es").await;
    assert!(answer.head.contains("content-type: application/geo+json"), "{}", answer.head);
    let map: Value = answer.json();
    assert_eq!(map["type"], "FeatureCollection");
    let kinds: Vec<&Value> =
        map["features"].as_array().expect("features").iter().map(|f| &f["geometry"]["type"]).collect();
    assert_eq!(kinds, [&json!("Polygon"), &json!("Point"), &Value::Null]);
    let first = &map["features"][0];
    assert_eq!(
        (&first["id"], &first["properties"]["status"]),
        (&json!(format!("{id}-1")), &json!("exercise"))
    );
    let ring = first["geometry"]["coordinates"][0].as_array().expect("a ring");
    assert_eq!((ring.len(), &ring[0]), (65, &ring[64]));
    assert!(ring.iter().all(|p| p[0].as_f64().is_some_and(|lon| lon < -96.0)), "longitude first");

    let institutions: Value = town.json("/v1/geo/institutions").await;
    let oaxaca =
        institutions["features"].as_array().expect("features").iter().find(|f| f["id"] == "mx:20067");
    assert_eq!(oaxaca.expect("Oaxaca")["geometry"]["type"], "Point");
    for layer in ["proposals", "agendas"] {
        let empty: Value = town.json(&format!("/v1/geo/{layer}")).await;
        assert_eq!(empty, json!({"type": "FeatureCollection", "features": []}));
    }
    let (status, problem) = town.problem("/v1/geo/roads").await;
    assert_eq!((status, problem.code.as_str()), (400, "bad_request"));
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_shows_what_holds_unless_more_is_asked_for() {
    let town = Town::oaxaca().await;
    let now = cabildo_node::driver::clock();
    let block = |event: &str, severity: &str| {
        json!({"categories": ["met"], "event": {"es": event}, "urgency": "immediate", "severity": severity,
            "certainty": "observed", "areas": [{"description": {"es": "Centro"}, "places": ["mx:20067"]}]})
    };
    let mut over = block("Viento", "minor");
    over["expires"] = json!(now.0 - 1000);
    let mut later = block("Granizo", "minor");
    later["effective"] = json!(now.0 + 3_600_000);
    let notice =
        |info: Value| content("notice", json!({"status": "exercise", "scope": "public", "info": info}));
    let holds = OPERATOR.write(&town, None, notice(json!([over, block("Lluvia", "severe"), later]))).await;
    OPERATOR.write(&town, None, notice(json!([over]))).await;
    let cancelled = OPERATOR.write(&town, None, notice(json!([block("Calor", "minor")]))).await.to_string();
    let cancel = content("notice_cancel", json!({"reason": {"es": "Pasó"}}));
    OPERATOR.write(&town, Some(&cancelled), cancel).await;
    let shown = async |query: &str| {
        let map: Value = town.json(&format!("/v1/geo/notices{query}")).await;
        let features = map["features"].as_array().expect("features").clone();
        let said = |f: &Value| format!("{} {}", f["properties"]["event"], f["properties"]["validity"]);
        let mut said: Vec<String> = features.iter().map(said).collect();
        said.sort();
        (said.join(", ").replace('"', ""), features)
    };
    let (said, features) = shown("").await;
    assert_eq!(said, "Granizo upcoming, Lluvia current");
    assert!(features.iter().all(|f| f["properties"]["id"] == json!(holds)), "{features:?}");
    let title = &features[0]["properties"]["title"];
    assert!(title.as_str().is_some_and(|title| title.starts_with("SIMULACRO / EXERCISE: ")), "{title}");
    assert_eq!(shown("?state=expired").await.0, "Viento expired");
    assert_eq!(shown("?state=cancelled").await.0, "Calor expired");
    let all = "Calor expired, Granizo upcoming, Lluvia current, Viento expired, Viento expired";
    assert_eq!(shown("?state=all").await.0, all);
    for wrong in ["notices?state=gone", "institutions?state=active"] {
        assert_eq!(town.problem(&format!("/v1/geo/{wrong}")).await.0, 400, "{wrong}");
    }
    let messages = rows(&town.get("/v1/messages.csv").await.body, b',');
    assert_eq!(messages[0][8], "status");
    assert!(messages[1..].iter().all(|row| row[8] == "exercise"), "{messages:?}");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_a_table_and_formulas_are_defused() {
    let town = Town::oaxaca().await;
    let id = OPERATOR.write(&town, None, proposal("=HYPERLINK(1)")).await.to_string();
    let table = async |path: String| town.get(&path).await;
    let waiting = rows(&table(format!("/v1/messages/{id}/csv")).await.body, b',');
    assert_eq!(waiting[0][..5], ["institution", "institution_name", "country", "created_utc", "stance"]);
    assert!(waiting.iter().any(|row| row[0] == "mx:16053" && row[4] == "waiting"), "{waiting:?}");
    MORELIA.write(&town, Some(&id), position("object", "+1; sí")).await;
    let answer = table(format!("/v1/messages/{id}/csv?language=es")).await;
    assert!(answer.head.contains("content-type: text/csv; charset=utf-8"), "{}", answer.head);
    let said = rows(&answer.body, b',');
    let row = said.iter().find(|row| row[0] == "mx:16053").expect("Morelia");
    assert_eq!((row[4].as_str(), row[5].as_str(), row[9].as_str()), ("object", "true", "'+1; sí"));
    let excel = table(format!("/v1/messages/{id}/csv?excel=true")).await.body;
    assert!(excel.starts_with("\u{feff}institution;".as_bytes()));
    assert_eq!(rows(&excel[3..], b';')[1][9], "'+1; sí");
    let list = rows(&table("/v1/messages.csv?kind=proposal&language=es".into()).await.body, b',');
    assert_eq!((list.len(), list[1][5].as_str()), (2, "'=HYPERLINK(1)"));

    let notice = OPERATOR.write(&town, None, super::town::notice("Sismo")).await.to_string();
    MORELIA.write(&town, Some(&notice), ack("need_help")).await;
    let acks = rows(&table(format!("/v1/messages/{notice}/csv")).await.body, b',');
    assert!(acks.iter().any(|row| row[0] == "mx:16053" && row[4] == "need_help"), "{acks:?}");
    let summit = SECRETARY.write(&town, None, agenda("mx:20067")).await.to_string();
    let rsvp = content("rsvp", json!({"attendance": "in_person", "people": 3, "access": {"diet": 2}}));
    SECRETARY.write(&town, Some(&summit), rsvp).await;
    let rsvps = rows(&table(format!("/v1/messages/{summit}/csv")).await.body, b',');
    let row = rsvps.iter().find(|row| row[0] == "mx:20067").expect("Oaxaca");
    assert_eq!((row[4].as_str(), row[5].as_str(), row[6].as_str()), ("in_person", "3", "diet=2"));
    let (status, _) = town.problem("/v1/messages.csv?limit=5000").await;
    assert_eq!(status, 400);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_goes_out_with_all_that_proves_it() {
    let town = Town::oaxaca().await;
    let id = OPERATOR.write(&town, None, proposal("Agua")).await.to_string();
    OPERATOR.write(&town, None, proposal("Otra")).await;
    let answer = MORELIA.write(&town, Some(&id), position("endorse", "Sí")).await.to_string();
    let bundle = town.get(&format!("/v1/messages/{answer}/bundle")).await;
    assert_eq!(bundle.status, 200, "{}", bundle.text());
    let report = evidence::examine(&bundle.body).expect("a bundle");
    assert!(report.holds(), "{report:?}");
    let ids: Vec<String> = report.messages.iter().map(|one| one.message.id().to_string()).collect();
    assert_eq!(ids, [id.clone(), answer], "the root first, and nothing of other threads");
    // A whole export is verified, too.
    let export = town.get("/v1/export").await;
    let whole = evidence::examine(&dechunked(&export)).expect("an export");
    assert!(whole.holds() && whole.messages.len() == 3, "{whole:?}");
    let (status, problem) = town.problem("/v1/messages/cbm1qqqqqqqqq/bundle").await;
    assert_eq!((status, problem.code.as_str()), (404, "not_found"));
    town.running.stop().await;
}

/// The body of an answer that was sent in chunks.
fn dechunked(answer: &super::town::Answer) -> Vec<u8> {
    if !answer.head.contains("transfer-encoding: chunked") {
        return answer.body.clone();
    }
    let (mut rest, mut all) = (&answer.body[..], Vec::new());
    while let Some(at) = rest.windows(2).position(|w| w == b"\r\n") {
        let size =
            std::str::from_utf8(&rest[..at]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size.expect("a length");
        all.extend_from_slice(&rest[at + 2..at + 2 + size]);
        rest = &rest[at + 4 + size..];
    }
    all
}
