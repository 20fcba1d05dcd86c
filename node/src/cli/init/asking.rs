//! Questions whose answers are one line, on a terminal or from a pipe. Esc and Ctrl-C leave.

use crate::cli::{
    error::CliError,
    output::Output,
    vocabulary::plain,
    words::{Said, Words},
};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use zeroize::Zeroizing;

/// The longest answer.
const LINE_MAX: usize = 1024;
const ESCAPE: u8 = 0x1b;
const BACKSPACE: [u8; 2] = [0x08, 0x7f];
const CLEAR: u8 = 0x15;
const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;

/// Whether people answer here.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// The answer to a question.
///
/// # Errors
/// When the reader leaves, or nothing more can be read.
pub fn line(question: &str, output: &mut Output) -> Result<String, CliError> {
    typed(question, false, output).map(|line| line.trim().to_owned())
}

/// An answer that is not shown.
///
/// # Errors
/// As [`line`].
pub fn hidden(question: &str, output: &mut Output) -> Result<Zeroizing<String>, CliError> {
    typed(question, true, output)
}

/// Goes on only where somebody agrees: by an option, or in words.
///
/// # Errors
/// When nobody does, or nobody can be asked.
pub fn agreed(by_option: bool, question: &Said, words: &Words, output: &mut Output) -> Result<(), CliError> {
    if by_option {
        return Ok(());
    }
    if !is_interactive() {
        return Err(Said::new("cli-ask-yes").into());
    }
    let answer = plain(&line(&format!("{} ", words.say(question)), output)?);
    let yes = plain(&words.text("cli-plain-yes"));
    if !answer.is_empty() && yes.starts_with(&answer) {
        return Ok(());
    }
    Err(CliError::Failed(Said::new("cli-ask-left")))
}

fn typed(question: &str, hidden: bool, output: &mut Output) -> Result<Zeroizing<String>, CliError> {
    let terminal = io::stdin().is_terminal();
    output.prompt(question, terminal)?;
    if !terminal {
        let mut line = Zeroizing::new(String::new());
        let read = io::stdin().lock().take(LINE_MAX as u64).read_line(&mut line).map_err(CliError::System)?;
        return if read == 0 { Err(CliError::Failed(Said::new("cli-words-end"))) } else { Ok(line) };
    }
    let raw = Raw::begin().map_err(CliError::System)?;
    let mut bytes = Zeroizing::new(Vec::new());
    loop {
        let key = raw.next().map_err(CliError::System)?;
        match key {
            b'\r' | b'\n' => break,
            ESCAPE if raw.goes_on().map_err(CliError::System)? => continue,
            ESCAPE | CTRL_C => return left(output),
            CTRL_D if bytes.is_empty() => return left(output),
            CLEAR => bytes.clear(),
            key if BACKSPACE.contains(&key) => {
                // A whole character, however many bytes.
                while bytes.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
            }
            key if key >= b' ' && bytes.len() < LINE_MAX => bytes.push(key),
            _ => continue,
        }
        if !hidden && let Ok(text) = std::str::from_utf8(&bytes) {
            output.own(&format!("\r\u{1b}[K{}", fitting(question, text, columns())))?;
        }
    }
    output.own("\n")?;
    Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Columns of the terminal.
fn columns() -> usize {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
    size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0).unwrap_or(80)
}

/// A question and what is typed behind it, on one line: a second one would stay when the first is
/// drawn again. Of a longer one the end is shown, where the next letter goes.
fn fitting(question: &str, text: &str, columns: usize) -> String {
    let line = cabildo_protocol::sanitize::line(&format!("{question}{text}"));
    let (cells, room) = (line.chars().count(), columns.saturating_sub(1).max(1));
    match cells > room {
        true => std::iter::once('…').chain(line.chars().skip(cells + 1 - room)).collect(),
        false => line,
    }
}

fn left<T>(output: &mut Output) -> Result<T, CliError> {
    output.own("\n")?;
    Err(CliError::Failed(Said::new("cli-ask-left")))
}

/// The terminal, which gives each key at once; as it was before when this ends.
struct Raw {
    before: Termios,
}

impl Raw {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut keys = before.clone();
        keys.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
        keys.special_codes[SpecialCodeIndex::VMIN] = 0;
        // A tenth of a second: what an escape sequence begins with is followed sooner.
        keys.special_codes[SpecialCodeIndex::VTIME] = 1;
        tcsetattr(io::stdin(), OptionalActions::Now, &keys)?;
        Ok(Self { before })
    }

    /// The next byte. Read from the descriptor: what a buffer holds back would look like silence.
    fn next(&self) -> io::Result<u8> {
        loop {
            if let Some(byte) = read_byte()? {
                return Ok(byte);
            }
        }
    }

    /// Whether an escape begins a key of its own; such keys are swallowed.
    fn goes_on(&self) -> io::Result<bool> {
        let Some(first) = read_byte()? else { return Ok(false) };
        if first == b'[' || first == b'O' {
            while read_byte()?.is_some_and(|byte| !byte.is_ascii_alphabetic() && byte != b'~') {}
        }
        Ok(true)
    }
}

fn read_byte() -> io::Result<Option<u8>> {
    let mut byte = [0];
    match rustix::io::read(io::stdin(), &mut byte) {
        Ok(0) if !io::stdin().is_terminal() => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(byte[0])),
        Err(rustix::io::Errno::INTR) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that does not take its settings back.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn what_is_typed_stays_on_one_line() {
        assert_eq!(fitting("Nombre: ", "Oaxaca", 80), "Nombre: Oaxaca");
        assert_eq!(fitting("Nombre: ", "Oaxaca de Juárez", 10), "…e Juárez");
    }
}
