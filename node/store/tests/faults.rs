//! Power cuts, full and failing disks, incomplete ends and flipped bits: what was acknowledged
//! is intact or reported, never silently gone.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::{
    cbor,
    id::{LogId, Millis},
    message::Verified,
    proof::Proof,
    roster::{Roster, SignedRoster},
    store::{Store as _, StoreError},
};
use cabildo_store::{OpenReport, SegmentStore};
use common::{
    Author, assert_has, bare,
    faulty::{Fault, FaultyDisk},
    fork, roster, small,
};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

const FOLDER: &str = "/home/store";

fn open(disk: &FaultyDisk) -> SegmentStore {
    SegmentStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), small()).expect("a store")
}

/// Messages of four logs, in the order in which they are appended.
fn script() -> Vec<Verified> {
    let mut authors: Vec<_> = (1..5).map(Author::new).collect();
    (0..90).map(|n| authors[n * 7 % 4].write(n * 37 % 700)).collect()
}

/// What a run was told is kept.
#[derive(Default)]
struct Kept {
    messages: Vec<Verified>,
    rosters: u32,
    proofs: Vec<Proof>,
    /// The list of unchecked logs, and the one that was to take its place.
    list: BTreeMap<LogId, u64>,
    next_list: BTreeMap<LogId, u64>,
}

impl Kept {
    fn assert_list_in(&self, store: &SegmentStore) {
        let list = store.unchecked();
        assert!(list == self.list || list == self.next_list, "{list:?}");
    }

    fn assert_in(&self, store: &SegmentStore) {
        assert_has(store, &self.messages);
        assert!(store.rosters().len() >= self.rosters as usize);
        for proof in &self.proofs {
            assert!(store.proofs().contains(proof));
        }
    }
}

/// Appends from `script` what is not there, with a commit each few messages, until the end or
/// the first error.
fn go_on(store: &mut SegmentStore, script: &[Verified], kept: &mut Kept) -> Result<(), StoreError> {
    let mut pending = Vec::new();
    for (n, message) in script.iter().enumerate() {
        if store.head(&message.log()).is_some_and(|head| head.seq >= message.seq()) {
            continue;
        }
        if n % 15 == 3 {
            kept.next_list = BTreeMap::from([(message.log(), message.seq())]);
            store.keep_unchecked(&kept.next_list)?;
            kept.list.clone_from(&kept.next_list);
        }
        // Some bodies come later, in the same batch or in the next.
        if n % 9 == 0 {
            store.append(&bare(message))?;
            store.append_body(message)?;
        } else {
            store.append(message)?;
        }
        pending.push(message.clone());
        let (mut version, mut proof) = (kept.rosters, None);
        if n % 20 == 10 {
            version = u32::try_from(store.rosters().len()).expect("few") + 1;
            store.keep_roster(&roster(version))?;
            proof = Some(fork(u8::try_from(100 + n).expect("a seed")));
            store.keep_proof(proof.as_ref().expect("a proof"))?;
        }
        if n % 5 == 4 || n % 20 == 10 || n + 1 == script.len() {
            store.commit()?;
            kept.messages.append(&mut pending);
            kept.rosters = version;
            kept.proofs.extend(proof);
        }
    }
    store.commit()?;
    kept.messages.append(&mut pending);
    Ok(())
}

fn operations_of(script: &[Verified]) -> u64 {
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    go_on(&mut store, script, &mut Kept::default()).expect("a good disk");
    disk.operations()
}

#[test]
fn after_a_power_cut_at_any_operation_everything_committed_is_there() {
    let script = script();
    let operations = operations_of(&script);
    assert!(operations > 100, "{operations} operations");
    for n in 0..operations {
        let disk = FaultyDisk::default();
        disk.fail_at(n, Fault::PowerCut);
        let mut kept = Kept::default();
        let opened = SegmentStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), small());
        if let Ok(mut store) = opened {
            assert!(go_on(&mut store, &script, &mut kept).is_err(), "the cut at {n} came");
        }
        for seed in 0..3 {
            let after = disk.after_power_cut(n * 100 + seed);
            // A second cut while the first one is put right.
            after.fail_at(seed * 3, Fault::PowerCut);
            drop(SegmentStore::open_on(Arc::new(after.clone()), Path::new(FOLDER), small()));
            let after = after.after_power_cut(n * 100 + 50 + seed);
            let mut store = open(&after);
            assert!(store.report().is_clean(), "cut at {n}, seed {seed}: {:?}", store.report());
            kept.assert_in(&store);
            kept.assert_list_in(&store);
            let mut all = Kept::default();
            go_on(&mut store, &script, &mut all).expect("a good disk");
            drop(store);
            let store = open(&after);
            assert_eq!(store.report(), &OpenReport::default(), "cut at {n}, seed {seed}");
            assert_has(&store, &script);
            kept.assert_in(&store);
        }
    }
}

