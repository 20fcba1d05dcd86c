//! A message and its whole thread, as text.

use super::{Reader, amendment, declaration::declaration, feedback::feedback, name, translation};
use crate::cli::{output::Page, times, words::Said};
use cabildo_client::{api::MessageDetail, cap, delivery};
use cabildo_protocol::{
    content::{Content, Cost, Info, Kind, Validity},
    id::Language,
    text::Texts,
    views::{
        AgendaState, AgendaView, Clock, CommentEntry, NoticeState, NoticeView, ProposalView, SetAside,
        Source, Thread,
    },
};

/// A message: what it says itself where it only answers, then the thread that it belongs to.
pub fn detail(reader: &Reader<'_>, detail: &MessageDetail) -> Page {
    let mut page = Page::default();
    let is_root = detail.info.id == detail.info.thread;
    if !is_root {
        answer(&mut page, reader, detail);
        page.gap();
    }
    if let Some(view) = &detail.view {
        translation::shown(&mut page, reader, view);
    }
    match &detail.view {
        Some(Thread::Proposal(view)) => proposal(&mut page, reader, view, &detail.theme),
        Some(Thread::Notice(view)) => notice(&mut page, reader, view),
        Some(Thread::Agenda(view)) => agenda(&mut page, reader, view),
        Some(Thread::Declaration(view)) => declaration(&mut page, reader, view, &detail.theme),
        Some(Thread::Feedback(view)) => feedback(&mut page, reader, view, &detail.theme),
        Some(Thread::Opaque { source, kind, reason }) => {
            head(&mut page, reader, kind.and_then(Kind::from_number), source);
            page.line(&reader.words.term("cli-opaque", reason));
        }
        None => page.line(&reader.words.text("cli-no-root")),
    }
    if let Some(view) = &detail.view {
        translation::list(&mut page, reader, view);
    }
    super::attachments::list(&mut page, reader, &detail.info.id, &detail.attachments);
    if let Some(delivery) = &detail.delivery {
        page.gap();
        let lines = delivery::lines(reader.words.lang(), delivery, |id| reader.name(id));
        lines.iter().for_each(|line| page.line(line));
    }
    left_out(&mut page, reader, detail);
    page
}

/// A message that is not the beginning of its thread.
fn answer(page: &mut Page, reader: &Reader<'_>, detail: &MessageDetail) {
    let info = &detail.info;
    let source = Source {
        id: info.id,
        institution: info.institution.clone(),
        created: info.created,
        disputed: info.disputed,
    };
    head(page, reader, Kind::from_name(&info.kind), &source);
    match &detail.content {
        Some(Content::Position(c)) => {
            page.line(&reader.words.term("stance", c.stance.name()));
            mandate(page, reader, c.mandate.as_deref());
        }
        Some(Content::Signature(c)) => {
            page.line(&format!("{}: {}", reader.words.text("cli-signs"), c.signs));
            mandate(page, reader, c.mandate.as_deref());
        }
        Some(Content::Ack(c)) => page.line(&reader.words.term("ack", c.state.name())),
        Some(Content::Rsvp(c)) => page.line(&attendance(reader, c.attendance.name(), c.people)),
        Some(_) => {}
        None => page.line(&reader.words.text("cli-no-content")),
    }
    let said = detail.content.as_ref().map(Content::title).map(|t| reader.text(t)).unwrap_or_default();
    page.block(2, &said);
}

/// What it is, who says it and when.
pub(super) fn head(page: &mut Page, reader: &Reader<'_>, kind: Option<Kind>, source: &Source) {
    let mut parts =
        vec![capital(&reader.kind(kind)), reader.who(&source.institution), reader.at(source.created)];
    if source.disputed {
        parts.push(reader.words.text("cli-disputed"));
    }
    page.line(&parts.join(" · "));
    page.line(&source.id.to_string());
}

