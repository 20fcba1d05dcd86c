//! A second node of a library that comes without a program: this program once more, which tells in lines what
//! happens at it.

use crate::pace::Arrivals;
use anyhow::{Context as _, Result, bail};
use rustix::time::{ClockId, clock_gettime};
use std::{
    ffi::OsStr,
    io::Write as _,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{ChildStdout, Command},
    sync::mpsc,
    time::timeout,
};

/// The other process. It is killed when it is dropped.
#[derive(Debug)]
pub struct Child {
    _process: tokio::process::Child,
    lines: Option<Lines<BufReader<ChildStdout>>>,
}

impl Child {
    /// Starts it with these arguments; what it complains about goes to a file.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(arguments: &[&OsStr], log: &Path) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(log)?)
            .kill_on_drop(true)
            .spawn()?;
        let lines = BufReader::new(process.stdout.take().context("a pipe")?).lines();
        Ok(Self { _process: process, lines: Some(lines) })
    }

    /// What follows a word on the next line.
    ///
    /// # Errors
    /// When it says something else, ends, or says nothing for so long.
    pub async fn says(&mut self, word: &str, patience: Duration) -> Result<String> {
        let lines = self.lines.as_mut().context("its lines are arrivals")?;
        let line = timeout(patience, lines.next_line()).await.with_context(|| format!("no «{word}»"))?;
        let line = line?.with_context(|| format!("the other node has ended before «{word}»"))?;
        match line.strip_prefix(word) {
            Some(rest) => Ok(rest.trim().to_owned()),
            None => bail!("«{line}» instead of «{word}»"),
        }
    }

    /// What it gets from now on, in place of lines, until it is dropped.
    pub fn arrivals(&mut self) -> Arrivals {
        let (arrived, arrivals) = mpsc::unbounded_channel();
        let lines = self.lines.take();
        tokio::spawn(async move {
            let Some(mut lines) = lines else { return };
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(arrival) = parse(&line) {
                    let _ = arrived.send(arrival);
                }
            }
        });
        arrivals
    }
}

/// An arrival as [`tell`] writes it.
fn parse(line: &str) -> Option<(usize, Instant)> {
    let (number, at) = line.strip_prefix("got ")?.split_once(' ')?;
    let ago = Duration::from_nanos(nanos().checked_sub(at.parse().ok()?)?);
    Some((number.parse().ok()?, Instant::now().checked_sub(ago)?))
}

/// Tells the other process that a message has just arrived here.
pub fn tell(number: usize) {
    say(&format!("got {number} {}", nanos()));
}

/// Tells the other process something.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A clock that all processes share.
fn nanos() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap_or_default() * 1_000_000_000
        + u64::try_from(now.tv_nsec).unwrap_or_default()
}
