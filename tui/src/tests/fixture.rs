//! A federation of six institutions on a bad day, as a node would tell it.

use crate::{
    keys::KeyMap,
    model::{Model, Signing},
    update::{Command, Event, update},
    view,
};
use cabildo_client::api::{Inbox, InstitutionInfo, MessageDetail, MessageInfo, PeerInfo, SCHEMA, Status};
use cabildo_protocol::{
    content::{
        AccessNeed, AckState, Agenda, AgendaItem, Area, Attendance, CapStatus, Category, Certainty, Info,
        Kind, Notice, Proposal, ResponseType, Severity, Stance, Urgency,
    },
    id::{FederationId, InstitutionId, Lane, Language, LogId, MessageId, Millis, PublicKey},
    roster::InstitutionKind,
    text::Texts,
    views::{
        AckEntry, AgendaLife, AgendaView, Clock, Close, CommentEntry, NoticeState, NoticeView, PositionEntry,
        ProposalView, Recipient, RsvpEntry, Source, Summary, Thread,
    },
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{Terminal, backend::TestBackend};
use std::collections::BTreeMap;

/// Wednesday 25 November 2026, 16:00 UTC: 10:00 in Oaxaca, 13:00 in Santiago.
pub const NOW: Millis = Millis(1_795_622_400_000);
const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

pub fn tag(text: &str) -> Language {
    text.parse().expect("a tag")
}

pub fn institution(id: &str) -> InstitutionId {
    id.parse().expect("an institution")
}

pub fn both(es: &str, en: &str) -> Texts {
    Texts(BTreeMap::from([(tag("es"), es.to_owned()), (tag("en"), en.to_owned())]))
}

pub fn id(n: u8) -> MessageId {
    MessageId([n; 32])
}

pub fn ago(ms: u64) -> Millis {
    Millis(NOW.0 - ms)
}

pub fn source(n: u8, who: &str, created: Millis) -> Source {
    Source { id: id(n), institution: institution(who), created, disputed: false }
}

fn clock(by: Millis, asked: &[&str], waiting: &[&str]) -> Clock {
    let recipient = |id: &&str| Recipient {
        answered: (!waiting.contains(id)).then_some(NOW),
        ..Recipient::new(institution(id), by)
    };
    Clock { respond_by: by, over: by < NOW, recipients: asked.iter().map(recipient).collect() }
}

const ALL: [&str; 6] = ["mx:20067", "mx:16053", "cl:05101", "cl:03101", "mx:x-embajada-cl", "mx:x-sfic"];

pub fn members() -> Vec<InstitutionInfo> {
    let member = |id: &str, kind, names: Texts, zone: &str| InstitutionInfo {
        id: institution(id),
        kind,
        names,
        time_zone_source: None,
        time_zone: Some(zone.to_owned()),
    };
    let town =
        |id, name: &str, zone| member(id, InstitutionKind::Municipality, Texts::one(tag("es"), name), zone);
    vec![
        town("mx:20067", "Oaxaca de Juárez", "America/Mexico_City"),
        town("mx:16053", "Morelia", "America/Mexico_City"),
        town("cl:05101", "Valparaíso", "America/Santiago"),
        town("cl:03101", "Copiapó", "America/Santiago"),
        member(
            "mx:x-embajada-cl",
            InstitutionKind::Embassy,
            both("Embajada de México en Chile", "Embassy of Mexico in Chile"),
            "America/Santiago",
        ),
        member(
            "mx:x-sfic",
            InstitutionKind::Council,
            both("Consejo SFIC", "SFIC council"),
            "America/Mexico_City",
        ),
    ]
}

pub fn status() -> Status {
    Status {
        schema: SCHEMA,
        version: "0.1.0".to_owned(),
        federation: FederationId([7; 32]),
        federation_name: both("Federación México–Chile", "Mexico–Chile federation"),
        institution: institution("mx:20067"),
        institution_name: Texts::one(tag("es"), "Oaxaca de Juárez"),
        may_author: None,
        role: "node".to_owned(),
        peer_id: "12D3KooW".to_owned(),
        listening: Vec::new(),
        connected: 5,
        known: 6,
        messages: 42,
        logs: 9,
        store_bytes: 1 << 20,
        behind: 0,
        unchecked: 0,
        bodies_missing: 0,
        bodies_dropped: 0,
        held: 0,
        forked: 0,
        trouble: Vec::new(),
        started: ago(HOUR),
        now: NOW,
        clock: None,
        duty: None,
        hidden: BTreeMap::new(),
        alarms: 0,
        unclosed: Vec::new(),
        reach: Default::default(),
        relay: None,
    }
}

pub fn peers() -> Vec<PeerInfo> {
    let peer = |who: &str, name: &str, connected: bool| PeerInfo {
        peer_id: format!("12D3KooW{name}"),
        label: "nodo-1".to_owned(),
        institution: institution(who),
        institution_name: Texts::one(tag("es"), name),
        connected,
        addresses: vec!["/ip4/10.0.0.7/udp/7400/quic-v1".to_owned()],
        through: None,
        rtt_ms: connected.then_some(34),
        last_sync: connected.then_some(ago(2 * MINUTE)),
        behind: if connected { 3 } else { 0 },
        next_try: (!connected).then_some(NOW.plus(12_000)),
        last_error: (!connected).then(|| "connection refused".to_owned()),
    };
    vec![peer("cl:05101", "Valparaíso", true), peer("cl:03101", "Copiapó", false)]
}

pub fn notice() -> NoticeView {
    let info = Info {
        categories: vec![Category::Met, Category::Safety],
        event: both("Marejadas anormales", "Storm surge"),
        responses: vec![ResponseType::Evacuate, ResponseType::Avoid],
        expires: Some(NOW.plus(8 * HOUR)),
        sender_name: both("Dirección de Riesgos de Valparaíso", "Valparaíso risk office"),
        headline: both(
            "Marejadas anormales con olas de cinco metros en la bahía de Valparaíso",
            "Storm surge with waves of five metres in the bay of Valparaíso",
        ),
        description: both(
            "Oleaje de 5 m desde el suroeste entre las 13 y las 21 h. El borde costero está cerrado.",
            "Waves of 5 m from the south-west between 13:00 and 21:00. The shore road is closed.",
        ),
        instruction: both(
            "Evacúe el borde costero bajo la cota 10.\nNo cruce la Avenida Errázuriz a pie.",
            "Leave the shore below 10 m.\nDo not cross Avenida Errázuriz on foot.",
        ),
        web: Some("https://example.org/marejadas".to_owned()),
        contact: Some("+56 32 000 0000".to_owned()),
        areas: vec![Area {
            places: vec!["cl:05101".parse().expect("a place")],
            ceiling_feet: Some(33),
            ..Area::new(both("Borde costero", "Shore"))
        }],
        ..Info::new(Category::Met, (Urgency::Immediate, Severity::Severe, Certainty::Observed))
    };
    let ack = |n, who, state, minutes: u64, note: Texts| AckEntry {
        source: source(n, who, ago((20 - minutes) * MINUTE)),
        state,
        note,
        first: ago((20 - minutes) * MINUTE),
        time_to_ack_ms: minutes * MINUTE,
        steps: BTreeMap::from([(state, ago((20 - minutes) * MINUTE))]),
    };
    NoticeView {
        source: source(1, "cl:05101", ago(20 * MINUTE)),
        notice: Notice {
            respond_by: Some(NOW.plus(40 * MINUTE)),
            ..Notice::new(CapStatus::Actual, vec![info])
        },
        state: NoticeState::Active,
        awaits_second: false,
        current: id(12),
        updates: vec![source(12, "cl:05101", ago(9 * MINUTE))],
        cancelled: None,
        clock: clock(NOW.plus(40 * MINUTE), &ALL, &["mx:20067", "mx:16053", "mx:x-sfic"]),
        acks: vec![
            ack(13, "cl:03101", AckState::CanOffer, 2, both("Dos camiones aljibe.", "Two water trucks.")),
            ack(14, "mx:x-embajada-cl", AckState::Seen, 17, Texts::default()),
        ],
        comments: Vec::new(),
        translations: Vec::new(),
    }
}

pub fn position(n: u8, who: &str, stance: Stance, reason: Texts, mandate: Option<&str>) -> PositionEntry {
    PositionEntry {
        source: source(n, who, ago(u64::from(n) * MINUTE)),
        stance,
        reason,
        mandate: mandate.map(str::to_owned),
        revision: id(2),
        read: None,
        sponsors: false,
        cited: None,
        log: LogId { key: PublicKey::ed25519([n; 32]), lane: Lane::Acts },
        seq: 1,
        counted: true,
        moved_on: false,
        cut_off: false,
    }
}

pub fn proposal() -> ProposalView {
    ProposalView {
        source: source(2, "mx:16053", ago(5 * HOUR)),
        proposal: Proposal {
            schema: 1,
            title: both(
                "Captación de agua de lluvia en escuelas públicas",
                "Rainwater harvesting in public schools",
            ),
            summary: both("Cien escuelas en dos años.", "A hundred schools in two years."),
            text: Texts::one(
                tag("es"),
                "Se propone instalar sistemas de captación de agua de lluvia en cien escuelas de los municipios \
                 firmantes.\n\nCada municipio aporta el proyecto técnico; el fondo común aporta los materiales.",
            ),
            theme: Some("agua".to_owned()),
            places: vec!["MX-OAX".parse().expect("a place"), "cl:05101".parse().expect("a place")],
            respond_by: Some(NOW.plus(27 * HOUR)),
            asked: Vec::new(),
            terms: None,
            costs: Vec::new(),
            attachments: Vec::new(),
        },
        clock: clock(NOW.plus(27 * HOUR), &ALL, &["mx:20067", "mx:x-sfic"]),
        positions: vec![
            position(
                21,
                "cl:05101",
                Stance::Endorse,
                both("Valparaíso adhiere.", "Valparaíso joins."),
                Some("Acuerdo 12/2026"),
            ),
            position(
                22,
                "cl:03101",
                Stance::AskForChanges,
                both("Falta el clima desértico: pedimos atrapanieblas.", "Add fog nets for the desert."),
                None,
            ),
            position(23, "mx:16053", Stance::Endorse, Texts::default(), None),
        ],
        late: vec![],
        tally: BTreeMap::from([
            ("cl".parse().expect("cl"), BTreeMap::from([(Stance::Endorse, 1), (Stance::AskForChanges, 1)])),
            ("mx".parse().expect("mx"), BTreeMap::from([(Stance::Endorse, 1)])),
        ]),
        close: Close::default(),
        amendments: Vec::new(),
        implementation: None,
        translations: Vec::new(),
        comments: vec![CommentEntry {
            source: source(24, "mx:x-embajada-cl", ago(3 * MINUTE)),
            text: both("La embajada puede recibir la firma.", "The embassy can host the signing."),
            answers: None,
            depth: 0,
        }],
    }
}

pub fn agenda() -> AgendaView {
    // Wednesday 2 December, 13:00 UTC: 10:00 in Santiago.
    let starts = Millis(NOW.0 + 7 * 24 * HOUR - 3 * HOUR);
    let item = |n: u64, title: Texts, presenter: Option<&str>| AgendaItem {
        title,
        starts: Some(starts.plus(n * 45 * MINUTE)),
        minutes: 45,
        presenter: presenter.map(institution),
        papers: if n == 1 { vec![id(2)] } else { Vec::new() },
        ..AgendaItem::default()
    };
    let answer = |n, who, attendance, people, access: &[(AccessNeed, u32)]| RsvpEntry {
        source: source(n, who, ago(u64::from(n) * MINUTE)),
        attendance,
        people,
        access: access.iter().copied().collect(),
        languages: Vec::new(),
        note: Texts::default(),
    };
    AgendaView {
        life: AgendaLife::default(),
        translations: Vec::new(),
        source: source(3, "mx:x-sfic", ago(26 * HOUR)),
        requests: Vec::new(),
        agenda: Agenda {
            title: both("Cumbre del agua: Valparaíso 2026", "Water summit: Valparaíso 2026"),
            summary: both("Un día de trabajo sobre agua y riesgo.", "A day of work on water and risk."),
            place: Some("cl:05101".parse().expect("a place")),
            venue: both("Salón de honor, Municipalidad", "Hall of honour, town hall"),
            items: vec![
                item(0, both("Bienvenida", "Welcome"), Some("cl:05101")),
                item(
                    1,
                    both(
                        "Captación de lluvia: de la propuesta a las primeras diez escuelas de cada país",
                        "Rainwater: from the proposal to the first ten schools of each country",
                    ),
                    Some("mx:16053"),
                ),
                item(2, both("Firma", "Signing"), None),
            ],
            respond_by: Some(NOW.plus(72 * HOUR)),
            ..Agenda::new(
                institution("cl:05101"),
                "America/Santiago".to_owned(),
                (starts, starts.plus(3 * HOUR)),
            )
        },
        clock: clock(NOW.plus(72 * HOUR), &ALL, &["mx:20067", "mx:x-embajada-cl", "mx:x-sfic"]),
        answers: vec![
            answer(31, "cl:05101", Attendance::InPerson, 6, &[(AccessNeed::Wheelchair, 1)]),
            answer(32, "mx:16053", Attendance::Remote, 2, &[(AccessNeed::SignLanguage, 1)]),
            answer(33, "cl:03101", Attendance::Tentative, 1, &[]),
        ],
        in_person: 6,
        remote: 2,
        access: BTreeMap::from([(AccessNeed::Wheelchair, 1), (AccessNeed::SignLanguage, 1)]),
        comments: Vec::new(),
    }
}

pub fn info(n: u8, kind: &str, who: &str, title: Texts) -> MessageInfo {
    MessageInfo {
        id: id(n),
        kind: kind.to_owned(),
        institution: institution(who),
        log: LogId { key: PublicKey::ed25519([n; 32]), lane: Lane::Acts },
        seq: 1,
        created: ago(20 * MINUTE),
        thread: id(n),
        disputed: false,
        held: false,
        exercise: false,
        title,
    }
}

pub fn detail(view: Thread) -> MessageDetail {
    let info = match &view {
        Thread::Proposal(v) => info(2, "proposal", v.source.institution.as_str(), v.proposal.title.clone()),
        Thread::Notice(v) => info(1, "notice", v.source.institution.as_str(), v.notice.title().clone()),
        Thread::Agenda(v) => info(3, "agenda", v.source.institution.as_str(), v.agenda.title.clone()),
        Thread::Declaration(v) => {
            info(4, "declaration", v.source.institution.as_str(), v.declaration.title.clone())
        }
        Thread::Feedback(v) => info(5, "feedback", v.source.institution.as_str(), v.feedback.title.clone()),
        Thread::Opaque { source, .. } => info(9, "unknown:99", source.institution.as_str(), Texts::default()),
    };
    MessageDetail {
        schema: SCHEMA,
        info,
        content: None,
        view: Some(view),
        theme: Texts::default(),
        delivery: None,
        attachments: Vec::new(),
        hidden: 0,
        now: NOW,
    }
}

pub fn details() -> Vec<MessageDetail> {
    vec![
        detail(Thread::Notice(Box::new(notice()))),
        detail(Thread::Proposal(Box::new(proposal()))),
        detail(Thread::Agenda(Box::new(agenda()))),
    ]
}

pub fn inbox() -> Inbox {
    let me = institution("mx:20067");
    let line = |detail: &MessageDetail, last: Millis| {
        let view = detail.view.as_ref().expect("a view");
        cabildo_protocol::views::summary(view, last, false, &me, NOW)
    };
    let mut threads: Vec<Summary> = details().iter().map(|d| line(d, ago(MINUTE))).collect();
    let extra = |n, kind, who, title: Texts| Summary {
        source: source(n, who, ago(30 * HOUR)),
        kind: Some(kind),
        title,
        severity: None,
        exercise: false,
        open: false,
        stage: None,
        next: None,
        respond_by: Some(ago(6 * HOUR)),
        asked: 6,
        answered: 6,
        ours_missing: false,
        ours: None,
        held: false,
        last: ago(5 * HOUR),
    };
    threads.push(Summary {
        severity: Some(Severity::Minor),
        exercise: true,
        open: true,
        ours: Some("seen".to_owned()),
        respond_by: Some(NOW.plus(2 * HOUR)),
        answered: 4,
        ..extra(4, Kind::Notice, "cl:03101", both("Simulacro de aluvión", "Mudflow exercise"))
    });
    threads.push(Summary {
        ours: Some("endorse".to_owned()),
        ..extra(
            5,
            Kind::Proposal,
            "mx:x-embajada-cl",
            Texts::one(tag("en"), "Student exchange on emergency planning"),
        )
    });
    threads.sort_by(cabildo_protocol::views::by_urgency);
    Inbox { schema: SCHEMA, institution: me, now: NOW, threads, next: None }
}

/// The interface in use: events in, screens out.
#[derive(Debug)]
pub struct Screen {
    pub model: Model,
    pub todo: Vec<Command>,
}

impl Screen {
    /// On the fixture's node, everything read, at a size and in a language.
    pub fn new(size: (u16, u16), language: &str) -> Self {
        let mut screen = Self::empty(size, language);
        screen.events([
            Event::Linked,
            Event::Members(Ok(members())),
            Event::Status(Ok(Box::new(status()))),
            Event::Inbox(Ok(Box::new(inbox()))),
        ]);
        screen.answer();
        screen
    }

    /// Before the node has said anything.
    pub fn empty(size: (u16, u16), language: &str) -> Self {
        let keys = KeyMap::embedded().expect("configs/keys.toml");
        let mut model = Model::new(vec![tag(language)], keys, Signing::Ready, size);
        model.now = NOW;
        model.key = Some(PublicKey::ed25519([5; 32]));
        Self { model, todo: Vec::new() }
    }

    pub fn event(&mut self, event: Event) -> &mut Self {
        let (model, todo) = update(self.model.clone(), self.model.now, event);
        self.model = model;
        self.todo.extend(todo);
        self
    }

    pub fn events(&mut self, events: impl IntoIterator<Item = Event>) -> &mut Self {
        events.into_iter().for_each(|event| {
            self.event(event);
        });
        self
    }

    /// Answers what the model asked of the node.
    pub fn answer(&mut self) -> &mut Self {
        for command in std::mem::take(&mut self.todo) {
            match command {
                Command::LoadDetail(asked) => {
                    let found = details().into_iter().find(|d| d.info.id == asked);
                    if let Some(detail) = found {
                        self.event(Event::Detail(asked, Ok(Box::new(detail))));
                    }
                }
                other => self.todo.push(other),
            }
        }
        self
    }

    /// Presses keys: each letter, or names in angle brackets: `r3<enter>`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let (name, after) = match rest.strip_prefix('<').and_then(|r| r.split_once('>')) {
                Some(found) => found,
                None => rest.split_at(first.len_utf8()),
            };
            rest = after;
            self.event(Event::Key(key(name)));
            self.answer();
        }
        self
    }

    /// Lets time pass until the screen would wake.
    pub fn later(&mut self, ms: u64) -> &mut Self {
        self.model.now = self.model.now.plus(ms);
        self.event(Event::Wake)
    }

    /// What the screen shows, one line a row.
    pub fn text(&self) -> String {
        let (columns, rows) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a terminal");
        terminal.draw(|frame| view::draw(&self.model, frame.buffer_mut())).expect("a frame");
        let buffer = terminal.backend().buffer();
        let line = |y| {
            let mut text = String::new();
            let mut x = 0;
            while x < columns {
                let symbol = buffer[(x, y)].symbol();
                text.push_str(symbol);
                x += u16::try_from(view::ink::width(symbol).max(1)).expect("a width");
            }
            text.trim_end().to_owned()
        };
        (0..rows).map(line).collect::<Vec<_>>().join("\n")
    }
}

