//! The form of a new act, or of a position with its mandate: fields, each in as many languages as
//! were written, one of them being typed into.

pub mod build;
pub mod current;
mod field;
pub mod fill;
pub mod options;
pub mod templates;
pub mod when;

pub use field::{Field, Shape};

use super::{
    Failure,
    compose::{Act, DRAFT_SCHEMA, Draft, DraftKey, Form, Sending, area},
};
use cabildo_protocol::{
    bounds::BODY_MAX,
    id::{Language, MessageId, Millis},
};
use options::Entry;
use ratatui_textarea::{CursorMove, TextArea};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use templates::BLANK;

/// The name under which what has no language stands.
const PLAIN: &str = "";
/// What a notice may be and no form makes of one: it stays where it is that already.
const UNLISTED: [&str; 2] = ["system", "draft"];

/// What is filled in: kept in drafts, and all that a content is made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The languages that are written, the first one leading.
    pub languages: Vec<Language>,
    /// The one that is shown.
    pub shown: Language,
    /// By field and language; what has no language stands under the empty name.
    pub values: BTreeMap<Field, BTreeMap<String, String>>,
    /// The message whose version stood here at the beginning, where it changes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<MessageId>,
}

impl Filled {
    /// An empty form in a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { languages: vec![language.clone()], shown: language, values: BTreeMap::new(), of: None }
    }

    /// A field's text in a language; the language is of no account where the field has none.
    #[must_use]
    pub fn value(&self, field: Field, language: &Language) -> &str {
        let slot = if field.spoken() { language.as_str() } else { PLAIN };
        self.values.get(&field).and_then(|by| by.get(slot)).map_or("", String::as_str)
    }

    /// Fills in a field; an empty text takes it out.
    pub fn set(&mut self, field: Field, language: &Language, text: String) {
        let slot = if field.spoken() { language.as_str() } else { PLAIN };
        let by = self.values.entry(field).or_default();
        if text.is_empty() {
            by.remove(slot);
        } else {
            by.insert(slot.to_owned(), text);
        }
        if by.is_empty() {
            self.values.remove(&field);
        }
    }

    /// A choice's value: the first one where nothing was chosen.
    #[must_use]
    pub fn choice(&self, field: Field) -> &str {
        let Shape::Choice(values) = field.shape() else { return "" };
        let chosen = self.value(field, &self.shown);
        let also = UNLISTED.iter().filter(|_| field == Field::Status);
        let known = values.iter().chain(also).find(|value| **value == chosen);
        known.or(values.first()).copied().unwrap_or_default()
    }

    /// Has everything that is shown be in another language, and in that alone.
    pub fn speak_only(&mut self, language: &Language) {
        let shown = std::mem::replace(&mut self.shown, language.clone());
        self.languages = vec![language.clone()];
        for by in self.values.values_mut() {
            if let Some(text) = by.remove(shown.as_str()) {
                by.insert(language.as_str().to_owned(), text);
            }
        }
    }

    /// What is marked in a field that takes several things of the thread.
    pub fn marked(&self, field: Field) -> impl Iterator<Item = &str> {
        self.value(field, &self.shown).split_whitespace()
    }

    /// Bytes of all texts together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.values.values().flat_map(BTreeMap::values).map(String::len).sum()
    }
}

/// What is shown of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Face {
    /// Its fields.
    #[default]
    Fields,
    /// The question for another language's tag.
    Tag(String),
    /// What others will see, in one language.
    Preview {
        /// Which of the languages.
        language: usize,
        /// The first line shown.
        top: usize,
    },
    /// The last look at what will be signed.
    Look {
        /// The first line shown.
        top: usize,
    },
}

/// A form that is being filled in.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The draft's name.
    pub key: DraftKey,
    /// What is filled in.
    pub filled: Filled,
    /// The field that has the keys.
    pub at: usize,
    /// The text of that field.
    pub text: TextArea<'static>,
    /// Which of what the thread has is looked at, in a field that takes several of it.
    pub pick: usize,
    /// What is shown.
    pub face: Face,
    /// Where sending stands.
    pub sending: Sending,
    /// It continues a draft of this time.
    pub restored: Option<Millis>,
}

impl Sheet {
    /// A form with what is filled in already.
    #[must_use]
    pub fn new(key: DraftKey, filled: Filled, restored: Option<Millis>) -> Self {
        let mut sheet = Self {
            key,
            filled,
            at: 0,
            text: TextArea::default(),
            pick: 0,
            face: Face::Fields,
            sending: Sending::Not,
            restored,
        };
        sheet.load();
        sheet
    }

    /// The field that has the keys.
    #[must_use]
    pub fn field(&self) -> Field {
        Field::of(self.key.act).get(self.at).copied().unwrap_or(Field::Title)
    }

    /// Takes what was typed into the field.
    pub fn store(&mut self) {
        let field = self.field();
        if field.typed() {
            let text = self.text.lines().join("\n");
            let shown = self.filled.shown.clone();
            self.filled.set(field, &shown, text);
        }
    }

    /// Shows the field's text for typing, its first blank marked.
    pub fn load(&mut self) {
        self.text = area(self.filled.value(self.field(), &self.filled.shown), "");
        self.pick = 0;
        if self.key.act.begins() {
            self.mark_blank((0, 0));
        }
    }

