//! Contents of messages, from what stands on the command line and in files.

mod file;

use super::{
    args::{self, AgendaArgs, Alert, CommentArgs, Declare, Erase, Propose, Respond, Rsvp},
    error::CliError,
    texts::{self, Shape, Sources},
    times::{self, When},
    words::Said,
};
use cabildo_client::{api::MessageInfo, contents as shared};
use cabildo_protocol::{
    content::{
        Ack, Agenda, AgendaItem, Area, Attendance, CapStatus, Category, Certainty, Comment, Content, Cost,
        Declaration, Erasure, Info, Kind, Notice, NoticeCancel, PositionTaken, Proposal, Rsvp as RsvpContent,
        Severity, Urgency,
    },
    id::{InstitutionId, Language, MessageId, Millis, Place},
    text::Texts,
};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Format of the contents that this release writes.
pub const SCHEMA: u16 = 1;

/// What a content depends on beside the arguments.
pub struct Scene<'a> {
    /// Now, for spans.
    pub now: Millis,
    /// The institution's zone, for times without an offset.
    pub zone: TimeZone,
    /// Who writes.
    pub institution: InstitutionId,
    /// Where texts come from.
    pub sources: Sources<'a>,
}

impl Scene<'_> {
    /// An instant that may be given.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn when(&self, when: Option<&When>) -> Result<Option<Millis>, Said> {
        when.map(|when| when.resolve(self.now, &self.zone)).transpose()
    }
}

/// A proposal.
///
/// # Errors
/// What is wrong with the arguments, or with what they add up to.
pub fn proposal(args: &Propose, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let mut proposal = match &args.text.file {
        Some(path) => file::read(Kind::Proposal, path, scene)?,
        None => Proposal::new(Texts::default(), Texts::default()),
    };
    let Proposal { title, summary, text, theme, places, asked, respond_by, .. } = &mut proposal;
    said(&args.text, (title, summary, text), (theme, places, asked, respond_by), scene)?;
    let costs = args.cost.iter().map(|text| cost(text, &mut scene.sources));
    replace(&mut proposal.costs, &costs.collect::<Result<Vec<_>, _>>()?);
    checked(Content::Proposal(proposal))
}

/// A cost: `MXN=120000.50`, and behind a semicolon what for.
fn cost(value: &str, sources: &mut Sources<'_>) -> Result<Cost, Said> {
    let bad = || Said::new("cli-bad-cost").with("value", value);
    let (money, what) =
        value.split_once(';').map_or((value, None), |(money, what)| (money, Some(what.trim())));
    let (currency, amount) = money.split_once('=').ok_or_else(bad)?;
    let currency = currency.trim().to_ascii_uppercase();
    let amount = Cost::units(&currency, amount.trim()).ok_or_else(bad)?;
    let what = what.map(|what| sources.one("--cost", Shape::Line, what, false)).transpose()?;
    let what = what.map(|(language, text)| Texts::one(language, text)).unwrap_or_default();
    Ok(Cost { currency, amount, what })
}

/// A joint declaration.
///
/// # Errors
/// What is wrong with the arguments, or with what they add up to.
pub fn declaration(args: &Declare, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let mut declaration = match &args.text.file {
        Some(path) => file::read(Kind::Declaration, path, scene)?,
        None => Declaration::new(Texts::default(), Texts::default(), BTreeMap::new()),
    };
    let Declaration { title, summary, text, theme, places, asked, respond_by, .. } = &mut declaration;
    said(&args.text, (title, summary, text), (theme, places, asked, respond_by), scene)?;
    declaration.required.extend(args.required.iter().cloned());
    checked(Content::Declaration(declaration))
}

type Circumstances<'a> =
    (&'a mut Option<String>, &'a mut Vec<Place>, &'a mut Vec<InstitutionId>, &'a mut Option<Millis>);

