//! The acknowledgement matrix of a notice: who has it, who said what after how long, who is expected and
//! silent, who cannot have it, which offers meet which needs, and whom a reminder is for.

use super::{AckEntry, Clock, NoticeView, RecipientState, rank};
use crate::{
    bounds::HELP_OFFERS_MAX,
    content::AckState,
    id::{InstitutionId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a node of an institution has a message, as far as that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeHas {
    /// It has: it said so, or the institution answered.
    Has,
    /// Not as far as is known, though there is a link.
    NotYet,
    /// Not as far as is known, and there is no link.
    Away,
    /// It cannot: the institution has no node.
    NoNode,
}

impl NodeHas {
    /// Its name in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Has => "has",
            Self::NotYet => "not_yet",
            Self::Away => "away",
            Self::NoNode => "no_node",
        }
    }
}

/// One institution in the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// Which.
    pub institution: InstitutionId,
    /// Whether its node has the notice.
    pub node: NodeHas,
    /// How its answer stands; none where it is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<RecipientState>,
    /// What it said last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<AckState>,
    /// Milliseconds from the notice to the first time that it said each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps_ms: BTreeMap<AckState, u64>,
    /// Milliseconds from the notice to its first acknowledgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_ms: Option<u64>,
    /// What it said with the last.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}

/// An institution that needs help, and who offers some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// Who needs it.
    pub needs: InstitutionId,
    /// What.
    pub note: Texts,
    /// Who offers help, the nearest by code first: of its subdivision, of its country, then who offered
    /// first. Whether it is what is needed is for people to read.
    pub offers: Vec<Offer>,
}

/// An offer of help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Whose.
    pub institution: InstitutionId,
    /// Of what.
    pub note: Texts,
}

/// Why somebody is to be reminded, and how that can be done at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReminderReason {
    /// It has it, and should have answered.
    Overdue,
    /// It has it, and has not answered yet.
    Silent,
    /// Its node is not known to have it.
    NotYet,
    /// The same, and there is no link: by telephone.
    Away,
    /// It has no node: by telephone.
    NoNode,
}

impl ReminderReason {
    /// Its name in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Silent => "silent",
            Self::NotYet => "not_yet",
            Self::Away => "away",
            Self::NoNode => "no_node",
        }
    }
}

/// Somebody who is asked and has not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Who.
    pub institution: InstitutionId,
    /// Why, and how.
    pub reason: ReminderReason,
    /// By when its answer is due.
    pub due: Millis,
}

/// What a matrix adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AckFigures {
    /// Institutions that are asked.
    pub asked: u32,
    /// Of them, those whose node has it.
    pub has: u32,
    /// Those that have acknowledged.
    pub acknowledged: u32,
    /// Those that did in time.
    pub in_time: u32,
    /// Those that said more than that they have seen it.
    pub acted: u32,
    /// The time that half of them took at most, milliseconds.
    pub median_ms: Option<u64>,
    /// The time that nine of ten took at most.
    pub p90_ms: Option<u64>,
}

impl AckFigures {
    /// What an exercise comes to, out of 100: the mean of the shares of those asked whose node has the notice, that
    /// acknowledged it, that did so in time, and that said more than that they have seen it. None where nobody was
    /// asked.
    #[must_use]
    pub fn score(&self) -> Option<u8> {
        let reached = [self.has, self.acknowledged, self.in_time, self.acted];
        let sum: u64 = reached.into_iter().map(u64::from).sum();
        let of = u64::from(self.asked) * 4;
        u8::try_from((sum * 100 + of / 2).checked_div(of)?).ok()
    }
}

/// The matrix: everybody who is asked or has answered, in order. Who is not among `nodes` has none.
#[must_use]
pub fn matrix(view: &NoticeView, nodes: &BTreeMap<InstitutionId, NodeHas>) -> Vec<MatrixRow> {
    let acks: BTreeMap<&InstitutionId, &AckEntry> = said(view).map(|a| (&a.source.institution, a)).collect();
    let recipients: BTreeMap<_, _> = view.clock.recipients.iter().map(|r| (&r.institution, r)).collect();
    let all: BTreeSet<&InstitutionId> = acks.keys().chain(recipients.keys()).copied().collect();
    let since = |at: Millis| at.0.saturating_sub(view.source.created.0);
    let rows = all.into_iter().map(|who| {
        let ack = acks.get(who);
        MatrixRow {
            institution: who.clone(),
            node: ack.map_or_else(|| has(nodes, who), |_| NodeHas::Has),
            answer: recipients.get(who).map(|recipient| recipient.state),
            state: ack.map(|ack| ack.state),
            steps_ms: ack
                .map(|ack| ack.steps.iter().map(|(state, at)| (*state, since(*at))).collect())
                .unwrap_or_default(),
            first_ms: ack.map(|ack| ack.time_to_ack_ms),
            note: ack.map(|ack| ack.note.clone()).unwrap_or_default(),
        }
    });
    rows.collect()
}

