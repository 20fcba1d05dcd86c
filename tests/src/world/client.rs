//! Honest clients: each has a ledger, sends the same bytes again until they are confirmed, and
//! goes on only then.

use super::{Happening, Signed, World, cast::Author, cast::public};
use cabildo_protocol::{
    bounds,
    content::{Content, Erasure, Kind},
    id::{FederationId, Lane, LogId, MessageId, Millis},
    ingest::Refusal,
    message::{Draft, Message, Position, RosterNeeds, Verified, WireMessage, sign},
    roster::Role,
    text::Texts,
    views::{self, Context, Thread},
};
use rand::{
    RngExt as _,
    seq::{IndexedRandom as _, SliceRandom as _},
};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

/// A device's operator.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) author: Author,
    /// The ledger: where both logs stand, and what is signed and not confirmed.
    heads: [Position; 2],
    pending: Option<Pending>,
    remaining: u32,
    /// Writes more than its quota holds, and knows that it may be refused for that.
    spends: bool,
    due: u64,
}

#[derive(Debug, Clone)]
struct Pending {
    frame: Vec<u8>,
    lane: Lane,
    position: Position,
}

/// Where both logs of a key begin.
pub(super) fn starts(author: &Author, federation: &FederationId) -> [Position; 2] {
    let key = public(&author.key);
    [Lane::Crisis, Lane::Acts].map(|lane| Position::start(federation, &LogId { key, lane }))
}

impl Client {
    pub(super) fn new(author: Author, federation: &FederationId, remaining: u32) -> Self {
        let heads = starts(&author, federation);
        Self { author, heads, pending: None, remaining, spends: false, due: 0 }
    }

    pub(super) fn over_its_quota(author: Author, federation: &FederationId) -> Self {
        Self { spends: true, ..Self::new(author, federation, 6) }
    }

    pub(super) fn is_done(&self) -> bool {
        self.pending.is_none() && self.remaining == 0
    }
}

impl World {
    fn act_at(&mut self, client: usize, ms: u64) {
        self.clients[client].due = self.now + ms;
        self.after(ms, Happening::Act(client));
    }

    /// A client does what is next for it.
    pub(super) fn act(&mut self, client: usize) {
        let Client { due, ref author, .. } = self.clients[client];
        if due > self.now || self.clients[client].is_done() {
            return;
        }
        let (home, key) = (author.home, public(&author.key));
        let again = self.rng.random_range(2000..7000);
        self.act_at(client, again);
        let Some(engine) = &self.nodes[home].engine else { return };
        if engine.authority().device(&key).is_none() {
            return;
        }
        if self.clients[client].pending.is_none() {
            self.write(client, home);
        }
        let Some(pending) = self.clients[client].pending.clone() else { return };
        match self.wire.submission(&pending.frame) {
            Ok(message) => self.submit(client, home, message),
            Err(error) => self.blame("clients", format!("what client {client} signed is refused: {error}")),
        }
    }

    /// Signs the next message, durably in the ledger before it leaves.
    fn write(&mut self, client: usize, home: usize) {
        let author = self.clients[client].author.clone();
        let draft = self.draft(&author, home);
        let log = LogId { key: public(&author.key), lane: draft.lane };
        let head = self.clients[client].heads[draft.lane as usize];
        let Some(engine) = &self.nodes[home].engine else { return };
        if engine.position(&log) != head {
            let theirs = engine.position(&log).seq;
            let what =
                format!("client {client} was confirmed up to {}, node {home} stands at {theirs}", head.seq);
            return self.blame("no acknowledged loss", what);
        }
        let message = sign(&draft, &head, &author.key).expect("a message within its bounds");
        self.remember(&message);
        let frame = WireMessage::from(&*message).encode();
        let pending = Pending { frame, lane: draft.lane, position: message.position() };
        self.clients[client].pending = Some(pending);
    }

    /// Notes what was signed, for the checkers.
    pub(super) fn remember(&mut self, message: &Verified) {
        let signed = Signed {
            header: message.header_bytes().to_vec(),
            body: message.body_bytes().map(<[u8]>::to_vec),
        };
        self.note("signed", message.seq() as usize, message.id().as_bytes());
        self.signed.insert(message.id(), signed);
    }

