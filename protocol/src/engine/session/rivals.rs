//! Where two nodes hold different rosters of one version: who signed both is to be known to both of
//! them, however long ago the branches parted.

use crate::{
    engine::{Engine, Peer},
    roster::{RosterError, Scope, SignedRoster},
    store::Store,
};
use std::collections::BTreeMap;

/// How often a session looks farther back for where two branches part, each time twice as far.
pub(super) const LOOKS_BACK: u8 = 16;

impl<S: Store> Engine<S> {
    /// Our last roster versions, once a session, where a peer's are still others though none of
    /// them is newer: there may be two of one version.
    pub(super) fn differing_tips(&mut self, peer: &Peer) -> Option<Vec<(Scope, u32, u32)>> {
        let theirs = self.sessions.peers.get_mut(peer)?.tips.take()?;
        (theirs != self.rosters_hash()).then(|| self.tips())
    }

    /// What to ask for where a peer's rosters follow one that is not here: its branch parted from ours
    /// before. As if our last version were an older one, so that more comes.
    pub(super) fn look_back(&self, rosters: &[SignedRoster]) -> Option<Vec<(Scope, u32, u32)>> {
        let mut lowest: BTreeMap<Scope, (u32, &SignedRoster)> = BTreeMap::new();
        for signed in rosters {
            let Ok(roster) = signed.open() else { continue };
            let entry = lowest.entry(roster.scope).or_insert((roster.version, signed));
            if roster.version < entry.0 {
                *entry = (roster.version, signed);
            }
        }
        let parted = lowest.into_iter().filter_map(|(scope, (version, signed))| {
            let ours = self.authority.version(&scope);
            let follows_another = matches!(self.authority.offer(signed), Err(RosterError::Previous { .. }));
            (follows_another && version > 1 && version <= ours)
                .then(|| (scope, version.saturating_sub(ours.saturating_sub(version).max(1)), 0))
        });
        let parted: Vec<_> = parted.collect();
        (!parted.is_empty()).then_some(parted)
    }
}
