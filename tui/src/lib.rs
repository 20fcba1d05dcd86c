//! The terminal interface of a Cabildo node: model, update, view.

pub mod keys;
pub mod model;
mod run;
pub mod update;
pub mod view;

#[cfg(test)]
mod tests;
