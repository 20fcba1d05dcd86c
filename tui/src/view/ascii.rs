//! A screen without a character beyond ASCII, for terminals that have no other: the program's own
//! words without accents, its signs as letters. What people wrote stays as they wrote it.

use ratatui::buffer::Buffer;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The program's words in ASCII.
#[must_use]
pub fn text(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            c if c.is_ascii() => plain.push(c),
            '«' | '»' | '“' | '”' => plain.push('"'),
            '¿' | '¡' => {}
            '…' => plain.push_str("..."),
            '←' => plain.push_str("<-"),
            '→' => plain.push_str("->"),
            c => plain.push_str(sign(c).unwrap_or("?")),
        }
    }
    plain
}

/// Replaces the program's signs in all cells.
pub fn plain(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let mut letters = cell.symbol().chars();
        if let (Some(c), None) = (letters.next(), letters.next())
            && let Some(sign) = sign(c)
        {
            cell.set_symbol(sign);
        }
    }
}

/// A sign in one cell of ASCII.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '│' => "|",
        '─' | '–' | '—' => "-",
        '┌' | '┐' | '└' | '┘' | '±' => "+",
        '█' | '■' => "#",
        '░' | '·' => ".",
        '▲' => "!",
        '●' | '◆' | '•' => "*",
        '○' => "o",
        '✓' => "v",
        '✗' | '×' => "x",
        '▸' | '►' | '›' | '→' => ">",
        '‹' | '←' => "<",
        '✎' => "~",
        '…' => "~",
        '↑' => "^",
        '↓' => "v",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn words_lose_their_accents_and_keep_their_letters() {
        for (given, want) in [
            ("conectando con el nodo…", "conectando con el nodo..."),
            ("¿Quiso decir «propón»?", "Quiso decir \"propon\"?"),
            ("RePág · 80×24 · são", "RePag . 80x24 . sao"),
        ] {
            assert_eq!(text(given), want);
        }
    }
}
