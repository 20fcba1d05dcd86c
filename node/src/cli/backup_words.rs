//! `key words` and `key restore`: the operator's key on paper, and back.
//!
//! Whatever is shown or typed here is the key itself: it goes to a terminal and comes from one, or
//! by pipes that the caller has made, and is never part of JSON.

use super::{
    args::{Common, Key, KeyAction},
    error::{CliError, Exit},
    key,
    output::{Output, Page},
    session,
    words::{Said, Words},
};
use cabildo_client::{
    key::{KeyError, KeyFile, Passphrase},
    words as backup_words,
};
use std::{
    fs::DirBuilder,
    io::{self, BufRead as _, IsTerminal as _, Read as _},
    os::unix::fs::DirBuilderExt as _,
    path::PathBuf,
};
use zeroize::Zeroizing;

/// Words that are asked back.
const ASKED: usize = 3;
/// Words on a line of paper.
const COLUMNS: usize = 4;
/// Longer lines are no words.
const LINE_MAX: u64 = 1024;
/// How often a person may try.
const TRIES: u32 = 3;

/// Shows the words of the operator's key, or makes a key file of words.
///
/// # Errors
/// When the key cannot be opened or written, or the words are none.
pub fn key(common: &Common, args: &Key, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    if output.is_json() && args.action != KeyAction::New {
        return Err(Said::new("cli-words-no-json").into());
    }
    match args.action {
        KeyAction::New => super::init::new_key(common, args, words, output).map(|()| Exit::Done),
        KeyAction::Words => show(common, words, output),
        KeyAction::Restore if args.words => restore(common, args, words, output),
        KeyAction::Restore => Err(Said::new("cli-words-wanted").into()),
    }
}

fn show(common: &Common, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    let (paths, config) = session::home(common)?;
    let path = paths.operator_key(&config);
    let given = key::given(common)?;
    let key = key::opened(given.as_ref(), &path, words, output)?;
    prove(&key, &path, words, output)?;
    Ok(Exit::Done)
}

/// Shows the words of a key, and asks for three of them.
///
/// # Errors
/// When they are not known.
pub fn prove(
    key: &ed25519_dalek::SigningKey,
    path: &std::path::Path,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let shown = backup_words::of(key, words.own());
    let mut page = Page::default();
    page.line(&words.say(&Said::new("cli-words-of").with("path", &path.display().to_string())));
    page.gap();
    for (row, four) in shown.chunks(COLUMNS).enumerate() {
        let numbered = four
            .iter()
            .enumerate()
            .map(|(column, word)| format!("{:2}. {}", row * COLUMNS + column + 1, padded(word)));
        page.line(&numbered.collect::<Vec<_>>().join(" "));
    }
    page.gap();
    page.line(&words.text("cli-words-write"));
    output.page(&page)?;
    prompt(words, output, &Said::new("cli-words-enter"))?;
    // Gone from the screen before they are asked back.
    if io::stdout().is_terminal() {
        output.own("\u{1b}[H\u{1b}[2J\u{1b}[3J")?;
    }
    for place in places(shown.len())? {
        let Some(word) = shown.get(place) else { continue };
        let said = Said::new("cli-words-ask").number("n", place as u64 + 1);
        let mut right = false;
        for _ in 0..TRIES {
            right = backup_words::is_word(prompt(words, output, &said)?.trim(), word);
            if right {
                break;
            }
            output.note(&words.text("cli-words-not-it"));
        }
        if !right {
            return Err(CliError::Failed(Said::new("cli-words-unproven")));
        }
    }
    output.line(&words.text("cli-words-proven"))
}

/// A word with spaces behind it, by what a reader sees: accents are characters of their own here.
fn padded(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let word: String = word.nfc().collect();
    let missing = 12usize.saturating_sub(word.chars().count());
    word + &" ".repeat(missing)
}

/// Different places, in order, by chance.
fn places(count: usize) -> Result<Vec<usize>, CliError> {
    let mut all: Vec<usize> = (0..count).collect();
    while all.len() > ASKED {
        let dice = getrandom::u32().map_err(|error| CliError::System(io::Error::other(error)))?;
        all.remove(dice as usize % all.len());
    }
    Ok(all)
}

