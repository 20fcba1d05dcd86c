//! Asking who holds what: after everything else, and only for what is new.

use super::{Engine, Peer};
use crate::{
    bounds,
    id::{InstitutionId, Millis},
    receipt::Receipt,
    store::Store,
};

/// In a federation of so few institutions every node gathers the receipts of all: then they pass on
/// from node to node where there is no relay.
const FEW: usize = 128;
/// Pages of receipts in one session.
const PAGES_MAX: usize = bounds::RECEIPTS_MAX / bounds::RECEIPTS_PAGE_MAX;

impl<S: Store> Engine<S> {
    /// The number after which a peer has receipts that we lack; none where it has not.
    pub(super) fn next_receipts(&self, peer: &Peer) -> Option<u64> {
        let theirs = self.sessions.peers.get(peer)?.receipts?;
        let after = self.sessions.receipts_after.get(peer).copied().unwrap_or_default();
        (after < theirs).then_some(after)
    }

    /// About whose logs we want to know; all where that is none.
    pub(super) fn receipts_wanted(&self) -> Option<InstitutionId> {
        let few = self.authority.institutions().nth(FEW).is_none();
        self.options.institution.clone().filter(|_| !few && !self.options.gathers)
    }

    /// Takes a page of receipts, which leads from one number to the next.
    pub(super) fn take_receipts(
        &mut self,
        now: Millis,
        from: Peer,
        receipts: &[Receipt],
        (after, next): (u64, u64),
    ) {
        for receipt in receipts {
            self.take_receipt(now, receipt);
        }
        // Each answer goes on after the one before, and there are not more than anybody keeps: or this
        // would never end.
        if next > after {
            self.sessions.receipts_after.insert(from, next);
        }
        if let Some(session) = self.sessions.peers.get_mut(&from) {
            session.receipt_pages += 1;
            if next <= after || session.receipt_pages >= PAGES_MAX {
                session.receipts = None;
            }
        }
    }
}
