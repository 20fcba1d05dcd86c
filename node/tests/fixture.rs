//! A home that an earlier release wrote runs in this one. Its files are never made anew: when a
//! format changes, another folder is added beside these.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test ends at what it did not expect, and says what it wrote"
)]

mod common;

use cabildo_client::{
    api::{MarkChange, MarkRequest},
    http::ApiClient,
    key::KeyFile,
    writer::{WriteRequest, Writer},
};
use cabildo_node::{
    config::Config,
    home::{Home, Paths},
    running::Running,
};
use cabildo_protocol::content::{
    CapStatus, Category, Certainty, Comment, Content, Info, Notice, Severity, Urgency,
};
use common::{federation, proposal, text, until};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

/// Bodies that fill a segment, so that there are tables of a complete one.
const LARGE: usize = 24;
/// These, two comments and a notice.
const WRITTEN: u64 = LARGE as u64 + 3;

/// A home, and what it holds.
struct Fixture {
    home: PathBuf,
    /// How many messages, all of its own device.
    messages: u64,
    /// How many of them stand in the first lane.
    acts: u64,
    /// Some of their ids.
    ids: Vec<String>,
    /// Whether there are notes of its operators.
    marked: bool,
}

/// The homes that are kept.
fn kept() -> [Fixture; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let ids = |ids: [&str; 2]| ids.map(str::to_owned).to_vec();
    [
        // A proposal and a notice.
        Fixture {
            home: folder.join("home-1"),
            messages: 2,
            acts: 1,
            ids: ids([
                "cbm13rru6wrs6efx4k6sjv2pee0wa2fq9alass38chp9pyv7wpfy8fvsn4r8vs",
                "cbm1sfk7ngd7jc9jsukyamq5tlxu7tjlwgfdp5kq3av9c4gq6yhwxnssud958x",
            ]),
            marked: false,
        },
        // What `write` writes.
        Fixture {
            home: folder.join("home-2"),
            messages: WRITTEN,
            acts: WRITTEN - 1,
            ids: ids([
                "cbm1n6z7u2ffh9an5nqq7etu8u05vqk3dwghhsumtvvrvtstzkpklmxqd7pc4a",
                "cbm1xhxcyr6g0ry4fy5uc2kmrzk4j2szsxn4cywqlen678gt6z09glgscpf848",
            ]),
            marked: true,
        },
    ]
}

/// Copies a folder; version control keeps no modes, so files become private again.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let from = entry.expect("an entry").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("copied");
            fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).expect("set");
        }
    }
}

fn writer(home: &Path) -> Writer {
    let path = home.join("keys/operator.key");
    let key = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
    Writer::new(&path, key)
}

async fn run(home: &Path) -> (Running, ApiClient) {
    let running = Running::start(Home::open(home).expect("a home")).await.expect("a node");
    let api = ApiClient::new(running.socket()).expect("a client");
    (running, api)
}

/// Runs a copy of a home, writes, and runs it again.
async fn check(fixture: &Fixture) {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("home");
    copy(&fixture.home, &home);
    for round in 0..2 {
        let (running, api) = run(&home).await;
        let status = api.status().await.expect("a status");
        assert!(status.trouble.is_empty(), "{status:?}");
        assert_eq!(status.messages, fixture.messages + round, "{}", fixture.home.display());
        for id in &fixture.ids {
            assert!(api.message(id).await.expect("there").content.is_some());
        }
        assert_eq!(!api.marks().await.expect("marks").threads.is_empty(), fixture.marked);
        let written = writer(&home).write(&api, proposal("Sigue")).await.expect("kept");
        let after = api.message(&written.id.to_string()).await.expect("there");
        assert_eq!(
            after.info.seq,
            fixture.acts + 1 + round,
            "the log goes on where the earlier release left it"
        );
        running.stop().await;
    }
}

/// Writes a home with everything that this build keeps in one, but what it makes anew.
async fn write(folder: &Path) -> Fixture {
    let federation = federation(7);
    let home = federation.home("oaxaca");
    let config = Config::load(&home.join("config.toml")).expect("settings");
    let mut plain = Config { node: config.node, store: config.store, ..Config::default() };
    plain.network.listen = ["/ip4/127.0.0.1/udp/0/quic-v1", "/ip4/127.0.0.1/tcp/0"]
        .map(|a| a.parse().expect("an address"))
        .into();
    fs::write(home.join("config.toml"), plain.to_toml().expect("TOML")).expect("written");
    let (running, api) = run(&home).await;
    let writer = writer(&home);
    let mut ids = Vec::new();
    for number in 0..LARGE {
        let request = proposal(&format!("Propuesta {number}"));
        let Content::Proposal(mut content) = request.content else { unreachable!("a proposal") };
        content.text = text(&"Agua para todos. ".repeat(6_000));
        let request = WriteRequest { content: Content::Proposal(content), ..request };
        ids.push(writer.write(&api, request).await.expect("kept").id);
    }
    let how = (Urgency::Expected, Severity::Moderate, Certainty::Likely);
    let info = Info { event: text("Heladas"), headline: text("Heladas"), ..Info::new(Category::Met, how) };
    let notice = Content::Notice(Notice::new(CapStatus::Exercise, vec![info]));
    writer.write(&api, WriteRequest::new(notice)).await.expect("kept");
    for id in &ids[..2] {
        let comment = Content::Comment(Comment::new(text("De acuerdo.")));
        writer.write(&api, WriteRequest::new(comment).answering(id)).await.expect("kept");
    }
    let change = MarkChange::Flag(true);
    let mark = MarkRequest { thread: ids[0].to_string(), by: writer.public(), change };
    api.mark(&mark).await.expect("a mark");
    let side = home.join("store/bodies-00000001.side");
    until("the tables of a complete segment", async || side.exists()).await;
    running.stop().await;
    let paths = Paths::new(&home);
    for made_anew in [home.join("store/index"), home.join("run"), home.join("drafts")] {
        if made_anew.exists() {
            fs::remove_dir_all(made_anew).expect("removed");
        }
    }
    for made_anew in [paths.lock(), home.join("store/lock"), home.join("store/reserve")] {
        if made_anew.exists() {
            fs::remove_file(made_anew).expect("removed");
        }
    }
    copy(&home, folder);
    let ids = [ids[0], ids[LARGE - 1]].map(|id| id.to_string()).to_vec();
    Fixture { home: folder.to_owned(), messages: WRITTEN, acts: WRITTEN - 1, ids, marked: true }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_of_an_earlier_format_runs_and_goes_on() {
    for fixture in kept() {
        check(&fixture).await;
    }
}

/// A home of this build passes the same check. `CABILDO_FIXTURE=FOLDER` keeps it, for the next format.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_of_this_build_runs_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = std::env::var_os("CABILDO_FIXTURE").map_or(folder.path().join("home"), PathBuf::from);
    let fixture = write(&to).await;
    assert!(to.join("verified").exists() && to.join("marks").exists());
    println!("{} messages, of them {:?}", fixture.messages, fixture.ids);
    check(&fixture).await;
}
