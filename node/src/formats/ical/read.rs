//! Calendars of others: an invitation becomes the draft of an agenda, an answer the draft of an RSVP.

use super::{
    lines::{self, Calendar, IcalError, Property},
    message_of,
};
use cabildo_protocol::{
    bounds::{LAST_INSTANT_MS, PEOPLE_MAX},
    content::{Agenda, AgendaItem, Attendance, Content, Rsvp},
    id::{InstitutionId, Language, MessageId, Millis},
    sanitize,
    text::Texts,
};
use jiff::{
    Span, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::collections::BTreeMap;

/// Names of zones that one office program writes in the place of IANA's (CLDR, `windowsZones`), as far
/// as people of Mexico, Chile and their partners have them set.
const OTHER_NAMES: [(&str, &str); 14] = [
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("Mountain Standard Time (Mexico)", "America/Mazatlan"),
    ("Pacific Standard Time (Mexico)", "America/Tijuana"),
    ("Eastern Standard Time (Mexico)", "America/Cancun"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Magallanes Standard Time", "America/Punta_Arenas"),
    ("Easter Island Standard Time", "Pacific/Easter"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("Central Standard Time", "America/Chicago"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Romance Standard Time", "Europe/Paris"),
];

/// What a file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A meeting: the draft of an agenda.
    Agenda(Box<Agenda>),
    /// An answer to one of ours: the draft of an RSVP.
    Reply(Reply),
}

/// An answer to an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The agenda.
    pub about: MessageId,
    /// Who answers, as the file says; for the operator's eyes, and nowhere in the draft.
    pub from: String,
    /// The draft.
    pub rsvp: Rsvp,
}

/// Reads a file. What it does not say is the host's: its language, its clock.
///
/// # Errors
/// What is wrong, and on which line.
pub fn read(
    bytes: &[u8],
    host: &InstitutionId,
    language: &Language,
    zone: &TimeZone,
) -> Result<Taken, IcalError> {
    let calendar = lines::parse(bytes)?;
    let method = calendar.own.iter().find(|property| property.name == "METHOD");
    match method.map(|method| (method, method.value.trim().to_ascii_uppercase())) {
        Some((_, name)) if name == "REPLY" => reply(&calendar, language).map(Taken::Reply),
        Some((method, name)) if !["PUBLISH", "REQUEST", "ADD"].contains(&name.as_str()) => {
            Err(method.wrong("neither an invitation nor an answer: nothing to draft"))
        }
        _ => agenda(&calendar, host, language, zone).map(|agenda| Taken::Agenda(Box::new(agenda))),
    }
}

fn agenda(
    calendar: &Calendar,
    host: &InstitutionId,
    language: &Language,
    zone: &TimeZone,
) -> Result<Agenda, IcalError> {
    let named = |name: &str| calendar.own.iter().find(|property| property.name == name);
    let zone = named("X-WR-TIMEZONE").and_then(|own| zone_of(own.value.trim())).unwrap_or(zone.clone());
    let mut events = Vec::new();
    for event in &calendar.events {
        let event = Event::read(event, language, &zone)?;
        events.extend(event.filter(|event| !event.cancelled));
    }
    events.sort_by_key(|event| (event.starts, std::cmp::Reverse(event.ends)));
    let (Some(starts), Some(ends)) =
        (events.iter().map(|e| e.starts).min(), events.iter().map(|e| e.ends).max())
    else {
        return Err(IcalError::Empty);
    };
    let venue_zone = events.iter().find_map(|event| event.zone.clone()).unwrap_or(zone);
    let whole = whole(&events).map(|at| events.remove(at));
    let name = named("NAME").or_else(|| named("X-WR-CALNAME")).map(Property::text);
    let first = events.first().map(|event| event.title.clone()).unwrap_or_default();
    let (title, summary, venue) = match whole {
        Some(whole) => (whole.title, whole.about, whole.venue),
        None => {
            let name = name.filter(|name| !name.is_empty()).map(|name| Texts::one(language.clone(), name));
            let venue = events.iter().find(|e| !e.venue.is_empty()).map(|e| e.venue.clone());
            (name.unwrap_or(first), Texts::default(), venue.unwrap_or_default())
        }
    };
    let item = |event: Event| AgendaItem {
        title: event.title,
        starts: Some(event.starts),
        minutes: u32::try_from(event.ends.0.saturating_sub(event.starts.0).div_ceil(60_000))
            .unwrap_or(u32::MAX),
        presenter: None,
        papers: Vec::new(),
    };
    let agenda = Agenda {
        schema: 1,
        title,
        summary,
        host: host.clone(),
        place: None,
        venue,
        time_zone: venue_zone.iana_name().unwrap_or("UTC").to_owned(),
        starts,
        ends,
        items: events.into_iter().map(item).collect(),
        respond_by: None,
        invited: Vec::new(),
    };
    Content::Agenda(agenda.clone()).check()?;
    Ok(agenda)
}

/// The event that all others are parts of: the only one, or one that is longer than any other, or named
/// by them, and has them all inside.
fn whole(events: &[Event]) -> Option<usize> {
    let length = |event: &Event| event.ends.0.saturating_sub(event.starts.0);
    let around = |at: usize, whole: &Event| {
        let others = events.iter().enumerate().filter(|(n, _)| *n != at);
        others.map(|(_, event)| event).all(|event| {
            let longer = length(whole) > length(event) || event.part_of.as_ref() == Some(&whole.uid);
            longer && event.starts >= whole.starts && event.ends <= whole.ends
        })
    };
    events.iter().enumerate().find(|(at, whole)| around(*at, whole)).map(|(at, _)| at)
}

/// An event that is no repetition.
#[derive(Debug, Clone)]
struct Event {
    uid: String,
    part_of: Option<String>,
    title: Texts,
    about: Texts,
    venue: Texts,
    starts: Millis,
    ends: Millis,
    /// The clock that its beginning names.
    zone: Option<TimeZone>,
    cancelled: bool,
}

impl Event {
    /// None where it has no title and no time: a remainder of something.
    fn read(
        properties: &[Property],
        language: &Language,
        zone: &TimeZone,
    ) -> Result<Option<Self>, IcalError> {
        let find = |name: &str| properties.iter().find(|property| property.name == name);
        if let Some(rule) = find("RRULE") {
            let ends = rule.value.to_ascii_uppercase();
            let endless = !ends.contains("COUNT=") && !ends.contains("UNTIL=");
            return Err(rule.wrong(match endless {
                true => "the event repeats for ever, and an agenda has an end · export its days one by one",
                false => "the event repeats, and an agenda has no repetitions · export its days one by one",
            }));
        }
        if let Some(other) = find("RDATE").or_else(|| find("EXRULE")).or_else(|| find("RECURRENCE-ID")) {
            return Err(other
                .wrong("the event repeats, and an agenda has no repetitions · export its days one by one"));
        }
        let Some(start) = find("DTSTART") else { return Ok(None) };
        let (starts, all_day, own_zone) = instant(start, zone)?;
        let clock = own_zone.clone().unwrap_or_else(|| zone.clone());
        let ends = match (find("DTEND"), find("DURATION")) {
            (Some(end), _) => instant(end, &clock)?.0,
            (None, Some(duration)) => later(duration, starts, &clock)?,
            (None, None) if all_day => starts.plus(24 * 3_600_000),
            (None, None) => starts,
        };
        if ends < starts {
            return Err(start.wrong("the event ends before it begins"));
        }
        let text = |name: &str, one_line: bool| match find(name) {
            Some(property) => texts(property, language, one_line),
            None => Texts::default(),
        };
        let title = text("SUMMARY", true);
        if title.is_empty() {
            return Err(start.wrong("the event has no title (SUMMARY)"));
        }
        Ok(Some(Self {
            uid: find("UID").map(|uid| uid.value.trim().to_owned()).unwrap_or_default(),
            part_of: find("RELATED-TO").map(|uid| uid.value.trim().to_owned()),
            title,
            about: text("DESCRIPTION", false),
            venue: text("LOCATION", true),
            starts,
            ends,
            zone: own_zone,
            cancelled: find("STATUS").is_some_and(|s| s.value.trim().eq_ignore_ascii_case("CANCELLED")),
        }))
    }
}

/// An answer: exactly one attendee, and an event of ours.
fn reply(calendar: &Calendar, language: &Language) -> Result<Reply, IcalError> {
    let event = calendar.events.first().ok_or(IcalError::Empty)?;
    let find = |name: &str| event.iter().find(|property| property.name == name);
    let uid = find("UID").ok_or(IcalError::Empty)?;
    let about = message_of(uid.value.trim())
        .ok_or_else(|| uid.wrong("the answer is to an event that no agenda of this network is"))?;
    let mut attendees = event.iter().filter(|property| property.name == "ATTENDEE");
    let attendee =
        attendees.next().ok_or_else(|| uid.wrong("the answer does not say whose it is (ATTENDEE)"))?;
    if let Some(other) = attendees.next() {
        return Err(other.wrong("an answer is of one attendee"));
    }
    let said = attendee.parameter("PARTSTAT").unwrap_or_default().to_ascii_uppercase();
    let attendance = match said.as_str() {
        "ACCEPTED" => Attendance::InPerson,
        "TENTATIVE" => Attendance::Tentative,
        "DECLINED" => Attendance::Declined,
        _ => return Err(attendee.wrong("neither accepted, tentative nor declined (PARTSTAT)")),
    };
    let guests: u32 = match attendee.parameter("X-NUM-GUESTS") {
        Some(number) => {
            let guests = number.trim().parse().ok().filter(|n| *n < PEOPLE_MAX);
            guests.ok_or_else(|| attendee.wrong("X-NUM-GUESTS is no number of people"))?
        }
        None => 0,
    };
    let rsvp = Rsvp {
        schema: 1,
        attendance,
        people: if attendance == Attendance::Declined { 0 } else { guests + 1 },
        access: BTreeMap::new(),
        languages: Vec::new(),
        note: find("COMMENT").map(|comment| texts(comment, language, false)).unwrap_or_default(),
    };
    Content::Rsvp(rsvp.clone()).check()?;
    let from = attendee.parameter("CN").unwrap_or(attendee.value.trim());
    Ok(Reply { about, from: sanitize::line(from).chars().take(80).collect(), rsvp })
}

/// A text in the language that its property names.
fn texts(property: &Property, language: &Language, one_line: bool) -> Texts {
    let tag = property.parameter("LANGUAGE").and_then(|tag| tag.parse().ok()).unwrap_or(language.clone());
    let text = property.text();
    let text = if one_line { sanitize::line(&text) } else { text };
    if text.trim().is_empty() { Texts::default() } else { Texts::one(tag, text) }
}

/// A point in time; whether it is a whole day; and the zone that it names.
fn instant(property: &Property, zone: &TimeZone) -> Result<(Millis, bool, Option<TimeZone>), IcalError> {
    let text = property.value.trim();
    let bad = || property.wrong("no date or time such as 20261201T180000Z");
    let named = match property.parameter("TZID") {
        Some(name) => Some(zone_of(name).ok_or_else(|| {
            let name: String = sanitize::line(name).chars().take(60).collect();
            property.wrong(&format!("the time zone «{name}» is not known here · export the calendar in UTC"))
        })?),
        None => None,
    };
    // Lengths first: the parser below also takes what RFC 5545 does not.
    let (at, all_day, zone) = match (text.len(), text.strip_suffix('Z')) {
        (8, _) => {
            let date = Date::strptime("%Y%m%d", text).map_err(|_| bad())?;
            (date.to_datetime(jiff::civil::Time::midnight()), true, zone.clone())
        }
        (16, Some(text)) => (civil(text).ok_or_else(bad)?, false, TimeZone::UTC),
        (15, _) => (civil(text).ok_or_else(bad)?, false, named.clone().unwrap_or_else(|| zone.clone())),
        _ => return Err(bad()),
    };
    let at = zone.to_ambiguous_timestamp(at).compatible().map_err(|_| bad())?;
    let at = millis(at).ok_or_else(|| property.wrong("lies before 1970 or after the year 9999"))?;
    Ok((at, all_day, named))
}

fn civil(text: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%dT%H%M%S", text).ok()
}

fn millis(at: Timestamp) -> Option<Millis> {
    u64::try_from(at.as_millisecond()).ok().filter(|ms| *ms <= LAST_INSTANT_MS).map(Millis)
}

/// An instant and a duration on the clock of a zone: days may have 23 hours.
fn later(duration: &Property, from: Millis, zone: &TimeZone) -> Result<Millis, IcalError> {
    let bad = || duration.wrong("no duration such as PT1H30M");
    let span: Span = duration.value.trim().parse().map_err(|_| bad())?;
    if span.is_negative() {
        return Err(duration.wrong("the event ends before it begins"));
    }
    let from =
        i64::try_from(from.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or_else(bad)?;
    let until = from.to_zoned_datetime(zone.clone()).checked_add(span).map_err(|_| bad())?;
    millis(until.timestamp()).ok_or_else(bad)
}

/// A zone by IANA's name, by one that ends with it, or by another program's.
fn zone_of(name: &str) -> Option<TimeZone> {
    let name = name.trim();
    if name.len() > 128 {
        return None;
    }
    let other = OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    let ends = [parts.len(), 3, 2]
        .into_iter()
        .filter_map(|n| Some(parts.get(parts.len().checked_sub(n)?..)?.join("/")));
    other
        .map(|(_, iana)| (*iana).to_owned())
        .into_iter()
        .chain(ends)
        .find_map(|name| TimeZone::get(&name).ok())
}
