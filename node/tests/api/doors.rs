//! What bad messages get at the API's door, from a key that is listed: a problem, nothing stored,
//! and the next valid message accepted. What gets the same at every door is in `doors/client.rs`.

use super::town::{Author, Town, ack, bytes, comment, log, notice, now, proposal};
use cabildo_client::api::ApiEvent;
use cabildo_node::config::Role;
use cabildo_protocol::{
    bounds,
    id::Lane,
    message::{Position, WireMessage, sign},
};
use serde_json::Value;

const AUTHOR: Author = Author("oaxaca operator");

/// Submits bytes that must be refused, and then a valid message.
async fn check(town: &Town, name: &str, bad: &[u8], status: u16, code: &str) {
    let before = town.count().await;
    let mut events = town.running.handle().events().subscribe(None);
    let problem = town.submit(bad).await.expect(status, code);
    assert_eq!(town.count().await, before, "{name}: {problem}");
    assert!(events.coming.is_empty(), "{name}: nobody hears of it");
    let good = AUTHOR.write(town, None, proposal(name)).await;
    assert_eq!(town.count().await, before + 1, "{name}");
    // Told by another thread: the next check must not take it for its own.
    loop {
        match &*events.coming.recv().await.expect("a running node").1 {
            ApiEvent::Message(info) if info.id == good => return,
            _ => {}
        }
    }
}

fn wire(header: &[u8], body: Option<&[u8]>) -> Vec<u8> {
    WireMessage(header.to_vec(), body.map(<[u8]>::to_vec)).encode()
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_message_are_refused() {
    let town = Town::oaxaca().await;
    let good = AUTHOR.signed(&town, None, proposal("buena"), |_| ()).await;
    check(&town, "empty", &[], 400, "bad_request").await;
    check(&town, "garbage", b"{\"message\": 1}", 400, "bad_request").await;
    let body = vec![0; bounds::BODY_MAX + 1];
    // The header cannot name a body over the bound, so this is another body; a whole frame over
    // its bound is not even read.
    check(&town, "body over its bound", &wire(good.header_bytes(), Some(&body)), 400, "bad_request").await;
    let body = vec![0; bounds::BODY_MAX + bounds::HEADER_MAX + 64];
    check(&town, "frame over its bound", &wire(good.header_bytes(), Some(&body)), 413, "too_large").await;
    let header = vec![0; bounds::HEADER_MAX + 1];
    check(&town, "header over its bound", &wire(&header, good.body_bytes()), 413, "too_large").await;
    check(&town, "no body", &wire(good.header_bytes(), None), 409, "conflict").await;
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_against_the_rules_are_refused() {
    let town = Town::oaxaca().await;
    let future = now().plus(bounds::FUTURE_MAX_MS + 60_000);
    let message = AUTHOR.signed(&town, None, proposal("x"), |draft| draft.created = future).await;
    check(&town, "far in the future", &bytes(&message), 403, "refused").await;
    let message = AUTHOR.signed(&town, None, proposal("x"), |d| d.content = vec![0xa0]).await;
    check(&town, "a content without its fields", &bytes(&message), 400, "bad_request").await;
    let message = AUTHOR.signed(&town, None, proposal("x"), |d| d.kind = 999).await;
    check(&town, "an unknown kind", &bytes(&message), 403, "refused").await;
    let message = AUTHOR.signed(&town, None, proposal("x"), |d| d.needs.chamber = 7).await;
    check(&town, "a roster that is not here", &bytes(&message), 503, "unavailable").await;
    let secretary = super::town::agenda("mx:20067");
    let message = AUTHOR.signed(&town, None, proposal("x"), |d| {
        d.kind = secretary.kind() as u16;
        d.content = secretary.encode();
    });
    check(&town, "a kind that its role may not write", &bytes(&message.await), 403, "refused").await;
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_in_the_log_is_given_once() {
    let town = Town::oaxaca().await;
    AUTHOR.write(&town, None, proposal("primera")).await;
    // Two signed at one place, as two processes without the ledger would.
    let one = AUTHOR.signed(&town, None, proposal("una"), |_| ()).await;
    let two = AUTHOR.signed(&town, None, proposal("otra"), |_| ()).await;
    assert_eq!((one.log(), one.seq()), (two.log(), two.seq()));
    assert_eq!(town.submit(&bytes(&one)).await.status, 200);
    let problem = town.submit(&bytes(&two)).await.expect(409, "conflict");
    assert!(problem.message.contains("stands at 2"), "{problem}");
    assert_eq!(town.count().await, 2);
    let status: Value = town.json("/v1/status").await;
    assert_eq!(status["forked"], 0, "a client's conflict is no proof of a fork");
    // A retry of the same bytes, whose answer was lost.
    assert_eq!(town.submit(&bytes(&one)).await.status, 200);
    assert_eq!(town.count().await, 2);
    // A gap.
    let position = Position { seq: 5, ..one.position() };
    let mut draft = None;
    AUTHOR.signed(&town, None, proposal("x"), |d| draft = Some(d.clone())).await;
    let draft = draft.expect("a draft");
    let signing = super::federation::key(AUTHOR.0);
    let gap = sign(&draft, &position, &signing).expect("signed");
    town.submit(&bytes(&gap)).await.expect(409, "conflict");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_lanes_stand_beside_each_other() {
    let town = Town::oaxaca().await;
    let proposed = AUTHOR.write(&town, None, proposal("agua")).await;
    let noticed = Author("oaxaca duty").write(&town, None, notice("incendio")).await;
    AUTHOR.write(&town, Some(&noticed.to_string()), ack("acting")).await;
    AUTHOR.write(&town, Some(&proposed.to_string()), comment("de acuerdo")).await;
    let frontier: Vec<Value> = town.json("/v1/frontier").await;
    let logs: Vec<&str> = frontier.iter().filter_map(|head| head["log"].as_str()).collect();
    let mut expected = vec![
        log("oaxaca operator", Lane::Acts),
        log("oaxaca operator", Lane::Crisis),
        log("oaxaca duty", Lane::Crisis),
    ];
    // By the key's bytes and the lane, as `LogId` has it.
    expected.sort_by_key(|log| log.parse::<cabildo_protocol::id::LogId>().expect("a log"));
    assert_eq!(logs, expected);
    assert_eq!(town.count().await, 4);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_takes_nothing_from_clients() {
    let town = Town::oaxaca().await;
    let message = AUTHOR.signed(&town, None, proposal("agua"), |_| ()).await;
    let relay = Town::start("relay node", Role::Relay).await;
    let status: Value = relay.json("/v1/status").await;
    assert_eq!(
        (status["role"].as_str(), status["institution"].as_str()),
        (Some("relay"), Some("mx:x-relay"))
    );
    relay.submit(&bytes(&message)).await.expect(403, "not_permitted");
    let draft = AUTHOR.draft(None, proposal("agua"));
    AUTHOR.prepare(&relay, &draft).await.expect(403, "not_permitted");
    assert_eq!(relay.count().await, 0);
    relay.running.stop().await;
    town.running.stop().await;
}
