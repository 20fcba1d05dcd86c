//! A file of iCalendar as the reader needs it: within bounds, because it is a stranger's, and its
//! properties as plain words.

use cabildo_protocol::sanitize;
use calcard::{
    Entry, Parser,
    icalendar::{ICalendarComponentType, ICalendarEntry, ICalendarParameterName, ICalendarProperty},
};

/// Bytes of a file.
pub const BYTES_MAX: usize = 1024 * 1024;
/// Events of a file.
pub const EVENTS_MAX: usize = 256;

/// Why a calendar is not taken over, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IcalError {
    /// Larger than [`BYTES_MAX`].
    #[error("the file has more than {BYTES_MAX} bytes")]
    TooLarge,
    /// Another encoding.
    #[error("the file is not UTF-8 at byte {0} · save it as UTF-8")]
    NotUtf8(usize),
    /// Not a calendar.
    #[error("the file is no iCalendar file: it does not begin with BEGIN:VCALENDAR")]
    NotACalendar,
    /// It does not end as it must.
    #[error("the file does not end with END:VCALENDAR: something of it is missing · export it again")]
    Cut,
    /// More than [`EVENTS_MAX`].
    #[error("more than {EVENTS_MAX} events · export less of the calendar")]
    TooMany,
    /// Something in it.
    #[error("{name}: {what}")]
    At {
        /// Which property.
        name: String,
        /// What is wrong, and what to do.
        what: String,
    },
    /// Something in one of its events.
    #[error("event {number}: {what}")]
    Event {
        /// Counted from 1.
        number: usize,
        /// What is wrong, and what to do.
        what: Box<IcalError>,
    },
    /// It says what an agenda or an answer cannot.
    #[error("the calendar cannot be taken over: {0}")]
    Content(#[from] cabildo_protocol::content::ContentError),
    /// It has nothing that becomes a draft.
    #[error("the calendar has no event")]
    Empty,
}

/// The calendar's own properties, and those of each event in it.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    pub(super) own: Properties,
    pub(super) events: Vec<Properties>,
}

/// The properties of one component.
#[derive(Debug, Default)]
pub(super) struct Properties(Vec<ICalendarEntry>);

/// Reads a file; what is neither of the calendar nor of an event is passed over.
pub(super) fn parse(bytes: &[u8]) -> Result<Calendar, IcalError> {
    if bytes.len() > BYTES_MAX {
        return Err(IcalError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| IcalError::NotUtf8(error.valid_up_to()))?;
    let Entry::ICalendar(file) = Parser::new(text).entry() else { return Err(IcalError::NotACalendar) };
    // The parser forgives what is missing at the end.
    let last = text.trim_end().lines().next_back().unwrap_or_default();
    if !last.trim_end().eq_ignore_ascii_case("END:VCALENDAR") {
        return Err(IcalError::Cut);
    }
    let mut components = file.components.into_iter();
    let own = components.next().map(|root| root.entries).unwrap_or_default();
    let events = components.filter(|one| one.component_type == ICalendarComponentType::VEvent);
    let events: Vec<_> = events.take(EVENTS_MAX + 1).map(|event| Properties(event.entries)).collect();
    if events.len() > EVENTS_MAX {
        return Err(IcalError::TooMany);
    }
    Ok(Calendar { own: Properties(own), events })
}

impl Properties {
    /// The first property of a name.
    pub(super) fn find(&self, name: &ICalendarProperty) -> Option<&ICalendarEntry> {
        self.all(name).next()
    }

    /// All of them.
    pub(super) fn all(&self, name: &ICalendarProperty) -> impl Iterator<Item = &ICalendarEntry> {
        self.0.iter().filter(move |entry| entry.name == *name)
    }

    /// A property that no standard names.
    pub(super) fn other(&self, name: &str) -> Option<&ICalendarEntry> {
        self.0.iter().find(|entry| entry.name.as_str().eq_ignore_ascii_case(name))
    }
}

/// A property's value as text, without what misleads a reader.
pub(super) fn text(entry: &ICalendarEntry) -> String {
    // Where a standard names no property, the parser takes semicolons for the ends of values.
    let parts: Vec<&str> = entry.values.iter().filter_map(|value| value.as_text()).collect();
    sanitize::block(&parts.join(";")).trim().to_owned()
}

/// A parameter's value.
pub(super) fn parameter<'a>(entry: &'a ICalendarEntry, name: &ICalendarParameterName) -> Option<&'a str> {
    entry.parameter(name).and_then(|value| value.as_text())
}

/// What is wrong with a property.
pub(super) fn wrong(entry: &ICalendarEntry, what: &str) -> IcalError {
    let name = sanitize::line(entry.name.as_str()).chars().take(40).collect();
    IcalError::At { name, what: what.to_owned() }
}
