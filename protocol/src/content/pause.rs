//! An institution says that it cannot answer in time, why, and until when it will.

use crate::{id::Millis, text::Texts};
use serde::{Deserialize, Serialize};

/// Stops the author's own response clock in the thread that the header names as root. It excuses only
/// where it is dated while the answer is not due yet; the last one of those holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Format of this map.
    pub schema: u16,
    /// Until when the answer comes.
    pub until: Millis,
    /// Why.
    pub reason: Texts,
}
