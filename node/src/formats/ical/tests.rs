//! Calendars out and in: what is written is read, folds and signs hold, and hostile files are refused.

use super::*;
use cabildo_protocol::{
    content::{AgendaItem, Attachment, Attendance},
    id::{Hash, InstitutionId},
};
use jiff::civil::date;
use proptest::prelude::*;

fn tag(text: &str) -> Language {
    text.parse().expect("a tag")
}

fn one(text: &str) -> Texts {
    Texts::one(tag("es"), text)
}

fn host() -> InstitutionId {
    "mx:20067".parse().expect("an id")
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone")
}

fn at(text: &str) -> Millis {
    let at: Timestamp = text.parse().expect("an instant");
    Millis(u64::try_from(at.as_millisecond()).expect("after 1970"))
}

/// Two days in Santiago, on whose first night its clocks go forward.
fn agenda() -> Agenda {
    let item = |title: &str, starts: Option<&str>, minutes| AgendaItem {
        title: one(title),
        room: if title == "Lluvia" { one("Sala 2") } else { Texts::default() },
        starts: starts.map(at),
        minutes,
        ..AgendaItem::default()
    };
    Agenda {
        title: one("Cumbre del agua; sesión 1, «lluvia»"),
        summary: one("Qué se trata:\nescuelas\\techos"),
        venue: one("Salón de los Alcaldes"),
        items: vec![
            item("Apertura", None, 30),
            item("Lluvia", None, 90),
            item("Cierre", Some("2026-09-06T18:00:00Z"), 60),
        ],
        ..Agenda::new(
            "cl:05101".parse().expect("an id"),
            "America/Santiago".into(),
            (at("2026-09-05T13:00:00Z"), at("2026-09-06T20:00:00Z")),
        )
    }
}

fn meeting(agenda: Agenda) -> Meeting {
    Meeting {
        sequence: 0,
        cancelled: false,
        id: MessageId([7; 32]),
        agenda,
        written: at("2026-08-01T00:00:00Z"),
        host: one("Valparaíso"),
        place: "Valparaíso".into(),
        point: Some(Point(-330_360_000, -716_290_000)),
        presenters: vec![String::new(), "Copiapó".into()],
        zones: vec![zone("America/Santiago"), zone("America/Mexico_City")],
    }
}

fn written(wanted: &Wanted) -> String {
    write("Agendas", &[meeting(agenda())], wanted)
}

#[test]
fn the_files_of_an_agenda_are_named_in_its_event() {
    let (name, mime_type) = ("plano; final.pdf".to_owned(), "application/pdf".to_owned());
    let file = Attachment { name, mime_type, size: 9, root: Hash([1; 32]) };
    let with_file = meeting(Agenda { attachments: vec![file], ..agenda() });
    let text = write("Agendas", &[with_file], &Wanted::default()).replace("\r\n ", "");
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("plano\\; final.pdf")).collect();
    assert!(matches!(lines[..], [line] if line.starts_with("DESCRIPTION:")), "{text}");
}

fn taken(text: &str) -> Result<Taken, IcalError> {
    read(text.as_bytes(), &host(), &tag("es"), &zone("America/Mexico_City"))
}

fn draft(text: &str) -> Agenda {
    match taken(text) {
        Ok(Taken::Agenda(agenda)) => *agenda,
        other => panic!("{other:?}"),
    }
}

