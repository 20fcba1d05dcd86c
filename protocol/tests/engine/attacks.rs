//! The attacks on updates that TUF names, one row each: what is offered is refused by the
//! authority and by the engine, leaves no trace, and the next good roster is still taken.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    authority::Authority,
    bounds,
    content::Kind,
    engine::{Answer, Effect, Input, News},
    id::Hash,
    ingest::{Refusal, Verdict},
    roster::{Change, Quorum, Role, RosterError, SignedRoster},
    store::Store as _,
    sync::{Overview, Request},
};

struct Row {
    attack: &'static str,
    /// What is offered, and to whom: who knows the rosters of this federation.
    offer: fn(&mut Federation) -> SignedRoster,
    refused: fn(&RosterError) -> bool,
}

fn governors() -> Vec<Quorum> {
    vec![quorum(&GOVERNORS_MX, 2)]
}

fn admit(code_of: &str, name: &str) -> Vec<Change> {
    vec![Change::Institution(code(code_of), Box::new(entry(name, 1 << 20)))]
}

/// The next version of the Mexican chamber, known to everybody.
fn go_on(f: &mut Federation, signers: Vec<Quorum>, by: &[&str]) -> SignedRoster {
    let signed = f.mx.next(Some(f.id), signers, vec![], by);
    f.rosters.push(signed.clone());
    signed
}

const ROWS: &[Row] = &[
    Row {
        attack: "arbitrary roster: nobody who counts has signed it",
        offer: |f| f.mx.next(Some(f.id), governors(), admit("mx:09015", "thief"), &["t1", "t2"]),
        refused: |e| matches!(e, RosterError::Threshold { have: 0, need: 2, .. }),
    },
    Row {
        attack: "arbitrary roster: good signatures over other bytes",
        offer: |f| {
            let mut signed = f.mx.next(Some(f.id), governors(), vec![], &["mx-a", "mx-b"]);
            let other = f.clone().mx.next(Some(f.id), governors(), vec![], &[]);
            signed.bytes = other.bytes;
            signed
        },
        refused: |e| matches!(e, RosterError::Threshold { .. } | RosterError::Gap { .. }),
    },
    Row {
        attack: "rollback: an older version that once stood",
        offer: |f| {
            let old = f.rosters[1].clone();
            go_on(f, governors(), &["mx-a", "mx-b"]);
            old
        },
        refused: |_| false,
    },
    Row {
        attack: "rollback: the newest version cites an older one",
        offer: |f| {
            let mut branch = f.mx.clone();
            go_on(f, governors(), &["mx-a", "mx-b"]);
            let mut roster = branch.draft(Some(f.id), governors(), vec![]);
            roster.version = 3;
            signed(&roster, &["mx-a", "mx-b"])
        },
        refused: |e| matches!(e, RosterError::Previous { version: 3, .. }),
    },
    Row {
        attack: "fast-forward: the highest version there is, signed by the quorum",
        offer: |f| {
            let mut roster = f.mx.draft(Some(f.id), governors(), vec![]);
            roster.version = u32::MAX;
            signed(&roster, &["mx-a", "mx-b", "mx-c"])
        },
        refused: |e| matches!(e, RosterError::Gap { have: 1, got: u32::MAX, .. }),
    },
    Row {
        attack: "mix-and-match: a version of another federation",
        offer: |f| f.mx.next(Some(another(f.id)), governors(), vec![], &["mx-a", "mx-b"]),
        refused: |e| *e == RosterError::Federation,
    },
    Row {
        attack: "mix-and-match: a version that continues another scope's",
        offer: |f| {
            let mut roster = f.mx.draft(Some(f.id), governors(), vec![]);
            roster.previous = Some(f.rosters[2].hash());
            signed(&roster, &["mx-a", "mx-b"])
        },
        refused: |e| matches!(e, RosterError::Previous { version: 2, .. }),
    },
    Row {
        attack: "mix-and-match: the state of one version with the changes of another",
        offer: |f| {
            let mut roster = f.mx.draft(Some(f.id), governors(), admit("mx:09015", "one"));
            roster.changes = admit("mx:09015", "other");
            signed(&roster, &["mx-a", "mx-b"])
        },
        refused: |e| matches!(e, RosterError::Root { .. }),
    },
    Row {
        attack: "endless data: bytes over the bound",
        offer: |f| {
            let signed = f.mx.next(Some(f.id), governors(), vec![], &["mx-a", "mx-b"]);
            SignedRoster { bytes: vec![0xa0; bounds::ROSTER_MAX + 1], ..signed }
        },
        refused: |e| matches!(e, RosterError::TooLong { what: "bytes", .. }),
    },
    Row {
        attack: "endless data: signatures over the bound",
        offer: |f| {
            let mut signed = f.mx.next(Some(f.id), governors(), vec![], &["mx-a", "mx-b"]);
            signed.signatures = vec![signed.signatures[0].clone(); bounds::ROSTER_SIGNATURES_MAX + 1];
            signed
        },
        refused: |e| matches!(e, RosterError::TooLong { what: "signatures", .. }),
    },
    Row {
        attack: "a key counted twice: its signature twice",
        offer: |f| {
            let mut signed = f.mx.next(Some(f.id), governors(), vec![], &["mx-a"]);
            signed.signatures.push(signed.signatures[0].clone());
            signed
        },
        refused: |e| *e == RosterError::SignatureOrder,
    },
    Row {
        attack: "a key counted twice: twice in the quorum that it proposes",
        offer: |f| {
            let mut roster = f.mx.draft(Some(f.id), governors(), vec![]);
            roster.signers = vec![quorum(&["mx-a", "mx-a"], 2)];
            signed(&roster, &["mx-a"])
        },
        refused: |e| matches!(e, RosterError::Threshold { .. } | RosterError::Quorum { .. }),
    },
    Row {
        attack: "a retired quorum signs the next version",
        offer: |f| {
            go_on(f, vec![quorum(&["mx-a", "mx-d", "mx-e"], 2)], &["mx-a", "mx-b", "mx-d"]);
            f.mx.next(Some(f.id), governors(), vec![], &["mx-a", "mx-b", "mx-c"])
        },
        refused: |e| matches!(e, RosterError::Threshold { have: 1, need: 2, .. }),
    },
    Row {
        attack: "a retired quorum signs an alternative history of long ago",
        offer: |f| {
            let mut branch = f.mx.clone();
            let newer = || vec![quorum(&["mx-d", "mx-e", "mx-f"], 2)];
            go_on(f, newer(), &["mx-a", "mx-b", "mx-d", "mx-e"]);
            go_on(f, newer(), &["mx-d", "mx-e"]);
            go_on(f, newer(), &["mx-d", "mx-e"]);
            branch.next(Some(f.id), governors(), admit("mx:09015", "thief"), &["mx-a", "mx-b", "mx-c"])
        },
        refused: |e| matches!(e, RosterError::Twice { version: 2, .. }),
    },
];

