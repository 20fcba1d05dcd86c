//! Simulation, end-to-end tests, tidy checks and benchmarks.

pub mod bench;
pub mod processes;
pub mod session;
pub mod skip;
pub mod slow;
pub mod spaces;
pub mod talk;
pub mod terminal;
pub mod world;
