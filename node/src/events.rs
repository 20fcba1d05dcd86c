//! What happens in a node, numbered, for readers that come and go.
//!
//! The driver hands over what it has made durable; a thread of its own turns that into the local
//! API's events, because it reads messages from disk, and a slow disk or reader must not hold up
//! the driver. Whoever resumes later than the last [`KEPT`] events, or after a restart, is told to
//! read everything again; and so is everybody after so many messages at once that nobody would follow them.

use crate::policy::{self, InForce};
use cabildo_client::api::{ApiEvent, MessageInfo};
use cabildo_protocol::{
    engine::{Event, Peer},
    id::{InstitutionId, LogId, Millis},
    message::Message,
    policy::Policy,
};
use cabildo_store::Reader;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    str::FromStr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::sync::broadcast;

/// Events kept for those who resume.
pub const KEPT: usize = 4096;
/// Events that may wait to be turned into the API's; beyond them readers read everything again.
const WAITING_MAX: usize = 16_384;
/// Where so many wait, those of messages are left out.
const MANY: usize = 256;
/// How long messages are left out before readers are told to read everything again.
const LEFT_OUT: Duration = Duration::from_secs(1);

/// The place of an event: the start of the node that it belongs to, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventId {
    /// When the node was started: numbers begin anew then.
    pub started: Millis,
    /// From 1.
    pub number: u64,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.started.0, self.number)
    }
}

impl FromStr for EventId {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (started, number) = text.split_once('-').unwrap_or((text, ""));
        Ok(Self { started: Millis(started.parse()?), number: number.parse()? })
    }
}

/// An event with its place.
pub type Numbered = (EventId, Arc<ApiEvent>);

/// The last events, and a channel for those to come.
#[derive(Debug)]
pub struct EventLog {
    started: Millis,
    kept: Mutex<(u64, VecDeque<Numbered>)>,
    sender: broadcast::Sender<Numbered>,
}

/// What a reader gets: what it missed, then what comes.
#[derive(Debug)]
pub struct Subscription {
    /// What happened since the place that it named; `None` where that is not known any more.
    pub missed: Option<Vec<Numbered>>,
    /// The place of the last event so far.
    pub last: EventId,
    /// What comes. A reader that lags is told so by the channel.
    pub coming: broadcast::Receiver<Numbered>,
}

impl EventLog {
    /// An empty log of a node that was started now.
    #[must_use]
    pub fn new(started: Millis) -> Arc<Self> {
        let (sender, _) = broadcast::channel(KEPT);
        Arc::new(Self { started, kept: Mutex::new((0, VecDeque::new())), sender })
    }

    /// Adds an event.
    pub fn push(&self, event: ApiEvent) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0 += 1;
        let numbered = (EventId { started: self.started, number: kept.0 }, Arc::new(event));
        if kept.1.len() >= KEPT {
            kept.1.pop_front();
        }
        kept.1.push_back(numbered.clone());
        // Nobody may be listening. Sent under the lock, so that nothing falls between `missed`
        // and `coming`.
        let _ = self.sender.send(numbered);
    }

    /// Subscribes; with the place of the last event that the reader saw, it gets what it missed.
    #[must_use]
    pub fn subscribe(&self, after: Option<EventId>) -> Subscription {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let last = EventId { started: self.started, number: kept.0 };
        let missed = match after {
            None => Some(Vec::new()),
            Some(after) if after.started != self.started || after.number > kept.0 => None,
            Some(after) => {
                let first = kept.1.front().map_or(kept.0 + 1, |(id, _)| id.number);
                (after.number + 1 >= first)
                    .then(|| kept.1.iter().filter(|(id, _)| id.number > after.number).cloned().collect())
            }
        };
        Subscription { missed, last, coming: self.sender.subscribe() }
    }
}

