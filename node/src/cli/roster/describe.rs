//! Rosters in words: what a version changes, who has signed it, what it lacks.

use super::{
    super::{
        args::Common,
        error::CliError,
        output::{Output, Page},
        times,
        words::{Said, Words},
    },
    client, read_aloud, recovery,
};
use cabildo_client::api::CodeList;
use cabildo_protocol::{
    codes,
    content::Kind,
    enrol::{Sheaf, Standing},
    id::{Hash, Millis, PublicKey},
    roster::{Change, InstitutionEntry, Quorum, Roster, RosterError, Scope, Standing as Part, State},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::path::Path;

/// Letters of a key that are shown where only members of a short list are meant.
const SHORT: usize = 12;

/// Whom a roster speaks for.
pub fn scope(words: &Words, scope: &Scope) -> String {
    match scope {
        Scope::Federation => words.text("cli-roster-federation"),
        Scope::Chamber(of) => {
            words.say(&Said::new("cli-roster-chamber").with("country", &words.lang().country(of)))
        }
        Scope::Institution(id) => id.to_string(),
    }
}

/// The beginning of a key.
pub fn key_name(key: &PublicKey) -> String {
    key.to_string().chars().take(SHORT).chain(['…']).collect()
}

/// A day, in UTC.
pub fn day(at: Millis) -> String {
    times::show(at, &TimeZone::UTC)
}

/// How many signatures are missing, all quorums together.
pub fn lacking(standing: &Standing) -> u64 {
    let countersigns = standing.countersigns.as_ref().map_or(0, |c| c.lacks() as u64);
    standing.needs.iter().map(|need| need.lacks() as u64).sum::<u64>() + countersigns
}

/// The id by which a version is compared: the federation's, where it is the first charter.
fn compared(sheaf: &Sheaf) -> Result<Hash, RosterError> {
    Ok(sheaf.rosters.last().ok_or(RosterError::NoCharter)?.hash())
}

/// The last version of a sheaf, for people.
pub fn page(sheaf: &Sheaf, standing: &Standing, words: &Words) -> Result<Page, CliError> {
    let (roster, mut page) = (&standing.roster, Page::default());
    let said = Said::new("cli-roster-version").with("scope", &scope(words, &roster.scope));
    page.line(&words.say(&said.number("version", u64::from(roster.version))));
    let said = Said::new("cli-roster-dates").with("issued", &day(roster.issued));
    page.line(&words.say(&said.with("review", &day(roster.review_by))));
    page.line(&words.text("cli-roster-changes"));
    for change in &roster.changes {
        for line in lines_of(words, &standing.before, change) {
            page.line(&format!("  · {line}"));
        }
    }
    for line in
        beside_changes(words, &roster.settles, roster.next_signers.as_ref(), roster.recovers.is_some())
    {
        page.line(&format!("  · {line}"));
    }
    signer_change(words, standing, &mut page);
    page.line(&words.text("cli-roster-signatures"));
    for need in &standing.needs {
        let said = Said::new("cli-roster-need").number("have", need.have.len() as u64);
        let said = said.number("need", u64::from(need.quorum.threshold));
        page.line(&format!("  · {}", words.say(&said.number("keys", need.quorum.keys.len() as u64))));
        for key in &need.quorum.keys {
            let mark = if need.have.contains(key) { "x" } else { " " };
            page.line(&format!("    [{mark}] {key}"));
        }
    }
    if let Some(countersigns) = &standing.countersigns {
        recovery::countersigned(countersigns, words, &mut page);
    }
    if let Some(authority) = &standing.authority {
        let id = authority.federation();
        page.line(&words.say(&Said::new("cli-roster-federation-id").with("id", &id.to_string())));
    }
    let hash = compared(sheaf)?;
    let first = roster.scope == Scope::Federation && roster.version == 1;
    let id = if first {
        Said::new("cli-roster-federation-id")
            .with("id", &cabildo_protocol::id::FederationId(hash.0).to_string())
    } else {
        Said::new("cli-roster-hash").with("hash", &hash.to_string())
    };
    page.line(&words.say(&id));
    page.line(&words.say(&Said::new("cli-roster-words").with("words", &read_aloud(&hash, words))));
    page.line(&match lacking(standing) {
        0 => words.text("cli-roster-complete"),
        n => words.say(&Said::new("cli-roster-lacks").number("n", n)),
    });
    Ok(page)
}

/// What a version says beside its changes.
fn beside_changes(words: &Words, settles: &[Hash], next: Option<&Hash>, recovers: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if !settles.is_empty() {
        lines.push(words.say(&Said::new("cli-change-settles").number("n", settles.len() as u64)));
    }
    if let Some(next) = next {
        lines.push(words.say(&Said::new("cli-change-commits").with("hash", &next.to_string())));
    }
    if recovers {
        lines.push(words.text("cli-change-recovers"));
    }
    lines
}

/// Says where the next version is signed by others than this one.
fn signer_change(words: &Words, standing: &Standing, page: &mut Page) {
    let (Some(authority), Roster { scope, .. }) = (&standing.authority, &standing.roster) else { return };
    let before = authority.checkpoint(scope).and_then(|c| c.roster.open().ok());
    if let Some(before) =
        before.filter(|b| b.signers != standing.roster.signers && *scope != Scope::Federation)
    {
        for (id, quorums) in [
            ("cli-roster-signed-before", &before.signers),
            ("cli-roster-signed-after", &standing.roster.signers),
        ] {
            for quorum in quorums {
                page.line(&format!("  · {}", words.say(&Said::new(id).with("who", &of_keys(words, quorum)))));
            }
        }
    }
}

/// The same for programs.
pub fn object(
    sheaf: &Sheaf,
    standing: &Standing,
    words: &Words,
    path: Option<&Path>,
) -> Result<Value, CliError> {
    let (roster, hash) = (&standing.roster, compared(sheaf)?);
    let needs = standing.needs.iter().map(
        |need| json!({ "keys": need.quorum.keys, "threshold": need.quorum.threshold, "signed": need.have }),
    );
    Ok(json!({
        "schema": 1,
        "path": path,
        "federation": standing.authority.as_ref().map(|a| a.federation()),
        "scope": roster.scope,
        "version": roster.version,
        "hash": hash,
        "words": read_aloud(&hash, words),
        "issued": roster.issued,
        "review_by": roster.review_by,
        "changes": roster.changes,
        "signers": roster.signers,
        "settles": roster.settles,
        "next_signers": roster.next_signers,
        "recovers": roster.recovers.is_some(),
        "needs": needs.collect::<Vec<_>>(),
        "complete": standing.is_complete(),
    }))
}

/// So many of these keys.
pub fn of_keys(words: &Words, quorum: &Quorum) -> String {
    let keys: Vec<String> = quorum.keys.iter().map(key_name).collect();
    let said = Said::new("cli-roster-of-keys").number("need", u64::from(quorum.threshold));
    words.say(&said.number("keys", quorum.keys.len() as u64).with("list", &keys.join(", ")))
}

/// What one change means against the state before.
pub fn lines_of(words: &Words, before: &State, change: &Change) -> Vec<String> {
    let say = |said: Said| words.say(&said);
    match change {
        Change::Name(name) => {
            vec![say(Said::new("cli-change-name").with("name", &words.best(name).unwrap_or_default()))]
        }
        Change::Chamber(of, quorum) => {
            let id =
                if before.chambers.contains_key(of) { "cli-change-governors" } else { "cli-change-chamber" };
            vec![say(Said::new(id)
                .with("country", &words.lang().country(of))
                .with("who", &of_keys(words, quorum)))]
        }
        Change::LowestWire(version) => {
            vec![say(Said::new("cli-change-wire").number("version", u64::from(*version)))]
        }
        Change::Recovery(quorum) => {
            vec![say(Said::new("cli-change-recovery").with("who", &of_keys(words, quorum)))]
        }
        Change::Institution(id, entry) => {
            let name = words.best(&entry.names).unwrap_or_default();
            let kind = serde_json::to_value(entry.kind).ok();
            let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default();
            let said = match before.institutions.get(id) {
                None => Said::new("cli-change-admits"),
                Some(_) => Said::new("cli-change-institution"),
            };
            let said = said.with("id", id.as_str()).with("name", &name);
            let mut lines = vec![say(said.with("kind", &words.term("institution", kind)))];
            lines.extend(differences(words, before.institutions.get(id), entry));
            lines
        }
        Change::Device(key, device) => {
            let role = serde_json::to_value(device.role).ok();
            let role = words.term("role", role.as_ref().and_then(Value::as_str).unwrap_or_default());
            let known = before.devices.iter().any(|(k, _)| k == key);
            let ended = device.cut_off.0.is_some() || device.cut_off.1.is_some();
            let id = match (known, ended) {
                (_, true) => "cli-change-device-ends",
                (true, false) => "cli-change-device",
                (false, false) => "cli-change-device-new",
            };
            let said = Said::new(id).with("label", &device.label).with("role", &role);
            vec![say(said.with("key", &key_name(key)))]
        }
        Change::Node(key, node) => {
            let known = before.nodes.iter().any(|(k, _)| k == key);
            let id = match (known, node.active) {
                (_, false) => "cli-change-node-ends",
                (true, true) => "cli-change-node",
                (false, true) => "cli-change-node-new",
            };
            vec![say(Said::new(id).with("label", &node.label).with("key", &key_name(key)))]
        }
        Change::Encryption(keys) => {
            vec![say(Said::new("cli-change-encryption").number("n", keys.len() as u64))]
        }
        Change::FourEyes(needed) => {
            let id = if *needed { "cli-change-four-eyes" } else { "cli-change-two-eyes" };
            vec![words.text(id)]
        }
        Change::Baseline(baseline) => {
            let said = Said::new("cli-change-baseline").with("span", &times::show_span(baseline.ack_ms));
            vec![say(said.with("source", &baseline.source))]
        }
        Change::CodeList(name, version, document) => code_list(words, name, *version, document),
        Change::Mandate(code, mandate) => {
            let said = Said::new("cli-change-mandate").with("code", code).with("act", &mandate.act);
            let mut lines = vec![say(said)];
            if !mandate.themes.is_empty() {
                let themes = mandate.themes.iter().cloned().collect::<Vec<_>>().join(", ");
                lines.push(say(Said::new("cli-change-mandate-themes").with("list", &themes)));
            }
            if let Some(until) = mandate.until {
                lines.push(say(Said::new("cli-change-mandate-until").with("until", &day(until))));
            }
            lines
        }
    }
}

/// A list of codes, so that who signs it sees what it says.
fn code_list(words: &Words, name: &str, version: u32, document: &[u8]) -> Vec<String> {
    match cabildo_node::codes::parse(document) {
        Ok(list) => list_lines(words, &list),
        Err(error) => {
            let said = Said::new("cli-change-no-code-list").with("name", name);
            vec![words.say(&said.number("version", u64::from(version)).with("why", &error.to_string()))]
        }
    }
}

fn list_lines(words: &Words, list: &CodeList) -> Vec<String> {
    let said = Said::new("cli-change-code-list").with("name", &list.name);
    let said = said.number("version", u64::from(list.version)).number("n", list.codes.len() as u64);
    let codes = list.codes.iter().map(|(code, texts)| {
        let pinned = codes::pinned(&list.name, code, list.version);
        format!("  {pinned}  {}", words.best(texts).unwrap_or_default())
    });
    std::iter::once(words.say(&said)).chain(codes).collect()
}

/// `roster codes`: the newest version of each list.
pub async fn codes(common: &Common, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let lists = client(common)?.codes().await?;
    if output.is_json() {
        return output.json(&json!({ "schema": 1, "lists": lists }));
    }
    let newest: std::collections::BTreeMap<&str, &CodeList> =
        lists.iter().map(|list| (list.name.as_str(), list)).collect();
    let mut page = Page::default();
    for line in newest.into_values().flat_map(|list| list_lines(words, list)) {
        page.line(&line);
    }
    if lists.is_empty() {
        page.line(&words.text("cli-no-code-lists"));
    }
    output.page(&page)
}

fn differences(words: &Words, before: Option<&InstitutionEntry>, after: &InstitutionEntry) -> Vec<String> {
    let mut lines = Vec::new();
    if before.is_none_or(|b| b.keys != after.keys) {
        lines.push(words.say(&Said::new("cli-change-keys").with("who", &of_keys(words, &after.keys))));
    }
    if before.is_none_or(|b| b.may != after.may || b.quota_bytes != after.quota_bytes) {
        let said = Said::new("cli-change-may").number("n", after.may.len() as u64);
        lines.push(words.say(&said.number("mib", after.quota_bytes / 1024 / 1024)));
    }
    if let Some(before) = before {
        let named = |codes: &mut dyn Iterator<Item = &u16>| {
            codes.map(|code| kind(words, *code)).collect::<Vec<_>>().join(", ")
        };
        for (id, list) in [
            ("cli-change-may-more", named(&mut after.may.difference(&before.may))),
            ("cli-change-may-less", named(&mut before.may.difference(&after.may))),
        ] {
            if !list.is_empty() {
                lines.push(words.say(&Said::new(id).with("list", &list)));
            }
        }
    }
    if before.is_some_and(|b| b.standing != after.standing) {
        let id = match after.standing {
            Part::Active => "cli-change-active",
            Part::Suspended => "cli-change-suspended",
            Part::Left => "cli-change-left",
        };
        lines.push(words.say(&Said::new(id).number("n", after.ends.len() as u64)));
    }
    lines
}

/// A kind of message; its number where this program does not know it.
fn kind(words: &Words, code: u16) -> String {
    let known = Kind::from_number(code).and_then(|kind| serde_json::to_value(kind).ok());
    known
        .as_ref()
        .and_then(|kind| kind.as_str())
        .map_or_else(|| code.to_string(), |kind| words.term("kind", kind))
}

/// `roster list`: the newest version of each.
pub async fn list(common: &Common, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let rosters = client(common)?.rosters().await?;
    if output.is_json() {
        return output.json(&json!({ "schema": 1, "rosters": rosters }));
    }
    let mut page = Page::default();
    for info in &rosters {
        let said = Said::new("cli-roster-line").with("scope", &scope(words, &info.scope));
        let said = said.number("version", u64::from(info.version)).with("review", &day(info.review_by));
        let late =
            if info.overdue { format!(" · {}", words.text("cli-roster-overdue")) } else { String::new() };
        page.line(&format!("{}{late}", words.say(&said.number("n", info.signed.len() as u64))));
    }
    output.page(&page)
}

/// `roster log`: who signed what when.
pub async fn log(common: &Common, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let versions = client(common)?.roster_log().await?;
    if output.is_json() {
        return output.json(&json!({ "schema": 1, "versions": versions }));
    }
    let mut page = Page::default();
    let mut states: std::collections::BTreeMap<Scope, State> = std::collections::BTreeMap::new();
    for version in &versions {
        let said = Said::new("cli-roster-version").with("scope", &scope(words, &version.scope));
        let line = words.say(&said.number("version", u64::from(version.version)));
        page.line(&format!("{}  {line}", day(version.issued)));
        let state = states.entry(version.scope.clone()).or_default();
        for change in &version.changes {
            for line in lines_of(words, state, change) {
                page.line(&format!("  · {line}"));
            }
            // The node has checked it; here it only tells new from changed.
            let _ = state.apply(change);
        }
        for line in beside_changes(words, &version.settles, version.next_signers.as_ref(), version.recovers) {
            page.line(&format!("  · {line}"));
        }
        let keys: Vec<String> = version.signed.iter().map(key_name).collect();
        page.line(&format!("  {}", words.say(&Said::new("cli-roster-by").with("list", &keys.join(", ")))));
    }
    output.page(&page)
}
