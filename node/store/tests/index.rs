//! The index gives the answers that the segments give, whatever happens to its files.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::{
    content::Kind,
    id::{MessageId, Millis},
    message::Verified,
    store::Store as _,
};
use cabildo_store::{Options, Query, Reader, SegmentStore};
use common::{Author, small};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

fn indexed() -> Options {
    Options { index: true, ..small() }
}

/// Answers of all kinds, comparable between stores.
fn answers(reader: &Reader, roots: &[MessageId]) -> Vec<Vec<MessageId>> {
    let mut all = Vec::new();
    let mut together = reader.threads(&roots.iter().copied().collect()).expect("a disk");
    for root in roots {
        let mut replies = reader.thread(root).expect("a disk");
        replies.sort_unstable();
        let mut same = together.remove(root).unwrap_or_default();
        same.sort_unstable();
        assert_eq!(replies, same);
        all.push(replies);
    }
    let queries = [
        Query { limit: 10_000, ..Query::default() },
        Query { limit: 7, ..Query::default() },
        Query { limit: 200, kinds: Some(vec![2]), ..Query::default() },
        Query { limit: 30, kinds: Some(vec![3, 1, 77]), before: Some(Millis(1_000_300)), ..Query::default() },
        Query { limit: 30, institution: Some("mx:20002".parse().expect("an id")), ..Query::default() },
        Query { limit: 0, ..Query::default() },
    ];
    all.extend(queries.iter().map(|query| reader.recent(query).expect("a disk")));
    for institution in ["mx:20002", "mx:20003", "mx:20099"] {
        let mut rotas = reader.rotas(&institution.parse().expect("an id"), false).expect("a disk");
        rotas.sort_unstable();
        all.push(rotas);
    }
    all
}

/// Messages of some kinds that answer each other; no two of one instant.
fn script() -> (Vec<Verified>, Vec<MessageId>) {
    let mut authors: Vec<_> = (1..5).map(Author::new).collect();
    let (mut all, mut roots): (Vec<Verified>, Vec<MessageId>) = (Vec::new(), Vec::new());
    for n in 0..400usize {
        let root = if n % 10 == 0 { None } else { roots.get(n * 31 % roots.len().max(1)).copied() };
        let kind = u16::try_from(1 + n % 3).expect("a kind");
        let kind = if n % 20 == 7 { Kind::Rota as u16 } else { kind };
        let message = authors[n % 4].answer(kind, root, n % 90);
        if root.is_none() {
            roots.push(message.id());
        }
        all.push(message);
    }
    (all, roots)
}

