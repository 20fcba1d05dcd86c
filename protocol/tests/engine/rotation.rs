//! Keys change hands: a device's, an institution's (committed to before), a governor's.

use super::fixture::*;
use cabildo_protocol::{
    authority::Authority,
    content::Kind,
    id::Hash,
    ingest::Refusal,
    roster::{Change, CutOff, Device, Quorum, Role, RosterError, SignedRoster},
};
use proptest::prelude::*;

fn signers(name: &str) -> Vec<Quorum> {
    vec![quorum(&[name], 1)]
}

fn lists(name: &str) -> Vec<Change> {
    vec![Change::Device(public(name), device(Role::Operator))]
}

/// A roster of these signers that commits to the next ones.
fn committing(f: &mut Federation, now: &str, next: &str, changes: Vec<Change>, by: &[&str]) -> SignedRoster {
    let mut roster = f.oaxaca.draft(Some(f.id), signers(now), changes);
    roster.next_signers = Some(quorum(&[next], 1).commitment());
    let signed = signed(&roster, by);
    f.oaxaca.last = Some(signed.clone());
    signed
}

/// Oaxaca has committed to `second`.
fn committed() -> (Federation, Authority) {
    let mut f = federation();
    let roster = committing(&mut f, "oaxaca-institution", "second", vec![], &["oaxaca-institution"]);
    f.rosters.push(roster);
    let authority = Authority::load(&f.rosters).unwrap();
    (f, authority)
}

#[test]
fn a_device_is_replaced_by_a_new_one_and_its_log_ends() {
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let (mut old, mut new) =
        (Writer::new(&f, "mx:20067", "oaxaca-device"), Writer::new(&f, "mx:20067", "new-device"));
    let (last, lost) = (old.write(Kind::Proposal), old.write(Kind::Proposal));
    assert_eq!(authority.judge(&new.clone().write(Kind::Proposal)), Err(Refusal::UnlistedKey));
    let end = CutOff { seq: 1, id: Hash(last.id().0) };
    let nothing = CutOff { seq: 0, id: Hash([0; 32]) };
    let ended = Device { cut_off: (Some(nothing), Some(end)), ..device(Role::Operator) };
    let changes = vec![
        Change::Device(public("oaxaca-device"), ended),
        Change::Device(public("new-device"), device(Role::Operator)),
    ];
    let owner = signers("oaxaca-institution");
    authority.apply(&f.oaxaca.next(Some(f.id), owner, changes, &["oaxaca-institution"])).unwrap();
    assert_eq!(authority.judge(&last), Ok(()), "what stood before stands for ever");
    assert_eq!(authority.judge(&lost), Err(Refusal::BeyondCutOff { cut_off: 1 }));
    assert_eq!(authority.judge(&old.write(Kind::Notice)), Err(Refusal::BeyondCutOff { cut_off: 0 }));
    assert_eq!(authority.judge_submission(&new.write(Kind::Proposal)), Ok(()));
    assert_eq!(authority.judge_submission(&new.write(Kind::Notice)), Ok(()));
}

#[test]
fn an_institution_hands_over_to_those_whom_it_committed_to_without_its_old_key() {
    let (mut f, mut authority) = committed();
    let to = committing(&mut f, "second", "third", lists("by-second"), &["second"]);
    assert_eq!(authority.apply(&to), Ok(true));
    let next = f.oaxaca.next(Some(f.id), signers("second"), lists("later"), &["second"]);
    assert_eq!(authority.apply(&next), Ok(true));
    assert_eq!(next.open().unwrap().next_signers, Some(quorum(&["third"], 1).commitment()), "it stays");
    assert!(authority.device(&public("later")).is_some());
    // The old key is worth nothing any more.
    let old = f.oaxaca.next(Some(f.id), signers("second"), vec![], &["oaxaca-institution"]);
    assert!(matches!(authority.apply(&old), Err(RosterError::Threshold { .. })));
}

