//! Words for what the protocol knows: texts in the reader's language, names, instants.

use super::{ascii, style::Palette};
use crate::{keys, model::Model};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    content::{AckState, Severity, Stance},
    id::{InstitutionId, Millis},
    text::Texts,
};
use jiff::{
    Timestamp, ZonedDateTime,
    tz::{TimeZone, TimeZoneDatabase},
};
use serde::Serialize;
use std::sync::LazyLock;

/// The zones in the binary: a town hall's machine may have none, and a view reads no files.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// What every part of the view needs: the model, and how to say things.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// What is shown.
    pub model: &'a Model,
    /// In which colours.
    pub style: Palette,
}

impl<'a> Words<'a> {
    /// For a model.
    #[must_use]
    pub fn new(model: &'a Model) -> Self {
        Self { model, style: Palette::new(model.colour) }
    }

    /// A message of the program.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.own(self.model.lang.text(id))
    }

    /// A message of the program with its arguments.
    #[must_use]
    pub fn with(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.own(self.model.lang.with(id, args))
    }

    /// Words of the program, as the terminal can show them.
    #[must_use]
    pub fn own(&self, text: String) -> String {
        if self.model.ascii { ascii::text(&text) } else { text }
    }

    /// A key as it is shown.
    #[must_use]
    pub fn key(&self, key: &str) -> String {
        self.own(keys::shown(key, &self.model.lang))
    }

    /// The word for a value of the protocol: `severity` and `Severe` give «severa».
    #[must_use]
    pub fn word<T: Serialize>(&self, family: &str, value: &T) -> String {
        match serde_json::to_value(value) {
            Ok(serde_json::Value::String(name)) => self.say(&format!("{family}-{name}")),
            _ => String::new(),
        }
    }

    /// A text of others in the reader's language; where it is another, its tag stands behind it.
    #[must_use]
    pub fn text(&self, texts: &Texts) -> String {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        match texts.best(&self.model.languages) {
            None => String::new(),
            Some((tag, text)) => {
                let wanted = self.model.languages.first().map(|l| primary(l.as_str()));
                if wanted.is_none_or(|wanted| wanted == primary(tag.as_str())) {
                    text.to_owned()
                } else {
                    format!("{text} [{tag}]")
                }
            }
        }
    }

    /// An institution's name.
    #[must_use]
    pub fn name(&self, id: &'a InstitutionId) -> &'a str {
        self.model.name(id)
    }

    /// An institution's name with what it is: «Morelia, municipio».
    #[must_use]
    pub fn full_name(&self, id: &'a InstitutionId) -> String {
        match self.model.members.get(id) {
            Some(member) => format!("{} ({})", self.name(id), self.word("institution", &member.kind)),
            None => id.to_string(),
        }
    }

    /// A length of time, its two largest units.
    #[must_use]
    pub fn span(&self, ms: u64) -> String {
        let minutes = ms / 60_000;
        let (hours, days) = (minutes / 60, minutes / 1440);
        match (days, hours, minutes) {
            (0, 0, 0) => self.say("span-now"),
            (0, 0, n) => self.with("span-minutes", &[("n", n.into())]),
            (0, n, m) if m % 60 == 0 => self.with("span-hours", &[("n", n.into())]),
            (0, n, m) => self.with("span-hours-minutes", &[("n", n.into()), ("minutes", (m % 60).into())]),
            (n, h, _) if h % 24 == 0 || n > 6 => self.with("span-days", &[("n", n.into())]),
            (n, h, _) => self.with("span-days-hours", &[("n", n.into()), ("hours", (h % 24).into())]),
        }
    }

    /// How far from now: «en 3 h», «hace 2 días».
    #[must_use]
    pub fn relative(&self, at: Millis) -> String {
        let now = self.model.now.0;
        let (id, ms) = if at.0 >= now { ("time-in", at.0 - now) } else { ("time-ago", now - at.0) };
        if ms < 60_000 && id == "time-ago" {
            return self.say("time-now");
        }
        self.with(id, &[("span", Arg::from(&self.span(ms)))])
    }

    /// An instant in the reader's institution's time zone: «jue 26 nov 14:00».
    #[must_use]
    pub fn at(&self, at: Millis) -> String {
        self.at_in(at, self.model.time_zone())
    }

    /// An instant in a time zone; in UTC, and saying so, where there is no such zone.
    #[must_use]
    pub fn at_in(&self, at: Millis, name: Option<&str>) -> String {
        let (zone, known) = zone(name);
        let Some(there) = local(at, &zone) else { return "—".to_owned() };
        let year = local(self.model.now, &zone).map(|now| now.year());
        let two = |n: i8| format!("{n:02}");
        let weekday = self.say(&format!("weekday-{}", there.weekday().to_monday_one_offset()));
        let month = self.say(&format!("month-{}", there.month()));
        let (day, hour, minute) = (there.day().to_string(), two(there.hour()), two(there.minute()));
        let full = there.year().to_string();
        let args = [
            ("weekday", Arg::from(&weekday)),
            ("day", Arg::from(&day)),
            ("month", Arg::from(&month)),
            ("year", Arg::from(&full)),
            ("hour", Arg::from(&hour)),
            ("minute", Arg::from(&minute)),
        ];
        let id = if year == Some(there.year()) { "date-time" } else { "date-time-year" };
        let text = self.with(id, &args);
        if known { text } else { format!("{text} UTC") }
    }

    /// The hour of an instant in a time zone: «14:00».
    #[must_use]
    pub fn hour_in(&self, at: Millis, name: Option<&str>) -> String {
        let there = local(at, &zone(name).0);
        there.map_or_else(|| "—".to_owned(), |t| format!("{:02}:{:02}", t.hour(), t.minute()))
    }

    /// Whether two instants fall on one day in a time zone.
    #[must_use]
    pub fn same_day(&self, a: Millis, b: Millis, name: Option<&str>) -> bool {
        let zone = zone(name).0;
        matches!((local(a, &zone), local(b, &zone)), (Some(a), Some(b)) if a.date() == b.date())
    }

    /// A time zone for people: its place and its distance from UTC, «Santiago, UTC-3».
    #[must_use]
    pub fn zone_name(&self, at: Millis, name: Option<&str>) -> String {
        let (zone, known) = zone(name);
        let place = name.and_then(|n| n.rsplit('/').next()).unwrap_or_default().replace('_', " ");
        match local(at, &zone) {
            Some(there) if known => format!("{place}, UTC{}", distance(there.offset().seconds())),
            _ => "UTC".to_owned(),
        }
    }

    /// How long and when: «en 3 h (jue 26 nov 14:00)».
    #[must_use]
    pub fn moment(&self, at: Millis) -> String {
        format!("{} ({})", self.relative(at), self.at(at))
    }
}

