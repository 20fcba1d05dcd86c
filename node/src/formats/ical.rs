//! iCalendar (RFC 5545): agendas as calendars that Thunderbird, Google Calendar and Apple take in, and
//! calendars of others as drafts.
//!
//! Instants are written in UTC, so that no time zone has to be defined in the file; the clocks of the
//! places stand in the description. A UID is made of the message's id: it never changes, and neither
//! does an item's, as long as it keeps its place in the list.

mod file;
mod read;

pub use file::{BYTES_MAX, EVENTS_MAX, IcalError};
pub use read::{Reply, Taken, read};

use cabildo_protocol::{
    content::{Agenda, Point},
    id::{Language, MessageId, Millis},
    sanitize,
    text::Texts,
};
use calcard::{
    common::{CalendarScale, PartialDateTime},
    icalendar::{
        ICalendarDuration, ICalendarEntry, ICalendarMethod, ICalendarParameter, ICalendarParameterName,
        ICalendarParameterValue, ICalendarParticipationRole, ICalendarParticipationStatus,
        ICalendarProperty as Name, ICalendarStatus, ICalendarValue as Value, ICalendarValueType, Uri,
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The media type of a calendar.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";
/// Bytes of a calendar that is written.
const WRITTEN_MAX: usize = 8 * 1024 * 1024;
/// What stands between a message's id and an item's key in a UID.
const ITEM: &str = "-item-";
/// What a UID of ours ends with: a name that no host can have.
const UID_END: &str = "@cabildo.invalid";

/// An agenda with what its thread says of it.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// The message that began the thread.
    pub id: MessageId,
    /// What it says now.
    pub agenda: Agenda,
    /// When that was written.
    pub written: Millis,
    /// How often it was changed since.
    pub sequence: u32,
    /// It was called off.
    pub cancelled: bool,
    /// Who hosts it.
    pub host: Texts,
    /// The name of its place, empty where there is none.
    pub place: String,
    /// Where that is.
    pub point: Option<Point>,
    /// Who presents each item, in the order of the items; empty for nobody.
    pub presenters: Vec<String>,
    /// The clocks that the description names, the venue's first.
    pub zones: Vec<TimeZone>,
}

/// What a reader wants of it.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// In which languages, the dearest first.
    pub languages: Vec<Language>,
    /// Only what begins on this day at the venue.
    pub day: Option<Date>,
    /// An invitation (RFC 5546) rather than something to read: the meeting alone, without its items.
    pub invitation: Option<Invitation>,
}

/// Whom a calendar invites by mail.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Who takes the answers.
    pub organizer: Address,
    /// Who is invited.
    pub attendees: Vec<Address>,
}

