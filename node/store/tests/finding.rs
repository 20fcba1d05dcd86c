//! The catalogue gives the answers that the messages themselves give, whatever becomes of them.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::{
    content::{Comment, Content, Proposal},
    id::{LogId, Millis},
    message::{Message, Verified},
    store::Store as _,
    text::Texts,
};
use cabildo_store::{Options, Rank, Reader, SegmentStore, Selection, Tongue, Word, words};
use common::{Author, bare, small};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

const WORDS: [&str; 12] = [
    "agua",
    "votación",
    "votaciones",
    "municipios",
    "sequía",
    "puente",
    "incendios",
    "escuela",
    "alerta",
    "presupuesto",
    "camino",
    "salud",
];
const PLACES: [&str; 5] = ["mx:20067", "MX-OAX", "cl:05101", "MX", "CL*"];
const TAGS: [&str; 4] = ["es", "es-MX", "pt", "arn"];

fn indexed() -> Options {
    Options { index: true, ..small() }
}

fn texts(dice: &mut ChaCha8Rng, count: usize) -> Texts {
    let tag = TAGS[dice.random_range(0..TAGS.len())].parse().expect("a tag");
    let words: Vec<&str> = (0..count).map(|_| WORDS[dice.random_range(0..WORDS.len())]).collect();
    Texts::one(tag, words.join(" "))
}

fn content(dice: &mut ChaCha8Rng) -> Content {
    if dice.random_range(0..3) == 0 {
        return Content::Comment(Comment::new(texts(dice, 4)));
    }
    let mut proposal = Proposal::new(texts(dice, 2), texts(dice, 6));
    if dice.random_range(0..2) == 0 {
        proposal.theme = Some(["Agua", "salud"][dice.random_range(0..2)].to_owned());
        proposal.places = vec![PLACES[dice.random_range(0..4)].parse().expect("a place")];
        proposal.respond_by = Some(Millis(2_000_000 + dice.random_range(0..1000)));
    }
    Content::Proposal(proposal)
}

fn selection(dice: &mut ChaCha8Rng) -> Selection {
    let mut wanted = Selection::default();
    if dice.random_range(0..3) == 0 {
        wanted.kinds = Some(vec![[10, 12, 77][dice.random_range(0..3)]]);
    }
    if dice.random_range(0..6) == 0 {
        wanted.institution = Some("mx:20002".parse().expect("an id"));
    }
    if dice.random_range(0..5) == 0 {
        wanted.country = Some(["mx", "cl"][dice.random_range(0..2)].parse().expect("a country"));
    }
    if dice.random_range(0..4) == 0 {
        wanted.places =
            Some(PLACES.iter().skip(dice.random_range(0..5)).take(2).map(|p| (*p).to_owned()).collect());
    }
    if dice.random_range(0..5) == 0 {
        wanted.theme = Some("água".to_owned());
    }
    if dice.random_range(0..5) == 0 {
        wanted.language = Some(TAGS[dice.random_range(0..2)].parse().expect("a tag"));
    }
    if dice.random_range(0..5) == 0 {
        wanted.due = Some((Millis(2_000_200), Millis(2_000_800)));
    }
    if dice.random_range(0..2) == 0 {
        wanted.words =
            Word::parse(["sequia", "votacion agua", "mun*", "Incendio", "nada"][dice.random_range(0..5)]);
        wanted.best_first = dice.random_range(0..2) == 0;
    }
    wanted
}

/// What the messages themselves say.
fn by_hand(reader: &Reader, wanted: &Selection) -> Vec<(Rank, LogId, u64)> {
    let mut found = Vec::new();
    for (log, head) in reader.heads() {
        for seq in 1..=head.seq {
            let message: Message = reader.at(&log, seq).expect("a disk").expect("a message");
            found.extend(wanted.rank(&message).map(|rank| (rank, log, seq)));
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
}

fn found(reader: &Reader, wanted: &Selection, limit: usize) -> Vec<(Rank, LogId, u64)> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(hits) = reader.select(wanted, limit) {
            return hits.into_iter().map(|hit| (hit.rank, hit.log, hit.seq)).collect();
        }
        assert!(Instant::now() < deadline, "the catalogue does not come");
    }
}

