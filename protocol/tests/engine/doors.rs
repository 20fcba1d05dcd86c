//! What bad input gets, by every door: a submission, gossip, a page of sync.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    bounds::FUTURE_MAX_MS,
    content::{ContentError, Kind},
    engine::{Effect, Event, Input},
    id::{MessageId, Millis},
    ingest::{Refusal, Verdict},
    message::{KeyCache, Message, Position, RosterNeeds, Verified, sign},
    roster::{Change, Role, Scope},
    store::Store as _,
    sync::Request,
};

#[test]
fn a_good_message_is_taken_by_every_door() {
    for door in DOORS {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        for kind in [Kind::Proposal, Kind::Notice, Kind::Comment, Kind::Ack] {
            let message = writer.write(kind);
            desk.check_takes(door, &message);
        }
        assert_eq!(desk.engine.frontier().len(), 2);
    }
}

#[test]
fn wrong_federation() {
    let of_another = |_: &mut Desk, writer: &mut Writer| {
        let mut draft = writer.draft(Kind::Proposal);
        draft.federation = another(draft.federation);
        let start = Position::start(&draft.federation, &writer.log(Kind::Proposal));
        sign(&draft, &start, &writer.key).unwrap()
    };
    check_refused("wrong federation", of_another, |r| *r == Refusal::Federation, Verdict::Reject);
}

#[test]
fn unlisted_key() {
    let stranger = |desk: &mut Desk, _: &mut Writer| {
        Writer::new(&desk.federation, "mx:20067", "stranger").write(Kind::Proposal)
    };
    check_refused("unlisted key", stranger, |r| *r == Refusal::UnlistedKey, Verdict::Ignore);
}

#[test]
fn a_key_of_another_institution() {
    let posing = |_: &mut Desk, writer: &mut Writer| {
        let mut draft = writer.draft(Kind::Proposal);
        draft.institution = code("mx:16053");
        sign(&draft, &writer.heads[1], &writer.key).unwrap()
    };
    let expected = Refusal::Institution(code("mx:16053"));
    check_refused("another institution", posing, |r| *r == expected, Verdict::Ignore);
}

#[test]
fn a_kind_that_the_institution_may_not_author() {
    let rsvp = |_: &mut Desk, w: &mut Writer| sign(&w.draft(Kind::Rsvp), &w.heads[1], &w.key).unwrap();
    check_refused("rsvp", rsvp, |r| matches!(r, Refusal::NotAllowed { kind: 31, .. }), Verdict::Ignore);
}

#[test]
fn a_kind_that_the_role_may_not_author() {
    let agenda = |_: &mut Desk, w: &mut Writer| sign(&w.draft(Kind::Agenda), &w.heads[1], &w.key).unwrap();
    check_refused("agenda", agenda, |r| matches!(r, Refusal::NotAllowed { kind: 30, .. }), Verdict::Ignore);
}

#[test]
fn a_broken_link() {
    let broken = |desk: &mut Desk, writer: &mut Writer| {
        let first = writer.write(Kind::Proposal);
        desk.check_takes(Door::Gossip, &first);
        let elsewhere = Position { id: MessageId([3; 32]), ..writer.heads[1] };
        sign(&writer.draft(Kind::Proposal), &elsewhere, &writer.key).unwrap()
    };
    check_refused("broken link", broken, |r| *r == Refusal::BrokenLink, Verdict::Ignore);
}

#[test]
fn a_first_message_that_does_not_begin_its_log() {
    let broken = |_: &mut Desk, writer: &mut Writer| {
        let elsewhere = Position { id: MessageId([3; 32]), ..writer.heads[1] };
        sign(&writer.draft(Kind::Proposal), &elsewhere, &writer.key).unwrap()
    };
    check_refused("broken beginning", broken, |r| *r == Refusal::BrokenLink, Verdict::Ignore);
}

#[test]
fn a_total_that_does_not_add_up() {
    let wrong = |_: &mut Desk, writer: &mut Writer| {
        let elsewhere = Position { total_bytes: 5, ..writer.heads[1] };
        sign(&writer.draft(Kind::Proposal), &elsewhere, &writer.key).unwrap()
    };
    check_refused("total", wrong, |r| matches!(r, Refusal::Contradiction(_)), Verdict::Ignore);
}