#[test]
fn a_failing_disk_stops_the_store_and_loses_nothing_that_was_acknowledged() {
    let script = script();
    let operations = operations_of(&script);
    for fault in [Fault::Eio, Fault::Short] {
        for n in 0..operations {
            let disk = FaultyDisk::default();
            disk.fail_at(n, fault);
            let Ok(mut store) = SegmentStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), small())
            else {
                continue;
            };
            let mut kept = Kept::default();
            let first = go_on(&mut store, &script, &mut kept);
            disk.repair();
            if let Err(error) = &first {
                assert!(error.to_string().contains(FOLDER), "says where: {error}");
            }
            if let Some(failure) = store.failure().cloned() {
                assert_eq!(store.commit(), Err(failure.clone()));
                assert_eq!(store.append(&script[0]), Err(failure.clone()));
                assert_eq!(store.locate(&script[0].id()), Err(failure));
            }
            let reader = store.reader();
            for message in &kept.messages {
                let found = reader.message(&message.id()).expect("reading still works");
                assert_eq!(found.as_ref(), Some(&**message), "{fault:?} at {n}");
            }
            drop(store);
            let mut store = open(&disk);
            assert!(store.report().is_clean(), "{fault:?} at {n}: {:?}", store.report());
            kept.assert_in(&store);
            kept.assert_list_in(&store);
            go_on(&mut store, &script, &mut Kept::default()).expect("a good disk");
            drop(store);
            let store = open(&disk);
            assert_eq!(store.report(), &OpenReport::default(), "{fault:?} at {n}");
            assert_has(&store, &script);
        }
    }
}

#[test]
fn a_full_disk_is_said_and_survived() {
    let script = script();
    let operations = operations_of(&script);
    let mut full = 0;
    for fault in [Fault::Full, Fault::ShortFull] {
        for n in 8..operations {
            let disk = FaultyDisk::default();
            disk.fail_at(n, fault);
            let Ok(mut store) = SegmentStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), small())
            else {
                continue;
            };
            let mut kept = Kept::default();
            match go_on(&mut store, &script, &mut kept) {
                Ok(()) => {}
                Err(StoreError::Full { .. }) => full += 1,
                Err(other) => assert!(store.failure().is_some(), "{fault:?} at {n}: {other}"),
            }
            if fault == Fault::Full {
                assert!(store.failure().is_none(), "no room at {n}: {:?}", store.failure());
            }
            assert_has_in_reader(&store, &kept.messages, n);
            disk.repair();
            // There is room again: either the same store goes on, or one that is opened anew.
            if store.failure().is_some() {
                drop(store);
                store = open(&disk);
            }
            let _ = store.commit();
            go_on(&mut store, &script, &mut kept).expect("room again");
            drop(store);
            let store = open(&disk);
            assert_eq!(store.report(), &OpenReport::default(), "{fault:?} at {n}");
            assert_has(&store, &script);
            kept.assert_in(&store);
        }
    }
    assert!(full > 50, "{full} times there was no room");
}

/// The newest file of a family.
fn newest(disk: &FaultyDisk, family: &str) -> PathBuf {
    let paths = disk.paths();
    let mut found = paths.iter().filter(|path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        name.starts_with(family) && name.ends_with(".seg")
    });
    found.next_back().expect("a segment").clone()
}

