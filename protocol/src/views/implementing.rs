//! The life of a proposal after it was adopted: what its proposer has committed itself and others to, and how
//! far each item is.
//!
//! Only the proposer commits, and only after the final message that adopts the proposal; its last commitment
//! counts. How far an item is say the proposer and the institution that does it; what they say of an item whose
//! text or institution is another by now counts no more.

use super::{Close, SetAside, Source, Stage};
use crate::{
    bounds::PROGRESS_SHOWN_MAX,
    content::{Commitment, ItemState, Kind, Outcome, Progress, Task},
    id::{InstitutionId, MessageId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is made of an adopted proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Implementation {
    /// The commitment that counts: who and when.
    #[serde(flatten)]
    pub source: Source,
    /// What was achieved, in words.
    pub result: Texts,
    /// The office that is accountable.
    pub office: Texts,
    /// What is to be done.
    pub items: Vec<ItemEntry>,
    /// When all of it is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Millis>,
    /// That time has come, and something is still to be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub review_due: bool,
    /// The commitments that this one took the place of, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Source>,
}

/// An item of a commitment, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemEntry {
    /// Its number, from 1.
    pub item: u32,
    /// What.
    pub text: Texts,
    /// Which institution does it.
    pub who: InstitutionId,
    /// Until when.
    pub due: Millis,
    /// Messages that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
    /// How far it is.
    pub state: ItemState,
    /// Its time is over, and it is still to be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
    /// What was said of it, the last ones in order of time.
    pub progress: Vec<ProgressEntry>,
}

/// What was said of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// How far it is.
    pub state: ItemState,
    /// What was done, or why it is dropped.
    pub text: Texts,
}

impl Implementation {
    /// Its items that are still to be done.
    pub fn pending(&self) -> impl Iterator<Item = &ItemEntry> {
        self.items.iter().filter(|item| item.state.is_pending())
    }

    /// Who said something of it.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        let said = self.items.iter().flat_map(|item| &item.progress).map(|entry| &entry.source);
        [&self.source].into_iter().chain(&self.before).chain(said)
    }

    /// How many of its items stand so.
    #[must_use]
    pub fn count(&self, state: ItemState) -> usize {
        self.items.iter().filter(|item| item.state == state).count()
    }

    /// Whether an institution may say how far an item is: who does it, and the proposer.
    #[must_use]
    pub fn may_report(&self, item: &ItemEntry, who: &InstitutionId) -> bool {
        item.who == *who || self.source.institution == *who
    }

    /// Where the proposal stands by it: done, where something was and nothing is left to do.
    fn stage(&self) -> Stage {
        let done = self.pending().next().is_none() && self.count(ItemState::Done) > 0;
        if done { Stage::Done } else { Stage::Implementing }
    }
}

/// Commitments and what was said of their items, in order of time.
#[derive(Default)]
pub(super) struct Works {
    pub(super) commitments: Vec<(Source, Commitment)>,
    pub(super) progress: Vec<(Source, Progress)>,
}

/// What they add up to; the stage of what was adopted goes on, and what has no effect is set aside.
pub(super) fn implementation(
    works: Works,
    proposer: &InstitutionId,
    close: &mut Close,
    now: Millis,
) -> Option<Implementation> {
    let adopted = close.last.as_ref().filter(|last| last.outcome == Outcome::Adopted);
    let adopted = adopted.map(|last| last.source.created);
    let mut aside = Vec::new();
    let mut standing: BTreeMap<MessageId, Commitment> = BTreeMap::new();
    let mut versions: Vec<Source> = Vec::new();
    for (source, commitment) in works.commitments {
        let why = match adopted {
            _ if source.institution != *proposer => "not_the_proposer",
            _ if source.disputed => "disputed",
            None => "not_adopted",
            Some(at) if source.created < at => "early",
            Some(_) => {
                standing.insert(source.id, commitment);
                versions.push(source);
                continue;
            }
        };
        aside.push(SetAside::new(source, Kind::Commitment, why));
    }
    let current = versions.pop();
    let mut said: BTreeMap<u32, Vec<ProgressEntry>> = BTreeMap::new();
    for (source, progress) in works.progress {
        let last = current.as_ref().and_then(|current| standing.get(&current.id));
        match counts(&source, &progress, (&standing, last), proposer) {
            Ok(()) => said.entry(progress.item).or_default().push(ProgressEntry {
                source,
                state: progress.state,
                text: progress.text,
            }),
            Err(why) => aside.push(SetAside::new(source, Kind::Progress, why)),
        }
    }
    close.set_aside.append(&mut aside);
    close.set_aside.sort_by_key(|aside| (aside.source.created, aside.source.id));
    let source = current?;
    let Commitment { result, office, items, review, .. } = standing.remove(&source.id)?;
    let entry = |(n, task)| entry(n, task, &mut said, proposer, now);
    let items: Vec<ItemEntry> = (1..).zip(items).map(entry).collect();
    let mut whole =
        Implementation { source, result, office, items, review, review_due: false, before: versions };
    whole.review_due = review.is_some_and(|at| at <= now) && whole.pending().next().is_some();
    close.stage = whole.stage();
    Some(whole)
}

/// Who does an item: the proposer where it says nobody.
fn doer<'a>(task: &'a Task, proposer: &'a InstitutionId) -> &'a InstitutionId {
    task.who.as_ref().unwrap_or(proposer)
}

/// Whether what is said of an item counts for the item of the last commitment.
fn counts(
    source: &Source,
    progress: &Progress,
    (standing, last): (&BTreeMap<MessageId, Commitment>, Option<&Commitment>),
    proposer: &InstitutionId,
) -> Result<(), &'static str> {
    let at = usize::try_from(progress.item).ok().and_then(|item| item.checked_sub(1)).ok_or("no_item")?;
    let named = standing.get(&progress.commitment).ok_or("no_commitment")?;
    let task = named.items.get(at).ok_or("no_item")?;
    if source.disputed {
        return Err("disputed");
    }
    if source.institution != *proposer && source.institution != *doer(task, proposer) {
        return Err("not_accountable");
    }
    let same = |now: &Task| now.text == task.text && doer(now, proposer) == doer(task, proposer);
    match last.and_then(|last| last.items.get(at)) {
        Some(now) if same(now) => Ok(()),
        _ => Err("moved_on"),
    }
}

fn entry(
    n: u32,
    task: Task,
    said: &mut BTreeMap<u32, Vec<ProgressEntry>>,
    proposer: &InstitutionId,
    now: Millis,
) -> ItemEntry {
    let mut progress = said.remove(&n).unwrap_or_default();
    let state = progress.last().map_or(ItemState::Open, |last| last.state);
    let more = progress.len().saturating_sub(PROGRESS_SHOWN_MAX);
    progress.drain(..more);
    let due = task.due.unwrap_or_default();
    ItemEntry {
        item: n,
        who: doer(&task, proposer).clone(),
        text: task.text,
        due,
        papers: task.papers,
        state,
        overdue: state.is_pending() && due < now,
        progress,
    }
}
