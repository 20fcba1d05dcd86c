//! The state of the interface: everything that the view shows, and nothing else.

pub mod acts;
pub mod closing;
pub mod compose;
pub mod federation;
pub mod find;
pub mod outgoing;
pub mod peers;
pub mod sheet;

use crate::{keys::KeyMap, keys::Place};
use cabildo_client::{
    api::{ClockInfo, DeviceInfo, Inbox, InstitutionInfo, Mark, MessageDetail, Offer, Status, Trouble},
    lang::Lang,
};
use cabildo_protocol::{
    id::{InstitutionId, Language, MessageId, Millis, PublicKey},
    views::Summary,
};
use compose::{Compose, Draft, DraftKey};
use federation::Federation;
use find::{ByWords, Search};
use outgoing::Outgoing;
use peers::Peers;
use sheet::{Face, Sheet};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};
use zeroize::Zeroizing;

/// The smallest screen on which anything can be read.
pub const SMALLEST: (u16, u16) = (40, 12);
/// From this width on, inbox and reader stand side by side.
pub const TWO_PANES: u16 = 110;
/// Threads kept for reading again; then all but the last are forgotten.
pub const READ_MAX: usize = 64;
/// The longest passphrase that can be typed, bytes.
pub const PASSPHRASE_MAX: usize = 1024;

/// A line at the top that stays, as the demo's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Banner {
    /// Everything is deleted at the end.
    Demo,
}

/// Whether what is written can be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signing {
    /// It can.
    Ready,
    /// The key is encrypted: a passphrase is needed first.
    Locked(Lock),
    /// There is no key, and why.
    None {
        /// A sentence.
        why: String,
    },
}

/// An encrypted key, and how often a passphrase was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    /// Wrong passphrases so far.
    pub wrong: u32,
    /// No further try before this.
    pub not_before: Option<Millis>,
    /// A passphrase is being tried.
    pub trying: bool,
    /// Something other than the passphrase failed.
    pub failure: Option<String>,
}

/// A passphrase being typed; wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// An empty one. Its room is reserved, so that growing leaves no copies behind.
    #[must_use]
    pub fn new() -> Self {
        Self(Zeroizing::new(String::with_capacity(PASSPHRASE_MAX)))
    }

    /// Adds a letter, up to [`PASSPHRASE_MAX`].
    pub fn push(&mut self, c: char) {
        if self.0.len() + c.len_utf8() <= PASSPHRASE_MAX {
            self.0.push(c);
        }
    }

    /// Takes the last letter away.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// How many letters it has.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.0.chars().count()
    }

    /// The passphrase itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The link to the node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Not yet.
    Connecting,
    /// There is one.
    Up,
    /// It was lost, and is tried again.
    Lost {
        /// Since when.
        since: Millis,
    },
}

/// What went wrong, as the node or the client says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The node's stable word (`refused`), or one of this client's (`not_running`).
    pub code: String,
    /// A sentence, with the remedy.
    pub message: String,
}

/// How a passing note is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Something was done.
    Good,
    /// Something to know.
    Plain,
    /// Something did not work.
    Bad,
}

/// A passing note in the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it says.
    pub text: String,
    /// How it is meant.
    pub mood: Mood,
    /// Until when it is shown.
    pub until: Millis,
}

/// A notice that arrived while the reader was busy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The thread.
    pub id: MessageId,
    /// Who gave it.
    pub institution: InstitutionId,
    /// Its first words.
    pub title: cabildo_protocol::text::Texts,
    /// How many came before it that were not opened either.
    pub others: usize,
}

/// The place in a text: a paragraph by name, and a line of it. Names outlive what arrives above.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Anchor {
    /// The paragraph on top; empty for the beginning.
    pub block: String,
    /// Its line on top.
    pub line: usize,
}

