//! What people read: complete, in order, and without anything hostile in it.

mod working;

use super::*;
use crate::cli::{output::Page, texts};
use cabildo_client::api::{ClockInfo, MessageDetail, SCHEMA, Trouble, Unclosed};
use cabildo_protocol::{
    content::{
        AckState, Agenda, AgendaItem, Attendance, Comment, Content, Cost, Duty, Method, Proposal, Severity,
        Stance, Turn,
    },
    id::{FederationId, Lane, LogId, PublicKey},
    policy::Hidden,
    sanitize,
    views::{
        AckEntry, AgendaLife, AgendaView, AmendmentEntry, AmendmentState, Clock, Close, CommentEntry,
        ItemRequestEntry, NextStep, NoticeState, NoticeView, PositionEntry, ProposalView, Recipient,
        RequestState, RsvpEntry, Source, Step, Thread, TranslationEntry,
    },
};

/// 2026-12-01T12:00:00-06:00.
const NOON: Millis = Millis(1_796_148_000_000);
const HOUR: u64 = 3_600_000;

/// What a hostile author would write everywhere.
pub const HOSTILE: &str = "a\u{1b}[31m\u{1b}]0;x\u{7}\u{9b}2J\u{202e}b\u{2066}\u{200b}c\r\nd\u{0}e";

fn id(text: &str) -> InstitutionId {
    text.parse().expect("an id")
}

fn es(text: &str) -> Texts {
    one("es", text)
}

fn one(tag: &str, text: &str) -> Texts {
    Texts::one(tag.parse().expect("a tag"), text)
}

pub fn words(language: &str) -> Words {
    Words::new(vec![language.parse().expect("a tag")])
}

pub fn reader(words: &Words) -> Reader<'_> {
    let institution = |code: &str, name: &str, zone: &str| InstitutionInfo {
        id: id(code),
        kind: cabildo_protocol::roster::InstitutionKind::Municipality,
        names: es(name),
        time_zone_source: None,
        time_zone: Some(zone.to_owned()),
    };
    let institutions = [
        institution("mx:20067", "Oaxaca de Juárez", "America/Mexico_City"),
        institution("cl:05101", "Valparaíso", "America/Santiago"),
        institution("mx:9", HOSTILE, HOSTILE),
    ];
    Reader::new(words, &institutions, &id("mx:20067"), NOON)
}

fn source(n: u8, who: &str) -> Source {
    Source { id: MessageId([n; 32]), institution: id(who), created: NOON, disputed: n == 99 }
}

fn clock() -> Clock {
    let respond_by = NOON.plus(48 * HOUR);
    let mut recipients =
        ["mx:20067", "cl:05101", "mx:9"].map(|of| Recipient::new(id(of), respond_by)).to_vec();
    recipients[1].answered = Some(NOON);
    Clock { respond_by, over: false, recipients }
}

fn detail_of(view: Thread, content: Content) -> MessageDetail {
    let info = MessageInfo {
        id: MessageId([1; 32]),
        kind: content.kind().name().to_owned(),
        institution: id("mx:20067"),
        log: LogId { key: PublicKey::ed25519([1; 32]), lane: Lane::Acts },
        seq: 1,
        created: NOON,
        thread: MessageId([1; 32]),
        disputed: false,
        held: false,
        exercise: false,
        title: content.title().clone(),
    };
    MessageDetail {
        schema: SCHEMA,
        info,
        content: Some(content),
        view: Some(view),
        theme: Texts::default(),
        delivery: None,
        attachments: Vec::new(),
        hidden: 0,
        now: NOON,
    }
}

