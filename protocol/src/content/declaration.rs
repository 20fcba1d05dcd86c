//! Joint declarations, and the signatures by which institutions make them theirs.

use crate::{
    id::{Country, InstitutionId, Language, MessageId, Millis, Place},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A text that is in force when so many institutions of each country have signed it by `respond_by`. Who
/// publishes it has not signed it yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Format of this map.
    pub schema: u16,
    /// One line.
    pub title: Texts,
    /// A paragraph.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub summary: Texts,
    /// The text itself.
    pub text: Texts,
    /// Theme, a code of the federation's list (`agua`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// What places it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// So many institutions of each of these countries have to sign. It stands here, so that no later
    /// roster changes what it takes.
    pub required: BTreeMap<Country, u32>,
    /// Until when signatures count; 48 hours after `created` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<Millis>,
    /// Who is asked to sign; empty for every institution that may. Whoever else may sign counts, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<InstitutionId>,
}

impl Declaration {
    /// A declaration of a title and a text, for everybody to sign.
    #[must_use]
    pub fn new(title: Texts, text: Texts, required: BTreeMap<Country, u32>) -> Self {
        Self {
            schema: 1,
            title,
            summary: Texts::default(),
            text,
            theme: None,
            places: Vec::new(),
            required,
            respond_by: None,
            asked: Vec::new(),
        }
    }
}

/// An institution signs the declaration that the header names as root: just the text that `signs` names.
/// Its last one counts, until the declaration is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Format of this map.
    pub schema: u16,
    /// The message whose text is signed: the declaration, or a revision of it. Its id commits to the text.
    pub signs: MessageId,
    /// The council's act that gives the authority, as cited (`Acuerdo 12/2026`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<String>,
    /// The language in which it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Language>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub note: Texts,
}

/// The author's institution takes its signature of the declaration that the header names as root back,
/// before that is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureWithdrawal {
    /// Format of this map.
    pub schema: u16,
    /// Why.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub reason: Texts,
}
