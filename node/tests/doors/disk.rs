//! A disk that is full, damaged, or without its index.

use crate::{
    common::{Federation, PATIENCE, arrives, endorse, federation, proposal, skip::not_shown, text, until},
    gossip::Standing,
};
use cabildo_client::{
    api::Problem,
    http::{ApiClient, ClientError, MessageFilter},
    writer::{WriteError, WriteRequest},
};
use cabildo_node::{
    config::Config,
    home::Home,
    net::NetError,
    running::{Running, StartError},
};
use cabildo_protocol::{
    content::Content,
    id::MessageId,
    message::{Message, WireMessage},
};
use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

const MIB: usize = 1024 * 1024;

/// A file system of its own, in memory.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where this user may not mount.
    fn new(folder: &Path, mib: usize) -> Option<Self> {
        fs::create_dir_all(folder).expect("a folder");
        let options = format!("size={mib}m,mode=0700");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder).output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(folder.to_owned())),
            Ok(output) => Self::refused(&String::from_utf8_lossy(&output.stderr)),
            Err(error) => Self::refused(&error.to_string()),
        }
    }

    fn refused(why: &str) -> Option<Self> {
        not_shown("a disk that is full", &format!("no file system can be mounted: {}", why.trim()));
        None
    }

    fn free(&self) -> usize {
        let stat = rustix::fs::statvfs(&self.0).expect("a file system");
        usize::try_from(stat.f_bavail * stat.f_frsize).expect("a size")
    }

    /// Fills it until so much is left.
    fn fill(&self, left: usize) -> PathBuf {
        let path = self.0.join("ballast");
        let mut file = File::create(&path).expect("a file");
        while self.free() > left {
            let some = (self.free() - left).min(MIB);
            if file.write_all(&vec![0x5a; some]).is_err() {
                break;
            }
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A store that is still open does not keep the test from ending.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn set_min_free(federation: &Federation, name: &str, mib: u64) {
    let path = federation.home(name).join("config.toml");
    let mut config = Config::load(&path).expect("settings");
    config.store.min_free_mib = mib;
    fs::write(&path, config.to_toml().expect("TOML")).expect("written");
}

/// A proposal of about 100 KiB.
fn large(title: &str) -> WriteRequest {
    let request = proposal(title);
    let Content::Proposal(mut content) = request.content else { unreachable!("a proposal") };
    content.text = text(&"x".repeat(100 * 1024));
    WriteRequest { content: Content::Proposal(content), ..request }
}

/// The message was signed, and the node has no room for it.
fn is_read_only(error: &WriteError) -> bool {
    let of = |problem: &Problem| problem.code == "read_only";
    match error {
        WriteError::Waiting { problem, .. } => of(problem),
        WriteError::Client(ClientError::Problem(problem))
        | WriteError::Unconfirmed { source: ClientError::Problem(problem), .. } => of(problem),
        _ => false,
    }
}

/// Starts a node again: its last sockets may take a moment to be gone.
async fn start(federation: &Federation, name: &str) -> Running {
    let began = Instant::now();
    loop {
        match Running::start(Home::open(&federation.home(name)).expect("a home")).await {
            Ok(running) => return running,
            Err(StartError::Network(NetError::PortTaken { .. })) if began.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

async fn trouble(api: &ApiClient) -> Vec<String> {
    api.status().await.expect("a status").trouble.into_iter().map(|trouble| trouble.code).collect()
}

/// Whether the node's metrics have this line.
async fn metric(api: &ApiClient, line: &str) -> bool {
    api.metrics().await.expect("metrics").lines().any(|of| of == line)
}

async fn listed(api: &ApiClient) -> Vec<MessageId> {
    let filter = MessageFilter { limit: Some(500), ..MessageFilter::default() };
    api.messages(&filter).await.expect("messages").into_iter().map(|info| info.id).collect()
}

async fn same_frontiers(here: &ApiClient, there: &ApiClient) {
    until("equal frontiers", async || {
        here.frontier().await.expect("heads") == there.frontier().await.expect("heads")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_makes_the_node_read_only_until_there_is_room() {
    let federation = federation(7);
    let Some(disk) = SmallDisk::new(&federation.home("oaxaca").join("store"), 64) else { return };
    set_min_free(&federation, "oaxaca", 8);
    let oaxaca = start(&federation, "oaxaca").await;
    let morelia = start(&federation, "morelia").await;
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    let writer = federation.writer("oaxaca");
    let mut kept = vec![writer.write(&here, proposal("con espacio")).await.expect("kept").id];
    arrives(&there, &kept[0]).await;
    let ballast = disk.fill(9 * MIB);
    // What is confirmed before the room is used up counts too.
    let mut refused = None;
    for n in 0..100 {
        match writer.write(&here, large(&format!("larga {n}"))).await {
            Ok(submitted) => kept.push(submitted.id),
            Err(error) => {
                refused = Some(error);
                break;
            }
        }
    }
    let refused = match refused {
        Some(error) => error,
        None => {
            disk.fill(MIB);
            until("read-only", async || trouble(&here).await == ["disk_full"]).await;
            writer.write(&here, proposal("sin espacio")).await.expect_err("no room")
        }
    };
    assert!(is_read_only(&refused), "{refused}");
    disk.fill(0);
    until("it says so", async || trouble(&here).await == ["disk_full"]).await;
    let before = Standing::of(&here).await;
    assert_eq!(before.messages, kept.len() as u64);
    let theirs = federation.writer("morelia").write(&there, proposal("de Morelia")).await.expect("kept").id;
    until("offered", async || Standing::of(&here).await.ignored > before.ignored).await;
    let full = Standing::of(&here).await;
    assert_eq!((full.messages, full.bytes), (before.messages, before.bytes), "nothing is kept");
    assert_eq!(trouble(&here).await, ["disk_full"]);
    assert!(metric(&here, "cabildo_read_only 1").await);
    let ours = listed(&here).await;
    assert!(kept.iter().all(|id| ours.contains(id)), "it still reads");
    fs::remove_file(ballast).expect("removed");
    until("room again", async || trouble(&here).await.is_empty()).await;
    assert!(metric(&here, "cabildo_read_only 0").await);
    kept.push(writer.write(&here, proposal("con espacio otra vez")).await.expect("kept").id);
    arrives(&here, &theirs).await;
    same_frontiers(&here, &there).await;
    oaxaca.stop().await;
    let again = start(&federation, "oaxaca").await;
    assert!(trouble(&here).await.is_empty(), "nothing was half-written");
    let ours = listed(&here).await;
    assert!(kept.iter().chain([&theirs]).all(|id| ours.contains(id)), "what was confirmed is there");
    same_frontiers(&here, &there).await;
    again.stop().await;
    morelia.stop().await;
}

/// Without a file system of its own: the settings ask for more room than any disk has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_without_the_room_that_it_is_to_leave_free_reads_and_keeps_nothing() {
    let federation = federation(7);
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    let oaxaca = start(&federation, "oaxaca").await;
    let writer = federation.writer("oaxaca");
    let kept = writer.write(&here, proposal("antes")).await.expect("kept").id;
    oaxaca.stop().await;
    set_min_free(&federation, "oaxaca", u64::MAX);
    let oaxaca = start(&federation, "oaxaca").await;
    let morelia = start(&federation, "morelia").await;
    until("it says so", async || trouble(&here).await == ["disk_full"]).await;
    let before = Standing::of(&here).await;
    let refused = writer.write(&here, proposal("sin espacio")).await.expect_err("no room");
    assert!(is_read_only(&refused), "{refused}");
    arrives(&there, &kept).await;
    let theirs = federation.writer("morelia").write(&there, proposal("de Morelia")).await.expect("kept").id;
    until("offered", async || Standing::of(&here).await.ignored > before.ignored).await;
    let after = Standing::of(&here).await;
    assert_eq!((after.messages, after.bytes), (before.messages, before.bytes));
    assert_eq!(listed(&here).await, [kept]);
    oaxaca.stop().await;
    set_min_free(&federation, "oaxaca", 1);
    let oaxaca = start(&federation, "oaxaca").await;
    arrives(&here, &theirs).await;
    // What was refused was recorded before it was sent, and is sent first now.
    let id = writer.write(&here, proposal("después")).await.expect("kept").id;
    arrives(&there, &id).await;
    assert!(trouble(&here).await.is_empty());
    same_frontiers(&here, &there).await;
    oaxaca.stop().await;
    morelia.stop().await;
}

/// Files of a store of one family, oldest first.
fn segments(home: &Path, family: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(home.join("store")).expect("a store").map(|entry| entry.expect("an entry"));
    let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| name(path).starts_with(family) && name(path).ends_with(".seg"))
        .collect();
    found.sort();
    found
}

/// Flips a bit in the middle of these bytes, wherever they stand.
fn damage(files: &[PathBuf], bytes: &[u8]) {
    for path in files {
        let mut file = fs::read(path).expect("a segment");
        if let Some(at) = file.windows(bytes.len()).position(|window| window == bytes) {
            file[at + bytes.len() / 2] ^= 0x10;
            fs::write(path, file).expect("written");
            return;
        }
    }
    panic!("not in {files:?}");
}

async fn message(api: &ApiClient, id: &MessageId) -> Message {
    let raw = api.raw(&id.to_string()).await.expect("raw");
    WireMessage::decode(&raw, raw.len()).expect("a message")
}

/// Two nodes with the same messages of both, and these messages in the order of writing.
async fn two(federation: &Federation, count: usize) -> Vec<MessageId> {
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    let (ours, theirs) = (federation.writer("oaxaca"), federation.writer("morelia"));
    let mut ids = Vec::new();
    for n in 0..count {
        let id = ours.write(&here, proposal(&format!("de Oaxaca {n}"))).await.expect("kept").id;
        arrives(&there, &id).await;
        ids.push(id);
        ids.push(theirs.write(&there, endorse(&id)).await.expect("kept").id);
    }
    for id in &ids {
        arrives(&here, id).await;
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_segments_are_said_and_what_is_lost_is_fetched_again() {
    let federation = federation(7);
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    let oaxaca = start(&federation, "oaxaca").await;
    let morelia = start(&federation, "morelia").await;
    let ids = two(&federation, 6).await;
    // One of its own and one of the other, and a body of a third.
    let lost = [message(&here, &ids[4]).await, message(&here, &ids[7]).await];
    let body = message(&here, &ids[1]).await;
    let writer = federation.writer("oaxaca");
    oaxaca.stop().await;
    let home = federation.home("oaxaca");
    for message in &lost {
        damage(&segments(&home, "headers"), message.header_bytes());
    }
    damage(&segments(&home, "bodies"), body.body_bytes().expect("a body"));
    // Alone it says what happened, and shows what is whole.
    morelia.handle().sever(true);
    let oaxaca = start(&federation, "oaxaca").await;
    let status = here.status().await.expect("a status");
    assert_eq!(status.trouble.iter().map(|t| t.code.as_str()).collect::<Vec<_>>(), ["store_damaged"]);
    assert!(status.messages < ids.len() as u64 && status.bodies_missing == 1, "{status:?}");
    assert!(!listed(&here).await.contains(&ids[4]));
    assert!(home.join("store/quarantine").is_dir(), "what was damaged is kept apart");
    morelia.handle().sever(false);
    same_frontiers(&here, &there).await;
    for id in &ids {
        arrives(&here, id).await;
    }
    until("the body", async || here.status().await.expect("a status").bodies_missing == 0).await;
    let mut both = (listed(&here).await, listed(&there).await);
    both.0.sort();
    both.1.sort();
    assert_eq!(both.0, both.1);
    for id in &ids {
        assert!(here.message(&id.to_string()).await.expect("read").content.is_some());
    }
    // Its own log goes on where it stood.
    let next = writer.write(&here, proposal("y sigue")).await.expect("kept").id;
    arrives(&there, &next).await;
    oaxaca.stop().await;
    let again = start(&federation, "oaxaca").await;
    assert!(trouble(&here).await.is_empty(), "mended");
    same_frontiers(&here, &there).await;
    again.stop().await;
    morelia.stop().await;
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_index_or_with_a_spoilt_one_the_node_lists_everything() {
    let federation = federation(7);
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    let oaxaca = start(&federation, "oaxaca").await;
    let morelia = start(&federation, "morelia").await;
    let ids = two(&federation, 5).await;
    let answers = async || {
        let thread = MessageFilter { thread: Some(ids[0].to_string()), ..MessageFilter::default() };
        let inbox = here.inbox(100).await.expect("an inbox").threads;
        (listed(&here).await, here.messages(&thread).await.expect("a thread"), inbox.len())
    };
    let before = answers().await;
    assert_eq!((before.0.len(), before.1.len(), before.2), (ids.len(), 2, 5));
    oaxaca.stop().await;
    let index = federation.home("oaxaca").join("store/index");
    type Spoil = (&'static str, fn(&Path));
    let spoils: [Spoil; 4] = [
        ("deleted", |index| fs::remove_dir_all(index).expect("removed")),
        ("overwritten", |index| {
            for path in files_below(index) {
                let length = fs::metadata(&path).expect("there").len().max(64);
                fs::write(path, vec![0xa5; usize::try_from(length).expect("a size")]).expect("written");
            }
        }),
        ("emptied", |index| {
            for path in files_below(index) {
                fs::write(path, b"").expect("written");
            }
        }),
        ("a file in its place", |index| {
            fs::remove_dir_all(index).expect("removed");
            fs::write(index, b"x").expect("written");
        }),
    ];
    for (what, spoil) in spoils {
        spoil(&index);
        let oaxaca = start(&federation, "oaxaca").await;
        until(&format!("{what}: everything"), async || answers().await == before).await;
        assert!(trouble(&here).await.is_empty(), "{what}");
        oaxaca.stop().await;
    }
    let oaxaca = start(&federation, "oaxaca").await;
    let id = federation.writer("oaxaca").write(&here, proposal("y sigue")).await.expect("kept").id;
    arrives(&there, &id).await;
    assert!(listed(&here).await.contains(&id));
    oaxaca.stop().await;
    morelia.stop().await;
}