pub fn proposal(text: &str) -> MessageDetail {
    let proposal = Proposal {
        schema: 1,
        title: es(text),
        summary: es(text),
        text: es(&format!("Primero {text}\n\nSegundo")),
        theme: Some(text.to_owned()),
        places: vec!["MX-OAX".parse().expect("a place")],
        respond_by: None,
        asked: Vec::new(),
        terms: None,
        costs: vec![Cost { currency: "MXN".to_owned(), amount: 12_000_050, what: es(text) }],
        attachments: Vec::new(),
    };
    let entry = |n, who, stance| PositionEntry {
        source: source(n, who),
        stance,
        reason: es(text),
        mandate: Some(text.to_owned()),
        revision: MessageId([1; 32]),
        read: Some("pt".parse().expect("a tag")),
        sponsors: stance == Stance::Endorse,
        cited: None,
        log: LogId { key: PublicKey::ed25519([1; 32]), lane: Lane::Acts },
        seq: 1,
        counted: true,
        moved_on: false,
        cut_off: false,
    };
    let view = ProposalView {
        source: source(1, "mx:20067"),
        proposal: proposal.clone(),
        clock: clock(),
        positions: vec![entry(2, "cl:05101", Stance::Endorse), entry(99, "mx:9", Stance::Object)],
        late: vec![entry(3, "mx:9", Stance::AskForChanges)],
        tally: [("cl".parse().expect("a country"), [(Stance::Endorse, 1)].into())].into(),
        comments: vec![
            CommentEntry { source: source(4, "mx:9"), text: es(text), answers: None, depth: 0 },
            CommentEntry {
                source: source(9, "mx:20067"),
                text: es(text),
                answers: Some(MessageId([4; 32])),
                depth: 1,
            },
        ],
        close: Close::default(),
        amendments: vec![AmendmentEntry {
            source: source(6, "mx:9"),
            amends: MessageId([1; 32]),
            text: es(&format!("Segundo {text}")),
            reason: es(text),
            state: AmendmentState::Proposed,
            moved_on: false,
        }],
        implementation: Some(working::implementation(text)),
        translations: vec![TranslationEntry {
            source: source(5, "cl:05101"),
            what: MessageId([1; 32]),
            language: "arn".parse().expect("a tag"),
            method: Method::Certified,
            translator: Some(text.to_owned()),
            title: one("arn", text),
            text: one("arn", text),
            stale: true,
        }],
    };
    detail_of(Thread::Proposal(Box::new(view)), Content::Proposal(proposal))
}

pub fn notice(text: &str) -> MessageDetail {
    let json = serde_json::json!({
        "schema": 1, "status": "exercise", "scope": "public",
        "info": [{
            "categories": ["geo", "rescue"], "event": {"es": text}, "urgency": "immediate", "severity": "extreme",
            "certainty": "observed", "headline": {"es": text}, "description": {"es": text},
            "instruction": {"es": text}, "responses": ["evacuate", "all_clear"], "web": text, "contact": text,
            "expires": NOON.plus(3 * HOUR), "areas": [{"description": {"es": text}, "places": ["MX-OAX"]}],
        }],
    });
    let notice: cabildo_protocol::content::Notice = serde_json::from_value(json).expect("a notice");
    let view = NoticeView {
        source: source(1, "cl:05101"),
        notice: notice.clone(),
        state: NoticeState::Cancelled,
        awaits_second: false,
        current: MessageId([2; 32]),
        updates: vec![source(2, "cl:05101")],
        cancelled: Some((source(3, "cl:05101"), es(text))),
        clock: clock(),
        acks: vec![AckEntry {
            source: source(4, "mx:9"),
            state: AckState::NeedHelp,
            note: es(text),
            first: NOON.plus(90_000),
            time_to_ack_ms: 90_000,
            steps: BTreeMap::new(),
        }],
        comments: Vec::new(),
        translations: Vec::new(),
    };
    detail_of(Thread::Notice(Box::new(view)), Content::Notice(notice))
}

pub fn agenda(text: &str) -> MessageDetail {
    let agenda = Agenda {
        title: es(text),
        summary: es(text),
        place: Some("cl:05101".parse().expect("a place")),
        venue: es(text),
        items: vec![AgendaItem {
            title: es(text),
            starts: Some(NOON.plus(HOUR)),
            minutes: 45,
            presenter: Some(id("mx:9")),
            speaker: es(text),
            room: es(text),
            interpretation: vec!["arn".parse().expect("a tag")],
            ..AgendaItem::default()
        }],
        ..Agenda::new(id("cl:05101"), "America/Santiago".to_owned(), (NOON, NOON.plus(8 * HOUR)))
    };
    let view = AgendaView {
        source: source(1, "cl:05101"),
        agenda: agenda.clone(),
        clock: clock(),
        answers: vec![RsvpEntry {
            source: source(2, "mx:9"),
            attendance: Attendance::InPerson,
            people: 3,
            access: [(cabildo_protocol::content::AccessNeed::SignLanguage, 1)].into(),
            languages: vec!["arn".parse().expect("a tag")],
            note: es(text),
        }],
        in_person: 3,
        remote: 0,
        access: [(cabildo_protocol::content::AccessNeed::SignLanguage, 1)].into(),
        requests: vec![ItemRequestEntry {
            source: source(4, "cl:05101"),
            title: es(text),
            text: es(text),
            minutes: Some(20),
            papers: Vec::new(),
            state: RequestState::Open,
        }],
        comments: Vec::new(),
        life: AgendaLife::default(),
        translations: Vec::new(),
    };
    detail_of(Thread::Agenda(Box::new(view)), Content::Agenda(agenda))
}

