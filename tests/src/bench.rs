//! Benchmarks: every figure is printed as a ratio to a limit that was measured in the same run.

pub mod bare;
pub mod limits;
pub mod place;
pub mod table;
