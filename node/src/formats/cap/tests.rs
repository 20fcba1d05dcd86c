//! Alerts in and out: the standard's own examples, everything that a notice can say, and hostile files.

use super::{read::INFO_MAX, *};
use crate::formats::xml::{self, Element};
use cabildo_protocol::content::{
    Ack, Area, CapScope, Category, Certainty, Info, Point, Resource, ResponseType, Severity, Urgency,
};
use jiff::tz::{self, TimeZone};
use proptest::prelude::*;

const EXAMPLES: [(&str, i8); 4] = [
    (include_str!("../../../tests/formats/cap/advisory.xml"), -5),
    (include_str!("../../../tests/formats/cap/thunderstorm.xml"), -7),
    (include_str!("../../../tests/formats/cap/earthquake.xml"), -7),
    (include_str!("../../../tests/formats/cap/amber.xml"), -7),
];

/// Alerts as services of countries write them: digits beyond a centimetre and points on several lines, empty
/// elements and signatures, a prefix for every name.
const SHAPES: [(&str, i8); 3] = [
    (include_str!("../../../tests/formats/cap/mexican.xml"), -5),
    (include_str!("../../../tests/formats/cap/canadian.xml"), 0),
    (include_str!("../../../tests/formats/cap/prefixed.xml"), 0),
];

/// Every element that has no children, with the way to it. The language that a block does not state is
/// the standard's own.
fn leaves(xml: &str) -> Vec<(String, String)> {
    fn walk(element: &Element, way: &str, found: &mut Vec<(String, String)>) {
        let way = format!("{way}/{}", element.name);
        if element.name == "info" && element.children.iter().all(|child| child.name != "language") {
            found.push((format!("{way}/language"), "en-US".to_owned()));
        }
        if element.children.is_empty() {
            found.push((way, element.text.clone()));
        } else {
            element.children.iter().for_each(|child| walk(child, &way, found));
        }
    }
    let mut found = Vec::new();
    walk(&xml::parse(xml.as_bytes()).expect("XML"), "", &mut found);
    found
}

#[test]
fn the_examples_of_the_standard_come_out_as_they_went_in() {
    for (example, hours) in EXAMPLES {
        let alert = read(example.as_bytes()).expect("an alert");
        let zone = TimeZone::fixed(tz::offset(hours));
        let written = write(&alert, &zone);
        assert_eq!(leaves(&written), leaves(example));
        assert_eq!(read(written.as_bytes()), Ok(alert.clone()));
        // By way of a draft that is signed: what it said of itself is kept.
        let draft = Content::Notice(alert.clone().into_draft());
        let kept = Content::decode(draft.kind() as u16, &draft.encode()).expect("a content");
        let Content::Notice(Notice { origin: Some(origin), .. }) = &kept else { panic!("{kept:?}") };
        assert_eq!((origin.identifier.as_str(), origin.sent), (alert.identifier.as_str(), alert.sent));
        assert_eq!(origin.references, alert.references);
    }
    let amber = read(EXAMPLES[3].0.as_bytes()).expect("an alert");
    assert_eq!(amber.notice.info.len(), 1, "two languages of one block");
    assert_eq!(amber.notice.info[0].event.0.len(), 2);
}

#[test]
fn alerts_of_other_services_come_out_with_all_that_they_say() {
    // What only frames them, how an instant or a number is written, and what is empty, is no loss.
    let number = |text: &str| match text.trim().parse::<f64>() {
        Ok(degrees) => format!("{:.7}", degrees),
        Err(_) => text.replace("-00:00", "+00:00"),
    };
    let said = |xml: &str| {
        let cap = |(way, _): &(String, String)| !way.contains("/Signature");
        let mut leaves: Vec<(String, String)> = leaves(xml).into_iter().filter(cap).collect();
        for (_, text) in &mut leaves {
            let words: Vec<String> =
                text.split([' ', '\n', ',']).filter(|w| !w.is_empty()).map(number).collect();
            *text = words.join(" ");
        }
        leaves.retain(|(_, text)| !text.is_empty());
        leaves.sort();
        leaves
    };
    for (shape, hours) in SHAPES {
        let alert = read(shape.as_bytes()).expect("an alert");
        let written = write(&alert, &TimeZone::fixed(tz::offset(hours)));
        assert_eq!(said(&written), said(shape));
        assert_eq!(read(written.as_bytes()), Ok(alert));
    }
}

fn texts(pairs: &[(&str, &str)]) -> Texts {
    Texts(pairs.iter().map(|(tag, text)| (tag.parse().expect("a tag"), (*text).to_owned())).collect())
}

