//! Two engines that ask each other until both have the same.

use super::{desk::*, fixture::*, held::run};
use cabildo_protocol::{
    authority::Authority,
    bounds::HELD_PER_LOG_MAX,
    content::Kind,
    engine::{Answer, Effect, Engine, Input, Options, Peer},
    id::{Lane, LogId, MessageId, Millis},
    ingest::Verdict,
    message::{KeyCache, Verified},
    roster::{Change, Role},
    store::memory::MemoryStore,
    sync::{Request, Response},
};

/// What the network layer does with a response: opens and verifies what is in it.
fn opened(response: Response) -> Answer {
    Answer::check(response, &mut KeyCache::default())
}

/// Lets `asker` sync with `responder`; returns what it asked.
pub fn sync(asker: &mut Desk, of: Peer, responder: &mut Desk, as_peer: Peer) -> Vec<Request> {
    let mut asked = Vec::new();
    while let Some((request, what)) = asker.question(of) {
        asked.push(what.clone());
        let response = ask(responder, as_peer, what);
        asker.answer(of, request, opened(response));
        asker.check_all();
        assert!(asked.len() < 1000, "sync does not end");
    }
    asked
}

fn ours() -> Peer {
    Peer(public("oaxaca-node"))
}

#[test]
fn equal_nodes_find_out_in_one_exchange() {
    let (mut one, mut other) = (Desk::new(), Desk::new());
    let message = one.writer().write(Kind::Proposal);
    one.gossip(&message);
    other.gossip(&message);
    one.input(Input::PeerUp(peer()));
    let asked = sync(&mut one, peer(), &mut other, ours());
    assert!(matches!(asked[..], [Request::Overview(..)]), "{asked:?}");
    assert_eq!(one.engine.state().last_sync.get(&peer()), Some(&one.now));
}

#[test]
fn a_node_that_was_away_catches_up_crisis_first() {
    let (mut away, mut there) = (Desk::new(), Desk::new());
    let mut writers = [
        Writer::new(&there.federation, "mx:20067", "oaxaca-device"),
        Writer::new(&there.federation, "mx:16053", "morelia-device"),
        Writer::new(&there.federation, "cl:05101", "valparaiso-device"),
    ];
    for n in 0..120 {
        for writer in &mut writers {
            let message = writer.write(if n % 10 == 0 { Kind::Notice } else { Kind::Proposal });
            assert_eq!(there.gossip(&message), Verdict::Accept);
        }
    }
    away.input(Input::PeerUp(peer()));
    let asked = sync(&mut away, peer(), &mut there, ours());
    assert_eq!(away.engine.frontier(), there.engine.frontier());
    let lanes = asked.iter().filter_map(|r| match r {
        Request::Runs(wants) => Some(wants.iter().map(|w| w.log.lane).collect::<Vec<_>>()),
        _ => None,
    });
    let lanes: Vec<_> = lanes.collect();
    let first = lanes.partition_point(|wants| *wants == [Lane::Crisis; 3]);
    assert!(first > 0 && lanes[first..].iter().all(|wants| *wants == [Lane::Acts; 3]), "{lanes:?}");
    assert_eq!(away.engine.state().behind, 0);
}

#[test]
fn many_logs_are_narrowed_to_those_that_differ() {
    let mut f = federation();
    let names: Vec<String> = (0..200).map(|n| format!("device-{n}")).collect();
    let devices = names.iter().map(|name| Change::Device(public(name), device(Role::Operator)));
    let signers = vec![quorum(&["oaxaca-institution"], 1)];
    let roster = f.oaxaca.next(Some(f.id), signers, devices.collect(), &["oaxaca-institution"]);
    f.rosters.push(roster);
    let (mut behind, mut ahead) = (Desk::of(f.clone()), Desk::of(f.clone()));
    for name in &names {
        let message = Writer::new(&f, "mx:20067", name).write(Kind::Proposal);
        assert_eq!(ahead.gossip(&message), Verdict::Accept);
        if name != "device-77" && name != "device-150" {
            behind.gossip(&message);
        }
    }
    behind.input(Input::PeerUp(peer()));
    let asked = sync(&mut behind, peer(), &mut ahead, ours());
    assert_eq!(behind.engine.frontier(), ahead.engine.frontier());
    let runs: Vec<_> =
        asked.iter().filter_map(|r| if let Request::Runs(w) = r { Some(w.len()) } else { None }).collect();
    assert_eq!(runs.iter().sum::<usize>(), 2, "only what differs is fetched: {runs:?}");
    assert!(asked.len() <= 5, "{asked:?}");
}

