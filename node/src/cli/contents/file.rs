//! A whole content from a file, JSON or TOML, with every field that the protocol has.
//!
//! Written by hand, so it is read with patience: a text without languages is in the operator's
//! language, a time is an instant or a wall clock's. But a key that nobody knows is an error: it
//! would silently be left out of what is signed.

use super::{SCHEMA, Scene};
use crate::cli::{
    texts::{self, Shape},
    times::When,
    words::Said,
};
use cabildo_protocol::content::Kind;
use jiff::tz::TimeZone;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

const OPTION: &str = "--file";

/// Fields that are instants.
const TIMES: [&str; 7] = ["due", "respond_by", "starts", "ends", "effective", "onset", "expires"];

/// Fields that are texts by language wherever they occur.
const TEXTS: [&str; 9] =
    ["title", "summary", "text", "venue", "event", "headline", "description", "instruction", "audience"];

/// The content of a kind, as far as the file says; [`cabildo_protocol::content::Content::check`]
/// is the caller's.
///
/// # Errors
/// What stands wrong where.
pub fn read<T: DeserializeOwned + Serialize>(
    kind: Kind,
    path: &str,
    scene: &mut Scene<'_>,
) -> Result<T, Said> {
    let text = scene.sources.file(OPTION, path)?;
    let wrong = |why: &str| Said::new("cli-file-content").with("path", path).with("why", why);
    let mut value = parse(&text).map_err(|why| wrong(&why))?;
    let Value::Object(map) = &mut value else { return Err(wrong("{ … }")) };
    match map.shift_remove("kind").as_ref().and_then(Value::as_str) {
        Some(name) if !is_of(kind, name) => {
            return Err(Said::new("cli-file-kind").with("path", path).with("value", name));
        }
        _ => {}
    }
    map.entry("schema").or_insert(SCHEMA.into());
    let reading = Reading {
        own: scene.sources.language().to_string(),
        now: scene,
        zone: zone_of(map).unwrap_or_else(|| scene.zone.clone()),
    };
    reading.object(map)?;
    let content: T = serde_json::from_value(value.clone()).map_err(|error| wrong(&error.to_string()))?;
    let known = serde_json::to_value(&content).map_err(|error| wrong(&error.to_string()))?;
    match unknown(&value, &known, String::new()) {
        Some(key) => Err(Said::new("cli-file-unknown-key").with("path", path).with("key", &key)),
        None => Ok(content),
    }
}

fn is_of(kind: Kind, name: &str) -> bool {
    name == kind.name()
        || (kind == Kind::Notice && name == Kind::NoticeUpdate.name())
        || (kind == Kind::Agenda && name == Kind::AgendaUpdate.name())
}

fn parse(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let table: toml::Table = toml::from_str(text).map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        format!("{}:{}", before.matches('\n').count() + 1, error.message())
    })?;
    Ok(Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect()))
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(at) => Value::String(at.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect())
        }
    }
}

/// The zone that an agenda names itself.
fn zone_of(map: &Map<String, Value>) -> Option<TimeZone> {
    map.get("time_zone").and_then(Value::as_str).and_then(|name| TimeZone::get(name).ok())
}

struct Reading<'a, 'b> {
    own: String,
    now: &'a Scene<'b>,
    zone: TimeZone,
}

impl Reading<'_, '_> {
    fn object(&self, map: &mut Map<String, Value>) -> Result<(), Said> {
        for (key, value) in map {
            match value {
                Value::String(text) if TIMES.contains(&key.as_str()) => {
                    *value = When::parse(text)?.resolve(self.now.now, &self.zone)?.0.into();
                }
                Value::String(text) if TEXTS.contains(&key.as_str()) => {
                    let text = texts::clean(key, Shape::Block, text)?;
                    *value = Value::Object([(self.own.clone(), Value::String(text))].into_iter().collect());
                }
                other => self.value(key, other)?,
            }
        }
        Ok(())
    }

    fn value(&self, key: &str, value: &mut Value) -> Result<(), Said> {
        match value {
            Value::Object(map) => self.object(map),
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.value(key, item)),
            Value::String(text) if !text.is_empty() => {
                *text = texts::clean(key, Shape::Block, text)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The first key that was given and is not part of the content, with its path.
fn unknown(given: &Value, known: &Value, path: String) -> Option<String> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => given.iter().find_map(|(key, value)| {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match known.get(key) {
                Some(there) => unknown(value, there, path),
                // What is empty is left out when it is written.
                None if is_empty(value) => None,
                None => Some(path),
            }
        }),
        (Value::Array(given), Value::Array(known)) => given
            .iter()
            .zip(known)
            .enumerate()
            .find_map(|(n, (given, known))| unknown(given, known, format!("{path}[{n}]"))),
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}
