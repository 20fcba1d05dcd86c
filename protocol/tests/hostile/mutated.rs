//! What honest nodes write, damaged a little: no decoder panics, and what is read anew says the same.
//!
//! Where chance finds nothing but rubbish, this gets past the first checks of a decoder. The golden
//! vectors are what is damaged. `CABILDO_SEED` repeats a run; `CABILDO_ROUNDS` makes it longer.

use super::fuzz;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

/// Damaged forms of each vector.
const ROUNDS: usize = 200;
/// Bytes with a meaning in CBOR: short and long lengths, the ends of numbers, null, a float, a tag.
const TELLING: [u8; 12] = [0x00, 0x18, 0x1b, 0x3b, 0x5b, 0x7b, 0x9b, 0xbb, 0xc1, 0xf6, 0xfb, 0xff];

/// Every vector that is bytes: strings of hexadecimal digits, wherever they stand.
fn vectors(value: &Value, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) if text.len() > 8 && text.len().is_multiple_of(2) && text.is_ascii() => {
            let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok());
            found.extend(bytes.collect::<Option<Vec<u8>>>());
        }
        Value::Array(all) => all.iter().for_each(|value| vectors(value, found)),
        Value::Object(all) => all.values().for_each(|value| vectors(value, found)),
        _ => {}
    }
}

/// Damages bytes in one to four places.
fn damage(dice: &mut ChaCha8Rng, all: &[Vec<u8>], bytes: &mut Vec<u8>) {
    for _ in 0..dice.random_range(1..=4) {
        let at = dice.random_range(0..=bytes.len());
        let end = dice.random_range(at..=bytes.len().min(at + 40));
        match dice.random_range(0..7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = TELLING[dice.random_range(0..TELLING.len())],
            2 => bytes.insert(at, dice.random()),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            5 => {
                let other = &all[dice.random_range(0..all.len())];
                let from = dice.random_range(0..other.len());
                bytes.splice(at..end, other[from..].iter().copied().take(60));
            }
            _ => bytes.truncate(at),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test may be told its seed")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The golden vectors that are bytes.
pub fn golden() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for file in [
        include_str!("../golden/acts.json"),
        include_str!("../golden/attachments.json"),
        include_str!("../golden/files.json"),
        include_str!("../golden/frames.json"),
        include_str!("../golden/meetings.json"),
        include_str!("../golden/messages.json"),
        include_str!("../golden/rosters.json"),
        include_str!("../golden/sync.json"),
        include_str!("../golden/works.json"),
    ] {
        vectors(&serde_json::from_str(file).unwrap(), &mut all);
    }
    assert!(all.len() > 50, "{} vectors", all.len());
    all
}

#[test]
fn what_is_damaged_is_refused_or_read_and_never_panics() {
    let seed = number("CABILDO_SEED").unwrap_or_else(rand::random);
    let rounds = number("CABILDO_ROUNDS").map_or(ROUNDS, |n| usize::try_from(n).unwrap());
    eprintln!("CABILDO_SEED={seed}");
    let all = golden();
    let records: Vec<u8> = carried(&all);
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let first = |dice: &mut ChaCha8Rng, bytes: &[u8]| [&[dice.random::<u8>()], bytes].concat();
    for vector in &all {
        fuzz::decode(vector);
        for _ in 0..rounds {
            let mut bytes = vector.clone();
            damage(&mut dice, &all, &mut bytes);
            fuzz::decode(&bytes);
            fuzz::papers(&bytes);
            fuzz::serve(&bytes);
            fuzz::content(&first(&mut dice, &bytes));
        }
    }
    for _ in 0..rounds * 20 {
        let mut bytes = records.clone();
        damage(&mut dice, &all, &mut bytes);
        fuzz::carry(&first(&mut dice, &bytes));
    }
}

/// A file of records with the vectors in it.
pub fn carried(all: &[Vec<u8>]) -> Vec<u8> {
    use cabildo_protocol::carry::{MAGIC, Tag, record};
    let mut bytes = MAGIC.to_vec();
    for (at, vector) in all.iter().enumerate().take(20) {
        let tag = [Tag::About, Tag::Roster, Tag::Proof, Tag::Message][if at == 0 { 0 } else { 1 + at % 3 }];
        bytes.extend(record(tag, vector));
    }
    bytes
}
