//! What goes into the engine and what comes out of it.

use crate::{
    alarm::Alarm,
    carry::{Carried, Outcome},
    id::{InstitutionId, Lane, LogId, MessageId, PublicKey},
    ingest::{Refusal, Verdict},
    message::{CHAINED_MIN, KeyCache, Message, Run, Verified, WireMessage},
    proof::Proof,
    receipt::Receipt,
    roster::{Scope, SignedRoster},
    sync::{Request, Response},
};

/// A peer on a link, by its node key. Never the author of what it hands us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peer(pub PublicKey);

/// Names a submission that waits for its answer.
pub type Ticket = u64;

/// Names a gossiped frame that waits for its verdict.
pub type Token = u64;

/// Names one of our requests to a peer.
pub type RequestId = u64;

/// What happens to the engine.
#[derive(Debug)]
pub enum Input {
    /// A client submits a signed message with its body.
    Submit {
        /// Answered by [`Effect::Reply`] with the same ticket.
        ticket: Ticket,
        /// The message.
        message: Verified,
    },
    /// A peer gossiped a message.
    Gossip {
        /// Who handed it to us.
        from: Peer,
        /// Answered by [`Effect::Verdict`] with the same token, exactly once.
        token: Token,
        /// The message.
        message: Verified,
    },
    /// A peer gossiped a roster or a fork proof.
    GossipNews {
        /// Who handed it to us.
        from: Peer,
        /// Answered by [`Effect::Verdict`] with the same token, exactly once.
        token: Token,
        /// What it announced.
        news: News,
    },
    /// A link to a listed peer is up.
    PeerUp(Peer),
    /// The last link to a peer is down.
    PeerDown(Peer),
    /// A peer asks us something.
    Asked {
        /// Who asks.
        from: Peer,
        /// Answered by [`Effect::Respond`] with the same token.
        token: Token,
        /// What.
        request: Request,
    },
    /// A peer answered a request of ours. Messages in a page come verified and beside it.
    Answered {
        /// Who answers.
        from: Peer,
        /// Which request.
        request: RequestId,
        /// What; its page, if it is one, is empty: the messages are in `messages`.
        answer: Answer,
    },
    /// A request of ours failed or timed out.
    Unanswered {
        /// Whom we asked.
        from: Peer,
        /// Which request.
        request: RequestId,
    },
    /// Signatures that [`Effect::Check`] asked for were checked.
    Checked {
        /// Of which messages.
        stretch: Stretch,
        /// How many of them are good, up to the first that is not.
        good: usize,
    },
    /// Rosters from a file or an administrator.
    Rosters(Vec<SignedRoster>),
    /// A file that was carried here where there is no network.
    Carried {
        /// Answered by [`Effect::Carried`] with the same ticket.
        ticket: Ticket,
        /// What it brings.
        carried: Box<Carried>,
    },
    /// Disk space ran out or came back.
    ReadOnly(bool),
    /// Time passes: at least once a second.
    Tick {
        /// A random number, for jitter and the choice of peers.
        random: u64,
    },
}

/// Messages in a row of one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The log.
    pub log: LogId,
    /// The sequence of the first.
    pub from: u64,
    /// That of the last.
    pub to: u64,
    /// The last one's id: it pins all the others.
    pub last: MessageId,
}

/// A sync response whose signatures were checked on the way in.
#[derive(Debug)]
pub enum Answer {
    /// See [`Response::Overview`].
    Overview(crate::sync::Overview),
    /// See [`Response::Rosters`].
    Rosters(Vec<SignedRoster>),
    /// See [`Response::Proofs`].
    Proofs(Vec<Proof>),
    /// See [`Response::Reconcile`].
    Reconcile(Vec<crate::sync::Range>),
    /// See [`Response::Page`]. `faults` counts the messages that were no messages.
    Page {
        /// Those that their authors' signatures vouch for, in the order sent.
        runs: Vec<Run>,
        /// Those whose signatures are none: with the one that its key signed after it, such a one is a proof.
        unsigned: Vec<Message>,
        /// Whether the page ended before the wants did.
        more: bool,
        /// How many were malformed or badly signed: the sender is at fault.
        faults: usize,
    },
    /// See [`Response::Receipts`]. `faults` counts those that were none.
    Receipts {
        /// Those with good signatures.
        receipts: Vec<Receipt>,
        /// The number from which to go on.
        next: u64,
        /// How many were malformed or badly signed: the sender is at fault.
        faults: usize,
    },
    /// See [`Response::Busy`].
    Busy,
}

