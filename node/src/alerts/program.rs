//! Running a rule's program: no shell, what it is told on standard input, within its time.

use super::payload::Payload;
use crate::config::Alert;
use cabildo_protocol::{id::Language, sanitize};
use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    fmt,
    os::unix::process::ExitStatusExt as _,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
    task::JoinHandle,
    time::timeout,
};

/// Bytes that are kept of what a program writes; the rest is read and dropped.
pub const OUTPUT_MAX: usize = 4096;
/// How long what is left of its output is waited for, where a child of it holds the pipe.
const OUTPUT_WITHIN: Duration = Duration::from_millis(500);
/// What the service manager says to the node alone.
const PRIVATE: [&str; 7] = [
    "NOTIFY_SOCKET",
    "WATCHDOG_PID",
    "WATCHDOG_USEC",
    "CREDENTIALS_DIRECTORY",
    "LISTEN_FDS",
    "LISTEN_PID",
    "JOURNAL_STREAM",
];

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By itself, with this status.
    Exited(i32),
    /// By a signal of another.
    Killed(i32),
    /// It took too long.
    TimedOut,
    /// The system did not start it.
    NotStarted(std::io::ErrorKind),
    /// The server answered with this status.
    Answered(u16),
    /// The server was not reached, or nothing could be signed.
    NotSent,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(status) => write!(f, "exit status {status}"),
            Self::Killed(signal) => write!(f, "ended by signal {signal}"),
            Self::TimedOut => f.write_str("took too long and was ended"),
            Self::NotStarted(kind) => write!(f, "not started: {kind}"),
            Self::Answered(status) => write!(f, "answered with status {status}"),
            Self::NotSent => f.write_str("not sent"),
        }
    }
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// How long it took.
    pub took: Duration,
    /// What it wrote, on one line that a terminal can show.
    pub output: String,
}

impl Outcome {
    /// Whether somebody was told.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self.end, End::Exited(0) | End::Answered(200..=299))
    }
}

/// Runs the program of a rule.
pub async fn run(rule: &Alert, payload: &Payload, language: Option<&Language>) -> Outcome {
    let began = Instant::now();
    let ended = |end, output| Outcome { end, took: began.elapsed(), output };
    let Some((program, arguments)) = rule.run.split_first() else {
        return ended(End::NotStarted(std::io::ErrorKind::InvalidInput), String::new());
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir("/")
        .envs(payload.variables(language))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // A group of its own, so that its children end with it.
        .process_group(0)
        .kill_on_drop(true);
    for name in PRIVATE {
        command.env_remove(name);
    }
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return ended(End::NotStarted(error.kind()), String::new()),
    };
    let group = Group::of(&child);
    let told = tell(&mut child, payload);
    let output = Output::of(&mut child);
    let time = Duration::from_secs(rule.timeout_seconds.into());
    let end = match timeout(time, child.wait()).await {
        Ok(Ok(status)) => {
            group.spare();
            end_of(status)
        }
        Ok(Err(error)) => End::NotStarted(error.kind()),
        Err(_) => {
            drop(group);
            // Reaps it; a killed process does not stay.
            let _ = child.wait().await;
            End::TimedOut
        }
    };
    told.abort();
    ended(end, output.end().await)
}

fn end_of(status: ExitStatus) -> End {
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Exited(code),
        (None, signal) => End::Killed(signal.unwrap_or_default()),
    }
}

