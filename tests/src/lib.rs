//! Simulation, end-to-end tests, tidy checks and benchmarks.

pub mod bench;
pub mod terminal;
pub mod world;
