//! What contents may say: every rule is broken once, and the error names the field.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "shared/samples.rs"]
mod samples;

use cabildo_protocol::{
    bounds,
    cbor::{self, CborError, Problem},
    content::{Content, ContentError, Kind},
    id::MessageId,
};
use serde_json::{Value, json};

/// Changes one value of a sample by its JSON pointer and tells which field is refused, if any.
fn refused(kind: Kind, pointer: &str, value: Value) -> Option<String> {
    let mut sample = samples::json(kind);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match sample.pointer_mut(parent).unwrap() {
        Value::Object(map) => {
            map.insert(name.to_owned(), value);
        }
        Value::Array(list) => list[name.parse::<usize>().unwrap()] = value,
        other => panic!("nothing to change in {other}"),
    }
    let content: Content = serde_json::from_value(sample).unwrap();
    let by_bytes = Content::decode(kind as u16, &content.encode());
    assert_eq!(by_bytes.clone().err(), content.check().err());
    match by_bytes {
        Ok(decoded) => {
            assert_eq!(decoded, content);
            None
        }
        Err(ContentError::Field { field, problem }) => {
            assert!(!problem.to_string().is_empty());
            Some(field)
        }
        Err(other) => panic!("{pointer}: {other}"),
    }
}

fn check(kind: Kind, rows: &[(&str, Value, &str)]) {
    for (pointer, value, field) in rows {
        let shown = value.to_string().chars().take(60).collect::<String>();
        let got = refused(kind, pointer, value.clone());
        let want = (!field.is_empty()).then(|| (*field).to_owned());
        assert_eq!(got, want, "{}{pointer} = {shown}", kind.name());
    }
}

fn long(bytes: usize) -> String {
    "a".repeat(bytes)
}

#[test]
fn full_contents_are_accepted_and_survive_both_encodings() {
    for kind in Kind::ALL {
        let mut named = samples::content(kind);
        assert_eq!(named.attachments_mut().is_some(), kind.names_files(), "{kind:?}");
        let content = samples::content(kind);
        content.check().unwrap();
        assert_eq!(content.kind(), kind);
        assert_eq!(Content::decode(kind as u16, &content.encode()).unwrap(), content);
        assert_eq!(serde_json::to_value(&content).unwrap()["kind"], kind.name());
        let again: Content = serde_json::from_str(&serde_json::to_string(&content).unwrap()).unwrap();
        assert_eq!(again, content);
        assert!(!content.title().is_empty());
    }
}

#[test]
fn texts_have_bounds() {
    let many: serde_json::Map<_, _> = (0..25).map(|n| (format!("es-x{n}"), json!("a"))).collect();
    check(
        Kind::Proposal,
        &[
            ("/schema", json!(0), "schema"),
            ("/schema", json!(2), ""),
            ("/title", json!({}), "title"),
            ("/title", json!({"es": ""}), "title"),
            ("/title", json!({"es": long(bounds::TITLE_MAX)}), ""),
            ("/title", json!({"es": long(bounds::TITLE_MAX + 1)}), "title"),
            ("/title", json!(many), "title"),
            ("/summary", json!({"es": long(bounds::PARAGRAPH_MAX + 1)}), "summary"),
            ("/text", json!({}), "text"),
            ("/text", json!({"es": long(bounds::TEXT_MAX)}), ""),
            ("/text", json!({"es": long(bounds::TEXT_MAX + 1)}), "text"),
            ("/theme", json!(""), "theme"),
            ("/theme", json!("a\u{1b}"), "theme"),
            ("/theme", json!(long(bounds::CODE_MAX + 1)), "theme"),
            ("/places", json!(["MX", "MX"]), "places"),
            ("/asked", json!(["mx:1", "mx:1"]), "asked"),
            ("/asked", json!((0..257).map(|n| format!("mx:{n}")).collect::<Vec<_>>()), "asked"),
            ("/asked", json!((0..256).map(|n| format!("mx:{n}")).collect::<Vec<_>>()), ""),
            ("/respond_by", json!(bounds::LAST_INSTANT_MS + 1), "respond_by"),
            ("/terms", json!({"rule": "consent", "amend_until": 1}), ""),
            (
                "/terms",
                json!({"rule": "consent", "amend_until": bounds::LAST_INSTANT_MS}),
                "terms.amend_until",
            ),
        ],
    );
    let paragraph = json!({"es": long(bounds::PARAGRAPH_MAX + 1)});
    check(Kind::Comment, &[("/text", json!({}), "text"), ("/text", paragraph.clone(), "text")]);
    check(Kind::NoticeCancel, &[("/reason", json!({}), "reason"), ("/reason", paragraph.clone(), "reason")]);
    check(Kind::Ack, &[("/note", json!({}), ""), ("/note", paragraph.clone(), "note")]);
    check(
        Kind::Position,
        &[
            ("/reason", paragraph, "reason"),
            ("/mandate", json!(""), "mandate"),
            ("/mandate", json!(null), ""),
        ],
    );
}

