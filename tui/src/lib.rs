//! The terminal interface of a Cabildo node: model, update, view.

pub mod keys;
pub mod model;
pub mod update;
pub mod view;
