//! How fast institutions answer.

use cabildo_protocol::{
    id::Millis,
    views::{Figures, ResponseRow},
};
use serde::{Deserialize, Serialize};

/// `GET /v1/response-times`: how the institutions answered what was asked in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseInfo {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// What was asked from then on.
    pub from: Millis,
    /// What was asked before then.
    pub to: Millis,
    /// Proposals, notices and agendas in the period; exercises and tests are none of them.
    pub threads: u32,
    /// There are more, older ones than one answer looks at.
    pub more: bool,
    /// A row an institution that was asked, in order.
    pub rows: Vec<ResponseRow>,
    /// All of them together.
    pub all: Figures,
}