/// The program's process group, which is killed unless it is spared: also where the node stops
/// while it runs.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Self(pid)
    }

    fn spare(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(pid) = self.0 {
            // Fails only where nothing of it is left.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

/// Writes the object to the program, which may not read it.
fn tell(child: &mut Child, payload: &Payload) -> JoinHandle<()> {
    let stdin = child.stdin.take();
    // Texts, numbers and lists: nothing in it can fail.
    let mut bytes = serde_json::to_vec(payload).unwrap_or_default();
    bytes.push(b'\n');
    tokio::spawn(async move {
        if let Some(mut stdin) = stdin {
            let _ = stdin.write_all(&bytes).await;
        }
    })
}

/// The beginning of what a program writes.
struct Output {
    kept: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Output {
    fn of(child: &mut Child) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let out = child.stdout.take().map(|pipe| tokio::spawn(keep(pipe, kept.clone())));
        let err = child.stderr.take().map(|pipe| tokio::spawn(keep(pipe, kept.clone())));
        Self { kept, readers: out.into_iter().chain(err).collect() }
    }

    async fn end(self) -> String {
        for mut reader in self.readers {
            if timeout(OUTPUT_WITHIN, &mut reader).await.is_err() {
                reader.abort();
            }
        }
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        sanitize::line(String::from_utf8_lossy(&kept).trim())
    }
}

async fn keep(mut pipe: impl AsyncRead + Unpin, kept: Arc<Mutex<Vec<u8>>>) {
    let mut buffer = [0; 4096];
    while let Ok(length) = pipe.read(&mut buffer).await {
        if length == 0 {
            return;
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let room = OUTPUT_MAX.saturating_sub(kept.len());
        kept.extend(buffer.iter().take(length.min(room)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::{id::Millis, text::Texts};
    use std::path::Path;

    async fn sh(script: &str, seconds: u32) -> Outcome {
        let rule: Alert = toml::from_str(&format!(
            "name = \"a\"\nrun = [\"/bin/sh\", \"-c\", '''{script}''']\ntimeout_seconds = {seconds}"
        ))
        .expect("a rule");
        let me = "mx:20067".parse().expect("an id");
        let payload = Payload::test(&rule, &me, Texts::default(), Path::new("/run/s"), Millis(1));
        run(&rule, &payload, Some(&"es".parse().expect("a tag"))).await
    }

    #[tokio::test]
    async fn a_program_gets_its_object_and_its_variables_and_ends_as_it_says() {
        let outcome = sh(
            "read -r line; case $line in '{\"schema\":1,\"test\":true,'*) ;; *) exit 9;; esac
            echo \"$CABILDO_TITLE\"; printf 'rojo\\033[31m' >&2; exit 3",
            30,
        )
        .await;
        assert_eq!(outcome.end, End::Exited(3), "{}", outcome.output);
        assert!(outcome.output.contains("PRUEBA de Cabildo"), "{}", outcome.output);
        assert!(outcome.output.contains("rojo[31m"), "{}", outcome.output);
        assert!(sh("exit 0", 30).await.is_success(), "who does not read is not disturbed");
    }

    #[tokio::test]
    async fn who_hangs_ends_with_its_children() {
        let folder = tempfile::tempdir().expect("a folder");
        let pid = folder.path().join("pid");
        let outcome = sh(&format!("sleep 1000 & echo $! > {}; wait", pid.display()), 1).await;
        assert_eq!(outcome.end, End::TimedOut);
        let pid = std::fs::read_to_string(pid).expect("a child was started");
        let stat = format!("/proc/{}/stat", pid.trim());
        let gone = || std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z"));
        for _ in 0..300 {
            if gone() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the child {} is still there", pid.trim());
    }

    #[tokio::test]
    async fn output_is_bounded_and_a_missing_program_is_said() {
        let outcome = sh("yes | head -c 1000000", 30).await;
        assert!(outcome.is_success() && outcome.output.len() <= OUTPUT_MAX);
        let mut rule: Alert = toml::from_str("name = \"a\"\nrun = [\"/no/such\"]").expect("a rule");
        rule.run.push("\u{1b}".into());
        let me = "mx:20067".parse().expect("an id");
        let payload = Payload::test(&rule, &me, Texts::default(), Path::new("/run/s"), Millis(1));
        let outcome = run(&rule, &payload, None).await;
        assert_eq!(outcome.end, End::NotStarted(std::io::ErrorKind::NotFound));
    }
}
