//! How the node stands: state, trouble, peers, members, frontier.

use super::{Api, problem::Failure};
use crate::{
    config::Role,
    driver::clock,
    handle::{About, Look},
    places,
};
use axum::{Json, extract::State};
use cabildo_client::api::{ClockInfo, Head, InstitutionInfo, PeerInfo, SCHEMA, Status, Trouble, Unclosed};
use cabildo_protocol::{
    bounds::FUTURE_MAX_MS,
    content::Kind,
    id::{InstitutionId, LogId, Millis},
    message::Position,
    roster::Scope,
    views::Summary,
};
use std::collections::{BTreeMap, BTreeSet};

/// Proposals in the list of those that nobody has closed.
const UNCLOSED: usize = 100;
/// Messages that the index may be behind before that is called a rebuild: readers no longer wait for it.
const INDEX_LAG: u64 = 4096;

/// `GET /v1/status`.
pub async fn status(State(api): State<Api>) -> Result<Json<Status>, Failure> {
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let handle = api.handle();
        let (about, reader) = (handle.about(), handle.reader());
        let (counts, now) = (reader.counts(), clock());
        let peers = handle.peers(&look);
        let institution = look.authority.institution(&about.institution);
        let connected = peers.iter().filter(|peer| peer.connected).count();
        // Without the index each thread is looked for in all messages: a relay has none, and nobody there
        // closes anything.
        let (mut unclosed, mut hidden) = (Vec::new(), BTreeMap::new());
        if about.role == Role::Node && counts.index_lag <= INDEX_LAG {
            let inbox = &api.0.inbox;
            let waits =
                inbox.pick(reader, &look, &about.institution, now, |line| self::unclosed(line, now))?;
            unclosed = ours_first(waits, now);
            hidden = inbox.hidden(reader, &look, &about.institution, now)?;
        }
        Ok(Status {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            federation: look.authority.federation(),
            federation_name: look.authority.name().clone(),
            institution: about.institution.clone(),
            institution_name: institution.map(|entry| entry.names.clone()).unwrap_or_default(),
            may_author: Some(
                Kind::ALL
                    .into_iter()
                    .filter(|kind| look.authority.may(&about.institution, *kind))
                    .map(|kind| kind.name().to_owned())
                    .collect(),
            ),
            role: about.role.name().to_owned(),
            peer_id: about.peer_id.clone(),
            listening: handle.network().listening.clone(),
            connected: u32::try_from(connected).unwrap_or(u32::MAX),
            known: u32::try_from(peers.len()).unwrap_or(u32::MAX),
            messages: counts.messages,
            logs: counts.logs,
            store_bytes: counts.bytes,
            behind: look.engine.behind,
            unchecked: look.engine.unchecked,
            bodies_missing: counts.bodies_missing,
            bodies_dropped: counts.bodies_dropped,
            held: look.engine.held as u64,
            forked: look.forks.len() as u64,
            trouble: [
                trouble(about, &look, counts.index_lag, &reader.heads(), now),
                super::alerts::trouble(&handle.alerts()),
                super::offers::trouble(&handle.offers()),
            ]
            .concat(),
            started: about.started,
            now,
            clock: clock_info(&look, now),
            duty: super::rota::of(reader, &look, &about.institution, (now, true))?
                .map(|view| view.rota.at(now)),
            unclosed,
            hidden,
            reach: handle.reach(&look),
            relay: handle.network().relay.clone(),
            alarms: super::federation::of(&look).iter().filter(|alarm| alarm.is_open()).count() as u64,
        })
    });
    answer.await.map(Json)
}

/// `GET /v1/peers`.
pub async fn peers(State(api): State<Api>) -> Result<Json<Vec<PeerInfo>>, Failure> {
    let look = api.handle().look().await?;
    Ok(Json(api.handle().peers(&look)))
}

/// `GET /v1/institutions`.
pub async fn institutions(State(api): State<Api>) -> Result<Json<Vec<InstitutionInfo>>, Failure> {
    let look = api.handle().look().await?;
    let all = look.authority.institutions().map(|(id, entry)| {
        let zone = places::time_zone(id, entry.time_zone.as_deref(), &entry.places);
        InstitutionInfo {
            id: id.clone(),
            kind: entry.kind,
            names: entry.names.clone(),
            time_zone_source: zone.as_ref().map(|(_, source)| *source),
            time_zone: zone.map(|(name, _)| name),
        }
    });
    Ok(Json(all.collect()))
}

