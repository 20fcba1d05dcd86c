//! The engine's time.

use cabildo_protocol::id::Millis;
use std::time::SystemTime;

/// The engine's time, when so many milliseconds have passed. The system's clock may be set back; the engine's never
/// runs backwards and never stands still: it goes at half its speed until the system's has caught up.
pub(super) fn told(before: Millis, passed: u64, system: Millis) -> Millis {
    system.max(before.plus(passed / 2))
}

/// Milliseconds since 1970 by the system's clock.
#[must_use]
pub fn clock() -> Millis {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_slows_time_down_until_it_has_caught_up() {
        let at = |ms: u64| Millis(1_000_000_000 + ms);
        assert_eq!(told(at(0), 500, at(500)), at(500), "in step");
        assert_eq!(told(at(0), 500, at(90_000)), at(90_000), "set forward");
        // An hour back: time goes on, and in two hours both are equal.
        let mut now = at(0);
        for passed in (500..=7_200_000).step_by(500) {
            let next = told(now, 500, Millis(at(passed).0 - 3_600_000));
            assert!(next > now, "{passed}");
            now = next;
        }
        assert_eq!(now, at(3_600_000));
    }
}
