//! The rules of rosters, one table after TUF: what is refused, and that a refusal changes nothing.

use super::fixture::*;
use cabildo_protocol::{
    authority::Authority,
    content::Kind,
    id::{InstitutionId, Lane, LogId, PublicKey},
    ingest::Refusal,
    roster::{Change, CutOff, Quorum, Role, RosterError, Scope, SignedRoster, Standing},
};

fn owner() -> Vec<Quorum> {
    vec![quorum(&["oaxaca-institution"], 1)]
}

/// The next version of Oaxaca's roster: one more device.
fn next_of_oaxaca(f: &mut Federation, name: &str) -> SignedRoster {
    let changes = vec![Change::Device(public(name), device(Role::Operator))];
    f.oaxaca.next(Some(f.id), owner(), changes, &["oaxaca-institution"])
}

fn check_refused(f: &Federation, roster: &SignedRoster, expected: impl Fn(&RosterError) -> bool) {
    let mut authority = Authority::load(&f.rosters).unwrap();
    let versions = authority.versions();
    let error = authority.apply(roster).unwrap_err();
    assert!(expected(&error), "{error:?}");
    assert_eq!(authority.versions(), versions);
    // The next valid roster is still taken.
    let mut good = f.clone();
    assert_eq!(authority.apply(&next_of_oaxaca(&mut good, "good")), Ok(true));
}

#[test]
fn a_federation_loads_in_any_order_and_grants_what_it_lists() {
    let mut f = federation();
    f.rosters.reverse();
    let authority = Authority::load(&f.rosters).unwrap();
    assert_eq!(authority.federation(), f.id);
    assert_eq!(authority.institutions().count(), 3);
    let (institution, _) = authority.device(&public("oaxaca-device")).unwrap();
    assert_eq!(institution, &code::<InstitutionId>("mx:20067"));
    assert!(authority.node(&public("morelia-node")).is_some());
    assert!(authority.may(institution, Kind::Notice));
    assert!(!authority.may(institution, Kind::Rsvp));
    assert_eq!(authority.needs(institution).institution, 1);
    assert_eq!(authority.versions().len(), 6);
}

#[test]
fn without_the_first_charter_there_is_no_authority() {
    let f = federation();
    assert_eq!(Authority::load(&f.rosters[1..]).unwrap_err(), RosterError::NoCharter);
    assert_eq!(Authority::load(&[]).unwrap_err(), RosterError::NoCharter);
}

#[test]
fn the_next_version_is_applied_once() {
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let next = next_of_oaxaca(&mut f, "second");
    assert_eq!(authority.apply(&next), Ok(true));
    assert_eq!(authority.apply(&next), Ok(false));
    assert!(authority.device(&public("second")).is_some());
    assert_eq!(authority.version(&f.oaxaca.scope), 2);
}

#[test]
fn too_few_signatures() {
    let mut f = federation();
    let before = f.clone();
    let signers = vec![quorum(&GOVERNORS_MX, 2)];
    let changes = vec![Change::Institution(code("mx:09015"), Box::new(entry("cdmx", 1)))];
    let roster = f.mx.next(Some(f.id), signers, changes, &["mx-a"]);
    check_refused(&before, &roster, |e| matches!(e, RosterError::Threshold { have: 1, need: 2, .. }));
}

#[test]
fn one_key_counts_once() {
    let mut f = federation();
    let before = f.clone();
    let mut roster = f.mx.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], vec![], &["mx-a"]);
    let again = roster.signatures[0].clone();
    roster.signatures.push(again);
    check_refused(&before, &roster, |e| *e == RosterError::SignatureOrder);
}

#[test]
fn signatures_of_strangers_and_bad_ones_do_not_count() {
    let mut f = federation();
    let before = f.clone();
    let mut roster = f.mx.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], vec![], &["mx-a", "stranger"]);
    check_refused(&before, &roster, |e| matches!(e, RosterError::Threshold { have: 1, .. }));
    roster.sign(&key("mx-b"));
    let at = roster.signatures.iter().position(|(k, _)| *k == public("mx-b")).unwrap();
    roster.signatures[at].1.0[5] ^= 1;
    check_refused(&before, &roster, |e| matches!(e, RosterError::Threshold { have: 1, .. }));
}

