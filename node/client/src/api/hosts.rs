//! Who hosts meetings.

use cabildo_protocol::{
    id::{InstitutionId, MessageId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// `GET /v1/hosts`: who has hosted how many meetings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostsInfo {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// The institution whose turn it is first: who is named as the next host, who hosts a meeting that is still
    /// to come, who has never hosted one, whose last one is the longest ago.
    pub hosts: Vec<HostRow>,
    /// There are more, older meetings than one answer looks at.
    pub more: bool,
}

/// What an institution has hosted. Meetings that were called off count nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRow {
    /// Which.
    pub institution: InstitutionId,
    /// How many meetings that are over.
    pub hosted: u32,
    /// The last of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<HostedMeeting>,
    /// The next one that it hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<HostedMeeting>,
    /// The last meeting's agenda names it as the next host.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostedMeeting {
    /// Its agenda.
    pub id: MessageId,
    /// The agenda's title.
    pub title: Texts,
    /// When it begins.
    pub starts: Millis,
}
