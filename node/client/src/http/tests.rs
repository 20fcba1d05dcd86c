//! The client against nodes that answer well, badly or not at all.

use super::*;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixListener,
};

/// Answers every connection with these bytes, whatever it asks.
fn serve(answer: Vec<u8>) -> (tempfile::TempDir, ApiClient) {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("api.sock");
    let listener = UnixListener::bind(&socket).expect("a socket");
    tokio::spawn(async move {
        while let Ok((mut link, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let _ = link.read(&mut [0; 4096]).await;
                let _ = link.write_all(&answer).await;
            });
        }
    });
    let client = ApiClient::new(&socket).expect("a client");
    (folder, client)
}

fn http(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn nobody_there_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("api.sock");
    let client = ApiClient::new(&socket).expect("a client");
    let said = client.status().await.expect_err("nobody");
    assert!(matches!(said, ClientError::NotRunning { .. }), "{said}");
    assert!(said.to_string().contains("start one"), "{said}");
    drop(std::os::unix::net::UnixListener::bind(&socket).expect("a socket"));
    let said = client.status().await.expect_err("left over");
    assert!(matches!(said, ClientError::NotRunning { .. }), "{said}");
}

#[tokio::test]
async fn a_problem_is_the_error_and_rubbish_is_no_answer() {
    let problem = r#"{"code":"refused","message":"no","remedy":"ask"}"#;
    let (_folder, client) = serve(http("403 Forbidden", problem));
    let said = client.status().await.expect_err("refused");
    assert!(matches!(&said, ClientError::Problem(p) if p.code == "refused"), "{said}");
    assert_eq!(said.to_string(), "no · ask");
    let hostile = r#"{"code":"refused","message":"a\u001b[2Jb\u202ec\nd"}"#;
    let (_folder, client) = serve(http("403 Forbidden", hostile));
    assert_eq!(client.status().await.expect_err("refused").to_string(), "a[2Jbc d");
    for answer in [http("500 X", "oops"), http("200 OK", "[1]"), b"rubbish\r\n\r\n".to_vec(), Vec::new()] {
        let (_folder, client) = serve(answer);
        let said = client.status().await.expect_err("no answer");
        assert!(matches!(said, ClientError::Answer { .. }), "{said}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut() {
    let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    answer.resize(ANSWER_MAX + 4096, b'x');
    let (_folder, client) = serve(answer);
    let said = client.metrics().await.expect_err("too long").to_string();
    assert!(said.contains("more than 67108864 bytes"), "{said}");
}

#[tokio::test]
async fn an_id_cannot_become_another_path() {
    let client = ApiClient::new(Path::new("/nonexistent/api.sock")).expect("a client");
    for id in ["", "../status", "cbm1?x", "cbm1/raw", "cbm1\u{1b}[2J", "ñ"] {
        let said = client.message(id).await.expect_err("refused");
        assert!(matches!(&said, ClientError::Problem(p) if p.code == "bad_request"), "{said}");
        assert!(!said.to_string().contains('\u{1b}'), "{said}");
    }
}

#[tokio::test]
async fn events_are_read_until_the_link_ends() {
    let body = ": hello\n\nid: 7-1\nevent: progress\ndata: {\"event\":\"progress\",\"behind\":3}\n\n\
                id: 7-2\ndata: {\"event\":\n: between\ndata: \"resync\"}\r\n\r\n";
    let (_folder, client) = serve(http("200 OK", body));
    let events: Vec<_> = client.events(None).collect().await;
    let events: Vec<_> = events.into_iter().map(|event| event.expect("an event")).collect();
    let expected = |id: &str, event| Received { id: Some(id.into()), event };
    assert_eq!(
        events,
        [expected("7-1", ApiEvent::Progress { behind: 3 }), expected("7-2", ApiEvent::Resync)]
    );
}

#[test]
fn events_may_be_cut_anywhere_and_have_an_end() {
    let text = "id: 1\ndata: {\"event\":\"progress\",\"behind\":3}\n\n".repeat(2);
    for cut in 0..text.len() {
        let (mut parser, mut ready) = (Parser::default(), VecDeque::new());
        let (a, b) = text.as_bytes().split_at(cut);
        parser.feed(a, &mut ready).and_then(|()| parser.feed(b, &mut ready)).expect("events");
        assert_eq!(ready.len(), 2, "cut at {cut}");
    }
    for endless in ["x".repeat(LINE_MAX + 1), format!("data: {}\n", "x".repeat(1000)).repeat(2000)] {
        assert!(Parser::default().feed(endless.as_bytes(), &mut VecDeque::new()).is_err());
    }
    for bad in
        ["data: {}\n\n", "data: {\"event\":\"progress\"}\n\n", "data: [\n\n", "data: {\"event\":1}\n\n"]
    {
        assert!(Parser::default().feed(bad.as_bytes(), &mut VecDeque::new()).is_err(), "{bad}");
    }
    let (mut parser, mut ready) = (Parser::default(), VecDeque::new());
    parser.feed(b"data: {\"event\":\"of tomorrow\"}\n\n", &mut ready).expect("skipped");
    assert_eq!(ready, []);
}
