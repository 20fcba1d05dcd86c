//! An agenda: when in both time zones, the items, who comes and what they need.

use super::{
    ink::Row,
    page::Page,
    reader::{self, Answer},
    words::Words,
};
use crate::model::compose::Act;
use cabildo_client::{api::ZoneSource, lang::Arg};
use cabildo_protocol::{
    content::{Agenda, AgendaItem, Attendance, Task},
    id::Millis,
    views::{AgendaLife, AgendaState, AgendaView, RequestState, RsvpEntry},
};

/// Writes the page.
pub fn page(words: Words<'_>, view: &AgendaView, page: &mut Page) {
    let agenda = &view.agenda;
    reader::title(words, &agenda.title, page);
    reader::origin(words, "tui-agenda-from", &view.source, page);
    let me = words.model.institution();
    let ours = view.answers.iter().find(|a| Some(&a.source.institution) == me && !a.source.disputed);
    let ours = ours.map(|answer| words.word("attendance", &answer.attendance));
    if view.life.state != AgendaState::Cancelled {
        reader::clock(words, Act::Rsvp, &view.clock, ours.as_deref(), page);
    }
    life(words, &view.life, page);
    page.gap();
    when(words, agenda, page);
    let venue = words.text(&agenda.venue);
    let place = agenda.place.as_ref().map(|p| super::notice::place(words, p)).unwrap_or_default();
    let place = if venue.is_empty() || place.is_empty() {
        format!("{venue}{place}")
    } else {
        format!("{venue} · {place}")
    };
    reader::fact(words, "tui-venue", &place, page);
    reader::fact(words, "tui-host", words.name(&agenda.host), page);
    if let Some(next) = &agenda.next_host {
        reader::fact(words, "tui-next-host", words.name(next), page);
    }
    let summary = words.text(&agenda.summary);
    if !summary.is_empty() {
        page.gap();
        page.text("summary", &summary, 0, words.style.plain());
    }
    items(words, agenda, page);
    requests(words, view, page);
    minutes(words, &view.life, page);
    answers(words, view, page);
    reader::silent(words, "tui-silent-rsvp", &view.clock, page);
    reader::comments(words, &view.comments, page);
}

/// What became of the meeting.
fn life(words: Words<'_>, life: &AgendaLife, page: &mut Page) {
    let style = words.style;
    if let Some((source, reason)) = &life.cancelled {
        let when = words.at_in(source.created, words.model.time_zone());
        let args = [("who", Arg::from(words.name(&source.institution))), ("when", Arg::from(&when))];
        page.row(
            "life/cancelled",
            Row::new().put(&words.with("tui-cancelled-by", &args), style.warning()),
            1,
        );
        page.text("life/reason", &words.text(reason), 1, style.plain());
    } else if life.state != AgendaState::Upcoming || !life.updates.is_empty() {
        let mut parts = vec![words.word("agenda-state", &life.state)];
        parts.extend(
            life.changed
                .map(|at| words.at_in(at, words.model.time_zone()))
                .map(|when| words.with("tui-agenda-changed", &[("when", Arg::from(&when))])),
        );
        page.row("life/state", Row::new().put(&parts.join(" · "), style.strong()), 1);
    }
}

/// What was said, decided and given to somebody to do.
fn minutes(words: Words<'_>, life: &AgendaLife, page: &mut Page) {
    let Some((_, minutes)) = &life.minutes else { return };
    let style = words.style;
    page.heading("minutes", &words.say("tui-minutes"), style.heading());
    page.text("minutes/text", &words.text(&minutes.text), 1, style.plain());
    if !minutes.decisions.is_empty() {
        let args = [("n", Arg::from(minutes.decisions.len()))];
        page.heading("decisions", &words.with("tui-decisions", &args), style.heading());
    }
    for (n, decision) in minutes.decisions.iter().enumerate() {
        let row = Row::new().put(&format!(" {}. {}", n + 1, words.text(&decision.text)), style.plain());
        page.row(&format!("decision/{n}"), row, 4);
    }
    if !minutes.tasks.is_empty() {
        let args = [("n", Arg::from(minutes.tasks.len()))];
        page.heading("tasks", &words.with("tui-tasks", &args), style.heading());
    }
    tasks(words, &minutes.tasks, page);
}

