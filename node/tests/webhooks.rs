//! Webhooks of real nodes: what is written is posted to a server, signed, once it has taken it never again.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::writer::WriteRequest;
use cabildo_node::config::Config;
use cabildo_protocol::content::Content;
use common::{Federation, ack, federation, proposal, until};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

const SECRET: [u8; 32] = [9; 32];
/// Long enough for what should not be sent to come.
const SILENCE: Duration = Duration::from_secs(2);

/// A request as it came: its head, its body.
#[derive(Debug, Clone)]
struct Posted(BTreeMap<String, String>, Vec<u8>);

impl Posted {
    fn id(&self) -> &str {
        &self.0["webhook-id"]
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.1).expect("JSON")
    }

    /// Whether it is signed as the specification says.
    fn is_signed(&self) -> bool {
        let mut mac = Hmac::<Sha256>::new_from_slice(&SECRET).expect("a key");
        mac.update(format!("{}.{}.", self.id(), self.0["webhook-timestamp"]).as_bytes());
        mac.update(&self.1);
        self.0["webhook-signature"] == format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
    }
}

/// A server that keeps what it is sent and answers with these statuses, the last one for ever; 0 hangs.
#[derive(Clone)]
struct Server {
    address: SocketAddr,
    posted: Arc<Mutex<Vec<Posted>>>,
    statuses: Arc<Mutex<Vec<u16>>>,
}

impl Server {
    async fn start(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            address: listener.local_addr().expect("an address"),
            posted: Arc::default(),
            statuses: Arc::new(Mutex::new(statuses.to_vec())),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().answer(stream));
            }
        });
        server
    }

    fn will_answer(&self, statuses: &[u16]) {
        *self.statuses.lock().expect("not poisoned") = statuses.to_vec();
    }

    async fn answer(self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let mut lines = BTreeMap::new();
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).await.ok().filter(|length| *length > 0)?;
                if line == "\r\n" {
                    break;
                }
                if let Some((name, value)) = line.trim_end().split_once(": ") {
                    lines.insert(name.to_ascii_lowercase(), value.to_owned());
                }
            }
            let mut body = vec![0; lines.get("content-length")?.parse().ok()?];
            stream.read_exact(&mut body).await.ok()?;
            self.posted.lock().expect("not poisoned").push(Posted(lines, body));
            let status = {
                let mut statuses = self.statuses.lock().expect("not poisoned");
                if statuses.len() > 1 { statuses.remove(0) } else { statuses[0] }
            };
            if status == 0 {
                std::future::pending::<()>().await;
            }
            let answer =
                format!("HTTP/1.1 {status} X\r\nContent-Length: 9\r\nLocation: /x\r\n\r\nno \u{1b}[31mway");
            stream.write_all(answer.as_bytes()).await.ok()?;
        }
    }

    fn posted(&self) -> Vec<Posted> {
        self.posted.lock().expect("not poisoned").clone()
    }

    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.posted().iter().map(|posted| posted.id().to_owned()).collect();
        ids.sort();
        ids
    }

    async fn gets(&self, count: usize) {
        until(&format!("{count} requests"), async || self.posted().len() >= count).await;
    }

    /// A rule for it.
    fn rule(&self, name: &str, more: &str) -> String {
        let address = self.address;
        format!(
            "[[webhook]]\nname = \"{name}\"\nurl = \"http://{address}/in?x=1\"\nsecret = \"keys/hook.secret\"\n\
            retry_seconds = 1\n{more}\n"
        )
    }
}

/// Oaxaca's node has these rules from now on.
fn set(federation: &Federation, rules: &[String]) {
    let home = federation.home("oaxaca");
    let path = home.join("config.toml");
    let mut config = Config::load(&path).expect("settings");
    let rules: Config = toml::from_str(&rules.concat()).expect("rules");
    (config.webhook, config.alert) = (rules.webhook, rules.alert);
    fs::write(&path, config.to_toml().expect("TOML")).expect("written");
    let secret = home.join("keys/hook.secret");
    fs::write(&secret, format!("whsec_{}\n", BASE64.encode(&SECRET))).expect("written");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).expect("set");
}

