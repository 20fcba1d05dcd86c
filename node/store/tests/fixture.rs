//! A store that an earlier release wrote opens in this one. Its files are never made anew: when
//! the format changes, another folder is added beside this one.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::{message::Verified, store::Store as _};
use cabildo_store::{OpenReport, Options, SegmentStore};
use common::{Author, assert_has, bare, fork, roster, small};
use std::{fs, path::Path};

/// The last message of one of the logs.
const FELL: usize = 38;

/// What was written: messages of three logs, one without its body, rosters and a proof.
fn script() -> (Vec<Verified>, Verified) {
    let mut authors: Vec<_> = (1..4).map(Author::new).collect();
    let all: Vec<_> = (0..40).map(|n| authors[n % 3].write(n * 11 % 300)).collect();
    let last = authors[0].write(50);
    (all, last)
}

fn write(folder: &Path) {
    let (all, last) = script();
    let options = Options { segment_bytes: 4096, reserve_bytes: 0, ..small() };
    let mut store = SegmentStore::open(folder, options).expect("a store");
    for (n, message) in all.iter().enumerate() {
        if n % 10 == 3 {
            store.append(&bare(message)).expect("room");
            store.append_body(message).expect("room");
        } else {
            store.append(message).expect("room");
        }
        if n % 6 == 0 {
            store.commit().expect("a commit");
        }
    }
    store.append(&bare(&last)).expect("room");
    for version in 1..3 {
        store.keep_roster(&roster(version)).expect("room");
    }
    store.keep_proof(&fork(77)).expect("room");
    store.commit().expect("a commit");
}

fn check(folder: &Path) {
    let (all, last) = script();
    for _ in 0..2 {
        let store = SegmentStore::open(folder, small()).expect("a store");
        assert_eq!(store.report(), &OpenReport::default());
        assert_has(&store, &all);
        assert_eq!(store.missing_bodies(10), vec![(last.log(), last.seq(), last.id())]);
        assert_eq!(store.rosters(), vec![roster(1), roster(2)]);
        assert_eq!(store.proofs(), vec![fork(77)]);
        assert_eq!(store.reader().counts().messages, 41);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// A folder to which a store that an earlier release wrote was copied.
fn fixture(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name), folder.path());
    folder
}

/// Erases bodies in a store of the script: one that is there, and one that is still to come.
fn erase(folder: &Path) {
    let (all, last) = script();
    let mut store = SegmentStore::open(folder, small()).expect("a store");
    for message in [&all[5], &last] {
        store.erase(&message.log(), message.seq()).expect("room");
    }
    store.commit().expect("a commit");
}

fn check_erased(folder: &Path) {
    let (mut all, last) = script();
    let gone = all.remove(5);
    let store = SegmentStore::open(folder, small()).expect("a store");
    assert_eq!(store.report(), &OpenReport::default());
    assert_has(&store, &all);
    assert!(store.is_erased(&gone.log(), gone.seq()) && store.is_erased(&last.log(), last.seq()));
    let bare = (*gone).clone().without_body();
    assert_eq!(store.message(&gone.log(), gone.seq()).expect("a disk"), Some(bare));
    assert!(store.missing_bodies(9).is_empty());
}

/// Lets the body of the first message of a log go.
fn let_go(folder: &Path) {
    let (all, _) = script();
    let mut store = SegmentStore::open(folder, small()).expect("a store");
    store.drop_bodies(&all[0].log(), 1, 1).expect("room");
    store.commit().expect("a commit");
    for number in store.reader().body_segments() {
        store.reader().wipe_dropped(number).expect("a disk");
    }
}

fn check_let_go(folder: &Path) {
    let (all, _) = script();
    let store = SegmentStore::open(folder, small()).expect("a store");
    assert_eq!(store.report(), &OpenReport::default());
    let bare = (*all[0]).clone().without_body();
    assert_eq!(store.message(&all[0].log(), 1).expect("a disk"), Some(bare));
    assert!(store.missing_bodies(9).is_empty() && store.scrub().expect("a disk"));
    assert_has(&store, &all[6..FELL]);
}

/// Lets the last message of a log fall, and puts another in its place; which one.
fn rewind(folder: &Path) -> Verified {
    let (all, _) = script();
    let mut twin = Author::new(3);
    for n in (2..FELL).step_by(3) {
        assert_eq!(twin.write(n * 11 % 300).id(), all[n].id());
    }
    let (fell, stands) = (&all[FELL], twin.write(77));
    assert_eq!((fell.log(), fell.seq()), (stands.log(), stands.seq()));
    let mut store = SegmentStore::open(folder, small()).expect("a store");
    if store.locate(&fell.id()).expect("a disk").is_some() {
        store.rewind(&fell.log(), fell.seq() - 1).expect("room");
        store.append(&stands).expect("room");
        store.commit().expect("a commit");
    }
    stands
}

fn check_rewound(folder: &Path, stands: &Verified) {
    let store = SegmentStore::open(folder, small()).expect("a store");
    assert_eq!(store.report(), &OpenReport::default());
    assert_eq!(store.locate(&script().0[FELL].id()).expect("a disk"), None);
    assert_has(&store, std::slice::from_ref(stands));
}

#[test]
fn a_store_of_format_1_opens_and_learns_to_erase() {
    let folder = fixture("format-1");
    check(folder.path());
    erase(folder.path());
    check_erased(folder.path());
}

#[test]
fn a_store_of_format_2_opens() {
    let folder = fixture("format-2");
    check_erased(folder.path());
    let_go(folder.path());
    check_let_go(folder.path());
}

#[test]
fn a_store_of_format_3_opens() {
    let folder = fixture("format-3");
    check_let_go(folder.path());
    let stands = rewind(folder.path());
    check_rewound(folder.path(), &stands);
}

#[test]
fn a_store_of_format_4_opens() {
    let folder = fixture("format-4");
    check_let_go(folder.path());
    let store = SegmentStore::open(folder.path(), small()).expect("a store");
    assert_eq!(store.locate(&script().0[FELL].id()).expect("a disk"), None, "it was written so");
    drop(store);
    let stands = rewind(folder.path());
    check_rewound(folder.path(), &stands);
}

#[test]
fn the_same_messages_make_such_a_store_today() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path());
    check(folder.path());
    erase(folder.path());
    check_erased(folder.path());
    let_go(folder.path());
    check_let_go(folder.path());
    let stands = rewind(folder.path());
    check_rewound(folder.path(), &stands);
    if let Some(fixture) = std::env::var_os("CABILDO_WRITE_FIXTURE") {
        copy(folder.path(), Path::new(&fixture));
    }
}
