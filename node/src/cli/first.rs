//! The first time: `cabildo` alone, where there is no home yet. A few keys, and nothing is written
//! until the reader chooses something that writes.

use super::{
    error::CliError,
    output::{Output, Page},
    words::{Said, Words},
};
use cabildo_client::lang::Lang;
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use std::{
    collections::VecDeque,
    io::{self, Read as _},
    path::Path,
};
use tokio::signal::unix::{SignalKind, signal};

/// What the reader chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// To see the demo.
    Demo,
    /// To make a home for an institution that joins.
    Init,
    /// To leave.
    Leave,
}

const ESCAPE: u8 = 0x1b;
const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;

/// Says what is missing and asks what to do.
///
/// # Errors
/// When the terminal cannot be read or written.
pub async fn ask(path: &Path, words: &mut Words, output: &mut Output) -> Result<Choice, CliError> {
    let mut keys = Keys::begin().map_err(CliError::System)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(CliError::System)?;
    loop {
        output.page(&welcome(path, words))?;
        let key = tokio::select! {
            key = keys.next() => key.map_err(CliError::System)?,
            _ = terminate.recv() => return Ok(Choice::Leave),
        };
        match key {
            Some(b'1') => return Ok(Choice::Demo),
            Some(b'2') => return Ok(Choice::Init),
            Some(b'3') => next_language(words),
            Some(b'4' | b'q' | ESCAPE | CTRL_C | CTRL_D) | None => return Ok(Choice::Leave),
            Some(_) => {}
        }
    }
}

fn welcome(path: &Path, words: &Words) -> Page {
    let mut page = Page::default();
    let missing = Said::new("cli-first-missing").with("path", &path.display().to_string());
    page.line("");
    page.line(&words.text("cli-help-cabildo"));
    page.line(&words.say(&missing));
    for (key, id) in [
        ("1", "cli-first-demo"),
        ("2", "cli-first-join"),
        ("3", "cli-first-language"),
        ("4", "cli-first-leave"),
    ] {
        page.line(&format!("  {key}  {}", words.text(id)));
    }
    page
}

fn next_language(words: &mut Words) {
    let all = Lang::available();
    let at = all.iter().position(|tag| tag == words.lang().language()).unwrap_or_default();
    if let Some(next) = all.get((at + 1) % all.len().max(1)) {
        *words = Words::new(vec![next.clone()]);
    }
}

/// The terminal, which gives each key at once; as it was before when this ends.
struct Keys {
    before: Termios,
    /// Keys that came together with others.
    typed: VecDeque<u8>,
}

impl Keys {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut keys = before.clone();
        keys.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
        // A read ends after a fifth of a second without a key, so that nothing waits for ever.
        keys.special_codes[SpecialCodeIndex::VMIN] = 0;
        keys.special_codes[SpecialCodeIndex::VTIME] = 2;
        tcsetattr(io::stdin(), OptionalActions::Now, &keys)?;
        Ok(Self { before, typed: VecDeque::new() })
    }

    /// The next key; none when the terminal is gone. What begins with an escape and goes on is a
    /// key of its own, which nothing here needs.
    async fn next(&mut self) -> io::Result<Option<u8>> {
        loop {
            if let Some(key) = self.typed.pop_front() {
                return Ok(Some(key));
            }
            let read = tokio::task::spawn_blocking(|| {
                let mut bytes = [0; 16];
                io::stdin().lock().read(&mut bytes).map(|n| bytes.into_iter().take(n).collect::<Vec<u8>>())
            });
            let bytes = read.await.map_err(io::Error::other)??;
            match bytes.as_slice() {
                [] if !rustix::termios::isatty(io::stdin()) => return Ok(None),
                [] | [ESCAPE, _, ..] => {}
                keys => self.typed.extend(keys),
            }
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that does not take its settings back.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}
