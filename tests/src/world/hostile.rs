//! Listed nodes that are hostile: what leaves them is dropped, late, repeated, forged or withheld, to
//! the end of the run. A governor below the threshold signs what the others have not, and they hand it
//! on. Their engines are honest: what they themselves show must be true as well, though what one of them
//! alone holds and withholds need not be everywhere.

use super::{
    Happening, World,
    faults::Fault,
    net::{Frame, Packet},
    rogue::Mischief,
};
use cabildo_protocol::{
    cbor,
    engine::{News, Peer, Topic},
    id::Millis,
    news,
    roster::{Change, Next, Roster, Scope, SignedRoster},
    sync::Response,
};
use rand::{RngExt as _, seq::SliceRandom as _};
use std::sync::Arc;

impl World {
    /// Up to a third of the nodes.
    pub(super) fn choose_hostile(&mut self) {
        if !self.options.hostile {
            return;
        }
        let mut all: Vec<usize> = (0..self.nodes.len()).collect();
        all.shuffle(&mut self.rng);
        all.truncate(self.rng.random_range(self.nodes.len() / 6..=self.nodes.len() / 3));
        self.counts.add("hostile nodes", all.len() as u64);
        self.hostile = all.into_iter().collect();
    }

    /// A node ends a link with who answers badly; it comes back after a while.
    pub(super) fn disconnect(&mut self, node: usize, peer: Peer) {
        let other = self.nodes.iter().position(|place| place.peer == peer);
        let Some(other) = other.filter(|other| self.hostile.contains(other)) else {
            return self.blame("honest peers", format!("node {node} blames the honest peer {}", peer.0));
        };
        self.counts.add("hostile nodes cut off", 1);
        self.links.cut_between(node, other, self.now + 5000);
        self.refresh_links();
        self.after(5001, Happening::Fault(Fault::Relink));
    }

    /// What a hostile node makes of a packet that it should send, and how much later; none where it
    /// sends nothing.
    pub(super) fn meddle(
        &mut self,
        (from, to, epoch): (usize, usize, u32),
        packet: Packet,
    ) -> Option<(Packet, u64)> {
        if !self.hostile.contains(&from) {
            return Some((packet, 0));
        }
        let roll = self.rng.random_range(0..100);
        if roll < 25 {
            self.counts.add("hostile drops", 1);
            return None;
        }
        let mut delay = 0;
        if roll < 40 {
            self.counts.add("hostile delays", 1);
            delay = self.rng.random_range(500..7000);
        }
        match packet {
            Packet::Gossip(frame) => {
                if roll >= 90 {
                    self.counts.add("hostile repeats", 1);
                    let later = self.rng.random_range(1000..200_000);
                    let packet = Packet::Gossip(frame.clone());
                    self.after(later, Happening::Arrive { from, to, epoch, packet });
                } else if roll >= 82 {
                    self.forge_frame((from, to, epoch), &frame);
                } else if roll >= 79 {
                    self.announce((from, to, epoch));
                }
                Some((Packet::Gossip(frame), delay))
            }
            Packet::Response { serial, bytes } => {
                let bytes = self.lie(roll, bytes);
                Some((Packet::Response { serial, bytes }, delay))
            }
            packet @ Packet::Request { .. } => Some((packet, delay)),
        }
    }

    /// A frame with one bit that is another.
    fn forge_frame(&mut self, (from, to, epoch): (usize, usize, u32), frame: &Frame) {
        let mut bytes = frame.bytes.to_vec();
        let at = self.rng.random_range(0..bytes.len());
        bytes[at] ^= 1 << self.rng.random_range(0..8);
        let forged = Frame::new(frame.topic, bytes);
        self.counts.add("hostile forgeries", 1);
        self.injected.insert((from, forged.name), Mischief::Corrupt);
        self.after(20, Happening::Arrive { from, to, epoch, packet: Packet::Gossip(forged) });
    }

    /// Says that there is a roster that nobody signed.
    fn announce(&mut self, (from, to, epoch): (usize, usize, u32)) {
        let Ok(roster) = self.usurpation().open() else { return };
        let frame = Frame::new(Topic::Rosters, news::encode(&News::Roster(roster.scope, roster.version)));
        self.injected.insert((from, frame.name), Mischief::Corrupt);
        self.after(20, Happening::Arrive { from, to, epoch, packet: Packet::Gossip(frame) });
    }

    /// Withholds, alters or adds.
    fn lie(&mut self, roll: u32, bytes: Arc<[u8]>) -> Arc<[u8]> {
        let Ok(response) = cbor::decode::<Response>(&bytes) else { return bytes };
        let told = match response {
            Response::Rosters(mut rosters) => {
                self.counts.add("hostile governors", 1);
                rosters.push(self.usurpation());
                Response::Rosters(rosters)
            }
            Response::Page { messages, .. } if roll < 60 && !messages.is_empty() => {
                self.counts.add("hostile silences", 1);
                Response::Page { messages: Vec::new(), more: false }
            }
            Response::Page { mut messages, more } if roll < 75 && !messages.is_empty() => {
                self.counts.add("hostile pages", 1);
                let at = self.rng.random_range(0..messages.len());
                if let Some(last) = messages.get_mut(at).and_then(|wire| wire.0.last_mut()) {
                    *last ^= 1;
                }
                Response::Page { messages, more }
            }
            Response::Proofs(_) if roll < 60 => Response::Proofs(Vec::new()),
            Response::Reconcile(_) if roll < 50 => Response::Busy,
            _ => return bytes,
        };
        cbor::encode(&told).into()
    }

    /// What one governor of three has signed: the next version of a chamber, which ends a member and
    /// makes the governor's own key the only one that signs.
    fn usurpation(&self) -> SignedRoster {
        let (governor, scope) = (&self.cast.usurper, Scope::Chamber(self.cast.usurped.clone()));
        let checkpoint = self.cast.authority.checkpoint(&scope).expect("a chamber's roster");
        let mut state = checkpoint.state;
        let (id, mut entry) =
            state.institutions.first_key_value().map(|(i, e)| (i.clone(), e.clone())).expect("one");
        entry.standing = cabildo_protocol::roster::Standing::Left;
        let next = Next {
            federation: Some(self.cast.federation),
            scope,
            signers: checkpoint.roster.open().map(|roster| roster.signers).unwrap_or_default(),
            changes: vec![Change::Institution(id, Box::new(entry))],
            issued: Millis(u64::from(u32::MAX)),
            review_by: Millis(u64::MAX / 2),
        };
        let roster = Roster::next(Some(&checkpoint.roster), &mut state, next).expect("a roster");
        let mut signed = SignedRoster::new(&roster);
        signed.sign(governor);
        signed
    }
}