/// A thread that is being read.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Which.
    pub id: MessageId,
    /// What it says; none while it is fetched.
    pub detail: Option<Box<MessageDetail>>,
    /// Why it could not be fetched.
    pub failure: Option<Failure>,
    /// What stands at the top of the window.
    pub top: Anchor,
}

/// Which pane the keys speak to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The list.
    Inbox,
    /// The thread.
    Reader,
}

/// What lies over the panes and takes the keys.
#[derive(Debug, Clone, Default)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The help, from this line on.
    Help {
        /// The first line shown.
        top: usize,
        /// The place that it explains first.
        place: Place,
        /// What is looked for in it.
        find: Option<Search>,
    },
    /// The other nodes, from this line on.
    Network {
        /// The first line shown.
        top: usize,
    },
    /// The federation, from this line on.
    Federation {
        /// The first line shown.
        top: usize,
    },
    /// Everything that can be done or opened, by its letters.
    Palette {
        /// What was typed.
        text: String,
        /// The chosen line of what that offers.
        line: usize,
    },
    /// The question for the passphrase.
    Passphrase(Secret),
    /// The menu of what can be begun.
    New {
        /// Its chosen line.
        line: usize,
    },
    /// The menu of what can be done about the thread that is read.
    Acts {
        /// Its chosen line.
        line: usize,
    },
}

/// What is asked of the node and not yet answered; `true` in the second place asks once more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pending {
    /// The inbox, and whether something changed meanwhile.
    pub inbox: (bool, bool),
    /// The thread, and whether something changed meanwhile.
    pub detail: (Option<MessageId>, bool),
    /// The status, and whether something changed meanwhile.
    pub status: (bool, bool),
}

/// The state of the interface.
#[derive(Debug, Clone)]
pub struct Model {
    /// Columns and rows.
    pub size: (u16, u16),
    /// Now.
    pub now: Millis,
    /// The program's texts.
    pub lang: Lang,
    /// The reader's languages as the system gives them.
    pub asked: Vec<Language>,
    /// The same for the texts of others, with the shown language first.
    pub languages: Vec<Language>,
    /// The key map.
    pub keys: Arc<KeyMap>,
    /// Whether colours are used.
    pub colour: bool,
    /// Whether only ASCII is drawn, but for what people wrote.
    pub ascii: bool,
    /// Whether commands can be run from within.
    pub runs_lines: bool,
    /// A line that stays at the top.
    pub banner: Option<Banner>,
    /// Whether what is written can be signed.
    pub signing: Signing,
    /// The key that signs, where it is open.
    pub key: Option<PublicKey>,
    /// The link to the node.
    pub link: Link,
    /// What the node says of itself.
    pub status: Option<Status>,
    /// Messages still to come, and the most there were since it was last nothing.
    pub behind: (u64, u64),
    /// The members, by id.
    pub members: BTreeMap<InstitutionId, InstitutionInfo>,
    /// Their names in all languages as they are searched: thousands are not folded for each key.
    pub folded: Vec<(String, InstitutionId)>,
    /// The other nodes.
    pub peers: Peers,
    /// The federation.
    pub federation: Federation,
    /// The threads by urgency.
    pub inbox: Option<Inbox>,
    /// What the operators of this node noted on threads.
    pub marks: BTreeMap<MessageId, Mark>,
    /// The devices of our institution.
    pub devices: BTreeMap<PublicKey, DeviceInfo>,
    /// What is looked for in the inbox.
    pub search: Option<Search>,
    /// What the node found of it.
    pub by_words: ByWords,
    /// The threads that were found, where something is looked for.
    pub hits: Option<Vec<Summary>>,
    /// The chosen thread.
    pub chosen: Option<MessageId>,
    /// The first thread shown in the list.
    pub first: usize,
    /// The thread that is read.
    pub reader: Option<Reader>,
    /// Threads that were read before: shown at once, and without a node too.
    pub read: BTreeMap<MessageId, Box<MessageDetail>>,
    /// Which pane the keys speak to.
    pub pane: Pane,
    /// What lies over the panes.
    pub overlay: Overlay,
    /// What is being written.
    pub compose: Option<Compose>,
    /// The form that is being filled in; never beside [`Model::compose`].
    pub sheet: Option<Sheet>,
    /// What was sent and can still be taken back, or is on its way.
    pub outgoing: Vec<Outgoing>,
    /// What was written and not sent.
    pub drafts: BTreeMap<DraftKey, Draft>,
    /// What other systems offer, the newest first.
    pub offers: Vec<Offer>,
    /// A notice that has just arrived.
    pub alert: Option<Alert>,
    /// Notices that rang already.
    pub rung: BTreeSet<MessageId>,
    /// A passing note.
    pub note: Option<Note>,
    /// Ctrl-C was pressed once.
    pub leaving: bool,
    /// What is asked of the node.
    pub pending: Pending,
}