#[test]
fn a_long_log_comes_in_pages() {
    let mut f = federation();
    let id = f.id;
    let changes = vec![Change::Institution(code("mx:20067"), Box::new(entry("oaxaca", 1 << 30)))];
    f.rosters.push(f.mx.next(Some(id), vec![quorum(&GOVERNORS_MX, 2)], changes, &["mx-a", "mx-b"]));
    let (mut away, mut there) = (Desk::of(f.clone()), Desk::of(f));
    let mut writer = there.writer();
    let mut draft = writer.draft(Kind::Proposal);
    draft.content = vec![0; 150 * 1024];
    for _ in 0..20 {
        assert_eq!(there.gossip(&writer.sign(&draft)), Verdict::Accept);
    }
    away.input(Input::PeerUp(peer()));
    let asked = sync(&mut away, peer(), &mut there, ours());
    assert_eq!(away.engine.frontier(), there.engine.frontier());
    let pages = asked.iter().filter(|r| matches!(r, Request::Runs(_))).count();
    assert!((3..=4).contains(&pages), "{pages} pages of about a megabyte");
}

#[test]
fn logs_that_a_full_page_had_no_room_for_come_with_the_next_in_the_same_session() {
    let mut f = federation();
    let names: Vec<String> = (0..40).map(|n| format!("device-{n}")).collect();
    let devices = names.iter().map(|name| Change::Device(public(name), device(Role::Operator)));
    let signers = vec![quorum(&["oaxaca-institution"], 1)];
    f.rosters.push(f.oaxaca.next(Some(f.id), signers, devices.collect(), &["oaxaca-institution"]));
    let changes = vec![Change::Institution(code("mx:20067"), Box::new(entry("oaxaca", 1 << 30)))];
    f.rosters.push(f.mx.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], changes, &["mx-a", "mx-b"]));
    let (mut away, mut there) = (Desk::of(f.clone()), Desk::of(f.clone()));
    for name in &names {
        let mut writer = Writer::new(&f, "mx:20067", name);
        let mut draft = writer.draft(Kind::Proposal);
        draft.content = vec![0; 4 * 1024];
        for _ in 0..40 {
            assert_eq!(there.gossip(&writer.sign(&draft)), Verdict::Accept);
        }
    }
    away.input(Input::PeerUp(peer()));
    let asked = sync(&mut away, peer(), &mut there, ours());
    assert_eq!(away.engine.frontier(), there.engine.frontier());
    let pages = asked.iter().filter(|r| matches!(r, Request::Runs(_))).count();
    assert!((7..=12).contains(&pages), "7 MB in pages of about one: {pages}");
}

#[test]
fn rosters_come_first_and_bring_what_they_allow() {
    let mut f = federation();
    let mut behind = Desk::of(f.clone());
    let signers = vec![quorum(&["oaxaca-institution"], 1)];
    let changes = vec![Change::Device(public("second"), device(Role::Operator))];
    f.rosters.push(f.oaxaca.next(Some(f.id), signers, changes, &["oaxaca-institution"]));
    let mut ahead = Desk::of(f.clone());
    for roster in &f.rosters {
        use cabildo_protocol::store::Store as _;
        ahead.engine.store_mut().keep_roster(roster).unwrap();
    }
    ahead.gossip(&Writer::new(&f, "mx:20067", "second").write(Kind::Proposal));
    behind.input(Input::PeerUp(peer()));
    sync(&mut behind, peer(), &mut ahead, ours());
    assert_eq!(behind.engine.frontier(), ahead.engine.frontier());
    assert_eq!(behind.engine.authority().versions(), ahead.engine.authority().versions());
}