/// Puts what the arguments say in the place of what a file does.
fn said(
    args: &args::Text,
    (title, summary, text): (&mut Texts, &mut Texts, &mut Texts),
    (theme, places, asked, respond_by): Circumstances<'_>,
    scene: &mut Scene<'_>,
) -> Result<(), CliError> {
    let sources = &mut scene.sources;
    overlay(title, sources.texts("--title", Shape::Line, &args.title, &[])?);
    overlay(summary, sources.texts("--summary", Shape::Block, &args.summary, &[])?);
    overlay(text, sources.texts("--text", Shape::Block, &args.text, &args.text_file)?);
    if let Some(code) = &args.theme {
        *theme = Some(texts::clean("--theme", Shape::Line, code)?);
    }
    replace(places, &args.place);
    replace(asked, &args.asked);
    *respond_by = scene.when(args.respond_by.as_ref())?.or(*respond_by);
    Ok(())
}

/// A notice, or the update of one: then `current` is what it says now, and only what is given
/// changes.
///
/// # Errors
/// What is wrong with the arguments, or with what they add up to.
pub fn notice(args: &Alert, current: Option<Notice>, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let update = current.is_some();
    let mut notice = match (&args.file, current) {
        (Some(path), _) => file::read(Kind::Notice, path, scene)?,
        (None, Some(current)) => current,
        (None, None) => Notice::new(CapStatus::Actual, Vec::new()),
    };
    if let Some(status) = args.status {
        notice.status = status;
    }
    replace(&mut notice.asked, &args.asked);
    notice.respond_by = scene.when(args.respond_by.as_ref())?.or(notice.respond_by);
    if notice.info.is_empty() {
        notice.info.push(blank_info());
    }
    let expires = scene.when(args.expires.as_ref())?;
    for info in notice.info.iter_mut().take(1) {
        block(args, info, &mut scene.sources)?;
        info.expires = expires.or(info.expires);
    }
    if args.all_clear {
        shared::all_clear(&mut notice);
    }
    checked(if update { Content::NoticeUpdate(notice) } else { Content::Notice(notice) })
}

/// A block that says nothing yet.
pub fn blank_info() -> Info {
    Info::new(Category::Safety, (Urgency::Immediate, Severity::Severe, Certainty::Observed))
}

/// The first block of a notice, with what the arguments say of it.
fn block(args: &Alert, info: &mut Info, sources: &mut Sources<'_>) -> Result<(), Said> {
    overlay(&mut info.event, sources.texts("--event", Shape::Line, &args.event, &[])?);
    overlay(&mut info.headline, sources.texts("--headline", Shape::Line, &args.headline, &[])?);
    overlay(&mut info.description, sources.texts("--description", Shape::Block, &args.description, &[])?);
    overlay(&mut info.instruction, sources.texts("--instruction", Shape::Block, &args.instruction, &[])?);
    info.severity = args.severity.unwrap_or(info.severity);
    info.urgency = args.urgency.unwrap_or(info.urgency);
    info.certainty = args.certainty.unwrap_or(info.certainty);
    replace(&mut info.categories, &args.category);
    replace(&mut info.responses, &args.response);
    let areas = areas(args, sources)?;
    replace(&mut info.areas, &areas);
    Ok(())
}

/// Areas in words and by codes. A second text in a language that the last area has already
/// begins another area; the codes belong to the first.
fn areas(args: &Alert, sources: &mut Sources<'_>) -> Result<Vec<Area>, Said> {
    let mut areas: Vec<Area> = Vec::new();
    for value in &args.area {
        let (language, text) = sources.one("--area", Shape::Line, value, false)?;
        match areas.last_mut().filter(|last| !last.description.0.contains_key(&language)) {
            Some(last) => {
                last.description.0.insert(language, text);
            }
            None => areas.push(Area::new(Texts::one(language, text))),
        }
    }
    if areas.is_empty() && !args.place.is_empty() {
        let codes: Vec<&str> = args.place.iter().map(|place| place.as_str()).collect();
        areas.push(Area::new(Texts::one(sources.language().clone(), codes.join(", "))));
    }
    if let Some(first) = areas.first_mut() {
        first.places.clone_from(&args.place);
    }
    Ok(areas)
}

