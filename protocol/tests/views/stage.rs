//! Three institutions that write to each other's threads.

use super::fixture::{self, FOUNDED, GOVERNORS_MX, Writer, code, entry, public, quorum};
use cabildo_protocol::{
    authority::Authority,
    content::{Content, Kind},
    id::{Hash, InstitutionId, LogId, MessageId, Millis},
    message::Message,
    roster::{Change, CutOff, Device, Role, Standing},
    views::{
        self, AgendaView, Clock, Context, DeclarationView, FeedbackView, NoticeView, ProposalView, Source,
        Thread,
    },
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const OAXACA: &str = "mx:20067";
pub const MORELIA: &str = "mx:16053";
pub const VALPARAISO: &str = "cl:05101";

/// Milliseconds after the founding.
pub fn at(ms: u64) -> Millis {
    FOUNDED.plus(ms)
}

pub fn id(text: &str) -> InstitutionId {
    code(text)
}

/// Oaxaca convenes. Oaxaca and Morelia may answer invitations, Valparaíso may not. A relay that writes nothing and
/// an institution that is suspended are listed too.
pub struct Stage {
    pub federation: fixture::Federation,
    pub authority: Authority,
    pub forks: BTreeMap<LogId, u64>,
    pub now: Millis,
    pub oaxaca: Writer,
    pub morelia: Writer,
    pub valparaiso: Writer,
    /// Listed by no institution.
    pub stranger: Writer,
}

impl Stage {
    pub fn new() -> Self {
        let mut federation = fixture::federation();
        let mut list = Vec::new();
        for (institution, name) in [(OAXACA, "oaxaca"), (MORELIA, "morelia")] {
            let mut entry = entry(name, 1 << 20);
            entry.may.insert(Kind::Rsvp as u16);
            list.push(Change::Institution(id(institution), Box::new(entry)));
        }
        let mut relay = entry("relay", 0);
        relay.may.clear();
        list.push(Change::Institution(id("mx:x-relay"), Box::new(relay)));
        let mut suspended = entry("puebla", 1 << 20);
        suspended.standing = Standing::Suspended;
        list.push(Change::Institution(id("mx:21114"), Box::new(suspended)));
        let governors = vec![quorum(&GOVERNORS_MX, 2)];
        let second = federation.mx.next(Some(federation.id), governors, list, &["mx-a", "mx-b"]);
        let mut authority = Authority::load(&federation.rosters).unwrap();
        assert!(authority.apply(&second).unwrap());
        let secretary = Change::Device(public("oaxaca-device"), fixture::device(Role::Secretary));
        let owner = "oaxaca-institution";
        let signers = vec![quorum(&[owner], 1)];
        let second = federation.oaxaca.next(Some(federation.id), signers, vec![secretary], &[owner]);
        assert!(authority.apply(&second).unwrap());
        let device = |institution, name| Writer::new(&federation, institution, name);
        let [oaxaca, morelia, valparaiso, stranger] = [
            device(OAXACA, "oaxaca-device"),
            device(MORELIA, "morelia-device"),
            device(VALPARAISO, "valparaiso-device"),
            device(OAXACA, "a-strange-device"),
        ];
        let (forks, now) = (BTreeMap::new(), at(60_000));
        Self { federation, authority, forks, now, oaxaca, morelia, valparaiso, stranger }
    }

    /// Morelia's roster ends the log of its acts after that many messages.
    pub fn cut_morelia_off(&mut self, seq: u64, last: MessageId) {
        let end = CutOff { seq, id: Hash(last.0) };
        let device = Device { cut_off: (None, Some(end)), ..fixture::device(Role::Operator) };
        let changes = vec![Change::Device(public("morelia-device"), device)];
        let owner = "morelia-institution";
        let (id, signers) = (Some(self.federation.id), vec![quorum(&[owner], 1)]);
        let roster = self.federation.morelia.next(id, signers, changes, &[owner]);
        assert!(self.authority.apply(&roster).unwrap());
    }

    pub fn context(&self) -> Context<'_> {
        Context { authority: &self.authority, forks: &self.forks, now: self.now }
    }

    /// The thread, whatever the order of the replies; the order is tried.
    pub fn thread(&self, root: &Message, replies: &[Message]) -> Thread {
        let thread = views::thread(root, replies, &self.context());
        let mut other = replies.to_vec();
        other.reverse();
        other.extend_from_slice(replies);
        other.extend(replies.iter().cloned().map(Message::without_body));
        assert_eq!(views::thread(root, &other, &self.context()), thread);
        let json = serde_json::to_string(&thread).unwrap();
        assert_eq!(serde_json::from_str::<Thread>(&json).unwrap(), thread);
        thread
    }

    pub fn proposal(&self, root: &Message, replies: &[Message]) -> ProposalView {
        match self.thread(root, replies) {
            Thread::Proposal(view) => *view,
            other => panic!("{other:?}"),
        }
    }

    pub fn notice(&self, root: &Message, replies: &[Message]) -> NoticeView {
        match self.thread(root, replies) {
            Thread::Notice(view) => *view,
            other => panic!("{other:?}"),
        }
    }

    pub fn declaration(&self, root: &Message, replies: &[Message]) -> DeclarationView {
        match self.thread(root, replies) {
            Thread::Declaration(view) => *view,
            other => panic!("{other:?}"),
        }
    }

    pub fn feedback(&self, root: &Message, replies: &[Message]) -> FeedbackView {
        match self.thread(root, replies) {
            Thread::Feedback(view) => *view,
            other => panic!("{other:?}"),
        }
    }

    pub fn agenda(&self, root: &Message, replies: &[Message]) -> AgendaView {
        match self.thread(root, replies) {
            Thread::Agenda(view) => *view,
            other => panic!("{other:?}"),
        }
    }
}

