//! The key map: which key does what where, read from `configs/keys.toml`.

use cabildo_client::lang::Lang;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::Deserialize;

const EMBEDDED: &str = include_str!("../../configs/keys.toml");

/// Where a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The list of threads.
    Inbox,
    /// A thread.
    Reader,
    /// A choice of answers.
    Menu,
    /// A text being typed.
    Editor,
    /// A form.
    Sheet,
    /// What others will see of a form.
    Preview,
    /// The last look at what will be signed.
    Look,
    /// A list to pick from.
    Pick,
    /// A search being typed.
    Find,
    /// The other nodes.
    Network,
    /// The federation.
    Federation,
    /// The help.
    Help,
    /// The question for the passphrase.
    Passphrase,
    /// Inbox and reader alike.
    Everywhere,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Read the chosen thread.
    Open,
    /// One down.
    Down,
    /// One up.
    Up,
    /// A screen down.
    PageDown,
    /// A screen up.
    PageUp,
    /// To the beginning.
    Top,
    /// To the end.
    Bottom,
    /// Read the thread after this one.
    NextThread,
    /// Read the thread before this one.
    PreviousThread,
    /// The other pane.
    NextPane,
    /// Close what is open.
    Back,
    /// Acknowledge, take a position or say who comes.
    Answer,
    /// Comment.
    Comment,
    /// Close a proposal.
    Close,
    /// Contest its closing.
    Contest,
    /// Make its result final.
    Finalize,
    /// Take it back.
    Withdraw,
    /// Say that we need longer for our answer.
    Pause,
    /// Begin something new.
    New,
    /// Show what can be done about a thread.
    Acts,
    /// Look for something.
    Find,
    /// Do or open anything by its letters.
    Palette,
    /// Run a line of the command line.
    Line,
    /// Show the other nodes.
    Network,
    /// Show the federation.
    Federation,
    /// Flag a thread for the other operators, or no longer.
    Flag,
    /// Take care of a thread, or no longer.
    Care,
    /// Take back what was sent.
    TakeBack,
    /// Cite the council's act.
    Mandate,
    /// The next field.
    NextField,
    /// The field before.
    PreviousField,
    /// Show the next of the languages that are written.
    NextLanguage,
    /// Write in one more language.
    AddLanguage,
    /// Show what others will see.
    Preview,
    /// Write in one's own editor.
    Editor,
    /// Read the notice that has just arrived.
    Alert,
    /// Enter the passphrase.
    Unlock,
    /// Read everything again.
    Refresh,
    /// The other language.
    Language,
    /// Show or hide the help.
    Help,
    /// Leave.
    Quit,
    /// Send what was chosen or typed.
    Send,
    /// Add words to a choice.
    Note,
    /// A larger number.
    More,
    /// A smaller number.
    Less,
}

/// One entry of the key map.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// Where it holds.
    pub place: Place,
    /// What it does.
    pub action: Action,
    /// The keys, the first one shown in hints.
    pub keys: Vec<String>,
    /// The message that describes it.
    pub text: String,
    /// The message that stands in the line of hints.
    pub hint: Option<String>,
}

/// All bindings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyMap {
    #[serde(rename = "binding")]
    bindings: Vec<Binding>,
}

impl KeyMap {
    /// The map in the binary.
    ///
    /// # Errors
    /// What is wrong in the file, and in which line; a test holds that nothing is.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        toml::from_str(EMBEDDED)
    }

    /// What a key does in a place.
    #[must_use]
    pub fn action(&self, place: Place, key: KeyEvent) -> Option<Action> {
        let name = name(key)?;
        let bound = |place: Place| {
            let mut of = self.bindings.iter().filter(move |b| b.place == place);
            of.find(|b| b.keys.contains(&name)).map(|b| b.action)
        };
        let general =
            matches!(place, Place::Inbox | Place::Reader | Place::Help | Place::Network | Place::Federation);
        bound(place).or_else(|| general.then(|| bound(Place::Everywhere)).flatten())
    }

    /// The bindings of a place, in the order of the file.
    pub fn of(&self, place: Place) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |b| b.place == place)
    }
}

