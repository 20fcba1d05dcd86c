//! What others will see of what is being written: drawn as every thread is.

use super::{ink::Row, page::Page, reader, words::Words};
use crate::model::{
    Model, Reader,
    sheet::{Sheet, build},
};
use cabildo_client::{
    api::{MessageDetail, MessageInfo, SCHEMA},
    lang::Arg,
};
use cabildo_protocol::{
    bounds::RESPONSE_DEFAULT_MS,
    content::{Amendment, Commitment, Content, Declaration, ItemState, Revision, Step, Task, Translation},
    id::{Country, InstitutionId, LogId, MessageId, Millis, PublicKey},
    roster::InstitutionKind,
    text::Texts,
    views::{
        AgendaLife, AgendaState, AgendaView, AmendmentEntry, AmendmentState, Clock, Close, CountrySignatures,
        DeclarationState, DeclarationView, FeedbackState, FeedbackView, Implementation, ItemEntry,
        NoticeState, NoticeView, ProgressEntry, ProposalView, Recipient, RequestState, RevisionEntry, Source,
        Stage, StepEntry, Thread, TranslationEntry,
    },
};
use std::collections::BTreeMap;

/// What others will see, in one of the languages: drawn as every thread is.
#[must_use]
pub fn page(model: &Model, sheet: &Sheet, language: usize, width: u16) -> Page {
    let content = build::check(model, sheet.key, &sheet.filled).content;
    let Some(language) = sheet.filled.languages.get(language) else { return Page::new(width) };
    let mut reading = model.clone();
    reading.languages = vec![language.clone()];
    let words = Words::new(&reading);
    if let Content::Position(position) = &content {
        let mut page = Page::new(width);
        page.row("stance", Row::new().put(&words.word("stance", &position.stance), words.style.strong()), 0);
        page.text("reason", &words.text(&position.reason), 0, words.style.plain());
        if let Some(mandate) = &position.mandate {
            let text = words.with("tui-mandate", &[("act", Arg::from(mandate))]);
            page.row("mandate", Row::new().put(&text, words.style.plain()), 0);
        }
        return page;
    }
    if let Some(view) = model.thread(sheet.key.thread).and_then(|view| after(&reading, view, &content)) {
        return read(&reading, view, width);
    }
    if !content.kind().begins_thread() {
        let mut page = Page::new(width);
        page.text("reason", &words.text(content.title()), 0, words.style.plain());
        return page;
    }
    as_read(&reading, content, width)
}

/// What begins a thread, as its readers will see it.
pub fn as_read(model: &Model, content: Content, width: u16) -> Page {
    let Some(source) = source(model) else { return Page::new(width) };
    let detail = detail(model, source, content);
    shown(model, detail, width)
}

/// Who writes it, and when: just before now, so that it is no moment of the future.
fn source(model: &Model) -> Option<Source> {
    Some(Source {
        id: MessageId([0; 32]),
        institution: model.institution()?.clone(),
        created: Millis(model.now.0.saturating_sub(1)),
        disputed: false,
    })
}

fn shown(model: &Model, detail: MessageDetail, width: u16) -> Page {
    let reader =
        Reader { id: detail.info.id, detail: Some(Box::new(detail)), failure: None, top: Default::default() };
    reader::page(Words::new(model), &reader, width)
}

/// A thread as it is read, with what is being written in it.
fn read(model: &Model, view: Thread, width: u16) -> Page {
    let Some(reader) = &model.reader else { return Page::new(width) };
    let Some(detail) = &reader.detail else { return Page::new(width) };
    shown(model, MessageDetail { view: Some(view), ..(**detail).clone() }, width)
}

/// A thread with what is being written in it; none where that is better read alone.
fn after(model: &Model, view: &Thread, content: &Content) -> Option<Thread> {
    let mut view = view.clone();
    let source = source(model)?;
    match (&mut view, content) {
        (view, Content::Translation(translation)) => translated(view, source, translation)?,
        (Thread::Notice(view), Content::NoticeUpdate(notice)) => {
            view.notice = notice.clone();
            view.state = match notice.expires().is_some_and(|at| at <= model.now) {
                true => NoticeState::Expired,
                false => NoticeState::Active,
            };
        }
        (Thread::Declaration(view), Content::Revision(revision)) => {
            view.current = source.id;
            view.revisions.push(revised(source, revision));
        }
        (Thread::Proposal(view), content) => proposal(view, source, content, model.now)?,
        (Thread::Agenda(view), content) => agenda(view, source, content)?,
        (Thread::Feedback(view), Content::FollowUp(said)) => {
            view.state = match said.step {
                Step::Reply => FeedbackState::Answered,
                Step::Action => FeedbackState::Acting,
                Step::Close => FeedbackState::Closed,
                Step::Reopen => FeedbackState::Reopened,
            };
            let after_ms = source.created.0.saturating_sub(view.source.created.0);
            let (step, text, papers) = (said.step, said.text.clone(), said.papers.clone());
            view.steps.push(StepEntry { source, step, text, papers, after_ms });
        }
        _ => return None,
    }
    Some(view)
}