fn proposal(page: &mut Page, reader: &Reader<'_>, view: &ProposalView, theme: &Texts) {
    let words = reader.words;
    head(page, reader, Some(Kind::Proposal), &view.source);
    page.gap();
    page.line(&reader.title(&view.proposal.title));
    let proposal = &view.proposal;
    if let Some(code) = &proposal.theme {
        page.line(&words.say(&Said::new("cli-theme").with("value", &reader.theme(code, theme))));
    }
    if !proposal.places.is_empty() {
        let places: Vec<&str> = proposal.places.iter().map(|p| p.as_str()).collect();
        page.line(&words.say(&Said::new("cli-places").with("value", &places.join(", "))));
    }
    costs(page, reader, &proposal.costs);
    paragraph(page, &reader.text(&proposal.summary));
    paragraph(page, &reader.text(view.text()));
    amendment::revised(page, reader, view);
    page.gap();
    clock(page, reader, &view.clock);
    amendment::list(page, reader, view);
    let sponsors: Vec<_> = view.sponsors().map(|entry| entry.source.institution.clone()).collect();
    if !sponsors.is_empty() {
        page.line(&words.say(&Said::new("cli-sponsors").with("names", &reader.names_of(&sponsors))));
    }
    section(page, reader, "cli-positions", view.positions.len());
    for entry in &view.positions {
        position(page, reader, entry);
    }
    if !view.late.is_empty() {
        section(page, reader, "cli-late", view.late.len());
        for entry in &view.late {
            position(page, reader, entry);
        }
    }
    result(page, reader, view);
    super::implementing::implementing(page, reader, view.implementation.as_ref());
    comments(page, reader, &view.comments);
}

/// What it costs, a line each.
fn costs(page: &mut Page, reader: &Reader<'_>, costs: &[Cost]) {
    for cost in costs {
        let parts = [cost.written(), reader.text(&cost.what)].into_iter().filter(|part| !part.is_empty());
        let value = parts.collect::<Vec<_>>().join(" · ");
        page.line(&reader.words.say(&Said::new("cli-cost").with("value", &value)));
    }
}

/// How a proposal was voted on, where it is in its life, and what is to be known of its result.
pub fn result(page: &mut Page, reader: &Reader<'_>, view: &ProposalView) {
    let (words, close) = (reader.words, &view.close);
    if !view.tally.is_empty() {
        page.gap();
        page.line(&words.text("cli-tally"));
        for (country, stances) in &view.tally {
            let counts: Vec<String> =
                stances.iter().map(|(s, n)| format!("{} {n}", words.term("stance", s.name()))).collect();
            page.line(&format!("  {country}: {}", counts.join(", ")));
        }
    }
    page.gap();
    let mut line = words.say(&Said::new("cli-stage").with("stage", &words.term("stage", close.stage.name())));
    if let (false, Some(outcome)) = (close.stage.is_final(), close.outcome) {
        let so_far = words.term("stage", outcome.name());
        line = format!("{line} · {}", words.say(&Said::new("cli-so-far").with("outcome", &so_far)));
    }
    page.line(&line);
    page.line(&words.say(&Said::new("cli-closing-rule").with("rule", &words.lang().terms(&close.terms))));
    if let Some(until) = close.terms.amend_until {
        page.line(&words.say(&Said::new("cli-amend-until").with("at", &reader.at(until))));
    }
    if let Some(closing) = &close.closing {
        let said = Said::new("cli-closed-by").with("who", &reader.who(&closing.source.institution));
        page.line(&words.say(&said.with("until", &reader.at(closing.contest_until))));
    }
    for doubt in &close.doubts {
        page.line(&format!("! {}", words.term("doubt", doubt.name())));
    }
    let apart = [
        ("cli-left-out", &close.left_out),
        ("cli-skewed", &close.skewed),
        ("cli-not-voters", &close.not_voters),
    ];
    for (heading, entries) in apart.into_iter().filter(|(_, entries)| !entries.is_empty()) {
        section(page, reader, heading, entries.len());
        entries.iter().for_each(|entry| position(page, reader, entry));
    }
    set_aside(page, reader, &close.set_aside);
}

/// What has no effect, and why.
pub(super) fn set_aside(page: &mut Page, reader: &Reader<'_>, all: &[SetAside]) {
    let words = reader.words;
    if all.is_empty() {
        return;
    }
    section(page, reader, "cli-set-aside", all.len());
    for aside in all {
        let (kind, why) = (words.term("kind", &aside.kind), words.term("aside", &aside.why));
        row(page, reader, &aside.source, &format!("{kind} · {why}"));
    }
}

