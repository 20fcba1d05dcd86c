//! Feedback: one institution is asked what it makes of something, answers, acts and closes it, all in public.

use crate::{
    id::{InstitutionId, MessageId, Millis, Place},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// What somebody noticed, and of which institution an answer is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Format of this map.
    pub schema: u16,
    /// One line.
    pub title: Texts,
    /// The whole, without personal names.
    pub text: Texts,
    /// A code from the federation's list of themes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Which institution is asked.
    pub asked: InstitutionId,
    /// Until when an answer is asked for; 48 hours after `created` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Millis>,
}

impl Feedback {
    /// Feedback that says this to an institution, and nothing else yet.
    #[must_use]
    pub fn new(title: Texts, text: Texts, asked: InstitutionId) -> Self {
        Self { schema: 1, title, text, theme: None, places: Vec::new(), asked, respond_by: None }
    }
}

/// A step of what becomes of feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The institution that is asked answers.
    Reply,
    /// It says what it does, or has done.
    Action,
    /// It closes the matter.
    Close,
    /// Who gave the feedback is not content, and asks again.
    Reopen,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Reply, Self::Action, Self::Close, Self::Reopen];

    /// Its name on the wire, in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Action => "action",
            Self::Close => "close",
            Self::Reopen => "reopen",
        }
    }
}

/// A step in the feedback that the header names as root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Format of this map.
    pub schema: u16,
    /// Which step.
    pub step: Step,
    /// What is said, done, or still lacking.
    pub text: Texts,
    /// Messages that it is about, as a proposal that came of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
}