    /// Marks the blank after the cursor, which the next letter replaces; whether there is one.
    pub fn next_blank(&mut self) -> bool {
        let cursor = self.text.cursor();
        self.key.act.begins() && self.mark_blank((cursor.0, cursor.1))
    }

    fn mark_blank(&mut self, (row, column): (usize, usize)) -> bool {
        let found = self.text.lines().iter().enumerate().skip(row).find_map(|(n, line)| {
            let from = if n == row { column } else { 0 };
            let start = line.char_indices().nth(from).map_or(line.len(), |(at, _)| at);
            let at = start + line.get(start..)?.find(BLANK)?;
            Some((n, line.get(..at)?.chars().count()))
        });
        let Some((Ok(row), Ok(column))) = found.map(|(r, c)| (u16::try_from(r), u16::try_from(c))) else {
            return false;
        };
        self.text.move_cursor(CursorMove::Jump(row, column));
        self.text.start_selection();
        BLANK.chars().for_each(|_| self.text.move_cursor(CursorMove::Forward));
        true
    }

    /// Goes to another field.
    pub fn go(&mut self, down: bool) {
        self.store();
        let count = Field::of(self.key.act).len().max(1);
        self.at = (self.at + if down { 1 } else { count - 1 }) % count;
        self.load();
    }

    /// Goes to a field by name.
    pub fn go_to(&mut self, field: Field) {
        self.store();
        if let Some(at) = Field::of(self.key.act).iter().position(|f| *f == field) {
            self.at = at;
        }
        self.load();
    }

    /// The next or previous value of a choice; whether the field is one.
    pub fn turn(&mut self, more: bool) -> bool {
        let field = self.field();
        let Shape::Choice(values) = field.shape() else { return false };
        let at = values.iter().position(|v| *v == self.filled.choice(field)).unwrap_or_default();
        let next = (at + if more { 1 } else { values.len() - 1 }) % values.len();
        let shown = self.filled.shown.clone();
        self.filled.set(field, &shown, values.get(next).copied().unwrap_or_default().to_owned());
        true
    }

    /// Goes on among what the thread has, which in a field that takes one of it chooses; whether that
    /// changed anything.
    pub fn go_on(&mut self, options: &[Entry], more: bool) -> bool {
        let (field, count) = (self.field(), options.len());
        let step = |at: usize| (at + if more { 1 } else { count - 1 }) % count;
        match field.shape() {
            _ if count == 0 => false,
            Shape::Some => {
                self.pick = step(self.pick.min(count - 1));
                false
            }
            Shape::One => {
                let shown = self.filled.shown.clone();
                let chosen = self.filled.value(field, &shown);
                let at = options.iter().position(|entry| entry.value == chosen).map_or(0, step);
                let value = options.get(at).map(|entry| entry.value.clone()).unwrap_or_default();
                self.filled.set(field, &shown, value);
                true
            }
            _ => false,
        }
    }

    /// Marks what is looked at, or takes the mark away, and with it the marks of what is no longer there;
    /// whether the field has marks.
    pub fn mark(&mut self, options: &[Entry]) -> bool {
        let field = self.field();
        if field.shape() != Shape::Some {
            return false;
        }
        let shown = self.filled.shown.clone();
        let there = |value: &&str| options.iter().any(|entry| entry.value == **value);
        let mut marked: Vec<String> = self.filled.marked(field).filter(there).map(str::to_owned).collect();
        if let Some(entry) = options.get(self.pick) {
            match marked.iter().position(|value| *value == entry.value) {
                Some(at) => drop(marked.remove(at)),
                None => marked.push(entry.value.clone()),
            }
        }
        self.filled.set(field, &shown, marked.join(" "));
        true
    }

    /// Shows a language, which is added where it is not there yet; a translation is in one language.
    pub fn speak(&mut self, language: Language) {
        self.store();
        if self.key.act == Act::Translation {
            self.filled.speak_only(&language);
        } else if !self.filled.languages.contains(&language) {
            self.filled.languages.push(language.clone());
        }
        self.filled.shown = language;
        self.load();
    }

    /// The language after the shown one.
    #[must_use]
    pub fn next_language(&self) -> Language {
        let languages = &self.filled.languages;
        let at = languages.iter().position(|l| *l == self.filled.shown).unwrap_or_default();
        languages.get((at + 1) % languages.len().max(1)).unwrap_or(&self.filled.shown).clone()
    }

    /// Whether so many bytes more can be typed: beyond the field's bound it is told, beyond the
    /// body's nothing more is taken.
    #[must_use]
    pub fn takes(&self, more: usize) -> bool {
        let typed: usize = self.text.lines().iter().map(|line| line.len() + 1).sum();
        let before = self.filled.value(self.field(), &self.filled.shown).len();
        self.filled.bytes().saturating_sub(before) + typed + more <= BODY_MAX
    }

    /// The draft of what stands here.
    #[must_use]
    pub fn draft(&mut self, now: Millis) -> Draft {
        self.store();
        Draft {
            schema: DRAFT_SCHEMA,
            key: self.key,
            form: Form::Sheet(self.filled.clone()),
            text: String::new(),
            saved: now,
        }
    }

    /// Notes that sending failed.
    pub fn failed(&mut self, failure: Failure) {
        self.face = Face::Fields;
        self.sending = Sending::Failed(failure);
    }
}