#[test]
fn two_branches_meet_and_end_at_one_head() {
    let (mut one, mut other) = (Desk::new(), Desk::new());
    let mut writer = one.writer();
    let common = writer.write(Kind::Proposal);
    let mut twin = writer.clone();
    let mut draft = twin.draft(Kind::Proposal);
    draft.salt = [8; 16];
    let branch: Vec<Verified> = (0..4).map(|_| writer.write(Kind::Proposal)).collect();
    let mut rival = vec![twin.sign(&draft)];
    rival.extend((0..6).map(|_| twin.write(Kind::Proposal)));
    one.gossip(&common);
    other.gossip(&common);
    branch.iter().for_each(|m| assert_eq!(one.gossip(m), Verdict::Accept));
    rival.iter().for_each(|m| assert_eq!(other.gossip(m), Verdict::Accept));
    for _ in 0..4 {
        for (asker, responder) in [(0, 1), (1, 0)] {
            let desks = [&mut one, &mut other];
            let [a, b] = desks;
            let (asker, responder) = if asker < responder { (a, b) } else { (b, a) };
            asker.input(Input::PeerDown(peer()));
            asker.input(Input::PeerUp(peer()));
            sync(asker, peer(), responder, ours());
        }
    }
    assert_eq!(one.engine.forks().get(&common.log()), Some(&2));
    assert_eq!(one.engine.forks(), other.engine.forks());
    assert_eq!(one.engine.frontier(), [(common.log(), 1, common.id())]);
    assert_eq!(one.engine.frontier(), other.engine.frontier());
}

#[test]
fn unlisted_peers_get_rosters_and_nothing_else() {
    let mut desk = Desk::new();
    let stranger = Peer(public("stranger"));
    let log = LogId { key: public("oaxaca-device"), lane: Lane::Acts };
    let want = cabildo_protocol::sync::Want { log, from: 1, to: 1 };
    for request in [Request::Runs(vec![want]), Request::Proofs(None), Request::Bodies(vec![])] {
        assert_eq!(ask(&mut desk, stranger, request), Response::Busy);
    }
    assert!(matches!(ask(&mut desk, stranger, Request::Rosters(vec![])), Response::Rosters(_)));
    // And who does not serve us is still asked for its rosters.
    desk.input(Input::PeerUp(peer()));
    let (request, _) = desk.question(peer()).unwrap();
    desk.answer(peer(), request, Answer::Busy);
    let (request, what) = desk.question(peer()).unwrap();
    assert!(matches!(what, Request::Rosters(_)));
    desk.answer(peer(), request, Answer::Rosters(vec![]));
    assert!(desk.question(peer()).is_none());
}

#[test]
fn a_failed_page_is_taken_over_by_another_peer() {
    let mut desk = Desk::new();
    let message = desk.writer().write(Kind::Proposal);
    let heads = [(message.log(), 1, message.id())];
    desk.input(Input::PeerUp(peer()));
    desk.input(Input::PeerUp(other_peer()));
    let (late, _) = desk.until_runs(peer(), &heads).unwrap();
    assert!(desk.until_runs(other_peer(), &heads).is_none(), "a log is fetched from one peer at a time");
    // The first never answers; time passes.
    desk.now = desk.now.plus(31_000);
    desk.input(Input::Tick { random: 0 });
    let (request, what) = desk.until_runs(other_peer(), &heads).unwrap();
    assert!(matches!(what, Request::Runs(wants) if wants[0].log == message.log()));
    desk.answer(other_peer(), request, page(std::slice::from_ref(&message)));
    assert!(desk.has(&message));
    // The late answer answers nothing any more.
    desk.answer(peer(), late, page(&[]));
    assert!(!desk.out.iter().any(|e| matches!(e, Effect::Disconnect(_))));
}

