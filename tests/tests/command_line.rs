//! The command line against running nodes: every command, every exit status, every door for
//! texts and passphrases.

use cabildo_client::key::{self, KeyFile, Passphrase};
use cabildo_tests::processes::{PATIENCE, Processes, program};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// What a command did.
#[derive(Debug)]
struct Done {
    status: i32,
    out: String,
    err: String,
}

impl Done {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self {
            status: output.status.code().expect("an exit status"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    #[track_caller]
    fn ok(self) -> String {
        assert_eq!(self.status, 0, "{self:?}");
        self.out
    }

    #[track_caller]
    fn json(self) -> Value {
        serde_json::from_str(&self.ok()).expect("JSON")
    }

    #[track_caller]
    fn fails(self, status: i32, part: &str) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.err.contains(part), "«{part}» in {self:?}");
        self
    }
}

fn command(home: &Path) -> Command {
    let mut command = Command::new("timeout");
    command.arg("60").arg(program()).arg("--home").arg(home);
    for name in ["CABILDO_HOME", "NO_COLOR"] {
        command.env_remove(name);
    }
    // Colour forced on any other program must not bring escapes here.
    command.env("LANG", "C.UTF-8").env("CLICOLOR_FORCE", "1").env("TERM", "xterm-256color");
    command
}

fn run(home: &Path, arguments: &[&str]) -> Done {
    Done::of(command(home).args(arguments).stdin(Stdio::null()).output().expect("a process"))
}

fn run_with(home: &Path, arguments: &[&str], stdin: &str) -> Done {
    let mut child = piped(command(home).args(arguments).stdin(Stdio::piped()));
    child.stdin.take().expect("a pipe").write_all(stdin.as_bytes()).expect("written");
    Done::of(child.wait_with_output().expect("a process"))
}

fn piped(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process")
}

#[track_caller]
fn id_of(done: Done) -> String {
    let json = done.json();
    let id = json["id"].as_str().expect("an id").to_owned();
    assert!(id.starts_with("cbm1"), "{id}");
    id
}

