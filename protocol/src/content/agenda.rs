//! Agendas and the answers to them, and what becomes of one: it is called off, or held, and then has minutes.

use super::Attachment;
use crate::{
    id::{InstitutionId, Language, MessageId, Millis, Place},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Calls off the meeting that the header names as root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaCancel {
    /// Format of this map.
    pub schema: u16,
    /// Why.
    pub reason: Texts,
}

/// The minutes of the meeting that the header names as root. The convener's last ones count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Format of this map.
    pub schema: u16,
    /// What was said, without personal names.
    pub text: Texts,
    /// Who was there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attended: Vec<InstitutionId>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// Files that belong to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A decision of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub text: Texts,
    /// The messages that it is about, as proposals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
}

/// Something that a meeting gave to somebody to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What.
    pub text: Texts,
    /// Which institution does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<InstitutionId>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    /// The messages that it is about, as proposals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
}

/// A summit's agenda and invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    /// Format of this map.
    pub schema: u16,
    /// One line.
    pub title: Texts,
    /// A paragraph.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub summary: Texts,
    /// Who hosts it.
    pub host: InstitutionId,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The venue, in words.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub venue: Texts,
    /// IANA time zone of the venue.
    pub time_zone: String,
    /// When it begins.
    pub starts: Millis,
    /// When it ends.
    pub ends: Millis,
    /// What is dealt with.
    pub items: Vec<AgendaItem>,
    /// Until when an answer is asked for; 48 hours after `created` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Millis>,
    /// Who is invited; empty for every institution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invited: Vec<InstitutionId>,
    /// Requests for items that are not taken up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declines: Vec<MessageId>,
    /// Who hosts the next meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_host: Option<InstitutionId>,
    /// Files that belong to the whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl Agenda {
    /// An agenda that says when and on whose clock, and nothing else yet.
    #[must_use]
    pub fn new(host: InstitutionId, time_zone: String, (starts, ends): (Millis, Millis)) -> Self {
        Self {
            schema: 1,
            title: Texts::default(),
            summary: Texts::default(),
            host,
            place: None,
            venue: Texts::default(),
            time_zone,
            starts,
            ends,
            items: Vec::new(),
            respond_by: None,
            invited: Vec::new(),
            declines: Vec::new(),
            next_host: None,
            attachments: Vec::new(),
        }
    }

    /// By what each item is known, whatever becomes of the others: its key, or its place from 1.
    pub fn keys(&self) -> impl Iterator<Item = u32> {
        self.items.iter().zip(1..).map(|(item, place)| item.key.unwrap_or(place))
    }

    /// Gives items the keys that they had in an earlier version, as whose `version`-th change this one
    /// comes. An item is the same if it has its key, a title of it, its request or its beginning.
    pub fn keep_keys(&mut self, before: &Self, version: u32) {
        let mut old: Vec<(u32, &AgendaItem)> = before.keys().zip(&before.items).collect();
        let alike: [fn(&AgendaItem, u32, &AgendaItem) -> bool; 4] = [
            |new, key, _| new.key == Some(key),
            |new, _, old| {
                new.title.0.iter().any(|(language, title)| old.title.0.get(language) == Some(title))
            },
            |new, _, old| new.request.is_some() && new.request == old.request,
            |new, _, old| new.starts.is_some() && new.starts == old.starts,
        ];
        let mut keys: Vec<Option<u32>> = vec![None; self.items.len()];
        for same in alike {
            for (item, key) in self.items.iter().zip(&mut keys).filter(|(_, key)| key.is_none()) {
                let found = old.iter().position(|(old_key, old)| same(item, *old_key, old));
                *key = found.map(|at| old.remove(at).0);
            }
        }
        // Above all that an earlier version gave.
        let fresh = version.saturating_mul(FRESH_KEYS);
        for ((item, key), place) in self.items.iter_mut().zip(keys).zip(1..) {
            item.key = Some(key.unwrap_or(fresh.saturating_add(place)));
        }
        if self.items.iter().zip(1..).all(|(item, place)| item.key == Some(place)) {
            self.items.iter_mut().for_each(|item| item.key = None);
        }
    }
}

/// More keys than a version of an agenda has items.
const FRESH_KEYS: u32 = 1000;

/// One item of an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AgendaItem {
    /// One line.
    pub title: Texts,
    /// When it begins, where that is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Millis>,
    /// How long, in minutes.
    pub minutes: u32,
    /// Which institution presents it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presenter: Option<InstitutionId>,
    /// Who speaks, by office.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub speaker: Texts,
    /// In which room.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub room: Texts,
    /// Into which languages it is interpreted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interpretation: Vec<Language>,
    /// Messages that it deals with, as proposals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
    /// The request that it takes up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<MessageId>,
    /// By what it is known in every version of the agenda; its place from 1 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<u32>,
}

/// Asks for an item of the meeting that the header names as root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRequest {
    /// Format of this map.
    pub schema: u16,
    /// One line.
    pub title: Texts,
    /// What for.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub text: Texts,
    /// How long, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Messages that it deals with, as proposals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<MessageId>,
}

/// Whether an institution comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// In person.
    InPerson,
    /// By video.
    Remote,
    /// Perhaps.
    Tentative,
    /// Not.
    Declined,
}

impl Attendance {
    /// Its name on the wire, in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Remote => "remote",
            Self::Tentative => "tentative",
            Self::Declined => "declined",
        }
    }
}

/// What visitors need. No names, no diagnoses: only how many need what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessNeed {
    /// Step-free access for wheelchairs.
    Wheelchair,
    /// Sign-language interpretation.
    SignLanguage,
    /// Captions or an induction loop.
    Hearing,
    /// Large print, Braille or readable files.
    Sight,
    /// Interpretation into another spoken language.
    Interpretation,
    /// Dietary needs.
    Diet,
}

/// An answer to the agenda that the header names as root. An institution's last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rsvp {
    /// Format of this map.
    pub schema: u16,
    /// Whether it comes.
    pub attendance: Attendance,
    /// How many people.
    pub people: u32,
    /// How many of them need what.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub access: BTreeMap<AccessNeed, u32>,
    /// Interpretation into these languages is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Anything else, without personal names.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}
