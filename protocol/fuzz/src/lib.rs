//! What each fuzz target does with its bytes. Nothing may panic, and what is read anew says the same.
//!
//! The tests of the protocol do the same with the corpus, without instruments.

#[path = "../../tests/engine/contents.rs"]
mod contents;
#[path = "../../tests/engine/fixture.rs"]
#[allow(dead_code, reason = "the engine's tests need more of it")]
mod fixture;

use cabildo_protocol::{
    alarm::Alarm,
    authority::Authority,
    bounds,
    carry::Parser,
    cbor,
    content::Content,
    engine::{Answer, Effect, Engine, Input, Options, Peer},
    enrol::{Card, Invitation, Paper as _, Request as Enrolment, Sheaf, Signed},
    id::Millis,
    message::{KeyCache, WireMessage, signed},
    news,
    proof::Proof,
    receipt::Receipt,
    roster::{Roster, SignedRoster},
    store::memory::MemoryStore,
    sync::{Request, Response},
};
use data_encoding::BASE32_NOPAD;
use fixture::{FOUNDED, code, federation, public};
use std::cell::RefCell;

/// Frames, news, rosters, and the sync protocol's requests and answers.
pub fn decode(bytes: &[u8]) {
    let keys = &mut KeyCache::default();
    if let Ok(message) = WireMessage::decode(bytes, bounds::GOSSIP_FRAME_MAX) {
        assert_eq!(cbor::encode(&WireMessage::from(&message)), bytes);
    }
    let _ = news::decode(bytes, keys);
    if let Ok(proof) = Proof::decode(bytes, keys) {
        assert_eq!(proof.encode(), bytes);
    }
    let _ = Receipt::decode(bytes, keys);
    let _ = Alarm::decode(bytes);
    let _ = Sheaf::decode(bytes);
    let _ = Roster::decode(bytes);
    let _ = cbor::decode::<SignedRoster>(bytes);
    if let Ok(request) = cbor::decode::<Request>(bytes) {
        let again = cbor::encode(&request);
        assert_eq!(cbor::decode::<Request>(&again).ok().as_ref(), Some(&request));
    }
    if let Ok(response) = cbor::decode::<Response>(bytes) {
        let again = cbor::encode(&response);
        assert_eq!(cbor::decode::<Response>(&again).ok().as_ref(), Some(&response));
    }
}

/// What a message says; the first byte is its kind.
pub fn content(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    if let Ok(content) = Content::decode(u16::from(*kind), bytes) {
        let again = content.encode();
        assert_eq!(Content::decode(u16::from(*kind), &again).ok().as_ref(), Some(&content));
    }
}

/// A file of records; the first byte is the length of the pieces in which it comes.
pub fn carry(bytes: &[u8]) {
    let Some((piece, rest)) = bytes.split_first() else { return };
    let mut parser = Parser::default();
    for piece in rest.chunks(usize::from(*piece).max(1)) {
        parser.feed(piece);
        while let Ok(Some(_)) = parser.next_record() {}
    }
    let _ = parser.finish(true);
    assert!(parser.at() <= rest.len() as u64);
}

/// Requests, key cards and invitations, by what their letters stand for.
pub fn papers(bytes: &[u8]) {
    let text = |name: &str| format!("{name}/1:{}", BASE32_NOPAD.encode(bytes));
    let enrolment = Signed::from_text::<Enrolment>(&text(Enrolment::NAME));
    let _ = enrolment.and_then(|signed| signed.open::<Enrolment>());
    let card = Signed::from_text::<Card>(&text(Card::NAME));
    let _ = card.and_then(|signed| signed.open::<Card>());
    if let Ok(invitation) = Invitation::from_text(&text(Invitation::NAME)) {
        assert_eq!(Invitation::from_text(&invitation.to_text()), Ok(invitation));
    }
}

/// A node with a peer that is listed.
struct Desk {
    engine: Engine<MemoryStore>,
    now: Millis,
    number: u64,
}

impl Desk {
    fn new() -> Self {
        let authority = Authority::load(&federation().rosters).unwrap();
        let options = Options { institution: Some(code("mx:20067")), ..Options::default() };
        let mut engine = Engine::new(authority, MemoryStore::new(), options).unwrap();
        engine.handle(FOUNDED, Input::PeerUp(peer()));
        Self { engine, now: FOUNDED, number: 0 }
    }

    fn handle(&mut self, input: Input) -> Vec<Effect> {
        (self.now, self.number) = (self.now.plus(1000), self.number + 1);
        self.engine.handle(self.now, input);
        self.engine.take_effects()
    }
}

fn peer() -> Peer {
    Peer(public("morelia-node"))
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::new(Desk::new());
}

/// A request of a listed peer to the sync responder: it is answered, within the bound of a frame.
pub fn serve(bytes: &[u8]) {
    let Ok(request) = cbor::decode::<Request>(bytes) else { return };
    DESK.with_borrow_mut(|desk| {
        let token = desk.number;
        let effects = desk.handle(Input::Asked { from: peer(), token, request });
        let response = effects.iter().find_map(|effect| match effect {
            Effect::Respond { token: at, response } if *at == token => Some(response),
            _ => None,
        });
        let response = cbor::encode(response.unwrap());
        assert!(response.len() <= bounds::SYNC_RESPONSE_MAX, "{} bytes", response.len());
    });
}

/// Answers of a listed peer, one after the other, to whatever a node asks; the first byte says where
/// one ends.
pub fn answer(bytes: &[u8]) {
    let Some((length, bytes)) = bytes.split_first() else { return };
    let (mut desk, mut keys) = (Desk::new(), KeyCache::default());
    let mut effects = desk.handle(Input::Tick { random: u64::from(*length) });
    for bytes in bytes.chunks(usize::from(*length).saturating_mul(8).max(1)) {
        let Ok(response) = cbor::decode::<Response>(bytes) else { return };
        let asked = effects.iter().find_map(|effect| match effect {
            Effect::Ask { to, request, .. } if *to == peer() => Some(*request),
            _ => None,
        });
        let Some(request) = asked else { return };
        let answer = Answer::check(response, &mut keys);
        effects = desk.handle(Input::Answered { from: peer(), request, answer });
        let check = |effect: &Effect| match effect {
            Effect::Check { stretch, messages } => Some((*stretch, signed(messages, &mut keys))),
            _ => None,
        };
        for (stretch, good) in effects.iter().filter_map(check).collect::<Vec<_>>() {
            effects.extend(desk.handle(Input::Checked { stretch, good }));
        }
    }
}
