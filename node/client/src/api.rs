//! The local API's data: what goes over the Unix socket under `/v1`.
//!
//! | route | what |
//! | --- | --- |
//! | `GET /v1/status` | [`Status`] |
//! | `GET /v1/peers` | list of [`PeerInfo`] |
//! | `GET /v1/institutions` | list of [`InstitutionInfo`] |
//! | `GET /v1/frontier` | list of [`Head`], by log |
//! | `GET /v1/rota?institution=` | [`RotaInfo`]: who is on duty |
//! | `GET /v1/inbox?kind=&…&limit=&cursor=` | [`Inbox`]: threads by urgency |
//! | `GET /v1/messages?kind=&…&thread=&limit=&cursor=` | [`MessageList`], newest first |
//! | `GET /v1/search?q=&order=&…` | [`SearchResult`], the best or the newest first |
//! | `GET /v1/messages/{id or unique prefix}` | [`MessageDetail`] |
//! | `GET /v1/messages/{id}/raw` | the signed bytes, a CBOR `WireMessage` |
//! | `GET /v1/messages/{id}/matrix` | [`MatrixInfo`]: who acknowledged a notice, and when |
//! | `GET /v1/messages/{id}/reminders` | [`RemindersInfo`]: who has not answered |
//! | `GET /v1/acknowledgement-times?from=&to=&exercises=&baseline_ms=` | [`AckTimesInfo`] |
//! | `GET /v1/response-times?from=&to=&kind=&institution=` | [`ResponseInfo`]: how fast institutions answer |
//! | `POST /v1/attachments` | a file's bytes → [`Uploaded`] |
//! | `GET /v1/messages/{id}/attachments` | [`AttachmentList`]: the files that a message and its thread name |
//! | `GET /v1/messages/{id}/attachments/{n}` | the bytes of one of them |
//! | `POST /v1/messages/{id}/attachments/{n}` | has it fetched; [`AttachmentInfo`] |
//! | `POST /v1/prepare` | [`DraftRequest`] → [`Prepared`] |
//! | `POST /v1/messages` | a CBOR `WireMessage` → [`Submitted`] |
//! | `GET /v1/events` | server-sent [`ApiEvent`]s; `Last-Event-ID` resumes |
//! | `POST /v1/alerts/test?rule=` | [`AlertTest`]: what became of test alerts |
//! | `GET /v1/rosters` | list of [`RosterInfo`]: who belongs, by whose signatures |
//! | `POST /v1/rosters` | rosters, a CBOR `Sheaf` → [`Published`] |
//! | `GET /v1/alarms` | list of [`AlarmInfo`]: who signed twice |
//! | `GET /v1/federation` | [`FederationInfo`]: members, chambers, how their keys are |
//! | `GET /v1/codes` | list of [`CodeList`], oldest versions first |
//! | `GET /v1/rosters/drafts` | list of [`DraftInfo`] |
//! | `POST /v1/rosters/drafts` | a sheaf in, whose last roster lacks signatures; [`DraftInfo`] |
//! | `GET`, `DELETE /v1/rosters/drafts/{hash}` | such a sheaf out; gone |
//! | `GET /v1/rosters/log` | list of [`RosterVersion`], in the order of issue |
//! | `GET /v1/rosters/raw` | all rosters, a CBOR `Sheaf` |
//! | `GET /v1/openapi.json` | the description of all this |
//! | `GET /v1/metrics` | OpenMetrics text |
//!
//! Errors are [`Problem`]s. Every JSON object at the top carries `schema`.

