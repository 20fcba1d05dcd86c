//! A newcomer that starts from checkpoints judges as those do who saw every version, and takes
//! neither an older history nor another one.

use super::{desk::another, fixture::*};
use cabildo_protocol::{
    authority::Authority,
    content::Kind,
    id::{Hash, Lane, LogId},
    roster::{Change, Checkpoint, CutOff, Quorum, Role, RosterError, Scope, SignedRoster, Standing},
};
use std::collections::BTreeMap;

/// A federation with a past: kinds withdrawn, roles changed, keys replaced, logs ended.
fn with_a_past() -> Federation {
    let mut f = federation();
    let governors = || vec![quorum(&GOVERNORS_MX, 2)];
    let owner = || vec![quorum(&["oaxaca-institution"], 1)];
    let mut narrowed = entry("oaxaca", 1 << 20);
    narrowed.may.remove(&(Kind::Proposal as u16));
    narrowed.keys = quorum(&["oaxaca-second"], 1);
    let by = ["mx-a", "mx-b"];
    let changes = vec![Change::Institution(code("mx:20067"), Box::new(narrowed))];
    let one = f.mx.next(Some(f.id), governors(), changes, &by);
    let mut left = entry("morelia", 1 << 20);
    left.standing = Standing::Left;
    let log = LogId { key: public("morelia-device"), lane: Lane::Acts };
    left.ends = vec![(log, CutOff { seq: 1, id: Hash([1; 32]) })];
    let changes = vec![Change::Institution(code("mx:16053"), Box::new(left))];
    let two = f.mx.next(Some(f.id), governors(), changes, &by);
    let changes = vec![Change::Device(public("oaxaca-device"), device(Role::ReadOnly))];
    let three = f.oaxaca.next(Some(f.id), owner(), changes, &["oaxaca-institution"]);
    let changes = vec![Change::Device(public("oaxaca-other"), device(Role::DutyOfficer))];
    let next = vec![quorum(&["oaxaca-second"], 1)];
    let by = ["oaxaca-institution", "oaxaca-second"];
    let four = f.oaxaca.next(Some(f.id), next, changes, &by);
    f.rosters.extend([one, two, three, four]);
    f
}

fn checkpoints(authority: &Authority) -> Vec<Checkpoint> {
    authority.versions().iter().map(|(scope, _)| authority.checkpoint(scope).unwrap()).collect()
}

fn pins(authority: &Authority, scopes: &[Scope]) -> BTreeMap<Scope, Hash> {
    let pin = |scope: &Scope| (scope.clone(), authority.hash(scope, authority.version(scope)).unwrap());
    scopes.iter().map(pin).collect()
}

/// What an authority says about messages of every device, kind and some sequences.
fn verdicts(f: &Federation, authority: &Authority) -> Vec<String> {
    let mut said = Vec::new();
    let devices = [
        ("mx:20067", "oaxaca-device"),
        ("mx:20067", "oaxaca-other"),
        ("mx:16053", "morelia-device"),
        ("cl:05101", "valparaiso-device"),
        ("mx:16053", "oaxaca-device"),
        ("mx:20067", "stranger"),
    ];
    for (institution, name) in devices {
        let mut writer = Writer::new(f, institution, name);
        for kind in [Kind::Proposal, Kind::Proposal, Kind::Notice, Kind::Agenda, Kind::Rsvp, Kind::Ack] {
            let message = writer.write(kind);
            said.push(format!("{:?} {:?}", authority.judge(&message), authority.judge_submission(&message)));
            said.push(format!("{:?}", authority.end(&message.log())));
        }
    }
    for name in ["oaxaca-node", "morelia-node", "valparaiso-node"] {
        said.push(format!("{:?}", authority.node(&public(name))));
    }
    said
}

#[test]
fn a_newcomer_judges_as_those_do_who_saw_every_version() {
    let f = with_a_past();
    let whole = Authority::load(&f.rosters).unwrap();
    let started = Authority::start(f.id, &pins(&whole, &[Scope::Federation]), &checkpoints(&whole)).unwrap();
    assert_eq!(started.tips(), whole.tips());
    assert_eq!(verdicts(&f, &started), verdicts(&f, &whole));
    assert!(verdicts(&f, &whole).iter().any(|said| said.starts_with("Ok(()) Err(NotAllowed")));
    // And both go on alike.
    let (mut started, mut whole, mut f) = (started, whole, f);
    let mut next = Vec::new();
    let changes = vec![Change::Device(public("third"), device(Role::Operator))];
    let signers = vec![quorum(&["oaxaca-second"], 1)];
    next.push(f.oaxaca.next(Some(f.id), signers, changes, &["oaxaca-second"]));
    let changes = vec![Change::Institution(code("mx:09015"), Box::new(entry("cdmx", 1)))];
    next.push(f.mx.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], changes, &["mx-b", "mx-c"]));
    let mut first = Scoped::new(Scope::Institution(code("mx:09015")));
    next.push(first.next(Some(f.id), vec![quorum(&["cdmx-institution"], 1)], vec![], &["cdmx-institution"]));
    for signed in &next {
        assert_eq!(started.apply(signed), Ok(true));
        assert_eq!(whole.apply(signed), Ok(true));
    }
    assert_eq!(verdicts(&f, &started), verdicts(&f, &whole));
}