#[test]
fn a_date_before_its_predecessor() {
    let earlier = |desk: &mut Desk, writer: &mut Writer| {
        let first = writer.write(Kind::Proposal);
        desk.check_takes(Door::Gossip, &first);
        let mut draft = writer.draft(Kind::Proposal);
        draft.created = FOUNDED;
        let undated = Position { created: Millis(0), ..writer.heads[1] };
        sign(&draft, &undated, &writer.key).unwrap()
    };
    check_refused("earlier", earlier, |r| matches!(r, Refusal::Contradiction(_)), Verdict::Ignore);
}

#[test]
fn a_kind_in_the_wrong_lane_and_answers_to_nothing() {
    let wrong_lane = |_: &mut Desk, w: &mut Writer| {
        let mut draft = w.draft(Kind::Notice);
        draft.lane = Kind::Proposal.lane();
        sign(&draft, &w.heads[1], &w.key).unwrap()
    };
    check_refused("wrong lane", wrong_lane, |r| matches!(r, Refusal::Inconsistent(_)), Verdict::Reject);
    for kind in [Kind::Comment, Kind::Proposal] {
        let rootless = |_: &mut Desk, w: &mut Writer| {
            let mut draft = w.draft(kind);
            draft.root = draft.root.xor(Some(MessageId([1; 32])));
            sign(&draft, &w.heads[1], &w.key).unwrap()
        };
        check_refused("root", rootless, |r| matches!(r, Refusal::Inconsistent(_)), Verdict::Reject);
    }
}

#[test]
fn over_the_quota() {
    for door in DOORS {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        let mut draft = writer.draft(Kind::Proposal);
        draft.content = vec![0; 200 * 1024];
        let kept: Vec<_> = (0..5).map(|_| writer.sign(&draft)).collect();
        kept.iter().for_each(|message| assert_eq!(desk.gossip(message), Verdict::Accept));
        let mut crisis = writer.clone();
        let over = writer.sign(&draft);
        desk.out.clear();
        match desk.bring(door, &over) {
            Outcome::Reply(result) => assert_eq!(result, Err(Refusal::Quota { quota: 1 << 20 })),
            Outcome::Verdict(verdict) => assert_eq!(verdict, Verdict::Ignore),
            Outcome::Page => {}
        }
        assert!(!desk.has(&over) && !desk.sent_on());
        desk.check_takes(door, &crisis.write(Kind::Notice));
        // Beyond the quota nothing is fetched either, until the grant is raised.
        desk.input(Input::PeerDown(other_peer()));
        desk.input(Input::PeerUp(other_peer()));
        let heads = [(over.log(), over.seq(), over.id())];
        if door == Door::Sync {
            assert!(desk.until_runs(other_peer(), &heads).is_none(), "fetched beyond the quota");
            let quorum = vec![quorum(&GOVERNORS_MX, 2)];
            let raised = Change::Institution(code("mx:20067"), Box::new(entry("oaxaca", 1 << 21)));
            let id = desk.federation.id;
            let roster = desk.federation.mx.next(Some(id), quorum, vec![raised], &["mx-a", "mx-b"]);
            desk.input(Input::Rosters(vec![roster]));
            desk.input(Input::PeerUp(other_peer()));
            let (request, _) = desk.until_runs(other_peer(), &heads).unwrap();
            desk.answer(other_peer(), request, page(std::slice::from_ref(&over)));
            assert!(desk.has(&over));
        }
    }
}