/// What a detail leaves out by the node's policy.
fn left_out(page: &mut Page, reader: &Reader<'_>, detail: &MessageDetail) {
    if detail.hidden > 0 {
        page.gap();
        page.line(&reader.words.say(&Said::new("cli-hidden-answers").number("n", detail.hidden)));
    }
}

fn position(page: &mut Page, reader: &Reader<'_>, entry: &cabildo_protocol::views::PositionEntry) {
    row(page, reader, &entry.source, &reader.words.term("stance", entry.stance.name()));
    page.block(4, &reader.text(&entry.reason));
    mandate(page, reader, entry.mandate.as_deref());
    read_in(page, reader, entry.read.as_ref());
    if entry.moved_on {
        page.line(&format!("    ! {}", reader.words.text("cli-moved-on")));
    }
    if let Some(fault) = entry.cited.filter(|cited| cited.fault().is_some()) {
        let word = serde_json::to_value(fault).ok();
        let word = word.as_ref().and_then(|w| w.as_str()).unwrap_or_default().to_owned();
        page.line(&format!("    ! {}", reader.words.term("cli-cited", &word)));
    }
}

/// In which language the text was read.
pub(super) fn read_in(page: &mut Page, reader: &Reader<'_>, language: Option<&Language>) {
    if let Some(language) = language {
        let said = Said::new("cli-read-in").with("language", language.as_str());
        page.line(&format!("    {}", reader.words.say(&said)));
    }
}

pub(super) fn mandate(page: &mut Page, reader: &Reader<'_>, mandate: Option<&str>) {
    if let Some(mandate) = mandate {
        let said = reader.words.say(&Said::new("cli-mandate").with("value", mandate));
        page.line(&format!("    {said}"));
    }
}

fn notice(page: &mut Page, reader: &Reader<'_>, view: &NoticeView) {
    let words = reader.words;
    head(page, reader, Some(Kind::Notice), &view.source);
    page.gap();
    page.line(&reader.title(view.notice.title()));
    page.line(
        &[words.term("notice", view.state.name()), words.term("cap", &name(&view.notice.status))].join(" · "),
    );
    if view.awaits_second && view.state == NoticeState::Active {
        page.line(&format!("! {}", words.text("cli-awaits-second")));
    }
    if view.notice.is_all_clear() {
        page.line(&format!("✓ {}", words.text("tui-mark-all-clear")));
    }
    for info in &view.notice.info {
        page.gap();
        block(page, reader, info, view.validity(info, reader.now));
    }
    page.gap();
    for (id, value) in cap::notice(words.lang(), &view.notice).into_iter().filter(|(_, v)| !v.is_empty()) {
        page.line(&format!("  {}: {value}", words.text(id)));
    }
    for update in &view.updates {
        let said = Said::new("cli-updated").with("at", &reader.at(update.created));
        page.line(&words.say(&said));
    }
    if let Some((source, reason)) = &view.cancelled {
        page.gap();
        page.line(&words.say(&Said::new("cli-cancelled").with("at", &reader.at(source.created))));
        page.block(2, &reader.text(reason));
    }
    page.gap();
    clock(page, reader, &view.clock);
    if view.notice.is_exercise() && view.state != NoticeState::Active {
        let id: String = view.source.id.to_string().chars().take(12).collect();
        page.line(&words.say(&Said::new("cli-exercise-over").with("id", &id)));
    }
    section(page, reader, "cli-acks", view.acks.len());
    for entry in &view.acks {
        let state = words.term("ack", entry.state.name());
        let took = Said::new("cli-took").with("span", &times::show_span(entry.time_to_ack_ms));
        row(page, reader, &entry.source, &format!("{state} · {}", words.say(&took)));
        page.block(4, &reader.text(&entry.note));
    }
    comments(page, reader, &view.comments);
}

