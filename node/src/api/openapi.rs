//! `GET /v1/openapi.json`: the description of the API, served by itself.

use axum::{
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};

/// The description. Written by hand, because it is what others rely on; tests compare it with the
/// routes and with what the routes answer.
pub const DESCRIPTION: &str = include_str!("openapi.json");

/// `GET /v1/openapi.json`.
pub async fn description() -> Response {
    ([(CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::content::Kind;
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn description() -> Value {
        serde_json::from_str(DESCRIPTION).expect("JSON")
    }

    #[test]
    fn every_route_is_described_and_every_description_is_a_route() {
        let served: BTreeSet<(String, String)> = crate::api::routes::table()
            .into_iter()
            .map(|(method, path, _)| (path.to_owned(), method.as_str().to_ascii_lowercase()))
            .collect();
        let description = description();
        let paths = description["paths"].as_object().expect("paths");
        let described: BTreeSet<(String, String)> = paths
            .iter()
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().expect("methods");
                methods.keys().map(|method| (path.clone(), method.clone()))
            })
            .collect();
        assert_eq!(served, described);
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_kind_has_its_content() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(fields) => {
                    found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    fields.values().for_each(|value| references(value, found));
                }
                Value::Array(items) => items.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let description = description();
        let mut found = Vec::new();
        references(&description, &mut found);
        assert!(found.len() > 100);
        for reference in found {
            let place = reference.strip_prefix('#').expect("a reference inside");
            assert!(description.pointer(place).is_some(), "{reference}");
        }
        let contents =
            description["components"]["schemas"]["Content"]["discriminator"]["mapping"].as_object();
        let kinds: BTreeSet<&str> = contents.expect("a mapping").keys().map(String::as_str).collect();
        assert_eq!(kinds, Kind::ALL.iter().map(|kind| kind.name()).collect());
    }
}
