//! What people read: the inbox, the peers, the state of a node, events, and threads.

mod alarms;
mod amendment;
mod attachments;
mod closing;
mod declaration;
mod feedback;
mod found;
mod implementing;
mod meeting;
mod offers;
mod thread;
mod translation;

pub use alarms::{alarms, hidden};
pub use attachments::attachments;
pub use declaration::{country, stands, state};
pub use feedback::after;
pub use found::found;
pub use implementing::{list as commitments, office, review, stands as stands_item};
pub use meeting::{about as about_item, hosts, requested};
pub use offers::list as offers;
pub use thread::{attendance, detail, result};
pub use translation::about as translated;

use super::{
    output::Page,
    times,
    words::{Said, Words},
};
use cabildo_client::api::{
    ApiEvent, ClockInfo, Inbox, InstitutionInfo, MessageInfo, PeerInfo, ReachInfo, ReachState, RelayInfo,
    Status, ZoneSource,
};
use cabildo_protocol::{
    content::Kind,
    id::{InstitutionId, MessageId, Millis},
    text::Texts,
    views::Summary,
};
use jiff::tz::TimeZone;
use serde::Serialize;
use std::collections::BTreeMap;

/// Letters of an id that are shown at least: its kind and 40 bits.
const ID_LETTERS: usize = 12;

/// Who reads: in which language, in whose zone, and when.
pub struct Reader<'a> {
    /// The language.
    pub words: &'a Words,
    /// The institutions' names.
    pub names: BTreeMap<InstitutionId, Texts>,
    /// The wall clock.
    pub zone: TimeZone,
    /// Its name, and where it is known from; none where nobody knows it.
    pub own_zone: Option<(String, ZoneSource)>,
    /// The node's clock.
    pub now: Millis,
}

impl<'a> Reader<'a> {
    /// A reader at a node of the institution `own`, whose zone it is.
    pub fn new(words: &'a Words, institutions: &[InstitutionInfo], own: &InstitutionId, now: Millis) -> Self {
        let own = institutions.iter().find(|i| i.id == *own);
        let zone = own.and_then(|i| i.time_zone.as_deref());
        let own_zone = own.and_then(|i| Some((i.time_zone.clone()?, i.time_zone_source?)));
        Self {
            words,
            own_zone,
            names: institutions.iter().map(|i| (i.id.clone(), i.names.clone())).collect(),
            zone: zone.and_then(|name| times::zone(name).ok()).unwrap_or(TimeZone::UTC),
            now,
        }
    }

    /// An institution's name, or its id where it has none.
    pub fn name(&self, id: &InstitutionId) -> String {
        self.names.get(id).and_then(|texts| self.words.best(texts)).unwrap_or_else(|| id.to_string())
    }

    /// An institution's name with its id.
    pub fn who(&self, id: &InstitutionId) -> String {
        let name = self.name(id);
        if name == id.as_str() { name } else { format!("{name} ({id})") }
    }

    /// The names of several.
    pub fn names_of(&self, ids: &[InstitutionId]) -> String {
        ids.iter().map(|id| self.name(id)).collect::<Vec<_>>().join(", ")
    }

    /// The best of a text's languages.
    pub fn text(&self, texts: &Texts) -> String {
        self.words.best(texts).unwrap_or_default()
    }

    /// A title, or a word that there is none.
    pub fn title(&self, texts: &Texts) -> String {
        self.words.best(texts).unwrap_or_else(|| self.words.text("cli-no-title"))
    }

    /// A title that says in front that it is not of the real thing.
    pub fn marked(&self, exercise: bool, title: &Texts) -> String {
        let title = self.title(title);
        if exercise { format!("{}: {title}", self.words.text("tui-exercise")) } else { title }
    }

    /// What a theme is called, where the federation's list says it, with its code.
    pub fn theme(&self, code: &str, named: &Texts) -> String {
        self.words.best(named).map_or_else(|| code.to_owned(), |name| format!("{name} ({code})"))
    }

    /// An instant on the reader's clock.
    pub fn at(&self, at: Millis) -> String {
        times::show(at, &self.zone)
    }

    /// An instant, and how far off it is.
    pub fn due(&self, at: Millis) -> String {
        let said = match at.0.checked_sub(self.now.0) {
            Some(left) => Said::new("cli-due-in").with("span", &times::show_span(left)),
            None => Said::new("cli-due-ago").with("span", &times::show_span(self.now.0.saturating_sub(at.0))),
        };
        self.words.say(&said.with("at", &self.at(at)))
    }