#[test]
fn notices_keep_the_rules_of_cap() {
    check(
        Kind::Notice,
        &[
            ("/restriction", json!(null), "restriction"),
            ("/restriction", json!(" "), "restriction"),
            ("/scope", json!("public"), "restriction"),
            ("/addresses", json!([""]), "addresses[0]"),
            ("/codes", json!([long(129)]), "codes[0]"),
            ("/note", json!(""), "note"),
            ("/incidents", json!(["a\nb"]), "incidents[0]"),
            ("/info", json!([]), "info"),
            ("/info/0/categories", json!([]), "info[0].categories"),
            ("/info/0/categories", json!(["geo", "geo"]), "info[0].categories"),
            ("/info/0/event", json!({}), "info[0].event"),
            ("/info/0/responses", json!(["avoid", "avoid"]), "info[0].responses"),
            ("/info/0/expires", json!(1_790_000_200_000_u64), "info[0].expires"),
            ("/info/0/expires", json!(1_790_000_200_001_u64), ""),
            ("/info/0/onset", json!(null), ""),
            ("/info/0/effective", json!(u64::MAX), "info[0].effective"),
            ("/info/0/event_codes", json!([["", "x"]]), "info[0].event_codes[0].name"),
            ("/info/0/parameters", json!([["x", long(20_000)]]), "info[0].parameters[0].value"),
            ("/info/0/web", json!("example.org"), "info[0].web"),
            ("/info/0/web", json!("https://example.org/a b"), "info[0].web"),
            ("/info/0/web", json!(format!("https:{}", long(2048))), "info[0].web"),
            ("/info/0/contact", json!(""), "info[0].contact"),
        ],
    );
    let mut private = samples::json(Kind::NoticeUpdate);
    private["scope"] = json!("private");
    private["restriction"] = json!(null);
    let content: Content = serde_json::from_value(private.clone()).unwrap();
    content.check().unwrap();
    private["addresses"] = json!([]);
    let content: Content = serde_json::from_value(private).unwrap();
    assert!(matches!(content.check(), Err(ContentError::Field { field, .. }) if field == "addresses"));
}

#[test]
fn resources_and_areas_are_checked() {
    let ring = |points: &[[i64; 2]]| json!([points]);
    check(
        Kind::Notice,
        &[
            ("/info/0/resources/0/description", json!({}), "info[0].resources[0].description"),
            ("/info/0/resources/0/mime_type", json!("png"), "info[0].resources[0].mime_type"),
            ("/info/0/resources/0/mime_type", json!("image/"), "info[0].resources[0].mime_type"),
            ("/info/0/resources/0/mime_type", json!("image/svg+xml"), ""),
            ("/info/0/resources/0/mime_type", json!("a/b/c"), "info[0].resources[0].mime_type"),
            ("/info/0/resources/0/deref_uri", json!(null), "info[0].resources[0].uri"),
            ("/info/0/resources/0/deref_uri", json!("bWFwYTE"), "info[0].resources[0].deref_uri"),
            ("/info/0/resources/0/deref_uri", json!("b$FwYTE="), "info[0].resources[0].deref_uri"),
            ("/info/0/resources/0/deref_uri", json!("===="), "info[0].resources[0].deref_uri"),
            ("/info/0/resources/0/size", json!(4), "info[0].resources[0].size"),
            ("/info/0/resources/0/digest", json!("0123"), "info[0].resources[0].digest"),
            ("/info/0/areas/0/description", json!({}), "info[0].areas[0].description"),
            ("/info/0/areas/0/polygons", ring(&[[0, 0], [1, 1], [0, 0]]), "info[0].areas[0].polygons[0]"),
            (
                "/info/0/areas/0/polygons",
                ring(&[[0, 0], [1, 1], [2, 2], [3, 3]]),
                "info[0].areas[0].polygons[0]",
            ),
            ("/info/0/areas/0/polygons", ring(&[[0, 0], [1, 1], [2, 2], [0, 0]]), ""),
            (
                "/info/0/areas/0/polygons",
                ring(&[[900_000_001, 0], [1, 1], [2, 2], [900_000_001, 0]]),
                "info[0].areas[0].polygons[0]",
            ),
            ("/info/0/areas/0/polygons", ring(&[[7, 7]; 2049]), "info[0].areas[0].polygons[0]"),
            ("/info/0/areas/0/circles", json!([[[0, 1_800_000_001], 1]]), "info[0].areas[0].circles[0]"),
            ("/info/0/areas/0/circles", json!([[[0, i32::MIN], 1]]), "info[0].areas[0].circles[0]"),
            (
                "/info/0/areas/0/circles",
                json!([[[0, -1_800_000_000], 20_100_001]]),
                "info[0].areas[0].circles[0]",
            ),
            ("/info/0/areas/0/places", json!(["CL", "CL"]), "info[0].areas[0].places"),
            ("/info/0/areas/0/altitude_feet", json!(null), "info[0].areas[0].ceiling_feet"),
            ("/info/0/areas/0/altitude_feet", json!(101), "info[0].areas[0].ceiling_feet"),
        ],
    );
}

