//! The loop around the pure parts: keys, signals and the node's news come in as events, commands
//! go out as tasks, and the screen is drawn when something changed.
//!
//! Nothing here waits for the node: every request is a task that sends its answer back as an
//! event. With nothing to do, nothing is drawn and nothing is asked but once a minute.

mod command;
pub mod drafts;
mod editor;
mod feed;
mod painter;
mod planted;
mod terminal;

use crate::{
    Setup, Signer, TuiError,
    keys::KeyMap,
    model::{Failure, Lock, Model, Signing, compose::DraftKey},
    update::{Command, Event, Unlock, update},
    view,
};
use cabildo_client::{
    api::MarkRequest,
    http::{ApiClient, ClientError, MessageFilter},
    key::{KeyError, KeyFile, Passphrase},
    lang::Lang,
    writer::{WriteError, WriteRequest, Writer},
};
use cabildo_protocol::{content::Content, id::Millis};
use crossterm::event::{Event as TerminalEvent, EventStream, KeyEventKind};
use drafts::{Drafts, Keeper};
use futures::{FutureExt as _, StreamExt as _};
use std::{
    ffi::OsString,
    io,
    panic::AssertUnwindSafe,
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use terminal::Screen;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc,
    task::JoinSet,
};

/// Answers and news that wait to be shown; who brings more waits.
const EVENTS_MAX: usize = 256;
/// Threads asked for.
const INBOX_MAX: u32 = 500;
/// Messages that a search asks for.
const FOUND_MAX: u32 = 1000;
/// How long leaving waits for what is being sent.
const LEAVE_MS: u64 = 3_000;

/// What tasks send back.
pub enum News {
    /// For the model.
    Event(Box<Event>),
    /// An opened key, with which the rest signs.
    Writer(Box<Writer>),
}

impl News {
    fn event(event: Event) -> Self {
        Self::Event(Box::new(event))
    }
}

/// What commands work with.
struct Outside {
    api: ApiClient,
    writer: Option<Writer>,
    locked: Option<(Arc<KeyFile>, PathBuf)>,
    drafts: Option<Keeper>,
    /// Where an editor's file lies for as long as it runs.
    scratch: PathBuf,
    /// What runs the reader's commands.
    program: Option<(PathBuf, Vec<OsString>)>,
    news: mpsc::Sender<News>,
    writes: JoinSet<()>,
}

/// Shows the interface until the reader leaves; the terminal is then as it was before, also after
/// SIGTERM, SIGHUP or a panic.
///
/// # Errors
/// [`TuiError::NoTerminal`] where there is nothing to draw on, else when the terminal fails.
pub async fn run(setup: Setup) -> Result<(), TuiError> {
    let lang = Lang::new(&setup.languages);
    if !terminal::usable() {
        return Err(TuiError::NoTerminal(lang.text("tui-no-terminal")));
    }
    let keys = KeyMap::embedded()?;
    let mut screen = Screen::open(setup.caught)?;
    let size = crossterm::terminal::size()?;
    let (signing, writer, locked) = match setup.signer {
        Signer::Ready(writer) => (Signing::Ready, Some(writer), None),
        Signer::Locked(file, path) => (Signing::Locked(Lock::default()), None, Some((Arc::new(file), path))),
        Signer::None { why } => (Signing::None { why }, None, None),
    };
    let mut model = Model::new(setup.languages, keys, signing, size);
    model.banner = setup.banner;
    model.ascii = setup.ascii;
    model.runs_lines = setup.program.is_some();
    model.colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let (news, inbox) = mpsc::channel(EVENTS_MAX);
    let found = setup.drafts.as_ref().map(|folder| Drafts::new(folder.clone()).read()).unwrap_or_default();
    let scratch = setup.drafts.clone().unwrap_or_else(std::env::temp_dir);
    let drafts = setup.drafts.map(|folder| Keeper::start(Drafts::new(folder), news.clone()));
    let feed = tokio::spawn(feed::follow(setup.api.clone(), news.clone()));
    let mut outside = Outside {
        api: setup.api,
        writer,
        locked,
        drafts,
        scratch,
        program: setup.program,
        news,
        writes: JoinSet::new(),
    };
    let (mut model, _) = update(model, now(), Event::Start(found));
    model.key = outside.writer.as_ref().map(Writer::public);
    // What is typed is kept whatever ends the loop.
    let ended = AssertUnwindSafe(turn(model, &mut screen, inbox, &mut outside)).catch_unwind().await;
    feed.abort();
    drop(screen);
    let leave = Duration::from_millis(LEAVE_MS);
    let _ = tokio::time::timeout(leave, async { while outside.writes.join_next().await.is_some() {} }).await;
    if let Some(keeper) = outside.drafts.take() {
        keeper.stop().await;
    }
    ended.unwrap_or_else(|_| Err(TuiError::Panicked(lang.text("tui-panicked"))))
}