/// A notice that uses everything.
fn full() -> Notice {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let both = |word: &str| texts(&[("en", &format!("{word} en")), ("es", &format!("{word} es"))]);
    let info = Info {
        categories: vec![Category::Met, Category::Cbrne],
        event: both("event"),
        responses: vec![ResponseType::AllClear, ResponseType::None],
        urgency: Urgency::Future,
        severity: Severity::Minor,
        certainty: Certainty::Unlikely,
        audience: texts(&[("es", "todos")]),
        event_codes: vec![pair("SAME", "SVR")],
        effective: Some(Millis(1_790_000_100_000)),
        onset: Some(Millis(1_790_000_200_000)),
        expires: Some(Millis(1_790_000_300_000)),
        sender_name: both("who"),
        headline: both("<headline> & \u{202e}"),
        description: texts(&[("es", " una línea\notra ")]),
        instruction: both("do"),
        web: Some("https://example.org/?a=1&b=2".to_owned()),
        contact: Some("055".to_owned()),
        parameters: vec![pair("a", ""), pair("a", "b c")],
        resources: vec![Resource {
            description: both("map"),
            mime_type: "image/png".to_owned(),
            size: Some(3),
            uri: Some("mapa.png".to_owned()),
            deref_uri: Some("bWFw".to_owned()),
            digest: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        }],
        areas: vec![Area {
            description: both("area"),
            polygons: vec![vec![
                Point(170_000_000, -967_000_000),
                Point(1, -1),
                Point(-5, 7),
                Point(170_000_000, -967_000_000),
            ]],
            circles: vec![(Point(-330_472_000, -716_127_000), 1234)],
            places: ["mx:20067", "cl:05101", "br:3550308", "mx:x-embajada-cl", "MX-OAX", "CL"]
                .map(|place| place.parse().expect("a place"))
                .to_vec(),
            geocodes: vec![pair("SAME", "006109")],
            altitude_feet: Some(-10),
            ceiling_feet: Some(100),
        }],
    };
    let mut second = info.clone();
    second.severity = Severity::Extreme;
    Notice {
        scope: CapScope::Restricted,
        source: Some("fuente".to_owned()),
        restriction: Some("sólo protección civil".to_owned()),
        addresses: vec!["a@example.org".to_owned(), "dos palabras".to_owned()],
        codes: vec!["x".to_owned(), "y".to_owned()],
        note: Some("nota".to_owned()),
        incidents: vec!["uno".to_owned(), "dos tres".to_owned()],
        respond_by: Some(Millis(1_790_000_400_000)),
        asked: vec!["mx:20067".parse().expect("an id"), "cl:05101".parse().expect("an id")],
        ..Notice::new(CapStatus::Exercise, vec![info, second])
    }
}

#[test]
fn all_that_a_notice_can_say_survives() {
    let notice = full();
    Content::Notice(notice.clone()).check().expect("a notice");
    let alert = Alert {
        identifier: "1".to_owned(),
        sender: "a@example.org".to_owned(),
        sent: Millis(1_790_000_000_000),
        msg_type: MsgType::Update,
        references: vec!["a,0,2026-09-21T14:13:20-00:00".to_owned()],
        notice,
    };
    for zone in [TimeZone::UTC, TimeZone::get("America/Santiago").expect("a zone")] {
        let written = write(&alert, &zone);
        assert_eq!(read(written.as_bytes()), Ok(alert.clone()), "{written}");
        assert!(!written.contains('\u{202e}') && written.contains("<polygon>17,-96.7 0.0000001,-0.0000001"));
        assert!(written.contains("<circle>-33.0472,-71.6127 1.234</circle>"));
    }
    assert!(write(&alert, &TimeZone::UTC).contains("<sent>2026-09-21T14:13:20-00:00</sent>"));
}

#[test]
fn a_thread_becomes_alert_update_cancel_and_ack() {
    let (who, id) = ("mx:20067".parse().expect("an id"), MessageId([1; 32]));
    let message = Earlier { institution: &who, id: &id, created: Millis(1_790_000_000_000) };
    let before = MessageId([2; 32]);
    let earlier = [Earlier { id: &before, ..message }];
    let name = texts(&[("es", "Oaxaca")]);
    let mut said = full();
    said.info[0].sender_name.0.clear();
    let about = Notice { scope: CapScope::Private, addresses: vec!["mx".to_owned()], ..said.clone() };
    let about = Notice { status: CapStatus::Exercise, restriction: None, ..about };
    let of = |content: &Content, earlier: &[Earlier<'_>]| {
        of_message(message, content, Some(&about), earlier, &name, &TimeZone::UTC)
    };
    let alert = of(&Content::Notice(said.clone()), &[]).expect("an alert");
    assert_eq!((alert.msg_type, alert.references.len()), (MsgType::Alert, 0));
    assert_eq!(alert.notice.info[0].sender_name, texts(&[("en", "Oaxaca"), ("es", "Oaxaca")]));
    let update = of(&Content::NoticeUpdate(said), &earlier).expect("an update");
    assert_eq!(update.references, [format!("mx:20067,{before},2026-09-21T14:13:20-00:00")]);
    let cancel = cabildo_protocol::content::NoticeCancel { schema: 1, reason: texts(&[("es", "Fin")]) };
    let cancel = of(&Content::NoticeCancel(cancel), &earlier).expect("a cancellation");
    assert_eq!((cancel.notice.status, cancel.notice.note.as_deref()), (CapStatus::Exercise, Some("Fin")));
    assert_eq!((cancel.notice.scope, cancel.notice.addresses.len()), (CapScope::Private, 1), "for the same");
    let ack = |state, note| of(&Content::Ack(Ack { schema: 1, state, note }), &earlier).expect("an answer");
    let error = ack(AckState::Rejected, texts(&[("es", "El polígono no cierra")]));
    assert_eq!(
        (error.msg_type, error.notice.note.as_deref()),
        (MsgType::Error, Some("El polígono no cierra"))
    );
    let ack = ack(AckState::Acting, Texts::default());
    assert_eq!((ack.msg_type, ack.notice.note.as_deref()), (MsgType::Ack, Some("acting")));
    let (message, said) = error.answer().expect("an answer to a message");
    assert_eq!(message, before);
    assert_eq!(said.text.0.values().next().expect("a text").lines().last(), Some("El polígono no cierra"));
    assert_eq!((cancel.answer(), Content::Comment(said).check()), (None, Ok(())));
    let stranger = Alert { references: vec!["a,b,2026-01-01T00:00:00-00:00".to_owned()], ..ack.clone() };
    assert_eq!(stranger.answer(), None, "of no message of ours");
    for alert in [cancel, ack, error] {
        assert_eq!(read(write(&alert, &TimeZone::UTC).as_bytes()), Ok(alert));
    }
}

