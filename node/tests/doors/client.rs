//! Bad messages from a client, at the API's door.

use crate::{
    common::arrives,
    forge::{Author, CASES, frame, proposal},
    gossip::{Scene, Standing},
    http::{Answer, call},
};
use cabildo_protocol::message::{Message, WireMessage};

/// Submits what must be refused: the client is told why, nothing of it is kept or passed on, and the
/// next good one is taken.
async fn refuses(scene: &Scene, author: &mut Author, what: &str, bad: &[u8], (status, code): (u16, &str)) {
    let (before, beyond) = (Standing::of(&scene.here).await, Standing::of(&scene.there).await);
    let heard = scene.ear.seen().frames.len();
    println!("{what}");
    submit(scene, bad).await.expect(status, code);
    assert_eq!(Standing::of(&scene.here).await, before, "{what}");
    let good = author.write(&proposal(what));
    takes(scene, &good).await;
    assert_eq!(Standing::of(&scene.here).await.messages, before.messages + 1, "{what}");
    // Gossip keeps an order: what was passed on before the good one would be here by now.
    let seen = scene.ear.seen();
    assert_eq!(seen.frames.get(heard..), Some(&[frame(&good)][..]), "{what}: passed on");
    let there = Standing::of(&scene.there).await;
    assert_eq!((there.rejected, there.ignored), (beyond.rejected, beyond.ignored), "{what}");
}

async fn submit(scene: &Scene, bytes: &[u8]) -> Answer {
    call(scene.oaxaca.socket(), "POST", "/v1/messages", bytes).await
}

async fn takes(scene: &Scene, good: &Message) {
    let answer = submit(scene, &WireMessage::from(good).encode()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    arrives(&scene.there, &good.id()).await;
    let passed_on = frame(good);
    scene.ear.until("the next one is passed on", |seen| seen.frames.contains(&passed_on)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_message_is_refused_kept_by_nobody_and_not_passed_on() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "oaxaca");
    for (what, make) in &CASES {
        let bad = make(&author);
        refuses(&scene, &mut author, what, &bad.wire.encode(), bad.api).await;
    }
    let good = WireMessage::from(&*author.sign(&proposal("entera"))).encode();
    let frames = [
        ("bytes after the frame", [&good[..], &[0]].concat()),
        // An array of two with its length in one more byte than it needs.
        ("a frame that is not canonical", [&[0x98, 2], &good[1..]].concat()),
        ("a frame that ends too soon", good[..good.len() - 1].to_vec()),
    ];
    for (what, bytes) in frames {
        refuses(&scene, &mut author, what, &bytes, (400, "bad_request")).await;
    }
    scene.same_frontiers().await;
    scene.end().await;
}
