//! Requests and answers without an end, and peers that no roster lists.

use crate::{
    common::until,
    forge::{Author, frame, proposal},
    gossip::{Scene, Standing, counted},
    peer::{Out, Peer},
};
use cabildo_protocol::{
    bounds, cbor,
    engine::Topic,
    sync::{Fingerprint, Request, Response},
};
use std::time::Duration;

/// Peers that no roster lists and that may be linked.
const STRANGERS_MAX: usize = 32;
const OVERVIEW: Request = Request::Overview(Fingerprint([0; 16]));

fn is_overview(response: &Result<Response, String>) -> bool {
    matches!(response, Ok(Response::Overview(_)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_cannot_be_read_are_not_answered_and_the_next_one_is() {
    let scene = Scene::new().await;
    let peer = scene.peer("valparaiso").await;
    let good = cbor::encode(&OVERVIEW);
    let requests = [
        ("nothing", vec![]),
        ("rubbish", vec![0xff; 100]),
        ("bytes after the request", [&good[..], &[0]].concat()),
        ("a request that is not canonical", [&[0xb8, 1], &good[1..]].concat()),
        ("a request that ends too soon", good[..good.len() - 1].to_vec()),
        ("a request over its bound", vec![0x5a; bounds::SYNC_REQUEST_MAX + 1]),
    ];
    let before = Standing::of(&scene.here).await;
    for (what, bytes) in requests {
        let answer = peer.ask(Out::Bytes(bytes)).await;
        assert!(answer.as_ref().map_or(true, Vec::is_empty), "{what}: {answer:?}");
        assert!(is_overview(&peer.ask_for(&OVERVIEW).await), "{what}");
    }
    let answer = peer.ask(Out::Flood).await;
    assert!(answer.as_ref().map_or(true, Vec::is_empty), "a request without an end: {answer:?}");
    assert_eq!(peer.cut(), 1, "the node stops reading");
    assert!(is_overview(&peer.ask_for(&OVERVIEW).await));
    assert_eq!(Standing::of(&scene.here).await, before);
    assert_eq!(peer.seen().closed, 0, "one link from the beginning");
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_begins_and_never_ends_is_cut_and_the_others_are_served_meanwhile() {
    let scene = Scene::new().await;
    let drip = Out::Drip(cbor::encode(&OVERVIEW)[..5].to_vec(), Duration::from_millis(300));
    let slow = scene.peer("valparaiso").await;
    // Fewer than a link has streams, so that time alone cuts them.
    let requests = futures::future::join_all((0..6).map(|_| slow.ask(drip.clone())));
    let answer = drip.clone();
    let mut mute = scene.peer("copiapo").await;
    let failures =
        async || counted(&scene.here.metrics().await.expect("metrics"), "cabildo_sync_failed_total");
    let before = failures().await;
    mute.say(move |request| matches!(request, Request::Overview(..)).then(|| answer.clone()));
    mute.meet_again(&scene.federation, "oaxaca").await;
    let mut author = Author::of(&scene.federation, "embajada");
    let honest = scene.peer("embajada").await;
    let served = async {
        let mut rounds = 0;
        until("both are cut", async || {
            rounds += 1;
            assert!(is_overview(&honest.ask_for(&OVERVIEW).await), "round {rounds}");
            if rounds % 20 == 1 {
                scene.takes(&honest, &author.write(&proposal(&format!("ronda {rounds}")))).await;
            }
            slow.cut() == 6 && failures().await > before
        })
        .await;
        assert!(mute.seen().links > 0, "slow is not yet hostile");
        rounds
    };
    let (answers, rounds) = tokio::join!(requests, served);
    assert!(answers.iter().all(|answer| answer.as_ref().map_or(true, Vec::is_empty)), "{answers:?}");
    assert!(rounds > 1, "served while they were still at it");
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_listed_gets_rosters_and_nothing_else() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let honest = scene.peer("valparaiso").await;
    let known = author.write(&proposal("de todos"));
    scene.takes(&honest, &known).await;
    let mut stranger = Peer::stranger(&scene.federation);
    stranger.meet(&scene.federation, "oaxaca").await;
    let want = cabildo_protocol::sync::Want { log: known.log(), from: 1, to: 1 };
    for request in [
        OVERVIEW,
        Request::Proofs(None),
        Request::Reconcile(vec![]),
        Request::Runs(vec![want]),
        Request::Bodies(vec![known.id()]),
    ] {
        assert_eq!(stranger.ask_for(&request).await, Ok(Response::Busy), "{request:?}");
    }
    let Ok(Response::Rosters(rosters)) = stranger.ask_for(&Request::Rosters(vec![])).await else {
        panic!("no rosters");
    };
    assert!(cabildo_protocol::authority::Authority::load(&rosters).is_ok(), "{} rosters", rosters.len());
    // What it says is not heard, good or bad, and what others say is not said to it.
    let before = Standing::of(&scene.here).await;
    let next = author.write(&proposal("por un extraño"));
    stranger.publish(Topic::Acts, frame(&next)).await;
    stranger.publish(Topic::Acts, vec![0xff; 60]).await;
    stranger.has([next.clone().into_message()]);
    let mut other = Author::of(&scene.federation, "copiapo");
    scene.takes(&honest, &other.write(&proposal("por un miembro"))).await;
    let after = Standing::of(&scene.here).await;
    assert_eq!(
        (after.accepted, after.ignored, after.rejected, after.messages),
        (before.accepted + 1, before.ignored, before.rejected, before.messages + 1)
    );
    assert!(stranger.seen().frames.is_empty(), "gossip is for members");
    // Nor is it asked for anything but rosters, whatever it says to have.
    let only =
        |request: &Request| matches!(request, Request::Overview(..) | Request::Rosters(_) | Request::Tips(_));
    assert!(stranger.seen().requests.iter().all(only), "{:?}", stranger.seen().requests);
    // The same message by a member is taken.
    scene.takes(&honest, &next).await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_are_few_and_members_still_get_in() {
    let scene = Scene::new().await;
    let mut strangers: Vec<Peer> = (0..STRANGERS_MAX).map(|_| Peer::stranger(&scene.federation)).collect();
    for stranger in &mut strangers {
        stranger.dial(&scene.federation, "oaxaca");
    }
    for stranger in &strangers {
        stranger.until("a link", |seen| seen.links > 0).await;
        let answer = stranger.ask_for(&Request::Rosters(vec![])).await;
        assert!(matches!(answer, Ok(Response::Rosters(_))), "{answer:?}");
    }
    let mut late = Peer::stranger(&scene.federation);
    late.dial(&scene.federation, "oaxaca");
    late.until("refused", |seen| seen.closed > 0 && seen.links == 0).await;
    assert!(late.ask_for(&Request::Rosters(vec![])).await.is_err());
    let member = scene.peer("valparaiso").await;
    assert!(is_overview(&member.ask_for(&OVERVIEW).await));
    let mut author = Author::of(&scene.federation, "valparaiso");
    scene.takes(&member, &author.write(&proposal("un miembro"))).await;
    // A place that is left is given to the next.
    drop(strangers.pop());
    until("a place", async || {
        let closed = late.seen().closed;
        late.dial(&scene.federation, "oaxaca");
        late.until("let in or refused", |seen| seen.closed > closed || seen.links > 0).await;
        late.ask_for(&Request::Rosters(vec![])).await.is_ok()
    })
    .await;
    assert!(strangers.iter().all(|stranger| stranger.seen().closed == 0));
    scene.end().await;
}
