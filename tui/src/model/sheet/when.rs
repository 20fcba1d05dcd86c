//! Instants as people type them: a span from now (`48h`, `3d`, `1d12h`), a date with its time
//! (`2026-12-02 10:00`, `02/12/2026 10:00`), or a time alone, which is the next one.

use cabildo_protocol::{bounds::LAST_INSTANT_MS, id::Millis};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{TimeZone, TimeZoneDatabase},
};
use std::sync::LazyLock;

/// The zones in the binary: a town hall's machine may have none.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
const MINUTE_MS: u64 = 60_000;

/// A zone by its IANA name.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    if name == "UTC" { Some(TimeZone::UTC) } else { ZONES.get(name).ok() }
}

/// The instant that a text means at a moment and in a zone; none where it cannot be read.
#[must_use]
pub fn read(text: &str, now: Millis, zone: &TimeZone) -> Option<Millis> {
    let text = text.trim();
    let at = match span(text.strip_prefix('+').unwrap_or(text)) {
        Some(ms) => now.plus(ms),
        None => civil(text, now, zone)?,
    };
    (at.0 <= LAST_INSTANT_MS).then_some(at)
}

/// Milliseconds of `90m`, `48h`, `3d`, `2w`, or several of them in a row.
fn span(text: &str) -> Option<u64> {
    let (mut total, mut rest) = (0_u64, text);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, after) = after.split_at(letters);
        let unit = match unit {
            "m" | "min" => MINUTE_MS,
            "h" => 60 * MINUTE_MS,
            "d" => 24 * 60 * MINUTE_MS,
            "w" | "sem" => 7 * 24 * 60 * MINUTE_MS,
            _ => return None,
        };
        total = number.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(total)?;
        rest = after.trim_start();
    }
    (!text.is_empty()).then_some(total)
}

fn civil(text: &str, now: Millis, zone: &TimeZone) -> Option<Millis> {
    if let Some(time) = time(text) {
        let today = Timestamp::from_millisecond(i64::try_from(now.0).ok()?).ok()?;
        let today = today.to_zoned_datetime(zone.clone()).date();
        return [today, today.tomorrow().ok()?]
            .into_iter()
            .filter_map(|date| instant(date.to_datetime(time), zone))
            .find(|at| *at > now);
    }
    let (day, clock) = text.split_once(['T', ' '])?;
    instant(date(day.trim())?.to_datetime(time(clock)?), zone)
}

/// A day with its year: `2026-12-02` or, as on paper, `2/12/2026`.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    if let Some((day, rest)) = text.split_once('/') {
        let (month, year) = rest.split_once('/')?;
        return Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    }
    text.parse().ok()
}

/// A time of day: `9:30`, `09:30`.
#[must_use]
pub fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |s: &str, len: usize| {
        (s.len() <= len && !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
    };
    Time::new(number(hour, 2)?, number(minute, 2)?, 0, 0).ok()
}

/// A date and time on the wall clock of a zone.
#[must_use]
pub fn instant(at: DateTime, zone: &TimeZone) -> Option<Millis> {
    let ms = at.to_zoned_datetime(zone.clone()).ok()?.timestamp().as_millisecond();
    u64::try_from(ms).ok().map(Millis)
}

/// An instant as it is typed: `2026-12-02 18:00` on the wall clock of a zone.
#[must_use]
pub fn write(at: Millis, zone: &TimeZone) -> Option<String> {
    let at = Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()?.to_zoned_datetime(zone.clone());
    let (date, time) = (at.date(), at.time());
    Some(format!("{date} {:02}:{:02}", time.hour(), time.minute()))
}

/// The day of an instant in a zone.
#[must_use]
pub fn day(at: Millis, zone: &TimeZone) -> Option<Date> {
    let at = Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()?;
    Some(at.to_zoned_datetime(zone.clone()).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wednesday 25 November 2026, 10:00 in Mexico City.
    const NOW: Millis = Millis(1_795_622_400_000);

    #[test]
    fn people_write_instants_in_several_ways() {
        let zone = zone("America/Mexico_City").expect("a zone");
        let hour = 60 * MINUTE_MS;
        for (text, want) in [
            ("48h", Some(48 * hour)),
            ("+3d", Some(72 * hour)),
            ("1d 12h", Some(36 * hour)),
            ("90 min", Some(hour * 3 / 2)),
            ("2026-11-26 10:00", Some(24 * hour)),
            ("2026-11-26T10:00", Some(24 * hour)),
            ("26/11/2026 10:00", Some(24 * hour)),
            ("11:00", Some(hour)),
            ("9:00", Some(23 * hour)),
            ("2026-11-26", None),
            ("26/11 10:00", None),
            ("25:00", None),
            ("mañana", None),
            ("99999999999999999999d", None),
            ("", None),
            ("h", None),
        ] {
            assert_eq!(read(text, NOW, &zone), want.map(|ms| NOW.plus(ms)), "«{text}»");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let zone = zone("America/Santiago").expect("a zone");
        let text = write(NOW, &zone).expect("an instant");
        assert_eq!((text.as_str(), read(&text, NOW, &zone)), ("2026-11-25 13:00", Some(NOW)));
    }

    #[test]
    fn a_zone_is_known_by_its_name() {
        for name in ["America/Tijuana", "America/Coyhaique", "Pacific/Easter", "UTC"] {
            assert!(zone(name).is_some(), "{name}");
        }
        assert!(zone("America/Macondo").is_none());
    }
}