#[test]
fn new_signers_alone_do_not_take_over() {
    let mut f = federation();
    let before = f.clone();
    let thieves = vec![quorum(&["t1", "t2", "t3"], 2)];
    let roster = f.mx.next(Some(f.id), thieves.clone(), vec![], &["t1", "t2"]);
    check_refused(&before, &roster, |e| matches!(e, RosterError::Threshold { have: 0, need: 2, .. }));
    // And the old ones alone cannot name others who did not sign.
    let mut f = before.clone();
    let roster = f.mx.next(Some(f.id), thieves, vec![], &["mx-a", "mx-b"]);
    check_refused(&before, &roster, |e| matches!(e, RosterError::Threshold { have: 0, need: 2, .. }));
}

#[test]
fn governors_rotate_when_old_and_new_sign() {
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let newer = vec![quorum(&["mx-a", "mx-d", "mx-e"], 2)];
    let roster = f.mx.next(Some(f.id), newer.clone(), vec![], &["mx-a", "mx-b", "mx-d"]);
    assert_eq!(authority.apply(&roster), Ok(true));
    let roster = f.mx.next(Some(f.id), newer, vec![], &["mx-d", "mx-e"]);
    assert_eq!(authority.apply(&roster), Ok(true));
}

#[test]
fn a_gap_is_refused_and_filled_later() {
    let mut f = federation();
    let before = f.clone();
    let second = next_of_oaxaca(&mut f, "second");
    let third = next_of_oaxaca(&mut f, "third");
    check_refused(&before, &third, |e| matches!(e, RosterError::Gap { have: 1, got: 3, .. }));
    let mut authority = Authority::load(&before.rosters).unwrap();
    assert_eq!(authority.apply(&second), Ok(true));
    assert_eq!(authority.apply(&third), Ok(true));
}

#[test]
fn a_wrong_predecessor_is_refused() {
    let mut f = federation();
    let before = f.clone();
    let mut roster = f.oaxaca.draft(Some(f.id), owner(), vec![]);
    roster.previous = Some(roster.root);
    let roster = signed(&roster, &["oaxaca-institution"]);
    check_refused(&before, &roster, |e| matches!(e, RosterError::Previous { version: 2, .. }));
}

#[test]
fn an_older_version_does_not_bring_anything_back() {
    let mut f = federation();
    let first = f.rosters[3].clone();
    let second = next_of_oaxaca(&mut f, "second");
    let mut authority = Authority::load(&f.rosters).unwrap();
    authority.apply(&second).unwrap();
    assert_eq!(authority.apply(&first), Ok(false));
    assert_eq!(authority.version(&f.oaxaca.scope), 2);
    assert!(authority.device(&public("second")).is_some());
}

#[test]
fn the_root_must_be_what_the_changes_lead_to() {
    let mut f = federation();
    let before = f.clone();
    let mut roster = f.oaxaca.draft(Some(f.id), owner(), vec![]);
    roster.changes.push(Change::Device(public("smuggled"), device(Role::Operator)));
    let roster = signed(&roster, &["oaxaca-institution"]);
    check_refused(&before, &roster, |e| matches!(e, RosterError::Root { .. }));
}

#[test]
fn nobody_changes_what_is_not_theirs() {
    let f = federation();
    let institution = Change::Institution(code("cl:03101"), Box::new(entry("copiapo", 1)));
    let changes = [institution, Change::LowestWire(2), Change::Device(public("x"), device(Role::Operator))];
    for change in changes {
        let mut roster = f.clone().mx.draft(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], vec![]);
        roster.changes.push(change);
        let roster = signed(&roster, &["mx-a", "mx-b"]);
        check_refused(&f, &roster, |e| matches!(e, RosterError::Foreign(_)));
    }
}

#[test]
fn an_institution_that_no_chamber_lists_has_no_roster() {
    let f = federation();
    let mut stranger = Scoped::new(Scope::Institution(code("mx:09015")));
    let roster = stranger.next(Some(f.id), vec![quorum(&["s"], 1)], vec![], &["s"]);
    check_refused(&f, &roster, |e| matches!(e, RosterError::Unlisted(_)));
}

