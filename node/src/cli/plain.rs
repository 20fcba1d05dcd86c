//! `--plain`: the whole program as numbered lines and prompts, for screen readers and slow links.
//!
//! Nothing here moves a cursor or colours anything. What is asked stands on a line, what is
//! answered is a line, and a crisis notice that arrives meanwhile is said on a line of its own.

mod asking;
mod look;
mod writing;

use super::{
    args::Common,
    error::{CliError, Exit},
    key,
    output::{Output, Page},
    render::{self, Reader},
    run::{self, Attached},
    session, times, vocabulary,
    words::{Said, Words},
};
use asking::{Lines, News};
use cabildo_client::{
    api::{ApiEvent, InstitutionInfo, MessageDetail, MessageInfo},
    http::{ApiClient, ClientError, MessageFilter},
    key::Passphrase,
    lang::Lang,
    writer::Writer,
};
use cabildo_protocol::{
    content::{CapStatus, Kind},
    id::{InstitutionId, Language, MessageId, Millis},
    views::{Summary, Thread},
};
use std::{collections::BTreeSet, path::PathBuf};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};

/// Threads that a list has at most: more are found by searching.
const LIST_MAX: u32 = 30;
/// Threads and messages that a search looks through.
const SEARCH_MAX: u32 = 1000;

/// What can be typed, by the names of the languages' verbs; the rest are numbers.
const COMMANDS: [&str; 14] = [
    "list", "search", "show", "respond", "comment", "update", "cancel", "propose", "alert", "agenda",
    "status", "peers", "language", "help",
];

/// Why something that was begun is not ended.
#[derive(Debug)]
pub enum Stop {
    /// The reader leaves: no line is left to read.
    Leave,
    /// What was being written is not sent.
    Cancel,
    /// It did not work.
    Failed(CliError),
}

impl<E: Into<CliError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What an answer of the reader leads to.
type Asked<T> = Result<T, Stop>;

/// The program in lines, on the running node or on one started inside.
///
/// # Errors
/// When there is no home, no node can be started on it, or it has to stop.
pub async fn run(common: &Common, words: Words, output: &mut Output) -> Result<Exit, CliError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(CliError::System)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CliError::System)?;
    let Attached { api, mut inside } = run::attach(common).await?;
    let done = tokio::select! {
        done = converse(common, api, words, output) => done,
        failure = run::failure(&mut inside) => Err(failure),
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    };
    if let Some(inside) = inside {
        inside.stop().await;
    }
    done.map(|()| Exit::Done)
}

async fn converse(
    common: &Common,
    api: ApiClient,
    words: Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let mut plain = Plain::open(common, api, words, output).await?;
    let said = Said::new("cli-plain-welcome").with("who", &plain.reader().name(&plain.own));
    plain.say(&said)?;
    let mut asked = plain.list().await;
    loop {
        match asked {
            Ok(()) => {}
            Err(Stop::Leave) => return Ok(()),
            Err(Stop::Cancel) => plain.say(&Said::new("cli-plain-cancelled"))?,
            Err(Stop::Failed(error @ (CliError::Closed | CliError::Output(_)))) => return Err(error),
            Err(Stop::Failed(error)) => {
                let report = error.report(&plain.words);
                let remedy = report.remedy.map(|remedy| format!(" · {remedy}")).unwrap_or_default();
                plain.output.line(&format!("{}{remedy}", report.message))?;
            }
        }
        asked = plain.turn().await;
    }
}

/// The conversation.
struct Plain<'a> {
    api: ApiClient,
    words: Words,
    output: &'a mut Output,
    lines: Lines,
    news: mpsc::Receiver<News>,
    institutions: Vec<InstitutionInfo>,
    own: InstitutionId,
    now: Millis,
    /// What the numbers stand for.
    listed: Vec<MessageId>,
    /// The thread that was read last.
    current: Option<MessageDetail>,
    /// The notice that was announced last.
    alert: Option<MessageId>,
    /// Messages that arrived since the last list.
    fresh: u64,
    given: Option<Passphrase>,
    key: Option<PathBuf>,
    writer: Option<Writer>,
}

