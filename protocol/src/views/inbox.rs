//! The inbox: one line for a thread, and the order of the lines.

use super::{
    AckEntry, AgendaState, AgendaView, Clock, DeclarationState, DeclarationView, FeedbackState, FeedbackView,
    NoticeState, NoticeView, ProposalView, Source, Summary, Thread,
};
use crate::{
    content::{Kind, Severity},
    id::{InstitutionId, Millis},
    text::Texts,
};
use std::cmp::Ordering;

/// One line of the inbox of `me`'s institution. `last` is when something last happened in the
/// thread, `held` whether anything in it still waits for its predecessors.
#[must_use]
pub fn summary(thread: &Thread, last: Millis, held: bool, me: &InstitutionId, now: Millis) -> Summary {
    let mut line = match thread {
        Thread::Proposal(view) => proposal(view, me),
        Thread::Notice(view) => notice(view, me),
        Thread::Agenda(view) => agenda(view, me, now),
        Thread::Declaration(view) => declaration(view, me),
        Thread::Feedback(view) => feedback(view, me),
        Thread::Opaque { source, kind, reason } => opaque(source, *kind, reason),
    };
    line.held = held;
    line.last = last.max(line.source.created);
    line
}

/// The order of an inbox, the most urgent first: real notices that we have not answered, the
/// worst first; then what else waits for our answer, the nearest deadline first; then notices in
/// force; then what is open; then the rest, the newest first. A total order of different threads.
#[must_use]
pub fn by_urgency(a: &Summary, b: &Summary) -> Ordering {
    let order = rank(a).cmp(&rank(b));
    let within = match rank(a) {
        Rank::UnansweredNotice | Rank::NoticeInForce => severity(a).cmp(&severity(b)).then(deadline(a, b)),
        Rank::Unanswered | Rank::Open => deadline(a, b),
        Rank::Rest => Ordering::Equal,
    };
    order.then(within).then(b.last.cmp(&a.last)).then(a.source.id.cmp(&b.source.id))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    UnansweredNotice,
    Unanswered,
    NoticeInForce,
    Open,
    Rest,
}

fn rank(line: &Summary) -> Rank {
    let real_notice = line.kind == Some(Kind::Notice) && !line.exercise;
    match (line.open, line.ours_missing) {
        (true, true) if real_notice => Rank::UnansweredNotice,
        (true, true) => Rank::Unanswered,
        (true, false) if real_notice => Rank::NoticeInForce,
        (true, false) => Rank::Open,
        (false, _) => Rank::Rest,
    }
}

/// A severity that nobody can read yet stands before those known to be small.
fn severity(line: &Summary) -> Severity {
    line.severity.unwrap_or(Severity::Severe)
}

fn deadline(a: &Summary, b: &Summary) -> Ordering {
    let of = |line: &Summary| line.respond_by.unwrap_or(Millis(u64::MAX));
    of(a).cmp(&of(b))
}

fn blank(source: &Source, kind: Option<Kind>) -> Summary {
    Summary {
        source: source.clone(),
        kind,
        title: Texts::default(),
        severity: None,
        exercise: false,
        open: false,
        stage: None,
        next: None,
        respond_by: None,
        asked: 0,
        answered: 0,
        ours_missing: false,
        ours: None,
        held: false,
        last: source.created,
    }
}

/// What all threads with a response clock have in common.
fn timed(source: &Source, kind: Kind, clock: &Clock, open: bool, me: &InstitutionId) -> Summary {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Summary {
        open,
        respond_by: Some(clock.respond_by),
        asked: count(clock.recipients.len()),
        answered: count(clock.answered()),
        ours_missing: open && clock.awaits(me),
        ..blank(source, Some(kind))
    }
}

/// What our institution said last; a disputed answer only where there is no other.
fn ours<'a>(answers: impl Iterator<Item = (&'a Source, &'static str)>, me: &InstitutionId) -> Option<String> {
    let last = answers
        .filter(|(source, _)| source.institution == *me)
        .max_by_key(|(source, _)| (!source.disputed, source.created, source.id));
    last.map(|(_, said)| said.to_owned())
}

fn proposal(view: &ProposalView, me: &InstitutionId) -> Summary {
    let close = &view.close;
    let apart = close.left_out.iter().chain(&close.skewed).chain(&close.not_voters);
    let answers = view.positions.iter().chain(&view.late).chain(apart).map(|p| (&p.source, p.stance.name()));
    Summary {
        title: view.proposal.title.clone(),
        ours: ours(answers, me),
        stage: Some(view.close.stage),
        next: view.next_step(me),
        ..timed(&view.source, Kind::Proposal, &view.clock, view.close.stage.is_open(), me)
    }
}

fn notice(view: &NoticeView, me: &InstitutionId) -> Summary {
    let answers = view.acks.iter().map(|ack: &AckEntry| (&ack.source, ack.state.name()));
    // An all-clear is to be read, and asks nobody for anything.
    let open = view.state == NoticeState::Active && !view.notice.is_all_clear();
    Summary {
        title: view.notice.title().clone(),
        severity: Some(view.notice.severity()),
        exercise: view.notice.is_exercise(),
        ours: ours(answers, me),
        ..timed(&view.source, Kind::Notice, &view.clock, open, me)
    }
}

fn agenda(view: &AgendaView, me: &InstitutionId, now: Millis) -> Summary {
    let answers = view.answers.iter().map(|a| (&a.source, a.attendance.name()));
    let open = view.life.state == AgendaState::Upcoming && now < view.agenda.ends;
    Summary {
        title: view.agenda.title.clone(),
        ours: ours(answers, me),
        ..timed(&view.source, Kind::Agenda, &view.clock, open, me)
    }
}

fn declaration(view: &DeclarationView, me: &InstitutionId) -> Summary {
    let answers = view.signatures.iter().map(|entry| (&entry.source, entry.name()));
    let answers = answers.chain(view.late.iter().map(|entry| (&entry.source, "signed")));
    let open = view.state == DeclarationState::Open;
    // Who has signed another text, or taken its signature back, is asked as if it had not answered.
    let again = view.countries.iter().any(|country| country.missing.contains(me));
    Summary {
        title: view.declaration.title.clone(),
        ours: ours(answers, me),
        ours_missing: open && (again || view.clock.awaits(me)),
        ..timed(&view.source, Kind::Declaration, &view.clock, open, me)
    }
}

fn feedback(view: &FeedbackView, me: &InstitutionId) -> Summary {
    let answers = view.steps.iter().map(|entry| (&entry.source, entry.step.name()));
    let open = view.state.is_pending();
    // Who is asked again has to answer again.
    let again = view.state == FeedbackState::Reopened && view.feedback.asked == *me;
    Summary {
        title: view.feedback.title.clone(),
        ours: ours(answers, me),
        ours_missing: open && (again || view.clock.awaits(me)),
        ..timed(&view.source, Kind::Feedback, &view.clock, open, me)
    }
}

/// A thread whose body is still to come may ask for something: it counts as open.
fn opaque(source: &Source, kind: Option<u16>, reason: &str) -> Summary {
    let kind = kind.and_then(Kind::from_number);
    Summary { open: kind.is_some() && reason == "no_body", ..blank(source, kind) }
}
