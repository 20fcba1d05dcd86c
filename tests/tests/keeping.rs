//! Keeping a node: backups, backup words, the doctor and test alerts, by the program itself.

use cabildo_client::key::{KeyFile, Passphrase};
use cabildo_tests::processes::{Processes, program};
use serde_json::Value;
use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

struct Done {
    status: i32,
    out: String,
    err: String,
}

fn run(home: &Path, arguments: &[&str], stdin: &str) -> Done {
    let mut child = Command::new("timeout")
        .arg("60")
        .arg(program())
        .arg("--home")
        .arg(home)
        .args(["--language", "es"])
        .args(arguments)
        .env_remove("CABILDO_HOME")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    // It may end before it has read everything.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().expect("a process");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Done { status: status.code().expect("an exit status"), out: text(stdout), err: text(stderr) }
}

#[track_caller]
fn ok(done: Done) -> String {
    assert_eq!(done.status, 0, "{} {}", done.out, done.err);
    done.out
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_running_node_is_proven_and_restored() {
    let mut processes = Processes::write(7);
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    let home = processes.node("oaxaca").home.clone();
    ok(run(&home, &["propose", "--title", "Agua", "--text", "Se propone."], ""));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("b");
    let name = file.to_str().expect("a path");
    let said = ok(run(&home, &["backup", name], ""));
    assert!(said.contains("Contiene la clave del nodo"), "{said}");
    assert_eq!(run(&home, &["backup", name], "").status, 1, "a backup is never overwritten");
    let said = ok(run(&home, &["restore", "--rehearse", name], ""));
    assert!(said.contains("Intacto: 1 mensajes en 1 registros"), "{said}");
    let new = folder.path().join("new");
    let json: Value = serde_json::from_str(&ok(run(&new, &["restore", name, "--json"], ""))).expect("JSON");
    assert_eq!((json["messages"].as_u64(), json["node_key"].as_bool()), (Some(1), Some(true)));
    let again = run(&new, &["restore", name], "");
    assert!(again.status == 1 && again.err.contains("is not empty"), "{}", again.err);
    let mut bytes = fs::read(&file).expect("bytes");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).expect("written");
    let refused = run(&folder.path().join("other"), &["restore", name], "");
    assert!(refused.status == 1 && refused.err.contains("is damaged at byte"), "{}", refused.err);
    assert!(!folder.path().join("other").exists());
}

