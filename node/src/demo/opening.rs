//! What is said first: a summit's agenda, a proposal on water, a warning of flash floods.

use super::cast::texts;
use cabildo_protocol::{
    content::{
        Agenda, AgendaItem, Area, CapStatus, Category, Certainty, Content, Info, Notice, Point, Proposal,
        ResponseType, Severity, Urgency,
    },
    id::{InstitutionId, Millis, Place},
};
use jiff::{Timestamp, ToSpan as _, civil::Time, tz::TimeZone};

const MINUTE: u64 = 60 * 1000;
const HOUR: u64 = 60 * MINUTE;
const ZONE: &str = "America/Mexico_City";
/// From now to the summit.
const SUMMIT_DAYS: i32 = 24;

/// Who presents what at the summit.
#[derive(Debug, Clone)]
pub(super) struct Presenters {
    pub council: InstitutionId,
    pub oaxaca: InstitutionId,
    pub valparaiso: InstitutionId,
    pub copiapo: InstitutionId,
    pub embassy: InstitutionId,
}

fn places(codes: &[&str]) -> Vec<Place> {
    codes.iter().filter_map(|code| code.parse().ok()).collect()
}

/// Nine in the morning in Mexico City, some weeks from now; an hour of the day in UTC where the
/// system has no time zones.
fn summit_day(now: Millis) -> Millis {
    let local = || {
        let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
        let hour = if zone == TimeZone::UTC { 15 } else { 9 };
        let today =
            Timestamp::from_millisecond(i64::try_from(now.0).ok()?).ok()?.to_zoned_datetime(zone.clone());
        let day = today.date().checked_add(SUMMIT_DAYS.days()).ok()?;
        let start = day.to_datetime(Time::new(hour, 0, 0, 0).ok()?).to_zoned_datetime(zone).ok()?;
        u64::try_from(start.timestamp().as_millisecond()).ok().map(Millis)
    };
    local().unwrap_or(now.plus(24 * 24 * HOUR))
}

/// The summit of the two capitals' universities.
pub(super) fn agenda(now: Millis, who: &Presenters) -> Content {
    let starts = summit_day(now);
    let mut at = starts;
    let mut item = |minutes: u32, presenter: &InstitutionId, spanish: &str, english: &str| {
        let begins = at;
        at = at.plus(u64::from(minutes) * MINUTE);
        AgendaItem {
            title: texts(spanish, english),
            starts: Some(begins),
            minutes,
            presenter: Some(presenter.clone()),
            ..AgendaItem::default()
        }
    };
    let items = vec![
        item(30, &who.council, "Bienvenida y aprobación de la agenda", "Welcome and adoption of the agenda"),
        item(
            90,
            &who.valparaiso,
            "Agua: cuencas bajo sequía y fuentes comunitarias",
            "Water: basins under drought and community sources",
        ),
        item(
            60,
            &who.copiapo,
            "Alerta temprana: lo aprendido de los aluviones de Atacama",
            "Early warning: lessons from the debris flows of Atacama",
        ),
        item(
            60,
            &who.oaxaca,
            "Centros históricos vivos: vivienda, mercados y patrimonio",
            "Living historic centres: housing, markets and heritage",
        ),
        item(
            45,
            &who.embassy,
            "Intercambio de personal técnico entre municipios de ambos países",
            "Exchange of technical staff between municipalities of both countries",
        ),
        item(45, &who.council, "Acuerdos, responsables y plazos", "Decisions, who does what, and by when"),
    ];
    Content::Agenda(Agenda {
        title: texts(
            "Cumbre Ciudad de México–Santiago: municipios que cooperan",
            "Mexico City–Santiago Summit: municipalities that cooperate",
        ),
        summary: texts(
            "Una jornada de trabajo en dos sedes enlazadas por video: la UNAM en Ciudad de México y la Universidad de Chile en Santiago. Les pedimos decir cuántas personas asisten y qué necesitan para participar.",
            "A working day at two venues joined by video: UNAM in Mexico City and the University of Chile in Santiago. Please say how many people come and what they need to take part.",
        ),
        place: "mx:09003".parse().ok(),
        venue: texts(
            "UNAM, Ciudad Universitaria, con enlace a la Casa Central de la Universidad de Chile",
            "UNAM, Ciudad Universitaria, linked with the Casa Central of the University of Chile",
        ),
        items,
        respond_by: Some(now.plus(7 * 24 * HOUR)),
        ..Agenda::new(who.council.clone(), ZONE.to_owned(), (starts, at))
    })
}

