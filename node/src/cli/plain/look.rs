//! The last look: what will be signed, in every language in which it was written.

use crate::cli::{
    output::Page,
    render::{Reader, attendance, name},
    times,
    words::Said,
};
use cabildo_protocol::{
    content::{Agenda, Commitment, Content, Declaration, Notice, Proposal},
    id::{InstitutionId, Millis},
    text::Texts,
};

/// A message that is not signed yet.
pub fn page(reader: &Reader<'_>, content: &Content) -> Page {
    let words = reader.words;
    let mut page = Page::default();
    page.gap();
    let kind = words.term("kind", content.kind().name());
    page.line(&words.say(&Said::new("cli-plain-look").with("kind", &kind)));
    match content {
        Content::Proposal(proposal) => self::proposal(&mut page, reader, proposal),
        Content::Notice(notice) | Content::NoticeUpdate(notice) => self::notice(&mut page, reader, notice),
        Content::NoticeCancel(cancel) => texts(&mut page, reader, "cli-plain-cancel-reason", &cancel.reason),
        Content::AgendaCancel(cancel) => texts(&mut page, reader, "cli-plain-cancel-reason", &cancel.reason),
        Content::Minutes(minutes) => texts(&mut page, reader, "cli-plain-text", &minutes.text),
        Content::ItemRequest(c) => {
            texts(&mut page, reader, "cli-plain-title", &c.title);
            texts(&mut page, reader, "cli-plain-text", &c.text);
            let lasts = c.minutes.map(|minutes| format!("{minutes} min")).unwrap_or_default();
            fact(&mut page, reader, "cli-paper-lasts", &lasts);
        }
        Content::Agenda(agenda) | Content::AgendaUpdate(agenda) => self::agenda(&mut page, reader, agenda),
        Content::Position(position) => {
            fact(&mut page, reader, "cli-arg-stance", &words.term("stance", position.stance.name()));
            texts(&mut page, reader, "cli-plain-reason", &position.reason);
            let mandate = position.mandate.as_deref().unwrap_or_default();
            fact(&mut page, reader, "cli-plain-mandate", mandate);
        }
        Content::Ack(ack) => {
            fact(&mut page, reader, "cli-arg-state", &words.term("ack", ack.state.name()));
            texts(&mut page, reader, "cli-plain-note", &ack.note);
        }
        Content::Rsvp(rsvp) => {
            let who = attendance(reader, rsvp.attendance.name(), rsvp.people);
            fact(&mut page, reader, "cli-arg-attendance", &who);
            let needs: Vec<String> = rsvp
                .access
                .iter()
                .map(|(need, n)| format!("{}: {n}", words.term("access", &name(need))))
                .collect();
            fact(&mut page, reader, "cli-plain-needs", &needs.join(", "));
            texts(&mut page, reader, "cli-plain-note", &rsvp.note);
        }
        Content::Comment(comment) => texts(&mut page, reader, "cli-plain-text", &comment.text),
        Content::Erasure(erasure) => texts(&mut page, reader, "cli-plain-cancel-reason", &erasure.reason),
        Content::Closing(c) => texts(&mut page, reader, "cli-plain-note", &c.note),
        Content::Contest(c) => texts(&mut page, reader, "cli-plain-note", &c.reason),
        Content::Final(c) => texts(&mut page, reader, "cli-plain-note", &c.note),
        Content::Withdrawal(c) => texts(&mut page, reader, "cli-plain-note", &c.reason),
        Content::Revision(c) => texts(&mut page, reader, "cli-plain-text", &c.text),
        Content::Amendment(c) => {
            texts(&mut page, reader, "cli-plain-text", &c.text);
            texts(&mut page, reader, "cli-plain-reason", &c.reason);
        }
        Content::Pause(c) => texts(&mut page, reader, "cli-plain-note", &c.reason),
        Content::Declaration(declaration) => self::declaration(&mut page, reader, declaration),
        Content::Signature(c) => {
            fact(&mut page, reader, "cli-signs", &c.signs.to_string());
            fact(&mut page, reader, "cli-plain-mandate", c.mandate.as_deref().unwrap_or_default());
            texts(&mut page, reader, "cli-plain-note", &c.note);
        }
        Content::SignatureWithdrawal(c) => texts(&mut page, reader, "cli-plain-reason", &c.reason),
        Content::Translation(c) => {
            fact(&mut page, reader, "cli-arg-method", &words.term("method", c.method.name()));
            fact(&mut page, reader, "cli-arg-translator", c.translator.as_deref().unwrap_or_default());
            texts(&mut page, reader, "cli-plain-title", &c.title);
            texts(&mut page, reader, "cli-plain-text", &c.text);
        }
        Content::Commitment(c) => commitment(&mut page, reader, c),
        Content::Progress(c) => {
            let state = words.term("item-state", c.state.name());
            fact(&mut page, reader, "cli-arg-number", &format!("{} · {state}", c.item));
            texts(&mut page, reader, "cli-plain-text", &c.text);
        }
        Content::Feedback(c) => {
            texts(&mut page, reader, "cli-plain-title", &c.title);
            texts(&mut page, reader, "cli-plain-text", &c.text);
            fact(&mut page, reader, "cli-paper-theme", c.theme.as_deref().unwrap_or_default());
            fact(&mut page, reader, "cli-paper-places", &codes(c.places.iter().map(|place| place.as_str())));
            asked(&mut page, reader, c.respond_by, std::slice::from_ref(&c.asked));
        }
        Content::FollowUp(c) => {
            fact(&mut page, reader, "cli-arg-step", &words.term("step", c.step.name()));
            texts(&mut page, reader, "cli-plain-text", &c.text);
        }
        Content::Rota(rota) => texts(&mut page, reader, "cli-plain-note", &rota.note),
    }
    page
}

