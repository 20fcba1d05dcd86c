//! The README's commands run as shown: every `console` block, in order, in one shell.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Commands of the README's `console` blocks, continuation lines included.
fn commands(readme: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
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

fn binary_folder() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    let folder = test.parent().and_then(Path::parent).expect("the target folder").to_owned();
    assert!(folder.join("cabildo").is_file(), "build the program first: cargo build");
    folder
}

#[test]
fn the_session_runs_as_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace root");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    for promise in ["cargo run --release -- demo\n", "cargo test --workspace\n"] {
        assert!(readme.contains(promise), "the README must show: {promise}");
    }
    let commands = commands(&readme);
    assert!(commands.len() >= 8, "too few commands found: the README's form has changed");
    let has_curl =
        Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_ok_and(|s| s.success());
    let folder = tempfile::tempdir().expect("a folder");
    let mut script = String::from("set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n");
    for command in commands.iter().filter(|c| has_curl || !c.starts_with("curl ")) {
        if command.contains("until ") || !command.contains("node &") {
            // A node that was just started in the background takes a moment to answer.
            script.push_str("for n in $(seq 100); do [ $(ls federacion/*/run/api.sock 2>/dev/null | wc -l) -ge $(jobs -r | wc -l) ] && break; sleep 0.1; done\n");
        }
        script.push_str(command);
        script.push('\n');
    }
    fs::write(folder.path().join("session.sh"), script).expect("the script");
    let path = format!("{}:{}", binary_folder().display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("timeout")
        .args(["120", "bash", "-x", "session.sh"])
        .current_dir(folder.path())
        .env("PATH", path)
        .env("HOME", folder.path())
        .env_remove("CABILDO_HOME")
        .stdin(Stdio::null())
        .output()
        .expect("bash and timeout");
    assert!(
        output.status.success(),
        "a command of the README failed ({}):\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