    /// The node answered.
    pub(super) fn replied(&mut self, client: usize, result: Result<MessageId, Refusal>) {
        let Some(pending) = self.clients[client].pending.clone() else { return };
        match result {
            Ok(id) if id == pending.position.id => {
                let ledger = &mut self.clients[client];
                ledger.pending = None;
                ledger.heads[pending.lane as usize] = pending.position;
                ledger.remaining -= 1;
                self.confirmed.insert(id, self.clients[client].author.home);
                self.counts.add("confirmed", 1);
                let rest = self.rng.random_range(2000..25_000);
                self.act_at(client, rest);
            }
            // An answer to an earlier try.
            Ok(_) => {}
            Err(Refusal::ReadOnly | Refusal::RosterBehind { .. } | Refusal::UnlistedKey) => {
                self.counts.add("to be tried again", 1);
            }
            Err(Refusal::Quota { .. }) if self.clients[client].spends => {
                self.counts.add("over quota", 1);
                (self.clients[client].pending, self.clients[client].remaining) = (None, 0);
            }
            Err(refusal) => {
                self.blame("clients", format!("the honest client {client} is refused: {refusal}"));
            }
        }
    }

    /// What an operator says next: something new, or an answer to what the node shows.
    fn draft(&mut self, author: &Author, home: usize) -> Draft {
        let (now, engine) = (self.clock(home), &self.nodes[home].engine);
        let engine = engine.as_ref().expect("a node that is asked");
        let shown: Vec<(MessageId, Kind, bool)> = engine
            .store()
            .messages()
            .filter(|m| engine.forks().get(&m.log()).is_none_or(|fork| m.seq() < *fork))
            .filter_map(|m| {
                let details = m.details().filter(|d| d.created <= now.plus(bounds::FUTURE_MAX_MS))?;
                let kind = Kind::from_number(details.kind).filter(|kind| kind.begins_thread())?;
                Some((m.id(), kind, m.envelope().institution == author.institution))
            })
            .collect();
        let needs = engine.authority().needs(&author.institution);
        // Now and then an institution takes its words back. An erasure stands in the lane of acts.
        let own = engine.store().messages().filter(|m| {
            m.envelope().institution == author.institution
                && engine.forks().get(&m.log()).is_none_or(|fork| m.seq() < *fork)
                && m.details().is_some_and(|d| d.kind != Kind::Erasure as u16)
        });
        let own: Vec<(MessageId, MessageId, LogId, u64)> = own
            .filter_map(|m| Some((m.id(), m.details()?.root.unwrap_or(m.id()), m.log(), m.seq())))
            .collect();
        let erases = author.role != Role::DutyOfficer && self.rng.random_bool(0.05);
        if let Some((what, root, log, seq)) = own.choose(&mut self.rng).copied().filter(|_| erases) {
            self.counts.add("erasures", 1);
            let root = (Kind::Erasure, Some(root));
            let mut draft = draft(&mut self.rng, author, &self.cast.federation, root, needs, now);
            let erasure = Erasure { schema: 1, what, log, seq, reason: Texts::default() };
            draft.content = Content::Erasure(erasure).encode();
            return draft;
        }
        let kept = if author.role == Role::DutyOfficer { None } else { self.decision(author, home, &shown) };
        if let Some((root, content)) = kept {
            let kind = (content.kind(), Some(root));
            let mut draft = draft(&mut self.rng, author, &self.cast.federation, kind, needs, now);
            draft.content = content.encode();
            return draft;
        }
        let threads =
            shown.iter().filter(|(_, kind, _)| author.role != Role::DutyOfficer || *kind == Kind::Notice);
        let threads: Vec<_> = threads.copied().collect();
        let answers = self.rng.random_bool(0.7);
        let (kind, root) = match threads.choose(&mut self.rng).filter(|_| answers) {
            Some((root, kind, ours)) => (answer(&mut self.rng, *kind, *ours, author.role), Some(*root)),
            None => (opening(&mut self.rng, author.role), None),
        };
        draft(&mut self.rng, author, &self.cast.federation, (kind, root), needs, now)
    }
}

