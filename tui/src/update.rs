//! What happens: an event changes the model and may ask for commands. Pure: no clock, no node,
//! no terminal.

mod acts;
mod closing;
mod compose;
mod federation;
mod find;
mod marks;
mod network;
mod node;
mod offers;
mod outgoing;
mod panes;
mod sheet;
mod shell;

pub use acts::{action as action_of, text as act_text};
pub use find::{Goal, Offer, offers};
pub use marks::unread;
pub use network::due as peers_due;
pub use sheet::{drafts, templates};

use crate::{
    keys::{Action, Place},
    model::{
        Alert, Failure, Model, Mood, Note, Overlay, Pane, Secret, Signing,
        compose::{Draft, DraftKey},
        find::Search,
    },
};
use cabildo_client::{
    api::{
        ApiEvent, DeviceInfo, FederationInfo, Inbox, InstitutionInfo, Mark, MarkChange, Marks, MessageDetail,
        OfferedAlert, OffersInfo, PeerInfo, ResponseInfo, Status,
    },
    lang::{Arg, Lang},
};
use cabildo_protocol::{
    content::Content,
    id::{MessageId, Millis, PublicKey},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// How long a note stays, milliseconds.
const NOTE_MS: u64 = 6_000;
/// The longest delay after a wrong passphrase, milliseconds.
const DELAY_MAX_MS: u64 = 60_000;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The interface begins, with the drafts that were kept.
    Start(Vec<Draft>),
    /// A key.
    Key(KeyEvent),
    /// A text pasted as one.
    Paste(String),
    /// The terminal has another size.
    Resize(u16, u16),
    /// The time that [`Model::wakes`] asked for.
    Wake,
    /// SIGTERM or SIGHUP.
    Leave,
    /// There is a link to the node.
    Linked,
    /// The link ended, or could not be made.
    Unlinked,
    /// The node tells of a change.
    Node(ApiEvent),
    /// The node's status.
    Status(Result<Box<Status>, Failure>),
    /// The members.
    Members(Result<Vec<InstitutionInfo>, Failure>),
    /// The other nodes.
    Peers(Result<Vec<PeerInfo>, Failure>),
    /// The federation.
    Federation(Result<Box<FederationInfo>, Failure>),
    /// How fast institutions answer.
    Responses(Result<Box<ResponseInfo>, Failure>),
    /// What the operators noted.
    Marks(Result<Marks, Failure>),
    /// The devices of our institution.
    Devices(Result<Vec<DeviceInfo>, Failure>),
    /// Something was noted, or not.
    Marked(MessageId, Result<Mark, Failure>),
    /// The inbox.
    Inbox(Result<Box<Inbox>, Failure>),
    /// The threads in which the node found what was looked for.
    Found(String, Vec<MessageId>),
    /// What other systems offer.
    Offers(Result<OffersInfo, Failure>),
    /// One of these as a draft.
    Offer(Result<Box<OfferedAlert>, Failure>),
    /// One of these was passed over, or not.
    PassedOver(Result<(), Failure>),
    /// A thread.
    Detail(MessageId, Result<Box<MessageDetail>, Failure>),
    /// What was sent is kept by the node, or was not sent.
    Sent(DraftKey, Result<MessageId, Failure>),
    /// A passphrase was tried.
    Unlocked(Unlock),
    /// The editor has given the text back, or could not be run, in words.
    Edited(Result<String, String>),
    /// A command of the reader's has ended, with this exit status; else why it could not run.
    Ran(Result<i32, String>),
    /// A draft could not be kept.
    DraftFailed(String),
}

/// What came of a passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unlock {
    /// The key is open.
    Open(PublicKey),
    /// The passphrase is wrong.
    Wrong,
    /// Something else, in words.
    Failed(String),
}

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Ask for the status.
    LoadStatus,
    /// Ask for the members.
    LoadMembers,
    /// Ask for the other nodes.
    LoadPeers,
    /// Ask for the federation.
    LoadFederation,
    /// Ask for how fast institutions answer.
    LoadResponses,
    /// Ask for what the operators noted, and for their devices.
    LoadMarks,
    /// Note something on a thread.
    Mark {
        /// Which.
        thread: MessageId,
        /// The device that notes it.
        by: PublicKey,
        /// What.
        change: MarkChange,
    },
    /// Ask for the inbox.
    LoadInbox,
    /// Look for words in whole texts.
    Search(String),
    /// Ask for what other systems offer.
    LoadOffers,
    /// Ask for one of these as a draft, by its id.
    LoadOffer(String),
    /// Offer one of these no longer.
    PassOver(String),
    /// Ask for a thread.
    LoadDetail(MessageId),
    /// Sign and send.
    Send {
        /// Whose text it is.
        key: DraftKey,
        /// What it says.
        content: Box<Content>,
    },
    /// Try a passphrase.
    Unlock(Secret),
    /// Keep a draft, soon.
    Keep(Draft),
    /// Keep now what waits to be kept.
    Flush,
    /// Delete a draft.
    Forget(DraftKey),
    /// Have a text written in the reader's own editor.
    Edit(String),
    /// Run the program with these arguments on the terminal.
    Run(Vec<String>),
    /// Ring the bell.
    Bell,
    /// Tell of something outside of the window, where the terminal can.
    Notify(String),
    /// Draw everything anew.
    Redraw,
    /// End the program.
    Quit,
}

