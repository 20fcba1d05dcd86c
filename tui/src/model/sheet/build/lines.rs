//! Fields of one entry a line: items of an agenda, decisions, tasks.

use super::{Reading, exact, list, when};
use crate::model::sheet::Field;
use cabildo_protocol::{
    content::{AgendaItem, Content, Decision, Task},
    id::{InstitutionId, Language, MessageId, Millis},
    sanitize,
    text::Texts,
};
use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};

/// What a line says where a language has no text for it.
pub const NOTHING: &str = "-";

/// A line in every language, and what stands in it beside the text.
struct Line<M> {
    mark: M,
    who: Option<InstitutionId>,
    papers: Vec<MessageId>,
    text: Texts,
    written: String,
}

impl Reading<'_> {
    /// The items, one a line: `10:00 45 Title`.
    pub fn items(&mut self, starts: Millis, ends: Millis, zone: &TimeZone) -> Vec<AgendaItem> {
        let old: Vec<AgendaItem> = match &self.before {
            Some((_, Content::AgendaUpdate(agenda))) => agenda.items.clone(),
            _ => Vec::new(),
        };
        let titles: Vec<&Texts> = old.iter().map(|item| &item.title).collect();
        let first = when::day(starts, zone);
        let mut items = Vec::new();
        for line in self.lines(Field::Items, &titles, "tui-check-item", item) {
            let (date, time, minutes) = line.mark;
            let day = date.or(first);
            let at = time.and_then(|time| when::instant(day?.to_datetime(time), zone));
            let at = at.map(|at| exact(at, old.iter().filter_map(|item| item.starts)));
            if at.is_some_and(|at| at < starts || at > ends) {
                self.bad(Field::Items, "tui-check-outside", &line.written);
            }
            items.push(AgendaItem {
                title: line.text,
                starts: at,
                minutes,
                presenter: line.who,
                papers: line.papers,
                ..AgendaItem::default()
            });
        }
        self.beside_items(&mut items);
        items
    }

    /// The lines of a field. Those of the first language say everything; in the others the lines give the
    /// texts, in the same order. A text that stood there before in one line stays as it was.
    fn lines<M: PartialEq>(
        &mut self,
        field: Field,
        old: &[&Texts],
        wrong: &'static str,
        read: impl Fn(&str) -> Option<(M, &str)>,
    ) -> Vec<Line<M>> {
        let texts = self.texts(field);
        let written = |l: &&Language| texts.0.contains_key(*l);
        let Some(leading) = self.filled.languages.iter().find(written).cloned() else { return Vec::new() };
        let mut lines: Vec<Line<M>> = Vec::new();
        for line in of(&texts, &leading) {
            let (rest, who, ids) = attached(field, line);
            let Some((mark, text)) = read(rest) else {
                self.bad(field, wrong, line);
                continue;
            };
            let member = who.and_then(|who| self.member(who));
            if let Some(who) = who.filter(|_| member.is_none()) {
                self.bad(field, "tui-check-institution", who);
            }
            let papers = self.papers(field, ids);
            let text = kept(old, &leading, text).map(|text| Texts::one(leading.clone(), text));
            let text = text.unwrap_or_default();
            lines.push(Line { mark, who: member, papers, text, written: line.to_owned() });
        }
        for language in texts.0.keys().filter(|l| **l != leading) {
            // Who writes the same mark again means the mark, who begins with a number means that.
            let bare = |(n, line): (usize, &'_ str)| -> String {
                let line = attached(field, line).0;
                let marked = read(line).filter(|(mark, _)| lines.get(n).is_some_and(|one| one.mark == *mark));
                marked.map_or(line, |(_, text)| text).to_owned()
            };
            let others: Vec<String> = of(&texts, language).enumerate().map(bare).collect();
            if others.len() != lines.len() {
                self.bad(field, "tui-check-item-count", language.as_str());
            }
            for (line, text) in lines.iter_mut().zip(others) {
                line.text.0.extend(kept(old, language, &text).map(|text| (language.clone(), text)));
            }
        }
        lines
    }

    /// What was decided, one decision a line.
    pub fn decisions(&mut self) -> Vec<Decision> {
        let old: Vec<Texts> = match &self.before {
            Some((_, Content::Minutes(minutes))) => {
                minutes.decisions.iter().map(|one| one.text.clone()).collect()
            }
            _ => Vec::new(),
        };
        let old: Vec<&Texts> = old.iter().collect();
        let lines = self.lines(Field::Decisions, &old, "tui-check-missing", |line| Some(((), line)));
        lines.into_iter().map(|line| Decision { text: line.text, papers: line.papers }).collect()
    }

    /// What is to be done, one task a line: `2026-12-02 18:00 What @ who`, the time as it is said or needed.
    pub fn tasks(&mut self, zone: &TimeZone, timed: bool) -> Vec<Task> {
        let old: Vec<Task> = match &self.before {
            Some((_, Content::Minutes(minutes))) => minutes.tasks.clone(),
            Some((_, Content::Commitment(whole))) => whole.items.clone(),
            _ => Vec::new(),
        };
        let texts: Vec<&Texts> = old.iter().map(|task| &task.text).collect();
        let mut tasks = Vec::new();
        for line in self.lines(Field::Tasks, &texts, "tui-check-task", task) {
            let due = line.mark.as_deref().and_then(|due| when::read(due, self.model.now, zone));
            let due = due.map(|at| exact(at, old.iter().filter_map(|task| task.due)));
            let stood = due.is_some() && old.iter().any(|task| task.due == due);
            if due.is_none() && timed {
                self.bad(Field::Tasks, "tui-check-due", &line.written);
            }
            if due.is_some_and(|at| at <= self.model.now) && !stood {
                self.bad(Field::Tasks, "tui-check-past", &line.written);
            }
            tasks.push(Task { text: line.text, who: line.who, due, papers: line.papers });
        }
        tasks
    }

    /// Messages by their ids, or so much of each that only one thread here begins so.
    pub fn papers(&mut self, field: Field, ids: &str) -> Vec<MessageId> {
        let mut papers = Vec::new();
        for text in list(ids) {
            let threads = self.model.inbox.iter().flat_map(|inbox| &inbox.threads).map(|t| t.source.id);
            let mut alike = threads.filter(|id| id.to_string().starts_with(text));
            let found = text.parse().ok().or_else(|| alike.next().filter(|_| alike.next().is_none()));
            match found {
                Some(id) if !papers.contains(&id) => papers.push(id),
                Some(_) => {}
                None => self.bad(field, "tui-check-paper", text),
            }
        }
        papers
    }
}

