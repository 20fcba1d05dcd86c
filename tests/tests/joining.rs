//! Founding, admitting and joining with the real program: separate homes, real sockets, files from
//! hand to hand.

use cabildo_node::{identity, net::fetch};
use cabildo_protocol::{authority::Authority, id::InstitutionId};
use cabildo_tests::{
    processes::{PATIENCE, Processes, program},
    session,
    terminal::Terminal,
};
use portable_pty::CommandBuilder;
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

/// Runs the program; a passphrase is in the folder's `secret`.
fn run(folder: &Path, line: &[&str]) -> Output {
    Command::new(program())
        .args(line)
        .current_dir(folder)
        .env_remove("CABILDO_HOME")
        .env("HOME", folder)
        .env("LANG", "en_US.UTF-8")
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

fn done(folder: &Path, line: &[&str]) -> String {
    let output = run(folder, line);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{line:?}: {}\n{error}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The exit status and what was said.
fn refused(folder: &Path, line: &[&str]) -> (i32, String) {
    let output = run(folder, line);
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("secret"), "una frase larga\n").expect("written");
    folder
}

fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

fn walk_through(name: &str) {
    let commands = session::commands(&format!("node/docs/{name}"));
    assert!(commands.len() > 40, "too few commands found: the document's form has changed");
    let mut script = String::new();
    for command in commands {
        // The shell forgives a command behind `!` when it succeeds.
        let line = match command.strip_prefix("! ") {
            Some(refused) => format!("if {refused}; then exit 9; fi"),
            None => command,
        };
        script.push_str(&format!("{line}\n"));
    }
    for taken in ["tcp/4251", "tcp/4252", "tcp/4253", "tcp/4254"] {
        script = script.replace(taken, &format!("tcp/{}", port()));
    }
    session::run(folder().path(), &script, 900);
}

#[test]
fn the_walkthrough_runs_as_shown() {
    walk_through("founding.md");
}

#[test]
fn the_spanish_walkthrough_runs_as_shown() {
    walk_through("fundar.md");
}

/// A charter of two chambers with one governor's key each, drafted and not signed.
fn charter(folder: &Path) -> PathBuf {
    for key in ["mx.key", "cl.key"] {
        done(folder, &["roster", "key", key, "--passphrase-file", "secret"]);
    }
    let line = ["roster", "draft", "charter", "--name", "es=Prueba", "--chamber", "mx=1:@mx.pub"];
    done(folder, &[&line[..], &["--chamber", "cl=1:@cl.pub", "--out", "charter.rosters"]].concat());
    folder.join("charter.rosters")
}

#[test]
fn a_governor_signs_once_and_only_what_is_his_to_sign() {
    let folder = folder();
    let at = folder.path();
    charter(at);
    let sign = |file: &str, key: &str| {
        run(at, &["roster", "sign", file, "--key", key, "--yes", "--passphrase-file", "secret"])
    };
    assert!(sign("charter.rosters", "mx.key").status.success());
    let (status, said) = refused(at, &["roster", "publish", "charter.rosters", "--home", "none"]);
    assert!(
        status == 6 && said.contains("Signatures missing") || said.contains("lacks signatures: 1"),
        "{status} {said}"
    );
    assert!(sign("charter.rosters", "cl.key").status.success());
    assert!(done(at, &["roster", "verify", "charter.rosters"]).contains("Federation: cbf1"));
    // Two drafts of one version: the second one is refused for ever, whoever asks.
    for out in ["one.rosters", "two.rosters"] {
        let days = if out == "one.rosters" { "100" } else { "101" };
        let line = ["roster", "draft", "mx", "--from", "charter.rosters", "--recovery", "1:@cl.pub"];
        done(at, &[&line[..], &["--review-days", days, "--out", out]].concat());
    }
    assert!(sign("one.rosters", "mx.key").status.success());
    let twice = sign("two.rosters", "mx.key");
    assert_eq!(twice.status.code(), Some(6), "{}", String::from_utf8_lossy(&twice.stderr));
    assert!(sign("one.rosters", "mx.key").status.success(), "the same one again");
    let foreign = sign("one.rosters", "cl.key");
    assert_eq!(foreign.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&foreign.stderr).contains("none of those that sign for"));
    let wrong = folder.path().join("wrong");
    fs::write(&wrong, "otra\n").expect("written");
    let (status, _) = refused(
        at,
        &["roster", "sign", "one.rosters", "--key", "mx.key", "--yes", "--passphrase-file", "wrong"],
    );
    assert_eq!(status, 5);
}

