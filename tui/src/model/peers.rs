//! The other nodes, as the node last told of them.

use super::Failure;
use cabildo_client::api::PeerInfo;
use cabildo_protocol::id::Millis;

/// What the network screen shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Peers {
    /// Those that are listed; none before the first answer.
    pub list: Option<Vec<PeerInfo>>,
    /// Why the last question was not answered.
    pub failure: Option<Failure>,
    /// When it was last asked for.
    pub asked: Millis,
    /// A question is under way.
    pub asking: bool,
    /// Something changed since.
    pub news: bool,
}
