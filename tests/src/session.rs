//! Sessions that documents show: their `console` blocks, run in one shell.

use crate::processes::program;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// Commands of a document's `console` blocks, continuation lines included. The document's path is
/// within the workspace.
///
/// # Panics
/// When it cannot be read.
#[must_use]
pub fn commands(document: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace root");
    let text = fs::read_to_string(root.join(document)).expect("the document");
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            found.push(command.to_owned());
        } else if inside && found.last().is_some_and(|last| last.ends_with('\\')) {
            let last = found.last_mut().expect("just looked at");
            last.push('\n');
            last.push_str(line);
        }
    }
    found
}

/// Blocks of a document that begin with this fence, without their fences. The document's path is within the
/// workspace.
///
/// # Panics
/// When it cannot be read.
#[must_use]
pub fn blocks(document: &str, language: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace root");
    let text = fs::read_to_string(root.join(document)).expect("the document");
    let begin = format!("```{language}\n");
    let found = text.split(&begin).skip(1).filter_map(|rest| rest.split_once("```"));
    found.map(|(block, _)| block.to_owned()).collect()
}

/// Runs a script in a folder that is its home, as somebody who has installed the program; it ends
/// with the first command that fails, and ends what it left in the background.
///
/// # Panics
/// When a command fails or all takes longer than so many seconds.
pub fn run(folder: &Path, script: &str, seconds: u32) {
    let begin = "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n";
    fs::write(folder.join("session.sh"), format!("{begin}{script}")).expect("the script");
    let binary = program().parent().expect("a folder").to_owned();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("timeout")
        .args([&seconds.to_string(), "bash", "-x", "session.sh"])
        .current_dir(folder)
        .env("PATH", path)
        .env("HOME", folder)
        .env_remove("CABILDO_HOME")
        .stdin(Stdio::null())
        .output()
        .expect("bash and timeout");
    assert!(
        output.status.success(),
        "a command failed ({}):\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
