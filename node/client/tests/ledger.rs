//! The ledger on disk: nothing goes back, and what cannot be read is never taken for nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed; seeds are printed"
)]

#[allow(dead_code, reason = "of the protocol's own tests only a part is needed here")]
#[path = "../../../protocol/tests/engine/contents.rs"]
mod contents;
#[allow(dead_code, reason = "of the protocol's own tests only a part is needed here")]
#[path = "../../../protocol/tests/engine/fixture.rs"]
mod fixture;

use cabildo_client::ledger::{Ledger, LedgerError, folder_of};
use cabildo_protocol::{
    cbor,
    content::Kind,
    id::{LogId, hash},
    message::{Position, Verified},
};
use proptest::prelude::*;
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

struct Bench {
    folder: tempfile::TempDir,
    author: fixture::Writer,
}

impl Bench {
    fn new() -> Self {
        let author = fixture::Writer::new(&fixture::federation(), "mx:20067", "oaxaca-device");
        Self { folder: tempfile::tempdir().unwrap(), author }
    }

    fn key_path(&self) -> PathBuf {
        self.folder.path().join("operator.key")
    }

    fn file(&self) -> PathBuf {
        folder_of(&self.key_path()).join("lane-1")
    }

    fn ledger(&self) -> Ledger {
        Ledger::lock(&self.key_path()).unwrap()
    }

    fn log(&self) -> LogId {
        self.author.log(Kind::Proposal)
    }

    fn record(&mut self) -> Verified {
        let message = self.author.write(Kind::Proposal);
        self.ledger().record(&message).unwrap();
        message
    }

