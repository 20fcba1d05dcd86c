//! The one place that writes to standard output and standard error.
//!
//! Whatever is written for people passes the sanitiser here, line by line, so that no command
//! can forget it. No colour, no escape, wherever the output goes.

use super::{
    ascii,
    error::{CliError, Report},
};
use cabildo_protocol::sanitize;
use serde::Serialize;
use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// As wide as every terminal is.
const COLUMNS: usize = 80;

/// Lines for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page(String);

impl Page {
    /// One line, whatever is in it.
    pub fn line(&mut self, text: &str) {
        self.0.push_str(sanitize::line(text).trim_end());
        self.0.push('\n');
    }

    /// An empty line, unless one is there or nothing yet.
    pub fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    /// Paragraphs, each line indented by so many spaces.
    pub fn block(&mut self, indent: usize, text: &str) {
        for line in sanitize::block(text).lines() {
            if !line.trim().is_empty() {
                self.0.extend(std::iter::repeat_n(' ', indent));
            }
            self.0.push_str(line.trim_end());
            self.0.push('\n');
        }
    }

    /// Paragraphs broken at words, so that none is wider than a terminal. A longer word stays whole:
    /// paths and addresses are copied from here.
    pub fn prose(&mut self, text: &str) {
        for line in sanitize::block(text).lines() {
            let mut width = 0;
            for word in line.split_whitespace() {
                let cells = word.chars().count();
                if width > 0 {
                    let breaks = width + 1 + cells > COLUMNS;
                    self.0.push(if breaks { '\n' } else { ' ' });
                    width = if breaks { 0 } else { width + 1 };
                }
                self.0.push_str(word);
                width += cells;
            }
            self.0.push('\n');
        }
    }

    /// The whole text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// What was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Standard output and standard error.
pub struct Output {
    json: bool,
    ascii: bool,
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
}

impl Output {
    /// The process's own.
    pub fn new(json: bool, ascii: bool) -> Self {
        Self { json, ascii, out: Box::new(io::stdout()), err: Box::new(io::stderr()) }
    }

    /// Whether programs read it.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether the terminal shows ASCII alone.
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// Lines for people.
    ///
    /// # Errors
    /// [`CliError::Closed`] when the reader is gone.
    pub fn page(&mut self, page: &Page) -> Result<(), CliError> {
        self.write(page.as_str())
    }

    /// One line for people.
    ///
    /// # Errors
    /// As [`Output::page`].
    pub fn line(&mut self, text: &str) -> Result<(), CliError> {
        let mut page = Page::default();
        page.line(text);
        self.page(&page)
    }

    /// Paragraphs for people, no line wider than a terminal.
    ///
    /// # Errors
    /// As [`Output::page`].
    pub fn prose(&mut self, text: &str) -> Result<(), CliError> {
        let mut page = Page::default();
        page.prose(text);
        self.page(&page)
    }

    /// One line of JSON.
    ///
    /// # Errors
    /// As [`Output::page`].
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        self.write(&json(value)?)
    }

    /// Text that this program made itself: help.
    ///
    /// # Errors
    /// As [`Output::page`].
    pub fn own(&mut self, text: &str) -> Result<(), CliError> {
        self.write(text)
    }

    /// A question, behind which the reader types; on a line of its own where that is no terminal.
    ///
    /// # Errors
    /// As [`Output::page`].
    pub fn prompt(&mut self, text: &str, terminal: bool) -> Result<(), CliError> {
        let end = if terminal { "" } else { "\n" };
        self.write(&format!("{}{end}", sanitize::line(text)))
    }

    /// What is a file by itself, to the letter: a script, a sheet.
    ///
    /// # Errors
    /// As [`Output::page`].
    pub fn raw(&mut self, text: &str) -> Result<(), CliError> {
        self.put(text)
    }

    /// Something that is not part of the result, on standard error.
    pub fn note(&mut self, text: &str) {
        let text = self.as_shown(&sanitize::line(text));
        // Nobody is left to tell when standard error is gone.
        let _ = writeln!(self.err, "{text}");
    }

