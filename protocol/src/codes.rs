//! Codes of the federation's lists, as messages write them: `agua@2` is the code `agua` of version 2 of
//! its list. The charter carries each version for good, so a code never changes its meaning.

/// The list that themes of proposals are codes of.
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

/// A code of a version of its list.
#[must_use]
pub fn pinned(code: &str, version: u32) -> String {
    format!("{code}@{version}")
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
        assert_eq!(split(&pinned("agua", 7)), ("agua", Some(7)));
    }
}