#[test]
fn a_client_is_told_what_is_wrong_with_its_content() {
    let mut desk = Desk::new();
    let writer = desk.writer();
    let mut draft = writer.draft(Kind::Proposal);
    draft.content = vec![0xa0];
    let empty = sign(&draft, &writer.heads[1], &writer.key).unwrap();
    assert!(matches!(desk.submit(&empty), Err(Refusal::Content(_))));
    draft.kind = 900;
    let unknown = sign(&draft, &writer.heads[1], &writer.key).unwrap();
    assert_eq!(desk.submit(&unknown), Err(Refusal::Content(ContentError::UnknownKind(900))));
    let bare = sign(&writer.draft(Kind::Proposal), &writer.heads[1], &writer.key).unwrap();
    let bare = bare.into_message().without_body().verify(&mut KeyCache::default()).unwrap();
    assert_eq!(desk.submit(&bare), Err(Refusal::NoBody));
    assert!(desk.engine.frontier().is_empty() && !desk.sent_on());
}

#[test]
fn a_client_repeats_and_a_client_conflicts() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let mut clone = writer.clone();
    let message = writer.write(Kind::Proposal);
    assert_eq!(desk.submit(&message), Ok(message.id()));
    assert_eq!(desk.submit(&message), Ok(message.id()), "a retry sends the same bytes");
    let mut draft = clone.draft(Kind::Proposal);
    draft.salt = [8; 16];
    let rival = clone.sign(&draft);
    assert_eq!(desk.submit(&rival), Err(Refusal::Conflict { head: 1, seq: 1 }));
    clone.write(Kind::Proposal);
    let ahead = clone.write(Kind::Proposal);
    assert_eq!(desk.submit(&ahead), Err(Refusal::Conflict { head: 1, seq: 3 }));
    assert!(desk.engine.forks().is_empty(), "never a proof");
    let next = writer.write(Kind::Proposal);
    assert_eq!(desk.submit(&next), Ok(next.id()));
}

#[test]
fn a_client_does_not_write_past_what_peers_have_seen() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let mut restored = writer.clone();
    writer.write(Kind::Proposal);
    let second = writer.write(Kind::Proposal);
    assert_eq!(desk.gossip(&second), Verdict::Accept);
    let mut draft = restored.draft(Kind::Proposal);
    draft.salt = [8; 16];
    assert_eq!(desk.submit(&restored.sign(&draft)), Err(Refusal::Conflict { head: 2, seq: 1 }));
}

#[test]
fn far_in_the_future() {
    let far = |desk: &Desk, writer: &mut Writer| {
        let mut draft = writer.draft(Kind::Notice);
        draft.created = desk.now.plus(FUTURE_MAX_MS + 1);
        draft
    };
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let draft = far(&desk, &mut writer);
    let message = sign(&draft, &writer.heads[0], &writer.key).unwrap();
    assert_eq!(desk.submit(&message), Err(Refusal::Future { created: draft.created }));
    assert!(!desk.has(&message) && !desk.sent_on());
    // From a peer it is linked, not forwarded and not announced.
    assert_eq!(desk.gossip(&message), Verdict::Ignore);
    assert!(desk.has(&message));
    assert!(desk.events().is_empty() && !desk.sent_on());
    // The same where it must wait for its predecessor, and by sync.
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let first = writer.write(Kind::Notice);
    let second = writer.sign(&far(&desk, &mut writer.clone()));
    assert_eq!(desk.gossip(&second), Verdict::Ignore);
    desk.page(&[first.clone(), second.clone()]);
    assert!(desk.has(&first) && desk.has(&second));
    desk.now = draft.created;
    let next = writer.write(Kind::Notice);
    assert_eq!(desk.submit(&next), Ok(next.id()));
}

#[test]
fn a_roster_that_is_behind_is_fetched_and_nobody_is_blamed() {
    for door in [Door::Gossip, Door::Sync] {
        let mut desk = Desk::new();
        let mut ahead = desk.federation.clone();
        let changes = vec![Change::Device(public("second"), device(Role::Operator))];
        let signers = vec![quorum(&["oaxaca-institution"], 1)];
        let roster = ahead.oaxaca.next(Some(ahead.id), signers, changes, &["oaxaca-institution"]);
        let mut writer = Writer::new(&ahead, "mx:20067", "second");
        let mut draft = writer.draft(Kind::Proposal);
        draft.needs = RosterNeeds { charter: 1, chamber: 1, institution: 2 };
        let message = writer.sign(&draft);
        desk.input(Input::PeerUp(peer()));
        desk.until_runs(peer(), &[]);
        match desk.bring(door, &message) {
            Outcome::Verdict(verdict) => assert_eq!(verdict, Verdict::Ignore),
            outcome => assert_eq!(outcome, Outcome::Page),
        }
        assert!(!desk.has(&message) && !desk.sent_on());
        if door == Door::Gossip {
            let (request, what) = desk.question(peer()).unwrap();
            assert!(matches!(what, Request::Overview(..)), "{what:?}");
            desk.input(Input::Unanswered { from: peer(), request });
        }
        desk.input(Input::Rosters(vec![roster]));
        assert_eq!(desk.engine.authority().version(&Scope::Institution(code("mx:20067"))), 2);
        desk.check_takes(door, &message);
    }
}

