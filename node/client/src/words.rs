//! Backup words: the secret of a key as 24 words of BIP-39 in Spanish, Portuguese or English, to be
//! written on paper, and back.
//!
//! Spanish and English words are told apart by their first four letters; accents may be left out.
//! The last word holds a checksum, so a slip is noticed.

use bip39::{Language, Mnemonic};
use cabildo_protocol::id::Language as Tag;
use ed25519_dalek::SigningKey;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use zeroize::Zeroizing;

/// Words of a key.
pub const COUNT: usize = 24;
/// Letters after which a word is the only one.
const UNIQUE: usize = 4;
/// The lists that are written and read.
const LISTS: [(&str, Language); 3] =
    [("es", Language::Spanish), ("en", Language::English), ("pt", Language::Portuguese)];

/// Why words are no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Too few or too many.
    #[error("{found} words, a key has {COUNT}")]
    Count {
        /// How many.
        found: usize,
    },
    /// In no list; the others are in one.
    #[error("word {place} is in no list")]
    Unknown {
        /// Which, from 1.
        place: usize,
    },
    /// Every word is one, but not these in this order.
    #[error("these words do not belong together: one is wrong, or two changed places")]
    Checksum,
}

/// A key's words, in the list of a language; in English for one that has no list.
#[must_use]
pub fn of(key: &SigningKey, language: &Tag) -> Vec<&'static str> {
    let seed = Zeroizing::new(key.to_bytes());
    // 32 bytes are an entropy of every list.
    Mnemonic::from_entropy_in(list_of(language), &seed[..])
        .map(|words| words.words().collect())
        .unwrap_or_default()
}

/// What two people read to each other to be sure that they mean the same thing: the first half of
/// its hash as twelve words. To find another thing with the same words costs 2^128 tries.
#[must_use]
pub fn fingerprint(hash: &[u8; 32], language: &Tag) -> Vec<&'static str> {
    let half = hash.first_chunk::<16>().copied().unwrap_or_default();
    Mnemonic::from_entropy_in(list_of(language), &half)
        .map(|words| words.words().collect())
        .unwrap_or_default()
}

fn list_of(language: &Tag) -> Language {
    let primary = language.as_str().split('-').next().unwrap_or_default();
    LISTS.iter().find(|(tag, _)| *tag == primary).map_or(Language::English, |(_, list)| *list)
}

/// Whether a typed word is this one of a list.
#[must_use]
pub fn is_word(typed: &str, word: &str) -> bool {
    let (typed, word) = (plain(typed), plain(word));
    typed == word || (typed.chars().count() >= UNIQUE && word.starts_with(&typed))
}

/// The key of words that a person has typed, in whichever list they are.
///
/// # Errors
/// What is wrong with them.
pub fn key(typed: &str) -> Result<SigningKey, WordsError> {
    let typed: Vec<&str> = typed.split_whitespace().take(4 * COUNT).collect();
    if typed.len() != COUNT {
        return Err(WordsError::Count { found: typed.len() });
    }
    let mut furthest = 0;
    let mut wrong = false;
    for (_, list) in LISTS {
        let folded: Vec<String> = list.word_list().iter().map(|word| plain(word)).collect();
        let found: Vec<Option<usize>> = typed.iter().map(|word| index(&folded, word)).collect();
        if let Some(unknown) = found.iter().position(Option::is_none) {
            furthest = furthest.max(unknown);
            continue;
        }
        let listed = list.word_list();
        let words: Vec<&str> = found.into_iter().flatten().filter_map(|n| listed.get(n).copied()).collect();
        let words = Zeroizing::new(words.join(" "));
        match Mnemonic::parse_in_normalized(list, &words) {
            Ok(mnemonic) => {
                let (entropy, length) = mnemonic.to_entropy_array();
                let entropy = Zeroizing::new(entropy);
                if let (32, Some(seed)) = (length, entropy.first_chunk::<32>()) {
                    return Ok(SigningKey::from_bytes(seed));
                }
                wrong = true;
            }
            Err(_) => wrong = true,
        }
    }
    Err(if wrong { WordsError::Checksum } else { WordsError::Unknown { place: furthest + 1 } })
}

/// The place of a typed word in a folded list: the word itself, else the only one that begins so.
fn index(folded: &[String], typed: &str) -> Option<usize> {
    let wanted = plain(typed);
    folded.iter().position(|word| *word == wanted).or_else(|| {
        let long = wanted.chars().count() >= UNIQUE;
        let mut fitting = folded.iter().enumerate().filter(|(_, word)| long && word.starts_with(&wanted));
        fitting.next().filter(|_| fitting.next().is_none()).map(|(place, _)| place)
    })
}

/// Lower case, without accents.
fn plain(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Tag {
        text.parse().expect("a tag")
    }

    #[test]
    fn a_key_comes_back_from_its_words_in_every_list_however_they_are_typed() {
        for seed in 0..5u8 {
            let key_of_seed = SigningKey::from_bytes(&[seed.wrapping_mul(37); 32]);
            for language in ["es", "es-MX", "en", "pt", "arn"] {
                let words = of(&key_of_seed, &tag(language));
                assert_eq!(words.len(), COUNT);
                let joined = words.join(" ");
                let accentless: String = plain(&joined);
                let composed: String = joined.nfc().collect::<String>().to_uppercase();
                for typed in [&joined, &accentless, &composed, &words.join("\n  ")] {
                    let found = key(typed).expect("a key");
                    assert_eq!(found.to_bytes(), key_of_seed.to_bytes(), "{language}: {typed}");
                }
            }
        }
    }

    #[test]
    fn four_letters_are_enough_in_spanish_and_english() {
        let secret = SigningKey::from_bytes(&[201; 32]);
        for language in ["es", "en"] {
            let short = |word: &&str| plain(word).chars().take(UNIQUE).collect::<String>();
            let words: Vec<String> = of(&secret, &tag(language)).iter().map(short).collect();
            assert_eq!(key(&words.join(" ")).expect("a key").to_bytes(), secret.to_bytes());
        }
    }

    #[test]
    fn a_fingerprint_is_twelve_words_of_the_readers_list() {
        let hash: [u8; 32] = std::array::from_fn(|n| u8::try_from(n).expect("small"));
        let spanish = fingerprint(&hash, &tag("es-MX"));
        assert_eq!((spanish.len(), fingerprint(&hash, &tag("en")).first().copied()), (12, Some("abandon")));
        let mut other = hash;
        other[15] ^= 1;
        assert_ne!(fingerprint(&other, &tag("es")), spanish);
        assert_ne!(fingerprint(&hash, &tag("en")), spanish);
    }

    #[test]
    fn a_slip_is_noticed_and_its_place_said() {
        let words = of(&SigningKey::from_bytes(&[9; 32]), &tag("es"));
        assert_eq!(key(&words[..23].join(" ")), Err(WordsError::Count { found: 23 }));
        let mut changed = words.clone();
        changed[6] = "xyzzy";
        assert_eq!(key(&changed.join(" ")), Err(WordsError::Unknown { place: 7 }));
        let mut swapped = of(
            &SigningKey::from_bytes(&std::array::from_fn(|n| u8::try_from(n).expect("small"))),
            &tag("es"),
        );
        swapped.swap(2, 3);
        assert_eq!(key(&swapped.join(" ")), Err(WordsError::Checksum));
        assert_eq!(key(""), Err(WordsError::Count { found: 0 }));
        assert!(is_word("ÁBACO", "ábaco") && is_word("abac", "ábaco") && !is_word("aba", "ábaco"));
    }
}
