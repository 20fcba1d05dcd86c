//! A node with many messages: how soon its process answers, how much memory it keeps, and how long
//! its index takes to be made from the segments. The process is the program itself, started as a
//! service manager starts it.

use super::{
    catchup,
    place::Place,
    table::{Table, median, millis, number, percent, rate},
    work::Federation,
};
use cabildo_node::{config::Role, home::Paths};
use cabildo_protocol::message::{Verified, WireMessage};
use std::{
    fs,
    io::{Read as _, Write as _},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Messages that are signed and kept at once.
const CHUNK: usize = 16 * 1024;
/// How soon a node is to answer.
const READY_MAX: Duration = Duration::from_millis(300);
/// How soon a page of a list is to come, and what a search found.
const PAGE_MAX: Duration = Duration::from_millis(20);
const SEARCH_MAX: Duration = Duration::from_millis(50);
/// Resident MiB that a node may have, and a relay.
const NODE_MIB: f64 = 256.0;
const RELAY_MIB: f64 = 64.0;
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(900);

/// Measures with so many messages, starting the node so often.
///
/// # Errors
/// When the program is not there, or does not answer.
///
/// # Panics
/// When the disk fails.
pub fn measure(place: &Place, count: usize, starts: usize, table: &mut Table) -> Result<(), String> {
    let program = program()?;
    let folder = place.path().join(format!("scale-{count}"));
    let mut federation = Federation::write(&folder, 7);
    let began = Instant::now();
    let mut left = count;
    while left > 0 {
        let chunk = federation.sign(left.min(CHUNK));
        left -= chunk.len();
        catchup::fill(&federation, 0, false, &chunk);
    }
    let of = format!("{} messages", number(count as f64));
    table.row("many: signed and kept", rate(count as f64 / began.elapsed().as_secs_f64()), of.clone());
    let (node, relay) = (paths(&federation, 0), paths(&federation, relay(&federation)?));
    index(&program, &node, count, table)?;
    let mut times = Vec::new();
    let mut killed = Vec::new();
    let mut memory: (f64, f64) = (0.0, 0.0);
    for _ in 0..starts {
        let running = Process::start(&program, &node, "node")?;
        times.push(running.ready.as_secs_f64());
        running.wait_for_index()?;
        running.get("/v1/inbox")?;
        if times.len() == starts {
            lists(&running, &of, table)?;
        }
        memory = running.memory()?;
        running.stop(rustix::process::Signal::KILL);
        let running = Process::start(&program, &node, "node")?;
        killed.push(running.ready.as_secs_f64());
        running.stop(rustix::process::Signal::TERM);
    }
    for (what, times) in [("an orderly stop", times), ("kill -9", killed)] {
        let time = Duration::from_secs_f64(median(&times));
        let share = percent(time.as_secs_f64() / READY_MAX.as_secs_f64());
        table.row(
            format!("many: ready after {what}"),
            millis(time),
            format!("{share} of {}; from exec to an answer, {of}", millis(READY_MAX)),
        );
    }
    memory_row("node, index and inbox read", memory, NODE_MIB, &of, table);
    fs::rename(node.store(), relay.store()).map_err(|error| error.to_string())?;
    let running = Process::start(&program, &relay, "relay")?;
    running.wait_for_index()?;
    let memory = running.memory()?;
    running.stop(rustix::process::Signal::TERM);
    memory_row("relay", memory, RELAY_MIB, &of, table);
    fs::remove_dir_all(folder).map_err(|error| error.to_string())
}

/// The first start: there is no index yet.
fn index(program: &Path, node: &Paths, count: usize, table: &mut Table) -> Result<(), String> {
    let running = Process::start(program, node, "node")?;
    let began = Instant::now();
    running.wait_for_index()?;
    let time = began.elapsed();
    running.stop(rustix::process::Signal::TERM);
    let made = rate(count as f64 / time.as_secs_f64());
    table.row("many: index made from segments", made, format!("{} after the node answered", millis(time)));
    Ok(())
}

/// Pages of lists and of searches, as somebody waits for them.
fn lists(running: &Process, of: &str, table: &mut Table) -> Result<(), String> {
    for (what, path, limit) in [
        ("a page of messages", "/v1/messages?limit=50", PAGE_MAX),
        ("a page of proposals in Spanish", "/v1/messages?kind=proposal&written_in=es&limit=50", PAGE_MAX),
        ("a page of proposals due", "/v1/messages?due_after=1&country=mx&limit=50", PAGE_MAX),
        ("a page of the inbox", "/v1/inbox?limit=50", PAGE_MAX),
        ("a search, the best first", "/v1/search?q=expedientes+agua&limit=50", SEARCH_MAX),
        ("a search, the newest first", "/v1/search?q=convenio&order=newest&limit=50", SEARCH_MAX),
    ] {
        let mut times = Vec::new();
        for _ in 0..20 {
            let began = Instant::now();
            running.get(path)?;
            times.push(began.elapsed().as_secs_f64());
        }
        let time = Duration::from_secs_f64(median(&times));
        let share = percent(time.as_secs_f64() / limit.as_secs_f64());
        table.row(format!("many: {what}"), millis(time), format!("{share} of {}; {of}", millis(limit)));
    }
    Ok(())
}

fn memory_row(who: &str, (now, most): (f64, f64), limit: f64, of: &str, table: &mut Table) {
    let mib = |bytes: f64| bytes / 1024.0 / 1024.0;
    table.row(
        format!("many: resident, {who}"),
        format!("{} MiB", number(mib(now))),
        format!("{} of {limit} MiB, {} MiB at most; {of}", percent(mib(now) / limit), number(mib(most))),
    );
}

fn paths(federation: &Federation, node: usize) -> Paths {
    Paths::new(federation.home(node))
}

fn relay(federation: &Federation) -> Result<usize, String> {
    let role = |at: &usize| paths(federation, *at).load_config().is_ok_and(|c| c.node.role == Role::Relay);
    (0..federation.len()).find(role).ok_or_else(|| "the federation has no relay".to_owned())
}

/// The program, which is built into the same folder.
pub(super) fn program() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = own.with_file_name("cabildo");
    if program.is_file() {
        return Ok(program);
    }
    Err(format!("{} is missing · build it first: cargo build --release -p cabildo-node", program.display()))
}