/// The withdrawal of a notice.
///
/// # Errors
/// What is wrong with the reason.
pub fn cancel(args: &Alert, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let reason = scene.sources.texts("--reason", Shape::Block, &args.reason, &[])?;
    checked(Content::NoticeCancel(NoticeCancel { schema: SCHEMA, reason }))
}

/// An agenda; of a new version only what is given changes. Times without an offset are those of the venue.
///
/// # Errors
/// What is wrong with the arguments, or with what they add up to.
pub fn agenda(args: &AgendaArgs, current: Option<Agenda>, scene: &mut Scene<'_>) -> Result<Agenda, CliError> {
    let base: Option<Agenda> =
        args.file.as_ref().map(|path| file::read(Kind::Agenda, path, scene)).transpose()?.or(current);
    let time_zone = match (&args.zone, &base) {
        (Some(name), _) => name.clone(),
        (None, Some(base)) => base.time_zone.clone(),
        (None, None) => scene.zone.iana_name().unwrap_or("UTC").to_owned(),
    };
    let zone = times::zone(&time_zone)?;
    let missing = |option| Said::new("cli-missing-option").with("option", option);
    let starts = match &args.starts {
        Some(when) => when.resolve(scene.now, &zone)?,
        None => base.as_ref().map(|a| a.starts).ok_or_else(|| missing("--starts"))?,
    };
    let ends = match &args.ends {
        Some(when) => when.resolve(starts, &zone)?,
        None => base.as_ref().map(|a| a.ends).ok_or_else(|| missing("--ends"))?,
    };
    let mut agenda =
        base.unwrap_or_else(|| Agenda::new(scene.institution.clone(), time_zone.clone(), (starts, ends)));
    (agenda.time_zone, agenda.starts, agenda.ends) = (time_zone, starts, ends);
    let sources = &mut scene.sources;
    overlay(&mut agenda.title, sources.texts("--title", Shape::Line, &args.title, &[])?);
    overlay(&mut agenda.summary, sources.texts("--summary", Shape::Block, &args.summary, &[])?);
    overlay(&mut agenda.venue, sources.texts("--venue", Shape::Line, &args.venue, &[])?);
    let mut items: Vec<AgendaItem> =
        args.item.iter().map(|text| item(text, starts, &zone, sources)).collect::<Result<_, _>>()?;
    // Who says an item anew still means the request that it took up.
    for item in &mut items {
        item.request = agenda.items.iter().find(|old| old.title == item.title).and_then(|old| old.request);
    }
    replace(&mut agenda.items, &items);
    replace(&mut agenda.invited, &args.invited);
    agenda.host = args.host.clone().unwrap_or(agenda.host);
    agenda.place = args.place.clone().or(agenda.place);
    agenda.next_host = args.next_host.clone().or(agenda.next_host);
    agenda.respond_by = scene.when(args.respond_by.as_ref())?.or(agenda.respond_by);
    Content::Agenda(agenda.clone()).check()?;
    Ok(agenda)
}

