//! Style that no lint checks. Each rule says what to do when it fails.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace root").to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a readable file in UTF-8")
}

fn walk(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                walk(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

fn files(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root(), ending, &mut found);
    found.sort();
    assert!(!found.is_empty(), "no *{ending} below {}", root().display());
    found
}

#[test]
fn files_stay_readable_in_one_sitting() {
    let long: Vec<String> = files(".rs")
        .into_iter()
        .filter_map(|path| {
            let lines = read(&path).lines().count();
            (lines > 600).then(|| format!("{} has {lines} lines", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "over 600 lines, look for the seam:\n{}", long.join("\n"));
}

#[test]
fn every_source_file_begins_with_its_purpose() {
    let bare: Vec<String> = files(".rs")
        .into_iter()
        .filter(|path| !read(path).starts_with("//! "))
        .map(|path| path.display().to_string())
        .collect();
    assert!(bare.is_empty(), "begin with a line `//! purpose`:\n{}", bare.join("\n"));
}

#[test]
fn the_protocol_depends_on_no_runtime_and_no_other_member() {
    let manifest = read(&root().join("protocol/Cargo.toml"));
    let dependencies = manifest
        .split("[dependencies]")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .expect("a dependency section");
    for banned in ["tokio", "libp2p", "async", "cabildo-", "rand", "getrandom"] {
        assert!(!dependencies.contains(banned), "protocol must not depend on {banned}: it does no I/O");
    }
}

#[test]
fn the_terminal_interface_knows_nothing_of_the_node() {
    let manifest = read(&root().join("tui/Cargo.toml"));
    for banned in ["cabildo-node", "cabildo-store", "libp2p"] {
        assert!(!manifest.contains(banned), "tui must not depend on {banned}");
    }
}

#[test]
fn nothing_is_left_unfinished() {
    // Spelled apart, so that this file does not accuse itself.
    let marks = [
        ["to", "do!("].concat(),
        ["unimple", "mented!("].concat(),
        ["FIX", "ME"].concat(),
        ["#[ig", "nore"].concat(),
    ];
    let mut found = Vec::new();
    for path in files(".rs") {
        for (number, line) in read(&path).lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "finish or remove:\n{}", found.join("\n"));
}

#[test]
fn the_top_level_is_what_was_agreed() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "node",
        "protocol",
        "tui",
        "tests",
        "configs",
        "README.md",
        "LICENSE",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "ARCHITECTURE.md",
        "clippy.toml",
        "deny.toml",
        "rustfmt.toml",
        "target",
    ];
    for entry in fs::read_dir(root()).expect("the root") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(
            name.starts_with('.') || allowed.contains(&name.as_str()),
            "«{name}» does not belong at the top level"
        );
    }
}
