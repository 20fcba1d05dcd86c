//! Devices and a peer that misbehave: what they sign is handed to neighbours past any engine.

use super::{
    Happening, Signed, World,
    cast::{Author, new_key},
    client::{draft, starts},
    faults::Fault,
    net::{Frame, Packet},
};
use cabildo_protocol::{
    content::Kind,
    engine::Topic,
    id::{FederationId, Hash, Lane, MessageId, Millis},
    message::{Draft, Message, Position, Verified, WireMessage, sign},
    roster::CutOff,
};
use rand::RngExt as _;

/// What one of them does, with a device of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mischief {
    /// Signs two messages at one sequence and tells each half of the neighbours another.
    Fork,
    /// Names a predecessor that is none.
    BadLink,
    /// States a running total that does not add up.
    WrongTotal,
    /// Dates a message an hour ahead.
    Future,
    /// Sends what follows a gap that nobody can fill, more than may be held.
    Gap,
    /// Sends more than its quota holds.
    Spend,
    /// Signs with a key that nobody lists.
    Unlisted,
    /// Sends a signature that does not fit.
    Corrupt,
    /// Signs for another federation.
    Federation,
}

impl Mischief {
    pub(super) const ALL: [Self; 9] = [
        Self::Fork,
        Self::BadLink,
        Self::WrongTotal,
        Self::Future,
        Self::Gap,
        Self::Spend,
        Self::Unlisted,
        Self::Corrupt,
        Self::Federation,
    ];
}

impl World {
    /// Misbehaves, as soon as there is somebody to misbehave to.
    pub(super) fn misbehave(&mut self, what: Mischief) {
        let author = match what {
            Mischief::Spend => self.cast.spender.clone(),
            Mischief::Unlisted => Author { key: new_key(&mut self.rng), ..self.cast.rogues[0].clone() },
            what => self.cast.rogues[what as usize % self.cast.rogues.len()].clone(),
        };
        let linked = self.links.linked(author.home);
        if linked.is_empty() || !self.nodes[author.home].is_alive() {
            return self.after(2000, Happening::Fault(Fault::Misbehave(what)));
        }
        self.counts.add("misdeeds", 1);
        let kind =
            if what != Mischief::Fork && self.rng.random_bool(0.3) { Kind::Notice } else { Kind::Proposal };
        let start = starts(&author, &self.cast.federation)[kind.lane() as usize];
        let first = self.forge(&author, kind, &start);
        let head = first.position();
        match what {
            Mischief::Fork => self.fork(&author, &first, &linked),
            Mischief::BadLink => {
                self.inject(what, author.home, &linked, &first);
                let wrong = Position { id: MessageId(self.rng.random()), ..head };
                let second = self.forge(&author, kind, &wrong);
                let third = self.forge(&author, kind, &second.position());
                self.inject(what, author.home, &linked, &second);
                self.inject(what, author.home, &linked, &third);
            }
            Mischief::WrongTotal => {
                self.inject(what, author.home, &linked, &first);
                let wrong = Position { total_bytes: head.total_bytes + 7, ..head };
                let second = self.forge(&author, kind, &wrong);
                self.inject(what, author.home, &linked, &second);
            }
            Mischief::Future => {
                let created = self.clock(author.home).plus(3_600_000);
                let later = Draft { created, ..self.rogue_draft(&author, kind) };
                let message = self.forge_draft(&author, &later, &start);
                self.inject(what, author.home, &linked, &message);
            }
            Mischief::Gap => self.gap(&author, kind, &linked),
            Mischief::Spend => {
                let mut head = Position { seq: 9, id: MessageId(self.rng.random()), ..start };
                head.total_bytes = 1_000_000;
                let message = self.forge(&author, kind, &head);
                self.inject(what, author.home, &linked, &message);
            }
            Mischief::Unlisted => self.inject(what, author.home, &linked, &first),
            Mischief::Corrupt => {
                let mut wire = WireMessage::from(&*first);
                if let Some(last) = wire.0.last_mut() {
                    *last ^= 1;
                }
                self.inject_frame(what, author.home, &linked, first.log().lane, &wire);
            }
            Mischief::Federation => {
                let federation = FederationId(self.rng.random());
                let other = Draft { federation, ..self.rogue_draft(&author, kind) };
                let start = starts(&author, &federation)[kind.lane() as usize];
                let message = self.forge_draft(&author, &other, &start);
                self.inject(what, author.home, &linked, &message);
            }
        }
    }

    fn fork(&mut self, author: &Author, first: &Verified, linked: &[usize]) {
        let what = Mischief::Fork;
        self.inject(what, author.home, linked, first);
        let (left, right) = linked.split_at(linked.len().div_ceil(2));
        let right = if right.is_empty() { left } else { right };
        let mut ends = vec![first.clone()];
        for (side, length) in [(left, 2), (right, 1)] {
            let mut head = first.position();
            for _ in 0..length {
                let message = self.forge(author, Kind::Proposal, &head);
                head = message.position();
                self.inject(what, author.home, side, &message);
                ends.push(message);
            }
        }
        // Later its institution says by a cut-off where the log ended: before the fork, or with one
        // of the branches.
        let end = &ends[self.rng.random_range(0..ends.len())];
        let cut_off = CutOff { seq: end.seq(), id: Hash(end.id().0) };
        let after = self.rng.random_range(5000..40_000);
        self.after(after, Happening::Fault(Fault::End(Box::new((author.clone(), cut_off)))));
    }

    fn gap(&mut self, author: &Author, kind: Kind, linked: &[usize]) {
        let what = Mischief::Gap;
        let start = starts(author, &self.cast.federation)[kind.lane() as usize];
        let mut head = Position { seq: 2, id: MessageId(self.rng.random()), total_bytes: 900, ..start };
        let length = if self.rng.random_bool(0.2) { 70 } else { 5 };
        for _ in 0..length {
            let message = self.forge(author, kind, &head);
            head = message.position();
            self.inject(what, author.home, linked, &message);
        }
    }

    fn rogue_draft(&mut self, author: &Author, kind: Kind) -> Draft {
        let needs = self.cast.authority.needs(&author.institution);
        let created: Millis = self.clock(author.home);
        draft(&mut self.rng, author, &self.cast.federation, (kind, None), needs, created)
    }

    fn forge(&mut self, author: &Author, kind: Kind, after: &Position) -> Verified {
        let draft = self.rogue_draft(author, kind);
        self.forge_draft(author, &draft, after)
    }

    fn forge_draft(&mut self, author: &Author, draft: &Draft, after: &Position) -> Verified {
        let message = sign(draft, after, &author.key).expect("a message within its bounds");
        let signed = Signed {
            header: message.header_bytes().to_vec(),
            body: message.body_bytes().map(<[u8]>::to_vec),
        };
        self.signed.insert(message.id(), signed);
        message
    }

    fn inject(&mut self, what: Mischief, node: usize, to: &[usize], message: &Message) {
        let wire = WireMessage::for_gossip(message);
        self.inject_frame(what, node, to, message.log().lane, &wire);
    }

    /// Hands a frame to some neighbours. No engine of this world signed or forwarded it.
    fn inject_frame(&mut self, what: Mischief, node: usize, to: &[usize], lane: Lane, wire: &WireMessage) {
        let frame = Frame::new(Topic::of(lane), wire.encode());
        self.injected.insert((node, frame.name), what);
        for other in to {
            self.transmit(node, *other, Packet::Gossip(frame.clone()));
        }
    }
}
