//! Relays: whether others come to a node through them, and what one has room for.

use serde::{Deserialize, Serialize};

/// A node has no more links than this.
const PLACES_MAX: usize = 1024;

/// Whether others come to a node through relays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThroughRelays {
    /// Where it cannot be reached otherwise.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// Never.
    Never,
}

/// `[relay]`: what a relay has room for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Relay {
    /// Nodes that others may reach through it.
    pub reservations: usize,
    /// Links through it at a time.
    pub circuits: usize,
}

impl Default for Relay {
    fn default() -> Self {
        Self { reservations: 512, circuits: 256 }
    }
}

/// Which key contradicts what the types cannot say, why, and what to do.
pub(super) fn check(relay: &Relay) -> Result<(), (String, String, &'static str)> {
    for (key, room) in [("reservations", relay.reservations), ("circuits", relay.circuits)] {
        if room > PLACES_MAX {
            let problem = format!("{room} are more than a node has links");
            return Err((format!("relay.{key}"), problem, "give at most 1024"));
        }
    }
    Ok(())
}
