//! Who answers what, and with which words: a pure table, so that a test can walk through it.

use super::cast::{COPIAPO, EMBASSY, MORELIA, OAXACA, SFIC, VALPARAISO, texts};
use cabildo_protocol::{
    content::{AccessNeed, Ack, AckState, Attendance, Comment, Content, Kind, PositionTaken, Rsvp, Stance},
    text::Texts,
};
use std::{collections::BTreeMap, time::Duration};

/// A message that an institution's own node has just returned to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard<'a> {
    /// Who wrote it: the name of its node.
    pub author: &'a str,
    /// Who began its thread; the same where it begins one.
    pub root: &'a str,
    pub content: &'a Content,
    /// Something that differs from message to message, so that not every answer is the same.
    pub variant: u8,
}

/// What an institution says to it, and after how long.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub after: Duration,
    pub content: Content,
}

/// How an institution answers. `scripted` says whether Oaxaca's part is played too.
pub(super) fn answer(me: &str, heard: &Heard<'_>, scripted: bool) -> Option<Answer> {
    if heard.author == me || (me == OAXACA && !scripted) {
        return None;
    }
    if heard.author == OAXACA { to_oaxaca(me, heard) } else { among_the_cast(me, heard) }
}

/// What is said to the agenda, the proposal and the notice, and what those answers bring about.
fn among_the_cast(me: &str, heard: &Heard<'_>) -> Option<Answer> {
    let said = match (heard.author, heard.content.kind(), me) {
        (SFIC, Kind::Agenda, VALPARAISO) => {
            (2500, rsvp(Attendance::InPerson, 4, &[(AccessNeed::Wheelchair, 1)], COMING))
        }
        (SFIC, Kind::Agenda, EMBASSY) => (3500, rsvp(Attendance::InPerson, 2, &[], EMBASSY_COMES)),
        (SFIC, Kind::Agenda, MORELIA) => {
            (4500, rsvp(Attendance::Remote, 3, &[(AccessNeed::SignLanguage, 1)], BY_VIDEO))
        }
        (SFIC, Kind::Agenda, OAXACA) => {
            (4000, rsvp(Attendance::InPerson, 3, &[(AccessNeed::Diet, 1)], OAXACA_COMES))
        }
        (VALPARAISO, Kind::Proposal, EMBASSY) => (3000, position(Stance::Endorse, EMBASSY_ENDORSES)),
        (VALPARAISO, Kind::Proposal, OAXACA) => (4000, position(Stance::Endorse, OAXACA_ENDORSES)),
        (VALPARAISO, Kind::Proposal, MORELIA) => (5000, position(Stance::AskForChanges, MORELIA_ASKS)),
        (VALPARAISO, Kind::Proposal, COPIAPO) => (6500, position(Stance::Endorse, COPIAPO_ENDORSES)),
        (MORELIA, Kind::Position, VALPARAISO) => (2500, comment(TO_MORELIA)),
        (COPIAPO, Kind::Notice, VALPARAISO) => (2500, ack(AckState::CanOffer, VALPARAISO_OFFERS)),
        (COPIAPO, Kind::Notice, EMBASSY) => (3500, ack(AckState::Acting, EMBASSY_ACTS)),
        (COPIAPO, Kind::Notice, SFIC) => (4000, ack(AckState::Seen, SFIC_SAW)),
        (COPIAPO, Kind::Notice, OAXACA) => (3000, ack(AckState::CanOffer, OAXACA_OFFERS)),
        (COPIAPO, Kind::Notice, MORELIA) => (5000, ack(AckState::NotAffected, MORELIA_NOT)),
        (VALPARAISO, Kind::Ack, COPIAPO) => (2500, comment(TO_VALPARAISO)),
        _ => return None,
    };
    // Only what answers the scripted threads: the same kinds under Oaxaca's own have no sequel.
    let sequel = matches!(heard.content.kind(), Kind::Position | Kind::Ack);
    (!sequel || heard.root == me).then(|| after(said))
}