fn revised(source: Source, revision: &Revision) -> RevisionEntry {
    let Revision { text, accepts, declines, note, .. } = revision.clone();
    RevisionEntry { source, text, accepts, declines, note }
}

fn proposal(view: &mut ProposalView, source: Source, content: &Content, now: Millis) -> Option<()> {
    match content {
        Content::Revision(revision) => {
            for entry in &mut view.amendments {
                if revision.accepts.contains(&entry.source.id) {
                    entry.state = AmendmentState::Accepted;
                } else if revision.declines.contains(&entry.source.id) {
                    entry.state = AmendmentState::Declined;
                }
            }
            view.close.revisions.push(revised(source, revision));
        }
        Content::Amendment(amendment) => {
            let Amendment { amends, text, reason, .. } = amendment.clone();
            let (state, moved_on) = (AmendmentState::Proposed, false);
            view.amendments.push(AmendmentEntry { source, amends, text, reason, state, moved_on });
        }
        Content::Commitment(whole) => {
            view.implementation = Some(implementation(view.implementation.take(), source, whole));
            view.close.stage = Stage::Implementing;
        }
        Content::Progress(progress) => {
            let items = view.implementation.iter_mut().flat_map(|whole| &mut whole.items);
            for item in items.filter(|item| item.item == progress.item) {
                let (state, text) = (progress.state, progress.text.clone());
                (item.state, item.overdue) = (state, state.is_pending() && item.due < now);
                item.progress.push(ProgressEntry { source: source.clone(), state, text });
            }
        }
        _ => return None,
    }
    Some(())
}

fn agenda(view: &mut AgendaView, source: Source, content: &Content) -> Option<()> {
    match content {
        Content::AgendaUpdate(agenda) => {
            for entry in &mut view.requests {
                if agenda.items.iter().any(|item| item.request == Some(entry.source.id)) {
                    entry.state = RequestState::Taken;
                } else if agenda.declines.contains(&entry.source.id) {
                    entry.state = RequestState::Declined;
                }
            }
            view.agenda = agenda.clone();
        }
        Content::Minutes(minutes) => {
            view.life.state = AgendaState::Held;
            view.life.minutes = Some((source, minutes.clone()));
        }
        _ => return None,
    }
    Some(())
}

/// A commitment; an item that says what it said stays as far as it was.
fn implementation(before: Option<Implementation>, source: Source, whole: &Commitment) -> Implementation {
    let proposer = source.institution.clone();
    let mut old = before.map(|before| before.items).unwrap_or_default().into_iter();
    let entry = |(n, task): (u32, &Task)| {
        let who = task.who.clone().unwrap_or(proposer.clone());
        let same = old.next().filter(|old| old.text == task.text && old.who == who);
        ItemEntry {
            item: n,
            text: task.text.clone(),
            who,
            due: task.due.unwrap_or_default(),
            papers: task.papers.clone(),
            state: same.as_ref().map_or(ItemState::Open, |old| old.state),
            overdue: same.as_ref().is_some_and(|old| old.overdue && Some(old.due) == task.due),
            progress: same.map(|old| old.progress).unwrap_or_default(),
        }
    };
    Implementation {
        source,
        result: whole.result.clone(),
        office: whole.office.clone(),
        items: (1..).zip(&whole.items).map(entry).collect(),
        review: whole.review,
        review_due: false,
        before: Vec::new(),
    }
}

/// A thread that holds nothing yet but its first message.
fn detail(model: &Model, source: Source, content: Content) -> MessageDetail {
    let author = source.institution.clone();
    let asked = |by: Option<Millis>, named: &[InstitutionId]| {
        // Nobody asks itself.
        let other = |id: &InstitutionId| *id != author;
        let all = model.members.values().filter(|m| m.kind != InstitutionKind::Relay && other(&m.id));
        let asked: Vec<_> =
            if named.is_empty() { all.map(|member| member.id.clone()).collect() } else { named.to_vec() };
        let respond_by = by.unwrap_or_else(|| model.now.plus(RESPONSE_DEFAULT_MS));
        let recipients = asked.into_iter().map(|id| Recipient::new(id, respond_by)).collect();
        Clock { respond_by, over: false, recipients }
    };
    let title = content.title().clone();
    let kind = content.kind().name().to_owned();
    let info = MessageInfo {
        id: source.id,
        kind,
        institution: source.institution.clone(),
        log: LogId { key: model.key.unwrap_or(PublicKey::ed25519([0; 32])), lane: content.kind().lane() },
        seq: 0,
        created: model.now,
        thread: source.id,
        disputed: false,
        held: false,
        exercise: false,
        title,
    };
    let view = begun(source, content, asked);
    MessageDetail {
        schema: SCHEMA,
        info,
        content: None,
        view: Some(view),
        theme: Texts::default(),
        delivery: None,
        attachments: Vec::new(),
        hidden: 0,
        now: model.now,
    }
}

