//! Who answers how fast: the matrix of a notice, reminders, times over a period, what nobody has closed.

use super::town::{Author, Town, ack, content, notice, now, proposal};
use serde_json::{Value, json};
use std::time::Duration;

const OPERATOR: Author = Author("oaxaca operator");
const MORELIA: Author = Author("morelia operator");

fn row<'a>(rows: &'a Value, who: &str) -> &'a Value {
    rows.as_array().expect("rows").iter().find(|row| row["institution"] == who).expect("a row")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_has_its_matrix_and_only_the_silent_are_reminded() {
    let town = Town::oaxaca().await;
    let id = OPERATOR.write(&town, None, notice("Sismo")).await.to_string();
    let before: Value = town.json(&format!("/v1/messages/{id}/reminders")).await;
    let morelia = row(&before["reminders"], "mx:16053");
    assert!(morelia["reason"] == "away" || morelia["reason"] == "no_node", "{morelia}");

    MORELIA.write(&town, Some(&id), ack("seen")).await;
    let answer = MORELIA.write(&town, Some(&id), ack("need_help")).await.to_string();
    let matrix: Value = town.json(&format!("/v1/messages/{answer}/matrix")).await;
    assert_eq!((&matrix["id"], &matrix["status"]), (&json!(id), &json!("actual")));
    let morelia = row(&matrix["rows"], "mx:16053");
    assert_eq!(
        (&morelia["node"], &morelia["state"], &morelia["answer"]),
        (&json!("has"), &json!("need_help"), &json!("answered"))
    );
    assert!(morelia["steps_ms"]["seen"].is_u64() && morelia["steps_ms"]["need_help"].is_u64(), "{morelia}");
    assert_eq!(
        (&matrix["figures"]["acknowledged"], &matrix["help"][0]["needs"]),
        (&json!(1), &json!("mx:16053"))
    );
    let after: Value = town.json(&format!("/v1/messages/{id}/reminders")).await;
    let left = after["reminders"].as_array().expect("reminders");
    assert!(left.iter().all(|reminder| reminder["institution"] != "mx:16053"), "{left:?}");

    let times: Value = town.json("/v1/acknowledgement-times?baseline_ms=3600000").await;
    let quarter = &times["quarters"][0];
    assert_eq!((&quarter["notices"], &quarter["acknowledged"]), (&json!(1), &json!(1)));
    assert!(quarter["faster_percent"].as_i64().is_some_and(|n| n >= 99), "{quarter}");
    let table = town.get(&format!("/v1/messages/{id}/matrix.csv?language=es")).await.text();
    assert!(
        table.starts_with("institution,institution_name,country,node,answer,state,seconds_to_ack,"),
        "{table}"
    );
    let row = table.lines().find(|line| line.starts_with("mx:16053,Morelia,mx,has,answered,need_help,0,0,"));
    assert!(row.is_some_and(|row| row.split(',').count() == 16), "{table}");
    let table = town.get("/v1/acknowledgement-times.csv?excel=true").await.text();
    assert!(table.starts_with("\u{feff}id;institution;") && table.contains(";Sismo;"), "{table}");
    let table = town.get("/v1/inbox.csv?kind=notice").await.text();
    let row = table.lines().find(|line| line.starts_with(&id)).expect("a row");
    assert!(row.contains(",notice,mx:20067,") && row.contains(",Sismo,"), "{row}");
    assert_eq!(town.get("/v1/inbox.csv?kind=notice&limit=0").await.text().lines().count(), 1);
    let exercises: Value = town.json("/v1/acknowledgement-times?exercises=true").await;
    assert_eq!(exercises["notices"], json!([]));

    let agua = OPERATOR.write(&town, None, proposal("Agua")).await;
    for bad in [
        format!("/v1/messages/{agua}/matrix"),
        "/v1/acknowledgement-times?baseline_ms=0".to_owned(),
        "/v1/response-times?from=5&to=5".to_owned(),
        "/v1/response-times?kind=comment".to_owned(),
        "/v1/response-times?institution=Oaxaca".to_owned(),
    ] {
        let (status, problem) = town.problem(&bad).await;
        assert_eq!((status, problem.code.as_str()), (400, "bad_request"), "{bad}");
    }
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_timed_pauses_are_signed_and_what_nobody_closed_is_listed() {
    let town = Town::oaxaca().await;
    let text = json!({"es": "Agua"});
    let due = now().plus(1500).0;
    let asked = json!({"title": text, "text": text, "asked": ["mx:16053"], "respond_by": due});
    let short = OPERATOR.write(&town, None, content("proposal", asked)).await.to_string();
    let exercise = json!({"status": "exercise", "scope": "public", "info": [{"categories": ["met"],
        "event": text, "urgency": "immediate", "severity": "severe", "certainty": "observed"}]});
    OPERATOR.write(&town, None, content("notice", exercise)).await;
    let other = OPERATOR.write(&town, None, proposal("Basura")).await.to_string();
    MORELIA.write(&town, Some(&other), content("position", json!({"stance": "endorse"}))).await;
    let reason = json!({"until": now().plus(3_600_000).0, "reason": {"es": "Sesiona el lunes."}});
    MORELIA.write(&town, Some(&short), content("pause", reason)).await;

    let status: Value = town.json("/v1/status").await;
    assert_eq!(status["unclosed"], json!([]));
    tokio::time::sleep(Duration::from_millis(1600)).await;
    let status: Value = town.json("/v1/status").await;
    let unclosed = status["unclosed"].as_array().expect("a list");
    assert_eq!(unclosed.len(), 1, "{unclosed:?}");
    assert_eq!((&unclosed[0]["id"], &unclosed[0]["next"]["step"]), (&json!(short), &json!("close")));
    assert!(unclosed[0]["next"]["ours_from"].as_u64().is_some_and(|from| from > due));

    let times: Value = town.json("/v1/response-times?institution=mx:16053").await;
    assert_eq!(times["threads"], 2, "an exercise is not counted: {times}");
    let morelia = row(&times["rows"], "mx:16053");
    assert_eq!(
        (&morelia["answered"], &morelia["paused"], &morelia["overdue"]),
        (&json!(1), &json!(1), &json!(0))
    );
    assert!(morelia["median_ms"].is_u64(), "{morelia}");
    let notices: Value = town.json("/v1/response-times?kind=notice").await;
    assert_eq!((&notices["threads"], &notices["rows"]), (&json!(0), &json!([])));
    let table = town.get("/v1/response-times.csv?institution=mx:16053").await.text();
    assert!(
        table.starts_with("institution,institution_name,country,asked,")
            && table.contains("mx:16053,Morelia,mx,2,1,0,0,1,0,"),
        "{table}"
    );
    town.running.stop().await;
}