/// What is said to the user of the demo.
fn to_oaxaca(me: &str, heard: &Heard<'_>) -> Option<Answer> {
    let begun_here = heard.root == me;
    let said = match (heard.content, me) {
        (Content::Proposal(_), VALPARAISO) => (1500, position(Stance::Endorse, PROPOSAL_VALPARAISO)),
        (Content::Proposal(_), EMBASSY) => (2500, comment(PROPOSAL_EMBASSY)),
        (Content::Proposal(_), MORELIA) => (4000, position(Stance::AskForChanges, PROPOSAL_MORELIA)),
        (Content::Proposal(_), COPIAPO) => (5500, position(Stance::Endorse, PROPOSAL_COPIAPO)),
        (Content::Notice(_), MORELIA) => (1500, ack(AckState::CanOffer, NOTICE_MORELIA)),
        (Content::Notice(_), EMBASSY) => (2500, ack(AckState::Seen, NOTICE_EMBASSY)),
        (Content::Notice(_), VALPARAISO) => (3500, ack(AckState::CanOffer, NOTICE_VALPARAISO)),
        (Content::Notice(_), SFIC) => (4500, ack(AckState::Accepted, NOTICE_SFIC)),
        (Content::NoticeUpdate(_), MORELIA) => (1500, ack(AckState::Acting, UPDATE_MORELIA)),
        (Content::NoticeUpdate(_), VALPARAISO) => (3000, ack(AckState::Seen, UPDATE_VALPARAISO)),
        (Content::NoticeCancel(_), MORELIA | VALPARAISO) => (2000, ack(AckState::Closed, CANCELLED)),
        (Content::Agenda(_), VALPARAISO) => (2000, rsvp(Attendance::InPerson, 2, &[], COMING)),
        (Content::Agenda(_), MORELIA) => (3000, rsvp(Attendance::Remote, 3, &[], BY_VIDEO)),
        (Content::Position(taken), _) if begun_here => (1500, comment(to_position(taken.stance))),
        (Content::Ack(given), _) if begun_here => (1500, comment(to_ack(given.state))),
        (Content::Rsvp(given), _) if begun_here => (1500, comment(to_rsvp(given.attendance))),
        (Content::Comment(_), _) if begun_here => (2000, comment(pick(heard.variant, &TO_COMMENTS))),
        // Under its own threads Oaxaca talks with the embassy.
        (Content::Comment(_), EMBASSY) if heard.root == OAXACA => {
            (2000, comment(pick(heard.variant, &TO_OWN_COMMENTS)))
        }
        _ => return None,
    };
    Some(after(said))
}

fn after((ms, content): (u64, Content)) -> Answer {
    Answer { after: Duration::from_millis(ms), content }
}

/// Spanish and English.
type Both = (&'static str, &'static str);

fn pick(variant: u8, choices: &[Both; 3]) -> Both {
    let [first, second, third] = *choices;
    match variant % 3 {
        0 => first,
        1 => second,
        _ => third,
    }
}

fn both((spanish, english): Both) -> Texts {
    texts(spanish, english)
}

fn comment(text: Both) -> Content {
    Content::Comment(Comment::new(both(text)))
}

fn position(stance: Stance, reason: Both) -> Content {
    Content::Position(PositionTaken {
        schema: 1,
        stance,
        reason: both(reason),
        mandate: None,
        revision: None,
        read: None,
        sponsors: false,
    })
}

fn ack(state: AckState, note: Both) -> Content {
    Content::Ack(Ack { schema: 1, state, note: both(note) })
}

fn rsvp(attendance: Attendance, people: u32, access: &[(AccessNeed, u32)], note: Both) -> Content {
    let access: BTreeMap<_, _> = access.iter().copied().collect();
    Content::Rsvp(Rsvp { schema: 1, attendance, people, access, languages: Vec::new(), note: both(note) })
}