impl Model {
    /// The state at the start.
    #[must_use]
    pub fn new(languages: Vec<Language>, keys: KeyMap, signing: Signing, size: (u16, u16)) -> Self {
        let overlay = match signing {
            Signing::Locked(_) => Overlay::Passphrase(Secret::new()),
            Signing::Ready | Signing::None { .. } => Overlay::None,
        };
        Self {
            size,
            now: Millis(0),
            lang: Lang::new(&languages),
            asked: languages.clone(),
            languages,
            keys: Arc::new(keys),
            colour: true,
            ascii: false,
            runs_lines: false,
            banner: None,
            signing,
            key: None,
            link: Link::Connecting,
            status: None,
            behind: (0, 0),
            members: BTreeMap::new(),
            folded: Vec::new(),
            peers: Peers::default(),
            federation: Federation::default(),
            inbox: None,
            marks: BTreeMap::new(),
            devices: BTreeMap::new(),
            search: None,
            by_words: ByWords::default(),
            hits: None,
            chosen: None,
            first: 0,
            reader: None,
            read: BTreeMap::new(),
            pane: Pane::Inbox,
            overlay,
            compose: None,
            sheet: None,
            outgoing: Vec::new(),
            drafts: BTreeMap::new(),
            offers: Vec::new(),
            alert: None,
            rung: BTreeSet::new(),
            note: None,
            leaving: false,
            pending: Pending::default(),
        }
    }

    /// Shows the program in a language, and the texts of others in it where they have it.
    pub fn speak(&mut self, language: Language) {
        let primary = |l: &Language| l.as_str().split('-').next().unwrap_or_default().to_owned();
        self.languages = self.asked.clone();
        if self.asked.first().map(primary) != Some(primary(&language)) {
            self.languages.insert(0, language.clone());
        }
        self.lang = Lang::new(&[language]);
    }

    /// The threads of the inbox: those that were found, where something is looked for.
    #[must_use]
    pub fn threads(&self) -> &[Summary] {
        match &self.hits {
            Some(hits) => hits,
            None => self.inbox.as_ref().map_or(&[], |inbox| &inbox.threads),
        }
    }

    /// The chosen thread's line in the inbox.
    #[must_use]
    pub fn chosen_index(&self) -> Option<usize> {
        let chosen = self.chosen?;
        self.threads().iter().position(|thread| thread.source.id == chosen)
    }

    /// The thread that keys like «answer» speak of: the one that is read, else the chosen one.
    #[must_use]
    pub fn current(&self) -> Option<MessageId> {
        match self.pane {
            Pane::Reader => self.reader.as_ref().map(|reader| reader.id),
            Pane::Inbox => self.chosen,
        }
    }

    /// A thread's line in the inbox.
    #[must_use]
    pub fn summary(&self, id: MessageId) -> Option<&Summary> {
        self.inbox.as_ref()?.threads.iter().find(|thread| thread.source.id == id)
    }