#[test]
fn a_thief_of_the_present_key_cannot_hand_over_nor_commit_anew() {
    let (f, mut authority) = committed();
    let check = |authority: &mut Authority, roster: &SignedRoster| {
        let refused = authority.apply(roster).unwrap_err();
        assert!(matches!(refused, RosterError::Handover { version: 3, .. }), "{refused:?}");
    };
    let by = ["oaxaca-institution", "thief"];
    check(&mut authority, &f.clone().oaxaca.next(Some(f.id), signers("thief"), vec![], &by));
    check(&mut authority, &committing(&mut f.clone(), "oaxaca-institution", "thief", vec![], &by));
    let mut bare = f.clone().oaxaca.draft(Some(f.id), signers("oaxaca-institution"), vec![]);
    bare.next_signers = None;
    check(&mut authority, &signed(&bare, &by));
    // Nor does a chamber commit: its governors hand over to each other.
    let mut governors = f.clone().mx.draft(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], vec![]);
    governors.next_signers = Some(Hash([1; 32]));
    let refused = authority.apply(&signed(&governors, &["mx-a", "mx-b"])).unwrap_err();
    assert!(matches!(refused, RosterError::Signers(_)));
}

/// The thief goes on from the last roster with the stolen key; the institution hands over from
/// there too, and goes on.
fn stolen() -> (Federation, Vec<SignedRoster>) {
    let (f, _) = committed();
    let (mut thief, mut own) = (f.clone(), f.clone());
    let mut rosters = Vec::new();
    for name in ["stolen-1", "stolen-2", "stolen-3"] {
        let owner = signers("oaxaca-institution");
        rosters.push(thief.oaxaca.next(Some(f.id), owner, lists(name), &["oaxaca-institution"]));
    }
    rosters.push(committing(&mut own, "second", "third", lists("own-1"), &["second"]));
    rosters.push(own.oaxaca.next(Some(f.id), signers("second"), lists("own-2"), &["second"]));
    (f, rosters)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn a_handover_outranks_what_a_thief_signed_whatever_came_first(
        order in Just((0..5usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let (f, rosters) = stolen();
        let mut authority = Authority::load(&f.rosters).unwrap();
        let mut news = true;
        while std::mem::take(&mut news) {
            for at in &order {
                news |= authority.apply(&rosters[*at]) == Ok(true);
            }
        }
        prop_assert_eq!(authority.version(&f.oaxaca.scope), 4);
        for name in ["stolen-1", "stolen-2", "stolen-3"] {
            prop_assert!(authority.device(&public(name)).is_none(), "{}", name);
        }
        prop_assert!(authority.device(&public("own-1")).is_some());
        prop_assert!(authority.device(&public("own-2")).is_some());
        let kept: Vec<_> = f.rosters.iter().chain(&rosters).cloned().collect();
        prop_assert_eq!(Authority::load(&kept).unwrap().tips(), authority.tips());
    }
}

#[test]
fn a_governor_is_replaced_and_the_charter_follows() {
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let newer = quorum(&["mx-a", "mx-b", "mx-d"], 2);
    // The old ones and the new ones sign; who left alone does not count any more.
    let roster = f.mx.next(Some(f.id), vec![newer.clone()], vec![], &["mx-a", "mx-b"]);
    assert_eq!(authority.apply(&roster), Ok(true));
    let refused = f.clone().mx.next(Some(f.id), vec![newer.clone()], vec![], &["mx-a", "mx-c"]);
    assert!(matches!(authority.apply(&refused), Err(RosterError::Threshold { have: 1, need: 2, .. })));
    let admit = vec![Change::Institution(code("mx:09015"), Box::new(entry("cdmx", 1)))];
    let next = f.mx.next(Some(f.id), vec![newer.clone()], admit, &["mx-b", "mx-d"]);
    assert_eq!(authority.apply(&next), Ok(true));
    // A charter needs both chambers, those of before and of now.
    let mut charter = Scoped::new(cabildo_protocol::roster::Scope::Federation);
    charter.state = authority.scope_state(&charter.scope).unwrap().clone();
    charter.last = Some(f.rosters[0].clone());
    let chile = quorum(&GOVERNORS_CL, 2);
    let change = || vec![Change::Chamber(code("mx"), newer.clone())];
    let both = || vec![chile.clone(), newer.clone()];
    let alone = charter.clone().next(Some(f.id), both(), change(), &["mx-a", "mx-b", "mx-d"]);
    assert!(matches!(authority.apply(&alone), Err(RosterError::Threshold { have: 0, need: 2, .. })));
    let together = charter.next(Some(f.id), both(), change(), &["mx-a", "mx-b", "cl-a", "cl-b"]);
    assert_eq!(authority.apply(&together), Ok(true));
}