fn proposal(page: &mut Page, reader: &Reader<'_>, proposal: &Proposal) {
    texts(page, reader, "cli-plain-title", &proposal.title);
    texts(page, reader, "cli-plain-summary", &proposal.summary);
    texts(page, reader, "cli-plain-text", &proposal.text);
    fact(page, reader, "cli-paper-theme", proposal.theme.as_deref().unwrap_or_default());
    fact(page, reader, "cli-paper-places", &codes(proposal.places.iter().map(|place| place.as_str())));
    for cost in &proposal.costs {
        let value = format!("{} {}", cost.written(), reader.text(&cost.what));
        fact(page, reader, "cli-paper-cost", value.trim());
    }
    asked(page, reader, proposal.respond_by, &proposal.asked);
}

fn declaration(page: &mut Page, reader: &Reader<'_>, declaration: &Declaration) {
    texts(page, reader, "cli-plain-title", &declaration.title);
    texts(page, reader, "cli-plain-summary", &declaration.summary);
    texts(page, reader, "cli-plain-text", &declaration.text);
    let required = declaration.required.iter().map(|(country, n)| format!("{country}: {n}"));
    fact(page, reader, "cli-arg-required", &required.collect::<Vec<_>>().join(", "));
    asked(page, reader, declaration.respond_by, &declaration.asked);
}

fn commitment(page: &mut Page, reader: &Reader<'_>, commitment: &Commitment) {
    texts(page, reader, "cli-arg-result", &commitment.result);
    texts(page, reader, "cli-arg-office", &commitment.office);
    for item in &commitment.items {
        let mut parts = vec![reader.text(&item.text)];
        parts.extend(item.who.as_ref().map(|who| reader.who(who)));
        parts.extend(item.due.map(|due| reader.due(due)));
        fact(page, reader, "cli-paper-item", &parts.join(" · "));
    }
    fact(page, reader, "cli-arg-review", &commitment.review.map(|at| reader.due(at)).unwrap_or_default());
}

fn notice(page: &mut Page, reader: &Reader<'_>, notice: &Notice) {
    let words = reader.words;
    fact(page, reader, "cli-plain-status", &words.term("cap", &name(&notice.status)));
    for info in &notice.info {
        fact(page, reader, "cli-cap-severity", &words.term("severity", &name(&info.severity)));
        fact(page, reader, "cli-cap-urgency", &words.term("urgency", &name(&info.urgency)));
        fact(page, reader, "cli-cap-certainty", &words.term("certainty", &name(&info.certainty)));
        let categories = info.categories.iter().map(|category| words.term("category", &name(category)));
        fact(page, reader, "cli-cap-category", &categories.collect::<Vec<_>>().join(", "));
        texts(page, reader, "cli-cap-event", &info.event);
        texts(page, reader, "cli-plain-headline", &info.headline);
        texts(page, reader, "cli-plain-description", &info.description);
        texts(page, reader, "cli-plain-instruction", &info.instruction);
        for area in &info.areas {
            texts(page, reader, "cli-cap-area", &area.description);
            fact(page, reader, "cli-paper-places", &codes(area.places.iter().map(|place| place.as_str())));
        }
        fact(page, reader, "cli-cap-expires", &info.expires.map(|at| reader.due(at)).unwrap_or_default());
    }
    asked(page, reader, notice.respond_by, &notice.asked);
}

fn agenda(page: &mut Page, reader: &Reader<'_>, agenda: &Agenda) {
    texts(page, reader, "cli-plain-title", &agenda.title);
    texts(page, reader, "cli-plain-summary", &agenda.summary);
    texts(page, reader, "cli-venue", &agenda.venue);
    let zone = times::zone(&agenda.time_zone).unwrap_or(reader.zone.clone());
    let span = [times::show(agenda.starts, &zone), times::show(agenda.ends, &zone)].join(" – ");
    fact(page, reader, "cli-paper-when", &format!("{span} ({})", agenda.time_zone));
    for item in &agenda.items {
        let begins = item.starts.map(|at| times::show_time(at, &zone)).unwrap_or_default();
        let line = format!("{begins} {} · {} min", reader.title(&item.title), item.minutes);
        fact(page, reader, "cli-paper-item", line.trim());
    }
    asked(page, reader, agenda.respond_by, &agenda.invited);
}

/// Who is asked, and by when.
fn asked(page: &mut Page, reader: &Reader<'_>, respond_by: Option<Millis>, asked: &[InstitutionId]) {
    let who = if asked.is_empty() { reader.words.text("cli-plain-all") } else { reader.names_of(asked) };
    fact(page, reader, "cli-plain-asked", &who);
    let usual = || reader.words.text("cli-plain-usual-time");
    fact(page, reader, "cli-paper-until", &respond_by.map_or_else(usual, |at| reader.due(at)));
}

fn codes<'t>(codes: impl Iterator<Item = &'t str>) -> String {
    codes.collect::<Vec<_>>().join(", ")
}

fn fact(page: &mut Page, reader: &Reader<'_>, id: &str, value: &str) {
    if !value.is_empty() {
        page.line(&format!("{}: {value}", reader.words.text(id)));
    }
}

/// A text in each of its languages.
fn texts(page: &mut Page, reader: &Reader<'_>, id: &str, texts: &Texts) {
    for (tag, text) in &texts.0 {
        let name = reader.words.text(id);
        if text.contains('\n') {
            page.line(&format!("{name} ({tag}):"));
            page.block(2, text);
        } else {
            page.line(&format!("{name} ({tag}): {text}"));
        }
    }
}
