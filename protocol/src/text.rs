//! Texts in several languages.

use crate::{
    bounds,
    content::{Finding, Flaw},
    id::Language,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One text by language tag (BCP 47). Never empty strings; at most [`bounds::LANGUAGES_MAX`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<Language, String>);

impl Texts {
    /// A text in one language.
    #[must_use]
    pub fn one(language: Language, text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(language, text.into())]))
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The best text for a reader: the first wanted language, exactly, then by primary language,
    /// then Spanish, then English, then the first there is. Returns the tag with the text, so
    /// that a view can say which language it shows.
    #[must_use]
    pub fn best(&self, wanted: &[Language]) -> Option<(&Language, &str)> {
        let primary = |l: &Language| l.as_str().split('-').next().unwrap_or_default().to_owned();
        let by_primary = |p: &str| self.0.iter().find(|(l, _)| primary(l) == p);
        wanted
            .iter()
            .find_map(|w| self.0.get_key_value(w).or_else(|| by_primary(&primary(w))))
            .or_else(|| by_primary("es"))
            .or_else(|| by_primary("en"))
            .or_else(|| self.0.iter().next())
            .map(|(l, t)| (l, t.as_str()))
    }

    /// Checks the bounds: number of languages, bytes of each text, no empty one.
    ///
    /// # Errors
    /// What is wrong, for people.
    pub fn check(&self, max_bytes: usize) -> Result<(), Finding> {
        if self.0.len() > bounds::LANGUAGES_MAX {
            return Err(Finding::beyond(Flaw::TooManyLanguages, self.0.len(), bounds::LANGUAGES_MAX));
        }
        self.0.iter().try_for_each(|(language, text)| match text.len() {
            0 => Err(Finding { flaw: Flaw::TextEmpty, values: vec![("language", language.to_string())] }),
            n if n > max_bytes => {
                let mut long = Finding::beyond(Flaw::TextTooLong, n, max_bytes);
                long.values.push(("language", language.to_string()));
                Err(long)
            }
            _ => Ok(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Language {
        text.parse().expect("a tag")
    }

    #[test]
    fn a_reader_gets_the_nearest_language() {
        let texts = |tags: &[&str]| Texts(tags.iter().map(|t| (tag(t), (*t).to_owned())).collect());
        for (there, wanted, best) in [
            (&["en", "es"][..], &["es"][..], Some("es")),
            (&["en", "es-MX"], &["es-CL"], Some("es-MX")),
            (&["es", "es-MX"], &["es-MX"], Some("es-MX")),
            (&["en", "pt-BR"], &["arn", "pt"], Some("pt-BR")),
            (&["en", "es-CL"], &["fr"], Some("es-CL")),
            (&["arn", "en"], &["fr"], Some("en")),
            (&["arn", "zap"], &[], Some("arn")),
            (&[], &["es"], None),
        ] {
            let wanted: Vec<_> = wanted.iter().map(|t| tag(t)).collect();
            let texts = texts(there);
            assert_eq!(texts.best(&wanted).map(|(_, text)| text), best, "{there:?} for {wanted:?}");
            assert_eq!(texts.best(&wanted).map(|(l, _)| l.as_str()), best, "the tag says what is shown");
        }
    }

    #[test]
    fn bounds_are_checked_by_language() {
        assert!(Texts::default().check(1).is_ok());
        assert!(Texts::one(tag("es"), "ñ").check(2).is_ok());
        let error = Texts::one(tag("es"), "ñ").check(1).expect_err("two bytes").to_string();
        assert!(error.contains("«es»") && error.contains('2') && error.contains('1'), "{error}");
        assert!(Texts::one(tag("es"), "").check(1).is_err());
    }
}
