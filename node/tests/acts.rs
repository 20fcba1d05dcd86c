//! What is signed jointly, translated and amended, by the program itself on two nodes.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use common::{Federation, federation, until};
use serde_json::Value;
use std::process::Command;

/// The program on a node's home: all that it said, where it did what it was asked.
async fn cabildo(federation: &Federation, name: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cabildo"));
    command.arg("--home").arg(federation.home(name)).args(arguments);
    if !arguments.contains(&"--language") {
        command.args(["--language", "es"]);
    }
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = run.await.expect("a thread").expect("a program");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

/// The id of what was written.
async fn written(federation: &Federation, name: &str, arguments: &[&str]) -> String {
    let said = cabildo(federation, name, &[&["--json"], arguments].concat()).await;
    let answer: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    answer["id"].as_str().expect("an id").to_owned()
}

async fn comes(federation: &Federation, name: &str, id: &str) {
    let api = federation.api(name);
    until(id, async || api.message(id).await.is_ok()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_cities_sign_a_declaration_and_a_file_proves_it() {
    let federation = federation(7);
    let nodes = [federation.start("oaxaca").await, federation.start("valparaiso").await];
    let declare = ["declarar", "--title", "Agua", "--text", "Se cuida el agua.", "--required", "mx=1,cl=1"];
    let id = written(&federation, "oaxaca", &declare).await;
    written(&federation, "oaxaca", &["firmar", &id, "--text", "Por unanimidad"]).await;
    let said = cabildo(&federation, "oaxaca", &["ver", &id]).await;
    assert!(said.contains("en firma") && said.contains("Chile: 0 de 1 firmas"), "{said}");
    assert!(said.contains("faltan:") && said.contains("leída en: es"), "{said}");
    comes(&federation, "valparaiso", &id).await;
    let signature = written(&federation, "valparaiso", &["sign", &id]).await;
    comes(&federation, "oaxaca", &signature).await;
    let said = cabildo(&federation, "oaxaca", &["ver", &id]).await;
    assert!(said.contains("en vigor desde") && said.contains("Chile: 1 de 1 firmas"), "{said}");
    let said = cabildo(&federation, "oaxaca", &["list", "--state", "in_force"]).await;
    assert!(said.contains("Agua"), "{said}");

    let file = federation.folder.path().join("declaration.bundle");
    let file = file.to_str().expect("a path");
    cabildo(&federation, "oaxaca", &["bundle", &id, file]).await;
    for node in nodes {
        node.stop().await;
    }
    let pin = federation.written.federation.to_string();
    let said = cabildo(&federation, "oaxaca", &["verify", file, "--federation", &pin]).await;
    assert!(said.contains("en vigor desde") && said.contains("cl:05101"), "{said}");
    let said = cabildo(&federation, "oaxaca", &["--json", "verify", file]).await;
    let report: Value = serde_json::from_str(&said).expect("JSON");
    let declaration = &report["declarations"][0];
    assert_eq!((&report["holds"], &declaration["state"]), (&true.into(), &"in_force".into()));
    assert_eq!(declaration["signatures"].as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_is_translated_amended_and_sponsored() {
    let federation = federation(7);
    let nodes = [federation.start("oaxaca").await, federation.start("valparaiso").await];
    let propose = ["proponer", "--title", "Agua", "--text", "El agua es de todos"];
    let id = written(&federation, "oaxaca", &propose).await;
    comes(&federation, "valparaiso", &id).await;
    let translate = ["traducir", &id, "humana", "--title", "pt=Água", "--text", "pt=A água é de todos"];
    let translation = written(&federation, "valparaiso", &translate).await;
    comes(&federation, "oaxaca", &translation).await;
    let show = ["--language", "pt", "show", &id];
    let said = cabildo(&federation, "oaxaca", &show).await;
    assert!(said.contains("A água é de todos") && said.contains("Texto original:"), "{said}");
    assert!(!said.contains("o original mudou depois"), "{said}");
    let amend = ["enmendar", &id, "--text", "El agua limpia es de todos"];
    let amendment = written(&federation, "valparaiso", &amend).await;
    comes(&federation, "oaxaca", &amendment).await;
    let said = cabildo(&federation, "oaxaca", &["ver", &id]).await;
    assert!(said.contains("El agua {+limpia +}es de todos"), "{said}");
    let revision = written(&federation, "oaxaca", &["modificar", &id, "--accept", &amendment]).await;
    comes(&federation, "valparaiso", &revision).await;
    let sponsor = ["responder", &id, "apoyar", "--sponsor"];
    let position = written(&federation, "valparaiso", &sponsor).await;
    comes(&federation, "oaxaca", &position).await;
    let said = cabildo(&federation, "oaxaca", &["ver", &id]).await;
    assert!(said.contains("Texto nuevo") && said.contains("acogida"), "{said}");
    assert!(said.contains("También la presentan: Valparaíso") && !said.contains("que rige ahora"), "{said}");
    let said = cabildo(&federation, "oaxaca", &show).await;
    assert!(said.contains("o original mudou depois"), "{said}");
    for node in nodes {
        node.stop().await;
    }
}
