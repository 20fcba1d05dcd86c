//! Events: resumed without gap or repetition, and slow readers told to read everything again.

use super::town::{Author, PATIENCE, Stream, Town, proposal};
use cabildo_client::api::{ApiEvent, MessageInfo};
use cabildo_node::api::{self, Limits};
use serde_json::Value;
use std::time::Duration;
use tokio::{io::AsyncWriteExt as _, net::UnixStream, time::timeout};

const AUTHOR: Author = Author("oaxaca operator");

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_comes_back_misses_and_repeats_nothing() {
    let town = Town::oaxaca().await;
    let mut stream = Stream::open(&town.socket, None).await;
    let begin = stream.any().await.expect("a place");
    let mut last = begin.strip_prefix("id: ").expect("the place from which to resume").to_owned();
    let (mut seen, mut written) = (Vec::new(), Vec::new());
    for round in 0..6 {
        // Some while it reads, some while it is away.
        for n in 0..3 {
            written.push(AUTHOR.write(&town, None, proposal(&format!("{round} {n}"))).await);
        }
        for _ in 0..2 {
            let sent = stream.message().await;
            let message: MessageInfo = serde_json::from_str(&sent.data).expect("a message");
            seen.push(message.id);
            last = sent.id;
        }
        drop(stream);
        written.push(AUTHOR.write(&town, None, proposal("entre tanto")).await);
        stream = Stream::open(&town.socket, Some(&last)).await;
    }
    while seen.len() < written.len() {
        let sent = stream.message().await;
        let event: Value = serde_json::from_str(&sent.data).expect("JSON");
        assert_eq!(event["event"], "message", "the data says what the name says");
        seen.push(serde_json::from_value::<MessageInfo>(event).expect("a message").id);
    }
    assert_eq!(seen, written);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_not_known_means_read_everything_again() {
    let town = Town::oaxaca().await;
    let mut first = Stream::open(&town.socket, None).await;
    AUTHOR.write(&town, None, proposal("uno")).await;
    first.message().await;
    for after in ["1-1", "rubbish", "", "99999999999999999999-1", "%00"] {
        let mut stream = Stream::open(&town.socket, Some(after)).await;
        let sent = stream.next().await.expect("an event");
        assert_eq!((sent.name.as_str(), sent.data.as_str()), ("resync", r#"{"event":"resync"}"#), "{after}");
        // And its id is a place to go on from.
        let id = AUTHOR.write(&town, None, proposal("otra")).await;
        let next = Stream::open(&town.socket, Some(&sent.id)).await.message().await;
        assert!(next.data.contains(&id.to_string()));
        assert!(stream.message().await.data.contains(&id.to_string()), "it is served on");
    }
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_holds_up_nobody() {
    let town = Town::oaxaca().await;
    let log = town.running.handle().events().clone();
    let mut slow = Stream::open(&town.socket, None).await;
    let mut quick = Stream::open(&town.socket, None).await;
    // Far more than the kept events and the socket's buffers together.
    let total = 40_000u64;
    let pushing = tokio::spawn(async move {
        for behind in 0..total {
            log.push(ApiEvent::Progress { behind });
            if behind % 100 == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    });
    let mut heard = 0u64;
    let mut expected = None;
    loop {
        let sent = quick.next().await.expect("an event");
        if sent.name == "resync" {
            expected = None;
            continue;
        }
        if sent.name != "progress" {
            continue;
        }
        let event: Value = serde_json::from_str(&sent.data).expect("JSON");
        let behind = event["behind"].as_u64().expect("a number");
        assert!(expected.is_none_or(|expected| expected == behind), "{behind} after {expected:?}");
        expected = Some(behind + 1);
        heard += 1;
        if behind == total - 1 {
            break;
        }
    }
    assert!(heard > total / 4, "the quick reader heard only {heard}");
    pushing.await.expect("pushed");
    // The slow one begins to read now.
    let mut resyncs = 0;
    while resyncs == 0 {
        let sent = slow.next().await.expect("an event");
        resyncs += u64::from(sent.name == "resync");
    }
    let id = AUTHOR.write(&town, None, proposal("para todos")).await;
    assert!(slow.message().await.data.contains(&id.to_string()), "it is served on");
    assert!(quick.message().await.data.contains(&id.to_string()));
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_when_the_node_stops() {
    let town = Town::oaxaca().await;
    let (mut one, mut two) = (Stream::open(&town.socket, None).await, Stream::open(&town.socket, None).await);
    // A request that never ends does not hold up the stop.
    let mut never = UnixStream::connect(&town.socket).await.expect("a connection");
    never
        .write_all(b"POST /v1/prepare HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
        .await
        .expect("sent");
    let socket = town.socket.clone();
    timeout(PATIENCE, town.running.stop()).await.expect("stopped");
    while one.next().await.is_some() {}
    while two.next().await.is_some() {}
    assert!(!socket.exists());
    assert!(UnixStream::connect(&socket).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_counted_and_kept_alive() {
    let town = Town::oaxaca().await;
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("second.sock");
    let limits = Limits { streams: 2, keep_alive: Duration::from_millis(50), ..Limits::default() };
    let handle = town.running.handle().clone();
    let server = api::start_within(limits, handle, &socket, "").expect("served");
    let mut one = Stream::open(&socket, None).await;
    let two = Stream::open(&socket, None).await;
    let full = super::town::call(&socket, "GET", "/v1/events", b"").await;
    full.expect(503, "unavailable");
    loop {
        let line = one.any().await.expect("a line");
        if line.starts_with(':') {
            break;
        }
    }
    drop(two);
    // The server sees the end of a stream at its next comment.
    let mut opened = 0;
    for _ in 0..200 {
        let answer =
            super::town::raw(&socket, b"HEAD /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        opened = answer.await.status;
        if opened == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(opened, 200, "a place becomes free again");
    timeout(PATIENCE, server.stop()).await.expect("stopped");
    AUTHOR.write(&town, None, proposal("sigue")).await;
    town.running.stop().await;
}
