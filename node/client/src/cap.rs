//! What a crisis notice says beside its words, for whoever shows it: the shape of its areas, its codes,
//! parameters and resources, where it comes from. Labels are ids of texts; an empty value says nothing.

use crate::lang::{Arg, Lang};
use cabildo_protocol::{
    content::{Area, CapScope, Info, Notice, Point},
    text::Texts,
};

/// What an area says beside its description and places: circles, polygons, codes, heights.
#[must_use]
pub fn area(lang: &Lang, area: &Area) -> Vec<String> {
    let mut facts = Vec::new();
    for (centre, radius) in &area.circles {
        let (at, km) = (degrees(*centre), format!("{}", f64::from(*radius) / 1000.0));
        facts.push(lang.with("tui-circle", &[("km", Arg::from(&km)), ("at", Arg::from(&at))]));
    }
    for ring in &area.polygons {
        let at = ring.first().map(|p| degrees(*p)).unwrap_or_default();
        facts.push(lang.with("tui-polygon", &[("n", Arg::from(ring.len())), ("at", Arg::from(&at))]));
    }
    facts.extend(area.geocodes.iter().map(|(list, value)| format!("{list} {value}")));
    for (id, feet) in [("tui-altitude", area.altitude_feet), ("tui-ceiling", area.ceiling_feet)] {
        facts.extend(feet.map(|feet| lang.with(id, &[("feet", Arg::Number(feet.into()))])));
    }
    facts
}

/// A point in degrees, latitude first, as CAP has it.
fn degrees(Point(latitude, longitude): Point) -> String {
    format!("{:.4}, {:.4}", f64::from(latitude) / 1e7, f64::from(longitude) / 1e7)
}

/// What a block says beside what happens, where, how grave it is and what to do.
pub fn block(info: &Info, text: impl Fn(&Texts) -> String) -> Vec<(&'static str, String)> {
    let pairs = |pairs: &[(String, String)]| {
        pairs.iter().map(|(name, value)| format!("{name} = {}", value.trim())).collect::<Vec<_>>().join(" · ")
    };
    let mut facts = vec![
        ("tui-sender-name", text(&info.sender_name)),
        ("tui-audience", text(&info.audience)),
        ("tui-contact", info.contact.clone().unwrap_or_default()),
        ("tui-web", info.web.clone().unwrap_or_default()),
        ("tui-parameters", pairs(&info.parameters)),
        ("tui-event-codes", pairs(&info.event_codes)),
    ];
    facts.extend(info.resources.iter().map(|resource| {
        let uri = resource.uri.as_deref().unwrap_or_default();
        ("tui-resource", format!("{} ({}) {uri}", text(&resource.description), resource.mime_type))
    }));
    facts
}

/// What stands outside the blocks.
#[must_use]
pub fn notice(lang: &Lang, notice: &Notice) -> Vec<(&'static str, String)> {
    let scope = match notice.scope {
        CapScope::Public => None,
        CapScope::Restricted => Some("tui-scope-restricted"),
        CapScope::Private => Some("tui-scope-private"),
    };
    let scope = scope.map(|id| {
        let details = notice.restriction.iter().chain(&notice.addresses).cloned().collect::<Vec<_>>();
        format!("{} {}", lang.text(id), details.join(" · "))
    });
    let origin = notice.origin.as_ref();
    vec![
        ("tui-scope", scope.unwrap_or_default()),
        ("tui-note", notice.note.clone().unwrap_or_default()),
        ("tui-source", notice.source.clone().unwrap_or_default()),
        ("tui-incidents", notice.incidents.join(" · ")),
        ("tui-codes", notice.codes.join(" · ")),
        ("tui-origin", origin.map(|o| format!("{} · {}", o.sender, o.identifier)).unwrap_or_default()),
    ]
}
