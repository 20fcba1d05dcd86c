//! Files with messages by the command line: given, listed, fetched, written under a name that is none of a
//! path.

use cabildo_client::writer::WriteRequest;
use cabildo_protocol::{
    content::{Attachment, Content, Proposal},
    id::MessageId,
    text::Texts,
};
use cabildo_tests::processes::{PATIENCE, Processes, program};
use futures::stream;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::Instant,
};

fn command(processes: &Processes, name: &str, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("timeout");
    command.arg("60").arg(program()).arg("--home").arg(&processes.node(name).home).args(arguments);
    command.env_remove("CABILDO_HOME").env("LANG", "C.UTF-8").current_dir(folder).stdin(Stdio::null());
    command.output().expect("a process")
}

#[track_caller]
fn done(output: &Output, status: i32) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    assert_eq!(output.status.code(), Some(status), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout) + &text(&output.stderr)
}

async fn arrives(processes: &Processes, name: &str, id: &str) {
    let (api, began) = (processes.api(name), Instant::now());
    while api.message(id).await.is_err() {
        assert!(began.elapsed() < PATIENCE, "{id} does not arrive at {name}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// A proposal whose files are called as no client of ours would call them.
async fn hostile(processes: &Processes, names: &[&str]) -> MessageId {
    let api = processes.api("oaxaca");
    let uploaded = api.upload(5, stream::iter([Ok(b"Hola.".to_vec())])).await.expect("kept");
    let text = |text: &str| Texts::one("es".parse().expect("a tag"), text);
    let file = |name: &&str| Attachment {
        name: (*name).to_owned(),
        mime_type: "text/plain".to_owned(),
        size: uploaded.size,
        root: uploaded.root,
    };
    let content = Proposal {
        attachments: names.iter().map(file).collect(),
        ..Proposal::new(text("Nombres"), text("Así."))
    };
    let request = WriteRequest::new(Content::Proposal(content));
    processes.writer("oaxaca").write(&api, request).await.expect("kept").id
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_with_messages_and_come_when_they_are_asked_for() {
    let mut processes = Processes::write(7);
    for name in ["oaxaca", "valparaiso"] {
        processes.start(name);
        processes.answers(name).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let pdf = [b"%PDF-1.7\n".as_slice(), &[b'x'; 300_000]].concat();
    fs::write(here.join("Plano final.pdf"), &pdf).expect("a file");
    fs::write(here.join("falso.pdf"), b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0").expect("a file");
    fs::write(here.join("nada.txt"), b"").expect("a file");
    let propose = ["propose", "--title", "es=Plan", "--text", "es=Va el plano."];
    for (bad, why) in
        [("nada.txt", "vacío"), ("no-existe.pdf", "no se puede leer"), (".", "no se puede leer")]
    {
        let said =
            done(&command(&processes, "oaxaca", here, &[&propose[..], &["--attach", bad]].concat()), 2);
        assert!(said.contains(why), "{said}");
    }
    let attach = ["--attach", "Plano final.pdf", "--attach", "falso.pdf", "--json"];
    let said = done(&command(&processes, "oaxaca", here, &[&propose[..], &attach].concat()), 0);
    let id = serde_json::from_str::<Value>(&said).expect("JSON")["id"].as_str().expect("an id").to_owned();
    arrives(&processes, "valparaiso", &id).await;

    let shown = done(&command(&processes, "valparaiso", here, &["show", &id]), 0);
    for part in ["Archivos (2)", "1  Plano final.pdf · 293 KiB · application/pdf · no está aquí"] {
        assert!(shown.contains(part), "«{part}» in {shown}");
    }
    assert!(!shown.contains('!'), "what is not here is not judged: {shown}");
    let own = done(&command(&processes, "oaxaca", here, &["show", &id, "--language", "en"]), 0);
    assert!(own.contains("1  Plano final.pdf · 293 KiB · application/pdf · saved here"), "{own}");
    assert!(own.contains("! its bytes are not that: they look like application/vnd.microsoft"), "{own}");
    let sheet = done(&command(&processes, "oaxaca", here, &["show", &id, "--format", "html"]), 0);
    assert!(sheet.contains("Plano final.pdf · 293 KiB") && sheet.contains("cbh1"), "{sheet}");
    let json = done(&command(&processes, "valparaiso", here, &["adjuntos", &id, "--json"]), 0);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["attachments"][0]["state"], "absent");

    // Two files: it must be said which.
    done(&command(&processes, "valparaiso", here, &["fetch", &id]), 2);
    let there = tempfile::tempdir().expect("a folder");
    let fetched = done(&command(&processes, "valparaiso", there.path(), &["traer", &id, "1"]), 0);
    assert!(fetched.contains("Se escribió Plano final.pdf (293 KiB)"), "{fetched}");
    assert_eq!(fs::read(there.path().join("Plano final.pdf")).expect("the file"), pdf);
    let again = done(&command(&processes, "valparaiso", there.path(), &["fetch", &id, "1"]), 1);
    assert!(again.contains("ya existe"), "{again}");
    fs::write(there.path().join("Plano final.pdf"), b"otra cosa").expect("a file");
    done(&command(&processes, "valparaiso", there.path(), &["fetch", &id, "1", "--force"]), 0);
    assert_eq!(fs::read(there.path().join("Plano final.pdf")).expect("the file"), pdf);
    let marked =
        done(&command(&processes, "valparaiso", there.path(), &["fetch", &id, "2", "--out", "x"]), 0);
    assert!(marked.contains("! sus bytes no son eso"), "{marked}");
    let none = done(&command(&processes, "valparaiso", there.path(), &["fetch", &id, "3"]), 1);
    assert!(none.contains("no tiene archivo 3"), "{none}");

    // A comment brings one of its own, and is listed in the thread.
    let comment = ["comment", &id, "--text", "es=Otro.", "--attach", "falso.pdf", "--json"];
    done(&command(&processes, "oaxaca", here, &comment), 0);
    names_of_others(&processes).await;

    let late = done(
        &command(&processes, "oaxaca", here, &[&propose[..], &["--attach", "falso.pdf", "--json"]].concat()),
        0,
    );
    let late = serde_json::from_str::<Value>(&late).expect("JSON")["id"].as_str().expect("an id").to_owned();
    arrives(&processes, "valparaiso", &late).await;
    // The same bytes are here already, by another message.
    done(&command(&processes, "valparaiso", there.path(), &["fetch", &late, "--out", "otro"]), 0);
    fs::write(here.join("nuevo.txt"), b"Nuevo.").expect("a file");
    let newest = [&propose[..], &["--attach", "nuevo.txt", "--json"]].concat();
    let newest = done(&command(&processes, "oaxaca", here, &newest), 0);
    let newest =
        serde_json::from_str::<Value>(&newest).expect("JSON")["id"].as_str().expect("an id").to_owned();
    arrives(&processes, "valparaiso", &newest).await;
    processes.kill("oaxaca");
    let waits = done(&command(&processes, "valparaiso", there.path(), &["fetch", &newest]), 4);
    assert!(waits.contains("nuevo.txt aún no está aquí"), "{waits}");
    assert!(!there.path().join("nuevo.txt").exists());
}

/// Whatever others call a file, it is written into this folder and nowhere else.
async fn names_of_others(processes: &Processes) {
    let names = ["..", ".bashrc", "-rf", "plan\u{202e}fdp.exe", "con.txt", "x\u{200b}y.txt"];
    let id = hostile(processes, &names).await.to_string();
    arrives(processes, "valparaiso", &id).await;
    let outer = tempfile::tempdir().expect("a folder");
    let folder = outer.path().join("inner");
    fs::create_dir(&folder).expect("a folder");
    for number in 1..=names.len() {
        done(&command(processes, "valparaiso", &folder, &["fetch", &id, &number.to_string()]), 0);
    }
    let mut found: Vec<String> = fs::read_dir(&folder)
        .expect("it")
        .map(|e| e.expect("a file").file_name().into_string().expect("UTF-8"))
        .collect();
    found.sort();
    assert_eq!(found, ["_con.txt", "attachment", "bashrc", "planfdp.exe", "rf", "xy.txt"]);
    assert_eq!(fs::read_dir(outer.path()).expect("it").count(), 1, "nothing beside the folder");
    let shown = done(&command(processes, "valparaiso", &folder, &["attachments", &id]), 0);
    assert!(!shown.contains('\u{202e}') && !shown.contains('\u{200b}'), "{shown:?}");
}