#[test]
fn a_newcomer_takes_no_older_and_no_other_history() {
    let f = with_a_past();
    let whole = Authority::load(&f.rosters).unwrap();
    let (charter, chamber) = (Scope::Federation, f.mx.scope.clone());
    let pinned = pins(&whole, &[charter.clone(), chamber.clone()]);
    let started = Authority::start(f.id, &pinned, &checkpoints(&whole)).unwrap();
    for signed in &f.rosters {
        let mut started = started.clone();
        let tips = started.tips();
        match started.apply(signed) {
            Ok(news) => assert!(!news),
            Err(error) => {
                assert!(matches!(error, RosterError::BeforeCheckpoint { .. }), "{error:?}");
            }
        }
        assert_eq!(started.tips(), tips);
    }
    // Older checkpoints of a pinned scope, though everything about them was right once.
    let old = Authority::load(&f.rosters[..6]).unwrap();
    let mut offered = checkpoints(&whole);
    offered[2] = old.checkpoint(&chamber).unwrap();
    let refused = Authority::start(f.id, &pinned, &offered).unwrap_err();
    assert_eq!(refused, RosterError::NotPinned { scope: chamber, version: 1 });
    // Another federation's, an altered state, none at all.
    let refused = Authority::start(another(f.id), &pinned, &checkpoints(&whole)).unwrap_err();
    assert_eq!(refused, RosterError::Federation);
    let mut offered = checkpoints(&whole);
    offered[0].state.lowest_wire = 9;
    let refused = Authority::start(f.id, &pinned, &offered).unwrap_err();
    assert!(matches!(refused, RosterError::Root { .. }));
    assert_eq!(Authority::start(f.id, &pinned, &[]).unwrap_err(), RosterError::NoCharter);
    let refused = Authority::start(f.id, &BTreeMap::new(), &checkpoints(&whole)).unwrap_err();
    assert_eq!(refused, RosterError::NoCharter);
}

#[test]
fn a_scope_that_is_not_pinned_needs_those_whom_the_roster_above_names_now() {
    let mut f = with_a_past();
    // A retired quorum founds the chamber anew, with thieves in it.
    let newer = vec![quorum(&["mx-d", "mx-e", "mx-f"], 2)];
    let rotated: SignedRoster = f.mx.next(Some(f.id), newer, vec![], &["mx-a", "mx-b", "mx-d", "mx-e"]);
    let mut other = Scoped::new(f.mx.scope.clone());
    let forged = other.next(Some(f.id), vec![quorum(&["t1", "t2", "t3"], 2)], vec![], &["t1", "t2"]);
    let whole = Authority::load(&f.rosters).unwrap();
    let pinned = pins(&whole, &[Scope::Federation]);
    let mut offered = checkpoints(&whole);
    offered[2] = Checkpoint { state: other.state, roster: forged };
    assert!(matches!(Authority::start(f.id, &pinned, &offered), Err(RosterError::Threshold { .. })));
    // The chamber has rotated and the charter does not know yet: the checkpoint before it, and on.
    let mut started = Authority::start(f.id, &pinned, &checkpoints(&whole)).unwrap();
    assert_eq!(started.apply(&rotated), Ok(true));
    let mut offered = checkpoints(&whole);
    offered[2] = started.checkpoint(&f.mx.scope).unwrap();
    // Old and new have signed it, so that it counts for both.
    assert!(Authority::start(f.id, &pinned, &offered).is_ok());
    let newest = f.mx.next(Some(f.id), vec![quorum(&["mx-d", "mx-e", "mx-f"], 2)], vec![], &["mx-d", "mx-e"]);
    assert_eq!(started.apply(&newest), Ok(true));
    offered[2] = started.checkpoint(&f.mx.scope).unwrap();
    assert!(matches!(Authority::start(f.id, &pinned, &offered), Err(RosterError::Threshold { .. })));
    let signers: Vec<Quorum> = vec![quorum(&GOVERNORS_MX, 2)];
    assert!(signers[0].check(&Scope::Federation).is_ok());
}
