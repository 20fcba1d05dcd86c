//! The fold of an agenda: its versions, who comes, and what became of it.

use super::{
    AgendaLife, AgendaState, AgendaView, Context, RsvpEntry, Source,
    fold::comments,
    recipients::{Hands, asked, clock},
    replies::{Reply, last_by_institution, last_of_each},
};
use crate::{
    bounds::{ITEM_REQUESTS_MAX, RESPONSE_DEFAULT_MS},
    content::{AccessNeed, Agenda, Attendance, Content, ItemRequest, Kind, Minutes},
    id::MessageId,
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of a request for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// The agenda says nothing of it.
    Open,
    /// An item takes it up.
    Taken,
    /// It is not taken up.
    Declined,
}

impl RequestState {
    /// Its name in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Declined => "declined",
        }
    }
}

/// A request for an item of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRequestEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// One line.
    pub title: Texts,
    /// What for.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub text: Texts,
    /// How long, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Messages that it deals with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
    /// What the agenda, as it is now, makes of it.
    pub state: RequestState,
}

pub(super) fn fold_agenda(
    source: Source,
    first: Agenda,
    replies: Vec<Reply>,
    context: &Context<'_>,
) -> AgendaView {
    let comments = comments(&replies);
    let hands = Hands::of(&replies, Kind::Rsvp);
    let by_author = |reply: &Source| reply.institution == source.institution;
    let (mut revisions, mut cancels, mut minutes) = (vec![], vec![], vec![]);
    let (mut answers, mut requested) = (vec![], vec![]);
    for Reply { source: reply, content, .. } in replies {
        match content {
            Content::AgendaUpdate(agenda) if by_author(&reply) => revisions.push((reply, agenda)),
            Content::AgendaCancel(cancel) if by_author(&reply) => cancels.push((reply, cancel.reason)),
            Content::Minutes(c) if by_author(&reply) => minutes.push((reply, c)),
            Content::ItemRequest(c) => requested.push((reply, c)),
            Content::Rsvp(c) => answers.push(RsvpEntry {
                source: reply,
                attendance: c.attendance,
                people: c.people,
                access: c.access,
                languages: c.languages,
                note: c.note,
            }),
            _ => {}
        }
    }
    let first_respond_by = first.respond_by;
    let (agenda, mut life) = life(first, revisions, cancels, minutes);
    if life.state == AgendaState::Upcoming && context.now >= agenda.ends {
        life.state = AgendaState::Over;
    }
    let answers = last_by_institution(answers, |a: &RsvpEntry| &a.source);
    let counted = || answers.iter().filter(|a| !a.source.disputed);
    let people = |attendance| -> u64 {
        counted().filter(|a| a.attendance == attendance).map(|a| u64::from(a.people)).sum()
    };
    let (in_person, remote) = (people(Attendance::InPerson), people(Attendance::Remote));
    let mut access: BTreeMap<AccessNeed, u64> = BTreeMap::new();
    let comes = |a: &&RsvpEntry| matches!(a.attendance, Attendance::InPerson | Attendance::Remote);
    for (need, people) in counted().filter(comes).flat_map(|a| &a.access) {
        *access.entry(*need).or_default() += u64::from(*people);
    }
    let respond_by =
        agenda.respond_by.or(first_respond_by).unwrap_or(source.created.plus(RESPONSE_DEFAULT_MS));
    let asked = asked(&agenda.invited, Kind::Rsvp, &source, context);
    let cancelled = life.cancelled.as_ref().filter(|_| life.state == AgendaState::Cancelled);
    let hands = hands.until(cancelled.map(|(cancel, _)| cancel.created));
    let clock = clock(respond_by, asked, &hands, &source, context.now);
    let requests = requests(requested, &agenda);
    let translations = Vec::new();
    AgendaView {
        source,
        agenda,
        clock,
        answers,
        in_person,
        remote,
        access,
        requests,
        comments,
        life,
        translations,
    }
}

/// The last requests of each institution in order of time, with what the agenda makes of them.
fn requests(all: Vec<(Source, ItemRequest)>, agenda: &Agenda) -> Vec<ItemRequestEntry> {
    let state = |id: MessageId| match () {
        () if agenda.items.iter().any(|item| item.request == Some(id)) => RequestState::Taken,
        () if agenda.declines.contains(&id) => RequestState::Declined,
        () => RequestState::Open,
    };
    let entry = |(source, asked): (Source, ItemRequest)| ItemRequestEntry {
        state: state(source.id),
        title: asked.title,
        text: asked.text,
        minutes: asked.minutes,
        papers: asked.papers,
        source,
    };
    last_of_each(all, ITEM_REQUESTS_MAX, |(source, _)| source).into_iter().map(entry).collect()
}

/// What the author says now, and what became of the meeting.
fn life(
    first: Agenda,
    revisions: Vec<(Source, Agenda)>,
    cancels: Vec<(Source, Texts)>,
    minutes: Vec<(Source, Minutes)>,
) -> (Agenda, AgendaLife) {
    let counted = cancels.iter().find(|(cancel, _)| !cancel.disputed).cloned();
    let end = counted.as_ref().map(|(cancel, _)| (cancel.created, cancel.id));
    let updates: Vec<Source> = revisions.iter().map(|(update, _)| update.clone()).collect();
    // A cancellation is the last word: what the author dates after it revives nothing.
    let stands: Vec<(Source, Agenda)> = revisions
        .into_iter()
        .filter(|(update, _)| !update.disputed && end.is_none_or(|end| (update.created, update.id) < end))
        .collect();
    let changes = stands.len() + usize::from(counted.is_some());
    let changed = stands.iter().map(|(update, _)| update).chain(counted.iter().map(|(cancel, _)| cancel));
    let changed = changed.map(|source| source.created).max();
    let minutes = minutes.into_iter().rfind(|(source, _)| !source.disputed);
    let state = match (&counted, &minutes) {
        (Some(_), _) => AgendaState::Cancelled,
        (None, Some(_)) => AgendaState::Held,
        (None, None) => AgendaState::Upcoming,
    };
    let current = stands.last().map(|(update, _)| update.id);
    let agenda = stands.into_iter().next_back().map_or(first, |(_, agenda)| agenda);
    let cancelled = counted.or_else(|| cancels.into_iter().next());
    let sequence = u32::try_from(changes).unwrap_or(u32::MAX);
    (agenda, AgendaLife { state, updates, current, sequence, changed, cancelled, minutes })
}
