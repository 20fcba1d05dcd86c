//! What is committed is there: at once, after reopening, over many segments, for all readers.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::{id::LogId, store::Store as _};
use cabildo_store::{OpenError, OpenReport, SegmentStore};
use common::{Author, assert_has, bare, small};
use std::collections::BTreeMap;

#[test]
fn what_is_appended_is_read_before_and_after_the_commit_and_after_reopening() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let (mut a, mut b) = (Author::new(1), Author::new(2));
    let mut all = Vec::new();
    for n in 0..300 {
        a.refs = n % 17;
        let message = if n % 3 == 0 { b.write(200) } else { a.write(n) };
        store.append(&message).expect("room");
        assert_eq!(store.head(&message.log()), Some(message.position()));
        assert_eq!(store.message(&message.log(), message.seq()).expect("a disk").as_ref(), Some(&*message));
        all.push(message);
        if n % 7 == 0 {
            store.commit().expect("a commit");
        }
    }
    assert!(store.reader().counts().messages < 300, "readers see what is committed");
    store.commit().expect("a commit");
    assert_has(&store, &all);
    let before = (store.heads(), store.reader().counts());
    drop(store);

    let store = SegmentStore::open(folder.path(), small()).expect("a store");
    assert_eq!(store.report(), &OpenReport::default());
    assert_eq!((store.heads(), store.reader().counts()), before);
    assert_has(&store, &all);
    let headers = std::fs::read_dir(folder.path())
        .expect("a folder")
        .filter(|e| e.as_ref().expect("an entry").file_name().to_string_lossy().starts_with("headers-"));
    assert!(headers.count() > 8, "several segments with side files");
}

#[test]
fn a_run_crosses_segments_and_ends_at_its_target() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let mut author = Author::new(1);
    let mut write = |n: usize| {
        author.refs = n % 17;
        author.write(100)
    };
    let all: Vec<_> = (0..400).map(&mut write).collect();
    for (n, message) in all.iter().enumerate() {
        store.append(message).expect("room");
        if n == 390 {
            store.commit().expect("a commit");
        }
    }
    let run = store.run(&author.log(), 5, 398, usize::MAX).expect("a disk");
    let opened: Vec<_> = run.iter().map(|wire| wire.open().expect("a message")).collect();
    assert_eq!(opened.len(), 394);
    assert!(opened.iter().zip(&all[4..398]).all(|(found, sent)| *found == **sent));
    assert_eq!(store.run(&author.log(), 5, 398, 1).expect("a disk").len(), 1);
    assert!(store.run(&author.log(), 401, 500, 1).expect("a disk").is_empty());
    assert!(store.run(&Author::new(9).log(), 1, 5, 1).expect("a disk").is_empty());
}

#[test]
fn a_body_may_come_later_and_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let mut author = Author::new(1);
    let all: Vec<_> = (0..100).map(|_| author.write(300)).collect();
    for message in &all {
        store.append(&bare(message)).expect("room");
    }
    assert_eq!(store.missing_bodies(3).len(), 3);
    store.commit().expect("a commit");
    assert_eq!(store.missing_bodies(1000).len(), 100);
    assert_eq!(store.missing_bodies(1), vec![(author.log(), 1, all[0].id())]);
    for message in &all[10..] {
        store.append_body(message).expect("room");
        store.append_body(message).expect("a second time changes nothing");
    }
    assert_eq!(store.missing_bodies(1000).len(), 10);
    store.commit().expect("a commit");
    assert_has(&store, &all[10..]);
    drop(store);
    let store = SegmentStore::open(folder.path(), small()).expect("a store");
    assert_has(&store, &all[10..]);
    assert_eq!(store.missing_bodies(1000).len(), 10);
    assert_eq!(store.reader().counts().bodies_missing, 10);
    assert!(store.message(&author.log(), 1).expect("a disk").expect("a header").body_bytes().is_none());
}

