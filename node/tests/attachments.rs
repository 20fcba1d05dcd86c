//! Files that messages name, between real nodes: uploaded, fetched, served on, resumed, and let go of; and
//! peers that lie.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;
#[path = "attachments/holder.rs"]
mod holder;
#[path = "common/http.rs"]
mod http;
#[path = "attachments/stick.rs"]
mod stick;

use cabildo_client::{
    api::{AttachmentInfo, AttachmentState, Uploaded},
    http::{ApiClient, ClientError},
    writer::WriteRequest,
};
use cabildo_protocol::{
    attachment::{Request, Response},
    bounds::CHUNK,
    cbor,
    content::{Attachment, Comment, Content, Erasure},
    id::MessageId,
    text::Texts,
};
use common::{Federation, arrives, bytes_below, federation, proposal, text, until};
use futures::{StreamExt as _, stream};
use holder::{Holder, honest};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

fn file(size: usize, seed: usize) -> Vec<u8> {
    (0..size).map(|n| u8::try_from((n * 7 + seed + (n >> 9)) % 251).expect("a byte")).collect()
}

async fn upload(api: &ApiClient, bytes: &[u8]) -> Result<Uploaded, ClientError> {
    let pieces: Vec<_> = bytes.chunks(100_000).map(|piece| Ok(piece.to_vec())).collect();
    api.upload(bytes.len() as u64, stream::iter(pieces)).await
}

/// Uploads files, and a proposal that names them.
async fn published(federation: &Federation, node: &str, files: &[(&str, &str, &[u8])]) -> MessageId {
    let (api, mut request) = (federation.api(node), proposal("Con archivos"));
    for (name, mime_type, bytes) in files {
        let uploaded = upload(&api, bytes).await.expect("kept");
        assert_eq!(uploaded.size, bytes.len() as u64);
        let (name, mime_type) = ((*name).to_owned(), (*mime_type).to_owned());
        let file = Attachment { name, mime_type, size: uploaded.size, root: uploaded.root };
        request.content.attachments_mut().expect("files").push(file);
    }
    federation.writer(node).write(&api, request).await.expect("kept").id
}

async fn info(api: &ApiClient, id: &MessageId, number: u32) -> AttachmentInfo {
    let list = api.attachments(&id.to_string()).await.expect("a list").attachments;
    list.into_iter().find(|file| file.message == *id && file.number == number).expect("a file")
}

async fn is_saved(api: &ApiClient, id: &MessageId, number: u32) -> bool {
    info(api, id, number).await.state == AttachmentState::Saved
}

async fn read(api: &ApiClient, id: &MessageId, number: u32) -> Vec<u8> {
    let mut pieces = api.attachment(&id.to_string(), number).await.expect("a file");
    let mut all = Vec::new();
    while let Some(piece) = pieces.next().await {
        all.extend(piece.expect("a piece"));
    }
    all
}

fn folder(federation: &Federation, node: &str) -> PathBuf {
    federation.home(node).join("attachments")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| entry.file_name().into_string().expect("a name")).collect()
}

