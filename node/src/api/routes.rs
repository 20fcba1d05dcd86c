//! The one table of routes, and what is said to requests outside it.

use super::{
    Api, alerts, attachments, bundle, calendar, carry, commitments, crisis, drafts, federation, formats,
    hosts, lists, marks, offers, openapi, prepare, problem::Failure, read, response, rosters, rota, schemas,
    scrape, search, status, stream, submit, tables,
};
use axum::{
    Router,
    http::{Method, StatusCode, Uri},
    routing::{MethodRouter, delete, get, post},
};

/// Every route: its method, its path, who answers it.
pub fn table() -> Vec<(Method, &'static str, MethodRouter<Api>)> {
    vec![
        (Method::GET, "/v1/status", get(status::status)),
        (Method::GET, "/v1/peers", get(status::peers)),
        (Method::GET, "/v1/institutions", get(status::institutions)),
        (Method::GET, "/v1/frontier", get(status::frontier)),
        (Method::GET, "/v1/devices", get(marks::devices)),
        (Method::GET, "/v1/marks", get(marks::marks)),
        (Method::POST, "/v1/marks", post(marks::mark)),
        (Method::GET, "/v1/rota", get(rota::rota)),
        (Method::GET, "/v1/inbox", get(lists::inbox)),
        (Method::GET, "/v1/inbox.csv", get(tables::inbox)),
        (Method::GET, "/v1/messages", get(lists::messages)),
        (Method::GET, "/v1/search", get(search::search)),
        (Method::GET, "/v1/messages/{id}", get(read::message)),
        (Method::GET, "/v1/messages/{id}/raw", get(read::raw)),
        (Method::GET, "/v1/messages/{id}/cap", get(formats::cap)),
        (Method::GET, "/v1/cap.atom", get(formats::cap_feed)),
        (Method::POST, "/v1/cap", post(offers::read)),
        (Method::GET, "/v1/offers", get(offers::list)),
        (Method::GET, "/v1/offers/{id}", get(offers::one)),
        (Method::DELETE, "/v1/offers/{id}", delete(offers::pass_over)),
        (Method::GET, "/v1/messages/{id}/ics", get(calendar::one)),
        (Method::GET, "/v1/agendas.ics", get(calendar::feed)),
        (Method::GET, "/v1/geo/{layer}", get(tables::layer)),
        (Method::GET, "/v1/messages.csv", get(tables::messages)),
        (Method::GET, "/v1/messages/{id}/csv", get(tables::answers)),
        (Method::GET, "/v1/messages/{id}/bundle", get(bundle::bundle)),
        (Method::GET, "/v1/messages/{id}/matrix", get(crisis::matrix)),
        (Method::GET, "/v1/messages/{id}/matrix.csv", get(crisis::matrix_csv)),
        (Method::GET, "/v1/messages/{id}/reminders", get(crisis::reminders)),
        (Method::GET, "/v1/acknowledgement-times", get(crisis::times)),
        (Method::GET, "/v1/acknowledgement-times.csv", get(crisis::times_csv)),
        (Method::GET, "/v1/response-times", get(response::times)),
        (Method::GET, "/v1/response-times.csv", get(response::csv)),
        (Method::GET, "/v1/hosts", get(hosts::list)),
        (Method::GET, "/v1/commitments", get(commitments::list)),
        (Method::GET, "/v1/commitments.csv", get(commitments::csv)),
        (Method::POST, "/v1/attachments", post(attachments::upload)),
        (Method::GET, "/v1/messages/{id}/attachments", get(attachments::list)),
        (Method::GET, "/v1/messages/{id}/attachments/{n}", get(attachments::bytes)),
        (Method::POST, "/v1/messages/{id}/attachments/{n}", post(attachments::fetch)),
        (Method::POST, "/v1/prepare", post(prepare::prepare)),
        (Method::POST, "/v1/messages", post(submit::submit)),
        (Method::GET, "/v1/rosters", get(rosters::rosters)),
        (Method::POST, "/v1/rosters", post(rosters::publish)),
        (Method::GET, "/v1/rosters/log", get(rosters::log)),
        (Method::GET, "/v1/codes", get(rosters::code_lists)),
        (Method::GET, "/v1/rosters/drafts", get(drafts::drafts)),
        (Method::POST, "/v1/rosters/drafts", post(drafts::keep)),
        (Method::GET, "/v1/rosters/drafts/{hash}", get(drafts::one)),
        (Method::DELETE, "/v1/rosters/drafts/{hash}", delete(drafts::remove)),
        (Method::GET, "/v1/rosters/raw", get(rosters::raw)),
        (Method::GET, "/v1/export", get(carry::export)),
        (Method::POST, "/v1/import", post(carry::import)),
        (Method::GET, "/v1/alarms", get(federation::alarms)),
        (Method::GET, "/v1/federation", get(federation::federation)),
        (Method::GET, "/v1/events", get(stream::events)),
        (Method::POST, "/v1/alerts/test", post(alerts::test)),
        (Method::GET, "/v1/openapi.json", get(openapi::description)),
        (Method::GET, "/v1/schemas/{kind}", get(schemas::schema)),
        (Method::GET, "/v1/metrics", get(scrape::metrics)),
    ]
}

/// All routes, with problems for everything else.
pub fn router(api: Api) -> Router {
    let routes =
        table().into_iter().fold(Router::new(), |router, (_, path, answer)| router.route(path, answer));
    routes.fallback(unknown).method_not_allowed_fallback(wrong_method).with_state(api)
}

async fn unknown(uri: Uri) -> Failure {
    let path: String = uri.path().chars().take(60).collect();
    Failure::not_found(format!("there is nothing at «{path}»"), "see `GET /v1/openapi.json` for all routes")
}

async fn wrong_method(method: Method, uri: Uri) -> Failure {
    let path: String = uri.path().chars().take(60).collect();
    let method: String = method.as_str().chars().take(20).collect();
    let message = format!("«{path}» does not answer {method}");
    let remedy = "see `GET /v1/openapi.json` for all routes";
    Failure::new(StatusCode::METHOD_NOT_ALLOWED, "bad_request", message, remedy)
}
