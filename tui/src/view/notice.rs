//! A crisis notice: what to do first, then what happens and where, who acknowledged and who is
//! silent.

use super::{
    ink::Row,
    page::Page,
    reader::{self, Answer},
    words::{self, Words, ack_sign},
};
use crate::model::compose::Act;
use cabildo_client::{cap, lang::Arg};
use cabildo_protocol::{
    content::{AckState, Area, CapStatus, Info, Notice, Validity},
    id::{Millis, Place},
    views::{self, AckEntry, NoticeState, NoticeView},
};
use serde::Serialize;

/// Offers of help that are named for each need.
const OFFERS_SHOWN: usize = 8;

/// Writes the page.
pub fn page(words: Words<'_>, view: &NoticeView, page: &mut Page) {
    marks(words, view, page);
    reader::title(words, view.notice.title(), page);
    reader::origin(words, "tui-notice-from", &view.source, page);
    let me = words.model.institution();
    let ours = view.acks.iter().find(|a| Some(&a.source.institution) == me && !a.source.disputed);
    let ours = ours.map(|ack| words.word("ack", &ack.state));
    reader::clock(words, Act::Ack, &view.clock, ours.as_deref(), page);
    for (n, info) in view.notice.info.iter().enumerate() {
        let validity = view.validity(info, words.model.now);
        block(words, (info, validity), (n + 1, view.notice.info.len()), page);
    }
    others(words, &view.notice, page);
    acks(words, view, page);
    updates(words, view, page);
    reader::comments(words, &view.comments, page);
}

/// What must not be missed: that it is no real one, or no longer holds.
fn marks(words: Words<'_>, view: &NoticeView, page: &mut Page) {
    let mut mark = |name: &str, text: &str, look: super::style::Style| {
        let width = page.width();
        let rows = Row::new().put(&format!(" {text} "), look).wrapped(width, 0);
        for (n, row) in rows.into_iter().enumerate() {
            page.line(&format!("{name}/{n}"), row.padded(width, look));
        }
    };
    if view.notice.status != CapStatus::Actual {
        let id = format!("tui-mark-{}", serde_name(&view.notice.status));
        mark("exercise", &words.say(&id), words.style.exercise());
    }
    match view.state {
        NoticeState::Active if view.awaits_second => {
            mark("second", &words.say("tui-awaits-second"), words.style.chosen());
        }
        NoticeState::Active if view.notice.is_all_clear() => {
            mark("clear", &words.say("tui-mark-all-clear"), words.style.good());
        }
        NoticeState::Active => {}
        NoticeState::Cancelled => mark("state", &words.say("tui-mark-cancelled"), words.style.chosen()),
        NoticeState::Expired => mark("state", &words.say("tui-mark-expired"), words.style.chosen()),
    }
    let Some((source, reason)) = &view.cancelled else { return };
    let who = words.name(&source.institution);
    let when = words.moment(source.created);
    let args = [("who", Arg::from(who)), ("when", Arg::from(&when))];
    page.row("cancelled", Row::new().put(&words.with("tui-cancelled-by", &args), words.style.strong()), 2);
    page.text("cancelled/reason", &words.text(reason), 2, words.style.plain());
    page.gap();
}