    fn confirm(&self, message: &Verified) {
        self.ledger().confirm(&message.log(), &message.id()).unwrap();
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_record_outlives_its_process_and_is_private() {
    let mut bench = Bench::new();
    assert!(!bench.ledger().is_begun(bench.log().lane));
    Ledger::begin(&bench.key_path()).unwrap();
    assert!(bench.ledger().is_begun(bench.log().lane));
    assert_eq!(bench.ledger().last(&bench.log()).unwrap(), None);
    let message = bench.record();
    let last = bench.ledger().last(&bench.log()).unwrap().unwrap();
    assert_eq!((last.position, last.confirmed), (message.position(), false));
    let kept = last.message.unwrap();
    assert_eq!((kept.header_bytes(), kept.body_bytes()), (message.header_bytes(), message.body_bytes()));
    bench.confirm(&message);
    assert!(bench.ledger().last(&bench.log()).unwrap().unwrap().confirmed);
    assert_eq!((mode(&folder_of(&bench.key_path())), mode(&bench.file())), (0o700, 0o600));
}

#[test]
fn one_at_a_time_holds_it() {
    let bench = Bench::new();
    let held = bench.ledger();
    let said = Ledger::try_lock(&bench.key_path()).unwrap_err();
    assert!(matches!(said, LedgerError::Busy { .. }), "{said}");
    drop(held);
    Ledger::try_lock(&bench.key_path()).unwrap();
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let mut bench = Bench::new();
    bench.record();
    let content = cbor::encode(&std::collections::BTreeMap::from([("format", 2)]));
    let bytes = [hash("cabildo/ledger/1", &[&content]).as_bytes(), &content[..]].concat();
    fs::write(bench.file(), &bytes).unwrap();
    let next = bench.author.write(Kind::Proposal);
    let (ledger, log) = (bench.ledger(), bench.log());
    for said in [
        ledger.last(&log).map(|_| ()).unwrap_err(),
        ledger.record(&next).unwrap_err(),
        ledger.learn(&log, next.position()).unwrap_err(),
        ledger.confirm(&log, &next.id()).unwrap_err(),
    ] {
        assert!(matches!(said, LedgerError::Newer { found: 2, .. }), "{said}");
    }
    assert_eq!(fs::read(bench.file()).unwrap(), bytes);
}

#[test]
fn the_record_of_another_key_or_lane_is_not_taken_for_this_one() {
    let mut bench = Bench::new();
    bench.record();
    let other = LogId { key: fixture::public("morelia-device"), lane: bench.log().lane };
    let said = bench.ledger().last(&other).unwrap_err();
    assert!(matches!(said, LedgerError::Damaged { .. }), "{said}");
    let crisis = bench.author.log(Kind::Notice);
    fs::copy(bench.file(), bench.file().with_file_name("lane-0")).unwrap();
    let said = bench.ledger().last(&crisis).unwrap_err();
    assert!(matches!(said, LedgerError::Damaged { .. }), "{said}");
}

#[test]
fn nothing_goes_back_or_leaves_a_gap_or_is_dropped() {
    let mut bench = Bench::new();
    let start = bench.author.heads[1];
    let unconfirmed = bench.author.clone();
    let first = bench.record();
    let check = |result: Result<(), LedgerError>| {
        assert!(matches!(result, Err(LedgerError::Order { .. })), "{result:?}");
    };
    let second = bench.author.write(Kind::Proposal);
    check(bench.ledger().record(&second)); // the first is not confirmed
    check(bench.ledger().learn(&bench.log(), second.position()));
    check(bench.ledger().learn(&bench.log(), start));
    bench.confirm(&first);
    let third = bench.author.write(Kind::Proposal);
    check(bench.ledger().record(&third)); // the second is missing
    check(bench.ledger().record(&first));
    let mut other = unconfirmed.clone();
    other.now = other.now.plus(5);
    let other_first = other.write(Kind::Proposal);
    check(bench.ledger().record(&other_first)); // a second message at one place
    check(bench.ledger().record(&other.write(Kind::Proposal))); // a successor of another
    check(bench.ledger().learn(&bench.log(), other_first.position()));
    check(bench.ledger().learn(&bench.log(), start));
    bench.ledger().learn(&bench.log(), first.position()).unwrap();
    assert!(bench.ledger().last(&bench.log()).unwrap().unwrap().message.is_some(), "known already");
    bench.ledger().record(&second).unwrap();
    let mut fresh = Bench::new();
    fresh.author.write(Kind::Proposal);
    check(fresh.ledger().record(&fresh.author.write(Kind::Proposal))); // begins at 1
}

#[test]
fn a_position_that_was_learnt_is_gone_on_from() {
    let mut bench = Bench::new();
    let learnt = bench.author.write(Kind::Proposal);
    bench.ledger().learn(&bench.log(), learnt.position()).unwrap();
    let last = bench.ledger().last(&bench.log()).unwrap().unwrap();
    assert_eq!((last.position, last.message, last.confirmed), (learnt.position(), None, true));
    let next = bench.record();
    assert_eq!(bench.ledger().last(&bench.log()).unwrap().unwrap().position, next.position());
}

/// What happens to a ledger.
#[derive(Debug, Clone, Copy)]
enum Step {
    Record,
    Confirm,
    Learn,
    /// Its process dies while a file is replaced: so much of the new one is there.
    Die(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Record),
        3 => Just(Step::Confirm),
        1 => Just(Step::Learn),
        2 => (0..900_usize).prop_map(Step::Die),
    ];
    prop::collection::vec(step, 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// A failing case is printed and kept by proptest with its seed.
    #[test]
    fn after_any_death_the_ledger_knows_what_was_signed_last(steps in steps()) {
        let mut bench = Bench::new();
        let mut at: Option<(Position, bool)> = None;
        for step in steps {
            let next = { let mut author = bench.author.clone(); author.write(Kind::Proposal) };
            match step {
                Step::Record => {
                    let done = bench.ledger().record(&next);
                    prop_assert_eq!(done.is_ok(), at.is_none_or(|(_, confirmed)| confirmed));
                    if done.is_ok() {
                        bench.author.write(Kind::Proposal);
                        at = Some((next.position(), false));
                    }
                }
                Step::Confirm => {
                    if let Some((position, confirmed)) = &mut at {
                        bench.ledger().confirm(&next.log(), &position.id).unwrap();
                        *confirmed = true;
                    }
                }
                Step::Learn => {
                    let done = bench.ledger().learn(&next.log(), next.position());
                    prop_assert_eq!(done.is_ok(), at.is_none_or(|(_, confirmed)| confirmed));
                    if done.is_ok() {
                        bench.author.write(Kind::Proposal);
                        at = Some((next.position(), true));
                    }
                }
                Step::Die(length) => {
                    drop(bench.ledger());
                    let written = fs::read(bench.file()).unwrap_or_default();
                    let half = &written[..length.min(written.len())];
                    fs::write(bench.file().with_file_name("lane-1.new"), half).unwrap();
                }
            }
            let last = bench.ledger().last(&next.log()).unwrap();
            prop_assert_eq!(last.map(|last| (last.position, last.confirmed)), at);
        }
    }

    #[test]
    fn damage_anywhere_is_an_error_and_never_an_absence(
        place in any::<prop::sample::Index>(), flip in 1..=255_u8, cut in any::<bool>(),
    ) {
        let mut bench = Bench::new();
        let message = bench.record();
        bench.confirm(&message);
        let mut bytes = fs::read(bench.file()).unwrap();
        let place = place.index(bytes.len());
        if cut { bytes.truncate(place) } else { bytes[place] ^= flip }
        fs::write(bench.file(), &bytes).unwrap();
        let next = bench.author.write(Kind::Proposal);
        let (ledger, log) = (bench.ledger(), bench.log());
        for result in [
            ledger.last(&log).map(|_| ()),
            ledger.record(&next),
            ledger.learn(&log, next.position()),
            ledger.confirm(&log, &message.id()),
        ] {
            prop_assert!(matches!(result, Err(LedgerError::Damaged { .. })), "{:?}", result);
        }
        prop_assert_eq!(fs::read(bench.file()).unwrap(), bytes);
    }
}
