//! Text for terminals that can show ASCII alone: accents are dropped, signs replaced.

use std::fmt::Write as _;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The same text in ASCII. What has no likeness there is a question mark.
pub fn text(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => plain.push(c),
            // At the beginning of a question they say nothing that its end does not.
            '¿' | '¡' => {}
            '«' | '»' | '“' | '”' | '„' => plain.push('"'),
            '‘' | '’' | '′' => plain.push('\''),
            '·' | '–' | '—' | '‐' | '‑' | '−' | '•' => plain.push('-'),
            '…' => plain.push_str("..."),
            '▲' | '⚠' => plain.push('!'),
            '✎' => plain.push('*'),
            '×' => plain.push('x'),
            'º' | '°' => plain.push('o'),
            'ª' => plain.push('a'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'Æ' => plain.push_str("AE"),
            'ø' => plain.push('o'),
            'Ø' => plain.push('O'),
            'ł' => plain.push('l'),
            'đ' => plain.push('d'),
            c if c.is_whitespace() => plain.push(' '),
            c if is_combining_mark(c) => {}
            c => match std::iter::once(c).nfkd().find(|c| !is_combining_mark(*c)) {
                Some(base) if base.is_ascii() => plain.push(base),
                _ => plain.push('?'),
            },
        }
    }
    plain
}

/// The same JSON in ASCII: nothing is lost.
pub fn json(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        if c.is_ascii() {
            plain.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                // Writing to a text cannot fail.
                let _ = write!(plain, "\\u{unit:04x}");
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_readable() {
        for (given, want) in [
            ("¿Quiso decir «proponer»?", "Quiso decir \"proponer\"?"),
            ("Oaxaca de Juárez · Peñalolén – 3…", "Oaxaca de Juarez - Penalolen - 3..."),
            ("e\u{301} ḻ ṉ", "e l n"),
            ("日", "?"),
        ] {
            assert_eq!(text(given), want);
        }
        assert_eq!(json("{\"a\":\"ñ😀\"}"), "{\"a\":\"\\u00f1\\ud83d\\ude00\"}");
    }
}
