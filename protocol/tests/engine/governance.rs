//! Roles and limits, stale governance, and a quorum that was lost and is recovered.

use super::fixture::*;
use cabildo_protocol::{
    authority::Authority,
    bounds,
    content::Kind,
    id::{Hash, InstitutionId},
    ingest::Refusal,
    roster::{
        Change, InstitutionKind, Mandate, Quorum, RECOVERY_WAIT_MIN_MS, Recovery, Role, RosterError, Scope,
        SignedRecovery, SignedRoster, Standing,
    },
};
use proptest::prelude::*;

#[test]
fn kinds_of_institutions_author_what_becomes_them() {
    let kinds = |kind: InstitutionKind| kind.usual_kinds();
    assert!(kinds(InstitutionKind::Relay).is_empty());
    assert!(kinds(InstitutionKind::University).contains(&(Kind::Agenda as u16)));
    assert!(!kinds(InstitutionKind::University).contains(&(Kind::Position as u16)));
    assert_eq!(kinds(InstitutionKind::Municipality).len(), Kind::ALL.len());
    // A relay's device may be listed; what it signs is refused all the same.
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let mut relay = entry("cdmx", 1 << 20);
    (relay.kind, relay.may) = (InstitutionKind::Relay, kinds(InstitutionKind::Relay));
    let changes = vec![Change::Institution(code("mx:09015"), Box::new(relay))];
    authority
        .apply(&f.mx.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], changes, &["mx-a", "mx-b"]))
        .unwrap();
    let mut own = Scoped::new(Scope::Institution(code("mx:09015")));
    let key = ["cdmx-institution"];
    let changes = vec![Change::Device(public("cdmx"), device(Role::Secretary))];
    authority.apply(&own.next(Some(f.id), vec![quorum(&key, 1)], changes, &key)).unwrap();
    for kind in Kind::ALL {
        let message = Writer::new(&f, "mx:09015", "cdmx").write(kind);
        assert!(matches!(authority.judge(&message), Err(Refusal::NotAllowed { .. })), "{kind:?}");
    }
}

#[test]
fn mandates_are_listed_by_their_institution_and_end() {
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let id: InstitutionId = code("mx:20067");
    let mandate = Mandate {
        act: "Acuerdo 12/2026".to_owned(),
        themes: ["agua".to_owned()].into(),
        until: Some(FOUNDED.plus(1000)),
    };
    let owner = || vec![quorum(&["oaxaca-institution"], 1)];
    let changes = vec![Change::Mandate("agua-2026".to_owned(), mandate.clone())];
    authority.apply(&f.oaxaca.next(Some(f.id), owner(), changes, &["oaxaca-institution"])).unwrap();
    let listed = authority.mandate(&id, "agua-2026").unwrap();
    assert_eq!(listed, &mandate);
    assert!(listed.covers(Some("agua"), FOUNDED) && !listed.covers(Some("salud"), FOUNDED));
    assert!(!listed.covers(None, FOUNDED) && !listed.covers(Some("agua"), FOUNDED.plus(1001)));
    assert!(
        authority.mandate(&id, "otro").is_none()
            && authority.mandate(&code("cl:05101"), "agua-2026").is_none()
    );
    let long = Change::Mandate("x".repeat(200), mandate.clone());
    assert!(matches!(f.oaxaca.state.apply(&long), Err(RosterError::TooLong { .. })));
    for n in 0..300 {
        let change = Change::Mandate(format!("m{n}"), mandate.clone());
        assert_eq!(f.oaxaca.state.apply(&change).is_ok(), n < 255, "{n}");
    }
}

#[test]
fn stale_governance_admits_nobody_and_stops_nothing() {
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let (before, after) = (FOUNDED.plus(1), FOUNDED.plus(31_536_000_001));
    assert_eq!(authority.stale(before).count(), 0);
    assert_eq!(authority.stale(after).count(), 6);
    let admit = || vec![Change::Institution(code("mx:09015"), Box::new(entry("cdmx", 1)))];
    let governors = || vec![quorum(&GOVERNORS_MX, 2)];
    let draft = f.clone().mx.draft(Some(f.id), governors(), admit());
    assert_eq!(authority.check_admission(&draft, before), Ok(()));
    let refused = authority.check_admission(&draft, after).unwrap_err();
    assert_eq!(refused, RosterError::Stale(Scope::Federation));
    // Suspending and renewing go on, and so does what institutions do and say.
    let mut suspended = entry("morelia", 1);
    suspended.standing = Standing::Suspended;
    let changes = vec![Change::Institution(code("mx:16053"), Box::new(suspended))];
    let suspends = f.clone().mx.draft(Some(f.id), governors(), changes);
    assert_eq!(authority.check_admission(&suspends, after), Ok(()));
    let own = f.clone().oaxaca.draft(Some(f.id), vec![quorum(&["oaxaca-institution"], 1)], vec![]);
    assert_eq!(authority.check_admission(&own, after), Ok(()));
    let mut writer = Writer::new(&f, "mx:20067", "oaxaca-device");
    writer.now = after;
    assert_eq!(authority.judge_submission(&writer.write(Kind::Notice)), Ok(()));
    // It is asked before signing: what others have signed counts, or a clock would decide.
    let signed = f.mx.next(Some(f.id), governors(), admit(), &["mx-a", "mx-b"]);
    assert_eq!(authority.apply(&signed), Ok(true));
}