/// What a roster may leave behind: nothing but an alarm.
fn trace(desk: &Desk) -> (Vec<(cabildo_protocol::roster::Scope, u32, Hash)>, usize) {
    (desk.engine.authority().tips(), desk.engine.authority().devices().count())
}

#[test]
fn each_attack_is_refused_and_leaves_no_trace() {
    for row in ROWS {
        let mut f = federation();
        let offered = (row.offer)(&mut f);
        let mut authority = Authority::load(&f.rosters).unwrap();
        let tips = authority.tips();
        match authority.apply(&offered) {
            Ok(news) => assert!(!news, "{}: taken", row.attack),
            Err(error) => assert!((row.refused)(&error), "{}: {error:?}", row.attack),
        }
        assert_eq!(authority.tips(), tips, "{}", row.attack);
        check_doors(row, &f, &offered);
    }
}

/// By a file, by sync and by gossip: nothing is cached before it is checked, and nothing handed on.
fn check_doors(row: &Row, f: &Federation, offered: &SignedRoster) {
    let mut desk = Desk::of(f.clone());
    let before = trace(&desk);
    desk.input(Input::Rosters(vec![offered.clone()]));
    desk.input(Input::PeerUp(peer()));
    let (request, what) = desk.question(peer()).unwrap();
    assert!(matches!(what, Request::Overview(..)));
    let overview =
        Overview { rosters: Hash([9; 32]), proofs: Hash([9; 32]), heads: vec![], receipts: None, now: None };
    desk.answer(peer(), request, Answer::Overview(overview));
    let (request, what) = desk.question(peer()).unwrap();
    assert!(matches!(what, Request::Rosters(_)));
    desk.answer(peer(), request, Answer::Rosters(vec![offered.clone(); 3]));
    let (request, what) = desk.question(peer()).unwrap();
    assert!(matches!(what, Request::Tips(_)), "{}: {what:?}", row.attack);
    desk.answer(peer(), request, Answer::Rosters(vec![offered.clone()]));
    assert_eq!(trace(&desk), before, "{}", row.attack);
    let alarm = desk.engine.authority().alarms().count();
    assert!(desk.engine.store().rosters().len() <= alarm, "{}: cached", row.attack);
    let announced = desk.out.iter().filter(|e| matches!(e, Effect::PublishNews(News::Roster(..))));
    assert_eq!(announced.count(), 0, "{}: announced", row.attack);
    // The next good one is taken.
    let changes = vec![Change::Device(public("good"), device(Role::Operator))];
    let signers = vec![quorum(&["oaxaca-institution"], 1)];
    let good = f.clone().oaxaca.next(Some(f.id), signers, changes, &["oaxaca-institution"]);
    desk.input(Input::Rosters(vec![good]));
    assert!(desk.engine.authority().device(&public("good")).is_some(), "{}", row.attack);
}

