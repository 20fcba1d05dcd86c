//! Rosters and the engine, tested where others meet them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "engine/attacks.rs"]
mod attacks;
#[path = "engine/cited.rs"]
mod cited;
#[path = "engine/clocks.rs"]
mod clocks;
#[path = "engine/contents.rs"]
mod contents;
#[path = "engine/desk.rs"]
mod desk;
#[path = "engine/doors.rs"]
mod doors;
#[path = "engine/erasing.rs"]
mod erasing;
#[path = "engine/fixture.rs"]
mod fixture;
#[path = "engine/forks.rs"]
mod forks;
#[path = "engine/governance.rs"]
mod governance;
#[path = "engine/held.rs"]
mod held;
#[path = "engine/policy.rs"]
mod policy;
#[path = "engine/receipting.rs"]
mod receipting;
#[path = "engine/rosters.rs"]
mod rosters;
#[path = "engine/rotation.rs"]
mod rotation;
#[path = "engine/settled.rs"]
mod settled;
#[path = "engine/starting.rs"]
mod starting;
#[path = "engine/suspending.rs"]
mod suspending;
#[path = "engine/syncing.rs"]
mod syncing;
#[path = "engine/turns.rs"]
mod turns;
#[path = "engine/twice.rs"]
mod twice;
#[path = "engine/unchecked.rs"]
mod unchecked;
