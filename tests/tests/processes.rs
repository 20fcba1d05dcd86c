//! Seven processes, killed at random while others write: what was confirmed is nowhere missing.

use cabildo_client::{
    api::Head,
    http::ClientError,
    key::KeyFile,
    writer::{WriteError, WriteRequest},
};
use cabildo_node::{config::Config, driver::clock, home::Paths};
use cabildo_protocol::{
    bounds,
    content::{Comment, Content, Kind, Proposal},
    id::{LogId, MessageId, PublicKey},
    message::{Draft, Position, sign},
    store::Store as _,
    text::Texts,
};
use cabildo_store::SegmentStore;
use cabildo_tests::{bench::work::authority, processes::Processes, skip::not_shown};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

const WRITERS: [&str; 3] = ["oaxaca", "valparaiso", "sfic"];
/// How long all nodes may take to agree once the last that was killed answers again: links to the dead end after some
/// ten seconds only, and who was to be compared with over one has to wait for its next turn.
const AGREE: Duration = Duration::from_secs(30);
/// Before a kill and before the start after it: long enough to start and write, short enough for fifty
/// kills in less than a minute.
const PAUSE_MS: std::ops::Range<u64> = 100..600;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn text(text: &str) -> Texts {
    Texts::one("es".parse().expect("a tag"), text)
}

fn proposal(title: String) -> WriteRequest {
    let content = Proposal::new(text(&title), text("Se propone."));
    WriteRequest::new(Content::Proposal(content))
}

fn comment(on: &MessageId, n: usize) -> WriteRequest {
    let content = Content::Comment(Comment::new(text(&format!("Comentario {n}"))));
    WriteRequest::new(content).answering(on)
}

