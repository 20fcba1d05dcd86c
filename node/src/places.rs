//! What is known of places whatever the rosters say: the municipalities of Mexico and Chile, what
//! they lie in, and their time zones. Where the list comes from stands in `data/SOURCES.md`.

use crate::formats::degrees;
use cabildo_client::api::ZoneSource;
use cabildo_protocol::{
    content::Point,
    id::{InstitutionId, Place},
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// The list, as CSV.
pub(crate) const MUNICIPALITIES: &str = include_str!("../data/municipalities.csv");

/// Zones that the list lacks and the subdivision has otherwise (tz database, `zone1970.tab`).
const EXCEPTIONS: [(&str, &str); 1] = [("cl:05201", "Pacific/Easter")];

static LIST: LazyLock<List> = LazyLock::new(List::read);

#[derive(Debug, Deserialize)]
struct Row {
    country: String,
    code: String,
    name: String,
    subdivision: String,
    lat: Option<String>,
    lon: Option<String>,
    population: Option<u64>,
    timezone: Option<String>,
}

/// A municipality of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// Its official code, which is its id (`mx:20067`).
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it lies in (ISO 3166-2).
    pub subdivision: String,
    /// People who live there; 0 where that is not known.
    pub population: u64,
    /// Where its town hall is; none where the list does not know.
    pub point: Option<Point>,
}

/// All municipalities of the list, in the order of their codes.
#[must_use]
pub fn municipalities() -> &'static [Municipality] {
    &LIST.all
}

/// The municipality of a code.
#[must_use]
pub fn municipality(code: &str) -> Option<&'static Municipality> {
    let at = LIST.all.binary_search_by(|one| one.code.as_str().cmp(code)).ok()?;
    LIST.all.get(at)
}

#[derive(Debug, Default)]
struct List {
    /// Zones by municipality.
    municipalities: BTreeMap<String, String>,
    /// By municipality.
    subdivisions: BTreeMap<String, String>,
    /// Zones by subdivision (`MX-OAX`) or country (`MX`): the zone of most of its municipalities.
    areas: BTreeMap<String, String>,
    /// In the order of their codes.
    all: Vec<Municipality>,
}

impl List {
    fn read() -> Self {
        let mut list = Self::default();
        let mut counts: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        // A test reads every row; what were wrong would only leave a zone unknown.
        let rows = csv::Reader::from_reader(MUNICIPALITIES.as_bytes()).into_deserialize::<Row>();
        for row in rows.filter_map(Result::ok) {
            let code = format!("{}:{}", row.country.to_ascii_lowercase(), row.code);
            if let Some(zone) = row.timezone {
                for area in [&row.subdivision, &row.country] {
                    *counts.entry(area.clone()).or_default().entry(zone.clone()).or_default() += 1;
                }
                list.municipalities.insert(code.clone(), zone);
            }
            list.all.push(Municipality {
                code: code.clone(),
                name: row.name,
                subdivision: row.subdivision.clone(),
                population: row.population.unwrap_or_default(),
                point: row.lat.zip(row.lon).and_then(|(lat, lon)| Some(Point(degree(&lat)?, degree(&lon)?))),
            });
            list.subdivisions.insert(code, row.subdivision);
        }
        list.all.sort_by(|a, b| a.code.cmp(&b.code));
        for (code, zone) in EXCEPTIONS {
            list.municipalities.insert(code.to_owned(), zone.to_owned());
        }
        let most = |counts: BTreeMap<String, u32>| counts.into_iter().max_by_key(|(_, count)| *count);
        list.areas = counts.into_iter().filter_map(|(area, c)| Some((area, most(c)?.0))).collect();
        list
    }

    /// Of a municipality, a subdivision or a country, by its code.
    fn of(&self, code: &str) -> Option<(String, ZoneSource)> {
        if let Some(zone) = self.municipalities.get(code) {
            return Some((zone.clone(), ZoneSource::Municipality));
        }
        let area = self.subdivisions.get(code).map_or(code, String::as_str);
        let source = if area.contains('-') { ZoneSource::Subdivision } else { ZoneSource::Country };
        Some((self.areas.get(area)?.clone(), source))
    }
}

/// The time zone of most of a country, a subdivision or a municipality, by its code.
#[must_use]
pub fn zone_of(code: &str) -> Option<String> {
    LIST.of(code).map(|(zone, _)| zone)
}

/// Decimal degrees as a coordinate.
fn degree(text: &str) -> Option<i32> {
    degrees::parse(text, 7).and_then(|value| i32::try_from(value).ok())
}

/// Whether one of two places lies in the other, or they are the same.
#[must_use]
pub fn touch(a: &Place, b: &Place) -> bool {
    lies_in(a, b) || lies_in(b, a)
}

/// The codes of all places that touch one: what it lies in, itself, what lies in it. Of a country
/// `MX*`, for what lies in it is known by its first letters.
#[must_use]
pub fn touching(place: &Place) -> Vec<String> {
    let code = place.as_str();
    if code.len() == 2 {
        return vec![format!("{}*", code.to_ascii_uppercase())];
    }
    let mut all = vec![code.to_owned()];
    if let Some(subdivision) = LIST.subdivisions.get(code) {
        all.push(subdivision.clone());
    }
    all.extend(code.get(..2).map(str::to_ascii_uppercase));
    all.extend(LIST.all.iter().filter(|one| one.subdivision == code).map(|one| one.code.clone()));
    all
}

