//! A content of each kind with every field filled, for vectors and for tests of the checks.

use cabildo_protocol::{
    content::{Content, Kind},
    id::{Hash, Lane, LogId, MessageId, PublicKey},
};
use serde_json::{Value, json};

/// Its JSON, as people and programs write it.
pub fn json(kind: Kind) -> Value {
    let other = MessageId([14; 32]).to_string();
    let mut value = match kind {
        Kind::Proposal => json!({
            "title": {"es": "Gestión del agua en cuencas compartidas", "en": "Water management in shared basins"},
            "summary": {"es": "Un plan común para la sequía."},
            "text": {"arn": "Ko mongelu", "en": "Article 1.\n…", "es": "Artículo 1.\n…", "pt-BR": "Artigo 1.\n…"},
            "theme": "agua",
            "places": ["mx:20067", "MX-OAX", "CL"],
            "respond_by": 1_790_172_800_000_u64,
            "asked": ["cl:05101", "cl:03101", "mx:16053"],
        }),
        Kind::Position => json!({
            "stance": "ask_for_changes",
            "reason": {"es": "Falta el presupuesto."},
            "mandate": "Acuerdo 12/2026",
        }),
        Kind::Comment => json!({"text": {"es": "¿Y las comunidades?", "zap": "Lii ne"}}),
        Kind::Closing => json!({"heads": heads(), "note": {"es": "Se contaron todas las posiciones."}}),
        Kind::Contest => json!({"closing": other, "left_out": heads(), "reason": {"es": "Llegó a tiempo."}}),
        Kind::Final => json!({
            "closing": other,
            "contests": [other],
            "heads": heads(),
            "chambers": {"cl": 3, "mx": 2},
            "tally": {"cl": {"endorse": 2, "abstain": 1}, "mx": {"endorse": 1, "object": 1, "ask_for_changes": 4}},
            "outcome": "rejected",
            "note": {"es": "Se atendió la impugnación."},
        }),
        Kind::Withdrawal => json!({"reason": {"es": "Se presentará otra vez con presupuesto."}}),
        Kind::Revision => json!({
            "text": {"es": "Artículo 1. Nuevo.\n…"},
            "accepts": [other],
            "declines": [MessageId([16; 32])],
            "note": {"es": "Se acoge el presupuesto."},
        }),
        Kind::Amendment => json!({
            "amends": other,
            "text": {"es": "Artículo 1. Con presupuesto.\n…"},
            "reason": {"es": "Falta el presupuesto."},
        }),
        Kind::Pause => json!({
            "until": 1_790_432_000_000_u64,
            "reason": {"es": "El cabildo sesiona el lunes."},
        }),
        Kind::Notice | Kind::NoticeUpdate => notice(),
        Kind::NoticeCancel => {
            json!({"reason": {"es": "La alerta terminó sin daños.", "en": "The threat has passed."}})
        }
        Kind::Ack => json!({"state": "need_help", "note": {"es": "Dos cisternas de agua."}}),
        Kind::AgendaUpdate => agenda(),
        Kind::AgendaCancel => json!({"reason": {"es": "El camino está cortado."}}),
        Kind::Minutes => json!({
            "text": {"es": "Se trató el agua.", "pt-BR": "Tratou-se da água."},
            "attended": ["cl:05101", "mx:20067"],
            "decisions": [{"text": {"es": "Se apoya el plan."}, "papers": [other]}, {"text": {"es": "Otra cumbre en mayo."}}],
            "tasks": [
                {"text": {"es": "Presupuesto"}, "who": "mx:20067", "due": 1_793_000_000_000_u64, "papers": [other]},
                {"text": {"es": "Actas a los vecinos"}},
            ],
        }),
        Kind::ItemRequest => json!({
            "title": {"es": "Riego en común", "pt-BR": "Irrigação em comum"},
            "text": {"es": "Dos municipios ya lo hacen."},
            "minutes": 20,
            "papers": [other],
        }),
        Kind::Agenda => agenda(),
        Kind::Rsvp => json!({
            "attendance": "in_person",
            "people": 4,
            "access": {"wheelchair": 1, "sign_language": 2, "diet": 1},
            "languages": ["arn", "en"],
            "note": {"es": "Llegamos la víspera."},
        }),
        Kind::Declaration => json!({
            "title": {"es": "Declaración por el agua", "pt-BR": "Declaração pela água"},
            "summary": {"es": "Ciudades de dos países."},
            "text": {"arn": "Ko mongelu", "es": "Nos comprometemos a cuidar el agua."},
            "theme": "agua",
            "places": ["mx:20067", "CL"],
            "required": {"cl": 2, "mx": 3},
            "respond_by": 1_790_604_800_000_u64,
            "asked": ["cl:05101", "mx:16053", "mx:20067"],
        }),
        Kind::Signature => json!({
            "signs": other,
            "mandate": "Acuerdo 12/2026",
            "note": {"es": "Firmada en sesión pública."},
        }),
        Kind::SignatureWithdrawal => json!({"reason": {"es": "El cabildo no la ratificó."}}),
        Kind::Translation => json!({
            "what": other,
            "method": "certified",
            "translator": "Perito traductor 123",
            "title": {"pt-BR": "Gestão da água"},
            "text": {"pt-BR": "Artigo 1.\n…"},
        }),
        Kind::Commitment => json!({
            "result": {"es": "Agua para diez colonias.", "pt-BR": "Água para dez bairros."},
            "office": {"es": "Dirección de Aguas"},
            "items": [
                {"text": {"es": "Diez pozos"}, "due": 1_793_000_000_000_u64},
                {"text": {"es": "Estudio"}, "who": "cl:05101", "due": 1_794_000_000_000_u64, "papers": [other]},
            ],
            "review": 1_800_000_000_000_u64,
        }),
        Kind::Progress => json!({
            "commitment": other,
            "item": 2,
            "state": "dropped",
            "text": {"es": "La cuenca ya está estudiada."},
        }),
        Kind::Feedback => json!({
            "title": {"es": "Falta agua en el cerro", "pt-BR": "Falta água no morro"},
            "text": {"es": "Desde hace dos semanas."},
            "theme": "agua",
            "places": ["cl:05101"],
            "asked": "cl:05101",
            "respond_by": 1_790_172_800_000_u64,
        }),
        Kind::FollowUp => json!({
            "step": "action",
            "text": {"es": "Desde el lunes van camiones."},
            "papers": [other],
        }),
        Kind::Erasure => json!({
            "what": other,
            "log": LogId { key: PublicKey::ed25519([15; 32]), lane: Lane::Acts },
            "seq": 7,
            "reason": {"es": "Se publicó un dato personal por error."},
        }),
        Kind::Rota => json!({
            "turns": [
                {"person": "guardia-1", "device": PublicKey::ed25519([15; 32]),
                 "from": 1_792_000_000_000_u64, "to": 1_792_043_200_000_u64, "backup": "guardia-2"},
                {"person": "guardia-2", "from": 1_792_043_200_000_u64, "to": 1_792_086_400_000_u64},
            ],
            "note": {"es": "Teléfono de guardia en la ventanilla."},
        }),
    };
    if let Value::Object(map) = &mut value {
        map.insert("kind".to_owned(), json!(kind.name()));
        map.insert("schema".to_owned(), json!(1));
    }
    value
}

