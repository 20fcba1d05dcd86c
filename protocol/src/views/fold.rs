//! The folds: a root and its replies to what they add up to.

use super::{
    AckEntry, CommentEntry, Context, NoticeState, NoticeView, Source, Thread,
    closing::fold_proposal,
    declaration::fold_declaration,
    feedback::fold_feedback,
    meeting,
    recipients::{Hands, asked, clock},
    replies::{Replies, Reply, last_by_institution},
    translations::translations,
};
use crate::{
    bounds::{COMMENT_DEPTH_MAX, RESPONSE_DEFAULT_MS},
    content::{AckState, CapStatus, Comment, Content, Kind, Notice, Severity},
    id::{InstitutionId, MessageId, Millis, PublicKey},
    message::Message,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a thread adds up to. The result depends on which messages there are, never on their
/// order; replies that do not belong to `root`, are void or are not due are left out.
#[must_use]
pub fn thread(root: &Message, replies: &[Message], context: &Context<'_>) -> Thread {
    let source = context.source(root);
    let opaque = |reason: &str| Thread::Opaque {
        source: source.clone(),
        kind: root.details().map(|d| d.kind),
        reason: reason.to_owned(),
    };
    if let Some(reason) = context.hidden(root) {
        return opaque(reason);
    }
    if root.details().is_none_or(|d| Kind::from_number(d.kind).is_none()) {
        return opaque("unknown_kind");
    }
    let Replies { shown: replies, cut_off, without_root } = Replies::of(root, replies, context);
    if without_root {
        return opaque("erased");
    }
    let content = match root.content() {
        None => return opaque("no_body"),
        Some(Err(_)) => return opaque("malformed"),
        Some(Ok(content)) => content,
    };
    let translated = translations(&replies);
    let mut thread = match content {
        Content::Proposal(proposal) => {
            Thread::Proposal(Box::new(fold_proposal(source, proposal, replies, cut_off, context)))
        }
        Content::Notice(notice) => {
            let author = root.log().key;
            Thread::Notice(Box::new(fold_notice((source, author), notice, replies, context)))
        }
        Content::Agenda(agenda) => {
            Thread::Agenda(Box::new(meeting::fold_agenda(source, agenda, replies, context)))
        }
        Content::Declaration(declaration) => {
            let view = fold_declaration(source, declaration, replies, cut_off, context);
            Thread::Declaration(Box::new(view))
        }
        Content::Feedback(feedback) => {
            Thread::Feedback(Box::new(fold_feedback(source, feedback, replies, context)))
        }
        _ => opaque("not_a_thread"),
    };
    thread.translate(translated);
    thread
}

/// The devices of a notice's institution that have signed it, or acknowledged or revised it.
fn devices(author: PublicKey, source: &Source, replies: &[Reply]) -> BTreeSet<PublicKey> {
    let looked = |content: &Content| matches!(content, Content::Ack(_) | Content::NoticeUpdate(_));
    let own = replies.iter().filter(|reply| {
        reply.source.institution == source.institution && !reply.source.disputed && looked(&reply.content)
    });
    own.map(|reply| reply.log.key).chain([author]).collect()
}

fn fold_notice(
    (source, author): (Source, PublicKey),
    first: Notice,
    replies: Vec<Reply>,
    context: &Context<'_>,
) -> NoticeView {
    let comments = comments(&replies);
    let hands = Hands::of(&replies, Kind::Ack);
    let by_author = |reply: &Source| reply.institution == source.institution;
    let mut acks = Vec::new();
    let mut revisions = Vec::new();
    let mut cancels = Vec::new();
    let signed = devices(author, &source, &replies);
    for Reply { source: reply, content, .. } in replies {
        match content {
            Content::Ack(ack) => acks.push((reply, ack)),
            Content::NoticeUpdate(update) if by_author(&reply) => revisions.push((reply, update)),
            Content::NoticeCancel(cancel) if by_author(&reply) => cancels.push((reply, cancel.reason)),
            _ => {}
        }
    }
    let counted = cancels.iter().find(|(cancel, _)| !cancel.disputed).cloned();
    let end = counted.as_ref().map(|(cancel, _)| (cancel.created, cancel.id));
    let updates: Vec<Source> = revisions.iter().map(|(update, _)| update.clone()).collect();
    // A cancellation is the last word: what the author dates after it revives nothing.
    let revision = revisions
        .into_iter()
        .rfind(|(update, _)| !update.disputed && end.is_none_or(|end| (update.created, update.id) < end));
    let first_respond_by = first.respond_by;
    let current = revision.as_ref().map_or(source.id, |(update, _)| update.id);
    let notice = revision.map_or(first, |(_, update)| update);
    let state = match (&counted, notice.expires()) {
        (Some(_), _) => NoticeState::Cancelled,
        (None, Some(expires)) if expires <= context.now => NoticeState::Expired,
        _ => NoticeState::Active,
    };
    // An update that sets no time keeps the one that is running.
    let respond_by =
        notice.respond_by.or(first_respond_by).unwrap_or(source.created.plus(RESPONSE_DEFAULT_MS));
    let asked = asked(&notice.asked, Kind::Ack, &source, context);
    let acks = rows(source.created, acks);
    let hands = hands.until(counted.as_ref().map(|(cancel, _)| cancel.created));
    let clock = clock(respond_by, asked, &hands, &source, context.now);
    let cancelled = counted.or_else(|| cancels.into_iter().next());
    let grave = notice.status == CapStatus::Actual && notice.severity() == Severity::Extreme;
    let awaits_second = grave && signed.len() < 2 && context.authority.four_eyes();
    NoticeView {
        source,
        notice,
        state,
        awaits_second,
        current,
        updates,
        cancelled,
        clock,
        acks,
        comments,
        translations: Vec::new(),
    }
}

/// One row an institution: its last state, when it first said each, and how long its first took.
fn rows(noticed: Millis, acks: Vec<(Source, crate::content::Ack)>) -> Vec<AckEntry> {
    let mut steps: BTreeMap<(InstitutionId, bool), BTreeMap<AckState, Millis>> = BTreeMap::new();
    for (source, ack) in &acks {
        let of = steps.entry((source.institution.clone(), source.disputed)).or_default();
        of.entry(ack.state).or_insert(source.created);
    }
    let rows = last_by_institution(acks, |(source, _)| source);
    rows.into_iter()
        .map(|(source, ack)| {
            let steps = steps.remove(&(source.institution.clone(), source.disputed)).unwrap_or_default();
            let first = steps.values().min().copied().unwrap_or(source.created);
            let time_to_ack_ms = first.0.saturating_sub(noticed.0);
            AckEntry { source, state: ack.state, note: ack.note, first, time_to_ack_ms, steps }
        })
        .collect()
}

/// Comments, each before what answers it, beside each other in order of time.
pub(super) fn comments(replies: &[Reply]) -> Vec<CommentEntry> {
    let said = replies.iter().filter_map(|reply| match &reply.content {
        Content::Comment(comment) => Some((&reply.source, comment)),
        _ => None,
    });
    let said: Vec<(&Source, &Comment)> = said.collect();
    let known: BTreeSet<MessageId> = said.iter().map(|(source, _)| source.id).collect();
    let mut below: BTreeMap<Option<MessageId>, Vec<CommentEntry>> = BTreeMap::new();
    // The last ones first, as they are taken off a pile. An id is a hash, so nothing answers itself.
    for (source, comment) in said.into_iter().rev() {
        let answers = comment.answers.filter(|id| known.contains(id));
        let (source, text) = (source.clone(), comment.text.clone());
        below.entry(answers).or_default().push(CommentEntry { source, text, answers, depth: 0 });
    }
    let mut pile = below.remove(&None).unwrap_or_default();
    let mut ordered = Vec::new();
    while let Some(entry) = pile.pop() {
        let depth = entry.depth.saturating_add(1).min(COMMENT_DEPTH_MAX);
        let answers = below.remove(&Some(entry.source.id)).unwrap_or_default();
        pile.extend(answers.into_iter().map(|answer| CommentEntry { depth, ..answer }));
        ordered.push(entry);
    }
    ordered
}