async fn turn(
    mut model: Model,
    screen: &mut Screen,
    mut inbox: mpsc::Receiver<News>,
    outside: &mut Outside,
) -> Result<(), TuiError> {
    let mut keys = EventStream::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    loop {
        screen.draw(|buffer| view::draw(&model, buffer))?;
        let wake = Duration::from_millis(model.wakes().0.saturating_sub(now().0));
        let event = tokio::select! {
            key = keys.next() => match key {
                Some(Ok(key)) => terminal_event(key),
                // The terminal is gone: what is typed is kept, and that is all that can be done.
                Some(Err(_)) | None => Some(Event::Leave),
            },
            news = inbox.recv() => news.and_then(|news| outside.take(news)),
            () = tokio::time::sleep(wake) => Some(Event::Wake),
            _ = terminate.recv() => Some(Event::Leave),
            _ = hang_up.recv() => Some(Event::Leave),
            _ = interrupt.recv() => Some(Event::Leave),
            () = screen.panicked() => {
                return Err(TuiError::Panicked(model.lang.text("tui-panicked")));
            }
        };
        let mut next = event;
        // What has come in meanwhile is taken in before the screen is drawn once.
        for _ in 0..EVENTS_MAX {
            if let Some(event) = next {
                let todo;
                (model, todo) = update(model, now(), event);
                for command in todo {
                    match command {
                        Command::Quit => return Ok(()),
                        Command::Bell => screen.bell()?,
                        Command::Notify(text) => screen.notify(&text)?,
                        Command::Redraw => screen.clear()?,
                        command @ (Command::Edit(_) | Command::Run(_)) => {
                            // Two that read one terminal would each get some of the keys.
                            drop(keys);
                            screen.lend();
                            let back = model.lang.text("tui-shell-back");
                            let ended = tokio::select! {
                                ended = outside.on_terminal(command, &back) => ended,
                                _ = terminate.recv() => return Ok(()),
                                _ = hang_up.recv() => return Ok(()),
                            };
                            screen.take_back()?;
                            keys = EventStream::new();
                            // A Ctrl-C that ended the other program ends nothing here.
                            interrupt = signal(SignalKind::interrupt())?;
                            let size = crossterm::terminal::size()?;
                            outside.tell(Event::Resize(size.0, size.1));
                            ended.into_iter().for_each(|event| outside.tell(event));
                        }
                        command => outside.carry_out(command),
                    }
                }
            }
            match inbox.try_recv() {
                Ok(news) => next = outside.take(news),
                Err(_) => break,
            }
        }
    }
}

fn terminal_event(event: TerminalEvent) -> Option<Event> {
    planted::panic_on(&event);
    match event {
        TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => Some(Event::Key(key)),
        TerminalEvent::Paste(text) => Some(Event::Paste(text)),
        TerminalEvent::Resize(columns, rows) => Some(Event::Resize(columns, rows)),
        _ => None,
    }
}

/// The only clock of the interface.
fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