/// What the driver reports, after it was made durable.
#[derive(Debug)]
pub enum Happened {
    /// The engine's event, with the forks at that time.
    Engine(Event, Arc<BTreeMap<LogId, u64>>),
    /// A log is forked.
    Forked {
        /// Which.
        log: LogId,
        /// Whose.
        institution: InstitutionId,
    },
    /// A link went up or down.
    Link {
        /// Which peer.
        peer: Peer,
        /// Whose node; none where it is not listed.
        institution: Option<InstitutionId>,
        /// Up or down.
        connected: bool,
    },
}

/// Where the driver reports to. Never blocks.
#[derive(Debug, Clone)]
pub struct Reporter(Sender<Happened>, Arc<AtomicBool>);

impl Reporter {
    /// Reports; where too much waits, readers will be told to read everything again.
    pub fn report(&self, happened: Happened) {
        if self.0.try_send(happened).is_err() {
            self.1.store(true, Ordering::Relaxed);
        }
    }
}

/// Starts the thread that turns reports into events. It ends when every reporter is gone.
///
/// # Errors
/// When the system gives no thread.
pub fn start(
    log: Arc<EventLog>,
    reader: Reader,
    policy: InForce,
) -> std::io::Result<(Reporter, thread::JoinHandle<()>)> {
    let (sender, reports) = bounded(WAITING_MAX);
    let overflow = Arc::new(AtomicBool::new(false));
    let reporter = Reporter(sender, overflow.clone());
    let event = move |happened| api_event(happened, &reader, &policy.now());
    let work = move || turn_into_events(&reports, &overflow, &log, event);
    Ok((reporter, thread::Builder::new().name("events".into()).spawn(work)?))
}

