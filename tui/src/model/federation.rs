//! The federation, as the node last told of it.

use super::Failure;
use cabildo_client::api::{FederationInfo, ResponseInfo};

/// What the screen of the federation shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Federation {
    /// Members, chambers and alarms; none before the first answer.
    pub info: Option<Box<FederationInfo>>,
    /// How fast the members answer; none before the first answer.
    pub responses: Option<Box<ResponseInfo>>,
    /// Why the last question was not answered.
    pub failure: Option<Failure>,
    /// A question is under way.
    pub asking: bool,
    /// Something changed since the last question.
    pub news: bool,
}