#[test]
fn unknown_kinds_are_linked_and_relayed() {
    for door in [Door::Gossip, Door::Sync] {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        let mut draft = writer.draft(Kind::Proposal);
        draft.kind = 900;
        draft.content = vec![0xf6];
        let unknown = writer.sign(&draft);
        desk.check_takes(door, &unknown);
        let next = writer.write(Kind::Proposal);
        desk.check_takes(door, &next);
    }
}

#[test]
fn unknown_wire_versions_are_linked_and_relayed() {
    for door in [Door::Gossip, Door::Sync] {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        desk.check_takes(door, &writer.write(Kind::Proposal));
        let newer = writer.write_newer();
        desk.check_takes(door, &newer);
        let next = writer.write(Kind::Proposal);
        desk.check_takes(door, &next);
        assert_eq!(desk.engine.frontier()[0].1, 3);
    }
    let mut desk = Desk::new();
    let newer = desk.writer().write_newer();
    assert!(matches!(desk.submit(&newer), Err(Refusal::Inconsistent(_))));
}

#[test]
fn a_full_disk_refuses_and_recovers() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let message = writer.write(Kind::Proposal);
    desk.engine.store_mut().set_full(true);
    assert_eq!(desk.submit(&message), Err(Refusal::ReadOnly));
    assert!(desk.engine.state().read_only);
    assert_eq!(desk.gossip(&message), Verdict::Ignore);
    assert!(!desk.has(&message) && !desk.sent_on());
    desk.engine.store_mut().set_full(false);
    desk.input(Input::ReadOnly(false));
    assert_eq!(desk.submit(&message), Ok(message.id()));
}

#[test]
fn a_page_with_what_is_no_message_ends_the_link() {
    let mut desk = Desk::new();
    let good = desk.writer().write(Kind::Proposal);
    desk.input(Input::PeerUp(peer()));
    let heads = [(good.log(), 1, good.id())];
    let (request, _) = desk.until_runs(peer(), &heads).unwrap();
    let runs = vec![good.clone().into()];
    let answer =
        cabildo_protocol::engine::Answer::Page { runs, unsigned: Vec::new(), more: false, faults: 1 };
    desk.answer(peer(), request, answer);
    assert!(desk.out.iter().any(|e| matches!(e, Effect::Disconnect(p) if *p == peer())));
    assert!(desk.has(&good), "what was good in it is good");
}

/// A device may be listed in two federations: what it signs in the other is no reason to stop
/// fetching its log here.
#[test]
fn a_page_from_another_federation_ends_the_link_and_the_log_is_fetched_from_others() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let mut draft = writer.draft(Kind::Proposal);
    draft.federation = another(draft.federation);
    let start = Position::start(&draft.federation, &writer.log(Kind::Proposal));
    let elsewhere = sign(&draft, &start, &writer.key).unwrap();
    let good = writer.write(Kind::Proposal);
    let heads = [(good.log(), 1, good.id())];
    desk.input(Input::PeerUp(peer()));
    let (request, _) = desk.until_runs(peer(), &heads).unwrap();
    desk.answer(peer(), request, page(&[elsewhere]));
    assert!(desk.out.iter().any(|e| matches!(e, Effect::Disconnect(p) if *p == peer())));
    desk.input(Input::PeerDown(peer()));
    desk.input(Input::PeerUp(other_peer()));
    let (request, _) = desk.until_runs(other_peer(), &heads).expect("the log is asked for");
    desk.answer(other_peer(), request, page(std::slice::from_ref(&good)));
    assert!(desk.has(&good));
}

