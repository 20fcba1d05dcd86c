//! Whose turn it is to close a proposal, to contest that, to make it final or to take it back: what
//! `closing` counts, said before it is signed.

use super::{Close, ProposalView, Stage};
use crate::{
    content::{Closing, Contest, Final, Withdrawal},
    id::{InstitutionId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// What closes a proposal next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A closing.
    Close,
    /// The final message.
    Finalize,
}

impl Step {
    /// Its name in JSON and in languages, and the command that takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Finalize => "finalize",
        }
    }
}

/// What closes a proposal next, and who may write it from when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// What.
    pub step: Step,
    /// From when the proposer may.
    pub proposer_from: Millis,
    /// From when whoever may vote may.
    pub voters_from: Millis,
    /// From when the reader's institution may; none where it never may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours_from: Option<Millis>,
}

/// Why somebody cannot do something about a proposal now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReady {
    /// It is decided, taken back or disputed.
    Decided(Stage),
    /// It is not closed yet.
    NotClosed,
    /// It is closed already.
    IsClosed,
    /// It is not open any more.
    NotOpen(Stage),
    /// Only its proposer may.
    NotProposer,
    /// Only its proposer and who may vote may.
    NotVoter,
    /// It is too early: from then on.
    Early(Millis),
    /// It is too late: it was possible until then.
    Late(Millis),
    /// The closing leaves out nothing that is here.
    NothingLeftOut,
    /// So many of the positions that count are not here.
    Missing(u32),
}

impl Close {
    fn undecided(&self) -> Result<(), NotReady> {
        if self.stage.is_final() { Err(NotReady::Decided(self.stage)) } else { Ok(()) }
    }
}

impl ProposalView {
    /// What comes next for a reader of an institution; none where nothing does.
    #[must_use]
    pub fn next_step(&self, me: &InstitutionId) -> Option<NextStep> {
        if self.close.stage.is_final() {
            return None;
        }
        let step = if self.close.closing.is_none() { Step::Close } else { Step::Finalize };
        let (proposer_from, voters_from) = self.close.next_turns(self.clock.respond_by);
        Some(NextStep { step, proposer_from, voters_from, ours_from: self.turn_of(me) })
    }

    /// From when an institution may write what comes next; none where it never may.
    fn turn_of(&self, who: &InstitutionId) -> Option<Millis> {
        let (proposer, voters) = self.close.next_turns(self.clock.respond_by);
        match who {
            who if *who == self.source.institution => Some(proposer),
            who if self.close.terms.may_vote(who) => Some(voters),
            _ => None,
        }
    }

    fn in_turn(&self, who: &InstitutionId, now: Millis) -> Result<(), NotReady> {
        match self.turn_of(who) {
            None => Err(NotReady::NotVoter),
            Some(from) if now < from => Err(NotReady::Early(from)),
            Some(_) => Ok(()),
        }
    }

    /// The closing that an institution may sign now.
    ///
    /// # Errors
    /// Why it would count nowhere.
    pub fn closing_by(&self, who: &InstitutionId, now: Millis) -> Result<Closing, NotReady> {
        self.close.undecided()?;
        if self.close.closing.is_some() {
            return Err(NotReady::IsClosed);
        }
        self.in_turn(who, now)?;
        Ok(self.to_close())
    }

    /// The contest that an institution may sign now.
    ///
    /// # Errors
    /// Why it would count nowhere.
    pub fn contest_by(&self, who: &InstitutionId, now: Millis) -> Result<Contest, NotReady> {
        self.close.undecided()?;
        let until = self.close.closing.as_ref().ok_or(NotReady::NotClosed)?.contest_until;
        if *who != self.source.institution && !self.close.terms.may_vote(who) {
            return Err(NotReady::NotVoter);
        }
        if now > until {
            return Err(NotReady::Late(until));
        }
        self.to_contest().ok_or(NotReady::NothingLeftOut)
    }

    /// The final message that an institution may sign now.
    ///
    /// # Errors
    /// Why it would count nowhere, or what is missing here to count.
    pub fn final_by(&self, who: &InstitutionId, now: Millis) -> Result<Final, NotReady> {
        self.close.undecided()?;
        let last = self.to_final().ok_or(NotReady::NotClosed)?;
        self.in_turn(who, now)?;
        if self.close.missing > 0 {
            return Err(NotReady::Missing(self.close.missing));
        }
        Ok(last)
    }

    /// The withdrawal that an institution may sign now.
    ///
    /// # Errors
    /// Why it would count nowhere.
    pub fn withdrawal_by(&self, who: &InstitutionId, now: Millis) -> Result<Withdrawal, NotReady> {
        if *who != self.source.institution {
            return Err(NotReady::NotProposer);
        }
        match self.close.stage {
            stage if !stage.is_open() => Err(NotReady::NotOpen(stage)),
            _ if now > self.clock.respond_by => Err(NotReady::NotOpen(Stage::DeadlinePassed)),
            _ => Ok(Withdrawal { schema: 1, reason: Texts::default() }),
        }
    }

    /// Whether the text may still change: whether an amendment, or a new text, has an effect now.
    ///
    /// # Errors
    /// Why it has none.
    pub fn may_change(&self, now: Millis) -> Result<(), NotReady> {
        match (self.close.stage, self.close.terms.amend_until) {
            (stage, _) if !stage.is_open() => Err(NotReady::NotOpen(stage)),
            (_, Some(until)) if now > until => Err(NotReady::Late(until)),
            _ => Ok(()),
        }
    }
}
