//! Roles and limits: what kinds of institutions usually author, mandates, and when governance is
//! stale.

use super::{Change, InstitutionKind, Roster, RosterError, Scope};
use crate::{
    authority::Authority,
    content::Kind,
    id::{Hash, InstitutionId, Millis},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a council has decided that its institution may say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// The council's act, by its number or title.
    pub act: String,
    /// The themes that it covers; none for all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub themes: BTreeSet<String>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
}

impl Mandate {
    /// Whether it covers what was said of a theme at an instant.
    #[must_use]
    pub fn covers(&self, theme: Option<&str>, at: Millis) -> bool {
        let themes = self.themes.is_empty() || theme.is_some_and(|theme| self.themes.contains(theme));
        themes && self.until.is_none_or(|until| at <= until)
    }
}

impl InstitutionKind {
    /// The kinds of messages that a chamber usually lets such an institution author; each entry may
    /// say otherwise. A relay authors nothing. A university or organisation convenes, attests and
    /// comments, and votes on nothing.
    #[must_use]
    pub fn usual_kinds(self) -> BTreeSet<u16> {
        let all = Kind::ALL.into_iter();
        let kinds: Vec<Kind> = match self {
            Self::Relay => Vec::new(),
            Self::University | Self::Ngo | Self::Cooperative => {
                all.filter(|kind| !matches!(kind, Kind::Proposal | Kind::Position)).collect()
            }
            Self::Municipality
            | Self::Embassy
            | Self::Consulate
            | Self::Council
            | Self::Ministry
            | Self::Parliament
            | Self::HealthService
            | Self::IndigenousAuthority => all.collect(),
        };
        kinds.into_iter().map(|kind| kind as u16).collect()
    }
}

impl Authority {
    /// A mandate of an institution, by the code that a position cites.
    #[must_use]
    pub fn mandate(&self, institution: &InstitutionId, code: &str) -> Option<&Mandate> {
        self.scope_state(&Scope::Institution(institution.clone()))?.mandates.get(code)
    }

    /// The hash of a version of a list of codes that the federation has signed.
    #[must_use]
    pub fn code_list(&self, name: &str, version: u32) -> Option<Hash> {
        let versions = self.scope_state(&Scope::Federation)?.code_lists.get(name)?;
        versions.iter().find(|(listed, _)| *listed == version).map(|(_, hash)| *hash)
    }

    /// The newest version of a list of codes.
    #[must_use]
    pub fn newest_code_list(&self, name: &str) -> Option<(u32, Hash)> {
        self.scope_state(&Scope::Federation)?.code_lists.get(name)?.last().copied()
    }

    /// Whether the charter wants a second device for an actual, extreme crisis notice.
    #[must_use]
    pub fn four_eyes(&self) -> bool {
        self.scope_state(&Scope::Federation).is_some_and(|state| state.four_eyes)
    }

    /// The scopes whose governance is past its review date at an instant. They go on reading,
    /// writing and warning; they admit nobody.
    pub fn stale(&self, now: Millis) -> impl Iterator<Item = Scope> {
        let all = self.versions().into_iter().map(|(scope, _)| scope);
        all.filter(move |scope| self.is_stale(scope, now))
    }

    /// Whether a scope is past its review date.
    #[must_use]
    pub fn is_stale(&self, scope: &Scope, now: Millis) -> bool {
        self.review_by(scope).is_some_and(|review_by| review_by < now)
    }

    /// Whether a roster may be signed at an instant: one that admits an institution, or a key of
    /// one, needs governance that is not stale. Asked before signing, never of what others signed:
    /// validity knows no clock.
    ///
    /// # Errors
    /// [`RosterError::Stale`] with the scope that must be renewed first.
    pub fn check_admission(&self, roster: &Roster, now: Millis) -> Result<(), RosterError> {
        let known = |id: &InstitutionId| self.institution(id).is_some();
        let admits = roster.changes.iter().any(|change| match change {
            Change::Institution(id, _) => !known(id),
            Change::Chamber(country, _) => {
                let charter = self.scope_state(&Scope::Federation);
                charter.is_some_and(|state| !state.chambers.contains_key(country))
            }
            _ => false,
        });
        let asked = [Scope::Federation, roster.scope.clone()];
        match asked.into_iter().find(|scope| admits && self.is_stale(scope, now)) {
            Some(scope) => Err(RosterError::Stale(scope)),
            None => Ok(()),
        }
    }
}
