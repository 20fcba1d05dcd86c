//! Which place lies in which, from the list of municipalities.

use cabildo_protocol::id::Place;
use std::{collections::BTreeMap, sync::OnceLock};

/// The municipalities of both countries; where from: `data/SOURCES.md`.
const MUNICIPALITIES: &str = include_str!("../data/municipalities.csv");

/// Whether one of two places lies in the other, or they are the same.
#[must_use]
pub fn touch(a: &Place, b: &Place) -> bool {
    lies_in(a, b) || lies_in(b, a)
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
    subdivision(within) == Some(around)
}

/// The subdivision (ISO 3166-2) of a municipality.
fn subdivision(place: &str) -> Option<&'static str> {
    static LIST: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    let list = LIST.get_or_init(|| {
        let rows = MUNICIPALITIES.lines().skip(1);
        // No name in the first four columns holds a comma or a quotation mark: a test looks.
        rows.filter_map(|row| {
            let mut columns = row.split(',');
            let (country, code, subdivision) = (columns.next()?, columns.next()?, columns.nth(1)?);
            Some((format!("{}:{code}", country.to_ascii_lowercase()), subdivision))
        })
        .collect()
    });
    list.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn every_municipality_of_the_list_has_a_subdivision_of_its_country() {
        for row in MUNICIPALITIES.lines().skip(1) {
            let columns: Vec<&str> = row.split(',').take(4).collect();
            let place = format!("{}:{}", columns[0].to_ascii_lowercase(), columns[1]);
            let found = subdivision(&place).expect("a subdivision");
            assert!(found.parse::<Place>().is_ok() && found.starts_with(columns[0]), "{row}");
        }
    }
}