/// A view in which nobody has said anything yet.
fn begun(
    source: Source,
    content: Content,
    asked: impl Fn(Option<Millis>, &[InstitutionId]) -> Clock,
) -> Thread {
    match content {
        Content::Proposal(proposal) => Thread::Proposal(Box::new(ProposalView {
            clock: asked(proposal.respond_by, &proposal.asked),
            source,
            proposal,
            positions: Vec::new(),
            late: Vec::new(),
            tally: BTreeMap::new(),
            comments: Vec::new(),
            close: Close::default(),
            amendments: Vec::new(),
            implementation: None,
            translations: Vec::new(),
        })),
        Content::Agenda(agenda) => Thread::Agenda(Box::new(AgendaView {
            clock: asked(agenda.respond_by, &agenda.invited),
            source,
            agenda,
            answers: Vec::new(),
            in_person: 0,
            remote: 0,
            access: BTreeMap::new(),
            requests: Vec::new(),
            comments: Vec::new(),
            life: AgendaLife::default(),
            translations: Vec::new(),
        })),
        Content::Notice(notice) => Thread::Notice(Box::new(NoticeView {
            clock: asked(notice.respond_by, &notice.asked),
            current: source.id,
            source,
            notice,
            state: NoticeState::Active,
            awaits_second: false,
            updates: Vec::new(),
            cancelled: None,
            acks: Vec::new(),
            comments: Vec::new(),
            translations: Vec::new(),
        })),
        Content::Declaration(declaration) => declared(source, declaration, asked),
        Content::Feedback(feedback) => Thread::Feedback(Box::new(FeedbackView {
            clock: asked(feedback.respond_by, std::slice::from_ref(&feedback.asked)),
            source,
            feedback,
            state: FeedbackState::Open,
            steps: Vec::new(),
            withdrawn: None,
            set_aside: Vec::new(),
            comments: Vec::new(),
            translations: Vec::new(),
        })),
        other => {
            Thread::Opaque { source, kind: Some(other.kind() as u16), reason: "not_a_thread".to_owned() }
        }
    }
}

/// A declaration that nobody has signed yet.
fn declared(
    source: Source,
    declaration: Declaration,
    asked: impl Fn(Option<Millis>, &[InstitutionId]) -> Clock,
) -> Thread {
    let clock = asked(declaration.respond_by, &declaration.asked);
    let of = |country: &Country| {
        let ids = clock.recipients.iter().map(|recipient| &recipient.institution);
        ids.filter(|id| id.country() == *country).cloned().collect()
    };
    let country = |(country, required): (&Country, &u32)| CountrySignatures {
        country: country.clone(),
        required: *required,
        signed: Vec::new(),
        missing: of(country),
    };
    Thread::Declaration(Box::new(DeclarationView {
        countries: declaration.required.iter().map(country).collect(),
        current: source.id,
        source,
        declaration,
        state: DeclarationState::Open,
        in_force_since: None,
        revisions: Vec::new(),
        clock,
        signatures: Vec::new(),
        late: Vec::new(),
        withdrawn: None,
        set_aside: Vec::new(),
        comments: Vec::new(),
        translations: Vec::new(),
    }))
}

/// A thread with one more translation, before all others.
fn translated(view: &mut Thread, source: Source, translation: &Translation) -> Option<()> {
    let Translation { what, method, translator, title, text, .. } = translation.clone();
    let language = translation.language()?.clone();
    let entry = TranslationEntry { source, what, language, method, translator, title, text, stale: false };
    let all = match view {
        Thread::Proposal(view) => &mut view.translations,
        Thread::Notice(view) => &mut view.translations,
        Thread::Agenda(view) => &mut view.translations,
        Thread::Declaration(view) => &mut view.translations,
        Thread::Feedback(view) => &mut view.translations,
        Thread::Opaque { .. } => return None,
    };
    all.insert(0, entry);
    Some(())
}