/// Adds settings of files to a home.
fn settings(federation: &Federation, node: &str, text: &str) {
    let path = federation.home(node).join("config.toml");
    let before = fs::read_to_string(&path).expect("settings");
    let mut kept = String::new();
    let mut inside = false;
    for line in before.lines() {
        if line.starts_with('[') {
            inside = line == "[attachments]";
        }
        if !inside {
            kept += &format!("{line}\n");
        }
    }
    // Tables of lists come last in TOML.
    fs::write(&path, format!("{kept}\n[attachments]\n{text}\n")).expect("settings");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_from_a_third_node_when_its_author_is_away() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let copiapo = federation.start("copiapo").await;
    let (here, third, there) =
        (federation.api("oaxaca"), federation.api("copiapo"), federation.api("valparaiso"));
    let bytes = file(3 * CHUNK + 17, 1);
    let id = published(&federation, "oaxaca", &[("plano.bin", "application/octet-stream", &bytes)]).await;
    assert!(is_saved(&here, &id, 1).await, "where it was written");
    arrives(&third, &id).await;
    let before = info(&third, &id, 1).await;
    assert_eq!((before.state, before.here, before.chunks), (AttachmentState::Absent, 0, 4));
    let none = third.attachment(&id.to_string(), 1).await.err().expect("not here");
    assert!(matches!(&none, ClientError::Problem(problem) if problem.code == "not_found"), "{none}");
    third.fetch_attachment(&id.to_string(), 1).await.expect("begun");
    until("the third has it", async || is_saved(&third, &id, 1).await).await;
    oaxaca.stop().await;

    let valparaiso = federation.start("valparaiso").await;
    arrives(&there, &id).await;
    let begun = there.fetch_attachment(&id.to_string(), 1).await.expect("begun");
    assert!(begun.fetching || begun.state == AttachmentState::Saved, "{begun:?}");
    until("it has come", async || is_saved(&there, &id, 1).await).await;
    assert_eq!(read(&there, &id, 1).await, bytes);
    // Nothing of its name is on the disk, and what is there is private.
    for name in names(&folder(&federation, "valparaiso")) {
        assert!(name.len() >= 64 && !name.contains("plano"), "{name}");
    }
    let served = third.metrics().await.expect("metrics");
    let wanted = format!("cabildo_attachment_served_bytes_total {}", bytes.len());
    assert!(served.lines().any(|line| line == wanted), "{wanted} is not in {served}");
    valparaiso.stop().await;
    copiapo.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_has_stays_wanted_until_somebody_comes_who_does() {
    let federation = federation(7);
    let (oaxaca, copiapo) = (federation.start("oaxaca").await, federation.start("copiapo").await);
    let valparaiso = federation.start("valparaiso").await;
    let there = federation.api("valparaiso");
    let bytes = file(CHUNK, 2);
    let id = published(&federation, "oaxaca", &[("a.txt", "text/plain", &bytes)]).await;
    arrives(&there, &id).await;
    arrives(&federation.api("copiapo"), &id).await;
    oaxaca.stop().await;
    until("no link", async || {
        there
            .peers()
            .await
            .expect("peers")
            .iter()
            .all(|peer| !peer.connected || !peer.label.contains("oaxaca"))
    })
    .await;
    there.fetch_attachment(&id.to_string(), 1).await.expect("begun");
    until("it says that nobody has it", async || {
        info(&there, &id, 1).await.trouble.as_deref() == Some("no_peer")
    })
    .await;
    assert!(info(&there, &id, 1).await.fetching);
    // Also over a start.
    valparaiso.stop().await;
    let valparaiso = federation.start("valparaiso").await;
    assert!(info(&there, &id, 1).await.fetching, "it is forgotten");
    let oaxaca = federation.start("oaxaca").await;
    until("it has come", async || is_saved(&there, &id, 1).await).await;
    assert_eq!(read(&there, &id, 1).await, bytes);
    assert!(!names(&folder(&federation, "valparaiso")).iter().any(|name| name.ends_with(".want")));
    for node in [oaxaca, copiapo, valparaiso] {
        node.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_lies_is_asked_no_more_and_others_are() {
    let federation = federation(7);
    let (oaxaca, copiapo) = (federation.start("oaxaca").await, federation.start("copiapo").await);
    let (third, there) = (federation.api("copiapo"), federation.api("valparaiso"));
    let files: Vec<Vec<u8>> = (0..4).map(|n| file(2 * CHUNK + 5, 10 + n)).collect();
    let named: Vec<(&str, &str, &[u8])> =
        files.iter().map(|bytes| ("f.bin", "application/octet-stream", bytes.as_slice())).collect();
    let id = published(&federation, "oaxaca", &named).await;
    arrives(&third, &id).await;
    for n in 1..=4 {
        third.fetch_attachment(&id.to_string(), n).await.expect("begun");
    }
    for n in 1..=4 {
        until("the third has it", async || is_saved(&third, &id, n).await).await;
    }
    oaxaca.stop().await;
    let valparaiso = federation.start("valparaiso").await;
    arrives(&there, &id).await;

    // The author's node is asked first; of each file it sends something else that is wrong.
    let roots: Vec<_> = {
        let mut roots = Vec::new();
        for n in 1..=4 {
            roots.push(info(&third, &id, n).await.root);
        }
        roots
    };
    let which = move |request: &Request| {
        let (Request::Manifest { root, .. } | Request::Chunk { root, .. }) = request;
        roots.iter().position(|known| known == root)
    };
    let (content, find) = (files.clone(), which.clone());
    let liar = Holder::of(
        &federation,
        "oaxaca",
        "valparaiso",
        Box::new(move |request| {
            let file = &content[find(request)?];
            Some(match (find(request)?, request) {
                // Another file's manifest.
                (0, Request::Manifest { .. }) => {
                    let other = cabildo_protocol::attachment::Manifest::of(&content[1]).expect("a manifest");
                    cbor::encode(&Response::Manifest(other.encode().into()))
                }
                // One bit of a chunk.
                (1, Request::Chunk { index: 1, .. }) => {
                    let mut chunk = file[CHUNK..2 * CHUNK].to_vec();
                    chunk[77] ^= 1;
                    cbor::encode(&Response::Chunk(chunk.into()))
                }
                // More than any answer has.
                (2, Request::Chunk { .. }) => vec![0x5a; 2 << 20],
                // What is no answer to that.
                (3, Request::Chunk { .. }) => b"\xa1\x65chunk\xff".to_vec(),
                _ => honest(file, request),
            })
        }),
    );
    until("the liar is linked", async || {
        let peers = there.peers().await.expect("peers");
        peers.iter().any(|peer| peer.institution.to_string() == "mx:20067" && peer.connected)
    })
    .await;
    for (n, bytes) in (1..).zip(&files) {
        there.fetch_attachment(&id.to_string(), n).await.expect("begun");
        until("it has come all the same", async || is_saved(&there, &id, n).await).await;
        assert_eq!(&read(&there, &id, n).await, bytes, "file {n}");
    }
    // It was asked, and after its first lie about a file no more for that one.
    let asked = liar.asked();
    let chunks =
        |n: usize| asked.iter().filter(|r| matches!(r, Request::Chunk { .. }) && which(r) == Some(n)).count();
    assert_eq!((chunks(0), chunks(1), chunks(2), chunks(3)), (0, 2, 1, 1), "{asked:?}");
    copiapo.stop().await;
    valparaiso.stop().await;
}

/// A node as a process of its own, which can be killed.
struct Process(Child);

impl Process {
    fn start(federation: &Federation, name: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cabildo"));
        command.arg("--home").arg(federation.home(name)).arg("node");
        Self(
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a node"),
        )
    }

    fn kill(mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("its end");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_killed_fetches_on_what_is_missing_alone() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let there = federation.api("valparaiso");
    let bytes = file(6 * CHUNK + 1, 3);
    let process = Process::start(&federation, "valparaiso");
    until("it runs", async || there.status().await.is_ok()).await;
    let id = published(&federation, "oaxaca", &[("grande.bin", "application/octet-stream", &bytes)]).await;
    arrives(&there, &id).await;
    oaxaca.stop().await;

    let content = bytes.clone();
    let slow = Holder::of(
        &federation,
        "oaxaca",
        "valparaiso",
        Box::new(move |request| match request {
            // From the fifth on it is silent.
            Request::Chunk { index: 4.., .. } => None,
            _ => Some(honest(&content, request)),
        }),
    );
    there.fetch_attachment(&id.to_string(), 1).await.expect("begun");
    until("four are here", async || info(&there, &id, 1).await.here == 4).await;
    process.kill();
    drop(slow);
    // What the crash left of a chunk that was being written is none.
    let part = names(&folder(&federation, "valparaiso")).into_iter().find(|name| name.ends_with(".part"));
    let part = folder(&federation, "valparaiso").join(part.expect("a part"));
    let mut torn = fs::read(&part).expect("a part");
    torn[3 * CHUNK + 9] ^= 0xff;
    fs::write(&part, torn).expect("written");

    let content = bytes.clone();
    let rest = Holder::of(&federation, "oaxaca", "valparaiso", Box::new(move |r| Some(honest(&content, r))));
    let process = Process::start(&federation, "valparaiso");
    until("it runs again", async || there.status().await.is_ok()).await;
    until("it has come", async || is_saved(&there, &id, 1).await).await;
    assert_eq!(read(&there, &id, 1).await, bytes);
    let mut asked: Vec<u32> = Vec::new();
    for request in rest.asked() {
        match request {
            Request::Chunk { index, .. } => asked.push(index),
            Request::Manifest { .. } => panic!("the manifest was here"),
        }
    }
    assert_eq!(asked, [3, 4, 5, 6], "what was here is not asked for again");
    process.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_is_refused_with_what_to_do() {
    let federation = federation(7);
    settings(&federation, "oaxaca", "max_file_mib = 1\nmax_total_mib = 2\n");
    settings(&federation, "valparaiso", "max_file_mib = 1\nmax_total_mib = 1\n");
    let (oaxaca, valparaiso) = (federation.start("oaxaca").await, federation.start("valparaiso").await);
    let (here, there) = (federation.api("oaxaca"), federation.api("valparaiso"));
    let problem = |error: ClientError| match error {
        ClientError::Problem(problem) => problem,
        other => panic!("{other}"),
    };
    let large = problem(upload(&here, &file((1 << 20) + 1, 1)).await.expect_err("too large"));
    assert_eq!(large.code, "too_large");
    assert!(large.message.contains("1048576") && large.remedy.expect("a remedy").contains("max_file_mib"));
    let (one, other) = (file(1 << 20, 1), file((1 << 20) - 1000, 2));
    let named = [("a", "text/plain", &one[..]), ("b", "text/plain", &other[..])];
    let id = published(&federation, "oaxaca", &named).await;
    let full = problem(upload(&here, &file(2000, 3)).await.expect_err("full"));
    assert!(full.message.contains("no room") && full.remedy.expect("a remedy").contains("max_total_mib"));
    assert_eq!(problem(upload(&here, &[]).await.expect_err("empty")).code, "bad_request");
    // Fewer bytes than were announced, and none announced.
    let head = "POST /v1/attachments HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    let socket = here.socket();
    http::raw(socket, format!("{head}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n").as_bytes())
        .await
        .expect(400, "bad_request");
    drop(
        tokio::time::timeout(
            Duration::from_millis(300),
            http::raw(socket, format!("{head}Content-Length: 9\r\n\r\nabc").as_bytes()),
        )
        .await,
    );
    until("what broke off is gone", async || {
        !names(&folder(&federation, "oaxaca")).iter().any(|n| n.ends_with(".new"))
    })
    .await;

    arrives(&there, &id).await;
    there.fetch_attachment(&id.to_string(), 1).await.expect("begun");
    until("the first has come", async || is_saved(&there, &id, 1).await).await;
    let full = problem(there.fetch_attachment(&id.to_string(), 2).await.expect_err("no room"));
    assert!(full.message.contains("no room"), "{full}");
    assert!(bytes_below(&folder(&federation, "valparaiso")) <= (1 << 20) + 4096);
    oaxaca.stop().await;
    valparaiso.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_names_only_files_that_are_here() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    let uploaded = upload(&api, b"Hola.\n").await.expect("kept");
    assert_eq!(uploaded.found, None);
    let draft = |change: fn(&mut Attachment)| {
        let (name, mime_type) = ("hola.txt".to_owned(), "text/plain".to_owned());
        let mut file = Attachment { name, mime_type, size: uploaded.size, root: uploaded.root };
        change(&mut file);
        let mut request = proposal("Con un archivo");
        request.content.attachments_mut().expect("files").push(file);
        request
    };
    let changes: [fn(&mut Attachment); 5] = [
        |file| file.root.0[0] ^= 1,
        |file| file.size += 1,
        |file| file.name = "../../.ssh/authorized_keys".to_owned(),
        |file| file.name = "a\u{1b}[2J".to_owned(),
        |file| file.mime_type = "pdf".to_owned(),
    ];
    for change in changes {
        let refused = federation.writer("oaxaca").write(&api, draft(change)).await.expect_err("refused");
        assert!(refused.to_string().contains("attachments[0]"), "{refused}");
    }
    federation.writer("oaxaca").write(&api, draft(|_| {})).await.expect("kept");
    let no_such = http::call(api.socket(), "GET", "/v1/messages/cbm1qqqq/attachments/1", b"").await;
    no_such.expect(404, "not_found");
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_goes_with_the_last_message_that_names_it() {
    let federation = federation(7);
    let (oaxaca, valparaiso) = (federation.start("oaxaca").await, federation.start("valparaiso").await);
    let (here, there) = (federation.api("oaxaca"), federation.api("valparaiso"));
    let bytes = file(CHUNK + 1, 4);
    let id = published(&federation, "oaxaca", &[("a.bin", "application/octet-stream", &bytes)]).await;
    arrives(&there, &id).await;
    there.fetch_attachment(&id.to_string(), 1).await.expect("begun");
    until("it has come", async || is_saved(&there, &id, 1).await).await;
    // A comment names it, too.
    let named = info(&here, &id, 1).await;
    let again = Attachment {
        name: "otra.bin".to_owned(),
        mime_type: "application/octet-stream".to_owned(),
        size: named.size,
        root: named.root,
    };
    let comment = Comment { attachments: vec![again], ..Comment::new(text("Va otra vez.")) };
    let request = WriteRequest::new(Content::Comment(comment)).answering(id);
    let comment = federation.writer("oaxaca").write(&here, request).await.expect("kept").id;
    arrives(&there, &comment).await;
    let all = here.message(&id.to_string()).await.expect("a thread").attachments;
    assert_eq!(all.iter().map(|file| file.message).collect::<Vec<_>>(), [id, comment], "both in the thread");

    let erase = async |what: &MessageId| {
        let info = here.message(&what.to_string()).await.expect("a message").info;
        let (log, seq, reason) = (info.log, info.seq, Texts::default());
        let erasure = Content::Erasure(Erasure { schema: 1, what: *what, log, seq, reason });
        let request = WriteRequest::new(erasure).answering(what);
        federation.writer("oaxaca").write(&here, request).await.expect("kept");
    };
    erase(&id).await;
    until("the text is gone", async || {
        there.message(&id.to_string()).await.expect("a message").content.is_none()
    })
    .await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    for node in ["oaxaca", "valparaiso"] {
        assert_eq!(names(&folder(&federation, node)).len(), 2, "the comment names it still, at {node}");
    }
    erase(&comment).await;
    for node in ["oaxaca", "valparaiso"] {
        until("the file is gone", async || names(&folder(&federation, node)).is_empty()).await;
    }
    oaxaca.stop().await;
    valparaiso.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_no_message_names_goes_after_a_day() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    let id = published(&federation, "oaxaca", &[("a.txt", "text/plain", b"Con mensaje.")]).await;
    upload(&api, b"Sin mensaje.").await.expect("kept");
    let sweep = |hours: u64| {
        let handle = oaxaca.handle().clone();
        tokio::task::spawn_blocking(move || {
            let at = std::time::SystemTime::now() + Duration::from_secs(hours * 3600);
            handle.attachments().sweep(handle.reader(), at).expect("a look")
        })
    };
    assert_eq!(sweep(23).await.expect("done"), 0);
    assert_eq!(sweep(25).await.expect("done"), 1, "the one without a message");
    assert!(is_saved(&api, &id, 1).await);
    assert_eq!(sweep(25 * 365).await.expect("done"), 0);
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_what_it_is_said_to_be_says_so_and_is_sent_as_bytes_alone() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    let pdf = b"%PDF-1.7\n1 0 obj\n".as_slice();
    let exe = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".as_slice();
    let named = [
        ("acta.pdf", "application/pdf", pdf),
        ("acta2.pdf", "application/pdf", exe),
        ("n.txt", "text/plain", b"x"),
    ];
    let id = published(&federation, "oaxaca", &named).await;
    let found: Vec<_> = api
        .message(&id.to_string())
        .await
        .expect("a message")
        .attachments
        .into_iter()
        .map(|file| (file.number, file.differs, file.found))
        .collect();
    let exe_type = "application/vnd.microsoft.portable-executable".to_owned();
    assert_eq!(
        found,
        [(1, false, Some("application/pdf".to_owned())), (2, true, Some(exe_type)), (3, false, None)]
    );
    let path = format!("/v1/messages/{id}/attachments/1");
    let answer = http::call(api.socket(), "GET", &path, b"").await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, pdf));
    assert!(answer.head.contains("content-type: application/octet-stream"), "{}", answer.head);
    assert!(answer.head.contains("x-content-type-options: nosniff"), "{}", answer.head);
    for bad in ["0", "4", "x", "-1", "99999999999"] {
        let path = format!("/v1/messages/{id}/attachments/{bad}");
        assert!((400..500).contains(&http::call(api.socket(), "GET", &path, b"").await.status), "{bad}");
    }
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_serves_no_files_gives_none() {
    let federation = federation(7);
    settings(&federation, "oaxaca", "serve = false\n");
    let (oaxaca, valparaiso) = (federation.start("oaxaca").await, federation.start("valparaiso").await);
    let there = federation.api("valparaiso");
    let id = published(&federation, "oaxaca", &[("a.txt", "text/plain", b"Hola.")]).await;
    arrives(&there, &id).await;
    there.fetch_attachment(&id.to_string(), 1).await.expect("begun");
    until("it says that nobody has it", async || {
        info(&there, &id, 1).await.trouble.as_deref() == Some("no_peer")
    })
    .await;
    assert!(!is_saved(&there, &id, 1).await);
    oaxaca.stop().await;
    valparaiso.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_listed_nodes_get_files_and_only_those_that_a_message_here_names() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    let bytes = file(CHUNK + 3, 5);
    let id = published(&federation, "oaxaca", &[("a.bin", "application/octet-stream", &bytes)]).await;
    let other = federation.writer("oaxaca").write(&api, proposal("Sin archivos")).await.expect("kept").id;
    let unnamed = upload(&api, &file(CHUNK, 6)).await.expect("kept").root;
    let root = info(&api, &id, 1).await.root;
    let member = Holder::of(&federation, "morelia", "oaxaca", Box::new(|_| None));
    let good = |index: u32| Request::Chunk { message: id, root, index };
    let last = Response::Chunk(bytes[CHUNK..].to_vec().into());
    assert_eq!(member.ask(good(1)).await, last);
    let manifest = cabildo_protocol::attachment::Manifest::of(&bytes).expect("a manifest");
    let asked = member.ask(Request::Manifest { message: id, root }).await;
    assert_eq!(asked, Response::Manifest(manifest.encode().into()));
    for request in [
        good(2),
        good(u32::MAX),
        Request::Chunk { message: other, root, index: 0 },
        Request::Chunk { message: MessageId([7; 32]), root, index: 0 },
        Request::Chunk { message: id, root: unnamed, index: 0 },
        Request::Manifest { message: id, root: unnamed },
    ] {
        assert_eq!(member.ask(request).await, Response::NotHere, "{request:?}");
    }
    let stranger = Holder::stranger(&federation, "oaxaca");
    for request in [good(0), Request::Manifest { message: id, root }] {
        assert_eq!(stranger.ask(request).await, Response::NotHere, "a stranger: {request:?}");
    }
    // Whoever asks for much at once gets a little of it.
    let many: Vec<_> = (0..40).map(|_| member.try_to_ask(good(0))).collect();
    let answers = futures::future::join_all(many).await;
    let first = Response::Chunk(bytes[..CHUNK].to_vec().into());
    let given = answers.iter().filter(|answer| answer.as_ref() == Some(&first)).count();
    let refused = answers.iter().filter(|answer| matches!(answer, None | Some(Response::Busy))).count();
    assert_eq!(given + refused, 40, "something else");
    assert!(given >= 1 && refused >= 1, "{given} given, {refused} refused");
    assert_eq!(member.ask(good(0)).await, first, "and afterwards as before");
    oaxaca.stop().await;
}
