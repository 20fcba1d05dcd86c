//! What several rosters of one version have in common: nodes grant only what all grant and apply
//! what any revokes, until a later version says which of them stands.

use super::{CutOff, Device, Former, InstitutionEntry, Quorum, Role, Standing, State};
use crate::id::{Hash, LogId, PublicKey};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// The meet of states in the order of their rosters' hashes; texts and places are the first one's.
pub(crate) fn meet(states: &[&State]) -> State {
    let mut states = states.iter();
    let first = states.next().map(|state| (*state).clone()).unwrap_or_default();
    states.fold(first, |so_far, other| both(&so_far, other))
}

fn both(a: &State, b: &State) -> State {
    let institutions: BTreeMap<_, _> = a
        .institutions
        .iter()
        .filter_map(|(id, ours)| Some((id.clone(), entry(ours, b.institutions.get(id)?))))
        .collect();
    let chambers: BTreeMap<_, _> = a
        .chambers
        .iter()
        .filter_map(|(country, ours)| Some((country.clone(), quorum(ours, b.chambers.get(country)?))))
        .collect();
    let devices: Vec<_> = a
        .devices
        .iter()
        .filter_map(|(key, ours)| Some((*key, device(ours, find(&b.devices, key)?))))
        .collect();
    let nodes = a.nodes.iter().filter_map(|(key, ours)| {
        let mut node = ours.clone();
        node.active &= find(&b.nodes, key)?.active;
        Some((*key, node))
    });
    let nodes = nodes.collect();
    let kinds = institutions.keys().map(|id| {
        let (ours, theirs) = (kinds_ever(a, id), kinds_ever(b, id));
        let now = institutions.get(id).map(|entry| &entry.may);
        let former = ours.intersection(&theirs).filter(|kind| now.is_none_or(|may| !may.contains(kind)));
        (id.clone(), former.copied().collect::<BTreeSet<u16>>())
    });
    let kinds = kinds.filter(|(_, kinds)| !kinds.is_empty()).collect();
    let roles = devices.iter().map(|(key, device)| {
        let (ours, theirs) = (roles_ever(a, key), roles_ever(b, key));
        let former = ours.intersection(&theirs).filter(|role| **role != device.role);
        (*key, former.copied().collect::<BTreeSet<Role>>())
    });
    let roles = roles.filter(|(_, roles)| !roles.is_empty()).collect();
    State {
        name: a.name.clone(),
        lowest_wire: a.lowest_wire.max(b.lowest_wire),
        recovery: a.recovery.as_ref().zip(b.recovery.as_ref()).map(|(a, b)| quorum(a, b)),
        encryption: a.encryption.intersection(&b.encryption).copied().collect(),
        four_eyes: a.four_eyes || b.four_eyes,
        baseline: a.baseline.clone().filter(|ours| b.baseline.as_ref() == Some(ours)),
        mandates: a
            .mandates
            .iter()
            .filter(|(code, ours)| b.mandates.get(*code) == Some(*ours))
            .map(|(code, ours)| (code.clone(), ours.clone()))
            .collect(),
        code_lists: a
            .code_lists
            .iter()
            .filter(|(name, ours)| b.code_lists.get(*name) == Some(*ours))
            .map(|(name, ours)| (name.clone(), ours.clone()))
            .collect(),
        // Signers of a first roster are those of any of them: see the authority's anchors.
        former: Former { kinds, roles, ..Former::default() },
        institutions,
        chambers,
        devices,
        nodes,
    }
}

fn find<'a, T>(list: &'a [(PublicKey, T)], key: &PublicKey) -> Option<&'a T> {
    let at = list.binary_search_by_key(key, |(k, _)| *k).ok()?;
    list.get(at).map(|(_, value)| value)
}

/// A quorum that reaches both.
fn quorum(a: &Quorum, b: &Quorum) -> Quorum {
    Quorum { keys: a.keys.intersection(&b.keys).copied().collect(), threshold: a.threshold.max(b.threshold) }
}

fn entry(a: &InstitutionEntry, b: &InstitutionEntry) -> InstitutionEntry {
    let logs: BTreeSet<LogId> = a.ends.iter().chain(&b.ends).map(|(log, _)| *log).collect();
    let ends = logs.into_iter().filter_map(|log| Some((log, earlier(end(a, &log), end(b, &log))?)));
    InstitutionEntry {
        keys: quorum(&a.keys, &b.keys),
        may: a.may.intersection(&b.may).copied().collect(),
        quota_bytes: a.quota_bytes.min(b.quota_bytes),
        standing: a.standing.max(b.standing),
        ends: ends.collect(),
        ..a.clone()
    }
}

/// Where an entry ends a log, said or not.
fn end(entry: &InstitutionEntry, log: &LogId) -> Option<CutOff> {
    let named = entry.ends.iter().find(|(l, _)| l == log).map(|(_, cut_off)| *cut_off);
    let nowhere = CutOff { seq: 0, id: Hash([0; 32]) };
    named.or((entry.standing != Standing::Active).then_some(nowhere))
}

fn device(a: &Device, b: &Device) -> Device {
    let cut_off = (earlier(a.cut_off.0, b.cut_off.0), earlier(a.cut_off.1, b.cut_off.1));
    Device { label: a.label.clone(), role: a.role.min(b.role), cut_off }
}

fn earlier(a: Option<CutOff>, b: Option<CutOff>) -> Option<CutOff> {
    a.into_iter().chain(b).min_by_key(|cut_off| (cut_off.seq, Reverse(cut_off.id)))
}

fn kinds_ever(state: &State, id: &crate::id::InstitutionId) -> BTreeSet<u16> {
    let now = state.institutions.get(id).map(|entry| entry.may.clone()).unwrap_or_default();
    now.into_iter().chain(state.former.kinds.get(id).into_iter().flatten().copied()).collect()
}

fn roles_ever(state: &State, key: &PublicKey) -> BTreeSet<Role> {
    let now = find(&state.devices, key).map(|device| device.role);
    now.into_iter().chain(find(&state.former.roles, key).into_iter().flatten().copied()).collect()
}
