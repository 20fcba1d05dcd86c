//! A message as the server of a `[[webhook]]` rule is told of it, and whether the rule is about it.

use super::{
    case::{AGE_MAX_MS, Case, Says},
    payload::written,
};
use crate::config::Webhook;
use cabildo_protocol::{
    bounds::FUTURE_MAX_MS,
    content::{Content, Kind},
    id::{InstitutionId, Millis},
    message::Message,
    text::Texts,
};
use serde_json::{Value, json};

/// Version of what is sent; grows when a field changes its meaning.
const SCHEMA: u16 = 1;

/// A message that counts and may be shown, with what its thread is about.
pub struct Letter {
    pub message: Message,
    pub kind: Kind,
    pub created: Millis,
    /// None where it stands in no thread that is here.
    pub case: Option<Case>,
}

impl Letter {
    /// None for what this release does not know, or is sealed.
    pub fn of(message: Message, case: Option<Case>) -> Option<Self> {
        let details = message.details().filter(|details| details.audience.is_none())?;
        let (kind, created) = (Kind::from_number(details.kind)?, details.created);
        Some(Self { message, kind, created, case })
    }

    /// What a rule says of it.
    pub fn judge(&self, rule: &Webhook, now: Millis) -> Says {
        let case = self.case.as_ref();
        let about = rule.kinds.contains(&self.kind)
            && case.is_none_or(|case| case.is_about(rule.severity, rule.exercises, &rule.area));
        if !about || self.created.plus(AGE_MAX_MS) < now {
            return Says::Nothing;
        }
        let due = Millis(self.created.0.saturating_sub(FUTURE_MAX_MS));
        if due > now { Says::Later(due) } else { Says::Now }
    }

    /// What the server is sent; what it says of the thread is as that stands now.
    pub fn body(&self, rule: &str, name: &Texts) -> Vec<u8> {
        let content = self.message.content().and_then(Result::ok);
        let title = content.as_ref().map(Content::title);
        let case = self.case.as_ref();
        let data = json!({
            "schema": SCHEMA, "rule": rule, "id": self.message.id(), "kind": self.kind.name(),
            "thread": case.map_or(self.message.id(), Case::id),
            "institution": self.message.envelope().institution, "institution_name": name,
            "created": self.created, "created_at": written(self.created),
            "severity": case.and_then(|case| case.severity), "status": case.and_then(|case| case.status),
            "title": title.filter(|title| !title.is_empty()).or(case.map(|case| &case.title)),
            "places": case.map(|case| &case.places), "content": content,
        });
        whole(&format!("message.{}", self.kind.name()), self.created, data)
    }
}

/// What proves that a rule's server is reached and believes the signature.
pub fn test(rule: &str, me: &InstitutionId, name: &Texts, now: Millis) -> Vec<u8> {
    whole("test", now, json!({"schema": SCHEMA, "rule": rule, "institution": me, "institution_name": name}))
}

/// As the specification has it: what happened, when, and what there is to say of it.
fn whole(what: &str, at: Millis, data: Value) -> Vec<u8> {
    json!({"type": what, "timestamp": written(at), "data": data}).to_string().into_bytes()
}