    /// An error, on standard error.
    pub fn error(&mut self, report: &Report) {
        if self.json {
            let object = serde_json::json!({ "error": report });
            let text = to_json(&object).unwrap_or_default();
            let _ = writeln!(self.err, "{text}");
            return;
        }
        let remedy = report.remedy.as_ref().map(|r| format!(" · {r}")).unwrap_or_default();
        let mut page = Page::default();
        page.block(0, &format!("cabildo: {}{remedy}", report.message));
        let text = self.as_shown(page.as_str());
        let _ = write!(self.err, "{text}");
    }

    /// The text as the reader's terminal can show it. JSON loses nothing.
    fn as_shown(&self, text: &str) -> String {
        match (self.ascii, self.json) {
            (false, _) => text.to_owned(),
            (true, false) => ascii::text(text),
            (true, true) => ascii::json(text),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), CliError> {
        let text = self.as_shown(text);
        self.put(&text)
    }

    fn put(&mut self, text: &str) -> Result<(), CliError> {
        self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()).map_err(|error| {
            match error.kind() {
                io::ErrorKind::BrokenPipe => CliError::Closed,
                _ => CliError::Output(error),
            }
        })
    }
}

/// One line of JSON.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn json(value: &impl Serialize) -> Result<String, CliError> {
    to_json(value).map(|text| text + "\n").map_err(CliError::Output)
}

/// JSON whose texts are safe on a terminal too: what the sanitiser would remove is escaped, so
/// nothing is lost and nothing obeyed.
fn to_json(value: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string(value)?;
    let mut safe = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        if sanitize::is_forbidden(c) {
            for unit in c.encode_utf16(&mut units) {
                // Writing to a text cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    Ok(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::error::Exit;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("a lock").write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn to(json: bool, out: impl Write + Send + 'static) -> (Output, Shared) {
        let err = Shared::default();
        (Output { json, ascii: false, out: Box::new(out), err: Box::new(err.clone()) }, err)
    }

    fn text(shared: &Shared) -> String {
        String::from_utf8(shared.0.lock().expect("a lock").clone()).expect("UTF-8")
    }

    #[test]
    fn nothing_hostile_reaches_the_output_by_any_way() {
        let hostile = "a\u{1b}]0;x\u{7}b\u{9b}31m\u{202e}c\u{200b}";
        let out = Shared::default();
        let (mut output, err) = to(false, out.clone());
        let mut page = Page::default();
        page.line(&format!("{hostile}\nsecond"));
        page.block(2, &format!("{hostile}\n\nsecond"));
        output.page(&page).expect("written");
        output.line(hostile).expect("written");
        output.json(&serde_json::json!({ "text": hostile })).expect("written");
        output.note(hostile);
        output.error(&Report::new(Exit::Failed, "x", hostile));
        for written in [text(&out), text(&err)] {
            assert!(!written.chars().any(sanitize::is_forbidden), "{written:?}");
        }
        assert!(text(&out).starts_with("a]0;xb31mc second\n  a]0;xb31mc\n\n  second\n"), "{:?}", text(&out));
        let json = text(&out).lines().last().expect("a line").to_owned();
        let back: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(back["text"], hostile, "nothing is lost");
    }

    #[test]
    fn prose_breaks_at_words_and_leaves_paths_whole() {
        let path = format!("/{}", "a".repeat(90));
        let mut page = Page::default();
        page.prose(&format!("{} {path} fin\n  otro", "palabra ".repeat(12)));
        let lines: Vec<&str> = page.as_str().lines().collect();
        assert_eq!(lines.len(), 5, "{lines:?}");
        assert!(lines.iter().all(|line| line.chars().count() <= COLUMNS || *line == path), "{lines:?}");
        assert_eq!(&lines[2..], [path.as_str(), "fin", "otro"]);
    }

    #[test]
    fn a_reader_who_leaves_is_no_error() {
        let (mut output, _) = to(false, Gone);
        assert!(matches!(output.line("x"), Err(CliError::Closed)));
    }

    #[test]
    fn errors_are_objects_for_programs_and_sentences_for_people() {
        let report = Report::new(Exit::Failed, "no_home", "no home in /x · name another");
        let (mut output, err) = to(true, Shared::default());
        output.error(&report);
        assert_eq!(
            text(&err),
            "{\"error\":{\"code\":\"no_home\",\"message\":\"no home in /x\",\"remedy\":\"name another\"}}\n"
        );
        let (mut output, err) = to(false, Shared::default());
        output.error(&report);
        assert_eq!(text(&err), "cabildo: no home in /x · name another\n");
    }
}
