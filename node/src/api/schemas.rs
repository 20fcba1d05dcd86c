//! `GET /v1/schemas/{kind}`: the JSON Schema of what a message of a kind says.
//!
//! It is a part of the API's description, which is JSON Schema already (OpenAPI 3.1), made to stand alone:
//! so there are never two accounts of one kind.

use super::{
    openapi::DESCRIPTION,
    problem::{Failure, shorten},
};
use axum::{
    extract::{Path, rejection::PathRejection},
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_protocol::content::Kind;
use serde_json::{Map, Value};

/// Where the description keeps its parts, and where a schema that stands alone does.
const PARTS: &str = "#/components/schemas/";
const OWN_PARTS: &str = "#/$defs/";

/// `GET /v1/schemas/{kind}`.
pub async fn schema(kind: Result<Path<String>, PathRejection>) -> Result<Response, Failure> {
    let name = kind.map(|Path(kind)| kind).unwrap_or_default();
    let kind = Kind::from_name(&name).ok_or_else(|| {
        let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        let message = format!("there is no kind {}", shorten(&format!("«{name}»")));
        Failure::bad_request(message, &format!("give one of {}", known.join(", ")))
    })?;
    let schema = of_kind(kind).ok_or_else(|| Failure::internal("the description lacks this kind"))?;
    Ok(([(CONTENT_TYPE, "application/schema+json")], schema.to_string()).into_response())
}

/// The schema of a kind; none where the description lacks it, which a test excludes.
fn of_kind(kind: Kind) -> Option<Value> {
    let description: Value = serde_json::from_str(DESCRIPTION).ok()?;
    let parts = description.pointer("/components/schemas")?.as_object()?;
    let name = parts.get("Content")?.pointer("/discriminator/mapping")?.get(kind.name())?.as_str()?;
    let mut own = parts.get(name.strip_prefix(PARTS)?)?.clone();
    let (mut found, mut defs) = (Vec::new(), Map::new());
    move_inside(&mut own, &mut found);
    while let Some(name) = found.pop() {
        if defs.contains_key(&name) {
            continue;
        }
        let mut part = parts.get(&name)?.clone();
        move_inside(&mut part, &mut found);
        defs.insert(name, part);
    }
    let mut schema = Map::new();
    schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("$id".into(), format!("urn:cabildo:schema:{}:1", kind.name()).into());
    schema.insert("title".into(), kind.name().into());
    schema.extend(own.as_object_mut().map(std::mem::take)?);
    schema.insert("$defs".into(), Value::Object(defs));
    Some(Value::Object(schema))
}

/// Lets references point inside, and names what they point at.
fn move_inside(schema: &mut Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().and_then(|text| text.strip_prefix(PARTS)) {
                    Some(name) if key == "$ref" => {
                        found.push(name.to_owned());
                        *value = format!("{OWN_PARTS}{name}").into();
                    }
                    _ => move_inside(value, found),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| move_inside(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The frozen messages of the protocol, with their contents as JSON.
    const GOLDEN: [&str; 5] = [
        include_str!("../../../protocol/tests/golden/messages.json"),
        include_str!("../../../protocol/tests/golden/acts.json"),
        include_str!("../../../protocol/tests/golden/works.json"),
        include_str!("../../../protocol/tests/golden/meetings.json"),
        include_str!("../../../protocol/tests/golden/attachments.json"),
    ];

    /// Whether a value fits, by as much of JSON Schema as the description uses; what it does not know
    /// fails the test. Patterns are for people and other programs: the types of the protocol check more.
    fn fits(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
        let fields = schema.as_object().expect("a schema");
        for (keyword, rule) in fields {
            let all = || rule.as_array().expect("a list").iter().map(|schema| fits(root, schema, value));
            let ok = match keyword.as_str() {
                "description" | "examples" | "title" | "$schema" | "$id" | "$defs" | "pattern"
                | "discriminator" => true,
                "$ref" => {
                    let place = rule.as_str().and_then(|text| text.strip_prefix('#')).expect("inside");
                    fits(root, root.pointer(place).expect("a part"), value)?;
                    true
                }
                "type" => is_of(rule, value),
                "const" => rule == value,
                "enum" => rule.as_array().expect("a list").contains(value),
                "required" => rule
                    .as_array()
                    .expect("a list")
                    .iter()
                    .all(|key| value.get(key.as_str().unwrap_or("")).is_some()),
                "properties" => {
                    for (key, rule) in rule.as_object().expect("rules") {
                        value.get(key).map_or(Ok(()), |value| fits(root, rule, value))?;
                    }
                    true
                }
                "additionalProperties" => {
                    let known = fields.get("properties").and_then(Value::as_object);
                    for (key, value) in value.as_object().into_iter().flatten() {
                        if known.is_none_or(|known| !known.contains_key(key)) {
                            fits(root, rule, value)?;
                        }
                    }
                    true
                }
                "items" => {
                    let before = fields.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
                    for item in value.as_array().into_iter().flatten().skip(before) {
                        fits(root, rule, item)?;
                    }
                    true
                }
                "prefixItems" => {
                    for (rule, item) in
                        rule.as_array().expect("rules").iter().zip(value.as_array().into_iter().flatten())
                    {
                        fits(root, rule, item)?;
                    }
                    true
                }
                "minItems" => {
                    value.as_array().is_none_or(|v| v.len() as u64 >= rule.as_u64().expect("a number"))
                }
                "maxItems" => {
                    value.as_array().is_none_or(|v| v.len() as u64 <= rule.as_u64().expect("a number"))
                }
                "maxLength" => value
                    .as_str()
                    .is_none_or(|v| v.chars().count() as u64 <= rule.as_u64().expect("a number")),
                "minimum" => value.as_f64().is_none_or(|v| v >= rule.as_f64().expect("a number")),
                "maximum" => value.as_f64().is_none_or(|v| v <= rule.as_f64().expect("a number")),
                "allOf" => all().all(|done| done.is_ok()),
                "anyOf" => all().any(|done| done.is_ok()),
                "oneOf" => all().filter(Result::is_ok).count() == 1,
                other => panic!("the keyword {other} is not known to this test"),
            };
            if !ok {
                return Err(format!("{keyword}: {rule} does not allow {value}"));
            }
        }
        Ok(())
    }

    fn is_of(types: &Value, value: &Value) -> bool {
        let one = |name: &Value| match name.as_str().expect("a type") {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            other => panic!("the type {other}"),
        };
        types.as_array().map_or_else(|| one(types), |types| types.iter().any(one))
    }

    fn contents() -> Vec<Value> {
        let golden = GOLDEN.map(|text| serde_json::from_str::<Vec<Value>>(text).expect("JSON"));
        golden
            .into_iter()
            .flatten()
            .map(|vector| vector["content"].clone())
            .filter(|c| c["kind"].is_string())
            .collect()
    }

    #[test]
    fn the_frozen_messages_fit_the_schemas_of_their_kinds() {
        let contents = contents();
        for kind in Kind::ALL {
            let schema = of_kind(kind).expect("a schema");
            let mut own = contents.iter().filter(|content| content["kind"] == kind.name()).peekable();
            assert!(own.peek().is_some(), "no frozen message of {}", kind.name());
            for content in own {
                fits(&schema, &schema, content).unwrap_or_else(|why| panic!("{}: {why}", kind.name()));
                for key in schema["required"].as_array().expect("keys") {
                    let mut less = content.clone();
                    less.as_object_mut().expect("a map").remove(key.as_str().expect("a key"));
                    fits(&schema, &schema, &less).expect_err("something needed is missing");
                }
            }
        }
    }

    /// A field that the protocol has and the schema does not would be unknown to other programs.
    #[test]
    fn every_field_of_a_frozen_message_is_described() {
        fn unknown(root: &Value, schema: &Value, value: &Value, way: &str, found: &mut Vec<String>) {
            let schema = match schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
                Some(place) => root.pointer(place).expect("a part"),
                None => schema,
            };
            match (value, schema.get("properties").and_then(Value::as_object)) {
                (Value::Object(fields), Some(known)) => {
                    for (key, value) in fields {
                        match known.get(key) {
                            Some(rule) => unknown(root, rule, value, &format!("{way}.{key}"), found),
                            None => found.push(format!("{way}.{key}")),
                        }
                    }
                }
                (Value::Array(items), _) => {
                    if let Some(rule) = schema.get("items").filter(|rule| rule.is_object()) {
                        items.iter().for_each(|item| unknown(root, rule, item, way, found));
                    }
                }
                _ => {}
            }
        }
        for content in contents() {
            let kind = Kind::from_name(content["kind"].as_str().expect("a kind")).expect("known");
            let (schema, mut found) = (of_kind(kind).expect("a schema"), Vec::new());
            unknown(&schema, &schema, &content, kind.name(), &mut found);
            assert_eq!(found, Vec::<String>::new());
        }
    }

    #[test]
    fn a_schema_stands_alone() {
        let schema = of_kind(Kind::Notice).expect("a schema");
        assert!(!schema.to_string().contains("#/components/"), "nothing points outside");
        assert_eq!(schema["$id"], "urn:cabildo:schema:notice:1");
        for (wrong, why) in [
            (json!({"kind": "notice"}), "required"),
            (json!({"kind": "comment", "schema": 1, "text": {"es": 5}}), "type"),
            (json!({"kind": "position", "schema": 1, "stance": "maybe"}), "enum"),
        ] {
            let kind = Kind::from_name(wrong["kind"].as_str().expect("a kind")).expect("known");
            let schema = of_kind(kind).expect("a schema");
            let said = fits(&schema, &schema, &wrong).expect_err(why);
            assert!(said.contains(why), "{said}");
        }
    }
}
