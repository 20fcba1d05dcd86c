//! Writing as a device: every message of its key goes through here.
//!
//! Lock the ledger; submit what was signed before and is not confirmed, the same bytes; let the
//! node check the draft; compare where ledger and node say that the log stands; sign; record;
//! submit; confirm. However this is cut off, the key signs once at each sequence.
//!
//! A message whose answer was lost goes first with the next write; if that asks for the same
//! message again, it was a retry, and nothing more is signed.
//!
//! A message that the node refuses although it was signed stays first in line: a node that lies
//! could otherwise collect two signatures at one place and prove a fork. So everything is checked
//! before the key signs, and there is no way to sign another at that place: the cause is mended
//! (a grant, a right, a clock), or the institution lists a new device.

use crate::{
    api::{DraftRequest, Prepared, Problem, Submitted},
    http::{ApiClient, ClientError},
    ledger::{Entry, Ledger, LedgerError},
};
use cabildo_protocol::{
    bounds,
    content::Content,
    id::{Lane, LogId, MessageId, Millis, PublicKey},
    message::{Draft, KeyCache, Message, MessageError, Position, Verified, WireMessage, sign},
};
use ed25519_dalek::SigningKey;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

/// How long to wait for another program that writes with this key.
const LOCK_WITHIN: Duration = Duration::from_secs(120);

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRequest {
    /// The message that it answers: an id or a unique prefix.
    pub answers: Option<String>,
    /// Other messages that it refers to: ids or unique prefixes.
    pub refs: Vec<String>,
    /// When it stops mattering.
    pub expires: Option<Millis>,
    /// What it says.
    pub content: Content,
}

impl WriteRequest {
    /// Something that answers nothing and refers to nothing.
    #[must_use]
    pub fn new(content: Content) -> Self {
        Self { answers: None, refs: Vec::new(), expires: None, content }
    }

    /// The same as an answer to a message: an id or a unique prefix.
    #[must_use]
    pub fn answering(self, id: impl ToString) -> Self {
        Self { answers: Some(id.to_string()), ..self }
    }
}

/// Why nothing new was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The node did not do it.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The message cannot be signed.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// A signed message is refused.
    #[error(
        "the message {id} is signed, but refused: {} · nothing else can be written in its log before it is kept: mend the cause and write again; if it never can be kept, let the institution list a new device",
        problem.message
    )]
    Waiting {
        /// Which.
        id: MessageId,
        /// Why.
        problem: Problem,
    },
    /// A signed message was sent, and may be kept or not.
    #[error(
        "the message {id} is signed, but nobody has confirmed that it is kept: {source} · write it again: the same bytes are sent, and it is there once"
    )]
    Unconfirmed {
        /// Which.
        id: MessageId,
        /// What came instead of a confirmation.
        source: ClientError,
    },
    /// Signed now, the message would be refused until that instant has come.
    #[error("this machine's clock is {} minutes ahead of the node's · set it right", ahead_ms / 60_000)]
    Clock {
        /// How far, milliseconds.
        ahead_ms: u64,
    },
    /// The node says something about the key's log that is not so.
    #[error(
        "the node shows no message of this key at {seq}, where it says that the log stands · see the node's log"
    )]
    Unproven {
        /// Where.
        seq: u64,
    },
    /// The node has not got everything that this key signed.
    #[error(
        "this key has signed {ledger} messages, the node has {node} of them · its store is older than the key: let it catch up with its peers first"
    )]
    NodeBehind {
        /// Messages by the ledger.
        ledger: u64,
        /// Messages by the node.
        node: u64,
    },
    /// Nobody can tell what this key signed last.
    #[error("the ledger of this key {}, the node has {node} messages of it · connect the node to a peer that knows more, or, if there is none to ask: cabildo adopt", match ledger { Some(n) => format!("ends at {n}"), None => "is missing".into() })]
    LedgerBehind {
        /// Messages by the ledger, if there is one.
        ledger: Option<u64>,
        /// Messages by the node.
        node: u64,
    },
    /// Ledger and node know different messages at one place.
    #[error(
        "this key signed two messages at {seq}: it was used in two places · stop using it, and let the institution list a new device"
    )]
    UsedElsewhere {
        /// Where.
        seq: u64,
    },
    /// The system gives no randomness.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
    /// The work was cut off inside this program.
    #[error("the program is stopping")]
    Stopped,
}

