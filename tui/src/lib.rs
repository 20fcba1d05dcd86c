//! The terminal interface of a Cabildo node: model, update, view.
