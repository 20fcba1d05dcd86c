//! In which language the command speaks: what is asked for, else the home's, else the system's.
//!
//! Decided before the arguments are parsed, because wrong usage too is answered in it.

use super::words::Words;
use cabildo_node::home::{Paths, default_root};
use cabildo_protocol::id::Language;
use std::{ffi::OsString, path::PathBuf};

/// The reader's language, from the arguments as they are, the home and the environment.
pub fn words(arguments: &[OsString]) -> Words {
    let asked = value(arguments, "--language").and_then(|tag| tag.to_str()?.parse().ok());
    let wanted = asked.or_else(|| of_home(arguments)).or_else(of_system);
    Words::new(wanted.into_iter().collect())
}

fn of_home(arguments: &[OsString]) -> Option<Language> {
    let named = value(arguments, "--home").or_else(|| std::env::var_os("CABILDO_HOME"));
    let root = named.map(PathBuf::from).map_or_else(|| default_root().ok(), Some)?;
    // What is wrong with the settings is said by whoever needs them.
    Paths::new(&root).load_config().ok()?.operator.language
}

fn of_system() -> Option<Language> {
    sys_locale::get_locale().and_then(|tag| tag.parse().ok())
}

/// Whether the terminal's own setting says that it can only show ASCII. Where nothing is set, as
/// for services and in pipes, it can show everything.
pub fn is_ascii() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).is_some_and(|value| speaks_ascii(&value))
}

fn speaks_ascii(locale: &str) -> bool {
    let codeset = locale.split_once('.').map(|(_, codeset)| codeset.to_ascii_lowercase());
    match codeset {
        Some(codeset) => !codeset.starts_with("utf"),
        None => matches!(locale, "C" | "POSIX"),
    }
}

/// The value of an option, before anything is known of the others.
pub fn value(arguments: &[OsString], option: &str) -> Option<OsString> {
    let glued = format!("{option}=");
    let at = arguments.iter().position(|argument| {
        argument == option || argument.to_str().is_some_and(|text| text.starts_with(&glued))
    })?;
    match arguments.get(at)?.to_str()?.strip_prefix(&glued) {
        Some(value) => Some(value.into()),
        None => arguments.get(at + 1).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminals_setting_says_what_it_can_show() {
        for (locale, ascii) in [
            ("C", true),
            ("POSIX", true),
            ("C.UTF-8", false),
            ("es_MX.utf8", false),
            ("es_MX.ISO-8859-1", true),
            ("es_MX", false),
        ] {
            assert_eq!(speaks_ascii(locale), ascii, "{locale}");
        }
    }

    #[test]
    fn an_option_counts_wherever_it_stands() {
        let arguments = |line: &[&str]| line.iter().map(OsString::from).collect::<Vec<_>>();
        for (line, want) in [
            (&["cabildo", "list", "--language", "en"][..], Some("en")),
            (&["cabildo", "--language=en", "list"], Some("en")),
            (&["cabildo", "list", "--language"], None),
            (&["cabildo", "list"], None),
        ] {
            assert_eq!(value(&arguments(line), "--language"), want.map(OsString::from), "{line:?}");
        }
        let words = words(&arguments(&["cabildo", "--language", "en-GB", "list"]));
        assert_eq!(words.own().as_str(), "en-GB");
        assert_eq!(words.text("cli-heading-usage"), "Usage");
    }
}
