//! The one sanitiser for text of others, before it reaches a terminal cell or a line of output.
//!
//! A terminal obeys control and escape sequences, and a reader is misled by characters that
//! reverse, hide or overlay others (Unicode TR 36, CVE-2021-42574). What is removed here never
//! carries meaning in the languages that are written; letters, marks and symbols of all scripts
//! stay.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Marks that may stand on one letter; more only serve to paint over other lines.
const MARKS_MAX: usize = 4;

/// Text for one line: newlines and tabs become spaces.
#[must_use]
pub fn line(text: &str) -> String {
    clean(text, |c| match c {
        '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c => Some(c),
    })
}

/// Text for several lines: newlines stay, tabs become spaces.
#[must_use]
pub fn block(text: &str) -> String {
    clean(&text.replace("\r\n", "\n"), |c| match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        c => Some(c),
    })
}

/// Whether a character must never reach a terminal.
#[must_use]
pub fn is_forbidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}'..='\u{ffff}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{10ffff}')
}

fn clean(text: &str, replace: impl Fn(char) -> Option<char>) -> String {
    let mut marks = 0;
    text.chars()
        .filter_map(replace)
        .filter(|c| !is_forbidden(*c))
        .nfc()
        .filter(|c| {
            marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
            marks <= MARKS_MAX
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_drives_terminals_or_hides_text_is_gone() {
        for (given, want) in [
            ("\u{1b}[31mrojo\u{7}", "[31mrojo"),
            ("abc\u{202e}cba", "abccba"),
            ("cero\u{200b}ancho\u{feff}", "ceroancho"),
            ("☀\u{fe0f}", "☀"),
            ("a\nb\tc", "a b c"),
            ("Nahuatl: ā ē ī ō · Mapudungun: ḻ ṉ ṯ", "Nahuatl: ā ē ī ō · Mapudungun: ḻ ṉ ṯ"),
            ("e\u{301}", "é"),
        ] {
            assert_eq!(line(given), want);
        }
        assert_eq!(block("uno\r\ndos\u{2028}tres"), "uno\ndos\ntres");
        let tower = format!("o{}", "\u{30d}".repeat(50));
        assert!(line(&tower).chars().count() <= 1 + MARKS_MAX);
    }

    proptest! {
        #[test]
        fn nothing_forbidden_stays_and_twice_is_once(text in any::<String>()) {
            for cleaned in [line(&text), block(&text)] {
                prop_assert!(!cleaned.chars().any(is_forbidden));
            }
            let once = line(&text);
            prop_assert!(!once.contains('\n'));
            prop_assert_eq!(line(&once), once.clone());
            let once = block(&text);
            prop_assert_eq!(block(&once), once.clone());
        }
    }
}
