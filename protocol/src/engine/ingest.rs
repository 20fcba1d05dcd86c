//! The one path by which messages come in: authorise, link, store.

use super::{Effect, Engine, Event, Peer, Ticket, Token, Topic};
use crate::{
    bounds::FUTURE_MAX_MS,
    content::{Content, Kind},
    id::{Lane, Millis},
    ingest::{Refusal, Verdict},
    message::{Message, Position, Verified},
    proof::Proof,
    store::{Store, StoreError},
    sync::Want,
};

/// By which door a message comes in. It decides what is asked of the message and whom we ask for
/// what is missing, never what is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    Client,
    Peer(Peer),
    /// It waited for its predecessor, which has come now.
    Held,
}

/// What became of a message that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Linked, and to be forwarded.
    Linked,
    /// Linked, but dated in the future: not forwarded and not shown until it is due.
    NotDue,
    /// The body of a message that was here without it.
    Body,
}

impl<S: Store> Engine<S> {
    pub(super) fn submit(&mut self, now: Millis, ticket: Ticket, message: &Verified) {
        let result = match self.ingest(now, message, Door::Client) {
            Ok(Taken::Body | Taken::Linked | Taken::NotDue) => {
                let topic = if message.log().lane == Lane::Crisis { Topic::Crisis } else { Topic::Acts };
                let message = Box::new((**message).clone());
                self.effects.push(Effect::Publish { topic, message });
                Ok(())
            }
            // A retry of the same bytes, whose first answer was lost.
            Err(Refusal::Duplicate) => Ok(()),
            Err(refusal) => Err(refusal),
        };
        self.effects.push(Effect::Reply { ticket, result: result.map(|()| message.id()) });
    }

    pub(super) fn gossip(&mut self, now: Millis, from: Peer, token: Token, message: &Verified) {
        if self.options.planted.forward_first {
            self.effects.push(Effect::Verdict { token, verdict: Verdict::Accept });
        }
        let verdict = match self.ingest(now, message, Door::Peer(from)) {
            Ok(Taken::Linked) => Verdict::Accept,
            Ok(Taken::NotDue | Taken::Body) => Verdict::Ignore,
            Err(refusal) => {
                if matches!(refusal, Refusal::RosterBehind { .. } | Refusal::UnlistedKey) {
                    self.begin_session(now, from);
                }
                refusal.verdict()
            }
        };
        if !self.options.planted.forward_first {
            self.effects.push(Effect::Verdict { token, verdict });
        }
    }

    /// Takes in one message, and then those that waited for it.
    pub(super) fn ingest(&mut self, now: Millis, message: &Verified, door: Door) -> Result<Taken, Refusal> {
        let taken = self.ingest_one(now, message, door)?;
        let log = message.log();
        let mut next = message.seq() + 1;
        while let Some(waiting) = self.held.take(&log, next) {
            if self.ingest_one(now, &waiting, Door::Held).is_err() {
                break;
            }
            next += 1;
        }
        Ok(taken)
    }

    fn ingest_one(&mut self, now: Millis, message: &Verified, door: Door) -> Result<Taken, Refusal> {
        match door {
            Door::Client => self.authority.judge_submission(message)?,
            Door::Peer(_) | Door::Held => self.authority.judge(message)?,
        }
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        if let Some(place) = self.reading(|store| store.locate(&message.id()))? {
            return self.known(message, place);
        }
        let log = message.log();
        if let Some(seq) = self.forks.get(&log).copied().filter(|seq| message.seq() >= *seq) {
            return Err(Refusal::Fork { seq });
        }
        let head = self.position(&log);
        if message.seq() <= head.seq {
            return Err(self.contradiction(now, message, head, door)?);
        }
        if message.seq() > head.seq + 1 {
            return Err(self.hold(now, message, head, door));
        }
        self.link(now, message, head, door)
    }

    /// A message that is here: perhaps its body is new.
    fn known(&mut self, message: &Verified, place: (crate::id::LogId, u64)) -> Result<Taken, Refusal> {
        if message.body_bytes().is_none() {
            return Err(Refusal::Duplicate);
        }
        let (log, seq) = place;
        let has_body =
            self.reading(|store| store.message(&log, seq))?.is_none_or(|m| m.body_bytes().is_some());
        if has_body {
            return Err(Refusal::Duplicate);
        }
        self.writing(|store| store.append_body(message))?;
        self.effects.push(Effect::Notify(Event::Body(message.id())));
        Ok(Taken::Body)
    }

    /// Links the next message of its log.
    fn link(
        &mut self,
        now: Millis,
        message: &Verified,
        head: Position,
        door: Door,
    ) -> Result<Taken, Refusal> {
        if message.envelope().previous != head.id && !self.options.planted.skip_previous {
            if let Door::Peer(peer) = door {
                // Its author may have signed another message at our head: what the sender has
                // there would prove it.
                self.want(now, peer, Want { log: message.log(), from: head.seq.max(1), to: message.seq() });
            }
            return Err(Refusal::BrokenLink);
        }
        check_against_log(message, &head)?;
        self.check_quota(message)?;
        let created = message.details().map_or(Millis(0), |d| d.created);
        let due = created <= now.plus(FUTURE_MAX_MS);
        if door == Door::Client {
            check_submission(message)?;
            if !due {
                return Err(Refusal::Future { created });
            }
        }
        self.writing(|store| store.append(message))?;
        self.frontier.set(message.log(), message.seq(), message.id());
        if let (None, Door::Peer(peer)) = (message.body_bytes(), door) {
            self.want_body(now, peer, message.id());
        }
        if due {
            let event = Event::Message { id: message.id(), log: message.log(), seq: message.seq() };
            self.effects.push(Effect::Notify(event));
            Ok(Taken::Linked)
        } else {
            Ok(Taken::NotDue)
        }
    }

