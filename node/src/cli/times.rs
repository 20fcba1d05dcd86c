//! Instants and spans as people write and read them.

use super::words::Said;
use cabildo_protocol::{bounds::LAST_INSTANT_MS, id::Millis};
use jiff::{Timestamp, ZonedDateTime, civil, tz::TimeZone};

/// How help shows the value of a time option.
pub const NAME: &str = "TIME";

const MINUTE: u64 = 60 * 1000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// When something is, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// So many milliseconds from a moment that the option knows (`48h`, `3d`).
    After(u64),
    /// An instant (`2026-12-01T18:00:00-06:00`).
    At(Millis),
    /// A wall clock's date and time in the zone that the option knows (`2026-12-01T18:00`).
    Civil(civil::DateTime),
}

impl When {
    /// Reads RFC 3339, a date and time without an offset, or a span.
    ///
    /// # Errors
    /// Says what is understood.
    pub fn parse(text: &str) -> Result<Self, Said> {
        let bad = || Said::new("cli-bad-time").with("value", text);
        if let Some(span) = span(text) {
            return Ok(Self::After(span));
        }
        if let Ok(instant) =
            text.parse::<Timestamp>().or_else(|_| text.parse::<ZonedDateTime>().map(|z| z.timestamp()))
        {
            return u64::try_from(instant.as_millisecond()).map(|ms| Self::At(Millis(ms))).map_err(|_| bad());
        }
        // A date alone could mean its beginning or its end.
        let clock = text.contains(':').then(|| text.parse::<civil::DateTime>().ok()).flatten();
        clock.map(Self::Civil).ok_or_else(bad)
    }

    /// The instant. Spans count from `from`.
    ///
    /// # Errors
    /// When it lies outside of what calendars can write, or the clocks of the zone show it twice or
    /// never.
    pub fn resolve(&self, from: Millis, zone: &TimeZone) -> Result<Millis, Said> {
        let at = match self {
            Self::After(ms) => Some(from.plus(*ms)),
            Self::At(at) => Some(*at),
            Self::Civil(clock) => {
                let zoned = zone.to_ambiguous_zoned_datetime(*clock);
                if zoned.is_ambiguous() {
                    // When clocks change, an hour comes twice, or not at all.
                    return Err(Said::new("cli-time-ambiguous").with("value", &clock.to_string()));
                }
                let instant = zoned.compatible().ok().map(|z| z.timestamp().as_millisecond());
                instant.and_then(|ms| u64::try_from(ms).ok()).map(Millis)
            }
        };
        at.filter(|at| at.0 <= LAST_INSTANT_MS)
            .ok_or_else(|| Said::new("cli-time-out-of-range").with("value", &format!("{self:?}")))
    }
}

/// Milliseconds of `90m`, `48h`, `3d`, `2w`, or several of them one after the other (`1d12h`).
fn span(text: &str) -> Option<u64> {
    let mut total = 0u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        let unit_len = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, after) = after.split_at(unit_len);
        let unit = match unit {
            "s" => 1000,
            "m" | "min" => MINUTE,
            "h" => HOUR,
            "d" => DAY,
            "w" => 7 * DAY,
            _ => return None,
        };
        total = number.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(total)?;
        rest = after;
    }
    (!text.is_empty()).then_some(total)
}

/// A time zone by its IANA name.
///
/// # Errors
/// When this machine knows no such zone.
pub fn zone(name: &str) -> Result<TimeZone, Said> {
    TimeZone::get(name).map_err(|_| Said::new("cli-bad-zone").with("value", name))
}