/// A calendar with one event of these lines.
fn event(lines: &str) -> String {
    let lines = lines.replace('\n', "\r\n");
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

fn refused(text: &str, why: &str) {
    let error = taken(text).expect_err(why).to_string();
    assert!(error.contains(why), "«{error}» should say «{why}»");
}

#[test]
fn an_agenda_goes_out_with_both_clocks_and_stable_ids() {
    let text = written(&Wanted::default());
    assert!(text.lines().all(|line| line.len() <= 75), "folded: {text}");
    assert!(text.split("\r\n").all(|line| !line.contains('\n')), "CR LF everywhere");
    let unfolded = text.replace("\r\n ", "");
    let id = MessageId([7; 32]);
    for want in [
        format!("UID:{id}@cabildo.invalid\r\n"),
        format!("UID:{id}-item-3@cabildo.invalid\r\n"),
        format!("RELATED-TO:{id}@cabildo.invalid\r\n"),
        "SEQUENCE:0\r\n".to_owned(),
        "DTSTART:20260905T130000Z\r\nDTEND:20260906T200000Z\r\n".to_owned(),
        // The second item begins when the first ends.
        "DTSTART:20260905T133000Z\r\nDTEND:20260905T150000Z\r\n".to_owned(),
        "SUMMARY:Cumbre del agua\\; sesión 1\\, «lluvia»\r\n".to_owned(),
        "escuelas\\\\techos".to_owned(),
        "LOCATION:Salón de los Alcaldes\\, Valparaíso\r\n".to_owned(),
        "GEO:-33.036;-71.629\r\n".to_owned(),
        // Santiago is three hours ahead of UTC after its clocks have changed, Mexico City six behind.
        "2026-09-06 15:00 – 16:00 America/Santiago\\n2026-09-06 12:00 – 13:00 America/Mexico_City".to_owned(),
        "2026-09-05 09:00 America/Santiago · 2026-09-05 07:00 America/Mexico_City Apertura".to_owned(),
    ] {
        assert!(unfolded.contains(&want), "«{want}» in {unfolded}");
    }
    assert_eq!(message_of(&format!("{id}-item-3@cabildo.invalid")), Some(id));
    assert_eq!(message_of(&format!("{id}@example.org")), None);
}

#[test]
fn a_day_goes_out_alone() {
    assert_eq!(days(&agenda()), vec![date(2026, 9, 5), date(2026, 9, 6)]);
    let of = |day| written(&Wanted { day: Some(day), ..Wanted::default() });
    assert_eq!(of(date(2026, 9, 5)).matches("BEGIN:VEVENT").count(), 2);
    assert_eq!(of(date(2026, 9, 6)).matches("BEGIN:VEVENT").count(), 1);
    assert_eq!(of(date(2026, 9, 7)).matches("BEGIN:VEVENT").count(), 0);
    let mut bare = agenda();
    bare.items.clear();
    let wanted = Wanted { day: Some(date(2026, 9, 6)), ..Wanted::default() };
    let text = write("Agendas", &[meeting(bare)], &wanted);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "it goes on that day");
}

#[test]
fn what_is_written_comes_back_as_a_draft() {
    let back = draft(&written(&Wanted::default()));
    let sent = agenda();
    assert_eq!((back.title, back.starts, back.ends), (sent.title, sent.starts, sent.ends));
    assert_eq!(back.host, host(), "whoever takes it over hosts it");
    assert_eq!(back.venue, one("Salón de los Alcaldes, Valparaíso"));
    let rooms: Vec<Texts> = back.items.iter().map(|item| item.room.clone()).collect();
    assert_eq!(rooms, [Texts::default(), one("Sala 2"), Texts::default()]);
    let items: Vec<_> = back.items.iter().map(|i| (i.title.clone(), i.starts, i.minutes)).collect();
    assert_eq!(
        items,
        vec![
            (one("Apertura"), Some(at("2026-09-05T13:00:00Z")), 30),
            (one("Lluvia"), Some(at("2026-09-05T13:30:00Z")), 90),
            (one("Cierre"), Some(at("2026-09-06T18:00:00Z")), 60),
        ]
    );
}

