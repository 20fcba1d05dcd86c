//! A node for writers: the real engine over a store in memory, behind the routes that a writer
//! uses, with faults on demand.

use crate::fixture::{self, Federation, code, public};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use cabildo_client::{
    api::{DraftRequest, Head, PeerInfo, Prepared, Problem, SCHEMA, Status, Submitted},
    http::ApiClient,
    ledger::Ledger,
    writer::{WriteRequest, Writer},
};
use cabildo_protocol::{
    authority::Authority,
    bounds,
    content::{Comment, Content, Proposal},
    engine::{Effect, Engine, Input, Options},
    id::{Lane, LogId, MessageId, Millis},
    ingest::Refusal,
    message::{KeyCache, Message, RosterNeeds, Verified, WireMessage},
    store::{Store as _, memory::MemoryStore},
    text::Texts,
};
use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
    sync::{Arc, Mutex},
    time::SystemTime,
};
use tokio::{net::UnixListener, task::JoinHandle};

/// What goes wrong with one submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The engine never sees it.
    LoseRequest,
    /// The engine keeps it, and the writer is told nothing.
    LoseReply,
    /// It is refused with this code, whatever it is.
    Refuse(&'static str),
    /// Another message is confirmed.
    ConfirmOther,
}

pub struct Inner {
    federation: Federation,
    engine: Mutex<Engine<MemoryStore>>,
    faults: Mutex<VecDeque<Fault>>,
    /// Every signed message that ever left a writer.
    seen: Mutex<Vec<Message>>,
    compared: Mutex<bool>,
    /// What comes from a peer while somebody asks about peers.
    arriving: Mutex<Vec<Verified>>,
    /// What is shown instead of any message.
    shown: Mutex<Option<Vec<u8>>>,
}

pub struct Node {
    pub api: ApiClient,
    pub folder: tempfile::TempDir,
    inner: Arc<Inner>,
    server: JoinHandle<()>,
}

impl Drop for Node {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Millis(u64::try_from(since.as_millis()).unwrap())
}

fn engine(federation: &Federation) -> Engine<MemoryStore> {
    let authority = Authority::load(&federation.rosters).unwrap();
    Engine::new(authority, MemoryStore::new(), Options::default()).unwrap()
}

impl Node {
    pub fn start() -> Self {
        let federation = fixture::federation();
        let inner = Arc::new(Inner {
            engine: Mutex::new(engine(&federation)),
            federation,
            faults: Mutex::default(),
            seen: Mutex::default(),
            compared: Mutex::default(),
            arriving: Mutex::default(),
            shown: Mutex::default(),
        });
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("api.sock");
        Ledger::begin(&folder.path().join("operator.key")).unwrap();
        let listener = UnixListener::bind(&socket).unwrap();
        let routes = Router::new()
            .route("/v1/prepare", post(prepare))
            .route("/v1/messages", post(submit))
            .route("/v1/messages/{id}/raw", get(raw))
            .route("/v1/frontier", get(frontier))
            .route("/v1/status", get(status))
            .route("/v1/peers", get(peers))
            .with_state(inner.clone());
        let server = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { api: ApiClient::new(&socket).unwrap(), folder, inner, server }
    }

    /// Where the device's key lies; its ledger was begun, as whoever makes a key does.
    pub fn key_path(&self) -> PathBuf {
        self.folder.path().join("operator.key")
    }

    pub fn writer(&self) -> Writer {
        Writer::new(&self.key_path(), fixture::key("oaxaca-device"))
    }

    /// The same key on another machine: its own idea of where the log stands is the node's.
    pub fn elsewhere(&self) -> fixture::Writer {
        let mut writer = fixture::Writer::new(&self.inner.federation, "mx:20067", "oaxaca-device");
        writer.now = now();
        for lane in [Lane::Crisis, Lane::Acts] {
            writer.heads[lane as usize] = self.inner.engine.lock().unwrap().position(&log(lane));
        }
        writer
    }

    /// A message that comes by another way than the writer's.
    pub fn take(&self, message: &Verified) {
        assert_eq!(self.inner.submit(message), Ok(message.id()));
    }