/// Files that a message may name.
#[allow(dead_code, reason = "not every test that shares this names files")]
pub fn attachments() -> Value {
    json!([
        {"name": "Acta de la sesión 3.pdf", "mime_type": "application/pdf", "size": 300_000, "root": Hash([19; 32])},
        {"name": "plano", "mime_type": "image/svg+xml", "size": 4_294_967_296_u64, "root": Hash([20; 32])},
    ])
}

fn heads() -> Value {
    let log = |n| LogId { key: PublicKey::ed25519([n; 32]), lane: Lane::Acts };
    json!([[log(15), 7, MessageId([17; 32])], [log(16), 300, MessageId([18; 32])]])
}

/// The content itself.
pub fn content(kind: Kind) -> Content {
    serde_json::from_value(json(kind)).unwrap()
}

fn notice() -> Value {
    json!({
        "status": "exercise",
        "scope": "restricted",
        "source": "Sismológico Nacional",
        "restriction": "Protección civil",
        "addresses": ["oaxaca", "\"Puerto de Valparaíso\""],
        "codes": ["cabildo-1"],
        "note": "Simulacro.",
        "incidents": ["Simulacro 2026"],
        "info": [{
            "categories": ["geo", "rescue"],
            "event": {"es": "Tsunami", "en": "Tsunami"},
            "responses": ["evacuate", "monitor"],
            "urgency": "immediate",
            "severity": "extreme",
            "certainty": "likely",
            "audience": {"es": "Población costera"},
            "event_codes": [["SAME", "TSW"]],
            "effective": 1_790_000_100_000_u64,
            "onset": 1_790_000_200_000_u64,
            "expires": 1_790_010_000_000_u64,
            "sender_name": {"es": "Municipalidad de Valparaíso"},
            "headline": {"es": "Alerta de tsunami en la bahía"},
            "description": {"es": "Olas de más de un metro."},
            "instruction": {"es": "Suba a más de 30 metros."},
            "web": "https://example.org/alerta",
            "contact": "+56 32 000 0000",
            "parameters": [["altura_m", "1.5"]],
            "resources": [{
                "description": {"es": "Mapa"},
                "mime_type": "image/png",
                "size": 5,
                "uri": "mapa.png",
                "deref_uri": "bWFwYTE=",
                "digest": "0123456789abcdef0123456789abcdef01234567",
            }],
            "areas": [{
                "description": {"es": "Bahía de Valparaíso"},
                "polygons": [[
                    [-330_300_000, -716_500_000],
                    [-330_300_000, -715_500_000],
                    [-330_700_000, -715_500_000],
                    [-330_300_000, -716_500_000],
                ]],
                "circles": [[[-330_450_000, -716_200_000], 5_000]],
                "places": ["cl:05101"],
                "geocodes": [["ISO3166-2", "CL-VS"]],
                "altitude_feet": 0,
                "ceiling_feet": 100,
            }],
        }],
        "respond_by": 1_790_003_600_000_u64,
        "asked": ["cl:05101", "mx:20067"],
    })
}

fn agenda() -> Value {
    let other = MessageId([14; 32]).to_string();
    json!({
        "title": {"es": "Cumbre de ciudades hermanas"},
        "summary": {"es": "Dos días de trabajo."},
        "host": "mx:20067",
        "place": "mx:20067",
        "venue": {"es": "Teatro Macedonio Alcalá"},
        "time_zone": "America/Mexico_City",
        "starts": 1_792_000_000_000_u64,
        "ends": 1_792_100_000_000_u64,
        "items": [
            {"title": {"es": "Apertura"}, "starts": 1_792_000_000_000_u64, "minutes": 30, "presenter": "mx:20067"},
            {"title": {"es": "Agua"}, "minutes": 90, "papers": [other]},
        ],
        "respond_by": 1_790_500_000_000_u64,
        "invited": ["cl:05101", "mx:x-embajada-cl"],
    })
}
