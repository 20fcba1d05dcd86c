//! CAP read: within the bounds of a notice, and refused where it breaks the standard's own rules.

use super::{ASKED, Alert, COUNTRIES, MsgType, NAMESPACE, PLACE_LISTS, PLACES, RESPOND_BY, SUBDIVISIONS};
use crate::formats::{
    degrees,
    xml::{self, Element, XmlError},
};
use cabildo_protocol::{
    bounds::{BODY_MAX, LAST_INSTANT_MS, POLYGON_MAX, RADIUS_MAX_M, SALT_LEN},
    content::{
        Area, CapScope, Category, Certainty, Content, ContentError, Info, Notice, Point, Resource, Severity,
        Urgency,
    },
    id::{InstitutionId, Language, Millis, Place},
    sanitize,
    text::Texts,
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

/// Blocks of one alert.
pub const INFO_MAX: usize = 256;
/// The language of a block that does not say.
const LANGUAGE: &str = "en-US";

/// Why a file is no alert that can be taken over, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapError {
    /// Not XML, or more of it than is read.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Another document.
    #[error("the file is no CAP 1.2 alert: it begins with «{0}»")]
    NotCap(String),
    /// Something in it.
    #[error("line {line}: {what}")]
    At {
        /// Counted from 1.
        line: usize,
        /// Which element, what is wrong, and what is allowed.
        what: String,
    },
    /// More than a message holds.
    #[error(
        "the alert has {0} bytes as a notice, more than a message holds: 262112 · leave its pictures out"
    )]
    TooLarge(usize),
    /// It says what a notice cannot.
    #[error("the alert cannot be taken over: {0}")]
    Content(#[from] ContentError),
}

/// Reads an alert.
///
/// # Errors
/// What is wrong, and on which line.
pub fn read(bytes: &[u8]) -> Result<Alert, CapError> {
    of(&xml::parse(bytes)?)
}

/// An alert as an element, be it a whole document or inside another.
///
/// # Errors
/// What is wrong, and on which line.
pub fn of(root: &Element) -> Result<Alert, CapError> {
    if root.name != "alert" || root.namespace != NAMESPACE {
        let shown = sanitize::line(&format!("{} {}", root.name, root.namespace));
        return Err(CapError::NotCap(shown.trim_end().chars().take(80).collect()));
    }
    let at = At(root);
    let mut notice = Notice::new(at.word("status")?, Vec::new());
    let sent = at.time("sent")?.ok_or_else(|| at.wrong("sent: is missing"))?;
    let msg_type: MsgType = at.named("msgType")?;
    notice.scope = at.word::<CapScope>("scope")?;
    notice.source = at.trimmed("source");
    notice.restriction = at.text("restriction");
    notice.addresses = at.trimmed("addresses").map(|text| spaced(&text)).unwrap_or_default();
    notice.codes = at.all("code").map(|code| code.text.trim().to_owned()).collect();
    notice.note = at.text("note");
    notice.incidents = at.trimmed("incidents").map(|text| spaced(&text)).unwrap_or_default();
    let blocks: Vec<&Element> = at.all("info").collect();
    if let Some(beyond) = blocks.get(INFO_MAX) {
        return Err(At(beyond).wrong(&format!("{} blocks <info>: at most {INFO_MAX} are read", blocks.len())));
    }
    for block in blocks {
        let info = block_of(&At(block), &mut notice)?;
        join(&mut notice.info, info);
    }
    let references = at.trimmed("references").unwrap_or_default();
    let alert = Alert {
        identifier: at.identity("identifier")?,
        sender: at.identity("sender")?,
        sent,
        msg_type,
        references: references.split_whitespace().map(str::to_owned).collect(),
        notice,
    };
    check(&alert)?;
    Ok(alert)
}

/// The rules of a notice; one that only refers to another needs no block.
fn check(alert: &Alert) -> Result<(), CapError> {
    let mut draft = alert.clone().into_draft();
    if draft.info.is_empty() && alert.msg_type != MsgType::Alert {
        draft.info.push(blank());
    }
    let content = Content::Notice(draft);
    content.check()?;
    let bytes = content.encode().len();
    if bytes > BODY_MAX - SALT_LEN {
        return Err(CapError::TooLarge(bytes));
    }
    Ok(())
}