impl WriteError {
    /// What the node said, or that it did not answer, where that is the reason.
    #[must_use]
    pub fn client(&self) -> Option<&ClientError> {
        match self {
            Self::Client(error) | Self::Unconfirmed { source: error, .. } => Some(error),
            _ => None,
        }
    }
}

/// A device key with its ledger.
#[derive(Clone)]
pub struct Writer {
    key: Arc<SigningKey>,
    path: PathBuf,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({})", self.public())
    }
}

/// Runs what waits for a disk or a lock elsewhere than on the event loop.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, WriteError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| WriteError::Stopped)
}

impl Writer {
    /// A writer with this key; its ledger lies beside the key's file.
    #[must_use]
    pub fn new(key_path: &Path, key: SigningKey) -> Self {
        Self { key: Arc::new(key), path: key_path.to_owned() }
    }

    /// The device's public key.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey::ed25519(self.key.verifying_key().to_bytes())
    }

    /// Signs and submits a message; returns when the node has kept it.
    ///
    /// # Errors
    /// Why not. After [`WriteError::Unconfirmed`] and [`WriteError::Waiting`] it is signed, and goes
    /// first with the next call; the same request again is then the same message.
    pub async fn write(&self, api: &ApiClient, request: WriteRequest) -> Result<Submitted, WriteError> {
        let log = LogId { key: self.public(), lane: request.content.kind().lane() };
        let (ledger, sent) = self.submit_waiting(api, self.lock().await?, &log).await?;
        let draft = DraftRequest {
            key: self.public(),
            answers: request.answers,
            refs: request.refs,
            expires: request.expires,
            content: request.content,
        };
        let mut prepared = api.prepare(&draft).await?;
        if let Some(sent) = sent.filter(|sent| is_same(sent, &draft, &prepared)) {
            return Ok(Submitted { id: sent.id() });
        }
        let (ledger, last) = last(ledger, log).await?;
        if let Some(message) = last.as_ref().and_then(|last| next_after(&prepared.position, last)) {
            // The node lost exactly this one, with the end of its disk.
            submit(api, &message).await?;
            prepared = api.prepare(&draft).await?;
        }
        let (ledger, position, prepared) = self.agree(api, ledger, last.as_ref(), &draft, prepared).await?;
        let message = self.sign(&draft, &prepared, &position)?;
        let (ledger, message) =
            blocking(move || ledger.record(&message).map(|()| (ledger, message))).await??;
        let submitted = submit(api, &message).await?;
        // The message is kept, whatever becomes of this note; without it the next write only sends
        // the same bytes once more.
        if let (Ok(ledger), Content::Erasure(erasure)) =
            (confirm(ledger, log, submitted.id).await, draft.content)
        {
            blocking(move || ledger.forget_text(&erasure.log, &erasure.what)).await??;
        }
        Ok(submitted)
    }

    /// Takes over where the node says that the logs of this key stand: an operator's decision, when
    /// the ledger is lost and there is no peer that could know more.
    ///
    /// # Errors
    /// When the node does not answer or shows no messages of this key, or the ledger knows more.
    pub async fn adopt(&self, api: &ApiClient) -> Result<(), WriteError> {
        let mut ledger = self.lock().await?;
        for lane in [Lane::Crisis, Lane::Acts] {
            let log = LogId { key: self.public(), lane };
            ledger = self.submit_waiting(api, ledger, &log).await?.0;
        }
        for head in api.frontier().await?.into_iter().filter(|head| head.log.key == self.public()) {
            let position = shown(api, &head.log, head.seq, &head.hash).await?;
            let (held, last) = last(ledger, head.log).await?;
            ledger = match last {
                Some(last) if last.position.seq > head.seq => {
                    return Err(WriteError::NodeBehind { ledger: last.position.seq, node: head.seq });
                }
                Some(last) if last.position.seq == head.seq && last.position.id != head.hash => {
                    return Err(WriteError::UsedElsewhere { seq: head.seq });
                }
                Some(last) if last.position.seq == head.seq => held,
                _ => blocking(move || held.learn(&head.log, position).map(|()| held)).await??,
            };
        }
        drop(ledger);
        let path = self.path.clone();
        Ok(blocking(move || Ledger::begin(&path)).await??)
    }

    /// Waits for the ledger without a thread, so that a program can end while it waits.
    async fn lock(&self) -> Result<Ledger, WriteError> {
        let until = Instant::now() + LOCK_WITHIN;
        loop {
            let path = self.path.clone();
            match blocking(move || Ledger::try_lock(&path)).await? {
                Err(LedgerError::Busy { .. }) if Instant::now() < until => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                result => return Ok(result?),
            }
        }
    }

    /// Submits what was signed and never confirmed, the same bytes; says what that was.
    async fn submit_waiting(
        &self,
        api: &ApiClient,
        ledger: Ledger,
        log: &LogId,
    ) -> Result<(Ledger, Option<Message>), WriteError> {
        let (ledger, last) = last(ledger, *log).await?;
        let Some(Entry { message: Some(message), confirmed: false, .. }) = last else {
            return Ok((ledger, None));
        };
        match submit(api, &message).await {
            // It was not even sent, so that this is what has to be said.
            Err(WriteError::Unconfirmed {
                source: source @ (ClientError::NotRunning { .. } | ClientError::NotPermitted { .. }),
                ..
            }) => return Err(source.into()),
            result => result?,
        };
        let ledger = confirm(ledger, *log, message.id()).await?;
        Ok((ledger, Some(message)))
    }

    /// Where the log stands, if ledger and node agree on it; if only the ledger is behind, whether
    /// the node has it from a peer.
    async fn agree(
        &self,
        api: &ApiClient,
        ledger: Ledger,
        last: Option<&Entry>,
        draft: &DraftRequest,
        prepared: Prepared,
    ) -> Result<(Ledger, Position, Prepared), WriteError> {
        let log = LogId { key: draft.key, lane: draft.content.kind().lane() };
        let start = Position::start(&prepared.federation, &log);
        let node = prepared.position;
        let ours = match last {
            Some(last) => last.position,
            None if ledger.is_begun(log.lane) => start,
            None => return self.learn(api, ledger, None, draft, node.seq).await,
        };
        match ours.seq.cmp(&node.seq) {
            // Ours has the totals that we signed.
            std::cmp::Ordering::Equal if ours.id == node.id => Ok((ledger, ours, prepared)),
            std::cmp::Ordering::Equal => Err(WriteError::UsedElsewhere { seq: node.seq }),
            std::cmp::Ordering::Greater => Err(WriteError::NodeBehind { ledger: ours.seq, node: node.seq }),
            std::cmp::Ordering::Less => self.learn(api, ledger, Some(ours.seq), draft, node.seq).await,
        }
    }

    /// Takes over the node's head if the node has compared its logs with a peer and lacks nothing.
    async fn learn(
        &self,
        api: &ApiClient,
        ledger: Ledger,
        ours: Option<u64>,
        draft: &DraftRequest,
        node: u64,
    ) -> Result<(Ledger, Position, Prepared), WriteError> {
        let (status, peers) = (api.status().await?, api.peers().await?);
        let compared = peers.iter().any(|peer| peer.last_sync.is_some_and(|at| at >= status.started));
        if status.behind > 0 || !compared {
            return Err(WriteError::LedgerBehind { ledger: ours, node });
        }
        // Asked again: what was said before the node had compared may be out of date, and to sign
        // after that would be to sign twice.
        let prepared = api.prepare(draft).await?;
        let log = LogId { key: draft.key, lane: draft.content.kind().lane() };
        let position = match prepared.position {
            Position { seq: 0, .. } => Position::start(&prepared.federation, &log),
            Position { seq, id, .. } => shown(api, &log, seq, &id).await?,
        };
        let ledger = blocking(move || ledger.learn(&log, position).map(|()| ledger)).await??;
        Ok((ledger, position, prepared))
    }

    fn sign(
        &self,
        draft: &DraftRequest,
        prepared: &Prepared,
        after: &Position,
    ) -> Result<Verified, WriteError> {
        let mut salt = [0u8; bounds::SALT_LEN];
        getrandom::fill(&mut salt).map_err(WriteError::Random)?;
        let created = clock();
        let ahead_ms = created.0.saturating_sub(prepared.now.0);
        if ahead_ms > bounds::FUTURE_MAX_MS {
            return Err(WriteError::Clock { ahead_ms });
        }
        let kind = draft.content.kind();
        let draft = Draft {
            federation: prepared.federation,
            institution: prepared.institution.clone(),
            lane: kind.lane(),
            kind: kind as u16,
            root: prepared.root,
            refs: prepared.refs.clone(),
            audience: None,
            needs: prepared.needs,
            created,
            expires: draft.expires,
            content: draft.content.encode(),
            salt,
        };
        Ok(sign(&draft, after, &self.key)?)
    }
}

