//! A text that its institution takes back is in no file of any home: not of those that had it, not
//! of one that was away meanwhile.

use cabildo_client::http::ApiClient;
use cabildo_protocol::views::Thread;
use cabildo_tests::processes::{PATIENCE, Processes, program};
use std::{fs, path::Path, process::Command, time::Instant};

const NODES: [&str; 3] = ["oaxaca", "valparaiso", "relay"];

/// What the program prints.
fn cabildo(home: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program()).arg("--home").arg(home).args(arguments).output().expect("a program");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn id_of(said: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(said).expect("JSON");
    json["id"].as_str().expect("an id").to_owned()
}

/// Whether some file below a folder contains the text.
fn has(folder: &Path, text: &str) -> Option<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| !path.is_symlink()).find_map(|path| {
        if path.is_dir() {
            return has(&path, text);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes()).then_some(path)
    })
}

async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn is_erased(api: &ApiClient, id: &str) -> bool {
    let view = api.message(id).await.ok().and_then(|detail| detail.view);
    matches!(view, Some(Thread::Opaque { reason, .. }) if reason == "erased")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_text_is_in_no_file_of_any_home() {
    let mut processes = Processes::write(7);
    for name in NODES {
        processes.start(name);
    }
    for name in NODES {
        processes.answers(name).await;
    }
    let home = processes.node("oaxaca").home.clone();
    let texts = ["Rosalía firmó el acta 4471", "El refugio está en la calle 9914"];
    let proposal = id_of(&cabildo(
        &home,
        &["--json", "propose", "--title", "es=Padrón", "--text", &format!("es={}", texts[0])],
    ));
    let event = format!("es={}", texts[1]);
    let notice = id_of(&cabildo(&home, &["--json", "alert", "--event", &event, "--severity", "minor"]));
    for (id, text) in [(&proposal, texts[0]), (&notice, texts[1])] {
        let there = processes.api("valparaiso");
        until("it arrives", async || there.raw(id).await.is_ok_and(|raw| raw.len() > 300)).await;
        let theirs = processes.node("valparaiso").home.clone();
        until("it is on disk", async || has(&theirs, text).is_some()).await;
    }
    // Away while it is erased; it has the text on disk.
    processes.kill("valparaiso");
    for id in [&proposal, &notice] {
        cabildo(&home, &["erase", id, "--reason", "es=Era un dato personal"]);
    }
    processes.start("valparaiso");
    processes.answers("valparaiso").await;
    for id in [&proposal, &notice] {
        for name in ["oaxaca", "valparaiso"] {
            let api = processes.api(name);
            until(&format!("{name} erases {id}"), async || is_erased(&api, id).await).await;
        }
    }
    let shown = cabildo(&home, &["--language", "es", "show", &proposal]);
    assert!(shown.contains("borró este texto"), "{shown}");
    let again = Command::new(program()).arg("--home").arg(&home).args(["show", &notice]).output();
    assert!(again.expect("a program").status.success());
    // A relay shows nothing, but keeps for others: it must have heard too.
    let relay = processes.node("relay").home.clone();
    until("the relay erases", async || texts.iter().all(|text| has(&relay, text).is_none())).await;
    for name in NODES {
        processes.kill(name);
        for text in texts {
            assert_eq!(has(&processes.node(name).home, text), None, "«{text}» is still in {name}'s home");
        }
    }
    // And when it is opened again.
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    let status = processes.api("oaxaca").status().await.expect("a status");
    assert!(status.trouble.is_empty(), "{status:?}");
    assert!(is_erased(&processes.api("oaxaca"), &proposal).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_erases_the_words_of_another() {
    let mut processes = Processes::write(7);
    for name in ["oaxaca", "valparaiso"] {
        processes.start(name);
        processes.answers(name).await;
    }
    let (ours, theirs) = (processes.node("oaxaca").home.clone(), processes.node("valparaiso").home.clone());
    let id = id_of(&cabildo(&ours, &["--json", "propose", "--title", "es=Agua", "--text", "es=Se propone."]));
    let there = processes.api("valparaiso");
    until("it arrives", async || there.raw(&id).await.is_ok()).await;
    let refused =
        Command::new(program()).arg("--home").arg(theirs).args(["erase", &id]).output().expect("a program");
    assert_eq!(refused.status.code(), Some(6));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("mx:20067"), "{said}");
}