/// An instant on the wall clock of a zone, to the minute, with the offset.
pub fn show(at: Millis, zone: &TimeZone) -> String {
    let instant = i64::try_from(at.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    match instant {
        Some(instant) => instant.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M %:z").to_string(),
        None => format!("{} ms", at.0),
    }
}

/// The time of day of an instant, to the minute.
pub fn show_time(at: Millis, zone: &TimeZone) -> String {
    let instant = i64::try_from(at.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    instant.map(|t| t.to_zoned_datetime(zone.clone()).strftime("%H:%M").to_string()).unwrap_or_default()
}

/// A span, rounded, in the largest unit that leaves at least two of it: `47 h`, `3 d`, `12 min`.
pub fn show_span(ms: u64) -> String {
    let rounded = |unit: u64| ms.saturating_add(unit / 2) / unit;
    match ms {
        ms if ms >= 2 * DAY => format!("{} d", rounded(DAY)),
        ms if ms >= 2 * HOUR => format!("{} h", rounded(HOUR)),
        ms if ms >= 2 * MINUTE => format!("{} min", rounded(MINUTE)),
        ms => format!("{} s", ms / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mexico() -> TimeZone {
        zone("America/Mexico_City").expect("a zone")
    }

    #[test]
    fn spans_and_instants_are_read() {
        for (text, ms) in [
            ("48h", 48 * HOUR),
            ("3d", 3 * DAY),
            ("90m", 90 * MINUTE),
            ("90min", 90 * MINUTE),
            ("1d12h", 36 * HOUR),
            ("2w", 14 * DAY),
            ("30s", 30_000),
        ] {
            assert_eq!(When::parse(text), Ok(When::After(ms)), "{text}");
        }
        for text in [
            "2026-12-01T18:00:00-06:00",
            "2026-12-02T00:00:00Z",
            "2026-12-01T18:00:00-06:00[America/Mexico_City]",
        ] {
            assert_eq!(When::parse(text), Ok(When::At(Millis(1_796_169_600_000))), "{text}");
        }
        for text in ["2026-12-01T18:00", "2026-12-01 18:00", "2026-12-01T18:00:00"] {
            let when = When::parse(text).expect("a wall clock");
            assert_eq!(when.resolve(Millis(0), &mexico()), Ok(Millis(1_796_169_600_000)), "{text}");
        }
        for bad in [
            "",
            "h",
            "48",
            "-3d",
            "3x",
            "mañana",
            "2026-12-01",
            "18:00",
            "2026-13-01T18:00",
            "99999999999999999999h",
            "1960-01-01T00:00:00Z",
        ] {
            assert_eq!(When::parse(bad).expect_err("refused").id(), "cli-bad-time", "{bad}");
        }
    }

    #[test]
    fn spans_count_from_the_moment_that_is_meant() {
        assert_eq!(When::After(HOUR).resolve(Millis(5), &TimeZone::UTC), Ok(Millis(HOUR + 5)));
        assert!(When::After(u64::MAX).resolve(Millis(5), &TimeZone::UTC).is_err());
    }

    #[test]
    fn an_hour_that_comes_twice_or_never_is_asked_for_again() {
        let resolved = |text: &str, name: &str| {
            let when = When::parse(text).expect("a wall clock");
            when.resolve(Millis(0), &zone(name).expect("a zone")).map_err(|said| said.id().to_owned())
        };
        // Chile's clocks go back on the night of 4 April and forward on that of 5 September; those of
        // Mexico stay, except at the northern border.
        for (zone, twice, never) in [
            ("America/Santiago", "2026-04-04T23:30", "2026-09-06T00:30"),
            ("Pacific/Easter", "2026-04-04T21:30", "2026-09-05T22:30"),
            ("America/Tijuana", "2026-11-01T01:30", "2026-03-08T02:30"),
        ] {
            for text in [twice, never] {
                assert_eq!(resolved(text, zone), Err("cli-time-ambiguous".to_owned()), "{text} {zone}");
            }
        }
        for zone in ["America/Punta_Arenas", "America/Coyhaique", "America/Hermosillo", "America/Cancun"] {
            for text in ["2026-04-04T23:30", "2026-09-06T00:30", "2026-11-01T01:30", "2026-03-08T02:30"] {
                assert!(resolved(text, zone).is_ok(), "{text} {zone}");
            }
        }
        // A meeting in the hour that comes twice: said with its offset, and shown with it.
        let santiago = zone("America/Santiago").expect("a zone");
        for (text, shown) in [
            ("2026-04-04T23:30-03:00", "2026-04-04 23:30 -03:00"),
            ("2026-04-04T23:30-04:00", "2026-04-04 23:30 -04:00"),
        ] {
            let at =
                When::parse(text).and_then(|when| when.resolve(Millis(0), &santiago)).expect("an instant");
            assert_eq!(show(at, &santiago), shown);
        }
    }

    #[test]
    fn instants_are_shown_with_their_offset() {
        assert_eq!(show(Millis(1_796_169_600_000), &mexico()), "2026-12-01 18:00 -06:00");
        assert_eq!(show_time(Millis(1_796_169_600_000), &mexico()), "18:00");
        assert_eq!(show(Millis(u64::MAX), &mexico()), format!("{} ms", u64::MAX));
        assert_eq!(zone("America/Oaxaca").expect_err("no such zone").id(), "cli-bad-zone");
    }

    #[test]
    fn spans_are_shown_in_the_unit_that_fits() {
        for (ms, want) in [
            (0, "0 s"),
            (119_000, "119 s"),
            (3 * MINUTE, "3 min"),
            (48 * HOUR, "2 d"),
            (47 * HOUR, "47 h"),
            (48 * HOUR - 1, "48 h"),
        ] {
            assert_eq!(show_span(ms), want);
        }
    }
}
