//! CAP written: elements in the order that the schema prescribes.

use super::{
    ASKED, Alert, COUNTRIES, LANGUAGES_MAX, NAMESPACE, PLACE_LISTS, PLACES, RESPOND_BY, SUBDIVISIONS,
    languages,
};
use crate::formats::{degrees, xml::Writer};
use cabildo_protocol::{
    content::{Area, Info, Notice, Point, Resource},
    id::{Language, Millis, Place},
    text::Texts,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

/// The alert as a document, its times on the wall clock of a zone.
#[must_use]
pub fn write(alert: &Alert, zone: &TimeZone) -> String {
    let mut xml = Writer::document();
    inside(&mut xml, alert, zone);
    xml.finish()
}

/// The alert as an element of a document.
pub fn inside(xml: &mut Writer, alert: &Alert, zone: &TimeZone) {
    let notice = &alert.notice;
    xml.open("alert", &[("xmlns", NAMESPACE)]);
    xml.leaf("identifier", &alert.identifier);
    xml.leaf("sender", &alert.sender);
    xml.leaf("sent", &time(alert.sent, zone));
    xml.leaf("status", &word(&notice.status));
    xml.leaf("msgType", &format!("{:?}", alert.msg_type));
    optional(xml, "source", notice.source.as_deref());
    xml.leaf("scope", &word(&notice.scope));
    optional(xml, "restriction", notice.restriction.as_deref());
    spaced(xml, "addresses", &notice.addresses);
    for code in &notice.codes {
        xml.leaf("code", code);
    }
    optional(xml, "note", notice.note.as_deref());
    if !alert.references.is_empty() {
        xml.leaf("references", &alert.references.join(" "));
    }
    spaced(xml, "incidents", &notice.incidents);
    for info in &notice.info {
        for language in languages(info).into_iter().take(LANGUAGES_MAX) {
            block(xml, notice, info, &language, zone);
        }
    }
    xml.close("alert");
}

fn block(xml: &mut Writer, notice: &Notice, info: &Info, language: &Language, zone: &TimeZone) {
    let exact = |texts: &Texts| texts.0.get(language).cloned();
    xml.open("info", &[]);
    xml.leaf("language", language.as_str());
    for category in &info.categories {
        xml.leaf("category", &word(category));
    }
    xml.leaf("event", &nearest(&info.event, language));
    for response in &info.responses {
        xml.leaf("responseType", &word(response));
    }
    xml.leaf("urgency", &word(&info.urgency));
    xml.leaf("severity", &word(&info.severity));
    xml.leaf("certainty", &word(&info.certainty));
    optional(xml, "audience", exact(&info.audience).as_deref());
    pairs(xml, "eventCode", &info.event_codes);
    for (name, at) in [("effective", info.effective), ("onset", info.onset), ("expires", info.expires)] {
        optional(xml, name, at.map(|at| time(at, zone)).as_deref());
    }
    optional(xml, "senderName", exact(&info.sender_name).as_deref());
    optional(xml, "headline", exact(&info.headline).as_deref());
    optional(xml, "description", exact(&info.description).as_deref());
    optional(xml, "instruction", exact(&info.instruction).as_deref());
    optional(xml, "web", info.web.as_deref());
    optional(xml, "contact", info.contact.as_deref());
    pairs(xml, "parameter", &info.parameters);
    if let Some(at) = notice.respond_by {
        pairs(xml, "parameter", &[(RESPOND_BY.to_owned(), time(at, zone))]);
    }
    if !notice.asked.is_empty() {
        let asked: Vec<&str> = notice.asked.iter().map(|id| id.as_str()).collect();
        pairs(xml, "parameter", &[(ASKED.to_owned(), asked.join(" "))]);
    }
    info.resources.iter().for_each(|resource| write_resource(xml, resource, language));
    info.areas.iter().for_each(|area| write_area(xml, area, language));
    xml.close("info");
}

fn write_resource(xml: &mut Writer, resource: &Resource, language: &Language) {
    xml.open("resource", &[]);
    xml.leaf("resourceDesc", &nearest(&resource.description, language));
    xml.leaf("mimeType", &resource.mime_type);
    optional(xml, "size", resource.size.map(|size| size.to_string()).as_deref());
    optional(xml, "uri", resource.uri.as_deref());
    optional(xml, "derefUri", resource.deref_uri.as_deref());
    optional(xml, "digest", resource.digest.as_deref());
    xml.close("resource");
}

fn write_area(xml: &mut Writer, area: &Area, language: &Language) {
    xml.open("area", &[]);
    xml.leaf("areaDesc", &nearest(&area.description, language));
    for ring in &area.polygons {
        xml.leaf("polygon", &ring.iter().map(|p| point(*p)).collect::<Vec<_>>().join(" "));
    }
    for (centre, radius) in &area.circles {
        xml.leaf("circle", &format!("{} {}", point(*centre), degrees::print(i64::from(*radius), 3)));
    }
    for place in &area.places {
        let (list, code) = geocode(place);
        pairs(xml, "geocode", &[(list.to_owned(), code.to_owned())]);
    }
    pairs(xml, "geocode", &area.geocodes);
    optional(xml, "altitude", area.altitude_feet.map(|feet| feet.to_string()).as_deref());
    optional(xml, "ceiling", area.ceiling_feet.map(|feet| feet.to_string()).as_deref());
    xml.close("area");
}

/// Latitude first, as CAP has it.
fn point(Point(lat, lon): Point) -> String {
    format!("{},{}", degrees::print(i64::from(lat), 7), degrees::print(i64::from(lon), 7))
}

/// The official list of a place, and its code there.
fn geocode(place: &Place) -> (&'static str, &str) {
    let code = place.as_str();
    for (prefix, list) in PLACE_LISTS {
        if let Some(rest) = code.strip_prefix(prefix).filter(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
        {
            return (list, rest);
        }
    }
    match code {
        _ if code.contains(':') => (PLACES, code),
        _ if code.contains('-') => (SUBDIVISIONS, code),
        _ => (COUNTRIES, code),
    }
}

fn nearest(texts: &Texts, language: &Language) -> String {
    texts.best(std::slice::from_ref(language)).map(|(_, text)| text.to_owned()).unwrap_or_default()
}

fn optional(xml: &mut Writer, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        xml.leaf(name, text);
    }
}

fn pairs(xml: &mut Writer, name: &str, pairs: &[(String, String)]) {
    for (list, value) in pairs {
        xml.open(name, &[]);
        xml.leaf("valueName", list);
        xml.leaf("value", value);
        xml.close(name);
    }
}

/// Several, with spaces between; those that have spaces themselves in quotes.
fn spaced(xml: &mut Writer, name: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let quoted = |item: &String| match item.contains(char::is_whitespace) {
        true => format!("\"{item}\""),
        false => item.clone(),
    };
    xml.leaf(name, &items.iter().map(quoted).collect::<Vec<_>>().join(" "));
}

/// An instant as CAP has it: whole seconds, an offset always, and `-00:00` for UTC.
pub fn time(at: Millis, zone: &TimeZone) -> String {
    let instant = i64::try_from(at.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let Some(instant) = instant else { return String::new() };
    let zoned = instant.to_zoned_datetime(zone.clone());
    let text = zoned.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    match zoned.offset().seconds() {
        0 => format!("{text}-00:00"),
        _ => format!("{text}{}", zoned.strftime("%:z")),
    }
}

/// A word of ours as CAP writes it: `all_clear` is `AllClear`, and `cbrne` and the like are capitals.
pub fn word<T: Serialize>(value: &T) -> String {
    let own =
        serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    if own == "cbrne" {
        return own.to_uppercase();
    }
    own.split('_')
        .map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        })
        .collect()
}
