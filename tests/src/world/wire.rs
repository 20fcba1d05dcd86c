//! Bytes to messages: decoded and verified as every node does it, each distinct sequence of bytes
//! once for the whole world, since the outcome depends on nothing else.

use cabildo_protocol::{
    bounds,
    engine::{Answer, News, Topic},
    id::{Hash, hash},
    message::{KeyCache, Message, MessageError, Run, Verified, WireMessage},
    news,
    proof::Proof,
    receipt::Receipt,
    sync::Response,
};
use std::collections::BTreeMap;

/// Messages in a row that are taken by the last one's signature: fewer than nodes do, for logs are short here.
const CHAINED_MIN: usize = 3;

/// What decoding and verifying gave, by the hash of the bytes.
#[derive(Debug, Default)]
pub(super) struct Wire {
    messages: BTreeMap<Hash, Result<Verified, MessageError>>,
    news: BTreeMap<Hash, Result<News, MessageError>>,
    proofs: BTreeMap<Hash, Option<Proof>>,
    keys: KeyCache,
}

impl Wire {
    /// A frame of gossip, which must be on the topic of its lane.
    pub(super) fn frame(&mut self, topic: Topic, name: Hash, frame: &[u8]) -> Result<Verified, MessageError> {
        let message = self.open(name, frame, bounds::GOSSIP_FRAME_MAX)?;
        if Topic::of(message.log().lane) == topic {
            Ok(message)
        } else {
            Err(MessageError::Inconsistent("a message on the topic of the other lane"))
        }
    }

    /// What a client submits.
    pub(super) fn submission(&mut self, frame: &[u8]) -> Result<Verified, MessageError> {
        let max = bounds::BODY_MAX + bounds::HEADER_MAX + 64;
        self.open(hash("submission", &[frame]), frame, max)
    }

    /// A message of a page.
    pub(super) fn message(&mut self, wire: &WireMessage) -> Result<Verified, MessageError> {
        let body = wire.1.as_deref();
        let name = hash("page", &[&wire.0, &[u8::from(body.is_some())], body.unwrap_or_default()]);
        let keys = &mut self.keys;
        self.messages.entry(name).or_insert_with(|| wire.open()?.verify(keys)).clone()
    }

    /// How many of these are signed, up to the first that is not.
    pub(super) fn signed(&mut self, messages: &[WireMessage]) -> usize {
        messages.iter().take_while(|wire| self.message(wire).is_ok()).count()
    }

    /// A frame of the topic of rosters.
    pub(super) fn news(&mut self, name: Hash, frame: &[u8]) -> Result<News, MessageError> {
        let keys = &mut self.keys;
        self.news.entry(name).or_insert_with(|| news::decode(frame, keys)).clone()
    }

    /// A peer's answer.
    pub(super) fn answer(&mut self, response: Response) -> Answer {
        match response {
            Response::Overview(overview) => Answer::Overview(overview),
            Response::Rosters(rosters) => Answer::Rosters(rosters),
            Response::Reconcile(ranges) => Answer::Reconcile(ranges),
            Response::Receipts { receipts, next } => {
                let keys = &mut self.keys;
                let good: Vec<Receipt> =
                    receipts.iter().filter_map(|bytes| Receipt::decode(bytes, keys).ok()).collect();
                Answer::Receipts { faults: receipts.len() - good.len(), receipts: good, next }
            }
            Response::Busy => Answer::Busy,
            Response::Proofs(proofs) => {
                Answer::Proofs(proofs.iter().filter_map(|bytes| self.proof(bytes)).collect())
            }
            Response::Page { messages, more } => {
                let open = messages.iter().filter_map(|wire| wire.open().ok()).collect();
                let verify = |message: &Message| self.message(&WireMessage::from(message)).ok();
                let (runs, unsigned) = Run::gather(open, CHAINED_MIN, verify);
                let good: usize = runs.iter().map(Run::len).sum();
                Answer::Page { faults: messages.len() - good, runs, unsigned, more }
            }
        }
    }

    fn proof(&mut self, bytes: &[u8]) -> Option<Proof> {
        let keys = &mut self.keys;
        let name = hash("proof", &[bytes]);
        self.proofs.entry(name).or_insert_with(|| Proof::decode(bytes, keys).ok()).clone()
    }

    fn open(&mut self, name: Hash, frame: &[u8], max: usize) -> Result<Verified, MessageError> {
        let keys = &mut self.keys;
        let entry = self.messages.entry(name);
        entry.or_insert_with(|| WireMessage::decode(frame, max)?.verify(keys)).clone()
    }
}
