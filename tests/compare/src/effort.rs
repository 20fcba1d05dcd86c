//! How many messages are measured.

/// Numbers of messages.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Published one at a time, for the time to delivery.
    pub single: usize,
    /// Taken in, and caught up with.
    pub many: usize,
    /// The same where a system needs tens of milliseconds for each.
    pub few: usize,
}

impl Effort {
    /// For whoever changes something. Logs of fewer messages would be caught up with in another way.
    pub const SHORT: Self = Self { single: 200, many: 20_000, few: 200 };
    /// For figures that are quoted.
    pub const LONG: Self = Self { single: 600, many: 100_000, few: 2000 };
}
