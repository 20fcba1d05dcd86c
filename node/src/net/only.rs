//! A protocol that is spoken with some peers only.
//!
//! Every handler of a connection costs time with each packet, and a relay serves nobody whom no roster
//! lists: on all other connections the protocol is not there at all.

use libp2p::{
    Multiaddr, PeerId,
    core::{Endpoint, transport::PortUse},
    swarm::{
        ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, NotifyHandler, THandler,
        THandlerInEvent, THandlerOutEvent, ToSwarm, derive_prelude::Either, dummy,
    },
};
use std::{
    collections::BTreeSet,
    task::{Context, Poll},
};

/// Speaks a protocol with the peers that are named, on connections that begin after they are.
#[derive(Debug)]
pub struct Only<B> {
    inner: B,
    with: BTreeSet<PeerId>,
    /// Connections without the protocol.
    without: BTreeSet<ConnectionId>,
}

impl<B> Only<B> {
    /// A protocol that is spoken with nobody yet.
    pub fn new(inner: B) -> Self {
        Self { inner, with: BTreeSet::new(), without: BTreeSet::new() }
    }

    /// With whom it is spoken from now on.
    pub fn with(&mut self, peers: BTreeSet<PeerId>) {
        self.with = peers;
    }

    fn speaks(&mut self, id: ConnectionId, peer: &PeerId) -> bool {
        let speaks = self.with.contains(peer);
        if !speaks {
            self.without.insert(id);
        }
        speaks
    }
}

impl<B: NetworkBehaviour> NetworkBehaviour for Only<B> {
    type ConnectionHandler = Either<THandler<B>, dummy::ConnectionHandler>;
    type ToSwarm = B::ToSwarm;

    fn handle_pending_inbound_connection(
        &mut self,
        id: ConnectionId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        self.inner.handle_pending_inbound_connection(id, local, remote)
    }

    fn handle_established_inbound_connection(
        &mut self,
        id: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if !self.speaks(id, &peer) {
            return Ok(Either::Right(dummy::ConnectionHandler));
        }
        self.inner.handle_established_inbound_connection(id, peer, local, remote).map(Either::Left)
    }

    fn handle_pending_outbound_connection(
        &mut self,
        id: ConnectionId,
        peer: Option<PeerId>,
        addresses: &[Multiaddr],
        role: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        self.inner.handle_pending_outbound_connection(id, peer, addresses, role)
    }

    fn handle_established_outbound_connection(
        &mut self,
        id: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role: Endpoint,
        port: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if !self.speaks(id, &peer) {
            return Ok(Either::Right(dummy::ConnectionHandler));
        }
        self.inner.handle_established_outbound_connection(id, peer, address, role, port).map(Either::Left)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match &event {
            FromSwarm::ConnectionClosed(closed) => self.without.remove(&closed.connection_id),
            FromSwarm::ListenFailure(failed) => self.without.remove(&failed.connection_id),
            FromSwarm::DialFailure(failed) => self.without.remove(&failed.connection_id),
            _ => false,
        };
        self.inner.on_swarm_event(event);
    }

    fn on_connection_handler_event(&mut self, peer: PeerId, id: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {
            Either::Left(event) => self.inner.on_connection_handler_event(peer, id, event),
            Either::Right(event) => match event {},
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        loop {
            let Poll::Ready(wish) = self.inner.poll(cx) else { return Poll::Pending };
            let deaf = |wish: &ToSwarm<_, _>| match wish {
                ToSwarm::NotifyHandler { handler: NotifyHandler::One(id), .. } => self.without.contains(id),
                _ => false,
            };
            // Nobody there would understand it; who waits for the answer sees its channel closed.
            if !deaf(&wish) {
                return Poll::Ready(wish.map_in(Either::Left));
            }
        }
    }
}
