//! A node of that federation, running in this process, and those who speak with its API: raw
//! HTTP over the socket, so that nothing is tested through the client's own eyes.

pub use super::http::{Answer, PATIENCE, call, raw};

use super::federation::{key, public, rosters};
use cabildo_client::{
    api::{DraftRequest, Prepared, Problem, Submitted},
    key::KeyFile,
};
use cabildo_node::{
    config::{Config, Role},
    home::Home,
    running::Running,
};
use cabildo_protocol::{
    cbor,
    content::Content,
    id::{Lane, MessageId, Millis},
    message::{Draft, Message, WireMessage, sign},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::UnixStream,
    time::timeout,
};

/// A running node in a folder of its own.
pub struct Town {
    pub running: Running,
    pub socket: PathBuf,
    _folder: TempDir,
}

impl Town {
    /// Oaxaca's node.
    pub async fn oaxaca() -> Self {
        Self::start("oaxaca node", Role::Node).await
    }

    pub async fn start(node: &str, role: Role) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("home");
        let mut config = Config::default();
        config.node.role = role;
        config.network.listen = vec!["/ip4/127.0.0.1/tcp/0".parse().expect("an address")];
        config.store.min_free_mib = 1;
        config.store.min_free_percent = 0;
        let paths = Home::create(&root, &config).expect("a home");
        KeyFile::create(&paths.node_key(), &key(node), None).expect("a key");
        for (number, roster) in rosters().iter().enumerate() {
            let file = paths.rosters().join(format!("{number}.roster"));
            std::fs::write(file, cbor::encode(roster)).expect("written");
        }
        let running = Running::start(Home::open(&root).expect("a home")).await.expect("a running node");
        let socket = running.socket().to_owned();
        Self { running, socket, _folder: folder }
    }

    /// The same node, started once more.
    pub async fn again(self) -> Self {
        let Self { running, _folder: folder, .. } = self;
        running.stop().await;
        let home = Home::open(&folder.path().join("home")).expect("a home");
        let running = Running::start(home).await.expect("a running node");
        Self { socket: running.socket().to_owned(), running, _folder: folder }
    }

    pub async fn get(&self, path: &str) -> Answer {
        call(&self.socket, "GET", path, &[]).await
    }

    pub async fn json<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// The problem that a path is answered with.
    pub async fn problem(&self, path: &str) -> (u16, Problem) {
        let answer = self.get(path).await;
        (answer.status, answer.json())
    }

    pub async fn submit(&self, bytes: &[u8]) -> Answer {
        call(&self.socket, "POST", "/v1/messages", bytes).await
    }

    /// How many messages there are, by every count that the API has.
    pub async fn count(&self) -> u64 {
        let (status, frontier): (Value, Vec<Value>) =
            (self.json("/v1/status").await, self.json("/v1/frontier").await);
        let all: u64 = frontier.iter().map(|head| head["seq"].as_u64().expect("a sequence")).sum();
        assert_eq!(status["messages"], all);
        let listed: Value = self.json("/v1/messages?limit=1000").await;
        assert_eq!(listed["messages"].as_array().map_or(0, Vec::len) as u64, all);
        all
    }
}

/// A content from the fields that matter.
pub fn content(kind: &str, mut fields: Value) -> Content {
    fields["schema"] = json!(1);
    fields["kind"] = json!(kind);
    serde_json::from_value(fields).expect("a content")
}

pub fn proposal(title: &str) -> Content {
    content("proposal", json!({"title": {"es": title}, "text": {"es": "El agua es de todos"}}))
}

pub fn comment(text: &str) -> Content {
    content("comment", json!({"text": {"es": text}}))
}

pub fn notice(event: &str) -> Content {
    let info = json!({"categories": ["met"], "event": {"es": event}, "urgency": "immediate",
        "severity": "severe", "certainty": "observed"});
    content("notice", json!({"status": "actual", "scope": "public", "info": [info]}))
}

pub fn ack(state: &str) -> Content {
    content("ack", json!({"state": state}))
}

pub fn agenda(host: &str) -> Content {
    content(
        "agenda",
        json!({"title": {"es": "Cumbre"}, "host": host, "time_zone": "America/Mexico_City",
            "starts": 3_000_000_000_000u64, "ends": 3_000_000_360_000u64,
            "items": [{"title": {"es": "Agua"}, "minutes": 30}]}),
    )
}