use cabildo_protocol::{
    bounds::CLOCK_OFF_MS,
    content::{Content, Duty},
    id::{FederationId, InstitutionId, LogId, MessageId, Millis, PublicKey},
    message::{Position, RosterNeeds},
    policy::Hidden,
    roster::{InstitutionKind, Scope},
    text::Texts,
    views::{NextStep, RotaView, Thread},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of these shapes; grows when a field changes its meaning.
pub const SCHEMA: u16 = 1;

mod attachments;
mod commitments;
mod crisis;
mod federation;
mod hosts;
mod lists;
mod marks;
mod offers;
mod response;
mod rosters;

pub use attachments::{AttachmentInfo, AttachmentList, AttachmentState, Uploaded};
pub use commitments::{CommitmentsInfo, CommittedItem};
pub use crisis::{AckTimesInfo, MatrixInfo, NoticeTimes, QuarterTimes, RemindersInfo};
pub use federation::{AlarmInfo, ChamberInfo, FederationInfo, Health, MemberInfo};
pub use hosts::{HostRow, HostedMeeting, HostsInfo};
pub use lists::{Excerpt, Found, Inbox, MessageInfo, MessageList, SearchResult};
pub use marks::{DeviceInfo, Mark, MarkChange, MarkNote, MarkRequest, Marks};
pub use offers::{Offer, OfferedAlert, OffersInfo};
pub use response::ResponseInfo;
pub use rosters::{CodeList, DraftInfo, NeedInfo, Published, RosterInfo, RosterVersion};

/// The state of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// See [`SCHEMA`].
    pub schema: u16,
    /// The program's version.
    pub version: String,
    /// The federation's id.
    pub federation: FederationId,
    /// The federation's name.
    pub federation_name: Texts,
    /// Whose node this is.
    pub institution: InstitutionId,
    /// Its names.
    pub institution_name: Texts,
    /// The kinds of messages that the rosters let it author now, by name; none from earlier releases.
    #[serde(default)]
    pub may_author: Option<Vec<String>>,
    /// `node` or `relay`.
    pub role: String,
    /// The node's libp2p identity.
    pub peer_id: String,
    /// Addresses that it listens on (multiaddr).
    pub listening: Vec<String>,
    /// Peers connected now.
    pub connected: u32,
    /// Listed peers known.
    pub known: u32,
    /// Messages kept.
    pub messages: u64,
    /// Logs with at least one message.
    pub logs: u64,
    /// Bytes of segments on disk.
    pub store_bytes: u64,
    /// Messages that are known to be missing here, still to be fetched.
    pub behind: u64,
    /// Messages that were caught up in long runs and whose own signatures are still being checked; nobody gets
    /// them from here before that.
    #[serde(default)]
    pub unchecked: u64,
    /// Bodies that are known to be missing here.
    pub bodies_missing: u64,
    /// Bodies that are not kept here any longer, by this node's settings.
    #[serde(default)]
    pub bodies_dropped: u64,
    /// Messages that wait for their predecessors.
    pub held: u64,
    /// Forked logs.
    pub forked: u64,
    /// Trouble of this node's own (disk full, store damaged, clock); empty when well. A peer
    /// that is away is no trouble of ours.
    pub trouble: Vec<Trouble>,
    /// When it was started.
    pub started: Millis,
    /// Its clock now.
    pub now: Millis,
    /// That clock against those of other institutions' nodes; none before one was compared with.
    #[serde(default)]
    pub clock: Option<ClockInfo>,
    /// Who is on duty here now, and who follows; none where there is no rota.
    #[serde(default)]
    pub duty: Option<Duty>,
    /// Threads that this node's policy does not show, and why.
    #[serde(default)]
    pub hidden: BTreeMap<Hidden, u64>,
    /// Alarms of the federation that nobody has settled yet: see [`AlarmInfo`].
    #[serde(default)]
    pub alarms: u64,
    /// Proposals that wait for somebody to close them or to make them final, those that we may first,
    /// then the oldest.
    #[serde(default)]
    pub unclosed: Vec<Unclosed>,
    /// Whether others can reach this node.
    #[serde(default)]
    pub reach: ReachInfo,
    /// How many it serves, where it is a relay.
    #[serde(default)]
    pub relay: Option<RelayInfo>,
}

/// A proposal whose deadline has passed and that nobody has closed yet, or that was closed and is not
/// final though the time to contest is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unclosed {
    /// The proposal.
    pub id: MessageId,
    /// Its title.
    pub title: Texts,
    /// Who proposed it.
    pub institution: InstitutionId,
    /// Until when positions were taken.
    pub respond_by: Millis,
    /// What comes next, and who may write it from when.
    pub next: NextStep,
}

/// Whether others can reach a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachInfo {
    /// How.
    pub state: ReachState,
    /// The labels of the relays where it has a place.
    pub through: Vec<String>,
    /// A relay had no place for it.
    pub full: bool,
}

/// How others reach a node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReachState {
    /// Nobody has tried yet.
    #[default]
    Unknown,
    /// Directly, at an address of its settings or one that a relay has tried.
    Direct,
    /// Through relays.
    Relayed,
    /// Not at all: it calls the others.
    Hidden,
}

/// How many a relay serves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayInfo {
    /// Nodes that others may reach through it.
    pub reservations: u64,
    /// Links through it now.
    pub circuits: u64,
    /// When somebody last found no room.
    pub full: Option<Millis>,
}

