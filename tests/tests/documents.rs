//! The commands that the documents for programmers show run as they stand there, against a node: every
//! `console` block, one after another, in one shell.

use cabildo_client::writer::WriteRequest;
use cabildo_protocol::content::Content;
use cabildo_tests::{
    processes::{PATIENCE, Processes},
    session,
};
use serde_json::json;
use std::{
    fs,
    net::TcpListener,
    os::unix::fs::symlink,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Where the documents have the feeds.
const FEEDS: &str = "127.0.0.1:4280";

/// An error of the node is one of the command, and who reads events stops after a second.
const CURL: &str = r#"curl() {
    case " $* " in
    *" -sN "*) command curl --fail --show-error --max-time 1 "$@" || [ $? = 28 ] ;;
    *) command curl --fail --show-error "$@" ;;
    esac
}
"#;

/// Something of each kind that the documents read, as the demo's institutions write it.
async fn write(processes: &Processes) {
    let notice = json!({"kind": "notice", "schema": 1, "status": "actual", "scope": "public",
        "info": [{"categories": ["geo"], "event": {"es": "Sismo"}, "urgency": "immediate", "severity": "severe",
            "certainty": "observed", "areas": [{"description": {"es": "Oaxaca"}, "places": ["mx:20067"]}]}]});
    let proposal = json!({"kind": "proposal", "schema": 1, "title": {"es": "Agua de lluvia"},
        "text": {"es": "Se propone captarla."}});
    let agenda = json!({"kind": "agenda", "schema": 1, "title": {"es": "Cumbre"}, "host": "cl:05101",
        "time_zone": "America/Santiago", "starts": 1_804_680_000_000u64, "ends": 1_804_690_000_000u64,
        "items": [{"title": {"es": "Apertura"}, "minutes": 30}]});
    for (name, content) in [("oaxaca", notice), ("oaxaca", proposal), ("sfic", agenda)] {
        let content: Content = serde_json::from_value(content).expect("a content");
        let request = WriteRequest::new(content);
        let id = processes.writer(name).write(&processes.api(name), request).await.expect("kept").id;
        let here = processes.api("oaxaca");
        let began = Instant::now();
        while here.message(&id.to_string()).await.is_err() {
            assert!(began.elapsed() < PATIENCE, "{id} does not arrive:\n{}", processes.log("oaxaca"));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documents_commands_run_as_shown() {
    if !Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_ok_and(|s| s.success()) {
        return;
    }
    let mut processes = Processes::write(7);
    for name in ["oaxaca", "sfic"] {
        processes.start(name);
        processes.answers(name).await;
    }
    write(&processes).await;
    let folder = processes.folder.path();
    let home = processes.node("oaxaca").home.clone();
    fs::create_dir_all(folder.join(".local/share")).expect("a folder");
    symlink(&home, folder.join(".local/share/cabildo")).expect("a link");
    let mut script = CURL.to_owned();
    let api = session::blocks("node/docs/api.md", "console");
    assert!(api.len() >= 10, "too few blocks found: the form of api.md has changed");
    script.extend(api);
    // The settings and the token that feeds.md begins with, then what reads them.
    let free =
        TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").to_string();
    let settings = session::blocks("node/docs/feeds.md", "toml").swap_remove(0);
    let path = home.join("config.toml");
    let before = fs::read_to_string(&path).expect("settings");
    let (begin, rest) = before.split_once("[feeds]\n").expect("feeds in the settings");
    let end = rest.split_once("\n[").map(|(_, rest)| format!("[{rest}")).unwrap_or_default();
    let with_feeds = format!("{begin}{end}\n{}", settings.replace(FEEDS, &free));
    fs::write(folder.join("with-feeds.toml"), with_feeds).expect("written");
    let mut blocks = session::blocks("node/docs/feeds.md", "console").into_iter();
    script.push_str(&blocks.next().expect("the token"));
    let pid = processes.pid("oaxaca");
    script.push_str(&format!(
        "cat with-feeds.toml >{}\nkill -HUP {pid}\n\
        until command curl -so feed http://{free}/v1/cap.atom; do sleep 0.1; done\n",
        path.display()
    ));
    script.extend(blocks.map(|block| block.replace(FEEDS, &free)));
    script.push_str(
        "for file in *.xml *.atom *.ics *.geojson *.csv *.bundle *.cabildo *.json; do test -s $file; done\n",
    );
    let hooks = session::blocks("node/docs/webhooks.md", "console");
    script.extend(hooks);
    session::run(folder, &script, 120);
}
