//! Local sovereignty: what one node refuses to pass on and to show. Never what is valid: that is
//! the same for everybody, and what a node hides it still keeps, syncs and counts.

use crate::{
    codes,
    content::{Content, Kind},
    id::InstitutionId,
    message::Message,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The content of `policy.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Kinds of messages, as `comment`.
    pub kinds: BTreeSet<Kind>,
    /// Institutions, by their ids.
    pub institutions: BTreeSet<InstitutionId>,
    /// Themes of proposals; of what answers them, the thread says.
    pub themes: BTreeSet<String>,
}

/// Why a message is hidden here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// By its institution.
    Institution,
    /// By its kind.
    Kind,
    /// By its theme.
    Theme,
}

impl Policy {
    /// Whether it hides nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Why a message is neither passed on by gossip nor shown here; none where it is. By its theme
    /// only where its body is here.
    #[must_use]
    pub fn hides(&self, message: &Message) -> Option<Hidden> {
        if self.institutions.contains(&message.envelope().institution) {
            return Some(Hidden::Institution);
        }
        let kind = message.details().and_then(|details| Kind::from_number(details.kind))?;
        if self.kinds.contains(&kind) {
            return Some(Hidden::Kind);
        }
        if kind != Kind::Proposal || self.themes.is_empty() {
            return None;
        }
        let content = message.content().and_then(Result::ok);
        let theme = content.as_ref().and_then(Content::theme).map(|theme| codes::split(theme).0);
        theme.is_some_and(|theme| self.themes.contains(theme)).then_some(Hidden::Theme)
    }

    /// How many of these are hidden, and why: said wherever they are left out.
    pub fn count<'a>(&self, messages: impl IntoIterator<Item = &'a Message>) -> BTreeMap<Hidden, u64> {
        let mut hidden = BTreeMap::new();
        for why in messages.into_iter().filter_map(|message| self.hides(message)) {
            *hidden.entry(why).or_default() += 1;
        }
        hidden
    }
}
