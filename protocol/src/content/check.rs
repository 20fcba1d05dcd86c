//! Checks of contents: every bound, and what the fields say to each other.

mod attachment;
mod commitment;
mod declaration;
mod deliberation;
mod feedback;
mod meeting;

use super::{
    Ack, AckState, Area, CapScope, Comment, Content, ContentError, Erasure, Finding, Flaw, Info, Notice,
    NoticeCancel, Origin, Point, Resource, Rota, Translation,
};
use crate::{
    bounds::{
        CODE_MAX, LAST_INSTANT_MS, LIST_MAX, PARAGRAPH_MAX, POLYGON_MAX, RADIUS_MAX_M, RESOURCE_MAX,
        TEXT_MAX, TITLE_MAX, URI_MAX,
    },
    id::Millis,
    text::Texts,
};
use std::collections::BTreeSet;

impl Content {
    /// Checks the bounds and the sense of the fields.
    ///
    /// # Errors
    /// [`ContentError::Field`]: which field, what is wrong, and what is allowed.
    pub fn check(&self) -> Result<(), ContentError> {
        match self {
            Self::Proposal(c) => deliberation::proposal(c),
            Self::Position(c) => deliberation::position(c),
            Self::Comment(c) => comment(c),
            Self::Closing(c) => deliberation::closing(c),
            Self::Contest(c) => deliberation::contest(c),
            Self::Final(c) => deliberation::last(c),
            Self::Withdrawal(c) => deliberation::withdrawal(c),
            Self::Revision(c) => deliberation::revision(c),
            Self::Pause(c) => deliberation::pause(c),
            Self::Amendment(c) => deliberation::amendment(c),
            Self::Notice(c) | Self::NoticeUpdate(c) => notice(c),
            Self::NoticeCancel(c) => cancel(c),
            Self::Ack(c) => ack(c),
            Self::Agenda(c) | Self::AgendaUpdate(c) => meeting::agenda(c),
            Self::ItemRequest(c) => meeting::item_request(c),
            Self::AgendaCancel(c) => meeting::cancel(c),
            Self::Minutes(c) => meeting::minutes(c),
            Self::Rsvp(c) => meeting::rsvp(c),
            Self::Declaration(c) => declaration::declaration(c),
            Self::Signature(c) => declaration::signature(c),
            Self::SignatureWithdrawal(c) => declaration::withdrawal(c),
            Self::Translation(c) => translation(c),
            Self::Commitment(c) => commitment::commitment(c),
            Self::Progress(c) => commitment::progress(c),
            Self::Feedback(c) => feedback::feedback(c),
            Self::FollowUp(c) => feedback::follow_up(c),
            Self::Erasure(c) => erasure(c),
            Self::Rota(c) => rota(c),
        }
    }
}

type Checked = Result<(), ContentError>;

fn wrong(field: impl Into<String>, problem: impl Into<Finding>) -> Checked {
    Err(ContentError::Field { field: field.into(), problem: problem.into() })
}

fn ensure(holds: bool, field: &str, flaw: Flaw) -> Checked {
    if holds { Ok(()) } else { wrong(field, flaw) }
}

fn schema(number: u16) -> Checked {
    ensure(number >= 1, "schema", Flaw::Format)
}

fn texts(field: &str, texts: &Texts, max: usize) -> Checked {
    texts.check(max).or_else(|problem| wrong(field, problem))
}

fn needed(field: &str, value: &Texts, max: usize) -> Checked {
    ensure(!value.is_empty(), field, Flaw::Missing)?;
    texts(field, value, max)
}

fn list<T>(field: &str, items: &[T]) -> Checked {
    match items.len() {
        n if n > LIST_MAX => wrong(field, Finding::beyond(Flaw::TooManyEntries, n, LIST_MAX)),
        _ => Ok(()),
    }
}

fn distinct<T: Ord>(field: &str, items: &[T]) -> Checked {
    list(field, items)?;
    ensure(items.iter().collect::<BTreeSet<_>>().len() == items.len(), field, Flaw::Twice)
}

