//! Runs of a log: messages that come together, each cited by the next.
//!
//! What a header cites is the hash of header and signature, so whoever signs a message vouches for all that
//! stand before it in its log: where the last signature of a run is good, every message of it is what its author
//! linked there. So a long run is taken at the speed of hashing; the signatures inside it are checked later.

use super::{KeyCache, Message, Verified, WireMessage};
use crate::id::Lane;

/// The shortest run that is taken by its last signature. Of a shorter one, as whoever was away for a short time gets,
/// all are checked in milliseconds, and others get it at once.
pub const CHAINED_MIN: usize = 48;

/// Messages of one log in a row, each cited by the next one, the last with a good signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    chained: Vec<Message>,
    last: Verified,
}

impl From<Verified> for Run {
    fn from(last: Verified) -> Self {
        Self { chained: Vec::new(), last }
    }
}

impl Run {
    /// Sorts the messages of a page, in their order, into runs, and those whose signatures are none. `verify`
    /// checks one signature. Crisis lanes and runs shorter than `min` are checked message by message.
    #[must_use]
    pub fn gather(
        messages: Vec<Message>,
        min: usize,
        mut verify: impl FnMut(&Message) -> Option<Verified>,
    ) -> (Vec<Self>, Vec<Message>) {
        let (mut runs, mut unsigned) = (Vec::new(), Vec::new());
        let mut rest = messages.into_iter().peekable();
        while let Some(first) = rest.next() {
            let mut run = vec![first];
            while let Some(next) = rest.next_if(|next| run.last().is_some_and(|last| cites(next, last))) {
                run.push(next);
            }
            let long =
                run.len() >= min.max(2) && run.last().is_some_and(|last| last.log().lane == Lane::Acts);
            if let Some(last) = run.last().filter(|_| long).and_then(&mut verify) {
                run.pop();
                runs.push(Self { chained: run, last });
                continue;
            }
            for message in run {
                match verify(&message) {
                    Some(message) => runs.push(message.into()),
                    None => unsigned.push(message.without_body()),
                }
            }
        }
        (runs, unsigned)
    }

    /// The messages whose own signatures were not checked, in the order of their log.
    #[must_use]
    pub fn chained(&self) -> &[Message] {
        &self.chained
    }

    /// The last message.
    #[must_use]
    pub fn last(&self) -> &Verified {
        &self.last
    }

    /// How many messages it has.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.chained.len() + 1
    }
}

/// Whether a message stands right behind another one, and says so.
fn cites(next: &Message, before: &Message) -> bool {
    next.log() == before.log()
        && before.seq().checked_add(1) == Some(next.seq())
        && next.envelope().previous == before.id()
        && next.envelope().federation == before.envelope().federation
}

/// How many of these messages have good signatures, up to the first that has not.
#[must_use]
pub fn signed(messages: &[WireMessage], keys: &mut KeyCache) -> usize {
    let good = |wire: &&WireMessage| Message::decode(&wire.0, None).is_ok_and(|m| m.verify(keys).is_ok());
    messages.iter().take_while(good).count()
}
