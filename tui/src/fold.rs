//! Words as they are compared when one searches: without accents, in small letters.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The text as it is searched: «Captación» becomes `captacion`.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_and_capitals_make_no_difference() {
        for (text, folded) in [("Captación", "captacion"), ("ÑANDÚ", "nandu"), ("São Paulo", "sao paulo")]
        {
            assert_eq!(fold(text), folded);
        }
    }
}
