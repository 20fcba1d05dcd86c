//! Whether an address can be listened on, and who has it if not.

use libp2p::{Multiaddr, multiaddr::Protocol};
use std::{
    fs, io,
    net::{IpAddr, SocketAddr, TcpListener},
};

/// Whether another program has the port of a TCP address. libp2p shares ports among the
/// processes of a user, so that listening would succeed and connections would go astray.
#[must_use]
pub fn is_taken(address: &Multiaddr) -> bool {
    let (Some(address), false) = socket_address(address) else { return false };
    TcpListener::bind(address).is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
}

/// The program that has an address's port, as far as this user may see: `name (process 17)`.
#[must_use]
pub fn holder(address: &Multiaddr) -> Option<String> {
    let (address, udp) = socket_address(address);
    let port = format!(":{:04X}", address?.port());
    let tables = if udp { ["udp", "udp6"] } else { ["tcp", "tcp6"] };
    let inodes: Vec<String> = tables
        .iter()
        .filter_map(|table| fs::read_to_string(format!("/proc/net/{table}")).ok())
        .flat_map(|text| text.lines().filter_map(|line| inode(line, &port, udp)).collect::<Vec<_>>())
        .collect();
    fs::read_dir("/proc").ok()?.flatten().find_map(|process| {
        let pid: u32 = process.file_name().to_str()?.parse().ok()?;
        let has = fs::read_dir(process.path().join("fd")).ok()?.flatten().any(|fd| {
            fs::read_link(fd.path()).is_ok_and(|link| inodes.iter().any(|i| link.as_os_str() == i.as_str()))
        });
        let name = fs::read_to_string(process.path().join("comm")).ok()?;
        has.then(|| format!("{} (process {pid})", cabildo_protocol::sanitize::line(name.trim())))
    })
}

/// The name of the socket that listens on a port, from a line of `/proc/net/tcp` or `udp`.
fn inode(line: &str, port: &str, udp: bool) -> Option<String> {
    const LISTENING: &str = "0A";
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (local, state, inode) = (fields.get(1)?, fields.get(3)?, fields.get(9)?);
    (local.ends_with(port) && (udp || *state == LISTENING)).then(|| format!("socket:[{inode}]"))
}

/// The address as the system has it, if it names a port; whether it is UDP.
#[must_use]
pub fn socket_address(address: &Multiaddr) -> (Option<SocketAddr>, bool) {
    let (mut ip, mut found, mut udp) = (None::<IpAddr>, None, false);
    for part in address {
        match part {
            Protocol::Ip4(v4) => ip = Some(v4.into()),
            Protocol::Ip6(v6) => ip = Some(v6.into()),
            Protocol::Tcp(port) | Protocol::Udp(port) if port != 0 => {
                udp = matches!(part, Protocol::Udp(_));
                found = ip.map(|ip| SocketAddr::new(ip, port));
            }
            _ => {}
        }
    }
    (found, udp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    #[test]
    fn a_port_that_is_taken_is_known_with_who_has_it() {
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
        let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let (tcp_port, udp_port) =
            (tcp.local_addr().expect("an address").port(), udp.local_addr().expect("an address").port());
        let address = |text: String| -> Multiaddr { text.parse().expect("an address") };
        let on_tcp = address(format!("/ip4/127.0.0.1/tcp/{tcp_port}"));
        assert!(is_taken(&on_tcp));
        let on_udp = address(format!("/ip4/127.0.0.1/udp/{udp_port}/quic-v1"));
        for address in [&on_tcp, &on_udp] {
            let holder = holder(address).expect("this process");
            assert!(holder.contains(&format!("(process {})", std::process::id())), "{holder}");
        }
        drop(tcp);
        assert!(!is_taken(&on_tcp));
        assert!(!is_taken(&address("/ip4/127.0.0.1/tcp/0".into())));
    }
}
