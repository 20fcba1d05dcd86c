//! Who may connect: listed nodes, and a few others, who get rosters and nothing else.

use super::reach::is_circuit;
use crate::identity;
use cabildo_protocol::id::PublicKey;
use libp2p::{
    Multiaddr, PeerId,
    core::{Endpoint, transport::PortUse},
    swarm::{
        ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent,
        THandlerOutEvent, ToSwarm, dummy,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    task::{Context, Poll},
};

/// Connections of peers that no roster lists.
pub const STRANGERS_MAX: usize = 32;

/// Why a connection is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// This node is cut off the network.
    #[error("this node is cut off the network")]
    Severed,
    /// The peer has no Ed25519 identity.
    #[error("the peer's identity is no Ed25519 key")]
    Identity,
    /// Enough unlisted peers are connected.
    #[error("{STRANGERS_MAX} peers that no roster lists are connected already")]
    Strangers,
    /// Relays carry members to each other, nobody else.
    #[error("who is in no roster does not come through a relay")]
    Relayed,
}

/// Lets listed nodes in, and a bounded number of others.
#[derive(Debug, Default)]
pub struct Gate {
    listed: BTreeSet<PublicKey>,
    strangers: BTreeMap<ConnectionId, PublicKey>,
    severed: bool,
}

impl Gate {
    /// The nodes that rosters list now.
    pub fn list(&mut self, nodes: BTreeSet<PublicKey>) {
        self.strangers.retain(|_, key| !nodes.contains(key));
        self.listed = nodes;
    }

    /// Whether a roster lists this node.
    pub fn lists(&self, node: &PublicKey) -> bool {
        self.listed.contains(node)
    }

    /// Refuses everybody, or no longer.
    pub fn sever(&mut self, severed: bool) {
        self.severed = severed;
    }

    /// Whether everybody is refused.
    pub fn is_severed(&self) -> bool {
        self.severed
    }

    fn admit(&mut self, id: ConnectionId, peer: &PeerId, relayed: bool) -> Result<(), Refused> {
        if self.severed {
            return Err(Refused::Severed);
        }
        let key = identity::node_key(peer).ok_or(Refused::Identity)?;
        if self.listed.contains(&key) {
            return Ok(());
        }
        if relayed {
            return Err(Refused::Relayed);
        }
        if self.strangers.len() >= STRANGERS_MAX {
            return Err(Refused::Strangers);
        }
        self.strangers.insert(id, key);
        Ok(())
    }
}

impl NetworkBehaviour for Gate {
    type ConnectionHandler = dummy::ConnectionHandler;
    type ToSwarm = Infallible;

    fn handle_pending_inbound_connection(
        &mut self,
        _: ConnectionId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        if self.severed { Err(ConnectionDenied::new(Refused::Severed)) } else { Ok(()) }
    }

    fn handle_established_inbound_connection(
        &mut self,
        id: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.admit(id, &peer, is_circuit(local)).map_err(ConnectionDenied::new)?;
        Ok(dummy::ConnectionHandler)
    }

    fn handle_established_outbound_connection(
        &mut self,
        id: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.admit(id, &peer, is_circuit(address)).map_err(ConnectionDenied::new)?;
        Ok(dummy::ConnectionHandler)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match event {
            FromSwarm::ConnectionClosed(closed) => {
                self.strangers.remove(&closed.connection_id);
            }
            // Admitted here, refused by another behaviour: it never was a connection.
            FromSwarm::ListenFailure(failed) => {
                self.strangers.remove(&failed.connection_id);
            }
            FromSwarm::DialFailure(failed) => {
                self.strangers.remove(&failed.connection_id);
            }
            _ => {}
        }
    }

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libp2p::identity::Keypair;

    fn peer() -> PeerId {
        PeerId::from_public_key(&Keypair::generate_ed25519().public())
    }

    #[test]
    fn strangers_do_not_come_through_a_relay() {
        let (mut gate, listed) = (Gate::default(), peer());
        gate.list(identity::node_key(&listed).into_iter().collect());
        assert_eq!(gate.admit(ConnectionId::new_unchecked(1), &listed, true), Ok(()));
        assert_eq!(gate.admit(ConnectionId::new_unchecked(2), &peer(), true), Err(Refused::Relayed));
        assert_eq!(gate.admit(ConnectionId::new_unchecked(3), &peer(), false), Ok(()));
    }

    #[test]
    fn listed_nodes_always_get_in_and_strangers_only_as_far_as_there_are_slots() {
        let mut gate = Gate::default();
        let listed = peer();
        gate.list(identity::node_key(&listed).into_iter().collect());
        for id in 0..STRANGERS_MAX {
            assert_eq!(gate.admit(ConnectionId::new_unchecked(id), &peer(), false), Ok(()));
        }
        assert_eq!(gate.admit(ConnectionId::new_unchecked(900), &peer(), false), Err(Refused::Strangers));
        assert_eq!(gate.admit(ConnectionId::new_unchecked(901), &listed, false), Ok(()));
        assert_eq!(
            gate.admit(ConnectionId::new_unchecked(902), &PeerId::random(), false),
            Err(Refused::Identity)
        );
        gate.sever(true);
        assert_eq!(gate.admit(ConnectionId::new_unchecked(903), &listed, false), Err(Refused::Severed));
    }
}
