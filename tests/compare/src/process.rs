//! Processes that the comparison starts, and ends with itself.

use anyhow::{Context as _, Result, bail};
use std::{
    fs::File,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, time::sleep};

/// How long a process may take until it answers.
const START: Duration = Duration::from_secs(60);

/// A running process. It is killed when it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts one, whose output goes to a file.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let child = command.spawn().with_context(|| format!("{command:?}"))?;
        Ok(Self { child, log: log.to_owned() })
    }

    /// Waits until something holds of what runs here.
    ///
    /// # Errors
    /// When it ends before, or takes too long; with the end of its log.
    pub async fn until(&mut self, mut holds: impl AsyncFnMut() -> bool) -> Result<()> {
        let began = Instant::now();
        while !holds().await {
            let ended = self.child.try_wait()?;
            if ended.is_some() || began.elapsed() > START {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                let lines: Vec<&str> = log.lines().rev().take(10).collect();
                let lines: Vec<&str> = lines.into_iter().rev().collect();
                bail!(
                    "{} after {:?}:\n{}",
                    ended.map_or("no answer", |_| "ended"),
                    began.elapsed(),
                    lines.join("\n")
                );
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Waits until it listens on a port.
    ///
    /// # Errors
    /// When it does not.
    pub async fn listens(&mut self, port: u16) -> Result<()> {
        self.until(async || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok()).await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port on loopback that is free.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// What a program calls its version: the first word with a dot that it prints and that begins with a digit.
pub fn version(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| [output.stdout, output.stderr].concat()).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut words = text.split_whitespace().map(|word| word.trim_start_matches('v').trim_end_matches(','));
    let is_version = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.');
    words.find(is_version).unwrap_or("of unknown version").to_owned()
}

/// The version of a library that this program is built with.
pub fn locked(library: &str) -> &'static str {
    let entry = format!("name = \"{library}\"\nversion = \"");
    let after = include_str!("../Cargo.lock").split_once(&entry).map(|(_, after)| after);
    after.and_then(|after| after.split('"').next()).unwrap_or("of unknown version")
}