#[test]
fn a_page_that_does_not_come_in_time_is_asked_of_another_too() {
    let mut desk = Desk::new();
    let message = desk.writer().write(Kind::Proposal);
    let heads = [(message.log(), 1, message.id())];
    desk.input(Input::PeerUp(peer()));
    desk.input(Input::PeerUp(other_peer()));
    let (late, _) = desk.until_runs(peer(), &heads).unwrap();
    assert!(desk.until_runs(other_peer(), &heads).is_none());
    // The first was killed: that it is gone is not known for long.
    desk.now = desk.now.plus(4_001);
    desk.input(Input::Tick { random: 0 });
    let (request, _) = desk.question(other_peer()).expect("it is asked, too");
    desk.now = desk.now.plus(1_000);
    desk.input(Input::Tick { random: 0 });
    desk.answer(other_peer(), request, page(std::slice::from_ref(&message)));
    assert!(desk.has(&message));
    // It was only slow: nothing is wrong with what comes twice.
    desk.answer(peer(), late, page(std::slice::from_ref(&message)));
    assert!(!desk.out.iter().any(|e| matches!(e, Effect::Disconnect(_))));
    assert_eq!(desk.engine.state().behind, 0);
}

#[test]
fn what_comes_slowly_from_afar_is_asked_of_a_neighbour_too_as_soon_as_that_has_it() {
    for (took, asked) in [(10, true), (200, false)] {
        let mut desk = Desk::new();
        let message = Writer::new(&desk.federation, "cl:05101", "valparaiso-device").write(Kind::Proposal);
        let heads = [(message.log(), 1, message.id())];
        let meet = |desk: &mut Desk, whom, heads: &[_], took| {
            desk.input(Input::PeerUp(whom));
            desk.now = desk.now.plus(took);
            desk.until_runs(whom, heads)
        };
        assert!(meet(&mut desk, other_peer(), &[], took).is_none(), "it has nothing yet");
        desk.input(Input::Tick { random: 1 });
        desk.now = desk.now.plus(took);
        desk.until_runs(other_peer(), &[]);
        assert!(meet(&mut desk, peer(), &heads, 300).is_some(), "the far one begins to send");
        desk.now = desk.now.plus(500);
        desk.input(Input::Tick { random: 1 });
        let runs = desk.until_runs(other_peer(), &heads);
        assert_eq!(runs.is_some(), asked, "an overview took {took} ms, and 300 ms from afar");
        let Some((request, _)) = runs else { continue };
        desk.answer(other_peer(), request, page(std::slice::from_ref(&message)));
        assert!(desk.has(&message));
    }
}

/// What a peer is asked for, of the one log that there is.
fn part(asked: Option<(u64, Request)>) -> (u64, u64, u64) {
    let Some((request, Request::Runs(wants))) = asked else { panic!("no runs are asked for: {asked:?}") };
    assert_eq!(wants.len(), 1, "{wants:?}");
    (request, wants[0].from, wants[0].to)
}

#[test]
fn parts_of_one_log_come_from_several_far_peers_at_once_and_in_any_order() {
    let mut desk = Desk::new();
    let messages =
        run(&mut Writer::new(&desk.federation, "cl:05101", "valparaiso-device"), Kind::Proposal, 140);
    let last = messages.last().expect("messages");
    let heads = [(last.log(), 140, last.id())];
    let meet = |desk: &mut Desk, whom| {
        desk.input(Input::PeerUp(whom));
        desk.now = desk.now.plus(300);
        part(desk.until_runs(whom, &heads))
    };
    let come = |desk: &mut Desk, whom, request, messages: &[Verified]| {
        desk.now = desk.now.plus(1_500);
        desk.answer(whom, request, page(messages));
    };
    let (first, from, to) = meet(&mut desk, peer());
    assert_eq!((from, to), (1, 32));
    let (second, from, to) = meet(&mut desk, other_peer());
    assert_eq!((from, to), (33, 64), "what follows");
    come(&mut desk, other_peer(), second, &messages[32..64]);
    assert_eq!((desk.engine.state().held, desk.has(&messages[32])), (32, false), "it waits");
    let (_, from, to) = part(desk.until_runs(other_peer(), &heads));
    assert_eq!((from, to), (65, 96));
    come(&mut desk, peer(), first, &messages[0..32]);
    assert!(desk.has(&messages[63]) && desk.engine.state().held == 0, "what waited goes on from it");
    let (fourth, from, to) = part(desk.until_runs(peer(), &heads));
    assert_eq!((from, to), (97, 128));
    // One is gone: its part is asked of the other.
    desk.input(Input::PeerDown(other_peer()));
    come(&mut desk, peer(), fourth, &messages[96..128]);
    assert_eq!(desk.engine.state().held, 32);
    let (fifth, from, to) = part(desk.until_runs(peer(), &heads));
    assert_eq!((from, to), (65, 96));
    come(&mut desk, peer(), fifth, &messages[64..96]);
    assert!(desk.has(&messages[127]));
    let (sixth, from, to) = part(desk.until_runs(peer(), &heads));
    assert_eq!((from, to), (129, 140));
    come(&mut desk, peer(), sixth, &messages[128..140]);
    assert!(desk.has(last) && desk.engine.state().held == 0 && desk.until_runs(peer(), &heads).is_none());
}

