//! Questions and answers: lines of the reader, and what the node says meanwhile.

use super::{Asked, Plain, Stop};
use crate::cli::{
    error::CliError,
    texts::{self, Shape},
    vocabulary::{List, plain},
    words::Said,
};
use cabildo_client::{
    api::ApiEvent,
    http::{ApiClient, ClientError},
};
use cabildo_protocol::{id::Language, text::Texts};
use futures::StreamExt as _;
use std::{
    io::{self, BufRead, IsTerminal as _, Read as _},
    thread,
    time::Duration,
};
use tokio::sync::mpsc;

/// The longest line that is taken; a text may have many.
const LINE_MAX: u64 = 64 * 1024;
/// News that wait until a line is asked for.
const NEWS_MAX: usize = 256;
/// Between two attempts to reach a node that was there before.
const RETRY: Duration = Duration::from_secs(1);
/// What leaves a text unsent, alone on a line.
const CANCEL: &str = "*";
/// What ends a text of several lines, alone on a line.
const END: &str = ".";

/// A line, or why there is none.
enum Line {
    Read(String),
    TooLong,
    End,
}

/// Standard input, read one line at a time and only when one is asked for: what follows may be a
/// passphrase, which is read elsewhere.
pub struct Lines {
    wanted: std::sync::mpsc::Sender<()>,
    read: mpsc::Receiver<Line>,
    is_terminal: bool,
}

impl Lines {
    /// The process's own.
    pub fn new() -> Self {
        let (wanted, requests) = std::sync::mpsc::channel::<()>();
        let (answers, read) = mpsc::channel(1);
        thread::spawn(move || {
            let mut stdin = io::stdin().lock();
            while requests.recv().is_ok() {
                if answers.blocking_send(line(&mut stdin)).is_err() {
                    return;
                }
            }
        });
        Self { wanted, read, is_terminal: io::stdin().is_terminal() }
    }
}

/// One line without its end. What is not UTF-8 is shown as such and refused by the checks.
fn line(source: &mut impl BufRead) -> Line {
    let mut bytes = Vec::new();
    match source.take(LINE_MAX).read_until(b'\n', &mut bytes) {
        Ok(0) | Err(_) => Line::End,
        Ok(n) if n as u64 == LINE_MAX && bytes.last() != Some(&b'\n') => {
            skip(source);
            Line::TooLong
        }
        Ok(_) => {
            let text = String::from_utf8_lossy(&bytes);
            Line::Read(text.trim_end_matches(['\n', '\r']).to_owned())
        }
    }
}

/// The rest of a line that is too long.
fn skip(source: &mut impl BufRead) {
    loop {
        let mut rest = Vec::new();
        match source.take(LINE_MAX).read_until(b'\n', &mut rest) {
            Ok(n) if n > 0 && rest.last() != Some(&b'\n') => {}
            _ => return,
        }
    }
}

/// What the node tells without being asked.
#[expect(clippy::large_enum_variant, reason = "nearly all of it is events")]
pub enum News {
    /// Something happened.
    Event(ApiEvent),
    /// The node does not answer any more.
    Lost,
    /// It answers again.
    Back,
}

/// Follows the node's events. Whoever does not listen misses the newest, and finds them in the
/// next list.
pub fn news(api: ApiClient) -> mpsc::Receiver<News> {
    let (tell, news) = mpsc::channel(NEWS_MAX);
    tokio::spawn(async move {
        let (mut after, mut lost): (Option<String>, bool) = (None, false);
        loop {
            let mut events = api.events(after.clone());
            while let Some(event) = events.next().await {
                match event {
                    Ok(received) => {
                        after = received.id.or(after);
                        if std::mem::take(&mut lost) {
                            let _ = tell.try_send(News::Back);
                        }
                        if let Err(mpsc::error::TrySendError::Closed(_)) =
                            tell.try_send(News::Event(received.event))
                        {
                            return;
                        }
                    }
                    Err(ClientError::NotPermitted { .. }) => return,
                    Err(_) => break,
                }
            }
            if !std::mem::replace(&mut lost, true) {
                let _ = tell.try_send(News::Lost);
            }
            tokio::time::sleep(RETRY).await;
            // Events come when something happens: a node that is back says so when asked.
            if api.status().await.is_ok() && std::mem::take(&mut lost) {
                let _ = tell.try_send(News::Back);
            }
        }
    });
    news
}

