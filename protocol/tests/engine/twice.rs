//! Two rosters at one version: an alarm that names who signed both; granted is what both grant,
//! revoked what either revokes, until a later version says which stands. Whatever came first.

use super::{desk::*, fixture::*, settled::sync};
use cabildo_protocol::{
    alarm::Alarm,
    authority::Authority,
    content::Kind,
    engine::{Answer, Effect, Input, News},
    id::{Hash, LogId},
    ingest::{Refusal, Verdict},
    message::{KeyCache, Verified},
    news,
    roster::{Change, CutOff, Device, Quorum, Role, RosterError, Scope, SignedRoster, Standing},
    store::Store as _,
    sync::{Fingerprint, Overview, Request, Response},
};
use proptest::prelude::*;
use std::{collections::BTreeSet, sync::LazyLock};

fn owner() -> Vec<Quorum> {
    vec![quorum(&["oaxaca-institution"], 1)]
}

fn governors() -> Vec<Quorum> {
    vec![quorum(&GOVERNORS_MX, 2)]
}

fn lists(name: &str, role: Role) -> Change {
    Change::Device(public(name), device(role))
}

/// Signs a roster that does away with the others of the version before; it builds on the one of
/// lowest hash, which is the first of those given.
fn settle(
    f: &Federation,
    branches: &[(Scoped, SignedRoster)],
    changes: Vec<Change>,
    by: &[&str],
) -> SignedRoster {
    let mut branches = branches.to_vec();
    branches.sort_by_key(|(_, signed)| signed.hash());
    let (mut lowest, _) = branches.remove(0);
    let signers = lowest.last.as_ref().unwrap().open().unwrap().signers;
    let mut roster = lowest.draft(Some(f.id), signers, changes);
    roster.settles = branches.iter().map(|(_, signed)| signed.hash()).collect();
    signed(&roster, by)
}

/// A branch of Oaxaca's roster: its device list, and what it was signed as.
fn branch(f: &Federation, changes: Vec<Change>) -> (Scoped, SignedRoster) {
    let mut scoped = f.oaxaca.clone();
    let signed = scoped.next(Some(f.id), owner(), changes, &["oaxaca-institution"]);
    (scoped, signed)
}

#[test]
fn an_alarm_names_who_signed_both_and_only_what_both_grant_is_granted() {
    let f = federation();
    let ended =
        |seq, id: Hash| Device { cut_off: (None, Some(CutOff { seq, id })), ..device(Role::Operator) };
    let mut writer = Writer::new(&f, "mx:20067", "oaxaca-device");
    let (first, second) = (writer.write(Kind::Proposal), writer.write(Kind::Proposal));
    let end = Change::Device(public("oaxaca-device"), ended(1, Hash(first.id().0)));
    let (_, one) = branch(&f, vec![end, lists("one", Role::Operator), lists("shared", Role::Secretary)]);
    let (_, other) = branch(&f, vec![lists("other", Role::Operator), lists("shared", Role::DutyOfficer)]);
    for pair in [[&one, &other], [&other, &one]] {
        let mut authority = Authority::load(&f.rosters).unwrap();
        pair.iter().for_each(|signed| assert_eq!(authority.apply(signed), Ok(true)));
        pair.iter().for_each(|signed| assert_eq!(authority.apply(signed), Ok(false)));
        assert!(authority.is_contested(&f.oaxaca.scope));
        let alarm = authority.alarm(&f.oaxaca.scope).unwrap();
        assert_eq!((alarm.scope(), alarm.version()), (&f.oaxaca.scope, 2));
        assert_eq!(alarm.double_signers(), BTreeSet::from([public("oaxaca-institution")]));
        assert!(authority.device(&public("one")).is_none() && authority.device(&public("other")).is_none());
        assert_eq!(authority.device(&public("shared")).unwrap().1.role, Role::DutyOfficer);
        assert_eq!(authority.judge(&first), Ok(()));
        assert_eq!(authority.judge(&second), Err(Refusal::BeyondCutOff { cut_off: 1 }));
        // A newcomer that loads what was kept sees the same.
        let mut kept = f.rosters.clone();
        kept.extend(pair.map(SignedRoster::clone));
        let loaded = Authority::load(&kept).unwrap();
        assert_eq!(loaded.tips(), authority.tips());
        assert_eq!(loaded.alarm(&f.oaxaca.scope), authority.alarm(&f.oaxaca.scope));
    }
}