const COMING: Both = (
    "Vamos. Una persona usa silla de ruedas: ¿la sede tiene ascensor?",
    "We are coming. One of us uses a wheelchair: does the venue have a lift?",
);
const EMBASSY_COMES: Both = (
    "La embajada asiste en la sede de Santiago y ayuda con el enlace de video.",
    "The embassy attends at the venue in Santiago and helps with the video link.",
);
const BY_VIDEO: Both = (
    "Participamos por video; pedimos intérprete de lengua de señas mexicana.",
    "We take part by video and ask for an interpreter of Mexican Sign Language.",
);
const OAXACA_COMES: Both = (
    "Oaxaca de Juárez asiste con tres personas. Una de ellas come sin gluten.",
    "Oaxaca de Juárez comes with three people. One of them eats gluten-free.",
);
const EMBASSY_ENDORSES: Both = (
    "Adherimos: los cuatro datos semanales permiten comparar cuencas de los dos países.",
    "We endorse it: four weekly figures let basins of the two countries be compared.",
);
const OAXACA_ENDORSES: Both = (
    "Oaxaca de Juárez adhiere. En los Valles Centrales conocemos bien la sequía, y compartir datos ayuda.",
    "Oaxaca de Juárez endorses it. In the Central Valleys we know drought well, and shared figures help.",
);
const MORELIA_ASKS: Both = (
    "A favor del fondo; pedimos añadir la captación de agua de lluvia en escuelas y mercados.",
    "We agree in substance and ask to add rainwater harvesting at schools and markets.",
);
const COPIAPO_ENDORSES: Both = (
    "Copiapó adhiere. Aquí el agua desalada ya abastece la ciudad; podemos contar lo bueno y lo caro.",
    "Copiapó endorses it. Desalinated water already supplies our city; we can tell what is good and what is costly.",
);
const TO_MORELIA: Both = (
    "Gracias, Morelia: incluimos la captación de lluvia en el punto 1 de la próxima versión.",
    "Thank you, Morelia: rainwater harvesting goes into point 1 of the next version.",
);
const VALPARAISO_OFFERS: Both = (
    "Ofrecemos dos camiones aljibe de 10 m³ y una bomba; pueden salir esta noche.",
    "We offer two 10 m³ water tankers and a pump; they can leave tonight.",
);
const EMBASSY_ACTS: Both = (
    "Avisamos a la comunidad mexicana en Atacama y abrimos la línea de emergencia consular.",
    "We are telling the Mexican community in Atacama and have opened the consular emergency line.",
);
const SFIC_SAW: Both = (
    "Recibido. El consejo queda atento por si hace falta coordinar apoyo de ambos países.",
    "Received. The council stands by in case help of both countries has to be coordinated.",
);
const OAXACA_OFFERS: Both = (
    "Recibido en Oaxaca. Ofrecemos dos técnicos de protección civil con experiencia en deslaves.",
    "Received in Oaxaca. We offer two civil-protection technicians with experience of landslides.",
);
const MORELIA_NOT: Both = (
    "Sin afectación en Morelia. Estamos con ustedes, Copiapó.",
    "Morelia is not affected. We are with you, Copiapó.",
);
const TO_VALPARAISO: Both = (
    "Gracias, Valparaíso. Punto de encuentro: estadio Luis Valenzuela Hermosilla, acceso norte.",
    "Thank you, Valparaíso. Meeting point: Luis Valenzuela Hermosilla stadium, north gate.",
);
const PROPOSAL_VALPARAISO: Both = (
    "Valparaíso adhiere y puede probarlo en un cerro este mismo año.",
    "Valparaíso endorses it and can try it on one of its hills this year.",
);
const PROPOSAL_EMBASSY: Both = (
    "Gracias, Oaxaca. La hacemos llegar hoy a los municipios chilenos que trabajan este tema.",
    "Thank you, Oaxaca. Today we pass it on to the Chilean municipalities that work on this.",
);
const PROPOSAL_MORELIA: Both = (
    "De acuerdo en lo general; falta decir quién lo paga y con qué plazo se revisa.",
    "We agree in general; it should say who pays and when it is looked at again.",
);
const PROPOSAL_COPIAPO: Both = (
    "Copiapó adhiere y comparte lo que ya tiene avanzado.",
    "Copiapó endorses it and shares the work that it has already done.",
);
const NOTICE_MORELIA: Both = (
    "Recibido, Oaxaca. Tenemos lista una cuadrilla con pipa de agua y planta de luz.",
    "Received, Oaxaca. A crew with a water tanker and a generator is ready.",
);
const NOTICE_EMBASSY: Both = (
    "Recibido. Informamos a las familias oaxaqueñas en Chile que pregunten.",
    "Received. We inform families from Oaxaca in Chile who ask.",
);
const NOTICE_VALPARAISO: Both = (
    "Valparaíso puede apoyar a distancia con su equipo de emergencias, día y noche.",
    "Valparaíso can help from afar with its emergency team, day and night.",
);
const NOTICE_SFIC: Both = (
    "El consejo toma la coordinación de los ofrecimientos.",
    "The council takes on the coordination of what is offered.",
);
const UPDATE_MORELIA: Both =
    ("Actualización recibida: la cuadrilla ya va en camino.", "Update received: the crew is on its way.");