fn turn_into_events(
    reports: &Receiver<Happened>,
    overflow: &AtomicBool,
    log: &EventLog,
    event: impl Fn(Happened) -> Option<ApiEvent>,
) {
    // Until when messages are left out.
    let mut until: Option<Instant> = None;
    loop {
        let wait = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
        let happened = match reports.recv_timeout(wait) {
            Ok(happened) => Some(happened),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let skip = matches!(happened, Some(Happened::Engine(Event::Message { .. }, _)))
            && (until.is_some() || reports.len() >= MANY);
        if overflow.swap(false, Ordering::Relaxed) || skip {
            until.get_or_insert_with(|| Instant::now() + LEFT_OUT);
        }
        if let Some(event) = happened.filter(|_| !skip).and_then(&event) {
            log.push(event);
        }
        if until.is_some_and(|until| until <= Instant::now()) {
            until = None;
            log.push(ApiEvent::Resync);
        }
    }
}

/// None of what the node's policy hides: whoever follows the events would show it.
fn api_event(happened: Happened, reader: &Reader, policy: &Policy) -> Option<ApiEvent> {
    let shown = |message: &Message| policy::hides(policy, reader, message).is_none();
    let disputed = |forks: &BTreeMap<LogId, u64>, log: &LogId, seq| forks.get(log).is_some_and(|f| *f <= seq);
    Some(match happened {
        Happened::Link { peer, institution, connected } => ApiEvent::Peer {
            institution: institution?,
            peer_id: crate::identity::peer_id(&peer.0)?.to_string(),
            connected,
        },
        Happened::Forked { log, institution } => ApiEvent::Forked { log, institution },
        Happened::Engine(event, forks) => match event {
            Event::Message { log, seq, .. } => {
                let message = reader.at(&log, seq).ok().flatten().filter(shown)?;
                ApiEvent::Message(MessageInfo::of(&message, disputed(&forks, &log, seq), false))
            }
            Event::Held(message) => {
                let message = Some(message).filter(|message| shown(message))?;
                let disputed = disputed(&forks, &message.log(), message.seq());
                ApiEvent::Message(MessageInfo::of(&message, disputed, true))
            }
            Event::Body(id) => {
                let hidden =
                    !policy.is_empty() && !reader.message(&id).ok().flatten().is_none_or(|m| shown(&m));
                if hidden {
                    return None;
                }
                ApiEvent::Body { id }
            }
            // Reported as `Happened::Forked`, by who knows whose log it is.
            Event::Forked(_) => return None,
            Event::Roster(scope, version) => ApiEvent::Roster { scope: scope.to_string(), version },
            Event::Progress { remaining, .. } => ApiEvent::Progress { behind: remaining },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::id::{Lane, MessageId, PublicKey};

    fn numbers(events: &[Numbered]) -> Vec<u64> {
        events.iter().map(|(id, _)| id.number).collect()
    }

    #[test]
    fn a_reader_that_resumes_gets_what_it_missed_or_is_told_to_read_all() {
        let log = EventLog::new(Millis(7));
        let at = |number| Some(EventId { started: Millis(7), number });
        for behind in 0..3 {
            log.push(ApiEvent::Progress { behind });
        }
        assert_eq!(log.subscribe(None).missed.map(|m| m.len()), Some(0));
        assert_eq!(log.subscribe(at(1)).missed.map(|m| numbers(&m)), Some(vec![2, 3]));
        assert_eq!(log.subscribe(at(3)).missed.map(|m| numbers(&m)), Some(vec![]));
        assert!(log.subscribe(at(4)).missed.is_none(), "a number that is not given yet");
        let other = EventId { started: Millis(6), number: 1 };
        assert!(log.subscribe(Some(other)).missed.is_none(), "numbers of an earlier start");
        let mut subscription = log.subscribe(at(3));
        for behind in 0..KEPT as u64 {
            log.push(ApiEvent::Progress { behind });
        }
        assert_eq!(subscription.coming.try_recv().map(|(id, _)| id.number), Ok(4));
        assert!(log.subscribe(at(2)).missed.is_none(), "too long ago");
        assert_eq!(log.subscribe(at(3)).missed.map(|m| m.len()), Some(KEPT));
    }

    #[test]
    fn of_very_many_messages_at_once_readers_are_told_to_read_everything_again() {
        let message = |seq| {
            let log = LogId { key: PublicKey::ed25519([1; 32]), lane: Lane::Acts };
            Happened::Engine(Event::Message { id: MessageId([0; 32]), log, seq }, Arc::default())
        };
        let told = |happened| match happened {
            Happened::Engine(Event::Message { seq, .. }, _) => Some(ApiEvent::Progress { behind: seq }),
            Happened::Link { connected, .. } => {
                let institution = "mx:20067".parse().expect("an institution");
                Some(ApiEvent::Peer { institution, peer_id: String::new(), connected })
            }
            _ => None,
        };
        for (many, first) in [(100, Some(1)), (3 * MANY as u64, None)] {
            let (sender, reports) = bounded(WAITING_MAX);
            (1..=many).for_each(|seq| sender.send(message(seq)).expect("room"));
            let peer = Peer(PublicKey::ed25519([2; 32]));
            sender.send(Happened::Link { peer, institution: None, connected: true }).expect("room");
            let log = EventLog::new(Millis(7));
            let mut coming = log.subscribe(None).coming;
            let thread = {
                let log = log.clone();
                thread::spawn(move || turn_into_events(&reports, &AtomicBool::new(false), &log, told))
            };
            let mut events = Vec::new();
            let last = |events: &[ApiEvent]| match first {
                Some(_) => matches!(events.last(), Some(ApiEvent::Peer { .. })),
                None => matches!(events.last(), Some(ApiEvent::Resync)),
            };
            while !last(&events) {
                events.push((*coming.blocking_recv().expect("an event").1).clone());
            }
            match first {
                Some(_) => assert_eq!(events.len() as u64, many + 1),
                None => {
                    assert!(matches!(events[..], [ApiEvent::Peer { .. }, ApiEvent::Resync]), "{events:?}")
                }
            }
            drop(sender);
            thread.join().expect("an end");
        }
    }

    #[test]
    fn places_are_texts_and_nothing_else() {
        let id = EventId { started: Millis(1_700_000_000_000), number: 12 };
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "1", "1-", "-1", "1-x", "a-1", "1-2-3"] {
            assert!(text.parse::<EventId>().is_err(), "{text}");
        }
    }
}