#[test]
fn an_arbitrary_message_is_refused_by_every_door() {
    let stranger = |desk: &mut Desk, _: &mut Writer| {
        Writer::new(&desk.federation, "mx:20067", "stranger").write(Kind::Proposal)
    };
    check_refused("arbitrary message", stranger, |r| *r == Refusal::UnlistedKey, Verdict::Ignore);
}

#[test]
fn freeze_a_peer_that_shows_old_rosters_for_ever_is_not_the_only_one_asked() {
    let mut desk = Desk::new();
    // Its message relies on a roster that we lack, and yet it says that it has none.
    let mut draft = desk.writer().draft(Kind::Proposal);
    draft.needs.institution = 2;
    let message = desk.writer().sign(&draft);
    desk.input(Input::PeerUp(peer()));
    let (request, _) = desk.question(peer()).unwrap();
    let rosters = desk.engine.authority().tips();
    desk.answer(peer(), request, Answer::Busy);
    assert_eq!(desk.gossip(&message), Verdict::Ignore, "kept for later, nobody is blamed");
    while let Some((request, what)) = desk.question(peer()) {
        match what {
            Request::Rosters(_) | Request::Tips(_) => desk.answer(peer(), request, Answer::Rosters(vec![])),
            _ => desk.answer(peer(), request, Answer::Busy),
        }
    }
    assert_eq!(desk.engine.authority().tips(), rosters);
    desk.input(Input::PeerUp(other_peer()));
    let (request, _) = desk.question(other_peer()).unwrap();
    let overview =
        Overview { rosters: Hash([9; 32]), proofs: Hash([9; 32]), heads: vec![], receipts: None, now: None };
    desk.answer(other_peer(), request, Answer::Overview(overview));
    let (request, what) = desk.question(other_peer()).unwrap();
    assert!(matches!(what, Request::Rosters(_)));
    let changes = vec![Change::Device(public("second"), device(Role::Operator))];
    let owner = || vec![quorum(&["oaxaca-institution"], 1)];
    let id = desk.federation.id;
    let second = desk.federation.oaxaca.next(Some(id), owner(), changes, &["oaxaca-institution"]);
    desk.answer(other_peer(), request, Answer::Rosters(vec![second]));
    assert_eq!(desk.gossip(&message), Verdict::Accept);
}

#[test]
fn slow_retrieval_a_peer_that_never_ends_its_answer_holds_up_nobody() {
    let mut desk = Desk::new();
    desk.input(Input::PeerUp(peer()));
    assert!(desk.question(peer()).is_some());
    // The other peer is served meanwhile, and after half a minute the slow one is given up.
    desk.input(Input::PeerUp(other_peer()));
    let (request, _) = desk.question(other_peer()).unwrap();
    desk.answer(other_peer(), request, Answer::Busy);
    desk.now = desk.now.plus(31_000);
    desk.input(Input::Tick { random: 1 });
    desk.now = desk.now.plus(60_000);
    desk.input(Input::Tick { random: 1 });
    desk.now = desk.now.plus(60_000);
    desk.input(Input::Tick { random: 1 });
    assert!(desk.question(peer()).is_some(), "asked anew");
}

#[test]
fn version_cached_before_checked_what_was_refused_is_not_there_after_a_restart() {
    let mut desk = Desk::new();
    let f = desk.federation.clone();
    for signed in &f.rosters {
        desk.engine.store_mut().keep_roster(signed).unwrap();
    }
    let newer = go_on(&mut desk.federation, governors(), &["mx-a", "mx-b"]);
    let forged = f.clone().mx.next(Some(f.id), governors(), admit("mx:09015", "thief"), &["mx-a"]);
    desk.input(Input::Rosters(vec![forged, newer.clone()]));
    let again = Authority::load(&desk.engine.store().rosters()).unwrap();
    assert_eq!(again.tips(), desk.engine.authority().tips());
    assert_eq!(again.version(&desk.federation.mx.scope), 2);
    assert!(again.institution(&code("mx:09015")).is_none());
}
