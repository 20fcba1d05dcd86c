//! Suspended, lifted, revoked: what stands beyond a cut-off is void, hidden and kept as evidence,
//! alike on every node, whatever came first.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    content::Kind,
    engine::Input,
    id::{Hash, LogId, MessageId, Millis},
    ingest::Refusal,
    message::{Message, Verified},
    roster::{Change, CutOff, Device, InstitutionEntry, Role, SignedRoster, Standing},
    store::Store as _,
    views::{self, Context, Thread},
};
use proptest::prelude::*;

fn cut(at: &Message) -> CutOff {
    CutOff { seq: at.seq(), id: Hash(at.id().0) }
}

struct Story {
    federation: Federation,
    messages: Vec<Verified>,
    /// Suspended; lifted; suspended again; confirmed, with a device that is revoked on the way.
    rosters: Vec<SignedRoster>,
}

fn story() -> Story {
    let mut f = federation();
    let mut writer = Writer::new(&f, "mx:16053", "morelia-device");
    let mut messages: Vec<Verified> = (0..4).map(|_| writer.write(Kind::Proposal)).collect();
    messages.extend((0..2).map(|_| writer.write(Kind::Notice)));
    let mut writer = Writer::new(&f, "mx:20067", "oaxaca-device");
    messages.extend((0..3).map(|_| writer.write(Kind::Proposal)));
    let (acts, crisis) = (messages[1].log(), messages[4].log());
    let before = f.clone();
    let ends = || vec![(acts, cut(&messages[1])), (crisis, cut(&messages[4]))];
    let mut chamber = |standing, ends: Vec<(LogId, CutOff)>| {
        let entry = InstitutionEntry { standing, ends, ..entry("morelia", 1 << 20) };
        let changes = vec![Change::Institution(code("mx:16053"), Box::new(entry))];
        f.mx.next(Some(f.id), vec![quorum(&GOVERNORS_MX, 2)], changes, &["mx-a", "mx-c"])
    };
    let mut rosters = vec![
        chamber(Standing::Suspended, ends()),
        chamber(Standing::Active, vec![]),
        chamber(Standing::Suspended, ends()),
        chamber(Standing::Left, vec![(acts, cut(&messages[2]))]),
    ];
    let revoked = Device { cut_off: (None, Some(cut(&messages[7]))), ..device(Role::Operator) };
    let changes = vec![Change::Device(public("oaxaca-device"), revoked)];
    let owner = vec![quorum(&["oaxaca-institution"], 1)];
    rosters.push(f.oaxaca.next(Some(f.id), owner, changes, &["oaxaca-institution"]));
    Story { federation: before, messages, rosters }
}

/// The threads that a node shows.
fn shown(desk: &Desk) -> Vec<(MessageId, Thread)> {
    let (authority, forks) = (desk.engine.authority(), desk.engine.forks());
    let context = Context { authority, forks, now: Millis(u64::MAX / 2) };
    let mut all: Vec<Message> = desk.engine.store().messages().cloned().collect();
    all.sort_by_key(Message::id);
    let threads = all.iter().map(|root| (root.id(), views::thread(root, &[], &context)));
    threads
        .filter(|(_, thread)| !matches!(thread, Thread::Opaque { reason, .. } if reason == "void"))
        .collect()
}

/// What a node has and shows when these have come in this order, again and again, as sync brings
/// them: first up to `versions` of the chamber's rosters, later all.
fn outcome(story: &Story, order: &[usize]) -> Desk {
    let mut desk = Desk::of(story.federation.clone());
    let mut before = None;
    loop {
        for at in order {
            match story.messages.get(*at) {
                Some(message) => {
                    desk.gossip(message);
                }
                None => desk.input(Input::Rosters(vec![story.rosters[*at - story.messages.len()].clone()])),
            }
        }
        desk.out.clear();
        let now = (desk.engine.frontier(), desk.engine.authority().tips());
        if before.as_ref() == Some(&now) {
            return desk;
        }
        before = Some(now);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn every_order_leads_to_the_same_heads_and_threads(
        (versions, device, order) in (0..=4usize, any::<bool>()).prop_flat_map(|(versions, device)| {
            let messages = 9usize;
            let mut all: Vec<usize> = (0..messages + versions).collect();
            if device {
                all.push(messages + 4);
            }
            (Just(versions), Just(device), Just(all).prop_shuffle())
        }),
    ) {
        let story = story();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        let (one, other) = (outcome(&story, &sorted), outcome(&story, &order));
        prop_assert_eq!(one.engine.frontier(), other.engine.frontier(), "{} {} {:?}", versions, device, order);
        prop_assert_eq!(shown(&one), shown(&other));
        // Rosters first: what is void is not even taken in; and yet the same is shown.
        let mut rosters_first = sorted.clone();
        rosters_first.reverse();
        let third = outcome(&story, &rosters_first);
        prop_assert_eq!(one.engine.frontier(), third.engine.frontier());
        prop_assert_eq!(shown(&one), shown(&third));
    }
}

#[test]
fn a_suspension_is_lifted_or_confirmed_by_the_next_version() {
    let story = story();
    let mut desk = outcome(&story, &(0..9).collect::<Vec<_>>());
    let acts = story.messages[0].log();
    let head = |desk: &Desk| desk.engine.frontier().into_iter().find(|(log, ..)| *log == acts).map(|h| h.1);
    assert_eq!(head(&desk), Some(4));
    let all = shown(&desk).len();
    for (roster, expected) in story.rosters.iter().zip([2, 4, 2, 3]) {
        desk.input(Input::Rosters(vec![roster.clone()]));
        assert_eq!(head(&desk), Some(expected));
        let judged = desk.engine.authority().judge(&story.messages[3]);
        match expected {
            4 => assert_eq!(judged, Ok(())),
            cut_off => assert_eq!(judged, Err(Refusal::BeyondCutOff { cut_off })),
        }
    }
    // One act and both notices are hidden, and kept as evidence.
    assert_eq!(shown(&desk).len(), all - 3);
    assert_eq!(desk.engine.store().message(&acts, 4).unwrap().map(|m| m.id()), Some(story.messages[3].id()));
    let fresh = outcome(&story, &(9..14).chain(0..9).collect::<Vec<_>>());
    assert_eq!(fresh.engine.frontier(), {
        desk.input(Input::Rosters(vec![story.rosters[4].clone()]));
        desk.engine.frontier()
    });
    assert_eq!(fresh.engine.store().message(&acts, 4).unwrap(), None, "void where it came too late");
}

#[test]
fn another_message_than_the_cut_off_names_is_void() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    let mut twin = writer.clone();
    let stands = writer.write(Kind::Proposal);
    let mut draft = twin.draft(Kind::Proposal);
    draft.salt = [9; 16];
    let other = twin.sign(&draft);
    let ended = Device { cut_off: (None, Some(cut(&stands))), ..device(Role::Operator) };
    let changes = vec![Change::Device(public("oaxaca-device"), ended)];
    let (id, owner) = (desk.federation.id, vec![quorum(&["oaxaca-institution"], 1)]);
    let roster = desk.federation.oaxaca.next(Some(id), owner, changes, &["oaxaca-institution"]);
    desk.input(Input::Rosters(vec![roster]));
    assert_eq!(desk.engine.authority().judge(&stands), Ok(()));
    assert_eq!(desk.engine.authority().judge(&other), Err(Refusal::BeyondCutOff { cut_off: 1 }));
}
