//! The operator's key: its passphrase comes from a file, a descriptor or the terminal, never from
//! an argument, which every process on the machine could read.

use super::{
    args::Common,
    error::CliError,
    output::Output,
    words::{Said, Words},
};
use cabildo_client::{
    key::{KeyError, KeyFile, Passphrase},
    writer::Writer,
};
use ed25519_dalek::SigningKey;
use std::{
    fs::File,
    io::{self, IsTerminal as _, Read},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// A longer passphrase is a mistake, and its file not one.
const PASSPHRASE_MAX: usize = 4096;

/// How often a person may try.
const ATTEMPTS: u32 = 3;

/// The key, opened, ready to sign.
///
/// # Errors
/// When it cannot be read or opened.
pub fn writer(
    given: Option<&Passphrase>,
    path: &Path,
    words: &Words,
    output: &mut Output,
) -> Result<Writer, CliError> {
    Ok(Writer::new(path, opened(given, path, words, output)?))
}

/// The key itself.
///
/// # Errors
/// When it cannot be read or opened.
pub fn opened(
    given: Option<&Passphrase>,
    path: &Path,
    words: &Words,
    output: &mut Output,
) -> Result<SigningKey, CliError> {
    let file = KeyFile::read(path)?;
    Ok(match (given, file.is_encrypted()) {
        (_, false) => file.open(None)?,
        (Some(passphrase), true) => file.open(Some(passphrase))?,
        (None, true) if io::stderr().is_terminal() && Path::new("/dev/tty").exists() => {
            ask(&file, path, words, output)?
        }
        (None, true) => return Err(KeyError::Locked { path: path.to_owned() }.into()),
    })
}

/// Who signs in the terminal interface, which asks for a passphrase itself. Without a key
/// everything can still be read.
#[cfg(feature = "tui")]
pub fn signer(common: &Common, path: &Path, words: &Words) -> cabildo_tui::Signer {
    use cabildo_tui::Signer;
    let opened = || -> Result<Signer, CliError> {
        let file = KeyFile::read(path)?;
        let given = given(common)?;
        if given.is_none() && file.is_encrypted() {
            return Ok(Signer::Locked(file, path.to_owned()));
        }
        Ok(Signer::Ready(Writer::new(path, file.open(given.as_ref())?)))
    };
    opened().unwrap_or_else(|error| Signer::None { why: error.report(words).message })
}

/// Asks a person. Each wrong answer costs more time than the one before.
fn ask(file: &KeyFile, path: &Path, words: &Words, output: &mut Output) -> Result<SigningKey, CliError> {
    let prompt = words.say(&Said::new("cli-passphrase").with("path", &path.display().to_string()));
    let mut attempt = 1;
    loop {
        let typed = rpassword::prompt_password(&prompt)
            .map_err(|error| Said::new("cli-passphrase-unread").with("why", &error.to_string()))
            .map_err(CliError::Failed)?;
        match file.open(Some(&Passphrase::new(typed))) {
            Ok(key) => return Ok(key),
            Err(KeyError::Wrong { .. }) if attempt < ATTEMPTS => {
                output.note(&words.text("cli-passphrase-wrong"));
                thread::sleep(Duration::from_secs(1 << attempt));
                attempt += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The passphrase from where the arguments say, if they do. Read before any text: both may come
/// by standard input, the passphrase as its first line.
///
/// # Errors
/// When it cannot be read.
pub fn given(common: &Common) -> Result<Option<Passphrase>, CliError> {
    let path = match (&common.passphrase_file, common.passphrase_fd) {
        (Some(path), _) => path.clone(),
        (None, Some(number)) => PathBuf::from(format!("/proc/self/fd/{number}")),
        (None, None) => return Ok(None),
    };
    let line = File::open(&path).and_then(first_line).map_err(|error| {
        let shown = match common.passphrase_fd {
            Some(number) => format!("fd {number}"),
            None => path.display().to_string(),
        };
        let said = Said::new("cli-passphrase-unreadable");
        CliError::Failed(said.with("path", &shown).with("why", &error.to_string()))
    })?;
    Ok(Some(Passphrase::new(line)))
}

/// The first line, byte by byte: what follows on the same descriptor is not ours to take.
fn first_line(mut source: impl Read) -> io::Result<String> {
    let mut line = Vec::new();
    let mut byte = [0];
    while source.read(&mut byte)? == 1 && byte != *b"\n" {
        if line.len() >= PASSPHRASE_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        line.push(byte[0]);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8(line).map_err(|_| io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_the_first_line_and_no_more_is_taken() {
        for (given, want, rest) in [
            ("secreto\n", "secreto", ""),
            ("secreto", "secreto", ""),
            ("con espacios \r\nmás\n", "con espacios ", "más\n"),
            ("\n", "", ""),
        ] {
            let mut source = given.as_bytes();
            assert_eq!(first_line(&mut source).expect("read"), want);
            assert_eq!(source, rest.as_bytes());
        }
        assert!(first_line(io::repeat(b'a')).is_err());
        assert!(first_line(&b"\xff\n"[..]).is_err());
    }
}
