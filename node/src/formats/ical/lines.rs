//! The lines of iCalendar (RFC 5545, section 3.1): folded, with parameters, with escaped text; read
//! within bounds, because the file is a stranger's.

use cabildo_protocol::sanitize;

/// Bytes of a file.
pub const BYTES_MAX: usize = 1024 * 1024;
/// Events of a file.
pub const EVENTS_MAX: usize = 256;
/// Lines of a file after unfolding.
const LINES_MAX: usize = 20_000;
/// Bytes of one line after unfolding.
const LINE_MAX: usize = 64 * 1024;
/// Components inside each other.
const DEPTH_MAX: usize = 8;
/// Octets of a line before it is folded, the end of it left out.
const FOLD: usize = 75;

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
    /// More than [`EVENTS_MAX`].
    #[error("more than {EVENTS_MAX} events · export less of the calendar")]
    TooMany,
    /// Something in it.
    #[error("line {line}: {what}")]
    At {
        /// Counted from 1.
        line: usize,
        /// What is wrong, and what to do.
        what: String,
    },
    /// It says what an agenda or an answer cannot.
    #[error("the calendar cannot be taken over: {0}")]
    Content(#[from] cabildo_protocol::content::ContentError),
    /// It has nothing that becomes a draft.
    #[error("the calendar has no event")]
    Empty,
}

/// Writes lines, each ended by CR LF.
#[derive(Debug, Default)]
pub(super) struct Writer(String);

impl Writer {
    /// A property whose value is written as it is.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let whole = format!("{name}:{value}");
        let mut width = 0;
        for c in whole.chars() {
            // What breaks lines or is no text never gets here; were it to, it is left out.
            if c.is_control() {
                continue;
            }
            if width + c.len_utf8() > FOLD {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(c);
            width += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property whose value is text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len() + 8);
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Property {
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    /// In capitals.
    pub(super) name: String,
    /// Names in capitals, values without quotes.
    pub(super) parameters: Vec<(String, String)>,
    /// As it stands there.
    pub(super) value: String,
}

impl Property {
    /// A parameter's value.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Its value as text: without escapes, without what misleads a reader.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => {}
                },
                c => text.push(c),
            }
        }
        sanitize::block(&text).trim().to_owned()
    }

    pub(super) fn wrong(&self, what: &str) -> IcalError {
        let name: String = sanitize::line(&self.name).chars().take(40).collect();
        IcalError::At { line: self.line, what: format!("{name}: {what}") }
    }
}

/// A component that the reader keeps: the calendar, and the events in it.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    /// Of the calendar itself.
    pub(super) own: Vec<Property>,
    /// Of each event.
    pub(super) events: Vec<Vec<Property>>,
}

/// Reads a file; what is neither of the calendar nor of an event is passed over.
pub(super) fn parse(bytes: &[u8]) -> Result<Calendar, IcalError> {
    if bytes.len() > BYTES_MAX {
        return Err(IcalError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| IcalError::NotUtf8(error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut calendar = Calendar::default();
    let mut open: Vec<String> = Vec::new();
    let mut begun = false;
    for (line, whole) in unfold(text)? {
        let property = property(line, &whole)?;
        begun |= property.name == "BEGIN" && property.value.trim().eq_ignore_ascii_case("VCALENDAR");
        if !begun {
            return Err(IcalError::NotACalendar);
        }
        let value = property.value.trim().to_ascii_uppercase();
        match property.name.as_str() {
            "BEGIN" => {
                if open.len() >= DEPTH_MAX {
                    return Err(property.wrong("more than eight components inside each other"));
                }
                if value == "VEVENT" {
                    if calendar.events.len() >= EVENTS_MAX {
                        return Err(IcalError::TooMany);
                    }
                    calendar.events.push(Vec::new());
                }
                open.push(value);
            }
            "END" => match open.pop() {
                Some(name) if name == value => {}
                _ => return Err(property.wrong("ends what was not begun")),
            },
            _ => match open.last().map(String::as_str) {
                Some("VCALENDAR") => calendar.own.push(property),
                Some("VEVENT") => calendar.events.last_mut().map_or((), |event| event.push(property)),
                _ => {}
            },
        }
    }
    match open.pop() {
        _ if !begun => Err(IcalError::NotACalendar),
        Some(name) => {
            let name: String = sanitize::line(&name).chars().take(40).collect();
            Err(IcalError::At { line: text.lines().count(), what: format!("the file ends inside {name}") })
        }
        None => Ok(calendar),
    }
}

/// Lines without their folds, each with the number of its first.
fn unfold(text: &str) -> Result<Vec<(usize, String)>, IcalError> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        let (number, line) = (number + 1, line.strip_suffix('\r').unwrap_or(line));
        let too_long = || IcalError::At { line: number, what: "longer than 65536 bytes".into() };
        let many = lines.len() >= LINES_MAX;
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, last))) => {
                if last.len() + rest.len() > LINE_MAX {
                    return Err(too_long());
                }
                last.push_str(rest);
            }
            _ if line.trim().is_empty() => {}
            _ if many => {
                return Err(IcalError::At { line: number, what: "more than 20000 lines".into() });
            }
            _ if line.len() > LINE_MAX => return Err(too_long()),
            _ => lines.push((number, line.to_owned())),
        }
    }
    Ok(lines)
}

/// `NAME;PARAMETER="VALUE":VALUE`.
fn property(line: usize, whole: &str) -> Result<Property, IcalError> {
    let wrong = |what: &str| IcalError::At { line, what: what.to_owned() };
    let mut parts = vec![String::new()];
    let (mut quoted, mut value) = (false, None);
    for (at, c) in whole.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ':' if !quoted => {
                value = whole.get(at + 1..);
                break;
            }
            ';' if !quoted => parts.push(String::new()),
            c => parts.last_mut().map_or((), |part| part.push(c)),
        }
    }
    let value = value.ok_or_else(|| wrong("no property: there is no colon"))?;
    let mut parts = parts.into_iter();
    let name = parts.next().unwrap_or_default().trim().to_ascii_uppercase();
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !plain(&name) {
        return Err(wrong("no property: a name has letters, digits and hyphens"));
    }
    let parameter = |part: String| {
        let (name, value) = part.split_once('=')?;
        // RFC 6868: what a quoted value cannot hold.
        let value = value.replace("^n", "\n").replace("^'", "\"").replace("^^", "^");
        Some((name.trim().to_ascii_uppercase(), value))
    };
    let parameters = parts.filter_map(parameter).collect();
    Ok(Property { line, name, parameters, value: value.to_owned() })
}