/// A block that says nothing but what it must.
fn blank() -> Info {
    let text =
        Texts(std::iter::once(LANGUAGE).filter_map(|t| Some((t.parse().ok()?, "-".to_owned()))).collect());
    Info {
        event: text,
        ..Info::new(Category::Other, (Urgency::Unknown, Severity::Unknown, Certainty::Unknown))
    }
}

/// One `info`; what is ours among its parameters goes to the notice.
fn block_of(at: &At<'_>, notice: &mut Notice) -> Result<Info, CapError> {
    let tag = language(at.trimmed("language").as_deref().unwrap_or(LANGUAGE));
    let tag: Language = tag.ok_or_else(|| at.wrong("language: is no language tag such as es-MX"))?;
    let texts = |text: Option<String>| text.map(|text| Texts::one(tag.clone(), text)).unwrap_or_default();
    let mut parameters = at.pairs("parameter")?;
    for (name, value) in parameters.extract_if(.., |(name, _)| name == RESPOND_BY || name == ASKED) {
        if name == RESPOND_BY {
            notice.respond_by =
                Some(instant(&value).ok_or_else(|| at.wrong(&format!("{RESPOND_BY}: no time")))?);
        } else {
            let asked: Result<Vec<InstitutionId>, _> = value.split_whitespace().map(str::parse).collect();
            notice.asked = asked.map_err(|_| at.wrong(&format!("{ASKED}: an entry is no institution")))?;
        }
    }
    Ok(Info {
        categories: at.words("category")?,
        event: texts(at.text("event")),
        responses: at.words("responseType")?,
        urgency: at.word("urgency")?,
        severity: at.word("severity")?,
        certainty: at.word("certainty")?,
        audience: texts(at.text("audience")),
        event_codes: at.pairs("eventCode")?,
        effective: at.time("effective")?,
        onset: at.time("onset")?,
        expires: at.time("expires")?,
        sender_name: texts(at.text("senderName")),
        headline: texts(at.text("headline")),
        description: texts(at.text("description")),
        instruction: texts(at.text("instruction")),
        web: at.trimmed("web"),
        contact: at.text("contact"),
        parameters,
        resources: at.all("resource").map(|r| resource(&At(r), &texts)).collect::<Result<_, _>>()?,
        areas: at.all("area").map(|a| area(&At(a), &texts)).collect::<Result<_, _>>()?,
    })
}

fn resource(at: &At<'_>, texts: &dyn Fn(Option<String>) -> Texts) -> Result<Resource, CapError> {
    let size =
        at.trimmed("size").map(|text| text.parse().map_err(|_| at.wrong("size: is no number of bytes")));
    Ok(Resource {
        description: texts(at.text("resourceDesc")),
        mime_type: at.trimmed("mimeType").unwrap_or_default(),
        size: size.transpose()?,
        uri: at.trimmed("uri"),
        deref_uri: at.trimmed("derefUri").map(|text| text.split_whitespace().collect()),
        digest: at.trimmed("digest"),
    })
}

fn area(at: &At<'_>, texts: &dyn Fn(Option<String>) -> Texts) -> Result<Area, CapError> {
    let (mut places, mut geocodes) = (Vec::new(), Vec::new());
    for (list, value) in at.pairs("geocode")? {
        match place(&list, &value) {
            Some(place) if !places.contains(&place) => places.push(place),
            _ => geocodes.push((list, value)),
        }
    }
    Ok(Area {
        description: texts(at.text("areaDesc")),
        polygons: at.all("polygon").map(|ring| polygon(&At(ring))).collect::<Result<_, _>>()?,
        circles: at.all("circle").map(|c| circle(&At(c))).collect::<Result<_, _>>()?,
        places,
        geocodes,
        altitude_feet: at.feet("altitude")?,
        ceiling_feet: at.feet("ceiling")?,
    })
}