/// Whether a place lies in another: a municipality in a subdivision, both in a country.
fn lies_in(inner: &Place, outer: &Place) -> bool {
    let (within, around) = (inner.as_str(), outer.as_str());
    if within == around {
        return true;
    }
    // A country has two letters, and everything in it begins with them.
    if around.len() == 2 {
        return within.get(..2).is_some_and(|country| country.eq_ignore_ascii_case(around));
    }
    LIST.subdivisions.get(within).is_some_and(|subdivision| subdivision == around)
}

/// The time zone of an institution, and where it is known from: its roster, else the municipality,
/// the subdivision or the country where it is.
#[must_use]
pub fn time_zone(id: &InstitutionId, roster: Option<&str>, places: &[Place]) -> Option<(String, ZoneSource)> {
    if let Some(zone) = roster {
        return Some((zone.to_owned(), ZoneSource::Roster));
    }
    let country = id.country().to_string().to_ascii_uppercase();
    let codes = [id.as_str()].into_iter().chain(places.iter().map(Place::as_str)).chain([country.as_str()]);
    let mut found: Vec<_> = codes.filter_map(|code| LIST.of(code)).collect();
    // The nearest first; of several as near, the one that is named first.
    found.sort_by_key(|(_, source)| *source);
    found.into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(id: &str, places: &[&str]) -> Option<(String, ZoneSource)> {
        let places: Vec<Place> = places.iter().map(|place| place.parse().expect("a place")).collect();
        time_zone(&id.parse().expect("an id"), None, &places)
    }

    #[test]
    fn every_municipality_has_a_zone_that_exists() {
        let rows: Vec<Row> = csv::Reader::from_reader(MUNICIPALITIES.as_bytes())
            .into_deserialize()
            .collect::<Result<_, _>>()
            .expect("every row");
        assert_eq!(rows.len(), 2824);
        assert_eq!(municipalities().iter().filter(|one| one.point.is_none()).count(), 89);
        assert_eq!(
            municipality("cl:01101").and_then(|one| one.point),
            Some(Point(-202_132_600, -701_502_700))
        );
        for row in rows {
            let id = format!("{}:{}", row.country.to_ascii_lowercase(), row.code);
            let (name, source) = zone(&id, &[]).expect("a zone");
            assert!(jiff::tz::TimeZone::get(&name).is_ok(), "{id}: {name}");
            assert!(matches!(source, ZoneSource::Municipality | ZoneSource::Subdivision), "{id}: {source:?}");
            assert_eq!(municipality(&id).map(|one| one.name.as_str()), Some(row.name.as_str()));
        }
    }

    #[test]
    fn places_touch_where_one_lies_in_the_other() {
        let place = |code: &str| code.parse::<Place>().expect("a place");
        for (a, b, want) in [
            ("mx:20067", "mx:20067", true),
            ("mx:20067", "MX-OAX", true),
            ("mx:20067", "MX", true),
            ("MX-OAX", "MX", true),
            ("cl:05101", "CL-VS", true),
            ("mx:x-sfic", "MX", true),
            ("mx:20067", "MX-MIC", false),
            ("mx:20067", "mx:16053", false),
            ("mx:20067", "CL", false),
            ("MX-OAX", "MX-MIC", false),
            ("mx:x-sfic", "MX-OAX", false),
        ] {
            assert_eq!(touch(&place(a), &place(b)), want, "{a} {b}");
            assert_eq!(touch(&place(b), &place(a)), want, "{b} {a}");
        }
    }

    #[test]
    fn towns_away_from_the_capitals_clock_have_their_own() {
        use ZoneSource::{Country, Municipality, Subdivision};
        for (id, places, name, source) in [
            ("mx:02004", &[][..], "America/Tijuana", Municipality),
            ("mx:26030", &[], "America/Hermosillo", Municipality),
            ("mx:23005", &[], "America/Cancun", Municipality),
            ("cl:12101", &[], "America/Punta_Arenas", Municipality),
            ("cl:11101", &[], "America/Coyhaique", Municipality),
            ("cl:05201", &[], "Pacific/Easter", Municipality),
            ("cl:12102", &[], "America/Punta_Arenas", Subdivision),
            ("mx:x-embajada", &["CL-MA", "MX"], "America/Punta_Arenas", Subdivision),
            ("mx:x-consulado", &["CL", "cl:11101"], "America/Coyhaique", Municipality),
            ("cl:x-fundacion", &[], "America/Santiago", Country),
            ("mx:x-red", &[], "America/Mexico_City", Country),
        ] {
            assert_eq!(zone(id, places), Some((name.to_owned(), source)), "{id} {places:?}");
        }
        assert_eq!(zone("pe:x-lima", &[]), None);
        let id: InstitutionId = "cl:12101".parse().expect("an id");
        let said = time_zone(&id, Some("America/Lima"), &[]);
        assert_eq!(said, Some(("America/Lima".to_owned(), ZoneSource::Roster)));
    }
}
