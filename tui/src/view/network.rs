//! The other nodes: who is reached and how, what is still to come, what went wrong.

use super::{
    ink::{self, Row},
    overlay,
    words::Words,
};
use crate::model::Model;
use cabildo_client::{api::PeerInfo, lang::Arg};
use cabildo_protocol::content::Duty;
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws the screen over the panes.
pub fn draw(words: Words<'_>, top: usize, buffer: &mut Buffer, screen: Rect) {
    let area = area(screen);
    let args = words.model.status.as_ref().map_or((0, 0), |s| (s.connected, s.known));
    let title = words.with("tui-network-title", &[("connected", args.0.into()), ("known", args.1.into())]);
    let inner = overlay::frame(words, &title, buffer, area);
    let rows = rows(words, usize::from(inner.width));
    let last = rows.len().saturating_sub(usize::from(inner.height));
    ink::draw(rows.get(top.min(last)..).unwrap_or_default(), buffer, inner);
}

/// The last line that may stand on top.
#[must_use]
pub fn last(model: &Model) -> usize {
    let screen = Rect { x: 0, y: 0, width: model.size.0, height: model.size.1 };
    let area = area(screen);
    let rows = rows(Words::new(model), usize::from(area.width.saturating_sub(4)));
    rows.len().saturating_sub(usize::from(area.height.saturating_sub(2)))
}

fn area(screen: Rect) -> Rect {
    Rect { y: screen.y + 1, height: screen.height.saturating_sub(3), ..screen }
}

fn rows(words: Words<'_>, cells: usize) -> Vec<Row> {
    let (model, style) = (words.model, words.style);
    let mut rows = Vec::new();
    let (behind, most) = model.behind;
    if behind > 0 {
        let text = words.with("tui-behind", &[("n", Arg::from(behind))]);
        let room = cells.saturating_sub(ink::width(&text) + 2).min(40);
        let done = usize::try_from(most.saturating_sub(behind) * room as u64 / most.max(1)).unwrap_or(room);
        let bar = format!("{}{}", "█".repeat(done.min(room)), "░".repeat(room - done.min(room)));
        rows.push(Row::new().put(&bar, style.plain()).put(&format!(" {text}"), style.warning()).cut(cells));
        rows.push(Row::new());
    }
    if let Some(duty) = model.status.as_ref().and_then(|status| status.duty.as_ref()) {
        rows.extend(self::duty(words, duty, cells));
        rows.push(Row::new());
    }
    if let Some(failure) = &model.peers.failure {
        let text = words.with("tui-not-read", &[("why", Arg::from(&failure.message))]);
        rows.extend(Row::new().put(&text, style.bad()).wrapped(cells, 0));
    }
    match &model.peers.list {
        None => rows.push(Row::new().put(&words.say("tui-loading"), style.faint())),
        Some(list) if list.is_empty() => {
            rows.extend(Row::new().put(&words.say("tui-network-nobody"), style.faint()).wrapped(cells, 0));
        }
        Some(list) => rows.extend(list.iter().flat_map(|peer| self::peer(words, peer, cells))),
    }
    rows
}

/// Who is on duty here, who steps in, and who follows.
fn duty(words: Words<'_>, duty: &Duty, cells: usize) -> Vec<Row> {
    let style = words.style;
    let mut parts = Vec::new();
    for turn in &duty.now {
        let to = words.at(turn.to);
        parts.push(
            words.with("tui-duty-until", &[("to", Arg::from(&to)), ("person", Arg::from(&turn.person))]),
        );
        parts.extend(
            turn.backup.as_ref().map(|who| words.with("tui-duty-backup", &[("who", Arg::from(who))])),
        );
    }
    if parts.is_empty() {
        parts.push(words.say("tui-duty-nobody"));
    }
    if let Some(turn) = &duty.next {
        let from = words.at(turn.from);
        parts.push(
            words.with("tui-duty-next", &[("from", Arg::from(&from)), ("person", Arg::from(&turn.person))]),
        );
    }
    Row::new().put(&parts.join(" · "), style.strong()).wrapped(cells, 2)
}

fn peer(words: Words<'_>, peer: &PeerInfo, cells: usize) -> Vec<Row> {
    let (model, style) = (words.model, words.style);
    let kind = model.members.get(&peer.institution).map(|member| words.word("institution", &member.kind));
    let listed = peer.institution_name.best(&model.languages).map(|(_, name)| name);
    let name = listed.unwrap_or_else(|| words.name(&peer.institution));
    let (sign, look) = if peer.connected { ("●", style.good()) } else { ("○", style.warning()) };
    let mut row = Row::new().put(&format!("{sign} "), look).put(name, style.strong());
    for more in kind.iter().chain([&peer.label]).filter(|text| !text.is_empty()) {
        row = row.put(&format!(" · {more}"), style.faint());
    }
    let state = match (peer.connected, peer.rtt_ms) {
        (true, Some(ms)) => words.with("tui-network-rtt", &[("ms", Arg::from(ms))]),
        (true, None) => words.say("tui-network-connected"),
        (false, _) => words.say("tui-network-away"),
    };
    let mut rows = vec![row.right(Row::new().put(&state, look), cells, style.plain())];
    let mut facts = Vec::new();
    facts.extend(
        peer.through.as_ref().map(|relay| words.with("cli-peer-through", &[("relay", Arg::from(relay))])),
    );
    facts.push(match peer.last_sync {
        Some(at) => words.with("tui-network-sync", &[("when", Arg::from(&words.relative(at)))]),
        None => words.say("tui-network-never"),
    });
    if peer.behind > 0 {
        facts.push(words.with("tui-behind", &[("n", Arg::from(peer.behind))]));
    }
    if let Some(at) = peer.next_try.filter(|_| !peer.connected) {
        let seconds = at.0.saturating_sub(model.now.0).div_ceil(1000);
        facts.push(words.with("tui-network-next", &[("seconds", Arg::from(seconds))]));
    }
    if let Some(address) = peer.addresses.first() {
        facts.push(address.clone());
    }
    rows.push(Row::new().put("  ", style.plain()).put(&facts.join(" · "), style.faint()).cut(cells));
    if let Some(why) = peer.last_error.as_ref().filter(|_| !peer.connected) {
        let row = Row::new().put("  ✗ ", style.bad()).put(why, style.bad());
        rows.extend(row.wrapped(cells, 4).into_iter().take(2));
    }
    rows
}