#[test]
fn an_end_that_was_torn_at_any_byte_is_cut() {
    let mut author = Author::new(1);
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    let early: Vec<_> = (0..6).map(|_| author.write(100)).collect();
    early.iter().for_each(|message| store.append(message).expect("room"));
    store.commit().expect("a commit");
    let before = disk.copy();
    let late: Vec<_> = (0..4).map(|n| author.write(40 * n)).collect();
    late.iter().for_each(|message| store.append(message).expect("room"));
    store.commit().expect("a commit");
    drop(store);
    for family in ["headers", "bodies"] {
        let path = newest(&disk, family);
        let (old, new) = (before.bytes(&path), disk.bytes(&path));
        let from = old.iter().zip(&new).position(|(a, b)| a != b).expect("a batch");
        let to = new.iter().rposition(|b| *b != 0).expect("a batch") + 1;
        for at in from..to {
            let torn = disk.copy();
            let mut bytes = new.clone();
            bytes[at..].fill(0);
            torn.set_bytes(&path, bytes);
            let mut store = open(&torn);
            assert!(store.report().damaged.is_empty(), "{family} at {at}: {:?}", store.report());
            assert_has(&store, &early);
            for message in &late {
                if store.head(&author.log()).is_some_and(|head| head.seq < message.seq()) {
                    store.append(message).expect("room");
                }
                store.append_body(message).expect("room");
            }
            store.commit().expect("a commit");
            assert_has(&store, &late);
            drop(store);
            let store = open(&torn);
            assert_eq!(store.report(), &OpenReport::default(), "{family} at {at}");
            assert_has(&store, &late);
            assert_has(&store, &early);
        }
    }
}

/// Opens a disk, and looks for the damage that opening does not meet.
fn open_and_scrub(disk: &FaultyDisk) -> SegmentStore {
    let mut store = open(disk);
    if !store.scrub().expect("a disk") {
        store.put_right().expect("a disk");
        assert!(store.scrub().expect("a disk"), "nothing is left of it");
    }
    store
}

/// Opens a damaged disk; everything is intact or reported, can be fetched again, and is there
/// without complaint the next time.
fn check_damaged(disk: &FaultyDisk, script: &[Verified], what: &str) {
    let mut store = open_and_scrub(disk);
    let report = store.report().clone();
    let mut complaints = 0;
    for message in script {
        let (log, seq) = (message.log(), message.seq());
        let head = store.head(&log).map_or(0, |head| head.seq);
        let found = store.message(&log, seq).unwrap_or_else(|error| panic!("{what}: {error}"));
        match found {
            Some(found) if found == **message => {}
            Some(found) => {
                assert_eq!(found.id(), message.id(), "{what}");
                assert!(found.body_bytes().is_none(), "{what}");
                assert!(
                    report.bodies_lost.contains(&(log, seq)) || report.is_changed(),
                    "{what}: {report:?}"
                );
                assert!(store.missing_bodies(1000).contains(&(log, seq, message.id())), "{what}");
                complaints += 1;
            }
            None => {
                assert!(seq > head, "{what}: {seq} is missing below the head {head}");
                assert!(report.is_changed(), "{what}: silently lost: {report:?}");
                complaints += 1;
            }
        }
    }
    assert!(complaints == 0 || report.is_changed(), "{what}: {report:?}");
    for message in script {
        if store.head(&message.log()).is_none_or(|head| head.seq < message.seq()) {
            store.append(message).expect("room");
        } else {
            store.append_body(message).expect("room");
        }
    }
    store.commit().expect("a commit");
    assert_has(&store, script);
    drop(store);
    let store = open(disk);
    assert!(!store.report().is_changed() && store.scrub() == Ok(true), "{what}: {:?}", store.report());
    assert_has(&store, script);
    assert!(store.missing_bodies(10).is_empty(), "{what}");
}

fn written() -> (FaultyDisk, Vec<Verified>) {
    let script = script();
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    go_on(&mut store, &script, &mut Kept::default()).expect("a good disk");
    (disk.copy(), script)
}

#[test]
fn flipped_bits_lose_nothing_silently() {
    let (disk, script) = written();
    let files: Vec<_> = disk
        .paths()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "seg" || ending == "side"))
        .collect();
    assert!(files.len() > 8);
    for seed in 0..600 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let damaged = disk.copy();
        let mut what = format!("seed {seed}:");
        for _ in 0..rng.random_range(1..4) {
            let path = &files[rng.random_range(0..files.len())];
            let mut bytes = damaged.bytes(path);
            let used = bytes.iter().rposition(|b| *b != 0).expect("something") + 1;
            let at = rng.random_range(0..used);
            // A bit, a few bytes or a whole sector.
            let length = [1, 1, 7, 512][rng.random_range(0..4)].min(used - at);
            what += &format!(" {} at {at} ({length})", path.display());
            for byte in &mut bytes[at..at + length] {
                *byte = if length == 1 { *byte ^ 1 << rng.random_range(0..8) } else { rng.random() };
            }
            damaged.set_bytes(path, bytes);
        }
        check_damaged(&damaged, &script, &what);
    }
}