    /// The word for a kind.
    pub fn kind(&self, kind: Option<Kind>) -> String {
        self.words.term("kind", kind.map_or("unknown", Kind::name))
    }
}

/// The inbox, a line for each thread.
pub fn inbox(reader: &Reader<'_>, inbox: &Inbox) -> Page {
    let mut page = Page::default();
    if inbox.threads.is_empty() {
        page.line(&reader.words.text("cli-list-empty"));
        return page;
    }
    let ids: Vec<MessageId> = inbox.threads.iter().map(|line| line.source.id).collect();
    let letters = unique_letters(&ids);
    let rows = inbox.threads.iter().map(|line| {
        [short(&line.source.id, letters), reader.kind(line.kind), urgency(reader, line), about(reader, line)]
    });
    columns(&mut page, rows.collect());
    page
}

/// One thread in one line.
pub fn line(reader: &Reader<'_>, line: &Summary) -> String {
    let id = short(&line.source.id, ID_LETTERS);
    [id, reader.kind(line.kind), urgency(reader, line), about(reader, line)].join("  ")
}

/// A thread in one line of words, the most urgent first.
pub fn summary(reader: &Reader<'_>, line: &Summary) -> String {
    [urgency(reader, line), reader.kind(line.kind), about(reader, line)].join(" · ")
}

/// A word for how urgent a thread is: a notice's severity, else whether it waits for us.
fn urgency(reader: &Reader<'_>, line: &Summary) -> String {
    let words = reader.words;
    match (line.open, line.severity) {
        (false, Some(_)) if line.exercise => words.text("cli-urgency-exercise-over"),
        (false, _) => words.text("cli-urgency-closed"),
        (true, Some(_)) if line.exercise => words.text("cli-urgency-exercise"),
        (true, Some(severity)) => words.term("severity", &name(&severity)).to_uppercase(),
        (true, None) if line.ours_missing => words.text("cli-urgency-waiting"),
        (true, None) => words.text("cli-urgency-open"),
    }
}

/// The name of a value of one of the protocol's lists, as it is written in JSON.
pub fn name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn about(reader: &Reader<'_>, line: &Summary) -> String {
    let words = reader.words;
    let mut parts = vec![reader.title(&line.title), reader.name(&line.source.institution)];
    if let Some(at) = line.respond_by {
        parts.push(reader.due(at));
        parts.push(format!("{}/{}", line.answered, line.asked));
    }
    match &line.ours {
        Some(said) => parts.push(words.say(&Said::new("cli-ours").with("said", &answer(words, said)))),
        None if line.ours_missing => parts.push(words.text("cli-ours-missing")),
        None => {}
    }
    if line.source.disputed {
        parts.push(words.text("cli-disputed"));
    }
    if line.held {
        parts.push(words.text("cli-held"));
    }
    parts.join(" · ")
}

/// A stance, state or attendance in words; their names are all different.
fn answer(words: &Words, name: &str) -> String {
    ["stance", "ack", "attendance", "signature"]
        .into_iter()
        .find_map(|list| words.has(list, name).then(|| words.term(list, name)))
        .unwrap_or_else(|| name.to_owned())
}

/// Messages one by one, the newest first.
pub fn messages(reader: &Reader<'_>, messages: &[MessageInfo]) -> Page {
    let mut page = Page::default();
    if messages.is_empty() {
        page.line(&reader.words.text("cli-list-empty"));
        return page;
    }
    let letters = unique_letters(&messages.iter().map(|m| m.id).collect::<Vec<_>>());
    let rows = messages.iter().map(|m| {
        let kind = reader.kind(Kind::from_name(&m.kind));
        let about = [reader.marked(m.exercise, &m.title), reader.name(&m.institution)].join(" · ");
        [short(&m.id, letters), reader.at(m.created), kind, about]
    });
    columns(&mut page, rows.collect());
    page
}

/// The other nodes, a line for each.
pub fn peers(reader: &Reader<'_>, peers: &[PeerInfo]) -> Page {
    let words = reader.words;
    let mut page = Page::default();
    if peers.is_empty() {
        page.line(&words.text("cli-peers-none"));
        return page;
    }
    columns(&mut page, peers.iter().map(|peer| cells(reader, peer)).collect());
    page
}

/// The other nodes as lines of words.
pub fn peer_lines(reader: &Reader<'_>, peers: &[PeerInfo]) -> Vec<String> {
    if peers.is_empty() {
        return vec![reader.words.text("cli-peers-none")];
    }
    peers.iter().map(|peer| cells(reader, peer).join(" · ")).collect()
}