/// Milliseconds since 1970 by the system's clock.
fn clock() -> Millis {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The ledger's last message, where it is the one that follows the node's head.
fn next_after(node: &Position, last: &Entry) -> Option<Message> {
    let message = last.message.as_ref().filter(|message| message.body_bytes().is_some())?;
    (message.seq() == node.seq + 1 && message.envelope().previous == node.id).then(|| message.clone())
}

/// Whether a message that was signed before says what is to be said now.
fn is_same(sent: &Message, draft: &DraftRequest, prepared: &Prepared) -> bool {
    sent.content_bytes() == Some(&draft.content.encode()[..])
        && sent.details().is_some_and(|d| {
            d.kind == draft.content.kind() as u16
                && d.root == prepared.root
                && d.refs == prepared.refs
                && d.expires == draft.expires
        })
}

/// Where a log stands with the message that the node names, after a look at that message: a node
/// that lies can show old ones, but none that this key did not sign.
async fn shown(api: &ApiClient, log: &LogId, seq: u64, id: &MessageId) -> Result<Position, WriteError> {
    let raw = api.raw(&id.to_string()).await?;
    let message = WireMessage::decode(&raw, 2 * bounds::BODY_MAX)?.verify(&mut KeyCache::default())?;
    if message.log() != *log || message.seq() != seq || message.id() != *id {
        return Err(WriteError::Unproven { seq });
    }
    Ok(message.position())
}

/// Submits signed bytes.
async fn submit(api: &ApiClient, message: &Message) -> Result<Submitted, WriteError> {
    let id = message.id();
    match api.submit(message).await {
        Ok(submitted) if submitted.id == id => Ok(submitted),
        Ok(other) => {
            let problem = format!("it confirms another message, {}", other.id);
            let source = ClientError::Answer { socket: api.socket().to_owned(), problem };
            Err(WriteError::Unconfirmed { id, source })
        }
        Err(ClientError::Problem(problem)) if is_refusal(&problem) => {
            Err(explain(api, message, problem).await)
        }
        Err(source) => Err(WriteError::Unconfirmed { id, source }),
    }
}

/// Whether the node will not keep the message, and not only cannot now.
fn is_refusal(problem: &Problem) -> bool {
    matches!(problem.code.as_str(), "refused" | "bad_request" | "too_large" | "conflict")
}

/// What a refusal of signed bytes means, by what the node has of the log.
async fn explain(api: &ApiClient, message: &Message, problem: Problem) -> WriteError {
    let (id, seq) = (message.id(), message.seq());
    let waiting = |problem| WriteError::Waiting { id, problem };
    let Ok(frontier) = api.frontier().await else { return waiting(problem) };
    let head = frontier.into_iter().find(|head| head.log == message.log());
    let node = head.as_ref().map_or(0, |head| head.seq);
    match head {
        Some(head) if head.seq == seq && head.hash != id => WriteError::UsedElsewhere { seq },
        Some(head) if head.seq.checked_add(1) == Some(seq) && head.hash != message.envelope().previous => {
            WriteError::UsedElsewhere { seq: head.seq }
        }
        // A node answers its own messages with «kept»: another has this place.
        _ if problem.code == "conflict" && node > seq => WriteError::UsedElsewhere { seq },
        // What a fork or a cut-off hides from the frontier is refused for that, not as a conflict.
        _ if problem.code == "conflict" && node.saturating_add(1) < seq => {
            WriteError::NodeBehind { ledger: seq, node }
        }
        _ => waiting(problem),
    }
}

async fn last(ledger: Ledger, log: LogId) -> Result<(Ledger, Option<Entry>), WriteError> {
    Ok(blocking(move || ledger.last(&log).map(|last| (ledger, last))).await??)
}

async fn confirm(ledger: Ledger, log: LogId, id: MessageId) -> Result<Ledger, WriteError> {
    Ok(blocking(move || ledger.confirm(&log, &id).map(|()| ledger)).await??)
}
