//! What a thread has that a field takes one or several of.

use super::Field;
use crate::model::{Model, compose::DraftKey};
use cabildo_protocol::{id::InstitutionId, text::Texts};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What stands in the field for it.
    pub value: String,
    /// Whose it is.
    pub who: InstitutionId,
    /// What it says.
    pub text: Texts,
}

/// All of them, in the order of the thread.
#[must_use]
pub fn options(model: &Model, key: DraftKey, field: Field) -> Vec<Entry> {
    let _ = (model, key, field);
    Vec::new()
}