fn cells(reader: &Reader<'_>, peer: &PeerInfo) -> [String; 4] {
    let words = reader.words;
    let name = words.best(&peer.institution_name).unwrap_or_else(|| peer.institution.to_string());
    let state = words.text(if peer.connected { "cli-peer-connected" } else { "cli-peer-away" });
    let mut facts: Vec<String> = Vec::new();
    facts.extend(
        peer.through.as_ref().map(|relay| words.say(&Said::new("cli-peer-through").with("relay", relay))),
    );
    facts.extend(peer.rtt_ms.filter(|_| peer.connected).map(|ms| format!("{ms} ms")));
    facts
        .extend(peer.last_sync.map(|at| words.say(&Said::new("cli-peer-synced").with("at", &reader.at(at)))));
    if peer.behind > 0 {
        facts.push(words.say(&Said::new("cli-peer-behind").number("n", peer.behind)));
    }
    if !peer.connected {
        facts.extend(
            peer.next_try.map(|at| words.say(&Said::new("cli-peer-next").with("at", &reader.at(at)))),
        );
        facts.extend(peer.last_error.clone());
    }
    facts.extend(peer.addresses.first().cloned());
    [name, peer.label.clone(), state, facts.join(" · ")]
}

/// The state of a node: facts, then trouble.
pub fn status(reader: &Reader<'_>, status: &Status) -> Page {
    let words = reader.words;
    let mut page = Page::default();
    let name = words.best(&status.institution_name).unwrap_or_default();
    let federation = words.best(&status.federation_name).unwrap_or_default();
    let role = words.term("cli-role", &status.role);
    page.line(&format!("{name} ({}) · {role} · cabildo {}", status.institution, status.version));
    let mut fact = |id: &str, value: String| page.line(&format!("  {}: {value}", words.text(id)));
    fact("cli-status-federation", format!("{federation} ({})", status.federation));
    fact("cli-status-node", status.peer_id.clone());
    fact("cli-status-listening", status.listening.join(", "));
    fact("cli-status-peers", format!("{}/{}", status.connected, status.known));
    fact("cli-status-reach", words.say(&reached(&status.reach)));
    if let Some(relay) = &status.relay {
        fact("cli-status-serves", serves(reader, relay));
    }
    let kept = Said::new("cli-status-kept-value")
        .number("messages", status.messages)
        .number("logs", status.logs)
        .with("size", &size(status.store_bytes));
    fact("cli-status-kept", words.say(&kept));
    let behind = match (status.behind, status.bodies_missing, status.held) {
        (0, 0, 0) => words.text("cli-status-up-to-date"),
        (behind, bodies, held) => words.say(
            &Said::new("cli-status-behind-value")
                .number("behind", behind)
                .number("bodies", bodies)
                .number("held", held),
        ),
    };
    fact("cli-status-behind", behind);
    if status.unchecked > 0 {
        let said = Said::new("cli-status-unchecked-value").number("n", status.unchecked);
        fact("cli-status-unchecked", words.say(&said));
    }
    if status.bodies_dropped > 0 {
        fact(
            "cli-status-dropped",
            words.say(&Said::new("cli-status-dropped-value").number("n", status.bodies_dropped)),
        );
    }
    if status.forked > 0 {
        fact("cli-status-forked", status.forked.to_string());
    }
    fact("cli-status-started", reader.at(status.started));
    if let Some((name, from)) = &reader.own_zone {
        let from = words.term("zone-from", &self::name(from));
        fact("cli-status-zone", format!("{name} ({from})"));
    }
    if let Some(clock) = &status.clock {
        fact("cli-status-clock", words.say(&clock_said(clock)));
    }
    if let Some(duty) = &status.duty {
        fact("cli-status-duty", super::rota::duty(reader, duty));
    }
    if let Some(hidden) = hidden(reader, status) {
        page.line(&format!("  {hidden}"));
    }
    closing::unclosed(&mut page, reader, &status.unclosed);
    for trouble in &status.trouble {
        page.line(&format!("! {}", words.lang().trouble(trouble)));
    }
    page
}

/// How others reach a node.
fn reached(reach: &ReachInfo) -> Said {
    let id = match reach.state {
        ReachState::Unknown => "reach-unknown",
        ReachState::Direct => "reach-direct",
        ReachState::Relayed => "reach-relayed",
        ReachState::Hidden if reach.full => "reach-full",
        ReachState::Hidden => "reach-hidden",
    };
    Said::new(id).with("relays", &reach.through.join(", "))
}

