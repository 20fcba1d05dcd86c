//! Synapse: one Matrix homeserver as it is installed, on SQLite, and its client API.

use crate::{
    Setup,
    pace::{Arrivals, PATIENCE, paced, rate},
    payload,
    process::{Process, free_port, version},
    table::Row,
};
use anyhow::{Context as _, Result, bail};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// Events under way.
const WINDOW: usize = 50;
/// Events of one page, as many as it gives.
const PAGE: usize = 1000;
/// Limits of requests, without which none are measured but they.
const LIMITS: [&str; 7] = [
    "message",
    "registration",
    "joins_per_room",
    "room_creation",
    "login.address",
    "login.account",
    "joins.local",
];
const MODULE: [&str; 2] = ["-m", "synapse.app.homeserver"];

pub async fn measure(setup: &Setup, python: &Path) -> Result<Vec<Row>> {
    let folder = setup.place.fresh("synapse");
    let port = free_port()?;
    let generated = folder.join("homeserver.yaml");
    let mut command = Command::new(python);
    command.args(MODULE).args(["--server-name", "localhost", "--generate-config", "--report-stats=no"]);
    command.arg("--config-path").arg(&generated).arg("--data-directory").arg(&folder).current_dir(&folder);
    let output = command.output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // YAML reads JSON.
    let own = folder.join("compare.yaml");
    std::fs::write(&own, settings(port).to_string())?;
    let mut command = Command::new(python);
    command.args(MODULE).arg("-c").arg(&generated).arg("-c").arg(&own).current_dir(&folder);
    let mut process = Process::start(&mut command, &folder.join("log"))?;
    process.listens(port).await?;
    let writer = User::register(port, "writer").await?;
    let few = setup.effort.few;
    let propagation = propagate(port, &writer, setup.effort.single).await?;
    let room = writer.create_room().await?;
    let ingest = ingest(&writer, &room, few).await?;
    let fresh = User::register(port, "fresh").await?;
    fresh.join(&room).await?;
    let catch_up = catch_up(&fresh, &room, few).await?;
    drop(process);
    Ok(vec![Row {
        system: format!("Synapse {}", version(python, &["-c", "import synapse; print(synapse.__version__)"])),
        propagation,
        ingest: Some(ingest),
        catch_up: Some(catch_up),
        messages: few,
    }])
}

/// What differs from the configuration that it generates.
fn settings(port: u16) -> Value {
    let mut settings = json!({
        "listeners": [{
            "port": port, "bind_addresses": ["127.0.0.1"], "type": "http", "tls": false,
            "resources": [{"names": ["client"]}],
        }],
        "enable_registration": true,
        "enable_registration_without_verification": true,
        "trusted_key_servers": [],
    });
    for name in LIMITS {
        let limit = json!({"per_second": 100_000, "burst_count": 100_000});
        match name.split_once('.') {
            Some((outer, inner)) => settings[format!("rc_{outer}")][inner] = limit,
            None => settings[format!("rc_{name}")] = limit,
        }
    }
    settings
}

/// A client of the homeserver.
struct User {
    client: Client,
    address: String,
    token: String,
}

impl User {
    async fn register(port: u16, name: &str) -> Result<Self> {
        let address = format!("http://127.0.0.1:{port}/_matrix/client/v3");
        let client = Client::builder().no_proxy().timeout(PATIENCE).build()?;
        let mut user = Self { client, address, token: String::new() };
        let body = json!({"username": name, "password": name, "auth": {"type": "m.login.dummy"}});
        let answer = user.ask(Method::POST, "/register", Some(body)).await?;
        text(&answer, "access_token")?.clone_into(&mut user.token);
        Ok(user)
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let mut request = self.client.request(method, format!("{}{path}", self.address));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await?;
        let (status, answer) = (response.status(), response.bytes().await?);
        if !status.is_success() {
            bail!("{path}: {status}: {}", String::from_utf8_lossy(&answer));
        }
        Ok(serde_json::from_slice(&answer)?)
    }

    /// A room that others may join, who then see what was said before.
    async fn create_room(&self) -> Result<String> {
        let room = self.ask(Method::POST, "/createRoom", Some(json!({"preset": "public_chat"}))).await?;
        Ok(text(&room, "room_id")?.to_owned())
    }

    async fn join(&self, room: &str) -> Result<()> {
        self.ask(Method::POST, &format!("/rooms/{room}/join"), Some(json!({}))).await.map(drop)
    }

    async fn send(&self, room: &str, number: usize) -> Result<()> {
        let body = json!({"msgtype": "m.text", "body": payload::text(number)});
        let path = format!("/rooms/{room}/send/m.room.message/{number}");
        self.ask(Method::PUT, &path, Some(body)).await.map(drop)
    }

    /// What is new in all rooms since a place, waiting a while for something; and the place after it.
    async fn sync(&self, since: Option<&str>) -> Result<(Vec<usize>, String)> {
        let since = since.map_or(String::new(), |since| format!("&since={since}"));
        let answer = self.ask(Method::GET, &format!("/sync?timeout=10000{since}"), None).await?;
        let rooms = answer["rooms"]["join"].as_object().into_iter().flat_map(|rooms| rooms.values());
        let events = rooms.flat_map(|room| numbers(&room["timeline"]["events"])).collect();
        Ok((events, text(&answer, "next_batch")?.to_owned()))
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    value[name].as_str().with_context(|| format!("{name} in {value}"))
}

/// The numbers of all texts among events.
fn numbers(events: &Value) -> Vec<usize> {
    let bodies =
        events.as_array().into_iter().flatten().filter_map(|event| event["content"]["body"].as_str());
    bodies.filter_map(|body| payload::number(body.as_bytes())).collect()
}

async fn propagate(port: u16, writer: &User, count: usize) -> Result<Vec<Duration>> {
    let room = writer.create_room().await?;
    let reader = User::register(port, "reader").await?;
    reader.join(&room).await?;
    let (_, mut place) = reader.sync(None).await?;
    let (arrived, mut arrivals): (_, Arrivals) = mpsc::unbounded_channel();
    let reading = tokio::spawn(async move {
        while let Ok((numbers, next)) = reader.sync(Some(&place)).await {
            let now = Instant::now();
            for number in numbers {
                let _ = arrived.send((number, now));
            }
            place = next;
        }
    });
    let times = paced(count, async |number| writer.send(&room, number).await, &mut arrivals).await;
    reading.abort();
    times
}

async fn ingest(writer: &User, room: &str, count: usize) -> Result<f64> {
    let began = Instant::now();
    let confirmed = stream::iter((0..count).map(|number| writer.send(room, number))).buffered(WINDOW);
    let confirmed: usize = confirmed.try_fold(0, async |n, ()| Ok(n + 1)).await?;
    Ok(rate(confirmed, began))
}

/// From the first page on, the newest first.
async fn catch_up(fresh: &User, room: &str, count: usize) -> Result<f64> {
    let mut here = vec![false; count];
    let (mut arrived, mut from, began) = (0, String::new(), Instant::now());
    while arrived < count {
        let path = format!("/rooms/{room}/messages?dir=b&limit={PAGE}{from}");
        let page = fresh.ask(Method::GET, &path, None).await?;
        for number in numbers(&page["chunk"]) {
            arrived += usize::from(!std::mem::replace(&mut here[number], true));
        }
        from = match page["end"].as_str() {
            Some(end) => format!("&from={end}"),
            None if arrived == count => break,
            None => bail!("the room ends after {arrived} of {count}"),
        };
    }
    Ok(rate(count, began))
}