fn distance(seconds: i32) -> String {
    let (sign, seconds) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
    match (seconds / 3600, seconds % 3600 / 60) {
        (hours, 0) => format!("{sign}{hours}"),
        (hours, minutes) => format!("{sign}{hours}:{minutes:02}"),
    }
}

/// The zone of a name, and whether there is one.
fn zone(name: Option<&str>) -> (TimeZone, bool) {
    match name.and_then(|name| ZONES.get(name).ok()) {
        Some(zone) => (zone, true),
        None => (TimeZone::UTC, false),
    }
}

fn local(at: Millis, zone: &TimeZone) -> Option<ZonedDateTime> {
    let ms = i64::try_from(at.0).ok()?;
    Some(Timestamp::from_millisecond(ms).ok()?.to_zoned_datetime(zone.clone()))
}

/// A sign for a position.
#[must_use]
pub fn stance_sign(stance: Stance) -> &'static str {
    match stance {
        Stance::Endorse => "✓",
        Stance::Object => "✗",
        Stance::Abstain => "–",
        Stance::AskForChanges => "±",
    }
}

/// A sign for an acknowledgement.
#[must_use]
pub fn ack_sign(state: AckState) -> &'static str {
    match state {
        AckState::Seen => "○",
        AckState::Accepted => "●",
        AckState::Acting => "►",
        AckState::NeedHelp => "!",
        AckState::CanOffer => "+",
        AckState::NotAffected => "–",
        AckState::Closed => "✓",
        AckState::Rejected => "✗",
    }
}

/// The word for a severity, in capitals where it is grave.
#[must_use]
pub fn severity(words: Words<'_>, severity: Severity) -> String {
    let word = words.word("severity", &severity);
    match severity {
        Severity::Extreme | Severity::Severe => word.to_uppercase(),
        Severity::Moderate | Severity::Minor | Severity::Unknown => word,
    }
}