fn of<'a>(texts: &'a Texts, language: &Language) -> impl Iterator<Item = &'a str> {
    let text = texts.0.get(language).map_or("", String::as_str);
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A text of a line; of one that stood there in several lines, those.
fn kept(old: &[&Texts], language: &Language, text: &str) -> Option<String> {
    if text == NOTHING {
        return None;
    }
    let before = old.iter().filter_map(|texts| texts.0.get(language));
    let before = before.into_iter().find(|before| before.contains('\n') && sanitize::line(before) == text);
    Some(before.cloned().unwrap_or_else(|| text.to_owned()))
}

/// What stands behind an entry: who presents or does it (`@ Morelia`), and what it deals with
/// (`#cbm1…, cbm1…`).
fn attached(field: Field, line: &str) -> (&str, Option<&str>, &str) {
    let (line, papers) = match line.rsplit_once(" #cbm1") {
        Some((rest, _)) => (rest, line.get(rest.len() + 2..).unwrap_or_default()),
        None => (line, ""),
    };
    match line.rsplit_once(" @") {
        // Nobody does a decision.
        Some((rest, who)) if field != Field::Decisions => (rest.trim_end(), Some(who.trim()), papers),
        _ => (line.trim_end(), None, papers),
    }
}

/// The day and time at which an item begins, where they are said, and its minutes.
type Slot = (Option<Date>, Option<Time>, u32);

/// One item: the day where it is not the first, the time where it is fixed, the minutes, the title.
fn item(line: &str) -> Option<(Slot, &str)> {
    let (first, rest) = line.split_once(' ')?;
    let dated = when::date(first).zip(rest.trim_start().split_once(' '));
    let timed = dated.and_then(|(date, (time, rest))| Some((date, when::time(time)?, rest)));
    let (date, time, rest) = match (timed, when::time(first)) {
        (Some((date, time, rest)), _) => (Some(date), Some(time), rest),
        (None, Some(time)) => (None, Some(time), rest),
        (None, None) => (None, None, line),
    };
    let (minutes, title) = rest.trim_start().split_once(' ')?;
    let title = title.trim();
    (!title.is_empty()).then_some(())?;
    Some(((date, time, minutes.parse().ok()?), title))
}

/// One task: until when, where that is said, as an instant or a span; and what.
fn task(line: &str) -> Option<(Option<String>, &str)> {
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim_start();
    if let (Some(_), Some((time, text))) = (when::date(first), rest.split_once(' '))
        && when::time(time).is_some()
    {
        let text = text.trim();
        return (!text.is_empty()).then(|| (Some(format!("{first} {time}")), text));
    }
    let span = !first.contains(':') && when::read(first, Millis(0), &TimeZone::UTC).is_some();
    match (span, rest) {
        (true, "") => None,
        (true, text) => Some((Some(first.to_owned()), text)),
        (false, _) => Some((None, line)),
    }
}
