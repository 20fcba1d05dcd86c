//! What is written on the command line becomes the content that was meant, or says why not.

use super::*;
use crate::cli::args::{Cli, Command};
use cabildo_protocol::{content::AccessNeed, id::Language};
use clap::Parser as _;
use std::fs;

/// 2026-12-01T12:00:00-06:00.
const NOON: Millis = Millis(1_796_148_000_000);
const HOUR: u64 = 3_600_000;

fn tag(text: &str) -> Language {
    text.parse().expect("a tag")
}

fn scene(stdin: &str) -> Scene<'_> {
    Scene {
        now: NOON,
        zone: times::zone("America/Mexico_City").expect("a zone"),
        institution: "mx:20067".parse().expect("an id"),
        sources: Sources::new(tag("es"), stdin.as_bytes()),
    }
}

fn build(line: &[&str], stdin: &str) -> Result<Content, CliError> {
    let cli = Cli::try_parse_from([&["cabildo"], line].concat()).expect("arguments that parse");
    let scene = &mut scene(stdin);
    match cli.command.expect("a command") {
        Command::Propose(args) => proposal(&args, scene),
        Command::Alert(args) if args.cancel.is_some() => cancel(&args, scene),
        Command::Alert(args) => notice(&args, None, scene),
        Command::Agenda(args) => agenda(&args, None, scene).map(Content::Agenda),
        Command::Respond(args) => position(&args, scene),
        Command::Declare(args) => declaration(&args, scene),
        Command::Ack(args) => ack(&args, scene),
        Command::Comment(args) => comment(&args, None, scene),
        Command::Rsvp(args) => rsvp(&args, scene),
        other => panic!("{other:?} writes nothing"),
    }
}