/// `GET /v1/frontier`.
pub async fn frontier(State(api): State<Api>) -> Result<Json<Vec<Head>>, Failure> {
    let look = api.handle().look().await?;
    let heads = look.frontier.into_iter().map(|(log, seq, hash)| Head { log, seq, hash });
    Ok(Json(heads.collect()))
}

/// A proposal that waits for somebody to close it or to make it final.
fn unclosed(line: &Summary, now: Millis) -> Option<Unclosed> {
    let next = line.next.clone().filter(|next| next.proposer_from <= now)?;
    Some(Unclosed {
        id: line.source.id,
        title: line.title.clone(),
        institution: line.source.institution.clone(),
        respond_by: line.respond_by?,
        next,
    })
}

/// Those for which it is our turn first, at most so many as a status lists.
fn ours_first(mut all: Vec<Unclosed>, now: Millis) -> Vec<Unclosed> {
    let ours = |entry: &Unclosed| entry.next.ours_from.is_some_and(|from| from <= now);
    all.sort_by_key(|entry| (!ours(entry), entry.respond_by, entry.id));
    all.truncate(UNCLOSED);
    all
}

/// What is wrong with this node itself; a peer that is away is no trouble of ours.
fn trouble(
    about: &About,
    look: &Look,
    index_lag: u64,
    heads: &[(LogId, Position)],
    now: Millis,
) -> Vec<Trouble> {
    let mut found = Vec::new();
    let mut say = |code: &str, values: &[(&str, String)]| found.push(Trouble::new(code, values));
    if look.engine.read_only {
        say("disk_full", &[]);
    }
    let report = &about.report;
    if !report.is_clean() {
        let (damaged, files) = (report.damaged.len(), report.set_aside.len());
        say("store_damaged", &[("damaged", damaged.to_string()), ("files", files.to_string())]);
    }
    if look.authority.node(&about.node).is_none() {
        say("unlisted", &[("node", about.node.to_string())]);
    }
    for (key, ..) in look.authority.devices().filter(|(_, of, _)| **of == about.institution) {
        if let Some((log, seq)) = look.forks.iter().find(|(log, _)| log.key == *key) {
            say("own_log_forked", &[("log", log.to_string()), ("seq", seq.to_string())]);
        }
    }
    let own = &about.institution;
    for scope in [Scope::Federation, Scope::Chamber(own.country()), Scope::Institution(own.clone())] {
        if look.authority.is_stale(&scope, now) {
            let (level, of) = match &scope {
                Scope::Federation => ("federation", String::new()),
                Scope::Chamber(country) => ("chamber", country.to_string()),
                Scope::Institution(id) => ("institution", id.to_string()),
            };
            say("roster_review", &[("level", level.to_owned()), ("of", of)]);
        }
    }
    if index_lag > INDEX_LAG {
        say("index_rebuilding", &[("n", index_lag.to_string())]);
    }
    if let Some(clock) = clock_info(look, now).filter(ClockInfo::is_off) {
        let side = if clock.offset_ms > 0 { "behind" } else { "ahead" };
        let seconds = clock.offset_ms.unsigned_abs() / 1000;
        let n = clock.institutions.to_string();
        say("clock", &[("side", side.to_owned()), ("seconds", seconds.to_string()), ("n", n)]);
    } else if clock_is_behind(look, own, heads, now) {
        say("clock", &[("side", "unknown".to_owned())]);
    }
    found
}

/// This machine's clock against those of others. The engine's never runs backwards: where the
/// machine's was set back, that is no offset any more.
fn clock_info(look: &Look, now: Millis) -> Option<ClockInfo> {
    let measured = look.engine.clock?;
    let set_back = i64::try_from(look.now.0.saturating_sub(now.0)).unwrap_or(i64::MAX);
    let offset_ms = measured.offset_ms.saturating_add(set_back);
    Some(ClockInfo { offset_ms, institutions: measured.institutions })
}

/// Whether several other institutions write from what is the future here: one of them may have a
/// wrong clock, two hardly the same.
fn clock_is_behind(look: &Look, own: &InstitutionId, heads: &[(LogId, Position)], now: Millis) -> bool {
    let ahead: BTreeSet<_> = heads
        .iter()
        .filter(|(_, head)| head.created > now.plus(FUTURE_MAX_MS))
        .filter_map(|(log, _)| look.authority.device(&log.key).map(|(institution, _)| institution))
        .filter(|institution| *institution != own)
        .collect();
    ahead.len() >= 2
}
