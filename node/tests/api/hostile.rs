//! What is no request, too long, too slow, or meant to lead elsewhere.

use super::town::{Author, PATIENCE, Town, call, proposal, raw};
use cabildo_node::api::{self, DRAFT_MAX, Limits};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
    time::timeout,
};

const AUTHOR: Author = Author("oaxaca operator");

#[tokio::test(flavor = "multi_thread")]
async fn every_error_is_a_problem() {
    let town = Town::oaxaca().await;
    for (method, path, status, code) in [
        ("GET", "/", 404, "not_found"),
        ("GET", "/v2/status", 404, "not_found"),
        ("GET", "/v1/status/", 404, "not_found"),
        ("GET", "/v1/messages/", 404, "not_found"),
        ("DELETE", "/v1/status", 405, "bad_request"),
        ("PUT", "/v1/messages", 405, "bad_request"),
        ("GET", "/v1/prepare", 405, "bad_request"),
        ("BREW", "/v1/status", 405, "bad_request"),
        ("GET", "/v1/messages/..%2f..%2fetc%2fpasswd", 400, "bad_request"),
        ("GET", "/v1/messages/../../../etc/passwd", 404, "not_found"),
        ("GET", "/v1/messages/%00", 400, "bad_request"),
        ("GET", "/v1/messages/%ff%fe", 400, "bad_request"),
        ("GET", "/v1/messages/%1b%5b2J", 400, "bad_request"),
        ("GET", "/v1/messages/%zz", 400, "bad_request"),
        ("GET", "/v1/messages/cbm1q%20or%201=1", 400, "bad_request"),
        ("GET", "/v1/messages/cbm1%E2%80%AE", 400, "bad_request"),
        ("GET", "/v1/messages/cbm1qqqqqqqq", 404, "not_found"),
        ("GET", "/v1/messages/nothing", 404, "not_found"),
        ("GET", "/v1/messages/cbm1qqqqqqqq/raw", 404, "not_found"),
        ("GET", "/v1/messages/cbm1qqqqqqqq/raw/more", 404, "not_found"),
        ("GET", "/v1/inbox?limit=%00", 400, "bad_request"),
    ] {
        let problem = call(&town.socket, method, path, b"").await.expect(status, code);
        assert!(!problem.message.contains('\u{1b}') && problem.message.len() < 400, "{path}: {problem}");
    }
    let long = format!("/v1/messages/{}", "q".repeat(8000));
    call(&town.socket, "GET", &long, b"").await.expect(400, "bad_request");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_alerts_are_refused_and_the_node_goes_on() {
    let town = Town::oaxaca().await;
    let block = "<info><category>Met</category><event>x</event><urgency>Past</urgency><severity>Minor</severity>\
        <certainty>Likely</certainty></info>";
    let alert = |head: &str, blocks: &str| {
        format!(
            "{head}<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>a</identifier>\
            <sender>b</sender><sent>2026-12-01T18:00:00-06:00</sent><status>Actual</status><msgType>Alert</msgType>\
            <scope>Public</scope>{blocks}</alert>"
        )
    };
    let area = |points: usize| {
        format!("<area><areaDesc>x</areaDesc><polygon>{}</polygon></area></info>", "1,1 ".repeat(points))
    };
    let lol = (0..10).map(|n| format!("<!ENTITY l{} \"{}\">", n + 1, format!("&l{n};").repeat(10)));
    let bomb = format!("<!DOCTYPE a [<!ENTITY l0 \"l\">{}]>", lol.collect::<String>());
    let file = "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
    for (bytes, status, part) in [
        (alert(&bomb, &block.replace(">x<", ">&l10;<")), 400, "DOCTYPE"),
        (alert(file, &block.replace(">x<", ">&e;<")), 400, "DOCTYPE"),
        (alert("", &block.repeat(5_000)), 400, "at most"),
        (alert("", &block.repeat(10_000)), 413, "bytes"),
        (alert("", &block.replace("</info>", &area(3_000))), 400, "more than 2048 points"),
        (alert("", &block.replace("</info>", &area(1_000_000))), 413, "bytes"),
        (alert("", &"<a>".repeat(10_000)), 400, "inside each other"),
        (alert("", &block.replace(">x<", ">\u{1b}[2J\u{202e}&#0;<")), 400, ""),
        ("<html/>".to_owned(), 400, "no CAP 1.2 alert"),
        (String::new(), 400, ""),
    ] {
        let answer = call(&town.socket, "POST", "/v1/cap", bytes.as_bytes()).await;
        let shown: String = bytes.chars().take(200).collect();
        assert_eq!(answer.status, status, "{shown}: {}", answer.text());
        let text = answer.text();
        assert!(text.contains(part) && text.len() < 600 && !text.contains('\u{1b}'), "{shown}: {text}");
    }
    assert_eq!(call(&town.socket, "POST", "/v1/cap", alert("", block).as_bytes()).await.status, 200);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_ends_a_connection_and_nothing_else() {
    let town = Town::oaxaca().await;
    let endless = [b"GET /v1/status HTTP/1.1\r\nX: ".to_vec(), vec![b'a'; 200_000]].concat();
    let many: String = (0..500).map(|n| format!("X-{n}: y\r\n")).collect();
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET /v1/status HTTP/1.1\r\nContent-Length: -1\r\n\r\n".to_vec(),
        b"POST /v1/prepare HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec(),
        b"\0".repeat(10_000),
        endless,
        format!("GET /v1/status HTTP/1.1\r\nHost: x\r\n{many}\r\n").into_bytes(),
    ] {
        let answer = raw(&town.socket, &bytes).await;
        assert!(answer.status == 0 || (400..500).contains(&answer.status), "{}", answer.head);
    }
    let status = town.get("/v1/status").await.status;
    assert_eq!(status, 200);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_bounded_whether_announced_or_not() {
    let town = Town::oaxaca().await;
    for (path, max) in [("/v1/prepare", DRAFT_MAX), ("/v1/messages", 256 * 1024 + 2048 + 64)] {
        let announced = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            max + 1
        );
        let problem = raw(&town.socket, announced.as_bytes()).await.expect(413, "too_large");
        assert!(problem.message.contains(&max.to_string()), "{problem}");
        let mut chunked = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        .into_bytes();
        for _ in 0..=max / 0x8000 {
            chunked.extend_from_slice(b"8000\r\n");
            chunked.extend_from_slice(&vec![b'x'; 0x8000]);
            chunked.extend_from_slice(b"\r\n");
        }
        chunked.extend_from_slice(b"0\r\n\r\n");
        raw(&town.socket, &chunked).await.expect(413, "too_large");
        let within = call(&town.socket, "POST", path, &vec![b'x'; max]).await;
        within.expect(400, "bad_request");
    }
    assert_eq!(town.count().await, 0);
    AUTHOR.write(&town, None, proposal("sigue")).await;
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_requests_end_and_connections_are_counted() {
    let town = Town::oaxaca().await;
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("second.sock");
    let limits = Limits {
        connections: 4,
        head: Duration::from_millis(300),
        body: Duration::from_millis(300),
        ..Limits::default()
    };
    let handle = town.running.handle().clone();
    let server = api::start_within(limits, handle, &socket, "").expect("served");
    let ended = async |bytes: &'static [u8]| {
        let mut stream = UnixStream::connect(&socket).await.expect("a connection");
        stream.write_all(bytes).await.expect("sent");
        let mut all = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("an end");
        String::from_utf8_lossy(&all).into_owned()
    };
    // Nothing, half a head, half a body: each ends by itself.
    ended(b"").await;
    ended(b"GET /v1/status HTTP/1.1\r\nHost").await;
    let slow =
        ended(b"POST /v1/prepare HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{")
            .await;
    assert!(slow.starts_with("HTTP/1.1 408") && slow.contains("bad_request"), "{slow}");
    // Idle connections take all places for a moment; whoever waits gets one.
    let mut idle = Vec::new();
    for _ in 0..12 {
        idle.push(UnixStream::connect(&socket).await.expect("a connection"));
    }
    let answer = call(&socket, "GET", "/v1/status", b"").await;
    assert_eq!(answer.status, 200);
    drop(idle);
    server.stop().await;
    assert_eq!(town.get("/v1/status").await.status, 200, "the node's own socket goes on");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_serves_many_requests() {
    let town = Town::oaxaca().await;
    let mut stream = UnixStream::connect(&town.socket).await.expect("a connection");
    for _ in 0..5 {
        stream.write_all(b"GET /v1/frontier HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
        let mut head = [0; 15];
        timeout(PATIENCE, stream.read_exact(&mut head)).await.expect("in time").expect("an answer");
        assert_eq!(&head, b"HTTP/1.1 200 OK");
        let mut rest = Vec::new();
        while !rest.ends_with(b"\r\n\r\n[]") {
            let mut byte = [0];
            timeout(PATIENCE, stream.read_exact(&mut byte)).await.expect("in time").expect("more");
            rest.extend(byte);
        }
    }
    town.running.stop().await;
}