#[test]
fn forged_rivals_alarm_nobody() {
    let f = federation();
    let (_, one) = branch(&f, vec![lists("one", Role::Operator)]);
    let mut thief = f.oaxaca.clone();
    let forged = thief.next(Some(f.id), vec![quorum(&["thief"], 1)], vec![], &["thief"]);
    let mut authority = Authority::load(&f.rosters).unwrap();
    assert_eq!(authority.apply(&one), Ok(true));
    assert!(matches!(authority.apply(&forged), Err(RosterError::Threshold { .. })));
    assert!(authority.alarms().next().is_none() && !authority.is_contested(&f.oaxaca.scope));
    assert!(authority.device(&public("one")).is_some());
}

#[test]
fn an_alarm_of_governors_names_the_one_who_signed_both() {
    let f = federation();
    let mut suspended = entry("morelia", 1 << 20);
    suspended.standing = Standing::Suspended;
    let mut narrowed = entry("oaxaca", 1 << 10);
    narrowed.may.remove(&(Kind::Notice as u16));
    let (mut a, mut b) = (f.mx.clone(), f.mx.clone());
    let admit = Change::Institution(code("mx:09015"), Box::new(entry("cdmx", 1)));
    let changes = vec![Change::Institution(code("mx:16053"), Box::new(suspended)), admit];
    let one = a.next(Some(f.id), governors(), changes, &["mx-a", "mx-b"]);
    let changes = vec![Change::Institution(code("mx:20067"), Box::new(narrowed))];
    let other = b.next(Some(f.id), governors(), changes, &["mx-b", "mx-c"]);
    let mut authority = Authority::load(&f.rosters).unwrap();
    authority.apply(&one).unwrap();
    authority.apply(&other).unwrap();
    let alarm = authority.alarm(&f.mx.scope).unwrap();
    assert_eq!(alarm.double_signers(), BTreeSet::from([public("mx-b")]));
    assert!(authority.institution(&code("mx:09015")).is_none(), "admitted by one only");
    assert!(authority.node(&public("morelia-node")).is_none(), "suspended by either");
    assert!(
        !authority.may(&code("mx:20067"), Kind::Notice) && authority.may(&code("mx:20067"), Kind::Proposal)
    );
    assert_eq!(authority.quota(&code("mx:20067")), 1 << 10);
    // What an institution that only one admits founded meanwhile comes into force with it.
    let mut cdmx = Scoped::new(Scope::Institution(code("mx:09015")));
    let key = ["cdmx-institution"];
    let own = cdmx.next(Some(f.id), vec![quorum(&key, 1)], vec![lists("cdmx", Role::Operator)], &key);
    assert_eq!(authority.apply(&own), Ok(true));
    let message = Writer::new(&f, "mx:09015", "cdmx").write(Kind::Proposal);
    assert_eq!(authority.judge(&message), Err(Refusal::UnlistedKey));
    let next = a.next(Some(f.id), governors(), vec![], &["mx-a", "mx-c"]);
    assert_eq!(authority.apply(&next), Ok(true));
    assert_eq!(authority.judge(&message), Ok(()));
    assert!(authority.may(&code("mx:20067"), Kind::Notice));
}