/// A key's name in the file: `j`, `G`, `enter`, `ctrl-s`.
fn name(key: KeyEvent) -> Option<String> {
    let base = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Esc => "esc".to_owned(),
        KeyCode::Tab => "tab".to_owned(),
        KeyCode::BackTab => "backtab".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::Left => "left".to_owned(),
        KeyCode::Right => "right".to_owned(),
        KeyCode::Up => "up".to_owned(),
        KeyCode::Down => "down".to_owned(),
        KeyCode::Home => "home".to_owned(),
        KeyCode::End => "end".to_owned(),
        KeyCode::PageUp => "pageup".to_owned(),
        KeyCode::PageDown => "pagedown".to_owned(),
        KeyCode::F(n) => format!("f{n}"),
        _ => return None,
    };
    if key.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    Some(if key.modifiers.contains(KeyModifiers::CONTROL) {
        format!("ctrl-{}", base.to_lowercase())
    } else {
        base
    })
}

/// A key as it is shown: a sign where keyboards have one, else its name in the reader's language.
#[must_use]
pub fn shown(key: &str, lang: &Lang) -> String {
    match key {
        "up" => "↑".to_owned(),
        "down" => "↓".to_owned(),
        "left" => "←".to_owned(),
        "right" => "→".to_owned(),
        "enter" | "esc" | "tab" => capital(key),
        "backtab" => "Shift-Tab".to_owned(),
        "backspace" | "pageup" | "pagedown" | "home" | "end" | "space" => {
            lang.text(&format!("tui-keyname-{key}"))
        }
        _ => match key.strip_prefix("ctrl-") {
            Some(rest) => format!("Ctrl-{}", rest.to_uppercase()),
            None if key.len() > 1 => key.to_uppercase(),
            None => key.to_owned(),
        },
    }
}

fn capital(key: &str) -> String {
    let mut letters = key.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_embedded_map_is_whole_and_described_in_every_language() {
        let map = KeyMap::embedded().expect("configs/keys.toml");
        let mut seen = BTreeSet::new();
        for binding in &map.bindings {
            assert!(!binding.keys.is_empty(), "{binding:?}");
            for key in &binding.keys {
                assert!(seen.insert((binding.place, key.clone())), "«{key}» twice in {:?}", binding.place);
            }
            for language in Lang::available() {
                let lang = Lang::new(&[language]);
                for id in std::iter::once(&binding.text).chain(&binding.hint) {
                    assert!(lang.has(id), "{id}");
                }
            }
        }
    }

    #[test]
    fn keys_mean_what_the_place_says() {
        let map = KeyMap::embedded().expect("configs/keys.toml");
        let key = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let ctrl = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
        let shift = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::SHIFT);
        for (place, key, action) in [
            (Place::Inbox, key(KeyCode::Enter), Some(Action::Open)),
            (Place::Reader, key(KeyCode::Enter), None),
            (Place::Reader, key(KeyCode::Char('q')), Some(Action::Quit)),
            (Place::Menu, key(KeyCode::Char('q')), Some(Action::Back)),
            (Place::Editor, key(KeyCode::Char('q')), None),
            (Place::Editor, ctrl('s'), Some(Action::Send)),
            (Place::Inbox, shift('L'), Some(Action::Language)),
            (Place::Inbox, shift('G'), Some(Action::Bottom)),
            (Place::Help, key(KeyCode::Char('?')), Some(Action::Back)),
            (Place::Passphrase, key(KeyCode::Char('q')), None),
            (Place::Inbox, key(KeyCode::Char('n')), Some(Action::New)),
            (Place::Sheet, key(KeyCode::Char('n')), None),
            (Place::Sheet, key(KeyCode::Tab), Some(Action::NextField)),
            (Place::Look, key(KeyCode::Enter), Some(Action::Send)),
        ] {
            assert_eq!(map.action(place, key), action, "{place:?} {key:?}");
        }
    }
}
