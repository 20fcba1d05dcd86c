//! The one path by which messages come in: authorise, link, store.

use super::{Effect, Engine, Event, Peer, Ticket, Token, Topic, unchecked::Authentic};
use crate::{
    bounds::FUTURE_MAX_MS,
    carry::{Carried, Outcome},
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
    /// A file that was carried here: there is nobody to ask for what is missing.
    Carried,
    /// It waited for its predecessor, which has come now; this peer had handed it to us.
    Held(Peer),
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
        let result = match self.ingest(now, message.into(), Door::Client) {
            Ok(Taken::Body | Taken::Linked | Taken::NotDue) => {
                let topic = Topic::of(message.log().lane);
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
        let verdict = match self.ingest(now, message.into(), Door::Peer(from)) {
            Ok(Taken::Linked) | Err(Refusal::Held) if self.options.policy.hides(message).is_some() => {
                Verdict::Ignore
            }
            Ok(Taken::Linked) => Verdict::Accept,
            Ok(Taken::NotDue | Taken::Body) => Verdict::Ignore,
            // Held, but not passed on before it is due.
            Err(Refusal::Held) if !is_due(now, message) => Verdict::Ignore,
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

    /// Takes in what a file brings: rosters first, for by them the rest is judged.
    pub(super) fn carried(&mut self, now: Millis, carried: &Carried) -> Outcome {
        let mut outcome = Outcome { rosters: self.take_rosters(&carried.rosters), ..Outcome::default() };
        outcome.proofs = carried.proofs.iter().map(|proof| u64::from(self.take_proof(proof))).sum();
        for message in &carried.messages {
            match self.ingest(now, message.into(), Door::Carried) {
                Ok(Taken::Linked | Taken::NotDue) => outcome.messages += 1,
                Ok(Taken::Body) => outcome.bodies += 1,
                Err(Refusal::Duplicate) => outcome.known += 1,
                Err(refusal) => {
                    outcome.refused.entry(refusal.word()).or_insert((0, message.id())).0 += 1;
                }
            }
        }
        outcome.receipts =
            carried.receipts.iter().map(|receipt| u64::from(self.take_receipt(now, receipt))).sum();
        // Whoever carries the answer back may write it at once.
        self.receipt(now, true);
        outcome
    }

    /// Takes in one message, and then those that waited for it.
    pub(super) fn ingest(
        &mut self,
        now: Millis,
        message: Authentic<'_>,
        door: Door,
    ) -> Result<Taken, Refusal> {
        let taken = self.ingest_one(now, message, door)?;
        let log = message.log();
        let mut next = message.seq() + 1;
        while let Some((waiting, from)) = self.held.take(&log, next) {
            if self.ingest_one(now, (&waiting).into(), Door::Held(from)).is_err() {
                // What waits behind it continues another branch, or is refused alike.
                self.held.forget(&log);
                break;
            }
            next += 1;
        }
        Ok(taken)
    }

    fn ingest_one(&mut self, now: Millis, message: Authentic<'_>, door: Door) -> Result<Taken, Refusal> {
        let log = message.log();
        let head = self.position(&log);
        let seq = message.seq();
        if seq <= head.seq
            && let Some(ours) = self.reading(|store| store.message(&log, seq))?
            && ours.id() == message.id()
        {
            return self.known(now, &message, &ours);
        }
        match door {
            Door::Client => self.authority.judge_submission(&message)?,
            Door::Peer(_) | Door::Held(_) | Door::Carried => self.authority.judge(&message)?,
        }
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        if let Some(fork) = self.blocked(&log).filter(|fork| seq >= *fork) {
            return Err(Refusal::Fork { seq: fork });
        }
        let breaks = seq == head.seq + 1 && message.envelope().previous != head.id;
        if (breaks || seq <= head.seq) && matches!(door, Door::Peer(_) | Door::Carried) {
            // A second look where the log has gone back to the fork: it does so once at most.
            match self.let_go(now, &log, head.seq.min(seq)).map_err(|error| self.refuse(error))? {
                Some((_, true)) => return self.ingest_one(now, message, door),
                Some((seq, false)) => return Err(Refusal::Fork { seq }),
                None => {}
            }
        }
        let listed = matches!(message, Authentic::Verified(_)) || self.unchecked.is_listed(&log, seq);
        if listed && seq == head.seq + 1 && !breaks {
            return self.link(now, message, head, door);
        }
        // What does not simply go on is held against another, or waits: by its own signature.
        let verified;
        let message = match message {
            Authentic::Verified(message) => message,
            Authentic::Chained(message) => {
                verified = message.clone().verify(&mut self.keys)?;
                &verified
            }
        };
        if seq <= head.seq {
            return Err(self.contradiction(now, message, head, door)?);
        }
        if seq > head.seq + 1 {
            return Err(self.hold(now, message, head, door));
        }
        self.link(now, message.into(), head, door)
    }

    /// A message that is here: perhaps its body is new.
    fn known(&mut self, now: Millis, message: &Message, ours: &Message) -> Result<Taken, Refusal> {
        if message.body_bytes().is_none() || ours.body_bytes().is_some() {
            return Err(Refusal::Duplicate);
        }
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        if self.is_let_go(message) {
            return Err(Refusal::Duplicate);
        }
        self.erase(message)?;
        self.writing(|store| store.append_body(message))?;
        self.grew(now, &message.log());
        self.effects.push(Effect::Notify(Event::Body(message.id())));
        Ok(Taken::Body)
    }

    /// Links the next message of its log.
    fn link(
        &mut self,
        now: Millis,
        message: Authentic<'_>,
        head: Position,
        door: Door,
    ) -> Result<Taken, Refusal> {
        if message.envelope().previous != head.id && !self.options.planted.skip_previous {
            if let (Door::Peer(peer) | Door::Held(peer), 1..) = (door, head.seq) {
                // Its author may have signed another message at our head: what the sender has
                // there would prove it.
                self.want(now, peer, Want { log: message.log(), from: head.seq, to: head.seq });
            }
            return Err(Refusal::BrokenLink);
        }
        check_against_log(&message, &head)?;
        self.check_quota(&message)?;
        let due = is_due(now, &message);
        if door == Door::Client {
            check_submission(&message)?;
            self.check_cited(&message)?;
            if let (false, Some(details)) = (due, message.details()) {
                return Err(Refusal::Future { created: details.created });
            }
            // Peers have seen more of this log than we have: whoever signed this did not know.
            if let Some(last) = self.held.last(&message.log()) {
                return Err(Refusal::Conflict { head: last, seq: message.seq() });
            }
        }
        self.erase(&message)?;
        self.writing(|store| store.append(&message))?;
        if let Authentic::Chained(_) = message {
            let sender = if let Door::Peer(peer) = door { Some(peer) } else { None };
            self.unchecked.add(message.log(), message.seq(), sender);
        }
        if self.unchecked.from(&message.log()).is_none() {
            if self.proofs.contains_key(&message.log()) {
                let shown = self.show_log(&message.log());
                shown.map_err(|error| self.refuse(error))?;
            } else {
                self.frontier.set(message.log(), message.seq(), message.id());
            }
            self.news(now);
            self.grew(now, &message.log());
        }
        let let_go = self.is_let_go(&message);
        if let (None, Door::Peer(peer), false) = (message.body_bytes(), door, let_go) {
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

    /// Mandates and codes are checked of our own clients alone: what others have signed stays said.
    fn check_cited(&mut self, message: &Message) -> Result<(), Refusal> {
        let Some((details, Ok(content))) = message.details().zip(message.content()) else { return Ok(()) };
        let answered = match (&content, details.root) {
            (Content::Position(_) | Content::Signature(_), Some(root)) => {
                self.reading(|store| match store.locate(&root)? {
                    Some((log, seq)) => store.message(&log, seq),
                    None => Ok(None),
                })?
            }
            _ => None,
        };
        let on = answered.as_ref().and_then(Message::content).and_then(Result::ok);
        let (author, on) = (&message.envelope().institution, on.as_ref().and_then(Content::theme));
        self.authority.check_cited(author, &content, on, details.created)
    }

    /// Whether the body of a message is not to be here.
    fn is_let_go(&self, message: &Message) -> bool {
        let (log, seq) = (message.log(), message.seq());
        self.store.is_erased(&log, seq) || self.store.is_dropped(&log, seq)
    }

    /// Does what an erasure asks for. It is obeyed where the message that it names is of the same
    /// institution, and still to come or just that one.
    fn erase(&mut self, message: &Message) -> Result<(), Refusal> {
        // By the header first: bodies of other kinds need not be read here.
        if message.details().is_none_or(|details| details.kind != Kind::Erasure as u16) {
            return Ok(());
        }
        let Some(Ok(Content::Erasure(erasure))) = message.content() else { return Ok(()) };
        let author = &message.envelope().institution;
        let own = match self.reading(|store| store.message(&erasure.log, erasure.seq))? {
            Some(there) => there.id() == erasure.what && there.envelope().institution == *author,
            None => {
                let mut listed = self.authority.devices();
                listed.any(|(key, owner, _)| *key == erasure.log.key && owner == author)
            }
        };
        if own { self.writing(|store| store.erase(&erasure.log, erasure.seq)) } else { Ok(()) }
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

    /// A message whose signature is none: a proof, where its key signed on from it.
    pub(super) fn take_fault(&mut self, bad: &Message) {
        let next = bad.seq().checked_add(1).and_then(|seq| self.held.at(&bad.log(), seq));
        if let Some(proof) = next.and_then(|next| Proof::of_fault(bad, next, &mut self.keys)) {
            self.take_proof(&proof);
        }
    }

    /// A message whose predecessor is missing: held within bounds, and the gap is fetched.
    fn hold(&mut self, now: Millis, message: &Verified, head: Position, door: Door) -> Refusal {
        let peer = match door {
            Door::Peer(peer) | Door::Held(peer) => peer,
            Door::Client => return Refusal::Conflict { head: head.seq, seq: message.seq() },
            Door::Carried => return Refusal::Gap,
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
        let held = self.held.hold(message, peer);
        self.want(now, peer, Want { log: message.log(), from: head.seq + 1, to: message.seq() - 1 });
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
            StoreError::Full { .. } => {
                self.read_only = true;
                Refusal::ReadOnly
            }
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
        return Err(Refusal::Contradiction("the running total of bytes does not add up"));
    }
    if details.created < head.created {
        return Err(Refusal::Contradiction("it is dated before the message that it follows"));
    }
    Ok(())
}

/// What is asked of our own clients beyond validity: a body that this release understands.
fn check_submission(message: &Message) -> Result<(), Refusal> {
    let content = message.content_bytes().ok_or(Refusal::NoBody)?;
    let details =
        message.details().ok_or(Refusal::Inconsistent("a wire version that this release does not write"))?;
    Content::decode(details.kind, content)?;
    Ok(())
}

/// Whether a message is not dated far in the future.
fn is_due(now: Millis, message: &Message) -> bool {
    message.details().is_none_or(|details| details.created <= now.plus(FUTURE_MAX_MS))
}