fn code(field: &str, text: &str) -> Checked {
    match text.len() {
        0 => wrong(field, Flaw::Empty),
        n if n > CODE_MAX => wrong(field, Finding::beyond(Flaw::TooManyBytes, n, CODE_MAX)),
        _ if text.chars().any(char::is_control) => wrong(field, Flaw::ControlCharacters),
        _ => Ok(()),
    }
}

fn codes(field: &str, items: &[String]) -> Checked {
    list(field, items)?;
    items.iter().enumerate().try_for_each(|(n, item)| code(&format!("{field}[{n}]"), item))
}

fn pairs(field: &str, items: &[(String, String)]) -> Checked {
    list(field, items)?;
    items.iter().enumerate().try_for_each(|(n, (name, value))| {
        code(&format!("{field}[{n}].name"), name)?;
        paragraph(&format!("{field}[{n}].value"), value)
    })
}

fn paragraph(field: &str, text: &str) -> Checked {
    match text.len() {
        n if n > PARAGRAPH_MAX => wrong(field, Finding::beyond(Flaw::TooManyBytes, n, PARAGRAPH_MAX)),
        _ => Ok(()),
    }
}

/// A text that is not empty, as CAP elements are.
fn element(field: &str, text: Option<&str>) -> Checked {
    let Some(text) = text else { return Ok(()) };
    ensure(!text.trim().is_empty(), field, Flaw::EmptyElement)?;
    paragraph(field, text)
}

/// A web address (RFC 3986): with its scheme, unless a relative one is enough.
fn uri(field: &str, text: Option<&str>, relative: bool) -> Checked {
    let Some(text) = text else { return Ok(()) };
    let scheme = |s: &str| {
        s.starts_with(|c: char| c.is_ascii_alphabetic())
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    };
    let absolute = text.split_once(':').is_some_and(|(s, rest)| scheme(s) && !rest.is_empty());
    ensure((1..=URI_MAX).contains(&text.len()), field, Flaw::AddressLength)?;
    ensure(text.bytes().all(|b| b.is_ascii_graphic()), field, Flaw::AddressCharacters)?;
    ensure(absolute || relative, field, Flaw::AddressPartial)
}

fn instant(field: &str, at: Option<Millis>) -> Checked {
    ensure(at.is_none_or(|at| at.0 <= LAST_INSTANT_MS), field, Flaw::TooLate)
}

/// An IANA name: `Area/Place`, or `UTC`. Whether the zone exists is for who has the data.
fn time_zone(field: &str, name: &str) -> Checked {
    let part = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-+".contains(&b));
    let plausible = name.len() <= 64 && (name == "UTC" || name.contains('/')) && name.split('/').all(part);
    ensure(plausible, field, Flaw::TimeZone)
}

fn translation(c: &Translation) -> Checked {
    schema(c.schema)?;
    c.translator.as_deref().map_or(Ok(()), |translator| code("translator", translator))?;
    needed("text", &c.text, TEXT_MAX)?;
    ensure(c.text.0.len() == 1, "text", Flaw::SeveralLanguages)?;
    texts("title", &c.title, TITLE_MAX)?;
    let alike = c.title.is_empty() || c.title.0.keys().eq(c.text.0.keys());
    ensure(alike, "title", Flaw::OtherLanguage)
}

fn rota(c: &Rota) -> Checked {
    schema(c.schema)?;
    distinct("turns", &c.turns)?;
    for (n, turn) in c.turns.iter().enumerate() {
        let field = |name: &str| format!("turns[{n}].{name}");
        code(&field("person"), &turn.person)?;
        if let Some(backup) = &turn.backup {
            code(&field("backup"), backup)?;
            ensure(*backup != turn.person, &field("backup"), Flaw::OwnBackup)?;
        }
        ensure(turn.from < turn.to, &field("to"), Flaw::BeforeTurn)?;
        ensure(turn.to.0 <= LAST_INSTANT_MS, &field("to"), Flaw::TooLate)?;
    }
    texts("note", &c.note, PARAGRAPH_MAX)
}

