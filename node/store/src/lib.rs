//! The signed logs on disk: append-only segments and the index over them.
//!
//! Segments are the truth; `docs/disk-format.md` describes them byte by byte. One
//! [`SegmentStore`] writes, any number of [`Reader`]s read beside it.

mod bodies;
mod catch_up;
pub mod disk;
mod erase;
mod find;
mod format;
mod index;
mod letting;
mod reader;
mod recover;
mod repair;
mod report;
mod scan;
mod scrub;
mod search;
mod segment;
mod side;
mod small;
mod store;
mod tables;
mod unchecked;

pub use disk::Space;
pub use find::{Hit, Rank, Selection, Tongue, Word, beginning, fold, words};
pub use index::sled::panic_is_caught;
pub use letting::Holding;
pub use reader::{Counts, Query, Reader};
pub use report::{Damage, Lost, OpenError, OpenReport};
pub use scrub::yield_to_others;
pub use store::{Options, SegmentStore};