fn restore(common: &Common, args: &Key, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    let there = session::home(common).map(|(paths, config)| paths.operator_key(&config));
    let path = match (&args.out, there) {
        (Some(path), _) => path.clone(),
        (None, Ok(path)) => path,
        // A rehearsal needs no place.
        (None, Err(_)) if args.rehearse => PathBuf::new(),
        (None, Err(error)) => return Err(error.into()),
    };
    if !args.rehearse && path.exists() {
        return Err(KeyError::Exists { path }.into());
    }
    // Before the words: both may come by standard input, the passphrase first.
    let given = key::given(common)?;
    let key = ask_for_words(words, output)?;
    let public = cabildo_protocol::id::PublicKey::ed25519(key.verifying_key().to_bytes());
    if args.rehearse {
        let said = match KeyFile::read(&path) {
            Ok(file) if file.public() == public => Said::new("cli-words-same"),
            Ok(_) => {
                let said = Said::new("cli-words-other").with("path", &path.display().to_string());
                return Err(CliError::Failed(said.with("key", &public.to_string())));
            }
            Err(_) => Said::new("cli-words-key"),
        };
        let said = said.with("path", &path.display().to_string()).with("key", &public.to_string());
        output.line(&words.say(&said))?;
        return Ok(Exit::Done);
    }
    let passphrase = match given {
        Some(passphrase) => passphrase,
        None => new_passphrase(words, output)?,
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        // One that is there stays as it is: it may be anybody's.
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(CliError::System)?;
    }
    KeyFile::create(&path, &key, Some(&passphrase))?;
    let said = Said::new("cli-words-restored").with("path", &path.display().to_string());
    output.line(&words.say(&said.with("key", &public.to_string())))?;
    output.line(&words.text("cli-words-learn"))?;
    Ok(Exit::Done)
}

/// All words, on one line or several; a person may correct them.
fn ask_for_words(words: &Words, output: &mut Output) -> Result<ed25519_dalek::SigningKey, CliError> {
    let mut tries = 1;
    loop {
        let mut typed = Zeroizing::new(String::new());
        while typed.split_whitespace().count() < backup_words::COUNT {
            let n = typed.split_whitespace().count() as u64 + 1;
            let line = prompt(words, output, &Said::new("cli-words-type").number("n", n))?;
            typed.push(' ');
            typed.push_str(&line);
        }
        match backup_words::key(&typed) {
            Ok(key) => return Ok(key),
            Err(error) => {
                let said = match error {
                    backup_words::WordsError::Unknown { place } => {
                        Said::new("cli-words-unknown").number("n", place as u64)
                    }
                    backup_words::WordsError::Count { found } => {
                        Said::new("cli-words-count").number("n", found as u64)
                    }
                    backup_words::WordsError::Checksum => Said::new("cli-words-checksum"),
                };
                if tries >= TRIES || !io::stdin().is_terminal() {
                    return Err(CliError::Failed(said));
                }
                output.note(&words.say(&said));
                tries += 1;
            }
        }
    }
}

/// A passphrase for a new key, asked twice.
///
/// # Errors
/// When there is no terminal.
pub fn new_passphrase(words: &Words, output: &mut Output) -> Result<Passphrase, CliError> {
    let asked = |id| {
        rpassword::prompt_password(words.text(id)).map(Zeroizing::new).map_err(|error| {
            CliError::Failed(Said::new("cli-passphrase-unread").with("why", &error.to_string()))
        })
    };
    loop {
        let typed = asked("cli-words-passphrase")?;
        if typed.is_empty() {
            output.note(&words.text("cli-words-passphrase-empty"));
        } else if typed == asked("cli-words-passphrase-again")? {
            return Ok(Passphrase::new(typed.to_string()));
        } else {
            output.note(&words.text("cli-words-passphrase-differs"));
        }
    }
}

/// Asks on standard error, so that what is shown stays apart; the answer is one line.
fn prompt(words: &Words, output: &mut Output, said: &Said) -> Result<Zeroizing<String>, CliError> {
    output.note(&words.say(said));
    let mut line = Zeroizing::new(String::new());
    let read = io::stdin().lock().take(LINE_MAX).read_line(&mut line).map_err(CliError::System)?;
    if read == 0 {
        return Err(CliError::Failed(Said::new("cli-words-end")));
    }
    Ok(line)
}