fn block(page: &mut Page, reader: &Reader<'_>, info: &Info, validity: Validity) {
    let words = reader.words;
    if validity != Validity::Current {
        page.line(&format!("! {}", words.term("validity", validity.name())));
    }
    let mut fact = |id: &str, value: String| {
        if !value.is_empty() {
            page.line(&format!("  {}: {value}", words.text(id)));
        }
    };
    let list = |list: &str, names: Vec<String>| {
        names.iter().map(|name| words.term(list, name)).collect::<Vec<_>>().join(", ")
    };
    fact("cli-cap-event", reader.text(&info.event));
    fact("cli-cap-severity", words.term("severity", &name(&info.severity)));
    fact("cli-cap-urgency", words.term("urgency", &name(&info.urgency)));
    fact("cli-cap-certainty", words.term("certainty", &name(&info.certainty)));
    fact("cli-cap-category", list("category", info.categories.iter().map(name).collect()));
    fact("cli-cap-response", list("response", info.responses.iter().map(name).collect()));
    fact("cli-cap-effective", info.effective.map(|at| reader.at(at)).unwrap_or_default());
    fact("cli-cap-onset", info.onset.map(|at| reader.at(at)).unwrap_or_default());
    fact("cli-cap-expires", info.expires.map(|at| reader.due(at)).unwrap_or_default());
    for area in &info.areas {
        let codes: Vec<&str> = area.places.iter().map(|p| p.as_str()).collect();
        let codes = if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) };
        fact("cli-cap-area", reader.text(&area.description) + &codes);
        fact("cli-cap-extent", cap::area(words.lang(), area).join(" · "));
    }
    cap::block(info, |texts| reader.text(texts)).into_iter().for_each(|(id, value)| fact(id, value));
    paragraph(page, &reader.text(&info.description));
    if !info.instruction.is_empty() && validity != Validity::Current {
        page.gap();
        page.line(&format!("  {}", words.term("instruction", validity.name())));
        page.block(4, &reader.text(&info.instruction));
    } else {
        paragraph(page, &reader.text(&info.instruction));
    }
}

fn agenda(page: &mut Page, reader: &Reader<'_>, view: &AgendaView) {
    let (words, agenda) = (reader.words, &view.agenda);
    head(page, reader, Some(Kind::Agenda), &view.source);
    page.gap();
    page.line(&reader.title(&agenda.title));
    super::meeting::life(page, reader, &view.life);
    let venue_zone = times::zone(&agenda.time_zone).ok();
    let span = |zone: &jiff::tz::TimeZone| {
        format!("{} – {}", times::show(agenda.starts, zone), times::show(agenda.ends, zone))
    };
    if let Some(zone) = &venue_zone {
        page.line(&format!("  {} ({})", span(zone), agenda.time_zone));
    }
    if venue_zone.as_ref() != Some(&reader.zone) {
        page.line(&format!("  {} ({})", span(&reader.zone), reader.zone.iana_name().unwrap_or("UTC")));
    }
    let mut fact = |id: &str, value: String| {
        if !value.is_empty() {
            page.line(&format!("  {}: {value}", words.text(id)));
        }
    };
    fact("cli-host", reader.who(&agenda.host));
    let place = agenda.place.as_ref().map(|p| format!("({p})")).unwrap_or_default();
    fact("cli-venue", [reader.text(&agenda.venue), place].join(" ").trim().to_owned());
    fact("tui-next-host", agenda.next_host.as_ref().map(|id| reader.who(id)).unwrap_or_default());
    paragraph(page, &reader.text(&agenda.summary));
    section(page, reader, "cli-items", agenda.items.len());
    for item in &agenda.items {
        let time = |zone: &jiff::tz::TimeZone| item.starts.map(|at| times::show_time(at, zone));
        let venue = venue_zone.as_ref().and_then(time);
        let ours = time(&reader.zone).filter(|ours| Some(ours) != venue.as_ref());
        let begins = match (venue, ours) {
            (Some(venue), Some(ours)) => format!("{venue} ({ours})  "),
            (Some(time), None) | (None, Some(time)) => format!("{time}  "),
            (None, None) => String::new(),
        };
        let lasts = format!("{} min", item.minutes);
        let about = [lasts].into_iter().chain(super::meeting::about(reader, item)).collect::<Vec<_>>();
        page.line(&format!("  {begins}{} · {}", reader.title(&item.title), about.join(" · ")));
    }
    super::meeting::requests(page, reader, view);
    super::meeting::minutes(page, reader, &view.life);
    page.gap();
    if view.life.state != AgendaState::Cancelled {
        clock(page, reader, &view.clock);
    }
    section(page, reader, "cli-answers", view.answers.len());
    for entry in &view.answers {
        row(page, reader, &entry.source, &attendance(reader, entry.attendance.name(), entry.people));
        let mut needs: Vec<String> = entry
            .access
            .iter()
            .map(|(need, n)| format!("{}: {n}", words.term("access", &name(need))))
            .collect();
        needs.extend(entry.languages.iter().map(ToString::to_string));
        page.block(4, &needs.join(", "));
        page.block(4, &reader.text(&entry.note));
    }
    let sums = Said::new("cli-attendance").number("present", view.in_person).number("remote", view.remote);
    page.line(&words.say(&sums));
    for (need, count) in &view.access {
        page.line(&format!("  {}: {count}", words.term("access", &name(need))));
    }
    comments(page, reader, &view.comments);
}

