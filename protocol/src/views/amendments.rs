//! Amendments of a proposal: who wants which other text, and what its author made of that.

use super::{ProposalView, RevisionEntry, Source, replies::last_of_each};
use crate::{bounds::AMENDMENTS_MAX, content::Amendment, id::MessageId, text::Texts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where an amendment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentState {
    /// The proposer has not said anything to it.
    Proposed,
    /// The proposer has taken it over into a new text.
    Accepted,
    /// The proposer has not.
    Declined,
}

impl AmendmentState {
    /// Its name in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
}

/// An amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendmentEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// The message whose text it changes.
    pub amends: MessageId,
    /// The whole text as it would be.
    pub text: Texts,
    /// Why.
    pub reason: Texts,
    /// Where it stands.
    pub state: AmendmentState,
    /// The text has changed since the one that it amends, and not by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved_on: bool,
}

/// The last amendments of each institution in order of time; the last revision that names one says what became of it.
pub(super) fn amendments(
    all: Vec<(Source, Amendment)>,
    revisions: &[RevisionEntry],
    current: MessageId,
) -> Vec<AmendmentEntry> {
    let mut said: BTreeMap<MessageId, AmendmentState> = BTreeMap::new();
    for revision in revisions {
        said.extend(revision.declines.iter().map(|id| (*id, AmendmentState::Declined)));
        said.extend(revision.accepts.iter().map(|id| (*id, AmendmentState::Accepted)));
    }
    let entry = |(source, amendment): (Source, Amendment)| {
        let state = said.get(&source.id).copied().unwrap_or(AmendmentState::Proposed);
        AmendmentEntry {
            amends: amendment.amends,
            text: amendment.text,
            reason: amendment.reason,
            state,
            moved_on: state == AmendmentState::Proposed && amendment.amends != current,
            source,
        }
    };
    last_of_each(all, AMENDMENTS_MAX, |(source, _)| source).into_iter().map(entry).collect()
}

impl ProposalView {
    /// The message whose text is decided on.
    #[must_use]
    pub fn current(&self) -> MessageId {
        self.close.revision().map_or(self.source.id, |revision| revision.source.id)
    }

    /// The text that is decided on.
    #[must_use]
    pub fn text(&self) -> &Texts {
        self.close.revision().map_or(&self.proposal.text, |revision| &revision.text)
    }

    /// The text of the proposal, or of a revision of it.
    #[must_use]
    pub fn text_of(&self, what: &MessageId) -> Option<&Texts> {
        if *what == self.source.id {
            return Some(&self.proposal.text);
        }
        let mut revisions = self.close.revisions.iter().filter(|revision| !revision.text.is_empty());
        revisions.find(|revision| revision.source.id == *what).map(|revision| &revision.text)
    }

    /// The text that a revision took the place of.
    #[must_use]
    pub fn text_before(&self, what: &MessageId) -> &Texts {
        let revisions = self.close.revisions.iter().filter(|revision| !revision.text.is_empty());
        let before = revisions.take_while(|revision| revision.source.id != *what).last();
        before.map_or(&self.proposal.text, |revision| &revision.text)
    }

    /// Who co-sponsors it: whose position that counts says so.
    pub fn sponsors(&self) -> impl Iterator<Item = &super::PositionEntry> {
        self.positions.iter().filter(|entry| entry.sponsors && entry.counted && !entry.source.disputed)
    }
}