#[test]
fn declarations_and_signatures_are_checked() {
    check(
        Kind::Declaration,
        &[
            ("/title", json!({}), "title"),
            ("/text", json!({}), "text"),
            ("/required", json!({}), "required"),
            ("/required/mx", json!(0), "required"),
            ("/required/mx", json!(65_537), "required"),
            ("/required/mx", json!(65_536), ""),
            ("/theme", json!(""), "theme"),
            ("/places", json!(["CL", "CL"]), "places"),
            ("/asked", json!(["mx:1", "mx:1"]), "asked"),
            ("/respond_by", json!(u64::MAX), "respond_by"),
        ],
    );
    check(
        Kind::Signature,
        &[("/mandate", json!(long(129)), "mandate"), ("/note", json!({"es": long(16_385)}), "note")],
    );
    check(Kind::SignatureWithdrawal, &[("/reason", json!({"es": ""}), "reason"), ("/reason", json!({}), "")]);
}

#[test]
fn amendments_have_a_text_and_sponsors_endorse() {
    check(
        Kind::Amendment,
        &[
            ("/text", json!({}), "text"),
            ("/reason", json!({"es": long(16_385)}), "reason"),
            ("/reason", json!({}), ""),
        ],
    );
    let mut position = samples::json(Kind::Position);
    position["sponsors"] = json!(true);
    let said = |position: &Value| serde_json::from_value::<Content>(position.clone()).unwrap().check();
    assert!(said(&position).is_err(), "it asks for changes");
    position["stance"] = json!("endorse");
    assert!(said(&position).is_ok());
}

#[test]
fn translations_are_in_one_language() {
    check(
        Kind::Translation,
        &[
            ("/text", json!({}), "text"),
            ("/text", json!({"pt-BR": "a", "en": "b"}), "text"),
            ("/title", json!({"en": "b"}), "title"),
            ("/title", json!({"pt-BR": "a", "en": "b"}), "title"),
            ("/title", json!({}), ""),
            ("/translator", json!(long(129)), "translator"),
            ("/text/pt-BR", json!(long(131_073)), "text"),
        ],
    );
}

#[test]
fn agendas_and_answers_are_checked() {
    let late = 1_792_100_000_001_u64;
    check(
        Kind::Agenda,
        &[
            ("/title", json!({}), "title"),
            ("/time_zone", json!("Mexico"), "time_zone"),
            ("/time_zone", json!("America/Argentina/Buenos_Aires"), ""),
            ("/time_zone", json!("America//Lima"), "time_zone"),
            ("/time_zone", json!("America/Lima; rm"), "time_zone"),
            ("/time_zone", json!("UTC"), ""),
            ("/ends", json!(1_792_000_000_000_u64), "ends"),
            ("/ends", json!(u64::MAX), "ends"),
            ("/items", json!([]), ""),
            ("/items/0/title", json!({}), "items[0].title"),
            ("/items/1/minutes", json!(10_081), "items[1].minutes"),
            ("/items/0/starts", json!(late), "items[0].starts"),
            ("/items/0/starts", json!(1), "items[0].starts"),
            ("/invited", json!(["mx:1", "mx:1"]), "invited"),
            ("/venue", json!({"es": long(401)}), "venue"),
        ],
    );
    check(
        Kind::Rsvp,
        &[
            ("/people", json!(10_001), "people"),
            ("/people", json!(1), "access"),
            ("/access", json!({"diet": 0}), "access"),
            ("/access", json!({"diet": 5}), "access"),
            ("/access", json!({"diet": 4}), ""),
            ("/languages", json!(["en", "en"]), "languages"),
        ],
    );
}