/// Whom a relay serves.
fn serves(reader: &Reader<'_>, relay: &RelayInfo) -> String {
    let said = Said::new("cli-status-serves-value");
    let said = said.number("reservations", relay.reservations).number("circuits", relay.circuits);
    let full = |at| reader.words.say(&Said::new("cli-status-serves-full").with("at", &reader.at(at)));
    let parts: Vec<String> = std::iter::once(reader.words.say(&said)).chain(relay.full.map(full)).collect();
    parts.join(" · ")
}

/// How a clock stands against others.
pub fn clock_said(clock: &ClockInfo) -> Said {
    let span = times::show_span(clock.offset_ms.unsigned_abs());
    let id = match clock.offset_ms {
        -1999..=1999 => "clock-right",
        2000.. => "clock-behind",
        _ => "clock-ahead",
    };
    Said::new(id).with("span", &span).number("n", clock.institutions.into())
}

/// What is said before a signature where the clock is off.
pub fn clock_warning(words: &Words, status: &Status) -> Option<String> {
    let clock = status.clock.filter(ClockInfo::is_off)?;
    let said = words.say(&clock_said(&clock));
    Some(words.say(&Said::new("cli-clock-warning").with("clock", &said)))
}

/// One event in one line; none for what says nothing to people.
pub fn event(reader: &Reader<'_>, event: &ApiEvent) -> String {
    let words = reader.words;
    match event {
        ApiEvent::Message(m) => {
            let kind = reader.kind(Kind::from_name(&m.kind));
            let (name, title) = (reader.name(&m.institution), reader.text(&m.title));
            let mut parts = vec![reader.at(m.created), short(&m.id, ID_LETTERS), kind, name];
            if !title.is_empty() {
                parts.push(title);
            }
            if m.disputed {
                parts.push(words.text("cli-disputed"));
            }
            if m.held {
                parts.push(words.text("cli-held"));
            }
            parts.join(" · ")
        }
        ApiEvent::Body { id } => words.say(&Said::new("cli-event-body").with("id", &short(id, ID_LETTERS))),
        ApiEvent::Peer { institution, connected, .. } => {
            let id = if *connected { "cli-event-peer-up" } else { "cli-event-peer-down" };
            words.say(&Said::new(id).with("name", &reader.name(institution)))
        }
        ApiEvent::Progress { behind: 0 } => words.text("cli-status-up-to-date"),
        ApiEvent::Progress { behind } => words.say(&Said::new("cli-event-progress").number("n", *behind)),
        ApiEvent::Forked { log, institution } => words.say(
            &Said::new("cli-event-forked")
                .with("name", &reader.name(institution))
                .with("log", &log.to_string()),
        ),
        ApiEvent::Roster { scope, version } => words
            .say(&Said::new("cli-event-roster").with("scope", scope).number("version", u64::from(*version))),
        ApiEvent::Marked { thread, .. } => {
            words.say(&Said::new("cli-event-marked").with("id", &short(thread, ID_LETTERS)))
        }
        ApiEvent::Offered(offer) => {
            words.say(&Said::new("cli-event-offered").with("what", &offers::one(reader, offer)))
        }
        ApiEvent::Resync => words.text("cli-event-resync"),
    }
}

fn short(id: &MessageId, letters: usize) -> String {
    id.to_string().chars().take(letters).collect()
}

/// So many letters that no two of these ids look the same.
fn unique_letters(ids: &[MessageId]) -> usize {
    let mut texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    texts.sort();
    texts.dedup();
    let common = |(a, b): (&String, &String)| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let longest = texts.iter().zip(texts.iter().skip(1)).map(common).max().unwrap_or(0);
    ID_LETTERS.max(longest + 1)
}

/// Rows with all cells but the last padded to the widest of their column.
pub fn columns<const N: usize>(page: &mut Page, rows: Vec<[String; N]>) {
    let rows: Vec<[String; N]> =
        rows.into_iter().map(|row| row.map(|cell| cabildo_protocol::sanitize::line(&cell))).collect();
    let widths: Vec<usize> = (0..N)
        .map(|n| rows.iter().filter_map(|row| row.get(n)).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.chars().count() + 2));
        }
        page.line(&line);
    }
}

fn size(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    match bytes {
        b if b >= 10 * MIB => format!("{} MiB", b / MIB),
        b if b >= 10 * 1024 => format!("{} KiB", b / 1024),
        b => format!("{b} B"),
    }
}

#[cfg(test)]
pub mod tests;