const MEMBERS: [&str; 5] = ["oaxaca", "morelia", "uno", "dos", "tres"];

/// The Mexican chamber with recovery keys and five members.
fn with_recovery_keys() -> (Federation, Authority) {
    let mut f = federation();
    let mut changes = vec![Change::Recovery(quorum(&["r1", "r2", "r3"], 2))];
    for (n, name) in MEMBERS.iter().enumerate().skip(2) {
        changes.push(Change::Institution(code(&format!("mx:0000{n}")), Box::new(entry(name, 1 << 20))));
    }
    // One that does not take part is not asked.
    let mut left = entry("cuatro", 1);
    left.standing = Standing::Left;
    changes.push(Change::Institution(code("mx:00009"), Box::new(left)));
    let roster = f.mx.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], changes, &["mx-a", "mx-b"]);
    f.rosters.push(roster);
    let authority = Authority::load(&f.rosters).unwrap();
    (f, authority)
}

fn newer() -> Quorum {
    quorum(&["mx-d", "mx-e", "mx-f"], 2)
}

fn notice(f: &Federation, waits_ms: u64, by: &[&str]) -> SignedRecovery {
    let last = f.mx.last.as_ref().unwrap();
    let mut signed = SignedRecovery::new(&Recovery {
        federation: Hash(f.id.0),
        chamber: code("mx"),
        version: last.open().unwrap().version,
        previous: last.hash(),
        signers: newer(),
        issued: FOUNDED,
        waits_ms,
    });
    by.iter().for_each(|name| signed.sign(&key(name)));
    signed
}

/// What completes a recovery, dated so long after the notice.
fn complete(f: &mut Federation, notice: SignedRecovery, after_ms: u64, members: &[&str]) -> SignedRoster {
    let mut roster = f.mx.draft(Some(f.id), vec![newer()], vec![]);
    roster.issued = FOUNDED.plus(after_ms);
    roster.recovers = Some(notice);
    let mut by = vec!["mx-d".to_owned(), "mx-f".to_owned()];
    by.extend(members.iter().map(|name| format!("{name}-institution")));
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    let signed = signed(&roster, &by);
    f.mx.last = Some(signed.clone());
    signed
}

const WEEK: u64 = RECOVERY_WAIT_MIN_MS;

#[test]
fn a_lost_quorum_is_recovered_and_goes_on() {
    let (mut f, mut authority) = with_recovery_keys();
    let given = notice(&f, WEEK, &["r1", "r3"]);
    let done = complete(&mut f, given, WEEK, &["oaxaca", "uno", "tres"]);
    assert_eq!(authority.apply(&done), Ok(true));
    assert_eq!(authority.apply(&done), Ok(false));
    let admit = vec![Change::Institution(code("mx:09015"), Box::new(entry("cdmx", 1)))];
    let refused = f.clone().mx.next(Some(f.id), vec![newer()], admit.clone(), &["mx-a", "mx-b"]);
    assert!(matches!(authority.apply(&refused), Err(RosterError::Threshold { .. })));
    let next = f.mx.next(Some(f.id), vec![newer()], admit, &["mx-d", "mx-e"]);
    assert_eq!(authority.apply(&next), Ok(true));
    let mut kept = f.rosters.clone();
    kept.extend([done, next]);
    assert_eq!(Authority::load(&kept).unwrap().tips(), authority.tips());
}

