//! Messages that are good and come at the wrong time: before their predecessors, at a place that is
//! taken, or from the future.

use crate::{
    common::{arrives, until},
    forge::{Author, frame, notice, proposal},
    gossip::{Scene, Standing},
    peer::{Out, Peer},
};
use cabildo_client::{
    api::{ApiEvent, MessageInfo},
    http::{ApiClient, MessageFilter},
};
use cabildo_protocol::{
    bounds,
    engine::Topic,
    id::{Lane, MessageId},
    message::{Position, sign},
    sync::{Request, Response},
};
use futures::StreamExt as _;
use std::sync::{Arc, Mutex};

/// A peer that has nothing to give as long as it is asked for messages of logs.
fn gives_nothing(peer: &Peer) {
    peer.say(|request| matches!(request, Request::Runs(_)).then(|| Out::response(&Response::Busy)));
}

async fn shown(api: &ApiClient, id: &MessageId) -> Option<MessageInfo> {
    let all = api.messages(&MessageFilter::default()).await.expect("messages");
    all.into_iter().find(|info| info.id == *id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lacks_its_predecessor_waits_and_the_sender_is_asked_for_it() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let peer = scene.peer("valparaiso").await;
    scene.takes(&peer, &author.write(&proposal("uno"))).await;
    let (second, third) = (author.write(&proposal("dos")), author.write(&proposal("tres")));
    gives_nothing(&peer);
    peer.publish(Topic::Acts, frame(&third)).await;
    until("held", async || Standing::of(&scene.here).await.held == 1).await;
    assert!(shown(&scene.here, &third.id()).await.is_none(), "an act is not shown before it is linked");
    peer.until("asked for what is missing", |seen| {
        let wanted = |request: &Request| match request {
            Request::Runs(wants) => wants.iter().any(|w| (w.log, w.from, w.to) == (second.log(), 2, 2)),
            _ => false,
        };
        seen.requests.iter().any(wanted)
    })
    .await;
    peer.has([&second, &third].map(|message| (**message).clone()));
    // Once more than gossip remembers: the next one makes it ask again.
    let fourth = author.write(&proposal("cuatro"));
    peer.publish(Topic::Acts, frame(&fourth)).await;
    for id in [second.id(), third.id(), fourth.id()] {
        arrives(&scene.here, &id).await;
    }
    assert_eq!(Standing::of(&scene.here).await.held, 0);
    scene.same_frontiers().await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crisis_is_shown_at_once_and_marked_until_its_predecessor_is_here() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let mut peer = scene.peer("valparaiso").await;
    gives_nothing(&peer);
    let (first, second) = (author.write(&notice("primero")), author.write(&notice("segundo")));
    // The stream stands once it has said anything: messages of our own make it.
    let heard = Arc::new(Mutex::new(Vec::<MessageInfo>::new()));
    let (mut events, hearing) = (scene.here.events(None), heard.clone());
    tokio::spawn(async move {
        while let Some(Ok(received)) = events.next().await {
            if let ApiEvent::Message(info) = received.event {
                hearing.lock().expect("messages").push(info);
            }
        }
    });
    let heard = |id: Option<MessageId>| {
        let heard = heard.lock().expect("messages");
        heard.iter().find(|info| id.is_none_or(|id| info.id == id)).cloned()
    };
    let own = scene.federation.writer("oaxaca");
    until("events", async || {
        own.write(&scene.here, crate::common::proposal("empieza")).await.expect("kept");
        heard(None).is_some()
    })
    .await;
    peer.publish(Topic::Crisis, frame(&second)).await;
    until("an event", async || heard(Some(second.id())).is_some()).await;
    assert!(heard(Some(second.id())).is_some_and(|info| info.held), "the event says that it waits");
    let info = shown(&scene.here, &second.id()).await.expect("shown");
    assert!(info.held && info.kind == "notice", "{info:?}");
    let detail = scene.here.message(&second.id().to_string()).await.expect("read");
    assert!(detail.info.held && detail.content.is_some());
    assert!(!scene.here.frontier().await.expect("heads").iter().any(|head| head.log == first.log()));
    // Held is passed on: beyond it is shown at once too.
    until("shown beyond", async || shown(&scene.there, &second.id()).await.is_some()).await;
    peer.has([&first, &second].map(|message| (**message).clone()));
    peer.meet_again(&scene.federation, "oaxaca").await;
    until("linked", async || shown(&scene.here, &second.id()).await.is_some_and(|info| !info.held)).await;
    assert!(shown(&scene.here, &first.id()).await.is_some_and(|info| !info.held));
    scene.same_frontiers().await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_of_one_log_is_bounded_and_other_logs_go_on() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let mut peer = scene.peer("valparaiso").await;
    gives_nothing(&peer);
    let first = author.write(&proposal("falta"));
    let many = bounds::HELD_PER_LOG_MAX + 6;
    let waiting: Vec<_> = (0..many).map(|n| author.write(&proposal(&format!("espera {n}")))).collect();
    let before = Standing::of(&scene.here).await;
    for message in &waiting {
        peer.publish(Topic::Acts, frame(message)).await;
    }
    let held = bounds::HELD_PER_LOG_MAX as u64;
    let expected = Standing {
        accepted: before.accepted + held,
        ignored: before.ignored + waiting.len() as u64 - held,
        held,
        ..before
    };
    until(&format!("{expected:?}"), async || Standing::of(&scene.here).await == expected).await;
    let mut other = Author::of(&scene.federation, "copiapo");
    scene.takes(&peer, &other.write(&proposal("de otro diario"))).await;
    peer.has([first].into_iter().chain(waiting).map(|message| message.into_message()));
    peer.meet_again(&scene.federation, "oaxaca").await;
    arrives(&scene.here, &author.head(Lane::Acts).id).await;
    assert_eq!(Standing::of(&scene.here).await.held, 0);
    scene.same_frontiers().await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_message_at_one_place_is_proved_everywhere() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let peer = scene.peer("valparaiso").await;
    let first = author.write(&proposal("uno"));
    scene.takes(&peer, &first).await;
    let mut again = author.clone();
    let one = author.write(&proposal("de una manera"));
    scene.takes(&peer, &one).await;
    let before = Standing::of(&scene.here).await;
    let other = again.write(&proposal("de otra"));
    peer.publish(Topic::Acts, frame(&other)).await;
    until("proved", async || Standing::of(&scene.here).await.forked == 1).await;
    until("proved beyond", async || Standing::of(&scene.there).await.forked == 1).await;
    let after = Standing::of(&scene.here).await;
    assert_eq!((after.ignored, after.rejected), (before.ignored + 1, before.rejected), "{after:?}");
    assert_eq!(after.messages, before.messages, "the second is not kept as a message");
    assert!(!scene.ear.seen().frames.contains(&frame(&other)), "the proof is passed on, not the message");
    scene.same_frontiers().await;
    let heads = scene.there.frontier().await.expect("heads");
    let head = heads.iter().find(|head| head.log == first.log()).expect("the log");
    assert_eq!((head.seq, head.hash), (1, first.id()), "the last one before the fork");
    for api in [&scene.here, &scene.there] {
        let disputed = async |id: MessageId| shown(api, &id).await.map(|info| info.disputed);
        assert_eq!(disputed(one.id()).await, Some(true));
        assert_eq!(disputed(first.id()).await, Some(false), "what stands before the fork is not");
    }
    // Nothing goes on from either branch, and the same peer's messages of other logs do.
    peer.publish(Topic::Acts, frame(&author.write(&proposal("y sigue")))).await;
    let mut honest = Author::of(&scene.federation, "copiapo");
    scene.takes(&peer, &honest.write(&proposal("de otro diario"))).await;
    until("ignored", async || Standing::of(&scene.here).await.ignored == after.ignored + 1).await;
    let heads = scene.here.frontier().await.expect("heads");
    assert!(heads.iter().any(|head| head.log == first.log() && head.seq == 1));
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dated_far_ahead_is_linked_and_neither_shown_nor_passed_on() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let peer = scene.peer("valparaiso").await;
    let before = Standing::of(&scene.here).await;
    let mut draft = author.draft(&proposal("de mañana"));
    draft.created = draft.created.plus(bounds::FUTURE_MAX_MS + 3_600_000);
    let ahead = author.write_draft(&draft);
    peer.publish(Topic::Acts, frame(&ahead)).await;
    until("ignored", async || Standing::of(&scene.here).await.ignored == before.ignored + 1).await;
    let head = |heads: Vec<cabildo_client::api::Head>| heads.into_iter().find(|head| head.log == ahead.log());
    until("linked", async || {
        head(scene.here.frontier().await.expect("heads")).is_some_and(|head| head.hash == ahead.id())
    })
    .await;
    assert!(shown(&scene.here, &ahead.id()).await.is_none(), "not shown before it is due");
    let inbox = scene.here.inbox(100).await.expect("an inbox");
    assert!(!format!("{inbox:?}").contains("de mañana"));
    let mut other = Author::of(&scene.federation, "copiapo");
    scene.takes(&peer, &other.write(&proposal("de hoy"))).await;
    assert!(!scene.ear.seen().frames.contains(&frame(&ahead)), "not passed on");
    // What follows it cannot be dated before it.
    let draft = author.draft(&proposal("de hoy, después"));
    let after = Position { created: draft.created, ..author.head(Lane::Acts) };
    let back = sign(&draft, &after, &author.key).expect("signed");
    let ignored = Standing::of(&scene.here).await.ignored;
    peer.publish(Topic::Acts, frame(&back)).await;
    until("ignored", async || Standing::of(&scene.here).await.ignored == ignored + 1).await;
    // Sync carries it: nodes have the same, and show it when it is due.
    scene.same_frontiers().await;
    assert!(shown(&scene.there, &ahead.id()).await.is_none());
    scene.end().await;
}
