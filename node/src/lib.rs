//! A Cabildo node: libp2p, disk, local API and the cabildo command.

pub mod config;
pub mod home;
