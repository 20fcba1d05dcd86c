//! Why the network of a node cannot start.

use libp2p::Multiaddr;

/// Why the network cannot start.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// Another program has the port.
    #[error(
        "the port of {address} is taken by {} · stop that, or set another port in config.toml: [network] listen",
        holder.as_deref().unwrap_or("another program")
    )]
    PortTaken {
        /// The address.
        address: Multiaddr,
        /// Which program, where that can be known.
        holder: Option<String>,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {problem} · see [network] listen in config.toml")]
    Listen {
        /// The address.
        address: Multiaddr,
        /// What the system said.
        problem: String,
    },
    /// The swarm cannot be built.
    #[error("the network cannot be set up: {0}")]
    Setup(String),
}