    pub fn fail(&self, faults: &[Fault]) {
        self.inner.faults.lock().unwrap().extend(faults);
    }

    pub fn set_read_only(&self, read_only: bool) {
        self.inner.engine.lock().unwrap().handle(now(), Input::ReadOnly(read_only));
    }

    pub fn set_compared(&self) {
        *self.inner.compared.lock().unwrap() = true;
    }

    /// These come from a peer just when the writer asks whether the node has compared.
    pub fn arrives_while_asked(&self, messages: Vec<Message>) {
        let verified = messages.into_iter().map(|m| m.verify(&mut KeyCache::default()).unwrap());
        *self.inner.arriving.lock().unwrap() = verified.collect();
    }

    pub fn show(&self, bytes: Option<Vec<u8>>) {
        *self.inner.shown.lock().unwrap() = bytes;
    }

    pub fn log(&self, lane: Lane) -> Vec<Message> {
        let engine = self.inner.engine.lock().unwrap();
        engine.store().messages().filter(|m| m.log() == log(lane)).cloned().collect()
    }

    /// The store as it was when the log of the acts had so many messages.
    pub fn restore(&self, kept: usize) {
        let messages = self.log(Lane::Acts);
        *self.inner.engine.lock().unwrap() = engine(&self.inner.federation);
        for message in messages.into_iter().take(kept) {
            self.take(&message.verify(&mut KeyCache::default()).unwrap());
        }
    }

    /// Whether ledger and node stand at the same message.
    pub fn is_level(&self) -> bool {
        let ledger = Ledger::lock(&self.key_path()).unwrap();
        let last = ledger.last(&log(Lane::Acts)).unwrap().map(|last| last.position.id);
        last == self.log(Lane::Acts).last().map(Message::id)
    }

    pub fn seen(&self) -> usize {
        self.inner.seen.lock().unwrap().len()
    }

    /// Asserts that no two messages at one place of a log ever left the writers.
    pub fn check_signed_once(&self) {
        let mut places: BTreeMap<(LogId, u64), MessageId> = BTreeMap::new();
        for message in self.inner.seen.lock().unwrap().iter() {
            let place = (message.log(), message.seq());
            assert_eq!(*places.entry(place).or_insert(message.id()), message.id(), "two at {place:?}");
        }
        assert!(self.inner.engine.lock().unwrap().forks().is_empty());
    }

    /// Asserts that the log of the acts has exactly these titles, linked and in order of time.
    pub fn check_acts(&self, titles: &[&str]) {
        let messages = self.log(Lane::Acts);
        let found: Vec<_> = messages.iter().map(title).collect();
        assert_eq!(found, titles);
        for pair in messages.windows(2) {
            assert_eq!(pair[1].envelope().previous, pair[0].id());
            assert!(pair[1].position().created >= pair[0].position().created);
        }
    }
}

pub fn log(lane: Lane) -> LogId {
    LogId { key: public("oaxaca-device"), lane }
}

pub fn title(message: &Message) -> String {
    let content = message.content().unwrap().unwrap();
    content.title().best(&[]).unwrap().1.to_owned()
}

pub fn proposal(title: &str) -> WriteRequest {
    let text = Texts::one(code("es"), title);
    let content = Content::Proposal(Proposal::new(text.clone(), text));
    WriteRequest::new(content)
}

pub fn comment(on: &MessageId, text: &str) -> WriteRequest {
    let content = Content::Comment(Comment::new(Texts::one(code("es"), text)));
    WriteRequest::new(content).answering(on)
}

impl Inner {
    fn submit(&self, message: &Verified) -> Result<MessageId, Refusal> {
        let mut engine = self.engine.lock().unwrap();
        engine.handle(now(), Input::Submit { ticket: 1, message: message.clone() });
        engine.store_mut().commit().unwrap();
        let effects = engine.take_effects();
        let reply = |effect| if let Effect::Reply { result, .. } = effect { Some(result) } else { None };
        effects.into_iter().find_map(reply).unwrap()
    }
}