#[test]
fn other_programs_times_are_understood() {
    for (start, starts, zone) in [
        ("DTSTART:20261201T180000Z", "2026-12-01T18:00:00Z", "America/Mexico_City"),
        ("DTSTART:20261201T120000", "2026-12-01T18:00:00Z", "America/Mexico_City"),
        ("DTSTART;TZID=America/Santiago:20261201T150000", "2026-12-01T18:00:00Z", "America/Santiago"),
        (
            "DTSTART;TZID=\"Pacific SA Standard Time\":20261201T150000",
            "2026-12-01T18:00:00Z",
            "America/Santiago",
        ),
        (
            "DTSTART;TZID=/citadel.org/20250101_1/America/Santiago:20261201T150000",
            "2026-12-01T18:00:00Z",
            "America/Santiago",
        ),
        ("DTSTART;VALUE=DATE:20261201", "2026-12-01T06:00:00Z", "America/Mexico_City"),
    ] {
        let agenda = draft(&event(&format!("UID:1\nSUMMARY:Reunión\n{start}\nDURATION:PT1H30M")));
        assert_eq!((agenda.starts, agenda.time_zone.as_str()), (at(starts), zone), "{start}");
        assert_eq!(agenda.ends.0 - agenda.starts.0, 90 * 60_000);
        assert!(agenda.items.is_empty(), "one event is the meeting itself");
    }
    let folded = "UID:1\nSUMMARY;LANGUAGE=en-GB:Clean \n water\\, all\n day\nDTSTART;VALUE=DATE:20261201";
    let agenda = draft(&event(folded));
    assert_eq!(agenda.title, Texts::one(tag("en-GB"), "Clean water, allday"));
    assert_eq!(agenda.ends.0 - agenda.starts.0, 24 * 3_600_000);
}

#[test]
fn events_side_by_side_are_the_items_of_a_meeting_named_by_the_calendar() {
    let two = "BEGIN:VEVENT\nSUMMARY:Dos\nDTSTART:20261201T190000Z\nDTEND:20261201T200000Z\nEND:VEVENT\n\
        BEGIN:VEVENT\nSUMMARY:Uno\nDTSTART:20261201T180000Z\nDTEND:20261201T190000Z\nEND:VEVENT\n\
        BEGIN:VEVENT\nSUMMARY:Nada\nSTATUS:CANCELLED\nDTSTART:20261202T180000Z\nEND:VEVENT\n";
    let agenda = draft(&format!("BEGIN:VCALENDAR\nX-WR-CALNAME:Cumbre\n{two}END:VCALENDAR"));
    assert_eq!(agenda.title, one("Cumbre"));
    let titles: Vec<_> = agenda.items.iter().map(|item| item.title.clone()).collect();
    assert_eq!(titles, vec![one("Uno"), one("Dos")]);
    assert_eq!((agenda.starts, agenda.ends), (at("2026-12-01T18:00:00Z"), at("2026-12-01T20:00:00Z")));
}

#[test]
fn an_answer_becomes_an_rsvp() {
    let id = MessageId([7; 32]);
    let answer = |attendee: &str| {
        event(&format!(
            "UID:{id}@cabildo.invalid\nATTENDEE;{attendee}:mailto:a@example.org\nCOMMENT:Con gusto"
        ))
        .replace("VERSION:2.0", "METHOD:REPLY")
    };
    for (attendee, attendance, people) in [
        ("CN=\"Copiapó; Alcaldía\";PARTSTAT=ACCEPTED", Attendance::InPerson, 1),
        ("PARTSTAT=ACCEPTED;X-NUM-GUESTS=3", Attendance::InPerson, 4),
        ("PARTSTAT=TENTATIVE", Attendance::Tentative, 1),
        ("PARTSTAT=DECLINED;X-NUM-GUESTS=3", Attendance::Declined, 0),
    ] {
        let Ok(Taken::Reply(reply)) = taken(&answer(attendee)) else { panic!("{attendee}") };
        assert_eq!((reply.about, reply.rsvp.attendance, reply.rsvp.people), (id, attendance, people));
        assert_eq!(reply.rsvp.note, one("Con gusto"));
        assert!(["Copiapó; Alcaldía", "a@example.org"].contains(&reply.from.as_str()));
    }
    refused(&answer("PARTSTAT=DELEGATED"), "neither accepted");
    refused(&answer("PARTSTAT=ACCEPTED;X-NUM-GUESTS=99999"), "no number of people");
    refused(
        &answer("PARTSTAT=ACCEPTED").replace("cabildo.invalid", "example.org"),
        "no agenda of this network",
    );
}