#[test]
fn only_the_next_message_of_a_log_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let mut author = Author::new(1);
    let (first, second, third) = (author.write(1), author.write(1), author.write(1));
    assert!(store.append(&second).is_err());
    store.append(&first).expect("room");
    assert!(store.append(&first).is_err());
    assert!(store.append(&third).is_err());
    store.append(&second).expect("room");
    store.commit().expect("a commit");
    assert_has(&store, &[first, second]);
}

#[test]
fn one_folder_has_one_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SegmentStore::open(folder.path(), small()).expect("a store");
    let second = SegmentStore::open(folder.path(), small());
    assert!(matches!(second, Err(OpenError::InUse { .. })));
    drop(store);
    SegmentStore::open(folder.path(), small()).expect("free again");
}

#[test]
fn prefixes_name_messages_in_old_and_new_segments() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let mut author = Author::new(1);
    let all: Vec<_> = (0..200).map(|_| author.write(100)).collect();
    for message in &all {
        store.append(message).expect("room");
    }
    store.commit().expect("a commit");
    let reader = store.reader();
    for message in &all {
        let text = message.id().to_string();
        for length in [12, 30, 56, 58, text.len()] {
            assert_eq!(reader.resolve(&text[..length], 5).expect("a disk"), vec![message.id()], "{length}");
        }
        assert!(reader.resolve(&format!("{}q", &text[..text.len() - 1]), 5).expect("a disk").len() <= 1);
    }
    assert_eq!(reader.resolve("cbm1", 1000).expect("a disk").len(), 200);
    assert_eq!(reader.resolve("cbm1", 7).expect("a disk").len(), 7);
    assert!(reader.resolve("cbk1q", 7).expect("a disk").is_empty());
    assert!(reader.resolve("cbm1bio", 7).expect("a disk").is_empty());
}

#[test]
fn readers_work_while_the_writer_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let reader = store.reader();
                let done = &done;
                scope.spawn(move || {
                    let mut seen = 0;
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        for (log, head) in reader.heads() {
                            let last = reader.at(&log, head.seq).expect("a disk").expect("what a head names");
                            assert_eq!(last.id(), head.id);
                            assert!(last.body_bytes().is_some());
                            let first = reader.at(&log, 1).expect("a disk").expect("the first");
                            assert_eq!(reader.message(&first.id()).expect("a disk"), Some(first));
                            seen += 1;
                        }
                    }
                    seen
                })
            })
            .collect();
        let mut authors: Vec<_> = (1..5).map(Author::new).collect();
        for n in 0..1200 {
            let message = authors[n % 4].write(n % 500);
            store.append(&message).expect("room");
            if n % 16 == 0 {
                store.commit().expect("a commit");
            }
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        for reader in readers {
            assert!(reader.join().expect("a reader") > 0);
        }
    });
}

#[test]
fn the_list_of_unchecked_logs_is_durable_at_once_and_where_it_is_damaged_everything_counts_as_such() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let (mut a, mut b) = (Author::new(1), Author::new(2));
    for message in [a.write(10), b.write(10), b.write(10)] {
        store.append(&message).expect("room");
    }
    store.commit().expect("a commit");
    assert!(store.unchecked().is_empty());
    let list: BTreeMap<LogId, u64> = [(b.log(), 2)].into();
    store.keep_unchecked(&list).expect("room");
    // No commit: what it names may be appended right now.
    drop(store);
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    assert_eq!(store.unchecked(), list);
    store.keep_unchecked(&BTreeMap::new()).expect("room");
    drop(store);
    let store = SegmentStore::open(folder.path(), small()).expect("a store");
    assert!(store.unchecked().is_empty());
    drop(store);
    let file = folder.path().join("unchecked");
    let mut bytes = std::fs::read(&file).expect("the list");
    *bytes.last_mut().expect("a byte") ^= 1;
    std::fs::write(&file, bytes).expect("a damaged list");
    let store = SegmentStore::open(folder.path(), small()).expect("a store");
    assert_eq!(store.unchecked(), [(a.log(), 1), (b.log(), 1)].into());
}
