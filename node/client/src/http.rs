//! The client of the local API: HTTP over a node's Unix socket.
//!
//! The other end is our own node, or whatever sits on the socket: answers are bounded before they
//! are kept, and what is no answer of a node is said to be none.

use crate::api::{
    AlarmInfo, AlertTest, ApiEvent, CodeList, DeviceInfo, DraftInfo, DraftRequest, FederationInfo, Head,
    Imported, InstitutionInfo, Mark, MarkRequest, Marks, MessageDetail, PeerInfo, Prepared, Problem,
    Published, RosterInfo, RosterVersion, Status, Submitted,
};
use cabildo_protocol::{
    enrol::Sheaf,
    id::{Hash, Millis},
    message::{Message, WireMessage},
    sanitize,
};
use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

mod attachments;
mod figures;
mod formats;
mod lists;

pub use lists::MessageFilter;

/// The longest answer.
const ANSWER_MAX: usize = 64 * 1024 * 1024;
/// The longest line of an event stream.
const LINE_MAX: usize = 1024 * 1024;
/// Characters of one part of a problem.
const PROBLEM_MAX: usize = 1000;
/// How long a node may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long programs of alerts may take, several after each other.
const ALERTS_WITHIN: Duration = Duration::from_secs(2 * 60 * 60);
/// Nodes send a sign of life on event streams more often than this.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody answers on the socket.
    #[error("no node is running on {socket} · start one: cabildo --home … node", socket = socket.display())]
    NotRunning {
        /// Which socket.
        socket: PathBuf,
    },
    /// The socket belongs to others.
    #[error("{socket} may not be used by this user · ask its administrator to add you to the group of the node", socket = socket.display())]
    NotPermitted {
        /// Which socket.
        socket: PathBuf,
    },
    /// The node says why.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// Not what a node answers.
    #[error("{socket} gave no answer of a node: {problem} · see its log", socket = socket.display())]
    Answer {
        /// Which socket.
        socket: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

/// An event with its place, for resuming after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its place.
    pub id: Option<String>,
    /// What happened.
    pub event: ApiEvent,
}

/// Talks to one node. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ApiClient {
    client: Client,
    socket: PathBuf,
}

impl ApiClient {
    /// A client for the node behind a socket; connects with the first request.
    ///
    /// # Errors
    /// When the system's HTTP client cannot be set up.
    pub fn new(socket: &Path) -> Result<Self, ClientError> {
        // A connection costs microseconds here, and one kept for later may be one that the node has
        // just closed. There is nowhere to be redirected to.
        let client = Client::builder()
            .unix_socket(socket)
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        let client = client.map_err(|error| answer_error(socket, &error))?;
        Ok(Self { client, socket: socket.to_owned() })
    }

