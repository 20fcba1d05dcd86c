//! Agendas as calendars.

use super::{
    Api,
    filter::Filter,
    formats::{best, name},
    problem::{Failure, shorten},
    read::{Shelf, parsed, path_id},
};
use crate::{
    formats::ical::{self, Address, Invitation, Meeting, Wanted},
    places,
};
use axum::{
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_protocol::{
    content::Kind,
    id::Language,
    message::Message,
    roster::Scope,
    views::{AgendaState, AgendaView, Thread},
};
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;

/// Agendas of one feed.
const FEED_MAX: usize = 200;
/// Addresses of one invitation.
const INVITED_MAX: usize = 100;

/// What a calendar may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarQuery {
    language: Option<String>,
    day: Option<String>,
    invite: Option<String>,
    organizer: Option<String>,
}

/// What a feed of calendars may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedQuery {
    language: Option<String>,
}

/// `GET /v1/messages/{id}/ics`: the agenda of a thread as a calendar.
pub async fn one(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<CalendarQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let (id, query) = (path_id(id)?, parsed(query)?);
    let day = query.day.as_deref().map(|day| {
        let text = format!("day={}: no date", shorten(day));
        day.parse::<Date>().map_err(|_| Failure::bad_request(text, "give one such as 2026-12-01"))
    });
    let wanted = Wanted {
        languages: languages(query.language.as_deref())?,
        day: day.transpose()?,
        invitation: invitation(query.invite.as_deref(), query.organizer.as_deref())?,
    };
    let look = api.handle().look().await?;
    let text = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let view = agenda(&shelf, &shelf.root_of(&id)?)?.ok_or_else(|| {
            let text = "the message stands in no thread of an agenda that this node shows";
            Failure::bad_request(text, "calendars have agendas alone: see `GET /v1/messages?kind=agenda`")
        })?;
        let days = ical::days(&view.agenda);
        if let Some(day) = wanted.day.filter(|day| !days.contains(day)) {
            let days: Vec<String> = days.iter().take(40).map(ToString::to_string).collect();
            let text = format!("the meeting has no {day}");
            return Err(Failure::bad_request(text, &format!("give one of {}", days.join(", "))));
        }
        let title = view.agenda.title.best(&wanted.languages).map(|(_, text)| text.to_owned());
        Ok(ical::write(&title.unwrap_or_default(), &[meeting(&shelf, view)], &wanted))
    });
    Ok(([(CONTENT_TYPE, ical::MEDIA_TYPE)], text.await?).into_response())
}

/// `GET /v1/agendas.ics`: all agendas, to be subscribed to.
pub async fn feed(
    State(api): State<Api>,
    query: Result<Query<FeedQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let wanted = Wanted { languages: languages(parsed(query)?.language.as_deref())?, ..Wanted::default() };
    let look = api.handle().look().await?;
    let text = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let mut meetings = Vec::new();
        for root in shelf.newest(&Filter::of(Kind::Agenda), FEED_MAX)? {
            meetings.extend(agenda(&shelf, &root)?.map(|view| meeting(&shelf, view)));
        }
        Ok(ical::write(&best(look.authority.name()), &meetings, &wanted))
    });
    Ok(([(CONTENT_TYPE, ical::MEDIA_TYPE)], text.await?).into_response())
}

/// What an agenda's thread adds up to; none where it is none or cannot be shown.
fn agenda(shelf: &Shelf<'_>, root: &Message) -> Result<Option<AgendaView>, Failure> {
    Ok(match shelf.shown_thread(root)?.0 {
        Thread::Agenda(view) => Some(*view),
        _ => None,
    })
}

fn meeting(shelf: &Shelf<'_>, view: AgendaView) -> Meeting {
    let agenda = view.agenda;
    let place = agenda.place.as_ref().and_then(|place| places::municipality(place.as_str()));
    let who = |id| best(&name(shelf, id));
    Meeting {
        id: view.source.id,
        written: view.life.changed.unwrap_or(view.source.created),
        sequence: view.life.sequence,
        cancelled: view.life.state == AgendaState::Cancelled,
        host: name(shelf, &agenda.host),
        place: place.map(|place| place.name.clone()).unwrap_or_default(),
        point: place.and_then(|place| place.point),
        presenters: agenda.items.iter().map(|i| i.presenter.as_ref().map(who).unwrap_or_default()).collect(),
        zones: zones(shelf, &agenda.time_zone),
        agenda,
    }
}

/// The venue's clock, and that of each country whose clock is another.
fn zones(shelf: &Shelf<'_>, venue: &str) -> Vec<TimeZone> {
    let chambers = shelf.look.authority.scope_state(&Scope::Federation).map(|state| &state.chambers);
    let countries = chambers.into_iter().flat_map(|chambers| chambers.keys());
    let of = countries.filter_map(|country| places::zone_of(&country.to_string().to_ascii_uppercase()));
    let mut zones: Vec<TimeZone> = Vec::new();
    for name in [venue.to_owned()].into_iter().chain(of) {
        // A zone that this machine does not know is shown as UTC, under that name.
        let zone = TimeZone::get(&name).unwrap_or(TimeZone::UTC);
        if !zones.iter().any(|known| known.iana_name() == zone.iana_name()) {
            zones.push(zone);
        }
    }
    zones
}

/// Whom a calendar invites.
fn invitation(invite: Option<&str>, organizer: Option<&str>) -> Result<Option<Invitation>, Failure> {
    let invite = match (invite, organizer) {
        (Some(invite), _) => invite,
        (None, None) => return Ok(None),
        (None, Some(_)) => {
            let text = "organizer: nobody is invited";
            return Err(Failure::bad_request(text, "say whom with `invite`, or leave it out"));
        }
    };
    let address = |name: &str, text: &str| {
        let wrong = format!("{name}={}: no mail address", shorten(text));
        let remedy = "give one such as secretaria@ejemplo.mx";
        text.trim().parse::<Address>().map_err(|()| Failure::bad_request(wrong, remedy))
    };
    let organizer = organizer.ok_or_else(|| {
        let text = "organizer: missing, and an invitation says who takes the answers";
        Failure::bad_request(text, "give a mail address")
    })?;
    let attendees: Vec<Address> =
        invite.split(',').map(|text| address("invite", text)).collect::<Result<_, _>>()?;
    if attendees.len() > INVITED_MAX {
        let text = format!("invite: {} addresses, more than {INVITED_MAX}", attendees.len());
        return Err(Failure::bad_request(text, "invite them in parts"));
    }
    Ok(Some(Invitation { organizer: address("organizer", organizer)?, attendees }))
}

/// The language that is asked for.
pub(super) fn languages(tag: Option<&str>) -> Result<Vec<Language>, Failure> {
    let parsed = tag.map(|tag| {
        tag.parse().map_err(|_| {
            let text = format!("language={}: no language tag", shorten(tag));
            Failure::bad_request(text, "give one such as es or pt-BR")
        })
    });
    Ok(parsed.transpose()?.into_iter().collect())
}