/// What is to be done: what, who and until when.
pub fn tasks(words: Words<'_>, tasks: &[Task], page: &mut Page) {
    for (n, task) in tasks.iter().enumerate() {
        let mut facts: Vec<String> = task.who.iter().map(|who| words.name(who).to_owned()).collect();
        facts.extend(task.due.map(|due| words.at_in(due, words.model.time_zone())));
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(" · ")) };
        let row = Row::new()
            .put(&format!(" {}. {}", n + 1, words.text(&task.text)), words.style.plain())
            .put(&facts, words.style.faint());
        page.row(&format!("task/{n}"), row, 4);
    }
}

/// The venue's clock and ours, or one line where they are the same.
fn when(words: Words<'_>, agenda: &Agenda, page: &mut Page) {
    let there = Some(agenda.time_zone.as_str());
    let here = words.model.time_zone();
    let line = |zone: Option<&str>| {
        let (from, until) = (words.at_in(agenda.starts, zone), agenda.ends);
        let until = if words.same_day(agenda.starts, agenda.ends, zone) {
            words.hour_in(until, zone)
        } else {
            words.at_in(until, zone)
        };
        format!("{from} – {until}")
    };
    let start = agenda.starts;
    let row = |label: &str, zone: Option<&str>| {
        Row::new()
            .fit(label, 16, words.style.faint())
            .put(&line(zone), words.style.strong())
            .put(&format!("  {}", words.zone_name(start, zone)), words.style.faint())
    };
    page.row("when/there", row(&words.say("tui-when-there"), there), 3);
    if here.is_some() && line(here) != line(there) {
        let own = words.model.institution().and_then(|id| words.model.members.get(id));
        let row = row(&words.say("tui-when-here"), here);
        let row = match own.and_then(|own| own.time_zone_source).filter(|from| *from != ZoneSource::Roster) {
            Some(from) => row.put(&format!(" ({})", words.word("zone-from", &from)), words.style.faint()),
            None => row,
        };
        page.row("when/here", row, 3);
    }
}

fn items(words: Words<'_>, agenda: &Agenda, page: &mut Page) {
    if agenda.items.is_empty() {
        return;
    }
    let style = words.style;
    let heading = words.with("tui-items", &[("n", Arg::from(agenda.items.len()))]);
    page.heading("items", &heading, style.heading());
    let there = Some(agenda.time_zone.as_str());
    let here = words.model.time_zone();
    let both = here.is_some() && words.at_in(agenda.starts, here) != words.at_in(agenda.starts, there);
    let timed = agenda.items.iter().any(|item| item.starts.is_some());
    if timed && both {
        let head = Row::new().fit(&format!(" {}", words.say("tui-clock-there")), 9, style.faint()).fit(
            &words.say("tui-clock-here"),
            9,
            style.faint(),
        );
        page.line("items/head", head);
    }
    for (n, item) in agenda.items.iter().enumerate() {
        let hour = |at: Option<Millis>, zone| at.map(|at| words.hour_in(at, zone)).unwrap_or_default();
        let mut row = Row::new().put(" ", style.plain());
        let mut indent = 1;
        if timed {
            row = row.fit(&hour(item.starts, there), 8, style.strong());
            indent += 8;
            if both {
                row = row.fit(&hour(item.starts, here), 9, style.faint());
                indent += 9;
            }
        }
        row = row.put(&format!("{}. ", n + 1), style.plain()).join(item_text(words, item));
        page.row(&format!("item/{n}"), row, indent + 3);
    }
}