    /// Where the node listens.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The node's state.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn status(&self) -> Result<Status, ClientError> {
        self.json(self.get("status")).await
    }

    /// All other listed nodes.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn peers(&self) -> Result<Vec<PeerInfo>, ClientError> {
        self.json(self.get("peers")).await
    }

    /// The members of the federation.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn institutions(&self) -> Result<Vec<InstitutionInfo>, ClientError> {
        self.json(self.get("institutions")).await
    }

    /// All heads, in the order of their logs.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn frontier(&self) -> Result<Vec<Head>, ClientError> {
        self.json(self.get("frontier")).await
    }

    /// One message, by its id or a unique prefix.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn message(&self, id: &str) -> Result<MessageDetail, ClientError> {
        self.json(self.get(&format!("messages/{}", self.segment(id)?))).await
    }

    /// The signed bytes of a message, a CBOR [`WireMessage`].
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn raw(&self, id: &str) -> Result<Vec<u8>, ClientError> {
        self.bytes(self.get(&format!("messages/{}/raw", self.segment(id)?)).timeout(ANSWER_WITHIN)).await
    }

    /// Checks a draft and returns what is needed to sign it.
    ///
    /// # Errors
    /// Why the draft is not acceptable, or there is no answer.
    pub async fn prepare(&self, draft: &DraftRequest) -> Result<Prepared, ClientError> {
        self.json(self.request(Method::POST, "prepare").json(draft)).await
    }

    /// Submits a signed message; returns when it is kept.
    ///
    /// # Errors
    /// Why it was not kept, or there is no answer: then it may be kept or not, and the same bytes
    /// are submitted again.
    pub async fn submit(&self, message: &Message) -> Result<Submitted, ClientError> {
        let request = self
            .request(Method::POST, "messages")
            .header(header::CONTENT_TYPE, "application/cbor")
            .body(WireMessage::from(message).encode());
        self.json(request).await
    }

    /// What the node has, as a file that carries it, in pieces. Ends with the file, or after an error.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn export(
        &self,
        since: Option<Millis>,
        files: bool,
    ) -> Result<BoxStream<'static, Result<Vec<u8>, ClientError>>, ClientError> {
        let since: Vec<_> = since.map(|since| ("since", since.0)).into_iter().collect();
        let request = self.get("export").query(&since).query(&[("files", files)]);
        let begun = tokio::time::timeout(ANSWER_WITHIN, self.send(request)).await;
        let response = begun.map_err(|late| answer_error(&self.socket, &late))??;
        let socket = self.socket.clone();
        let pieces = stream::try_unfold(response, move |mut response| {
            let socket = socket.clone();
            async move {
                let piece = response.chunk().await.map_err(|error| answer_error(&socket, &error))?;
                Ok(piece.map(|piece| (piece.to_vec(), response)))
            }
        });
        Ok(pieces.boxed())
    }

    /// Gives the node a part of a file that carries messages; returns when what is new of it is kept.
    ///
    /// # Errors
    /// Why it was not read, or there is no answer: the same bytes may be given again.
    pub async fn import(&self, part: Vec<u8>) -> Result<Imported, ClientError> {
        let request = self.request(Method::POST, "import");
        self.json(request.header(header::CONTENT_TYPE, "application/octet-stream").body(part)).await
    }

    /// Runs the programs of the rules for alerts, or of one, with a test alert; returns when all
    /// have ended, each within the time that its rule gives it.
    ///
    /// # Errors
    /// Why no test was made, or there is no answer.
    pub async fn test_alerts(&self, rule: Option<&str>) -> Result<AlertTest, ClientError> {
        let query: Vec<_> = rule.map(|rule| ("rule", rule)).into_iter().collect();
        let request = self.request(Method::POST, "alerts/test").query(&query);
        let bytes = self.bytes(request.timeout(ALERTS_WITHIN)).await?;
        serde_json::from_slice(&bytes).map_err(|error| answer_error(&self.socket, &error))
    }

    /// The devices of the node's institution.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn devices(&self) -> Result<Vec<DeviceInfo>, ClientError> {
        self.json(self.get("devices")).await
    }

    /// The lists of codes that the federation has signed.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn codes(&self) -> Result<Vec<CodeList>, ClientError> {
        self.json(self.get("codes")).await
    }

    /// What the operators of the node noted for each other.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn marks(&self) -> Result<Marks, ClientError> {
        self.json(self.get("marks")).await
    }

    /// Notes something on a thread.
    ///
    /// # Errors
    /// Why it was not noted.
    pub async fn mark(&self, request: &MarkRequest) -> Result<Mark, ClientError> {
        self.json(self.request(Method::POST, "marks").json(request)).await
    }

    /// The newest version of every roster.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn rosters(&self) -> Result<Vec<RosterInfo>, ClientError> {
        self.json(self.get("rosters")).await
    }

    /// Every version of every roster, in the order of issue.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn roster_log(&self) -> Result<Vec<RosterVersion>, ClientError> {
        self.json(self.get("rosters/log")).await
    }

    /// Who signed twice.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn alarms(&self) -> Result<Vec<AlarmInfo>, ClientError> {
        self.json(self.get("alarms")).await
    }

    /// Members and chambers, and how their keys are.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn federation(&self) -> Result<FederationInfo, ClientError> {
        self.json(self.get("federation")).await
    }

    /// All rosters, as they are signed.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn all_rosters(&self) -> Result<Sheaf, ClientError> {
        let bytes = self.bytes(self.get("rosters/raw").timeout(ANSWER_WITHIN)).await?;
        Sheaf::decode(&bytes).map_err(|error| answer_error(&self.socket, &error))
    }

    /// Publishes rosters; returns when those that were news are kept.
    ///
    /// # Errors
    /// Why they do not apply.
    pub async fn publish(&self, sheaf: &Sheaf) -> Result<Published, ClientError> {
        let request = self
            .request(Method::POST, "rosters")
            .header(header::CONTENT_TYPE, "application/cbor")
            .body(sheaf.encode());
        self.json(request).await
    }

    /// The rosters that wait for signatures at this node.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn drafts(&self) -> Result<Vec<DraftInfo>, ClientError> {
        self.json(self.get("rosters/drafts")).await
    }

    /// Leaves a roster with the node until all have signed it who must.
    ///
    /// # Errors
    /// Why it is not kept.
    pub async fn keep_draft(&self, sheaf: &Sheaf) -> Result<DraftInfo, ClientError> {
        let request = self.request(Method::POST, "rosters/drafts");
        let request = request.header(header::CONTENT_TYPE, "application/cbor").body(sheaf.encode());
        self.json(request).await
    }

    /// A roster that waits, after those on which it stands.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn draft(&self, hash: &Hash) -> Result<Sheaf, ClientError> {
        let request = self.get(&format!("rosters/drafts/{hash}"));
        let bytes = self.bytes(request.timeout(ANSWER_WITHIN)).await?;
        Sheaf::decode(&bytes).map_err(|error| answer_error(&self.socket, &error))
    }

    /// Takes a roster that waits away.
    ///
    /// # Errors
    /// Why it is still there.
    pub async fn drop_draft(&self, hash: &Hash) -> Result<(), ClientError> {
        let request = self.request(Method::DELETE, &format!("rosters/drafts/{hash}"));
        self.bytes(request.timeout(ANSWER_WITHIN)).await.map(drop)
    }

    /// What the node counts, as OpenMetrics text.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn metrics(&self) -> Result<String, ClientError> {
        let bytes = self.bytes(self.get("metrics").timeout(ANSWER_WITHIN)).await?;
        String::from_utf8(bytes).map_err(|error| answer_error(&self.socket, &error))
    }

    /// What happens from now on, or after a place. Ends when the link ends, after an error if there
    /// was one; whoever wants to go on calls it again with the last place.
    #[must_use]
    pub fn events(&self, after: Option<String>) -> BoxStream<'static, Result<Received, ClientError>> {
        let this = self.clone();
        let open = async move {
            let mut request = this.get("events").header(header::ACCEPT, "text/event-stream");
            if let Some(after) = after {
                request = request.header("Last-Event-ID", after);
            }
            // The stream has no end of its own, so only its beginning is timed.
            let begun = tokio::time::timeout(ANSWER_WITHIN, this.send(request)).await;
            match begun.unwrap_or_else(|late| Err(answer_error(&this.socket, &late))) {
                Ok(response) => Reading::begin(this.socket.clone(), response).boxed(),
                Err(error) => stream::once(async { Err(error) }).boxed(),
            }
        };
        stream::once(open).flatten().boxed()
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://localhost/v1/{path}"))
    }

    /// An id in a path: letters and digits only, so that it cannot become another path.
    fn segment<'a>(&self, id: &'a str) -> Result<&'a str, ClientError> {
        if !id.is_empty() && id.len() <= 100 && id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Ok(id);
        }
        let shown = sanitize::line(&id.chars().take(100).collect::<String>());
        Err(Problem {
            code: "bad_request".into(),
            message: format!("«{shown}» is not the id of a message"),
            remedy: Some("ids begin with cbm1; any unique beginning will do".into()),
        }
        .into())
    }

    async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ClientError> {
        let bytes = self.bytes(request.timeout(ANSWER_WITHIN)).await?;
        serde_json::from_slice(&bytes).map_err(|error| answer_error(&self.socket, &error))
    }

    async fn bytes(&self, request: RequestBuilder) -> Result<Vec<u8>, ClientError> {
        let response = self.send(request).await?;
        read(&self.socket, response).await
    }

    /// Sends a request; an answer that is a problem becomes the error.
    async fn send(&self, request: RequestBuilder) -> Result<Response, ClientError> {
        let response = request.send().await.map_err(|error| self.link_error(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let bytes = read(&self.socket, response).await?;
        Err(match serde_json::from_slice::<Problem>(&bytes) {
            Ok(problem) => clean(problem).into(),
            Err(_) => not_a_node(&self.socket, status),
        })
    }

    fn link_error(&self, error: &reqwest::Error) -> ClientError {
        match io_kind(error) {
            Some(io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
                ClientError::NotRunning { socket: self.socket.clone() }
            }
            Some(io::ErrorKind::PermissionDenied) => {
                ClientError::NotPermitted { socket: self.socket.clone() }
            }
            _ => answer_error(&self.socket, error),
        }
    }
}

fn answer_error(socket: &Path, error: &(dyn std::error::Error + 'static)) -> ClientError {
    let mut problem = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        problem = format!("{problem}: {cause}");
        source = cause.source();
    }
    let problem = sanitize::line(&problem.chars().take(300).collect::<String>());
    ClientError::Answer { socket: socket.to_owned(), problem }
}

/// A problem that may be shown: a node repeats what others sent it.
fn clean(problem: Problem) -> Problem {
    let line = |text: &str| sanitize::line(&text.chars().take(PROBLEM_MAX).collect::<String>());
    Problem {
        code: line(&problem.code),
        message: line(&problem.message),
        remedy: problem.remedy.as_deref().map(line),
    }
}

fn not_a_node(socket: &Path, status: StatusCode) -> ClientError {
    ClientError::Answer { socket: socket.to_owned(), problem: format!("status {status} without a reason") }
}

fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<io::ErrorKind> {
    let mut source = Some(error);
    while let Some(error) = source {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        source = error.source();
    }
    None
}

async fn read(socket: &Path, mut response: Response) -> Result<Vec<u8>, ClientError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| answer_error(socket, &error))? {
        if bytes.len() + chunk.len() > ANSWER_MAX {
            let problem = format!("more than {ANSWER_MAX} bytes");
            return Err(ClientError::Answer { socket: socket.to_owned(), problem });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// An event stream that is being read.
struct Reading {
    socket: PathBuf,
    response: Response,
    parser: Parser,
    ready: VecDeque<Received>,
}

impl Reading {
    fn begin(
        socket: PathBuf,
        response: Response,
    ) -> impl stream::Stream<Item = Result<Received, ClientError>> + Send {
        let reading = Self { socket, response, parser: Parser::default(), ready: VecDeque::new() };
        stream::unfold(Some(reading), |reading| async {
            let mut reading = reading?;
            match reading.next().await {
                Ok(Some(received)) => Some((Ok(received), Some(reading))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    async fn next(&mut self) -> Result<Option<Received>, ClientError> {
        loop {
            if let Some(received) = self.ready.pop_front() {
                return Ok(Some(received));
            }
            let chunk = match tokio::time::timeout(SILENCE_MAX, self.response.chunk()).await {
                Ok(chunk) => chunk.map_err(|error| answer_error(&self.socket, &error))?,
                Err(_) => return Err(self.no_stream("no sign of life")),
            };
            let Some(chunk) = chunk else { return Ok(None) };
            self.parser.feed(&chunk, &mut self.ready).map_err(|problem| self.no_stream(problem))?;
        }
    }

    fn no_stream(&self, problem: &str) -> ClientError {
        ClientError::Answer { socket: self.socket.clone(), problem: problem.to_owned() }
    }
}

/// Reads server-sent events (WHATWG HTML, section 9.2) from chunks cut anywhere.
#[derive(Debug, Default)]
struct Parser {
    line: Vec<u8>,
    id: Option<String>,
    data: String,
}

impl Parser {
    fn feed(&mut self, chunk: &[u8], ready: &mut VecDeque<Received>) -> Result<(), &'static str> {
        for byte in chunk {
            match byte {
                b'\n' => {
                    let line = std::mem::take(&mut self.line);
                    let text = std::str::from_utf8(&line).map_err(|_| "events that are not UTF-8")?;
                    self.line(text.strip_suffix('\r').unwrap_or(text), ready)?;
                }
                byte if self.line.len() < LINE_MAX => self.line.push(*byte),
                _ => return Err("an event without an end"),
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &str, ready: &mut VecDeque<Received>) -> Result<(), &'static str> {
        if line.is_empty() {
            let data = std::mem::take(&mut self.data);
            if !data.is_empty() {
                match serde_json::from_str(&data) {
                    Ok(event) => ready.push_back(Received { id: self.id.clone(), event }),
                    Err(_) if is_later_event(&data) => {}
                    Err(_) => return Err("an event of no known form"),
                }
            }
            return Ok(());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => self.id = Some(value.to_owned()),
            "data" if self.data.len() + value.len() > LINE_MAX => return Err("an event without an end"),
            "data" => {
                if !self.data.is_empty() {
                    self.data.push('\n');
                }
                self.data.push_str(value);
            }
            // Comments keep the link alive; the event's name is in its data, too.
            _ => {}
        }
        Ok(())
    }
}

/// Whether this is an event of a later release: skipped, or its reader would fall over the same one
/// each time it resumes.
fn is_later_event(data: &str) -> bool {
    const KNOWN: [&str; 7] = ["message", "body", "peer", "progress", "forked", "roster", "resync"];
    let value = serde_json::from_str::<serde_json::Value>(data).ok();
    value.as_ref().and_then(|v| v.get("event")?.as_str()).is_some_and(|name| !KNOWN.contains(&name))
}

#[cfg(test)]
mod tests;
