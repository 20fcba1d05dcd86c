//! The README's commands run as shown: every `console` block, in order, in one shell.

use cabildo_tests::{session, skip::not_shown};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

#[test]
fn the_session_runs_as_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace root");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    for promise in ["cargo run --release -- demo\n", "cargo test --workspace\n"] {
        assert!(readme.contains(promise), "the README must show: {promise}");
    }
    let commands = session::commands("README.md");
    assert!(commands.len() >= 8, "too few commands found: the README's form has changed");
    let has_curl =
        Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_ok_and(|s| s.success());
    if !has_curl {
        not_shown("the README's commands with curl", "there is no curl");
    }
    let mut script = String::new();
    for command in commands.iter().filter(|c| has_curl || !c.starts_with("curl ")) {
        if command.contains("until ") || !command.contains("node &") {
            // A node that was just started in the background takes a moment to answer.
            script.push_str("for n in $(seq 100); do [ $(ls federacion/*/run/api.sock 2>/dev/null | wc -l) -ge $(jobs -r | wc -l) ] && break; sleep 0.1; done\n");
        }
        script.push_str(command);
        script.push('\n');
    }
    let folder = tempfile::tempdir().expect("a folder");
    session::run(folder.path(), &script, 120);
}
