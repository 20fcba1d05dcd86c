//! What a doctor finds of ports and of other nodes.

use super::{Finding, Scene};
use crate::cli::{args::Part, times, words::Said};
use cabildo_client::api::{PeerInfo, ReachInfo, ReachState, Status};
use cabildo_node::{identity::peer_id, net::port as ports};
use libp2p::{Multiaddr, multiaddr::Protocol};
use std::{
    net::{SocketAddr, TcpListener, UdpSocket},
    time::Duration,
};
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};

/// How long a name or a connection is waited for.
const WAIT: Duration = Duration::from_secs(4);
/// Addresses that are tried of one peer.
const ADDRESSES_MAX: usize = 8;
/// A relay that turned somebody away within a day has too little room.
const FULL_MATTERS_MS: u64 = 24 * 3_600_000;
/// Peers that are looked at.
const PEERS_MAX: usize = 64;

/// Whether the node's ports are its own, or could be.
pub fn port(scene: &Scene) -> Vec<Finding> {
    let mut found = Vec::new();
    for address in &scene.config.network.listen {
        let text = address.to_string();
        let fill = |said: Said| said.with("address", &text);
        let (Some(socket), udp) = ports::socket_address(address) else {
            found.push(Finding::note(Part::Port, "cli-doctor-port-any", fill));
            continue;
        };
        if let Some((status, _)) = &scene.running {
            let wanted =
                if udp { format!("/udp/{}", socket.port()) } else { format!("/tcp/{}", socket.port()) };
            let listens = status.listening.iter().any(|address| has_part(address, &wanted));
            found.push(if listens {
                Finding::well(Part::Port, "cli-doctor-port-open", fill)
            } else {
                Finding::trouble(Part::Port, "cli-doctor-port-deaf", "cli-doctor-port-deaf-remedy", fill)
            });
            continue;
        }
        let free = if udp { UdpSocket::bind(socket).is_ok() } else { TcpListener::bind(socket).is_ok() };
        let holder = ports::holder(address).unwrap_or_else(|| "?".to_owned());
        found.push(if free {
            Finding::well(Part::Port, "cli-doctor-port-free", fill)
        } else {
            Finding::trouble(Part::Port, "cli-doctor-port-taken", "cli-doctor-port-taken-remedy", |said| {
                fill(said).with("holder", &holder)
            })
        });
    }
    found.extend(scene.running.as_ref().map(|(status, _)| reach(&status.reach)).into_iter().flatten());
    found.extend(scene.running.as_ref().and_then(|(status, _)| no_room(status)));
    found
}

/// Whether others can reach the node.
fn reach(reach: &ReachInfo) -> Option<Finding> {
    let (part, relays) = (Part::Port, reach.through.join(", "));
    let fill = |said: Said| said.with("relays", &relays);
    Some(match reach.state {
        ReachState::Unknown => return None,
        ReachState::Direct => Finding::well(part, "cli-doctor-reach-direct", fill),
        ReachState::Relayed => Finding::well(part, "cli-doctor-reach-relayed", fill),
        ReachState::Hidden if reach.full => {
            Finding::trouble(part, "cli-doctor-reach-full", "cli-doctor-reach-full-remedy", fill)
        }
        ReachState::Hidden => {
            Finding::trouble(part, "cli-doctor-reach-hidden", "cli-doctor-reach-hidden-remedy", fill)
        }
    })
}

/// Whether this relay turned somebody away lately.
fn no_room(status: &Status) -> Option<Finding> {
    let at = status.relay.as_ref()?.full.filter(|at| status.now.0.saturating_sub(at.0) < FULL_MATTERS_MS)?;
    let id = "cli-doctor-relay-full";
    Some(Finding::trouble(Part::Port, id, "cli-doctor-relay-full-remedy", |said| {
        said.with("at", &times::show(at, &jiff::tz::TimeZone::system()))
    }))
}

/// Whether a multiaddress has a part, whole: `/tcp/42` is not in `/tcp/4250`.
fn has_part(address: &str, part: &str) -> bool {
    address.strip_suffix(part).is_some() || address.contains(&format!("{part}/"))
}