fn check(reader: &Reader, dice: &mut ChaCha8Rng, what: &str) -> usize {
    let mut all = 0;
    for _ in 0..25 {
        let mut wanted = selection(dice);
        let expected = by_hand(reader, &wanted);
        assert_eq!(found(reader, &wanted, usize::MAX), expected, "{what}: {wanted:?}");
        // Page by page it is the same list.
        let (mut paged, limit) = (Vec::new(), dice.random_range(1..9));
        loop {
            let page = found(reader, &wanted, limit);
            let Some((last, ..)) = page.last() else { break };
            wanted.after = Some(*last);
            paged.extend(page);
        }
        assert_eq!(paged, expected, "{what}, pages of {limit}: {wanted:?}");
        all += expected.len();
    }
    all
}

#[test]
fn what_is_found_is_what_is_there() {
    let seed = std::env::var("CABILDO_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(17u64);
    println!("seed {seed}");
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), indexed()).expect("a store");
    let mut authors: Vec<Author> = (1..6).map(Author::new).collect();
    let (mut all, mut late): (Vec<Verified>, Vec<Verified>) = (Vec::new(), Vec::new());
    let (mut seen, mut turns) = (0, [0; 6]);
    for turn in 0..60 {
        let what = dice.random_range(0..6);
        turns[what] += 1;
        match what {
            0 if !all.is_empty() => {
                let one = &all[dice.random_range(0..all.len())];
                store.erase(&one.log(), one.seq()).expect("room");
            }
            1 if !all.is_empty() => {
                let one = &all[dice.random_range(0..all.len())];
                store.drop_bodies(&one.log(), one.seq(), one.seq() + 2).expect("room");
            }
            2 => late.drain(..).for_each(|message| store.append_body(&message).expect("room")),
            3 if turn % 3 == 0 => {
                let at = dice.random_range(0..authors.len());
                let log = authors[at].log();
                let head = store.head(&log).map_or(0, |head| head.seq);
                store.commit().expect("a commit");
                if head > 3 {
                    store.rewind(&log, head - 2).expect("room");
                    store.commit().expect("a commit");
                    all.retain(|message| message.log() != log || message.seq() <= head - 2);
                    late.retain(|message| message.log() != log || message.seq() <= head - 2);
                    authors[at].back_to(&all);
                }
            }
            4 if turn % 3 == 0 => {
                store.commit().expect("a commit");
                drop(store);
                if dice.random_range(0..4) == 0 {
                    fs::write(folder.path().join("index/words"), b"CABWORD\0 and rubbish").expect("written");
                }
                store = SegmentStore::open(folder.path(), indexed()).expect("a store");
            }
            _ => {
                for _ in 0..dice.random_range(1..8) {
                    let author = dice.random_range(0..authors.len());
                    let message = authors[author].say(&content(&mut dice));
                    if dice.random_range(0..5) == 0 {
                        store.append(&bare(&message)).expect("room");
                        late.push(message.clone());
                    } else {
                        store.append(&message).expect("room");
                    }
                    all.push(message);
                }
            }
        }
        store.commit().expect("a commit");
        if turn % 4 == 0 {
            seen += check(&store.reader(), &mut dice, &format!("seed {seed}, turn {turn}"));
        }
    }
    assert!(seen > 1000 && turns.iter().all(|count| *count > 2), "{seen} found, {turns:?}");
}