#[test]
fn unknown_keys_are_ignored_and_unknown_values_are_not() {
    let decode = |json: Value| Content::decode(Kind::Ack as u16, &cbor::encode(&json));
    let plain = decode(json!({"schema": 1, "state": "seen"})).unwrap();
    assert_eq!(decode(json!({"schema": 2, "state": "seen", "future": {"a": [1, null]}})).unwrap(), {
        let Content::Ack(mut ack) = plain else { panic!() };
        ack.schema = 2;
        Content::Ack(ack)
    });
    let shape = ContentError::Malformed(CborError { offset: 0, problem: Problem::Shape });
    for wrong in [
        json!({"schema": 1}),
        json!({"schema": 1, "state": "unheard"}),
        json!({"schema": 1, "state": 0}),
        json!({"schema": 1, "state": ["seen"]}),
        json!({"schema": 1, "state": {"seen": null}}),
        json!({"schema": "1", "state": "seen"}),
        json!({"schema": 65_536, "state": "seen"}),
        json!({"schema": -1, "state": "seen"}),
        json!({"schema": 1, "state": "seen", "note": {"Español": "x"}}),
        json!({"schema": 1, "state": "seen", "note": ["x"]}),
        json!([1, "seen", {}]),
        json!("seen"),
        json!(null),
    ] {
        assert_eq!(decode(wrong.clone()), Err(shape.clone()), "{wrong}");
    }
    assert_eq!(Content::decode(999, &[0xa0]), Err(ContentError::UnknownKind(999)));
}

#[test]
fn turns_of_duty_have_a_person_a_beginning_and_an_end() {
    check(
        Kind::Rota,
        &[
            ("/turns", json!([]), ""),
            ("/turns/0/person", json!(""), "turns[0].person"),
            ("/turns/0/person", json!(long(bounds::CODE_MAX + 1)), "turns[0].person"),
            ("/turns/0/backup", json!("guardia-1"), "turns[0].backup"),
            ("/turns/1/to", json!(1_792_043_200_000_u64), "turns[1].to"),
            ("/turns/1/to", json!(u64::MAX), "turns[1].to"),
            ("/note/es", json!(long(bounds::PARAGRAPH_MAX + 1)), "note"),
        ],
    );
    let mut twice = samples::json(Kind::Rota);
    let first = twice["turns"][0].clone();
    twice["turns"].as_array_mut().unwrap().push(first);
    let content: Content = serde_json::from_value(twice).unwrap();
    assert!(matches!(content.check(), Err(ContentError::Field { field, .. }) if field == "turns"));
}

#[test]
fn what_follows_from_a_decision_and_feedback_have_their_bounds() {
    let item = json!({"text": {"es": "Pozos"}, "due": 1_793_000_000_000_u64});
    let late = json!(bounds::LAST_INSTANT_MS + 1);
    check(
        Kind::Commitment,
        &[
            ("/result", json!({}), ""),
            ("/office", json!({}), "office"),
            ("/office", json!({"es": long(bounds::TITLE_MAX + 1)}), "office"),
            ("/items", json!([]), "items"),
            ("/items", json!(vec![item.clone(); bounds::LIST_MAX]), ""),
            ("/items", json!(vec![item; bounds::LIST_MAX + 1]), "items"),
            ("/items/0/text", json!({}), "items[0].text"),
            ("/items/1/due", Value::Null, "items[1].due"),
            ("/items/1/due", late.clone(), "items[1].due"),
            ("/items/1/who", Value::Null, ""),
            ("/review", late.clone(), "review"),
        ],
    );
    check(
        Kind::Progress,
        &[
            ("/item", json!(0), "item"),
            ("/item", json!(256), ""),
            ("/item", json!(257), "item"),
            ("/text", json!({}), "text"),
            ("/state", json!("begun"), ""),
        ],
    );
    check(
        Kind::Feedback,
        &[
            ("/title", json!({}), "title"),
            ("/text", json!({}), "text"),
            ("/text", json!({"es": long(bounds::TEXT_MAX + 1)}), "text"),
            ("/theme", json!(""), "theme"),
            ("/places", json!(["mx:20067", "mx:20067"]), "places"),
            ("/respond_by", late, "respond_by"),
        ],
    );
    check(
        Kind::FollowUp,
        &[("/text", json!({}), "text"), ("/text", json!({"es": long(bounds::PARAGRAPH_MAX + 1)}), "text")],
    );
}