/// One item: `title;minutes` or `title;minutes;start`, the start as a time of the first day or a
/// date with its time, and behind them what else there is to say. The title may have signs of its own, and
/// languages: `es=…|en=…`.
fn item(text: &str, starts: Millis, zone: &TimeZone, sources: &mut Sources<'_>) -> Result<AgendaItem, Said> {
    let bad = || Said::new("cli-bad-item").with("value", text);
    let mut item = AgendaItem::default();
    let mut text = text;
    loop {
        let (before, presenter, papers) = attached(text)?;
        item.presenter = presenter.or(item.presenter);
        item.papers.extend(papers);
        text = before;
        match text.rsplit_once(';') {
            Some((before, last)) if detail(&mut item, last, sources)? => text = before,
            _ => break,
        }
    }
    let (rest, last) = text.rsplit_once(';').ok_or_else(bad)?;
    let (title, minutes, start) = match last.trim().parse::<u32>() {
        Ok(minutes) => (rest, minutes, None),
        Err(_) => {
            let (title, minutes) = rest.rsplit_once(';').ok_or_else(bad)?;
            (title, minutes.trim().parse().map_err(|_| bad())?, Some(last.trim()))
        }
    };
    item.starts = start.map(|start| item_start(start, starts, zone).ok_or_else(bad)).transpose()?;
    (item.title, item.minutes) = (line(title, sources)?, minutes);
    Ok(item)
}

/// A line of an item in a language, or in several: `es=…|en=…`.
fn line(text: &str, sources: &mut Sources<'_>) -> Result<Texts, Said> {
    let parts: Vec<&str> = text.split('|').collect();
    let parts = if parts.iter().all(|part| texts::has_tag(part)) { parts } else { vec![text] };
    let mut line = Texts::default();
    for part in parts {
        let (language, text) = sources.one("--item", Shape::Line, part, false)?;
        line.0.insert(language, text);
    }
    Ok(line)
}