#[test]
fn a_part_that_does_not_come_is_asked_of_another_while_its_peer_stays_silent() {
    let mut desk = Desk::new();
    let messages =
        run(&mut Writer::new(&desk.federation, "cl:05101", "valparaiso-device"), Kind::Proposal, 64);
    let heads = [(messages[0].log(), 64, messages[63].id())];
    let mut first = None;
    for whom in [peer(), other_peer()] {
        desk.input(Input::PeerUp(whom));
        desk.now = desk.now.plus(300);
        let (request, from, _) = part(desk.until_runs(whom, &heads));
        first = first.or(Some((request, from)));
    }
    let (first, from) = first.expect("a request");
    assert_eq!(from, 1, "the second part is asked of the other");
    desk.now = desk.now.plus(1_500);
    desk.answer(peer(), first, page(&messages[..32]));
    assert!(desk.until_runs(peer(), &heads).is_none(), "the rest is under way");
    desk.now = desk.now.plus(5_000);
    desk.input(Input::Tick { random: 1 });
    let (request, from, to) = part(desk.until_runs(peer(), &heads));
    assert_eq!((from, to), (33, 64), "the other is late");
    desk.answer(peer(), request, page(&messages[32..]));
    assert!(desk.has(&messages[63]));
}

#[test]
fn a_peer_that_sends_what_has_to_wait_is_not_asked_without_an_end() {
    let mut desk = Desk::new();
    let messages =
        run(&mut Writer::new(&desk.federation, "cl:05101", "valparaiso-device"), Kind::Proposal, 400);
    let heads = [(messages[0].log(), 400, messages[399].id())];
    for pages in [vec![40..60, 45..60], vec![60..130, 130..200, 200..270, 270..340, 340..400]] {
        for whom in [peer(), other_peer()] {
            desk.input(Input::PeerDown(whom));
            desk.input(Input::PeerUp(whom));
            desk.now = desk.now.plus(300);
        }
        let mut coming = pages.iter().cloned().cycle();
        let mut asked = 0;
        while let Some((request, _)) = desk.until_runs(peer(), &heads) {
            desk.answer(peer(), request, page(&messages[coming.next().expect("a page")]));
            asked += 1;
            assert!(asked <= 2 * pages.len(), "it is asked without an end");
        }
    }
    assert_eq!(desk.engine.state().held, HELD_PER_LOG_MAX, "there was no room for more");
}

#[test]
fn a_peer_that_lies_about_its_heads_only_wastes_its_own_time() {
    let mut desk = Desk::new();
    let key = public("oaxaca-device");
    let heads: Vec<_> =
        [Lane::Crisis, Lane::Acts].map(|lane| (LogId { key, lane }, u64::MAX, MessageId([4; 32]))).into();
    desk.input(Input::PeerUp(peer()));
    let (request, _) = desk.until_runs(peer(), &heads).unwrap();
    assert_eq!(desk.engine.state().behind, u64::MAX);
    desk.answer(peer(), request, page(&[]));
    let (request, what) = desk.question(peer()).unwrap();
    assert!(matches!(what, Request::Runs(wants) if wants[0].log.lane == Lane::Acts), "the other lane");
    desk.answer(peer(), request, page(&[]));
    assert!(desk.question(peer()).is_none(), "each lane is asked for once");
    assert_eq!(desk.engine.state().behind, 0);
}