/// Points are counted before the last of them is read.
fn polygon(at: &At<'_>) -> Result<Vec<Point>, CapError> {
    let mut ring = Vec::new();
    for pair in at.0.text.split_whitespace() {
        if ring.len() >= POLYGON_MAX {
            return Err(at.wrong(&format!("polygon: more than {POLYGON_MAX} points")));
        }
        ring.push(point(pair).ok_or_else(|| at.wrong("polygon: a point is no «latitude,longitude»"))?);
    }
    Ok(ring)
}

fn circle(at: &At<'_>) -> Result<(Point, u32), CapError> {
    let mut parts = at.0.text.split_whitespace();
    let centre = parts.next().and_then(point);
    let radius = parts.next().and_then(|radius| degrees::parse(radius, 3));
    let radius =
        radius.and_then(|metres| u32::try_from(metres).ok()).filter(|metres| *metres <= RADIUS_MAX_M);
    match (centre, radius, parts.next()) {
        (Some(centre), Some(radius), None) => Ok((centre, radius)),
        _ => Err(at.wrong("circle: is no «latitude,longitude radius» with the radius in kilometres")),
    }
}

/// Latitude first, as CAP has it.
fn point(pair: &str) -> Option<Point> {
    let (lat, lon) = pair.split_once(',')?;
    let number = |text| degrees::parse(text, 7).and_then(|value| i32::try_from(value).ok());
    Some(Point(number(lat)?, number(lon)?))
}

/// The place that a geocode means, where the list is one of ours.
fn place(list: &str, value: &str) -> Option<Place> {
    if let Some((prefix, _)) = PLACE_LISTS.iter().find(|(_, name)| *name == list) {
        return format!("{prefix}{value}").parse().ok();
    }
    let form: Place = value.parse().ok()?;
    let fits = match list {
        PLACES => value.contains(':') && PLACE_LISTS.iter().all(|(prefix, _)| !value.starts_with(prefix)),
        SUBDIVISIONS => value.contains('-') && !value.contains(':'),
        COUNTRIES => value.len() == 2,
        _ => false,
    };
    // A code of an official list that is not digits goes out with its whole code.
    let own = list == PLACES && value.contains(":x-");
    (fits || own).then_some(form)
}

/// A tag with its parts in the usual capitals: standards compare them without.
fn language(tag: &str) -> Option<Language> {
    let mut parts = tag.split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    let rest = parts.map(|part| match part.len() {
        2 => part.to_ascii_uppercase(),
        _ => part.to_owned(),
    });
    std::iter::once(primary).chain(rest).collect::<Vec<_>>().join("-").parse().ok()
}

/// Items with spaces between, those in quotes with spaces inside.
fn spaced(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (item, after) = match rest.strip_prefix('"').and_then(|inside| inside.split_once('"')) {
            Some(found) => found,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        items.push(item.to_owned());
        rest = after.trim_start();
    }
    items
}

/// An instant with its offset; what lies before 1970 or after 9999 is none.
fn instant(text: &str) -> Option<Millis> {
    let at = text.trim().parse::<Timestamp>().ok()?;
    u64::try_from(at.as_millisecond()).ok().filter(|ms| *ms <= LAST_INSTANT_MS).map(Millis)
}

/// A block that differs from one before only in the language of its texts belongs to that.
fn join(blocks: &mut Vec<Info>, mut block: Info) {
    let form = form(&block);
    let mut languages = super::languages(&block);
    let fits =
        |there: &&mut Info| super::languages(there).is_disjoint(&languages) && self::form(there) == form;
    let Some(there) = blocks.iter_mut().find(fits) else { return blocks.push(block) };
    languages.clear();
    for (texts, more) in texts_of(there).into_iter().zip(texts_of(&mut block)) {
        texts.0.append(&mut more.0);
    }
}

/// A block without its texts.
fn form(block: &Info) -> Info {
    let mut form = block.clone();
    texts_of(&mut form).into_iter().for_each(|texts| texts.0.clear());
    form
}

