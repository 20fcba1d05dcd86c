//! `POST /v1/alerts/test`: whether an alert would reach anybody.

use super::{Api, problem::Failure, read::parsed, serve::Client};
use crate::alerts::{Alerts, End, Outcome, TestError};
use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use cabildo_client::api::{AlertTest, AlertTested, SCHEMA, Trouble};
use serde::Deserialize;

/// What `/v1/alerts/test` may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestQuery {
    rule: Option<String>,
}

/// `POST /v1/alerts/test`.
pub async fn test(
    State(api): State<Api>,
    Extension(client): Extension<Client>,
    query: Result<Query<TestQuery>, QueryRejection>,
) -> Result<Json<AlertTest>, Failure> {
    let query = parsed(query)?;
    tracing::info!(%client, "alerts are tested");
    let look = api.handle().look().await?;
    let tested = api.handle().alerts().test(api.handle(), &look, query.rule.as_deref()).await?;
    let rules = tested.into_iter().map(|(rule, outcome)| told(rule, outcome)).collect();
    Ok(Json(AlertTest { schema: SCHEMA, rules }))
}

fn told(rule: String, outcome: Outcome) -> AlertTested {
    let (end, status) = match outcome.end {
        End::Exited(status) => ("exited", Some(status)),
        End::Killed(_) => ("killed", None),
        End::TimedOut => ("timed_out", None),
        End::NotStarted(_) => ("not_started", None),
        End::Answered(status) => ("answered", Some(i32::from(status))),
        End::NotSent => ("not_sent", None),
    };
    AlertTested {
        rule,
        ok: outcome.is_success(),
        end: end.to_owned(),
        status,
        result: outcome.end.to_string(),
        took_ms: u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX),
        output: outcome.output,
    }
}

/// Rules that were given up: somebody was not told.
pub fn trouble(alerts: &Alerts) -> Vec<Trouble> {
    let [programs, servers] = alerts.failing();
    let of = |code| move |(rule, why)| Trouble::new(code, &[("rule", rule), ("why", why)]);
    programs
        .into_iter()
        .map(of("alert_failed"))
        .chain(servers.into_iter().map(of("webhook_failed")))
        .collect()
}

impl From<TestError> for Failure {
    fn from(error: TestError) -> Self {
        let said = super::problem::shorten(&error.to_string());
        match error {
            TestError::NoRules => Self::not_found(
                said,
                "write one into config.toml: [[alert]] or [[webhook]], see configs/node.toml",
            ),
            TestError::NoSuchRule { .. } => Self::not_found(said, "name one of them, or none for all"),
            TestError::Busy => {
                Self::new(StatusCode::CONFLICT, "unavailable", said, "wait until it has ended")
            }
        }
    }
}