fn serde_name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// One CAP block. What does not hold says so first, and what it asks to do last.
fn block(words: Words<'_>, (info, holds): (&Info, Validity), (n, of): (usize, usize), page: &mut Page) {
    let style = words.style;
    let name = |part: &str| format!("info/{n}/{part}");
    if of > 1 {
        let heading = words.with("tui-block", &[("n", Arg::from(n)), ("of", Arg::from(of))]);
        page.heading(&name("head"), &heading, style.heading());
    } else {
        page.gap();
    }
    let current = holds == Validity::Current;
    if !current {
        let text = words.say(&format!("validity-{}", holds.name()));
        page.row(&name("holds"), Row::new().put(&format!(" {text} "), style.chosen()), 1);
    }
    let severity = format!("▲ {}", words::severity(words, info.severity));
    let urgency = words.word("urgency", &info.urgency);
    let certainty = words.word("certainty", &info.certainty);
    let rest =
        words.with("tui-grade", &[("urgency", Arg::from(&urgency)), ("certainty", Arg::from(&certainty))]);
    let row = Row::new()
        .put(&words.say("tui-severity"), style.plain())
        .put(" ", style.plain())
        .put(&severity, if current { style.severity(info.severity) } else { style.faint() })
        .put(&format!(" · {rest}"), style.plain());
    page.row(&name("grade"), row, 2);
    validity(words, info, page);
    let instruction = words.text(&info.instruction);
    if current && (!instruction.is_empty() || !info.responses.is_empty()) {
        page.heading(&name("do"), &words.say("tui-what-to-do"), style.heading());
        page.text(&name("instruction"), &instruction, 1, style.strong());
        reader::fact(words, "tui-responses", &list(words, "response", &info.responses), page);
    }
    page.heading(&name("what"), &words.say("tui-what-happens"), style.heading());
    let event = format!("{} ({})", words.text(&info.event), list(words, "category", &info.categories));
    page.row(&name("event"), Row::new().put(&format!(" {event}"), style.plain()), 1);
    let headline = words.text(&info.headline);
    if of > 1 && !headline.is_empty() {
        page.text(&name("headline"), &headline, 1, style.strong());
    }
    let description = words.text(&info.description);
    if !description.is_empty() {
        page.text(&name("description"), &description, 1, style.plain());
    }
    if !info.areas.is_empty() {
        page.heading(&name("where"), &words.say("tui-where"), style.heading());
        for (k, item) in info.areas.iter().enumerate() {
            area(words, &name(&format!("area/{k}")), item, page);
        }
    }
    if !current && !instruction.is_empty() {
        let heading = words.say(&format!("instruction-{}", holds.name()));
        page.heading(&name("do"), &heading, style.faint());
        page.text(&name("instruction"), &instruction, 1, style.faint());
    }
    more(words, info, page);
}

fn validity(words: Words<'_>, info: &Info, page: &mut Page) {
    reader::fact_at(words, "tui-effective", info.effective, page);
    reader::fact_at(words, "tui-onset", info.onset, page);
    reader::fact_at(words, "tui-expires", info.expires, page);
}

fn list<T: Serialize>(words: Words<'_>, family: &str, items: &[T]) -> String {
    items.iter().map(|item| words.word(family, item)).collect::<Vec<_>>().join(", ")
}

fn area(words: Words<'_>, name: &str, area: &Area, page: &mut Page) {
    let places: Vec<&str> = area.places.iter().map(|p| place(words, p)).collect();
    let mut text = words.text(&area.description);
    if !places.is_empty() {
        text.push_str(&format!(" ({})", places.join(" · ")));
    }
    page.row(name, Row::new().put(&format!(" • {text}"), words.style.plain()), 3);
    let facts = cap::area(&words.model.lang, area);
    if !facts.is_empty() {
        let row = Row::new().put(&format!("   {}", facts.join(" · ")), words.style.faint());
        page.row(&format!("{name}/facts"), row, 3);
    }
}

/// A place's name where it is a member's, else its code.
pub fn place<'a>(words: Words<'a>, place: &'a Place) -> &'a str {
    let member = words.model.members.values().find(|member| member.id.as_str() == place.as_str());
    member.map_or(place.as_str(), |member| words.name(&member.id))
}

/// What else a block says.
fn more(words: Words<'_>, info: &Info, page: &mut Page) {
    page.gap();
    for (id, value) in cap::block(info, |texts| words.text(texts)) {
        reader::fact(words, id, &value, page);
    }
}

/// What stands outside the blocks.
fn others(words: Words<'_>, notice: &Notice, page: &mut Page) {
    for (id, value) in cap::notice(&words.model.lang, notice) {
        reader::fact(words, id, &value, page);
    }
}

