//! Benchmarks: every figure is printed as a ratio to a limit that was measured in the same run.

pub mod bare;
pub mod catchup;
pub mod door;
pub mod footprint;
pub mod last;
pub mod limits;
pub mod pair;
pub mod place;
pub mod reconcile;
pub mod rosters;
pub mod run;
pub mod scale;
pub mod table;
pub mod thread;
pub mod transfer;
pub mod work;
