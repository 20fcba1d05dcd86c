//! The federation over the local API: members, how their keys are, alarms.

use super::DraftInfo;
use cabildo_protocol::{
    id::{Country, InstitutionId, LogId, Millis, PublicKey},
    roster::{InstitutionKind, Scope, Standing},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// Somebody signed twice, and nobody has settled it yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "alarm", rename_all = "snake_case")]
pub enum AlarmInfo {
    /// Two rosters of one scope and version: only what both grant is granted.
    Rosters {
        /// Whose.
        scope: Scope,
        /// Which version.
        version: u32,
        /// Who signed both: whoever reads this must talk to them.
        signers: Vec<PublicKey>,
        /// No version that settles it is here yet.
        open: bool,
        /// Both may have gone on, so that none ever will: people decide which stands.
        #[serde(default)]
        split: bool,
    },
    /// Two messages at one place of a log: what follows is disputed.
    Fork {
        /// Whose log.
        institution: InstitutionId,
        /// What its roster calls the device.
        device: String,
        /// The log.
        log: LogId,
        /// The first disputed sequence.
        seq: u64,
    },
}

impl AlarmInfo {
    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Rosters { open: false, .. })
    }
}

/// How a scope's roster is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Its version; 0 where there is none.
    pub version: u32,
    /// When it must be looked at again.
    pub review_by: Option<Millis>,
    /// Whether that has passed.
    pub overdue: bool,
    /// There are several rosters of its last version.
    pub contested: bool,
}

/// A chamber.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChamberInfo {
    /// Which.
    pub country: Country,
    /// Its roster.
    pub roster: Health,
    /// How many govern it.
    pub governors: u32,
    /// How many of them must sign.
    pub threshold: u16,
    /// So few govern it that one who is lost can stop it.
    pub provisional: bool,
    /// Whether it has keys for a lost quorum.
    pub recovery: bool,
}

/// A member, and how its keys are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberInfo {
    /// Which.
    pub id: InstitutionId,
    /// What it is.
    pub kind: InstitutionKind,
    /// Its names.
    pub names: Texts,
    /// Whether it takes part.
    pub standing: Standing,
    /// Its own roster.
    pub roster: Health,
    /// Devices that may write.
    pub devices: u32,
    /// Devices that ended.
    pub ended: u32,
    /// Nodes that may connect.
    pub nodes: u32,
    /// Forked logs of its devices.
    pub forks: u32,
}

/// `GET /v1/federation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FederationInfo {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// Its name.
    pub name: Texts,
    /// Its charter.
    pub charter: Health,
    /// Whether an actual, extreme notice needs a second device.
    pub four_eyes: bool,
    /// Its chambers, in the order of their countries.
    pub chambers: Vec<ChamberInfo>,
    /// Its members, in the order of their ids.
    pub members: Vec<MemberInfo>,
    /// Who signed twice.
    pub alarms: Vec<AlarmInfo>,
    /// Rosters that wait for signatures at this node.
    #[serde(default)]
    pub drafts: Vec<DraftInfo>,
}