fn said(view: &NoticeView) -> impl Iterator<Item = &AckEntry> {
    view.acks.iter().filter(|ack| !ack.source.disputed)
}

fn has(nodes: &BTreeMap<InstitutionId, NodeHas>, who: &InstitutionId) -> NodeHas {
    nodes.get(who).copied().unwrap_or(NodeHas::NoNode)
}

/// What the rows of those asked add up to.
#[must_use]
pub fn ack_figures(rows: &[MatrixRow]) -> AckFigures {
    let asked = || rows.iter().filter(|row| row.answer.is_some());
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut times: Vec<u64> = asked().filter_map(|row| row.first_ms).collect();
    times.sort_unstable();
    AckFigures {
        asked: count(asked().count()),
        has: count(asked().filter(|row| row.node == NodeHas::Has).count()),
        acknowledged: count(times.len()),
        in_time: count(asked().filter(|row| row.answer == Some(RecipientState::Answered)).count()),
        acted: count(asked().filter(|row| row.steps_ms.keys().any(|state| *state != AckState::Seen)).count()),
        median_ms: rank(&times, 50),
        p90_ms: rank(&times, 90),
    }
}

/// Who needs help now, with the nearest of those who offer some.
#[must_use]
pub fn help(view: &NoticeView) -> Vec<Help> {
    let offers: Vec<&AckEntry> = said(view).filter(|ack| ack.state == AckState::CanOffer).collect();
    let needs = said(view).filter(|ack| ack.state == AckState::NeedHelp);
    let matched = needs.map(|need| {
        let who = &need.source.institution;
        let mut near = offers.clone();
        near.sort_by_key(|offer| {
            (distance(who, &offer.source.institution), offer.source.created, offer.source.id)
        });
        let offer =
            |ack: &AckEntry| Offer { institution: ack.source.institution.clone(), note: ack.note.clone() };
        Help {
            needs: who.clone(),
            note: need.note.clone(),
            offers: near.into_iter().take(HELP_OFFERS_MAX).map(offer).collect(),
        }
    });
    matched.collect()
}

/// 0 within a subdivision, 1 within a country, else 2. In both countries the first two digits of a
/// municipality's code are those of its state or region.
fn distance(a: &InstitutionId, b: &InstitutionId) -> u8 {
    let subdivision = |id: &InstitutionId| {
        let (_, code) = id.as_str().split_once(':')?;
        let digits = code.get(..2)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.to_owned())
    };
    match (a.country() == b.country(), subdivision(a), subdivision(b)) {
        (true, Some(a), Some(b)) if a == b => 0,
        (true, ..) => 1,
        _ => 2,
    }
}

/// Whom to remind: those asked who have not answered and have not said that they need longer, the most
/// urgent reason first.
#[must_use]
pub fn reminders(clock: &Clock, nodes: &BTreeMap<InstitutionId, NodeHas>) -> Vec<Reminder> {
    let silent = clock
        .recipients
        .iter()
        .filter(|recipient| matches!(recipient.state, RecipientState::Open | RecipientState::Overdue));
    let mut all: Vec<Reminder> = silent
        .map(|recipient| Reminder {
            institution: recipient.institution.clone(),
            reason: match has(nodes, &recipient.institution) {
                NodeHas::Has if recipient.state == RecipientState::Overdue => ReminderReason::Overdue,
                NodeHas::Has => ReminderReason::Silent,
                NodeHas::NotYet => ReminderReason::NotYet,
                NodeHas::Away => ReminderReason::Away,
                NodeHas::NoNode => ReminderReason::NoNode,
            },
            due: recipient.due,
        })
        .collect();
    all.sort_by(|a, b| (a.reason, &a.institution).cmp(&(b.reason, &b.institution)));
    all
}
