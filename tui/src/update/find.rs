//! Search in the inbox, and the palette: everything that can be done or opened, by its letters.

use super::{Command, acts, panes, shell};
use crate::{
    keys::{Action, Place},
    model::{
        Link, Model, Overlay, Pane, Signing,
        acts::Possible,
        find::{ByWords, FIND_MAX, Search, hits},
    },
};
use cabildo_protocol::{
    id::{InstitutionId, MessageId},
    sanitize,
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

/// Lines that the palette offers at most.
pub const OFFERED_MAX: usize = 100;

/// What a line of the palette does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// Does what a key does.
    Do(Action),
    /// Does something about the thread that is read.
    Begin(Possible),
    /// Reads a thread.
    Read(MessageId),
    /// Shows the threads of an institution.
    Of(InstitutionId),
    /// Runs a line of the command line.
    Run(String),
    /// Goes on with this in the palette.
    Type(String),
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it says.
    pub text: String,
    /// The key that does the same.
    pub key: Option<String>,
    /// What it does.
    pub goal: Goal,
}

/// Begins a search in the list, or goes on with one.
pub fn begin(model: &mut Model, todo: &mut Vec<Command>) {
    model.pane = Pane::Inbox;
    if !model.two_panes() {
        model.reader = None;
    }
    model.search.get_or_insert_default().typing = true;
    apply(model, todo);
}

/// Keys while a search is typed: the list follows every letter.
pub fn key(model: &mut Model, action: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Some(search) = &mut model.search else { return };
    match action {
        Some(Action::Back) => return clear(model, todo),
        Some(Action::Open) => search.typing = false,
        Some(action @ (Action::Down | Action::Up)) => return panes::go(model, action, todo),
        _ => {
            if !typed(&mut search.text, key) {
                return;
            }
        }
    }
    apply(model, todo);
}

/// Ends the search.
pub fn clear(model: &mut Model, todo: &mut Vec<Command>) {
    (model.search, model.hits) = (None, None);
    panes::settle(model, todo);
}

/// Finds anew, after a letter or after news.
pub fn apply(model: &mut Model, todo: &mut Vec<Command>) {
    let Some(search) = &model.search else { return };
    let text = search.text.trim().to_owned();
    model.hits = if text.is_empty() { None } else { Some(hits(model, &text)) };
    // One question at a time: what was typed meanwhile is asked when the answer is here.
    let news = !text.is_empty() && text != model.by_words.text;
    if news && model.by_words.asked.is_none() && model.link == Link::Up {
        model.by_words.asked = Some(text.clone());
        todo.push(Command::Search(text));
    }
    if model.chosen_index().is_none() {
        model.chosen = model.threads().first().map(|thread| thread.source.id);
    }
    panes::settle(model, todo);
}

/// The node has looked through whole texts; nothing where it could not.
pub fn found(model: &mut Model, text: String, threads: Vec<MessageId>, todo: &mut Vec<Command>) {
    model.by_words = ByWords { asked: None, text, threads: threads.into_iter().collect() };
    apply(model, todo);
}

/// One key into a search; whether it changed.
pub fn typed(text: &mut String, key: KeyEvent) -> bool {
    let control = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char('u') if control => !std::mem::take(text).is_empty(),
        KeyCode::Char(c) if !control && !sanitize::is_forbidden(c) && text.len() < FIND_MAX => {
            text.push(c);
            true
        }
        KeyCode::Backspace => text.pop().is_some(),
        _ => false,
    }
}

/// Keys in the palette.
pub fn palette(model: &mut Model, action: Option<Action>, key: KeyEvent, todo: &mut Vec<Command>) {
    let Overlay::Palette { text, line } = &mut model.overlay else { return };
    match action {
        Some(Action::Back) => model.overlay = Overlay::None,
        Some(Action::Down) => *line += 1,
        Some(Action::Up) => *line = line.saturating_sub(1),
        Some(Action::Open) => {
            let (text, line) = (text.clone(), *line);
            let offers = offers(model, &text);
            let picked = offers.get(line.min(offers.len().saturating_sub(1))).cloned();
            model.overlay = Overlay::None;
            if let Some(offer) = picked {
                carry_out(model, offer.goal, todo);
            }
        }
        _ => {
            if typed(text, key) {
                *line = 0;
            }
        }
    }
    if let Overlay::Palette { text, line } = &model.overlay {
        let last = offers(model, text).len().saturating_sub(1);
        let (text, line) = (text.clone(), (*line).min(last));
        model.overlay = Overlay::Palette { text, line };
    }
}

fn carry_out(model: &mut Model, goal: Goal, todo: &mut Vec<Command>) {
    match goal {
        Goal::Run(line) => shell::run(model, &line, todo),
        Goal::Type(text) => model.overlay = Overlay::Palette { text, line: 0 },
        Goal::Do(action) => super::general(model, action, todo),
        Goal::Begin(possible) => acts::begin(model, possible, todo),
        Goal::Read(id) => panes::read(model, id, todo),
        Goal::Of(id) => {
            begin(model, todo);
            model.search = Some(Search { text: id.to_string(), typing: false });
            apply(model, todo);
        }
    }
}

/// What the palette offers for what was typed, the best first.
#[must_use]
pub fn offers(model: &Model, text: &str) -> Vec<Offer> {
    if let Some(line) = text.strip_prefix(shell::SIGN) {
        return shell::offers(model, line);
    }
    let mut all = all(model);
    if !text.trim().is_empty() {
        let pattern = Pattern::parse(text, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut letters = Vec::new();
        let mut scored: Vec<(u32, Offer)> = all
            .into_iter()
            .filter_map(|offer| {
                let score = pattern.score(Utf32Str::new(&offer.text, &mut letters), &mut matcher)?;
                Some((score, offer))
            })
            .collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        all = scored.into_iter().map(|(_, offer)| offer).collect();
    }
    all.truncate(OFFERED_MAX);
    all
}

fn all(model: &Model) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for binding in [Place::Everywhere, Place::Inbox].into_iter().flat_map(|place| model.keys.of(place)) {
        let goal = Goal::Do(binding.action);
        let moves = matches!(binding.action, Action::Down | Action::Up | Action::Palette);
        if !moves && offers.iter().all(|offer| offer.goal != goal) {
            offers.push(Offer {
                text: model.lang.text(&binding.text),
                key: binding.keys.first().cloned(),
                goal,
            });
        }
    }
    // What has a key of its own stands there already.
    let read =
        model.reader.as_ref().filter(|_| model.pane == Pane::Reader && model.signing == Signing::Ready);
    let possible = read.map(|reader| model.acts(reader.id)).unwrap_or_default();
    let keyless = possible.into_iter().filter(|possible| acts::action(possible.act).is_none());
    offers.extend(keyless.map(|possible| Offer {
        text: acts::text(model, &possible),
        key: None,
        goal: Goal::Begin(possible),
    }));
    let threads = model.inbox.iter().flat_map(|inbox| &inbox.threads);
    offers.extend(threads.map(|thread| {
        let title = thread.title.best(&model.languages).map_or("", |(_, text)| text);
        let kind = thread.kind.map(|kind| model.lang.text(&format!("kind-{}", kind.name())));
        let text =
            format!("{}: {title} · {}", kind.unwrap_or_default(), model.name(&thread.source.institution));
        Offer { text, key: None, goal: Goal::Read(thread.source.id) }
    }));
    offers.extend(model.members.keys().map(|id| Offer {
        text: format!("{} ({id})", model.name(id)),
        key: None,
        goal: Goal::Of(id.clone()),
    }));
    offers
}