fn refused(line: &[&str]) -> String {
    match build(line, "").expect_err("refused") {
        CliError::Usage(said) => said.to_string(),
        CliError::Content(error) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_proposal_has_its_texts_places_and_clock() {
    let line = [
        "propose",
        "--title",
        "Agua",
        "--title",
        "en=Water",
        "--text",
        "es=-",
        "--theme",
        "agua",
        "--place",
        "mx:20067,CL-VS",
        "--asked",
        "cl:05101",
        "--asked",
        "mx:16053",
        "--respond-by",
        "72h",
    ];
    let Content::Proposal(c) = build(&line, "Primero.\n\nSegundo.\n").expect("built") else { panic!() };
    assert_eq!(c.title.0.len(), 2);
    assert_eq!(c.text.0[&tag("es")], "Primero.\n\nSegundo.");
    assert_eq!(c.places.len(), 2);
    assert_eq!(c.asked.iter().map(ToString::to_string).collect::<Vec<_>>(), ["cl:05101", "mx:16053"]);
    assert_eq!(c.respond_by, Some(NOON.plus(72 * HOUR)));
    let line = ["propose", "--title", "Agua", "--text", "x", "--respond-by", "2026-12-01T18:00"];
    let Content::Proposal(c) = build(&line, "").expect("built") else { panic!() };
    assert_eq!(c.respond_by, Some(NOON.plus(6 * HOUR)), "in the institution's zone");
}

#[test]
fn what_the_protocol_does_not_allow_is_refused_before_anything_is_asked() {
    let long = "x".repeat(401);
    for (line, want) in [
        (&["propose", "--title", long.as_str(), "--text", "x"][..], "title"),
        (&["propose", "--title", "x", "--text", "x", "--asked", "cl:05101,cl:05101"], "asked"),
        (&["propose", "--title", "x\ny", "--text", "x"], "cli-text-one-line"),
        (&["rsvp", "a", "remote", "--people", "1", "--need", "diet=2"], "access"),
        (&["respond", "a", "object", "--text", "x\u{1b}[2J"], "cli-text-control"),
        (
            &["alert", "--event", "x", "--expires", "2026-12-01T18:00", "--file", "/nonexistent"],
            "cli-file-unreadable",
        ),
    ] {
        let said = refused(line);
        assert!(said.starts_with(want), "{line:?}: {said}");
    }
}

#[test]
fn an_alert_needs_little_and_can_say_much() {
    let Content::Notice(c) = build(&["alert", "--event", "Sismo"], "").expect("built") else { panic!() };
    assert_eq!((c.status, c.severity()), (CapStatus::Actual, Severity::Severe));
    assert_eq!((c.info[0].urgency, c.info[0].certainty), (Urgency::Immediate, Certainty::Observed));
    let line = [
        "alert",
        "--event",
        "es=Sismo",
        "--event",
        "en=Earthquake",
        "--severity",
        "extreme",
        "--category",
        "geo,rescue",
        "--area",
        "es=Costa",
        "--area",
        "en=Coast",
        "--area",
        "es=Sierra",
        "--place",
        "MX-OAX",
        "--status",
        "exercise",
        "--expires",
        "6h",
        "--instruction",
        "Aléjese.",
    ];
    let Content::Notice(c) = build(&line, "").expect("built") else { panic!() };
    let info = &c.info[0];
    assert_eq!((c.status, info.severity), (CapStatus::Exercise, Severity::Extreme));
    assert_eq!(info.categories, [Category::Geo, Category::Rescue]);
    assert_eq!(info.areas.iter().map(|a| a.description.0.len()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((info.areas[0].places.len(), info.areas[1].places.len()), (1, 0));
    assert_eq!(c.expires(), Some(NOON.plus(6 * HOUR)));
    let cancelled = build(&["alert", "--cancel", "cbm1a", "--reason", "Falsa alarma"], "").expect("built");
    assert!(matches!(cancelled, Content::NoticeCancel(_)));
}

#[test]
fn an_update_changes_only_what_is_given() {
    let first = build(&["alert", "--event", "Sismo", "--headline", "Sismo fuerte", "--area", "Costa"], "");
    let Content::Notice(first) = first.expect("built") else { panic!() };
    let cli = Cli::try_parse_from(["cabildo", "alert", "--update", "cbm1a", "--severity", "extreme"]);
    let Some(Command::Alert(args)) = cli.expect("parsed").command else { panic!() };
    let updated = notice(&args, Some(first.clone()), &mut scene("")).expect("built");
    let Content::NoticeUpdate(updated) = updated else { panic!() };
    assert_eq!(updated.info[0].severity, Severity::Extreme);
    assert_eq!(
        (&updated.info[0].headline, &updated.info[0].areas),
        (&first.info[0].headline, &first.info[0].areas)
    );
}

#[test]
fn an_agenda_speaks_the_time_of_its_venue() {
    let line = [
        "agenda",
        "--title",
        "Cumbre",
        "--zone",
        "America/Santiago",
        "--starts",
        "2027-03-10T09:00",
        "--ends",
        "8h",
        "--item",
        "Apertura; saludo;30",
        "--item",
        "es=Agua|en=Water;45;10:30;room=es=Sala 2|en=Room 2;@mx:16053;idiomas=en, arn;ponente=Obras",
        "--venue",
        "Puerto",
        "--host",
        "cl:05101",
    ];
    let Content::Agenda(c) = build(&line, "").expect("built") else { panic!() };
    assert_eq!(c.starts, Millis(1_804_680_000_000), "2027-03-10T12:00Z");
    assert_eq!(c.ends, c.starts.plus(8 * HOUR));
    assert_eq!(c.items[0].title.0[&tag("es")], "Apertura; saludo");
    assert_eq!((c.items[1].title.0.len(), c.items[1].minutes), (2, 45));
    assert_eq!((c.items[1].room.0.len(), c.items[1].interpretation.len()), (2, 2));
    assert_eq!(c.items[1].speaker.0[&tag("es")], "Obras");
    assert_eq!(c.items[1].starts, Some(c.starts.plus(90 * 60_000)));
    assert_eq!(c.items[1].presenter.as_ref().map(|who| who.as_str()), Some("mx:16053"));
    let own = ["agenda", "--title", "x", "--starts", "2026-12-01T18:00", "--ends", "2026-12-01T20:00"];
    let Content::Agenda(c) = build(&own, "").expect("built") else { panic!() };
    assert_eq!((c.host.as_str(), c.time_zone.as_str()), ("mx:20067", "America/Mexico_City"));
    assert_eq!(c.starts, NOON.plus(6 * HOUR));
    for (item, want) in [
        ("Apertura", "cli-bad-item"),
        ("x;y", "cli-bad-item"),
        ("x;30;@nadie", "cli-bad-institution"),
        ("x;30;#cbm1x", "cli-bad-id"),
        ("x;30;25:00", "cli-bad-item"),
        ("x;30;08:00", "items[0].starts"),
    ] {
        let line = [&line[..9], &["--item", item]].concat();
        assert!(refused(&line).starts_with(want), "{item}: {}", refused(&line));
    }
    assert!(
        refused(&["agenda", "--title", "x", "--starts", "1h", "--ends", "2h", "--zone", "Mars/One"])
            .starts_with("cli-bad-zone")
    );
}

#[test]
fn answers_say_what_was_asked() {
    let Content::Rsvp(c) = build(
        &["rsvp", "a", "in-person", "--people", "4", "--need", "wheelchair=2", "--language-wanted", "en,arn"],
        "",
    )
    .expect("built") else {
        panic!()
    };
    assert_eq!((c.people, c.access[&AccessNeed::Wheelchair], c.languages.len()), (4, 2, 2));
    let Content::Rsvp(c) = build(&["rsvp", "a", "declined"], "").expect("built") else { panic!() };
    assert_eq!(c.people, 0);
    let position = build(
        &["respond", "a", "ask-for-changes", "--text", "-", "--mandate", "Acuerdo 12/2026"],
        "Por esto.\n",
    );
    let Content::Position(c) = position.expect("built") else { panic!() };
    assert_eq!(
        (c.reason.0[&tag("es")].as_str(), c.mandate.as_deref()),
        ("Por esto.", Some("Acuerdo 12/2026"))
    );
    assert!(build(&["ack", "a", "need_help", "--text", "Bombas"], "").is_ok());
    assert!(build(&["comment", "a", "--text", "Hola"], "").is_ok());
}

#[test]
fn a_declaration_says_how_many_of_each_country_sign() {
    let line = [
        "declare",
        "--title",
        "Agua",
        "--text",
        "Nos comprometemos",
        "--required",
        "mx=2,cl=1",
        "--respond-by",
        "2d",
    ];
    let Content::Declaration(c) = build(&line, "").expect("built") else { panic!() };
    let required: Vec<String> = c.required.iter().map(|(country, n)| format!("{country}={n}")).collect();
    assert_eq!(required, ["cl=1", "mx=2"]);
    assert_eq!((c.respond_by, c.text.0.len()), (Some(NOON.plus(48 * HOUR)), 1));
    for bad in ["mx", "mx=", "mx=x", "=2", "México=2"] {
        let line = ["cabildo", "declare", "--title", "a", "--text", "b", "--required", bad];
        assert!(Cli::try_parse_from(line).is_err(), "{bad}");
    }
    let said = refused(&["declare", "--title", "a", "--text", "b", "--required", "mx=0"]);
    assert!(said.contains("required"), "{said}");
}

#[test]
fn who_puts_a_proposal_forward_too_endorses_it() {
    let Content::Position(c) = build(&["respond", "a", "endorse", "--sponsor"], "").expect("built") else {
        panic!()
    };
    assert!(c.sponsors);
    assert!(refused(&["respond", "a", "object", "--sponsor"]).contains("sponsors"));
}

#[test]
fn a_file_may_say_everything_and_nothing_unknown() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let toml = write(
        "a.toml",
        "event = 'no'\nkind = 'notice'\nstatus = 'test'\nscope = 'public'\nrespond_by = 2026-12-01T18:00:00-06:00\n\
         [[info]]\ncategories = ['met']\nevent = { es = 'Lluvia', en = 'Rain' }\nurgency = 'future'\n\
         severity = 'minor'\ncertainty = 'likely'\nheadline = 'Lluvia'\nonset = 2026-12-01T18:00:00\n",
    );
    assert_eq!(refused(&["alert", "--file", &toml]), format!("cli-file-unknown-key path={toml} key=event"));
    let text = fs::read_to_string(&toml).expect("read").replacen("event = 'no'\n", "", 1);
    let toml = write("a.toml", &text);
    let built = build(&["alert", "--file", &toml, "--severity", "severe"], "").expect("built");
    let Content::Notice(c) = built else { panic!() };
    assert_eq!(c.respond_by, Some(NOON.plus(6 * HOUR)));
    assert_eq!(c.info[0].onset, Some(NOON.plus(6 * HOUR)), "a wall clock of the institution");
    assert_eq!((c.status, c.info[0].severity), (CapStatus::Test, Severity::Severe));
    assert_eq!(c.info[0].headline, Texts::one(tag("es"), "Lluvia"));
    let json = r#"{"title":{"es":"Agua"},"text":"Texto","summary":{},"respond_by":"48h"}"#;
    let Content::Proposal(c) = build(&["propose", "--file", "-"], json).expect("built") else { panic!() };
    assert_eq!((c.schema, c.respond_by), (1, Some(NOON.plus(48 * HOUR))));
    for (text, want) in [
        (r#"{"title":"a","text":"b","titel":"c"}"#, "cli-file-unknown-key"),
        (r#"{"kind":"agenda","title":"a","text":"b"}"#, "cli-file-kind"),
        (r#"{"title":"a","text":"b\u001b[0m"}"#, "cli-text-control"),
        (r#"{"title":"a","text":"b","respond_by":"pronto"}"#, "cli-bad-time"),
        (r#"{"title":"a""#, "cli-file-content"),
        ("title = ", "cli-file-content"),
        (r#"{"title":"a"}"#, "cli-file-content"),
    ] {
        let path = write("b", text);
        let said = refused(&["propose", "--file", &path]);
        assert!(said.starts_with(want), "{text}: {said}");
    }
}

#[test]
fn a_proposal_says_what_it_costs() {
    let line = |cost: &'static str| ["propose", "--title", "Agua", "--text", "Pozos", "--cost", cost];
    let two = [&line("mxn=120000.5; Diez pozos")[..], &["--cost", "CLP=3500000"]].concat();
    let Content::Proposal(c) = build(&two, "").expect("built") else { panic!() };
    let said: Vec<String> = c.costs.iter().map(Cost::written).collect();
    assert_eq!(said, ["MXN 120 000.50", "CLP 3 500 000"]);
    assert_eq!(c.costs[0].what.0[&tag("es")], "Diez pozos");
    for wrong in ["120000", "MXN=1.234", "CLP=1.5", "MXN=-1", "MXN="] {
        assert!(refused(&line(wrong)).contains(wrong), "{wrong}");
    }
    assert!(refused(&line("PESO=5")).contains("costs[0].currency"));
}
