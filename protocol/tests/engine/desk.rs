//! One engine on a desk: what is put in, and what comes out.

use super::fixture::*;
use cabildo_protocol::{
    authority::Authority,
    content::Kind,
    engine::{Answer, Effect, Engine, Event, Input, News, Options, Peer, Stretch},
    id::{FederationId, Hash, Lane, LogId, MessageId, Millis},
    ingest::{Refusal, Verdict},
    message::{KeyCache, Run, Verified, WireMessage, signed},
    store::memory::MemoryStore,
    sync::{Has, Overview, Range, Request, Response},
};

/// The doors by which messages come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Submit,
    Gossip,
    Sync,
}

pub const DOORS: [Door; 3] = [Door::Submit, Door::Gossip, Door::Sync];

/// What a door answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Reply(Result<MessageId, Refusal>),
    Verdict(Verdict),
    /// A page is not answered; what it left behind is all there is to see.
    Page,
}

pub struct Desk {
    pub federation: Federation,
    pub engine: Engine<MemoryStore>,
    pub now: Millis,
    /// Everything that came out since the last look.
    pub out: Vec<Effect>,
    token: u64,
}

/// The peer that hands us things.
pub fn peer() -> Peer {
    Peer(public("morelia-node"))
}

/// Another one.
pub fn other_peer() -> Peer {
    Peer(public("valparaiso-node"))
}

impl Desk {
    pub fn new() -> Self {
        Self::of(federation())
    }

    pub fn of(federation: Federation) -> Self {
        let authority = Authority::load(&federation.rosters).unwrap();
        let options = Options { institution: Some(code("mx:20067")), ..Options::default() };
        let engine = Engine::new(authority, MemoryStore::new(), options).unwrap();
        Self { federation, engine, now: FOUNDED.plus(60_000), out: vec![], token: 0 }
    }

    pub fn writer(&self) -> Writer {
        Writer::new(&self.federation, "mx:20067", "oaxaca-device")
    }

    pub fn input(&mut self, input: Input) {
        self.engine.handle(self.now, input);
        self.out.extend(self.engine.take_effects());
    }