impl Outside {
    fn take(&mut self, news: News) -> Option<Event> {
        match news {
            News::Event(event) => Some(*event),
            News::Writer(writer) => {
                let key = writer.public();
                self.writer = Some(*writer);
                self.locked = None;
                Some(Event::Unlocked(Unlock::Open(key)))
            }
        }
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::LoadStatus => self
                .ask(async |api: ApiClient| Event::Status(api.status().await.map(Box::new).map_err(failure))),
            Command::LoadMembers => {
                self.ask(|api| async move { Event::Members(api.institutions().await.map_err(failure)) });
            }
            Command::LoadPeers => {
                self.ask(|api| async move { Event::Peers(api.peers().await.map_err(failure)) });
            }
            Command::LoadFederation => self.ask(|api| async move {
                Event::Federation(api.federation().await.map(Box::new).map_err(failure))
            }),
            Command::LoadResponses => self.ask(|api| async move {
                Event::Responses(api.response_times(&[]).await.map(Box::new).map_err(failure))
            }),
            Command::LoadMarks => {
                self.ask(|api| async move { Event::Marks(api.marks().await.map_err(failure)) });
                self.ask(|api| async move { Event::Devices(api.devices().await.map_err(failure)) });
            }
            Command::Mark { thread, by, change } => self.ask(move |api| async move {
                let request = MarkRequest { thread: thread.to_string(), by, change };
                Event::Marked(thread, api.mark(&request).await.map_err(failure))
            }),
            Command::LoadInbox => self.ask(|api| async move {
                Event::Inbox(api.inbox(INBOX_MAX).await.map(Box::new).map_err(failure))
            }),
            Command::LoadOffers => {
                self.ask(|api| async move { Event::Offers(api.offers().await.map_err(failure)) });
            }
            Command::LoadOffer(id) => self.ask(move |api| async move {
                Event::Offer(api.offer(&id).await.map(Box::new).map_err(failure))
            }),
            Command::PassOver(id) => self
                .ask(move |api| async move { Event::PassedOver(api.pass_over(&id).await.map_err(failure)) }),
            Command::Search(text) => self.ask(move |api| async move {
                let filter = MessageFilter { limit: Some(FOUND_MAX), ..MessageFilter::default() };
                let found = api.search(&text, true, &filter).await;
                let threads = found.map(|result| result.found.iter().map(|one| one.message.thread).collect());
                // What has no word to look for is found by its title alone.
                Event::Found(text, threads.unwrap_or_default())
            }),
            Command::LoadDetail(id) => self.ask(move |api| async move {
                let detail = api.message(&id.to_string()).await;
                Event::Detail(id, detail.map(Box::new).map_err(failure))
            }),
            Command::Send { key, content } => self.send(key, *content),
            Command::Unlock(secret) => self.unlock(Passphrase::new(secret.reveal().to_owned())),
            Command::Keep(draft) => self.drafts.iter().for_each(|drafts| drafts.keep(draft.clone())),
            Command::Forget(key) => self.drafts.iter().for_each(|drafts| drafts.forget(key)),
            Command::Flush => self.drafts.iter().for_each(Keeper::flush),
            Command::Bell
            | Command::Notify(_)
            | Command::Redraw
            | Command::Edit(_)
            | Command::Run(_)
            | Command::Quit => {}
        }
    }

    /// Has another program work on the terminal; what came of it.
    async fn on_terminal(&self, command: Command, back: &str) -> Option<Event> {
        let why = |error: io::Error| error.to_string();
        match (command, &self.program) {
            (Command::Edit(text), _) => {
                Some(Event::Edited(editor::edit(&self.scratch, &text).await.map_err(why)))
            }
            (Command::Run(words), Some((program, first))) => {
                Some(Event::Ran(command::run(program, first, &words, back).await.map_err(why)))
            }
            _ => None,
        }
    }

    /// Puts an event behind those that wait.
    fn tell(&self, event: Event) {
        let news = self.news.clone();
        tokio::spawn(async move {
            let _ = news.send(News::event(event)).await;
        });
    }

    /// Asks the node in a task of its own.
    fn ask<F>(&self, question: impl FnOnce(ApiClient) -> F)
    where
        F: Future<Output = Event> + Send + 'static,
    {
        let (answer, news) = (question(self.api.clone()), self.news.clone());
        tokio::spawn(async move {
            let _ = news.send(News::event(answer.await)).await;
        });
    }

    fn send(&mut self, key: DraftKey, content: Content) {
        let (api, news, writer) = (self.api.clone(), self.news.clone(), self.writer.clone());
        self.writes.spawn(async move {
            let expires = match &content {
                Content::Notice(notice) | Content::NoticeUpdate(notice) => notice.expires(),
                _ => None,
            };
            let answers = (!key.act.begins()).then(|| key.thread.to_string());
            let request = WriteRequest { answers, refs: Vec::new(), expires, content };
            let result = match writer {
                Some(writer) => writer.write(&api, request).await.map_err(|error| unwritten(&error)),
                None => Err(Failure { code: "locked".to_owned(), message: "the key is locked".to_owned() }),
            };
            let _ = news.send(News::event(Event::Sent(key, result.map(|submitted| submitted.id)))).await;
        });
    }

    /// Tries a passphrase on a thread of its own: it takes long by intention.
    fn unlock(&self, passphrase: Passphrase) {
        let Some((file, path)) = self.locked.clone() else { return };
        let news = self.news.clone();
        tokio::task::spawn_blocking(move || {
            let answer = match file.open(Some(&passphrase)) {
                Ok(key) => News::Writer(Box::new(Writer::new(&path, key))),
                Err(KeyError::Wrong { .. }) => News::event(Event::Unlocked(Unlock::Wrong)),
                Err(error) => News::event(Event::Unlocked(Unlock::Failed(error.to_string()))),
            };
            let _ = news.blocking_send(answer);
        });
    }
}

fn failure(error: ClientError) -> Failure {
    Failure { code: code(&error).to_owned(), message: error.to_string() }
}

fn code(error: &ClientError) -> &str {
    match error {
        ClientError::NotRunning { .. } => "not_running",
        ClientError::NotPermitted { .. } => "not_permitted",
        ClientError::Problem(problem) => &problem.code,
        ClientError::Answer { .. } => "no_answer",
    }
}

fn unwritten(error: &WriteError) -> Failure {
    let code = match error {
        WriteError::Unconfirmed { .. } => "unconfirmed",
        error => error.client().map_or("unsigned", code),
    };
    Failure { code: code.to_owned(), message: error.to_string() }
}