#[test]
fn a_meetings_rooms_languages_and_requests_are_bounded() {
    let line = json!({"es": long(bounds::TITLE_MAX + 1)});
    check(
        Kind::Agenda,
        &[
            ("/items/0/speaker", line.clone(), "items[0].speaker"),
            ("/items/0/room", line.clone(), "items[0].room"),
            ("/items/0/room", json!({"es": "Sala 2"}), ""),
            ("/items/0/interpretation", json!(["en", "pt-BR"]), ""),
            ("/items/0/interpretation", json!(["en", "en"]), "items[0].interpretation"),
            ("/declines", json!([MessageId([7; 32]), MessageId([7; 32])]), "declines"),
            ("/next_host", json!("cl:05101"), ""),
        ],
    );
    check(
        Kind::ItemRequest,
        &[
            ("/title", json!({}), "title"),
            ("/title", line, "title"),
            ("/text", json!({"es": long(bounds::PARAGRAPH_MAX + 1)}), "text"),
            ("/minutes", json!(0), "minutes"),
            ("/minutes", json!(bounds::ITEM_MINUTES_MAX), ""),
            ("/minutes", json!(bounds::ITEM_MINUTES_MAX + 1), "minutes"),
        ],
    );
}

#[test]
fn costs_are_exact() {
    let cost = |currency: &str, amount: u64| json!([{"currency": currency, "amount": amount}]);
    check(
        Kind::Proposal,
        &[
            ("/costs", cost("MXN", 0), ""),
            ("/costs", cost("CLP", bounds::COST_MAX), ""),
            ("/costs", cost("CLP", bounds::COST_MAX + 1), "costs[0].amount"),
            ("/costs", cost("mxn", 1), "costs[0].currency"),
            ("/costs", cost("PESO", 1), "costs[0].currency"),
            ("/costs", json!([{"currency": "MXN", "amount": 1, "what": {"es": ""}}]), "costs[0].what"),
        ],
    );
}

#[test]
fn files_are_named_within_bounds_and_never_by_a_path() {
    let file = |key: &str, value: Value| {
        let mut files = samples::attachments();
        files[1][key] = value;
        files
    };
    let many = |n: usize| json!(vec![samples::attachments()[0].clone(); n]);
    let mut rows = vec![
        (many(0), ""),
        (many(bounds::ATTACHMENTS_MAX), ""),
        (many(bounds::ATTACHMENTS_MAX + 1), "attachments"),
        (file("name", json!(long(bounds::ATTACHMENT_NAME_MAX))), ""),
        (file("name", json!(long(bounds::ATTACHMENT_NAME_MAX + 1))), "attachments[1].name"),
        (file("size", json!(1)), ""),
        (file("size", json!(0)), "attachments[1].size"),
        (file("size", json!(bounds::ATTACHMENT_MAX + 1)), "attachments[1].size"),
    ];
    for name in ["", "a/b", "../a", "a\\b", "a\u{0}", "a\nb", "\u{1b}[2J", "\u{85}"] {
        rows.push((file("name", json!(name)), "attachments[1].name"));
    }
    for mime_type in ["", "pdf", "a/", "/a", "a/b/c", "a /b", "text/plain; charset=utf-8", &long(129)] {
        rows.push((file("mime_type", json!(mime_type)), "attachments[1].mime_type"));
    }
    for kind in [Kind::Proposal, Kind::Agenda, Kind::AgendaUpdate, Kind::Minutes, Kind::Comment] {
        for (files, field) in &rows {
            check(kind, &[("/attachments", files.clone(), field)]);
        }
        let mut value = samples::json(kind);
        value["attachments"] = samples::attachments();
        let mut content: Content = serde_json::from_value(value).unwrap();
        assert_eq!(content.attachments().len(), 2, "{}", kind.name());
        // Where there are none the key is left out: what was signed before is what it was.
        content.attachments_mut().unwrap().clear();
        assert_eq!(content.encode(), samples::content(kind).encode(), "{}", kind.name());
    }
    assert_eq!(samples::content(Kind::Notice).attachments(), []);
}
