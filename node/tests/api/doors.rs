//! What bad messages get at the API's door, from a key that is listed: a problem, nothing stored,
//! and the next valid message accepted.

use super::town::{Author, Town, ack, bytes, comment, log, notice, now, proposal};
use cabildo_client::api::ApiEvent;
use cabildo_node::config::Role;
use cabildo_protocol::{
    bounds,
    id::{FederationId, Lane},
    message::{Message, Position, WireMessage, sign},
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

/// The same message with some byte of its header changed, counted from the end.
fn broken(message: &Message, from_end: usize) -> Vec<u8> {
    let mut header = message.header_bytes().to_vec();
    let at = header.len() - from_end;
    header[at] ^= 1;
    wire(&header, message.body_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_message_are_refused() {
    let town = Town::oaxaca().await;
    let good = AUTHOR.signed(&town, None, proposal("buena"), |_| ()).await;
    check(&town, "wrong signature", &broken(&good, 1), 400, "bad_request").await;
    // The frame, then something: its length is inside its bound.
    let trailing = [bytes(&good), vec![0]].concat();
    check(&town, "trailing bytes", &trailing, 400, "bad_request").await;
    let mut header = good.header_bytes().to_vec();
    header.insert(header.len() - 64, 0);
    check(&town, "trailing bytes in the header", &wire(&header, good.body_bytes()), 400, "bad_request").await;
    // An array of two with its length in one more byte than it needs: the same data, another form.
    let longer = [&[0x98, 0x02], &bytes(&good)[1..]].concat();
    check(&town, "not canonical", &longer, 400, "bad_request").await;
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
    let mut other = good.body_bytes().expect("a body").to_vec();
    other[20] ^= 1;
    check(&town, "another body", &wire(good.header_bytes(), Some(&other)), 400, "bad_request").await;
    check(&town, "no body", &wire(good.header_bytes(), None), 409, "conflict").await;
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_against_the_rules_are_refused() {
    let town = Town::oaxaca().await;
    let unlisted = |draft: &mut cabildo_protocol::message::Draft| {
        let start = Position::start(
            &draft.federation,
            &cabildo_protocol::id::LogId { key: super::federation::public("nobody"), lane: draft.lane },
        );
        sign(draft, &start, &super::federation::key("nobody")).expect("signed").into_message()
    };
    let mut stranger = None;
    AUTHOR.signed(&town, None, proposal("x"), |draft| stranger = Some(unlisted(draft))).await;
    check(&town, "unlisted key", &bytes(&stranger.expect("signed")), 403, "refused").await;
    let other = |draft: &mut cabildo_protocol::message::Draft| draft.federation = FederationId([9; 32]);
    let message = AUTHOR.signed(&town, None, proposal("x"), other).await;
    check(&town, "wrong federation", &bytes(&message), 403, "refused").await;
    let other = |draft: &mut cabildo_protocol::message::Draft| {
        draft.institution = "mx:16053".parse().expect("a code");
    };
    let message = AUTHOR.signed(&town, None, proposal("x"), other).await;
    check(&town, "wrong institution", &bytes(&message), 403, "refused").await;
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
    // A gap, and a link to another message than the one before.
    let position = Position { seq: 5, ..one.position() };
    let mut draft = None;
    AUTHOR.signed(&town, None, proposal("x"), |d| draft = Some(d.clone())).await;
    let draft = draft.expect("a draft");
    let signing = super::federation::key(AUTHOR.0);
    let gap = sign(&draft, &position, &signing).expect("signed");
    town.submit(&bytes(&gap)).await.expect(409, "conflict");
    let position = Position { id: two.id(), ..one.position() };
    let unlinked = sign(&draft, &position, &signing).expect("signed");
    check(&town, "broken link", &bytes(&unlinked), 403, "refused").await;
    let position = Position { total_bytes: 1, ..one.position() };
    let miscounted = sign(&draft, &position, &signing).expect("signed");
    town.submit(&bytes(&miscounted)).await.expect(409, "conflict");
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
