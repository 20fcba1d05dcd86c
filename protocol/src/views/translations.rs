//! Translations of what a thread is about: whose stand, and which are stale.

use super::{
    Source, Thread,
    replies::{Reply, last_by},
};
use crate::{
    content::{Content, Method},
    id::{Language, MessageId},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranslationEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// The message whose text it is.
    pub what: MessageId,
    /// Into which language.
    pub language: Language,
    /// How it was made.
    pub method: Method,
    /// Who made it, by office or licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translator: Option<String>,
    /// One line, if it was translated.
    pub title: Texts,
    /// The text.
    pub text: Texts,
    /// The original is another one by now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stale: bool,
}

/// An institution's last translation into each language, and its last disputed one.
pub(super) fn translations(replies: &[Reply]) -> Vec<TranslationEntry> {
    let all = replies.iter().filter_map(|reply| {
        let Content::Translation(c) = &reply.content else { return None };
        Some(TranslationEntry {
            source: reply.source.clone(),
            what: c.what,
            language: c.language()?.clone(),
            method: c.method,
            translator: c.translator.clone(),
            title: c.title.clone(),
            text: c.text.clone(),
            stale: false,
        })
    });
    last_by(all, |entry| (entry.source.institution.clone(), entry.source.disputed, entry.language.clone()))
}

/// What a reader is shown of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read<'a> {
    /// The message whose text it is.
    pub what: MessageId,
    /// In which language.
    pub language: &'a Language,
    /// The translation; none where the original is in that language.
    pub translation: Option<&'a TranslationEntry>,
}

impl Thread {
    /// The message whose text stands now, and that text; none where there is none to be translated.
    #[must_use]
    pub fn original(&self) -> Option<(MessageId, &Texts)> {
        match self {
            Self::Proposal(view) => Some((view.current(), view.text())),
            Self::Notice(view) => Some((view.current, view.notice.title())),
            Self::Agenda(view) => Some((view.life.current.unwrap_or(view.source.id), &view.agenda.title)),
            Self::Declaration(view) => Some((view.current, view.text())),
            Self::Feedback(view) => Some((view.source.id, &view.feedback.text)),
            Self::Opaque { .. } => None,
        }
    }

    /// Its translations, of each language the best first.
    #[must_use]
    pub fn translations(&self) -> &[TranslationEntry] {
        match self {
            Self::Proposal(view) => &view.translations,
            Self::Notice(view) => &view.translations,
            Self::Agenda(view) => &view.translations,
            Self::Declaration(view) => &view.translations,
            Self::Feedback(view) => &view.translations,
            Self::Opaque { .. } => &[],
        }
    }

    /// Takes its translations in: of one language the best comes first, what fits the text as it stands
    /// before what is stale, then by how it was made, then the newest.
    pub(super) fn translate(&mut self, mut all: Vec<TranslationEntry>) {
        let Some((current, _)) = self.original() else { return };
        all.iter_mut().for_each(|entry| entry.stale = entry.what != current);
        all.sort_by_cached_key(|entry| {
            let TranslationEntry { source, language, method, stale, .. } = entry;
            (language.clone(), source.disputed, *stale, *method, Reverse(source.created), source.id)
        });
        match self {
            Self::Proposal(view) => view.translations = all,
            Self::Notice(view) => view.translations = all,
            Self::Agenda(view) => view.translations = all,
            Self::Declaration(view) => view.translations = all,
            Self::Feedback(view) => view.translations = all,
            Self::Opaque { .. } => {}
        }
    }

    /// What a reader of these languages, the best first, is shown: the original where it is in one of
    /// them before any translation is, else the best translation, else the nearest that the original has.
    #[must_use]
    pub fn read(&self, wanted: &[Language]) -> Option<Read<'_>> {
        let (what, text) = self.original()?;
        let primary = |language: &Language| language.as_str().split('-').next().map(str::to_owned);
        for language in wanted {
            let speaks = |own: &Language| primary(own) == primary(language);
            let best = text.best(std::slice::from_ref(language));
            if let Some((language, _)) = best.filter(|(own, _)| speaks(own)) {
                return Some(Read { what, language, translation: None });
            }
            let fits = |entry: &&TranslationEntry| !entry.source.disputed && speaks(&entry.language);
            if let Some(entry) = self.translations().iter().find(fits) {
                return Some(Read { what: entry.what, language: &entry.language, translation: Some(entry) });
            }
        }
        let (language, _) = text.best(wanted)?;
        Some(Read { what, language, translation: None })
    }

    /// On which text, and on which language of it, somebody decides who is shown [`Thread::read`]: what is
    /// stale is no ground.
    #[must_use]
    pub fn decided_on(&self, wanted: &[Language]) -> Option<(MessageId, Language)> {
        let read = self.read(wanted)?;
        if read.translation.is_none_or(|entry| !entry.stale) {
            return Some((read.what, read.language.clone()));
        }
        let (what, text) = self.original()?;
        Some((what, text.best(wanted)?.0.clone()))
    }
}
