//! A branch of a log that its institution lets fall: gone for readers, on every way of asking,
//! whenever the power fails; what stands takes its place.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::{
    message::Verified,
    store::{Store as _, StoreError},
};
use cabildo_store::{OpenReport, Options, Query, SegmentStore};
use common::{
    Author, assert_has, bare,
    faulty::{Fault, FaultyDisk},
    small,
};
use std::{path::Path, sync::Arc};

const FOLDER: &str = "/home/store";
/// The last message that both branches have.
const COMMON: u64 = 12;

/// A log with two branches, and another one beside it.
struct Story {
    common: Vec<Verified>,
    falls: Vec<Verified>,
    stands: Vec<Verified>,
    other: Vec<Verified>,
}

fn story() -> Story {
    let (mut author, mut beside) = (Author::new(1), Author::new(2));
    let common = (0..COMMON).map(|n| author.write(200 + usize::try_from(n).expect("small"))).collect();
    let mut twin = author.clone();
    let falls = (0..40).map(|n| author.write(400 + n)).collect();
    let stands = (0..30).map(|n| twin.write(700 + n)).collect();
    Story { common, falls, stands, other: (0..40).map(|n| beside.write(100 + n)).collect() }
}

fn open(disk: &FaultyDisk) -> SegmentStore {
    SegmentStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), small()).expect("a store")
}

/// Appends what is not there; some bodies come later.
fn put(store: &mut SegmentStore, messages: &[Verified]) -> Result<(), StoreError> {
    for (n, message) in messages.iter().enumerate() {
        if store.head(&message.log()).is_some_and(|head| head.seq >= message.seq()) {
            continue;
        }
        if n % 4 == 1 {
            store.append(&bare(message))?;
            store.commit()?;
            store.append_body(message)?;
        } else {
            store.append(message)?;
        }
        if n % 3 == 0 {
            store.commit()?;
        }
    }
    store.commit()
}

fn before(store: &mut SegmentStore, story: &Story) -> Result<(), StoreError> {
    put(store, &story.common)?;
    for (falls, other) in story.falls.chunks(10).zip(story.other.chunks(10)) {
        put(store, falls)?;
        put(store, other)?;
    }
    Ok(())
}

fn settle(store: &mut SegmentStore, story: &Story) -> Result<(), StoreError> {
    let log = story.common[0].log();
    let at = store.message(&log, COMMON + 1)?.map(|message| message.id());
    if at.is_some_and(|id| id != story.stands[0].id()) {
        store.rewind(&log, COMMON)?;
    }
    put(store, &story.stands)
}

fn assert_settled(store: &SegmentStore, story: &Story) {
    assert_has(store, &story.common);
    assert_has(store, &story.stands);
    assert_has(store, &story.other);
    let (log, reader) = (story.common[0].log(), store.reader());
    for fell in &story.falls {
        assert_eq!(store.locate(&fell.id()).expect("a disk"), None, "{}", fell.seq());
        assert_eq!(reader.message(&fell.id()).expect("a disk"), None);
    }
    let last = &story.stands[story.stands.len() - 1];
    assert_eq!(store.head(&log).expect("a head"), last.position());
    assert_eq!(store.message(&log, last.seq() + 1).expect("a disk"), None);
    let ids: Vec<_> = [&story.common, &story.stands].into_iter().flatten().map(|m| m.id()).collect();
    let run = store.run(&log, 1, u64::MAX, usize::MAX).expect("a disk");
    let run: Vec<_> = run.iter().map(|wire| wire.open().expect("a message").id()).collect();
    assert_eq!(run, ids);
    assert!(store.missing_bodies(9).is_empty());
    let query =
        Query { institution: Some(last.envelope().institution.clone()), limit: 99, ..Query::default() };
    let recent = reader.recent(&query).expect("a disk");
    assert_eq!(recent, ids.into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn the_branch_that_stands_takes_the_place_of_the_other() {
    let story = story();
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    before(&mut store, &story).expect("a good disk");
    assert_has(&store, &story.falls);
    settle(&mut store, &story).expect("a good disk");
    assert_settled(&store, &story);
    assert!(store.scrub().expect("a disk"));
    store.put_right().expect("a good disk");
    assert_settled(&store, &story);
    drop(store);
    for check in [false, true, false] {
        let options = Options { check, ..small() };
        let store = SegmentStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), options);
        let store = store.expect("a store");
        assert_eq!(store.report(), &OpenReport::default(), "all is read: {check}");
        assert_settled(&store, &story);
    }
}