fn problem(code: &str, message: String) -> Response {
    let status = if code == "conflict" { StatusCode::CONFLICT } else { StatusCode::FORBIDDEN };
    (status, Json(Problem { code: code.to_owned(), message, remedy: None })).into_response()
}

async fn prepare(State(node): State<Arc<Inner>>, Json(draft): Json<DraftRequest>) -> Json<Prepared> {
    let log = LogId { key: draft.key, lane: draft.content.kind().lane() };
    Json(Prepared {
        schema: SCHEMA,
        federation: node.federation.id,
        institution: code("mx:20067"),
        position: node.engine.lock().unwrap().position(&log),
        needs: RosterNeeds { charter: 1, chamber: 1, institution: 1 },
        root: draft.answers.map(|id| code(&id)),
        refs: draft.refs.iter().map(|id| code(id)).collect(),
        now: now(),
    })
}

async fn submit(State(node): State<Arc<Inner>>, body: Bytes) -> Response {
    let message = WireMessage::decode(&body, 2 * bounds::BODY_MAX).unwrap();
    node.seen.lock().unwrap().push(message.clone());
    let id = message.id();
    let fault = node.faults.lock().unwrap().pop_front();
    match fault {
        Some(Fault::LoseRequest) => return "".into_response(),
        Some(Fault::Refuse(code)) => return problem(code, "told so by a test".to_owned()),
        Some(Fault::ConfirmOther) => return Json(Submitted { id: MessageId([9; 32]) }).into_response(),
        Some(Fault::LoseReply) | None => {}
    }
    let result = node.submit(&message.verify(&mut KeyCache::default()).unwrap());
    match result {
        _ if fault.is_some() => "".into_response(),
        Ok(_) => Json(Submitted { id }).into_response(),
        Err(refusal) => {
            let code = match refusal {
                Refusal::Conflict { .. } => "conflict",
                Refusal::ReadOnly => "read_only",
                _ => "refused",
            };
            problem(code, refusal.to_string())
        }
    }
}

async fn raw(State(node): State<Arc<Inner>>, Path(id): Path<String>) -> Vec<u8> {
    if let Some(bytes) = node.shown.lock().unwrap().clone() {
        return bytes;
    }
    let engine = node.engine.lock().unwrap();
    let message = engine.store().messages().find(|m| m.id().to_string() == id).cloned().unwrap();
    WireMessage::from(&message).encode()
}

async fn frontier(State(node): State<Arc<Inner>>) -> Json<Vec<Head>> {
    let heads = node.engine.lock().unwrap().frontier();
    Json(heads.into_iter().map(|(log, seq, hash)| Head { log, seq, hash }).collect())
}

async fn status(State(node): State<Arc<Inner>>) -> Json<Status> {
    Json(Status {
        schema: SCHEMA,
        version: String::new(),
        federation: node.federation.id,
        federation_name: Texts::default(),
        institution: code("mx:20067"),
        institution_name: Texts::default(),
        may_author: None,
        role: "node".to_owned(),
        peer_id: String::new(),
        listening: vec![],
        connected: 0,
        known: 0,
        messages: 0,
        logs: 0,
        store_bytes: 0,
        behind: 0,
        unchecked: 0,
        bodies_missing: 0,
        bodies_dropped: 0,
        held: 0,
        forked: 0,
        trouble: vec![],
        started: Millis(1000),
        now: now(),
        clock: None,
        duty: None,
        hidden: Default::default(),
        alarms: 0,
        unclosed: Vec::new(),
        reach: Default::default(),
        relay: None,
    })
}

async fn peers(State(node): State<Arc<Inner>>) -> Json<Vec<PeerInfo>> {
    for message in node.arriving.lock().unwrap().drain(..) {
        assert_eq!(node.submit(&message), Ok(message.id()));
    }
    let compared = *node.compared.lock().unwrap();
    Json(vec![PeerInfo {
        peer_id: String::new(),
        label: String::new(),
        institution: code("mx:16053"),
        institution_name: Texts::default(),
        connected: compared,
        addresses: vec![],
        through: None,
        rtt_ms: None,
        last_sync: compared.then(now),
        behind: 0,
        next_try: None,
        last_error: None,
    }])
}