impl World {
    /// What decides a proposal next, as the operator's own node shows it: a closing, a contest of what that
    /// leaves out, the final message.
    fn decision(
        &mut self,
        author: &Author,
        home: usize,
        shown: &[(MessageId, Kind, bool)],
    ) -> Option<(MessageId, Content)> {
        let now = self.clock(home);
        let mut open: Vec<MessageId> =
            shown.iter().filter(|(_, kind, _)| *kind == Kind::Proposal).map(|(id, ..)| *id).collect();
        open.shuffle(&mut self.rng);
        let messages = self.shown(home);
        let engine = self.nodes[home].engine.as_ref()?;
        let context = Context { authority: engine.authority(), forks: engine.forks(), now };
        open.into_iter().find_map(|id| {
            let root = messages.iter().find(|message| message.id() == id)?;
            let replies: Vec<Message> = messages
                .iter()
                .filter(|m| m.details().is_some_and(|d| d.root == Some(id)))
                .cloned()
                .collect();
            let Thread::Proposal(view) = views::thread(root, &replies, &context) else { return None };
            let who = &author.institution;
            let content = view.closing_by(who, now).map(Content::Closing);
            let content = content.or_else(|_| view.contest_by(who, now).map(Content::Contest));
            Some((id, content.or_else(|_| view.final_by(who, now).map(Content::Final)).ok()?))
        })
    }
}

fn opening(rng: &mut ChaCha8Rng, role: Role) -> Kind {
    let kinds: &[Kind] = match role {
        Role::Secretary => &[Kind::Agenda, Kind::Proposal, Kind::Notice, Kind::Rota],
        Role::DutyOfficer => &[Kind::Notice],
        _ => &[Kind::Proposal, Kind::Proposal, Kind::Notice, Kind::Declaration, Kind::Feedback],
    };
    *kinds.choose(rng).expect("a kind")
}

fn answer(rng: &mut ChaCha8Rng, root: Kind, ours: bool, role: Role) -> Kind {
    let kinds: &[Kind] = match (root, ours, role) {
        (Kind::Notice, true, Role::DutyOfficer) => &[Kind::Ack, Kind::NoticeUpdate, Kind::NoticeCancel],
        (Kind::Notice, false, Role::DutyOfficer) => &[Kind::Ack],
        (Kind::Notice, true, _) => &[Kind::Ack, Kind::NoticeUpdate, Kind::NoticeCancel, Kind::Comment],
        (Kind::Notice, false, _) => &[Kind::Ack, Kind::Ack, Kind::Comment],
        (Kind::Agenda, true, Role::Secretary) => {
            &[Kind::Rsvp, Kind::AgendaUpdate, Kind::AgendaCancel, Kind::Minutes, Kind::Comment]
        }
        (Kind::Declaration, true, _) => {
            &[Kind::Signature, Kind::SignatureWithdrawal, Kind::Revision, Kind::Withdrawal, Kind::Comment]
        }
        (Kind::Declaration, ..) => &[Kind::Signature, Kind::Signature, Kind::SignatureWithdrawal],
        (Kind::Agenda, ..) => &[Kind::Rsvp, Kind::Rsvp, Kind::ItemRequest, Kind::Comment],
        (Kind::Feedback, ..) => &[Kind::FollowUp, Kind::FollowUp, Kind::Comment],
        _ => &[Kind::Position, Kind::Position, Kind::Comment, Kind::Translation, Kind::Amendment],
    };
    *kinds.choose(rng).expect("a kind")
}

/// A draft of a kind with some content of its shape.
pub(super) fn draft(
    rng: &mut ChaCha8Rng,
    author: &Author,
    federation: &FederationId,
    (kind, root): (Kind, Option<MessageId>),
    needs: RosterNeeds,
    created: Millis,
) -> Draft {
    // Now and then a body is too large for gossip.
    let large = kind == Kind::Proposal && rng.random_bool(0.1);
    let length = if large { bounds::GOSSIP_BODY_MAX + 5000 } else { rng.random_range(10..400) };
    Draft {
        federation: *federation,
        institution: author.institution.clone(),
        lane: kind.lane(),
        kind: kind as u16,
        root,
        refs: vec![],
        audience: None,
        needs,
        created,
        expires: None,
        content: content(rng, (kind, root), length, created),
        salt: rng.random(),
    }
}