/// Whether the nodes of the settings can be reached, and whether any node is.
pub async fn peers(scene: &Scene) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some((status, _)) = &scene.running {
        let fill = |said: Said| {
            said.number("connected", status.connected.into()).number("known", status.known.into())
        };
        found.push(if status.connected > 0 {
            Finding::well(Part::Peers, "cli-doctor-peers-connected", fill)
        } else if status.known == 0 {
            Finding::note(Part::Peers, "cli-doctor-peers-none", fill)
        } else {
            Finding::trouble(Part::Peers, "cli-doctor-peers-alone", "cli-doctor-peers-alone-remedy", fill)
        });
    }
    let peers = &scene.config.network.peers;
    if peers.is_empty() && scene.running.is_none() {
        found.push(Finding::note(Part::Peers, "cli-doctor-peers-unset", |said| said));
    }
    for peer in peers.iter().take(PEERS_MAX) {
        let id = peer_id(&peer.node).map(|id| id.to_string()).unwrap_or_default();
        let known = scene.running.as_ref().and_then(|(_, all)| all.iter().find(|p| p.peer_id == id));
        let name = scene.authority.as_ref().and_then(|authority| authority.node(&peer.node));
        let name = name.map_or_else(|| peer.node.to_string(), |(institution, _)| institution.to_string());
        if known.is_some_and(|peer| peer.connected) {
            found.push(Finding::well(Part::Peers, "cli-doctor-peer-connected", |said| {
                said.with("peer", &name)
            }));
            continue;
        }
        for address in peer.addresses.iter().take(ADDRESSES_MAX) {
            found.push(tried(&name, address, known).await);
        }
    }
    found
}

/// What can be said of one address that has no link.
async fn tried(name: &str, address: &Multiaddr, known: Option<&PeerInfo>) -> Finding {
    let text = address.to_string();
    let why = known.and_then(|peer| peer.last_error.clone()).unwrap_or_default();
    let fill = |said: Said| said.with("peer", name).with("address", &text).with("why", &why);
    let trouble = |id, remedy| Finding::trouble(Part::Peers, id, remedy, fill);
    let sockets = match resolve(address).await {
        Ok(sockets) if sockets.is_empty() => {
            return trouble("cli-doctor-peer-unnamed", "cli-doctor-peer-unnamed-remedy");
        }
        Ok(sockets) => sockets,
        Err(()) => return Finding::note(Part::Peers, "cli-doctor-peer-unknown", fill),
    };
    let udp = address.iter().any(|part| matches!(part, Protocol::Udp(_)));
    if udp {
        // Only a node can knock there: what it met is all that is known.
        return match why.is_empty() {
            true => Finding::note(Part::Peers, "cli-doctor-peer-quic", fill),
            false => trouble("cli-doctor-peer-failed", "cli-doctor-peer-refused-remedy"),
        };
    }
    for socket in sockets.into_iter().take(ADDRESSES_MAX) {
        if let Ok(Ok(_)) = timeout(WAIT, TcpStream::connect(socket)).await {
            return Finding::note(Part::Peers, "cli-doctor-peer-answers", fill);
        }
    }
    trouble("cli-doctor-peer-refused", "cli-doctor-peer-refused-remedy")
}

/// The addresses behind a multiaddress; an error where it is of another kind.
async fn resolve(address: &Multiaddr) -> Result<Vec<SocketAddr>, ()> {
    let (mut host, mut port) = (None, None);
    for part in address {
        match part {
            Protocol::Ip4(ip) => host = Some(ip.to_string()),
            Protocol::Ip6(ip) => host = Some(ip.to_string()),
            Protocol::Dns(name) | Protocol::Dns4(name) | Protocol::Dns6(name) => {
                host = Some(name.to_string())
            }
            Protocol::Tcp(number) | Protocol::Udp(number) => port = Some(number),
            _ => {}
        }
    }
    let (Some(host), Some(port)) = (host, port) else { return Err(()) };
    let found = timeout(WAIT, lookup_host((host.as_str(), port))).await;
    Ok(found.ok().and_then(Result::ok).map(Iterator::collect).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_found_whole() {
        assert!(has_part("/ip4/10.0.0.1/tcp/42", "/tcp/42"));
        assert!(has_part("/ip4/10.0.0.1/udp/42/quic-v1", "/udp/42"));
        assert!(!has_part("/ip4/10.0.0.1/tcp/4250", "/tcp/42"));
    }
}
