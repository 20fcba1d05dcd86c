//! Where a firewall lets no datagrams out: TCP on port 443 has to do.

use super::nodes::{linked, unlink};
use crate::bench::work::Federation;
use cabildo_node::config::Peer;
use std::{
    net::{TcpListener, UdpSocket},
    path::Path,
    time::Duration,
};

/// How long until there was a link, by which address, and on which port.
#[derive(Debug)]
pub struct Found {
    /// From the start.
    pub took: Duration,
    /// As the node says it.
    pub address: String,
}

/// Measures; or why it cannot be measured here.
///
/// # Errors
/// When the port may not be used.
///
/// # Panics
/// When the nodes do not find each other.
pub async fn measure(folder: &Path) -> Result<Found, String> {
    if let Err(error) = TcpListener::bind("127.0.0.1:443") {
        return Err(format!("port 443 cannot be had here: {error}"));
    }
    let federation = Federation::write(&folder.join("blocked"), 2);
    unlink(&federation);
    // It takes datagrams and answers none: so does a firewall.
    let wall = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let wall = wall.local_addr().map(|address| (wall, address.port())).expect("an address");
    let by_tcp = "/ip4/127.0.0.1/tcp/443".parse().expect("an address");
    federation.configure(0, |config| config.network.listen.push(by_tcp));
    let addresses = [format!("/ip4/127.0.0.1/udp/{}/quic-v1", wall.1), "/ip4/127.0.0.1/tcp/443".to_owned()];
    let addresses = addresses.iter().map(|address| address.parse().expect("an address")).collect();
    let peers = vec![Peer { node: federation.key(0), addresses }];
    federation.configure(1, |config| config.network.peers = peers);
    let there = federation.start(0).await;
    let here = federation.start(1).await;
    let took = linked(&here, 1).await;
    let address = here.handle().network().links.first().map(|link| link.addresses.join(" "));
    here.stop().await;
    there.stop().await;
    Ok(Found { took, address: address.unwrap_or_default() })
}