    /// A message at a place that is taken by another: a proof, or for a client a conflict.
    fn contradiction(
        &mut self,
        now: Millis,
        message: &Verified,
        head: Position,
        door: Door,
    ) -> Result<Refusal, Refusal> {
        let seq = message.seq();
        if door == Door::Client {
            return Ok(Refusal::Conflict { head: head.seq, seq });
        }
        let log = message.log();
        let Some(ours) = self.reading(|store| store.message(&log, seq))? else {
            return Err(Refusal::Store(StoreError::Broken {
                place: format!("log {log}"),
                detail: format!("no message at {seq}, though its head is {}", head.seq),
            }));
        };
        let Ok(ours) = ours.verify(&mut self.keys) else { return Ok(Refusal::Duplicate) };
        let branched_before = ours.envelope().previous != message.envelope().previous;
        if let Some(proof) = Proof::new(&ours, message) {
            self.take_proof(&proof);
        }
        if let (true, 2.., Door::Peer(peer)) = (branched_before, seq, door) {
            self.want(now, peer, Want { log, from: seq - 1, to: seq - 1 });
        }
        Ok(Refusal::Fork { seq })
    }

    /// A message whose predecessor is missing: held within bounds, and the gap is fetched.
    fn hold(&mut self, now: Millis, message: &Verified, head: Position, door: Door) -> Refusal {
        let Door::Peer(peer) = door else {
            return Refusal::Conflict { head: head.seq, seq: message.seq() };
        };
        if self.held.contains(message) {
            return Refusal::Duplicate;
        }
        if let Some(proof) = self.held.rival(message).and_then(|rival| Proof::new(rival, message)) {
            self.take_proof(&proof);
            return Refusal::Fork { seq: message.seq() };
        }
        if let Err(refusal) = self.check_quota(message) {
            return refusal;
        }
        let held = self.held.hold(message);
        self.want(now, peer, Want { log: message.log(), from: head.seq + 1, to: message.seq() });
        if !held {
            return Refusal::HeldFull;
        }
        if message.log().lane == Lane::Crisis {
            self.effects.push(Effect::Notify(Event::Held(Box::new((**message).clone()))));
        }
        Refusal::Held
    }

    /// Bytes granted by the roster: beyond them nothing is taken until the grant is raised.
    fn check_quota(&self, message: &Message) -> Result<(), Refusal> {
        let quota = self.authority.quota(&message.envelope().institution);
        match message.details() {
            Some(details) if details.total_bytes > quota => Err(Refusal::Quota { quota }),
            _ => Ok(()),
        }
    }

    fn reading<T>(&mut self, read: impl FnOnce(&S) -> Result<T, StoreError>) -> Result<T, Refusal> {
        read(&self.store).map_err(|error| self.refuse(error))
    }

    fn writing(&mut self, write: impl FnOnce(&mut S) -> Result<(), StoreError>) -> Result<(), Refusal> {
        write(&mut self.store).map_err(|error| self.refuse(error))
    }

    fn refuse(&mut self, error: StoreError) -> Refusal {
        self.failure = Some(error.clone());
        match error {
            StoreError::Full { .. } => Refusal::ReadOnly,
            error => Refusal::Store(error),
        }
    }
}

/// The running total and the time, against the message before.
fn check_against_log(message: &Message, head: &Position) -> Result<(), Refusal> {
    let Some(details) = message.details() else { return Ok(()) };
    // A message of a wire version that we do not read has no total that we know; the total of
    // what follows it is taken as stated.
    let known = head.seq == 0 || head.total_bytes > 0;
    if known && details.total_bytes != head.total_bytes.saturating_add(message.total_len()) {
        return Err(Refusal::Inconsistent("the running total of bytes does not add up"));
    }
    if details.created < head.created {
        return Err(Refusal::Inconsistent("it is dated before the message that it follows"));
    }
    Ok(())
}

/// What is asked of our own clients beyond validity: a body that this release understands.
fn check_submission(message: &Message) -> Result<(), Refusal> {
    let content = message.content_bytes().ok_or(Refusal::NoBody)?;
    let details =
        message.details().ok_or(Refusal::Inconsistent("a wire version that this release does not write"))?;
    let content = Content::decode(details.kind, content)?;
    match (Kind::begins_thread(content.kind()), details.root) {
        (true, Some(_)) => {
            Err(Refusal::Inconsistent("a message of this kind begins a thread and answers nothing"))
        }
        (false, None) => Err(Refusal::Inconsistent("a message of this kind answers another: name it")),
        _ => Ok(()),
    }
}
