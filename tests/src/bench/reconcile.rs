//! What it costs two nodes to find out in which logs they differ: turns, bytes beyond the messages
//! themselves, and the CPU of both sides, all in one thread and without a network.

use super::{
    rosters::{DEVICES, FOUNDED, Rosters, public},
    table::{Table, millis, number},
};
use cabildo_protocol::{
    authority::Authority,
    cbor,
    content::Kind,
    engine::{Answer, Effect, Engine, Input, Options, Peer},
    id::{InstitutionId, Millis},
    message::{KeyCache, Position, Verified},
    store::memory::MemoryStore,
    sync::{Request, Response},
};
use std::time::{Duration, Instant};

/// How many logs differ.
const DIFFER: [usize; 5] = [0, 1, 10, 100, 1000];
const NOW: Millis = Millis(FOUNDED.0 + 60_000);

/// One log with its last place.
struct Log {
    institution: InstitutionId,
    device: String,
    last: Position,
}

struct Node {
    engine: Engine<MemoryStore>,
    me: Peer,
}

/// What an exchange cost.
#[derive(Default)]
struct Cost {
    turns: usize,
    bytes: usize,
    /// Of comparing alone: of overviews and ranges, on both sides.
    comparing: Duration,
}

impl Node {
    fn new(rosters: &Rosters, at: usize) -> Self {
        let institution = rosters.institutions[at].clone();
        let me = Peer(public(&format!("{institution}-node")));
        let authority = Authority::load(&rosters.all).expect("good rosters");
        let options = Options { institution: Some(institution), ..Options::default() };
        let engine = Engine::new(authority, MemoryStore::new(), options).expect("an engine");
        Self { engine, me }
    }

    fn input(&mut self, input: Input) -> Vec<Effect> {
        self.engine.handle(NOW, input);
        self.engine.take_effects()
    }

    fn take(&mut self, message: &Verified) {
        self.input(Input::Gossip { from: self.me, token: 1, message: message.clone() });
    }
}

/// One more message in each of some logs.
fn grow(rosters: &Rosters, logs: &mut [Log], nodes: &mut [&mut Node]) {
    for log in logs {
        let message =
            rosters.write(&log.institution, &log.device, &log.last, (None, Kind::Proposal, &[0xa0]));
        log.last = message.position();
        nodes.iter_mut().for_each(|node| node.take(&message));
    }
}

fn logs(rosters: &Rosters) -> Vec<Log> {
    let of = |institution: &InstitutionId, n: usize| {
        let device = format!("{institution}-{n}");
        let last = Position::start(&rosters.id, &Rosters::log(&device));
        Log { institution: institution.clone(), device, last }
    };
    rosters.institutions.iter().flat_map(|id| (0..DEVICES).map(move |n| of(id, n))).collect()
}

/// Lets one node sync with another until it asks no more.
fn sync(asker: &mut Node, responder: &mut Node) -> Cost {
    let (mut cost, mut keys) = (Cost::default(), KeyCache::default());
    let with = responder.me;
    asker.input(Input::PeerDown(with));
    let began = Instant::now();
    let mut out = asker.input(Input::PeerUp(with));
    cost.comparing = began.elapsed();
    loop {
        let asks = |effect| {
            if let Effect::Ask { request, what, .. } = effect { Some((request, what)) } else { None }
        };
        let asked: Vec<_> = std::mem::take(&mut out).into_iter().filter_map(asks).collect();
        if asked.is_empty() {
            return cost;
        }
        // Requests under way at once are one turn.
        cost.turns += 1;
        for (request, what) in asked {
            let compares = matches!(what, Request::Overview(_) | Request::Reconcile(_));
            cost.bytes += cbor::encode(&what).len();
            let began = Instant::now();
            let response = respond(responder, asker.me, what);
            let responding = began.elapsed();
            cost.bytes += beside_messages(&response);
            let answer = Answer::check(response, &mut keys);
            let began = Instant::now();
            out.extend(asker.input(Input::Answered { from: with, request, answer }));
            if compares {
                cost.comparing += responding + began.elapsed();
            }
        }
    }
}

fn respond(responder: &mut Node, asker: Peer, request: Request) -> Response {
    let answered = responder.input(Input::Asked { from: asker, token: 2, request });
    let responds =
        |effect| if let Effect::Respond { response, .. } = effect { Some(*response) } else { None };
    answered.into_iter().find_map(responds).expect("an answer")
}

/// Bytes of a response without those of the messages themselves.
fn beside_messages(response: &Response) -> usize {
    let payload = match response {
        Response::Page { messages, .. } => {
            messages.iter().map(|m| m.0.len() + m.1.as_ref().map_or(0, |body| body.len())).sum()
        }
        _ => 0,
    };
    cbor::encode(response).len() - payload
}

/// Measures federations of so many institutions, whose logs have so many messages each.
///
/// # Panics
/// When the nodes do not end alike.
pub fn measure(institutions: usize, each: usize, table: &mut Table) {
    let rosters = Rosters::found(institutions);
    let (mut one, mut other) = (Node::new(&rosters, 0), Node::new(&rosters, institutions / 2));
    let mut logs = logs(&rosters);
    for _ in 0..each {
        grow(&rosters, &mut logs, &mut [&mut one, &mut other]);
    }
    // Those that differ lie anywhere among the others.
    logs.sort_by_key(|log| log.last.id);
    // What is asked again and again is known from the time before.
    sync(&mut one, &mut other);
    for differ in DIFFER {
        grow(&rosters, &mut logs[..differ], &mut [&mut other]);
        let cost = sync(&mut one, &mut other);
        assert!(one.engine.frontier() == other.engine.frontier(), "{differ} logs differed, and still do");
        let most = if differ == 0 { 256 } else { 2048 + 512 * differ };
        table.row(
            format!("reconciliation: {} of {} logs differ", number(differ as f64), number(logs.len() as f64)),
            format!("{} bytes, {} turns", number(cost.bytes as f64), cost.turns),
            format!("at most {} bytes; {} of comparing", number(most as f64), millis(cost.comparing)),
        );
        logs.rotate_left(differ);
    }
}
