//! Many runs of a simulated federation, each with another seed: no rule may break in any of them,
//! and planted defects must be found.
//!
//! `CABILDO_SEEDS=2000` runs more seeds, `CABILDO_SEED=17` one of them.

use cabildo_tests::world::{self, Counts, Options, Planted, Report, Violation};
use std::{
    env,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

const SEEDS: u64 = 100;
const HOSTILE_SEEDS: u64 = 25;
/// What each run has at least.
const CONFIRMED_MIN: u64 = 100;
const DEVICES_MIN: u64 = 50;
/// Two, as the machines have that build this.
const THREADS: usize = 2;

fn setting(name: &str) -> Option<u64> {
    env::var(name)
        .ok()
        .map(|value| value.parse().unwrap_or_else(|_| panic!("{name}: «{value}» is no number")))
}

fn run(options: &Options) -> Result<Report, Box<Violation>> {
    let seed = options.seed;
    let outcome = std::panic::catch_unwind(|| world::run(options));
    outcome.unwrap_or_else(|_| panic!("seed {seed} panics · replay with: CABILDO_SEED={seed} cargo test -p cabildo-tests --test simulation"))
}

/// What a run lacks of what every run is to have. Where nodes misbehave, some of it is not confirmed.
fn too_small(options: &Options, report: &Report) -> Option<String> {
    let (confirmed, devices) = (report.counts.of("confirmed"), report.counts.of("devices"));
    let small = !options.hostile && (confirmed < CONFIRMED_MIN || devices < DEVICES_MIN);
    small.then(|| format!("seed {}: {confirmed} confirmed by {devices} devices", options.seed))
}

/// Runs seeds on two threads, each run on one of them; what happened, or all that went wrong.
fn run_all(seeds: &[u64], options: fn(u64) -> Options) -> (Counts, Vec<String>) {
    let (next, began) = (AtomicU64::new(0), Instant::now());
    let (counts, wrong) = (Mutex::new(Counts::default()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                    let options = options(*seed);
                    match run(&options) {
                        Ok(report) => {
                            counts.lock().unwrap().merge(&report.counts);
                            wrong.lock().unwrap().extend(too_small(&options, &report));
                        }
                        Err(violation) => wrong.lock().unwrap().push(violation.to_string()),
                    }
                }
            });
        }
    });
    println!("{} seeds in {:.1} s", seeds.len(), began.elapsed().as_secs_f64());
    (counts.into_inner().unwrap(), wrong.into_inner().unwrap())
}

#[test]
fn no_seed_breaks_a_rule() {
    let seeds: Vec<u64> = match setting("CABILDO_SEED") {
        Some(seed) => vec![seed],
        None => (0..setting("CABILDO_SEEDS").unwrap_or(SEEDS)).collect(),
    };
    let (counts, wrong) = run_all(&seeds, Options::new);
    println!("{counts:#?}");
    assert!(wrong.is_empty(), "{} of {} seeds:\n{}", wrong.len(), seeds.len(), wrong.join("\n"));
    if seeds.len() < 20 {
        return;
    }
    for fault in [
        "lost",
        "delayed",
        "repeated",
        "reordered",
        "partitions",
        "crashes",
        "power-cut losses",
        "full disks",
        "full disks at a commit",
        "forks proven",
        "held",
        "crises shown at once",
        "bodies that came later",
        "rosters applied",
        "unanswered",
        "ignored",
        "rejected",
        "frames that are no message",
        "over quota",
        "signatures checked later",
        "misdeeds",
        // What became of proposals, the same on every node.
        "deadline_passed",
        "closed",
        "contested",
        "adopted",
        "rejected",
        "lapsed",
        "late positions",
        "positions left out",
        "results in doubt",
    ] {
        assert!(counts.of(fault) > 0, "no seed had: {fault}");
    }
    assert!(counts.of("erasures") >= seeds.len() as u64);
}

#[test]
fn with_a_third_of_the_nodes_hostile_nothing_false_is_shown_and_all_converge() {
    let seeds: Vec<u64> = match setting("CABILDO_SEED") {
        Some(seed) => vec![seed],
        None => (0..setting("CABILDO_SEEDS").map_or(HOSTILE_SEEDS, |seeds| seeds / 4)).collect(),
    };
    let (counts, wrong) = run_all(&seeds, Options::hostile);
    println!("{counts:#?}");
    assert!(wrong.is_empty(), "{} of {} seeds:\n{}", wrong.len(), seeds.len(), wrong.join("\n"));
    for deed in [
        "hostile nodes",
        "hostile drops",
        "hostile delays",
        "hostile repeats",
        "hostile forgeries",
        "hostile governors",
        "hostile silences",
        "hostile pages",
        "forks proven",
    ] {
        assert!(counts.of(deed) > 0 || seeds.len() < 5, "no seed had: {deed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let (first, second) = (run(&Options::new(3)), run(&Options::new(3)));
    assert_eq!(first.unwrap(), second.unwrap());
    assert_ne!(run(&Options::new(4)).unwrap().digest, run(&Options::new(3)).unwrap().digest);
}

/// The first seed of twenty in which a checker finds a planted defect.
fn found(planted: Planted) -> Box<Violation> {
    let mut seeds = (0..20).map(|seed| run(&Options { planted, ..Options::new(seed) }));
    seeds.find_map(Result::err).unwrap_or_else(|| panic!("{planted:?} is not found within 20 seeds"))
}

#[test]
fn a_skipped_check_of_the_predecessor_is_found() {
    assert_eq!(found(Planted::SkipPrevious).checker, "authenticity");
}

#[test]
fn an_acknowledgement_before_the_commit_is_found() {
    assert_eq!(found(Planted::AcknowledgeFirst).checker, "no acknowledged loss");
}

#[test]
fn forwarding_before_the_verdict_is_found() {
    assert_eq!(found(Planted::ForwardFirst).checker, "forward only after accept");
}

#[test]
fn a_lost_last_record_is_found() {
    assert_eq!(found(Planted::LoseLast).checker, "no acknowledged loss");
}

#[test]
fn hundreds_of_nodes_converge() {
    let options = Options::large(1, 300);
    let report = run(&options).unwrap_or_else(|violation| panic!("{violation}"));
    assert_eq!(run(&options).unwrap().digest, report.digest);
}