fn item_text(words: Words<'_>, item: &AgendaItem) -> Row {
    let minutes = words.with("span-minutes", &[("n", Arg::from(item.minutes))]);
    let mut facts = vec![minutes];
    facts.extend(item.presenter.as_ref().map(|who| words.name(who).to_owned()));
    facts.extend([words.text(&item.speaker), words.text(&item.room)].into_iter().filter(|t| !t.is_empty()));
    if !item.interpretation.is_empty() {
        let tags: Vec<&str> = item.interpretation.iter().map(|tag| tag.as_str()).collect();
        facts.push(words.with("tui-interpreted", &[("languages", Arg::from(tags.join(", ").as_str()))]));
    }
    if !item.papers.is_empty() {
        facts.push(words.with("tui-papers", &[("n", Arg::from(item.papers.len()))]));
    }
    Row::new()
        .put(&words.text(&item.title), words.style.plain())
        .put(&format!(" ({})", facts.join(" · ")), words.style.faint())
}

/// Who asks for which items, and what became of that.
fn requests(words: Words<'_>, view: &AgendaView, page: &mut Page) {
    if view.requests.is_empty() {
        return;
    }
    let heading = words.with("tui-item-requests", &[("n", Arg::from(view.requests.len()))]);
    page.heading("requests", &heading, words.style.heading());
    for asked in &view.requests {
        let (sign, look) = match asked.state {
            RequestState::Taken => ("✓", words.style.good()),
            RequestState::Declined => ("✗", words.style.plain()),
            RequestState::Open => ("?", words.style.warning()),
        };
        let mut said = vec![words.text(&asked.title)];
        said.extend(asked.minutes.map(|n| words.with("span-minutes", &[("n", Arg::from(n))])));
        said.push(words.word("request-state", &asked.state));
        let said = said.join(" · ");
        reader::answer(
            words,
            &Answer { source: &asked.source, sign, said, look, more: None, words: &asked.text },
            page,
        );
    }
}

fn answers(words: Words<'_>, view: &AgendaView, page: &mut Page) {
    let style = words.style;
    let args = [("k", Arg::from(view.clock.answered())), ("n", Arg::from(view.clock.recipients.len()))];
    page.heading("answers", &words.with("tui-rsvps", &args), style.heading());
    let args = [("here", Arg::from(view.in_person)), ("remote", Arg::from(view.remote))];
    page.row(
        "answers/sum",
        Row::new().put(&format!(" {}", words.with("tui-coming", &args)), style.strong()),
        1,
    );
    let needs: Vec<String> =
        view.access.iter().map(|(need, n)| format!("{}: {n}", words.word("access", need))).collect();
    if !needs.is_empty() {
        let row = Row::new()
            .put(&format!(" {}: ", words.say("tui-access")), style.faint())
            .put(&needs.join(" · "), style.plain());
        page.row("answers/access", row, 3);
    }
    for answer in &view.answers {
        reader::answer(words, &entry(words, answer), page);
    }
}

fn entry<'a>(words: Words<'_>, answer: &'a RsvpEntry) -> Answer<'a> {
    let (sign, look) = match answer.attendance {
        Attendance::InPerson => ("✓", words.style.good()),
        Attendance::Remote => ("◌", words.style.good()),
        Attendance::Tentative => ("?", words.style.warning()),
        Attendance::Declined => ("✗", words.style.plain()),
    };
    let mut said = words.word("attendance", &answer.attendance);
    if answer.attendance != Attendance::Declined {
        said = format!("{said} · {}", words.with("tui-people", &[("n", Arg::from(answer.people))]));
    }
    let mut more: Vec<String> =
        answer.access.iter().map(|(need, n)| format!("{}: {n}", words.word("access", need))).collect();
    if !answer.languages.is_empty() {
        let tags: Vec<&str> = answer.languages.iter().map(|tag| tag.as_str()).collect();
        more.push(format!("{}: {}", words.word("access", &"interpretation"), tags.join(", ")));
    }
    let more = (!more.is_empty()).then(|| more.join(" · "));
    Answer { source: &answer.source, sign, said, look, more, words: &answer.note }
}