fn line(n: u8, title: &str) -> Summary {
    Summary {
        source: source(n, "cl:05101"),
        kind: Some(Kind::Notice),
        title: es(title),
        severity: Some(Severity::Extreme),
        exercise: false,
        open: true,
        stage: None,
        next: None,
        respond_by: Some(NOON.plus(3 * HOUR)),
        asked: 5,
        answered: 2,
        ours_missing: true,
        ours: None,
        held: false,
        last: NOON,
    }
}

fn listed(threads: Vec<Summary>) -> Inbox {
    Inbox { schema: SCHEMA, institution: id("mx:20067"), now: NOON, threads, next: None }
}

fn state(text: &str) -> Status {
    Status {
        schema: SCHEMA,
        version: text.to_owned(),
        federation: FederationId([1; 32]),
        federation_name: es(text),
        institution: id("mx:20067"),
        institution_name: es(text),
        may_author: None,
        role: "node".to_owned(),
        peer_id: text.to_owned(),
        listening: vec![text.to_owned()],
        connected: 5,
        known: 6,
        messages: 1,
        logs: 2,
        store_bytes: 12 * 1024,
        behind: 0,
        unchecked: 0,
        bodies_missing: 0,
        bodies_dropped: 0,
        held: 0,
        forked: 1,
        trouble: vec![Trouble {
            code: "disk_full".to_owned(),
            values: [].into(),
            message: text.to_owned(),
            remedy: text.to_owned(),
        }],
        started: NOON,
        now: NOON,
        clock: Some(ClockInfo { offset_ms: 602_000, institutions: 3 }),
        duty: Some(Duty { now: vec![turn(text, 0)], next: Some(turn("guardia-2", 12)) }),
        hidden: [(Hidden::Kind, 2)].into(),
        alarms: 1,
        unclosed: vec![Unclosed {
            id: MessageId([8; 32]),
            title: es(text),
            institution: id("mx:20067"),
            respond_by: NOON,
            next: NextStep {
                step: Step::Close,
                proposer_from: NOON,
                voters_from: NOON,
                ours_from: Some(NOON),
            },
        }],
        reach: Default::default(),
        relay: None,
    }
}

fn turn(person: &str, hours: u64) -> Turn {
    let from = NOON.plus(hours * 3_600_000);
    let (to, backup) = (from.plus(43_200_000), Some(format!("{person}-b")));
    Turn { from, to, person: person.to_owned(), device: None, backup }
}

fn peer(text: &str) -> PeerInfo {
    PeerInfo {
        peer_id: text.to_owned(),
        label: text.to_owned(),
        institution: id("mx:9"),
        institution_name: es(text),
        connected: false,
        addresses: vec![text.to_owned()],
        through: None,
        rtt_ms: None,
        last_sync: Some(NOON),
        behind: 3,
        next_try: Some(NOON),
        last_error: Some(text.to_owned()),
    }
}

fn check(page: &Page, parts: &[&str]) {
    let mut rest = page.as_str();
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("«{part}» is missing, or not in order:\n{}", page.as_str())
        };
        rest = after;
    }
}

#[test]
fn the_inbox_says_everything_in_a_line_each() {
    let words = words("es");
    let mut answered = line(2, "Cumbre");
    (answered.kind, answered.severity, answered.ours_missing) = (Some(Kind::Agenda), None, false);
    answered.ours = Some("in_person".to_owned());
    let page = inbox(&reader(&words), &listed(vec![line(1, "Sismo"), answered]));
    let lines: Vec<&str> = page.as_str().lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("cbm1qyqszqgp  aviso de crisis  EXTREMA  Sismo · Valparaíso · 2026-12-01 15:00 -06:00 (en 3 h) · 2/5 · falta"), "{}", lines[0]);
    assert!(
        lines[1].contains("  agenda           abierta  Cumbre") && lines[1].contains("nosotros: presencial"),
        "{}",
        lines[1]
    );
    assert_eq!(inbox(&reader(&words), &listed(Vec::new())).as_str(), "No hay mensajes.\n");
}

