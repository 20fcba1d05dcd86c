//! Whose turn it is to be compared with, and when.

use super::{ANSWER_MAX_MS, QUICK_TURNS, Session, Stage};
use crate::{
    engine::{Engine, Peer},
    id::Millis,
    store::Store,
};

impl<S: Store> Engine<S> {
    /// Every ten seconds or so, and sooner while there is news, one peer of another institution, in
    /// turn; at once where a session stands still.
    pub(in crate::engine) fn tick(&mut self, now: Millis, random: u64) {
        let late = self.sessions.peers.iter().filter_map(|(peer, session)| {
            let (request, _, since) = session.under_way.first()?;
            (now > since.plus(ANSWER_MAX_MS)).then_some((*peer, *request))
        });
        for (peer, request) in late.collect::<Vec<_>>() {
            self.unanswered(now, peer, request);
        }
        self.hurry(now);
        self.sessions.chance = random >> 8;
        if let Some(peer) = self.neighbour() {
            self.begin_session(now, peer);
        }
        if now < self.sessions.next_due {
            return;
        }
        let every = match self.sessions.quick {
            0 => self.options.sync_every_ms,
            _ => self.options.sync_every_ms / QUICK_TURNS,
        };
        self.sessions.quick = self.sessions.quick.saturating_sub(1);
        self.sessions.next_due = now.plus(every * 3 / 4 + random % (every / 2 + 1));
        self.sessions.left_out = false;
        if let Some(peer) = self.next_in_turn(random) {
            self.begin_session(now, peer);
        }
    }

    /// While runs come slowly from afar: a peer that answers far sooner, and may have fetched some of them itself.
    fn neighbour(&self) -> Option<Peer> {
        let all = &self.sessions.peers;
        let slow = || all.values().filter(|s| !s.pace.is_quick() && s.runs_under_way().count() > 0);
        let near = |s: &Session| s.stage == Stage::Idle && slow().any(|slow| s.pace.is_far_sooner(slow.pace));
        all.iter()
            .filter(|(_, session)| near(session))
            .min_by_key(|(_, session)| session.begun)
            .map(|(peer, _)| *peer)
    }

    /// Whom to compare with: the idle peer with whom that was begun longest ago, of another
    /// institution if there is one. Chance decides between equals.
    fn next_in_turn(&self, random: u64) -> Option<Peer> {
        let ours = |peer: &Peer| {
            self.authority.node(&peer.0).is_some_and(|(id, _)| Some(id) == self.options.institution.as_ref())
        };
        let idle = self.sessions.peers.iter().filter(|(_, session)| session.stage == Stage::Idle);
        let mut turns: Vec<_> = idle.map(|(peer, session)| (ours(peer), session.begun, *peer)).collect();
        turns.sort_unstable();
        let first = turns.first().map(|(ours, begun, _)| (*ours, *begun));
        let equals = turns.partition_point(|(ours, begun, _)| Some((*ours, *begun)) == first);
        let index = (random >> 32) as usize % equals.max(1);
        turns.get(index).map(|(_, _, peer)| *peer)
    }

    /// A peer found that its heads are ours: that was our turn with it, too. Rosters, proofs and receipts were not
    /// compared, so the turn after it is taken whatever others ask.
    pub(in crate::engine) fn compared_by(&mut self, now: Millis, peer: Peer) {
        let Some(session) = self.sessions.peers.get_mut(&peer) else { return };
        if session.stage != Stage::Idle || self.sessions.left_out || self.sessions.quick > 0 {
            return;
        }
        session.begun = Some(now);
        self.sessions.left_out = true;
        self.sessions.next_due = self.sessions.next_due.max(now).plus(self.options.sync_every_ms);
    }

    /// Something was linked: peers may have more.
    pub(in crate::engine) fn news(&mut self, now: Millis) {
        let soon = now.plus(self.options.sync_every_ms / QUICK_TURNS);
        self.sessions.quick = QUICK_TURNS;
        self.sessions.next_due = self.sessions.next_due.min(soon);
    }

    /// Where fetching takes long, what the peer has is looked at again from time to time: a crisis
    /// that gossip lost must not wait for the end. On a slow link looking takes long too, and is done
    /// the more rarely.
    pub(super) fn is_to_look_again(&mut self, now: Millis, peer: Peer) -> bool {
        let every = self.options.sync_every_ms;
        let Some(session) = self.sessions.peers.get_mut(&peer).filter(|session| session.whole) else {
            return false;
        };
        let (Some(begun), Some(looked)) = (session.begun, session.looked) else {
            session.looked = Some(now);
            return false;
        };
        let took = looked.0.saturating_sub(begun.0);
        looked.plus(every.max(took.saturating_mul(4))) <= now
    }
}
