//! Who belongs, how their keys are, and who signed twice.

use super::{Api, drafts, problem::Failure};
use crate::{driver::clock, handle::Look};
use axum::{Json, extract::State};
use cabildo_client::api::{AlarmInfo, ChamberInfo, FederationInfo, Health, MemberInfo, SCHEMA};
use cabildo_protocol::{
    alarm::Alarm,
    authority::Authority,
    id::{InstitutionId, Millis},
    roster::{InstitutionEntry, Scope},
};
use std::collections::BTreeMap;

/// Governors of a chamber of which none may be lost.
const PROVISIONAL: usize = 3;

/// `GET /v1/alarms`.
pub async fn alarms(State(api): State<Api>) -> Result<Json<Vec<AlarmInfo>>, Failure> {
    let look = api.handle().look().await?;
    api.read(move |_| Ok(of(&look))).await.map(Json)
}

/// `GET /v1/federation`.
pub async fn federation(State(api): State<Api>) -> Result<Json<FederationInfo>, Failure> {
    let look = api.handle().look().await?;
    let (now, drafts) = (clock(), drafts::infos(&api).await?);
    let answer = api.read(move |_| {
        let authority = &look.authority;
        Ok(FederationInfo {
            schema: SCHEMA,
            now,
            name: authority.name().clone(),
            charter: health(authority, &Scope::Federation, now),
            four_eyes: authority.four_eyes(),
            chambers: chambers(authority, now),
            members: members(&look, now),
            alarms: of(&look),
            drafts,
        })
    });
    answer.await.map(Json)
}

/// All alarms, those of rosters first.
pub fn of(look: &Look) -> Vec<AlarmInfo> {
    let rosters = look.authority.alarms().map(|alarm| roster_alarm(&look.authority, alarm));
    let forks = look.forks.iter().filter_map(|(log, seq)| {
        let (institution, device) = look.authority.device(&log.key)?;
        Some(AlarmInfo::Fork {
            institution: institution.clone(),
            device: device.label.clone(),
            log: *log,
            seq: *seq,
        })
    });
    rosters.chain(forks).collect()
}

fn roster_alarm(authority: &Authority, alarm: &Alarm) -> AlarmInfo {
    let contested = authority.is_contested(alarm.scope());
    let split = authority.is_split(alarm.scope());
    AlarmInfo::Rosters {
        scope: alarm.scope().clone(),
        version: alarm.version(),
        signers: alarm.double_signers().into_iter().collect(),
        open: split || (contested && authority.version(alarm.scope()) == alarm.version()),
        split,
    }
}

fn health(authority: &Authority, scope: &Scope, now: Millis) -> Health {
    Health {
        version: authority.version(scope),
        review_by: authority.review_by(scope),
        overdue: authority.is_stale(scope, now),
        contested: authority.is_contested(scope),
    }
}

fn chambers(authority: &Authority, now: Millis) -> Vec<ChamberInfo> {
    let named = authority.scope_state(&Scope::Federation).map(|state| &state.chambers);
    let chambers = named.into_iter().flatten().map(|(country, quorum)| {
        let scope = Scope::Chamber(country.clone());
        let last = authority.checkpoint(&scope);
        let signers = last.as_ref().and_then(|last| last.roster.open().ok()?.signers.first().cloned());
        let governs = signers.unwrap_or_else(|| quorum.clone());
        ChamberInfo {
            country: country.clone(),
            roster: health(authority, &scope, now),
            governors: u32::try_from(governs.keys.len()).unwrap_or(u32::MAX),
            threshold: governs.threshold,
            provisional: governs.keys.len() < PROVISIONAL,
            recovery: last.is_some_and(|last| last.state.recovery.is_some()),
        }
    });
    chambers.collect()
}

fn members(look: &Look, now: Millis) -> Vec<MemberInfo> {
    let authority = &look.authority;
    let mut counted: BTreeMap<&InstitutionId, (u32, u32, u32)> = BTreeMap::new();
    for (_, of, device) in authority.devices() {
        let counts = counted.entry(of).or_default();
        match device.cut_off {
            (Some(_), Some(_)) => counts.1 += 1,
            _ => counts.0 += 1,
        }
    }
    for (_, of, _) in authority.nodes() {
        counted.entry(of).or_default().2 += 1;
    }
    let mut forks: BTreeMap<&InstitutionId, u32> = BTreeMap::new();
    for (of, _) in look.forks.keys().filter_map(|log| authority.device(&log.key)) {
        *forks.entry(of).or_default() += 1;
    }
    let member = |(id, entry): (&InstitutionId, &InstitutionEntry)| {
        let (devices, ended, nodes) = counted.get(id).copied().unwrap_or_default();
        MemberInfo {
            id: id.clone(),
            kind: entry.kind,
            names: entry.names.clone(),
            standing: entry.standing,
            roster: health(authority, &Scope::Institution(id.clone()), now),
            devices,
            ended,
            nodes,
            forks: forks.get(id).copied().unwrap_or(0),
        }
    };
    authority.institutions().map(member).collect()
}