/// Whether somebody comes, and how many.
pub fn attendance(reader: &Reader<'_>, name: &str, people: u32) -> String {
    let people = Said::new("cli-people").number("n", u64::from(people));
    format!("{} · {}", reader.words.term("attendance", name), reader.words.say(&people))
}

/// By when an answer is asked for, and who has not given it.
pub(super) fn clock(page: &mut Page, reader: &Reader<'_>, clock: &Clock) {
    let words = reader.words;
    let id = if clock.over { "cli-clock-over" } else { "cli-clock" };
    page.line(&words.say(&Said::new(id).with("due", &reader.due(clock.respond_by))));
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let said = Said::new("cli-answered").number("answered", count(clock.answered()));
    page.line(&words.say(&said.number("asked", count(clock.recipients.len()))));
    let waiting: Vec<_> = clock.waiting().cloned().collect();
    if !waiting.is_empty() {
        page.line(&words.say(&Said::new("cli-waiting").with("names", &reader.names_of(&waiting))));
    }
    for recipient in &clock.recipients {
        let Some(late) = recipient.late_by_ms else { continue };
        let id = if recipient.answered.is_some() { "cli-recipient-late" } else { "cli-recipient-overdue" };
        let said = Said::new(id).with("who", &reader.name(&recipient.institution));
        page.line(&format!("  {}", words.say(&said.with("span", &times::show_span(late)))));
    }
    for pause in clock.recipients.iter().filter_map(|recipient| recipient.pause.as_ref()) {
        let said = Said::new("cli-recipient-paused").with("who", &reader.name(&pause.source.institution));
        page.line(&format!("  {}", words.say(&said.with("until", &reader.at(pause.until)))));
        page.block(4, &reader.text(&pause.reason));
    }
}

pub(super) fn comments(page: &mut Page, reader: &Reader<'_>, comments: &[CommentEntry]) {
    if comments.is_empty() {
        return;
    }
    section(page, reader, "cli-comments", comments.len());
    for comment in comments {
        let indent = 2 * usize::from(comment.depth);
        row_at(page, reader, indent, &comment.source, "");
        page.block(indent + 4, &reader.text(&comment.text));
    }
}

/// One institution's answer: who, when, what.
pub(super) fn row(page: &mut Page, reader: &Reader<'_>, source: &Source, what: &str) {
    row_at(page, reader, 0, source, what);
}

fn row_at(page: &mut Page, reader: &Reader<'_>, indent: usize, source: &Source, what: &str) {
    let mut parts = vec![reader.who(&source.institution), reader.at(source.created)];
    if !what.is_empty() {
        parts.insert(1, what.to_owned());
    }
    if source.disputed {
        parts.push(reader.words.text("cli-disputed"));
    }
    page.line(&format!("{:indent$}  {}", "", parts.join(" · ")));
}

pub(super) fn section(page: &mut Page, reader: &Reader<'_>, id: &'static str, count: usize) {
    page.gap();
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    page.line(&reader.words.say(&Said::new(id).number("n", count)));
}

pub(super) fn paragraph(page: &mut Page, text: &str) {
    if !text.is_empty() {
        page.gap();
        page.block(2, text);
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