#[test]
fn a_recovery_that_lacks_anything_is_none() {
    let (f, authority) = with_recovery_keys();
    let all: Vec<&str> = MEMBERS.to_vec();
    let check = |what: &str, roster: SignedRoster| {
        let refused = authority.clone().apply(&roster).unwrap_err();
        let known = matches!(refused, RosterError::Recovery { .. } | RosterError::Threshold { .. });
        assert!(known, "{what}: {refused:?}");
    };
    let good = || notice(&f, WEEK, &["r1", "r2"]);
    check("too few members", complete(&mut f.clone(), good(), WEEK, &all[..2]));
    check(
        "members twice over, not more",
        complete(&mut f.clone(), good(), WEEK, &["oaxaca", "oaxaca", "uno"]),
    );
    check(
        "strangers and who left",
        complete(&mut f.clone(), good(), WEEK, &["oaxaca", "uno", "cuatro", "x"]),
    );
    check("too soon", complete(&mut f.clone(), good(), WEEK - 1, &all));
    check("a short wait", complete(&mut f.clone(), notice(&f, WEEK - 1, &["r1", "r2"]), WEEK, &all));
    check("one recovery key", complete(&mut f.clone(), notice(&f, WEEK, &["r1"]), WEEK, &all));
    check("other keys", complete(&mut f.clone(), notice(&f, WEEK, &["mx-a", "mx-b"]), WEEK, &all));
    let mut other = good().open().unwrap();
    other.previous = Hash([3; 32]);
    let mut other = SignedRecovery::new(&other);
    ["r1", "r2"].iter().for_each(|name| other.sign(&key(name)));
    check("notice of another version", complete(&mut f.clone(), other, WEEK, &all));
    let mut g = f.clone();
    let admit = vec![Change::Institution(code("mx:09015"), Box::new(entry("cdmx", 1)))];
    let mut roster = g.mx.draft(Some(f.id), vec![newer()], admit);
    (roster.issued, roster.recovers) = (FOUNDED.plus(WEEK), Some(good()));
    let by: Vec<String> = all.iter().map(|name| format!("{name}-institution")).collect();
    let by: Vec<&str> = by.iter().map(String::as_str).chain(["mx-d", "mx-e"]).collect();
    check("more than governors", signed(&roster, &by));
    // A chamber without recovery keys has no recovery.
    let bare = federation();
    let roster =
        complete(&mut bare.clone(), notice(&bare, WEEK, &["r1", "r2"]), WEEK, &["oaxaca", "morelia"]);
    let refused = Authority::load(&bare.rosters).unwrap().apply(&roster).unwrap_err();
    assert!(matches!(refused, RosterError::Recovery { .. }), "{refused:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_majority_decides_and_governors_veto_whatever_came_first(
        members in prop::sample::subsequence(MEMBERS.to_vec(), 0..=5),
        vetoed in any::<bool>(),
        first in any::<bool>(),
    ) {
        let (f, mut authority) = with_recovery_keys();
        let done = complete(&mut f.clone(), notice(&f, WEEK, &["r2", "r3"]), WEEK + 5, &members);
        let veto = f.clone().mx.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], vec![], &["mx-a", "mx-c"]);
        let mut offered = vec![&done];
        if vetoed {
            offered.insert(usize::from(first), &veto);
        }
        for signed in offered {
            let _ = authority.apply(signed);
        }
        let tip = authority.hash(&f.mx.scope, 3);
        let expected = if vetoed { Some(veto.hash()) } else { (members.len() > 2).then(|| done.hash()) };
        prop_assert_eq!(tip, expected);
        prop_assert!(!authority.is_contested(&f.mx.scope));
    }
}

#[test]
fn code_lists_are_pinned_by_the_charter_and_never_change_their_meaning() {
    let f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let mut charter = Scoped::new(Scope::Federation);
    charter.state = authority.scope_state(&charter.scope).unwrap().clone();
    charter.last = Some(f.rosters[0].clone());
    let signers = || vec![quorum(&GOVERNORS_CL, 2), quorum(&GOVERNORS_MX, 2)];
    let by = ["cl-a", "cl-b", "mx-a", "mx-b"];
    let document = |byte| vec![byte; 5].into();
    let list = |version, byte| Change::CodeList("themes".to_owned(), version, document(byte));
    authority.apply(&charter.next(Some(f.id), signers(), vec![list(1, 1)], &by)).unwrap();
    authority.apply(&charter.next(Some(f.id), signers(), vec![list(2, 2)], &by)).unwrap();
    assert_eq!(authority.code_list("themes", 1), Some([1; 5].as_slice()), "old messages name it for ever");
    assert_eq!(authority.newest_code_list("themes"), Some((2, [2; 5].as_slice())));
    assert_eq!(authority.code_list("themes", 3), None);
    assert_eq!(authority.code_list("goods", 1), None);
    for version in [1, 2] {
        let refused = charter.state.apply(&list(version, 9)).unwrap_err();
        assert!(matches!(refused, RosterError::CodeList { .. }));
    }
    let long = Change::CodeList("goods".to_owned(), 1, vec![0; bounds::CODE_LIST_MAX + 1].into());
    assert!(matches!(charter.state.apply(&long), Err(RosterError::TooLong { .. })));
    let many = |n: u32| Change::CodeList("goods".to_owned(), n, vec![0; bounds::CODE_LIST_MAX].into());
    let refused = (1..).find(|n| charter.state.apply(&many(*n)).is_err());
    assert_eq!(refused, Some(8), "what a checkpoint carries stays within its bound");
    let mut chamber = f.mx.clone().draft(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], vec![]);
    chamber.changes.push(list(3, 3));
    let refused = authority.apply(&signed(&chamber, &["mx-a", "mx-b"])).unwrap_err();
    assert!(matches!(refused, RosterError::Foreign(_)));
}
