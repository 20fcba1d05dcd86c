//! Calendars of others: an invitation becomes the draft of an agenda, an answer the draft of an RSVP.

use super::{
    file::{self, Calendar, IcalError, Properties, parameter, text, wrong},
    message_of,
};
use cabildo_protocol::{
    bounds::{LAST_INSTANT_MS, PEOPLE_MAX},
    content::{Agenda, AgendaItem, Attendance, Content, Rsvp},
    id::{InstitutionId, Language, MessageId, Millis},
    sanitize,
    text::Texts,
};
use calcard::{
    common::{PartialDateTime, timezone::Tz},
    icalendar::{
        ICalendarEntry, ICalendarMethod, ICalendarParameterName, ICalendarParameterValue,
        ICalendarParticipationStatus, ICalendarProperty, ICalendarStatus, ICalendarValue,
    },
};
use jiff::{Span, Timestamp, civil::DateTime, tz::TimeZone};
use std::collections::BTreeMap;

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
    let calendar = file::parse(bytes)?;
    let method = calendar.own.find(&ICalendarProperty::Method);
    match method.map(|method| (method, method.values.first())) {
        Some((_, Some(ICalendarValue::Method(ICalendarMethod::Reply)))) => {
            reply(&calendar, language).map(Taken::Reply)
        }
        None
        | Some((
            _,
            Some(ICalendarValue::Method(
                ICalendarMethod::Publish | ICalendarMethod::Request | ICalendarMethod::Add,
            )),
        )) => agenda(&calendar, host, language, zone).map(|agenda| Taken::Agenda(Box::new(agenda))),
        Some((method, _)) => Err(wrong(method, "neither an invitation nor an answer: nothing to draft")),
    }
}

fn agenda(
    calendar: &Calendar,
    host: &InstitutionId,
    language: &Language,
    zone: &TimeZone,
) -> Result<Agenda, IcalError> {
    let own = &calendar.own;
    let zone = own.other("X-WR-TIMEZONE").and_then(|own| zone_of(&text(own))).unwrap_or(zone.clone());
    let mut events = Vec::new();
    for (number, event) in (1..).zip(&calendar.events) {
        let event = Event::read(event, language, &zone)
            .map_err(|what| IcalError::Event { number, what: Box::new(what) })?;
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
    let name = own.find(&ICalendarProperty::Name).or_else(|| own.other("X-WR-CALNAME")).map(text);
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
        room: room(event.venue, &venue),
        title: event.title,
        starts: Some(event.starts),
        minutes: u32::try_from(event.ends.0.saturating_sub(event.starts.0).div_ceil(60_000))
            .unwrap_or(u32::MAX),
        ..AgendaItem::default()
    };
    let time_zone = venue_zone.iana_name().unwrap_or("UTC").to_owned();
    let items = events.into_iter().map(item).collect();
    let agenda =
        Agenda { title, summary, venue, items, ..Agenda::new(host.clone(), time_zone, (starts, ends)) };
    Content::Agenda(agenda.clone()).check()?;
    Ok(agenda)
}