#[test]
fn ids_are_shown_as_long_as_it_takes_to_tell_them_apart() {
    let mut twin = [7; 32];
    twin[31] = 8;
    let ids = [MessageId([7; 32]), MessageId(twin), MessageId([9; 32])];
    let letters = unique_letters(&ids);
    assert!(letters > 50 && short(&ids[0], letters) != short(&ids[1], letters));
    assert_eq!(unique_letters(&[ids[0], ids[0], ids[2]]), ID_LETTERS);
}

#[test]
fn threads_are_shown_whole() {
    let words = words("es");
    let reader = reader(&words);
    check(
        &detail(&reader, &proposal("Agua")),
        &[
            "Propuesta · Oaxaca de Juárez (mx:20067) · 2026-12-01 12:00 -06:00\ncbm1",
            "\nAgua\n",
            "Tema: Agua",
            "MX-OAX",
            "Costo: MXN 120 000.50 · Agua",
            "  Primero Agua\n\n  Segundo\n",
            "Respuesta hasta 2026-12-03 12:00 -06:00 (en 2 d)",
            "Respondieron 1 de 3",
            "Faltan: Oaxaca",
            "Posturas (2)",
            "Valparaíso (cl:05101) · a favor",
            "    Agua",
            "Facultad: Agua",
            "en contra",
            "EN DISPUTA",
            "fuera de plazo (1)",
            "pide cambios",
            "cl: a favor 1",
            "Compromisos (2)",
            "    Responsable: Agua\n    Revisión pendiente: 2026-12-01 12:00 -06:00",
            "  1. Obra 1 Agua\n     sin empezar · Oaxaca de Juárez (mx:20067) · plazo: 2026-12-01 10:00 -06:00 · CON ATRASO de 2 h",
            "  2. Obra 2 Agua\n     hecho · ",
            "     - hecho · ",
            "       Agua",
            "Comentarios (2)",
            "\n    Oaxaca de Juárez (mx:20067) · 2026-12-01 12:00 -06:00\n      Agua",
        ],
    );
    check(
        &detail(&reader, &notice("Sismo")),
        &[
            "Aviso de crisis · Valparaíso",
            "Sismo\ncancelado · simulacro",
            "! YA NO ESTÁ VIGENTE · no actuar según esto\n  Qué ocurre: Sismo",
            "Gravedad: extrema",
            "geofísica, rescate",
            "evacuar, peligro superado",
            "(en 3 h)",
            "Sismo (MX-OAX)",
            "  Lo que pedía; ya no está vigente\n    Sismo",
            "Actualizado",
            "Cancelado",
            "Acuses (1)",
            "necesita ayuda · a los 90 s",
        ],
    );
    check(
        &detail(&reader, &agenda("Cumbre")),
        &[
            "Agenda · Valparaíso",
            "2026-12-01 15:00 -03:00 – 2026-12-01 23:00 -03:00 (America/Santiago)",
            "2026-12-01 12:00 -06:00 – 2026-12-01 20:00 -06:00 (America/Mexico_City)",
            "Sede: Cumbre (cl:05101)",
            "16:00 (13:00)  Cumbre · 45 min",
            "Asistencia (1)",
            "presencial · 3 personas",
            "lengua de señas: 1, arn",
            "En persona 3, por video 0",
        ],
    );
}

#[test]
fn an_answer_is_shown_before_its_thread() {
    let words = words("en");
    let mut detail = proposal("Agua");
    detail.info.id = MessageId([4; 32]);
    detail.info.kind = "comment".to_owned();
    detail.content = Some(Content::Comment(Comment::new(es("Bien"))));
    check(
        &super::detail(&reader(&words), &detail),
        &["Comment · [es] Oaxaca", "[es] Bien", "Proposal · ", "Positions (2)"],
    );
    detail.view = None;
    detail.content = None;
    check(&super::detail(&reader(&words), &detail), &["Its content is not here", "not here yet."]);
    for reason in [
        "unknown_version",
        "unknown_kind",
        "no_body",
        "not_kept",
        "hidden_here",
        "malformed",
        "sealed",
        "void",
        "not_due",
        "not_a_thread",
    ] {
        detail.view =
            Some(Thread::Opaque { source: source(1, "mx:9"), kind: Some(999), reason: reason.to_owned() });
        let page = super::detail(&reader(&words), &detail);
        assert!(!page.as_str().contains("cli-opaque"), "{}", page.as_str());
    }
}

