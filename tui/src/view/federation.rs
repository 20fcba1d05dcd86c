//! The federation: who signed twice, how the charter and the chambers are, and the members by country
//! and kind with what their keys lack.

use super::{
    ink::{self, Row},
    overlay,
    words::Words,
};
use crate::model::Model;
use cabildo_client::{
    api::{AlarmInfo, ChamberInfo, FederationInfo, Health, MemberInfo},
    lang::Arg,
};
use cabildo_protocol::{
    id::PublicKey,
    roster::{InstitutionKind, Scope, Standing},
    views::Figures,
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::collections::BTreeMap;

/// Letters of a key that are shown.
const KEY_LETTERS: usize = 12;
/// Members that are named for what they leave open.
const WORST: usize = 5;

/// Draws the screen over the panes.
pub fn draw(words: Words<'_>, top: usize, buffer: &mut Buffer, screen: Rect) {
    let info = words.model.federation.info.as_deref();
    let name = info.map(|info| words.text(&info.name)).unwrap_or_default();
    let members = info.map_or(0, |info| info.members.len());
    let args = [("name", Arg::from(&name)), ("n", Arg::from(members as u64))];
    let inner = overlay::frame(words, &words.with("tui-federation-title", &args), buffer, area(screen));
    let rows = rows(words, usize::from(inner.width));
    let last = rows.len().saturating_sub(usize::from(inner.height));
    ink::draw(rows.get(top.min(last)..).unwrap_or_default(), buffer, inner);
}

/// The last line that may stand on top.
#[must_use]
pub fn last(model: &Model) -> usize {
    let area = area(Rect { x: 0, y: 0, width: model.size.0, height: model.size.1 });
    let rows = rows(Words::new(model), usize::from(area.width.saturating_sub(4)));
    rows.len().saturating_sub(usize::from(area.height.saturating_sub(2)))
}

fn area(screen: Rect) -> Rect {
    Rect { y: screen.y + 1, height: screen.height.saturating_sub(3), ..screen }
}

fn rows(words: Words<'_>, cells: usize) -> Vec<Row> {
    let (federation, style) = (&words.model.federation, words.style);
    let mut rows = Vec::new();
    if let Some(failure) = &federation.failure {
        let text = words.with("tui-not-read", &[("why", Arg::from(&failure.message))]);
        rows.extend(Row::new().put(&text, style.bad()).wrapped(cells, 0));
    }
    let Some(info) = &federation.info else {
        if federation.failure.is_none() {
            rows.push(Row::new().put(&words.say("tui-loading"), style.faint()));
        }
        return rows;
    };
    for alarm in &info.alarms {
        let (sign, look) = if alarm.is_open() { ("! ", style.bad()) } else { ("· ", style.faint()) };
        rows.extend(Row::new().put(sign, look).put(&self::alarm(words, alarm), look).wrapped(cells, 2));
    }
    if !info.alarms.is_empty() {
        rows.push(Row::new());
    }
    rows.extend(drafts(words, info, cells));
    rows.extend(charter(words, info, cells));
    rows.extend(responses(words, cells));
    for chamber in &info.chambers {
        rows.push(Row::new());
        rows.extend(self::chamber(words, chamber, cells));
        let mut by_kind: BTreeMap<InstitutionKind, Vec<&MemberInfo>> = BTreeMap::new();
        for member in info.members.iter().filter(|member| member.id.country() == chamber.country) {
            by_kind.entry(member.kind).or_default().push(member);
        }
        for (kind, members) in by_kind {
            let kind = words.word("institution", &kind);
            let count = [("kind", Arg::from(&kind)), ("n", (members.len() as u64).into())];
            rows.push(Row::new().put(&words.with("tui-federation-kind", &count), style.faint()));
            rows.extend(members.iter().flat_map(|member| self::member(words, member, cells)));
        }
    }
    rows
}

/// Rosters that wait at the node for signatures.
fn drafts(words: Words<'_>, info: &FederationInfo, cells: usize) -> Vec<Row> {
    let style = words.style;
    let rows = info.drafts.iter().flat_map(|draft| {
        let scope = scope(words, &draft.scope);
        let have: usize = draft.needs.iter().map(|need| need.signed.len()).sum();
        let args = [
            ("scope", Arg::from(&scope)),
            ("version", u64::from(draft.version).into()),
            ("have", (have as u64).into()),
            ("lacks", (draft.lacks() as u64).into()),
        ];
        let until = draft.until.map(|until| words.at(until)).unwrap_or_default();
        let args = args.into_iter().chain([("until", Arg::from(&until))]).collect::<Vec<_>>();
        let id = match (draft.until, draft.complete) {
            (Some(_), _) => "tui-federation-notice",
            (None, true) => "tui-federation-signed",
            (None, false) => "tui-federation-unsigned",
        };
        Row::new().put("· ", style.warning()).put(&words.with(id, &args), style.warning()).wrapped(cells, 2)
    });
    let mut rows: Vec<Row> = rows.collect();
    if !rows.is_empty() {
        rows.push(Row::new());
    }
    rows
}

/// What happened, and who has to do something.
fn alarm(words: Words<'_>, alarm: &AlarmInfo) -> String {
    match alarm {
        AlarmInfo::Rosters { scope, version, signers, open, split } => {
            let id = match (open, split) {
                (_, true) => "tui-federation-split",
                (true, false) => "tui-federation-twice",
                (false, false) => "tui-federation-twice-over",
            };
            let keys: Vec<String> = signers.iter().map(key_name).collect();
            let (scope, keys) = (self::scope(words, scope), keys.join(", "));
            let args = [
                ("scope", Arg::from(&scope)),
                ("version", Arg::from(u64::from(*version))),
                ("list", Arg::from(&keys)),
            ];
            words.with(id, &args)
        }
        AlarmInfo::Fork { institution, device, seq, .. } => {
            let who = named(words, institution);
            let args = [("device", Arg::from(device)), ("who", Arg::from(&who)), ("seq", Arg::from(*seq))];
            words.with("tui-federation-fork", &args)
        }
    }
}

fn named(words: Words<'_>, id: &cabildo_protocol::id::InstitutionId) -> String {
    match words.model.name(id) {
        name if name == id.as_str() => name.to_owned(),
        name => format!("{name} ({id})"),
    }
}

fn key_name(key: &PublicKey) -> String {
    key.to_string().chars().take(KEY_LETTERS).chain(['…']).collect()
}

fn scope(words: Words<'_>, scope: &Scope) -> String {
    match scope {
        Scope::Federation => words.say("cli-roster-federation"),
        Scope::Chamber(of) => {
            words.with("cli-roster-chamber", &[("country", Arg::from(&words.model.lang.country(of)))])
        }
        Scope::Institution(id) => named(words, id),
    }
}

fn charter(words: Words<'_>, info: &FederationInfo, cells: usize) -> Vec<Row> {
    let mut facts = health(words, &info.charter);
    if info.four_eyes {
        facts.push((words.say("tui-federation-four-eyes"), false));
    }
    line(words, &words.say("tui-federation-charter"), facts, cells)
}

/// How fast the members answer: all together, and those who leave most open.
fn responses(words: Words<'_>, cells: usize) -> Vec<Row> {
    let style = words.style;
    let Some(info) = words.model.federation.responses.as_deref().filter(|info| !info.rows.is_empty()) else {
        return Vec::new();
    };
    let days = (info.to.0.saturating_sub(info.from.0)).div_ceil(86_400_000);
    let title = words.with("tui-answer-times", &[("days", Arg::from(days)), ("n", info.threads.into())]);
    let mut rows = vec![Row::new(), Row::new().put(&title, style.strong()).cut(cells)];
    let said = |figures: &Figures| {
        let span = |ms: Option<u64>| ms.map_or("–".to_owned(), |ms| words.span(ms));
        let (median, p90) = (span(figures.median_ms), span(figures.p90_ms));
        let args = [
            ("asked", Arg::from(figures.asked)),
            ("answered", (figures.answered + figures.late).into()),
            ("late", figures.late.into()),
            ("paused", figures.paused.into()),
            ("overdue", figures.overdue.into()),
            ("median", Arg::from(&median)),
            ("p90", Arg::from(&p90)),
        ];
        words.with("tui-answer-times-line", &args)
    };
    let all = words.say("tui-answer-times-all");
    let mut line = |name: &str, figures: &Figures| {
        let look = if figures.overdue > 0 { style.warning() } else { style.plain() };
        let row = Row::new().put(&format!("  {name}: "), style.plain()).put(&said(figures), look);
        rows.extend(row.wrapped(cells, 4));
    };
    line(&all, &info.all);
    let me = words.model.institution();
    if let Some(ours) = info.rows.iter().find(|row| Some(&row.institution) == me) {
        line(words.name(&ours.institution), &ours.figures);
    }
    let mut worst: Vec<_> =
        info.rows.iter().filter(|r| r.figures.overdue > 0 && Some(&r.institution) != me).collect();
    worst.sort_by_key(|row| (std::cmp::Reverse(row.figures.overdue), &row.institution));
    for row in worst.into_iter().take(WORST) {
        line(words.name(&row.institution), &row.figures);
    }
    rows
}

fn chamber(words: Words<'_>, chamber: &ChamberInfo, cells: usize) -> Vec<Row> {
    let country = words.model.lang.country(&chamber.country);
    let title = words.with("tui-federation-chamber", &[("country", Arg::from(&country))]);
    let args =
        [("n", Arg::from(u64::from(chamber.governors))), ("need", u64::from(chamber.threshold).into())];
    let mut facts = vec![(words.with("tui-federation-governors", &args), false)];
    facts.extend(health(words, &chamber.roster));
    if chamber.provisional {
        facts.push((words.say("tui-federation-provisional"), true));
    }
    if !chamber.recovery && chamber.roster.version > 0 {
        facts.push((words.say("tui-federation-no-recovery"), true));
    }
    line(words, &title, facts, cells)
}

/// A heading with facts, those that ask for somebody marked.
fn line(words: Words<'_>, title: &str, facts: Vec<(String, bool)>, cells: usize) -> Vec<Row> {
    let style = words.style;
    let mut row = Row::new().put(title, style.strong());
    for (fact, bad) in facts {
        row = row.put(" · ", style.faint());
        row =
            if bad { row.put(&format!("! {fact}"), style.warning()) } else { row.put(&fact, style.plain()) };
    }
    row.wrapped(cells, 2)
}

/// The version of a roster, and what is wrong with it.
fn health(words: Words<'_>, health: &Health) -> Vec<(String, bool)> {
    if health.version == 0 {
        return vec![(words.say("tui-federation-no-roster"), true)];
    }
    let mut facts =
        vec![(words.with("tui-federation-version", &[("n", Arg::from(u64::from(health.version)))]), false)];
    if health.overdue {
        facts.push((words.say("tui-federation-overdue"), true));
    }
    if health.contested {
        facts.push((words.say("tui-federation-contested"), true));
    }
    facts
}

fn member(words: Words<'_>, member: &MemberInfo, cells: usize) -> Vec<Row> {
    let style = words.style;
    let mut faults = Vec::new();
    match member.standing {
        Standing::Active => {}
        Standing::Suspended => faults.push(words.say("tui-federation-suspended")),
        Standing::Left => faults.push(words.say("tui-federation-left")),
    }
    if member.forks > 0 {
        faults.push(words.with("tui-federation-forks", &[("n", Arg::from(u64::from(member.forks)))]));
    }
    faults.extend(health(words, &member.roster).into_iter().filter(|(_, bad)| *bad).map(|(fact, _)| fact));
    let (sign, look) = if faults.is_empty() { ("● ", style.good()) } else { ("! ", style.warning()) };
    let listed = member.names.best(&words.model.languages).map(|(_, name)| name);
    let mut row = Row::new().put("  ", style.plain()).put(sign, look);
    row = row.put(listed.unwrap_or(member.id.as_str()), style.plain());
    row = row.put(&format!(" · {}", member.id), style.faint());
    let counts = [
        ("devices", Arg::from(u64::from(member.devices))),
        ("ended", u64::from(member.ended).into()),
        ("nodes", u64::from(member.nodes).into()),
    ];
    row = row.put(&format!(" · {}", words.with("tui-federation-keys", &counts)), style.faint());
    let mut rows = vec![row.cut(cells)];
    if !faults.is_empty() {
        let row = Row::new().put("    ", style.plain()).put(&faults.join(" · "), style.warning());
        rows.extend(row.wrapped(cells, 4));
    }
    rows
}
