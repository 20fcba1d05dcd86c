//! What messages cite of rosters, mandates and codes; and files of rosters that hand over, settle or
//! recover.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    authority::Authority,
    content::{Content, Kind},
    enrol::Sheaf,
    id::{Hash, Millis},
    ingest::{Refusal, Verdict},
    message::{Draft, Verified},
    roster::{Change, Cited, Mandate, Node, Recovery, Role, Scope, SignedRecovery, SignedRoster},
};
use std::collections::BTreeSet;

fn owner() -> Vec<cabildo_protocol::roster::Quorum> {
    vec![quorum(&["oaxaca-institution"], 1)]
}

/// Oaxaca has these mandates; the charter names a list of themes.
fn with(mandates: &[(&str, Mandate)], themes: bool) -> Desk {
    let mut f = federation();
    let changes = mandates.iter().map(|(code, m)| Change::Mandate((*code).to_owned(), m.clone())).collect();
    let own = f.oaxaca.next(Some(f.id), owner(), changes, &["oaxaca-institution"]);
    f.rosters.push(own);
    if themes {
        let mut charter = Scoped::new(Scope::Federation);
        charter.state = Authority::load(&f.rosters).unwrap().scope_state(&Scope::Federation).unwrap().clone();
        charter.last = Some(f.rosters[0].clone());
        let signers = vec![quorum(&GOVERNORS_CL, 2), quorum(&GOVERNORS_MX, 2)];
        let lists = ["themes", "goods"].map(|name| Change::CodeList(name.to_owned(), 1, vec![1].into()));
        f.rosters.push(charter.next(Some(f.id), signers, lists.into(), &["cl-a", "cl-b", "mx-a", "mx-b"]));
    }
    Desk::of(f)
}

fn themed(writer: &mut Writer, theme: Option<&str>) -> Verified {
    let draft = writer.draft(Kind::Proposal);
    let Ok(Content::Proposal(mut proposal)) = Content::decode(Kind::Proposal as u16, &draft.content) else {
        panic!("a proposal");
    };
    proposal.theme = theme.map(str::to_owned);
    let content = Content::Proposal(proposal).encode();
    writer.sign(&Draft { content, ..draft })
}

fn citing(writer: &mut Writer, root: &Verified, code: &str) -> Verified {
    let draft = writer.draft(Kind::Position);
    let Ok(Content::Position(mut position)) = Content::decode(Kind::Position as u16, &draft.content) else {
        panic!("a position");
    };
    position.mandate = Some(code.to_owned());
    let content = Content::Position(position).encode();
    writer.sign(&Draft { content, root: Some(root.id()), ..draft })
}

#[test]
fn a_position_cites_a_mandate_that_holds_or_is_not_taken_from_its_author() {
    let water = Mandate { act: "Acuerdo 12".to_owned(), themes: ["agua".to_owned()].into(), until: None };
    let ended = Mandate { act: "Acuerdo 1".to_owned(), themes: BTreeSet::new(), until: Some(Millis(5)) };
    let mandates = [("agua-2026", water), ("antes", ended)];
    for (theme, code, cited) in [
        (Some("agua"), "agua-2026", Cited::Covers),
        (Some("salud"), "agua-2026", Cited::OtherTheme),
        (None, "agua-2026", Cited::OtherTheme),
        (Some("agua"), "antes", Cited::Ended),
        (Some("agua"), "otro", Cited::Unknown),
    ] {
        let mut desk = with(&mandates, false);
        let mut writer = desk.writer();
        let root = themed(&mut writer, theme);
        desk.submit(&root).unwrap();
        let mut other = with(&mandates, false);
        assert_eq!(other.gossip(&root), Verdict::Accept);
        let message = citing(&mut writer, &root, code);
        let authority = desk.engine.authority().clone();
        let at = message.details().unwrap().created;
        assert_eq!(authority.cited(&code_of("mx:20067"), code, theme, at), cited);
        match desk.submit(&message) {
            Ok(_) => assert_eq!(cited, Cited::Covers),
            refused => assert!(
                matches!(&refused, Err(Refusal::Mandate { code: c, .. }) if c == code && cited.fault().is_some()),
                "{refused:?}"
            ),
        }
        assert_eq!(other.gossip(&message), Verdict::Accept, "what was signed elsewhere stays said");
    }
    // Who lists no mandates cites as text.
    let mut desk = with(&[], false);
    let mut writer = desk.writer();
    let root = themed(&mut writer, None);
    desk.submit(&root).unwrap();
    desk.submit(&citing(&mut writer, &root, "Acuerdo de cabildo")).unwrap();
}

