//! The fold of feedback: who was asked, what that institution said and did, and whether the matter is closed.
//!
//! The steps are gone through in order of time, and the last one that counts says where the matter stands. The
//! institution that is asked replies, acts and closes; whoever gave the feedback may ask again, and take it back.

use super::{
    Clock, CommentEntry, Context, SetAside, Source, TranslationEntry,
    fold::comments,
    recipients::{Hands, clock},
    replies::Reply,
};
use crate::{
    bounds::RESPONSE_DEFAULT_MS,
    content::{Content, Feedback, FollowUp, Kind, Step},
    id::{InstitutionId, MessageId},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// Where feedback stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackState {
    /// Nobody has answered.
    #[default]
    Open,
    /// The institution that is asked has.
    Answered,
    /// It has said what it does.
    Acting,
    /// It has closed the matter.
    Closed,
    /// Who gave the feedback was not content with that.
    Reopened,
    /// Who gave it has taken it back.
    Withdrawn,
}

impl FeedbackState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Answered, Self::Acting, Self::Closed, Self::Reopened, Self::Withdrawn];

    /// Its name on the wire, in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Acting => "acting",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether something is still to be done about it.
    #[must_use]
    pub fn is_pending(self) -> bool {
        !matches!(self, Self::Closed | Self::Withdrawn)
    }

    /// Where it stands after a step.
    fn after(step: Step) -> Self {
        match step {
            Step::Reply => Self::Answered,
            Step::Action => Self::Acting,
            Step::Close => Self::Closed,
            Step::Reopen => Self::Reopened,
        }
    }
}

/// Feedback with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackView {
    /// Who and when.
    pub source: Source,
    /// What.
    pub feedback: Feedback,
    /// Where it stands.
    pub state: FeedbackState,
    /// By when the institution is asked, and how that stands: it runs to its first step.
    pub clock: Clock,
    /// The steps that count, in order of time.
    pub steps: Vec<StepEntry>,
    /// Who gave it has taken it back, and why.
    pub withdrawn: Option<(Source, Texts)>,
    /// Steps and withdrawals without effect, and why.
    pub set_aside: Vec<SetAside>,
    /// Comments in order of time.
    pub comments: Vec<CommentEntry>,
    /// Translations, of each language the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<TranslationEntry>,
}

/// A step that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// Which.
    pub step: Step,
    /// What was said.
    pub text: Texts,
    /// Messages that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
    /// Milliseconds since the feedback was given.
    pub after_ms: u64,
}

impl FeedbackView {
    /// Whether an institution may take a step now.
    ///
    /// # Errors
    /// Why it would have no effect: as [`SetAside::why`].
    pub fn may_step(&self, who: &InstitutionId, step: Step) -> Result<(), &'static str> {
        may_step(&self.feedback, &self.source.institution, self.state, who, step)
    }
}

/// Whose turn a step is, and when.
fn may_step(
    feedback: &Feedback,
    author: &InstitutionId,
    state: FeedbackState,
    who: &InstitutionId,
    step: Step,
) -> Result<(), &'static str> {
    match step {
        _ if state == FeedbackState::Withdrawn => Err("withdrawn"),
        Step::Reopen if who != author => Err("not_the_author"),
        Step::Reopen if matches!(state, FeedbackState::Open | FeedbackState::Reopened) => Err("unanswered"),
        Step::Reply | Step::Action | Step::Close if *who != feedback.asked => Err("not_asked"),
        _ => Ok(()),
    }
}

/// What feedback and its replies add up to.
pub(super) fn fold_feedback(
    source: Source,
    feedback: Feedback,
    mut replies: Vec<Reply>,
    context: &Context<'_>,
) -> FeedbackView {
    let respond_by = feedback.respond_by.unwrap_or(source.created.plus(RESPONSE_DEFAULT_MS));
    let comments = comments(&replies);
    let (mut state, mut steps, mut withdrawn) = (FeedbackState::Open, Vec::new(), None);
    let mut set_aside = Vec::new();
    replies.retain(|reply| {
        let from = &reply.source;
        let why = match &reply.content {
            Content::FollowUp(_) | Content::Withdrawal(_) if from.disputed => Err("disputed"),
            Content::FollowUp(said) => {
                let may = may_step(&feedback, &source.institution, state, &from.institution, said.step);
                may.map(|()| {
                    state = FeedbackState::after(said.step);
                    steps.push(entry(&source, from.clone(), said));
                })
            }
            Content::Withdrawal(_) if from.institution != source.institution => Err("not_the_author"),
            Content::Withdrawal(_) if !state.is_pending() => Err("late"),
            Content::Withdrawal(withdrawal) => {
                state = FeedbackState::Withdrawn;
                withdrawn = Some((from.clone(), withdrawal.reason.clone()));
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(why) = why {
            set_aside.push(SetAside::new(from.clone(), reply.content.kind(), why));
        }
        why.is_ok()
    });
    let ended = withdrawn.as_ref().map(|(withdrawal, _)| withdrawal.created);
    let hands = Hands::of(&replies, Kind::FollowUp).until(ended);
    let clock = clock(respond_by, [feedback.asked.clone()].into(), &hands, &source, context.now);
    FeedbackView {
        source,
        feedback,
        state,
        clock,
        steps,
        withdrawn,
        set_aside,
        comments,
        translations: Vec::new(),
    }
}

fn entry(root: &Source, source: Source, said: &FollowUp) -> StepEntry {
    StepEntry {
        step: said.step,
        text: said.text.clone(),
        papers: said.papers.clone(),
        after_ms: source.created.0.saturating_sub(root.created.0),
        source,
    }
}
