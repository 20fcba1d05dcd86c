//! Roles and limits: what kinds of institutions usually author, mandates, and when governance is
//! stale.

use super::{Baseline, Change, InstitutionKind, Roster, RosterError, Scope};
use crate::{
    authority::Authority,
    codes,
    content::{Content, Kind},
    id::{InstitutionId, Millis},
    ingest::Refusal,
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
        let code = theme.map(|theme| codes::split(theme).0);
        let themes = self.themes.is_empty() || code.is_some_and(|code| self.themes.contains(code));
        themes && self.until.is_none_or(|until| at <= until)
    }
}

/// How a mandate that a position cites stands, by the rosters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cited {
    /// The institution lists it, and it covers what was said.
    Covers,
    /// It covers other themes.
    OtherTheme,
    /// It had ended.
    Ended,
    /// The institution lists mandates, and not this one.
    Unknown,
    /// The institution lists none: it is only cited.
    Unlisted,
}

impl Cited {
    /// What speaks against it, in words; none where nothing does.
    #[must_use]
    pub fn fault(self) -> Option<&'static str> {
        match self {
            Self::Covers | Self::Unlisted => None,
            Self::OtherTheme => Some("does not cover the theme of the proposal"),
            Self::Ended => Some("has ended"),
            Self::Unknown => Some("is not in the roster of the institution"),
        }
    }
}

impl InstitutionKind {
    /// The kinds of messages that a chamber usually lets such an institution author; each entry may
    /// say otherwise. A relay authors nothing. A university or organisation convenes, attests and
    /// comments, and neither votes nor signs declarations.
    #[must_use]
    pub fn usual_kinds(self) -> BTreeSet<u16> {
        let all = Kind::ALL.into_iter();
        let kinds: Vec<Kind> = match self {
            Self::Relay => Vec::new(),
            Self::University | Self::Ngo | Self::Cooperative => {
                let votes = [
                    Kind::Proposal,
                    Kind::Position,
                    Kind::Declaration,
                    Kind::Signature,
                    Kind::SignatureWithdrawal,
                    Kind::Commitment,
                ];
                all.filter(|kind| !votes.contains(kind)).collect()
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
        self.mandates(institution)?.get(code)
    }

    /// How a mandate stands that an institution cites for something said of a theme at an instant.
    #[must_use]
    pub fn cited(&self, institution: &InstitutionId, code: &str, theme: Option<&str>, at: Millis) -> Cited {
        let Some(mandates) = self.mandates(institution) else { return Cited::Unlisted };
        match mandates.get(code) {
            None => Cited::Unknown,
            Some(mandate) if mandate.covers(theme, at) => Cited::Covers,
            Some(mandate) if mandate.until.is_some_and(|until| at > until) => Cited::Ended,
            Some(_) => Cited::OtherTheme,
        }
    }

    /// Whether the theme or the mandate that a client's content cites carries it; `on` is the theme of the
    /// proposal that it answers. What others have signed stays said.
    ///
    /// # Errors
    /// [`Refusal::Theme`] or [`Refusal::Mandate`].
    pub fn check_cited(
        &self,
        author: &InstitutionId,
        content: &Content,
        on: Option<&str>,
        at: Millis,
    ) -> Result<(), Refusal> {
        if let Some(theme) = content.theme()
            && let Some(why) = self.refuses_theme(theme)
        {
            return Err(Refusal::Theme { theme: theme.to_owned(), why });
        }
        if let Some(code) = content.mandate()
            && let Some(why) = self.cited(author, code, on, at).fault()
        {
            return Err(Refusal::Mandate { code: code.to_owned(), why });
        }
        Ok(())
    }

    /// Why a theme may not be written: where the charter names lists of themes, one pins a version of that
    /// list or of another. Whether it is a code there, only who has the list can say.
    fn refuses_theme(&self, theme: &str) -> Option<&'static str> {
        let (code, version) = codes::split(theme);
        let (list, _) = codes::in_list(code);
        if self.newest_code_list(list).is_none() {
            let governed = self.newest_code_list(codes::THEMES).is_some();
            return governed.then_some("names a list of codes that the charter does not name");
        }
        match version {
            None => Some("names no version of the federation's list"),
            Some(version) if self.code_list(list, version).is_none() => {
                Some("names a version of its list that the charter does not name")
            }
            Some(_) => None,
        }
    }

    /// All lists of codes that the federation has signed: name, version and document, in order.
    pub fn code_lists(&self) -> impl Iterator<Item = (&str, u32, &[u8])> {
        let lists = self.scope_state(&Scope::Federation).into_iter().flat_map(|state| &state.code_lists);
        lists.flat_map(|(name, versions)| {
            versions.iter().map(|(version, document)| (name.as_str(), *version, document.as_slice()))
        })
    }

    /// The document of a version of a list of codes.
    #[must_use]
    pub fn code_list(&self, name: &str, version: u32) -> Option<&[u8]> {
        let versions = self.scope_state(&Scope::Federation)?.code_lists.get(name)?;
        versions.iter().find(|(listed, _)| *listed == version).map(|(_, document)| document.as_slice())
    }

    /// The newest version of a list of codes.
    #[must_use]
    pub fn newest_code_list(&self, name: &str) -> Option<(u32, &[u8])> {
        let (version, document) = self.scope_state(&Scope::Federation)?.code_lists.get(name)?.last()?;
        Some((*version, document.as_slice()))
    }

    /// The time to acknowledge that the charter compares with.
    #[must_use]
    pub fn baseline(&self) -> Option<&Baseline> {
        self.scope_state(&Scope::Federation)?.baseline.as_ref()
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
