//! Answers to what peers ask: from the store, bounded, and rosters alone for who is not listed.

use super::{Engine, Peer};
use crate::{
    bounds, cbor,
    id::{Hash, LogId, MessageId, Millis, hash},
    message::WireMessage,
    roster::Scope,
    store::Store,
    sync::{Fingerprint, Has, Overview, Range, Request, Response, Want},
};
use std::collections::BTreeMap;

impl<S: Store> Engine<S> {
    pub(super) fn serve(&mut self, now: Millis, from: Peer, request: Request) -> Response {
        if !matches!(request, Request::Rosters(_)) && self.authority.node(&from.0).is_none() {
            return Response::Busy;
        }
        match request {
            Request::Rosters(known) => self.serve_rosters(&known.into_iter().collect()),
            Request::Tips(tips) => self.serve_tips(tips),
            Request::Overview(fingerprint) => self.serve_overview(now, from, fingerprint),
            Request::Proofs(after) => self.serve_proofs(after),
            Request::Reconcile(ranges) => Response::Reconcile(self.answer_ranges(&ranges)),
            Request::Runs(wants) => self.serve_runs(&wants),
            Request::Bodies(ids) => self.serve_bodies(&ids),
            Request::Receipts { about, after } => self.serve_receipts(about.as_ref(), after),
        }
    }

    fn serve_overview(&mut self, now: Millis, from: Peer, fingerprint: Fingerprint) -> Response {
        let asked = Range { from: None, to: None, has: Has::Fingerprint(fingerprint) };
        let heads = self.answer_ranges(&[asked]);
        if heads.is_empty() {
            self.compared_by(now, from);
        }
        Response::Overview(Overview {
            rosters: self.rosters_hash(),
            proofs: self.proofs_hash(),
            heads,
            receipts: self.receipts.last(),
            now: Some(now),
        })
    }

    /// Names the set of our last roster versions.
    pub(super) fn rosters_hash(&self) -> Hash {
        let known = self.rosters_hash.get();
        let tips = || hash("cabildo/versions/1", &[&cbor::encode(&self.authority.tips())]);
        let named = known.unwrap_or_else(tips);
        self.rosters_hash.set(Some(named));
        named
    }

    /// Our last roster versions, as they are asked for.
    pub(super) fn tips(&self) -> Vec<(Scope, u32, u32)> {
        let short = |hash: Hash| hash.0.iter().take(4).fold(0u32, |n, byte| (n << 8) | u32::from(*byte));
        self.authority
            .tips()
            .into_iter()
            .map(|(scope, version, hash)| (scope, version, short(hash)))
            .collect()
    }

    /// Names the set of our proofs.
    pub(super) fn proofs_hash(&self) -> Hash {
        let parts: Vec<&[u8]> = self.proofs.values().map(|proven| proven.hash.as_bytes()).collect();
        hash("cabildo/proofs/1", &parts)
    }

    fn serve_proofs(&self, after: Option<LogId>) -> Response {
        let room = bounds::SYNC_PAGE_TARGET / (2 * bounds::HEADER_MAX + 32);
        let proofs =
            self.store.proofs().into_iter().filter(|proof| after.is_none_or(|log| proof.log() > log));
        Response::Proofs(proofs.take(room).map(|p| serde_bytes::ByteBuf::from(p.encode())).collect())
    }

    /// Rosters of scopes of which the asker has others. What it names last may build on one that it
    /// lacks.
    fn serve_tips(&self, tips: Vec<(Scope, u32, u32)>) -> Response {
        let ours: BTreeMap<Scope, (u32, u32)> =
            self.tips().into_iter().map(|(scope, version, short)| (scope, (version, short))).collect();
        let mut from: BTreeMap<Scope, u32> =
            ours.iter().map(|(scope, (version, _))| (scope.clone(), *version)).collect();
        for (scope, version, short) in tips {
            if ours.get(&scope).is_some_and(|ours| *ours != (version, short)) {
                from.insert(scope, version.saturating_sub(2));
            }
        }
        self.serve_rosters(&from)
    }

    /// Rosters newer than the versions named.
    fn serve_rosters(&self, known: &BTreeMap<Scope, u32>) -> Response {
        let versions = self.authority.versions().into_iter();
        let newer: BTreeMap<Scope, u32> =
            versions.filter(|(scope, ours)| known.get(scope).is_none_or(|theirs| theirs < ours)).collect();
        if newer.is_empty() {
            return Response::Rosters(Vec::new());
        }
        let missing = self.store.rosters().into_iter().filter(|signed| {
            signed.open().is_ok_and(|roster| {
                newer.contains_key(&roster.scope)
                    && known.get(&roster.scope).is_none_or(|theirs| *theirs < roster.version)
            })
        });
        let mut bytes = 0;
        let page = missing.take_while(|signed| {
            let first = bytes == 0;
            bytes += signed.bytes.len() + 128 * signed.signatures.len();
            first || bytes <= bounds::SYNC_PAGE_TARGET
        });
        Response::Rosters(page.collect())
    }

    /// What we have in ranges where the asker has something else. Of more ranges than have room in one
    /// answer, the first.
    fn answer_ranges(&self, ranges: &[Range]) -> Vec<Range> {
        let (mut budget, mut out) = (bounds::RANGE_HEADS_MAX, Vec::new());
        let alone = ranges.len() <= bounds::RANGE_PARTS;
        for range in ranges {
            if out.len() + bounds::RANGE_PARTS > bounds::RANGES_MAX {
                break;
            }
            self.frontier.answer(range, alone, &mut budget, &mut out);
        }
        out
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
                let more = at + 1 < wants.len() || want.from.saturating_add(sent) <= to;
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
                Some((log, seq)) if self.unchecked.from(&log).is_none_or(|from| seq < from) => {
                    self.store.message(&log, seq)
                }
                _ => Ok(None),
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
