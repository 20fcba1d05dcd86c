//! A proposal: its text, the tally by country, positions, who is silent, comments.

use super::{
    amendment, closing, implementing,
    ink::Row,
    page::Page,
    reader::{self, Answer},
    words::{Words, stance_sign},
};
use crate::model::compose::{Act, STANCES};
use cabildo_client::{diff::Comparing, lang::Arg};
use cabildo_protocol::{
    content::Stance,
    text::Texts,
    views::{PositionEntry, ProposalView},
};

/// Writes the page.
pub fn page(words: Words<'_>, view: &ProposalView, theme: &Texts, page: &mut Page) {
    let proposal = &view.proposal;
    reader::title(words, &proposal.title, page);
    reader::origin(words, "tui-proposal-from", &view.source, page);
    let me = words.model.institution();
    let of_ours = |p: &&PositionEntry| Some(&p.source.institution) == me && !p.source.disputed;
    let ours = view.positions.iter().chain(&view.late).find(of_ours);
    let ours = ours.map(|p| words.word("stance", &p.stance));
    reader::clock(words, Act::Position, &view.clock, ours.as_deref(), page);
    closing::stage(words, view, page);
    let sponsors: Vec<&str> = view.sponsors().map(|entry| words.name(&entry.source.institution)).collect();
    if !sponsors.is_empty() {
        let text = words.with("cli-sponsors", &[("names", Arg::from(&sponsors.join(" · ")))]);
        page.row("sponsors", Row::new().put(&text, words.style.good()), 2);
    }
    if let Some(code) = &proposal.theme {
        let named = words.text(theme);
        let named = if named.is_empty() { code.clone() } else { format!("{named} ({code})") };
        reader::fact(words, "tui-theme", &named, page);
    }
    let places: Vec<&str> = proposal.places.iter().map(|place| super::notice::place(words, place)).collect();
    reader::fact(words, "tui-places", &places.join(" · "), page);
    for cost in &proposal.costs {
        let value = format!("{} {}", cost.written(), words.text(&cost.what));
        reader::fact(words, "cli-paper-cost", value.trim(), page);
    }
    let summary = words.text(&proposal.summary);
    if !summary.is_empty() {
        page.gap();
        page.text("summary", &summary, 0, words.style.strong());
    }
    page.gap();
    if let Some(revision) = view.close.revision() {
        let when = words.moment(revision.source.created);
        let text = words.with("tui-revised", &[("when", Arg::from(&when))]);
        page.row("revised", Row::new().put(&text, words.style.warning()), 0);
    }
    page.text("text", &words.text(view.text()), 0, words.style.plain());
    implementing::section(words, view.implementation.as_ref(), page);
    let comparing = &mut Comparing::new(&words.model.languages);
    amendment::revised(words, view, comparing, page);
    amendment::list(words, view, comparing, page);
    let heading = words.with("tui-positions", &[("n", Arg::from(view.positions.len()))]);
    page.heading("positions", &heading, words.style.heading());
    tally(words, view, page);
    positions(words, &view.positions, page);
    if !view.late.is_empty() {
        let heading = words.with("tui-late", &[("n", Arg::from(view.late.len()))]);
        page.heading("late", &heading, words.style.heading());
        positions(words, &view.late, page);
    }
    closing::apart(words, view, page);
    reader::silent(words, "tui-silent-position", &view.clock, page);
    reader::comments(words, &view.comments, page);
}

/// A line a country: a table where there is room, else the counts that are not nothing.
fn tally(words: Words<'_>, view: &ProposalView, page: &mut Page) {
    let style = words.style;
    if view.tally.is_empty() {
        page.row("tally", Row::new().put(&format!(" {}", words.say("tui-no-positions")), style.faint()), 1);
        return;
    }
    let table = page.width() >= 70;
    if table {
        let head = STANCES.iter().fold(Row::new().fit("", 16, style.plain()), |row, stance| {
            row.fit(&words.word("stance", stance), 14, style.faint())
        });
        page.line("tally", head);
    }
    for (country, counts) in &view.tally {
        let id = format!("country-{country}");
        let name = words.model.lang.country(country);
        let count = |stance: &Stance| counts.get(stance).copied().unwrap_or_default();
        let row = Row::new().put(" ", style.plain());
        let row = if table {
            STANCES.iter().fold(row.fit(&name, 15, style.plain()), |row, stance| {
                let n = count(stance);
                let text = if n == 0 { "·".to_owned() } else { n.to_string() };
                row.fit(&text, 14, if n == 0 { style.faint() } else { style.strong() })
            })
        } else {
            let said: Vec<String> = STANCES
                .iter()
                .filter(|stance| count(stance) > 0)
                .map(|stance| format!("{} {}", count(stance), words.word("stance", stance)))
                .collect();
            row.put(&format!("{name}: "), style.plain()).put(&said.join(" · "), style.strong())
        };
        page.row(&id, row, 3);
    }
    page.gap();
}

/// Positions, one an institution.
pub fn positions(words: Words<'_>, positions: &[PositionEntry], page: &mut Page) {
    for position in positions {
        let look = match position.stance {
            Stance::Endorse => words.style.good(),
            Stance::Object => words.style.bad(),
            Stance::Abstain => words.style.plain(),
            Stance::AskForChanges => words.style.warning(),
        };
        let said = words.word("stance", &position.stance);
        let mandate = position.mandate.as_ref();
        let mandate = mandate.map(|mandate| {
            let cites = words.with("tui-mandate", &[("act", Arg::from(mandate))]);
            match position.cited.filter(|cited| cited.fault().is_some()) {
                Some(fault) => format!("{cites} · ! {}", words.word("cli-cited", &fault)),
                None => cites,
            }
        });
        let read = position.read.as_ref();
        let read = read.map(|tag| words.with("cli-read-in", &[("language", Arg::from(tag.as_str()))]));
        let moved_on = position.moved_on.then(|| format!("! {}", words.say("cli-moved-on")));
        let more: Vec<String> = [mandate, read, moved_on].into_iter().flatten().collect();
        let more = (!more.is_empty()).then(|| more.join(" · "));
        let sign = stance_sign(position.stance);
        let answer = Answer { source: &position.source, sign, said, look, more, words: &position.reason };
        reader::answer(words, &answer, page);
    }
}
