//! A federation of real processes on loopback, that can be killed and started again.

use cabildo_client::{http::ApiClient, key::KeyFile, writer::Writer};
use cabildo_node::{
    config::{Role, Store},
    demo::{WriteOptions, Written, WrittenNode, write},
};
use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Far longer than anything here takes: only a defect waits so long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The program that was built with the tests.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn program() -> PathBuf {
    let own = std::env::current_exe().expect("the test's own path");
    // A test lies one folder deeper than a program of this crate.
    let program = own.ancestors().skip(1).take(2).map(|folder| folder.join("cabildo"));
    program.into_iter().find(|program| program.is_file()).expect("build the program first: cargo build")
}

/// Clock ticks of the processor, 10 ms each, that a process has used.
///
/// # Panics
/// When there is none of this id.
#[must_use]
pub fn cpu(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|n| n.parse::<u64>().ok()).unwrap_or_default();
    ticks(11) + ticks(12)
}

/// Homes, and the processes that run on them. All are ended with it.
#[derive(Debug)]
pub struct Processes {
    /// Where everything is; removed at the end.
    pub folder: tempfile::TempDir,
    /// What was written there.
    pub written: Written,
    running: Vec<Option<Child>>,
}

impl Processes {
    /// Writes the homes of so many nodes, and starts none.
    ///
    /// # Panics
    /// When they cannot be written.
    #[must_use]
    pub fn write(nodes: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // A test must not depend on how full this machine's disk is.
        let store = Some(Store { min_free_mib: 1, min_free_percent: 0, ..Store::default() });
        let options = WriteOptions { nodes, store, ..WriteOptions::default() };
        let written = write(&folder.path().join("f"), &options).expect("homes");
        let running = written.nodes.iter().map(|_| None).collect();
        Self { folder, written, running }
    }

    /// The node of a name.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn node(&self, name: &str) -> &WrittenNode {
        &self.written.nodes[self.index(name)]
    }

    fn index(&self, name: &str) -> usize {
        self.written.nodes.iter().position(|node| node.name == name).expect("a node of this name")
    }

    /// The command that runs a node.
    #[must_use]
    pub fn command(&self, name: &str) -> Vec<String> {
        let node = self.node(name);
        let role = if node.role == Role::Relay { "relay" } else { "node" };
        let words = [program().as_os_str(), "--home".as_ref(), node.home.as_os_str(), role.as_ref()]
            .map(|word| word.to_string_lossy().into_owned());
        words.into()
    }

    /// Starts a node, whose log goes to a file beside its home. Does not wait for it.
    ///
    /// # Panics
    /// When the process cannot be started.
    pub fn start(&mut self, name: &str) {
        self.start_under(name, &[]);
    }

    /// Starts a node below another program, as a tracer.
    ///
    /// # Panics
    /// When the process cannot be started.
    pub fn start_under(&mut self, name: &str, above: &[&str]) {
        let own = self.command(name);
        let words: Vec<&str> = above.iter().copied().chain(own.iter().map(String::as_str)).collect();
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join(format!("{name}.log")))
            .expect("a log");
        let child = Command::new(words[0])
            .args(&words[1..])
            .env_remove("CABILDO_HOME")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("a process");
        let index = self.index(name);
        self.running[index] = Some(child);
    }

    /// Ends a node as a power cut does: it gets no chance to do anything.
    ///
    /// # Panics
    /// When it was not running.
    pub fn kill(&mut self, name: &str) {
        let index = self.index(name);
        let mut child = self.running[index].take().expect("a running process");
        assert!(
            child.try_wait().expect("a process").is_none(),
            "{name} ended by itself:\n{}",
            self.log(name)
        );
        child.kill().expect("killed");
        child.wait().expect("ended");
    }

    /// The process of a node.
    ///
    /// # Panics
    /// When it is not running.
    #[must_use]
    pub fn pid(&self, name: &str) -> u32 {
        self.running[self.index(name)].as_ref().expect("a running process").id()
    }

    /// What a node has logged.
    #[must_use]
    pub fn log(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(format!("{name}.log"))).unwrap_or_default()
    }

    /// Stops a node that was started under another program, and waits until both have ended.
    ///
    /// # Panics
    /// When they do not end.
    pub async fn stop_below(&mut self, name: &str) {
        let index = self.index(name);
        let mut above = self.running[index].take().expect("a running process");
        let children = format!("/proc/{0}/task/{0}/children", above.id());
        let below = fs::read_to_string(children).expect("a process with children");
        for pid in below.split_whitespace() {
            let pid = rustix::process::Pid::from_raw(pid.parse().expect("a pid")).expect("a pid");
            rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("a process");
        }
        let began = Instant::now();
        while above.try_wait().expect("a process").is_none() {
            assert!(began.elapsed() < PATIENCE, "{name} does not stop:\n{}", self.log(name));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// A client of a node's local API.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn api(&self, name: &str) -> ApiClient {
        ApiClient::new(&self.node(name).socket).expect("a client")
    }

    /// The operator of a node.
    ///
    /// # Panics
    /// When the key cannot be read.
    #[must_use]
    pub fn writer(&self, name: &str) -> Writer {
        let path = self.node(name).home.join("keys/operator.key");
        let key = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
        Writer::new(&path, key)
    }

    /// Waits until a node answers.
    ///
    /// # Panics
    /// When it does not.
    pub async fn answers(&self, name: &str) {
        let api = self.api(name);
        let began = Instant::now();
        while api.status().await.is_err() {
            assert!(began.elapsed() < PATIENCE, "{name} does not answer:\n{}", self.log(name));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for child in self.running.iter_mut().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