const UPDATE_VALPARAISO: Both = ("Actualización vista; seguimos atentos.", "Update seen; we keep watching.");
const CANCELLED: Both = ("Qué alivio. Damos por cerrado el aviso.", "What a relief. We close the notice.");
const TO_COMMENTS: [Both; 3] = [
    (
        "Gracias por escribir, Oaxaca. Lo vemos hoy con el equipo y les contestamos con datos.",
        "Thank you for writing, Oaxaca. We look at it with the team today and come back with figures.",
    ),
    (
        "Buena pregunta. Lo añadimos a lo que revisaremos juntos en la cumbre.",
        "A good question. We add it to what we go through together at the summit.",
    ),
    (
        "Tomamos nota, Oaxaca; su experiencia nos sirve mucho.",
        "Noted, Oaxaca; your experience is of great help to us.",
    ),
];
const TO_OWN_COMMENTS: [Both; 3] = [
    (
        "Enterados en la embajada; se lo hacemos saber a los municipios chilenos.",
        "The embassy has taken note and lets the Chilean municipalities know.",
    ),
    ("Gracias por la precisión, Oaxaca.", "Thank you for making that clear, Oaxaca."),
    (
        "De acuerdo. Si ayuda, ponemos en contacto a los equipos técnicos.",
        "Agreed. If it helps, we put the technical teams in touch.",
    ),
];

fn to_position(stance: Stance) -> Both {
    match stance {
        Stance::Endorse => (
            "Gracias por la adhesión, Oaxaca. Su dato semanal ya tiene lugar en la tabla.",
            "Thank you for endorsing it, Oaxaca. There is a row for your weekly figures.",
        ),
        Stance::Object => (
            "Gracias por decirlo con claridad. ¿Qué tendría que cambiar para que les sirva?",
            "Thank you for saying so clearly. What would have to change for it to serve you?",
        ),
        Stance::Abstain => (
            "Entendido, Oaxaca. La puerta queda abierta hasta el cierre.",
            "Understood, Oaxaca. The door stays open until it closes.",
        ),
        Stance::AskForChanges => (
            "Recibimos los cambios que piden; los incorporamos y volvemos a consultar.",
            "We have the changes that you ask for; we work them in and ask again.",
        ),
    }
}

fn to_ack(state: AckState) -> Both {
    match state {
        AckState::Seen => ("Gracias por confirmar, Oaxaca.", "Thank you for confirming, Oaxaca."),
        AckState::Accepted | AckState::Acting => (
            "Gracias, Oaxaca: saber que ya se mueven nos ayuda a ordenar el resto.",
            "Thank you, Oaxaca: knowing that you are at work helps us to arrange the rest.",
        ),
        AckState::NeedHelp => (
            "Recibido, Oaxaca. Digan qué hace falta y lo ponemos en la misma lista.",
            "Received, Oaxaca. Tell us what is needed and we put it on the same list.",
        ),
        AckState::CanOffer => (
            "¡Gracias, Oaxaca! Aceptamos la oferta; el contacto es la central de emergencias municipal.",
            "Thank you, Oaxaca! We accept the offer; the contact is the municipal emergency centre.",
        ),
        AckState::NotAffected => {
            ("Gracias por avisar; una preocupación menos.", "Thank you for telling us; one worry fewer.")
        }
        AckState::Closed => (
            "Cerrado también aquí para Oaxaca. Gracias por acompañarnos.",
            "Closed here for Oaxaca too. Thank you for being with us.",
        ),
        AckState::Rejected => (
            "Gracias por decirlo, Oaxaca: lo revisamos y publicamos una versión corregida.",
            "Thank you for saying so, Oaxaca: we look into it and publish a mended version.",
        ),
    }
}