/// `GET /v1/rota`: the duty rota of an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotaInfo {
    /// See [`SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// Whose it is.
    pub institution: InstitutionId,
    /// The rota that holds, with who signed it; none where there is none.
    pub rota: Option<RotaView>,
    /// Who is on duty now, and who follows.
    pub duty: Option<Duty>,
}

/// A clock against others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockInfo {
    /// Milliseconds by which the others are ahead of it, their median; negative where it is ahead of
    /// them.
    pub offset_ms: i64,
    /// Institutions that were compared with; our own nodes count only where there is no other.
    pub institutions: u32,
}

impl ClockInfo {
    /// Whether people are told: what they sign now bears a wrong time.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.offset_ms.unsigned_abs() > CLOCK_OFF_MS
    }
}

/// Something wrong with this node, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// A stable word: `disk_full`, `store_damaged`, `unlisted`, `own_log_forked`, `roster_review`,
    /// `index_rebuilding`, `clock`, `alert_failed`, `webhook_failed`.
    pub code: String,
    /// What the sentence names, for whoever says it in another language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// What happened, where.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// A listed node of another institution (or of ours), connected or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerInfo {
    /// Its libp2p identity.
    pub peer_id: String,
    /// Its label in the roster.
    pub label: String,
    /// Whose node it is.
    pub institution: InstitutionId,
    /// That institution's names.
    pub institution_name: Texts,
    /// Whether there is a link now.
    pub connected: bool,
    /// The address of the link, or those that will be tried.
    pub addresses: Vec<String>,
    /// The label of the relay that the link goes through; none where it is direct.
    #[serde(default)]
    pub through: Option<String>,
    /// Round-trip time, milliseconds.
    pub rtt_ms: Option<u32>,
    /// When the last reconciliation with it ended.
    pub last_sync: Option<Millis>,
    /// Messages still to come from it.
    pub behind: u64,
    /// When the next attempt to connect is due.
    pub next_try: Option<Millis>,
    /// Why the last attempt failed, in words.
    pub last_error: Option<String>,
}

/// A member of the federation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstitutionInfo {
    /// Its id.
    pub id: InstitutionId,
    /// What it is.
    pub kind: InstitutionKind,
    /// Its names.
    pub names: Texts,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// Where that is known from.
    #[serde(default)]
    pub time_zone_source: Option<ZoneSource>,
}

/// Where a time zone is known from, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneSource {
    /// The roster says it.
    Roster,
    /// It is the municipality's.
    Municipality,
    /// It is that of most municipalities of the subdivision.
    Subdivision,
    /// It is that of most municipalities of the country.
    Country,
}

/// The head of a log: its last linked message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The log.
    pub log: LogId,
    /// Sequence of its last message.
    pub seq: u64,
    /// Id of its last message.
    pub hash: MessageId,
}

/// One message with what it says, and what its thread adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDetail<View = Thread> {
    /// See [`SCHEMA`].
    pub schema: u16,
    /// The message.
    #[serde(flatten)]
    pub info: MessageInfo,
    /// What it says; none where the body is not here or not understood.
    pub content: Option<Content>,
    /// The thread that it belongs to; none where the root is not here.
    pub view: Option<View>,
    /// What the thread's theme is called in the federation's list; empty where it names none.
    #[serde(default)]
    pub theme: Texts,
    /// The files that the thread's messages name, those of the first message first.
    #[serde(default)]
    pub attachments: Vec<AttachmentInfo>,
    /// Answers that this node's policy does not show.
    #[serde(default)]
    pub hidden: u64,
    /// How far it has come; none where it waits for its predecessors, and from earlier releases.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// The node's clock.
    pub now: Millis,
}

/// How far a message has come, as far as this node knows. Nothing of it is guessed: who is not named may
/// have it and not have said so yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Another node has it: who does not know this node is not alone with it.
    pub relayed: bool,
    /// Institutions other than this node's that take part with a node.
    pub members: u32,
    /// How many of them have it: a node of theirs has signed that it holds it, or they wrote or answered it.
    pub held: u32,
    /// The first of those that have it.
    pub held_by: Vec<InstitutionId>,
    /// The first of those that have not said so.
    pub waiting: Vec<Waiting>,
    /// The first of those that have no node: they cannot get it.
    pub without_node: Vec<InstitutionId>,
    /// How many institutions have answered in its thread: an operator has seen it. None for a message that
    /// begins no thread.
    pub seen: Option<u32>,
    /// How many of those asked have answered, and how many are asked; none where nobody is.
    pub answered: Option<(u32, u32)>,
}

/// An institution that has not said that it has a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Which.
    pub institution: InstitutionId,
    /// Whether this node has a link to a node of it now.
    pub linked: bool,
}

