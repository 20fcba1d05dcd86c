//! One small acceptable content of each kind.

use super::fixture::{FOUNDED, public};
use cabildo_protocol::{
    content::{Content, Kind},
    id::{Lane, LogId, MessageId},
};
use serde_json::{Value, json};

/// The encoded content.
pub fn content(kind: Kind) -> Vec<u8> {
    let text = json!({"es": "El agua es de todos"});
    let notice = json!({
        "status": "actual", "scope": "public",
        "info": [{"categories": ["met"], "event": text, "urgency": "immediate", "severity": "severe",
                  "certainty": "observed"}],
    });
    let mut fields = match kind {
        Kind::Proposal => json!({"title": text, "text": text, "theme": "agua"}),
        Kind::Position => json!({"stance": "endorse"}),
        Kind::Comment => json!({"text": text}),
        Kind::Closing => json!({"heads": []}),
        Kind::Contest => json!({"closing": MessageId([14; 32]), "left_out": [head()]}),
        Kind::Final => json!({"closing": MessageId([14; 32]), "heads": [head()], "chambers": {}, "tally": {},
                              "outcome": "lapsed"}),
        Kind::Withdrawal => json!({}),
        Kind::Revision => json!({"text": text}),
        Kind::Amendment => json!({"amends": MessageId([14; 32]), "text": text}),
        Kind::Pause => json!({"until": FOUNDED.0 + 86_400_000, "reason": text}),
        Kind::Notice | Kind::NoticeUpdate => notice,
        Kind::NoticeCancel => json!({"reason": text}),
        Kind::Ack => json!({"state": "seen"}),
        Kind::AgendaCancel => json!({"reason": text}),
        Kind::Minutes => json!({"text": text}),
        Kind::ItemRequest => json!({"title": text}),
        Kind::Agenda | Kind::AgendaUpdate => json!({
            "title": text, "host": "mx:20067", "time_zone": "America/Mexico_City",
            "starts": FOUNDED.0 + 86_400_000, "ends": FOUNDED.0 + 90_000_000,
            "items": [{"title": text, "minutes": 30}],
        }),
        Kind::Rsvp => json!({"attendance": "remote", "people": 2}),
        Kind::Declaration => json!({"title": text, "text": text, "required": {"cl": 1, "mx": 1}}),
        Kind::Signature => json!({"signs": MessageId([14; 32])}),
        Kind::SignatureWithdrawal => json!({}),
        Kind::Translation => json!({"what": MessageId([14; 32]), "method": "human", "text": text}),
        Kind::Commitment => json!({"office": text, "items": [{"text": text, "due": FOUNDED.0 + 86_400_000}]}),
        Kind::Progress => json!({"commitment": MessageId([14; 32]), "item": 1, "state": "begun"}),
        Kind::Feedback => json!({"title": text, "text": text, "asked": "cl:05101"}),
        Kind::FollowUp => json!({"step": "reply", "text": text}),
        Kind::Erasure => json!({
            "what": MessageId([14; 32]), "seq": 1,
            "log": LogId { key: public("valparaiso-device"), lane: Lane::Acts },
        }),
        Kind::Rota => json!({
            "turns": [{"person": "guardia-1", "from": FOUNDED.0, "to": FOUNDED.0 + 43_200_000}],
        }),
    };
    if let Value::Object(map) = &mut fields {
        map.insert("schema".to_owned(), json!(1));
        map.insert("kind".to_owned(), json!(kind.name()));
    }
    let content: Content = serde_json::from_value(fields).unwrap();
    content.check().unwrap();
    content.encode()
}

fn head() -> Value {
    json!([LogId { key: public("valparaiso-device"), lane: Lane::Acts }, 1, MessageId([14; 32])])
}