/// Writes until it is told to stop, as a client does whose node comes and goes. What failed is
/// written again by the next call, the same bytes.
async fn keep_writing(
    processes: Arc<Mutex<Processes>>,
    name: &'static str,
    stop: Arc<AtomicBool>,
) -> Vec<MessageId> {
    let (api, writer) = {
        let processes = processes.lock().expect("a lock");
        (processes.api(name), processes.writer(name))
    };
    let mut confirmed: Vec<MessageId> = Vec::new();
    let mut n = 0;
    while !stop.load(Ordering::Relaxed) {
        n += 1;
        let request = match confirmed.first() {
            Some(root) if n % 3 != 0 => comment(root, n),
            _ => proposal(format!("{name} {n}")),
        };
        match writer.write(&api, request).await {
            Ok(submitted) => confirmed.push(submitted.id),
            // Killed before or in the middle, or not yet listening again.
            Err(
                WriteError::Client(ClientError::NotRunning { .. } | ClientError::Answer { .. })
                | WriteError::Unconfirmed { .. },
            ) => {}
            Err(error) => panic!("{name}: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    confirmed
}

async fn frontiers(processes: &Processes) -> Vec<Option<Vec<Head>>> {
    let mut frontiers = Vec::new();
    for node in &processes.written.nodes {
        frontiers.push(processes.api(&node.name).frontier().await.ok());
    }
    frontiers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_during_writes_nothing_confirmed_is_missing() {
    let kills = number("CABILDO_KILLS", 50);
    let seed = number("CABILDO_SEED", u64::from(std::process::id()));
    println!("CABILDO_SEED={seed} CABILDO_KILLS={kills}");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut processes = Processes::write(7);
    let names: Vec<String> = processes.written.nodes.iter().map(|node| node.name.clone()).collect();
    for name in &names {
        processes.start(name);
    }
    for name in &names {
        processes.answers(name).await;
    }
    let processes = Arc::new(Mutex::new(processes));
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> =
        WRITERS.map(|name| tokio::spawn(keep_writing(processes.clone(), name, stop.clone()))).into();
    let mut killed = BTreeSet::new();
    for kill in 0..kills {
        tokio::time::sleep(Duration::from_millis(rng.random_range(PAUSE_MS))).await;
        // The relay is among them in every run, however short.
        let name = if kill == 0 { "relay" } else { &names[rng.random_range(0..names.len())] };
        processes.lock().expect("a lock").kill(name);
        killed.insert(name.to_owned());
        tokio::time::sleep(Duration::from_millis(rng.random_range(PAUSE_MS))).await;
        processes.lock().expect("a lock").start(name);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.store(true, Ordering::Relaxed);
    let mut confirmed = Vec::new();
    for writer in writers {
        let ids = writer.await.expect("a writer");
        assert!(!ids.is_empty(), "a writer that wrote nothing shows nothing");
        confirmed.extend(ids);
    }
    let processes = Arc::into_inner(processes).expect("the last one").into_inner().expect("a lock");
    for name in &names {
        processes.answers(name).await;
    }
    let quiet = Instant::now();
    loop {
        let frontiers = frontiers(&processes).await;
        if frontiers.iter().all(|f| f.is_some() && *f == frontiers[0]) {
            break;
        }
        assert!(quiet.elapsed() < AGREE, "frontiers differ after {AGREE:?}: {frontiers:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    println!(
        "{} confirmed, {kills} kills of {killed:?}, equal frontiers {} ms after the last node answered",
        confirmed.len(),
        quiet.elapsed().as_millis()
    );
    for name in &names {
        let api = processes.api(name);
        for id in &confirmed {
            let found = api.raw(&id.to_string()).await;
            assert!(found.is_ok(), "{name} lacks {id}, which was confirmed: {found:?}");
        }
        let status = api.status().await.expect("a status");
        assert!(status.trouble.is_empty() && status.forked == 0, "{name}: {status:?}");
    }
}

/// Messages of one log that a node has to catch up.
const LONG: usize = 12_000;

/// Fills a home's store, as it is after years.
fn fill(processes: &Processes, name: &str) {
    let paths = Paths::new(&processes.node(name).home);
    let key =
        KeyFile::read(&paths.operator_key(&Config::default())).expect("a key").open(None).expect("a key");
    let authority = authority(paths.root());
    let (federation, institution) = (authority.federation(), processes.node(name).institution.clone());
    let log = LogId { key: PublicKey::ed25519(key.verifying_key().to_bytes()), lane: Kind::Proposal.lane() };
    let mut head = Position::start(&federation, &log);
    let options = cabildo_store::Options { min_free_bytes: 0, min_free_percent: 0, ..Default::default() };
    let mut store = SegmentStore::open(&paths.store(), options).expect("a store");
    for n in 0..LONG {
        let content = Content::Proposal(Proposal::new(text(&format!("Acta {n}")), text("Se archiva.")));
        let draft = Draft {
            federation,
            institution: institution.clone(),
            lane: log.lane,
            kind: content.kind() as u16,
            root: None,
            refs: Vec::new(),
            audience: None,
            needs: authority.needs(&institution),
            created: clock(),
            expires: None,
            content: content.encode(),
            salt: [7; bounds::SALT_LEN],
        };
        let message = sign(&draft, &head, &key).expect("a message");
        head = message.position();
        store.append(&message).expect("room");
    }
    store.commit().expect("a commit");
}

/// Of what is taken by its last signature a node that dies has to know afterwards that the others were not checked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_while_it_catches_up_a_node_has_everything_and_has_checked_it() {
    let seed = number("CABILDO_SEED", u64::from(std::process::id()));
    println!("CABILDO_SEED={seed}");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut processes = Processes::write(3);
    fill(&processes, "oaxaca");
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    let (mut kills, mut unchecked, mut kept) = (0, 0, 0);
    while unchecked < 3 {
        assert!(kills < 40, "it was never killed with messages that were not checked");
        processes.start("valparaiso");
        processes.answers("valparaiso").await;
        tokio::time::sleep(Duration::from_millis(rng.random_range(0..400))).await;
        let status = processes.api("valparaiso").status().await.expect("a status");
        assert!(status.messages >= kept, "{} of {kept} messages are left", status.messages);
        (kills, unchecked, kept) = (kills + 1, unchecked + u32::from(status.unchecked > 0), status.messages);
        processes.kill("valparaiso");
        if kept == LONG as u64 && status.unchecked == 0 {
            std::fs::remove_dir_all(Paths::new(&processes.node("valparaiso").home).store()).expect("a store");
            kept = 0;
        }
    }
    processes.start("valparaiso");
    processes.answers("valparaiso").await;
    let began = Instant::now();
    let (here, there) = (processes.api("valparaiso"), processes.api("oaxaca"));
    loop {
        let status = here.status().await.expect("a status");
        if status.messages == LONG as u64 && status.unchecked == 0 {
            assert_eq!(here.frontier().await.expect("heads"), there.frontier().await.expect("heads"));
            assert!(status.trouble.is_empty() && status.forked == 0, "{status:?}");
            break;
        }
        assert!(began.elapsed() < 2 * AGREE, "{status:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    println!("{kills} kills, {unchecked} of them with messages that were not checked");
}

/// What a trace shows, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A message was submitted.
    Submitted,
    /// Bytes were written to a segment.
    Written,
    /// What was written is durable.
    Synced,
    /// The client was told that its message is kept.
    Replied,
}

/// Reads the lines of `strace -f -y`, where a call that another thread interrupts is two: what
/// counts for a sync is its end, for everything else its beginning. Only segments count.
fn steps(trace: &str) -> Vec<Step> {
    let mut syncing = BTreeSet::new();
    let mut step = |line: &str| {
        let (thread, call) = line.split_once(' ')?;
        let (call, segment) = (call.trim_start(), line.contains(".seg>"));
        let submits = call.starts_with("read") || call.starts_with("recv");
        if submits && call.contains("POST /v1/messages ") {
            Some(Step::Submitted)
        } else if call.starts_with("pwrite64(") && segment {
            Some(Step::Written)
        } else if call.starts_with("fdatasync(") && segment && call.contains("unfinished") {
            syncing.insert(thread.to_owned());
            None
        } else if call.starts_with("fdatasync(") && segment {
            call.ends_with("= 0").then_some(Step::Synced)
        } else if call.starts_with("<... fdatasync") {
            (syncing.remove(thread) && call.ends_with("= 0")).then_some(Step::Synced)
        } else if call.contains(r#"{\"id\":\"cbm1"#) {
            Some(Step::Replied)
        } else {
            None
        }
    };
    trace.lines().filter_map(&mut step).collect()
}

/// Replies, each of which must come after the sync of what was written since its submission.
fn check_order(steps: &[Step]) -> Result<usize, String> {
    let (mut written, mut synced, mut replies) = (false, false, 0);
    for (n, step) in steps.iter().enumerate() {
        match step {
            Step::Submitted => (written, synced) = (false, false),
            Step::Written => (written, synced) = (true, false),
            Step::Synced => synced = written,
            Step::Replied if synced => replies += 1,
            Step::Replied => return Err(format!("step {n}: a reply before the sync: {steps:?}")),
        }
    }
    Ok(replies)
}

#[test]
fn an_order_that_is_wrong_would_be_seen() {
    use Step::{Replied, Submitted, Synced, Written};
    assert_eq!(check_order(&[Submitted, Written, Synced, Written, Synced, Replied]), Ok(1));
    assert!(check_order(&[Submitted, Written, Replied, Synced]).is_err());
    assert!(check_order(&[Submitted, Written, Synced, Written, Replied]).is_err());
    assert!(check_order(&[Submitted, Replied]).is_err());
    let trace = r#"7  recvfrom(9<x>, "POST /v1/messages HTTP/1.1", 1) = 9
8  pwrite64(4</h/index/db>, "x", 1, 0) = 1
8  pwrite64(5</h/store/bodies-1.seg>, "x", 1, 0) = 1
8  fdatasync(5</h/store/bodies-1.seg> <unfinished ...>
9  fdatasync(6</h/other>)             = 0
8  <... fdatasync resumed>)           = 0
7  writev(9<x>, [{iov_base="HTTP/1.1 201 Created", iov_len=2}, {iov_base="{\"id\":\"cbm1q\"}", iov_len=2}], 1) = 2
"#;
    assert_eq!(steps(trace), [Submitted, Written, Synced, Replied]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trace_shows_that_the_sync_precedes_the_reply() {
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        not_shown("that the sync precedes the reply", "there is no strace");
        return;
    }
    let mut processes = Processes::write(7);
    let trace = processes.folder.path().join("trace");
    let calls = "trace=read,recvfrom,write,writev,sendto,sendmsg,pwrite64,fdatasync,fsync";
    let tracer = ["strace", "-f", "-y", "-s", "400", "-e", calls, "-o", &trace.to_string_lossy()];
    processes.start_under("oaxaca", &tracer);
    processes.answers("oaxaca").await;
    let (api, writer) = (processes.api("oaxaca"), processes.writer("oaxaca"));
    for n in 0..10 {
        writer.write(&api, proposal(format!("Propuesta {n}"))).await.expect("kept");
    }
    processes.stop_below("oaxaca").await;
    let trace = std::fs::read(&trace).expect("a trace");
    let steps = steps(&String::from_utf8_lossy(&trace));
    assert_eq!(check_order(&steps), Ok(10), "{steps:?}");
}