/// Takes in one event.
#[must_use]
pub fn update(mut model: Model, at: Millis, event: Event) -> (Model, Vec<Command>) {
    model.now = at;
    if model.note.as_ref().is_some_and(|note| note.until <= at) {
        model.note = None;
    }
    let mut todo = Vec::new();
    if !matches!(event, Event::Key(_) | Event::Leave) {
        outgoing::due(&mut model, &mut todo);
    }
    match event {
        Event::Start(drafts) => compose::restore(&mut model, drafts),
        Event::Key(key) => self::key(&mut model, key, &mut todo),
        Event::Paste(text) => compose::paste(&mut model, &text, &mut todo),
        Event::Resize(columns, rows) => {
            model.size = (columns, rows);
            panes::settle(&mut model, &mut todo);
        }
        Event::Wake => {
            if at.0 / 60_000 != model.status.as_ref().map_or(0, |status| status.now.0 / 60_000) {
                node::minute(&mut model, &mut todo);
            }
        }
        Event::Leave => {
            compose::keep(&mut model, &mut todo);
            todo.push(Command::Quit);
        }
        Event::Linked => node::linked(&mut model, &mut todo),
        Event::Unlinked => {
            federation::unlinked(&mut model);
            node::unlinked(&mut model);
        }
        Event::Node(event) => {
            federation::event(&mut model, &event);
            node::event(&mut model, event, &mut todo);
        }
        Event::Status(result) => node::status(&mut model, result, &mut todo),
        Event::Members(result) => node::members(&mut model, result),
        Event::Peers(result) => network::peers(&mut model, result),
        Event::Federation(result) => federation::federation(&mut model, result),
        Event::Responses(result) => federation::responses(&mut model, result),
        Event::Marks(result) => marks::marks(&mut model, result),
        Event::Devices(result) => marks::devices(&mut model, result),
        Event::Marked(thread, Ok(mark)) => marks::marked(&mut model, thread, mark),
        Event::Marked(_, Err(failure)) => marks::failed(&mut model, &failure),
        Event::Found(text, threads) => find::found(&mut model, text, threads, &mut todo),
        Event::Inbox(result) => node::inbox(&mut model, result, &mut todo),
        Event::Offers(result) => offers::offers(&mut model, result),
        Event::Offer(result) => offers::taken(&mut model, result),
        Event::PassedOver(result) => offers::passed_over(&mut model, result, &mut todo),
        Event::Detail(id, result) => node::detail(&mut model, id, result, &mut todo),
        Event::Sent(key, result) => compose::sent(&mut model, key, result, &mut todo),
        Event::Unlocked(result) => unlocked(&mut model, result),
        Event::Edited(Ok(text)) => {
            outgoing::resume(&mut model);
            compose::edited(&mut model, &text, &mut todo);
        }
        Event::Edited(Err(why)) => {
            outgoing::resume(&mut model);
            let text = model.lang.with("tui-editor-failed", &[("why", Arg::from(&why))]);
            note(&mut model, Mood::Bad, text);
        }
        Event::Ran(result) => shell::ended(&mut model, result, &mut todo),
        Event::DraftFailed(why) => {
            let text = model.lang.with("tui-draft-failed", &[("why", Arg::from(&why))]);
            note(&mut model, Mood::Bad, text);
        }
    }
    network::ask(&mut model, &mut todo);
    federation::ask(&mut model, &mut todo);
    (model, todo)
}

fn note(model: &mut Model, mood: Mood, text: String) {
    model.note = Some(Note { text, mood, until: model.now.plus(NOTE_MS) });
}

fn say(model: &mut Model, mood: Mood, id: &str) {
    let text = model.lang.text(id);
    note(model, mood, text);
}