/// All texts of a block, in one order.
fn texts_of(info: &mut Info) -> Vec<&mut Texts> {
    let own = [
        &mut info.event,
        &mut info.audience,
        &mut info.sender_name,
        &mut info.headline,
        &mut info.description,
        &mut info.instruction,
    ];
    let resources = info.resources.iter_mut().map(|resource| &mut resource.description);
    let areas = info.areas.iter_mut().map(|area| &mut area.description);
    own.into_iter().chain(resources).chain(areas).collect()
}

/// An element and what is asked of it.
struct At<'a>(&'a Element);

impl<'a> At<'a> {
    /// Its children of this name. Elements of other standards, as signatures, are passed over.
    fn all(&self, name: &'static str) -> impl Iterator<Item = &'a Element> + use<'a> {
        self.0.children.iter().filter(move |child| child.name == name && child.namespace == NAMESPACE)
    }

    fn wrong(&self, what: &str) -> CapError {
        CapError::At { line: self.0.line, what: sanitize::line(what) }
    }

    /// A text, to the letter; none where there is none.
    fn text(&self, name: &'static str) -> Option<String> {
        self.all(name).next().map(|child| child.text.clone()).filter(|text| !text.trim().is_empty())
    }

    fn trimmed(&self, name: &'static str) -> Option<String> {
        self.text(name).map(|text| text.trim().to_owned())
    }

    /// What makes an alert's identity has neither spaces nor commas: references could not name it.
    fn identity(&self, name: &'static str) -> Result<String, CapError> {
        let text = self.trimmed(name).ok_or_else(|| self.wrong(&format!("{name}: is missing")))?;
        if text.contains(|c: char| c.is_whitespace() || c == ',') {
            return Err(self.wrong(&format!("{name}: has a space or a comma")));
        }
        Ok(text)
    }

    fn time(&self, name: &'static str) -> Result<Option<Millis>, CapError> {
        let wrong = || self.wrong(&format!("{name}: is no time such as 2026-12-01T18:00:00-06:00"));
        self.trimmed(name).map(|text| instant(&text).ok_or_else(wrong)).transpose()
    }

    fn feet(&self, name: &'static str) -> Result<Option<i32>, CapError> {
        let feet = |text: String| degrees::parse(&text, 0).and_then(|value| i32::try_from(value).ok());
        let wrong = || self.wrong(&format!("{name}: is no height in feet"));
        self.trimmed(name).map(|text| feet(text).ok_or_else(wrong)).transpose()
    }

    fn pairs(&self, name: &'static str) -> Result<Vec<(String, String)>, CapError> {
        let pair = |child: &'a Element| {
            let at = At(child);
            let name = at.trimmed("valueName").ok_or_else(|| at.wrong("valueName: is missing"))?;
            Ok((name, at.all("value").next().map(|value| value.text.clone()).unwrap_or_default()))
        };
        self.all(name).map(pair).collect()
    }

    /// A word of CAP that is one of ours.
    fn word<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, CapError> {
        let child = self.all(name).next().ok_or_else(|| self.wrong(&format!("{name}: is missing")))?;
        At(child).own(name)
    }

    fn words<T: DeserializeOwned>(&self, name: &'static str) -> Result<Vec<T>, CapError> {
        self.all(name).map(|child| At(child).own(name)).collect()
    }

    fn own<T: DeserializeOwned>(&self, name: &str) -> Result<T, CapError> {
        let said = self.0.text.trim();
        let mut own = String::new();
        for (n, c) in said.chars().take(40).enumerate() {
            if c.is_ascii_uppercase() && n > 0 && said != "CBRNE" {
                own.push('_');
            }
            own.push(c.to_ascii_lowercase());
        }
        serde_json::from_value(own.into()).map_err(|_| self.unknown(name))
    }

    fn named<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, CapError> {
        let said = self.trimmed(name).ok_or_else(|| self.wrong(&format!("{name}: is missing")))?;
        serde_json::from_value(said.into()).map_err(|_| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> CapError {
        let said: String = self.0.text.trim().chars().take(40).collect();
        self.wrong(&format!("{name}: CAP has no word «{said}» for it"))
    }
}
