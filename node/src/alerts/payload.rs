//! What a program is told: an object on its standard input, and the most important of it as
//! variables for scripts that read no JSON. `docs/alerts.md` describes both.

use super::case::Case;
use crate::config::{Alert, Tell};
use cabildo_protocol::{
    content::{CapStatus, Kind, Rota, Severity},
    id::{InstitutionId, Language, MessageId, Millis, Place},
    sanitize,
    text::Texts,
};
use jiff::Timestamp;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Version of the object; grows when a field changes its meaning.
const SCHEMA: u16 = 1;
/// Characters of a variable.
const VARIABLE_MAX: usize = 300;

/// The object on the program's standard input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payload {
    schema: u16,
    /// Whether it only proves the path.
    test: bool,
    rule: String,
    /// Which try this is, from 1.
    pub attempt: u32,
    id: Option<MessageId>,
    kind: Kind,
    severity: Option<Severity>,
    status: Option<CapStatus>,
    title: Texts,
    texts: BTreeMap<&'static str, Texts>,
    places: Vec<Place>,
    institution: InstitutionId,
    institution_name: Texts,
    created: Millis,
    created_at: String,
    respond_by: Option<Millis>,
    respond_by_at: Option<String>,
    unacknowledged_minutes: u32,
    /// Who is on duty by the institution's rota, and who steps in.
    duty: Vec<OnDuty>,
    /// Whom of them the rule is for.
    tell: Vec<String>,
    /// The command that shows it, word by word.
    show: Vec<String>,
}

/// Somebody who is on duty, by what they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnDuty {
    /// Who.
    pub person: String,
    /// Who steps in.
    pub backup: Option<String>,
}

impl OnDuty {
    /// Everybody who is on duty at an instant.
    pub fn at(rota: &Rota, now: Millis) -> Vec<Self> {
        let turns = rota.at(now).now.into_iter();
        turns.map(|turn| Self { person: turn.person, backup: turn.backup }).collect()
    }
}

impl Payload {
    /// The same, for those of whom are on duty whom the rule names.
    pub fn told(mut self, duty: Vec<OnDuty>, to: Tell) -> Self {
        let persons = duty.iter().map(|on| &on.person).filter(|_| to != Tell::Backup);
        let backups = duty.iter().filter_map(|on| on.backup.as_ref()).filter(|_| to != Tell::Duty);
        let all: BTreeSet<&String> = persons.chain(backups).collect();
        self.tell = all.into_iter().cloned().collect();
        self.duty = duty;
        self
    }

    /// What a rule tells of a thread.
    pub fn of(case: &Case, rule: &Alert, institution_name: Texts, socket: &Path) -> Self {
        let id = case.id();
        let socket = socket.display().to_string();
        let show = ["cabildo", "--socket", &socket, "show", &id.to_string()].map(str::to_owned);
        Self {
            schema: SCHEMA,
            test: false,
            rule: rule.name.clone(),
            attempt: 1,
            id: Some(id),
            kind: case.kind,
            severity: case.severity,
            status: case.status,
            title: case.title.clone(),
            texts: case.texts.clone(),
            places: case.places.clone(),
            institution: case.source.institution.clone(),
            institution_name,
            created: case.source.created,
            created_at: written(case.source.created),
            respond_by: Some(case.respond_by),
            respond_by_at: Some(written(case.respond_by)),
            unacknowledged_minutes: rule.unacknowledged_minutes,
            duty: Vec::new(),
            tell: Vec::new(),
            show: show.to_vec(),
        }
    }

    /// A test alert from this node, marked as one in every language.
    pub fn test(rule: &Alert, me: &InstitutionId, name: Texts, socket: &Path, now: Millis) -> Self {
        let texts = [
            ("es", "PRUEBA de Cabildo: esta alarma solo comprueba que las alarmas llegan"),
            ("en", "Cabildo TEST: this alert only proves that alerts arrive"),
            ("pt", "TESTE do Cabildo: este alarme só comprova que os alarmes chegam"),
        ];
        let title = texts.into_iter().filter_map(|(tag, text)| Some((tag.parse().ok()?, text.to_owned())));
        Self {
            schema: SCHEMA,
            test: true,
            rule: rule.name.clone(),
            attempt: 1,
            id: None,
            kind: Kind::Notice,
            severity: Some(rule.severity),
            status: Some(CapStatus::Test),
            title: Texts(title.collect()),
            texts: BTreeMap::new(),
            places: rule.area.clone(),
            institution: me.clone(),
            institution_name: name,
            created: now,
            created_at: written(now),
            respond_by: None,
            respond_by_at: None,
            unacknowledged_minutes: rule.unacknowledged_minutes,
            duty: Vec::new(),
            tell: Vec::new(),
            show: ["cabildo", "--socket", &socket.display().to_string(), "status"]
                .map(str::to_owned)
                .to_vec(),
        }
    }