/// Where an item is, other than where the meeting is; a room that stands before that is named alone.
fn room(own: Texts, venue: &Texts) -> Texts {
    let there = venue.best(&[]).map(|(_, venue)| format!(", {venue}")).unwrap_or_default();
    let mut room = if own == *venue { Texts::default() } else { own };
    for text in room.0.values_mut() {
        if let Some(before) = text.strip_suffix(&there).filter(|before| !before.is_empty()) {
            *text = before.to_owned();
        }
    }
    room
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
        properties: &Properties,
        language: &Language,
        zone: &TimeZone,
    ) -> Result<Option<Self>, IcalError> {
        let find = |name| properties.find(name);
        if let Some(rule) = find(&ICalendarProperty::Rrule) {
            let ends = |value: &ICalendarValue| match value {
                ICalendarValue::RecurrenceRule(rule) => rule.count.is_some() || rule.until.is_some(),
                _ => false,
            };
            return Err(wrong(
                rule,
                match rule.values.iter().all(ends) {
                    true => {
                        "the event repeats, and an agenda has no repetitions · export its days one by one"
                    }
                    false => {
                        "the event repeats for ever, and an agenda has an end · export its days one by one"
                    }
                },
            ));
        }
        let repeats = [ICalendarProperty::Rdate, ICalendarProperty::Exrule, ICalendarProperty::RecurrenceId];
        if let Some(other) = repeats.iter().find_map(find) {
            let what = "the event repeats, and an agenda has no repetitions · export its days one by one";
            return Err(wrong(other, what));
        }
        let Some(start) = find(&ICalendarProperty::Dtstart) else { return Ok(None) };
        let (starts, all_day, own_zone) = instant(start, zone)?;
        let clock = own_zone.clone().unwrap_or_else(|| zone.clone());
        let ends = match (find(&ICalendarProperty::Dtend), find(&ICalendarProperty::Duration)) {
            (Some(end), _) => instant(end, &clock)?.0,
            (None, Some(duration)) => later(duration, starts, &clock)?,
            (None, None) if all_day => starts.plus(24 * 3_600_000),
            (None, None) => starts,
        };
        if ends < starts {
            return Err(wrong(start, "the event ends before it begins"));
        }
        let said = |name, one_line: bool| match find(name) {
            Some(property) => texts(property, language, one_line),
            None => Texts::default(),
        };
        let title = said(&ICalendarProperty::Summary, true);
        if title.is_empty() {
            return Err(wrong(start, "the event has no title (SUMMARY)"));
        }
        let cancelled = Some(&ICalendarValue::Status(ICalendarStatus::Cancelled));
        Ok(Some(Self {
            uid: find(&ICalendarProperty::Uid).map(text).unwrap_or_default(),
            part_of: find(&ICalendarProperty::RelatedTo).map(text),
            title,
            about: said(&ICalendarProperty::Description, false),
            venue: said(&ICalendarProperty::Location, true),
            starts,
            ends,
            zone: own_zone,
            cancelled: find(&ICalendarProperty::Status).is_some_and(|s| s.values.first() == cancelled),
        }))
    }
}

/// An answer: exactly one attendee, and an event of ours.
fn reply(calendar: &Calendar, language: &Language) -> Result<Reply, IcalError> {
    let event = calendar.events.first().ok_or(IcalError::Empty)?;
    let uid = event.find(&ICalendarProperty::Uid).ok_or(IcalError::Empty)?;
    let about = message_of(&text(uid))
        .ok_or_else(|| wrong(uid, "the answer is to an event that no agenda of this network is"))?;
    let mut attendees = event.all(&ICalendarProperty::Attendee);
    let attendee =
        attendees.next().ok_or_else(|| wrong(uid, "the answer does not say whose it is (ATTENDEE)"))?;
    if let Some(other) = attendees.next() {
        return Err(wrong(other, "an answer is of one attendee"));
    }
    let attendance = match attendee.parameter(&ICalendarParameterName::Partstat) {
        Some(ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Accepted)) => {
            Attendance::InPerson
        }
        Some(ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Tentative)) => {
            Attendance::Tentative
        }
        Some(ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Declined)) => {
            Attendance::Declined
        }
        _ => return Err(wrong(attendee, "neither accepted, tentative nor declined (PARTSTAT)")),
    };
    let number = parameter(attendee, &ICalendarParameterName::Other("X-NUM-GUESTS".into()));
    let guests: u32 = match number {
        Some(number) => {
            let guests = number.trim().parse().ok().filter(|n| *n < PEOPLE_MAX);
            guests.ok_or_else(|| wrong(attendee, "X-NUM-GUESTS is no number of people"))?
        }
        None => 0,
    };
    let rsvp = Rsvp {
        schema: 1,
        attendance,
        people: if attendance == Attendance::Declined { 0 } else { guests + 1 },
        access: BTreeMap::new(),
        languages: Vec::new(),
        note: event
            .find(&ICalendarProperty::Comment)
            .map(|comment| texts(comment, language, false))
            .unwrap_or_default(),
    };
    Content::Rsvp(rsvp.clone()).check()?;
    let address = attendee.calendar_address().unwrap_or_default();
    let from = parameter(attendee, &ICalendarParameterName::Cn).unwrap_or(address);
    Ok(Reply { about, from: sanitize::line(from).chars().take(80).collect(), rsvp })
}