#[test]
fn one_peer_of_another_institution_every_ten_seconds() {
    let f = federation();
    let authority = Authority::load(&f.rosters).unwrap();
    let options = Options { institution: Some(code("mx:16053")), ..Options::default() };
    let mut engine = Engine::new(authority, MemoryStore::new(), options).unwrap();
    let own = Peer(public("morelia-node"));
    for p in [own, other_peer()] {
        engine.handle(FOUNDED, Input::PeerUp(p));
    }
    let asked = |engine: &mut Engine<MemoryStore>| -> Vec<(Peer, u64)> {
        let effects = engine.take_effects().into_iter();
        effects
            .filter_map(|e| if let Effect::Ask { to, request, .. } = e { Some((to, request)) } else { None })
            .collect()
    };
    for (from, request) in asked(&mut engine) {
        engine.handle(FOUNDED, Input::Unanswered { from, request });
    }
    let mut times = Vec::new();
    for second in 1..=300u64 {
        let now = Millis(FOUNDED.0 + second * 1000);
        let random = second.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        engine.handle(now, Input::Tick { random });
        for (from, request) in asked(&mut engine) {
            assert_eq!(from, other_peer(), "its own institution is asked last");
            times.push(second);
            engine.handle(now, Input::Unanswered { from, request });
        }
    }
    assert!((24..=40).contains(&times.len()), "{times:?}");
}

#[test]
fn requests_are_numbered_on_from_an_engine_before() {
    let mut desk = Desk::new();
    desk.engine.number_requests_after(41);
    desk.input(Input::PeerUp(peer()));
    assert_eq!(desk.question(peer()).map(|(request, _)| request), Some(42));
    assert_eq!(desk.engine.last_request(), 42);
}

#[test]
fn a_crisis_that_gossip_lost_does_not_wait_for_the_end_of_a_long_fetch() {
    let (mut away, mut there) = (Desk::new(), Desk::new());
    let mut writer = there.writer();
    for _ in 0..400 {
        assert_eq!(there.gossip(&writer.write(Kind::Proposal)), Verdict::Accept);
    }
    away.input(Input::PeerUp(peer()));
    let (mut notice, mut pages, mut sizes) = (None, 0, Vec::new());
    while let Some((request, what)) = away.question(peer()) {
        if let Request::Runs(wants) = &what {
            sizes.push(wants.iter().map(|want| want.to - want.from + 1).sum::<u64>());
            pages += 1;
            if pages == 3 {
                let message = writer.write(Kind::Notice);
                assert_eq!(there.gossip(&message), Verdict::Accept);
                notice = Some(message);
            }
        }
        let is_page = matches!(what, Request::Runs(_));
        let response = ask(&mut there, ours(), what);
        // A slow line: each page takes three seconds.
        away.now = away.now.plus(if is_page { 3_000 } else { 600 });
        away.answer(peer(), request, opened(response));
        if notice.as_ref().is_some_and(|notice| away.has(notice)) {
            break;
        }
    }
    assert!(sizes.iter().all(|size| *size <= 32), "{sizes:?}");
    assert!((3..=8).contains(&pages), "after {pages} pages, {} s", pages * 3);
    assert!(away.engine.state().behind > 100, "and the rest is still to come");
}

#[test]
fn over_a_second_link_everything_is_compared_anew_when_the_first_one_turns_out_to_be_dead() {
    let mut desk = Desk::new();
    desk.input(Input::PeerUp(peer()));
    let (request, _) = desk.question(peer()).expect("an overview");
    // The peer has started anew: its link is up, and what was asked over the old one is never answered.
    desk.input(Input::PeerUp(peer()));
    assert!(desk.question(peer()).is_none(), "one thing at a time");
    desk.input(Input::Unanswered { from: peer(), request });
    let (request, what) = desk.question(peer()).expect("the same over the new link");
    assert!(matches!(what, Request::Overview(_)), "{what:?}");
    // Where there is no news of it, its turn comes.
    desk.input(Input::Unanswered { from: peer(), request });
    assert!(desk.question(peer()).is_none());
}
