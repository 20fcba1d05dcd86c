//! What this node holds, said under its key; and what others said of theirs.

use super::Engine;
use crate::{
    bounds,
    id::{InstitutionId, Lane, LogId, Millis, PublicKey},
    receipt::{Due, Head, Newest, Receipt},
    store::{Store, StoreError},
    sync::Response,
};
use std::{collections::BTreeMap, sync::Arc};

/// Receipts that are signed at one tick; more wait for the next one.
const AT_ONCE: usize = 16;

impl<S: Store> Engine<S> {
    /// The newest receipt of each node about each institution. What this node itself has signed is to be
    /// shown after the next commit only.
    #[must_use]
    pub fn receipts(&self) -> &Arc<Newest> {
        self.receipts.newest()
    }

    /// Keeps a receipt of a listed node if it is news.
    pub(super) fn take_receipt(&mut self, now: Millis, receipt: &Receipt) -> bool {
        let ours = receipt.federation() == self.authority.federation();
        let listed = self.authority.node(receipt.node()).is_some()
            && self.authority.institution(receipt.about()).is_some();
        // One from the future would outlast all that follow.
        let due = receipt.at() <= now.plus(bounds::FUTURE_MAX_MS);
        let own = self.options.institution.clone();
        ours && listed && due && self.receipts.take(now, receipt.clone(), own.as_ref())
    }

    pub(super) fn serve_receipts(&self, about: Option<&InstitutionId>, after: u64) -> Response {
        let (page, next) = self.receipts.after(after, about);
        let receipts = page.iter().map(|receipt| serde_bytes::ByteBuf::from(receipt.bytes())).collect();
        Response::Receipts { receipts, next }
    }

    /// A log grew, or a text of it came: that is to be said soon.
    pub(super) fn grew(&mut self, now: Millis, log: &LogId) {
        let Some(due) = &mut self.due else { return };
        if let Some((institution, _)) = self.authority.device(&log.key) {
            due.grew(now, institution, log.lane == Lane::Crisis);
        }
    }

    /// Signs the receipts whose time has come, or all that wait. Effects that carry them to others claim
    /// durability, so what they say is on the disk when it is heard.
    pub(super) fn receipt(&mut self, now: Millis, all: bool) {
        if self.options.signer.is_none() {
            return;
        }
        if self.due.is_none() {
            self.begin_receipts(now);
        }
        let limit = if all { usize::MAX } else { AT_ONCE };
        let due = self.due.as_mut().map(|due| due.take((!all).then_some(now), limit)).unwrap_or_default();
        if due.is_empty() {
            return;
        }
        // Texts that are missing bound what is held. Where there are more than are looked at, nothing
        // is said yet.
        let missing = self.store.missing_bodies(bounds::SYNC_WANTS_MAX);
        let known = missing.len() < bounds::SYNC_WANTS_MAX;
        let mut first_missing: BTreeMap<LogId, u64> = BTreeMap::new();
        for (log, seq, _) in missing {
            let first = first_missing.entry(log).or_insert(seq);
            *first = seq.min(*first);
        }
        let mut devices: BTreeMap<&InstitutionId, Vec<PublicKey>> =
            due.iter().map(|institution| (institution, Vec::new())).collect();
        for (key, institution, _) in self.authority.devices() {
            if let Some(keys) = devices.get_mut(institution) {
                keys.push(*key);
            }
        }
        for (institution, keys) in devices {
            let made = match known {
                true => self.sign_receipt(now, institution, &keys, &first_missing),
                false => Ok(None),
            };
            if let Some(Some(receipt)) = self.failed(made) {
                self.take_receipt(now, &receipt);
            }
            if let Some(due) = &mut self.due {
                due.made(now, institution.clone());
                if !known {
                    due.grew(now, institution, false);
                }
            }
        }
    }

    /// After a start what was written lately is receipted anew: others may have lost what we said.
    fn begin_receipts(&mut self, now: Millis) {
        let mut due = Due::default();
        for (log, head) in self.store.heads() {
            let recent = head.created.plus(bounds::RECEIPT_RECENT_MS) > now;
            if let Some((institution, _)) = self.authority.device(&log.key).filter(|_| recent) {
                due.grew(now, institution, log.lane == Lane::Crisis);
            }
        }
        self.due = Some(due);
    }

    fn sign_receipt(
        &self,
        now: Millis,
        about: &InstitutionId,
        devices: &[PublicKey],
        first_missing: &BTreeMap<LogId, u64>,
    ) -> Result<Option<Receipt>, StoreError> {
        let Some(key) = &self.options.signer else { return Ok(None) };
        let mut heads: Vec<(Millis, Head)> = Vec::new();
        for device in devices {
            for lane in [Lane::Crisis, Lane::Acts] {
                let log = LogId { key: *device, lane };
                let Some((head, id)) = self.frontier.head(&log) else { continue };
                let held =
                    first_missing.get(&log).map_or(head, |missing| head.min(missing.saturating_sub(1)));
                if held == head {
                    let created = self.store.head(&log).map_or(Millis(0), |head| head.created);
                    heads.push((created, (log, head, id)));
                } else if let Some(message) = self.store.message(&log, held)? {
                    heads.push((message.position().created, (log, held, message.id())));
                }
            }
        }
        // Of many logs those that grew last.
        heads.sort_by_key(|(created, _)| std::cmp::Reverse(*created));
        heads.truncate(bounds::RECEIPT_HEADS_MAX);
        let mut heads: Vec<Head> = heads.into_iter().map(|(_, head)| head).collect();
        heads.sort_unstable();
        Ok(Receipt::sign(self.authority.federation(), about.clone(), now, heads, key))
    }
}
