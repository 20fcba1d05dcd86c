//! What stands on the sheet of each kind.

use super::Html;
use crate::cli::{
    render::{self, Reader, attendance, name},
    times,
    words::Said,
};
use cabildo_client::{api::AttachmentInfo, attachments as files_shown, cap, diff::Comparing};
use cabildo_protocol::{
    content::{Info, Validity},
    id::Place,
    text::Texts,
    views::{
        AgendaView, Clock, CommentEntry, DeclarationView, FeedbackView, Implementation, NoticeView,
        PositionEntry, ProposalView, Source, TranslationEntry,
    },
};

/// A proposal: what it says, then who takes which position.
pub fn proposal(html: &mut Html, reader: &Reader<'_>, view: &ProposalView, theme: &Texts) {
    let (words, proposal) = (reader.words, &view.proposal);
    html.titles(&proposal.title);
    let mut facts = clock(reader, &view.clock);
    if let Some(code) = &proposal.theme {
        facts.insert(0, (words.text("cli-paper-theme"), reader.theme(code, theme)));
    }
    facts.insert(0, (words.text("cli-paper-places"), codes(&proposal.places)));
    for cost in &proposal.costs {
        let value = format!("{} {}", cost.written(), html.cell(&cost.what));
        facts.push((words.text("cli-paper-cost"), value.trim().to_owned()));
    }
    html.facts(facts);
    texts(html, reader, &proposal.summary);
    texts(html, reader, view.text());
    changes(html, reader, view);
    positions(html, reader, "cli-positions", &view.positions);
    if !view.late.is_empty() {
        positions(html, reader, "cli-late", &view.late);
    }
    if !view.tally.is_empty() {
        html.text("h2", "", &words.text("cli-tally"));
        html.facts(view.tally.iter().map(|(country, stances)| {
            let counts: Vec<String> =
                stances.iter().map(|(s, n)| format!("{} {n}", words.term("stance", s.name()))).collect();
            (country.to_string(), counts.join(", "))
        }));
    }
    implementing(html, reader, view.implementation.as_ref());
    comments(html, reader, &view.comments);
}