/// A text in the language that its property names.
fn texts(property: &ICalendarEntry, language: &Language, one_line: bool) -> Texts {
    let tag = parameter(property, &ICalendarParameterName::Language).and_then(|tag| tag.parse().ok());
    let text = text(property);
    let text = if one_line { sanitize::line(&text) } else { text };
    if text.trim().is_empty() { Texts::default() } else { Texts::one(tag.unwrap_or(language.clone()), text) }
}

/// A point in time; whether it is a whole day; and the zone that it names.
fn instant(
    property: &ICalendarEntry,
    zone: &TimeZone,
) -> Result<(Millis, bool, Option<TimeZone>), IcalError> {
    let bad = || wrong(property, "no date or time such as 20261201T180000Z");
    let named = match parameter(property, &ICalendarParameterName::Tzid) {
        Some(name) => Some(zone_of(name).ok_or_else(|| {
            let name: String = sanitize::line(name).chars().take(60).collect();
            wrong(property, &format!("the time zone «{name}» is not known here · export the calendar in UTC"))
        })?),
        None => None,
    };
    let Some(ICalendarValue::PartialDateTime(written)) = property.values.first() else { return Err(bad()) };
    let at = civil(written).ok_or_else(bad)?;
    let all_day = written.hour.is_none();
    let zone = match (written.tz_hour, written.tz_minute) {
        (None, _) => named.clone().unwrap_or_else(|| zone.clone()),
        (Some(0), None | Some(0)) => TimeZone::UTC,
        _ => return Err(bad()),
    };
    let at = zone.to_ambiguous_timestamp(at).compatible().map_err(|_| bad())?;
    let at = millis(at).ok_or_else(|| wrong(property, "lies before 1970 or after the year 9999"))?;
    Ok((at, all_day, named))
}

/// A date, at midnight where no time is given.
fn civil(at: &PartialDateTime) -> Option<DateTime> {
    let small = |n: Option<u8>| i8::try_from(n.unwrap_or_default()).ok();
    let year = i16::try_from(at.year?).ok()?;
    let (month, day) = (small(at.month)?, small(at.day)?);
    DateTime::new(year, month, day, small(at.hour)?, small(at.minute)?, small(at.second)?, 0).ok()
}

fn millis(at: Timestamp) -> Option<Millis> {
    u64::try_from(at.as_millisecond()).ok().filter(|ms| *ms <= LAST_INSTANT_MS).map(Millis)
}

/// An instant and a duration on the clock of a zone: days may have 23 hours.
fn later(duration: &ICalendarEntry, from: Millis, zone: &TimeZone) -> Result<Millis, IcalError> {
    let bad = || wrong(duration, "no duration such as PT1H30M");
    let Some(ICalendarValue::Duration(lasts)) = duration.values.first() else { return Err(bad()) };
    if lasts.neg {
        return Err(wrong(duration, "the event ends before it begins"));
    }
    let span = Span::new()
        .try_weeks(lasts.weeks)
        .and_then(|span| span.try_days(lasts.days))
        .and_then(|span| span.try_hours(lasts.hours))
        .and_then(|span| span.try_minutes(lasts.minutes))
        .and_then(|span| span.try_seconds(lasts.seconds))
        .map_err(|_| bad())?;
    let from =
        i64::try_from(from.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or_else(bad)?;
    let until = from.to_zoned_datetime(zone.clone()).checked_add(span).map_err(|_| bad())?;
    millis(until.timestamp()).ok_or_else(bad)
}

/// A zone by IANA's name, by a name that holds it, or by another program's.
fn zone_of(name: &str) -> Option<TimeZone> {
    let zone: Tz = name.trim().parse().ok()?;
    TimeZone::get(&zone.name()?).ok()
}