    /// Whether inbox and reader stand side by side.
    #[must_use]
    pub fn two_panes(&self) -> bool {
        self.size.0 >= TWO_PANES
    }

    /// Whose node it is.
    #[must_use]
    pub fn institution(&self) -> Option<&InstitutionId> {
        let from_inbox = || self.inbox.as_ref().map(|inbox| &inbox.institution);
        self.status.as_ref().map(|status| &status.institution).or_else(from_inbox)
    }

    /// The time zone of the reader's institution (IANA), as the roster says it.
    #[must_use]
    pub fn time_zone(&self) -> Option<&str> {
        self.members.get(self.institution()?)?.time_zone.as_deref()
    }

    /// An institution's name in the reader's language, or its id.
    #[must_use]
    pub fn name<'a>(&'a self, id: &'a InstitutionId) -> &'a str {
        let listed = self.members.get(id).and_then(|member| member.names.best(&self.languages));
        listed.map_or(id.as_str(), |(_, name)| name)
    }

    /// The node's clock, where it is so wrong that people are told.
    #[must_use]
    pub fn clock_off(&self) -> Option<ClockInfo> {
        self.status.as_ref()?.clock.filter(ClockInfo::is_off)
    }

    /// A roster above or of ours that nobody has looked at in time.
    #[must_use]
    pub fn governance_overdue(&self) -> Option<&Trouble> {
        self.status.as_ref()?.trouble.iter().find(|trouble| trouble.code == "roster_review")
    }

    /// How many alarms of the federation ask for somebody.
    #[must_use]
    pub fn alarms(&self) -> u64 {
        self.status.as_ref().map_or(0, |status| status.alarms)
    }

    /// Where a key is pressed.
    #[must_use]
    pub fn place(&self) -> Place {
        match &self.overlay {
            Overlay::None => {}
            Overlay::Help { find: Some(Search { typing: true, .. }), .. } => return Place::Find,
            Overlay::Help { .. } => return Place::Help,
            Overlay::Network { .. } => return Place::Network,
            Overlay::Federation { .. } => return Place::Federation,
            Overlay::Passphrase(_) => return Place::Passphrase,
            Overlay::New { .. } | Overlay::Acts { .. } | Overlay::Palette { .. } => return Place::Pick,
        }
        match (&self.sheet, &self.compose) {
            (Some(sheet), _) => match sheet.face {
                Face::Fields | Face::Tag(_) => Place::Sheet,
                Face::Preview { .. } => Place::Preview,
                Face::Look { .. } => Place::Look,
            },
            (None, Some(compose)) if compose.look.is_some() => Place::Look,
            (None, Some(compose)) if compose.writing => Place::Editor,
            (None, Some(_)) => Place::Menu,
            (None, None) if self.search.as_ref().is_some_and(|search| search.typing) => Place::Find,
            (None, None) if self.pane == Pane::Reader => Place::Reader,
            (None, None) => Place::Inbox,
        }
    }

    /// When the screen changes by itself: the minute of the deadlines, the end of a note, the
    /// next try of a passphrase, the seconds in which something can be taken back.
    #[must_use]
    pub fn wakes(&self) -> Millis {
        let minute = Millis((self.now.0 / 60_000 + 1) * 60_000);
        let note = self.note.as_ref().map(|note| note.until);
        let lock = match &self.signing {
            // The seconds that are left are counted down.
            Signing::Locked(Lock { not_before: Some(at), .. }) if *at > self.now => Some(self.now.plus(1000)),
            _ => None,
        };
        let back = self.outgoing.iter().filter(|outgoing| !outgoing.under);
        let back = back.map(|o| {
            Millis(o.until.0.saturating_sub(o.until.0.saturating_sub(self.now.0 + 1) / 1000 * 1000))
        });
        let peers = crate::update::peers_due(self);
        [Some(minute), note, lock, back.min(), peers]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(minute)
            .max(self.now.plus(1))
    }
}