/// A mail address as calendars have it: one `@`, and nothing that would end a line or a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl std::str::FromStr for Address {
    type Err = ();

    /// Fails where it is no address of at most 254 characters (RFC 5321) in ASCII.
    fn from_str(text: &str) -> Result<Self, ()> {
        let fits = |part: &str| {
            let sign = |c: char| c.is_ascii_graphic() && !r#""(),:;<>@[\]"#.contains(c);
            !part.is_empty() && part.chars().all(sign)
        };
        let (local, host) = text.split_once('@').ok_or(())?;
        if text.len() <= 254 && fits(local) && fits(host) { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

/// A calendar of agendas, the first ones, as many as fit. Its name is what programs list it by.
#[must_use]
pub fn write(name: &str, meetings: &[Meeting], wanted: &Wanted) -> String {
    let mut out = String::from("BEGIN:VCALENDAR\r\n");
    let hourly = || Value::Duration(ICalendarDuration { hours: 1, ..ICalendarDuration::default() });
    put(&mut out, Name::Version, [said("2.0")]);
    put(&mut out, Name::Prodid, [said("-//Cabildo//Cabildo//ES")]);
    put(&mut out, Name::Calscale, [Value::CalendarScale(CalendarScale::Gregorian)]);
    if wanted.invitation.is_some() {
        let off = meetings.iter().all(|meeting| meeting.cancelled);
        let method = if off { ICalendarMethod::Cancel } else { ICalendarMethod::Request };
        put(&mut out, Name::Method, [Value::Method(method)]);
    }
    put(&mut out, Name::Name, [said(name)]);
    put(&mut out, Name::Other("X-WR-CALNAME".into()), [said(name)]);
    let of_type = ICalendarParameter {
        name: ICalendarParameterName::Value,
        value: ICalendarParameterValue::Value(ICalendarValueType::Duration),
    };
    put_with(&mut out, Name::RefreshInterval, vec![of_type], [hourly()]);
    put(&mut out, Name::Other("X-PUBLISHED-TTL".into()), [hourly()]);
    for meeting in meetings {
        let before = out.len();
        meeting.write(&mut out, wanted);
        if out.len() > WRITTEN_MAX {
            out.truncate(before);
            break;
        }
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

/// A property.
fn put<const N: usize>(out: &mut String, name: Name, values: [Value; N]) {
    put_with(out, name, Vec::new(), values);
}

fn put_with<const N: usize>(
    out: &mut String,
    name: Name,
    params: Vec<ICalendarParameter>,
    values: [Value; N],
) {
    // A string takes everything.
    let _ = ICalendarEntry { name, params, values: values.into() }.write_to(out);
}

/// A text of one line, whoever wrote it.
fn said(text: &str) -> Value {
    Value::Text(sanitize::line(text))
}

/// The days of an agenda at its venue, at most 400.
#[must_use]
pub fn days(agenda: &Agenda) -> Vec<Date> {
    let zone = TimeZone::get(&agenda.time_zone).unwrap_or(TimeZone::UTC);
    let last = Millis(agenda.ends.0.saturating_sub(1));
    let (Some(first), Some(last)) = (day(agenda.starts, &zone), day(last, &zone)) else { return Vec::new() };
    first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).take(400).collect()
}

/// The message that a UID of ours names.
#[must_use]
pub fn message_of(uid: &str) -> Option<MessageId> {
    let own = uid.strip_suffix(UID_END)?;
    own.split_once(ITEM).map_or(own, |(id, _)| id).parse().ok()
}

/// When each item begins: where it does not say, after the one before.
fn starts(agenda: &Agenda) -> Vec<Millis> {
    let mut next = agenda.starts;
    let begin = |item: &cabildo_protocol::content::AgendaItem| {
        let at = item.starts.unwrap_or(next);
        next = at.plus(u64::from(item.minutes) * 60_000);
        at
    };
    agenda.items.iter().map(begin).collect()
}

fn timestamp(at: Millis) -> Option<Timestamp> {
    i64::try_from(at.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok())
}

fn day(at: Millis, zone: &TimeZone) -> Option<Date> {
    timestamp(at).map(|at| at.to_zoned_datetime(zone.clone()).date())
}

/// What one event says, beside when it is.
struct Event<'a> {
    uid: String,
    title: String,
    about: Vec<String>,
    times: (Millis, Millis),
    room: String,
    part_of: Option<&'a str>,
    invitation: Option<&'a Invitation>,
}

impl Meeting {
    fn write(&self, out: &mut String, wanted: &Wanted) {
        let agenda = &self.agenda;
        let zone = self.zones.first().cloned().unwrap_or(TimeZone::UTC);
        let best = |texts: &Texts| texts.best(&wanted.languages).map(|(_, text)| text.to_owned());
        let whole = format!("{}{UID_END}", self.id);
        let title = best(&agenda.title).unwrap_or_default();
        let times: Vec<Millis> = starts(agenda);
        let that_day = |at: Millis| wanted.day.is_none() || day(at, &zone) == wanted.day;
        let mut about: Vec<String> = best(&agenda.summary).into_iter().collect();
        about.push(best(&self.host).unwrap_or_default());
        // Of one day only its items are of interest; of a day without any, that the meeting goes on.
        let lasts = |day: Date| days(agenda).contains(&day);
        let bare = !times.iter().any(|at| that_day(*at)) && wanted.day.is_some_and(lasts);
        if wanted.day.is_none() || bare {
            for (item, at) in agenda.items.iter().zip(&times) {
                about.push(format!("{} {}", self.clocks(*at), best(&item.title).unwrap_or_default()));
            }
            about.extend(agenda.attachments.iter().map(|file| file.name.clone()));
            let times = (agenda.starts, agenda.ends);
            let (uid, title, room) = (whole.clone(), title.clone(), String::new());
            let invitation = wanted.invitation.as_ref();
            self.event(out, Event { uid, title, about, times, room, part_of: None, invitation });
        }
        for (number, ((item, at), key)) in agenda.items.iter().zip(&times).zip(agenda.keys()).enumerate() {
            if wanted.invitation.is_some() || !that_day(*at) {
                continue;
            }
            let presenter = self.presenters.get(number).filter(|name| !name.is_empty());
            let mut about = vec![title.clone()];
            about.extend(presenter.cloned());
            about.extend(best(&item.speaker));
            about.extend((!item.interpretation.is_empty()).then(|| {
                let tags: Vec<&str> = item.interpretation.iter().map(Language::as_str).collect();
                tags.join(", ")
            }));
            about.extend(item.papers.iter().map(ToString::to_string));
            self.event(
                out,
                Event {
                    uid: format!("{}{ITEM}{}{UID_END}", self.id, key),
                    title: best(&item.title).unwrap_or_default(),
                    about,
                    times: (*at, at.plus(u64::from(item.minutes) * 60_000)),
                    room: best(&item.room).unwrap_or_default(),
                    part_of: Some(&whole),
                    invitation: None,
                },
            );
        }
    }

    fn event(&self, out: &mut String, event: Event<'_>) {
        let (from, until) = event.times;
        out.push_str("BEGIN:VEVENT\r\n");
        put(out, Name::Uid, [said(&event.uid)]);
        put(out, Name::Dtstamp, [utc(self.written)]);
        put(out, Name::LastModified, [utc(self.written)]);
        put(out, Name::Sequence, [Value::Integer(i64::from(self.sequence))]);
        put(out, Name::Dtstart, [utc(from)]);
        // An end that is no later than the start is none (RFC 5545, 3.6.1).
        if until > from {
            put(out, Name::Dtend, [utc(until)]);
        }
        put(out, Name::Summary, [said(&event.title)]);
        let about = [self.span(from, until)].into_iter().chain(event.about).filter(|part| !part.is_empty());
        let about = sanitize::block(&about.collect::<Vec<_>>().join("\n"));
        put(out, Name::Description, [Value::Text(about)]);
        let venue = self.agenda.venue.best(&[]).map(|(_, text)| text.to_owned()).unwrap_or_default();
        let place = [event.room, venue, self.place.clone()].into_iter().filter(|part| !part.is_empty());
        let place = place.collect::<Vec<_>>().join(", ");
        if !place.is_empty() {
            put(out, Name::Location, [said(&place)]);
        }
        if let Some(Point(lat, lon)) = self.point {
            put(out, Name::Geo, [lat, lon].map(|part| Value::Float(f64::from(part) / 1e7)));
        }
        if let Some(whole) = event.part_of {
            put(out, Name::RelatedTo, [said(whole)]);
        }
        if let Some(invitation) = event.invitation {
            invited(out, self.host.best(&[]).map(|(_, name)| name), invitation);
        }
        let status = if self.cancelled { ICalendarStatus::Cancelled } else { ICalendarStatus::Confirmed };
        put(out, Name::Status, [Value::Status(status)]);
        out.push_str("END:VEVENT\r\n");
    }

    /// An instant on the clocks of all places, one after the other.
    fn clocks(&self, at: Millis) -> String {
        let Some(at) = timestamp(at) else { return String::new() };
        let shown = self.zones.iter().map(|zone| {
            let there = at.to_zoned_datetime(zone.clone());
            format!("{} {}", there.strftime("%Y-%m-%d %H:%M"), zone.iana_name().unwrap_or("UTC"))
        });
        shown.collect::<Vec<_>>().join(" · ")
    }

    /// From when until when, a line a place.
    fn span(&self, from: Millis, until: Millis) -> String {
        let (Some(from), Some(until)) = (timestamp(from), timestamp(until)) else { return String::new() };
        let line = |zone: &TimeZone| {
            let (from, until) = (from.to_zoned_datetime(zone.clone()), until.to_zoned_datetime(zone.clone()));
            let end = if from.date() == until.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
            let name = zone.iana_name().unwrap_or("UTC");
            format!("{} – {} {name}", from.strftime("%Y-%m-%d %H:%M"), until.strftime(end))
        };
        self.zones.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Who invites and who is invited, each asked for an answer.
fn invited(out: &mut String, host: Option<&str>, invitation: &Invitation) {
    let of = |name, value| ICalendarParameter { name, value };
    let cn = host.map(|host| {
        let text = ICalendarParameterValue::Text(sanitize::line(host));
        of(ICalendarParameterName::Cn, text)
    });
    let mail = |address: &Address| Value::Uri(Uri::Location(format!("mailto:{}", address.0)));
    put_with(out, Name::Organizer, cn.into_iter().collect(), [mail(&invitation.organizer)]);
    for attendee in &invitation.attendees {
        let params = vec![
            of(
                ICalendarParameterName::Role,
                ICalendarParameterValue::Role(ICalendarParticipationRole::ReqParticipant),
            ),
            of(
                ICalendarParameterName::Partstat,
                ICalendarParameterValue::Partstat(ICalendarParticipationStatus::NeedsAction),
            ),
            of(ICalendarParameterName::Rsvp, ICalendarParameterValue::Bool(true)),
        ];
        put_with(out, Name::Attendee, params, [mail(attendee)]);
    }
}

/// An instant in UTC.
fn utc(at: Millis) -> Value {
    let at = timestamp(at).unwrap_or_default().to_zoned_datetime(TimeZone::UTC);
    let small = |n: i8| u8::try_from(n).ok();
    Value::PartialDateTime(Box::new(PartialDateTime {
        year: u16::try_from(at.year()).ok(),
        month: small(at.month()),
        day: small(at.day()),
        hour: small(at.hour()),
        minute: small(at.minute()),
        second: small(at.second()),
        tz_hour: Some(0),
        tz_minute: Some(0),
        tz_minus: false,
    }))
}

#[cfg(test)]
mod tests;
