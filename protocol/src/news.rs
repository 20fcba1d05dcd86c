//! What the topic of rosters carries: announcements of rosters, fork proofs, and alarms.

use crate::{
    alarm::Alarm,
    bounds, cbor,
    engine::News,
    message::{KeyCache, MessageError},
    proof::Proof,
    roster::Scope,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Frame {
    Roster(Scope, u32),
    Proof(serde_bytes::ByteBuf),
    Alarm(serde_bytes::ByteBuf),
}

/// One frame of gossip: `{"roster": [scope, version]}`, `{"proof": bytes}` or `{"alarm": bytes}`.
#[must_use]
pub fn encode(news: &News) -> Vec<u8> {
    cbor::encode(&match news {
        News::Roster(scope, version) => Frame::Roster(scope.clone(), *version),
        News::Proof(proof) => Frame::Proof(serde_bytes::ByteBuf::from(proof.encode())),
        News::Alarm(alarm) => Frame::Alarm(serde_bytes::ByteBuf::from(alarm.encode())),
    })
}

/// Reads a frame; a proof's two signatures are checked.
///
/// # Errors
/// When it is too long, malformed, or proves nothing.
pub fn decode(frame: &[u8], keys: &mut KeyCache) -> Result<News, MessageError> {
    let (length, max) = (frame.len(), bounds::GOSSIP_FRAME_MAX);
    if length > max {
        return Err(MessageError::TooLong { what: "the frame", length, max });
    }
    let malformed = |source| MessageError::Malformed { what: "the frame", source };
    Ok(match cbor::decode(frame).map_err(malformed)? {
        Frame::Roster(scope, version) => News::Roster(scope, version),
        Frame::Proof(bytes) => News::Proof(Box::new(Proof::decode(&bytes, keys)?)),
        Frame::Alarm(bytes) => News::Alarm(Box::new(
            Alarm::decode(&bytes).map_err(|_| MessageError::Inconsistent("an alarm that alarms nobody"))?,
        )),
    })
}