fn key(name: &str) -> KeyEvent {
    let (code, modifiers) = match name {
        "enter" => (KeyCode::Enter, KeyModifiers::NONE),
        "esc" => (KeyCode::Esc, KeyModifiers::NONE),
        "tab" => (KeyCode::Tab, KeyModifiers::NONE),
        "up" => (KeyCode::Up, KeyModifiers::NONE),
        "down" => (KeyCode::Down, KeyModifiers::NONE),
        "left" => (KeyCode::Left, KeyModifiers::NONE),
        "right" => (KeyCode::Right, KeyModifiers::NONE),
        "pgdn" => (KeyCode::PageDown, KeyModifiers::NONE),
        "backtab" => (KeyCode::BackTab, KeyModifiers::SHIFT),
        "f2" | "f3" | "f4" | "f5" | "f6" => {
            (KeyCode::F(name[1..].parse().expect("a number")), KeyModifiers::NONE)
        }
        "backspace" => (KeyCode::Backspace, KeyModifiers::NONE),
        _ => match name.strip_prefix("ctrl-").map(str::chars) {
            Some(mut c) => (KeyCode::Char(c.next().expect("a letter")), KeyModifiers::CONTROL),
            None => (KeyCode::Char(name.chars().next().expect("a letter")), KeyModifiers::NONE),
        },
    };
    KeyEvent::new(code, modifiers)
}
