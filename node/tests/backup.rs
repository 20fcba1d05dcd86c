//! Backups of running nodes: what was kept is in them, keys of authors are not, and what was
//! changed is refused.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::writer::{WriteError, Writer};
use cabildo_node::{
    backup::{BackupError, RestoreError, check, restore, save},
    home::{Home, Paths},
    running::Running,
};
use common::{arrives, federation, proposal, until};
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

fn names_below(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            names_below(&path, found);
        } else {
            found.push(path.display().to_string());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_comes_back_from_a_backup_that_was_made_while_it_was_written() {
    let federation = federation(7);
    let home = federation.home("oaxaca");
    // Somebody keeps another key in the home: it stays there.
    fs::copy(home.join("keys/operator.key"), home.join("copy-of-a-key")).expect("copied");
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    let writer = federation.writer("oaxaca");
    let mut before = Vec::new();
    for n in 0..20 {
        before.push(writer.write(&api, proposal(&format!("Antes {n}"))).await.expect("kept").id);
    }
    let busy = tokio::spawn({
        let (api, writer) = (api.clone(), writer.clone());
        async move {
            for n in 0..40 {
                writer.write(&api, proposal(&format!("Mientras {n}"))).await.expect("kept");
            }
        }
    });
    let file = federation.folder.path().join("oaxaca.backup");
    let (paths, to) = (Paths::new(&home), file.clone());
    let saved =
        tokio::task::spawn_blocking(move || save(&paths, &to)).await.expect("a thread").expect("saved");
    busy.await.expect("written");
    let all = api.frontier().await.expect("heads");
    oaxaca.stop().await;
    assert!(saved.node_key && saved.files > 5, "{saved:?}");
    assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&file).expect("bytes");
    let key = fs::read(home.join("keys/operator.key")).expect("a key");
    let secret = String::from_utf8(key).expect("text");
    let secret = secret.split('"').filter(|part| part.len() == 64).collect::<Vec<_>>();
    assert_eq!(secret.len(), 1, "the secret was found");
    assert!(!bytes.windows(64).any(|window| window == secret[0].as_bytes()), "no author's key leaves");

    let checked = check(&file).expect("intact");
    assert!(checked.messages >= 20 && checked.rosters >= 3 && checked.bad_signatures == 0, "{checked:?}");
    let said = save(&Paths::new(&home), &file).expect_err("there is one").to_string();
    assert!(said.contains("is there already"), "{said}");
    assert!(matches!(restore(&file, &home), Err(RestoreError::Occupied { .. })), "a home is never replaced");

    let new = federation.folder.path().join("f/new");
    assert_eq!(restore(&file, &new).expect("restored"), checked);
    let mut names = Vec::new();
    names_below(&new, &mut names);
    assert!(
        names.iter().all(|name| !name.contains("/keys/") && !name.contains("copy-of-a-key")),
        "{names:?}"
    );
    let running = Running::start(Home::open(&new).expect("a home")).await.expect("a node");
    let api = cabildo_client::http::ApiClient::new(running.socket()).expect("a client");
    for id in &before {
        arrives(&api, id).await;
    }

    // The device's key is at hand, and the node knows less than its ledger or just as much: nothing
    // is signed twice. With a peer that has the rest the log goes on where it was.
    let status = api.status().await.expect("a status");
    let later = writer.write(&api, proposal("Después")).await;
    if status.messages < all.iter().map(|head| head.seq).sum() {
        // One message only is missing, and the ledger has it: it is submitted again.
        let one = status.messages + 1 == all.iter().map(|head| head.seq).sum::<u64>();
        assert!(one || matches!(later, Err(WriteError::NodeBehind { .. })), "{later:?}");
    } else {
        later.expect("kept");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_device_learns_its_head_from_a_peer_before_it_signs() {
    let federation = federation(7);
    let (oaxaca, morelia) = (federation.start("oaxaca").await, federation.start("morelia").await);
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    let writer = federation.writer("oaxaca");
    writer.write(&here, proposal("Antes")).await.expect("kept");
    let file = federation.folder.path().join("oaxaca.backup");
    save(&Paths::new(&federation.home("oaxaca")), &file).expect("saved");
    let second = writer.write(&here, proposal("Después de la copia")).await.expect("kept").id;
    arrives(&there, &second).await;
    oaxaca.stop().await;

    // The machine is lost with its ledger; the backup, the key and the peer are left.
    let new = federation.folder.path().join("f/new");
    restore(&file, &new).expect("restored");
    fs::create_dir(new.join("keys")).expect("a folder");
    let key = new.join("keys/operator.key");
    fs::copy(federation.home("oaxaca").join("keys/operator.key"), &key).expect("copied");
    let opened = cabildo_client::key::KeyFile::read(&key).expect("a key").open(None).expect("an open key");
    let writer = Writer::new(&key, opened);
    let running = Running::start(Home::open(&new).expect("a home")).await.expect("a node");
    let api = cabildo_client::http::ApiClient::new(running.socket()).expect("a client");
    until("it may write again", async || match writer.write(&api, proposal("Otra vez")).await {
        Ok(_) => true,
        Err(WriteError::LedgerBehind { .. } | WriteError::Client(_)) => false,
        Err(error) => panic!("{error}"),
    })
    .await;
    arrives(&api, &second).await;
    let head = there.frontier().await.expect("heads");
    until("equal frontiers", async || {
        api.frontier().await.expect("heads") == there.frontier().await.expect("heads")
    })
    .await;
    assert!(there.status().await.expect("a status").forked == 0, "{head:?}");
    running.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_backup_is_refused_and_leaves_nothing() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let writer = federation.writer("oaxaca");
    writer.write(&federation.api("oaxaca"), proposal("Agua")).await.expect("kept");
    let file = federation.folder.path().join("oaxaca.backup");
    save(&Paths::new(&federation.home("oaxaca")), &file).expect("saved");
    oaxaca.stop().await;
    let bytes = fs::read(&file).expect("bytes");
    let new = federation.folder.path().join("new");
    let other = federation.folder.path().join("other.backup");
    for at in [3, 20, bytes.len() / 3, bytes.len() / 2, bytes.len() - 2] {
        let mut changed = bytes.clone();
        changed[at] ^= 0x20;
        fs::write(&other, &changed).expect("written");
        let error = restore(&other, &new).expect_err("refused");
        assert!(matches!(error, RestoreError::File { .. }), "byte {at}: {error}");
        let said = error.to_string();
        assert!(said.contains("other.backup") && said.contains(" · take another backup"), "{said}");
        assert!(!new.exists(), "byte {at}: nothing is left");
    }
    fs::write(&other, &bytes[..bytes.len() / 2]).expect("written");
    let said = restore(&other, &new).expect_err("refused").to_string();
    assert!(said.contains("is damaged at byte"), "{said}");
    fs::write(&other, "no backup").expect("written");
    assert!(check(&other).expect_err("refused").to_string().contains("no backup of Cabildo"));
    // An empty folder that was there stays, empty.
    fs::create_dir(&new).expect("a folder");
    restore(&other, &new).expect_err("refused");
    assert_eq!(fs::read_dir(&new).expect("a folder").count(), 0);
    restore(&file, &new).expect("restored");
    let nowhere = save(&Paths::new(&new), Path::new("/no/such/folder/x"));
    assert!(matches!(nowhere, Err(BackupError::Io { .. })));
}