/// A proposal on water, open for positions for 48 hours.
pub(super) fn proposal(now: Millis) -> Content {
    Content::Proposal(Proposal {
        schema: 1,
        title: texts(
            "Gestión compartida del agua ante la sequía",
            "Shared water management in the face of drought",
        ),
        summary: texts(
            "Valparaíso propone que los municipios publiquen cada semana los mismos cuatro datos de agua y que acuerden de antemano la ayuda mutua.",
            "Valparaíso proposes that municipalities publish the same four figures on water every week and agree on mutual aid in advance.",
        ),
        text: texts(PROPOSAL_ES, PROPOSAL_EN),
        theme: Some("agua".to_owned()),
        places: places(&["cl:05101", "cl:03101", "mx:20067", "mx:16053"]),
        respond_by: Some(now.plus(48 * HOUR)),
        asked: Vec::new(),
        terms: None,
        costs: Vec::new(),
        attachments: Vec::new(),
    })
}

const PROPOSAL_ES: &str = "1. Cada municipio publica los lunes: nivel de sus fuentes, pérdidas de la red, \
litros por habitante y día, y colonias o barrios abastecidos con camión aljibe o pipa.\n\n\
2. Quien baja de 50 litros por habitante y día avisa a los demás el mismo día; quien puede ayudar \
responde con lo que ofrece: bombas, cloro, técnicos o experiencia.\n\n\
3. Las fuentes comunitarias y los comités de agua rural participan en las decisiones sobre su cuenca.\n\n\
4. A los seis meses se revisa, con los datos a la vista, qué sirvió y qué no.";

const PROPOSAL_EN: &str = "1. Every Monday each municipality publishes: the level of its sources, losses of \
its network, litres per inhabitant and day, and neighbourhoods supplied by tanker.\n\n\
2. Whoever falls below 50 litres per inhabitant and day tells the others on the same day; whoever can help \
answers with what it offers: pumps, chlorine, technicians or experience.\n\n\
3. Community sources and rural water committees take part in decisions on their basin.\n\n\
4. After six months all look at the figures and say what worked and what did not.";

/// A warning of flash floods and debris flows in Atacama.
pub(super) fn notice(now: Millis) -> Content {
    let info = Info {
        categories: vec![Category::Met, Category::Geo],
        event: texts("Crecidas y aluviones", "Flash floods and debris flows"),
        responses: vec![ResponseType::Evacuate, ResponseType::Avoid],
        urgency: Urgency::Immediate,
        severity: Severity::Severe,
        certainty: Certainty::Likely,
        audience: texts(
            "Población junto al río Copiapó y en las quebradas de su valle",
            "People along the Copiapó river and in the ravines of its valley",
        ),
        event_codes: Vec::new(),
        effective: Some(now),
        onset: Some(now.plus(2 * HOUR)),
        expires: Some(now.plus(18 * HOUR)),
        sender_name: texts("Municipalidad de Copiapó", "Municipality of Copiapó"),
        headline: texts(
            "Riesgo de aluvión en el valle de Copiapó desde esta tarde",
            "Risk of debris flows in the Copiapó valley from this afternoon",
        ),
        description: texts(
            "Lluvia sobre la precordillera con la isoterma cero por encima de 3 800 m. Las quebradas Paipote y Carrizalillo pueden activarse en pocas horas. Albergues abiertos en los liceos del sector alto.",
            "Rain on the foothills with the freezing level above 3,800 m. The Paipote and Carrizalillo ravines may flow within hours. Shelters are open in the schools of the upper districts.",
        ),
        instruction: texts(
            "Aléjese de quebradas y riberas. Si oye un ruido fuerte o siente vibrar el suelo, suba de inmediato a un lugar alto; no cruce cauces a pie ni en vehículo. Lleve agua, abrigo y documentos.",
            "Keep away from ravines and river banks. If you hear a loud rumble or feel the ground shake, go up to high ground at once; do not cross watercourses on foot or by car. Take water, warm clothes and documents.",
        ),
        web: None,
        contact: None,
        parameters: vec![("isoterma_0_m".to_owned(), "3800".to_owned())],
        resources: Vec::new(),
        areas: vec![valley()],
    };
    Content::Notice(Notice { respond_by: Some(now.plus(HOUR)), ..Notice::new(CapStatus::Actual, vec![info]) })
}

