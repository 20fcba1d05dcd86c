//! Writing as a device: every message of its key goes through here.
//!
//! Lock the ledger; submit what was signed before and is not confirmed, the same bytes; let the
//! node check the draft; compare where ledger and node say that the log stands; sign; record;
//! submit; confirm. However this is cut off, the key signs once at each sequence.
//!
//! A message that the node refuses although it was signed stays first in line: a node that lies
//! could otherwise collect two signatures at one place and prove a fork.

use crate::{
    api::{DraftRequest, Prepared, Problem, Submitted},
    http::{ApiClient, ClientError},
    ledger::{Entry, Ledger, LedgerError},
};
use cabildo_protocol::{
    bounds,
    content::Content,
    id::{LogId, MessageId, Millis, PublicKey},
    message::{Draft, Message, MessageError, Position, Verified, sign},
};
use ed25519_dalek::SigningKey;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

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
    /// A message that was signed before is refused.
    #[error(
        "the message {id}, signed before, is refused: {problem} · nothing else can be written in its log before it is kept; if it never can be, let the institution list a new device"
    )]
    Waiting {
        /// Which.
        id: MessageId,
        /// Why.
        problem: Problem,
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
    /// Why not. After [`ClientError::Answer`] or [`ClientError::NotRunning`] it may be signed: then
    /// the next call submits it first.
    pub async fn write(&self, api: &ApiClient, request: WriteRequest) -> Result<Submitted, WriteError> {
        let ledger = self.lock().await?;
        let log = LogId { key: self.public(), lane: request.content.kind().lane() };
        let ledger = self.submit_waiting(api, ledger, &log).await?;
        let draft = DraftRequest {
            key: self.public(),
            answers: request.answers,
            refs: request.refs,
            expires: request.expires,
            content: request.content,
        };
        let mut prepared = api.prepare(&draft).await?;
        let last = ledger.last(&log)?;
        if let Some(message) = last.as_ref().and_then(|last| next_after(&prepared.position, last)) {
            // The node lost exactly this one, with the end of its disk.
            submit(api, &message).await?;
            prepared = api.prepare(&draft).await?;
        }
        self.agree(api, &ledger, &log, last.as_ref(), &prepared).await?;
        let message = self.sign(&draft, &prepared)?;
        let (ledger, message) =
            blocking(move || ledger.record(&message).map(|()| (ledger, message))).await??;
        let submitted = submit(api, &message).await?;
        confirm(ledger, log, submitted.id).await?;
        Ok(submitted)
    }

    /// Takes over where the node says that the logs of this key stand: an operator's decision, when
    /// the ledger is lost and there is no peer that could know more.
    ///
    /// # Errors
    /// When the node does not answer, or the ledger knows more.
    pub async fn adopt(&self, api: &ApiClient) -> Result<(), WriteError> {
        let ledger = self.lock().await?;
        for head in api.frontier().await?.into_iter().filter(|head| head.log.key == self.public()) {
            let raw = api.raw(&head.hash.to_string()).await?;
            let message = cabildo_protocol::message::WireMessage::decode(&raw, 2 * bounds::BODY_MAX)?;
            ledger.learn(&head.log, message.position())?;
        }
        drop(ledger);
        blocking({
            let path = self.path.clone();
            move || Ledger::begin(&path)
        })
        .await??;
        Ok(())
    }

    async fn lock(&self) -> Result<Ledger, WriteError> {
        let path = self.path.clone();
        Ok(blocking(move || Ledger::lock(&path)).await??)
    }

    /// Submits what was signed and never confirmed, the same bytes.
    async fn submit_waiting(
        &self,
        api: &ApiClient,
        ledger: Ledger,
        log: &LogId,
    ) -> Result<Ledger, WriteError> {
        let Some(Entry { message: Some(message), confirmed: false, .. }) = ledger.last(log)? else {
            return Ok(ledger);
        };
        let submitted = submit(api, &message).await?;
        confirm(ledger, *log, submitted.id).await
    }

    /// Whether ledger and node agree on where the log stands; if only the ledger is behind, whether
    /// the node has it from a peer.
    async fn agree(
        &self,
        api: &ApiClient,
        ledger: &Ledger,
        log: &LogId,
        last: Option<&Entry>,
        prepared: &Prepared,
    ) -> Result<(), WriteError> {
        let node = prepared.position;
        let ours = match last {
            Some(last) => last.position,
            None if ledger.is_begun(log.lane) => Position::start(&prepared.federation, log),
            None => return self.learn(api, ledger, log, None, node).await,
        };
        match ours.seq.cmp(&node.seq) {
            std::cmp::Ordering::Equal if ours.id == node.id => Ok(()),
            std::cmp::Ordering::Equal => Err(WriteError::UsedElsewhere { seq: node.seq }),
            std::cmp::Ordering::Greater => Err(WriteError::NodeBehind { ledger: ours.seq, node: node.seq }),
            std::cmp::Ordering::Less => self.learn(api, ledger, log, Some(ours.seq), node).await,
        }
    }

    /// Takes over the node's head if the node has compared its logs with a peer and lacks nothing.
    async fn learn(
        &self,
        api: &ApiClient,
        ledger: &Ledger,
        log: &LogId,
        ours: Option<u64>,
        node: Position,
    ) -> Result<(), WriteError> {
        let (status, peers) = (api.status().await?, api.peers().await?);
        let compared = peers.iter().any(|peer| peer.last_sync.is_some_and(|at| at >= status.started));
        if status.behind > 0 || !compared {
            return Err(WriteError::LedgerBehind { ledger: ours, node: node.seq });
        }
        Ok(ledger.learn(log, node)?)
    }

    fn sign(&self, draft: &DraftRequest, prepared: &Prepared) -> Result<Verified, WriteError> {
        let mut salt = [0u8; bounds::SALT_LEN];
        getrandom::fill(&mut salt).map_err(WriteError::Random)?;
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
            created: clock(),
            expires: draft.expires,
            content: draft.content.encode(),
            salt,
        };
        Ok(sign(&draft, &prepared.position, &self.key)?)
    }
}

/// Milliseconds since 1970 by the system's clock.
fn clock() -> Millis {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The ledger's last message, where it is the one that follows the node's head.
fn next_after(node: &Position, last: &Entry) -> Option<Message> {
    let message = last.message.as_ref()?;
    (message.seq() == node.seq + 1 && message.envelope().previous == node.id).then(|| message.clone())
}

/// Submits signed bytes; a refusal says which message it is that stands in the way.
async fn submit(api: &ApiClient, message: &Message) -> Result<Submitted, WriteError> {
    match api.submit(message).await {
        Err(ClientError::Problem(problem)) if problem.code != "read_only" => {
            Err(WriteError::Waiting { id: message.id(), problem })
        }
        result => Ok(result?),
    }
}

async fn confirm(ledger: Ledger, log: LogId, id: MessageId) -> Result<Ledger, WriteError> {
    Ok(blocking(move || ledger.confirm(&log, &id).map(|()| ledger)).await??)
}
