//! What is known of how a proposal is closed.

use super::{PositionEntry, ProposalView, Source, closing::tally};
use crate::{
    content::{Closing, Contest, Final, Kind, Outcome, Tally, Terms},
    id::{Country, InstitutionId, MessageId, Millis},
    receipt::Head,
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a proposal is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Positions are taken.
    #[default]
    Open,
    /// Amendments and new texts are taken, and positions too.
    Amending,
    /// The text is fixed, and positions are taken.
    Voting,
    /// The deadline has passed, and nobody has closed it.
    DeadlinePassed,
    /// Closed, and nobody has contested that yet.
    Closed,
    /// Closed, and contested in time: the final message is to heed it.
    Contested,
    /// Final: adopted.
    Adopted,
    /// Adopted, and its proposer has said who does what until when.
    Implementing,
    /// All of that is done, or dropped.
    Done,
    /// Final: rejected.
    Rejected,
    /// Final: too few took a position.
    Lapsed,
    /// Taken back by its author before the deadline.
    Withdrawn,
    /// Two final messages contradict each other, and no rule says which holds.
    Disputed,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Open,
        Self::Amending,
        Self::Voting,
        Self::DeadlinePassed,
        Self::Closed,
        Self::Contested,
        Self::Adopted,
        Self::Implementing,
        Self::Done,
        Self::Rejected,
        Self::Lapsed,
        Self::Withdrawn,
        Self::Disputed,
    ];

    /// Its name on the wire, in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Amending => "amending",
            Self::Voting => "voting",
            Self::DeadlinePassed => "deadline_passed",
            Self::Closed => "closed",
            Self::Contested => "contested",
            Self::Adopted => "adopted",
            Self::Implementing => "implementing",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
            Self::Disputed => "disputed",
        }
    }

    /// Whether positions are taken.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Amending | Self::Voting)
    }

    /// Whether it is decided: nothing that is said now changes the result.
    #[must_use]
    pub fn is_final(self) -> bool {
        !self.is_open() && !matches!(self, Self::DeadlinePassed | Self::Closed | Self::Contested)
    }
}

impl From<Outcome> for Stage {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Adopted => Self::Adopted,
            Outcome::Rejected => Self::Rejected,
            Outcome::Lapsed => Self::Lapsed,
        }
    }
}

/// Why a result is to be looked at by people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Something that it rests on was cut off or disputed since. It stands, and is not counted anew.
    CutOff,
    /// A contest in time names a position that it does not count.
    Unheeded,
    /// Another final message comes to something else.
    OtherFinal,
    /// A valid position that is here is not counted.
    LeftOut,
    /// Some of what it counts is not here, so it cannot be counted again.
    Incomplete,
}

impl Doubt {
    /// Its name in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CutOff => "cut_off",
            Self::Unheeded => "unheeded",
            Self::OtherFinal => "other_final",
            Self::LeftOut => "left_out",
            Self::Incomplete => "incomplete",
        }
    }
}

/// How a proposal is closed, and how far that has come.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Close {
    /// Where it is in its life.
    pub stage: Stage,
    /// How it is closed.
    pub terms: Terms,
    /// What the tally comes to: nothing that holds before the stage is final.
    pub outcome: Option<Outcome>,
    /// The closing that counts.
    pub closing: Option<ClosingEntry>,
    /// Contests of it in time, in order.
    pub contests: Vec<ContestEntry>,
    /// The final message that holds.
    pub last: Option<FinalEntry>,
    /// The proposer's withdrawal that counts, and why.
    pub withdrawn: Option<(Source, Texts)>,
    /// New texts in order of time; the last one that has a text is what is decided on.
    pub revisions: Vec<RevisionEntry>,
    /// Closings, contests, final messages, withdrawals and revisions without effect, and why.
    pub set_aside: Vec<SetAside>,
    /// Valid positions that the closing or the final message does not count.
    pub left_out: Vec<PositionEntry>,
    /// Positions dated before the proposal that they answer, beyond what clocks differ.
    pub skewed: Vec<PositionEntry>,
    /// Positions of institutions that may not vote on this one.
    pub not_voters: Vec<PositionEntry>,
    /// How many of the positions that are counted are not here.
    pub missing: u32,
    /// Why the result is to be looked at.
    pub doubts: Vec<Doubt>,
    /// The versions of the chambers' rosters that this view is made by.
    pub chambers: BTreeMap<Country, u32>,
}

impl Close {
    /// The text that is decided on, where it is not that of the proposal itself.
    #[must_use]
    pub fn revision(&self) -> Option<&RevisionEntry> {
        self.revisions.iter().rfind(|revision| !revision.text.is_empty())
    }