/// Our head is asked for, because the author may have signed another there. What comes instead is
/// no reason to ask again.
#[test]
fn a_peer_that_sends_a_broken_link_again_and_again_is_asked_twice() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let first = writer.write(Kind::Proposal);
    desk.page(std::slice::from_ref(&first));
    writer.heads[1].id = MessageId([9; 32]);
    let broken = writer.write(Kind::Proposal);
    let heads = [(broken.log(), 2, broken.id())];
    desk.input(Input::PeerUp(other_peer()));
    let mut asked = 0;
    while let Some((request, _)) = desk.until_runs(other_peer(), &heads) {
        asked += 1;
        assert!(asked <= 2, "asked without an end");
        desk.answer(other_peer(), request, page(&[broken.clone(), broken.clone()]));
    }
    assert_eq!(asked, 2);
    assert!(desk.has(&first) && !desk.has(&broken));
}

#[test]
fn bytes_that_are_no_message_never_become_verified() {
    let mut writer = Desk::new().writer();
    let good = writer.write(Kind::Proposal);
    let (header, body) = (good.header_bytes().to_vec(), good.body_bytes().unwrap().to_vec());
    let verify = |header: &[u8], body: &[u8]| -> Option<Verified> {
        Message::decode(header, Some(body)).ok()?.verify(&mut KeyCache::default()).ok()
    };
    assert!(verify(&header, &body).is_some());
    for at in 0..header.len() {
        let mut flipped = header.clone();
        flipped[at] ^= 1;
        assert!(verify(&flipped, &body).is_none(), "byte {at}");
    }
    assert!(verify(&[&header[..], &[0]].concat(), &body).is_none());
    assert!(verify(&header, &[&body[..], &[0]].concat()).is_none());
    assert!(verify(&header[1..], &body).is_none());
}

#[test]
fn a_body_that_gossip_left_out_is_fetched() {
    let mut desk = Desk::new();
    desk.input(Input::PeerUp(peer()));
    desk.until_runs(peer(), &[]);
    let whole = desk.writer().write(Kind::Proposal);
    let bare = whole.clone().into_message().without_body().verify(&mut KeyCache::default()).unwrap();
    assert_eq!(desk.gossip(&bare), Verdict::Accept);
    let (request, what) = desk.question(peer()).unwrap();
    assert_eq!(what, Request::Bodies(vec![whole.id()]));
    desk.answer(peer(), request, page(std::slice::from_ref(&whole)));
    assert!(desk.events().contains(&&Event::Body(whole.id())));
    assert_eq!(desk.gossip(&whole), Verdict::Ignore);
}

#[test]
fn bodies_are_asked_for_as_fast_as_the_link_carries_them() {
    // Seconds that each answer takes, and how many bodies are asked for at a time.
    for (took, asked) in [(0, vec![1, 4, 16, 59]), (7, vec![1; 80])] {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        let whole: Vec<Verified> = (0..80).map(|_| writer.write(Kind::Proposal)).collect();
        for message in &whole {
            let bare =
                message.clone().into_message().without_body().verify(&mut KeyCache::default()).unwrap();
            assert_eq!(desk.gossip(&bare), Verdict::Accept);
        }
        desk.input(Input::PeerUp(peer()));
        let mut sizes = Vec::new();
        while let Some((request, what)) = desk.question(peer()) {
            let Request::Bodies(ids) = &what else {
                desk.answer(peer(), request, usual(&what, &[]).unwrap());
                continue;
            };
            sizes.push(ids.len());
            let bodies: Vec<Verified> = whole.iter().filter(|m| ids.contains(&m.id())).cloned().collect();
            desk.now = desk.now.plus(took * 1000);
            desk.answer(peer(), request, page(&bodies));
        }
        assert_eq!(sizes, asked, "{took} s each");
        assert!(desk.engine.store().missing_bodies(1).is_empty());
    }
}
