//! Raw HTTP over a node's socket, so that nothing is tested through the client's own eyes.

use cabildo_client::api::Problem;
use serde::de::DeserializeOwned;
use std::{path::Path, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
    time::timeout,
};

/// Longer than anything takes that is going to happen.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {} {}", self.head, self.text()))
    }

    /// The problem, whose status and code must be these.
    pub fn expect(&self, status: u16, code: &str) -> Problem {
        assert_eq!(self.status, status, "{}", self.text());
        assert!(self.head.contains("content-type: application/json"), "{}", self.head);
        let problem: Problem = self.json();
        assert_eq!(problem.code, code, "{problem}");
        assert!(!problem.message.is_empty() && problem.remedy.is_some(), "{problem:?}");
        problem
    }
}

pub async fn call(socket: &Path, method: &str, path: &str, body: &[u8]) -> Answer {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: whatever\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    raw(socket, &[head.as_bytes(), body].concat()).await
}

/// Sends bytes and reads what comes until the connection ends.
pub async fn raw(socket: &Path, bytes: &[u8]) -> Answer {
    let mut stream = UnixStream::connect(socket).await.expect("a connection");
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut all = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("an end");
    let at = all.windows(4).position(|w| w == b"\r\n\r\n").map_or(all.len(), |at| at + 4);
    let body = all.split_off(at);
    let head = String::from_utf8_lossy(&all).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Answer { status, head, body }
}
