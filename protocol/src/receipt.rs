//! Head receipts: what a node says, under its signature, that it durably holds.
//!
//! A receipt names the heads of the logs of one institution. It says of each message up to such a
//! head that it is on that node's disk, text included where the text was not withdrawn or let go.
//! It says nothing of whether anybody has read it.

use crate::{
    bounds, cbor,
    id::{FederationId, InstitutionId, LogId, MessageId, Millis, PublicKey},
    message::{KeyCache, MessageError},
};
use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

const DOMAIN: &[u8] = b"cabildo/receipt/1\0";
const SIGNATURE_LEN: usize = 64;

/// A head: a log, and sequence and id of its last message that is held whole.
pub type Head = (LogId, u64, MessageId);

/// A signed receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    statement: Statement,
    bytes: Vec<u8>,
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Statement(FederationId, PublicKey, InstitutionId, Millis, Vec<Head>);

impl Receipt {
    /// Signs what this node holds of the logs of an institution; none where that is nothing, or more
    /// than a receipt names.
    #[must_use]
    pub fn sign(
        federation: FederationId,
        about: InstitutionId,
        at: Millis,
        heads: Vec<Head>,
        key: &SigningKey,
    ) -> Option<Self> {
        if heads.is_empty() || heads.len() > bounds::RECEIPT_HEADS_MAX {
            return None;
        }
        let node = PublicKey::ed25519(key.verifying_key().to_bytes());
        let statement = Statement(federation, node, about, at, heads);
        let mut bytes = cbor::encode(&statement);
        let signature = key.sign(&[DOMAIN, &bytes].concat());
        bytes.extend(signature.to_bytes());
        Some(Self { statement, bytes })
    }

    /// Reads a receipt and checks its signature. Whether the node is listed, and for whom, the rosters say.
    ///
    /// # Errors
    /// When it is too long, malformed or badly signed.
    pub fn decode(bytes: &[u8], keys: &mut KeyCache) -> Result<Self, MessageError> {
        let (length, max, what) = (bytes.len(), bounds::RECEIPT_MAX, "the receipt");
        if length > max {
            return Err(MessageError::TooLong { what, length, max });
        }
        let (signed, signature) = bytes
            .len()
            .checked_sub(SIGNATURE_LEN)
            .and_then(|at| bytes.split_at_checked(at))
            .ok_or(MessageError::Inconsistent("a receipt without a signature"))?;
        let statement: Statement =
            cbor::decode(signed).map_err(|source| MessageError::Malformed { what, source })?;
        let heads = &statement.4;
        let in_order = heads.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
        if heads.is_empty() || heads.len() > bounds::RECEIPT_HEADS_MAX || !in_order {
            return Err(MessageError::Inconsistent(
                "a receipt whose heads are none, too many or out of order",
            ));
        }
        keys.check_once(&statement.1, &[DOMAIN, signed].concat(), signature)?;
        Ok(Self { statement, bytes: bytes.to_vec() })
    }

    /// The bytes that are kept and sent.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Of which federation.
    #[must_use]
    pub fn federation(&self) -> FederationId {
        self.statement.0
    }

    /// The node that signed it.
    #[must_use]
    pub fn node(&self) -> &PublicKey {
        &self.statement.1
    }

    /// Whose logs it is about.
    #[must_use]
    pub fn about(&self) -> &InstitutionId {
        &self.statement.2
    }

    /// When, by that node's clock.
    #[must_use]
    pub fn at(&self) -> Millis {
        self.statement.3
    }

    /// The head of a log that it names.
    #[must_use]
    pub fn head(&self, log: &LogId) -> Option<(u64, MessageId)> {
        let heads = &self.statement.4;
        let at = heads.binary_search_by(|(named, ..)| named.cmp(log)).ok()?;
        heads.get(at).map(|(_, seq, id)| (*seq, *id))
    }
}

/// The newest receipt of each node about each institution.
pub type Newest = BTreeMap<(InstitutionId, PublicKey), Receipt>;

/// Receipts that are here, numbered as they came, so that others ask for those that they lack.
#[derive(Debug, Default)]
pub(crate) struct Receipts {
    newest: Arc<Newest>,
    numbers: BTreeMap<(InstitutionId, PublicKey), u64>,
    order: BTreeMap<u64, (InstitutionId, PublicKey)>,
    last: u64,
}