fn valley() -> Area {
    let ring = [(-273_000_000, -704_200_000), (-273_000_000, -701_000_000), (-276_500_000, -699_500_000)];
    let ring = ring.into_iter().chain([(-276_500_000, -702_500_000), (-273_000_000, -704_200_000)]);
    Area {
        description: texts(
            "Valle del Copiapó: Copiapó, Paipote y Tierra Amarilla",
            "Copiapó valley: Copiapó, Paipote and Tierra Amarilla",
        ),
        polygons: vec![ring.map(|(lat, lon)| Point(lat, lon)).collect()],
        circles: Vec::new(),
        places: places(&["cl:03101", "cl:03103"]),
        geocodes: Vec::new(),
        altitude_feet: None,
        ceiling_feet: None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const NOW: Millis = Millis(1_790_000_000_000);

    pub fn agenda() -> Content {
        let id = |text: &str| text.parse::<InstitutionId>().expect("an id");
        let who = Presenters {
            council: id("mx:x-sfic"),
            oaxaca: id("mx:20067"),
            valparaiso: id("cl:05101"),
            copiapo: id("cl:03101"),
            embassy: id("mx:x-embajada-chile"),
        };
        super::agenda(NOW, &who)
    }

    #[test]
    fn what_is_said_first_is_acceptable_and_in_both_languages() {
        for content in [agenda(), proposal(NOW), notice(NOW)] {
            content.check().expect("acceptable");
            assert_eq!(content.title().0.len(), 2);
            let text = serde_json::to_string(&content).expect("JSON");
            assert_eq!(text.matches("\"es\":").count(), text.matches("\"en\":").count());
        }
    }

    #[test]
    fn the_summit_is_some_weeks_ahead_in_the_morning_and_its_items_follow_each_other() {
        let Content::Agenda(agenda) = agenda() else { unreachable!("an agenda") };
        let days = (agenda.starts.0 - NOW.0) / (24 * HOUR);
        assert!((22..=25).contains(&days), "{days} days");
        let at =
            Timestamp::from_millisecond(i64::try_from(agenda.starts.0).expect("fits")).expect("an instant");
        let local = at.to_zoned_datetime(TimeZone::get(ZONE).unwrap_or(TimeZone::UTC));
        assert!(matches!(local.hour(), 9 | 15), "{local}");
        let mut at = agenda.starts;
        for item in &agenda.items {
            assert_eq!(item.starts, Some(at));
            at = at.plus(u64::from(item.minutes) * MINUTE);
        }
        assert_eq!(at, agenda.ends);
    }

    #[test]
    fn the_notice_is_severe_in_force_and_closed_on_the_map() {
        let Content::Notice(notice) = notice(NOW) else { unreachable!("a notice") };
        assert_eq!(notice.severity(), Severity::Severe);
        assert!(notice.expires() > Some(NOW));
        let area = &notice.info[0].areas[0];
        assert_eq!(area.places.len(), 2);
        assert_eq!(area.polygons[0].first(), area.polygons[0].last());
    }
}
