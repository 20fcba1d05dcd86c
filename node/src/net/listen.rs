//! Takes the addresses that a node listens on.

use super::{NetError, behaviour::Behaviour, port, words};
use futures::StreamExt as _;
use libp2p::{Multiaddr, Swarm, core::transport::ListenerId, swarm::SwarmEvent};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Listens on every address and waits until each is bound.
pub async fn listen(swarm: &mut Swarm<Behaviour>, addresses: &[Multiaddr]) -> Result<Vec<String>, NetError> {
    let mut waiting = HashMap::new();
    for address in addresses {
        waiting.insert(listen_on(swarm, address).await?, address);
    }
    let mut listening = Vec::new();
    let deadline = tokio::time::sleep(Duration::from_secs(10));
    tokio::pin!(deadline);
    while let Some(address) = waiting.values().next().copied() {
        let event = tokio::select! {
            event = swarm.select_next_some() => event,
            () = &mut deadline => {
                let problem = "the system did not answer in ten seconds".into();
                return Err(NetError::Listen { address: address.clone(), problem });
            }
        };
        match event {
            SwarmEvent::NewListenAddr { listener_id, address } => {
                waiting.remove(&listener_id);
                listening.push(address.to_string());
            }
            SwarmEvent::ListenerClosed { listener_id, reason: Err(error), .. } => {
                let address = waiting.get(&listener_id).copied().unwrap_or(address);
                return Err(listen_error(address, &error));
            }
            _ => {}
        }
    }
    Ok(listening)
}

/// Listens on one address. A port that is taken is tried for a second: a node of this program that
/// has just stopped may still be letting go of it. One of this very process is waited for longer,
/// because QUIC says farewell on every link for some round trips, and gives up a call that nobody
/// answers after twelve seconds only.
async fn listen_on(swarm: &mut Swarm<Behaviour>, address: &Multiaddr) -> Result<ListenerId, NetError> {
    let (began, ours) = (Instant::now(), format!("(process {})", std::process::id()));
    let mut patience = 1;
    loop {
        let listening = match port::is_taken(address) {
            true => Err(port_taken(address)),
            false => swarm.listen_on(address.clone()).map_err(|error| listen_error(address, &error)),
        };
        match &listening {
            Err(NetError::PortTaken { holder: Some(holder), .. }) if holder.ends_with(&ours) => patience = 15,
            // Whoever had it may have let go of it while it was looked for.
            Err(NetError::PortTaken { .. }) => {}
            _ => return listening,
        }
        if began.elapsed() >= Duration::from_secs(patience) {
            return listening;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn listen_error(address: &Multiaddr, error: &(dyn std::error::Error + 'static)) -> NetError {
    let problem = words(error);
    // The transports wrap the system's error so that only its words can be got at.
    let taken = std::io::Error::from(rustix::io::Errno::ADDRINUSE).to_string();
    if problem.contains(&taken) {
        return port_taken(address);
    }
    NetError::Listen { address: address.clone(), problem }
}

fn port_taken(address: &Multiaddr) -> NetError {
    NetError::PortTaken { address: address.clone(), holder: port::holder(address) }
}