impl Receipts {
    /// Keeps a receipt if it is newer than what is here; says whether it was. Where there are too many,
    /// the one goes that came first and is not about `own`.
    pub(crate) fn take(&mut self, now: Millis, receipt: Receipt, own: Option<&InstitutionId>) -> bool {
        let place = (receipt.about().clone(), *receipt.node());
        if self.newest.get(&place).is_some_and(|here| here.at() >= receipt.at()) {
            return false;
        }
        // Numbers go on from the clock, so that those of a node that started anew are higher.
        self.last = self.last.saturating_add(1).max(now.0);
        if let Some(before) = self.numbers.insert(place.clone(), self.last) {
            self.order.remove(&before);
        }
        self.order.insert(self.last, place.clone());
        let newest = Arc::make_mut(&mut self.newest);
        newest.insert(place, receipt);
        if newest.len() > bounds::RECEIPTS_MAX {
            let first = self.order.iter().find(|(_, (about, _))| Some(about) != own);
            if let Some((number, place)) = first.map(|(number, place)| (*number, place.clone())) {
                self.order.remove(&number);
                self.numbers.remove(&place);
                newest.remove(&place);
            }
        }
        true
    }

    /// All of them; cheap.
    pub(crate) fn newest(&self) -> &Arc<Newest> {
        &self.newest
    }

    /// The number of the last one; none where there are none.
    pub(crate) fn last(&self) -> Option<u64> {
        (self.last > 0).then_some(self.last)
    }

    /// Those that came after a number, about one institution or all, one page of them; and the number
    /// from which to go on.
    pub(crate) fn after(&self, after: u64, about: Option<&InstitutionId>) -> (Vec<&Receipt>, u64) {
        let (mut page, mut bytes, mut next) = (Vec::new(), 0, after);
        for (number, place) in self.order.range(after.saturating_add(1)..) {
            if page.len() >= bounds::RECEIPTS_PAGE_MAX || bytes >= bounds::SYNC_PAGE_TARGET {
                return (page, next);
            }
            next = *number;
            if let Some(receipt) = self.newest.get(place).filter(|r| about.is_none_or(|id| r.about() == id)) {
                bytes += receipt.bytes().len();
                page.push(receipt);
            }
        }
        (page, next.max(self.last))
    }
}

/// When which institution's logs are to be receipted: soon after they grew, not too often.
#[derive(Debug, Default)]
pub(crate) struct Due {
    due: BTreeMap<InstitutionId, Millis>,
    made: BTreeMap<InstitutionId, Millis>,
}

impl Due {
    /// A log of an institution grew, or a text of it came.
    pub(crate) fn grew(&mut self, now: Millis, institution: &InstitutionId, crisis: bool) {
        let every = if crisis { bounds::RECEIPT_CRISIS_MS } else { bounds::RECEIPT_EVERY_MS };
        let soonest = now.plus(bounds::RECEIPT_DELAY_MS);
        let at = self.made.get(institution).map_or(soonest, |made| made.plus(every).max(soonest));
        let due = self.due.entry(institution.clone()).or_insert(at);
        *due = (*due).min(at);
    }

    /// Those whose time has come, at most `limit`; all where `now` is none.
    pub(crate) fn take(&mut self, now: Option<Millis>, limit: usize) -> Vec<InstitutionId> {
        let ripe = self.due.iter().filter(|(_, at)| now.is_none_or(|now| **at <= now));
        let ripe: Vec<InstitutionId> = ripe.map(|(institution, _)| institution.clone()).take(limit).collect();
        for institution in &ripe {
            self.due.remove(institution);
        }
        ripe
    }