/// Asks again until the answer has all parts: gossip takes its time.
#[track_caller]
fn until(home: &Path, arguments: &[&str], parts: &[&str]) -> String {
    let began = Instant::now();
    loop {
        let done = run(home, arguments);
        if done.status == 0 && parts.iter().all(|part| done.out.contains(part)) {
            return done.out;
        }
        assert!(began.elapsed() < PATIENCE, "waited for {parts:?} of {arguments:?}: {done:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

async fn three_nodes() -> Processes {
    let mut processes = Processes::write(7);
    let names = ["oaxaca", "valparaiso", "sfic"];
    for name in names {
        processes.start(name);
    }
    for name in names {
        processes.answers(name).await;
    }
    processes
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_works_against_running_nodes() {
    let processes = three_nodes().await;
    let home = |name: &str| processes.node(name).home.clone();
    let (oaxaca, valparaiso) = (home("oaxaca"), home("valparaiso"));

    let mut watching = piped(command(&valparaiso).args(["watch", "--json"]).stdin(Stdio::null()));
    let mut events = BufReader::new(watching.stdout.take().expect("a pipe")).lines();

    deliberate(&oaxaca, &valparaiso);
    alarm(&oaxaca, &valparaiso);
    run(&oaxaca, &["agenda", "--title", "x", "--starts", "1h", "--ends", "2h"]).fails(6, "·");
    meet(&home("sfic"), &valparaiso);

    let seen = events.by_ref().map(|line| line.expect("a line")).find(|line| line.contains("\"message\""));
    let event: Value = serde_json::from_str(&seen.expect("an event")).expect("JSON");
    assert!(
        event["event"] == "message" && event["kind"].is_string() && event["event_id"].is_string(),
        "{event}"
    );
    // The reader leaves: the next event finds nobody, and that is no error.
    drop(events);
    id_of(run(&oaxaca, &["propose", "--title", "Otra", "--text", "x", "--json"]));
    let left = Done::of(watching.wait_with_output().expect("a process"));
    assert_eq!((left.status, left.err.as_str()), (0, ""), "{left:?}");

    let status = run(&oaxaca, &["status", "--json"]).json();
    assert_eq!((&status["institution"], &status["role"]), (&"mx:20067".into(), &"node".into()));
    assert!(run(&oaxaca, &["status"]).ok().contains("Oaxaca de Juárez (mx:20067)"));
    let peers = run(&oaxaca, &["peers", "--json"]).json();
    assert!(peers["peers"].as_array().is_some_and(|peers| peers.len() == 6), "{peers}");
    assert!(run(&oaxaca, &["peers"]).ok().contains("Valparaíso"));
    frontiers_agree(&oaxaca, &valparaiso);
    plain(&valparaiso);
    print(&oaxaca);
    complete(&oaxaca);
}

/// Without colour and on a terminal that can nothing: no escape, and how severe it is as a word.
fn plain(home: &Path) {
    let dumb = |arguments: &[&str]| {
        let mut asked = command(home);
        asked.env("NO_COLOR", "1").env("TERM", "dumb").env_remove("CLICOLOR_FORCE");
        let shown = Done::of(asked.args(arguments).output().expect("a process")).ok();
        assert!(!shown.contains('\u{1b}'), "{arguments:?}: {shown:?}");
        shown
    };
    let line = [
        "alert",
        "--event",
        "Incendio",
        "--headline",
        "Incendio",
        "--severity",
        "severe",
        "--place",
        "cl:05101",
        "--area",
        "Puerto",
        "--expires",
        "6h",
        "--json",
    ];
    let id = id_of(run(home, &line));
    let listed = dumb(&["list"]);
    let row = listed.lines().find(|line| line.contains("Incendio")).expect("a line of the inbox");
    assert!(row.contains("SEVERA"), "{row}");
    assert!(dumb(&["show", &id]).contains("Gravedad: severa"));
}

/// Paper: of what is shown, into a file that is never lost by it.
fn print(home: &Path) {
    let listed = run(home, &["listar", "--kind", "propuesta", "--json"]).json();
    let id = listed["threads"][0]["id"].as_str().expect("a proposal").to_owned();
    let html = run(home, &["mostrar", &id, "--format", "html", "--paper", "letter"]).ok();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("size: letter"), "{html}");
    assert!(html.contains(&id) && html.contains("cbk1") && html.contains("Oaxaca de Juárez (mx:20067)"));
    let file = home.join("hoja.html").display().to_string();
    let line = ["mostrar", &id, "--format", "html", "--output", &file];
    run(home, &line).ok();
    let first = fs::read_to_string(&file).expect("a file");
    assert!(first.contains("size: A4"));
    run(home, &line).fails(1, "--force");
    run(home, &["mostrar", &id, "--output", &file, "--force"]).ok();
    assert!(fs::read_to_string(&file).expect("a file").starts_with("Propuesta"), "replaced by the text");
    let ascii = run(home, &["--ascii", "listar"]).ok();
    assert!(ascii.is_ascii() && ascii.contains("Oaxaca de Juarez"), "{ascii}");
    let plain = Done::of(command(home).arg("listar").env("LANG", "C").output().expect("a process")).ok();
    assert!(plain.is_ascii(), "{plain}");
}

/// What a shell offers, with the node running.
fn complete(home: &Path) {
    let offered = |line: &[&str]| {
        let mut asked = Command::new(program());
        asked.env("COMPLETE", "bash").env("_CLAP_IFS", "\n").env("LANG", "C.UTF-8");
        asked.env("_CLAP_COMPLETE_INDEX", (line.len() + 2).to_string()).env("_CLAP_COMPLETE_COMP_TYPE", "9");
        asked.args(["--", "cabildo", "--home"]).arg(home).args(line);
        Done::of(asked.output().expect("a process")).ok()
    };
    assert_eq!(offered(&["propo"]).trim(), "proponer");
    assert!(offered(&["mostrar", "cbm1"]).lines().filter(|id| id.starts_with("cbm1")).count() > 2);
    assert!(offered(&["proponer", "--asked", "cl:05"]).contains("cl:05101"));
    assert!(offered(&["proponer", "--asked", "valp"]).contains("cl:05101"), "by the name");
    assert!(offered(&["responder", "cbm1a", "ap"]).contains("apoyar"));
}

/// A proposal with its texts from everywhere, answered and commented.
fn deliberate(oaxaca: &Path, valparaiso: &Path) {
    let file = oaxaca.join("texto.txt");
    fs::write(&file, "From a file.\n").expect("written");
    let english = format!("en=@{}", file.display());
    let line = [
        "propose", "--title", "Lluvia", "--title", "en=Rain", "--text", "es=-", "--text", &english, "--json",
    ];
    let id = id_of(run_with(oaxaca, &line, "Primero.\r\n\r\nx = 2\n"));
    let shown = until(valparaiso, &["show", &id], &["Lluvia", "  Primero.\n\n  x = 2\n", "Faltan: "]);
    assert!(!shown.contains('\u{1b}') && !shown.contains("From a file"), "{shown}");
    let detail = run(valparaiso, &["show", &id, "--json"]).json();
    assert_eq!(detail["content"]["text"]["en"], "From a file.");
    let english = run(valparaiso, &["--language", "en", "show", &id[..20]]).ok();
    assert!(english.contains("Proposal · ") && english.contains("From a file."), "{english}");

    let answer =
        ["responder", &id[..20], "pedir-cambios", "--text", "Más plazo", "--mandate", "Acuerdo 12/2026"];
    let told = run(valparaiso, &answer).ok();
    assert!(told.contains("postura") && told.contains("cbm1"), "{told}");
    until(oaxaca, &["show", &id], &["pide cambios", "Más plazo", "Acuerdo 12/2026", "cl: pide cambios 1"]);
    id_of(run_with(valparaiso, &["comment", &id, "--text-file", "-", "--json"], "Gracias.\n"));
    until(oaxaca, &["show", &id], &["Comentarios (1)", "Gracias."]);

    let listed = run(oaxaca, &["list"]).ok();
    let row = listed.lines().find(|line| line.contains("Lluvia")).expect("a line of the inbox");
    assert!(id.starts_with(row.split(' ').next().expect("an id")), "{row}");
    let positions = run(oaxaca, &["list", "--kind", "position", "--json"]).json();
    assert_eq!(positions["messages"].as_array().map(Vec::len), Some(1), "{positions}");
    let none = run(oaxaca, &["list", "--kind", "agenda", "--institution", "cl:05101", "--json"]).json();
    assert_eq!(none["threads"].as_array().map(Vec::len), Some(0), "{none}");
    run(oaxaca, &["ack", &id, "seen"]).fails(2, "proposal");
    run(oaxaca, &["show", "cbm1zzzzzzzz"]).fails(1, "cbm1zzzzzzzz");
    let refused = run(oaxaca, &["show", "cbm1zzzzzzzz", "--json"]).fails(1, "");
    let error: Value = serde_json::from_str(&refused.err).expect("JSON on standard error");
    assert_eq!(error["error"]["code"], "not_found");
}

/// A notice, acknowledged, updated and withdrawn.
fn alarm(oaxaca: &Path, valparaiso: &Path) {
    let line = [
        "alert",
        "--event",
        "Sismo",
        "--headline",
        "Sismo de prueba",
        "--severity",
        "minor",
        "--status",
        "exercise",
        "--area",
        "Costa",
        "--place",
        "MX-OAX",
        "--expires",
        "6h",
        "--json",
    ];
    let id = id_of(run(oaxaca, &line));
    until(valparaiso, &["show", &id], &["Sismo de prueba", "simulacro", "Costa (MX-OAX)"]);
    id_of(run(valparaiso, &["acusar", &id, "necesita-ayuda", "--text", "Bombas", "--json"]));
    until(oaxaca, &["show", &id], &["necesita ayuda", "Bombas"]);
    id_of(run(oaxaca, &["alert", "--update", &id, "--severity", "extreme", "--json"]));
    until(valparaiso, &["show", &id], &["Gravedad: extrema", "Sismo de prueba", "Actualizado"]);
    run(valparaiso, &["alert", "--update", &id, "--severity", "minor"]).fails(6, "mx:20067");
    id_of(run(oaxaca, &["alert", "--cancel", &id, "--reason", "Fin del simulacro", "--json"]));
    until(valparaiso, &["show", &id], &["cancelado", "Fin del simulacro"]);
}

/// A summit, written in a file, answered in numbers.
fn meet(sfic: &Path, valparaiso: &Path) {
    let agenda = "title = 'Cumbre'\nhost = 'cl:05101'\ntime_zone = 'America/Santiago'\n\
                  starts = 2027-03-10T09:00:00\nends = 2027-03-10T17:00:00\n\
                  [[items]]\ntitle = { es = 'Apertura', en = 'Opening' }\nminutes = 30\nstarts = 2027-03-10T09:30:00\n";
    let id = id_of(run_with(sfic, &["agenda", "--file", "-", "--venue", "Puerto", "--json"], agenda));
    let line = [
        "rsvp",
        &id,
        "in-person",
        "--people",
        "3",
        "--need",
        "wheelchair=1",
        "--language-wanted",
        "arn",
        "--json",
    ];
    until(valparaiso, &["show", &id], &["Cumbre"]);
    id_of(run(valparaiso, &line));
    until(
        sfic,
        &["show", &id],
        &[
            "2027-03-10 09:00 -03:00",
            "2027-03-10 06:00 -06:00",
            "09:30 (06:30)  Apertura",
            "presencial · 3 personas",
        ],
    );
}

fn frontiers_agree(oaxaca: &Path, valparaiso: &Path) {
    let began = Instant::now();
    loop {
        let (here, there) = (run(oaxaca, &["frontier"]).ok(), run(valparaiso, &["frontier"]).ok());
        if here == there {
            let heads: Vec<Value> = serde_json::from_str(&here).expect("an array");
            let logs: Vec<&str> = heads.iter().map(|head| head["log"].as_str().expect("a log")).collect();
            assert!(logs.is_sorted() && logs.len() == 5, "{logs:?}");
            assert!(heads.iter().all(|head| head["seq"].is_u64() && head["hash"].is_string()));
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{here}\n{there}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_key_opens_by_file_and_by_descriptor_only() {
    let mut processes = Processes::write(7);
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    let home = processes.node("oaxaca").home.clone();
    let path = home.join("keys/operator.key");
    let plain = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
    fs::remove_file(&path).expect("removed");
    let passphrase = Passphrase::new("con espacios y ñ".to_owned());
    KeyFile::create(&path, &plain, Some(&passphrase)).expect("locked");

    let propose = ["propose", "--title", "Agua", "--text", "x", "--json"];
    let locked = run(&home, &propose).fails(5, "--passphrase-file");
    assert!(locked.err.contains("\"code\":\"locked\""), "{locked:?}");
    let file = home.join("contraseña");
    let given = file.display().to_string();
    fs::write(&file, "con espacios y ñ\n").expect("written");
    id_of(run(&home, &[&propose[..], &["--passphrase-file", &given]].concat()));
    let script = r#"exec 7<"$1"; shift; exec "$@" --passphrase-fd 7"#;
    let by_descriptor =
        |program: &mut Command| Done::of(program.stdin(Stdio::null()).output().expect("a process"));
    let mut line = Command::new("bash");
    line.args(["-c", script, "bash"]).arg(&file).arg(program()).arg("--home").arg(&home).args(propose);
    id_of(by_descriptor(&mut line));
    let both = [&propose[..4], &["-", "--json", "--passphrase-fd", "0"]].concat();
    let id = id_of(run_with(&home, &both, "con espacios y ñ\nEl texto tras la contraseña.\n"));
    assert!(run(&home, &["show", &id]).ok().contains("El texto tras la contraseña."));

    fs::write(&file, "otra\n").expect("written");
    let wrong =
        run(&home, &[&propose[..], &["--passphrase-file", &given]].concat()).fails(5, "wrong_passphrase");
    assert!(!wrong.err.contains("otra"), "the passphrase itself is never shown: {wrong:?}");
    run(&home, &[&propose[..], &["--passphrase-file", "/nonexistent"]].concat()).fails(1, "/nonexistent");
    run(&home, &["propose", "--passphrase", "x"]).fails(2, "--passphrase");

    // A key that no roster lists is refused by the rules, not by the system.
    fs::remove_file(&path).expect("removed");
    fs::rename(home.join("keys/operator.ledger"), home.join("keys/old.ledger")).expect("moved");
    KeyFile::create(&path, &key::generate().expect("a key"), None).expect("written");
    run(&home, &propose).fails(6, "\"code\":\"refused\"");
    assert!(!processes.log("oaxaca").contains("El texto tras"), "no body text in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_say_why_they_do_not_run_and_stop_when_told() {
    let mut processes = Processes::write(7);
    let home = |name: &str| processes.node(name).home.clone();
    let (oaxaca, relay, morelia) = (home("oaxaca"), home("relay"), home("morelia"));
    for line in
        [&["status"][..], &["list"], &["frontier"], &["watch"], &["propose", "--title", "a", "--text", "b"]]
    {
        run(&oaxaca, line).fails(3, "cabildo nodo");
    }
    run(&relay, &["node"]).fails(2, "cabildo repetidor");
    run(&oaxaca, &["relay"]).fails(2, "cabildo nodo");
    run(&oaxaca.join("none"), &["node"]).fails(1, "·");
    run(&oaxaca.join("none"), &["status"]).fails(1, "·");
    let taken = processes.node("morelia").addresses[0].to_string();
    let port = taken.split('/').nth(4).expect("a port").to_owned();
    let _others: (std::net::TcpListener, std::net::UdpSocket) = (
        std::net::TcpListener::bind(format!("127.0.0.1:{port}")).expect("a free port"),
        std::net::UdpSocket::bind(format!("127.0.0.1:{port}")).expect("a free port"),
    );
    run(&morelia, &["node"]).fails(1, &port);

    processes.start("oaxaca");
    processes.start("relay");
    processes.answers("oaxaca").await;
    processes.answers("relay").await;
    let pid = fs::read_to_string(oaxaca.join("lock")).expect("a lock");
    run(&oaxaca, &["node"]).fails(1, pid.trim());
    run(&relay, &["status"]).ok();
    let config = oaxaca.join("config.toml");
    let settings = fs::read_to_string(&config).expect("settings");
    fs::write(&config, settings.replace("[log]\n", "[log]\nlevle = 1\n")).expect("written");
    let wrong = run(&oaxaca, &["node"]).fails(1, "config.toml");
    assert!(wrong.err.contains("levle"), "{wrong:?}");
    fs::write(&config, settings).expect("written");

    let copiapo = processes.node("copiapo").home.clone();
    for signal in ["TERM", "INT"] {
        let mut node = Command::new(program());
        node.arg("--home").arg(&copiapo).arg("node").stderr(Stdio::null());
        let mut node = node.spawn().expect("a process");
        processes.answers("copiapo").await;
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(node.id().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()));
        assert_eq!(node.wait().expect("ended").code(), Some(0), "{signal}");
        assert!(!processes.node("copiapo").socket.exists(), "its socket is removed");
    }
}

#[test]
fn usage_help_and_completions_need_no_node() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path();
    run(home, &["propner"]).fails(2, "«propner»").fails(2, "¿Quiso decir «proponer»?");
    run(home, &["--language", "pt", "respondr"]).fails(2, "Quis dizer «responder»?");
    run(home, &["respond", "cbm1a", "apollar"]).fails(2, "¿Quiso decir «apoyar»?");
    run(home, &["alertar", "--severity", "mala"]).fails(2, "puede ser extrema, severa");
    let typo = run(home, &["propse"]).fails(2, "¿Quiso decir «propose»?");
    assert_eq!(typo.out, "");
    run(home, &["help", "propse"]).fails(2, "¿Quiso decir «propose»?");
    run(home, &["--language", "en", "ack", "cbm1a", "sen"]).fails(2, "Did you mean «seen»?");
    let json = run(home, &["propse", "--json"]).fails(2, "");
    let error: Value = serde_json::from_str(&json.err).expect("JSON");
    assert_eq!(error["error"]["code"], "usage");
    for (line, part) in [
        (&["help"][..], "Órdenes"),
        (&["--help"], "proponer"),
        (&["help", "propose"], "Ejemplo:\n  cabildo proponer"),
        (&["ayuda", "proponer"], "También: propose, propor"),
        (&["ajuda", "propor"], "Uso: cabildo proponer"),
        (&["--language", "pt", "help", "responder"], "apoiar, objetar"),
        (&["propose", "--help"], "Opciones de todas las órdenes"),
        (&["--language", "en", "help", "rsvp"], "Usage: cabildo rsvp"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
    ] {
        let shown = run(home, line).ok();
        assert!(shown.contains(part) && !shown.contains('\u{1b}'), "{line:?}: {shown}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = run(home, &["completions", shell]).ok();
        assert!(script.contains("COMPLETE") && script.contains("cabildo"), "{shell}");
    }
    // Neither a pipe nor a dumb terminal is drawn on.
    run(home, &[]).fails(2, "cabildo listar");
    run(home, &["demo", "--write", "x", "--nodes", "0"]).fails(2, "0");
    let written = run(home, &["demo", "--write", &home.join("f").display().to_string(), "--json"]).json();
    assert_eq!(written["nodes"].as_array().map(Vec::len), Some(7));
    run(home, &["demo", "--write", &home.join("f").display().to_string()]).fails(1, "·");
    run(home, &["demo", "--headless", "--cut", "nadie"]).fails(2, "nadie");
}

/// A node that is cut off is found out, and had no part in the play.
#[test]
fn the_demo_says_which_node_was_cut_off_and_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = run(folder.path(), &["demo", "--headless", "--cut", "morelia", "--json"]);
    assert_eq!(done.status, 1, "{done:?}");
    let lines: Vec<Value> =
        done.out.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let summary = lines.last().expect("a summary");
    assert_eq!((&summary["event"], &summary["converged"]), (&"summary".into(), &false.into()), "{summary}");
    assert_eq!(
        (&summary["cut"], &summary["behind"]),
        (&vec!["morelia"].into(), &vec!["morelia"].into()),
        "{summary}"
    );
    assert!(done.out.lines().last().is_some_and(|line| line.contains("\"converged\":false")));
    let said = lines.iter().filter(|line| line["event"] == "message");
    assert!(said.clone().all(|line| line["node"] != "morelia"), "it answered nothing");
    assert!(said.count() > 8, "the others did");
}