fn wait_for_index(store: &SegmentStore) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while store.reader().counts().index_lag > 0 {
        assert!(Instant::now() < deadline, "the index does not come: {:?}", store.reader().counts());
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn write(store: &mut SegmentStore, messages: &[Verified]) {
    for (n, message) in messages.iter().enumerate() {
        store.append(message).expect("room");
        if n % 11 == 0 {
            store.commit().expect("a commit");
        }
    }
    store.commit().expect("a commit");
}

/// A store with an index that is up to date, and what it answers.
fn filled(folder: &Path) -> (Vec<MessageId>, Vec<Vec<MessageId>>) {
    let (messages, roots) = script();
    let mut store = SegmentStore::open(folder, indexed()).expect("a store");
    write(&mut store, &messages);
    let at_once = answers(&store.reader(), &roots);
    wait_for_index(&store);
    let expected = answers(&store.reader(), &roots);
    assert_eq!(at_once, expected, "a reader sees what was committed before it asked");
    assert!(expected.iter().map(Vec::len).sum::<usize>() > 900, "there is something to find");
    drop(store);
    let plain = SegmentStore::open(folder, small()).expect("a store");
    assert_eq!(answers(&plain.reader(), &roots), expected, "the segments give the same answers");
    (roots, expected)
}

fn check(folder: &Path, roots: &[MessageId], expected: &[Vec<MessageId>], what: &str) {
    let store = SegmentStore::open(folder, indexed()).expect("a store");
    assert_eq!(answers(&store.reader(), roots), expected, "{what}, at once");
    wait_for_index(&store);
    assert_eq!(answers(&store.reader(), roots), expected, "{what}, when the index has come");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn the_index_survives_reopening_and_may_be_deleted() {
    let folder = tempfile::tempdir().expect("a folder");
    let (roots, expected) = filled(folder.path());
    check(folder.path(), &roots, &expected, "opened again");
    fs::remove_dir_all(folder.path().join("index")).expect("an index");
    check(folder.path(), &roots, &expected, "deleted");
    // Also while it is in use.
    let store = SegmentStore::open(folder.path(), indexed()).expect("a store");
    wait_for_index(&store);
    fs::remove_dir_all(folder.path().join("index")).expect("an index");
    assert_eq!(answers(&store.reader(), &roots), expected);
    drop(store);
    check(folder.path(), &roots, &expected, "deleted while in use");
}

#[test]
fn a_damaged_index_is_made_anew_with_the_same_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let (roots, expected) = filled(folder.path());
    for seed in 0..40 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let files = files_below(&folder.path().join("index"));
        let path = &files[rng.random_range(0..files.len())];
        let mut bytes = fs::read(path).expect("a file");
        let what = format!("seed {seed}: {}", path.display());
        if bytes.is_empty() || seed % 8 == 7 {
            fs::remove_file(path).expect("a file");
        } else if seed % 8 == 6 {
            bytes.truncate(rng.random_range(0..bytes.len()));
            fs::write(path, &bytes).expect("a file");
        } else {
            let used = bytes.iter().rposition(|b| *b != 0).map_or(bytes.len(), |last| last + 1);
            for _ in 0..1 << (seed % 6) {
                bytes[rng.random_range(0..used)] ^= 1 << rng.random_range(0..8);
            }
            fs::write(path, &bytes).expect("a file");
        }
        check(folder.path(), &roots, &expected, &what);
    }
}

#[test]
fn an_index_of_another_state_is_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let (roots, expected) = filled(folder.path());
    // The index of another store in place of its own.
    let other = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(other.path(), indexed()).expect("a store");
    let mut author = Author::new(9);
    let messages: Vec<_> = (0..50).map(|_| author.write(10)).collect();
    write(&mut store, &messages);
    wait_for_index(&store);
    drop(store);
    fs::remove_dir_all(folder.path().join("index")).expect("an index");
    fs::rename(other.path().join("index"), folder.path().join("index")).expect("moved");
    check(folder.path(), &roots, &expected, "the index of another store");
}

#[test]
fn a_rota_among_many_messages_is_found_at_once_through_the_index_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut author = Author::new(9);
    let institution = author.write(1).envelope().institution.clone();
    let mut author = Author::new(9);
    let rota = author.answer(Kind::Rota as u16, None, 10);
    let many: Vec<_> = (0..4096).map(|_| author.write(1)).collect();
    let options = Options { segment_bytes: 1024 * 1024, ..indexed() };
    let mut store =
        SegmentStore::open(folder.path(), Options { index: false, ..options.clone() }).expect("a store");
    write(&mut store, std::slice::from_ref(&rota));
    assert_eq!(store.reader().rotas(&institution, true).expect("a disk"), [rota.id()], "few are read");
    write(&mut store, &many);
    assert_eq!(store.reader().rotas(&institution, true).expect("a disk"), [], "too many to read at once");
    assert_eq!(store.reader().rotas(&institution, false).expect("a disk"), [rota.id()]);
    drop(store);
    let store = SegmentStore::open(folder.path(), options).expect("a store");
    wait_for_index(&store);
    assert_eq!(store.reader().rotas(&institution, true).expect("a disk"), [rota.id()]);
}
