//! Declarations, commitments and how far they are, feedback and what becomes of it.

use super::{Act, Field, Reading, SCHEMA};
use crate::model::{compose::DraftKey, sheet::options::options};
use cabildo_protocol::{
    content::{Commitment, Declaration, Feedback, FollowUp, ItemState, Progress, Step},
    id::{InstitutionId, MessageId},
    text::Texts,
    views::Thread,
};
use std::collections::BTreeMap;

impl Reading<'_> {
    pub fn commitment(&mut self) -> Commitment {
        let zone = self.zone(Act::Commitment);
        let items = self.tasks(&zone, true);
        if items.is_empty() {
            self.bad(Field::Tasks, "tui-check-nothing-to-do", "");
        }
        Commitment {
            schema: SCHEMA,
            result: self.texts(Field::Result),
            office: self.needed(Field::Office),
            items,
            review: self.when(Field::Review, &zone),
        }
    }

    pub fn progress(&mut self, key: DraftKey) -> Progress {
        let chosen = self.word(Field::Item).unwrap_or_default();
        let there = options(self.model, key, Field::Item).iter().any(|entry| entry.value == chosen);
        if !there {
            self.bad(Field::Item, "tui-check-gone", "");
        }
        let state = self.choice(Field::ItemState, ItemState::Open);
        let text = self.texts(Field::Reason);
        if state == ItemState::Dropped && text.is_empty() {
            self.bad(Field::Reason, "tui-check-dropped", "");
        }
        // The commitment that stood here when it was written.
        let stands = self.before.as_ref().map(|(now, _)| *now);
        let commitment = self.filled.of.or(stands).unwrap_or(MessageId([0; 32]));
        Progress { schema: SCHEMA, commitment, item: chosen.parse().unwrap_or_default(), state, text }
    }

    pub fn feedback(&mut self) -> Feedback {
        let zone = self.zone(Act::Feedback);
        let mut asked: Vec<InstitutionId> = self.members(Field::Asked);
        if asked.len() != 1 && self.problems.is_empty() {
            self.bad(Field::Asked, "tui-check-one-institution", "");
        }
        // Nobody is asked before somebody is named: nothing is sent.
        let Some(asked) = asked.pop().or_else(|| "xx:0".parse().ok()) else {
            unreachable!("«xx:0» is an institution's id")
        };
        Feedback {
            theme: self.word(Field::Theme),
            places: self.places(),
            respond_by: self.when(Field::RespondBy, &zone),
            ..Feedback::new(self.needed(Field::Title), self.needed(Field::Text), asked)
        }
    }

    /// How many of each country have to sign stands in it.
    pub fn declaration(&mut self) -> Declaration {
        let zone = self.zone(Act::Declaration);
        let mut required = BTreeMap::new();
        for (country, n) in self.counts(Field::Required, "tui-check-required") {
            match country.filter(|_| n > 0) {
                Some(country) => drop(required.insert(country, n)),
                None => self.bad(Field::Required, "tui-check-required", &n.to_string()),
            }
        }
        if self.word(Field::Required).is_none() {
            self.bad(Field::Required, "tui-check-required-missing", "");
        }
        Declaration {
            summary: self.texts(Field::Summary),
            theme: self.word(Field::Theme),
            places: self.places(),
            respond_by: self.when(Field::RespondBy, &zone),
            asked: self.members(Field::Asked),
            ..Declaration::new(self.needed(Field::Title), self.needed(Field::Text), required)
        }
    }

    pub fn follow_up(&mut self, key: DraftKey) -> FollowUp {
        let step = self.choice(Field::Step, Step::Reply);
        let (view, me) = (self.model.thread(key.thread), self.model.institution());
        let ours = match (view, me) {
            (Some(Thread::Feedback(view)), Some(me)) => view.may_step(me, step).is_ok(),
            _ => false,
        };
        if !ours {
            self.bad(Field::Step, "tui-check-step", "");
        }
        let papers = self.word(Field::Papers).unwrap_or_default();
        let (text, papers): (Texts, _) = (self.needed(Field::Reason), self.papers(Field::Papers, &papers));
        FollowUp { schema: SCHEMA, step, text, papers }
    }
}