#[test]
fn a_log_may_be_let_go_as_a_whole_and_more_than_once() {
    let story = story();
    let log = story.common[0].log();
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    for after in [COMMON, 3, 0] {
        put(&mut store, &story.common).expect("room");
        put(&mut store, &story.falls).expect("room");
        store.rewind(&log, after).expect("room");
        assert_eq!(store.head(&log).map_or(0, |head| head.seq), after);
        store.rewind(&log, after + 9).expect("there is nothing to let go of");
        drop(store);
        store = open(&disk);
        assert_eq!(store.report(), &OpenReport::default(), "after {after}");
        assert_eq!(store.head(&log).map_or(0, |head| head.seq), after);
        assert_eq!(store.reader().counts().messages, after);
    }
    // What fell may also come back: it was let go because it was not known to stand.
    let back = Story { stands: story.falls.clone(), falls: Vec::new(), ..story };
    put(&mut store, &back.common).expect("room");
    put(&mut store, &back.stands).expect("room");
    put(&mut store, &back.other).expect("room");
    assert_settled(&store, &back);
    drop(store);
    assert_settled(&open(&disk), &back);
}

#[test]
fn emptied_segments_do_not_bring_bodies_of_the_other_branch_back() {
    let story = story();
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    before(&mut store, &story).expect("a good disk");
    settle(&mut store, &story).expect("a good disk");
    for number in store.reader().body_segments() {
        store.compact(number).expect("a good disk");
        drop(store);
        store = open(&disk);
        assert_eq!(store.report(), &OpenReport::default(), "segment {number}");
        assert_settled(&store, &story);
    }
}

#[test]
fn after_a_power_cut_a_log_is_on_the_one_branch_or_on_the_other() {
    let story = story();
    let log = story.common[0].log();
    let ready = FaultyDisk::default();
    before(&mut open(&ready), &story).expect("a good disk");
    let count = {
        let disk = ready.copy();
        let mut store = open(&disk);
        let first = disk.operations();
        settle(&mut store, &story).expect("a good disk");
        disk.operations() - first
    };
    assert!(count > 40, "{count} operations");
    let (mut old, mut new) = (0, 0);
    for n in 0..count {
        let disk = ready.copy();
        let mut store = open(&disk);
        disk.fail_at(n, Fault::PowerCut);
        assert!(settle(&mut store, &story).is_err(), "the cut at {n} came");
        drop(store);
        for seed in 0..3 {
            let after = disk.after_power_cut(n * 100 + seed);
            after.fail_at(seed * 3, Fault::PowerCut);
            drop(SegmentStore::open_on(Arc::new(after.clone()), Path::new(FOLDER), small()));
            let after = after.after_power_cut(n * 100 + 50 + seed);
            let mut store = open(&after);
            assert!(store.report().is_clean(), "cut at {n}, seed {seed}: {:?}", store.report());
            assert_has(&store, &story.common);
            assert_has(&store, &story.other);
            if store.locate(&story.falls[0].id()).expect("a disk").is_some() {
                // Bodies that came later may be marked already; nothing else is.
                let run = store.run(&log, COMMON + 1, u64::MAX, usize::MAX).expect("a disk");
                assert_eq!(run.len(), story.falls.len());
                old += 1;
            } else {
                assert!(store.locate(&story.falls[1].id()).expect("a disk").is_none());
                new += 1;
            }
            settle(&mut store, &story).expect("a good disk");
            // A body whose commit was cut off is fetched.
            story.stands.iter().for_each(|message| store.append_body(message).expect("room"));
            store.commit().expect("a commit");
            assert_settled(&store, &story);
            drop(store);
            let store = open(&after);
            assert_eq!(store.report(), &OpenReport::default(), "cut at {n}, seed {seed}");
            assert_settled(&store, &story);
        }
    }
    assert!(old > 0 && new > 0, "{old} on the old branch, {new} on the new one");
}

#[test]
fn the_index_leaves_out_what_fell() {
    let (mut author, folder) = (Author::new(1), tempfile::tempdir().expect("a folder"));
    let root = author.write(10);
    let mut twin = author.clone();
    let (falls, stands) = (author.answer(2, Some(root.id()), 20), twin.answer(2, Some(root.id()), 30));
    let options = Options { index: true, ..small() };
    let mut store = SegmentStore::open(folder.path(), options.clone()).expect("a store");
    put(&mut store, &[root.clone(), falls.clone()]).expect("room");
    assert_eq!(store.reader().thread(&root.id()).expect("a disk"), [falls.id()]);
    store.rewind(&root.log(), 1).expect("room");
    assert!(store.reader().thread(&root.id()).expect("a disk").is_empty());
    put(&mut store, std::slice::from_ref(&stands)).expect("room");
    let query = Query { limit: 9, ..Query::default() };
    for _ in 0..2 {
        assert_eq!(store.reader().thread(&root.id()).expect("a disk"), [stands.id()]);
        assert_eq!(store.reader().recent(&query).expect("a disk"), [stands.id(), root.id()]);
        drop(store);
        store = SegmentStore::open(folder.path(), options.clone()).expect("a store");
    }
}