fn erasure(c: &Erasure) -> Checked {
    schema(c.schema)?;
    ensure(c.seq >= 1, "seq", Flaw::LogNumber)?;
    texts("reason", &c.reason, PARAGRAPH_MAX)
}

fn comment(c: &Comment) -> Checked {
    schema(c.schema)?;
    needed("text", &c.text, PARAGRAPH_MAX)?;
    attachment::attachments(&c.attachments)
}

fn notice(c: &Notice) -> Checked {
    schema(c.schema)?;
    c.source.as_deref().map_or(Ok(()), |source| code("source", source))?;
    element("restriction", c.restriction.as_deref())?;
    element("note", c.note.as_deref())?;
    codes("addresses", &c.addresses)?;
    codes("codes", &c.codes)?;
    codes("incidents", &c.incidents)?;
    match c.scope {
        CapScope::Restricted => {
            ensure(c.restriction.is_some(), "restriction", Flaw::RestrictionNeeded)?;
        }
        CapScope::Private => {
            ensure(!c.addresses.is_empty(), "addresses", Flaw::AddressesNeeded)?;
        }
        CapScope::Public => {}
    }
    let superfluous = c.restriction.is_some() && c.scope != CapScope::Restricted;
    ensure(!superfluous, "restriction", Flaw::RestrictionOnly)?;
    instant("respond_by", c.respond_by)?;
    distinct("asked", &c.asked)?;
    c.origin.as_ref().map_or(Ok(()), origin)?;
    ensure(!c.info.is_empty(), "info", Flaw::NoBlock)?;
    list("info", &c.info)?;
    c.info.iter().enumerate().try_for_each(|(n, block)| info(&format!("info[{n}]"), block))
}

/// References to an alert are lists with spaces between, their parts with commas.
fn origin(c: &Origin) -> Checked {
    for (field, text) in [("origin.sender", &c.sender), ("origin.identifier", &c.identifier)] {
        code(field, text)?;
        let separates = |c: char| c.is_whitespace() || c == ',';
        ensure(!text.contains(separates), field, Flaw::SpaceOrComma)?;
    }
    instant("origin.sent", Some(c.sent))?;
    list("origin.references", &c.references)?;
    c.references.iter().enumerate().try_for_each(|(n, reference)| {
        let field = format!("origin.references[{n}]");
        ensure(!reference.is_empty(), &field, Flaw::Empty)?;
        ensure(!reference.contains(char::is_whitespace), &field, Flaw::Space)?;
        paragraph(&field, reference)
    })
}

fn info(at: &str, c: &Info) -> Checked {
    let field = |name: &str| format!("{at}.{name}");
    ensure(!c.categories.is_empty(), &field("categories"), Flaw::NoOne)?;
    distinct(&field("categories"), &c.categories)?;
    needed(&field("event"), &c.event, TITLE_MAX)?;
    distinct(&field("responses"), &c.responses)?;
    texts(&field("audience"), &c.audience, PARAGRAPH_MAX)?;
    pairs(&field("event_codes"), &c.event_codes)?;
    instant(&field("effective"), c.effective)?;
    instant(&field("onset"), c.onset)?;
    instant(&field("expires"), c.expires)?;
    let begins = c.effective.max(c.onset);
    let in_order = !matches!((begins, c.expires), (Some(begins), Some(expires)) if expires <= begins);
    ensure(in_order, &field("expires"), Flaw::BeforeEffect)?;
    texts(&field("sender_name"), &c.sender_name, TITLE_MAX)?;
    texts(&field("headline"), &c.headline, TITLE_MAX)?;
    texts(&field("description"), &c.description, PARAGRAPH_MAX)?;
    texts(&field("instruction"), &c.instruction, PARAGRAPH_MAX)?;
    uri(&field("web"), c.web.as_deref(), false)?;
    element(&field("contact"), c.contact.as_deref())?;
    pairs(&field("parameters"), &c.parameters)?;
    list(&field("resources"), &c.resources)?;
    list(&field("areas"), &c.areas)?;
    c.resources.iter().enumerate().try_for_each(|(n, r)| resource(&field(&format!("resources[{n}]")), r))?;
    c.areas.iter().enumerate().try_for_each(|(n, a)| area(&field(&format!("areas[{n}]")), a))
}

