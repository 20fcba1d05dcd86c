//! Small and slow: what a node needs on a bad line, and the screen on a small machine. Figures are
//! printed; nothing fails by being slow.

pub mod blocked;
pub mod countries;
pub mod crisis;
pub mod idle;
pub mod link;
pub mod nodes;
pub mod screen;