    /// Whether a result that was final is in doubt.
    #[must_use]
    pub fn is_contested(&self) -> bool {
        let grave = |doubt: &Doubt| *doubt != Doubt::Incomplete && *doubt != Doubt::LeftOut;
        self.stage.is_final() && self.doubts.iter().any(grave)
    }

    /// From when on the proposer, and whoever may vote, may write what comes next: a closing or, once
    /// there is one, the final message.
    #[must_use]
    pub fn next_turns(&self, respond_by: Millis) -> (Millis, Millis) {
        let contest = self.terms.contest_ms();
        let from = match &self.closing {
            Some(closing) => closing.source.created.plus(contest),
            None => respond_by,
        };
        (from.plus(1), from.plus(contest).plus(1))
    }
}

impl ProposalView {
    /// What a closing would cite now: the positions that are counted here.
    #[must_use]
    pub fn to_close(&self) -> Closing {
        let counted = self.positions.iter().filter(|entry| entry.counted);
        Closing { schema: 1, heads: heads(counted), note: Texts::default() }
    }

    /// A contest of the closing for all that is here and left out; none where nothing is.
    #[must_use]
    pub fn to_contest(&self) -> Option<Contest> {
        let closing = self.close.closing.as_ref()?.source.id;
        let left_out = heads(self.close.left_out.iter().take(crate::bounds::LIST_MAX));
        (!left_out.is_empty()).then(|| Contest { schema: 1, closing, left_out, reason: Texts::default() })
    }

    /// The final message that heeds every contest of the closing; none without a closing.
    #[must_use]
    pub fn to_final(&self) -> Option<Final> {
        let close = &self.close;
        let closing = close.closing.as_ref()?.source.id;
        let contested: BTreeSet<MessageId> =
            close.contests.iter().flat_map(|contest| &contest.left_out).map(|(_, _, id)| *id).collect();
        let heeded = close.left_out.iter().filter(|entry| contested.contains(&entry.source.id));
        let counted = self.positions.iter().filter(|entry| entry.counted);
        let counted: BTreeMap<&InstitutionId, &PositionEntry> =
            counted.chain(heeded).map(|entry| (&entry.source.institution, entry)).collect();
        let tally = tally(counted.values().copied());
        Some(Final {
            schema: 1,
            closing,
            contests: close
                .contests
                .iter()
                .map(|contest| contest.source.id)
                .take(crate::bounds::LIST_MAX)
                .collect(),
            heads: heads(counted.into_values()),
            chambers: close.chambers.clone(),
            outcome: close.terms.outcome(&tally),
            tally,
            note: Texts::default(),
        })
    }
}

fn heads<'a>(entries: impl Iterator<Item = &'a PositionEntry>) -> Vec<Head> {
    let mut heads: Vec<Head> = entries.map(|entry| (entry.log, entry.seq, entry.source.id)).collect();
    heads.sort_unstable();
    heads
}

/// A closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// How many heads of logs it cites.
    pub heads: u32,
    /// Until when it may be contested.
    pub contest_until: Millis,
    /// Anything else.
    pub note: Texts,
}

/// A contest of a closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContestEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// What it says is left out.
    pub left_out: Vec<Head>,
    /// Whether all of it that is valid is counted now.
    pub heeded: bool,
    /// Why.
    pub reason: Texts,
}

/// A final message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// The closing that it is based on.
    pub closing: MessageId,
    /// The versions of the chambers' rosters that it counts by.
    pub chambers: BTreeMap<Country, u32>,
    /// What it counts.
    pub tally: Tally,
    /// What it comes to.
    pub outcome: Outcome,
    /// Anything else.
    pub note: Texts,
}

/// A new text of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// The whole text; empty where only amendments are declined.
    pub text: Texts,
    /// Amendments that it takes over.
    pub accepts: Vec<MessageId>,
    /// Amendments that it does not.
    pub declines: Vec<MessageId>,
    /// Why.
    pub note: Texts,
}

/// Something without effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// Its kind's name.
    pub kind: String,
    /// Why: a sentence's key (`early`, `late`, `not_a_voter`, `not_the_proposer`, `no_closing`,
    /// `misstated`, `later`, `contradicts`, `disputed`, `cut_off`, `final_stands`, `not_adopted`,
    /// `no_commitment`, `text_fixed`, `no_item`, `not_accountable`, `moved_on`).
    pub why: String,
}

impl SetAside {
    pub(super) fn new(source: Source, kind: Kind, why: &str) -> Self {
        Self { source, kind: kind.name().to_owned(), why: why.to_owned() }
    }
}