/// What else an item says, by a name in any of our languages: `room=Sala 2`, `speaker=Dirección de Aguas`,
/// `languages=en,pt`. Whether it is that.
fn detail(item: &mut AgendaItem, text: &str, sources: &mut Sources<'_>) -> Result<bool, Said> {
    let Some((name, value)) = text.split_once('=') else { return Ok(false) };
    match name.trim() {
        "room" | "sala" => item.room = line(value, sources)?,
        "speaker" | "ponente" | "orador" => item.speaker = line(value, sources)?,
        "languages" | "idiomas" => {
            let tag = |tag: &str| {
                let tag = tag.trim();
                tag.parse().map_err(|_| Said::new("cli-bad-language").with("value", tag))
            };
            item.interpretation = value.split(',').map(tag).collect::<Result<_, _>>()?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// What stands behind an item: who presents it (`;@mx:20067`), and what it deals with (`;#cbm1…,cbm1…`).
pub fn attached(text: &str) -> Result<(&str, Option<InstitutionId>, Vec<MessageId>), Said> {
    let (mut text, mut presenter, mut papers) = (text, None, Vec::new());
    while let Some((rest, last)) = text.rsplit_once(';') {
        let last = last.trim();
        if let Some(who) = last.strip_prefix('@') {
            let who = who.trim();
            presenter = Some(who.parse().map_err(|_| Said::new("cli-bad-institution").with("value", who))?);
        } else if let Some(ids) = last.strip_prefix('#') {
            let bad = |id: &str| Said::new("cli-bad-id").with("value", id);
            let ids = ids.split(',').map(str::trim).map(|id| id.parse().map_err(|_| bad(id)));
            papers = ids.collect::<Result<_, _>>()?;
        } else {
            break;
        }
        text = rest;
    }
    Ok((text, presenter, papers))
}

/// One item as a line that a person typed: no file is read for it.
///
/// # Errors
/// When it has not the form of an item.
pub fn plain_item(
    text: &str,
    starts: Millis,
    zone: &TimeZone,
    language: &Language,
) -> Result<AgendaItem, Said> {
    item(text, starts, zone, &mut Sources::typed(language.clone()))
}

fn item_start(text: &str, starts: Millis, zone: &TimeZone) -> Option<Millis> {
    let when = match text.parse::<jiff::civil::Time>() {
        Ok(time) if text.len() <= 8 => {
            let first =
                i64::try_from(starts.0).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())?;
            When::Civil(first.to_zoned_datetime(zone.clone()).date().to_datetime(time))
        }
        _ => When::parse(text).ok()?,
    };
    when.resolve(starts, zone).ok()
}

/// A content from a file.
///
/// # Errors
/// What stands wrong where.
pub fn from_file<T: serde::de::DeserializeOwned + serde::Serialize>(
    kind: Kind,
    path: &str,
    scene: &mut Scene<'_>,
) -> Result<T, Said> {
    file::read(kind, path, scene)
}

/// A position on a proposal.
///
/// # Errors
/// What is wrong with the texts.
pub fn position(args: &Respond, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let reason = scene.sources.texts("--text", Shape::Block, &args.text, &args.text_file)?;
    let mandate = args.mandate.as_deref().map(|m| texts::clean("--mandate", Shape::Line, m)).transpose()?;
    checked(Content::Position(PositionTaken {
        schema: SCHEMA,
        stance: args.stance,
        reason,
        mandate,
        revision: None,
        read: None,
        sponsors: args.sponsor,
    }))
}

/// An acknowledgement of a notice.
///
/// # Errors
/// What is wrong with the texts.
pub fn ack(args: &args::Ack, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let note = scene.sources.texts("--text", Shape::Block, &args.text, &args.text_file)?;
    checked(Content::Ack(Ack { schema: SCHEMA, state: args.state, note }))
}

/// A comment, on the whole or on another one.
///
/// # Errors
/// What is wrong with the texts.
pub fn comment(
    args: &CommentArgs,
    answers: Option<MessageId>,
    scene: &mut Scene<'_>,
) -> Result<Content, CliError> {
    let text = scene.sources.texts("--text", Shape::Block, &args.text, &args.text_file)?;
    checked(Content::Comment(Comment { answers, ..Comment::new(text) }))
}

/// The withdrawal of a text of our own.
///
/// # Errors
/// What is wrong with the reason.
pub fn erasure(args: &Erase, what: &MessageInfo, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let reason = scene.sources.texts("--reason", Shape::Block, &args.reason, &[])?;
    let (log, seq) = (what.log, what.seq);
    checked(Content::Erasure(Erasure { schema: SCHEMA, what: what.id, log, seq, reason }))
}

/// An answer to an agenda: one person comes unless it says otherwise, none where it declines.
///
/// # Errors
/// What is wrong with the arguments.
pub fn rsvp(args: &Rsvp, scene: &mut Scene<'_>) -> Result<Content, CliError> {
    let note = scene.sources.texts("--text", Shape::Block, &args.text, &args.text_file)?;
    let base: Option<RsvpContent> =
        args.file.as_ref().map(|path| file::read(Kind::Rsvp, path, scene)).transpose()?;
    let attendance = args.attendance.or(base.as_ref().map(|base| base.attendance));
    let attendance = attendance.ok_or_else(|| Said::new("cli-missing-option").with("option", "--file"))?;
    let mut rsvp = base.unwrap_or(RsvpContent {
        schema: SCHEMA,
        attendance,
        people: u32::from(attendance != Attendance::Declined),
        access: BTreeMap::new(),
        languages: Vec::new(),
        note: Texts::default(),
    });
    rsvp.attendance = attendance;
    rsvp.people = args.people.unwrap_or(rsvp.people);
    rsvp.access.extend(args.need.iter().copied());
    replace(&mut rsvp.languages, &args.language_wanted);
    overlay(&mut rsvp.note, note);
    checked(Content::Rsvp(rsvp))
}

fn checked(content: Content) -> Result<Content, CliError> {
    content.check()?;
    Ok(content)
}

/// What is given stands in place of what was there, language by language.
pub fn overlay(texts: &mut Texts, given: Texts) {
    texts.0.extend(given.0);
}

/// What is given stands in place of what was there, if anything is given.
pub fn replace<T: Clone>(list: &mut Vec<T>, given: &[T]) {
    if !given.is_empty() {
        *list = given.to_vec();
    }
}

#[cfg(test)]
mod tests;
