//! Fetching a federation's rosters before a node can run: the first thing that a newcomer does.
//!
//! The other side may be anybody. What it sends is bounded here, and checked by who asked.

use super::behaviour::{self, BehaviourEvent};
use crate::{config, identity};
use cabildo_protocol::{
    id::{FederationId, PublicKey},
    roster::{RosterError, Scope, SignedRoster},
    sync::{Request, Response},
};
use futures::StreamExt as _;
use libp2p::{
    Multiaddr,
    identity::Keypair,
    request_response::{Event, Message},
    swarm::{SwarmEvent, dial_opts::DialOpts},
};
use std::{collections::BTreeMap, time::Duration};

/// How long it may take to connect.
const CONNECT_WITHIN: Duration = Duration::from_secs(20);
/// How long everything may take.
const ALL_WITHIN: Duration = Duration::from_secs(300);
/// Bytes of all rosters: twice a federation of 3,000 institutions with a long history.
const BYTES_MAX: usize = 128 * 1024 * 1024;

/// Why a node gave no rosters.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No connection.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// It did not answer in time.
    #[error("does not answer")]
    Silent,
    /// It has no slot for who is not listed.
    #[error("has no time for newcomers now")]
    Busy,
    /// It sends what is no answer.
    #[error("sends what is no answer: {0}")]
    Answer(String),
}

/// All rosters of a node, whoever we are.
///
/// # Errors
/// Why there are none.
pub async fn rosters(
    pair: Keypair,
    federation: &FederationId,
    node: &PublicKey,
    addresses: &[Multiaddr],
) -> Result<Vec<SignedRoster>, FetchError> {
    let unreachable = |why: String| FetchError::Unreachable(why);
    let peer = identity::peer_id(node).ok_or_else(|| unreachable("its key is no node's".into()))?;
    let mut swarm = behaviour::swarm(pair, federation, &config::Network::default(), None)
        .map_err(|error| unreachable(error.to_string()))?;
    let dial = DialOpts::peer_id(peer).addresses(addresses.to_vec()).build();
    swarm.dial(dial).map_err(|error| unreachable(super::words(&error)))?;
    let mut found = Found::default();
    let mut connected = false;
    let all = tokio::time::Instant::now() + ALL_WITHIN;
    let connect = tokio::time::Instant::now() + CONNECT_WITHIN;
    loop {
        let event = tokio::select! {
            event = swarm.select_next_some() => event,
            () = tokio::time::sleep_until(if connected { all } else { connect }) => return Err(FetchError::Silent),
        };
        match event {
            SwarmEvent::ConnectionEstablished { peer_id, .. } if peer_id == peer && !connected => {
                connected = true;
                swarm.behaviour_mut().sync.send_request(&peer, Request::Rosters(found.versions()));
            }
            SwarmEvent::OutgoingConnectionError { error, .. } if !connected => {
                return Err(unreachable(super::words(&error)));
            }
            SwarmEvent::ConnectionClosed { peer_id, num_established: 0, .. } if peer_id == peer => {
                return Err(FetchError::Silent);
            }
            SwarmEvent::Behaviour(BehaviourEvent::Sync(event)) => match event {
                // It asks what we have, as everybody does: nothing yet.
                Event::Message { message: Message::Request { channel, .. }, .. } => {
                    let _ = swarm.behaviour_mut().sync.send_response(channel, Response::Busy);
                }
                Event::Message { message: Message::Response { response, .. }, .. } => match response {
                    Response::Rosters(page) if page.is_empty() => return Ok(found.into_rosters()),
                    Response::Rosters(page) => {
                        found.take(page)?;
                        swarm.behaviour_mut().sync.send_request(&peer, Request::Rosters(found.versions()));
                    }
                    Response::Busy => return Err(FetchError::Busy),
                    _ => return Err(FetchError::Answer("something else than rosters".into())),
                },
                Event::OutboundFailure { error, .. } => return Err(FetchError::Answer(error.to_string())),
                _ => {}
            },
            _ => {}
        }
    }
}

/// What came so far.
#[derive(Default)]
struct Found {
    rosters: Vec<SignedRoster>,
    newest: BTreeMap<Scope, u32>,
    bytes: usize,
}

impl Found {
    /// Takes a page: each roster must be the next of its scope, so that pages come to an end, or
    /// another one of the same version, which came in the same page.
    fn take(&mut self, page: Vec<SignedRoster>) -> Result<(), FetchError> {
        let answer = |error: RosterError| FetchError::Answer(error.to_string());
        let before = self.newest.clone();
        for signed in page {
            let roster = signed.open().map_err(answer)?;
            let begun = before.get(&roster.scope).copied().unwrap_or_default();
            let newest = self.newest.entry(roster.scope.clone()).or_default();
            if roster.version <= begun || roster.version > *newest + 1 {
                let (scope, have, got) = (roster.scope, *newest, roster.version);
                return Err(answer(RosterError::Gap { scope, have, got }));
            }
            *newest = roster.version.max(*newest);
            self.bytes += signed.bytes.len() + 128 * signed.signatures.len();
            if self.bytes > BYTES_MAX {
                return Err(FetchError::Answer(format!("more than {BYTES_MAX} bytes")));
            }
            self.rosters.push(signed);
        }
        Ok(())
    }

    fn versions(&self) -> Vec<(Scope, u32)> {
        self.newest.iter().map(|(scope, version)| (scope.clone(), *version)).collect()
    }

    fn into_rosters(self) -> Vec<SignedRoster> {
        self.rosters
    }
}