/// What a client wants to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRequest {
    /// The device key that will sign.
    pub key: PublicKey,
    /// The message that it answers: an id or a unique prefix. The node finds the thread's root.
    pub answers: Option<String>,
    /// Other messages that it refers to: ids or unique prefixes.
    #[serde(default)]
    pub refs: Vec<String>,
    /// When it stops mattering.
    pub expires: Option<Millis>,
    /// What it says.
    pub content: Content,
}

/// Everything that a client needs to sign a checked draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// See [`SCHEMA`].
    pub schema: u16,
    /// The federation.
    pub federation: FederationId,
    /// The institution that the key belongs to.
    pub institution: InstitutionId,
    /// Where the key's log stands.
    pub position: Position,
    /// The roster versions to name.
    pub needs: RosterNeeds,
    /// The thread's root.
    pub root: Option<MessageId>,
    /// The messages referred to, in full.
    pub refs: Vec<MessageId>,
    /// The node's clock.
    pub now: Millis,
}

/// A message was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// Its id.
    pub id: MessageId,
}

/// What became of what a file brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// See [`SCHEMA`].
    pub schema: u16,
    /// Messages that are new here.
    pub messages: u64,
    /// Texts that are new here, of messages that were known.
    pub bodies: u64,
    /// Messages that were here.
    pub known: u64,
    /// Rosters that were applied: the last version of each.
    pub rosters: Vec<(Scope, u32)>,
    /// Fork proofs that are new here.
    pub proofs: u64,
    /// Head receipts that are new here: who holds what.
    pub receipts: u64,
    /// Files that messages name and that are here whole now.
    pub files: u64,
    /// What was not taken in, by reason.
    pub refused: Vec<NotTaken>,
}

/// What of a file was not taken in for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTaken {
    /// A stable word: `forged`, `federation`, `unlisted`, `not_allowed`, `cut_off`, `roster_behind`,
    /// `gap` (what comes before is missing), `fork`, `broken_link`, `inconsistent`, `quota`, `future`,
    /// `read_only`, `store`; of files that messages name `unnamed` (the message is not here), `too_large`,
    /// `no_room`, `not_its_bytes`.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// The first of them, where it is a message.
    pub first: Option<MessageId>,
}

/// What became of test alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertTest {
    /// See [`SCHEMA`].
    pub schema: u16,
    /// One entry a rule, in the order of the settings.
    pub rules: Vec<AlertTested>,
}

/// What became of the test alert of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertTested {
    /// The rule's name.
    pub rule: String,
    /// Whether its program succeeded, or its server took it.
    pub ok: bool,
    /// How it ended: `exited`, `killed`, `timed_out` or `not_started`; `answered`, `timed_out` or `not_sent`.
    pub end: String,
    /// Its exit status, or its server's answer; none where there is neither.
    pub status: Option<i32>,
    /// How it ended, in words.
    pub result: String,
    /// How long it took.
    pub took_ms: u64,
    /// The beginning of what it wrote.
    pub output: String,
}

/// Something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ApiEvent {
    /// A message is here and kept.
    Message(MessageInfo),
    /// A body arrived for a message that was here.
    Body {
        /// Which message.
        id: MessageId,
    },
    /// A peer's link went up or down.
    Peer {
        /// Whose node.
        institution: InstitutionId,
        /// Its libp2p identity.
        peer_id: String,
        /// Up or down.
        connected: bool,
    },
    /// How far behind this node is.
    Progress {
        /// Messages still to come.
        behind: u64,
    },
    /// A log is forked.
    Forked {
        /// Which.
        log: LogId,
        /// Whose.
        institution: InstitutionId,
    },
    /// A roster was applied.
    Roster {
        /// Its scope, in words.
        scope: String,
        /// Its version.
        version: u32,
    },
    /// A feed offers an alert of another system.
    Offered(Offer),
    /// An operator of this node marked a thread.
    Marked {
        /// Which.
        thread: MessageId,
        /// Its marks now.
        mark: Mark,
    },
    /// The reader was too slow or resumed too late: read everything again.
    Resync,
}

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}{}", remedy.as_ref().map(|r| format!(" · {r}")).unwrap_or_default())]
pub struct Problem {
    /// A stable word: `bad_request`, `not_found`, `ambiguous`, `conflict`, `refused`,
    /// `not_permitted`, `read_only`, `too_large`, `unavailable` (not now), `internal`; over TCP
    /// `unauthorized` and `too_many`, too.
    pub code: String,
    /// What happened, where.
    pub message: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}