#[test]
fn a_key_goes_to_paper_and_comes_back_under_a_new_passphrase() {
    let processes = Processes::write(2);
    let home = processes.node("oaxaca").home.clone();
    let path = home.join("keys/operator.key");
    let old = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
    // The words are not known before they are shown, so the first try answers at random and fails.
    let shown = run(&home, &["key", "words"], "\nno\nno\nno\n");
    assert!(shown.status == 1 && shown.err.contains("No es esa"), "{}", shown.err);
    let words: Vec<String> = shown
        .out
        .split_whitespace()
        .skip_while(|part| *part != "1.")
        .collect::<Vec<_>>()
        .chunks(2)
        .take_while(|pair| pair[0].ends_with('.') && pair[0][..pair[0].len() - 1].parse::<u8>().is_ok())
        .map(|pair| pair[1].to_owned())
        .collect();
    assert_eq!(words.len(), 24, "{}", shown.out);
    let typed = words.join(" ");
    assert_eq!(run(&home, &["key", "words", "--json"], "").status, 2, "secrets are no JSON");

    let said = ok(run(&home, &["key", "restore", "--words", "--rehearse"], &format!("{typed}\n")));
    assert!(said.contains("Son las palabras de la clave"), "{said}");
    let kept = run(&home, &["key", "restore", "--words"], &format!("{typed}\n"));
    assert!(kept.status == 1 && kept.err.contains("never overwritten"), "{}", kept.err);

    fs::remove_dir_all(home.join("keys")).expect("lost");
    let pass = home.join("pass");
    fs::write(&pass, "agua de lluvia\n").expect("written");
    let arguments = ["key", "restore", "--words", "--passphrase-file", pass.to_str().expect("a path")];
    // By place: a word may be part of another.
    let mut slip = words.clone();
    slip[4] = "xyzzy".into();
    let wrong = run(&home, &arguments, &(slip.join(" ") + "\n"));
    assert!(wrong.status == 1 && wrong.err.contains("La palabra 5"), "{}", wrong.err);
    assert!(!path.exists());
    // Line by line, as a person types, without accents.
    ok(run(&home, &arguments, &(words.join("\n") + "\n")));
    let file = KeyFile::read(&path).expect("a key");
    assert!(file.is_encrypted());
    let new = file.open(Some(&Passphrase::new("agua de lluvia".into()))).expect("an open key");
    assert_eq!(new.to_bytes(), old.to_bytes());
    assert!(!home.join("keys/operator.ledger/begun").exists(), "its head is learnt first");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let mut processes = Processes::write(2);
    let home = processes.node("oaxaca").home.clone();
    let findings = |arguments: &[&str]| {
        let done = run(&home, &[&["doctor", "--json"], arguments].concat(), "");
        let json: Value = serde_json::from_str(&done.out).expect("JSON");
        let codes = json["findings"].as_array().expect("findings").iter();
        let codes = codes.map(|f| (f["code"].as_str().expect("a code").to_owned(), f.clone()));
        (done.status, codes.collect::<std::collections::BTreeMap<_, _>>())
    };
    let (status, found) = findings(&[]);
    assert_eq!(status, 4, "keys of a demonstration have no passphrase: {found:?}");
    assert_eq!(found["operator-plain"]["level"], "trouble");
    assert!(found["operator-plain"]["remedy"].as_str().is_some_and(|r| r.contains("cabildo clave palabras")));
    for well in ["port-free", "node-key", "roster-versions", "roster-valid"] {
        assert!(found.contains_key(well), "{well} in {found:?}");
    }
    assert!(found.contains_key("peer-refused"), "nobody runs: {found:?}");
    assert_eq!(findings(&["port"]).0, 0);

    let taken = std::net::TcpListener::bind(
        processes.node("oaxaca").addresses[1]
            .iter()
            .filter_map(|part| match part {
                libp2p::multiaddr::Protocol::Tcp(port) => Some(("127.0.0.1", port)),
                _ => None,
            })
            .collect::<Vec<_>>()[0],
    )
    .expect("bound");
    let (status, found) = findings(&["port"]);
    let holder = format!("process {}", std::process::id());
    assert!(status == 4 && found["port-taken"]["message"].as_str().is_some_and(|m| m.contains(&holder)));
    drop(taken);

    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(home.join("node.key"), fs::Permissions::from_mode(0o644)).expect("set");
    assert!(findings(&["keys"]).1.contains_key("key-loose"));
    fs::set_permissions(home.join("node.key"), fs::Permissions::from_mode(0o600)).expect("set");

    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    let (_, found) = findings(&[]);
    for code in ["port-open", "store-kept", "peers-alone", "alerts-none"] {
        assert!(found.contains_key(code), "{code} in {found:?}");
    }
    let page = run(&home, &["doctor", "peers"], "");
    assert!(page.status == 4 && page.out.contains("[MAL] otros nodos: ") && page.out.contains("    → "));
    assert_eq!(run(&home, &["doctor", "stomach"], "").status, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_alert_says_whether_it_arrived() {
    let mut processes = Processes::write(2);
    let home = processes.node("oaxaca").home.clone();
    let mut settings = fs::OpenOptions::new().append(true).open(home.join("config.toml")).expect("settings");
    let rules = "\n[[alert]]\nname = \"good\"\nrun = [\"/bin/sh\", \"-c\", \"echo $CABILDO_TITLE\"]\n\
        [[alert]]\nname = \"bad\"\nrun = [\"/bin/false\"]\n";
    settings.write_all(rules.as_bytes()).expect("written");
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    let good = ok(run(&home, &["alert-test", "good"], ""));
    assert!(good.contains("«good»: bien") && good.contains("PRUEBA de Cabildo"), "{good}");
    let all = run(&home, &["alert-test"], "");
    assert!(all.status == 1 && all.out.contains("«bad»: falló con el estado 1"), "{}", all.out);
    assert_eq!(run(&home, &["alert-test", "none"], "").status, 1);
}

#[test]
fn the_service_manager_hears_of_readiness_life_and_the_end() {
    let processes = Processes::write(2);
    let home = processes.node("oaxaca").home.clone();
    let place = tempfile::tempdir().expect("a folder");
    let socket = place.path().join("notify");
    let manager = std::os::unix::net::UnixDatagram::bind(&socket).expect("a socket");
    manager.set_read_timeout(Some(cabildo_tests::processes::PATIENCE)).expect("a time");
    let hears = |wanted: &str| loop {
        let mut buffer = [0; 4096];
        let length = manager.recv(&mut buffer).expect("in vain");
        let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
        if text.lines().any(|line| line == wanted) {
            return;
        }
    };
    // The node's key comes from the manager, and is in the home no more.
    fs::rename(home.join("node.key"), place.path().join("node.key")).expect("moved");
    let mut node = Command::new(program())
        .arg("--home")
        .arg(&home)
        .arg("node")
        .env("NOTIFY_SOCKET", &socket)
        .env("WATCHDOG_USEC", "300000")
        .env("CREDENTIALS_DIRECTORY", place.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process");
    hears("READY=1");
    assert_eq!(run(&home, &["status"], "").status, 0, "what is ready answers");
    hears("WATCHDOG=1");
    hears("WATCHDOG=1");
    let pid = rustix::process::Pid::from_child(&node);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("told");
    hears("STOPPING=1");
    assert!(node.wait().expect("ended").success());
}