#[tokio::test]
async fn a_roster_waits_at_the_node_until_all_have_signed_it() {
    let mut processes = Processes::write(7);
    let at = processes.folder.path().to_owned();
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    let home = processes.node("oaxaca").home.display().to_string();
    let chamber = |country: &str| {
        let chambers = processes.written.governors.iter();
        chambers.into_iter().find(|chamber| chamber.chamber == country).expect("a chamber").clone()
    };
    let mexico = chamber("mx");
    let sign = |file: &str, governor: usize| {
        let key = mexico.governors[governor].display().to_string();
        done(&at, &["roster", "sign", file, "--key", &key, "--yes"]);
    };
    let pending =
        |more: &[&str]| done(&at, &[&["roster", "pending", "--home", &home, "--json"], more].concat());
    let drafts = || {
        let said: serde_json::Value = serde_json::from_str(&pending(&[])).expect("JSON");
        said["drafts"].as_array().expect("drafts").clone()
    };
    fs::write(at.join("all.rosters"), processes.api("oaxaca").all_rosters().await.expect("rosters").encode())
        .expect("written");
    let line = ["roster", "draft", "mx", "--from", "all.rosters", "--review-days", "200"];
    done(&at, &[&line[..], &["--out", "next.rosters"]].concat());
    let hold = ["roster", "hold", "next.rosters", "--home", &home];
    let (status, said) = refused(&at, &hold);
    assert!(status == 6 && said.contains("nobody who may sign it"), "{status} {said}");
    fs::copy(at.join("next.rosters"), at.join("copy.rosters")).expect("a copy");
    sign("next.rosters", 0);
    done(&at, &hold);
    let waiting = drafts();
    assert_eq!((waiting.len(), &waiting[0]["complete"]), (1, &false.into()), "{waiting:?}");
    let hash = waiting[0]["hash"].as_str().expect("a hash");
    // Another governor takes it out, signs and brings it back; a third one has a copy of the draft.
    pending(&[hash, "--out", "taken.rosters"]);
    sign("taken.rosters", 1);
    done(&at, &["roster", "hold", "taken.rosters", "--home", &home]);
    assert_eq!(drafts()[0]["complete"], true);
    sign("copy.rosters", 1);
    done(&at, &["roster", "hold", "copy.rosters", "--home", &home]);
    let signed = drafts()[0]["needs"][0]["signed"].as_array().expect("keys").len();
    assert_eq!(signed, 2, "what was held before stays");
    let federation = processes.api("oaxaca").federation().await.expect("a federation");
    assert!(federation.drafts[0].complete && federation.drafts[0].lacks() == 0);
    // It is there after a crash, and gone once it is published.
    processes.kill("oaxaca");
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    pending(&[hash, "--out", "signed.rosters"]);
    done(&at, &["roster", "publish", "signed.rosters", "--home", &home]);
    assert!(drafts().is_empty());
    let (status, said) = refused(&at, &hold);
    assert!(status == 6 && said.contains("in force already"), "{status} {said}");
    // One that nobody wants any more is taken away.
    fs::write(at.join("all.rosters"), processes.api("oaxaca").all_rosters().await.expect("rosters").encode())
        .expect("written");
    done(&at, &["roster", "draft", "mx", "--from", "all.rosters", "--out", "later.rosters"]);
    sign("later.rosters", 2);
    done(&at, &["roster", "hold", "later.rosters", "--home", &home]);
    let hash = drafts()[0]["hash"].as_str().expect("a hash").to_owned();
    done(&at, &["roster", "pending", &hash[..20], "--drop", "--home", &home]);
    assert!(drafts().is_empty());
}