    /// The variables: one line each, without what a terminal or a mail's head would obey.
    pub fn variables(&self, language: Option<&Language>) -> Vec<(&'static str, String)> {
        let line = |text: &str| sanitize::line(text).trim().chars().take(VARIABLE_MAX).collect::<String>();
        let wanted: Vec<Language> = language.cloned().into_iter().collect();
        let best = |texts: &Texts| texts.best(&wanted).map(|(_, text)| line(text)).unwrap_or_default();
        let word = |value: serde_json::Result<serde_json::Value>| {
            value.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
        };
        let places: Vec<&str> = self.places.iter().map(Place::as_str).collect();
        vec![
            ("CABILDO_RULE", self.rule.clone()),
            ("CABILDO_TEST", if self.test { "1" } else { "" }.to_owned()),
            ("CABILDO_ID", self.id.map(|id| id.to_string()).unwrap_or_default()),
            ("CABILDO_KIND", self.kind.name().to_owned()),
            ("CABILDO_SEVERITY", word(serde_json::to_value(self.severity))),
            ("CABILDO_STATUS", word(serde_json::to_value(self.status))),
            ("CABILDO_TITLE", best(&self.title)),
            ("CABILDO_INSTITUTION", self.institution.to_string()),
            ("CABILDO_INSTITUTION_NAME", best(&self.institution_name)),
            ("CABILDO_PLACES", line(&places.join(" "))),
            ("CABILDO_CREATED", self.created_at.clone()),
            ("CABILDO_RESPOND_BY", self.respond_by_at.clone().unwrap_or_default()),
            ("CABILDO_TELL", line(&self.tell.join(" "))),
            ("CABILDO_SHOW", self.show.join(" ")),
        ]
    }
}

/// An instant as RFC 3339 has it.
pub fn written(at: Millis) -> String {
    let at = i64::try_from(at.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    at.map(|at| at.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_single_lines_whatever_others_wrote() {
        let rule: Alert = toml::from_str("name = \"a\"\nrun = [\"/bin/true\"]").expect("a rule");
        let me = "mx:20067".parse().expect("an id");
        let spanish: Language = "es".parse().expect("a tag");
        let name = Texts::one(spanish.clone(), format!("Oaxaca\r\nBcc: x@y\u{1b}[2J\0{}", "z".repeat(999)));
        let payload = Payload::test(&rule, &me, name, Path::new("/run/s"), Millis(1_700_000_000_000));
        for (variable, value) in payload.variables(Some(&spanish)) {
            assert!(!value.chars().any(char::is_control), "{variable}: {value:?}");
            assert!(value.chars().count() <= VARIABLE_MAX, "{variable}");
        }
        let variables = payload.variables(None);
        assert!(variables.contains(&("CABILDO_STATUS", "test".to_owned())), "{variables:?}");
        let json = serde_json::to_value(&payload).expect("JSON");
        assert_eq!((json["schema"].as_u64(), json["test"].as_bool()), (Some(1), Some(true)));
        assert_eq!(json["created_at"], "2023-11-14T22:13:20Z");
        assert_eq!(json["title"].as_object().map(serde_json::Map::len), Some(3));
    }

    #[test]
    fn a_rule_is_for_who_is_on_duty_or_for_who_steps_in() {
        let rule: Alert = toml::from_str("name = \"a\"\nrun = [\"/bin/true\"]").expect("a rule");
        let me = "mx:20067".parse().expect("an id");
        let payload = Payload::test(&rule, &me, Texts::default(), Path::new("/run/s"), Millis(1));
        let on = |person: &str, backup: Option<&str>| OnDuty {
            person: person.to_owned(),
            backup: backup.map(str::to_owned),
        };
        let duty = vec![on("guardia-1", Some("guardia-2")), on("guardia-3", None)];
        for (to, told) in [
            (Tell::Duty, "guardia-1 guardia-3"),
            (Tell::Backup, "guardia-2"),
            (Tell::Everybody, "guardia-1 guardia-2 guardia-3"),
        ] {
            let variables = payload.clone().told(duty.clone(), to).variables(None);
            assert!(variables.contains(&("CABILDO_TELL", told.to_owned())), "{variables:?}");
        }
        assert!(payload.variables(None).contains(&("CABILDO_TELL", String::new())));
    }
}