/// The acknowledgement matrix: who, what, when, and how long that took.
fn acks(words: Words<'_>, view: &NoticeView, page: &mut Page) {
    let args = [("k", Arg::from(view.clock.answered())), ("n", Arg::from(view.clock.recipients.len()))];
    page.heading("acks", &words.with("tui-acks", &args), words.style.heading());
    if view.acks.is_empty() {
        let text = format!(" {}", words.say("tui-no-acks"));
        page.row("acks/none", Row::new().put(&text, words.style.faint()), 1);
    }
    for ack in &view.acks {
        reader::answer(words, &entry(words, ack), page);
    }
    help(words, view, page);
    reader::silent(words, "tui-silent-ack", &view.clock, page);
}

/// Who needs help, and who offers some, the nearest first.
fn help(words: Words<'_>, view: &NoticeView, page: &mut Page) {
    let all = views::help(view);
    if all.is_empty() {
        return;
    }
    page.heading("help", &words.with("tui-help", &[("n", Arg::from(all.len()))]), words.style.heading());
    for need in &all {
        let name = format!("help/{}", need.needs);
        let row = Row::new().put(" ! ", words.style.bad()).put(words.name(&need.needs), words.style.strong());
        page.row(&name, row.put(&format!(": {}", words.text(&need.note)), words.style.plain()), 3);
        let offers = need.offers.iter().take(OFFERS_SHOWN).map(|offer| {
            let what = words.text(&offer.note);
            let who = words.name(&offer.institution);
            if what.is_empty() { who.to_owned() } else { format!("{who} ({what})") }
        });
        let offers = offers.collect::<Vec<_>>().join(" · ");
        let id = if offers.is_empty() { "tui-help-none" } else { "tui-help-offers" };
        let text = words.with(id, &[("offers", Arg::from(&offers))]);
        page.row(&format!("{name}/offers"), Row::new().put(&format!("   {text}"), words.style.plain()), 3);
    }
}

/// What an institution said before its last word, each with its time.
fn steps(words: Words<'_>, ack: &AckEntry) -> String {
    let mut steps: Vec<_> = ack.steps.iter().map(|(state, at)| (*at, *state)).collect();
    steps.sort();
    let begun = ack.first.0.saturating_sub(ack.time_to_ack_ms);
    let step = |(at, state): (Millis, AckState)| {
        format!("{} {}", words.word("ack", &state), words.span(at.0.saturating_sub(begun)))
    };
    steps.into_iter().map(step).collect::<Vec<_>>().join(" → ")
}

fn entry<'a>(words: Words<'_>, ack: &'a AckEntry) -> Answer<'a> {
    let style = words.style;
    let look = match ack.state {
        AckState::NeedHelp | AckState::Rejected => style.bad(),
        AckState::CanOffer | AckState::Closed => style.good(),
        AckState::Seen | AckState::NotAffected => style.plain(),
        AckState::Accepted | AckState::Acting => style.warning(),
    };
    let span = words.span(ack.time_to_ack_ms);
    Answer {
        source: &ack.source,
        sign: ack_sign(ack.state),
        said: words.word("ack", &ack.state),
        look,
        more: Some(match ack.steps.len() {
            0 | 1 => words.with("tui-first-ack", &[("span", Arg::from(&span))]),
            _ => steps(words, ack),
        }),
        words: &ack.note,
    }
}

fn updates(words: Words<'_>, view: &NoticeView, page: &mut Page) {
    if view.updates.is_empty() {
        return;
    }
    let heading = words.with("tui-updates", &[("n", Arg::from(view.updates.len()))]);
    page.heading("updates", &heading, words.style.heading());
    for update in &view.updates {
        let mut text = format!(" • {}", words.moment(update.created));
        if update.disputed {
            text.push_str(&format!(" ({})", words.say("tui-disputed")));
        }
        page.row(&format!("update/{}", update.id), Row::new().put(&text, words.style.plain()), 3);
    }
}