#[test]
fn a_settlement_cites_both_and_is_signed_by_those_who_signed_before() {
    let f = federation();
    let takes_over = |name: &str| vec![quorum(&[name], 1)];
    // A thief of the institution's key hands over to itself; the institution does so to another.
    let mut branches = Vec::new();
    for name in ["thief", "second"] {
        let mut scoped = f.oaxaca.clone();
        let changes = vec![lists(name, Role::Operator)];
        let signed = scoped.next(Some(f.id), takes_over(name), changes, &["oaxaca-institution", name]);
        branches.push((scoped, signed));
    }
    let mut authority = Authority::load(&f.rosters).unwrap();
    branches.iter().for_each(|(_, signed)| assert_eq!(authority.apply(signed), Ok(true)));
    let mut lowest = branches.clone();
    lowest.sort_by_key(|(_, signed)| signed.hash());
    let by = lowest[0].1.open().unwrap().signers[0].keys.first().copied().unwrap();
    let by = if by == public("thief") { "thief" } else { "second" };
    // Without those who signed before, without citing both, or citing what is not here: nothing.
    let unsigned = settle(&f, &branches, vec![], &[by]);
    assert!(matches!(authority.apply(&unsigned), Err(RosterError::Threshold { .. })));
    let mut cites = settle(&f, &branches, vec![], &[]).open().unwrap();
    cites.settles = vec![Hash([9; 32])];
    let wrong = signed(&cites, &["oaxaca-institution", by]);
    assert!(matches!(authority.apply(&wrong), Err(RosterError::Previous { .. })));
    assert!(authority.is_contested(&f.oaxaca.scope));
    let settled = settle(&f, &branches, vec![lists("third", Role::Operator)], &["oaxaca-institution", by]);
    assert_eq!(authority.apply(&settled), Ok(true));
    assert!(!authority.is_contested(&f.oaxaca.scope));
    assert!(!authority.is_split(&f.oaxaca.scope));
    assert!(authority.device(&public("third")).is_some());
    assert!(authority.alarm(&f.oaxaca.scope).is_some(), "what happened stays known");
}

#[test]
fn an_alarm_spreads_by_gossip_and_by_sync_and_is_kept() {
    let f = federation();
    let (_, one) = branch(&f, vec![lists("one", Role::Operator)]);
    let (_, other) = branch(&f, vec![lists("other", Role::Operator)]);
    // Two nodes know one each; the one asks the other.
    let (mut here, mut there) = (Desk::of(f.clone()), Desk::of(f.clone()));
    for signed in &f.rosters {
        here.engine.store_mut().keep_roster(signed).unwrap();
        there.engine.store_mut().keep_roster(signed).unwrap();
    }
    here.input(Input::Rosters(vec![one.clone()]));
    there.input(Input::Rosters(vec![other.clone()]));
    here.input(Input::PeerUp(peer()));
    let mut asked = Vec::new();
    while let Some((request, what)) = here.question(peer()) {
        let answer = match ask(&mut there, other_peer(), what.clone()) {
            Response::Overview(overview) => Answer::Overview(overview),
            Response::Rosters(rosters) => Answer::Rosters(rosters),
            Response::Reconcile(ranges) => Answer::Reconcile(ranges),
            Response::Proofs(_) => Answer::Proofs(vec![]),
            response => panic!("{response:?}"),
        };
        asked.push(what);
        here.answer(peer(), request, answer);
    }
    assert!(asked.iter().any(|what| matches!(what, Request::Tips(_))), "{asked:?}");
    assert!(here.engine.authority().is_contested(&f.oaxaca.scope));
    let kept = here.engine.store().rosters();
    assert!(kept.contains(&one) && kept.contains(&other));
    let alarm = here.out.iter().find_map(|effect| match effect {
        Effect::PublishNews(News::Alarm(alarm)) => Some((**alarm).clone()),
        _ => None,
    });
    let alarm = alarm.unwrap();
    // By gossip to who knows one, and to who knows none.
    let frame = news::encode(&News::Alarm(Box::new(alarm.clone())));
    for mut desk in [there, Desk::of(f.clone())] {
        let heard = news::decode(&frame, &mut KeyCache::default()).unwrap();
        assert_eq!(desk.news(heard.clone()), Verdict::Accept);
        assert_eq!(desk.news(heard), Verdict::Ignore, "news once");
        assert_eq!(desk.engine.authority().tips(), here.engine.authority().tips());
    }
    // Two that hold the same do not ask each other again.
    let mut again = Desk::of(f);
    again.news(News::Alarm(Box::new(alarm)));
    let Response::Overview(overview) = ask(&mut here, other_peer(), Request::Overview(Fingerprint([0; 16])))
    else {
        panic!("no overview")
    };
    again.input(Input::PeerUp(peer()));
    let (request, _) = again.question(peer()).unwrap();
    again.answer(peer(), request, Answer::Overview(Overview { proofs: overview.proofs, ..overview }));
    assert_eq!(again.question(peer()), None);
}

