//! Bodies that are not kept any longer: in no file, not fetched again, everything else as it was.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::{message::Verified, store::Store as _};
use cabildo_store::{OpenReport, Options, SegmentStore};
use common::{
    Author, assert_has, bare,
    faulty::{Fault, FaultyDisk},
    small,
};
use std::{fs, path::Path, sync::Arc};

const SIZE: usize = 300;
/// What stays of the 100 messages: one in the middle of what goes, and the newest.
const OPEN: u64 = 33;
const GONE: u64 = 60;

fn write(store: &mut SegmentStore) -> Vec<Verified> {
    let mut author = Author::new(1);
    let all: Vec<Verified> = (0..100).map(|_| author.write(SIZE)).collect();
    for (n, message) in all.iter().enumerate() {
        if n % 10 == 4 {
            store.append(&bare(message)).expect("room");
            store.commit().expect("a commit");
            store.append_body(message).expect("room");
        } else {
            store.append(message).expect("room");
        }
        store.commit().expect("a commit");
    }
    store.erase(&author.log(), 7).expect("room");
    store.commit().expect("a commit");
    all
}

fn let_go(store: &mut SegmentStore, all: &[Verified]) -> Result<u64, cabildo_protocol::store::StoreError> {
    let log = all[0].log();
    store.drop_bodies(&log, 1, OPEN - 1)?;
    store.drop_bodies(&log, OPEN + 1, GONE)?;
    store.commit()?;
    let (reader, mut freed) = (store.reader(), 0);
    for number in reader.body_segments() {
        let held = reader.wipe_dropped(number)?;
        if held.complete && held.kept * 4 < held.bytes {
            freed += store.compact(number)?;
        }
    }
    Ok(freed)
}

fn goes(message: &Verified) -> bool {
    message.seq() <= GONE && message.seq() != OPEN
}

fn is_on_disk(folder: &Path, message: &Verified) -> bool {
    let text = vec![u8::try_from(message.seq()).expect("a byte"); SIZE];
    let paths = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.is_file())
        .any(|path| fs::read(path).expect("a file").windows(SIZE).any(|window| window == text))
}

fn assert_let_go(store: &SegmentStore, all: &[Verified]) {
    let kept: Vec<Verified> = all.iter().filter(|message| !goes(message)).cloned().collect();
    assert_has(store, &kept);
    for message in all.iter().filter(|message| goes(message)) {
        let (log, seq) = (message.log(), message.seq());
        let header = (**message).clone().without_body();
        assert_eq!(store.message(&log, seq).expect("a disk").as_ref(), Some(&header));
        assert_eq!(store.run(&log, seq, seq, 1).expect("a disk")[0].1, None);
        assert!(store.is_dropped(&log, seq));
    }
    assert!(store.missing_bodies(9).is_empty(), "nothing is to be fetched");
    assert!(store.is_erased(&all[0].log(), 7), "what its author erased stays erased");
    assert_eq!(store.reader().counts().bodies_dropped, GONE - 1);
}

#[test]
fn what_is_let_go_is_in_no_file_and_the_room_is_given_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = SegmentStore::open(folder.path(), small()).expect("a store");
    let all = write(&mut store);
    let (heads, before) = (store.heads(), store.reader().counts().bytes);
    assert!(all.iter().filter(|m| m.seq() != 7).all(|message| is_on_disk(folder.path(), message)));
    let freed = let_go(&mut store, &all).expect("a disk");
    let after = store.reader().counts().bytes;
    assert!(freed > 20 * SIZE as u64 && after < before - freed / 2, "{freed} of {before}, now {after}");
    for turn in 0..4 {
        assert_let_go(&store, &all);
        assert_eq!(store.heads(), heads);
        for message in &all {
            assert_eq!(is_on_disk(folder.path(), message), !goes(message), "{}", message.seq());
        }
        store.append_body(&all[20]).expect("refused in silence");
        store.commit().expect("a commit");
        drop(store);
        let options = Options { check: turn % 2 == 1, ..small() };
        store = SegmentStore::open(folder.path(), options).expect("a store");
        assert_eq!(store.report(), &OpenReport::default());
        assert!(store.scrub().expect("a disk"));
        assert_eq!(store.reader().counts().bytes, after);
    }
    // And it goes on.
    let mut author = Author::new(2);
    let next = author.write(SIZE);
    store.append(&next).expect("room");
    store.commit().expect("a commit");
    assert_has(&store, &[next]);
}

#[test]
fn a_power_cut_at_any_operation_of_letting_go_takes_nothing_else() {
    let open = |disk: &FaultyDisk| {
        SegmentStore::open_on(Arc::new(disk.clone()), Path::new("/home/store"), small()).expect("a store")
    };
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    let all = write(&mut store);
    drop(store);
    let written = disk.copy();
    let operations = {
        let disk = written.copy();
        let mut store = open(&disk);
        let before = disk.operations();
        let_go(&mut store, &all).expect("a good disk");
        disk.operations() - before
    };
    assert!(operations > 30, "{operations} operations");
    for n in 0..operations {
        for seed in 0..3 {
            let disk = written.copy();
            let mut store = open(&disk);
            disk.fail_at(n, Fault::PowerCut);
            // Where it hits a side file, nothing is said.
            let _ = let_go(&mut store, &all);
            drop(store);
            let disk = disk.after_power_cut(n * 10 + seed);
            let mut store = open(&disk);
            if !store.scrub().expect("a disk") {
                store.put_right().expect("a disk");
            }
            let kept: Vec<Verified> = all.iter().filter(|message| !goes(message)).cloned().collect();
            assert_has(&store, &kept);
            let_go(&mut store, &all).expect("a good disk");
            drop(store);
            let store = open(&disk);
            assert!(!store.report().is_changed(), "cut at {n}, seed {seed}: {:?}", store.report());
            assert_let_go(&store, &all);
        }
    }
}
