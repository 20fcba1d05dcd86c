//! What stands in a thread now, and an act puts another version in the place of.

use crate::model::{
    Model,
    compose::{Act, DraftKey},
};
use cabildo_protocol::{
    content::{Amendment, Commitment, Content, Method, Progress, Revision, Task, Translation},
    id::{InstitutionId, MessageId, Millis},
    text::Texts,
    views::{Implementation, ItemEntry, Thread},
};
use std::collections::BTreeSet;

/// Format of what is signed.
const SCHEMA: u16 = 1;

/// The message that says it now, and what it says; none where the act changes nothing that is there.
#[must_use]
pub fn current(model: &Model, key: DraftKey) -> Option<(MessageId, Content)> {
    match (model.thread(key.thread)?, key.act) {
        (Thread::Notice(view), Act::Update | Act::AllClear) => {
            Some((view.current, Content::NoticeUpdate(view.notice.clone())))
        }
        (Thread::Proposal(view), Act::Revision) => Some((view.current(), revision(view.text()))),
        (Thread::Declaration(view), Act::Revision) => Some((view.current, revision(view.text()))),
        (Thread::Agenda(view), Act::AgendaUpdate) => {
            let stands = view.life.current.unwrap_or(view.source.id);
            Some((stands, Content::AgendaUpdate(view.agenda.clone())))
        }
        (Thread::Agenda(view), Act::Minutes) => {
            let (source, minutes) = view.life.minutes.as_ref()?;
            Some((source.id, Content::Minutes(minutes.clone())))
        }
        (Thread::Proposal(view), Act::Amendment) => {
            let (amends, text) = (view.current(), view.text().clone());
            Some((
                amends,
                Content::Amendment(Amendment { schema: SCHEMA, amends, text, reason: Texts::default() }),
            ))
        }
        (Thread::Proposal(view), Act::Commitment) => {
            let whole = view.implementation.as_ref()?;
            Some((whole.source.id, Content::Commitment(commitment(whole))))
        }
        (Thread::Proposal(view), Act::Progress) => {
            let (whole, me) = (view.implementation.as_ref()?, model.institution()?);
            let ours = || whole.items.iter().filter(|item| whole.may_report(item, me));
            let item = ours().find(|item| item.state.is_pending()).or(ours().next())?;
            let (commitment, state) = (whole.source.id, item.state);
            let text = Texts::default();
            let progress = Progress { schema: SCHEMA, commitment, item: item.item, state, text };
            Some((commitment, Content::Progress(progress)))
        }
        (view, Act::Translation) => {
            let (what, _) = view.original()?;
            let (title, text) = original(view);
            let method = Method::Human;
            let translation = Translation { schema: SCHEMA, what, method, translator: None, title, text };
            Some((what, Content::Translation(translation)))
        }
        _ => None,
    }
}

/// The title of a thread, and all that is said in it to be translated.
fn original(view: &Thread) -> (Texts, Texts) {
    match view {
        Thread::Proposal(view) => (view.proposal.title.clone(), view.text().clone()),
        Thread::Declaration(view) => (view.declaration.title.clone(), view.text().clone()),
        Thread::Feedback(view) => (view.feedback.title.clone(), view.feedback.text.clone()),
        Thread::Notice(view) => {
            let parts = view.notice.info.iter().flat_map(|info| [&info.description, &info.instruction]);
            (view.notice.title().clone(), joined(parts))
        }
        Thread::Agenda(view) => {
            let items = view.agenda.items.iter().map(|item| &item.title);
            (view.agenda.title.clone(), joined([&view.agenda.summary].into_iter().chain(items)))
        }
        Thread::Opaque { .. } => (Texts::default(), Texts::default()),
    }
}

/// Several texts as one, with a blank line between.
fn joined<'a>(parts: impl Iterator<Item = &'a Texts>) -> Texts {
    let mut whole = Texts::default();
    for (language, part) in parts.flat_map(|texts| &texts.0) {
        let text: &mut String = whole.0.entry(language.clone()).or_default();
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(part);
    }
    whole
}

/// What the proposer committed itself and others to, as it said it.
fn commitment(whole: &Implementation) -> Commitment {
    let task = |item: &ItemEntry| Task {
        text: item.text.clone(),
        // Who says nobody means itself.
        who: Some(item.who.clone()).filter(|who| *who != whole.source.institution),
        due: Some(item.due),
        papers: item.papers.clone(),
    };
    Commitment {
        schema: SCHEMA,
        result: whole.result.clone(),
        office: whole.office.clone(),
        items: whole.items.iter().map(task).collect(),
        review: whole.review,
    }
}

fn revision(text: &Texts) -> Content {
    let (accepts, declines, note) = (Vec::new(), Vec::new(), Texts::default());
    Content::Revision(Revision { schema: SCHEMA, text: text.clone(), accepts, declines, note })
}

/// The institutions that a content names: they are known where they are no members any more.
#[must_use]
pub fn named(content: &Content) -> BTreeSet<&InstitutionId> {
    match content {
        Content::NoticeUpdate(notice) => notice.asked.iter().collect(),
        Content::AgendaUpdate(agenda) => agenda
            .invited
            .iter()
            .chain(agenda.items.iter().filter_map(|item| item.presenter.as_ref()))
            .collect(),
        Content::Minutes(minutes) => {
            minutes.attended.iter().chain(minutes.tasks.iter().filter_map(|task| task.who.as_ref())).collect()
        }
        Content::Commitment(whole) => whole.items.iter().filter_map(|task| task.who.as_ref()).collect(),
        _ => BTreeSet::new(),
    }
}

/// What was there in the minute of an instant that was typed, to the millisecond; else that instant.
#[must_use]
pub fn exact(at: Millis, before: impl IntoIterator<Item = Millis>) -> Millis {
    const MINUTE_MS: u64 = 60_000;
    before.into_iter().find(|old| old.0 / MINUTE_MS == at.0 / MINUTE_MS).unwrap_or(at)
}

/// What a list says in the order in which it stood, where it still names the same.
#[must_use]
pub fn in_order<T: Ord + Clone>(new: Vec<T>, before: &[T]) -> Vec<T> {
    let same = new.iter().collect::<BTreeSet<_>>() == before.iter().collect::<BTreeSet<_>>();
    if same { before.to_vec() } else { new }
}
