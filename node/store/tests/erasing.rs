//! What was erased is in no file, and everything else stays as it was.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::{message::Verified, store::Store as _};
use cabildo_store::{OpenReport, SegmentStore};
use common::{Author, assert_has, bare, small};
use std::{fs, path::Path};

const SIZE: usize = 300;

/// Whether the text of a message (its sequence, repeated) is in any file below the folder.
fn is_on_disk(folder: &Path, message: &Verified) -> bool {
    let text = vec![u8::try_from(message.seq()).expect("a byte"); SIZE];
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut found = false;
    for path in entries {
        found |= if path.is_dir() {
            is_on_disk(&path, message)
        } else {
            fs::read(&path).expect("a file").windows(SIZE).any(|window| window == text)
        };
    }
    found
}

fn assert_erased(store: &SegmentStore, folder: &Path, message: &Verified) {
    let (log, seq) = (message.log(), message.seq());
    let header = (**message).clone().without_body();
    assert_eq!(store.message(&log, seq).expect("a disk").as_ref(), Some(&header));
    assert_eq!(store.reader().at(&log, seq).expect("a disk").as_ref(), Some(&header));
    let run = store.run(&log, seq, seq, 1).expect("a disk");
    assert_eq!(run.iter().map(|wire| wire.1.is_none()).collect::<Vec<_>>(), [true]);
    assert!(store.is_erased(&log, seq) && store.missing_bodies(9).iter().all(|m| m.1 != seq));
    assert!(!is_on_disk(folder, message), "the text of {seq} is still there");
}

fn reopened(store: SegmentStore, folder: &Path) -> SegmentStore {
    drop(store);
    let store = SegmentStore::open(folder, small()).expect("a store");
    assert_eq!(store.report(), &OpenReport::default());
    store
}

#[test]
fn a_body_goes_from_old_and_new_segments_and_nothing_else_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let mut author = Author::new(1);
    let all: Vec<Verified> = (0..100).map(|_| author.write(SIZE)).collect();
    for message in &all {
        store.append(message).expect("room");
        store.commit().expect("a commit");
    }
    let heads = store.heads();
    let gone = [0, 1, 41, 98, 99];
    for n in gone {
        assert!(is_on_disk(folder.path(), &all[n]), "or this shows nothing");
        store.erase(&author.log(), all[n].seq()).expect("room");
        store.erase(&author.log(), all[n].seq()).expect("and again");
    }
    store.commit().expect("a commit");
    for turn in 0..3 {
        for n in gone {
            assert_erased(&store, folder.path(), &all[n]);
        }
        let kept: Vec<Verified> =
            all.iter().enumerate().filter(|(n, _)| !gone.contains(n)).map(|(_, m)| m.clone()).collect();
        assert_has(&store, &kept);
        assert_eq!(store.heads(), heads);
        if turn < 2 {
            store = reopened(store, folder.path());
        }
    }
    store.append_body(&all[41]).expect("refused in silence");
    store.commit().expect("a commit");
    assert_erased(&store, folder.path(), &all[41]);
}

#[test]
fn a_body_that_comes_after_its_erasure_is_not_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let mut author = Author::new(1);
    let all: Vec<Verified> = (0..4).map(|_| author.write(SIZE)).collect();
    store.erase(&author.log(), 1).expect("room");
    store.append(&all[0]).expect("room");
    store.append(&all[1]).expect("room");
    // In the batch that brought it, and of one whose body comes later.
    store.erase(&author.log(), 2).expect("room");
    store.append(&bare(&all[2])).expect("room");
    store.erase(&author.log(), 4).expect("room");
    store.commit().expect("a commit");
    store.append_body(&all[2]).expect("room");
    store.commit().expect("a commit");
    store.erase(&author.log(), 3).expect("room");
    store.commit().expect("a commit");
    let mut store = reopened(store, folder.path());
    store.append(&all[3]).expect("room");
    store.commit().expect("a commit");
    for message in &all {
        assert_erased(&store, folder.path(), message);
    }
    reopened(store, folder.path());
}

#[test]
fn what_a_crash_left_between_mark_and_wiping_goes_when_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let mut author = Author::new(1);
    let all: Vec<Verified> = (0..5).map(|_| author.write(SIZE)).collect();
    for message in &all {
        store.append(message).expect("room");
    }
    store.commit().expect("a commit");
    let file = folder.path().join("bodies-00000001.seg");
    let before = fs::read(&file).expect("a segment");
    let used = before.iter().rposition(|byte| *byte != 0).expect("something") + 1;
    store.erase(&author.log(), 2).expect("room");
    store.commit().expect("a commit");
    drop(store);
    let wiped = fs::read(&file).expect("a segment");
    assert_ne!(wiped[..used], before[..used]);
    // Not begun, and torn in the middle.
    let text = before.windows(SIZE).position(|window| window == [2; SIZE]).expect("the text");
    for torn in [used, text + SIZE / 2] {
        let mut bytes = wiped.clone();
        bytes[..torn].copy_from_slice(&before[..torn]);
        fs::write(&file, &bytes).expect("written");
        let store = SegmentStore::open(folder.path(), small()).expect("a store");
        assert_erased(&store, folder.path(), &all[1]);
        assert!(!bytes.windows(SIZE / 2).all(|window| window != [2; SIZE / 2]), "it was there");
        let half = vec![2; SIZE / 2];
        let quarantine = folder.path().join("quarantine");
        let kept =
            fs::read_dir(quarantine).into_iter().flatten().map(|entry| entry.expect("an entry").path());
        for path in kept {
            assert!(!fs::read(&path).expect("a file").windows(SIZE / 2).any(|window| window == half));
        }
        drop(store);
    }
}
