//! Codes of the federation's lists, as messages write them: `agua@2` is the code `agua` of version 2 of
//! the list of themes, `diseases/A97@1` one of another list. The charter carries each version for good, so a code
//! never changes its meaning.

/// The list that is meant where none is named.
pub const THEMES: &str = "themes";

/// The code, and the version of its list where one is named.
#[must_use]
pub fn split(written: &str) -> (&str, Option<u32>) {
    match written.rsplit_once('@') {
        Some((code, version)) if !version.starts_with('+') => match version.parse() {
            Ok(version) => (code, Some(version)),
            Err(_) => (written, None),
        },
        _ => (written, None),
    }
}

/// The list that a code is of, and the code in it.
#[must_use]
pub fn in_list(code: &str) -> (&str, &str) {
    code.split_once('/').unwrap_or((THEMES, code))
}

/// A code of a version of its list, as a message writes it.
#[must_use]
pub fn pinned(list: &str, code: &str, version: u32) -> String {
    if list == THEMES { format!("{code}@{version}") } else { format!("{list}/{code}@{version}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_names_the_version_of_its_list() {
        for (written, code, version) in [
            ("agua@2", "agua", Some(2)),
            ("agua", "agua", None),
            ("a@b", "a@b", None),
            ("a@b@3", "a@b", Some(3)),
            ("a@+3", "a@+3", None),
        ] {
            assert_eq!(split(written), (code, version));
        }
        for (list, code) in [(THEMES, "agua"), ("diseases", "A97")] {
            let written = pinned(list, code, 7);
            let (cited, version) = split(&written);
            assert_eq!((in_list(cited), version), ((list, code), Some(7)));
        }
    }
}