/// A running node.
pub(super) struct Process {
    child: Child,
    socket: PathBuf,
    /// From its start until it answered.
    ready: Duration,
}

impl Process {
    pub(super) fn start(program: &Path, home: &Paths, role: &str) -> Result<Self, String> {
        let config = home.load_config().map_err(|error| error.to_string())?;
        let log = fs::File::create(home.root().join("bench.log")).map_err(|error| error.to_string())?;
        let began = Instant::now();
        let child = Command::new(program)
            .arg("--home")
            .args([home.root().as_os_str(), role.as_ref()])
            .env_remove("CABILDO_HOME")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut process = Self { child, socket: home.socket(&config), ready: Duration::ZERO };
        while process.get("/v1/status").is_err() {
            if began.elapsed() > PATIENCE || process.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                let log = fs::read_to_string(home.root().join("bench.log")).unwrap_or_default();
                return Err(format!("the node does not answer: {log}"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        process.ready = began.elapsed();
        Ok(process)
    }

    pub(super) fn get(&self, path: &str) -> Result<String, String> {
        self.ask(&format!("GET {path}"), "", &[])
    }

    /// Has a message kept.
    pub(super) fn submit(&self, message: &Verified) -> Result<String, String> {
        let bytes = WireMessage::for_gossip(message).encode();
        let fields = format!("Content-Type: application/cbor\r\nContent-Length: {}\r\n", bytes.len());
        self.ask("POST /v1/messages", &fields, &bytes)
    }

    fn ask(&self, what: &str, fields: &str, body: &[u8]) -> Result<String, String> {
        let answer = || {
            let mut stream = UnixStream::connect(&self.socket)?;
            write!(stream, "{what} HTTP/1.1\r\nHost: node\r\nConnection: close\r\n{fields}\r\n")?;
            stream.write_all(body)?;
            let mut text = String::new();
            stream.read_to_string(&mut text)?;
            Ok::<_, std::io::Error>(text)
        };
        let text = answer().map_err(|error| error.to_string())?;
        if text.starts_with("HTTP/1.1 200") { Ok(text) } else { Err(text) }
    }

    pub(super) fn wait_for_index(&self) -> Result<(), String> {
        let began = Instant::now();
        while !self.get("/v1/metrics")?.lines().any(|line| line == "cabildo_index_lag 0") {
            if began.elapsed() > PATIENCE {
                return Err("the index does not get up to date".to_owned());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Resident bytes, now and at most so far.
    fn memory(&self) -> Result<(f64, f64), String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.map_err(|error| error.to_string())?;
        let bytes = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            Some(1024.0 * line.trim().trim_end_matches(" kB").parse::<f64>().ok()?)
        };
        bytes("VmRSS:").zip(bytes("VmHWM:")).ok_or_else(|| "no memory in its status".to_owned())
    }

    pub(super) fn stop(mut self, signal: rustix::process::Signal) {
        if let Some(pid) = rustix::process::Pid::from_raw(self.child.id().cast_signed()) {
            // It fails only where the process has ended by itself.
            let _ = rustix::process::kill_process(pid, signal);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
