//! The duty rota of an institution: who is on duty when, and who steps in.

use crate::{
    id::{Millis, PublicKey},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// Who is on duty when. Stands alone; an institution's last one replaces those before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// Format of this map.
    pub schema: u16,
    /// The turns, in any order; none withdraws the rota.
    pub turns: Vec<Turn>,
    /// What holds for all of them, without personal names.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}

/// One turn of duty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Turn {
    /// When it begins.
    pub from: Millis,
    /// When it ends: who follows begins at that instant.
    pub to: Millis,
    /// Who, by what they are and not by name: `guardia-1`.
    pub person: String,
    /// Their device, where they have one of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<PublicKey>,
    /// Who steps in where they cannot be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
}

/// What a rota says of an instant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Duty {
    /// The turns that it lies in, the one that began first in front.
    pub now: Vec<Turn>,
    /// The first turn after it.
    pub next: Option<Turn>,
}

impl Rota {
    /// Who is on duty at an instant, and who follows.
    #[must_use]
    pub fn at(&self, now: Millis) -> Duty {
        let mut current: Vec<Turn> =
            self.turns.iter().filter(|turn| turn.from <= now && now < turn.to).cloned().collect();
        current.sort();
        let next = self.turns.iter().filter(|turn| turn.from > now).min().cloned();
        Duty { now: current, next }
    }
}
