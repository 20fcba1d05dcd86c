//! A command of the reader's: this program once more, without a shell, on the terminal that is lent to it.

use std::{
    ffi::OsString,
    io::{self, Write as _},
    os::unix::process::ExitStatusExt as _,
    path::Path,
};
use tokio::{process::Command, task::spawn_blocking};

/// Runs it, says how to come back and waits for that. Its exit status, or that of a shell where a
/// signal ended it: 128 and the signal's number.
///
/// # Errors
/// When it cannot be run or the terminal is gone.
pub async fn run(program: &Path, first: &[OsString], words: &[String], back: &str) -> io::Result<i32> {
    let status = Command::new(program).args(first).args(words).kill_on_drop(true).status().await?;
    let line = format!("\n{back} ");
    let waited = spawn_blocking(move || {
        let mut out = io::stdout();
        out.write_all(line.as_bytes())?;
        out.flush()?;
        io::stdin().read_line(&mut String::new())
    });
    waited.await.map_err(io::Error::other)??;
    Ok(status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)))
}
