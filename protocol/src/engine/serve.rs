//! Answers to what peers ask: from the store, bounded, and rosters alone for who is not listed.

use super::{Engine, Peer};
use crate::{
    bounds,
    id::{Hash, MessageId, hash},
    message::WireMessage,
    proof::Proof,
    roster::Scope,
    store::Store,
    sync::{Range, Request, Response, Want},
};
use std::collections::BTreeMap;

impl<S: Store> Engine<S> {
    pub(super) fn serve(&mut self, from: Peer, request: Request) -> Response {
        if !matches!(request, Request::Rosters(_)) && self.authority.node(&from.0).is_none() {
            return Response::Busy;
        }
        match request {
            Request::Rosters(known) => self.serve_rosters(known),
            Request::Proofs(theirs) => {
                let proofs = self.store.proofs();
                let same = proofs_hash(&proofs) == theirs;
                let room = bounds::SYNC_RESPONSE_MAX / (2 * bounds::HEADER_MAX + 32);
                let proofs =
                    if same { &[][..] } else { proofs.get(..room.min(proofs.len())).unwrap_or_default() };
                Response::Proofs(proofs.iter().map(|p| serde_bytes::ByteBuf::from(p.encode())).collect())
            }
            Request::Reconcile(ranges) => self.serve_ranges(&ranges),
            Request::Runs(wants) => self.serve_runs(&wants),
            Request::Bodies(ids) => self.serve_bodies(&ids),
        }
    }

    fn serve_rosters(&self, known: Vec<(Scope, u32)>) -> Response {
        let known: BTreeMap<Scope, u32> = known.into_iter().collect();
        let mut bytes = 0;
        let newer = self.store.rosters().into_iter().filter(|signed| {
            signed.open().is_ok_and(|r| r.version > known.get(&r.scope).copied().unwrap_or(0))
        });
        let page = newer.take_while(|signed| {
            bytes += signed.bytes.len() + 128 * signed.signatures.len();
            bytes <= bounds::SYNC_PAGE_TARGET || bytes <= bounds::ROSTER_MAX
        });
        Response::Rosters(page.collect())
    }

    fn serve_ranges(&self, ranges: &[Range]) -> Response {
        let mut budget = bounds::RANGE_HEADS_MAX;
        let mut out = Vec::new();
        for range in ranges.iter().take(bounds::RANGES_MAX) {
            if out.len() + 16 > bounds::RANGES_MAX {
                out.push(self.frontier.fingerprinted(range.from, range.to));
            } else {
                self.frontier.answer(range, &mut budget, &mut out);
            }
        }
        out.truncate(bounds::RANGES_MAX);
        Response::Reconcile(out)
    }

    fn serve_runs(&mut self, wants: &[Want]) -> Response {
        let mut messages: Vec<WireMessage> = Vec::new();
        let mut left = bounds::SYNC_PAGE_TARGET;
        for (at, want) in wants.iter().take(bounds::SYNC_WANTS_MAX).enumerate() {
            let Some((head, _)) = self.frontier.head(&want.log) else { continue };
            let to = want.to.min(head);
            if want.from == 0 || want.from > to {
                continue;
            }
            let run = self.store.run(&want.log, want.from, to, left);
            let Some(run) = self.failed(run) else { return Response::Busy };
            let sent = run.len() as u64;
            let bytes: usize = run.iter().map(wire_len).sum();
            messages.extend(run);
            left = left.saturating_sub(bytes);
            if left == 0 {
                let more = at + 1 < wants.len() || want.from + sent <= to;
                return Response::Page { messages, more };
            }
        }
        Response::Page { messages, more: false }
    }

    fn serve_bodies(&mut self, ids: &[MessageId]) -> Response {
        let mut messages = Vec::new();
        let mut bytes = 0;
        for id in ids.iter().take(bounds::SYNC_WANTS_MAX) {
            let found = self.store.locate(id).and_then(|place| match place {
                Some((log, seq)) => self.store.message(&log, seq),
                None => Ok(None),
            });
            let Some(found) = self.failed(found) else { return Response::Busy };
            let Some(message) = found.filter(|m| m.body_bytes().is_some()) else { continue };
            let wire = WireMessage::from(&message);
            bytes += wire_len(&wire);
            messages.push(wire);
            if bytes >= bounds::SYNC_PAGE_TARGET {
                return Response::Page { messages, more: true };
            }
        }
        Response::Page { messages, more: false }
    }
}

fn wire_len(message: &WireMessage) -> usize {
    message.0.len() + message.1.as_ref().map_or(0, Vec::len) + 16
}

/// Names a set of proofs.
pub(super) fn proofs_hash(proofs: &[Proof]) -> Hash {
    let hashes: Vec<Hash> = proofs.iter().map(Proof::hash).collect();
    let parts: Vec<&[u8]> = hashes.iter().map(Hash::as_bytes).collect();
    hash("cabildo/proofs/1", &parts)
}