/// A device key that writes through a node.
#[derive(Clone, Copy)]
pub struct Author(pub &'static str);

impl Author {
    pub fn draft(self, answers: Option<&str>, content: Content) -> DraftRequest {
        let answers = answers.map(str::to_owned);
        DraftRequest { key: public(self.0), answers, refs: vec![], expires: None, content }
    }

    pub async fn prepare(self, town: &Town, draft: &DraftRequest) -> Answer {
        let body = serde_json::to_vec(draft).expect("JSON");
        call(&town.socket, "POST", "/v1/prepare", &body).await
    }

    /// What the node needs to be told to sign after `prepared`.
    pub fn drafted(self, prepared: &Prepared, content: &Content) -> Draft {
        Draft {
            federation: prepared.federation,
            institution: prepared.institution.clone(),
            lane: content.kind().lane(),
            kind: content.kind() as u16,
            root: prepared.root,
            refs: prepared.refs.clone(),
            audience: None,
            needs: prepared.needs,
            created: prepared.now,
            expires: None,
            content: content.encode(),
            salt: [7; 16],
        }
    }

    /// The next message, signed and not yet submitted, changed by `change` before it is signed.
    pub async fn signed(
        self,
        town: &Town,
        answers: Option<&str>,
        content: Content,
        change: impl FnOnce(&mut Draft),
    ) -> Message {
        let answer = self.prepare(town, &self.draft(answers, content.clone())).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let prepared: Prepared = answer.json();
        let mut draft = self.drafted(&prepared, &content);
        change(&mut draft);
        sign(&draft, &prepared.position, &key(self.0)).expect("signed").into_message()
    }

    pub async fn write(self, town: &Town, answers: Option<&str>, content: Content) -> MessageId {
        let message = self.signed(town, answers, content, |_| ()).await;
        let answer = town.submit(&bytes(&message)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json::<Submitted>().id, message.id());
        message.id()
    }
}

pub fn bytes(message: &Message) -> Vec<u8> {
    WireMessage::from(message).encode()
}

/// The first lane's or the second's log of a key, as texts have it.
pub fn log(name: &str, lane: Lane) -> String {
    format!("{}/{}", public(name), lane as u8)
}

pub fn now() -> Millis {
    cabildo_node::driver::clock()
}

/// One event as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub id: String,
    pub name: String,
    pub data: String,
}

/// A reader of events.
pub struct Stream(BufReader<UnixStream>);

impl Stream {
    pub async fn open(socket: &Path, after: Option<&str>) -> Self {
        let mut stream = UnixStream::connect(socket).await.expect("a connection");
        let after = after.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
        let head = format!("GET /v1/events HTTP/1.1\r\nHost: x\r\n{after}\r\n");
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut stream = Self(BufReader::new(stream));
        let mut head = String::new();
        while let Some(line) = stream.line().await.filter(|line| !line.is_empty()) {
            head += &line;
            head.push('\n');
        }
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/event-stream"), "{head}");
        stream
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = timeout(PATIENCE, self.0.read_line(&mut line)).await.expect("a line");
        (read.unwrap_or(0) > 0).then(|| line.trim_end().to_owned())
    }

    /// The next line of the stream, whatever it is; none at its end. Lengths of HTTP's chunks, in
    /// hexadecimal, stand between.
    pub async fn any(&mut self) -> Option<String> {
        loop {
            let line = self.line().await?;
            if line.contains(':') {
                return Some(line);
            }
        }
    }

    /// The next event; none at the end of the stream.
    pub async fn next(&mut self) -> Option<Sent> {
        let mut sent = Sent { id: String::new(), name: String::new(), data: String::new() };
        while let Some(line) = self.any().await {
            if let Some(id) = line.strip_prefix("id: ") {
                sent.id = id.to_owned();
            } else if let Some(name) = line.strip_prefix("event: ") {
                sent.name = name.to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                sent.data = data.to_owned();
            }
            // The order in which the node writes them ends with the id or the data.
            if !sent.id.is_empty() && !sent.name.is_empty() && !sent.data.is_empty() {
                return Some(sent);
            }
        }
        None
    }

    /// The next event of a message.
    pub async fn message(&mut self) -> Sent {
        loop {
            let sent = self.next().await.expect("an event");
            if sent.name == "message" {
                return sent;
            }
        }
    }
}
