//! Whose turn it is to host a meeting.

use super::{Api, filter::Filter, problem::Failure, read::Shelf};
use axum::{Json, extract::State};
use cabildo_client::api::{HostRow, HostedMeeting, HostsInfo, SCHEMA};
use cabildo_protocol::{
    content::Kind,
    id::{InstitutionId, Millis},
    views::{AgendaState, AgendaView, Thread},
};
use std::collections::BTreeMap;

/// Agendas that one answer looks at: the newest.
const THREADS_MAX: usize = 2000;

/// `GET /v1/hosts`.
pub async fn list(State(api): State<Api>) -> Result<Json<HostsInfo>, Failure> {
    let look = api.handle().look().await?;
    api.read(move |api| of(&Shelf::new(api, &look))).await.map(Json)
}

fn of(shelf: &Shelf<'_>) -> Result<HostsInfo, Failure> {
    let (roots, more) = shelf.newest_of(&Filter::of(Kind::Agenda), THREADS_MAX)?;
    let mut meetings: Vec<AgendaView> = Vec::new();
    for root in roots {
        if let Thread::Agenda(view) = shelf.shown_thread(&root)?.0 {
            meetings.push(*view);
        }
    }
    let authority = &shelf.look.authority;
    let members = authority.who_may(Kind::Rsvp);
    Ok(HostsInfo {
        schema: SCHEMA,
        now: shelf.now,
        hosts: turns(members.cloned(), meetings, shelf.now),
        more,
    })
}

/// A row a member and a host, whose turn it is first.
fn turns(
    members: impl Iterator<Item = InstitutionId>,
    mut meetings: Vec<AgendaView>,
    now: Millis,
) -> Vec<HostRow> {
    let row =
        |institution: InstitutionId| HostRow { institution, hosted: 0, last: None, next: None, named: false };
    let mut rows: BTreeMap<InstitutionId, HostRow> = members.map(|id| (id.clone(), row(id))).collect();
    meetings.retain(|view| view.life.state != AgendaState::Cancelled && !view.source.disputed);
    meetings.sort_by_key(|view| (view.agenda.starts, view.source.id));
    let named = meetings.last().and_then(|view| view.agenda.next_host.clone());
    for view in meetings {
        let host = view.agenda.host;
        let of = rows.entry(host.clone()).or_insert_with(|| row(host));
        let meeting =
            HostedMeeting { id: view.source.id, title: view.agenda.title, starts: view.agenda.starts };
        if view.agenda.ends <= now {
            of.hosted = of.hosted.saturating_add(1);
            of.last = Some(meeting);
        } else {
            of.next.get_or_insert(meeting);
        }
    }
    if let Some(named) = named {
        rows.entry(named.clone()).or_insert_with(|| row(named)).named = true;
    }
    let mut rows: Vec<HostRow> = rows.into_values().collect();
    let starts = |meeting: &Option<HostedMeeting>| meeting.as_ref().map(|meeting| meeting.starts);
    rows.sort_by_key(|row| (!row.named, row.next.is_none(), starts(&row.next), starts(&row.last)));
    rows
}
