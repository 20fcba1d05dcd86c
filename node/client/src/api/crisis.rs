//! The acknowledgements of crisis notices: of one, and over a period.

use cabildo_protocol::{
    content::CapStatus,
    id::{InstitutionId, MessageId, Millis},
    roster::Baseline,
    text::Texts,
    views::{AckFigures, Help, MatrixRow, NoticeState, Reminder},
};
use serde::{Deserialize, Serialize};

/// `GET /v1/messages/{id}/matrix`: who has a notice, who said what when, and who is silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixInfo {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// The notice.
    pub id: MessageId,
    /// What it says in a line.
    pub title: Texts,
    /// Whose it is.
    pub institution: InstitutionId,
    /// When it was written.
    pub created: Millis,
    /// Real, or an exercise.
    pub status: CapStatus,
    /// Where it is in its life.
    pub state: NoticeState,
    /// When it was withdrawn or expired, where it was.
    pub ended: Option<Millis>,
    /// By when an acknowledgement is asked for.
    pub respond_by: Millis,
    /// A row an institution that is asked or has answered.
    pub rows: Vec<MatrixRow>,
    /// Who needs help, and who offers some.
    pub help: Vec<Help>,
    /// What the rows of those asked add up to.
    pub figures: AckFigures,
    /// What an exercise came to, out of 100; none for what is real, and where nobody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
}

/// `GET /v1/messages/{id}/reminders`: who has not answered, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindersInfo {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// The thread.
    pub id: MessageId,
    /// What it says in a line.
    pub title: Texts,
    /// By when an answer is asked for.
    pub respond_by: Millis,
    /// Those who have not answered, the most urgent reason first.
    pub reminders: Vec<Reminder>,
}

/// `GET /v1/acknowledgement-times`: how fast notices were acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AckTimesInfo {
    /// See [`super::SCHEMA`].
    pub schema: u16,
    /// The node's clock.
    pub now: Millis,
    /// Notices from then on.
    pub from: Millis,
    /// Notices before then.
    pub to: Millis,
    /// Whether these are exercises and tests, or real notices.
    pub exercises: bool,
    /// There are more, older ones than one answer looks at.
    pub more: bool,
    /// What is compared with: a time to acknowledge, as the federation or the operator states it.
    pub baseline_ms: Option<u64>,
    /// Where that is the charter's: what it states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// A line a notice, the newest first.
    pub notices: Vec<NoticeTimes>,
    /// A line a quarter (UTC), in order.
    pub quarters: Vec<QuarterTimes>,
}

/// How fast one notice was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeTimes {
    /// The notice.
    pub id: MessageId,
    /// What it says in a line.
    pub title: Texts,
    /// Whose it is.
    pub institution: InstitutionId,
    /// When it was written.
    pub created: Millis,
    /// Its figures.
    #[serde(flatten)]
    pub figures: AckFigures,
}

/// How fast the notices of a quarter were acknowledged: over all acknowledgements of those asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterTimes {
    /// Which: `2026-Q4`.
    pub quarter: String,
    /// Notices.
    pub notices: u32,
    /// Acknowledgements asked for.
    pub asked: u32,
    /// Acknowledgements given.
    pub acknowledged: u32,
    /// The time that half of them took at most, milliseconds.
    pub median_ms: Option<u64>,
    /// The time that nine of ten took at most.
    pub p90_ms: Option<u64>,
    /// By how many per cent the median is below the baseline; negative where it is above.
    pub faster_percent: Option<i64>,
}