impl Plain<'_> {
    /// Asks for a line. What happens meanwhile is said before it, and the question again.
    pub async fn ask(&mut self, question: &Said) -> Asked<String> {
        let question = format!("{}: ", self.words.say(question));
        loop {
            self.output.prompt(&question, self.lines.is_terminal)?;
            // Nobody is left to read lines when the thread is gone.
            let _ = self.lines.wanted.send(());
            match self.awaited(&question).await? {
                Line::Read(line) => return Ok(line.trim().to_owned()),
                Line::End => return Err(Stop::Leave),
                Line::TooLong => {
                    let said = Said::new("cli-plain-too-long").number("max", LINE_MAX / 1024);
                    self.say(&said)?;
                }
            }
        }
    }

    async fn awaited(&mut self, question: &str) -> Result<Line, CliError> {
        loop {
            tokio::select! {
                biased;
                line = self.lines.read.recv() => return Ok(line.unwrap_or(Line::End)),
                Some(news) = self.news.recv() => {
                    let Some(said) = self.heard(news).await else { continue };
                    // On a terminal the cursor stands behind the question.
                    if self.lines.is_terminal {
                        self.output.line("")?;
                    }
                    self.say(&said)?;
                    self.output.prompt(question, self.lines.is_terminal)?;
                }
            }
        }
    }

    /// Asks for a line while something is written, which can be left.
    pub async fn ask_or_cancel(&mut self, question: &Said) -> Asked<String> {
        let line = self.ask(question).await?;
        if line == CANCEL { Err(Stop::Cancel) } else { Ok(line) }
    }

    /// Asks until the answer can be read; none where it is empty.
    pub async fn ask_for<T>(
        &mut self,
        question: &Said,
        read: impl Fn(&str) -> Result<T, Said>,
    ) -> Asked<Option<T>> {
        loop {
            let line = self.ask_or_cancel(question).await?;
            if line.is_empty() {
                return Ok(None);
            }
            match read(&line) {
                Ok(value) => return Ok(Some(value)),
                Err(said) => self.say(&said)?,
            }
        }
    }

    /// As [`Plain::ask_for`], until there is an answer.
    pub async fn must<T>(&mut self, question: &Said, read: impl Fn(&str) -> Result<T, Said>) -> Asked<T> {
        loop {
            match self.ask_for(question, &read).await? {
                Some(value) => return Ok(value),
                None => self.say(&Said::new("cli-plain-needed"))?,
            }
        }
    }

    /// Asks for one of a list, by its number or its word.
    pub async fn choose(
        &mut self,
        question: &'static str,
        list: &'static List,
        usual: Option<&'static str>,
    ) -> Asked<&'static str> {
        for (n, word) in (1..).zip(list.words) {
            let term = self.words.term(list.name, word);
            self.output.line(&format!("{n}. {term}"))?;
        }
        let mut said = Said::new(question);
        if let Some(usual) = usual {
            let term = self.words.term(list.name, usual);
            said =
                Said::new("cli-plain-or-usual").with("what", &self.words.text(question)).with("usual", &term);
        }
        let read = |typed: &str| {
            let number = typed.parse::<usize>().ok().and_then(|n| list.words.get(n.checked_sub(1)?).copied());
            let none = || Said::new("cli-bad-word").with("value", typed);
            number.or_else(|| list.find(typed)).ok_or_else(none)
        };
        match usual {
            Some(usual) => Ok(self.ask_for(&said, read).await?.unwrap_or(usual)),
            None => self.must(&said, read).await,
        }
    }

    /// One text of one line in a language; none where it is empty.
    pub async fn line_in(&mut self, what: &'static str, language: &Language) -> Asked<Option<String>> {
        let said = self.in_language(what, language);
        let name = self.words.text(what);
        self.ask_for(&said, |text| texts::clean(&name, Shape::Line, text)).await
    }

    /// A text of several lines in a language, ended by a line with a full stop.
    pub async fn block_in(&mut self, what: &'static str, language: &Language) -> Asked<Option<String>> {
        let said = self.in_language(what, language);
        let (text, name) = (self.words.say(&said), self.words.text(what));
        self.say(&Said::new("cli-plain-lines").with("what", &text))?;
        loop {
            let mut lines: Vec<String> = Vec::new();
            loop {
                let line = self.ask_or_cancel(&Said::new("cli-plain-line")).await?;
                if line == END || (line.is_empty() && lines.is_empty()) {
                    break;
                }
                lines.push(line);
            }
            let text = lines.join("\n");
            if text.trim().is_empty() {
                return Ok(None);
            }
            match texts::clean(&name, Shape::Block, &text) {
                Ok(text) => return Ok(Some(text)),
                Err(said) => self.say(&said)?,
            }
        }
    }

    fn in_language(&self, what: &'static str, language: &Language) -> Said {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        let name = if self.words.has("language", primary) {
            self.words.term("language", primary)
        } else {
            language.to_string()
        };
        Said::new("cli-plain-in").with("what", &self.words.text(what)).with("language", &name)
    }

    /// Whether the reader says yes. Anything else is no.
    pub async fn agrees(&mut self, question: &Said) -> Asked<bool> {
        let line = plain(&self.ask(question).await?);
        let yes = plain(&self.words.text("cli-plain-yes"));
        Ok(line == yes || (!line.is_empty() && yes.starts_with(&line)))
    }
}

/// Puts a text into its language.
pub fn put(texts: &mut Texts, language: &Language, text: Option<String>) {
    if let Some(text) = text {
        texts.0.insert(language.clone(), text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_bounded_and_end() {
        let long = "a".repeat(usize::try_from(LINE_MAX).expect("small") + 5);
        let text = format!("uno\r\n{long}\nd\u{f1}s\nsin fin");
        let mut source = text.as_bytes();
        let mut next = || match line(&mut source) {
            Line::Read(text) => text,
            Line::TooLong => "TOO LONG".to_owned(),
            Line::End => "END".to_owned(),
        };
        assert_eq!([next(), next(), next(), next(), next()], ["uno", "TOO LONG", "dñs", "sin fin", "END"]);
        assert!(matches!(line(&mut &b"\xff\n"[..]), Line::Read(text) if text == "\u{fffd}"));
    }
}