/// The writer's next message of a kind, so many milliseconds after the founding.
pub fn say(writer: &mut Writer, kind: Kind, root: Option<MessageId>, ms: u64, mut fields: Value) -> Message {
    let map = fields.as_object_mut().unwrap();
    map.insert("schema".to_owned(), json!(1));
    map.insert("kind".to_owned(), json!(kind.name()));
    let content: Content = serde_json::from_value(fields).unwrap();
    content.check().unwrap();
    let mut draft = writer.draft(kind);
    draft.root = root;
    draft.created = at(ms);
    draft.content = content.encode();
    writer.sign(&draft).into_message()
}

pub fn position(writer: &mut Writer, root: &Message, ms: u64, stance: &str) -> Message {
    say(writer, Kind::Position, Some(root.id()), ms, json!({"stance": stance}))
}

pub fn ack(writer: &mut Writer, root: &Message, ms: u64, state: &str) -> Message {
    say(writer, Kind::Ack, Some(root.id()), ms, json!({"state": state}))
}

/// A proposal with positions open for ten seconds, unless `more` says otherwise.
pub fn propose(writer: &mut Writer, ms: u64, more: Value) -> Message {
    let text = json!({"es": "Agua"});
    let mut fields = json!({"title": text, "text": text, "respond_by": at(ms + 10_000).0});
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    say(writer, Kind::Proposal, None, ms, fields)
}

pub fn notice_fields(severity: &str, headline: &str, expires: Option<u64>) -> Value {
    let text = json!({"es": headline});
    let mut info = json!({"categories": ["met"], "event": text, "urgency": "immediate",
        "severity": severity, "certainty": "observed"});
    if let Some(ms) = expires {
        info["expires"] = json!(at(ms).0);
    }
    json!({"status": "actual", "scope": "public", "info": [info]})
}

pub fn warn(writer: &mut Writer, ms: u64, severity: &str, headline: &str) -> Message {
    say(writer, Kind::Notice, None, ms, notice_fields(severity, headline, None))
}

/// Who speaks in these entries, and whether each is disputed.
pub fn speakers<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Vec<(&'a str, bool)> {
    sources.into_iter().map(|s| (s.institution.as_str(), s.disputed)).collect()
}

/// Who is asked.
pub fn asked(clock: &Clock) -> Vec<InstitutionId> {
    clock.recipients.iter().map(|recipient| recipient.institution.clone()).collect()
}

/// Who has not answered.
pub fn waiting(clock: &Clock) -> Vec<InstitutionId> {
    clock.waiting().cloned().collect()
}