#[test]
fn damage_that_is_met_while_reading_is_put_right_when_the_store_opens_again() {
    let (disk, script) = written();
    let files =
        disk.paths().into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "seg"));
    let mut met = 0;
    for path in files {
        let damaged = disk.copy();
        let mut bytes = damaged.bytes(&path);
        let used = bytes.iter().rposition(|b| *b != 0).expect("something") + 1;
        bytes[used / 2] ^= 1;
        damaged.set_bytes(&path, bytes);
        let store = open(&damaged);
        let whole = |message: &Verified| match store.message(&message.log(), message.seq()) {
            Ok(found) => found.is_none_or(|found| found == **message || found.body_bytes().is_none()),
            Err(StoreError::Damaged { .. }) => false,
            Err(other) => panic!("{other}"),
        };
        let all = script.iter().map(whole).collect::<Vec<_>>().into_iter().all(|whole| whole);
        assert_eq!(all, !store.is_suspect(), "{}", path.display());
        drop(store);
        if !all {
            met += 1;
            let store = open(&damaged);
            assert!(!store.report().is_clean(), "{}", path.display());
            assert!(store.scrub().expect("a disk"), "{}", path.display());
        } else {
            check_damaged(&damaged, &script, &path.display().to_string());
        }
    }
    assert!(met > 3, "{met} times damage was met");
}

#[test]
fn shortened_and_deleted_files_lose_nothing_silently() {
    let (disk, script) = written();
    for seed in 0..150 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let damaged = disk.copy();
        let files: Vec<_> = damaged
            .paths()
            .into_iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "seg" || ending == "side"))
            .collect();
        let path = &files[rng.random_range(0..files.len())];
        let newest = *path == newest(&damaged, "headers") || *path == newest(&damaged, "bodies");
        if seed % 5 == 0 && !newest {
            damaged.delete(path);
        } else {
            let mut bytes = damaged.bytes(path);
            let length = rng.random_range(0..bytes.len());
            bytes.truncate(length);
            damaged.set_bytes(path, bytes);
        }
        check_damaged(&damaged, &script, &format!("seed {seed}: {}", path.display()));
    }
}