#[test]
fn nothing_hostile_reaches_a_line() {
    for words in [words("es"), words("en")] {
        let reader = reader(&words);
        let mut named = line(1, HOSTILE);
        (named.source.institution, named.ours) = (id("mx:9"), Some(HOSTILE.to_owned()));
        let info = MessageInfo { kind: HOSTILE.to_owned(), title: es(HOSTILE), ..proposal("x").info };
        let roster = ApiEvent::Roster { scope: HOSTILE.to_owned(), version: 1 };
        let mut events = Page::default();
        events.line(&event(&reader, &ApiEvent::Message(info.clone())));
        events.line(&event(&reader, &roster));
        for page in [
            inbox(&reader, &listed(vec![named])),
            messages(&reader, &[info]),
            peers(&reader, &[peer(HOSTILE)]),
            status(&reader, &state(HOSTILE)),
            detail(&reader, &proposal(HOSTILE)),
            detail(&reader, &notice(HOSTILE)),
            detail(&reader, &agenda(HOSTILE)),
            events,
        ] {
            let bad = page.as_str().chars().find(|c| sanitize::is_forbidden(*c));
            assert_eq!(bad, None, "{:?}", page.as_str());
            let lines = page.as_str().lines().filter(|line| line.starts_with("de"));
            assert_eq!(lines.count(), 0, "a title cannot begin a line: {}", page.as_str());
        }
    }
}

#[test]
fn every_message_that_is_named_exists() {
    let sources = [
        include_str!("../render.rs"),
        include_str!("thread.rs"),
        include_str!("../contents.rs"),
        include_str!("../contents/file.rs"),
        include_str!("../texts.rs"),
        include_str!("../times.rs"),
        include_str!("../usage.rs"),
        include_str!("../help.rs"),
        include_str!("../error.rs"),
        include_str!("../args.rs"),
        include_str!("../paper.rs"),
        include_str!("../paper/parts.rs"),
        include_str!("../plain.rs"),
        include_str!("../plain/asking.rs"),
        include_str!("../plain/look.rs"),
        include_str!("../plain/writing.rs"),
        include_str!("../first.rs"),
        include_str!("../man.rs"),
        include_str!("../read.rs"),
        include_str!("../vocabulary.rs"),
    ];
    let words = words("en");
    let named = sources.iter().flat_map(|source| source.split('"').skip(1).step_by(1));
    let ids = named.filter(|text| {
        text.starts_with("cli-")
            && text.len() > 4
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    // These are the beginnings of lists of words.
    let lists = [
        "cli-arg",
        "cli-cited",
        "cli-doctor-part",
        "cli-help",
        "cli-key-action",
        "cli-opaque",
        "cli-paper-lane",
        "cli-plain-do",
        "cli-role",
    ];
    let missing: Vec<_> = ids.filter(|id| !lists.contains(id) && words.text(id) == **id).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(!words.text(texts::NAME).is_empty());
}

#[test]
fn the_state_of_a_node_names_its_trouble() {
    let words = words("es");
    check(
        &status(&reader(&words), &state("X")),
        &[
            "X (mx:20067) · nodo · cabildo X",
            "Nodos conectados: 5/6",
            "1 mensaje en 2 bitácoras, 12 KiB",
            "al día",
            "disputa: 1",
            "Reloj: 10 min atrasado respecto de 3 instituciones",
            "De guardia: X hasta 2026-12-02 00:00 -06:00 · suplente: X-b · después: guardia-2 desde 2026-12-02 00:00 -06:00",
            "! El disco está lleno: el nodo lee y reenvía, pero no guarda nada nuevo · libere espacio",
        ],
    );
    let mut behind = state("X");
    (behind.behind, behind.held) = (1, 4);
    check(&status(&reader(&words), &behind), &["Por recibir: 1 mensaje, 0 cuerpos; 4 en espera"]);
    check(
        &peers(&reader(&words), &[peer("X")]),
        &["X  X  sin enlace  al día el 2026-12-01 12:00 -06:00 · faltan 3 mensajes"],
    );
}