impl Answer {
    /// Checks the signatures of a response. What is none is counted: the sender is at fault.
    #[must_use]
    pub fn check(response: Response, keys: &mut KeyCache) -> Self {
        match response {
            Response::Overview(overview) => Self::Overview(overview),
            Response::Rosters(rosters) => Self::Rosters(rosters),
            Response::Proofs(proofs) => {
                Self::Proofs(proofs.iter().filter_map(|bytes| Proof::decode(bytes, keys).ok()).collect())
            }
            Response::Reconcile(ranges) => Self::Reconcile(ranges),
            Response::Page { messages, more } => {
                let sent = messages.len();
                let messages = messages.iter().filter_map(|wire| wire.open().ok()).collect();
                let verify = |message: &Message| message.clone().verify(keys).ok();
                let (runs, unsigned) = Run::gather(messages, CHAINED_MIN, verify);
                let good: usize = runs.iter().map(Run::len).sum();
                Self::Page { faults: sent - good, runs, unsigned, more }
            }
            Response::Receipts { receipts, next } => {
                let sent = receipts.len();
                let good: Vec<Receipt> =
                    receipts.iter().filter_map(|bytes| Receipt::decode(bytes, keys).ok()).collect();
                Self::Receipts { faults: sent - good.len(), receipts: good, next }
            }
            Response::Busy => Self::Busy,
        }
    }
}

/// What is announced beside messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// There is a roster of this scope and version.
    Roster(Scope, u32),
    /// A fork proof.
    Proof(Box<Proof>),
    /// Two rosters at one version.
    Alarm(Box<Alarm>),
}

/// Topics of gossip; the network layer turns them into names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Crisis lanes.
    Crisis,
    /// Acts lanes.
    Acts,
    /// Rosters and proofs.
    Rosters,
}

impl Topic {
    /// The topic of messages in a lane.
    #[must_use]
    pub fn of(lane: Lane) -> Self {
        match lane {
            Lane::Crisis => Self::Crisis,
            Lane::Acts => Self::Acts,
        }
    }
}

/// What the engine wants done, in order.
#[derive(Debug)]
pub enum Effect {
    /// Answers a submission.
    Reply {
        /// Which.
        ticket: Ticket,
        /// The id that is now kept, or why not. A repeated submission of the same bytes is `Ok`.
        result: Result<MessageId, Refusal>,
    },
    /// Says what became of what a file brought.
    Carried {
        /// Which.
        ticket: Ticket,
        /// What.
        outcome: Outcome,
    },
    /// Tells gossip what to do with a frame.
    Verdict {
        /// Which.
        token: Token,
        /// Accept (forward), ignore or reject.
        verdict: Verdict,
    },
    /// Publishes a message of our own clients.
    Publish {
        /// Where.
        topic: Topic,
        /// What.
        message: Box<Message>,
    },
    /// Publishes a roster announcement or a proof.
    PublishNews(News),
    /// Asks a peer.
    Ask {
        /// Whom.
        to: Peer,
        /// Names the answer.
        request: RequestId,
        /// What.
        what: Request,
    },
    /// Answers a peer.
    Respond {
        /// Which request.
        token: Token,
        /// What.
        response: Box<Response>,
    },
    /// Checks the signatures of messages that are kept already, when there is time: answered by
    /// [`Input::Checked`].
    Check {
        /// Which messages.
        stretch: Stretch,
        /// They themselves.
        messages: Vec<WireMessage>,
    },
    /// Tells clients what changed.
    Notify(Event),
    /// Closes the links to a peer that broke the protocol.
    Disconnect(Peer),
}

impl Effect {
    /// Whether this effect says or implies that something is kept: it must wait for the commit.
    /// Verdicts and questions need not.
    #[must_use]
    pub fn claims_durability(&self) -> bool {
        match self {
            Self::Reply { .. }
            | Self::Carried { .. }
            | Self::Publish { .. }
            | Self::PublishNews(_)
            | Self::Respond { .. }
            | Self::Notify(_) => true,
            Self::Verdict { .. } | Self::Ask { .. } | Self::Check { .. } | Self::Disconnect(_) => false,
        }
    }
}

/// What clients are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A message was linked and kept (its body perhaps later).
    Message {
        /// Its id.
        id: MessageId,
        /// Where it stands.
        log: LogId,
        /// Where it stands.
        seq: u64,
    },
    /// The body of a kept message arrived.
    Body(MessageId),
    /// A crisis message whose predecessors are still missing: shown at once, marked, kept later.
    Held(Box<Message>),
    /// A log is forked.
    Forked(LogId),
    /// A roster was applied.
    Roster(Scope, u32),
    /// Sync with a peer made progress or ended; what is still to come, as far as known.
    Progress {
        /// With whom.
        peer: Peer,
        /// Whose node that is.
        institution: Option<InstitutionId>,
        /// Messages still to come from it.
        remaining: u64,
    },
}