fn key(model: &mut Model, key: KeyEvent, todo: &mut Vec<Command>) {
    let interrupt = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    if interrupt {
        return self::interrupt(model, todo);
    }
    if std::mem::take(&mut model.leaving) {
        model.note = None;
    }
    let place = model.place();
    let action = model.keys.action(place, key);
    match (place, action) {
        (_, Some(Action::Help)) if place != Place::Help => {
            model.overlay = Overlay::Help { top: 0, place, find: None };
        }
        (_, Some(Action::Alert)) if place != Place::Passphrase && model.alert.is_some() => {
            model.overlay = Overlay::None;
            alert(model, todo);
        }
        (Place::Help, action) => help(model, action),
        (Place::Passphrase, action) => passphrase(model, action, key, todo),
        (Place::Menu, action) => compose::menu(model, action, key, todo),
        (Place::Editor, action) => compose::editor(model, action, key, todo),
        (Place::Look, action) if model.sheet.is_none() => compose::look(model, action, todo),
        (Place::Sheet | Place::Preview | Place::Look, action) => sheet::key(model, action, key, todo),
        (Place::Pick, action) if matches!(model.overlay, Overlay::Palette { .. }) => {
            find::palette(model, action, key, todo);
        }
        (Place::Pick, action) if matches!(model.overlay, Overlay::Acts { .. }) => {
            acts::menu(model, action, key, todo);
        }
        (Place::Pick, action) => sheet::menu(model, action, key, todo),
        (Place::Find, action) if matches!(model.overlay, Overlay::Help { .. }) => {
            help_find(model, action, key);
        }
        (Place::Find, action) => find::key(model, action, key, todo),
        (Place::Network, action) => network::key(model, action),
        (Place::Federation, Some(Action::Line)) => shell::open(model),
        (Place::Federation, action) => federation::key(model, action),
        (Place::Inbox | Place::Reader | Place::Everywhere, Some(action)) => general(model, action, todo),
        (Place::Inbox | Place::Reader | Place::Everywhere, None) => {}
    }
}

/// Ctrl-C: the first keeps what is typed and says so, the second leaves.
fn interrupt(model: &mut Model, todo: &mut Vec<Command>) {
    if model.leaving {
        compose::keep(model, todo);
        return todo.push(Command::Quit);
    }
    model.leaving = true;
    let back = outgoing::take_all_back(model);
    let kept = compose::keep(model, todo) || back;
    say(model, Mood::Plain, if kept { "tui-kept-leave" } else { "tui-leave" });
}

fn general(model: &mut Model, action: Action, todo: &mut Vec<Command>) {
    match action {
        Action::Quit => {
            compose::keep(model, todo);
            todo.push(Command::Quit);
        }
        Action::Language => language(model),
        Action::Refresh => {
            node::load_all(model, todo);
            todo.push(Command::Redraw);
        }
        Action::Unlock => ask_passphrase(model),
        Action::Alert => alert(model, todo),
        Action::Answer | Action::Comment => compose::begin(model, action, todo),
        Action::Close | Action::Contest | Action::Finalize | Action::Withdraw => {
            if let Some(act) = closing::act(action) {
                closing::begin(model, act, todo);
            }
        }
        Action::Pause => closing::pause(model, todo),
        Action::New => sheet::choose(model),
        Action::Acts => acts::choose(model, todo),
        Action::Find => find::begin(model, todo),
        Action::Line => shell::open(model),
        Action::Palette => model.overlay = Overlay::Palette { text: String::new(), line: 0 },
        Action::Network => network::open(model),
        Action::Federation => federation::open(model),
        Action::Flag => marks::flag(model, todo),
        Action::Care => marks::care(model, todo),
        Action::Back if model.pane == Pane::Inbox && model.search.is_some() => find::clear(model, todo),
        Action::TakeBack => outgoing::take_back(model, todo),
        _ => panes::go(model, action, todo),
    }
}

/// The next of the complete languages, for the program and for the texts of others.
fn language(model: &mut Model) {
    let all = Lang::available();
    let at = all.iter().position(|l| l == model.lang.language()).unwrap_or_default();
    let Some(next) = all.get((at + 1) % all.len().max(1)).cloned() else { return };
    model.speak(next);
    find::apply(model, &mut Vec::new());
    compose::placeholder(model);
    let name = model.lang.text(&format!("language-{}", model.lang.language()));
    let text = model.lang.with("tui-speaks", &[("language", Arg::from(&name))]);
    note(model, Mood::Plain, text);
}