fn refused(change: impl Fn(String) -> String) -> String {
    let xml = change(EXAMPLES[1].0.to_owned());
    read(xml.as_bytes()).expect_err("refused").to_string()
}

#[test]
fn hostile_alerts_are_refused_within_bounds() {
    let block = "<info><category>Met</category><event>x</event><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty></info>";
    let bomb = refused(|x| x.replace("<alert", "<!DOCTYPE a [<!ENTITY b \"b\">]><alert"));
    assert!(bomb.contains("DOCTYPE"), "{bomb}");
    for blocks in [INFO_MAX, 10_000] {
        let many = refused(|x| x.replace("</alert>", &format!("{}</alert>", block.repeat(blocks))));
        assert!(many.contains("at most"), "{many}");
    }
    let ring =
        |points: usize| refused(|x| x.replace("<polygon>", &format!("<polygon>{}", "1,1 ".repeat(points))));
    assert!(ring(3000).contains("more than 2048 points"), "{}", ring(3000));
    assert!(ring(1_000_000).contains("bytes"), "a million points are too long a file");
    for (from, to, part) in [
        ("cap:1.2", "cap:1.1", "no CAP 1.2 alert"),
        ("<sent>2003", "<sent>1803", "sent: is no time"),
        ("-07:00</sent>", "</sent>", "sent: is no time"),
        ("<status>Actual", "<status>Real", "status: CAP has no word «Real»"),
        ("<scope>Public</scope>", "", "scope: is missing"),
        ("<msgType>Alert", "<msgType>alert", "msgType"),
        ("KSTO@NWS", "KSTO, NWS", "sender: has a space or a comma"),
        ("38.34,-119.95", "91,-119.95", "latitude"),
        ("38.47,-120.14 38.34", "38.47;-120.14 38.34", "no «latitude,longitude»"),
        ("-120.14</polygon>", "-120.15</polygon>", "not closed"),
        ("<event>SEVERE THUNDERSTORM</event>", "", "event"),
        ("16:00:00-07:00</expires>", "soon</expires>", "expires: is no time"),
        ("<info>", "<info><language>español</language>", "language"),
    ] {
        let error = refused(|x| x.replacen(from, to, 1));
        assert!(error.contains(part), "{from} → {to}: {error}");
    }
    let signed = EXAMPLES[1].0.replace("</alert>", "<Signature xmlns='urn:x'><info/></Signature></alert>");
    assert_eq!(read(signed.as_bytes()), read(EXAMPLES[1].0.as_bytes()), "another standard's element");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_file_breaks_the_reader(
        which in 0usize..4, at in any::<prop::sample::Index>(), with in any::<Vec<u8>>(), cut in 0usize..40,
    ) {
        let mut bytes = EXAMPLES[which].0.as_bytes().to_vec();
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        // Whatever is read is a notice that can be written and read again.
        if let Ok(alert) = read(&bytes) {
            let written = write(&alert, &TimeZone::UTC);
            prop_assert_eq!(read(written.as_bytes()).map(|a| a.notice), Ok(alert.notice));
        }
    }
}

#[test]
fn a_block_in_many_languages_does_not_multiply_without_end() {
    let mut alert = Alert {
        identifier: "a".to_owned(),
        sender: "b".to_owned(),
        sent: Millis(1_790_000_000_000),
        msg_type: MsgType::Alert,
        references: Vec::new(),
        notice: full(),
    };
    let tags = (b'a'..=b'z').map(|letter| format!("a{}", char::from(letter)));
    let many: Vec<(String, String)> = tags.map(|tag| (tag, "Lluvia".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(tag, text)| (tag.as_str(), text.as_str())).collect();
    alert.notice.info.truncate(1);
    alert.notice.info[0].event = texts(&many);
    assert_eq!(write(&alert, &TimeZone::UTC).matches("<info>").count(), LANGUAGES_MAX);
}