#[test]
fn governors_are_a_majority_but_not_all() {
    let scope = Scope::Federation;
    for (n, m, fits) in [
        (1, 1, true),
        (2, 2, true),
        (2, 1, false),
        (3, 2, true),
        (3, 3, false),
        (4, 2, false),
        (4, 3, true),
        (5, 0, false),
    ] {
        let names: Vec<String> = (0..n).map(|i| format!("g{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(quorum(&names, m).check(&scope).is_ok(), fits, "{m} of {n}");
    }
}

#[test]
fn another_federations_roster_is_refused() {
    let mut f = federation();
    let before = f.clone();
    let mut other = f.id;
    other.0[0] ^= 1;
    let roster = f.oaxaca.next(Some(other), owner(), vec![], &["oaxaca-institution"]);
    check_refused(&before, &roster, |e| *e == RosterError::Federation);
}

#[test]
fn bytes_over_bounds_or_not_canonical_are_refused() {
    let mut f = federation();
    let before = f.clone();
    let good = next_of_oaxaca(&mut f, "second");
    let trailing = SignedRoster { bytes: [&good.bytes[..], &[0]].concat(), ..good.clone() };
    check_refused(&before, &trailing, |e| matches!(e, RosterError::Malformed(_)));
    let long = SignedRoster { bytes: vec![0; 1024 * 1024 + 1], ..good };
    check_refused(&before, &long, |e| matches!(e, RosterError::TooLong { .. }));
}

#[test]
fn a_key_that_two_institutions_list_speaks_for_the_one_that_the_message_names() {
    let f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let mut thief = f.clone();
    let changes = vec![Change::Device(public("valparaiso-device"), device(Role::ReadOnly))];
    let roster = thief.oaxaca.next(Some(f.id), owner(), changes, &["oaxaca-institution"]);
    authority.apply(&roster).unwrap();
    let message = Writer::new(&f, "cl:05101", "valparaiso-device").write(Kind::Proposal);
    assert_eq!(authority.judge(&message), Ok(()));
    let mut wrong = Writer::new(&f, "mx:16053", "valparaiso-device");
    assert_eq!(authority.judge(&wrong.write(Kind::Proposal)), Err(Refusal::Institution(code("mx:16053"))));
    // Whoever stands first in the order of ids decides nothing for another.
    let changes = vec![Change::Device(public("oaxaca-device"), device(Role::ReadOnly))];
    let signers = vec![quorum(&["morelia-institution"], 1)];
    let roster = thief.morelia.next(Some(f.id), signers, changes, &["morelia-institution"]);
    authority.apply(&roster).unwrap();
    let message = Writer::new(&f, "mx:20067", "oaxaca-device").write(Kind::Proposal);
    assert_eq!(authority.judge_submission(&message), Ok(()));
}

#[test]
fn a_cut_off_ends_a_log_and_a_withdrawn_kind_only_stops_submissions() {
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let mut writer = Writer::new(&f, "mx:20067", "oaxaca-device");
    let (first, second) = (writer.write(Kind::Proposal), writer.write(Kind::Proposal));
    let mut narrowed = entry("oaxaca", 1 << 20);
    narrowed.may.remove(&(Kind::Proposal as u16));
    let governors = || vec![quorum(&GOVERNORS_MX, 2)];
    let changes = vec![Change::Institution(code("mx:20067"), Box::new(narrowed.clone()))];
    authority.apply(&f.mx.next(Some(f.id), governors(), changes, &["mx-a", "mx-b"])).unwrap();
    assert_eq!(authority.judge(&second), Ok(()));
    assert!(matches!(authority.judge_submission(&second), Err(Refusal::NotAllowed { .. })));
    let log = LogId { key: public("oaxaca-device"), lane: Lane::Acts };
    narrowed.standing = Standing::Suspended;
    narrowed.ends = vec![(log, CutOff { seq: 1, id: cabildo_protocol::id::Hash(first.id().0) })];
    let changes = vec![Change::Institution(code("mx:20067"), Box::new(narrowed))];
    authority.apply(&f.mx.next(Some(f.id), governors(), changes, &["mx-a", "mx-b"])).unwrap();
    assert_eq!(authority.judge(&first), Ok(()));
    assert_eq!(authority.judge(&second), Err(Refusal::BeyondCutOff { cut_off: 1 }));
    assert_eq!(authority.end(&log), Some(1));
    let crisis = writer.write(Kind::Notice);
    assert_eq!(authority.judge(&crisis), Err(Refusal::BeyondCutOff { cut_off: 0 }));
    assert!(authority.node(&public("oaxaca-node")).is_none());
}

#[test]
fn keys_serve_one_use_in_a_roster() {
    let mut f = federation();
    let x = PublicKey::x25519([9; 32]);
    let node_as_device = Change::Device(public("oaxaca-node"), device(Role::Operator));
    assert!(matches!(f.oaxaca.state.apply(&node_as_device), Err(RosterError::KeyTwice(_))));
    let agreement_as_device = Change::Device(x, device(Role::Operator));
    assert!(matches!(f.oaxaca.state.apply(&agreement_as_device), Err(RosterError::KeyAlgorithm(_))));
    assert!(f.oaxaca.state.apply(&Change::Encryption([x].into())).is_ok());
}
