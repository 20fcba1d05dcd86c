//! The texts that all systems carry: of a kibibyte each, the same in every run, and no two alike.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Bytes of a text.
const LENGTH: usize = 1024;
/// Bytes of its number, which it begins with.
const NUMBER: usize = 8;
/// Six random bits a letter, so that all systems can carry them: in JSON, too, each letter is a byte.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text of a number.
pub fn text(number: usize) -> String {
    let mut random = ChaCha8Rng::seed_from_u64(number as u64);
    let mut text = format!("{number:0NUMBER$}");
    text.extend((NUMBER..LENGTH).map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())])));
    text
}

/// The number of a text; none where it is no whole one.
pub fn number(text: &[u8]) -> Option<usize> {
    if text.len() != LENGTH {
        return None;
    }
    std::str::from_utf8(text.get(..NUMBER)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_kibibyte_that_tells_its_number() {
        for n in [0, 7, 99_999] {
            assert_eq!((text(n).len(), number(text(n).as_bytes())), (LENGTH, Some(n)));
        }
        assert_ne!(text(1)[NUMBER..], text(2)[NUMBER..]);
        assert_eq!(number(b"00000007"), None);
    }
}