fn content(
    rng: &mut ChaCha8Rng,
    (kind, root): (Kind, Option<MessageId>),
    length: usize,
    created: Millis,
) -> Vec<u8> {
    let title = json!({"es": "El agua es de todos"});
    let text = json!({"es": "a".repeat(length)});
    let pick = |rng: &mut ChaCha8Rng, of: &[&str]| json!(of.choose(rng).expect("a choice"));
    let mut fields = match kind {
        Kind::Proposal => {
            let rules = [json!("simple_majority"), json!("consent"), json!({"each_country": ["cl", "mx"]})];
            let rule = rules.choose(rng).expect("a rule");
            let (decided, contested) = (rng.random_range(5000..40_000), rng.random_range(2000..20_000));
            json!({
                "title": title, "text": text, "respond_by": created.plus(decided),
                "terms": {"rule": rule, "quorum": rng.random_range(0..3), "contest_ms": contested},
            })
        }
        Kind::Position => json!({"stance": pick(rng, &["endorse", "object", "abstain", "ask_for_changes"])}),
        Kind::Comment => json!({"text": text}),
        Kind::Notice | Kind::NoticeUpdate => json!({
            "status": "actual", "scope": "public",
            "info": [{"categories": ["met"], "event": title, "urgency": "immediate",
                      "severity": pick(rng, &["extreme", "severe", "minor"]), "certainty": "observed"}],
        }),
        Kind::NoticeCancel => json!({"reason": title}),
        Kind::Ack => json!({"state": pick(rng, &["seen", "accepted", "acting", "need_help"])}),
        Kind::AgendaCancel => json!({"reason": title}),
        Kind::Minutes => json!({"text": text}),
        Kind::ItemRequest => json!({"title": title}),
        Kind::Agenda | Kind::AgendaUpdate => json!({
            "title": title, "host": "mx:01001", "time_zone": "America/Mexico_City",
            "starts": created.0 + 86_400_000, "ends": created.0 + 90_000_000,
            "items": [{"title": title, "minutes": 30}],
        }),
        Kind::Rsvp => json!({"attendance": pick(rng, &["remote", "in_person"]), "people": 2}),
        Kind::Rota => json!({
            "turns": [{"person": "guardia-1", "from": created.0, "to": created.0 + rng.random_range(1..86_400_000)}],
        }),
        Kind::Declaration => {
            json!({"title": title, "text": text, "required": {"cl": 1, "mx": rng.random_range(1..4)}})
        }
        Kind::Signature => json!({"signs": root}),
        Kind::SignatureWithdrawal => json!({}),
        Kind::Amendment => json!({"amends": root, "text": text}),
        Kind::Translation => json!({"what": root, "method": "human", "text": text}),
        Kind::Commitment => {
            json!({"office": title, "items": [{"text": text, "due": created.0 + 86_400_000}]})
        }
        Kind::Progress => json!({"commitment": root, "item": 1, "state": pick(rng, &["begun", "done"])}),
        Kind::Feedback => json!({"title": title, "text": text, "asked": "mx:01001"}),
        Kind::FollowUp => json!({"step": pick(rng, &["reply", "action", "close", "reopen"]), "text": text}),
        Kind::Closing => json!({"heads": []}),
        Kind::Withdrawal => json!({}),
        Kind::Revision => json!({"text": text}),
        Kind::Pause => json!({"until": created.0 + rng.random_range(1..86_400_000), "reason": text}),
        // Which message is meant is filled in by whoever knows one.
        Kind::Erasure | Kind::Contest | Kind::Final => return Vec::new(),
    };
    if let Value::Object(map) = &mut fields {
        map.insert("schema".to_owned(), json!(1));
        map.insert("kind".to_owned(), json!(kind.name()));
    }
    let content: Content = serde_json::from_value(fields).expect("a content");
    content.encode()
}