fn to_rsvp(attendance: Attendance) -> Both {
    match attendance {
        Attendance::InPerson => (
            "¡Los esperamos, Oaxaca! Anotamos lo que necesitan y enviamos cómo llegar a la sede.",
            "We look forward to you, Oaxaca! What you need is noted; directions to the venue follow.",
        ),
        Attendance::Remote => (
            "Anotados por video. La sala abre media hora antes para probar sonido e intérpretes.",
            "Noted, by video. The room opens half an hour early to test sound and interpreters.",
        ),
        Attendance::Tentative => (
            "Les guardamos lugar; basta con confirmar cuando puedan.",
            "We keep places for you; just confirm when you can.",
        ),
        Attendance::Declined => (
            "Los vamos a extrañar. Les enviamos las actas y los acuerdos.",
            "You will be missed. We send you the minutes and the decisions.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::opening, *};
    use cabildo_protocol::id::Millis;

    const CAST: [&str; 6] = [OAXACA, VALPARAISO, MORELIA, COPIAPO, EMBASSY, SFIC];

    fn notice() -> Content {
        opening::notice(Millis(1_790_000_000_000))
    }

    /// What is said first by the others, and everything that the user can do about it or begin.
    fn all_that_can_be_said() -> Vec<(&'static str, &'static str, Content)> {
        let mut said = vec![
            (SFIC, SFIC, opening::tests::agenda()),
            (VALPARAISO, VALPARAISO, opening::proposal(Millis(1_790_000_000_000))),
            (COPIAPO, COPIAPO, notice()),
            (OAXACA, OAXACA, opening::proposal(Millis(1_790_000_000_000))),
            (OAXACA, OAXACA, notice()),
            (OAXACA, OAXACA, comment(COMING)),
        ];
        let Content::Notice(inner) = notice() else { unreachable!() };
        said.push((OAXACA, OAXACA, Content::NoticeUpdate(inner)));
        let reason = both(CANCELLED);
        let cancel = cabildo_protocol::content::NoticeCancel { schema: 1, reason };
        said.push((OAXACA, OAXACA, Content::NoticeCancel(cancel)));
        for stance in [Stance::Endorse, Stance::Object, Stance::Abstain, Stance::AskForChanges] {
            said.push((OAXACA, VALPARAISO, position(stance, COMING)));
        }
        for state in AckState::ALL {
            said.push((OAXACA, COPIAPO, ack(state, COMING)));
        }
        for attendance in
            [Attendance::InPerson, Attendance::Remote, Attendance::Tentative, Attendance::Declined]
        {
            said.push((OAXACA, SFIC, rsvp(attendance, 1, &[], COMING)));
        }
        for root in [VALPARAISO, COPIAPO, SFIC] {
            said.push((OAXACA, root, comment(COMING)));
        }
        said
    }

    #[test]
    fn everything_that_the_user_does_is_answered_within_seconds_in_both_languages() {
        for (author, root, content) in all_that_can_be_said() {
            for variant in 0..3 {
                let heard = Heard { author, root, content: &content, variant };
                let answers: Vec<_> = CAST.iter().filter_map(|me| answer(me, &heard, false)).collect();
                assert!(!answers.is_empty(), "{author} under {root}: {:?}", content.kind());
                for said in answers {
                    said.content.check().expect("a content that nodes take");
                    assert_eq!(said.content.title().0.len(), 2, "Spanish and English");
                    assert!(said.after < Duration::from_secs(7));
                    assert!(!said.content.kind().begins_thread());
                }
            }
        }
    }

    #[test]
    fn answers_to_answers_end() {
        let mut waiting: Vec<(String, String, Content)> = all_that_can_be_said()
            .into_iter()
            .map(|(author, root, content)| (author.to_owned(), root.to_owned(), content))
            .collect();
        let mut said = 0;
        while let Some((author, root, content)) = waiting.pop() {
            said += 1;
            assert!(said < 200, "the cast talks for ever");
            for me in CAST {
                let heard = Heard { author: &author, root: &root, content: &content, variant: 0 };
                if let Some(answer) = answer(me, &heard, true) {
                    waiting.push((me.to_owned(), root.clone(), answer.content));
                }
            }
        }
    }

    #[test]
    fn oaxaca_is_played_only_without_a_user_and_nobody_answers_itself() {
        let content = notice();
        let heard = Heard { author: COPIAPO, root: COPIAPO, content: &content, variant: 0 };
        assert_eq!(answer(OAXACA, &heard, false), None);
        assert!(answer(OAXACA, &heard, true).is_some_and(|a| a.content.kind() == Kind::Ack));
        assert_eq!(answer(COPIAPO, &heard, true), None);
        let agenda = opening::tests::agenda();
        let heard = Heard { author: SFIC, root: SFIC, content: &agenda, variant: 0 };
        assert!(answer(OAXACA, &heard, true).is_some_and(|a| a.content.kind() == Kind::Rsvp));
    }
}
