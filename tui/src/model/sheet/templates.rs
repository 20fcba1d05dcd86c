//! Texts ready to be filled in. Their words stand in the language files, so that each language
//! says them as its people do; `____` marks what is still to be filled in.

use super::{Field, Filled, Shape};
use crate::model::compose::Act;
use cabildo_client::lang::Lang;

/// What still stands for words that are to be filled in.
pub const BLANK: &str = "____";

/// A beginning for a new act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Of what kind.
    pub act: Act,
    /// Its name in the ids of texts.
    pub name: &'static str,
    preset: &'static [(Field, &'static str)],
}

const NOTICE: [(Field, &str); 3] =
    [(Field::Expires, "12h"), (Field::RespondBy, "2h"), (Field::Status, "actual")];

/// All beginnings, in the order of the menu.
pub const TEMPLATES: [Template; 10] = [
    Template { act: Act::Proposal, name: "proposal", preset: &[(Field::RespondBy, "15d")] },
    Template {
        act: Act::Notice,
        name: "flood",
        preset: &[
            (Field::Severity, "severe"),
            (Field::Urgency, "immediate"),
            (Field::Certainty, "observed"),
            (Field::Category, "met"),
        ],
    },
    Template {
        act: Act::Notice,
        name: "quake",
        preset: &[
            (Field::Severity, "severe"),
            (Field::Urgency, "immediate"),
            (Field::Certainty, "observed"),
            (Field::Category, "geo"),
        ],
    },
    Template {
        act: Act::Notice,
        name: "fire",
        preset: &[
            (Field::Severity, "severe"),
            (Field::Urgency, "immediate"),
            (Field::Certainty, "observed"),
            (Field::Category, "fire"),
        ],
    },
    Template {
        act: Act::Notice,
        name: "water",
        preset: &[
            (Field::Severity, "moderate"),
            (Field::Urgency, "expected"),
            (Field::Certainty, "observed"),
            (Field::Category, "infra"),
            (Field::Expires, "2d"),
        ],
    },
    Template {
        act: Act::Notice,
        name: "exercise",
        preset: &[
            (Field::Severity, "minor"),
            (Field::Urgency, "future"),
            (Field::Certainty, "likely"),
            (Field::Category, "safety"),
            (Field::Status, "exercise"),
        ],
    },
    Template {
        act: Act::Notice,
        name: "notice",
        preset: &[
            (Field::Severity, "unknown"),
            (Field::Urgency, "unknown"),
            (Field::Certainty, "unknown"),
            (Field::Category, "other"),
        ],
    },
    Template { act: Act::Agenda, name: "agenda", preset: &[(Field::RespondBy, "5d")] },
    Template { act: Act::Declaration, name: "declaration", preset: &[(Field::RespondBy, "15d")] },
    Template { act: Act::Feedback, name: "feedback", preset: &[(Field::RespondBy, "15d")] },
];

impl Template {
    /// The form that it begins with, in the language of the interface.
    #[must_use]
    pub fn filled(&self, lang: &Lang, time_zone: Option<&str>) -> Filled {
        let language = lang.language().clone();
        let mut filled = Filled::new(language.clone());
        let common = if self.act == Act::Notice { &NOTICE[..] } else { &[] };
        for (field, value) in common.iter().chain(self.preset) {
            filled.set(*field, &language, (*value).to_owned());
        }
        for field in Field::of(self.act) {
            let id = format!("tui-template-{}-{}", self.name, field.name());
            if lang.has(&id) {
                filled.set(*field, &language, lang.text(&id));
            } else if let Shape::Choice(_) = field.shape() {
                let chosen = filled.choice(*field).to_owned();
                filled.set(*field, &language, chosen);
            }
        }
        if self.act == Act::Agenda {
            filled.set(Field::TimeZone, &language, time_zone.unwrap_or("UTC").to_owned());
        }
        filled
    }
}
