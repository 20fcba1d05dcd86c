//! `GET /v1/metrics`: what is counted, and how things stand at the scrape, as OpenMetrics.

use super::{Api, problem::Failure};
use crate::metrics::Reading;
use axum::{
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};

/// As OpenMetrics names itself.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /v1/metrics`.
pub async fn metrics(State(api): State<Api>) -> Result<Response, Failure> {
    let look = api.handle().look().await?;
    let text = api.read(move |api| {
        let handle = api.handle();
        let counts = handle.reader().counts();
        let peers = handle.peers(&look);
        let reading = Reading {
            messages: counts.messages,
            logs: counts.logs,
            store_bytes: counts.bytes,
            unchecked: look.engine.unchecked,
            bodies_missing: counts.bodies_missing,
            bodies_dropped: counts.bodies_dropped,
            index_lag: counts.index_lag,
            peers_connected: peers.iter().filter(|peer| peer.connected).count() as u64,
            peers_known: peers.len() as u64,
            behind: look.engine.behind,
            held: look.engine.held as u64,
            forks: look.forks.len() as u64,
            read_only: u64::from(look.engine.read_only),
            started_seconds: handle.about().started.0 / 1000,
        };
        handle.metrics().encode(&reading).map_err(|error| Failure::internal(format!("the metrics: {error}")))
    });
    Ok(([(CONTENT_TYPE, OPENMETRICS)], text.await?).into_response())
}