#[test]
fn an_alarm_that_proves_nothing_is_refused() {
    let f = federation();
    let (_, one) = branch(&f, vec![lists("one", Role::Operator)]);
    assert_eq!(Alarm::new(&one, &one), None);
    assert_eq!(Alarm::new(&one, &f.rosters[3]), None);
    let (_, other) = branch(&f, vec![]);
    let alarm = Alarm::new(&one, &other).unwrap();
    assert_eq!(Alarm::decode(&alarm.encode()).as_ref(), Ok(&alarm));
    let (a, b) = alarm.rosters();
    let swapped = cabildo_protocol::cbor::encode(&(b, a));
    assert!(Alarm::decode(&swapped).is_err());
    let same = cabildo_protocol::cbor::encode(&(a, a));
    assert!(matches!(Alarm::decode(&same), Err(RosterError::NoAlarm(_))));
    // Unsigned ones open, and change nothing.
    let bare = SignedRoster { signatures: vec![], ..other };
    let mut desk = Desk::of(f);
    let tips = desk.engine.authority().tips();
    let news = News::Alarm(Box::new(Alarm::new(&bare, &SignedRoster { signatures: vec![], ..one }).unwrap()));
    assert_eq!(desk.news(news), Verdict::Ignore);
    assert_eq!(desk.engine.authority().tips(), tips);
}

/// Everything that two signers who say different things can lead to, and messages to judge by it.
struct Story {
    federation: Federation,
    /// One, other and another one at version 2; then what follows one, what follows the other,
    /// and a settlement.
    rosters: Vec<SignedRoster>,
    /// What governors below the threshold sign, thieves, and those of another chamber.
    hostile: Vec<SignedRoster>,
    messages: Vec<Verified>,
}

static STORY: LazyLock<Story> = LazyLock::new(story);

fn story() -> Story {
    let f = federation();
    let mut writer = Writer::new(&f, "mx:20067", "oaxaca-device");
    let mut messages: Vec<Verified> = (0..3).map(|_| writer.write(Kind::Proposal)).collect();
    for name in ["one", "other", "another", "onwards", "beyond", "settled", "shared"] {
        let mut writer = Writer::new(&f, "mx:20067", name);
        messages.extend([Kind::Proposal, Kind::Notice, Kind::Agenda].map(|kind| writer.write(kind)));
    }
    let cut = |seq: u64, at: usize| {
        let id = Hash(messages[at].id().0);
        Change::Device(
            public("oaxaca-device"),
            Device { cut_off: (None, Some(CutOff { seq, id })), ..device(Role::Operator) },
        )
    };
    let one = branch(&f, vec![cut(2, 1), lists("one", Role::Operator), lists("shared", Role::Secretary)]);
    let other = branch(&f, vec![lists("other", Role::Operator), lists("shared", Role::DutyOfficer)]);
    let another =
        branch(&f, vec![cut(1, 0), lists("another", Role::Operator), lists("shared", Role::Operator)]);
    let go_on = |(scoped, _): &(Scoped, SignedRoster), name: &str| {
        scoped.clone().next(Some(f.id), owner(), vec![lists(name, Role::Operator)], &["oaxaca-institution"])
    };
    let (onwards, beyond) = (go_on(&one, "onwards"), go_on(&other, "beyond"));
    let pair = [one.clone(), other.clone()];
    let settled = settle(&f, &pair, vec![lists("settled", Role::Operator)], &["oaxaca-institution"]);
    let rosters = vec![one.1, other.1, another.1, onwards, beyond, settled];
    Story { hostile: hostile(&f), federation: f, rosters, messages }
}

/// Versions that lack what they need, each of which would end Oaxaca or its device, or let a thief in.
fn hostile(f: &Federation) -> Vec<SignedRoster> {
    let ends = || {
        let mut gone = entry("oaxaca", 1 << 20);
        gone.standing = Standing::Left;
        vec![Change::Institution(code("mx:20067"), Box::new(gone))]
    };
    let usurped =
        |signers: &[&str], by: &[&str]| f.mx.clone().next(Some(f.id), vec![quorum(signers, 1)], ends(), by);
    let mut counted_twice = f.mx.clone().next(Some(f.id), governors(), ends(), &["mx-a"]);
    counted_twice.signatures.push(counted_twice.signatures[0].clone());
    let stolen = |by: &[&str]| {
        f.oaxaca.clone().next(
            Some(f.id),
            vec![quorum(&["thief"], 1)],
            vec![lists("thief", Role::Operator)],
            by,
        )
    };
    vec![
        usurped(&["mx-a"], &["mx-a"]),
        usurped(&["mx-a"], &["mx-a", "cl-a", "cl-b", "cl-c"]),
        counted_twice,
        stolen(&["thief"]),
        stolen(&["thief", "mx-a", "mx-b", "mx-c"]),
        stolen(&["oaxaca-device", "thief"]),
    ]
}

