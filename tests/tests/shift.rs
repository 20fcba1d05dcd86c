//! What the operators of one node note for each other: durable there, and known nowhere else.

use cabildo_tests::processes::{PATIENCE, Processes, program};
use serde_json::Value;
use std::{path::Path, process::Command, time::Instant};

fn cabildo(home: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(program()).arg("--home").arg(home).args(arguments).output().expect("a program");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

fn json(home: &Path, arguments: &[&str]) -> Value {
    let (status, said) = cabildo(home, &[&["--json"], arguments].concat());
    assert_eq!(status, 0, "{arguments:?}: {said}");
    serde_json::from_str(&said).expect("JSON")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shift_is_handed_over_on_this_node_and_nowhere_else() {
    let mut processes = Processes::write(7);
    for name in ["oaxaca", "valparaiso"] {
        processes.start(name);
        processes.answers(name).await;
    }
    let (ours, theirs) = (processes.node("oaxaca").home.clone(), processes.node("valparaiso").home.clone());
    let notice =
        json(&theirs, &["alert", "--event", "es=Incendio", "--severity", "severe", "--status", "exercise"]);
    let id = notice["id"].as_str().expect("an id").to_owned();
    let api = processes.api("oaxaca");
    let began = Instant::now();
    while api.message(&id).await.is_err() {
        assert!(began.elapsed() < PATIENCE, "it does not arrive");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let devices = api.devices().await.expect("devices");
    let label = devices.first().expect("a device").label.clone();

    let (status, said) = cabildo(&ours, &["mark", &id[..14]]);
    assert_eq!(status, 0, "{said}");
    json(&ours, &["mark", &id, "--flag"]);
    let mark = json(&ours, &["mark", &id, "--assign", &label]);
    assert!(mark["flagged"].is_object() && mark["assigned"].is_array(), "{mark}");
    let open = json(&ours, &["shift"]);
    assert_eq!(open["open"][0]["thread"]["id"], id.as_str());
    assert_eq!(open["open"][0]["mark"], mark);
    let (status, said) = cabildo(&ours, &["--language", "es", "shift", "--to", &label]);
    assert!(status == 0 && said.contains("Incendio") && said.contains(&label), "{said}");
    assert!(said.contains("Se entregó un asunto"), "{said}");

    let (status, said) = cabildo(&ours, &["--language", "es", "mark", &id, "--assign", "nadie"]);
    assert!(status == 2 && said.contains("nadie") && said.contains(&label), "{status} {said}");
    let (status, said) = cabildo(&theirs, &["--json", "mark", "cbm1qqqqqqq"]);
    assert_ne!(status, 0, "{said}");

    // From a machine that has the key and a forwarded socket, and nothing else of a home.
    let pc = processes.folder.path().join("pc");
    std::fs::create_dir_all(pc.join("keys")).expect("a folder");
    let key = ours.join("keys/operator.key");
    std::fs::copy(&key, pc.join("keys/operator.key")).expect("a key");
    std::fs::rename(key.with_extension("ledger"), pc.join("keys/operator.ledger")).expect("its ledger");
    let socket = processes.node("oaxaca").socket.to_string_lossy().into_owned();
    let there = ["--socket", &socket, "ack", &id, "seen"];
    assert!(json(&pc, &there)["id"].is_string());
    let (status, said) = cabildo(&pc, &["list"]);
    assert!(status != 0 && said.contains("--home"), "without the socket it is no home: {said}");
    std::fs::rename(pc.join("keys/operator.ledger"), key.with_extension("ledger")).expect("back");

    let before = api.marks().await.expect("marks");
    processes.kill("oaxaca");
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    assert_eq!(api.marks().await.expect("marks"), before);
    assert!(processes.api("valparaiso").marks().await.expect("marks").threads.is_empty());
    json(&ours, &["mark", &id, "--unassign"]);
    let mark = json(&ours, &["mark", &id, "--unflag"]);
    assert!(mark["flagged"].is_null() && mark["assigned"].is_null(), "{mark}");
}