#[test]
fn a_newer_format_is_refused_and_nothing_changes() {
    let (disk, _) = written();
    let seg = newest(&disk, "bodies");
    let newer_segment = |bytes: &mut Vec<u8>| {
        bytes[8] = 5;
        let crc = crc32c::crc32c(&bytes[..60]).to_le_bytes();
        bytes[60..64].copy_from_slice(&crc);
    };
    let newer_side = |bytes: &mut Vec<u8>| {
        bytes[8] = 5;
        let end = bytes.len() - 4;
        let crc = crc32c::crc32c(&bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&crc);
    };
    let newer_small = |bytes: &mut Vec<u8>| {
        bytes[4] = 5;
        let crc = crc32c::crc32c_append(crc32c::crc32c(&bytes[..12]), &bytes[16..]).to_le_bytes();
        bytes[12..16].copy_from_slice(&crc);
    };
    let by_name = |end: &str| {
        disk.paths().into_iter().find(|path| path.to_string_lossy().ends_with(end)).expect("a file")
    };
    type Change<'a> = &'a dyn Fn(&mut Vec<u8>);
    let cases: [(PathBuf, Change<'_>); 4] = [
        (seg, &newer_segment),
        (by_name(".side"), &newer_side),
        (by_name("rosters/federation-00000001.cbor"), &newer_small),
        (Path::new(FOLDER).join("format"), &|bytes| *bytes = b"5\n".to_vec()),
    ];
    for (path, change) in cases {
        let newer = disk.copy();
        let mut bytes = newer.bytes(&path);
        change(&mut bytes);
        newer.set_bytes(&path, bytes);
        let before = newer.image();
        let refused = SegmentStore::open_on(Arc::new(newer.clone()), Path::new(FOLDER), small());
        let error = refused.expect_err("refused").to_string();
        assert!(error.contains("format 5") && error.contains(&*path.to_string_lossy()), "{error}");
        assert_eq!(newer.image(), before, "{}", path.display());
    }
}

#[test]
fn rosters_and_proofs_never_go_back() {
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    let proof = fork(1);
    store.keep_roster(&roster(1)).expect("room");
    store.keep_roster(&roster(2)).expect("room");
    store.keep_proof(&proof).expect("room");
    store.commit().expect("a commit");
    store.keep_roster(&roster(1)).expect("ignored");
    store.keep_roster(&SignedRoster { signatures: vec![], ..roster(2) }).expect("ignored");
    store.commit().expect("a commit");
    assert_eq!(store.rosters(), vec![roster(1), roster(2)]);
    drop(store);
    let mut store = open(&disk);
    assert_eq!(store.rosters(), vec![roster(1), roster(2)]);
    assert_eq!(store.proofs(), vec![proof]);
    store.keep_roster(&roster(1)).expect("ignored");
    assert_eq!(store.rosters().len(), 2);
    let bytes = roster(1).bytes;
    let mut other: Roster = cbor::decode(&bytes).expect("a roster");
    other.issued = Millis(1);
    let late = SignedRoster { bytes: cbor::encode(&other), signatures: vec![] };
    store.keep_late_roster(&late).expect("room");
    store.commit().expect("a commit");
    drop(store);
    let mut store = open(&disk);
    assert_eq!((store.rosters().len(), store.late_rosters()), (3, BTreeSet::from([late.hash()])));
    assert!(store.keep_roster(&SignedRoster { bytes: vec![1], signatures: vec![] }).is_err());
    drop(store);
    // One that is damaged is set aside and said, the others stay.
    let path = Path::new(FOLDER).join("rosters/federation-00000002.cbor");
    let mut bytes = disk.bytes(&path);
    bytes[20] ^= 1;
    disk.set_bytes(&path, bytes);
    let store = open(&disk);
    assert_eq!(store.rosters().len(), 2);
    assert_eq!(store.report().set_aside.len(), 1);
}

#[test]
fn a_commit_answers_for_all_that_was_appended_since_the_last_one() {
    let script = script();
    let operations = operations_of(&script);
    let mut refused = 0;
    for n in 0..operations {
        let disk = FaultyDisk::default();
        disk.fail_at(n, Fault::ShortFull);
        let Ok(mut store) = SegmentStore::open_on(Arc::new(disk.clone()), Path::new(FOLDER), small()) else {
            continue;
        };
        // As a driver does: each message that was taken is answered by the next commit, also
        // where another one was refused between them. One large batch fills several segments.
        let (mut taken, mut kept) = (Vec::new(), Vec::new());
        for (i, message) in script.iter().enumerate() {
            match store.append(message) {
                Ok(()) => taken.push(message.clone()),
                Err(_) => refused += 1,
            }
            if i % 40 == 39 {
                if store.commit().is_ok() {
                    kept.append(&mut taken);
                }
                taken.clear();
            }
        }
        assert_has_in_reader(&store, &kept, n);
        disk.repair();
        drop(store);
        let store = open(&disk);
        assert!(store.report().is_clean(), "at {n}: {:?}", store.report());
        assert_has(&store, &kept);
    }
    assert!(refused > 50, "{refused} messages were refused");
}

fn assert_has_in_reader(store: &SegmentStore, messages: &[Verified], n: u64) {
    let reader = store.reader();
    for message in messages {
        assert_eq!(reader.message(&message.id()).expect("a disk").as_ref(), Some(&**message), "at {n}");
    }
}

#[test]
fn rosters_and_proofs_find_room_on_a_full_disk() {
    let disk = FaultyDisk::default();
    let mut store = open(&disk);
    disk.fail_at(0, Fault::FullUntilRemoved);
    assert!(matches!(store.append(&Author::new(1).write(9000)), Err(StoreError::Full { .. })));
    assert!(store.low_space().expect("an answer"));
    store.keep_roster(&roster(1)).expect("taken");
    store.keep_proof(&fork(1)).expect("taken");
    store.commit().expect("what was set aside is used");
    drop(store);
    let store = open(&disk);
    assert_eq!((store.rosters().len(), store.proofs().len()), (1, 1));
    assert!(!store.low_space().expect("an answer"));
}