    pub(crate) fn made(&mut self, now: Millis, institution: InstitutionId) {
        self.made.insert(institution, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Lane;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn town(code: &str) -> InstitutionId {
        code.parse().expect("a code")
    }

    fn receipt(seed: u8, about: &str, at: u64) -> Receipt {
        let log = LogId { key: PublicKey::ed25519([1; 32]), lane: Lane::Acts };
        let heads = vec![(log, at, MessageId([4; 32]))];
        Receipt::sign(FederationId([9; 32]), town(about), Millis(at), heads, &key(seed)).expect("signed")
    }

    #[test]
    fn what_is_signed_is_read_and_nothing_that_was_changed() {
        let (receipt, mut keys) = (receipt(1, "mx:20067", 7), KeyCache::default());
        assert_eq!(Receipt::decode(receipt.bytes(), &mut keys), Ok(receipt.clone()));
        assert!(receipt.bytes().len() < 260, "{} bytes", receipt.bytes().len());
        for at in 0..receipt.bytes().len() {
            let mut changed = receipt.bytes().to_vec();
            changed[at] ^= 1;
            Receipt::decode(&changed, &mut keys).expect_err("a changed byte");
            Receipt::decode(&receipt.bytes()[..at], &mut keys).expect_err("cut off");
        }
        let log = LogId { key: PublicKey::ed25519([1; 32]), lane: Lane::Acts };
        let heads = vec![(log, 1, MessageId([4; 32])); bounds::RECEIPT_HEADS_MAX + 1];
        assert_eq!(Receipt::sign(FederationId([9; 32]), town("mx:20067"), Millis(1), heads, &key(1)), None);
        // Signed, and yet out of order: only who signs otherwise than this function makes that.
        let heads = vec![(log, 2, MessageId([4; 32])); 2];
        let twice = Receipt::sign(FederationId([9; 32]), town("mx:20067"), Millis(1), heads, &key(1))
            .expect("signed");
        Receipt::decode(twice.bytes(), &mut keys).expect_err("one log twice");
    }

    #[test]
    fn the_longest_receipt_fits_its_bound() {
        let log = |n: u8| LogId { key: PublicKey::ed25519([n; 32]), lane: Lane::Acts };
        let count = u8::try_from(bounds::RECEIPT_HEADS_MAX).expect("few");
        let heads = (0..count).map(|n| (log(n), u64::MAX, MessageId([4; 32]))).collect();
        let about = town(&format!("mx:x-{}", "a".repeat(40)));
        let receipt = Receipt::sign(FederationId([9; 32]), about, Millis(u64::MAX), heads, &key(1));
        let bytes = receipt.expect("signed").bytes().to_vec();
        assert!(bytes.len() <= bounds::RECEIPT_MAX, "{} bytes", bytes.len());
        Receipt::decode(&bytes, &mut KeyCache::default()).expect("read");
    }

    #[test]
    fn only_the_newest_stays_and_others_ask_from_where_they_were() {
        let mut receipts = Receipts::default();
        assert!(receipts.take(Millis(1000), receipt(1, "mx:20067", 5), None));
        assert!(!receipts.take(Millis(1000), receipt(1, "mx:20067", 5), None), "it is here");
        assert!(!receipts.take(Millis(1000), receipt(1, "mx:20067", 4), None), "an older one");
        assert!(receipts.take(Millis(1000), receipt(2, "cl:05101", 5), None));
        let (page, next) = receipts.after(0, None);
        assert_eq!((page.len(), Some(next)), (2, receipts.last()));
        assert!(receipts.after(next, None).0.is_empty());
        assert!(receipts.take(Millis(1), receipt(1, "mx:20067", 6), None), "a clock that was set back");
        let (page, last) = receipts.after(next, None);
        assert_eq!((page.len(), page[0].at(), last > next), (1, Millis(6), true));
        assert_eq!(receipts.after(0, Some(&town("cl:05101"))).0.len(), 1);
        assert_eq!(receipts.newest().len(), 2);
    }

    #[test]
    fn a_crisis_is_receipted_soon_and_all_else_at_most_once_a_minute() {
        let (mut due, oaxaca) = (Due::default(), town("mx:20067"));
        due.grew(Millis(0), &oaxaca, false);
        assert!(due.take(Some(Millis(bounds::RECEIPT_DELAY_MS - 1)), 9).is_empty());
        assert_eq!(due.take(Some(Millis(bounds::RECEIPT_DELAY_MS)), 9), vec![oaxaca.clone()]);
        due.made(Millis(5_000), oaxaca.clone());
        due.grew(Millis(6_000), &oaxaca, false);
        assert!(due.take(Some(Millis(64_999)), 9).is_empty());
        due.grew(Millis(6_000), &oaxaca, true);
        assert_eq!(due.take(Some(Millis(10_000)), 9), vec![oaxaca.clone()], "a crisis");
        assert!(due.take(None, 9).is_empty());
    }
}
