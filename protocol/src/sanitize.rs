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
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{13430}'..='\u{1345f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{10ffff}')
        // The last two of every plane are no characters.
        || (c as u32) & 0xfffe == 0xfffe
}

/// The longest name of [`file_name`], in bytes: with an ending of ours behind it, every file system takes it.
const FILE_NAME_MAX: usize = 200;
/// Names that are devices on some systems, whatever ending stands behind them.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A name that somebody else gave a file, as one under which it may be written into a folder: never a
/// path, hidden, an option or a device, without signs that are hidden or turn others round, and never empty.
/// At most 200 bytes; of a longer one the ending stays.
#[must_use]
pub fn file_name(text: &str) -> String {
    let spaced: String =
        line(text).chars().map(|c| if r#"/\:*?"<>|"#.contains(c) { '_' } else { c }).collect();
    let begins = |c: char| c.is_whitespace() || c == '.' || c == '-' || is_combining_mark(c);
    let ends = |c: char| c.is_whitespace() || c == '.';
    let name = spaced.trim_start_matches(begins).trim_end_matches(ends);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut short = stem.to_owned();
    while short.len() + ending.len() > FILE_NAME_MAX {
        short.pop();
    }
    let first = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    match () {
        () if name.is_empty() => "attachment".to_owned(),
        () if DEVICES.contains(&first.as_str()) => format!("_{short}{ending}"),
        () => short + &ending,
    }
}

fn clean(text: &str, replace: impl Fn(char) -> Option<char>) -> String {
    // At the beginning of a line there is no letter for a mark: it would join what stands before.
    let mut marks = MARKS_MAX;
    text.chars()
        .filter_map(replace)
        .filter(|c| !is_forbidden(*c))
        .nfc()
        .filter(|c| {
            marks = match *c {
                '\n' => MARKS_MAX,
                c if is_combining_mark(c) => marks.saturating_add(1),
                _ => 0,
            };
            marks <= MARKS_MAX || *c == '\n'
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

    #[test]
    fn a_name_of_others_never_becomes_a_path() {
        for (given, want) in [
            ("acta.pdf", "acta.pdf"),
            ("Acta de la sesión nº 3.pdf", "Acta de la sesión nº 3.pdf"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("/etc/passwd", "_etc_passwd"),
            ("C:\\Windows\\x.exe", "C__Windows_x.exe"),
            (".bashrc", "bashrc"),
            ("-rf", "rf"),
            ("..", "attachment"),
            ("", "attachment"),
            (" . ", "attachment"),
            ("plan\u{202e}fdp.exe", "planfdp.exe"),
            ("a\u{0}b\nc.txt", "ab c.txt"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("Lpt1.tar.gz", "_Lpt1.tar.gz"),
            ("nul .txt", "_nul .txt"),
            ("console.txt", "console.txt"),
            ("acta.", "acta"),
        ] {
            assert_eq!(file_name(given), want, "{given:?}");
        }
        let long = format!("{}.pdf", "ñ".repeat(300));
        assert!(file_name(&long).len() <= FILE_NAME_MAX && file_name(&long).ends_with("ñ.pdf"));
    }

    proptest! {
        #[test]
        fn whatever_a_file_is_called_its_name_is_one(text in "\\PC{0,80}|[./\\\\ \\-a-c\u{202e}\u{301}\u{7f}]{0,40}") {
            let name = file_name(&text);
            prop_assert!(!name.is_empty() && name.len() <= FILE_NAME_MAX + 1);
            prop_assert!(!name.starts_with(['.', '-', ' ']) && !name.ends_with(['.', ' ']), "{name:?}");
            prop_assert!(!name.chars().any(|c| c == '/' || c == '\\' || c.is_control() || is_forbidden(c)));
            prop_assert_eq!(std::path::Path::new(&name).components().count(), 1);
            prop_assert_eq!(&file_name(&name), &name, "said once is said");
        }
    }

    #[test]
    fn every_forbidden_class_is_removed_everywhere() {
        // Unicode 17, Default_Ignorable_Code_Point and the bidirectional controls, by range.
        let ranges = [
            (0x00, 0x09),
            (0x0b, 0x1f),
            (0x7f, 0x9f),
            (0xad, 0xad),
            (0x34f, 0x34f),
            (0x61c, 0x61c),
            (0x115f, 0x1160),
            (0x17b4, 0x17b5),
            (0x180b, 0x180f),
            (0x200b, 0x200f),
            (0x202a, 0x202e),
            (0x2060, 0x206f),
            (0x3164, 0x3164),
            (0xfe00, 0xfe0f),
            (0xfeff, 0xfeff),
            (0xffa0, 0xffa0),
            (0xfff0, 0xfffb),
            (0x1bca0, 0x1bca3),
            (0x1d173, 0x1d17a),
            (0xe0000, 0xe0fff),
            (0xe000, 0xf8ff),
            (0xfdd0, 0xfdef),
            (0xfffe, 0xffff),
            (0x1fffe, 0x1ffff),
            (0xf0000, 0x10ffff),
        ];
        for c in ranges.into_iter().flat_map(|(first, last)| first..=last).filter_map(char::from_u32) {
            assert!(is_forbidden(c), "U+{:04X}", c as u32);
            for cleaned in [line(&format!("a{c}b")), block(&format!("a{c}b"))] {
                assert!(!cleaned.contains(c), "U+{:04X} in {cleaned:?}", c as u32);
            }
        }
        for c in "aZñÑáüçãẽꞌʼ’·—«»¿¡€$☀⚠✓█─│🌊🇲🇽漢字עבריתالعربيةहिन्दी".chars()
        {
            assert!(!is_forbidden(c), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn a_mark_never_joins_what_stands_before_the_text() {
        assert_eq!(line("\u{301}abc"), "abc");
        assert_eq!(block("a\n\u{301}b"), "a\nb");
        assert_eq!(block("a\n\u{200d}\u{301}b\n\n"), "a\nb\n\n");
    }

    /// Characters of all planes, half of them from what is dangerous together.
    fn hostile() -> impl Strategy<Value = String> {
        let dangerous = proptest::sample::select(
            "\u{0}\u{7}\u{8}\t\n\r\u{1b}[]m;\u{85}\u{9b}\u{9d}\u{ad}\u{301}\u{30d}\u{323}\u{489}\u{61c}\u{1100}\u{1161}\
             \u{11a8}\u{200b}\u{200d}\u{200e}\u{2028}\u{202e}\u{2066}\u{2069}\u{20dd}\u{2126}\u{212b}\u{3164}\u{fb1d}\
             \u{fe0f}\u{feff}\u{fffe}\u{1d15e}\u{e0041}\u{e0100}\u{10fffd}aeoñ "
                .chars()
                .collect::<Vec<_>>(),
        );
        let chars = prop_oneof![dangerous, any::<char>()];
        proptest::collection::vec(chars, 0..64).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]
        #[test]
        fn nothing_forbidden_stays_and_twice_is_once(text in hostile()) {
            for cleaned in [line(&text), block(&text)] {
                prop_assert!(!cleaned.chars().any(is_forbidden));
                let runs = cleaned.chars().scan(0, |run, c| {
                    *run = if is_combining_mark(c) { *run + 1 } else { 0 };
                    Some(*run)
                });
                prop_assert!(runs.max().unwrap_or(0) <= MARKS_MAX);
            }
            let once = line(&text);
            prop_assert!(!once.contains(['\n', '\r']));
            prop_assert_eq!(line(&once), once.clone());
            let once = block(&text);
            prop_assert_eq!(block(&once), once.clone());
        }
    }
}
