//! How many messages to ask a peer for at once.
//!
//! A page that takes long holds up whatever becomes urgent meanwhile, and one that takes longer than
//! the answer may is never done at all. So a session begins with little, asks for more while answers
//! come quickly, and for less where they take seconds.

/// Messages asked for in the first request. At 64 kbit/s they come in some four seconds.
const FIRST: u64 = 32;
/// The most: the responder ends a page by its bytes.
const MOST: u64 = 4096;
/// An answer that comes sooner leaves room for more.
const QUICK_MS: u64 = 1_500;
/// One that takes longer was too much.
const SLOW_MS: u64 = 4_000;

/// The pace of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace(u64);

impl Default for Pace {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Pace {
    /// Messages to ask for now.
    pub(super) fn messages(self) -> u64 {
        self.0
    }

    /// An answer took so long.
    pub(super) fn answered(&mut self, took_ms: u64) {
        self.0 = match took_ms {
            ..QUICK_MS => (self.0 * 4).min(MOST),
            QUICK_MS..SLOW_MS => self.0,
            // To what would have come in time.
            _ => (self.0 * SLOW_MS / took_ms.saturating_mul(2)).max(1),
        };
    }

    /// How long an answer may take before another peer is asked, too.
    pub(super) fn patience_ms(self) -> u64 {
        if self.0 < FIRST { 2 * SLOW_MS } else { SLOW_MS }
    }

    /// An answer did not come.
    pub(super) fn unanswered(&mut self) {
        self.0 = (self.0 / 8).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_link_is_soon_used_whole_and_a_slow_one_never_held_up_long() {
        let mut pace = Pace::default();
        for _ in 0..4 {
            pace.answered(20);
        }
        assert_eq!(pace.messages(), MOST);
        // Twelve messages a second, a round trip of 600 ms.
        let took = |messages: u64| 600 + messages * 1000 / 12;
        for _ in 0..4 {
            pace.answered(took(pace.messages()));
        }
        for _ in 0..100 {
            assert!((1..=SLOW_MS * 2).contains(&took(pace.messages())), "{pace:?}");
            pace.answered(took(pace.messages()));
        }
        pace.answered(u64::MAX);
        pace.unanswered();
        assert_eq!(pace.messages(), 1, "it never stops asking");
    }
}
