//! A key in two places forks its log; the institution's next roster says which branch stands, and all
//! processes end alike, also one that is killed while it lets go of the other branch.

use cabildo_client::{
    api::AlarmInfo,
    key::KeyFile,
    writer::{WriteRequest, Writer},
};
use cabildo_protocol::{
    content::{Content, Proposal},
    id::MessageId,
    text::Texts,
};
use cabildo_tests::processes::{PATIENCE, Processes, program};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const NODES: [&str; 3] = ["oaxaca", "valparaiso", "relay"];

fn proposal(title: &str) -> WriteRequest {
    let text = |text: &str| Texts::one("es".parse().expect("a tag"), text);
    let content = Proposal::new(text(title), text("Se propone."));
    WriteRequest::new(Content::Proposal(content))
}

async fn write(processes: &Processes, node: &str, writer: &Writer, title: &str) -> MessageId {
    let began = Instant::now();
    loop {
        match writer.write(&processes.api(node), proposal(title)).await {
            Ok(submitted) => return submitted.id,
            Err(error) => assert!(began.elapsed() < PATIENCE, "{node}: {error}\n{}", processes.log(node)),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until something is so on every node.
async fn until(processes: &Processes, what: &str, is_so: impl AsyncFn(&str) -> bool) {
    let began = Instant::now();
    for node in NODES {
        while !is_so(node).await {
            assert!(began.elapsed() < PATIENCE, "{what} on {node}:\n{}", processes.log(node));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target)
        } else {
            fs::copy(&path, &target).map(|_| ()).expect("a copy")
        }
    }
}

async fn end_alike(processes: &Processes, stands: &[MessageId], fell: &MessageId) {
    until(processes, "the fork is over", async |node| {
        let status = processes.api(node).status().await;
        status.is_ok_and(|status| (status.forked, status.alarms, status.behind) == (0, 0, 0))
    })
    .await;
    until(processes, "what stands is here", async |node| {
        let last = stands.last().expect("a message").to_string();
        processes.api(node).message(&last).await.is_ok_and(|detail| !detail.info.disputed)
    })
    .await;
    let frontier = processes.api(NODES[0]).frontier().await.expect("a frontier");
    until(processes, "the frontiers are equal", async |node| {
        processes.api(node).frontier().await.is_ok_and(|other| other == frontier)
    })
    .await;
    for node in NODES {
        assert!(processes.api(node).message(&fell.to_string()).await.is_err(), "{node} shows what fell");
        for id in stands {
            processes.api(node).message(&id.to_string()).await.expect("what stands");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fork_is_settled_by_a_roster_and_all_processes_end_alike() {
    let mut processes = Processes::write(7);
    for node in NODES {
        processes.start(node);
    }
    for node in NODES {
        processes.answers(node).await;
    }
    let writer = processes.writer("oaxaca");
    let common = write(&processes, "oaxaca", &writer, "Antes").await;
    until(&processes, "the common message is here", async |node| {
        processes.api(node).message(&common.to_string()).await.is_ok()
    })
    .await;
    // What nobody should do: the key and its ledger in two places.
    let twin = processes.folder.path().join("twin");
    copy(&processes.node("oaxaca").home.join("keys"), &twin);
    let key = KeyFile::read(&twin.join("operator.key")).expect("a key").open(None).expect("an open key");
    let twin = Writer::new(&twin.join("operator.key"), key);
    processes.kill("valparaiso");
    processes.kill("relay");
    let mut stands = vec![common];
    for title in ["Pozos", "Acequias", "Norias"] {
        stands.push(write(&processes, "oaxaca", &writer, title).await);
    }
    processes.kill("oaxaca");
    for node in ["valparaiso", "relay"] {
        processes.start(node);
        processes.answers(node).await;
    }
    let fell = write(&processes, "valparaiso", &twin, "Canales").await;
    until(&processes, "the other branch is here", async |node| {
        node == "oaxaca" || processes.api(node).message(&fell.to_string()).await.is_ok()
    })
    .await;
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    until(&processes, "the fork is known", async |node| {
        let alarms = processes.api(node).alarms().await.unwrap_or_default();
        matches!(&alarms[..], [AlarmInfo::Fork { institution, seq: 2, .. }] if institution.as_str() == "mx:20067")
    })
    .await;
    let settled = Command::new(program())
        .args(["--home".as_ref(), processes.node("oaxaca").home.as_os_str()])
        .args(["roster", "settle", &stands[3].to_string()])
        .env_remove("CABILDO_HOME")
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    assert!(settled.status.success(), "{}", String::from_utf8_lossy(&settled.stderr));
    // Killed while it lets go, wherever it is just then.
    tokio::time::sleep(Duration::from_millis(30)).await;
    processes.kill("valparaiso");
    processes.start("valparaiso");
    processes.answers("valparaiso").await;
    end_alike(&processes, &stands, &fell).await;
    for node in NODES {
        processes.kill(node);
        processes.start(node);
    }
    for node in NODES {
        processes.answers(node).await;
    }
    end_alike(&processes, &stands, &fell).await;
}