impl<'a> Plain<'a> {
    async fn open(
        common: &Common,
        api: ApiClient,
        words: Words,
        output: &'a mut Output,
    ) -> Result<Self, CliError> {
        let status = api.status().await?;
        let institutions = api.institutions().await?;
        let key = session::home(common).ok().map(|(paths, config)| paths.operator_key(&config));
        Ok(Self {
            news: asking::news(api.clone()),
            api,
            words,
            output,
            lines: Lines::new(),
            institutions,
            own: status.institution,
            now: status.now,
            listed: Vec::new(),
            current: None,
            alert: None,
            fresh: 0,
            given: key::given(common)?,
            key,
            writer: None,
        })
    }

    fn reader(&self) -> Reader<'_> {
        Reader::new(&self.words, &self.institutions, &self.own, self.now)
    }

    fn say(&mut self, said: &Said) -> Result<(), CliError> {
        let text = self.words.say(said);
        self.output.line(&text)
    }

    /// One line of the reader, and what it asks for.
    async fn turn(&mut self) -> Asked<()> {
        if self.fresh > 0 {
            let fresh = std::mem::take(&mut self.fresh);
            self.say(&Said::new("cli-plain-fresh").number("n", fresh))?;
        }
        let prompt = if self.current.is_some() { "cli-plain-prompt-thread" } else { "cli-plain-prompt" };
        let line = self.ask(&Said::new(prompt)).await?;
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
        let rest = rest.trim();
        if first.is_empty() {
            return self.list().await;
        }
        if let Ok(number) = first.parse::<usize>() {
            return self.open_number(number).await;
        }
        if first.to_ascii_lowercase().starts_with("cbm1") {
            return self.read(&first.to_ascii_lowercase()).await;
        }
        match self.command(first) {
            Some("quit") => Err(Stop::Leave),
            Some("list") => self.list().await,
            Some("search") => self.search(rest).await,
            Some("show") => self.show(rest).await,
            Some("respond" | "ack" | "rsvp") => self.respond().await,
            Some("comment") => self.comment().await,
            Some("update") => self.revise(false).await,
            Some("cancel") => self.revise(true).await,
            Some(kind @ ("propose" | "alert" | "agenda")) => self.begin(kind).await,
            Some("status") => self.status().await,
            Some("peers") => self.peers().await,
            Some("language") => self.language(rest).await,
            Some("help") => self.help(),
            _ => {
                self.say(&Said::new("cli-plain-unknown").with("value", first))?;
                Ok(())
            }
        }
    }

    /// The command that a word stands for: a verb of any language, or the beginning of one of the
    /// reader's.
    fn command(&self, typed: &str) -> Option<&'static str> {
        let typed = vocabulary::plain(typed);
        let all = || COMMANDS.into_iter().chain(["ack", "rsvp", "quit"]);
        let verbs = |name| vocabulary::verbs(&self.words, name).into_iter().map(|v| vocabulary::plain(&v));
        all().find(|name| *name == typed || verbs(name).any(|verb| verb == typed)).or_else(|| {
            let mut like =
                all().filter(|name| verbs(name).next().is_some_and(|verb| verb.starts_with(&typed)));
            like.next().filter(|_| !typed.is_empty() && like.next().is_none())
        })
    }

    /// The inbox, numbered.
    async fn list(&mut self) -> Asked<()> {
        self.current = None;
        self.fresh = 0;
        let inbox = self.api.inbox(LIST_MAX).await?;
        self.now = inbox.now;
        let waiting = inbox.threads.iter().filter(|line| line.ours_missing).count();
        let heading = Said::new("cli-plain-inbox").number("n", u64::try_from(waiting).unwrap_or(u64::MAX));
        self.number(&heading, &inbox.threads)?;
        let status = self.api.status().await?;
        match render::hidden(&self.reader(), &status) {
            Some(line) => Ok(self.output.line(&line)?),
            None => Ok(()),
        }
    }

    /// Numbers threads, so that they can be asked for.
    fn number(&mut self, heading: &Said, threads: &[Summary]) -> Asked<()> {
        let reader = self.reader();
        let mut page = Page::default();
        page.gap();
        page.line(&self.words.say(heading));
        for (n, line) in (1..).zip(threads) {
            page.line(&format!("{n}. {}", render::summary(&reader, line)));
        }
        if threads.is_empty() {
            page.line(&self.words.text("cli-list-empty"));
        }
        self.listed = threads.iter().map(|line| line.source.id).collect();
        Ok(self.output.page(&page)?)
    }

    async fn open_number(&mut self, number: usize) -> Asked<()> {
        let id = match number.checked_sub(1) {
            None => self.alert,
            Some(at) => self.listed.get(at).copied(),
        };
        match id {
            Some(id) => self.read(&id.to_string()).await,
            None => Ok(self.say(&Said::new("cli-plain-no-number").with("value", &number.to_string()))?),
        }
    }

    async fn show(&mut self, rest: &str) -> Asked<()> {
        match rest.parse::<usize>() {
            Ok(number) => self.open_number(number).await,
            Err(_) if rest.is_empty() => match &self.current {
                Some(detail) => self.read(&detail.info.thread.to_string()).await,
                None => self.list().await,
            },
            Err(_) => self.read(&rest.to_ascii_lowercase()).await,
        }
    }

    /// Reads a thread out.
    async fn read(&mut self, id: &str) -> Asked<()> {
        let plausible = id.len() <= 90 && id.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plausible {
            return Ok(self.say(&Said::new("cli-bad-id").with("value", id))?);
        }
        let detail = self.api.message(id).await?;
        self.now = detail.now;
        let mut page = Page::default();
        page.gap();
        let text = render::detail(&self.reader(), &detail);
        self.output.page(&page)?;
        self.output.page(&text)?;
        self.current = Some(detail);
        Ok(())
    }

    /// Threads in which all the words stand: in titles and first words of messages, in names of
    /// institutions and of kinds.
    async fn search(&mut self, rest: &str) -> Asked<()> {
        let wanted = match rest {
            "" => self.ask(&Said::new("cli-plain-search")).await?,
            rest => rest.to_owned(),
        };
        let wanted: Vec<String> = wanted.split_whitespace().map(vocabulary::plain).collect();
        let inbox = self.api.inbox(SEARCH_MAX).await?;
        let filter = MessageFilter { limit: Some(SEARCH_MAX), ..MessageFilter::default() };
        let messages = self.api.messages(&filter).await?;
        let reader = self.reader();
        let has = |message: &MessageInfo| {
            let titles = message.title.0.values().cloned();
            let kind = reader.kind(Kind::from_name(&message.kind));
            let all: Vec<String> = titles.chain([reader.who(&message.institution), kind]).collect();
            let all = vocabulary::plain(&all.join(" "));
            wanted.iter().all(|word| all.contains(word))
        };
        let mut found: BTreeSet<MessageId> =
            messages.iter().filter(|message| has(message)).map(|message| message.thread).collect();
        // In whole texts the node looks; of words that nearly every text has it makes nothing.
        match self.api.search(&wanted.join(" "), true, &filter).await {
            Ok(result) => found.extend(result.found.iter().map(|one| one.message.thread)),
            Err(ClientError::Problem(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let limit = usize::try_from(LIST_MAX).unwrap_or(usize::MAX);
        let threads: Vec<Summary> =
            inbox.threads.into_iter().filter(|line| found.contains(&line.source.id)).take(limit).collect();
        self.current = None;
        self.number(&Said::new("cli-plain-found").number("n", threads.len() as u64), &threads)
    }

    async fn status(&mut self) -> Asked<()> {
        let status = self.api.status().await?;
        self.now = status.now;
        let page = render::status(&self.reader(), &status);
        Ok(self.output.page(&page)?)
    }

    async fn peers(&mut self) -> Asked<()> {
        let peers = self.api.peers().await?;
        let mut page = Page::default();
        for peer in render::peer_lines(&self.reader(), &peers) {
            page.line(&peer);
        }
        Ok(self.output.page(&page)?)
    }

    /// The language named, or the next one.
    async fn language(&mut self, rest: &str) -> Asked<()> {
        let all = Lang::available();
        let named = all.iter().find(|tag| {
            tag.as_str() == rest.to_lowercase()
                || vocabulary::plain(&self.words.term("language", tag.as_str())) == vocabulary::plain(rest)
        });
        let at = all.iter().position(|tag| tag == self.words.lang().language()).unwrap_or_default();
        let next = if rest.is_empty() { all.get((at + 1) % all.len().max(1)) } else { named };
        let Some(next) = next else {
            let known = all.iter().map(Language::as_str).collect::<Vec<_>>().join(", ");
            let said = Said::new("cli-plain-no-language").with("value", rest).with("known", &known);
            return Ok(self.say(&said)?);
        };
        let others = self.words.wanted().iter().filter(|tag| *tag != next).cloned();
        self.words = Words::new([next.clone()].into_iter().chain(others).collect());
        let name = self.words.term("language", next.as_str());
        self.say(&Said::new("cli-plain-speaks").with("language", &name))?;
        self.list().await
    }

    fn help(&mut self) -> Asked<()> {
        let mut page = Page::default();
        page.line(&self.words.text("cli-plain-help"));
        for name in COMMANDS.into_iter().chain(["quit"]) {
            let verb = vocabulary::verbs(&self.words, name).into_iter().next().unwrap_or_default();
            page.line(&format!("{verb}: {}", self.words.term("cli-plain-do", name)));
        }
        Ok(self.output.page(&page)?)
    }

    /// What is to be said at once of what happened. The rest is counted.
    async fn heard(&mut self, news: News) -> Option<Said> {
        match news {
            News::Lost => Some(Said::new("cli-watch-lost")),
            News::Back => Some(Said::new("cli-plain-back")),
            News::Event(ApiEvent::Message(message)) if message.institution != self.own => {
                self.fresh += 1;
                let kind = Kind::from_name(&message.kind)?;
                let urgent = matches!(kind, Kind::Notice | Kind::NoticeUpdate | Kind::NoticeCancel);
                if urgent { Some(self.announce(&message).await) } else { None }
            }
            News::Event(_) => None,
        }
    }

    /// A notice, and whether it is one of an exercise, which its entry in a list does not say.
    async fn announce(&mut self, message: &MessageInfo) -> Said {
        let detail = self.api.message(&message.thread.to_string()).await.ok();
        let view = detail.and_then(|detail| detail.view);
        let (real, title) = match &view {
            Some(Thread::Notice(view)) => (view.notice.status == CapStatus::Actual, view.notice.title()),
            _ => (true, &message.title),
        };
        let reader = self.reader();
        let kind = reader.kind(Kind::from_name(&message.kind)).to_uppercase();
        let kind = if real {
            kind
        } else {
            format!("{} · {kind}", self.words.term("cap", "exercise").to_uppercase())
        };
        let said = Said::new("cli-plain-alert")
            .with("kind", &kind)
            .with("who", &reader.name(&message.institution))
            .with("title", &reader.title(title));
        self.alert = Some(message.thread);
        said
    }

    /// The zone of the institution's clock.
    fn zone(&self) -> jiff::tz::TimeZone {
        let own = self.institutions.iter().find(|i| i.id == self.own);
        let zone = own.and_then(|i| i.time_zone.as_deref()).and_then(|name| times::zone(name).ok());
        zone.unwrap_or(jiff::tz::TimeZone::UTC)
    }
}
