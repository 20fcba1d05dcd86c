//! Finding a municipality by a few letters.

use cabildo_node::places::{Municipality, municipalities};
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};
use std::cmp::Reverse;

/// The municipalities that fit what was typed, the best first.
pub fn find(typed: &str, most: usize) -> Vec<&'static Municipality> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut found: Vec<(u32, &Municipality)> = municipalities()
        .iter()
        .filter_map(|place| {
            let text = format!("{} {} {}", place.name, place.subdivision, place.code);
            Some((pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)?, place))
        })
        .collect();
    // Of names that fit alike, the town that more people mean.
    found.sort_by_key(|(score, place)| (Reverse(*score), Reverse(place.population)));
    found.into_iter().take(most).map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_are_enough_with_or_without_accents() {
        for (typed, code) in [
            ("oaxaca de", "mx:20067"),
            ("valpara cl", "cl:05101"),
            ("copiapo", "cl:03101"),
            ("morelia mic", "mx:16053"),
            ("mx:16053", "mx:16053"),
        ] {
            let found: Vec<_> = find(typed, 8).into_iter().map(|place| place.code.as_str()).collect();
            assert!(found.iter().take(3).any(|found| *found == code), "{typed}: {found:?}");
        }
        assert!(find("zzzzqqqq", 8).is_empty());
        assert!(find("san", 8).len() <= 8);
    }
}
