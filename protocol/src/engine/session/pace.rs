//! How many messages to ask a peer for at once.
//!
//! A page that takes long holds up whatever becomes urgent meanwhile, and one that takes longer than
//! the answer may is never done at all. So a session begins with little, asks for more while answers
//! come quickly, and for less where they take seconds.

/// Messages asked for in the first request. At 64 kbit/s they come in some four seconds.
const FIRST: u64 = 32;
/// The most: the responder ends a page by its bytes.
const MOST: u64 = 4096;
/// From so many on a page is taken for a whole one.
const WHOLE: u64 = 512;
/// An answer that comes sooner leaves room for more.
const QUICK_MS: u64 = 1_500;
/// One that takes longer was too much.
const SLOW_MS: u64 = 4_000;

/// A peer whose overview takes so long is far away: what comes from there is held up by whatever is lost on the way,
/// each line for itself.
const FAR_MS: u64 = 100;
/// How many times sooner an answer has to come to be far sooner.
const SOONER: u64 = 8;

/// The pace of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    messages: u64,
    /// How many messages had room in the last page that was full.
    fits: u64,
    /// How long the last overview took, which is as small from everybody; none before the first one.
    looked_ms: Option<u64>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { messages: FIRST, fits: MOST, looked_ms: None }
    }
}

impl Pace {
    /// Messages to ask for now.
    pub(super) fn messages(self) -> u64 {
        self.messages.min(self.fits)
    }

    /// Whether answers come quickly, and whole pages of them.
    pub(super) fn is_quick(self) -> bool {
        self.messages >= WHOLE
    }

    /// Whether a peer is far away, and sends no whole pages yet.
    pub(super) fn is_far(self) -> bool {
        !self.is_quick() && self.looked_ms.is_some_and(|took| took >= FAR_MS)
    }

    /// Whether answers come so much sooner than another's that what this one sends may be asked for here, too.
    pub(super) fn is_far_sooner(self, than: Self) -> bool {
        self.looked_ms.zip(than.looked_ms).is_some_and(|(ours, theirs)| ours.saturating_mul(SOONER) < theirs)
    }

    /// An overview took so long.
    pub(super) fn looked(&mut self, took_ms: u64) {
        self.looked_ms = Some(took_ms);
    }

    /// An answer took so long; where its page was full, with how many messages.
    pub(super) fn answered(&mut self, took_ms: u64, full: Option<u64>) {
        self.messages = match took_ms {
            ..QUICK_MS => (self.messages * 4).min(MOST),
            QUICK_MS..SLOW_MS => self.messages,
            // To what would have come in time.
            _ => (self.messages * SLOW_MS / took_ms.saturating_mul(2)).max(1),
        };
        // A little more than had room: the next messages may be shorter.
        self.fits = full.map_or(MOST, |fits| (fits + fits / 8).clamp(1, MOST));
    }

    /// How long an answer may take before another peer is asked, too.
    pub(super) fn patience_ms(self) -> u64 {
        if self.messages < FIRST { 2 * SLOW_MS } else { SLOW_MS }
    }

    /// An answer did not come.
    pub(super) fn unanswered(&mut self) {
        self.messages = (self.messages / 8).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_link_is_soon_used_whole_and_a_slow_one_never_held_up_long() {
        let mut pace = Pace::default();
        for _ in 0..4 {
            pace.answered(20, None);
        }
        assert_eq!(pace.messages(), MOST);
        // Twelve messages a second, a round trip of 600 ms.
        let took = |messages: u64| 600 + messages * 1000 / 12;
        for _ in 0..4 {
            pace.answered(took(pace.messages()), None);
        }
        for _ in 0..100 {
            assert!((1..=SLOW_MS * 2).contains(&took(pace.messages())), "{pace:?}");
            pace.answered(took(pace.messages()), None);
        }
        pace.answered(u64::MAX, None);
        pace.unanswered();
        assert_eq!(pace.messages(), 1, "it never stops asking");
        assert!(!pace.is_far_sooner(Pace::default()), "nothing is known yet");
        let mut near = Pace::default();
        near.looked(20);
        pace.looked(300);
        assert!(pace.is_far() && !near.is_far());
        assert!(near.is_far_sooner(pace) && !pace.is_far_sooner(near));
        near.answered(9_000, None);
        assert!(near.is_far_sooner(pace), "a page says nothing of how far it came");
        pace = Pace::default();
        (0..4).for_each(|_| pace.answered(20, Some(800)));
        assert_eq!(pace.messages(), 900, "no more than has room");
        pace.answered(20, Some(0));
        assert_eq!(pace.messages(), 1);
    }
}