/// What was found out of rosters for one question is not remembered beyond the next roster.
#[test]
fn a_mandate_and_a_node_count_from_their_roster_on_whoever_asked_before() {
    let mut f = federation();
    let mut authority = Authority::load(&f.rosters).unwrap();
    let oaxaca = code_of("mx:20067");
    let ask = |authority: &Authority| {
        let cited = authority.cited(&oaxaca, "agua-2026", None, Millis(1));
        (cited, authority.with_node().contains(&oaxaca))
    };
    assert_eq!(ask(&authority), (Cited::Unlisted, true));
    let mandate = Mandate { act: "Acuerdo 12".to_owned(), themes: BTreeSet::new(), until: None };
    let gone = Node { active: false, ..node() };
    let changes =
        vec![Change::Mandate("agua-2026".to_owned(), mandate), Change::Node(public("oaxaca-node"), gone)];
    let own = f.oaxaca.next(Some(f.id), owner(), changes, &["oaxaca-institution"]);
    authority.apply(&own).unwrap();
    assert_eq!(ask(&authority), (Cited::Covers, false));
}

fn code_of(text: &str) -> cabildo_protocol::id::InstitutionId {
    code(text)
}

#[test]
fn a_theme_pins_a_version_of_the_list_where_there_is_one() {
    for (list, theme, taken) in [
        (false, Some("agua"), true),
        (true, None, true),
        (true, Some("agua@1"), true),
        (true, Some("agua"), false),
        (true, Some("agua@2"), false),
        (true, Some("goods/090121@1"), true),
        (true, Some("goods/090121"), false),
        (true, Some("diseases/A97@1"), false),
        (false, Some("diseases/A97@1"), true),
    ] {
        let mut desk = with(&[], list);
        let message = themed(&mut desk.writer(), theme);
        let result = desk.submit(&message);
        assert_eq!(result.is_ok(), taken, "{theme:?}: {result:?}");
        assert!(taken || matches!(result, Err(Refusal::Theme { .. })));
        assert_eq!(with(&[], list).gossip(&message), Verdict::Accept);
    }
}

#[test]
fn what_was_verified_before_is_not_verified_again_and_leads_to_the_same() {
    let mut f = federation();
    let changes = vec![Change::Device(public("more"), device(Role::Operator))];
    f.rosters.push(f.oaxaca.clone().next(Some(f.id), owner(), changes, &["oaxaca-institution"]));
    let (first, known) = Authority::load_knowing(&f.rosters, &BTreeSet::new(), &BTreeSet::new()).unwrap();
    assert_eq!(known.len(), f.rosters.len());
    let (again, same) = Authority::load_knowing(&f.rosters, &BTreeSet::new(), &known).unwrap();
    assert_eq!((again.tips(), same), (first.tips(), known.clone()));
    assert_eq!(again.devices().count(), first.devices().count());
    // A signature that does not fit is met, unless exactly these bytes were found good before.
    let mut forged = f.rosters.clone();
    let last = forged.last_mut().unwrap();
    last.signatures[0].1.0[5] ^= 1;
    let mut trusted = known.clone();
    trusted.insert(last.digest());
    assert!(Authority::load_knowing(&forged, &BTreeSet::new(), &known).is_err());
    assert!(Authority::load_knowing(&forged, &BTreeSet::new(), &trusted).is_ok());
}

/// Whose signatures a draft needs, by name of the first key.
fn needs(rosters: &[SignedRoster], draft: SignedRoster) -> Vec<(usize, usize)> {
    let mut all = rosters.to_vec();
    all.push(draft);
    let standing = Sheaf::new(all).standing().unwrap();
    standing.needs.iter().map(|need| (need.quorum.keys.len(), need.have.len())).collect()
}

#[test]
fn a_file_that_hands_over_needs_those_who_were_committed_to_and_nobody_else() {
    let mut f = federation();
    let mut first = f.oaxaca.draft(Some(f.id), owner(), vec![]);
    first.next_signers = Some(quorum(&["next", "other"], 1).commitment());
    let first = signed(&first, &["oaxaca-institution"]);
    f.oaxaca.last = Some(first.clone());
    f.rosters.push(first);
    let to = f.oaxaca.clone().next(Some(f.id), vec![quorum(&["next", "other"], 1)], vec![], &["next"]);
    assert_eq!(needs(&f.rosters, to), [(2, 1)]);
    // Without a commitment both sign.
    let g = federation();
    let to = g.oaxaca.clone().next(Some(g.id), vec![quorum(&["next"], 1)], vec![], &["next"]);
    assert_eq!(needs(&g.rosters, to), [(1, 1), (1, 0)]);
}