/// What is left when these have come in this order, again and again, as sync brings them.
fn outcome(story: &Story, order: &[usize]) -> (Authority, Vec<Result<(), Refusal>>) {
    let mut authority = Authority::load(&story.federation.rosters).unwrap();
    let mut news = true;
    while std::mem::take(&mut news) {
        for at in order {
            match at.checked_sub(story.rosters.len()) {
                Some(hostile) => assert!(authority.apply(&story.hostile[hostile]).is_err(), "{hostile}"),
                None => news |= authority.apply(&story.rosters[*at]) == Ok(true),
            }
        }
    }
    let verdicts = story.messages.iter().map(|message| authority.judge(message)).collect();
    (authority, verdicts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn whatever_comes_first_every_message_is_judged_alike(
        (set, shuffled) in prop::sample::subsequence((0..6usize).collect::<Vec<_>>(), 0..=6)
            .prop_flat_map(|set| (Just(set.clone()), Just([set, (6..12).collect()].concat()).prop_shuffle())),
    ) {
        let story = &*STORY;
        let (in_order, verdicts) = outcome(story, &set);
        let (as_it_came, others) = outcome(story, &shuffled);
        prop_assert_eq!(&verdicts, &others, "{:?} against {:?}", set, shuffled);
        prop_assert_eq!(in_order.tips(), as_it_came.tips());
        let mut kept = story.federation.rosters.clone();
        kept.extend(set.iter().map(|at| story.rosters[*at].clone()));
        // What never could be applied is not kept either.
        if let Ok(loaded) = Authority::load(&kept) {
            let after: Vec<_> = story.messages.iter().map(|m| loaded.judge(m)).collect();
            prop_assert_eq!(verdicts, after);
        }
    }

    #[test]
    fn two_parts_of_a_federation_that_meet_again_judge_alike(
        (set, cut) in prop::collection::vec(0..12usize, 1..12).prop_flat_map(|set| {
            let length = set.len();
            (Just(set), 0..=length)
        }),
    ) {
        let story = &*STORY;
        let roster = |at: &usize| {
            at.checked_sub(6).map_or_else(|| story.rosters[*at].clone(), |hostile| story.hostile[hostile].clone())
        };
        let part = |of: &[usize]| holder(&story.federation, &of.iter().map(roster).collect::<Vec<_>>());
        let (mut here, mut there) = (part(&set[..cut]), part(&set[cut..]));
        for _ in 0..3 {
            sync(&mut there, &mut here);
            sync(&mut here, &mut there);
        }
        let judged = |desk: &Desk| {
            let authority = desk.engine.authority();
            let verdicts = story.messages.iter().map(|message| authority.judge(message)).collect::<Vec<_>>();
            (authority.tips(), verdicts)
        };
        prop_assert_eq!(judged(&here), judged(&there), "{:?} cut at {}", set, cut);
    }
}

#[test]
fn who_is_two_versions_ahead_keeps_its_chain() {
    let f = federation();
    let (mut one, first) = branch(&f, vec![lists("one", Role::Operator)]);
    let (mut other, rival) = branch(&f, vec![lists("other", Role::Operator)]);
    let mut authority = Authority::load(&f.rosters).unwrap();
    authority.apply(&first).unwrap();
    for _ in 0..2 {
        let next = one.next(Some(f.id), owner(), vec![], &["oaxaca-institution"]);
        authority.apply(&next).unwrap();
    }
    let tips = authority.tips();
    assert!(matches!(authority.apply(&rival), Err(RosterError::Twice { version: 2, .. })));
    for _ in 0..4 {
        let next = other.next(Some(f.id), owner(), vec![], &["oaxaca-institution"]);
        assert!(authority.apply(&next).is_err());
    }
    assert_eq!(authority.tips(), tips);
    assert_eq!(authority.alarm(&f.oaxaca.scope).map(Alarm::version), Some(2), "and yet an alarm");
    let log = LogId { key: public("one"), lane: cabildo_protocol::id::Lane::Acts };
    assert_eq!(authority.end(&log), None);
}

/// A branch that a quorum signs through: a version that differs, and so many that follow it.
fn through(f: &Federation, name: &str, length: usize) -> Vec<SignedRoster> {
    let (mut scoped, first) = branch(f, vec![lists(name, Role::Operator)]);
    let rest = (0..length).map(|_| scoped.next(Some(f.id), owner(), vec![], &["oaxaca-institution"]));
    std::iter::once(first).chain(rest).collect()
}

/// A node that knows the federation and one branch.
fn holder(f: &Federation, branch: &[SignedRoster]) -> Desk {
    let mut desk = Desk::of(f.clone());
    f.rosters.iter().for_each(|signed| desk.engine.store_mut().keep_roster(signed).unwrap());
    desk.input(Input::Rosters(branch.to_vec()));
    desk
}

#[test]
fn two_branches_both_two_versions_ahead_alarm_both_sides_and_each_keeps_its_own() {
    let f = federation();
    let scope = &f.oaxaca.scope;
    for (length, longer) in [(2, 2), (2, 5), (5, 2), (40, 40), (3, 60)] {
        let (one, other) = (through(&f, "one", length), through(&f, "other", longer));
        let (mut here, mut there) = (holder(&f, &one), holder(&f, &other));
        let (ours, theirs) = (here.engine.authority().tips(), there.engine.authority().tips());
        for _ in 0..3 {
            sync(&mut there, &mut here);
            sync(&mut here, &mut there);
            let news: Vec<News> = [&mut here, &mut there].into_iter().flat_map(published).collect();
            for alarm in news {
                here.news(alarm.clone());
                there.news(alarm);
            }
        }
        for (desk, tips, lists, not) in [(&here, &ours, "one", "other"), (&there, &theirs, "other", "one")] {
            let authority = desk.engine.authority();
            assert_eq!(&authority.tips(), tips, "{length} and {longer}");
            let alarm = authority.alarm(scope).expect("an alarm");
            assert_eq!(alarm.version(), 2, "where they part");
            assert_eq!(alarm.double_signers(), BTreeSet::from([public("oaxaca-institution")]));
            assert!(!authority.is_contested(scope) && authority.is_split(scope));
            assert!(authority.device(&public(lists)).is_some() && authority.device(&public(not)).is_none());
            // Kept, so that it is there after a restart.
            let store = desk.engine.store();
            let (again, _) =
                Authority::load_knowing(&store.rosters(), &store.late_rosters(), &BTreeSet::new()).unwrap();
            assert_eq!((&again.tips(), again.alarm(scope)), (tips, Some(alarm)));
            assert!(again.is_split(scope), "no version settles it after a restart either");
            let blamed = desk.out.iter().any(|effect| matches!(effect, Effect::Disconnect(_)));
            assert!(!blamed, "a peer is not to blame for what others signed");
        }
    }
}

/// The alarms that an engine has published.
fn published(desk: &mut Desk) -> Vec<News> {
    let news = desk.out.iter().filter_map(|effect| match effect {
        Effect::PublishNews(News::Alarm(alarm)) => Some(News::Alarm(alarm.clone())),
        _ => None,
    });
    news.collect()
}

#[test]
fn who_holds_the_wrong_branch_begins_anew_at_a_checkpoint_of_the_other_with_its_logs() {
    let f = federation();
    let (one, other) = (through(&f, "one", 2), through(&f, "other", 2));
    let (here, there) = (holder(&f, &one), holder(&f, &other));
    let authority = there.engine.authority();
    let versions = authority.versions();
    let checkpoints: Vec<_> = versions.iter().filter_map(|(scope, _)| authority.checkpoint(scope)).collect();
    let pins = versions.iter().map(|(s, v)| (s.clone(), authority.hash(s, *v).unwrap())).collect();
    let mut anew = Authority::start(f.id, &pins, &checkpoints).unwrap();
    assert_eq!(anew.tips(), authority.tips());
    let said = Writer::new(&f, "mx:20067", "oaxaca-device").write(Kind::Proposal);
    assert_eq!((here.engine.authority().judge(&said), anew.judge(&said)), (Ok(()), Ok(())));
    // The branch that it held before does not come back.
    for signed in &one {
        assert!(anew.apply(signed).is_err());
    }
    assert_eq!(anew.tips(), authority.tips());
}