fn notice(severity: &str) -> WriteRequest {
    let info = json!({"categories": ["geo"], "event": {"es": "Sismo"}, "urgency": "immediate",
        "severity": severity, "certainty": "observed",
        "areas": [{"description": {"es": "aquí"}, "places": ["MX-OAX"]}]});
    let content: Content = serde_json::from_value(
        json!({"kind": "notice", "schema": 1, "status": "actual", "scope": "public", "info": [info]}),
    )
    .expect("a notice");
    WriteRequest::new(content)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_rule_is_about_is_sent_once_and_signed() {
    let federation = federation(7);
    let server = Server::start(&[204]).await;
    let answers = Server::start(&[200]).await;
    set(
        &federation,
        &[
            server.rule("notices", "severity = \"severe\"\narea = [\"MX\"]"),
            answers.rule("answers", "kinds = [\"ack\", \"proposal\"]"),
        ],
    );
    let (oaxaca, morelia) = (federation.start("oaxaca").await, federation.start("morelia").await);
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    let theirs = federation.writer("morelia");
    theirs.write(&there, notice("minor")).await.expect("kept");
    let severe = theirs.write(&there, notice("severe")).await.expect("kept").id;
    let own = federation.writer("oaxaca").write(&here, notice("extreme")).await.expect("kept").id;
    server.gets(2).await;
    let seen = federation.writer("oaxaca").write(&here, ack(&severe)).await.expect("kept").id;
    let paper = theirs.write(&there, proposal("Agua")).await.expect("kept").id;
    answers.gets(2).await;
    tokio::time::sleep(SILENCE).await;
    let sorted = |ids: [String; 2]| if ids[0] < ids[1] { ids } else { [ids[1].clone(), ids[0].clone()] };
    assert_eq!(server.ids(), sorted([severe.to_string(), own.to_string()]));
    assert_eq!(answers.ids(), sorted([seen.to_string(), paper.to_string()]));
    let all = [server.posted(), answers.posted()].concat();
    assert!(all.iter().all(Posted::is_signed));
    let posted = all.iter().find(|posted| posted.id() == severe.to_string()).expect("sent");
    assert_eq!(posted.0["content-type"], "application/json");
    let told = posted.json();
    assert_eq!(told["type"], "message.notice");
    let data = &told["data"];
    assert_eq!(
        (&data["rule"], &data["kind"], &data["severity"]),
        (&json!("notices"), &json!("notice"), &json!("severe"))
    );
    assert_eq!((&data["institution"], &data["title"]["es"]), (&json!("mx:16053"), &json!("Sismo")));
    assert_eq!(data["content"]["info"][0]["severity"], "severe");
    let answer = all.iter().find(|posted| posted.id() == seen.to_string()).expect("sent").json();
    assert_eq!(answer["data"]["thread"], severe.to_string());
    assert_eq!(
        (&answer["data"]["severity"], &answer["data"]["content"]["state"]),
        (&json!("severe"), &json!("seen"))
    );
    let metrics = here.metrics().await.expect("metrics");
    assert!(metrics.contains("cabildo_webhooks_sent_total 4\n"), "{metrics}");
    oaxaca.stop().await;
    // The next start finds all of it, and the record of it.
    let oaxaca = federation.start("oaxaca").await;
    tokio::time::sleep(SILENCE).await;
    assert_eq!((server.posted().len(), answers.posted().len()), (2, 2));
    oaxaca.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_taken_is_sent_again_also_by_the_next_start() {
    let federation = federation(3);
    let server = Server::start(&[503, 302, 500]).await;
    let late = "retry_seconds = 1";
    set(&federation, &[server.rule("civil", "").replace(late, "retry_seconds = 2")]);
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    let id = federation.writer("oaxaca").write(&api, notice("severe")).await.expect("kept").id;
    server.gets(2).await;
    oaxaca.stop().await;
    let before = server.posted().len();
    server.will_answer(&[200]);
    let oaxaca = federation.start("oaxaca").await;
    server.gets(before + 1).await;
    tokio::time::sleep(SILENCE).await;
    let posted = server.posted();
    assert_eq!(posted.len(), before + 1, "once it is taken it is not sent again");
    assert!(posted.iter().all(|p| p.id() == id.to_string() && p.is_signed() && p.1 == posted[0].1));
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_given_up_is_a_trouble_until_the_server_takes_something() {
    let federation = federation(3);
    let server = Server::start(&[500]).await;
    set(&federation, &[server.rule("civil", "retries = 1")]);
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    federation.writer("oaxaca").write(&api, notice("severe")).await.expect("kept");
    let failed = async || {
        let trouble = api.status().await.expect("a status").trouble;
        trouble
            .iter()
            .any(|t| t.code == "webhook_failed" && t.message.contains("«civil»") && t.message.contains("500"))
    };
    until("it is given up", &failed).await;
    let metrics = api.metrics().await.expect("metrics");
    assert!(metrics.contains("cabildo_webhooks_failed_total 2\n"), "{metrics}");
    tokio::time::sleep(SILENCE).await;
    assert_eq!(server.posted().len(), 2);
    server.will_answer(&[200]);
    assert!(api.test_alerts(Some("civil")).await.expect("tested").rules[0].ok);
    assert!(!failed().await);
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_holds_up_nobody_else() {
    let federation = federation(7);
    let (hangs, well) = (Server::start(&[0]).await, Server::start(&[200]).await);
    let told = federation.folder.path().join("told");
    let program = format!(
        "[[alert]]\nname = \"duty\"\nkinds = [\"proposal\"]\nrun = [\"/bin/sh\", \"-c\", \"echo x >>{}\"]\n",
        told.display()
    );
    let all = "kinds = [\"notice\", \"proposal\"]";
    set(&federation, &[program, hangs.rule("hangs", all), well.rule("well", all)]);
    let (oaxaca, morelia) = (federation.start("oaxaca").await, federation.start("morelia").await);
    let api = federation.api("morelia");
    let writer = federation.writer("morelia");
    for number in 0..5 {
        writer.write(&api, proposal(&format!("Agua {number}"))).await.expect("kept");
    }
    well.gets(5).await;
    until("the program was run", async || fs::read_to_string(&told).is_ok_and(|t| t.lines().count() == 5))
        .await;
    assert_eq!(hangs.posted().len(), 2, "so many at the same time");
    oaxaca.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_says_what_became_of_each_rule() {
    let federation = federation(3);
    let (well, gone, hangs) =
        (Server::start(&[200]).await, Server::start(&[404]).await, Server::start(&[0]).await);
    let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let closed = nobody.local_addr().expect("an address").to_string();
    drop(nobody);
    set(
        &federation,
        &[
            well.rule("well", ""),
            gone.rule("gone", ""),
            hangs.rule("hangs", "timeout_seconds = 1"),
            well.rule("closed", "").replace(&well.address.to_string(), &closed),
            well.rule("no-secret", "").replace("hook.secret", "other.secret"),
            // What is no TLS is not taken for it, and says nothing in plain.
            well.rule("tls", "").replace("http:", "https:"),
        ],
    );
    let oaxaca = federation.start("oaxaca").await;
    let tested = federation.api("oaxaca").test_alerts(None).await.expect("tested").rules;
    let ends: Vec<_> = tested.iter().map(|t| (t.rule.as_str(), t.ok, t.end.as_str(), t.status)).collect();
    let want = [
        ("well", true, "answered", Some(200)),
        ("gone", false, "answered", Some(404)),
        ("hangs", false, "timed_out", None),
        ("closed", false, "not_sent", None),
        ("no-secret", false, "not_sent", None),
        ("tls", false, "not_sent", None),
    ];
    assert_eq!(ends, want, "{tested:?}");
    assert!(tested[1].output.starts_with("no ") && !tested[1].output.contains('\u{1b}'), "{tested:?}");
    assert!(tested[4].output.contains("keys/other.secret"), "{tested:?}");
    assert_eq!(well.posted().len(), 1);
    let told = well.posted()[0].json();
    assert!(well.posted()[0].is_signed() && well.posted()[0].id().starts_with("test_"));
    assert_eq!((&told["type"], &told["data"]["rule"]), (&json!("test"), &json!("well")));
    oaxaca.stop().await;
}