fn holds(folder: &Path, word: &str) -> bool {
    let bytes = fs::read(folder.join("index/words")).expect("a catalogue");
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn a_word_that_was_erased_or_let_go_is_in_no_file() {
    for let_go in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut author, mut other) = (Author::new(1), Author::new(2));
        let say = |text: &str| {
            let text = Texts::one("es".parse().expect("a tag"), text);
            Content::Comment(Comment::new(text))
        };
        let mut store = SegmentStore::open(folder.path(), indexed()).expect("a store");
        let message = author.say(&say("Quetzalcóatl baila"));
        store.append(&message).expect("room");
        store.append(&other.say(&say("Tonantzin baila"))).expect("room");
        store.commit().expect("a commit");
        let count = |store: &SegmentStore, text: &str| {
            let wanted = Selection { words: Word::parse(text), ..Selection::default() };
            found(&store.reader(), &wanted, 9).len()
        };
        assert_eq!((count(&store, "quetzalcoatl"), count(&store, "bailan")), (1, 2));
        drop(store);
        assert!(holds(folder.path(), "quetzalcoatl"), "or this shows nothing");
        let mut store = SegmentStore::open(folder.path(), indexed()).expect("a store");
        if let_go {
            store.drop_bodies(&author.log(), 1, 1).expect("room");
        } else {
            store.erase(&author.log(), 1).expect("room");
        }
        store.commit().expect("a commit");
        assert_eq!((count(&store, "quetzalcoatl"), count(&store, "bailan")), (0, 1));
        // While the store is open: nobody waits for the node to stop.
        assert!(!holds(folder.path(), "quetzalcoatl") && holds(folder.path(), "tonantzin"));
        let kept = Selection { kinds: Some(vec![12]), ..Selection::default() };
        assert_eq!(found(&store.reader(), &kept, 9).len(), 2, "the message itself stays in lists");
    }
}

fn one(text: &str) -> Word {
    let mut words = Word::parse(text);
    assert_eq!(words.len(), 1, "{text}");
    words.remove(0)
}

#[test]
fn accents_endings_and_capitals_make_no_difference() {
    use Tongue::{English, Other, Portuguese, Spanish};
    for (searched, found, tongue) in [
        ("votacion", "Votación", Spanish),
        ("votación", "votaciones", Spanish),
        ("VOTACIONES", "votación", Spanish),
        ("municipio", "municipios", Spanish),
        ("municipal", "municipales", Spanish),
        ("alcaldía", "alcaldias", Spanish),
        ("inundacion", "inundaciones", Spanish),
        ("niño", "NIN\u{303}OS", Spanish),
        ("votação", "votações", Portuguese),
        ("votacoes", "votação", Portuguese),
        ("eleição", "eleições", Portuguese),
        ("irmão", "irmaos", Portuguese),
        ("municipio", "municípios", Portuguese),
        ("council", "Councils", English),
        ("flooding", "floods", English),
        ("proposal", "proposals", English),
        ("ñuke", "Nuke", Other),
        ("agu*", "aguas", Spanish),
        ("agu*", "aguacero", Spanish),
        ("2026", "2026", Spanish),
    ] {
        assert!(one(searched).is(found, tongue), "«{searched}» {:?} finds «{found}»", one(searched));
    }
    for (searched, found, tongue) in [
        ("agua", "aguacero", Spanish),
        ("council", "counsel", English),
        ("kume", "kumey", Other),
        ("sequía", "seguir", Spanish),
    ] {
        assert!(!one(searched).is(found, tongue), "«{searched}» does not find «{found}»");
    }
}

#[test]
fn a_text_is_cut_where_its_words_end() {
    let found: Vec<_> = words("¡Agua, ya! mx:20067 · n\u{303}u  l'eau").collect();
    let expected = [(2, "Agua"), (8, "ya"), (12, "mx"), (15, "20067"), (24, "n\u{303}u")];
    assert_eq!(found[..5], expected);
    assert_eq!(words("").count() + words(" ·!").count(), 0);
    assert!(Word::parse("de la the").is_empty(), "what every text has is nothing to look for");
    assert_eq!(Word::parse(&"agua ".repeat(100)).len(), 16);
    let long = "á".repeat(5000);
    assert!(one(&long).is(&long, Tongue::Spanish));
}
