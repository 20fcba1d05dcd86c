//! What the link alone allows: the same pages by the same codec over the same transport, with nothing done to them
//! at either end.

use cabildo_node::net::codec::{SYNC, SyncCodec};
use cabildo_protocol::{
    bounds,
    message::{Verified, WireMessage},
    sync::{Request, Response},
};
use futures::StreamExt as _;
use libp2p::{
    Swarm, SwarmBuilder,
    identity::Keypair,
    request_response::{self, Event, Message, ProtocolSupport},
    swarm::SwarmEvent,
};
use std::time::Instant;

/// Requests under way, as in a session.
const UNDER_WAY: usize = 2;

type Sync = request_response::Behaviour<SyncCodec>;

/// Pages of these messages, as a responder fills them.
fn pages<'a>(messages: impl Iterator<Item = &'a Verified>) -> Vec<Response> {
    let (mut pages, mut page, mut bytes) = (Vec::new(), Vec::new(), 0);
    for message in messages {
        bytes += message.total_len();
        page.push(WireMessage::from(&**message));
        if bytes >= bounds::SYNC_PAGE_TARGET as u64 {
            pages.push(Response::Page { messages: std::mem::take(&mut page), more: true });
            bytes = 0;
        }
    }
    pages.push(Response::Page { messages: page, more: false });
    pages
}

fn swarm() -> Swarm<Sync> {
    let sync = Sync::new([(SYNC, ProtocolSupport::Full)], request_response::Config::default());
    SwarmBuilder::with_existing_identity(Keypair::generate_ed25519())
        .with_tokio()
        .with_quic()
        .with_behaviour(|_| sync)
        .expect("a behaviour")
        .build()
}

/// Messages a second from one node to another, over QUIC on loopback, from the first request on.
///
/// # Panics
/// When no socket can be had, or the link fails.
pub async fn rate<'a>(messages: impl ExactSizeIterator<Item = &'a Verified>) -> f64 {
    let total = messages.len();
    let mut waiting = pages(messages).into_iter();
    let mut left = waiting.len();
    let mut server = swarm();
    server.listen_on("/ip4/127.0.0.1/udp/0/quic-v1".parse().expect("an address")).expect("a socket");
    let address = loop {
        if let SwarmEvent::NewListenAddr { address, .. } = server.select_next_some().await {
            break address;
        }
    };
    let peer = *server.local_peer_id();
    let serving = tokio::spawn(async move {
        loop {
            if let SwarmEvent::Behaviour(Event::Message { message: Message::Request { channel, .. }, .. }) =
                server.select_next_some().await
                && let Some(page) = waiting.next()
            {
                server.behaviour_mut().send_response(channel, page).expect("a link");
            }
        }
    });
    let mut client = swarm();
    client.dial(address).expect("a dial");
    let (mut began, mut came, mut asked) = (Instant::now(), 0, 0);
    while came < total {
        let answered = match client.select_next_some().await {
            SwarmEvent::ConnectionEstablished { .. } => {
                began = Instant::now();
                true
            }
            SwarmEvent::Behaviour(Event::Message { message: Message::Response { response, .. }, .. }) => {
                if let Response::Page { messages, .. } = response {
                    came += messages.len();
                }
                asked -= 1;
                true
            }
            SwarmEvent::Behaviour(Event::OutboundFailure { error, .. }) => panic!("{error}"),
            _ => false,
        };
        while answered && asked < UNDER_WAY && left > 0 {
            client.behaviour_mut().send_request(&peer, Request::Proofs(None));
            (asked, left) = (asked + 1, left - 1);
        }
    }
    serving.abort();
    total as f64 / began.elapsed().as_secs_f64()
}