#[test]
fn a_request_that_was_changed_or_names_listed_keys_is_not_admitted() {
    let folder = folder();
    let at = folder.path();
    charter(at);
    for key in ["mx.key", "cl.key"] {
        done(
            at,
            &["roster", "sign", "charter.rosters", "--key", key, "--yes", "--passphrase-file", "secret"],
        );
    }
    let init = [
        "init",
        "--home",
        "casa",
        "--own-id",
        "mx:16053",
        "--request",
        "request.txt",
        "--passphrase-file",
        "secret",
    ];
    done(at, &init);
    let (status, said) = refused(at, &init);
    assert!(status == 1 && said.contains("not empty"), "{status} {said}");
    let admit = |request: &str, from: &str, out: &str| {
        let line = ["roster", "admit", request, "--from", from, "--key", "mx.key", "--yes", "--out", out];
        run(at, &[&line[..], &["--passphrase-file", "secret"]].concat())
    };
    let shown = admit("request.txt", "charter.rosters", "one.rosters");
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    let said = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(said.contains("in the official list: Morelia") && said.contains("To be read aloud: "), "{said}");
    // A name that the eye takes for a member's: one of its letters is Cyrillic.
    let alike = ["init", "--home", "otra", "--own-id", "mx:x-morelia", "--institution-kind", "municipality"];
    let more = ["--name", "es=M\u{43e}relia", "--request", "alike.txt", "--passphrase-file", "secret"];
    done(at, &[&alike[..], &more].concat());
    let shown = admit("alike.txt", "one.rosters", "alike.rosters");
    let said = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(
        said.contains("looks like mx:16053") && said.contains("not in the list of municipalities"),
        "{said}"
    );
    // The same keys again, under another name.
    let again = admit("request.txt", "one.rosters", "two.rosters");
    assert_eq!(again.status.code(), Some(6));
    let text = fs::read_to_string(at.join("request.txt")).expect("the request");
    let half = text.len() / 2;
    let other = if text.as_bytes()[half] == b'A' { "B" } else { "A" };
    fs::write(at.join("changed.txt"), format!("{}{other}{}", &text[..half], &text[half + 1..]))
        .expect("written");
    fs::write(at.join("cut.txt"), &text[..half]).expect("written");
    for bad in ["changed.txt", "cut.txt", "secret"] {
        let refused = admit(bad, "charter.rosters", "three.rosters");
        assert!(matches!(refused.status.code(), Some(2 | 6)), "{bad}: {}", refused.status);
        assert!(!at.join("three.rosters").exists());
    }
    // Whoever is not admitted yet is told so, and may try again.
    // The home speaks the institution's language by now.
    let join = |file: &str| {
        let line =
            ["join", "--home", "casa", file, "--yes", "--passphrase-file", "secret", "--language", "en"];
        line.map(str::to_owned)
    };
    let line = join("charter.rosters");
    let (status, said) = refused(at, &line.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(status == 6 && said.contains("does not list mx:16053 yet"), "{status} {said}");
    let line = join("one.rosters");
    let joined = done(at, &line.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(joined.replace('\n', " ").contains("now type: cabildo --home"), "{joined}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_no_roster_lists_gets_rosters_and_nothing_else() {
    let mut processes = Processes::write(3);
    for node in processes.written.nodes.iter().map(|node| node.name.clone()).collect::<Vec<_>>() {
        processes.start(&node);
        processes.answers(&node).await;
    }
    let (town, federation) = (processes.node("oaxaca").clone(), processes.written.federation);
    let folder = folder();
    let at = folder.path();
    let listen = format!("/ip4/127.0.0.1/tcp/{}", port());
    let init = [
        "init",
        "--home",
        "casa",
        "--own-id",
        "mx:16053",
        "--listen",
        &listen,
        "--passphrase-file",
        "secret",
    ];
    done(at, &init);
    let home = at.join("casa");
    let (_, pair) = identity::load(&home.join("node.key")).expect("a key");
    let rosters = fetch::rosters(pair, &federation, &town.node, &town.addresses).await.expect("rosters");
    let authority = Authority::load(&rosters).expect("the federation");
    assert_eq!(authority.federation(), federation);
    let own: InstitutionId = "mx:16053".parse().expect("an id");
    assert!(authority.institution(&own).is_none());
    // A message that everybody has; and the stranger's node, with all rosters and a link.
    done(
        at,
        &["propose", "--home", &town.home.to_string_lossy(), "--title", "es=Agua", "--text", "es=De lluvia"],
    );
    for (n, signed) in rosters.iter().enumerate() {
        let bytes = cabildo_protocol::cbor::encode(signed);
        fs::write(home.join(format!("rosters/{n:03}.roster")), bytes).expect("written");
    }
    let mut config = fs::read_to_string(home.join("config.toml")).expect("settings");
    let addresses: Vec<String> = town.addresses.iter().map(|a| format!("\"{a}\"")).collect();
    config.push_str(&format!(
        "\n[[network.peers]]\nnode = \"{}\"\naddresses = [{}]\n",
        town.node,
        addresses.join(", ")
    ));
    fs::write(home.join("config.toml"), config).expect("written");
    let mut node = Command::new(program())
        .args(["--home", "casa", "node"])
        .current_dir(at)
        .stderr(Stdio::null())
        .spawn()
        .expect("a process");
    let api = cabildo_client::http::ApiClient::new(&home.join("run/api.sock")).expect("a client");
    let began = Instant::now();
    let mut linked = 0;
    // Linked for some seconds, in which a member would have it many times over.
    while linked < 40 {
        assert!(began.elapsed() < PATIENCE, "the stranger is not let in for rosters");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let Ok(status) = api.status().await else { continue };
        assert_eq!((status.messages, status.logs), (0, 0), "a stranger has got messages");
        linked += u32::from(status.connected > 0);
    }
    node.kill().expect("killed");
    node.wait().expect("ended");
    let theirs = processes.api("oaxaca").status().await.expect("a status");
    assert!(theirs.messages > 0);
}

/// `init` as a new user types it.
fn typed(folder: &Path, language: &str) -> Terminal {
    let mut command = CommandBuilder::new(program());
    command.args(["init", "--home", "casa", "--language", language]);
    command.cwd(folder);
    command.env("HOME", folder);
    command.env("LANG", "C.UTF-8");
    command.env_remove("CABILDO_HOME");
    Terminal::start(command, 60, 100)
}

#[test]
fn a_new_user_answers_in_the_terminal_and_gets_a_request_and_a_code() {
    let folder = folder();
    let mut terminal = typed(folder.path(), "es");
    terminal.shows("Qué es su institución");
    terminal.send("1\r");
    terminal.shows("unas letras bastan");
    terminal.send("oaxaca dee\u{7f} jua\r");
    terminal.shows("1. Oaxaca de Juárez");
    terminal.send("1\r");
    terminal.shows("este puesto");
    terminal.send("\r");
    terminal.shows("Cómo se llama el nodo");
    terminal.send("\r");
    terminal.shows("Contraseña nueva");
    terminal.send("una frase larga\r");
    terminal.shows("Otra vez");
    terminal.send("una frase larga\r");
    terminal.shows("pulse Intro");
    let screen = terminal.text();
    let words: Vec<(usize, String)> = numbered(screen.rsplit("en 24 palabras").next().expect("words"));
    assert_eq!(words.len(), 24, "{screen}");
    terminal.send("\r");
    for n in 0..3 {
        let asked = |screen: &str| screen.matches("¿Cuál es la palabra").count() > n;
        terminal.until("a question", asked);
        let screen = terminal.text();
        let last = screen.rsplit("¿Cuál es la palabra ").next().expect("a question");
        let place: usize =
            last.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a number");
        let word = &words.iter().find(|(at, _)| *at == place).expect("a word").1;
        terminal.send(&format!("{word}\r"));
    }
    terminal.shows("cabildo unirse");
    assert_eq!(terminal.exit_status(), 0);
    let request = fs::read_to_string(folder.path().join("casa/request.txt")).expect("the request");
    assert!(request.starts_with("CABILDO-REQUEST/1:"));
    assert!(terminal.text().contains('▄'), "a code: {}", terminal.text());
}

/// Words behind their numbers: ` 1. ábaco`.
fn numbered(screen: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let parts: Vec<&str> = screen.split_whitespace().collect();
    for pair in parts.windows(2) {
        if let Some(number) = pair[0].strip_suffix('.').and_then(|n| n.parse().ok())
            && pair[1].chars().all(char::is_alphabetic)
            && found.iter().all(|(n, _)| *n != number)
            && (number == found.len() + 1)
        {
            found.push((number, pair[1].to_owned()));
        }
    }
    found
}

#[test]
fn whoever_leaves_leaves_nothing_behind() {
    let folder = folder();
    for (answers, leave) in [(0, "\u{1b}"), (1, "\u{3}"), (2, "\u{1b}"), (5, "\u{3}"), (5, "\u{1b}")] {
        let mut terminal = typed(folder.path(), "es");
        for (shown, answer) in [
            ("Qué es su institución", "municipio\r"),
            ("unas letras bastan", "copiapo\r"),
            ("1. ", "1\r"),
            ("este puesto", "\r"),
            ("Cómo se llama el nodo", "\r"),
        ]
        .into_iter()
        .take(answers)
        {
            terminal.shows(shown);
            terminal.send(answer);
        }
        let last =
            ["Qué es su institución", "unas letras bastan", "El número", "", "", "Contraseña nueva"][answers];
        terminal.shows(last);
        terminal.send(leave);
        assert_eq!(terminal.exit_status(), 1, "{answers} {leave:?}");
        let left: Vec<_> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|e| e.expect("an entry").file_name())
            .collect();
        assert_eq!(left, ["secret"], "{answers} {leave:?}");
    }
}