/// Reads the notice that has just arrived; what is typed is kept.
fn alert(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(Alert { id, .. }) = model.alert.take() else { return };
    if model.compose.is_some() || model.sheet.is_some() {
        let kept = compose::keep(model, todo);
        (model.compose, model.sheet) = (None, None);
        if kept {
            say(model, Mood::Plain, "tui-kept");
        }
    }
    panes::read(model, id, todo);
}

fn help(model: &mut Model, action: Option<Action>) {
    let Overlay::Help { top, place, find } = model.overlay.clone() else { return };
    let last = crate::view::help_last(model);
    let page = usize::from(model.size.1).saturating_sub(6).max(1);
    if let Some(top) = moved(top, last, page, action) {
        return model.overlay = Overlay::Help { top, place, find };
    }
    match action {
        Some(Action::Language) => language(model),
        Some(Action::Find) => {
            let text = find.map(|search| search.text).unwrap_or_default();
            let find = Some(Search { text, typing: true });
            model.overlay = Overlay::Help { top: 0, place, find };
        }
        Some(Action::Back | Action::Help | Action::Quit) => model.overlay = Overlay::None,
        _ => {}
    }
}

/// Where a key leads on a list or a page of which the last place is known; none where it moves nothing.
fn moved(at: usize, last: usize, page: usize, action: Option<Action>) -> Option<usize> {
    let at = at.min(last);
    let to = match action? {
        Action::Down => at + 1,
        Action::Up => at.saturating_sub(1),
        Action::PageDown => at + page,
        Action::PageUp => at.saturating_sub(page),
        Action::Top => 0,
        Action::Bottom => last,
        _ => return None,
    };
    Some(to.min(last))
}

/// Keys while something is looked for in the help.
fn help_find(model: &mut Model, action: Option<Action>, key: KeyEvent) {
    let Overlay::Help { top, find: Some(search), .. } = &mut model.overlay else { return };
    match action {
        Some(Action::Open) => search.typing = false,
        Some(Action::Back) => *search = Search::default(),
        Some(Action::Down) => *top += 1,
        Some(Action::Up) => *top = top.saturating_sub(1),
        _ => {
            if find::typed(&mut search.text, key) {
                *top = 0;
            }
        }
    }
    let last = crate::view::help_last(model);
    if let Overlay::Help { top, .. } = &mut model.overlay {
        *top = (*top).min(last);
    }
}

/// Asks for the passphrase where the key is locked.
fn ask_passphrase(model: &mut Model) {
    match &model.signing {
        Signing::Locked(_) => model.overlay = Overlay::Passphrase(Secret::new()),
        Signing::Ready => say(model, Mood::Plain, "tui-unlocked"),
        Signing::None { why } => {
            let text = model.lang.with("tui-read-only", &[("why", Arg::from(why))]);
            note(model, Mood::Bad, text);
        }
    }
}

fn passphrase(model: &mut Model, action: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let (Overlay::Passphrase(secret), Signing::Locked(lock)) = (&mut model.overlay, &mut model.signing)
    else {
        model.overlay = Overlay::None;
        return;
    };
    if lock.trying {
        return;
    }
    match (action, key.code) {
        (Some(Action::Send), _) if secret.letters() > 0 => {
            if lock.not_before.is_some_and(|at| at > model.now) {
                return;
            }
            lock.trying = true;
            lock.failure = None;
            todo.push(Command::Unlock(std::mem::take(secret)));
        }
        (Some(Action::Back), _) => {
            model.overlay = Overlay::None;
            say(model, Mood::Plain, "tui-reads-only");
        }
        (None, KeyCode::Backspace) => secret.pop(),
        (None, KeyCode::Char('u')) if key.modifiers.contains(KeyModifiers::CONTROL) => {
            *secret = Secret::new()
        }
        (None, KeyCode::Char(c)) if !key.modifiers.contains(KeyModifiers::CONTROL) => secret.push(c),
        _ => {}
    }
}

fn unlocked(model: &mut Model, result: Unlock) {
    let Signing::Locked(lock) = &mut model.signing else { return };
    lock.trying = false;
    match result {
        Unlock::Open(key) => {
            model.signing = Signing::Ready;
            model.key = Some(key);
            if matches!(model.overlay, Overlay::Passphrase(_)) {
                model.overlay = Overlay::None;
            }
            say(model, Mood::Good, "tui-unlocked");
        }
        Unlock::Wrong => {
            lock.wrong = lock.wrong.saturating_add(1);
            let delay = 1000_u64.checked_shl(lock.wrong - 1).unwrap_or(DELAY_MAX_MS).min(DELAY_MAX_MS);
            lock.not_before = Some(model.now.plus(delay));
        }
        Unlock::Failed(why) => lock.failure = Some(why),
    }
}