#[test]
fn hostile_calendars_are_refused_within_bounds() {
    let lines = "UID:1\nSUMMARY:x\nDTSTART:20261201T180000Z";
    refused("", "no iCalendar file");
    refused("<html>:</html>", "no iCalendar file");
    refused("BEGIN:VCARD\nEND:VCARD", "no iCalendar file");
    refused("BEGIN:VCALENDAR\nEND:VCALENDAR", "no event");
    refused("BEGIN:VCALENDAR\nBEGIN:VEVENT", "does not end with END:VCALENDAR");
    let whole = event("UID:1\nSUMMARY:x\nDTSTART;VALUE=DATE:20261201");
    for end in 1..whole.len() - 2 {
        taken(&whole[..end]).expect_err("a file that was cut");
    }
    refused(&event(&format!("{lines}\nRRULE:FREQ=DAILY")), "for ever");
    refused(&event(&format!("{lines}\nRRULE:FREQ=SECONDLY;COUNT=4000000000")), "no repetitions");
    refused(&event(&format!("{lines}\nRDATE:20261202T180000Z")), "no repetitions");
    refused(&event(&format!("{lines}\nDTEND:20251201T180000Z")), "before it begins");
    refused(&event(&format!("{lines}\nDURATION:-PT1H")), "before it begins");
    refused(&event(lines), "ends");
    refused(&event("SUMMARY:x\nDTSTART:19691201T180000Z"), "before 1970");
    refused(&event("SUMMARY:x\nDTSTART:20261301T180000Z"), "no date or time");
    refused(&event("SUMMARY:x\nDTSTART;TZID=Mars/Olympus:20261201T180000"), "«Mars/Olympus» is not known");
    refused(&event("DTSTART:20261201T180000Z"), "no title");
    refused(&event(&format!("SUMMARY:{}\nDTSTART;VALUE=DATE:20261201", "x".repeat(401))), "at most 400");
    // As deep as a file can be, and as many lines.
    refused(&format!("BEGIN:VCALENDAR\n{}END:VCALENDAR", "BEGIN:X\n".repeat(120_000)), "no event");
    refused(&format!("BEGIN:VCALENDAR\n{}END:VCALENDAR", "X:\n".repeat(300_000)), "no event");
    let many = "BEGIN:VEVENT\nEND:VEVENT\n".repeat(EVENTS_MAX + 1);
    refused(&format!("BEGIN:VCALENDAR\n{many}END:VCALENDAR"), "more than 256 events");
    refused(&"x".repeat(BYTES_MAX + 1), "1048576 bytes");
    refused(&event(lines).replace("VERSION:2.0", "METHOD:CANCEL"), "nothing to draft");
    let hostile = event("SUMMARY:\u{1b}[31mrojo\u{202e}\\nx\nDTSTART;VALUE=DATE:20261201");
    assert_eq!(draft(&hostile).title, one("[31mrojo x"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_text_survives_folding_and_signs(text in "[ -~áéñ«»\n\u{1F600}]{1,300}") {
        let clean = sanitize::block(&text).trim().to_owned();
        prop_assume!(!clean.is_empty());
        let mut out = String::from("BEGIN:VCALENDAR\r\n");
        put(&mut out, Name::Description, [Value::Text(clean.clone())]);
        out.push_str("END:VCALENDAR\r\n");
        prop_assert!(out.split("\r\n").all(|line| line.len() <= 75));
        let back = file::parse(out.as_bytes()).expect("a calendar");
        prop_assert_eq!(file::text(back.own.find(&Name::Description).expect("a text")), clean);
    }

    #[test]
    fn no_bytes_make_the_reader_stumble(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &host(), &tag("es"), &TimeZone::UTC);
        let inside = [b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", &bytes[..]].concat();
        let _ = read(&inside, &host(), &tag("es"), &TimeZone::UTC);
    }
}
