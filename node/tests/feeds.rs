//! Feeds over TCP, as strangers meet them: real sockets, raw requests.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::writer::WriteRequest;
use cabildo_node::{
    api::{
        Limits,
        feeds::{self, FeedLimits, Rules},
    },
    config::{self, Config},
    running::{Reloaded, Running},
};
use cabildo_protocol::content::Content;
use common::{Federation, PATIENCE, federation, proposal, until};
use data_encoding::BASE64;
use serde_json::json;
use std::{fs, net::SocketAddr, os::unix::fs::PermissionsExt as _, path::Path, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

const TOKEN: &str = "0123456789abcdef0123";

/// What most tests serve; metrics and tables ask for a token.
const SERVED: &str = "listen = \"127.0.0.1:0\"\nhosts = [\"avisos.example.org\"]\n\
    origins = [\"https://mapa.example.org\"]\n[serve]\ncap = \"public\"\ngeo = \"public\"\n\
    agendas = \"public\"\nmessages = { token = \"keys/feeds.token\" }\nmetrics = { token = \"keys/feeds.token\" }\n";

/// An answer: its status, its head and its body.
struct Answer(u16, String, String);

impl Answer {
    fn expect(&self, status: u16, code: &str) -> &Self {
        let Self(found, head, body) = self;
        assert_eq!(*found, status, "{head}{body}");
        let problem: serde_json::Value = serde_json::from_str(body).expect("a problem");
        assert_eq!(problem["code"], code, "{problem}");
        assert!(problem["remedy"].is_string(), "{problem}");
        self
    }

    fn line(&self, name: &str) -> Option<&str> {
        self.1.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

async fn raw(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let _ = stream.write_all(request.as_bytes()).await;
    let mut all = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("an end");
    let text = String::from_utf8_lossy(&all).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Answer(status, head.to_owned(), body.to_owned())
}

/// A request with these lines in its head, in a connection of its own.
async fn ask(address: SocketAddr, method: &str, path: &str, lines: &[&str]) -> Answer {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    raw(address, &format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n{lines}\r\n")).await
}

async fn get(address: SocketAddr, path: &str, lines: &[&str]) -> Answer {
    ask(address, "GET", path, &[&["Host: localhost"], lines].concat()).await
}

/// Writes these settings of feeds into a home, and the token.
fn set(home: &Path, settings: &str) -> config::Feeds {
    let path = home.join("config.toml");
    let mut config = Config::load(&path).expect("settings");
    config.feeds = toml::from_str(settings).expect("settings of feeds");
    fs::write(&path, config.to_toml().expect("TOML")).expect("written");
    write_token(home, TOKEN, 0o600);
    config.feeds
}

fn write_token(home: &Path, token: &str, mode: u32) {
    let path = home.join("keys/feeds.token");
    fs::write(&path, format!("{token}\n")).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
}

/// Oaxaca's node with these feeds, and where they are.
async fn served(federation: &Federation, settings: &str) -> (Running, SocketAddr) {
    set(&federation.home("oaxaca"), settings);
    let running = federation.start("oaxaca").await;
    let address = running.feeds().expect("feeds are served");
    (running, address)
}

fn notice(event: &str, scope: &str) -> WriteRequest {
    let info = json!({"categories": ["geo"], "event": {"es": event}, "urgency": "immediate",
        "severity": "severe", "certainty": "observed",
        "areas": [{"description": {"es": "aquí"}, "places": ["mx:20067"]}]});
    let mut content =
        json!({"kind": "notice", "schema": 1, "status": "actual", "scope": scope, "info": [info]});
    match scope {
        "restricted" => content["restriction"] = json!("Solo guardias"),
        "private" => content["addresses"] = json!(["mx:16053"]),
        _ => {}
    }
    let content: Content = serde_json::from_value(content).expect("a notice");
    WriteRequest::new(content)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn feeds_are_off_by_default() {
    let federation = federation(3);
    let mut oaxaca = federation.start("oaxaca").await;
    assert_eq!(oaxaca.feeds(), None);
    // Told to, a running node begins to serve them, and ends.
    set(&federation.home("oaxaca"), SERVED);
    let news = oaxaca.reload().await.expect("read");
    assert!(news.feeds && !news.alerts && news.at_next_start.is_empty(), "{news:?}");
    let address = oaxaca.feeds().expect("feeds");
    assert_eq!(get(address, "/v1/cap.atom", &[]).await.0, 200);
    set(&federation.home("oaxaca"), "");
    assert!(oaxaca.reload().await.expect("read").feeds);
    assert_eq!(oaxaca.feeds(), None);
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_reads_the_feeds_and_nothing_else() {
    let federation = federation(3);
    let (oaxaca, address) = served(&federation, SERVED).await;
    let id = federation.writer("oaxaca").write(&federation.api("oaxaca"), notice("Sismo", "public")).await;
    let id = id.expect("kept").id;
    for (path, kind, said) in [
        ("/v1/cap.atom".to_owned(), "application/atom+xml", "Sismo"),
        (format!("/v1/messages/{id}/cap"), "application/cap+xml", "Sismo"),
        ("/v1/geo/notices?language=es".to_owned(), "application/geo+json", "Sismo"),
        ("/v1/agendas.ics".to_owned(), "text/calendar", "VCALENDAR"),
    ] {
        let answer = get(address, &path, &[]).await;
        assert_eq!(answer.0, 200, "{path} {}", answer.2);
        assert!(answer.line("content-type").is_some_and(|t| t.starts_with(kind)), "{path} {}", answer.1);
        assert!(answer.2.contains(said), "{path}: {}", answer.2);
        assert_eq!(answer.line("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.line("access-control-allow-origin"), None);
    }
    let basic = format!("Authorization: Basic {}", BASE64.encode(format!("qgis:{TOKEN}").as_bytes()));
    let bearer = format!("Authorization: Bearer {TOKEN}");
    for (path, said) in
        [("/v1/messages.csv?kind=notice", "Sismo"), ("/v1/metrics", "cabildo_feeds_served_total 4")]
    {
        get(address, path, &[]).await.expect(401, "unauthorized");
        let wrong = get(address, path, &["Authorization: Bearer 0123456789abcdef0124"]).await;
        assert!(wrong.expect(401, "unauthorized").line("www-authenticate").is_some());
        let right = get(address, path, &[&bearer]).await;
        assert!(right.0 == 200 && (path == "/v1/metrics" || right.2.contains(said)), "{}", right.2);
        assert_eq!(get(address, path, &[&basic]).await.0, 200);
    }
    let metrics = get(address, "/v1/metrics", &[&bearer]).await.2;
    assert!(metrics.contains("cabildo_feeds_served_total 8\n"), "{metrics}");
    assert!(metrics.contains("cabildo_feeds_refused_total 4\n"), "{metrics}");
    for path in [
        "/",
        "/v1/status",
        "/v1/inbox",
        "/v1/messages",
        "/v1/events",
        "/v1/export",
        "/v1/rosters",
        "/v1/openapi.json",
        "/v1/response-times.csv",
        "/v1/marks",
        "/v1/cap.atom/",
        "/v1/messages/../status",
        &format!("/v1/messages/{id}"),
        &format!("/v1/messages/{id}/raw"),
    ] {
        let answer = get(address, path, &[&bearer]).await;
        assert!(answer.expect(404, "not_found").2.contains("/v1/cap.atom"), "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"] {
        for path in ["/v1/cap.atom", "/v1/messages", "/v1/prepare", "/v1/metrics"] {
            let answer = ask(address, method, path, &["Host: localhost", "Content-Length: 0", &bearer]).await;
            assert_eq!(answer.expect(405, "bad_request").line("allow"), Some("GET, HEAD"));
        }
    }
    get(address, "/v1/geo/nothing", &[]).await.expect(400, "bad_request");
    // Nothing is in force: a feed without entries is the same at each look.
    let empty = get(address, "/v1/cap.atom", &[]).await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let again = get(address, "/v1/cap.atom", &[]).await;
    assert!(empty.line("etag").is_some() && empty.line("etag") == again.line("etag"));
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_names_and_other_pages_are_refused() {
    let federation = federation(3);
    let (oaxaca, address) = served(&federation, SERVED).await;
    for host in ["localhost", "127.0.0.1:4280", "[::1]", "avisos.example.org", "avisos.example.org:443"] {
        let answer = ask(address, "GET", "/v1/cap.atom", &[&format!("Host: {host}")]).await;
        assert_eq!(answer.0, 200, "{host}: {}", answer.2);
    }
    for host in ["evil.example", "localhost.evil.example", "avisos.example.org.", "a b"] {
        let answer = ask(address, "GET", "/v1/cap.atom", &[&format!("Host: {host}")]).await;
        assert!([400, 421].contains(&answer.0), "{host}: {}", answer.1);
        assert!(!answer.2.contains("<feed"), "{host}");
    }
    ask(address, "GET", "/v1/cap.atom", &["Host: evil.example"]).await.expect(421, "not_permitted");
    ask(address, "GET", "/v1/cap.atom", &[]).await.expect(400, "bad_request");
    let page = "https://mapa.example.org";
    let answer = get(address, "/v1/cap.atom", &[&format!("Origin: {page}")]).await;
    assert_eq!((answer.0, answer.line("access-control-allow-origin")), (200, Some(page)));
    for page in ["https://evil.example", "http://mapa.example.org", "https://mapa.example.org:8443", "null"] {
        let answer = get(address, "/v1/cap.atom", &[&format!("Origin: {page}")]).await;
        assert_eq!(answer.expect(403, "not_permitted").line("access-control-allow-origin"), None);
    }
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_has_it_already_is_told_so() {
    let federation = federation(3);
    let (oaxaca, address) = served(&federation, SERVED).await;
    let (api, writer) = (federation.api("oaxaca"), federation.writer("oaxaca"));
    writer.write(&api, notice("Sismo", "public")).await.expect("kept");
    let first = get(address, "/v1/cap.atom", &[]).await;
    let tag = first.line("etag").expect("a tag").to_owned();
    let known = format!("If-None-Match: \"x\", W/{tag}");
    let again = get(address, "/v1/cap.atom", &[&known]).await;
    assert_eq!((again.0, again.2.as_str()), (304, ""));
    let head = ask(address, "HEAD", "/v1/cap.atom", &["Host: localhost"]).await;
    assert_eq!((head.0, head.2.as_str(), head.line("etag")), (200, "", Some(tag.as_str())));
    assert_eq!(head.line("content-length"), Some(first.2.len().to_string().as_str()));
    writer.write(&api, notice("Incendio", "public")).await.expect("kept");
    assert!(get(address, "/v1/cap.atom", &[&known]).await.2.contains("Incendio"));
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_hidden_or_not_for_everybody_is_in_no_public_feed() {
    let federation = federation(7);
    let settings = "listen = \"127.0.0.1:0\"\n[serve]\ncap = \"public\"\ngeo = \"public\"\nmessages = \"public\"\n\
        agendas = { token = \"keys/feeds.token\" }\n";
    fs::write(federation.home("oaxaca").join("policy.toml"), "institutions = [\"cl:05101\"]\n")
        .expect("written");
    let (mut oaxaca, address) = served(&federation, settings).await;
    let valparaiso = federation.start("valparaiso").await;
    let (here, there) = (federation.api("oaxaca"), federation.api("valparaiso"));
    let theirs =
        federation.writer("valparaiso").write(&there, notice("Oculto", "public")).await.expect("kept").id;
    let writer = federation.writer("oaxaca");
    let closed = writer.write(&here, notice("Reservado", "restricted")).await.expect("kept").id;
    let private = writer.write(&here, notice("Privado", "private")).await.expect("kept").id;
    let open = writer.write(&here, notice("Abierto", "public")).await.expect("kept").id;
    // A notice that was for everybody, and is not any more: everybody goes on seeing what it said before.
    let narrowed = writer.write(&here, notice("Antes", "public")).await.expect("kept").id;
    let WriteRequest { content, .. } = notice("Estrechado", "restricted");
    let Content::Notice(update) = content else { panic!("{content:?}") };
    let update = WriteRequest::new(Content::NoticeUpdate(update)).answering(narrowed);
    let update = writer.write(&here, update).await.expect("kept").id;
    writer.write(&here, common::ack(&closed)).await.expect("kept");
    writer.write(&here, common::ack(&open)).await.expect("kept");
    until("theirs is here", async || here.message(&theirs.to_string()).await.is_ok()).await;
    let hidden = ["Oculto", "Reservado", "Privado", "Estrechado"].map(str::to_owned).into_iter();
    let hidden: Vec<String> =
        hidden.chain([theirs, closed, private, update].map(|id| id.to_string())).collect();
    for path in ["/v1/cap.atom", "/v1/geo/notices", "/v1/messages.csv", "/v1/messages.csv?state=active"] {
        let text = get(address, path, &[]).await.2;
        assert!(text.contains("Abierto") && text.contains("Antes"), "{path}: {text}");
        assert!(hidden.iter().all(|word| !text.contains(word)), "{path}: {text}");
    }
    let answer = get(address, &format!("/v1/messages/{update}/cap"), &[]).await;
    assert_eq!(answer.0, 409, "{}", answer.2);
    for id in [theirs, closed, private] {
        for format in ["cap", "csv"] {
            let answer = get(address, &format!("/v1/messages/{id}/{format}"), &[]).await;
            assert!([400, 409].contains(&answer.0), "{format}: {} {}", answer.0, answer.2);
            assert!(!answer.2.contains("Oculto") && !answer.2.contains("Reservado"), "{}", answer.2);
        }
    }
    // Nor does a beginning that several ids have name them.
    let begun = get(address, "/v1/messages/cbm1/csv", &[]).await;
    let begun = begun.expect(404, "not_found");
    assert!(hidden.iter().all(|word| !begun.2.contains(word)), "{}", begun.2);
    // Behind a token, as on the local API, only what the policy hides is left out.
    let local = here.written(&closed.to_string(), "cap", &[]).await.expect("an alert");
    assert!(local.contains("Reservado"), "{local}");
    here.written(&theirs.to_string(), "cap", &[]).await.expect_err("it is hidden");
    set(
        &federation.home("oaxaca"),
        &settings.replace("cap = \"public\"", "cap = { token = \"keys/feeds.token\" }"),
    );
    assert!(oaxaca.reload().await.expect("read").feeds);
    let bearer = format!("Authorization: Bearer {TOKEN}");
    let text = get(address, "/v1/cap.atom", &[&bearer]).await.2;
    assert!(text.contains("Abierto") && text.contains("Reservado") && !text.contains("Oculto"), "{text}");
    oaxaca.stop().await;
    valparaiso.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_often_waits() {
    let federation = federation(3);
    let (oaxaca, address) = served(&federation, &format!("per_minute = 5\n{SERVED}")).await;
    for _ in 0..5 {
        assert_eq!(get(address, "/v1/cap.atom", &[]).await.0, 200);
    }
    let answer = get(address, "/v1/cap.atom", &[]).await;
    let wait = answer.expect(429, "too_many").line("retry-after").expect("how long");
    assert!((1..=13).contains(&wait.parse::<u64>().expect("seconds")), "{wait}");
    // Guesses of a token count as well.
    get(address, "/v1/metrics", &["Authorization: Bearer x"]).await.expect(429, "too_many");
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_requests_slow_readers_and_too_many_connections_end() {
    let federation = federation(3);
    let home = federation.home("oaxaca");
    let settings = set(&home, &format!("per_minute = 60000\n{SERVED}"));
    let quiet = config::Feeds { listen: None, ..settings.clone() };
    let mut config = Config::load(&home.join("config.toml")).expect("settings");
    config.feeds = quiet;
    fs::write(home.join("config.toml"), config.to_toml().expect("TOML")).expect("written");
    let oaxaca = federation.start("oaxaca").await;
    let server = Limits { connections: 8, head: Duration::from_millis(300), ..FeedLimits::default().server };
    let limits = FeedLimits { server, per_address: 3, patience: Duration::from_millis(500) };
    let rules = Rules::read(&settings, &home).expect("rules").expect("an address");
    let bound = feeds::bind(&rules, None).expect("bound");
    let server = feeds::serve_within(limits, oaxaca.handle(), rules, bound);
    let address = server.address();
    for half in ["", "GET /v1/cap.atom HTTP/1.1\r\nHost"] {
        assert_ne!(raw(address, half).await.0, 200, "it ends by itself");
    }
    // Asks and asks and reads nothing: what the system does not take any more is not waited for.
    let mut deaf = TcpStream::connect(address).await.expect("a connection");
    let request = "GET /v1/geo/institutions HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(64);
    let sent = timeout(PATIENCE, async { while deaf.write_all(request.as_bytes()).await.is_ok() {} }).await;
    sent.expect("the connection ends");
    // The fourth connection of one address is closed, and the others go on.
    let request = "GET /v1/cap.atom HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut first = Vec::new();
    for _ in 0..3 {
        first.push(TcpStream::connect(address).await.expect("a connection"));
    }
    until("there are three of them", async || raw(address, request).await.0 == 0).await;
    drop(first);
    until("there is room again", async || raw(address, request).await.0 == 200).await;
    server.stop().await;
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_token_holds_at_once_and_a_bad_one_never() {
    let federation = federation(3);
    let home = federation.home("oaxaca");
    let (mut oaxaca, address) = served(&federation, SERVED).await;
    assert_eq!(oaxaca.reload().await.expect("nothing new"), Reloaded::default());
    let other = "another-token-of-24-chars";
    let with =
        async |token: &str| get(address, "/v1/metrics", &[&format!("Authorization: Bearer {token}")]).await.0;
    write_token(&home, other, 0o644);
    let said = oaxaca.reload().await.expect_err("others can read it").to_string();
    assert!(said.contains("mode 644") && said.contains("chmod 600"), "{said}");
    assert_eq!((with(TOKEN).await, with(other).await), (200, 401), "what was in force stays");
    for bad in ["", "short", "with spaces in between them", "two\nlines-are-not-one-token"] {
        write_token(&home, bad, 0o600);
        let said = oaxaca.reload().await.expect_err(bad).to_string();
        assert!(said.contains("holds no token") && (bad.is_empty() || !said.contains(bad)), "{said}");
    }
    write_token(&home, other, 0o600);
    assert!(oaxaca.reload().await.expect("read").feeds);
    assert_eq!((with(TOKEN).await, with(other).await), (401, 200));
    assert_eq!(oaxaca.feeds(), Some(address), "the address is the same");
    federation.writer("oaxaca").write(&federation.api("oaxaca"), proposal("Agua")).await.expect("kept");
    oaxaca.stop().await;
    // A port that another has is said at the start.
    let taken = std::net::TcpListener::bind(address).expect("it is free again");
    let settings = SERVED.replace("127.0.0.1:0", &address.to_string());
    set(&home, &settings);
    let home = cabildo_node::home::Home::open(&home).expect("a home");
    let said = Running::start(home).await.expect_err("it does not start").to_string();
    assert!(said.contains(&address.to_string()) && said.contains("[feeds] listen"), "{said}");
    drop(taken);
}
