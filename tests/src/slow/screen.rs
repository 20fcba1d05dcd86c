//! The terminal interface with many messages: the first frame, the time from key to frame, bytes for
//! each key, and what it does when nothing happens. The real program in a pseudo-terminal.

use crate::{
    bench::{catchup::fill, work::Federation},
    processes::{cpu, program},
    terminal::Terminal,
};
use cabildo_node::home::Paths;
use portable_pty::CommandBuilder;
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Rows and columns.
const SIZE: (u16, u16) = (60, 200);
/// Only a defect takes this long.
const PATIENCE: Duration = Duration::from_secs(120);
/// No frame comes later than this after a key that changes nothing.
const NOTHING: Duration = Duration::from_millis(200);

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// From the start of the program to its first frame.
    pub first: Duration,
    /// And to the one that shows the inbox.
    pub inbox: Duration,
    /// From each key to its frame, sorted.
    pub keys: Vec<Duration>,
    /// Bytes written to the terminal for each of them.
    pub bytes: Vec<usize>,
    /// While nothing happened: for how long, bytes written, clock ticks of the processor (10 ms each).
    pub idle: (Duration, usize, u64),
}

impl Found {
    /// The time that so many of a hundred keys stayed below.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Duration {
        self.keys.get(self.keys.len() * percent / 100).or(self.keys.last()).copied().unwrap_or_default()
    }
}

/// A node in a process of its own, ended with this.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Measures with so many messages and keys.
///
/// # Panics
/// When the program does not show what it should.
#[must_use]
pub fn measure(folder: &Path, messages: usize, keys: usize, idle: Duration) -> Found {
    let mut federation = Federation::write(&folder.join("screen"), 2);
    super::nodes::unlink(&federation);
    let signed = federation.sign(messages);
    fill(&federation, 0, true, &signed);
    drop(signed);
    let home = federation.home(0);
    let node = Command::new(program())
        .arg("--home")
        .arg(home)
        .arg("node")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a node");
    let _node = Node(node);
    answers(home, messages);
    let mut command = CommandBuilder::new(program());
    command.args(["--language", "es", "--home"]);
    command.arg(home);
    command.env("LANG", "C.UTF-8");
    let began = Instant::now();
    let mut terminal = Terminal::start(command, SIZE.0, SIZE.1);
    let first = wait(began, || terminal.written() > 0 && terminal.alternate_screen());
    let inbox = wait(began, || terminal.text().contains("Convenio de agua potable"));
    std::thread::sleep(Duration::from_secs(2));

    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    // Down and up again, so that the list scrolls too.
    for n in 0..keys {
        let key = if n / 100 % 2 == 0 { "j" } else { "k" };
        let before = terminal.written();
        let began = Instant::now();
        terminal.send(key);
        let shown = loop {
            if terminal.written() > before {
                break Some(began.elapsed());
            }
            if began.elapsed() > NOTHING {
                break None;
            }
            // Whoever waits without a pause takes the processor from what is measured.
            std::thread::sleep(Duration::from_micros(100));
        };
        // The rest of the frame, and of what it has fetched.
        std::thread::sleep(Duration::from_millis(30));
        if let Some(shown) = shown {
            times.push(shown);
            bytes.push(terminal.written() - before);
        }
    }
    assert!(times.len() * 10 >= keys * 9, "only {} of {keys} keys changed the screen", times.len());
    times.sort_unstable();

    std::thread::sleep(Duration::from_secs(2));
    let (before, ticks, began) = (terminal.written(), cpu(terminal.pid()), Instant::now());
    std::thread::sleep(idle);
    let idle = (began.elapsed(), terminal.written() - before, cpu(terminal.pid()) - ticks);
    terminal.send("q");
    terminal.exit_status();
    Found { first, inbox, keys: times, bytes, idle }
}

fn wait(began: Instant, holds: impl Fn() -> bool) -> Duration {
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "the screen stays empty");
        std::thread::sleep(Duration::from_micros(200));
    }
    began.elapsed()
}

/// Waits until the node shows an inbox with everything in it.
fn answers(home: &Path, messages: usize) {
    let socket =
        Paths::new(home).load_config().map(|config| Paths::new(home).socket(&config)).expect("a home");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let began = Instant::now();
    runtime.block_on(async {
        loop {
            let api = cabildo_client::http::ApiClient::new(&socket).expect("a client");
            if let (Ok(status), Ok(inbox)) = (api.status().await, api.inbox(10).await)
                && status.messages >= messages as u64
                && !inbox.threads.is_empty()
                && !status.trouble.iter().any(|trouble| trouble.code == "index_rebuilding")
            {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "the node does not answer");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
}
