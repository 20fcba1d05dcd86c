//! The writer's own editor: run without a shell on a private file, which is deleted afterwards.

use cabildo_protocol::bounds::BODY_MAX;
use std::{
    fs::{DirBuilder, File},
    io::{self, Read as _, Write as _},
    os::unix::fs::DirBuilderExt as _,
    path::Path,
};
use tokio::process::Command;

/// Tried where neither `VISUAL` nor `EDITOR` is set: Debian's name for the system's editor.
const FALLBACK: &str = "editor";

/// Has a text edited in a folder; the text that came of it.
///
/// # Errors
/// When the file cannot be written or read, or the editor cannot be run or fails.
pub async fn edit(folder: &Path, text: &str) -> io::Result<String> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // Such files are made with mode 0600.
    let mut file = tempfile::Builder::new().prefix(".editor-").suffix(".txt").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    let line = wanted(|name| std::env::var(name).ok());
    let mut words = line.split_whitespace();
    let program = words.next().unwrap_or(FALLBACK);
    let status = Command::new(program).args(words).arg(file.path()).kill_on_drop(true).status().await;
    let status = status.map_err(|error| io::Error::new(error.kind(), format!("{program}: {error}")))?;
    if !status.success() {
        return Err(io::Error::other(format!("{program}: {status}")));
    }
    // Editors put another file in the place of ours, so it is opened anew.
    let mut bytes = Vec::new();
    let most = u64::try_from(BODY_MAX).unwrap_or(u64::MAX);
    let read = File::open(file.path())?.take(most + 1).read_to_end(&mut bytes)?;
    if read > BODY_MAX {
        return Err(io::Error::other(format!("{read}+ bytes: at most {BODY_MAX} fit")));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The command line that the environment asks for.
fn wanted(variable: impl Fn(&str) -> Option<String>) -> String {
    let set = ["VISUAL", "EDITOR"].into_iter().filter_map(variable).find(|line| !line.trim().is_empty());
    set.unwrap_or_else(|| FALLBACK.to_owned())
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn visual_comes_before_editor_and_blank_ones_do_not_count() {
        for (visual, editor, want) in [
            (Some("code -w"), Some("vi"), "code -w"),
            (Some(" "), Some("vi"), "vi"),
            (None, Some("nano"), "nano"),
            (None, None, "editor"),
        ] {
            let line = wanted(|name| if name == "VISUAL" { visual } else { editor }.map(str::to_owned));
            assert_eq!(line, want);
        }
    }
}