/// What follows from it, a row an item.
fn implementing(html: &mut Html, reader: &Reader<'_>, whole: Option<&Implementation>) {
    let Some(whole) = whole else { return };
    html.text("h2", "", &counted(reader, "cli-commitments", whole.items.len()));
    html.text("p", "who", &who(reader, &whole.source));
    texts(html, reader, &whole.result);
    html.text("p", "", &render::office(reader, whole));
    if let Some(review) = render::review(reader, whole) {
        html.text("p", "", &review);
    }
    let rows = whole.items.iter().map(|item| {
        let said = item.progress.iter().map(|said| {
            let state = reader.words.term("item-state", said.state.name());
            format!("{state} · {} {}", who(reader, &said.source), html.cell(&said.text))
        });
        let said: Vec<String> = said.collect();
        vec![
            format!("{}. {}", item.item, html.cell(&item.text)),
            render::stands_item(reader, item),
            said.join("\n"),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head = ["cli-paper-item", "cli-paper-what", "cli-paper-said"];
    html.table(&head.map(|id| reader.words.text(id)), &rows);
}

/// What the last new text changed, and what each amendment would change.
fn changes(html: &mut Html, reader: &Reader<'_>, view: &ProposalView) {
    let words = reader.words;
    let mut comparing = Comparing::new(words.wanted());
    if let Some(revision) = view.close.revision() {
        let said = Said::new("cli-revised").with("at", &reader.at(revision.source.created));
        html.text("h2", "", &words.say(&said));
        let before = view.text_before(&revision.source.id);
        if let Some(parts) = comparing.texts(before, &revision.text) {
            html.changes(&parts);
        }
    }
    if !view.amendments.is_empty() {
        html.text("h2", "", &counted(reader, "cli-amendments", view.amendments.len()));
    }
    for entry in &view.amendments {
        let state = words.term("amendment-state", entry.state.name());
        html.text("p", "who", &format!("{} · {state}", who(reader, &entry.source)));
        texts(html, reader, &entry.reason);
        let parts = view.text_of(&entry.amends).and_then(|b| comparing.texts(b, &entry.text));
        match parts {
            Some(parts) => html.changes(&parts),
            None => texts(html, reader, &entry.text),
        }
    }
}

fn positions(html: &mut Html, reader: &Reader<'_>, heading: &'static str, entries: &[PositionEntry]) {
    let rows = entries.iter().map(|entry| {
        let mandate = entry.mandate.as_ref();
        let mandate = mandate.map(|m| reader.words.say(&Said::new("cli-mandate").with("value", m)));
        let stance = reader.words.term("stance", entry.stance.name());
        let said = [Some(html.cell(&entry.reason)), mandate].into_iter().flatten().collect::<Vec<_>>();
        row(reader, &entry.source, stance, said.join("\n"))
    });
    let rows: Vec<Vec<String>> = rows.collect();
    answers(html, reader, heading, rows);
}

/// A notice as it stands now, then who acknowledged.
pub fn notice(html: &mut Html, reader: &Reader<'_>, view: &NoticeView) {
    let (words, notice) = (reader.words, &view.notice);
    if notice.is_exercise() {
        // Printed at the head of every page.
        html.text("p", "exercise", &words.term("cap", &name(&notice.status)));
    }
    html.titles(notice.title());
    let marks = [words.term("notice", view.state.name()), words.term("cap", &name(&notice.status))];
    html.text("p", "mark", &marks.join(" · "));
    for info in &notice.info {
        block(html, reader, info, view.validity(info, reader.now));
    }
    let beside = cap::notice(words.lang(), notice).into_iter();
    let mut facts: Vec<(String, String)> = beside.map(|(id, value)| (words.text(id), value)).collect();
    facts.extend(clock(reader, &view.clock));
    for update in &view.updates {
        let said = Said::new("cli-updated").with("at", &reader.at(update.created));
        facts.push((words.say(&said), update.id.to_string()));
    }
    if let Some((source, _)) = &view.cancelled {
        let said = Said::new("cli-cancelled").with("at", &reader.at(source.created));
        facts.push((words.say(&said), source.id.to_string()));
    }
    html.facts(facts);
    if let Some((_, reason)) = &view.cancelled {
        texts(html, reader, reason);
    }
    let rows = view.acks.iter().map(|entry| {
        let took = Said::new("cli-took").with("span", &times::show_span(entry.time_to_ack_ms));
        let state = format!("{} · {}", words.term("ack", entry.state.name()), words.say(&took));
        row(reader, &entry.source, state, html.cell(&entry.note))
    });
    let rows: Vec<Vec<String>> = rows.collect();
    answers(html, reader, "cli-acks", rows);
    comments(html, reader, &view.comments);
}

fn block(html: &mut Html, reader: &Reader<'_>, info: &Info, validity: Validity) {
    let words = reader.words;
    let current = validity == Validity::Current;
    if !current {
        html.text("p", "mark", &words.term("validity", validity.name()));
    }
    let list = |list: &str, names: Vec<String>| {
        names.iter().map(|name| words.term(list, name)).collect::<Vec<_>>().join(", ")
    };
    let at = |at: Option<_>| at.map(|at| reader.at(at)).unwrap_or_default();
    let mut facts = vec![
        ("cli-cap-event", html.cell(&info.event)),
        ("cli-cap-severity", words.term("severity", &name(&info.severity))),
        ("cli-cap-urgency", words.term("urgency", &name(&info.urgency))),
        ("cli-cap-certainty", words.term("certainty", &name(&info.certainty))),
        ("cli-cap-category", list("category", info.categories.iter().map(name).collect())),
        ("cli-cap-response", list("response", info.responses.iter().map(name).collect())),
        ("cli-cap-effective", at(info.effective)),
        ("cli-cap-onset", at(info.onset)),
        ("cli-cap-expires", at(info.expires)),
    ];
    for area in &info.areas {
        let codes = codes(&area.places);
        let codes = if codes.is_empty() { codes } else { format!(" ({codes})") };
        facts.push(("cli-cap-area", html.cell(&area.description) + &codes));
        facts.push(("cli-cap-extent", cap::area(words.lang(), area).join(" · ")));
    }
    facts.extend(cap::block(info, |texts| html.cell(texts)));
    html.facts(facts.into_iter().map(|(id, value)| (words.text(id), value)));
    // What people should do comes before why, but only where they should.
    if current {
        texts(html, reader, &info.instruction);
    }
    texts(html, reader, &info.description);
    if !current && !info.instruction.is_empty() {
        html.text("p", "mark", &words.term("instruction", validity.name()));
        texts(html, reader, &info.instruction);
    }
}

/// A summit: when and where, what is on it, who comes.
pub fn agenda(html: &mut Html, reader: &Reader<'_>, view: &AgendaView) {
    let (words, agenda) = (reader.words, &view.agenda);
    html.titles(&agenda.title);
    let zone = times::zone(&agenda.time_zone).unwrap_or(reader.zone.clone());
    let (starts, ends) = (times::show(agenda.starts, &zone), times::show(agenda.ends, &zone));
    let place = agenda.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    let mut facts = vec![
        (words.text("cli-paper-when"), format!("{starts} – {ends}")),
        (words.text("cli-host"), reader.who(&agenda.host)),
        (words.text("cli-venue"), html.cell(&agenda.venue) + &place),
    ];
    facts.extend(agenda.next_host.iter().map(|next| (words.text("tui-next-host"), reader.who(next))));
    facts.extend(clock(reader, &view.clock));
    html.facts(facts);
    texts(html, reader, &agenda.summary);
    html.text("h2", "", &counted(reader, "cli-items", agenda.items.len()));
    let items = agenda.items.iter().map(|item| {
        let begins = item.starts.map(|at| times::show_time(at, &zone)).unwrap_or_default();
        let about = render::about_item(reader, item).join("\n");
        vec![begins, format!("{} min", item.minutes), html.cell(&item.title), about]
    });
    let items: Vec<Vec<String>> = items.collect();
    if !items.is_empty() {
        let head = ["cli-paper-begins", "cli-paper-lasts", "cli-paper-item", "cli-paper-presenter"];
        html.table(&head.map(|id| words.text(id)), &items);
    }
    let rows = view.requests.iter();
    let rows = rows
        .map(|asked| row(reader, &asked.source, render::requested(reader, asked), html.cell(&asked.text)));
    let rows: Vec<Vec<String>> = rows.collect();
    answers(html, reader, "tui-item-requests", rows);
    let rows = view.answers.iter().map(|entry| {
        let mut said: Vec<String> = entry
            .access
            .iter()
            .map(|(need, n)| format!("{}: {n}", words.term("access", &name(need))))
            .collect();
        said.extend(entry.languages.iter().map(|tag| words.language_name(tag)));
        let note = html.cell(&entry.note);
        said.extend((!note.is_empty()).then_some(note));
        row(reader, &entry.source, attendance(reader, entry.attendance.name(), entry.people), said.join("\n"))
    });
    let rows: Vec<Vec<String>> = rows.collect();
    answers(html, reader, "cli-answers", rows);
    let sums = Said::new("cli-attendance").number("present", view.in_person).number("remote", view.remote);
    html.text("p", "", &words.say(&sums));
    html.facts(view.access.iter().map(|(need, n)| (words.term("access", &name(need)), n.to_string())));
    comments(html, reader, &view.comments);
}

/// A joint declaration: its text, how far each country is, who signed.
pub fn declaration(html: &mut Html, reader: &Reader<'_>, view: &DeclarationView, theme: &Texts) {
    let (words, declaration) = (reader.words, &view.declaration);
    html.titles(&declaration.title);
    html.text("p", "mark", &render::state(reader, view));
    let mut facts = vec![(words.text("cli-paper-places"), codes(&declaration.places))];
    if let Some(code) = &declaration.theme {
        facts.push((words.text("cli-paper-theme"), reader.theme(code, theme)));
    }
    facts.extend(clock(reader, &view.clock));
    html.facts(facts);
    texts(html, reader, &declaration.summary);
    texts(html, reader, view.text());
    for country in &view.countries {
        html.text("p", "", &render::country(reader, country));
    }
    for (heading, entries) in [("cli-signatures", &view.signatures), ("cli-signatures-late", &view.late)] {
        let rows = entries.iter().map(|entry| {
            let mandate = entry.mandate.as_ref();
            let mandate = mandate.map(|m| words.say(&Said::new("cli-mandate").with("value", m)));
            let said = [Some(html.cell(&entry.note)), mandate].into_iter().flatten().collect::<Vec<_>>();
            row(reader, &entry.source, render::stands(reader, entry), said.join("\n"))
        });
        let rows: Vec<Vec<String>> = rows.collect();
        answers(html, reader, heading, rows);
    }
    comments(html, reader, &view.comments);
}

/// Feedback: what was noticed, and what became of it.
pub fn feedback(html: &mut Html, reader: &Reader<'_>, view: &FeedbackView, theme: &Texts) {
    let (words, feedback) = (reader.words, &view.feedback);
    html.titles(&feedback.title);
    html.text("p", "mark", &words.term("feedback-state", view.state.name()));
    html.text(
        "p",
        "",
        &words.say(&Said::new("cli-feedback-asked").with("who", &reader.who(&feedback.asked))),
    );
    let mut facts = vec![(words.text("cli-paper-places"), codes(&feedback.places))];
    if let Some(code) = &feedback.theme {
        facts.push((words.text("cli-paper-theme"), reader.theme(code, theme)));
    }
    facts.extend(clock(reader, &view.clock));
    html.facts(facts);
    texts(html, reader, &feedback.text);
    let rows = view.steps.iter().map(|entry| {
        let step = render::after(reader, entry.step.name(), entry.after_ms);
        row(reader, &entry.source, step, html.cell(&entry.text))
    });
    let rows: Vec<Vec<String>> = rows.collect();
    answers(html, reader, "cli-steps", rows);
    comments(html, reader, &view.comments);
}

/// Translations, with who made them and how.
pub fn translations(html: &mut Html, reader: &Reader<'_>, entries: &[TranslationEntry]) {
    if entries.is_empty() {
        return;
    }
    html.text("h2", "", &counted(reader, "cli-translations", entries.len()));
    for entry in entries {
        let mut line = format!("{} · {}", render::translated(reader, entry), reader.at(entry.source.created));
        if entry.source.disputed {
            line = format!("{line} · {}", reader.words.text("cli-disputed"));
        }
        html.text("p", "who", &line);
        if entry.stale {
            html.text("p", "mark", &reader.words.text("cli-translation-stale"));
        }
        texts(html, reader, &entry.title);
        texts(html, reader, &entry.text);
    }
}

/// Files that belong to the thread, with the digits by which a copy is known to be the one that is meant.
pub fn attachments(html: &mut Html, reader: &Reader<'_>, files: &[AttachmentInfo]) {
    if files.is_empty() {
        return;
    }
    let lang = reader.words.lang();
    html.text("h2", "", &counted(reader, "cli-attachments", files.len()));
    for file in files {
        html.text("p", "who", &files_shown::line(lang, file));
        if let Some(warning) = files_shown::warning(lang, file) {
            html.text("p", "mark", &warning);
        }
        html.text("p", "", &file.root.to_string());
    }
}

fn comments(html: &mut Html, reader: &Reader<'_>, comments: &[CommentEntry]) {
    if comments.is_empty() {
        return;
    }
    html.text("h2", "", &counted(reader, "cli-comments", comments.len()));
    for comment in comments {
        let mark = if comment.answers.is_some() { "↳ " } else { "" };
        html.text("p", "who", &format!("{mark}{}", who(reader, &comment.source)));
        texts(html, reader, &comment.text);
    }
}

/// What was answered, a row each, under its heading.
fn answers(html: &mut Html, reader: &Reader<'_>, heading: &'static str, rows: Vec<Vec<String>>) {
    html.text("h2", "", &counted(reader, heading, rows.len()));
    if !rows.is_empty() {
        let head = ["cli-paper-who", "cli-paper-what", "cli-paper-said"];
        html.table(&head.map(|id| reader.words.text(id)), &rows);
    }
}

fn row(reader: &Reader<'_>, source: &Source, what: String, said: String) -> Vec<String> {
    vec![who(reader, source), what, said]
}

fn who(reader: &Reader<'_>, source: &Source) -> String {
    let disputed = if source.disputed { reader.words.text("cli-disputed") } else { String::new() };
    let parts = [reader.who(&source.institution), reader.at(source.created), disputed];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn counted(reader: &Reader<'_>, id: &'static str, count: usize) -> String {
    reader.words.say(&Said::new(id).number("n", u64::try_from(count).unwrap_or(u64::MAX)))
}

/// By when an answer is asked for, and who has not given it.
fn clock(reader: &Reader<'_>, clock: &Clock) -> Vec<(String, String)> {
    let words = reader.words;
    let waiting: Vec<_> = clock.waiting().cloned().collect();
    vec![
        (words.text("cli-paper-until"), reader.at(clock.respond_by)),
        (words.text("cli-paper-answered"), format!("{}/{}", clock.answered(), clock.recipients.len())),
        (words.text("cli-paper-missing"), reader.names_of(&waiting)),
    ]
}

fn codes(places: &[Place]) -> String {
    places.iter().map(|place| place.as_str()).collect::<Vec<_>>().join(", ")
}

fn texts(html: &mut Html, reader: &Reader<'_>, texts: &Texts) {
    html.texts(texts, |tag| reader.words.language_name(tag));
}