    pub fn submit(&mut self, message: &Verified) -> Result<MessageId, Refusal> {
        self.token += 1;
        let ticket = self.token;
        self.input(Input::Submit { ticket, message: message.clone() });
        let replies: Vec<_> = self
            .out
            .iter()
            .filter_map(|e| match e {
                Effect::Reply { ticket: t, result } if *t == ticket => Some(result.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(replies.len(), 1, "one reply a submission");
        replies.into_iter().next().unwrap()
    }

    pub fn gossip(&mut self, message: &Verified) -> Verdict {
        self.token += 1;
        let token = self.token;
        self.input(Input::Gossip { from: peer(), token, message: message.clone() });
        self.verdict(token)
    }

    pub fn news(&mut self, news: News) -> Verdict {
        self.token += 1;
        let token = self.token;
        self.input(Input::GossipNews { from: peer(), token, news });
        self.verdict(token)
    }

    fn verdict(&self, token: u64) -> Verdict {
        let verdicts: Vec<_> = self
            .out
            .iter()
            .filter_map(|e| match e {
                Effect::Verdict { token: t, verdict } if *t == token => Some(*verdict),
                _ => None,
            })
            .collect();
        assert_eq!(verdicts.len(), 1, "one verdict a frame");
        verdicts[0]
    }

    /// What the engine asks a peer now; it asks one thing at a time.
    pub fn question(&mut self, of: Peer) -> Option<(u64, Request)> {
        let at = self.out.iter().position(|e| matches!(e, Effect::Ask { to, .. } if *to == of))?;
        match self.out.remove(at) {
            Effect::Ask { request, what, .. } => Some((request, what)),
            _ => None,
        }
    }

    pub fn answer(&mut self, from: Peer, request: u64, answer: Answer) {
        self.input(Input::Answered { from, request, answer });
    }

    /// Answers whatever a peer is asked as a node does that has these heads, up to the first
    /// request for runs, whose id is returned.
    pub fn until_runs(&mut self, from: Peer, heads: &[(LogId, u64, MessageId)]) -> Option<(u64, Request)> {
        while let Some((request, what)) = self.question(from) {
            match usual(&what, heads) {
                Some(answer) => self.answer(from, request, answer),
                None => return Some((request, what)),
            }
        }
        None
    }

    /// Hands over a page of messages, as the answer to a request for some other log.
    pub fn page(&mut self, messages: &[Verified]) {
        let log = LogId { key: public("valparaiso-device"), lane: Lane::Acts };
        self.input(Input::PeerDown(peer()));
        self.input(Input::PeerUp(peer()));
        let (request, _) = self.until_runs(peer(), &[(log, 1000, MessageId([9; 32]))]).unwrap();
        self.answer(peer(), request, page(messages));
        self.until_runs(peer(), &[]);
    }

    /// Which signatures the engine wants checked now.
    pub fn checks(&mut self) -> Vec<(Stretch, Vec<WireMessage>)> {
        let (checks, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.out).into_iter().partition(|e| matches!(e, Effect::Check { .. }));
        self.out = rest;
        let open = |effect| match effect {
            Effect::Check { stretch, messages } => (stretch, messages),
            _ => unreachable!(),
        };
        checks.into_iter().map(open).collect()
    }

    /// Checks what the engine wants checked, as a node does, until nothing is left; how many stretches that were.
    pub fn check_all(&mut self) -> usize {
        let (mut keys, mut stretches) = (KeyCache::default(), 0);
        loop {
            let waiting = self.checks();
            if waiting.is_empty() {
                return stretches;
            }
            for (stretch, messages) in waiting {
                stretches += 1;
                self.input(Input::Checked { stretch, good: signed(&messages, &mut keys) });
            }
        }
    }

    /// Brings a message in by a door.
    pub fn bring(&mut self, door: Door, message: &Verified) -> Outcome {
        match door {
            Door::Submit => Outcome::Reply(self.submit(message)),
            Door::Gossip => Outcome::Verdict(self.gossip(message)),
            Door::Sync => {
                self.page(std::slice::from_ref(message));
                Outcome::Page
            }
        }
    }

    pub fn has(&self, message: &Verified) -> bool {
        self.engine.store().messages().any(|m| m.id() == message.id())
    }

    pub fn events(&self) -> Vec<&Event> {
        self.out
            .iter()
            .filter_map(|e| if let Effect::Notify(event) = e { Some(event) } else { None })
            .collect()
    }

    /// Whether anything left for other nodes.
    pub fn sent_on(&self) -> bool {
        self.out.iter().any(|e| {
            matches!(
                e,
                Effect::Publish { .. }
                    | Effect::PublishNews(_)
                    | Effect::Verdict { verdict: Verdict::Accept, .. }
            )
        })
    }

    /// Asserts that a good message comes in by a door and is kept.
    pub fn check_takes(&mut self, door: Door, message: &Verified) {
        match self.bring(door, message) {
            Outcome::Reply(result) => assert_eq!(result, Ok(message.id()), "{door:?}"),
            Outcome::Verdict(verdict) => assert_eq!(verdict, Verdict::Accept, "{door:?}"),
            Outcome::Page => {}
        }
        assert!(self.has(message), "{door:?}: not kept");
    }
}

/// A page as a peer sends it.
/// What a node that has these heads answers; none to a request for runs.
pub fn usual(what: &Request, heads: &[(LogId, u64, MessageId)]) -> Option<Answer> {
    let listed = || vec![Range { from: None, to: None, has: Has::Heads(heads.to_vec()) }];
    Some(match what {
        Request::Overview(..) => Answer::Overview(Overview {
            rosters: Hash([1; 32]),
            proofs: Hash([1; 32]),
            heads: listed(),
            receipts: None,
            now: None,
        }),
        Request::Rosters(_) | Request::Tips(_) => Answer::Rosters(vec![]),
        Request::Proofs(_) => Answer::Proofs(vec![]),
        Request::Reconcile(_) => Answer::Reconcile(listed()),
        Request::Bodies(_) => page(&[]),
        Request::Receipts { after, .. } => Answer::Receipts { receipts: vec![], next: *after, faults: 0 },
        Request::Runs(_) => return None,
    })
}

pub fn page(messages: &[Verified]) -> Answer {
    let runs = messages.iter().cloned().map(Run::from).collect();
    Answer::Page { runs, unsigned: Vec::new(), more: false, faults: 0 }
}

/// Asserts what each door says to a bad message; that it is neither kept nor sent on; and that the
/// next good message is taken by the same door.
pub fn check_refused(
    name: &str,
    prepare: impl Fn(&mut Desk, &mut Writer) -> Verified,
    reply: impl Fn(&Refusal) -> bool,
    verdict: Verdict,
) {
    for door in DOORS {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        let bad = prepare(&mut desk, &mut writer);
        desk.out.clear();
        let before = desk.engine.frontier();
        match desk.bring(door, &bad) {
            Outcome::Reply(Err(refusal)) => assert!(reply(&refusal), "{name}: {refusal:?}"),
            Outcome::Reply(Ok(_)) => panic!("{name}: accepted from a client"),
            Outcome::Verdict(given) => assert_eq!(given, verdict, "{name}"),
            Outcome::Page => {}
        }
        assert!(!desk.has(&bad), "{name} by {door:?}: kept");
        assert_eq!(desk.engine.frontier(), before, "{name} by {door:?}");
        assert!(!desk.sent_on(), "{name} by {door:?}: sent on");
        let next = writer.write(Kind::Proposal);
        desk.check_takes(door, &next);
    }
}

/// What the engine answers a peer that asks it.
pub fn ask(desk: &mut Desk, from: Peer, request: Request) -> Response {
    desk.input(Input::Asked { from, token: 7, request });
    let at = desk.out.iter().position(|e| matches!(e, Effect::Respond { token: 7, .. })).unwrap();
    match desk.out.remove(at) {
        Effect::Respond { response, .. } => *response,
        _ => unreachable!(),
    }
}

/// A federation that differs.
pub fn another(id: FederationId) -> FederationId {
    let mut other = id;
    other.0[0] ^= 1;
    other
}