fn resource(at: &str, c: &Resource) -> Checked {
    let field = |name: &str| format!("{at}.{name}");
    needed(&field("description"), &c.description, TITLE_MAX)?;
    mime_type(&field("mime_type"), &c.mime_type)?;
    uri(&field("uri"), c.uri.as_deref(), c.deref_uri.is_some())?;
    if let Some(data) = &c.deref_uri {
        ensure(data.len() <= RESOURCE_MAX, &field("deref_uri"), Flaw::ResourceLength)?;
        ensure(is_base64(data), &field("deref_uri"), Flaw::Base64)?;
        let size = (data.len() / 4 * 3 - data.bytes().rev().take_while(|b| *b == b'=').count()) as u64;
        ensure(c.size.is_none_or(|s| s == size), &field("size"), Flaw::ResourceSize)?;
    }
    let hex = |d: &String| d.len() == 40 && d.bytes().all(|b| b.is_ascii_hexdigit());
    ensure(c.digest.as_ref().is_none_or(hex), &field("digest"), Flaw::Digest)
}

/// A media type (RFC 6838), without parameters.
fn mime_type(field: &str, text: &str) -> Checked {
    code(field, text)?;
    let token =
        |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b));
    let plausible = text.split_once('/').is_some_and(|(kind, name)| token(kind) && token(name));
    ensure(plausible, field, Flaw::MediaType)
}

fn is_base64(text: &str) -> bool {
    let letters = text.trim_end_matches('=');
    !letters.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - letters.len() <= 2
        && letters.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}

fn area(at: &str, c: &Area) -> Checked {
    let field = |name: &str| format!("{at}.{name}");
    needed(&field("description"), &c.description, PARAGRAPH_MAX)?;
    list(&field("polygons"), &c.polygons)?;
    for (n, ring) in c.polygons.iter().enumerate() {
        let name = field(&format!("polygons[{n}]"));
        ensure(ring.len() >= 4, &name, Flaw::FewPoints)?;
        ensure(ring.len() <= POLYGON_MAX, &name, Flaw::ManyPoints)?;
        ensure(ring.first() == ring.last(), &name, Flaw::NotClosed)?;
        ring.iter().try_for_each(|p| point(&name, *p))?;
    }
    list(&field("circles"), &c.circles)?;
    for (n, (centre, radius)) in c.circles.iter().enumerate() {
        let name = field(&format!("circles[{n}]"));
        point(&name, *centre)?;
        ensure(*radius <= RADIUS_MAX_M, &name, Flaw::Radius)?;
    }
    distinct(&field("places"), &c.places)?;
    pairs(&field("geocodes"), &c.geocodes)?;
    let ceiling = !matches!((c.altitude_feet, c.ceiling_feet), (Some(low), Some(high)) if high < low);
    ensure(ceiling, &field("ceiling_feet"), Flaw::CeilingBelow)?;
    ensure(c.ceiling_feet.is_none() || c.altitude_feet.is_some(), &field("ceiling_feet"), Flaw::CeilingAlone)
}

fn point(field: &str, Point(lat, lon): Point) -> Checked {
    ensure(lat.unsigned_abs() <= 900_000_000, field, Flaw::Latitude)?;
    ensure(lon.unsigned_abs() <= 1_800_000_000, field, Flaw::Longitude)
}

fn cancel(c: &NoticeCancel) -> Checked {
    schema(c.schema)?;
    needed("reason", &c.reason, PARAGRAPH_MAX)
}

fn ack(c: &Ack) -> Checked {
    schema(c.schema)?;
    let note = if c.state == AckState::Rejected { needed } else { texts };
    note("note", &c.note, PARAGRAPH_MAX)
}
