//! Four eyes: an actual, extreme notice waits for a second device of its institution, where the
//! charter asks for it.

use super::{fixture::*, stage::*};
use cabildo_protocol::{
    content::Kind,
    roster::{Change, Role, Scope},
};
use serde_json::json;

/// A stage whose charter asks for a second device; Oaxaca has one.
fn strict() -> (Stage, Writer) {
    let mut s = Stage::new();
    let id = s.authority.federation();
    let mut next = |scope: Scope, signers, changes, by: &[&str]| {
        let checkpoint = s.authority.checkpoint(&scope).unwrap();
        let mut scoped = Scoped { scope, state: checkpoint.state, last: Some(checkpoint.roster) };
        let signed = scoped.next(Some(id), signers, changes, by);
        assert_eq!(s.authority.apply(&signed), Ok(true));
    };
    let both = vec![quorum(&GOVERNORS_CL, 2), quorum(&GOVERNORS_MX, 2)];
    let by = ["cl-a", "cl-b", "mx-a", "mx-b"];
    next(Scope::Federation, both, vec![Change::FourEyes(true)], &by);
    let changes = vec![Change::Device(public("oaxaca-second"), device(Role::DutyOfficer))];
    let owner = vec![quorum(&["oaxaca-institution"], 1)];
    next(Scope::Institution(id_of(OAXACA)), owner, changes, &["oaxaca-institution"]);
    let mut second = s.oaxaca.clone();
    second.key = key("oaxaca-second");
    let log = |lane| cabildo_protocol::id::LogId { key: public("oaxaca-second"), lane };
    let start = |lane| cabildo_protocol::message::Position::start(&id, &log(lane));
    use cabildo_protocol::id::Lane::{Acts, Crisis};
    second.heads = [start(Crisis), start(Acts)];
    (s, second)
}

fn id_of(text: &str) -> cabildo_protocol::id::InstitutionId {
    id(text)
}

#[test]
fn an_extreme_notice_waits_for_a_second_device_of_its_institution() {
    let (mut s, mut second) = strict();
    let root = warn(&mut s.oaxaca, 1000, "extreme", "Tsunami");
    assert!(s.notice(&root, &[]).awaits_second);
    // Neither its own device nor another institution is the second.
    let own = ack(&mut s.oaxaca, &root, 2000, "acting");
    let other = ack(&mut s.valparaiso, &root, 2001, "seen");
    assert!(s.notice(&root, &[own.clone(), other.clone()]).awaits_second);
    let seen = ack(&mut second, &root, 3000, "seen");
    assert!(!s.notice(&root, &[own.clone(), seen.clone(), other.clone()]).awaits_second);
    // A disputed one does not count.
    s.forks.insert(seen.log(), 1);
    assert!(s.notice(&root, &[own, seen, other]).awaits_second);
}

#[test]
fn a_second_device_that_revises_a_notice_has_looked_at_it_too() {
    let (mut s, mut second) = strict();
    let root = warn(&mut s.oaxaca, 1000, "extreme", "Tsunami");
    let fields = notice_fields("extreme", "Tsunami mayor", None);
    let update = say(&mut second, Kind::NoticeUpdate, Some(root.id()), 2000, fields);
    assert!(!s.notice(&root, &[update]).awaits_second);
}

#[test]
fn lesser_notices_exercises_and_federations_that_do_not_ask_wait_for_nobody() {
    let (mut s, _) = strict();
    let root = warn(&mut s.oaxaca, 1000, "severe", "Marejadas");
    assert!(!s.notice(&root, &[]).awaits_second);
    let mut fields = notice_fields("extreme", "Simulacro", None);
    fields["status"] = json!("exercise");
    let root = say(&mut s.oaxaca, Kind::Notice, None, 1000, fields);
    assert!(!s.notice(&root, &[]).awaits_second);
    let mut lax = Stage::new();
    let root = warn(&mut lax.oaxaca, 1000, "extreme", "Tsunami");
    assert!(!lax.notice(&root, &[]).awaits_second);
}
