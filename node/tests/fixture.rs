//! A home that an earlier release wrote runs in this one. Its files are never made anew: when a
//! format changes, another folder is added beside this one.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::{http::ApiClient, key::KeyFile, writer::Writer};
use cabildo_node::{home::Home, running::Running};
use common::proposal;
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

/// What the home of the first format holds: a proposal and a notice, both of its own device.
const MESSAGES: [&str; 2] = [
    "cbm13rru6wrs6efx4k6sjv2pee0wa2fq9alass38chp9pyv7wpfy8fvsn4r8vs",
    "cbm1sfk7ngd7jc9jsukyamq5tlxu7tjlwgfdp5kq3av9c4gq6yhwxnssud958x",
];

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_of_the_first_format_runs_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("home");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/home-1"), &home);
    for round in 0..2 {
        let running = Running::start(Home::open(&home).expect("a home")).await.expect("a node");
        let api = ApiClient::new(running.socket()).expect("a client");
        let status = api.status().await.expect("a status");
        assert!(status.trouble.is_empty(), "{status:?}");
        assert_eq!(status.messages, 2 + round);
        for id in MESSAGES {
            assert!(api.message(id).await.expect("there").content.is_some());
        }
        let path = home.join("keys/operator.key");
        let key = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
        let written = Writer::new(&path, key).write(&api, proposal("Sigue")).await.expect("kept");
        let after = api.message(&written.id.to_string()).await.expect("there");
        assert_eq!(after.info.seq, 2 + round, "the log goes on where the earlier release left it");
        running.stop().await;
    }
}