#[test]
fn a_file_that_settles_two_rosters_needs_those_who_signed_before_both() {
    let mut f = federation();
    let governors = || vec![quorum(&GOVERNORS_MX, 2)];
    let admits = |name: &str, id: &str| vec![Change::Institution(code(id), Box::new(entry(name, 1 << 20)))];
    let one = f.mx.clone().next(Some(f.id), governors(), admits("uno", "mx:09001"), &["mx-a", "mx-b"]);
    let two = f.mx.clone().next(Some(f.id), governors(), admits("dos", "mx:09002"), &["mx-b", "mx-c"]);
    f.rosters.extend([one, two]);
    let authority = Authority::load(&f.rosters).unwrap();
    let rivals = authority.rivals(&f.mx.scope);
    assert!(authority.is_contested(&f.mx.scope) && rivals.len() == 1);
    let checkpoint = authority.checkpoint(&f.mx.scope).unwrap();
    let mut scoped =
        Scoped { scope: f.mx.scope.clone(), state: checkpoint.state, last: Some(checkpoint.roster) };
    let mut settles = scoped.draft(Some(f.id), governors(), vec![]);
    settles.settles = rivals;
    assert_eq!(needs(&f.rosters, signed(&settles, &["mx-a"])), [(3, 1)]);
    let mut authority = authority;
    assert_eq!(authority.apply(&signed(&settles, &["mx-a", "mx-c"])), Ok(true));
    assert!(!authority.is_contested(&f.mx.scope));
}

#[test]
fn a_file_carries_a_notice_and_then_what_completes_it() {
    let mut f = federation();
    let keys = quorum(&["r1", "r2", "r3"], 2);
    let listed = f.mx.next(
        Some(f.id),
        vec![quorum(&GOVERNORS_MX, 2)],
        vec![Change::Recovery(keys)],
        &["mx-a", "mx-b"],
    );
    f.rosters.push(listed.clone());
    let newer = quorum(&["new-a", "new-b", "new-c"], 2);
    let notice = Recovery {
        federation: Hash(f.id.0),
        chamber: code("mx"),
        version: 2,
        previous: listed.hash(),
        signers: newer.clone(),
        issued: FOUNDED,
        waits_ms: cabildo_protocol::roster::RECOVERY_WAIT_MIN_MS,
    };
    let mut sheaf = Sheaf::new(f.rosters.clone());
    let mut here = SignedRecovery::new(&notice);
    let mut there = here.clone();
    here.sign(&key("r1"));
    there.sign(&key("r3"));
    there.sign(&key("stranger"));
    assert_eq!(here.merge(&there), Ok(2));
    sheaf.notice = Some(here.clone());
    let sheaf = Sheaf::decode(&sheaf.encode()).unwrap();
    let (told, need) = sheaf.notice_standing().unwrap().unwrap();
    assert_eq!((told, need.lacks(), need.have.len()), (notice.clone(), 0, 2));
    let mut roster = f.mx.draft(Some(f.id), vec![newer], vec![]);
    roster.issued = FOUNDED.plus(notice.waits_ms);
    roster.recovers = Some(here);
    let by = ["new-a", "new-c", "oaxaca-institution"];
    let mut all = f.rosters.clone();
    all.push(signed(&roster, &by));
    let standing = Sheaf::new(all.clone()).standing().unwrap();
    let countersigns = standing.countersigns.clone().unwrap();
    assert_eq!((countersigns.need, countersigns.have(), countersigns.lacks()), (2, 1, 1));
    assert!(!standing.is_complete() && standing.asks(&public("morelia-institution")));
    assert!(!standing.asks(&public("mx-a")), "the old governors are not asked");
    all.last_mut().unwrap().sign(&key("morelia-institution"));
    assert!(Sheaf::new(all.clone()).standing().unwrap().is_complete());
    assert!(Authority::load(&all).is_ok());
    // After an ordinary version the notice is void.
    let veto = f.mx.clone();
    let mut later = Sheaf::new(f.rosters.clone());
    later.notice = sheaf.notice;
    let mut governed = Scoped { last: Some(listed), state: standing.before, scope: veto.scope };
    later.rosters.push(governed.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], vec![], &["mx-a", "mx-b"]));
    assert!(later.notice_standing().is_err());
}
